//! Rules held against one another: what each says alone may be right and the whole still make no sense.
//!
//! Only what is certain is complained about: two conditions are called opposed when no value of a fact
//! meets both, and a rule is called unreachable when an earlier one always wins.

use super::check::{Draft, Placed};
use super::facts::{Condition, Facts, Test, Truth, Value};
use super::raw::{Place, Problems, clean, quote};
use super::{Clock, Gate, LimitWhen, Strength};
use crate::when::Span;
use std::collections::BTreeMap;

/// Reports every contradiction in the draft.
pub(super) fn check(draft: &Draft, problems: &Problems<'_>) {
    let sense = Sense { problems };
    sense.ids(draft);
    sense.gates(draft);
    sense.limits(draft);
    sense.waits(draft);
    sense.ladders(draft);
    sense.grid(draft);
}

struct Sense<'p, 't> {
    problems: &'p Problems<'t>,
}

impl Sense<'_, '_> {
    fn line(&self, at: Place) -> usize {
        self.problems.position(at).0
    }

    fn ids(&self, draft: &Draft) {
        self.unique("gate", draft.gates.iter().map(|p| (p.at, p.rule.id.as_str())));
        self.unique("question", draft.questions.iter().map(|p| (p.at, p.rule.id.as_str())));
        self.unique("ladder", draft.ladders.iter().map(|p| (p.at, p.rule.id.as_str())));
        self.unique("duty", draft.duties.iter().map(|p| (p.at, p.rule.id.as_str())));
        self.unique("outcome", draft.outcomes.iter().map(|p| (p.at, p.rule.id.as_str())));
        self.unique("hazard", draft.hazards.iter().map(|p| (p.at, p.rule.id.as_str())));
    }

