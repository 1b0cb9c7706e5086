//! `hv staff`: the staff directory.

use super::Ending;
use super::desk::Desk;
use super::form::{Field, Form, one, several};
use crate::cli::{Staff, StaffAction, StaffFields, YesNo};
use crate::domain::directory::{Holding, Person, Phone, Reading, Training, Vehicle};
use crate::domain::drill::PERSON;
use crate::error::Error;
use crate::render::sheet::sheet;
use crate::render::{clean, table};
use crate::when::Day;
use serde_json::json;
use std::collections::BTreeSet;

pub(super) fn run(args: Staff, desk: &mut Desk<'_>) -> Ending {
    match (args.action, args.person) {
        (Some(StaffAction::Add(fields)), _) => add(fields, desk),
        (Some(StaffAction::Change(fields)), _) => change(fields, desk),
        (Some(StaffAction::Import(args)), _) => super::import::staff(&args, desk),
        (None, None) if args.csv => export(desk),
        (None, Some(person)) => {
            let person = desk.person(&person)?;
            super::show::person(&person, desk);
            Ok(0)
        }
        (None, None) => Ok(list(desk)),
    }
}

fn list(desk: &mut Desk<'_>) -> u8 {
    let loaded = desk.store.people();
    let code = if loaded.damage.is_empty() { 0 } else { 3 };
    desk.tell_damage(&loaded.damage);
    if desk.json {
        desk.host
            .say(&format!("{}\n", json!({"hv": 1, "staff": loaded.good, "damage": loaded.damage})));
        return code;
    }
    let rows: Vec<Vec<String>> = loaded.good.iter().map(row).collect();
    let text = table(&["Id", "Name", "Roles", "Mobile", "Car"], &rows, desk.host.table_width());
    desk.host.say(&text);
    code
}

/// The columns of a sheet, and what else schools call them.
pub(super) const FIELDS: [Field; 25] = [
    one("id", &["staff id", "staff code", "code", "initials"]),
    one("name", &["full name", "staff name"]),
    one("forename", &["first name", "given name"]),
    one("surname", &["last name", "family name"]),
    several("role", &["roles"]),
    one("mobile", &["mobile phone", "mobile number", "mobile telephone"]),
    one("email", &["e-mail", "email address", "work email"]),
    one("emergency-contact", &["emergency contact name"]),
    one("emergency-contact-number", &["emergency contact phone", "emergency contact telephone"]),
    one("next-of-kin", &["next of kin name"]),
    one("next-of-kin-number", &["next of kin phone", "next of kin telephone"]),
    one("car-make", &["make"]),
    one("car-model", &["model"]),
    one("car-registration", &["registration", "registration number", "car reg"]),
    one("car-colour", &["colour"]),
    one("insured-until", &["insurance until", "insurance expires"]),
    one("business-use", &["business insurance"]),
    one("trained", &[]),
    one("coached", &[]),
    several("training", &[]),
    one("designated", &[]),
    one("lone-visits", &[]),
    one("works-for", &["agency"]),
    several("read", &[]),
    one("left", &["leaving date", "date left"]),
];

/// Everybody as a sheet that `hv staff import` reads back.
fn export(desk: &mut Desk<'_>) -> Ending {
    let loaded = desk.store.people();
    super::form::refuse_two_forms(desk)?;
    desk.tell_damage(&loaded.damage);
    let columns: Vec<&str> =
        FIELDS.iter().map(|f| f.name).filter(|f| !["forename", "surname"].contains(f)).collect();
    let rows: Vec<Vec<String>> = loaded
        .good
        .iter()
        .map(|person| columns.iter().map(|column| cell(person, column)).collect())
        .collect();
    let text = sheet(&columns, &rows);
    desk.host.say(&text);
    Ok(if loaded.damage.is_empty() { 0 } else { 3 })
}

