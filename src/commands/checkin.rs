//! `hv checkin`: somebody was heard from, or was rung and did not answer, or is in danger.

use super::Ending;
use super::afield::{self, Meant};
use super::desk::Desk;
use super::tell::{self, Phoned};
use crate::cli::Checkin;
use crate::domain::entry::Entry;
use crate::domain::events::{Answers, Means, OutingEvent};
use crate::domain::outing::Outing;
use crate::error::Error;
use crate::policy::{Policy, Step};
use crate::render::Put;
use crate::store::{Key, OutMarker};
use crate::watch::Running;
use crate::watch::worst::waits_for;
use crate::when::Moment;
use serde_json::json;

pub(super) fn run(args: Checkin, desk: &mut Desk<'_>) -> Ending {
    let at = desk.at(args.who.at.as_ref())?;
    let lock = desk.lock_or_go_on();
    if args.distress {
        return distress(&args, at, desk);
    }
    if args.concern.is_some() {
        return super::concern::run(&args, at, desk);
    }
    let meant = afield::meant(desk, &args.who)?;
    after_leaving(&meant.outing, at, desk)?;
    let contact = contact(&args, &meant, at, desk)?;
    // It is on record; nobody waits for what is asked about it.
    drop(lock);
    let asked = asked(&args, &meant, at, contact, desk)?;
    desk.happened(&asked.text, &asked.data);
    asked.after.ending()
}

/// A contact on record, with the answers that were given with it.
pub(super) struct Contact {
    policy: Option<Policy>,
    given: tell::Given,
    /// When the same was recorded just before, if it was.
    before: Option<Moment>,
}

/// How long after a call the same, typed again by the same person, is likely to be a retype and no second call, in
/// seconds.
const TYPED_AGAIN: i64 = 60;

/// What is to be said of a contact once its questions were put.
pub(super) struct Asked {
    /// In words.
    pub(super) text: String,
    /// As data.
    pub(super) data: serde_json::Value,
    /// What came of the questions.
    pub(super) after: tell::After,
}

/// Records it. Hold the lock, if it can be had.
pub(super) fn contact(
    args: &Checkin,
    meant: &Meant,
    at: Moment,
    desk: &mut Desk<'_>,
) -> Result<Contact, Error> {
    // It asks nothing of a call in which nobody answered anything, and takes as long to read as all who are out.
    let asks = args.school_rang || !args.answers.answers.is_empty() || args.answers.file.is_some();
    let policy = if asks { desk.policy().ok() } else { None };
    let given = tell::given(&args.answers, policy.as_ref(), &meant.who, desk);
    let body = body(args, meant.who.clone(), given.answers.clone());
    let before = typed_before(&meant.outing, &body, desk);
    record(meant, at, body, desk)?;
    Ok(Contact { policy, given, before })
}

/// The same of the same people, typed by the same person within the last minute: after a kill, nobody knows whether it
/// was recorded. It is recorded again all the same, since it may be another call: two contacts a minute apart put the
/// next one off by no more than the second truly does. What is typed in the very same second is one line, and
/// [`SAME_AGAIN`] says so.
fn typed_before(outing: &Outing, body: &OutingEvent, desk: &Desk<'_>) -> Option<Moment> {
    let again = |e: &&Entry<OutingEvent>| {
        (1..=TYPED_AGAIN).contains(&desk.now.seconds_since(e.typed))
            && e.by == desk.by
            && e.body == *body
    };
    outing.entries.iter().rev().find(again).map(|e| e.typed)
}

/// Puts the questions of a call, after it is on record.
pub(super) fn asked(
    args: &Checkin,
    meant: &Meant,
    at: Moment,
    contact: Contact,
    desk: &mut Desk<'_>,
) -> Result<Asked, Error> {
    let Contact { policy, given, before } = contact;
    let visit =
        meant.outing.current_of(&meant.who).map(|d| d.stop.visit.clone()).filter(|v| !v.is_empty());
    let phoned = Phoned {
        step: Step::Call,
        meant,
        visit: visit.as_deref(),
        at,
        with_answers: !args.no_answer,
    };
    let after = if args.school_rang || !given.is_empty() {
        tell::after(&phoned, given, policy.as_ref(), desk)
    } else {
        tell::After::default()
    };
    let outing = reread(meant, desk)?;
    let word = if args.no_answer { "no answer, recorded; it is not contact" } else { "contact" };
    let mut text = format!("{}: {word}, {}.", meant.names(), desk.said(at));
    text.put(next_line(&outing, &meant.who, desk));
    if let Some(before) = before {
        text.put(format!(
            "  The same was already recorded at {}; it is recorded again. Harmless; if it was one call: hv undo\n",
            desk.words(before)
        ));
    }
    if !args.no_answer {
        text.put(others_silent(&outing, &meant.who));
    }
    text.put(&after.text);
    let data = json!({"outing": outing.id, "who": meant.who, "at": at, "next": next_json(&outing), "open": after.open});
    Ok(Asked { text, data, after })
}

