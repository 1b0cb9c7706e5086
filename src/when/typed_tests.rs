//! The closed grammar as a table: each form that is read, each that is refused with what it could mean, both sides of
//! each boundary, and the two nights on which the clocks change.

use crate::when::{Look, Moment, Zone, parse_time};

const TUESDAY: &str = "2026-11-24T10:00:00+00:00";

fn read(typed: &str, now: &str, look: Look) -> Result<String, String> {
    let now = Moment::parse(now).unwrap();
    parse_time(typed, now, Zone::LONDON, look).map(Moment::rfc3339)
}

#[track_caller]
fn refused(typed: &str, now: &str, look: Look) -> String {
    read(typed, now, look).expect_err(typed)
}

#[test]
fn every_form_of_the_grammar_is_read() {
    for (typed, meant) in [
        ("00:00", "2026-11-24T00:00:00+00:00"),
        ("0:30", "2026-11-24T00:30:00+00:00"),
        ("09:05", "2026-11-24T09:05:00+00:00"),
        ("09.05", "2026-11-24T09:05:00+00:00"),
        ("23:59", "2026-11-24T23:59:00+00:00"),
        ("2:30pm", "2026-11-24T14:30:00+00:00"),
        ("2.30 pm", "2026-11-24T14:30:00+00:00"),
        ("1am", "2026-11-24T01:00:00+00:00"),
        ("12.30am", "2026-11-24T00:30:00+00:00"),
        ("12pm", "2026-11-24T12:00:00+00:00"),
        ("12.59pm", "2026-11-24T12:59:00+00:00"),
        ("noon", "2026-11-24T12:00:00+00:00"),
        ("NOW", "2026-11-24T10:00:00+00:00"),
        ("+0m", "2026-11-24T10:00:00+00:00"),
        ("+1h30m", "2026-11-24T11:30:00+00:00"),
        ("+168h", "2026-12-01T10:00:00+00:00"),
        ("today 9am", "2026-11-24T09:00:00+00:00"),
        ("today at noon", "2026-11-24T12:00:00+00:00"),
        ("tomorrow 09:00", "2026-11-25T09:00:00+00:00"),
        ("yesterday 16:10", "2026-11-23T16:10:00+00:00"),
        ("mon 09:00", "2026-11-30T09:00:00+00:00"),
        ("monday at 2.30pm", "2026-11-30T14:30:00+00:00"),
        ("24/11 14:30", "2026-11-24T14:30:00+00:00"),
        ("1/12 14:30", "2026-12-01T14:30:00+00:00"),
        ("01/12/2026 14:30", "2026-12-01T14:30:00+00:00"),
        ("2026-12-01 14:30", "2026-12-01T14:30:00+00:00"),
        ("2026-12-01T14:30", "2026-12-01T14:30:00+00:00"),
        ("2026-12-01T14:30:05Z", "2026-12-01T14:30:05+00:00"),
    ] {
        assert_eq!(read(typed, TUESDAY, Look::Either).as_deref(), Ok(meant), "{typed}");
    }
}

#[test]
fn what_could_mean_two_things_is_refused_and_both_are_named() {
    for (typed, one, other) in [
        ("2:30", "02:30", "14:30"),
        ("2.30", "02:30", "14:30"),
        ("9:05", "09:05", "21:05"),
        ("930", "09:30", "21:30"),
        ("9", "09:00", "21:00"),
        ("11", "11:00", "23:00"),
        ("tomorrow 2:30", "tomorrow 02:30", "tomorrow 14:30"),
        ("thu at 930", "thu at 09:30", "thu at 21:30"),
        ("next friday 9am", "2026-11-27 9am", "2026-12-04 9am"),
        ("next tue 09:00", "2026-12-01 09:00", "2026-12-08 09:00"),
        ("next thursday", "Thu 26 Nov 2026", "Thu 3 Dec 2026"),
        ("last mon 10:00", "2026-11-23 10:00", "2026-11-16 10:00"),
        ("last tuesday 9am", "2026-11-17 9am", "2026-11-10 9am"),
        ("midnight", "beginning", "end"),
        ("tomorrow midnight", "beginning", "end"),
        ("tue 10:00", "today 10:00", "2026-12-01 10:00"),
    ] {
        let why = refused(typed, TUESDAY, Look::Either);
        assert!(why.contains(one) && why.contains(other), "{typed}: {why}");
    }
}

