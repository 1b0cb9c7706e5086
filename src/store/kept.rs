//! A second name for every record that was written to lately, so that nothing hv said was recorded goes when another
//! program puts another file in the record's place.
//!
//! `git merge` looks at the work tree when it begins, and takes the files away when it ends: whatever was added between
//! is gone with the old file, though it was durable, and nothing that hv could look at says that git has begun. A
//! synchronising drive and an editor do the same. But the old file lives as long as it has a name. So each record that is
//! written to gets one in `local/kept/`, which git does not carry; where the two names lead to two files, the lines that
//! the record lacks are in the kept one, and go back by the same writer as lines from another machine.
//!
//! It is a net and not the record: where a drive knows no second names there is none, and what was recorded is recorded.
//! A name goes after ten minutes. What this will not do: bring a record back that is gone and that nobody writes in
//! again, or a line that was taken out of the very file.

use super::foreign::{Kind, kind_of, lines_of};
use super::record::seems_distress;
use super::{Store, damage, file, line};
use crate::error::{Damage, Error};
use crate::os::files;
use std::io;
use std::path::Path;
use std::time::Duration;

/// Where the second names are.
const FOLDER: &str = "local/kept";

/// No git takes longer between looking at a file and taking it away. By this machine's clock: one that is wrong keeps a
/// name longer, or not so long.
const LATELY: Duration = Duration::from_secs(600);

/// A record whose file was put in the place of one that held more.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Taken {
    /// The record, by its path.
    pub path: String,
    /// How many lines it lacks.
    pub lines: usize,
    /// One of them reports distress.
    pub distress: bool,
}

impl Store {
    /// Gives a record that was just written to its second name, and first puts back what an older one holds.
    pub(super) fn keep(&self, path: &str) {
        // The line is durable where it belongs; only the net under it has a hole, as on a drive without second names.
        let _no_net = self.try_to_keep(path);
    }

    fn try_to_keep(&self, path: &str) -> io::Result<()> {
        let (full, kept) = (self.root.join(path), self.root.join(kept_path(path)));
        let mut linked = std::fs::hard_link(&full, &kept);
        if linked.as_ref().is_err_and(|e| e.kind() == io::ErrorKind::NotFound) {
            file::make_folder(&self.root.join(FOLDER))?;
            linked = std::fs::hard_link(&full, &kept);
        }
        match linked {
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => self.keep_anew(path),
            other => other,
        }
    }

    /// There is a second name already: of the same file, or of one that was taken away since.
    fn keep_anew(&self, path: &str) -> io::Result<()> {
        let (full, kept) = (self.root.join(path), self.root.join(kept_path(path)));
        if same_file(&full, &kept)? {
            return Ok(());
        }
        if let Some(held) = file::read(&kept, file::RECORD_LIMIT)? {
            self.bring_lines(path, &recorded(&held))
                .map_err(|e| io::Error::other(e.to_string()))?;
        }
        file::remove(&kept)?;
        std::fs::hard_link(&full, &kept)
    }

    /// Takes away the names of records that nobody has written to for a while and whose place nobody took.
    pub(super) fn drop_old_names(&self) {
        for path in self.kept().unwrap_or_default() {
            let kept = self.root.join(kept_path(&path));
            let written = std::fs::symlink_metadata(&kept).and_then(|about| about.modified());
            let old = written.is_ok_and(|at| at.elapsed().is_ok_and(|age| age > LATELY));
            if old && matches!(self.lacking(&path), Ok(None)) {
                // One that stays is looked at again by the next writer.
                let _stays = file::remove(&kept);
            }
        }
    }

    /// The records that have a second name.
    fn kept(&self) -> io::Result<Vec<String>> {
        let listed = file::list(&self.root.join(FOLDER))?;
        Ok(listed.iter().filter(|e| e.file).filter_map(|e| record_path(&e.name)).collect())
    }

    /// What the record lacks of what its second name holds. `None`: nothing, or there is no record to lack it.
    fn lacking(&self, path: &str) -> io::Result<Option<Taken>> {
        let (full, kept) = (file::inside(&self.root, path)?, self.root.join(kept_path(path)));
        let Some(there) = file::read(&full, file::RECORD_LIMIT)? else { return Ok(None) };
        let before = recorded(&file::read(&kept, file::RECORD_LIMIT)?.unwrap_or_default());
        let known = lines_of(path, &there);
        let lacking: Vec<&[u8]> = lines_of(path, &before).difference(&known).copied().collect();
        let distress = lacking.iter().any(|line| seems_distress(line));
        let taken = Taken { path: path.to_owned(), lines: lacking.len(), distress };
        Ok((taken.lines > 0).then_some(taken))
    }

