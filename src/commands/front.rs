//! `hv` alone: who is out, worst first; what is due next; what is owed; and the one command to type now.
//!
//! It is as strict as `hv overdue`, by the same look and with the same exit code: what cannot be read is a danger, and
//! is said before anything else. It changes nothing, and remembers nothing.

use super::Ending;
use super::board;
use super::board_rows as rows;
use super::charge_words;
use super::damage_words;
use super::desk::Desk;
use super::front_next::{self as ahead, Next, Step, Week};
use super::overdue::{self, Seen};
use super::overdue_words::in_words;
use super::owed::Owed;
use crate::cli::Global;
use crate::host::Host;
use crate::render::Put;
use crate::render::{clean, fit, wrap};
use crate::watch::worst;
use serde_json::json;

/// How many of each are named; how many more there are is said.
const FEW: usize = 3;

pub(super) fn run(global: &Global, host: &mut Host) -> Ending {
    let looked =
        overdue::gather(global, host).map_err(|error| error.hint("every command: hv --help"))?;
    let seen = looked.seen;
    let mut desk = super::unheard::desk(global, host)?;
    desk.now = looked.now;
    let next = ahead::due(&seen, &desk);
    let week = ahead::week(&seen, &mut desk);
    let step = ahead::step(&seen, &next, &week, &desk);
    let mut owed: Vec<&Owed> = seen.owed.iter().collect();
    owed.sort_by_key(|o| (o.due.is_none(), o.due, o.since, o.record.clone()));
    if desk.json {
        let mut shown =
            board::as_json(&seen, &worst::first(&seen.afield.outings, desk.now), &mut desk);
        if let Some(all) = shown.as_object_mut() {
            all.insert(
                "next".to_owned(),
                json!(next.iter().map(ahead::next_json).collect::<Vec<_>>()),
            );
            all.insert(
                "missing".to_owned(),
                json!(week.missing.iter().map(ahead::missing_json).collect::<Vec<_>>()),
            );
            all.insert("all_known".to_owned(), json!(week.whole && seen.damage.is_empty()));
            all.insert("type".to_owned(), json!(step.to_type));
            all.insert("because".to_owned(), json!(step.because));
        }
        desk.host.say(&format!("{shown}\n"));
    } else {
        let text = who_is_out(&seen, &mut desk)
            + &what_is_next(&next, &desk)
            + &what_is_missing(&week, &desk)
            + &what_is_owed(&owed, &desk)
            + &to_type(&step, &desk);
        desk.host.say(&text);
    }
    let code = overdue::code(&seen);
    Ok(if code == 0 && !week.whole { 3 } else { code })
}

/// Danger first: what cannot be read, who is late, and what to do for the worst.
fn who_is_out(seen: &Seen, desk: &mut Desk<'_>) -> String {
    let width = desk.host.width();
    let mut text = damage_words::heads(&seen.damage, width);
    if let Some(words) = super::watched::unwatched(desk) {
        text.put(format!("{}\n", wrap(&clean(&words), "", width)));
    }
    let places = worst::first(&seen.afield.outings, desk.now);
    let policy_now = desk.policy().map(|p| p.digest).ok();
    let all = rows::rows(seen, &places, policy_now.as_deref(), desk);
    if rows::anybody(&all) {
        text.push_str(&rows::headline(&all, desk));
    } else if seen.damage.is_empty() {
        text.put(format!("{}: nobody is signed out.\n", desk.zone.words(desk.now)));
    } else {
        text.push_str("No outing that can be read is open.\n");
    }
    text.push_str(&rows::in_words(&all, width));
    text.push_str(&damage_words::hints(&seen.damage, width));
    if let Some(late) = seen.late.iter().find(|l| !l.drill) {
        let words = in_words(late, desk.now, desk.zone, width);
        text.put(format!("\nWHAT TO DO NOW, FOR THE WORST:\n{words}"));
    }
    text + &charge_words::unresolved(&seen.unresolved, desk.now, desk.zone, width)
}

/// Lines under a heading, so many of them; then how many more there are, and where.
fn few(head: &str, lines: Vec<String>, more: &str, desk: &Desk<'_>) -> String {
    if lines.is_empty() {
        return String::new();
    }
    let mut text = format!("\n{head}:\n");
    let left = lines.len().saturating_sub(FEW);
    for line in lines.iter().take(FEW) {
        text.put(fit(&format!("  {}\n", clean(line)), desk.host.width()));
    }
    if left > 0 {
        text.put(format!("  and {left} more: {more}\n"));
    }
    text
}

fn what_is_next(next: &[Next], desk: &Desk<'_>) -> String {
    let lines = next.iter().map(|n| format!("{} {}", desk.words(n.due), n.what)).collect();
    few("Due next", lines, "hv board", desk)
}

fn what_is_missing(week: &Week, desk: &Desk<'_>) -> String {
    let mut text = String::new();
    if let Some(why) = &week.unknown {
        text.put(format!("\n{}\n", wrap(&clean(why), "", desk.host.width())));
    }
    let lines = week.missing.iter().map(|m| {
        let more = match m.says.len() {
            0 | 1 => String::new(),
            n => format!(" (and {} more)", n - 1),
        };
        let first = m.says.first().map_or("", String::as_str);
        format!("{} {}: {first}{more}", desk.words(m.start), m.visit)
    });
    text + &few("Still missing for visits to come", lines.collect(), "hv plan", desk)
}

fn what_is_owed(owed: &[&Owed], desk: &Desk<'_>) -> String {
    let line = |o: &&Owed| {
        let owner = if o.owner.is_empty() { String::new() } else { format!("{}: ", o.owner) };
        let due = match o.due {
            Some(due) if due < desk.now => format!(", LATE, due {}", desk.words(due)),
            Some(due) => format!(", due {}", desk.words(due)),
            None => String::new(),
        };
        format!("{}: {owner}{}{due}", o.record, o.what)
    };
    few("Owed after the fact", owed.iter().map(line).collect(), "hv board", desk)
}

fn to_type(step: &Step, desk: &Desk<'_>) -> String {
    let width = desk.host.width();
    let because = wrap(&clean(&step.because), "", width);
    // The command stands alone on its line, so that it can be copied.
    format!("\n{because}\nTYPE NOW: {}\n", clean(&step.to_type))
}
