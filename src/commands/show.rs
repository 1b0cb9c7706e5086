//! `hv show`: one record in full, for people. What is read out to the police is the page of `hv brief`.

use super::assess_life::Against;
use super::board_rows::back_by;
use super::desk::{Desk, damaged};
use super::{Ending, afield, suggest};
use crate::cli::Show;
use crate::domain::alarm::AlarmLine;
use crate::domain::assessment::Assessment;
use crate::domain::directory::{Address, Caution, Family, Person, Phone, Reading, Vehicle};
use crate::domain::entry::Entry;
use crate::domain::outing::{Abroad, Cause, Outing};
use crate::domain::visit::Visit;
use crate::error::Error;
use crate::render::Put;
use crate::render::{clean, fit, words};
use crate::store::Evidence;
use crate::when::{Day, Week};
use serde_json::json;

/// What an id can mean.
pub(super) enum Meant {
    Outing(Box<Outing>),
    Visit(Box<Visit>),
    Assessment(Box<Assessment>),
    Week(Week),
    Family(String),
    Person(Box<Person>),
}

pub(super) fn run(args: Show, desk: &mut Desk<'_>) -> Ending {
    let taken = super::overdue::taken_away(&desk.store);
    desk.tell_damage(&taken);
    match find(&args.id, desk)? {
        Meant::Outing(outing) => show_outing(&outing, desk),
        Meant::Visit(visit) => show_visit(&visit, desk),
        Meant::Assessment(assessment) => show_assessment(&assessment, desk),
        Meant::Week(week) => {
            let args = crate::cli::PlanCommand { week: Some(week.to_string()), action: None };
            return super::plan::run(args, desk);
        }
        Meant::Family(id) => return family(&id, desk),
        Meant::Person(found) => person(&found, desk),
    }
    Ok(0)
}

/// The record meant by an id, the start of one, or a name.
pub(super) fn find(typed: &str, desk: &mut Desk<'_>) -> Result<Meant, Error> {
    let key = typed.trim().to_lowercase();
    if let Ok(week) = Week::parse(&key.to_uppercase()) {
        return Ok(Meant::Week(week));
    }
    if let Some(outing) = outing_meant(&key, desk)? {
        return Ok(Meant::Outing(Box::new(outing)));
    }
    if key.starts_with("base:") {
        return super::assess::newest(&key, desk).map(|a| Meant::Assessment(Box::new(a)));
    }
    if key.contains('/') {
        return visit_or_assessment(&key, desk);
    }
    if desk.store.family(&key).is_ok_and(|f| f.is_some()) {
        return Ok(Meant::Family(key));
    }
    if let Ok(person) = desk.person(&key) {
        return Ok(Meant::Person(Box::new(person)));
    }
    if let Ok(family) = desk.family(&key) {
        return Ok(Meant::Family(family));
    }
    let error = Error::usage(format!("nothing here is called {typed:?}"));
    Err(like_an_id(error, &key, desk)
        .hint("hv board, hv plan, hv staff and hv family list what there is"))
}

/// What may have been meant: somebody on the staff, a family, an outing of that week.
fn like_an_id(error: Error, key: &str, desk: &Desk<'_>) -> Error {
    let staff = desk.store.people().good;
    let families = desk.store.family_ids().good;
    let day = key.get(..10).and_then(|d| Day::parse(d).ok());
    let outings = day.map_or_else(Vec::new, |day| desk.store.outings_in(day.week()).good);
    let ids = families.iter().chain(&outings).map(|id| (id.as_str(), id.as_str()));
    suggest::meaning(error, key, suggest::people(&staff).into_iter().chain(ids))
}

/// A visit and an assessment made on one day may have the same number: the visit comes first, and both are named.
fn visit_or_assessment(key: &str, desk: &mut Desk<'_>) -> Result<Meant, Error> {
    let visit = desk.visit_id(key);
    if let Ok(id) = &visit {
        return desk.visit(id).map(|v| Meant::Visit(Box::new(v)));
    }
    let (family, rest) = key.split_once('/').unwrap_or((key, ""));
    let rest = rest.strip_prefix("assessments/").unwrap_or(rest);
    let family = desk.family(family)?;
    let found = desk.assessments(&family).into_iter().rev().find(|a| a.id.ends_with(rest));
    match (found, visit) {
        (Some(assessment), _) => Ok(Meant::Assessment(Box::new(assessment))),
        (None, Err(error)) => Err(error),
        (None, Ok(_)) => Err(Error::bug("a visit was found and lost")),
    }
}

