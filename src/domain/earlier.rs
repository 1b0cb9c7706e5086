//! The assessment that another one begins from: the school-wide one, or the last of the same family. What it says is
//! offered and never taken: a row is the same here only when somebody says so.

use super::assessed::{Assessed, AssessedHazard, BegunFrom};
use super::assessment::{Assessment, heads};
use super::item::{DOES_NOT_APPLY, Item, SOURCE, Typed, WHY_NOT};
use crate::policy::{AnswerKind, AssessmentRules, Control};
use crate::when::Moment;

/// Somebody judged these on the day: they are judged anew.
const JUDGED_ANEW: [&str; 4] = ["conducted-by", "job-titles", "overall", "next-review"];

/// An earlier assessment, as answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Earlier {
    /// Its name: `base:generic`, `ahmed/2026-11-20-1a`.
    pub name: String,
    /// When it was made.
    pub made: Moment,
    /// What was answered.
    typed: Typed,
    /// The hazards added on the spot, each with its rating.
    added: Vec<(String, String)>,
}

impl Earlier {
    /// An assessment as answers to the form as it is now.
    pub fn of(assessment: &Assessment, rules: &AssessmentRules) -> Earlier {
        let hazards = assessment.assessed.hazards.iter();
        let own = hazards.filter(|h| !rules.hazards.iter().any(|known| known.id == h.hazard));
        let rated = |h: &AssessedHazard| h.counts().unwrap_or("not rated").to_owned();
        Earlier {
            name: assessment.name(),
            made: assessment.at,
            added: own.map(|h| (h.hazard.clone(), rated(h))).collect(),
            typed: answers_of(&assessment.assessed, rules),
        }
    }

    /// What the new assessment says of where it began.
    pub fn begun_from(&self) -> BegunFrom {
        BegunFrom { assessment: self.name.clone(), made: self.made }
    }

    /// The answers of one row of the table.
    pub(super) fn row(&self, key: &str) -> Typed {
        let begins = format!("{key}.");
        let of_row = |k: &String| k == key || k.starts_with(&begins);
        self.typed.iter().filter(|(k, _)| of_row(k)).map(|(k, v)| (k.clone(), v.clone())).collect()
    }

    /// Where the answer to a question came from then.
    pub fn source(&self, key: &str) -> Option<String> {
        self.typed.get(&format!("{key}{SOURCE}")).cloned()
    }

    /// The hazards that were added on the spot then, with the rating each had.
    pub(super) fn added(&self) -> &[(String, String)] {
        &self.added
    }

    /// The hazard added there under that key is the one of this name.
    pub(super) fn names(&self, key: &str, name: &str) -> bool {
        self.typed.get(key).is_some_and(|was| was == name)
    }

    /// Shows what was answered then. Words about the same family may be kept as they are; nothing else may, and
    /// what the school-wide form says of no family in particular is no answer about this one.
    pub(super) fn suggest(&self, items: &mut [Item]) {
        let of_family = !self.name.starts_with("base:");
        let judged = |key: &str| JUDGED_ANEW.contains(&key) || key.starts_with("overall.");
        for item in items.iter_mut().filter(|i| of_family && i.written.is_none() && !judged(&i.key))
        {
            let was = self.typed.get(&item.key).cloned();
            if item.kind == AnswerKind::Text { item.written = was } else { item.last_time = was }
        }
    }
}

