//! What the records say beside the outing itself, as the command found it: each card there, not there, or there and
//! unreadable. The page says which.

use crate::domain::assessment::Assessment;
use crate::domain::directory::{Address, Family, Person, School};
use crate::domain::events::Plan;
use crate::policy::Policy;
use crate::when::{Moment, Zone};
use std::collections::BTreeMap;

/// A record that was looked for.
#[derive(Debug, Clone, PartialEq)]
pub enum Looked<T> {
    /// It is there.
    Found(T),
    /// There is none.
    Absent,
    /// There is one, and it cannot be read: which. What is wrong with it is no matter for a telephone call.
    Unread(String),
}

impl<T> Looked<T> {
    /// What was found.
    pub fn found(&self) -> Option<&T> {
        match self {
            Looked::Found(one) => Some(one),
            Looked::Absent | Looked::Unread(_) => None,
        }
    }

    /// Why nothing was found: `none`, or what cannot be read.
    pub fn why_not(&self, none: &str) -> String {
        match self {
            Looked::Found(_) | Looked::Absent => none.to_owned(),
            Looked::Unread(which) => format!("{which} cannot be read"),
        }
    }
}

/// Everything that was looked up for the page.
#[derive(Debug, Clone)]
pub struct OnRecord {
    /// The school.
    pub school: Looked<School>,
    /// Who is typing, as typed.
    pub typed_by: String,
    /// The same in the staff directory.
    pub caller: Looked<Person>,
    /// Those who went, or were to go, by id, as the staff directory has them now.
    pub people: BTreeMap<String, Looked<Person>>,
    /// The homes, in the order of the round; of a planned visit, its one.
    pub homes: Vec<Home>,
    /// The policy as it is now.
    pub policy: Looked<Policy>,
    /// The school's zone.
    pub zone: Zone,
    /// The moment of the page.
    pub now: Moment,
    /// The alarms about the same people that ring because of another record: who, what, since when, which.
    pub elsewhere: Vec<String>,
}

/// What is on record about a visit's home.
#[derive(Debug, Clone)]
pub struct Home {
    /// The visit; empty in a breach without one.
    pub visit: String,
    /// Where, as the sign-out has it.
    pub place: String,
    /// What was planned.
    pub plan: Looked<Plan>,
    /// The family.
    pub family: Looked<Family>,
    /// Every other family on record at the same address.
    pub neighbours: Vec<Family>,
    /// The address as it is on record now.
    pub address: Looked<Address>,
    /// The family's assessments that could be read, oldest first.
    pub assessments: Vec<Assessment>,
    /// What went wrong on earlier visits to the family: "Mon 12 Oct: verbal-abuse, by carer".
    pub incidents: Vec<String>,
    /// Which assessments and visits are there and cannot be read.
    pub unread: Vec<String>,
}