/// Straight to the top. Every outing it could mean is tried, and a failure on one does not spare the others.
fn distress(args: &Checkin, at: Moment, desk: &mut Desk<'_>) -> Ending {
    let mut text = String::new();
    let mut recorded = Vec::new();
    let mut failed = None;
    let (found, unanswered) = afield::in_danger(desk, &args.who)?;
    for meant in found {
        // Danger is not refused for a slip in the time either: it holds from the sign-out on.
        let at = at.max(meant.outing.left_at);
        let body = OutingEvent::Distress {
            who: meant.who.clone(),
            note: all_said(args),
            whereabouts: args.whereabouts.clone(),
        };
        match record(&meant, at, body, desk).and_then(|()| reread(&meant, desk)) {
            Ok(outing) => {
                text.put(format!(
                    "RING 999 FIRST if they are in danger now. Read out: hv brief {}\n",
                    outing.id
                ));
                text.put(format!("{}: DISTRESS recorded, {}.\n", meant.names(), desk.said(at)));
                if let Some(place) = &args.whereabouts {
                    text.put(format!("They said they are at: {place}\n"));
                }
                text.put(afield::also_lost(&meant.who, desk));
                text.put(danger(&outing, desk));
                recorded.push(json!({"outing": outing.id, "who": meant.who, "at": at}));
            }
            Err(error) => failed = Some(error),
        }
    }
    if !args.answers.answers.is_empty() || args.answers.file.is_some() {
        text.push_str("The answers are NOT recorded. Give them when they are safe: hv tell OUTING --answer ...\n");
    }
    let quiet = std::mem::replace(&mut desk.quiet, false);
    desk.happened(&text, &json!({"distress": recorded}));
    desk.quiet = quiet;
    let missed = Error::usage(format!(
        "NOT RECORDED for {}: nobody out answers to that",
        unanswered.join(", ")
    ));
    match failed.or((!unanswered.is_empty()).then_some(missed)) {
        Some(error) => Err(error.hint("In danger, ring 999 now: do not wait for hv.").into()),
        None => Ok(0),
    }
}

/// Danger has one line for all that was said.
fn all_said(args: &Checkin) -> Option<String> {
    let said: Vec<String> = args.concern.iter().chain(&args.note).cloned().collect();
    (!said.is_empty()).then(|| said.join("; "))
}

pub(super) fn reread(meant: &Meant, desk: &Desk<'_>) -> Result<Outing, Error> {
    afield::outing(&desk.store, &meant.outing.id, desk.now).map_err(super::desk::damaged)
}

fn body(args: &Checkin, who: Vec<String>, answers: Answers) -> OutingEvent {
    if args.no_answer {
        return OutingEvent::NoAnswer { who };
    }
    let how = match (args.school_rang, args.text, args.in_person) {
        (true, _, _) => Means::SchoolCalled,
        (_, true, _) => Means::Text,
        (_, _, true) => Means::InPerson,
        (false, false, false) => Means::TheyCalled,
    };
    OutingEvent::Contact {
        who,
        how,
        whereabouts: args.whereabouts.clone(),
        note: args.note.clone(),
        answers,
    }
}

/// The lock may not be there: it is recorded all the same. The marker is put back if it is gone.
pub(super) fn record(
    meant: &Meant,
    at: Moment,
    body: OutingEvent,
    desk: &mut Desk<'_>,
) -> Result<(), Error> {
    let outing = &meant.outing;
    if let Err(error) = desk.store.put_out(&marker(outing)) {
        desk.warn(&format!("the marker could not be put back: {error}"));
    }
    let event = desk.event(at, body);
    let (_, again) = desk.store.append_or_repeat(&Key::outing(&outing.id)?, event)?;
    desk.host.some_is_recorded();
    if again {
        desk.warn(SAME_AGAIN);
    }
    Ok(())
}

/// Nobody can tell a call that was typed twice from two calls of which the same was typed in one second.
const SAME_AGAIN: &str = "The very same is on record already, typed in this very second: it counts once. If this was another \
                          call, type it again, and what was said with it: --note \"...\"";

/// The marker of an outing, from its record.
pub(super) fn marker(outing: &Outing) -> OutMarker {
    OutMarker {
        outing: outing.id.clone(),
        people: outing.people.iter().map(crate::watch::clocks::contactable).collect(),
        places: outing.stops.iter().map(|d| d.stop.place.clone()).collect(),
        back: outing.back,
    }
}

