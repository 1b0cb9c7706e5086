//! `hv out`: every gate at once, then the watch begins. A refusal writes nothing but the attempt; a breach is
//! watched all the same.

use super::afield::{self, Afield};
use super::ask;
use super::breach;
use super::desk::{Desk, phone};
use super::out_begun::{self, Departure};
use super::{Ending, Failure};
use crate::cli::Out;
use crate::domain::directory::Person;
use crate::domain::events::{Answers, Contactable, OutingEvent, Terms, Unmet, VisitEvent};
use crate::domain::freeze::contactable;
use crate::domain::gate::Finding;
use crate::domain::known::Known;
use crate::domain::outing::Outing;
use crate::domain::sign_out::{self, Request};
use crate::error::Error;
use crate::policy::{Policy, Source, Step, Strength};
use crate::render::Put;
use crate::store::{Key, OutMarker};
use crate::when::{Look, Moment, Span};
use serde_json::json;

pub(super) fn run(args: Out, desk: &mut Desk<'_>) -> Ending {
    let left_at = desk.at(args.at.as_ref())?;
    let back = args.back.as_ref().map(|t| back_time(t, left_at, desk)).transpose()?;
    match desk.policy() {
        Ok(policy) => under_policy(&args, &policy, left_at, back, desk),
        Err(error) if args.breach.is_some() => {
            desk.warn(&format!("the policy cannot be used, so hv's own terms hold: {error}"));
            breach::unchecked(&args, None, left_at, back, desk)
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
            desk.said(back),
            desk.said(left_at)
        )));
    }
    within_a_day(back, left_at, desk)?;
    Ok(back)
}

/// Nobody is on a home visit for more than a day: such a return is a slip of the finger that would put off every alarm.
pub(super) fn within_a_day(back: Moment, from: Moment, desk: &Desk<'_>) -> Result<(), Error> {
    if back <= from.plus(Span::minutes(24 * 60)) {
        return Ok(());
    }
    let day = desk.zone.day_of(back);
    let what = format!("--back: {} on {day} is more than a day away", desk.zone.clock(back));
    Err(Error::usage(what).hint("type the time they are expected back: 15:30"))
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
            return breach::unchecked(args, Some(policy), left_at, back, desk);
        }
        Err(error) => return Err(error.into()),
    };
    let visits = visits(args, &people, desk)?;
    if visits.is_empty() && args.breach.is_some() {
        return breach::unchecked(args, Some(policy), left_at, back, desk);
    }
    for known in &visits {
        if super::plan::in_doubt(known) {
            super::plan::tell_doubt(known, desk);
        } else if !known.signing_is_known() {
            desk.warn(&format!(
                "DAMAGED: the record of the week's list: it is NOT KNOWN for sure whether {} was signed",
                known.visit.id
            ));
        }
        desk.warn_of(&known.visit.plan.family, &known.cautions());
    }
    let ids: Vec<String> = people.iter().map(|p| p.id.clone()).collect();
    let (answers, wrong) =
        ask::sorted_out(&args.answers, policy, |step| step == Step::Out, &ids, desk);
    for error in wrong {
        if args.breach.is_none() {
            return Err(error.into());
        }
        // They go all the same, so the watch is not held up by an answer that cannot be used.
        desk.warn(&format!("not counted: {error}"));
    }
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
        on_call: monitor(args.on_call.as_ref(), &directory)?,
        authorised_by,
        answers,
        open: &open.outings,
    };
    let mut by_hand = super::watched::by_hand(args, &request.people, &directory)?;
    if args.breach.is_none() {
        ask_the_rest(&mut request, desk)?;
        ask_who_watches(&mut by_hand, &request, desk)?;
    }
    sign_out(args, &request, by_hand, desk)
}

/// Nobody goes where nobody watches: at a terminal, somebody is asked to.
fn ask_who_watches(
    by_hand: &mut Option<Contactable>,
    request: &Request<'_>,
    desk: &mut Desk<'_>,
) -> Result<(), Error> {
    let unwatched = super::watched::nobody_watches(by_hand.as_ref(), desk);
    let Some(unwatched) = unwatched.filter(|_| desk.host.can_ask) else { return Ok(()) };
    desk.warn(&unwatched.says);
    let (directory, going) = (request.directory, ids_of(request));
    let stays = |typed: &str, _: &Desk<'_>| {
        let person = super::desk::one_person(directory, typed)?;
        if going.contains(&person.id) {
            return Err(Error::usage(format!("{} goes along and cannot watch", person.name)));
        }
        Ok(person)
    };
    let question = "Who accepts to watch by hand, on site, until all are back?";
    *by_hand = Some(contactable(ask::until(desk, question, stays)?));
    Ok(())
}

