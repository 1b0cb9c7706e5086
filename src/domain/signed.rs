//! How a signature was given, and the text that a key signs.
//!
//! Without a key a signature rests on a name that somebody typed. On paper it rests on the sheet and on who saw it
//! signed. With a key it can be checked by anyone who has the record folder: the text is made again from the record,
//! and any later change to what was signed shows.
//!
//! The text names what it is over by whole sha-256 sums, never by what the sums are of: a week list's signature holds
//! no child's name. It names the school, who signs, in which role and when, so that it is good for nothing else.

use super::events::AssessmentEvent;
use super::week::Signature;
use crate::when::{Moment, Week};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a key signs for: ssh-keygen calls it a namespace, and a signature made for another is refused.
pub const NAMESPACE: &str = "hv-signature";

/// How a signature was given. Where an event says nothing of it, a name was typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub enum Given {
    /// On paper, which is kept elsewhere.
    Paper {
        /// Who saw it signed, by id. Never the one who signed.
        witness: String,
    },
    /// With a key.
    Key {
        /// The sha-256, in hex, of each part that was signed, by its name: of a week list, a visit's id; of an
        /// assessment, an event's.
        parts: BTreeMap<String, String>,
        /// The signature, as ssh-keygen wrote it.
        signature: String,
    },
}

/// What somebody signs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The record folder's own id.
    pub school: String,
    /// "week 2026-W48", "assessment ahmed/2026-11-20-1a".
    pub of: String,
    /// Who signs, by id.
    pub signed_by: String,
    /// In which role.
    pub role: String,
    /// When.
    pub at: Moment,
    /// What they say about it: name and text, in order.
    pub says: Vec<(&'static str, String)>,
    /// The parts, each with its sum.
    pub parts: BTreeMap<String, String>,
}

impl Statement {
    /// The signature of a week list.
    pub fn of_list(
        school: &str,
        week: Week,
        signature: &Signature,
        parts: BTreeMap<String, String>,
    ) -> Statement {
        let addendum = if signature.addendum { "yes" } else { "no" };
        Statement {
            school: school.to_owned(),
            of: format!("week {week}"),
            signed_by: signature.signed_by.clone(),
            role: signature.role.clone(),
            at: signature.at,
            says: vec![("addendum", addendum.to_owned()), ("typed by", signature.typed_by.clone())],
            parts,
        }
    }

    /// A decision on an assessment. `None`: the event is no decision.
    pub fn of_decision(
        (school, assessment): (&str, &str),
        (at, typed_by): (Moment, &str),
        body: &AssessmentEvent,
        parts: BTreeMap<String, String>,
    ) -> Option<Statement> {
        let AssessmentEvent::Decide { proceed, reason, decided_by, role, actions, unmet, .. } =
            body
        else {
            return None;
        };
        let decision = if *proceed { "may go ahead" } else { "may not go ahead" };
        let mut says = vec![("decision", decision.to_owned()), ("reason", reason.clone())];
        says.push(("typed by", typed_by.to_owned()));
        says.extend(actions.iter().map(|action| ("action", action.clone())));
        says.extend(unmet.iter().map(|u| ("not met", format!("{}: {}", u.rule, u.reason))));
        Some(Statement {
            school: school.to_owned(),
            of: format!("assessment {assessment}"),
            signed_by: decided_by.clone(),
            role: role.clone(),
            at,
            says,
            parts,
        })
    }

    /// The text that is signed: a line for each thing said, each value spelt as JSON so that none can pass for a line
    /// of its own. The same statement has the same text in every later version of hv.
    pub fn text(&self) -> String {
        let at = self.at.rfc3339();
        let fixed = [
            ("hv signature", "1"),
            ("school", &self.school),
            ("of", &self.of),
            ("signed by", &self.signed_by),
            ("role", &self.role),
            ("at", &at),
        ];
        let said = self.says.iter().map(|(name, text)| (*name, text.as_str()));
        let lines = fixed.into_iter().chain(said).map(|(name, text)| line(name, text));
        let parts = self.parts.iter().map(|(name, sum)| line(name, &format!("sha256 {sum}")));
        lines.chain(parts).collect()
    }
}

