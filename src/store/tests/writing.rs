//! What is recorded is there, and what is not says so.

use super::*;
use std::process::{Command, Output};
use std::time::Duration;

#[test]
fn twenty_at_once_lose_nothing_with_the_lock_and_without() {
    for with_lock in [true, false] {
        let dir = tempfile::tempdir().unwrap();
        let store = new_store(&dir.path().join("r"));
        std::thread::scope(|scope| {
            for who in 0..20 {
                let store = &store;
                scope.spawn(move || (0..5).for_each(|n| one_append(store, with_lock, who, n)));
            }
        });
        let record = store.read(&outing(), now()).unwrap().unwrap();
        assert!(record.sound(), "{with_lock} {:?}", record.doubtful);
        assert_eq!(record.entries.len(), 100);
        assert!(!with_lock || record.heads().len() == 1, "each saw all before it");
    }
}

fn one_append(store: &Store, with_lock: bool, who: i32, n: i64) {
    let lock = with_lock.then(|| store.lock(Duration::from_secs(60)).unwrap());
    store.append(&outing(), event(50 - n, contact(&format!("{who} {n}")))).unwrap();
    drop(lock);
}

#[test]
fn a_lock_that_is_held_is_waited_for_and_no_longer() {
    let dir = tempfile::tempdir().unwrap();
    let store = new_store(&dir.path().join("r"));
    let held = store.lock(Duration::ZERO).unwrap();
    assert!(store.lock(Duration::ZERO).is_err());
    let (lock, why) = store.lock_if_possible(Duration::ZERO);
    assert!(lock.is_none() && why.is_some());
    drop(held);
    assert!(store.lock_if_possible(Duration::ZERO).0.is_some());
}

#[test]
fn a_torn_end_is_ended_and_the_next_event_stands_alone() {
    let whole = contacts(2);
    for cut in [1, 2, 40] {
        let torn = &whole[..whole.len() - cut];
        let record = read(&grown(torn.to_vec(), event(5, contact("next"))));
        // A line that lacked nothing but its end is whole again.
        let (good, doubtful) = if cut == 1 { (3, 0) } else { (2, 1) };
        assert_eq!((record.entries.len(), record.doubtful.len()), (good, doubtful), "cut {cut}");
        assert!(record.damage.is_empty(), "{:?}", record.damage);
    }
    let nuls = [whole, vec![0; 100]].concat();
    let record = read(&grown(nuls, event(5, contact("next"))));
    assert_eq!((record.entries.len(), record.doubtful.len()), (3, 1));
}

#[test]
fn a_record_that_is_full_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let store = new_store(&dir.path().join("r"));
    store.append(&outing(), event(5, contact("x"))).unwrap();
    let error = store.append(&outing(), event(4, contact(&"x".repeat(4 << 20)))).unwrap_err();
    assert!(error.message.starts_with("NOT RECORDED:"));
    assert_eq!(store.read(&outing(), now()).unwrap().unwrap().entries.len(), 1);
}

/// Appends one event and tells how it went.
fn append_and_tell(root: &str) {
    let store = Store::open(Path::new(root), None).unwrap().on("host-1");
    match store.append(&outing(), event(5, contact(&"x".repeat(3000)))) {
        Ok(entry) => println!("RECORDED {}", entry.id),
        Err(error) => println!("{error}\n{}", error.hints.join("\n")),
    }
}

/// Without a fault, a process of its own records. The tests of failing disks below start this one again, as the
/// process that appends.
#[test]
fn a_process_of_its_own_records() {
    if let Ok(root) = std::env::var("HV_TEST_ROOT") {
        return append_and_tell(&root);
    }
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("r");
    new_store(&root);
    let ran = child(&root, "exec");
    assert!(String::from_utf8_lossy(&ran.stdout).contains("RECORDED a-"), "{ran:?}");
}

fn child(root: &Path, script: &str) -> Output {
    let test = std::env::current_exe().unwrap();
    let args = "--exact store::tests::writing::a_process_of_its_own_records --nocapture";
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(format!("{script} \"$0\" {args}")).arg(test).env("HV_TEST_ROOT", root);
    shell.output().unwrap()
}

