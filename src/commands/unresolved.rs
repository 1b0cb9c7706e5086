//! Alarms that somebody was told of and nobody has closed, as `hv overdue` and the board list them, and the markers
//! that keep them findable when nothing of theirs is late any more.
//!
//! It closes nothing: `hv resolve` does.

use super::afield::Afield;
use super::desk::{Desk, VISIT_OWES};
use super::unfrozen::Unfrozen;
use crate::domain::alarm::{AlarmLine, Log};
use crate::domain::entry::Entry;
use crate::domain::events::{Contactable, VisitEvent};
use crate::domain::freeze;
use crate::domain::outing::Outing;
use crate::domain::visit::Visit;
use crate::error::Error;
use crate::store::{Key, Mark, Store};
use crate::watch::unresolved::{self, Unresolved};
use crate::watch::{Late, telling};
use crate::when::Moment;
use std::collections::BTreeSet;

/// Everything told and not resolved, oldest first. `noted`: what this machine noted of an outing's alarms and could not
/// put into the record. A visit is found by its marker: planned, or owed.
pub(super) fn unresolved(
    store: &Store,
    afield: &Afield,
    late: &[Late],
    noted: &dyn Fn(&str) -> Vec<Entry<AlarmLine>>,
    (now, unfrozen): (Moment, &Unfrozen<'_>),
) -> Vec<Unresolved> {
    let of_outing = |o: &Outing| unresolved::of_outing(o, &noted(&o.id), late, now);
    let mut all: Vec<Unresolved> = afield.outings.iter().flat_map(of_outing).collect();
    for id in visits(afield, now) {
        // What cannot be read was told as damage where its marker was looked at.
        let read = Key::visit(id).ok().and_then(|key| store.read::<VisitEvent>(&key, now).ok()?);
        let Some(visit) = read.and_then(|record| Visit::of(id, &record)) else { continue };
        // Of what is closed nothing is left over, whatever the terms and whoever goes.
        if told(&visit) && !visit_closed(&visit) {
            let terms = unfrozen.terms(&visit.plan.staff);
            let people = going(unfrozen, &visit);
            all.extend(unresolved::of_visit(&visit, &people, &terms, late, now));
        }
    }
    all.sort_by_key(|u| (u.since, u.id.clone(), u.alarm.due));
    all
}

/// Visits that may have been told of: whose sign-out was late, and those that something is owed for.
fn visits(afield: &Afield, now: Moment) -> BTreeSet<&str> {
    let planned = afield.markers.planned.iter();
    let planned = planned.filter(|(_, m)| m.as_ref().is_none_or(|m| m.late.late(now)));
    let owed = afield.markers.owed.iter();
    // An assessment's id looks like a visit's, so the marker's name tells them apart.
    let owed = owed.filter(|(name, _)| !name.starts_with("assessment."));
    let owed = owed.filter_map(|(_, marker)| marker.as_ref().map(|m| m.record.as_str()));
    let all = planned.map(|(id, _)| id.as_str()).chain(owed);
    all.filter(|id| Key::visit(id).is_ok()).collect()
}

/// Those who mean to go, and those whom its alarms are about, who may go no more; as far as they are on record.
pub(super) fn going(unfrozen: &Unfrozen<'_>, visit: &Visit) -> Vec<Contactable> {
    let log = Log::of_visit(visit, &[]);
    let missing = log.unresolved().into_iter().flat_map(|(alarm, _)| &alarm.people);
    let ids: BTreeSet<&String> = visit.plan.staff.iter().chain(missing).collect();
    let known = |id: &String| unfrozen.person(id).map(freeze::contactable);
    ids.into_iter().filter_map(known).collect()
}

/// Somebody was told that nobody had left for it, or acted on that, whether or not it is resolved.
pub(super) fn told(visit: &Visit) -> bool {
    visit.entries.iter().any(|e| matches!(e.body, VisitEvent::Alarm(_)))
}

/// Nothing that was told of the visit is still open.
pub(super) fn visit_closed(visit: &Visit) -> bool {
    Log::of_visit(visit, &[]).unresolved().is_empty()
}

/// Nothing that was told of the outing is still open.
pub(super) fn outing_closed(outing: &Outing) -> bool {
    Log::of_outing(outing, &[]).unresolved().is_empty()
}

/// Before a visit's planned marker goes or moves: what was told of it must still be found, by another marker.
///
/// # Errors
/// It would not be found: the planned marker must stay as it is, and so must the plan.
pub(super) fn keep_found(id: &str, desk: &mut Desk<'_>) -> Result<(), Error> {
    if visit_closed(&desk.visit(id)?) {
        return Ok(());
    }
    desk.store.put_owed(&Key::visit(id)?, VISIT_OWES)
}

/// Takes the planned marker of a visit away that nobody is to leave for any more, as its record says by now. One that
/// stays is looked at again and hides nobody: it is told, and is no failure of what was recorded.
pub(super) fn unmark_planned(id: &str, desk: &mut Desk<'_>) {
    let gone = keep_found(id, desk).and_then(|()| desk.store.remove_marker(Mark::Planned(id)));
    if let Err(error) = gone {
        desk.warn(&format!("recorded, but a marker stays behind: {error}"));
    }
}

/// What is typed to close it.
pub(super) fn to_close(one: &Unresolved) -> String {
    let second = if one.takes_two { " --second PERSON" } else { "" };
    let people: Vec<&str> = one.people.iter().map(|p| p.id.as_str()).collect();
    let about = if one.id.contains('/') || people.is_empty() {
        one.id.clone()
    } else {
        format!("{} --outing {}", people.join(" "), one.id)
    };
    format!("hv resolve {about} --confirmed-by PERSON --how seen|spoken-to{second}")
}

/// "not heard from": what was told.
pub(super) fn what(one: &Unresolved) -> &'static str {
    telling::what(one.alarm.clock)
}
