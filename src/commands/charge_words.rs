//! Who has charge of an alarm, and what was told and not resolved: in words and as JSON, the same wherever it is listed.
//!
//! It only says. Who has charge is worked out in `domain::alarm`, what is not resolved in `watch::unresolved`.

use super::overdue_words::RING_NOBODY;
use super::unresolved::{to_close, what};
use crate::domain::alarm::{Alarm, AlarmLine, Came, Charge, Notify, Rung, Sent, Tell};
use crate::domain::names;
use crate::policy::Clock;
use crate::render::{clean, words, wrap};
use crate::watch::Late;
use crate::watch::unresolved::Unresolved;
use crate::when::{Day, Moment, Zone};
use serde_json::{Value, json};

/// "IN CHARGE: Lou Invented since 14:10, driving there; holds the next rung until 14:25", or that nobody has.
pub(super) fn charge(late: &Late, zone: Zone, now: Moment) -> String {
    let today = zone.day_of(now);
    if let Some(charge) = late.charge(now).filter(|_| late.drill) {
        return format!("{} has charge of the drill, which holds back no rung", charge.name);
    }
    if let Some(charge) = late.charge(now) {
        return in_charge(charge, zone, today);
    }
    let ran_out = late.log.last_charge(&late.alarm).map(|charge| {
        let until = zone.words_on(charge.until, today);
        format!(". {} had, {}, until {until}", charge.name, charge.doing)
    });
    format!("NOBODY HAS TAKEN CHARGE{}", ran_out.unwrap_or_default())
}

/// What was decided, for each decision; and what is to be decided still, if the rung that is due is a decision.
pub(super) fn decided(late: &Late, zone: Zone, now: Moment) -> Vec<String> {
    let today = zone.day_of(now);
    let made = late.log.decisions(&late.alarm);
    let one = |(at, rung): &(Moment, &Rung)| {
        let note = rung.note.as_ref().map(|note| format!(" ({note})")).unwrap_or_default();
        let what = rung.outcome.choice().unwrap_or_default();
        let at = zone.words_on(*at, today);
        format!("DECIDED {at} by {}: {what}{note}", named(late, &rung.who))
    };
    let mut lines: Vec<String> = made.iter().map(one).collect();
    let open = !made.iter().any(|(_, rung)| rung.rung == late.rung.number);
    if open && !late.rung.decision.is_empty() {
        lines.push(format!("decide: {}", late.rung.decision.join(" or ")));
    }
    lines
}

/// The name of somebody on the ladder; of anybody else, what was typed.
fn named(late: &Late, id: &str) -> String {
    let mut known = late.steps.iter().flat_map(|step| &step.who);
    known.find(|p| p.id == id).map_or_else(|| id.to_owned(), |p| p.name.clone())
}

/// The decisions as data.
pub(super) fn decided_json(late: &Late) -> Vec<Value> {
    let one = |(at, rung): &(Moment, &Rung)| json!({"at": at, "by": rung.who, "rung": rung.rung, "what": rung.outcome.choice(), "note": rung.note});
    late.log.decisions(&late.alarm).iter().map(one).collect()
}

/// Who has charge, since when, doing what, until when.
pub(super) fn in_charge(charge: &Charge, zone: Zone, today: Day) -> String {
    format!(
        "IN CHARGE: {} since {}, {}; holds the next rung until {}",
        charge.name,
        zone.words_on(charge.since, today),
        charge.doing,
        zone.words_on(charge.until, today)
    )
}

/// The same as data; `null` when nobody has.
pub(super) fn charge_json(charge: Option<&Charge>) -> Value {
    charge.map_or(Value::Null, |c| {
        json!({"who": c.who, "name": c.name, "doing": c.doing, "since": c.since, "until": c.until})
    })
}

/// Everything told and not resolved, with what to type; nothing for nothing.
pub(super) fn unresolved(all: &[Unresolved], now: Moment, zone: Zone, width: usize) -> String {
    if all.is_empty() {
        return String::new();
    }
    let mut text = String::from("\nTOLD AND NOT RESOLVED:\n");
    for one in all {
        for (n, line) in lines(one, zone, zone.day_of(now)).iter().enumerate() {
            text.push_str(&wrap(&clean(line), if n == 0 { "" } else { "    " }, width));
            text.push('\n');
        }
    }
    text
}