#[test]
fn what_is_not_a_time_but_nearly_is_refused_with_how_to_type_it() {
    for (typed, instead) in [
        ("0900", "type 09:00"),
        ("1430", "type 14:30"),
        ("14", "type 14:00"),
        ("230pm", "type 2.30pm"),
        ("tomorrow 1430", "type tomorrow 14:30"),
        ("9am tomorrow", "tomorrow 9am"),
        ("24/11", "24/11 09:00"),
        ("tomorrow", "tomorrow 09:00"),
        ("24/11/26", "24/11/2026 09:00"),
        ("24/11/26 10:00", "type 24/11/2026 10:00"),
        ("24/11/26 2.30pm", "type 24/11/2026 2.30pm"),
        ("this fri 10:00", "type 2026-11-27 10:00"),
        ("this monday at 10:00", "type 2026-11-23 10:00"),
        ("this fri", "type 2026-11-27 TIME"),
    ] {
        let why = refused(typed, TUESDAY, Look::Either);
        assert!(why.contains(instead), "{typed}: {why}");
    }
    for typed in [
        "",
        "24:00",
        "14:60",
        "1:5",
        "0pm",
        "13am",
        "14:30pm",
        "+",
        "+5",
        "+8d",
        "-5m",
        "31/02 09:00",
        "11/24 09:00",
        "in 90 minutes",
        "half past two",
        "2026-13-01 09:00",
        "thurs 9am",
        "24/11/26 9am",
        "9999",
    ] {
        let why = refused(typed, TUESDAY, Look::Either);
        assert!(why.contains(&format!("`{typed}`")), "{typed}: {why}");
    }
}

/// What cannot be typed is never offered as what to type.
#[test]
fn what_was_typed_is_not_told_back_as_the_way_to_type_it() {
    for typed in
        ["last mon 10:00", "this fri 10:00", "this thurs 10:00", "on fri 14:00", "about 14:30"]
    {
        let why = refused(typed, TUESDAY, Look::Either);
        assert!(!why.contains(&format!("type {typed}")), "{typed}: {why}");
        let told = why.contains("TIME") || why.contains("2026-11-") || why.contains("Type one of");
        assert!(told, "{typed}: {why}");
    }
}

#[test]
fn a_day_that_there_is_not_is_said() {
    for (typed, day) in [
        ("31/11 10:00", "31/11"),
        ("24/13 10:00", "24/13"),
        ("11/24 14:30", "11/24"),
        ("29/2/2027 10:00", "29/2/2027"),
        ("2026-02-30 10:00", "2026-02-30"),
    ] {
        let said = refused(typed, TUESDAY, Look::Either);
        assert!(said.contains(&format!("no day `{day}`")), "{typed}: {said}");
    }
    for there_is in ["30/11 2:30", "29/2/2028 2:30", "2026-02-28 2:30"] {
        let said = refused(there_is, TUESDAY, Look::Either);
        assert!(!said.contains("no day") && said.contains("type one of them"), "{said}");
    }
}

#[test]
fn a_day_without_a_year_on_the_wrong_side_of_now_is_refused_with_the_other_year() {
    let december = "2026-12-30T10:00:00+00:00";
    assert!(refused("05/01 10:00", december, Look::Ahead).contains("05/01/2027 10:00"));
    assert_eq!(
        read("31/12 10:00", december, Look::Ahead).as_deref(),
        Ok("2026-12-31T10:00:00+00:00")
    );
    assert!(refused("30/12 10:00", december, Look::Ahead).contains("30/12/2027"), "not after now");
    assert_eq!(
        read("30/12 10:01", december, Look::Ahead).as_deref(),
        Ok("2026-12-30T10:01:00+00:00")
    );
    let january = "2027-01-04T10:00:00+00:00";
    assert!(refused("30/12 16:00", january, Look::Back).contains("30/12/2026 16:00"));
    assert_eq!(
        read("30/12/2026 16:00", january, Look::Back).as_deref(),
        Ok("2026-12-30T16:00:00+00:00")
    );
    assert_eq!(
        read("04/01 10:00", january, Look::Back).as_deref(),
        Ok("2027-01-04T10:00:00+00:00")
    );
    assert!(read("04/01 10:01", january, Look::Back).is_err());
}

#[test]
fn the_day_that_is_named_and_the_day_it_is() {
    // Strictly after today, unless it is later today; looking back, up to today.
    for (typed, look, meant) in [
        ("tue 10:01", Look::Ahead, "2026-11-24T10:01:00+00:00"),
        ("tue 10:00", Look::Back, "2026-11-24T10:00:00+00:00"),
        ("wed 09:00", Look::Ahead, "2026-11-25T09:00:00+00:00"),
        ("mon 09:00", Look::Back, "2026-11-23T09:00:00+00:00"),
        ("wed 09:00", Look::Back, "2026-11-18T09:00:00+00:00"),
        ("mon 09:00", Look::Ahead, "2026-11-30T09:00:00+00:00"),
    ] {
        assert_eq!(read(typed, TUESDAY, look).as_deref(), Ok(meant), "{typed}");
    }
    assert!(read("tue 10:00", TUESDAY, Look::Ahead).is_err());
    assert!(read("tue 10:01", TUESDAY, Look::Back).is_err());
}

