//! A record, a marker or a card that is there only under the name that an editor or a synchronising program left it by.
//! Proves that `hv overdue` and `hv board` say so, within this week and the last; that `hv doctor` says how to put it
//! back, and that this puts it back; and that the same name beside its original is passed over as before.

use super::place::Place;
use super::run::{hv_binary, run};
use crate::OUTING;
use std::os::unix::fs::symlink;

const MARKER: &str = "open/out/2026-11-24-kay-1a";
const WEEK: &str = "outings/2026-W48";

/// Kay and Lou are out, their marker is gone, and their record has only this name.
fn left_as(name: &str) -> Place {
    let place = Place::out();
    place.remove(MARKER);
    std::fs::rename(place.path(OUTING), place.path(&format!("{WEEK}/{name}"))).unwrap();
    place
}

#[test]
fn an_outing_that_is_there_under_another_name_only_is_a_danger_said_aloud() {
    for name in [
        "2026-11-24-kay-1a.yaml~",
        ".2026-11-24-kay-1a.yaml.swp",
        "#2026-11-24-kay-1a.yaml#",
        "2026-11-24-kay-1a.yaml.bak",
        "2026-11-24-kay-1a (Max's conflicted copy 2026-11-24).yaml",
    ] {
        let place = left_as(name);
        let told = |ran: super::place::Ran| {
            ran.ends(3).says(&format!("{WEEK}/{name}")).says("is there only under this name")
        };
        told(place.overdue("10:10")).says("may hide somebody");
        told(place.hv("10:10", &["doctor"]));
        assert_eq!(place.hv("10:10", &["board"]).code(), Some(3), "{name}");
        let file = place.path(&format!("{WEEK}/{name}"));
        // Beside its original nothing is said of it that was not said before.
        std::fs::copy(&file, place.path(OUTING)).unwrap();
        let seen = place.overdue("10:10");
        assert!(!seen.out.contains("only under this name"), "{seen:?}");
    }
    // Emacs's mark that somebody has the file open: a link to nowhere, and no original.
    let place = Place::out();
    place.remove(MARKER);
    place.remove(OUTING);
    symlink("max@office.1", place.path(&format!("{WEEK}/.#2026-11-24-kay-1a.yaml"))).unwrap();
    place.overdue("10:10").ends(3).says("is there only under this name");
}

#[test]
fn what_doctor_says_puts_it_back() {
    let place = left_as("2026-11-24-kay-1a.yaml~");
    let said = place.hv("10:10", &["doctor"]).ends(3).out;
    let flat = said.split_whitespace().collect::<Vec<_>>().join(" ");
    let typed = flat.split_once("in the record folder: ").unwrap().1.split_once(';').unwrap().0;
    let mut shell = place.program("sh");
    run(shell.current_dir(place.root()).args(["-c", typed])).ends(0);
    place.overdue("11:36").ends(4).says("KAY INVENTED AND LOU INVENTED: not back");
    place.hv("10:30", &["doctor", "--repair", "--yes"]).ends(0);
    assert!(place.overdue("10:30").all_clear());
}

/// The bound, on both sides: a look goes through this week and the last, and doctor through everything.
#[test]
fn a_look_sees_it_within_the_last_week_and_doctor_always() {
    let place = left_as("2026-11-24-kay-1a.yaml~");
    let at = |now: &str, verb: &str| {
        let mut hv = place.program(hv_binary());
        run(hv.arg("--store").arg(place.root()).args(["--now", now, verb]))
    };
    at("2026-12-06T23:59:59+00:00", "overdue").ends(3).says("only under this name");
    assert!(at("2026-12-07T00:00:00+00:00", "overdue").all_clear());
    at("2026-12-07T00:00:00+00:00", "doctor").ends(3).says("only under this name");
}

#[test]
fn a_marker_a_visit_and_a_card_under_another_name_are_told_as_well() {
    let place = Place::out();
    std::fs::rename(place.path(MARKER), place.path(&format!("{MARKER}~"))).unwrap();
    place.overdue("10:10").ends(3).says("a marker of what is open is there only under this name");
    let place = Place::planned();
    let visit = "families/ahmed/visits/2026-11-24-1a.yaml";
    std::fs::rename(place.path(visit), place.path(&format!("{visit}~"))).unwrap();
    place.hv("08:30", &["doctor"]).ends(3).says("a record is there only under this name");
    std::fs::rename(place.path("people/max.yaml"), place.path("people/max.yaml~")).unwrap();
    place.hv("08:30", &["doctor"]).ends(3).says("a directory file is there only under this name");
}
