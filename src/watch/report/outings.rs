//! What one outing adds to the figures: by the day staff left, and each contact and alarm by the day it was due or came.

use super::{Notes, Owes, Scope, Taken, how_many, taken};
use crate::domain::alarm::{Log, Story};
use crate::domain::entry::{Entry, Record};
use crate::domain::events::OutingEvent;
use crate::domain::figures::{Noted, Of};
use crate::domain::outing::{self, Outing};
use crate::policy::Clock;
use crate::watch::past::{self, Heard, RanOut};
use crate::when::{Moment, Span};

pub(super) fn notes(record: &Record<OutingEvent>, scope: &Scope<'_>) -> Vec<Noted> {
    let mut notes = Notes::new(scope, Of::Outing, &record.id);
    let outing = Outing::of(record);
    match (taken(record, scope), &outing) {
        // Somebody looked and said that nobody left on it.
        (Taken::Counts, None) if voided(record) => {}
        (Taken::Only("practice"), None) => {}
        (_, Some(outing)) if outing.drill.is_some() && record.sound() => {
            if notes.in_period(outing.left_at) {
                notes.note("drills", "");
            }
        }
        (Taken::Only("practice"), Some(outing)) => {
            if notes.in_period(outing.left_at) {
                notes.note("practice.outings", "");
            }
        }
        (Taken::Only(_), _) | (Taken::Counts, None) => notes.note("unread.outings", ""),
        (Taken::Counts, Some(outing)) => {
            notes.left(outing);
            let past = past::past(record, scope.now);
            past.heard.iter().for_each(|heard| notes.heard(heard));
            past.not_come.iter().for_each(|due| notes.not_come(*due));
            once_each(&outing.entries).for_each(|entry| notes.on_the_road(entry));
            alarms(&mut notes, &Log::of_outing(outing, &[]), &past.ran_out);
            notes.duties(&outing.entries, &Owes { brings: outing::duties, done: outing::done });
        }
    }
    notes.all
}

fn voided(record: &Record<OutingEvent>) -> bool {
    let said = |e: &Entry<OutingEvent>| matches!(&e.body, OutingEvent::Judge(j) if j.line == record.id && j.accept);
    record.entries.iter().any(said)
}

/// The lines without what is on record twice: the same, at the same second, typed by the same person, is one call that
/// was typed at two machines.
fn once_each(all: &[Entry<OutingEvent>]) -> impl Iterator<Item = &Entry<OutingEvent>> {
    let same = |one: &Entry<OutingEvent>, other: &Entry<OutingEvent>| {
        (one.at, one.typed, &one.by) == (other.at, other.typed, &other.by) && one.body == other.body
    };
    let new = move |(n, one): &(usize, &Entry<OutingEvent>)| {
        !all.iter().take(*n).any(|other| same(one, other))
    };
    all.iter().enumerate().filter(new).map(|(_, one)| one)
}

