//! `hv arrive`, `late`, `enter`, `leave`: what happens at the door, as it is phoned in.

use super::Ending;
use super::afield::{self, Meant};
use super::ask;
use super::checkin::{after_leaving, next_json, next_line, record};
use super::desk::Desk;
use super::tell::{self, Phoned};
use crate::cli;
use crate::domain::events::{Answers, OutingEvent};
use crate::domain::known::{self, Known};
use crate::domain::outing::{Door, Outing};
use crate::domain::road;
use crate::error::Error;
use crate::policy::{Deadline, Policy, Step};
use crate::when::{Look, Moment};
use serde_json::json;

pub(super) fn arrive(args: cli::Arrive, desk: &mut Desk<'_>) -> Ending {
    let at = desk.at(args.who.at.as_ref())?;
    let policy = desk.policy().ok();
    let lock = desk.lock_or_go_on();
    let (meant, door) = at_door(&args.who, args.visit.as_deref(), at, desk)?;
    let given = tell::given(&args.answers, policy.as_ref(), &meant.who, desk);
    let visit = door.stop.visit.clone();
    let here = (&meant, &door);
    let calls = super::calls::armed(Step::Arrive, policy.as_ref(), here, &given.answers, desk);
    let body = OutingEvent::Arrive {
        calls,
        who: meant.who.clone(),
        visit: visit.clone(),
        nobody_in: args.nobody_in,
        answers: given.answers.clone(),
    };
    record(&meant, at, body, desk)?;
    // It is on record; nobody waits for what is asked about it.
    drop(lock);
    let phoned = at_visit(Step::Arrive, &meant, &visit, at);
    let after = tell::after(&phoned, given, policy.as_ref(), desk);
    let (outing, door) = reread(&meant, &visit, desk)?;
    let news = super::news::tell_since(&outing, &door, desk);
    let text = format!("{}: at the door of {}, {}.", meant.names(), door.stop.place, desk.said(at));
    let mut more = String::new();
    if args.nobody_in {
        more.push_str(&waiting_words(&door, &outing, desk));
    }
    more.push_str(&after.text);
    said((&text, &more), (&outing, &meant.who), &door, (&after.open, &news), desk);
    after.ending()
}

pub(super) fn late(args: cli::Late, desk: &mut Desk<'_>) -> Ending {
    let at = desk.at(args.who.at.as_ref())?;
    let expected = ask::needed(
        desk,
        args.expected.as_ref(),
        "--expected",
        "When do they expect to be there?",
    )?;
    let expected = desk.time(&expected, "--expected", Look::Either)?;
    let _lock = desk.lock_or_go_on();
    let (meant, door) = at_door(&args.who, args.visit.as_deref(), at, desk)?;
    let visit = door.stop.visit.clone();
    record(
        &meant,
        at,
        OutingEvent::Late { visit: visit.clone(), expected, told: args.told.clone() },
        desk,
    )?;
    let (outing, door) = reread(&meant, &visit, desk)?;
    let text = format!(
        "{visit}: the family is late, and expects to be there at {}. Nobody goes in before they are.",
        desk.said(expected)
    );
    let more = waiting_words(&door, &outing, desk) + &too_late(&door, expected, desk);
    said((&text, &more), (&outing, &meant.who), &door, (&[], &[]), desk);
    Ok(0)
}