    fn unique<'a>(&self, kind: &str, ids: impl Iterator<Item = (Place, &'a str)>) {
        let mut seen = BTreeMap::new();
        for (at, id) in ids {
            let first = *seen.entry(id).or_insert(at);
            if first != at {
                let what = format!("a second {kind} is called {}", quote(id));
                let hint =
                    format!("the first is on line {}; give each its own id", self.line(first));
                self.problems.wrong(at, what, hint);
            }
        }
    }

    fn gates(&self, draft: &Draft) {
        let whens = draft.gates.iter().map(|p| (p.at, &p.rule.id, &p.rule.when));
        let questions = draft.questions.iter().map(|p| (p.at, &p.rule.id, &p.rule.when));
        let duties = draft.duties.iter().map(|p| (p.at, &p.rule.id, &p.rule.when));
        for (at, id, when) in whens.chain(questions).chain(duties) {
            if let Some(fact) = never(when) {
                let what = format!(
                    "{} can never apply: its `when` contradicts itself about {}",
                    quote(id),
                    quote(fact)
                );
                self.problems.wrong(at, what, "use `any` if either is enough");
            }
        }
        for staffing in draft.gates.iter().take(draft.staffing) {
            self.can_be_met(staffing);
        }
        for (index, later) in draft.gates.iter().enumerate() {
            for earlier in draft.gates.iter().take(index) {
                self.agree(earlier, later);
            }
        }
    }

    fn can_be_met(&self, staffing: &Placed<Gate>) {
        let Gate { id, when, demand, .. } = &staffing.rule;
        if never(when).is_none() && opposed(when, demand).is_some() {
            let what = format!(
                "{} can never be met: its `when` rules out the number it asks for",
                quote(id)
            );
            self.problems.wrong(staffing.at, what, "leave `crew-size` out of `when`");
        }
    }

    /// Two musts that hold at the same step, in the same circumstances, and cannot both be met.
    fn agree(&self, earlier: &Placed<Gate>, later: &Placed<Gate>) {
        let (a, b) = (&earlier.rule, &later.rule);
        let both_must = a.strength == Strength::Must && b.strength == Strength::Must;
        let same_step = a.at.iter().any(|step| b.at.contains(step));
        let same_case = covers(&a.when, &b.when) || covers(&b.when, &a.when);
        if !(both_must && same_step && same_case) {
            return;
        }
        if let Some(fact) = opposed(&a.demand, &b.demand) {
            let what = format!(
                "{} and {} on line {} demand opposite things of {}",
                quote(&b.id),
                quote(&a.id),
                self.line(earlier.at),
                quote(fact)
            );
            let hint = "no visit could meet both: change one, or give them different conditions";
            self.problems.wrong(later.at, what, hint);
        }
    }

    fn limits(&self, draft: &Draft) {
        for list in [&draft.every, &draft.without_notice, &draft.with_notice, &draft.minimum] {
            self.all_reachable(list);
        }
        for silence in draft.every.iter().filter(|p| span_of(&p.rule) == Some(Span::ZERO)) {
            let what = "an interval of no time would make everybody late at once";
            self.problems.wrong(silence.at, what, "give a length, such as \"60m\"");
        }
        if let Some(last) = draft.every.last().filter(|p| p.rule.when != Condition::Always) {
            let what =
                "where none of these limits applies, this policy sets no interval for contact";
            self.problems.warn(last.at, what, "add one without `when`, if that is not meant");
        }
    }

    fn all_reachable(&self, list: &[Placed<LimitWhen>]) {
        for (index, later) in list.iter().enumerate() {
            let wins = |e: &&Placed<LimitWhen>| covers(&e.rule.when, &later.rule.when);
            let Some(winner) = list.iter().take(index).find(wins) else { continue };
            let what =
                format!("this limit never counts: the one on line {} wins", self.line(winner.at));
            let hint = "the first that matches wins: put the exception first";
            self.problems.wrong(later.at, what, hint);
        }
    }

    fn waits(&self, draft: &Draft) {
        for with in &draft.with_notice {
            let same_case = |w: &&Placed<LimitWhen>| w.rule.when == with.rule.when;
            let without = draft.without_notice.iter().find(same_case);
            let Some(given) = span_of(&with.rule) else { continue };
            let shorter = |w: &&Placed<LimitWhen>| span_of(&w.rule).is_some_and(|s| given < s);
            if let Some(without) = without.filter(shorter) {
                let what = format!(
                    "a family that says it is late is given {}, and one that says nothing {}",
                    given.words(),
                    span_of(&without.rule).unwrap_or(Span::ZERO).words()
                );
                let hint = format!(
                    "the two may be the wrong way round; see line {}",
                    self.line(without.at)
                );
                self.problems.wrong(with.at, what, hint);
            }
        }
    }

    fn ladders(&self, draft: &Draft) {
        let mut answered: BTreeMap<Clock, Place> = BTreeMap::new();
        let clocks = draft.ladders.iter().flat_map(|l| l.rule.clocks.iter().map(|c| (l.at, *c)));
        for (at, clock) in clocks {
            let first = *answered.entry(clock).or_insert(at);
            if first != at {
                let what = format!("the clock `{}` is answered by two ladders", clock_word(clock));
                let hint = format!("the other is on line {}; join them into one", self.line(first));
                self.problems.wrong(at, what, hint);
            }
        }
        let set = [
            (Clock::Contact, draft.every.first().map(|p| p.at)),
            (Clock::Return, draft.expected.as_ref().map(|_| 0)),
            (Clock::Finish, draft.finish.as_ref().map(|_| 0)),
            (Clock::Distress, Some(0)),
        ];
        for (clock, at) in set {
            if let Some(at) = at.filter(|_| !answered.contains_key(&clock)) {
                let what =
                    format!("this policy has no ladder for the clock `{}`", clock_word(clock));
                let hint = "hv's own stands in, and is marked as hv's: write a [[ladder]] once the school has decided";
                self.problems.warn(at, what, hint);
            }
        }
    }

    fn grid(&self, draft: &Draft) {
        let Some(matrix) = &draft.matrix else { return };
        let (rows, columns) = (matrix.rule.impact.len(), matrix.rule.likelihood.len());
        let grid = &matrix.rule.grid;
        if grid.len() != rows || grid.iter().any(|row| row.len() != columns) {
            let what = "the grid does not have one rating for each impact and likelihood";
            let hint = format!("write {rows} rows, one for each impact, of {columns} ratings each");
            self.problems.wrong(matrix.at, what, hint);
        }
        let mut strange: Vec<&String> =
            grid.iter().flatten().filter(|cell| !draft.ratings.contains(cell)).collect();
        strange.dedup();
        for cell in strange {
            let what = format!("the grid has {}, which is not one of the ratings", quote(cell));
            let hint = format!(
                "the ratings are {}",
                draft.ratings.iter().map(|r| clean(r)).collect::<Vec<_>>().join(", ")
            );
            self.problems.wrong(matrix.at, what, hint);
        }
    }
}

