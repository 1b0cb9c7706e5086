//! The school's zone is the school's: whatever the machine thinks its own is, every time is read, reckoned and shown in
//! the same way. And times that are odd: midnight, the year's end, a leap day, a second too many, a year too far.

use crate::run::{Ran, run, words};
use crate::school::School;
use std::process::Command;

/// Everything that a machine may say of its zone.
const ZONES: [&str; 8] = [
    "",
    "UTC",
    "Europe/London",
    ":Europe/London",
    "Europe/Londn",
    "America/New_York",
    "/nowhere/at/all",
    "GMT+25",
];

#[track_caller]
fn hv(school: &School, zone: Option<&str>, now: &str, line: &str) -> Ran {
    let mut program = school.program();
    program.args(words(line)).args(["--now", now]);
    if let Some(zone) = zone {
        // No table of zones where this one is looked for, either.
        program.env("TZ", zone).env("TZDIR", "/nowhere");
    }
    run(&mut program)
}

#[test]
fn whatever_zone_the_machine_believes_in_the_answer_is_the_same() {
    let summer = "2026-07-07T09:00:00+00:00";
    let school = School::since(hv::when::Moment::parse(summer).unwrap());
    let out = "out joe --breach drill --where \"a home\" --back 11:00";
    let _whatever = hv(&school, None, summer, out);
    // 11:00 in London is 10:00 UTC, and late is what is over it.
    for (now, exit) in [("2026-07-07T10:00:00+00:00", 0), ("2026-07-07T10:00:01+00:00", 4)] {
        let usual = hv(&school, None, now, "overdue").ends(exit);
        let board = hv(&school, None, now, "board").ends(0);
        for zone in ZONES {
            let run = hv(&school, Some(zone), now, "overdue").ends(exit);
            assert_eq!(run.text(), usual.text(), "TZ={zone}");
            let run = hv(&school, Some(zone), now, "board").ends(0);
            assert_eq!(run.text(), board.text(), "TZ={zone}");
        }
    }
}

/// The twin: a program that goes by the machine's zone does differ under these.
#[test]
fn a_program_that_goes_by_the_machines_zone_is_told_apart() {
    let said = |zone: &str| {
        let mut date = Command::new("date");
        date.env_clear().env("PATH", "/usr/bin:/bin").env("TZ", zone);
        let said = date.args(["-d", "@1783418400", "+%H:%M"]).output().unwrap();
        String::from_utf8(said.stdout).unwrap()
    };
    let all: std::collections::BTreeSet<String> = ZONES.map(said).into_iter().collect();
    assert!(all.len() > 1, "{all:?}");
}

#[test]
fn a_return_over_midnight_the_years_end_and_a_leap_day_is_late_at_its_second() {
    for (now, back, due) in [
        ("2026-11-24T22:00:00+00:00", "tomorrow 00:00", "2026-11-25T00:00:00+00:00"),
        ("2026-11-24T22:00:00+00:00", "23:59", "2026-11-24T23:59:00+00:00"),
        ("2026-12-31T22:00:00+00:00", "tomorrow 00:30", "2027-01-01T00:30:00+00:00"),
        ("2028-02-28T22:00:00+00:00", "2028-02-29 10:00", "2028-02-29T10:00:00+00:00"),
    ] {
        let due = hv::when::Moment::parse(due).unwrap();
        let over = due.plus(hv::when::Span::seconds(1)).rfc3339();
        let school = School::since(hv::when::Moment::parse(now).unwrap());
        let out = format!("out joe --breach drill --where \"a home\" --back \"{back}\"");
        let _whatever = hv(&school, None, now, &out);
        let _in_time = hv(&school, None, &due.rfc3339(), "overdue").ends(0);
        let _late = hv(&school, None, &over, "overdue").ends(4).says("Joe Other");
    }
}

#[test]
fn a_time_that_is_none_or_too_far_is_refused_and_nobody_leaves_by_it() {
    let now = "2026-10-24T22:00:00+00:00";
    let school = School::since(hv::when::Moment::parse(now).unwrap());
    for back in [
        "23:59:60",
        "24:00",
        "25:10",
        "2027-02-29 10:00",
        "0000-01-01 10:00",
        "9999-12-31 23:59",
        "+262143-01-01 10:00",
        "+0m",
        "+99999999999h",
        "-45m",
        "tomorrow 23:30",
    ] {
        let out = format!("out joe --breach drill --where \"a home\" \"--back={back}\"");
        let run = hv(&school, None, now, &out);
        assert!(matches!(run.code(), Some(1 | 2)), "{back}: {}", run.text());
    }
    // Nobody is lost by it: nothing was recorded.
    assert!(school.outings().is_empty());
}

/// Two nights a year a time on the clock happens twice, or not at all.
#[test]
fn a_time_that_happens_twice_is_the_first_and_one_that_never_happens_is_refused() {
    let autumn = "2026-10-24T22:30:00+00:00";
    let school = School::since(hv::when::Moment::parse(autumn).unwrap());
    let out = "out joe --breach drill --where \"a home\" --back \"2026-10-25 01:30\"";
    let _whatever = hv(&school, None, autumn, out);
    let _not_yet = hv(&school, None, "2026-10-25T00:30:00+00:00", "overdue").ends(0);
    let _first = hv(&school, None, "2026-10-25T00:30:01+00:00", "overdue").ends(4);
    let spring = "2026-03-28T22:30:00+00:00";
    let school = School::since(hv::when::Moment::parse(spring).unwrap());
    let out = "out joe --breach drill --where \"a home\" --back \"2026-03-29 01:30\"";
    let _never = hv(&school, None, spring, out).ends(2);
    assert!(school.outings().is_empty());
}
