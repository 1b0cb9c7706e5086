//! `hv extend`: a new expected return, or a visit added by telephone.

use super::Ending;
use super::afield::{self, Meant};
use super::ask::needed;
use super::checkin::{after_leaving, next_due, next_json, record};
use super::desk::Desk;
use crate::cli::Extend;
use crate::domain::events::OutingEvent;
use crate::domain::known::{self, Known};
use crate::domain::{road, sign_out};
use crate::error::Error;
use crate::render::Put;
use crate::store::Mark;
use crate::when::{Look, Moment};
use serde_json::json;

pub(super) fn run(args: Extend, desk: &mut Desk<'_>) -> Ending {
    let at = desk.at(args.who.at.as_ref())?;
    if args.back.is_none() && args.visit.is_none() {
        return Err(Error::usage("nothing to extend")
            .hint("give --back TIME, or --visit VISIT to add a visit")
            .into());
    }
    let why = match &args.back {
        Some(_) => needed(desk, args.why.as_ref(), "--why", "Why is the return later?")?,
        None => String::new(),
    };
    let back = args.back.as_ref().map(|t| desk.time(t, "--back", Look::Ahead)).transpose()?;
    let _lock = desk.lock_or_go_on();
    let meant = afield::meant(desk, &args.who)?;
    after_leaving(&meant.outing, at, desk)?;
    let mut said = String::new();
    if let Some(visit) = &args.visit {
        said.push_str(&add_visit(visit, &meant, at, desk)?);
    }
    if let Some(back) = back {
        let event = road::extend(meant.who.clone(), back, why, desk.now).map_err(Error::usage)?;
        record(&meant, at, event, desk)?;
        said.put(format!("{}: back by {} now.\n", meant.names(), desk.words(back)));
    }
    let outing =
        afield::outing(&desk.store, &meant.outing.id, desk.now).map_err(super::desk::damaged)?;
    said.push_str(&next_due(&outing, desk));
    desk.happened(
        &said,
        &json!({"outing": outing.id, "back": outing.back, "next": next_json(&outing)}),
    );
    Ok(0)
}

/// A visit added on the road passes the same gates as any other: the list, the assessment, the staffing.
fn add_visit(
    typed: &str,
    meant: &Meant,
    at: Moment,
    desk: &mut Desk<'_>,
) -> Result<String, super::Failure> {
    let policy = desk.policy()?;
    let id = desk.visit_id(typed)?;
    let visit = desk.visit(&id)?;
    if !visit.planned() || meant.outing.stops.iter().any(|d| d.stop.visit == id) {
        return Err(Error::usage(format!("{id} is over, or is on this outing already")).into());
    }
    let known: Known = desk.known(visit);
    let mut facts = known::of_visit(&known, &policy, &desk.school, desk.zone);
    let going = meant.outing.people.iter().filter(|p| p.returned.is_none()).count();
    facts.set("crew-size", i64::try_from(going).unwrap_or(i64::MAX));
    let scene = crate::domain::gate::Scene {
        visits: vec![(id.clone(), facts.clone())],
        ..crate::domain::gate::Scene::default()
    };
    let about_visit = |f: &crate::domain::gate::Finding| f.subject.contains(&id);
    let refused: Vec<_> = crate::domain::gate::check(&policy, crate::policy::Step::Out, &scene)
        .into_iter()
        .filter(|f| f.strength == crate::policy::Strength::Must && about_visit(f))
        .collect();
    if !refused.is_empty() {
        return Err(super::Failure::Refused {
            what: format!("{id} cannot be added to this outing yet:"),
            findings: refused,
        });
    }
    let stop = sign_out::stop(&known, &facts, &policy);
    record(meant, at, OutingEvent::AddStop { stop, who: meant.who.clone() }, desk)?;
    desk.store.remove_marker(Mark::Planned(&id))?;
    Ok(format!("Added {id} to {}.\n", meant.outing.id))
}
