//! A remote that no longer holds what it held: emptied, made anew, put back to an older commit, written over. Proves that
//! it is said, that nothing that is recorded here is lost by it, and that an emptied one is filled only when somebody
//! says so. And a remote, or a folder, whose branch is locked.

use crate::school::School;

const EMPTIED: &str = "THE REMOTE WAS EMPTIED";
const CHANGED: &str = "THE REMOTE'S HISTORY WAS CHANGED";

#[test]
fn an_emptied_remote_is_filled_only_when_somebody_says_so() {
    let school = School::new();
    let (a, b) = (&school.first, &school.another());
    b.sync().ends(0).lacks(EMPTIED);
    a.calls("kay", "10:10", "before");
    a.sync().ends(0);
    for way in ["its branch is taken away", "another in its place"] {
        a.calls("kay", "10:20", way);
        if way.starts_with("its") {
            school.at_bare(&["update-ref", "-d", "refs/heads/main"]).ends(0);
        } else {
            std::fs::remove_dir_all(school.bare()).unwrap();
            let mut git = a.program("git");
            let init = git.args(["init", "--quiet", "--bare", "-b", "main"]).arg(school.bare());
            crate::run::run(init).ends(0);
        }
        // However often it is typed.
        for _ in 0..2 {
            let told = a.sync().ends(3).says(EMPTIED).says("hv sync --fill-empty-remote");
            let told = told.lacks("all that is recorded here was sent");
            told.says("NOT ALL of what the others recorded is here").says("is NOT on the remote");
            assert_eq!(
                school.at_bare(&["for-each-ref"]).ends(0).out,
                "",
                "{way}: nothing was sent"
            );
        }
        a.overdue("12:00").ends(4).prints("not back");
        a.hv("", &["sync", "--fill-empty-remote"]).ends(0).says(
            "the remote held nothing on the branch main: all that is recorded here was sent to it",
        );
        assert_eq!(school.tip(), a.head(), "{way}");
        a.sync().ends(0).lacks("held nothing").says("nothing new to send");
        // Whoever comes later finds what was there, and has no reason to say anything.
        b.sync().ends(0).lacks(CHANGED);
        assert_eq!(a.events(), b.events());
    }
}

#[test]
fn a_remote_that_is_new_to_this_machine_is_filled_and_said() {
    let school = School::new();
    let (a, other) = (&school.first, School::new());
    other.at_bare(&["update-ref", "-d", "refs/heads/main"]).ends(0);
    a.meets_at(&other.address(), "");
    a.sync().ends(0).says("the remote held nothing on the branch main").lacks(EMPTIED);
    // Of a machine that remembers nothing the same.
    std::fs::remove_file(a.remembered()).unwrap();
    other.at_bare(&["update-ref", "-d", "refs/heads/main"]).ends(0);
    a.sync().ends(0).says("the remote held nothing on the branch main");
    assert_eq!(other.tip(), a.head());
}

#[test]
fn a_history_that_was_put_back_or_written_over_is_said_and_nothing_is_lost() {
    let school = School::new();
    let (a, b) = (&school.first, &school.another());
    b.sync().ends(0);
    let old = school.tip();
    for way in ["an older commit", "a history of its own"] {
        a.calls("kay", "10:10", way);
        a.sync().ends(0).lacks(CHANGED);
        let (before, sent) = (a.events(), school.tip());
        let back = if way.starts_with("an") {
            old.trim().to_owned()
        } else {
            let tree = format!("{}^{{tree}}", old.trim());
            let named = ["-c", "user.name=x", "-c", "user.email=x@example.org"];
            let made = ["commit-tree", &tree, "-m", "all new"];
            school.at_bare(&[&named[..], &made].concat()).ends(0).out.trim().to_owned()
        };
        school.at_bare(&["update-ref", "refs/heads/main", &back]).ends(0);
        let told = a.sync().ends(3).says(CHANGED);
        told.says(&format!("was at commit {}", &sent[..10]))
            .says(&format!("now at {}", &back[..10]));
        assert!(a.events().is_superset(&before), "{way}");
        let sent = school.at_bare(&["show", &format!("main:{}", crate::OUTING)]).ends(0).out;
        assert!(sent.contains(way), "what was gone there is there again");
        // Once: what is there now is what it is.
        a.sync().ends(0).lacks(CHANGED);
        let _b_may_have_seen_it_too = b.sync();
        b.sync().ends(0);
        assert!(b.events().is_superset(&before), "{way}");
    }
}

#[test]
fn a_locked_branch_is_told_as_what_it_is() {
    let school = School::new();
    let a = &school.first;
    a.calls("kay", "10:10", "waiting");
    let lock = school.bare().join("refs/heads/main.lock");
    std::fs::write(&lock, "").unwrap();
    let told = a.sync().ends(3).lacks("other machines were first");
    let told = told.says("the branch main of the remote is locked, 5 times in a row");
    told.says("refs/heads/main.lock': File exists").says("left the file refs/heads/main.lock");
    std::fs::remove_file(&lock).unwrap();
    a.write(".git/refs/heads/main.lock", "");
    a.calls("kay", "10:11", "waiting too");
    a.sync().ends(3).says("another git is at work in this folder's repository");
    a.remove(".git/refs/heads/main.lock");
    a.sync().ends(0);
    assert_eq!(school.another().events(), a.events());
}
