//! `hv doctor` about what the record folder shares: where its git remotes are, and the two files that tell git how to
//! treat records. No git is started: the settings are read as text.

use crate::domain::remote;
use crate::error::Damage;
use crate::store::{Finding, Store};

/// Places where anybody may have a repository, and where the world can read it unless somebody said otherwise.
const PUBLIC: [&str; 7] = [
    "github.com",
    "gitlab.com",
    "bitbucket.org",
    "codeberg.org",
    "sr.ht",
    "gitee.com",
    "dev.azure.com",
];

/// What a look at the shared settings finds.
pub(super) fn findings(store: &Store) -> Vec<Finding> {
    let mut all = Vec::new();
    let configured = store.school().ok().and_then(|school| school.sync);
    let configured = configured.into_iter().map(|sync| ("hv.toml", sync.remote));
    let settings = store.repository_settings();
    let remotes = settings.iter().flat_map(|text| urls(text)).map(|url| (".git/config", url));
    for (path, address) in configured.chain(remotes) {
        all.extend(about(path, &address));
    }
    let amiss = store.git_files_amiss().into_iter();
    all.extend(amiss.map(|(path, what, hint)| warning(path, &what, &hint)));
    all
}

/// The addresses in a repository's settings.
fn urls(text: &str) -> Vec<String> {
    let values = text.lines().filter_map(|line| line.trim().split_once('='));
    let urls = values.filter(|(key, _)| matches!(key.trim(), "url" | "pushurl"));
    urls.map(|(_, value)| value.trim().trim_matches('"').to_owned()).collect()
}

fn about(path: &str, address: &str) -> Vec<Finding> {
    let mut found = Vec::new();
    let shown = remote::without_password(address);
    if remote::has_password(address) {
        found.push(warning(
            path,
            &format!("a password stands in the address of a remote: {shown}"),
            "Whoever has the folder has the password. Change it, and let ssh or a credential helper of your own hold it.",
        ));
    }
    if let Some(host) = PUBLIC.iter().find(|host| on(address, host)) {
        found.push(warning(
            path,
            &format!("a remote is at {host}, where a repository may be open to the world: {shown}"),
            "hv cannot know whether it is private. Children's and families' records belong where the school alone can \
             read them: look at the repository's settings, and who has access.",
        ));
    } else if address.starts_with("http://") || address.starts_with("git://") {
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
        for finding in about("hv.toml", "https://max:secret@gitlab.com/oak.git") {
            assert!(finding.warning && !finding.damage.what.contains("secret"));
        }
    }

    #[test]
    fn addresses_are_found_in_a_repository_s_settings() {
        let text = "[remote \"origin\"]\n\turl = \"ssh://a/b\"\n\tpushurl=x\n\tfetch = +refs\n";
        assert_eq!(urls(text), ["ssh://a/b", "x"]);
    }
}
