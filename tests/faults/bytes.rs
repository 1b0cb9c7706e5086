//! Records and markers cut at every byte and changed in every byte. Proves that no beginning of a record passes for the
//! whole, unless it ends with a line, and no changed byte passes at all; and that `hv overdue` is not all clear over it.
//!
//! A record cut exactly at the end of a line is a record that never went further: inside it nothing can tell. What went
//! is missed from outside, by the marker, by what came after it on another machine, or by a person.

use super::place::Place;
use crate::OUTING;
use hv::domain::entry::Record;
use hv::domain::events::{AssessmentEvent, OutingEvent, VisitEvent, WeekEvent};
use hv::store::{Evidence, Key, Store};
use hv::when::{Day, Moment, Week};

/// A day in lines, from the plan to a visit of the afternoon.
const DAY: [&[&str]; 9] = [
    &[
        "plan",
        "add",
        "ahmed",
        "--at",
        "2026-11-24T10:00",
        "--for",
        "45m",
        "--staff",
        "kay,lou",
        "--reason",
        "a",
    ],
    &[
        "assess",
        "ahmed",
        "--answer",
        "conducted-by=max",
        "--answer",
        "quiet=yes",
        "--answer",
        "next-review=2027-06-30",
        "--answer",
        "hazard.dog.control.1=no",
    ],
    &["assess", "decide", "ahmed", "--proceed", "yes", "--reason", "fine", "--decided-by", "max"],
    &["plan", "sign", "--signed-by", "max"],
    &["out", "kay", "lou", "--back", "11:30", "--monitor", "max"],
    &["arrive", "kay", "lou"],
    &[
        "incident",
        "ahmed",
        "--kind",
        "threat",
        "--affected",
        "kay",
        "--by-whom",
        "carer",
        "--reference",
        "X-1",
    ],
    &["checkin", "kay", "lou", "--note", "all well"],
    &[
        "plan",
        "add",
        "brown",
        "--at",
        "2026-11-24T15:00",
        "--for",
        "45m",
        "--staff",
        "kay,lou",
        "--reason",
        "a",
    ],
];

/// One of each kind of record, nobody late at 11:20.
fn full() -> Place {
    let place = Place::under(include_str!("scenes.toml"));
    for (line, now) in DAY
        .into_iter()
        .zip(["08:00", "08:01", "08:02", "08:03", "09:50", "10:00", "10:20", "10:40", "10:41"])
    {
        place.hv(now, line).ends(0);
    }
    place
}

fn now() -> Moment {
    Moment::parse("2026-11-24T11:20:00+00:00").unwrap()
}

/// What is read of a record, or nothing if it is known to be damaged.
fn trusted<B: Evidence>(place: &Place, key: &Key<B>) -> Option<Record<B>> {
    let store = Store::open(place.root(), None).unwrap();
    store.read(key, now()).ok().flatten().filter(Record::sound)
}

fn each_cut_and_each_change<B: Evidence + std::fmt::Debug>(place: &Place, key: &Key<B>) {
    let path = key.path();
    let whole = std::fs::read(place.path(&path)).unwrap();
    let before = trusted(place, key).unwrap();
    // Every byte of the first and the last lines, and every third between them.
    let near = |at: &usize| *at < 120 || *at + 500 > whole.len() || at.is_multiple_of(3);
    for end in (0..whole.len()).filter(near) {
        // Without its end, a line that is finished may still be read once more while it is being written: cut wider.
        place.write(&path, [&whole[..end], b"\n"].concat());
        let line_ends = whole.get(end) == Some(&b'\n') || end == 0 || whole[end - 1] == b'\n';
        let seen = trusted(place, key);
        assert!(seen.is_none() || line_ends, "{path} cut at {end} is trusted: {seen:?}");
    }
    for at in (0..whole.len()).filter(near) {
        let mut changed = whole.clone();
        changed[at] ^= [0x01, 0x04, 0x20, 0x80, 0xff][at % 5];
        place.write(&path, &changed);
        let seen = trusted(place, key);
        let same = seen.as_ref().is_some_and(|seen| seen.entries == before.entries);
        assert!(seen.is_none() || same, "{path} changed at {at} is trusted: {seen:?}");
    }
    place.write(&path, whole);
}

