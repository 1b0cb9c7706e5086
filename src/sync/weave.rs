//! What of theirs is brought in, and what both add up to as a commit.
//!
//! * Records are sets of lines: we append what we lack, byte for byte.
//! * A marker comes before its record, and goes only where the record needs it no more.
//! * A directory file that one side changed is taken; of one that both changed ours stays, and a person decides.
//! * What cannot be trusted is not brought in, is said, and hides nothing else.
//!
//! What this will not do: write outside of what hv writes, or put git's own marks of a conflict in a live file.

use super::repo::Id;
use super::snapshot::{PLAIN, here, keep, moved, named, short};
use super::tree::Tree;
use super::{Changes, Run};
use crate::error::Error;
use crate::store::Clash;
use crate::store::foreign::{self, Kind};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// How long the writing lock is waited for. Lines are appended without it as well: they are sets.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);

/// So many records are brought in under one lock.
const AT_ONCE: usize = 200;

/// What came of it.
#[derive(Debug, Default)]
pub(super) struct Woven {
    /// What both add up to, as changes to theirs.
    pub(super) changes: Changes,
    /// Everything of theirs that may be about somebody is here.
    pub(super) complete: bool,
    /// Theirs may be built upon.
    pub(super) sound: bool,
}

struct Weave<'w, 'a> {
    run: &'w mut Run<'a>,
    base: Tree,
    ours: Tree,
    theirs: Tree,
    ours_id: Id,
    theirs_id: Id,
    here: BTreeMap<String, Id>,
    /// Directory files may change, and markers go: nothing of a person's stands in the way.
    whole: bool,
    out: Woven,
}

/// Brings in what their commit has and this folder lacks.
pub(super) fn weave(
    run: &mut Run<'_>,
    ours: Option<&str>,
    theirs: &str,
    whole: bool,
) -> Result<Woven, Error> {
    let base = match ours {
        Some(ours) => run.repo.base(ours, theirs)?,
        None => None,
    };
    let trees = [base.as_deref(), ours, Some(theirs)].map(|commit| run.repo.tree(commit));
    let [base, ours_tree, theirs_tree] = trees;
    let here = here(run)?;
    let mut weave = Weave {
        run,
        base: base?,
        ours: ours_tree?,
        theirs: theirs_tree?,
        ours_id: ours.unwrap_or_default().to_owned(),
        theirs_id: theirs.to_owned(),
        here,
        whole,
        out: Woven { complete: true, sound: true, ..Woven::default() },
    };
    if weave.ours_alike()? {
        weave.look();
        weave.everything()?;
    }
    Ok(weave.out)
}

impl Weave<'_, '_> {
    /// Their hv.toml must be this school's: another school's records are never mixed with ours.
    fn ours_alike(&mut self) -> Result<bool, Error> {
        let blob = self.theirs.blob("hv.toml").unwrap_or_default().to_owned();
        let held = self.run.repo.contents(&[blob.as_str()], foreign::limit_of("hv.toml"))?;
        let why = match held.get(&blob) {
            None => Some("it has no hv.toml".to_owned()),
            Some(bytes) => self.run.asked.store.unfit_card("hv.toml", bytes),
        };
        let Some(why) = why else { return Ok(true) };
        // A slip in their hv.toml is no other school: what else they sent is brought in.
        let another = why.contains("another school") || !held.contains_key(&blob);
        if another {
            self.out = Woven::default();
            self.trouble(
                format!("nothing was brought in or sent: the remote is not this school's: {why}"),
                "The address is in hv.toml under [sync].",
            );
        }
        Ok(!another)
    }

    /// What is there and cannot be trusted.
    fn look(&mut self) {
        let hostile = std::mem::take(&mut self.theirs.hostile);
        if !hostile.is_empty() {
            (self.out.sound, self.out.complete) = (false, false);
            let commit = short(&self.theirs_id).to_owned();
            self.trouble(
                format!(
                    "nothing was sent, and only records were brought in: commit {commit} of the remote holds what \
                     cannot be trusted: {}",
                    named(&hostile)
                ),
                "Ask who made that commit (git log FETCH_HEAD, from a clone elsewhere) and have it taken out there. \
                 Do not merge it with git here.",
            );
        }
        let strangers: Vec<String> =
            self.theirs.strangers().into_iter().map(str::to_owned).collect();
        if !strangers.is_empty() {
            // It may be the second copy of a record, and about somebody.
            self.out.complete = false;
            self.trouble(
                format!(
                    "not brought in, since hv does not know what they are: {}",
                    named(&strangers)
                ),
                "On the machine they come from hv doctor says what to do with them.",
            );
        }
    }