/// A recorded assessment as the answers that would give it.
pub fn answers_of(assessed: &Assessed, rules: &AssessmentRules) -> Typed {
    let mut typed = Typed::new();
    let mut put = |key: String, value: Option<String>| {
        if let Some(value) = value {
            typed.insert(key, value);
        }
    };
    put("conducted-by".to_owned(), Some(assessed.conducted_by.join(",")));
    put("job-titles".to_owned(), assessed.job_titles.clone());
    put("covered".to_owned(), assessed.covered.clone());
    put("reason".to_owned(), assessed.reason.clone().filter(|_| heads(rules, "reason")));
    for (question, answer) in &assessed.answers {
        put(question.clone(), Some(answer.to_string()));
    }
    for (question, why) in &assessed.left_out {
        put(question.clone(), Some(DOES_NOT_APPLY.to_owned()));
        put(format!("{question}{WHY_NOT}"), Some(why.clone()));
    }
    for (question, source) in &assessed.sources {
        put(format!("{question}{SOURCE}"), Some(source.clone()));
    }
    let mut added = 0;
    for hazard in &assessed.hazards {
        let listed = rules.hazards.iter().find(|h| h.id == hazard.hazard);
        let key = listed.map_or_else(
            || {
                added += 1;
                format!("extra.{added}")
            },
            |h| format!("hazard.{}", h.id),
        );
        if listed.is_none() {
            put(key.clone(), Some(hazard.hazard.clone()));
        }
        row(hazard, &key, listed.map(|h| h.controls.as_slice()), &mut put);
    }
    if rules.extra.is_some() {
        put(format!("extra.{}", added + 1), Some(NONE.to_owned()));
    }
    put("overall".to_owned(), assessed.overall.clone());
    put("overall.further-action".to_owned(), assessed.further_action.clone());
    put("overall.review-note".to_owned(), assessed.review_note.clone());
    put("next-review".to_owned(), assessed.next_review.map(|d| d.to_string()));
    typed
}

const NONE: &str = "none";

/// The answers of one row. `listed`: the controls of the policy; `None` for a hazard added on the spot.
fn row(
    hazard: &AssessedHazard,
    key: &str,
    listed: Option<&[Control]>,
    put: &mut impl FnMut(String, Option<String>),
) {
    if let Some(why) = &hazard.does_not_apply {
        put(key.to_owned(), Some(DOES_NOT_APPLY.to_owned()));
        put(format!("{key}{WHY_NOT}"), Some(why.clone()));
        return;
    }
    let points = |value: &Option<String>| value.clone();
    for (part, value) in [
        ("people-at-risk", points(&hazard.people_at_risk)),
        ("impact", points(&hazard.impact)),
        ("likelihood", points(&hazard.likelihood)),
        ("before", points(&hazard.before)),
        ("rating", points(&hazard.rating)),
        ("impact-after", points(&hazard.impact_after)),
        ("likelihood-after", points(&hazard.likelihood_after)),
        ("after", points(&hazard.after)),
        ("review-note", points(&hazard.review_note)),
    ] {
        put(format!("{key}.{part}"), value);
    }
    let action = hazard.further_action.clone().unwrap_or_else(|| NONE.to_owned());
    put(format!("{key}.further-action"), Some(action));
    let (first, more) = listed.map_or((0, "controls"), |all| (all.len(), "more-controls"));
    let others: Vec<&str> =
        hazard.controls.iter().skip(first).map(|c| c.control.as_str()).collect();
    let others = if others.is_empty() { NONE.to_owned() } else { others.join("; ") };
    put(format!("{key}.{more}"), Some(others));
    for (place, control) in hazard.controls.iter().enumerate() {
        // Where the policy's list has changed since, the answer would stand beside another control.
        let same = listed.and_then(|all| all.get(place)).is_none_or(|c| c.text == control.control);
        if !same {
            continue;
        }
        let at = format!("{key}.control.{}", place + 1);
        let answer = match (control.in_place, &control.does_not_apply) {
            (_, Some(why)) => {
                put(format!("{at}{WHY_NOT}"), Some(why.clone()));
                Some(DOES_NOT_APPLY.to_owned())
            }
            (Some(in_place), None) => Some(if in_place { "yes" } else { "no" }.to_owned()),
            (None, None) => None,
        };
        put(at.clone(), answer);
        put(format!("{at}.by-whom"), control.by_whom.clone());
        put(format!("{at}.by-when"), control.by_when.map(|d| d.to_string()));
    }
}
