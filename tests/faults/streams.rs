//! Streams that are full or gone. Proves that hv never panics over them, that an alarm keeps its exit code, and
//! that what could not be printed is not called done.

use super::place::{Place, Ran, hv_binary, run};

/// hv with its streams put elsewhere by a shell.
fn shell(place: &Place, now: &str, args: &[&str], streams: &str) -> Ran {
    let mut sh = place.program("bash");
    sh.arg("-c").arg(streams).arg(hv_binary()).args(place.arguments(now, args));
    run(&mut sh)
}

const FULL: &str = "exec \"$0\" \"$@\" >/dev/full";
const PIPE: &str = "\"$0\" \"$@\" | true; exit ${PIPESTATUS[0]}";
const CLOSED: &str = "exec \"$0\" \"$@\" >&-";
const NOTHING: &str = "exec \"$0\" \"$@\" >/dev/full 2>/dev/full <&-";

#[test]
fn an_alarm_keeps_its_exit_code_whatever_becomes_of_the_text() {
    let place = Place::out();
    for streams in [FULL, PIPE, CLOSED, NOTHING] {
        for args in [&["overdue"][..], &["--json", "overdue"]] {
            shell(&place, "12:00", args, streams).ends(4);
        }
    }
    place.remove("open/out/2026-11-24-kay-1a");
    place.write("open/out/2026-11-24-kay-1a", "");
    for streams in [FULL, PIPE, CLOSED, NOTHING] {
        shell(&place, "10:00", &["overdue"], streams).ends(3);
    }
}

#[test]
fn a_reader_who_has_seen_enough_is_no_failure_and_a_full_disk_is() {
    let place = Place::out();
    for args in
        [&["board"][..], &["plan", "2026-W48"], &["show", "ahmed"], &["doctor"], &["--help"]]
    {
        shell(&place, "10:00", args, PIPE).ends(0);
        let full = shell(&place, "10:00", args, FULL).ends(3);
        assert!(full.err.contains("standard output could not be written"), "{args:?} {full:?}");
        assert_eq!(shell(&place, "10:00", args, NOTHING).code(), Some(3), "{args:?}");
    }
}

#[test]
fn what_is_recorded_is_recorded_whatever_becomes_of_the_text() {
    for streams in [FULL, PIPE, CLOSED, NOTHING] {
        let place = Place::out();
        shell(&place, "10:10", &["checkin", "kay"], streams).ends(0);
        shell(&place, "10:11", &["checkin", "lou", "--distress"], streams).ends(0);
        place.overdue("10:12").ends(4).prints("LOU INVENTED: DISTRESS");
        let told = shell(&place, "10:13", &["back", "kay", "--json"], streams);
        assert_eq!(told.code(), Some(if streams == PIPE || streams == CLOSED { 0 } else { 3 }));
        let late = place.overdue_json("12:00")["late"].to_string();
        assert!(!late.contains("kay\"]") && late.contains("lou"), "{late}");
    }
}
