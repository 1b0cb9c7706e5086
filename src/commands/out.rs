//! `hv out`: every gate at once, then the watch begins. A refusal writes nothing but the attempt; a breach is
//! watched all the same.

use super::afield::{self, Afield};
use super::ask;
use super::desk::{Desk, phone};
use super::{Ending, Failure};
use crate::cli::Out;
use crate::domain::directory::Person;
use crate::domain::events::{
    Answers, Contactable, OutingEvent, Stop, Terms, Traveller, Unmet, VisitEvent,
};
use crate::domain::freeze::{self, Watchers, contactable};
use crate::domain::gate::Finding;
use crate::domain::known::Known;
use crate::domain::outing::Outing;
use crate::domain::sign_out::{self, Request};
use crate::error::Error;
use crate::policy::{Policy, Source, Step};
use crate::store::{Key, Mark, OutMarker};
use crate::when::{Look, Moment};
use serde_json::json;

pub(super) fn run(args: Out, desk: &mut Desk<'_>) -> Ending {
    let left_at = desk.at(args.at.as_ref())?;
    let back = args.back.as_ref().map(|t| back_time(t, left_at, desk)).transpose()?;
    match desk.policy() {
        Ok(policy) => under_policy(&args, &policy, left_at, back, desk),
        Err(error) if args.breach.is_some() => {
            desk.warn(&format!("the policy cannot be used, so hv's own terms hold: {error}"));
            let afield = afield::all(&desk.store, desk.now, desk.today());
            free_breach(&args, None, left_at, back, &afield, desk)
        }
        Err(error) => Err(error.into()),
    }
}

/// The expected return: after leaving. In a breach typed late it may have passed already, and then is late at once.
fn back_time(typed: &str, left_at: Moment, desk: &Desk<'_>) -> Result<Moment, Error> {
    let back = desk.time(typed, "--back", Look::Either)?;
    if back <= left_at {
        return Err(Error::usage(format!(
            "--back: {} is not after leaving at {}",
            desk.words(back),
            desk.words(left_at)
        )));
    }
    Ok(back)
}

fn under_policy(
    args: &Out,
    policy: &Policy,
    left_at: Moment,
    back: Option<Moment>,
    desk: &mut Desk<'_>,
) -> Ending {
    let directory = desk.people();
    let people = match travellers(&args.people, &directory) {
        Ok(people) => people,
        Err(_) if args.breach.is_some() => {
            let afield = afield::all(&desk.store, desk.now, desk.today());
            return free_breach(args, Some(policy), left_at, back, &afield, desk);
        }
        Err(error) => return Err(error.into()),
    };
    let visits = visits(args, &people, desk)?;
    if visits.is_empty() && args.breach.is_some() {
        let afield = afield::all(&desk.store, desk.now, desk.today());
        return free_breach(args, Some(policy), left_at, back, &afield, desk);
    }
    let ids: Vec<String> = people.iter().map(|p| p.id.clone()).collect();
    let answers = ask::answers(&args.answers, policy, &ids, desk)?;
    let authorised_by =
        args.authorised_by.as_ref().map(|t| super::desk::one_person(&directory, t)).transpose()?;
    let (school, open) = (desk.school.clone(), afield::all(&desk.store, desk.now, desk.today()));
    let emergency =
        args.emergency_contact.as_ref().map(|t| phone(t, "--emergency-contact")).transpose()?;
    let mut request = Request {
        policy,
        school: &school,
        directory: &directory,
        left_at,
        zone: desk.zone,
        people,
        cars: cars(&args.car, &directory)?,
        visits,
        monitor: monitor(args.monitor.as_ref(), &directory)?,
        back,
        emergency: emergency.or_else(|| school.emergency_contact.clone()),
        authorised_by,
        answers,
        open: &open.outings,
    };
    if args.breach.is_none() {
        ask_the_rest(&mut request, desk)?;
    }
    sign_out(args, &request, desk)
}

