//! What was told and is not resolved: who is left over, and when it takes two to close it.

use super::ladders::{rung, with};
use super::*;
use crate::domain::alarm::{Alarm, AlarmLine, Notify, Tell};
use crate::watch::unresolved::of_outing;

/// Silence since nine; contact was due at ten.
fn silence(people: &[&str]) -> Alarm {
    let people = people.iter().map(|p| (*p).to_owned()).collect();
    Alarm { clock: Clock::Contact, due: at("10:00:00"), visit: None, people }
}

fn told(alarm: &Alarm, rung: usize) -> OutingEvent {
    let tell = Tell { alarm: alarm.clone(), rung, round: 0, to: Vec::new() };
    OutingEvent::Alarm(AlarmLine::Notify(Notify { tells: vec![tell] }))
}

fn three_rungs() -> Watch {
    with(vec![
        rung("monitor", Some(0), None),
        rung("principal", Some(10), None),
        rung("nobody-at-all", Some(20), None),
    ])
}

/// Whom each unresolved alarm is left over for, and whether it takes two.
fn left(trip: &Trip, now: Moment) -> Vec<(Clock, Vec<String>, bool)> {
    let outing = trip.outing();
    let all = of_outing(&outing, &[], &late(&outing, now), now);
    let ids = |people: &[Contactable]| people.iter().map(|p| p.id.clone()).collect();
    all.iter().map(|u| (u.alarm.clock, ids(&u.people), u.takes_two)).collect()
}

fn names(people: &[&str]) -> Vec<String> {
    people.iter().map(|p| (*p).to_owned()).collect()
}

#[test]
fn whoever_is_late_still_is_not_left_over_and_whoever_rang_in_is() {
    let out = three_rungs().out(at("09:00:00"), at("18:00:00"));
    assert_eq!(left(&out, at("10:05:00")), [], "late, and nobody was told");
    let trip = out.then(at("10:01:00"), told(&silence(&["kay", "lou"]), 1));
    assert_eq!(left(&trip, at("10:05:00")), [], "late still: listed as such");
    let one = trip.clone().rings("kay", at("10:06:00"));
    assert_eq!(left(&one, at("10:07:00")), [(Clock::Contact, names(&["kay"]), false)]);
    let both = one.clone().rings("lou", at("10:07:00"));
    assert_eq!(left(&both, at("10:08:00")), [(Clock::Contact, names(&["kay", "lou"]), false)]);
    // Late again an hour later is another alarm, and the first is not closed by it.
    let later = left(&both, at("11:30:00"));
    assert_eq!(later, [(Clock::Contact, names(&["kay", "lou"]), false)]);
    let back = both.back("kay", at("11:00:00")).back("lou", at("11:00:00"));
    assert_eq!(left(&back, at("23:00:00")).len(), 1, "a return closes nothing");
}

#[test]
fn the_top_is_the_highest_rung_that_somebody_has() {
    for (rung, two) in [(1, false), (2, true), (3, true), (4, true)] {
        let trip = three_rungs()
            .out(at("09:00:00"), at("18:00:00"))
            .then(at("10:01:00"), told(&silence(&["kay"]), rung))
            .rings("kay", at("10:06:00"));
        assert_eq!(left(&trip, at("10:07:00")), [(Clock::Contact, names(&["kay"]), two)], "{rung}");
    }
}

#[test]
fn every_word_of_a_distress_is_one_alarm_and_takes_two_however_far_it_was_told() {
    let said = |trip: Trip, time: &str| {
        trip.then(
            at(time),
            OutingEvent::Distress { who: names(&["kay"]), note: None, whereabouts: None },
        )
    };
    let alarm = |time: &str| Alarm { clock: Clock::Distress, due: at(time), ..silence(&["kay"]) };
    let trip = said(under(ASPIRE).out(at("09:00:00"), at("18:00:00")), "09:10:00");
    let trip = trip.then(at("09:11:00"), told(&alarm("09:10:00"), 1));
    let again = said(trip, "09:20:00");
    assert_eq!(left(&again, at("09:30:00")), [], "in distress still: listed as such");
    let log = crate::domain::alarm::Log::of_outing(&again.outing(), &[]);
    let terms = again.outing().terms;
    assert!(crate::watch::unresolved::takes_two(&log, &alarm("09:10:00"), terms.as_deref()));
    assert!(crate::watch::unresolved::takes_two(&log, &silence(&["kay"]), None), "not known");
}
