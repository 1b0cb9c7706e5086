//! Going all the same: a breach of the policy is watched from the start, with the least a watch needs, and is on
//! record as a breach. It is never a permission.

use super::afield::{self, Afield};
use super::desk::Desk;
use super::out::{commit, monitor, started};
use super::out_begun::{self, Departure};
use super::{Ending, Failure};
use crate::cli::Out;
use crate::domain::directory::Person;
use crate::domain::drill::PERSON;
use crate::domain::events::{Answers, Contactable, Duty, OutingEvent, Stop, Traveller, Unmet};
use crate::domain::freeze::{self, Watchers};
use crate::domain::gate::Finding;
use crate::domain::outing::{Abroad, Outing};
use crate::domain::owes;
use crate::domain::sign_out::{self, Request};
use crate::error::Error;
use crate::policy::facts::Facts;
use crate::policy::{DutyTrigger, Policy, Strength};
use crate::render::Put;
use crate::store::{Key, OutMarker};
use crate::when::Moment;
use serde_json::json;
use std::sync::Arc;

/// They go, or have gone, although rules refuse: everything broken is on record and the watch starts at once.
pub(super) fn checked(
    args: &Out,
    why: &str,
    request: &Request<'_>,
    findings: &[Finding],
    desk: &mut Desk<'_>,
) -> Ending {
    let unmet: Vec<Unmet> = findings.iter().map(|f| f.unmet("")).collect();
    let back = request.back.ok_or_else(no_return)?;
    let mut event = sign_out::event(request, back, unmet.clone(), Some(why.to_owned()));
    if let (OutingEvent::SignOut { stops, .. }, Some(place)) = (&mut event, &args.place) {
        stops.push(somewhere(place));
    }
    let id = commit(request, back, event, desk)?;
    tell_breach(&id, why, &unmet, Some(request.policy), desk)
}

fn no_return() -> Failure {
    Failure::Error(
        Error::usage("no answer to: Back when?")
            .hint("give --back TIME: a watch needs at least who, where and back when"),
    )
}

fn somewhere(place: &str) -> Stop {
    Stop {
        visit: String::new(),
        place: place.to_owned(),
        appointment: None,
        finish: None,
        doorstep: false,
        wait_without_notice: None,
        wait_with_notice: None,
        family: Vec::new(),
        calls: Vec::new(),
        may_owe: Vec::new(),
        wait_minimum: None,
    }
}

/// The least a watch needs: who, in free text if need be; where; back when. Under a policy if it can be read,
/// else under hv's own terms.
pub(super) fn unchecked(
    args: &Out,
    policy: Option<&Policy>,
    left_at: Moment,
    back: Option<Moment>,
    desk: &mut Desk<'_>,
) -> Ending {
    let why = args.breach.clone().unwrap_or_default();
    let back = back.ok_or_else(no_return)?;
    let named = args.place.clone().filter(|p| !p.trim().is_empty());
    let place = named.or_else(|| place_of(&args.visits, desk)).ok_or_else(|| {
        Error::usage("no answer to: Where are they going?").hint("give --where PLACE")
    })?;
    let directory = desk.people();
    let people: Vec<Traveller> =
        args.people.iter().map(|typed| free_traveller(typed, args, &directory)).collect();
    let going: Vec<String> = people.iter().map(|p| p.id.clone()).collect();
    let mut named = |typed: Option<&String>| {
        monitor(typed, &directory).unwrap_or_else(|error| {
            desk.warn(&error.message);
            None
        })
    };
    let (monitor, on_call) = (named(args.monitor.as_ref()), named(args.on_call.as_ref()));
    let school = desk.school.clone();
    let watchers = Watchers {
        school: &school,
        people: &directory,
        monitor: monitor.as_ref(),
        on_call: on_call.as_ref(),
        going: &going,
        today: desk.today(),
    };
    let terms = policy.map_or_else(
        || freeze::bare_terms(&crate::policy::defaults(), &watchers),
        |p| freeze::of_the_day(freeze::terms(p, &[], &watchers), p, &[], left_at, desk.zone),
    );
    let unmet = vec![nothing_checked(policy.is_some())];
    let to_ring: Vec<Contactable> = people.iter().map(to_ring).collect();
    let event = OutingEvent::SignOut {
        watched_by_hand: None,
        on_call: on_call.clone(),
        people: people.clone(),
        monitor: monitor.clone(),
        stops: vec![somewhere(&place)],
        back,
        terms: Arc::new(terms),
        answers: Answers::new(),
        unmet: unmet.clone(),
        breach: Some(why.clone()),
        duties: free_duties(policy, left_at),
        drill: None,
    };
    let held = desk.holding.is_some();
    let lock = desk.lock_or_go_on();
    let open = afield::all(&desk.store, desk.now, desk.today());
    out_already(&people, &open)?;
    let (day, places) = (desk.zone.day_of(left_at), vec![place]);
    let departure = Departure { day, people: &to_ring, places: &places };
    let id = out_begun::id(departure, &open, held || lock.is_some(), desk)?;
    let marker = OutMarker { outing: id.clone(), people: to_ring, places, back };
    desk.store.put_out(&marker)?;
    desk.store.append(&Key::outing(&id)?, desk.event(left_at, event))?;
    out_begun::remember(&id, &marker.people, desk);
    tell_breach(&id, &why, &unmet, policy, desk)
}

