//! What is owed after something happened: the policy's duties, worked out from the facts of the event.

use super::events::Duty;
use crate::policy::facts::{Facts, Truth};
use crate::policy::{DutyTrigger, Policy};
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
            due: rule.within.map(|span| at.plus(span)),
            written: rule.written,
            clauses: rule.clauses.clone(),
        })
        .collect()
}