    fn everything(&mut self) -> Result<(), Error> {
        let all = self.theirs.files.keys().chain(self.ours.files.keys());
        let differ = |path: &&String| self.ours.blob(path) != self.theirs.blob(path);
        let waits =
            |path: &&String| self.theirs.blob(path) != self.here.get(*path).map(String::as_str);
        // While a person is in the midst of something, what is committed says little of what is here.
        let wanted = |path: &&String| differ(path) || (!self.whole && waits(path));
        let differ: BTreeSet<String> = all.filter(wanted).cloned().collect();
        let kind = |wanted: Kind| {
            let its = differ.iter().filter(|path| foreign::kind_of(path) == Some(wanted));
            its.cloned().collect::<Vec<String>>()
        };
        let markers = kind(Kind::Marker);
        self.new_markers(&markers)?;
        self.records(&kind(Kind::Record))?;
        self.old_markers(&markers)?;
        for path in kind(Kind::Keeper) {
            self.keeper(path)?;
        }
        if self.whole {
            for path in kind(Kind::Card) {
                self.card(path)?;
            }
            self.others(&differ);
        }
        Ok(())
    }

    /// Files that are not hv's go along in git, and are not written here.
    fn others(&mut self, differ: &BTreeSet<String>) {
        let mut along = Vec::new();
        for path in differ.iter().filter(|path| foreign::kind_of(path).is_none()) {
            let (base, ours, theirs) = self.blobs(path);
            if ours == base {
                along.push(path.clone());
                continue;
            }
            let both = theirs != base;
            self.keep_ours(path);
            if both {
                let commit = short(&self.theirs_id).to_owned();
                self.trouble(
                    format!("{path}, which is not hv's, was changed here and elsewhere; git goes on with ours"),
                    &format!("Theirs: git show {commit}:{path}"),
                );
            }
        }
        if !along.is_empty() {
            let note = format!(
                "not hv's, and not written here: {}. To have them: git restore --source=HEAD -- FILE",
                named(&along)
            );
            self.run.report.notes.push(note);
        }
    }

    fn blobs(&self, path: &str) -> (Option<Id>, Option<Id>, Option<Id>) {
        let of = |tree: &Tree| tree.blob(path).map(str::to_owned);
        (of(&self.base), of(&self.ours), of(&self.theirs))
    }

    /// What both add up to has our side of this path.
    fn keep_ours(&mut self, path: &str) {
        let ours = self.ours.files.get(path).map(|f| (f.mode.clone(), f.blob.clone()));
        self.out.changes.insert(path.to_owned(), ours);
    }

