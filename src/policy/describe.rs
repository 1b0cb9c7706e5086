//! A policy in words, value by value, each with whose it is: the written policy's by clause, the school's own, hv's
//! own, or not set.

use super::facts::{Condition, Test, Value, ValueKind, known_fact};
use super::shape::{CLOCKS, EACH, OTHERWISE, SHEETS, STEPS, TRIGGERS, word_of};
use super::{
    AnswerKind, AssessmentRules, Clauses, Clock, DutyRule, Gate, Ladder, Limit, LimitWhen, Matrix,
    OutcomeRule, Policy, Question, Rung, SCHOOLS_OWN, Score, Source, Strength, Word,
};
use crate::when::Span;
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
    /// The school's own: a rule that is in no written policy, or a choice that these clauses leave to it.
    School(Clauses),
    /// hv's own: the written policy gives none.
    Hv,
    /// Not set in this policy.
    NotSet,
}

impl From<&Source> for Whose {
    fn from(source: &Source) -> Self {
        match source {
            Source::Policy(clauses) => whose(clauses),
            Source::Default => Whose::Hv,
        }
    }
}

impl Whose {
    /// The clauses it rests on.
    pub fn clauses(&self) -> &[String] {
        match self {
            Whose::Policy(clauses)
            | Whose::PolicyWithoutValue(clauses)
            | Whose::School(clauses) => clauses,
            Whose::Hv | Whose::NotSet => &[],
        }
    }
}

/// A rule without a clause is hv's own; one whose only clause is "school" is the school's.
fn whose(clauses: &Clauses) -> Whose {
    if clauses.is_empty() {
        Whose::Hv
    } else if clauses.iter().all(|c| c == SCHOOLS_OWN) {
        Whose::School(Vec::new())
    } else {
        Whose::Policy(clauses.clone())
    }
}

/// Every value of the policy, in the order of a visit.
pub fn describe(policy: &Policy) -> Vec<Described> {
    let mut all = Vec::new();
    all.extend(document(policy));
    all.extend(review(policy));
    all.extend(choices(policy));
    all.extend(vocabulary(policy));
    all.extend(policy.gates.iter().map(gate));
    all.extend(policy.questions.iter().map(|q| question(policy, q)));
    all.extend(week_list(policy));
    all.extend(departure(policy));
    all.extend(contact(policy));
    all.extend(waits(policy));
    all.extend(returns(policy));
    all.extend(ladders(policy));
    all.extend(assessment(policy));
    all.extend(after(policy));
    all.extend(incidents(policy));
    all.extend(sheets(policy));
    all.extend(numbers(policy));
    all
}

/// The document itself: its control block, its revisions, what it is read with.
fn document(policy: &Policy) -> Vec<Described> {
    let control = &policy.control;
    let known = [
        control.version.as_ref().map(|t| format!("version {t}")),
        control.applies_to.as_ref().map(|t| format!("applies to: {t}")),
        control.committee.as_ref().map(|t| format!("answered for by {t}")),
        control.approved.as_ref().map(|t| format!("approved {t}")),
    ];
    let mut said: Vec<Described> =
        known.into_iter().flatten().map(|t| say("document", t, whose(&control.clauses))).collect();
    said.extend(policy.revisions.iter().map(|r| {
        let place = r.place.as_ref().map(|p| format!(", {p}")).unwrap_or_default();
        let approved = r.approved.as_ref().map(|a| format!(", approved {a}")).unwrap_or_default();
        let text = format!("revision {}{place}: {}{approved}", r.version, r.says);
        say("document", text, whose(&r.clauses))
    }));
    said.extend(policy.references.iter().map(|r| say("document", &r.says, whose(&r.clauses))));
    said
}

