//! A drill in words and as JSON: whom it will tell, how it stands, what it proved, and what a sign-out says of the last.
//!
//! It only says. What was told and who answered is worked out in [`crate::watch::drill`].

use super::desk::Desk;
use super::drill::Last;
use crate::domain::alarm::Came;
use crate::domain::channel::Channel;
use crate::domain::drill::LASTS;
use crate::domain::names;
use crate::domain::outing::Outing;
use crate::policy::Clock;
use crate::render::{Put, count};
use crate::watch::drill::{Account, Proof, Receiver, Rung};
use crate::watch::telling;
use crate::when::{Moment, Span};
use serde_json::{Value, json};

/// The first line of whatever is shown of an outing, if nobody is on it.
pub(super) fn head(outing: &Outing) -> String {
    if outing.drill.is_none() {
        return String::new();
    }
    "DRILL: nobody went out, and nobody is missing. hv drill says who was told and who answered\n"
        .to_owned()
}

/// Minutes as people say them; a minute that has begun counts.
fn minutes(span: Span) -> String {
    let seconds = span.as_seconds();
    if seconds < 60 {
        return "less than a minute".to_owned();
    }
    Span::minutes((seconds + 59) / 60).words()
}

fn rung_words(rung: &Rung, account: &Account) -> String {
    if rung.everyone {
        return "after the last rung, everyone".to_owned();
    }
    format!("rung {} of {}, {}", rung.number, account.rungs.len() - 1, rung.role)
}

/// Whom it will tell, in order, and when.
pub(super) fn plan(account: &Account, channels: &[Channel], desk: &Desk<'_>) -> String {
    let what = telling::what(account.drill.clock);
    let quick = if account.drill.quick {
        ", a minute between rungs, which is not what the policy says"
    } else {
        ""
    };
    let mut text = format!(
        "It walks the ladder for \"{what}\"{quick}. Everybody on it is told, and each message says that it is a DRILL:\n"
    );
    for rung in &account.rungs {
        let who: Vec<&str> = rung.receivers.iter().map(|r| r.name.as_str()).collect();
        let who = if who.is_empty() {
            "NOBODY holds the role: passed over".to_owned()
        } else {
            names::list(&who)
        };
        text.put(format!("  {} {}: {who}\n", desk.words(rung.due), rung_words(rung, account)));
    }
    if channels.is_empty() {
        text.push_str("No channel is set in hv.toml: only what hv overdue prints tells of it.\n");
    }
    text
}

/// What tells the first rung.
pub(super) fn next_run(desk: &Desk<'_>) -> String {
    let end =
        "Who answered: hv drill answered NAME. How it stands: hv drill. To end it: hv drill end\n";
    let run = "The next run of hv overdue --alert tells the first rung.";
    if desk.replay {
        return format!("{run}\n{end}");
    }
    let watched = super::watched::watched(&desk.store, &desk.school, desk.host, desk.now);
    match watched.words(desk.zone, desk.now) {
        Some(words) => {
            format!("{run} {words}: run it by hand, every few minutes until the last rung.\n{end}")
        }
        None => format!("{run}\n{end}"),
    }
}

/// The drill rung by rung, and what it proved so far.
pub(super) fn in_full(account: &Account, desk: &Desk<'_>) -> String {
    let what = telling::what(account.drill.clock);
    let quick = if account.drill.quick { ", a minute between rungs" } else { "" };
    let state = match account.ended {
        Some(at) => format!("ended {}", desk.said(at)),
        None if over(account, desk.now) => {
            "NOT ENDED, though nobody is told any more: hv drill end".to_owned()
        }
        None => "not ended".to_owned(),
    };
    let began = desk.words(account.began);
    let mut text =
        format!("DRILL {}, the ladder for \"{what}\"{quick}, begun {began}, {state}\n", account.id);
    for rung in &account.rungs {
        text.push_str(&one_rung(rung, account, desk));
    }
    text.put(proved(account));
    text
}

