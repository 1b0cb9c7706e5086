//! What is damaged is noticed, hides nothing else, and never panics.

use super::*;
use crate::store::{Mark, OutMarker, can_be_accepted, line};
use proptest::prelude::*;
use std::os::unix::fs::symlink;
use std::process::Command;

#[test]
fn a_sound_record_is_read_in_the_order_it_was_written() {
    let record = read(&contacts(5));
    assert!(record.sound(), "{record:?}");
    let at: Vec<Moment> = record.entries.iter().map(|e| e.at).collect();
    assert_eq!(at, (56..=60).rev().map(before).collect::<Vec<_>>());
    assert_eq!(record.heads(), [record.entries[4].id.clone()]);
}

#[test]
fn what_was_typed_after_comes_after_even_if_it_happened_before() {
    let call = grown(Vec::new(), event(10, contact("call")));
    let late_entry = NewEvent { typed: before(5), ..event(30, contact("late entry")) };
    let record = read(&grown(call, late_entry));
    let bodies: Vec<OutingEvent> = record.entries.into_iter().map(|e| e.body).collect();
    assert_eq!(bodies, [contact("call"), contact("late entry")]);
}

#[test]
fn every_cut_inside_a_line_is_noticed_and_a_cut_between_lines_is_an_earlier_record() {
    let whole = contacts(3);
    let all = read(&whole).entries;
    for end in 0..whole.len() {
        let record = read(&whole[..end]);
        let between = end > outing().header().len() && whole[end - 1] == b'\n';
        assert_eq!(record.sound(), between, "cut at {end}");
        assert_eq!(record.entries[..], all[..record.entries.len()], "cut at {end}");
    }
}

#[test]
fn every_flipped_bit_is_noticed() {
    let whole = contacts(2);
    let all = read(&whole).entries;
    for (at, bit) in (0..whole.len()).flat_map(|at| (0..8).map(move |bit| (at, bit))) {
        let mut bytes = whole.clone();
        bytes[at] ^= 1 << bit;
        let record = read(&bytes);
        assert!(!record.sound(), "bit {bit} of byte {at}");
        assert!(record.entries.iter().all(|e| all.contains(e)), "bit {bit} of byte {at}");
    }
}

#[test]
fn a_removed_line_leaves_a_hole_until_somebody_goes_on_without_it() {
    for gone in 2..5 {
        let mut kept = lines(&contacts(4));
        let missing = kept[gone].split('"').nth(3).unwrap().to_owned();
        kept.remove(gone);
        let bytes = text(&kept);
        let record = read(&bytes);
        assert_eq!(record.entries.len(), 3);
        assert_eq!(record.damage.len(), 1, "{:?}", record.damage);
        assert!(
            record.damage[0].what.contains(&missing) && record.damage[0].line == Some(gone + 1)
        );
        assert!(record.damage[0].may_hide_somebody);
        let looked = grown(bytes, event(1, verdict(&missing, true)));
        assert!(read(&looked).sound(), "{:?}", read(&looked));
    }
}

#[test]
fn a_doubtful_line_waits_for_a_verdict() {
    let whole = String::from_utf8(contacts(2)).unwrap();
    let changed = whole.replacen("call 1", "call 9", 1);
    let record = read(changed.as_bytes());
    assert_eq!((record.entries.len(), record.doubtful.len(), record.damage.len()), (1, 1, 0));
    let doubt = &record.doubtful[0];
    assert!(doubt.damage.what.contains("changed after it was written"));
    assert_eq!(doubt.entry.as_ref().unwrap().body, contact("call 9"));
    let accepted = grown(changed.clone().into_bytes(), event(1, verdict(&doubt.line, true)));
    assert_eq!(read(&accepted).entries.len(), 3);
    assert!(read(&accepted).sound());
    let rejected = grown(changed.into_bytes(), event(1, verdict(&doubt.line, false)));
    assert_eq!(read(&rejected).entries.len(), 2);
    assert!(read(&rejected).sound());
    // A later verdict, by somebody who had seen the earlier, replaces it.
    let again = grown(rejected, event(0, verdict(&doubt.line, true)));
    assert_eq!(read(&again).entries.len(), 4);
}

