//! `hv retention`: how long records are kept, what is due and why, what is held, and what cannot be judged.
//!
//! It reads the whole folder and changes nothing. What is not set is shown as not set.

use super::desk::Desk;
use super::retention_back::{WHERE_ELSE, held_and_gone};
use super::retention_look::{self, Back, Looked};
use super::{Ending, retention_erase, retention_hold};
use crate::cli::{Retention, RetentionAction};
use crate::domain::erasure::{Hold, totals};
use crate::domain::retention::{
    CLASSES, Class, DEFAULTS, Item, Judged, Kind, Schedule, Standing, judge,
};
use crate::render::{Put, clean, count, wrap};
use crate::when::Day;
use serde_json::json;
use std::collections::BTreeMap;

pub(super) fn run(args: Retention, desk: &mut Desk<'_>) -> Ending {
    match args.action {
        Some(RetentionAction::Hold(args)) => retention_hold::hold(args, desk),
        Some(RetentionAction::Release(args)) => retention_hold::release(args, desk),
        Some(RetentionAction::Erase(args)) => retention_erase::erase(args, desk),
        Some(RetentionAction::Finish(args)) => retention_erase::finish(&args, desk),
        None if args.defaults => {
            let shown = json!({"hv": 1, "defaults": DEFAULTS});
            desk.host.say(&if desk.json { format!("{shown}\n") } else { DEFAULTS.to_owned() });
            Ok(0)
        }
        None => list(desk),
    }
}

fn list(desk: &mut Desk<'_>) -> Ending {
    let looked = retention_look::look(desk)?;
    let damage: Vec<_> = looked.findings.iter().map(|f| f.damage.clone()).collect();
    desk.tell_damage(&damage);
    let back = retention_look::back(&looked.items, &looked.erasures);
    if desk.json {
        let shown = as_json(&looked, &back, desk);
        desk.host.say(&format!("{shown}\n"));
    } else {
        let text = text(&looked, &back, desk);
        desk.host.say(&text);
    }
    let whole = damage.is_empty() && looked.stopped.is_empty() && gone(&looked, desk).is_empty();
    Ok(if whole { 0 } else { 3 })
}

/// Holds in force whose subject is not there, by id, and what is to be said of each.
fn gone(looked: &Looked, desk: &Desk<'_>) -> BTreeMap<String, String> {
    held_and_gone(&looked.holds, &looked.store, desk.now, desk.today()).into_iter().collect()
}

/// Where a record stands, in the order in which they are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Shelf {
    Erase,
    Review,
    Unverified,
    Waits,
    Held,
    InUse,
    NotKnown,
    NotYet,
    NotSet,
    Kept,
}

impl Shelf {
    fn of(looked: &Looked, at: usize) -> Option<(Shelf, &Item, &Judged)> {
        let (item, judged) = (looked.items.get(at)?, looked.judged.get(at)?);
        let over = matches!(
            judged.standing,
            Standing::Due | Standing::Review | Standing::Unverified | Standing::NotKnown(_)
        );
        let shelf = match &judged.standing {
            _ if !item.held_by.is_empty() => Shelf::Held,
            _ if over && !item.in_use.is_empty() => Shelf::InUse,
            Standing::Due if looked.going.contains(&at) => Shelf::Erase,
            Standing::Due => Shelf::Waits,
            Standing::Review => Shelf::Review,
            Standing::Unverified => Shelf::Unverified,
            Standing::NotKnown(_) if item.kind == Kind::Person && item.left.is_none() => {
                Shelf::NotYet
            }
            Standing::NotKnown(_) => Shelf::NotKnown,
            Standing::NotYet(_) => Shelf::NotYet,
            Standing::NotSet(_) => Shelf::NotSet,
            Standing::Always => Shelf::Kept,
        };
        Some((shelf, item, judged))
    }

    fn word(self) -> &'static str {
        match self {
            Shelf::Erase => "due",
            Shelf::Review => "review",
            Shelf::Unverified => "unverified",
            Shelf::Waits => "waits",
            Shelf::Held => "held",
            Shelf::InUse => "in-use",
            Shelf::NotKnown => "not-known",
            Shelf::NotYet => "not-yet",
            Shelf::NotSet => "not-set",
            Shelf::Kept => "kept",
        }
    }

    /// The heading. What is not due is only counted.
    fn heading(self) -> Option<&'static str> {
        match self {
            Shelf::Erase => {
                Some("DUE: hv retention erase --due erases these, and nothing does by itself")
            }
            Shelf::Review => Some("DUE FOR REVIEW: a person decides"),
            Shelf::Unverified => Some(
                "WOULD BE DUE, by a rule that nobody at this school has checked: nothing is erased by it",
            ),
            Shelf::Waits => Some("DUE, AND WAITS for what shares a page with it"),
            Shelf::Held => Some("HELD: nothing of it is erased"),
            Shelf::InUse => Some("ITS TIME IS OVER OR NOT KNOWN, and it cannot go"),
            Shelf::NotKnown => Some("CANNOT BE JUDGED"),
            Shelf::NotYet | Shelf::NotSet | Shelf::Kept => None,
        }
    }
}

