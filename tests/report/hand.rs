//! Small cases with every number counted by hand: how long alarms took against the bound, both sides of each boundary,
//! and a period's first and last second.

use crate::DAY;
use crate::school::School;
use crate::stories::{STORIES, Story};
use crate::year::{figure_of, number_of};
use serde_json::{Value, json};

fn story(name: &str) -> &'static Story {
    STORIES.iter().find(|s| s.name == name).unwrap()
}

/// The report of one day, as it was the day after.
fn of_day(school: &School) -> Value {
    let line = format!("report --from {DAY} --to {DAY} --json");
    school.tried("2025-01-16 09:00", &line).ends(0).json()
}

#[test]
fn how_long_an_alarm_took_is_counted_from_when_it_was_due() {
    let school = School::new();
    // Due at 10:00: rung at 10:04, in charge at 10:10, closed at 11:00.
    story("charge").tell(&school);
    let data = of_day(&school);
    for (figure, seconds) in
        [("alarms.noticed", 4 * 60), ("alarms.taken", 10 * 60), ("alarms.resolved", 60 * 60)]
    {
        let one = figure_of(&data, figure);
        assert_eq!(
            (&one["number"], &one["middle-seconds"]),
            (&json!(1), &json!(seconds)),
            "{figure}"
        );
        assert_eq!(one["longest-seconds"], json!(seconds), "{figure}");
    }
    // hv looks every 5 minutes: the desk knows within 5. Everybody is told 20 minutes and a rung's 10 after it was due.
    assert_eq!(figure_of(&data, "alarms.bound.contact.first")["bound-seconds"], json!(5 * 60));
    assert_eq!(figure_of(&data, "alarms.bound.contact.everybody")["bound-seconds"], json!(35 * 60));
    for (figure, number) in [
        ("alarms", 1),
        ("alarms.not-known-when-noticed", 0),
        ("alarms.noticed-within-bound", 1),
        ("alarms.noticed-beyond-bound", 0),
        ("alarms.taken-within-bound", 1),
        ("alarms.taken-beyond-bound", 0),
        ("alarms.nobody-took-charge", 0),
        ("alarms.not-resolved", 0),
        ("contacts", 2),
        ("contacts.on-time", 1),
        ("contacts.late", 1),
    ] {
        assert_eq!(number_of(&data, figure), number, "{figure}");
    }
}

/// The desk writes down that it rang at that time, and Max takes charge at another; the contact was due at 10:00.
fn noticed(rung: &str, charge: &str) -> Value {
    let school = School::new();
    story("unwritten").tell(&school);
    let family = story("unwritten").family();
    school.at(
        &format!("{DAY} 09:00"),
        &format!(
            "out tom --visit {family} --back 12:00 --monitor max --car none --watch-by-hand max \
             --answer phone-carried=yes --answer family-knows=yes"
        ),
    );
    school.at(&format!("{DAY} 10:58"), &format!("rung tom no-answer --who max --at {rung}"));
    let ack = school.tried(&format!("{DAY} {charge}"), "ack tom --who max --doing ringing");
    let _looked_at = ack.ends(0);
    of_day(&school)
}

#[test]
fn five_minutes_are_within_the_bound_and_a_minute_more_is_beyond() {
    let sides = |data: &Value| {
        ["noticed-within", "noticed-beyond", "taken-within", "taken-beyond"]
            .map(|side| number_of(data, &format!("alarms.{side}-bound")))
    };
    assert_eq!(sides(&noticed("10:05", "10:59")), [1, 0, 0, 1]);
    assert_eq!(sides(&noticed("10:06", "10:59")), [0, 1, 0, 1]);
}

#[test]
fn an_hour_is_late_where_the_limit_is_reached_and_a_minute_less_is_not() {
    let school = School::new();
    // 60 minutes, then 59.
    story("reached").tell(&school);
    let data = of_day(&school);
    assert_eq!((number_of(&data, "contacts.late"), number_of(&data, "contacts.on-time")), (1, 1));
    assert_eq!(number_of(&data, "alarms.by-clock.contact"), 1);
    assert_eq!(number_of(&data, "alarms.not-known-when-noticed"), 1);
    // 59, 41 and 50.
    let school = School::new();
    story("pair").tell(&school);
    let data = of_day(&school);
    assert_eq!((number_of(&data, "contacts"), number_of(&data, "contacts.late")), (3, 0));
    assert_eq!(number_of(&data, "alarms"), 0);
}

