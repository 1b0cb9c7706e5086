//! What of this folder is to be committed: what hv writes and shares, as it is now, where it says something else than
//! the last commit. A record is a set of lines, so another order of them is nothing to commit; and a line or a record
//! that git has and the folder has not is never committed as gone.
//!
//! What this will not do: run a filter, look at a file that is not hv's, or take anything away from a record.

use super::repo::Id;
use super::tree::Tree;
use super::{Changes, Run};
use crate::error::Error;
use crate::store::foreign::{self, Kind};
use std::collections::BTreeMap;

/// A plain file, as git spells it.
pub(super) const PLAIN: &str = "100644";

/// So many files are held in memory at once.
const AT_ONCE: usize = 5000;

/// How many paths are named in one message.
const NAMED: usize = 5;

/// What is to be committed on top of this.
pub(super) fn changes(
    run: &mut Run<'_>,
    head: &Tree,
    here: BTreeMap<String, Id>,
) -> Result<Changes, Error> {
    run.side.clashes.retain(|path, _| head.blob(path) != here.get(path).map(String::as_str));
    let mut look =
        Look { run, head, here, lost: Vec::new(), kept: Vec::new(), gone: Changes::new() };
    look.files()?;
    look.missing()?;
    let Look { lost, kept, gone: mut changes, .. } = look;
    if !lost.is_empty() {
        run.report.troubles.push(
            Error::failed(format!("git has files that are not in this folder: {}", named(&lost)))
                .hint(format!("Lost: git restore --source=HEAD -- {}", lost.join(" ")))
                .hint("Erased on purpose: git rm --cached FILE, and git commit; git's history keeps them even so."),
        );
    }
    for (path, id) in keep(run, &kept)? {
        let mode = head.files.get(&path).map_or(PLAIN, |f| f.mode.as_str()).to_owned();
        if head.blob(&path) != Some(id.as_str()) {
            changes.insert(path, Some((mode, id)));
        }
    }
    Ok(changes)
}

/// The files of the folder, with what they hold as git names it.
/// Only those are read that look otherwise than when they were last read.
pub(super) fn here(run: &mut Run<'_>) -> Result<BTreeMap<String, Id>, Error> {
    let files = run.asked.store.shared_files()?;
    let known: Vec<Option<Id>> =
        files.iter().map(|(_, looks)| run.seen.id(looks.as_ref()?)).collect();
    let unread = files.iter().zip(&known).filter(|(_, id)| id.is_none());
    let unread: Vec<&str> = unread.map(|((path, _), _)| path.as_str()).collect();
    let mut read = run.repo.ids_of(&unread)?.into_iter();
    let ids: Vec<Id> = known.into_iter().filter_map(|id| id.or_else(|| read.next())).collect();
    let looks = files.iter().zip(&ids).filter_map(|((_, l), id)| Some(((*l)?, id.as_str())));
    let kept = run.seen.now_seen(looks, (run.asked.state, run.asked.store));
    run.report.notes.extend(kept.err().map(|e| e.to_string()));
    Ok(files.into_iter().map(|(path, _)| path).zip(ids).collect())
}

/// Has git keep what these files hold. Of a record it keeps whole lines: one that is being written is left for the
/// next time.
pub(super) fn keep(run: &Run<'_>, paths: &[String]) -> Result<Vec<(String, Id)>, Error> {
    let mut kept = Vec::new();
    for some in paths.chunks(AT_ONCE) {
        let held = some.iter().map(|path| whole_lines(run, path));
        let ids = run.repo.keep(&held.collect::<Result<Vec<_>, _>>()?)?;
        kept.extend(some.iter().cloned().zip(ids));
    }
    Ok(kept)
}

fn whole_lines(run: &Run<'_>, path: &str) -> Result<Vec<u8>, Error> {
    let gone =
        || Error::failed(format!("{path} went away while it was being sent")).hint("hv sync");
    let mut bytes = run.asked.store.shared_bytes(path)?.ok_or_else(gone)?;
    if foreign::kind_of(path) == Some(Kind::Record) {
        let whole = bytes.iter().rposition(|b| *b == b'\n').map_or(0, |end| end + 1);
        bytes.truncate(whole);
    }
    Ok(bytes)
}

/// Some paths, and how many more.
pub(super) fn named(paths: &[String]) -> String {
    let first: Vec<&str> = paths.iter().take(NAMED).map(String::as_str).collect();
    let more = paths.len().saturating_sub(NAMED);
    if more == 0 { first.join(", ") } else { format!("{} and {more} more", first.join(", ")) }
}

