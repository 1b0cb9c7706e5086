//! `hv sync`: the school's machines meet at a git repository. What is recorded here is committed and sent; what the
//! others recorded is brought in through the store's own writer, line by line.
//!
//! git is transport. Nothing is recorded by it, nothing waits for it but `hv sync`, and no git looks at or touches a
//! file of the record folder: no checkout, reset, stash, rebase or merge. So a saved event is never out of the folder,
//! not for a moment, and nothing that a shared repository is set up to run is run.
//!
//! | question | file |
//! |---|---|
//! | how is git started? | `program` |
//! | which repository is asked what? | `repo` |
//! | can what a commit holds be trusted? | `tree` |
//! | what of this folder is to be committed? | `snapshot` |
//! | what of theirs is brought in, and what do both add up to? | `weave` |
//! | what went wrong, in plain words? | `words` |
//!
//! What this room will not do: decide whether a record is over, hold the writing lock while a network is waited for,
//! or change what is recorded because sending it failed.

mod program;
mod repo;
mod snapshot;
mod tree;
mod weave;
mod words;

use crate::domain::remote;
use crate::error::Error;
use crate::store::{Quiet, Seen, Side, Store};
use crate::when::Moment;
use repo::{Id, Pushed, Repo, Where};
use std::collections::BTreeMap;
use std::hash::{BuildHasher, Hasher};
use std::path::Path;
use std::time::Duration;

/// How often it is begun anew because another machine was first.
const ROUNDS: u32 = 10;

/// How often in a row the remote's branch may be locked: somebody who sends holds it for an instant.
const LOCKED: usize = 5;

/// What `hv sync` needs.
pub struct Asked<'a> {
    /// The record folder.
    pub store: &'a Store,
    /// Where this machine keeps its state.
    pub state: &'a Path,
    /// `[sync]`.
    pub sync: &'a remote::Sync,
    /// This copy's tag.
    pub tag: &'a str,
    /// Now.
    pub now: Moment,
    /// How long one call of git may take.
    pub limit: Duration,
    /// A remote that was known to hold records, and holds none, is filled again.
    pub fill: bool,
    /// Whether the record that a marker stands for, by the marker's path, needs it no more.
    pub over: &'a dyn Fn(&str) -> bool,
    /// Whether what git has at that path, which is not here, was erased here by retention.
    pub erased: &'a dyn Fn(&str, &[u8]) -> bool,
}

impl std::fmt::Debug for Asked<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Asked")
            .field("sync", self.sync)
            .field("now", &self.now)
            .finish_non_exhaustive()
    }
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Report {
    /// Lines of records that were brought in.
    pub lines: usize,
    /// Directory files and markers that were brought in.
    pub files: usize,
    /// How many files a commit was made of here. None: there was nothing to commit.
    pub committed: usize,
    /// Everything the others had sent is here.
    pub heard: bool,
    /// Everything recorded here was sent.
    pub told: bool,
    /// The remote held nothing: what was sent is all there is.
    pub filled: bool,
    /// Worth knowing.
    pub notes: Vec<String>,
    /// What went wrong, or waits for a person.
    pub troubles: Vec<Error>,
}

/// One run.
struct Run<'a> {
    asked: &'a Asked<'a>,
    repo: Repo,
    side: Side,
    seen: Seen,
    report: Report,
    /// The folder's branch when this run began.
    tip: Option<Id>,
    /// The remote's branch was locked, so often in a row: what it said each time.
    locked: Vec<String>,
}

/// Changes to a commit: a file's mode and content by path. `None`: it goes.
type Changes = BTreeMap<String, Option<(String, Id)>>;

/// How a round ended.
#[derive(Debug, PartialEq, Eq)]
enum Round {
    Done,
    Again,
}

/// Brings in, commits and sends. What goes wrong is in the report; nothing that is recorded changes by it.
///
/// # Errors
/// It could not even begin: another is under way, there is no repository, or no git.
pub fn run(asked: &Asked<'_>) -> Result<Report, Error> {
    if !remote::sound_branch(&asked.sync.branch) {
        let message = format!("branch = {:?} in hv.toml is no branch", asked.sync.branch);
        return Err(Error::failed(message).hint("Under [sync]: branch = \"main\""));
    }
    let Some(_lock) = Side::lock(asked.state, asked.store)? else {
        return Err(Error::failed("another hv sync is under way for this folder")
            .hint("It ends by itself, at its limit at the latest; then type hv sync again."));
    };
    let at = Where { store: asked.store, state: asked.state, sync: asked.sync, limit: asked.limit };
    let repo = Repo::find(at)?;
    let side = Side::load(asked.state, asked.store);
    let seen = Seen::load(asked.state, asked.store, asked.now, repo.wide());
    let mut run =
        Run { asked, repo, side, seen, report: Report::default(), tip: None, locked: Vec::new() };
    if let Err(error) = run.rounds() {
        run.report.troubles.push(error);
    }
    if run.report.filled && run.report.told {
        let branch = &asked.sync.branch;
        let note = format!(
            "the remote held nothing on the branch {branch}: all that is recorded here was sent to it"
        );
        run.report.notes.push(note);
    }
    run.report.troubles.extend(run.side.save(asked.state, asked.store).err());
    Ok(run.report)
}

