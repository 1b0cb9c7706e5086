//! Signatures with an SSH key: `ssh-keygen -Y sign` and `-Y verify`, in hv's own namespace.
//!
//! A key that staff have already for other work will do, on a token or in an agent as well. hv never sees the secret
//! half, keeps no key and makes none. Who may sign for whom stands in a file of ssh's own form, `allowed_signers`.
//!
//! What this room will not do: decide whose signature is needed, or read records.
#![expect(
    clippy::disallowed_methods,
    reason = "ssh-keygen is the one program of this room; its arguments are never a shell's"
)]

use crate::error::Error;
use crate::when::Moment;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

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
    let output = fed(command, text)?;
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
    let whole = fed(whole, text)?;
    if !whole.status.success() {
        return Ok(Checked::Broken);
    }
    let key = key_named(&whole);
    let signers = kept(signers)?;
    let time: String = at.rfc3339().chars().take(19).filter(char::is_ascii_digit).collect();
    let mut theirs = keygen();
    theirs.args(["-Y", "verify", "-n", namespace, "-I", person, "-s"]).arg(signature.path());
    theirs.arg("-f").arg(signers.path()).arg(format!("-Overify-time={time}"));
    let theirs = fed(theirs, text)?;
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

fn fed(mut command: Command, text: &str) -> Result<Output, Error> {
    let missing = |e: std::io::Error| {
        Error::failed("ssh-keygen cannot be run").because(e).hint(
            "Signing with a key needs OpenSSH (Debian: openssh-client). Without it a signature rests on the name typed.",
        )
    };
    let mut child = command.spawn().map_err(missing)?;
    if let Some(mut pipe) = child.stdin.take() {
        // It may have ended before it read, over a key that is not there: its own words say why.
        let _ended_early = pipe.write_all(text.as_bytes());
    }
    child.wait_with_output().map_err(missing)
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