    /// The records of which lines that hv recorded lately were taken away. Not under `--now`, which looks at another time.
    ///
    /// # Errors
    /// What is kept cannot be read, so that nobody knows.
    pub fn taken_away(&self) -> Result<Vec<Taken>, Damage> {
        if self.as_of.is_some() {
            return Ok(Vec::new());
        }
        let another = |path: &&String| {
            let (full, kept) = (self.root.join(path), self.root.join(kept_path(path)));
            // One that is not there just now is being put in place, or is gone and told of elsewhere.
            !same_file(&full, &kept).is_ok_and(|same| same)
        };
        let all = self.kept().and_then(|kept| {
            let lacking = kept.iter().filter(another).map(|path| self.lacking(path));
            lacking.filter_map(Result::transpose).collect()
        });
        all.map_err(|e: io::Error| {
            let what = format!("what hv keeps of the records last written to cannot be read: {e}");
            damage(FOLDER, what, "Look at the folder; remove what is in it if nothing is missing.")
        })
    }

    /// Puts the lines back into one record, and gives back how many. Hold a [`super::Lock`].
    ///
    /// # Errors
    /// They could not be written; they stay where they are kept.
    pub fn put_back(&self, taken: &Taken) -> Result<usize, Error> {
        let kept = self.root.join(kept_path(&taken.path));
        let failed =
            |e: io::Error| Error::failed(format!("{} cannot be read", kept.display())).because(e);
        let held = file::read(&kept, file::RECORD_LIMIT).map_err(failed)?.unwrap_or_default();
        let count = self.bring_lines(&taken.path, &recorded(&held))?;
        self.keep(&taken.path);
        Ok(count)
    }

    /// The same for all of them, and what could not be.
    pub fn put_all_back(&self) -> (Vec<Taken>, Vec<Error>) {
        let (mut back, mut failed) = (Vec::new(), Vec::new());
        let all = self.taken_away().unwrap_or_else(|damage| {
            failed.push(Error::failed(damage.to_string()).hint(damage.hint));
            Vec::new()
        });
        for taken in all {
            match self.put_back(&taken) {
                Ok(lines) => back.push(Taken { lines, ..taken }),
                Err(error) => failed.push(error),
            }
        }
        (back, failed)
    }

    /// Whether a record can have a second name here, tried with `hv.toml`. `None`: nobody knows, as where nothing may be
    /// written, or nothing was yet.
    pub fn has_second_names(&self) -> Option<bool> {
        let trial = self.root.join(FOLDER).join(".trial");
        match std::fs::hard_link(self.root.join("hv.toml"), &trial) {
            Err(e) if e.kind() != io::ErrorKind::AlreadyExists => {
                // Where not even a file can be made it is no question of names.
                std::fs::write(&trial, "").and_then(|()| file::remove(&trial)).ok().map(|()| false)
            }
            _there => file::remove(&trial).ok().map(|()| true),
        }
    }

    /// Takes the second name of a record away, before the record is erased.
    pub(super) fn keep_no_more(&self, path: &str) -> io::Result<()> {
        file::remove(&self.root.join(kept_path(path)))
    }
}

impl Taken {
    /// It in words, for whoever looks.
    pub fn damage(&self) -> Damage {
        let lines = match self.lines {
            1 => "a line that hv recorded here lately is".to_owned(),
            n => format!("{n} lines that hv recorded here lately are"),
        };
        Damage {
            path: self.path.clone(),
            line: None,
            what: format!(
                "{lines} gone: another program, such as git, put another file in its place{}",
                if self.distress { Damage::SEEMS_DISTRESS } else { "" }
            ),
            hint: "hv keeps what was there. hv doctor --repair puts it back; hv sync and hv overdue --alert do as well."
                .to_owned(),
            may_hide_somebody: true,
        }
    }
}

/// The lines that are whole, and nothing else: of one that was cut off nobody was told that it is recorded.
fn recorded(held: &[u8]) -> Vec<u8> {
    let whole = |line: &&[u8]| {
        std::str::from_utf8(line)
            .is_ok_and(|text| line::unseal(text).is_some_and(|(_, agrees)| agrees))
    };
    let lines: Vec<&[u8]> = held.split(|b| *b == b'\n').filter(whole).collect();
    lines.join(&b'\n')
}

/// Both names lead to one file.
fn same_file(one: &Path, other: &Path) -> io::Result<bool> {
    let looks = |path: &Path| std::fs::symlink_metadata(path).map(|about| files::looks(&about));
    if let (Some(one), Some(other)) = (looks(one)?, looks(other)?) {
        return Ok((one.device, one.inode) == (other.device, other.inode));
    }
    // This system numbers only files that are open.
    match file::open_to_append(other)? {
        Some(other) => file::still_named(one, &other),
        None => Ok(false),
    }
}

/// `local/kept/outings.2026-W48.2026-11-24-kay-1a.yaml`: no id has a dot in it.
fn kept_path(path: &str) -> String {
    format!("{FOLDER}/{}", path.replace('/', "."))
}

/// The record that a second name is of, if it can be one.
fn record_path(name: &str) -> Option<String> {
    let path = format!("{}.yaml", name.strip_suffix(".yaml")?.replace('.', "/"));
    (kind_of(&path) == Some(Kind::Record)).then_some(path)
}
