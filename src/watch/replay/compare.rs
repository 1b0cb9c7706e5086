//! Two sweeps of one outing, held against each other: what its own terms raised, and what other terms would have.
//!
//! Two alarms are the same one when they are about the same person, by the same clock, at the same visit, and the same
//! typed line ended both: what staff did is the same in both worlds, so what ended one ended the other. Of those that are
//! left, two are the same when they wait for the same word from the same person and go back to the same last
//! word of theirs: one policy notices a silence by its interval, another by the call that is due after the visit.
//!
//! Where the time that is known ends before an alarm would have come, nobody can say that it would not have come.

use super::{Raised, Reached};
use crate::domain::events::Contactable;
use crate::policy::Clock;
use crate::when::{Moment, Span};
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
    /// It was raised, and would not have been by the end of what is known: it was still being waited for.
    NotYet,
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
            Change::NotYet => "not-yet",
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
    /// Where one side is missing: the first moment at which another alarm of that side was raised over the same silence.
    pub beside: Option<Moment>,
    /// Where one side is missing, and still waited at the end of what is known: when it will be raised if nothing more is
    /// typed.
    pub ahead: Option<Moment>,
}

/// What each side still waits for at the end of what is known: see [`super::ahead`].
#[derive(Debug, Clone, Default)]
pub struct Ahead {
    /// Under the terms of the day.
    pub was: Vec<Raised>,
    /// Under the others.
    pub would: Vec<Raised>,
}

impl Ahead {
    /// When the one that waits for the same as this will be raised.
    fn of(side: &[Raised], one: &Raised) -> Option<Moment> {
        let same = |other: &&Raised| alike(one, other) || one_silence(one, other);
        side.iter().filter(same).map(|other| other.raised).min()
    }
}

/// Less than this is no difference that people would see: times are said to the minute.
const MINUTE: Span = Span::seconds(60);

/// What a clock waits for, as far as policies differ in the clock they set on the same thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Waits {
    /// Any word from them: an interval, a call that is due around a visit, the finish of the last one.
    Word,
    /// The end of the outing: at school, or at home in its place.
    End,
    /// What no other clock waits for.
    Own(Clock),
}

impl Waits {
    fn of(clock: Clock) -> Waits {
        match clock {
            Clock::Contact | Clock::Finish => Waits::Word,
            Clock::Return | Clock::Home => Waits::End,
            Clock::Distress | Clock::Concern | Clock::Call | Clock::Wait | Clock::Departure => {
                Waits::Own(clock)
            }
        }
    }
}

impl Pair {
    /// How it differs. `None`: in nothing.
    pub fn change(&self) -> Option<Change> {
        let (was, would) = match (&self.was, &self.would) {
            (Some(was), Some(would)) => (was, would),
            (Some(_), None) if self.ahead.is_some() => return Some(Change::NotYet),
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

    /// How it differs for people, who count in minutes: what comes less than a minute earlier or later comes at the same
    /// time, and differs only if other steps follow.
    pub fn change_in_minutes(&self) -> Option<Change> {
        let change = self.change()?;
        let so_little = match change {
            Change::Earlier(by) | Change::Later(by) => by < MINUTE,
            Change::Rungs => true,
            Change::NotAtAll | Change::NotYet | Change::New => false,
        };
        let (Some(was), Some(would)) = (&self.was, &self.would) else { return Some(change) };
        if !so_little {
            return Some(change);
        }
        let alike = was.rungs.len() == would.rungs.len()
            && was.rungs.iter().zip(&would.rungs).all(|(a, b)| same_minute(a, b));
        (!alike).then_some(Change::Rungs)
    }

    /// Either side: whichever there is, the one that was first.
    pub fn either(&self) -> Option<&Raised> {
        self.was.as_ref().or(self.would.as_ref())
    }
}

/// The same step, less than a minute apart.
fn same_minute(a: &Reached, b: &Reached) -> bool {
    let apart = Span::seconds(a.at.seconds_since(b.at).abs());
    (a.number, &a.role) == (b.number, &b.role) && apart < MINUTE
}

/// Every alarm of either sweep, oldest first.
pub fn pairs(was: Vec<Raised>, would: Vec<Raised>, ahead: &Ahead) -> Vec<Pair> {
    let (first_was, first_would) = (was.clone(), would.clone());
    let mut left: Vec<Option<Raised>> = would.into_iter().map(Some).collect();
    let exactly = |one: Raised| {
        let would = taken(&mut left, |o| alike(&one, o));
        (one, would)
    };
    let mut paired: Vec<(Raised, Option<Raised>)> = was.into_iter().map(exactly).collect();
    for (one, would) in paired.iter_mut().filter(|(_, would)| would.is_none()) {
        *would = taken(&mut left, |o| one_silence(one, o));
    }
    let mut all: Vec<Pair> = Vec::new();
    for (one, would) in paired {
        let missing = would.is_none();
        let beside = first_over(&first_would, &one).filter(|_| missing);
        let ahead = Ahead::of(&ahead.would, &one).filter(|_| missing);
        together(&mut all, Some(one), would, (beside, ahead));
    }
    for one in left.into_iter().flatten() {
        let beside = first_over(&first_was, &one);
        let ahead = Ahead::of(&ahead.was, &one);
        together(&mut all, None, Some(one), (beside, ahead));
    }
    all.sort_by_key(|pair| pair.either().map(super::order));
    all
}

/// The first that is still there and is the same one.
fn taken(left: &mut [Option<Raised>], same: impl Fn(&Raised) -> bool) -> Option<Raised> {
    left.iter_mut().find(|o| o.as_ref().is_some_and(&same)).and_then(Option::take)
}

fn alike(a: &Raised, b: &Raised) -> bool {
    (a.clock, &a.visit, &a.person.id, a.ended) == (b.clock, &b.visit, &b.person.id, b.ended)
}

/// They wait for the same word of the same person, from the same last word on.
fn one_silence(a: &Raised, b: &Raised) -> bool {
    let waits = Waits::of(a.clock) == Waits::of(b.clock);
    let shared = !matches!(Waits::of(a.clock), Waits::Own(_));
    waits && shared && (&a.person.id, a.since) == (&b.person.id, b.since)
}

fn first_over(all: &[Raised], one: &Raised) -> Option<Moment> {
    all.iter().filter(|other| one_silence(one, other)).map(|other| other.raised).min()
}

/// Adds a pair, or a person to the pair that is the same but for whom it is about.
fn together(
    all: &mut Vec<Pair>,
    was: Option<Raised>,
    would: Option<Raised>,
    (beside, ahead): (Option<Moment>, Option<Moment>),
) {
    let Some(person) = was.as_ref().or(would.as_ref()).map(|r| r.person.clone()) else { return };
    let same = |pair: &&mut Pair| {
        same_but_for_whom(pair.was.as_ref(), was.as_ref())
            && same_but_for_whom(pair.would.as_ref(), would.as_ref())
            && (pair.beside, pair.ahead) == (beside, ahead)
    };
    match all.iter_mut().find(same) {
        Some(pair) => pair.people.push(person),
        None => all.push(Pair { was, would, people: vec![person], beside, ahead }),
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
