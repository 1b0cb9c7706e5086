//! Ways to a false "all safe", or past a gate, that somebody who set out to break hv has found. Each is named for what
//! must hold, and each was red before it was mended.

use crate::harness::Place;
use crate::school::Under::{Aspire, Park};
use crate::school::{
    OUTING, VISIT, afield, authorise, done, enter, head_told_of_change, out, plan_with, ready,
    sign, visited,
};

fn late(place: &mut Place, time: &str) {
    place.clock(time);
    let _alarm = place.hv("overdue").exits(4);
}

fn quiet(place: &mut Place, time: &str) {
    place.clock(time);
    assert_eq!(place.hv("overdue").exits(0).out, "");
}

/// Kay is out, and so is Kayleigh, who is planned for the Bells.
fn kay_and_kayleigh() -> Place {
    let mut place = ready(Park);
    place
        .hv("staff add kayleigh --name \"Kayleigh Other\" --role family-support --mobile \"07700 900177\" --trained 2026-09-01")
        .done();
    place.hv("plan change ahmed --staff kay --why x").done();
    head_told_of_change(&mut place);
    place.hv(&plan_with(Park, "bell", &["--staff=kayleigh", "--at=15:00"])).done();
    place
        .hv(&out(Park, "kayleigh", &["--visit=bell", "--car=none", "lone-worker-policy=yes"]))
        .done();
    place.hv(&out(Park, "kay", &["--visit=ahmed", "--car=none", "lone-worker-policy=yes"])).done();
    place
}

#[test]
fn typing_back_twice_does_not_sign_somebody_else_in() {
    let mut place = kay_and_kayleigh();
    place.hv("back kay").done();
    let _no = place.hv("back kay").exits(2).says("is not out");
    let _no = place.hv("checkin kay").exits(2).says("is not out");
    late(&mut place, "16:00");
}

#[test]
fn half_a_name_that_two_on_the_staff_have_speaks_for_neither() {
    let mut place = kay_and_kayleigh();
    place.hv("back kay").done();
    let _no = place.hv("checkin ka").exits(2).says("kayleigh").says("could be");
    place.hv("checkin kayl").done();
}

#[test]
fn calling_a_visit_off_by_its_id_is_contact_from_nobody() {
    let mut place = afield(Park);
    place.clock("13:59");
    place.hv("cancel ahmed --outcome rearranged --why \"mother rang the office\"").done();
    late(&mut place, "14:00");
}

#[test]
fn a_visit_taken_over_on_the_road_is_refused_like_one_taken_over_at_the_desk() {
    let mut place = afield(Park);
    place.hv("staff add zoe --name \"Zoe Other\" --role family-support --mobile \"07700 900178\" --trained 2026-09-01").done();
    place.hv(&plan_with(Park, "bell", &["--staff=zoe", "--at=15:00"])).done();
    let _no = place.hv("extend kay --visit bell").exits(1).says("The plan names zoe");
    late(&mut place, "15:15");
}

#[test]
fn a_visit_of_another_day_is_not_signed_out_for_today() {
    let mut place = ready(Park);
    place.hv("plan change ahmed --at \"2026-11-26 10:00\" --confirmed again --why x").done();
    let _no = place.hv(&out(Park, "kay lou", &["--visit=ahmed"])).exits(1).says("not for today");
}

#[test]
fn a_visit_that_nobody_reached_is_missed_again_once_they_are_back() {
    let mut place = afield(Park);
    place.clock("12:30");
    let _said = place.hv("back kay lou").exits(0).says("planned still");
    quiet(&mut place, "14:14");
    late(&mut place, "14:15");
}

#[test]
fn somebody_seen_safe_before_the_distress_resolves_nothing() {
    let mut place = afield(Park);
    place.clock("12:30");
    place.hv("checkin kay --distress").done();
    let who = "resolve kay --confirmed-by pat --how seen --second dee";
    let _no = place.hv(&format!("{who} --at 12:10")).exits(2).says("before the distress");
    place.clock("12:40");
    let _alarm = place.hv("overdue").exits(4).says("DISTRESS");
}

