//! Outings of this week and the last that no marker stands for, found by the names in their folders: one that lost its
//! marker is watched all the same, also on a machine that never saw it before.
//!
//! Beside them, second copies of the folders that a look goes through.
//!
//! It looks no further back, so that a look costs what the last fortnight holds and not what has ever been; `hv doctor`
//! looks at everything. Nor does it put a marker back: a look changes nothing in the record folder.

use super::afield::{self, Afield};
use super::overdue::marker_gone;
use super::unresolved::outing_closed;
use crate::domain::outing::Outing;
use crate::error::Damage;
use crate::store::{Closed, Store};
use crate::when::{Day, Moment};
use std::path::Path;

/// Everything open, with them. `memory`: where this machine keeps which of them it has read and found closed; none under
/// `--now`.
pub(super) fn with(store: &Store, memory: Option<&Path>, (now, today): (Moment, Day)) -> Afield {
    let mut afield = afield::all(store, now, today);
    afield.damage.extend(store.second_copies());
    let known = memory.map(|folder| Closed::load(folder, store)).unwrap_or_default();
    let mut closed = Closed::default();
    for week in [today.minus_days(7).week(), today.week()] {
        let loaded = store.outings_in(week);
        afield.damage.extend(loaded.damage);
        for id in loaded.good.iter().filter(|id| !afield.markers.out.contains_key(*id)) {
            // Before the file is read: what is written meanwhile makes another print.
            let print = store.print_of(id);
            let unchanged = print.as_ref().is_some_and(|print| known.holds(id, print));
            let found = if unchanged { Found::Closed } else { find(id, store, now) };
            match (found, print) {
                (Found::Closed, Some(print)) => closed.add(id, print),
                // Of a file that has no print nothing is remembered: it is read each time.
                (Found::Closed, None) | (Found::Nobody, _) => {}
                // They left since the markers were listed: their marker was there before their record.
                (Found::Open(outing), _) if store.is_marked_out(id) => afield.outings.push(*outing),
                (Found::Unreadable(_), _) if store.is_marked_out(id) => {}
                (Found::Open(outing), _) => {
                    afield.damage.push(marker_gone(&outing));
                    afield.damage.extend(outing.damage.iter().cloned());
                    afield.outings.push(*outing);
                }
                (Found::Unreadable(damage), _) => afield.damage.push(damage),
            }
        }
    }
    if let Some(folder) = memory.filter(|_| closed != known) {
        closed.save(folder, store);
    }
    afield
}

/// What an outing without a marker is.
enum Found {
    /// Everybody is back, nothing that was told is open, and nothing in it is in doubt.
    Closed,
    /// A drill, or not begun yet at the moment looked at: nobody is missing, today.
    Nobody,
    /// Somebody is out on it, or was told of and is not resolved.
    Open(Box<Outing>),
    /// It cannot be told who is out on it.
    Unreadable(Damage),
}

fn find(id: &str, store: &Store, now: Moment) -> Found {
    match afield::outing(store, id, now) {
        Ok(outing) if outing.drill.is_some() => Found::Nobody,
        Ok(outing) if outing.open() || !outing_closed(&outing) => Found::Open(Box::new(outing)),
        Ok(outing) if outing.damage.is_empty() => Found::Closed,
        // Closed, and something in it is in doubt: it may be that somebody left again.
        Ok(outing) => outing.damage.into_iter().next().map_or(Found::Nobody, Found::Unreadable),
        Err(_) if store.begins_later(id, now) => Found::Nobody,
        Err(_) if afield::voided(store, id, now) => Found::Closed,
        Err(damage) => Found::Unreadable(damage),
    }
}
