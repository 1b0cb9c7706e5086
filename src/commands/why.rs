//! `hv why`: every gate, deadline and rating of a visit or an outing, explained by facts, clause and clock.

use super::Ending;
use super::desk::Desk;
use super::show::{Meant, find};
use crate::cli::Why;
use crate::domain::gate::{self, Scene};
use crate::domain::known::{self, Known};
use crate::domain::outing::Outing;
use crate::domain::visit::Visit;
use crate::error::Error;
use crate::policy::facts::{Facts, Truth};
use crate::policy::{Gate, Policy, Step, Strength, describe};
use crate::render::{clean, words, wrap};
use crate::watch::{self, clocks};
use serde_json::{Value, json};

pub(super) fn run(args: Why, desk: &mut Desk<'_>) -> Ending {
    match find(&args.id, desk)? {
        Meant::Outing(outing) => outing_why(&outing, desk),
        Meant::Visit(visit) => {
            let policy = desk.policy()?;
            visit_why(&visit, &policy, desk);
        }
        Meant::Family(id) => {
            let visit = desk.visit_id(&id)?;
            let (visit, policy) = (desk.visit(&visit)?, desk.policy()?);
            visit_why(&visit, &policy, desk);
        }
        Meant::Assessment(_) | Meant::Week(_) | Meant::Person(_) => {
            return Err(Error::usage("hv why explains a visit or an outing")
                .hint("hv show prints any record")
                .into());
        }
    }
    Ok(0)
}

fn outing_why(outing: &Outing, desk: &mut Desk<'_>) {
    let mut running = clocks::running(outing);
    running.sort_by_key(|r| r.deadline.due);
    if desk.json {
        let clocks: Vec<Value> = running
            .iter()
            .map(|r| json!({"clock": r.clock, "people": r.people, "due": r.deadline.due, "late_after": r.deadline.over,
                "late": r.deadline.late(desk.now), "missing": r.owed, "source": r.source}))
            .collect();
        desk.host.say(&format!(
            "{}\n",
            json!({"hv": 1, "outing": outing.id, "as_of": desk.now, "clocks": clocks,
            "terms": outing.terms, "unmet": outing.unmet, "breach": outing.breach})
        ));
        return;
    }
    let mut text = format!("{} at {}\n", outing.id, desk.zone.words(desk.now));
    for r in &running {
        let names: Vec<&str> = r.people.iter().map(|p| p.name.as_str()).collect();
        let rule = if r.deadline.over { "late after" } else { "late from" };
        let state = if r.deadline.late(desk.now) {
            words::lateness(desk.now.seconds_since(r.deadline.due))
        } else {
            "not late".to_owned()
        };
        let line = format!(
            "{} {}: {state}. {}, owed: {}. Clause: {}",
            rule,
            desk.words(r.deadline.due),
            crate::domain::names::list(&names),
            r.owed,
            words::source(&r.source)
        );
        text.push_str(&format!("{}\n", wrap(&clean(&line), "  ", desk.host.width())));
        let due = watch::ladder::due(outing.terms.as_ref(), r, desk.now);
        if r.deadline.late(desk.now) {
            text.push_str(&format!(
                "{}\n",
                wrap(
                    &clean(&format!("rung {} of {}: {}", due.number, due.of, due.does)),
                    "      ",
                    desk.host.width()
                )
            ));
        }
    }
    if running.is_empty() {
        text.push_str("  no clock runs: everybody is back\n");
    }
    match &outing.terms {
        Some(terms) => {
            text.push_str(&format!(
                "Terms frozen at sign-out from {} {}\n",
                clean(&terms.policy),
                terms.digest
            ));
            if terms.contact.is_none() {
                text.push_str("  How often they ring in: not set in this policy\n");
            }
        }
        None => text.push_str("The sign-out cannot be trusted, so nobody knows the terms.\n"),
    }
    for unmet in &outing.unmet {
        text.push_str(&format!(
            "  went although: {} {}{}\n",
            clean(&unmet.says),
            clean(&unmet.reason),
            words::cited(&unmet.clauses)
        ));
    }
    desk.host.say(&text);
}