pub(super) fn enter(args: cli::Enter, desk: &mut Desk<'_>) -> Ending {
    let at = desk.at(args.who.at.as_ref())?;
    let policy = desk.policy()?;
    let (meant, door) = at_door(&args.who, args.visit.as_deref(), at, desk)?;
    // Before anything is asked or refused: the policy's gates refuse, this is said.
    let news = super::news::tell_since(&meant.outing, &door, desk);
    let mut answers =
        ask::answers(&args.answers, &policy, |step| step == Step::Enter, &meant.who, desk)?;
    let asked = questions_at_door(&policy, (&meant, &door), &mut answers, desk);
    // Danger is raised before anything is refused.
    tell::raise(&policy, &answers, &meant, at, desk)?;
    asked?;
    let scene = scene(&policy, &meant, &door, &answers, desk)?;
    super::plan_change::show_advice(&policy, Step::Enter, &scene, desk);
    let findings = road::may_enter(&policy, &meant.outing, &door, &scene, &answers);
    let known = known_at(&door, desk)?;
    let day = desk.zone.day_of(at);
    let (mut findings, exempt) = crate::domain::exempt::part(&policy, findings, &[&known], day);
    findings.extend(road::wait_is_over(&door, at));
    let what = format!("{} may not go in:", meant.names());
    let call_off = format!("To call it off: hv cancel {} --outcome OUTCOME", door.stop.visit);
    let reasons = ask::reasons(&args.answers)?;
    let unmet = match ask::settle(desk, &what, findings, &reasons) {
        Ok(unmet) => unmet,
        Err(refusal) => {
            // What they said at the door stays on record, and brings what it brings, though nobody goes in.
            if !answers.is_empty() {
                tell::at_door(&meant, &door, answers, at, desk)?;
            }
            return Err(refusal.then(&call_off));
        }
    };
    let unmet = super::plan_change::with_exempt(unmet, exempt, desk);
    let visit = door.stop.visit.clone();
    let _lock = desk.lock_or_go_on();
    let calls = super::calls::armed(Step::Enter, Some(&policy), (&meant, &door), &answers, desk);
    record(
        &meant,
        at,
        OutingEvent::Enter { who: meant.who.clone(), visit: visit.clone(), answers, unmet, calls },
        desk,
    )?;
    let (outing, door) = reread(&meant, &visit, desk)?;
    let text = format!("{}: going in at {}, {}.", meant.names(), door.stop.place, desk.said(at));
    said((&text, ""), (&outing, &meant.who), &door, (&[], &news), desk);
    Ok(0)
}

pub(super) fn leave(args: cli::Leave, desk: &mut Desk<'_>) -> Ending {
    let at = desk.at(args.who.at.as_ref())?;
    let policy = desk.policy().ok();
    let lock = desk.lock_or_go_on();
    let (meant, door) = at_door(&args.who, args.visit.as_deref(), at, desk)?;
    let visit = door.stop.visit.clone();
    record(&meant, at, OutingEvent::Leave { who: meant.who.clone(), visit: visit.clone() }, desk)?;
    // It is on record; nobody waits for what is asked about it.
    drop(lock);
    let given = tell::given(&args.answers, policy.as_ref(), &meant.who, desk);
    let phoned = Phoned { with_answers: false, ..at_visit(Step::Leave, &meant, &visit, at) };
    let after = tell::after(&phoned, given, policy.as_ref(), desk);
    let (outing, door) = reread(&meant, &visit, desk)?;
    let next = outing.current_of(&meant.who).map_or_else(
        || "on the way back".to_owned(),
        |d| format!("next on this outing {}, {}", d.stop.visit, d.stop.place),
    );
    let text = format!("{}: out of {}, {}; {next}.", meant.names(), door.stop.place, desk.said(at));
    said((&text, &after.text), (&outing, &meant.who), &door, (&after.open, &[]), desk);
    after.ending()
}

/// What was said at the door of a visit.
fn at_visit<'a>(step: Step, meant: &'a Meant, visit: &'a str, at: Moment) -> Phoned<'a> {
    Phoned { step, meant, visit: Some(visit).filter(|v| !v.is_empty()), at, with_answers: true }
}

fn at_door(
    who: &cli::Who,
    visit: Option<&str>,
    at: Moment,
    desk: &mut Desk<'_>,
) -> Result<(Meant, Door), Error> {
    let meant = afield::meant(desk, who)?;
    after_leaving(&meant.outing, at, desk)?;
    let door = road::door(&meant.outing, visit, &meant.who).map_err(Error::usage)?.clone();
    Ok((meant, door))
}

fn reread(meant: &Meant, visit: &str, desk: &Desk<'_>) -> Result<(Outing, Door), Error> {
    let outing =
        afield::outing(&desk.store, &meant.outing.id, desk.now).map_err(super::desk::damaged)?;
    let door = outing.stops.iter().find(|d| d.stop.visit == visit).cloned();
    let door = door.ok_or_else(|| Error::bug(format!("{visit} is not on {}", outing.id)))?;
    Ok((outing, door))
}

