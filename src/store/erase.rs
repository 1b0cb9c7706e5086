//! How a record goes: holds, tombstones, and the one place where hv removes evidence.
//!
//! Each call removes one record and makes that durable. What goes first and what last is for the caller, who writes the
//! tombstone before any of it; a marker always goes before the record it stands for, since a marker without a record is
//! an alarm. It removes no folder that holds anything, rewrites no line, and leaves git's history as it is.

use super::frozen::Frozen;
use super::marker::owed_record;
use super::record::Around;
use super::{Evidence, Key, Loaded, Store, damage, file, layout, line, toml_words};
use crate::domain::entry::Record;
use crate::domain::erasure::{ErasureEvent, HoldEvent, Mark};
use crate::domain::retention::{Kind, Schedule, holds_word};
use crate::error::{Damage, Error};
use crate::when::{Day, Moment, Week};
use serde::Serialize;
use std::path::Path;

/// What is removed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Doomed {
    /// A record, by what it is and its id.
    Record(Kind, String),
    /// A hold that was released, by id.
    Hold(String),
    /// An address, by id.
    Address(String),
    /// A draft of this copy, by name.
    Draft(String),
}

const HINT: &str = "Put the file right with an editor, or take it back from git.";

/// The line that makes git merge what lies in `retention/` by union, for folders made before there was any.
const ATTRIBUTE: &str = "retention/*/*.yaml merge=union text eol=lf\n";

/// How a record is known again. `None`: nothing in it can be read.
pub fn mark<B: Evidence>(record: &Record<B>) -> Option<Mark> {
    let first = record.entries.first()?;
    let said = line::spell(&first.body).ok()?;
    let first = [&first.id, &first.at.rfc3339(), &first.typed.rfc3339(), &first.by, &said];
    let first = first.map(String::as_str).join("\n");
    let mut all: Vec<&str> = record.entries.iter().map(|e| e.id.as_str()).collect();
    all.extend(record.doubtful.iter().map(|d| d.line.as_str()));
    all.sort_unstable();
    Some(Mark {
        first: line::digest(first.as_bytes()),
        whole: line::digest(all.join("\n").as_bytes()),
    })
}

/// The same of a record as git has it, by its path. `None`: no record lies there, or nothing in it can be read.
pub fn mark_of_shared(path: &str, bytes: &[u8], now: Moment) -> Option<Mark> {
    fn read<B: Evidence>(key: Result<Key<B>, Error>, bytes: &[u8], now: Moment) -> Option<Mark> {
        mark(&super::record::parse(
            &key.ok()?,
            bytes,
            Around { now, as_of: None, frozen: &Frozen::default() },
        ))
    }
    let parts: Vec<&str> = path.strip_suffix(".yaml")?.split('/').collect();
    match parts.as_slice() {
        ["outings", _, id] => read(Key::outing(id), bytes, now),
        ["weeks", id] => read(Week::parse(id).map(Key::week).map_err(Error::usage), bytes, now),
        ["families", family, "visits", id] => {
            read(Key::visit(&format!("{family}/{id}")), bytes, now)
        }
        ["families", family, "assessments", id] => {
            read(Key::assessment(&format!("{family}/{id}")), bytes, now)
        }
        _ => None,
    }
}

/// How a card is known again, as long as nobody changes it.
pub fn mark_of_card<T: Serialize>(card: &T) -> Option<Mark> {
    let whole = line::digest(line::spell(card).ok()?.as_bytes());
    Some(Mark { first: whole.clone(), whole })
}

impl Store {
    /// How long records are kept. Without the file nothing is set.
    pub fn retention(&self) -> Result<Schedule, Damage> {
        let path = "retention.toml";
        let bytes = file::read(&self.root.join(path), file::SMALL_LIMIT)
            .map_err(|e| damage(path, format!("it cannot be read: {e}"), HINT))?;
        let Some(bytes) = bytes else { return Ok(Schedule::unset()) };
        let text = super::yaml::text(&bytes).map_err(|w| w.in_file(path, HINT))?;
        let waits = "Until it is put right nothing is due.";
        let schedule: Schedule =
            toml::from_str(text).map_err(|e| toml_words::plainly(&e, text).in_file(path, waits))?;
        schedule.checked().map_err(|wrong| damage(path, wrong.join("; "), waits))
    }

