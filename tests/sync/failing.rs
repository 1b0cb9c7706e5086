//! What stands between machines. Proves that each is said in plain words with what to type, that hv sync then ends
//! with 3, and that recording, the alarm and what is recorded never change by it.

use crate::OUTING;
use crate::place::Place;
use crate::school::{School, script};

/// It ends with 3 and says this, and recording and the alarm go on.
#[track_caller]
fn says(place: &Place, words: &[&str]) {
    let before = place.events();
    let told = place.sync().ends(3).err;
    let flat = told.split_whitespace().collect::<Vec<_>>().join(" ");
    for word in words {
        assert!(flat.contains(word), "{word:?} is not in\n{told}");
    }
    assert!(flat.contains("Recording and the alarm go on without it"), "{told}");
    assert!(place.events().is_superset(&before));
    place.overdue("12:00").ends(4).prints("not back");
    place.calls("kay", "10:30", "still recorded");
}

#[test]
fn the_remote_cannot_be_reached_or_is_not_there() {
    let school = School::new();
    let a = &school.first;
    a.meets_at("http://127.0.0.1:1/oak.git", "");
    says(a, &["cannot be reached", "what is recorded here is NOT on the remote"]);
    a.meets_at("/nowhere/oak.git", "");
    says(a, &["the remote is not there", "[sync]"]);
    a.meets_at("nobody", "");
    let told = a.sync().ends(3).err;
    assert!(told.contains("no remote is called \"nobody\""), "{told}");
    a.meets_at("ext::sh -c 'touch mark'", "");
    let told = a.sync().ends(3).err;
    assert!(told.contains("it names a program"), "{told}");
    // And when it is back everything goes.
    a.meets_at(&school.address(), "");
    a.sync().ends(0);
    assert_eq!(school.another().events(), a.events());
}

/// The person's own ssh is asked, as their own settings say; it never asks for a password.
fn with_ssh(place: &Place, text: &str) {
    let ssh = place.around().join("ssh");
    script(&ssh, text);
    let settings = format!("[core]\n\tsshCommand = {}\n", ssh.display());
    std::fs::write(place.around().join(".gitconfig"), settings).unwrap();
    place.meets_at("ssh://git@git.example.org/oak.git", "");
}

#[test]
fn the_remote_refuses_the_key_or_is_full_or_never_answers() {
    let school = School::new();
    let a = &school.first;
    let asked = a.around().join("asked");
    with_ssh(
        a,
        &format!(
            "echo \"$@\" > {}; echo 'git@x: Permission denied (publickey).' >&2; exit 255",
            asked.display()
        ),
    );
    says(a, &["does not let this machine in"]);
    assert!(std::fs::read_to_string(asked).unwrap().contains("-oBatchMode=yes"));
    with_ssh(a, "echo 'Host key verification failed.' >&2; exit 255");
    says(a, &["does not know the remote's key", "ssh HOST"]);
    with_ssh(a, "echo 'fatal: write error: No space left on device' >&2; exit 128");
    says(a, &["the disk is full"]);
    let child = a.around().join("child");
    with_ssh(a, &format!("echo $$ > {}; exec tail -f /dev/null", child.display()));
    let told = a.hv("", &["sync", "--limit", "1s"]).ends(3).err;
    assert!(told.contains("did not end within 1 seconds"), "{told}");
    let child = std::fs::read_to_string(child).unwrap();
    let process = std::path::PathBuf::from(format!("/proc/{}/cmdline", child.trim()));
    let gone = std::fs::read_to_string(process).map_or(true, |line| line.is_empty());
    assert!(gone, "what git started is ended with it");
}

#[test]
fn the_remote_takes_nothing_on_that_branch() {
    let school = School::new();
    let a = &school.first;
    school.at_bare(&["config", "receive.hideRefs", "refs/heads/main"]).ends(0);
    a.calls("kay", "10:10", "refused");
    says(a, &["the remote refuses it", "protected"]);
    school.at_bare(&["config", "--unset", "receive.hideRefs"]).ends(0);
    a.sync().ends(0);
    assert_eq!(school.another().events(), a.events());
}

#[test]
fn another_school_s_repository_is_never_mixed_in() {
    let school = School::new();
    let mut other = school.another().read("hv.toml");
    other = other.replace("oak-1", "elm-1");
    let elm = school.another();
    elm.write("hv.toml", &other);
    elm.calls("kay", "10:10", "of elm");
    elm.plainly();
    let a = &school.first;
    says(a, &["is not this school's"]);
    assert!(!a.read(OUTING).contains("of elm"));
}

