//! Every clock running over an outing.
//!
//! Several run at once and whichever runs out first raises the alarm. Each person has their own: one who is
//! back, or who rang in, stops nothing for the other.

use super::Running;
use crate::domain::events::{Contactable, OutingEvent, Terms};
use crate::domain::outing::{self, Abroad, Door, Outing};
use crate::policy::{Clock, Deadline, Source};
use crate::when::Moment;

/// All clocks running, late or not, in no particular order.
pub fn running(outing: &Outing) -> Vec<Running> {
    let mut clocks = distress(outing);
    let Some(terms) = &outing.terms else {
        clocks.push(untrusted(outing));
        return clocks;
    };
    let away: Vec<&Abroad> = outing.people.iter().filter(|p| p.away()).collect();
    if away.is_empty() {
        return clocks;
    }
    clocks.extend(silence(&away, terms));
    clocks.extend(before_visits(outing, &away, terms));
    clocks.push(expected_return(outing, &away, terms));
    clocks.extend(last_finish(outing, &away, terms));
    clocks.extend(outing.stops.iter().filter_map(|door| wait(door, &away)));
    clocks
}

/// The person as somebody to ring.
pub fn contactable(person: &Abroad) -> Contactable {
    Contactable { id: person.id.clone(), name: person.name.clone(), number: person.number.clone() }
}

fn everyone(people: &[&Abroad]) -> Vec<Contactable> {
    people.iter().map(|p| contactable(p)).collect()
}

fn distress(outing: &Outing) -> Vec<Running> {
    let in_distress = outing.people.iter().filter_map(|p| p.distress.as_ref().map(|d| (p, d)));
    in_distress
        .map(|(person, (since, _said))| Running {
            clock: Clock::Distress,
            people: vec![contactable(person)],
            deadline: Deadline { due: *since, over: false },
            owed: "help, at once: distress was reported".to_owned(),
            visit: None,
            source: outing
                .terms
                .as_ref()
                .map_or(Source::Default, |t| ladder_source(t, Clock::Distress)),
        })
        .collect()
}

/// The sign-out cannot be trusted: the people it names are out, and late now.
fn untrusted(outing: &Outing) -> Running {
    Running {
        clock: Clock::Return,
        people: outing.people.iter().map(contactable).collect(),
        deadline: Deadline { due: outing.left_at, over: false },
        owed: "a sign-out that can be trusted: the record is damaged, so nobody knows when they are due"
            .to_owned(),
        visit: None,
        source: Source::Default,
    }
}

/// Nothing heard for as long as the limit. People with the same deadline are named together.
fn silence(away: &[&Abroad], terms: &Terms) -> Vec<Running> {
    let Some(limit) = &terms.contact else { return Vec::new() };
    let mut clocks: Vec<Running> = Vec::new();
    for person in away {
        let due = person.last_contact.plus(limit.span);
        if let Some(same) = clocks.iter_mut().find(|c| c.deadline.due == due) {
            same.people.push(contactable(person));
            continue;
        }
        clocks.push(Running {
            clock: Clock::Contact,
            people: vec![contactable(person)],
            deadline: Deadline { due, over: limit.over },
            owed: format!("contact within {} of the last", limit.span.words()),
            visit: None,
            source: limit.source.clone(),
        });
    }
    clocks
}

/// Contact with school before each visit, due by the appointment.
fn before_visits(outing: &Outing, away: &[&Abroad], terms: &Terms) -> Vec<Running> {
    if terms.before_visit.is_empty() {
        return Vec::new();
    }
    let mut earlier = outing.left_at;
    let mut clocks = Vec::new();
    for door in &outing.stops {
        let heard = door.last().is_some() || rang_in_since(outing, earlier);
        if let (Some(appointment), false) = (door.stop.appointment, heard || door.over()) {
            clocks.push(Running {
                clock: Clock::Contact,
                people: everyone(away),
                deadline: Deadline { due: appointment, over: true },
                owed: "contact with school before the visit".to_owned(),
                visit: Some(door.stop.visit.clone()),
                source: Source::Policy(terms.before_visit.clone()),
            });
        }
        earlier = door.last().or(door.stop.appointment).unwrap_or(earlier).max(earlier);
    }
    clocks
}

/// Somebody rang in after that moment.
fn rang_in_since(outing: &Outing, since: Moment) -> bool {
    outing.entries.iter().any(|e| {
        let contact = matches!(
            e.body,
            OutingEvent::Contact { .. } | OutingEvent::Extend { .. } | OutingEvent::AddStop { .. }
        );
        contact && e.at > since
    })
}

fn expected_return(outing: &Outing, away: &[&Abroad], terms: &Terms) -> Running {
    Running {
        clock: Clock::Return,
        people: everyone(away),
        deadline: Deadline {
            due: outing.back.plus(terms.return_grace.span),
            over: terms.return_grace.over,
        },
        owed: "return to school".to_owned(),
        visit: None,
        source: terms.return_grace.source.clone(),
    }
}

/// Not heard from after the last visit's planned finish. It moves when a visit is added.
fn last_finish(outing: &Outing, away: &[&Abroad], terms: &Terms) -> Option<Running> {
    let limit = terms.finish.as_ref()?;
    let last = outing
        .stops
        .iter()
        .filter(|d| d.called_off.is_none())
        .filter_map(|d| d.stop.finish)
        .max()?;
    let silent: Vec<&Abroad> = away.iter().copied().filter(|p| p.last_contact < last).collect();
    (!silent.is_empty()).then(|| Running {
        clock: Clock::Finish,
        people: everyone(&silent),
        deadline: Deadline { due: last.plus(limit.span), over: limit.over },
        owed: "word that they are safe after the last visit".to_owned(),
        visit: None,
        source: limit.source.clone(),
    })
}

/// Waiting at the door for a parent. Always from the appointment: staff who are early or late do not move it.
fn wait(door: &Door, away: &[&Abroad]) -> Option<Running> {
    let (appointment, true) = (door.stop.appointment?, door.waiting()) else { return None };
    let limit = outing::wait_limit(door, appointment)?;
    Some(Running {
        clock: Clock::Wait,
        people: everyone(away),
        deadline: Deadline { due: appointment.plus(limit.span), over: limit.over },
        owed: "an end to waiting at the door".to_owned(),
        visit: Some(door.stop.visit.clone()),
        source: limit.source.clone(),
    })
}

fn ladder_source(terms: &Terms, clock: Clock) -> Source {
    terms.ladders.iter().find(|l| l.clocks.contains(&clock)).map_or(Source::Default, |ladder| {
        let clauses: Vec<String> = ladder.rungs.iter().flat_map(|r| r.clauses.clone()).collect();
        if ladder.source == Source::Default { Source::Default } else { Source::Policy(clauses) }
    })
}