/// An outing by its id or the start of it, open or closed.
pub(super) fn outing_meant(key: &str, desk: &mut Desk<'_>) -> Result<Option<Outing>, Error> {
    let Some(day) = key.get(..10).and_then(|d| Day::parse(d).ok()) else {
        return Ok(None);
    };
    let loaded = desk.store.outings_in(day.week());
    desk.tell_damage(&loaded.damage);
    let matching: Vec<String> = loaded.good.into_iter().filter(|id| id.starts_with(key)).collect();
    match matching.as_slice() {
        [] => Ok(None),
        [one] => afield::outing(&desk.store, one, desk.now).map(Some).map_err(damaged),
        several => Err(super::desk::ambiguous(
            key,
            &several.iter().map(String::as_str).collect::<Vec<_>>(),
        )),
    }
}

fn show_outing(outing: &Outing, desk: &mut Desk<'_>) {
    if desk.json {
        let shown = json!({
            "hv": 1, "outing": outing.id, "drill": outing.drill, "left_at": outing.left_at, "back": outing.back, "open": outing.open(),
            "never_left": outing.never_left,
            "breach": outing.breach, "unmet": outing.unmet, "monitor": outing.monitor, "terms": outing.terms,
            "people": outing.people.iter().map(|p| json!({"id": p.id, "name": p.name, "number": p.number,
                "car": p.car, "kin": p.kin, "next_of_kin": p.next_of_kin, "last_contact": p.last_contact,
                "expected": p.back, "returned": p.returned, "distress": p.distress.as_ref().map(|(since, _)| since),
                "concern": p.concerns.first().map(|c| c.since)})).collect::<Vec<_>>(),
            "on_call": outing.on_call, "ends_at_home": outing.home().is_some(),
            "stops": outing.stops.iter().map(|d| json!({"stop": d.stop, "planned": d.planned,
                "arrived": d.arrived, "entered": d.entered,
                "left": d.left, "called_off": d.called_off})).collect::<Vec<_>>(),
            "log": log_json(&outing.entries), "damage": outing.damage,
        });
        desk.host.say(&format!("{shown}\n"));
        return;
    }
    let mut text = format!("Outing {}\n", outing.id);
    text.push_str(&super::drill_words::head(outing));
    for damage in &outing.damage {
        text.put(format!("DAMAGED: {}\n", clean(&damage.to_string())));
    }
    text.push_str(&in_short(outing, desk));
    text.push_str("\nWhat happened:\n");
    text.push_str(&log(&outing.entries, desk));
    let shown = fit(&text, desk.host.width());
    desk.host.say(&shown);
}

