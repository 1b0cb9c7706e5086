//! `hv resolve`: a distress is closed by people who know, never by a message and never by the missing person.

use super::Ending;
use super::afield;
use super::ask::needed;
use super::checkin::record;
use super::desk::Desk;
use crate::cli::{Confirmed, Resolve};
use crate::domain::directory::Person;
use crate::domain::events::OutingEvent;
use crate::domain::outing::Outing;
use crate::error::Error;
use crate::when::Moment;
use serde_json::json;

pub(super) fn run(args: Resolve, desk: &mut Desk<'_>) -> Ending {
    let at = desk.at(args.who.at.as_ref())?;
    let question = "Who knows that they are safe? Not somebody who was on the outing";
    let first = needed(desk, args.confirmed_by.as_ref(), "--confirmed-by", question)?;
    let second =
        needed(desk, args.second.as_ref(), "--second", "Who is the second person that agrees?")?;
    let how = args.how.ok_or_else(|| {
        Error::usage("no answer to: How do they know?").hint("give --how seen or --how spoken-to")
    })?;
    let (first, second) = (desk.person(&first)?, desk.person(&second)?);
    if first.id == second.id {
        return Err(Error::refused(
            "a distress is resolved by two people, and one was named twice",
        )
        .into());
    }
    let _lock = desk.lock()?;
    let mut resolved = Vec::new();
    let (found, _) = afield::in_danger(desk, &args.who)?;
    for meant in found {
        let in_distress =
            |id: &String| meant.outing.person(id).is_some_and(|p| p.distress.is_some());
        let who: Vec<String> = meant.who.iter().filter(|id| in_distress(id)).cloned().collect();
        if who.is_empty() {
            continue;
        }
        since_then(&meant.outing, &who, at, desk)?;
        not_along(&meant.outing, &first)?;
        not_along(&meant.outing, &second)?;
        let body = OutingEvent::Resolve {
            who: who.clone(),
            confirmed_by: first.id.clone(),
            how: words(how).to_owned(),
            second: Some(second.id.clone()),
        };
        record(&meant, at, body, desk)?;
        resolved.push((meant.outing.id.clone(), afield::names(&meant.outing, &who)));
    }
    if resolved.is_empty() {
        return Err(Error::usage("nobody of that name is in distress")
            .hint("hv overdue lists who is")
            .into());
    }
    let mut text = String::new();
    for (outing, names) in &resolved {
        let line = format!(
            "{names}: resolved on {outing}, {} by {}, agreed by {}.\n",
            words(how),
            first.name,
            second.name
        );
        text.push_str(&line);
    }
    text.push_str("Whoever is not back is still watched.\n");
    desk.happened(&text, &json!({"resolved": resolved.iter().map(|(o, _)| o).collect::<Vec<_>>()}));
    Ok(0)
}

fn words(how: Confirmed) -> &'static str {
    match how {
        Confirmed::Seen => "seen",
        Confirmed::SpokenTo => "spoken to",
    }
}

/// Somebody seen safe before the distress proves nothing about after it.
fn since_then(outing: &Outing, who: &[String], at: Moment, desk: &Desk<'_>) -> Result<(), Error> {
    let people = outing.people.iter().filter(|p| who.contains(&p.id));
    match people.filter_map(|p| p.distress.as_ref().map(|(since, _)| *since)).max() {
        Some(since) if at < since => Err(Error::usage(format!(
            "--at: {} is before the distress, at {}",
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
