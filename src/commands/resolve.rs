//! `hv resolve`: an alarm is closed by people who know, never by a message and never by the missing person. A distress
//! takes two, and so does whatever went all the way up its ladder.
//!
//! It is no contact: while something of theirs is still late, it says what to type for that first. The same word, given
//! beside a change of the plan, closes the alarm of a visit by the same rules.

use super::Ending;
use super::ack::append;
use super::afield::{self, Meant};
use super::alarms::{self, On, Raised};
use super::aside;
use super::ask::needed;
use super::checkin::record;
use super::desk::Desk;
use crate::cli::{Confirmed, Resolve, Who};
use crate::domain::alarm::{AlarmLine, Closed};
use crate::domain::directory::Person;
use crate::domain::events::OutingEvent;
use crate::domain::outing::Outing;
use crate::error::Error;
use crate::policy::Clock;
use crate::render::Put;
use crate::watch::unresolved::takes_two;
use crate::when::Moment;
use serde_json::json;

/// Who says that they are safe.
#[derive(Debug, Clone)]
pub(super) struct Confirming {
    /// Who knows it.
    pub(super) first: Person,
    /// Who agrees.
    pub(super) second: Option<Person>,
    /// How the first knows.
    pub(super) how: Confirmed,
}

/// What was closed: the record, who it was about, and who is late all the same.
type Resolved = (String, String, String);

pub(super) fn run(args: Resolve, desk: &mut Desk<'_>) -> Ending {
    let at = desk.at(args.who.at.as_ref())?;
    let found = to_close(&args, desk)?;
    let two = found.iter().any(needs_two);
    let confirming = confirming(&args, two, desk)?;
    let resolved = all_closed(&args, &confirming, at, desk)?;
    let when = args.who.at.as_ref().map(|_typed| format!(", {}", desk.said(at)));
    tell(&resolved, (&confirming, &when.unwrap_or_default()), desk);
    Ok(0)
}

/// Closes what was told of a visit, and says so. It is not late any more.
pub(super) fn of_visit(
    id: &str,
    confirming: &Confirming,
    desk: &mut Desk<'_>,
) -> Result<String, Error> {
    let who = Who { who: vec![id.to_owned()], outing: Some(id.to_owned()), at: None };
    let args = Resolve { who, confirmed_by: None, how: None, second: None };
    let resolved = all_closed(&args, confirming, desk.now, desk)?;
    Ok(closing_words(&resolved, (confirming, "")))
}

/// Whether this person may say so about it: the same that is asked of `hv resolve`.
pub(super) fn may_confirm(raised: &Raised, person: &Person, desk: &Desk<'_>) -> Result<(), Error> {
    not_along(raised, person)?;
    aside::not_late_elsewhere(raised, person, "say who is safe", desk)?;
    aside::typist(raised, desk)
}

fn all_closed(
    args: &Resolve,
    confirming: &Confirming,
    at: Moment,
    desk: &mut Desk<'_>,
) -> Result<Vec<Resolved>, Error> {
    let _lock = desk.lock()?;
    let mut resolved = Vec::new();
    for raised in to_close(args, desk)? {
        // It may have gone further up while the questions were put.
        if confirming.second.is_none() && needs_two(&raised) {
            return Err(Error::refused(format!(
                "not resolved: {}, which takes two people",
                why_two(&raised)
            ))
            .hint("give --second PERSON"));
        }
        for person in std::iter::once(&confirming.first).chain(&confirming.second) {
            may_confirm(&raised, person, desk)?;
        }
        since_then(&raised, at, desk)?;
        let names = close(&raised, confirming, at, desk)?;
        let still = still_late(&raised, desk);
        resolved.push((raised.id().to_owned(), names, still));
    }
    Ok(resolved)
}

/// The records with something to close for the people meant; never none.
fn to_close(args: &Resolve, desk: &mut Desk<'_>) -> Result<Vec<Raised>, Error> {
    let mut found = alarms::meant(desk, &args.who.who, args.who.outing.as_ref()).map_err(none)?;
    if found.iter().any(Raised::drill) {
        return Err(Error::usage(
            "it is a drill: nobody is missing, so nobody has to say that they are safe",
        )
        .hint("to end it: hv drill end"));
    }
    for raised in &mut found {
        raised.who = closable(raised);
    }
    let (ready, late): (Vec<Raised>, Vec<Raised>) =
        found.into_iter().partition(|r| !r.who.is_empty());
    if ready.is_empty() {
        return Err(late.first().map_or_else(|| none(Error::usage("nothing is up")), first_type));
    }
    Ok(ready)
}

