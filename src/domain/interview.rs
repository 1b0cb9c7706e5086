//! The assessment as one question after another, worked out from the policy and the answers so far. The same
//! list serves the prompts, the flags, the answers file and the draft.

use super::assessment::{rate, worst};
use super::events::{Answers, Assessed, AssessedControl, AssessedHazard};
use super::gate;
use crate::policy::facts::{Facts, Truth};
use crate::policy::{AnswerKind, AssessmentRules, Hazard, Policy, Question, Step};
use crate::when::Day;
use std::collections::BTreeMap;

/// Answers as typed, by key.
pub type Typed = BTreeMap<String, String>;

/// One question of the form.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// What a flag, a file and the draft call it: `hazard.alone.impact`.
    pub key: String,
    /// The question as put.
    pub ask: String,
    /// What an answer looks like.
    pub kind: AnswerKind,
    /// The answer must be a day: 2027-01-31.
    pub day: bool,
    /// The clauses.
    pub clauses: Vec<String>,
    /// Help on demand.
    pub help: Option<String>,
}

/// The form of one policy for one visit to one family.
#[derive(Debug, Clone, Copy)]
pub struct Form<'a> {
    /// The policy.
    pub policy: &'a Policy,
    /// Its assessment.
    pub rules: &'a AssessmentRules,
    /// What is known about the family and the visit.
    pub facts: &'a Facts,
}

impl Form<'_> {
    /// Every question that applies, given the answers so far, in order.
    pub fn items(&self, typed: &Typed) -> Vec<Item> {
        let mut items =
            vec![text("conducted-by", "Who conducts it? Ids, with commas", &self.rules.clauses)];
        let known = self.facts.with(&gate::facts_of(&self.answers(typed), None));
        items.extend(self.policy_questions(&known));
        for hazard in self.rules.hazards.iter().filter(|h| h.when.holds(&known) != Truth::False) {
            self.hazard(hazard, typed, &mut items);
        }
        items.push(choice("overall", "Overall risk after these controls", &self.rules.ratings));
        items.push(day("next-review", "Next review, as 2027-01-31"));
        items
    }

    /// The first question without an answer, where it stands, and how many there are by now.
    pub fn next(&self, typed: &Typed) -> Option<(Item, usize, usize)> {
        let items = self.items(typed);
        let total = items.len();
        let place = items.iter().position(|i| !typed.contains_key(&i.key))?;
        items.into_iter().nth(place).map(|item| (item, place + 1, total))
    }

    /// The rating before controls, worked out or given.
    pub fn before(&self, hazard: &Hazard, typed: &Typed) -> Option<String> {
        let answer = |part: &str| typed.get(&format!("hazard.{}.{part}", hazard.id));
        match &self.rules.matrix {
            Some(matrix) => rate(matrix, answer("impact")?, answer("likelihood")?),
            None => answer("before").cloned(),
        }
    }

    /// The whole assessment, once every question is answered.
    ///
    /// # Errors
    /// The keys that have no answer, or one that cannot be used.
    pub fn finish(
        &self,
        typed: &Typed,
        family: &str,
        address: Option<&str>,
    ) -> Result<Assessed, Vec<String>> {
        let missing: Vec<String> = self
            .items(typed)
            .into_iter()
            .filter(|i| !typed.contains_key(&i.key))
            .map(|i| i.key)
            .collect();
        if !missing.is_empty() {
            return Err(missing);
        }
        let known = self.facts.with(&gate::facts_of(&self.answers(typed), None));
        let applies = |h: &&Hazard| h.when.holds(&known) != Truth::False;
        let get = |key: &str| typed.get(key).cloned().unwrap_or_default();
        Ok(Assessed {
            family: family.to_owned(),
            address: address.map(str::to_owned),
            place: None,
            conducted_by: people(&get("conducted-by")),
            answers: self.answers(typed),
            hazards: self
                .rules
                .hazards
                .iter()
                .filter(applies)
                .map(|h| self.assessed(h, typed))
                .collect(),
            overall: get("overall"),
            next_review: Day::parse(&get("next-review")).ok(),
            policy: self.policy.digest.clone(),
        })
    }

    /// The worst rating after controls: the overall should not be lower without a reason.
    pub fn worst_after(&self, assessed: &Assessed) -> Option<String> {
        worst(self.rules, assessed.hazards.iter().map(|h| h.after.as_str()))
    }

    fn policy_questions(&self, known: &Facts) -> Vec<Item> {
        let asked = |q: &&Question| q.at == Step::Assess && gate::applies(self.policy, q, known);
        let item = |q: &Question| Item {
            key: q.id.clone(),
            ask: q.ask.clone(),
            kind: q.kind.clone(),
            day: false,
            clauses: q.clauses.clone(),
            help: q.help.clone(),
        };
        self.policy.questions.iter().filter(asked).map(item).collect()
    }

    fn answers(&self, typed: &Typed) -> Answers {
        let of_policy = self.policy.questions.iter().filter(|q| q.at == Step::Assess);
        of_policy
            .filter_map(|q| {
                let value = gate::read_answer(q, typed.get(&q.id)?).ok()?;
                Some((q.id.clone(), value))
            })
            .collect()
    }

    fn hazard(&self, hazard: &Hazard, typed: &Typed, items: &mut Vec<Item>) {
        let key = |part: &str| format!("hazard.{}.{part}", hazard.id);
        let named = |ask: &str| format!("{}: {ask}", hazard.name);
        if let Some(matrix) = &self.rules.matrix {
            items.push(choice(&key("impact"), &named("impact before controls"), &matrix.impact));
            items.push(choice(
                &key("likelihood"),
                &named("likelihood before controls"),
                &matrix.likelihood,
            ));
        } else {
            items.push(choice(
                &key("before"),
                &named("rating before controls"),
                &self.rules.ratings,
            ));
        }
        for (index, control) in hazard.controls.iter().enumerate() {
            let key = key(&format!("control.{}", index + 1));
            let ask = format!("Control in place? {}", control.text);
            items.push(Item {
                kind: AnswerKind::YesNo,
                clauses: control.clauses.clone(),
                ..text(&key, &ask, &[])
            });
            if typed.get(&key).is_some_and(|answer| !yes(answer)) {
                items.push(text(
                    &format!("{key}.by-whom"),
                    "Who will put it in place?",
                    &control.clauses,
                ));
                items.push(day(&format!("{key}.by-when"), "By when, as 2027-01-31?"));
            }
        }
        items.push(choice(&key("after"), &named("rating after controls"), &self.rules.ratings));
    }

    fn assessed(&self, hazard: &Hazard, typed: &Typed) -> AssessedHazard {
        let key = |part: &str| format!("hazard.{}.{part}", hazard.id);
        let get = |part: &str| typed.get(&key(part)).cloned();
        let control = |(index, control): (usize, &crate::policy::Control)| {
            let part = format!("control.{}", index + 1);
            AssessedControl {
                control: control.text.clone(),
                in_place: get(&part).is_some_and(|a| yes(&a)),
                by_whom: get(&format!("{part}.by-whom")),
                by_when: get(&format!("{part}.by-when")).and_then(|d| Day::parse(&d).ok()),
            }
        };
        AssessedHazard {
            hazard: hazard.id.clone(),
            impact: get("impact"),
            likelihood: get("likelihood"),
            before: self.before(hazard, typed).unwrap_or_default(),
            controls: hazard.controls.iter().enumerate().map(control).collect(),
            after: get("after").unwrap_or_default(),
        }
    }
}

