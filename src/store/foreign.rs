//! What another machine wrote, brought in through this store's own writer: lines a record lacks, appended and made
//! durable; records, markers and directory files that are not here, put in place whole. Nothing that is here is
//! taken away, and no path leads out of the folder.
//!
//! What this room will not do: run git, or decide what is brought in.

use super::create::FOLDERS;
use super::directory::Card;
use super::marker::{is_owed, owed_record, planned_visit};
use super::seen::Looks;
use super::{Key, Store, file, layout, yaml};
use crate::domain::directory::{Address, Family, Person, School};
use crate::error::{Damage, Error};
use crate::when::Week;
use std::collections::BTreeSet;
use std::fs::Metadata;
use std::io;
use std::path::Path;

/// What a path of the record folder is, to machines that share it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Evidence: a set of lines.
    Record,
    /// What is open.
    Marker,
    /// A fact as it stands.
    Card,
    /// An empty file that keeps a folder.
    Keeper,
}

/// What a path is, if it is one that hv writes and shares. A path that is none of them is never written.
pub fn kind_of(path: &str) -> Option<Kind> {
    if FOLDERS.iter().any(|folder| path.strip_prefix(folder) == Some("/.keep")) {
        return Some(Kind::Keeper);
    }
    if header_of(path).is_some() {
        return Some(Kind::Record);
    }
    let parts: Vec<&str> = path.split('/').collect();
    match parts.as_slice() {
        [
            "hv.toml" | "policy.toml" | "retention.toml" | "allowed_signers" | ".gitattributes"
            | ".gitignore",
        ] => Some(Kind::Card),
        [folder @ ("people" | "addresses"), name] => {
            let id = name.strip_suffix(".yaml")?;
            layout::directory_path(folder, id).is_ok().then_some(Kind::Card)
        }
        ["families", id, "family.yaml"] => layout::plain(id).then_some(Kind::Card),
        ["open", folder, name] => marker_of(folder, name).map(|_| Kind::Marker),
        _ => None,
    }
}

/// The record that a marker stands for, by its path.
pub fn record_of_marker(path: &str) -> Option<String> {
    let parts: Vec<&str> = path.split('/').collect();
    let ["open", folder, name] = parts.as_slice() else { return None };
    marker_of(folder, name)
}

fn marker_of(folder: &str, name: &str) -> Option<String> {
    match folder {
        "out" => Key::outing(name).ok().map(|k| k.path()),
        "planned" => planned_visit(name).and_then(|v| Key::visit(&v).ok()).map(|k| k.path()),
        "owed" if is_owed(name) => owed_record(name),
        _ => None,
    }
}

/// The header of the record that lies at a path, if one can lie there.
fn header_of(path: &str) -> Option<String> {
    let bare = path.strip_suffix(".yaml")?;
    let parts: Vec<&str> = bare.split('/').collect();
    let found = match parts.as_slice() {
        ["outings", _, id] => Key::outing(id).ok().map(|k| (k.path(), k.header())),
        ["families", family, "visits", id] => {
            Key::visit(&format!("{family}/{id}")).ok().map(|k| (k.path(), k.header()))
        }
        ["families", family, "assessments", id] => {
            Key::assessment(&format!("{family}/{id}")).ok().map(|k| (k.path(), k.header()))
        }
        ["retention", "holds" | "erasures", id] if layout::dated(id) => {
            Some((path.to_owned(), format!("id: {id}\nlog:\n")))
        }
        ["assessments", id] => Key::base(id).ok().map(|k| (k.path(), k.header())),
        ["weeks", id] => Week::parse(id).ok().map(|w| (Key::week(w).path(), Key::week(w).header())),
        _ => None,
    };
    found.filter(|(at, _)| at == path).map(|(_, header)| header)
}

/// Files that may lie anywhere and say nothing: editors' backups, desktops' droppings.
pub fn is_junk(name: &str) -> bool {
    file::is_junk(name)
}

/// True if a marker says what it said when it was written.
pub fn sound_marker(bytes: &[u8]) -> bool {
    super::marker::sealed(bytes)
}

/// The largest file of a kind that is read, in bytes.
pub fn limit_of(path: &str) -> u64 {
    match kind_of(path) {
        Some(Kind::Record) => file::RECORD_LIMIT,
        Some(Kind::Card) if path == "policy.toml" => file::POLICY_LIMIT,
        Some(Kind::Card | Kind::Marker | Kind::Keeper) | None => file::SMALL_LIMIT,
    }
}

