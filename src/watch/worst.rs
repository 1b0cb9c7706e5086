//! Which outing is looked at first, what is due next on it, and who has taken charge: the rows of a board, as facts.
//!
//! What it will not do: leave somebody out. Every open outing has a place, whatever is wrong with it.

use super::{Running, clocks, drill};
use crate::domain::alarm::{Charge, Log};
use crate::domain::outing::Outing;
use crate::policy::Clock;
use crate::when::Moment;

/// How bad it is. The order is that of the board: the worst is the least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Somebody is in danger, and nobody has resolved it.
    Distress,
    /// There is cause for concern.
    Concern,
    /// Something that was due has not happened.
    Late,
    /// The record is damaged, and nothing is late as far as it can be read.
    Damaged,
    /// Nothing is late.
    InTime,
    /// Nobody is out: a ladder is walked for practice.
    Drill,
}

impl Standing {
    /// The word in the first column, read from across the room.
    pub fn word(self) -> &'static str {
        match self {
            Standing::Distress => "DISTRESS",
            Standing::Concern => "CONCERN",
            Standing::Late => "LATE",
            Standing::Damaged => "DAMAGED",
            Standing::InTime => "in time",
            Standing::Drill => "DRILL",
        }
    }
}

/// An outing's place on the board.
#[derive(Debug, Clone, PartialEq)]
pub struct Place<'a> {
    /// The outing.
    pub outing: &'a Outing,
    /// How bad it is.
    pub standing: Standing,
    /// The clock that has been late longest, of the worst kind; else the one that is due soonest. `None`: no clock
    /// runs.
    pub clock: Option<Running>,
}

/// The open ones of these outings, worst first: distress, then concern, then what has been late longest; then damage;
/// then what is due soonest. What has no clock at all comes before what is merely due: nothing would call for it.
pub fn first(outings: &[Outing], now: Moment) -> Vec<Place<'_>> {
    let mut places: Vec<Place<'_>> =
        outings.iter().filter(|o| o.open()).map(|o| place(o, now)).collect();
    places.sort_by_key(|p| {
        let due = p.clock.as_ref().map(|c| c.deadline.due);
        (p.standing, due, p.outing.id.clone())
    });
    places
}

fn place(outing: &Outing, now: Moment) -> Place<'_> {
    let mut running = clocks::running(outing);
    running.retain(|r| drill::walked(outing, r));
    running.sort_by_key(|r| (!r.deadline.late(now), kind(r.clock), r.deadline.due));
    let clock = running.into_iter().next();
    let late = clock.as_ref().filter(|c| c.deadline.late(now)).map(|c| kind(c.clock));
    let standing = match late {
        // Below everybody who is out; and worse than that if its record is in doubt.
        _ if outing.drill.is_some() && outing.damage.is_empty() => Standing::Drill,
        Some(late) => late,
        None if !outing.damage.is_empty() || !outing.sign_out_sound => Standing::Damaged,
        None => Standing::InTime,
    };
    Place { outing, standing, clock }
}

fn kind(clock: Clock) -> Standing {
    match clock {
        Clock::Distress => Standing::Distress,
        Clock::Concern => Standing::Concern,
        Clock::Contact
        | Clock::Return
        | Clock::Finish
        | Clock::Call
        | Clock::Wait
        | Clock::Home
        | Clock::Departure => Standing::Late,
    }
}

/// What a clock waits for, in one word: "14:10 contact".
pub fn waits_for(clock: Clock) -> &'static str {
    match clock {
        Clock::Distress => "distress",
        Clock::Concern => "concern",
        Clock::Contact => "contact",
        Clock::Return => "return",
        Clock::Finish => "word after the last visit",
        Clock::Call => "call by school",
        Clock::Wait => "end of the wait",
        Clock::Home => "safe at home",
        Clock::Departure => "sign-out",
    }
}

/// Who has taken charge of an outing's alarm, if anybody has and it still holds at `now`.
pub fn in_charge(outing: &Outing, now: Moment) -> Option<Charge> {
    let log = Log::of_outing(outing, &[]);
    let late = clocks::running(outing).into_iter().filter(|r| r.deadline.late(now));
    let live = late.map(|r| super::alarm(outing, &r));
    let told = log.unresolved().into_iter().map(|(alarm, _)| alarm.clone());
    live.chain(told).find_map(|alarm| log.charge(&alarm, now).cloned())
}
