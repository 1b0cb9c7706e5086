//! What a charge does not hold back: the rung that is due because the one before it reached nobody.

use super::ladders::{rung, with};
use super::*;
use crate::domain::alarm::{
    Ack, Alarm, AlarmLine, Came, Notified, Notify, Outcome, Rung, Sent, Tell,
};
use crate::watch::telling;

const DUE: &str = "10:00:00";

fn after(seconds: i64) -> Moment {
    at(DUE).plus(Span::seconds(seconds))
}

fn silent(rungs: &[&str]) -> (Trip, Alarm) {
    let rungs = rungs.iter().zip(0..).map(|(role, n)| rung(role, Some(n * 30), None)).collect();
    let trip = with(rungs).out(at("09:00:00"), at("18:00:00"));
    let alarm = trip.late(&About::Silence, at(DUE)).remove(0).alarm;
    (trip, alarm)
}

fn line(trip: Trip, seconds: i64, line: AlarmLine) -> Trip {
    trip.then(after(seconds), OutingEvent::Alarm(line))
}

fn taken(trip: Trip, alarm: &Alarm, seconds: i64) -> Trip {
    let ack = Ack {
        who: "pat".to_owned(),
        name: "Pat".to_owned(),
        doing: "driving there".to_owned(),
        alarms: vec![alarm.clone()],
        lease: Span::minutes(15),
        takes_over: None,
    };
    line(trip, seconds, AlarmLine::Ack(ack))
}

fn came(trip: Trip, alarm: &Alarm, seconds: i64, outcome: Outcome) -> Trip {
    let one = Rung { alarm: alarm.clone(), rung: 1, who: "pat".to_owned(), outcome, note: None };
    line(trip, seconds, AlarmLine::Rung(one))
}

fn tells(trip: &Trip, seconds: i64) -> Vec<(usize, i64)> {
    let late = trip.late(&About::Silence, after(seconds)).remove(0);
    let all = telling::untold(&late, |_| vec!["max".to_owned()], after(seconds));
    all.iter().map(|t| (t.rung, t.round)).collect()
}

#[test]
fn what_is_due_because_somebody_was_not_reached_is_told_whoever_has_charge() {
    for (logged, told) in [
        (Some((59, Outcome::NoAnswer)), vec![]),
        (Some((60, Outcome::NoAnswer)), vec![(2, 0)]),
        (Some((61, Outcome::NoAnswer)), vec![(2, 0)]),
        (Some((61, Outcome::Voicemail)), vec![(2, 0)]),
        (Some((61, Outcome::NotNeeded)), vec![(2, 0)]),
        (Some((61, Outcome::Done)), vec![]),
        (None, vec![]),
    ] {
        let (trip, alarm) = silent(&["monitor", "office", "principal"]);
        let trip = taken(trip, &alarm, 60);
        let trip = match logged.clone() {
            Some((seconds, outcome)) => came(trip, &alarm, seconds, outcome),
            None => trip,
        };
        assert_eq!(tells(&trip, 120), told, "{logged:?}");
    }
}

#[test]
fn a_rung_that_was_due_and_held_back_is_told_when_the_one_before_reaches_nobody() {
    let (trip, alarm) = silent(&["monitor", "office", "principal"]);
    let held = taken(trip, &alarm, 29 * 60);
    assert_eq!(tells(&held, 31 * 60), []);
    assert_eq!(tells(&came(held, &alarm, 31 * 60, Outcome::NoAnswer), 32 * 60), [(2, 0)]);
}

#[test]
fn everyone_is_told_once_and_not_again_while_somebody_has_charge() {
    let (trip, alarm) = silent(&["monitor"]);
    let trip = came(taken(trip, &alarm, 60), &alarm, 61, Outcome::NoAnswer);
    assert_eq!(tells(&trip, 62), [(2, 0)]);
    let tell = Tell { alarm, rung: 2, round: 0, to: vec!["max".to_owned()] };
    let attempt = format!("a-{}", trip.events.len());
    let trip = line(trip, 63, AlarmLine::Notify(Notify { tells: vec![tell] }));
    let sent = Sent {
        to: "max".to_owned(),
        channel: "text".to_owned(),
        came: Came::Handed,
        answer: String::new(),
    };
    let trip = line(trip, 64, AlarmLine::Notified(Notified { attempt, came: vec![sent] }));
    for seconds in [65, 10 * 60, 16 * 60] {
        assert_eq!(tells(&trip, seconds), [], "{seconds}");
    }
    let over = tells(&trip, 16 * 60 + 1);
    assert!(
        over.iter().any(|(rung, round)| *rung == 2 && *round > 0),
        "the charge is over: {over:?}"
    );
}

#[test]
fn everyone_is_not_told_until_somebody_takes_charge_when_somebody_has() {
    let (trip, alarm) = silent(&["monitor"]);
    let again = "You are told again and again until somebody takes charge.";
    let says = |trip: &Trip, seconds: i64| {
        let late = trip.late(&About::Silence, after(seconds)).remove(0);
        telling::words(&late, &[&late.rung], Zone::LONDON, after(seconds)).contains(again)
    };
    assert!(says(&trip, 3600));
    let taken = taken(trip, &alarm, 3600);
    assert!(!says(&taken, 3600 + 15 * 60 - 1));
    assert!(says(&taken, 3600 + 15 * 60));
}
