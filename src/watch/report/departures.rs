//! Planned visits that nobody signed out for, as figures: the visits say who was expected to leave, the outings who left,
//! and only both together say whether `hv overdue` would have raised it.
//!
//! Those that somebody was told of stand in the visit's own record, and are counted with it. What is kept of a record
//! until all are read is the little that is asked of it, and only of what may touch the period.

use super::outings::alarms;
use super::{Notes, Scope, Taken, taken};
use crate::domain::alarm::{Alarm, Log};
use crate::domain::entry::Record;
use crate::domain::events::{OutingEvent, VisitEvent};
use crate::domain::figures::{Noted, Of};
use crate::domain::outing::Outing;
use crate::domain::visit::Visit;
use crate::policy::Clock;
use crate::watch::departure::{self, Expected, Went};
use crate::watch::past::RanOut;
use std::collections::{BTreeMap, BTreeSet};

/// Nobody leaves for a visit earlier than this before its day: so far back outings are looked at. In days.
const EARLIER: u64 = 31;

/// What visits and outings tell of each other, until all of them are read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Departures {
    expected: Vec<Expected>,
    went: Vec<Went>,
}

impl Departures {
    /// Of a visit: when somebody was to leave for it in the period, and nobody is on record as told that nobody had.
    pub fn of_visit(record: &Record<VisitEvent>, scope: &Scope<'_>) -> Departures {
        // Most of the folder is of other days: nothing more is worked out of that.
        let counts = near(record, scope) && matches!(taken(record, scope), Taken::Counts);
        let visit = if counts { Visit::of(&record.id, record) } else { None };
        let Some(visit) = visit else { return Departures::default() };
        let stories = Log::of_visit(&visit, &[]).stories();
        let told = |one: &Expected| {
            let same = |a: &Alarm| (a.clock, a.due) == (Clock::Departure, one.due);
            stories.iter().any(|story| same(&story.alarm))
        };
        let mut expected = departure::expected(record, scope.now);
        expected.retain(|one| scope.period.holds(one.due, scope.zone) && !told(one));
        Departures { expected, went: Vec::new() }
    }

    /// Of an outing: which visits it went to.
    pub fn of_outing(record: &Record<OutingEvent>, scope: &Scope<'_>) -> Departures {
        let first = scope.period.from.minus_days(EARLIER);
        let near = record.entries.iter().any(|entry| {
            let day = scope.zone.day_of(entry.at);
            first <= day && day <= scope.period.to.plus_days(1)
        });
        let outing = if near { Outing::of(record) } else { None };
        let went = outing.as_ref().map(departure::went).unwrap_or_default();
        Departures { expected: Vec::new(), went }
    }

    /// Both together.
    pub fn add(&mut self, other: Departures) {
        self.expected.extend(other.expected);
        self.went.extend(other.went);
    }

    /// What they come to: each visit and moment once.
    pub fn notes(&self, scope: &Scope<'_>) -> Vec<Noted> {
        let mut went: BTreeMap<&str, Vec<&Went>> = BTreeMap::new();
        for one in &self.went {
            went.entry(&one.visit).or_default().push(one);
        }
        let none = Vec::new();
        let raised = |one: &&Expected| {
            let out = went.get(one.visit.as_str()).unwrap_or(&none);
            departure::raised(one, out, scope.now).is_some()
        };
        let mut seen = BTreeSet::new();
        let once = self.expected.iter().filter(raised);
        let once = once.filter(|one| seen.insert((one.visit.as_str(), one.due)));
        once.flat_map(|one| not_told(one, scope)).collect()
    }
}

/// It ever was planned for a day of the period, or for the day before it, whose last quarter of an hour ends there.
fn near(record: &Record<VisitEvent>, scope: &Scope<'_>) -> bool {
    record.entries.iter().any(|entry| match &entry.body {
        VisitEvent::Plan { plan, .. } | VisitEvent::Change { plan, .. } => {
            let day = scope.zone.day_of(plan.start);
            scope.period.has(day) || scope.period.has(day.plus_days(1))
        }
        VisitEvent::Drop { .. }
        | VisitEvent::Refused { .. }
        | VisitEvent::Outcome(_)
        | VisitEvent::Incident(_)
        | VisitEvent::DutyDone { .. }
        | VisitEvent::Alarm(_)
        | VisitEvent::Judge(_)
        | VisitEvent::Undo { .. } => false,
    })
}

fn not_told(one: &Expected, scope: &Scope<'_>) -> Vec<Noted> {
    let mut notes = Notes::new(scope, Of::Visit, &one.visit);
    let visit = Some(one.visit.clone());
    let people = one.people.clone();
    let alarm = Alarm { clock: Clock::Departure, due: one.due, visit, people };
    alarms(&mut notes, &Log::default(), &[RanOut { alarm, line: String::new() }]);
    notes.note("alarms.departures.not-told", "");
    notes.all
}
