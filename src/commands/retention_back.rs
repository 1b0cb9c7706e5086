//! What was erased and is there again, and erasures that were interrupted, as `hv doctor` and a merge find them: by the
//! tombstones' marks. And what is held and is not there, as a merge of a hold and an erasure leaves it.
//!
//! It removes nothing. A record that came back is evidence again until somebody erases it again or holds it.

use super::desk::Desk;
use super::retention::came_back;
use super::retention_look::marks;
use crate::domain::entry::Record;
use crate::domain::erasure::{Erasure, Hold, Subject};
use crate::error::Damage;
use crate::store::{AnyRecord, Evidence, Finding, Key, Store, mark, mark_of_card};
use crate::when::{Day, Moment};
use std::collections::BTreeMap;

/// The tombstones, and what of theirs was seen.
pub(super) struct Erased {
    erasures: Vec<Erasure>,
    /// Each mark's erasure, and the record as it was.
    marks: BTreeMap<String, (usize, String)>,
    /// The path, the name, the erasure, and whether it has grown.
    seen: Vec<(String, String, usize, bool)>,
}

impl Erased {
    /// Everything erased so far. Tombstones that cannot be read are told as damage where the folder is scanned.
    pub(super) fn of(desk: &Desk<'_>) -> Erased {
        let records = desk.store.erasures(desk.now).good;
        let erasures: Vec<Erasure> = records.iter().filter_map(Erasure::of).collect();
        let known = marks(&erasures).into_iter();
        let marks = known.map(|(first, (at, whole))| (first.to_owned(), (at, whole.to_owned())));
        Erased { marks: marks.collect(), erasures, seen: Vec::new() }
    }

    /// Something was erased.
    pub(super) fn any(&self) -> bool {
        !self.erasures.is_empty()
    }

    /// A finished erasure has this mark.
    pub(super) fn names(&self, first: &str) -> bool {
        let at = self.marks.get(first).and_then(|(at, _)| self.erasures.get(*at));
        at.is_some_and(|erasure| erasure.finished)
    }

    /// Looks at a record as it comes by.
    pub(super) fn note(&mut self, record: &AnyRecord<'_>) {
        if self.erasures.is_empty() {
            return;
        }
        match record {
            AnyRecord::Outing(r) => self.look(r, "outing"),
            AnyRecord::Visit(r) => self.look(r, "visit"),
            AnyRecord::Week(r) => self.look(r, "week list"),
            AnyRecord::Assessment(r) => self.look(r, "assessment"),
            AnyRecord::Base(r) => self.look(r, "base assessment"),
        }
    }

    fn look<B: Evidence>(&mut self, record: &Record<B>, kind: &str) {
        let Some(now) = mark(record) else { return };
        let Some((erasure, whole)) = self.marks.get(&now.first) else { return };
        let seen =
            (record.id.clone(), format!("{kind} {}", record.id), *erasure, *whole != now.whole);
        self.seen.push(seen);
    }

    /// What `hv doctor` says of it.
    pub(super) fn findings(mut self, desk: &Desk<'_>) -> Vec<Finding> {
        // A card at a time, and none where nothing was erased: a school has thousands.
        let cards = if self.marks.is_empty() { Vec::new() } else { desk.store.family_ids().good };
        for id in cards {
            let Ok(Some(family)) = desk.store.family(&id) else { continue };
            let found =
                mark_of_card(&family).and_then(|m| self.marks.get(&m.first).map(|(at, _)| *at));
            let name = format!("family {}", family.id);
            self.seen.extend(found.map(|at| (family.id.clone(), name, at, false)));
        }
        let mut all: Vec<Finding> = Vec::new();
        for erasure in self.erasures.iter().filter(|e| !e.finished) {
            let what = format!("the erasure {} was interrupted", erasure.id);
            let path = format!("retention/erasures/{}.yaml", erasure.id);
            all.push(finding(
                &path,
                what,
                "hv retention says what is left; hv retention finish goes on",
                false,
            ));
        }
        for (path, name, at, grown) in &self.seen {
            if self.erasures.get(*at).is_some_and(|e| e.finished) {
                let words = came_back(name, &self.erasures, *at, *grown);
                let (what, hint) = words.rsplit_once(". ").unwrap_or((&words, ""));
                all.push(finding(path, what.to_owned(), hint, false));
            }
        }
        let holds: Vec<Hold> = desk.store.holds(desk.now).good.iter().map(Hold::of).collect();
        for (id, what) in held_and_gone(&holds, &desk.store, desk.now, desk.today()) {
            all.push(finding(&format!("retention/holds/{id}.yaml"), what, WHERE_ELSE, false));
        }
        for hold in holds.iter().filter(|h| h.wants_review(desk.today())) {
            let path = format!("retention/holds/{}.yaml", hold.id);
            let what = "the day to look at this hold again has come".to_owned();
            all.push(finding(
                &path,
                what,
                "hv retention release ends it; hv retention hold begins another",
                true,
            ));
        }
        all
    }
}

/// What to do about a hold whose subject is not there.
pub(super) const WHERE_ELSE: &str = "Look for it in git's history, on the other machines and in a backup, and bring it back from there before any of them \
     forgets it. If it never was on record, hold what was meant, and end this one: hv retention release";

/// Every hold in force whose subject is not in the folder, by the hold's id, and what is to be said of it. What is there
/// and cannot be read is not gone; what cannot be an id never was on record.
pub(super) fn held_and_gone(
    holds: &[Hold],
    store: &Store,
    now: Moment,
    today: Day,
) -> Vec<(String, String)> {
    let one = |hold: &Hold| {
        let subject = hold.subject.as_ref()?;
        let (kind, gone) = match subject {
            Subject::Family(id) => ("family", matches!(store.family(id), Ok(None))),
            Subject::Person(id) => ("person", matches!(store.person(id), Ok(None))),
            Subject::Visit(id) => (
                "visit",
                Key::visit(id).map_or(true, |key| matches!(store.read(&key, now), Ok(None))),
            ),
            Subject::Outing(id) => (
                "outing",
                Key::outing(id).map_or(true, |key| matches!(store.read(&key, now), Ok(None))),
            ),
        };
        let what = format!(
            "HELD, AND GONE: {kind} {} is held by {}, and is not in this folder: the hold protects nothing of it",
            subject.id(),
            hold.id
        );
        gone.then(|| (hold.id.clone(), what))
    };
    holds.iter().filter(|hold| hold.holds(today)).filter_map(one).collect()
}

/// The tombstones that say nothing any more. What went by them is not known, so nothing can be gone on with.
pub(super) fn unread_tombstones(store: &Store, now: Moment) -> Vec<String> {
    let loaded = store.erasures(now);
    let silent = loaded.good.iter().filter(|record| Erasure::of(record).is_none());
    let silent =
        silent.map(|r| format!("retention/erasures/{}.yaml: nothing in it can be read", r.id));
    loaded.damage.iter().map(ToString::to_string).chain(silent).collect()
}

fn finding(path: &str, what: String, hint: &str, warning: bool) -> Finding {
    let damage = Damage {
        path: path.to_owned(),
        line: None,
        what,
        hint: hint.to_owned(),
        may_hide_somebody: false,
    };
    Finding { damage, warning, accept: None, record: None }
}
