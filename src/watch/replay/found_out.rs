//! When somebody is on record as having known of an alarm: told by a channel that took the message, in charge, or doing
//! what a rung asks.
//!
//! What hv only prints has no result (DESIGN.md, the alarm): nobody knows who read it, so it is no discovery here. A
//! message handed over is counted as told, and is still not an answer.

use super::Raised;
use crate::domain::alarm::{Alarm, AlarmLine, Came, Notified};
use crate::domain::entry::{Entry, Record};
use crate::domain::events::OutingEvent;
use crate::policy::Clock;
use crate::when::Moment;

/// Who knew first, and how.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FoundOut {
    /// When.
    pub at: Moment,
    /// Who, by id; a channel that many read, by `#` and its id.
    pub who: String,
    /// How.
    pub how: How,
}

/// How somebody came to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// A channel took a message to them.
    Told,
    /// They took charge.
    Charge,
    /// They did what a rung asks.
    Acted,
}

impl How {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            How::Told => "told",
            How::Charge => "in charge",
            How::Acted => "acted on it",
        }
    }
}

/// Who knew of this alarm first. `None`: nobody is on record as having known.
pub fn first(record: &Record<OutingEvent>, raised: &Raised) -> Option<FoundOut> {
    let mine = |alarm: &Alarm| about(alarm, raised);
    record.entries.iter().filter_map(|e| of_line(record, e, &mine)).min()
}

/// The same moment missed, by this person among others. Of distress and concern the log names the last word of it, so
/// the person and the clock tell which it is.
fn about(alarm: &Alarm, raised: &Raised) -> bool {
    let said = matches!(raised.clock, Clock::Distress | Clock::Concern);
    let moment = said || alarm.due == raised.deadline.due;
    (alarm.clock, &alarm.visit) == (raised.clock, &raised.visit)
        && moment
        && alarm.people.contains(&raised.person.id)
}

fn of_line(
    record: &Record<OutingEvent>,
    entry: &Entry<OutingEvent>,
    mine: &impl Fn(&Alarm) -> bool,
) -> Option<FoundOut> {
    let OutingEvent::Alarm(line) = &entry.body else { return None };
    let found = |who: &str, how| Some(FoundOut { at: entry.at, who: who.to_owned(), how });
    match line {
        AlarmLine::Ack(ack) => {
            ack.alarms.iter().any(mine).then(|| found(&ack.who, How::Charge)).flatten()
        }
        AlarmLine::Rung(rung) => mine(&rung.alarm).then(|| found(&rung.who, How::Acted)).flatten(),
        AlarmLine::Notified(result) => {
            handed(record, result, mine).and_then(|who| found(&who, How::Told))
        }
        AlarmLine::Notify(_) | AlarmLine::Closed(_) => None,
    }
}

/// The first receiver whom a channel took the message to, in an attempt that told of this alarm.
fn handed(
    record: &Record<OutingEvent>,
    result: &Notified,
    mine: &impl Fn(&Alarm) -> bool,
) -> Option<String> {
    let attempt = record.entries.iter().find(|e| e.id == result.attempt)?;
    let OutingEvent::Alarm(AlarmLine::Notify(notify)) = &attempt.body else { return None };
    let told: Vec<&String> =
        notify.tells.iter().filter(|t| mine(&t.alarm)).flat_map(|t| &t.to).collect();
    let sent = result.came.iter().find(|s| s.came == Came::Handed && told.contains(&&s.to))?;
    Some(sent.to.clone())
}
