//! Who has no say about an alarm: whoever is on the outing it is about, and whoever is late and unheard themselves on
//! another. A word from them may be spoken under duress, or typed by somebody who holds their telephone.
//!
//! It refuses only what makes an alarm quieter. Whoever is on an outing still rings in, and still reports danger.

use super::alarms::Raised;
use super::desk::Desk;
use super::overdue;
use crate::domain::directory::Person;
use crate::error::Error;
use crate::policy::Clock;
use crate::watch::telling;

/// Whoever types it is not on the outing.
pub(super) fn typist(raised: &Raised, desk: &Desk<'_>) -> Result<(), Error> {
    let people = raised.people();
    let Some((id, name)) = people.iter().find(|(id, _)| *id == desk.by) else { return Ok(()) };
    Err(Error::refused(format!(
        "NOT RECORDED: {name}, who is typing, is on {} and has no say about its alarm",
        raised.id()
    ))
    .hint("somebody who is not on it types it: --by PERSON")
    .hint(format!("for themselves they ring in: hv checkin {id}, or hv back {id}")))
}

/// They are not late and unheard themselves on another outing. A visit that they have not left for yet is no outing.
pub(super) fn not_late_elsewhere(
    raised: &Raised,
    person: &Person,
    what: &str,
    desk: &Desk<'_>,
) -> Result<(), Error> {
    let late = overdue::look(&desk.store, desk.now, desk.zone).late;
    let theirs = late.iter().find(|l| {
        let elsewhere = l.id != raised.id() && l.alarm.clock != Clock::Departure && !l.drill;
        elsewhere && l.alarm.people.contains(&person.id)
    });
    let Some(theirs) = theirs else { return Ok(()) };
    Err(Error::refused(format!(
        "{} is late on {} ({}) and cannot {what}",
        person.name,
        theirs.id,
        telling::what(theirs.alarm.clock)
    ))
    .hint(format!("name somebody else; when they are heard from: hv checkin {}", person.id)))
}