    fn keeper(&mut self, path: String) -> Result<(), Error> {
        match (self.ours.blob(&path), self.theirs.blob(&path)) {
            (None, Some(_)) => self.run.asked.store.bring_file(&path, b""),
            (Some(_), None) => {
                self.keep_ours(&path);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Markers that they made come first: who is out is known before the record is.
    fn new_markers(&mut self, paths: &[String]) -> Result<(), Error> {
        let new = |path: &&String| {
            self.theirs.blob(path).is_some()
                && self.base.blob(path).is_none()
                && !self.here.contains_key(*path)
        };
        let new: Vec<String> = paths.iter().filter(new).cloned().collect();
        self.bring(&new)
    }

    fn bring(&mut self, paths: &[String]) -> Result<(), Error> {
        let blobs: Vec<&str> = paths.iter().filter_map(|p| self.theirs.blob(p)).collect();
        let held = self.run.repo.contents(&blobs, foreign::limit_of("open/owed"))?;
        for path in paths {
            let bytes = self.theirs.blob(path).and_then(|blob| held.get(blob)).cloned();
            let Some(bytes) = bytes else {
                self.not_brought(path, "it is too large, or not all of it was sent");
                continue;
            };
            self.run.asked.store.bring_file(path, &bytes)?;
            self.run.report.files += 1;
        }
        Ok(())
    }

    /// Markers that one side took away, now that the records are known.
    fn old_markers(&mut self, paths: &[String]) -> Result<(), Error> {
        let mut back = Vec::new();
        for path in paths {
            let (base, ours, theirs) = self.blobs(path);
            match (base, ours, theirs) {
                (Some(_), None, Some(_)) if self.settled(path) => {
                    self.out.changes.insert(path.clone(), None);
                }
                (Some(_), None, Some(_)) => back.push(path.clone()),
                (Some(_), Some(_), None) if self.whole && self.settled(path) => {
                    self.run.asked.store.drop_marker(path)?;
                }
                (_, Some(_), None) => self.keep_ours(path),
                _ => {}
            }
        }
        self.bring(&back)
    }

    fn settled(&self, path: &str) -> bool {
        let others = self.here.keys().chain(self.theirs.files.keys());
        moved(path, others) || (self.run.asked.over)(path)
    }

    fn records(&mut self, paths: &[String]) -> Result<(), Error> {
        let mut mixed = Vec::new();
        for some in paths.chunks(AT_ONCE) {
            let blobs = some.iter().flat_map(|p| [self.theirs.blob(p), self.ours.blob(p)]);
            let blobs: Vec<&str> = blobs.flatten().collect();
            let limit = foreign::limit_of("weeks/2026-W48.yaml");
            let held = self.run.repo.contents(&blobs, limit)?;
            let (_lock, _why_not) = self.run.asked.store.lock_if_possible(PATIENCE);
            for path in some {
                mixed.extend(self.record(path, &held)?.then(|| path.clone()));
            }
        }
        for (path, id) in keep(self.run, &mixed)? {
            if self.theirs.blob(&path) != Some(id.as_str()) {
                let mode = self.theirs.files.get(&path).map_or(PLAIN, |f| f.mode.as_str());
                self.out.changes.insert(path, Some((mode.to_owned(), id)));
            }
        }
        Ok(())
    }

    /// Brings in one record. True: it holds more than theirs.
    fn record(&mut self, path: &str, held: &BTreeMap<Id, Vec<u8>>) -> Result<bool, Error> {
        let (base, ours, theirs) = self.blobs(path);
        let Some(theirs) = theirs else {
            self.gone_there(path, base, ours);
            return Ok(false);
        };
        let store = self.run.asked.store;
        let gone_here = !self.here.contains_key(path);
        if gone_here && ours.is_none() && base.as_ref() == Some(&theirs) {
            self.out.changes.insert(path.to_owned(), None);
            return Ok(false);
        }
        let Some(bytes) = held.get(&theirs) else {
            self.not_brought(path, "it is too large, or not all of it was sent");
            return Ok(false);
        };
        if !foreign::headed(path, bytes) {
            self.not_brought(path, "its first lines are another record's, or none");
            return Ok(false);
        }
        if let Some(ours) = ours.and_then(|ours| held.get(&ours)).filter(|_| gone_here) {
            store.bring_lines(path, ours)?;
        }
        let lines = store.bring_lines(path, bytes)?;
        self.run.report.lines += lines;
        let now = store.shared_bytes(path)?.unwrap_or_default();
        self.clashing(path, bytes, &now);
        Ok(foreign::lines_of(path, &now) != foreign::lines_of(path, bytes))
    }

    /// A record that another machine took away stays here, and is not sent again unless it says more than it did.
    fn gone_there(&mut self, path: &str, base: Option<Id>, ours: Option<Id>) {
        if self.whole && base.is_some() && ours == base {
            self.clash(
                path.to_owned(),
                ours,
                "was taken away on another machine, and is kept here",
            );
            return;
        }
        self.keep_ours(path);
        if base.is_some() {
            self.trouble(
                format!("{path} was taken away on another machine; more is recorded in it here, so it is sent again"),
                "If it was erased on purpose, erase it here too; hv sync takes no record away.",
            );
        }
    }

    /// Two different lines of one name: neither can be told to be the true one. Every look says so from now on.
    fn clashing(&mut self, path: &str, theirs: &[u8], now: &[u8]) {
        let theirs = foreign::lines_of(path, theirs);
        let ids: BTreeMap<&[u8], &[u8]> =
            theirs.iter().filter_map(|l| event_id(l).map(|id| (id, *l))).collect();
        let all = foreign::lines_of(path, now);
        let twice = |line: &&&[u8]| {
            event_id(line).is_some_and(|id| ids.get(id).is_some_and(|other| other != *line))
        };
        if let Some(line) = all.iter().find(twice) {
            let id = String::from_utf8_lossy(event_id(line).unwrap_or_default()).into_owned();
            self.trouble(
                format!(
                    "{path}: two different lines have the id {id}, one of them from another machine"
                ),
                "Both were kept. hv doctor says which; somebody has to look.",
            );
        }
    }

    /// What cannot be brought in may be about somebody who is out: the others do not count as heard.
    fn not_brought(&mut self, path: &str, why: &str) {
        self.out.complete = false;
        if self.ours.blob(path).is_some() {
            self.keep_ours(path);
        }
        let commit = short(&self.theirs_id).to_owned();
        self.trouble(
            format!("NOT BROUGHT IN: {path} of commit {commit}: {why}"),
            "It may be about somebody who is out: ring the desk it comes from. There, hv doctor says what is wrong.",
        );
    }

    fn card(&mut self, path: String) -> Result<(), Error> {
        let (base, ours, theirs) = self.blobs(&path);
        if theirs == base {
            self.keep_ours(&path);
            return Ok(());
        }
        let Some(theirs) = theirs else {
            self.clash(path, ours, "was taken away elsewhere, and is kept here");
            return Ok(());
        };
        if self.here.get(&path) == Some(&theirs) {
            self.run.side.clashes.remove(&path);
            return Ok(());
        }
        let changed_here = ours != base && ours.is_some();
        let waiting = self.run.side.clashes.contains_key(&path);
        if changed_here || waiting || self.here.get(&path) != ours.as_ref() {
            let ours = self.here.get(&path).cloned().or(ours);
            self.clash(path, ours, "was changed here and elsewhere; ours stays");
            return Ok(());
        }
        let held = self.run.repo.contents(&[&theirs], foreign::limit_of(&path))?;
        let unfit = match held.get(&theirs) {
            None => Some("it is too large".to_owned()),
            Some(bytes) => self.run.asked.store.unfit_card(&path, bytes),
        };
        if let Some(why) = unfit {
            let what = format!("was changed elsewhere to what cannot be used ({why}); ours stays");
            self.clash(path, ours, &what);
            return Ok(());
        }
        // Somebody may have saved it this moment.
        let now = if self.here.contains_key(&path) {
            self.run.repo.ids_of(&[&path])?.pop()
        } else {
            None
        };
        if now != ours {
            self.clash(path, now, "was changed here and elsewhere; ours stays");
            return Ok(());
        }
        if let Some(bytes) = held.get(&theirs) {
            self.run.asked.store.bring_file(&path, bytes)?;
            self.run.report.files += 1;
            let rules = matches!(path.as_str(), "hv.toml" | "policy.toml" | "allowed_signers");
            self.run.report.notes.extend(rules.then(|| {
                format!("{path} was changed on another machine, and was taken: git diff {} {} -- {path}",
                    short(&self.ours_id), short(&self.theirs_id))
            }));
        }
        Ok(())
    }

    /// Git goes on with theirs and the folder with ours, until a person has decided. Were git to go on with ours, theirs
    /// would be lost on the other machine without a word.
    fn clash(&mut self, path: String, ours: Option<Id>, what: &str) {
        let gone = self.theirs.blob(&path).is_none();
        let Some(ours) = ours else { return };
        let clash =
            Clash { ours, ours_in: self.ours_id.clone(), theirs_in: self.theirs_id.clone() };
        let (mine, theirs) = (short(&clash.ours_in).to_owned(), short(&clash.theirs_in).to_owned());
        self.run.side.clashes.insert(path.clone(), clash);
        self.trouble(
            format!("{path} {what}. Ours is in commit {mine}, theirs in {theirs}"),
            &if gone {
                format!("Erased by retention: hv retention finish erases it here too. If it is to stay: hv sync --ours {path} sends it again")
            } else {
                format!(
                    "git diff {mine} {theirs} -- {path} shows both. Then: hv sync --ours {path}, or hv sync --theirs \
                     {path}; or edit it to what is right, and hv sync"
                )
            },
        );
    }

    fn trouble(&mut self, what: String, hint: &str) {
        self.run.report.troubles.push(Error::failed(what).hint(hint));
    }
}

/// The id at the beginning of an event's line.
fn event_id(line: &[u8]) -> Option<&[u8]> {
    let rest = line.strip_prefix(b"- {\"id\": \"")?;
    let end = rest.iter().position(|b| *b == b'"')?;
    rest.get(..end)
}
