//! What would change for a visiting member of staff if another policy held, in sentences.
//!
//! Rules of two policies are the same rule if they have the same id, or demand, ask or owe the same thing. Numbers are
//! compared as numbers; what only one policy has is said to be that one's.

use super::bound::minutes;
use super::describe::{clock_words, duty_words, strength, when_words};
use super::facts::{Condition, Test};
use super::shape::{CLOCKS, STEPS, word_of};
use super::{
    Clock, DutyRule, Gate, Ladder, Limit, LimitWhen, Policy, Question, Source, Step, Strength, Word,
};
use crate::when::Span;
use serde::Serialize;

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What it belongs to: "contact".
    pub part: &'static str,
    /// It in a sentence.
    pub says: String,
}

/// A policy and what it is called in the sentences.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    /// Its name.
    pub name: &'a str,
    /// It.
    pub policy: &'a Policy,
}

/// Everything that would change, in the order of a visit.
pub fn diff(a: Side<'_>, b: Side<'_>) -> Vec<Change> {
    let mut found = Found { a, b, changes: Vec::new() };
    found.chosen();
    found.words();
    found.staffing();
    found.gates();
    found.questions();
    found.week_list();
    found.assessment();
    found.leaving();
    found.contact();
    found.waits();
    found.returns();
    found.ladders();
    found.outcomes();
    found.duties();
    found.incidents();
    found.advice();
    found.changes
}

struct Found<'a> {
    a: Side<'a>,
    b: Side<'a>,
    changes: Vec<Change>,
}

impl<'a> Found<'a> {
    fn say(&mut self, part: &'static str, says: String) {
        self.changes.push(Change { part, says });
    }

    /// Both orders: what the first has and the second has not.
    fn sides(&self) -> [(Side<'a>, Side<'a>); 2] {
        [(self.a, self.b), (self.b, self.a)]
    }

    /// Something that one side has and the other has not.
    fn either(&mut self, part: &'static str, there: [bool; 2], says: &str, not: &str) {
        let (a, b) = (self.a.name, self.b.name);
        match there {
            [true, false] => self.say(part, format!("Under {a} {says}; {b} {not}.")),
            [false, true] => self.say(part, format!("Under {b} {says}; {a} {not}.")),
            [true, true] | [false, false] => {}
        }
    }

    /// The same thing said differently by the two.
    fn both(&mut self, part: &'static str, a: &str, b: &str) {
        if a != b {
            let says = format!("Under {} {b}; under {} {a}.", self.b.name, self.a.name);
            self.say(part, says);
        }
    }

    fn chosen(&mut self) {
        for choice in &self.a.policy.choices {
            let (a, b) = (self.a.policy.choice(&choice.id), self.b.policy.choice(&choice.id));
            if let (Some(a), Some(b)) = (a, b) {
                let text = |value: &str| format!("{} is {value}", choice.id);
                self.both("choices", &text(a), &text(b));
            }
        }
    }

    fn words(&mut self) {
        let (a, b) = (self.a.policy, self.b.policy);
        let listed =
            |words: &[Word]| words.iter().map(|w| w.says.clone()).collect::<Vec<_>>().join(", ");
        let reasons = |p: &Policy| match (p.reasons.is_empty(), p.reasons_open) {
            (true, _) => "no list of reasons is given".to_owned(),
            (false, true) => {
                format!("a home is visited for {}, or another reason in words", listed(&p.reasons))
            }
            (false, false) => {
                format!("a home is visited for {}, and nothing else", listed(&p.reasons))
            }
        };
        self.both("planning", &reasons(a), &reasons(b));
        let named = |what: &str, words: &[Word]| match words {
            [] => format!("no {what} are told apart"),
            some => format!("the {what} are {}", listed(some)),
        };
        for (what, a, b) in [
            ("kinds of visit", &a.kinds, &b.kinds),
            ("kinds of place", &a.places, &b.places),
            ("sites", &a.sites, &b.sites),
        ] {
            self.both("planning", &named(what, a), &named(what, b));
        }
        self.each_alone(
            "visitors",
            |p| &p.documents,
            |one, other| one.id == other.id,
            |one, here, there| format!("{here} wants {:?} read; {there} does not.", one.title),
        );
        self.each_alone(
            "visitors",
            |p| &p.training,
            |one, other| one.id == other.id,
            |one, here, there| format!("{here} knows training in {}; {there} does not.", one.says),
        );
        self.each_alone(
            "visitors",
            |p| &p.cautions,
            |one, other| (&one.id, one.every_months) == (&other.id, other.every_months),
            |one, here, there| match one.every_months {
                Some(months) => format!(
                    "{here} wants a caution of the kind {:?} looked at again every {months} months; {there} does not.",
                    one.id
                ),
                None => format!("{here} names the kind of caution {:?}; {there} does not.", one.id),
            },
        );
    }