#[test]
fn verdicts_that_know_nothing_of_each_other_and_differ_leave_the_doubt() {
    let whole = String::from_utf8(contacts(2)).unwrap();
    let changed = whole.replacen("call 1", "call 9", 1).into_bytes();
    let sha = read(&changed).doubtful[0].line.clone();
    let (_, yes) = line_for(&outing(), "b", &changed, event(2, verdict(&sha, true))).unwrap();
    let (_, no) = line_for(&outing(), "c", &changed, event(1, verdict(&sha, false))).unwrap();
    let both = [changed, yes, no].concat();
    assert_eq!((read(&both).entries.len(), read(&both).doubtful.len()), (3, 1));
}

/// What somebody hostile could push: thousands of lines in the worst order, in a ring, and against each other.
#[test]
fn hostile_lines_take_no_longer_than_others() {
    let line = |n: usize, after: usize, body: &str| {
        let at = before(i64::try_from(n).unwrap()).rfc3339();
        line::seal(&format!(
            "- {{\"id\": \"a-{n:06}\", \"after\": [\"a-{after:06}\"], \"at\": \"{at}\", \"typed\": \"{at}\", \
             \"by\": \"x\", {body}"
        ))
    };
    let header = outing().header();
    let count = 8000;
    // Each later in the chain happened earlier; the first comes after the last.
    let ring = |n: usize| line(n, (n + count - 1) % count, "\"did\": \"no-answer\", \"who\": []");
    let record =
        read((header.clone() + &(0..count).map(|n| ring(n) + "\n").collect::<String>()).as_bytes());
    assert!(record.sound() && record.entries.len() == count);
    let verdict = |n: usize| {
        let body = format!(
            "\"did\": \"judge\", \"line\": \"{}\", \"accept\": {}, \"why\": \"\"",
            n / 2,
            n.is_multiple_of(2)
        );
        line(n, n.saturating_sub(2), &body)
    };
    let record =
        read((header + &(0..count).map(|n| verdict(n) + "\n").collect::<String>()).as_bytes());
    assert_eq!(record.entries.len(), count);
}

#[test]
fn a_line_that_cannot_be_read_can_only_be_rejected() {
    let torn = [contacts(1), b"- {\"id\": \"a-torn00\", \"aft".to_vec()].concat();
    let sha = read(&torn).doubtful[0].line.clone();
    assert!(read(&torn).doubtful[0].entry.is_none());
    let accepted = grown(torn.clone(), event(1, verdict(&sha, true)));
    assert_eq!(read(&accepted).doubtful.len(), 1);
    assert!(read(&grown(torn, event(1, verdict(&sha, false)))).sound());
}

/// The record as it is read that many minutes after noon.
fn read_at(minutes: i64, bytes: &[u8]) -> Record<OutingEvent> {
    let around = Around { now: before(-minutes), as_of: None, frozen: &Frozen::default() };
    parse(&outing(), bytes, around)
}

/// A record whose last line says that it happened two hours after noon, and the name of that line.
fn two_hours_ahead(body: OutingEvent) -> (Vec<u8>, String) {
    let bytes = grown(contacts(1), event(-120, body));
    let sha = read(&bytes).doubtful[0].line.clone();
    (bytes, sha)
}

#[test]
fn a_line_from_the_future_is_not_made_true_by_a_verdict_nor_by_time() {
    let (bytes, sha) = two_hours_ahead(contact("clock is wrong"));
    assert!(!can_be_accepted(&read(&bytes).doubtful[0].damage), "{:?}", read(&bytes).doubtful);
    // An older hv accepted it at noon; the clock has come to its own time since.
    let accepted = grown(bytes.clone(), event(0, verdict(&sha, true)));
    for minutes in [0, 117, 118, 120, 600] {
        let record = read_at(minutes, &accepted);
        assert_eq!((record.entries.len(), record.doubtful.len()), (2, 1), "{minutes}");
        assert!(!can_be_accepted(&record.doubtful[0].damage), "{minutes}");
    }
    let rejected = grown(bytes, event(0, verdict(&sha, false)));
    for minutes in [0, 118, 120, 600] {
        let record = read_at(minutes, &rejected);
        assert_eq!((record.entries.len(), record.sound()), (2, true), "{minutes}");
    }
    // Both sides of what two clocks may differ by, at the verdict.
    let (bytes, _) = two_hours_ahead(contact("clock is wrong"));
    for (minutes, entries) in [(-118, 3), (-117, 2)] {
        let looked = grown(bytes.clone(), event(minutes, verdict(&sha, true)));
        assert_eq!(read_at(600, &looked).entries.len(), entries, "{minutes}");
    }
}

