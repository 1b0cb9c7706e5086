//! Who is who, as `hv init` puts it on the staff directory: one card each, saved as soon as it is known.
//!
//! Whoever is on the directory keeps what stands there: a role is added, a number that is missing is filled in, and a
//! number that differs is changed only by somebody who has seen both.

use super::desk::{Desk, damaged};
use super::init_given::Who;
use super::staff;
use crate::domain::directory::{Holding, Person};
use crate::domain::names;
use crate::error::Error;
use crate::policy::{Policy, Role};
use crate::store::Store;

/// Every role of the policy: the head of school's first, then safeguarding, then in order of the word.
pub(super) fn roles(policy: &Policy) -> Vec<(&Role, &String)> {
    let mut all: Vec<(&Role, &String)> = policy.roles.iter().collect();
    all.sort_by_key(|(role, _)| (**role != policy.head, *role != "dsl", (*role).clone()));
    all
}

/// Nobody has the role today, as its holder.
pub(super) fn open(role: &str, people: &[Person], desk: &Desk<'_>) -> bool {
    !people.iter().any(|p| has(p, role, false, desk))
}

/// Somebody has it today: as the holder, or standing in.
pub(super) fn has(person: &Person, role: &str, deputy: bool, desk: &Desk<'_>) -> bool {
    let today = desk.today();
    let held = person.roles.iter().any(|h| h.role == role && h.deputy == deputy && h.on(today));
    held && person.left.is_none_or(|left| today < left)
}

/// Whether these can be put down: each role is one of the policy's.
pub(super) fn known(all: &[Who], policy: &Policy) -> Result<(), Error> {
    let unknown: Vec<&str> = all
        .iter()
        .filter_map(|who| who.role.as_deref())
        .filter(|role| !policy.roles.contains_key(*role))
        .collect();
    if unknown.is_empty() {
        return Ok(());
    }
    let roles: Vec<&str> = policy.roles.keys().map(String::as_str).collect();
    Err(Error::usage(format!("--person: this policy has no role {}", unknown.join(", ")))
        .hint(format!("its roles: {}", roles.join(", "))))
}

/// The card as it would be, and what would be overwritten in it.
#[derive(Debug)]
pub(super) struct Card {
    /// As it would stand.
    pub person: Person,
    /// A mobile that stands there, and the one that was given.
    pub differs: Option<(String, String)>,
    /// It would change something.
    pub changes: bool,
    /// A role that they have, and would now stand in for themselves: while they are away nobody has it.
    pub alone_in: Option<String>,
}

/// What becomes of somebody's card. Nothing is written.
pub(super) fn card(who: &Who, desk: &mut Desk<'_>) -> Result<Card, Error> {
    let people = desk.people();
    let known = people.iter().find(|p| p.name.to_lowercase() == who.name.to_lowercase());
    let mut person = match known {
        Some(person) => person.clone(),
        None => staff::nobody(&free_id(&who.name, desk)?, who.name.clone()),
    };
    let mut differs = None;
    match (&person.mobile, &who.mobile) {
        (Some(was), Some(given)) if was != given => differs = Some((was.clone(), given.clone())),
        (None, Some(given)) => person.mobile = Some(given.clone()),
        (Some(_) | None, _) => {}
    }
    if let Some(role) = who.role.as_ref().filter(|role| !has(&person, role, who.deputy, desk)) {
        person.roles.push(Holding {
            role: role.clone(),
            deputy: who.deputy,
            from: None,
            until: None,
        });
    }
    let changes = known != Some(&person);
    let alone_in = who
        .role
        .clone()
        .filter(|role| [false, true].into_iter().all(|deputy| has(&person, role, deputy, desk)));
    Ok(Card { person, differs, changes, alone_in })
}

/// Writes a card, and says so.
pub(super) fn save(card: Card, desk: &mut Desk<'_>) -> Result<(), Error> {
    if !card.changes {
        return Ok(());
    }
    let lock = desk.lock()?;
    desk.store.put_person(&card.person)?;
    drop(lock);
    if desk.quiet {
        return Ok(());
    }
    let person = &card.person;
    let roles: Vec<String> = person.roles.iter().map(staff::role_words).collect();
    let roles = if roles.is_empty() { String::new() } else { format!(", {}", roles.join(", ")) };
    let number = person.mobile.as_deref().unwrap_or("no mobile yet");
    desk.warn(&format!("Saved: {} ({}){roles}, {number}.", person.name, person.id));
    if let Some(role) = &card.alone_in {
        desk.warn(&format!(
            "{} has the role {role} and stands in for it: while they are away, nobody has it. Somebody else: hv init \
             --person \"{role}:deputy=NAME, MOBILE\"",
            person.name
        ));
    }
    Ok(())
}

/// Somebody's card with another name, and another mobile if one is given: what was typed wrongly is put right.
pub(super) fn put_right(
    person: &Person,
    (name, mobile): (String, Option<String>),
    desk: &mut Desk<'_>,
) -> Result<(), Error> {
    let mobile = mobile.or_else(|| person.mobile.clone());
    let now = Person { name, mobile, ..person.clone() };
    let changes = now != *person;
    save(Card { person: now, differs: None, changes, alone_in: None }, desk)
}

/// An id that nobody has: the first name, else the whole name, else that with a number.
fn free_id(name: &str, desk: &Desk<'_>) -> Result<String, Error> {
    let first = names::id(name.split_whitespace().next().unwrap_or(name));
    let whole = names::id(name);
    let numbered = (2..100).map(|n| format!("{whole}-{n}"));
    for id in [first, whole.clone()].into_iter().chain(numbered) {
        let usable = staff::reserved(&id).is_none() && Store::check_id(&id).is_ok();
        if usable && desk.store.person(&id).map_err(damaged)?.is_none() {
            return Ok(id);
        }
    }
    Err(Error::usage(format!("no id could be made for {name:?}"))
        .hint("hv staff add ID --name NAME"))
}
