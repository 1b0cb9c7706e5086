//! The policy language as data: every section, its keys, and what each key may hold.
//!
//! One description serves three readers: [`super::raw`] holds a file against it and reports every key that
//! does not fit; `check` may then read values without asking again; and a JSON Schema for editors can be
//! written from it by walking [`POLICY`].

use super::{Clock, DutyTrigger, Step};

/// A section and its keys.
#[derive(Debug)]
pub(super) struct Shape {
    /// As written in the file, without brackets: `contact.every`.
    pub(super) name: &'static str,
    /// The keys it may have.
    pub(super) keys: &'static [Key],
}

/// A key of a section.
#[derive(Debug)]
pub(super) struct Key {
    pub(super) name: &'static str,
    pub(super) needed: bool,
    pub(super) kind: Kind,
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
    /// A length of time, or `"not set"`: the rule is in the policy and gives no value.
    SpanOrNotSet,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// One of these words, or a list of them.
    SomeOf(&'static [&'static str]),
    /// One clause id or a list of them.
    Clauses,
    /// A condition; its facts are looked at by `condition`.
    Condition,
    /// `"yes-no"`, `"text"`, `"number"`, or the list of words to choose from.
    Answer,
    /// Words with how each is written for people.
    Names,
    /// Rows of labels.
    Grid,
    /// A section of its own.
    One(&'static Shape),
    /// A section that may be repeated.
    Many(&'static Shape),
}

const fn need(name: &'static str, kind: Kind) -> Key {
    Key { name, needed: true, kind }
}

const fn may(name: &'static str, kind: Kind) -> Key {
    Key { name, needed: false, kind }
}

/// The version of the language this program reads.
pub(super) const VERSION: i64 = 1;

pub(super) const STEPS: &[(&str, Step)] = &[
    ("plan", Step::Plan),
    ("sign", Step::Sign),
    ("assess", Step::Assess),
    ("out", Step::Out),
    ("arrive", Step::Arrive),
    ("enter", Step::Enter),
    ("leave", Step::Leave),
    ("back", Step::Back),
    ("cancel", Step::Cancel),
    ("done", Step::Done),
];
/// The steps at which hv holds a gate. At any other it would be written and never checked, so it is refused.
const GATE_STEPS: &[&str] = &["plan", "out", "enter", "done"];
/// The steps at which hv puts questions and shows advice. What is phoned in (arrive, leave, back) is recorded at
/// once and asks nothing.
const ASKING_STEPS: &[&str] = &["plan", "assess", "out", "enter", "done"];

pub(super) const CLOCKS: &[(&str, Clock)] = &[
    ("distress", Clock::Distress),
    ("contact", Clock::Contact),
    ("return", Clock::Return),
    ("finish", Clock::Finish),
    ("call", Clock::Call),
    ("wait", Clock::Wait),
    ("home", Clock::Home),
    ("departure", Clock::Departure),
];
const CLOCK_WORDS: &[&str] =
    &["distress", "contact", "return", "finish", "call", "wait", "home", "departure"];

pub(super) const TRIGGERS: &[(&str, DutyTrigger)] = &[
    ("outcome", DutyTrigger::Outcome),
    ("change-after-signing", DutyTrigger::ChangeAfterSigning),
    ("change", DutyTrigger::Change),
    ("breach", DutyTrigger::Breach),
];
const TRIGGER_WORDS: &[&str] = &["outcome", "change-after-signing", "change", "breach"];

const STRENGTH: Kind = Kind::OneOf(&["must", "should"]);
const LATE: Kind = Kind::OneOf(&["reached", "over"]);

/// The columns a week list can show.
const LIST_FIELDS: &[&str] = &["pupil", "address", "parent", "contact", "reason", "staff", "time"];

/// Roles that are understood without being named in `[roles]`.
pub(super) const UNDERSTOOD: &[&str] = &["monitor", "office", "everyone", "visitor", "head"];

/// What may stand in braces in a `fix`.
pub(super) const FIX_BLANKS: &[&str] = &["family", "visit", "person", "week"];
/// What may stand in braces in what a rung does.
pub(super) const RUNG_BLANKS: &[&str] = &["people", "numbers"];

const HEADING: Shape = Shape {
    name: "policy",
    keys: &[
        need("name", Kind::Word),
        need("school", Kind::Text),
        need("title", Kind::Text),
        need("head", Kind::Word),
        may("reasons", Kind::Words),
    ],
};

const REVIEW: Shape = Shape {
    name: "review",
    keys: &[
        may("updated", Kind::Text),
        may("next", Kind::Text),
        may("every-months", Kind::Number(1, 120)),
        need("clause", Kind::Clauses),
    ],
};

const STAFFING: Shape = Shape {
    name: "staffing",
    keys: &[
        need("id", Kind::Word),
        may("when", Kind::Condition),
        need("least", Kind::Number(1, 20)),
        need("strength", STRENGTH),
        need("says", Kind::Text),
        may("fix", Kind::Text),
        need("clause", Kind::Clauses),
    ],
};

const GATE: Shape = Shape {
    name: "gate",
    keys: &[
        need("id", Kind::Word),
        need("at", Kind::SomeOf(GATE_STEPS)),
        may("when", Kind::Condition),
        need("demand", Kind::Condition),
        need("strength", STRENGTH),
        need("says", Kind::Text),
        need("fix", Kind::Text),
        need("clause", Kind::Clauses),
    ],
};

const QUESTION: Shape = Shape {
    name: "question",
    keys: &[
        need("id", Kind::Word),
        need("at", Kind::OneOf(ASKING_STEPS)),
        may("of", Kind::OneOf(&["each", "once"])),
        may("when", Kind::Condition),
        need("ask", Kind::Text),
        need("answer", Kind::Answer),
        may("needs", Kind::Text),
        need("strength", STRENGTH),
        need("fix", Kind::Text),
        may("help", Kind::Prose),
        need("clause", Kind::Clauses),
    ],
};

const LIMIT: Shape = Shape {
    name: "limit",
    keys: &[
        may("when", Kind::Condition),
        need("limit", Kind::Span),
        need("late", LATE),
        need("clause", Kind::Clauses),
    ],
};

const CITED: Shape = Shape { name: "cited", keys: &[need("clause", Kind::Clauses)] };

const CONTACT: Shape = Shape {
    name: "contact",
    keys: &[
        need("how", Kind::Text),
        may("before-visit", Kind::One(&CITED)),
        may("after-visit", Kind::One(&CITED)),
        may("every", Kind::Many(&LIMIT)),
    ],
};

const WAIT: Shape = Shape {
    name: "wait",
    keys: &[
        need("at-limit", Kind::Text),
        may("without-notice", Kind::Many(&LIMIT)),
        may("with-notice", Kind::Many(&LIMIT)),
    ],
};

const GRACE: Shape = Shape {
    name: "grace",
    keys: &[need("grace", Kind::SpanOrNotSet), need("late", LATE), need("clause", Kind::Clauses)],
};

const RETURN: Shape = Shape {
    name: "return",
    keys: &[may("expected", Kind::One(&GRACE)), may("finish", Kind::One(&GRACE))],
};

const RUNG: Shape = Shape {
    name: "ladder.rung",
    keys: &[
        need("who", Kind::Words),
        may("deputies", Kind::Words),
        need("does", Kind::Text),
        need("after", Kind::SpanOrNotSet),
        may("decision", Kind::Words),
        need("clause", Kind::Clauses),
    ],
};

const LADDER: Shape = Shape {
    name: "ladder",
    keys: &[
        need("id", Kind::Word),
        need("clocks", Kind::SomeOf(CLOCK_WORDS)),
        need("rung", Kind::Many(&RUNG)),
    ],
};

const WEEK_LIST: Shape = Shape {
    name: "week-list",
    keys: &[
        need("fields", Kind::SomeOf(LIST_FIELDS)),
        need("clause", Kind::Clauses),
        may("signature", Kind::One(&SIGNATURE)),
    ],
};

const SIGNATURE: Shape =
    Shape { name: "signature", keys: &[need("by", Kind::Word), need("clause", Kind::Clauses)] };

const DUTY: Shape = Shape {
    name: "duty",
    keys: &[
        need("id", Kind::Word),
        need("on", Kind::OneOf(TRIGGER_WORDS)),
        may("when", Kind::Condition),
        need("owner", Kind::Word),
        need("does", Kind::Text),
        may("within", Kind::SpanOrNotSet),
        may("written", Kind::Flag),
        need("clause", Kind::Clauses),
    ],
};

const OUTCOME: Shape = Shape {
    name: "outcome",
    keys: &[
        need("id", Kind::Word),
        need("says", Kind::Text),
        need("got-in", Kind::Flag),
        may("card", Kind::Flag),
        need("clause", Kind::Clauses),
    ],
};

const MATRIX: Shape = Shape {
    name: "assessment.matrix",
    keys: &[
        need("impact", Kind::Texts),
        need("likelihood", Kind::Texts),
        need("grid", Kind::Grid),
        need("clause", Kind::Clauses),
    ],
};

const CONTROL: Shape =
    Shape { name: "control", keys: &[need("text", Kind::Text), need("clause", Kind::Clauses)] };

const HAZARD: Shape = Shape {
    name: "assessment.hazard",
    keys: &[
        need("id", Kind::Word),
        need("name", Kind::Text),
        may("when", Kind::Condition),
        need("controls", Kind::Many(&CONTROL)),
        need("clause", Kind::Clauses),
    ],
};

const ASSESSMENT: Shape = Shape {
    name: "assessment",
    keys: &[
        need("ratings", Kind::Texts),
        may("higher-risk-from", Kind::Text),
        need("assessors", Kind::Words),
        need("authorised-by", Kind::Word),
        may("review-after-each-visit", Kind::Flag),
        need("clause", Kind::Clauses),
        may("matrix", Kind::One(&MATRIX)),
        may("hazard", Kind::Many(&HAZARD)),
    ],
};

const ADVICE: Shape = Shape {
    name: "advice",
    keys: &[
        need("at", Kind::OneOf(ASKING_STEPS)),
        may("when", Kind::Condition),
        need("says", Kind::Text),
        need("clause", Kind::Clauses),
    ],
};

/// A school's policy.
pub(super) const POLICY: Shape = Shape {
    name: "",
    keys: &[
        need("hv-policy", Kind::Number(VERSION, VERSION)),
        need("policy", Kind::One(&HEADING)),
        need("roles", Kind::Names),
        may("review", Kind::One(&REVIEW)),
        may("staffing", Kind::Many(&STAFFING)),
        may("gate", Kind::Many(&GATE)),
        may("question", Kind::Many(&QUESTION)),
        may("contact", Kind::One(&CONTACT)),
        may("wait", Kind::One(&WAIT)),
        may("return", Kind::One(&RETURN)),
        may("ladder", Kind::Many(&LADDER)),
        may("week-list", Kind::One(&WEEK_LIST)),
        may("duty", Kind::Many(&DUTY)),
        may("outcome", Kind::Many(&OUTCOME)),
        may("assessment", Kind::One(&ASSESSMENT)),
        may("advice", Kind::Many(&ADVICE)),
    ],
};

const NUMBERS: Shape = Shape {
    name: "defaults",
    keys: &[
        need("rung-time", Kind::Span),
        need("departure-grace", Kind::Span),
        need("breach-contact", Kind::Span),
        need("return-grace", Kind::Span),
    ],
};

/// hv's own defaults: the one file whose rules may stand without a clause.
pub(super) const DEFAULTS: Shape = Shape {
    name: "",
    keys: &[
        need("hv-policy", Kind::Number(VERSION, VERSION)),
        need("defaults", Kind::One(&NUMBERS)),
        need("gate", Kind::Many(&GATE)),
        need("ladder", Kind::Many(&LADDER)),
        need("duty", Kind::Many(&DUTY)),
        need("outcome", Kind::Many(&OUTCOME)),
    ],
};

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
    }
}
