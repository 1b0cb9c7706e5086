//! Signed out after something was due already: late at once, and climbed from the first rung, because nobody can have been
//! silent before anybody was out.

use super::ladders::{rung, with};
use super::*;
use crate::watch::ladder;

/// Left at that time for a visit at 09:00, of which contact was due by the appointment. Rungs after 0, 10 and 20 minutes.
fn left(time: &str) -> Trip {
    let rungs = vec![
        rung("monitor", Some(0), None),
        rung("office", Some(10), None),
        rung("principal", Some(20), None),
    ];
    with(rungs).out(at(time), at("18:00:00")).to(VISIT, at("09:00:00"))
}

fn before() -> About {
    About::BeforeVisit(VISIT)
}

#[test]
fn the_rungs_count_from_the_leaving_where_that_was_later() {
    let trip = left("10:30:00");
    // Late at once: unknown is danger.
    assert_eq!(trip.late(&before(), at("10:30:00")).len(), 1);
    climbs(
        &trip,
        before(),
        &[
            ("10:30:30", 1, &["max"], false),
            ("10:39:59", 1, &["max"], false),
            ("10:40:00", 2, &["office"], false),
            ("10:49:59", 2, &["office"], false),
            ("10:50:00", 3, &["pat"], false),
            ("11:00:00", 4, &["max", "office", "pat"], true),
        ],
    );
    // It is as late as it is: since when it was due is no other.
    let late = trip.late(&before(), at("10:31:00"));
    assert_eq!(late[0].late_seconds, 91 * 60);
}

#[test]
fn on_time_or_a_second_late_it_counts_from_the_later_of_the_two() {
    for (leaves, first, second) in [
        ("08:59:59", "09:09:59", "09:10:00"),
        ("09:00:00", "09:09:59", "09:10:00"),
        ("09:00:01", "09:10:00", "09:10:01"),
    ] {
        let steps = [(first, 1, &["max"] as &[&str], false), (second, 2, &["office"], false)];
        climbs(&left(leaves), before(), &steps);
    }
}

/// Typed at 10:30, with the time they had left at: the record says so, and the watch with it.
#[test]
fn a_leaving_that_was_typed_later_counts_from_when_it_was() {
    climbs(&left("09:05:00"), before(), &[("10:30:30", 4, &["max", "office", "pat"], true)]);
}

/// Of two sign-outs of one outing, the earlier: doubt never makes it later.
#[test]
fn a_second_sign_out_puts_nothing_off() {
    let mut trip = left("09:05:00");
    let again = trip.events[0].1.clone();
    trip = trip.then(at("10:30:00"), again);
    climbs(&trip, before(), &[("10:30:30", 4, &["max", "office", "pat"], true)]);
}

/// Danger is climbed since somebody said so, whatever the record says of their leaving.
#[test]
fn danger_is_not_put_off() {
    let said =
        OutingEvent::Concern { who: both(), whereabouts: None, note: None, nobody_rang: false };
    let outing = left("10:30:00").then(at("10:20:00"), said).outing();
    let all = clocks::running(&outing);
    let concern = all.iter().find(|r| r.clock == Clock::Concern).unwrap();
    assert_eq!(crate::watch::climbs_from(&outing, concern), at("10:20:00"));
    let contact = all.iter().find(|r| r.clock == Clock::Contact && r.visit.is_some()).unwrap();
    assert_eq!(crate::watch::climbs_from(&outing, contact), at("10:30:00"));
    assert_eq!(contact.deadline.due, at("09:00:00"));
    let due: ladder::Due = crate::watch::due(&outing, contact, at("10:31:00"));
    assert_eq!((due.number, due.since), (1, at("10:30:00")));
}
