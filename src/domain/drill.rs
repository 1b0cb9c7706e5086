//! A drill: an outing of nobody, which is late at once, so that the real ladder is walked by the real alarm.
//!
//! It is an ordinary outing with a reserved person and a mark. What it will not do is take anybody's word for it: an
//! outing of which anything says that somebody left on it is no drill, whatever it is marked as.

use super::entry::Entry;
use super::events::{
    Answers, Contactable, FrozenLadder, FrozenRung, OutingEvent, Stop, Terms, Traveller,
};
use crate::policy::{Clock, Limit, Source};
use crate::when::{Moment, Span};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The id that nobody on the staff has: the nobody of a drill.
pub const PERSON: &str = "drill";

/// The name under which nobody is missed. Whatever lists names says with it that it is a drill.
pub const NAME: &str = "DRILL (nobody)";

/// Time between two rungs of a quick drill.
pub const QUICK: Span = Span::minutes(1);

/// A drill is told for a day; who has not ended it by then is not told again.
pub const LASTS: Span = Span::minutes(24 * 60);

/// What is walked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Drill {
    /// The clock that has run out: its ladder is walked.
    pub clock: Clock,
    /// A minute between rungs in place of the policy's times.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub quick: bool,
}

/// What all of these sign-outs say is a drill. One that is none makes all of it real.
pub fn of_all(sign_outs: &[&Entry<OutingEvent>]) -> Option<Drill> {
    let one = |entry: &&Entry<OutingEvent>| {
        let OutingEvent::SignOut { drill, breach: None, .. } = &entry.body else { return None };
        *drill
    };
    let all: Option<Vec<Drill>> = sign_outs.iter().map(one).collect();
    all?.into_iter().next()
}

/// The sign-out of nobody. `terms` are those of the policy of now; of its clocks only the drill's runs, and it runs out
/// at `at`. A distress or a concern is an event of its own: see [`trigger`].
pub fn sign_out(
    drill: Drill,
    terms: Terms,
    (monitor, on_call): (Option<Contactable>, Option<Contactable>),
    at: Moment,
) -> OutingEvent {
    let at_once = Limit { span: Span::ZERO, over: false, source: Source::Default };
    let ladders =
        if drill.quick { terms.ladders.iter().map(quickened).collect() } else { terms.ladders };
    let (rung_time, repeat) =
        if drill.quick { (QUICK, QUICK) } else { (terms.rung_time, terms.repeat) };
    let back = if drill.clock == Clock::Return { at } else { at.plus(LASTS) };
    OutingEvent::SignOut {
        people: vec![nobody()],
        monitor,
        watched_by_hand: None,
        on_call,
        stops: vec![nowhere()],
        back,
        terms: Arc::new(Terms {
            contact: Some(at_once.clone()).filter(|_| drill.clock == Clock::Contact),
            before_visit: Vec::new(),
            before_ahead: Span::ZERO,
            after_visit: Vec::new(),
            after_within: None,
            return_grace: at_once,
            finish: None,
            school_calls: None,
            call_needs: Vec::new(),
            home: None,
            ladders,
            rung_time,
            repeat,
            ..terms
        }),
        answers: Answers::new(),
        unmet: Vec::new(),
        breach: None,
        duties: Vec::new(),
        drill: Some(drill),
    }
}

/// What sets off a clock that no time does. `None`: the sign-out alone is late.
pub fn trigger(clock: Clock) -> Option<OutingEvent> {
    let (who, note) = (vec![PERSON.to_owned()], Some("DRILL, nobody is in danger".to_owned()));
    match clock {
        Clock::Distress => Some(OutingEvent::Distress { who, note, whereabouts: None }),
        Clock::Concern => {
            Some(OutingEvent::Concern { who, note, whereabouts: None, nobody_rang: false })
        }
        Clock::Contact
        | Clock::Return
        | Clock::Finish
        | Clock::Call
        | Clock::Wait
        | Clock::Home
        | Clock::Departure => None,
    }
}

/// The one person along.
pub fn nobody() -> Traveller {
    Traveller {
        id: PERSON.to_owned(),
        name: NAME.to_owned(),
        number: None,
        car: None,
        kin: Vec::new(),
        next_of_kin: None,
        answers: Answers::new(),
    }
}

/// Where nobody is.
pub const NOWHERE: &str = "DRILL: nobody went anywhere";

fn nowhere() -> Stop {
    Stop {
        visit: String::new(),
        place: NOWHERE.to_owned(),
        appointment: None,
        finish: None,
        doorstep: false,
        wait_without_notice: None,
        wait_with_notice: None,
        family: Vec::new(),
        calls: Vec::new(),
        may_owe: Vec::new(),
        wait_minimum: None,
    }
}

/// Each rung that somebody has, a minute after the one before.
fn quickened(ladder: &FrozenLadder) -> FrozenLadder {
    let mut after = Span::ZERO;
    let mut quick = |rung: &FrozenRung| {
        let rung = FrozenRung { after, default_time: false, at: None, ..rung.clone() };
        if !rung.people.is_empty() {
            after = after.plus(QUICK);
        }
        rung
    };
    FrozenLadder { rungs: ladder.rungs.iter().map(&mut quick).collect(), ..ladder.clone() }
}