/// What is left to the school, chosen or still to be chosen.
fn choices(policy: &Policy) -> Vec<Described> {
    let choice = |c: &super::Choice| {
        let chosen = match (&c.chosen, &c.suggest) {
            (Some(chosen), _) => format!("{chosen}, of {}", c.options.join(", ")),
            (None, Some(suggest)) => {
                format!("not chosen yet, of {}; hv suggests {suggest}", c.options.join(", "))
            }
            (None, None) => format!("not chosen yet, of {}", c.options.join(", ")),
        };
        say("choices", format!("{}: {chosen}", c.id), Whose::School(c.clauses.clone()))
    };
    policy.choices.iter().map(choice).collect()
}

/// The words that the policy defines.
fn vocabulary(policy: &Policy) -> Vec<Described> {
    let mut said = Vec::new();
    for (name, words) in [
        ("reason", &policy.reasons),
        ("kind of visit", &policy.kinds),
        ("kind of place", &policy.places),
        ("site", &policy.sites),
        ("training", &policy.training),
    ] {
        said.extend(words.iter().map(|w: &Word| {
            say("words", format!("{name} {}: {}", w.id, w.says), whose(&w.clauses))
        }));
    }
    said.extend(policy.cautions.iter().map(|c| {
        let again = match c.every_months {
            Some(months) => format!("looked at again every {months} months"),
            None => "no time is set for looking at it again".to_owned(),
        };
        say("words", format!("caution {}: {}; {again}", c.id, c.says), whose(&c.clauses))
    }));
    if policy.reasons_open {
        let text = "other reasons may be given in words";
        said.push(say("words", text, whose(&policy.control.clauses)));
    }
    said.extend(policy.documents.iter().map(|d| {
        let version = d.version.as_ref().map(|v| format!(", version {v}")).unwrap_or_default();
        say("words", format!("to be read, {}: {}{version}", d.id, d.title), whose(&d.clauses))
    }));
    said
}

/// Roles as they are written for people, joined: "the monitor and the office".
fn roles(policy: &Policy, roles: &[String], by: &str) -> String {
    roles.iter().map(|r| policy.role_words(r)).collect::<Vec<_>>().join(by)
}

fn departure(policy: &Policy) -> Vec<Described> {
    let Some(rules) = &policy.departure else {
        return vec![say("departure", "somebody who lets staff leave", Whose::NotSet)];
    };
    let text =
        format!("{} lets staff leave, on the day", roles(policy, &rules.authorised_by, " or "));
    vec![say("departure", text, whose(&rules.clauses))]
}

fn incidents(policy: &Policy) -> Vec<Described> {
    let incident = |w: &Word| say("incidents", format!("{}: {}", w.id, w.says), whose(&w.clauses));
    let mut said: Vec<Described> = policy.incidents.iter().map(incident).collect();
    if let Some(rule) = &policy.caution_after_incident {
        let text = format!("the family is marked for caution afterwards{}", when_words(&rule.when));
        said.push(say("incidents", text, whose(&rule.clauses)));
    }
    said
}

fn sheets(policy: &Policy) -> Vec<Described> {
    let sheet = |s: &super::Sheet| {
        let of = SHEETS.iter().find(|(_, of, _)| *of == s.of).map_or("", |(word, _, _)| *word);
        let text = format!("{}, {}: of {of}, with {}", s.id, s.says, s.columns.join(", "));
        say("sheets", text, whose(&s.clauses))
    };
    policy.sheets.iter().map(sheet).collect()
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
    if let Some(owner) = &review.owner {
        let text = format!("kept up to date by {}", policy.role_words(owner));
        said.push(say("review", text, whose(&review.clauses)));
    }
    if review.next.is_none() {
        said.push(say("review", "next review date", Whose::NotSet));
    }
    said
}

pub(super) fn strength(strength: Strength) -> &'static str {
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

