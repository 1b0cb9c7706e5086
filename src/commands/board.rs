//! `hv board`: who is out, worst first, and what is owed.

use super::assess_life::Against;
use super::charge_words::{self, unresolved_json};
use super::desk::Desk;
use super::news;
use super::overdue::{self, Seen};
use super::overdue_words::{in_words, late_json, owed_json};
use crate::domain::outing::{Door, Outing};
use crate::policy::Deadline;
use crate::render::Put;
use crate::render::{clean, table, wrap};
use crate::watch::clocks;
use serde_json::json;

pub(super) fn run(desk: &mut Desk<'_>) -> u8 {
    let seen = overdue::look(&desk.store, desk.now, desk.zone);
    let mut open: Vec<&Outing> = seen.afield.outings.iter().filter(|o| o.open()).collect();
    open.sort_by_key(|o| (soonest(o).map(|d| d.due), o.id.clone()));
    if desk.json {
        let shown = as_json(&seen, &open, desk);
        desk.host.say(&format!("{shown}\n"));
    } else {
        let text = text(&seen, &open, desk);
        desk.host.say(&text);
    }
    if seen.late.is_empty() && !seen.damage.is_empty() { 3 } else { 0 }
}

fn soonest(outing: &Outing) -> Option<Deadline> {
    clocks::running(outing).into_iter().map(|r| r.deadline).min_by_key(|d| d.due)
}

fn text(seen: &Seen, open: &[&Outing], desk: &mut Desk<'_>) -> String {
    let mut text = String::new();
    for damage in &seen.damage {
        text.put(format!(
            "CANNOT BE READ: {}\n    -> {}\n",
            clean(&damage.to_string()),
            clean(&damage.hint)
        ));
    }
    for late in &seen.late {
        text.push_str(&in_words(late, desk.now, desk.zone, desk.host.width()));
    }
    let width = desk.host.width();
    text.push_str(&charge_words::unresolved(&seen.unresolved, desk.now, desk.zone, width));
    for outing in open {
        text.push_str(&news_of(outing, desk));
    }
    let policy_now = desk.policy().map(|p| p.digest).ok();
    let rows: Vec<Vec<String>> =
        open.iter().flat_map(|o| rows(o, policy_now.as_deref(), desk)).collect();
    if rows.is_empty() {
        text.push_str(if seen.damage.is_empty() && seen.late.is_empty() {
            "Nobody is signed out.\n"
        } else {
            "No other outing is open.\n"
        });
    } else {
        text.push_str(&table(
            &["Who", "Outing", "Where", "Last heard", "Next due", "Back by", "Note"],
            &rows,
            desk.host.table_width(),
        ));
    }
    if !seen.owed.is_empty() {
        text.push_str("\nOwed after the fact:\n");
    }
    for owed in &seen.owed {
        let owner = if owed.owner.is_empty() { String::new() } else { format!("{}: ", owed.owner) };
        let due = owed.due.map(|d| format!(", due {}", desk.words(d))).unwrap_or_default();
        let line = format!(
            "{}: {owner}{}{due}{}",
            owed.record,
            owed.what,
            crate::render::words::cited(&owed.clauses)
        );
        text.put(format!("{}\n", wrap(&clean(&line), "  ", desk.host.width())));
        if !owed.rule.is_empty() {
            text.put(format!(
                "      when done: hv done {} --duty {} --how \"...\"\n",
                owed.record, owed.rule
            ));
        }
    }
    text
}

/// What has come up since they left, and what stands against the assessments of their visits.
fn news_of(outing: &Outing, desk: &mut Desk<'_>) -> String {
    let names: Vec<&str> = outing.out().map(|p| p.name.as_str()).collect();
    let names = crate::domain::names::list(&names).to_uppercase();
    let mut text = String::new();
    for one in on_the_way(outing, desk) {
        for said in &one.since {
            let line = format!("SINCE {names} SIGNED OUT, {}: {said}", one.visit);
            text.put(format!("{}\n", wrap(&clean(&line), "", desk.host.width())));
        }
        if !one.against.is_empty() {
            text.put(format!("{}: its assessment may no longer hold:\n", clean(&one.visit)));
            text.push_str(&super::assess_life::lines(&one.against, desk.host.width()));
        }
    }
    text
}

