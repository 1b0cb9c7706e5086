//! A return that quieted an alarm was typed by mistake and is taken back: whoever was told is told again at once, and why.

use crate::channels::{All, body};
use crate::school::School;

const UNDO: &str = "undo --why \"the wrong name\" --yes";

/// The id of the line that says that they are back.
fn returned(school: &School) -> String {
    let record = std::fs::read_to_string(&school.outings()[0]).unwrap();
    let line = record.lines().find(|l| l.contains("\"did\": \"back\"")).unwrap();
    let line: serde_json::Value = serde_json::from_str(line.strip_prefix("- ").unwrap()).unwrap();
    line["id"].as_str().unwrap().to_owned()
}

#[test]
fn whoever_was_told_is_told_again_at_once_when_a_return_is_taken_back() {
    let school = School::new();
    let all = All::of(&school);
    // The second rung is due: nothing new would come for minutes.
    school.late("kay lou", 13);
    let _told = school.alert().ends(4);
    let first = all.counts(&school);
    school.hv("back kay lou").ends(0);
    let _quiet = school.alert().ends(4).says("NOT RESOLVED");
    assert_eq!(all.counts(&school), first);
    school.hv(UNDO).says("the next hv overdue --alert tells them again at once").ends(0);
    let again = school.alert().ends(4);
    let why = "TOLD AGAIN: the return of ";
    again.says(why).says("That all is well is NOT known.").lacks("the wrong name").text();
    assert_eq!(all.counts(&school), first.map(|n| 2 * n), "each of them, once more");
    let mails = all.mail.mails();
    let max: Vec<&str> = mails.iter().filter(|m| m.to[0].starts_with("max")).map(body).collect();
    assert!(!max[0].contains("TOLD AGAIN") && max[1].contains(why), "{max:#?}");
    let ids: Vec<_> = mails.iter().map(|m| m.header("Message-ID")).collect();
    assert!(ids.iter().all(|id| ids.iter().filter(|other| *other == id).count() == 1), "{ids:?}");
    let told = school.hv("overdue").ends(4);
    let _said = told.says(why);
    // And then no more than any other alarm.
    let nothing = school.alert().ends(4);
    assert_eq!(nothing.out, "");
    assert_eq!(all.counts(&school), first.map(|n| 2 * n));
}

#[test]
fn nobodys_charge_from_before_holds_it_back_and_whoever_knows_may_take_it() {
    let school = School::new();
    let all = All::of(&school);
    school.late("kay lou", 5);
    let _told = school.alert().ends(4);
    let outing = school.outing();
    school.hv(&format!("ack {outing} --who pat --doing \"driving there\"")).ends(0);
    school.hv("back kay lou").ends(0);
    school.hv(&format!("ack {outing} --who pat --doing \"asking Kay\"")).ends(0);
    school.hv(&format!("{UNDO} {}", returned(&school))).ends(0);
    let _told = school.alert().ends(4).lacks("In charge");
    assert_eq!(all.counts(&school), [2; 6]);
    school.hv(&format!("ack {outing} --who dee --doing \"driving there\"")).ends(0);
    let _held = school.hv("overdue").ends(4).says("IN CHARGE: Dee Safe");
    let _held = school.alert().ends(4);
    assert_eq!(all.counts(&school), [2; 6]);
}

#[test]
fn what_told_nobody_that_all_is_well_tells_nobody_again() {
    let school = School::new();
    let all = All::of(&school);
    school.late("kay lou", 5);
    let _told = school.alert().ends(4);
    school.hv("checkin kay --no-answer").ends(0);
    school.hv(UNDO).ends(0);
    let _nothing = school.alert().ends(4).lacks("TOLD AGAIN");
    assert_eq!(all.counts(&school), [1; 6]);
}

/// Nobody had left for a visit; then they were signed out for it by mistake.
#[test]
fn a_visit_nobody_left_for_is_told_again_at_once_when_the_sign_out_is_taken_back() {
    let school = School::new();
    let all = All::of(&school);
    let plan = format!("plan add ahmed --at {} --for 10m --staff kay,lou", school.ago(30));
    school.hv_ago(60, &plan).ends(0);
    let _told = school.alert().ends(4);
    let first = all.counts(&school);
    assert!(first.iter().all(|n| *n > 0), "{first:?}");
    let nothing = school.alert().ends(4);
    assert_eq!(nothing.out, "");
    let out = format!("out kay lou --back {} --watch-by-hand max", school.ago(-60));
    // As of then, so that it is the day of the visit whenever this runs.
    school.hv_ago(30, &out).ends(0);
    let _quiet = school.alert().lacks("DO NOW");
    assert_eq!(all.counts(&school), first);
    school.hv(&format!("{UNDO} --nobody-left dee")).ends(0);
    let again = school.alert().ends(4).says("TOLD AGAIN: the sign-out of ");
    // Rungs at 0 and 10 minutes have come: the page names both.
    again.says("DO, step 1 of 3").says("DO, step 2 of 3").text();
    assert_eq!(all.counts(&school), first.map(|n| 2 * n), "each of them, once more");
    let _page = school.hv("overdue").ends(4).says("TOLD AGAIN: the sign-out of ");
}
