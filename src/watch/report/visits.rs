//! What one visit adds to the figures: by the day of its appointment, and each event on it by the day it happened.

use super::{Notes, Owes, Scope, Taken, how_many, outings, taken};
use crate::domain::alarm::Log;
use crate::domain::entry::{Entry, Record};
use crate::domain::events::{Incident, VisitEvent};
use crate::domain::figures::{Noted, Of};
use crate::domain::known::reason_word;
use crate::domain::visit::{self, Visit};

/// Endings for which staff went away again because of what they met (clauses.md trap 53).
const UNSAFE: [&str; 2] = ["unsafe", "animals"];

pub(super) fn notes(record: &Record<VisitEvent>, scope: &Scope<'_>) -> Vec<Noted> {
    let mut notes = Notes::new(scope, Of::Visit, &record.id);
    let visit = Visit::of(&record.id, record);
    match (taken(record, scope), &visit) {
        (Taken::Only("practice"), Some(visit)) => {
            if notes.in_period(visit.plan.start) {
                notes.note("practice.visits", "");
            }
        }
        (Taken::Only(_), _) | (_, None) => notes.note("unread.visits", ""),
        (Taken::Counts, Some(visit)) => {
            notes.planned(visit);
            visit.entries.iter().for_each(|entry| notes.happened(entry));
            notes.near_miss(visit);
            outings::alarms(&mut notes, &Log::of_visit(visit, &[]), &[]);
            notes.duties(&visit.entries, &Owes { brings: visit::duties, done: visit::done });
        }
    }
    notes.all
}

impl Notes<'_> {
    fn planned(&mut self, visit: &Visit) {
        let plan = &visit.plan;
        if !self.in_period(plan.start) {
            return;
        }
        self.note("visits", "");
        if visit.entries.iter().any(|e| e.clock_given) {
            self.note("practice.visits", "");
        }
        // A reason that is no word of the policy was written by somebody: it may name a person, and is only counted.
        let known = self.scope.policy.and_then(|p| reason_word(plan.reason.as_deref(), p));
        let reason = match (known, &plan.reason) {
            (Some(word), _) => word.to_owned(),
            (None, Some(_)) => "in-other-words".to_owned(),
            (None, None) => "not-given".to_owned(),
        };
        self.note(format!("visits.by-reason.{reason}"), "");
        self.note(format!("visits.by-staffing.{}", how_many(plan.staff.len())), "");
        self.ended(visit);
    }

    fn ended(&mut self, visit: &Visit) {
        if let Some(ended) = &visit.ended {
            self.note(format!("visits.by-outcome.{}", ended.outcome.outcome), &ended.event);
            if ended.outcome.got_in {
                self.note("visits.got-in", &ended.event);
            }
            if ended.outcome.child_seen == Some(true) {
                self.note("visits.child-seen", &ended.event);
            }
        } else if visit.dropped.is_some() {
            self.note("visits.by-outcome.taken-off-the-plan", "");
        } else if visit.finish() < self.scope.now {
            self.note("visits.by-outcome.not-written-up", "");
        } else {
            self.note("visits.by-outcome.still-to-come", "");
        }
    }

    fn happened(&mut self, entry: &Entry<VisitEvent>) {
        let (at, line) = (entry.at, entry.id.as_str());
        match &entry.body {
            VisitEvent::Plan { unmet, .. } | VisitEvent::Change { unmet, .. } => {
                self.overrides(unmet, at, line);
            }
            VisitEvent::Outcome(outcome) => self.overrides(&outcome.unmet, at, line),
            VisitEvent::Incident(incident) => {
                self.overrides(&incident.unmet, at, line);
                self.incident(incident, entry);
            }
            VisitEvent::Refused { unmet, .. } => {
                if self.in_period(at) {
                    self.note("refusals", line);
                    self.by_clause("refusals", unmet, line);
                }
            }
            VisitEvent::Drop { .. }
            | VisitEvent::DutyDone { .. }
            | VisitEvent::Alarm(_)
            | VisitEvent::Judge(_)
            | VisitEvent::Undo { .. } => {}
        }
    }

    fn incident(&mut self, incident: &Incident, entry: &Entry<VisitEvent>) {
        if !self.in_period(entry.at) {
            return;
        }
        self.note("incidents", &entry.id);
        self.note(format!("incidents.by-kind.{}", incident.kind), &entry.id);
        self.note(format!("incidents.by-whom.{}", incident.by_whom), &entry.id);
        for _ in &incident.affected {
            self.note("incidents.people-affected", &entry.id);
        }
    }

    /// Staff went away because of what they met, and no incident is on record of it.
    fn near_miss(&mut self, visit: &Visit) {
        let Some(ended) = &visit.ended else { return };
        let left = UNSAFE.contains(&ended.outcome.outcome.as_str());
        if left && visit.incidents().is_empty() && self.in_period(ended.at) {
            self.note("near-misses", &ended.event);
            self.note("near-misses.by-kind.left-as-unsafe", &ended.event);
        }
    }
}
