//! What a visit adds up to: what is planned, whether it happened, what is owed for it.

use super::directory::{Address, Family};
use super::entry::{Entry, Record};
use super::events::{Duty, Incident, Outcome, Plan, Unmet, VisitEvent};
use super::owes::{self, OwedDuty};
use crate::error::Damage;
use crate::when::{Day, Moment, Zone};
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// A visit as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Visit {
    /// `ahmed/2026-11-24-1a`.
    pub id: String,
    /// What is planned now.
    pub plan: Plan,
    /// Warnings accepted with reasons at the last planning.
    pub unmet: Vec<Unmet>,
    /// Taken off the plan: when, and why.
    pub dropped: Option<(Moment, String)>,
    /// How it ended. Of several, the first in the record's order; the others are shown as a contradiction.
    pub ended: Option<Ended>,
    /// Duties not yet done.
    pub owed: Vec<OwedDuty>,
    /// Everything doubtful about the record.
    pub damage: Vec<Damage>,
    /// The newest events.
    pub heads: Vec<String>,
    /// Every event.
    pub entries: Vec<Entry<VisitEvent>>,
}

/// The outcome of a visit that was written up.
pub const WRITTEN_UP: &str = "done";

/// How a visit ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Ended {
    /// The event.
    pub event: String,
    /// When.
    pub at: Moment,
    /// How.
    pub outcome: Outcome,
}

impl Visit {
    /// What the record adds up to; `None` if nothing in it says what was planned.
    pub fn of(id: &str, record: &Record<VisitEvent>) -> Option<Visit> {
        let (plan, unmet) = record.entries.iter().rev().find_map(|e| match &e.body {
            VisitEvent::Plan { plan, unmet } | VisitEvent::Change { plan, unmet, .. } => {
                Some((plan.as_ref().clone(), unmet.clone()))
            }
            VisitEvent::Drop { .. }
            | VisitEvent::Refused { .. }
            | VisitEvent::Outcome(_)
            | VisitEvent::Incident(_)
            | VisitEvent::DutyDone { .. }
            | VisitEvent::Alarm(_)
            | VisitEvent::Judge(_)
            | VisitEvent::Undo { .. } => None,
        })?;
        let undone = undone(&record.entries);
        let stands = |e: &&Entry<VisitEvent>| !undone.contains(e.id.as_str());
        let standing: Cow<'_, [Entry<VisitEvent>]> = if undone.is_empty() {
            Cow::Borrowed(&record.entries)
        } else {
            Cow::Owned(record.entries.iter().filter(stands).cloned().collect())
        };
        let mut damage: Vec<Damage> = record.doubtful.iter().map(|d| d.damage.clone()).collect();
        damage.extend(record.damage.iter().cloned());
        Some(Visit {
            id: id.to_owned(),
            plan,
            unmet,
            dropped: record.entries.iter().find_map(dropped),
            ended: record.entries.iter().filter(stands).find_map(ended),
            owed: owes::owed(&standing, duties, done),
            damage,
            heads: record.heads(),
            entries: record.entries.clone(),
        })
    }

    /// Still to come: neither ended nor dropped.
    pub fn planned(&self) -> bool {
        self.ended.is_none() && self.dropped.is_none()
    }

    /// Somebody wrote it up, or called it off as one that staff had gone in for. Of several endings any that was not
    /// taken back: two machines may each have typed one.
    pub fn written_up(&self) -> bool {
        let undone = undone(&self.entries);
        let standing = self.entries.iter().filter(|e| !undone.contains(e.id.as_str()));
        let mut endings = standing.filter_map(ended);
        endings.any(|e| e.outcome.outcome == WRITTEN_UP || e.outcome.got_in)
    }

    /// Every day it was ever planned for.
    pub fn days(&self, zone: Zone) -> BTreeSet<Day> {
        let planned = self.entries.iter().filter_map(|e| match &e.body {
            VisitEvent::Plan { plan, .. } | VisitEvent::Change { plan, .. } => Some(plan.start),
            VisitEvent::Drop { .. }
            | VisitEvent::Refused { .. }
            | VisitEvent::Outcome(_)
            | VisitEvent::Incident(_)
            | VisitEvent::DutyDone { .. }
            | VisitEvent::Alarm(_)
            | VisitEvent::Judge(_)
            | VisitEvent::Undo { .. } => None,
        });
        planned.map(|start| zone.day_of(start)).collect()
    }

    /// Staff got into the home, and the record says so without doubt. Only this uses up a first visit.
    pub fn got_in(&self) -> bool {
        self.damage.is_empty() && self.ended.as_ref().is_some_and(|e| e.outcome.got_in)
    }

    /// What went wrong on it, oldest first.
    pub fn incidents(&self) -> Vec<(Moment, &Incident)> {
        self.entries.iter().filter_map(incident).collect()
    }

    /// The planned finish.
    pub fn finish(&self) -> Moment {
        self.plan.start.plus(self.plan.lasts)
    }

    /// The family the visit is to.
    pub fn family(&self) -> &str {
        &self.plan.family
    }

    /// The part of the id after the family: `2026-11-24-1a`.
    pub fn short(&self) -> &str {
        self.id.rsplit('/').next().unwrap_or(&self.id)
    }
}

