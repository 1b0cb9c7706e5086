//! What `hv doctor` says of being told: a channel that this machine cannot use, a step of a ladder that no channel reaches,
//! a role on a card that the policy does not know. Each shows otherwise only when somebody is late.
//!
//! They are warnings: a desk whose channels are used by another machine is in order.

use super::desk::Desk;
use super::doctor::finding;
use crate::store::Finding;
use std::collections::BTreeSet;

/// All of it.
pub(super) fn findings(desk: &Desk<'_>) -> Vec<Finding> {
    let all = channels(desk).into_iter().chain(roles(desk));
    all.map(|one| Finding { warning: true, ..one }).collect()
}

fn channels(desk: &Desk<'_>) -> Vec<Finding> {
    let all = super::notify::troubles(desk).into_iter();
    let hint = "hv notify lists the channels and whom they reach; hv notify test tries them.";
    all.map(|(path, what)| finding(&path, what.trim(), hint, false)).collect()
}

/// A role that the policy does not know answers for no step of a ladder. Of a policy that cannot be read, and of a card,
/// `hv doctor` tells by itself.
fn roles(desk: &Desk<'_>) -> Vec<Finding> {
    let Ok(policy) = super::policy::load(&desk.store, "policy.toml") else { return Vec::new() };
    let known: BTreeSet<&str> = policy.roles.keys().map(String::as_str).chain(["office"]).collect();
    let mut found = Vec::new();
    for person in desk.store.people().good {
        if person.left.is_some_and(|left| left <= desk.today()) {
            continue;
        }
        for holding in person.roles.iter().filter(|h| !known.contains(h.role.as_str())) {
            let what =
                format!("the policy knows no role {:?}: it answers for nothing", holding.role);
            let known: Vec<&str> = known.iter().copied().collect();
            let hint = format!(
                "The policy knows {}. Put it right: hv staff change {} --role ROLE",
                known.join(", "),
                person.id
            );
            found.push(finding(&format!("people/{}.yaml", person.id), &what, &hint, false));
        }
    }
    found
}
