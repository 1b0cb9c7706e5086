//! Planned visits that nobody signed out for, as `hv overdue` and the board list them among what is late.
//!
//! The marker of a planned visit says when to look; the visit's own record says whether it still stands. This does not
//! decide what a visit is, nor remove a marker: what cannot be read is damage, and its people are asked for.

use super::afield::Afield;
use super::unfrozen::Unfrozen;
use crate::domain::alarm::{Alarm, Log};
use crate::domain::events::{Contactable, Terms, VisitEvent};
use crate::domain::freeze;
use crate::domain::outing::{Door, Outing};
use crate::domain::visit::Visit;
use crate::error::Damage;
use crate::policy::{Clock, Deadline, Source, defaults};
use crate::store::{Key, PlannedMarker, Store, alone};
use crate::watch::around::Around;
use crate::watch::ladder::Climbed;
use crate::watch::{Late, Running, ladder};
use crate::when::Moment;

/// Planned visits that nobody signed out for.
pub(super) fn departures(
    store: &Store,
    afield: &Afield,
    unfrozen: &Unfrozen<'_>,
    now: Moment,
    damage: &mut Vec<Damage>,
) -> Vec<Late> {
    let mut late = Vec::new();
    let never_left: Vec<&Outing> = afield.outings.iter().filter(|o| o.never_left).collect();
    for (visit, marker) in &afield.markers.planned {
        let due_by_marker = marker.as_ref().is_none_or(|m| m.late.late(now));
        if !due_by_marker {
            continue;
        }
        let mut wrong = Vec::new();
        // Only what seems late costs a look at the visit itself: it may be over, moved, or not planned yet.
        let one = alone(visit, || {
            let planned = (visit.as_str(), marker.as_ref());
            let (left_behind, log) = still_to_leave(store, planned, &never_left, now, &mut wrong)?;
            let left = afield.outings.iter().any(|o| covers(o, &left_behind));
            let going: Vec<String> = left_behind.people.iter().map(|p| p.id.clone()).collect();
            (left_behind.late.late(now) && !left)
                .then(|| departure(&left_behind, &unfrozen.terms(&going), log, now))
        });
        damage.extend(wrong);
        match one {
            Ok(one) => late.extend(one),
            Err(mistake) => damage.push(mistake),
        }
    }
    late
}

/// Everybody who means to go is out for the visit, or was and reached the door. Somebody else being there instead is
/// no word from those who were planned.
pub(super) fn covers(outing: &Outing, planned: &PlannedMarker) -> bool {
    let door = outing.stops.iter().find(|d| d.stop.visit == planned.visit);
    let all_along = planned.people.iter().all(|p| outing.person(&p.id).is_some());
    let made = |d: &Door| outing.closed_at().is_none_or(|back| d.happened_by(back));
    all_along && door.is_some_and(made)
}

/// What the marker says, corrected by the visit's record. `None`: nobody is expected to leave for it.
fn still_to_leave(
    store: &Store,
    (id, marker): (&str, Option<&PlannedMarker>),
    never_left: &[&Outing],
    now: Moment,
    damage: &mut Vec<Damage>,
) -> Option<(PlannedMarker, Log)> {
    let read = Key::visit(id)
        .map_err(|e| e.to_string())
        .and_then(|key| store.read::<VisitEvent>(&key, now).map_err(|d| d.to_string()));
    let visit = match read {
        Ok(Some(record)) => Visit::of(id, &record),
        // Planned after the moment looked at.
        Ok(None) if store.planned_later(id, now) => return None,
        Ok(None) | Err(_) => None,
    };
    match (visit, marker) {
        (Some(visit), _) if !visit.planned() && visit.damage.is_empty() => None,
        (Some(visit), Some(marker)) => {
            let log = Log::of_visit_beside(&visit, &[], never_left);
            Some((moved(store, marker, &visit), log))
        }
        // The marker is told as damage; who was to leave, and by when, the visit says as well.
        (Some(visit), None) => {
            let log = Log::of_visit_beside(&visit, &[], never_left);
            Some((by_its_record(store, &visit), log))
        }
        (None, marker) => {
            damage.push(unreadable_plan(id));
            marker.map(|marker| (marker.clone(), Log::default()))
        }
    }
}

/// What the marker would say, where it cannot be read: the time is hv's own under every policy.
fn by_its_record(store: &Store, visit: &Visit) -> PlannedMarker {
    let plan = &visit.plan;
    let address = plan.address.as_ref().and_then(|id| store.address(id).ok().flatten());
    PlannedMarker {
        visit: visit.id.clone(),
        people: going_now(store, &[], visit),
        place: address.map_or_else(|| format!("family {}", plan.family), |a| a.text),
        start: plan.start,
        late: Deadline { due: plan.start.plus(defaults().departure_grace), over: false },
    }
}

/// Who means to go now: those of the marker as far as they still go, the others from the directory.
fn going_now(store: &Store, marked: &[Contactable], visit: &Visit) -> Vec<Contactable> {
    let named = |id: &String| {
        let same = marked.iter().find(|p| p.id == *id).cloned();
        let known = || store.person(id).ok().flatten().map(|p| freeze::contactable(&p));
        same.or_else(known).unwrap_or_else(|| Contactable {
            id: id.clone(),
            name: id.clone(),
            number: None,
            email: None,
        })
    };
    visit.plan.staff.iter().map(named).collect()
}

/// The visit was moved: the grace stays, the appointment is the record's.
fn moved(store: &Store, marker: &PlannedMarker, visit: &Visit) -> PlannedMarker {
    let grace = crate::when::Span::seconds(marker.late.due.seconds_since(marker.start));
    let late = Deadline { due: visit.plan.start.plus(grace), over: marker.late.over };
    let people = going_now(store, &marker.people, visit);
    PlannedMarker { start: visit.plan.start, late, people, ..marker.clone() }
}

fn unreadable_plan(id: &str) -> Damage {
    Damage {
        path: format!("families/{}", id.replacen('/', "/visits/", 1)),
        line: None,
        what: format!("the planned visit {id} cannot be read"),
        hint:
            "Ask those who were to go where they are; hv doctor says what is wrong with the file."
                .to_owned(),
        may_hide_somebody: true,
    }
}

pub(super) fn departure(planned: &PlannedMarker, terms: &Terms, log: Log, now: Moment) -> Late {
    let running = Running {
        clock: Clock::Departure,
        people: planned.people.clone(),
        deadline: planned.late,
        owed: "a sign-out for this planned visit".to_owned(),
        missed: None,
        visit: Some(planned.visit.clone()),
        source: Source::Default,
    };
    let alarm = Alarm {
        clock: Clock::Departure,
        due: planned.late.due,
        visit: Some(planned.visit.clone()),
        people: planned.people.iter().map(|p| p.id.clone()).collect(),
    };
    let around = Around::without_outing(&running, planned.place.clone());
    let climbed = Climbed::since_due(&alarm, &log, &running);
    let steps = ladder::steps(Some(terms), &running, &around, &climbed, now);
    let place = planned.place.clone();
    let ahead = steps
        .last()
        .map(|last| ladder::ahead((Some(terms), &running), &around, &climbed, last, now));
    let ahead = ahead.unwrap_or_default();
    Late { ahead, log, place, ..Late::new(planned.visit.clone(), running, alarm, steps, now) }
}
