//! Named facts, and conditions over them.
//!
//! A condition is data: facts compared with values, joined by all, any, not. There is no expression
//! language. A fact that is not known makes a condition *unknown*, and unknown is danger: a gate whose
//! `when` is unknown applies, and a gate whose `demand` is unknown refuses.

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The value of a fact.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Number(i64),
    /// A word.
    Text(String),
}

impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Value::Bool(true) => f.write_str("yes"),
            Value::Bool(false) => f.write_str("no"),
            Value::Number(n) => write!(f, "{n}"),
            Value::Text(text) => f.write_str(text),
        }
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Value::Bool(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Value::Number(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Value::Text(value.to_owned())
    }
}

/// True, false, or not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Truth {
    /// Known to hold.
    True,
    /// Known not to hold.
    False,
    /// A fact it needs is not known.
    Unknown,
}

impl Truth {
    /// Joins by *and*: one false settles it, otherwise one unknown leaves it unknown.
    fn and(self, other: Truth) -> Truth {
        match (self, other) {
            (Truth::False, _) | (_, Truth::False) => Truth::False,
            (Truth::Unknown, _) | (_, Truth::Unknown) => Truth::Unknown,
            (Truth::True, Truth::True) => Truth::True,
        }
    }

    fn not(self) -> Truth {
        match self {
            Truth::True => Truth::False,
            Truth::False => Truth::True,
            Truth::Unknown => Truth::Unknown,
        }
    }

    fn of(known: bool) -> Truth {
        if known { Truth::True } else { Truth::False }
    }
}

/// A comparison of one fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    /// Equal to the value.
    Is(Value),
    /// Not equal to the value.
    IsNot(Value),
    /// Equal to one of them.
    OneOf(Vec<Value>),
    /// A number, this or more.
    AtLeast(i64),
    /// A number, this or less.
    AtMost(i64),
    /// A number, at least as much as another fact.
    AtLeastFact(String),
    /// A number, at most as much as another fact.
    AtMostFact(String),
}

/// When something applies, or what is demanded.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Condition {
    /// Always true.
    #[default]
    Always,
    /// One fact compared.
    Fact(String, Test),
    /// All hold.
    All(Vec<Condition>),
    /// At least one holds.
    Any(Vec<Condition>),
    /// Does not hold.
    Not(Box<Condition>),
}

impl Condition {
    /// Is it true of these facts? A missing fact is unknown.
    pub fn holds(&self, facts: &Facts) -> Truth {
        match self {
            Condition::Always => Truth::True,
            Condition::Fact(name, test) => {
                facts.get(name).map_or(Truth::Unknown, |v| test.holds(v, facts))
            }
            Condition::All(parts) => {
                parts.iter().map(|c| c.holds(facts)).fold(Truth::True, Truth::and)
            }
            Condition::Any(parts) => {
                parts.iter().map(|c| c.holds(facts).not()).fold(Truth::True, Truth::and).not()
            }
            Condition::Not(part) => part.holds(facts).not(),
        }
    }

    /// Could it still be false, once what is open is answered? What is not known for good settles nothing.
    pub fn may_turn_out_false(&self, facts: &Facts, open: &dyn Fn(&str) -> bool) -> bool {
        self.may_be(facts, open).contains(&Truth::False)
    }

    /// Everything it may turn out to be. Exact where it names each open fact once.
    fn may_be(&self, facts: &Facts, open: &dyn Fn(&str) -> bool) -> Vec<Truth> {
        let joined = |parts: &[Condition], turned: fn(Truth) -> Truth| {
            parts.iter().fold(vec![Truth::True], |all, part| {
                let part = part.may_be(facts, open);
                let pairs = all.iter().flat_map(|one| part.iter().map(|p| one.and(turned(*p))));
                let pairs: Vec<Truth> = pairs.collect();
                let possible = [Truth::True, Truth::False, Truth::Unknown];
                possible.into_iter().filter(|t| pairs.contains(t)).collect()
            })
        };
        match self {
            Condition::Fact(..) if self.mentions().into_iter().any(open) => {
                vec![Truth::True, Truth::False, Truth::Unknown]
            }
            Condition::Always | Condition::Fact(..) => vec![self.holds(facts)],
            Condition::All(parts) => joined(parts, |t| t),
            Condition::Any(parts) => {
                joined(parts, Truth::not).into_iter().map(Truth::not).collect()
            }
            Condition::Not(part) => part.may_be(facts, open).into_iter().map(Truth::not).collect(),
        }
    }

