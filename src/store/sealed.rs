//! What a signature with a key is over: the lines of a record as they stand in the file, byte for byte; and the file
//! that says whose key is whose.

use super::record::Evidence;
use super::{Store, damage, file, layout::Key, line};
use crate::error::{Damage, Error};
use crate::when::Moment;
use std::collections::BTreeMap;
use std::path::Path;

/// Whose key is whose, in ssh's own form, at the top of the record folder.
const SIGNERS: &str = "allowed_signers";

impl Store {
    /// The sha-256 of each line that can be trusted, without what ends it, by its event's id. `None`: there is no record.
    ///
    /// # Errors
    /// Nothing of the record can be read.
    pub fn line_sums<B: Evidence>(
        &self,
        key: &Key<B>,
        now: Moment,
    ) -> Result<Option<BTreeMap<String, String>>, Damage> {
        let Some((record, bytes)) = self.read_bytes(key, now)? else { return Ok(None) };
        let mut sums = BTreeMap::new();
        for text in bytes.split(|b| *b == b'\n') {
            let text = text.strip_suffix(b"\r").unwrap_or(text);
            let id = super::record::salvaged_id(text);
            let trusted = id.filter(|id| record.entries.iter().any(|e| e.id == *id));
            sums.extend(trusted.map(|id| (id, line::sha256(text))));
        }
        Ok(Some(sums))
    }

    /// Whose key is whose, as the record folder says. Empty if it says nothing.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn signers(&self) -> Result<String, Damage> {
        let hint = "Each line names a person's id and their key: ssh-keygen(1), ALLOWED SIGNERS.";
        let failed = |e: &dyn std::fmt::Display| damage(SIGNERS, e, hint);
        let path = file::inside(&self.root, SIGNERS).map_err(|e| failed(&e))?;
        let bytes = file::read(&path, file::SMALL_LIMIT).map_err(|e| failed(&e))?;
        String::from_utf8(bytes.unwrap_or_default()).map_err(|e| failed(&e))
    }

    /// The same from a file of one's own, which nobody else who writes in the record folder can change.
    ///
    /// # Errors
    /// The file is not there or cannot be read.
    pub fn own_signers(path: &Path) -> Result<String, Error> {
        Self::policy_file(path)
    }
}
