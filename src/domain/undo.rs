//! What was typed by mistake and taken back: which events that can be, and what an outing's events amount to without
//! them.
//!
//! Nothing is deleted: the event stays in the record, and another names it by its id, so the order in which two machines'
//! lines come together makes no difference. What it will not do: make the watch laxer. An alarm, a distress, a cause for
//! concern and their resolution cannot be taken back; who would be out without the event that is taken back stays out;
//! an expected return and an arrival move no later by it, and nobody counts as heard from because of it. A sign-out is taken
//! back only by saying who says that nobody left, who was not signed out themselves, and not at all once anything was typed
//! of the way, whether or not that was taken back since, or an alarm was told of it anywhere: of a machine that had not
//! heard of the alarm and one that told it, the alarm stands.

use super::entry::{Entry, Record};
use super::events::OutingEvent;
use super::outing::ancestors;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// Why an event of an outing cannot be taken back, and what is typed instead. `None`: it can be.
pub fn never(event: &OutingEvent) -> Option<(&'static str, &'static str)> {
    match event {
        OutingEvent::Contact { .. }
        | OutingEvent::NoAnswer { .. }
        | OutingEvent::Arrive { .. }
        | OutingEvent::Late { .. }
        | OutingEvent::Enter { .. }
        | OutingEvent::Leave { .. }
        | OutingEvent::Extend { .. }
        | OutingEvent::Delay { .. }
        | OutingEvent::CalledOff { .. }
        | OutingEvent::Back { .. }
        | OutingEvent::Home { .. }
        | OutingEvent::DutyDone { .. }
        | OutingEvent::SignOut { drill: None, .. } => None,
        OutingEvent::SignOut { drill: Some(_), .. } => {
            Some(("a drill is ended, not taken back", "hv drill end"))
        }
        OutingEvent::AddStop { .. } => Some((
            "somebody may be on the way to a visit that was added",
            "if it is not made: hv cancel VISIT",
        )),
        OutingEvent::Told { .. } => {
            Some(("answers are put right by others", "hv tell NAME --answer KEY=VALUE"))
        }
        OutingEvent::Concern { .. } | OutingEvent::Distress { .. } => Some((
            "danger is never taken back: it stands until somebody says who is safe, and how they know",
            "hv resolve NAME --confirmed-by PERSON --how seen",
        )),
        OutingEvent::Resolve { .. } => Some((
            "an alarm that was closed is not opened again by taking that back",
            "if they are not safe: hv checkin NAME --concern \"...\", or hv distress NAME",
        )),
        OutingEvent::Alarm(_) => Some((
            "what was told of an alarm, who took charge of it and what came of a rung stays",
            "who has charge now says so: hv ack NAME --doing \"...\"",
        )),
        OutingEvent::Judge(_) => Some((
            "a verdict on a doubtful line is replaced by another",
            "hv doctor --accept LINE, or hv doctor --reject LINE",
        )),
        OutingEvent::Undo { .. } | OutingEvent::TakenBack { .. } => Some((
            "what was taken back once is typed again, not put back",
            "type the first command again, with --at for when it happened",
        )),
    }
}

/// The other line that the same command wrote, taken back or not: `hv delay --back` writes that they are held up, and
/// their new return. Each names whoever typed it, when, and why in the same words, and one came after the other.
pub fn typed_with<'e>(
    entry: &Entry<OutingEvent>,
    entries: &'e [Entry<OutingEvent>],
) -> Option<&'e Entry<OutingEvent>> {
    entries.iter().find(|other| halves(entry, other) || halves(other, entry))
}

/// The one says that they are held up, and the other gives the return that was typed with it.
fn halves(one: &Entry<OutingEvent>, other: &Entry<OutingEvent>) -> bool {
    let OutingEvent::Delay { who, why, .. } = as_typed(&one.body) else { return false };
    let OutingEvent::Extend { who: whose, why: reason, .. } = as_typed(&other.body) else {
        return false;
    };
    let at_once = (one.at, one.typed, &one.by) == (other.at, other.typed, &other.by);
    at_once && (who, why) == (whose, reason) && other.after.contains(&one.id)
}

/// What was typed, whether or not it was taken back since.
fn as_typed(event: &OutingEvent) -> &OutingEvent {
    if let OutingEvent::TakenBack { was } = event { as_typed(was) } else { event }
}

