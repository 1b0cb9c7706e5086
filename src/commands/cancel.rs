//! `hv cancel`: a visit is called off, from the road or from the office. What came of it stands in the visit;
//! the outing hears that its people rang in.

use super::afield::{self, Meant};
use super::ask::{self, needed};
use super::checkin::record;
use super::desk::{Desk, VISIT_OWES, said};
use super::made;
use super::whereabouts::{self, Becomes, Shown};
use super::{Ending, Failure};
use crate::cli::{Cancel, Who};
use crate::domain::events::{Answers, Outcome, OutingEvent, Unmet, VisitEvent};
use crate::domain::freeze;
use crate::domain::gate::{self, Finding, Scene};
use crate::domain::known;
use crate::domain::owes::{self, Owing};
use crate::domain::road;
use crate::domain::visit::Visit;
use crate::error::Error;
use crate::policy::facts::Facts;
use crate::policy::{DutyTrigger, OutcomeRule, Policy, Step, Strength};
use crate::render::Put;
use crate::store::Key;
use crate::when::Moment;
use serde_json::json;

pub(super) fn run(args: Cancel, desk: &mut Desk<'_>) -> Ending {
    let at = desk.at(args.at.as_ref())?;
    let policy = desk.policy()?;
    let (id, meant) = target(&args.target, desk)?;
    let visit = desk.visit(&id)?;
    if !visit.planned() {
        return Err(Error::usage(format!("{id} is over ({})", super::plan::stage(&visit))).into());
    }
    let rule = outcome_rule(&args, &policy, desk)?;
    // While somebody is out on it, what they ring in is recorded; an ending that says that staff went in contradicts nothing.
    if meant.is_none() && !rule.got_in {
        made::not_made(&visit, "called off", desk)?;
    }
    let card = card(&args, &rule, desk)?;
    let why = match &args.why {
        // Whoever did not go in need not justify it at the door; what is owed afterwards asks for the reason.
        None if !rule.got_in => Some(rule.says.clone()),
        given => Some(needed(desk, given.as_ref(), "--why", "Why, in words?")?),
    };
    let got_in = rule.got_in && went_in(&visit, desk);
    let concern = args.concern.as_ref().filter(|c| !c.eq_ignore_ascii_case("none"));
    let ending = ending_facts(&visit, &rule.id, got_in, &policy, desk);
    let said = args.concern.as_ref().map(|_| concern.is_some());
    let ending = with_concern(ending, said, &policy);
    let (answers, mut unmet) = questions(&args, (&visit, &ending, meant.as_ref()), &policy, desk)?;
    let facts = ending.with(&gate::facts_of(&answers, None));
    let short = too_short(&rule, &visit, meant.as_ref(), (&policy, &facts, at));
    let what = format!("{id} is not called off yet:");
    unmet.extend(ask::settle(desk, &what, short, &ask::reasons(&args.answers)?)?);
    let names = names_of(&visit.plan.staff, desk);
    let owing =
        Owing { school: Some(&desk.school), zone: desk.zone, affected: &[], visitors: &names };
    let duties = owes::duties_of(&policy, DutyTrigger::Outcome, &facts, at, &owing);
    let outcome = Outcome {
        outcome: rule.id.clone(),
        got_in,
        child_seen: None,
        present: None,
        concern: concern.cloned(),
        actions: None,
        why,
        card_left: card,
        answers,
        unmet,
        facts: facts.only(|fact| policy.looks_at(fact)),
        duties: duties.clone(),
    };
    let lock = desk.lock_or_go_on();
    let shown = whereabouts::look(&id, Becomes::Over, &args.whereabouts, desk)?;
    let event = end_visit(&shown, &id, outcome, at, desk)?;
    let mut text = format!("{id}: {}, {}.\n", rule.id, desk.said(at));
    if let Some(meant) = &meant {
        text.put(heard(meant, &id, event, at, desk)?);
    }
    text.push_str(&super::plan_change::owed_words(&duties));
    drop(lock);
    let data = json!({"visit": id, "outcome": rule.id, "card_left": card, "duties": duties});
    whereabouts::finish(&shown, &text, data, desk)
}