/// As many of a kind are listed for people; the rest is counted, and is in the JSON.
const SHOWN: usize = 40;

/// Everything by shelf, the oldest first.
fn shelves(looked: &Looked) -> BTreeMap<Shelf, Vec<usize>> {
    let mut all: BTreeMap<Shelf, Vec<usize>> = BTreeMap::new();
    for at in 0..looked.items.len() {
        if let Some((shelf, _, _)) = Shelf::of(looked, at) {
            all.entry(shelf).or_default().push(at);
        }
    }
    for items in all.values_mut() {
        items.sort_by_key(|at| {
            (looked.judged.get(*at).and_then(|j| j.since), looked.items.get(*at).map(Item::name))
        });
    }
    all
}

fn text(looked: &Looked, back: &[Back], desk: &Desk<'_>) -> String {
    let width = desk.host.width();
    let mut text = String::new();
    let line = |text: &mut String, words: &str, indent: &str| {
        text.put(format!("{}\n", wrap(&clean(words), indent, width)));
    };
    for why in &looked.stopped {
        line(&mut text, &format!("NOTHING IS DUE while this is so: {why}"), "  ");
    }
    let gone = gone(looked, desk);
    for what in gone.values() {
        line(&mut text, &format!("{what}. {WHERE_ELSE}"), "  ");
    }
    for (shelf, items) in shelves(looked) {
        let Some(heading) = shelf.heading() else { continue };
        line(&mut text, &format!("{heading} ({})", items.len()), "");
        for at in items.iter().take(SHOWN) {
            line(&mut text, &format!("  {}", row(looked, *at)), "      ");
        }
        if items.len() > SHOWN {
            line(
                &mut text,
                &format!("  and {} more: hv retention --json", items.len() - SHOWN),
                "",
            );
        }
    }
    let kept = shelves(looked);
    for (shelf, words) in [
        (Shelf::NotYet, "not due yet"),
        (Shelf::NotSet, "of a class whose time is not set in retention.toml: kept"),
        (Shelf::Kept, "kept always"),
    ] {
        if let Some(items) = kept.get(&shelf) {
            line(&mut text, &format!("{} {words}.", count(items.len(), "record")), "");
        }
    }
    let unset: Vec<&str> = unset(&looked.schedule).collect();
    if !unset.is_empty() {
        line(&mut text, &format!("Not set: {}.", unset.join(", ")), "    ");
    }
    let cautions = cautions(looked, desk.today());
    for words in &cautions {
        line(&mut text, words, "    ");
    }
    let there = |h: &&Hold| h.holds(desk.today()) && !gone.contains_key(&h.id);
    for hold in looked.holds.iter().filter(there) {
        line(&mut text, &hold_words(hold, desk.today()), "    ");
    }
    after(looked, back, &mut |words| line(&mut text, words, "    "));
    text
}

fn unset(schedule: &Schedule) -> impl Iterator<Item = &'static str> {
    CLASSES.into_iter().filter(|c| schedule.rule(*c).is_none()).map(Class::word)
}

/// Cautions whose time is over: they stand on cards, which people change.
fn cautions(looked: &Looked, today: Day) -> Vec<String> {
    let of_families = looked.families.iter().flat_map(|f| f.cautions.iter().map(|c| (&f.id, c)));
    let of_addresses = looked.addresses.iter().flat_map(|a| a.cautions.iter().map(|c| (&a.id, c)));
    let mut all = Vec::new();
    for (id, caution) in of_families.chain(of_addresses) {
        let Some(item) = looked.items.first() else { break };
        let item = Item {
            classes: std::collections::BTreeSet::from([Class::Caution]),
            last: Some(crate::domain::looked_again::last(caution, today)),
            ..item.clone()
        };
        let judged = judge(&looked.schedule, &item, today);
        if matches!(judged.standing, Standing::Review | Standing::Unverified) {
            all.push(format!(
                "To be looked at again: the caution on {id} of {} ({}). Change the card if it holds no more.",
                caution.since.words(),
                caution.source
            ));
        }
    }
    all
}

