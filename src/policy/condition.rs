//! Conditions as written in a policy file, read against the facts that exist where they stand.
//!
//! `{ first-visit = true }`, `{ crew-size = { at-least = 2 } }`, `{ outcome = { one-of = ["unsafe"] } }`,
//! `{ risk = { is-not = "L" } }`, `{ all = [..] }`, `{ any = [..] }`, `{ not = {..} }`. Several keys in one
//! table mean all of them. Facts are those of [`facts::KNOWN`](super::facts::KNOWN) and the policy's own questions.

use super::facts::{About, Condition, Known, Test, Value, ValueKind, derived, known_fact};
use super::raw::{
    Node, Place, Problems, Section, choices, clock_time, nearest, one_or_many, quote, section_of,
    shown, whole_number,
};
use super::{AnswerKind, DutyTrigger, Step};

/// The deepest nesting of all, any and not: beyond it nobody can say what a rule means.
const DEEPEST: usize = 5;

/// A question of the policy, as far as conditions need to know it.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) id: String,
    pub(super) at: Step,
    pub(super) of_each_person: bool,
    pub(super) kind: AnswerKind,
    pub(super) place: Place,
}

/// The words a policy defines, which its conditions may use.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    pub(super) questions: Vec<Asked>,
    pub(super) outcomes: Vec<String>,
    pub(super) ratings: Vec<String>,
    pub(super) reasons: Vec<String>,
    pub(super) kinds: Vec<String>,
    pub(super) places: Vec<String>,
    pub(super) sites: Vec<String>,
    pub(super) incidents: Vec<String>,
    pub(super) roles: Vec<String>,
    pub(super) documents: Vec<String>,
    pub(super) training: Vec<String>,
    pub(super) duties: Vec<String>,
    pub(super) bases: Vec<String>,
    pub(super) choices: Vec<(String, Vec<String>)>,
    pub(super) assessment: bool,
    pub(super) higher_risk_set: bool,
}

/// Words of a policy that derived facts are named after, and what such a word is called.
type Derived<'a> = (&'static Known, &'a [String], &'static str);

impl Vocabulary {
    /// The derived fact that a name would be, with the words there are for it.
    pub(super) fn derived(&self, name: &str) -> Option<Derived<'_>> {
        let (known, _) = derived(name)?;
        let (words, called): (&[String], _) = match known.name {
            "is-" | "crew-has-" | "decider-is-" => (&self.roles, "role"),
            "read-" => (&self.documents, "document"),
            "trained-in-" => (&self.training, "training"),
            "owed-" | "owed-here-" => (&self.duties, "duty"),
            _ => (&self.bases, "assessment.base"),
        };
        Some((known, words, called))
    }

    fn choice(&self, name: &str) -> Option<&[String]> {
        self.choices.iter().find(|(id, _)| id == name).map(|(_, options)| options.as_slice())
    }
}

/// What is known where a condition stands.
#[derive(Debug, Clone)]
pub(super) struct Scope {
    /// The steps at which it is looked at.
    pub(super) steps: Vec<Step>,
    /// Looked at for each visitor.
    pub(super) each_person: bool,
    /// Looked at when a visit has ended.
    pub(super) after_event: bool,
    /// Only questions written before this place have been answered.
    pub(super) asked_before: Option<Place>,
}

impl Scope {
    /// A rule checked at these steps, for each visitor.
    pub(super) fn gate(steps: &[Step]) -> Self {
        let ended = |s: &Step| matches!(s, Step::Cancel | Step::Done | Step::Incident);
        Self {
            steps: steps.to_vec(),
            each_person: true,
            after_event: steps.iter().all(ended),
            asked_before: None,
        }
    }

    /// A duty that follows an event.
    pub(super) fn after(trigger: DutyTrigger) -> Self {
        let step = match trigger {
            DutyTrigger::Outcome => Step::Done,
            DutyTrigger::Change | DutyTrigger::ChangeAfterSigning => Step::Plan,
            DutyTrigger::Assess => Step::Assess,
            DutyTrigger::Decide => Step::Decide,
            DutyTrigger::Breach => Step::Out,
            DutyTrigger::Delay => Step::Arrive,
            DutyTrigger::Back => Step::Back,
            DutyTrigger::Incident => Step::Incident,
        };
        let decided = trigger == DutyTrigger::Decide;
        let whole = Self::whole(step);
        Self { after_event: whole.after_event || decided, ..whole }
    }

    /// Something about the visit or the outing as a whole.
    pub(super) fn whole(step: Step) -> Self {
        Self { each_person: false, ..Self::gate(&[step]) }
    }
}

/// Reads conditions and reports what is wrong with them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Conditions<'p, 't> {
    pub(super) words: &'p Vocabulary,
    pub(super) problems: &'p Problems<'t>,
}