#[test]
fn neither_a_changed_line_from_the_future_nor_a_lasting_rejection_makes_anything_laxer() {
    let (bytes, _) = two_hours_ahead(contact("clock is wrong"));
    let changed = String::from_utf8(bytes).unwrap().replacen("clock is", "clock was", 1);
    let doubt = read(changed.as_bytes()).doubtful[0].clone();
    assert!(doubt.damage.what.contains("changed after it was written"), "{doubt:?}");
    let accepted = grown(changed.into_bytes(), event(0, verdict(&doubt.line, true)));
    assert_eq!(read_at(600, &accepted).doubtful.len(), 1);
    // Whoever rejected a call for help before its time may have had the slow clock themselves.
    let concern = OutingEvent::Concern {
        who: vec!["kay".to_owned()],
        note: None,
        whereabouts: None,
        nobody_rang: false,
    };
    let (bytes, sha) = two_hours_ahead(concern);
    let rejected = grown(bytes, event(0, verdict(&sha, false)));
    assert_eq!(read_at(117, &rejected).entries.len(), 2);
    assert_eq!(read_at(118, &rejected).entries.len(), 3);
}

#[test]
fn one_bad_line_of_every_kind_spoils_only_itself() {
    let good = lines(&contacts(1))[2].clone();
    let sealed = |body: &str| {
        let start = "- {\"id\": \"b-aaaaaa\", \"after\": [], \"at\": \"2026-11-24T11:00:00+00:00\", \
                     \"typed\": \"2026-11-24T11:00:00+00:00\", \"by\": \"lou\"";
        line::seal(&format!("{start}, {body}")).into_bytes()
    };
    let late = |minutes: i64| grown(Vec::new(), event(-minutes, contact("late")));
    let last = |bytes: Vec<u8>| lines(&bytes)[2].clone().into_bytes();
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("NULs", vec![0; 300]),
        ("NULs", [good.as_bytes(), &[0; 9]].concat()),
        ("not text", b"- {\"id\": \"\xff".to_vec()),
        ("conflict", b"<<<<<<< HEAD".to_vec()),
        ("conflict", b"=======".to_vec()),
        ("conflict", b">>>>>>> theirs".to_vec()),
        ("no check", b"- {}".to_vec()),
        ("no check", b"- kind: contact".to_vec()),
        ("no check", b"[".repeat(200_000)),
        ("no check", good.replace("- {", "-  {").replace("\"check\"", "\"chick\"").into_bytes()),
        ("unknown variant", sealed("\"did\": \"dance\"")),
        ("unknown field", sealed("\"did\": \"no-answer\", \"who\": [], \"why\": \"x\"")),
        ("missing field", sealed("\"did\": \"no-answer\"")),
        ("there twice", sealed("\"did\": \"no-answer\", \"who\": [], \"who\": [\"kay\"]")),
        ("there twice", sealed("\"by\": \"kay\", \"did\": \"no-answer\", \"who\": []")),
        ("version 2", sealed("\"v\": 2, \"did\": \"no-answer\", \"who\": []")),
        ("only \"given\"", sealed("\"clock\": \"x\", \"did\": \"no-answer\", \"who\": []")),
        ("recursion", sealed(&format!("\"did\": {}", "[".repeat(100_000)))),
        ("future", last(late(3))),
    ];
    for (what, bad) in cases {
        let bytes = [contacts(1), bad.clone(), b"\n".to_vec()].concat();
        let record = read(&bytes);
        let shown = String::from_utf8_lossy(&bad).chars().take(90).collect::<String>();
        assert_eq!((record.entries.len(), record.doubtful.len()), (1, 1), "{shown}");
        assert!(
            record.doubtful[0].damage.what.contains(what),
            "{shown}: {:?}",
            record.doubtful[0].damage
        );
        assert_eq!(record.doubtful[0].damage.line, Some(4));
    }
    // Clocks may differ by two minutes.
    assert!(read(&late(2)).sound());
}

