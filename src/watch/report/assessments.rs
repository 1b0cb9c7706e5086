//! What one assessment adds to the figures: each event on it by the day it happened.

use super::{Notes, Owes, Scope, Taken, taken};
use crate::domain::assessment;
use crate::domain::entry::Record;
use crate::domain::events::AssessmentEvent;
use crate::domain::figures::{Noted, Of};

pub(super) fn notes(record: &Record<AssessmentEvent>, of: Of, scope: &Scope<'_>) -> Vec<Noted> {
    let mut notes = Notes::new(scope, of, &record.id);
    match taken(record, scope) {
        Taken::Only("practice") => {
            if record.entries.first().is_some_and(|e| notes.in_period(e.at)) {
                notes.note("practice.assessments", "");
            }
            return notes.all;
        }
        Taken::Only(_) => {
            notes.note("unread.assessments", "");
            return notes.all;
        }
        Taken::Counts => {}
    }
    if record.entries.iter().any(|e| e.clock_given && notes.in_period(e.at)) {
        notes.note("practice.assessments", "");
    }
    for entry in record.entries.iter().filter(|e| scope.period.holds(e.at, scope.zone)) {
        match &entry.body {
            AssessmentEvent::Assess(_) => notes.note("assessments", &entry.id),
            AssessmentEvent::Decide { proceed, unmet, .. } => {
                let word = if *proceed { "assessments.go-ahead" } else { "assessments.no" };
                notes.note(word, &entry.id);
                notes.overrides(unmet, entry.at, &entry.id);
            }
            AssessmentEvent::Review { .. } => notes.note("assessments.reviewed", &entry.id),
            AssessmentEvent::Risk { .. } => notes.note("assessments.new-risks", &entry.id),
            AssessmentEvent::Control { .. }
            | AssessmentEvent::Read { .. }
            | AssessmentEvent::DutyDone { .. }
            | AssessmentEvent::Judge(_) => {}
        }
    }
    notes.duties(&record.entries, &Owes { brings: assessment::duties, done: assessment::done });
    notes.all
}