fn travellers(typed: &[String], directory: &[Person]) -> Result<Vec<Person>, Error> {
    let mut people: Vec<Person> = Vec::new();
    for typed in typed.iter().flat_map(|t| t.split(',')).filter(|t| !t.trim().is_empty()) {
        let person = super::desk::one_person(directory, typed)?;
        if !people.iter().any(|p| p.id == person.id) {
            people.push(person.clone());
        }
    }
    Ok(people)
}

/// Who drives. Nobody said: not known, and the rules about cars apply to everybody.
fn cars(typed: &[String], directory: &[Person]) -> Result<Option<Vec<String>>, Error> {
    if typed.is_empty() {
        return Ok(None);
    }
    let drivers = typed.iter().filter(|t| t.as_str() != "none");
    drivers
        .map(|t| super::desk::one_person(directory, t).map(|p| p.id.clone()))
        .collect::<Result<_, _>>()
        .map(Some)
}

fn monitor(typed: Option<&String>, directory: &[Person]) -> Result<Option<Contactable>, Error> {
    typed.map(|t| super::desk::one_person(directory, t).map(contactable)).transpose()
}

/// The visits named; without a name, those planned for today for exactly these people.
fn visits(args: &Out, people: &[Person], desk: &mut Desk<'_>) -> Result<Vec<Known>, Error> {
    let mut ids = Vec::new();
    for typed in &args.visits {
        ids.push(desk.visit_id(typed)?);
    }
    if args.visits.is_empty() {
        let going: Vec<&str> = people.iter().map(|p| p.id.as_str()).collect();
        let today = desk.today();
        let markers = desk.store.markers(today);
        let theirs = |m: &&crate::store::PlannedMarker| {
            desk.zone.day_of(m.start) == today
                && m.people.iter().all(|p| going.contains(&p.id.as_str()))
        };
        ids.extend(markers.planned.values().flatten().filter(theirs).map(|m| m.visit.clone()));
    }
    let mut visits = Vec::new();
    for id in ids {
        let visit = desk.visit(&id)?;
        if args.visits.is_empty() && !visit.planned() {
            continue;
        }
        visits.push(desk.known(visit));
    }
    visits.sort_by_key(|k| k.visit.plan.start);
    Ok(visits)
}

/// At a terminal, asks what no flag gave: who watches, back when, who drives, who authorises, then the policy's questions.
fn ask_the_rest(request: &mut Request<'_>, desk: &mut Desk<'_>) -> Result<(), Error> {
    if !desk.host.can_ask {
        return Ok(());
    }
    if request.monitor.is_none() {
        let read = |typed: &str| monitor(Some(&typed.to_owned()), request.directory);
        request.monitor = until_right(desk, "--monitor", "Who watches, on site?", read)?;
    }
    while request.back.is_none() {
        let typed = ask::needed(desk, None, "--back", "Back when?")?;
        match back_time(&typed, request.left_at, desk) {
            Ok(back) => request.back = Some(back),
            Err(error) => desk.warn(&error.message),
        }
    }
    if request.cars.is_none() {
        let read = |typed: &str| cars(&crate::domain::interview::people(typed), request.directory);
        request.cars =
            until_right(desk, "--car", "Who drives their own car (ids, or none)?", read)?;
    }
    let needs_senior =
        request.policy.gates.iter().any(|g| g.demand.mentions().contains(&"authorised-by-senior"));
    if request.authorised_by.is_none() && needs_senior {
        let question = "Which senior member of staff authorises this departure?";
        let read = |typed: &str| super::desk::one_person(request.directory, typed);
        request.authorised_by = Some(until_right(desk, "--authorised-by", question, read)?);
    }
    let mut answers = request.answers.clone();
    ask::put(desk, request.policy, Step::Out, &mut answers, |answers| {
        with_answers(request, answers).scene()
    })?;
    request.answers = answers;
    Ok(())
}

