//! Lines that were cut off while they were being written: which of them may be set aside without a person.
//!
//! A torn line was never reported as recorded: whoever typed it was told that it is not, or the power went first. Setting
//! it aside therefore takes nothing back. But it may be all that is left of a call for help, so it is set aside unseen
//! only where its words show that it could have made nothing worse, or where the same line stands whole beside it. No
//! line is rewritten: an event rejects it.

use super::{Store, file, line};
use serde_json::Value;

/// The first bytes of an event's line.
const START: &str = "- {\"id\": \"";
/// What comes before the word for what happened.
const DID: &str = "\"did\": \"";

/// What may be taken as not having happened: without it people count as out, not heard from, late, owed or not allowed,
/// never as safe. Not among them: what starts a clock or moves one nearer (a sign-out, an arrival, going in, another
/// return), distress, a concern, an incident, a risk, and a decision that may have been no.
const HARMLESS: [&str; 14] = [
    "alarm",
    "back",
    "called-off",
    "contact",
    "control",
    "drop",
    "duty-done",
    "home",
    "leave",
    "list",
    "read",
    "resolve",
    "sign",
    "told",
];

/// What a torn line is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Torn {
    /// The beginning of a line that stands whole in the same record.
    Whole,
    /// Its words show that it could have made nothing worse: what it began to say.
    Harmless(String),
    /// It may have been anything.
    Unknown,
}

impl Store {
    /// What the line of that sha-256 in the record at `path` is, if it was cut off while it was being written. `None`:
    /// it is not there, or was damaged in another way.
    pub fn torn(&self, path: &str, sha: &str) -> Option<Torn> {
        let full = file::inside(&self.root, path).ok()?;
        let bytes = file::read(&full, file::RECORD_LIMIT).ok()??;
        torn(&bytes, sha)
    }
}

fn torn(bytes: &[u8], sha: &str) -> Option<Torn> {
    let lines: Vec<&[u8]> =
        bytes.split(|b| *b == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line)).collect();
    let own = lines.iter().find(|line| line::digest(line) == sha)?;
    let end = own.iter().rposition(|b| *b != 0).map_or(0, |last| last + 1);
    let written = own.get(..end)?;
    // A character may have been cut in two.
    let text = match std::str::from_utf8(written) {
        Ok(text) => text,
        Err(cut) if cut.error_len().is_none() => {
            std::str::from_utf8(written.get(..cut.valid_up_to())?).ok()?
        }
        Err(_) => return None,
    };
    if text.is_empty() {
        return Some(Torn::Unknown);
    }
    let began = text.starts_with(START) || START.starts_with(text);
    let finished =
        text.strip_prefix("- ").is_some_and(|json| serde_json::from_str::<Value>(json).is_ok());
    if !began || finished {
        return None;
    }
    let others = || lines.iter().filter(|line| line::digest(line) != sha);
    let others = || others().filter_map(|line| std::str::from_utf8(line).ok());
    // Whoever wrote the next line had read this one whole: it was cut since, and something is lost.
    let id = text.strip_prefix(START).and_then(|rest| rest.split_once('"')).map(|(id, _)| id);
    let sound = |line: &&str| line::unseal(line).is_some_and(|(_, agrees)| agrees);
    if id.is_some() && others().filter(sound).any(|line| line.starts_with(text)) {
        return Some(Torn::Whole);
    }
    if id.is_some_and(|id| others().any(|line| line.contains(&format!("\"{id}\"")))) {
        return None;
    }
    let word =
        text.split_once(DID).and_then(|(_, rest)| rest.split_once('"')).map(|(word, _)| word);
    Some(match word {
        Some(word) if HARMLESS.contains(&word) => Torn::Harmless(word.to_owned()),
        Some(_) | None => Torn::Unknown,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealed(id: &str, did: &str) -> String {
        line::seal(&format!(
            "- {{\"id\": \"{id}\", \"after\": [], \"by\": \"lou\", \"did\": \"{did}\", \"who\": [\"kay\"]"
        ))
    }

    fn judged(lines: &[&str], torn_line: &str) -> Option<Torn> {
        torn(lines.join("\n").as_bytes(), &line::digest(torn_line.as_bytes()))
    }

    #[test]
    fn only_what_could_have_made_nothing_worse_is_harmless() {
        for (did, harmless) in [
            ("contact", true),
            ("back", true),
            ("distress", false),
            ("sign-out", false),
            ("concern", false),
            ("unheard-of", false),
        ] {
            let whole = sealed("a-abcdef", did);
            let seen = whole.find("\"did\"").unwrap() + DID.len() + did.len();
            // The word's end is what tells `back` from what only begins so.
            let (cut, just) = (&whole[..seen], &whole[..=seen]);
            assert_eq!(judged(&["id: x", "log:", cut], cut), Some(Torn::Unknown), "{did}");
            let want = if harmless { Torn::Harmless(did.to_owned()) } else { Torn::Unknown };
            assert_eq!(judged(&["id: x", "log:", just], just), Some(want), "{did}");
        }
    }

    #[test]
    fn a_line_that_stands_whole_beside_its_beginning_is_not_lost() {
        let whole = sealed("a-abcdef", "distress");
        let named = whole.find("\", ").unwrap() + 1;
        for end in named..whole.len() {
            let cut = &whole[..end];
            assert_eq!(judged(&[cut, &whole], cut), Some(Torn::Whole), "{cut}");
        }
        let start = &whole[..named - 1];
        assert_eq!(
            judged(&[start, &whole], start),
            Some(Torn::Unknown),
            "another's id may begin so"
        );
    }

    #[test]
    fn what_was_whole_once_or_was_changed_is_not_torn() {
        let whole = sealed("a-abcdef", "contact");
        let cut = &whole[..whole.len() - 5];
        let later = whole.replace("a-abcdef", "a-ghjkmn").replace("[]", "[\"a-abcdef\"]");
        assert_eq!(judged(&[cut, &later], cut), None, "a later line comes after it");
        let changed = whole.replace("kay", "lou");
        assert_eq!(judged(&[&changed], &changed), None);
        let typed = "- {\"id\": \"a-abcdef\"}";
        assert_eq!(judged(&[typed], typed), None, "typed by hand");
        assert_eq!(judged(&["<<<<<<< HEAD"], "<<<<<<< HEAD"), None);
        assert_eq!(judged(&[cut], "- another"), None, "not in the record");
        let nuls = "\0\0\0";
        assert_eq!(judged(&[nuls], nuls), Some(Torn::Unknown));
        let tail = format!("{cut}\0\0");
        assert_eq!(judged(&[&tail], &tail), Some(Torn::Harmless("contact".to_owned())));
    }
}
