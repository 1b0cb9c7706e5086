//! Signatures with an SSH key: `ssh-keygen -Y sign` and `-Y verify`, in hv's own namespace.
//!
//! A key that staff have already for other work will do, on a token or in an agent as well. hv never sees the secret
//! half, keeps no key and makes none. Who may sign for whom stands in a file of ssh's own form, `allowed_signers`.
//!
//! What this room will not do: decide whose signature is needed, or read records.
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "ssh-keygen is the one program of this room, and is waited for no longer than a limit; whether there is a \
              terminal it could ask at is seen by opening it"
)]

use crate::error::Error;
use crate::os::processes;
use crate::when::Moment;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// How long a look at a signature may take. It is a matter of milliseconds.
const TO_CHECK: Duration = Duration::from_secs(10);

/// How long signing may take: somebody types a passphrase, or looks for the token to touch.
const TO_SIGN: Duration = Duration::from_secs(180);

/// How often it is looked whether it has ended.
const LOOK: Duration = Duration::from_millis(3);

/// How long what it printed may come after its end.
const LINGER: Duration = Duration::from_secs(1);

/// The most that is kept of what it prints, in bytes: a signature is not a page.
const MOST: u64 = 1 << 16;

/// What became of checking a signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Checked {
    /// It is over this text, by a key that stands for this person.
    Holds {
        /// The key, as ssh names it: "ED25519 key SHA256:...".
        key: String,
    },
    /// It is over this text, by a key that does not stand for this person, or did not then.
    NotTheirs {
        /// The key.
        key: String,
    },
    /// It is not over this text, or is no signature.
    Broken,
}

/// Signs the text with the key in that file. ssh-keygen asks for the passphrase at the terminal itself.
///
/// # Errors
/// ssh-keygen is not there, or would not.
pub fn sign(key: &Path, text: &str, namespace: &str) -> Result<String, Error> {
    // ssh-keygen would wait for ever at a pipe.
    if !key.metadata().is_ok_and(|about| about.is_file()) {
        return Err(Error::failed(format!("NOT SIGNED: {} is no file of a key", key.display()))
            .hint("Name the file of a key: hv ... --ssh-key ~/.ssh/id_ed25519"));
    }
    let mut command = keygen();
    command.args(["-Y", "sign", "-n", namespace, "-f"]).arg(key);
    // At a terminal it asks there itself, which a program of another group may not: it stays in ours.
    let alone = std::fs::File::open("/dev/tty").is_err();
    let output = fed(command, text, TO_SIGN, alone)
        .map_err(|e| e.hint("NOT SIGNED. Nothing was recorded: type the same again."))?;
    let signature = String::from_utf8(output.stdout.clone()).unwrap_or_default();
    if !output.status.success() || !signature.starts_with("-----BEGIN SSH SIGNATURE-----") {
        let shown = key.display();
        return Err(Error::failed(format!("NOT SIGNED: ssh-keygen would not sign with {shown}"))
            .because(complaint(&output))
            .hint("Name the file of a key: hv ... --ssh-key ~/.ssh/id_ed25519 (make one: ssh-keygen -t ed25519)"));
    }
    Ok(signature)
}

/// Looks whether the signature is this person's, over this text, by a key that stood for them at that time. `signers`
/// is what a file of allowed signers holds.
///
/// # Errors
/// ssh-keygen is not there, or what it needs could not be written.
pub fn check(
    text: &str,
    signature: &str,
    signers: &str,
    (person, at, namespace): (&str, Moment, &str),
) -> Result<Checked, Error> {
    let signature = kept(signature)?;
    let mut whole = keygen();
    whole.args(["-Y", "check-novalidate", "-n", namespace, "-s"]).arg(signature.path());
    let whole = fed(whole, text, TO_CHECK, true)?;
    if !whole.status.success() {
        return Ok(Checked::Broken);
    }
    let key = key_named(&whole);
    let signers = kept(signers)?;
    let time: String = at.rfc3339().chars().take(19).filter(char::is_ascii_digit).collect();
    let mut theirs = keygen();
    theirs.args(["-Y", "verify", "-n", namespace, "-I", person, "-s"]).arg(signature.path());
    theirs.arg("-f").arg(signers.path()).arg(format!("-Overify-time={time}"));
    let theirs = fed(theirs, text, TO_CHECK, true)?;
    Ok(if theirs.status.success() { Checked::Holds { key } } else { Checked::NotTheirs { key } })
}

