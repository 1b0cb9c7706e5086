//! The figures of a period, for governors and the trust: what is counted from each record, and how it is laid out.
//!
//! * `visits`: visits, what was refused and overridden, incidents, what is owed
//! * `outings`: who signed out, contacts, alarms and how soon they were seen to
//! * [`departures`]: planned visits that nobody signed out for
//! * `assessments`: what was assessed and decided
//! * [`layout`]: the figures in their sections, with what each is measured against
//! * [`hide`]: small numbers, which could point at a person
//!
//! A record that is in doubt is counted as such and as nothing else: every other figure then holds "at least". What was
//! typed with `--now` is practice, and stands apart. Nothing here counts by person, and nothing compares people: how
//! many went is counted, and never who.

mod assessments;
pub mod departures;
pub mod hide;
pub mod layout;
mod outings;
mod visits;

use crate::domain::entry::{Entry, Record};
use crate::domain::erasure::{Counts, Erasure};
use crate::domain::events::{AssessmentEvent, Duty, OutingEvent, Unmet, VisitEvent};
use crate::domain::figures::{Lead, Noted, Of};
use crate::domain::period::Period;
use crate::policy::bound::Bound;
use crate::policy::{Clock, Policy};
use crate::when::{Moment, Span, Zone};
use std::collections::BTreeMap;

/// What is counted, and against what.
#[derive(Debug)]
pub struct Scope<'a> {
    /// The days.
    pub period: &'a Period,
    /// The school's zone: which day a moment is in.
    pub zone: Zone,
    /// The moment of the report.
    pub now: Moment,
    /// The school's policy. `None`: it cannot be read.
    pub policy: Option<&'a Policy>,
    /// How soon the policy has an alarm known.
    pub bounds: &'a BTreeMap<Clock, Soon>,
    /// The report is itself a look with `--now`: what was typed that way counts.
    pub replay: bool,
}

/// How soon after it was due an alarm is known at the latest, by the policy's bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Soon {
    /// By the first of the ladder who is there.
    pub first: Option<Span>,
    /// By everybody.
    pub everybody: Option<Span>,
}

/// For each clock, the longest that the policy's bound allows from the due time on. The limit before it is not counted:
/// what is due has run by then.
pub fn soon(bounds: &[Bound], clock_of: impl Fn(&str) -> Option<Clock>) -> BTreeMap<Clock, Soon> {
    let mut all: BTreeMap<Clock, Soon> = BTreeMap::new();
    for bound in bounds {
        let (Some(clock), Some(limit)) = (clock_of(bound.clock), bound.limit) else { continue };
        let after = |within: Option<Span>| {
            within.map(|w| Span::seconds(w.as_seconds() - limit.as_seconds()))
        };
        let known = bound.steps.iter().filter_map(|s| after(s.within));
        let soon = all.entry(clock).or_default();
        soon.first = soon.first.max(known.clone().min());
        soon.everybody = soon.everybody.max(known.max());
    }
    all
}

/// What one record adds to the figures.
struct Notes<'s> {
    scope: &'s Scope<'s>,
    of: Of,
    record: &'s str,
    all: Vec<Noted>,
}