#[test]
fn a_return_before_the_last_call_from_the_road_is_no_return() {
    let mut place = afield(Park);
    place.clock("12:30");
    place.hv("checkin kay --where kitchen").done();
    let _no = place.hv("back kay --at 12:10").exits(2).says("heard from on the road");
    place.hv("back kay").done();
}

#[test]
fn an_extension_said_earlier_does_not_override_one_said_later() {
    let mut place = afield(Park);
    place.clock("12:30");
    place.hv("extend kay --back 13:00 --why sooner").done();
    place.clock("12:35");
    place.hv("extend kay --back 16:30 --why z --at 12:20").done();
    quiet(&mut place, "13:00");
    late(&mut place, "13:01");
}

#[test]
fn distress_for_two_names_says_which_was_not_recorded() {
    let mut place = afield(Park);
    place.clock("12:30");
    let _half = place
        .hv("checkin kay dee --distress")
        .exits(2)
        .says("DISTRESS recorded")
        .says("NOT RECORDED for dee");
    let _alarm = place.hv("overdue").exits(4).says("DISTRESS");
}

#[test]
fn distress_after_a_resolution_in_the_same_second_stands() {
    let mut place = afield(Park);
    for line in [
        "checkin kay --distress",
        "resolve kay --confirmed-by pat --how seen --second dee",
        "checkin kay --distress",
    ] {
        place.clock("12:30");
        place.hv(line).done();
    }
    let _alarm = place.hv("overdue").exits(4).says("DISTRESS");
}

#[test]
fn a_contact_finds_its_outing_though_the_marker_is_gone() {
    let mut place = afield(Park);
    std::fs::remove_file(place.folder().join("open/out").join(OUTING)).unwrap();
    place.clock("12:30");
    place.hv("checkin kay lou").done();
    late(&mut place, "15:30");
}

#[test]
fn what_somebody_says_of_themselves_counts_before_what_is_said_of_all() {
    let mut place = ready(Park);
    let own_no = out(Park, "kay lou", &["kay.phone-carried=no"]);
    let _no = place.hv(&own_no).exits(1).says("Answered: no (kay)");
    let twice = format!("{} --answer phone-carried=no", out(Park, "kay lou", &[]));
    let _no = place.hv(&twice).exits(2).says("answered twice");
    let mut place = afield(Park);
    place.clock("14:00");
    let _no = place.hv(&enter(Park, &["kay.feels-safe=no"])).exits(2).says("asked once");
}

#[test]
fn not_known_lets_nobody_leave_or_go_in() {
    let mut place = ready(Aspire);
    let _no = place.hv(&out(Aspire, "kay lou", &["household-well=not known"])).exits(1);
    let mut place = afield(Aspire);
    place.clock("14:00");
    let _no = place.hv(&enter(Aspire, &["unknown-people=not known"])).exits(1);
}

#[test]
fn an_assessment_holds_for_the_address_as_it_was() {
    let mut place = ready(Aspire);
    place.hv("family change ahmed --address \"66 Brand New Flat, Elsewhere\"").done();
    sign(&mut place);
    let _no = place.hv(&out(Aspire, "kay lou", &[])).exits(1).says("without a risk assessment");
}

#[test]
fn no_review_brings_back_what_a_review_declared_void() {
    let mut place = ready(Aspire);
    place.hv("assess review ahmed --found x --void --reviewed-by dee").done();
    let _no =
        place.hv("assess review ahmed --found ok --reviewed-by dee").exits(1).says("declared void");
    let _no = place.hv(&out(Aspire, "kay lou", &[])).exits(1);
    authorise(&mut place, "ahmed");
    let _still_no = place.hv(&out(Aspire, "kay lou", &[])).exits(1);
}

#[test]
fn a_visit_that_was_not_written_up_wants_its_review_all_the_same() {
    let mut place = afield(Aspire);
    place.clock("14:00");
    place.hv(&enter(Aspire, &[])).done();
    place.hv("leave kay lou").done();
    place.hv("back kay lou").done();
    place.hv(&plan_with(Aspire, "ahmed", &["--at=15:30"])).done();
    sign(&mut place);
    let again = out(Aspire, "kay lou", &["--visit=ahmed/2026-11-24-2a", "--back=17:00"]);
    let _no = place.hv(&again).exits(1).says("reviewed after each visit");
}

