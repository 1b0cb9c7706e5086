//! What is asked is also written down: every reason given for going against a `should`, at every step.

use crate::harness::Place;
use crate::school::{Aspire, OUTING, VISIT, afield, done, enter, out, plan_with, ready, school};

/// The reasons on record in the log of a visit or an outing.
fn reasons(place: &mut Place, id: &str) -> Vec<String> {
    let shown = place.hv(&format!("show {id} --json")).exits(0).json();
    let log = shown["log"].as_array().unwrap().clone();
    let unmet = log.iter().filter_map(|line| line["event"]["unmet"].as_array().cloned());
    unmet
        .flatten()
        .filter_map(|u| Some(format!("{}: {}", u["rule"].as_str()?, u["reason"].as_str()?)))
        .collect()
}

#[test]
fn a_reason_given_at_planning_is_on_record() {
    let mut place = school(Aspire);
    let because = "--because=visitors-agree=asked on Monday";
    place.hv(&plan_with(Aspire, "bell", &["visitors-agree=no", because])).done();
    assert_eq!(reasons(&mut place, "bell/2026-11-24-1a"), ["visitors-agree: asked on Monday"]);
}

#[test]
fn a_reason_given_at_sign_out_is_on_record() {
    let mut place = ready(Aspire);
    let line = out(Aspire, "kay lou", &["briefed=no", "--because=briefed=new to us"]);
    let _said = place.hv(&line).exits(0).says("On record:").says("Reason: new to us [AET-A-R5.6]");
    assert_eq!(reasons(&mut place, OUTING), ["briefed: new to us", "briefed: new to us"]);
}

#[test]
fn ruling_b1_1_why_a_loose_dog_was_judged_harmless_is_on_record() {
    let mut place = afield(Aspire);
    let because = "--because=loose-animals-shut-away=old and asleep, says Kay";
    let line = enter(Aspire, &["animals=loose-and-harmless", "animals-shut-away=no", because]);
    place.hv(&line).done();
    assert_eq!(reasons(&mut place, OUTING), ["loose-animals-shut-away: old and asleep, says Kay"]);
}

#[test]
fn a_reason_given_when_a_visit_is_written_up_is_on_record() {
    let mut place = afield(Aspire);
    place.hv("back kay lou").done();
    let because = "--because=intervention-used=incident 12";
    place.hv(&done(Aspire, &["intervention-used=yes", because])).done();
    assert_eq!(reasons(&mut place, VISIT), ["intervention-used: incident 12"]);
}

#[test]
fn ruling_b1_49_word_that_came_too_late_leaves_it_a_no_show() {
    let mut place = afield(Aspire);
    place.clock("13:55");
    place.hv("arrive kay lou --nobody-in").done();
    place.clock("14:01");
    let _said = place
        .hv("late kay --expected 14:05 --told \"mother rang\"")
        .exits(0)
        .says("The wait is over NOW")
        .says("--outcome no-show");
    let mut place = afield(Aspire);
    place.clock("13:55");
    let _said = place
        .hv("late kay --expected 14:05 --told \"mother rang\"")
        .exits(0)
        .says("Call it off if they are not there after 14:10")
        .says("--outcome late-with-notice");
}