/// Who, where, when due, car, numbers.
fn in_short(outing: &Outing, desk: &mut Desk<'_>) -> String {
    let mut text = String::new();
    for person in &outing.people {
        let car = person.car.as_deref().unwrap_or("no car on record");
        let returned = person.returned.filter(|_| !person.away());
        let state = match (&person.distress, returned) {
            (Some((since, _)), _) => format!("DISTRESS since {}", desk.words(*since)),
            (None, None) if !person.concerns.is_empty() => {
                format!("CAUSE FOR CONCERN: {}", concerns(person, desk))
            }
            (None, Some(_)) if outing.never_left => "never left, as taken back below".to_owned(),
            (None, Some(at)) => format!("back {}", desk.words(at)),
            (None, None) => format!("OUT, last heard {}", desk.words(person.last_contact)),
        };
        text.put(format!(
            "  {}, {}. {state}. {}\n",
            clean(&person.name),
            clean(person.number.as_deref().unwrap_or("no number")),
            clean(car)
        ));
        let kin = person.next_of_kin.iter().map(|p| ("next of kin", p));
        let contacts = person.kin.iter().map(|p| ("emergency contact", p));
        for (what, phone) in contacts.chain(kin) {
            let (name, number) = (clean(&phone.name), clean(&phone.number));
            text.put(format!("      ring for them: {name} {number} ({what})\n"));
        }
    }
    text.put(format!(
        "  Left {}, expected back {}\n",
        desk.words(outing.left_at),
        clean(&back_by(outing, desk))
    ));
    for door in &outing.stops {
        let when = door.stop.appointment.map(|a| desk.words(a)).unwrap_or_default();
        let moved = door.planned.filter(|planned| door.stop.appointment != Some(*planned));
        let moved = moved.map(|at| format!(", held up: planned for {}", desk.words(at)));
        text.put(format!(
            "  {when} {} {}{}\n",
            clean(&door.stop.visit),
            clean(&door.stop.place),
            moved.unwrap_or_default()
        ));
        text.push_str(&dangers(&door.stop.visit, desk));
    }
    if let Some(monitor) = &outing.monitor {
        text.put(format!("  Watched by {}\n", words::to_ring(monitor)));
    }
    if let Some(on_call) = &outing.on_call {
        text.put(format!("  On call: {}\n", words::to_ring(on_call)));
    }
    if let Some(home) = outing.home() {
        text.put(format!("  Ends at home: each tells {} that they are home\n", clean(&home.to)));
    }
    if let Some(why) = &outing.breach {
        text.put(format!("  BREACH: {}\n", clean(why)));
    }
    text
}

/// Everything that was said and has not been resolved, with where they were.
fn concerns(person: &Abroad, desk: &Desk<'_>) -> String {
    let words = |cause: &Cause| {
        let place = cause.whereabouts.as_ref().map(|w| format!(", at {w}")).unwrap_or_default();
        let said = cause.said.as_deref().unwrap_or("not said");
        format!("{said}{place}, {}", desk.words(cause.since))
    };
    clean(&person.concerns.iter().map(words).collect::<Vec<_>>().join("; "))
}

fn dangers(visit: &str, desk: &mut Desk<'_>) -> String {
    let Ok(visit) = desk.visit(visit) else { return String::new() };
    let known = desk.known(visit);
    let mut text = String::new();
    for caution in desk.in_words(&known.cautions()) {
        text.put(format!("      CAUTION: {}\n", clean(&caution)));
    }
    text
}

fn show_visit(visit: &Visit, desk: &mut Desk<'_>) {
    let known = desk.known(visit.clone());
    let policy = if visit.planned() { desk.policy_or_say() } else { None };
    let against = policy.map(|p| super::assess_life::unsaid(&known, &[], &p, desk));
    let against = against.unwrap_or_default();
    if desk.json {
        let shown = json!({
            "hv": 1, "visit": visit.id, "plan": visit.plan, "stage": super::plan::stage(visit),
            "ended": visit.ended.as_ref().map(|e| json!({"at": e.at, "outcome": e.outcome})),
            "owed": visit.owed.iter().map(|o| &o.duty).collect::<Vec<_>>(),
            "cautions": known.cautions(), "stale": against, "incidents": incidents_json(visit), "log": log_json(&visit.entries), "damage": visit.damage,
        });
        desk.host.say(&format!("{shown}\n"));
        return;
    }
    let row = known.row(desk.zone);
    let mut text = format!("Visit {}: {}\n", clean(&visit.id), clean(&super::plan::stage(visit)));
    for damage in &visit.damage {
        text.put(format!("DAMAGED: {}\n", clean(&damage.to_string())));
    }
    for caution in desk.in_words(&known.cautions()) {
        text.put(format!("CAUTION: {}\n", clean(&caution)));
    }
    for (what, value) in [
        ("When", &row.time),
        ("Pupil", &row.pupil),
        ("Address", &row.address),
        ("Parent", &row.parent),
        ("Contact", &row.contact),
        ("Reason", &row.reason),
        ("Staff", &row.staff),
    ] {
        text.put(format!("  {what}: {}\n", clean(value)));
    }
    let since = super::changed::since_signed(&known, desk);
    if let Some(since) = since.filter(|_| visit.planned()) {
        let void = format!("Signature VOID. {}", super::changed::words(&since, desk));
        text.put(format!("{}\n", crate::render::wrap(&clean(&void), "  ", desk.host.width())));
    }
    text.push_str(&incidents(visit, desk));
    if !against.is_empty() {
        text.push_str("  Its assessment may no longer hold:\n");
        text.push_str(&super::assess_life::lines(&against, desk.host.width()));
    }
    for owed in &visit.owed {
        text.put(format!(
            "  Owed by {}: {}{}\n",
            clean(&owed.duty.owner),
            clean(&owed.duty.does),
            words::cited(&owed.duty.clauses)
        ));
    }
    text.push_str("\nWhat happened:\n");
    text.push_str(&log(&visit.entries, desk));
    let shown = fit(&text, desk.host.width());
    desk.host.say(&shown);
}

