//! `hv assess`: the form of the policy, filled in for a family or, with `--base`, for a kind of visit of the whole
//! school. What follows (the decision, reviews, who read it) is in [`super::assess_after`].

use super::ask::{self, needed};
use super::desk::{ASSESSMENT_OWES, Desk};
use super::{Ending, Failure};
use crate::cli::{AssessAction, AssessCommand, AssessNew};
use crate::domain::assessment::{Assessment, higher_risk};
use crate::domain::directory::{Address, Family, Person};
use crate::domain::events::{Assessed, AssessmentEvent};
use crate::domain::freeze;
use crate::domain::gate::{self, Finding, Scene};
use crate::domain::interview::{self, Form, Head, Item, Typed};
use crate::domain::known;
use crate::domain::owes;
use crate::domain::visit::Visit;
use crate::error::Error;
use crate::policy::facts::{Facts, Value};
use crate::policy::{AnswerKind, AssessmentRules, DutyTrigger, Policy, Step, Strength};
use crate::store::Key;
use serde_json::json;

pub(super) fn run(args: AssessCommand, desk: &mut Desk<'_>) -> Ending {
    match args.action {
        Some(AssessAction::Decide(args)) => super::assess_after::decide(args, desk),
        Some(AssessAction::Review(args)) => super::assess_after::review(args, desk),
        Some(AssessAction::Risk(args)) => super::assess_life::risk(args, desk),
        Some(AssessAction::Control(args)) => super::assess_life::control(args, desk),
        Some(AssessAction::Read(args)) => super::assess_after::read(args, desk),
        None => assess(args.new, desk),
    }
}

/// The policy's assessment. A policy without one has none, and hv makes none up.
pub(super) fn rules(policy: &Policy) -> Result<&AssessmentRules, Error> {
    policy.assessment.as_ref().ok_or_else(|| {
        Error::usage(format!(
            "the policy of {} has no risk assessment, and hv makes none up",
            policy.school
        ))
        .hint("hv why VISIT shows what this policy asks for before a visit")
    })
}

/// Whom or what a form is about, and what is known of them before anybody asks.
struct About {
    head: Head,
    facts: Facts,
    /// Planned visits to the family at the address.
    planned: Vec<Visit>,
    draft: String,
    /// What to type after `hv assess`: the family, or `--base ID`.
    typed: String,
}

fn assess(args: AssessNew, desk: &mut Desk<'_>) -> Ending {
    let policy = desk.policy()?;
    let rules = rules(&policy)?;
    let about = match &args.base {
        Some(id) => of_base(id, &policy, rules, desk)?,
        None => of_family(&args, &policy, desk)?,
    };
    let form = Form { policy: &policy, rules, facts: &about.facts, head: &about.head };
    let mut answers = begin(&args, &about.draft, desk)?;
    check_typed(&form, &mut answers, &about.typed, desk)?;
    if args.keys {
        return Ok(list_keys(&form, &answers, desk));
    }
    interview(&form, &about.draft, &mut answers, desk)?;
    let mut assessed =
        form.finish(&answers).map_err(|missing| still_missing(&missing, &about.draft, &policy))?;
    let mut refused = right_people(&mut assessed, rules, &policy, &about.planned, desk)?;
    refused.extend(not_as_needed(&policy, &about.facts, &assessed));
    refused.extend(form.findings(&assessed));
    if !refused.is_empty() {
        let what = "The assessment cannot be recorded like this:".to_owned();
        return Err(Failure::Refused { what, findings: refused, then: String::new() });
    }
    let facts = outcome_facts(&about.facts, rules, &assessed);
    assessed.duties = owes::duties(&policy, DutyTrigger::Assess, &facts, desk.now);
    let uncounted = form.uncounted(&assessed);
    let name = record(&about, assessed.clone(), desk)?;
    desk.store.drop_draft(&about.draft)?;
    let mut said = format!("{}\n", result(&name, &assessed, &uncounted));
    said.push_str(&next(&about, rules, &policy));
    said.push_str(&super::plan_change::owed_words(&assessed.duties));
    desk.happened(
        &said,
        &json!({"assessment": name, "overall": assessed.overall, "points": assessed.points,
            "duties": assessed.duties}),
    );
    Ok(0)
}

