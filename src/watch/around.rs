//! What a rung's words may name besides the time: who is missing and on which numbers, the family they are with,
//! every family of the round, their next of kin, the car, the place.

use super::Running;
use crate::domain::directory::Phone;
use crate::domain::names;
use crate::domain::outing::{Abroad, Door, Outing};

/// The words that stand for each blank of a rung.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Around {
    people: String,
    numbers: String,
    home: String,
    families: String,
    kin: String,
    car: String,
    place: String,
    /// What to type after `hv brief`: the outing, else the visit, else whoever is missing.
    record: String,
    /// The first of those missing, by id.
    person: String,
}

impl Around {
    /// All that an outing tells about it.
    pub fn of(outing: &Outing, running: &Running, place: String) -> Around {
        let missing: Vec<&Abroad> =
            running.people.iter().filter_map(|p| outing.person(&p.id)).collect();
        let each = |words: fn(&Abroad) -> String| -> String {
            missing.iter().map(|p| words(p)).collect::<Vec<_>>().join("; ")
        };
        Around {
            home: here(outing, running).map_or_else(|| NO_FAMILY.to_owned(), family),
            families: families(outing),
            kin: each(kin),
            car: each(car),
            record: outing.id.clone(),
            ..Around::without_outing(running, place)
        }
    }

    /// When nothing is known but who and where.
    pub fn without_outing(running: &Running, place: String) -> Around {
        let names: Vec<&str> = running.people.iter().map(|p| p.name.as_str()).collect();
        let number =
            |p: &'_ crate::domain::events::Contactable| p.number.clone().unwrap_or(NONE.to_owned());
        let numbers: Vec<String> = running.people.iter().map(number).collect();
        let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
        let first = || running.people.first().map_or_else(|| "NAME".to_owned(), |p| p.id.clone());
        Around {
            people: names::list(&names),
            numbers: names::list(&numbers),
            home: NO_FAMILY.to_owned(),
            families: NO_FAMILY.to_owned(),
            kin: "no next of kin on record here".to_owned(),
            car: "no car on record here".to_owned(),
            place,
            record: running.visit.clone().unwrap_or_else(first),
            person: first(),
        }
    }

    /// For a ladder that is printed before anybody is late: where the words stand on the sheet.
    pub fn on_paper() -> Around {
        let sheet = |what: &str| format!("{what} (on this sheet)");
        Around {
            people: "those who are late".to_owned(),
            numbers: sheet("their numbers"),
            home: sheet("the family's number"),
            families: sheet("the families' numbers"),
            kin: sheet("their next of kin"),
            car: sheet("their car"),
            place: sheet("the address"),
            record: "OUTING".to_owned(),
            person: "NAME".to_owned(),
        }
    }

    /// The same for a message, which any telephone may show: who is missing and their number, and where to see the rest.
    #[must_use]
    pub fn discreet(&self) -> Around {
        let see = |what: &str| format!("{what} in hv brief");
        Around {
            people: self.people.clone(),
            numbers: self.numbers.clone(),
            home: see("number"),
            families: see("numbers"),
            kin: see("numbers"),
            car: see("details"),
            place: see("the address"),
            // A visit's id holds the family's; `hv brief` takes the person's as well.
            record: if self.record.contains('/') {
                self.person.clone()
            } else {
                self.record.clone()
            },
            person: self.person.clone(),
        }
    }

    /// A rung's words with the blanks filled in.
    pub fn fill(&self, words: &str) -> String {
        let blanks = [
            ("{people}", &self.people),
            ("{numbers}", &self.numbers),
            ("{home}", &self.home),
            ("{families}", &self.families),
            ("{kin}", &self.kin),
            ("{car}", &self.car),
            ("{place}", &self.place),
            ("{record}", &self.record),
        ];
        blanks.iter().fold(words.to_owned(), |words, (blank, with)| words.replace(blank, with))
    }
}

const NONE: &str = "no number on record";
const NO_FAMILY: &str = "no family on this outing";

/// The visit a clock is about; else the one in progress, or the next; when all are over, the last they were at.
fn here<'o>(outing: &'o Outing, running: &Running) -> Option<&'o Door> {
    let named =
        running.visit.as_ref().and_then(|v| outing.stops.iter().find(|d| d.stop.visit == *v));
    let last = || outing.stops.iter().filter(|d| d.last().is_some()).max_by_key(|d| d.last());
    let who: Vec<String> = running.people.iter().map(|p| p.id.clone()).collect();
    named.or_else(|| outing.current_of(&who)).or_else(last)
}

/// Every family of the round, in the order of the visits: each is asked when they were last seen.
fn families(outing: &Outing) -> String {
    let all: Vec<String> = outing.stops.iter().map(family).collect();
    if all.is_empty() { NO_FAMILY.to_owned() } else { all.join("; ") }
}

/// "ahmed, 12 Sample Street: Sara Ahmed 07700 900456".
fn family(door: &Door) -> String {
    let id = door.stop.visit.split('/').next().filter(|id| !id.is_empty());
    let who = id.map(|id| format!("{id}, ")).unwrap_or_default();
    let numbers: Vec<String> = door.stop.family.iter().map(phone).collect();
    let numbers = if numbers.is_empty() { NONE.to_owned() } else { numbers.join(", ") };
    format!("{who}{}: {numbers}", door.stop.place)
}

fn phone(phone: &Phone) -> String {
    format!("{} {}", phone.name, phone.number)
}

/// Next of kin and emergency contact are two things (trap 30): the second stands in for the first, and is called so.
fn kin(person: &Abroad) -> String {
    let name = &person.name;
    if let Some(next) = &person.next_of_kin {
        return format!("{name}'s next of kin {}", phone(next));
    }
    let contacts: Vec<String> = person.kin.iter().map(phone).collect();
    if contacts.is_empty() {
        return format!("{name}: no next of kin on record, nor an emergency contact");
    }
    format!("{name}'s emergency contact {} (no next of kin on record)", contacts.join(", "))
}

fn car(person: &Abroad) -> String {
    let car = person.car.as_deref().unwrap_or("no car on record");
    format!("{}: {car}", person.name)
}
