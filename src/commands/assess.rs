//! `hv assess`: the questionnaire, one question after another, kept as a draft after every answer; and the
//! decision, the reviews and who read it.

use super::ask::{self, needed, yes_or_no};
use super::desk::Desk;
use super::{Ending, Failure};
use crate::cli::{AssessAction, AssessCommand, AssessDecide, AssessNew, AssessRead, AssessReview};
use crate::domain::assessment::Assessment;
use crate::domain::directory::Family;
use crate::domain::events::{Assessed, AssessmentEvent};
use crate::domain::gate::{self, Finding, Scene};
use crate::domain::interview::{self, Form, Typed};
use crate::domain::known;
use crate::domain::visit::Visit;
use crate::error::Error;
use crate::policy::facts::Facts;
use crate::policy::{AssessmentRules, Policy, Step, Strength};
use crate::store::Key;
use serde_json::json;

pub(super) fn run(args: AssessCommand, desk: &mut Desk<'_>) -> Ending {
    match args.action {
        Some(AssessAction::Decide(args)) => decide(args, desk),
        Some(AssessAction::Review(args)) => review(args, desk),
        Some(AssessAction::Read(args)) => read(args, desk),
        None => assess(args.new, desk),
    }
}

/// The policy's assessment. A policy without one has none, and hv makes none up.
fn rules(policy: &Policy) -> Result<&AssessmentRules, Error> {
    policy.assessment.as_ref().ok_or_else(|| {
        Error::usage(format!(
            "the policy of {} has no risk assessment, and hv makes none up",
            policy.school
        ))
        .hint("hv why VISIT shows what this policy asks for before a visit")
    })
}

fn assess(args: AssessNew, desk: &mut Desk<'_>) -> Ending {
    let policy = desk.policy()?;
    let rules = rules(&policy)?;
    let typed = needed(desk, args.family.as_ref(), "FAMILY", "Which family?")?;
    let id = desk.family(&typed)?;
    let family = desk.store.family(&id).map_err(super::desk::damaged)?;
    let family = family.ok_or_else(|| Error::usage(format!("there is no family {id}")))?;
    let address = args.address.clone().or_else(|| family.addresses.first().cloned());
    warn_of(&family, address.as_deref(), desk)?;
    let facts = facts(&family, address.as_deref(), desk);
    let form = Form { policy: &policy, rules, facts: &facts };
    let draft = format!("assess-{id}-{}", address.as_deref().unwrap_or("none"));
    let mut answers = begin(&args, &draft, desk)?;
    check_typed(&form, &mut answers)?;
    if args.keys {
        return Ok(list_keys(&form, &answers, desk));
    }
    interview(&form, &draft, &mut answers, desk)?;
    let place = match &address {
        Some(id) => desk.store.address(id).map_err(super::desk::damaged)?.map(|a| a.text),
        None => None,
    };
    let mut assessed = form
        .finish(&answers, &id, address.as_deref())
        .map_err(|missing| still_missing(&missing, &draft))?;
    assessed.place = place;
    let mut refused = right_people(&assessed, rules, &policy, desk)?;
    refused.extend(not_as_needed(&policy, &facts, &assessed));
    if !refused.is_empty() {
        let what = "The assessment cannot be recorded like this:".to_owned();
        return Err(Failure::Refused { what, findings: refused, then: String::new() });
    }
    not_milder(&form, &assessed, &answers)?;
    let _lock = desk.lock()?;
    let assessment = desk.store.next_assessment_id(&id, desk.today())?;
    let overall = assessed.overall.clone();
    let event = desk.event(desk.now, AssessmentEvent::Assess(Box::new(assessed)));
    desk.store.append(&Key::assessment(&assessment)?, event)?;
    desk.store.drop_draft(&draft)?;
    let who = crate::domain::freeze::names_of(&rules.authorised_by, "or", &policy);
    let said = format!(
        "Assessed {assessment}: {overall} overall.\nNext, {who} decides: hv assess decide {id} --proceed yes|no --reason WHY\n"
    );
    desk.happened(&said, &json!({"assessment": assessment, "overall": overall}));
    Ok(0)
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

/// What is known about the family before anybody asks, from its record, its history and its planned visits. With
/// nothing planned, hours outside the school's are not known, and so they are asked about.
fn facts(family: &Family, address: Option<&str>, desk: &mut Desk<'_>) -> Facts {
    let history = desk.history(&family.id);
    let here = |v: &&Visit| v.plan.address.as_deref() == address;
    let planned: Vec<&Visit> = history.iter().filter(here).filter(|v| v.planned()).collect();
    let mut facts = Facts::new();
    facts.set("caution", !family.cautions.is_empty());
    let asked_for = planned.iter().any(|v| v.plan.agency.is_some());
    facts.set("other-agency", !family.agencies.is_empty() || asked_for);
    facts.set("first-visit", !history.iter().any(Visit::got_in));
    facts.set("new-home", !history.iter().filter(here).any(Visit::got_in));
    let outside: Option<Vec<bool>> =
        planned.iter().map(|v| known::outside_hours(v, &desk.school, desk.zone)).collect();
    facts.set_known(
        "outside-hours",
        outside.filter(|all| !all.is_empty()).map(|all| all.contains(&true)),
    );
    facts
}

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
fn check_typed(form: &Form<'_>, answers: &mut Typed) -> Result<(), Error> {
    let items = form.items(answers);
    let mut wrong = Vec::new();
    for (key, value) in answers.clone() {
        match items.iter().find(|i| i.key == key) {
            Some(item) => match interview::read(item, &value) {
                Ok(read) => drop(answers.insert(key, read)),
                Err(why) => wrong.push(format!("{key}: {why}")),
            },
            None => wrong
                .push(format!("{key}: the form asks no such thing, or not after these answers")),
        }
    }
    if wrong.is_empty() {
        return Ok(());
    }
    Err(Error::usage(format!(
        "{} cannot be used:\n{}",
        crate::render::count(wrong.len(), "answer"),
        wrong.join("\n")
    ))
    .hint("hv assess FAMILY --keys lists what is asked"))
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
        let line = |i: &interview::Item| format!("{}  {}\n", i.key, crate::render::clean(&i.ask));
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
        match interview::read(&item, &typed) {
            Ok(answer) => {
                answers.insert(item.key, answer);
                desk.store.save_draft(draft, answers)?;
            }
            Err(why) => desk.warn(&why),
        }
    }
    Ok(())
}

