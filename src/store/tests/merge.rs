//! Two clones that both append merge with plain `git merge`, in both orders, nothing lost, no conflict.

use super::*;
use std::path::PathBuf;
use std::process::Command;

struct Clones {
    _dir: tempfile::TempDir,
    first: PathBuf,
    second: PathBuf,
}

fn git(root: &Path, args: &[&str]) -> String {
    let ran = Command::new("git")
        .current_dir(root)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null")
        .args(["-c", "user.name=t", "-c", "user.email=t@t", "-c", "commit.gpgsign=false"])
        .args(args)
        .output()
        .unwrap();
    let said =
        String::from_utf8_lossy(&ran.stdout).into_owned() + &String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "git {args:?}: {said}");
    said
}

fn commit(root: &Path) {
    git(root, &["add", "-A"]);
    git(root, &["commit", "-qm", "x"]);
}

impl Clones {
    fn new() -> Clones {
        let dir = tempfile::tempdir().unwrap();
        let (first, second) = (dir.path().join("first"), dir.path().join("second"));
        let store = new_store(&first);
        store.append(&outing(), event(60, contact("before"))).unwrap();
        git(&first, &["init", "-q", "-b", "main"]);
        commit(&first);
        git(dir.path(), &["clone", "-q", "first", "second"]);
        Clones { _dir: dir, first, second }
    }

    fn stores(&self) -> (Store, Store) {
        let open = |root, host| Store::open(root, None).unwrap().on(host);
        (open(&self.first, "host-1"), open(&self.second, "host-2"))
    }

    /// Commits both, merges each into the other, and reads what came out.
    fn merged<B: Evidence>(&self, key: &Key<B>) -> (Record<B>, Record<B>) {
        commit(&self.first);
        commit(&self.second);
        let pull = ["pull", "-q", "--no-rebase", "--no-edit"];
        git(&self.second, &["fetch", "-q", "origin"]);
        git(&self.first, &[&pull[..], &["../second", "main"]].concat());
        git(&self.second, &["merge", "-q", "--no-edit", "origin/main"]);
        let (first, second) = self.stores();
        let read = |store: Store| store.read(key, now()).unwrap().unwrap();
        (read(first), read(second))
    }
}

#[test]
fn appends_on_both_sides_come_together() {
    let clones = Clones::new();
    let (first, second) = clones.stores();
    assert_ne!(first.tag().unwrap(), second.tag().unwrap());
    for n in 0..4 {
        first.append(&outing(), event(40 - n, contact(&format!("first {n}")))).unwrap();
        second.append(&outing(), event(40 - n, contact(&format!("second {n}")))).unwrap();
    }
    let (one, other) = clones.merged(&outing());
    assert!(one.sound(), "{one:?}");
    assert_eq!((one.entries.len(), one.heads().len()), (9, 2));
    assert_eq!(one, other);
    // The next event ties the two together.
    let entry = first.append(&outing(), event(1, contact("after"))).unwrap();
    assert_eq!(entry.after.len(), 2);
}

#[test]
fn a_week_list_made_on_both_sides_is_one() {
    let clones = Clones::new();
    let (first, second) = clones.stores();
    let list = |n: i64, family: &str| {
        event(n, WeekEvent::List { visit: format!("{family}/2026-11-24-1a") })
    };
    for (n, family) in [(9, "ahmed"), (8, "brown"), (7, "chen")] {
        first.append(&week(), list(n, family)).unwrap();
    }
    for (n, family) in [(9, "davis"), (8, "brown")] {
        second.append(&week(), list(n, family)).unwrap();
    }
    let (one, other) = clones.merged(&week());
    assert!(one.sound(), "{one:?}");
    assert_eq!(one.entries.len(), 5);
    assert_eq!(one, other);
}

#[test]
fn a_fresh_clone_is_whole() {
    let clones = Clones::new();
    let (_, second) = clones.stores();
    assert!(second.read(&outing(), now()).unwrap().unwrap().sound());
    let found = second.scan(now(), |_| ());
    assert!(found.iter().all(|f| f.warning), "{found:?}");
    assert_eq!(git(&clones.second, &["status", "--porcelain"]), "");
    second.tag().unwrap();
    assert_eq!(git(&clones.second, &["status", "--porcelain"]), "");
}