    fn staffing(&mut self) {
        let (a, b) = (self.a, self.b);
        for (gate, least) in crews(a.policy) {
            let Some((other, others)) = same_crew(gate, b.policy) else {
                let says = format!(
                    "Under {} {}; {} gives no number there.",
                    a.name,
                    crew(gate, least),
                    b.name
                );
                self.say("who goes", says);
                continue;
            };
            let same =
                least == others && gate.strength == other.strength && gate.when == other.when;
            if same {
                continue;
            }
            if gate.when == other.when && gate.strength == other.strength {
                let says = format!(
                    "Under {} {}, instead of {least} under {}.",
                    b.name,
                    crew(other, others),
                    a.name
                );
                self.say("who goes", says);
            } else {
                self.both("who goes", &crew(gate, least), &crew(other, others));
            }
        }
        for (gate, least) in crews(b.policy) {
            if same_crew(gate, a.policy).is_none() {
                let says = format!(
                    "Under {} {}; {} gives no number there.",
                    b.name,
                    crew(gate, least),
                    a.name
                );
                self.say("who goes", says);
            }
        }
    }

    fn gates(&mut self) {
        let (a, b) = (self.a, self.b);
        for gate in rules(a.policy) {
            match same_gate(gate, b.policy) {
                Some(other) => self.gate_changed(gate, other),
                None => self.say("rules", only(gate, a.name, b.name)),
            }
        }
        for gate in rules(b.policy).filter(|g| same_gate(g, a.policy).is_none()) {
            self.say("rules", only(gate, b.name, a.name));
        }
    }

    fn gate_changed(&mut self, gate: &Gate, other: &Gate) {
        let does = |g: &Gate| {
            let how = match g.strength {
                Strength::Must => "refuses",
                Strength::Should => "only warns, and wants a reason",
            };
            format!("this {how}, at {}{}", steps(&g.at), when_words(&g.when))
        };
        let (was, is) = (does(gate), does(other));
        if was != is {
            let says =
                format!("{:?} Under {} {is}; under {} {was}.", gate.says, self.b.name, self.a.name);
            self.say("rules", says);
        } else if gate.demand != other.demand {
            let demand = super::describe::words;
            let says = format!(
                "{:?} Under {} it needs {}; under {} {}.",
                gate.says,
                self.b.name,
                demand(&other.demand),
                self.a.name,
                demand(&gate.demand)
            );
            self.say("rules", says);
        }
    }

    fn questions(&mut self) {
        let (a, b) = (self.a, self.b);
        for question in &a.policy.questions {
            match same_question(question, b.policy) {
                Some(other) if asked(question) != asked(other) => {
                    let says = format!(
                        "{:?} Under {} it is {}; under {} it is {}.",
                        question.ask,
                        b.name,
                        asked(other),
                        a.name,
                        asked(question)
                    );
                    self.say("questions", says);
                }
                Some(_) => {}
                None => self.say("questions", asks(question, a.name, b.name)),
            }
        }
        for question in b.policy.questions.iter().filter(|q| same_question(q, a.policy).is_none()) {
            self.say("questions", asks(question, b.name, a.name));
        }
    }

