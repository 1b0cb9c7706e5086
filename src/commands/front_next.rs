//! What lies ahead, for `hv` alone: what is due next, what visits to come still lack, and of all that could be typed,
//! the one command that comes first. Danger comes before damage, damage before duty, and duty before planning.

use super::assess_life::{self, Against};
use super::desk::Desk;
use super::overdue::Seen;
use super::plan;
use super::unresolved::to_close;
use crate::domain::known::Known;
use crate::domain::names;
use crate::policy::{Clock, Policy};
use crate::watch::{clocks, worst};
use crate::when::Moment;
use serde_json::{Value, json};

/// Something that is due, and is not late.
#[derive(Debug)]
pub(super) struct Next {
    /// By when.
    pub due: Moment,
    /// What, and from whom.
    pub what: String,
    /// The outing or the visit.
    pub id: String,
    /// What is typed when it has happened.
    pub to_type: String,
}

/// A visit to come that cannot go ahead as it stands.
#[derive(Debug)]
pub(super) struct Missing {
    /// The visit.
    pub visit: String,
    /// The appointment.
    pub start: Moment,
    /// Each thing that is missing.
    pub says: Vec<String>,
}

/// The visits to come, as far as they can be known.
#[derive(Debug, Default)]
pub(super) struct Week {
    /// What is missing, by the time of the visit.
    pub missing: Vec<Missing>,
    /// How many visits are to come.
    pub planned: usize,
    /// Everything about them could be read.
    pub whole: bool,
    /// Why it is not known what is missing.
    pub unknown: Option<String>,
}

/// The one command.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Step {
    /// What to type.
    pub to_type: String,
    /// Why.
    pub because: String,
}

/// Everything that is due and not late, soonest first: of those who are out, and sign-outs of today.
pub(super) fn due(seen: &Seen, desk: &Desk<'_>) -> Vec<Next> {
    let mut all = Vec::new();
    let out = seen.afield.outings.iter().filter(|o| o.open() && o.drill.is_none());
    for outing in out.clone() {
        for clock in clocks::running(outing).iter().filter(|c| !c.deadline.late(desk.now)) {
            let people: Vec<&str> = clock.people.iter().map(|p| p.name.as_str()).collect();
            let ids: Vec<&str> = clock.people.iter().map(|p| p.id.as_str()).collect();
            let what = format!("{}, {}", worst::waits_for(clock.clock), names::list(&people));
            let verb = match clock.clock {
                Clock::Return => "back",
                Clock::Home => "home",
                Clock::Wait => "enter",
                Clock::Distress
                | Clock::Concern
                | Clock::Contact
                | Clock::Finish
                | Clock::Call
                | Clock::Departure => "checkin",
            };
            let to_type = format!("hv {verb} {}", ids.join(" "));
            all.push(Next { due: clock.deadline.due, what, id: outing.id.clone(), to_type });
        }
    }
    for marker in seen.afield.markers.planned.values().flatten() {
        let covered = out.clone().any(|o| o.stops.iter().any(|d| d.stop.visit == marker.visit));
        let planned = desk.visit(&marker.visit).is_ok_and(|v| v.planned());
        if covered || !planned || marker.late.late(desk.now) {
            continue;
        }
        let people: Vec<&str> = marker.people.iter().map(|p| p.name.as_str()).collect();
        let ids: Vec<&str> = marker.people.iter().map(|p| p.id.as_str()).collect();
        all.push(Next {
            due: marker.start,
            what: format!("visit {}, {}", marker.visit, names::list(&people)),
            id: marker.visit.clone(),
            to_type: format!("hv out {}", ids.join(" ")),
        });
    }
    all.sort_by_key(|n| (n.due, n.id.clone(), n.what.clone()));
    // Two rules may ask for the same word at the same time.
    all.dedup_by(|a, b| (a.due, &a.id, &a.what) == (b.due, &b.id, &b.what));
    all
}