fn span_of(limit: &LimitWhen) -> Option<Span> {
    limit.limit.as_ref().map(|l| l.span)
}

fn clock_word(clock: Clock) -> &'static str {
    super::shape::word_of(super::shape::CLOCKS, clock)
}

/// The comparisons that must all hold for the condition to hold, as far as that is certain.
pub(super) fn certain(condition: &Condition) -> Vec<(&str, &Test)> {
    match condition {
        Condition::Fact(name, test) => vec![(name, test)],
        Condition::All(parts) => parts.iter().flat_map(certain).collect(),
        Condition::Always | Condition::Any(_) | Condition::Not(_) => Vec::new(),
    }
}

/// The fact over which a condition contradicts itself.
fn never(condition: &Condition) -> Option<&str> {
    opposed(condition, condition)
}

/// The fact for which no value meets both conditions.
pub(super) fn opposed<'a>(a: &'a Condition, b: &Condition) -> Option<&'a str> {
    let others = certain(b);
    let clash = |(name, test): &(&'a str, &Test)| {
        others.iter().any(|(other, against)| other == name && !compatible(test, against))
    };
    certain(a).into_iter().find(clash).map(|(name, _)| name)
}

/// Is there a value that meets both? The values worth trying are those named, and their neighbours.
fn compatible(a: &Test, b: &Test) -> bool {
    let open = |t: &Test| matches!(t, Test::AtLeastFact(_) | Test::AtMostFact(_));
    if open(a) || open(b) {
        return true;
    }
    let mut tried: Vec<Value> = named(a).into_iter().chain(named(b)).collect();
    for value in tried.clone() {
        match value {
            Value::Bool(flag) => tried.push(Value::Bool(!flag)),
            Value::Number(n) => {
                tried.extend([n.saturating_sub(1), n.saturating_add(1)].map(Value::Number));
            }
            Value::Text(_) => tried.push(Value::Text("something else".to_owned())),
        }
    }
    tried.iter().any(|value| meets(a, value) && meets(b, value))
}

fn meets(test: &Test, value: &Value) -> bool {
    let mut facts = Facts::new();
    facts.set("it", value.clone());
    Condition::Fact("it".to_owned(), test.clone()).holds(&facts) == Truth::True
}

fn named(test: &Test) -> Vec<Value> {
    match test {
        Test::Is(value) | Test::IsNot(value) => vec![value.clone()],
        Test::OneOf(values) => values.clone(),
        Test::AtLeast(n) | Test::AtMost(n) => vec![Value::Number(*n)],
        Test::AtLeastFact(_) | Test::AtMostFact(_) => Vec::new(),
    }
}

/// Does `wide` hold whenever `narrow` does, as far as that is certain?
fn covers(wide: &Condition, narrow: &Condition) -> bool {
    let narrow_parts = parts(narrow);
    parts(wide).iter().all(|part| narrow_parts.contains(part))
}

fn parts(condition: &Condition) -> Vec<&Condition> {
    match condition {
        Condition::Always => Vec::new(),
        Condition::All(all) => all.iter().flat_map(parts).collect(),
        Condition::Fact(..) | Condition::Any(_) | Condition::Not(_) => vec![condition],
    }
}
