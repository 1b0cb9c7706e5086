//! What was typed twice because nobody knew whether the first had been recorded; and what a new assessment says it had
//! seen.

use crate::harness::{Place, copy_folder};
use crate::school::{Aspire, OUTING, Park, afield, assess, ready};
use serde_json::Value;

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

/// The same call, typed at two machines in the same second: two lines once they have met, and one in every figure.
#[test]
fn the_same_call_at_two_machines_is_counted_once() {
    for line in
        ["checkin kay", "checkin kay --no-answer", "checkin kay --concern van", "distress kay"]
    {
        let mut place = afield(Park);
        let other = place.path().join("other");
        copy_folder(&place.folder(), &other);
        std::fs::remove_dir_all(other.join("local")).unwrap();
        let file = format!("outings/2026-W48/{OUTING}.yaml");
        let before = figures(&mut place);
        checkin(&mut place, "12:20:00", line).done();
        checkin(&mut place, "12:20:00", &format!("--store ../other {line}")).done();
        let theirs = std::fs::read_to_string(other.join(&file)).unwrap();
        let theirs = theirs.lines().last().unwrap();
        let ours = place.read(&file);
        assert!(!ours.contains(theirs), "{line}: another machine, another id");
        let once = figures(&mut place);
        place.write(&file, &format!("{ours}{theirs}\n"));
        assert_eq!(figures(&mut place), once, "{line}");
        assert_ne!(before, once, "{line}: it is counted");
    }
}

/// Every figure of the day, by its id.
fn figures(place: &mut Place) -> std::collections::BTreeMap<String, i64> {
    place.set_now("2026-11-24T12:30:00+00:00");
    let run = place.hv("report --from 2026-11-24 --to 2026-11-24 --json");
    let report = run.exits(0).json();
    let inner = |all: &Value, key: &str| all[key].as_array().unwrap().clone();
    let groups = inner(&report, "sections").into_iter().flat_map(|s| inner(&s, "groups"));
    let figures = groups.flat_map(|g| inner(&g, "figures"));
    let figure =
        |f: Value| (f["id"].as_str().unwrap().to_owned(), f["number"].as_i64().unwrap_or(-1));
    figures.map(figure).collect()
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