/// A directory file that two people changed: a person says which of the two holds from now on.
///
/// # Errors
/// No such file waits for anybody, or theirs cannot be put in place.
pub fn decide(asked: &Asked<'_>, path: &str, theirs: bool) -> Result<(), Error> {
    let mut side = Side::load(asked.state, asked.store);
    let Some(clash) = side.clashes.remove(path) else {
        let waiting: Vec<&str> = side.clashes.keys().map(String::as_str).collect();
        let waiting = if waiting.is_empty() { "none does".to_owned() } else { waiting.join(", ") };
        return Err(Error::usage(format!("{path} does not wait for a decision"))
            .hint(format!("waiting: {waiting}")));
    };
    if theirs {
        let at =
            Where { store: asked.store, state: asked.state, sync: asked.sync, limit: asked.limit };
        let repo = Repo::find(at)?;
        let tree = repo.tree(Some(&clash.theirs_in))?;
        let blob = tree.blob(path).ok_or_else(|| {
            Error::failed(format!("{path} was taken away on the other machine"))
                .hint("If it is to go here too, remove the file by hand; then: hv sync")
        })?;
        let found = repo.contents(&[blob], crate::store::foreign::limit_of(path))?;
        let bytes =
            found.get(blob).ok_or_else(|| Error::failed(format!("{path} is not in git")))?;
        if let Some(why) = asked.store.unfit_card(path, bytes) {
            return Err(Error::failed(format!("their {path} cannot be used: {why}")));
        }
        asked.store.bring_file(path, bytes)?;
    }
    side.save(asked.state, asked.store)
}