    /// Every hold. One that cannot be read is among the damage, and may hold anything.
    pub fn holds(&self, now: Moment) -> Loaded<Record<HoldEvent>> {
        self.kept_beside("retention/holds", now, Key::hold)
    }

    /// Every erasure.
    pub fn erasures(&self, now: Moment) -> Loaded<Record<ErasureEvent>> {
        self.kept_beside("retention/erasures", now, Key::erasure)
    }

    fn kept_beside<B: Evidence>(
        &self,
        folder: &str,
        now: Moment,
        key: fn(&str) -> Result<Key<B>, Error>,
    ) -> Loaded<Record<B>> {
        let names = self.names(folder, |entry| {
            let name = entry.name.strip_suffix(".yaml").filter(|n| layout::dated(n))?;
            Some(name.to_owned())
        });
        let mut all = Loaded { good: Vec::new(), damage: names.damage };
        for key in names.good.iter().filter_map(|id| key(id).ok()) {
            match self.read(&key, now) {
                Ok(record) => all.good.extend(record),
                Err(damage) => all.damage.push(damage),
            }
        }
        all
    }

    /// What is wrong with `retention.toml` and with what lies in `retention/`.
    pub(super) fn retention_damage(&self, now: Moment) -> Vec<Damage> {
        fn within<B>(loaded: Loaded<Record<B>>) -> Vec<Damage> {
            let inside = loaded.good.into_iter().flat_map(|record| {
                record.doubtful.into_iter().map(|d| d.damage).chain(record.damage)
            });
            loaded.damage.into_iter().chain(inside).collect()
        }
        let known = ["holds", "erasures"];
        let strangers =
            self.names("retention", |e| known.contains(&e.name.as_str()).then(|| e.name.clone()));
        let mut all = strangers.damage;
        all.extend(self.retention().err());
        let (holds, erasures) = (self.holds(now), self.erasures(now));
        let relied_on = !holds.good.is_empty() || !erasures.good.is_empty();
        if relied_on && self.root.join("retention.toml").symlink_metadata().is_err() {
            let what = "it is not there, and records have been erased or held by it: nothing is due any more, and \
                        everything is kept for ever";
            let hint = "Take it back from git or a backup; or begin anew, in the record folder: \
                        hv retention --defaults > retention.toml, and read it.";
            all.push(damage("retention.toml", what, hint));
        }
        all.extend(within(holds));
        all.extend(within(erasures));
        all
    }

    /// The next free id of a hold.
    pub fn next_hold_id(&self, day: Day) -> Result<String, Error> {
        self.next_beside("retention/holds", day, Key::hold)
    }

    /// The next free id of an erasure.
    pub fn next_erasure_id(&self, day: Day) -> Result<String, Error> {
        self.next_beside("retention/erasures", day, Key::erasure)
    }

    /// One that this copy began, and that was killed before it held a line, is gone on with: it would read as damage.
    fn next_beside<B>(
        &self,
        folder: &str,
        day: Day,
        key: fn(&str) -> Result<Key<B>, Error>,
    ) -> Result<String, Error> {
        let tag = self.tag()?;
        let ids = self.names(folder, |e| e.name.strip_suffix(".yaml").map(str::to_owned)).good;
        let empty = |id: &String| {
            let its = id.rsplit_once('-').and_then(|(_, last)| layout::number_and_tag(last));
            let Some(key) = key(id).ok().filter(|_| its.is_some_and(|(_, t)| t == tag)) else {
                return false;
            };
            let held = file::read(&self.root.join(key.path()), file::RECORD_LIMIT);
            held.is_ok_and(|held| held.is_some_and(|h| key.header().as_bytes().starts_with(&h)))
        };
        match ids.into_iter().find(empty) {
            Some(id) => Ok(id),
            None => self.next_number(folder, &format!("{day}-")),
        }
    }

