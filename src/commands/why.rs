//! `hv why`: every gate and rating of a visit, explained by facts and clause; of an outing, see [`super::why_clock`].

use super::desk::Desk;
use super::show::{Meant, find};
use super::{Ending, assess_rating};
use crate::cli::Why;
use crate::domain::gate::{self, Scene};
use crate::domain::known::{self, Known};
use crate::domain::outing::Outing;
use crate::domain::visit::Visit;
use crate::error::Error;
use crate::policy::facts::{Facts, Truth};
use crate::policy::{Gate, Policy, Step, Strength, describe};
use crate::render::Put;
use crate::render::{clean, count, fit, words, wrap};
use serde_json::{Value, json};

pub(super) fn run(args: Why, desk: &mut Desk<'_>) -> Ending {
    match find(&args.id, desk)? {
        Meant::Outing(outing) => super::why_clock::run(Some(&outing), &[], desk),
        Meant::Visit(visit) => {
            let policy = desk.policy()?;
            visit_why(&visit, &policy, desk);
        }
        Meant::Family(id) => {
            let visit = desk.visit_id(&id)?;
            let (visit, policy) = (desk.visit(&visit)?, desk.policy()?);
            visit_why(&visit, &policy, desk);
        }
        Meant::Assessment(assessment) => {
            let explained = assess_rating::of_assessment(&assessment, desk);
            let (holds, data) = super::assess_life::of_assessment(&assessment, desk)?;
            let text = if desk.json {
                let mut shown = super::assess_page::as_json(&assessment);
                if let Some(page) = shown.as_object_mut() {
                    page.insert("rating".to_owned(), assess_rating::as_json(explained.as_ref()));
                    page.insert("holds".to_owned(), data);
                }
                format!("{shown}\n")
            } else {
                let width = desk.host.width();
                let rating = assess_rating::in_words(&assessment, explained.as_ref(), width);
                let changed = super::assess_life::changed_since_decision(&assessment, desk);
                format!("{rating}{changed}{holds}")
            };
            let shown = if desk.json { text } else { fit(&text, desk.host.width()) };
            desk.host.say(&shown);
        }
        Meant::Person(person) => person_why(&person.id, desk)?,
        Meant::Week(_) => {
            return Err(Error::usage("hv why explains a visit, an outing or an assessment")
                .hint("hv show prints any record")
                .into());
        }
    }
    Ok(0)
}

/// Every clock of the outing somebody is on, and every alarm about them that rings because of another record, such as a
/// visit that nobody signed out for.
fn person_why(person: &str, desk: &mut Desk<'_>) -> Result<(), Error> {
    let outing = outing_of(person, desk);
    let here = outing.as_ref().map(|o| o.id.clone()).unwrap_or_default();
    let mut late = super::overdue::look_wide(desk).late;
    late.retain(|l| l.id != here && !l.drill && l.running.people.iter().any(|p| p.id == person));
    match outing {
        Ok(outing) => super::why_clock::run(Some(&outing), &late, desk),
        Err(error) if late.is_empty() => return Err(error),
        Err(_) => super::why_clock::run(None, &late, desk),
    }
    Ok(())
}

/// The one open outing of somebody who is out.
fn outing_of(person: &str, desk: &mut Desk<'_>) -> Result<Outing, Error> {
    let (mut open, _lost) = super::afield::every_open(desk);
    open.retain(|o| o.people.iter().any(|p| p.id == person && p.out()));
    if open.len() > 1 {
        let error = Error::usage(format!("{person} is on {}", count(open.len(), "open outing")));
        return Err(open.iter().fold(error, |error, o| error.hint(format!("hv why {}", o.id))));
    }
    open.pop().ok_or_else(|| {
        Error::usage(format!("no outing that can be read has {person} out now"))
            .hint("hv why explains a visit, an outing or an assessment; hv show prints any record")
    })
}