/// In no language but ssh's own, and in UTC: the time of a signature is given to it as such.
fn keygen() -> Command {
    let mut command = Command::new("ssh-keygen");
    command.env("LC_ALL", "C").env("TZ", "UTC");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// A file of hv's own that is gone when this is.
fn kept(text: &str) -> Result<tempfile::NamedTempFile, Error> {
    let failed = |e: std::io::Error| {
        Error::failed("a signature cannot be checked: no file could be written for ssh-keygen")
            .because(e)
    };
    let mut file = tempfile::NamedTempFile::new().map_err(failed)?;
    file.write_all(text.as_bytes()).and_then(|()| file.flush()).map_err(failed)?;
    Ok(file)
}

/// Runs it to its end or its limit. `alone`: in a group of its own, that is ended whole.
fn fed(mut command: Command, text: &str, limit: Duration, alone: bool) -> Result<Output, Error> {
    let missing = |e: std::io::Error| {
        Error::failed("ssh-keygen cannot be run").because(e).hint(
            "Signing with a key needs OpenSSH (Debian: openssh-client). Without it a signature rests on the name typed.",
        )
    };
    let begun = Instant::now();
    if alone {
        processes::in_a_group(&mut command);
    }
    let mut child = command.spawn().map_err(missing)?;
    feed(&mut child, text);
    let (stdout, stderr) = (caught(child.stdout.take()), caught(child.stderr.take()));
    let Some(status) = wait(&mut child, begun, limit, alone).map_err(missing)? else {
        let what =
            format!("ssh-keygen gave no answer in {} seconds, and was ended", limit.as_secs());
        return Err(Error::failed(what).hint(
            "Try it by hand: ssh-keygen -Y check-novalidate -n hv-signature -s FILE < TEXT. Does an agent hang, or a \
             token wait to be touched (ssh-add -l)?",
        ));
    };
    let all = |pipe: mpsc::Receiver<Vec<u8>>| pipe.recv_timeout(LINGER).unwrap_or_default();
    Ok(Output { status, stdout: all(stdout), stderr: all(stderr) })
}

/// Writes from beside: it may have ended before it read, over a key that is not there, and its own words say why; or
/// never read at all.
fn feed(child: &mut Child, text: &str) {
    let (pipe, text) = (child.stdin.take(), text.to_owned());
    let _no_thread_no_text = std::thread::Builder::new().spawn(move || {
        let _ended_early = pipe.map(|mut pipe| pipe.write_all(text.as_bytes()));
    });
}

/// What a stream holds, read from beside: something that it left running may hold the stream open.
fn caught(pipe: Option<impl Read + Send + 'static>) -> mpsc::Receiver<Vec<u8>> {
    let (tell, told) = mpsc::channel();
    if let Some(pipe) = pipe {
        let _no_thread_no_words = std::thread::Builder::new().spawn(move || {
            let mut kept = Vec::new();
            let _as_far_as_it_goes = pipe.take(MOST).read_to_end(&mut kept);
            let _nobody_waits = tell.send(kept);
        });
    }
    told
}

/// Waits for its end; at the limit, ends it with its group where it has its own. `None`: it was ended.
fn wait(
    child: &mut Child,
    begun: Instant,
    limit: Duration,
    alone: bool,
) -> std::io::Result<Option<ExitStatus>> {
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if begun.elapsed() >= limit {
            break;
        }
        std::thread::park_timeout(LOOK);
    }
    if alone {
        processes::end_group(child);
    }
    let _gone_already = child.kill();
    child.wait().map(|_ended_by_us| None)
}

/// "Good "hv-signature" signature with ED25519 key SHA256:...": what follows "with".
fn key_named(output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stdout);
    let named = said.lines().find_map(|line| line.split_once(" signature with "));
    named.map_or_else(|| "a key without a name".to_owned(), |(_, key)| key.trim().to_owned())
}

fn complaint(output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr);
    let told = said.lines().filter(|l| !l.starts_with("Signing data on standard input"));
    let told: Vec<&str> = told.map(str::trim).filter(|l| !l.is_empty()).collect();
    if told.is_empty() { "it said nothing".to_owned() } else { told.join("; ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(line: &str) -> Command {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", line]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    #[test]
    fn one_that_never_answers_is_ended_with_all_it_started() {
        let mut command = shell("(sleep 60; echo STILL HERE) & echo begun; wait");
        let mut child = processes::in_a_group(&mut command).spawn().unwrap();
        let mut printed = child.stdout.take().unwrap();
        let mut begun = [0; 6];
        printed.read_exact(&mut begun).unwrap();
        assert_eq!(wait(&mut child, Instant::now(), Duration::ZERO, true).unwrap(), None);
        // What it started holds the stream: the end comes with its own.
        let mut rest = String::new();
        printed.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "");
        let error = fed(shell("sleep 60"), "text", Duration::ZERO, true).unwrap_err();
        assert!(error.to_string().contains("gave no answer"), "{error}");
    }

    #[test]
    fn what_it_prints_and_how_it_ends_is_told_whatever_it_leaves_running() {
        let limit = Duration::from_secs(60);
        let ended = fed(shell("cat; echo oh >&2; exit 3"), "text", limit, true).unwrap();
        assert_eq!((ended.status.code(), ended.stdout.as_slice()), (Some(3), &b"text"[..]));
        assert_eq!(ended.stderr, b"oh\n");
        // One that reads nothing of a long text does not hold hv up.
        let long = "x".repeat(1 << 20);
        assert!(fed(shell("exit 0"), &long, limit, true).unwrap().status.success());
    }
}
