//! `hv delay`: held up on the way. The family is told; a new arrival moves that visit, and nothing else moves by itself.

use super::Ending;
use super::afield::{self, Meant};
use super::ask::needed;
use super::checkin::{after_leaving, next_due, next_json, record, reread};
use super::desk::Desk;
use crate::cli::Delay;
use crate::domain::events::{Duty, OutingEvent};
use crate::domain::known;
use crate::domain::outing::{Door, Outing};
use crate::domain::{owes, road};
use crate::error::Error;
use crate::policy::DutyTrigger;
use crate::policy::facts::Facts;
use crate::render::Put;
use crate::store::Key;
use crate::when::{Look, Moment};
use serde_json::json;

pub(super) fn run(args: Delay, desk: &mut Desk<'_>) -> Ending {
    let at = desk.at(args.who.at.as_ref())?;
    let why = needed(desk, args.why.as_ref(), "--why", "What holds them up?")?;
    let time = |typed: &Option<String>, flag: &str, look: Look| {
        typed.as_ref().map(|t| desk.time(t, flag, look)).transpose()
    };
    let arrives = time(&args.arrives, "--arrives", Look::Either)?;
    let back = time(&args.back, "--back", Look::Ahead)?;
    for moment in [arrives, back].into_iter().flatten() {
        super::out::within_a_day(moment, desk.now, desk)?;
    }
    let rang_in = |who: &Vec<String>| if args.nobody_rang { Vec::new() } else { who.clone() };
    let _lock = desk.lock_or_go_on();
    let meant = afield::meant(desk, &args.who)?;
    after_leaving(&meant.outing, at, desk)?;
    if args.nobody_rang && (back.is_some() || arrives.is_some()) {
        super::extend::no_guess(&meant.outing, desk)?;
        super::extend::of_all(&meant)?;
    }
    let door = ahead(&meant.outing, args.visit.as_deref())?.cloned();
    on_the_way(door.as_ref(), arrives, at, desk)?;
    // Read before anything is written: a return that has passed already is no reason to lose the call.
    let extend = back
        .map(|back| road::extend(rang_in(&meant.who), back, why.clone(), desk.now))
        .transpose()
        .map_err(|why| Error::usage(format!("--back: {why}")))?;
    let duties = duties(door.as_ref(), at, desk);
    if !duties.is_empty() {
        desk.store.put_owed(&Key::outing(&meant.outing.id)?, super::desk::OUTING_OWES)?;
    }
    let visit = door.as_ref().map(|d| d.stop.visit.clone()).unwrap_or_default();
    let body = OutingEvent::Delay {
        who: rang_in(&meant.who),
        visit: visit.clone(),
        arrives,
        why: why.clone(),
        duties: duties.clone(),
    };
    record(&meant, at, body, desk)?;
    if let Some(extend) = extend {
        record(&meant, at, extend, desk)?;
    }
    let outing = reread(&meant, desk)?;
    let mut text = words(&meant, &outing, (&visit, arrives), &why, desk);
    if let Some(back) = back {
        let others = super::extend::not_moved(&outing, &meant.who, desk);
        text.put(format!("Back by {} now.{others}\n", desk.said(back)));
    }
    text.put(format!("{}\n", super::extend::heard_words(args.nobody_rang, at, desk)));
    text.push_str(&super::plan_change::owed_words(&duties));
    text.push_str(&next_due(&outing, desk));
    desk.happened(
        &text,
        &json!({"outing": outing.id, "who": meant.who, "at": at, "visit": visit, "arrives": arrives,
        "back": back.unwrap_or(outing.back), "duties": duties, "next": next_json(&outing)}),
    );
    Ok(0)
}

/// The visit they are on the way to: the one named, else the first that nobody has reached. None: on the way back.
fn ahead<'o>(outing: &'o Outing, named: Option<&str>) -> Result<Option<&'o Door>, Error> {
    match named {
        Some(_) => road::door(outing, named, &[]).map(Some).map_err(Error::usage),
        None => Ok(outing.stops.iter().find(|d| d.last().is_none())),
    }
}

/// A new arrival is for a visit that is still ahead, and comes after the call.
fn on_the_way(
    door: Option<&Door>,
    arrives: Option<Moment>,
    at: Moment,
    desk: &Desk<'_>,
) -> Result<(), Error> {
    let reached = door.filter(|d| d.last().is_some());
    let fix =
        "name the visit they are on the way to: --visit VISIT; or leave --visit and --arrives out";
    match (door, reached, arrives) {
        (_, Some(door), _) => {
            let what = format!("they are at {} already, or it is over", door.stop.visit);
            Err(Error::usage(format!("--visit: {what}")).hint(fix))
        }
        (None, None, Some(_)) => {
            Err(Error::usage("--arrives: no visit of this outing is still ahead").hint(fix))
        }
        (_, None, Some(arrives)) if arrives <= at => Err(Error::usage(format!(
            "--arrives: {} is not after the call, at {}",
            desk.said(arrives),
            desk.said(at)
        ))),
        (_, None, _) => Ok(()),
    }
}

/// What the policy makes owed. One that cannot be read owes nothing it could name, and that is said.
pub(super) fn duties(door: Option<&Door>, at: Moment, desk: &mut Desk<'_>) -> Vec<Duty> {
    let policy = match desk.policy() {
        Ok(policy) => policy,
        Err(error) => {
            desk.warn(&format!("what is owed now is not known: {error}"));
            return Vec::new();
        }
    };
    let visit = door.and_then(|d| desk.visit(&d.stop.visit).ok());
    let facts = visit.map_or_else(Facts::new, |visit| {
        known::of_visit(&desk.known(visit), &policy, &desk.school, desk.zone)
    });
    owes::duties(&policy, DutyTrigger::Delay, &facts, at)
}

fn words(
    meant: &Meant,
    outing: &Outing,
    (visit, arrives): (&str, Option<Moment>),
    why: &str,
    desk: &Desk<'_>,
) -> String {
    let door = outing.stops.iter().find(|d| d.stop.visit == visit && d.last().is_none());
    let Some(door) = door else {
        return format!("{}: held up on the way back ({why}).\n", meant.names());
    };
    let mut text =
        format!("{}: held up on the way to {} ({why}).\n", meant.names(), door.stop.place);
    for carer in &door.stop.family {
        text.put(format!("Tell the family: {} {}\n", carer.name, carer.number));
    }
    text.push_str(&moved(door, arrives, desk));
    if door.stop.finish.is_some_and(|finish| finish >= outing.back) {
        text.put(format!(
            "It would end after the expected return, {}: hv extend {} --back TIME --why ...\n",
            desk.words(outing.back),
            outing.id
        ));
    }
    text
}

/// What the new arrival does to the clocks of the visit.
fn moved(door: &Door, arrives: Option<Moment>, desk: &Desk<'_>) -> String {
    match (arrives, door.planned, door.stop.appointment) {
        (None, _, _) => "When they arrive is not known: no clock has moved.\n".to_owned(),
        (Some(_), Some(planned), Some(now)) if planned != now => format!(
            "The visit is expected at {} instead of {}; its wait and its finish move with it.\n",
            desk.words(now),
            desk.words(planned)
        ),
        (Some(_), Some(planned), _) => format!(
            "They expect to be there by the appointment, {}: no clock has moved.\n",
            desk.words(planned)
        ),
        (Some(_), None, _) => {
            "No appointment is on record for it: no clock has moved.\n".to_owned()
        }
    }
}
