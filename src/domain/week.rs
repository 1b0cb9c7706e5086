//! What a week list adds up to: which visits are on it, and which signature covers which.

use super::entry::Record;
use super::events::{SignedEntry, WeekEvent};
use super::signed::Given;
use crate::error::Damage;
use crate::when::Moment;
use std::collections::BTreeSet;

/// A week list as it stands.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct WeekList {
    /// The visits on it, by id.
    pub visits: BTreeSet<String>,
    /// The signatures, oldest first.
    pub signatures: Vec<Signature>,
    /// What of its record cannot be read or trusted: while there is any, who signed what is not known.
    pub damage: Vec<Damage>,
}

/// One signature.
#[derive(Debug, Clone, PartialEq)]
pub struct Signature {
    /// When.
    pub at: Moment,
    /// Who, by id.
    pub signed_by: String,
    /// In which role.
    pub role: String,
    /// What, exactly.
    pub entries: Vec<SignedEntry>,
    /// An addendum to a list signed before.
    pub addendum: bool,
    /// On paper or with a key; otherwise a name was typed.
    pub given: Option<Given>,
    /// Who typed it, by id.
    pub typed_by: String,
}

/// Where an entry stands.
#[derive(Debug, Clone, PartialEq)]
pub enum Standing {
    /// Signed as it stands now.
    Signed {
        /// By whom.
        by: String,
        /// When.
        at: Moment,
    },
    /// Signed once, and changed since: the signature is void.
    ChangedSince(SignedEntry),
    /// Nobody signed it.
    Unsigned,
}

impl WeekList {
    /// What the record adds up to. Doubtful lines add nothing: a signature in doubt is no signature.
    pub fn of(record: &Record<WeekEvent>) -> WeekList {
        let doubtful = record.doubtful.iter().map(|d| d.damage.clone());
        let damage = doubtful.chain(record.damage.iter().cloned()).collect();
        let mut list = WeekList { damage, ..WeekList::default() };
        for entry in &record.entries {
            match &entry.body {
                WeekEvent::List { visit } => {
                    list.visits.insert(visit.clone());
                }
                WeekEvent::Sign { signed_by, role, entries, addendum, given } => {
                    list.signatures.push(Signature {
                        at: entry.at,
                        signed_by: signed_by.clone(),
                        role: role.clone(),
                        entries: entries.clone(),
                        addendum: *addendum,
                        given: given.clone(),
                        typed_by: entry.by.clone(),
                    });
                }
                WeekEvent::Judge(_) => {}
            }
        }
        list
    }

    /// Where the entry of a visit stands, given the digest of what the list would show for it now.
    pub fn standing(&self, visit: &str, digest_now: &str) -> Standing {
        let mut signed = Vec::new();
        for signature in &self.signatures {
            let of_visit = signature.entries.iter().filter(|e| e.visit == visit);
            signed.extend(of_visit.map(|entry| (signature, entry)));
        }
        if let Some((signature, _)) = signed.iter().find(|(_, e)| e.digest == digest_now) {
            return Standing::Signed { by: signature.signed_by.clone(), at: signature.at };
        }
        signed.last().map_or(Standing::Unsigned, |(_, e)| Standing::ChangedSince((*e).clone()))
    }
}
