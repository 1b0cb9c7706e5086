//! The order of the board.

use super::*;
use crate::watch::worst::{Standing, first};

fn named(mut outing: Outing, id: &str) -> Outing {
    id.clone_into(&mut outing.id);
    outing
}

fn out(left: &str, back: &str) -> Trip {
    under(ASPIRE).out(at(left), at(back))
}

fn kay() -> Vec<String> {
    vec!["kay".to_owned()]
}

#[test]
fn distress_comes_before_concern_before_what_is_latest_before_what_is_due_soonest() {
    let distress = OutingEvent::Distress { who: kay(), note: None, whereabouts: None };
    let concern =
        OutingEvent::Concern { who: kay(), note: None, whereabouts: None, nobody_rang: false };
    let outings = [
        named(out("10:20:00", "18:00:00").outing(), "due-soon"),
        named(out("10:10:00", "18:00:00").outing(), "due-sooner"),
        named(out("09:25:00", "18:00:00").outing(), "late"),
        named(out("09:05:00", "18:00:00").outing(), "latest"),
        named(out("10:00:00", "18:00:00").then(at("10:29:00"), concern).outing(), "concern"),
        named(out("10:00:00", "18:00:00").then(at("10:29:30"), distress).outing(), "distress"),
        named(
            out("08:00:00", "18:00:00")
                .back("kay", at("09:00:00"))
                .back("lou", at("09:00:00"))
                .outing(),
            "back",
        ),
    ];
    let places = first(&outings, at("10:30:00"));
    let order: Vec<(&str, Standing)> =
        places.iter().map(|p| (p.outing.id.as_str(), p.standing)).collect();
    assert_eq!(
        order,
        [
            ("distress", Standing::Distress),
            ("concern", Standing::Concern),
            ("latest", Standing::Late),
            ("late", Standing::Late),
            ("due-sooner", Standing::InTime),
            ("due-soon", Standing::InTime),
        ]
    );
}

#[test]
fn an_outing_turns_late_with_its_clock() {
    let outings = [out("09:00:00", "18:00:00").outing()];
    let standing = |now: &str| first(&outings, at(now)).first().map(|p| p.standing);
    assert_eq!(standing("09:59:59"), Some(Standing::InTime));
    assert_eq!(standing("10:00:00"), Some(Standing::Late));
    assert_eq!(standing("10:00:01"), Some(Standing::Late));
}

#[test]
fn damage_is_never_in_time_and_never_better_than_late() {
    let damage = crate::error::Damage {
        path: "x".to_owned(),
        line: None,
        what: "torn".to_owned(),
        hint: String::new(),
        may_hide_somebody: true,
    };
    let mut torn = named(out("10:00:00", "18:00:00").outing(), "torn");
    torn.damage.push(damage.clone());
    let mut late = named(out("09:00:00", "18:00:00").outing(), "torn-and-late");
    late.damage.push(damage);
    let outings = [named(out("09:50:00", "18:00:00").outing(), "well"), torn, late];
    let places = first(&outings, at("10:30:00"));
    let order: Vec<(&str, Standing)> =
        places.iter().map(|p| (p.outing.id.as_str(), p.standing)).collect();
    let wanted = [
        ("torn-and-late", Standing::Late),
        ("torn", Standing::Damaged),
        ("well", Standing::InTime),
    ];
    assert_eq!(order, wanted);
}
