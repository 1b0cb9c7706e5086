//! Whether a visit was made: an outing says that somebody went in. Then it is written up, whatever its own record says: a
//! plan is not taken back after the fact, neither here nor by another machine that did not know yet.
//!
//! It decides nothing while anybody is out for the visit, and nothing about how a made visit is written up.

use super::afield;
use super::desk::Desk;
use crate::domain::events::OutingEvent;
use crate::domain::outing::Outing;
use crate::domain::visit::Visit;
use crate::error::Error;
use crate::store::Store;
use crate::when::{Day, Moment, Zone};
use std::collections::{BTreeMap, BTreeSet};

/// The visits that somebody went in at, by the day they left for it. Each day is read once in a look.
#[derive(Debug, Default)]
pub(super) struct Made<'o> {
    days: BTreeMap<Day, BTreeSet<String>>,
    known: &'o [Outing],
}

impl<'o> Made<'o> {
    /// The same in a look that has read these outings already: they are not read again.
    pub(super) fn knowing(known: &'o [Outing]) -> Made<'o> {
        Made { days: BTreeMap::new(), known }
    }

    /// Staff went in, and nobody has written that up. An outing that cannot be read tells of nothing here; it is told
    /// as damage.
    pub(super) fn not_written_up(&mut self, store: &Store, visit: &Visit, now: Moment) -> bool {
        !visit.written_up()
            && visit.days(Zone::LONDON).into_iter().any(|day| {
                let made =
                    self.days.entry(day).or_insert_with(|| on((store, self.known), day, now));
                made.contains(&visit.id)
            })
    }
}

/// The same of one visit.
pub(super) fn not_written_up(store: &Store, visit: &Visit, now: Moment) -> bool {
    Made::default().not_written_up(store, visit, now)
}

fn on((store, known): (&Store, &[Outing]), day: Day, now: Moment) -> BTreeSet<String> {
    let known: BTreeMap<&str, &Outing> = known.iter().map(|o| (o.id.as_str(), o)).collect();
    let mut made = BTreeSet::new();
    for id in who_left(store, day) {
        match known.get(id.as_str()) {
            Some(outing) => made.extend(gone_in_at(outing)),
            None => made.extend(read(store, &id, now).iter().flat_map(gone_in_at)),
        }
    }
    made
}

/// The visits that somebody went in at, once everybody is back from them.
fn gone_in_at(outing: &Outing) -> Vec<String> {
    let doors = outing.stops.iter().filter(|door| !outing.open() && door.entered.is_some());
    doors.map(|door| door.stop.visit.clone()).collect()
}

/// The ids of those who left on that day.
fn who_left(store: &Store, day: Day) -> Vec<String> {
    let day_begins = format!("{day}-");
    let mut ids = store.outings_in(day.week()).good;
    ids.retain(|id| id.starts_with(&day_begins));
    ids
}

fn read(store: &Store, id: &str, now: Moment) -> Option<Outing> {
    afield::outing(store, id, now).ok()
}

/// Those who left on that day.
fn of_day(store: &Store, day: Day, now: Moment) -> Vec<Outing> {
    who_left(store, day).iter().filter_map(|id| read(store, id, now)).collect()
}

/// Refuses what would take a made visit off the plan, once everybody is back. `what`: "dropped", "moved".
pub(super) fn not_made(visit: &Visit, what: &str, desk: &Desk<'_>) -> Result<(), Error> {
    let days = visit.days(desk.zone).into_iter();
    let mut outings = days.flat_map(|day| of_day(&desk.store, day, desk.now));
    let at_door = |o: &Outing| {
        let door = o.stops.iter().find(|d| d.stop.visit == visit.id).filter(|_| !o.open());
        door.and_then(|d| d.entered)
    };
    let Some((outing, entered)) = outings.find_map(|o| at_door(&o).map(|at| (o, at))) else {
        return Ok(());
    };
    let id = &visit.id;
    let went_in =
        |body: &OutingEvent| matches!(body, OutingEvent::Enter { visit, .. } if visit == id);
    let slip = outing
        .entries
        .iter()
        .rfind(|e| went_in(&e.body))
        .map(|e| format!("if that was typed by mistake: hv undo {}", e.id));
    let refused = Error::refused(format!(
        "{id} is not {what}: staff went in at {}, so it is to be written up",
        desk.words(entered)
    ))
    .hint(format!("hv done {id}"));
    Err(slip.into_iter().fold(refused, Error::hint))
}