/// True if the bytes begin as the record at this path does.
pub fn headed(path: &str, bytes: &[u8]) -> bool {
    header_of(path).is_some_and(|header| {
        // An editor may have put a byte order mark in front.
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let mut lines = bytes.splitn(3, |b| *b == b'\n').map(without_return);
        header.lines().all(|want| lines.next() == Some(want.as_bytes())) && lines.next().is_some()
    })
}

/// The events of a record, line by line, as a set: their order says nothing. What does not begin as an event does, such
/// as git's marks of a conflict, is no evidence: it stays on the machine where it is damage, and a person who takes it
/// out has taken it out for good.
pub fn lines_of<'a>(path: &str, bytes: &'a [u8]) -> BTreeSet<&'a [u8]> {
    debug_assert!(header_of(path).is_some(), "{path} is no record");
    let lines = bytes.split(|b| *b == b'\n').map(without_return);
    lines.filter(|line| line.starts_with(b"- ")).collect()
}

fn without_return(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}

impl Store {
    /// Every file of the folder that hv writes and shares, by path, and how it looks from outside. What lies between
    /// them and is none is left out: `hv doctor` tells of it.
    ///
    /// # Errors
    /// A folder cannot be listed: nobody knows what is in it.
    pub fn shared_files(&self) -> Result<Vec<(String, Option<Looks>)>, Error> {
        let mut found = Vec::new();
        let mut look = vec![String::new()];
        while let Some(folder) = look.pop() {
            let listed = file::inside(&self.root, &folder)
                .and_then(|full| file::list(&full).map(|listed| (full, listed)));
            let (full, listed) = listed.map_err(|e| {
                Error::failed(format!("cannot list {}", self.root.join(&folder).display()))
                    .because(e)
            })?;
            let paths = |e: &file::Listed| format!("{folder}{}", e.name);
            let folders = listed.iter().filter(|e| e.folder).map(paths).filter(|p| may_hold(p));
            look.extend(folders.map(|path| path + "/"));
            let files = listed.iter().filter(|e| e.file).map(|e| (paths(e), &e.name));
            let ours = files.filter(|(path, _)| kind_of(path).is_some());
            // One that goes away meanwhile is missed where it is read.
            let about = |name: &str| std::fs::symlink_metadata(full.join(name)).ok();
            found.extend(ours.map(|(path, name)| {
                let looks = about(name).filter(Metadata::is_file).as_ref().and_then(Looks::of);
                (path, looks)
            }));
        }
        found.sort();
        Ok(found)
    }

    /// What a shared file holds. `None`: there is none.
    ///
    /// # Errors
    /// It is not a plain file, too large, or cannot be read.
    pub fn shared_bytes(&self, path: &str) -> Result<Option<Vec<u8>>, Error> {
        let read =
            file::inside(&self.root, path).and_then(|full| file::read(&full, limit_of(path)));
        read.map_err(|e| Error::failed(format!("{path} cannot be read")).because(e))
    }

    /// Appends the lines that a record lacks, byte for byte, and makes them durable; a record that is not here is
    /// made. Hold a [`super::Lock`]. Gives back how many were appended.
    ///
    /// # Errors
    /// It could not be written; what was is harmless to write again.
    pub fn bring_lines(&self, path: &str, theirs: &[u8]) -> Result<usize, Error> {
        let lost = |e: io::Error| {
            Error::failed(format!("NOT BROUGHT IN: could not write {path}")).because(e).hint(
                "It is on the other machine and in git. Put right what is in the way and type hv sync again.",
            )
        };
        let header = header_of(path).ok_or_else(|| Error::bug(format!("{path} is no record")))?;
        let full = file::inside(&self.root, path).map_err(lost)?;
        let folder = full.parent().unwrap_or(&self.root);
        file::make_folders(&self.root, folder).map_err(lost)?;
        for _ in 0..CHASES {
            let Some(open) = file::open_to_append(&full).map_err(lost)? else {
                let lines = lines_of(path, theirs);
                make_whole(&full, &spelt(header.as_bytes(), in_order(theirs, &lines)))
                    .map_err(lost)?;
                return Ok(lines.len());
            };
            let held = file::contents(&open, file::RECORD_LIMIT).map_err(lost)?;
            let known = lines_of(path, &held);
            let new: BTreeSet<&[u8]> = lines_of(path, theirs).difference(&known).copied().collect();
            if new.is_empty() {
                return Ok(0);
            }
            let start: &[u8] = match header.as_bytes().strip_prefix(held.as_slice()) {
                Some(rest) => rest,
                None if held.last() == Some(&b'\n') => b"",
                None => b"\n",
            };
            let bytes = spelt(start, in_order(theirs, &new));
            if (held.len() + bytes.len()) as u64 > file::RECORD_LIMIT {
                return Err(lost(io::Error::other("the record is full")));
            }
            file::write_once(&open, &bytes).and_then(|()| open.sync_all()).map_err(lost)?;
            if file::still_named(&full, &open).map_err(lost)? {
                return Ok(new.len());
            }
        }
        Err(lost(io::Error::other("another program keeps putting another file in its place")))
    }

