//! What was typed about staff who are out, or about a visit they were to make, and taken back since, as far as an alarm is concerned that was told before:
//! whoever was told of it may have been told since that all is well, and so is told again.
//!
//! What it will not do: judge whether something is late. An alarm that comes back is told again from its first rung;
//! nothing here holds anything back.

use super::entry::Entry;
use super::events::{OutingEvent, VisitEvent};
use super::outing::{Outing, ancestors};
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
    let blind = |to: &dyn Fn(&str) -> bool| blind(entries, to);
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

/// The lines whose writers had seen none of those.
fn blind<B>(entries: &[Entry<B>], to: &dyn Fn(&str) -> bool) -> BTreeSet<String> {
    let seen = ancestors(entries);
    let saw =
        |line: &str| to(line) || seen.get(line).is_some_and(|all| all.iter().any(|id| to(id)));
    let lines = entries.iter().filter(|e| !saw(&e.id));
    lines.map(|e| e.id.clone()).collect()
}

/// What quieted the alarm of a planned visit that nobody signed out for, and was taken back: that it was called off, in the
/// visit's own record, and sign-outs for it on which nobody left. Those stand in the outing's record, so that only their
/// times tell which lines of the visit came before: one of the same second may have, and twice told is no harm.
pub(super) fn of_visit(
    id: &str,
    entries: &[Entry<VisitEvent>],
    signed_out: &[&Outing],
) -> Vec<Again> {
    let endings = entries.iter().filter_map(|entry| {
        let VisitEvent::Outcome(_) = &entry.body else { return None };
        let undone = |e: &&Entry<VisitEvent>| matches!(&e.body, VisitEvent::Undo { event, .. } if *event == entry.id);
        let undoings: Vec<&Entry<VisitEvent>> = entries.iter().filter(undone).collect();
        Some(Again {
            event: entry.id.clone(),
            what: "calling off of the visit",
            at: entry.at,
            since: undoings.iter().map(|e| e.typed).min()?,
            who: Vec::new(),
            before: blind(entries, &|id| id == entry.id),
            unaware: blind(entries, &|id| undoings.iter().any(|e| e.id == id)),
        })
    });
    let never_left = signed_out.iter().filter(|o| o.never_left);
    endings.chain(never_left.filter_map(|o| no_sign_out(o, id, entries))).collect()
}

/// What the sign-out says that was taken back: of the outing itself no visit is covered any more.
fn no_sign_out(outing: &Outing, visit: &str, lines: &[Entry<VisitEvent>]) -> Option<Again> {
    let signed_out = |e: &&Entry<OutingEvent>| matches!(&e.body, OutingEvent::SignOut { stops, .. } if stops.iter().any(|s| s.visit == visit));
    let sign_outs: Vec<&Entry<OutingEvent>> = outing.entries.iter().filter(signed_out).collect();
    let undone = |e: &&Entry<OutingEvent>| matches!(&e.body, OutingEvent::Undo { event, .. } if sign_outs.iter().any(|s| s.id == *event));
    let since = outing.entries.iter().filter(undone).map(|e| e.typed).min()?;
    let before = lines.iter().filter(|line| line.at <= since).map(|line| line.id.clone());
    let before: BTreeSet<String> = before.collect();
    Some(Again {
        event: outing.id.clone(),
        what: "sign-out",
        at: outing.left_at,
        since,
        who: outing.people.iter().map(|p| p.id.clone()).collect(),
        unaware: before.clone(),
        before,
    })
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
