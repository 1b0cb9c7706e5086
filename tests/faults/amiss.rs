//! What lies amiss in a folder where every record is whole, and `hv doctor` must tell: a card that is gone while visits to
//! come name it, a `local` that leads elsewhere, a `retention.toml` that is gone although records were held by it.

use super::place::{Place, at, hv_binary, run};
use std::os::unix::fs::symlink;

#[test]
fn a_card_that_is_gone_is_told_while_a_visit_of_this_week_or_later_names_it() {
    let place = Place::planned();
    place.hv("08:30", &["doctor"]).ends(0);
    place.remove("people/kay.yaml");
    let doctor = |now: &str| {
        let mut hv = place.program(hv_binary());
        run(hv.arg("--store").arg(place.root()).args(["--now", now, "doctor"]))
    };
    let words = "kay is to go on ahmed/2026-11-24-1a";
    doctor(&at("08:30")).ends(3).says("people/kay.yaml").says(words).says("hv staff add kay");
    // To the end of its week, and no longer: then it is the visit that is told of.
    doctor("2026-11-29T23:59:59+00:00").says(words);
    let later = doctor("2026-11-30T00:00:00+00:00");
    assert!(!later.out.contains("is to go on"), "{later:?}");
    // A card that is there and cannot be read is told as that.
    place.write("people/kay.yaml", "{");
    let unread = doctor(&at("08:30")).ends(3).says("people/kay.yaml");
    assert!(!unread.out.contains("is to go on"), "{unread:?}");
}

#[test]
fn a_local_folder_that_leads_elsewhere_is_told() {
    let place = Place::planned();
    let elsewhere = place.around().join("elsewhere");
    std::fs::rename(place.path("local"), &elsewhere).unwrap();
    symlink(&elsewhere, place.path("local")).unwrap();
    place.hv("08:30", &["doctor"]).ends(3).says("local: it is no folder, or a link to one");
    place.remove("local");
    place.write("local", "x");
    place.hv("08:30", &["doctor"]).ends(3).says("local: it is no folder, or a link to one");
    place.remove("local");
    std::fs::rename(&elsewhere, place.path("local")).unwrap();
    place.hv("08:30", &["doctor"]).ends(0);
}

#[test]
fn a_retention_schedule_that_is_gone_is_told_once_something_rests_on_it() {
    let place = Place::planned();
    place.remove("retention.toml");
    place.hv("08:30", &["doctor"]).ends(0);
    let hold = ["retention", "hold", "ahmed", "--why", "a complaint", "--review", "2027-06-01"];
    place.hv("08:31", &hold).ends(0);
    place.hv("08:32", &["doctor"]).ends(3).says("retention.toml: it is not there");
    let defaults = place.hv("08:33", &["retention", "--defaults"]).ends(0).out;
    place.write("retention.toml", defaults);
    place.hv("08:34", &["doctor"]).ends(0);
}
