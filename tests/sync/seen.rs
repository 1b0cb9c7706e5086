//! What `hv sync` does not read again. Proves that it goes by how a file looks, that whatever changes shows, and that what
//! was seen is thrown away when it is lost, torn, old or from the future.
//!
//! A file saved within the last seconds is always read, so these syncs are told that it is a minute later.

use crate::place::Place;
use crate::school::School;
use hv::host::Host;
use hv::store::{Seen, Store};
use hv::sync::{Asked, Report};
use hv::when::Moment;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

const CARD: &str = "people/kay.yaml";

fn later(minutes: i64) -> Moment {
    Moment::from_unix(Host::real().1.clock.unix() + 60 * minutes).unwrap()
}

fn state(place: &Place) -> PathBuf {
    place.around().join("state/hv")
}

fn sync(place: &Place, now: Moment) -> Report {
    let store = Store::open(place.root(), None).unwrap();
    let school = store.school().unwrap();
    let asked = Asked {
        store: &store,
        state: &state(place),
        sync: &school.sync.unwrap(),
        tag: "abc",
        now,
        limit: Duration::from_secs(100),
        fill: false,
        over: &|_| false,
        erased: &|_, _| false,
    };
    let report = hv::sync::run(&asked).unwrap();
    assert!(report.troubles.is_empty() && report.heard && report.told, "{report:?}");
    report
}

/// This machine believes that each file, as it looks now, holds what was last committed.
fn believes_all_is_committed(place: &Place, now: Moment) {
    let store = Store::open(place.root(), None).unwrap();
    let listed = place.git(&["ls-tree", "-r", "HEAD"]).ends(0).out;
    let ids: BTreeMap<&str, &str> = listed
        .lines()
        .map(|row| row.split_once('\t').unwrap())
        .map(|(about, path)| (path, about.split(' ').nth(2).unwrap()))
        .collect();
    let files = store.shared_files().unwrap();
    let all = files.iter().filter_map(|(path, looks)| Some(((*looks)?, *ids.get(path.as_str())?)));
    Seen::nothing(now, 20).now_seen(all, (&state(place), &store)).unwrap();
}

fn seen_file(place: &Place) -> PathBuf {
    place.remembered().with_extension("seen")
}

#[test]
fn a_file_that_looks_as_it_did_is_not_read_and_any_other_is() {
    let school = School::new();
    let a = &school.first;
    a.calls("kay", "10:10", "first");
    let soon = later(1);
    believes_all_is_committed(a, soon);
    assert_eq!(sync(a, soon).committed, 0, "nothing was read: it looks as it did");
    // One more line: it looks otherwise, and both go out.
    a.calls("kay", "10:20", "second");
    assert!(sync(a, soon).committed > 0);
    assert_eq!(school.another().events(), a.events());
    // As many bytes, and the time that a program can set put back.
    let card = a.read(CARD);
    a.git(&["status"]).ends(0);
    let kept = a.around().join("kept");
    let copied = ["-p", CARD, kept.to_str().unwrap()];
    crate::run::run(a.program("cp").current_dir(a.root()).args(copied)).ends(0);
    assert_eq!(sync(a, soon).committed, 0);
    a.write(CARD, card.replace("900001", "900009"));
    let touched = ["-r", kept.to_str().unwrap(), CARD];
    crate::run::run(a.program("touch").current_dir(a.root()).args(touched)).ends(0);
    assert_eq!(sync(a, soon).committed, 1);
    assert!(school.another().read(CARD).contains("900009"));
    // Another file in its place.
    std::fs::rename(&kept, a.path(CARD)).unwrap();
    assert_eq!(sync(a, soon).committed, 1);
    assert!(school.another().read(CARD).contains("900001"));
}

#[test]
fn what_was_seen_is_not_relied_on_when_it_is_lost_torn_old_or_of_the_future() {
    let school = School::new();
    let a = &school.first;
    let soon = later(1);
    for (n, way) in ["lost", "torn", "old", "of the future", "sound"].into_iter().enumerate() {
        a.calls("kay", &format!("10:1{n}"), way);
        believes_all_is_committed(a, soon);
        let file = seen_file(a);
        let mut now = soon;
        match way {
            "lost" => std::fs::remove_file(file).unwrap(),
            "torn" => {
                let bytes = std::fs::read(&file).unwrap();
                std::fs::write(file, &bytes[..bytes.len() - 72]).unwrap();
            }
            "old" => now = later(1 + 24 * 60),
            "of the future" => now = later(0),
            _ => {}
        }
        assert_eq!(sync(a, now).committed > 0, way != "sound", "{way}");
        assert_eq!(school.another().read(crate::OUTING).contains(way), way != "sound");
    }
}

#[test]
fn no_name_stands_in_what_was_seen() {
    let school = School::new();
    let a = &school.first;
    let _committed_or_not = sync(a, later(1));
    let bytes = std::fs::read(seen_file(a)).unwrap();
    for word in ["kay", "ahmed", "yaml", "outings"] {
        assert!(!bytes.windows(word.len()).any(|w| w == word.as_bytes()), "{word}");
    }
}

/// A sync when nothing is new lists no commit; one after a change does, so that the test can tell.
#[test]
fn when_nothing_is_new_no_commit_is_listed() {
    let school = School::new();
    let a = &school.first;
    let lists = || {
        let log = a.around().join("started");
        let mut traced = crate::place::strace(a);
        traced.args(["-f", "-qq", "-s", "200", "-e", "trace=execve", "-o"]).arg(&log);
        let hv = traced.arg(crate::place::hv_binary()).args(a.arguments("", &["sync"]));
        crate::run::run(hv).ends(0);
        std::fs::read_to_string(&log).unwrap().contains("\"ls-tree\"")
    };
    a.sync().ends(0);
    assert!(!lists(), "as it was");
    a.calls("kay", "10:10", "new");
    assert!(lists(), "a line more");
    a.sync().ends(0);
    assert!(!lists());
    a.remove("open/planned/.keep");
    assert!(lists(), "a file less");
}
