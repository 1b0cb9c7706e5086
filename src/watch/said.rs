//! Where somebody is by what was said of them: the newest word first, and never one person's word as another's.
//!
//! It does not know where anybody is: it only finds who said what, and when.

use crate::domain::entry::Entry;
use crate::domain::events::OutingEvent;
use crate::domain::outing::Outing;
use crate::watch::Running;
use crate::watch::told;
use crate::when::Moment;

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

/// The places told of those in danger, each with whose it is where they differ: since the danger began, or before it and
/// since they last came to a door or left one.
pub(super) fn in_danger(outing: &Outing, running: &Running) -> Option<String> {
    // The place, when it was said if that was before, and of whom.
    let mut said: Vec<((&str, String), Vec<&str>)> = Vec::new();
    for person in &running.people {
        let Some((entry, place)) = newest(outing, &person.id) else { continue };
        let before = entry.at < running.deadline.due;
        if before && last_at_a_door(outing, &person.id).is_some_and(|door| door > entry.at) {
            continue;
        }
        let minute = entry.at.minute_of_day();
        let when = format!(" at {:02}:{:02}", minute / 60, minute % 60);
        let word = (place, if before { when } else { String::new() });
        match said.iter_mut().find(|(known, _)| *known == word) {
            Some((_, names)) => names.push(&person.name),
            None => said.push((word, vec![&person.name])),
        }
    }
    match said.as_slice() {
        [] => None,
        [((place, when), names)] if names.len() == running.people.len() => {
            Some(format!("{place}, as they said{when}"))
        }
        several => {
            let each = several.iter().map(|((place, when), names)| {
                format!("{place}, as was said of {}{when}", crate::domain::names::list(names))
            });
            Some(each.collect::<Vec<_>>().join("; "))
        }
    }
}

/// When they last came to a door, or told that they are out of a property.
fn last_at_a_door(outing: &Outing, person: &str) -> Option<Moment> {
    let been = &outing.person(person)?.been;
    been.values().filter_map(|been| been.came.max(been.left)).max()
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
