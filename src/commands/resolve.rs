//! `hv resolve`: a distress or a concern is closed by people who know, never by a message and never by the missing
//! person. A distress takes two.

use super::Ending;
use super::afield::{self, Meant};
use super::ask::needed;
use super::checkin::record;
use super::desk::Desk;
use crate::cli::{Confirmed, Resolve};
use crate::domain::directory::Person;
use crate::domain::events::OutingEvent;
use crate::domain::outing::Outing;
use crate::error::Error;
use crate::render::Put;
use crate::when::Moment;
use serde_json::json;

pub(super) fn run(args: Resolve, desk: &mut Desk<'_>) -> Ending {
    let at = desk.at(args.who.at.as_ref())?;
    let (found, _) = afield::in_danger(desk, &args.who)?;
    let question = "Who knows that they are safe? Not somebody who was on the outing";
    let first = needed(desk, args.confirmed_by.as_ref(), "--confirmed-by", question)?;
    let second = if found.iter().any(|m| m.who.iter().any(|id| distressed(m, id))) {
        let question = "Who is the second person that agrees?";
        Some(needed(desk, args.second.as_ref(), "--second", question)?)
    } else {
        args.second.clone()
    };
    let how = args.how.ok_or_else(|| {
        Error::usage("no answer to: How do they know?").hint("give --how seen or --how spoken-to")
    })?;
    let first = desk.person(&first)?;
    let second = second.map(|second| desk.person(&second)).transpose()?;
    if second.as_ref().is_some_and(|second| second.id == first.id) {
        return Err(Error::refused(
            "a distress is resolved by two people, and one was named twice",
        )
        .into());
    }
    let _lock = desk.lock()?;
    let mut resolved = Vec::new();
    let (found, _) = afield::in_danger(desk, &args.who)?;
    for meant in found {
        let alarmed = |id: &&String| distressed(&meant, id) || concerned(&meant, id);
        let who: Vec<String> = meant.who.iter().filter(alarmed).cloned().collect();
        if who.is_empty() {
            continue;
        }
        // It may have become a distress while the questions were put.
        if second.is_none() && who.iter().any(|id| distressed(&meant, id)) {
            return Err(Error::refused("not resolved: there is a distress now, which takes two")
                .hint("give --second PERSON")
                .into());
        }
        since_then(&meant.outing, &who, at, desk)?;
        for person in std::iter::once(&first).chain(&second) {
            not_along(&meant.outing, person)?;
        }
        let body = OutingEvent::Resolve {
            who: who.clone(),
            confirmed_by: first.id.clone(),
            how: words(how).to_owned(),
            second: second.as_ref().map(|p| p.id.clone()),
        };
        record(&meant, at, body, desk)?;
        resolved.push((meant.outing.id.clone(), afield::names(&meant.outing, &who)));
    }
    if resolved.is_empty() {
        return Err(Error::usage("nobody of that name is in distress, or gives cause for concern")
            .hint("hv overdue lists who is")
            .into());
    }
    tell(&resolved, words(how), &first, second.as_ref(), desk);
    Ok(0)
}

fn tell(
    resolved: &[(String, String)],
    how: &str,
    first: &Person,
    second: Option<&Person>,
    desk: &mut Desk<'_>,
) {
    let agreed = second.map(|p| format!(", agreed by {}", p.name)).unwrap_or_default();
    let mut text = String::new();
    for (outing, names) in resolved {
        text.put(format!("{names}: resolved on {outing}, {how} by {}{agreed}.\n", first.name));
    }
    text.push_str("Whoever is not back is still watched.\n");
    desk.happened(&text, &json!({"resolved": resolved.iter().map(|(o, _)| o).collect::<Vec<_>>()}));
}

fn distressed(meant: &Meant, id: &str) -> bool {
    meant.outing.person(id).is_some_and(|p| p.distress.is_some())
}

fn concerned(meant: &Meant, id: &str) -> bool {
    meant.outing.person(id).is_some_and(|p| !p.concerns.is_empty())
}

fn words(how: Confirmed) -> &'static str {
    match how {
        Confirmed::Seen => "seen",
        Confirmed::SpokenTo => "spoken to",
    }
}

/// Somebody seen safe before the alarm proves nothing about after it.
fn since_then(outing: &Outing, who: &[String], at: Moment, desk: &Desk<'_>) -> Result<(), Error> {
    let people = outing.people.iter().filter(|p| who.contains(&p.id));
    let since = people.flat_map(|p| {
        let distress = p.distress.as_ref().map(|(since, _)| (*since, "distress"));
        distress.into_iter().chain(p.concerns.iter().map(|c| (c.since, "concern")))
    });
    match since.max() {
        Some((since, what)) if at < since => Err(Error::usage(format!(
            "--at: {} is before the {what}, at {}",
            desk.words(at),
            desk.words(since)
        ))),
        Some(_) | None => Ok(()),
    }
}

/// Nobody resolves their own alarm, nor that of somebody they are out with.
fn not_along(outing: &Outing, person: &Person) -> Result<(), Error> {
    if outing.person(&person.id).is_none() {
        return Ok(());
    }
    Err(Error::refused(format!(
        "{} was on {} and cannot resolve its alarm",
        person.name, outing.id
    ))
    .hint("name somebody who was not"))
}
