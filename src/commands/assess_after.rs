//! What follows an assessment: the decision, reviews, and who confirmed having read it.

use super::Ending;
use super::ask::{self, needed, yes_or_no};
use super::assess::{Subject, facts, key_of, newest, outcome_facts, rules};
use super::assess_which::{
    Typed, asked, called, on_staff, quoted, still_newest, to_change, typist_on_staff,
};
use super::desk::{ASSESSMENT_OWES, Desk};
use super::news::{self, Concerns};
use super::signature;
use crate::cli::{AnswerFlags, AssessDecide, AssessRead, AssessReview};
use crate::domain::assessment::Assessment;
use crate::domain::directory::Person;
use crate::domain::events::{AssessmentEvent, Duty, Unmet};
use crate::domain::freeze;
use crate::domain::gate::{self, Finding, Scene};
use crate::domain::known;
use crate::domain::owes;
use crate::domain::visit::Visit;
use crate::error::Error;
use crate::policy::facts::Facts;
use crate::policy::{AssessmentRules, DutyTrigger, Policy, Step, Strength};
use crate::store::Key;
use crate::when::Day;
use serde_json::json;
use std::collections::BTreeMap;

pub(super) fn decide(args: AssessDecide, desk: &mut Desk<'_>) -> Ending {
    let policy = desk.policy()?;
    let rules = rules(&policy)?;
    somebody_decides(rules, &args)?;
    let meaning = Typed {
        of: &args.family,
        address: args.address.as_ref(),
        verb: "hv assess decide",
        rest: " --proceed yes|no --reason \"...\"".to_owned(),
    };
    let assessment = to_change(&meaning, desk)?;
    let typed = args.decided_by.clone().unwrap_or_else(|| desk.by.clone());
    let decider = desk.person(&typed)?;
    let today = desk.today();
    super::assess_life::tell_stale(&assessment, &policy, desk);
    let held = |role: &&String| decider.has_role(plain(role, &policy), today);
    let role = rules.authorised_by.iter().find(held).map(|role| plain(role, &policy).to_owned());
    if role.is_none() && (args.proceed.is_none() || args.reason.is_none()) {
        // Nobody is asked for a decision that is not theirs.
        return Err(refused(vec![not_theirs(&decider, rules, &policy, today)]));
    }
    let proceed = yes_or_no(desk, args.proceed, "--proceed", "May the visit go ahead?")?;
    let reason = needed(desk, args.reason.as_ref(), "--reason", "Why? (for yes as for no)")?;
    let mut outing = of_decider(&decider, &assessment, &policy, today);
    outing.set("proceed", proceed);
    let scenes = scene(&assessment, outing, rules, &policy, desk);
    let mut findings = gate::check(&policy, Step::Decide, &scenes);
    let Some(role) = role else {
        findings.insert(0, not_theirs(&decider, rules, &policy, today));
        return Err(refused(findings));
    };
    findings.extend(no_before(&assessment, rules, desk).filter(|_| proceed));
    let flags = AnswerFlags { because: args.because, ..AnswerFlags::default() };
    let unmet = ask::settle(desk, REFUSED, findings, &ask::reasons(&flags)?)?;
    name_no(&unmet, desk);
    let duties = duties(&scenes, &policy, desk);
    let news = format!("may NOT go ahead, decided by {}: {reason}", decider.name);
    let body = AssessmentEvent::Decide {
        proceed,
        reason,
        decided_by: decider.id.clone(),
        role,
        actions: args.actions.clone(),
        over: Some(assessment.digest.clone()),
        unmet,
        duties: duties.clone(),
        given: None,
        seen: Some(seen(&assessment, desk)),
    };
    let body = signature::on_decision(&args.how, &assessment, (&decider, body), desk)?;
    let how = signature::of_decision(&body, desk);
    record_decision(&assessment, body, (&meaning, !duties.is_empty()), desk)?;
    let out_now = (!proceed).then(|| news::tell(&Concerns::of(&assessment), &news, desk));
    let out_now = out_now.unwrap_or_else(|| json!([]));
    let said = in_words(&assessment, (proceed, &how), &decider, desk);
    desk.happened(
        &(said + &super::plan_change::owed_words(&duties)),
        &json!({"assessment": assessment.name(), "proceed": proceed, "decided_by": decider.id,
            "typed_by": desk.by, "actions": args.actions, "over": assessment.digest,
            "duties": duties, "out_now": out_now}),
    );
    Ok(0)
}