/// The answer as it will be kept, or what is wrong with it.
///
/// # Errors
/// What would be understood.
pub fn read(item: &Item, typed: &str) -> Result<String, String> {
    let plain = typed.trim();
    if item.day {
        return Day::parse(plain).map(|d| d.to_string());
    }
    let question = Question {
        id: item.key.clone(),
        at: Step::Assess,
        of_each_person: false,
        when: crate::policy::facts::Condition::Always,
        ask: item.ask.clone(),
        kind: item.kind.clone(),
        needs: None,
        strength: crate::policy::Strength::Must,
        fix: String::new(),
        clauses: Vec::new(),
        help: None,
        otherwise: None,
        points: Vec::new(),
    };
    gate::read_answer(&question, plain).map(|value| value.to_string())
}

/// Ids with commas.
pub fn people(text: &str) -> Vec<String> {
    text.split(',').map(str::trim).filter(|p| !p.is_empty()).map(str::to_owned).collect()
}

fn yes(answer: &str) -> bool {
    matches!(answer.to_lowercase().as_str(), "yes" | "y")
}

fn text(key: &str, ask: &str, clauses: &[String]) -> Item {
    Item {
        key: key.to_owned(),
        ask: ask.to_owned(),
        kind: AnswerKind::Text,
        day: false,
        clauses: clauses.to_vec(),
        help: None,
    }
}

fn choice(key: &str, ask: &str, words: &[String]) -> Item {
    Item { kind: AnswerKind::Choice(words.to_vec()), ..text(key, ask, &[]) }
}

fn day(key: &str, ask: &str) -> Item {
    Item { day: true, ..text(key, ask, &[]) }
}
