//! How an event is made durable. What is not durable is not recorded, and says so.

use super::frozen::Frozen;
use super::record::{Around, parse};
use super::{Evidence, Key, Store, file, line, plain_git};
use crate::domain::entry::{Entry, Record};
use crate::error::Error;
use crate::when::Moment;
use std::collections::BTreeSet;
use std::fs::File;
use std::io;
use std::path::Path;

/// An event about to be recorded: all but its name and what it comes after.
#[derive(Debug, Clone, PartialEq)]
pub struct NewEvent<B> {
    /// When it happened.
    pub at: Moment,
    /// When it was typed.
    pub typed: Moment,
    /// Who typed it: a person's id.
    pub by: String,
    /// True when the clock was given with `--now`.
    pub clock_given: bool,
    /// Who wrote it down on paper, where it is typed in from a sheet afterwards.
    pub on_paper: Option<String>,
    /// What happened.
    pub body: B,
}

/// How often a record may be put in another's place under our hands before we give up.
const CHASES: usize = 3;

impl Store {
    /// Appends one event and makes it durable. Hold a [`super::Lock`] from before the reading that the decision
    /// was made on. Repeating it is harmless: the same event is the same line.
    pub fn append<B: Evidence>(&self, key: &Key<B>, event: NewEvent<B>) -> Result<Entry<B>, Error> {
        self.append_while(key, event, &mut || ()).map(|(entry, _)| entry)
    }

    /// The same, with whether the very same event was there already, as the last of the record: then it has the line, and
    /// the name, that it had, and counts once.
    pub fn append_or_repeat<B: Evidence>(
        &self,
        key: &Key<B>,
        event: NewEvent<B>,
    ) -> Result<(Entry<B>, bool), Error> {
        self.append_while(key, event, &mut || ())
    }

    /// `meanwhile` runs when the event is durable and the last look is still to come: a test puts there what a
    /// merge does.
    pub(super) fn append_while<B: Evidence>(
        &self,
        key: &Key<B>,
        event: NewEvent<B>,
        meanwhile: &mut dyn FnMut(),
    ) -> Result<(Entry<B>, bool), Error> {
        let tag = self.tag()?;
        let path = self.root.join(key.path());
        let lost = |e: io::Error| not_recorded(&path, &e);
        if let Some(folder) = path.parent() {
            file::make_folders(&self.root, folder).map_err(lost)?;
        }
        let mut written: Option<(Entry<B>, String, bool)> = None;
        for _ in 0..CHASES {
            let (file, held) = open_or_make(&path).map_err(lost)?;
            let (entry, text, again) = match written.take() {
                Some(known) => known,
                None => spelt(key, &tag, &held, event.clone()).map_err(lost)?,
            };
            let bytes = joined(&key.header(), &held, &text);
            fits(&held, &bytes).map_err(lost)?;
            file::write_once(&file, &bytes)
                .and_then(|()| settle(&file, &path, &held))
                .map_err(lost)?;
            self.keep(&key.path());
            meanwhile();
            plain_git::outwait(&self.root);
            if file::still_named(&path, &file).map_err(lost)? {
                return Ok((entry, again));
            }
            written = Some((entry, text, again));
        }
        Err(lost(io::Error::other("another program keeps putting another file in its place")))
    }
}

/// Everything that is in the record, whenever it was typed.
fn seen<B: Evidence>(key: &Key<B>, held: &[u8], typed: Moment) -> Record<B> {
    let end_of_time = Moment::from_unix(i64::from(u32::MAX)).unwrap_or(typed);
    parse(key, held, Around { now: end_of_time, as_of: None, frozen: &Frozen::default() })
}

/// The file and what it holds; a new one is empty.
fn open_or_make(path: &Path) -> io::Result<(File, Vec<u8>)> {
    if let Some(file) = file::open_to_append(path)? {
        let held = file::contents(&file, file::RECORD_LIMIT)?;
        return Ok((file, held));
    }
    match file::create_new(path) {
        Ok(file) => Ok((file, Vec::new())),
        // Somebody made it in between.
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {
            let file = file::open_to_append(path)?.ok_or(e)?;
            let held = file::contents(&file, file::RECORD_LIMIT)?;
            Ok((file, held))
        }
        Err(e) => Err(e),
    }
}