fn none(error: Error) -> Error {
    let mut none = Error::usage(format!(
        "nothing to resolve: nobody of that name is in distress, gives cause for concern, or was told of as late \
         ({error})"
    ));
    none.hints = error.hints;
    none.hint("hv overdue lists what is not resolved")
}

/// Of those meant, whoever is in distress or gives cause for concern; and of the others, whoever was told of and is late
/// for nothing any more.
fn closable(raised: &Raised) -> Vec<String> {
    let in_danger = |id: &&String| match &raised.on {
        On::Outing(o) => {
            o.person(id).is_some_and(|p| p.distress.is_some() || !p.concerns.is_empty())
        }
        On::Visit(_, _) => false,
    };
    let late = |id: &&String| raised.late.iter().any(|l| l.alarm.people.contains(id));
    let told = |id: &&String| raised.told.iter().any(|t| t.people.iter().any(|p| p.id == **id));
    let about = |id: &&String| in_danger(id) || (told(id) && !late(id));
    let mut all: Vec<String> = Vec::new();
    let told_of = raised.told.iter().flat_map(|t| t.people.iter().map(|p| &p.id));
    let visit = matches!(raised.on, On::Visit(_, _));
    // Whoever was told of for a visit may not go any more: the visit is closed as a whole.
    let meant = raised.who.iter().chain(told_of.filter(|_| visit));
    for id in meant.filter(about) {
        if !all.contains(id) {
            all.push(id.clone());
        }
    }
    all
}

/// A resolution is no contact: what is to be typed first for each clock that is late.
fn first_type(raised: &Raised) -> Error {
    let meant = |people: &[String]| people.iter().any(|p| raised.who.contains(p));
    let all = raised.late.iter();
    let names = raised.names();
    let mut error =
        Error::refused(format!("not resolved: still late: {names}. A resolution is no contact"));
    // Nobody of the record was to be closed, so everybody late in it is named.
    let any = all.clone().any(|l| meant(&l.alarm.people));
    for late in all.filter(|l| !any || meant(&l.alarm.people)) {
        let people = late.alarm.people.join(" ");
        let visit = late.alarm.visit.clone().unwrap_or_else(|| raised.id().to_owned());
        let what = crate::watch::telling::what(late.alarm.clock);
        error = error.hint(format!("{what}: {}", first(late.alarm.clock, &people, &visit)));
    }
    error
}

/// What ends each clock.
fn first(clock: Clock, people: &str, visit: &str) -> String {
    match clock {
        Clock::Contact | Clock::Finish => {
            format!(
                "when they are heard from, hv checkin {people}; back at school, hv back {people}"
            )
        }
        Clock::Return => format!(
            "back at school, hv back {people}; later, hv extend {people} --back TIME --why \"...\""
        ),
        Clock::Call => format!("ring them, and hv checkin {people} --school-rang"),
        Clock::Wait => format!(
            "they leave, hv leave {people}, or go in, hv enter {people}; or hv cancel {visit}"
        ),
        Clock::Home => format!("when they say that they are home, hv home {people}"),
        Clock::Departure => format!(
            "they go, hv out {people}; they do not, hv plan change {visit}, hv plan drop {visit} or hv cancel {visit}"
        ),
        Clock::Distress | Clock::Concern => "hv resolve".to_owned(),
    }
}

/// Two have to agree: for a distress, and for whatever of theirs went all the way up.
fn needs_two(raised: &Raised) -> bool {
    let log = raised.log();
    let unresolved = log.unresolved();
    let theirs = |people: &[String]| people.iter().any(|p| raised.who.contains(p));
    in_distress(raised)
        || unresolved.iter().any(|(a, _)| theirs(&a.people) && takes_two(&log, a, raised.terms()))
}

fn in_distress(raised: &Raised) -> bool {
    let On::Outing(outing) = &raised.on else { return false };
    outing.people.iter().any(|p| raised.who.contains(&p.id) && p.distress.is_some())
}

fn why_two(raised: &Raised) -> &'static str {
    if in_distress(raised) {
        "there is a distress now"
    } else {
        "the alarm has gone all the way up"
    }
}