fn question(policy: &Policy, question: &Question) -> Described {
    let each = if question.of_each_person { ", of each visitor" } else { "" };
    let needs = question.needs.as_ref().map(|n| format!(", needs \"{n}\"")).unwrap_or_default();
    let when = when_words(&question.when);
    let at = word_of(STEPS, question.at);
    let answer = match &question.kind {
        AnswerKind::Person(who) if !who.is_empty() => {
            format!(", answered with {}", roles(policy, who, " or "))
        }
        AnswerKind::Choice(words) => format!(", answered {}", words.join(" or ")),
        AnswerKind::YesNo
        | AnswerKind::Text
        | AnswerKind::Number
        | AnswerKind::Day
        | AnswerKind::Person(_) => String::new(),
        AnswerKind::PastDay => ", answered with a day that has been".to_owned(),
    };
    let alarm = question.otherwise.map(|c| format!(", otherwise alarm: {}", word_of(OTHERWISE, c)));
    let points: Vec<String> = question.points.iter().map(|(w, n)| format!("{w} {n}")).collect();
    let points =
        if points.is_empty() { String::new() } else { format!(", points: {}", points.join(", ")) };
    let text = format!(
        "{} ({}, at {at}{each}{when}{answer}{needs}{}{points})",
        question.ask,
        strength(question.strength),
        alarm.unwrap_or_default()
    );
    say("questions", text, whose(&question.clauses))
}

pub(super) fn when_words(when: &Condition) -> String {
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
    if limit.span == Span::ZERO {
        return if limit.over { "late one second later" } else { "late at once" }.to_owned();
    }
    format!("{when} {}", limit.span.words())
}

fn limits(
    policy: &Policy,
    section: &'static str,
    name: &str,
    list: &[LimitWhen],
) -> Vec<Described> {
    if list.is_empty() {
        return vec![say(section, name, Whose::NotSet)];
    }
    let one = |l: &LimitWhen| {
        let Some(value) = &l.limit else {
            let text = format!("{name}{}", when_words(&l.when));
            if !policy.leaves_unset(&l.clauses) {
                return say(section, format!("{text}: none is wanted"), whose(&l.clauses));
            }
            return say(section, text, Whose::PolicyWithoutValue(l.clauses.clone()));
        };
        let text = format!("{name}: {}{}", limit(value), when_words(&l.when));
        say(section, text, Whose::from(&value.source))
    };
    list.iter().map(one).collect()
}

fn contact(policy: &Policy) -> Vec<Described> {
    let contact = &policy.contact;
    let mut said = limits(policy, "contact", "longest silence", &contact.every);
    let ahead = match contact.before_ahead.as_seconds() {
        0 => String::new(),
        _ => format!(", {} before the appointment", contact.before_ahead.words()),
    };
    let within = contact
        .after_within
        .map(|s| format!(", late {} after the planned finish", s.words()))
        .unwrap_or_default();
    for (name, clauses) in [
        (format!("contact with school before each visit{ahead}"), &contact.before_visit),
        (format!("contact with school after each visit{within}"), &contact.after_visit),
    ] {
        said.push(say("contact", name, clauses.as_ref().map_or(Whose::NotSet, whose)));
    }
    said.extend(contact.calls.iter().map(|call| {
        let text = format!(
            "{}: school rings from {} after arrival, and by {}{}",
            call.id,
            call.from.words(),
            call.by.words(),
            when_words(&call.when)
        );
        say("contact", text, whose(&call.clauses))
    }));
    said.extend(contact.school_calls.as_ref().map(|calls| {
        let times: Vec<String> = calls.times.iter().map(|t| clock_words(*t)).collect();
        let name = "school rings everybody who is out";
        if times.is_empty() {
            return say("contact", name, Whose::PolicyWithoutValue(calls.clauses.clone()));
        }
        say("contact", format!("{name} at {}", times.join(", ")), whose(&calls.clauses))
    }));
    if !contact.how.is_empty() {
        let clauses: Clauses = contact.every.iter().flat_map(|l| l.clauses.clone()).collect();
        said.push(say("contact", format!("how: {}", contact.how), whose(&clauses)));
    }
    said
}

/// "16:00" of minutes since midnight.
pub(super) fn clock_words(minutes: i64) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

