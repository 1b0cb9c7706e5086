//! The duties that are owed after the fact, as `hv overdue`, the board and the sheet list them.
//!
//! They stand apart from the alarms: a duty that is late never raises a person's alarm, and nothing here settles one.

use super::afield::{self, Afield};
use super::made::Made;
use crate::domain::events::{AssessmentEvent, VisitEvent};
use crate::domain::owes::OwedDuty;
use crate::domain::visit::Visit;
use crate::error::{Damage, Error};
use crate::store::{Key, Store};
use crate::when::{Moment, Zone};

/// A duty, as `overdue` lists it, apart from the alarms.
#[derive(Debug, Clone)]
pub(super) struct Owed {
    pub record: String,
    pub rule: String,
    pub what: String,
    pub owner: String,
    pub since: Option<Moment>,
    pub due: Option<Moment>,
    pub clauses: Vec<String>,
}

/// Duties are listed apart: they never raise a person's alarm.
pub(super) fn owed(
    store: &Store,
    afield: &Afield,
    now: Moment,
    damage: &mut Vec<Damage>,
) -> Vec<Owed> {
    let mut owed = Vec::new();
    let mut made = Made::knowing(&afield.outings);
    for (name, marker) in &afield.markers.owed {
        let Some(marker) = marker else { continue };
        if let Some(key) = afield::assessment_key(name, &marker.record) {
            owed.extend(of_assessment(store, &key, &marker.what, now, damage));
            continue;
        }
        match Key::visit(&marker.record) {
            Ok(key) => owed.extend(of_visit((store, &mut made), &key, &marker.what, now, damage)),
            Err(_not_a_visit) => owed.extend(of_outing(store, &marker.record, &marker.what, now)),
        }
    }
    owed
}

fn of_visit(
    (store, made): (&Store, &mut Made<'_>),
    key: &Key<VisitEvent>,
    what: &str,
    now: Moment,
    damage: &mut Vec<Damage>,
) -> Vec<Owed> {
    let record = match store.read::<VisitEvent>(key, now) {
        Ok(Some(record)) => record,
        Ok(None) if store.planned_later(key.id(), now) => return Vec::new(),
        Ok(None) => {
            damage.push(lost(key, "the visit that something is owed for is missing"));
            return vec![plain(key.id(), what)];
        }
        Err(one) => {
            damage.push(one);
            return vec![plain(key.id(), what)];
        }
    };
    let Some(visit) = Visit::of(key.id(), &record) else {
        damage.push(lost(key, "nothing in it says what was planned"));
        return vec![plain(key.id(), what)];
    };
    if visit.planned() && visit.owed.is_empty() {
        // Only its write-up is owed, and only once staff were out for it. What was told of it and is not resolved is
        // found by the same marker.
        let found_otherwise = store.as_of().is_some() || super::unresolved::told(&visit);
        return if found_otherwise && !was_out(store, key.id(), &visit, now) {
            Vec::new()
        } else {
            vec![plain(key.id(), what)]
        };
    }
    let mut owed: Vec<Owed> = visit.owed.iter().map(|o| owed_duty(&visit.id, o)).collect();
    // Dropped, moved or called off where nobody knew yet that staff had gone in: that is written up all the same.
    if made.not_written_up(store, &visit, now) {
        owed.push(plain(key.id(), what));
    }
    owed
}

/// The marker leads to an alarm that stands as well, and the record alone says whether one does.
fn lost(key: &Key<VisitEvent>, what: &str) -> Damage {
    Damage {
        path: key.path(),
        line: None,
        what: what.to_owned(),
        hint: "An alarm about those who were to go may stand in it: ask where they are. Then look in git for what \
               happened to the file; hv doctor says what is wrong."
            .to_owned(),
        may_hide_somebody: true,
    }
}

/// What is owed for an assessment, by the name that `hv done` takes.
fn of_assessment(
    store: &Store,
    key: &Key<AssessmentEvent>,
    what: &str,
    now: Moment,
    damage: &mut Vec<Damage>,
) -> Vec<Owed> {
    let name = afield::assessment_name(key.id());
    match store.read(key, now) {
        Ok(Some(record)) => match afield::assessment_of(key, &record) {
            Some(made) => made.owed.iter().map(|o| owed_duty(&name, o)).collect(),
            None => vec![plain(&name, what)],
        },
        Ok(None) => Vec::new(),
        Err(one) => {
            damage.push(one);
            vec![plain(&name, what)]
        }
    }
}

/// Under --now, a visit whose outing is not back yet owes no write-up.
fn was_out(store: &Store, visit: &str, plan: &Visit, now: Moment) -> bool {
    let week = Zone::LONDON.day_of(plan.plan.start).week();
    let ids = store.outings_in(week).good;
    let outings = ids.iter().filter_map(|id| afield::outing(store, id, now).ok());
    outings.into_iter().any(|o| !o.open() && o.stops.iter().any(|d| d.stop.visit == visit))
}

/// What is owed for an outing. One that had not begun by the moment looked at owes nothing.
fn of_outing(store: &Store, id: &str, what: &str, now: Moment) -> Vec<Owed> {
    match afield::outing(store, id, now) {
        Ok(outing) => outing.owed.iter().map(|o| owed_duty(id, o)).collect(),
        Err(_) if store.begins_later(id, now) => Vec::new(),
        // Its damage was told with the outing; what is owed stays listed.
        Err(_) => vec![plain(id, what)],
    }
}

fn owed_duty(record: &str, owed: &OwedDuty) -> Owed {
    let duty = &owed.duty;
    Owed {
        record: record.to_owned(),
        rule: duty.rule.clone(),
        what: if duty.written { format!("{}, in writing", duty.does) } else { duty.does.clone() },
        owner: duty.owner.clone(),
        since: Some(owed.since),
        due: duty.due,
        clauses: duty.clauses.clone(),
    }
}

fn plain(record: &str, what: &str) -> Owed {
    Owed {
        record: record.to_owned(),
        rule: String::new(),
        what: what.to_owned(),
        owner: String::new(),
        since: None,
        due: None,
        clauses: Vec::new(),
    }
}

/// The duty is in the record, and the marker by which it is listed could not be written.
pub(super) fn not_listed(error: &Error) -> String {
    let why = error.cause.clone().unwrap_or_else(|| error.message.clone());
    format!(
        "recorded, but what is owed for it is on no list yet, since its marker could not be written: {why}. hv doctor --repair writes it"
    )
}
