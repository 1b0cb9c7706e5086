//! What follows an assessment: who hears of it while they are on the way, which home is meant, and who may say what.

use crate::harness::Place;
use crate::school::{
    Aspire, Park, VISIT, afield, assess, authorise, enter, out, plan_with, ready, school,
};

const RING: &str = "KAY INVENTED AND LOU MADE ARE OUT ON A VISIT TO ahmed NOW: ring Kay Invented 07700 900001; Lou \
                    Made 07700 900002: tell them: ";

/// What was written to standard error, without its line ends.
fn told(place: &mut Place, line: &str) -> String {
    let run = place.hv(line).exits(0);
    run.err.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn what_comes_up_on_the_way_is_told_to_whoever_records_it_and_at_the_door() {
    let left = afield(Aspire);
    for (line, told_now, at_door) in [
        (
            "assess risk ahmed \"a lodger with a dog\" --source \"health visitor\"",
            "new risk: a lodger with a dog (health visitor)",
            "NEW RISK on ahmed/2026-11-24-1a (12 Sample Street, Testford): a lodger with a dog (health visitor)",
        ),
        (
            "assess decide ahmed --proceed no --reason \"a threat by phone\" --decided-by pat",
            "may NOT go ahead, decided by Pat Head: a threat by phone",
            "may NOT go ahead, decided 12:0",
        ),
        (
            "assess review ahmed \"the wrong house\" --void --reviewed-by dee",
            "its assessment was declared void: the wrong house",
            "was declared VOID",
        ),
        (
            "family change ahmed --caution \"a knife in the kitchen=police\"",
            "CAUTION: a knife in the kitchen (police)",
            "a knife in the kitchen (police)",
        ),
    ] {
        let mut place = left.copy();
        let quiet = told(&mut place, &format!("--quiet {line}"));
        assert!(quiet.contains(&format!("{RING}{told_now}")), "{line}: {quiet}");
        let board = place.hv("board").exits(0).out;
        let board = board.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(board.contains("SINCE KAY INVENTED AND LOU MADE SIGNED OUT"), "{board}");
        assert!(board.contains(at_door), "{line}: {board}");
        place.clock("13:58");
        let arrived = told(&mut place, "arrive kay lou");
        assert!(arrived.contains("SINCE THEY SIGNED OUT at 12:00: "), "{arrived}");
        assert!(arrived.contains(at_door), "{line}: {arrived}");
        // Whether they may go in is for the policy's rules; either way it is said first.
        let entered = place.hv(&enter(Aspire, &[]));
        let entered = entered.err.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(entered.starts_with("SINCE THEY SIGNED OUT at 12:00: "), "{entered}");
        assert!(entered.contains(at_door), "{line}: {entered}");
    }
}

#[test]
fn nobody_is_rung_who_is_back_or_elsewhere_and_the_data_says_who_is() {
    let mut place = afield(Aspire);
    let data = place.hv("assess risk ahmed \"a dog\" --json").exits(0).json();
    assert_eq!(data["out_now"][0]["visit"], VISIT);
    assert_eq!(data["out_now"][0]["people"][1]["number"], "07700 900002");
    let elsewhere = told(&mut place, "family change bell --caution \"a dog=police\"");
    assert!(!elsewhere.contains("OUT ON A VISIT"), "{elsewhere}");
    place.hv("back kay lou").done();
    let back = told(&mut place, "assess risk ahmed \"another dog\"");
    assert!(!back.contains("OUT ON A VISIT"), "{back}");
}

#[test]
fn an_outing_that_cannot_be_read_may_be_there_and_is_named() {
    let mut place = afield(Aspire);
    let path = format!("outings/2026-W48/{}.yaml", crate::school::OUTING);
    place.write(&path, "not a record\n");
    let said = told(&mut place, "assess risk ahmed \"a dog\"");
    assert!(said.contains("MAY BE OUT ON A VISIT TO ahmed NOW"), "{said}");
    assert!(said.contains("07700 900001"), "{said}");
}

#[test]
fn without_an_assessment_in_the_policy_a_caution_still_reaches_them() {
    let mut place = afield(Park);
    let said = told(&mut place, "family change ahmed --caution \"a knife=police\"");
    assert!(said.contains(&format!("{RING}CAUTION: a knife (police)")), "{said}");
}

/// The Ahmeds live at two homes, and both are assessed.
fn two_homes() -> Place {
    let mut place = ready(Aspire);
    place.hv("family change ahmed --also-at \"flat=3 Other Court, Testford\"").done();
    assess(&mut place, "ahmed --address flat", &[]);
    place
}

#[test]
fn with_two_homes_nothing_is_recorded_before_one_is_named() {
    let mut place = two_homes();
    let before = place.tree();
    for line in [
        "assess risk ahmed \"a dog\"",
        "assess review ahmed unchanged --reviewed-by dee",
        "assess decide ahmed --proceed no --reason x --decided-by pat",
        "assess control ahmed",
        "assess read ahmed --who kay",
        "assess --print ahmed",
    ] {
        let refused = place.hv(line).exits(2).says("2 homes that are assessed: which is meant?");
        let refused = refused.says("ahmed/2026-11-24-1a (12 Sample Street, Testford), --address");
        let _each = refused.says("ahmed/2026-11-24-2a (3 Other Court, Testford), --address flat");
    }
    assert_eq!(place.tree(), before);
    let noted = place.hv("assess risk ahmed --address flat \"a dog\"").exits(0);
    let _named = noted.says("ahmed/2026-11-24-2a (3 Other Court, Testford): new risk noted");
    let first = place.hv("assess read ahmed/2026-11-24-1a --who kay").exits(0);
    let _named = first.says("ahmed/2026-11-24-1a (12 Sample Street, Testford): read by kay");
    let _printed = place.hv("assess --print ahmed --address flat").exits(0).says("3 Other Court");
    let _nowhere = place.hv("assess risk ahmed --address attic x").exits(2).says("at attic");
    let _not_of = place.hv("assess read ahmed/2026-11-24-1a --address flat --who kay").exits(2);
}

#[test]
fn what_was_replaced_is_not_added_to() {
    let mut place = ready(Aspire);
    assess(&mut place, "ahmed", &[]);
    let before = place.tree();
    for (line, typed) in [
        ("risk ahmed/2026-11-24-1a \"a dog\"", "hv assess risk ahmed/2026-11-24-2a \"a dog\""),
        (
            "review ahmed/2026-11-24-1a unchanged --reviewed-by dee",
            "hv assess review ahmed/2026-11-24-2a \"unchanged\"",
        ),
        (
            "decide ahmed/2026-11-24-1a --proceed yes --reason x --decided-by pat",
            "hv assess decide ahmed/2026-11-24-2a --proceed yes|no",
        ),
        ("read ahmed/2026-11-24-1a --who kay", "hv assess read ahmed/2026-11-24-2a --who kay"),
        ("control ahmed/2026-11-24-1a", "hv assess control ahmed/2026-11-24-2a"),
    ] {
        let refused = place.hv(&format!("assess {line}")).exits(2);
        let _typed = refused.says("was replaced by ahmed/2026-11-24-2a").says(typed);
    }
    assert_eq!(place.tree(), before);
    let _paper = place.hv("assess --print ahmed/2026-11-24-1a").exits(0);
}

#[test]
fn a_reading_does_not_outlive_a_new_risk() {
    let mut place = ready(Aspire);
    place.hv("assess risk ahmed \"a dog\"").done();
    place.hv("assess review ahmed unchanged --reviewed-by dee").done();
    authorise(&mut place, "ahmed");
    let refused = place.hv(&out(Aspire, "kay lou", &[])).exits(1);
    let _unread = refused.says("kay has not read ahmed/2026-11-24-1a");
    place.hv("assess read ahmed --who kay,lou").done();
    let _gone = place.hv(&out(Aspire, "kay lou", &[])).exits(0);
}

#[test]
fn who_reviews_and_reads_is_on_the_staff_and_here() {
    let mut place = ready(Aspire);
    place.hv("staff change max --left 2026-11-20").done();
    let review = "assess review ahmed unchanged";
    let stranger = place.hv(review).exits(2).says("office, who types this, is not on the staff");
    let _how = stranger.says("give --reviewed-by PERSON");
    let _left = place.hv(&format!("--by max {review}")).exits(2).says("has left");
    let left = place.hv(&format!("{review} --reviewed-by max")).exits(2);
    let _named = left.says("--reviewed-by: Max Desk left on");
    let _nobody = place.hv(&format!("{review} --reviewed-by zoe")).exits(2).says("--reviewed-by: ");
    for (day, why) in [
        ("2026-11-24", "is not after today"),
        ("2020-01-01", "is not after today"),
        ("2062-01-01", "is more than 5 years ahead"),
    ] {
        let line = format!("--by dee {review} --next-review {day}");
        let _refused = place.hv(&line).exits(2).says("--next-review: ").says(why);
    }
    let left = place.hv("assess read ahmed --who max").exits(2);
    let _named = left.says("--who: Max Desk left on");
    place.hv(&format!("--by dee {review} --next-review 2027-06-30")).done();
    place.hv("--by dee assess review ahmed \"a mistake\" --void").done();
    let _void = place.hv("assess read ahmed --who kay").exits(0).says("is VOID");
}

#[test]
fn a_control_is_put_in_place_by_somebody() {
    let mut place = ready(Aspire);
    let control = "hazard.alone.control.2";
    let (whom, when) = (format!("{control}.by-whom"), format!("{control}.by-when"));
    assess(&mut place, "ahmed", &[(control, "no"), (&whom, "Max"), (&when, "2026-11-24")]);
    let line = "assess control ahmed 1 --in-place";
    let _empty = place.hv(&format!("--by dee {line} --by-whom \"\"")).exits(2).says("is empty");
    let _stranger = place.hv(line).exits(2).says("who put it in place?");
    let words = format!("{line} --by-whom \"the caretaker\"");
    let _two_strangers = place.hv(&words).exits(2).says("somebody on the staff");
    let _by_dee = place.hv(&format!("--by dee {words}")).exits(0).says("by the caretaker");
}

#[test]
fn a_yes_after_a_no_names_it_and_wants_a_reason() {
    let mut place = ready(Aspire);
    place
        .hv("assess decide ahmed --proceed no --reason \"a threat by phone\" --decided-by pat")
        .done();
    let yes = "assess decide ahmed --proceed yes --reason fine --decided-by pat";
    let refused = place.hv(yes).exits(1).says("Pat Head decided NO on Tue 24 Nov 12:0");
    let _why = refused.says("a threat by phone").says("--because no-before=\"...\"");
    let yes = format!("{yes} --because \"no-before=the caller was found\"");
    let done = place.hv(&yes).exits(0).says("Pat Head decided NO on Tue 24 Nov 12:0");
    let _typed = done.says("may go ahead, decided by Pat Head, typed by office for Pat Head.");
    let shown = place.hv("show ahmed/assessments/2026-11-24-1a").exits(0);
    let _kept = shown.says("the caller was found").says("by pat, typed by office for pat");
}

#[test]
fn why_show_and_the_board_say_how_it_stands() {
    let mut place = afield(Aspire);
    let why = format!("why {VISIT}");
    let _yes = place.hv(&why).exits(0).says("holds: pat decided YES on Tue 24 Nov");
    place.hv("assess decide ahmed --proceed no --reason \"a threat\" --decided-by pat").done();
    let no = place.hv(&why).exits(0).says("DOES NOT HOLD: pat decided NO on Tue 24 Nov 12:0");
    let _reason = no.says(": a threat");
    assert_eq!(place.hv(&format!("{why} --json")).json()["assessment"]["holds"], false);
    place.hv("family change ahmed --pupil \"Noor Ahmed, 1A\"").done();
    place.hv("assess risk ahmed \"a dog\"").done();
    for line in ["show ahmed", "show ahmed/2026-11-24-1a"] {
        let shown = place.hv(line).exits(0).says("may no longer hold:");
        let _risk = shown.says("warning: new risk: a dog");
    }
    assess(&mut place, "ahmed", &[]);
    let none = place.hv(&why).exits(0).says("DOES NOT HOLD: nobody has decided on it yet");
    let _typed = none.says("-> type: hv assess decide ahmed --proceed yes|no");
}

#[test]
fn no_hint_leads_nowhere() {
    let mut place = school(Park);
    for line in [
        "risk ahmed x",
        "review ahmed unchanged",
        "decide ahmed --proceed no --reason x",
        "control ahmed",
        "read ahmed",
        "--print ahmed",
        "risk base:any x",
    ] {
        let refused = place.hv(&format!("assess {line}")).exits(2);
        let _none = refused.says("has no risk assessment").keeps_quiet_about("make one");
    }
    // An assessment of another home is not put right for this one.
    let mut place = ready(Aspire);
    place.hv("assess risk ahmed \"a dog\"").done();
    place.hv("family change ahmed --also-at \"flat=3 Other Court, Testford\"").done();
    place.hv(&plan_with(Aspire, "ahmed", &["--at=15:30", "--address=flat"])).done();
    let why = place.hv("why ahmed/2026-11-24-2a").exits(0);
    let section = why.out.split("Does the assessment").nth(1).unwrap().to_owned();
    assert!(section.contains("hv assess ahmed --address flat"), "{section}");
    for dead in ["hv assess review", "hv assess decide", "hv assess control"] {
        assert!(!section.contains(dead), "{section}");
    }
}

/// Silence would read as yes.
#[test]
fn under_a_policy_that_cannot_be_read_nobody_can_tell_whether_an_assessment_holds() {
    let mut place = ready(Aspire);
    place.write("policy.toml", "hv-policy = 1\n[polic");
    let run = place.hv(&format!("show {VISIT}"));
    let _said = run.exits(0).says("NOT KNOWN whether the assessment still holds");
}
