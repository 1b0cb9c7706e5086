//! A change of the plan while an alarm shows for the visit, because nobody signed out for it: once it shows, changing the
//! plan does not end it. Somebody says where those who were to go are, or it stands.
//!
//! The change itself is recorded whatever is answered, and before anything is asked. That the alarm showed goes on record
//! first, so that it is found again when the visit is not late any more; it is closed by the rules of `hv resolve`, and by
//! nothing else. A plan that is changed before the alarm shows ends nothing, and asks nothing.

use super::Ending;
use super::ack::append;
use super::alarms::{self, Raised};
use super::aside;
use super::desk::{Desk, one_person};
use super::resolve::{self, Confirming};
use super::unresolved::to_close;
use crate::cli::{Confirmed, Whereabouts};
use crate::domain::alarm::{AlarmLine, Notify, Tell};
use crate::domain::directory::Person;
use crate::domain::events::Plan;
use crate::error::Error;
use crate::render::Put;
use crate::render::{clean_lines, fit, words};
use crate::store::{MachineState, PlannedMarker};
use crate::watch::Late;
use crate::watch::unresolved::{Unresolved, two_from};
use crate::when::Moment;
use serde_json::{Value, json};

/// What shows for a visit whose plan is about to change, and who says where its people are.
#[derive(Debug)]
pub(super) struct Shown {
    visit: String,
    /// The alarm. `None`: none shows, or the change leaves it as it is.
    raised: Option<Raised>,
    /// Given by flags.
    confirming: Option<Confirming>,
}

/// What becomes of the plan.
#[derive(Debug, Clone, Copy)]
pub(super) enum Becomes<'a> {
    /// Nobody is to go any more: dropped, called off, written up.
    Over,
    /// Another time, or others who go.
    Changed(&'a Plan, &'a PlannedMarker),
}

/// Looks whether an alarm shows for the visit that the change would end, and who is named as knowing where they are. A
/// slip in a name is told before anything is recorded.
pub(super) fn look(
    visit: &str,
    becomes: Becomes<'_>,
    given: &Whereabouts,
    desk: &mut Desk<'_>,
) -> Result<Shown, Error> {
    let now = judged(desk);
    let raised = alarms::of_visit(visit, now, desk)?.filter(|r| ends(r, becomes, now));
    let confirming = match &raised {
        Some(raised) => named(raised, given, desk)?,
        None => None,
    };
    if raised.is_none() && given.confirmed_by.is_some() {
        desk.warn(&format!(
            "no alarm shows for {visit} that this would end: nobody's word was needed, and none is recorded"
        ));
    }
    Ok(Shown { visit: visit.to_owned(), raised, confirming })
}

/// The moment by which `hv overdue` judges here: a clock that was set back hides no alarm.
fn judged(desk: &Desk<'_>) -> Moment {
    let memory = if desk.replay { None } else { desk.host.state_dir() };
    memory.map_or(desk.now, |dir| MachineState::load(&dir, &desk.store).0.judged_at(desk.now))
}

/// Somebody whom the alarm is about would be late for nothing any more.
fn ends(raised: &Raised, becomes: Becomes<'_>, now: Moment) -> bool {
    let missing = raised.late.iter().flat_map(|late| &late.alarm.people);
    let still = |person: &String| match becomes {
        Becomes::Over => false,
        Becomes::Changed(plan, marker) => marker.late.late(now) && plan.staff.contains(person),
    };
    let mut gone = missing.filter(|person| !still(person));
    gone.next().is_some()
}

/// Puts on record that the alarm showed, before the line that changes the plan. Told to nobody by that: whoever types is
/// asked, and it stays listed until somebody closes it.
pub(super) fn record(shown: &Shown, desk: &mut Desk<'_>) -> Result<(), Error> {
    let Some(raised) = &shown.raised else { return Ok(()) };
    let log = raised.log();
    let known = |late: &Late| log.unresolved().iter().any(|(alarm, _)| alarm.covers(&late.alarm));
    let tells = raised.late.iter().filter(|late| !known(late)).map(|late| Tell {
        alarm: late.alarm.clone(),
        rung: late.rung.number,
        round: 0,
        to: Vec::new(),
    });
    let tells: Vec<Tell> = tells.collect();
    if tells.is_empty() {
        return Ok(());
    }
    append(raised, desk.now, AlarmLine::Notify(Notify { tells }), desk)
}