    /// Puts a marker or a directory file in place, whole and durably. A marker that is here stays as it is: its content
    /// is written once.
    ///
    /// # Errors
    /// It could not be written.
    pub fn bring_file(&self, path: &str, bytes: &[u8]) -> Result<(), Error> {
        let lost = |e: io::Error| {
            Error::failed(format!("NOT BROUGHT IN: could not write {path}")).because(e)
        };
        let kind = kind_of(path).filter(|k| *k != Kind::Record);
        let kind = kind.ok_or_else(|| Error::bug(format!("{path} is not to be put in place")))?;
        let full = file::inside(&self.root, path).map_err(lost)?;
        if kind != Kind::Card && file::read(&full, file::SMALL_LIMIT).map_err(lost)?.is_some() {
            return Ok(());
        }
        let made = full.parent().map_or(Ok(()), |folder| file::make_folders(&self.root, folder));
        made.and_then(|()| file::replace(&full, bytes)).map_err(lost)
    }

    /// Takes away a marker that another machine has taken away, by its path.
    ///
    /// # Errors
    /// It could not be removed, or the path is not a marker's.
    pub fn drop_marker(&self, path: &str) -> Result<(), Error> {
        if kind_of(path) != Some(Kind::Marker) {
            return Err(Error::bug(format!("{path} is no marker")));
        }
        let removed = file::inside(&self.root, path).and_then(|full| file::remove(&full));
        removed.map_err(|e| Error::failed(format!("could not remove {path}")).because(e))
    }

    /// Why a directory file from elsewhere cannot take the place of ours: it could not be read here. `None`: it can.
    pub fn unfit_card(&self, path: &str, bytes: &[u8]) -> Option<String> {
        if bytes.len() as u64 > limit_of(path) {
            return Some(format!("it is larger than {} KB", limit_of(path) >> 10));
        }
        let text = match yaml::text(bytes) {
            Ok(text) => text,
            Err(wrong) => return Some(wrong.in_file(path, "").what),
        };
        match path {
            "hv.toml" => self.unfit_school(text),
            "policy.toml" => crate::policy::load(text).err().map(|problems| {
                let first = problems.first().map(|p| format!("line {}: {}", p.line, p.what));
                first.unwrap_or_else(|| "it is no policy".to_owned())
            }),
            "retention.toml" => {
                let wrong = toml::from_str::<toml::Table>(text).err();
                wrong.map(|e| super::toml_words::plainly(&e, text).what)
            }
            // Lines that ssh-keygen does not understand stand for nobody.
            "allowed_signers" | ".gitattributes" | ".gitignore" => None,
            card => unfit(card, bytes).map(|d| d.what),
        }
    }

    fn unfit_school(&self, text: &str) -> Option<String> {
        match toml::from_str::<School>(text) {
            Err(e) => Some(super::toml_words::plainly(&e, text).what),
            Ok(theirs) => match self.school() {
                Ok(ours) if ours.store != theirs.store => Some(format!(
                    "it is another school's: its store is {:?}, ours is {:?}",
                    theirs.store, ours.store
                )),
                _ => theirs.zone().err(),
            },
        }
    }
}

fn unfit(path: &str, bytes: &[u8]) -> Option<Damage> {
    let named = |id: &str| path.contains(&format!("/{id}"));
    let wrong = |w: yaml::Wrong| Some(w.in_file(path, ""));
    let checked =
        |id: &str| (!named(id)).then(|| super::damage(path, format!("it says it is {id:?}"), ""));
    match path.split('/').next() {
        Some("people") => yaml::read::<Person>(bytes).map_or_else(wrong, |c| checked(c.id())),
        Some("addresses") => yaml::read::<Address>(bytes).map_or_else(wrong, |c| checked(c.id())),
        _ => yaml::read::<Family>(bytes).map_or_else(wrong, |c| checked(c.id())),
    }
}

