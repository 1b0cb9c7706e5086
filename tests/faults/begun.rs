//! `hv init` killed at each of its writes, and failed at each. Proves for every one of these moments: what is there is
//! no record folder yet, and then `hv overdue` is an error and never all clear; or it is one, whole; and the same
//! command typed again ends with everything in place, once.
//!
//! strace does it, as in [`crate::kills`].

use super::place::{Place, Ran, hv_binary, run, strace};
use std::path::PathBuf;
use std::sync::OnceLock;

/// The calls that change a folder.
const CALLS: [&str; 5] = ["mkdir", "openat", "rename", "write", "fsync"];

const WHO: [&str; 2] = ["principal=Pat Invented, 07700 900103", "Kay Invented, 07700 900101"];

fn root(place: &Place) -> PathBuf {
    place.around().join("new")
}

/// The whole of what is typed, into a folder that is not there yet.
fn arguments(place: &Place) -> Vec<String> {
    let root = root(place).display().to_string();
    let policy = place.path("policy.toml").display().to_string();
    let mut all: Vec<String> =
        ["init", &root, "--policy", &policy, "--name", "Oak", "--id", "oak-2"]
            .iter()
            .chain(&["--no-git", "--now", "2026-11-24T09:00:00+00:00", "--hours", "08:30-16:00"])
            .map(|word| (*word).to_owned())
            .collect();
    all.extend(WHO.iter().flat_map(|who| ["--person".to_owned(), (*who).to_owned()]));
    all
}

fn in_new(place: &Place, words: &[&str]) -> Ran {
    let mut hv = place.program(hv_binary());
    hv.args(words).arg("--store").arg(root(place)).args(["--now", "2026-11-24T09:05:00+00:00"]);
    run(&mut hv)
}

/// Every moment at which it changes something: the call, and its number among calls of that name.
fn moments() -> Vec<(&'static str, usize)> {
    let place = ready();
    let log = place.around().join("calls");
    let mut traced = strace(&place);
    traced.args(["-f", "-qq", "-e", &format!("trace={}", CALLS.join(",")), "-o"]).arg(&log);
    run(traced.arg(hv_binary()).args(arguments(&place))).ends(0);
    whole(&place, "untouched");
    let log = std::fs::read_to_string(&log).unwrap();
    let mut moments = Vec::new();
    for call in CALLS {
        let made = log.lines().filter(|l| l.contains(&format!(" {call}(")));
        let writes = |l: &str| call != "openat" || l.contains("O_CREAT");
        moments.extend(made.enumerate().filter(|(_, l)| writes(l)).map(|(n, _)| (call, n + 1)));
    }
    moments
}

/// Both are on the staff, once; and everything can be read.
#[track_caller]
fn whole(place: &Place, what: &str) {
    let people = |name: &str| {
        let text = std::fs::read_to_string(root(place).join("people").join(name));
        text.unwrap_or_else(|e| panic!("{what}: {name}: {e}"))
    };
    assert!(people("pat.yaml").matches("role: principal").count() == 1, "{what}");
    assert!(people("kay.yaml").contains("07700 900101"), "{what}");
    let staff = std::fs::read_dir(root(place).join("people")).unwrap();
    let names = staff.map(|e| e.unwrap().file_name().into_string().unwrap());
    assert_eq!(names.filter(|name| !name.starts_with('.')).count(), 2, "{what}");
    assert_eq!(in_new(place, &["doctor"]).code(), Some(0), "{what}");
}

/// A place with a policy in it. It is made once.
fn ready() -> Place {
    static ONCE: OnceLock<Place> = OnceLock::new();
    ONCE.get_or_init(Place::new).copy()
}

fn with(inject: &str) -> Ran {
    let place = ready();
    let mut traced = strace(&place);
    traced.args(["-f", "-qq", "-o", "/dev/null", "-e", &format!("inject={inject}")]);
    let ran = run(traced.arg(hv_binary()).args(arguments(&place)));
    let what = format!("{inject}: {ran:?}");
    assert!(!ran.err.contains("panicked") && ran.code() != Some(101), "{what}");
    assert!(ran.killed() || matches!(ran.code(), Some(0 | 3)), "{what}");
    let there = root(&place).join("hv.toml").exists();
    let looked = in_new(&place, &["overdue"]);
    assert_eq!(looked.all_clear(), there, "{what}\nthen: {looked:?}");
    assert!(there || ran.code() != Some(0), "reported, and not there: {what}");
    let mut again = place.program(hv_binary());
    run(again.args(arguments(&place))).ends(0);
    whole(&place, &what);
    ran
}

#[test]
fn killed_or_failed_at_any_write_the_same_command_goes_on() {
    let all = moments();
    let (mut killed, mut failed) = (0, 0);
    for (n, (call, nth)) in all.iter().enumerate() {
        // Folders and renames are where a making is half done; opening and writing come before each rename.
        if ["mkdir", "rename"].contains(call) || n % 4 == 0 {
            killed += usize::from(with(&format!("{call}:signal=SIGKILL:when={nth}")).killed());
        }
        if n % 8 == 0 {
            let ran = with(&format!("{call}:error=ENOSPC:when={nth}"));
            failed += usize::from(ran.code() == Some(3));
        }
    }
    assert!(killed > 25, "only {killed} were killed");
    assert!(failed > 3, "only {failed} failed");
}
