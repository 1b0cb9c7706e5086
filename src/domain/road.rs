//! What is phoned in while staff are out: each verb's event, or why it cannot be.

use super::events::{Answers, OutingEvent};
use super::gate::{self, Finding, Scene};
use super::known;
use super::outing::{Door, Outing};
use crate::policy::{Deadline, Limit, Policy, Source, Step};
use crate::when::Moment;

/// The visit meant: the one named, else the one these people are at, else their next.
///
/// # Errors
/// What there is to choose from.
pub fn door<'a>(
    outing: &'a Outing,
    named: Option<&str>,
    who: &[String],
) -> Result<&'a Door, String> {
    let Some(named) = named else {
        // When all are over, the last: one of two may still be leaving it.
        let last = || outing.stops.iter().max_by_key(|d| d.last());
        let none = || format!("{} covers no visit", outing.id);
        return outing.current_of(who).or_else(last).ok_or_else(none);
    };
    let matching: Vec<&Door> =
        outing.stops.iter().filter(|d| names(&d.stop.visit, named)).collect();
    match matching.as_slice() {
        [one] => Ok(one),
        _ => Err(format!("{} covers: {}", outing.id, visits(outing))),
    }
}

/// A visit's id, its family, or the start of either.
pub fn names(visit: &str, typed: &str) -> bool {
    visit == typed
        || visit.starts_with(typed)
        || visit.rsplit('/').next().is_some_and(|v| v.starts_with(typed))
}

fn visits(outing: &Outing) -> String {
    outing.stops.iter().map(|d| d.stop.visit.as_str()).collect::<Vec<_>>().join(", ")
}

/// What stands in the way of going in. The doorstep is a mode, not a note (trap 17): in that mode nobody
/// enters, whatever the answers.
pub fn may_enter(
    policy: &Policy,
    outing: &Outing,
    door: &Door,
    scene: &Scene,
    answers: &Answers,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    if door.stop.doorstep {
        findings.push(Finding {
            rule: "doorstep-only".to_owned(),
            subject: door.stop.visit.clone(),
            strength: crate::policy::Strength::Must,
            says: "This visit is signed out as doorstep only".to_owned(),
            fix: "stay on the doorstep; to go in, plan another visit".to_owned(),
            clauses: clauses_of_doorstep(policy),
            demands: Vec::new(),
            because: Vec::new(),
        });
    }
    if door.over() {
        findings.push(Finding {
            rule: "still-there".to_owned(),
            subject: door.stop.visit.clone(),
            strength: crate::policy::Strength::Must,
            says: format!("{} is over", door.stop.visit),
            fix: format!("name the visit: --visit; {} covers {}", outing.id, visits(outing)),
            clauses: Vec::new(),
            demands: Vec::new(),
            because: Vec::new(),
        });
    }
    findings.extend(staffing(policy, scene));
    findings.extend(gate::findings(policy, Step::Enter, scene, answers));
    findings
}

/// The rules about how many go hold at the door as well: somebody may have turned back since the sign-out.
fn staffing(policy: &Policy, scene: &Scene) -> Vec<Finding> {
    let about_crew = |rule: &str| {
        let gate = policy.gates.iter().find(|g| g.id == rule);
        gate.is_some_and(|g| g.demand.mentions().contains(&"crew-size"))
    };
    let refuses = |f: &Finding| f.strength == crate::policy::Strength::Must && about_crew(&f.rule);
    gate::check(policy, Step::Out, scene).into_iter().filter(refuses).collect()
}

/// The wait at this door is over by the school's own limit: the visit is off, whoever comes now.
pub fn wait_is_over(door: &Door, at: Moment) -> Option<Finding> {
    let appointment = door.stop.appointment.filter(|_| door.waiting())?;
    let limit = crate::domain::outing::wait_limit(door, appointment)?;
    let deadline = Deadline { due: appointment.plus(limit.span), over: limit.over };
    if !deadline.late(at) {
        return None;
    }
    let clauses = match &limit.source {
        Source::Policy(clauses) => clauses.clone(),
        Source::Default => Vec::new(),
    };
    Some(Finding {
        rule: "wait-is-over".to_owned(),
        subject: door.stop.visit.clone(),
        strength: crate::policy::Strength::Must,
        says: format!(
            "The waiting time was {} from the appointment, and it is over",
            limit.span.words()
        ),
        fix: "call the visit off, and arrange another".to_owned(),
        clauses,
        demands: Vec::new(),
        because: Vec::new(),
    })
}

/// The visit is called off as a no-show before the least wait has run out. Called off all the same, with a reason.
pub fn wait_too_short(
    visit: &str,
    appointment: Moment,
    least: &Limit,
    at: Moment,
) -> Option<Finding> {
    let deadline = Deadline { due: appointment.plus(least.span), over: least.over };
    let clauses = match &least.source {
        Source::Policy(clauses) => clauses.clone(),
        Source::Default => Vec::new(),
    };
    (!deadline.late(at)).then(|| Finding {
        rule: "least-wait".to_owned(),
        subject: visit.to_owned(),
        strength: crate::policy::Strength::Should,
        says: format!("Staff wait at least {} from the appointment", least.span.words()),
        fix: "wait until then".to_owned(),
        clauses,
        demands: Vec::new(),
        because: Vec::new(),
    })
}

fn clauses_of_doorstep(policy: &Policy) -> Vec<String> {
    let about = |g: &&crate::policy::Gate| g.at.contains(&Step::Enter) && mentions_doorstep(g);
    policy.gates.iter().find(about).map(|g| g.clauses.clone()).unwrap_or_default()
}

fn mentions_doorstep(gate: &crate::policy::Gate) -> bool {
    gate.when.mentions().into_iter().chain(gate.demand.mentions()).any(|name| name == "doorstep")
}

/// What is known at the door: the visit as planned, and the answers just given.
pub fn scene(
    visit: &known::Known,
    facts: crate::policy::facts::Facts,
    answers: &Answers,
    who: &[String],
) -> Scene {
    Scene {
        outing: gate::facts_of(answers, None),
        visits: vec![(visit.visit.id.clone(), facts)],
        people: who.iter().map(|p| (p.clone(), gate::facts_of(answers, Some(p)))).collect(),
    }
}

/// A new expected return.
///
/// # Errors
/// When it is not to come.
pub fn extend(
    who: Vec<String>,
    back: Moment,
    why: String,
    now: Moment,
) -> Result<OutingEvent, String> {
    if back <= now {
        return Err("the new expected return has already passed".to_owned());
    }
    Ok(OutingEvent::Extend { who, back, why })
}
