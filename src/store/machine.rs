//! What this machine saw last, outside the record folder: an outing that was open and has vanished is a danger
//! with a name; a clock that runs backwards silences nothing; a heartbeat says when somebody last looked.
//!
//! Damage here is told and never stops anything.

use super::{Store, damage, file, layout, line};
use crate::domain::alarm::AlarmLine;
use crate::domain::channel::{Channel, Watch};
use crate::domain::entry::Entry;
use crate::domain::events::Contactable;
use crate::error::{Damage, Error};
use crate::os::files;
use crate::when::{Moment, Span};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What was seen.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct MachineState {
    /// The outings that the last complete sweep saw open, with the names of the people out.
    #[serde(default)]
    pub seen_open: BTreeMap<String, Vec<String>>,
    /// The latest time any sweep here saw.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_seen: Option<Moment>,
    /// What the clock said then, if it was behind that. Absent: it was not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub behind: Option<Moment>,
    /// When the last complete sweep ended well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heartbeat: Option<Moment>,
    /// When the last run of `hv overdue --alert` began here, however it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_run: Option<Moment>,
    /// The longest time of the last week in which no run ended well: its seconds, and when it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub longest_gap: Option<(Span, Moment)>,
    /// The channels of `hv.toml` when it could last be read: a slip in that file must not make the alarm dumb.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub channels: Vec<Channel>,
    /// Its `[watch]`, likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub watch: Option<Watch>,
    /// Everybody whom the ladders of those who are out end with, for when the record folder itself is gone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub everyone: Vec<Contactable>,
    /// When each alarm was last printed by `hv overdue --alert` here: nobody knows whether anybody read it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub printed: BTreeMap<String, Moment>,
    /// Lines of the log of an alarm that no record could take: it is missing, damaged, or could not be written. By the
    /// record's id.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub noted: BTreeMap<String, Vec<Noted>>,
}

/// A line of the log of an alarm, kept here for want of a record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Noted {
    /// Its id.
    pub id: String,
    /// When.
    pub at: Moment,
    /// What.
    pub line: AlarmLine,
}

impl Noted {
    /// As it would stand in a record.
    pub fn entry(&self) -> Entry<AlarmLine> {
        Entry {
            id: self.id.clone(),
            after: Vec::new(),
            at: self.at,
            typed: self.at,
            by: "hv".to_owned(),
            clock_given: false,
            on_paper: None,
            body: self.line.clone(),
        }
    }
}

/// How long a note is kept of something that is not late any more.
const NOTES_KEPT: Span = Span::minutes(7 * 24 * 60);

/// One run of the alarm at a time, on this machine and for this folder. The lock is the system's own, so it ends with
/// the run, however that ends.
#[derive(Debug)]
pub struct RunLock {
    _file: File,
}

/// Why a run of the alarm has not the field to itself.
#[derive(Debug)]
pub enum Busy {
    /// Another run is under way.
    Running(Other),
    /// Nobody can tell: it is told all the same.
    Failed(Error),
}

/// The run that has the field, as far as it has said. A run that could not say is older than any.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Other {
    /// When it began, by this machine's clock.
    pub began: Option<Moment>,
    /// Its process.
    pub process: Option<u32>,
}

impl Other {
    fn of(file: &File, path: &Path) -> Other {
        // What cannot be read says nothing, and a run of which nothing is known holds nobody back.
        let text = files::read_note(file, path, LONGEST_NOTE);
        let mut words = text.split_whitespace();
        Other {
            began: words.next().and_then(|word| Moment::parse(word).ok()),
            process: words.next().and_then(|word| word.parse().ok()),
        }
    }
}

/// How long a run may take from having the field to having said since when.
const SECOND_LOOK: Duration = Duration::from_millis(50);

/// The most that is read of what a run says of itself.
const LONGEST_NOTE: u64 = 100;

impl MachineState {
    /// What is remembered of a record folder that cannot be opened at all: it is found by the folder's path. `None`:
    /// nothing is.
    pub fn of_gone(folder: &Path, root: &Path) -> Option<(MachineState, PathBuf)> {
        let root = std::path::absolute(root).ok()?;
        let place = format!("-{}.json", line::digest(root.to_string_lossy().as_bytes()));
        let known = file::list(folder).ok()?.into_iter().find(|e| e.name.ends_with(&place))?;
        let path = folder.join(known.name);
        let bytes = file::read(&path, file::RECORD_LIMIT).ok().flatten()?;
        Some((serde_json::from_slice(&bytes).ok()?, path))
    }