/// Writes it down: a family's as a new record, a school-wide one into its own.
fn record(about: &About, assessed: Assessed, desk: &mut Desk<'_>) -> Result<String, Error> {
    let _lock = desk.lock()?;
    let (key, name) = if let Some(base) = &about.head.base {
        (Key::base(base)?, format!("base:{base}"))
    } else {
        let id = desk.store.next_assessment_id(&about.head.family, desk.today())?;
        (Key::assessment(&id)?, id)
    };
    if !assessed.duties.is_empty() {
        desk.store.put_owed(&key, ASSESSMENT_OWES)?;
    }
    let event = desk.event(desk.now, AssessmentEvent::Assess(Box::new(assessed)));
    desk.store.append(&key, event)?;
    Ok(name)
}

/// "Assessed ahmed/2026-11-20-1a: M overall, from 7 points."
fn result(name: &str, assessed: &Assessed, uncounted: &[String]) -> String {
    let from = assessed.points.map(|p| format!(", from {}", super::assess_page::points(p)));
    let from = from.unwrap_or_default();
    match &assessed.overall {
        Some(overall) => format!("Assessed {name}: {overall} overall{from}."),
        None if !uncounted.is_empty() => format!(
            "Assessed {name}: NOT RATED, because {} has no points: answered not known. A risk that is not known \
             counts as higher.",
            uncounted.join(" and ")
        ),
        None => format!("Assessed {name}."),
    }
}

fn next(about: &About, rules: &AssessmentRules, policy: &Policy) -> String {
    if rules.authorised_by.is_empty() {
        return "Under this policy nobody has to decide on it.\n".to_owned();
    }
    let who = freeze::names_of(&rules.authorised_by, "or", policy);
    let of = match &about.head.base {
        Some(base) => format!("base:{base}"),
        None => about.head.family.clone(),
    };
    format!("Next, {who} decides: hv assess decide {of} --proceed yes|no --reason WHY\n")
}

// Whom it is about

/// A kind of visit of the whole school: no family is known, so every question that may apply is asked.
fn of_base(
    id: &str,
    policy: &Policy,
    rules: &AssessmentRules,
    desk: &mut Desk<'_>,
) -> Result<About, Error> {
    let known: Vec<&str> = rules.bases.iter().map(|b| b.id.as_str()).collect();
    let Some(base) = rules.bases.iter().find(|b| b.id == id) else {
        let hint = if known.is_empty() {
            "this policy has none: [[assessment.base]]".to_owned()
        } else {
            format!("this policy has: {}", known.join(", "))
        };
        return Err(Error::usage(format!("no school-wide assessment is called {id:?}")).hint(hint));
    };
    let mut facts = words(policy, desk);
    facts.set("under-base", true);
    let date = Some(desk.today());
    Ok(About {
        head: Head { base: Some(base.id.clone()), date, ..Head::default() },
        facts,
        planned: Vec::new(),
        draft: format!("assess-base-{}", base.id),
        typed: format!("--base {}", base.id),
    })
}

fn of_family(args: &AssessNew, policy: &Policy, desk: &mut Desk<'_>) -> Result<About, Error> {
    let typed = needed(desk, args.family.as_ref(), "FAMILY", "Which family?")?;
    let id = desk.family(&typed)?;
    let family = desk.store.family(&id).map_err(super::desk::damaged)?;
    let family = family.ok_or_else(|| Error::usage(format!("there is no family {id}")))?;
    let address = args.address.clone().or_else(|| family.addresses.first().cloned());
    warn_of(&family, address.as_deref(), desk)?;
    let place = match &address {
        Some(id) => desk.store.address(id).map_err(super::desk::damaged)?,
        None => None,
    };
    let history = desk.history(&id);
    let here = |v: &&Visit| v.plan.address == address && v.planned();
    let planned: Vec<Visit> = history.iter().filter(here).cloned().collect();
    let subject = Subject {
        family: &family,
        place: place.as_ref(),
        address: address.as_deref(),
        history: &history,
    };
    let facts = facts(&subject, policy, desk);
    let mut reasons: Vec<String> = planned.iter().filter_map(|v| v.plan.reason.clone()).collect();
    reasons.dedup();
    let mut crew: Vec<String> = planned.iter().flat_map(|v| v.plan.staff.clone()).collect();
    crew.sort();
    crew.dedup();
    let head = Head {
        crew,
        family: id.clone(),
        base: None,
        address: address.clone(),
        place: place.map(|a| a.text),
        pupils: family.pupils.iter().map(|p| p.name.clone()).collect(),
        contacts: family.carers.iter().map(super::family::carer_words).collect(),
        visit_dates: planned.iter().map(|v| v.plan.start).collect(),
        reason: (!reasons.is_empty()).then(|| reasons.join("; ")),
        date: Some(desk.today()),
    };
    let draft = format!("assess-{id}-{}", address.as_deref().unwrap_or("none"));
    Ok(About { head, facts, planned, draft, typed: id })
}

