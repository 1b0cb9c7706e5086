//! `hv done`: a visit is written up. What the policy wants to know is asked; what it makes owed is opened.

use super::Ending;
use super::afield;
use super::ask::{self, needed, yes_or_no};
use super::cancel::{ENDING, end_visit, ended_scene, ending_facts, names_of};
use super::desk::{Desk, said};
use super::made;
use super::show::Meant;
use super::whereabouts::{self, Becomes};
use crate::cli::{Done, Whereabouts};
use crate::domain::events::{AssessmentEvent, Outcome, OutingEvent, VisitEvent};
use crate::domain::gate::{self, Finding};
use crate::domain::outing::Outing;
use crate::domain::owes::{self, OwedDuty, Owing};
use crate::domain::visit::{Visit, WRITTEN_UP};
use crate::error::Error;
use crate::policy::{DutyTrigger, Policy, Strength};
use crate::store::Key;
use serde_json::json;

pub(super) fn run(args: Done, desk: &mut Desk<'_>) -> Ending {
    match (&args.duty, &args.how) {
        (Some(duty), Some(how)) if !how.trim().is_empty() => {
            duty_done(&args.visit, duty, how, desk)
        }
        (Some(_), _) => Err(Error::usage("no answer to: How was it done?")
            .hint("give --how: when, and with whom")
            .into()),
        (None, _) => write_up(args, desk),
    }
}

/// A duty that somebody did. Whoever types it answers for it.
fn duty_done(record: &str, duty: &str, how: &str, desk: &mut Desk<'_>) -> Ending {
    let _lock = desk.lock()?;
    let how = how.to_owned();
    let left = match owing(record, duty, desk)? {
        Meant::Outing(outing) => {
            let (event, rule) = owed(&outing.owed, duty, &outing.id)?;
            let body = OutingEvent::DutyDone { event, rule, how };
            desk.store.append(&Key::outing(&outing.id)?, desk.event(desk.now, body))?;
            outing.owed.len() - 1
        }
        Meant::Visit(visit) => {
            let (event, rule) = owed(&visit.owed, duty, &visit.id)?;
            let body = VisitEvent::DutyDone { event, rule, how };
            desk.store.append(&Key::visit(&visit.id)?, desk.event(desk.now, body))?;
            visit.owed.len() - 1
        }
        Meant::Assessment(assessment) => {
            let (event, rule) = owed(&assessment.owed, duty, &assessment.name())?;
            let body = AssessmentEvent::DutyDone { event, rule, how };
            let key = super::assess::key_of(&assessment)?;
            desk.store.append(&key, desk.event(desk.now, body))?;
            assessment.owed.len() - 1
        }
        Meant::Week(_) | Meant::Family(_) | Meant::Person(_) => {
            return Err(Error::usage(format!("nothing is owed for {record}"))
                .hint("hv board lists what is owed")
                .into());
        }
    };
    let said =
        format!("{duty}: done. {} still owed for {record}.\n", crate::render::count(left, "thing"));
    desk.happened(&said, &json!({"record": record, "duty": duty, "still_owed": left}));
    Ok(0)
}

/// The record meant. A visit and an assessment of one day may have the same id: the one that owes this is meant.
fn owing(record: &str, duty: &str, desk: &mut Desk<'_>) -> Result<Meant, Error> {
    let meant = super::show::find(record, desk)?;
    let Meant::Visit(visit) = &meant else { return Ok(meant) };
    if visit.owed.iter().any(|o| o.duty.rule == duty) {
        return Ok(meant);
    }
    let assessment = super::assess::newest(&visit.id, desk).ok();
    let owes = assessment.filter(|a| a.owed.iter().any(|o| o.duty.rule == duty));
    Ok(owes.map_or(meant, |a| Meant::Assessment(Box::new(a))))
}

fn owed(duties: &[OwedDuty], typed: &str, record: &str) -> Result<(String, String), Error> {
    let found = duties.iter().find(|o| o.duty.rule == typed);
    found.map(|o| (o.event.clone(), o.duty.rule.clone())).ok_or_else(|| {
        let known: Vec<&str> = duties.iter().map(|o| o.duty.rule.as_str()).collect();
        Error::usage(format!("{record} owes no {typed:?}"))
            .hint(format!("owed: {}", known.join(", ")))
    })
}

