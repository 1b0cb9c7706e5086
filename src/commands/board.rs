//! `hv board`: who is out, worst first, and what is owed.

use super::assess_life::Against;
use super::board_rows;
use super::charge_words::{self, unresolved_json};
use super::damage_words;
use super::desk::{Desk, OfWeek};
use super::news;
use super::overdue::{self, Seen};
use super::overdue_words::{in_words, late_json, owed_json};
use crate::domain::known::Known;
use crate::domain::outing::{Door, Outing};
use crate::domain::visit::Visit;
use crate::error::{Damage, Error};
use crate::policy::Policy;
use crate::render::Put;
use crate::render::{clean, wrap};
use crate::watch::Late;
use crate::watch::worst::{self, Place};
use crate::when::Week;
use serde_json::json;
use std::cell::OnceCell;
use std::collections::BTreeMap;

/// What `hv overdue` would say, and with it a policy that cannot be read: whoever is out is watched by what was agreed
/// when they left, but nobody can tell what is asked of them now, and nobody can be signed out.
pub(super) fn look(desk: &mut Desk<'_>) -> Seen {
    let mut seen = overdue::look_wide(desk);
    // Each problem of it is hv policy check's to tell: here stands who is out.
    let why = |error: Error| error.message.lines().next().unwrap_or_default().to_owned();
    seen.damage.extend(desk.policy().err().map(why).map(|why| Damage {
        path: "policy.toml".to_owned(),
        line: None,
        what: format!("it cannot be read, so what the school asks is not known: {why}"),
        hint: "hv policy check policy.toml says what is wrong. Whoever is out is watched by what was agreed when they left."
            .to_owned(),
        may_hide_somebody: false,
    }));
    seen
}

pub(super) fn run(desk: &mut Desk<'_>) -> u8 {
    let seen = look(desk);
    let places = worst::first(&seen.afield.outings, desk.now);
    if desk.json {
        let shown = as_json(&seen, &places, desk);
        desk.host.say(&format!("{shown}\n"));
    } else {
        let text = text(&seen, &places, desk);
        desk.host.say(&text);
    }
    if seen.damage.is_empty() { 0 } else { 3 }
}

fn text(seen: &Seen, places: &[Place<'_>], desk: &mut Desk<'_>) -> String {
    let mut text = String::new();
    let width = desk.host.width();
    // Named before all else, in few words: what to do about it must not push the people off the screen.
    text.push_str(&damage_words::heads(&seen.damage, width));
    if let Some(words) = super::watched::unwatched(desk) {
        text.put(format!("{}\n", wrap(&clean(&words), "", desk.host.width())));
    }
    let policy_now = desk.policy().map(|p| p.digest).ok();
    let rows = board_rows::rows(seen, places, policy_now.as_deref(), desk);
    if board_rows::anybody(&rows) {
        text.push_str(&board_rows::headline(&rows, desk));
    } else if seen.damage.is_empty() {
        text.push_str("Nobody is signed out.\n");
    } else {
        text.push_str("No outing that can be read is open.\n");
    }
    let late: Vec<&Late> = seen.late.iter().filter(|l| !l.drill).collect();
    let (first, others) = rows.split_at(board_rows::before_what_to_do(&rows));
    text.push_str(&board_rows::in_words(first, width));
    // Of many rows, most are below the edge of a screen: what to do for the worst stands above them.
    let above = late.iter().take(usize::from(!others.is_empty()));
    text.push_str(&what_to_do("WHAT TO DO NOW, FOR THE WORST", above.copied(), desk));
    text.push_str(&board_rows::in_words(others, width));
    let few = damage_words::few(&seen.damage);
    if few {
        text.push_str(&damage_words::hints(&seen.damage, width));
    }
    text.push_str(&what_to_do("WHAT TO DO NOW", late.into_iter(), desk));
    if !few {
        text.push_str(&damage_words::hints(&seen.damage, width));
    }
    text.push_str(&charge_words::unresolved(&seen.unresolved, desk.now, desk.zone, width));
    let mut read = Read::default();
    for place in places.iter().filter(|p| p.outing.drill.is_none()) {
        text.push_str(&news_of(place.outing, &mut read, desk));
    }
    text.push_str(&owed(seen, desk));
    text
}

fn what_to_do<'l>(head: &str, late: impl Iterator<Item = &'l Late>, desk: &Desk<'_>) -> String {
    let (now, zone, width) = (desk.now, desk.zone, desk.host.width());
    let words: String = late.map(|late| in_words(late, now, zone, width)).collect();
    if words.is_empty() { words } else { format!("\n{head}:\n{words}") }
}