impl Notes<'_> {
    fn left(&mut self, outing: &Outing) {
        if !self.in_period(outing.left_at) {
            return;
        }
        self.note("outings", "");
        if outing.entries.iter().any(|e| e.clock_given) {
            self.note("practice.outings", "");
        }
        self.note(format!("outings.by-staffing.{}", how_many(outing.people.len())), "");
        if outing.open() {
            self.note("outings.still-out", "");
        }
    }

    fn heard(&mut self, heard: &Heard) {
        if !self.in_period(heard.at) {
            return;
        }
        match heard.late {
            Some(late) => {
                self.note("contacts", &heard.line);
                let word = if late { "contacts.late" } else { "contacts.on-time" };
                self.note(word, &heard.line);
            }
            None => self.note("contacts-not-due", &heard.line),
        }
    }

    /// Nobody may read "none was late" where nothing was heard at all.
    fn not_come(&mut self, due: Moment) {
        if self.in_period(due) {
            self.note("contacts", "");
            self.note("contacts.not-come", "");
        }
    }

    fn on_the_road(&mut self, entry: &Entry<OutingEvent>) {
        let (at, line) = (entry.at, entry.id.as_str());
        match &entry.body {
            OutingEvent::SignOut { unmet, breach: Some(_), .. } => {
                if self.in_period(at) {
                    self.note("breaches", line);
                    self.by_clause("breaches", unmet, line);
                }
            }
            OutingEvent::SignOut { unmet, breach: None, .. }
            | OutingEvent::AddStop { unmet, .. }
            | OutingEvent::Enter { unmet, .. } => self.overrides(unmet, at, line),
            OutingEvent::NoAnswer { .. } if self.in_period(at) => {
                self.note("contacts-unanswered", line);
            }
            OutingEvent::Distress { .. } if self.in_period(at) => {
                self.note("near-misses", line);
                self.note("near-misses.by-kind.distress", line);
            }
            OutingEvent::Concern { .. } if self.in_period(at) => {
                self.note("near-misses", line);
                self.note("near-misses.by-kind.cause-for-concern", line);
            }
            OutingEvent::Contact { .. }
            | OutingEvent::NoAnswer { .. }
            | OutingEvent::Arrive { .. }
            | OutingEvent::Late { .. }
            | OutingEvent::Leave { .. }
            | OutingEvent::CalledOff { .. }
            | OutingEvent::Extend { .. }
            | OutingEvent::Delay { .. }
            | OutingEvent::Back { .. }
            | OutingEvent::Home { .. }
            | OutingEvent::Told { .. }
            | OutingEvent::Concern { .. }
            | OutingEvent::Distress { .. }
            | OutingEvent::Resolve { .. }
            | OutingEvent::DutyDone { .. }
            | OutingEvent::Alarm(_)
            | OutingEvent::Undo { .. }
            | OutingEvent::TakenBack { .. }
            | OutingEvent::Judge(_) => {}
        }
    }
}

/// Every alarm: those on record as told or acted on, and those that ran out by the lines alone.
pub(super) fn alarms(notes: &mut Notes<'_>, log: &Log, ran_out: &[RanOut]) {
    let stories = log.stories();
    for story in &stories {
        told(notes, story);
    }
    for one in ran_out {
        let told = stories.iter().any(|s| past::same(&s.alarm, &one.alarm));
        if !told && notes.in_period(one.alarm.due) {
            raised(notes, one.alarm.clock, &one.line);
            notes.note("alarms.not-known-when-noticed", &one.line);
        }
    }
}

fn raised(notes: &mut Notes<'_>, clock: Clock, line: &str) {
    notes.note("alarms", line);
    notes.note(format!("alarms.by-clock.{}", word(clock)), line);
}

fn told(notes: &mut Notes<'_>, story: &Story) {
    let (alarm, line) = (&story.alarm, story.line.as_str());
    if !notes.in_period(alarm.due) {
        return;
    }
    raised(notes, alarm.clock, line);
    if alarm.clock == Clock::Departure {
        notes.note("alarms.departures.told", line);
    }
    let after = |at: Moment| at.seconds_since(alarm.due).max(0);
    let soon = notes.scope.bounds.get(&alarm.clock).copied().unwrap_or_default();
    measured(notes, "alarms.noticed", line, after(story.noticed), soon.first);
    match story.taken {
        Some(at) => measured(notes, "alarms.taken", line, after(at), soon.everybody),
        None => notes.note("alarms.nobody-took-charge", line),
    }
    match story.closed {
        Some(at) => notes.timed("alarms.resolved", line, Some(after(at))),
        None => notes.note("alarms.not-resolved", line),
    }
}

/// A time, and on which side of its bound it lies. Where none is set it lies on neither.
fn measured(notes: &mut Notes<'_>, figure: &str, line: &str, seconds: i64, bound: Option<Span>) {
    notes.timed(figure, line, Some(seconds));
    if let Some(bound) = bound {
        let word = if seconds <= bound.as_seconds() { "within-bound" } else { "beyond-bound" };
        notes.note(format!("{figure}-{word}"), line);
    }
}

/// The clock's word, as the policy language has it.
pub(super) fn word(clock: Clock) -> &'static str {
    match clock {
        Clock::Distress => "distress",
        Clock::Concern => "concern",
        Clock::Contact => "contact",
        Clock::Return => "return",
        Clock::Finish => "finish",
        Clock::Call => "call",
        Clock::Wait => "wait",
        Clock::Home => "home",
        Clock::Departure => "departure",
    }
}