    /// Writes back what [`MachineState::of_gone`] found.
    ///
    /// # Errors
    /// It could not be written.
    pub fn save_gone(&self, path: &Path) -> Result<(), Error> {
        let failed = |e: std::io::Error| {
            Error::failed(format!("could not write {}", path.display())).because(e)
        };
        let text =
            line::spell(self).map_err(|e| Error::bug("the state cannot be spelt").because(e))?;
        file::replace(path, format!("{text}\n").as_bytes()).map_err(failed)
    }

    /// Reads it from this machine's state folder. What cannot be read counts as nothing seen, and is told; once it was set
    /// aside, until a person has taken it away.
    pub fn load(folder: &Path, store: &Store) -> (MachineState, Option<Damage>) {
        let path = state_path(folder, store);
        match read_state(&path) {
            Ok(state) => (state.unwrap_or_default(), told_until_accepted(&path)),
            Err(why) => {
                let what = format!("what this machine saw last cannot be read: {why}");
                let damage = unreadable(&path, what);
                (MachineState::default(), Some(damage))
            }
        }
    }

    /// The moment at which lateness is judged: the clock's, or, if the clock was set back, the latest that was seen here
    /// and what has gone by since it was. Time that stood still would repeat no alarm.
    pub fn judged_at(&self, clock: Moment) -> Moment {
        match self.last_seen {
            Some(seen) if clock < seen => {
                let gone_by = self.behind.map_or(0, |first| clock.seconds_since(first).max(0));
                seen.plus(Span::seconds(gone_by))
            }
            Some(_) | None => clock,
        }
    }

    /// Remembers the moment that was judged at; and, of a clock that is behind it, what it said then. What has gone by is
    /// counted from there, so that a clock which is set back a second time takes nothing back.
    pub fn saw(&mut self, clock: Moment) {
        let now = self.judged_at(clock);
        self.last_seen = Some(now);
        self.behind = (clock < now).then_some(clock);
    }

    /// The lines noted here about a record.
    pub fn notes(&self, record: &str) -> Vec<Entry<AlarmLine>> {
        self.noted.get(record).into_iter().flatten().map(Noted::entry).collect()
    }

    /// Keeps a line that no record could take, and gives back its id: a name for what it says. The result of an attempt
    /// may reach the record after all, and another machine with it; there it must not pass for the result of something
    /// else that was noted in the same second.
    pub fn note(&mut self, record: &str, at: Moment, line: AlarmLine) -> String {
        let said = line::digest(format!("{line:?}").as_bytes());
        let id = format!("note-{}-{said}", at.seconds_since(Moment::epoch()));
        let lines = self.noted.entry(record.to_owned()).or_default();
        lines.push(Noted { id: id.clone(), at, line });
        id
    }

    /// Forgets what was noted and printed of things that are not late any more, a week after the last line.
    pub fn forget_old(&mut self, live: &BTreeSet<String>, now: Moment) {
        let recent = |at: Moment| now < at.plus(NOTES_KEPT);
        self.noted.retain(|record, lines| {
            live.contains(record) || lines.iter().any(|line| recent(line.at))
        });
        self.printed.retain(|_, at| recent(*at));
    }