/// What a fact named in a condition is.
struct Named<'a> {
    kind: ValueKind,
    /// The words it can be, when these are fixed.
    allowed: Option<Vec<&'a str>>,
}

impl Conditions<'_, '_> {
    /// The condition under a key, `Always` when the key is absent, `None` when it is wrong.
    pub(super) fn under(
        &self,
        section: Section<'_>,
        key: &str,
        scope: &Scope,
    ) -> Option<Condition> {
        match section.node(key) {
            Some(node) => self.read(node, scope, 0),
            None => Some(Condition::Always),
        }
    }

    fn read(&self, node: &Node<'_>, scope: &Scope, depth: usize) -> Option<Condition> {
        let Some(section) = section_of(node) else {
            let what = format!("a condition cannot be {}", shown(node.get_ref()));
            self.problems.wrong(node.span().start, what, "write it as { first-visit = true }");
            return None;
        };
        if depth > DEEPEST {
            let what = format!("conditions are nested more than {DEEPEST} deep");
            self.problems.wrong(section.at, what, "split it into several rules");
            return None;
        }
        let entries = section.entries();
        if entries.is_empty() {
            let hint = "leave the key out for a rule that always applies";
            self.problems.wrong(section.at, "this condition says nothing", hint);
            return None;
        }
        let part = |(name, at, value)| self.entry((name, at, value), scope, depth);
        join(entries.into_iter().map(part).collect())
    }

    fn entry(
        &self,
        (name, at, value): (&str, Place, &Node<'_>),
        scope: &Scope,
        depth: usize,
    ) -> Option<Condition> {
        match name {
            "all" => self.list(value, scope, depth).map(Condition::All),
            "any" => self.list(value, scope, depth).map(Condition::Any),
            "not" => self.read(value, scope, depth + 1).map(|c| Condition::Not(Box::new(c))),
            _ => self.fact(name, at, value, scope),
        }
    }

    fn list(&self, node: &Node<'_>, scope: &Scope, depth: usize) -> Option<Vec<Condition>> {
        let filled = node.get_ref().as_array().is_some_and(|list| !list.is_empty());
        if !filled {
            let hint =
                "write a list of conditions: [{ first-visit = true }, { higher-risk = true }]";
            self.problems.wrong(node.span().start, "`all` and `any` need a list", hint);
            return None;
        }
        let parts: Vec<_> =
            one_or_many(node).into_iter().map(|n| self.read(n, scope, depth + 1)).collect();
        parts.into_iter().collect()
    }

    fn fact(&self, name: &str, at: Place, value: &Node<'_>, scope: &Scope) -> Option<Condition> {
        let named = self.named(name, at)?;
        let placed = self.is_known_here(name, at, scope);
        let tests = self.tests(name, &named, value)?;
        let facts = tests.into_iter().map(|t| Some(Condition::Fact(name.to_owned(), t))).collect();
        placed.then(|| join(facts)).flatten()
    }

    fn named(&self, name: &str, at: Place) -> Option<Named<'_>> {
        if let Some(fact) = known_fact(name) {
            let allowed = self.words_of(name);
            return Some(Named { kind: fact.kind, allowed });
        }
        if let Some(question) = self.words.questions.iter().find(|q| q.id == name) {
            return Some(answered(&question.kind));
        }
        if let Some(options) = self.words.choice(name) {
            let allowed = Some(options.iter().map(String::as_str).collect());
            return Some(Named { kind: ValueKind::Text, allowed });
        }
        if let Some((known, words, called)) = self.words.derived(name) {
            let word = name.strip_prefix(known.name).unwrap_or_default();
            if words.iter().any(|w| w == word) {
                return Some(Named { kind: known.kind, allowed: None });
            }
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let what = format!("{} needs a [{called}] called {}", quote(name), quote(word));
            self.problems.wrong(at, what, choices(word, &words));
            return None;
        }
        let ids = self.words.questions.iter().map(|q| q.id.as_str());
        let known: Vec<&str> = super::facts::KNOWN
            .iter()
            .map(|k| k.name)
            .chain(ids)
            .chain(["all", "any", "not"])
            .collect();
        let hint = match nearest(name, &known) {
            Some(near) => format!("did you mean {}?", quote(near)),
            None => "use one of hv's facts, such as `first-visit` or `crew-size`, or the id of a [[question]]".to_owned(),
        };
        self.problems.wrong(at, format!("no fact or question is called {}", quote(name)), hint);
        None
    }

