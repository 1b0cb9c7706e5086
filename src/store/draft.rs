//! Drafts, and files that people name: what is not yet a record, and what comes from outside the folder.
//!
//! A draft is kept in `local/drafts/` of this copy only; git does not carry it. A file that somebody names on
//! the command line is read with the same care as a record, and is not a record.

use super::{Store, file, toml_words, yaml};
use crate::error::Error;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

impl Store {
    /// A draft, or why it cannot be read.
    pub fn draft<T>(&self, name: &str) -> Result<Option<T>, Error>
    where
        T: DeserializeOwned + Serialize,
    {
        let path = self.draft_path(name);
        let bytes = file::read(&path, file::POLICY_LIMIT).map_err(|e| unread(&path, &e))?;
        let read = |bytes: Vec<u8>| {
            yaml::read::<T>(&bytes).map_err(|wrong| {
                let line = wrong.line.map(|l| format!(":{l}")).unwrap_or_default();
                Error::failed(format!("the draft {}{line}: {}", path.display(), wrong.what))
                    .hint("mend it by hand, or put it somewhere else: nothing in it was used")
            })
        };
        bytes.map(read).transpose()
    }

    /// The names of the drafts that begin like this, in order.
    pub fn drafts(&self, begins: &str) -> Result<Vec<String>, Error> {
        let folder = self.drafts_folder();
        let listed = file::list(&folder).map_err(|e| unread(&folder, &e))?;
        let begins = plain(begins);
        let mut names: Vec<String> = listed
            .into_iter()
            .map(|entry| entry.name)
            .filter_map(|name| name.strip_suffix(".yaml").map(str::to_owned))
            .filter(|name| name.starts_with(&begins))
            .collect();
        names.sort();
        Ok(names)
    }

    /// Keeps a draft, durably.
    pub fn save_draft<T>(&self, name: &str, draft: &T) -> Result<(), Error>
    where
        T: DeserializeOwned + Serialize + PartialEq,
    {
        let path = self.draft_path(name);
        let failed = |why: &dyn std::fmt::Display| {
            Error::failed(format!("the draft {} could not be kept", path.display())).because(why)
        };
        let text = yaml::write(draft).map_err(|e| failed(&e))?;
        file::make_folders(&self.root, &self.drafts_folder()).map_err(|e| failed(&e))?;
        file::replace(&path, text.as_bytes()).map_err(|e| failed(&e))
    }

    /// Throws a draft away. One that is not there is no failure.
    pub fn drop_draft(&self, name: &str) -> Result<(), Error> {
        let path = self.draft_path(name);
        if !path.exists() {
            return Ok(());
        }
        file::remove(&path)
            .map_err(|e| Error::failed(format!("could not remove {}", path.display())).because(e))
    }

    /// Where a draft is kept. The name is made of ids, which hold no path.
    pub fn draft_path(&self, name: &str) -> PathBuf {
        self.drafts_folder().join(format!("{}.yaml", plain(name)))
    }

    /// Where drafts are kept, in this copy only.
    pub fn drafts_folder(&self) -> PathBuf {
        self.root.join("local/drafts")
    }

    /// Answers from a file somebody named: one `key: value` a line, or TOML. Parts of a key may be tables:
    /// `[hazard.alone]` and `impact = "Minor"`.
    pub fn answers_file(&self, path: &Path) -> Result<BTreeMap<String, String>, Error> {
        let bytes = named(path, file::SMALL_LIMIT)?;
        let all = if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("toml")) {
            toml_answers(bytes, path)?
        } else {
            yaml_answers(&bytes, path)?
        };
        let mut flat = BTreeMap::new();
        flatten("", all, &mut flat).map_err(|(key, why)| {
            Error::failed(format!("{}: {key}: {why}", path.display())).hint(AN_ANSWER)
        })?;
        Ok(flat)
    }

    /// The text of a policy file somebody named.
    pub fn policy_file(path: &Path) -> Result<String, Error> {
        String::from_utf8(named(path, file::POLICY_LIMIT)?).map_err(|e| {
            Error::failed(format!("{} is not text", path.display())).because(e.utf8_error())
        })
    }

    /// Which record folders the user's own configuration names: `store`, the one that is written to, and `[[schools]]`,
    /// those that are looked at, each with a `store` and, if it has one, a `name`. A path that is not whole begins where
    /// the file lies.
    ///
    /// # Errors
    /// The file cannot be read, or names none.
    pub fn configured(path: &Path) -> Result<Configured, Error> {
        let text = Self::policy_file(path)?;
        let form =
            "it names a folder: store = \"/the/folder\", or [[schools]] with a store in each";
        let typed: ConfiguredAsTyped = toml::from_str(&text)
            .map_err(|e| toml_words::plainly(&e, &text).in_named_file(path).hint(form))?;
        if typed.store.is_none() && typed.schools.is_empty() {
            return Err(Error::failed(format!("{} names no store", path.display())));
        }
        let whole = |store: PathBuf| path.parent().map(|at| at.join(&store)).unwrap_or(store);
        Ok(Configured {
            store: typed.store.map(whole),
            schools: typed.schools.into_iter().map(|s| (s.name, whole(s.store))).collect(),
        })
    }
}