/// What has come up about a visit that somebody is out on, and what stands against its assessment.
struct OnTheWay {
    visit: String,
    since: Vec<String>,
    against: Vec<Against>,
}

fn on_the_way(outing: &Outing, desk: &mut Desk<'_>) -> Vec<OnTheWay> {
    let there = |d: &&Door| {
        let visit = &d.stop.visit;
        d.called_off.is_none() && outing.out().any(|p| !p.has_left(visit))
    };
    let policy = desk.policy_or_say();
    let mut all = Vec::new();
    for door in outing.stops.iter().filter(there) {
        let since = news::since(outing, door, desk);
        let visit = desk.visit(&door.stop.visit).ok();
        let mut against = Vec::new();
        if let Some((visit, policy)) = visit.zip(policy.as_ref()) {
            let known = desk.known(visit);
            against = super::assess_life::unsaid(&known, &[], policy, desk);
            // What has been said above is not said twice.
            against.retain(|a| !since.iter().any(|n| !n.what.is_empty() && a.about(&n.what)));
        }
        let since = since.into_iter().map(|n| n.says).collect();
        all.push(OnTheWay { visit: door.stop.visit.clone(), since, against });
    }
    all
}

fn rows(outing: &Outing, policy_now: Option<&str>, desk: &Desk<'_>) -> Vec<Vec<String>> {
    let place = outing
        .current()
        .or_else(|| outing.stops.last())
        .map(|d| d.stop.place.clone())
        .unwrap_or_default();
    let frozen = outing.terms.as_ref().map(|t| t.digest.as_str());
    let mut notes = Vec::new();
    if outing.breach.is_some() {
        notes.push("BREACH");
    }
    if frozen != policy_now {
        notes.push("policy has changed since");
    }
    if !outing.damage.is_empty() {
        notes.push("DAMAGED RECORD");
    }
    let next = soonest(outing).map_or_else(
        || "not set".to_owned(),
        |d| format!("{}{}", desk.words(d.due), if d.late(desk.now) { " LATE" } else { "" }),
    );
    outing
        .out()
        .map(|person| {
            let mut note = notes.clone();
            if person.distress.is_some() {
                note.insert(0, "DISTRESS");
            }
            if !person.concerns.is_empty() {
                note.insert(0, "CAUSE FOR CONCERN");
            }
            if outing.home().is_some() {
                note.push("ends at home");
            }
            vec![
                format!("{} {}", person.name, person.number.as_deref().unwrap_or("no number")),
                outing.id.clone(),
                place.clone(),
                desk.words(person.last_contact),
                next.clone(),
                desk.words(outing.back),
                note.join(", "),
            ]
        })
        .collect()
}

fn as_json(seen: &Seen, open: &[&Outing], desk: &mut Desk<'_>) -> serde_json::Value {
    let out: Vec<_> = open
        .iter()
        .map(|o| {
            let on_the_way: Vec<_> = on_the_way(o, desk)
                .iter()
                .map(|one| json!({"visit": one.visit, "since": one.since, "stale": one.against}))
                .collect();
            json!({
                "id": o.id, "visits": on_the_way, "left_at": o.left_at, "back": o.back, "breach": o.breach, "monitor": o.monitor,
                "people": o.people.iter().map(|p| json!({
                    "id": p.id, "name": p.name, "number": p.number, "last_contact": p.last_contact,
                    "returned": p.returned, "distress": p.distress.is_some(),
                    "concern": !p.concerns.is_empty(),
                })).collect::<Vec<_>>(),
                "next": super::checkin::next_json(o),
            })
        })
        .collect();
    json!({
        "hv": 1, "as_of": desk.now, "out": out,
        "late": seen.late.iter().map(late_json).collect::<Vec<_>>(),
        "unresolved": seen.unresolved.iter().map(unresolved_json).collect::<Vec<_>>(),
        "owed": seen.owed.iter().map(owed_json).collect::<Vec<_>>(),
        "damage": seen.damage,
    })
}
