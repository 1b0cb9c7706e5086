//! Which facts a policy looks at. A policy could have a fact for each of its duties, and twice; only those that one of
//! its rules names are worked out, so that a record holds what decided and not what might have.

use super::Policy;
use super::facts::Condition;

impl Policy {
    /// Some rule of the policy names this fact.
    pub fn looks_at(&self, fact: &str) -> bool {
        self.conditions().any(|condition| condition.looks_at(fact))
    }

    fn conditions(&self) -> impl Iterator<Item = &Condition> {
        let gates = self.gates.iter().flat_map(|g| [&g.when, &g.demand]);
        let questions = self.questions.iter().map(|q| &q.when);
        let duties = self.duties.iter().map(|d| &d.when);
        let advice = self.advice.iter().map(|a| &a.when);
        let limits = [
            &self.contact.every,
            &self.wait.without_notice,
            &self.wait.with_notice,
            &self.wait.minimum,
        ];
        let limits = limits.into_iter().flatten().map(|l| &l.when);
        let calls = self.contact.calls.iter().map(|c| &c.when);
        let home = self.returns.home.iter().map(|h| &h.when);
        let caution = self.caution_after_incident.iter().map(|c| &c.when);
        let hazards = self.assessment.iter().flat_map(|a| &a.hazards).map(|h| &h.when);
        gates
            .chain(questions)
            .chain(duties)
            .chain(advice)
            .chain(limits)
            .chain(calls)
            .chain(home)
            .chain(caution)
            .chain(hazards)
    }
}