    fn week_list(&mut self) {
        let (a, b) = (self.a.policy, self.b.policy);
        let list = |p: &Policy| match &p.week_list {
            None => "no weekly list is kept".to_owned(),
            Some(l) => {
                let signed = l.signed_by.as_ref().map(|r| format!("signed by {}", p.role_words(r)));
                let signed = signed.unwrap_or_else(|| "that nobody signs".to_owned());
                format!("visits are on a weekly list {signed}, with {}", l.fields.join(", "))
            }
        };
        self.both("week list", &list(a), &list(b));
    }

    fn assessment(&mut self) {
        let part = "assessment";
        let (Some(a), Some(b)) = (&self.a.policy.assessment, &self.b.policy.assessment) else {
            let there = [self.a.policy.assessment.is_some(), self.b.policy.assessment.is_some()];
            self.either(part, there, "the risk of a visit is assessed", "has no risk assessment");
            return;
        };
        let listed = |p: &Policy, roles: &[String], by: &str| match roles {
            [] => "nobody in particular".to_owned(),
            some => some.iter().map(|r| p.role_words(r)).collect::<Vec<_>>().join(by),
        };
        let (pa, pb) = (self.a.policy, self.b.policy);
        let rated = |ratings: &[String]| match ratings {
            [] => "nothing is rated".to_owned(),
            some => format!("risk is rated {}", some.join(", ")),
        };
        self.both(part, &rated(&a.ratings), &rated(&b.ratings));
        let mark = |from: &Option<String>| {
            from.as_ref().map_or("nothing says from when a visit is higher risk".to_owned(), |f| {
                format!("a visit is higher risk from {f}")
            })
        };
        self.both(part, &mark(&a.higher_risk_from), &mark(&b.higher_risk_from));
        let conducted =
            |p, roles: &[String]| format!("it is conducted by {}", listed(p, roles, " and "));
        self.both(part, &conducted(pa, &a.assessors), &conducted(pb, &b.assessors));
        let decided =
            |p, roles: &[String]| format!("it is authorised by {}", listed(p, roles, " or "));
        self.both(part, &decided(pa, &a.authorised_by), &decided(pb, &b.authorised_by));
        let reviewed = [a.review_after_each_visit, b.review_after_each_visit];
        self.either(
            part,
            reviewed,
            "it is reviewed after each visit, before the next",
            "does not ask for that",
        );
        let grids = [a.matrix.is_some(), b.matrix.is_some()];
        self.either(part, grids, "a grid of impact and likelihood gives the rating", "has no grid");
        let scores = [a.score.is_some(), b.score.is_some()];
        self.either(part, scores, "points give the rating", "counts no points");
        let cells = |m: &Option<super::Matrix>| {
            m.as_ref().map(|m| (m.impact.clone(), m.likelihood.clone(), m.grid.clone()))
        };
        if grids == [true, true] && cells(&a.matrix) != cells(&b.matrix) {
            let says = "The two grids rate differently: see hv policy show.".to_owned();
            self.say(part, says);
        }
        let count = |n: usize| format!("the form lists {n} hazards");
        self.both(part, &count(a.hazards.len()), &count(b.hazards.len()));
    }

    fn leaving(&mut self) {
        let who = |p: &Policy| match &p.departure {
            None => "nobody has to let staff leave on the day".to_owned(),
            Some(d) => {
                let roles: Vec<String> = d.authorised_by.iter().map(|r| p.role_words(r)).collect();
                format!("{} lets staff leave, on the day", roles.join(" or "))
            }
        };
        let (a, b) = (who(self.a.policy), who(self.b.policy));
        self.both("leaving", &a, &b);
    }