#[test]
fn whoever_watches_is_not_out_on_another_outing() {
    let mut place = afield(Park);
    place.hv("staff add zoe --name \"Zoe Other\" --role family-support --mobile \"07700 900178\" --trained 2026-09-01").done();
    place.hv(&plan_with(Park, "bell", &["--staff=zoe", "--at=15:00"])).done();
    let leave = out(
        Park,
        "zoe",
        &["--visit=bell", "--car=none", "lone-worker-policy=yes", "--monitor=kay"],
    );
    let _no = place.hv(&leave).exits(1).says("The monitor is out");
}

#[test]
fn one_of_two_who_turned_back_leaves_no_first_visit_for_the_other() {
    let mut place = afield(Aspire);
    place.clock("13:50");
    place.hv("back lou").done();
    place.clock("14:00");
    let alone = enter(Aspire, &[]).replace("enter kay lou", "enter kay");
    let _no = place.hv(&alone).exits(1).says("first visit");
}

#[test]
fn nobody_goes_in_once_the_wait_is_over() {
    let mut place = afield(Park);
    place.clock("13:58");
    place.hv("arrive kay lou --nobody-in").done();
    place.clock("14:20");
    let _no = place.hv(&enter(Park, &[])).exits(1).says("it is over").says("HPP-4.2");
}

#[test]
fn moving_a_visit_asks_the_family_again() {
    let mut place = ready(Aspire);
    place.hv("plan change ahmed --at 15:00 --why x").done();
    sign(&mut place);
    let _no = place
        .hv(&out(Aspire, "kay lou", &["--back=17:00"]))
        .exits(1)
        .says("confirmation of the appointment");
}

#[test]
fn a_breach_under_an_unreadable_policy_still_says_the_address() {
    let mut place = ready(Park);
    place.write("policy.toml", "no policy");
    place.hv("out kay lou --visit ahmed --back 13:00 --breach x").done();
    place.clock("13:00");
    let _alarm = place.hv("overdue").exits(4).says("12 Sample Street");
    let _no = place.hv("out zed --breach x --where \" \" --back 14:00").exits(2).says("--where");
}

#[test]
fn a_visit_counts_as_entered_only_if_somebody_says_so() {
    let mut place = visited(Park);
    let _over = place.hv(&done(Park, &[])).exits(2).says(VISIT);
}

#[test]
fn two_records_of_one_person_are_pointed_out_once() {
    let mut place = ready(Park);
    let _none = place.hv("doctor").exits(0).says("1 finding.");
    place.write("people/kate.yaml", "id: kate\nname: KAY  Invented\nmobile: \"07700900999\"\n");
    place.write("people/kim.yaml", "id: kim\nname: Kim Other\nmobile: 07700 900 999\n");
    let told = place.hv("doctor").exits(0);
    let told = told.says("kate and kay share the name kay invented").says("4 findings");
    let _pair = told.says("kate and kim share the mobile 07700900999");
}

#[test]
fn a_visit_that_cannot_be_expected_again_is_named() {
    let mut place = afield(Park);
    place.clock("13:50");
    place.write("policy.toml", "no policy");
    let _said = place.hv("back kay lou").exits(0).says("nobody is expected to leave for it");
}

#[test]
fn moving_a_return_says_who_was_heard_from_and_need_not_be_anybody() {
    let mut place = afield(Park);
    place.clock("13:30");
    place
        .hv("extend kay lou --back 23:00 --why traffic --nobody-rang")
        .exits(0)
        .says("Nobody counts")
        .done();
    place.clock("14:01");
    let _still_silent = place.hv("overdue").exits(4).says("contact");
    let _a_year =
        place.hv("extend kay --back \"2027-11-24 15:00\" --why x").exits(2).says("more than a day");
}