/// The endings that were taken back, by the ids of their events. One that says that there was a concern stands whatever
/// was typed after it: danger is never taken back.
pub fn undone(entries: &[Entry<VisitEvent>]) -> BTreeSet<&str> {
    let named = |id: &str| {
        entries.iter().any(|e| matches!(&e.body, VisitEvent::Undo { event, .. } if event == id))
    };
    let may = |e: &&Entry<VisitEvent>| {
        matches!(&e.body, VisitEvent::Outcome(outcome) if outcome.concern.is_none()) && named(&e.id)
    };
    entries.iter().filter(may).map(|e| e.id.as_str()).collect()
}

fn incident(entry: &Entry<VisitEvent>) -> Option<(Moment, &Incident)> {
    if let VisitEvent::Incident(incident) = &entry.body {
        return Some((entry.at, incident.as_ref()));
    }
    None
}

fn dropped(entry: &Entry<VisitEvent>) -> Option<(Moment, String)> {
    if let VisitEvent::Drop { why, .. } = &entry.body {
        return Some((entry.at, why.clone()));
    }
    None
}

fn ended(entry: &Entry<VisitEvent>) -> Option<Ended> {
    if let VisitEvent::Outcome(outcome) = &entry.body {
        return Some(Ended {
            event: entry.id.clone(),
            at: entry.at,
            outcome: outcome.as_ref().clone(),
        });
    }
    None
}

/// The event and rule of the duty it says was done.
pub(crate) fn done(event: &VisitEvent) -> Option<(&str, &str)> {
    let VisitEvent::DutyDone { event, rule, .. } = event else { return None };
    Some((event, rule))
}

/// The duties that an event brings.
pub(crate) fn duties(event: &VisitEvent) -> &[Duty] {
    match event {
        VisitEvent::Change { duties, .. } | VisitEvent::Drop { duties, .. } => duties,
        VisitEvent::Outcome(outcome) => &outcome.duties,
        VisitEvent::Incident(incident) => &incident.duties,
        VisitEvent::Plan { .. }
        | VisitEvent::Refused { .. }
        | VisitEvent::DutyDone { .. }
        | VisitEvent::Alarm(_)
        | VisitEvent::Judge(_)
        | VisitEvent::Undo { .. } => &[],
    }
}

/// What the week list shows for a visit: what is signed, and nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListRow {
    /// The pupils.
    pub pupil: String,
    /// The address in words.
    pub address: String,
    /// Parents and carers.
    pub parent: String,
    /// How to reach them.
    pub contact: String,
    /// Why.
    pub reason: String,
    /// Who goes.
    pub staff: String,
    /// When, and how it is made: "doorstep only", "unannounced".
    pub time: String,
}

impl ListRow {
    /// The row for a visit, from the records it names.
    pub fn of(
        plan: &Plan,
        family: Option<&Family>,
        address: Option<&Address>,
        zone: Zone,
    ) -> ListRow {
        let carers = family.map(|f| f.carers.as_slice()).unwrap_or_default();
        let mut time = format!("{} for {}", zone.words(plan.start), plan.lasts.words());
        if plan.doorstep {
            time.push_str(", doorstep only");
        }
        if plan.unannounced {
            time.push_str(", unannounced");
        }
        for word in [&plan.kind, &plan.place, &plan.site].into_iter().flatten() {
            let _infallible = write!(time, ", {word}");
        }
        ListRow {
            pupil: plan.pupils.join(", "),
            address: address.map_or_else(|| "not on record".to_owned(), |a| a.text.clone()),
            parent: carers.iter().map(|c| c.name.as_str()).collect::<Vec<_>>().join(", "),
            contact: carers
                .iter()
                .filter_map(|c| c.phone.as_deref())
                .collect::<Vec<_>>()
                .join(", "),
            reason: plan.reason.clone().unwrap_or_default(),
            staff: plan.staff.join(", "),
            time,
        }
    }

    /// Sixteen hex digits over everything the row shows.
    pub fn digest(&self) -> String {
        self.sha256().chars().take(16).collect()
    }

    /// The whole sum over everything the row shows, for a signature that somebody may want to forge.
    pub fn sha256(&self) -> String {
        let fields = [
            &self.pupil,
            &self.address,
            &self.parent,
            &self.contact,
            &self.reason,
            &self.staff,
            &self.time,
        ];
        sha256(&fields.map(String::as_str))
    }
}

/// Sixteen hex digits over texts, each told apart from its neighbours.
pub fn digest(texts: &[&str]) -> String {
    sha256(texts).chars().take(16).collect()
}

/// All sixty-four.
pub fn sha256(texts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for text in texts {
        hash.update(text.len().to_le_bytes());
        hash.update(text.as_bytes());
    }
    hash.finalize().iter().fold(String::new(), |mut hex, byte| {
        let _infallible = write!(hex, "{byte:02x}");
        hex
    })
}