    /// The names of the facts for want of which it does not hold: of several that must all hold, only those that do not.
    pub fn wants(&self, facts: &Facts) -> Vec<&str> {
        match self {
            Condition::All(parts) => {
                let open = parts.iter().filter(|c| c.holds(facts) != Truth::True);
                open.flat_map(|c| c.wants(facts)).collect()
            }
            Condition::Always | Condition::Fact(..) | Condition::Any(_) | Condition::Not(_) => {
                self.mentions()
            }
        }
    }

    /// The names of all facts it mentions, in order of mention.
    pub fn mentions(&self) -> Vec<&str> {
        match self {
            Condition::Always => Vec::new(),
            Condition::Fact(name, Test::AtLeastFact(other) | Test::AtMostFact(other)) => {
                vec![name, other]
            }
            Condition::Fact(name, _) => vec![name],
            Condition::All(parts) | Condition::Any(parts) => {
                parts.iter().flat_map(Condition::mentions).collect()
            }
            Condition::Not(part) => part.mentions(),
        }
    }

    /// Whether it mentions that fact. Asked of every rule for every visit, so without a list of all of them.
    pub fn looks_at(&self, fact: &str) -> bool {
        match self {
            Condition::Always => false,
            Condition::Fact(name, Test::AtLeastFact(other) | Test::AtMostFact(other)) => {
                name == fact || other == fact
            }
            Condition::Fact(name, _) => name == fact,
            Condition::All(parts) | Condition::Any(parts) => {
                parts.iter().any(|part| part.looks_at(fact))
            }
            Condition::Not(part) => part.looks_at(fact),
        }
    }
}

impl Test {
    fn holds(&self, value: &Value, facts: &Facts) -> Truth {
        let compared = |other: &str, holds: fn(i64, i64) -> bool| {
            let both = number(value).zip(facts.get(other).and_then(number));
            both.map_or(Truth::Unknown, |(one, other)| Truth::of(holds(one, other)))
        };
        match self {
            Test::AtLeastFact(other) => compared(other, |one, other| one >= other),
            Test::AtMostFact(other) => compared(other, |one, other| one <= other),
            Test::Is(wanted) => Truth::of(value == wanted),
            Test::IsNot(other) => Truth::of(value != other),
            Test::OneOf(wanted) => Truth::of(wanted.contains(value)),
            Test::AtLeast(least) => {
                number(value).map_or(Truth::Unknown, |n| Truth::of(n >= *least))
            }
            Test::AtMost(most) => number(value).map_or(Truth::Unknown, |n| Truth::of(n <= *most)),
        }
    }
}

fn number(value: &Value) -> Option<i64> {
    match value {
        Value::Number(n) => Some(*n),
        Value::Bool(_) | Value::Text(_) => None,
    }
}

/// What is known, by name. A name that is absent is *not known*: nobody asked yet, or somebody was asked and did not
/// know. The second is remembered, because it is no longer waited for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Facts {
    known: BTreeMap<String, Value>,
    #[serde(skip)]
    asked_in_vain: BTreeSet<String>,
}

impl Facts {
    /// Nothing known.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds or replaces a fact.
    pub fn set(&mut self, name: &str, value: impl Into<Value>) {
        self.asked_in_vain.remove(name);
        self.known.insert(name.to_owned(), value.into());
    }

    /// Somebody was asked, and did not know.
    pub fn asked_in_vain(&mut self, name: &str) {
        self.unset(name);
        self.asked_in_vain.insert(name.to_owned());
    }

    /// Nobody has been asked, so that an answer may still come.
    pub fn open(&self, name: &str) -> bool {
        self.get(name).is_none() && !self.asked_in_vain.contains(name)
    }

