//! What stops an erasure, and what an erasure leaves: legal holds, and tombstones.
//!
//! Both are evidence, appended and merged by union like any other. A tombstone holds counts and dates, never a person, a
//! family, an address or free text; whoever erases gives one of a few reasons, since a reason in words would name
//! somebody. It does hold marks: sixteen hex digits over the whole first line of each record that went. They cannot be
//! worked out without the line itself, which has the second it was typed and all it said; a digest of an id alone could
//! be found by trying names, and would be personal data. They are treated as such all the same: they are kept only
//! because without them a merge would bring back in silence what was erased.

use super::entry::Record;
use super::events::Judgement;
use super::retention::{Class, Rule};
use crate::when::{Day, Moment, Week};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a hold is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Subject {
    /// A family, by id.
    Family(String),
    /// A member of staff, by id.
    Person(String),
    /// A visit, by id.
    Visit(String),
    /// An outing, by id.
    Outing(String),
}

impl Subject {
    /// The id.
    pub fn id(&self) -> &str {
        match self {
            Subject::Family(id)
            | Subject::Person(id)
            | Subject::Visit(id)
            | Subject::Outing(id) => id,
        }
    }
}

/// Everything that happens to a hold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(
    tag = "did",
    rename_all = "kebab-case",
    rename_all_fields = "kebab-case",
    deny_unknown_fields
)]
pub enum HoldEvent {
    /// Nothing that touches the subject is erased from now on.
    Hold {
        /// What it is about.
        subject: Subject,
        /// Why: an inquest, a complaint, an investigation.
        why: String,
        /// It ends by itself after this day. Absent: only a release ends it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Day>,
        /// It is to be looked at again on this day, and goes on until it is released.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        review: Option<Day>,
    },
    /// It ends.
    Release {
        /// Why.
        why: String,
    },
    /// A person has looked at a doubtful line.
    Judge(Judgement),
}

/// A hold as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Hold {
    /// `2026-11-24-1a`.
    pub id: String,
    /// What it is about. `None`: its line cannot be read, and it holds everything.
    pub subject: Option<Subject>,
    /// Why.
    pub why: String,
    /// The last day it holds, if it ends by itself.
    pub until: Option<Day>,
    /// When it is to be looked at again.
    pub review: Option<Day>,
    /// Since when.
    pub since: Option<Moment>,
    /// Released: when, and why.
    pub released: Option<(Moment, String)>,
}

impl Hold {
    /// What the record adds up to. A line in doubt releases nothing, and a hold that cannot be read holds everything.
    pub fn of(record: &Record<HoldEvent>) -> Hold {
        let mut hold = Hold {
            id: record.id.clone(),
            subject: None,
            why: String::new(),
            until: None,
            review: None,
            since: None,
            released: None,
        };
        for entry in &record.entries {
            match &entry.body {
                HoldEvent::Hold { subject, why, until, review } => {
                    hold.subject = Some(subject.clone());
                    hold.why.clone_from(why);
                    hold.until = *until;
                    hold.review = *review;
                    hold.since = Some(entry.at);
                }
                HoldEvent::Release { why } => hold.released = Some((entry.at, why.clone())),
                HoldEvent::Judge(_) => {}
            }
        }
        // Half of a hold may have said more, or that there is no end to it.
        if !record.sound() {
            hold.until = None;
            hold.released = None;
        }
        hold
    }

    /// It holds on that day: the last day of `until` is one of them.
    pub fn holds(&self, today: Day) -> bool {
        self.released.is_none() && self.until.is_none_or(|until| today <= until)
    }

    /// The day to look at it again has come.
    pub fn wants_review(&self, today: Day) -> bool {
        self.holds(today) && self.review.is_some_and(|day| day <= today)
    }
}

/// Why something is erased. One of these, and no words: they would name somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// Its time is over.
    Due,
    /// The person it is about asked for it.
    Request,
    /// It should never have been recorded.
    Mistake,
    /// A court or a regulator ordered it.
    Order,
}

