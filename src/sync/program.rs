//! Starts git: an argument list, never a shell; its own process group, ended as a group at the limit; an environment
//! that holds nothing of git's but what hv puts there; and settings on its command line that outrank whatever a
//! repository is set up to run.
#![expect(
    clippy::disallowed_methods,
    reason = "this file alone starts git, measures how long it takes, and passes it the few variables it needs"
)]

use crate::os::{machine, processes};
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// The most that is read of what it prints: a list of some ten million files.
const MOST: u64 = 1 << 30;

/// The most that is kept of what it complains.
const COMPLAINT: u64 = 1 << 16;

/// How often it is looked whether it has ended.
const LOOK: Duration = Duration::from_millis(3);

/// How long what it printed may come after its end.
const LINGER: Duration = Duration::from_secs(2);

/// Variables that git, ssh and a credential helper of the person's own need. No other is passed on.
const PASSED_ON: [&str; 22] = [
    "PATH",
    "HOME",
    "USER",
    "LOGNAME",
    "TMPDIR",
    "XDG_CONFIG_HOME",
    "XDG_RUNTIME_DIR",
    "SSH_AUTH_SOCK",
    "SSH_AGENT_PID",
    "DBUS_SESSION_BUS_ADDRESS",
    "KRB5CCNAME",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "http_proxy",
    "https_proxy",
    "HTTPS_PROXY",
    "no_proxy",
    "NO_PROXY",
    "all_proxy",
    "ALL_PROXY",
    "SYSTEMROOT",
    "USERPROFILE",
];

/// What outranks a repository's own settings. Nothing that it names is started.
const SETTINGS: [&str; 18] = [
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.untrackedCache=false",
    "core.symlinks=false",
    "core.attributesFile=/dev/null",
    "core.askPass=",
    "core.fsync=all",
    "protocol.ext.allow=never",
    "commit.gpgSign=false",
    "push.gpgSign=false",
    "push.followTags=false",
    "push.recurseSubmodules=no",
    "fetch.recurseSubmodules=false",
    "submodule.recurse=false",
    "fetch.writeCommitGraph=false",
    "gc.auto=0",
    "maintenance.auto=false",
    "advice.detachedHead=false",
];

/// What to run.
#[derive(Debug)]
pub(super) struct Call<'a> {
    /// git's own arguments.
    pub(super) arguments: &'a [&'a str],
    /// The folder it runs in.
    pub(super) folder: &'a Path,
    /// Variables of its own.
    pub(super) variables: &'a [(&'a str, String)],
    /// What stands on its standard input.
    pub(super) input: Vec<u8>,
    /// How long it may take.
    pub(super) limit: Duration,
}

/// How it ended.
#[derive(Debug, Clone)]
pub(super) struct Ended {
    /// Its exit code. `None`: it was ended, at the limit or by a signal.
    pub(super) code: Option<i32>,
    /// It was ended at the limit.
    pub(super) too_long: bool,
    /// What it printed.
    pub(super) out: Vec<u8>,
    /// What it complained.
    pub(super) err: String,
}

/// Runs git to its end or its limit.
///
/// # Errors
/// It could not be started.
pub(super) fn git(call: Call<'_>) -> std::io::Result<Ended> {
    let begun = Instant::now();
    let mut command = Command::new("git");
    command.env_clear();
    for name in PASSED_ON.iter().chain(machine::FOR_GIT) {
        command.envs(std::env::var_os(name).map(|value| (name, value)));
    }
    command.envs([
        ("LC_ALL", "C"),
        ("GIT_TERMINAL_PROMPT", "0"),
        ("GIT_NO_LAZY_FETCH", "1"),
        ("GIT_NO_REPLACE_OBJECTS", "1"),
        ("GIT_OPTIONAL_LOCKS", "0"),
        ("GIT_PAGER", "cat"),
    ]);
    command.envs(call.variables.iter().map(|(name, value)| (*name, value.as_str())));
    command.args(SETTINGS.iter().flat_map(|setting| ["-c", setting])).args(call.arguments);
    processes::in_a_group(command.current_dir(call.folder));
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn()?;
    feed(&mut child, call.input);
    let out = caught(child.stdout.take(), MOST);
    let err = caught(child.stderr.take(), COMPLAINT);
    let (status, too_long) = wait(&mut child, begun, call.limit);
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Ok(Ended {
        code: status.and_then(|s| s.code()),
        too_long,
        out: out.recv_timeout(LINGER).unwrap_or_default(),
        err: text(err.recv_timeout(LINGER).unwrap_or_default()),
    })
}

/// Waits so long, at least.
pub(super) fn pause(span: Duration) {
    let begun = Instant::now();
    while let Some(left) = span.checked_sub(begun.elapsed()).filter(|left| !left.is_zero()) {
        std::thread::park_timeout(left);
    }
}

/// Waits for its end; at the limit, ends it and everything it started in its group.
fn wait(child: &mut Child, begun: Instant, limit: Duration) -> (Option<ExitStatus>, bool) {
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return (Some(status), false),
            Ok(None) if begun.elapsed() < limit => pause(LOOK),
            Ok(None) | Err(_) => break,
        }
    }
    processes::end_group(child);
    let _ended_by_us = child.wait();
    (None, true)
}

/// Writes its input from beside: a program that does not read must not hold anything up.
fn feed(child: &mut Child, input: Vec<u8>) {
    let Some(mut pipe) = child.stdin.take() else { return };
    let _no_thread_no_input = std::thread::Builder::new().spawn(move || {
        // A program that has seen enough closes the pipe.
        let _closed = pipe.write_all(&input);
    });
}

/// Reads a stream from beside, to its end; of one that never ends, no more than so much.
fn caught(pipe: Option<impl Read + Send + 'static>, most: u64) -> mpsc::Receiver<Vec<u8>> {
    let (tell, told) = mpsc::channel();
    if let Some(pipe) = pipe {
        let _no_thread_no_words = std::thread::Builder::new().spawn(move || {
            let mut kept = Vec::new();
            let mut limited = pipe.take(most);
            let _as_far_as_it_goes = limited.read_to_end(&mut kept);
            // What comes after is let go, so that the program is never held up.
            let _rest = std::io::copy(&mut limited.into_inner(), &mut std::io::sink());
            let _nobody_waits = tell.send(kept);
        });
    }
    told
}