fn travellers(typed: &[String], directory: &[Person]) -> Result<Vec<Person>, Error> {
    let mut people: Vec<Person> = Vec::new();
    for typed in typed.iter().flat_map(|t| t.split(',')).filter(|t| !t.trim().is_empty()) {
        let person = super::desk::one_person(directory, typed)
            .map_err(|error| not_a_drill(typed).unwrap_or(error))?;
        if let Some(refused) = not_a_drill(&person.id) {
            return Err(refused);
        }
        if !people.iter().any(|p| p.id == person.id) {
            people.push(person.clone());
        }
    }
    Ok(people)
}

/// Nobody goes out on a drill, and nobody who goes out is taken for one.
fn not_a_drill(id: &str) -> Option<Error> {
    super::staff::reserved(id).map(|why| {
        Error::usage(why).hint("to walk a ladder for practice: hv drill start").hint(
            "somebody who goes out under that name: hv out NAME --breach \"why\" --where PLACE --back TIME",
        )
    })
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

pub(super) fn monitor(
    typed: Option<&String>,
    directory: &[Person],
) -> Result<Option<Contactable>, Error> {
    typed.map(|t| super::desk::one_person(directory, t).map(contactable)).transpose()
}

/// The visits named; without a name, those planned for today for exactly these people.
fn visits(args: &Out, people: &[Person], desk: &mut Desk<'_>) -> Result<Vec<Known>, Error> {
    let mut ids = Vec::new();
    for typed in &args.visits {
        ids.push(desk.visit_id(typed)?);
    }
    if args.visits.is_empty() && args.place.is_none() {
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
    let known: Vec<Finding> = exempt_from(request, sign_out::known_already(request)).0;
    if known.iter().any(|f| f.strength == Strength::Must) {
        record_attempt(request, &known, desk);
        tell_stale(request, &known, desk);
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

fn ids_of(request: &Request<'_>) -> Vec<String> {
    request.people.iter().map(|p| p.id.clone()).collect()
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
        on_call: request.on_call.clone(),
        answers: answers.clone(),
        ..*request
    }
}

fn sign_out(
    args: &Out,
    request: &Request<'_>,
    by_hand: Option<Contactable>,
    desk: &mut Desk<'_>,
) -> Ending {
    let (mut findings, exempt) = exempt_from(request, sign_out::check(request));
    // A breach says which rules are broken and not why: then every reason is said here.
    let said_below = if args.breach.is_some() { &[] } else { findings.as_slice() };
    let stale = tell_stale(request, said_below, desk);
    if let Some(why) = &args.breach {
        return breach::checked(args, why, request, &findings, desk);
    }
    findings.extend(super::watched::nobody_watches(by_hand.as_ref(), desk));
    let reasons = ask::reasons(&args.answers)?;
    let what = format!("{} may not leave yet:", names(request));
    let unmet = match ask::settle(desk, &what, findings.clone(), &reasons) {
        Ok(unmet) => unmet,
        Err(refusal) => {
            record_attempt(request, &findings, desk);
            return Err(refusal.then(ALL_THE_SAME));
        }
    };
    let unmet = super::plan_change::with_exempt(unmet, exempt, desk);
    let back = request.back.ok_or_else(|| {
        Failure::Error(
            Error::usage("no answer to: Back when?")
                .hint("give --back TIME: without it nobody knows when to worry"),
        )
    })?;
    let mut event = sign_out::event(request, back, unmet.clone(), None);
    if let OutingEvent::SignOut { watched_by_hand, .. } = &mut event {
        *watched_by_hand = by_hand;
    }
    super::plan_change::show_advice(request.policy, Step::Out, &request.scene(), desk);
    let id = commit(request, back, event, desk)?;
    let visits: Vec<&Known> = request.visits.iter().collect();
    if let Some(words) = super::signature::unchecked(&visits, desk).filter(|_| !desk.quiet) {
        desk.warn(&words);
    }
    desk.tell_review(request.policy);
    said_after(&id, &unmet, &stale, desk)
}

/// Says what stands against an assessment and no rule's refusal says: where no rule looks, they still ought to know.
fn tell_stale(
    request: &Request<'_>,
    findings: &[Finding],
    desk: &mut Desk<'_>,
) -> Vec<serde_json::Value> {
    let mut all = Vec::new();
    for known in &request.visits {
        let against = super::assess_life::unsaid(known, findings, request.policy, desk);
        super::assess_life::tell(&known.visit.id, &against, desk);
        all.extend(against.iter().map(|a| json!({"visit": known.visit.id, "reason": a})));
    }
    all
}

/// What a family is exempt from that day passes, with the decision on record.
fn exempt_from(request: &Request<'_>, findings: Vec<Finding>) -> (Vec<Finding>, Vec<Unmet>) {
    let visits: Vec<&Known> = request.visits.iter().collect();
    let day = request.zone.day_of(request.left_at);
    crate::domain::exempt::part(request.policy, findings, &visits, day)
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
pub(super) fn commit(
    request: &Request<'_>,
    back: Moment,
    event: OutingEvent,
    desk: &mut Desk<'_>,
) -> Result<String, Error> {
    let people: Vec<Contactable> = request.people.iter().map(contactable).collect();
    let OutingEvent::SignOut { stops, breach, .. } = &event else {
        return Err(Error::bug("not a sign-out"));
    };
    let places: Vec<String> = stops.iter().map(|s| s.place.clone()).collect();
    let _lock = desk.lock()?;
    let open = meanwhile(request, desk)?;
    if breach.is_none() {
        unchanged(request, desk)?;
    }
    let day = desk.zone.day_of(request.left_at);
    let departure = Departure { day, people: &people, places: &places };
    let id = out_begun::id(departure, &open, true, desk)?;
    let marker = OutMarker { outing: id.clone(), people, places, back };
    desk.store.put_out(&marker)?;
    desk.store.append(&Key::outing(&id)?, desk.event(request.left_at, event))?;
    out_begun::remember(&id, &marker.people, desk);
    // Whoever was planned and does not go is still expected to: their marker stays.
    let all_go =
        |k: &&Known| k.visit.plan.staff.iter().all(|s| request.people.iter().any(|p| p.id == *s));
    for known in request.visits.iter().filter(all_go) {
        super::unresolved::unmark_planned(&known.visit.id, desk);
    }
    afield::sweep(desk);
    Ok(id)
}

/// The decision was made before the lock was had, and questions may have been put since: another desk may have
/// signed them out meanwhile. A breach is no exception; nobody is out twice by one departure.
fn meanwhile(request: &Request<'_>, desk: &Desk<'_>) -> Result<Afield, Error> {
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
    Ok(now)
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

fn said_after(
    id: &str,
    unmet: &[Unmet],
    stale: &[serde_json::Value],
    desk: &mut Desk<'_>,
) -> Ending {
    let outing = afield::outing(&desk.store, id, desk.now).map_err(super::desk::damaged)?;
    let text = started(&outing, unmet, desk);
    let warned: Vec<_> = unmet
        .iter()
        .map(|u| json!({"rule": u.rule, "clauses": u.clauses, "reason": u.reason}))
        .collect();
    let next = crate::watch::clocks::running(&outing);
    let clocks: Vec<_> =
        next.iter().map(|r| json!({"clock": r.clock, "due": r.deadline.due})).collect();
    desk.happened(&text, &json!({"outing": id, "back": outing.back, "breach": outing.breach, "unmet": warned, "clocks": clocks, "stale": stale}));
    Ok(0)
}

/// What was recorded, who watches, what is due next, and what the policy leaves unsaid.
pub(super) fn started(outing: &Outing, unmet: &[Unmet], desk: &Desk<'_>) -> String {
    let everyone: Vec<String> = outing.people.iter().map(|p| p.id.clone()).collect();
    let names = afield::names(outing, &everyone);
    let mut text = format!(
        "{names} out since {} as {}, back by {}.\n",
        desk.said(outing.left_at),
        outing.id,
        desk.said(outing.back)
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
        text.push_str(&super::calls::promised(outing, terms, desk));
        text.push_str(&terms.home.as_ref().map(super::home::ends_there).unwrap_or_default());
    }
    if let Some(on_call) = &outing.on_call {
        text.put(format!("{} is on call.\n", on_call.name));
    }
    for unset in desk.policy().map(|p| p.unset).unwrap_or_default() {
        text.put(format!(
            "This policy wants {} and gives no value; the school has set none.{}\n",
            unset.what,
            crate::render::words::cited(&unset.clauses)
        ));
    }
    text.put(machine_watch(outing, desk));
    text.put(super::drill_words::last_proven(desk));
    text.push_str(&super::checkin::next_due(outing, desk));
    text.push_str("hv is not a monitored alarm service: it rings nobody, and it sees nothing unless somebody runs hv overdue. In danger, ring 999.\n");
    text
}

/// Whether a machine watches. If not, whoever accepted to is the only watch there is.
fn machine_watch(outing: &Outing, desk: &Desk<'_>) -> String {
    if desk.replay {
        return String::new();
    }
    let watched = super::watched::watched(&desk.store, &desk.school, desk.host, desk.now);
    let Some(words) = watched.words(desk.zone, desk.now) else { return String::new() };
    let by_hand = outing.watched_by_hand.as_ref().or(outing.monitor.as_ref());
    let who = by_hand.map_or("Nobody", |p| p.name.as_str());
    format!("{words}. {who} watches by hand: hv overdue, every few minutes.\n")
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
    let rungs = terms.ladders.iter().flat_map(|l| &l.rungs);
    let vacant: std::collections::BTreeSet<&String> =
        rungs.filter(|r| r.people.is_empty()).map(|r| &r.role).collect();
    for role in vacant {
        text.put(format!("NOBODY holds the role of {role}: that rung will be passed over. hv staff change ID --role ...\n"));
    }
    text
}
