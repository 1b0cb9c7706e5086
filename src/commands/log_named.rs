//! What a story should hold and does not: records that the open markers, the week lists or the outings name, and that
//! are not there.
//!
//! It looks for names only: the story itself is [`super::log`]'s to tell. What is named is looked for whatever moment is
//! asked about, since a file that is there and was written later is no loss.

use crate::domain::entry::Record;
use crate::domain::events::{OutingEvent, WeekEvent};
use crate::domain::outing::Outing;
use crate::error::Damage;
use crate::store::{Key, Missing, Store, on_all_cores};
use crate::when::{Moment, Week};
use std::collections::{BTreeMap, BTreeSet};

/// Of fewer weeks than this, one core reads them as fast.
const FEW: usize = 4;

/// Who names what.
#[derive(Debug, Default)]
pub(super) struct Named {
    /// The visits that are named, with the weeks whose list or outings name them.
    pub(super) visits: BTreeMap<String, BTreeSet<Week>>,
    /// Outings that cannot be read, or of which nothing is known: each may name one.
    pub(super) unsure: BTreeSet<String>,
    /// What else cannot be read.
    pub(super) damage: Vec<Damage>,
}

impl Named {
    /// Every visit of those wanted that a list or an outing of these weeks names.
    pub(super) fn in_weeks(
        store: &Store,
        now: Moment,
        weeks: &[Week],
        wanted: impl Fn(&str) -> bool + Sync,
    ) -> Named {
        let mut all = Named::default();
        for named in on_all_cores(weeks, FEW, |week| Named::in_week(store, now, *week, &wanted)) {
            for (visit, weeks) in named.visits {
                all.visits.entry(visit).or_default().extend(weeks);
            }
            all.unsure.extend(named.unsure);
            all.damage.extend(named.damage);
        }
        all
    }

    fn in_week(store: &Store, now: Moment, week: Week, wanted: impl Fn(&str) -> bool) -> Named {
        let mut named = Named::default();
        let mut visits = BTreeSet::new();
        match store.read(&Key::week(week), now) {
            Ok(record) => visits.extend(record.iter().flat_map(listed)),
            Err(damage) => named.damage.push(damage),
        }
        let outings = store.outings_in(week);
        named.damage.extend(outings.damage);
        for id in outings.good {
            let Ok(key) = Key::outing(&id) else { continue };
            match store.read(&key, now) {
                Ok(Some(record)) => {
                    visits.extend(visits_of(&record));
                    named.unsure.extend(Outing::of(&record).is_none().then_some(id));
                }
                // It was written after the moment looked at.
                Ok(None) => {}
                Err(_told_with_the_outing) => {
                    named.unsure.insert(id);
                }
            }
        }
        visits.retain(|visit| wanted(visit));
        named.visits = visits.into_iter().map(|visit| (visit, BTreeSet::from([week]))).collect();
        named
    }
}

/// The visits a week's list names; a line in doubt may be the one that does.
pub(super) fn listed(record: &Record<WeekEvent>) -> BTreeSet<String> {
    let doubtful = record.doubtful.iter().filter_map(|d| d.entry.as_ref());
    let of = |event: &WeekEvent| match event {
        WeekEvent::List { visit } => vec![visit.clone()],
        WeekEvent::Sign { entries, .. } => entries.iter().map(|e| e.visit.clone()).collect(),
        WeekEvent::Judge(_) => Vec::new(),
    };
    record.entries.iter().chain(doubtful).flat_map(|entry| of(&entry.body)).collect()
}

/// Every visit that an outing covers, or may: a line in doubt may be the one that says so.
pub(super) fn visits_of(record: &Record<OutingEvent>) -> BTreeSet<String> {
    let doubtful = record.doubtful.iter().filter_map(|d| d.entry.as_ref());
    let mut visits = BTreeSet::new();
    for entry in record.entries.iter().chain(doubtful) {
        if let OutingEvent::SignOut { stops, .. } = &entry.body {
            visits.extend(stops.iter().map(|s| s.visit.clone()));
        }
        if let OutingEvent::AddStop { stop, .. } = &entry.body {
            visits.insert(stop.visit.clone());
        }
    }
    visits.retain(|visit| !visit.is_empty());
    visits
}

/// A visit that is named, and is not there.
pub(super) fn gone(visit: &str) -> Damage {
    let (family, rest) = visit.split_once('/').unwrap_or(("?", visit));
    Damage {
        path: format!("families/{family}/visits/{rest}.yaml"),
        line: None,
        what: format!("the visit {visit} is named, and its record is not there"),
        hint: "Bring the visit's record back, from git or the machine that planned it.".to_owned(),
        may_hide_somebody: true,
    }
}

/// What a marker names and is not there, told under the record's own path.
pub(super) fn marked(missing: Missing) -> Damage {
    Damage { path: missing.path, ..missing.damage }
}
