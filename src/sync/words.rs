//! What went wrong with git, in plain words, and what to type next. git's own words stand below as the cause.

use super::program::Ended;
use crate::error::Error;
use std::time::Duration;

/// A piece of git's words, what it means, and what to do.
const KNOWN: [(&[&str], &str, &str); 12] = [
    (
        &["no space left on device", "disk quota exceeded", "file too large"],
        "the disk is full",
        "Free some space here, or where the remote is; then: hv sync",
    ),
    (
        &[
            "could not resolve host",
            "could not resolve hostname",
            "network is unreachable",
            "connection timed out",
            "connection refused",
            "no route to host",
            "failed to connect",
            "unable to connect",
            "operation timed out",
        ],
        "the remote cannot be reached: no network, or it is switched off",
        "Ring the other machines' desks meanwhile; hv sync tries again when it is typed again.",
    ),
    (
        &[
            "permission denied (",
            "authentication failed",
            "could not read username",
            "could not read password",
            "invalid username or password",
            "access denied",
        ],
        "the remote does not let this machine in",
        "Its key or password is refused. Whoever runs the remote has to let this machine in; hv asks for no password.",
    ),
    (
        &["host key verification failed", "remote host identification has changed"],
        "this machine does not know the remote's key, or it has changed",
        "Once, by hand, after checking it with whoever runs the remote: ssh HOST",
    ),
    (
        &[
            "does not appear to be a git repository",
            "repository not found",
            "not found in upstream",
            "does not exist",
            "no such file or directory",
        ],
        "the remote is not there",
        "Is its drive missing, or has it moved? The address is in hv.toml under [sync].",
    ),
    (
        &["dubious ownership"],
        "the repository belongs to another user of this machine, and may be set up to run programs",
        "Use a clone of your own: git clone; or, if you trust its owner, do what git says below.",
    ),
    (
        &["index.lock"],
        "another git is at work here, or one was killed and left .git/index.lock",
        "If no git is running: rm .git/index.lock && git reset (which changes no file)",
    ),
    (
        &[
            "index file corrupt",
            "bad index file",
            "bad signature",
            "index file smaller",
            "unknown index",
        ],
        "git's index of this folder is broken",
        "rm .git/index && git reset (which changes no file)",
    ),
    (
        &[
            "object file",
            "bad object",
            "is corrupt",
            "unable to read",
            "bad tree object",
            "missing blob",
        ],
        "git's own store of this folder is damaged",
        "git fsck says how. The records themselves are files and are not touched by it.",
    ),
    (
        &["bad config", "invalid config"],
        "the settings of this folder's repository cannot be read",
        "Put .git/config right; git's words below name the line.",
    ),
    (
        &["not allowed", "transport '"],
        "hv does not go to a remote in that way",
        "Use an address that begins with ssh://, https:// or file://, or a path.",
    ),
    (
        &["not a git repository"],
        "the record folder is not a git repository of its own",
        "In the record folder: git init -b main",
    ),
];

/// What came of a call that did not do what it was to do.
pub(super) fn failed(what: &str, ended: &Ended, limit: Duration) -> Error {
    if ended.too_long {
        return Error::failed(format!(
            "{what}: git did not end within {} seconds, and was ended",
            limit.as_secs()
        ))
        .hint("The network may be slow, or the remote may hang. For longer: hv sync --limit 10m");
    }
    let printed = String::from_utf8_lossy(&ended.out);
    let words = format!("{}\n{}", ended.err, printed).to_lowercase();
    let known = KNOWN.iter().find(|(signs, _, _)| signs.iter().any(|s| words.contains(s)));
    let cause = cause(ended);
    match known {
        Some((_, means, then)) => {
            Error::failed(format!("{what}: {means}")).because(cause).hint(*then)
        }
        None => Error::failed(format!("{what}: git failed")).because(cause),
    }
}

/// git could not be started at all.
pub(super) fn not_started(cause: &std::io::Error) -> Error {
    let error = Error::failed("git could not be started").because(cause);
    error.hint("Install git. Recording and the alarm need none; only hv sync does.")
}

/// The remote said no to a push, for a reason other than that somebody was first.
pub(super) fn refused(ended: &Ended) -> Error {
    Error::failed("what is recorded here was not sent: the remote refuses it").because(cause(ended)).hint(
        "The branch may be protected, or a check of the remote's may say no. Whoever runs it has to allow this \
         machine to push to the branch that hv.toml names.",
    )
}

fn cause(ended: &Ended) -> String {
    let printed = String::from_utf8_lossy(&ended.out);
    let lines = ended.err.lines().chain(printed.lines().filter(|l| l.contains("rejected")));
    let lines = lines.map(str::trim).filter(|l| !l.is_empty() && !l.starts_with("hint:"));
    let said: Vec<&str> = lines.take(4).collect();
    if said.is_empty() { format!("it ended with {:?}", ended.code) } else { said.join("; ") }
}
