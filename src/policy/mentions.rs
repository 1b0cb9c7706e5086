//! Which facts a policy's conditions look at: only those are worth keeping beside an event.

use super::Policy;
use super::facts::Condition;
use std::collections::BTreeSet;

impl Policy {
    /// The facts that some condition of the policy names.
    pub fn looks_at(&self) -> BTreeSet<&str> {
        let gates = self.gates.iter().flat_map(|g| [&g.when, &g.demand]);
        let limits = [
            &self.contact.every,
            &self.wait.without_notice,
            &self.wait.with_notice,
            &self.wait.minimum,
        ];
        let hazards = self.assessment.iter().flat_map(|a| &a.hazards);
        let conditions: Vec<&Condition> = gates
            .chain(self.questions.iter().map(|q| &q.when))
            .chain(limits.into_iter().flatten().map(|l| &l.when))
            .chain(self.contact.calls.iter().map(|c| &c.when))
            .chain(self.returns.home.iter().map(|h| &h.when))
            .chain(self.duties.iter().map(|d| &d.when))
            .chain(hazards.map(|h| &h.when))
            .chain(self.advice.iter().map(|a| &a.when))
            .chain(self.caution_after_incident.iter().map(|c| &c.when))
            .collect();
        conditions.into_iter().flat_map(Condition::mentions).collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::policy::{load_unadopted, shipped};

    #[test]
    fn what_no_condition_names_is_not_looked_at() {
        let policy = load_unadopted(shipped("hunsbury-park").unwrap()).unwrap().policy;
        let seen = policy.looks_at();
        assert!(seen.contains("crew-size") && seen.contains("outcome"), "{seen:?}");
        assert!(!seen.contains("crew-has-dsl") && !seen.contains("risk"), "{seen:?}");
    }
}
