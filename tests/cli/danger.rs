//! Beside an open distress: whoever is back on record is not sought in a family's house, and nobody rings the telephone of
//! somebody in danger because of a lesser alarm.

use crate::harness::Place;
use crate::school::{Park, VISIT, afield, enter, ready};
use serde_json::Value;

/// In the house since 14:01, and Kay in distress at 14:20.
fn distressed() -> Place {
    let mut place = afield(Park);
    for line in
        ["14:00 arrive kay lou", &format!("14:01 {}", enter(Park, &[])), "14:20 distress kay"]
    {
        let (time, line) = line.split_once(' ').unwrap();
        place.clock(time);
        let _recorded = place.hv(line).exits(0);
    }
    place
}

const BACK: &str = "school, where they are back on record since 14:50";

#[test]
fn whoever_is_back_on_record_is_not_sought_in_the_house() {
    let mut place = distressed();
    let house = place.hv("overdue").exits(4).says("DISTRESS").says("should be at: 12 Sample").out;
    assert!(!house.contains(BACK));
    place.clock("14:50");
    let _back = place.hv("back kay lou");
    let run = place.hv("overdue").exits(4).says(&format!("should be at: {BACK}"));
    let _stands = run
        .says("the distress stands until somebody resolves it")
        .keeps_quiet_about("should be at: 12");
    let brief = place.hv("brief kay").exits(0);
    let where_to = brief.out.lines().find(|l| l.contains("Should be")).unwrap().to_owned();
    assert!(where_to.contains("back on record since 14:50"), "{where_to}");
    let board = place.hv("board").says("back on record since 14:50").out;
    let flat = board.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains("before that: 12 Sample"), "{board}");
}

#[test]
fn whoever_is_not_back_is_sought_where_they_were() {
    let mut place = distressed();
    place.clock("14:50");
    let _lou = place.hv("back lou");
    let _kay = place.hv("overdue").exits(4).says("should be at: 12 Sample").keeps_quiet_about(BACK);
    let _brief = place.hv("brief kay").exits(0).keeps_quiet_about("back on record since");
    // Danger told of after the return: nobody knows.
    let mut place = distressed();
    place.clock("14:50");
    let _both = place.hv("back kay lou");
    place.clock("14:55");
    let _again = place.hv("distress kay");
    let _out = place.hv("overdue").exits(4).keeps_quiet_about(BACK);
}

fn lesser(place: &mut Place) -> Vec<Value> {
    let seen: Value = serde_json::from_str(&place.hv("overdue --json").out).unwrap();
    let late = seen["late"].as_array().unwrap();
    late.iter().filter(|l| l["clock"] != "distress").cloned().collect()
}

#[test]
fn a_lesser_alarm_of_somebody_in_distress_points_to_that() {
    let mut place = distressed();
    place.clock("15:46");
    let all = lesser(&mut place);
    assert!(!all.is_empty());
    for one in &all {
        let does = one["do"].as_str().unwrap();
        assert!(does.starts_with("DISTRESS was reported for Kay Invented: do not ring"), "{does}");
        assert_eq!(one["beside_distress"], true, "{one}");
        assert!(does.contains("hv brief 2026-11-24-kay-1a") && !does.contains("07700"), "{does}");
    }
    let run = place.hv("overdue").exits(4).says("ring: NOT for this");
    let numbers = run.out.lines().filter(|l| l.trim_start().starts_with("ring: Kay")).count();
    assert_eq!(numbers, 1, "the distress itself says whom to ring:\n{}", run.out);
    // Two who agree that she is safe end that.
    place.hv("resolve kay --confirmed-by pat --how spoken-to --second dee").done();
    for one in &lesser(&mut place) {
        assert!(!one["do"].as_str().unwrap().contains("DISTRESS"), "{one}");
    }
    let _rings = place.hv("overdue").exits(4).says("ring: Kay").keeps_quiet_about("ring: NOT");
}

#[test]
fn whoever_went_with_them_is_not_rung_either_when_they_are_back_on_record() {
    let mut place = distressed();
    place.clock("15:20");
    let _kay = place.hv("back kay");
    place.clock("15:46");
    let all = lesser(&mut place);
    assert!(!all.is_empty());
    for one in &all {
        assert_eq!(one["people"], serde_json::json!(["lou"]));
        assert_eq!(one["beside_distress"], true, "{one}");
        let does = one["do"].as_str().unwrap();
        assert!(does.contains("of the same outing: do not ring them"), "{does}");
        assert!(!does.contains("07700"), "{does}");
    }
}

/// The distress is of another outing than the visit that nobody left for.
#[test]
fn a_planned_visit_points_to_the_distress_of_another_outing() {
    let mut place = ready(Park);
    place.clock("13:00");
    place.hv("out kay --breach \"urgent\" --where \"7 Example Road\" --back 16:00").done();
    place.clock("14:16");
    let before = lesser(&mut place);
    let of_visit = |all: &[Value]| all.iter().find(|l| l["id"] == VISIT).unwrap()["do"].clone();
    assert!(of_visit(&before).as_str().unwrap().contains("07700"), "{before:?}");
    let _distress = place.hv("distress kay");
    let after = of_visit(&lesser(&mut place));
    assert!(after.as_str().unwrap().starts_with("DISTRESS was reported for Kay"), "{after}");
}

const RECORD: &str = "outings/2026-W48/2026-11-24-kay-1a.yaml";

/// The last she was on may be long over: where she went today is told beside it.
#[test]
fn danger_of_somebody_whose_record_is_lost_is_told_with_where_the_marker_says_they_went() {
    let mut place = afield(Park);
    place.clock("12:10");
    place.hv("back kay lou").done();
    place.clock("13:00");
    let away = "out kay lou --breach again --where \"9 Sample Row\" --back 15:30 --monitor max";
    let _left = place.hv(&format!("{away} --watch-by-hand max")).exits(0);
    let second = RECORD.replace("kay-1a", "kay-2a");
    std::fs::remove_file(place.folder().join(&second)).unwrap();
    place.clock("13:10");
    for word in ["distress kay", "checkin kay --concern shouting"] {
        let run = place.hv(word).exits(0).says("MAY BE ELSEWHERE").says("9 Sample Row");
        let _said = run.says("hv brief 2026-11-24-kay-2a");
    }
}

#[test]
fn a_record_of_other_people_hides_nobody_whom_the_marker_names() {
    let mut place = afield(Park);
    let record = place.read(RECORD);
    place.clock("12:10");
    let out = "out max --breach x --where \"9 Sample Row\" --back 15:30 --monitor pat --watch-by-hand pat";
    let _left = place.hv(out).exits(0);
    let others = place.read("outings/2026-W48/2026-11-24-max-1a.yaml");
    place.write(RECORD, &others.replacen("id: 2026-11-24-max-1a", "id: 2026-11-24-kay-1a", 1));
    let run = place.hv("overdue").exits(3).says("open/out/2026-11-24-kay-1a");
    let _named = run.says("Kay Invented and Lou Made went to");
    place.write(RECORD, &record);
    let _quiet = place.hv("overdue").exits(0);
}

#[test]
fn danger_that_cannot_be_recorded_at_all_is_said_with_what_to_do() {
    let mut place = afield(Park);
    std::fs::remove_dir_all(place.folder().join("open/owed")).unwrap();
    for word in ["distress kay", "checkin kay --distress", "checkin kay --concern shouting"] {
        let run = place.hv(word).exits(3).says("NOT RECORDED");
        let _said = run.says("ring 999 now: do not wait for hv");
    }
}