impl Run<'_> {
    fn rounds(&mut self) -> Result<(), Error> {
        for round in 1..=ROUNDS {
            if self.round()? == Round::Done {
                return Ok(());
            }
            program::pause(Duration::from_millis(random() % (u64::from(round) * 150)));
        }
        self.report.troubles.push(
            Error::failed(format!(
                "what is recorded here was not sent: other machines were first, {ROUNDS} times in a row"
            ))
            .hint("hv sync"),
        );
        Ok(())
    }

    /// Commit what is here, get what is there, bring it in, record that, send.
    fn round(&mut self) -> Result<Round, Error> {
        let in_the_way = self.repo.in_the_way()?;
        let mut ours = self.repo.branch_tip()?;
        self.tip.clone_from(&ours);
        if in_the_way.is_none() {
            let Some(committed) = self.commit_here(ours)? else { return Ok(Round::Again) };
            ours = committed;
        }
        let far = match self.far(ours.as_deref()).and_then(|far| self.as_it_was(far)) {
            Ok(far) => far,
            Err(error) => {
                self.report.troubles.extend(in_the_way);
                self.report.troubles.push(error);
                return Ok(Round::Done);
            }
        };
        let known = match (&far, &ours) {
            (Some(far), Some(ours)) => self.repo.came_before(far, ours)?,
            (Some(_), None) => false,
            (None, _) => true,
        };
        let mut sound = true;
        let mut joined = Some(ours.clone());
        match &far {
            Some(far) if !known => {
                let woven = weave::weave(self, ours.as_deref(), far, in_the_way.is_none())?;
                sound = woven.sound;
                if woven.complete {
                    self.heard();
                }
                if sound && in_the_way.is_none() {
                    joined = self.join(ours.as_deref(), far, &woven.changes)?.map(Some);
                }
            }
            _ => self.heard(),
        }
        if !sound || in_the_way.is_some() {
            self.report.troubles.extend(in_the_way);
            return Ok(Round::Done);
        }
        match joined {
            Some(ours) => self.send(ours.as_deref(), far.as_deref()),
            None => Ok(Round::Again),
        }
    }

    /// A remote that no longer holds what it held is said aloud, and one that holds nothing is not filled unasked.
    fn as_it_was(&mut self, far: Option<Id>) -> Result<Option<Id>, Error> {
        let branch = self.asked.sync.branch.clone();
        let place = self.repo.met("").place;
        let before = self.side.met.clone().filter(|met| met.place == place).map(|met| met.commit);
        match (&far, before) {
            (None, Some(_)) if !self.asked.fill => return Err(words::emptied(&branch)),
            (Some(far), Some(before)) if !self.still_holds(far, &before)? => {
                let (before, far) = (snapshot::short(&before), snapshot::short(far));
                self.report.troubles.push(words::went_back(&branch, before, far));
            }
            _ => {}
        }
        self.report.filled = far.is_none();
        self.side.met = far.as_deref().map(|far| self.repo.met(far));
        Ok(far)
    }

    /// True if what the remote held before is part of what it holds. What nobody has any more is no part of it.
    fn still_holds(&self, far: &str, before: &str) -> Result<bool, Error> {
        Ok(far == before || (self.repo.has(before)? && self.repo.came_before(before, far)?))
    }

    fn heard(&mut self) {
        self.report.heard = true;
        self.side.heard = Some(self.asked.now);
    }

    /// The remote's commit, and all that it holds, here.
    fn far(&self, ours: Option<&str>) -> Result<Option<Id>, Error> {
        let Some(far) = self.repo.remote_tip()? else { return Ok(None) };
        let here = match ours {
            Some(ours) if self.repo.has(&far)? => self.repo.came_before(&far, ours)?,
            _ => false,
        };
        if here { Ok(Some(far)) } else { self.repo.fetch().map(Some) }
    }

    /// Commits what is here and is not committed. `None`: a person committed at the same moment.
    #[expect(clippy::option_option, reason = "no commit yet, and a round that has to begin anew")]
    fn commit_here(&mut self, tip: Option<Id>) -> Result<Option<Option<Id>>, Error> {
        let here = snapshot::here(self)?;
        let between = tip.as_deref().map(|tip| Quiet::between(tip, &here));
        let settled = self.side.clashes.is_empty();
        if settled && between.is_some() && between == self.side.quiet {
            return Ok(Some(tip));
        }
        let before = self.report.troubles.len();
        let head = self.repo.tree(tip.as_deref())?;
        let changes = snapshot::changes(self, &head, here)?;
        if changes.is_empty() {
            // What was complained of, or waits for a person, is looked at again each time.
            let quiet = settled && self.report.troubles.len() == before;
            self.side.quiet = between.filter(|_| quiet);
            return Ok(Some(tip));
        }
        let tree = self.repo.write_tree(tip.as_deref(), &changes)?;
        let parents: Vec<&str> = tip.as_deref().into_iter().collect();
        let commit = self.repo.commit(&tree, &parents, self.asked.tag, &message(&changes))?;
        self.report.committed += changes.len();
        Ok(self.moved(tip.as_deref(), &commit)?.then_some(Some(commit)))
    }

    /// Records that theirs were brought in. Where that adds nothing to theirs there is no commit to make: two machines
    /// with equal sets of lines would otherwise make one each, for ever.
    fn join(
        &mut self,
        ours: Option<&str>,
        theirs: &str,
        changes: &Changes,
    ) -> Result<Option<Id>, Error> {
        let tree = self.repo.write_tree(Some(theirs), changes)?;
        let adds_nothing = tree == self.repo.tree_id(theirs)?;
        let behind = match ours {
            Some(ours) => self.repo.came_before(ours, theirs)?,
            None => true,
        };
        let new = if adds_nothing
            && (behind || ours.map_or(Ok(true), |ours| self.repo.only_hv_s(ours, theirs))?)
        {
            theirs.to_owned()
        } else {
            let apart = ours.filter(|_| !behind);
            let parents: Vec<&str> = apart.into_iter().chain([theirs]).collect();
            let text = message(changes);
            self.repo.commit(&tree, &parents, self.asked.tag, &text)?
        };
        Ok(self.moved(ours, &new)?.then_some(new))
    }

    /// Moves the folder's branch on, and the person's index with it.
    fn moved(&mut self, from: Option<&str>, to: &str) -> Result<bool, Error> {
        if from == Some(to) {
            return Ok(true);
        }
        if !self.repo.move_branch(to, from)? {
            return Ok(false);
        }
        // The records are safe and the branch is right: a broken index stops nothing.
        self.report.troubles.extend(self.repo.follow(from, to).err());
        Ok(true)
    }

    /// Somebody is sending this moment, or a git was killed there.
    fn wait_for_lock(&mut self, said: String) -> Round {
        self.locked.push(said);
        if self.locked.len() < LOCKED {
            return Round::Again;
        }
        self.report.troubles.push(words::locked(&self.asked.sync.branch, &self.locked));
        Round::Done
    }

    fn send(&mut self, ours: Option<&str>, far: Option<&str>) -> Result<Round, Error> {
        if let Some(ours) = ours.filter(|ours| Some(*ours) != far) {
            match self.repo.push(ours)? {
                Pushed::Done => {}
                Pushed::Late => {
                    self.locked.clear();
                    return Ok(Round::Again);
                }
                Pushed::Locked(said) => return Ok(self.wait_for_lock(said)),
                Pushed::Not(error) => {
                    self.report.troubles.push(error);
                    return Ok(Round::Done);
                }
            }
        }
        self.side.met = ours.or(far).map(|commit| self.repo.met(commit));
        self.report.told = true;
        self.side.told = Some(self.asked.now);
        Ok(Round::Done)
    }
}

/// Names nobody: paths below the folder are made of ids.
fn message(changes: &Changes) -> String {
    const MOST: usize = 20;
    let mut text = format!("hv sync: {} of hv's files\n\n", changes.len());
    for path in changes.keys().take(MOST) {
        text.push_str(path);
        text.push('\n');
    }
    if changes.len() > MOST {
        text.push_str("...\n");
    }
    text
}

/// A number that two machines do not draw alike, to wait for.
fn random() -> u64 {
    std::hash::RandomState::new().build_hasher().finish()
}