fn incidents_json(visit: &Visit) -> Vec<serde_json::Value> {
    let all = visit.incidents();
    all.iter().map(|(at, incident)| json!({"at": at, "incident": incident})).collect()
}

/// Everything that went wrong on a visit.
fn incidents(visit: &Visit, desk: &Desk<'_>) -> String {
    let one = |(at, incident): &(crate::when::Moment, &crate::domain::events::Incident)| {
        let kept = incident.reference.as_ref().map(|r| format!("; account: {r}"));
        let line = format!(
            "INCIDENT {}: {}, by {}; affected: {}{}",
            desk.words(*at),
            incident.kind,
            incident.by_whom,
            incident.affected.join(", "),
            kept.unwrap_or_default()
        );
        format!("  {}\n", clean(&line))
    };
    visit.incidents().iter().map(one).collect::<Vec<String>>().concat()
}

fn show_assessment(assessment: &Assessment, desk: &mut Desk<'_>) {
    let text = if desk.json {
        format!("{}\n", super::assess_page::as_json(assessment))
    } else {
        fit(&super::assess_page::page(assessment, desk), desk.host.width())
    };
    desk.host.say(&text);
}

/// A family: who, where, what to be careful of, and its visits.
pub(super) fn family(id: &str, desk: &mut Desk<'_>) -> Ending {
    let family = desk
        .store
        .family(id)
        .map_err(damaged)?
        .ok_or_else(|| Error::usage(format!("there is no family {id}")))?;
    let visits = desk.history(id);
    let assessments = desk.assessments(id);
    let addresses = places(&family.addresses, desk)?;
    let workplaces = places(&family.workplaces, desk)?;
    let against = against(&assessments, desk);
    if desk.json {
        let visits: Vec<_> =
            visits.iter().map(|v| json!({"id": v.id, "stage": super::plan::stage(v), "incidents": v.incidents().len()})).collect();
        let shown = json!({"hv": 1, "family": family, "addresses": addresses, "workplaces": workplaces,
            "visits": visits, "assessments": assessments.iter().map(|a| &a.id).collect::<Vec<_>>(),
            "stale": against.iter().map(|(id, all)| json!({"assessment": id, "reasons": all})).collect::<Vec<_>>()});
        desk.host.say(&format!("{shown}\n"));
        return Ok(0);
    }
    let mut text = family_card(&family, &addresses, &workplaces, desk);
    for visit in &visits {
        text.put(format!("  Visit {}: {}\n", clean(&visit.id), clean(&super::plan::stage(visit))));
        for line in incidents(visit, desk).lines() {
            text.put(format!("  {line}\n"));
        }
    }
    for assessment in &assessments {
        text.put(format!(
            "  Assessment {}: {}\n",
            clean(&assessment.id),
            clean(&super::assess_page::rating_word(&assessment.assessed))
        ));
        if let Some(no) = crate::domain::stale::decided_no(assessment, desk.zone) {
            text.put(format!("    MAY NOT GO AHEAD: {}\n", clean(&no)));
        }
        let of_it = against.iter().filter(|(id, all)| *id == assessment.id && !all.is_empty());
        for (_, all) in of_it {
            text.push_str("    It may no longer hold:\n");
            text.push_str(&super::assess_life::lines(all, desk.host.width()));
        }
    }
    let shown = fit(&text, desk.host.width());
    desk.host.say(&shown);
    Ok(0)
}

