//! Runs a program: an argument list, never a shell; its own process group, ended as a group at the limit; no more of
//! what it prints kept than a page; from the root folder, so that nothing beside the records is picked up by chance.
#![expect(
    clippy::disallowed_methods,
    reason = "the machine's own file names the program, never the record folder"
)]

use super::clock::Deadline;
use super::words;
use crate::os::{files, processes};
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::Duration;

/// The most that is kept of what it prints, of each stream.
const KEPT: usize = 4096;

/// How often it is looked whether it has ended.
const LOOK: Duration = Duration::from_millis(5);

/// How long what it printed may come after its end.
const LINGER: Duration = Duration::from_millis(500);

/// What to run.
#[derive(Debug)]
pub(super) struct Run<'a> {
    /// The program, by its full path, and its arguments.
    pub(super) arguments: &'a [String],
    /// What stands on its standard input.
    pub(super) input: &'a [u8],
    /// How long it may take.
    pub(super) limit: Duration,
    /// Variables of the environment that it does not get: they hold secrets.
    pub(super) hidden: &'a [String],
}

/// How it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ended {
    /// Its exit code. `None`: it was ended at the limit, or by a signal.
    pub(super) code: Option<i32>,
    /// The signal that ended it, other than hv's at the limit.
    pub(super) signal: Option<i32>,
    /// What it printed, cut.
    pub(super) printed: String,
    /// What it complained, cut.
    pub(super) complained: String,
}

/// Whether this can be run as far as one can see without running it.
pub(super) fn can_run(run: &[String]) -> Result<(), String> {
    let program = run.first().ok_or("nothing is named to run")?;
    let path = Path::new(program);
    if !path.is_absolute() {
        return Err(format!("{program}: {}", processes::FULL_PATH));
    }
    let about = path.metadata().map_err(|e| format!("{program} cannot be run: {e}"))?;
    if !about.is_file() || !files::is_program(&about) {
        return Err(format!("{program} cannot be run: chmod u+x {program}"));
    }
    // Whoever may write it could have anything run here, in this user's name.
    if files::others_may(&about, 0o022) {
        return Err(format!("{program} can be changed by others: chmod go-w {program}"));
    }
    Ok(())
}

/// Runs it to its end or its limit.
///
/// # Errors
/// It could not be started.
pub(super) fn run(asked: &Run<'_>) -> Result<Ended, String> {
    let deadline = Deadline::within(asked.limit);
    let (program, arguments) = asked.arguments.split_first().ok_or("nothing is named to run")?;
    let mut command = Command::new(program);
    processes::in_a_group(command.args(arguments).current_dir("/"));
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    for name in asked.hidden {
        command.env_remove(name);
    }
    let mut child = command.spawn().map_err(|e| format!("{program} cannot be run: {e}"))?;
    feed(&mut child, asked.input.to_vec());
    let printed = Caught::of(child.stdout.take());
    let complained = Caught::of(child.stderr.take());
    let ended = wait(&mut child, deadline);
    Ok(Ended {
        code: ended.and_then(|status| status.code()),
        signal: ended.and_then(processes::signal),
        printed: printed.text(),
        complained: complained.text(),
    })
}

/// Waits for its end; at the limit, ends it and everything it started in its group.
fn wait(child: &mut Child, deadline: Deadline) -> Option<ExitStatus> {
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) if !deadline.over() => deadline.wait(LOOK),
            Ok(None) | Err(_) => break,
        }
    }
    processes::end_group(child);
    let last = Deadline::within(LINGER);
    while !last.over() && matches!(child.try_wait(), Ok(None)) {
        last.wait(LOOK);
    }
    None
}

/// Writes its input from beside: a program that does not read must not hold anything up.
fn feed(child: &mut Child, input: Vec<u8>) {
    let Some(mut pipe) = child.stdin.take() else { return };
    let write = move || {
        // A program that reads nothing closes the pipe: that is its right.
        let _closed = pipe.write_all(&input);
    };
    let _no_thread_no_input = std::thread::Builder::new().spawn(write);
}

/// What a stream held, read from beside to its end, and the beginning of it kept.
struct Caught {
    kept: Arc<Mutex<Vec<u8>>>,
    done: mpsc::Receiver<()>,
}

impl Caught {
    fn of(pipe: Option<impl Read + Send + 'static>) -> Caught {
        let kept = Arc::new(Mutex::new(Vec::new()));
        let (over, done) = mpsc::channel();
        if let Some(pipe) = pipe {
            let kept = Arc::clone(&kept);
            let read = move || {
                catch(pipe, &kept);
                drop(over);
            };
            let _no_thread_no_words = std::thread::Builder::new().spawn(read);
        }
        Caught { kept, done }
    }

    /// What there is of it. Something that it left running may hold the stream open; nobody waits for that.
    fn text(&self) -> String {
        let _over_or_late = self.done.recv_timeout(LINGER);
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&kept).into_owned()
    }
}

/// Reads to the end, so that the program is never held up, and keeps the beginning.
fn catch(mut pipe: impl Read, kept: &Mutex<Vec<u8>>) {
    let mut buffer = [0; 4096];
    while let Ok(read) = pipe.read(&mut buffer) {
        if read == 0 {
            return;
        }
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        let room = KEPT.saturating_sub(kept.len());
        kept.extend(buffer.iter().take(read.min(room)));
    }
}

impl Ended {
    /// Why it did not do what it was to do, in words.
    pub(super) fn why(&self) -> String {
        let how = match (self.code, self.signal) {
            (Some(code), _) => format!("it ended with {code}"),
            (None, Some(signal)) => format!("it was ended by signal {signal}"),
            (None, None) => "it did not end in time, and was ended".to_owned(),
        };
        let said = [&self.complained, &self.printed].into_iter().map(|s| words::clean(s));
        match said.into_iter().find(|s| !s.is_empty()) {
            Some(said) => format!("{how}: {said}"),
            None => how,
        }
    }
}
