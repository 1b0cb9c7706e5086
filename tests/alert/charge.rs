//! Somebody takes charge, their time runs out, people come back: what is told then, and what is not.

use crate::channels::{All, body, to};
use crate::school::School;

#[test]
fn while_somebody_has_charge_nothing_more_is_told() {
    let school = School::new();
    let all = All::of(&school);
    school.late("kay lou", 15);
    let outing = school.outing();
    school.hv(&format!("ack {outing} --who pat --doing \"off to 12 Sample Street\"")).ends(0);
    let run = school.alert().ends(4);
    let shown = run.says("KAY INVENTED AND LOU MADE").says("In charge: Pat Head, until ");
    let _discreet = shown.lacks("Sample");
    assert_eq!(all.counts(&school), [0; 6]);
    assert_eq!(school.alert().ends(4).out, "");
}

#[test]
fn when_the_charge_has_run_out_all_that_is_due_by_then_is_told_in_order_in_one_message() {
    let school = School::new();
    let all = All::of(&school);
    school.late("kay lou", 25);
    let outing = school.outing();
    let ack = format!("ack {outing} --who pat --doing \"driving there\"");
    school.hv_ago(20, &ack).ends(0);
    let _told = school.alert().ends(4);
    assert_eq!(all.counts(&school), [3, 1, 1, 1, 3, 1]);
    let mails = all.mail.mails();
    assert_eq!(to(&mails), ["dee@example.org", "max@example.org", "pat@example.org"]);
    let slack = all.slack.asked()[0].json()["text"].as_str().unwrap().to_owned();
    let place = |words: &str| slack.find(words).unwrap();
    assert!(place("step 1 of 3") < place("step 2 of 3"), "{slack}");
    assert!(place("step 2 of 3") < place("step 3 of 3") && !slack.contains("everyone"), "{slack}");
    let pat = mails.iter().find(|m| m.to[0].starts_with("pat")).unwrap();
    assert!(body(pat).contains("step 3 of 3") && !body(pat).contains("step 1 of 3"));
    assert!(slack.contains("Pat Head had charge of it until ") && !slack.contains("driving"));
}

#[test]
fn a_rung_that_was_told_before_the_charge_is_not_told_again_after_it() {
    let school = School::new();
    let all = All::of(&school);
    school.late("kay lou", 5);
    let _told = school.alert().ends(4);
    school.hv(&format!("ack {} --who pat --doing ringing", school.outing())).ends(0);
    let _held = school.alert().ends(4);
    assert_eq!(all.counts(&school), [1; 6]);
}

#[test]
fn they_are_back_and_the_alarm_stands_until_somebody_resolves_it() {
    let school = School::new();
    let all = All::of(&school);
    school.late("kay lou", 15);
    let _told = school.alert().ends(4);
    let counts = all.counts(&school);
    school.hv("back kay lou").ends(0);
    let _quiet = school.alert().ends(4);
    assert_eq!(all.counts(&school), counts, "no further rung");
    let _listed = school
        .hv("overdue")
        .ends(4)
        .says("TOLD AND NOT RESOLVED: KAY INVENTED AND LOU MADE: not back");
    let outing = school.outing();
    school.hv(&format!("resolve {outing} --confirmed-by max --how seen")).ends(0);
    let after = school.alert().ends(0);
    assert_eq!((after.out.as_str(), all.counts(&school)), ("", counts));
    assert!(school.hv("overdue").ends(0).out.is_empty());
}

#[test]
fn a_charge_is_no_answer_and_the_alarm_ends_only_when_it_is_closed() {
    let school = School::new();
    let all = All::of(&school);
    school.late("kay lou", 40);
    let outing = school.outing();
    school.hv_ago(39, &format!("ack {outing} --who pat --doing ringing")).ends(0);
    let rung = format!("rung {outing} no-answer --rung 1 --who max");
    school.hv_ago(38, &rung).ends(0);
    let _told = school.alert().ends(4).says("DO NOW, everyone: ");
    assert_eq!(all.counts(&school), [4, 1, 1, 1, 4, 1]);
}
