//! `hv why` of an outing: the sums of its clocks, at a second before, at, and after the due time.

use crate::school::{Aspire, OUTING, Park, afield};

#[test]
fn a_clock_is_shown_with_what_started_it_what_is_added_and_what_it_comes_to() {
    let mut place = afield(Aspire);
    for (now, state, rung) in [
        (
            "12:59:59",
            "Contact, Kay Invented and Lou Made: due in 1 second",
            "1. the monitor: 13:00 (+ 0 minutes)",
        ),
        (
            "13:00:00",
            "Contact, Kay Invented and Lou Made: LATE NOW",
            "1. the monitor: DUE NOW, 13:00 (+ 0 minutes)",
        ),
        (
            "13:00:01",
            "Contact, Kay Invented and Lou Made: 1 SECOND LATE",
            "1. the monitor: DUE NOW, 13:00",
        ),
        (
            "13:10:00",
            "10 MINUTES LATE",
            "2. the principal: DUE NOW, 13:10 (+ 10 minutes, hv's own time)",
        ),
        (
            "13:29:59",
            "29 MIN 59 S LATE",
            "then, 10 minutes after the last [hv's own, not in the school's policy]: 13:30: everyone, and 999",
        ),
        (
            "13:30:00",
            "30 MINUTES LATE",
            "the last [hv's own, not in the school's policy]: DUE NOW, 13:30: everyone, and 999",
        ),
    ] {
        place.set_now(&format!("2026-11-24T{now}+00:00"));
        let run = place.hv(&format!("why {OUTING}")).exits(0).says(state).says(rung);
        let run = run.says(
            "12:00 Kay Invented and Lou Made left school, expected back 15:30 (typed by office)",
        );
        let run = run.says("+ 60 minutes, limit [AET-2.13, AET-2.14, AET-A-R2.5, AET-A-R3.8]");
        let _sum = run.says("= 13:00: late from that time on.");
    }
}

#[test]
fn a_limit_that_must_be_passed_says_so_and_what_is_not_set_is_said() {
    let mut place = afield(Park);
    let run = place.hv(&format!("why {OUTING}")).exits(0);
    let _said = run
        .says("= 15:30: late after that time, not at it.")
        .says("ladder: hv's own stands in, the policy has none for this")
        .says("calls by school at set times: not set in this policy");
}

#[test]
fn a_role_that_nobody_holds_is_said_to_be_passed_over() {
    let mut place = crate::school::ready(Aspire);
    place.edit("people/max.yaml", "senior-staff", "family-support");
    place.hv("out kay lou --back 15:30 --breach \"no monitor\"").done();
    let why = place.hv(&format!("why {OUTING}")).exits(0);
    let _passed = why.says("1. the monitor").says("nobody holds this role: passed over");
}

#[test]
fn the_sums_as_data_name_their_start_their_parts_and_every_rung() {
    let mut place = afield(Aspire);
    let shown = place.hv(&format!("why {OUTING} --json")).exits(0).json();
    let silence = shown["clocks"]
        .as_array()
        .unwrap()
        .iter()
        .find(|c| c["clock"] == "contact" && c["visit"].is_null());
    let silence = silence.unwrap();
    assert_eq!(silence["sum"]["from"], "2026-11-24T12:00:00+00:00");
    assert_eq!(silence["sum"]["parts"][0]["what"], "limit");
    assert_eq!(silence["ladder"]["rungs"][0]["state"], "to-come");
    assert_eq!(silence["ladder"]["rungs"][1]["at"], "2026-11-24T13:10:00+00:00");
    assert!(shown["not_set"].as_array().is_some_and(|all| !all.is_empty()), "{shown}");
}