/// The decisions in force on the family's other assessments, as far as they can be read here.
fn seen(assessment: &Assessment, desk: &Desk<'_>) -> BTreeMap<String, String> {
    let others = desk.store.assessments_of(&assessment.assessed.family).good.into_iter();
    let decision = |id: String| {
        let key = Key::assessment(&id).ok()?;
        let record = desk.store.read(&key, desk.now).ok().flatten()?;
        let decision = Assessment::of(&id, &record)?.decision?;
        Some((id, decision.event))
    };
    others.filter(|id| *id != assessment.id).filter_map(decision).collect()
}

/// Records it, if nothing has changed meanwhile and nothing has replaced it.
fn record_decision(
    assessment: &Assessment,
    body: AssessmentEvent,
    (meaning, owes): (&Typed<'_>, bool),
    desk: &mut Desk<'_>,
) -> Result<(), Error> {
    let _lock = desk.lock()?;
    super::assess_life::unchanged(assessment, desk)?;
    still_newest(assessment, meaning, desk)?;
    let key = key_of(assessment)?;
    if owes {
        desk.store.put_owed(&key, ASSESSMENT_OWES)?;
    }
    desk.store.append(&key, desk.event(desk.now, body)).map(|_| ())
}

/// "ahmed/2026-11-20-1a (12 Sample Street): may go ahead, decided by Pat Head, typed by office for Pat Head."
fn in_words(
    assessment: &Assessment,
    (proceed, how): (bool, &str),
    decider: &Person,
    desk: &Desk<'_>,
) -> String {
    let word = if proceed { "may go ahead" } else { "may NOT go ahead" };
    let typed = if desk.by == decider.id {
        String::new()
    } else {
        format!(", typed by {} for {}", desk.by, decider.name)
    };
    format!("{}: {word}, decided by {}{how}{typed}.\n", called(assessment, desk), decider.name)
}

fn somebody_decides(rules: &AssessmentRules, args: &AssessDecide) -> Result<(), Error> {
    if !rules.authorised_by.is_empty() {
        return Ok(());
    }
    let stop =
        format!("to stop visits under it: hv assess review {} --found WHAT --void", args.family);
    Err(Error::usage("under this policy nobody has to decide on an assessment").hint(stop))
}

/// Before a yes is recorded, the no that it goes against is said.
fn name_no(unmet: &[Unmet], desk: &mut Desk<'_>) {
    for one in unmet.iter().filter(|u| u.rule == NO_BEFORE) {
        desk.warn(&format!("recorded although {}", one.says));
    }
}

const NO_BEFORE: &str = "no-before";

/// A yes after a no wants a reason why the no does not count any more.
fn no_before(assessment: &Assessment, rules: &AssessmentRules, desk: &Desk<'_>) -> Option<Finding> {
    let no = assessment.decision.as_ref().filter(|d| !d.proceed)?;
    let who = desk.store.person(&no.decided_by).ok().flatten();
    let who = who.map_or_else(|| no.decided_by.clone(), |p| p.name);
    let says = format!(
        "{}: {who} decided NO on {}: {}",
        called(assessment, desk),
        desk.zone.words(no.at),
        no.reason
    );
    Some(Finding {
        rule: NO_BEFORE.to_owned(),
        subject: String::new(),
        strength: Strength::Should,
        says,
        fix: String::new(),
        clauses: rules.clauses.clone(),
        demands: Vec::new(),
        because: Vec::new(),
    })
}

/// Who decides, as facts: their roles on the day, and whether they assess what they decide on.
fn of_decider(decider: &Person, assessment: &Assessment, policy: &Policy, today: Day) -> Facts {
    let mut facts = Facts::new();
    facts.set("decider-assessed", assessment.assessed.conducted_by.contains(&decider.id));
    for role in policy.roles.keys() {
        facts.set(&format!("decider-is-{role}"), decider.has_role(role, today));
    }
    facts
}

const REFUSED: &str = "The decision cannot be recorded like this:";

fn refused(findings: Vec<Finding>) -> super::Failure {
    super::Failure::Refused { what: REFUSED.to_owned(), findings, then: String::new() }
}

/// A role as held: the head of school has this policy's word.
fn plain<'p>(role: &'p str, policy: &'p Policy) -> &'p str {
    if role == "head" { &policy.head } else { role }
}

fn not_theirs(decider: &Person, rules: &AssessmentRules, policy: &Policy, today: Day) -> Finding {
    let who = freeze::names_of(&rules.authorised_by, "or", policy);
    let says = match decider.left.filter(|left| *left <= today) {
        Some(left) => format!("{} left on {}, and {who} decides", decider.name, left.words()),
        None => format!("{} does not decide: {who} does", decider.name),
    };
    Finding {
        rule: "authorised-by".to_owned(),
        subject: String::new(),
        strength: Strength::Must,
        says,
        fix: "name who decides: --decided-by PERSON".to_owned(),
        clauses: rules.clauses.clone(),
        demands: Vec::new(),
        because: Vec::new(),
    }
}

/// What the decision is held against: each planned visit it is about, with what was answered on the form. Where none
/// is planned, the answers alone: what else a rule names is then not known, and refuses.
fn scene(
    assessment: &Assessment,
    outing: Facts,
    rules: &AssessmentRules,
    policy: &Policy,
    desk: &mut Desk<'_>,
) -> Scene {
    let assessed = &assessment.assessed;
    let here = |v: &Visit| v.planned() && v.plan.address == assessed.address;
    let planned = match &assessed.base {
        Some(_) => Vec::new(),
        None => desk.history(&assessed.family).into_iter().filter(here).collect(),
    };
    let mut visits = Vec::new();
    let mut people: Vec<(String, Facts)> = Vec::new();
    for visit in planned {
        let id = visit.id.clone();
        let known = desk.known(visit);
        let facts = known::of_visit(&known, policy, &desk.school, desk.zone);
        visits.push((id, outcome_facts(&facts, rules, assessed)));
        for person in &known.crew {
            let facts = known::of_person(person, policy, None, &[assessment], desk.today());
            people.push((person.id.clone(), facts));
        }
    }
    people.sort_by(|a, b| a.0.cmp(&b.0));
    people.dedup_by(|a, b| a.0 == b.0);
    if visits.is_empty() {
        let facts = unplanned(assessment, policy, desk);
        visits.push((String::new(), outcome_facts(&facts, rules, assessed)));
    }
    if people.is_empty() {
        people.push((String::new(), Facts::new()));
    }
    Scene { outing, visits, people }
}

/// What the records say where no visit is planned, as the form itself was asked under.
fn unplanned(assessment: &Assessment, policy: &Policy, desk: &mut Desk<'_>) -> Facts {
    let assessed = &assessment.assessed;
    let family = desk.store.family(&assessed.family).ok().flatten();
    let Some(family) = family.filter(|_| assessed.base.is_none()) else {
        let mut facts = Facts::new();
        facts.set("under-base", assessed.base.is_some());
        return facts;
    };
    let address = assessed.address.as_deref();
    let place = address.and_then(|id| desk.store.address(id).ok().flatten());
    let history = desk.history(&family.id);
    let subject = Subject { family: &family, place: place.as_ref(), address, history: &history };
    facts(&subject, policy, desk)
}

/// What follows for any of the visits; once each.
fn duties(scene: &Scene, policy: &Policy, desk: &Desk<'_>) -> Vec<Duty> {
    let mut all: Vec<Duty> = Vec::new();
    for (_, facts) in &scene.visits {
        let facts = facts.with(&scene.outing);
        for duty in owes::duties(policy, DutyTrigger::Decide, &facts, desk.now) {
            if !all.contains(&duty) {
                all.push(duty);
            }
        }
    }
    all
}

/// What to type to assess it anew.
fn anew(assessment: &Assessment) -> String {
    match &assessment.assessed.base {
        Some(base) => format!("--base {base}"),
        None => assessment.assessed.family.clone(),
    }
}

/// As far ahead as a review can be set: no form keeps that long.
const YEARS_AHEAD: u64 = 5;

/// The next review: a day to come, and not beyond [`YEARS_AHEAD`].
fn next_review(typed: Option<&String>, desk: &Desk<'_>) -> Result<Option<Day>, Error> {
    let Some(typed) = typed else { return Ok(None) };
    let (flag, today) = ("--next-review", desk.today());
    let next = super::desk::day(typed, flag)?;
    if next <= today {
        return Err(Error::usage(format!("{flag}: {} is not after today", next.words()))
            .hint("give the day it is reviewed next"));
    }
    if next > today.plus_days(YEARS_AHEAD * 365 + 2) {
        return Err(Error::usage(format!(
            "{flag}: {} is more than {YEARS_AHEAD} years ahead",
            next.words()
        ))
        .hint("give the day it is reviewed next"));
    }
    Ok(Some(next))
}

/// Who reviewed it: named, else whoever types; on the staff, either way.
fn reviewer(typed: Option<&String>, desk: &mut Desk<'_>) -> Result<Option<String>, Error> {
    if let Some(typed) = typed {
        return on_staff(typed, "--reviewed-by", desk).map(|p| Some(p.id));
    }
    match typist_on_staff(desk) {
        Ok(_) => Ok(None),
        Err(why) if desk.host.can_ask => {
            desk.warn(&why);
            asked("Who reviewed it?", desk).map(Some)
        }
        Err(why) => Err(Error::usage(format!("{why}: who reviewed it?"))
            .hint("give --reviewed-by PERSON, somebody on the staff")),
    }
}

pub(super) fn review(args: AssessReview, desk: &mut Desk<'_>) -> Ending {
    let given = args.found.clone().or_else(|| Some(args.words.join(" ")));
    let given = given.filter(|words| !words.trim().is_empty());
    let meaning = Typed {
        of: &args.family,
        address: args.address.as_ref(),
        verb: "hv assess review",
        rest: format!(
            "{}{}",
            quoted([("", given.as_ref())]),
            if args.void { " --void" } else { "" }
        ),
    };
    let assessment = to_change(&meaning, desk)?;
    if assessment.review.as_ref().is_some_and(|(_, stands, _)| !stands) {
        let message =
            format!("{} was declared void, and no review brings it back", assessment.name());
        return Err(Error::refused(message)
            .hint(format!("assess anew: hv assess {}", anew(&assessment)))
            .into());
    }
    // A policy that cannot be read is no reason to lose a review: then nothing is said of what it clears.
    let policy = desk.policy().ok();
    let before = against(&assessment, policy.as_ref(), desk);
    if let Some(policy) = policy.as_ref().filter(|_| desk.host.can_ask) {
        super::assess_life::tell_stale(&assessment, policy, desk);
    }
    let question = "What did the review find? (one word is enough: unchanged)";
    let found = needed(desk, given.as_ref(), "FOUND, or --found WHAT", question)?;
    let reviewed_by = reviewer(args.reviewed_by.as_ref(), desk)?;
    let next_review = next_review(args.next_review.as_ref(), desk)?;
    let by = reviewed_by.clone().unwrap_or_else(|| desk.by.clone());
    let lock = desk.lock()?;
    super::assess_life::unchanged(&assessment, desk)?;
    still_newest(&assessment, &meaning, desk)?;
    let news = format!("its assessment was declared void: {found}");
    let body = AssessmentEvent::Review { found, stands: !args.void, next_review, reviewed_by };
    desk.store.append(&key_of(&assessment)?, desk.event(desk.now, body))?;
    drop(lock);
    let out_now = if args.void {
        news::tell(&Concerns::of(&assessment), &news, desk)
    } else {
        serde_json::Value::Array(Vec::new())
    };
    let now = newest(&assessment.name(), desk)?;
    let left = against(&now, policy.as_ref(), desk);
    let word = if args.void { "no longer stands: assess anew" } else { "still stands" };
    let said = super::assess_life::cleared(&before, &left);
    let no = crate::domain::stale::decided_no(&now, desk.zone);
    let no = no.map(|no| format!("It MAY NOT GO AHEAD: {no}\n")).unwrap_or_default();
    desk.happened(
        &format!("{}: reviewed by {by}, {word}.\n{no}{said}", called(&assessment, desk)),
        &json!({"assessment": assessment.name(), "stands": !args.void, "reviewed_by": by,
            "looked_at": super::assess_life::gone(&before, &left), "still": left, "out_now": out_now}),
    );
    Ok(0)
}

fn against(
    assessment: &Assessment,
    policy: Option<&Policy>,
    desk: &mut Desk<'_>,
) -> Vec<super::assess_life::Against> {
    policy.map(|p| super::assess_life::reasons(assessment, p, desk)).unwrap_or_default()
}

pub(super) fn read(args: AssessRead, desk: &mut Desk<'_>) -> Ending {
    let meaning = Typed {
        of: &args.family,
        address: args.address.as_ref(),
        verb: "hv assess read",
        rest: if args.who.is_empty() {
            String::new()
        } else {
            format!(" --who {}", args.who.join(","))
        },
    };
    let assessment = to_change(&meaning, desk)?;
    let typed = if args.who.is_empty() { vec![desk.by.clone()] } else { args.who.clone() };
    let mut who = Vec::new();
    for typed in &typed {
        who.push(on_staff(typed, "--who", desk)?.id);
    }
    if let Some((at, _, found)) = assessment.review.as_ref().filter(|(_, stands, _)| !stands) {
        let (called, at) = (called(&assessment, desk), desk.words(*at));
        desk.warn(&format!("{called} is VOID, declared {at}: {found}. It lets nobody go."));
    }
    let _lock = desk.lock()?;
    still_newest(&assessment, &meaning, desk)?;
    for one in &who {
        let body = AssessmentEvent::Read { who: one.clone() };
        desk.store.append(&key_of(&assessment)?, desk.event(desk.now, body))?;
    }
    desk.happened(
        &format!("{}: read by {}.\n", called(&assessment, desk), who.join(" and ")),
        &json!({"assessment": assessment.name(), "read_by": who}),
    );
    Ok(0)
}
