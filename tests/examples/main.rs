//! The example schools: that the scripts still make exactly the folders that are checked in, and that those work
//! as a fresh clone leaves them, with the modes and the empty folders that git does not carry.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test drives the real program and looks at the real files"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const MOMENT: &str = "2026-11-24T11:30:00+00:00";

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn hv(store: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_hv"))
        .env_clear()
        .env("HOME", store)
        .arg("--store")
        .arg(store)
        .args(arguments)
        .output()
        .expect("hv starts")
}

/// Every file of a folder that git would carry, with its bytes.
fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut ahead = vec![folder.to_owned()];
    while let Some(dir) = ahead.pop() {
        for entry in std::fs::read_dir(&dir).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.strip_prefix(folder).expect("below").to_string_lossy().into_owned();
            if name == "local" {
                continue;
            }
            if path.is_dir() {
                ahead.push(path);
            } else {
                files.insert(name, std::fs::read(&path).expect("a file"));
            }
        }
    }
    files
}

/// As `git clone` would leave it: every tracked file, and nothing else.
fn as_cloned(school: &str, to: &Path) {
    for (name, bytes) in tree(&root().join("examples").join(school)) {
        let path = to.join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        std::fs::write(path, bytes).expect("a file");
    }
}

fn made_by_its_script(school: &str) {
    let dir = tempfile::tempdir().expect("a folder");
    let made = dir.path().join("school");
    let script = root().join("examples").join(format!("make-{school}"));
    let output = Command::new("bash")
        .arg(script)
        .arg(env!("CARGO_BIN_EXE_hv"))
        .arg(&made)
        .env_clear()
        .env("PATH", "/usr/local/bin:/usr/bin:/bin")
        .env("HOME", dir.path())
        .output()
        .expect("bash starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let (kept, new) = (tree(&root().join("examples").join(school)), tree(&made));
    assert_eq!(kept.keys().collect::<Vec<_>>(), new.keys().collect::<Vec<_>>());
    for (name, bytes) in &kept {
        let (old, now) = (String::from_utf8_lossy(bytes), String::from_utf8_lossy(&new[name]));
        assert_eq!(
            old, now,
            "{name} differs: make examples/{school} anew with its script, and read the change"
        );
    }
}

/// Exactly the three, and which.
fn three_are_late(school: &str, expected: &[(&str, &str, &str, i64, &str)]) {
    let dir = tempfile::tempdir().expect("a folder");
    as_cloned(school, dir.path());
    let output = hv(dir.path(), &["overdue", "--json", "--now", MOMENT]);
    assert_eq!(output.status.code(), Some(4), "{}", String::from_utf8_lossy(&output.stderr));
    let seen: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(seen["hv"], 1);
    assert_eq!(seen["as_of"], MOMENT);
    assert_eq!(seen["damage"], serde_json::json!([]));
    let late: Vec<_> = seen["late"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|l| {
            let text = |key: &str| l[key].as_str().unwrap_or_default().to_owned();
            (
                text("id"),
                text("clock"),
                text("due"),
                l["late_seconds"].as_i64().unwrap_or(-1),
                text("clause"),
            )
        })
        .collect();
    let wanted: Vec<_> = expected
        .iter()
        .map(|(id, clock, due, seconds, clause)| {
            (
                (*id).to_owned(),
                (*clock).to_owned(),
                (*due).to_owned(),
                *seconds,
                (*clause).to_owned(),
            )
        })
        .collect();
    assert_eq!(late, wanted);
}

#[test]
fn nettlewick_is_made_by_its_script() {
    made_by_its_script("nettlewick");
}

#[test]
fn millbrook_is_made_by_its_script() {
    made_by_its_script("millbrook");
}

#[test]
fn exactly_three_are_late_in_nettlewick() {
    three_are_late(
        "nettlewick",
        &[
            ("heath/2026-11-24-1a", "departure", "2026-11-24T11:15:00+00:00", 900, "hv"),
            (
                "2026-11-24-kay-1a",
                "contact",
                "2026-11-24T11:20:00+00:00",
                600,
                "AET-2.13, AET-2.14, AET-A-R2.5, AET-A-R3.8",
            ),
            ("2026-11-24-max-2a", "return", "2026-11-24T11:25:00+00:00", 300, "AET-A-R2.3b"),
        ],
    );
}

#[test]
fn exactly_three_are_late_in_millbrook() {
    three_are_late(
        "millbrook",
        &[
            ("dell/2026-11-24-1a", "departure", "2026-11-24T11:15:00+00:00", 900, "hv"),
            ("2026-11-24-fin-1a", "contact", "2026-11-24T11:20:00+00:00", 600, "HPP-2.4"),
            ("2026-11-24-gil-1a", "return", "2026-11-24T11:25:00+00:00", 300, "hv"),
        ],
    );
}

#[test]
fn nobody_was_late_before_the_first_was() {
    for (school, quiet) in
        [("nettlewick", "2026-11-24T11:14:59+00:00"), ("millbrook", "2026-11-24T11:14:59+00:00")]
    {
        let dir = tempfile::tempdir().expect("a folder");
        as_cloned(school, dir.path());
        let output = hv(dir.path(), &["overdue", "--now", quiet]);
        assert_eq!(
            (output.status.code(), output.stdout.as_slice()),
            (Some(0), b"".as_slice()),
            "{school}"
        );
    }
}

#[test]
fn the_doctor_finds_nothing_wrong_but_modes_that_a_clone_lost() {
    for school in ["nettlewick", "millbrook"] {
        let dir = tempfile::tempdir().expect("a folder");
        as_cloned(school, dir.path());
        let output = hv(dir.path(), &["doctor", "--json", "--now", MOMENT]);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stdout));
        let seen: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        for finding in seen["findings"].as_array().expect("a list") {
            assert_eq!(finding["warning"], true, "{finding}");
        }
    }
}

#[test]
fn the_week_shows_what_the_story_tells() {
    let dir = tempfile::tempdir().expect("a folder");
    as_cloned("nettlewick", dir.path());
    let output = hv(dir.path(), &["plan", "2026-W48", "--json", "--now", MOMENT]);
    let seen: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let visits = seen["visits"].as_array().expect("a list");
    assert_eq!(visits.len(), 12);
    let stages: Vec<&str> = visits.iter().filter_map(|v| v["stage"].as_str()).collect();
    assert_eq!(stages.iter().filter(|s| **s == "done").count(), 4);
    assert_eq!(stages.iter().filter(|s| **s == "no-show").count(), 1);
    assert_eq!(stages.iter().filter(|s| **s == "late-with-notice").count(), 1);
    assert!(
        visits.iter().all(|v| v["signed"].is_object()),
        "every entry is signed, one as an addendum"
    );
}
