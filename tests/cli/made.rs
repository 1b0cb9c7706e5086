//! A visit that was made is written up: it is not dropped, moved or called off after the fact, and where another machine did
//! so before it knew, the write-up stays owed.

use crate::harness::Place;
use crate::school::{Park, VISIT, afield, done, enter, ready};

const FILE: &str = "families/ahmed/visits/2026-11-24-1a.yaml";

/// Kay and Lou went in at 14:01 and came back; nobody has written it up. It is 15:00.
fn made() -> Place {
    let mut place = afield(Park);
    for line in [
        "14:00 arrive kay lou",
        &format!("14:01 {}", enter(Park, &[])),
        "14:30 leave kay lou",
        "14:50 back kay lou",
    ] {
        let (time, line) = line.split_once(' ').unwrap();
        place.clock(time);
        place.hv(line).done();
    }
    place.clock("15:00");
    place
}

fn refused() -> [(String, &'static str); 4] {
    [
        (format!("plan drop {VISIT} --why x"), "is not dropped"),
        (format!("plan change {VISIT} --at \"tomorrow 10:00\" --why x"), "is not changed"),
        (format!("plan change {VISIT} --staff dee,lou --why x"), "is not changed"),
        (format!("cancel {VISIT} --outcome no-show --why x"), "is not called off"),
    ]
}

#[test]
fn a_visit_that_was_made_is_written_up_and_not_taken_off_the_plan() {
    for (line, words) in refused() {
        let mut place = made();
        let before = place.tree();
        let run = place.hv(&line).exits(1).says(words).says("staff went in at 14:01");
        let _said = run
            .says(&format!("hint: hv done {VISIT}"))
            .says(&format!("if that was typed by mistake: hv undo {}", entry(&place)));
        assert!(place.tree() == before, "{line}");
        place.hv(&format!("undo {} --yes --why slip", entry(&place))).done();
        let _taken_off = place.hv(&line).exits(0);
    }
    let mut place = made();
    place.hv(&done(Park, &[])).done();
    let _over = place.hv(&refused()[0].0).exits(2).says("is over (done)");
}

/// The id of the line by which they went in: what hv prints of it is masked here.
fn entry(place: &Place) -> String {
    let text = place.read("outings/2026-W48/2026-11-24-kay-1a.yaml");
    let line = text.lines().find(|l| l.contains("\"did\": \"enter\"")).unwrap();
    line.split("\"id\": \"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

#[test]
fn what_changes_nothing_of_when_and_who_is_recorded_after_it_too() {
    let mut place = made();
    let _reason = place.hv(&format!("plan change {VISIT} --reason welfare --why x")).exits(0);
}

/// Nobody was in: they stood at the door, and no more.
#[test]
fn a_visit_that_nobody_went_in_at_is_called_off_afterwards_as_ever() {
    for (line, _) in [&refused()[0], &refused()[3]] {
        let mut place = afield(Park);
        place.clock("14:00");
        place.hv("arrive kay lou").done();
        place.clock("14:50");
        place.hv("back kay lou").done();
        let _recorded = place.hv(line).exits(0);
    }
}

#[test]
fn what_another_machine_took_off_before_it_knew_is_owed_its_write_up() {
    for (line, _) in [&refused()[0], &refused()[1], &refused()[3]] {
        let mut other = ready(Park);
        other.clock("14:10");
        let _there = other.hv(line).exits(0);
        let mut place = made();
        let known = place.read(FILE);
        let theirs = other.read(FILE);
        let new: Vec<&str> = theirs.lines().filter(|l| !known.lines().any(|k| k == *l)).collect();
        place.write(FILE, &format!("{known}{}\n", new.join("\n")));
        let _owed = place.hv("board").exits(0).says("the visit written up");
        let _written = place.hv(&done(Park, &[])).exits(0);
        assert!(!place.hv("board").out.contains("the visit written up"), "{line}");
    }
}

#[test]
fn a_return_owes_the_write_up_of_what_was_dropped_meanwhile() {
    let mut other = ready(Park);
    let _dropped = other.hv(&refused()[0].0).exits(0);
    let mut place = afield(Park);
    let known = place.read(FILE);
    let new = other.read(FILE).lines().last().unwrap().to_owned();
    place.write(FILE, &format!("{known}{new}\n"));
    place.clock("14:00");
    place.hv("arrive kay lou").done();
    let _in = place.hv(&enter(Park, &[])).exits(0);
    place.hv("leave kay lou").done();
    let _next = place.hv("back kay lou").exits(0).says(&format!("Next: hv done {VISIT}"));
    let _owed = place.hv("board").exits(0).says("the visit written up");
}