/// Nothing can be phoned in from before they left.
pub(super) fn after_leaving(outing: &Outing, at: Moment, desk: &Desk<'_>) -> Result<(), Error> {
    // A sign-out from the future says nothing of when they left, and stops nobody from being heard from or signed in.
    if at >= outing.left_at || outing.left_at > desk.now {
        return Ok(());
    }
    let left = desk.words(outing.left_at);
    Err(Error::usage(format!("--at: {} is before they left, at {left}", desk.said(at))))
}

fn danger(outing: &Outing, desk: &Desk<'_>) -> String {
    let late = crate::watch::late(outing, desk.now);
    let mut text = String::from("No later message takes it back. NOW:\n");
    for one in late.iter().filter(|l| l.running.clock == crate::policy::Clock::Distress) {
        for person in &one.rung.who {
            text.put(format!("  {}: {}\n", one.rung.role, crate::render::words::to_ring(person)));
        }
        text.put(format!("  {}\n  They should be at: {}\n", one.rung.does, one.place));
    }
    text.put(format!("Who acts says so: hv ack {} --doing \"...\"\n", outing.id));
    text
}

/// A call speaks for those who were named, and for nobody else.
fn others_silent(outing: &Outing, heard: &[String]) -> String {
    let others: Vec<&str> = outing
        .people
        .iter()
        .filter(|p| p.away() && !heard.contains(&p.id))
        .map(|p| p.name.as_str())
        .collect();
    if others.is_empty() {
        return String::new();
    }
    let names = crate::domain::names::list(&others);
    format!("Not heard from: {names}. If they are together and safe: hv checkin {}\n", outing.id)
}

/// What is due next, in one line for each clock, soonest first.
pub(super) fn next_due(outing: &Outing, desk: &Desk<'_>) -> String {
    let mut clocks = crate::watch::clocks::running(outing);
    clocks.sort_by_key(|c| c.deadline.due);
    clocks
        .iter()
        .take(3)
        .map(|c| {
            let names: Vec<&str> = c.people.iter().map(|p| p.name.as_str()).collect();
            let late = if c.deadline.late(desk.now) { " (LATE)" } else { "" };
            format!(
                "  due {}{late}: {}, {}\n",
                desk.words(c.deadline.due),
                c.owed_at(desk.now),
                crate::domain::names::list(&names)
            )
        })
        .collect::<Vec<String>>()
        .concat()
}

/// How many kinds of what is due are named in one line.
const KINDS: usize = 2;

/// The rest of a line that says what was recorded: what is due next of those who rang, the soonest of each kind, and of
/// the others only the soonest. What is late stands below, on lines of its own.
pub(super) fn next_line(outing: &Outing, rang: &[String], desk: &Desk<'_>) -> String {
    let mut clocks = crate::watch::clocks::running(outing);
    clocks.sort_by_key(|c| c.deadline.due);
    let (late, due): (Vec<_>, Vec<_>) = clocks.iter().partition(|c| c.deadline.late(desk.now));
    let theirs = |c: &&Running| rang.is_empty() || c.people.iter().any(|p| rang.contains(&p.id));
    let (own, others): (Vec<&Running>, Vec<&Running>) = due.into_iter().partition(theirs);
    let mut kinds: Vec<(&str, String)> = Vec::new();
    for clock in own {
        let kind = waits_for(clock.clock);
        if !kinds.iter().any(|(known, _)| *known == kind) {
            kinds.push((kind, format!("{} {kind}", desk.words(clock.deadline.due))));
        }
    }
    let mut due: Vec<String> = kinds.into_iter().take(KINDS).map(|(_, words)| words).collect();
    due.extend(others.first().map(|c| {
        let kind = waits_for(c.clock);
        format!("{} {kind}, {}", desk.words(c.deadline.due), names_of(c))
    }));
    let mut text = match outing.out().next() {
        _ if !due.is_empty() => format!(" Next due: {}.\n", due.join("; ")),
        Some(_) if clocks.is_empty() => " NOTHING IS DUE: no clock runs.\n".to_owned(),
        Some(_) | None => "\n".to_owned(),
    };
    for clock in late {
        let (due, owed) = (desk.words(clock.deadline.due), clock.owed_at(desk.now));
        text.put(format!("  LATE, due {due}: {owed}, {}\n", names_of(clock)));
    }
    text
}

fn names_of(clock: &Running) -> String {
    let names: Vec<&str> = clock.people.iter().map(|p| p.name.as_str()).collect();
    crate::domain::names::list(&names)
}

/// The clocks running, for `--json`.
pub(super) fn next_json(outing: &Outing) -> Vec<serde_json::Value> {
    let mut clocks = crate::watch::clocks::running(outing);
    clocks.sort_by_key(|c| c.deadline.due);
    clocks
        .iter()
        .map(|c| json!({"clock": c.clock, "due": c.deadline.due, "people": c.people.iter().map(|p| &p.id).collect::<Vec<_>>()}))
        .collect()
}