fn visit_why(visit: &Visit, policy: &Policy, desk: &mut Desk<'_>) {
    let known = desk.known(visit.clone());
    let facts = known::of_visit(&known, policy, &desk.school, desk.zone);
    let steps: Vec<(Step, Vec<Judged<'_>>)> = [Step::Plan, Step::Out, Step::Enter]
        .into_iter()
        .map(|s| (s, judged(policy, s, &known, &facts)))
        .collect();
    let stale = super::assess_life::of_visit(&known, policy, desk);
    if desk.json {
        let gates: Vec<Value> = steps
            .iter()
            .flat_map(|(step, gates)| gates.iter().map(|g| gate_json(*step, g, &facts)))
            .collect();
        desk.host.say(&format!(
            "{}\n",
            json!({"hv": 1, "visit": visit.id, "facts": facts, "gates": gates, "assessment": stale.1,
                "rating": assess_rating::as_json(assess_rating::of_visit(&known, policy).as_ref())})
        ));
        return;
    }
    let mut text = format!("{}\nWhat is known:\n", clean(&visit.id));
    let looked_at: Vec<&str> = policy
        .gates
        .iter()
        .flat_map(|g| [g.when.mentions(), g.demand.mentions()].concat())
        .collect();
    // A policy has a fact for each of its duties, roles and topics; those that no rule looks at explain nothing.
    let explains =
        |name: &str| crate::policy::facts::derived(name).is_none() || looked_at.contains(&name);
    for (name, value) in facts.iter().filter(|(name, _)| explains(name)) {
        text.put(format!("  {name} = {}\n", clean(&describe::shown(name, value))));
    }
    for (step, gates) in &steps {
        text.put(format!("At {}:\n", step_word(*step)));
        for judged in gates {
            text.push_str(&gate_words(judged, &facts, desk.host.width()));
        }
    }
    text.push_str(&stale.0);
    text.push_str(&rating(&known, policy, desk.host.width()));
    let shown = fit(&text, desk.host.width());
    desk.host.say(&shown);
}

/// A gate, and whether it holds.
struct Judged<'a> {
    gate: &'a Gate,
    holds: bool,
}

fn judged<'a>(policy: &'a Policy, step: Step, known: &Known, facts: &Facts) -> Vec<Judged<'a>> {
    let scene = Scene {
        outing: Facts::new(),
        visits: vec![(known.visit.id.clone(), facts.clone())],
        people: Vec::new(),
    };
    let broken: Vec<String> =
        gate::check(policy, step, &scene).into_iter().map(|f| f.rule).collect();
    let about_visit = |g: &&Gate| {
        g.at.contains(&step)
            && g.demand.mentions().iter().any(|n| facts.get(n).is_some() || is_visit_fact(n))
    };
    policy
        .gates
        .iter()
        .filter(about_visit)
        .map(|gate| Judged { gate, holds: !broken.contains(&gate.id) })
        .collect()
}

fn is_visit_fact(name: &str) -> bool {
    crate::policy::facts::known_fact(name)
        .is_some_and(|k| k.about == crate::policy::facts::About::Visit)
}

fn step_word(step: Step) -> &'static str {
    match step {
        Step::Plan => "planning",
        Step::Sign => "signing",
        Step::Assess => "assessing",
        Step::Decide => "deciding",
        Step::Out => "sign-out",
        Step::Arrive => "the door",
        Step::Enter => "going in",
        Step::Call => "a call",
        Step::Leave => "leaving",
        Step::Back => "return",
        Step::Cancel => "calling off",
        Step::Done => "writing up",
        Step::Incident => "an incident",
    }
}

fn gate_words(judged: &Judged<'_>, facts: &Facts, width: usize) -> String {
    let gate = judged.gate;
    let strength = match gate.strength {
        Strength::Must => "must",
        Strength::Should => "should",
    };
    let applies = match gate.when.holds(facts) {
        Truth::True => "applies",
        Truth::False => "does not apply",
        Truth::Unknown => "applies, because it is not known whether it does",
    };
    let state = if judged.holds { "holds" } else { "DOES NOT HOLD" };
    let because: Vec<String> = gate
        .when
        .mentions()
        .into_iter()
        .chain(gate.demand.mentions())
        .map(|n| {
            format!(
                "{n} = {}",
                facts.get(n).map_or_else(|| "not known".to_owned(), |v| describe::shown(n, v))
            )
        })
        .collect();
    let line = format!(
        "{state} ({strength}, {applies}): {} Needs {}; {}.{}",
        gate.says,
        describe::words(&gate.demand),
        because.join(", "),
        words::cited(&gate.clauses)
    );
    format!("{}\n", wrap(&clean(&line), "  ", width))
}

fn gate_json(step: Step, judged: &Judged<'_>, facts: &Facts) -> Value {
    let (gate, holds) = (judged.gate, judged.holds);
    let names: Vec<&str> = gate.when.mentions().into_iter().chain(gate.demand.mentions()).collect();
    let because: serde_json::Map<String, Value> =
        names.into_iter().map(|n| (n.to_owned(), json!(facts.get(n)))).collect();
    json!({"step": step, "rule": gate.id, "strength": gate.strength, "holds": holds, "says": gate.says, "facts": because, "clauses": gate.clauses})
}

/// How the rating came about.
fn rating(known: &Known, policy: &Policy, width: usize) -> String {
    let explained = assess_rating::of_visit(known, policy);
    match known.assessment(policy) {
        Some(assessment) => assess_rating::in_words(assessment, explained.as_ref(), width),
        None if !known.unread.assessments.is_empty() => {
            let lost = known.unread.assessments.join("; ");
            format!(
                "{}\n",
                wrap(&clean(&format!("Risk: not known: {lost}: hv doctor")), "  ", width)
            )
        }
        None => "Risk: not assessed at this address\n".to_owned(),
    }
}
