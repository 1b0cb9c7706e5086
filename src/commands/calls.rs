//! The calls that school owes those who are out: which of them an answer at the door brings, and what is said of them
//! at sign-out.

use super::afield::Meant;
use super::desk::Desk;
use crate::domain::events::{Answers, OutingEvent, OwedCall, Terms};
use crate::domain::freeze;
use crate::domain::gate;
use crate::domain::known;
use crate::domain::outing::{Door, Outing};
use crate::policy::facts::Facts;
use crate::policy::{Policy, Step};
use crate::render::Put;

/// The calls that are owed now that this was answered at the door, or on going in. What cannot be looked up is not
/// known, and counts.
pub(super) fn armed(
    step: Step,
    policy: Option<&Policy>,
    here: (&Meant, &Door),
    answers: &Answers,
    desk: &mut Desk<'_>,
) -> Vec<OwedCall> {
    let (meant, door) = here;
    if door.stop.may_owe.is_empty() {
        return Vec::new();
    }
    let visit = policy.map(|policy| of_visit(policy, &meant.outing, door, desk));
    let facts = visit
        .unwrap_or_default()
        .with(&gate::facts_of(&meant.outing.answers, None))
        .with(&answered_here(&meant.outing, door))
        .with(&gate::facts_of(answers, None));
    freeze::now_owed(&door.stop.may_owe, policy, step, &facts)
}

fn of_visit(policy: &Policy, outing: &Outing, door: &Door, desk: &mut Desk<'_>) -> Facts {
    let mut facts = match desk.visit(&door.stop.visit) {
        Ok(visit) => known::of_visit(&desk.known(visit), policy, &desk.school, desk.zone),
        Err(_unreadable) => Facts::new(),
    };
    // Somebody from an agency does not make a second member of staff.
    let ours =
        |id: &str| desk.store.person(id).ok().flatten().is_none_or(|p| p.works_for.is_none());
    let there = outing.people.iter().filter(|p| p.away() && ours(&p.id)).count();
    facts.set("crew-size", i64::try_from(there).unwrap_or(i64::MAX));
    facts.set("doorstep", door.stop.doorstep);
    facts
}

/// What was answered at this door before.
fn answered_here(outing: &Outing, door: &Door) -> Facts {
    let mut facts = Facts::new();
    for entry in &outing.entries {
        let (OutingEvent::Arrive { visit, answers, .. }
        | OutingEvent::Enter { visit, answers, .. }
        | OutingEvent::Told { visit: Some(visit), answers, .. }) = &entry.body
        else {
            continue;
        };
        if *visit == door.stop.visit {
            facts = facts.with(&gate::facts_of(answers, None));
        }
    }
    facts
}

/// What school has to do by the clock, said to whoever signs them out.
pub(super) fn promised(outing: &Outing, terms: &Terms, desk: &Desk<'_>) -> String {
    let mut text = String::new();
    for door in &outing.stops {
        for call in &door.stop.calls {
            text.put(format!(
                "School rings them between {} and {} after they arrive at {}{}: hv checkin WHO --school-rang\n",
                call.from.words(),
                call.by.words(),
                door.stop.place,
                crate::render::words::cited(&call.clauses)
            ));
        }
    }
    if let Some(calls) = &terms.school_calls {
        let times: Vec<String> = calls.at.iter().map(|at| desk.words(*at)).collect();
        text.put(format!(
            "School rings whoever is out at {}{}.\n",
            times.join(", "),
            crate::render::words::cited(&calls.clauses)
        ));
    }
    text
}
