//! `hv family review`: a caution is looked at again when the policy says; it never runs out by itself.

use crate::harness::Place;
use crate::school::{Aspire, Park, out, plan_with, ready, school};
use serde_json::json;

const DOG: &str =
    "\n[[caution]]\nid = \"dog\"\nsays = \"A dog\"\nevery-months = 12\nclause = \"school\"\n";

/// A dog at the Ahmeds' since 24 November 2026, to be looked at again after a year.
fn with_dog() -> Place {
    let mut place = ready(Aspire);
    let policy = place.read("policy.toml");
    place.write("policy.toml", &format!("{policy}{DOG}"));
    place.hv("family change ahmed --caution \"dog: bites=police letter\"").done();
    place
}

#[test]
fn on_the_day_it_is_due_and_the_day_before_it_is_not() {
    let mut place = with_dog();
    place.set_now("2027-11-23T12:00:00+00:00");
    let run =
        place.hv("family review").exits(0).says("1 caution on record, 0 to be looked at again");
    let _run = run.says("to be looked at again from Wed 24 Nov 2027 on [school]");
    place.set_now("2027-11-24T00:00:00+00:00");
    let run =
        place.hv("family review").exits(0).says("1 caution on record, 1 to be looked at again");
    let _run =
        run.says("Last confirmed Tue 24 Nov 2026; TO BE LOOKED AT AGAIN, since Wed 24 Nov 2027");
    let data = place.hv("family review ahmed --json").exits(0).json();
    let one = &data["cautions"][0];
    assert_eq!((&one["standing"], &one["due"]), (&json!("due"), &json!("2027-11-24")));
}

/// An old caution warns as it did, and says since when nobody has confirmed it.
#[test]
fn it_never_runs_out_into_safety() {
    let mut place = with_dog();
    place.set_now("2029-11-26T08:00:00+00:00");
    let planned = place.hv(&plan_with(Aspire, "ahmed", &["--at=14:00"]));
    let _planned = planned
        .says("CAUTION, ahmed: dog: bites (police letter, Tue 24 Nov 2026, NOT CONFIRMED SINCE Tue 24 Nov 2026)");
    let _card = place.hv("family ahmed").exits(0).says("NOT CONFIRMED SINCE Tue 24 Nov 2026");
    let _list = place.hv("family").exits(0).says("CAUTION");
}

#[test]
fn still_true_counts_from_that_day_and_no_longer_ends_it_on_record() {
    let mut place = with_dog();
    place.set_now("2027-11-30T12:00:00+00:00");
    let looked =
        place.hv("family review ahmed --caution dog --still-true \"barked, shut away\" --who kay");
    let _looked = looked
        .exits(0)
        .says("Still true, says kay: barked, shut away.")
        .says("from Thu 30 Nov 2028 on");
    let _list = place.hv("family review").exits(0).says("0 to be looked at again");
    let card = place.read("families/ahmed/family.yaml");
    assert!(card.contains("barked, shut away") && card.contains("2027-11-30"), "{card}");
    let _card = place.hv("family ahmed").exits(0).says("still true Tue 30 Nov 2027");

    let ended = place
        .hv("family review ahmed --caution \"DOG: bites\" --no-longer \"the dog died\" --who lou");
    let _ended =
        ended.exits(0).says("NO LONGER true, says lou: the dog died. It warns nobody from now on");
    let _none = place.hv("family review").exits(0).says("0 cautions on record");
    let card = place.hv("family ahmed").exits(0).keeps_quiet_about("CAUTION");
    let _card = card.says("No longer: dog: bites (lou, Tue 30 Nov 2027: the dog died)");
}

/// Without a kind, or without a time, nothing is made up; it is listed with its age.
#[test]
fn where_the_policy_sets_no_time_it_says_so() {
    let mut place = school(Park);
    place.hv("family change ahmed --caution \"dog: bites=police letter\"").done();
    place.set_now("2036-11-24T08:00:00+00:00");
    let run = place.hv("family review").exits(0).says("0 to be looked at again");
    let _run =
        run.says("Last confirmed Tue 24 Nov 2026; when to look again is not set in this policy");
    let data = place.hv("family review --json").exits(0).json();
    assert_eq!(
        (&data["cautions"][0]["standing"], &data["cautions"][0]["due"]),
        (&json!("not-set"), &json!(null))
    );
    let looked = place.hv("family review ahmed --caution dog --still-true \"heard it\"");
    let _looked =
        looked.exits(0).says("When it is to be looked at again is not set in this policy.");
}