/// The same from a sheet that somebody wrote on the day. Nothing can be asked any more, which stands beside it; what the
/// policy makes owed is owed. Broken off after the visit's line, it is put on record whole by typing it again.
pub(super) fn on_paper(
    meant: &Meant,
    (id, outcome): (&str, &str),
    (at, said): (Moment, Option<&String>),
    desk: &mut Desk<'_>,
) -> Result<(), Error> {
    let visit = desk.visit(id)?;
    let event = match ended_on_paper(&visit, outcome, at) {
        Some(event) => event,
        None if visit.planned() => {
            let outcome = from_paper(&visit, meant, (outcome, at, said), desk)?;
            let shown = whereabouts::on_paper(id, desk)?;
            let event = end_visit(&shown, id, outcome, at, desk)?;
            whereabouts::tell_standing(&shown, desk);
            event
        }
        None => {
            let stage = super::plan::stage(&visit);
            return Err(Error::usage(format!("{id} is over ({stage})")));
        }
    };
    let (who, visit) = (meant.who.clone(), id.to_owned());
    record(meant, at, OutingEvent::CalledOff { who, visit, outcome: event }, desk)
}

/// The event by which the same sheet ended it before.
pub(super) fn ended_on_paper(visit: &Visit, outcome: &str, at: Moment) -> Option<String> {
    let ended = visit.ended.as_ref().filter(|e| e.at == at && e.outcome.outcome == outcome)?;
    let paper = visit.entries.iter().any(|e| e.id == ended.event && e.on_paper.is_some());
    paper.then(|| ended.event.clone())
}

fn from_paper(
    visit: &Visit,
    meant: &Meant,
    (outcome, at, said): (&str, Moment, Option<&String>),
    desk: &mut Desk<'_>,
) -> Result<Outcome, Error> {
    let policy = desk.policy()?;
    let rule = policy.outcomes.iter().find(|o| o.id == outcome).cloned();
    let rule = rule.ok_or_else(|| {
        Error::usage(format!("{outcome:?} is not one of the policy's outcomes any more"))
    })?;
    let door = meant.outing.stops.iter().find(|d| d.stop.visit == visit.id);
    let got_in = rule.got_in && door.is_some_and(|d| d.entered.is_some());
    let ending = ending_facts(visit, &rule.id, got_in, &policy, desk);
    let facts = with_concern(ending, None, &policy);
    let names = names_of(&visit.plan.staff, desk);
    let owing =
        Owing { school: Some(&desk.school), zone: desk.zone, affected: &[], visitors: &names };
    let short = too_short(&rule, visit, Some(meant), (&policy, &facts, at));
    let reason = "called off on paper: hv asked and checked nothing then";
    let mut unmet: Vec<Unmet> = short.iter().map(|finding| finding.unmet(reason)).collect();
    unmet.push(Unmet {
        rule: "nothing-checked".to_owned(),
        strength: Strength::Must,
        says: "No question was put and no gate was checked: it was called off on paper".to_owned(),
        clauses: Vec::new(),
        reason: String::new(),
    });
    Ok(Outcome {
        why: Some(said.cloned().unwrap_or_else(|| rule.says.clone())),
        unmet,
        facts: facts.only(|fact| policy.looks_at(fact)),
        duties: owes::duties_of(&policy, DutyTrigger::Outcome, &facts, at, &owing),
        ..Outcome::of(&rule.id, got_in)
    })
}

/// They rang in that they were going in. Only that uses up a first visit (trap 7).
fn went_in(visit: &Visit, desk: &mut Desk<'_>) -> bool {
    let outing = afield::covering(&visit.id, &visit.plan, desk);
    let mut doors = outing.iter().flat_map(|o| &o.stops);
    doors.any(|d| d.stop.visit == visit.id && d.entered.is_some())
}

/// The outing hears that its people rang in.
fn heard(
    meant: &Meant,
    visit: &str,
    outcome: String,
    at: Moment,
    desk: &mut Desk<'_>,
) -> Result<String, Error> {
    let body = OutingEvent::CalledOff { who: meant.who.clone(), visit: visit.to_owned(), outcome };
    record(meant, at, body, desk)?;
    let outing =
        afield::outing(&desk.store, &meant.outing.id, desk.now).map_err(super::desk::damaged)?;
    let mut text = if meant.who.is_empty() {
        "Nobody counts as heard from: if they rang in, name who did (hv cancel PERSON, hv checkin PERSON).\n"
            .to_owned()
    } else {
        format!("{}: heard from at {}.\n", meant.names(), desk.said(at))
    };
    text.push_str(&super::checkin::next_due(&outing, desk));
    Ok(text)
}

