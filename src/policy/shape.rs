//! The policy language as data: every section, its keys, and what each key may hold.
//!
//! One description serves three readers: [`super::raw`] holds a file against it and reports every key that
//! does not fit; `check` may then read values without asking again; and a JSON Schema for editors can be
//! written from it by walking `sections::POLICY`.

use super::{ClauseKind, Clock, DutyTrigger, Each, SheetOf, Step};

/// A section and its keys.
#[derive(Debug)]
pub(super) struct Shape {
    /// As written in the file, without brackets: `contact.every`.
    pub(super) name: &'static str,
    /// What it is for, in a sentence or two.
    pub(super) means: &'static str,
    /// The keys it may have.
    pub(super) keys: &'static [Key],
}

/// A key of a section.
#[derive(Debug)]
pub(super) struct Key {
    pub(super) name: &'static str,
    pub(super) needed: bool,
    pub(super) kind: Kind,
    /// What it says, in a sentence.
    pub(super) means: &'static str,
}

/// What a key may hold.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    /// An id or a role: lower case, digits, hyphens.
    Word,
    /// Several of those, at least one.
    Words,
    /// A sentence or a label, on one line.
    Text,
    /// The same, over several lines if need be.
    Prose,
    /// Several labels, at least one.
    Texts,
    /// true or false.
    Flag,
    /// A whole number within bounds.
    Number(i64, i64),
    /// A length of time: `"60m"`.
    Span,
    /// A length of time, or one of these words in its place.
    SpanOr(&'static [&'static str]),
    /// A length of time, `"2 school-days"`, or `"not set"`.
    Within,
    /// A time by the clock on the wall: `"16:00"`.
    ClockTime,
    /// Several of those, or `"not set"`.
    ClockTimes,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// One of these words, or a list of them.
    SomeOf(&'static [&'static str]),
    /// One clause id or a list of them.
    Clauses,
    /// Every clause of the document, with what kind it is: `"gate must"`.
    ClauseKinds,
    /// A condition; its facts are looked at by `condition`.
    Condition,
    /// `"yes-no"`, `"text"`, `"number"`, `"day"`, `"past-day"`, `"person"`, or the list of words to choose from.
    Answer,
    /// Words with how each is written for people.
    Names,
    /// Words with how many points each counts.
    Points,
    /// Rows of labels.
    Grid,
    /// A section of its own.
    One(&'static Shape),
    /// A section that may be repeated.
    Many(&'static Shape),
}

impl Kind {
    /// The section it holds, if it holds one or several.
    pub(super) fn section(self) -> Option<&'static Shape> {
        match self {
            Kind::One(shape) | Kind::Many(shape) => Some(shape),
            Kind::Word
            | Kind::Words
            | Kind::Text
            | Kind::Prose
            | Kind::Texts
            | Kind::Flag
            | Kind::Number(..)
            | Kind::Span
            | Kind::SpanOr(_)
            | Kind::Within
            | Kind::ClockTime
            | Kind::ClockTimes
            | Kind::OneOf(_)
            | Kind::SomeOf(_)
            | Kind::Clauses
            | Kind::ClauseKinds
            | Kind::Condition
            | Kind::Answer
            | Kind::Names
            | Kind::Points
            | Kind::Grid => None,
        }
    }
}

pub(super) const fn need(name: &'static str, kind: Kind, means: &'static str) -> Key {
    Key { name, needed: true, kind, means }
}

pub(super) const fn may(name: &'static str, kind: Kind, means: &'static str) -> Key {
    Key { name, needed: false, kind, means }
}

/// The version of the language this program reads.
pub(super) const VERSION: i64 = 1;

pub(super) const STEPS: &[(&str, Step)] = &[
    ("plan", Step::Plan),
    ("sign", Step::Sign),
    ("assess", Step::Assess),
    ("decide", Step::Decide),
    ("out", Step::Out),
    ("arrive", Step::Arrive),
    ("enter", Step::Enter),
    ("call", Step::Call),
    ("leave", Step::Leave),
    ("back", Step::Back),
    ("cancel", Step::Cancel),
    ("done", Step::Done),
    ("incident", Step::Incident),
];
/// The steps at which hv holds a gate. At any other it would be written and never checked, so it is refused: what is
/// phoned in (arrive, leave, back) is recorded whatever it says.
pub(super) const GATE_STEPS: &[&str] =
    &["plan", "decide", "out", "enter", "cancel", "done", "incident"];
