//! What cannot be read, as `hv overdue` and `hv board` say it: a few in full before the alarms, many in one line before
//! them and in full after them. A list that pushes the alarms off the screen hides somebody as surely as a lost record.
//!
//! It leaves none out: what one line only counts is listed further down.

use crate::error::Damage;
use crate::render::{Put, clean, count, wrap};

/// So many are told in full before the alarms.
const FEW: usize = 3;

/// They may stand in full before the alarms.
pub(super) fn few(damage: &[Damage]) -> bool {
    damage.len() <= FEW
}

/// What seems to tell of distress, before all else.
fn worst_first(damage: &[Damage]) -> Vec<&Damage> {
    let mut all: Vec<&Damage> = damage.iter().collect();
    all.sort_by_key(|d| !d.seems_distress());
    all
}

/// One line for each; of many, one line for all, with those that seem to tell of distress named.
pub(super) fn heads(damage: &[Damage], width: usize) -> String {
    let all = worst_first(damage);
    let mut text = String::new();
    let urgent = all.iter().filter(|d| d.seems_distress()).count();
    let named = if few(damage) { all.len() } else { urgent.clamp(1, FEW) };
    for one in all.iter().take(named) {
        let line = format!("CANNOT BE READ: {one}");
        text.put(format!("{}\n", wrap(&clean(&line), "    ", width).trim_start()));
    }
    if all.len() > named {
        let more = all.len() - named;
        text.put(format!("CANNOT BE READ: and {more} more: hv overdue\n"));
    }
    text
}

/// What to do about each.
pub(super) fn hints(damage: &[Damage], width: usize) -> String {
    let mut text = String::new();
    for damage in worst_first(damage) {
        let line = format!("{}: {}", damage.path, damage.hint);
        text.put(format!("\n{}\n", wrap(&clean(&line), "    ", width).trim_start()));
    }
    text
}

/// Before the alarms: all in full if they are few; else how many there are, and in full what seems to tell of distress.
pub(super) fn before_alarms(damage: &[Damage], alarms: bool, width: usize) -> String {
    let all = worst_first(damage);
    if few(damage) || !alarms {
        return all.into_iter().map(|d| in_full(d, width)).collect();
    }
    let urgent = all.into_iter().filter(|d| d.seems_distress());
    let urgent: String = urgent.map(|d| in_full(d, width)).collect();
    let many = count(damage.len(), "record");
    let says = format!("{many} CANNOT BE READ and may hide somebody: see below, after the alarms");
    format!("{urgent}{}\n", wrap(&says, "", width))
}

/// After the alarms: those that were only counted before.
pub(super) fn after_alarms(damage: &[Damage], alarms: bool, width: usize) -> String {
    if few(damage) || !alarms {
        return String::new();
    }
    let rest = worst_first(damage).into_iter().filter(|d| !d.seems_distress());
    let rest: String = rest.map(|d| in_full(d, width)).collect();
    format!("\n{rest}")
}

fn in_full(damage: &Damage, width: usize) -> String {
    let head =
        if damage.may_hide_somebody { "CANNOT BE READ, and may hide somebody" } else { "damaged" };
    let what = wrap(&clean(&format!("{head}: {damage}")), "", width);
    format!("{what}\n{}\n", wrap(&clean(&format!("-> {}", damage.hint)), "    ", width))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn damage(n: usize) -> Vec<Damage> {
        let one = |n: usize| Damage {
            path: format!("outings/{n}.yaml"),
            line: None,
            what: "nothing".to_owned(),
            hint: "Look in git.".to_owned(),
            may_hide_somebody: true,
        };
        (0..n).map(one).collect()
    }

    #[test]
    fn three_are_told_in_full_before_the_alarms_and_four_are_counted_and_listed_after_them() {
        let (three, four) = (damage(3), damage(4));
        assert_eq!(heads(&three, 80).lines().count(), 3);
        assert_eq!(
            heads(&four, 80),
            "CANNOT BE READ: outings/0.yaml: nothing\nCANNOT BE READ: and 3 more: hv overdue\n"
        );
        assert_eq!(before_alarms(&three, true, 80).matches("-> Look").count(), 3);
        assert_eq!(after_alarms(&three, true, 80), "");
        assert!(before_alarms(&four, true, 80).starts_with("4 records CANNOT BE READ"));
        assert_eq!(after_alarms(&four, true, 80).matches("-> Look").count(), 4);
        // With no alarm there is nothing that they could hide.
        assert_eq!(before_alarms(&four, false, 80).matches("-> Look").count(), 4);
    }

    #[test]
    fn a_line_that_seems_to_tell_of_distress_is_named_before_the_others() {
        let mut many = damage(9);
        many[7].what = format!("no event{}", Damage::SEEMS_DISTRESS);
        assert!(heads(&many, 100).starts_with("CANNOT BE READ: outings/7.yaml"));
        assert!(before_alarms(&many, true, 100).contains("outings/7.yaml"));
        assert_eq!(after_alarms(&many, true, 100).matches("-> Look").count(), 8);
    }
}
