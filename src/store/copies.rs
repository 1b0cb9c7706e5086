//! Second copies of whole folders, as synchronising programs and file managers make them beside the first: `open (1)`,
//! `out (conflicted copy)`. Whoever is marked in one of them is watched by nobody, so a look must not pass over it.
//!
//! It lists the top, `open/` and the names of the weeks in `outings/`, which are few whatever the history; `hv doctor`
//! lists everything.

use super::directory::stranger;
use super::{Store, file};
use crate::error::Damage;
use crate::when::Week;

/// The folders a second copy of which may hold somebody who is out.
const WATCHED: [&str; 3] = ["open", "outings", "families"];

impl Store {
    /// What lies beside the folders that are watched and looks like another of them. All of it may hide somebody.
    pub fn second_copies(&self) -> Vec<Damage> {
        let top = self.listed_or_told("").into_iter().filter(|entry| match entry {
            Ok(entry) => WATCHED.iter().any(|name| copies(&entry.name, name)),
            Err(_) => true,
        });
        let known = ["out", "planned", "owed"];
        let open = self.listed_or_told("open").into_iter().filter(|entry| match entry {
            Ok(entry) => !known.contains(&entry.name.as_str()) && !file::is_junk(&entry.name),
            Err(_) => true,
        });
        let told = |folder: &'static str| {
            move |entry: Result<file::Listed, Damage>| {
                entry.map_or_else(|d| d, |e| stranger(folder, &e.name))
            }
        };
        // One folder a week: a second copy of one may hold who is out now.
        let weeks = self.listed_or_told("outings").into_iter().filter(|entry| match entry {
            Ok(entry) => Week::parse(&entry.name).is_err() && !file::is_junk(&entry.name),
            Err(_) => true,
        });
        let all = top.map(told("")).chain(open.map(told("open"))).chain(weeks.map(told("outings")));
        all.map(|damage| Damage {
            path: damage.path.trim_start_matches('/').to_owned(),
            may_hide_somebody: true,
            ..damage
        })
        .collect()
    }

    fn listed_or_told(&self, folder: &str) -> Vec<Result<file::Listed, Damage>> {
        match file::list(&self.root.join(folder)) {
            Ok(listed) => listed.into_iter().map(Ok).collect(),
            Err(e) => {
                let shown = if folder.is_empty() { "the record folder" } else { folder };
                let what = format!("the folder cannot be listed: {e}");
                vec![Err(super::damage(shown, what, "Give yourself the right to read it."))]
            }
        }
    }
}

/// `open (1)`, `open-OFFICE2`, `Open.sync-conflict-20261124`: begins as the folder's name does, and is not it.
fn copies(name: &str, of: &str) -> bool {
    let rest = name.get(..of.len()).filter(|start| start.eq_ignore_ascii_case(of));
    rest.is_some() && name != of
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_of_the_same_is_known_for_it() {
        for name in ["open (1)", "open-OFFICE2", "Open", "open.sync-conflict-1", "open~"] {
            assert!(copies(name, "open"), "{name}");
        }
        for name in ["open", "ope", "reopen", "weeks", "öpen"] {
            assert!(!copies(name, "open"), "{name}");
        }
    }
}