    /// Takes a fact back: it is not known.
    pub fn unset(&mut self, name: &str) {
        self.known.remove(name);
        self.asked_in_vain.remove(name);
    }

    /// Adds a fact if it is known.
    pub fn set_known(&mut self, name: &str, value: Option<impl Into<Value>>) {
        if let Some(value) = value {
            self.set(name, value);
        }
    }

    /// The value, if known.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.known.get(name)
    }

    /// Both, the other's values winning.
    #[must_use]
    pub fn with(&self, other: &Facts) -> Facts {
        self.clone().and(other)
    }

    /// The same, of facts that are not needed without the other.
    #[must_use]
    pub fn and(mut self, other: &Facts) -> Facts {
        // A gate asks once for each visit and person, and mostly one side holds everything.
        if self.known.is_empty() && self.asked_in_vain.is_empty() {
            return other.clone();
        }
        other.asked_in_vain.iter().for_each(|name| self.asked_in_vain(name));
        other.known.iter().for_each(|(name, value)| self.set(name, value.clone()));
        self
    }

    /// Those whose names are wanted.
    #[must_use]
    pub fn only(&self, wanted: impl Fn(&str) -> bool) -> Facts {
        let named = self.known.iter().filter(|(name, _)| wanted(name));
        let in_vain = self.asked_in_vain.iter().filter(|name| wanted(name));
        Facts {
            known: named.map(|(k, v)| (k.clone(), v.clone())).collect(),
            asked_in_vain: in_vain.cloned().collect(),
        }
    }

    /// All facts, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.known.iter().map(|(k, v)| (k.as_str(), v))
    }
}

/// What a fact is about, which decides where it may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// One visit, and the family, address and week it belongs to.
    Visit,
    /// One member of the visiting staff.
    Person,
    /// The whole outing.
    Outing,
    /// What happened at the end of a visit; duties look at it.
    Event,
}

/// The kind of value a fact has, so that a policy that compares a number with a word is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueKind {
    /// Yes or no.
    Bool,
    /// A whole number.
    Number,
    /// A word.
    Text,
    /// A time of day, in minutes since midnight; written `"16:00"`.
    Time,
}

/// A fact that hv works out from the records. Answers to the policy's own questions are facts as well.
#[derive(Debug, Clone, Copy)]
pub struct Known {
    /// Its name in policies.
    pub name: &'static str,
    /// What it is about.
    pub about: About,
    /// What values it has.
    pub kind: ValueKind,
    /// What it means, in one sentence.
    pub means: &'static str,
}

const fn known(name: &'static str, about: About, kind: ValueKind, means: &'static str) -> Known {
    Known { name, about, kind, means }
}

