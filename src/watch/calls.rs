//! The calls that school owes those who are out: so long after they arrived, and at set times of the day.
//!
//! Only a call by school that they answered settles one. A call of theirs does not: nobody asked how they are.

use super::Running;
use super::clocks::contactable;
use crate::domain::entry::Entry;
use crate::domain::events::{Means, OutingEvent, OwedCall, Terms};
use crate::domain::outing::{self, Abroad, Door, Outing};
use crate::policy::{Clock, Deadline, Source};
use crate::when::Moment;
use std::collections::{BTreeMap, BTreeSet};

/// When somebody was at a door.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Stay {
    /// First said to come.
    first: Moment,
    /// Last said to come, or to go in.
    last: Moment,
    /// Last said to go.
    went: Option<Moment>,
    /// The same, lines in doubt included: whoever may have gone speaks for nobody who stayed.
    may_have_gone: Option<Moment>,
}

/// Who was at a door, and when, as some of the lines tell it.
#[derive(Debug, Clone, PartialEq, Default)]
struct There {
    /// When the first of them came.
    since: Option<Moment>,
    /// Each of them, by id.
    people: BTreeMap<String, Stay>,
    /// The calls owed here.
    calls: BTreeSet<OwedCall>,
}

impl There {
    fn of<'e>(door: &Door, entries: impl Iterator<Item = &'e Entry<OutingEvent>>) -> There {
        let mut there =
            There { calls: door.stop.calls.iter().cloned().collect(), ..There::default() };
        for entry in entries {
            if let OutingEvent::Told { visit: Some(visit), calls, .. } = &entry.body
                && *visit == door.stop.visit
            {
                there.calls.extend(calls.iter().cloned());
            }
            let (OutingEvent::Arrive { who, visit, calls, .. }
            | OutingEvent::Enter { who, visit, calls, .. }) = &entry.body
            else {
                continue;
            };
            if *visit == door.stop.visit {
                there.calls.extend(calls.iter().cloned());
                there.came(who, entry.at);
            }
        }
        there
    }

    fn came(&mut self, who: &[String], at: Moment) {
        self.since = Some(self.since.map_or(at, |since| since.min(at)));
        for person in who {
            let stay = self.people.entry(person.clone());
            let stay =
                stay.or_insert(Stay { first: at, last: at, went: None, may_have_gone: None });
            (stay.first, stay.last) = (at.min(stay.first), at.max(stay.last));
        }
    }

    /// Only a line that can be trusted takes somebody away from the door.
    fn without_those_gone(mut self, door: &Door, outing: &Outing) -> There {
        let sure = outing.entries.iter().map(|e| (e, true));
        let doubtful = outing.doubtful.iter().map(|e| (e, false));
        for (entry, sure) in sure.chain(doubtful) {
            let OutingEvent::Leave { who, visit } = &entry.body else { continue };
            if *visit != door.stop.visit {
                continue;
            }
            self.left(who, entry.at, sure);
        }
        self
    }

    fn left(&mut self, who: &[String], at: Moment, sure: bool) {
        for (_, stay) in self.people.iter_mut().filter(|(id, _)| who.contains(id)) {
            stay.may_have_gone = stay.may_have_gone.max(Some(at));
            stay.went = if sure { stay.went.max(Some(at)) } else { stay.went };
        }
    }

    /// Still there, as far as anybody has said.
    fn here(&self, person: &str) -> bool {
        self.people.get(person).is_some_and(|stay| stay.went.is_none_or(|went| went < stay.last))
    }

    /// Was there at that moment, as far as anybody has said.
    fn here_at(&self, person: &str, moment: Moment) -> bool {
        let by_then = |stay: &Stay| {
            let gone = stay.may_have_gone.is_some_and(|went| went >= stay.last && went < moment);
            stay.first <= moment && !gone
        };
        self.people.get(person).is_some_and(by_then)
    }
}

/// Every call that school owes somebody who is away.
pub(super) fn running(outing: &Outing, away: &[&Abroad], terms: &Terms) -> Vec<Running> {
    let mut clocks = at_set_times(outing, away, terms);
    for door in outing.stops.iter().filter(|d| d.called_off.is_none()) {
        let sure = There::of(door, outing.entries.iter());
        let all = There::of(door, outing.entries.iter().chain(&outing.doubtful));
        let doubted = (all != sure).then_some(all);
        for there in std::iter::once(sure).chain(doubted) {
            let there = there.without_those_gone(door, outing);
            clocks.extend(after_arrival(outing, away, door, &there));
        }
    }
    clocks
}

/// So long after the first of them came to the door.
fn after_arrival(outing: &Outing, away: &[&Abroad], door: &Door, there: &There) -> Vec<Running> {
    let Some(since) = there.since else { return Vec::new() };
    let people: Vec<_> =
        away.iter().filter(|p| there.here(&p.id)).map(|p| contactable(p)).collect();
    if people.is_empty() {
        return Vec::new();
    }
    let answered = |call: &&OwedCall| {
        let due = since.plus(call.from);
        answers(outing, &call.needs)
            .any(|(at, who)| at >= due && who.iter().any(|w| there.here_at(w, at)))
    };
    let open = there.calls.iter().filter(|call| !answered(call));
    open.map(|call| Running {
        clock: Clock::Call,
        people: people.clone(),
        deadline: Deadline { due: since.plus(call.from), over: false },
        owed: format!(
            "a call by school between {} and {} after they arrived",
            call.from.words(),
            call.by.words()
        ),
        missed: Some(since.plus(call.by)),
        visit: Some(door.stop.visit.clone()),
        source: Source::Policy(call.clauses.clone()),
    })
    .collect()
}

/// At each set time, whoever is out is rung. The first that nobody has made up for is the one that is due.
fn at_set_times(outing: &Outing, away: &[&Abroad], terms: &Terms) -> Vec<Running> {
    let Some(calls) = &terms.school_calls else { return Vec::new() };
    let mut due: BTreeMap<Moment, Vec<&Abroad>> = BTreeMap::new();
    for person in away {
        let last = answers(outing, &calls.needs)
            .filter(|(_, who)| who.contains(&person.id))
            .map(|(at, _)| at)
            .max();
        let open = calls.at.iter().filter(|at| last.is_none_or(|last| last < **at)).min();
        if let Some(at) = open {
            due.entry(*at).or_default().push(person);
        }
    }
    let clock = |(at, people): (Moment, Vec<&Abroad>)| Running {
        clock: Clock::Call,
        people: people.into_iter().map(contactable).collect(),
        deadline: Deadline { due: at, over: false },
        owed: "the call that school makes at this time".to_owned(),
        missed: None,
        visit: None,
        source: Source::Policy(calls.clauses.clone()),
    };
    due.into_iter().map(clock).collect()
}

/// Every call by school that was answered: when, and by whom. Where the policy wants a message on it, one of which
/// nobody has said whether the message came is no call.
fn answers<'o>(
    out: &'o Outing,
    needs: &'o [String],
) -> impl Iterator<Item = (Moment, &'o Vec<String>)> {
    out.entries.iter().filter_map(move |e| {
        let OutingEvent::Contact { who, how: Means::SchoolCalled, answers, .. } = &e.body else {
            return None;
        };
        let said = |need: &String| {
            outing::answered(answers, need) || outing::said_since(&out.entries, e.at, need)
        };
        needs.iter().all(said).then_some((e.at, who))
    })
}
