//! What lies on record beside a visit: its family, the address and the family's other visits, as they were read and before
//! anything of them is told.
//!
//! To read needs the record folder and nothing else, so a week is read on every core; to tell needs the desk, which does it
//! afterwards, in the order of the list. This file decides nothing about what cannot be read.

use super::desk::damaged;
use crate::domain::directory::{Address, Family};
use crate::domain::entry::Record;
use crate::domain::events::VisitEvent;
use crate::domain::visit::Visit;
use crate::error::{Damage, Error};
use crate::store::{Evidence, Key, Store, on_all_cores};
use crate::when::{Moment, Week, Zone};

/// Fewer visits than this are read sooner than a thread is started.
const FEW: usize = 8;

/// What lies beside one visit.
#[derive(Debug)]
pub(super) struct Fetched {
    /// The family's card.
    pub(super) family: Result<Option<Family>, Damage>,
    /// The card of the address, where the visit names one.
    pub(super) address: Result<Option<Address>, Damage>,
    /// The visits to the family, this one among them.
    pub(super) history: History,
}

/// The visits to a family.
#[derive(Debug)]
pub(super) struct History {
    /// What is wrong with the folder that lists them.
    pub(super) listed: Vec<Damage>,
    /// Each that is there, by its id.
    pub(super) visits: Vec<(String, Result<Visit, Error>)>,
}

impl Fetched {
    /// Reads what lies beside this visit.
    pub(super) fn beside(visit: &Visit, store: &Store, now: Moment) -> Fetched {
        let address = visit.plan.address.as_ref();
        Fetched {
            family: store.family(&visit.plan.family),
            address: address.map_or(Ok(None), |id| store.address(id)),
            history: History::of(&visit.plan.family, Some(visit), store, now),
        }
    }
}

impl History {
    /// Reads every visit to the family. `known`: one that was read already in this look, and is not read again.
    pub(super) fn of(family: &str, known: Option<&Visit>, store: &Store, now: Moment) -> History {
        let loaded = store.visits_of(family);
        let read = |id: String| {
            let known = known.filter(|visit| visit.id == id).cloned();
            let read = known.map_or_else(|| visit(&id, store, now), Ok);
            (id, read)
        };
        History { listed: loaded.damage, visits: loaded.good.into_iter().map(read).collect() }
    }
}

/// A visit of a week's list as it was read; and what lies beside it, if it is of that week.
pub(super) type OnList = Result<(Visit, Option<Fetched>), Error>;

/// Reads the visits of these ids, on every core and in their order.
pub(super) fn week(
    ids: &[String],
    (week, zone): (Week, Zone),
    store: &Store,
    now: Moment,
) -> Vec<OnList> {
    on_all_cores(ids, FEW, |id| {
        let visit = visit(id, store, now)?;
        // One that was moved to another week is on that week's list.
        let here = zone.day_of(visit.plan.start).week() == week;
        let beside = here.then(|| Fetched::beside(&visit, store, now));
        Ok((visit, beside))
    })
}

/// A visit as it stands.
pub(super) fn visit(id: &str, store: &Store, now: Moment) -> Result<Visit, Error> {
    let record = record::<VisitEvent>(&Key::visit(id)?, store, now)?;
    Visit::of(id, &record).ok_or_else(|| {
        Error::failed(format!("nothing in {id} says what was planned"))
            .hint("hv doctor says what is wrong with it")
    })
}

/// A record that must be there.
pub(super) fn record<B: Evidence>(
    key: &Key<B>,
    store: &Store,
    now: Moment,
) -> Result<Record<B>, Error> {
    store
        .read(key, now)
        .map_err(damaged)?
        .ok_or_else(|| Error::usage(format!("there is no {}", key.path())))
}