/// The steps at which hv puts questions and shows advice. What is phoned in is recorded first and asked about after.
pub(super) const ASKING_STEPS: &[&str] = &[
    "plan", "assess", "out", "arrive", "enter", "call", "leave", "back", "cancel", "done",
    "incident",
];

pub(super) const CLOCKS: &[(&str, Clock)] = &[
    ("distress", Clock::Distress),
    ("concern", Clock::Concern),
    ("contact", Clock::Contact),
    ("return", Clock::Return),
    ("finish", Clock::Finish),
    ("call", Clock::Call),
    ("wait", Clock::Wait),
    ("home", Clock::Home),
    ("departure", Clock::Departure),
];
/// The clock of that word.
pub fn clock_of(word: &str) -> Option<Clock> {
    CLOCKS.iter().find(|(known, _)| *known == word).map(|(_, clock)| *clock)
}

pub(super) const CLOCK_WORDS: &[&str] =
    &["distress", "concern", "contact", "return", "finish", "call", "wait", "home", "departure"];

pub(super) const TRIGGERS: &[(&str, DutyTrigger)] = &[
    ("outcome", DutyTrigger::Outcome),
    ("change-after-signing", DutyTrigger::ChangeAfterSigning),
    ("change", DutyTrigger::Change),
    ("breach", DutyTrigger::Breach),
    ("assess", DutyTrigger::Assess),
    ("decide", DutyTrigger::Decide),
    ("delay", DutyTrigger::Delay),
    ("back", DutyTrigger::Back),
    ("incident", DutyTrigger::Incident),
];
pub(super) const TRIGGER_WORDS: &[&str] = &[
    "outcome",
    "change-after-signing",
    "change",
    "breach",
    "assess",
    "decide",
    "delay",
    "back",
    "incident",
];

pub(super) const EACH: &[(&str, Each)] =
    &[("affected", Each::Affected), ("visitor", Each::Visitor)];
pub(super) const EACH_WORDS: &[&str] = &["affected", "visitor"];

pub(super) const OTHERWISE: &[(&str, Clock)] =
    &[("distress", Clock::Distress), ("concern", Clock::Concern)];
pub(super) const OTHERWISE_WORDS: &[&str] = &["distress", "concern"];

/// The kinds of clause a written policy is made of.
pub(super) const CLAUSE_KINDS: &[(&str, ClauseKind)] = &[
    ("limit", ClauseKind::Limit),
    ("gate", ClauseKind::Gate),
    ("prompt", ClauseKind::Prompt),
    ("record", ClauseKind::Record),
    ("escalate", ClauseKind::Escalate),
    ("alert", ClauseKind::Alert),
    ("report", ClauseKind::Report),
    ("role", ClauseKind::Role),
    ("review", ClauseKind::Review),
    ("guide", ClauseKind::Guide),
];

/// What sheets can be printed of, and the columns each may have.
pub(super) const SHEETS: &[(&str, SheetOf, &[&str])] = &[
    (
        "outings",
        SheetOf::Outings,
        &[
            "people",
            "numbers",
            "monitor",
            "pupil",
            "address",
            "appointment",
            "left",
            "due-back",
            "back",
            "car",
            "contacts",
            "families",
            "emergency-contact",
        ],
    ),
    (
        "visits",
        SheetOf::Visits,
        &[
            "staff",
            "pupil",
            "address",
            "parent",
            "contact",
            "reason",
            "kind",
            "time",
            "duration",
            "confirmed",
            "outcome",
            "concern",
            "actions",
        ],
    ),
    (
        "staff",
        SheetOf::Staff,
        &[
            "name",
            "roles",
            "mobile",
            "emergency-contact",
            "next-of-kin",
            "car",
            "insured-until",
            "business-use",
            "trained",
            "training",
            "coached",
            "read",
        ],
    ),
    (
        "incidents",
        SheetOf::Incidents,
        &["when", "family", "kind", "by-whom", "affected", "reference", "owed"],
    ),
    ("duties", SheetOf::Duties, &["since", "due", "owner", "what", "record"]),
];
pub(super) const SHEET_WORDS: &[&str] = &["outings", "visits", "staff", "incidents", "duties"];
pub(super) const SHEET_COLUMNS: &[&str] = &[
    "people",
    "numbers",
    "monitor",
    "pupil",
    "address",
    "appointment",
    "left",
    "due-back",
    "back",
    "car",
    "contacts",
    "families",
    "emergency-contact",
    "staff",
    "parent",
    "contact",
    "reason",
    "kind",
    "time",
    "duration",
    "confirmed",
    "outcome",
    "concern",
    "actions",
    "name",
    "roles",
    "mobile",
    "next-of-kin",
    "insured-until",
    "business-use",
    "trained",
    "training",
    "coached",
    "read",
    "when",
    "family",
    "by-whom",
    "affected",
    "reference",
    "owed",
    "since",
    "due",
    "owner",
    "what",
    "record",
];