/// "visit ahmed/2019-11-24-1a, since Wed 1 Sep 2027: visit, 6 years from the end of the school year".
pub(super) fn row(looked: &Looked, at: usize) -> String {
    let (Some(item), Some(judged)) = (looked.items.get(at), looked.judged.get(at)) else {
        return String::new();
    };
    let mut parts = Vec::new();
    match (&judged.standing, judged.class) {
        (Standing::NotKnown(why), _) => parts.push(why.clone()),
        (Standing::NotSet(class), _) => parts.push(format!("{} is not set", class.word())),
        (Standing::NotYet(until), _) => parts.push(format!("kept through {}", until.words())),
        (Standing::Always, _) => parts.push("kept always".to_owned()),
        (_, Some(class)) => parts.extend(looked.schedule.rule(class).map(|rule| {
            let source =
                if rule.source.is_empty() { String::new() } else { format!(" ({})", rule.source) };
            format!("{}: {} from {}{source}", class.word(), rule.keep, rule.from.words())
        })),
        (_, None) => {}
    }
    parts.extend(looked.waits.get(&at).map(|other| format!("waits for {other}")));
    parts.extend(item.in_use.iter().cloned());
    if !item.held_by.is_empty() {
        let ids: Vec<&str> = item.held_by.iter().map(String::as_str).collect();
        parts.push(format!("held by {}", ids.join(", ")));
    }
    let since = judged.since.map(|day| format!(", since {}", day.words()));
    let since = since.filter(|_| !matches!(judged.standing, Standing::NotYet(_)));
    format!("{}{}: {}", item.name(), since.unwrap_or_default(), parts.join("; "))
}

fn hold_words(hold: &Hold, today: Day) -> String {
    let about = hold.subject.as_ref().map_or("everything: it cannot be read", |s| s.id());
    let end = match (hold.until, hold.review) {
        (Some(until), _) => format!("through {}", until.words()),
        (None, Some(review)) if hold.wants_review(today) => {
            format!("TO BE LOOKED AT AGAIN since {}", review.words())
        }
        (None, Some(review)) => format!("to be looked at again on {}", review.words()),
        (None, None) => "until it is released".to_owned(),
    };
    format!("Hold {}: {about}, {end} ({})", hold.id, hold.why)
}

/// What was erased, what was interrupted, and what came back.
fn after(looked: &Looked, back: &[Back], line: &mut dyn FnMut(&str)) {
    // How many records went is not in a tombstone: a mark can be a hold's or a changed card's, and a record can have two
    // classes.
    if !looked.erasures.is_empty() {
        line(&format!("Erasures so far: {}.", looked.erasures.len()));
    }
    for words in unfinished(looked, back) {
        line(&words);
    }
}

/// What an erasure has left behind, in words, with what to type.
pub(super) fn unfinished(looked: &Looked, back: &[Back]) -> Vec<String> {
    let mut all = Vec::new();
    for (at, erasure) in looked.erasures.iter().enumerate().filter(|(_, e)| !e.finished) {
        let left = back.iter().filter(|b| b.erasure == at).count();
        all.push(format!(
            "The erasure {} was interrupted: {} still there. Type: hv retention finish",
            erasure.id,
            if left == 1 { "1 record is".to_owned() } else { format!("{left} records are") }
        ));
    }
    for one in back {
        let Some(item) = looked.items.get(one.at) else { continue };
        let finished = looked.erasures.get(one.erasure).is_some_and(|e| e.finished);
        if finished {
            all.push(came_back(&item.name(), &looked.erasures, one.erasure, one.grown));
        }
    }
    all
}

/// That something which was erased is there again.
pub(super) fn came_back(
    name: &str,
    erasures: &[crate::domain::erasure::Erasure],
    erasure: usize,
    grown: bool,
) -> String {
    let id = erasures.get(erasure).map(|e| e.id.as_str()).unwrap_or_default();
    let then = if grown {
        "It has grown since: look at it, and hold it or erase it anew by its id"
    } else {
        "hv retention finish erases it again; hv retention hold keeps it"
    };
    format!(
        "CAME BACK: {name} was erased ({id}), and is here again, from another machine or a backup. {then}"
    )
}

fn as_json(looked: &Looked, back: &[Back], desk: &Desk<'_>) -> serde_json::Value {
    let mut records = Vec::new();
    for (shelf, items) in shelves(looked) {
        for at in items {
            let Some((_, item, judged)) = Shelf::of(looked, at) else { continue };
            let classes: Vec<&str> = item.classes.iter().map(|c| c.word()).collect();
            records.push(json!({"record": item.name(), "id": item.id, "stands": shelf.word(), "classes": classes,
                "since": judged.since, "because": row(looked, at), "held_by": item.held_by,
                "in_use": item.in_use, "waits_for": looked.waits.get(&at)}));
        }
    }
    let gone = gone(looked, desk);
    let holds: Vec<_> = looked
        .holds
        .iter()
        .map(|h| {
            json!({"hold": h.id, "subject": h.subject, "why": h.why, "until": h.until, "review": h.review,
                "holds": h.holds(desk.today()), "look_again": h.wants_review(desk.today()),
                "gone": gone.get(&h.id)})
        })
        .collect();
    let unset: Vec<&str> = unset(&looked.schedule).collect();
    json!({"hv": 1, "as_of": desk.now, "records": records, "holds": holds, "not_set": unset,
        "stopped": looked.stopped, "erased": totals(&looked.erasures), "left": unfinished(looked, back),
        "cautions": cautions(looked, desk.today())})
}
