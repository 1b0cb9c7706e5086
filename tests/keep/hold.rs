//! Legal holds: what they stop, for how long, and that they win.

use crate::school::{ALL_DUE, DUE, School};

fn hold(school: &School, what: &str, more: &[&str]) -> String {
    let args = ["--json", "retention", "hold", what, "--why", "an inquest"];
    let ran = school.hv("2025-06-02T09:00:00+00:00", &[&args[..], more].concat()).ends(0);
    ran.json()["hold"].as_str().unwrap().to_owned()
}

#[test]
fn a_hold_stops_everything_that_touches_its_subject() {
    for (what, more, held) in [
        ("ahmed", &[][..], "visit ahmed/2018-11-20-1a"),
        ("ahmed/2018-11-20-1a", &[][..], "family ahmed"),
        ("2018-11-20-kay-1a", &[][..], "visit ahmed/2018-11-20-1a"),
        ("kay", &["--person"][..], "outing 2018-11-20-kay-1a"),
    ] {
        let school = School::visited();
        let id = hold(&school, what, &[more, &["--review", "2025-12-01"]].concat());
        assert_eq!(school.stands(ALL_DUE, held), "held", "{what}");
        let before = school.files();
        let _nothing = school.erase(ALL_DUE, &["ahmed", "--before-due"]).ends(1).says("held by");
        assert_eq!(before, school.files(), "{what}");
        school.erase(ALL_DUE, &["--due"]).ends(0);
        assert!(school.there("families/ahmed/visits/2018-11-20-1a.yaml"), "{what}");
        assert!(school.there("outings/2018-W47/2018-11-20-kay-1a.yaml"), "{what}");
        let release = ["retention", "release", &id, "--why", "the inquest is over"];
        school.hv(ALL_DUE, &release).ends(0);
        let _twice = school.hv(ALL_DUE, &release).ends(1).says("it was released");
        school.erase(ALL_DUE, &["--due"]).ends(0);
        assert_eq!(
            school.holding(&["ahmed"]),
            Vec::<String>::new(),
            "{what}: the hold goes with them"
        );
    }
}

#[test]
fn a_hold_ends_after_its_last_day_and_a_review_day_is_said() {
    let school = School::visited();
    hold(&school, "ahmed", &["--until", "2025-12-31"]);
    assert_eq!(school.stands("2025-12-31T09:00:00+00:00", "visit ahmed/2018-11-20-1a"), "held");
    assert_eq!(school.stands("2026-01-01T09:00:00+00:00", "visit ahmed/2018-11-20-1a"), "due");
    let school = School::visited();
    hold(&school, "ahmed", &["--review", "2025-12-31"]);
    let _not_yet = school.hv("2025-12-30T09:00:00+00:00", &["doctor"]).lacks("look at this hold");
    let _now =
        school.hv("2025-12-31T09:00:00+00:00", &["doctor"]).ends(0).says("look at this hold");
    let _list =
        school.hv("2026-12-31T09:00:00+00:00", &["retention"]).says("TO BE LOOKED AT AGAIN");
    assert_eq!(school.stands("2026-12-31T09:00:00+00:00", "visit ahmed/2018-11-20-1a"), "held");
}

#[test]
fn a_hold_in_doubt_holds_and_one_that_cannot_be_read_holds_everything() {
    let school = School::visited();
    let id = hold(&school, "ahmed", &["--until", "2025-12-31"]);
    let path = format!("retention/holds/{id}.yaml");
    let whole = school.read(&path);
    for broken in [
        &whole[..whole.len() - 30],
        "",
        "id: x\nlog:\n",
        &whole.replace("2025-12-31", "2025-06-03"),
    ] {
        school.write(&path, broken);
        let _refused = school.erase(ALL_DUE, &["--due"]);
        assert!(school.there("families/ahmed/visits/2018-11-20-1a.yaml"), "{broken}");
        assert!(school.there("families/bell/visits/2018-11-22-1a.yaml"), "{broken}");
    }
    let _damage = school.hv(DUE, &["doctor"]).ends(3).says(&path);
}

#[test]
fn a_hold_is_on_something_that_is_there_for_a_reason_and_not_in_the_past() {
    let school = School::visited();
    let now = "2025-06-02T09:00:00+00:00";
    let args = |what: &'static str, why: &'static str, until: &'static str| {
        ["retention", "hold", what, "--why", why, "--until", until]
    };
    let _none = school.hv(now, &args("nobody", "x", "2025-12-01")).ends(2).says("is no family");
    let _none =
        school.hv(now, &args("ahmed/2018-11-21-1a", "x", "2025-12-01")).ends(2).says("no visit");
    let _why = school.hv(now, &args("ahmed", " ", "2025-12-01")).ends(2).says("--why is empty");
    let _past = school.hv(now, &args("ahmed", "x", "2025-06-01")).ends(2).says("that day is over");
    school.hv(now, &args("ahmed", "x", "2025-06-02")).ends(0);
    let _end = school.hv(now, &["retention", "hold", "ahmed", "--why", "x"]).ends(2);
}

/// As a clean merge leaves it, or a line that names what never was on record. What is there and cannot be read is not gone.
#[test]
fn a_hold_on_what_is_not_there_is_said_while_it_is_in_force() {
    for (what, more, file) in [
        ("ahmed", &[][..], "families/ahmed/family.yaml"),
        ("kay", &["--person"][..], "people/kay.yaml"),
        ("ahmed/2018-11-20-1a", &[][..], "families/ahmed/visits/2018-11-20-1a.yaml"),
        ("2018-11-20-kay-1a", &[][..], "outings/2018-W47/2018-11-20-kay-1a.yaml"),
    ] {
        let school = School::visited();
        let id = hold(&school, what, &[more, &["--review", "2026-12-01"]].concat());
        let _there = school.hv(DUE, &["doctor"]).ends(0).lacks("AND GONE");
        school.write(file, "");
        let _unread = school.hv(DUE, &["doctor"]).ends(3).lacks("AND GONE");
        std::fs::remove_file(school.root().join(file)).unwrap();
        let said = format!("{what} is held by {id}");
        let _doctor = school.hv(DUE, &["doctor"]).ends(3).says("HELD, AND GONE").says(&said);
        let _list = school.hv(DUE, &["retention"]).ends(3).says("HELD, AND GONE").says(&said);
        let release = ["retention", "release", &id, "--why", "it never was"];
        school.hv(DUE, &release).ends(0);
        let _over = school.hv(DUE, &["doctor"]).lacks("AND GONE");
    }
}
