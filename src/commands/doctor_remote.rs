//! `hv doctor` about what the record folder shares: where its git remotes are, and the two files that tell git how to
//! treat records. No git is started: the settings are read as text.

use crate::domain::remote;
use crate::error::Damage;
use crate::store::{Finding, Store};
use std::collections::BTreeSet;

/// Places where anybody may have a repository, and where the world can read it unless somebody said otherwise.
const PUBLIC: [&str; 8] = [
    "github.com",
    "gitlab.com",
    "bitbucket.org",
    "codeberg.org",
    "sr.ht",
    "gitee.com",
    "dev.azure.com",
    "visualstudio.com",
];

/// What a look at the shared settings finds.
pub(super) fn findings(store: &Store) -> Vec<Finding> {
    let mut all = Vec::new();
    let configured = store.school().ok().and_then(|school| school.sync);
    let configured = configured.into_iter().map(|sync| ("hv.toml", sync.remote));
    let settings = store.repository_settings();
    let remotes = settings.iter().flat_map(|text| urls(text)).map(|url| (".git/config", url));
    let mut told = BTreeSet::new();
    for (path, address) in configured.chain(remotes) {
        // hv.toml and git often name the same place: once is enough.
        if told.insert(address.clone()) {
            all.extend(about(path, &address));
        }
    }
    let amiss = store.git_files_amiss().into_iter();
    all.extend(amiss.map(|(path, what, hint)| warning(path, &what, &hint)));
    all
}

/// The addresses in a repository's settings: where its remotes are, and what git puts in the place of a part of an
/// address (`[url "https://github.com/"] insteadOf = gh:`).
fn urls(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in text.lines().map(str::trim) {
        let lower = line.to_lowercase();
        if lower.starts_with("[url ") {
            found.extend(line.split('"').nth(1).map(str::to_owned));
        }
        let Some((key, value)) = line.split_once('=') else { continue };
        // A setting may stand behind its heading, and in any letters.
        let key = key.rsplit(']').next().unwrap_or(key).trim().to_lowercase();
        let value = value.trim();
        let value = match value.strip_prefix('"') {
            Some(quoted) => quoted.split('"').next().unwrap_or(quoted),
            None => value.split([' ', '\t', '#', ';']).next().unwrap_or(value),
        };
        found.extend(matches!(key.as_str(), "url" | "pushurl").then(|| value.to_owned()));
    }
    found
}

fn about(path: &str, address: &str) -> Vec<Finding> {
    let mut found = Vec::new();
    let shown = remote::without_password(address);
    if remote::has_password(address) {
        found.push(warning(
            path,
            &format!("a password or an access key stands in the address of a remote: {shown}"),
            "Whoever has the folder has the password. Change it, and let ssh or a credential helper of your own hold it.",
        ));
    }
    if let Some(host) = PUBLIC.iter().find(|host| on(address, host)) {
        found.push(warning(
            path,
            &format!("a remote is at {host}, where anybody may be able to read the records: {shown}"),
            "hv cannot know whether it is private. Open its page in a browser in which nobody is signed in: if you see \
             files, so does everybody, and it is a data breach to be reported. If you see none, look in its settings at \
             who is let in. Children's and families' records belong where the school alone can read them.",
        ));
    }
    if address.starts_with("http://") || address.starts_with("git://") {
        found.push(warning(
            path,
            &format!("a remote is reached without any lock: {shown}"),
            "Anybody on the way can read the records and change them. Use ssh:// or https://.",
        ));
    }
    found
}

/// The host of an address, or a part of a domain's.
fn on(address: &str, host: &str) -> bool {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let name = rest.split(['/', ':']).next().unwrap_or_default();
    let name = name.rsplit('@').next().unwrap_or_default().to_lowercase();
    // A password in front can hold a colon.
    let behind = rest.rsplit_once('@').map(|(_, r)| r.split(['/', ':']).next().unwrap_or_default());
    let behind = behind.unwrap_or_default().to_lowercase();
    [name, behind].iter().any(|n| n == host || n.ends_with(&format!(".{host}")))
}

fn warning(path: &str, what: &str, hint: &str) -> Finding {
    let damage = Damage {
        path: path.to_owned(),
        line: None,
        what: what.to_owned(),
        hint: hint.to_owned(),
        may_hide_somebody: false,
    };
    Finding { damage, warning: true, accept: None, record: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_looking_remote_is_seen_and_a_school_s_own_is_not() {
        for address in [
            "git@github.com:oak/records.git",
            "https://github.com/oak/records",
            "https://max:secret@gitlab.com/oak.git",
            "ssh://git@ssh.dev.azure.com/v3/oak",
            "http://git.example.org/oak.git",
            "git://git.example.org/oak.git",
            "https://office:secret@git.example.org/oak.git",
        ] {
            assert!(!about("hv.toml", address).is_empty(), "{address}");
        }
        for address in [
            "ssh://git@git.example.org/oak.git",
            "/srv/oak.git",
            "https://git.example.org/github.com/oak.git",
            "https://notgithub.com/oak.git",
            "office",
        ] {
            assert!(about("hv.toml", address).is_empty(), "{address}");
        }
        for address in
            ["https://max:secret@gitlab.com/oak.git", "https://ghp_secret@github.com/oak"]
        {
            let found = about("hv.toml", address);
            assert_eq!(found.len(), 2, "{address}: the place, and the password");
            assert!(found.iter().all(|f| f.warning && !f.damage.what.contains("secret")));
        }
        // Whether it is private cannot be seen in an address: it is said of both.
        for address in [
            "git@GitHub.com:oak/private.git",
            "ssh://git@ssh.github.com:443/oak/records.git",
            "https://oak.visualstudio.com/records",
            "HTTPS://www.github.com/oak",
        ] {
            let found = about("hv.toml", address);
            assert!(
                found.iter().all(|f| f.damage.hint.contains("cannot know whether it is private"))
            );
            assert_eq!(found.len(), 1, "{address}");
        }
        assert_eq!(
            about("hv.toml", "http://github.com/oak").len(),
            2,
            "public, and without a lock"
        );
    }

    #[test]
    fn addresses_are_found_in_a_repository_s_settings() {
        let text = "[remote \"origin\"]\n\turl = \"ssh://a/b\"\n\tpushurl=x\n\tfetch = +refs\n";
        assert_eq!(urls(text), ["ssh://a/b", "x"]);
        let odd = "[Remote \"up\"] URL = https://github.com/oak # ours\n[url \"https://gitlab.com/\"]\n\tinsteadOf = gl:\n\
                   pushURL = \"ssh://a/b c\" ; x\n#\turl = commented\n";
        assert_eq!(urls(odd), ["https://github.com/oak", "https://gitlab.com/", "ssh://a/b c"]);
    }
}
