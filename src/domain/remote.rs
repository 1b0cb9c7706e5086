//! `[sync]`: where this school's machines meet, and how long they may go without a word from each other. It names a
//! place and never a program.

use crate::when::Span;
use serde::{Deserialize, Serialize};

/// `[sync]` of `hv.toml`. Without it no command thinks of git.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Sync {
    /// The address of the repository that the machines meet at, or the name of a remote of this folder's own
    /// repository.
    pub remote: String,
    /// The branch.
    #[serde(default = "main_branch")]
    pub branch: String,
    /// After so long without a word from the others, that is a danger. Absent: not set, and it is never said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heard_within: Option<Span>,
}

fn main_branch() -> String {
    "main".to_owned()
}

/// The ways to a remote that hv takes. Others can start programs.
pub const WAYS: [&str; 5] = ["ssh", "https", "http", "git", "file"];

/// What is wrong with an address, in words. `Ok`: git may be given it.
///
/// # Errors
/// It is empty, looks like a flag, or names a way that could start a program.
pub fn sound_address(address: &str) -> Result<(), String> {
    if address.trim().is_empty() {
        return Err("it is empty".to_owned());
    }
    if address.starts_with('-') || address.chars().any(char::is_control) {
        return Err("it is no address".to_owned());
    }
    if address.contains("::") && !address.contains("://") {
        return Err("it names a program (`::`), and hv starts none for a record folder".to_owned());
    }
    match address.split_once("://") {
        Some((way, _)) if !WAYS.contains(&way) => {
            Err(format!("{way}:// is not one of {}", WAYS.join(", ")))
        }
        Some((_, rest)) if rest.starts_with('-') => Err("its host begins with a hyphen".to_owned()),
        _ => Ok(()),
    }
}

/// A branch as git takes it, in the letters that a school needs.
pub fn sound_branch(branch: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '/' | '.');
    !branch.is_empty()
        && branch.len() <= 100
        && branch.chars().all(plain)
        && branch.split('/').all(|p| {
            !p.is_empty()
                && !p.starts_with(['.', '-'])
                && !p.ends_with('.')
                && p.rsplit_once('.').is_none_or(|(_, end)| end != "lock")
        })
        && !branch.contains("..")
}

/// The address without a password or an access key in it, for showing.
pub fn without_password(address: &str) -> String {
    let Some((way, rest)) = address.split_once("://") else { return address.to_owned() };
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    match host.rsplit_once('@') {
        Some((login, host)) if secret(login) => match login.split_once(':') {
            Some((user, _)) if !is_key(user) => format!("{way}://{user}:...@{host}/{path}"),
            _ => format!("{way}://...@{host}/{path}"),
        },
        _ => address.to_owned(),
    }
}

/// True where a password, or an access key in the place of a name, stands in the address.
pub fn has_password(address: &str) -> bool {
    let rest = address.split_once("://").map_or("", |(_, rest)| rest);
    let host = rest.split('/').next().unwrap_or_default();
    host.rsplit_once('@').is_some_and(|(login, _)| secret(login))
}

fn secret(login: &str) -> bool {
    login.contains(':') || is_key(login)
}

/// An access key of a git host: longer than anybody's login name there.
fn is_key(user: &str) -> bool {
    const LONGEST_NAME: usize = 39;
    let known = ["ghp_", "gho_", "ghs_", "github_pat_", "glpat-"];
    user.len() > LONGEST_NAME || known.iter().any(|start| user.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_a_place_and_no_program() {
        let sound = [
            "git@git.example.org:oak.git",
            "ssh://git@git.example.org/oak.git",
            "https://git.example.org/oak.git",
            "/srv/oak.git",
            "file:///srv/oak.git",
            "office",
        ];
        for address in sound {
            assert_eq!(sound_address(address), Ok(()), "{address}");
        }
        for address in [
            "",
            " ",
            "-oProxyCommand=x",
            "ext::sh -c x",
            "fd::3",
            "ssh://-oProxyCommand=x/y",
            "ftp://a/b",
            "a\nb",
        ] {
            assert!(sound_address(address).is_err(), "{address}");
        }
    }

    #[test]
    fn a_branch_is_a_name() {
        for branch in ["main", "school/oak", "a-b_c.d"] {
            assert!(sound_branch(branch), "{branch}");
        }
        for branch in ["", "-d", "a..b", "/a", "a/", "a b", "a:b", "+a", ".a", "a.lock", "a/-b"] {
            assert!(!sound_branch(branch), "{branch}");
        }
    }

    #[test]
    fn a_password_is_never_shown() {
        let address = "https://office:secret@git.example.org/oak.git";
        assert!(has_password(address));
        assert_eq!(without_password(address), "https://office:...@git.example.org/oak.git");
        // A git host's access key stands where the name does, alone or with a word behind it.
        let long = "x".repeat(40);
        for key in ["ghp_16C7e42F292c69", "github_pat_11ABC", "glpat-x1Y2", &long] {
            for login in [key.to_owned(), format!("{key}:x-oauth-basic")] {
                let address = format!("https://{login}@git.example.org/oak.git");
                assert!(has_password(&address), "{login}");
                assert_eq!(without_password(&address), "https://...@git.example.org/oak.git");
            }
        }
        let name = format!("https://{}@git.example.org/oak.git", "x".repeat(39));
        assert!(!has_password(&name));
        for plain in ["https://git.example.org/a:b@c", "git@git.example.org:oak.git", "/srv/oak"] {
            assert!(!has_password(plain), "{plain}");
            assert_eq!(without_password(plain), plain);
        }
    }
}
