//! Proves that `hv overdue` asks the system for the same things, call for call, whatever the history holds; and
//! that looking changes no byte of the record folder.

use super::place::{Place, hv_binary, run, strace};
use std::collections::BTreeMap;
use std::os::unix::fs::MetadataExt;

/// How often each call is made.
fn calls(place: &Place, now: &str) -> BTreeMap<String, usize> {
    let log = place.around().join("calls");
    let mut strace = strace(place);
    strace.args(["-f", "-qq", "-e", "trace=%file,%desc,getdents64", "-o"]).arg(&log);
    run(strace.arg(hv_binary()).args(place.arguments(now, &["overdue"]))).ends(4);
    let mut calls = BTreeMap::new();
    for line in std::fs::read_to_string(&log).unwrap().lines() {
        let call = line.split_once(' ').map_or("", |(_pid, rest)| rest.trim_start());
        if let Some((name, _)) = call.split_once('(') {
            *calls.entry(name.to_owned()).or_default() += 1;
        }
    }
    assert!(calls.contains_key("openat"), "{calls:?}");
    calls
}

/// That many families, each with a visit that is over and an outing that is closed.
fn history(place: &Place, from: usize, to: usize) {
    let visit = place.read("families/ahmed/visits/2026-11-24-1a.yaml");
    let outing = place.read(crate::OUTING);
    let family = place.read("families/ahmed/family.yaml");
    for n in from..to {
        let (family_id, number) = (format!("f{}", n / 40), n % 40 + 1);
        let folder = place.path(&format!("families/{family_id}/visits"));
        let own =
            |text: &str| text.replace("ahmed", &family_id).replace("2026-11-24", "2026-03-03");
        if number == 1 {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(folder.parent().unwrap().join("family.yaml"), own(&family)).unwrap();
        }
        let week = place.path(&format!("outings/{}-W10", 2000 + n % 20));
        if n < from + 20 {
            std::fs::create_dir_all(&week).unwrap();
        }
        std::fs::write(folder.join(format!("2026-03-03-{number}a.yaml")), own(&visit)).unwrap();
        let old = outing.replace("2026-11-24-kay", &format!("2026-03-03-k{n}"));
        std::fs::write(week.join(format!("2026-03-03-k{n}-1a.yaml")), old).unwrap();
    }
}

#[test]
fn overdue_makes_the_same_calls_among_a_hundred_thousand_visits_as_among_a_thousand() {
    let place = Place::out();
    place.hv("10:30", &["cancel", "ahmed", "--outcome", "no-show", "--why", "nobody"]).ends(0);
    place.plan("brown").ends(0);
    place.jo_is_late();
    history(&place, 0, 1_000);
    let (few, few_own_clock) = (calls(&place, "12:00"), place.overdue("").code());
    history(&place, 1_000, 100_000);
    let many = calls(&place, "12:00");
    assert_eq!(few, many);
    assert_eq!(few_own_clock, place.overdue("").code());
    // The count does count: one more that is open is more calls.
    let out = ["out", "sam", "--breach", "rang", "--where", "Mill Lane", "--back", "09:30"];
    place.hv("09:00", &out).ends(0);
    assert_ne!(calls(&place, "12:00"), many);
}

#[test]
fn looking_changes_no_byte_of_the_record_folder() {
    let place = Place::out();
    place.jo_is_late();
    place.write("open/out/2026-11-24-sam-1a", "torn");
    let seen = |p: &Place| {
        let times = |f: &std::path::Path| {
            let about = std::fs::metadata(f).unwrap();
            (about.mtime(), about.mtime_nsec(), about.ino(), about.mode())
        };
        let folders = ["", "open", "open/out", "open/planned", "open/owed", "local", "outings"];
        let folders: Vec<_> = folders.iter().map(|f| times(&p.path(f))).collect();
        let files: Vec<_> = p.files().into_iter().map(|(f, bytes)| (times(&f), f, bytes)).collect();
        (folders, files)
    };
    let before = seen(&place);
    for now in ["08:00", "10:00", "12:00", "12:00", "23:00", ""] {
        for look in [&["overdue"][..], &["--json", "overdue"], &["board"], &["doctor"]] {
            let _whatever_it_says = place.hv(now, look);
        }
    }
    assert_eq!(before, seen(&place));
}