/// A slip of the finger must not lose what was typed before: the question is put again.
fn until_right<T>(
    desk: &mut Desk<'_>,
    flag: &str,
    question: &str,
    read: impl Fn(&str) -> Result<T, Error>,
) -> Result<T, Error> {
    loop {
        let typed = ask::needed(desk, None, flag, question)?;
        match read(&typed) {
            Ok(value) => return Ok(value),
            Err(error) => desk.warn(&format!("{}. {}", error.message, error.hints.join(". "))),
        }
    }
}

fn with_answers<'a>(request: &Request<'a>, answers: &Answers) -> Request<'a> {
    Request {
        people: request.people.clone(),
        cars: request.cars.clone(),
        visits: request.visits.clone(),
        monitor: request.monitor.clone(),
        emergency: request.emergency.clone(),
        answers: answers.clone(),
        ..*request
    }
}

fn sign_out(args: &Out, request: &Request<'_>, desk: &mut Desk<'_>) -> Ending {
    let findings = sign_out::check(request);
    let names = crate::watch::ladder::list(
        &request.people.iter().map(|p| p.name.as_str()).collect::<Vec<_>>(),
    );
    if let Some(why) = &args.breach {
        return breach(args, why, request, &findings, desk);
    }
    let reasons = ask::reasons(&args.answers)?;
    let what = format!("{names} may not leave yet:");
    let unmet = match ask::settle(desk, &what, findings.clone(), &reasons) {
        Ok(unmet) => unmet,
        Err(refusal) => {
            record_attempt(request, &findings, desk);
            if !desk.quiet {
                desk.warn("If they go all the same: add --breach \"why\". The watch then starts at once, and the breach is on record.");
            }
            return Err(refusal);
        }
    };
    let back = request.back.ok_or_else(|| {
        Failure::Error(
            Error::usage("no answer to: Back when?")
                .hint("give --back TIME: without it nobody knows when to worry"),
        )
    })?;
    let event = sign_out::event(request, back, unmet.clone(), None);
    super::plan_change::show_advice(request.policy, Step::Out, &request.scene(), desk);
    let id = commit(request, back, event, desk)?;
    said_after(&id, &unmet, desk)
}

/// The attempt, and nothing else, goes on record, on each visit it was for.
fn record_attempt(request: &Request<'_>, findings: &[Finding], desk: &mut Desk<'_>) {
    let unmet: Vec<Unmet> = findings.iter().map(|f| f.unmet("")).collect();
    for known in &request.visits {
        let people = request.people.iter().map(|p| p.id.clone()).collect();
        let body = VisitEvent::Refused { people, unmet: unmet.clone() };
        let written = Key::visit(&known.visit.id)
            .and_then(|key| desk.store.append(&key, desk.event(desk.now, body)));
        if let Err(error) = written {
            desk.warn(&format!("the attempt could not be recorded: {error}"));
        }
    }
}

/// Marker, committing line, then the planned markers go. A crash between leaves a marker too many, never too few.
fn commit(
    request: &Request<'_>,
    back: Moment,
    event: OutingEvent,
    desk: &mut Desk<'_>,
) -> Result<String, Error> {
    let first = request.people.first().ok_or_else(|| Error::usage("nobody was named"))?;
    let people: Vec<Contactable> = request.people.iter().map(contactable).collect();
    let OutingEvent::SignOut { stops, .. } = &event else {
        return Err(Error::bug("not a sign-out"));
    };
    let places = stops.iter().map(|s| s.place.clone()).collect();
    let _lock = desk.lock()?;
    let id = desk.store.next_outing_id(desk.zone.day_of(request.left_at), &first.id)?;
    let marker = OutMarker { outing: id.clone(), people, places, back };
    desk.store.put_out(&marker)?;
    desk.store.append(&Key::outing(&id)?, desk.event(request.left_at, event))?;
    for known in &request.visits {
        if let Err(error) = desk.store.remove_marker(Mark::Planned(&known.visit.id)) {
            desk.warn(&format!("recorded, but a marker stays behind: {error}"));
        }
    }
    Ok(id)
}