/// What stands against the newest assessment of each home.
fn against(all: &[Assessment], desk: &mut Desk<'_>) -> Vec<(String, Vec<Against>)> {
    let Ok(policy) = desk.policy() else { return Vec::new() };
    let mut found = Vec::new();
    for (at, one) in all.iter().enumerate() {
        let replaced = all.iter().skip(at + 1).any(|a| a.assessed.address == one.assessed.address);
        if !replaced {
            found.push((one.id.clone(), super::assess_life::reasons(one, &policy, desk)));
        }
    }
    found
}

fn places(ids: &[String], desk: &Desk<'_>) -> Result<Vec<Address>, Error> {
    let mut found = Vec::new();
    for id in ids {
        found.extend(desk.store.address(id).map_err(damaged)?);
    }
    Ok(found)
}

/// All that is on record about a family itself: what to be careful of first.
fn family_card(family: &Family, homes: &[Address], works: &[Address], desk: &Desk<'_>) -> String {
    let mut text = format!("Family {}\n", clean(&family.id));
    let of_places = homes.iter().chain(works).flat_map(|a| &a.cautions);
    let cautions: Vec<&Caution> = family.cautions.iter().chain(of_places).collect();
    for caution in desk.in_words(&cautions) {
        text.put(format!("CAUTION: {}\n", clean(&caution)));
    }
    let ended_there = homes.iter().chain(works).flat_map(|a| &a.no_longer);
    for ended in family.no_longer.iter().chain(ended_there) {
        let (what, looked) = (&ended.caution.what, &ended.looked);
        text.put(format!(
            "  No longer: {} ({}, {}: {})\n",
            clean(what),
            clean(&looked.by),
            looked.on.words(),
            clean(&looked.found)
        ));
    }
    for pupil in &family.pupils {
        text.put(format!(
            "  Pupil: {} {}\n",
            clean(&pupil.name),
            clean(pupil.class.as_deref().unwrap_or_default())
        ));
    }
    for carer in &family.carers {
        text.put(format!("  Carer: {}\n", clean(&super::family::carer_words(carer))));
    }
    for (what, places) in [("Address", homes), ("Workplace", works)] {
        for place in places {
            text.put(format!("  {what}: {} ({})\n", clean(&place.text), clean(&place.id)));
            if let Some(directions) = &place.directions {
                text.put(format!("      {}\n", clean(directions)));
            }
        }
    }
    for agency in &family.agencies {
        text.put(format!("  Agency: {}\n", clean(agency)));
    }
    for exempt in &family.exemptions {
        let over = if exempt.until < desk.today() { ", OVER" } else { "" };
        text.put(format!(
            "  Exempt from {} until {}{over}: {}, decided by {}\n",
            clean(&exempt.rule),
            exempt.until.words(),
            clean(&exempt.why),
            clean(&exempt.by)
        ));
    }
    text
}

/// A person, with what is missing said as such.
pub(super) fn person(person: &Person, desk: &mut Desk<'_>) {
    if desk.json {
        desk.host.say(&format!("{}\n", json!({"hv": 1, "person": person})));
        return;
    }
    let unset = || "not set".to_owned();
    let date = |day: Option<Day>| day.map_or_else(unset, Day::words);
    let phone =
        |p: &Option<Phone>| p.as_ref().map_or_else(unset, |p| format!("{} {}", p.name, p.number));
    let yes_no = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
    let listed = |all: Vec<String>| if all.is_empty() { unset() } else { all.join(", ") };
    let car = person.vehicle.as_ref();
    let training = person.training.iter().map(|t| format!("{} {}", t.topic, t.on.words()));
    let lines = [
        ("Roles", listed(person.roles.iter().map(super::staff::role_words).collect())),
        ("Works for", person.works_for.clone().unwrap_or_else(|| "the school".to_owned())),
        ("Mobile", person.mobile.clone().unwrap_or_else(unset)),
        ("E-mail", person.email.clone().unwrap_or_else(unset)),
        ("Emergency contact", phone(&person.emergency_contact)),
        ("Next of kin", phone(&person.next_of_kin)),
        ("Car", car.map_or_else(unset, Vehicle::words)),
        ("Insured until", date(car.and_then(|c| c.insured_until))),
        ("Business use", car.and_then(|c| c.business_use).map_or_else(unset, yes_no)),
        ("Designated to visit", yes_no(person.designated)),
        ("May visit alone, where that is asked", yes_no(person.lone_visits)),
        ("Trained", date(person.trained)),
        ("Coached", date(person.coached)),
        ("Training", listed(training.collect())),
        ("Read", listed(person.read.iter().map(reading_words).collect())),
    ];
    let mut text = format!("{} ({})\n", clean(&person.name), clean(&person.id));
    if let Some(left) = person.left {
        text.put(format!("  LEFT {}\n", left.words()));
    }
    for (what, value) in lines {
        text.put(format!("  {what}: {}\n", clean(&value)));
    }
    let shown = fit(&text, desk.host.width());
    desk.host.say(&shown);
}

