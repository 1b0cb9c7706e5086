//! What `hv overdue` found, in words to be read by somebody frightened and as JSON to be read by a script.
//!
//! It only says: what is late, and what is to be done about it, was worked out before.

use super::charge_words::{self, charge_json, decided_json, unresolved_json};
use super::damage_words;
use super::overdue::Seen;
use super::owed::Owed;
use crate::cli::Global;
use crate::error::Damage;
use crate::host::Host;
use crate::policy::Clock;
use crate::render::Put;
use crate::render::{clean, count, words, wrap};
use crate::store::{alone, on_all_cores};
use crate::watch::{Late, Running};
use crate::when::{Day, Moment, Zone};
use serde_json::json;

/// Fewer alarms than this are put into words sooner than a thread is started.
const FEW: usize = 64;

pub(super) fn show(look: &Seen, now: Moment, zone: Zone, global: &Global, host: &mut Host) {
    if global.json {
        host.say(&format!("{}\n", as_json(look, now)));
        return;
    }
    let mut text = String::new();
    let alarms = look.late.iter().any(|l| !l.drill) || !look.unresolved.is_empty();
    text.push_str(&damage_words::before_alarms(&look.damage, alarms, host.width()));
    let (drills, late): (Vec<&Late>, Vec<&Late>) = look.late.iter().partition(|l| l.drill);
    if !late.is_empty() {
        text.put(format!("LATE at {}: {}\n", zone.words(now), count(late.len(), "alarm")));
    }
    let width = host.width();
    let worded = |late: &&Late| {
        let said = alone(&late.id, || in_words(late, now, zone, width));
        said.unwrap_or_else(|mistake| without_words(late, &mistake))
    };
    let told = on_all_cores(&late, FEW, worded);
    text.push_str(&told.concat());
    text.push_str(&charge_words::unresolved(&look.unresolved, now, zone, host.width()));
    text.extend(drills.iter().map(worded));
    text.push_str(&damage_words::after_alarms(&look.damage, alarms, host.width()));
    // Silence means that nobody is late: what is owed is told only beside an alarm, or by `hv board`.
    if !text.is_empty() && !look.owed.is_empty() {
        text.put(format!(
            "\nOwed after the fact, apart from the alarms: {}; hv board lists them\n",
            look.owed.len()
        ));
    }
    host.say(&text);
}

/// An alarm that hv cannot put into words: that there is one is said all the same.
fn without_words(late: &Late, mistake: &Damage) -> String {
    let names: Vec<&str> = late.running.people.iter().map(|p| p.name.as_str()).collect();
    let names = clean(&crate::domain::names::list(&names));
    format!("\n{}: LATE. {mistake}. {}\n", names.to_uppercase(), mistake.hint)
}

/// One alarm, to be read by somebody frightened: who, how late, where, whom to ring, what to do.
pub(super) fn in_words(late: &Late, now: Moment, zone: Zone, width: usize) -> String {
    if late.drill {
        return drill_in_words(late, zone, zone.day_of(now), width);
    }
    let mut text = String::from("\n");
    for (n, line) in lines(late, now, zone).iter().enumerate() {
        text.push_str(&wrap(&clean(line), if n == 0 { "" } else { "    " }, width));
        text.push('\n');
    }
    text
}

/// Instead of the numbers, of an alarm beside a distress of the same people.
pub(super) const RING_NOBODY: &str = "ring: NOT for this; a DISTRESS of theirs is open";

/// The same line by line, the first of which says who and what. Not of a drill.
pub(super) fn lines(late: &Late, now: Moment, zone: Zone) -> Vec<String> {
    let running = &late.running;
    let today = zone.day_of(now);
    let names: Vec<&str> = running.people.iter().map(|p| p.name.as_str()).collect();
    let mut lines = vec![
        format!("{}: {}", crate::domain::names::list(&names).to_uppercase(), headline(running)),
        format!(
            "due {}, {}",
            zone.words_on(running.deadline.due, today),
            words::lateness(late.late_seconds)
        ),
        format!("should be at: {}", late.place),
        if late.beside_distress {
            RING_NOBODY.to_owned()
        } else {
            let numbers: Vec<String> = running.people.iter().map(words::to_ring).collect();
            format!("ring: {}", numbers.join("; "))
        },
        format!("NOW: {}", late.rung.does),
    ];
    lines.push(who_acts(late));
    lines.push(charge_words::charge(late, zone, now));
    lines.extend(crate::watch::telling::taken_back(late, zone, now));
    lines.extend(charge_words::decided(late, zone, now));
    if !late.rung.skipped.is_empty() {
        lines.push(format!(
            "nobody holds the role of {}: passed over",
            late.rung.skipped.join(", ")
        ));
    }
    if late.rung.stand_in && running.clock != Clock::Departure {
        lines.push("no ladder configured in the policy for this; hv's own stands in".to_owned());
    }
    lines.push(format!("record {}; clause {}", late.id, words::source(&running.source)));
    lines
}