/// Facts that are the policy's words, and no family's.
fn words(policy: &Policy, desk: &mut Desk<'_>) -> Facts {
    let bases = desk.bases();
    let mut facts = known::of_bases(&bases, policy, desk.today());
    for choice in &policy.choices {
        facts.set_known(&choice.id, policy.choice(&choice.id));
    }
    facts
}

/// Whoever assesses it sees what there is to be careful of, of the family and of the address.
fn warn_of(family: &Family, address: Option<&str>, desk: &mut Desk<'_>) -> Result<(), Error> {
    let address = match address {
        Some(id) => desk.store.address(id).map_err(super::desk::damaged)?,
        None => None,
    };
    let there = address.iter().flat_map(|a| &a.cautions);
    let cautions: Vec<_> = family.cautions.iter().chain(there).collect();
    desk.warn_of(&family.id, &cautions);
    Ok(())
}

/// A family, and what is on record about visiting it at an address.
#[derive(Debug, Clone, Copy)]
pub(super) struct Subject<'a> {
    pub(super) family: &'a Family,
    pub(super) place: Option<&'a Address>,
    pub(super) address: Option<&'a str>,
    pub(super) history: &'a [Visit],
}

/// What is known about the family before anybody asks, from its record, its history and its planned visits. With
/// nothing planned, hours outside the school's are not known, and so they are asked about.
pub(super) fn facts(subject: &Subject<'_>, policy: &Policy, desk: &mut Desk<'_>) -> Facts {
    let Subject { family, place, address, history } = *subject;
    let here = |v: &&Visit| v.plan.address.as_deref() == address;
    let planned: Vec<&Visit> = history.iter().filter(here).filter(|v| v.planned()).collect();
    let mut facts = words(policy, desk);
    facts.set("under-base", false);
    let careful = place.is_some_and(|a| !a.cautions.is_empty());
    facts.set("caution", !family.cautions.is_empty() || careful);
    let asked_for = planned.iter().any(|v| v.plan.agency.is_some());
    facts.set("other-agency", !family.agencies.is_empty() || asked_for);
    facts.set("first-visit", !history.iter().any(Visit::got_in));
    facts.set("new-home", !history.iter().filter(here).any(Visit::got_in));
    let incident = history.iter().any(|v| !v.incidents().is_empty());
    facts.set("incident-before", incident);
    // What the planned visits agree on; where they differ, it is not known.
    let agreed = |what: &dyn Fn(&Visit) -> Option<Value>| {
        let mut all: Vec<Option<Value>> = planned.iter().map(|v| what(v)).collect();
        all.dedup();
        if let [one] = all.as_slice() { one.clone() } else { None }
    };
    let text = |word: &Option<String>| word.as_deref().map(Value::from);
    facts.set_known("kind", agreed(&|v| text(&v.plan.kind)));
    facts.set_known("place", agreed(&|v| text(&v.plan.place)));
    facts.set_known("site", agreed(&|v| text(&v.plan.site)));
    let reason = |v: &Visit| known::reason_word(v.plan.reason.as_deref(), policy).map(Value::from);
    facts.set_known("reason", agreed(&reason));
    let outside: Option<Vec<bool>> =
        planned.iter().map(|v| known::outside_hours(v, &desk.school, desk.zone)).collect();
    facts.set_known(
        "outside-hours",
        outside.filter(|all| !all.is_empty()).map(|all| all.contains(&true)),
    );
    facts
}

/// What the form came to, for the duties that follow.
pub(super) fn outcome_facts(facts: &Facts, rules: &AssessmentRules, assessed: &Assessed) -> Facts {
    let mut facts = facts.with(&gate::facts_of(&assessed.answers, None));
    facts.set_known("risk", assessed.overall.as_deref());
    if facts.get("caution") == Some(&true.into()) {
        facts.set("higher-risk", true);
    } else {
        let overall = assessed.overall.as_deref();
        facts.set_known("higher-risk", overall.and_then(|r| higher_risk(rules, r)));
    }
    facts
}

// Answers