/// The alarm that a sheet ends which was written on the day: nobody can be asked, so it stands.
pub(super) fn on_paper(visit: &str, desk: &mut Desk<'_>) -> Result<Shown, Error> {
    look(visit, Becomes::Over, &Whereabouts::default(), desk)
}

/// What is said where nobody is asked.
pub(super) fn tell_standing(shown: &Shown, desk: &mut Desk<'_>) {
    if let Some(told) = standing(shown, desk) {
        tell(&stands(&told, desk), desk);
    }
}

/// Says what was recorded, asks where they are, and says what became of the alarm. The lock is free by now: nobody
/// waits for an answer.
pub(super) fn finish(shown: &Shown, said: &str, data: Value, desk: &mut Desk<'_>) -> Ending {
    let Some(told) = standing(shown, desk) else {
        desk.happened(said, &data);
        return Ok(0);
    };
    let mut text = said.to_owned();
    let mut confirming = shown.confirming.clone();
    if confirming.is_none() && may_ask(shown, desk) {
        if !desk.quiet {
            tell(said, desk);
        }
        text.clear();
        let stands = clean_lines(&stands(&told, desk));
        desk.host.goodbye().put(format!("Interrupted. The change is recorded.\n{stands}"));
        confirming = asked(shown, &told, desk);
    }
    let closed = confirming.as_ref().map(|by| resolve::of_visit(&shown.visit, by, desk));
    if let Some(Ok(words)) = &closed {
        text.put(words);
    }
    let still = standing(shown, desk);
    desk.happened(&text, &with_alarm(data, still.as_ref(), &told));
    if let Some(told) = &still {
        tell(&stands(told, desk), desk);
    }
    match closed {
        Some(Err(error)) => Err(error.into()),
        Some(Ok(_)) | None => Ok(0),
    }
}

/// The alarm as it stands once the plan is changed, if nobody has closed it.
fn standing(shown: &Shown, desk: &mut Desk<'_>) -> Option<Unresolved> {
    let raised = shown.raised.as_ref()?;
    let now = judged(desk);
    let told = match alarms::of_visit(&shown.visit, now, desk) {
        Ok(raised) => raised?.told,
        Err(error) => {
            desk.warn(&format!(
                "the change is recorded; whether the alarm of {} stands could not be read: {error}. hv overdue tells",
                shown.visit
            ));
            return None;
        }
    };
    let same = |u: &Unresolved| raised.late.iter().any(|late| late.alarm.due == u.alarm.due);
    told.into_iter().find(same)
}

fn with_alarm(mut data: Value, still: Option<&Unresolved>, told: &Unresolved) -> Value {
    let people: Vec<&String> = told.people.iter().map(|p| &p.id).collect();
    let alarm = json!({
        "stands": still.is_some(), "due": told.alarm.due, "people": people,
        "type": still.map(to_close),
    });
    if let Some(all) = data.as_object_mut() {
        all.insert("alarm".to_owned(), alarm);
    }
    data
}

fn names(told: &Unresolved) -> String {
    let names: Vec<&str> = told.people.iter().map(|p| p.name.as_str()).collect();
    crate::domain::names::list(&names)
}

/// What stands, whom to ring, and what whoever knows types. Never silenced by `--quiet`.
fn stands(told: &Unresolved, desk: &Desk<'_>) -> String {
    let numbers: Vec<String> = told.people.iter().map(words::to_ring).collect();
    format!(
        "THE ALARM STANDS: nobody signed out, due {}, and nobody has said where {} {}.\nRing: {}\n\
         Whoever knows that they are safe types: {}\n",
        desk.words(told.alarm.due),
        names(told),
        if told.people.len() == 1 { "is" } else { "are" },
        numbers.join("; "),
        to_close(told)
    )
}

fn tell(text: &str, desk: &mut Desk<'_>) {
    let shown = fit(&clean_lines(text), desk.host.width());
    desk.host.tell(&shown);
}

