//! The record folder: records as files.
//!
//! Two kinds of file, and they never mix. *Directories* (school, policy, people, families, addresses) are facts
//! as they stand: read strictly, replaced whole. *Evidence* (outings, visits, assessments, week lists) is what
//! happened: one event is one line, only ever appended, each with a check and the names of the events before
//! it, so that git merges it by union and nothing can vanish or change unseen.
//!
//! One way to write: hold a [`Lock`], read, let a rule decide, [`Store::append`]. What is not durable is
//! not recorded, and says so.
//!
//! | question | file |
//! |---|---|
//! | where does each thing lie? | `layout` |
//! | how are files opened, made, replaced, listed? | `file` |
//! | how is an event spelt? | `line` |
//! | what does a record hold, and what of it can be trusted? | `record`; the same watch in many sign-outs, once: `frozen` |
//! | how is an event made durable? | `write` |
//! | does git work on the folder just now? | `plain_git` |
//! | who writes now, and under which machine's name? | `lock`, `copy` |
//! | how are hand-edited files read? | `yaml`, `directory` |
//! | who else lives somewhere? | `families` |
//! | how are many things read at once? | `cores` |
//! | what does a sheet from another system hold? | `sheet` |
//! | what is open? | `marker` |
//! | what did another machine write? | `foreign` |
//! | what does `hv sync` keep on this machine? | `side`, `seen` |
//! | what is a signature with a key over? | `sealed` |
//! | what holds an erasure up, what did one leave, how does a record go? | `erase` |
//! | does it all agree? | `scan`, and on every core `scan_all` |
//! | is there a second copy of what is open? | `copies` |
//! | is a record there under another name only? | `renamed` |
//! | what did this machine see last? | `machine`, `closed` |
//! | when did this machine last check a signature? | `verified` |
//! | where is a printed page put, and where years of records as tables? | `paper`, `exported` |
//! | what was cut off while it was being written? | `torn` |
//! | what if another program puts another file in a record's place? | `plain_git`, `kept` |
//! | what if hv itself is wrong over one record? | `alone` |
//!
//! What this room will not do: decide whether anything may happen, look at the clock, or run git.

#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the store is the room that opens files"
)]

mod alone;
mod closed;
mod copies;
mod copy;
mod cores;
mod create;
mod day_sheet;
mod directory;
mod draft;
mod erase;
mod exported;
mod families;
mod file;
pub mod foreign;
mod frozen;
mod kept;
mod layout;
mod line;
mod lock;
mod machine;
mod marker;
mod outside;
mod paper;
mod plain_git;
mod record;
mod renamed;
mod replay;
mod scan;
mod scan_all;
mod sealed;
mod seen;
mod settings;
mod sheet;
mod side;
mod straight;
#[cfg(test)]
mod tests;
mod toml_words;
mod torn;
mod verified;
mod write;
mod yaml;
mod yaml_words;

pub use alone::alone;
pub use closed::Closed;
pub use cores::on_all_cores;
pub use directory::{Cards, Loaded};
pub use draft::Configured;
pub use erase::{Doomed, mark, mark_of_card, mark_of_shared};
pub use exported::Exported;
pub use families::FamilyTexts;
pub use kept::Taken;
pub use layout::Key;
pub use lock::Lock;
pub use machine::{Busy, MachineState, Noted, Other, RunLock, vanished};
pub use marker::{Mark, Markers, OutMarker, OwedMarker, PlannedMarker};
pub use paper::Over;
pub use paper::put_manual;
pub use record::{Evidence, can_be_accepted};
pub use scan::{AnyRecord, Finding, Missing};
pub use scan_all::Progress;
pub use seen::{Looks, Seen};
pub use sheet::{Row, Sheet};
pub use side::{Clash, Met, Quiet, Side};
pub use torn::Torn;
pub use verified::{LastCheck, Verified};
pub use write::NewEvent;

use crate::error::{Damage, Error};
use crate::when::Moment;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// An open record folder.
#[derive(Debug, Clone)]
pub struct Store {
    root: PathBuf,
    as_of: Option<Moment>,
    host: Option<String>,
    frozen: Arc<frozen::Frozen>,
}

impl Store {
    /// Opens the folder. One without `hv.toml`, or without `open/` and its three folders, is refused: an
    /// unmounted share must never read as "nobody is out". With `as_of`, events typed later do not exist.
    pub fn open(root: &Path, as_of: Option<Moment>) -> Result<Store, Error> {
        let shown = root.display();
        for folder in ["", "open", "open/out", "open/planned", "open/owed"] {
            let path = root.join(folder);
            // The record folder itself may be reached through a link; nothing in it may.
            let there = if folder.is_empty() {
                root.is_dir()
            } else {
                file::is_folder(&path).unwrap_or(false)
            };
            if !there {
                return Err(Error::failed(format!("{} is not there", path.display())).hint(format!(
                    "{shown} is not a record folder, or not all of it is here. Is a drive missing? Nobody \
                     can be counted safe until it is back."
                )));
            }
        }
        // A pipe, a link or a folder in its place is damage, which is told beside the alarms; only nothing is nothing.
        if root.join("hv.toml").symlink_metadata().is_err() {
            return Err(Error::failed(format!("{shown} has no hv.toml")).hint(
                "Name the record folder, or make a new one with `hv init`. Is a drive missing?",
            ));
        }
        Ok(Store { as_of, ..Store::without_school(root)? })
    }

    /// What is left of a record folder that has lost its hv.toml: only for whoever rings the police.
    ///
    /// # Errors
    /// There is no such folder.
    pub fn without_school(root: &Path) -> Result<Store, Error> {
        let shown = root.display();
        let root = crate::os::files::real(root).map_err(|e| {
            Error::failed(format!("cannot find where {shown} really is")).because(e)
        })?;
        Ok(Store { root, as_of: None, host: None, frozen: Arc::default() })
    }

    /// The same folder, to be written from this machine. `host_id` is the machine's own, from `Host`.
    #[must_use]
    pub fn on(mut self, host_id: &str) -> Store {
        self.host = Some(host_id.to_owned());
        self
    }

    /// Where the folder is, links resolved.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The time after which nothing exists for readers, if one was given.
    pub fn as_of(&self) -> Option<Moment> {
        self.as_of
    }
}

/// A damage of a whole file.
fn damage(path: &str, what: impl std::fmt::Display, hint: &str) -> Damage {
    Damage {
        path: path.to_owned(),
        line: None,
        what: what.to_string(),
        hint: hint.to_owned(),
        may_hide_somebody: false,
    }
}
