//! What this machine remembers outside the record folder: from the sign-out on and not only from the first look; and
//! where it was replaced by garbage, told by every look until a person has taken it away. All on the machine's own clock:
//! under `--now` nothing is remembered.

use super::place::Place;
use std::path::PathBuf;

/// Jo is out, and nobody has looked.
fn jo_is_out() -> Place {
    let place = Place::new();
    let out = ["out", "jo", "--breach", "rang", "--where", "Mill Lane", "--back", "+45m"];
    place.hv("", &out).ends(0);
    place
}

/// This machine's memory of the folder.
fn memory(place: &Place, end: &str) -> Vec<PathBuf> {
    let all = std::fs::read_dir(place.around().join("state/hv")).unwrap();
    let paths = all.map(|e| e.unwrap().path());
    let name = |p: &PathBuf| p.file_name().unwrap().to_string_lossy().into_owned();
    paths.filter(|p| name(p).starts_with("oak-1-") && name(p).ends_with(end)).collect()
}

fn take_away(place: &Place, folder: &str) {
    let all = std::fs::read_dir(place.path(folder)).unwrap();
    for path in all.map(|e| e.unwrap().path()).filter(|p| !p.ends_with(".keep")) {
        if path.is_dir() {
            std::fs::remove_dir_all(path).unwrap();
        } else {
            std::fs::remove_file(path).unwrap();
        }
    }
}

#[test]
fn who_left_is_remembered_before_anybody_looked() {
    let place = jo_is_out();
    take_away(&place, "open/out");
    take_away(&place, "open/owed");
    take_away(&place, "outings");
    place.overdue("").ends(3).says("jo was out when this machine last looked");
}

#[test]
fn a_memory_that_cannot_be_read_is_told_until_it_is_taken_away() {
    let place = jo_is_out();
    place.overdue("").ends(0);
    let [kept] = &memory(&place, ".json")[..] else { panic!("no memory") };
    std::fs::write(kept, "{garbage").unwrap();
    place.overdue("").ends(3).says("what this machine saw last cannot be read");
    let aside = memory(&place, ".damaged");
    assert_eq!(std::fs::read(&aside[0]).unwrap(), b"{garbage", "kept for whoever can read it");
    // The next look has a memory of its own again, and tells all the same; so does whoever signs out meanwhile.
    for _ in 0..2 {
        let told = place.overdue("").ends(3).says("was set aside here").says(".damaged");
        told.says("remove it");
    }
    place.hv("", &["doctor"]).ends(3).says("was set aside here");
    take_away(&place, "open/out");
    take_away(&place, "outings");
    place.overdue("").ends(3).says("jo was out when this machine last looked");
    std::fs::remove_file(&aside[0]).unwrap();
    let mended = place.overdue("").ends(3);
    assert!(!mended.out.contains("set aside"), "{mended:?}");
}
