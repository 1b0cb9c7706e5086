//! `hv policy diff` and `hv policy bound`: what would change for visiting staff, and how long until somebody knows.

use crate::harness::Place;
use crate::school::{Aspire, school};
use hv::policy::{as_suggested, shipped};

fn nowhere() -> Place {
    Place::new("2026-11-24T08:00:00+00:00")
}

#[test]
fn numbers_are_compared_as_numbers_and_rules_as_sentences() {
    let mut place = nowhere();
    let _diff = place
        .hv("policy diff aspire hunsbury-park")
        .exits(0)
        .says("Under hunsbury-park contact is due every 120 minutes instead of 60 minutes.")
        .says("Under hunsbury-park staff wait 20 minutes from the appointment for a family that sends no word; under aspire nobody waits for a family that sends no word.")
        .says("under hunsbury-park staff wait 30 minutes from the appointment for a family that says it is late instead of 10 minutes.".replacen('u', "U", 1).as_str())
        .says("Under aspire at least 2 members of staff must go, when first-visit is yes; hunsbury-park gives no number there.")
        .says("aspire refuses at out: \"No visit is made without a risk assessment.\" hunsbury-park does not.")
        .says("Under aspire the risk of a visit is assessed; hunsbury-park has no risk assessment.")
        .says("aspire asks at plan: \"Why will meeting in school not do?\" hunsbury-park does not.");
    // The other way round everything is said of the other.
    let _back = place
        .hv("policy diff hunsbury-park aspire")
        .exits(0)
        .says("Under aspire contact is due every 60 minutes instead of 120 minutes.")
        .says("Under aspire nobody waits for a family that sends no word; under hunsbury-park staff wait 20 minutes");
    let data = place.hv("policy diff aspire hunsbury-park --json").exits(0).json();
    assert_eq!((&data["from"], &data["to"]), (&"aspire".into(), &"hunsbury-park".into()));
    assert!(data["changes"].as_array().unwrap().iter().any(|c| c["part"] == "contact"));
}

#[test]
fn a_policy_differs_in_nothing_from_itself_and_in_one_thing_from_a_copy() {
    let mut place = school(Aspire);
    let _same =
        place.hv("policy diff aspire").exits(0).says("From policy.toml to aspire: nothing changes");
    let changed = |from: &str, to: &str| {
        let text = as_suggested(shipped("aspire").unwrap());
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    };
    for (from, to, says) in [
        (
            "limit = \"60m\"",
            "limit = \"45m\"",
            "Under ../b.toml contact is due every 45 minutes instead of 60 minutes.",
        ),
        (
            "least = 2",
            "least = 3",
            "at least 3 members of staff must go, when first-visit is yes, instead of 2 under aspire.",
        ),
        (
            "id = \"monitor-stays\"\nat = \"out\"\ndemand = { monitor-on-outing = false }\nstrength = \"must\"",
            "id = \"monitor-stays\"\nat = \"out\"\ndemand = { monitor-on-outing = false }\nstrength = \"should\"",
            "\"The monitor stays on site.\" Under ../b.toml this only warns, and wants a reason, at out; under aspire this refuses, at out.",
        ),
    ] {
        place.write("../b.toml", &changed(from, to));
        let run = place.hv("policy diff aspire ../b.toml").exits(0).says(says);
        assert!(run.out.starts_with("From aspire to ../b.toml: 1 change\n"), "{}", run.text());
    }
}

#[test]
fn the_time_until_somebody_knows_is_the_interval_the_ladder_and_a_missed_run() {
    let mut place = school(Aspire);
    let assumed =
        place.hv("policy bound").exits(0).says("Assuming that hv overdue runs every 5 minutes");
    let _words = assumed.says("60 minutes of silence + 5 minutes between two runs");
    let data = place.hv("policy bound aspire --cron 15m --json").exits(0).json();
    assert_eq!(
        (data["every-seconds"].as_i64(), data["every-assumed"].as_bool()),
        (Some(900), Some(false))
    );
    let silence = data["bounds"]
        .as_array()
        .unwrap()
        .iter()
        .find(|b| b["from"] == "the last contact")
        .unwrap()
        .clone();
    assert_eq!(silence["steps"][0]["within-seconds"], 75 * 60);
    let _wrong = place.hv("policy bound --cron often").exits(2).says("--every");
}

#[test]
fn without_an_interval_no_time_is_made_up() {
    let mut place = school(Aspire);
    let text = as_suggested(shipped("aspire").unwrap()).replacen(
        "limit = \"60m\"",
        "limit = \"not set\"",
        1,
    );
    place.write("../none.toml", &text);
    let _open = place.hv("policy bound ../none.toml").exits(0).says("not bounded by this policy");
    let _diff = place
        .hv("policy diff aspire ../none.toml")
        .exits(0)
        .says("Under aspire contact is due every 60 minutes; ../none.toml sets no limit there.");
}