fn owed(seen: &Seen, desk: &Desk<'_>) -> String {
    let mut text = String::new();
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
fn news_of(outing: &Outing, read: &mut Read, desk: &mut Desk<'_>) -> String {
    let names: Vec<&str> = outing.out().map(|p| p.name.as_str()).collect();
    let names = crate::domain::names::list(&names).to_uppercase();
    let mut text = String::new();
    for one in on_the_way(outing, read, desk) {
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

/// What all outings share, read when it is first asked for, and once.
#[derive(Default)]
struct Read {
    /// The policy; `None` inside when it cannot be read, which has been said then.
    policy: OnceCell<Option<Policy>>,
    weeks: BTreeMap<Week, OfWeek>,
}

impl Read {
    fn policy(&self, desk: &mut Desk<'_>) -> Option<&Policy> {
        self.policy.get_or_init(|| desk.policy_or_say()).as_ref()
    }

    fn known(&mut self, visit: Visit, desk: &mut Desk<'_>) -> Known {
        let week = desk.zone.day_of(visit.plan.start).week();
        let of_week = self.weeks.entry(week).or_insert_with(|| desk.of_week(week));
        desk.known_on(of_week, visit)
    }
}

fn on_the_way(outing: &Outing, read: &mut Read, desk: &mut Desk<'_>) -> Vec<OnTheWay> {
    let there = |d: &&Door| {
        let visit = &d.stop.visit;
        d.called_off.is_none() && outing.out().any(|p| !p.has_left(visit))
    };
    let mut all = Vec::new();
    for door in outing.stops.iter().filter(there) {
        let known = desk.visit(&door.stop.visit).ok().map(|visit| read.known(visit, desk));
        let since = match &known {
            Some(known) => news::since_known(outing, known, desk),
            // It says why the visit cannot be read.
            None => news::since(outing, door, desk),
        };
        let mut against = Vec::new();
        if let Some((known, policy)) = known.as_ref().zip(read.policy(desk)) {
            against = super::assess_life::unsaid(known, &[], policy, desk);
            // What has been said above is not said twice.
            against.retain(|a| !since.iter().any(|n| !n.what.is_empty() && a.about(&n.what)));
        }
        let since = since.into_iter().map(|n| n.says).collect();
        all.push(OnTheWay { visit: door.stop.visit.clone(), since, against });
    }
    all
}

pub(super) fn as_json(seen: &Seen, places: &[Place<'_>], desk: &mut Desk<'_>) -> serde_json::Value {
    let mut read = Read::default();
    let out: Vec<_> = places
        .iter()
        .map(|place| {
            let o = place.outing;
            let on_the_way: Vec<_> = on_the_way(o, &mut read, desk)
                .iter()
                .map(|one| json!({"visit": one.visit, "since": one.since, "stale": one.against}))
                .collect();
            json!({
                "standing": place.standing, "drill": o.drill, "in_charge": worst::in_charge(o, desk.now).map(|c| format!("{}, {}", c.name, c.doing)),
                "id": o.id, "visits": on_the_way, "left_at": o.left_at, "back": o.back, "breach": o.breach, "monitor": o.monitor,
                "people": o.people.iter().map(|p| json!({
                    "id": p.id, "name": p.name, "number": p.number, "last_contact": p.last_contact,
                    "expected": p.back, "returned": p.returned, "distress": p.distress.is_some(),
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