/// The visit, and who rang in about it if somebody is out on it.
pub(super) fn target(typed: &str, desk: &mut Desk<'_>) -> Result<(String, Option<Meant>), Error> {
    let who = Who { who: vec![typed.to_owned()], outing: None, at: None };
    if let Ok(meant) = afield::meant(desk, &who) {
        let visit = visit_of(&meant)?;
        return Ok((visit, Some(meant)));
    }
    let id = desk.visit_id(typed)?;
    let afield = afield::all(&desk.store, desk.now, desk.today());
    let covering =
        afield.outings.into_iter().find(|o| o.open() && o.stops.iter().any(|d| d.stop.visit == id));
    // Named by the visit, it says nothing about who was heard from.
    Ok((id, covering.map(|outing| Meant { who: Vec::new(), outing })))
}

/// The visit a person is at. Between visits it has to be named: typed twice, the same words must not call off the next.
fn visit_of(meant: &Meant) -> Result<String, Error> {
    let stops = &meant.outing.stops;
    let at = stops.iter().find(|d| d.arrived.is_some() && !d.over());
    let only = stops.first().filter(|d| stops.len() == 1 && !d.over());
    if let Some(door) = at.or(only) {
        return Ok(door.stop.visit.clone());
    }
    let open: Vec<&str> =
        stops.iter().filter(|d| !d.over()).map(|d| d.stop.visit.as_str()).collect();
    let names = meant.names();
    let hint = match open.as_slice() {
        [] => "every visit of this outing is over".to_owned(),
        visits => format!("name the visit: {}", visits.join(", ")),
    };
    Err(Error::usage(format!("{names}: at none of their visits now")).hint(hint))
}

fn outcome_rule(args: &Cancel, policy: &Policy, desk: &mut Desk<'_>) -> Result<OutcomeRule, Error> {
    let known: Vec<&str> = policy.outcomes.iter().map(|o| o.id.as_str()).collect();
    let typed = match &args.outcome {
        Some(typed) => typed.clone(),
        None => needed(desk, None, "--outcome", &format!("How did it end: {}?", known.join(", ")))?,
    };
    let matching: Vec<&OutcomeRule> =
        policy.outcomes.iter().filter(|o| o.id == typed || o.id.starts_with(&typed)).collect();
    let exact = matching.iter().find(|o| o.id == typed);
    match (exact, matching.as_slice()) {
        (Some(one), _) | (None, [one]) => Ok((*one).clone()),
        (None, _) => {
            Err(Error::usage(format!("--outcome: {typed:?} is not one of the policy's outcomes"))
                .hint(format!("it knows: {}", known.join(", "))))
        }
    }
}

/// Where the policy wants a card through the door, whether it was left is asked and recorded.
fn card(args: &Cancel, rule: &OutcomeRule, desk: &mut Desk<'_>) -> Result<Option<bool>, Error> {
    if !rule.card {
        return Ok(said(args.card));
    }
    let cited = crate::render::words::cited(&rule.clauses);
    ask::yes_or_no(desk, args.card, "--card", &format!("Was a card put through the door?{cited}"))
        .map(Some)
}

/// A no-show that is not waited for long enough is called off all the same, with a written reason.
fn too_short(
    rule: &OutcomeRule,
    visit: &Visit,
    meant: Option<&Meant>,
    (policy, facts, at): (&Policy, &Facts, Moment),
) -> Vec<Finding> {
    if !rule.card && rule.id != "no-show" {
        return Vec::new();
    }
    let door = meant.and_then(|m| m.outing.stops.iter().find(|d| d.stop.visit == visit.id));
    let (appointment, least) = match door {
        // On the road the frozen number holds, from the appointment as it stands.
        Some(door) => (door.stop.appointment, door.stop.wait_minimum.clone()),
        None => (Some(visit.plan.start), freeze::least_wait(policy, facts)),
    };
    let finding = appointment
        .zip(least)
        .and_then(|(appointment, least)| road::wait_too_short(&visit.id, appointment, &least, at));
    finding.into_iter().collect()
}

/// What duties look at.
pub(super) fn ending_facts(
    visit: &Visit,
    outcome: &str,
    got_in: bool,
    policy: &Policy,
    desk: &mut Desk<'_>,
) -> Facts {
    let known = desk.known(visit.clone());
    let mut facts = known::of_visit(&known, policy, &desk.school, desk.zone);
    facts.set("outcome", outcome);
    facts.set("got-in", got_in);
    facts.set("concern", false);
    facts
}

