//! One person on an outing: when they were heard from, where they were, when they are due back, and whether they still
//! count as out.
//!
//! It is filled in by the fold of [`super::outing`]; here is only what follows for one person, who speaks for nobody else.

use super::directory::Phone;
use super::outing::Door;
use crate::when::Moment;
use std::collections::BTreeMap;

/// One person on an outing.
#[derive(Debug, Clone, PartialEq)]
pub struct Abroad {
    /// The person's id.
    pub id: String,
    /// The name.
    pub name: String,
    /// The number carried.
    pub number: Option<String>,
    /// The car.
    pub car: Option<String>,
    /// The emergency contact.
    pub kin: Vec<Phone>,
    /// The next of kin.
    pub next_of_kin: Option<Phone>,
    /// When last heard from; the sign-out counts.
    pub last_contact: Moment,
    /// The last sign of them other than their return.
    pub last_sign: Moment,
    /// Their expected return in force: whoever rings in to be later moves their own.
    pub back: Moment,
    /// When back at school: the last time they were signed in.
    pub returned: Option<Moment>,
    /// Distress not yet resolved: since when, and what was said.
    pub distress: Option<(Moment, Option<String>)>,
    /// Causes for concern that nobody has resolved, first to last. None once they are back, unless only a companion who
    /// was still out says so.
    pub concerns: Vec<Cause>,
    /// At which visits they were, and out of which of them they told that they are.
    pub been: BTreeMap<String, Been>,
}

/// One person at one visit, as they told it themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Been {
    /// When they last came to the door or went in, in a line in doubt as well.
    pub came: Option<Moment>,
    /// They went in.
    pub entered: bool,
    /// A line that can be trusted says that they were here.
    pub sure: bool,
    /// When they last told that they are out of the property.
    pub left: Option<Moment>,
}

impl Been {
    pub(super) fn comes(&mut self, at: Moment) {
        self.may_have_come(at);
        self.sure = true;
    }

    pub(super) fn may_have_come(&mut self, at: Moment) {
        self.came = self.came.max(Some(at));
    }

    pub(super) fn goes_in(&mut self, at: Moment) {
        self.comes(at);
        self.entered = true;
    }

    pub(super) fn leaves(&mut self, at: Moment) {
        self.left = self.left.max(Some(at));
        self.sure = true;
    }
}

/// A cause for concern.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cause {
    /// Since when.
    pub since: Moment,
    /// What was said or seen.
    pub said: Option<String>,
    /// Where they said they were.
    pub whereabouts: Option<String>,
}

impl Abroad {
    /// They told that they are out of the property, and nothing says that they came to it again after that.
    pub fn has_left(&self, visit: &str) -> bool {
        self.been.get(visit).is_some_and(|been| been.left.is_some() && been.left >= been.came)
    }

    /// At the door of this visit or in it, and not out of it, as far as anybody said.
    pub(super) fn is_at(&self, door: &Door) -> bool {
        let been = self.been.get(&door.stop.visit);
        door.called_off.is_none()
            && been.is_some_and(|been| been.came.is_some())
            && !self.has_left(&door.stop.visit)
    }

    /// Nothing more is to come of this visit for them: it is off, or they are out of it. Whoever never came to it is done
    /// with it when everybody who did is out of it.
    pub fn done_with(&self, door: &Door) -> bool {
        let over = || door.left.is_some();
        let visit = &door.stop.visit;
        door.called_off.is_some()
            || self.been.get(visit).map_or_else(over, |_| self.has_left(visit))
    }

    /// They stand at this door for a parent who is not there, as far as anybody said.
    pub fn waits_at(&self, door: &Door) -> bool {
        let visit = &door.stop.visit;
        let inside = self.been.get(visit).is_some_and(|been| been.entered);
        door.parent_awaited() && door.called_off.is_none() && !inside && !self.has_left(visit)
    }

    /// Not back. A sign of them later than their return contradicts it: they count as out until signed in again.
    pub fn away(&self) -> bool {
        self.returned.is_none_or(|back| self.last_sign > back)
    }

    /// Not back, or in distress that nobody has resolved, or with a cause for concern that a companion's word that they
    /// are back does not end.
    pub fn out(&self) -> bool {
        self.away() || self.distress.is_some() || !self.concerns.is_empty()
    }
}
