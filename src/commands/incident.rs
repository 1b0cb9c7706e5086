//! `hv incident`: something went wrong on a visit: violence, abuse, an accident, an allegation. What happened is told
//! in the school's own system; this records that it did, what is owed because of it, and the caution it leaves.

use super::ask::{self, needed};
use super::cancel::{ended_scene, target};
use super::desk::{Desk, VISIT_OWES};
use super::{Ending, Failure, afield};
use crate::cli::{self, ByWhom};
use crate::domain::directory::{Caution, Person};
use crate::domain::events::{Incident, VisitEvent};
use crate::domain::gate;
use crate::domain::known;
use crate::domain::owes::{self, Owing};
use crate::domain::visit::Visit;
use crate::error::Error;
use crate::policy::facts::{Facts, Truth};
use crate::policy::{DutyTrigger, Policy, Step, Word};
use crate::render::Put;
use crate::store::Key;
use crate::when::Moment;
use serde_json::json;

pub(super) fn run(args: cli::Incident, desk: &mut Desk<'_>) -> Ending {
    let at = desk.at(args.at.as_ref())?;
    let policy = desk.policy()?;
    let kind = kind(&args, &policy, desk)?;
    let (id, meant) = target(&args.visit, desk)?;
    let visit = desk.visit(&id)?;
    let by_whom = by_whom(&args, desk)?;
    let staff = desk.people();
    let affected = affected(&args, &staff, desk)?;
    let going = afield::covering(&id, &visit.plan, desk).map_or_else(
        || visit.plan.staff.clone(),
        |outing| outing.people.iter().map(|p| p.id.clone()).collect(),
    );
    let facts = facts(&visit, &kind, by_whom, &policy, desk);
    let mut answers =
        ask::answers(&args.answers, &policy, |step| step == Step::Incident, &going, desk)?;
    let scene = ended_scene(&visit, &facts, &going, &policy, desk);
    let asked = ask::put(desk, &policy, Step::Incident, &mut answers, &scene);
    if let Some(meant) = &meant {
        // Danger is raised before anything is refused.
        super::tell::raise(&policy, &answers, meant, at, desk)?;
    }
    asked?;
    let now = scene(&answers);
    super::plan_change::show_advice(&policy, Step::Incident, &now, desk);
    let findings = gate::findings(&policy, Step::Incident, &now, &answers);
    let what = format!("The incident on {id} cannot be recorded like this:");
    let unmet = ask::settle(desk, &what, findings, &ask::reasons(&args.answers)?)?;
    let facts = facts.with(&gate::facts_of(&answers, None));
    let names = |ids: &[String]| ids.iter().map(|id| name(id, &staff)).collect::<Vec<_>>();
    let owing = Owing {
        school: Some(&desk.school),
        zone: desk.zone,
        affected: &names(&affected),
        visitors: &names(&going),
    };
    let duties = owes::duties_of(&policy, DutyTrigger::Incident, &facts, at, &owing);
    let incident = Incident {
        kind: kind.id.clone(),
        affected,
        by_whom: by_whom.word().to_owned(),
        reference: args.reference.clone(),
        answers,
        unmet,
        facts: facts.only(|fact| policy.looks_at(fact)),
        duties,
    };
    commit(&id, incident, (&kind, &policy), at, desk)
}

/// The incident first: the caution on the family's record follows from it, and is tried once that is safe.
fn commit(
    id: &str,
    incident: Incident,
    (kind, policy): (&Word, &Policy),
    at: Moment,
    desk: &mut Desk<'_>,
) -> Ending {
    let _lock = desk.lock_or_go_on();
    let key = Key::visit(id)?;
    if !incident.duties.is_empty() {
        desk.store.put_owed(&key, VISIT_OWES)?;
    }
    let staff = desk.store.people().good;
    let names: Vec<String> = incident.affected.iter().map(|a| name(a, &staff)).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut text = format!(
        "{id}: incident recorded, {}, {}. Affected: {}.\n",
        kind.says,
        desk.said(at),
        crate::domain::names::list(&names)
    );
    let event = VisitEvent::Incident(Box::new(incident.clone()));
    desk.store.append(&key, desk.event(at, event))?;
    let rule = policy.caution_after_incident.as_ref();
    let marks = rule.filter(|r| r.when.holds(&incident.facts) != Truth::False);
    let cautioned = marks.map(|rule| (caution(id, &incident, kind, at, desk), rule));
    let (marked, failed) = match cautioned {
        Some((Ok(caution), rule)) => {
            let cited = crate::render::words::cited(&rule.clauses);
            text.put(format!("CAUTION on the family's record: {}{cited}\n", caution.what));
            (true, None)
        }
        Some((Err(error), _)) => (false, Some(error)),
        None => (false, None),
    };
    text.push_str(&super::plan_change::owed_words(&incident.duties));
    if !incident.duties.is_empty() {
        text.put(format!("When done: hv done {id} --duty DUTY --how \"...\"\n"));
    }
    let duties: Vec<_> = incident.duties.iter().collect();
    desk.happened(
        &text,
        &json!({"visit": id, "incident": incident.kind, "affected": incident.affected,
            "by_whom": incident.by_whom, "caution": marked, "duties": duties}),
    );
    match failed {
        None => Ok(0),
        Some(error) => Err(error
            .hint("the incident is recorded; the caution is NOT on the family's record")
            .hint(format!(
                "hv family change {} --caution \"WHAT=incident on {id}\"",
                id.split('/').next().unwrap_or(id)
            ))
            .into()),
    }
}

