//! `hv ack`: a named person takes charge of an alarm and says what they are doing. It holds back, for a time, the rungs
//! that nobody was told of yet; it is no contact and closes nothing.
//!
//! First one wins, also between two machines: who it was is worked out from the records, not decided here.

use super::Ending;
use super::afield::Meant;
use super::alarms::{self, On, Raised};
use super::aside;
use super::ask::needed;
use super::charge_words::charge_json;
use super::checkin::record;
use super::desk::{Desk, one_person};
use super::rung::what_to_do;
use crate::cli::Ack;
use crate::domain::alarm::{self, Alarm, AlarmLine};
use crate::domain::directory::Person;
use crate::domain::events::{OutingEvent, VisitEvent};
use crate::error::Error;
use crate::render::Put;
use crate::store::Key;
use crate::watch::telling;
use crate::when::Moment;
use serde_json::json;
use std::cmp::Ordering;

pub(super) fn run(args: Ack, desk: &mut Desk<'_>) -> Ending {
    let at = desk.at(args.at.as_ref())?;
    // Before anything is asked: a wrong name is told at once.
    let found = alarms::meant(desk, &args.about, args.outing.as_ref())?;
    let person = who(&args, desk)?;
    for raised in &found {
        to_take(raised, &person, &args, at, desk)?;
    }
    let doing = needed(desk, args.doing.as_ref(), "--doing", "What are you doing about it?")?;
    let over = args.take_over.as_ref().map(|why| why.trim().to_owned()).filter(|w| !w.is_empty());
    // Whoever has the lock must not keep it from being known who has charge.
    let _lock = desk.lock_or_go_on();
    let mut text = String::new();
    let mut taken = Vec::new();
    for raised in alarms::meant(desk, &args.about, args.outing.as_ref())? {
        let alarms = to_take(&raised, &person, &args, at, desk)?;
        let ack = alarm::Ack {
            who: person.id.clone(),
            name: person.name.clone(),
            doing: doing.clone(),
            alarms,
            lease: raised.lease(),
            takes_over: over.clone(),
        };
        append(&raised, at, AlarmLine::Ack(ack), desk)?;
        let now = raised.again(desk)?;
        text.put(said(&now, &person, desk));
        taken.push(json!({
            "id": now.id(), "alarms": now.alarms(),
            "charge": now.charges(desk.now).iter().map(|c| charge_json(Some(c))).collect::<Vec<_>>(),
        }));
    }
    desk.happened(&text, &json!({"who": person.id, "doing": doing, "taken": taken}));
    Ok(0)
}

/// Adds a line to the log, in the record it stands in.
pub(super) fn append(
    raised: &Raised,
    at: Moment,
    line: AlarmLine,
    desk: &mut Desk<'_>,
) -> Result<(), Error> {
    match &raised.on {
        On::Outing(outing) => {
            let meant = Meant { outing: outing.as_ref().clone(), who: raised.who.clone() };
            record(&meant, at, OutingEvent::Alarm(line), desk)
        }
        On::Visit(visit, _) => {
            let event = desk.event(at, VisitEvent::Alarm(line));
            desk.store.append(&Key::visit(&visit.id)?, event).map(drop)
        }
    }
}

/// Who takes charge: named, or whoever types. It has to be somebody who can be rung, so only the staff directory counts.
fn who(args: &Ack, desk: &mut Desk<'_>) -> Result<Person, Error> {
    let question = "Who takes charge?";
    let people = desk.people();
    let typist = people.iter().find(|p| p.id == desk.by).cloned();
    let person = match (&args.who, typist) {
        (None, Some(typist)) => typist,
        (None, None) if !desk.host.can_ask => {
            let known: Vec<&str> = people.iter().map(|p| p.id.as_str()).collect();
            return Err(Error::usage(format!(
                "who takes charge? {:?}, who is typing, is not in the staff directory",
                desk.by
            ))
            .hint(format!("give --who PERSON. Known: {}", known.join(", "))));
        }
        (named, _) => {
            let typed = needed(desk, named.as_ref(), "--who", question)?;
            one_person(&people, &typed)?.clone()
        }
    };
    match person.left.filter(|left| *left <= desk.today()) {
        Some(left) => Err(Error::refused(format!(
            "{} left on {}, and cannot take charge",
            person.name,
            left.words()
        ))
        .hint("name somebody who is on the staff: --who PERSON")),
        None => Ok(person),
    }
}