#[test]
fn what_the_office_calls_off_is_named_and_never_the_next_by_itself() {
    let mut place = ready(Park);
    place.hv(&plan_with(Park, "bell", &["--at=15:00"])).done();
    place
        .hv(&format!("{} --visit ahmed --visit bell", out(Park, "kay lou", &["--back=17:00"])))
        .done();
    place.clock("14:00");
    place.hv("arrive kay lou").done();
    place.hv("cancel kay --outcome no-show").done();
    let _twice = place
        .hv("cancel kay --outcome no-show")
        .exits(2)
        .says("at none of their visits")
        .says("bell");
}

#[test]
fn what_was_said_at_a_door_stays_on_record_though_nobody_goes_in() {
    let mut place = afield(Park);
    place.clock("14:00");
    place.hv("arrive kay lou").done();
    let _refused = place.hv(&enter(Park, &["feels-safe=no"])).exits(1);
    assert!(
        place.read(&format!("outings/2026-W48/{OUTING}.yaml")).contains("\"feels-safe\": false")
    );
}

#[test]
fn a_duty_is_not_closed_by_nothing_and_a_visit_not_written_up_before_its_time() {
    let mut place = afield(Park);
    place.clock("14:00");
    place.hv("arrive kay lou").done();
    place.hv("cancel kay --outcome unsafe").done();
    let _blank = place
        .hv(&format!("done {VISIT} --duty write-why-unsafe --how \"  \""))
        .exits(2)
        .says("--how");
    let mut place = ready(Park);
    let _early = place.hv(&done(Park, &[])).exits(2).says("nobody has left for it");
}

#[test]
fn an_ending_without_going_in_uses_up_no_first_visit() {
    let mut place = ready(Park);
    place.hv(&format!("cancel {VISIT} --outcome ended-early --why \"rang off\"")).done();
    assert!(
        place
            .read(&format!("families/ahmed/visits/{}.yaml", VISIT.replace("ahmed/", "")))
            .contains("\"got-in\": false")
    );
}

#[test]
fn nobody_watches_over_themselves() {
    let mut place = ready(Park);
    let _self = place
        .hv(&out(Park, "kay lou", &["--monitor=kay"]))
        .exits(1)
        .says("The monitor is one of those who go");
}

#[test]
fn a_return_under_a_policy_that_cannot_be_read_owes_working_out() {
    let mut place = afield(Park);
    let policy = place.read("policy.toml");
    place.write("policy.toml", &format!("{policy}\ngarbage = ["));
    place.clock("15:00");
    let _back = place.hv("back kay lou");
    place.write("policy.toml", &policy);
    let _owed = place.hv("board").says("work out what is owed");
}

#[test]
fn the_very_same_call_typed_twice_in_one_second_counts_once_and_says_so() {
    let mut place = afield(Park);
    let contacts = |place: &mut Place| {
        let shown = place.hv(&format!("show {OUTING} --json")).json();
        let log = shown["log"].as_array().unwrap().clone();
        log.iter()
            .filter(|e| e["event"]["did"] == "contact")
            .map(|e| e["id"].to_string())
            .collect::<Vec<_>>()
    };
    let at_one = |place: &mut Place, line: &str| {
        place.clock("13:00");
        place.hv(line).exits(0)
    };
    let once = at_one(&mut place, "checkin kay");
    let _once = once.keeps_quiet_about("counts once");
    let twice = at_one(&mut place, "checkin kay").says("it counts once").says("--note");
    let _twice = twice.keeps_quiet_about("recorded again");
    assert_eq!(contacts(&mut place).len(), 1);
    // Two clerks who took two calls: each has a line of its own, with an id of its own.
    let _other = at_one(&mut place, "checkin kay --by max").keeps_quiet_about("counts once");
    let _noted =
        at_one(&mut place, "checkin kay --note \"again\"").keeps_quiet_about("counts once");
    let ids = contacts(&mut place);
    let different: std::collections::BTreeSet<_> = ids.iter().collect();
    assert_eq!((ids.len(), different.len()), (3, 3), "{ids:?}");
    place.hv("doctor").done();
}
