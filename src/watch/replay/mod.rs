//! Weeks that were, watched once more: which alarms an outing's record raises under some terms, and how that differs
//! from what other terms raise over the same record.
//!
//! * here: every alarm of one record, each from when on it showed and until when, by [`super::sweep`]
//! * [`compare`]: two sweeps of one outing, held against each other
//! * [`found_out`]: when somebody is on record as having known of an alarm
//! * [`silence`]: how long that took, from the last that was heard
//!
//! What people did is taken as it was: nobody knows who would have rung earlier had somebody rung them. What this will
//! not do: read a policy (whoever calls it has frozen the terms), write anything, or guess at a line in doubt. A record
//! that is not sound is for the caller to name, not for here to sweep.

pub mod compare;
pub mod found_out;
pub mod silence;

use super::around::Around;
use super::ladder::{self, Climbed};
use super::sweep::{By, Stretch, stretches};
use super::{Running, alarm, climbs_from, planned_to_be};
use crate::domain::alarm::Log;
use crate::domain::entry::Record;
use crate::domain::events::{Contactable, OutingEvent};
use crate::domain::outing::Outing;
use crate::policy::{Clock, Deadline};
use crate::when::{Moment, Span};

/// One alarm about one person: from when on it would have been shown, and until when.
#[derive(Debug, Clone, PartialEq)]
pub struct Raised {
    /// The clock that ran out.
    pub clock: Clock,
    /// Whom it is about.
    pub person: Contactable,
    /// The visit, for clocks about one.
    pub visit: Option<String>,
    /// The moment missed.
    pub deadline: Deadline,
    /// When they were last heard from; of distress and concern, when that was said.
    pub since: Moment,
    /// The first moment at which somebody who looked would have seen it.
    pub raised: Moment,
    /// When what was typed ended it. `None`: it was still running at the end.
    pub ended: Option<Moment>,
    /// Every rung that came due before it ended, in order.
    pub rungs: Vec<Reached>,
}

/// A rung that came due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reached {
    /// Which, from 1. One more than there are: everyone.
    pub number: usize,
    /// The role, in the policy's words.
    pub role: String,
    /// When it was due, or the alarm was first seen if that was later.
    pub at: Moment,
}

/// Every alarm the record raises by `until`, oldest first, to somebody who looks at every moment: a line is there from
/// the second it was typed.
pub fn sweep(record: &Record<OutingEvent>, until: Moment) -> Vec<Raised> {
    let mut all: Vec<Raised> = Vec::new();
    for stretch in stretches(record, By::Typed, until) {
        for raised in late_in(&stretch) {
            went_on(&mut all, raised, stretch.from);
        }
    }
    all.sort_by_key(order);
    all
}

/// What the record still waits for at `until`: every alarm that is not raised by then and will be if nothing more is
/// typed, with the moment at which it will be. Of whom it will reach nothing is said: that is not yet known.
pub fn ahead(record: &Record<OutingEvent>, until: Moment) -> Vec<Raised> {
    let Some(stretch) = stretches(record, By::Typed, until).last() else { return Vec::new() };
    let of =
        |(running, at): (Running, Moment)| alarms_of(&stretch.outing, &running, (at, None), &[]);
    stretch.late_after(until).into_iter().flat_map(of).collect()
}

fn order(raised: &Raised) -> (Moment, Clock, Option<String>, String) {
    (raised.raised, raised.clock, raised.visit.clone(), raised.person.id.clone())
}

/// What is or runs late until just before the next line; after the last line, until the end.
fn late_in(stretch: &Stretch) -> Vec<Raised> {
    let (outing, last) = (&stretch.outing, stretch.last());
    let log = Log::of_outing(outing, &[]);
    let mut all: Vec<Raised> = Vec::new();
    for (running, raised) in stretch.late_by(last) {
        for one in of_each(outing, &running, &log, (raised, last), stretch.next) {
            // Two calls that school owes at one moment are one alarm, as in the log: nobody is missing twice.
            if !all.iter().any(|known| one_alarm(known, &one)) {
                all.push(one);
            }
        }
    }
    all
}

/// The same moment missed, by the same person.
fn one_alarm(a: &Raised, b: &Raised) -> bool {
    (a.clock, &a.visit, &a.person.id, a.deadline) == (b.clock, &b.visit, &b.person.id, b.deadline)
}

fn of_each(
    outing: &Outing,
    running: &Running,
    log: &Log,
    (raised, last): (Moment, Moment),
    ended: Option<Moment>,
) -> Vec<Raised> {
    let rungs = reached(outing, running, log, raised, last);
    alarms_of(outing, running, (raised, ended), &rungs)
}

/// One alarm about each person that the clock is about.
fn alarms_of(
    outing: &Outing,
    running: &Running,
    (raised, ended): (Moment, Option<Moment>),
    rungs: &[Reached],
) -> Vec<Raised> {
    let said = matches!(running.clock, Clock::Distress | Clock::Concern);
    let since = |person: &Contactable| {
        let heard = outing.person(&person.id).map(|p| p.last_contact).filter(|_| !said);
        heard.unwrap_or(running.deadline.due)
    };
    let one = |person: &Contactable| Raised {
        clock: running.clock,
        since: since(person),
        person: person.clone(),
        visit: running.visit.clone(),
        deadline: running.deadline,
        raised,
        ended,
        rungs: rungs.to_vec(),
    };
    running.people.iter().map(one).collect()
}

/// The rungs that came due while it was late. Whoever is told at once, before a rung of theirs has its time, is told when
/// it is first seen; a ladder that has run out repeats itself, and the first time counts.
fn reached(
    outing: &Outing,
    running: &Running,
    log: &Log,
    raised: Moment,
    last: Moment,
) -> Vec<Reached> {
    let around = Around::of(outing, running, planned_to_be(outing));
    let alarm = alarm(outing, running);
    let from = climbs_from(outing, running);
    let climbed = Climbed { alarm: &alarm, log, from };
    let terms = outing.terms.as_deref();
    let ladder = terms.and_then(|t| t.ladders.iter().find(|l| l.clocks.contains(&running.clock)));
    let out = terms.zip(ladder).map(|(t, l)| ladder::offsets(l, t, running, &climbed).out);
    let everyone = from.plus(Span::seconds(out.unwrap_or(0)));
    let mut all: Vec<Reached> = Vec::new();
    for at in [raised, last] {
        for step in ladder::steps(terms, running, &around, &climbed, at) {
            if known(&all, step.number) {
                continue;
            }
            let due = if step.exhausted { everyone } else { step.since };
            all.push(Reached { number: step.number, role: step.role, at: due.max(raised) });
        }
    }
    all
}

fn known(all: &[Reached], number: usize) -> bool {
    all.iter().any(|r| r.number == number)
}

/// An alarm that a line left standing is the same alarm: it goes on, and reaches more rungs.
fn went_on(all: &mut Vec<Raised>, raised: Raised, from: Moment) {
    let same = |one: &&mut Raised| {
        one.ended == Some(from) && raised.raised == from && one_alarm(one, &raised)
    };
    let Some(before) = all.iter_mut().find(same) else {
        all.push(raised);
        return;
    };
    before.ended = raised.ended;
    let later = raised.rungs.into_iter().filter(|r| !known(&before.rungs, r.number));
    let later: Vec<Reached> = later.collect();
    before.rungs.extend(later);
}