fn said_after(id: &str, unmet: &[Unmet], desk: &mut Desk<'_>) -> Ending {
    let outing = afield::outing(&desk.store, id, desk.now).map_err(super::desk::damaged)?;
    let text = started(&outing, unmet, desk);
    let warned: Vec<_> = unmet
        .iter()
        .map(|u| json!({"rule": u.rule, "clauses": u.clauses, "reason": u.reason}))
        .collect();
    let next = crate::watch::clocks::running(&outing);
    let clocks: Vec<_> =
        next.iter().map(|r| json!({"clock": r.clock, "due": r.deadline.due})).collect();
    desk.happened(&text, &json!({"outing": id, "back": outing.back, "breach": outing.breach, "unmet": warned, "clocks": clocks}));
    Ok(0)
}

/// What was recorded, who watches, what is due next, and what the policy leaves unsaid.
fn started(outing: &Outing, unmet: &[Unmet], desk: &Desk<'_>) -> String {
    let everyone: Vec<String> = outing.people.iter().map(|p| p.id.clone()).collect();
    let names = afield::names(outing, &everyone);
    let mut text = format!(
        "{names} out since {} as {}, back by {}.\n",
        desk.words(outing.left_at),
        outing.id,
        desk.words(outing.back)
    );
    for one in unmet {
        text.push_str(&format!(
            "On record: {} Reason: {}{}\n",
            one.says,
            one.reason,
            crate::render::words::cited(&one.clauses)
        ));
    }
    match &outing.monitor {
        Some(monitor) => text.push_str(&format!("{} watches.\n", monitor.name)),
        None => text.push_str("NOBODY WATCHES: no monitor is named.\n"),
    }
    if let Some(terms) = &outing.terms {
        text.push_str(&what_is_watched(terms));
    }
    text.push_str(&super::checkin::next_due(outing, desk));
    text.push_str("hv is not a monitored alarm service: it rings nobody, and it sees nothing unless somebody runs hv overdue. In danger, ring 999.\n");
    text
}

/// Where the policy has an interval and no ladder, or no interval at all, it is said at every sign-out.
fn what_is_watched(terms: &Terms) -> String {
    let mut text = String::new();
    match &terms.contact {
        Some(limit) => text.push_str(&format!(
            "Contact at least every {} ({}).\n",
            limit.span.words(),
            crate::render::words::source(&limit.source)
        )),
        None => text
            .push_str("How often they ring in is not set in this policy: nothing counts down.\n"),
    }
    let stand_in = terms
        .ladders
        .iter()
        .any(|l| l.source == Source::Default && l.clocks.contains(&crate::policy::Clock::Contact));
    if stand_in {
        text.push_str("No ladder configured: this policy does not say what happens after silence. hv's own stands in: the office is told, then everyone.\n");
    }
    for rung in terms.ladders.iter().flat_map(|l| &l.rungs).filter(|r| r.people.is_empty()) {
        text.push_str(&format!("NOBODY holds the role {}: that rung will be passed over. hv staff change ID --role ...\n", rung.role));
    }
    text
}

/// They go, or have gone, although rules refuse: everything broken is on record and the watch starts at once.
fn breach(
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
    }
}

