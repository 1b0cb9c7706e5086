//! The assessment: what the form asks, and what it does not let pass.

use crate::school::{
    Aspire, Park, TYPED_LATE, answers, assess, assess_although, assess_file, authorise, out,
    plan_with, ready, school, visited,
};

/// The keys that are asked, with these answers given.
fn keys(place: &mut crate::harness::Place, family: &str) -> Vec<String> {
    let run = place.hv(&format!("assess {family} --keys --json")).exits(0).json();
    let open = run["open"].as_array().unwrap().clone();
    open.iter().map(|item| item["key"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn aet_a_r5_7_a_must_of_the_form_that_is_answered_no_refuses() {
    let mut place = school(Aspire);
    let given = answers(&mut place, "ahmed", &[("history-weighed", "no")]);
    assess_file(&place, &given);
    let before = place.tree();
    let _refused = place
        .hv("assess ahmed --answers ../answers.yaml")
        .exits(1)
        .says("refused: Has everything known from earlier visits and other agencies been weighed? Answered: no")
        .says("[AET-A-R5.7]")
        .says("-> read the earlier visits and what agencies have said, then assess");
    assert_eq!(before, place.tree());
}

#[test]
fn aet_2_15a_an_assessment_without_the_safeguarding_lead_refuses() {
    let mut place = school(Aspire);
    let given = answers(&mut place, "ahmed", &[("conducted-by", "pat")]);
    assess_file(&place, &given);
    let _refused = place
        .hv("assess ahmed --answers ../answers.yaml")
        .exits(1)
        .says("refused: The assessment is made with the designated safeguarding lead")
        .says("AET-2.15a")
        .says("--answer conducted-by=ID,ID");
}

#[test]
fn the_whole_is_not_rated_milder_than_its_worst_part() {
    let mut place = school(Aspire);
    let given = answers(&mut place, "ahmed", &[("hazard.hostile.after", "H")]);
    assess_file(&place, &given);
    let _refused = place
        .hv("assess ahmed --answers ../answers.yaml")
        .exits(1)
        .says("overall L is milder than the worst hazard after its controls, H");
}

#[test]
fn aet_2_2_only_the_principal_decides() {
    let mut place = school(Aspire);
    assess(&mut place, "ahmed", &[]);
    let _refused = place
        .hv("assess decide ahmed --proceed yes --reason \"fine\" --decided-by max")
        .exits(1)
        .says("Max Desk does not decide: the principal does")
        .says("AET-2.2");
    authorise(&mut place, "ahmed");
}

/// Unknown is danger: with nothing planned nobody knows the hours, so they are asked about.
#[test]
fn aet_2_18_hours_outside_the_schools_are_asked_about_unless_they_are_known_to_be_inside() {
    let asks = |place: &mut crate::harness::Place| {
        keys(place, "bell").contains(&"outside-hours-considered".to_owned())
    };
    let mut place = school(Aspire);
    assert!(asks(&mut place), "nothing is planned");
    place.hv(&plan_with(Aspire, "bell", &["--at=14:00"])).done();
    assert!(!asks(&mut place), "14:00 to 14:45 on a Tuesday");
    place.hv(&plan_with(Aspire, "bell", &["--at=15:16"])).done();
    assert!(asks(&mut place), "15:16 to 16:01, and school shuts at 16:00");
    let mut weekend = school(Aspire);
    weekend.hv(&plan_with(Aspire, "bell", &["--at=28/11 14:00"])).done();
    assert!(asks(&mut weekend), "a Saturday");
    let mut no_hours = school(Aspire);
    let text = no_hours.read("hv.toml");
    no_hours.write("hv.toml", &text[..text.find("[hours]").unwrap()]);
    no_hours.hv(&plan_with(Aspire, "bell", &["--at=14:00"])).done();
    assert!(asks(&mut no_hours), "the school has not set its hours");
}

#[test]
fn aet_a_use_4_a_home_nobody_has_been_in_is_asked_about() {
    let new_home = "new-home-considered".to_owned();
    let mut place = school(Aspire);
    assert!(keys(&mut place, "ahmed").contains(&new_home));
    let mut place = visited(Aspire);
    assert!(!keys(&mut place, "ahmed").contains(&new_home));
    place.hv("family change ahmed --address \"3 New Road, Testford\" --address-id newroad").done();
    assert!(keys(&mut place, "ahmed").contains(&new_home), "trap 14: a known family moves");
}

#[test]
fn aet_2_25_an_agency_on_the_plan_is_asked_about_like_one_of_the_family() {
    let reason = "agency-reason".to_owned();
    let mut place = school(Aspire);
    assert!(!keys(&mut place, "bell").contains(&reason));
    place.hv(&plan_with(Aspire, "bell", &["--agency=Early help"])).done();
    assert!(keys(&mut place, "bell").contains(&reason));
}

/// What the refusal says to do must be what helps.
#[test]
fn aet_a_hdr_6_an_assessment_past_its_review_date_is_made_anew() {
    let mut place = ready(Aspire);
    let over = [("next-review", "2026-11-23")];
    let given = answers(&mut place, "ahmed", &over);
    assess_file(&place, &given);
    let _warned = place
        .hv("assess ahmed --answers ../answers.yaml")
        .exits(1)
        .says("warning: the next review, Mon 23 Nov 2026, is over already [AET-A-hdr-6]");
    assess_although(&mut place, "ahmed", &over, TYPED_LATE);
    authorise(&mut place, "ahmed");
    place.hv("assess read ahmed --who kay,lou").done();
    let leave = out(Aspire, "kay lou", &[]);
    let _refused = place.hv(&leave).exits(1).says("assess ahmed anew, with a later next review");
    assess(&mut place, "ahmed", &[("next-review", "2026-11-24")]);
    authorise(&mut place, "ahmed");
    place.hv("assess read ahmed --who kay,lou").done();
    place.hv(&leave).done();
}

#[test]
fn trap_10_a_policy_without_an_assessment_has_none() {
    let mut place = ready(Park);
    let _said =
        place.hv("assess ahmed").exits(2).says("has no risk assessment, and hv makes none up");
}