struct Look<'l, 'a> {
    run: &'l mut Run<'a>,
    head: &'l Tree,
    here: BTreeMap<String, Id>,
    /// Records that git has and the folder has not.
    lost: Vec<String>,
    /// Files to be kept as they are now.
    kept: Vec<String>,
    /// Files that go.
    gone: Changes,
}

impl Look<'_, '_> {
    /// Files whose content is another than git's.
    fn files(&mut self) -> Result<(), Error> {
        let other = |(path, id): &(&String, &Id)| self.head.blob(path) != Some(id.as_str());
        let differ: Vec<(String, Id)> =
            self.here.iter().filter(other).map(|(p, id)| (p.clone(), id.clone())).collect();
        for some in differ.chunks(AT_ONCE) {
            let wanted: Vec<&str> = some.iter().filter_map(|(p, _)| self.head.blob(p)).collect();
            let held = self.run.repo.contents(&wanted, u64::from(u32::MAX))?;
            for (path, id) in some {
                let in_git = self.head.blob(path).and_then(|blob| held.get(blob));
                let more = self.says_more(path, id, in_git)?;
                self.kept.extend(more.then(|| path.clone()));
            }
        }
        Ok(())
    }

    fn says_more(&mut self, path: &str, id: &str, in_git: Option<&Vec<u8>>) -> Result<bool, Error> {
        match foreign::kind_of(path) {
            Some(Kind::Record) => self.record_says_more(path, id, in_git),
            // A marker is written once. One that git cannot have whole is replaced by ours.
            Some(Kind::Marker) => Ok(in_git.is_none_or(|bytes| !foreign::sound_marker(bytes))),
            Some(Kind::Card) => self.card_says_more(path, id),
            Some(Kind::Keeper) => Ok(in_git.is_none()),
            None => Ok(false),
        }
    }

    fn record_says_more(
        &mut self,
        path: &str,
        id: &str,
        in_git: Option<&Vec<u8>>,
    ) -> Result<bool, Error> {
        let store = self.run.asked.store;
        let Some(ours) = store.shared_bytes(path)? else { return Ok(false) };
        let Some(in_git) = in_git else { return Ok(!self.waits(path, id)) };
        if !foreign::headed(path, &ours) {
            self.trouble(
                format!("{path} was not sent: its first lines are wrong"),
                "hv doctor says what they should be.",
            );
            return Ok(false);
        }
        let (mine, gits) = (whole(path, &ours), foreign::lines_of(path, in_git));
        let vanished = gits.difference(&mine).count();
        let more = mine.difference(&gits).next().is_some() || !foreign::headed(path, in_git);
        if vanished > 0 && foreign::headed(path, in_git) {
            let (_lock, _why_not) = store.lock_if_possible(super::weave::PATIENCE);
            store.bring_lines(path, in_git)?;
            self.trouble(
                format!("{vanished} of the lines that git has had vanished from {path}; they were put back"),
                "Find out who took them out: records are only ever added to. hv doctor",
            );
        }
        Ok(more)
    }

    /// It was changed or taken away elsewhere, and nobody has decided yet.
    fn waits(&mut self, path: &str, id: &str) -> bool {
        let Some(clash) = self.run.side.clashes.get(path).filter(|clash| clash.ours == id) else {
            self.run.side.clashes.remove(path);
            return false;
        };
        let (mine, theirs) = (short(&clash.ours_in), short(&clash.theirs_in));
        let what = format!(
            "{path} was changed or taken away elsewhere, and waits for a decision: ours is in commit {mine}, theirs in \
             {theirs}"
        );
        let hint =
            format!("hv sync --ours {path}, or hv sync --theirs {path}; or edit or remove it here");
        self.trouble(what, &hint);
        true
    }

    fn card_says_more(&mut self, path: &str, id: &str) -> Result<bool, Error> {
        if self.waits(path, id) {
            return Ok(false);
        }
        let bytes = self.run.asked.store.shared_bytes(path)?.unwrap_or_default();
        if let Some(why) = self.run.asked.store.unfit_card(path, &bytes) {
            self.trouble(
                format!("{path} was not sent: it cannot be read: {why}"),
                "hv doctor says what is wrong with it.",
            );
            return Ok(false);
        }
        Ok(true)
    }

