//! Does it all agree? The store's half of `hv doctor`.
//!
//! Everything in the folder is looked at once, a record at a time on every core ([`super::scan_all`]). Whether a marker agrees with what its
//! record adds up to is for the caller, who sees every record on the way and knows the folds.

use super::directory::nothing_inside;
use super::marker::owed_record;
use super::record::ACCEPT;
use super::scan_all::Progress;
use super::{Evidence, Key, Store, damage, file};
use crate::domain::entry::Record;
use crate::domain::events::{AssessmentEvent, Contactable, OutingEvent, VisitEvent, WeekEvent};
use crate::error::{Damage, Error};
use crate::os::files;
use crate::when::{Day, Moment, Week};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// Something that does not agree.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Where, what, and what to do.
    pub damage: Damage,
    /// True for what is untidy but safe: wide modes after a clone, leftovers.
    pub warning: bool,
    /// What `hv doctor --accept` or `--reject` names: a doubtful line's sha-256, or a missing event's id.
    pub accept: Option<String>,
    /// The record's id, if it is in one.
    pub record: Option<String>,
}

/// A record of any kind, as the scan comes by it.
#[derive(Debug, Clone, Copy)]
pub enum AnyRecord<'a> {
    /// An outing.
    Outing(&'a Record<OutingEvent>),
    /// A visit.
    Visit(&'a Record<VisitEvent>),
    /// A week list.
    Week(&'a Record<WeekEvent>),
    /// An assessment of a family.
    Assessment(&'a Record<AssessmentEvent>),
    /// A school-wide base assessment.
    Base(&'a Record<AssessmentEvent>),
}

/// What may lie at the top of a record folder.
const TOP: [&str; 15] = [
    "hv.toml",
    "policy.toml",
    "allowed_signers",
    "people",
    "addresses",
    "families",
    "assessments",
    "weeks",
    "outings",
    "open",
    "local",
    "retention",
    "retention.toml",
    ".gitattributes",
    ".gitignore",
];

impl Store {
    /// Walks everything: accounts for every entry, reads every record and directory file, checks that what is
    /// referred to exists. Memory stays flat: each record is shown to `on_record` and let go. Every visit is shown before
    /// the week lists and the outings, which name visits.
    pub fn scan(&self, now: Moment, on_record: impl FnMut(AnyRecord<'_>) + Send) -> Vec<Finding> {
        self.scan_telling(now, on_record, |_| {})
    }

    /// The same, and says a few times a second how far it has come.
    pub fn scan_telling(
        &self,
        now: Moment,
        on_record: impl FnMut(AnyRecord<'_>) + Send,
        on_progress: impl FnMut(Progress),
    ) -> Vec<Finding> {
        let one_at_a_time = Mutex::new(on_record);
        let shown = |record: AnyRecord<'_>| {
            (one_at_a_time.lock().unwrap_or_else(PoisonError::into_inner))(record);
        };
        self.scan_on_all_cores(now, shown, on_progress)
    }

    /// The same, with each record shown on the core that read it, several at once: for work on a record that takes as
    /// long as reading it.
    pub fn scan_on_all_cores(
        &self,
        now: Moment,
        on_record: impl Fn(AnyRecord<'_>) + Sync,
        mut on_progress: impl FnMut(Progress),
    ) -> Vec<Finding> {
        let mut scan = Scan {
            store: self,
            now,
            on_record: &on_record,
            on_progress: &mut on_progress,
            found: Vec::new(),
        };
        scan.top();
        scan.cards();
        scan.families();
        scan.evidence();
        scan.tell_all(self.retention_damage(now));
        scan.markers();
        scan.tidiness();
        scan.found
    }
}

/// A record that a marker in `open/` names, and that is not there.
#[derive(Debug, Clone, PartialEq)]
pub struct Missing {
    /// The record's path.
    pub path: String,
    /// It is marked for a duty only: nobody is out or means to go.
    pub owed: bool,
    /// The ids of the people the marker names. `None`: it names nobody, or cannot be read.
    pub people: Option<Vec<String>>,
    /// It in words.
    pub damage: Damage,
}

impl Store {
    /// Whether a record's file is not there, whatever moment is looked at.
    pub fn lacks<B>(&self, key: &Key<B>) -> bool {
        !self.root.join(key.path()).is_file()
    }

    /// What the markers name and is not there; and the markers that cannot be read.
    pub fn marked_and_missing(&self) -> (Vec<Missing>, Vec<Damage>) {
        let Ok(end) = Day::parse("2199-12-31") else { return (Vec::new(), Vec::new()) };
        let markers = self.markers(end);
        let ids = |people: &[Contactable]| people.iter().map(|p| p.id.clone()).collect();
        let out = markers.out.iter().map(|(id, marker)| {
            let path = Key::outing(id).ok().map(|k| k.path());
            ("out", id, path, marker.as_ref().map(|m| ids(&m.people)))
        });
        let planned = markers.planned.iter().map(|(id, marker)| {
            let path = Key::visit(id).ok().map(|k| k.path());
            ("planned", id, path, marker.as_ref().map(|m| ids(&m.people)))
        });
        let owed = markers.owed.keys().map(|id| ("owed", id, owed_record(id), None));
        let missing = |(folder, id, path, people): (&str, &String, Option<String>, _)| {
            if path.as_ref().is_some_and(|p| self.root.join(p).is_file()) {
                return None;
            }
            let what = format!("{id} is marked as open, and its record is not there");
            let hint =
                "Find out who it is about, and whether they are back; look for the record in git.";
            let owed = folder == "owed";
            let damage = damage(&format!("open/{folder}"), what, hint);
            let damage = Damage { may_hide_somebody: !owed, ..damage };
            Some(Missing { path: path.unwrap_or_default(), owed, people, damage })
        };
        let missing = out.chain(planned).chain(owed).filter_map(missing).collect();
        (missing, markers.damage)
    }
}

pub(super) struct Scan<'a> {
    pub(super) store: &'a Store,
    pub(super) now: Moment,
    pub(super) on_record: &'a (dyn Fn(AnyRecord<'_>) + Sync),
    pub(super) on_progress: &'a mut dyn FnMut(Progress),
    pub(super) found: Vec<Finding>,
}

impl Scan<'_> {
    fn tell(&mut self, damage: Damage) {
        self.found.push(Finding { damage, warning: false, accept: None, record: None });
    }

    fn tell_all(&mut self, damage: impl IntoIterator<Item = Damage>) {
        damage.into_iter().for_each(|d| self.tell(d));
    }

    fn warn(&mut self, path: &str, what: impl std::fmt::Display, hint: &str) {
        let damage = damage(path, what, hint);
        self.found.push(Finding { damage, warning: true, accept: None, record: None });
    }

    fn top(&mut self) {
        let known = |e: &file::Listed| {
            let readme = e.name.starts_with("README") || e.name.starts_with("LICENSE");
            (TOP.contains(&e.name.as_str()) || e.name == ".git" || readme).then(|| e.name.clone())
        };
        let strangers = self.store.names("", known).damage;
        self.tell_all(
            strangers
                .into_iter()
                .map(|d| Damage { path: d.path.trim_start_matches('/').to_owned(), ..d }),
        );
        let open = |e: &file::Listed| {
            ["out", "planned", "owed"].contains(&e.name.as_str()).then(|| e.name.clone())
        };
        let strangers = self.store.names("open", open).damage;
        self.tell_all(strangers);
        self.local();
        self.tell_all(self.store.school().err());
        self.tell_all(self.store.policy_text().err());
    }

    /// What belongs to this copy alone lies in a folder of its own: drafts, the lock, the copy's tag.
    fn local(&mut self) {
        let local = self.store.root.join("local");
        let about = std::fs::symlink_metadata(&local);
        if about.is_ok_and(|about| !about.is_dir()) {
            let what = "it is no folder, or a link to one elsewhere: nothing can be locked, so hv out, hv plan and \
                        hv assess refuse, and two copies of this folder could write under one name";
            let hint = "In the record folder: rm local && mkdir -m 700 local. Drafts that lie where the link leads are \
                        moved by hand.";
            self.tell(damage("local", what, hint));
        }
    }

    /// Every card, one at a time.
    fn cards(&mut self) {
        let people = self.ids("people");
        self.each("people", &people, |scan, id| {
            let read = scan.store.person(id);
            scan.card("people", id, read);
        });
        let addresses = self.ids("addresses");
        self.each("addresses", &addresses, |scan, id| {
            let read = scan.store.address(id);
            scan.card("addresses", id, read);
        });
        let families = self.ids("families");
        self.each("families' cards", &families, |scan, id| {
            scan.family_card(id);
        });
    }

    /// The ids in a folder of cards; what else lies there is told.
    fn ids(&mut self, folder: &str) -> Vec<String> {
        let ids = self.store.card_ids(folder);
        self.tell_all(ids.damage);
        ids.good
    }

    fn card<C>(&mut self, folder: &str, id: &str, read: Result<Option<C>, Damage>) -> Option<C> {
        let read = read.and_then(|card| card.ok_or_else(|| nothing_inside(folder, id)));
        read.map_err(|damage| self.tell(damage)).ok()
    }

    fn family_card(&mut self, id: &str) {
        let read = self.store.family(id);
        let Some(family) = self.card("families", id, read) else { return };
        let path = format!("families/{id}/family.yaml");
        let missing = |id: &&String| matches!(self.store.address(id), Ok(None));
        let named = family.addresses.iter().chain(&family.workplaces);
        let missing: Vec<String> = named.filter(missing).cloned().collect();
        self.tell_all(missing.iter().map(|address| {
            let what = format!("it names the address {address}, which is not in the directory");
            damage(&path, what, "Add the address, or correct its id here.")
        }));
    }

    fn families(&mut self) {
        let families = self.store.card_ids("families").good;
        self.each("families", &families, |scan, id| {
            scan.family(id);
        });
    }

    fn family(&mut self, family: &str) {
        let known = |e: &file::Listed| {
            ["family.yaml", "visits", "assessments"]
                .contains(&e.name.as_str())
                .then(|| e.name.clone())
        };
        let strangers = self.store.names(&format!("families/{family}"), known).damage;
        let visits = self.store.visits_of(family);
        let assessments = self.store.assessments_of(family);
        self.tell_all(strangers.into_iter().chain(visits.damage).chain(assessments.damage));
        visits.good.iter().for_each(|id| self.show(Key::visit(id), |r| AnyRecord::Visit(r)));
        let made = assessments.good.iter();
        made.for_each(|id| self.show(Key::assessment(id), |r| AnyRecord::Assessment(r)));
    }

    fn show<B: Evidence>(
        &mut self,
        key: Result<Key<B>, Error>,
        any: for<'r> fn(&'r Record<B>) -> AnyRecord<'r>,
    ) {
        // The ids come from names that were checked.
        if let Some(record) = key.ok().and_then(|k| self.record(&k)) {
            (self.on_record)(any(&record));
        }
    }

    fn evidence(&mut self) {
        let bases = self.store.base_assessments();
        self.tell_all(bases.damage);
        bases.good.iter().for_each(|id| self.show(Key::base(id), |r| AnyRecord::Base(r)));
        let lists = self.store.week_lists();
        self.tell_all(lists.damage);
        self.each("week lists", &lists.good, |scan, week| {
            scan.week_list(week);
        });
        let weeks = self.store.outing_weeks();
        self.tell_all(weeks.damage);
        self.each("weeks of outings", &weeks.good, |scan, week| {
            scan.outings_of(week);
        });
    }

    fn outings_of(&mut self, week: &str) {
        // The name was checked when the weeks were listed.
        let Ok(week) = Week::parse(week) else { return };
        let outings = self.store.outings_in(week);
        self.tell_all(outings.damage);
        outings.good.iter().for_each(|id| self.outing(id));
    }

    fn week_list(&mut self, week: &str) {
        let Ok(week) = Week::parse(week) else { return };
        let key = Key::week(week);
        let Some(record) = self.record(&key) else { return };
        for entry in &record.entries {
            if let WeekEvent::List { visit } = &entry.body {
                self.refers(&key, visit);
            }
        }
        (self.on_record)(AnyRecord::Week(&record));
    }

    fn outing(&mut self, id: &str) {
        let Ok(key) = Key::outing(id) else { return };
        let Some(record) = self.record(&key) else { return };
        for entry in &record.entries {
            let stops = match &entry.body {
                OutingEvent::SignOut { stops, .. } => stops.as_slice(),
                OutingEvent::AddStop { stop, .. } => std::slice::from_ref(stop),
                OutingEvent::Contact { .. }
                | OutingEvent::NoAnswer { .. }
                | OutingEvent::Arrive { .. }
                | OutingEvent::Late { .. }
                | OutingEvent::Enter { .. }
                | OutingEvent::Leave { .. }
                | OutingEvent::CalledOff { .. }
                | OutingEvent::Extend { .. }
                | OutingEvent::Back { .. }
                | OutingEvent::Distress { .. }
                | OutingEvent::Resolve { .. }
                | OutingEvent::Delay { .. }
                | OutingEvent::Home { .. }
                | OutingEvent::Told { .. }
                | OutingEvent::Concern { .. }
                | OutingEvent::DutyDone { .. }
                | OutingEvent::Alarm(_)
                | OutingEvent::Undo { .. }
                | OutingEvent::TakenBack { .. }
                | OutingEvent::Judge(_) => &[],
            };
            // A breach may cover a place that was never planned.
            for stop in stops.iter().filter(|s| !s.visit.is_empty()) {
                self.refers(&key, &stop.visit);
            }
        }
        (self.on_record)(AnyRecord::Outing(&record));
    }

    /// A visit that is named must exist.
    fn refers<B>(&mut self, key: &Key<B>, visit: &str) {
        if Key::visit(visit).map_or(true, |k| self.store.lacks(&k)) {
            let what = format!("it names the visit {visit}, which is not there");
            let hint = "Bring the visit's record back, from git or the machine that planned it.";
            self.tell(damage(&key.path(), what, hint));
        }
    }

    /// Reads one record and tells what is wrong with it.
    fn record<B: Evidence>(&mut self, key: &Key<B>) -> Option<Record<B>> {
        let record = match self.store.read(key, self.now) {
            Ok(record) => record?,
            Err(damage) => {
                self.tell(damage);
                return None;
            }
        };
        let whole = record.damage.iter().map(|d| (d.clone(), missing_event(d)));
        let lines = record.doubtful.iter().map(|d| (d.damage.clone(), Some(d.line.clone())));
        self.found.extend(whole.chain(lines).map(|(damage, accept)| Finding {
            damage,
            warning: false,
            accept,
            record: Some(record.id.clone()),
        }));
        Some(record)
    }

    /// Markers that stand for nothing. Whether they agree with their records is the caller's to say.
    fn markers(&mut self) {
        let (missing, strange) = self.store.marked_and_missing();
        self.tell_all(strange);
        self.tell_all(missing.into_iter().map(|m| m.damage));
    }

    /// Modes that let others read, and what a power cut left.
    fn tidiness(&mut self) {
        let store = self.store;
        let root = store.root.clone();
        // After a clone every file is readable: they are counted, and the first of them named.
        let mut wide = Paths::default();
        let mut passed_over = Paths::default();
        let mut look = vec![String::new()];
        while let Some(folder) = look.pop() {
            let entries = file::list(&root.join(&folder)).unwrap_or_default();
            let path = |entry: &file::Listed| format!("{folder}{}", entry.name);
            for entry in entries.iter().filter(|e| path(e) != ".git") {
                // Where it is all that is left of a record, that is told elsewhere, and nothing calls it removable.
                let passed = file::is_junk(&entry.name);
                let alone = passed
                    && store
                        .only_renamed(folder.trim_end_matches('/'), &entry.name, &entries)
                        .is_some();
                self.leftover(&path(entry), &entry.name, alone);
                let over = passed_over_name(&entry.name) && !alone;
                passed_over.add_if(over, || path(entry));
                look.extend(entry.folder.then(|| path(entry) + "/"));
                let readable =
                    (entry.file || entry.folder) && others_may_read(&root.join(path(entry)));
                wide.add_if(readable, || path(entry));
            }
        }
        self.passed_over(&passed_over);
        if let Some(first) = wide.named.first() {
            let what = match wide.number {
                1 => "it can be read by others on this machine".to_owned(),
                n => format!("{n} files and folders can be read by others on this machine"),
            };
            self.warn(first, what, "In the record folder: chmod -R go= .");
        }
    }

    fn passed_over(&mut self, paths: &Paths) {
        if let Some(first) = paths.named.first() {
            let what = format!(
                "{} file(s) left by editors and desktops were passed over: {}",
                paths.number,
                paths.named.join(", ")
            );
            self.warn(
                first,
                what,
                "Look whether one of them holds more than its original; then remove them.",
            );
        }
    }

    fn leftover(&mut self, path: &str, name: &str, alone: bool) {
        if file::is_leftover(name) && !alone {
            self.warn(path, "a temporary file was left by a power cut", "It can be removed.");
        }
    }
}

/// Paths of one kind: how many, and the first of them.
#[derive(Debug, Default)]
struct Paths {
    number: usize,
    named: Vec<String>,
}

impl Paths {
    /// How many are named.
    const NAMED: usize = 5;

    fn add_if(&mut self, it_is_one: bool, path: impl FnOnce() -> String) {
        self.number += usize::from(it_is_one);
        if it_is_one && self.named.len() < Paths::NAMED {
            self.named.push(path());
        }
    }
}

/// The event that a hole is named by.
fn missing_event(damage: &Damage) -> Option<String> {
    damage.hint.rsplit_once(ACCEPT).map(|(_, id)| id.to_owned())
}

/// Known for what it is, and no record: not hv's own keeper of an empty folder, nor its own temporary file.
fn passed_over_name(name: &str) -> bool {
    file::is_junk(name) && name != ".keep" && !file::is_leftover(name)
}

fn others_may_read(path: &Path) -> bool {
    std::fs::symlink_metadata(path).is_ok_and(|about| files::others_may(&about, 0o077))
}