/// The policy's questions and gates for a visit that is called off, and the warnings accepted with a reason.
fn questions(
    args: &Cancel,
    ended: (&Visit, &Facts, Option<&Meant>),
    policy: &Policy,
    desk: &mut Desk<'_>,
) -> Result<(Answers, Vec<Unmet>), Failure> {
    let (visit, facts, meant) = ended;
    let rang = meant.map(|m| m.who.clone()).filter(|who| !who.is_empty());
    let who = rang.unwrap_or_else(|| visit.plan.staff.clone());
    let mut answers = ask::answers(&args.answers, policy, |step| step == Step::Cancel, &who, desk)?;
    let scene = ended_scene(visit, facts, &who, policy, desk);
    let asked = ask::put(desk, policy, Step::Cancel, &mut answers, &scene);
    if let Some(meant) = meant {
        // Danger is raised before anything is refused.
        super::tell::raise(policy, &answers, meant, desk.now, desk)?;
    }
    asked?;
    let now = scene(&answers);
    super::plan_change::show_advice(policy, Step::Cancel, &now, desk);
    let findings = gate::findings(policy, Step::Cancel, &now, &answers);
    let what = format!("{} cannot be called off like this:", visit.id);
    let unmet = ask::settle(desk, &what, findings, &ask::reasons(&args.answers)?)?;
    Ok((answers, unmet))
}

/// Whether there was a concern, if somebody said so.
fn with_concern(mut facts: Facts, said: Option<bool>, policy: &Policy) -> Facts {
    match (said, asks_about_concern(policy)) {
        (Some(concern), _) => facts.set("concern", concern),
        (None, true) => facts.unset("concern"),
        (None, false) => {}
    }
    facts
}

/// A rule about a concern, or a question that hangs on it, does not let it pass for "no concern" that nobody said so.
fn asks_about_concern(policy: &Policy) -> bool {
    let named = |names: Vec<&str>| names.contains(&"concern");
    let gates = policy.gates.iter().filter(|g| g.at.contains(&Step::Cancel));
    let mut questions = policy.questions.iter().filter(|q| q.at == Step::Cancel);
    questions.any(|q| named(q.when.mentions()))
        || gates.into_iter().any(|g| named(g.when.mentions()) || named(g.demand.mentions()))
}

/// What is known of a visit that has ended, or on which something happened, with the answers given so far.
pub(super) fn ended_scene(
    visit: &Visit,
    facts: &Facts,
    who: &[String],
    policy: &Policy,
    desk: &mut Desk<'_>,
) -> impl Fn(&Answers) -> Scene + use<> {
    let directory = desk.store.people().good;
    let today = desk.today();
    let of_person = |id: &String| {
        let person = directory.iter().find(|p| p.id == *id);
        let known = person.map(|p| known::of_person(p, policy, None, &[], today));
        (id.clone(), known.unwrap_or_default())
    };
    let people: Vec<(String, Facts)> = who.iter().map(of_person).collect();
    let (id, facts) = (visit.id.clone(), facts.clone());
    move |answers| Scene {
        outing: facts.with(&gate::facts_of(answers, None)),
        visits: vec![(id.clone(), facts.clone())],
        people: people
            .iter()
            .map(|(p, known)| (p.clone(), known.with(&gate::facts_of(answers, Some(p)))))
            .collect(),
    }
}

/// The names of members of staff, as far as they are on record.
pub(super) fn names_of(ids: &[String], desk: &Desk<'_>) -> Vec<String> {
    let directory = desk.store.people().good;
    let name = |id: &String| {
        directory.iter().find(|p| p.id == *id).map_or_else(|| id.clone(), |p| p.name.clone())
    };
    ids.iter().map(name).collect()
}

/// The committing line of a visit's end. The marker of what is owed is there before it, and that an alarm showed for it;
/// the planned marker goes after.
pub(super) fn end_visit(
    shown: &Shown,
    id: &str,
    outcome: Outcome,
    at: Moment,
    desk: &mut Desk<'_>,
) -> Result<String, Error> {
    let key = Key::visit(id)?;
    if !outcome.duties.is_empty() {
        desk.store.put_owed(&key, VISIT_OWES)?;
    }
    whereabouts::record(shown, desk)?;
    super::unresolved::keep_found(id, desk)?;
    let entry = desk.store.append(&key, desk.event(at, VisitEvent::Outcome(Box::new(outcome))))?;
    super::unresolved::unmark_planned(id, desk);
    Ok(entry.id)
}

/// The step at which the policy's questions about an ending are asked.
pub(super) const ENDING: Step = Step::Done;
