//! An erasure killed at each call that changes a file. Proves for every one of these moments: nothing is missed that is
//! not, no record is half there, `hv doctor` says what was interrupted, and `hv retention finish` ends it with nothing
//! of the family left.

use crate::place::run;
use crate::school::{ALL_DUE, OF_AHMED, School};

const CALLS: [&str; 6] = ["write", "fdatasync", "fsync", "renameat2", "rename", "unlink"];

fn arguments(school: &School) -> Vec<String> {
    let by = ["retention", "erase", "--due", "--why", "due", "--authorised-by", "max", "--yes"];
    school.arguments(ALL_DUE, &[&by[..], &["--today", "2026-01-01"]].concat())
}

/// Every call that changes a file, by its number among those of its name.
fn moments() -> Vec<(&'static str, usize)> {
    let school = School::visited();
    let log = school.around().join("calls");
    let mut traced = school.program("strace");
    traced.args(["-f", "-qq", "-e", &format!("trace={}", CALLS.join(",")), "-o"]).arg(&log);
    run(traced.arg(env!("CARGO_BIN_EXE_hv")).args(arguments(&school))).ends(0);
    let log = std::fs::read_to_string(&log).unwrap();
    let count = |call: &str| log.lines().filter(|l| l.contains(&format!(" {call}("))).count();
    let all: Vec<_> = CALLS.iter().flat_map(|c| (1..=count(c)).map(move |n| (*c, n))).collect();
    assert!(count("unlink") >= 9, "records are removed one by one: {all:?}");
    all
}

#[test]
fn killed_at_any_write_it_is_finished_by_the_next_run() {
    let (mut killed, mut halfway) = (0, 0);
    for (call, n) in moments() {
        let school = School::visited();
        let mut traced = school.program("strace");
        let inject = format!("inject={call}:signal=SIGKILL:when={n}");
        traced.args(["-f", "-qq", "-o", "/dev/null", "-e", &inject]);
        let ran = run(traced.arg(env!("CARGO_BIN_EXE_hv")).args(arguments(&school)));
        killed += usize::from(ran.killed());
        let what = format!("{call} {n}: {ran:?}");
        let overdue = school.hv(ALL_DUE, &["overdue"]);
        assert_eq!((overdue.code(), overdue.out.as_str()), (Some(0), ""), "{what}: {overdue:?}");
        let left = school.there("families/ahmed/family.yaml");
        let begun = !school.holding(&["\"did\": \"erase\""]).is_empty();
        let finished = !school.holding(&["\"did\": \"finish\""]).is_empty();
        if begun && !finished {
            halfway += 1;
            let _doctor = school.hv(ALL_DUE, &["doctor"]).ends(3).says("was interrupted");
            let _list = school.hv(ALL_DUE, &["retention"]).says("hv retention finish");
            let _anew = school.erase(ALL_DUE, &["--due"]).ends(1).says("hv retention finish");
            if left && !school.there("families/ahmed/visits/2018-11-20-1a.yaml") {
                let card = school.read("families/ahmed/family.yaml");
                assert!(card.contains("erased-until"), "{what}: it would read as never visited");
            }
        }
        // Killed before the tombstone held its line: nothing went by it, and the next erasure goes on with it.
        let silent = !begun && school.there("retention/erasures/2026-01-01-1a.yaml");
        let finish = school.hv(ALL_DUE, &["retention", "finish", "--yes"]);
        let _told = finish.ends(if silent { 3 } else { 0 });
        if begun {
            assert_eq!(school.holding(&OF_AHMED), Vec::<String>::new(), "{what}");
        } else {
            assert!(
                school.there("families/ahmed/visits/2018-11-20-1a.yaml"),
                "{what}: no tombstone"
            );
            school.erase(ALL_DUE, &["--due"]).ends(0);
        }
        school.is_sound(ALL_DUE);
        let erased = school.hv(ALL_DUE, &["--json", "retention"]).ends(0).json();
        assert_eq!(erased["erased"]["2018-W47"]["visits"], 2, "{what}: none twice, none not");
    }
    assert!(killed >= 20 && halfway >= 10, "{killed} killed, {halfway} of them halfway");
}

/// The twin: files removed without a tombstone and in any order are noticed.
#[test]
fn a_visit_that_went_without_a_tombstone_is_noticed() {
    let school = School::visited();
    std::fs::remove_file(school.root().join("families/ahmed/visits/2018-11-20-1a.yaml")).unwrap();
    let _doctor = school.hv(ALL_DUE, &["doctor"]).ends(3).says("which is not there");
}

#[test]
fn a_hold_placed_after_a_kill_wins() {
    let school = School::visited();
    let mut traced = school.program("strace");
    // The third removal: the week list is gone, and an outing with it.
    traced.args(["-f", "-qq", "-o", "/dev/null", "-e", "inject=unlink:signal=SIGKILL:when=3"]);
    let ran = run(traced.arg(env!("CARGO_BIN_EXE_hv")).args(arguments(&school)));
    assert!(ran.killed(), "{ran:?}");
    let hold = ["retention", "hold", "ahmed", "--why", "a complaint", "--review", "2026-06-01"];
    school.hv(ALL_DUE, &hold).ends(0);
    let visit = "families/ahmed/visits/2018-11-20-1a.yaml";
    assert!(school.there(visit));
    let _held = school
        .hv(ALL_DUE, &["retention", "finish", "--yes"])
        .ends(1)
        .says("STAYS: visit ahmed/2018-11-20-1a")
        .says("held by");
    assert!(school.there(visit));
    let release = ["retention", "release", "2026-01-01-1a", "--why", "withdrawn"];
    school.hv(ALL_DUE, &release).ends(0);
    school.hv(ALL_DUE, &["retention", "finish", "--yes"]).ends(0);
    assert_eq!(school.holding(&OF_AHMED), Vec::<String>::new());
}