/// What stands in a column about a person, as it would be typed.
fn cell(person: &Person, column: &str) -> String {
    let car = person.vehicle.clone().unwrap_or_default();
    let name = |phone: &Option<Phone>| phone.as_ref().map(|p| p.name.clone());
    let number = |phone: &Option<Phone>| phone.as_ref().map(|p| p.number.clone());
    let yes_no = |yes: bool| Some(if yes { "yes" } else { "no" }.to_owned());
    let listed = |all: Vec<String>| Some(all.join("; "));
    let text = match column {
        "id" => Some(person.id.clone()),
        "name" => Some(person.name.clone()),
        "role" => listed(person.roles.iter().map(role_typed).collect()),
        "mobile" => person.mobile.clone(),
        "email" => person.email.clone(),
        "emergency-contact" => name(&person.emergency_contact),
        "emergency-contact-number" => number(&person.emergency_contact),
        "next-of-kin" => name(&person.next_of_kin),
        "next-of-kin-number" => number(&person.next_of_kin),
        "car-make" => car.make,
        "car-model" => car.model,
        "car-registration" => car.registration,
        "car-colour" => car.colour,
        "insured-until" => car.insured_until.map(|day| day.to_string()),
        "business-use" => car.business_use.and_then(yes_no),
        "trained" => person.trained.map(|day| day.to_string()),
        "coached" => person.coached.map(|day| day.to_string()),
        "training" => {
            listed(person.training.iter().map(|t| format!("{}={}", t.topic, t.on)).collect())
        }
        "designated" => yes_no(person.designated),
        "lone-visits" => yes_no(person.lone_visits),
        "works-for" => person.works_for.clone(),
        "read" => listed(person.read.iter().map(reading_typed).collect()),
        "left" => person.left.map(|day| day.to_string()),
        _ => None,
    };
    text.unwrap_or_default()
}

fn role_typed(holding: &Holding) -> String {
    let deputy = if holding.deputy { ":deputy" } else { "" };
    let from = holding.from.map(|day| format!(":from={day}")).unwrap_or_default();
    let until = holding.until.map(|day| format!(":until={day}")).unwrap_or_default();
    format!("{}{deputy}{from}{until}", holding.role)
}

fn reading_typed(reading: &Reading) -> String {
    let version = reading.version.as_ref().map(|v| format!("@{v}")).unwrap_or_default();
    format!("{}{version}={}", reading.what, reading.on)
}

fn row(person: &Person) -> Vec<String> {
    let unset = || "not set".to_owned();
    vec![
        person.id.clone(),
        person.name.clone(),
        person.roles.iter().map(role_words).collect::<Vec<_>>().join(", "),
        person.mobile.clone().unwrap_or_else(unset),
        person.vehicle.as_ref().map_or_else(unset, Vehicle::words),
    ]
}

/// "dsl (deputy, until Sat 31 Jul 2027)".
pub(super) fn role_words(holding: &Holding) -> String {
    let limits = [
        holding.deputy.then(|| "deputy".to_owned()),
        holding.from.map(|day| format!("from {}", day.words())),
        holding.until.map(|day| format!("until {}", day.words())),
    ];
    let limits: Vec<String> = limits.into_iter().flatten().collect();
    if limits.is_empty() {
        holding.role.clone()
    } else {
        format!("{} ({})", holding.role, limits.join(", "))
    }
}

/// What nobody on the staff may be called: an outing of that person must never be taken for a drill, nor a drill for one.
pub(super) fn reserved(id: &str) -> Option<String> {
    let wrong = id.trim().eq_ignore_ascii_case(PERSON);
    wrong.then(|| format!("the id {PERSON:?} is kept for drills, on which nobody is missing"))
}

fn add(fields: StaffFields, desk: &mut Desk<'_>) -> Ending {
    if let Some(why) = reserved(&fields.id) {
        return Err(Error::usage(why).hint("choose another id for them").into());
    }
    let name = super::ask::needed(desk, fields.name.as_ref(), "--name", "What is their name?")?;
    let _lock = desk.lock()?;
    if desk.store.person(&fields.id).map_err(super::desk::damaged)?.is_some() {
        return Err(Error::usage(format!("{} is on the staff already", fields.id))
            .hint(format!("hv staff change {} ...", fields.id))
            .into());
    }
    save(with(nobody(&fields.id, name), &fields, desk.today())?, "added", desk)
}

