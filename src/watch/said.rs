//! Where somebody is by what was said of them: the newest word first, and never one person's word as another's.
//!
//! It does not know where anybody is: it only finds who said what, and when.

use crate::domain::entry::Entry;
use crate::domain::events::OutingEvent;
use crate::domain::outing::Outing;
use crate::watch::Running;
use crate::watch::told;

/// The newest place that was told of somebody, with the line that tells it; of lines in doubt too, because a doubtful
/// word of somebody in danger is worth more than none.
pub(super) fn newest<'o>(
    outing: &'o Outing,
    person: &str,
) -> Option<(&'o Entry<OutingEvent>, &'o str)> {
    let all = outing.entries.iter().chain(&outing.doubtful);
    let of_them = all.filter(|e| told::who(&e.body).iter().any(|id| id == person));
    of_them.filter_map(|e| Some((e, place_in(&e.body)?))).max_by_key(|(e, _)| (e.at, e.typed))
}

/// The places told of those in danger since the danger began, each with whose it is where they differ.
pub(super) fn in_danger(outing: &Outing, running: &Running) -> Option<String> {
    let mut said: Vec<(&str, Vec<&str>)> = Vec::new();
    for person in &running.people {
        let Some((entry, place)) = newest(outing, &person.id) else { continue };
        if entry.at < running.deadline.due {
            continue;
        }
        match said.iter_mut().find(|(known, _)| *known == place) {
            Some((_, names)) => names.push(&person.name),
            None => said.push((place, vec![&person.name])),
        }
    }
    match said.as_slice() {
        [] => None,
        [(place, names)] if names.len() == running.people.len() => {
            Some(format!("{place}, as they said"))
        }
        several => {
            let each = several.iter().map(|(place, names)| {
                format!("{place}, as was said of {}", crate::domain::names::list(names))
            });
            Some(each.collect::<Vec<_>>().join("; "))
        }
    }
}

/// Who said it, in words: "they rang school".
pub(super) fn source(body: &OutingEvent) -> &'static str {
    if matches!(body, OutingEvent::Distress { .. }) {
        return "in the report of DISTRESS";
    }
    if let OutingEvent::Concern { nobody_rang, .. } = body {
        return if *nobody_rang { "told by somebody else" } else { "with a cause for concern" };
    }
    "in a contact with school"
}

fn place_in(body: &OutingEvent) -> Option<&str> {
    let (OutingEvent::Contact { whereabouts, .. }
    | OutingEvent::Concern { whereabouts, .. }
    | OutingEvent::Distress { whereabouts, .. }) = body
    else {
        return None;
    };
    whereabouts.as_deref().filter(|place| !place.trim().is_empty())
}
