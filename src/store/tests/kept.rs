//! Another program puts another file in a record's place: what hv had said was recorded comes back.

use super::super::erase::Doomed;
use super::super::{Taken, file};
use super::*;
use crate::domain::retention::Kind;
use std::fs::{self, File};
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

struct Folder {
    _dir: tempfile::TempDir,
    store: Store,
    record: PathBuf,
    kept: PathBuf,
}

/// A record with two calls in it, one of which came when the file was looked at: `looked`.
fn two_calls() -> (Folder, Vec<u8>) {
    let dir = tempfile::tempdir().unwrap();
    let store = new_store(&dir.path().join("r"));
    let record = store.root().join(outing().path());
    let kept = store.root().join("local/kept").join(outing().path().replace('/', "."));
    store.append(&outing(), event(50, contact("first"))).unwrap();
    let looked = fs::read(&record).unwrap();
    store.append(&outing(), event(40, contact("second"))).unwrap();
    (Folder { _dir: dir, store, record, kept }, looked)
}

impl Folder {
    /// As git, a synchronising drive or an editor does it.
    fn another_in_its_place(&self, bytes: &[u8]) {
        let staged = self.record.with_extension("new");
        fs::write(&staged, bytes).unwrap();
        fs::rename(staged, &self.record).unwrap();
    }

    fn notes(&self) -> Vec<String> {
        let record = self.store.read(&outing(), now()).unwrap().unwrap();
        assert!(record.sound(), "{:?} {:?}", record.damage, record.doubtful);
        let note = |e: Entry<OutingEvent>| {
            let OutingEvent::Contact { note, .. } = e.body else { panic!("{e:?}") };
            note.unwrap()
        };
        record.entries.into_iter().map(note).collect()
    }

    fn taken(&self) -> Vec<usize> {
        let taken = self.store.taken_away().unwrap();
        assert!(taken.iter().all(|t| t.path == outing().path()), "{taken:?}");
        taken.iter().map(|t| t.lines).collect()
    }
}

#[test]
fn lines_that_went_with_their_file_are_missed_and_put_back() {
    let (folder, looked) = two_calls();
    assert!(folder.taken().is_empty());
    folder.another_in_its_place(&looked);
    assert_eq!((folder.notes(), folder.taken()), (vec!["first".to_owned()], vec![1]));
    let damage = folder.store.taken_away().unwrap()[0].damage();
    assert!(damage.may_hide_somebody && damage.hint.contains("hv doctor --repair"), "{damage:?}");

    let (back, failed) = folder.store.put_all_back();
    assert!(failed.is_empty(), "{failed:?}");
    assert_eq!(back, [Taken { path: outing().path(), lines: 1, distress: false }]);
    assert_eq!(folder.notes(), ["first", "second"]);
    assert!(folder.taken().is_empty());
    // And again.
    folder.another_in_its_place(&looked);
    assert_eq!(folder.taken(), [1]);
}

#[test]
fn what_holds_every_line_in_another_file_or_order_lacks_none() {
    let (folder, _) = two_calls();
    let mut whole = fs::read_to_string(&folder.record).unwrap();
    folder.another_in_its_place(whole.as_bytes());
    assert!(folder.taken().is_empty());
    let last = whole.lines().last().unwrap().to_owned();
    whole = whole.replacen("log:\n", &format!("log:\n{last}\n"), 1);
    folder.another_in_its_place(whole.as_bytes());
    assert!(folder.taken().is_empty());
    // A record that is gone is told of by its marker, and by whatever names it.
    fs::remove_file(&folder.record).unwrap();
    assert!(folder.taken().is_empty());
    assert_eq!(folder.store.put_all_back().0, []);
    assert!(!folder.record.exists());
}

