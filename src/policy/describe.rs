//! A policy in words, value by value, each with whose it is: the school's policy by clause, hv's own, or not set.

use super::facts::{Condition, Test, Value};
use super::shape::{CLOCKS, STEPS, TRIGGERS, word_of};
use super::{Clauses, Clock, Gate, Ladder, Limit, LimitWhen, Policy, Question, Source, Strength};
use serde::Serialize;

/// One value of a policy, for `hv policy show`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Described {
    /// The part of the policy it belongs to: `contact`.
    pub section: &'static str,
    /// The value in words.
    pub words: String,
    /// Whose it is.
    pub whose: Whose,
}

/// Whose a value is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Whose {
    /// The written policy's, by these clauses.
    Policy(Clauses),
    /// The written policy has the rule and gives no value.
    PolicyWithoutValue(Clauses),
    /// hv's own: the written policy gives none.
    Hv,
    /// Not set in this policy.
    NotSet,
}

impl From<&Source> for Whose {
    fn from(source: &Source) -> Self {
        match source {
            Source::Policy(clauses) => Whose::Policy(clauses.clone()),
            Source::Default => Whose::Hv,
        }
    }
}

/// A rule without a clause is hv's own.
fn whose(clauses: &Clauses) -> Whose {
    if clauses.is_empty() { Whose::Hv } else { Whose::Policy(clauses.clone()) }
}

/// Every value of the policy, in the order of a visit.
pub fn describe(policy: &Policy) -> Vec<Described> {
    let mut all = Vec::new();
    all.extend(review(policy));
    all.extend(policy.gates.iter().map(gate));
    all.extend(policy.questions.iter().map(question));
    all.extend(week_list(policy));
    all.extend(contact(policy));
    all.extend(waits(policy));
    all.extend(returns(policy));
    all.extend(ladders(policy));
    all.extend(assessment(policy));
    all.extend(after(policy));
    all.extend(numbers(policy));
    all
}

fn say(section: &'static str, words: impl Into<String>, whose: Whose) -> Described {
    Described { section, words: words.into(), whose }
}

fn review(policy: &Policy) -> Vec<Described> {
    let review = &policy.review;
    let known = [
        review.updated.as_ref().map(|t| format!("last updated {t}")),
        review.next.as_ref().map(|t| format!("next review {t}")),
        review.every_months.map(|n| format!("reviewed every {n} months")),
    ];
    let mut said: Vec<_> =
        known.into_iter().flatten().map(|t| say("review", t, whose(&review.clauses))).collect();
    if review.next.is_none() {
        said.push(say("review", "next review date", Whose::NotSet));
    }
    said
}

fn strength(strength: Strength) -> &'static str {
    match strength {
        Strength::Must => "must",
        Strength::Should => "should",
    }
}

fn gate(gate: &Gate) -> Described {
    let steps: Vec<&str> = gate.at.iter().map(|s| word_of(STEPS, *s)).collect();
    let words = format!(
        "{} ({}, at {}): {}",
        gate.says,
        strength(gate.strength),
        steps.join(" and "),
        rule_words(&gate.when, &gate.demand)
    );
    say("rules", words, whose(&gate.clauses))
}

fn rule_words(when: &Condition, demand: &Condition) -> String {
    match when {
        Condition::Always => format!("needs {}", words(demand)),
        Condition::Fact(..) | Condition::All(_) | Condition::Any(_) | Condition::Not(_) => {
            format!("when {}, needs {}", words(when), words(demand))
        }
    }
}

fn question(question: &Question) -> Described {
    let each = if question.of_each_person { ", of each visitor" } else { "" };
    let needs = question.needs.as_ref().map(|n| format!(", needs \"{n}\"")).unwrap_or_default();
    let when = when_words(&question.when);
    let at = word_of(STEPS, question.at);
    let text =
        format!("{} ({}, at {at}{each}{when}{needs})", question.ask, strength(question.strength));
    say("questions", text, whose(&question.clauses))
}

fn when_words(when: &Condition) -> String {
    match when {
        Condition::Always => String::new(),
        Condition::Fact(..) | Condition::All(_) | Condition::Any(_) | Condition::Not(_) => {
            format!(", when {}", words(when))
        }
    }
}

fn week_list(policy: &Policy) -> Vec<Described> {
    let Some(list) = &policy.week_list else {
        return vec![say("week list", "a signed weekly list", Whose::NotSet)];
    };
    let shows = format!("shows {}", list.fields.join(", "));
    let signed = match &list.signed_by {
        Some(role) => {
            let text = format!("signed by {} before any visit", policy.role_words(role));
            say("week list", text, whose(&list.signature_clauses))
        }
        None => say("week list", "a signature", Whose::NotSet),
    };
    vec![say("week list", shows, whose(&list.clauses)), signed]
}

