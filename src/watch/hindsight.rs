//! Which alarms would have rung over an outing, had its events been known when they happened: what a sheet that is typed
//! in afterwards tells of the hours in which no machine looked.
//!
//! The stretches between two events are [`super::sweep`]'s; this neither tells anybody nor resolves anything.

use super::late;
use super::sweep::{self, By};
use crate::domain::entry::Record;
use crate::domain::events::{Contactable, OutingEvent};
use crate::policy::Clock;
use crate::when::Moment;

/// An alarm that would have rung.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rang {
    /// Which clock.
    pub clock: Clock,
    /// When it was due.
    pub due: Moment,
    /// About whom.
    pub people: Vec<Contactable>,
    /// What was missing, in words.
    pub owed: String,
    /// How many rungs of its ladder would have been due in the end.
    pub rungs: usize,
    /// The event that ended it. `None`: it rings still.
    pub until: Option<Moment>,
}

/// Every alarm between the first event and `now`, in the order they were due.
pub fn rang(record: &Record<OutingEvent>, now: Moment) -> Vec<Rang> {
    let mut all: Vec<Rang> = Vec::new();
    for stretch in sweep::stretches(record, By::Happened, now) {
        for one in late(&stretch.outing, stretch.end) {
            let running = one.running;
            let same = |r: &&mut Rang| {
                (r.clock, r.due, &r.people)
                    == (running.clock, running.deadline.due, &running.people)
            };
            if let Some(known) = all.iter_mut().find(same) {
                (known.rungs, known.until) = (one.steps.len(), stretch.next);
                continue;
            }
            all.push(Rang {
                clock: running.clock,
                due: running.deadline.due,
                people: running.people,
                owed: running.owed,
                rungs: one.steps.len(),
                until: stretch.next,
            });
        }
    }
    all.sort_by_key(|r| r.due);
    all
}
