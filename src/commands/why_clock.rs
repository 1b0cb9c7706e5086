//! `hv why` of an outing: every clock with its arithmetic, its ladder with the time of each rung, and the clocks that
//! the policy does not set. What adds up to what is worked out in [`crate::watch::arithmetic`].

use super::desk::Desk;
use super::overdue_words;
use crate::domain::names;
use crate::domain::outing::Outing;
use crate::policy::{Clock, Source};
use crate::render::Put;
use crate::render::{clean, words, wrap};
use crate::watch::Late;
use crate::watch::arithmetic::{self, Explained, Ladder, Rung, State, Sum};
use crate::when::{Moment, Span};
use serde_json::{Value, json};

/// An outing, and the alarms `beside` it that are about the same person. Without an outing to show: those alone.
pub(super) fn run(outing: Option<&Outing>, beside: &[Late], desk: &mut Desk<'_>) {
    let others: Vec<Value> = beside.iter().map(overdue_words::late_json).collect();
    let Some(outing) = outing else {
        let shown = if desk.json {
            format!("{}\n", json!({"hv": 1, "as_of": desk.now, "beside": others}))
        } else {
            late_beside(beside, desk)
        };
        desk.host.say(&shown);
        return;
    };
    let all = arithmetic::explain(outing, desk.now, desk.zone);
    let not_set = outing.terms.as_deref().map(|t| arithmetic::not_set(t, &outing.stops));
    if desk.json {
        let clocks: Vec<Value> = all.iter().map(|one| as_json(one, desk.now)).collect();
        let shown = json!({"hv": 1, "outing": outing.id, "drill": outing.drill, "as_of": desk.now, "clocks": clocks,
            "not_set": not_set, "terms": outing.terms, "unmet": outing.unmet, "breach": outing.breach, "beside": others});
        desk.host.say(&format!("{shown}\n"));
        return;
    }
    let mut text = format!("{} at {}\n", outing.id, desk.zone.words(desk.now));
    text.push_str(&super::drill_words::head(outing));
    for one in &all {
        text.push_str(&in_words(one, desk));
    }
    if all.is_empty() {
        text.push_str("  no clock runs: everybody is back\n");
    }
    text.push_str(&terms(outing));
    for line in not_set.iter().flatten() {
        text.put(format!("{}\n", wrap(&clean(line), "  ", desk.host.width())));
    }
    text.push_str(&late_beside(beside, desk));
    desk.host.say(&text);
}

/// What rings about the same person, as `hv overdue` says it.
fn late_beside(beside: &[Late], desk: &Desk<'_>) -> String {
    let width = desk.host.width();
    let words = |late: &Late| overdue_words::in_words(late, desk.now, desk.zone, width);
    let head = (!beside.is_empty()).then(|| "\nLATE BECAUSE OF ANOTHER RECORD:\n".to_owned());
    head.into_iter().chain(beside.iter().map(words)).collect()
}

fn as_json(one: &Explained, now: Moment) -> Value {
    let running = &one.running;
    json!({"clock": running.clock, "people": running.people, "due": running.deadline.due,
        "late_after": running.deadline.over, "late": running.deadline.late(now),
        "late_seconds": now.seconds_since(running.deadline.due), "missing": running.owed,
        "missed_from": running.missed, "visit": running.visit, "source": running.source,
        "sum": one.sum, "ladder": one.ladder})
}

/// One clock: whom it is about, its sum, what is missing, its ladder.
fn in_words(one: &Explained, desk: &Desk<'_>) -> String {
    let running = &one.running;
    let people: Vec<&str> = running.people.iter().map(|p| p.name.as_str()).collect();
    let head = format!(
        "{}, {}: {}",
        name(running.clock),
        names::list(&people),
        state(running.deadline.due, running.deadline.late(desk.now), desk.now)
    );
    let mut lines = vec![(2, head)];
    lines.extend(sum(one.sum.as_ref(), desk).into_iter().map(|line| (6, line)));
    let reads = if running.deadline.over {
        "late after that time, not at it"
    } else {
        "late from that time on"
    };
    let source = words::source(&running.source);
    lines.push((6, format!("= {}: {reads}. Clause: {source}", desk.words(running.deadline.due))));
    lines.push((6, format!("owed: {}", running.owed_at(desk.now))));
    let missed = running.missed.filter(|missed| desk.now < *missed);
    lines.extend(missed.map(|at| (6, format!("missed from {} on", desk.words(at)))));
    lines.extend(ladder(&one.ladder, running.clock, desk));
    let width = desk.host.width();
    let mut text = String::new();
    for (indent, line) in lines {
        let wrapped = wrap(&clean(&line), &" ".repeat(indent + 2), width);
        text.put(format!("{}{}\n", " ".repeat(indent), wrapped.trim_start()));
    }
    text
}

