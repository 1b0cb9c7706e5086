//! A secret, where it is kept on this machine, and how it is fetched. It is never shown: not in an error, a log, a
//! debugger's view or the arguments of a program.
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "what the machine keeps for itself is outside the record folder, and has rules of its own"
)]

use super::program::{self, Run};
use crate::os::files;
use std::fs::{File, OpenOptions};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The longest secret, and the longest file of this machine's: 64 KB.
const LONGEST: u64 = 64 << 10;

/// How long a program may take to say a secret.
const PATIENCE: Duration = Duration::from_secs(10);

/// A secret.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Secret(String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Secret {
    pub(super) fn new(text: String) -> Secret {
        Secret(text)
    }

    /// The secret itself, for the one call that needs it.
    pub(super) fn reveal(&self) -> &str {
        &self.0
    }

    /// The text without the secret, where somebody repeated it, or a longer part of it: of an address, each step of its
    /// path is as good as the whole.
    pub(super) fn scrub(&self, text: &str) -> String {
        const LONG: usize = 8;
        let parts = self.0.split(['/', '?', '&', '=', '#']).filter(|part| part.len() >= LONG);
        let whole = Some(self.0.as_str()).filter(|whole| !whole.is_empty());
        whole.into_iter().chain(parts).fold(text.to_owned(), |text, part| text.replace(part, "…"))
    }
}

/// Where a secret is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Source {
    /// In a variable of the environment.
    Env(String),
    /// In a file that only this user can read.
    File(PathBuf),
    /// In a credential that the service manager hands over.
    Credential(String),
    /// A program prints it.
    Command(Vec<String>),
}

impl Source {
    /// In words that give nothing away: a program's arguments are not shown, since somebody may have put the secret there.
    pub(super) fn words(&self) -> String {
        match self {
            Source::Env(name) => format!("the variable {name} of the environment"),
            Source::File(path) => format!("the file {}", path.display()),
            Source::Credential(name) => format!("the credential {name} of the service"),
            Source::Command(run) => {
                format!("what {} prints", run.first().map_or("nothing", String::as_str))
            }
        }
    }

    /// Fetches it, unless a program has to be run for it: that takes time, and is done when it is needed.
    pub(super) fn fetch(&self, env: &dyn Fn(&str) -> Option<String>) -> Result<Kept, String> {
        match self {
            Source::Env(name) => {
                let value = env(name).ok_or_else(|| format!("{} is not set", self.words()))?;
                first_line(&value, &self.words()).map(Kept::Known)
            }
            Source::File(path) => from_file(path, Others::Nothing, &self.words()).map(Kept::Known),
            Source::Credential(name) => {
                let missing = || {
                    format!(
                        "{} is not there: hv was not started by a service that has it",
                        self.words()
                    )
                };
                let folder = env("CREDENTIALS_DIRECTORY").ok_or_else(missing)?;
                let path = Path::new(&folder).join(name);
                from_file(&path, Others::GroupReads, &self.words()).map(Kept::Known)
            }
            Source::Command(run) => {
                program::can_run(run)?;
                Ok(Kept::Behind(run.clone()))
            }
        }
    }
}

/// A secret that can be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kept {
    /// It is known.
    Known(Secret),
    /// This program prints it.
    Behind(Vec<String>),
}

impl Kept {
    /// The secret, within that time.
    pub(super) fn get(&self, limit: Duration, hidden: &[String]) -> Result<Secret, String> {
        let run = match self {
            Kept::Known(secret) => return Ok(secret.clone()),
            Kept::Behind(run) => run,
        };
        let shown = run.first().map_or("nothing", String::as_str);
        let asked = Run { arguments: run, input: &[], limit: limit.min(PATIENCE), hidden };
        let ended = program::run(&asked)?;
        // What it printed is never shown, not even when it failed.
        match ended.code {
            Some(0) => first_line(&ended.printed, &format!("what {shown} prints")),
            Some(code) => Err(format!("{shown}, which is to print a secret, ended with {code}")),
            None => Err(format!("{shown}, which is to print a secret, did not end in time")),
        }
    }
}

/// The secret is the first line; a file's last line end is no part of it.
fn first_line(text: &str, what: &str) -> Result<Secret, String> {
    let line = text.trim_end_matches(['\n', '\r']);
    if line.trim().is_empty() {
        return Err(format!("{what}: there is nothing in it"));
    }
    if line.chars().any(char::is_control) {
        return Err(format!("{what}: there is more than one line in it"));
    }
    Ok(Secret::new(line.to_owned()))
}

/// What others than the owner may do with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Others {
    /// Nothing.
    Nothing,
    /// Its group may read: so systemd hands over credentials, to a group of nobody else.
    GroupReads,
    /// They may read: it is no secret, but it must be this user's or the system's to change.
    Read,
}

fn from_file(path: &Path, others: Others, what: &str) -> Result<Secret, String> {
    let text = read(path, others).map_err(|why| format!("{what}: {why}"))?;
    let text = text.ok_or_else(|| format!("{what} is not there"))?;
    first_line(&text, what)
}

/// Reads a plain file that belongs to this user, or to the system, and that nobody else can read. `None`: there is none.
pub(super) fn read(path: &Path, others: Others) -> Result<Option<String>, String> {
    let file = match files::open(OpenOptions::new().read(true), path) {
        Ok(file) => file,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(e) if files::was_a_link(&e) => {
            return Err("it is a link; hv follows none".to_owned());
        }
        Err(e) => return Err(format!("it cannot be read: {e}")),
    };
    private(&file, path, others)?;
    let mut bytes = Vec::new();
    Read::take(&file, LONGEST + 1)
        .read_to_end(&mut bytes)
        .map_err(|e| format!("it cannot be read: {e}"))?;
    if bytes.len() as u64 > LONGEST {
        return Err(format!("it is larger than {} KB", LONGEST >> 10));
    }
    String::from_utf8(bytes).map(Some).map_err(|_not_text| "it is not text".to_owned())
}

fn private(file: &File, path: &Path, others: Others) -> Result<(), String> {
    let about = file.metadata().map_err(|e| format!("it cannot be read: {e}"))?;
    if !files::is_plain(&about) {
        return Err("it is not a plain file".to_owned());
    }
    if files::belongs_to_another(&about) {
        return Err("it belongs to another user; it must be yours".to_owned());
    }
    let forbidden = match others {
        Others::Nothing => 0o077,
        Others::GroupReads => 0o037,
        Others::Read => 0o022,
    };
    if files::others_may(&about, forbidden) {
        let (can, mode) =
            if others == Others::Read { ("change", "go-w") } else { ("read or change", "600") };
        let shown = path.display();
        return Err(format!("others on this machine can {can} it: chmod {mode} {shown}"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_never_shown() {
        let secret = Secret::new("correct horse".to_owned());
        let kept = Kept::Known(secret.clone());
        assert!(!format!("{secret:?} {kept:?}").contains("horse"));
        assert_eq!(secret.scrub("535 correct horse is wrong"), "535 … is wrong");
        assert_eq!(Secret::new(String::new()).scrub("abc"), "abc");
        let told =
            Source::Command(vec!["/bin/echo".to_owned(), "correct horse".to_owned()]).words();
        assert_eq!(told, "what /bin/echo prints");
    }

    #[test]
    fn the_last_line_end_is_no_part_of_it_and_a_second_line_is_refused() {
        assert_eq!(first_line("a b\r\n", "x").unwrap().reveal(), "a b");
        for bad in ["", "\n", "  \n", "a\nb", "a\tb"] {
            assert!(first_line(bad, "x").is_err(), "{bad:?}");
        }
    }
}
