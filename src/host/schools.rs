//! Several schools looked at side by side, each by a run of hv of its own.
//!
//! Whatever befalls one look, a panic, a folder that is gone, a drive that does not answer, is that look's alone: the
//! others are under way already, and nobody waits for it longer than the limit. What it said is not judged here.

use super::Host;
use std::ffi::OsString;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::{Builder, available_parallelism};
use std::time::Duration;

/// One of several schools.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct School {
    /// What it is called in a line.
    pub name: String,
    /// Its record folder.
    pub store: PathBuf,
}

/// What came of looking at one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Looked {
    /// The school.
    pub school: School,
    /// What the look printed.
    pub out: String,
    /// What it said beside that.
    pub err: String,
    /// The exit code; else why there is none.
    pub end: Result<i32, String>,
}

/// The most that is kept of what one look prints, in bytes.
const MOST: u64 = 32 * 1024 * 1024;

/// Where none of those that run has ended for so long, the others begin all the same: those may be hanging on a dead
/// drive.
const TURN: Duration = Duration::from_secs(2);

/// How to look.
#[derive(Debug, Clone)]
pub struct Look {
    /// The program.
    pub program: PathBuf,
    /// What to type, without the record folder.
    pub arguments: Vec<OsString>,
    /// How wide lines may be, if anybody knows.
    pub columns: Option<usize>,
    /// How long one look may take.
    pub limit: Duration,
}

/// Begins to look at each of them. The results come in the order in which they are there; there is one for each.
pub fn look_at_each(schools: &[School], look: &Look) -> Receiver<Looked> {
    let (tell, told) = channel();
    let turns = Arc::new(Turns::default());
    for school in schools {
        let (mine, its) = (school.clone(), look.clone());
        let (tell, turns) = (tell.clone(), Arc::clone(&turns));
        let begin = {
            let (school, tell) = (mine.clone(), tell.clone());
            move || {
                turns.wait();
                let looked = look_at(&school, &its);
                turns.done();
                let _nobody_waits_any_more = tell.send(looked);
            }
        };
        if let Err(error) = Builder::new().spawn(begin) {
            let end = Err(format!("the look could not be begun: {error}"));
            let looked = Looked { school: mine, out: String::new(), err: String::new(), end };
            let _nobody_waits_any_more = tell.send(looked);
        }
    }
    told
}

/// Some at once and no more, or a thousand would starve each other.
#[derive(Default)]
struct Turns {
    state: Mutex<Going>,
    ended: Condvar,
}

#[derive(Default)]
struct Going {
    running: usize,
    /// So many have ended. It moves as long as those that run are alive.
    ended: usize,
    /// Room for so many more, because those that run do not end.
    more: usize,
}

impl Turns {
    /// Waits until there is room. Where nobody has ended for so long, those that run hang: there is room beside them.
    fn wait(&self) {
        let most = available_parallelism().map_or(1, std::num::NonZero::get) * 2;
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        while state.running >= most + state.more {
            let before = state.ended;
            let full = |state: &mut Going| state.running >= most + state.more;
            let waited = self.ended.wait_timeout_while(state, TURN, full);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
            if state.running >= most + state.more && state.ended == before {
                state.more += most;
                // The others see that something moved, and make no more room for the same reason.
                state.ended += 1;
                self.ended.notify_all();
            }
        }
        state.running += 1;
    }

