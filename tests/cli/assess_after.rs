//! What follows an assessment: who hears of it while they are on the way, which home is meant, and who may say what.

use crate::harness::Place;
use crate::school::{Aspire, Park, VISIT, afield, enter};

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
