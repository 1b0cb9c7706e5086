//! Somebody is out, and the marker that says so is gone, on a machine that never saw it. Proves that `hv overdue` misses
//! them all the same, within this week and the last; that it costs what those weeks hold; and that what lies beside the
//! folders it looks through is told of.

use super::place::{Place, hv_binary, run, strace};
use crate::OUTING;

const MARKER: &str = "open/out/2026-11-24-kay-1a";

#[test]
fn who_is_out_without_a_marker_is_missed_by_a_machine_that_never_saw_them() {
    let place = Place::out();
    place.remove(MARKER);
    // Not late yet, and not all clear: other machines may not look as far.
    place.overdue("10:30").ends(3).prints("the marker that hv overdue looks for has vanished");
    place.overdue("11:36").ends(4).prints("KAY INVENTED AND LOU INVENTED: not back");
    place.hv("11:36", &["board"]).prints("KAY INVENTED");
    // Word from them puts the marker back, and so does hv doctor --repair.
    place.hv("10:30", &["doctor", "--repair", "--yes"]).ends(0);
    assert!(place.overdue("10:30").all_clear());
}

/// The bound, on both sides: the week before this one is looked through, and the week before that is doctor's.
#[test]
fn the_last_week_is_looked_through_and_the_one_before_is_not() {
    let place = Place::out();
    place.remove(MARKER);
    let at = |now: &str| {
        let mut hv = place.program(hv_binary());
        run(hv.arg("--store").arg(place.root()).args(["--now", now, "overdue"]))
    };
    at("2026-12-06T23:59:59+00:00").ends(4).prints("KAY INVENTED AND LOU INVENTED: not back");
    assert!(at("2026-12-07T00:00:00+00:00").all_clear());
    let mut doctor = place.program(hv_binary());
    doctor.arg("--store").arg(place.root()).args(["--now", "2026-12-07T00:00:00+00:00", "doctor"]);
    run(&mut doctor).ends(3).prints(MARKER).prints("somebody is out");
}

#[test]
fn an_alarm_nobody_resolved_and_a_record_in_doubt_are_told_without_a_marker_and_a_closed_outing_is_not()
 {
    let place = Place::out();
    place.hv("10:40", &["back", "kay", "lou"]).ends(0);
    place.remove(MARKER);
    assert!(place.overdue("12:00").all_clear(), "everybody is back");
    let whole = place.read(OUTING);
    place.write(OUTING, whole.replace("\"did\": \"back\"", "\"did\": \"bact\""));
    place.overdue("12:00").ends(4).prints("KAY INVENTED AND LOU INVENTED: not back");
    place.write(OUTING, "");
    place.overdue("12:00").ends(3).prints(OUTING).prints("may hide somebody");
    place.write(OUTING, &whole);
    assert!(place.overdue("12:00").all_clear());
}

/// How often a file of outings is opened by a look on the machine's own clock.
fn opened(place: &Place) -> usize {
    let log = place.around().join("calls");
    let mut traced = strace(place);
    traced
        .args(["-f", "-qq", "--seccomp-bpf", "-e", "trace=openat", "-o"])
        .arg(&log)
        .arg(hv_binary());
    run(traced.args(place.arguments("", &["overdue"]))).ends(0);
    let log = std::fs::read_to_string(&log).unwrap();
    log.lines().filter(|l| l.contains("/outings/") && l.contains(".yaml")).count()
}

/// Each closed outing is read once, and again only when its file is another.
#[test]
fn closed_outings_of_the_week_are_read_once_and_again_when_they_change() {
    let place = Place::new();
    for who in ["jo", "sam", "pat"] {
        let out = ["out", who, "--breach", "rang", "--where", "Mill Lane", "--back", "+45m"];
        place.hv("", &out).ends(0);
        place.hv("", &["back", who]).ends(0);
    }
    let marks: Vec<_> =
        std::fs::read_dir(place.path("open/out")).unwrap().map(|e| e.unwrap().path()).collect();
    for mark in marks.iter().filter(|m| !m.ends_with(".keep")) {
        std::fs::remove_file(mark).unwrap();
    }
    let week = std::fs::read_dir(place.path("outings")).unwrap().map(|e| e.unwrap().path());
    let week = week.into_iter().find(|w| w.is_dir()).unwrap();
    let record = std::fs::read_dir(week).unwrap().next().unwrap().unwrap().path();
    let record = record.strip_prefix(place.root()).unwrap().to_str().unwrap().to_owned();
    // What is owed after a breach has a marker of its own, and is read at every look: three of each.
    // And this machine remembers who left: what of it is unmarked is looked at twice more, until a look has seen it all.
    assert_eq!(opened(&place), 12);
    assert_eq!(opened(&place), 3);
    place.write(&record, place.read(&record) + "\n");
    assert_eq!(opened(&place), 4);
    assert_eq!(opened(&place), 3);
}

#[test]
fn a_second_copy_of_a_folder_that_is_watched_is_told_by_every_look() {
    for copy in [
        "open (1)",
        "open-OFFICE2",
        "outings (conflicted copy 2026-11-24)",
        "families.sync-conflict-1",
        "open/out (1)",
        "outings/2026-W48 (1)",
        "open/Out",
        "open/note.txt",
    ] {
        let place = Place::out();
        assert!(place.overdue("10:10").all_clear());
        std::fs::create_dir(place.path(copy)).unwrap();
        place.overdue("10:10").ends(3).prints(copy).prints("may hide somebody");
        place
            .overdue("12:00")
            .ends(4)
            .prints("KAY INVENTED AND LOU INVENTED: not back")
            .prints(copy);
        place.hv("10:10", &["doctor"]).ends(3).prints(copy);
    }
    // A copy of one record beside it, and of a marker.
    for copy in [
        "outings/2026-W48/2026-11-24-kay-1a (1).yaml",
        "open/out/2026-11-24-kay-1a (1)",
        "open/planned/x.sync-conflict",
    ] {
        let place = Place::out();
        place.write(copy, place.read(OUTING));
        place.overdue("10:10").ends(3).prints(copy);
        place.hv("10:10", &["doctor"]).ends(3).prints(copy);
    }
}

/// What editors and desktops leave is known, counted and passed over; what only looks like it is told.
#[test]
fn what_editors_leave_is_counted_and_what_is_unknown_is_told() {
    let place = Place::out();
    let junk = [
        "people/kay.yaml~",
        "outings/2026-W48/.x.yaml.swp",
        "families/.DS_Store",
        "weeks/Thumbs.db",
        "open/out/#x#",
        "open/planned/.#x",
    ];
    for name in junk {
        place.write(name, "x");
    }
    assert!(place.overdue("10:10").all_clear());
    let seen = place.hv("10:10", &["doctor"]).ends(0);
    let seen = seen.prints("6 file(s) left by editors and desktops were passed over");
    drop(seen);
    place.write("outings/2026-W48/.x.yaml.1-0.tmp", "x");
    place.hv("10:10", &["doctor"]).ends(0).prints("a temporary file was left by a power cut");
    for name in [
        "people/kay.yaml.orig",
        "outings/2026-W48/2026-11-24-kay-1a.yaml.bak",
        "open/out/x.orig",
        "weeks/x.tmp",
    ] {
        place.write(name, "x");
        place.hv("10:10", &["doctor"]).ends(3).prints(name);
    }
    place.overdue("10:10").ends(3).prints("open/out/x.orig").prints("2026-11-24-kay-1a.yaml.bak");
}