/// The draft of an earlier, interrupted sitting, with the answers given now over it.
fn begin(args: &AssessNew, draft: &str, desk: &mut Desk<'_>) -> Result<Typed, Error> {
    let mut answers = Typed::new();
    if args.restart {
        desk.store.drop_draft(draft)?;
    } else if let Some(kept) = desk.store.draft(draft)? {
        desk.warn(&format!(
            "going on with the draft of {} (hv assess --restart begins again)",
            crate::render::count(kept.len(), "answer")
        ));
        answers.extend(kept);
    }
    answers.extend(ask::typed(&args.answers, args.file.as_deref(), desk)?);
    Ok(answers)
}

/// Answers from flags, file and draft are held to the same rules as typed ones, and all that is wrong is said at once.
fn check_typed(
    form: &Form<'_>,
    answers: &mut Typed,
    of: &str,
    desk: &mut Desk<'_>,
) -> Result<(), Error> {
    let mut wrong = Vec::new();
    // An answer as it will be kept may raise questions that it did not raise as typed: `h` is `H`.
    for item in form.items(answers) {
        if let Some(value) = answers.get(&item.key).cloned() {
            match usable(&item, &value, desk) {
                Ok(read) => drop(answers.insert(item.key, read)),
                Err(why) => wrong.push(format!("{}: {why}", item.key)),
            }
        }
    }
    let items = form.items(answers);
    for (key, value) in answers.clone() {
        match items.iter().find(|i| i.key == key) {
            Some(item) => match usable(item, &value, desk) {
                Ok(read) => drop(answers.insert(key, read)),
                Err(why) => wrong.push(format!("{key}: {why}")),
            },
            None => wrong
                .push(format!("{key}: the form asks no such thing, or not after these answers")),
        }
    }
    wrong.sort();
    wrong.dedup();
    if wrong.is_empty() {
        return Ok(());
    }
    Err(Error::usage(format!(
        "{} cannot be used:\n{}",
        crate::render::count(wrong.len(), "answer"),
        wrong.join("\n")
    ))
    .hint(format!("hv assess {of} --keys lists what is asked")))
}

/// The answer as it will be kept. Somebody named must be on the staff, with one of the roles the question wants.
fn usable(item: &Item, typed: &str, desk: &mut Desk<'_>) -> Result<String, String> {
    let read = interview::read(item, typed)?;
    let AnswerKind::Person(roles) = &item.kind else { return Ok(read) };
    if read == gate::NOT_KNOWN {
        return Ok(read);
    }
    let person = desk.person(&read).map_err(|error| error.message)?;
    let today = desk.today();
    if roles.is_empty() || roles.iter().any(|role| person.has_role(role, today)) {
        return Ok(person.id);
    }
    Err(format!("{} has none of the roles wanted: {}", person.name, roles.join(", ")))
}

fn list_keys(form: &Form<'_>, answers: &Typed, desk: &mut Desk<'_>) -> u8 {
    let open: Vec<_> =
        form.items(answers).into_iter().filter(|i| !answers.contains_key(&i.key)).collect();
    if desk.json {
        let shown: Vec<_> = open
            .iter()
            .map(|i| json!({"key": i.key, "ask": i.ask, "kind": i.kind, "clauses": i.clauses}))
            .collect();
        desk.host.say(&format!("{}\n", json!({"hv": 1, "open": shown})));
    } else {
        let line = |i: &Item| format!("{}  {}\n", i.key, crate::render::clean(&i.ask));
        let text = open.iter().map(line).collect::<Vec<String>>().concat();
        desk.host.say(&text);
    }
    0
}

/// One question after another; each answer is kept before the next is put.
fn interview(
    form: &Form<'_>,
    draft: &str,
    answers: &mut Typed,
    desk: &mut Desk<'_>,
) -> Result<(), Error> {
    if !desk.host.can_ask {
        return Ok(());
    }
    let kept = desk.store.draft_path(draft).display().to_string();
    crate::host::restore_cursor_on_interrupt(format!(
        "Interrupted. The answers so far are in {kept}; hv assess goes on from there."
    ));
    let said: Vec<String> = form
        .policy
        .advice
        .iter()
        .filter(|a| a.at == Step::Assess)
        .map(|a| a.says.clone())
        .collect();
    for words in said {
        desk.warn(&format!("remember: {words}"));
    }
    while let Some((item, place, total)) = form.next(answers) {
        let question = format!(
            "{place} of {total}. {}{}",
            item.ask,
            crate::render::words::cited(&item.clauses)
        );
        let typed = desk.ask(&question, &item.kind)?;
        match usable(&item, &typed, desk) {
            Ok(answer) => {
                answers.insert(item.key, answer);
                desk.store.save_draft(draft, answers)?;
            }
            Err(why) => desk.warn(&why),
        }
    }
    Ok(())
}