    /// Makes git merge holds and erasures by union, in a folder that is older than they are.
    pub fn merge_retention_by_union(&self) -> Result<(), Error> {
        let path = self.root.join(".gitattributes");
        let failed = |e: std::io::Error| {
            Error::failed(format!("NOT RECORDED: could not write {}", path.display())).because(e)
        };
        let held = file::read(&path, file::SMALL_LIMIT).map_err(failed)?.unwrap_or_default();
        let text = String::from_utf8_lossy(&held);
        if text.contains(ATTRIBUTE.trim_end()) {
            return Ok(());
        }
        let end = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
        file::replace(&path, format!("{text}{end}{ATTRIBUTE}").as_bytes()).map_err(failed)
    }

    /// Removes one record for good, its markers first. One that is gone already is no failure.
    ///
    /// # Errors
    /// It is still there, or may come back with the power.
    pub fn erase(&self, doomed: &Doomed) -> Result<(), Error> {
        let path = doomed_path(doomed)?;
        if let Doomed::Draft(name) = doomed {
            self.drop_draft(name)?;
            return self.remove_leftovers("local/drafts", &format!(".{name}.yaml."));
        }
        if let Doomed::Record(kind, id) = doomed {
            self.remove_markers_of(*kind, id, &path)?;
        }
        let full = self.root.join(&path);
        let failed = |e: std::io::Error| {
            Error::failed(format!("NOT ERASED: could not remove {}", full.display())).because(e)
        };
        self.keep_no_more(&path).map_err(failed)?;
        file::inside(&self.root, &path).and_then(|_| file::remove(&full)).map_err(failed)?;
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", &path));
        self.remove_leftovers(folder, &format!(".{name}."))?;
        if let Doomed::Record(Kind::Family, _) = doomed {
            let folder = full.parent().unwrap_or(&self.root);
            Self::remove_family_folder(folder);
            file::sync_folder(&self.root.join("families")).map_err(failed)?;
        }
        if let Doomed::Record(Kind::Outing, _) = doomed
            && let Some(folder) = full.parent()
        {
            file::remove_empty(folder);
        }
        Ok(())
    }

    /// The folder of a family that has nothing in it any more; one that has stays.
    fn remove_family_folder(folder: &Path) {
        for empty in [folder.join("visits"), folder.join("assessments"), folder.to_owned()] {
            file::remove_empty(&empty);
        }
    }

    /// Folders named for a family with no file in them, as a kill leaves them: the name is all they hold.
    ///
    /// # Errors
    /// The folder cannot be listed.
    pub fn remove_empty_families(&self) -> Result<(), Error> {
        let families = self.root.join("families");
        let listed =
            file::list(&families).map_err(|e| Error::failed("cannot list families").because(e))?;
        listed
            .iter()
            .filter(|e| e.folder && layout::plain(&e.name))
            .for_each(|e| Self::remove_family_folder(&families.join(&e.name)));
        Ok(())
    }

    /// What a kill or a power cut left of a file while it was being replaced: it holds what the file held.
    fn remove_leftovers(&self, folder: &str, named: &str) -> Result<(), Error> {
        let folder = self.root.join(folder);
        let failed = |e: std::io::Error| {
            Error::failed(format!("NOT ERASED: {} may hold leftovers", folder.display())).because(e)
        };
        let listed = file::list(&folder).map_err(failed)?;
        let its = listed.iter().filter(|e| file::is_leftover(&e.name) && e.name.contains(named));
        its.map(|e| folder.join(&e.name)).try_for_each(|path| file::remove(&path).map_err(failed))
    }

    fn remove_markers_of(&self, kind: Kind, id: &str, path: &str) -> Result<(), Error> {
        match kind {
            Kind::Outing => self.remove_marker(super::Mark::Out(id))?,
            Kind::Visit => self.remove_marker(super::Mark::Planned(id))?,
            Kind::Week | Kind::Assessment | Kind::Base | Kind::Family | Kind::Person => {}
        }
        let (family, rest) = id.split_once('/').unwrap_or(("", id));
        let flat = if family.is_empty() { rest.to_owned() } else { format!("{rest}.{family}.") };
        for folder in ["open/out", "open/planned", "open/owed"] {
            self.remove_leftovers(folder, &flat)?;
        }
        let listed = file::list(&self.root.join("open/owed"))
            .map_err(|e| Error::failed("cannot list open/owed").because(e))?;
        let its = listed.iter().filter(|e| owed_record(&e.name).as_deref() == Some(path));
        its.map(|e| super::Mark::Owed(&e.name)).try_for_each(|mark| self.remove_marker(mark))
    }

