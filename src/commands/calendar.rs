//! `hv calendar`: the planned visits as a file for a calendar program.
//!
//! When, which visit by the part of its id that names nobody, and who makes it. Whom they visit, where and why are not
//! in it: see [`crate::render::calendar`]. A visit that cannot be read is said, and is exit code 3.

use super::desk::Desk;
use super::{Ending, changed};
use crate::cli::Calendar;
use crate::domain::events::{Plan, VisitEvent};
use crate::domain::export::Coder;
use crate::domain::names;
use crate::domain::visit::Visit;
use crate::error::{Error, Kind};
use crate::render::calendar::{Appointment, calendar};
use crate::render::count;
use crate::store::Key;
use crate::when::{Day, Week};
use serde_json::json;
use std::collections::BTreeSet;

/// How far back it begins when nobody says: last week's changes must reach a program that has them already.
const BACK: u64 = 7;

pub(super) fn run(args: &Calendar, desk: &mut Desk<'_>) -> Ending {
    let day = |typed: &Option<String>, flag| {
        typed.as_ref().map(|typed| super::desk::day(typed, flag)).transpose()
    };
    let from = day(&args.from, "--from")?.unwrap_or(desk.today().minus_days(BACK));
    let until = day(&args.until, "--until")?;
    if until.is_some_and(|until| until < from) {
        return Err(Error::usage("--until is before the day it begins").into());
    }
    let staff = args.staff.as_ref().map(|typed| desk.person(typed)).transpose()?;
    let (visits, whole) = visits(from, until, desk);
    let person = staff.as_ref().map(|person| person.id.as_str());
    let zone = desk.zone;
    let asked = |plan: &Plan| {
        let day = zone.day_of(plan.start);
        let within = from <= day && until.is_none_or(|until| day <= until);
        within && person.is_none_or(|person| plan.staff.iter().any(|s| s == person))
    };
    let had = visits.iter().filter_map(|visit| Some((visit, had(visit, asked)?)));
    let mut had: Vec<(&Visit, Had<'_>)> = had.collect();
    had.sort_by_key(|(visit, had)| (had.plan.start, visit.id.clone()));
    let all: Vec<Appointment> =
        had.iter().map(|(visit, had)| appointment(visit, had, desk)).collect();
    let name = format!("Home visits, {}", desk.school.name);
    let text = calendar(&name, &all);
    match &args.to {
        Some(to) => {
            let place = desk.store.put_page(&desk.host.cwd.join(to), &text)?;
            let said = format!(
                "Written to {}: {}. It names staff, and no family.\n",
                place.display(),
                count(all.len(), "visit")
            );
            desk.happened(
                &said,
                &json!({"to": place.display().to_string(), "visits": all.len(), "whole": whole}),
            );
        }
        None if desk.json => {
            let shown = json!({"hv": 1, "calendar": text, "visits": all.len(), "whole": whole});
            desk.host.say(&format!("{shown}\n"));
        }
        None => desk.host.say(&text),
    }
    Ok(if whole { 0 } else { Kind::Failed.exit_code() })
}

/// Every visit of those days, planned or not any more; and whether all could be read. They are found on the lists of the
/// weeks, and by the markers of those whose list could not be written.
fn visits(from: Day, until: Option<Day>, desk: &mut Desk<'_>) -> (Vec<Visit>, bool) {
    let lists = desk.store.week_lists();
    let mut whole = lists.damage.is_empty();
    desk.tell_damage(&lists.damage);
    let weeks = lists.good.iter().filter_map(|week| Week::parse(week).ok());
    let weeks = weeks.filter(|week| from <= week.monday().plus_days(6));
    let weeks: Vec<Week> =
        weeks.filter(|week| until.is_none_or(|until| week.monday() <= until)).collect();
    let mut ids = BTreeSet::new();
    for week in weeks {
        whole &= desk
            .store
            .read(&Key::week(week), desk.now)
            .is_ok_and(|record| record.is_none_or(|record| record.sound()));
        ids.extend(desk.week_list(week).visits.iter().cloned());
    }
    let last = until.unwrap_or(desk.today().plus_months(12));
    let markers = desk.store.markers(last);
    ids.extend(markers.planned.into_keys());
    let mut all = Vec::new();
    for id in ids {
        match desk.visit(&id) {
            Ok(visit) => {
                whole &= visit.damage.is_empty();
                desk.tell_damage(&visit.damage);
                all.push(visit);
            }
            // With --now, a visit planned later is not there yet.
            Err(_) if desk.store.planned_later(&id, desk.now) => {}
            Err(error) => {
                whole = false;
                desk.warn(&format!("NOT IN THE CALENDAR, because it cannot be read: {error}"));
            }
        }
    }
    (all, whole)
}

/// A visit as it is in somebody's calendar.
struct Had<'v> {
    /// As it is planned; where it was given away or moved out of those days, as it stood there last.
    plan: &'v Plan,
    /// It stands there no more: somebody else makes it, or it was moved to a day that was not asked for.
    gone: bool,
}

