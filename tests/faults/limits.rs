//! Disks that are full, folders that are read-only, processes with little memory or small files, writers that hang. Proves
//! that a writer says what is not recorded and does not die of it, that nothing that was there is lost, and that
//! `hv overdue` goes on telling.
//!
//! What has to be mounted is mounted in a namespace of the test's own. Where that is not allowed, the test says so and
//! tries nothing; on the machine that runs every change it is.

use super::place::{Place, Ran, hv_binary, run, strace};
use crate::OUTING;
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, Stdio};

/// hv started by a shell that does something first.
fn limited(place: &Place, first: &str, now: &str, args: &[&str]) -> Ran {
    let mut sh = place.program("bash");
    sh.arg("-c").arg(format!("{first}; exec \"$0\" \"$@\"")).arg(hv_binary());
    run(sh.args(place.arguments(now, args)))
}

#[test]
fn a_file_that_may_not_grow_is_an_error_that_is_told_and_not_the_end_of_hv() {
    for blocks in [0, 1] {
        let place = Place::out();
        let before = place.read(OUTING);
        let first = format!("ulimit -f {blocks}");
        for args in [&["checkin", "kay"][..], &["checkin", "lou", "--distress"], &["back", "kay"]] {
            let ran = limited(&place, &first, "10:10", args).ends(3);
            assert!(ran.err.contains("NOT RECORDED") && ran.err.contains("large"), "{ran:?}");
        }
        assert!(place.read(OUTING).starts_with(&before));
        limited(&place, &first, "12:00", &["overdue"])
            .ends(4)
            .prints("KAY INVENTED AND LOU INVENTED: not back");
        // And on its own clock, where it cannot keep what it saw.
        assert!(matches!(limited(&place, &first, "", &["overdue"]).code(), Some(3 | 4)));
        place.hv("10:11", &["checkin", "kay", "lou"]).ends(0);
    }
}

/// Room for some of the line and not for all of it: a write that falls short.
#[test]
fn a_write_that_falls_short_is_not_recorded_and_what_it_left_hides_nothing() {
    for room in [1, 40, 150, 200] {
        let place = Place::out();
        let size = place.read(OUTING).len();
        let mut short = place.program("prlimit");
        short.arg(format!("--fsize={}", size + room)).arg(hv_binary());
        let ran = run(short.args(place.arguments("10:40", &["checkin", "kay", "lou"]))).ends(3);
        assert!(
            ran.err.contains("NOT RECORDED") && ran.err.contains(&format!("only {room} of")),
            "{ran:?}"
        );
        assert_eq!(place.read(OUTING).len(), size + room);
        place.overdue("10:45").ends(3).prints(OUTING);
        place.overdue("10:51").ends(4).prints("KAY INVENTED AND LOU INVENTED: not heard from");
        place.hv("10:52", &["checkin", "kay", "lou"]).ends(0);
        assert!(!place.overdue("11:00").out.contains("not heard from"));
    }
}

/// The twin: a program that does nothing about the signal dies of it, and says nothing.
#[test]
fn a_writer_that_does_nothing_about_the_limit_dies_of_it() {
    let place = Place::new();
    let mut naive = place.program("bash");
    let script = "ulimit -f 1; trap - XFSZ; exec perl -e 'open F, \">>r/x\"; syswrite F, \"x\" x 5000; syswrite F, \"x\"; print \"said\"'";
    let ran = run(naive.args(["-c", script]));
    assert_eq!((ran.status.signal(), ran.out.as_str()), (Some(25), ""), "{ran:?}");
}

/// Runs a script as if the test were root of mounts of its own; `None` where nobody may do that.
fn with_mounts(place: &Place, script: &str) -> Option<Ran> {
    let ways: [&[&str]; 2] = [&["--mount"], &["--mount", "--user", "--map-root-user"]];
    let able = |way: &&&[&str]| {
        let mut probe = place.program("unshare");
        let mounts = "mount -t tmpfs none r/local";
        probe.args(**way).args(["sh", "-c", mounts]).stdout(Stdio::null()).stderr(Stdio::null());
        probe.status().is_ok_and(|status| status.success())
    };
    let Some(way) = ways.iter().find(able) else {
        super::said_aloud("nothing can be mounted here: full and read-only disks were not tried");
        return None;
    };
    let mut sh = place.program("unshare");
    sh.args(*way).args(["bash", "-c", script, hv_binary()]);
    Some(run(&mut sh))
}