/// After an incident it stands on the family and on the address; one look is written on both.
#[test]
fn a_caution_about_the_address_is_looked_at_with_the_familys() {
    let mut place = with_dog();
    let address = place.read("addresses/ahmed.yaml");
    let there = "cautions:\n- what: 'dog: bites'\n  source: police letter\n  since: 2026-11-24\n";
    place.write("addresses/ahmed.yaml", &format!("{address}{there}"));
    let _two =
        place.hv("family review").exits(0).says("address ahmed: dog: bites").says("2 cautions");
    place.hv("family review ahmed --caution dog --no-longer \"moved out\"").done();
    assert!(place.read("addresses/ahmed.yaml").contains("moved out"));
    assert!(place.read("families/ahmed/family.yaml").contains("moved out"));
    let _none = place.hv("family review").exits(0).says("0 cautions");
    // What becomes of the address later keeps what was ended there.
    place.hv("family change ahmed --directions \"blue door\"").done();
    assert!(place.read("addresses/ahmed.yaml").contains("moved out"));
}

#[test]
fn what_is_not_said_or_not_clear_is_refused_and_nothing_written() {
    let mut place = with_dog();
    place.hv("family change ahmed --caution \"dog: second one=mother\"").done();
    for (line, says) in [
        ("family review ahmed --caution dog", "Does it still hold?"),
        ("family review ahmed --caution dog --still-true x", "could be"),
        (
            "family review ahmed --caution cat --no-longer x",
            "on record: dog: bites; dog: second one",
        ),
        ("family review ahmed --caution \"dog: bites\" --no-longer \" \"", "in words"),
        ("family review ahmed --caution \"dog: bites\" --no-longer x --who zed", "zed"),
        ("family review ahmed --caution dog --no-longer x --still-true y", "cannot be used with"),
        ("family review --caution dog --no-longer x", "FAMILY"),
        ("family review ahmed --no-longer x", "--caution"),
        ("family review zed", "no family called"),
    ] {
        let before = place.tree();
        let _run = place.hv(line).exits(2).says(says);
        assert_eq!(before, place.tree(), "{line}");
    }
}

#[test]
fn a_card_that_cannot_be_read_is_told_and_is_no_success() {
    let mut place = with_dog();
    place.write("families/bell/family.yaml", "id: [\n");
    let run = place.hv("family review").exits(3).says("families/bell/family.yaml");
    let _run = run.says("1 caution on record");
}

/// Whoever leaves is told before anything is asked; and what is refused because of a caution is refused for an old one
/// as for a new one.
#[test]
fn leaving_says_what_nobody_has_confirmed_and_refuses_as_before() {
    let gate = "\n[[gate]]\nid = \"nobody-bitten\"\nat = \"out\"\ndemand = { caution = false }\nstrength = \"must\"\n\
                says = \"Nobody goes where there is a caution.\"\nfix = \"meet in school\"\nclause = \"school\"\n";
    let old = "cautions:\n- what: 'dog: bites'\n  source: police letter\n  since: 2026-10-24\n";
    for months in ["every-months = 12", "every-months = 1"] {
        let mut place = ready(Aspire);
        let policy = place.read("policy.toml");
        let kinds = DOG.replace("every-months = 12", months);
        place.write("policy.toml", &format!("{policy}{kinds}{gate}"));
        let card = place.read("families/ahmed/family.yaml");
        place.write("families/ahmed/family.yaml", &format!("{card}{old}"));
        let run = place.hv(&out(Aspire, "kay lou", &[])).exits(1);
        let run = run.says("Nobody goes where there is a caution.");
        let run = run.says("CAUTION, ahmed: dog: bites (police letter, Sat 24 Oct 2026");
        assert_eq!(
            run.err.contains("NOT CONFIRMED SINCE"),
            months == "every-months = 1",
            "{}",
            run.text()
        );
    }
}