fn one_rung(rung: &Rung, account: &Account, desk: &Desk<'_>) -> String {
    let head = format!("  {}, due {}", rung_words(rung, account), desk.words(rung.due));
    if rung.nobody() {
        return format!("{head}: NOBODY holds the role, passed over\n");
    }
    let to_come = rung.tried.is_none() && (rung.due > desk.now || account.ended.is_some());
    let mut text = match (to_come, rung.tried) {
        (true, _) => {
            format!("{head}: not told{}\n", if account.ended.is_some() { "" } else { " yet" })
        }
        (false, None) => format!("{head}: NOT TOLD YET, the next hv overdue --alert tells it\n"),
        (false, Some(_)) => format!("{head}\n"),
    };
    for one in &rung.receivers {
        // Of a rung that was not told, whoever answered all the same is worth a line.
        if rung.tried.is_some() || one.answered.is_some() {
            text.put(format!("      {}: {}\n", one.name, receiver(one, account, desk)));
        }
    }
    text
}

fn receiver(one: &Receiver, account: &Account, desk: &Desk<'_>) -> String {
    let by = |came: Came| -> Vec<&str> {
        one.came.iter().filter(|s| s.came == came).map(|s| s.channel.as_str()).collect()
    };
    let told = match (one.told, one.tried) {
        (Some(at), _) => format!("told {} by {}", desk.words(at), names::list(&by(Came::Handed))),
        (None, None) => "told by NO channel: none reaches them".to_owned(),
        (None, Some(_)) => {
            let why: Vec<String> =
                one.came.iter().map(|s| format!("{}: {}", s.channel, s.answer)).collect();
            format!("NOT KNOWN TO BE TOLD ({})", why.join("; "))
        }
    };
    if one.room() {
        return told;
    }
    match one.answered {
        Some(at) => {
            let took = account.took(&one.id).map(|t| format!(", after {}", minutes(t)));
            format!("{told}; answered {}{}", desk.words(at), took.unwrap_or_default())
        }
        None => format!("{told}; HAS NOT ANSWERED"),
    }
}

/// What somebody's answer adds.
pub(super) fn said(account: &Account, person: &str, desk: &Desk<'_>) -> String {
    let one = account.rungs.iter().flat_map(|r| &r.receivers).find(|r| r.id == person);
    let Some((one, at)) = one.and_then(|one| Some((one, one.answered?))) else {
        return String::new();
    };
    let took = account.took(person).map(|t| format!(", after {}", minutes(t))).unwrap_or_default();
    format!("{} answered the drill {}{took}. {}", one.name, desk.said(at), tally(account.proof()))
}

/// "2 of 3 told answered, the slowest after 6 minutes."
fn tally(proof: Proof) -> String {
    if proof.told == 0 {
        return "Nobody was told.\n".to_owned();
    }
    let only = if proof.answered < proof.told { "Only " } else { "" };
    let slowest = proof.slowest.map(|s| format!(", the slowest after {}", minutes(s)));
    format!(
        "{only}{} of {} told answered{}.\n",
        proof.answered,
        proof.told,
        slowest.unwrap_or_default()
    )
}

/// Every rung told? Every channel alive? Everybody answered?
fn proved(account: &Account) -> String {
    let proof = account.proof();
    let mut text = tally(proof);
    if proof.rungs_told < proof.rungs {
        text.put(format!(
            "Only {} of {} were told.\n",
            proof.rungs_told,
            count(proof.rungs, "rung")
        ));
    }
    if !account.dead.is_empty() {
        let dead: Vec<&str> = account.dead.iter().map(String::as_str).collect();
        text.put(format!(
            "NEVER HANDED ANYTHING OVER: {}. hv notify test tries it\n",
            names::list(&dead)
        ));
    }
    text
}

fn over(account: &Account, now: Moment) -> bool {
    now >= account.began.plus(LASTS)
}