fn limit(limit: &Limit) -> String {
    let when = if limit.over { "late after" } else { "late at" };
    format!("{when} {}", limit.span.words())
}

fn limits(section: &'static str, name: &str, list: &[LimitWhen]) -> Vec<Described> {
    if list.is_empty() {
        return vec![say(section, name, Whose::NotSet)];
    }
    let one = |l: &LimitWhen| {
        let Some(value) = &l.limit else {
            let text = format!("{name}{}", when_words(&l.when));
            return say(section, text, Whose::PolicyWithoutValue(l.clauses.clone()));
        };
        let text = format!("{name}: {}{}", limit(value), when_words(&l.when));
        say(section, text, Whose::from(&value.source))
    };
    list.iter().map(one).collect()
}

fn contact(policy: &Policy) -> Vec<Described> {
    let contact = &policy.contact;
    let mut said = limits("contact", "longest silence", &contact.every);
    for (name, clauses) in [
        ("contact with school before each visit", &contact.before_visit),
        ("contact with school after each visit", &contact.after_visit),
    ] {
        said.push(say("contact", name, clauses.as_ref().map_or(Whose::NotSet, whose)));
    }
    said
}

fn waits(policy: &Policy) -> Vec<Described> {
    let wait = &policy.wait;
    let mut said = limits(
        "waiting",
        "from the appointment, with no word from the family",
        &wait.without_notice,
    );
    said.extend(limits(
        "waiting",
        "from the appointment, when the family said it is late",
        &wait.with_notice,
    ));
    if !wait.at_limit.is_empty() {
        let clauses =
            wait.without_notice.iter().chain(&wait.with_notice).flat_map(|l| l.clauses.clone());
        said.push(say("waiting", format!("then: {}", wait.at_limit), whose(&clauses.collect())));
    }
    said
}

/// No grace and the policy's own: the policy names the moment and gives no minutes.
fn grace(section: &'static str, name: &str, limit: &Limit) -> Described {
    if limit.span.as_seconds() > 0 {
        return say(section, format!("{} {name}", limit.span.words()), Whose::from(&limit.source));
    }
    let from = if limit.over { "from one second" } else { "from the moment" };
    let text = format!("late {from} {name}; minutes of grace are not set");
    let whose = match &limit.source {
        Source::Policy(clauses) => Whose::PolicyWithoutValue(clauses.clone()),
        Source::Default => Whose::Hv,
    };
    say(section, text, whose)
}

fn returns(policy: &Policy) -> Vec<Described> {
    let returns = &policy.returns;
    let finish = match &returns.finish_grace {
        Some(limit) => grace("return", "after the last visit should have finished", limit),
        None => say("return", "a clock on the finish of the last visit", Whose::NotSet),
    };
    vec![
        grace("return", "after the expected return", &returns.grace),
        finish,
        grace(
            "return",
            "after the appointment, when nobody signed out for it",
            &returns.departure_grace,
        ),
    ]
}

fn ladders(policy: &Policy) -> Vec<Described> {
    let mut said: Vec<Described> =
        policy.ladders.iter().flat_map(|l| rungs(policy, l, &l.clocks)).collect();
    for ladder in policy.own_ladders() {
        let unanswered = |c: &&Clock| !policy.ladders.iter().any(|l| l.clocks.contains(c));
        let clocks: Vec<Clock> = ladder.clocks.iter().filter(unanswered).copied().collect();
        if !clocks.is_empty() {
            said.extend(rungs(policy, &ladder, &clocks));
        }
    }
    said
}

fn rungs(policy: &Policy, ladder: &Ladder, clocks: &[Clock]) -> Vec<Described> {
    let clocks: Vec<&str> = clocks.iter().map(|c| word_of(CLOCKS, *c)).collect();
    let clocks = clocks.join(", ");
    let one = |(index, rung): (usize, &super::Rung)| {
        let who: Vec<String> = rung.who.iter().map(|r| policy.role_words(r)).collect();
        let after = match rung.after {
            Some(span) => format!("after {}", span.words()),
            None => "time not set; hv's own time to answer".to_owned(),
        };
        let text =
            format!("{clocks}, step {}: {}: {} ({after})", index + 1, who.join(" and "), rung.does);
        say("ladders", text, whose(&rung.clauses))
    };
    ladder.rungs.iter().enumerate().map(one).collect()
}