    /// The words a known fact can be, where the policy fixes them.
    fn words_of(&self, name: &str) -> Option<Vec<&str>> {
        fn some(words: &[String]) -> Option<Vec<&str>> {
            (!words.is_empty()).then(|| words.iter().map(String::as_str).collect())
        }
        match name {
            "risk" if self.words.assessment => {
                Some(self.words.ratings.iter().map(String::as_str).collect())
            }
            "outcome" => {
                let own = self.words.outcomes.iter().map(String::as_str);
                Some(std::iter::once("done").chain(own).collect())
            }
            "reason" => some(&self.words.reasons),
            "kind" => some(&self.words.kinds),
            "place" => some(&self.words.places),
            "site" => some(&self.words.sites),
            "incident" => some(&self.words.incidents),
            "by-whom" => Some(vec!["carer", "pupil", "other", "nobody"]),
            _ => None,
        }
    }

    /// Is the fact known by then? A rule on what nobody can know yet would refuse for ever.
    fn is_known_here(&self, name: &str, at: Place, scope: &Scope) -> bool {
        let question = self.words.questions.iter().find(|q| q.id == name);
        let complaint = match (known_fact(name), question) {
            (Some(fact), _) => self.fact_complaint(name, fact.about, scope),
            (None, Some(asked)) => question_complaint(asked, scope),
            (None, None) => {
                let derived = self.words.derived(name);
                derived.and_then(|(known, _, _)| self.fact_complaint(name, known.about, scope))
            }
        };
        let Some((what, hint)) = complaint else { return true };
        self.problems.wrong(at, what, hint);
        false
    }

    fn fact_complaint(&self, name: &str, about: About, scope: &Scope) -> Option<(String, String)> {
        if name == "higher-risk" && !self.words.higher_risk_set {
            return Some(self.higher_risk_complaint());
        }
        if name == "risk" && !self.words.assessment {
            let what =
                "`risk` is used, and this policy has no [assessment] to give a rating".to_owned();
            return Some((what, "add an [assessment], or take the rule out".to_owned()));
        }
        let deciding = scope.steps.iter().all(|step| *step == Step::Decide);
        if name == "proceed" && deciding {
            return None;
        }
        if name.starts_with("decider-") && !deciding {
            return Some((
                format!("`{name}` is known only where the assessment is decided on"),
                "put the rule in a [[gate]] at = \"decide\"".to_owned(),
            ));
        }
        match about {
            About::Person if !scope.each_person => Some((
                format!("`{name}` differs from visitor to visitor and cannot be used here"),
                "use a fact about the visit, or put the rule in a [[gate]]".to_owned(),
            )),
            About::Event if !scope.after_event => Some((
                format!("`{name}` is not known until the visit has ended"),
                "use it in a [[duty]], or at \"cancel\" or \"done\"".to_owned(),
            )),
            About::Visit | About::Person | About::Outing | About::Event => None,
        }
    }

    fn higher_risk_complaint(&self) -> (String, String) {
        if !self.words.assessment {
            let what =
                "`higher-risk` is used, and this policy has no [assessment] to give a rating";
            return (what.to_owned(), "add an [assessment], or use `caution`".to_owned());
        }
        let what =
            "`higher-risk` is used, and nobody has said from which rating a visit is higher risk";
        let hint = "the written policy leaves this to the school: put `higher-risk-from` in [assessment], \
                    one of its ratings; hv suggests the highest, and makes no choice of its own";
        (what.to_owned(), hint.to_owned())
    }

    fn tests(&self, name: &str, named: &Named<'_>, node: &Node<'_>) -> Option<Vec<Test>> {
        let Some(section) = section_of(node) else {
            return Some(vec![Test::Is(self.value(name, named, node)?)]);
        };
        let entries = section.entries();
        if entries.is_empty() {
            let hint = format!("write one of {OPERATORS}");
            self.problems.wrong(
                section.at,
                format!("{} is compared with nothing", quote(name)),
                hint,
            );
            return None;
        }
        let tests: Vec<_> = entries.into_iter().map(|e| self.test(name, named, e)).collect();
        tests.into_iter().collect()
    }