/// Says `NOT RECORDED` with the cause and what to do, and the record goes on afterwards.
fn refuses(script: &str, cause: &str) {
    refuses_after(script, cause, 1);
}

/// The same, for a record that holds that many events.
fn refuses_after(script: &str, cause: &str, held: usize) {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("r");
    let store = new_store(&root);
    for _ in 0..held {
        store.append(&outing(), event(50, contact("first"))).unwrap();
    }
    let output = child(&root, script);
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("NOT RECORDED: could not write"), "{script}: {output:?}");
    assert!(
        said.contains(cause) && said.contains("type the same command again"),
        "{script}: {said}"
    );
    let output = child(&root, "exec");
    assert!(String::from_utf8_lossy(&output.stdout).contains("RECORDED a-"), "{output:?}");
    let record = store.read(&outing(), now()).unwrap().unwrap();
    assert_eq!(record.entries.len(), held + 1, "{script}: {record:?}");
    assert!(record.damage.is_empty());
}

#[test]
fn a_disk_that_fills_up_within_the_line_says_not_recorded() {
    refuses("trap '' XFSZ; ulimit -f 1; exec", "bytes could be written");
}

#[test]
fn a_call_that_fails_says_not_recorded() {
    if Command::new("strace").arg("-V").output().is_err() {
        eprintln!("SKIPPED: strace is not here, so failing calls are not tried");
        return;
    }
    let traced = |what: &str| {
        format!(
            "exec strace -f -qq -o /dev/null -P \"$HV_TEST_ROOT/{}\" -e inject={what}",
            outing().path()
        )
    };
    refuses(&traced("write:error=ENOSPC"), "No space left");
    refuses(&traced("write:error=EIO"), "Input/output error");
    refuses(&traced("fdatasync:error=EIO"), "Input/output error");
    refuses(&traced("fdatasync:error=ENOSPC"), "No space left");
    // Tried once: a second sync would call the loss a success.
    refuses(&traced("fdatasync:error=EIO:when=1"), "Input/output error");
    refuses(&traced("openat:error=EROFS"), "Read-only");
    refuses_after(&traced("fsync:error=EIO"), "Input/output error", 0);
    refuses_after(&traced("write:error=ENOSPC"), "No space left", 0);
}

#[test]
fn a_file_put_in_the_place_of_the_one_written_gets_the_event_too() {
    let dir = tempfile::tempdir().unwrap();
    let store = new_store(&dir.path().join("r"));
    let path = store.root().join(outing().path());
    let first = store.append(&outing(), event(50, contact("first"))).unwrap();
    let before_it = std::fs::read(&path).unwrap();
    // What a merge does: another file under the same name, without the line just written.
    let mut swaps = 0;
    let mut swap = || {
        if swaps < 1 {
            std::fs::write(path.with_extension("new"), &before_it).unwrap();
            std::fs::rename(path.with_extension("new"), &path).unwrap();
        }
        swaps += 1;
    };
    let second = store.append_while(&outing(), event(40, contact("second")), &mut swap).unwrap().0;
    let record = store.read(&outing(), now()).unwrap().unwrap();
    assert_eq!(record.entries, [first.clone(), second.clone()]);
    // Gone altogether: it is made again, and what it held comes back by its second name.
    let mut gone = false;
    let mut remove = || {
        if !std::mem::replace(&mut gone, true) {
            std::fs::remove_file(&path).unwrap();
        }
    };
    let third = store.append_while(&outing(), event(30, contact("third")), &mut remove).unwrap().0;
    let record = store.read(&outing(), now()).unwrap().unwrap();
    assert_eq!((record.entries, record.damage.len()), (vec![first, second, third], 0));
    // Without end: it says that it is not recorded.
    let mut always = || {
        std::fs::write(path.with_extension("new"), &before_it).unwrap();
        std::fs::rename(path.with_extension("new"), &path).unwrap();
    };
    let error =
        store.append_while(&outing(), event(20, contact("fourth")), &mut always).unwrap_err();
    assert!(error.message.starts_with("NOT RECORDED:"));
}