/// The alarms they take: those that nobody else has charge of, or all of them by taking over with a reason. Never by
/// somebody it is about, nor whoever is out with them.
fn to_take(
    raised: &Raised,
    person: &Person,
    args: &Ack,
    at: Moment,
    desk: &Desk<'_>,
) -> Result<Vec<Alarm>, Error> {
    if raised.people().iter().any(|(id, _)| *id == person.id) {
        return Err(Error::refused(format!(
            "{} is on {} and cannot take charge of its alarm",
            person.name,
            raised.id()
        ))
        .hint("somebody who is not out on it: --who PERSON"));
    }
    aside::typist(raised, desk)?;
    aside::not_late_elsewhere(raised, person, "take charge", desk)?;
    let log = raised.log();
    let over = args.take_over.as_ref().is_some_and(|why| !why.trim().is_empty());
    let free = |a: &Alarm| over || log.charge(a, at).is_none_or(|c| c.who == person.id);
    let mut taken = raised.alarms();
    taken.retain(free);
    if let Some(due) = taken.iter().map(|a| a.due).min().filter(|due| at < *due) {
        return Err(Error::usage(format!(
            "--at: {} is before the alarm, at {}",
            desk.words(at),
            desk.words(due)
        ))
        .hint("say when they took charge of it: --at TIME, not before that"));
    }
    taken.retain(|a| a.due <= at);
    let others = raised.charges(at);
    match others.iter().find(|c| c.who != person.id) {
        Some(other) if taken.is_empty() => Err(Error::refused(format!(
            "{} has charge of {} since {}, {}, until {}",
            other.name,
            raised.names(),
            desk.words(other.since),
            other.doing,
            desk.words(other.until)
        ))
        .hint("to take over from them, say why: --take-over \"...\"")
        .hint(format!("after {} nobody has charge unless they renew it", desk.words(other.until)))),
        _ => Ok(taken),
    }
}

/// Of the alarms, those somebody has charge of now: what was missed, and when.
fn holds(now: &Raised, who: &str, desk: &Desk<'_>) -> String {
    let log = now.log();
    let theirs = |a: &Alarm| log.charge(a, desk.now).is_some_and(|c| c.who == who);
    let mut all = now.alarms();
    all.retain(theirs);
    let one = |a: &Alarm| format!("{}, due {}", telling::what(a.clock), desk.words(a.due));
    all.iter().map(one).collect::<Vec<_>>().join("; ")
}

/// Who has charge now, what that holds back, what renews it, and what comes next.
fn said(now: &Raised, person: &Person, desk: &Desk<'_>) -> String {
    let mut text = String::new();
    let charges = now.charges(desk.now);
    let mine = charges.iter().find(|c| c.who == person.id);
    for other in charges.iter().filter(|c| c.who != person.id) {
        text.put(format!(
            "{} was first and has charge of {} ({}) since {}, {}, until {}. Ring them.\n",
            other.name,
            now.names(),
            holds(now, &other.who, desk),
            desk.words(other.since),
            other.doing,
            desk.words(other.until)
        ));
    }
    let Some(charge) = mine else {
        if charges.is_empty() {
            text.put(format!(
                "Recorded. It holds back nothing now: the {} it holds for are over.\n",
                now.lease().words()
            ));
        }
        return text;
    };
    text.put(format!(
        "{} has charge of {} since {}: {}.\n",
        charge.name,
        now.names(),
        desk.said(charge.since),
        charge.doing
    ));
    if charges.len() > 1 {
        text.put(format!("That is: {}.\n", holds(now, &charge.who, desk)));
    }
    if now.drill() {
        text.push_str("It holds back nothing: in a drill the whole ladder is walked.\n");
    } else if !now.late.is_empty() {
        text.put(format!(
            "Until {} hv does not tell {}. Whoever was told goes on.\n",
            desk.words(charge.until),
            held_back(now)
        ));
    }
    text.put(format!(
        "To keep charge for another {}, {} logs each rung that is done: hv rung {} OUTCOME --who {}. Or types hv ack \
         again.\n",
        now.lease().words(),
        charge.name,
        now.id(),
        charge.who
    ));
    text.put(what_to_do(now, desk));
    text
}

/// The rungs of each late alarm that nobody was told of yet.
fn held_back(now: &Raised) -> String {
    let log = now.log();
    let mut all: Vec<String> = Vec::new();
    for late in &now.late {
        let rungs = now.ladder(late.running.clock).map_or(0, |ladder| ladder.rungs.len());
        // Taking charge tells nobody: only an attempt counts here.
        let told = (1..=rungs).rev().find(|number| log.attempted(&late.alarm, *number, 0));
        let next = told.unwrap_or(0) + 1;
        let words = match next.cmp(&rungs) {
            Ordering::Greater => "everyone".to_owned(),
            Ordering::Equal => format!("rung {next} of {rungs}, nor everyone after it"),
            Ordering::Less => format!("rung {next} of {rungs}, nor those above it"),
        };
        if !all.contains(&words) {
            all.push(words);
        }
    }
    all.join("; ")
}
