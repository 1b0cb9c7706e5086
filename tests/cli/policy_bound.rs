//! `hv policy bound` and `hv policy check --within`: how long until somebody knows, and which policies take too long.

use crate::harness::{Place, Run};
use crate::school::{Aspire, school};
use hv::policy::{as_suggested, shipped};

fn nowhere() -> Place {
    Place::new("2026-11-24T08:00:00+00:00")
}

/// Each clock and rung that is too late; a rung of 0 is everybody, or a clock that nothing bounds.
fn beyond(run: &Run) -> Vec<(String, i64)> {
    let data = run.json();
    let all = data["within"]["beyond"].as_array().unwrap().clone();
    assert_eq!(data["within"]["kept"], all.is_empty());
    let one = |b: &serde_json::Value| {
        (b["clock"].as_str().unwrap().to_owned(), b["rung"].as_i64().unwrap_or(0))
    };
    all.iter().map(one).collect()
}

#[test]
fn a_policy_that_takes_longer_fails_to_the_second_and_says_where() {
    let mut place = nowhere();
    // Aspire: 60 minutes of silence, rungs at 0, 10 and 20, everybody at 30; and the time between two runs.
    let contact =
        |rungs: &[i64]| rungs.iter().map(|n| ("contact".to_owned(), *n)).collect::<Vec<_>>();
    for (asked, exit, late) in [
        ("--within 95m", 0, contact(&[])),
        ("--within 94m59s", 1, contact(&[0])),
        ("--within 85m", 1, contact(&[0])),
        ("--within 84m59s", 1, contact(&[3, 0])),
        ("--within 91m --every 1m", 0, contact(&[])),
        ("--within 91m --every 61s", 1, contact(&[0])),
        ("--within 65m --until first", 0, contact(&[])),
        ("--within 64m59s --until first", 1, contact(&[1])),
        ("--within 65m --until first --cron 6m", 1, contact(&[1])),
    ] {
        let run = place.hv(&format!("policy check aspire {asked} --json")).exits(exit);
        assert_eq!(beyond(&run), late, "{asked}");
    }
}

#[test]
fn it_names_the_clock_the_rung_and_what_would_have_to_change() {
    let mut place = nowhere();
    let _words = place
        .hv("policy check aspire --within 90m")
        .exits(1)
        .says("contact, from the last contact: everybody, again and again after 95 minutes")
        .says("-> 5 minutes too long: `limit` in [[contact.every]] at most 55m; or in [[ladder]] silence, a last rung")
        .says("NOT within 90 minutes: 1 time too late. Assuming that hv overdue runs every 5 minutes");
    let _kept = place
        .hv("policy check aspire --within 95m --every 5m")
        .exits(0)
        .says("within 95 minutes everybody knows of every clock, at worst. With hv overdue run every 5 minutes.");
    // What nothing bounds is too long for any limit: the document gives no interval.
    let _open = place
        .hv("policy check cambridge-meridian --within 168h --until first")
        .exits(1)
        .says("contact, from the last contact: not bounded by this policy")
        .says("-> set a time: `limit` in [[contact.every]]");
}

#[test]
fn which_shipped_policies_can_promise_anything() {
    let mut place = nowhere();
    let unbounded = |place: &mut Place, name: &str| {
        let data = place.hv(&format!("policy bound {name} --json")).exits(0).json();
        let open = data["bounds"].as_array().unwrap().clone().into_iter();
        let open = open.filter(|b| b["unbounded"] == true);
        open.map(|b| format!("{} {}", b["clock"], b["since"]).replace('"', "")).collect::<Vec<_>>()
    };
    for (name, open) in [
        ("aspire", vec![]),
        ("hunsbury-park", vec![]),
        ("cambridge-meridian", vec!["contact last-contact"]),
        ("alderman-richard-hallam", vec!["contact last-contact", "call set-time"]),
        ("washwood-heath", vec!["contact last-contact", "wait appointment"]),
    ] {
        assert_eq!(unbounded(&mut place, name), open, "{name}");
    }
}

#[test]
fn this_schools_own_policy_is_held_against_its_directory() {
    let mut place = school(Aspire);
    let rungs = |place: &mut Place| {
        let data = place.hv("policy bound --json").exits(0).json();
        let all = data["bounds"].as_array().unwrap().clone();
        let silence = all.iter().find(|b| b["from"] == "the last contact").unwrap();
        let steps = silence["steps"].as_array().unwrap().clone();
        steps.iter().map(|s| s["within-seconds"].as_i64().map(|s| s / 60)).collect::<Vec<_>>()
    };
    assert_eq!(rungs(&mut place), [Some(65), Some(75), Some(85), Some(95)]);
    // A role that nobody holds: the rung is passed over at once, and the next waits for no answer from it.
    let text = place.read("policy.toml");
    let (head, ladder) = text.split_once("id = \"silence\"").unwrap();
    let ladder = ladder.replacen("who = [\"principal\"]", "who = [\"caretaker\"]", 1);
    let head = head.replacen("[roles]\n", "[roles]\ncaretaker = \"the caretaker\"\n", 1);
    place.write("policy.toml", &format!("{head}id = \"silence\"{ladder}"));
    assert_eq!(rungs(&mut place), [Some(65), None, Some(75), Some(85)]);
    let _said = place.hv("policy bound").exits(0).says("nobody holds the role today: passed over");
    let late = place.hv("policy check --within 85m --json").exits(0);
    assert_eq!(beyond(&late), []);
    // A card that cannot be read may be the caretaker's.
    place.write("people/cary.yaml", "id: [\n");
    assert_eq!(rungs(&mut place), [Some(65), Some(75), Some(85), Some(95)]);
}

#[test]
fn what_does_not_load_is_not_judged_and_a_wrong_length_of_time_is_said() {
    let mut place = nowhere();
    let text = as_suggested(shipped("aspire").unwrap());
    std::fs::write(
        place.path().join("bad.toml"),
        text.replacen("limit = \"60m\"", "limit = 60", 1),
    )
    .unwrap();
    let bad = place.hv("policy check bad.toml --within 90m --json").exits(3);
    assert!(bad.json()["within"].is_null());
    for wrong in [
        "policy check aspire --within soon",
        "policy check aspire --within 90m --every 0m",
        "policy check aspire --within 90m --every often",
        "policy check aspire --until first",
        "policy check aspire --every 5m",
        "policy bound aspire --every 0s",
    ] {
        let _said = place.hv(wrong).exits(2).says("--");
    }
}