/// What visits to come of this week lack; from Friday on, of the next as well.
pub(super) fn week(seen: &Seen, desk: &mut Desk<'_>) -> Week {
    let today = desk.today();
    let weeks = std::collections::BTreeSet::from([today.week(), today.plus_days(3).week()]);
    let policy = match desk.policy() {
        Ok(policy) => policy,
        Err(error) => {
            let why = format!("NOT KNOWN what visits to come still lack: {}", error.message);
            return Week { unknown: Some(why), ..Week::default() };
        }
    };
    let mut found = Week { whole: true, ..Week::default() };
    for week in weeks {
        let (visits, whole) = plan::week_visits(week, desk);
        found.whole &= whole;
        let out = |k: &&Known| {
            let mut open = seen.afield.outings.iter().filter(|o| o.open());
            open.any(|o| o.stops.iter().any(|d| d.stop.visit == k.visit.id))
        };
        let to_come = |k: &&Known| k.visit.planned() && k.visit.plan.start >= desk.now;
        for known in visits.iter().filter(to_come).filter(|k| !out(k)) {
            found.planned += 1;
            found.missing.extend(lacking(known, &policy, desk));
        }
    }
    if !found.whole {
        found.unknown =
            Some("NOT ALL visits to come could be read: hv doctor says which".to_owned());
    }
    found.missing.sort_by_key(|m| (m.start, m.visit.clone()));
    found
}

fn lacking(known: &Known, policy: &Policy, desk: &Desk<'_>) -> Option<Missing> {
    let lacks = plan::missing(known, policy, desk);
    let against = assess_life::unsaid(known, &lacks, policy, desk);
    let stale = against.iter().filter(|a| a.stands()).map(Against::says);
    let says: Vec<String> = lacks.iter().map(|f| f.says.clone()).chain(stale).collect();
    let (visit, start) = (known.visit.id.clone(), known.visit.plan.start);
    (!says.is_empty()).then_some(Missing { visit, start, says })
}

/// What comes first of all that could be typed.
pub(super) fn step(seen: &Seen, next: &[Next], week: &Week, desk: &Desk<'_>) -> Step {
    let step = |to_type: String, because: String| Step { to_type, because };
    if let Some(found) = danger(seen, desk) {
        return found;
    }
    if !seen.damage.is_empty() || week.unknown.is_some() {
        let because = "Not everything could be read, so nobody can say that all are safe.";
        return step("hv doctor".to_owned(), because.to_owned());
    }
    if seen.late.iter().any(|l| l.drill) {
        return step("hv drill".to_owned(), "A drill is under way; nobody is missing.".to_owned());
    }
    if let Some(next) = next.first() {
        let because =
            format!("Due next, {}: {}. When it happens:", desk.words(next.due), next.what);
        return step(next.to_type.clone(), because);
    }
    if let Some(missing) = week.missing.first() {
        let because = format!("{} cannot go ahead as it stands.", missing.visit);
        return step(format!("hv why {}", missing.visit), because);
    }
    if let Some(owed) = seen.owed.first() {
        let because = format!("Owed: {}.", owed.what);
        return step(format!("hv show {}", owed.record), because);
    }
    beginning(week, desk)
}

fn danger(seen: &Seen, desk: &Desk<'_>) -> Option<Step> {
    if let Some(late) = seen.late.iter().find(|l| !l.drill) {
        let people: Vec<&str> = late.running.people.iter().map(|p| p.name.as_str()).collect();
        let who = names::list(&people);
        return Some(match late.charge(desk.now) {
            None => Step {
                to_type: format!("hv ack {} --doing \"WHAT YOU ARE DOING\"", late.id),
                because: format!("{who}: late, and nobody has taken charge. In danger: ring 999."),
            },
            Some(charge) => Step {
                to_type: "hv overdue".to_owned(),
                because: format!("{who}: late; {} has taken charge. What to do next:", charge.name),
            },
        });
    }
    seen.unresolved.first().map(|one| Step {
        to_type: to_close(one),
        because: "An alarm was told, and nobody has said that they are safe. When somebody knows:"
            .to_owned(),
    })
}

/// Nothing is open: what the folder still needs, or the next thing to plan.
fn beginning(week: &Week, desk: &Desk<'_>) -> Step {
    let (staff, families) = (desk.store.people().good.len(), desk.store.families().good.len());
    let (to_type, because) = match (staff, families, week.planned) {
        (0, _, _) => ("hv init", "Nobody is on the staff directory yet."),
        (_, 0, _) => (
            "hv family add ID --pupil NAME --carer NAME=NUMBER --address TEXT",
            "No family is on record yet.",
        ),
        (_, _, 0) => (
            "hv plan add FAMILY --at TIME --for 45m --staff WHO --reason WHY",
            "Nothing is owed, and no visit is planned.",
        ),
        _ => ("hv plan", "Nothing is due today, and nothing is owed."),
    };
    Step { to_type: to_type.to_owned(), because: because.to_owned() }
}

pub(super) fn next_json(next: &Next) -> Value {
    json!({"due": next.due, "what": next.what, "id": next.id, "type": next.to_type})
}

pub(super) fn missing_json(missing: &Missing) -> Value {
    json!({"visit": missing.visit, "start": missing.start, "says": missing.says})
}
