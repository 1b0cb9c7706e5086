//! `hv out`: every gate at once, then the watch begins. A refusal writes nothing but the attempt; a breach is
//! watched all the same.

use super::afield::{self, Afield};
use super::ask;
use super::desk::{Desk, phone};
use super::{Ending, Failure};
use crate::cli::Out;
use crate::domain::directory::Person;
use crate::domain::events::{
    Answers, Contactable, Duty, OutingEvent, Stop, Terms, Traveller, Unmet, VisitEvent,
};
use crate::domain::freeze::{self, Watchers, contactable};
use crate::domain::gate::Finding;
use crate::domain::known::Known;
use crate::domain::outing::Outing;
use crate::domain::owes;
use crate::domain::sign_out::{self, Request};
use crate::error::Error;
use crate::policy::facts::Facts;
use crate::policy::{DutyTrigger, Policy, Source, Step, Strength};
use crate::render::Put;
use crate::store::{Key, MachineState, Mark, OutMarker};
use crate::when::{Look, Moment, Span};
use serde_json::json;

pub(super) fn run(args: Out, desk: &mut Desk<'_>) -> Ending {
    let left_at = desk.at(args.at.as_ref())?;
    let back = args.back.as_ref().map(|t| back_time(t, left_at, desk)).transpose()?;
    match desk.policy() {
        Ok(policy) => under_policy(&args, &policy, left_at, back, desk),
        Err(error) if args.breach.is_some() => {
            desk.warn(&format!("the policy cannot be used, so hv's own terms hold: {error}"));
            free_breach(&args, None, left_at, back, desk)
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
            return free_breach(args, Some(policy), left_at, back, desk);
        }
        Err(error) => return Err(error.into()),
    };
    let visits = visits(args, &people, desk)?;
    if visits.is_empty() && args.breach.is_some() {
        return free_breach(args, Some(policy), left_at, back, desk);
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

/// At a terminal, asks what no flag gave: who watches, back when, who drives, who authorises. Then says at once what
/// stands in the way already, so that nobody answers twenty questions for nothing; then puts the policy's questions.
fn ask_the_rest(request: &mut Request<'_>, desk: &mut Desk<'_>) -> Result<(), Failure> {
    if !desk.host.can_ask {
        return Ok(());
    }
    ask_who_and_when(request, desk)?;
    let known: Vec<Finding> = sign_out::known_already(request);
    if known.iter().any(|f| f.strength == Strength::Must) {
        record_attempt(request, &known, desk);
        let what = format!("{} may not leave yet (nothing else was asked):", names(request));
        return Err(Failure::Refused { what, findings: known, then: ALL_THE_SAME.to_owned() });
    }
    let mut answers = request.answers.clone();
    ask::put(desk, request.policy, Step::Out, &mut answers, |answers| {
        with_answers(request, answers).scene()
    })?;
    request.answers = answers;
    Ok(())
}

fn ask_who_and_when(request: &mut Request<'_>, desk: &mut Desk<'_>) -> Result<(), Error> {
    let (directory, left_at) = (request.directory, request.left_at);
    let person = |typed: &str, _: &Desk<'_>| super::desk::one_person(directory, typed);
    if request.monitor.is_none() {
        let monitor = ask::until(desk, "Who watches, on site?", person)?;
        request.monitor = Some(contactable(monitor));
    }
    if request.back.is_none() {
        let back = |typed: &str, desk: &Desk<'_>| back_time(typed, left_at, desk);
        request.back = Some(ask::until(desk, "Back when?", back)?);
    }
    if request.cars.is_none() {
        let drivers =
            |typed: &str, _: &Desk<'_>| cars(&crate::domain::interview::people(typed), directory);
        request.cars = ask::until(desk, "Who drives their own car (ids, or none)?", drivers)?;
    }
    let senior = |g: &crate::policy::Gate| g.demand.mentions().contains(&"authorised-by-senior");
    if request.authorised_by.is_none() && request.policy.gates.iter().any(senior) {
        let question = "Which senior member of staff authorises this departure?";
        request.authorised_by = Some(ask::until(desk, question, person)?);
    }
    Ok(())
}

fn names(request: &Request<'_>) -> String {
    let names: Vec<&str> = request.people.iter().map(|p| p.name.as_str()).collect();
    crate::domain::names::list(&names)
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
    if let Some(why) = &args.breach {
        return breach(args, why, request, &findings, desk);
    }
    let reasons = ask::reasons(&args.answers)?;
    let what = format!("{} may not leave yet:", names(request));
    let unmet = match ask::settle(desk, &what, findings.clone(), &reasons) {
        Ok(unmet) => unmet,
        Err(refusal) => {
            record_attempt(request, &findings, desk);
            return Err(refusal.then(ALL_THE_SAME));
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

/// Nobody is ever out unwatched because a form was missing.
const ALL_THE_SAME: &str = "If they go all the same: add --breach \"why\". The watch then starts at once, and the \
                            breach is on record.";

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
    let OutingEvent::SignOut { stops, breach, .. } = &event else {
        return Err(Error::bug("not a sign-out"));
    };
    let places = stops.iter().map(|s| s.place.clone()).collect();
    let _lock = desk.lock()?;
    meanwhile(request, desk)?;
    if breach.is_none() {
        unchanged(request, desk)?;
    }
    let id = desk.store.next_outing_id(desk.zone.day_of(request.left_at), &first.id)?;
    let marker = OutMarker { outing: id.clone(), people, places, back };
    desk.store.put_out(&marker)?;
    desk.store.append(&Key::outing(&id)?, desk.event(request.left_at, event))?;
    for known in &request.visits {
        if let Err(error) = desk.store.remove_marker(Mark::Planned(&known.visit.id)) {
            desk.warn(&format!("recorded, but a marker stays behind: {error}"));
        }
    }
    afield::sweep(desk);
    Ok(id)
}

/// The decision was made before the lock was had, and questions may have been put since: another desk may have
/// signed them out meanwhile. A breach is no exception; nobody is out twice by one departure.
fn meanwhile(request: &Request<'_>, desk: &Desk<'_>) -> Result<(), Error> {
    let now = afield::all(&desk.store, desk.now, desk.today());
    let known = |o: &&Outing| request.open.iter().any(|known| known.id == o.id);
    for outing in now.outings.iter().filter(|o| !known(o)) {
        let out = request
            .people
            .iter()
            .find(|q| outing.person(&q.id).is_some_and(crate::domain::outing::Abroad::out));
        let covered = |k: &&Known| outing.stops.iter().any(|d| d.stop.visit == k.visit.id);
        let what = out
            .map(|p| p.name.clone())
            .or_else(|| request.visits.iter().find(covered).map(|k| k.visit.id.clone()));
        if let Some(what) = what {
            return Err(Error::usage(format!(
                "{what} has been signed out meanwhile, on {}",
                outing.id
            ))
            .hint(format!("hv show {} says by whom, and what is watched", outing.id)));
        }
    }
    Ok(())
}

/// Nor may a visit have been changed or called off while the questions were put.
fn unchanged(request: &Request<'_>, desk: &Desk<'_>) -> Result<(), Error> {
    let moved = |known: &&Known| {
        desk.visit(&known.visit.id).is_ok_and(|v| v.plan != known.visit.plan || !v.planned())
    };
    match request.visits.iter().find(moved) {
        Some(known) => Err(Error::refused(format!(
            "not signed out: meanwhile, {} was changed",
            known.visit.id
        ))
        .hint("type hv out again")),
        None => Ok(()),
    }
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
        text.put(format!(
            "On record: {} Reason: {}{}\n",
            one.says,
            one.reason,
            crate::render::words::cited(&one.clauses)
        ));
    }
    match &outing.monitor {
        Some(monitor) => text.put(format!("{} watches.\n", monitor.name)),
        None => text.push_str("NOBODY WATCHES: no monitor is named.\n"),
    }
    if let Some(terms) = &outing.terms {
        text.push_str(&what_is_watched(terms));
    }
    text.put(machine_watch(desk));
    text.push_str(&super::checkin::next_due(outing, desk));
    text.push_str("hv is not a monitored alarm service: it rings nobody, and it sees nothing unless somebody runs hv overdue. In danger, ring 999.\n");
    text
}

/// Older than this, a heartbeat says that nothing watches by machine: three runs of a five-minute cron.
const FRESH: Span = Span::minutes(15);

/// Whether anything on this machine runs `hv overdue`. If not, the monitor is the only watch there is.
fn machine_watch(desk: &Desk<'_>) -> String {
    if desk.replay {
        return String::new();
    }
    let state = desk.host.state_dir().map(|dir| MachineState::load(&dir, &desk.store).0);
    let beat = state.and_then(|s| s.heartbeat);
    match beat {
        Some(at) if desk.now.seconds_since(at).abs() <= FRESH.as_seconds() => String::new(),
        Some(at) => format!(
            "NO MACHINE WATCHES: hv overdue last looked here at {}. The monitor watches by hand.\n",
            desk.words(at)
        ),
        None => "NO MACHINE WATCHES: hv overdue has not run here. The monitor watches by hand.\n"
            .to_owned(),
    }
}

/// Where the policy has an interval and no ladder, or no interval at all, it is said at every sign-out.
fn what_is_watched(terms: &Terms) -> String {
    let mut text = String::new();
    match &terms.contact {
        Some(limit) => text.put(format!(
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
        text.push_str("No ladder configured: this policy does not say what happens after silence. hv's own stands in: the monitor or the office rings, then the head decides, then everyone is told.\n");
    }
    for rung in terms.ladders.iter().flat_map(|l| &l.rungs).filter(|r| r.people.is_empty()) {
        text.put(format!("NOBODY holds the role {}: that rung will be passed over. hv staff change ID --role ...\n", rung.role));
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
        people: people.clone(),
        monitor: monitor.clone(),
        stops: vec![somewhere(&place)],
        back,
        terms: Box::new(terms),
        answers: Answers::new(),
        unmet: unmet.clone(),
        breach: Some(why.clone()),
        duties: free_duties(policy, left_at),
    };
    let _lock = desk.lock_or_go_on();
    out_already(&people, &afield::all(&desk.store, desk.now, desk.today()))?;
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
        strength: Strength::Must,
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
        text.put(format!("  broken: {}{}\n", one.says, crate::render::words::cited(&one.clauses)));
    }
    text.put(format!("Tell {head} now.\n"));
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
