//! The one sweep over an outing's past: from one line to the next nothing changes but what the time makes late, so it is
//! enough to know the outing as it stood after each line, and until when it stood so.
//!
//! Whoever looks back asks this, and says by which time of a line it goes: [`super::past`] (was it late in its time?) and
//! [`super::hindsight`] (what would have rung, had the sheet been typed at once?) by when things happened,
//! [`super::replay`] (what did anybody see who looked?) by when they were typed. What they make of a stretch is theirs.
//! This has no rule of its own about lateness, reads no policy, and does not guess at a line in doubt: a record that is
//! not sound is for whoever asks to name.

use super::{Running, clocks};
use crate::domain::entry::{Entry, Record};
use crate::domain::events::OutingEvent;
use crate::domain::outing::Outing;
use crate::policy::Deadline;
use crate::when::{Moment, Span};
use std::collections::BTreeSet;

/// Which time of a line counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// When it happened: what was typed late is not held against whoever rang in time.
    Happened,
    /// When it was typed: before that nobody who looked could know of it.
    Typed,
}

impl By {
    fn of<B>(self, entry: &Entry<B>) -> Moment {
        match self {
            By::Happened => entry.at,
            By::Typed => entry.typed,
        }
    }
}

/// An outing between two lines.
#[derive(Debug, Clone)]
pub struct Stretch {
    /// The moment of the line it begins with.
    pub from: Moment,
    /// The moment of the next line. `None`: there is none until the end of the sweep.
    pub next: Option<Moment>,
    /// The moment it ends: the next line's, or the end of the sweep.
    pub end: Moment,
    /// The outing by every line up to `from`.
    pub outing: Outing,
}

impl Stretch {
    /// The last whole second that is in it: at `next` the next line is already there.
    pub fn last(&self) -> Moment {
        self.next.map_or(self.end, |next| next.minus(Span::seconds(1)))
    }

    /// Every clock that is or runs late in it by that moment, with the first second at which it shows.
    pub fn late_by(&self, moment: Moment) -> Vec<(Running, Moment)> {
        self.shows().filter(|(_, at)| *at <= moment).collect()
    }

    /// Every clock that runs in it and is not late by that moment, with the first second at which it will show if nothing
    /// more is typed.
    pub fn late_after(&self, moment: Moment) -> Vec<(Running, Moment)> {
        self.shows().filter(|(_, at)| *at > moment).collect()
    }

    fn shows(&self) -> impl Iterator<Item = (Running, Moment)> + '_ {
        let running = clocks::running(&self.outing).into_iter();
        running.map(|r| {
            let at = first_late(r.deadline).max(self.from);
            (r, at)
        })
    }
}

/// The first whole second at which it is late.
fn first_late(deadline: Deadline) -> Moment {
    if deadline.over { deadline.due.plus(Span::seconds(1)) } else { deadline.due }
}

/// Every stretch up to `until`, that second included, oldest first. It begins with the first line that says who left.
pub fn stretches(
    record: &Record<OutingEvent>,
    by: By,
    until: Moment,
) -> impl Iterator<Item = Stretch> + '_ {
    cuts(record, by, until).filter_map(|cut| {
        let outing = Outing::of(&cut.record)?;
        Some(Stretch { from: cut.from, next: cut.next, end: cut.end, outing })
    })
}

/// Any record between two lines.
#[derive(Debug, Clone)]
pub struct Cut<B> {
    /// The moment of the line it begins with.
    pub from: Moment,
    /// The moment of the next line. `None`: there is none until the end of the sweep.
    pub next: Option<Moment>,
    /// The moment it ends: the next line's, or the end of the sweep.
    pub end: Moment,
    /// The lines up to `from`.
    pub record: Record<B>,
}

/// Every stretch of a record, before anybody says what its lines add up to.
pub fn cuts<B: Clone>(
    record: &Record<B>,
    by: By,
    until: Moment,
) -> impl Iterator<Item = Cut<B>> + '_ {
    let moments: BTreeSet<Moment> =
        record.entries.iter().map(|e| by.of(e)).filter(|moment| *moment <= until).collect();
    let nexts: Vec<Option<Moment>> =
        moments.iter().skip(1).copied().map(Some).chain([None]).collect();
    moments.into_iter().zip(nexts).map(move |(from, next)| {
        let entries = record.entries.iter().filter(|e| by.of(e) <= from).cloned().collect();
        let id = record.id.clone();
        let then = Record { id, entries, doubtful: Vec::new(), damage: Vec::new() };
        Cut { from, next, end: next.unwrap_or(until), record: then }
    })
}