fn confirming(args: &Resolve, two: bool, desk: &mut Desk<'_>) -> Result<Confirming, Error> {
    let question = "Who knows that they are safe? Not somebody who was on the outing";
    let first = needed(desk, args.confirmed_by.as_ref(), "--confirmed-by", question)?;
    let second = if two {
        let question = "Who is the second person that agrees?";
        Some(needed(desk, args.second.as_ref(), "--second", question)?)
    } else {
        args.second.clone()
    };
    let how = args.how.ok_or_else(|| {
        Error::usage("no answer to: How do they know?").hint("give --how seen or --how spoken-to")
    })?;
    let first = desk.person(&first)?;
    let second = second.map(|second| desk.person(&second)).transpose()?;
    if second.as_ref().is_some_and(|second| second.id == first.id) {
        return Err(Error::refused("it is resolved by two people, and one was named twice")
            .hint("the second person: --second PERSON"));
    }
    Ok(Confirming { first, second, how })
}

/// Writes the closing line, and says whom it is about.
fn close(
    raised: &Raised,
    by: &Confirming,
    at: Moment,
    desk: &mut Desk<'_>,
) -> Result<String, Error> {
    let how = words(by.how).to_owned();
    let second = by.second.as_ref().map(|p| p.id.clone());
    let confirmed_by = by.first.id.clone();
    match &raised.on {
        On::Outing(outing) => {
            let meant = Meant { outing: outing.as_ref().clone(), who: raised.who.clone() };
            let body = OutingEvent::Resolve { who: raised.who.clone(), confirmed_by, how, second };
            record(&meant, at, body, desk)?;
            Ok(afield::names(outing, &raised.who))
        }
        On::Visit(_, _) => {
            append(raised, at, AlarmLine::Closed(Closed { confirmed_by, how, second }), desk)?;
            Ok(raised.names())
        }
    }
}

/// Who is late all the same, in a line.
fn still_late(raised: &Raised, desk: &mut Desk<'_>) -> String {
    let Ok(now) = raised.again(desk) else { return String::new() };
    if now.late.is_empty() {
        return String::new();
    }
    format!("STILL LATE: {}. hv overdue says what to do.\n", now.names())
}

fn tell(resolved: &[Resolved], by: (&Confirming, &str), desk: &mut Desk<'_>) {
    let mut text = closing_words(resolved, by);
    text.push_str("Whoever is not back is still watched.\n");
    desk.happened(
        &text,
        &json!({"resolved": resolved.iter().map(|(o, _, _)| o).collect::<Vec<_>>()}),
    );
}

fn closing_words(resolved: &[Resolved], (by, when): (&Confirming, &str)) -> String {
    let agreed = by.second.as_ref().map(|p| format!(", agreed by {}", p.name)).unwrap_or_default();
    let how = words(by.how);
    let mut text = String::new();
    for (record, names, still) in resolved {
        text.put(format!(
            "{names}: resolved on {record}, {how} by {}{agreed}{when}.\n",
            by.first.name
        ));
        text.put(still);
    }
    text
}

/// "seen", "spoken to".
pub(super) fn words(how: Confirmed) -> &'static str {
    match how {
        Confirmed::Seen => "seen",
        Confirmed::SpokenTo => "spoken to",
    }
}

/// Somebody seen safe before the alarm proves nothing about after it.
fn since_then(raised: &Raised, at: Moment, desk: &Desk<'_>) -> Result<(), Error> {
    let words = |since: Moment, what: &str| {
        Err(Error::usage(format!(
            "--at: {} is before the {what}, at {}",
            desk.words(at),
            desk.words(since)
        )))
    };
    if let On::Outing(outing) = &raised.on
        && let Some((since, what)) = last_word(outing, &raised.who)
        && at < since
    {
        return words(since, what);
    }
    let theirs = |people: &[String]| people.iter().any(|p| raised.who.contains(p));
    let due = raised.told.iter().filter(|t| theirs(&t.alarm.people)).map(|t| t.alarm.due).max();
    match due {
        Some(due) if at < due => words(due, "alarm"),
        Some(_) | None => Ok(()),
    }
}

fn last_word(outing: &Outing, who: &[String]) -> Option<(Moment, &'static str)> {
    let people = outing.people.iter().filter(|p| who.contains(&p.id));
    let since = people.flat_map(|p| {
        let distress = p.distress.as_ref().map(|(since, _)| (*since, "distress"));
        distress.into_iter().chain(p.concerns.iter().map(|c| (c.since, "concern")))
    });
    since.max()
}

/// Nobody resolves their own alarm, nor that of somebody they are out with.
fn not_along(raised: &Raised, person: &Person) -> Result<(), Error> {
    if raised.people().iter().all(|(id, _)| *id != person.id) {
        return Ok(());
    }
    Err(Error::refused(format!(
        "{} was on {} and cannot resolve its alarm",
        person.name,
        raised.id()
    ))
    .hint("name somebody who was not"))
}
