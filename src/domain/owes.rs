//! What is owed after something happened: the policy's duties, worked out from the facts of the event.

use super::entry::Entry;
use super::events::Duty;
use crate::policy::facts::{Facts, Truth};
use crate::policy::{DutyTrigger, Policy, Within};
use crate::when::Moment;

/// The duties that follow. A condition that is not known counts: a duty too many costs a line.
pub fn duties(policy: &Policy, on: DutyTrigger, facts: &Facts, at: Moment) -> Vec<Duty> {
    let follows =
        |rule: &&crate::policy::DutyRule| rule.on == on && rule.when.holds(facts) != Truth::False;
    policy
        .duties
        .iter()
        .filter(follows)
        .map(|rule| Duty {
            rule: rule.id.clone(),
            owner: super::freeze::name_of(&rule.owner, policy),
            does: rule.does.clone(),
            due: match rule.within {
                Some(Within::Span(span)) => Some(at.plus(span)),
                Some(Within::SchoolDays(_)) | None => None,
            },
            written: rule.written,
            clauses: rule.clauses.clone(),
        })
        .collect()
}

/// A duty that nobody has done yet.
#[derive(Debug, Clone, PartialEq)]
pub struct OwedDuty {
    /// The event it follows.
    pub event: String,
    /// Since when.
    pub since: Moment,
    /// The duty.
    pub duty: Duty,
}

/// The duties of a record that no event says were done. `opens` are the duties an event brings, `closes` the
/// event and rule of the duty it says was done.
pub fn owed<B>(
    entries: &[Entry<B>],
    opens: fn(&B) -> &[Duty],
    closes: fn(&B) -> Option<(&str, &str)>,
) -> Vec<OwedDuty> {
    let done =
        |event: &str, rule: &str| entries.iter().any(|e| closes(&e.body) == Some((event, rule)));
    let mut owed = Vec::new();
    for entry in entries {
        let open = opens(&entry.body).iter().filter(|duty| !done(&entry.id, &duty.rule));
        owed.extend(open.map(|duty| OwedDuty {
            event: entry.id.clone(),
            since: entry.at,
            duty: duty.clone(),
        }));
    }
    owed
}
