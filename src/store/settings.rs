//! Settings of `hv.toml`, changed one by one: what a person wrote around them stays, comments, order and blank lines.
//!
//! It asks nobody and decides nothing: whoever calls it has shown what was there. A file that says something else by
//! now than what was shown is left alone.

use super::{Store, file};
use crate::domain::directory::School;
use crate::error::Error;
use toml_edit::{DocumentMut, Item};

const FILE: &str = "hv.toml";

impl Store {
    /// Whether a record folder was made here: `hv.toml` is written last.
    pub fn made_at(root: &std::path::Path) -> bool {
        root.join(FILE).symlink_metadata().is_ok()
    }

    /// Changes `hv.toml` from what it says to `now`, setting by setting.
    ///
    /// # Errors
    /// It says something else than `was` by now; it cannot be read; or it cannot be written.
    pub fn amend_school(&self, was: &School, now: &School) -> Result<(), Error> {
        let changed = || {
            Error::failed("NOT SAVED: hv.toml has been changed by somebody else meanwhile")
                .hint("look at it, and type the same again")
        };
        if self.school().ok().as_ref() != Some(was) {
            return Err(changed());
        }
        let bytes = file::read(&self.root.join(FILE), file::SMALL_LIMIT).ok().flatten();
        let text = bytes.and_then(|b| String::from_utf8(b).ok()).ok_or_else(changed)?;
        self.put_school_text(&amended(&text, was, now)?)
    }
}

/// The text with the settings that differ put in their place.
fn amended(text: &str, was: &School, now: &School) -> Result<String, Error> {
    let bug = |why: &dyn std::fmt::Display| Error::bug("hv.toml cannot be changed").because(why);
    let spelt = |school: &School| {
        let text = toml::to_string(school).map_err(|e| bug(&e))?;
        text.parse::<DocumentMut>().map_err(|e| bug(&e))
    };
    let (before, after) = (spelt(was)?, spelt(now)?);
    let mut document: DocumentMut = text.parse().map_err(|e| bug(&e))?;
    for (key, _) in before.iter().filter(|(key, _)| !after.contains_key(key)) {
        document.remove(key);
    }
    for (key, item) in after.iter() {
        let same = before.get(key).is_some_and(|b| b.to_string() == item.to_string());
        if !same {
            put(&mut document, key, item);
        }
    }
    let text = document.to_string();
    let read: School = toml::from_str(&text).map_err(|e| bug(&e))?;
    if read == *now { Ok(text) } else { Err(bug(&"it would not say what was meant")) }
}

/// A list keeps what it begins with, comments and all; only what differs from there on is written anew.
fn put(document: &mut DocumentMut, key: &str, new: &Item) {
    let (Some(Item::ArrayOfTables(old)), Item::ArrayOfTables(all)) = (document.get_mut(key), new)
    else {
        replace(document, key, new);
        return;
    };
    let plain = |table: Option<&toml_edit::Table>| {
        table.map(|t| t.iter().map(|(k, v)| (k.to_owned(), bare(v))).collect::<Vec<_>>())
    };
    let same = (0..old.len()).take_while(|n| plain(old.get(*n)) == plain(all.get(*n))).count();
    while old.len() > same {
        old.remove(old.len() - 1);
    }
    for table in all.iter().skip(same) {
        let mut table = table.clone();
        table.set_position(None);
        old.push(table);
    }
}

/// A value without the blanks and the comment beside it.
fn bare(item: &Item) -> String {
    let value = item.as_value().map(|v| v.clone().decorated("", ""));
    value.map_or_else(|| item.to_string(), |v| v.to_string())
}

fn replace(document: &mut DocumentMut, key: &str, new: &Item) {
    let mut new = new.clone();
    if let Some(table) = new.as_table_mut() {
        table.set_position(None);
    }
    match (document.get_mut(key).and_then(Item::as_value_mut), new.as_value()) {
        (Some(old), Some(value)) => {
            let around = old.decor().clone();
            *old = value.clone();
            *old.decor_mut() = around;
        }
        _ => drop(document.insert(key, new)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::directory::{Hours, Phone};

    const BY_HAND: &str = "# ours\nformat = 1\nstore = \"x\"\nname = \"Oak\" # the short name\nzone = \"Europe/London\"\n\n\
                           # the desk\n[[numbers]]\nname = \"Office\"\nnumber = \"01632 960100\" # rings out\n\n\
                           # how people are told\n[[channel]]\nid = \"pager\"\nkind = \"command\"\nprogram = \"pager\"\n";

    fn school() -> School {
        toml::from_str(BY_HAND).unwrap()
    }

    #[test]
    fn what_a_person_wrote_stays_around_what_changes() {
        let mut now = school();
        now.name = "Oak Hill".to_owned();
        now.hours = Some(Hours { from: "08:30".to_owned(), to: "16:00".to_owned() });
        now.nation = Some("wales".to_owned());
        now.numbers.push(Phone { name: "Duty".to_owned(), number: "01632 960101".to_owned() });
        let text = amended(BY_HAND, &school(), &now).unwrap();
        assert_eq!(toml::from_str::<School>(&text).unwrap(), now, "{text}");
        for kept in
            ["# ours", "# the short name", "# the desk", "# rings out", "# how people are told"]
        {
            assert!(text.contains(kept), "{kept} is gone:\n{text}");
        }
        let back = amended(&text, &now, &school()).unwrap();
        assert_eq!(toml::from_str::<School>(&back).unwrap(), school(), "{back}");
        assert!(back.contains("# rings out") && !back.contains("wales"), "{back}");
    }

    #[test]
    fn nothing_changes_where_nothing_differs() {
        assert_eq!(amended(BY_HAND, &school(), &school()).unwrap(), BY_HAND);
    }
}