/// A drill, in a few words: whoever looks for who is late must not have to read it.
fn drill_in_words(late: &Late, zone: Zone, today: Day, width: usize) -> String {
    let what = crate::watch::telling::what(late.running.clock);
    let began = zone.words_on(late.running.deadline.due, today);
    let lines = [
        format!("DRILL, nobody is missing: the ladder for \"{what}\" is walked since {began}"),
        who_acts(late),
        late.rung.does.clone(),
        format!(
            "record {}; who was told and who answered: hv drill; to end it: hv drill end",
            late.id
        ),
    ];
    let mut text = String::from("\n");
    for (n, line) in lines.iter().enumerate() {
        text.push_str(&wrap(&clean(line), if n == 0 { "" } else { "    " }, width));
        text.push('\n');
    }
    text
}

fn headline(running: &Running) -> String {
    match running.clock {
        Clock::Distress => "DISTRESS".to_owned(),
        Clock::Concern => format!("cause for concern. Missing: {}", running.owed),
        Clock::Departure => "nobody signed out for a planned visit".to_owned(),
        Clock::Return => format!("not back. Missing: {}", running.owed),
        Clock::Wait => "still waiting at the door".to_owned(),
        Clock::Contact | Clock::Finish | Clock::Call | Clock::Home => {
            format!("not heard from. Missing: {}", running.owed)
        }
    }
}

fn who_acts(late: &Late) -> String {
    let rung = &late.rung;
    let who: Vec<String> = rung.who.iter().map(words::to_ring).collect();
    let step = if rung.exhausted {
        "every rung has been due".to_owned()
    } else {
        format!("rung {} of {}", rung.number, rung.of)
    };
    let who =
        if who.is_empty() { "nobody is on record for this".to_owned() } else { who.join("; ") };
    format!("{step}, {}: {who}{}", rung.role, words::cited(&rung.clauses))
}

/// What `--json` prints: documented in the README, versioned by `hv`.
fn as_json(look: &Seen, now: Moment) -> serde_json::Value {
    json!({
        "hv": 1,
        "as_of": now,
        "late": look.late.iter().map(late_json).collect::<Vec<_>>(),
        "unresolved": look.unresolved.iter().map(unresolved_json).collect::<Vec<_>>(),
        "owed": look.owed.iter().map(owed_json).collect::<Vec<_>>(),
        "damage": look.damage,
    })
}

pub(super) fn late_json(late: &Late) -> serde_json::Value {
    let running = &late.running;
    let clauses = late.clauses();
    let mut data = json!({
        "id": late.id,
        "drill": late.drill,
        "people": running.people.iter().map(|p| &p.id).collect::<Vec<_>>(),
        "clock": running.clock,
        "due": running.deadline.due,
        "late_seconds": late.late_seconds,
        "rung": Some(late.rung.number).filter(|_| !late.rung.exhausted),
        "rungs": late.rung.of,
        "exhausted": late.rung.exhausted,
        "do": late.rung.does,
        "charge": charge_json(late.charge(late.seen_at())),
        "clause": if clauses.is_empty() { "hv".to_owned() } else { clauses.join(", ") },
        "ring": running.people,
        "who": late.rung.who,
        "role": late.rung.role,
        "decision": late.rung.decision,
        "tries": late.rung.tries,
        "optional": late.rung.optional,
        "stand_in": late.rung.stand_in,
        "missing": running.owed,
        "missed_from": running.missed,
        "place": late.place,
        "visit": running.visit,
        "monitor": late.monitor,
    });
    let decided = decided_json(late);
    if let Some(all) = data.as_object_mut().filter(|_| !decided.is_empty()) {
        all.insert("decided".to_owned(), json!(decided));
    }
    if let Some(all) = data.as_object_mut().filter(|_| late.beside_distress) {
        all.insert("beside_distress".to_owned(), json!(true));
    }
    data
}

pub(super) fn owed_json(owed: &Owed) -> serde_json::Value {
    json!({"record": owed.record, "rule": owed.rule, "what": owed.what, "owner": owed.owner, "due": owed.due, "clauses": owed.clauses})
}