/// The event with its name, its line, and whether it is the same event again, which keeps the line it has.
pub(super) fn spelt<B: Evidence>(
    key: &Key<B>,
    tag: &str,
    held: &[u8],
    event: NewEvent<B>,
) -> io::Result<(Entry<B>, String, bool)> {
    let record = seen(key, held, event.typed);
    // The same event again keeps its line, unless something came after it: then it is said anew.
    let newest = record.heads();
    let again = record.entries.iter().find(|e| same(e, &event) && newest.contains(&e.id));
    let after = again.map_or_else(|| record.heads(), |e| e.after.clone());
    let NewEvent { at, typed, by, clock_given, on_paper, body } = event;
    let mut entry = Entry { id: String::new(), after, at, typed, by, clock_given, on_paper, body };
    let rest = all_but_the_id(&entry).map_err(io::Error::other)?;
    entry.id = match again {
        Some(entry) => entry.id.clone(),
        None => free_id(tag, &line::letters(rest.as_bytes()), &record),
    };
    let text = format!("- {{\"id\": \"{}\"{rest}", entry.id);
    Ok((entry, line::seal(&text), again.is_some()))
}

fn same<B: Evidence>(entry: &Entry<B>, event: &NewEvent<B>) -> bool {
    (entry.at, entry.typed, &entry.by, entry.clock_given, &entry.on_paper, &entry.body)
        == (event.at, event.typed, &event.by, event.clock_given, &event.on_paper, &event.body)
}

/// `, "after": [...], "at": ..., "typed": ..., "by": ..., "did": ..., …` without the last brace.
fn all_but_the_id<B: Evidence>(entry: &Entry<B>) -> Result<String, serde_json::Error> {
    let clock = if entry.clock_given { ", \"clock\": \"given\"" } else { "" };
    let paper = match &entry.on_paper {
        Some(writer) => format!(", \"paper\": {}", line::spell(writer)?),
        None => String::new(),
    };
    let body = line::spell(&entry.body)?;
    let body = body.strip_prefix('{').and_then(|b| b.strip_suffix('}')).unwrap_or(&body);
    Ok(format!(
        ", \"after\": {}, \"at\": {}, \"typed\": {}, \"by\": {}{clock}{paper}, {body}",
        line::spell(&entry.after)?,
        line::spell(&entry.at)?,
        line::spell(&entry.typed)?,
        line::spell(&entry.by)?,
    ))
}

/// Six letters, and more only where six are taken.
fn free_id<B>(tag: &str, letters: &str, record: &Record<B>) -> String {
    let doubtful = record.doubtful.iter().filter_map(|d| d.entry.as_ref());
    let taken: BTreeSet<&str> =
        record.entries.iter().chain(doubtful).map(|e| e.id.as_str()).collect();
    let named = |length: usize| format!("{tag}-{}", letters.get(..length).unwrap_or(letters));
    (6..=letters.len())
        .map(named)
        .find(|id| !taken.contains(id.as_str()))
        .unwrap_or_else(|| named(6))
}

/// The bytes to add: a header cut short is completed, a line without an end is ended first.
pub(super) fn joined(header: &str, held: &[u8], text: &str) -> Vec<u8> {
    let start = match header.as_bytes().strip_prefix(held) {
        Some(rest) => rest,
        // A power cut left room for a record and nothing in it: the record begins below.
        None if held.iter().all(|b| *b == 0) => {
            return [b"\n", header.as_bytes(), text.as_bytes(), b"\n"].concat();
        }
        None if held.last() == Some(&b'\n') => b"",
        None => b"\n",
    };
    [start, text.as_bytes(), b"\n"].concat()
}

/// A record that grew past its limit could not be read any more.
fn fits(held: &[u8], more: &[u8]) -> io::Result<()> {
    if (held.len() + more.len()) as u64 > file::RECORD_LIMIT {
        return Err(io::Error::other("the record is full"));
    }
    Ok(())
}

/// After this the event is there whatever happens to the power. It is tried once: after a sync that failed
/// the system may have thrown the bytes away, and would call a second try a success.
fn settle(file: &File, path: &Path, held: &[u8]) -> io::Result<()> {
    if !held.is_empty() {
        return file.sync_data();
    }
    file.sync_all()?;
    path.parent().map_or(Ok(()), file::sync_folder)
}

fn not_recorded(path: &Path, cause: &io::Error) -> Error {
    Error::failed(format!("NOT RECORDED: could not write {}", path.display())).because(cause).hint(
        "Write it on paper now, with the time, and tell whoever watches by telephone. Then put right what is in \
         the way (a full disk, a missing drive, a folder that cannot be written) and type the same command \
         again: repeating it is harmless.",
    )
}