/// The visit for the calendar that is asked for: of one person or of everybody, and of some days. A calendar program that
/// has the visit keeps it until it is told that it is off: so whoever ever was to make it, on those days, hears that they
/// are not any more. `None`: it never stood there.
fn had(visit: &Visit, asked: impl Fn(&Plan) -> bool) -> Option<Had<'_>> {
    if asked(&visit.plan) {
        return Some(Had { plan: &visit.plan, gone: false });
    }
    let plans = visit.entries.iter().rev().filter_map(|entry| match &entry.body {
        VisitEvent::Plan { plan, .. } | VisitEvent::Change { plan, .. } => Some(plan.as_ref()),
        VisitEvent::Drop { .. }
        | VisitEvent::Refused { .. }
        | VisitEvent::Outcome(_)
        | VisitEvent::Incident(_)
        | VisitEvent::DutyDone { .. }
        | VisitEvent::Alarm(_)
        | VisitEvent::Judge(_)
        | VisitEvent::Undo { .. } => None,
    });
    let plan = plans.into_iter().find(|plan| asked(plan))?;
    Some(Had { plan, gone: true })
}

fn appointment(visit: &Visit, had: &Had<'_>, desk: &Desk<'_>) -> Appointment {
    let changes = visit.entries.iter().filter(|e| changes(&e.body)).count();
    let newest = visit.entries.iter().filter(|e| plans(&e.body)).map(|e| e.typed).max();
    let staff: Vec<String> =
        had.plan.staff.iter().map(|id| changed::name_in(&desk.store, id)).collect();
    let staff = names::list(&staff.iter().map(String::as_str).collect::<Vec<_>>());
    let uid = changed::saying(desk, |saying| {
        let coder = Coder { school: &desk.school.store, with_names: false, saying };
        format!("{}@{}", coder.id("visit", &visit.id), desk.school.store)
    });
    let called_off =
        visit.ended.as_ref().is_some_and(|e| e.outcome.outcome != "done" && !e.outcome.got_in);
    Appointment {
        uid,
        sequence: u32::try_from(changes).unwrap_or(u32::MAX),
        start: had.plan.start,
        lasts: had.plan.lasts,
        summary: format!("Home visit {}: {staff}", visit.short()),
        cancelled: had.gone || visit.dropped.is_some() || called_off,
        changed: newest.unwrap_or(visit.plan.start),
    }
}

/// What makes it another appointment for whoever has it already.
fn changes(event: &VisitEvent) -> bool {
    matches!(
        event,
        VisitEvent::Change { .. }
            | VisitEvent::Drop { .. }
            | VisitEvent::Outcome(_)
            | VisitEvent::Undo { .. }
    )
}

fn plans(event: &VisitEvent) -> bool {
    changes(event) || matches!(event, VisitEvent::Plan { .. })
}