fn reading_words(reading: &Reading) -> String {
    let version = reading.version.as_ref().map(|v| format!(" (version {v})")).unwrap_or_default();
    format!("{}{version} {}", reading.what, reading.on.words())
}

/// Every event in a line: when it happened, when it was typed if later, by whom, what.
fn log<B: Evidence>(entries: &[Entry<B>], desk: &Desk<'_>) -> String {
    entries
        .iter()
        .map(|e| {
            let typed = if e.typed == e.at {
                String::new()
            } else {
                format!(", typed {}", desk.words(e.typed))
            };
            let replay = if e.clock_given { ", replay" } else { "" };
            let paper = e.on_paper.as_ref().map(|who| format!(", on paper by {}", clean(who)));
            let paper = paper.unwrap_or_default();
            format!(
                "  {}{typed}{replay}{paper}, {}: {} [{}]\n",
                desk.words(e.at),
                clean(&e.by),
                clean(&did(&e.body, desk)),
                e.id
            )
        })
        .collect::<Vec<String>>()
        .concat()
}

/// The event's own word, and who or which it is about.
fn did<B: Evidence>(body: &B, desk: &Desk<'_>) -> String {
    let Ok(value) = serde_json::to_value(body) else { return String::new() };
    said(&value, desk)
}

fn said(value: &serde_json::Value, desk: &Desk<'_>) -> String {
    if let Some(line) = alarm_line(value) {
        return super::charge_words::line(&line, desk.zone, desk.today());
    }
    if let Some(was) = value.get("was") {
        return format!("TAKEN BACK, it was typed by mistake: {}", said(was, desk));
    }
    let text =
        |key: &str| value.get(key).and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default();
    let who = value
        .get("who")
        .and_then(|w| w.as_array())
        .map(|w| w.iter().filter_map(|v| v.as_str()).collect::<Vec<_>>().join(" and "));
    let second = Some(text("second")).filter(|s| !s.is_empty());
    let confirmed = Some(text("confirmed-by")).filter(|c| !c.is_empty()).map(|first| {
        format!(
            "{} by {first}{}",
            text("how"),
            second.map(|s| format!(" and {s}")).unwrap_or_default()
        )
    });
    let parts = [
        text("did"),
        who.unwrap_or_default(),
        confirmed.unwrap_or_default(),
        text("visit"),
        text("outcome"),
        text("event"),
        text("kind"),
        text("whereabouts"),
        text("why"),
        text("note"),
        text("found"),
        text("reason"),
    ];
    parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A line of the log of alarms, whichever record it stands in.
fn alarm_line(value: &serde_json::Value) -> Option<AlarmLine> {
    let mut line = value.as_object()?.clone();
    let did = line.remove("did")?;
    if did != "alarm" {
        return None;
    }
    serde_json::from_value(line.into()).ok()
}

fn log_json<B: Evidence>(entries: &[Entry<B>]) -> Vec<serde_json::Value> {
    entries
        .iter()
        .map(|e| json!({"id": e.id, "at": e.at, "typed": e.typed, "by": e.by, "replay": e.clock_given, "on_paper": e.on_paper, "event": e.body}))
        .collect()
}