/// "5 minutes late", "in 25 minutes".
fn state(due: Moment, late: bool, now: Moment) -> String {
    let seconds = now.seconds_since(due);
    match (late, seconds) {
        (true, late) => words::lateness(late).to_uppercase(),
        (false, 0) => "due now, and not late yet".to_owned(),
        (false, left) => format!("due in {}", Span::seconds(-left).words()),
    }
}

fn sum(sum: Option<&Sum>, desk: &Desk<'_>) -> Vec<String> {
    let Some(sum) = sum else {
        let why = "how this time came about cannot be shown: the record is in doubt, and the worst of what it may say \
                   counts. hv doctor says what is wrong with it";
        return vec![why.to_owned()];
    };
    let typed = sum.typed_by.as_ref().map(|by| format!(" (typed by {by})")).unwrap_or_default();
    let start = format!("{} {}{typed}", desk.words(sum.from), sum.started_by);
    let part = |part: &arithmetic::Part| {
        let sign = if part.before { "-" } else { "+" };
        let from = words::source(&part.source);
        format!("{sign} {}, {} [{from}]", length(part.span), part.what)
    };
    std::iter::once(start).chain(sum.parts.iter().map(part)).collect()
}

/// Each rung with its time; and when everybody is told.
fn ladder(ladder: &Ladder, clock: Clock, desk: &Desk<'_>) -> Vec<(usize, String)> {
    let Some(rung_time) = ladder.rung_time else {
        return vec![(
            6,
            "ladder: none in the policy for this; hv's own stands in: everyone, at once".to_owned(),
        )];
    };
    let own = "hv's own stands in, the policy has none for this";
    let mut lines = vec![(6, format!("ladder: {}", ladder.id.as_deref().unwrap_or(own)))];
    lines.extend(ladder.from.map(|from| {
        let from = desk.words(from);
        (8, format!("it counts from {from}, when they left: it was due before that"))
    }));
    lines.extend(ladder.rungs.iter().map(|one| (8, rung(one, desk))));
    let now = if ladder.exhausted { "DUE NOW, " } else { "" };
    let everyone = if clock == Clock::Wait { "they are rung again" } else { "everyone, and 999" };
    let last = match ladder.exhausted_from {
        Some(at) => format!(
            "then, {} after the last [{}]: {now}{}: {everyone}",
            rung_time.words(),
            words::source(&Source::Default),
            desk.words(at)
        ),
        None => format!("nobody holds any of these roles: {now}{everyone}, at once"),
    };
    lines.push((8, last));
    lines
}

fn rung(rung: &Rung, desk: &Desk<'_>) -> String {
    let head = format!("{}. {}", rung.number, rung.role);
    if rung.state == State::PassedOver {
        let cited = words::cited(&rung.clauses);
        return format!("{head}: nobody holds this role: passed over{cited}");
    }
    let state = match rung.state {
        State::Now => "DUE NOW, ",
        State::Before => "since ",
        State::ToCome | State::PassedOver => "",
    };
    let own = if rung.own_time { ", hv's own time" } else { "" };
    let not_before = rung.not_before.map(|m| format!(", not before {:02}:{:02}", m / 60, m % 60));
    let people: Vec<String> = rung.people.iter().map(words::to_ring).collect();
    format!(
        "{head}: {state}{} (+ {}{own}{}): {}: {}{}",
        desk.words(rung.at),
        length(rung.after),
        not_before.unwrap_or_default(),
        people.join("; "),
        rung.does,
        words::cited(&rung.clauses)
    )
}

/// A length of time as a term of a sum: none is a number too.
fn length(span: Span) -> String {
    if span.is_zero() { "0 minutes".to_owned() } else { span.words() }
}

fn name(clock: Clock) -> &'static str {
    match clock {
        Clock::Distress => "Distress",
        Clock::Concern => "Cause for concern",
        Clock::Contact => "Contact",
        Clock::Return => "Return",
        Clock::Finish => "Word after the last visit",
        Clock::Call => "Call by school",
        Clock::Wait => "Wait at the door",
        Clock::Home => "Safe at home",
        Clock::Departure => "Sign-out",
    }
}

/// What was frozen, and what they went against.
fn terms(outing: &Outing) -> String {
    let mut text = match &outing.terms {
        Some(terms) => {
            format!("Terms frozen at sign-out from {} {}\n", clean(&terms.policy), terms.digest)
        }
        None => "The sign-out cannot be trusted, so nobody knows the terms.\n".to_owned(),
    };
    for unmet in &outing.unmet {
        let went = format!("{} {}{}", unmet.says, unmet.reason, words::cited(&unmet.clauses));
        text.put(format!("  went although: {}\n", clean(&went)));
    }
    text
}
