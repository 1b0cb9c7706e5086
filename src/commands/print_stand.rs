//! What stands against a visit, as a sheet that is carried says it: that nobody leaves with it yet, and not why. The reasons
//! are about a family, and a sheet lies on a kitchen table.
//!
//! It is as things stand when the sheet is made; it decides nothing.

use super::desk::Desk;
use super::plan;
use crate::domain::known::Known;
use crate::domain::stale::decided_no;
use crate::domain::week::Standing;
use crate::policy::{Policy, Strength};
use crate::render::count;

/// The decision on its assessment is NO.
pub(super) fn is_no(known: &Known, policy: &Policy, desk: &Desk<'_>) -> bool {
    let decided = known.nearest(policy).and_then(|newest| decided_no(newest, desk.zone));
    known.visit.planned() && decided.is_some()
}

/// Each in a sentence, the worst first. None: nothing that is known before anybody stands at the desk.
pub(super) fn against(known: &Known, policy: &Policy, desk: &Desk<'_>) -> Vec<String> {
    if !known.visit.planned() {
        return Vec::new();
    }
    let mut all = Vec::new();
    let no = is_no(known, policy, desk);
    if no {
        all.push(format!(
            "MAY NOT GO AHEAD: the decision on its assessment is NO. Nobody leaves for it. Why: hv why {}",
            known.visit.id
        ));
    }
    let lacks = plan::missing(known, policy, desk);
    let refused = lacks.iter().filter(|one| one.strength == Strength::Must).count();
    if refused > 0 && !no {
        all.push(format!(
            "MAY NOT LEAVE YET: as this was printed, {} refused it. hv plan says what, and what to do.",
            count(refused, "rule")
        ));
    }
    let signed = policy.week_list.as_ref().is_some_and(|list| list.signed_by.is_some());
    let standing = Some(known.standing(desk.zone)).filter(|_| signed && known.signing_is_known());
    all.extend(match standing {
        Some(Standing::ChangedSince(_)) => {
            Some("NOT SIGNED as it is now: it was changed since it was signed.".to_owned())
        }
        Some(Standing::Unsigned) => {
            Some("NOT SIGNED: it is on no list that was signed.".to_owned())
        }
        Some(Standing::Signed { .. }) | None => None,
    });
    all
}
