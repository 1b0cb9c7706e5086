//! Each call with which `hv overdue` reads the record folder, failed in turn. Proves that what could not be read is never
//! all clear, and that whoever else is late is told of all the same.

use super::place::{Place, hv_binary, run, strace};

const CALLS: [&str; 6] = ["openat", "read", "getdents64", "statx", "newfstatat", "lstat"];

/// The calls that look into the record folder, and the number of each among those of its name.
fn moments(place: &Place, now: &str) -> Vec<(&'static str, usize, String)> {
    let found = moments_of(&CALLS, place, now);
    assert!(found.len() > 25, "{found:?}");
    found
}

fn moments_of(
    calls: &[&'static str],
    place: &Place,
    now: &str,
) -> Vec<(&'static str, usize, String)> {
    let log = place.around().join("calls");
    let mut traced = strace(place);
    let filter = format!("trace={}", calls.join(","));
    traced.args(["-f", "-qq", "-y", "-e", &filter, "-o"]).arg(&log).arg(hv_binary());
    let _late_or_not = run(traced.args(place.arguments(now, &["overdue"])));
    let log = std::fs::read_to_string(&log).unwrap();
    let root = place.root().to_str().unwrap();
    let mut found = Vec::new();
    for &call in calls {
        let made = log.lines().filter(|l| l.contains(&format!(" {call}("))).enumerate();
        let here = made.filter(|(_, line)| line.contains(root) && !line.contains("-1 ENOENT"));
        found.extend(here.map(|(n, line)| (call, n + 1, line.to_owned())));
    }
    found
}

fn failing(place: &Place, now: &str, call: &str, fault: &str) -> super::place::Ran {
    let mut traced = strace(place);
    let inject = format!("inject={call}:{fault}");
    traced.args(["-f", "-qq", "-o", "/dev/null", "-e", &format!("trace={call}"), "-e", &inject]);
    run(traced.arg(hv_binary()).args(place.arguments(now, &["overdue"])))
}

#[test]
fn a_call_that_fails_is_never_all_clear_and_hides_nobody_else() {
    let place = Place::out();
    place.plan("brown").ends(0);
    place.jo_is_late();
    let errors = ["EIO", "EMFILE", "EACCES", "ENOMEM"];
    for (nth, (call, n, line)) in moments(&place, "12:00").into_iter().enumerate() {
        let ran = failing(&place, "12:00", call, &format!("error={}:when={n}", errors[nth % 4]));
        assert!(matches!(ran.code(), Some(3 | 4)), "{line}: {ran:?}");
        let told = ran.out.contains("JO") || ran.out.contains("KAY INVENTED");
        // Without the folder itself, or the names in it, there is nobody to name.
        let named = told
            || ran.err.contains("is not there")
            || ran.err.contains("has no hv.toml")
            || ran.err.contains("cannot");
        assert!(named || ran.out.contains("cannot be listed"), "{line}: {ran:?}");
    }
    // With nobody late, what failed is still told.
    let place = Place::out();
    for (call, n, line) in moments(&place, "10:10") {
        let ran = failing(&place, "10:10", call, &format!("error=EIO:when={n}"));
        assert!(matches!(ran.code(), Some(3 | 4)), "{line}: {ran:?}");
    }
}

/// What was read is read: an alarm does not die of a folder or a file that could not be closed.
#[test]
fn a_close_that_fails_silences_nothing() {
    let place = Place::out();
    place.jo_is_late();
    let closes = moments_of(&["close"], &place, "12:00");
    let folders = closes.iter().filter(|(_, _, line)| line.contains("/open")).count();
    assert!(closes.len() > 8 && folders > 2, "{closes:?}");
    for (call, n, line) in closes {
        let ran = failing(&place, "12:00", call, &format!("error=EIO:when={n}")).ends(4);
        assert!(ran.out.contains("JO") && ran.out.contains("KAY INVENTED"), "{line}: {ran:?}");
    }
}

/// The twin: a reader that skips what it cannot read finds nobody, and says that all is well.
#[test]
fn a_reader_that_skips_what_it_cannot_read_would_say_all_clear() {
    let place = Place::out();
    let naive = "n=0; while read -r line; do case $line in *sign-out*) n=1;; esac; done \
                 < r/outings/2026-W48/2026-11-24-kay-1a.yaml 2>/dev/null; exit $n";
    let mut sh = place.program("bash");
    assert_eq!(run(sh.args(["-c", naive])).code(), Some(1), "it finds who is out");
    std::fs::remove_file(place.path(crate::OUTING)).unwrap();
    let mut sh = place.program("bash");
    assert_eq!(run(sh.args(["-c", naive])).code(), Some(0), "and finds nobody");
    place.overdue("10:10").ends(4);
}
