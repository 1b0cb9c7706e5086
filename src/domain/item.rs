//! One question of the assessment form, and how what is typed becomes its answer.

use super::gate;
use crate::policy::facts::Condition;
use crate::policy::{AnswerKind, Clauses, Question, Step, Strength};
use std::collections::BTreeMap;

/// Answers as typed, by key.
pub type Typed = BTreeMap<String, String>;

/// What is answered for what this visit has no use for (ruling B1.9). It asks why.
pub const DOES_NOT_APPLY: &str = "does-not-apply";
/// What is answered for a hazard that was left out and is to be on the form again.
pub const APPLIES: &str = "applies";
/// The end of the key of that reason: `hazard.infection.why-not`.
pub const WHY_NOT: &str = ".why-not";
/// The end of the key of where an answer comes from: `animal-risks.source`.
pub const SOURCE: &str = ".source";

/// What can be left out, with a reason.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Skip {
    /// Nothing: it has to be answered. "Not known" may be an answer.
    #[default]
    Never,
    /// This question, or this control.
    Itself,
    /// The hazard that it belongs to, by its key: `hazard.infection`.
    Hazard(String),
}

/// One question of the form.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// What a flag, a file and the draft call it: `hazard.alone.impact`.
    pub key: String,
    /// The part of the form it stands in, as a heading.
    pub part: String,
    /// The question as put.
    pub ask: String,
    /// What an answer looks like.
    pub kind: AnswerKind,
    /// A rating or a word that gives one: a judgement, which "not known" is not.
    pub judged: bool,
    /// What can be left out here.
    pub skip: Skip,
    /// What an empty answer or "as written" stands for: the form's own words, or words from the family's assessment
    /// that this one began from. A yes, a no or a rating is never taken over like that: somebody says it.
    pub written: Option<String>,
    /// What was answered on that assessment, to be seen and not kept by Enter.
    pub last_time: Option<String>,
    /// The clauses.
    pub clauses: Clauses,
    /// Help on demand.
    pub help: Option<String>,
}

impl Item {
    /// The words a judgement or a choice is made from, "not known" among them where that is an answer.
    pub fn words(&self) -> Vec<String> {
        let AnswerKind::Choice(words) = &self.kind else { return Vec::new() };
        let mut words = words.clone();
        if !self.judged && !words.iter().any(|w| w == gate::NOT_KNOWN) {
            words.push(gate::NOT_KNOWN.to_owned());
        }
        words
    }
}

/// The longest answer, in characters: two pages. A draft of a whole form of them can be read again.
const LONGEST: usize = 4000;

/// The answer as it will be kept, or what is wrong with it.
///
/// # Errors
/// What would be understood.
pub fn read(item: &Item, typed: &str) -> Result<String, String> {
    let plain = typed.trim();
    if plain.chars().count() > LONGEST {
        return Err(format!(
            "an answer has at most {LONGEST} letters: say the rest where it belongs"
        ));
    }
    if let Some(written) = &item.written
        && (plain.is_empty() || plain.eq_ignore_ascii_case("as written"))
    {
        return Ok(written.clone());
    }
    if item.skip == Skip::Itself && plain.replace(' ', "-").eq_ignore_ascii_case(DOES_NOT_APPLY) {
        return Ok(DOES_NOT_APPLY.to_owned());
    }
    if item.judged && plain.eq_ignore_ascii_case(gate::NOT_KNOWN) {
        let why = match item.kind {
            AnswerKind::YesNo => "answer yes or no; until somebody knows, it is no",
            AnswerKind::Text => "say what, in words, or none: not known is not none",
            AnswerKind::Choice(_)
            | AnswerKind::Number
            | AnswerKind::Day
            | AnswerKind::PastDay
            | AnswerKind::Person(_) => "a rating is a judgement: choose one of its words",
        };
        return Err(why.to_owned());
    }
    if item.key.ends_with(WHY_NOT) && something(plain).is_none() {
        return Err("say why, in words".to_owned());
    }
    let question = Question {
        id: item.key.clone(),
        at: Step::Assess,
        of_each_person: false,
        when: Condition::Always,
        ask: item.ask.clone(),
        kind: item.kind.clone(),
        needs: None,
        strength: Strength::Must,
        fix: String::new(),
        clauses: Vec::new(),
        help: None,
        otherwise: None,
        points: Vec::new(),
    };
    gate::read_answer(&question, plain).map(|value| value.to_string())
}

/// What was written, or `None` where it says that there is nothing.
pub(super) fn something(text: &str) -> Option<String> {
    const NOTHING: [&str; 8] =
        ["", "none", "none known", "no", "nothing", "n/a", "-", gate::NOT_KNOWN];
    let plain = text.trim();
    let bare = plain.trim_end_matches('.').to_lowercase();
    (!NOTHING.contains(&bare.as_str())).then(|| plain.to_owned())
}

/// Ids with commas.
pub fn people(text: &str) -> Vec<String> {
    text.split(',').map(str::trim).filter(|p| !p.is_empty()).map(str::to_owned).collect()
}

pub(super) fn yes(answer: &str) -> bool {
    matches!(answer.to_lowercase().as_str(), "yes" | "y")
}

/// A question that is answered in words.
pub(super) fn text(key: &str, ask: &str, clauses: &[String]) -> Item {
    Item {
        key: key.to_owned(),
        part: String::new(),
        ask: ask.to_owned(),
        kind: AnswerKind::Text,
        judged: false,
        skip: Skip::Never,
        written: None,
        last_time: None,
        clauses: clauses.to_vec(),
        help: None,
    }
}

/// A question with what is filled in to begin with.
pub(super) fn with_text(item: Item, says: &str) -> Item {
    if says.is_empty() {
        return item;
    }
    Item { written: Some(says.to_owned()), ..item }
}

/// A rating, or a word that gives one.
pub(super) fn judged(key: &str, ask: &str, words: &[String]) -> Item {
    Item { kind: AnswerKind::Choice(words.to_vec()), judged: true, ..text(key, ask, &[]) }
}

/// A day.
pub(super) fn day(key: &str, ask: &str) -> Item {
    Item { kind: AnswerKind::Day, ..text(key, ask, &[]) }
}