fn change(fields: StaffFields, desk: &mut Desk<'_>) -> Ending {
    let _lock = desk.lock()?;
    let person = desk.person(&fields.id)?;
    form(&fields).changes_something(&format!("staff change {}", person.id))?;
    let now = with(person.clone(), &fields, desk.today())?;
    let what = if now == person { "nothing changed, it is on record like that" } else { "changed" };
    save(now, what, desk)
}

/// Somebody of whom nothing is on record but the name.
pub(super) fn nobody(id: &str, name: String) -> Person {
    Person {
        id: id.to_owned(),
        name,
        roles: Vec::new(),
        mobile: None,
        email: None,
        emergency_contact: None,
        next_of_kin: None,
        vehicle: None,
        trained: None,
        coached: None,
        read: Vec::new(),
        training: Vec::new(),
        designated: false,
        lone_visits: false,
        works_for: None,
        left: None,
    }
}

fn save(person: Person, what: &str, desk: &mut Desk<'_>) -> Ending {
    warn_unknown_roles(std::slice::from_ref(&person), desk);
    desk.store.put_person(&person)?;
    let lacks = lacks(&person);
    desk.happened(
        &format!("{}: {what}.{lacks}\n", clean(&person.name)),
        &json!({"person": person}),
    );
    Ok(0)
}

/// " Not on record: a mobile number.", or nothing.
pub(super) fn lacks(person: &Person) -> String {
    let missing: Vec<&str> = [
        ("a mobile number", person.mobile.is_none()),
        ("an emergency contact", person.emergency_contact.is_none()),
    ]
    .into_iter()
    .filter_map(|(what, missing)| missing.then_some(what))
    .collect();
    if missing.is_empty() {
        String::new()
    } else {
        format!(" Not on record: {}.", missing.join(", "))
    }
}

/// A role that the policy does not know answers for no rung; it may be a slip of the finger.
pub(super) fn warn_unknown_roles(people: &[Person], desk: &mut Desk<'_>) {
    let Ok(policy) = desk.policy() else { return };
    let known: Vec<&str> = policy.roles.keys().map(String::as_str).chain(["office"]).collect();
    let held = people.iter().flat_map(|person| &person.roles).map(|h| h.role.as_str());
    let unknown: BTreeSet<&str> = held.filter(|role| !known.contains(role)).collect();
    for role in unknown {
        desk.warn(&format!("the policy knows no role {role:?}; it knows {}", known.join(", ")));
    }
}

fn with(person: Person, fields: &StaffFields, today: Day) -> Result<Person, Error> {
    let mut form = form(fields);
    let person = filled(person, &mut form, today);
    form.finish().map(|()| person)
}

fn form(fields: &StaffFields) -> Form {
    let one = |value: &Option<String>| value.iter().cloned().collect::<Vec<_>>();
    let yes_no = |value: Option<YesNo>| {
        value.map(|v| if v.yes() { "yes" } else { "no" }.to_owned()).into_iter().collect()
    };
    Form::of_flags([
        ("name", one(&fields.name)),
        ("role", fields.roles.clone()),
        ("mobile", one(&fields.mobile)),
        ("email", one(&fields.email)),
        ("emergency-contact", one(&fields.emergency_contact)),
        ("next-of-kin", one(&fields.next_of_kin)),
        ("car-make", one(&fields.car_make)),
        ("car-model", one(&fields.car_model)),
        ("car-registration", one(&fields.car_registration)),
        ("car-colour", one(&fields.car_colour)),
        ("insured-until", one(&fields.insured_until)),
        ("business-use", yes_no(fields.business_use)),
        ("trained", one(&fields.trained)),
        ("coached", one(&fields.coached)),
        ("training", fields.training.clone()),
        ("designated", yes_no(fields.designated)),
        ("lone-visits", yes_no(fields.lone_visits)),
        ("works-for", one(&fields.works_for)),
        ("read", fields.read.clone()),
        ("left", one(&fields.left)),
    ])
}