fn waits(policy: &Policy) -> Vec<Described> {
    let wait = &policy.wait;
    let mut said = Vec::new();
    for (name, list) in [
        ("from the appointment, with no word from the family", &wait.without_notice),
        ("from the appointment, when the family said it is late", &wait.with_notice),
        ("the least wait before a visit is called off as a no-show", &wait.minimum),
    ] {
        said.extend(limits(policy, "waiting", name, list));
    }
    if !wait.at_limit.is_empty() {
        let clauses =
            wait.without_notice.iter().chain(&wait.with_notice).flat_map(|l| l.clauses.clone());
        said.push(say("waiting", format!("then: {}", wait.at_limit), whose(&clauses.collect())));
    }
    said
}

/// No grace and the policy's own: the policy names the moment and gives no minutes.
fn grace(section: &'static str, name: &str, limit: &Limit, not_set: bool) -> Described {
    if limit.span.as_seconds() > 0 {
        return say(section, format!("{} {name}", limit.span.words()), Whose::from(&limit.source));
    }
    if !not_set && limit.source != Source::Default {
        let from = if limit.over { "one second" } else { "at once" };
        let text = format!("late {from} {name}; no grace");
        return say(section, text, Whose::from(&limit.source));
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
    let open = |key: &str| returns.not_set.contains(&key);
    let finish = match &returns.finish_grace {
        Some(limit) => {
            grace("return", "after the last visit should have finished", limit, open("finish"))
        }
        None => say("return", "a clock on the finish of the last visit", Whose::NotSet),
    };
    let home = match &returns.home {
        Some(home) => {
            let name = format!(
                "after the time to be safely home, told to {}{}",
                policy.role_words(&home.to),
                when_words(&home.when)
            );
            grace("return", &name, &home.grace, open("home"))
        }
        None => say("return", "word of being safely home", Whose::NotSet),
    };
    let sign_in = returns.sign_in.as_ref().map_or(Whose::NotSet, whose);
    vec![
        grace("return", "after the expected return", &returns.grace, open("expected")),
        finish,
        home,
        say("return", "everybody is signed in at school, one by one", sign_in),
        grace(
            "return",
            "after the appointment, when nobody signed out for it",
            &returns.departure_grace,
            false,
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
    let one = |(index, rung): (usize, &Rung)| {
        let text = format!("{clocks}, step {}: {}", index + 1, rung_words(policy, rung));
        say("ladders", text, whose(&rung.clauses))
    };
    ladder.rungs.iter().enumerate().map(one).collect()
}

/// "the monitor, or the office: ring {people} (after 10 minutes; at most 2 tries)".
fn rung_words(policy: &Policy, rung: &Rung) -> String {
    let who = roles(policy, &rung.who, " and ");
    let deputies = match rung.deputies.as_slice() {
        [] => String::new(),
        some => format!(", or {}", roles(policy, some, " or ")),
    };
    let mut how = vec![match rung.after {
        Some(span) => format!("after {}", span.words()),
        None => "time not set; hv's own time to answer".to_owned(),
    }];
    how.extend(rung.at.map(|t| format!("not before {}", clock_words(t))));
    how.extend(rung.tries.map(|n| format!("{n} tries")));
    if rung.optional {
        how.push("may be passed over".to_owned());
    }
    if !rung.decision.is_empty() {
        how.push(format!("a decision: {}", rung.decision.join(" or ")));
    }
    format!("{who}{deputies}: {} ({})", rung.does, how.join("; "))
}

fn assessment(policy: &Policy) -> Vec<Described> {
    let Some(rules) = &policy.assessment else {
        return vec![say("assessment", "a risk assessment", Whose::NotSet)];
    };
    let cited = |empty: bool| if empty { Whose::NotSet } else { whose(&rules.clauses) };
    let listed = |name: &str, none: &str, words: String| {
        let empty = words.is_empty();
        let text = if empty { none.to_owned() } else { format!("{name} {words}") };
        say("assessment", text, cited(empty))
    };
    let mut said = vec![
        listed("rated", "a rating", rules.ratings.join(", ")),
        listed("conducted by", "who conducts it", roles(policy, &rules.assessors, " and ")),
        listed("authorised by", "who authorises it", roles(policy, &rules.authorised_by, " or ")),
        higher_risk(policy, rules),
    ];
    if rules.review_after_each_visit {
        let text = "reviewed after each visit, before the next";
        said.push(say("assessment", text, cited(false)));
    }
    said.extend(rules.matrix.iter().flat_map(matrix));
    said.extend(rules.score.iter().map(score));
    said.extend(rules.bands.iter().map(|b| {
        let needs = b.needs.as_ref().map(|n| format!(", needs {n}")).unwrap_or_default();
        say("assessment", format!("{}: {}{needs}", b.rating, b.says), whose(&b.clauses))
    }));
    said.extend(form(rules));
    said
}

fn higher_risk(policy: &Policy, rules: &AssessmentRules) -> Described {
    let Some(from) = &rules.higher_risk_from else {
        return say("assessment", "from which rating a visit is higher risk", Whose::NotSet);
    };
    let choice = policy.choices.iter().find(|c| c.id == super::check::HIGHER_RISK_FROM);
    let (text, whose) = match choice {
        Some(c) if c.chosen.is_none() => (
            format!("higher risk from {from}, as hv suggests; not chosen yet"),
            Whose::School(c.clauses.clone()),
        ),
        Some(c) => (
            format!("higher risk from {from}, as the school chose"),
            Whose::School(c.clauses.clone()),
        ),
        None => (format!("higher risk from {from}"), whose(&rules.clauses)),
    };
    say("assessment", text, whose)
}

fn matrix(matrix: &Matrix) -> Vec<Described> {
    let row = |(impact, row): (&String, &Vec<String>)| {
        let cells: Vec<String> =
            matrix.likelihood.iter().zip(row).map(|(l, r)| format!("{l} {r}")).collect();
        say("assessment", format!("{impact}: {}", cells.join(", ")), whose(&matrix.clauses))
    };
    matrix.impact.iter().zip(&matrix.grid).map(row).collect()
}

fn score(score: &Score) -> Described {
    let points = |words: &[(String, i64)]| -> String {
        words.iter().map(|(w, n)| format!("{w} {n}")).collect::<Vec<_>>().join(", ")
    };
    let bands: Vec<String> = score.bands.iter().map(|(n, r)| format!("{r} from {n}")).collect();
    let how = if score.product {
        format!(
            "impact ({}) times likelihood ({})",
            points(&score.impact),
            points(&score.likelihood)
        )
    } else {
        "the sum of the answers' points".to_owned()
    };
    say("assessment", format!("rated by {how}: {}", bands.join(", ")), whose(&score.clauses))
}

/// What is on the form.
fn form(rules: &AssessmentRules) -> Vec<Described> {
    let mut said: Vec<Described> = Vec::new();
    for (name, fields) in [("at its head", &rules.header), ("a column", &rules.columns)] {
        said.extend(fields.iter().map(|f| {
            let says = if f.says.is_empty() {
                String::new()
            } else {
                format!(", to begin with: {}", f.says)
            };
            say("assessment", format!("{name}: {}{says}", f.field), whose(&f.clauses))
        }));
    }
    said.extend(rules.extra.as_ref().map(|clauses| {
        say("assessment", "further hazards and controls may be added", whose(clauses))
    }));
    said.extend(rules.bases.iter().map(|b| {
        let stands = if b.stands_for_family { ", stands for the family's" } else { "" };
        let text = format!("school-wide, {}: {}{stands}", b.id, b.says);
        say("assessment", text, whose(&b.clauses))
    }));
    said.extend(rules.hazards.iter().map(|h| {
        let text =
            format!("hazard: {} ({} controls{})", h.name, h.controls.len(), when_words(&h.when));
        say("assessment", text, whose(&h.clauses))
    }));
    said
}

fn after(policy: &Policy) -> Vec<Described> {
    let outcome = |o: &OutcomeRule| say("outcomes", outcome_words(o), whose(&o.clauses));
    let duty = |d: &DutyRule| say("duties", duty_words(policy, d), whose(&d.clauses));
    let advice = |a: &super::Advice| {
        let at = word_of(STEPS, a.at);
        say("advice", format!("{} (at {at}{})", a.says, when_words(&a.when)), whose(&a.clauses))
    };
    let outcomes = policy.outcomes.iter().map(outcome);
    outcomes.chain(policy.duties.iter().map(duty)).chain(policy.advice.iter().map(advice)).collect()
}

fn outcome_words(outcome: &OutcomeRule) -> String {
    let got_in = if outcome.got_in { "; staff got in" } else { "" };
    let card = if outcome.card { "; whether a card was left is recorded" } else { "" };
    format!("{}: {}{got_in}{card}", outcome.id, outcome.says)
}

pub(super) fn duty_words(policy: &Policy, duty: &DutyRule) -> String {
    let how = if duty.written { ", in writing" } else { "" };
    let within = duty.within.map_or("time not set".to_owned(), |s| format!("within {}", s.words()));
    let each = match duty.each {
        Some(each) => format!(", one for each: {}", word_of(EACH, each)),
        None => String::new(),
    };
    format!(
        "{}: {}{how} (on {}{}, {within}{each})",
        policy.role_words(&duty.owner),
        duty.does,
        word_of(TRIGGERS, duty.on),
        when_words(&duty.when)
    )
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
        say(
            "hv's own",
            format!("whoever takes charge holds back the next rung for {}", own.lease.words()),
            Whose::Hv,
        ),
        say(
            "hv's own",
            format!("out of rungs, everyone is told again every {}", own.repeat.words()),
            Whose::Hv,
        ),
        say(
            "hv's own",
            format!("a drill proves the ladder for {} days", own.drill_proves_days),
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
    /// The rule of these clauses has no value, and the school has set none.
    fn leaves_unset(&self, clauses: &Clauses) -> bool {
        self.unset.iter().any(|u| u.clauses == *clauses)
    }

    /// A role as it is written for people: "the headteacher". A role that has no words is its own.
    pub fn role_words(&self, role: &str) -> String {
        let role = if role == "head" { self.head.as_str() } else { role };
        self.roles.get(role).cloned().unwrap_or_else(|| match role {
            "monitor" | "office" | "visitor" => format!("the {role}"),
            "on-call" => "whoever is on call".to_owned(),
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
        Condition::Fact(name, test) => format!("{name} {}", test_words(name, test)),
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

fn test_words(name: &str, test: &Test) -> String {
    let bound = |n: i64| shown(name, &Value::Number(n));
    match test {
        Test::Is(value) => format!("is {}", shown(name, value)),
        Test::IsNot(value) => format!("is not {}", shown(name, value)),
        Test::OneOf(values) => {
            let values: Vec<String> = values.iter().map(|v| shown(name, v)).collect();
            format!("is one of {}", values.join(", "))
        }
        Test::AtLeast(n) => format!("is at least {}", bound(*n)),
        Test::AtMost(n) => format!("is at most {}", bound(*n)),
        Test::AtLeastFact(other) => format!("is at least {other}"),
        Test::AtMostFact(other) => format!("is at most {other}"),
    }
}

/// A value as the policy writes it: minutes since midnight are a time of day.
pub fn shown(name: &str, value: &Value) -> String {
    match value {
        Value::Number(n) if known_fact(name).is_some_and(|k| k.kind == ValueKind::Time) => {
            format!("{:02}:{:02}", n / 60, n % 60)
        }
        Value::Bool(_) | Value::Number(_) | Value::Text(_) => value.to_string(),
    }
}
