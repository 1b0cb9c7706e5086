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

/// The ways in which a file of settings is lost.
fn lose(place: &Place, path: &str, gone: bool) {
    if gone {
        std::fs::remove_file(place.folder().join(path)).unwrap();
    } else {
        place.write(path, "title = [broken\n");
    }
}

const PAPERS: [&str; 4] = [
    "print day",
    "print card",
    "print visit ahmed/2026-11-24-1a",
    "print incident ahmed/2026-11-24-1a",
];

#[test]
fn without_a_policy_the_emergency_papers_are_printed_all_the_same_and_say_so() {
    for gone in [true, false] {
        for mut place in [ready(Park), afield(Park)] {
            lose(&place, "policy.toml", gone);
            for paper in PAPERS {
                let page = place.hv(paper).exits(3);
                let top = flat(&page.out);
                assert!(top.contains("policy.toml CANNOT BE READ"), "{paper}\n{}", page.text());
                let _page = page.says("What the policy asks is NOT KNOWN");
            }
            let day = place.hv("print day").says("12 Sample Street").says("07700 900001");
            let _day = day.says("hv's own stand-in").says("WHAT TO READ TO THE POLICE");
            let _card = place.hv("print card kay").says("01632 960100").says("is NOT KNOWN");
            let visit = place.hv(&format!("print visit {VISIT}"));
            let _visit = visit.says("12 Sample Street").says("how often is NOT KNOWN");
        }
    }
}

#[test]
fn without_a_policy_the_day_keeps_to_what_was_frozen_for_those_who_are_out() {
    let mut place = afield(Park);
    let due = |sheet: &str| {
        let mut lines = sheet.lines().skip_while(|l| !l.contains("OUT: Kay Invented"));
        lines.by_ref().take_while(|l| !l.contains("BACK:")).collect::<Vec<_>>().join("\n")
    };
    let whole = place.hv("print day").exits(0);
    assert!(whole.out.contains("OUT: Kay Invented"), "{}", whole.text());
    place.edit("policy.toml", "[", "[[[");
    let bare = place.hv("print day").exits(3);
    assert_eq!(due(&bare.out), due(&whole.out));
    let _bare = bare.says("FROZEN FOR 2026-11-24-kay-1a: WHEN SOMEBODY IS LATE");
}

#[test]
fn without_a_policy_no_list_to_sign_is_printed_and_the_words_say_why() {
    let mut place = ready(Park);
    lose(&place, "policy.toml", false);
    let week = place.hv("print week").exits(3).says("no list of 2026-W48 is printed");
    let _week = week.says("whether somebody has to sign it").says("hv print day");
}

#[test]
fn without_hv_toml_no_page_shows_a_gap_where_the_number_would_stand() {
    for mut place in [ready(Park), afield(Park)] {
        lose(&place, "hv.toml", false);
        for paper in PAPERS.into_iter().chain(["print week", "print vehicles"]) {
            let page = place.hv(paper).exits(3);
            assert!(flat(&page.out).contains("hv.toml CANNOT BE READ"), "{}", page.text());
        }
        let known = "NOT KNOWN: hv.toml cannot be read";
        let day = place.hv("print day").says(&format!("Ring back on: {known}"));
        let _day = day.says(&format!("They ring the office (its number is {known})"));
        let _visit =
            place.hv(&format!("print visit {VISIT}")).says(&format!("The school: {known}"));
        let _card = place.hv("print card").says(known).says("DO NOT CARRY THIS CARD");
    }
}

#[test]
fn times_that_are_only_taken_for_londons_are_said_to_be_so_on_the_page() {
    let mut place = ready(Park);
    place.edit("hv.toml", "Europe/London", "Europe/Lundon");
    for paper in PAPERS {
        let page = place.hv(paper).exits(3).says("hv.toml CANNOT BE READ").says("Europe/Lundon");
        let top = flat(&page.out);
        assert!(top.contains("times are shown and read as London's"), "{}", page.text());
    }
}