    /// Takes the field for one run of the alarm, which begins at `now` and says so in the file that it locks: for a
    /// later run to see whether this one still goes on.
    ///
    /// # Errors
    /// Another run has it, or the state folder cannot be used.
    pub fn run_lock(folder: &Path, store: &Store, now: Moment) -> Result<RunLock, Busy> {
        let path = state_path(folder, store).with_extension("run");
        let failed = |e: std::io::Error| {
            let what = format!("cannot lock {}", path.display());
            Busy::Failed(Error::failed(what).because(e))
        };
        let made = if folder.is_dir() { Ok(()) } else { make_all(folder) };
        let file = made.and_then(|()| file::open_to_lock(&path)).map_err(failed)?;
        let mut tried = file.try_lock();
        if matches!(tried, Err(TryLockError::WouldBlock)) {
            // It may have begun this instant, and not have said so yet.
            std::thread::sleep(SECOND_LOOK);
            tried = file.try_lock();
        }
        match tried {
            Ok(()) => {
                let note = format!("{} {}\n", now.rfc3339(), std::process::id());
                // A full disk keeps nobody from telling; a later run then takes this one for one that hangs.
                let _said = files::leave_note(&file, &path, note.as_bytes());
                Ok(RunLock { _file: file })
            }
            Err(TryLockError::WouldBlock) => Err(Busy::Running(Other::of(&file, &path))),
            Err(TryLockError::Error(e)) => Err(failed(e)),
        }
    }

    /// Writes it whole, making the folder if need be. What is there and cannot be read is set aside, not written over.
    pub fn save(&self, folder: &Path, store: &Store) -> Result<(), Error> {
        let path = state_path(folder, store);
        if read_state(&path).is_err() {
            // Where it cannot be set aside, writing fails as well, or mends it: either is told.
            let _told_by_what_follows = std::fs::rename(&path, aside(&path));
        }
        let text =
            line::spell(self).map_err(|e| Error::bug("the state cannot be spelt").because(e))?;
        let made = if folder.is_dir() { Ok(()) } else { make_all(folder) };
        made.and_then(|()| file::replace(&path, format!("{text}\n").as_bytes())).map_err(|e| {
            Error::failed(format!("could not write {}", path.display())).because(e).hint(
                "This machine cannot keep what it saw: an outing that vanishes will not be noticed here.",
            )
        })
    }
}

fn read_state(path: &Path) -> Result<Option<MachineState>, String> {
    match file::read(path, file::RECORD_LIMIT) {
        Ok(None) => Ok(None),
        Ok(Some(bytes)) => serde_json::from_slice(&bytes).map(Some).map_err(|e| e.to_string()),
        Err(e) => Err(e.to_string()),
    }
}

/// Where a memory goes that cannot be read.
fn aside(path: &Path) -> PathBuf {
    path.with_extension("damaged")
}

/// A memory that was set aside is told of until it is gone: whoever was out when it was lost is remembered nowhere else.
fn told_until_accepted(path: &Path) -> Option<Damage> {
    let aside = aside(path);
    std::fs::symlink_metadata(&aside).ok()?;
    let what = "what this machine saw last could not be read, and was set aside here".to_owned();
    Some(unreadable(&aside, what))
}

fn unreadable(path: &Path, what: String) -> Damage {
    let hint = "An outing that vanished from the record folder before that is not noticed by this machine: find out by \
                telephone whether everybody who went out is back. It is told until the file is taken away: look at it, \
                run hv doctor, then remove it.";
    Damage { may_hide_somebody: true, ..damage(&path.display().to_string(), what, hint) }
}

/// The outings that were open at the last complete sweep and that nobody accounts for now, with the people.
pub fn vanished<'a>(
    seen: &'a MachineState,
    accounted_for: &[String],
) -> Vec<(&'a str, &'a [String])> {
    let gone = seen.seen_open.iter().filter(|(id, _)| !accounted_for.contains(id));
    gone.map(|(id, people)| (id.as_str(), people.as_slice())).collect()
}

/// Under the store's id and the folder's real path: two clones on one machine are two.
fn state_path(folder: &Path, store: &Store) -> PathBuf {
    let place = format!("-{}.json", line::digest(store.root().to_string_lossy().as_bytes()));
    if let Ok(school) = store.school() {
        let id = if layout::plain(&school.store) { school.store } else { "store".to_owned() };
        return folder.join(format!("{id}{place}"));
    }
    // A damaged hv.toml must not make this machine forget who was out.
    let before = file::list(folder).unwrap_or_default();
    let before = before.into_iter().find(|entry| entry.name.ends_with(&place));
    folder.join(before.map_or(format!("store{place}"), |entry| entry.name))
}

/// The folder, with those above it.
pub(super) fn make_all(folder: &Path) -> std::io::Result<()> {
    let there = folder.ancestors().find(|f| f.is_dir()).unwrap_or(Path::new("/"));
    file::make_folders(there, folder)
}