    fn test(
        &self,
        name: &str,
        named: &Named<'_>,
        (op, at, node): (&str, Place, &Node<'_>),
    ) -> Option<Test> {
        match op {
            "is" => self.value(name, named, node).map(Test::Is),
            "is-not" => self.value(name, named, node).map(Test::IsNot),
            "one-of" => {
                let values: Vec<_> =
                    one_or_many(node).into_iter().map(|n| self.value(name, named, n)).collect();
                let values: Vec<Value> = values.into_iter().collect::<Option<_>>()?;
                if values.is_empty() {
                    self.problems.wrong(
                        node.span().start,
                        "`one-of` is empty",
                        "name at least one value",
                    );
                }
                (!values.is_empty()).then_some(Test::OneOf(values))
            }
            "at-least" | "at-most"
                if named.kind == ValueKind::Number && self.other_number(node).is_some() =>
            {
                let other = self.other_number(node)?.to_owned();
                Some(if op == "at-least" {
                    Test::AtLeastFact(other)
                } else {
                    Test::AtMostFact(other)
                })
            }
            "at-least" => self.bound(name, named, node).map(Test::AtLeast),
            "at-most" => self.bound(name, named, node).map(Test::AtMost),
            _ => {
                let hint = choices(op, &["is", "is-not", "one-of", "at-least", "at-most"]);
                self.problems.wrong(at, format!("unknown comparison {}", quote(op)), hint);
                None
            }
        }
    }

    /// The name of another number in the place of a number.
    fn other_number<'n>(&self, node: &'n Node<'_>) -> Option<&'n str> {
        let other = node.get_ref().as_str()?;
        let asked =
            self.words.questions.iter().any(|q| q.id == other && q.kind == AnswerKind::Number);
        let known = known_fact(other).is_some_and(|k| k.kind == ValueKind::Number);
        (asked || known).then_some(other)
    }

    fn bound(&self, name: &str, named: &Named<'_>, node: &Node<'_>) -> Option<i64> {
        if let Value::Number(number) = self.value(name, named, node)? {
            return Some(number);
        }
        let what = format!("{} is not a number, so it has no least or most", quote(name));
        self.problems.wrong(node.span().start, what, "use is, is-not or one-of");
        None
    }

    /// A value of the kind the fact has.
    fn value(&self, name: &str, named: &Named<'_>, node: &Node<'_>) -> Option<Value> {
        let raw = node.get_ref();
        let value = match named.kind {
            ValueKind::Bool => raw.as_bool().map(Value::Bool),
            ValueKind::Number => whole_number(raw).map(Value::Number),
            ValueKind::Text => raw.as_str().map(|t| Value::Text(t.to_owned())),
            ValueKind::Time => raw.as_str().and_then(clock_time).map(Value::Number),
        };
        let Some(value) = value else {
            let (kind, example) = kind_words(named.kind);
            let what = format!("{} is {kind} and cannot be {}", quote(name), shown(raw));
            self.problems.wrong(node.span().start, what, format!("write {example}"));
            return None;
        };
        let (Value::Text(word), Some(allowed)) = (&value, &named.allowed) else {
            return Some(value);
        };
        if !allowed.contains(&word.as_str()) {
            let what = format!("{} is never {}", quote(name), shown(raw));
            self.problems.wrong(node.span().start, what, choices(word, allowed));
            return None;
        }
        Some(value)
    }
}

const OPERATORS: &str = "is, is-not, one-of, at-least, at-most";

fn kind_words(kind: ValueKind) -> (&'static str, &'static str) {
    match kind {
        ValueKind::Bool => ("yes or no", "true or false, without quotes"),
        ValueKind::Number => ("a number", "a whole number, without quotes"),
        ValueKind::Text => ("a word", "it in quotes"),
        ValueKind::Time => ("a time of day", "it in quotes: \"16:00\""),
    }
}

fn answered(kind: &AnswerKind) -> Named<'_> {
    match kind {
        AnswerKind::YesNo => Named { kind: ValueKind::Bool, allowed: None },
        AnswerKind::Number => Named { kind: ValueKind::Number, allowed: None },
        AnswerKind::Text | AnswerKind::Day | AnswerKind::PastDay | AnswerKind::Person(_) => {
            Named { kind: ValueKind::Text, allowed: None }
        }
        AnswerKind::Choice(words) => Named {
            kind: ValueKind::Text,
            allowed: Some(words.iter().map(String::as_str).collect()),
        },
    }
}

fn question_complaint(asked: &Asked, scope: &Scope) -> Option<(String, String)> {
    let id = quote(&asked.id);
    if asked.of_each_person && !scope.each_person {
        return Some((
            format!("{id} is answered by each visitor and cannot be used here"),
            "ask it once, or put the rule in a [[gate]]".to_owned(),
        ));
    }
    let too_late = scope.steps.iter().any(|step| asked.at > *step);
    let later_in_file = scope.asked_before.is_some_and(|here| asked.place >= here)
        && scope.steps.contains(&asked.at);
    (too_late || later_in_file).then(|| {
        (
            format!("{id} has not been answered by then"),
            "ask it at an earlier step, and earlier in the file".to_owned(),
        )
    })
}

/// Several parts mean all of them; `None` if one of them is wrong.
fn join(parts: Vec<Option<Condition>>) -> Option<Condition> {
    let mut parts: Vec<Condition> = parts.into_iter().collect::<Option<_>>()?;
    if parts.len() == 1 { parts.pop() } else { Some(Condition::All(parts)) }
}