    fn contact(&mut self) {
        let (a, b) = (&self.a.policy.contact, &self.b.policy.contact);
        self.limits("contact", &a.every, &b.every, &|span| {
            format!("contact is due every {}", minutes(span))
        });
        let before = [a.before_visit.is_some(), b.before_visit.is_some()];
        self.either(
            "contact",
            before,
            "staff contact school before each visit",
            "does not ask for that",
        );
        if before == [true, true] {
            let ahead = |span: Span| match span.as_seconds() {
                0 => "it is due by the appointment".to_owned(),
                _ => format!(
                    "contact before a visit is due {} before the appointment",
                    minutes(span)
                ),
            };
            self.both("contact", &ahead(a.before_ahead), &ahead(b.before_ahead));
        }
        let after = [a.after_visit.is_some(), b.after_visit.is_some()];
        self.either(
            "contact",
            after,
            "staff contact school after each visit",
            "does not ask for that",
        );
        let within = |span: Option<Span>| {
            span.map_or("contact after a visit has no clock of its own".to_owned(), |s| {
                format!("contact after a visit is late {} after its planned finish", minutes(s))
            })
        };
        if after == [true, true] {
            self.both("contact", &within(a.after_within), &within(b.after_within));
        }
        self.each_alone(
            "contact",
            |p| &p.contact.calls,
            |one, other| (one.from, one.by, &one.when) == (other.from, other.by, &other.when),
            |call, here, there| {
                let (from, by, when) = (minutes(call.from), minutes(call.by), when_words(&call.when));
                format!(
                    "Under {here} school rings staff {from} to {by} after they arrive{when}; {there} does not ask for that."
                )
            },
        );
        let times = |p: &Policy| match p.contact.school_calls.as_ref() {
            None => "school rings at no set times".to_owned(),
            Some(c) if c.times.is_empty() => {
                "school rings at set times that are not given".to_owned()
            }
            Some(c) => {
                let times: Vec<String> = c.times.iter().map(|t| clock_words(*t)).collect();
                format!("school rings everybody who is out at {}", times.join(", "))
            }
        };
        let (a, b) = (times(self.a.policy), times(self.b.policy));
        self.both("contact", &a, &b);
    }