/// Where the visits named are, as far as their records can be read; else the words typed.
fn place_of(visits: &[String], desk: &mut Desk<'_>) -> Option<String> {
    let places: Vec<String> = visits.iter().map(|typed| address_of(typed, desk)).collect();
    (!places.is_empty()).then(|| places.join("; "))
}

fn address_of(typed: &str, desk: &mut Desk<'_>) -> String {
    let visit = desk.visit_id(typed).and_then(|id| desk.visit(&id));
    let address = visit.ok().and_then(|v| v.plan.address);
    let known = address.and_then(|id| desk.store.address(&id).ok().flatten());
    known.map_or_else(|| typed.to_owned(), |a| a.text)
}

/// The head is told of a breach, also when no policy can say so.
fn free_duties(policy: Option<&Policy>, at: Moment) -> Vec<Duty> {
    let own = || Duty {
        rule: "tell-head-of-breach".to_owned(),
        owner: "the office".to_owned(),
        does: "tell the head of school that staff went out, and that no policy could be read"
            .to_owned(),
        due: None,
        written: false,
        clauses: Vec::new(),
    };
    policy.map_or_else(|| vec![own()], |p| owes::duties(p, DutyTrigger::Breach, &Facts::new(), at))
}

fn out_already(people: &[Traveller], afield: &Afield) -> Result<(), Error> {
    for person in people {
        let on = afield.outings.iter().find(|o| o.person(&person.id).is_some_and(Abroad::away));
        if let Some(outing) = on {
            return Err(Error::usage(format!(
                "{} is watched already, on {}",
                person.name, outing.id
            ))
            .hint(format!("hv extend {} --back TIME moves the expected return", person.id)));
        }
    }
    Ok(())
}

fn nothing_checked(policy: bool) -> Unmet {
    let says = if policy {
        "No gate was checked: the person or the visit is not on record"
    } else {
        "No gate was checked: the policy cannot be read"
    };
    Unmet {
        rule: "nothing-checked".to_owned(),
        strength: Strength::Must,
        says: says.to_owned(),
        clauses: Vec::new(),
        reason: String::new(),
    }
}

/// A traveller as somebody to ring.
fn to_ring(p: &Traveller) -> Contactable {
    let (id, name) = (p.id.clone(), p.name.clone());
    Contactable { id, name, number: p.number.clone(), email: None }
}