/// What the head of an assessment form holds. hv fills in what the records say.
pub(super) const HEADER_FIELDS: &[&str] = &[
    "conducted-by",
    "job-titles",
    "date",
    "pupils",
    "address",
    "contacts",
    "covered",
    "next-review",
    "visit-dates",
    "reason",
    "approved-by",
    "approved-on",
];

pub(super) const STRENGTH: Kind = Kind::OneOf(&["must", "should"]);
pub(super) const LATE: Kind = Kind::OneOf(&["reached", "over"]);
pub(super) const STRENGTH_MEANS: &str =
    "\"must\" refuses; \"should\" warns and asks for a written reason.";
pub(super) const CLAUSE_MEANS: &str =
    "The clause of the written policy it comes from; \"school\" for a rule of the school's own.";
pub(super) const WHEN_MEANS: &str =
    "When it applies. Left out: always. A fact that is not known makes it apply.";
pub(super) const FIX_MEANS: &str =
    "What to do when it does not hold. {family}, {visit}, {person} and {week} are filled in.";
pub(super) const ID_MEANS: &str =
    "A short name, used once: it is what people type and what records hold.";

/// The columns a week list can show.
pub(super) const LIST_FIELDS: &[&str] =
    &["pupil", "address", "parent", "contact", "reason", "staff", "time", "duration", "kind"];

/// Roles that are understood without being named in `[roles]`.
pub(super) const UNDERSTOOD: &[&str] =
    &["monitor", "office", "everyone", "visitor", "head", "on-call"];

/// What may stand in braces in a `fix`.
pub(super) const FIX_BLANKS: &[&str] = &["family", "visit", "person", "week"];
/// What may stand in braces in what a rung does.
pub(super) const RUNG_BLANKS: &[&str] =
    &["people", "numbers", "home", "families", "kin", "car", "place"];

/// The value a word stands for.
pub(super) fn lookup<T: Copy>(table: &[(&str, T)], word: &str) -> Option<T> {
    table.iter().find(|(name, _)| *name == word).map(|(_, value)| *value)
}

/// The word a value is written with.
pub(super) fn word_of<T: Copy + PartialEq>(table: &[(&'static str, T)], value: T) -> &'static str {
    table.iter().find(|(_, v)| *v == value).map_or("", |(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_list_are_the_words_of_its_table() {
        let words = |t: &[(&'static str, Step)]| t.iter().map(|(w, _)| *w).collect::<Vec<_>>();
        assert!(GATE_STEPS.iter().chain(ASKING_STEPS).all(|w| words(STEPS).contains(w)));
        assert_eq!(CLOCKS.iter().map(|(w, _)| *w).collect::<Vec<_>>(), CLOCK_WORDS);
        assert_eq!(TRIGGERS.iter().map(|(w, _)| *w).collect::<Vec<_>>(), TRIGGER_WORDS);
        assert_eq!(EACH.iter().map(|(w, _)| *w).collect::<Vec<_>>(), EACH_WORDS);
        assert_eq!(OTHERWISE.iter().map(|(w, _)| *w).collect::<Vec<_>>(), OTHERWISE_WORDS);
        assert_eq!(SHEETS.iter().map(|(w, _, _)| *w).collect::<Vec<_>>(), SHEET_WORDS);
        let mut columns: Vec<&str> = Vec::new();
        for column in SHEETS.iter().flat_map(|(_, _, c)| *c) {
            if !columns.contains(column) {
                columns.push(column);
            }
        }
        assert_eq!(columns, SHEET_COLUMNS);
    }
}