/// How often a record may be put in another's place under our hands before we give up.
const CHASES: usize = 3;

/// Folders in which shared files lie, and no link.
fn may_hold(path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').collect();
    matches!(
        parts.as_slice(),
        ["people"
            | "addresses"
            | "families"
            | "assessments"
            | "weeks"
            | "outings"
            | "open"
            | "retention"]
            | ["families" | "outings" | "open" | "retention", _]
            | ["families", _, "visits" | "assessments"]
    )
}

/// Their lines in their order, each once.
fn in_order<'a>(theirs: &'a [u8], wanted: &BTreeSet<&[u8]>) -> Vec<&'a [u8]> {
    let mut seen = BTreeSet::new();
    let lines = theirs.split(|b| *b == b'\n').map(without_return);
    lines.filter(|l| wanted.contains(l) && seen.insert(*l)).collect()
}

fn spelt(start: &[u8], lines: Vec<&[u8]>) -> Vec<u8> {
    lines.into_iter().fold(start.to_vec(), |mut bytes, line| {
        bytes.extend_from_slice(line);
        bytes.push(b'\n');
        bytes
    })
}

/// A new record is never seen half made: it is written beside its place and linked there, unless somebody was first.
fn make_whole(full: &Path, bytes: &[u8]) -> io::Result<()> {
    let staged = file::stage(full, bytes)?;
    let linked = std::fs::hard_link(&staged, full);
    file::unstage(&staged);
    if let Err(e) = linked {
        if e.kind() == io::ErrorKind::AlreadyExists {
            return Err(e);
        }
        // A file system without links: the new file is seen while it grows, as one of hv's own is.
        let made = file::create_new(full)?;
        file::write_once(&made, bytes)?;
        made.sync_all()?;
    }
    full.parent().map_or(Ok(()), file::sync_folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_hv_writes_has_a_kind_and_nothing_else_has() {
        for (path, kind) in [
            ("outings/2026-W48/2026-11-24-kay-1a.yaml", Kind::Record),
            ("families/ahmed/visits/2026-11-24-1a.yaml", Kind::Record),
            ("families/ahmed/assessments/2026-11-20-1a.yaml", Kind::Record),
            ("assessments/doorstep.yaml", Kind::Record),
            ("weeks/2026-W48.yaml", Kind::Record),
            ("retention/holds/2026-11-24-1a.yaml", Kind::Record),
            ("retention/erasures/2026-11-24-1a.yaml", Kind::Record),
            ("retention.toml", Kind::Card),
            ("open/out/2026-11-24-kay-1a", Kind::Marker),
            ("open/planned/2026-11-24-1a.ahmed", Kind::Marker),
            ("open/owed/2026-11-24-1a.ahmed", Kind::Marker),
            ("people/kay.yaml", Kind::Card),
            ("families/ahmed/family.yaml", Kind::Card),
            ("hv.toml", Kind::Card),
            ("open/out/.keep", Kind::Keeper),
        ] {
            assert_eq!(kind_of(path), Some(kind), "{path}");
        }
        for path in [
            "outings/2026-W47/2026-11-24-kay-1a.yaml",
            "outings/2026-W48/../2026-11-24-kay-1a.yaml",
            "../hv.toml",
            "/hv.toml",
            "people/con.yaml",
            "people/Kay.yaml",
            "people/kay.yaml~",
            "people/../hv.yaml",
            "local/drafts/x.yaml",
            "local/machine",
            ".git/config",
            "open/out/x",
            "open/out/2026-11-24-kay-1a/x",
            "notes.txt",
            "people/.keep/x",
            "",
        ] {
            assert_eq!(kind_of(path), None, "{path}");
        }
    }

    #[test]
    fn a_header_is_the_path_s_own() {
        let path = "outings/2026-W48/2026-11-24-kay-1a.yaml";
        assert!(headed(path, b"id: 2026-11-24-kay-1a\nlog:\n- {}\n"));
        assert!(headed(path, b"id: 2026-11-24-kay-1a\r\nlog:\r\n- {}\n"));
        for wrong in [&b"id: 2026-11-24-kay-2a\nlog:\n"[..], b"", b"id: 2026-11-24-kay-1a", b"\0\0"]
        {
            assert!(!headed(path, wrong));
        }
        let lines = lines_of(path, b"id: 2026-11-24-kay-1a\nlog:\n- b\n<<<<<<< x\n- a\r\n- b\n\n");
        assert_eq!(lines.into_iter().collect::<Vec<_>>(), [b"- a", b"- b"]);
    }
}
