//! What a commit holds, and whether it may be trusted as far as its paths go. Everything in a tree from elsewhere is
//! hostile until it was looked at here.

use crate::store::foreign;
use std::collections::{BTreeMap, BTreeSet};

/// One file of a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct File {
    /// Its mode, as git spells it.
    pub(super) mode: String,
    /// Its content, as git names it.
    pub(super) blob: String,
}

/// The files of a commit by path; and what is there and is no plain file at a path that can be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Tree {
    /// By path.
    pub(super) files: BTreeMap<String, File>,
    /// In words.
    pub(super) hostile: Vec<String>,
}

/// The longest part of a path that is taken.
const LONGEST: usize = 200;

/// hv's own folders: what lies in them and is not hv's is a complaint, here as in the live folder.
const OURS: [&str; 9] = [
    "people",
    "addresses",
    "families",
    "assessments",
    "weeks",
    "outings",
    "open",
    "retention",
    "local",
];

impl Tree {
    /// Reads `ls-tree -r -z`.
    pub(super) fn of(listed: &[u8]) -> Tree {
        let mut tree = Tree::default();
        let mut lower = BTreeSet::new();
        for row in listed.split(|b| *b == 0).filter(|row| !row.is_empty()) {
            match entry(row) {
                Ok((path, file)) => tree.take(path, file, &mut lower),
                Err(why) => tree.hostile.push(why),
            }
        }
        tree
    }

    fn take(&mut self, path: String, file: File, lower: &mut BTreeSet<String>) {
        if !lower.insert(path.to_lowercase()) {
            let why = "is there twice, in different letters: on some machines they are one file";
            self.hostile.push(format!("{path:?} {why}"));
        }
        self.files.insert(path, file);
    }

    /// The content at a path.
    pub(super) fn blob(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(|f| f.blob.as_str())
    }

    /// What lies in hv's folders and is none of hv's.
    pub(super) fn strangers(&self) -> Vec<&str> {
        let stranger = |path: &&String| {
            let (folder, rest) = path.split_once('/').unwrap_or(("", path));
            let name = rest.rsplit('/').next().unwrap_or(rest);
            OURS.contains(&folder) && foreign::kind_of(path).is_none() && !foreign::is_junk(name)
        };
        self.files.keys().filter(stranger).map(String::as_str).collect()
    }
}

fn entry(row: &[u8]) -> Result<(String, File), String> {
    let shown = || String::from_utf8_lossy(row).into_owned();
    let text = std::str::from_utf8(row).map_err(|_e| format!("{:?} is no text", shown()))?;
    let (about, path) = text.split_once('\t').ok_or_else(|| format!("{text:?} is no file"))?;
    let mut about = about.split_whitespace();
    let (mode, kind, blob) = (about.next(), about.next(), about.next());
    let (Some(mode), Some("blob"), Some(blob)) = (mode, kind, blob) else {
        return Err(format!("{path:?} is another repository, not a file"));
    };
    if mode != "100644" && mode != "100755" {
        let what = if mode == "120000" { "a link" } else { "no plain file" };
        return Err(format!("{path:?} is {what}"));
    }
    sound_path(path).map_err(|why| format!("{path:?}: {why}"))?;
    Ok((path.to_owned(), File { mode: mode.to_owned(), blob: blob.to_owned() }))
}

/// A path that stays in the folder on every machine.
fn sound_path(path: &str) -> Result<(), &'static str> {
    for part in path.split('/') {
        let lower = part.to_lowercase();
        if part.is_empty() || part == "." || part == ".." {
            return Err("it leads out of the folder");
        }
        if lower == ".git" || lower.starts_with("git~") || lower == ".gitmodules" {
            return Err("it would change the repository itself");
        }
        if part.len() > LONGEST {
            return Err("its name is too long");
        }
        if part.chars().any(|c| c.is_control() || c == '\\' || c == ':') {
            return Err("its name is not one that every machine takes");
        }
        let stem = lower.split('.').next().unwrap_or_default();
        let port = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
        let port = port.is_some_and(|n| n.len() == 1 && n.bytes().all(|b| b.is_ascii_digit()));
        if port || matches!(stem, "con" | "prn" | "aux" | "nul") {
            return Err("its name is a device's on some machines");
        }
    }
    match path.split('/').next() {
        Some("local") => Err("local/ is never shared"),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(mode: &str, kind: &str, path: &str) -> Vec<u8> {
        format!("{mode} {kind} 092bfb9bdf74dd8cfd22e812151281ee9aa6f01a\t{path}\0").into_bytes()
    }

    #[test]
    fn a_plain_file_is_taken_and_nothing_else() {
        let good = row("100644", "blob", "people/kay.yaml");
        assert_eq!(Tree::of(&good).files.len(), 1);
        let long = "x".repeat(300);
        for (mode, kind, path) in [
            ("120000", "blob", "people/kay.yaml"),
            ("160000", "commit", "people"),
            ("100644", "blob", "../hv.toml"),
            ("100644", "blob", "people/../../x"),
            ("100644", "blob", ".git/config"),
            ("100644", "blob", "a/.GIT/hooks/x"),
            ("100644", "blob", "GIT~1/config"),
            ("100644", "blob", "people/CON.yaml"),
            ("100644", "blob", "people/com1"),
            ("100644", "blob", "people\\kay.yaml"),
            ("100644", "blob", "a:b"),
            ("100644", "blob", "local/machine"),
            ("100644", "blob", long.as_str()),
            ("100644", "blob", "/etc/passwd"),
        ] {
            let tree = Tree::of(&row(mode, kind, path));
            assert_eq!((tree.files.len(), tree.hostile.len()), (0, 1), "{mode} {path}");
        }
        let twins = [row("100644", "blob", "README"), row("100644", "blob", "Readme")].concat();
        assert_eq!(Tree::of(&twins).hostile.len(), 1);
        let raw = b"100644 blob 092bfb9bdf74dd8cfd22e812151281ee9aa6f01a\tpeople/\xff.yaml\0";
        assert_eq!(Tree::of(raw).hostile.len(), 1);
    }

    #[test]
    fn what_lies_among_hv_s_files_and_is_not_one_is_a_stranger() {
        let rows = ["outings/2026-W48/x.yaml", "people/kay.yaml", "notes.txt", "people/.DS_Store"];
        let all: Vec<u8> = rows.iter().flat_map(|path| row("100644", "blob", path)).collect();
        assert_eq!(Tree::of(&all).strangers(), ["outings/2026-W48/x.yaml"]);
    }
}