fn write_up(args: Done, desk: &mut Desk<'_>) -> Ending {
    let policy = desk.policy()?;
    let id = desk.visit_id(&args.visit)?;
    let visit = desk.visit(&id)?;
    if !visit.planned() {
        let over = format!("{id} is over ({})", super::plan::stage(&visit));
        if !made::not_written_up(&desk.store, &visit, desk.now) {
            return Err(Error::usage(over).into());
        }
        desk.warn(&format!("{over}, and staff went in all the same: it is written up now"));
    }
    let outing = afield::covering(&visit.id, &visit.plan, desk);
    not_before_it_happens(&visit, outing.as_ref(), desk)?;
    let Told { got_in, child_seen, present, concern } = told(&args, &visit, outing.as_ref(), desk)?;
    let mut facts = ending_facts(&visit, WRITTEN_UP, got_in, &policy, desk);
    facts.set("concern", concern.is_some());
    facts.set("child-seen", child_seen);
    let mut answers =
        ask::answers(&args.answers, &policy, |step| step == ENDING, &visit.plan.staff, desk)?;
    let scene = ended_scene(&visit, &facts, &visit.plan.staff, &policy, desk);
    ask::put(desk, &policy, ENDING, &mut answers, &scene)?;
    let now = scene(&answers);
    super::plan_change::show_advice(&policy, ENDING, &now, desk);
    let mut findings = gate::findings(&policy, ENDING, &now, &answers);
    findings.extend(after_call(&visit, outing.as_ref(), &policy));
    let unmet = ask::settle(
        desk,
        &format!("{id} cannot be written up yet:"),
        findings,
        &ask::reasons(&args.answers)?,
    )?;
    let facts = facts.with(&gate::facts_of(&answers, None));
    let names = names_of(&visit.plan.staff, desk);
    let owing =
        Owing { school: Some(&desk.school), zone: desk.zone, affected: &[], visitors: &names };
    let duties = owes::duties_of(&policy, DutyTrigger::Outcome, &facts, desk.now, &owing);
    let outcome = Outcome {
        outcome: WRITTEN_UP.to_owned(),
        got_in,
        child_seen: Some(child_seen),
        present: Some(present),
        concern,
        actions: args.actions.clone(),
        why: None,
        card_left: None,
        answers,
        unmet,
        facts: facts.only(|fact| policy.looks_at(fact)),
        duties: duties.clone(),
    };
    let given = whereabouts(&args)?;
    let lock = desk.lock()?;
    let shown = whereabouts::look(&id, Becomes::Over, &given, desk)?;
    end_visit(&shown, &id, outcome, desk.now, desk)?;
    drop(lock);
    let text = format!("{id}: written up.\n{}", super::plan_change::owed_words(&duties));
    let data = json!({"visit": id, "outcome": "done", "duties": duties});
    whereabouts::finish(&shown, &text, data, desk)
}

/// Who knows where they are, if nobody signed out for it in time. Of a duty, `--how` is in anybody's words.
fn whereabouts(args: &Done) -> Result<Whereabouts, Error> {
    let how = args.how.as_ref().filter(|_| args.confirmed_by.is_some());
    let how = how.map(|how| whereabouts::how(how)).transpose().map_err(|error| {
        error.hint("with --confirmed-by, --how is how they know: --how seen, or --how spoken-to")
    })?;
    Ok(Whereabouts { confirmed_by: args.confirmed_by.clone(), how, second: args.second.clone() })
}

/// Nobody writes up a visit whose time is to come and that nobody left for: whoever goes then would be watched by nobody.
fn not_before_it_happens(
    visit: &Visit,
    outing: Option<&Outing>,
    desk: &Desk<'_>,
) -> Result<(), Error> {
    if outing.is_some() || visit.plan.start <= desk.now {
        return Ok(());
    }
    let when = desk.zone.words(visit.plan.start);
    Err(Error::usage(format!("{} is planned for {when}, and nobody has left for it", visit.id))
        .hint(format!("if it is off: hv plan drop {} --why \"...\"", visit.id)))
}

/// What the visitors tell.
struct Told {
    got_in: bool,
    child_seen: bool,
    present: String,
    concern: Option<String>,
}

fn told(
    args: &Done,
    visit: &Visit,
    outing: Option<&Outing>,
    desk: &mut Desk<'_>,
) -> Result<Told, Error> {
    if outing.is_none() {
        desk.warn(&format!(
            "nobody was signed out for {}: write down how that came about",
            visit.id
        ));
    }
    let got_in = match (said(args.got_in), entered(visit, outing)) {
        (Some(told), _) => told,
        (None, true) => true,
        (None, false) if visit.plan.doorstep => false,
        // It decides whether the next visit is a first visit, so it is not guessed.
        (None, false) => yes_or_no(desk, None, "--got-in", "Did staff go in?")?,
    };
    let child_seen = yes_or_no(desk, args.child_seen, "--child-seen", "Was the child seen?")?;
    let present = needed(desk, args.present.as_ref(), "--present", "Who was present?")?;
    let question = "Reference of a concern in the safeguarding system, or none?";
    let concern = needed(desk, args.concern.as_ref(), "--concern", question)?;
    let concern = Some(concern).filter(|c| !c.eq_ignore_ascii_case("none"));
    Ok(Told { got_in, child_seen, present, concern })
}

/// They rang in that they were going in.
fn entered(visit: &Visit, outing: Option<&Outing>) -> bool {
    let mut doors = outing.into_iter().flat_map(|o| &o.stops);
    doors.any(|d| d.stop.visit == visit.id && d.entered.is_some())
}

/// Where the policy wants contact after each visit, the visit cannot be closed without it. Being back counts.
fn after_call(visit: &Visit, outing: Option<&Outing>, policy: &Policy) -> Option<Finding> {
    let clauses = policy.contact.after_visit.clone()?;
    let outing = outing?;
    let door = outing.stops.iter().find(|d| d.stop.visit == visit.id)?;
    let back = outing.people.iter().all(|p| !p.away());
    if door.over() || back {
        return None;
    }
    let still = outing.people.iter().filter(|p| p.away() && !p.done_with(door));
    let still: Vec<&str> = still.map(|p| p.id.as_str()).collect();
    Some(Finding {
        rule: "contact-after-visit".to_owned(),
        subject: visit.id.clone(),
        strength: Strength::Must,
        says: "Staff contact school after the visit".to_owned(),
        fix: format!(
            "when they ring: hv leave {} --visit {} --at TIME",
            still.join(" "),
            visit.short()
        ),
        clauses,
        demands: Vec::new(),
        because: Vec::new(),
    })
}