    /// The names of every draft of this copy in which one of these words stands, by its name or its text.
    pub fn drafts_with(&self, words: &[String]) -> Result<Vec<String>, Error> {
        let mut found = Vec::new();
        for name in self.drafts("")? {
            let path = self.draft_path(&name);
            let bytes = file::read(&path, file::POLICY_LIMIT).map_err(|e| {
                Error::failed(format!("{} cannot be read", path.display())).because(e)
            })?;
            let text = String::from_utf8_lossy(&bytes.unwrap_or_default()).to_lowercase();
            let name_or_text = format!("{name}\n{text}");
            if words.iter().any(|word| holds_word(name_or_text.as_bytes(), word)) {
                found.push(name);
            }
        }
        Ok(found)
    }

    /// Every file of the folder, git's own left out, in which one of these words stands; and what could not be looked
    /// into, which may hold them too. Capitals make no difference.
    pub fn mentions(&self, words: &[String]) -> Loaded<String> {
        let mut all = Loaded::default();
        let mut look = vec![String::new()];
        while let Some(folder) = look.pop() {
            let entries = file::list(&self.root.join(&folder)).unwrap_or_else(|e| {
                all.damage.push(damage(&folder, format!("the folder cannot be listed: {e}"), HINT));
                Vec::new()
            });
            for entry in entries.iter().filter(|e| !folder.is_empty() || e.name != ".git") {
                let path = format!("{folder}{}", entry.name);
                let holds = holds(&self.root.join(&path), entry, words);
                all.good.extend(matches!(holds, Ok(true)).then(|| path.clone()));
                look.extend(entry.folder.then(|| format!("{path}/")));
                let why =
                    holds.err().map(|e| damage(&path, format!("it cannot be read: {e}"), HINT));
                all.damage.extend(why);
            }
        }
        all.good.sort();
        all
    }

    /// Whether git keeps a history of the folder.
    pub fn is_git(&self) -> bool {
        self.root.join(".git").exists()
    }
}

/// One of the words stands in its name, or in what it holds.
fn holds(path: &Path, entry: &file::Listed, words: &[String]) -> std::io::Result<bool> {
    let within = |bytes: &[u8]| words.iter().any(|word| holds_word(bytes, word));
    if within(entry.name.to_lowercase().as_bytes()) {
        return Ok(true);
    }
    if entry.folder {
        return Ok(false);
    }
    let bytes = file::read(path, file::RECORD_LIMIT)?.unwrap_or_default();
    Ok(within(&bytes.to_ascii_lowercase()))
}

fn doomed_path(doomed: &Doomed) -> Result<String, Error> {
    let card = |folder: &str, id: &str| {
        layout::directory_path(folder, id).map(|p| p.to_string_lossy().into_owned())
    };
    match doomed {
        Doomed::Record(Kind::Week, id) => {
            Week::parse(id).map(|week| Key::week(week).path()).map_err(Error::usage)
        }
        Doomed::Record(Kind::Outing, id) => Key::outing(id).map(|k| k.path()),
        Doomed::Record(Kind::Visit, id) => Key::visit(id).map(|k| k.path()),
        Doomed::Record(Kind::Assessment, id) => Key::assessment(id).map(|k| k.path()),
        Doomed::Record(Kind::Base, id) => Key::base(id).map(|k| k.path()),
        Doomed::Record(Kind::Family, id) => card("families", id),
        Doomed::Record(Kind::Person, id) => card("people", id),
        Doomed::Hold(id) => Key::hold(id).map(|k| k.path()),
        Doomed::Address(id) => card("addresses", id),
        Doomed::Draft(name) => Ok(format!("local/drafts/{name}")),
    }
}