    /// Files that git has and the folder has not.
    fn missing(&mut self) -> Result<(), Error> {
        let paths = self.head.files.keys().filter(|path| !self.here.contains_key(*path));
        let paths: Vec<String> = paths.cloned().collect();
        let mut records = Vec::new();
        for path in paths {
            match foreign::kind_of(&path) {
                Some(Kind::Record) => records.push(path),
                Some(Kind::Marker) => self.missing_marker(path)?,
                // A whole folder that is gone was not taken away card by card: a drive is missing, or it is a slip.
                Some(Kind::Card) if self.folder_is_gone(&path) => self.lost.push(path),
                Some(Kind::Card) => {
                    self.run.report.notes.push(format!("{path} was taken away here; that is sent"));
                    self.gone.insert(path, None);
                }
                Some(Kind::Keeper) | None => {}
            }
        }
        self.missing_records(records)
    }

    /// A record that is gone is lost, unless a tombstone says that it was erased.
    fn missing_records(&mut self, paths: Vec<String>) -> Result<(), Error> {
        let before = self.gone.len();
        for some in paths.chunks(AT_ONCE) {
            let blobs: Vec<&str> = some.iter().filter_map(|p| self.head.blob(p)).collect();
            let held = self.run.repo.contents(&blobs, foreign::limit_of("weeks/2026-W48.yaml"))?;
            let erased = |path: &&String| {
                let bytes = self.head.blob(path).and_then(|blob| held.get(blob));
                bytes.is_some_and(|bytes| (self.run.asked.erased)(path, bytes))
            };
            let (erased, lost): (Vec<&String>, Vec<&String>) = some.iter().partition(erased);
            self.gone.extend(erased.into_iter().map(|path| (path.clone(), None)));
            self.lost.extend(lost.into_iter().cloned());
        }
        let erased = self.gone.len() - before;
        if erased > 0 {
            self.run.report.notes.push(format!(
                "records erased here: {erased}; that is sent. Each other machine: hv sync, then hv retention finish. Git's \
                 history still holds them."
            ));
        }
        Ok(())
    }

    /// The record that a marker stood for was erased here.
    fn stood_for_what_was_erased(&self, marker: &str) -> Result<bool, Error> {
        let Some(record) = foreign::record_of_marker(marker) else { return Ok(false) };
        let Some(blob) = self.head.blob(&record).filter(|_| !self.here.contains_key(&record))
        else {
            return Ok(false);
        };
        let held = self.run.repo.contents(&[blob], foreign::limit_of(&record))?;
        Ok(held.get(blob).is_some_and(|bytes| (self.run.asked.erased)(&record, bytes)))
    }

    fn folder_is_gone(&self, path: &str) -> bool {
        let Some((folder, _)) = path.split_once('/') else { return false };
        let keeper = format!("{folder}/.keep");
        self.head.files.contains_key(&keeper) && !self.here.contains_key(&keeper)
    }

    /// A marker goes when its record needs it no more. One that was lost comes back.
    fn missing_marker(&mut self, path: String) -> Result<(), Error> {
        let settled = moved(&path, self.here.keys()) || (self.run.asked.over)(&path);
        if settled || self.stood_for_what_was_erased(&path)? {
            self.gone.insert(path, None);
            return Ok(());
        }
        let blob = self.head.blob(&path).unwrap_or_default();
        let held = self.run.repo.contents(&[blob], foreign::limit_of(&path))?;
        if let Some(bytes) = held.get(blob) {
            self.run.asked.store.bring_file(&path, bytes)?;
            self.trouble(
                format!("the marker {path} had vanished while its record is open; it was put back"),
                "hv doctor says whether all others agree.",
            );
        }
        Ok(())
    }

    fn trouble(&mut self, what: String, hint: &str) {
        self.run.report.troubles.push(Error::failed(what).hint(hint));
    }
}

/// The lines of a record that have an end.
fn whole<'b>(path: &str, bytes: &'b [u8]) -> std::collections::BTreeSet<&'b [u8]> {
    let end = bytes.iter().rposition(|b| *b == b'\n').map_or(0, |end| end + 1);
    foreign::lines_of(path, bytes.get(..end).unwrap_or_default())
}

/// A planned visit that was moved has another marker.
pub(super) fn moved<'p>(path: &str, mut others: impl Iterator<Item = &'p String>) -> bool {
    let planned = |p: &str| p.starts_with("open/planned/").then(|| foreign::record_of_marker(p));
    let Some(Some(visit)) = planned(path) else { return false };
    others.any(|other| other != path && planned(other).flatten().as_ref() == Some(&visit))
}

/// A commit as people write it.
pub(super) fn short(commit: &str) -> &str {
    commit.get(..10).unwrap_or(commit)
}
