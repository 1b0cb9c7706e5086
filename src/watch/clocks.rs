//! Every clock running over an outing.
//!
//! Several run at once and whichever runs out first raises the alarm. Each person has their own: one who is
//! back, or who rang in, stops nothing for the other.

use super::{Running, calls};
use crate::domain::entry::Entry;
use crate::domain::events::{Contactable, HomeSafe, OutingEvent, Terms};
use crate::domain::outing::{self, Abroad, Cause, Door, Outing, arrival};
use crate::policy::{Clock, Deadline, Source};
use crate::when::{Moment, Span};
use std::collections::{BTreeMap, BTreeSet};

/// All clocks running, late or not, in no particular order.
pub fn running(outing: &Outing) -> Vec<Running> {
    let mut clocks = distress(outing);
    clocks.extend(concern(outing));
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
    clocks.extend(after_visits(outing, &away, terms));
    clocks.extend(the_end(outing, &away, terms));
    clocks.extend(last_finish(outing, &away, terms));
    clocks.extend(calls::running(outing, &away, terms));
    clocks.extend(outing.stops.iter().flat_map(|door| wait(outing, door, &away)));
    clocks
}

/// When a visit is expected to begin and end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Times {
    appointment: Option<Moment>,
    finish: Option<Moment>,
}

/// The visit's times. Where the record is in doubt, or has a hole, nobody knows which arrival was the last word: every
/// one that was ever given counts.
fn times(outing: &Outing, door: &Door) -> BTreeSet<Times> {
    let in_force = Times { appointment: door.stop.appointment, finish: door.stop.finish };
    let said = |e: &Entry<OutingEvent>| arrival(&e.body, &door.stop.visit);
    let mut all = BTreeSet::from([in_force]);
    if !outing.damage.is_empty() {
        let given = outing.entries.iter().chain(&outing.doubtful).filter_map(said);
        all.extend(given.map(|arrives| {
            let stop = door.at(arrives);
            Times { appointment: stop.appointment, finish: stop.finish }
        }));
    }
    all
}

/// The person as somebody to ring.
pub fn contactable(person: &Abroad) -> Contactable {
    Contactable {
        id: person.id.clone(),
        name: person.name.clone(),
        number: person.number.clone(),
        email: None,
    }
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
            missed: None,
            visit: None,
            source: outing
                .terms
                .as_ref()
                .map_or(Source::Default, |t| ladder_source(t, Clock::Distress)),
        })
        .collect()
}

/// Cause for concern, due at once. People about whom the same was said are named together.
fn concern(outing: &Outing) -> Vec<Running> {
    let mut clocks: Vec<(&[Cause], Running)> = Vec::new();
    for person in &outing.people {
        let Some(first) = person.concerns.first() else { continue };
        let same = clocks.iter_mut().find(|(causes, _)| *causes == person.concerns.as_slice());
        if let Some((_, running)) = same {
            running.people.push(contactable(person));
            continue;
        }
        let said: Vec<&str> = person.concerns.iter().filter_map(|c| c.said.as_deref()).collect();
        let cause = if said.is_empty() { "not said".to_owned() } else { said.join("; ") };
        let running = Running {
            clock: Clock::Concern,
            people: vec![contactable(person)],
            deadline: Deadline { due: first.since, over: false },
            owed: format!("word that they are safe. Cause for concern: {cause}"),
            missed: None,
            visit: None,
            source: outing
                .terms
                .as_ref()
                .map_or(Source::Default, |t| ladder_source(t, Clock::Concern)),
        };
        clocks.push((&person.concerns, running));
    }
    clocks.into_iter().map(|(_, running)| running).collect()
}

/// The sign-out cannot be trusted: the people it names are out, and late now.
fn untrusted(outing: &Outing) -> Running {
    Running {
        clock: Clock::Return,
        people: outing.people.iter().map(contactable).collect(),
        deadline: Deadline { due: outing.left_at, over: false },
        owed: "a sign-out that can be trusted: the record is damaged, so nobody knows when they are due"
            .to_owned(),
        missed: None,
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
            missed: None,
            visit: None,
            source: limit.source.clone(),
        });
    }
    clocks
}

/// Contact with school before each visit, due by the appointment, or so long ahead of it. Who leaves school later than
/// that was with school then, and owes it by the appointment. Each owes their own.
fn before_visits(outing: &Outing, away: &[&Abroad], terms: &Terms) -> Vec<Running> {
    if terms.before_visit.is_empty() {
        return Vec::new();
    }
    let mut silent: BTreeMap<(usize, Moment), Vec<&Abroad>> = BTreeMap::new();
    for person in away {
        for (nth, door) in before_which(outing, person, terms) {
            for appointment in times(outing, door).into_iter().filter_map(|t| t.appointment) {
                silent.entry((nth, appointment)).or_default().push(person);
            }
        }
    }
    let clock = |((nth, appointment), people): ((usize, Moment), Vec<&Abroad>)| Running {
        clock: Clock::Contact,
        people: everyone(&people),
        deadline: Deadline { due: ahead(appointment, outing, terms), over: true },
        owed: "contact with school before the visit".to_owned(),
        missed: None,
        visit: outing.stops.get(nth).map(|door| door.stop.visit.clone()),
        source: Source::Policy(terms.before_visit.clone()),
    };
    silent.into_iter().map(clock).collect()
}

