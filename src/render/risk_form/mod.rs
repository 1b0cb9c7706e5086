//! The risk assessment on paper: the form of a policy, empty, or filled in with what is on record. One page is made
//! either way, from the policy and, if there is one, the record, so the filled-in form has the rows of the empty one.
//!
//! Nothing on record is left out, whether or not the policy of today has a place for it. What is not known, not
//! answered or not in place says so in words.

mod decision;
mod hazards;
mod head;
mod questions;

use super::paper::{Block, Field, Page, Part, Piece, Sheet, Words};
use crate::domain::assessment::Assessment;
use crate::domain::directory::Caution;
use crate::domain::entry::{Entry, Record};
use crate::domain::events::{Assessed, AssessmentEvent};
use crate::domain::interview::Head;
use crate::policy::facts::{Condition, Test, Value};
use crate::policy::{AssessmentRules, Clauses, Policy, Question, Step, describe};
use crate::when::{Moment, Zone};
use std::collections::{BTreeMap, BTreeSet};

/// What a form is printed from.
#[derive(Debug, Clone, Copy)]
pub struct Form<'a> {
    /// The school's name.
    pub school: &'a str,
    /// Its policy. `None`: it cannot be read, or has no assessment any more.
    pub policy: Option<&'a Policy>,
    /// The names of the staff by id.
    pub names: &'a BTreeMap<String, String>,
    /// What there is to be careful of, on record today.
    pub cautions: &'a [Caution],
    /// Why it may not hold any more, today. Empty on a blank form.
    pub stale: &'a [String],
    /// The school's zone.
    pub zone: Zone,
    /// When it is printed.
    pub printed: Moment,
    /// Printed with `--now`: what was typed later is in the file, and not on the page.
    pub replay: bool,
    /// Empty, or filled in.
    pub of: Of<'a>,
}

/// What is on the form.
#[derive(Debug, Clone, Copy)]
pub enum Of<'a> {
    /// What the records say about whom it is for. The rest is empty.
    Blank(&'a Head),
    /// What is on record.
    Kept(Kept<'a>),
}

/// An assessment, and the file it was read from.
#[derive(Debug, Clone, Copy)]
pub struct Kept<'a> {
    /// What it adds up to.
    pub assessment: &'a Assessment,
    /// Its lines.
    pub record: &'a Record<AssessmentEvent>,
    /// The file's path in the record folder.
    pub path: &'a str,
    /// The sha-256 of the file, in hex.
    pub sha256: &'a str,
}

/// The page.
pub fn page(form: &Form<'_>) -> Page {
    let mut parts = vec![head::part(form)];
    parts.extend(head::guidance(form));
    parts.extend(head::key(form));
    parts.push(questions::part(form));
    parts.extend(hazards::part(form));
    parts.extend(decision::parts(form));
    parts.retain(|part| !part.blocks.is_empty());
    Page {
        sheet: Sheet::Upright,
        title: "Risk assessment of home visits".into(),
        about: head::about(form),
        alerts: head::alerts(form),
        parts,
        foot: decision::foot(form),
        running: decision::running(form),
    }
}

