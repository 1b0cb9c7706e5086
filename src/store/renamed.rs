//! A record that is there only under the name that an editor or a synchronising program gave it: `ID.yaml~`,
//! `.ID.yaml.swp`, `#ID.yaml#`, `ID.yaml.bak`, `ID (conflicted copy).yaml`. Beside its original such a file is left
//! over; alone it may be all that is left of somebody who is out.
//!
//! It goes by names and reads nothing: whether the file holds the whole record is for a person to see. Nothing is put
//! back here.

use super::foreign::{Kind, kind_of};
use super::{Store, damage, file};
use crate::error::Damage;

/// What editors and people put behind a name.
const BEHIND: [&str; 6] = [".bak", ".orig", ".old", ".save", ".tmp", ".txt"];

/// What synchronising programs and file managers put into a name, before its ending.
const WITHIN: [&str; 6] = [" (", " - ", ".sync-conflict", "-conflict", "_conflict", " copy"];

impl Store {
    /// The damage, if what lies in the folder under this name is all that is there of a record, a marker or a directory
    /// file. `listed`: all that lies beside it.
    pub(super) fn only_renamed(
        &self,
        folder: &str,
        name: &str,
        listed: &[file::Listed],
    ) -> Option<Damage> {
        let original = original(folder, name)?;
        if listed.iter().any(|e| e.name == original) {
            return None;
        }
        let path = format!("{folder}/{original}");
        // An editor that is saving has taken the old file away and not yet put the new one there: look once more.
        if std::fs::symlink_metadata(self.root.join(&path)).is_ok() {
            return None;
        }
        let shown = format!("{folder}/{name}");
        let found = match kind_of(&path) {
            Some(Kind::Marker) => "a marker of what is open",
            Some(Kind::Card) => "a directory file",
            Some(Kind::Record | Kind::Keeper) | None => "a record",
        };
        let what = format!("{found} is there only under this name: {path} is gone");
        let may_hide_somebody = folder.starts_with("open")
            || folder.starts_with("outings")
            || folder.ends_with("/visits");
        Some(Damage { may_hide_somebody, ..damage(&shown, what, &put_back(&shown, &path)) })
    }
}

/// What a person does about it.
fn put_back(shown: &str, path: &str) -> String {
    let name = shown.rsplit('/').next().unwrap_or(shown);
    if swap(name).is_some() || name.starts_with(".#") {
        return format!(
            "An editor has it open, or died over it. In the record folder: open {path} with that editor, let it \
             recover what it kept (vim -r), save it, and close it; then hv doctor. If nothing can be recovered, take \
             the file back from git or the backup, and find out by telephone whom it was about."
        );
    }
    format!(
        "Close every editor; look at the file. If it is whole, give it its name back, in the record folder: \
         mv '{shown}' '{path}'; then hv doctor. If it is not, take it back from git or the backup."
    )
}

/// The name that the file had, if that is one of hv's own in this folder.
pub(super) fn original(folder: &str, name: &str) -> Option<String> {
    let ours = |bare: &str| kind_of(&format!("{folder}/{bare}")).is_some();
    let found = bare_names(name);
    found.into_iter().find(|bare| bare != name && ours(bare))
}

/// What may have been the name before it became this one.
fn bare_names(name: &str) -> Vec<String> {
    let mut all: Vec<&str> = Vec::new();
    all.extend(swap(name));
    all.extend(name.strip_prefix(".#"));
    all.extend(name.strip_prefix('#').and_then(|rest| rest.strip_suffix('#')));
    if let Some(kept) = name.strip_suffix('~') {
        // Numbered as well: `ID.yaml.~1~`.
        let numbered =
            kept.rsplit_once(".~").filter(|(_, n)| n.bytes().all(|b| b.is_ascii_digit()));
        all.push(numbered.map_or(kept, |(bare, _)| bare));
    }
    // A synchronising program's, of a file on its way; not hv's own, which a power cut left before anything was recorded.
    if let Some(inner) = name.strip_prefix('.').and_then(|inner| inner.strip_suffix(".tmp"))
        && !file::is_own_temporary(name)
    {
        all.push(inner.strip_prefix("syncthing.").unwrap_or(inner));
    }
    let lower = name.to_ascii_lowercase();
    let behind = BEHIND.iter().filter(|end| lower.ends_with(*end));
    all.extend(behind.filter_map(|end| name.get(..name.len() - end.len())));
    let mut names: Vec<String> = all.into_iter().map(str::to_owned).collect();
    // `ID (1).yaml`: the ending stays where it is. A marker has none.
    let (stem, end) = name.rsplit_once(".yaml").map_or((name, ""), |(stem, _)| (stem, ".yaml"));
    let within = WITHIN.iter().filter_map(|word| stem.find(word)).min();
    names.extend(within.and_then(|at| stem.get(..at)).map(|bare| format!("{bare}{end}")));
    names
}

fn swap(name: &str) -> Option<&str> {
    let inner = name.strip_prefix('.')?;
    [".swp", ".swo", ".swn", ".swx"].iter().find_map(|end| inner.strip_suffix(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    const WEEK: &str = "outings/2026-W48";

    #[test]
    fn what_a_file_was_called_before_is_known() {
        let id = "2026-11-24-kay-1a.yaml";
        for name in [
            "2026-11-24-kay-1a.yaml~",
            "2026-11-24-kay-1a.yaml.~1~",
            ".2026-11-24-kay-1a.yaml.swp",
            ".2026-11-24-kay-1a.yaml.swo",
            "#2026-11-24-kay-1a.yaml#",
            ".#2026-11-24-kay-1a.yaml",
            "2026-11-24-kay-1a.yaml.bak",
            "2026-11-24-kay-1a.yaml.BAK",
            "2026-11-24-kay-1a.yaml.orig",
            "2026-11-24-kay-1a.yaml.txt",
            "2026-11-24-kay-1a (1).yaml",
            "2026-11-24-kay-1a (Max's conflicted copy 2026-11-24).yaml",
            "2026-11-24-kay-1a.sync-conflict-20261124-101112-ABC.yaml",
            "2026-11-24-kay-1a - Copy.yaml",
            ".syncthing.2026-11-24-kay-1a.yaml.tmp",
            ".2026-11-24-kay-1a.yaml.tmp",
        ] {
            assert_eq!(original(WEEK, name).as_deref(), Some(id), "{name}");
        }
        assert_eq!(original("open/out", "#2026-11-24-kay-1a#").unwrap(), "2026-11-24-kay-1a");
        assert_eq!(original("open/out", "2026-11-24-kay-1a (1)").unwrap(), "2026-11-24-kay-1a");
        assert_eq!(original("people", "kay.yaml~").unwrap(), "kay.yaml");
    }

    #[test]
    fn what_never_was_ours_is_nobody_s() {
        for name in [
            "2026-11-24-kay-1a.yaml",
            ".x.yaml.swp",
            "x.yaml~",
            "~",
            "##",
            ".DS_Store",
            "notes (1).txt",
            // Its week is another.
            "2026-11-17-kay-1a.yaml~",
            // hv's own, which a power cut left.
            ".2026-11-24-kay-1a.yaml.77-0.tmp",
        ] {
            assert_eq!(original(WEEK, name), None, "{name}");
        }
    }
}