    fn waits(&mut self) {
        let (a, b) = (&self.a.policy.wait, &self.b.policy.wait);
        let wait = |whom: &'static str| {
            move |span: Span| match span.as_seconds() {
                0 => format!("nobody waits for a family {whom}"),
                _ => {
                    format!("staff wait {} from the appointment for a family {whom}", minutes(span))
                }
            }
        };
        self.limits("waiting", &a.without_notice, &b.without_notice, &wait("that sends no word"));
        self.limits("waiting", &a.with_notice, &b.with_notice, &wait("that says it is late"));
        self.limits("waiting", &a.minimum, &b.minimum, &|span| {
            format!("a visit is called off as a no-show after {} at the soonest", minutes(span))
        });
    }

    /// Limits of the same circumstances side by side; the others as one policy's alone.
    fn limits(
        &mut self,
        part: &'static str,
        a: &[LimitWhen],
        b: &[LimitWhen],
        phrase: &dyn Fn(Span) -> String,
    ) {
        let other =
            |l: &LimitWhen, among: &[LimitWhen]| among.iter().find(|o| o.when == l.when).cloned();
        let said = |l: &LimitWhen| {
            let limit = l.limit.as_ref();
            limit.map(|limit| format!("{}{}", phrase(limit.span), when_words(&l.when)))
        };
        for one in a {
            let same = other(one, b);
            match (said(one), same.as_ref().and_then(said)) {
                (Some(was), Some(is)) => {
                    self.number(part, (one, &was), (same.as_ref().unwrap_or(one), &is));
                }
                (Some(was), None) => self.alone(part, self.a.name, &was, self.b.name),
                (None, Some(is)) => self.alone(part, self.b.name, &is, self.a.name),
                (None, None) => {}
            }
        }
        for one in b.iter().filter(|l| other(l, a).is_none()) {
            if let Some(is) = said(one) {
                self.alone(part, self.b.name, &is, self.a.name);
            }
        }
    }

    fn alone(&mut self, part: &'static str, here: &str, says: &str, there: &str) {
        self.say(part, format!("Under {here} {says}; {there} sets no limit there."));
    }

    fn number(&mut self, part: &'static str, a: (&LimitWhen, &str), b: (&LimitWhen, &str)) {
        let span = |l: &LimitWhen| l.limit.as_ref().map_or(Span::ZERO, |l| l.span);
        let over = |l: &LimitWhen| l.limit.as_ref().is_some_and(|l| l.over);
        let (was, is) = (span(a.0), span(b.0));
        if was != is && was != Span::ZERO && is != Span::ZERO && over(a.0) == over(b.0) {
            let says = format!("Under {} {} instead of {}.", self.b.name, b.1, minutes(was));
            self.say(part, says);
        } else {
            let whole = |(l, says): (&LimitWhen, &str)| {
                format!("{says}{}", l.limit.as_ref().map_or("", edge))
            };
            self.both(part, &whole(a), &whole(b));
        }
    }

    fn returns(&mut self) {
        let part = "return";
        let grace = |what: &str, limit: &Limit| {
            let own = if limit.source == Source::Default { " (hv's own)" } else { "" };
            match limit.span.as_seconds() {
                0 if limit.over => format!("{what} is late as soon as the time has passed{own}"),
                0 => format!("{what} is late from the moment itself{own}"),
                _ => format!("{what} is late {} after the time{own}", minutes(limit.span)),
            }
        };
        let (a, b) = (&self.a.policy.returns, &self.b.policy.returns);
        let what = "an expected return";
        self.both(part, &grace(what, &a.grace), &grace(what, &b.grace));
        let finish = |limit: &Option<Limit>| {
            limit.as_ref().map_or("no clock runs on the finish of the last visit".to_owned(), |l| {
                grace("word after the last visit's planned finish", l)
            })
        };
        self.both(part, &finish(&a.finish_grace), &finish(&b.finish_grace));
        let home = |p: &Policy| match &p.returns.home {
            None => "nobody has to say that they are safely home".to_owned(),
            Some(h) => {
                let late = grace("it", &h.grace);
                let when = when_words(&h.when);
                format!(
                    "each visitor tells {} that they are safely home{when}, and {late}",
                    p.role_words(&h.to)
                )
            }
        };
        self.both(part, &home(self.a.policy), &home(self.b.policy));
        let sign_in = [a.sign_in.is_some(), b.sign_in.is_some()];
        self.either(
            part,
            sign_in,
            "everybody is signed in at school, one by one",
            "does not ask for that",
        );
    }

    fn ladders(&mut self) {
        for (_, clock) in CLOCKS {
            let (own, theirs) = (self.a.policy.ladder(*clock), self.b.policy.ladder(*clock));
            let of_hv = |l: &Option<Ladder>| l.as_ref().is_none_or(|l| l.source == Source::Default);
            // hv's own ladder is the same under both, whatever the two call the head of school.
            if of_hv(&own) && of_hv(&theirs) {
                continue;
            }
            let steps = |p: &Policy, l: &Option<Ladder>| {
                l.as_ref().map_or("everybody at once, by hv's own rule".to_owned(), |l| climb(p, l))
            };
            let (a, b) = (steps(self.a.policy, &own), steps(self.b.policy, &theirs));
            if a != b {
                let says = format!(
                    "When {} under {} {b}; under {} {a}.",
                    trouble(*clock),
                    self.b.name,
                    self.a.name
                );
                self.say("ladders", says);
            }
        }
    }

    fn outcomes(&mut self) {
        self.each_alone(
            "outcomes",
            |p| &p.outcomes,
            |one, other| one.id == other.id,
            |one, here, there| {
                let words = one.says.trim_end_matches('.');
                format!("{here} knows the outcome {} ({words}); {there} does not.", one.id)
            },
        );
        for outcome in &self.a.policy.outcomes {
            let other = self.b.policy.outcomes.iter().find(|o| o.id == outcome.id);
            let Some(other) = other else { continue };
            let card = [outcome.card, other.card];
            let says = format!("it is recorded whether a card was left ({})", outcome.id);
            self.either("outcomes", card, &says, "does not ask");
        }
    }

    fn duties(&mut self) {
        let (a, b) = (self.a, self.b);
        for duty in &a.policy.duties {
            if let Some(other) = same_duty(duty, b.policy) {
                self.both("duties", &duty_words(a.policy, duty), &duty_words(b.policy, other));
            } else {
                self.say("duties", owes(duty, a, b));
            }
        }
        for duty in b.policy.duties.iter().filter(|d| same_duty(d, a.policy).is_none()) {
            self.say("duties", owes(duty, b, a));
        }
    }

    fn incidents(&mut self) {
        self.each_alone(
            "incidents",
            |p| &p.incidents,
            |one, other| one.id == other.id,
            |one, here, there| {
                format!(
                    "{here} wants an incident reported that {there} does not name: {}.",
                    one.says
                )
            },
        );
        let caution = [&self.a, &self.b].map(|s| s.policy.caution_after_incident.is_some());
        self.either(
            "incidents",
            caution,
            "a family is marked for caution after an incident",
            "does not mark it",
        );
    }

    fn advice(&mut self) {
        for (here, there) in self.sides() {
            let new = |advice: &&super::Advice| {
                !there.policy.advice.iter().any(|o| o.says == advice.says && o.at == advice.at)
            };
            let words = match here.policy.advice.iter().filter(new).count() {
                0 => continue,
                1 => "one piece of advice".to_owned(),
                count => format!("{count} pieces of advice"),
            };
            let (here, there) = (here.name, there.name);
            self.say(
                "advice",
                format!("{here} shows {words} that {there} does not: see hv policy show."),
            );
        }
    }

    /// What stands in one policy's list and not in the other's.
    fn each_alone<T: 'a>(
        &mut self,
        part: &'static str,
        list: fn(&'a Policy) -> &'a Vec<T>,
        same: fn(&T, &T) -> bool,
        words: fn(&T, &str, &str) -> String,
    ) {
        for (here, there) in self.sides() {
            let (own, others) = (list(here.policy), list(there.policy));
            for one in own.iter().filter(|one| !others.iter().any(|other| same(one, other))) {
                self.say(part, words(one, here.name, there.name));
            }
        }
    }
}