#[test]
fn late_last_night_is_six_hours_and_no_more() {
    let now = "2026-11-25T02:00:00+00:00";
    assert_eq!(read("20:00", now, Look::Back).as_deref(), Ok("2026-11-24T20:00:00+00:00"));
    assert!(read("19:59", now, Look::Back).is_err());
    assert_eq!(read("02:00", now, Look::Back).as_deref(), Ok("2026-11-25T02:00:00+00:00"));
    assert!(read("02:01", now, Look::Back).is_err());
}

#[test]
fn the_night_the_clocks_go_forward() {
    let eve = "2027-03-27T22:00:00+00:00";
    assert_eq!(
        read("tomorrow 00:59", eve, Look::Ahead).as_deref(),
        Ok("2027-03-28T00:59:00+00:00")
    );
    for never in ["01:00", "01:30", "01:59"] {
        let why = refused(&format!("tomorrow {never}"), eve, Look::Ahead);
        let (earlier, later) = (never.replace("01:", "00:"), never.replace("01:", "02:"));
        assert!(why.contains(&earlier) && why.contains(&later), "{why}");
    }
    assert_eq!(
        read("tomorrow 02:00", eve, Look::Ahead).as_deref(),
        Ok("2027-03-28T02:00:00+01:00")
    );
    // Elapsed time is elapsed time.
    assert_eq!(read("+4h", eve, Look::Ahead).as_deref(), Ok("2027-03-28T03:00:00+01:00"));
}

#[test]
fn the_night_the_clocks_go_back_a_time_that_comes_twice_is_the_first() {
    let eve = "2026-10-24T22:00:00+01:00";
    for (typed, meant) in [
        ("tomorrow 00:59", "2026-10-25T00:59:00+01:00"),
        ("tomorrow 01:00", "2026-10-25T01:00:00+01:00"),
        ("tomorrow 01:59", "2026-10-25T01:59:00+01:00"),
        ("tomorrow 02:00", "2026-10-25T02:00:00+00:00"),
        ("+4h", "2026-10-25T01:00:00+00:00"),
    ] {
        assert_eq!(read(typed, eve, Look::Ahead).as_deref(), Ok(meant), "{typed}");
    }
    // In the second hour the first is over: to come it is refused, and can be said with its offset.
    let second = "2026-10-25T01:10:00+00:00";
    assert!(read("01:30", second, Look::Ahead).is_err());
    assert_eq!(
        read("2026-10-25T01:30:00+00:00", second, Look::Ahead).as_deref(),
        Ok("2026-10-25T01:30:00+00:00")
    );
    assert_eq!(
        read("01:30", second, Look::Back).as_deref(),
        Ok("2026-10-25T01:30:00+01:00"),
        "never later than it was"
    );
}

/// Only in the hour that comes twice is it said which.
#[test]
fn a_time_of_the_hour_that_comes_twice_is_said_with_its_zone() {
    for (at, words, seconds) in [
        ("2026-10-25T00:59:59+01:00", "Sun 25 Oct 00:59", "00:59:59"),
        ("2026-10-25T01:00:00+01:00", "Sun 25 Oct 01:00 BST", "01:00:00 BST"),
        ("2026-10-25T01:59:59+01:00", "Sun 25 Oct 01:59 BST", "01:59:59 BST"),
        ("2026-10-25T01:00:00+00:00", "Sun 25 Oct 01:00 GMT", "01:00:00 GMT"),
        ("2026-10-25T01:59:59+00:00", "Sun 25 Oct 01:59 GMT", "01:59:59 GMT"),
        ("2026-10-25T02:00:00+00:00", "Sun 25 Oct 02:00", "02:00:00"),
        ("2026-03-29T02:00:00+01:00", "Sun 29 Mar 02:00", "02:00:00"),
    ] {
        let moment = Moment::parse(at).unwrap();
        assert_eq!(Zone::LONDON.words(moment), words, "{at}");
        assert_eq!(Zone::LONDON.to_the_second(moment), seconds, "{at}");
        let clock = words.strip_prefix("Sun 25 Oct ").or(words.strip_prefix("Sun 29 Mar "));
        assert_eq!(Some(Zone::LONDON.clock(moment).as_str()), clock, "{at}");
    }
}

#[test]
fn a_day_is_read_the_same_with_and_without_the_pattern() {
    for text in [
        "2026-11-24",
        "2024-02-29",
        "2026-02-29",
        "2026-13-01",
        "2026-00-10",
        "2026-11-00",
        "2026-11-31",
        "2000-01-01",
        "2199-12-31",
        "1999-12-31",
        "2200-01-01",
        "0000-01-01",
        "+2026-11-2",
        "2026-1-240",
        "2026-11-2x",
        "2026/11/24",
        "2026-11-2",
        "2026-11-244",
        "",
    ] {
        let long = chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
        let long =
            long.filter(|d| text.len() == 10 && (2000..2200).contains(&chrono::Datelike::year(d)));
        assert_eq!(super::Day::parse(text).ok(), long.map(super::Day), "{text}");
    }
    assert_eq!(super::as_written("2026-11-24"), chrono::NaiveDate::from_ymd_opt(2026, 11, 24));
}