#[test]
fn two_lines_with_one_id_are_both_in_doubt_and_a_line_twice_is_one() {
    let once = contacts(1);
    let own = lines(&once)[2].clone();
    assert_eq!(
        read(&[once.clone(), own.clone().into_bytes(), b"\n".to_vec()].concat()),
        read(&once)
    );
    let (text, _) = line::unseal(&own).unwrap();
    let other = line::seal(&text.replace("call 0", "call 1"));
    let both = read(&[once, other.into_bytes(), b"\n".to_vec()].concat());
    assert_eq!((both.entries.len(), both.doubtful.len()), (0, 2));
    assert!(
        both.doubtful.iter().all(|d| d.entry.is_some() && d.damage.what.contains("have the id"))
    );
}

#[test]
fn line_ends_of_another_system_are_no_damage() {
    let windows = String::from_utf8(contacts(3)).unwrap().replace('\n', "\r\n");
    assert_eq!(read(windows.as_bytes()), read(&contacts(3)));
    let marked = [b"\xef\xbb\xbf".to_vec(), contacts(3)].concat();
    assert_eq!(read(&marked), read(&contacts(3)));
    let changed = windows.replace("call 1", "call 9");
    assert_eq!(read(changed.as_bytes()).doubtful.len(), 1);
}

#[test]
fn a_record_under_another_name_is_trusted_in_nothing() {
    let own = String::from_utf8(contacts(2)).unwrap();
    for first in ["id: 2026-11-24-sam-1a", "idd: 2026-11-24-kay-1a", "", "- x"] {
        let record = read(own.replacen("id: 2026-11-24-kay-1a", first, 1).as_bytes());
        assert!(record.entries.is_empty() && record.damage.len() == 1, "{first}: {record:?}");
        assert_eq!(record.doubtful.iter().filter(|d| d.entry.is_some()).count(), 2, "{first}");
        assert!(record.damage[0].hint.contains("id: 2026-11-24-kay-1a"), "{first}");
    }
    let other = read(own.replacen("kay", "sam", 1).as_bytes());
    assert!(other.damage[0].what.contains("2026-11-24-sam-1a"), "{:?}", other.damage);
}

#[test]
fn nothing_and_nuls_are_damage() {
    for bytes in [&b""[..], b"\0", &[0; 8192], b"id", b"id: 2026-11-24-kay-1a\nlog:\n"] {
        let record = read(bytes);
        assert!(record.entries.is_empty() && !record.damage.is_empty(), "{bytes:?}");
        assert!(record.damage[0].may_hide_somebody);
        // And the next event is recorded all the same.
        let next = read(&grown(bytes.to_vec(), event(1, contact("on"))));
        let seen = next.entries.len() + next.doubtful.iter().filter(|d| d.entry.is_some()).count();
        assert_eq!(seen, 1, "{bytes:?}: {next:?}");
        // A beginning that was cut short is completed.
        assert_eq!(next.sound(), outing().header().as_bytes().starts_with(bytes), "{bytes:?}");
    }
}

#[test]
fn what_is_no_plain_file_ends_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let store = new_store(&dir.path().join("r"));
    let path = store.root().join(outing().path());
    store.append(&outing(), event(9, contact("x"))).unwrap();
    let secret = dir.path().join("secret");
    std::fs::rename(&path, &secret).unwrap();
    let refused = |what: &str| {
        let damage = store.read(&outing(), now()).unwrap_err();
        assert!(damage.what.contains(what) && damage.may_hide_somebody, "{damage:?}");
        let error = store.append(&outing(), event(1, contact("y"))).unwrap_err();
        assert!(error.message.starts_with("NOT RECORDED:"), "{error}");
        std::fs::remove_file(&path).or_else(|_| std::fs::remove_dir(&path)).unwrap();
    };
    symlink(&secret, &path).unwrap();
    refused("link");
    symlink("/dev/zero", &path).unwrap();
    refused("link");
    symlink(&path, &path).unwrap();
    refused("link");
    std::fs::create_dir(&path).unwrap();
    refused("folder");
    assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
    refused("not a plain file");
    let large = std::fs::File::create(&path).unwrap();
    large.set_len(5 << 20).unwrap();
    refused("larger than");
    // A folder on the way that leads elsewhere.
    let week = path.parent().unwrap();
    std::fs::rename(week, dir.path().join("elsewhere")).unwrap();
    std::fs::rename(&secret, dir.path().join("elsewhere").join(path.file_name().unwrap())).unwrap();
    symlink(dir.path().join("elsewhere"), week).unwrap();
    assert!(store.read(&outing(), now()).unwrap_err().what.contains("link"));
    assert!(store.append(&outing(), event(1, contact("y"))).is_err());
}