/// Every fact hv works out.
pub const KNOWN: &[Known] = &[
    known(
        "first-visit",
        About::Visit,
        ValueKind::Bool,
        "no visit to this family has got in (unknown history counts as first)",
    ),
    known("new-home", About::Visit, ValueKind::Bool, "no visit to this address has got in"),
    known("crew-size", About::Visit, ValueKind::Number, "how many members of school staff go"),
    known(
        "risk",
        About::Visit,
        ValueKind::Text,
        "the overall rating of the current authorised assessment, in the policy's words",
    ),
    known(
        "higher-risk",
        About::Visit,
        ValueKind::Bool,
        "the rating is at or above the policy's higher-risk mark, or the family or address carries a caution",
    ),
    known(
        "caution-since-assessed",
        About::Visit,
        ValueKind::Bool,
        "an incident or a caution is newer than the current assessment",
    ),
    known("caution", About::Visit, ValueKind::Bool, "the family or the address carries a caution"),
    known("unannounced", About::Visit, ValueKind::Bool, "no appointment was made with the family"),
    known("doorstep", About::Visit, ValueKind::Bool, "the visit is planned as doorstep only"),
    known("other-agency", About::Visit, ValueKind::Bool, "another agency asked for the visit"),
    known("reason-given", About::Visit, ValueKind::Bool, "the visit has a reason in words"),
    known("reason", About::Visit, ValueKind::Text, "the reason word chosen from the policy's list"),
    known(
        "reason-listed",
        About::Visit,
        ValueKind::Bool,
        "the reason is one of the policy's, or the policy lets others be given in words",
    ),
    known("kind", About::Visit, ValueKind::Text, "the kind of visit, in the policy's words"),
    known("place", About::Visit, ValueKind::Text, "the kind of place, in the policy's words"),
    known("site", About::Visit, ValueKind::Text, "the site or team that makes the visit"),
    known("starts", About::Visit, ValueKind::Time, "the time of day at which the visit starts"),
    known("finishes", About::Visit, ValueKind::Time, "the time of day at which it should finish"),
    known("minutes", About::Visit, ValueKind::Number, "how many minutes the visit should take"),
    known(
        "under-base",
        About::Visit,
        ValueKind::Bool,
        "the visit points at a school-wide assessment that stands in for the family's",
    ),
    known(
        "incident-before",
        About::Visit,
        ValueKind::Bool,
        "an incident on an earlier visit to the family is on record",
    ),
    known("pupil-named", About::Visit, ValueKind::Bool, "at least one pupil is named on the visit"),
    known("address-known", About::Visit, ValueKind::Bool, "the visit has an address on record"),
    known(
        "parent-named",
        About::Visit,
        ValueKind::Bool,
        "a parent or carer with a way to reach them is on record",
    ),
    known(
        "appointment-confirmed",
        About::Visit,
        ValueKind::Bool,
        "the family's confirmation is recorded: when, by whom, how",
    ),
    known(
        "family-told-who",
        About::Visit,
        ValueKind::Bool,
        "the family was told who is coming, and the staff have not changed since",
    ),
    known(
        "on-signed-list",
        About::Visit,
        ValueKind::Bool,
        "the entry is on the week list as signed, unchanged since",
    ),
    known(
        "changes-told",
        About::Visit,
        ValueKind::Bool,
        "nobody is still owed a notice of a change to what was arranged",
    ),
    known(
        "extra-visit",
        About::Visit,
        ValueKind::Bool,
        "the visit is added to an outing that is already under way",
    ),
    known(
        "assessed",
        About::Visit,
        ValueKind::Bool,
        "there is an assessment of this family at this address",
    ),
    known(
        "assessment-authorised",
        About::Visit,
        ValueKind::Bool,
        "the current assessment's decision is yes",
    ),
    known(
        "assessment-in-date",
        About::Visit,
        ValueKind::Bool,
        "the current assessment's next review date has not passed",
    ),
    known(
        "assessment-reviewed",
        About::Visit,
        ValueKind::Bool,
        "reviewed since the last visit to the family, and since any incident, concern or new risk, even if with no change",
    ),
    known(
        "assessment-stale",
        About::Visit,
        ValueKind::Bool,
        "something has happened since that nobody has put right: hv why VISIT says what",
    ),
    known(
        "risks-decided-on",
        About::Visit,
        ValueKind::Bool,
        "every risk noted on the current assessment was there when it was decided on",
    ),
    known(
        "controls-in-place",
        About::Visit,
        ValueKind::Bool,
        "every applicable control is in place; before the day of the visit, one that is due in time will do",
    ),
    known(
        "outside-hours",
        About::Visit,
        ValueKind::Bool,
        "any part of the visit falls outside the school's hours or on a day school is shut",
    ),
    known("mobile-held", About::Person, ValueKind::Bool, "the person's mobile number is on record"),
    known(
        "emergency-contact-held",
        About::Person,
        ValueKind::Bool,
        "the person's own emergency contact is on record",
    ),
    known(
        "by-car",
        About::Person,
        ValueKind::Bool,
        "the person drives their own car on this outing",
    ),
    known(
        "vehicle-recorded",
        About::Person,
        ValueKind::Bool,
        "make, model, registration and colour of the car are on record",
    ),
    known(
        "insurance-in-date",
        About::Person,
        ValueKind::Bool,
        "the car's insurance has not run out",
    ),
    known(
        "business-insurance",
        About::Person,
        ValueKind::Bool,
        "the car's insurance covers business use",
    ),
    known(
        "read-this-assessment",
        About::Person,
        ValueKind::Bool,
        "the person confirmed reading the current assessment of this visit",
    ),
    known("trained", About::Person, ValueKind::Bool, "the person is recorded as trained to visit"),
    known(
        "on-staff",
        About::Person,
        ValueKind::Bool,
        "the person is in the staff directory and has not left",
    ),
    known(
        "school-staff",
        About::Person,
        ValueKind::Bool,
        "the person works for the school and not for another agency",
    ),
    known(
        "designated",
        About::Person,
        ValueKind::Bool,
        "the school has designated the person to visit",
    ),
    known("lone-visits", About::Person, ValueKind::Bool, "the person may visit alone"),
    known(
        "next-of-kin-held",
        About::Person,
        ValueKind::Bool,
        "the person's next of kin is on record",
    ),
    known(
        "coached",
        About::Person,
        ValueKind::Bool,
        "the person was coached in safe habits in the home",
    ),
    known("monitor-named", About::Outing, ValueKind::Bool, "a monitor on site is named"),
    known(
        "monitor-on-outing",
        About::Outing,
        ValueKind::Bool,
        "the monitor is one of the visitors",
    ),
    known("return-given", About::Outing, ValueKind::Bool, "an expected return is given"),
    known(
        "emergency-contact-named",
        About::Outing,
        ValueKind::Bool,
        "an emergency contact with a number is named for the whole outing",
    ),
    known(
        "authorised-by-senior",
        About::Outing,
        ValueKind::Bool,
        "a senior member of staff authorised this departure today",
    ),
    known("people-out", About::Outing, ValueKind::Number, "how many people go out together"),
    known(
        "on-call-named",
        About::Outing,
        ValueKind::Bool,
        "somebody is named who takes an alarm when the office is shut",
    ),
    known(
        "decider-assessed",
        About::Outing,
        ValueKind::Bool,
        "whoever decides on the assessment is among those who made it",
    ),
    known(
        "outcome",
        About::Event,
        ValueKind::Text,
        "how the visit ended: done, or one of the policy's outcomes",
    ),
    known(
        "concern",
        About::Event,
        ValueKind::Bool,
        "a concern about the child or family was raised",
    ),
    known("got-in", About::Event, ValueKind::Bool, "staff entered the home"),
    known("child-seen", About::Event, ValueKind::Bool, "the child was seen"),
    known("incident", About::Event, ValueKind::Text, "the kind of incident, in the policy's words"),
    known("by-whom", About::Event, ValueKind::Text, "by whom: carer, pupil, other or nobody"),
    known(
        "proceed",
        About::Event,
        ValueKind::Bool,
        "the decision on the assessment: may the visit go ahead",
    ),
];