/// One of them line by line, the first of which says who and what.
pub(super) fn lines(one: &Unresolved, zone: Zone, today: Day) -> Vec<String> {
    let people: Vec<&str> = one.people.iter().map(|p| p.name.as_str()).collect();
    let far = if let (Some(told), true) = (one.told, one.rung > 0) {
        format!("told since {}, up to rung {}", zone.words_on(told, today), one.rung)
    } else if one.rung == 0 {
        "only a line in doubt tells of it".to_owned()
    } else {
        let since = zone.words_on(one.since, today);
        let by = if one.acted_on { "somebody took it up" } else { "it was seen here" };
        format!("nobody was told by hv; {by} at {since}")
    };
    let mut lines = vec![format!(
        "{}: {}, due {}; {far}",
        names::list(&people).to_uppercase(),
        what(one),
        zone.words_on(one.alarm.due, today)
    )];
    if one.beside_distress {
        lines.push(RING_NOBODY.to_owned());
    } else {
        let numbers: Vec<String> = one.people.iter().map(words::to_ring).collect();
        lines.push(format!("ring: {}", numbers.join("; ")));
    }
    lines.extend(one.charge.as_ref().map(|c| in_charge(c, zone, today)));
    lines.push(format!(
        "record {}; when somebody knows that they are safe: {}",
        one.id,
        to_close(one)
    ));
    lines
}

/// What is told and not resolved, as data.
pub(super) fn unresolved_json(one: &Unresolved) -> Value {
    json!({
        "id": one.id, "clock": one.alarm.clock, "due": one.alarm.due, "visit": one.alarm.visit,
        "people": one.people.iter().map(|p| &p.id).collect::<Vec<_>>(), "ring": one.people,
        "told_since": one.told, "rung": one.rung, "takes_two": one.takes_two,
        "charge": charge_json(one.charge.as_ref()), "type": to_close(one),
    })
}

/// An alarm in words: "kay, not heard from, due 10:50".
fn about(alarm: &Alarm, zone: Zone, today: Day) -> String {
    let people: Vec<&str> = alarm.people.iter().map(String::as_str).collect();
    let visit = alarm.visit.as_ref().filter(|_| alarm.clock != Clock::Departure);
    let at = visit.map(|v| format!(" at {v}")).unwrap_or_default();
    let what = crate::watch::telling::what(alarm.clock);
    format!("{}, {what}{at}, due {}", names::list(&people), zone.words_on(alarm.due, today))
}

/// A line of the log of alarms, as `hv show` lists it.
pub(super) fn line(line: &AlarmLine, zone: Zone, today: Day) -> String {
    match line {
        AlarmLine::Notify(Notify { tells }) => {
            let one = |t: &Tell| {
                let to = if t.to.is_empty() {
                    "nobody by a channel".to_owned()
                } else {
                    t.to.join(", ")
                };
                let again = if t.round > 0 { ", again" } else { "" };
                format!("rung {}{again} ({}) to {to}", t.rung, about(&t.alarm, zone, today))
            };
            format!("telling {}", tells.iter().map(one).collect::<Vec<_>>().join("; "))
        }
        AlarmLine::Notified(result) => {
            let one = |s: &Sent| {
                let came = match s.came {
                    Came::Handed => "handed over",
                    Came::Failed => "FAILED",
                    Came::Unknown => "NOT KNOWN, is told again",
                };
                let answer =
                    if s.answer.is_empty() { String::new() } else { format!(" ({})", s.answer) };
                format!("{} by {}: {came}{answer}", s.to, s.channel)
            };
            let came = result.came.iter().map(one).collect::<Vec<_>>().join("; ");
            format!("told [{}]: {came}", result.attempt)
        }
        AlarmLine::Ack(ack) => {
            let all: Vec<String> = ack.alarms.iter().map(|a| about(a, zone, today)).collect();
            let over = ack.takes_over.as_ref().map(|why| format!(", taking over: {why}"));
            format!(
                "{} took charge of {}: {}, for {}{}",
                ack.name,
                all.join("; "),
                ack.doing,
                ack.lease.words(),
                over.unwrap_or_default()
            )
        }
        AlarmLine::Rung(rung) => {
            let note = rung.note.as_ref().map(|note| format!(": {note}")).unwrap_or_default();
            format!(
                "rung {} ({}), by {}: {}{note}",
                rung.rung,
                about(&rung.alarm, zone, today),
                rung.who,
                rung.outcome.words()
            )
        }
        AlarmLine::Closed(closed) => {
            let second = closed.second.as_ref().map(|s| format!(", agreed by {s}"));
            format!(
                "closed, {} by {}{}",
                closed.how,
                closed.confirmed_by,
                second.unwrap_or_default()
            )
        }
    }
}