/// Nobody may read "none was late" of somebody who has not been heard from at all.
#[test]
fn a_contact_that_never_came_is_counted_as_such() {
    let school = School::new();
    story("unwritten").tell(&school);
    let family = story("unwritten").family();
    school.at(
        &format!("{DAY} 09:00"),
        &format!(
            "out tom --visit {family} --back 12:00 --monitor max --car none --watch-by-hand max \
             --answer phone-carried=yes --answer family-knows=yes"
        ),
    );
    let seen = |moment: &str| {
        let line = format!("report --from {DAY} --to {DAY} --json");
        let data = school.tried(&format!("{DAY} {moment}"), &line).ends(0).json();
        ["contacts.on-time", "contacts.late", "contacts.not-come", "alarms", "outings.still-out"]
            .map(|figure| number_of(&data, figure))
    };
    assert_eq!(seen("09:59"), [0, 0, 0, 0, 1]);
    assert_eq!(seen("10:00"), [0, 0, 1, 1, 1]);
    // Past the grace of five minutes the return is late as well.
    assert_eq!(seen("12:05"), [0, 0, 1, 1, 1]);
    assert_eq!(seen("12:06"), [0, 0, 1, 2, 1]);
}

/// What was said at 10:20 of a call at 09:50 was no late contact, whoever rang meanwhile.
#[test]
fn a_call_that_is_typed_late_was_made_when_it_was_made() {
    let school = School::new();
    story("unwritten").tell(&school);
    let family = story("unwritten").family();
    school.at(
        &format!("{DAY} 09:00"),
        &format!(
            "out tom --visit {family} --back 12:00 --monitor max --car none --watch-by-hand max \
             --answer phone-carried=yes --answer family-knows=yes"
        ),
    );
    school.at(&format!("{DAY} 10:20"), "checkin tom --at 09:50");
    school.at(&format!("{DAY} 10:40"), "back tom");
    let data = of_day(&school);
    assert_eq!((number_of(&data, "contacts"), number_of(&data, "contacts.late")), (2, 0));
    assert_eq!(number_of(&data, "alarms"), 0);
}

/// A visit on either side of midnight belongs to its own day; in summer midnight comes an hour early in Greenwich.
#[test]
fn a_visit_belongs_to_the_day_on_the_schools_wall() {
    let school = School::new();
    school.family("zz-night");
    for (n, start) in [
        "2025-03-30T00:00:00+00:00",
        "2025-03-29T23:59:59+00:00",
        "2025-03-30T22:59:59+00:00",
        "2025-03-30T23:00:00+00:00",
        "2024-10-26T23:00:00+00:00",
        "2024-10-26T22:59:59+00:00",
        "2024-10-27T23:59:59+00:00",
        "2024-10-28T00:00:00+00:00",
    ]
    .into_iter()
    .enumerate()
    {
        let plan = format!("plan add zz-night --at {start} --for 1m --staff tom --reason welfare");
        school.at(&format!("2024-10-0{} 08:00", n + 1), &plan);
    }
    for (day, visits) in [
        ("2025-03-29", 1),
        ("2025-03-30", 2),
        ("2025-03-31", 1),
        ("2024-10-26", 1),
        ("2024-10-27", 2),
        ("2024-10-28", 1),
    ] {
        let line = format!("report --from {day} --to {day} --json");
        let data = school.tried("2025-06-01 09:00", &line).ends(0).json();
        assert_eq!(number_of(&data, "visits"), visits, "{day}");
    }
}

