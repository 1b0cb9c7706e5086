//! `hv policy schema`, `help` and `new`: the language as editors, readers and beginners meet it.

use crate::harness::{Place, Run};
use crate::schema::complaints;
use crate::school::{Aspire, school};
use serde_json::{Value, json};

fn nowhere() -> Place {
    Place::new("2026-11-24T08:00:00+00:00")
}

/// A TOML text as JSON.
fn as_json(text: &str) -> Value {
    serde_json::to_value(toml::from_str::<toml::Table>(text).unwrap()).unwrap()
}

#[test]
fn the_schema_is_printed_and_every_shipped_policy_fits_it() {
    let mut place = nowhere();
    let run = place.hv("policy schema").exits(0);
    let schema: Value = serde_json::from_str(&run.out).unwrap();
    let file = include_str!("../../policies/hv-policy.schema.json");
    assert!(run.out == file, "write it anew: hv policy schema > policies/hv-policy.schema.json");
    assert_eq!(place.hv("policy schema --json").exits(0).json()["schema"], schema);
    for shipped in hv::policy::SHIPPED {
        assert!(shipped.text.starts_with("#:schema ./hv-policy.schema.json\n"), "{}", shipped.name);
        assert_eq!(
            complaints(&schema, &as_json(shipped.text)),
            Vec::<String>::new(),
            "{}",
            shipped.name
        );
    }
    // With every example taken out of hiding the template holds every key of the language.
    let open: String = hv::policy::template("ours")
        .unwrap()
        .lines()
        .map(|l| {
            l.strip_prefix('#').filter(|r| !r.starts_with([' ', ':'])).unwrap_or(l).to_owned()
                + "\n"
        })
        .collect();
    assert_eq!(complaints(&schema, &as_json(&open)), Vec::<String>::new());
}

#[test]
fn what_hv_refuses_the_schema_refuses() {
    let schema = hv::policy::schema::schema();
    let sound = as_json(&hv::policy::template("ours").unwrap());
    assert_eq!(complaints(&schema, &sound), Vec::<String>::new());
    let gate = json!({
        "id": "g", "at": "out", "demand": {"doorstep": true}, "strength": "must", "says": "s", "fix": "f", "clause": "X",
    });
    let with = |key: &str, value: Value| {
        let (mut policy, mut gate) = (sound.clone(), gate.clone());
        gate[key] = value;
        policy["gate"] = json!([gate]);
        complaints(&schema, &policy)
    };
    for (key, right) in [
        ("at", json!(["plan", "out"])),
        ("when", json!({"crew-size": {"at-least": 2}})),
        ("when", json!({"any": [{"is-dsl": true}, {"not": {"my-question": "yes"}}]})),
        ("when", json!({"starts": {"at-least": "16:00"}})),
        ("clause", json!(["AET-2.5a", "school"])),
    ] {
        assert_eq!(with(key, right.clone()), Vec::<String>::new(), "{key} = {right}");
    }
    for (key, wrong) in [
        ("at", json!("arrive")),
        ("at", json!([])),
        ("strength", json!("shall")),
        ("id", json!("Two staff")),
        ("says", json!("  ")),
        ("says", json!("two\nlines")),
        ("clause", json!([])),
        ("clause", json!("X 1")),
        ("colour", json!("red")),
        ("when", json!({})),
        ("when", json!({"doorstep": "yes"})),
        ("when", json!({"crew-size": {"more-than": 2}})),
        ("when", json!({"is-dsl": 1})),
        ("when", json!({"starts": "4pm"})),
        ("when", json!({"any": []})),
    ] {
        assert!(!with(key, wrong.clone()).is_empty(), "{key} = {wrong}");
    }
    let mut lacking = sound.clone();
    lacking.as_object_mut().unwrap().remove("roles");
    assert_eq!(complaints(&schema, &lacking), ["/: `roles` is missing"]);
}

fn widest(run: &Run) -> usize {
    run.out.lines().map(|l| l.chars().count()).max().unwrap()
}

#[test]
fn the_page_has_every_section_and_every_fact_and_fits_the_screen() {
    let mut place = nowhere();
    let page = place.hv("policy help").exits(0);
    for name in [
        "[[gate]], may be repeated",
        "[[contact.every]]",
        "[[assessment.hazard.controls]]",
        "FACTS",
        "CONDITIONS",
    ] {
        assert!(page.out.contains(name), "{name}");
    }
    for fact in hv::policy::facts::KNOWN {
        assert!(page.out.contains(&format!("\n    {} (", fact.name)), "{}", fact.name);
    }
    assert!(page.out.contains("is-ROLE") && page.out.contains("neither true nor false"));
    let order: Vec<usize> =
        ["[[staffing]]", "[departure]", "[contact]", "[return]", "[[ladder]]", "[[duty]]"]
            .map(|s| page.out.find(&format!("\n{s}")).unwrap())
            .to_vec();
    assert!(order.is_sorted(), "in the order of a visit");
    assert!(widest(&page) <= 100, "{}", widest(&page));
    let data = place.hv("policy help --json").exits(0).json();
    assert_eq!(
        data["facts"].as_array().unwrap().len(),
        hv::policy::facts::KNOWN.len() + hv::policy::facts::DERIVED.len()
    );
}

#[test]
fn one_section_is_explained_in_full() {
    let mut place = nowhere();
    let gate = place.hv("policy help gate").exits(0).says("demand, needed: What must be true.");
    let _full = gate
        .clone()
        .says("strength, needed: \"must\" refuses")
        .says("Write one of \"must\", \"should\"");
    assert!(!gate.out.contains("[[question]]"));
    let _inner = place.hv("policy help ladder").exits(0).says("[[ladder.rung]]");
    let _written =
        place.hv("policy help [[wait.minimum]]").exits(0).says("called off as a no-show");
    let _facts = place
        .hv("policy help facts")
        .exits(0)
        .says("crew-size (number)")
        .keeps_quiet_about("[[gate]]");
    let _compared = place.hv("policy help comparisons").exits(0).says("at-least = 2");
    let _wrong =
        place.hv("policy help gates").exits(2).says("no section \"gates\"").says("gate, question");
    let sections = place.hv("policy help duty --json").exits(0).json();
    assert_eq!(sections["sections"][0]["heading"], "[[duty]]");
}

#[test]
fn a_new_policy_can_be_written_checked_and_adopted() {
    let mut place = school(Aspire);
    let new = place.hv("policy new ours").exits(0);
    place.write("../ours.toml", &new.out);
    let _loads = place.hv("policy check ../ours.toml").exits(0).says("loads, 1 warning");
    assert_eq!(place.hv("policy show ../ours.toml --json").exits(0).json()["policy"], "ours");
    let _named = place.hv("policy new").exits(0).says("name = \"our-school\"");
    let _refused = place.hv("policy new \"Our School\"").exits(2).says("lower-case letters");
    assert_eq!(place.hv("policy new ours --json").exits(0).json()["policy"], new.out);
}
