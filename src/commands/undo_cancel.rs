//! `hv undo` of `hv cancel`: what came of the visit stands in the visit's own record, and is taken back there first; the
//! line of the outing commits it.
//!
//! A run that was broken off between the two leaves the visit called off for those who are out, and is typed again. It
//! never takes back an ending that says that there was a concern, and deletes nothing.

use super::desk::Desk;
use crate::domain::events::{OutingEvent, VisitEvent};
use crate::error::Error;
use crate::store::Key;

/// The visit and the event of its ending, of a calling-off, taken back or not.
fn called_off(event: &OutingEvent) -> Option<(&str, &str)> {
    if let OutingEvent::TakenBack { was } = event {
        return called_off(was);
    }
    let OutingEvent::CalledOff { visit, outcome, .. } = event else { return None };
    Some((visit, outcome))
}

/// The ending stands in the visit's record, though the outing's line was taken back: only half of it was.
pub(super) fn half(event: &OutingEvent, desk: &Desk<'_>) -> bool {
    let Some((visit, outcome)) = called_off(event) else { return false };
    let taken_back = matches!(event, OutingEvent::TakenBack { .. });
    taken_back && desk.visit(visit).is_ok_and(|v| v.ended.is_some_and(|e| e.event == outcome))
}

/// An ending with a concern is danger, and stands.
pub(super) fn may_be(event: &OutingEvent, desk: &Desk<'_>) -> Result<(), Error> {
    let Some((visit, outcome)) = called_off(event) else { return Ok(()) };
    // A visit that cannot be read holds back nothing: it is told where it would be written.
    let ended = desk.visit(visit).ok().and_then(|v| v.ended).filter(|e| e.event == outcome);
    match ended.and_then(|e| e.outcome.concern) {
        Some(_) => Err(Error::refused(format!(
            "not taken back: {visit} was called off with a concern on record, which stands"
        ))
        .hint("danger is never taken back; somebody who is going there after all rings in: hv checkin NAME")),
        None => Ok(()),
    }
}

/// Takes the ending back in the visit's record. False: it could not be, and that was said.
pub(super) fn ending(event: &OutingEvent, why: &str, desk: &mut Desk<'_>) -> bool {
    let Some((visit, outcome)) = called_off(event) else { return true };
    let undo = VisitEvent::Undo { event: outcome.to_owned(), why: why.to_owned() };
    let written = desk.visit(visit).and_then(|known| {
        // Typed again after it was broken off, it stands there already.
        if known.ended.is_none_or(|e| e.event != outcome) {
            return Ok(());
        }
        desk.store.append(&Key::visit(visit)?, desk.event(desk.now, undo)).map(drop)
    });
    match written {
        Ok(()) => {
            // Calling it off took its marker: whoever of them is not out is missed again.
            super::back::planned_again(visit, desk);
            true
        }
        Err(error) => {
            desk.warn(&format!(
                "{visit} counts as called off still, in its own record: {error}. Those who are out are watched as if it \
                 were not. When its record can be written: the same hv undo again"
            ));
            false
        }
    }
}

/// What holds then, and what whoever did hear from them types.
pub(super) fn words(event: &OutingEvent) -> String {
    let (OutingEvent::CalledOff { who, .. } | OutingEvent::Delay { who, .. }) = event else {
        return String::new();
    };
    let visit = called_off(event).map(|(visit, _)| visit);
    let visit = visit.map(|v| format!("{v} is to be made, as before it was called off.\n"));
    let heard = (!who.is_empty()).then(|| {
        let ids = who.join(" ");
        format!(
            "It counts no longer as heard from {}. If they did ring: hv checkin {ids} --at TIME\n",
            who.join(" and ")
        )
    });
    visit.into_iter().chain(heard).collect()
}