#[test]
fn a_marker_is_read_or_complained_about() {
    let dir = tempfile::tempdir().unwrap();
    let store = new_store(&dir.path().join("r"));
    let day = crate::when::Day::parse("2026-11-24").unwrap();
    let marker = OutMarker {
        outing: OUTING.to_owned(),
        people: Vec::new(),
        places: vec!["12 High Street \u{202e}".to_owned()],
        back: now(),
    };
    store.put_out(&marker).unwrap();
    assert_eq!(store.markers(day).out.get(OUTING), Some(&Some(marker.clone())));
    let path = store.root().join("open/out").join(OUTING);
    let whole = std::fs::read(&path).unwrap();
    // What is there and sound is left as it is.
    store.put_out(&OutMarker { places: Vec::new(), ..marker.clone() }).unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), whole);
    for end in 0..whole.len() {
        std::fs::write(&path, &whole[..end]).unwrap();
        let markers = store.markers(day);
        assert_eq!(markers.out.get(OUTING), Some(&None), "cut at {end}");
        assert!(markers.damage.len() == 1 && markers.damage[0].may_hide_somebody);
    }
    let changed = String::from_utf8(whole.clone()).unwrap().replace("12 High", "13 High");
    std::fs::write(&path, changed).unwrap();
    assert!(store.markers(day).damage[0].what.contains("changed after it was written"));
    store.put_out(&marker).unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), whole, "a marker that cannot be read is put right");
    std::fs::rename(&path, path.with_file_name("2026-11-24-sam-1a")).unwrap();
    assert!(store.markers(day).damage[0].what.contains("another's"));
    std::fs::write(store.root().join("open/planned/note.txt"), "").unwrap();
    std::fs::write(store.root().join("open/planned/.note.swp"), "").unwrap();
    assert_eq!(store.markers(day).damage.len(), 2);
    assert!(store.markers(day).damage.iter().all(|d| d.may_hide_somebody));
    store.remove_marker(Mark::Out("2026-11-24-sam-1a")).unwrap();
    store.remove_marker(Mark::Out("2026-11-24-sam-1a")).unwrap();
    assert!(store.markers(day).out.is_empty());
    std::fs::remove_file(store.root().join("open/planned/.keep")).unwrap();
    std::fs::remove_dir_all(store.root().join("open/owed")).unwrap();
    assert!(store.markers(day).damage.iter().any(|d| d.path == "open/owed"));
}

proptest! {
    #[test]
    fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let headed = [outing().header().into_bytes(), bytes.clone()].concat();
        prop_assert!(!read(&bytes).sound());
        prop_assert!(read(&headed).entries.is_empty());
    }

    #[test]
    fn the_order_of_the_lines_does_not_matter(order in Just((2..12).collect::<Vec<usize>>()).prop_shuffle()) {
        // Two machines took turns without seeing each other, then one saw all.
        let base = contacts(2);
        let (mut left, mut right) = (base.clone(), base.clone());
        for n in 0..3 {
            left = grown(left, event(30 - n, contact(&format!("left {n}"))));
            right = grown(right, event(30 - n, contact(&format!("right {n}"))));
        }
        let mut merged = lines(&left);
        merged.extend(lines(&right).split_off(4));
        let merged = lines(&grown(grown(text(&merged), event(9, contact("one"))), event(8, contact("two"))));
        let mut shuffled = merged[..2].to_vec();
        shuffled.extend(order.iter().map(|n| merged[*n].clone()));
        prop_assert_eq!(merged.len(), 12);
        prop_assert!(read(&text(&merged)).sound());
        prop_assert_eq!(read(&text(&shuffled)), read(&text(&merged)));
    }
}
