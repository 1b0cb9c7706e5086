//! Two machines: what was erased on one comes back from the other by a merge, and is said.

use crate::school::{ALL_DUE, OF_AHMED, School};

const VISIT: &str = "families/ahmed/visits/2018-11-20-1a.yaml";

fn commit(school: &School, what: &str) {
    school.git(&["add", "--all"]).ends(0);
    school.git(&["commit", "--quiet", "--message", what]).ends(0);
}

/// Two clones of one school, with everything committed.
fn two() -> (School, School) {
    let here = School::visited();
    here.git(&["init", "--quiet", "--initial-branch", "main"]).ends(0);
    commit(&here, "records");
    let there = here.elsewhere();
    (here, there)
}

fn merge(here: &School, there: &School) -> crate::place::Ran {
    let from = there.root().display().to_string();
    here.git(&["fetch", "--quiet", &from, "main"]).ends(0);
    here.git(&["merge", "--quiet", "--no-edit", "FETCH_HEAD"])
}

#[test]
fn what_git_still_holds_is_said_with_what_to_type() {
    let (here, _) = two();
    let _said = here
        .erase(ALL_DUE, &["--due"])
        .ends(0)
        .says("Git's history still holds all of it")
        .says("log --stat");
}

#[test]
fn an_erasure_merges_and_what_came_back_is_said_and_erased_again() {
    let (here, there) = two();
    here.erase(ALL_DUE, &["--due"]).ends(0);
    commit(&here, "retention");
    merge(&there, &here).ends(0);
    // What git takes away has a second name for ten minutes, if it was written to just now.
    let kept = |name: &String| name.starts_with("r/local/kept/");
    assert!(there.holding(&OF_AHMED).iter().all(kept), "the erasure reaches the other machine");
    there.ten_minutes_later();
    there.hv(ALL_DUE, &["staff", "change", "kay", "--mobile", "07700 900001"]).ends(0);
    assert_eq!(there.holding(&OF_AHMED), Vec::<String>::new());
    there.is_sound(ALL_DUE);
    // From a backup: the record as it was.
    here.git(&["checkout", "--quiet", "HEAD~1", "--", VISIT, "families/ahmed/family.yaml"]).ends(0);
    let _doctor =
        here.hv(ALL_DUE, &["doctor"]).ends(3).says("CAME BACK: visit ahmed/2018-11-20-1a");
    let _list = here.hv(ALL_DUE, &["retention"]).says("CAME BACK");
    here.hv(ALL_DUE, &["retention", "finish", "--yes"]).ends(0);
    assert!(!here.there(VISIT));
}

#[test]
fn what_grew_on_the_other_machine_is_not_erased_again_unseen() {
    let (here, there) = two();
    here.erase(ALL_DUE, &["--due"]).ends(0);
    commit(&here, "retention");
    let incident = [
        "incident",
        "ahmed/2018-11-20-1a",
        "--kind",
        "dog",
        "--affected",
        "kay",
        "--by-whom",
        "other",
    ];
    let grown = there.hv("2025-12-30T09:00:00+00:00", &incident);
    assert_eq!(grown.code(), Some(0), "{grown:?}");
    commit(&there, "incident");
    let merged = merge(&here, &there);
    assert_ne!(merged.code(), Some(0), "git asks: erased here, grown there");
    here.git(&["add", "--all"]).ends(0);
    commit(&here, "kept theirs");
    assert!(here.there(VISIT), "git leaves the version that grew");
    let _doctor = here.hv(ALL_DUE, &["doctor"]).ends(3).says("It has grown since");
    let _kept = here
        .hv(ALL_DUE, &["retention", "finish", "--yes"])
        .ends(1)
        .says("it has grown since it was erased");
    assert!(here.there(VISIT));
}

#[test]
fn a_hold_on_one_machine_and_an_erasure_on_the_other_both_stand() {
    let (here, there) = two();
    let hold = ["retention", "hold", "ahmed", "--why", "an inquest", "--review", "2026-06-01"];
    there.hv(ALL_DUE, &hold).ends(0);
    commit(&there, "hold");
    // The hold has not arrived: it goes. Then it arrives, and stops whatever has not gone, or comes back.
    here.erase(ALL_DUE, &["--due"]).ends(0);
    commit(&here, "retention");
    merge(&here, &there).ends(0);
    let listed = here.hv(ALL_DUE, &["--json", "retention"]).ends(3).json();
    assert_eq!(listed["holds"][0]["holds"], true);
    let gone = "HELD, AND GONE: family ahmed is held by";
    assert!(listed["holds"][0]["gone"].as_str().unwrap().starts_with(gone), "{listed}");
    let _list = here.hv(ALL_DUE, &["retention"]).ends(3).says(gone).lacks(": ahmed, to be looked");
    let _doctor = here.hv(ALL_DUE, &["doctor"]).ends(3).says(gone).says("in a backup");
    here.git(&["checkout", "--quiet", "HEAD~2", "--", VISIT]).ends(0);
    let _stays = here.hv(ALL_DUE, &["retention", "finish", "--yes"]).ends(1).says("held by");
    assert!(here.there(VISIT), "a hold wins over what has not gone");
}

#[test]
fn holds_and_tombstones_of_two_machines_merge_without_conflict() {
    let (here, there) = two();
    for (school, what) in [(&here, "ahmed"), (&there, "bell")] {
        let hold = ["retention", "hold", what, "--why", "an inquest", "--review", "2026-06-01"];
        school.hv(ALL_DUE, &hold).ends(0);
        commit(school, "hold");
    }
    merge(&here, &there).ends(0);
    let holds = here.hv(ALL_DUE, &["--json", "retention"]).json();
    assert_eq!(holds["holds"].as_array().unwrap().len(), 2, "{holds}");
    here.is_sound(ALL_DUE);
}

/// Machines that meet by `hv sync`: what one erased goes from what they share, and each other one is told what to type.
#[test]
fn what_was_erased_here_is_taken_from_what_the_machines_share() {
    let here = School::visited();
    let bare = here.around().join("bare.git");
    here.git(&["init", "--quiet", "--initial-branch", "main"]).ends(0);
    here.git(&["init", "--quiet", "--bare", "-b", "main", &bare.display().to_string()]).ends(0);
    let config = here.read("hv.toml");
    let sync = format!("{config}\n[sync]\nremote = \"{}\"\nbranch = \"main\"\n", bare.display());
    here.write("hv.toml", &sync);
    here.hv("", &["sync"]).ends(0);
    let there = here.elsewhere();
    // A record that is merely gone is lost, and is not taken from the others.
    let text = here.read(VISIT);
    std::fs::remove_file(here.root().join(VISIT)).unwrap();
    let _lost = here.hv("", &["sync"]).ends(3).says("git has files that are not in this folder");
    here.write(VISIT, &text);
    here.erase(ALL_DUE, &["--due"]).ends(0);
    let _sent = here.hv("", &["sync"]).ends(0).says("erased here").says("hv retention finish");
    let gone = here.git(&["ls-tree", "-r", "--name-only", "HEAD"]);
    assert!(!gone.out.contains("ahmed/visits"), "{}", gone.out);
    let _told = there.hv("", &["sync"]).ends(3).says("hv retention finish erases it here too");
    there.hv(ALL_DUE, &["retention", "finish", "--yes"]).ends(0);
    assert!(!there.there(VISIT));
    there.hv("", &["sync"]).ends(0);
    here.hv("", &["sync"]).ends(0);
    assert_eq!(there.holding(&OF_AHMED), Vec::<String>::new());
    assert_eq!(here.holding(&OF_AHMED), Vec::<String>::new());
}