fn still_missing(missing: &[String], draft: &str) -> Error {
    let shown: Vec<&str> = missing.iter().take(12).map(String::as_str).collect();
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

/// Every role the policy wants among those who conduct it; one person may hold several.
fn right_people(
    assessed: &Assessed,
    rules: &AssessmentRules,
    policy: &Policy,
    desk: &mut Desk<'_>,
) -> Result<Vec<Finding>, Failure> {
    let mut people = Vec::new();
    for typed in &assessed.conducted_by {
        people.push(desk.person(typed)?);
    }
    let today = desk.today();
    let missing = rules
        .assessors
        .iter()
        .filter(|role| !people.iter().any(|p| p.has_role(role, today)))
        .map(|role| Finding {
            rule: "assessors".to_owned(),
            subject: String::new(),
            strength: Strength::Must,
            says: format!(
                "The assessment is made with {}",
                crate::domain::freeze::name_of(role, policy)
            ),
            fix: "name them too: --answer conducted-by=ID,ID".to_owned(),
            clauses: rules.clauses.clone(),
            demands: Vec::new(),
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

/// The overall rating is not milder than the worst hazard after its controls.
fn not_milder(form: &Form<'_>, assessed: &Assessed, answers: &Typed) -> Result<(), Error> {
    let place = |r: &str| form.rules.ratings.iter().position(|known| known == r);
    let worst = form.worst_after(assessed);
    match worst {
        Some(worst) if place(&assessed.overall) < place(&worst) => Err(Error::refused(format!(
            "overall {} is milder than the worst hazard after its controls, {worst}",
            assessed.overall
        ))
        .hint(format!(
            "answer overall={worst}, or rate the hazard anew ({} answers are kept)",
            answers.len()
        ))),
        Some(_) | None => Ok(()),
    }
}

/// The assessment meant: by its id, or the newest of a family.
fn newest(typed: &str, desk: &mut Desk<'_>) -> Result<Assessment, Error> {
    let (family, rest) = typed.split_once('/').unwrap_or((typed, ""));
    let family = desk.family(family)?;
    let found =
        desk.assessments(&family).into_iter().rfind(|a| rest.is_empty() || a.id.ends_with(rest));
    found.ok_or_else(|| {
        Error::usage(format!("there is no assessment of {typed}"))
            .hint(format!("make one: hv assess {family}"))
    })
}

fn decide(args: AssessDecide, desk: &mut Desk<'_>) -> Ending {
    let policy = desk.policy()?;
    let rules = rules(&policy)?;
    let assessment = newest(&args.family, desk)?;
    let typed = args.decided_by.clone().unwrap_or_else(|| desk.by.clone());
    let decider = desk.person(&typed)?;
    let today = desk.today();
    let role = rules.authorised_by.iter().find(|role| decider.has_role(role, today));
    let Some(role) = role else {
        let name = crate::domain::freeze::names_of(&rules.authorised_by, "or", &policy);
        return Err(Error::refused(format!(
            "{} does not decide: {name} does{}",
            decider.name,
            crate::render::words::cited(&rules.clauses)
        ))
        .hint("name who decides: --decided-by PERSON")
        .into());
    };
    let proceed = yes_or_no(desk, args.proceed, "--proceed", "May the visit go ahead?")?;
    let reason = needed(desk, args.reason.as_ref(), "--reason", "Why? (for yes as for no)")?;
    let _lock = desk.lock()?;
    let body = AssessmentEvent::Decide {
        proceed,
        reason,
        decided_by: decider.id.clone(),
        role: role.clone(),
    };
    desk.store.append(&Key::assessment(&assessment.id)?, desk.event(desk.now, body))?;
    let word = if proceed { "may go ahead" } else { "may NOT go ahead" };
    desk.happened(
        &format!("{}: {word}, decided by {}.\n", assessment.id, decider.name),
        &json!({"assessment": assessment.id, "proceed": proceed}),
    );
    Ok(0)
}

fn review(args: AssessReview, desk: &mut Desk<'_>) -> Ending {
    let assessment = newest(&args.family, desk)?;
    if assessment.review.as_ref().is_some_and(|(_, stands, _)| !stands) {
        let message = format!("{} was declared void, and no review brings it back", assessment.id);
        return Err(Error::refused(message).hint("assess anew: hv assess FAMILY").into());
    }
    let found = needed(
        desk,
        args.found.as_ref(),
        "--found",
        "What did the review find? (no change is enough)",
    )?;
    let _lock = desk.lock()?;
    let next_review =
        args.next_review.as_ref().map(|d| super::desk::day(d, "--next-review")).transpose()?;
    let body = AssessmentEvent::Review { found, stands: !args.void, next_review };
    desk.store.append(&Key::assessment(&assessment.id)?, desk.event(desk.now, body))?;
    let word = if args.void { "no longer stands: assess anew" } else { "still stands" };
    desk.happened(
        &format!("{}: reviewed, {word}.\n", assessment.id),
        &json!({"assessment": assessment.id, "stands": !args.void}),
    );
    Ok(0)
}

fn read(args: AssessRead, desk: &mut Desk<'_>) -> Ending {
    let assessment = newest(&args.family, desk)?;
    let typed = if args.who.is_empty() { vec![desk.by.clone()] } else { args.who };
    let mut who = Vec::new();
    for typed in &typed {
        who.push(desk.person(typed)?.id);
    }
    let _lock = desk.lock()?;
    for one in &who {
        let body = AssessmentEvent::Read { who: one.clone() };
        desk.store.append(&Key::assessment(&assessment.id)?, desk.event(desk.now, body))?;
    }
    desk.happened(
        &format!("{}: read by {}.\n", assessment.id, who.join(" and ")),
        &json!({"assessment": assessment.id, "read_by": who}),
    );
    Ok(0)
}
