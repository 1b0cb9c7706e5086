//! What went wrong with git, in plain words, and what to type next. git's own words stand below as the cause.

use super::program::Ended;
use crate::error::Error;
use std::time::Duration;

/// A piece of git's words, what it means, and what to do.
const KNOWN: [(&[&str], &str, &str); 13] = [
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
        &[".lock': file exists"],
        "another git is at work in this folder's repository, or one was killed and left its lock",
        "If no git is running here: remove the file that git names below; then: hv sync",
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

/// The remote was known to hold records, and holds none.
pub(super) fn emptied(branch: &str) -> Error {
    Error::failed(format!(
        "THE REMOTE WAS EMPTIED: it held this school's records on the branch {branch}, and now it holds nothing there. \
         Nothing was sent to it. What is recorded here is all here"
    ))
    .hint("Was it emptied on purpose, made anew, or is it another drive? Ask whoever runs it, and tell the other desks.")
    .hint("An attack looks like this too. Only when you know that it is to hold the records again: hv sync --fill-empty-remote")
}

/// The remote does not hold any more what it held.
pub(super) fn went_back(branch: &str, before: &str, now: &str) -> Error {
    Error::failed(format!(
        "THE REMOTE'S HISTORY WAS CHANGED: its branch {branch} was at commit {before}, and is now at {now}, which does \
         not hold that. Nothing was taken away here, and hv sync sends all that is recorded here to it again"
    ))
    .hint("Somebody pushed by force, or an old copy was put back. Ask whoever runs it: it may also be an attack.")
    .hint("What other machines sent may be missing there until each of them has typed: hv sync")
    .hint("If something was erased there on purpose, it is there again: erase it here first (hv retention), then there.")
}

/// The remote's branch stayed locked.
pub(super) fn locked(branch: &str, said: &[String]) -> Error {
    let said_last = said.last().map_or("git gave no reason", String::as_str);
    Error::failed(format!(
        "what is recorded here was not sent: the branch {branch} of the remote is locked, {} times in a row",
        said.len()
    ))
    .because(said_last)
        .hint("Another machine may be sending this moment. In a minute: hv sync")
        .hint(format!(
            "Locked still? Then a git was killed where the remote is and left the file refs/heads/{branch}.lock in its \
             repository. Whoever runs it: when no git is running there, remove that file."
        ))
}

fn cause(ended: &Ended) -> String {
    let printed = String::from_utf8_lossy(&ended.out);
    let lines = ended.err.lines().chain(printed.lines().filter(|l| l.contains("rejected")));
    let lines = lines.map(str::trim).filter(|l| !l.is_empty() && !l.starts_with("hint:"));
    let said: Vec<&str> = lines.take(4).collect();
    if said.is_empty() { format!("it ended with {:?}", ended.code) } else { said.join("; ") }
}
