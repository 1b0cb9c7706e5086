//! Which copy of the folder this is. Every copy writes under a tag of its own (`a`, `kq`), so that two copies
//! never give the same name to different things.
//!
//! The tag is in `local/machine`, which git does not carry, with the machine and the path it was made for. A
//! copied folder has the file but not the place; a clone has neither; both get a new tag. It is derived, not
//! drawn, and avoids the tags seen in the newest week of outings.

use super::{Store, file, layout, line};
use crate::error::Error;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::io;
use std::path::Path;

pub(super) const FILE: &str = "local/machine";
const LETTERS: &[u8] = b"abcdefghjkmnpqrstvwxyz";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Copy {
    tag: String,
    host: String,
    path: String,
}

impl Store {
    /// The tag of this copy. Made when it is missing, or was made elsewhere.
    pub fn tag(&self) -> Result<String, Error> {
        let host = self
            .host
            .as_deref()
            .ok_or_else(|| Error::bug("a folder was opened for reading, and then written"))?;
        let path = self.root.to_string_lossy().into_owned();
        let known = file::read(&self.root.join(FILE), file::SMALL_LIMIT).ok().flatten();
        let known = known.and_then(|bytes| serde_json::from_slice::<Copy>(&bytes).ok());
        let here = |c: &Copy| c.host == host && c.path == path && is_tag(&c.tag);
        if let Some(copy) = known.filter(here) {
            return Ok(copy.tag);
        }
        let copy = Copy { tag: self.new_tag(host, &path), host: host.to_owned(), path };
        // A tag that cannot be kept still names things apart; the next one may be another.
        remember(&self.root, &copy).ok();
        Ok(copy.tag)
    }

    fn new_tag(&self, host: &str, path: &str) -> String {
        let store = self.school().map(|s| s.store).unwrap_or_default();
        let taken = self.tags_in_newest_week();
        let derived = |salt: u32| three_letters(&format!("{host}\n{path}\n{store}\n{salt}"));
        (0..500).map(derived).find(|tag| !taken.contains(tag)).unwrap_or_else(|| derived(0))
    }

    fn tags_in_newest_week(&self) -> BTreeSet<String> {
        let outings = self.root.join("outings");
        let weeks = file::list(&outings).unwrap_or_default();
        let newest = weeks.iter().rev().find(|w| w.folder);
        let files = newest.map(|w| file::list(&outings.join(&w.name)).unwrap_or_default());
        let tags = files.iter().flatten().filter_map(|f| {
            let (_, number) = f.name.strip_suffix(".yaml")?.rsplit_once('-')?;
            layout::number_and_tag(number).map(|(_, tag)| tag.to_owned())
        });
        tags.chain(["a".to_owned()]).collect()
    }
}

/// The folder that was made here, not copied, is `a`.
pub(super) fn remember_first(root: &Path, host: &str) -> io::Result<()> {
    let path = root.to_string_lossy().into_owned();
    remember(root, &Copy { tag: "a".to_owned(), host: host.to_owned(), path })
}

fn remember(root: &Path, copy: &Copy) -> io::Result<()> {
    file::make_folder(&root.join("local"))?;
    let text = line::spell(copy).map_err(io::Error::other)?;
    file::replace(&root.join(FILE), format!("{text}\n").as_bytes())
}

fn is_tag(tag: &str) -> bool {
    (1..=4).contains(&tag.len()) && tag.bytes().all(|b| b.is_ascii_lowercase())
}

fn three_letters(seed: &str) -> String {
    let hash = line::letters(seed.as_bytes());
    let letter =
        |byte: u8| char::from(*LETTERS.get(usize::from(byte) % LETTERS.len()).unwrap_or(&b'b'));
    hash.bytes().take(3).map(letter).collect()
}