    fn done(&self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.running = state.running.saturating_sub(1);
        state.ended += 1;
        self.ended.notify_all();
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the door: programs are started here")]
fn look_at(school: &School, look: &Look) -> Looked {
    let mut command = Command::new(&look.program);
    command
        .args(&look.arguments)
        .arg("--store")
        .arg(&school.store)
        .env_remove("HV_STORE")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    if let Some(columns) = look.columns {
        command.env("COLUMNS", columns.to_string());
    }
    match command.spawn() {
        Ok(child) => waited(school, child, look.limit),
        Err(error) => Looked {
            school: school.clone(),
            out: String::new(),
            err: String::new(),
            end: Err(format!("the look could not be begun: {error}")),
        },
    }
}

fn waited(school: &School, mut child: Child, limit: Duration) -> Looked {
    let (tell, told) = channel();
    read_beside(child.stdout.take(), 0, &tell);
    read_beside(child.stderr.take(), 1, &tell);
    drop(tell);
    let mut texts = [String::new(), String::new()];
    let mut ended = 0;
    while let Ok((which, text)) = told.recv_timeout(limit) {
        if let Some(place) = texts.get_mut(which) {
            *place = text;
        }
        ended += 1;
        if ended == 2 {
            break;
        }
    }
    let [out, err] = texts;
    let school = school.clone();
    if ended < 2 {
        // It is not waited for: what hangs on a dead drive cannot even be ended.
        let _may_be_deaf = child.kill();
        let end = Err(format!("no answer within {} seconds", limit.as_secs()));
        return Looked { school, out, err, end };
    }
    let end = match child.wait() {
        Ok(status) => status.code().ok_or_else(|| format!("the look was ended: {status}")),
        Err(error) => Err(format!("what came of the look is not known: {error}")),
    };
    Looked { school, out, err, end }
}

/// Reads a stream to its end, beside everything else.
fn read_beside(
    stream: Option<impl Read + Send + 'static>,
    which: usize,
    tell: &Sender<(usize, String)>,
) {
    let tell = tell.clone();
    let read = move || {
        let mut bytes = Vec::new();
        let whole = stream.map(|stream| stream.take(MOST).read_to_end(&mut bytes));
        let mut text = String::from_utf8_lossy(&bytes).into_owned();
        if !matches!(whole, Some(Ok(n)) if (n as u64) < MOST) {
            text.push_str("\n(not all of it could be read)\n");
        }
        let _nobody_waits_any_more = tell.send((which, text));
    };
    // Without a thread the stream is taken for one that never ends: the look counts as one without an answer.
    let _counts_as_hung = Builder::new().spawn(read);
}

impl Host {
    /// The folders in a text that may name several, parted as this system parts a list of paths. One that is there by
    /// its whole name is one.
    pub fn folders(&self, named: &Path) -> Vec<PathBuf> {
        let parts = std::env::split_paths(named).filter(|path| !path.as_os_str().is_empty());
        let parts: Vec<PathBuf> = parts.collect();
        // Looked for only where it matters, so that a look that fails is always the look at a school.
        let whole = parts.len() != 1 && self.cwd.join(named).exists();
        if whole { vec![named.to_owned()] } else { parts }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    /// A program that does as it is told, whatever flags follow.
    fn program(dir: &Path, does: &str) -> PathBuf {
        let path = dir.join("look");
        std::fs::write(&path, format!("#!/bin/sh\nstore=$2\n{does}\n")).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o700)).unwrap();
        path
    }

    fn look(program: PathBuf, limit: Duration) -> Look {
        Look { program, arguments: Vec::new(), columns: None, limit }
    }

    fn school(name: &str) -> School {
        School { name: name.to_owned(), store: PathBuf::from(name) }
    }

    #[test]
    fn one_that_hangs_one_that_dies_and_one_that_is_well_are_each_told() {
        let dir = tempfile::tempdir().unwrap();
        let does = "case $store in hangs) exec sleep 600;; dies) kill -9 $$;; *) echo out; echo err >&2; exit 4;; esac";
        let all = ["hangs", "dies", "well"].map(school);
        let limit = Duration::from_millis(1500);
        let mut told: Vec<Looked> =
            look_at_each(&all, &look(program(dir.path(), does), limit)).iter().collect();
        assert_eq!(told.last().unwrap().school.name, "hangs", "nobody waits for it");
        told.sort_by_key(|l| l.school.name.clone());
        let end = |n: usize| told[n].end.clone();
        assert!(end(0).unwrap_err().contains("ended"), "{told:?}");
        assert!(end(1).unwrap_err().contains("no answer"), "{told:?}");
        assert_eq!((end(2), told[2].out.as_str(), told[2].err.as_str()), (Ok(4), "out\n", "err\n"));
    }

    #[test]
    fn a_program_that_is_not_there_is_said_of_each() {
        let all = ["a", "b", "c"].map(school);
        let told: Vec<Looked> =
            look_at_each(&all, &look(PathBuf::from("/nowhere/hv"), TURN)).iter().collect();
        assert_eq!(told.len(), 3);
        assert!(told.iter().all(|l| l.end.is_err()), "{told:?}");
    }
}