#[test]
fn no_beginning_and_no_changed_byte_of_any_record_is_trusted() {
    let place = full();
    each_cut_and_each_change::<OutingEvent>(&place, &Key::outing("2026-11-24-kay-1a").unwrap());
    each_cut_and_each_change::<VisitEvent>(&place, &Key::visit("ahmed/2026-11-24-1a").unwrap());
    each_cut_and_each_change::<WeekEvent>(&place, &Key::week(Week::parse("2026-W48").unwrap()));
    let assessment = Key::assessment("ahmed/2026-11-24-1a").unwrap();
    each_cut_and_each_change::<AssessmentEvent>(&place, &assessment);
}

#[test]
fn no_beginning_and_no_changed_byte_of_any_marker_is_trusted() {
    let place = full();
    let other = [
        "plan",
        "add",
        "ahmed",
        "--at",
        "2026-11-24T16:00",
        "--for",
        "45m",
        "--staff",
        "max,dee",
        "--reason",
        "a",
    ];
    place.hv("07:00", &["staff", "add", "dee", "--name", "dee invented"]).ends(0);
    place.hv("10:42", &other).ends(0);
    let off = ["cancel", "ahmed/2026-11-24-2a", "--outcome", "no-show", "--why", "nobody"];
    place.hv("10:43", &off).ends(0);
    let marks = [
        "open/out/2026-11-24-kay-1a",
        "open/planned/2026-11-24-1a.brown",
        "open/owed/2026-11-24-2a.ahmed",
    ];
    for path in marks {
        let whole = std::fs::read(place.path(path)).unwrap();
        let store = Store::open(place.root(), None).unwrap();
        let told = |bytes: &[u8]| {
            place.write(path, bytes);
            let seen = store.markers(Day::parse("2026-11-30").unwrap());
            seen.damage.iter().any(|d| d.path == path && d.may_hide_somebody)
        };
        assert!(!told(&whole), "{path}");
        for end in 0..whole.len() {
            assert!(told(&whole[..end]), "{path} cut at {end} is trusted");
        }
        for at in 0..whole.len() {
            let mut changed = whole.clone();
            changed[at] ^= 0x04;
            assert!(told(&changed), "{path} changed at {at} is trusted");
        }
        assert!(told(&vec![0; whole.len()]) && told(b""), "{path}");
        place.write(path, &whole);
    }
}

/// The same by the program, at some of the places.
#[test]
fn overdue_is_not_all_clear_over_a_record_that_was_cut_or_changed() {
    let place = full();
    let whole = place.read(OUTING).into_bytes();
    assert!(place.overdue("11:20").all_clear());
    let mut ends: Vec<usize> = (0..whole.len()).step_by(61).collect();
    ends.extend([0, 1, whole.len() - 1, whole.len() - 2]);
    for end in ends {
        let line_ends = end > 40 && (whole[end] == b'\n' || whole[end - 1] == b'\n');
        place.write(OUTING, &whole[..end]);
        let seen = place.overdue("11:20");
        assert!(
            line_ends && end < whole.len() - 1 || seen.code() != Some(0),
            "cut at {end}: {seen:?}"
        );
        let mut changed = whole.clone();
        changed[end] ^= 0x04;
        place.write(OUTING, &changed);
        assert_ne!(place.overdue("11:20").code(), Some(0), "changed at {end}");
        place.write(OUTING, vec![0; end]);
        assert_eq!(place.overdue("11:20").code(), Some(4), "{end} NULs");
    }
}

/// The twin: a reader that takes what it can read, and no check, believes changed bytes and beginnings.
#[test]
fn a_reader_without_the_check_would_believe_it() {
    let place = full();
    let whole = place.read(OUTING);
    let naive = |text: &str| {
        let lines = text.lines().filter_map(|line| line.strip_prefix("- "));
        lines.filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok()).count()
    };
    let believed = naive(&whole);
    let later = whole.replace("11:30:00", "19:30:00");
    assert_eq!(naive(&later), believed, "it sees no difference");
    let cut = &whole[..whole.len() - 20];
    assert_eq!(naive(cut), believed - 1, "it skips what it cannot read, and says nothing");
    place.write(OUTING, &later);
    assert_ne!(place.overdue("11:20").code(), Some(0));
}