/// The visits, by their place in the round, before which somebody has not been heard from.
fn before_which<'o>(outing: &'o Outing, person: &Abroad, terms: &Terms) -> Vec<(usize, &'o Door)> {
    let mut earlier = outing.left_at;
    // A call from inside one home is of that visit, and not the call before the next (clauses.md, trap 21).
    let mut inside = false;
    let mut all = Vec::new();
    for (nth, door) in outing.stops.iter().enumerate() {
        // A line in doubt is no word of anybody.
        let been = person.been.get(&door.stop.visit).filter(|been| been.sure);
        let rang = !inside && rang_in_since(outing, earlier, &door.stop.visit, person);
        if been.is_none() && !rang && door.called_off.is_none() {
            all.push((nth, door));
        }
        // A delay moves what is due, and never makes an earlier call count.
        let there = been.and_then(|been| been.came.max(been.left)).max(door.called_off);
        let finish = may_be_at(outing, nth, person, terms);
        earlier = there.max(finish).or(door.planned).unwrap_or(earlier).max(earlier);
        inside = been.is_some_and(|been| been.entered) && !person.done_with(door);
    }
    all
}

/// Until when they may still be at a visit that nobody said they are out of: its planned finish. A call by then may be
/// from inside it, also where nobody typed that they came. By the times as they were planned: a delay never makes an
/// earlier call count. `None`: they are out of it; or the next contact is due sooner,
/// and none could count.
fn may_be_at(outing: &Outing, nth: usize, person: &Abroad, terms: &Terms) -> Option<Moment> {
    let door = outing.stops.get(nth).filter(|door| !person.done_with(door))?;
    let next = outing.stops.get(nth + 1)?.planned?;
    let lasts = door.stop.finish?.seconds_since(door.stop.appointment?);
    let finish = door.planned?.plus(Span::seconds(lasts));
    (finish < ahead(next, outing, terms)).then_some(finish)
}

fn ahead(appointment: Moment, outing: &Outing, terms: &Terms) -> Moment {
    let due = appointment.minus(terms.before_ahead);
    if due > outing.left_at { due } else { appointment }
}

/// They rang in after that moment. Who says that they arrive later is to be heard from again by then.
fn rang_in_since(outing: &Outing, since: Moment, visit: &str, person: &Abroad) -> bool {
    outing.entries.iter().filter(|e| e.at > since).any(|e| {
        let (OutingEvent::Contact { who, .. }
        | OutingEvent::Extend { who, .. }
        | OutingEvent::AddStop { who, .. }
        | OutingEvent::Delay { who, .. }
        | OutingEvent::Concern { who, nobody_rang: false, .. }) = &e.body
        else {
            return false;
        };
        who.contains(&person.id) && arrival(&e.body, visit).is_none()
    })
}

/// Contact with school after each visit, where the policy says how long after its planned finish.
fn after_visits(outing: &Outing, away: &[&Abroad], terms: &Terms) -> Vec<Running> {
    let Some(within) = terms.after_within else { return Vec::new() };
    let mut clocks = Vec::new();
    for door in &outing.stops {
        let there: Vec<&Abroad> = away.iter().copied().filter(|p| !p.done_with(door)).collect();
        for finish in times(outing, door).into_iter().filter_map(|t| t.finish) {
            let silent: Vec<&Abroad> =
                there.iter().copied().filter(|p| p.last_contact < finish).collect();
            if silent.is_empty() {
                continue;
            }
            clocks.push(Running {
                clock: Clock::Contact,
                people: everyone(&silent),
                deadline: Deadline { due: finish.plus(within), over: false },
                owed: format!(
                    "contact with school after the visit, within {} of its planned finish",
                    within.words()
                ),
                missed: None,
                visit: Some(door.stop.visit.clone()),
                source: Source::Policy(terms.after_visit.clone()),
            });
        }
    }
    clocks
}

/// The outing ends at home, or at school; where only a line in doubt says at home, at both.
fn the_end(outing: &Outing, away: &[&Abroad], terms: &Terms) -> Vec<Running> {
    let home = outing.home().or(outing.home_in_doubt.as_ref());
    let mut clocks = Vec::new();
    for (back, people) in by_return(away) {
        clocks.extend(home.map(|home| home_safe(back, &people, home)));
        if outing.home().is_none() {
            clocks.push(expected_return(back, &people, terms));
        }
    }
    clocks
}