/// The rules on how many go, with how many.
fn crews(policy: &Policy) -> impl Iterator<Item = (&Gate, i64)> {
    policy.gates.iter().filter_map(|g| Some((g, least(g)?)))
}

fn least(gate: &Gate) -> Option<i64> {
    match &gate.demand {
        Condition::Fact(name, Test::AtLeast(n)) if name == "crew-size" => Some(*n),
        Condition::Fact(..)
        | Condition::Always
        | Condition::All(_)
        | Condition::Any(_)
        | Condition::Not(_) => None,
    }
}

fn same_crew<'p>(gate: &Gate, policy: &'p Policy) -> Option<(&'p Gate, i64)> {
    let by_id = crews(policy).find(|(g, _)| g.id == gate.id);
    by_id.or_else(|| crews(policy).find(|(g, _)| g.when == gate.when))
}

fn crew(gate: &Gate, least: i64) -> String {
    let when = when_words(&gate.when);
    let always = if when.is_empty() { " on every visit" } else { "" };
    let staff = if least == 1 { "member of staff" } else { "members of staff" };
    format!("at least {least} {staff} {} go{always}{when}", strength(gate.strength))
}

fn rules(policy: &Policy) -> impl Iterator<Item = &Gate> {
    policy.gates.iter().filter(|g| least(g).is_none())
}

fn same_gate<'p>(gate: &Gate, policy: &'p Policy) -> Option<&'p Gate> {
    let by_id = rules(policy).find(|g| g.id == gate.id);
    let shares_step = |g: &&Gate| g.at.iter().any(|s| gate.at.contains(s));
    by_id.or_else(|| {
        rules(policy).find(|g| g.demand == gate.demand && g.when == gate.when && shares_step(g))
    })
}

