//! Which outings this machine has read and found closed, so that `hv overdue` need not read them again to know that
//! nobody is missing for want of a marker.
//!
//! It is no cache of what a record says: each name stands with the file's size, number and times of change, and a file
//! that differs in any of them is read anew. What cannot be read here, or was damaged, counts as nothing known; it then
//! costs time, and hides nobody. It keeps no person and no place, only outings' ids.

use super::machine::make_all;
use super::{Key, Store, file, line};
use crate::domain::events::OutingEvent;
use crate::os::{Looks, files};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The closed outings of the weeks that are looked at, each with its file as it was when it was read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Closed {
    known: BTreeMap<String, String>,
}

impl Closed {
    /// What was kept in this machine's state folder; nothing, if that cannot be read or trusted.
    pub fn load(folder: &Path, store: &Store) -> Closed {
        let read = file::read(&path(folder, store), file::RECORD_LIMIT).ok().flatten();
        let text = read.and_then(|bytes| String::from_utf8(bytes).ok());
        text.and_then(|text| parsed(&text)).unwrap_or_default()
    }

    /// The outing was found closed, and its file is still the one that was read then.
    pub fn holds(&self, outing: &str, print: &str) -> bool {
        self.known.get(outing).is_some_and(|known| known == print)
    }

    /// The outing is closed, by a file that had this print before it was read.
    pub fn add(&mut self, outing: &str, print: String) {
        self.known.insert(outing.to_owned(), print);
    }

    /// Keeps it. What cannot be kept is read again next time.
    pub fn save(&self, folder: &Path, store: &Store) {
        let lines: Vec<String> =
            self.known.iter().map(|(id, print)| format!("{id} {print}\n")).collect();
        let lines = lines.concat();
        let text = format!("{lines}check {}\n", line::digest(lines.as_bytes()));
        let made = if folder.is_dir() { Ok(()) } else { make_all(folder) };
        let _costs_time_only =
            made.and_then(|()| file::replace(&path(folder, store), text.as_bytes()));
    }
}

impl Store {
    /// Something stands at this moment in the place of the outing's marker.
    pub fn is_marked_out(&self, outing: &str) -> bool {
        std::fs::symlink_metadata(self.root.join("open/out").join(outing)).is_ok()
    }

    /// What tells one state of an outing's file from any other: its number, size, and times of change. `None`: there is
    /// no plain file to tell it of, or this system keeps nothing that does; it is then read each time.
    pub fn print_of(&self, outing: &str) -> Option<String> {
        let path = self.root.join(Key::<OutingEvent>::outing(outing).ok()?.path());
        let about = std::fs::symlink_metadata(path).ok().filter(std::fs::Metadata::is_file)?;
        let Looks { device, inode, size, written, touched } = files::looks(&about)?;
        let ((second, part), (since, since_part)) = (written, touched);
        Some(format!("{device} {inode} {size} {second}.{part} {since}.{since_part}"))
    }
}

fn parsed(text: &str) -> Option<Closed> {
    let (lines, check) = text.strip_suffix('\n')?.rsplit_once("check ")?;
    if line::digest(lines.as_bytes()) != check {
        return None;
    }
    let one =
        |line: &str| line.split_once(' ').map(|(id, print)| (id.to_owned(), print.to_owned()));
    let known: Option<BTreeMap<String, String>> = lines.lines().map(one).collect();
    known.map(|known| Closed { known })
}

/// Under the folder's real path: two clones on one machine are two.
fn path(folder: &Path, store: &Store) -> PathBuf {
    let place = line::digest(store.root().to_string_lossy().as_bytes());
    folder.join(format!("closed-{place}.txt"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_kept_is_known_and_what_was_damaged_is_not() {
        let mut closed = Closed::default();
        closed.add("2026-11-24-kay-1a", "1 2 3".to_owned());
        let lines = "2026-11-24-kay-1a 1 2 3\n";
        let whole = format!("{lines}check {}\n", line::digest(lines.as_bytes()));
        assert_eq!(parsed(&whole), Some(closed.clone()));
        assert!(closed.holds("2026-11-24-kay-1a", "1 2 3"));
        assert!(!closed.holds("2026-11-24-kay-1a", "1 2 4"), "the file was written since");
        for end in 0..whole.len() {
            assert_eq!(parsed(&whole[..end]), None, "{end}");
        }
        assert_eq!(parsed(&whole.replace("1 2 3", "1 2 4")), None);
    }
}
