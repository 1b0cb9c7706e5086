//! What was typed twice because nobody knew whether the first had been recorded; and what a new assessment says it had
//! seen.

use crate::harness::Place;
use crate::school::{Aspire, afield, assess, ready};

/// A check-in a so many seconds after the first: the harness moves the clock itself, so the time is set.
fn checkin(place: &mut Place, time: &str, line: &str) -> crate::harness::Run {
    place.set_now(&format!("2026-11-24T{time}+00:00"));
    place.hv(line)
}

const AGAIN: &str = "The same was already recorded at 12:20; it is recorded again.";

#[test]
fn the_same_call_within_a_minute_is_said_to_be_recorded_already() {
    let mut place = afield(Aspire);
    let first = checkin(&mut place, "12:20:00", "checkin kay").exits(0);
    assert!(!first.text().contains("already recorded"), "{}", first.text());
    let _again = checkin(&mut place, "12:21:00", "checkin kay").exits(0).says(AGAIN);
    // A second later than a minute after the last it is another call.
    let later = checkin(&mut place, "12:22:01", "checkin kay").exits(0);
    assert!(!later.text().contains("already recorded"), "{}", later.text());
}

#[test]
fn another_call_is_another_call() {
    for other in [
        "checkin lou",
        "checkin kay lou",
        "checkin kay --note \"at the door\"",
        "checkin kay --text",
        "--by pat checkin kay",
    ] {
        let mut place = afield(Aspire);
        checkin(&mut place, "12:20:00", "checkin kay").done();
        let run = checkin(&mut place, "12:20:30", other).exits(0);
        assert!(!run.text().contains("already recorded"), "{other}: {}", run.text());
    }
}

#[test]
fn an_assessment_writes_down_which_others_it_had_seen() {
    let mut place = ready(Aspire);
    let path = "families/ahmed/assessments/2026-11-24-1a.yaml";
    assert!(place.read(path).contains("\"seen\": []"), "{}", place.read(path));
    assess(&mut place, "ahmed", &[]);
    let second = place.read("families/ahmed/assessments/2026-11-24-2a.yaml");
    assert!(second.contains("\"seen\": [\"ahmed/2026-11-24-1a\"]"), "{second}");
}