impl<'s> Notes<'s> {
    fn new(scope: &'s Scope<'s>, of: Of, record: &'s str) -> Notes<'s> {
        Notes { scope, of, record, all: Vec::new() }
    }

    fn note(&mut self, figure: impl Into<String>, line: &str) {
        self.timed(figure, line, None);
    }

    fn timed(&mut self, figure: impl Into<String>, line: &str, seconds: Option<i64>) {
        let lead = Lead::new(self.of, self.record, line);
        self.all.push(Noted { figure: figure.into(), times: 1, seconds, lead });
    }

    fn in_period(&self, at: Moment) -> bool {
        self.scope.period.holds(at, self.scope.zone)
    }

    /// A rule by the clauses it comes from: once for each clause, however many rules of it there were.
    fn by_clause(&mut self, figure: &str, unmet: &[Unmet], line: &str) {
        let mut clauses: Vec<&str> = Vec::new();
        for one in unmet {
            let own = one.clauses.iter().map(String::as_str);
            clauses.extend(own.chain(one.clauses.is_empty().then_some(NO_CLAUSE)));
        }
        clauses.sort_unstable();
        clauses.dedup();
        for clause in clauses {
            self.note(format!("{figure}.by-clause.{clause}"), line);
        }
    }

    /// Rules that warned and were passed over with a written reason.
    fn overrides(&mut self, unmet: &[Unmet], at: Moment, line: &str) {
        if !unmet.is_empty() && self.in_period(at) {
            self.note("overrides", line);
            self.by_clause("overrides", unmet, line);
        }
    }

    /// What an event makes owed, and what came of it.
    fn duties<B>(&mut self, entries: &[Entry<B>], kind: &Owes<B>) {
        let brought =
            entries.iter().flat_map(|e| (kind.brings)(&e.body).iter().map(move |d| (e, d)));
        for (entry, duty) in brought {
            let this = Some((entry.id.as_str(), duty.rule.as_str()));
            let did = entries.iter().find(|e| (kind.done)(&e.body) == this);
            match did {
                Some(did) => self.done(entry, duty, (did.at, &did.id)),
                None => self.open(entry, duty),
            }
        }
    }

    fn done<B>(&mut self, entry: &Entry<B>, duty: &Duty, (at, line): (Moment, &str)) {
        if self.in_period(entry.at) {
            self.note("duties", &entry.id);
            self.note("duties.done", line);
            if duty.due.is_some_and(|due| due < at) {
                self.note("duties.done-late", line);
            }
        }
    }

    fn open<B>(&mut self, entry: &Entry<B>, duty: &Duty) {
        let line = entry.id.as_str();
        if !self.in_period(entry.at) {
            if self.scope.zone.day_of(entry.at) < self.scope.period.from {
                self.note("duties.open-from-before", line);
            }
            return;
        }
        self.note("duties", line);
        self.note("duties.open", line);
        // Without a time it is owed at once.
        if duty.due.is_none_or(|due| due < self.scope.now) {
            self.note("duties.overdue", line);
        }
        self.clauses_of(duty, line);
    }

    fn clauses_of(&mut self, duty: &Duty, line: &str) {
        let mut clauses: Vec<&str> = duty.clauses.iter().map(String::as_str).collect();
        clauses.extend(clauses.is_empty().then_some(NO_CLAUSE));
        for clause in clauses {
            self.note(format!("duties.open-by-clause.{clause}"), line);
        }
    }
}

/// What stands where a rule comes from no clause.
pub const NO_CLAUSE: &str = "no-clause";

/// What a kind of event brings and closes.
struct Owes<B> {
    brings: fn(&B) -> &[Duty],
    done: fn(&B) -> Option<(&str, &str)>,
}

/// What a record is, before anything of it is counted.
enum Taken {
    /// It counts.
    Counts,
    /// It counts as this figure and as nothing else.
    Only(&'static str),
}

/// A record in doubt tells nothing that can be counted; one that was begun with the clock given is practice.
fn taken<B>(record: &Record<B>, scope: &Scope<'_>) -> Taken {
    if !record.sound() || record.entries.is_empty() {
        return Taken::Only("unread");
    }
    let practice = record.entries.iter().any(|e| e.clock_given);
    if practice && !scope.replay { Taken::Only("practice") } else { Taken::Counts }
}

/// How many went, in a word.
fn how_many(people: usize) -> &'static str {
    match people {
        0 => "nobody-named",
        1 => "one",
        2 => "two",
        _ => "three-or-more",
    }
}

/// What a visit adds.
pub fn of_visit(record: &Record<VisitEvent>, scope: &Scope<'_>) -> Vec<Noted> {
    visits::notes(record, scope)
}

/// What an outing adds.
pub fn of_outing(record: &Record<OutingEvent>, scope: &Scope<'_>) -> Vec<Noted> {
    outings::notes(record, scope)
}

/// What an assessment of a family adds, or a school-wide one.
pub fn of_assessment(record: &Record<AssessmentEvent>, of: Of, scope: &Scope<'_>) -> Vec<Noted> {
    assessments::notes(record, of, scope)
}

/// What an erasure left: counts by week. Of a week that is only partly in the period nobody knows any more how much of
/// it was on which day.
pub fn of_erasure(erasure: &Erasure, scope: &Scope<'_>) -> Vec<Noted> {
    let mut all = Vec::new();
    for (week, counts) in &erasure.tombstone.weeks {
        let (first, last) = (week.monday(), week.monday().plus_days(6));
        let whole = scope.period.has(first) && scope.period.has(last);
        let partly = first <= scope.period.to && scope.period.from <= last;
        let figure = match (whole, partly) {
            (true, _) => "erased",
            (false, true) => "erased-partly",
            (false, false) => continue,
        };
        let line = week.to_string();
        for (what, times) in counted(*counts).into_iter().filter(|(_, times)| *times > 0) {
            let lead = Lead::new(Of::Erasure, &erasure.id, &line);
            all.push(Noted { figure: format!("{figure}.{what}"), times, seconds: None, lead });
        }
    }
    all
}

fn counted(counts: Counts) -> [(&'static str, usize); 8] {
    [
        ("visits", counts.visits),
        ("got-in", counts.got_in),
        ("outings", counts.outings),
        ("breaches", counts.breaches),
        ("alarms", counts.alarms),
        ("incidents", counts.incidents),
        ("assessments", counts.assessments),
        ("drills", counts.drills),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Strength;
    use crate::policy::bound::{Knows, Since};
    use crate::when::Day;

    fn unmet(rule: &str, clauses: &[&str]) -> Unmet {
        Unmet {
            rule: rule.to_owned(),
            strength: Strength::Must,
            says: String::new(),
            clauses: clauses.iter().map(|c| (*c).to_owned()).collect(),
            reason: String::new(),
        }
    }

    /// Two rules of one clause refuse once by that clause; a rule of none is counted as such.
    #[test]
    fn a_clause_counts_once_for_each_refusal() {
        let day = Day::parse("2026-11-24").unwrap();
        let period = Period::week(day);
        let scope = Scope {
            period: &period,
            zone: Zone::LONDON,
            now: Zone::LONDON.at(day, 12, 0).unwrap(),
            policy: None,
            bounds: &BTreeMap::new(),
            replay: false,
        };
        let mut notes = Notes::new(&scope, Of::Visit, "ahmed/2026-11-24-1a");
        let all = [unmet("a", &["X-1", "X-2"]), unmet("b", &["X-1"]), unmet("c", &[])];
        notes.by_clause("refusals", &all, "a-1");
        let figures: Vec<&str> = notes.all.iter().map(|n| n.figure.as_str()).collect();
        let start = "refusals.by-clause";
        assert_eq!(
            figures,
            [format!("{start}.X-1"), format!("{start}.X-2"), format!("{start}.no-clause")]
        );
    }

    #[test]
    fn the_bound_runs_from_the_due_time_and_the_longest_counts() {
        let minutes = |m: i64| Some(Span::minutes(m));
        let knows = |rung: Option<usize>, within: Option<Span>| Knows {
            rung,
            who: String::new(),
            within,
            climb: None,
            made_of: String::new(),
        };
        let bound = |limit: Option<Span>, steps: Vec<Knows>| Bound {
            clock: "contact",
            since: Since::LastContact,
            from: String::new(),
            unbounded: limit.is_none(),
            limit,
            set_by: String::new(),
            ladder: String::new(),
            steps,
        };
        let of = |bounds: &[Bound]| soon(bounds, |_| Some(Clock::Contact)).remove(&Clock::Contact);
        // Sixty minutes of silence are no part of it; a rung that is passed over knows nothing.
        let hour = bound(
            minutes(60),
            vec![knows(Some(1), None), knows(Some(2), minutes(65)), knows(None, minutes(95))],
        );
        let soon = Soon { first: minutes(5), everybody: minutes(35) };
        assert_eq!(of(std::slice::from_ref(&hour)), Some(soon));
        let half = bound(minutes(30), vec![knows(Some(1), minutes(37)), knows(None, minutes(40))]);
        assert_eq!(of(&[hour, half]), Some(Soon { first: minutes(7), everybody: minutes(35) }));
        assert_eq!(of(&[bound(None, Vec::new())]), None);
    }
}
