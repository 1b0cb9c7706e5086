//! One line of evidence, and a record as the lines it holds.

use crate::error::Damage;
use crate::when::Moment;
use std::collections::BTreeSet;

/// One event: when it happened, when it was typed, by whom, and what.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry<B> {
    /// `a-7f3q2m`: the machine's tag and a hash of the content, so equal events are one.
    pub id: String,
    /// The newest events the writer had seen in this record. A missing one is damage.
    pub after: Vec<String>,
    /// When it happened.
    pub at: Moment,
    /// When it was typed.
    pub typed: Moment,
    /// Who typed it: a person's id.
    pub by: String,
    /// True when the clock was given with `--now`: a replay or a drill.
    pub clock_given: bool,
    /// Who wrote it down on paper, where it was typed in from a sheet afterwards: a name, as given.
    pub on_paper: Option<String>,
    /// What happened.
    pub body: B,
}

/// A line that cannot be trusted, kept beside the good ones. It never closes anything, never counts as
/// contact, and never moves a deadline later.
#[derive(Debug, Clone, PartialEq)]
pub struct Doubtful<B> {
    /// The sha-256 of the line's text, 16 hex digits: what `hv doctor --accept` names.
    pub line: String,
    /// What is wrong with it.
    pub damage: Damage,
    /// What it seems to say, if it can be read at all.
    pub entry: Option<Entry<B>>,
}

/// An identity and what happened, as far as it could be read.
#[derive(Debug, Clone, PartialEq)]
pub struct Record<B> {
    /// The identity, equal to the file's name.
    pub id: String,
    /// The events that can be trusted, in causal order, concurrent ones by time happened, typed, id.
    pub entries: Vec<Entry<B>>,
    /// The lines that cannot, except those a person has rejected.
    pub doubtful: Vec<Doubtful<B>>,
    /// What is wrong with the record as a whole: holes in its history, a wrong id.
    pub damage: Vec<Damage>,
}

impl<B> Record<B> {
    /// The events that no other event comes after: what a new event is written after.
    pub fn heads(&self) -> Vec<String> {
        let seen: BTreeSet<&str> =
            self.entries.iter().flat_map(|e| e.after.iter().map(String::as_str)).collect();
        let ids: BTreeSet<&str> = self.entries.iter().map(|e| e.id.as_str()).collect();
        ids.difference(&seen).map(|id| (*id).to_owned()).collect()
    }

    /// True if nothing in it is in doubt.
    pub fn sound(&self) -> bool {
        self.doubtful.is_empty() && self.damage.is_empty()
    }
}
