//! Drafts, and files that people name: what is not yet a record, and what comes from outside the folder.
//!
//! A draft is kept in `local/drafts/` of this copy only; git does not carry it. A file that somebody names on
//! the command line is read with the same care as a record, and is not a record.

use super::{Store, file, yaml};
use crate::error::Error;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

impl Store {
    /// Answers kept from an interrupted sitting.
    pub fn draft(&self, name: &str) -> Result<Option<BTreeMap<String, String>>, Error> {
        let path = self.draft_path(name);
        let bytes = file::read(&path, file::SMALL_LIMIT).map_err(|e| unread(&path, &e))?;
        bytes.map(|bytes| answers(&bytes, &path)).transpose()
    }

    /// Keeps the answers so far, durably.
    pub fn save_draft(&self, name: &str, answers: &BTreeMap<String, String>) -> Result<(), Error> {
        let path = self.draft_path(name);
        let failed = |why: &dyn std::fmt::Display| {
            Error::failed(format!("the draft {} could not be kept", path.display())).because(why)
        };
        let text = yaml::write(answers).map_err(|e| failed(&e))?;
        file::make_folders(&self.root, &self.drafts()).map_err(|e| failed(&e))?;
        file::replace(&path, text.as_bytes()).map_err(|e| failed(&e))
    }

    /// Throws a draft away. One that is not there is no failure.
    pub fn drop_draft(&self, name: &str) -> Result<(), Error> {
        let path = self.draft_path(name);
        if !path.exists() {
            return Ok(());
        }
        file::remove(&path)
            .map_err(|e| Error::failed(format!("could not remove {}", path.display())).because(e))
    }

    /// Where a draft is kept. The name is made of ids, which hold no path.
    pub fn draft_path(&self, name: &str) -> PathBuf {
        let plain: String = name
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '-' })
            .collect();
        self.drafts().join(format!("{plain}.yaml"))
    }

    fn drafts(&self) -> PathBuf {
        self.root.join("local/drafts")
    }

    /// Answers from a file somebody named: one `key: value` a line.
    pub fn answers_file(&self, path: &Path) -> Result<BTreeMap<String, String>, Error> {
        let bytes = named(path, file::SMALL_LIMIT)?;
        answers(&bytes, path)
    }

    /// The text of a policy file somebody named.
    pub fn policy_file(path: &Path) -> Result<String, Error> {
        String::from_utf8(named(path, file::POLICY_LIMIT)?).map_err(|e| {
            Error::failed(format!("{} is not text", path.display())).because(e.utf8_error())
        })
    }

    /// The record folder written down in this machine's configuration: a line `store = "/the/folder"`.
    pub fn configured(path: &Path) -> Result<String, Error> {
        let text = Self::policy_file(path)?;
        let table: BTreeMap<String, String> = toml::from_str(&text).map_err(|_e| {
            Error::failed(format!("{} is not of the form store = \"/the/folder\"", path.display()))
        })?;
        table
            .get("store")
            .cloned()
            .ok_or_else(|| Error::failed(format!("{} names no store", path.display())))
    }
}

/// What a file that somebody named holds.
pub(super) fn named(path: &Path, limit: u64) -> Result<Vec<u8>, Error> {
    file::read(path, limit)
        .map_err(|e| unread(path, &e))?
        .ok_or_else(|| Error::usage(format!("there is no file {}", path.display())))
}

fn unread(path: &Path, cause: &std::io::Error) -> Error {
    Error::failed(format!("{} cannot be read", path.display())).because(cause)
}

fn answers(bytes: &[u8], path: &Path) -> Result<BTreeMap<String, String>, Error> {
    yaml::read::<BTreeMap<String, String>>(bytes).map_err(|wrong| {
        let line = wrong.line.map(|l| format!(":{l}")).unwrap_or_default();
        Error::failed(format!("{}{line}: {}", path.display(), wrong.what))
            .hint("answers stand one to a line: phone-carried: \"yes\"")
    })
}
