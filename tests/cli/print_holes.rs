//! What paper must not leave out: whoever is out or late whatever day the sheet is of, and what cannot be read.

use crate::charge::{late_back, not_back, told};
use crate::harness::Place;
use crate::print::flat;
use crate::school::{Aspire, Park, VISIT, afield, ready};

const RECORD: &str = "families/ahmed/visits/2026-11-24-1a.yaml";
const BLOCK: &str = "LATE NOW / STILL TO BE CLOSED";

/// A card cut off in the middle, as after a full disk.
fn spoil(place: &Place, path: &str) {
    place.write(path, &format!("{}: [\n", place.read(path)));
}

/// A change to the visit that was torn while it was written.
fn tear(place: &Place) {
    let torn = "- {\"id\": \"a-zzzzzz\", \"after\": [], \"at\": \"2026-11-24T11:30:00+00:00\", \"did\": \"change\", \"plan\": {\"fam\n";
    place.write(RECORD, &format!("{}{torn}", place.read(RECORD)));
}

#[test]
fn whoever_is_out_when_it_is_printed_is_on_the_sheet_of_any_day() {
    let mut place = afield(Park);
    for day in ["today", "tomorrow", "2026-11-27", "yesterday"] {
        let sheet = place.hv(&format!("print day {day}")).exits(0);
        let sheet = sheet.says("OUT: Kay Invented and Lou Made").says("1 outing out");
        let _sheet = sheet.keeps_quiet_about("Nobody is out").keeps_quiet_about(BLOCK);
    }
}

#[test]
fn a_visit_of_an_earlier_day_that_nobody_left_for_stands_first() {
    let mut place = ready(Park);
    place.set_now("2026-11-25T09:00:00+00:00");
    let _late = place.hv("overdue").exits(4);
    for day in ["today", "tomorrow"] {
        let sheet = place.hv(&format!("print day {day}")).exits(0);
        let first = flat(sheet.out.split("How to go on by hand").next().unwrap());
        for wanted in [
            "1 LATE, 0 still to be closed",
            BLOCK,
            "KAY INVENTED AND LOU MADE: nobody signed out for a planned visit",
            "ring: Kay Invented 07700 900001; Lou Made 07700 900002",
            "12 Sample Street",
        ] {
            assert!(first.contains(wanted), "no {wanted:?} in\n{first}");
        }
        let _sheet = sheet.keeps_quiet_about("Nobody is out");
    }
}

#[test]
fn an_alarm_that_was_told_and_not_closed_is_no_clean_day() {
    let mut place = late_back();
    told(&place, &not_back(&["kay", "lou"]), 1, "15:36");
    place.clock("15:40");
    place.hv("back kay lou").done();
    for day in ["today", "tomorrow"] {
        let sheet = place.hv(&format!("print day {day}")).exits(0).says(BLOCK);
        let sheet = sheet.says("0 LATE, 1 still to be closed").says("not back, due 15:30");
        let _sheet = sheet.keeps_quiet_about("Nobody is out");
    }
    let _over = place.hv("print day").says(&format!("NOT CLOSED: see {BLOCK}"));
}

#[test]
fn a_card_that_cannot_be_read_is_marked_where_it_would_speak_and_at_the_top() {
    let visit = format!("print visit {VISIT}");
    for (card, day, week, carried) in [
        (
            "families/ahmed/family.yaml",
            "THE FAMILY'S NUMBERS CANNOT BE READ",
            "Parent or carer, number: CANNOT BE READ",
            "Cautions: NOT KNOWN: a card CANNOT BE READ",
        ),
        (
            "addresses/ahmed.yaml",
            "ADDRESS CANNOT BE READ",
            "Address: CANNOT BE READ",
            "Cautions: NOT KNOWN: a card CANNOT BE READ",
        ),
        (
            "people/kay.yaml",
            "THEIR CARD CANNOT BE READ",
            "card of kay CANNOT BE READ",
            "THEIR CARD CANNOT BE READ: number NOT KNOWN",
        ),
    ] {
        let mut place = ready(Aspire);
        spoil(&place, card);
        for (line, words) in [("print day", day), ("print week", week), (&visit, carried)] {
            let run = place.hv(line).exits(3).says(words);
            let page = flat(&run.out);
            assert!(page.contains("!! CANNOT BE READ: "), "{card}: hv {line}\n{}", run.out);
            // Only those two cards could hold a caution.
            let cautions = if card.starts_with("people") { "VOID" } else { "none on record" };
            for wrong in ["no number on record", "not set", "VOID", cautions] {
                assert!(!page.contains(wrong), "{card}: hv {line}: {wrong:?} in\n{}", run.out);
            }
        }
    }
}

#[test]
fn a_line_in_doubt_leaves_no_signature_that_seems_to_hold() {
    let mut place = ready(Aspire);
    tear(&place);
    let week = place.hv("print week").exits(3).says("!! DAMAGED: ahmed/2026-11-24-1a");
    let week = week.says("Signed: NOT KNOWN").says("0 of 1 signed as they stand");
    let _week = week.says("1 NOT KNOWN; 0 NOT SIGNED").keeps_quiet_about("as it stands, all");
    let day = place.hv("print day").exits(3).says("!! DAMAGED: ahmed/2026-11-24-1a");
    let _day = day.says("THE RECORD OF THIS VISIT IS DAMAGED");
    let plan = place.hv("plan").exits(3).says("damaged: families/ahmed/visits/2026-11-24-1a.yaml");
    let _plan = plan.says("the record of ahmed/2026-11-24-1a");
    let json = place.hv("plan --json").exits(3).json();
    assert_eq!(json["whole"], false);
    assert!(json["visits"][0]["signed"].is_null(), "{json}");
    assert_eq!(json["visits"][0]["damage"].as_array().unwrap().len(), 1, "{json}");
    let verify = place.hv("verify").exits(3).says("NOT LOOKED AT: families/ahmed/visits");
    let _verify = verify.keeps_quiet_about("as it was signed: ahmed");
    let before = place.tree();
    let _refused = place
        .hv("plan sign --signed-by pat")
        .exits(3)
        .says("NOTHING SIGNED: the record of ahmed/2026-11-24-1a is damaged");
    assert_eq!(before, place.tree());
}

#[test]
fn the_others_are_signed_beside_a_visit_in_doubt() {
    let mut place = ready(Aspire);
    place.hv(&crate::school::plan(Aspire, "bell", "2026-11-26T14:00", "kay,lou")).done();
    tear(&place);
    let signed = place.hv("plan sign --signed-by pat").exits(3);
    let signed = signed.says("NOT SIGNED: ahmed/2026-11-24-1a").says("Pat Head signed 1 visit");
    let _signed = signed.says("bell/2026-11-26-1a");
}

#[test]
fn the_sheet_carried_into_a_home_says_not_why_a_visit_was_dropped() {
    let mut place = ready(Park);
    place.hv(&format!("plan drop {VISIT} --why \"threatened with a knife\"")).done();
    let sheet = place.hv(&format!("print visit {VISIT}")).exits(0);
    let _sheet = sheet.says("!! NOT PLANNED ANY MORE.").keeps_quiet_about("knife");
}