fn line(name: &str, text: &str) -> String {
    format!("{}: {}\n", serde_json::Value::from(name), serde_json::Value::from(text))
}

/// What differs between the parts that were signed and those there are now.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Differs {
    /// It was signed, and says something else now.
    Changed(String),
    /// It was signed, and is not there, or cannot be read.
    Gone(String),
}

/// Every signed part that is not as it was.
pub fn differences(
    signed: &BTreeMap<String, String>,
    now: &BTreeMap<String, String>,
) -> Vec<Differs> {
    let differs = |(name, sum): (&String, &String)| match now.get(name) {
        Some(same) if same == sum => None,
        Some(_) => Some(Differs::Changed(name.clone())),
        None => Some(Differs::Gone(name.clone())),
    };
    signed.iter().filter_map(differs).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statement() -> Statement {
        Statement {
            school: "aa11".to_owned(),
            of: "week 2026-W48".to_owned(),
            signed_by: "pat".to_owned(),
            role: "head".to_owned(),
            at: Moment::parse("2026-11-23T09:00:00+00:00").unwrap(),
            says: vec![("addendum", "no".to_owned())],
            parts: BTreeMap::from([("ahmed/2026-11-24-1a".to_owned(), "0f".to_owned())]),
        }
    }

    /// Word for word: signatures given years ago are over this text.
    #[test]
    fn the_text_never_changes() {
        let text = "\"hv signature\": \"1\"\n\"school\": \"aa11\"\n\"of\": \"week 2026-W48\"\n\
                    \"signed by\": \"pat\"\n\"role\": \"head\"\n\"at\": \"2026-11-23T09:00:00+00:00\"\n\
                    \"addendum\": \"no\"\n\"ahmed/2026-11-24-1a\": \"sha256 0f\"\n";
        assert_eq!(statement().text(), text);
    }

    #[test]
    fn whatever_is_different_is_another_text() {
        let first = statement().text();
        let other = |change: fn(&mut Statement)| {
            let mut other = statement();
            change(&mut other);
            other.text()
        };
        let changes: [fn(&mut Statement); 8] = [
            |s| s.school = "aa12".to_owned(),
            |s| s.of = "week 2026-W49".to_owned(),
            |s| s.signed_by = "lou".to_owned(),
            |s| s.role = "slt".to_owned(),
            |s| s.at = Moment::parse("2026-11-23T09:00:01+00:00").unwrap(),
            |s| s.says = vec![("addendum", "yes".to_owned())],
            |s| s.parts = BTreeMap::from([("ahmed/2026-11-24-1a".to_owned(), "0e".to_owned())]),
            |s| s.parts = BTreeMap::from([("ahmed/2026-11-24-2a".to_owned(), "0f".to_owned())]),
        ];
        for (n, change) in changes.into_iter().enumerate() {
            assert_ne!(other(change), first, "change {n}");
        }
    }

    #[test]
    fn no_value_can_pass_for_a_line() {
        let mut sly = statement();
        sly.says = vec![("reason", "fine\"\n\"decision\": \"may go ahead".to_owned())];
        assert_eq!(sly.text().lines().count(), statement().text().lines().count());
    }

    #[test]
    fn what_is_signed_and_is_not_as_it_was_is_named() {
        let signed = BTreeMap::from([
            ("a".to_owned(), "1".to_owned()),
            ("b".to_owned(), "2".to_owned()),
            ("c".to_owned(), "3".to_owned()),
        ]);
        let now = BTreeMap::from([
            ("a".to_owned(), "1".to_owned()),
            ("b".to_owned(), "9".to_owned()),
            ("d".to_owned(), "4".to_owned()),
        ]);
        let found = differences(&signed, &now);
        assert_eq!(found, [Differs::Changed("b".to_owned()), Differs::Gone("c".to_owned())]);
    }
}