/// Facts named after a word of the policy: a role, a document, a topic of training, a duty, a school-wide
/// assessment. What stands before the word says what is meant.
pub const DERIVED: &[Known] = &[
    known("is-", About::Person, ValueKind::Bool, "the visitor has this role: is-ROLE"),
    known(
        "decider-is-",
        About::Outing,
        ValueKind::Bool,
        "whoever decides on the assessment has this role: decider-is-ROLE",
    ),
    known(
        "crew-has-",
        About::Visit,
        ValueKind::Bool,
        "somebody who goes has this role: crew-has-ROLE",
    ),
    known(
        "read-",
        About::Person,
        ValueKind::Bool,
        "the visitor confirmed reading this, as it stands now: read-DOCUMENT",
    ),
    known(
        "trained-in-",
        About::Person,
        ValueKind::Bool,
        "the visitor has had this training: trained-in-TOPIC",
    ),
    // Before the shorter `owed-`, which its names begin with as well.
    known(
        "owed-here-",
        About::Visit,
        ValueKind::Bool,
        "an earlier visit to this address, to whichever family, still owes this duty: owed-here-DUTY",
    ),
    known(
        "owed-",
        About::Visit,
        ValueKind::Bool,
        "an earlier visit to the family still owes this duty: owed-DUTY",
    ),
    known(
        "base-",
        About::Visit,
        ValueKind::Bool,
        "this school-wide assessment is there, authorised and in date, and every new risk on it reviewed: base-ASSESSMENT",
    ),
];