#[test]
fn days_that_nobody_knows_are_refused_with_what_to_type() {
    let school = School::new();
    for (line, words) in [
        (
            "report --term --on 2024-08-30",
            "the terms on record do not say which term Fri 30 Aug 2024 is in",
        ),
        ("report --half-term --on 2025-05-01", "no half term is on record in Summer term 2025"),
        ("report --from 2025-01-15 --to 2025-01-14", "hv report --from 2025-01-14 --to 2025-01-15"),
        ("report --from 2025-01-15", "--to"),
        ("report --term --year", "cannot be used with"),
        ("report --on tomorrow", "--on: `tomorrow` is not a day such as 2026-11-24"),
        ("report --from 2025-01-17 --to 2025-01-18", "still to come"),
        ("report --csv --json", "--json and --csv together: one of them"),
        ("report --html x.html --csv", "cannot be used with"),
        ("report --show nothing", "no figure of this report is called \"nothing\""),
    ] {
        let _said = school.tried("2025-01-16 09:00", line).ends(2).says(words);
    }
    let none = school.tried("2025-01-16 09:00", "report --show breaches --week").ends(0);
    let _said = none.says("No record.");
}

/// A visit at 09:30 that Kay and Lou are to make; what is typed then. How many alarms that nobody left, told and not.
fn departures(typed: &[(&str, &str)]) -> [u64; 3] {
    let school = School::new();
    school.family("ash");
    let plan = format!("plan add ash --at {DAY}T09:30 --for 45m --staff kay,lou --reason welfare");
    school.at(&format!("{DAY} 08:00"), &plan);
    for (time, line) in typed {
        let line = line.replace(
            "OUT",
            "--visit ash --monitor max --car none --watch-by-hand max \
             --answer phone-carried=yes --answer family-knows=yes",
        );
        school.at(&format!("{DAY} {time}"), &line);
    }
    let data = of_day(&school);
    let [told, not_told] =
        ["told", "not-told"].map(|word| number_of(&data, &format!("alarms.departures.{word}")));
    let all = figure_of_clock(&data);
    assert_eq!(all, told + not_told);
    [all, told, not_told]
}

/// A clock that never ran out has no figure.
fn figure_of_clock(data: &Value) -> u64 {
    let text = data.to_string();
    let there = text.contains("\"alarms.by-clock.departure\"");
    if there { number_of(data, "alarms.by-clock.departure") } else { 0 }
}

#[test]
fn nobody_signed_out_is_an_alarm_a_quarter_of_an_hour_after_the_appointment() {
    let (none, one) = ([0, 0, 0], [1, 0, 1]);
    assert_eq!(departures(&[]), one);
    assert_eq!(departures(&[("09:45", "out kay lou OUT --back 12:00")]), none);
    assert_eq!(departures(&[("09:46", "out kay lou OUT --back 12:00")]), one);
    // Moved in time, and too late; taken off in time, and too late. Whoever changes the plan once it shows is told of it.
    let told = [1, 1, 0];
    for (time, wanted) in [("09:44", none), ("09:45", told), ("09:46", told)] {
        let moved = (time, "plan change ash --at 16:00 --why ill");
        assert_eq!(
            departures(&[moved, ("15:50", "out kay lou OUT --back 17:00")]),
            wanted,
            "{time}"
        );
        assert_eq!(departures(&[(time, "plan drop ash --why ill")]), wanted, "{time}");
    }
}

#[test]
fn who_went_alone_or_turned_round_did_not_leave_for_the_visit() {
    let (none, one) = ([0, 0, 0], [1, 0, 1]);
    assert_eq!(departures(&[("09:00", "out kay OUT --back 12:00 --breach alone")]), one);
    assert_eq!(
        departures(&[("09:00", "out kay lou OUT --back 12:00"), ("09:10", "back kay lou")]),
        one
    );
    assert_eq!(
        departures(&[("09:00", "out kay lou OUT --back 12:00"), ("09:31", "back kay lou")]),
        none
    );
}

#[test]
fn a_departure_that_somebody_took_charge_of_is_told_and_counted_once() {
    let charge = ("09:50", "ack ash/2025-01-14-1a --who max --doing ringing");
    assert_eq!(departures(&[charge]), [1, 1, 0]);
    assert_eq!(departures(&[charge, ("10:00", "out kay lou OUT --back 12:00")]), [1, 1, 0]);
}