/// The keys without an answer; a question of the policy with the clauses it comes from.
fn still_missing(missing: &[String], draft: &str, policy: &Policy) -> Error {
    let named = |key: &String| {
        let question = policy.questions.iter().find(|q| q.id == *key);
        question.map_or_else(|| key.clone(), |q| format!("{key} [{}]", q.clauses.join(", ")))
    };
    let shown: Vec<String> = missing.iter().take(12).map(named).collect();
    let more = missing.len().saturating_sub(shown.len());
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    Error::usage(format!(
        "{} not answered: {}{more}",
        crate::render::count(missing.len(), "question"),
        shown.join(", ")
    ))
    .hint("give --answer KEY=VALUE or --answers FILE; --keys lists them all, with the questions")
    .hint(format!("a draft, if one was begun at a terminal, is kept as {draft}"))
}

/// Every role the policy wants among those who conduct it; one person may hold several. They are recorded by their ids.
fn right_people(
    assessed: &mut Assessed,
    rules: &AssessmentRules,
    policy: &Policy,
    planned: &[Visit],
    desk: &mut Desk<'_>,
) -> Result<Vec<Finding>, Failure> {
    let mut people: Vec<Person> = Vec::new();
    for typed in &assessed.conducted_by {
        people.push(desk.person(typed)?);
    }
    assessed.conducted_by = people.iter().map(|p| p.id.clone()).collect();
    let today = desk.today();
    let goes = |p: &Person| planned.iter().any(|v| v.plan.staff.contains(&p.id));
    let among = |role: &str| match role {
        "visitor" => people.iter().any(goes),
        "head" => people.iter().any(|p| p.has_role(&policy.head, today)),
        role => people.iter().any(|p| p.has_role(role, today)),
    };
    let missing = rules
        .assessors
        .iter()
        .filter(|role| !among(role))
        .map(|role| Finding {
            rule: "assessors".to_owned(),
            subject: String::new(),
            strength: Strength::Must,
            says: format!("The assessment is made with {}", freeze::name_of(role, policy)),
            fix: "name them too: --answer conducted-by=ID,ID".to_owned(),
            clauses: rules.clauses.clone(),
            demands: Vec::new(),
            because: Vec::new(),
        })
        .collect();
    Ok(missing)
}

/// Questions of the policy that were not answered as it needs.
fn not_as_needed(policy: &Policy, facts: &Facts, assessed: &Assessed) -> Vec<Finding> {
    let scene = Scene {
        outing: facts.with(&gate::facts_of(&assessed.answers, None)),
        visits: vec![(assessed.family.clone(), Facts::new())],
        people: Vec::new(),
    };
    let mut wrong = gate::unanswered(policy, Step::Assess, &scene, &assessed.answers);
    wrong.retain(|finding| finding.strength == Strength::Must);
    wrong
}

/// The assessment meant: by its id, the newest of a family, or `base:ID`.
pub(super) fn newest(typed: &str, desk: &mut Desk<'_>) -> Result<Assessment, Error> {
    if let Some(id) = typed.strip_prefix("base:") {
        return desk.base(id).ok_or_else(|| {
            Error::usage(format!("there is no school-wide assessment {id}"))
                .hint(format!("make it: hv assess --base {id}"))
        });
    }
    let (family, rest) = typed.split_once('/').unwrap_or((typed, ""));
    let rest = rest.strip_prefix("assessments/").unwrap_or(rest);
    let family = desk.family(family)?;
    let found =
        desk.assessments(&family).into_iter().rfind(|a| rest.is_empty() || a.id.ends_with(rest));
    found.ok_or_else(|| {
        Error::usage(format!("there is no assessment of {typed}"))
            .hint(format!("make one: hv assess {family}"))
    })
}

/// Where it is recorded.
pub(super) fn key_of(assessment: &Assessment) -> Result<Key<AssessmentEvent>, Error> {
    match &assessment.assessed.base {
        Some(_) => Key::base(&assessment.id),
        None => Key::assessment(&assessment.id),
    }
}
