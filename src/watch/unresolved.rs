//! Alarms that somebody was told of and nobody has closed, though nothing of theirs is late any more.
//!
//! A contact or a return stops further rungs and ends nothing: whoever was told is still looking, and somebody has to
//! say who is safe, and how they know. Nothing here closes an alarm, and nothing closes itself.

use super::Late;
use super::clocks::contactable;
use crate::domain::alarm::{Alarm, AlarmLine, Charge, Log};
use crate::domain::entry::Entry;
use crate::domain::events::{Contactable, Terms};
use crate::domain::outing::Outing;
use crate::domain::visit::Visit;
use crate::policy::Clock;
use crate::when::Moment;

/// An alarm that was told and is not resolved.
#[derive(Debug, Clone, PartialEq)]
pub struct Unresolved {
    /// The outing, or the visit nobody left for.
    pub id: String,
    /// The alarm, as it was told.
    pub alarm: Alarm,
    /// Of those it is about, whoever nobody has closed it for and who is not late for the same any more.
    pub people: Vec<Contactable>,
    /// When somebody was first told of it, or first acted on it.
    pub since: Moment,
    /// When hv first told somebody of it; `None` when it never did.
    pub told: Option<Moment>,
    /// Somebody took charge of it, or did what a rung asks.
    pub acted_on: bool,
    /// Somebody it is about is in distress, which is an alarm of its own.
    pub beside_distress: bool,
    /// The highest rung that was told or acted on, from 1; 0 if only a line in doubt tells of it.
    pub rung: usize,
    /// It takes two people to close it.
    pub takes_two: bool,
    /// Who has charge of it, if anybody's word still holds.
    pub charge: Option<Charge>,
}

/// What was told of an outing and is not resolved. `late`: what is late now, which is listed by itself.
pub fn of_outing(
    outing: &Outing,
    noted: &[Entry<AlarmLine>],
    late: &[Late],
    now: Moment,
) -> Vec<Unresolved> {
    // Nobody was missing in a drill, so nobody has to say that they are safe.
    if outing.drill.is_some() {
        return Vec::new();
    }
    let log = Log::of_outing(outing, noted);
    let named = |id: &str| {
        let known = outing.person(id).map(contactable);
        known.unwrap_or_else(|| Contactable {
            id: id.to_owned(),
            name: id.to_owned(),
            number: None,
            email: None,
        })
    };
    let mine: Vec<&Late> = late.iter().filter(|l| l.id == outing.id).collect();
    left_over((&outing.id, &log, outing.terms.as_deref()), &mine, now, &named)
}

/// What was told of a planned visit and is not resolved. `terms` are those of now: nothing was frozen for it.
pub fn of_visit(
    visit: &Visit,
    people: &[Contactable],
    terms: &Terms,
    late: &[Late],
    now: Moment,
) -> Vec<Unresolved> {
    let log = Log::of_visit(visit, &[]);
    let named = |id: &str| {
        let known = people.iter().find(|p| p.id == id).cloned();
        known.unwrap_or_else(|| Contactable {
            id: id.to_owned(),
            name: id.to_owned(),
            number: None,
            email: None,
        })
    };
    let mine: Vec<&Late> = late.iter().filter(|l| l.id == visit.id).collect();
    left_over((&visit.id, &log, Some(terms)), &mine, now, &named)
}

fn left_over(
    (id, log, terms): (&str, &Log, Option<&Terms>),
    late: &[&Late],
    now: Moment,
    named: &dyn Fn(&str) -> Contactable,
) -> Vec<Unresolved> {
    let mut all = Vec::new();
    for (alarm, since) in log.unresolved() {
        let open = log.unresolved_for(alarm);
        let over = open.iter().filter(|person| !late.iter().any(|l| goes_on(alarm, person, l)));
        let people: Vec<Contactable> = over.map(|person| named(person)).collect();
        // An alarm about nobody can be late itself, and then is not left over.
        let itself = alarm.people.is_empty() && !late.iter().any(|l| l.alarm.clock == alarm.clock);
        if people.is_empty() && !itself {
            continue;
        }
        all.push(Unresolved {
            id: id.to_owned(),
            alarm: alarm.clone(),
            people,
            since,
            told: log.first_told(alarm),
            acted_on: log.acted_on(alarm),
            beside_distress: false,
            rung: log.highest_told(alarm),
            takes_two: takes_two(log, alarm, terms),
            charge: log.charge(alarm, now).cloned(),
        });
    }
    all
}

/// The person is late still for what was told then. Of a distress or a concern, every word of it is the same alarm:
/// what resolves the last resolves all.
fn goes_on(told: &Alarm, person: &str, late: &Late) -> bool {
    let word = matches!(told.clock, Clock::Distress | Clock::Concern);
    let same_moment = word || (told.due, &told.visit) == (late.alarm.due, &late.alarm.visit);
    told.clock == late.alarm.clock && same_moment && late.alarm.people.iter().any(|p| p == person)
}

/// Two people have to agree that it is over: of a distress, and of whatever went as far as the top rung that somebody
/// has, or to everyone. How far it went is not known of an alarm that only a line in doubt tells of.
pub fn takes_two(log: &Log, alarm: &Alarm, terms: Option<&Terms>) -> bool {
    two_from(log.highest_told(alarm), alarm, terms)
}

/// The same of an alarm that has gone up to that rung, from 1.
pub fn two_from(told: usize, alarm: &Alarm, terms: Option<&Terms>) -> bool {
    alarm.clock == Clock::Distress || told == 0 || told >= top(terms, alarm.clock)
}

/// The highest rung that somebody has, from 1. Without a ladder the first to be told are everyone.
fn top(terms: Option<&Terms>, clock: Clock) -> usize {
    let ladder = terms.and_then(|t| t.ladders.iter().find(|l| l.clocks.contains(&clock)));
    let staffed = ladder.and_then(|l| l.rungs.iter().rposition(|r| !r.people.is_empty()));
    staffed.map_or(1, |index| index + 1)
}