fn steps(at: &[Step]) -> String {
    at.iter().map(|s| word_of(STEPS, *s)).collect::<Vec<_>>().join(" and ")
}

fn only(gate: &Gate, here: &str, there: &str) -> String {
    let how = match gate.strength {
        Strength::Must => "refuses",
        Strength::Should => "warns",
    };
    let when = when_words(&gate.when);
    format!("{here} {how} at {}{when}: {:?} {there} does not.", steps(&gate.at), gate.says)
}

fn same_question<'p>(question: &Question, policy: &'p Policy) -> Option<&'p Question> {
    let same = |q: &&Question| q.at == question.at && q.ask.eq_ignore_ascii_case(&question.ask);
    let by_id = policy.questions.iter().find(|q| q.id == question.id);
    by_id.or_else(|| policy.questions.iter().find(same))
}

fn asked(question: &Question) -> String {
    let each = if question.of_each_person { " of each visitor" } else { "" };
    let needs = match (&question.needs, question.strength) {
        (None, _) => "any answer will do".to_owned(),
        (Some(needs), Strength::Must) => format!("the answer must be {needs}"),
        (Some(needs), Strength::Should) => format!("the answer should be {needs}"),
    };
    format!(
        "asked at {}{each}{}, and {needs}",
        word_of(STEPS, question.at),
        when_words(&question.when)
    )
}

fn asks(question: &Question, here: &str, there: &str) -> String {
    let each = if question.of_each_person { " of each visitor" } else { "" };
    format!(
        "{here} asks at {}{each}: {:?} {there} does not.",
        word_of(STEPS, question.at),
        question.ask
    )
}

fn same_duty<'p>(duty: &DutyRule, policy: &'p Policy) -> Option<&'p DutyRule> {
    let by_id = policy.duties.iter().find(|d| d.id == duty.id);
    by_id.or_else(|| policy.duties.iter().find(|d| d.on == duty.on && d.does == duty.does))
}

fn owes(duty: &DutyRule, here: Side<'_>, there: Side<'_>) -> String {
    let words = duty_words(here.policy, duty);
    format!("{} has a duty that {} has not: {words}.", here.name, there.name)
}

/// A limit that is late only when it is over says so.
fn edge(limit: &Limit) -> &'static str {
    if limit.over && limit.span != Span::ZERO { ", late only after that" } else { "" }
}

/// "first the monitor, then the principal after 10 minutes".
fn climb(policy: &Policy, ladder: &Ladder) -> String {
    let step = |(index, rung): (usize, &super::Rung)| {
        let who: Vec<String> = rung.who.iter().map(|r| policy.role_words(r)).collect();
        let order = if index == 0 { "first" } else { "then" };
        let after = match rung.after {
            Some(Span::ZERO) => " at once".to_owned(),
            Some(span) => format!(" after {}", minutes(span)),
            None => String::new(),
        };
        format!("{order} {}{after}", who.join(" and "))
    };
    let steps: Vec<String> = ladder.rungs.iter().enumerate().map(step).collect();
    let own = if ladder.source == Source::Default { ", by hv's own ladder" } else { "" };
    format!("{}{own}", steps.join(", "))
}

/// What has happened, as it ends "When ...".
fn trouble(clock: Clock) -> &'static str {
    match clock {
        Clock::Distress => "somebody is in distress:",
        Clock::Concern => "there is cause for concern:",
        Clock::Contact => "contact is late:",
        Clock::Return => "staff are not back:",
        Clock::Finish => "no word comes after the last visit:",
        Clock::Call => "a call by school is missed:",
        Clock::Wait => "the wait at the door is over:",
        Clock::Home => "somebody has not said that they are home:",
        Clock::Departure => "nobody signed out for a visit:",
    }
}