/// The code each step ended with, by its name, and what was printed.
const STEPS: &str = r#"
hv() { name=$1 now=$2; shift 2; "$0" --store "$M" --now "2026-11-24T$now:00+00:00" "$@" >>said 2>&1; echo "$name=$?"; }
"#;

fn steps(place: &Place, script: &str) -> Option<(Vec<String>, String)> {
    let ran = with_mounts(place, &format!("{STEPS}\n{script}"))?;
    assert_eq!(ran.code(), Some(0), "{ran:?}");
    let said = std::fs::read_to_string(place.around().join("said")).unwrap();
    Some((ran.out.lines().map(str::to_owned).collect(), said))
}

#[test]
fn a_full_disk_records_nothing_in_silence_and_loses_nothing() {
    let place = Place::out();
    let script = r#"
        M=$PWD/m; mkdir m; mount -t tmpfs -o size=400k none m; cp -a r/. m/
        cat /dev/zero >m/local/fill 2>/dev/null; while printf x >>m/local/fill; do :; done 2>/dev/null
        truncate -s 4k "$(ls m/outings/*/*kay*)" 2>/dev/null; cp r/outings/*/*kay* m/outings/2026-W48/
        printf '%4000s' '' >>m/local/more 2>/dev/null
        before=$(cat m/outings/*/*kay*)
        hv plan 08:30 plan add brown --at 2026-11-24T15:00 --for 45m --staff kay,lou --reason a
        hv out 09:55 out jo --breach rang --where "Mill Lane" --back 11:00
        hv late 12:00 overdue
        [ "$before" = "$(head -c ${#before} m/outings/*/*kay*)" ]; echo kept=$?
        rm m/local/fill m/local/more
        hv again 09:56 out jo --breach rang --where "Mill Lane" --back 11:00
        hv contact 10:10 checkin kay lou
    "#;
    let Some((codes, said)) = steps(&place, script) else { return };
    assert_eq!(codes, ["plan=3", "out=3", "late=4", "kept=0", "again=0", "contact=0"], "{said}");
    assert!(said.contains("No space left on device") && said.contains("NOT RECORDED"), "{said}");
}

#[test]
fn a_disk_without_room_for_another_file_takes_word_from_those_who_are_out() {
    let place = Place::out();
    let script = r#"
        M=$PWD/m; mkdir m; mount -t tmpfs -o nr_inodes=120 none m; cp -a r/. m/
        n=0; while : >m/local/f$n; do n=$((n+1)); done 2>/dev/null
        hv out 09:55 out jo --breach rang --where "Mill Lane" --back 11:00
        hv contact 10:10 checkin kay lou
        hv danger 10:11 distress lou
        hv late 10:12 overdue
    "#;
    let Some((codes, said)) = steps(&place, script) else { return };
    assert_eq!(codes, ["out=3", "contact=0", "danger=0", "late=4"], "{said}");
}

#[test]
fn a_folder_whose_local_part_is_another_disk_is_told_that_it_has_no_net() {
    let place = Place::out();
    let said = |place: &Place| place.hv("10:05", &["doctor"]).out.contains("local/kept: ");
    assert!(!said(&place), "one disk");
    let script = r"
        M=$PWD/r; mount -t tmpfs none r/local
        hv contact 10:10 checkin kay lou
        hv look 10:11 doctor
    ";
    let Some((codes, said)) = steps(&place, script) else { return };
    assert_eq!(codes, ["contact=0", "look=0"], "{said}");
    let flat = said.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains("no record can have a second name here"), "{said}");
}

#[test]
fn a_read_only_disk_is_watched_and_takes_nothing() {
    let place = Place::out();
    let script = r#"
        M=$PWD/r; mount --bind r r; mount -o remount,ro,bind r
        hv contact 10:10 checkin kay lou
        hv danger 10:10 distress lou
        hv out 09:55 out jo --breach rang --where "Mill Lane" --back 11:00
        hv mend 10:10 doctor --repair --yes
        hv clear 10:15 overdue
        hv late 12:00 overdue
    "#;
    let Some((codes, said)) = steps(&place, script) else { return };
    assert_eq!(codes, ["contact=3", "danger=3", "out=3", "mend=0", "clear=0", "late=4"], "{said}");
    assert!(said.contains("Read-only file system"), "{said}");
}