/// Somebody is there to answer, who has a say.
fn may_ask(shown: &Shown, desk: &Desk<'_>) -> bool {
    let raised = shown.raised.as_ref();
    desk.host.can_ask && raised.is_some_and(|raised| aside::typist(raised, desk).is_ok())
}

/// Who knows where they are, by the flags. They may say so.
fn named(
    raised: &Raised,
    given: &Whereabouts,
    desk: &mut Desk<'_>,
) -> Result<Option<Confirming>, Error> {
    let (Some(first), Some(how)) = (&given.confirmed_by, given.how) else { return Ok(None) };
    let hint = "without --confirmed-by the change is recorded, and the alarm stands";
    let first = confirms(raised, first, desk).map_err(|e| e.hint(hint))?;
    let second = given.second.as_ref().map(|second| confirms(raised, second, desk));
    let second = second.transpose().map_err(|e| e.hint(hint))?;
    if second.as_ref().is_some_and(|second| second.id == first.id) {
        return Err(Error::refused("it is resolved by two people, and one was named twice")
            .hint("the second person: --second PERSON")
            .hint(hint));
    }
    if second.is_none() && takes_two(raised) {
        return Err(Error::refused("the alarm has gone all the way up, which takes two people")
            .hint("give --second PERSON")
            .hint(hint));
    }
    Ok(Some(Confirming { first, second, how }))
}

fn confirms(raised: &Raised, typed: &str, desk: &mut Desk<'_>) -> Result<Person, Error> {
    let people = desk.people();
    let person = one_person(&people, typed)?.clone();
    resolve::may_confirm(raised, &person, desk).map(|()| person)
}

/// As far as it had gone up when the plan was changed.
fn takes_two(raised: &Raised) -> bool {
    let log = raised.log();
    let up = |late: &Late| late.rung.number.max(log.highest_told(&late.alarm));
    raised.late.iter().any(|late| two_from(up(late), &late.alarm, raised.terms()))
}

/// At a terminal: who knows, and how. Enter alone, or no answer at all, leaves the alarm standing.
fn asked(shown: &Shown, told: &Unresolved, desk: &mut Desk<'_>) -> Option<Confirming> {
    let raised = shown.raised.as_ref()?;
    let (names, due) = (names(told), desk.words(told.alarm.due));
    let are = if told.people.len() == 1 { "is" } else { "are" };
    tell(
        &format!(
            "Nobody has signed out for it, due {due}. Where {are} {names}, and how do you know?\n"
        ),
        desk,
    );
    let confirms = |typed: &str, desk: &mut Desk<'_>| confirms(raised, typed, desk);
    let first =
        answer("Who has seen them, or spoken to them (Enter: the alarm stands)", desk, confirms)?;
    let how = answer("Seen, or spoken to (Enter: the alarm stands)", desk, |typed, _| how(typed))?;
    let second = if takes_two(raised) {
        let other = |typed: &str, desk: &mut Desk<'_>| {
            let second = confirms(typed, desk)?;
            if second.id == first.id {
                return Err(Error::usage("that is the same person"));
            }
            Ok(second)
        };
        Some(answer("Who is the second person that agrees (Enter: the alarm stands)", desk, other)?)
    } else {
        None
    };
    Some(Confirming { first, second, how })
}

/// How somebody knows, as it is typed.
pub(super) fn how(typed: &str) -> Result<Confirmed, Error> {
    match typed.to_lowercase().replace('-', " ").as_str() {
        "seen" => Ok(Confirmed::Seen),
        "spoken to" | "spoken" => Ok(Confirmed::SpokenTo),
        _ => Err(Error::usage("please answer seen, or spoken to")),
    }
}

/// `None`: nothing was answered, or standard input ended.
fn answer<T>(
    question: &str,
    desk: &mut Desk<'_>,
    read: impl Fn(&str, &mut Desk<'_>) -> Result<T, Error>,
) -> Option<T> {
    loop {
        let typed = desk.host.line(question).ok()?;
        let typed = typed.trim();
        if typed.is_empty() {
            return None;
        }
        match read(typed, desk) {
            Ok(value) => return Some(value),
            Err(error) => {
                let said = std::iter::once(&error.message).chain(&error.hints);
                let said: Vec<&str> = said.map(String::as_str).collect();
                desk.warn(&said.join(". "));
            }
        }
    }
}
