//! YAML that people edit, read strictly: what two readers could take for two things is refused.

use super::yaml_words::plainly;
use crate::error::{Damage, Error};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::path::Path;

/// Brackets within brackets: more than any record has, and few enough for any reader.
const NESTING: usize = 32;

/// What is wrong, and in which line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wrong {
    pub(super) line: Option<usize>,
    pub(super) what: String,
    /// What to write instead, where that can be told.
    pub(super) hint: Option<String>,
}

impl Wrong {
    pub(super) fn at(line: Option<usize>, what: impl Into<String>) -> Wrong {
        Wrong { line, what: what.into(), hint: None }
    }

    /// Of a file that somebody named, and that is no part of the folder.
    pub(super) fn in_named_file(self, path: &Path) -> Error {
        let line = self.line.map(|l| format!(":{l}")).unwrap_or_default();
        let error = Error::failed(format!("{}{line}: {}", path.display(), self.what));
        match self.hint {
            Some(hint) => error.hint(hint),
            None => error,
        }
    }

    pub(super) fn in_file(self, path: &str, hint: &str) -> Damage {
        let hint = self.hint.map_or_else(|| hint.to_owned(), |own| format!("{own} {hint}"));
        Damage {
            path: path.to_owned(),
            line: self.line,
            what: self.what,
            hint: hint.trim_end().to_owned(),
            may_hide_somebody: false,
        }
    }
}

fn wrong(line: Option<usize>, what: impl Into<String>) -> Wrong {
    Wrong::at(line, what)
}

/// Reads one document.
pub(super) fn read<T: DeserializeOwned + Serialize>(bytes: &[u8]) -> Result<T, Wrong> {
    let text = text(bytes)?;
    refuse_nesting(text)?;
    let value: T = serde_yaml::from_str_with_options(text, strict()).map_err(|e| {
        let number = |n: u64| usize::try_from(n).unwrap_or(1);
        let at = e.location().map(|l| (number(l.line()), number(l.column())));
        plainly(&e.without_snippet().to_string(), text, at)
    })?;
    refuse_hidden_controls(&value)?;
    Ok(value)
}

/// Writes one document, and makes sure that it reads back as what it was.
pub(super) fn write<T>(value: &T) -> Result<String, String>
where
    T: DeserializeOwned + Serialize + PartialEq,
{
    let text = serde_yaml::to_string(value).map_err(|e| e.to_string())?;
    match read::<T>(text.as_bytes()) {
        Ok(back) if back == *value => Ok(text),
        Ok(_) => Err("it would not read back as it is".to_owned()),
        Err(wrong) => Err(wrong.what),
    }
}

fn strict() -> serde_yaml::Options {
    serde_yaml::options! {
        budget: serde_yaml::budget! {
            max_anchors: 0,
            max_aliases: 0,
            max_depth: 12,
            max_documents: 1,
            max_nodes: 4000,
        },
        duplicate_keys: serde_yaml::DuplicateKeyPolicy::Error,
        merge_keys: serde_yaml::MergeKeyPolicy::Error,
        strict_booleans: true,
        reject_unsupported_tags: true,
        with_snippet: false,
    }
}

/// Text a person could have typed: UTF-8, no control characters, no git conflict.
pub(super) fn text(bytes: &[u8]) -> Result<&str, Wrong> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if !bytes.is_empty() && bytes.iter().all(|b| *b == 0) {
        return Err(wrong(None, "the file holds only NULs, as a power cut leaves them"));
    }
    let text = std::str::from_utf8(bytes).map_err(|e| {
        let before = bytes.get(..e.valid_up_to()).unwrap_or_default();
        wrong(Some(before.split(|b| *b == b'\n').count()), "this is not UTF-8 text")
    })?;
    for (n, line) in text.split('\n').enumerate() {
        if ["<<<<<<<", ">>>>>>>", "|||||||"].iter().any(|mark| line.starts_with(mark)) {
            return Err(wrong(Some(n + 1), "a git conflict is not resolved here"));
        }
        let line = line.strip_suffix('\r').unwrap_or(line);
        if let Some(c) = line.chars().find(|c| is_control(*c) && *c != '\t') {
            return Err(wrong(Some(n + 1), format!("a control character, U+{:04X}", u32::from(c))));
        }
    }
    Ok(text)
}

fn is_control(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}')
}

/// Counted without regard to quotes: a text with this many open brackets is no address.
fn refuse_nesting(text: &str) -> Result<(), Wrong> {
    let mut depth = 0_usize;
    for (n, line) in text.lines().enumerate() {
        for byte in line.bytes() {
            match byte {
                b'[' | b'{' => depth += 1,
                b']' | b'}' => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        let dashes = line.split(' ').take_while(|part| matches!(*part, "" | "-" | "?")).count();
        let marks = line.bytes().take(2 * dashes).filter(|b| matches!(b, b'-' | b'?')).count();
        if depth > NESTING || marks > NESTING {
            return Err(wrong(Some(n + 1), "brackets or lists are nested too deep"));
        }
    }
    Ok(())
}

/// Controls that were spelt with escapes (`"\x1b[2J"`) and so passed for text.
fn refuse_hidden_controls<T: Serialize>(value: &T) -> Result<(), Wrong> {
    let value = serde_json::to_value(value).map_err(|e| wrong(None, e.to_string()))?;
    match hidden_control(&value) {
        Some(c) => Err(wrong(
            None,
            format!("a control character is hidden in a text: U+{:04X}", u32::from(c)),
        )),
        None => Ok(()),
    }
}

fn hidden_control(value: &Value) -> Option<char> {
    match value {
        Value::String(text) => text.chars().find(|c| is_control(*c) && !matches!(c, '\n' | '\t')),
        Value::Array(values) => values.iter().find_map(hidden_control),
        Value::Object(map) => map.values().find_map(hidden_control),
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

/// Why a record's first two lines are not what they must be.
pub(super) fn why_not_headed(bytes: &[u8], id: &str) -> String {
    let line = |n| {
        let line = bytes.split(|b| *b == b'\n').nth(n).unwrap_or_default();
        String::from_utf8_lossy(line.strip_suffix(b"\r").unwrap_or(line))
            .chars()
            .take(80)
            .collect::<String>()
    };
    let named = line(0).strip_prefix("id: ").map(|id| id.trim_matches('"').to_owned());
    match named {
        Some(other) if other != id => {
            format!("the record says it is {other:?}, and its name says {id:?}")
        }
        Some(_) => format!("the second line of the record is {:?}, not `log:`", line(1)),
        None => format!("the first line of the record is {:?}, not its id", line(0)),
    }
}
