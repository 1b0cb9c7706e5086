//! Ladders that nothing froze: for somebody who never signed out, or whose sign-out is gone.
//!
//! They are worked out from the directory and the policy as they stand, and from hv's own terms where those cannot be
//! read. Both are read once in a look, and only if somebody needs them: a morning on which nobody signed out has an alarm
//! for each visit.

use super::desk::school_or_none;
use crate::domain::directory::{Person, School};
use crate::domain::events::Terms;
use crate::domain::freeze::{self, Watchers};
use crate::error::Damage;
use crate::policy::Policy;
use crate::store::{Loaded, Store};
use crate::when::{Moment, Zone};
use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

/// The directory and the policy of now, for one look.
pub(super) struct Unfrozen<'s> {
    store: &'s Store,
    zone: Zone,
    now: Moment,
    read: OnceCell<AsTheyStand>,
    /// The watch over each crew that was asked for: many visits of a morning are of the same people.
    watches: RefCell<BTreeMap<Vec<String>, Rc<Terms>>>,
}

struct AsTheyStand {
    school: School,
    people: Loaded<Person>,
    policy: Option<Policy>,
}

impl<'s> Unfrozen<'s> {
    /// Nothing is read yet.
    pub(super) fn new(store: &'s Store, zone: Zone, now: Moment) -> Unfrozen<'s> {
        Unfrozen { store, zone, now, read: OnceCell::new(), watches: RefCell::default() }
    }

    /// The watch over those who were to go. `going`: their ids.
    pub(super) fn terms(&self, going: &[String]) -> Rc<Terms> {
        let known = self.watches.borrow().get(going).cloned();
        known.unwrap_or_else(|| {
            let terms = Rc::new(self.worked_out(going));
            self.watches.borrow_mut().insert(going.to_vec(), Rc::clone(&terms));
            terms
        })
    }

    /// Somebody's card, as it was read with all the others. `None`: they are not in the directory, or cannot be read.
    pub(super) fn person(&self, id: &str) -> Option<&Person> {
        self.as_they_stand().people.good.iter().find(|person| person.id == id)
    }

    fn worked_out(&self, going: &[String]) -> Terms {
        let AsTheyStand { school, people, policy } = self.as_they_stand();
        let watchers = Watchers {
            school,
            people: &people.good,
            monitor: None,
            on_call: None,
            going,
            today: self.zone.day_of(self.now),
        };
        policy.as_ref().map_or_else(
            || freeze::bare_terms(&crate::policy::defaults(), &watchers),
            |policy| freeze::terms(policy, &[], &watchers),
        )
    }

    /// Cards of people that could not be read: each may be anybody's role.
    pub(super) fn damage(&self) -> Vec<Damage> {
        self.as_they_stand().people.damage.clone()
    }

    fn as_they_stand(&self) -> &AsTheyStand {
        self.read.get_or_init(|| AsTheyStand {
            school: school_or_none(self.store).0,
            people: self.store.people(),
            policy: super::policy::load(self.store, "policy.toml").ok(),
        })
    }
}