/// They were on the road: anything but being signed out, a duty done, a verdict on a line in doubt and what is said of
/// an alarm. What was taken back counts as it did before: taking it back first is no way round. A cause for concern and a
/// distress count too, whoever told of them, and so does a call that nobody answered.
pub fn on_the_road(event: &OutingEvent) -> bool {
    match event {
        OutingEvent::SignOut { .. }
        | OutingEvent::DutyDone { .. }
        | OutingEvent::Alarm(_)
        | OutingEvent::Judge(_)
        | OutingEvent::Undo { .. } => false,
        OutingEvent::TakenBack { was } => on_the_road(was),
        OutingEvent::Contact { .. }
        | OutingEvent::NoAnswer { .. }
        | OutingEvent::Arrive { .. }
        | OutingEvent::Late { .. }
        | OutingEvent::Enter { .. }
        | OutingEvent::Leave { .. }
        | OutingEvent::CalledOff { .. }
        | OutingEvent::AddStop { .. }
        | OutingEvent::Extend { .. }
        | OutingEvent::Delay { .. }
        | OutingEvent::Back { .. }
        | OutingEvent::Home { .. }
        | OutingEvent::Told { .. }
        | OutingEvent::Concern { .. }
        | OutingEvent::Distress { .. }
        | OutingEvent::Resolve { .. } => true,
    }
}

/// The record with what was taken back marked as such, in its place: what came after it still came after it. A sign-out
/// stays what it is; [`nobody_left`] says whether it still counts.
pub(super) fn applied(record: &Record<OutingEvent>) -> Cow<'_, Record<OutingEvent>> {
    let ids: BTreeSet<String> =
        record.entries.iter().filter_map(named).map(str::to_owned).collect();
    if ids.is_empty() {
        return Cow::Borrowed(record);
    }
    let mut record = record.clone();
    for entry in record.entries.iter_mut().filter(|e| ids.contains(&e.id)) {
        let signed_out = matches!(entry.body, OutingEvent::SignOut { .. });
        if never(&entry.body).is_none() && !signed_out {
            let was = Box::new(entry.body.clone());
            entry.body = OutingEvent::TakenBack { was };
        }
    }
    Cow::Owned(record)
}

/// The event that this one takes back.
fn named(entry: &Entry<OutingEvent>) -> Option<&str> {
    if let OutingEvent::Undo { event, .. } = &entry.body { Some(event) } else { None }
}

/// Those who were signed in by somebody who knew that this event was taken back.
pub(super) fn signed_in_since(
    id: &str,
    entries: &[Entry<OutingEvent>],
    returning: impl Fn(&OutingEvent) -> Vec<String>,
) -> BTreeSet<String> {
    let before = ancestors(entries);
    let undoings: Vec<&str> =
        entries.iter().filter(|e| named(e) == Some(id)).map(|e| e.id.as_str()).collect();
    let knew = |e: &&Entry<OutingEvent>| {
        let seen = before.get(e.id.as_str());
        seen.is_some_and(|seen| undoings.iter().any(|undo| seen.contains(undo)))
    };
    entries.iter().filter(knew).flat_map(|e| returning(&e.body)).collect()
}

/// Every sign-out was taken back by somebody who names who says that nobody left, none of those who were signed out,
/// nothing is or was on record of the way, and nobody was told of an alarm about them, nor acted on one: not even where
/// whoever took the sign-out back could not know. The event that says so, the last of several.
pub(super) fn nobody_left<'a>(
    entries: &'a [Entry<OutingEvent>],
    doubtful: &[&Entry<OutingEvent>],
) -> Option<&'a Entry<OutingEvent>> {
    let seen = || entries.iter().chain(doubtful.iter().copied());
    if seen().any(|e| on_the_road(&e.body) || matches!(e.body, OutingEvent::Alarm(_))) {
        return None;
    }
    let along = |id: &String| seen().any(|e| signed_out(&e.body).any(|person| person == id));
    let said = |id: &str| {
        let says = |e: &&Entry<OutingEvent>| matches!(&e.body, OutingEvent::Undo { event, says: Some(who), .. } if event == id && !along(who));
        entries.iter().filter(says).max_by_key(|e| (e.at, e.typed))
    };
    let mut last = None;
    for entry in entries.iter().filter(|e| matches!(e.body, OutingEvent::SignOut { .. })) {
        last = Some(said(&entry.id)?);
    }
    last.filter(|_| doubtful.iter().all(|e| !matches!(e.body, OutingEvent::SignOut { .. })))
}

/// Those whom a sign-out names, by id.
fn signed_out(event: &OutingEvent) -> impl Iterator<Item = &String> {
    let people =
        if let OutingEvent::SignOut { people, .. } = event { people.as_slice() } else { &[] };
    people.iter().map(|person| &person.id)
}