impl<'a> Form<'a> {
    fn rules(&self) -> Option<&'a AssessmentRules> {
        self.policy.and_then(|policy| policy.assessment.as_ref())
    }

    fn kept(&self) -> Option<Kept<'a>> {
        if let Of::Kept(kept) = self.of { Some(kept) } else { None }
    }

    fn made(&self) -> Option<&'a Assessed> {
        self.kept().map(|kept| &kept.assessment.assessed)
    }

    /// The policy's questions at this step, in order: their places are their numbers on the form.
    fn questions(&self) -> Vec<&'a Question> {
        let all = self.policy.map(|policy| policy.questions.as_slice()).unwrap_or_default();
        all.iter().filter(|question| question.at == Step::Assess).collect()
    }

    /// "Pat Head (pat)"; an id that nobody has is shown as it is.
    fn person(&self, id: &str) -> String {
        self.names.get(id).map_or_else(|| id.to_owned(), |name| format!("{name} ({id})"))
    }

    fn people(&self, ids: &[String]) -> String {
        ids.iter().map(|id| self.person(id)).collect::<Vec<_>>().join(", ")
    }

    /// "Tue 24 Nov 2026 12:04": on paper the year is needed.
    fn at(&self, moment: Moment) -> String {
        format!("{} {}", self.zone.day_of(moment).words(), self.zone.clock(moment))
    }

    fn role(&self, role: &str) -> String {
        self.policy.map_or_else(|| role.to_owned(), |policy| policy.role_words(role))
    }

    /// When something on the form applies; `None`: always.
    fn only(&self, when: &Condition) -> Option<String> {
        (*when != Condition::Always).then(|| format!("only if {}", self.condition(when)))
    }

    fn condition(&self, when: &Condition) -> String {
        let joined = |parts: &[Condition], by: &str| {
            let words = |part: &Condition| match part {
                Condition::All(inner) | Condition::Any(inner) if inner.len() > 1 => {
                    format!("({})", self.condition(part))
                }
                Condition::Always
                | Condition::Fact(..)
                | Condition::All(_)
                | Condition::Any(_)
                | Condition::Not(_) => self.condition(part),
            };
            parts.iter().map(words).collect::<Vec<_>>().join(by)
        };
        match when {
            Condition::Always => "always".to_owned(),
            Condition::Fact(name, test) => self.fact(name, test, when),
            Condition::All(parts) => joined(parts, ", and "),
            Condition::Any(parts) => joined(parts, ", or "),
            Condition::Not(part) => format!("it is not so that {}", self.condition(part)),
        }
    }

    /// A question by its number on the form, a fact of hv's by what it means, else as the policy writes it.
    fn fact(&self, name: &str, test: &Test, when: &Condition) -> String {
        let plain = || describe::words(when);
        if let Some(place) = self.questions().iter().position(|q| q.id == name) {
            let said = if let Test::Is(Value::Text(word)) = test {
                format!(" is \"{word}\"")
            } else if let Test::IsNot(Value::Text(word)) = test {
                format!(" is not \"{word}\"")
            } else {
                plain().strip_prefix(name).map_or_else(plain, str::to_owned)
            };
            return format!("the answer to question {}{said}", place + 1);
        }
        let means = crate::policy::facts::known_fact(name).map(|known| known.means);
        match (means, test) {
            (Some(means), Test::Is(Value::Bool(true))) => means.to_owned(),
            (Some(means), Test::Is(Value::Bool(false))) => format!("it is not so that {means}"),
            _ => plain(),
        }
    }
}

impl<'a> Kept<'a> {
    /// The line that says what was assessed: of a school-wide one the newest.
    fn made_by(&self) -> Option<&'a Entry<AssessmentEvent>> {
        let is = |e: &&Entry<AssessmentEvent>| matches!(e.body, AssessmentEvent::Assess(_));
        let mut all = self.record.entries.iter();
        if self.assessment.assessed.base.is_some() { all.rfind(is) } else { all.find(is) }
    }

    /// The lines about it. In the record of a school-wide one these are only those written by somebody who had the
    /// newest before them: what was decided about the one before is not about this one.
    fn about(&self) -> Vec<&'a Entry<AssessmentEvent>> {
        let all = self.record.entries.iter();
        let Some(made) = self.made_by().filter(|_| self.assessment.assessed.base.is_some()) else {
            return all.collect();
        };
        let mut known: BTreeSet<&str> = BTreeSet::from([made.id.as_str()]);
        let mut about = Vec::new();
        for entry in all {
            if entry.id == made.id || entry.after.iter().any(|id| known.contains(id.as_str())) {
                known.insert(&entry.id);
                about.push(entry);
            }
        }
        about
    }
}

fn titled(heading: &str, clauses: &Clauses, blocks: Vec<Block>) -> Part {
    Part { heading: heading.into(), clauses: clauses.into(), blocks }
}

fn field(name: &str, clauses: &Clauses, holds: Vec<Piece>) -> Field {
    Field { name: name.into(), clauses: clauses.into(), holds }
}

fn words(text: impl Into<Words>) -> Piece {
    Piece::Words(text.into())
}

fn loud(text: impl Into<Words>) -> Piece {
    Piece::Loud(text.into())
}

fn from_clauses(clauses: &Clauses) -> Piece {
    Piece::Cited(clauses.into())
}

fn aside(text: impl Into<Words>) -> Piece {
    Piece::Aside(text.into())
}

fn room(lines: usize) -> Piece {
    Piece::Room(Words::default(), lines)
}

fn room_for(name: &str, lines: usize) -> Piece {
    Piece::Room(name.into(), lines)
}

fn tick(name: &str, choices: &[&str]) -> Piece {
    Piece::Tick(name.into(), choices.iter().map(|c| Words::from(*c)).collect())
}

fn tick_of(name: &str, choices: &[String]) -> Piece {
    Piece::Tick(name.into(), choices.iter().map(Words::from).collect())
}
