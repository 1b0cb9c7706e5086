//! Records of every kind. The first byte says which kind, and whether the checks are made right first.
//!
//! Laws: twice read is the same; the order of the lines decides nothing; what happened is spelt and read back as it
//! was; one bit changed in a whole record is never a whole record that says something else; the sums over it do not panic.
#![no_main]

use hv::domain::entry::Record;
use hv::domain::events::{AssessmentEvent, OutingEvent, VisitEvent, WeekEvent};
use hv::domain::outing::Outing;
use hv::domain::visit::Visit;
use hv::domain::week::WeekList;
use hv::store::{Evidence, Key};
use hv::when::{Span, Week};
use hv_fuzz::{Folder, noon, sealed};
use libfuzzer_sys::fuzz_target;

thread_local! {
    static FOLDER: Folder = Folder::new();
}

fuzz_target!(|data: &[u8]| {
    let Some((how, bytes)) = data.split_first() else { return };
    let bytes = if how & 8 == 0 { sealed(bytes) } else { bytes.to_vec() };
    FOLDER.with(|folder| match how & 7 {
        0 | 5.. => {
            let key = Key::outing("2026-11-24-kay-1a").expect("an id");
            if let Some(record) = laws(folder, &key, &bytes) {
                let outing = Outing::of(&record);
                for minutes in [0, 60, 24 * 60] {
                    let now = noon().plus(Span::minutes(minutes));
                    let late = outing.as_ref().map(|o| hv::watch::late(o, now));
                    std::hint::black_box(late);
                }
            }
        }
        1 => {
            let key = Key::visit("ahmed/2026-11-24-1a").expect("an id");
            let record: Option<Record<VisitEvent>> = laws(folder, &key, &bytes);
            std::hint::black_box(record.map(|r| Visit::of("ahmed/2026-11-24-1a", &r)));
        }
        2 => {
            let week = Week::parse("2026-W48").expect("a week");
            let record: Option<Record<WeekEvent>> = laws(folder, &Key::week(week), &bytes);
            std::hint::black_box(record.map(|r| WeekList::of(&r)));
        }
        3 => {
            let key = Key::assessment("ahmed/2026-11-20-1a").expect("an id");
            let _record: Option<Record<AssessmentEvent>> = laws(folder, &key, &bytes);
        }
        4 => {
            let key = Key::base("doorstep-visits").expect("an id");
            let _record: Option<Record<AssessmentEvent>> = laws(folder, &key, &bytes);
        }
    });
    let _outing: Option<OutingEvent> = None;
});

fn read<B: Evidence>(folder: &Folder, key: &Key<B>, bytes: &[u8]) -> Option<Record<B>> {
    // An end that is not there is waited for; that it is noticed is shown elsewhere.
    let ended = [bytes, if bytes.ends_with(b"\n") { b"" } else { b"\n" }].concat();
    folder.put(&key.path(), &ended);
    folder.store.read(key, noon()).ok().flatten()
}

fn laws<B: Evidence + std::fmt::Debug>(folder: &Folder, key: &Key<B>, bytes: &[u8]) -> Option<Record<B>> {
    let record = read(folder, key, bytes)?;
    assert_eq!(Some(&record), read(folder, key, bytes).as_ref(), "twice read is the same");
    for entry in &record.entries {
        let spelt = serde_json::to_value(&entry.body).expect("what was read can be spelt");
        let back: B = serde_json::from_value(spelt).expect("what was spelt can be read");
        assert_eq!(entry.body, back);
    }
    if record.sound() {
        assert!(!record.entries.is_empty(), "a record that says nothing is not whole");
        whole(folder, key, bytes, &record);
    }
    Some(record)
}

fn whole<B: Evidence + std::fmt::Debug>(folder: &Folder, key: &Key<B>, bytes: &[u8], record: &Record<B>) {
    let mut lines: Vec<&[u8]> = bytes.split(|b| *b == b'\n').filter(|l| !l.is_empty()).collect();
    if lines.len() > 3 {
        lines[2..].reverse();
        let turned = read(folder, key, &lines.join(&b"\n"[..]));
        assert_eq!(turned.map(|r| r.entries).as_ref(), Some(&record.entries), "the order of lines decides nothing");
    }
    // A place to change that depends on all of it.
    let sum = bytes.iter().fold(7_usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(usize::from(*byte)));
    let mut changed = bytes.to_vec();
    let at = sum % changed.len().max(1);
    changed[at] ^= 1 << (sum / 7 % 8);
    if let Some(other) = read(folder, key, &changed) {
        let same = other.entries == record.entries;
        assert!(same || !other.sound(), "changed at {at}, and whole all the same");
    }
}
