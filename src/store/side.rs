//! What `hv sync` keeps on this machine, beside the record folder and never in it: when the other machines were last
//! heard from, which directory files two people changed at once, and an empty repository of hv's own, so that nothing
//! that the shared folder's repository is set up to run is ever asked.
//!
//! What this room will not do: run git.

use super::create::{ATTRIBUTES, IGNORE};
use super::{Store, file, line};
use crate::error::Error;
use crate::when::Moment;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

/// What is remembered.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Side {
    /// When everything the others had sent was last brought in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heard: Option<Moment>,
    /// When everything recorded here was last sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told: Option<Moment>,
    /// Directory files that were changed here and elsewhere, by path, until a person has decided.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub clashes: BTreeMap<String, Clash>,
    /// What the remote was last known to hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub met: Option<Met>,
    /// When there was nothing to commit: what that was said of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quiet: Option<Quiet>,
}

/// A commit and a folder between which there was nothing to commit and nothing to say. While both are the same there is
/// still nothing, and the commit need not be listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Quiet {
    /// The commit.
    pub commit: String,
    /// Every file of the folder and what git calls its content: a digest, so that no name stands here.
    pub files: String,
}

impl Quiet {
    /// This commit, and these files with the ids of what they hold, in order.
    pub fn between(commit: &str, files: &BTreeMap<String, String>) -> Quiet {
        let parts =
            files.iter().flat_map(|(path, id)| [path.as_bytes(), b"\0", id.as_bytes(), b"\n"]);
        Quiet { commit: commit.to_owned(), files: line::sha256_of(parts) }
    }
}

/// What a remote was known to hold, so that it shows when that is gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Met {
    /// Which remote and branch: a digest, since an address may hold a password.
    pub place: String,
    /// The commit its branch was at.
    pub commit: String,
}

impl Met {
    /// This branch of the repository at this address, at this commit.
    pub fn at(address: &str, branch: &str, commit: &str) -> Met {
        let place = line::digest(format!("{address}\n{branch}").as_bytes());
        Met { place, commit: commit.to_owned() }
    }
}

/// A directory file that was changed on two machines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Clash {
    /// What ours held, as git names it. Once it holds something else, a person has decided.
    pub ours: String,
    /// The commit that has ours.
    pub ours_in: String,
    /// The commit that has theirs.
    pub theirs_in: String,
}

/// One `hv sync` at a time on this machine and for this folder. The lock is the system's own, so it ends with the run.
#[derive(Debug)]
pub struct SyncLock {
    _file: File,
}

impl Side {
    /// Reads it. What cannot be read counts as never heard, and is written anew.
    pub fn load(state: &Path, store: &Store) -> Side {
        let read = file::read(&path(state, store, "json"), file::SMALL_LIMIT).ok().flatten();
        read.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
    }

    /// Writes it whole.
    ///
    /// # Errors
    /// It could not be written.
    pub fn save(&self, state: &Path, store: &Store) -> Result<(), Error> {
        let path = path(state, store, "json");
        let text =
            line::spell(self).map_err(|e| Error::bug("the state cannot be spelt").because(e))?;
        made(state).and_then(|()| file::replace(&path, format!("{text}\n").as_bytes())).map_err(
            |e| {
                Error::failed(format!("could not write {}", path.display()))
                    .because(e)
                    .hint("The other machines will count as not heard from.")
            },
        )
    }

    /// Has the field for one run. `None`: another has it.
    ///
    /// # Errors
    /// The state folder cannot be used.
    pub fn lock(state: &Path, store: &Store) -> Result<Option<SyncLock>, Error> {
        let path = path(state, store, "lock");
        let failed =
            |e: io::Error| Error::failed(format!("cannot lock {}", path.display())).because(e);
        let file = made(state).and_then(|()| file::open_to_lock(&path)).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(SyncLock { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(e)) => Err(failed(e)),
        }
    }

