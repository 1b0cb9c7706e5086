//! What was late on an outing in its time, worked out again from its lines: which contacts came in time and which did
//! not, and which clocks had run out before something ended them. For reports.
//!
//! It goes by when things happened and not by when they were typed, so that a call written down later is not held
//! against whoever made it. What was late between two lines is for [`super::sweep`] to find; this has no rule of its own
//! about lateness. It is not for the alarm: what is late *now* is [`super::late`]'s to say.

use super::sweep::{self, By, Stretch};
use super::{Running, alarm, clocks};
use crate::domain::alarm::Alarm;
use crate::domain::entry::{Entry, Record};
use crate::domain::events::OutingEvent;
use crate::domain::outing::Outing;
use crate::policy::Clock;
use crate::when::Moment;
use std::sync::Arc;

/// Somebody was heard from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// The line.
    pub line: String,
    /// When.
    pub at: Moment,
    /// Later than contact was due. `None`: no contact was due from them.
    pub late: Option<bool>,
}

/// A clock had run out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RanOut {
    /// The alarm.
    pub alarm: Alarm,
    /// The first line after it; empty if there was none.
    pub line: String,
}

/// All of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Past {
    /// Each time somebody was heard from, oldest first.
    pub heard: Vec<Heard>,
    /// Each clock that ran out, once.
    pub ran_out: Vec<RanOut>,
    /// When each contact was due that has not come: nothing has been heard since.
    pub not_come: Vec<Moment>,
}

/// What was late, up to `now`. The record is to be sound: what is in doubt is not counted, and that is for whoever asks
/// to say.
pub fn past(record: &Record<OutingEvent>, now: Moment) -> Past {
    let entries = record.entries.iter().filter(|e| moves(&e.body)).map(lighter).collect();
    let moved = Record { id: record.id.clone(), entries, doubtful: Vec::new(), damage: Vec::new() };
    let line_at = |at: Moment| moved.entries.iter().find(|e| e.at == at).map(|e| e.id.as_str());
    let mut past = Past::default();
    let mut stretches = sweep::stretches(&moved, By::Happened, now).peekable();
    while let Some(one) = stretches.next() {
        let line = one.next.and_then(line_at).unwrap_or_default();
        past.ran_out_in(&one, line);
        match (one.next, stretches.peek()) {
            (Some(at), Some(after)) => {
                past.heard.extend(heard(&one.outing, &after.outing, at, line));
            }
            (_, _) => past.not_come = not_come(&one.outing, now),
        }
    }
    past
}

/// When each contact was due that is still waited for.
fn not_come(outing: &Outing, now: Moment) -> Vec<Moment> {
    let waited_for = clocks::running(outing).into_iter().filter(|r| r.clock == Clock::Contact);
    waited_for.filter(|r| r.deadline.late(now)).map(|r| r.deadline.due).collect()
}

impl Past {
    /// Up to and with the moment of the next line: what came in the very second it was late came late.
    fn ran_out_in(&mut self, stretch: &Stretch, line: &str) {
        for (running, _) in stretch.late_by(stretch.end) {
            let alarm = alarm(&stretch.outing, &running);
            let same = |known: &&mut RanOut| same(&known.alarm, &alarm);
            if let Some(known) = self.ran_out.iter_mut().find(same) {
                let more = alarm.people.into_iter().filter(|p| !known.alarm.people.contains(p));
                let more: Vec<String> = more.collect();
                known.alarm.people.extend(more);
                continue;
            }
            self.ran_out.push(RanOut { alarm, line: line.to_owned() });
        }
    }
}

/// The same moment missed, whoever is still missing it.
pub fn same(one: &Alarm, other: &Alarm) -> bool {
    (one.clock, one.due, &one.visit) == (other.clock, other.due, &other.visit)
}

/// Somebody was heard from at that moment, or came back.
fn heard(before: &Outing, after: &Outing, at: Moment, line: &str) -> Option<Heard> {
    let new = |id: &str| {
        let then = before.person(id);
        let now = after.person(id)?;
        let contact = now.last_contact == at && then.is_some_and(|p| p.last_contact < at);
        let back = now.returned == Some(at) && then.is_some_and(|p| p.returned != Some(at));
        (contact || back).then(|| id.to_owned())
    };
    let who: Vec<String> = after.people.iter().filter_map(|p| new(&p.id)).collect();
    if who.is_empty() {
        return None;
    }
    let about = |r: &Running| r.people.iter().any(|p| who.contains(&p.id));
    let due = clocks::running(before).into_iter().filter(|r| r.clock == Clock::Contact);
    let late: Vec<bool> = due.filter(about).map(|r| r.deadline.late(at)).collect();
    let late = (!late.is_empty()).then(|| late.contains(&true));
    Some(Heard { line: line.to_owned(), at, late })
}

/// It says something about who is out, or when something is due.
fn moves(event: &OutingEvent) -> bool {
    !matches!(
        event,
        OutingEvent::Alarm(_)
            | OutingEvent::Judge(_)
            | OutingEvent::DutyDone { .. }
            | OutingEvent::NoAnswer { .. }
    )
}

/// Without who is told of what, which says nothing about when: it is copied for every line.
fn lighter(entry: &Entry<OutingEvent>) -> Entry<OutingEvent> {
    let mut entry = entry.clone();
    if let OutingEvent::SignOut { terms, .. } = &mut entry.body {
        let terms = Arc::make_mut(terms);
        terms.ladders = Arc::default();
        terms.everyone = Vec::new();
    }
    entry
}