#[test]
fn little_memory_and_a_monstrous_file_are_never_all_clear() {
    let place = Place::out();
    run(Command::new("truncate").args(["-s", "8G"]).arg(place.path(OUTING))).ends(0);
    let limit = |megabytes: u64| format!("ulimit -v {}", megabytes << 10);
    limited(&place, &limit(256), "10:10", &["overdue"]).ends(4).prints("larger than");
    assert_eq!(limited(&place, &limit(256), "10:10", &["doctor"]).code(), Some(3));
    // So little that it may not even start: whatever happens, it is not the code for all clear.
    let place = Place::out();
    for megabytes in [1, 4, 8, 12, 16, 24, 32, 64] {
        let ran = limited(&place, &limit(megabytes), "12:00", &["overdue"]);
        assert_ne!(ran.code(), Some(0), "{megabytes} MB: {ran:?}");
        assert!(
            ran.code() != Some(4) || ran.out.contains("KAY INVENTED AND LOU"),
            "{megabytes} MB: {ran:?}"
        );
    }
}

/// A writer that is held at one of its calls for longer than any test lasts.
fn held(place: &Place, inject: &str, args: &[&str]) -> Child {
    let log = place.around().join("held");
    let mut traced = strace(place);
    let call = inject.split(':').next().unwrap();
    traced
        .args([
            "-f",
            "-qq",
            "-e",
            &format!("trace={call}"),
            "-e",
            &format!("inject={inject}"),
            "-o",
        ])
        .arg(&log);
    traced.arg(hv_binary()).args(place.arguments("10:20", args));
    let child = traced.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    // It is held once its call is in the log: strace prints the call's beginning before it waits.
    for _ in 0..2000 {
        if std::fs::read_to_string(&log).is_ok_and(|log| log.contains(call)) {
            break;
        }
        std::thread::yield_now();
        let _time_passes = run(Command::new("true").env_clear());
    }
    child
}

/// Ends it, with what it traces.
fn end(mut child: Child) {
    let id = child.id().to_string();
    let children =
        std::fs::read_to_string(format!("/proc/{id}/task/{id}/children")).unwrap_or_default();
    for id in children.split_whitespace().chain([id.as_str()]) {
        Command::new("kill").args(["-9", id]).status().unwrap();
    }
    child.wait().unwrap();
}

#[test]
fn a_look_never_waits_for_a_writer_that_hangs_or_was_stopped() {
    for inject in ["fdatasync:delay_enter=80000000:when=1", "fdatasync:signal=SIGSTOP:when=1"] {
        let place = Place::out();
        place.jo_is_late();
        let writer = held(&place, inject, &["checkin", "kay"]);
        let seen = place.overdue("11:36").ends(4).prints("JO: not back");
        assert!(seen.out.contains("INVENTED"), "{seen:?}");
        place.hv("11:36", &["doctor"]).code();
        // Danger is recorded while the other one has the lock, whatever that one waits for.
        let danger = place.hv("11:37", &["distress", "lou"]).ends(0);
        assert!(danger.err.contains("recording without the lock"), "{inject}: {danger:?}");
        // What can wait says why it does not go on.
        let plan = place.plan("brown").ends(3);
        assert!(plan.err.contains("another hv has been writing"), "{inject}: {plan:?}");
        end(writer);
        place.plan("brown").ends(0);
        place.overdue("11:38").ends(4).prints("LOU INVENTED: DISTRESS").prints("JO: not back");
    }
}

/// The twin: one who waits for the lock before looking sees nothing while another has it.
#[test]
fn a_look_that_took_the_lock_would_wait() {
    let place = Place::out();
    let writer = held(&place, "fdatasync:delay_enter=80000000:when=1", &["checkin", "kay"]);
    let mut naive = place.program("flock");
    let ran = run(naive.args(["--nonblock", "r/local/lock", hv_binary(), "--version"]));
    assert_eq!(ran.code(), Some(1), "the writer holds the lock: {ran:?}");
    end(writer);
}