/// What a person left half done is named, with what ends it; what others recorded comes in all the same.
#[test]
fn what_a_person_left_half_done_is_said_and_hides_nobody() {
    let school = School::new();
    let (a, b) = (&school.first, &school.another());
    let detached = b.head();
    for (n, words) in ["detached HEAD", "a rebase", "on the branch other"].into_iter().enumerate() {
        let note = format!("from a, {n}");
        a.calls("kay", &format!("10:1{n}"), &note);
        a.sync().ends(0);
        match n {
            0 => drop(b.git(&["checkout", "--quiet", detached.trim()]).ends(0)),
            1 => std::fs::create_dir(b.path(".git/rebase-merge")).unwrap(),
            _ => drop(b.git(&["switch", "--quiet", "-c", "other"]).ends(0)),
        }
        let head = b.head();
        says(b, &["nothing was committed or sent", words]);
        assert!(b.read(OUTING).contains(&note), "{words}: what others recorded is here");
        assert_eq!(b.head(), head, "{words}: nothing moved");
        if n == 1 {
            std::fs::remove_dir(b.path(".git/rebase-merge")).unwrap();
        }
        b.git(&["switch", "--quiet", "main"]).ends(0);
    }
    b.sync().ends(0);
    a.sync().ends(0);
    assert_eq!(a.events(), b.events());
}

#[test]
fn a_broken_index_and_a_stale_lock_stop_no_record() {
    let school = School::new();
    let (a, b) = (&school.first, &school.another());
    for (n, words) in ["index.lock", "git's index of this folder is broken"].into_iter().enumerate()
    {
        let note = format!("call {n}");
        a.calls("kay", &format!("10:1{n}"), &note);
        if n == 0 {
            a.write(".git/index.lock", "");
        } else {
            a.write(".git/index", "DIRC broken");
        }
        let told = a.sync().ends(3).err;
        assert!(told.contains(words) && told.contains("git reset"), "{told}");
        b.sync().ends(0);
        assert!(b.read(OUTING).contains(&note), "it went out all the same");
        let _one_or_the_other = std::fs::remove_file(a.path(".git/index.lock"));
        if n == 1 {
            a.remove(".git/index");
        }
        a.git(&["reset", "--quiet"]).ends(0);
        assert_eq!(a.git(&["status", "--porcelain"]).ends(0).out, "");
        a.sync().ends(0);
    }
}

/// After a power cut right after a commit git may be back at the one before, or hold an empty object. The records are
/// files of their own, and go out with the next commit.
#[test]
fn a_commit_that_a_power_cut_took_back_is_made_again() {
    let school = School::new();
    let a = &school.first;
    let before = a.head();
    a.calls("kay", "10:10", "saved");
    school.at_bare(&["config", "receive.hideRefs", "refs/heads/main"]).ends(0);
    a.sync().ends(3);
    assert_ne!(a.head(), before, "committed and not sent");
    // The branch is back where it was, and the commit is gone.
    a.git(&["update-ref", "refs/heads/main", before.trim()]).ends(0);
    school.at_bare(&["config", "--unset", "receive.hideRefs"]).ends(0);
    assert!(a.read(OUTING).contains("saved"), "the record is no part of git");
    a.sync().ends(0);
    assert!(school.another().read(OUTING).contains("saved"));
}

#[test]
fn without_a_place_to_meet_it_says_what_to_write_and_no_git_is_looked_for() {
    let place = Place::out();
    let told = place.sync().ends(2).err;
    assert!(told.contains("[sync]") && told.contains("remote ="), "{told}");
    std::fs::rename(place.path(".git"), place.around().join("git")).unwrap();
    let here = ["--store", place.root().to_str().unwrap(), "--now", "2025-11-25T10:10:00+00:00"];
    let mut hv = place.program(crate::place::hv_binary());
    // Nowhere to find git: recording, looking and the alarm need none.
    hv.env("PATH", "/nowhere").args(here).args(["checkin", "kay"]);
    crate::place::run(&mut hv).ends(0);
    place.meets_at("/nowhere", "");
    let mut hv = place.program(crate::place::hv_binary());
    let told = crate::place::run(hv.env("PATH", "/nowhere").args(&here[..2]).arg("sync")).ends(3);
    assert!(told.err.contains("git could not be started"), "{}", told.err);
    let told = place.sync().ends(3).err;
    assert!(told.contains("git init -b main"), "{told}");
}

/// The twins of the two above: what stops git itself, and what is in git alone and goes with its branch.
#[test]
fn git_itself_stops_at_a_stale_lock_and_a_file_that_only_git_has_goes_with_the_branch() {
    let school = School::new();
    let a = &school.first;
    a.calls("kay", "10:10", "saved");
    a.write(".git/index.lock", "");
    assert_ne!(
        a.git(&["commit", "--quiet", "--all", "-m", "x"]).code(),
        Some(0),
        "nothing goes out"
    );
    a.remove(".git/index.lock");
    let before = a.head();
    a.commit();
    a.remove(OUTING);
    a.git(&["update-ref", "refs/heads/main", before.trim()]).ends(0);
    assert!(!a.git(&["show", &format!("HEAD:{OUTING}")]).out.contains("saved"), "gone for good");
}