/// What the user's own configuration names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Configured {
    /// The folder that is written to.
    pub store: Option<PathBuf>,
    /// The folders of several schools, each with what it is called, if that is said.
    pub schools: Vec<(Option<String>, PathBuf)>,
}

/// The same as it is typed. A word that is not known is refused: it may be a school that nobody would look at.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct ConfiguredAsTyped {
    store: Option<PathBuf>,
    #[serde(default)]
    schools: Vec<SchoolAsTyped>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct SchoolAsTyped {
    name: Option<String>,
    store: PathBuf,
}

/// What a file that somebody named holds.
pub(super) fn named(path: &Path, limit: u64) -> Result<Vec<u8>, Error> {
    file::read(path, limit)
        .map_err(|e| unread(path, &e))?
        .ok_or_else(|| Error::usage(format!("there is no file {}", path.display())))
}

fn unread(path: &Path, cause: &std::io::Error) -> Error {
    Error::failed(format!("{} cannot be read", path.display())).because(cause)
}

const AN_ANSWER: &str = "answers stand one to a line: phone-carried: \"yes\"";

/// One to a line, each is the text it is: 007 stays 007. Only where that does not fit, keys may be nested.
fn yaml_answers(bytes: &[u8], path: &Path) -> Result<Value, Error> {
    if let Ok(flat) = yaml::read::<BTreeMap<String, String>>(bytes) {
        return Ok(flat.into_iter().map(|(key, answer)| (key, Value::from(answer))).collect());
    }
    yaml::read::<Value>(bytes).map_err(|wrong| wrong.in_named_file(path).hint(AN_ANSWER))
}

fn toml_answers(bytes: Vec<u8>, path: &Path) -> Result<Value, Error> {
    let text = String::from_utf8(bytes).map_err(|e| {
        Error::failed(format!("{} is not text", path.display())).because(e.utf8_error())
    })?;
    let table: toml::Table = toml::from_str(&text).map_err(|e| {
        toml_words::plainly(&e, &text)
            .in_named_file(path)
            .hint("answers stand one to a line: phone-carried = \"yes\"")
    })?;
    Ok(of_toml(toml::Value::Table(table)))
}

/// TOML as the same kind of value. A date is its text.
fn of_toml(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => text.into(),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(yes) => yes.into(),
        toml::Value::Datetime(at) => at.to_string().into(),
        toml::Value::Array(all) => all.into_iter().map(of_toml).collect(),
        toml::Value::Table(table) => {
            Value::Object(table.into_iter().map(|(k, v)| (k, of_toml(v))).collect())
        }
    }
}

/// `{hazard: {alone: {impact: Minor}}}` as `hazard.alone.impact`. `true` is yes: nobody means the word.
fn flatten(
    before: &str,
    value: Value,
    into: &mut BTreeMap<String, String>,
) -> Result<(), (String, &'static str)> {
    let wrong = |why: &'static str| Err((before.to_owned(), why));
    let answer = match value {
        Value::String(text) => text,
        Value::Number(number) => number.to_string(),
        Value::Bool(yes) => if yes { "yes" } else { "no" }.to_owned(),
        Value::Null if before.is_empty() => return Ok(()),
        Value::Null => return wrong("there is no answer"),
        Value::Array(_) => return wrong("this is a list; an answer is one word, number or text"),
        Value::Object(parts) => {
            for (key, part) in parts {
                let key = if before.is_empty() { key } else { format!("{before}.{key}") };
                flatten(&key, part, into)?;
            }
            return Ok(());
        }
    };
    if before.is_empty() {
        return wrong("the file holds no keys");
    }
    if into.insert(before.to_owned(), answer).is_some() {
        return wrong("this is answered twice");
    }
    Ok(())
}

fn plain(name: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || "-.".contains(c) { c } else { '-' };
    name.chars().map(plain).collect()
}