/// The least a watch needs: who, in free text if need be; where; back when. Under a policy if it can be read,
/// else under hv's own terms.
fn free_breach(
    args: &Out,
    policy: Option<&Policy>,
    left_at: Moment,
    back: Option<Moment>,
    afield: &Afield,
    desk: &mut Desk<'_>,
) -> Ending {
    let why = args.breach.clone().unwrap_or_default();
    let back = back.ok_or_else(no_return)?;
    let place = args.place.clone().or_else(|| args.visits.first().cloned()).ok_or_else(|| {
        Error::usage("no answer to: Where are they going?").hint("give --where PLACE")
    })?;
    let directory = desk.people();
    let people: Vec<Traveller> =
        args.people.iter().map(|typed| free_traveller(typed, args, &directory)).collect();
    out_already(&people, afield)?;
    let going: Vec<String> = people.iter().map(|p| p.id.clone()).collect();
    let monitor = monitor(args.monitor.as_ref(), &directory).unwrap_or_else(|error| {
        desk.warn(&error.message);
        None
    });
    let school = desk.school.clone();
    let watchers = Watchers {
        school: &school,
        people: &directory,
        monitor: monitor.as_ref(),
        going: &going,
        today: desk.today(),
    };
    let terms = policy.map_or_else(
        || freeze::bare_terms(&crate::policy::defaults(), &watchers),
        |p| freeze::terms(p, &[], &watchers),
    );
    let unmet = vec![nothing_checked(policy.is_some())];
    let marker_people = people
        .iter()
        .map(|p| Contactable { id: p.id.clone(), name: p.name.clone(), number: p.number.clone() })
        .collect();
    let event = OutingEvent::SignOut {
        people,
        monitor: monitor.clone(),
        stops: vec![somewhere(&place)],
        back,
        terms: Box::new(terms),
        answers: Answers::new(),
        unmet: unmet.clone(),
        breach: Some(why.clone()),
    };
    let _lock = desk.lock_or_go_on();
    let first = going.first().cloned().unwrap_or_else(|| "somebody".to_owned());
    let id = desk.store.next_outing_id(desk.zone.day_of(left_at), &first)?;
    desk.store.put_out(&OutMarker {
        outing: id.clone(),
        people: marker_people,
        places: vec![place],
        back,
    })?;
    desk.store.append(&Key::outing(&id)?, desk.event(left_at, event))?;
    tell_breach(&id, &why, &unmet, policy, desk)
}

fn out_already(people: &[Traveller], afield: &Afield) -> Result<(), Error> {
    for person in people {
        let on = afield
            .outings
            .iter()
            .find(|o| o.person(&person.id).is_some_and(|p| p.returned.is_none()));
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
        strength: crate::policy::Strength::Must,
        says: says.to_owned(),
        clauses: Vec::new(),
        reason: String::new(),
    }
}

fn free_traveller(typed: &str, args: &Out, directory: &[Person]) -> Traveller {
    if let Ok(person) = super::desk::one_person(directory, typed) {
        return Traveller {
            id: person.id.clone(),
            name: person.name.clone(),
            number: args.mobile.clone().or_else(|| person.mobile.clone()),
            car: person.vehicle.as_ref().map(crate::domain::directory::Vehicle::words),
            kin: person.emergency_contact.iter().chain(&person.next_of_kin).cloned().collect(),
            answers: Answers::new(),
        };
    }
    Traveller {
        id: as_id(typed),
        name: typed.trim().to_owned(),
        number: args.mobile.clone(),
        car: None,
        kin: Vec::new(),
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
    if parts.is_empty() { "somebody".to_owned() } else { parts.join("-") }
}

/// A breach is done, said loudly, told to the head; it is never a permission. The watch runs: exit 0.
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
    if let Err(error) =
        desk.store.put_owed(&Key::outing(id)?, &format!("tell {head} of the breach"))
    {
        desk.warn(&format!("recorded, but the duty's marker could not be written: {error}"));
    }
    let mut text = format!(
        "BREACH ON RECORD ({why}). This is not a permission. The watch has started all the same.\n"
    );
    for one in unmet {
        text.push_str(&format!(
            "  broken: {}{}\n",
            one.says,
            crate::render::words::cited(&one.clauses)
        ));
    }
    text.push_str(&format!("Tell {head} now.\n"));
    text.push_str(&started(&outing, &[], desk));
    let broken: Vec<_> =
        unmet.iter().map(|u| json!({"rule": u.rule, "clauses": u.clauses})).collect();
    let quiet = std::mem::replace(&mut desk.quiet, false);
    desk.happened(
        &text,
        &json!({"outing": id, "back": outing.back, "breach": why, "broken": broken}),
    );
    desk.quiet = quiet;
    Ok(0)
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
        ] {
            assert_eq!(as_id(typed), id);
        }
    }
}