fn free_traveller(typed: &str, args: &Out, directory: &[Person]) -> Traveller {
    if let Ok(person) = super::desk::one_person(directory, typed) {
        return Traveller {
            id: person.id.clone(),
            name: person.name.clone(),
            number: args.mobile.clone().or_else(|| person.mobile.clone()),
            car: person.vehicle.as_ref().map(crate::domain::directory::Vehicle::words),
            kin: person.emergency_contact.iter().cloned().collect(),
            next_of_kin: person.next_of_kin.clone(),
            answers: Answers::new(),
        };
    }
    Traveller {
        id: as_id(typed),
        name: typed.trim().to_owned(),
        number: args.mobile.clone(),
        car: None,
        kin: Vec::new(),
        next_of_kin: None,
        answers: Answers::new(),
    }
}

/// Free text as an id: small letters, digits, hyphens.
fn as_id(typed: &str) -> String {
    let plain: String = typed
        .to_lowercase()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    let short: String = plain.trim_matches('-').chars().take(20).collect();
    let parts: Vec<&str> = short.split('-').filter(|p| !p.is_empty()).collect();
    match parts.as_slice() {
        [] => "somebody".to_owned(),
        // Whoever is out is never mistaken for the drill's nobody.
        [one] if *one == PERSON => format!("{PERSON}-visitor"),
        several => several.join("-"),
    }
}

/// A breach is done, said loudly, told to the head; it is never a permission. The watch runs.
fn tell_breach(
    id: &str,
    why: &str,
    unmet: &[Unmet],
    policy: Option<&Policy>,
    desk: &mut Desk<'_>,
) -> Ending {
    let outing = afield::outing(&desk.store, id, desk.now).map_err(super::desk::damaged)?;
    let head =
        policy.map_or_else(|| "the head of school".to_owned(), |p| freeze::name_of(&p.head, p));
    let listed = desk.store.put_owed(&Key::outing(id)?, &format!("tell {head} of the breach"));
    if let Err(error) = &listed {
        desk.warn(&super::owed::not_listed(error));
    }
    let mut text = format!(
        "BREACH ON RECORD ({why}). This is not a permission. The watch has started all the same.\n"
    );
    for one in unmet {
        text.put(format!("  broken: {}{}\n", one.says, crate::render::words::cited(&one.clauses)));
    }
    text.put(format!("Tell {head} now.\n"));
    text.put(cautions(&outing, desk));
    text.push_str(&started(&outing, &[], desk));
    let broken: Vec<_> =
        unmet.iter().map(|u| json!({"rule": u.rule, "clauses": u.clauses})).collect();
    let quiet = std::mem::replace(&mut desk.quiet, false);
    desk.happened(
        &text,
        &json!({"outing": id, "back": outing.back, "breach": why, "broken": broken}),
    );
    desk.quiet = quiet;
    // The watch runs either way; that something could not be written is not passed over.
    Ok(if listed.is_ok() { 0 } else { 3 })
}

/// What is on record about a place that was given in words, where they are those of an address on record.
fn cautions(outing: &Outing, desk: &mut Desk<'_>) -> String {
    let mut text = String::new();
    let typed = outing.stops.iter().filter(|d| d.stop.visit.is_empty());
    for place in typed.map(|d| d.stop.place.as_str()) {
        let addresses = desk.store.addresses();
        let Some(here) = addresses.good.into_iter().find(|a| a.answers_to(place)) else { continue };
        let families = desk.store.families();
        desk.tell_damage(&families.damage);
        let theirs = families.good.iter().filter(|f| f.knows(&here.id)).flat_map(|f| &f.cautions);
        let all: Vec<_> = here.cautions.iter().chain(theirs).collect();
        for words in desk.in_words(&all) {
            text.put(format!("CAUTION, {place}: {words}\n"));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn free_text_becomes_an_id_that_can_be_a_file_name() {
        for (typed, id) in [
            ("Supply teacher: Jo", "supply-teacher-jo"),
            ("../../etc", "etc"),
            ("陳", "somebody"),
            ("", "somebody"),
            ("Drill", "drill-visitor"),
            ("Drill Sergeant", "drill-sergeant"),
        ] {
            assert_eq!(as_id(typed), id);
        }
    }
}
