//! A commit from a hostile machine: links, paths that lead out, names that other systems cannot hold. Proves that
//! nothing is written but records that hv knows, that nothing is built upon such a commit, and that whoever signed out
//! elsewhere is known all the same.

use crate::OUTING;
use crate::place::{Place, run};
use crate::school::School;
use std::path::PathBuf;
use std::process::Stdio;

/// Sends a commit that holds these besides what is there, made by hand in the bare repository. `mktree` writes what
/// git's own commands would refuse.
fn sends(school: &School, from: &Place, rows: &[(&str, &str)]) {
    from.plainly();
    let put = |text: &str, args: &[&str]| {
        use std::io::Write;
        let mut git = from.program("git");
        git.current_dir(school.bare()).args(args).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = git.spawn().unwrap();
        child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        let out = child.wait_with_output().unwrap();
        assert!(out.status.success(), "{args:?}");
        String::from_utf8(out.stdout).unwrap().trim().to_owned()
    };
    let blob = put("/etc/passwd", &["hash-object", "-w", "--stdin"]);
    let mut listed = school.at_bare(&["ls-tree", "main"]).ends(0).out;
    for (mode, path) in rows {
        let mut parts = path.split('/').rev();
        let (name, above): (&str, Vec<&str>) = (parts.next().unwrap(), parts.collect());
        let kind = if *mode == "160000" { "commit" } else { "blob" };
        let id = if *mode == "160000" { school.tip().trim().to_owned() } else { blob.clone() };
        let mut row = format!("{mode} {kind} {id}\t{name}\n");
        for folder in above {
            let tree = put(&row, &["mktree", "--missing"]);
            row = format!("040000 tree {tree}\t{folder}\n");
        }
        listed.push_str(&row);
    }
    let tree = put(&listed, &["mktree", "--missing"]);
    let commit = put("x", &["commit-tree", &tree, "-p", "main"]);
    school.at_bare(&["update-ref", "refs/heads/main", &commit]).ends(0);
}

fn everything(place: &Place) -> Vec<PathBuf> {
    let files = place.files().into_iter().map(|(path, _)| path);
    files.filter(|path| !path.to_string_lossy().contains("/local/")).collect()
}

#[test]
fn nothing_of_a_hostile_commit_is_written_and_who_is_out_is_known() {
    let long = format!("{}.yaml", "x".repeat(300));
    let school = School::of(Place::planned());
    let (a, knows_nothing) = (&school.first, school.another());
    a.sign_out().ends(0);
    a.git(&["remote", "add", "origin", &school.address()]).ends(0);
    let base = school.tip();
    for rows in [
        vec![("120000", "zz-link")],
        vec![("120000", "zz/kay.yaml"), ("100644", "..")],
        vec![("160000", "zz-other")],
        vec![("100644", "zz/../../up.yaml")],
        vec![("100644", "zz/.git/config")],
        vec![("100644", "GIT~1")],
        vec![("100644", long.as_str())],
        vec![("100644", "CON.yaml"), ("100644", "aux")],
        vec![("100644", "ZZ"), ("100644", "zz")],
        vec![("100644", "a:b"), ("100644", "a\\b")],
        vec![("100644", "local/machine")],
    ] {
        school.at_bare(&["update-ref", "refs/heads/main", base.trim()]).ends(0);
        let b = &knows_nothing.copy();
        let (before, around) = (everything(b), std::fs::read_dir(b.around()).unwrap().count());
        sends(&school, a, &rows);
        let tip = school.tip();
        let told = b.sync().ends(3).err;
        assert!(told.contains("holds what cannot be trusted"), "{rows:?}: {told}");
        assert!(told.contains("NOT ALL of what the others recorded"), "{rows:?}: {told}");
        assert_eq!(school.tip(), tip, "{rows:?}: nothing is built upon it");
        let new: Vec<PathBuf> =
            everything(b).into_iter().filter(|path| !before.contains(path)).collect();
        let expected = [OUTING, "open/out/2025-11-25-kay-1a"].map(|path| b.path(path));
        assert!(expected.iter().all(|path| new.contains(path)), "{rows:?}: {new:?}");
        assert_eq!(new.len(), 2, "{rows:?}: {new:?}");
        // hv's own state is all that may be new beside it.
        assert!(std::fs::read_dir(b.around()).unwrap().count() <= around + 1, "{rows:?}");
        b.overdue("12:00").ends(4).prints("KAY INVENTED AND LOU INVENTED: not back");
    }
}

/// The twin: a plain merge brings the link in, and the look above would see it.
#[test]
fn a_plain_merge_brings_the_link_in() {
    let school = School::new();
    let (a, b) = (&school.first, &school.another());
    a.git(&["remote", "add", "origin", &school.address()]).ends(0);
    sends(&school, a, &[("120000", "zz-link")]);
    let before = everything(b);
    b.git(&["pull", "--quiet", "--no-edit", "origin", "main"]).ends(0);
    assert!(std::fs::symlink_metadata(b.path("zz-link")).unwrap().is_symlink());
    assert_ne!(everything(b), before);
}

/// A second copy of a record, as a synchronising program makes it, may be about somebody.
#[test]
fn a_stranger_among_records_is_said_and_the_others_do_not_count_as_heard() {
    let school = School::new();
    let (a, b) = (&school.first, &school.another());
    a.git(&["remote", "add", "origin", &school.address()]).ends(0);
    a.write("outings/2025-W48/2025-11-25-kay-1a-OFFICE.yaml", a.read(OUTING));
    a.plainly();
    let told = b.sync().ends(3).err;
    assert!(told.contains("hv does not know what they are"), "{told}");
    assert!(told.contains("NOT ALL of what the others recorded"), "{told}");
    assert!(!b.path("outings/2025-W48/2025-11-25-kay-1a-OFFICE.yaml").exists());
    let doctor = a.hv("10:20", &["doctor"]).ends(3);
    doctor.prints("a synchronising program made a second copy");
}

/// A record that is no plain file here is left alone, and said.
#[test]
fn a_link_in_the_place_of_a_record_is_not_written_through() {
    let school = School::new();
    let (a, b) = (&school.first, &school.another());
    let elsewhere = b.around().join("elsewhere");
    std::fs::write(&elsewhere, "id: 2025-11-25-kay-1a\nlog:\n").unwrap();
    b.remove(OUTING);
    std::os::unix::fs::symlink(&elsewhere, b.path(OUTING)).unwrap();
    a.calls("kay", "10:10", "from a");
    a.sync().ends(0);
    let told = b.sync().ends(3).err;
    assert!(told.contains("hv follows none") || told.contains("a link"), "{told}");
    assert_eq!(std::fs::read_to_string(&elsewhere).unwrap(), "id: 2025-11-25-kay-1a\nlog:\n");
    assert!(run(b.program("test").arg("-L").arg(b.path(OUTING))).code() == Some(0));
}
