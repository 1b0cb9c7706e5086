//! `hv print card` and `hv print vehicles`: what is made from the staff directory alone. No page of it ever holds the
//! code word: hv does not know it.

use super::desk::Desk;
use super::print::{Foot, Made, part};
use super::print_unread;
use crate::domain::directory::{Person, Vehicle};
use crate::domain::events::Terms;
use crate::domain::freeze::{self, Watchers};
use crate::error::Error;
use crate::policy::Policy;
use crate::render::count;
use crate::render::paper::{Block, Card, Column, Group, Page, Piece, Sheet, Table, Words};

/// Two sides for each person, to cut out and fold.
pub(super) fn cards(typed: &[String], desk: &mut Desk<'_>) -> Result<Made, Error> {
    let (policy, mut alerts) = print_unread::policy(desk);
    let loaded = desk.store.people();
    desk.tell_damage(&loaded.damage);
    let today = desk.today();
    let people = if typed.is_empty() {
        loaded.good.into_iter().filter(|p| p.left.is_none_or(|left| today < left)).collect()
    } else {
        let names = typed.iter().flat_map(|t| t.split(',')).filter(|t| !t.trim().is_empty());
        names
            .map(|t| super::desk::one_person(&loaded.good, t).cloned())
            .collect::<Result<Vec<_>, _>>()?
    };
    let back = back(policy.as_ref(), desk);
    let blocks =
        people.iter().map(|person| Block::Cards(vec![front(person, desk), back.clone()])).collect();
    alerts.extend(unread(&loaded.damage));
    let whole = alerts.is_empty();
    let foot = Foot::under(policy.as_ref());
    let page = Page {
        sheet: Sheet::Upright,
        title: "Cards to carry on home visits".into(),
        about: vec![
            desk.school.name.as_str().into(),
            "Cut along the dashes, and fold in the middle. The agreed words are never on a card."
                .into(),
        ],
        alerts,
        parts: vec![part(&count(people.len(), "card"), blocks)],
        foot: foot.fields(desk),
        running: foot.running(desk),
    };
    Ok(Made { page, whole })
}

fn unread(damage: &[crate::error::Damage]) -> Vec<Words> {
    damage
        .iter()
        .map(|d| format!("NOT ON THIS PAGE, because it cannot be read: {d}").into())
        .collect()
}

fn front(person: &Person, desk: &Desk<'_>) -> Card {
    let school = &desk.school;
    let mut lines: Vec<Words> =
        school.numbers.iter().map(|p| format!("{}: {}", p.name, p.number).into()).collect();
    if let Err(why) = print_unread::numbers(desk) {
        lines.push(format!("The school's number: {why}. DO NOT CARRY THIS CARD.").into());
    }
    lines.extend(
        school.emergency_contact.iter().map(|p| format!("{}: {}", p.name, p.number).into()),
    );
    lines.push("IN DANGER: leave, and ring 999. Say where you are. Then ring the school.".into());
    lines.push("If you cannot speak freely: ring the school and use the agreed words. They are not on this card.".into());
    Card { title: format!("{}: {}", school.name, person.name).into(), lines }
}

/// The same for everybody: when to ring.
fn back(policy: Option<&Policy>, desk: &Desk<'_>) -> Card {
    let watchers = Watchers {
        school: &desk.school,
        people: &[],
        monitor: None,
        on_call: None,
        going: &[],
        today: desk.today(),
    };
    let mut lines = policy.map_or_else(not_known, |p| when(&freeze::terms(p, &[], &watchers)));
    lines.push("Late, held up, going elsewhere: ring in first.".into());
    lines.push("Uneasy at the door or inside: leave. You need no reason.".into());
    lines.push("Back at school: say so, each of you. Until then you count as out.".into());
    let found =
        desk.school.numbers.first().map(|p| format!("Found this card? Please ring {}.", p.number));
    lines.extend(found.map(Words::from));
    Card { title: "When to ring".into(), lines }
}

/// Without a policy that can be read hv makes no rule up: a card is carried for months.
fn not_known() -> Vec<Words> {
    let ask = "How often you ring in, and before and after which visit, is NOT KNOWN: policy.toml cannot be read. Agree it with the office each time you leave.";
    vec![ask.into()]
}

/// When they ring, by the policy.
fn when(terms: &Terms) -> Vec<Words> {
    let mut lines: Vec<Words> = Vec::new();
    if !terms.before_visit.is_empty() {
        let ahead = if terms.before_ahead.is_zero() {
            String::new()
        } else {
            format!(", {} before", terms.before_ahead.words())
        };
        lines.push(format!("Before each visit{ahead}: ring in.").into());
    }
    lines.push(match &terms.contact {
        Some(limit) => format!(
            "Ring in at least every {}, unless the office says otherwise when you leave.",
            limit.span.words()
        )
        .into(),
        None => "How often you ring in: agree it with the office when you leave.".into(),
    });
    if !terms.after_visit.is_empty() {
        lines.push("After each visit, once you are out of the property: ring in.".into());
    }
    lines
}

/// Who drives what, as the police ask for it.
pub(super) fn vehicles(desk: &mut Desk<'_>) -> Made {
    let loaded = desk.store.people();
    desk.tell_damage(&loaded.damage);
    let today = desk.today();
    let here: Vec<Person> =
        loaded.good.into_iter().filter(|p| p.left.is_none_or(|left| today < left)).collect();
    let columns = [
        ("Who", 18),
        ("Mobile", 14),
        ("Registration", 14),
        ("Colour, make, model", 24),
        ("Insured until", 16),
        ("Business use", 14),
    ];
    let table = Table {
        caption: "Everybody on the staff".into(),
        columns: columns.iter().map(|(name, share)| Column::plain(name, *share)).collect(),
        groups: here.iter().map(|p| of_driver(p, desk)).collect(),
    };
    let foot = Foot::default();
    let page = Page {
        sheet: Sheet::Upright,
        title: "Who drives what".into(),
        about: vec![desk.school.name.as_str().into()],
        alerts: unread(&loaded.damage),
        parts: vec![part("Cars", vec![Block::Table(table)])],
        foot: foot.fields(desk),
        running: foot.running(desk),
    };
    Made { page, whole: loaded.damage.is_empty() }
}

fn of_driver(person: &Person, desk: &Desk<'_>) -> Group {
    let words = |text: &str| vec![Piece::Words(text.into())];
    let loud = |text: &str| vec![Piece::Loud(text.into())];
    let mobile = person.mobile.as_deref().map_or_else(|| loud("NO NUMBER"), words);
    let name = words(&person.name);
    let Some(car) = person.vehicle.as_ref() else {
        let none = || words("-");
        return Group::row([name, mobile, words("no car on record"), none(), none(), none()]);
    };
    let looks = Vehicle { registration: None, ..car.clone() }.words();
    let registration = car.registration.as_deref().map_or_else(|| loud("NOT SET"), words);
    let insured = match car.insured_until {
        Some(day) if day < desk.today() => loud(&format!("ENDED {}", day.words())),
        Some(day) => words(&day.words()),
        None => loud("NOT SET"),
    };
    let business = match car.business_use {
        Some(true) => words("covered"),
        Some(false) => loud("NOT COVERED"),
        None => loud("NOT SET"),
    };
    let looks = if looks.is_empty() { loud("NOT SET") } else { words(&looks) };
    Group::row([name, mobile, registration, looks, insured, business])
}
