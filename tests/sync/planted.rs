//! A shared folder's repository can be set up to run programs: hooks, filters, drivers, helpers, watchers, other ends.
//! Proves that hv sync runs none of them; and, with plain git, that what is planted here would run.

use crate::place::{Place, Ran};
use crate::school::{School, script};
use std::path::PathBuf;

const HOOKS: [&str; 20] = [
    "applypatch-msg",
    "commit-msg",
    "fsmonitor-watchman",
    "post-applypatch",
    "post-checkout",
    "post-commit",
    "post-index-change",
    "post-merge",
    "post-rewrite",
    "post-update",
    "pre-applypatch",
    "pre-auto-gc",
    "pre-commit",
    "pre-merge-commit",
    "pre-push",
    "pre-rebase",
    "pre-receive",
    "prepare-commit-msg",
    "reference-transaction",
    "update",
];

/// Everything that names a program in a repository's settings.
fn settings(mark: &str) -> Vec<(String, String)> {
    let run = [
        "core.fsmonitor",
        "core.sshCommand",
        "core.askPass",
        "core.gitProxy",
        "core.editor",
        "core.pager",
        "core.alternateRefsCommand",
        "credential.helper",
        "diff.external",
        "diff.hv.command",
        "diff.hv.textconv",
        "merge.hv.driver",
        "merge.union.driver",
        "filter.hv.clean",
        "filter.hv.smudge",
        "filter.hv.process",
        "gpg.program",
        "gpg.ssh.program",
        "uploadpack.packObjectsHook",
        "remote.origin.uploadpack",
        "remote.origin.receivepack",
        "remote.origin.proxy",
        "pager.rev-parse",
        "pager.config",
        "pager.log",
        "sequence.editor",
        "interactive.diffFilter",
        "trailer.x.command",
    ];
    let mut all: Vec<(String, String)> =
        run.iter().map(|key| ((*key).to_owned(), mark.to_owned())).collect();
    for (key, value) in [
        ("remote.origin.vcs", "planted"),
        ("url.ext::sh -c planted% .insteadOf", "file://"),
        ("filter.hv.required", "true"),
        ("commit.gpgSign", "true"),
        ("push.gpgSign", "true"),
        ("protocol.ext.allow", "always"),
        ("core.hooksPath", "planted-hooks"),
        ("maintenance.auto", "true"),
        ("gc.auto", "1"),
    ] {
        all.push((key.to_owned(), value.to_owned()));
    }
    all
}

/// Plants it all, in this clone and at the place where they meet. Whatever is run leaves its name in the file given back.
fn plant(school: &School, place: &Place) -> PathBuf {
    let left = place.around().join("left-by-planted");
    let mark = place.around().join("planted");
    script(&mark, &format!("echo \"$0 $*\" >> {}; exit 1", left.display()));
    let mark = mark.display().to_string();
    for folder in
        [place.path(".git/hooks"), place.path("planted-hooks"), school.bare().join("hooks")]
    {
        std::fs::create_dir_all(&folder).unwrap();
        for hook in HOOKS {
            script(&folder.join(hook), &format!("echo {hook} >> {}; exit 1", left.display()));
        }
    }
    for (key, value) in settings(&mark) {
        place.git(&["config", "--local", &key, &value]).ends(0);
    }
    std::fs::create_dir_all(place.path(".git/info")).unwrap();
    let all = "* filter=hv diff=hv merge=hv\n";
    place.write(".git/info/attributes", all);
    place.write(".gitattributes", format!("{}{all}", place.read(".gitattributes")));
    std::fs::write(school.bare().join("info/attributes"), all).unwrap();
    left
}

fn left_nothing(left: &PathBuf) {
    let found = std::fs::read_to_string(left).unwrap_or_default();
    assert_eq!(found, "", "something planted was run");
}

#[test]
fn nothing_that_a_shared_repository_is_set_up_to_run_is_run() {
    let school = School::new();
    let (a, b) = (&school.first, &school.another());
    let left = plant(&school, b);
    a.calls("kay", "10:10", "from a");
    b.calls("lou", "10:11", "from b");
    a.sync().ends(0);
    std::fs::remove_file(&left).unwrap_or_default();
    b.sync().ends(0);
    left_nothing(&left);
    // By the name of a remote as by its address.
    b.meets_at("origin", "");
    b.calls("lou", "10:12", "again");
    b.sync().ends(0);
    left_nothing(&left);
    b.hv("10:20", &["doctor"]).code();
    left_nothing(&left);
    a.sync().ends(0);
    assert_eq!(a.events(), b.events());
}

/// The twin: the same repository, and git as a naive sync would call it.
#[test]
fn what_is_planted_would_run_under_plain_git() {
    let school = School::new();
    let b = &school.another();
    let left = plant(&school, b);
    let ran = |what: &str, told: Ran| {
        let found = std::fs::read_to_string(&left).unwrap_or_default();
        assert!(!found.is_empty(), "{what} ran nothing: {told:?}");
        std::fs::remove_file(&left).unwrap();
    };
    b.calls("lou", "10:11", "from b");
    ran("status", b.git(&["status"]));
    ran("add", b.git(&["add", "--all"]));
    ran("commit", b.git(&["commit", "--message", "x"]));
    ran(
        "fetch",
        b.git(&["fetch", &format!("ssh://git@git.example.org{}", school.bare().display())]),
    );
}

/// Whoever shares the folder could lead hv to another repository of this person's, and have it sent to them.
#[test]
fn a_repository_that_leads_elsewhere_is_refused() {
    let school = School::new();
    let b = &school.another();
    let private = &school.another();
    let refused = |words: &str| {
        let told = b.sync().ends(3).err;
        assert!(told.contains("no repository of its own") && told.contains(words), "{told}");
    };
    let objects = private.path(".git/objects").display().to_string();
    b.write(".git/objects/info/alternates", format!("{objects}\n"));
    refused("borrows from another");
    b.remove(".git/objects/info/alternates");
    b.write(".git/commondir", private.path(".git").to_str().unwrap());
    refused("borrows from another");
    b.remove(".git/commondir");
    std::fs::rename(b.path(".git/refs"), b.path(".git/refs-before")).unwrap();
    std::os::unix::fs::symlink(private.path(".git/refs"), b.path(".git/refs")).unwrap();
    refused("are links");
    std::fs::remove_file(b.path(".git/refs")).unwrap();
    std::fs::rename(b.path(".git/refs-before"), b.path(".git/refs")).unwrap();
    b.sync().ends(0);
    std::fs::rename(b.path(".git"), b.around().join("git")).unwrap();
    b.write(".git", format!("gitdir: {}\n", private.path(".git").display()));
    refused(".git is a file or a link");
    b.remove(".git");
    std::os::unix::fs::symlink(private.path(".git"), b.path(".git")).unwrap();
    refused(".git is a file or a link");
}