/// Everything that happens to an erasure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(
    tag = "did",
    rename_all = "kebab-case",
    rename_all_fields = "kebab-case",
    deny_unknown_fields
)]
pub enum ErasureEvent {
    /// The tombstone, written before anything goes.
    Erase(Box<Tombstone>),
    /// Everything that was to go is gone.
    Finish,
    /// A person has looked at a doubtful line.
    Judge(Judgement),
}

/// What an erasure leaves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Tombstone {
    /// Why.
    pub why: Reason,
    /// Who authorised it, by id.
    pub authorised_by: String,
    /// In which role.
    pub role: String,
    /// Before its time was over.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub before_due: bool,
    /// How many of each class, and the rule it went by.
    pub classes: Vec<ErasedClass>,
    /// What had been on record of each week.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub weeks: BTreeMap<Week, Counts>,
    /// The mark of each record, and of the whole of it as it was: see [`super::erasure`].
    pub marks: Vec<Mark>,
}

/// One class of what was erased.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ErasedClass {
    /// The class.
    pub class: Class,
    /// How many records had it. One record can have two: a visit with an incident.
    pub records: usize,
    /// The rule, without the words that say where it comes from. Absent: no rule was set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<Rule>,
}

/// How a record that was erased is known again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Mark {
    /// Sixteen hex digits over its first line.
    pub first: String,
    /// Sixteen hex digits over the names of all its lines: it has not grown since.
    pub whole: String,
}

/// What was on record of a week: numbers, for reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Counts {
    /// Visits.
    #[serde(default, skip_serializing_if = "none")]
    pub visits: usize,
    /// Visits on which staff got in.
    #[serde(default, skip_serializing_if = "none")]
    pub got_in: usize,
    /// Outings, without drills.
    #[serde(default, skip_serializing_if = "none")]
    pub outings: usize,
    /// Outings against a refusal.
    #[serde(default, skip_serializing_if = "none")]
    pub breaches: usize,
    /// Outings and visits with an alarm.
    #[serde(default, skip_serializing_if = "none")]
    pub alarms: usize,
    /// Visits with an incident.
    #[serde(default, skip_serializing_if = "none")]
    pub incidents: usize,
    /// Assessments.
    #[serde(default, skip_serializing_if = "none")]
    pub assessments: usize,
    /// Drills.
    #[serde(default, skip_serializing_if = "none")]
    pub drills: usize,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the writer of records asks for this form")]
fn none(number: &usize) -> bool {
    *number == 0
}

impl Counts {
    /// Both together.
    pub fn add(&mut self, other: Counts) {
        self.visits += other.visits;
        self.got_in += other.got_in;
        self.outings += other.outings;
        self.breaches += other.breaches;
        self.alarms += other.alarms;
        self.incidents += other.incidents;
        self.assessments += other.assessments;
        self.drills += other.drills;
    }
}

/// An erasure as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Erasure {
    /// `2026-11-24-1a`.
    pub id: String,
    /// When it began.
    pub at: Moment,
    /// The tombstone.
    pub tombstone: Tombstone,
    /// Everything that was to go is gone.
    pub finished: bool,
}

impl Erasure {
    /// What the record adds up to; `None` if its tombstone cannot be read.
    pub fn of(record: &Record<ErasureEvent>) -> Option<Erasure> {
        let finished = record.entries.iter().any(|e| matches!(e.body, ErasureEvent::Finish));
        record.entries.iter().find_map(|entry| {
            let ErasureEvent::Erase(tombstone) = &entry.body else { return None };
            let tombstone = tombstone.as_ref().clone();
            Some(Erasure { id: record.id.clone(), at: entry.at, tombstone, finished })
        })
    }
}

/// What reports add to what is still on record: everything erased, by week.
pub fn totals(erasures: &[Erasure]) -> BTreeMap<Week, Counts> {
    let mut all: BTreeMap<Week, Counts> = BTreeMap::new();
    for (week, counts) in erasures.iter().flat_map(|e| &e.tombstone.weeks) {
        all.entry(*week).or_default().add(*counts);
    }
    all
}
