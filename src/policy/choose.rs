//! What a written policy leaves to the school, written into the file: the one change hv makes to a policy.

use super::raw::{self, Problems, Section};
use super::{Choice, load_unadopted};
use std::collections::BTreeMap;

/// The choices of a policy that nobody has made yet, in the order of the file. For a text that loads otherwise.
pub fn open_choices(text: &str) -> Vec<Choice> {
    let choices = load_unadopted(text).map(|l| l.policy.choices).unwrap_or_default();
    choices.into_iter().filter(|c| c.chosen.is_none()).collect()
}

/// The text with these choices made. A choice that was made before is left as it is.
///
/// # Errors
/// What there is to choose from, for an id or a value that is not among it.
pub fn choose(text: &str, chosen: &BTreeMap<String, String>) -> Result<String, String> {
    let open = open_choices(text);
    for (id, value) in chosen {
        let known = || open.iter().map(|c| c.id.as_str()).collect::<Vec<_>>().join(", ");
        let choice = open.iter().find(|c| c.id == *id);
        let choice = choice.ok_or_else(|| match known() {
            none if none.is_empty() => format!("this policy leaves no {id} to choose"),
            some => format!("this policy leaves no {id} to choose; it leaves {some}"),
        })?;
        if !choice.options.contains(value) {
            return Err(format!("{id} is one of {}, not {value}", choice.options.join(", ")));
        }
    }
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    // From the end, so that a line put in moves none that is still to come.
    for (id, line) in places(text).into_iter().rev() {
        if let Some(value) = chosen.get(&id) {
            lines.insert(line, format!("chosen = \"{value}\""));
        }
    }
    Ok(lines.join("\n") + "\n")
}

/// The text with every open choice made as hv suggests: for examples and tests, never for a school.
pub fn as_suggested(text: &str) -> String {
    let suggested = |c: Choice| Some((c.id, c.suggest?));
    let all = open_choices(text).into_iter().filter_map(suggested).collect();
    choose(text, &all).unwrap_or_else(|_| text.to_owned())
}

/// Each choice with the line, from 0, that follows its id.
fn places(text: &str) -> Vec<(String, usize)> {
    let problems = Problems::new(text);
    let tree = raw::read(text, &problems);
    let root = Section::new(tree.get_ref(), 0);
    let place = |s: Section<'_>| (s.text("id"), problems.position(s.place("id")).0);
    root.sections("choice").into_iter().map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{load, shipped};

    #[test]
    fn a_policy_with_an_open_choice_does_not_load_until_it_is_made() {
        let text = shipped("aspire").unwrap();
        let problems = load(text).unwrap_err();
        assert!(problems.iter().any(|p| p.what.contains("higher-risk-from")), "{problems:?}");
        assert!(problems.iter().all(|p| p.hint.contains("chosen")), "{problems:?}");
        let chosen = BTreeMap::from([
            ("higher-risk-from".to_owned(), "M".to_owned()),
            ("doorstep-when".to_owned(), "infection".to_owned()),
        ]);
        let policy = load(&choose(text, &chosen).unwrap()).unwrap().policy;
        assert_eq!(policy.choice("higher-risk-from"), Some("M"));
        assert_eq!(policy.assessment.unwrap().higher_risk_from.as_deref(), Some("M"));
    }

    #[test]
    fn what_cannot_be_chosen_is_refused_with_what_can() {
        let text = shipped("aspire").unwrap();
        let one = |id: &str, value: &str| BTreeMap::from([(id.to_owned(), value.to_owned())]);
        assert!(choose(text, &one("higher-risk-from", "X")).unwrap_err().contains("M, H"));
        assert!(choose(text, &one("grid", "H")).unwrap_err().contains("higher-risk-from"));
    }
}