    /// An empty repository of hv's own, written anew: its settings are these and no others, it has one ref if there is a
    /// commit, and its objects are looked for elsewhere.
    ///
    /// # Errors
    /// It could not be written.
    pub fn repository(
        state: &Path,
        store: &Store,
        format: &str,
        tip: Option<&str>,
    ) -> Result<PathBuf, Error> {
        let dir = path(state, store, "git");
        let write = || -> io::Result<()> {
            made(state)?;
            for folder in [dir.clone(), dir.join("refs"), dir.join("objects")] {
                file::make_folder(&folder)?;
            }
            let version = u8::from(format != "sha1");
            let core = format!("[core]\n\trepositoryformatversion = {version}\n\tbare = true\n");
            let extra = format!("[extensions]\n\tobjectformat = {format}\n");
            let config = if version == 1 { core + &extra } else { core };
            let packed = tip.map(|t| format!("{t} refs/heads/ours\n")).unwrap_or_default();
            file::replace(&dir.join("HEAD"), b"ref: refs/heads/ours\n")?;
            file::replace(&dir.join("config"), config.as_bytes())?;
            file::replace(&dir.join("packed-refs"), packed.as_bytes())?;
            // A git that was killed leaves these; they would stop the next.
            file::remove(&dir.join("index.lock"))?;
            file::remove(&dir.join("index"))
        };
        write()
            .map_err(|e| Error::failed(format!("could not write {}", dir.display())).because(e))?;
        Ok(dir)
    }
}

impl Store {
    /// The settings of the folder's own repository, as text, if it has one.
    pub fn repository_settings(&self) -> Option<String> {
        let bytes = file::read(&self.root.join(".git/config"), file::SMALL_LIMIT).ok().flatten();
        bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Why the folder's own repository is not only its own, if so: what git reads and sends would then be another's,
    /// of this person's, that whoever shares the folder could point at.
    pub fn not_its_own_repository(&self) -> Option<&'static str> {
        let git = self.root.join(".git");
        let folder = |path: &Path| std::fs::symlink_metadata(path).map(|about| about.is_dir());
        if folder(&git).is_ok_and(|is| !is) {
            return Some(".git is a file or a link, and leads to a repository elsewhere");
        }
        let inner = ["objects", "objects/pack", "objects/info", "refs", "refs/heads"];
        if inner.iter().any(|name| folder(&git.join(name)).is_ok_and(|is| !is)) {
            return Some("parts of .git are links, and lead elsewhere");
        }
        let leads = ["commondir", "objects/info/alternates"];
        let leads = leads.iter().any(|name| std::fs::symlink_metadata(git.join(name)).is_ok());
        leads.then_some(".git borrows from another repository")
    }

    /// What is missing from the two files that tell git how to treat records: which file, what, what to do. Nothing
    /// where the folder is no repository.
    pub fn git_files_amiss(&self) -> Vec<(&'static str, String, String)> {
        let repository = std::fs::symlink_metadata(self.root.join(".git")).is_ok();
        let wanted = [(".gitattributes", ATTRIBUTES), (".gitignore", IGNORE)];
        let missing = wanted.into_iter().filter(|_| repository).filter_map(|(path, wanted)| {
            let held = file::read(&self.root.join(path), file::SMALL_LIMIT).ok().flatten();
            let held = String::from_utf8_lossy(&held.unwrap_or_default()).into_owned();
            let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
            let has: Vec<String> = held.lines().map(words).collect();
            let missing: Vec<&str> =
                wanted.lines().filter(|line| !has.contains(&words(line))).collect();
            (!missing.is_empty()).then(|| {
                let what = match path {
                    ".gitignore" => "git would take what belongs to this machine alone",
                    _ => "a merge by git would leave its marks of a conflict in records",
                };
                let hint = format!("Put these lines back: {}", missing.join(" | "));
                (path, what.to_owned(), hint)
            })
        });
        missing.collect()
    }
}

fn made(state: &Path) -> io::Result<()> {
    if state.is_dir() {
        return Ok(());
    }
    let there = state.ancestors().find(|f| f.is_dir()).unwrap_or(Path::new("/"));
    file::make_folders(there, state)
}

/// Under the folder's real path: two clones on one machine are two.
pub(super) fn path(state: &Path, store: &Store, end: &str) -> PathBuf {
    let place = line::digest(store.root().to_string_lossy().as_bytes());
    state.join(format!("sync-{place}.{end}"))
}
