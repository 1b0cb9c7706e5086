//! What was late on an outing in its time, worked out again from its lines: which contacts came in time and which did
//! not, and which clocks had run out before something ended them. For reports.
//!
//! It goes by when things happened and not by when they were typed, so that a call written down later is not held
//! against whoever made it. It stands at each line in turn and asks the watch itself what was late then; it has no rule
//! of its own about lateness. It is not for the alarm: what is late *now* is [`super::late`]'s to say.

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
    let entries: Vec<Entry<OutingEvent>> =
        record.entries.iter().filter(|e| moves(&e.body)).map(lighter).collect();
    let mut moments: Vec<Moment> = entries.iter().map(|e| e.at).collect();
    moments.sort_unstable();
    moments.dedup();
    let mut past = Past::default();
    let mut before: Option<Outing> = None;
    for at in moments {
        let line = entries.iter().find(|e| e.at == at).map(|e| e.id.as_str()).unwrap_or_default();
        let upto = entries.iter().filter(|e| e.at <= at).cloned().collect();
        let after = Outing::of(&Record {
            id: record.id.clone(),
            entries: upto,
            doubtful: Vec::new(),
            damage: Vec::new(),
        });
        if let (Some(before), Some(after)) = (&before, &after) {
            past.ran_out_by(before, at, line);
            past.heard.extend(heard(before, after, at, line));
        }
        before = after.or(before);
    }
    if let Some(last) = before {
        past.ran_out_by(&last, now, "");
        let waited_for = clocks::running(&last).into_iter().filter(|r| r.clock == Clock::Contact);
        past.not_come =
            waited_for.filter(|r| r.deadline.late(now)).map(|r| r.deadline.due).collect();
    }
    past
}

impl Past {
    fn ran_out_by(&mut self, outing: &Outing, at: Moment, line: &str) {
        for running in clocks::running(outing).into_iter().filter(|r| r.deadline.late(at)) {
            let alarm = alarm(outing, &running);
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
        terms.ladders = Vec::new();
        terms.everyone = Vec::new();
    }
    entry
}
