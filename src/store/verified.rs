//! When this machine last checked the signatures with a key that a list or an assessment carries, and whether they held.
//!
//! It says when, and never that a signature holds now: only ssh-keygen says that, when `hv verify` asks it. What cannot
//! be read here counts as never checked.

use super::machine::make_all;
use super::{Store, file, line};
use crate::error::Error;
use crate::when::Moment;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// One check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LastCheck {
    /// When.
    pub at: Moment,
    /// Every signature with a key on it held.
    pub held: bool,
}

/// What was checked last: by week (`2026-W48`), or `assessment` and its name.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Verified {
    known: BTreeMap<String, LastCheck>,
}

impl Verified {
    /// What was kept in this machine's state folder.
    pub fn load(state: &Path, store: &Store) -> Verified {
        let read = file::read(&path(state, store), file::RECORD_LIMIT).ok().flatten();
        read.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
    }

    /// The last check of it.
    pub fn of(&self, what: &str) -> Option<LastCheck> {
        self.known.get(what).copied()
    }

    /// It was checked.
    pub fn note(&mut self, what: &str, check: LastCheck) {
        self.known.insert(what.to_owned(), check);
    }

    /// Keeps it.
    ///
    /// # Errors
    /// It could not be written.
    pub fn save(&self, state: &Path, store: &Store) -> Result<(), Error> {
        let path = path(state, store);
        let text =
            line::spell(self).map_err(|e| Error::bug("the state cannot be spelt").because(e))?;
        let made = if state.is_dir() { Ok(()) } else { make_all(state) };
        made.and_then(|()| file::replace(&path, format!("{text}\n").as_bytes())).map_err(|e| {
            Error::failed(format!("could not write {}", path.display()))
                .because(e)
                .hint("hv plan and hv out will not know that it was checked.")
        })
    }
}

/// Under the folder's real path: two clones on one machine are two.
fn path(state: &Path, store: &Store) -> PathBuf {
    state.join(format!("verified-{}.json", line::digest(store.root().to_string_lossy().as_bytes())))
}