/// Marks the family, in plain words, with the visit it comes from.
fn caution(
    id: &str,
    incident: &Incident,
    kind: &Word,
    at: Moment,
    desk: &mut Desk<'_>,
) -> Result<Caution, Error> {
    let by = match incident.by_whom.as_str() {
        "nobody" => String::new(),
        "carer" | "pupil" => format!(", by a {}", incident.by_whom),
        _ => ", by somebody else".to_owned(),
    };
    let plan = desk.visit(id)?.plan;
    let family_id = plan.family;
    let family = desk.store.family(&family_id).map_err(super::desk::damaged)?;
    let mut family =
        family.ok_or_else(|| Error::failed(format!("there is no family {family_id}")))?;
    let caution = Caution {
        what: format!("{}{by}", kind.says.trim_end_matches('.')),
        source: format!("incident on {id}"),
        since: desk.zone.day_of(at),
        looked_at: Vec::new(),
    };
    if !family.cautions.contains(&caution) {
        family.cautions.push(caution.clone());
        desk.store.put_family(&family)?;
    }
    // Whoever visits another family there has to know as well.
    let place = match &plan.address {
        Some(address) => desk.store.address(address).map_err(super::desk::damaged)?,
        None => None,
    };
    if let Some(mut place) = place.filter(|p| !p.cautions.contains(&caution)) {
        place.cautions.push(caution.clone());
        desk.store.put_address(&place)?;
    }
    Ok(caution)
}

fn kind(args: &cli::Incident, policy: &Policy, desk: &mut Desk<'_>) -> Result<Word, Error> {
    let known: Vec<&str> = policy.incidents.iter().map(|k| k.id.as_str()).collect();
    if known.is_empty() {
        return Err(Error::usage("this policy names no kinds of incident").hint(
            "add an [[incident]] to policy.toml; until then: hv done VISIT --concern REFERENCE",
        ));
    }
    let question = format!("What kind of incident: {}?", known.join(", "));
    let typed = needed(desk, args.kind.as_ref(), "--kind", &question)?;
    policy.incidents.iter().find(|k| k.id == typed).cloned().ok_or_else(|| {
        Error::usage(format!("--kind: {typed:?} is not one of the policy's kinds of incident"))
            .hint(format!("it knows: {}", known.join(", ")))
    })
}

fn by_whom(args: &cli::Incident, desk: &mut Desk<'_>) -> Result<ByWhom, Failure> {
    if let Some(given) = args.by_whom {
        return Ok(given);
    }
    let words: Vec<&str> = ByWhom::ALL.iter().map(|b| b.word()).collect();
    let read = |typed: &str, _: &Desk<'_>| {
        let meant = ByWhom::ALL.into_iter().find(|b| b.word() == typed.trim());
        meant.ok_or_else(|| Error::usage(format!("write one of: {}", words.join(", "))))
    };
    let question = format!("By whom: {}?", words.join(", "));
    if !desk.host.can_ask {
        return Err(Error::usage(format!("no answer to: {question}"))
            .hint("give --by-whom; nobody, for an accident")
            .into());
    }
    Ok(ask::until(desk, &question, read)?)
}

/// Staff by id, others as written. A name that could be two members of staff is nobody's until it is told apart.
fn affected(
    args: &cli::Incident,
    staff: &[Person],
    desk: &mut Desk<'_>,
) -> Result<Vec<String>, Error> {
    let mut typed = args.affected.clone();
    typed.retain(|t| !t.trim().is_empty());
    if typed.is_empty() {
        let question = "Who is affected? Ids or names, with commas";
        typed = crate::domain::interview::people(&needed(desk, None, "--affected", question)?);
    }
    let mut all: Vec<String> = Vec::new();
    for typed in &typed {
        let one = somebody(typed.trim(), staff)?;
        if !all.contains(&one) {
            all.push(one);
        }
    }
    Ok(all)
}

fn somebody(typed: &str, staff: &[Person]) -> Result<String, Error> {
    let key = typed.to_lowercase();
    let exactly = |p: &&Person| p.id == key || p.name.to_lowercase() == key;
    if let Some(person) = staff.iter().find(exactly) {
        return Ok(person.id.clone());
    }
    let starts = |p: &&Person| {
        p.name.to_lowercase().split_whitespace().any(|word| word == key) || p.id.starts_with(&key)
    };
    let matching: Vec<&Person> = staff.iter().filter(starts).collect();
    match matching.as_slice() {
        [] => Ok(typed.to_owned()),
        [one] => Ok(one.id.clone()),
        several => {
            let ids: Vec<&str> = several.iter().map(|p| p.id.as_str()).collect();
            Err(super::desk::ambiguous(typed, &ids))
        }
    }
}

fn name(id: &str, staff: &[Person]) -> String {
    staff.iter().find(|p| p.id == id).map_or_else(|| id.to_owned(), |p| p.name.clone())
}

/// What is known of the visit, how it ended if it has, and what went wrong.
fn facts(
    visit: &Visit,
    kind: &Word,
    by_whom: ByWhom,
    policy: &Policy,
    desk: &mut Desk<'_>,
) -> Facts {
    let known = desk.known(visit.clone());
    let mut facts = known::of_visit(&known, policy, &desk.school, desk.zone);
    if let Some(ended) = &visit.ended {
        facts.set("outcome", ended.outcome.outcome.as_str());
        facts.set("got-in", ended.outcome.got_in);
        facts.set_known("child-seen", ended.outcome.child_seen);
        facts.set("concern", ended.outcome.concern.is_some());
    }
    facts.set("incident", kind.id.as_str());
    facts.set("by-whom", by_whom.word());
    facts
}
