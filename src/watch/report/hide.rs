//! Small numbers, which in a small school could point at a person: left out of what is handed on, where somebody asks
//! for it.
//!
//! A part that is left out could be had back by taking the others from the whole, so a second one goes with it. That
//! makes a report harder to read a person out of; it does not make it anonymous, and the report says so.

use super::layout::{Amount, Figure, Group, Section};

/// What stands where a number was left out: it is under five, or would tell one that is.
pub const WORDS: &str = "not shown";

/// Leaves out every figure under five, and a second one of a whole where one would be no secret. What leads to records is
/// for whoever counts not to keep.
pub fn small(sections: &mut [Section]) {
    for group in sections.iter_mut().flat_map(|s| s.groups.iter_mut()) {
        hide(group);
    }
}

fn hide(group: &mut Group) {
    let mut hidden = 0;
    for figure in &mut group.figures {
        if figure.small() {
            figure.amount = Amount::Hidden;
            hidden += 1;
        }
    }
    if group.parts && hidden == 1 {
        let number = |f: &Figure| if let Amount::Number(n) = f.amount { n } else { 0 };
        let others = group.figures.iter_mut().filter(|f| number(f) > 0);
        if let Some(next) = others.min_by_key(|f| number(f)) {
            next.amount = Amount::Hidden;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(parts: bool, numbers: &[usize]) -> Group {
        let figure = |n: &usize| Figure {
            id: format!("x.{n}"),
            label: String::new(),
            amount: Amount::Number(*n),
            at_least: false,
            erased: None,
        };
        Group {
            id: "x".to_owned(),
            title: String::new(),
            parts,
            figures: numbers.iter().map(figure).collect(),
            none: "none",
        }
    }

    fn shown(parts: bool, numbers: &[usize]) -> Vec<Option<usize>> {
        let mut group = group(parts, numbers);
        hide(&mut group);
        let number = |f: &Figure| if let Amount::Number(n) = f.amount { Some(n) } else { None };
        group.figures.iter().map(number).collect()
    }

    #[test]
    fn under_five_is_left_out_and_none_at_all_is_said() {
        assert_eq!(shown(false, &[0, 1, 4, 5, 6]), [Some(0), None, None, Some(5), Some(6)]);
    }

    #[test]
    fn a_part_alone_takes_the_next_smallest_with_it() {
        assert_eq!(shown(true, &[20, 7, 3, 0]), [Some(20), None, None, Some(0)]);
        assert_eq!(shown(true, &[20, 4, 3]), [Some(20), None, None]);
        assert_eq!(shown(true, &[20, 7, 5]), [Some(20), Some(7), Some(5)]);
        assert_eq!(shown(true, &[3, 0]), [None, Some(0)]);
        // What is no part of a whole tells nothing of the others.
        assert_eq!(shown(false, &[20, 7, 3]), [Some(20), Some(7), None]);
    }
}
