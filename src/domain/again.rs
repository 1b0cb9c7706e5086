//! What was typed about staff who are out and taken back since, as far as an alarm is concerned that was told before:
//! whoever was told of it may have been told since that all is well, and so is told again.
//!
//! What it will not do: judge whether something is late. An alarm that comes back is told again from its first rung;
//! nothing here holds anything back.

use super::entry::Entry;
use super::events::OutingEvent;
use super::outing::ancestors;
use crate::when::Moment;
use std::collections::BTreeSet;

/// Something that was taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Again {
    /// The id of the event.
    pub event: String,
    /// What it was, in words that name nobody and no place.
    pub what: &'static str,
    /// When it was said to have happened.
    pub at: Moment,
    /// When it was first taken back.
    pub since: Moment,
    /// Whom it was about, by id. Empty: the family, or all who are out.
    who: Vec<String>,
    /// The lines whose writers had not seen it.
    before: BTreeSet<String>,
    /// The lines whose writers did not know that it was taken back.
    unaware: BTreeSet<String>,
}

impl Again {
    /// It was about one of these people, or may have been.
    pub(super) fn about(&self, people: &[String]) -> bool {
        let named = |id: &String| people.contains(id);
        self.who.is_empty() || people.is_empty() || self.who.iter().any(named)
    }

    /// Whoever wrote that line of the record had not seen it. Of two who wrote at the same time neither had.
    pub(super) fn after(&self, line: &str) -> bool {
        self.before.contains(line)
    }

    /// Whoever wrote that line of the record did not know that it was taken back.
    pub(super) fn unknown_to(&self, line: &str) -> bool {
        self.unaware.contains(line)
    }
}

/// Everything that was taken back and may have quieted an alarm.
pub(super) fn all(entries: &[Entry<OutingEvent>]) -> Vec<Again> {
    if !entries.iter().any(|e| taken(e).is_some()) {
        return Vec::new();
    }
    let seen = ancestors(entries);
    let blind = |to: &dyn Fn(&str) -> bool| -> BTreeSet<String> {
        let saw =
            |line: &str| to(line) || seen.get(line).is_some_and(|all| all.iter().any(|id| to(id)));
        let lines = entries.iter().filter(|e| !saw(&e.id));
        lines.map(|e| e.id.clone()).collect()
    };
    let one = |entry: &Entry<OutingEvent>| {
        let (what, who) = taken(entry)?;
        let undone = |e: &&Entry<OutingEvent>| matches!(&e.body, OutingEvent::Undo { event, .. } if *event == entry.id);
        let undoings: Vec<&Entry<OutingEvent>> = entries.iter().filter(undone).collect();
        Some(Again {
            event: entry.id.clone(),
            what,
            at: entry.at,
            since: undoings.iter().map(|e| e.typed).min().unwrap_or(entry.typed),
            who: who.to_vec(),
            before: blind(&|id| id == entry.id),
            unaware: blind(&|id| undoings.iter().any(|e| e.id == id)),
        })
    };
    entries.iter().filter_map(one).collect()
}

fn taken(entry: &Entry<OutingEvent>) -> Option<(&'static str, &[String])> {
    if let OutingEvent::TakenBack { was } = &entry.body { what(was) } else { None }
}

/// What it was, and whom it was about. `None`: nobody was ever told by it that anybody is well.
fn what(event: &OutingEvent) -> Option<(&'static str, &[String])> {
    Some(match event {
        OutingEvent::Contact { who, .. } => ("check-in", who),
        OutingEvent::Arrive { who, .. } => ("arrival at a door", who),
        OutingEvent::Late { .. } => ("word that the family is late", &[]),
        OutingEvent::Enter { who, .. } => ("going in", who),
        OutingEvent::Leave { who, .. } => ("coming out", who),
        OutingEvent::CalledOff { .. } => ("calling off of a visit", &[]),
        OutingEvent::Extend { .. } => ("new expected return", &[]),
        OutingEvent::Delay { .. } => ("word of a delay", &[]),
        OutingEvent::Back { who } => ("return", who),
        OutingEvent::Home { who, .. } => ("word from home", who),
        OutingEvent::SignOut { .. }
        | OutingEvent::NoAnswer { .. }
        | OutingEvent::AddStop { .. }
        | OutingEvent::Told { .. }
        | OutingEvent::Concern { .. }
        | OutingEvent::Distress { .. }
        | OutingEvent::Resolve { .. }
        | OutingEvent::DutyDone { .. }
        | OutingEvent::Alarm(_)
        | OutingEvent::Judge(_)
        | OutingEvent::Undo { .. }
        | OutingEvent::TakenBack { .. } => return None,
    })
}