#[test]
fn a_line_that_was_cut_off_does_not_come_back() {
    let (folder, looked) = two_calls();
    let torn = fs::read(&folder.record).unwrap();
    fs::write(&folder.record, &torn[..torn.len() - 9]).unwrap();
    folder.another_in_its_place(&looked);
    assert!(folder.taken().is_empty());
    folder.store.append(&outing(), event(30, contact("third"))).unwrap();
    assert_eq!(folder.notes(), ["first", "third"]);
}

#[test]
fn whoever_records_next_in_it_puts_them_back_unasked() {
    let (folder, looked) = two_calls();
    folder.another_in_its_place(&looked);
    folder.store.append(&outing(), event(30, contact("third"))).unwrap();
    assert_eq!(folder.notes(), ["first", "second", "third"]);
    assert!(folder.taken().is_empty());
}

#[test]
fn another_time_is_not_looked_at() {
    let (folder, looked) = two_calls();
    folder.another_in_its_place(&looked);
    let then = Store::open(folder.store.root(), Some(now())).unwrap();
    assert!(then.taken_away().unwrap().is_empty());
}

#[test]
fn the_name_goes_after_ten_minutes_and_not_while_lines_are_missing() {
    let (folder, looked) = two_calls();
    let last_written = |seconds: u64| {
        let at = SystemTime::now() - Duration::from_secs(seconds);
        File::options().append(true).open(&folder.kept).unwrap().set_modified(at).unwrap();
        drop(folder.store.lock(Duration::ZERO).unwrap());
    };
    last_written(590);
    assert!(folder.kept.exists());
    folder.another_in_its_place(&looked);
    last_written(610);
    assert!(folder.kept.exists(), "what it holds is nowhere else");
    folder.store.put_all_back();
    last_written(610);
    assert!(!folder.kept.exists());
}

#[test]
fn an_erased_record_has_no_name_left_nor_comes_back() {
    let (folder, _) = two_calls();
    assert!(folder.kept.exists());
    folder.store.erase(&Doomed::Record(Kind::Outing, OUTING.to_owned())).unwrap();
    assert!(!folder.kept.exists() && !folder.record.exists());
    assert_eq!(folder.store.put_all_back().0, []);
}

#[test]
fn whether_a_record_can_have_a_second_name_is_tried_and_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let store = new_store(&dir.path().join("r"));
    assert_eq!(store.has_second_names(), None, "nothing was written yet");
    store.append(&outing(), event(50, contact("first"))).unwrap();
    let kept = store.root().join("local/kept");
    let before = fs::read_dir(&kept).unwrap().count();
    // One that was left when the power failed is taken away as well.
    for left in [false, true] {
        if left {
            fs::write(kept.join(".trial"), "").unwrap();
        }
        assert_eq!(store.has_second_names(), Some(true));
        assert_eq!(fs::read_dir(&kept).unwrap().count(), before, "{left}");
    }
}

#[test]
fn without_a_second_name_what_is_recorded_is_recorded() {
    let dir = tempfile::tempdir().unwrap();
    let store = new_store(&dir.path().join("r"));
    fs::create_dir_all(store.root().join("local")).unwrap();
    fs::write(store.root().join("local/kept"), "no folder").unwrap();
    store.append(&outing(), event(50, contact("first"))).unwrap();
    assert_eq!(store.read(&outing(), now()).unwrap().unwrap().entries.len(), 1);
    let damage = store.taken_away().unwrap_err();
    assert_eq!(damage.path, "local/kept");
    let (back, failed) = store.put_all_back();
    assert_eq!((back.len(), failed.len()), (0, 1), "that nobody knows is no nothing");
    // What lies in the folder and is no record's name is nobody's.
    fs::remove_file(store.root().join("local/kept")).unwrap();
    store.append(&outing(), event(40, contact("second"))).unwrap();
    for strange in ["people.kay.yaml", "outings.x.yaml", "..yaml", "notes"] {
        fs::write(store.root().join("local/kept").join(strange), "x").unwrap();
    }
    assert!(store.taken_away().unwrap().is_empty());
    assert!(file::read(&store.root().join("local/kept/notes"), 9).unwrap().is_some());
}