fn visit_why(visit: &Visit, policy: &Policy, desk: &mut Desk<'_>) {
    let known = desk.known(visit.clone());
    let facts = known::of_visit(&known, policy, &desk.school, desk.zone);
    let steps: Vec<(Step, Vec<(&Gate, Facts, bool)>)> = [Step::Plan, Step::Out, Step::Enter]
        .into_iter()
        .map(|s| (s, judged(policy, s, &known, &facts)))
        .collect();
    if desk.json {
        let gates: Vec<Value> = steps
            .iter()
            .flat_map(|(step, gates)| gates.iter().map(move |g| gate_json(*step, g)))
            .collect();
        desk.host.say(&format!(
            "{}\n",
            json!({"hv": 1, "visit": visit.id, "facts": facts, "gates": gates})
        ));
        return;
    }
    let mut text = format!("{}\nWhat is known:\n", clean(&visit.id));
    for (name, value) in facts.iter() {
        text.push_str(&format!("  {name} = {}\n", clean(&value.to_string())));
    }
    for (step, gates) in &steps {
        text.push_str(&format!("At {}:\n", step_word(*step)));
        for (gate, facts, holds) in gates {
            text.push_str(&gate_words(gate, facts, *holds, desk.host.width()));
        }
    }
    text.push_str(&rating(&known));
    desk.host.say(&text);
}

fn judged<'a>(
    policy: &'a Policy,
    step: Step,
    known: &Known,
    facts: &Facts,
) -> Vec<(&'a Gate, Facts, bool)> {
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
        .map(|g| (g, facts.clone(), !broken.contains(&g.id)))
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
        Step::Out => "sign-out",
        Step::Arrive => "the door",
        Step::Enter => "going in",
        Step::Leave => "leaving",
        Step::Back => "return",
        Step::Cancel => "calling off",
        Step::Done => "writing up",
    }
}

fn gate_words(gate: &Gate, facts: &Facts, holds: bool, width: usize) -> String {
    let strength = match gate.strength {
        Strength::Must => "must",
        Strength::Should => "should",
    };
    let applies = match gate.when.holds(facts) {
        Truth::True => "applies",
        Truth::False => "does not apply",
        Truth::Unknown => "applies, because it is not known whether it does",
    };
    let state = if holds { "holds" } else { "DOES NOT HOLD" };
    let because: Vec<String> = gate
        .when
        .mentions()
        .into_iter()
        .chain(gate.demand.mentions())
        .map(|n| {
            format!(
                "{n} = {}",
                facts.get(n).map_or_else(|| "not known".to_owned(), ToString::to_string)
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

fn gate_json(step: Step, (gate, facts, holds): &(&Gate, Facts, bool)) -> Value {
    let names: Vec<&str> = gate.when.mentions().into_iter().chain(gate.demand.mentions()).collect();
    let because: serde_json::Map<String, Value> =
        names.into_iter().map(|n| (n.to_owned(), json!(facts.get(n)))).collect();
    json!({"step": step, "rule": gate.id, "strength": gate.strength, "holds": holds, "says": gate.says, "facts": because, "clauses": gate.clauses})
}

/// How the rating came about.
fn rating(known: &Known) -> String {
    let Some(assessment) = known.assessment() else {
        return "Risk: not assessed at this address\n".to_owned();
    };
    let mut text =
        format!("Risk {} overall, by {}:\n", clean(&assessment.assessed.overall), assessment.id);
    for hazard in &assessment.assessed.hazards {
        let from = match (&hazard.impact, &hazard.likelihood) {
            (Some(impact), Some(likelihood)) => {
                format!("{impact} and {likelihood} give {}", hazard.before)
            }
            _ => format!("{} as judged", hazard.before),
        };
        text.push_str(&format!(
            "  {}: {}, {} after controls\n",
            clean(&hazard.hazard),
            clean(&from),
            clean(&hazard.after)
        ));
    }
    text
}