/// One line: what was recorded, and what is due next; below it whatever is not as it should be.
fn said(
    (text, more): (&str, &str),
    (outing, rang): (&Outing, &[String]),
    door: &Door,
    (open, since): (&[String], &[String]),
    desk: &mut Desk<'_>,
) {
    let text = format!("{text}{}{more}", next_line(outing, rang, desk));
    desk.happened(&text, &json!({
        "outing": outing.id, "visit": door.stop.visit, "arrived": door.arrived, "entered": door.entered,
        "left": door.left, "cancel_at": cancel_at(door).map(|d| d.due), "next": next_json(outing), "open": open, "since": since,
    }));
}

/// When the wait is over. `None`: not set in this policy.
fn cancel_at(door: &Door) -> Option<Deadline> {
    let appointment = door.stop.appointment?;
    let limit = crate::domain::outing::wait_limit(door, appointment)?;
    Some(Deadline { due: appointment.plus(limit.span), over: limit.over })
}

fn waiting_words(door: &Door, outing: &Outing, desk: &Desk<'_>) -> String {
    let Some(deadline) = cancel_at(door) else {
        return "How long to wait is not set in this policy: decide, and ring in.\n".to_owned();
    };
    let at_limit = outing.terms.as_deref().map(|t| t.at_wait_limit.clone()).unwrap_or_default();
    let told =
        door.stop.appointment.is_some_and(|at| crate::domain::outing::notice_counts(door, at));
    let kind = if told { "late-with-notice" } else { "no-show" };
    let when = if deadline.late(desk.now) {
        "The wait is over NOW".to_owned()
    } else if deadline.over {
        format!("Call it off if they are not there after {}", desk.words(deadline.due))
    } else {
        format!("Call it off at {}", desk.words(deadline.due))
    };
    format!(
        "{when}, counted from the appointment: {at_limit}. Then: hv cancel {} --outcome {kind}\n",
        door.stop.visit
    )
}

/// A delay announced as longer than the limit: nobody is made to wait it out (ruling B1.50).
fn too_late(door: &Door, expected: Moment, desk: &Desk<'_>) -> String {
    match cancel_at(door) {
        Some(deadline) if deadline.late(expected) => format!(
            "They expect to be later than the limit, {}: it can be called off or rearranged now.\n",
            desk.words(deadline.due)
        ),
        Some(_) | None => String::new(),
    }
}

/// At a terminal, the questions before going in. Where there are none, nothing more is read.
fn questions_at_door(
    policy: &Policy,
    here: (&Meant, &Door),
    answers: &mut Answers,
    desk: &mut Desk<'_>,
) -> Result<(), Error> {
    let (meant, door) = here;
    if policy.questions.iter().all(|q| q.at != Step::Enter) {
        return Ok(());
    }
    let known = known_at(door, desk)?;
    let facts = known::of_visit(&known, policy, &desk.school, desk.zone);
    let before = so_far(policy, meant, door);
    ask::put(desk, policy, Step::Enter, answers, |answers| {
        let mut all = before.clone();
        all.extend(answers.clone());
        road::scene(&known, facts.clone(), &all, &meant.who)
    })
}

/// What was answered on this outing before, and still holds at this door.
fn so_far(policy: &Policy, meant: &Meant, door: &Door) -> Answers {
    let visit = Some(door.stop.visit.as_str());
    crate::domain::answered::so_far(&meant.outing, visit, policy, Some(Step::Enter))
}

fn scene(
    policy: &Policy,
    meant: &Meant,
    door: &Door,
    answers: &Answers,
    desk: &mut Desk<'_>,
) -> Result<crate::domain::gate::Scene, Error> {
    let known = known_at(door, desk)?;
    let mut facts = known::of_visit(&known, policy, &desk.school, desk.zone);
    facts.set("doorstep", door.stop.doorstep);
    let there = meant.outing.people.iter().filter(|p| p.away()).count();
    facts.set("crew-size", i64::try_from(there).unwrap_or(i64::MAX));
    let mut all = so_far(policy, meant, door);
    all.extend(answers.clone());
    Ok(road::scene(&known, facts, &all, &meant.who))
}

fn known_at(door: &Door, desk: &mut Desk<'_>) -> Result<Known, Error> {
    let visit = desk.visit(&door.stop.visit)?;
    Ok(desk.known(visit))
}
