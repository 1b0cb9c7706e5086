//! Whether a marker is needed no more, by its path: what a sweep asks on this machine, `hv sync` asks of a marker that
//! another machine took away. In doubt it is needed.

use super::afield::{KEPT, assessment_key, assessment_settled, outing, settled, voided};
use super::unresolved::outing_closed;
use crate::domain::events::VisitEvent;
use crate::domain::outing::Outing;
use crate::domain::visit::Visit;
use crate::store::{Key, Store, foreign};
use crate::when::{Moment, Zone};

/// True if the record that a marker stands for needs it no more.
pub(super) fn marker_over(store: &Store, path: &str, now: Moment, zone: Zone) -> bool {
    let parts: Vec<&str> = path.split('/').collect();
    match parts.as_slice() {
        ["open", "out", id] => {
            voided(store, id, now) || outing(store, id, now).is_ok_and(|o| closed(&o, now))
        }
        ["open", "planned", _] => {
            visit_of(path).is_some_and(|v| left_or_ended(store, &v, now, zone))
        }
        ["open", "owed", name] => owed_over(store, path, name, now),
        _ => false,
    }
}

/// An outing that closed a day or more ago, sound, with nothing told that is not resolved.
fn closed(outing: &Outing, now: Moment) -> bool {
    outing.damage.is_empty()
        && outing.closed_at().is_some_and(|at| at.plus(KEPT) <= now)
        && outing_closed(outing)
}

/// `families/ahmed/visits/2026-11-24-1a.yaml` is `ahmed/2026-11-24-1a`.
fn visit_of(marker: &str) -> Option<String> {
    let record = foreign::record_of_marker(marker)?;
    let parts: Vec<&str> = record.split('/').collect();
    let ["families", family, _, file] = parts.as_slice() else { return None };
    Some(format!("{family}/{}", file.strip_suffix(".yaml")?))
}

/// The visit ended, or everybody who was planned left for it.
fn left_or_ended(store: &Store, id: &str, now: Moment, zone: Zone) -> bool {
    let read = Key::visit(id).ok().and_then(|key| store.read::<VisitEvent>(&key, now).ok()?);
    let Some(visit) = read.and_then(|record| Visit::of(id, &record)) else { return false };
    if !visit.damage.is_empty() {
        return false;
    }
    !visit.planned() || left_for(store, &visit, now, zone)
}

fn left_for(store: &Store, visit: &Visit, now: Moment, zone: Zone) -> bool {
    let week = zone.day_of(visit.plan.start).week();
    store.outings_in(week).good.iter().any(|id| {
        outing(store, id, now).is_ok_and(|o| {
            o.stops.iter().any(|d| d.stop.visit == visit.id)
                && visit.plan.staff.iter().all(|who| o.person(who).is_some())
        })
    })
}

fn owed_over(store: &Store, path: &str, name: &str, now: Moment) -> bool {
    let Some(record) = foreign::record_of_marker(path) else { return false };
    let id = match visit_of(path) {
        Some(visit) => visit,
        None => record.rsplit('/').next().unwrap_or_default().trim_end_matches(".yaml").to_owned(),
    };
    match assessment_key(name, &id) {
        Some(key) => assessment_settled(store, &key, now),
        None => settled(store, &id, now),
    }
}
