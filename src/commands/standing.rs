//! Planned visits that nobody signed out for and whose plan was changed since: nobody has said where their people are, so
//! the ladder goes on for `hv overdue --alert`, rung by rung, until somebody does.
//!
//! They stand among what was told and is not resolved ([`super::unresolved`]), where `hv resolve` closes them; here it is
//! only worked out what is to be told. Whoever signed out for the visit since is watched by that, and is not sought here.

use super::afield;
use super::departures::{covers, departure};
use super::overdue::Looked;
use super::unfrozen::Unfrozen;
use crate::domain::alarm::{Alarm, Log};
use crate::domain::events::VisitEvent;
use crate::domain::visit::Visit;
use crate::policy::{Clock, Deadline};
use crate::store::{Key, PlannedMarker};
use crate::watch::Late;
use crate::watch::unresolved::Unresolved;

/// Every one of them, as it would be late.
pub(super) fn standing(looked: &Looked) -> Vec<Late> {
    let departures = looked.seen.unresolved.iter().filter(|u| u.alarm.clock == Clock::Departure);
    let unfrozen = Unfrozen::new(&looked.store, looked.zone, looked.now);
    departures.filter_map(|one| late(one, looked, &unfrozen)).collect()
}

fn late(one: &Unresolved, looked: &Looked, unfrozen: &Unfrozen<'_>) -> Option<Late> {
    let planned = PlannedMarker {
        visit: one.id.clone(),
        people: one.people.clone(),
        // As it was planned then; `hv brief` has what is known.
        place: "where the visit was to be".to_owned(),
        start: one.alarm.due,
        late: Deadline { due: one.alarm.due, over: false },
    };
    if left_since(&planned, looked) {
        return None;
    }
    let people: Vec<String> = one.people.iter().map(|p| p.id.clone()).collect();
    let key = Key::visit(&one.id).ok()?;
    // It was read a moment ago. If it cannot be now, nobody is known to have been told of anything.
    let read = looked.store.read::<VisitEvent>(&key, looked.now).ok().flatten();
    let visit = read.and_then(|record| Visit::of(&one.id, &record));
    let log = visit.map_or_else(Log::default, |visit| Log::of_visit(&visit, &[]));
    let late = departure(&planned, &unfrozen.terms(&people), log, looked.now);
    // The very alarm that stands, so that what was told of it counts.
    let alarm = Alarm { people, ..one.alarm.clone() };
    Some(Late { alarm, beside_distress: one.beside_distress, ..late })
}

/// All of them signed out for it after all: what can be read of the week says so.
fn left_since(planned: &PlannedMarker, looked: &Looked) -> bool {
    let seen = &looked.seen.afield.outings;
    let week = looked.zone.day_of(planned.start).week();
    let closed = looked.store.outings_in(week).good;
    let closed = closed.iter().filter(|id| !seen.iter().any(|o| o.id == **id));
    seen.iter().any(|o| covers(o, planned))
        || closed
            .filter_map(|id| afield::outing(&looked.store, id, looked.now).ok())
            .any(|o| covers(&o, planned))
}
