//! Rules that do not bind one family until a day, by a decision on record: what they would have refused passes, and
//! the decision is written down with it.

use super::directory::Exemption;
use super::events::Unmet;
use super::gate::Finding;
use super::known::Known;
use crate::policy::Policy;
use crate::when::Day;

/// What still stands in the way, and what passes because the family is exempt, with the decision as its reason.
///
/// Only a gate of the policy with a clause can be exempted: hv's own rules keep people findable, and a question is
/// there to be answered. A finding about no one visit passes only if every family visited is exempt.
pub fn part(
    policy: &Policy,
    findings: Vec<Finding>,
    visits: &[&Known],
    day: Day,
) -> (Vec<Finding>, Vec<Unmet>) {
    let mut left = Vec::new();
    let mut passed = Vec::new();
    for finding in findings {
        match exemption(policy, &finding, visits, day) {
            Some(e) => passed.push(finding.unmet(&reason(e))),
            None => left.push(finding),
        }
    }
    (left, passed)
}

/// "exempt until Fri 27 Nov 2026 by pat: the ramp is being built".
fn reason(exemption: &Exemption) -> String {
    format!("exempt until {} by {}: {}", exemption.until.words(), exemption.by, exemption.why)
}

fn exemption<'a>(
    policy: &Policy,
    finding: &Finding,
    visits: &[&'a Known],
    day: Day,
) -> Option<&'a Exemption> {
    let gate = policy.gates.iter().find(|g| g.id == finding.rule)?;
    if gate.clauses.is_empty() {
        return None;
    }
    let about = |k: &&&Known| finding.subject.split(", ").any(|s| s == k.visit.id);
    let named: Vec<&&Known> = visits.iter().filter(about).collect();
    let meant = if named.is_empty() { visits.iter().collect() } else { named };
    let mut found = None;
    for known in meant {
        // One family that is not exempt is one too many.
        found = Some(of_family(known, &finding.rule, day)?);
    }
    found
}

/// The exemption in force that day; of several, the one that lasts longest.
fn of_family<'a>(known: &'a Known, rule: &str, day: Day) -> Option<&'a Exemption> {
    let all = known.family.iter().flat_map(|f| &f.exemptions);
    all.filter(|e| e.rule == rule && day <= e.until).max_by_key(|e| e.until)
}
