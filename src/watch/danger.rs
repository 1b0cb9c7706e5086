//! What an open distress changes in what is said beside it: whoever is in danger is rung because of nothing else, and whoever
//! is back on record is looked for where they are on record.
//!
//! It ends no alarm and tells nobody less: the rungs stay, and who is told of them. A return does not end a distress.

use super::unresolved::Unresolved;
use super::{Late, Running};
use crate::domain::events::OutingEvent;
use crate::domain::names;
use crate::domain::outing::{Abroad, Outing};
use crate::policy::Clock;
use crate::when::Moment;
use std::collections::BTreeMap;

/// Whoever is in distress, by id, with the record that says so.
pub type InDistress = BTreeMap<String, String>;

/// Of everything late, who is in distress.
pub fn in_distress(late: &[Late]) -> InDistress {
    let open = late.iter().filter(|l| l.running.clock == Clock::Distress && !l.drill);
    open.flat_map(|l| l.alarm.people.iter().map(|p| (p.clone(), l.id.clone()))).collect()
}

/// Has every lesser alarm about somebody in distress, or on the same outing, point to that: a telephone that rings may give
/// away somebody who hides, and whoever went together may still be together, also where one of them is back on record.
/// Done twice it changes nothing more.
pub fn point_to(late: &mut [Late], danger: &InDistress) {
    let lesser = late.iter_mut().filter(|l| l.running.clock != Clock::Distress && !l.drill);
    for one in lesser {
        let of_them = |p: &String| danger.get(p);
        let same_outing = || danger.values().find(|record| **record == one.id);
        let record = one.alarm.people.iter().find_map(of_them).or_else(same_outing);
        let Some(record) = record else { continue };
        let theirs = one.running.people.iter().filter(|p| danger.contains_key(&p.id));
        let named: Vec<&str> = theirs.map(|p| p.name.as_str()).collect();
        let named = if named.is_empty() {
            "somebody of the same outing".to_owned()
        } else {
            names::list(&named)
        };
        let steps = one.steps.iter_mut().chain(&mut one.ahead).chain([&mut one.rung]);
        for step in steps {
            (step.does, step.says) = instead(&named, record, step.exhausted);
        }
        one.beside_distress = true;
    }
}

/// The same of what was told and nobody has closed.
pub fn point_unresolved_to(unresolved: &mut [Unresolved], danger: &InDistress) {
    for one in unresolved.iter_mut().filter(|u| u.alarm.clock != Clock::Distress) {
        let theirs = one.people.iter().any(|p| danger.contains_key(&p.id));
        one.beside_distress = theirs || danger.values().any(|record| *record == one.id);
    }
}

/// What is done instead, on a screen and in a message: that has to leave room for everything else in a text. A visit's id
/// holds the family's, and is in no message.
fn instead(named: &str, record: &str, exhausted: bool) -> (String, String) {
    let brief = if record.contains('/') {
        "hv brief NAME".to_owned()
    } else {
        format!("hv brief {record}")
    };
    let (does, says) = if exhausted {
        (
            format!("Ring 999 now and read out the page that `{brief}` prints"),
            format!(". Ring 999 now: {brief}"),
        )
    } else {
        (format!("Do what that alarm says: {brief}"), String::new())
    };
    (
        format!("DISTRESS was reported for {named}: do not ring them because of this. {does}"),
        format!("do not ring for this: DISTRESS of {named} comes first{says}"),
    )
}

/// Where those are who are back on record while something of theirs is open: since when, and that it stands. `None`:
/// somebody of them is not back.
pub fn back_on_record(outing: &Outing, running: &Running) -> Option<String> {
    let people: Vec<&Abroad> = running.people.iter().filter_map(|p| outing.person(&p.id)).collect();
    let what = if running.clock == Clock::Distress { "distress" } else { "cause for concern" };
    of(outing, &people)
        .map(|place| format!("{place}; the {what} stands until somebody resolves it"))
}

/// The same of everybody who counts as out: all of them are back, and something of theirs is open.
pub fn all_back(outing: &Outing) -> Option<String> {
    let people: Vec<&Abroad> = outing.out().collect();
    of(outing, &people).map(|place| format!("{place}; the alarm stands until somebody resolves it"))
}

fn of(outing: &Outing, people: &[&Abroad]) -> Option<String> {
    let back = |p: &&Abroad| p.returned.filter(|at| !p.away() && !feared_since(outing, &p.id, *at));
    let since: Option<Vec<Moment>> = people.iter().map(back).collect();
    let since = since?.into_iter().max()?.minute_of_day();
    let place = if outing.home().is_some() { "home" } else { "school" };
    let (hour, minute) = (since / 60, since % 60);
    Some(format!("{place}, where they are back on record since {hour:02}:{minute:02}"))
}

/// Danger was told of them after that: where they are by then, nobody knows.
fn feared_since(outing: &Outing, person: &str, back: Moment) -> bool {
    outing.entries.iter().chain(&outing.doubtful).any(|e| {
        let (OutingEvent::Distress { who, .. } | OutingEvent::Concern { who, .. }) = &e.body else {
            return false;
        };
        e.at > back && who.iter().any(|id| id == person)
    })
}