/// The person with what the form says. Only what it says changes. What somebody has done, they did by `today`.
pub(super) fn filled(mut person: Person, form: &mut Form, today: Day) -> Person {
    if let Some(name) = form.text("name") {
        form.one_line("name", &name);
        if name.trim().is_empty() {
            form.refuse("name", "nobody is called nothing");
        }
        person.name = name;
    }
    let roles = form.several("role");
    if !roles.is_empty() {
        person.roles = roles.iter().filter_map(|typed| holding(typed, form)).collect();
    }
    let mobile = form.text("mobile").and_then(|typed| form.number("mobile", &typed));
    person.mobile = mobile.or(person.mobile);
    if let Some(email) = form.text("email") {
        person.email = form.email("email", &email).or(person.email);
    }
    person.emergency_contact =
        form.phone("emergency-contact", "emergency-contact-number").or(person.emergency_contact);
    person.next_of_kin = form.phone("next-of-kin", "next-of-kin-number").or(person.next_of_kin);
    person.vehicle = vehicle(person.vehicle.take(), form);
    person.trained = form.past_day("trained", today).or(person.trained);
    person.coached = form.past_day("coached", today).or(person.coached);
    person.left = form.day("left").or(person.left);
    person.designated = form.yes_no("designated").unwrap_or(person.designated);
    person.lone_visits = form.yes_no("lone-visits").unwrap_or(person.lone_visits);
    if let Some(agency) = form.text("works-for") {
        person.works_for = Some(agency).filter(|agency| !agency.trim().is_empty());
    }
    for (topic, typed) in form.pairs("training", "child-protection=2026-09-01") {
        let Some(on) = form.a_past_day("training", &typed, today) else { continue };
        person.training.retain(|t| t.topic != topic);
        person.training.push(Training { topic, on });
    }
    for (typed, on) in form.pairs("read", "home-visits-policy=2026-09-01") {
        let Some(on) = form.a_past_day("read", &on, today) else { continue };
        let Some((what, version)) = version_of(&typed, form) else { continue };
        person.read.retain(|r| r.what != what);
        person.read.push(Reading { what, on, version });
    }
    person
}

/// `WHAT`, or `WHAT@VERSION`.
fn version_of(typed: &str, form: &mut Form) -> Option<(String, Option<String>)> {
    let Some((what, version)) = typed.split_once('@') else {
        return Some((typed.to_owned(), None));
    };
    let (what, version) = (what.trim(), version.trim());
    if what.is_empty() || version.is_empty() {
        form.refuse("read", format!("{typed:?} is not of the form home-visits-policy@3"));
        return None;
    }
    Some((what.to_owned(), Some(version.to_owned())))
}

/// `dsl`, `dsl:deputy`, `dsl:from=2026-09-01:until=2027-07-31`. A limit that cannot be read must not become a part of
/// the role's name, or of its time.
fn holding(typed: &str, form: &mut Form) -> Option<Holding> {
    let mut parts = typed.split(':').map(str::trim);
    let role = parts.next().unwrap_or_default().to_owned();
    let mut holding = Holding { role, deputy: false, from: None, until: None };
    for part in parts {
        match part.split_once('=') {
            None if part == "deputy" => holding.deputy = true,
            Some(("from", day)) => holding.from = Some(form.a_day("role", day)?),
            Some(("until", day)) => holding.until = Some(form.a_day("role", day)?),
            None | Some(_) => {
                form.refuse("role", format!("{part:?} in {typed:?} is none of {ROLE_LIMITS}"));
                return None;
            }
        }
    }
    let backwards = holding.from.zip(holding.until).is_some_and(|(from, until)| until < from);
    if holding.role.is_empty() || backwards {
        let why = if backwards { "ends before it begins" } else { "names no role" };
        form.refuse("role", format!("{typed:?} {why}"));
        return None;
    }
    Some(holding)
}

const ROLE_LIMITS: &str = "deputy, from=2026-09-01, until=2027-07-31";

fn vehicle(known: Option<Vehicle>, form: &mut Form) -> Option<Vehicle> {
    let car = known.unwrap_or_default();
    let car = Vehicle {
        make: form.text("car-make").or(car.make),
        model: form.text("car-model").or(car.model),
        registration: form.text("car-registration").or(car.registration),
        colour: form.text("car-colour").or(car.colour),
        insured_until: form.day("insured-until").or(car.insured_until),
        business_use: form.yes_no("business-use").or(car.business_use),
    };
    (car != Vehicle::default()).then_some(car)
}