fn assessment(policy: &Policy) -> Vec<Described> {
    let Some(rules) = &policy.assessment else {
        return vec![say("assessment", "a risk assessment", Whose::NotSet)];
    };
    let cited = || whose(&rules.clauses);
    let assessors: Vec<String> = rules.assessors.iter().map(|r| policy.role_words(r)).collect();
    let authorisers: Vec<String> =
        rules.authorised_by.iter().map(|r| policy.role_words(r)).collect();
    let mut said = vec![
        say("assessment", format!("rated {}", rules.ratings.join(", ")), cited()),
        say("assessment", format!("conducted by {}", assessors.join(" and ")), cited()),
        say("assessment", format!("authorised by {}", authorisers.join(" or ")), cited()),
        match &rules.higher_risk_from {
            Some(from) => {
                say("assessment", format!("higher risk from {from}, as the school chose"), cited())
            }
            None => say("assessment", "from which rating a visit is higher risk", Whose::NotSet),
        },
    ];
    if let Some(matrix) = &rules.matrix {
        for (impact, row) in matrix.impact.iter().zip(&matrix.grid) {
            let cells: Vec<String> =
                matrix.likelihood.iter().zip(row).map(|(l, r)| format!("{l} {r}")).collect();
            said.push(say(
                "assessment",
                format!("{impact}: {}", cells.join(", ")),
                whose(&matrix.clauses),
            ));
        }
    }
    said.extend(rules.hazards.iter().map(|h| {
        let text = format!("hazard: {} ({} controls)", h.name, h.controls.len());
        say("assessment", text, whose(&h.clauses))
    }));
    said
}

fn after(policy: &Policy) -> Vec<Described> {
    let outcome = |o: &super::OutcomeRule| {
        say("outcomes", format!("{}: {}", o.id, o.says), whose(&o.clauses))
    };
    let duty = |d: &super::DutyRule| {
        let how = if d.written { ", in writing" } else { "" };
        let within =
            d.within.map_or("time not set".to_owned(), |s| format!("within {}", s.words()));
        let on = word_of(TRIGGERS, d.on);
        let text = format!(
            "{}: {}{how} (on {on}{}, {within})",
            policy.role_words(&d.owner),
            d.does,
            when_words(&d.when)
        );
        say("duties", text, whose(&d.clauses))
    };
    let advice = |a: &super::Advice| {
        let at = word_of(STEPS, a.at);
        say("advice", format!("{} (at {at}{})", a.says, when_words(&a.when)), whose(&a.clauses))
    };
    let outcomes = policy.outcomes.iter().map(outcome);
    outcomes.chain(policy.duties.iter().map(duty)).chain(policy.advice.iter().map(advice)).collect()
}

fn numbers(policy: &Policy) -> Vec<Described> {
    let own = &policy.defaults;
    vec![
        say("hv's own", format!("{} for a person to answer", own.rung_time.words()), Whose::Hv),
        say(
            "hv's own",
            format!("{} between contacts in a breach", own.breach_contact.words()),
            Whose::Hv,
        ),
    ]
}

impl super::Within {
    /// "30 minutes", "2 school days".
    pub fn words(self) -> String {
        match self {
            super::Within::Span(span) => span.words(),
            super::Within::SchoolDays(1) => "1 school day".to_owned(),
            super::Within::SchoolDays(days) => format!("{days} school days"),
        }
    }
}

impl Policy {
    /// A role as it is written for people: "the headteacher". A role that has no words is its own.
    pub fn role_words(&self, role: &str) -> String {
        let role = if role == "head" { self.head.as_str() } else { role };
        self.roles.get(role).cloned().unwrap_or_else(|| match role {
            "monitor" | "office" | "visitor" => format!("the {role}"),
            _ => role.to_owned(),
        })
    }
}

/// A condition in words: `first-visit is yes and crew-size is at least 2`.
pub fn words(condition: &Condition) -> String {
    let joined = |parts: &[Condition], by: &str| -> String {
        parts.iter().map(nested).collect::<Vec<_>>().join(by)
    };
    match condition {
        Condition::Always => "always".to_owned(),
        Condition::Fact(name, test) => format!("{name} {}", test_words(test)),
        Condition::All(parts) => joined(parts, " and "),
        Condition::Any(parts) => joined(parts, " or "),
        Condition::Not(part) => format!("not {}", nested(part)),
    }
}

fn nested(part: &Condition) -> String {
    match part {
        Condition::All(parts) | Condition::Any(parts) if parts.len() > 1 => {
            format!("({})", words(part))
        }
        Condition::Always
        | Condition::Fact(..)
        | Condition::All(_)
        | Condition::Any(_)
        | Condition::Not(_) => words(part),
    }
}

fn test_words(test: &Test) -> String {
    match test {
        Test::Is(value) => format!("is {value}"),
        Test::IsNot(value) => format!("is not {value}"),
        Test::OneOf(values) => {
            let values: Vec<String> = values.iter().map(Value::to_string).collect();
            format!("is one of {}", values.join(", "))
        }
        Test::AtLeast(n) => format!("is at least {n}"),
        Test::AtMost(n) => format!("is at most {n}"),
        Test::AtLeastFact(other) => format!("is at least {other}"),
        Test::AtMostFact(other) => format!("is at most {other}"),
    }
}