/// What a sign-out says of the ladder that would be climbed for whoever leaves.
pub(super) fn last_proven(desk: &Desk<'_>) -> String {
    let account = match super::drill::last(&desk.store, desk.now) {
        Last::Never => return "The ladder has never been proven: hv drill.\n".to_owned(),
        Last::NotForAYear => {
            return "The ladder has not been proven for a year: hv drill.\n".to_owned();
        }
        Last::Unread(id) => {
            return format!(
                "Whether the ladder has been proven is NOT KNOWN: {id} cannot be read.\n"
            );
        }
        Last::Was(last) => last.1,
    };
    let (day, proof) = (desk.zone.day_of(account.began), account.proof());
    if account.ended.is_none() && !over(&account, desk.now) {
        let began = desk.words(account.began);
        return format!("A drill is under way since {began}: {}", tally(proof).to_lowercase());
    }
    if proof.told == 0 {
        return format!(
            "The ladder is not proven: the drill on {} told nobody. hv drill\n",
            day.words()
        );
    }
    let how = if proof.whole() { "proven" } else { "walked" };
    let tally = tally(proof);
    let tally = tally.trim_end();
    let tally = format!(
        "{}{}",
        tally.get(..1).unwrap_or_default().to_lowercase(),
        tally.get(1..).unwrap_or_default()
    );
    let mut text = format!("The ladder was last {how} on {}: {tally}", day.words());
    if proof.rungs_told < proof.rungs {
        text.put(format!(
            " Only {} of {} were told.",
            proof.rungs_told,
            count(proof.rungs, "rung")
        ));
    }
    text.put(caveats(&account, desk));
    text.push('\n');
    text
}

/// Why it may prove less than it seems to.
fn caveats(account: &Account, desk: &Desk<'_>) -> String {
    let mut text = String::new();
    if account.drill.clock != Clock::Contact {
        text.put(format!(" It was the ladder for \"{}\".", telling::what(account.drill.clock)));
    }
    if account.drill.quick {
        text.push_str(" It was a quick one, and proved no times.");
    }
    let policy = desk.policy();
    if policy.as_ref().is_ok_and(|p| p.digest != account.digest) {
        text.push_str(" The policy has changed since.");
    }
    let days = crate::policy::defaults().drill_proves_days;
    if desk.zone.day_of(account.began) < desk.today().minus_days(days) {
        text.put(format!(" That is more than {days} days ago: hv drill."));
    }
    text
}

/// A drill as data.
pub(super) fn as_json(account: &Account, now: Moment) -> Value {
    let proof = account.proof();
    let receiver = |one: &Receiver| {
        json!({"id": one.id, "name": one.name, "tried": one.tried, "told": one.told, "came": one.came,
            "answered": one.answered,
            "took_seconds": one.answered.and_then(|_| account.took(&one.id)).map(Span::as_seconds)})
    };
    let rung = |rung: &Rung| {
        json!({"rung": Some(rung.number).filter(|_| !rung.everyone), "role": rung.role, "everyone": rung.everyone,
            "due": rung.due, "tried": rung.tried, "told": rung.told(),
            "to": rung.receivers.iter().map(receiver).collect::<Vec<_>>()})
    };
    json!({
        "id": account.id, "clock": account.drill.clock, "quick": account.drill.quick, "began": account.began,
        "ended": account.ended, "over": account.ended.is_some() || over(account, now),
        "rungs": account.rungs.iter().map(rung).collect::<Vec<_>>(), "dead_channels": account.dead,
        "proof": {"told": proof.told, "answered": proof.answered, "whole": proof.whole(), "rungs": proof.rungs,
            "rungs_told": proof.rungs_told, "slowest_seconds": proof.slowest.map(Span::as_seconds)},
    })
}

/// The last drill as data; `null` if there was none.
pub(super) fn last_json(last: &Last, now: Moment) -> Value {
    match last {
        Last::Was(last) => as_json(&last.1, now),
        Last::Unread(id) => json!({"id": id, "unread": true}),
        Last::Never | Last::NotForAYear => Value::Null,
    }
}
