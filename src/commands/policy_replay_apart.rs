//! What `hv policy replay` cannot put to the proposed policy, by name: outings and visits whose file is gone, and planned
//! visits that nobody left for in time.
//!
//! Something else of the folder still names them: a marker, a week list, or what this machine remembers. Nothing is
//! guessed of what they held, and nothing is put back: that is for a person, with `hv doctor`.

use super::afield;
use super::desk::Desk;
use super::overdue::gone_since;
use crate::domain::events::{OutingEvent, VisitEvent};
use crate::error::Damage;
use crate::store::Key;
use crate::watch::departure::{Expected, Went, raised};
use crate::when::Day;
use std::collections::BTreeSet;

/// Every outing and visit of these days that is named somewhere, and has no file.
pub(super) fn gone((from, to): (Day, Day), desk: &mut Desk<'_>) -> Vec<Damage> {
    let mut all = gone_since(desk);
    let owed = desk.store.owed_markers().owed.into_values().flatten().map(|m| m.record);
    let outings: BTreeSet<String> = desk.store.out_names().into_iter().chain(owed).collect();
    let on = |id: &str| id.get(..10).and_then(|day| Day::parse(day).ok());
    let here = |id: &&String| on(id).is_some_and(|day| from <= day && day <= to);
    all.extend(outings.iter().filter(here).filter_map(|id| outing(id, desk)));
    let mut monday = from.week().monday();
    while monday <= to {
        let listed = desk.week_list(monday.week()).visits;
        all.extend(listed.iter().filter_map(|id| visit(id, desk)));
        monday = monday.plus_days(7);
    }
    all
}

fn outing(id: &str, desk: &Desk<'_>) -> Option<Damage> {
    let key = Key::<OutingEvent>::outing(id).ok()?;
    let none = matches!(desk.store.read(&key, desk.now), Ok(None));
    let later = desk.store.begins_later(id, desk.now);
    let lost = none && !later && !afield::voided(&desk.store, id, desk.now);
    lost.then(|| Damage {
        path: key.path(),
        line: None,
        what: format!("the file of the outing {id} is gone: a marker names it"),
        hint: "It is not replayed. Get the file back from git or a backup; hv doctor says what is missing."
            .to_owned(),
        may_hide_somebody: true,
    })
}

fn visit(id: &str, desk: &Desk<'_>) -> Option<Damage> {
    let key = Key::<VisitEvent>::visit(id).ok()?;
    let none = matches!(desk.store.read(&key, desk.now), Ok(None));
    let lost = none && !desk.store.planned_later(id, desk.now);
    lost.then(|| Damage {
        path: key.path(),
        line: None,
        what: format!("the file of the visit {id} is gone: the week list names it"),
        hint: "What was refused for it is not replayed. Get the file back from git or a backup; hv doctor says what is \
               missing."
            .to_owned(),
        may_hide_somebody: false,
    })
}

/// The visits of these days that nobody had left for in time.
pub(super) fn not_left_for(expected: &[Expected], went: &[Went], desk: &Desk<'_>) -> Vec<String> {
    let nobody = |one: &&Expected| {
        let out: Vec<&Went> = went.iter().filter(|w| w.visit == one.visit).collect();
        raised(one, &out, desk.now).is_some()
    };
    let all: BTreeSet<String> =
        expected.iter().filter(nobody).map(|one| one.visit.clone()).collect();
    all.into_iter().collect()
}
