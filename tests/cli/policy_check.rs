//! `hv policy check` beyond mistakes: what loads and is worth a second look, on the day and with the staff there are.

use crate::harness::Place;
use crate::school::{Aspire, Park, school};
use hv::policy::{as_suggested, shipped};

fn aspire() -> String {
    as_suggested(shipped("aspire").unwrap())
}

fn checked(place: &mut Place, text: &str) -> crate::harness::Run {
    place.write("../mine.toml", text);
    place.hv("policy check ../mine.toml").exits(0)
}

#[test]
fn a_role_that_nobody_holds_is_remarked_on_in_the_schools_own_folder_only() {
    let mut place = school(Aspire);
    let before = place.hv("policy check").exits(0);
    let held = place.hv("staff --json").exits(0).json();
    let principal = held["staff"]
        .as_array()
        .unwrap()
        .iter()
        .find(|p| p["roles"].as_array().is_some_and(|r| r.iter().any(|h| h["role"] == "principal")))
        .unwrap()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(!before.out.contains("nobody holds `principal`"), "{}", before.text());
    place.hv(&format!("staff change {principal} --left 2026-01-31")).done();
    let _said = place
        .hv("policy check")
        .exits(0)
        .says("warning: nobody holds `principal` today: this step of the ladder has nobody to do it")
        .says("nobody holds `principal` today: the signature over the weekly list has nobody to do it")
        .says("nobody holds `principal` today: the decision on the risk assessment has nobody to do it")
        .says("hint: give somebody the role: hv staff change PERSON --role ROLE");
    let _file = place.hv("policy check aspire").exits(0).keeps_quiet_about("nobody holds");
}

#[test]
fn a_review_that_is_past_warns_and_refuses_nothing() {
    let mut place = school(Aspire);
    let review = |text: &str| aspire().replacen("every-months = 12", text, 1);
    let past = review("next = \"2026-10\"");
    let _late = checked(&mut place, &past).says(
        "warning: Home visits policy: its review was due by Sat 31 Oct 2026, and that has passed",
    );
    let now = review("next = \"2026-11\"");
    let _month = checked(&mut place, &now).keeps_quiet_about("review");
    let _cycle =
        checked(&mut place, &aspire()).says("every 12 months, and there is no date to count from");
    let _updated =
        school(Park).hv("policy check").exits(0).says("no date is set for its next review");
}

#[test]
fn a_monitor_who_could_go_along_is_remarked_on() {
    let mut place = school(Aspire);
    let _stays = checked(&mut place, &aspire()).keeps_quiet_about("one of those who go");
    let goes = aspire().replacen(
        "demand = { monitor-on-outing = false }",
        "demand = { monitor-named = true }",
        1,
    );
    let _said = checked(&mut place, &goes)
        .says("this policy names a monitor, who could be one of those who go");
}

#[test]
fn what_the_school_did_not_choose_is_out_of_use() {
    let mut place = school(Aspire);
    let other = aspire().replacen("chosen = \"purpose\"", "chosen = \"infection\"", 1);
    let _either = checked(&mut place, &other).keeps_quiet_about("never applies");
    let either = "any = [{ doorstep-when = \"purpose\" }, { infection-about = true }]";
    assert!(other.contains(either), "the rule reads otherwise now");
    let other = other.replacen(either, "doorstep-when = \"purpose\"", 1);
    let _said = checked(&mut place, &other)
        .says("`doorstep-if-only-contact` never applies, as the school has chosen: `doorstep-when` is `infection`");
    let _quiet = checked(&mut place, &aspire()).keeps_quiet_about("never applies");
}

#[test]
fn clauses_cited_and_not_listed_and_listed_and_not_honoured_are_named() {
    let mut place = school(Aspire);
    let text = aspire().replacen("[clauses]\n", "[clauses]\n\"AET-99\" = \"guide\"\n", 1);
    let _listed =
        checked(&mut place, &text).says("nothing in this policy honours the clause `AET-99`");
    let text = aspire().replacen("clause = \"AET-2.6\"", "clause = \"AET-2.66\"", 1);
    let run = checked(&mut place, &text)
        .says("the clause `AET-2.66` is cited, and [clauses] does not list it");
    let _near = run.says("did you mean");
}
