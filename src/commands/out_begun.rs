//! A sign-out that was begun and never recorded: its marker is there and its first line is not, because the disk was
//! full or hv was killed between the two. Typed again, it goes on as the same outing, so that nobody is on two outings by
//! one departure.
//!
//! Only what is surely the same is gone on with: the same people to the same places on the same day, with nothing on
//! record yet. Anything else stays the alarm it is, until somebody has asked, and is said to whoever signs the same people
//! out again; no marker is taken away here.

use super::afield::{Afield, Lost};
use super::desk::Desk;
use crate::domain::events::{Contactable, OutingEvent};
use crate::domain::names;
use crate::error::Error;
use crate::store::{Key, MachineState};
use crate::when::Day;
use std::collections::BTreeSet;

/// Who goes where, and on which day.
#[derive(Debug, Clone, Copy)]
pub(super) struct Departure<'a> {
    /// The day they leave.
    pub(super) day: Day,
    /// Who goes; the first gives the outing its name.
    pub(super) people: &'a [Contactable],
    /// Where, in words.
    pub(super) places: &'a [String],
}

/// The id for a sign-out: that of the same departure begun before, else the next that is free. `locked`: hold the lock
/// from before `afield` was read; without it, what was begun may be another desk's, at this moment.
pub(super) fn id(
    departure: Departure<'_>,
    afield: &Afield,
    locked: bool,
    desk: &mut Desk<'_>,
) -> Result<String, Error> {
    let begun = afield.lost.iter().find(|lost| locked && departure.is(lost, desk));
    if let Some(lost) = begun {
        desk.warn(&format!(
            "Going on with {}: it was begun before, and nothing was recorded on it.",
            lost.id
        ));
        return Ok(lost.id.clone());
    }
    if locked {
        say_twice(departure, afield, desk);
    }
    let first = departure.people.first().ok_or_else(|| Error::usage("nobody was named"))?;
    desk.store.next_outing_id(departure.day, &first.id)
}

/// Whoever leaves was begun to be signed out for something else, and nothing says that they did not leave on that: it goes
/// on being asked for them there, until somebody says so.
fn say_twice(departure: Departure<'_>, afield: &Afield, desk: &mut Desk<'_>) {
    let begun = afield.lost.iter().filter(|lost| nothing_recorded(&lost.id, desk));
    let begun: Vec<&Lost> = begun.collect();
    for lost in begun {
        let twice = |p: &&Contactable| lost.people().iter().any(|known| known.id == p.id);
        let who: Vec<&str> =
            departure.people.iter().filter(twice).map(|p| p.name.as_str()).collect();
        let are = match who.as_slice() {
            [] => continue,
            [one] => format!("{one} is"),
            several => format!("{} are", names::list(several)),
        };
        let places = lost.marker.as_ref().map(|m| m.places.join("; ")).unwrap_or_default();
        let to = if places.is_empty() { String::new() } else { format!(", to {places}") };
        let id = &lost.id;
        desk.warn(&format!(
            "{are} out TWICE by this: {id}{to}, was begun before, and nothing was recorded on it. It stays an \
             alarm. If nobody left on it: hv doctor --accept {id} --why \"...\""
        ));
    }
}

impl Departure<'_> {
    fn is(&self, lost: &Lost, desk: &Desk<'_>) -> bool {
        let ids = |people: &[Contactable]| -> BTreeSet<String> {
            people.iter().map(|p| p.id.clone()).collect()
        };
        let same = lost
            .marker
            .as_ref()
            .is_some_and(|m| ids(&m.people) == ids(self.people) && m.places == self.places);
        same && lost.id.starts_with(&format!("{}-", self.day)) && nothing_recorded(&lost.id, desk)
    }
}

/// There is no record, or not one sound line in it: a first line that was cut off says nothing that could be gone by.
fn nothing_recorded(id: &str, desk: &Desk<'_>) -> bool {
    let read = Key::outing(id).map(|key| desk.store.read::<OutingEvent>(&key, desk.now));
    match read {
        Ok(Ok(None)) => true,
        Ok(Ok(Some(record))) => record.entries.is_empty(),
        Ok(Err(_)) | Err(_) => false,
    }
}

/// This machine remembers at once that they are out, and not only from its first look on: a folder that is gone a minute
/// later is then missed with its people. What cannot be remembered is said, and holds nobody up.
pub(super) fn remember(id: &str, people: &[Contactable], desk: &mut Desk<'_>) {
    let Some(dir) = desk.host.state_dir().filter(|_| !desk.replay) else { return };
    // What is wrong with it is told by every look.
    let (mut state, _) = MachineState::load(&dir, &desk.store);
    state.seen_open.insert(id.to_owned(), people.iter().map(|p| p.name.clone()).collect());
    if let Err(error) = state.save(&dir, &desk.store) {
        desk.warn(&format!("recorded, and the watch runs. But {error}"));
    }
}