/// Whoever rang in to be later moved their own return, and nobody else's.
fn by_return<'a>(away: &[&'a Abroad]) -> BTreeMap<Moment, Vec<&'a Abroad>> {
    let mut all: BTreeMap<Moment, Vec<&Abroad>> = BTreeMap::new();
    for person in away {
        all.entry(person.back).or_default().push(person);
    }
    all
}

/// Each of them is home, and has said so.
fn home_safe(back: Moment, away: &[&Abroad], home: &HomeSafe) -> Running {
    Running {
        clock: Clock::Home,
        people: everyone(away),
        deadline: Deadline { due: back.plus(home.grace.span), over: home.grace.over },
        owed: format!("word to {} that they are home safely", home.to),
        missed: None,
        visit: None,
        source: home.grace.source.clone(),
    }
}

fn expected_return(back: Moment, away: &[&Abroad], terms: &Terms) -> Running {
    Running {
        clock: Clock::Return,
        people: everyone(away),
        deadline: Deadline {
            due: back.plus(terms.return_grace.span),
            over: terms.return_grace.over,
        },
        owed: "return to school".to_owned(),
        missed: None,
        visit: None,
        source: terms.return_grace.source.clone(),
    }
}

/// Not heard from after the last visit's planned finish. It moves when a visit is added, or held up. Whoever told that
/// they are out of every property has said what is waited for, however early that was.
fn last_finish(outing: &Outing, away: &[&Abroad], terms: &Terms) -> Vec<Running> {
    let Some(limit) = &terms.finish else { return Vec::new() };
    let mut silent: BTreeMap<Moment, Vec<&Abroad>> = BTreeMap::new();
    for person in away.iter().copied().filter(|p| !out_of_all(outing, p)) {
        for last in last_finishes(outing, person) {
            if person.last_contact < last {
                silent.entry(last).or_default().push(person);
            }
        }
    }
    let clock = |(last, people): (Moment, Vec<&Abroad>)| Running {
        clock: Clock::Finish,
        people: everyone(&people),
        deadline: Deadline { due: last.plus(limit.span), over: limit.over },
        owed: "word that they are safe after the last visit".to_owned(),
        missed: None,
        visit: None,
        source: limit.source.clone(),
    };
    silent.into_iter().map(clock).collect()
}

/// Off, and the person knows it: they rang in about it, or were heard from since. What the office calls off ends no
/// wait for word by itself.
fn off_for(door: &Door, person: &Abroad) -> bool {
    door.called_off_by_them || door.called_off.is_some_and(|at| person.last_contact > at)
}

fn out_of_all(outing: &Outing, person: &Abroad) -> bool {
    let ahead = outing.stops.iter().filter(|d| !off_for(d, person));
    ahead.map(|d| &d.stop.visit).all(|visit| person.has_left(visit))
}

/// One, unless the record is in doubt and a delay was given.
fn last_finishes(outing: &Outing, person: &Abroad) -> BTreeSet<Moment> {
    let ahead: Vec<&Door> = outing.stops.iter().filter(|d| !off_for(d, person)).collect();
    let mut all = BTreeSet::new();
    for door in &ahead {
        let others = ahead.iter().filter(|d| !std::ptr::eq(**d, *door));
        let others = others.filter_map(|d| d.stop.finish).max();
        all.extend(times(outing, door).into_iter().filter_map(|t| t.finish.max(others)));
    }
    all
}

/// Waiting at the door for a parent. Always from the appointment: staff who are early or late do not move it. One who goes
/// in, or away, ends it for nobody else.
fn wait(outing: &Outing, door: &Door, away: &[&Abroad]) -> Vec<Running> {
    let waiting: Vec<&Abroad> = away.iter().copied().filter(|p| p.waits_at(door)).collect();
    if waiting.is_empty() {
        return Vec::new();
    }
    let appointments = times(outing, door).into_iter().filter_map(|t| t.appointment);
    let limits = appointments.filter_map(|at| Some((at, outing::wait_limit(door, at)?)));
    limits
        .map(|(appointment, limit)| Running {
            clock: Clock::Wait,
            people: everyone(&waiting),
            deadline: Deadline { due: appointment.plus(limit.span), over: limit.over },
            owed: "an end to waiting at the door".to_owned(),
            missed: None,
            visit: Some(door.stop.visit.clone()),
            source: limit.source.clone(),
        })
        .collect()
}

fn ladder_source(terms: &Terms, clock: Clock) -> Source {
    terms.ladders.iter().find(|l| l.clocks.contains(&clock)).map_or(Source::Default, |ladder| {
        let clauses: Vec<String> = ladder.rungs.iter().flat_map(|r| r.clauses.clone()).collect();
        if ladder.source == Source::Default { Source::Default } else { Source::Policy(clauses) }
    })
}
