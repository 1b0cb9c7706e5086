//! Two sweeps of one outing, held against each other: what its own terms raised, and what other terms would have.
//!
//! Two alarms are the same one when they are about the same person, by the same clock, at the same visit, and the same
//! typed line ended both: what staff did is the same in both worlds, so what ended one ended the other.

use super::Raised;
use crate::domain::events::Contactable;
use crate::when::Span;
use std::cmp::Ordering;

/// How an alarm would have come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// It was raised, and would have been raised earlier by so much.
    Earlier(Span),
    /// It was raised, and would have been raised later by so much.
    Later(Span),
    /// It was raised, and would not have been.
    NotAtAll,
    /// It was not raised, and would have been.
    New,
    /// Raised at the same moment, and other people or other times after it.
    Rungs,
}

impl Change {
    /// The word for it, in `--json`.
    pub fn word(self) -> &'static str {
        match self {
            Change::Earlier(_) => "earlier",
            Change::Later(_) => "later",
            Change::NotAtAll => "not-at-all",
            Change::New => "new",
            Change::Rungs => "rungs",
        }
    }
}

/// An alarm as it was and as it would have been. At least one of the two is there.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// Under the terms of the day.
    pub was: Option<Raised>,
    /// Under the others.
    pub would: Option<Raised>,
    /// Everybody it is about: people whose alarms are alike are named together.
    pub people: Vec<Contactable>,
}

impl Pair {
    /// How it differs. `None`: in nothing.
    pub fn change(&self) -> Option<Change> {
        let (was, would) = match (&self.was, &self.would) {
            (Some(was), Some(would)) => (was, would),
            (Some(_), None) => return Some(Change::NotAtAll),
            (None, _) => return Some(Change::New),
        };
        let later = would.raised.seconds_since(was.raised);
        match later.cmp(&0) {
            Ordering::Less => Some(Change::Earlier(Span::seconds(-later))),
            Ordering::Greater => Some(Change::Later(Span::seconds(later))),
            Ordering::Equal => (was.rungs != would.rungs).then_some(Change::Rungs),
        }
    }

    /// Either side: whichever there is, the one that was first.
    pub fn either(&self) -> Option<&Raised> {
        self.was.as_ref().or(self.would.as_ref())
    }
}

/// Every alarm of either sweep, oldest first.
pub fn pairs(was: Vec<Raised>, would: Vec<Raised>) -> Vec<Pair> {
    let mut left: Vec<Option<Raised>> = would.into_iter().map(Some).collect();
    let mut all: Vec<Pair> = Vec::new();
    for one in was {
        let same = |other: &&mut Option<Raised>| other.as_ref().is_some_and(|o| alike(&one, o));
        let would = left.iter_mut().find(same).and_then(Option::take);
        together(&mut all, Some(one), would);
    }
    for one in left.into_iter().flatten() {
        together(&mut all, None, Some(one));
    }
    all.sort_by_key(|pair| pair.either().map(super::order));
    all
}

fn alike(a: &Raised, b: &Raised) -> bool {
    (a.clock, &a.visit, &a.person.id, a.ended) == (b.clock, &b.visit, &b.person.id, b.ended)
}

/// Adds a pair, or a person to the pair that is the same but for whom it is about.
fn together(all: &mut Vec<Pair>, was: Option<Raised>, would: Option<Raised>) {
    let Some(person) = was.as_ref().or(would.as_ref()).map(|r| r.person.clone()) else { return };
    let same = |pair: &&mut Pair| {
        same_but_for_whom(pair.was.as_ref(), was.as_ref())
            && same_but_for_whom(pair.would.as_ref(), would.as_ref())
    };
    match all.iter_mut().find(same) {
        Some(pair) => pair.people.push(person),
        None => all.push(Pair { was, would, people: vec![person] }),
    }
}

fn same_but_for_whom(a: Option<&Raised>, b: Option<&Raised>) -> bool {
    let same = |a: &Raised, b: &Raised| {
        let about = (a.clock, &a.visit, a.deadline) == (b.clock, &b.visit, b.deadline);
        about
            && a.since == b.since
            && (a.raised, a.ended) == (b.raised, b.ended)
            && a.rungs == b.rungs
    };
    match (a, b) {
        (Some(a), Some(b)) => same(a, b),
        (None, None) => true,
        (Some(_), None) | (None, Some(_)) => false,
    }
}