/// The kind of derived fact a name is, and the word it is named after.
pub fn derived(name: &str) -> Option<(&'static Known, &str)> {
    if known_fact(name).is_some() {
        return None;
    }
    DERIVED.iter().find_map(|k| Some((k, name.strip_prefix(k.name)?)))
}

/// The fact of that name, if hv works it out.
pub fn known_fact(name: &str) -> Option<&'static Known> {
    KNOWN.iter().find(|k| k.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fact(name: &str, test: Test) -> Condition {
        Condition::Fact(name.to_owned(), test)
    }

    #[test]
    fn beside_nothing_facts_stay_what_they_are_with_what_was_asked_in_vain() {
        let mut facts = Facts::new();
        facts.set("crew-size", 2);
        facts.asked_in_vain("risk");
        let mut unasked = Facts::new();
        unasked.asked_in_vain("doorstep");
        assert_eq!(Facts::new().and(&facts), facts);
        assert_eq!(facts.clone().and(&Facts::new()), facts);
        let both = unasked.and(&facts);
        assert!(!both.open("doorstep") && !both.open("risk") && both.get("crew-size").is_some());
    }

    #[test]
    fn unknown_never_becomes_false_or_true_by_itself() {
        let facts = Facts::new();
        let first = fact("first-visit", Test::Is(true.into()));
        assert_eq!(first.holds(&facts), Truth::Unknown);
        assert_eq!(Condition::Not(Box::new(first.clone())).holds(&facts), Truth::Unknown);
        assert_eq!(
            Condition::All(vec![Condition::Always, first.clone()]).holds(&facts),
            Truth::Unknown
        );
        assert_eq!(Condition::Any(vec![Condition::Always, first]).holds(&facts), Truth::True);
    }

    #[test]
    fn one_false_settles_all_and_one_true_settles_any() {
        let mut facts = Facts::new();
        facts.set("caution", false);
        let no = fact("caution", Test::Is(true.into()));
        let unknown = fact("risk", Test::Is("H".into()));
        assert_eq!(Condition::All(vec![no.clone(), unknown.clone()]).holds(&facts), Truth::False);
        assert_eq!(Condition::Any(vec![no, unknown]).holds(&facts), Truth::Unknown);
    }

    /// `open` is still to be answered, `never` is not known for good, `no` is known to be false.
    #[test]
    fn what_is_open_is_waited_for_only_where_its_answer_decides() {
        let mut facts = Facts::new();
        facts.set("no", false);
        facts.asked_in_vain("never");
        let is = |name: &str| fact(name, Test::Is(true.into()));
        let not = |c: Condition| Condition::Not(Box::new(c));
        for (condition, waits) in [
            (is("open"), true),
            (is("never"), false),
            (not(is("open")), true),
            (not(is("never")), false),
            (Condition::All(vec![is("open"), is("never")]), true),
            (Condition::Any(vec![is("open"), is("never")]), false),
            (Condition::Any(vec![is("open"), is("no")]), true),
            (Condition::Any(vec![is("open"), not(is("no"))]), false),
            (not(Condition::All(vec![is("open"), is("never")])), false),
            (not(Condition::Any(vec![is("open"), is("never")])), true),
        ] {
            let open = |name: &str| name == "open";
            assert_eq!(condition.may_turn_out_false(&facts, &open), waits, "{condition:?}");
        }
    }

    #[test]
    fn a_number_is_compared_on_both_sides_of_its_boundary() {
        for (crew, expected) in [(1, Truth::False), (2, Truth::True), (3, Truth::True)] {
            let mut facts = Facts::new();
            facts.set("crew-size", crew);
            assert_eq!(fact("crew-size", Test::AtLeast(2)).holds(&facts), expected, "{crew}");
        }
        for (crew, expected) in [(1, Truth::True), (2, Truth::True), (3, Truth::False)] {
            let mut facts = Facts::new();
            facts.set("crew-size", crew);
            assert_eq!(fact("crew-size", Test::AtMost(2)).holds(&facts), expected, "{crew}");
        }
    }
}
