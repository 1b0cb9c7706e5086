//! Twins of what is proven elsewhere here: the same fault, done to a program of a few words that lacks the guard, does the
//! harm. So the faults bite, and it is the guard that holds.

use super::place::{Place, Ran, run, strace};
use std::process::Command;
use std::sync::Barrier;

/// A script of few words, with a fault.
fn naive(place: &Place, script: &str, fault: &str) -> Ran {
    let mut traced = strace(place);
    traced.args(["-f", "-qq", "-o", "/dev/null", "-e", &format!("inject={fault}")]);
    run(traced.args(["bash", "-c", script]))
}

#[test]
fn a_writer_that_heeds_no_error_says_recorded_and_it_is_not_there() {
    let place = Place::new();
    for error in ["ENOSPC", "EIO", "EDQUOT", "EROFS"] {
        place.write("outings/plain", "old\n");
        let script = "echo new >>r/outings/plain 2>/dev/null; echo recorded";
        let ran = naive(&place, script, &format!("write:error={error}:when=1"));
        assert_eq!((ran.code(), ran.out.as_str()), (Some(0), "recorded\n"), "{ran:?}");
        assert_eq!(place.read("outings/plain"), "old\n");
    }
}

#[test]
fn a_writer_that_writes_the_whole_file_anew_loses_it_when_it_is_killed() {
    let place = Place::new();
    for fault in ["write:signal=SIGKILL:when=1", "write:error=ENOSPC:when=1"] {
        place.write("outings/plain", "old\n");
        naive(&place, "printf 'old\\nnew\\n' >r/outings/plain", fault);
        assert!(!place.read("outings/plain").starts_with("old"), "{fault}");
    }
}

#[test]
fn a_writer_that_syncs_again_after_a_failure_calls_it_a_success() {
    let place = Place::new();
    place.write("outings/plain", "");
    let script = "exec perl -MIO::Handle -e 'open F, \">>r/outings/plain\"; syswrite F, \"new\"; \
                  F->sync or F->sync and print \"recorded\\n\"'";
    let ran = naive(&place, script, "fsync:error=EIO:when=1");
    assert_eq!((ran.code(), ran.out.as_str()), (Some(0), "recorded\n"), "{ran:?}");
}

#[test]
fn writers_that_read_all_and_write_all_lose_what_the_others_wrote() {
    let place = Place::new();
    place.write("outings/plain", "");
    let together = Barrier::new(50);
    std::thread::scope(|scope| {
        for n in 0..50 {
            let (place, together) = (&place, &together);
            scope.spawn(move || {
                let held = place.read("outings/plain");
                together.wait();
                place.write("outings/plain", format!("{held}{n}\n"));
            });
        }
    });
    assert!(place.read("outings/plain").lines().count() < 50);
}

#[test]
fn a_reader_without_a_limit_runs_out_of_memory() {
    let place = Place::new();
    run(Command::new("truncate").args(["-s", "8G"]).arg(place.path("local/huge"))).ends(0);
    let script = "ulimit -v 262144; perl -e 'open F, \"r/local/huge\"; local $/; $all = <F>; print \"read\"'";
    let ran = run(place.program("bash").args(["-c", script]));
    assert!(ran.code() != Some(0) && ran.out.is_empty(), "{ran:?}");
}

#[test]
fn a_program_that_stops_at_the_first_word_it_cannot_print_loses_the_code_of_the_alarm() {
    let place = Place::new();
    let ran = run(place.program("bash").args(["-c", "set -e; echo LATE >/dev/full; exit 4"]));
    assert_ne!(ran.code(), Some(4));
}

/// What knows only the names it looks for sees no difference between a folder and one with a second copy beside it.
#[test]
fn a_look_that_counts_only_the_names_it_knows_passes_over_the_rest() {
    let place = Place::out();
    let count = || {
        run(place.program("bash").args(["-c", "ls -d r/open/out/2026-*-?? 2>/dev/null | wc -l"]))
            .out
    };
    let before = count();
    place.write("open/out/2026-11-24-jo-1a (conflicted copy)", "x");
    std::fs::create_dir(place.path("open (1)")).unwrap();
    assert_eq!(count(), before);
    let mut there = Command::new("ls");
    assert!(run(there.arg(place.path("open/out"))).out.contains("conflicted"));
    place.overdue("10:10").ends(3).prints("conflicted copy").prints("open (1)");
}
