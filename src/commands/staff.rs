//! `hv staff`: the staff directory.

use super::Ending;
use super::desk::{Desk, day, pair, phone, said};
use crate::cli::{Staff, StaffAction, StaffFields};
use crate::domain::directory::{Holding, Person, Reading, Vehicle};
use crate::error::Error;
use crate::render::table;
use serde_json::json;

pub(super) fn run(args: Staff, desk: &mut Desk<'_>) -> Ending {
    match (args.action, args.person) {
        (Some(StaffAction::Add(fields)), _) => add(fields, desk),
        (Some(StaffAction::Change(fields)), _) => change(fields, desk),
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

/// "dsl (deputy)".
pub(super) fn role_words(holding: &Holding) -> String {
    let deputy = if holding.deputy { " (deputy)" } else { "" };
    format!("{}{deputy}", holding.role)
}

fn add(fields: StaffFields, desk: &mut Desk<'_>) -> Ending {
    let name = super::ask::needed(desk, fields.name.as_ref(), "--name", "What is their name?")?;
    let _lock = desk.lock()?;
    if desk.store.person(&fields.id).map_err(super::desk::damaged)?.is_some() {
        return Err(Error::usage(format!("{} is on the staff already", fields.id))
            .hint(format!("hv staff change {} ...", fields.id))
            .into());
    }
    let nobody = Person {
        id: fields.id.clone(),
        name,
        roles: Vec::new(),
        mobile: None,
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
    };
    save(with(nobody, &fields)?, "added", desk)
}

fn change(fields: StaffFields, desk: &mut Desk<'_>) -> Ending {
    let _lock = desk.lock()?;
    let person = desk.person(&fields.id)?;
    save(with(person, &fields)?, "changed", desk)
}

fn save(person: Person, what: &str, desk: &mut Desk<'_>) -> Ending {
    warn_unknown_roles(&person, desk);
    desk.store.put_person(&person)?;
    let missing: Vec<&str> = [
        ("a mobile number", person.mobile.is_none()),
        ("an emergency contact", person.emergency_contact.is_none()),
    ]
    .into_iter()
    .filter_map(|(what, missing)| missing.then_some(what))
    .collect();
    let lacks = if missing.is_empty() {
        String::new()
    } else {
        format!(" Not on record: {}.", missing.join(", "))
    };
    desk.happened(&format!("{}: {what}.{lacks}\n", person.name), &json!({"person": person}));
    Ok(0)
}

/// A role that the policy does not know answers for no rung; it may be a slip of the finger.
fn warn_unknown_roles(person: &Person, desk: &mut Desk<'_>) {
    let Ok(policy) = desk.policy() else { return };
    let known: Vec<&str> = policy.roles.keys().map(String::as_str).chain(["office"]).collect();
    for holding in person.roles.iter().filter(|h| !known.contains(&h.role.as_str())) {
        desk.warn(&format!(
            "the policy knows no role {:?}; it knows {}",
            holding.role,
            known.join(", ")
        ));
    }
}

fn with(mut person: Person, fields: &StaffFields) -> Result<Person, Error> {
    if let Some(name) = &fields.name {
        person.name.clone_from(name);
    }
    if !fields.roles.is_empty() {
        person.roles = fields.roles.iter().map(|r| holding(r)).collect();
    }
    if let Some(mobile) = &fields.mobile {
        person.mobile = Some(phone(&format!("mobile={mobile}"), "--mobile")?.number);
    }
    if let Some(typed) = &fields.emergency_contact {
        person.emergency_contact = Some(phone(typed, "--emergency-contact")?);
    }
    if let Some(typed) = &fields.next_of_kin {
        person.next_of_kin = Some(phone(typed, "--next-of-kin")?);
    }
    person.vehicle = vehicle(person.vehicle.take(), fields)?;
    let date =
        |typed: &Option<String>, flag: &str| typed.as_ref().map(|t| day(t, flag)).transpose();
    person.trained = date(&fields.trained, "--trained")?.or(person.trained);
    person.coached = date(&fields.coached, "--coached")?.or(person.coached);
    person.left = date(&fields.left, "--left")?.or(person.left);
    for typed in &fields.read {
        let (what, on) = pair(typed, "--read", "home-visits-policy=2026-09-01")?;
        person.read.retain(|r| r.what != what);
        person.read.push(Reading { what, on: day(&on, "--read")?, version: None });
    }
    Ok(person)
}

fn holding(typed: &str) -> Holding {
    let (role, deputy) = typed.strip_suffix(":deputy").map_or((typed, false), |role| (role, true));
    Holding { role: role.to_owned(), deputy, from: None, until: None }
}

fn vehicle(known: Option<Vehicle>, fields: &StaffFields) -> Result<Option<Vehicle>, Error> {
    let mut car = known.clone().unwrap_or_default();
    let replace = |old: Option<String>, new: &Option<String>| new.clone().or(old);
    car.make = replace(car.make, &fields.car_make);
    car.model = replace(car.model, &fields.car_model);
    car.registration = replace(car.registration, &fields.car_registration);
    car.colour = replace(car.colour, &fields.car_colour);
    if let Some(typed) = &fields.insured_until {
        car.insured_until = Some(day(typed, "--insured-until")?);
    }
    car.business_use = said(fields.business_use).or(car.business_use);
    Ok((car != Vehicle::default()).then_some(car))
}
