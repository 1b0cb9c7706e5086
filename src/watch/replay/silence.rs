//! How long it took from the last that was heard of somebody until hv would have shown it, and until somebody knew: the
//! first alarm over one silence counts, whichever clock it was.

use super::compare::Pair;
use super::found_out::FoundOut;
use crate::when::{Moment, Span};

/// One person, from the last that was heard of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Silence {
    /// The outing.
    pub outing: String,
    /// Who, by id.
    pub person: String,
    /// Their name.
    pub name: String,
    /// When they were last heard from; of distress and concern, when that was said.
    pub since: Moment,
    /// The first alarm that was raised.
    pub was: Option<Moment>,
    /// The first alarm that would have been.
    pub would: Option<Moment>,
    /// The first alarm that is still to come, if nothing more is typed, where none would have been raised yet.
    pub ahead: Option<Moment>,
    /// Who is on record as having known first.
    pub found: Option<FoundOut>,
}

impl Silence {
    fn new(outing: &str, (person, name): (&str, &str), since: Moment) -> Silence {
        let (outing, person, name) = (outing.to_owned(), person.to_owned(), name.to_owned());
        Silence { outing, person, name, since, was: None, would: None, ahead: None, found: None }
    }

    /// Until the alarm that was raised.
    pub fn until_was(&self) -> Option<Span> {
        self.was.map(|at| self.until(at))
    }

    /// Until the alarm that would have been raised.
    pub fn until_would(&self) -> Option<Span> {
        self.would.map(|at| self.until(at))
    }

    /// Until that moment, where it would have gone on without an alarm until then and one is still to come.
    pub fn without_yet(&self, moment: Moment) -> Option<Span> {
        (self.would.is_none() && self.ahead.is_some()).then(|| self.until(moment))
    }

    /// Until somebody knew.
    pub fn until_found(&self) -> Option<Span> {
        self.found.as_ref().map(|found| self.until(found.at))
    }

    /// Until somebody would have known, had it gone as fast from the alarm to the person as it did. `None`: nobody is on
    /// record as having known, or there would have been no alarm.
    pub fn would_have_taken(&self) -> Option<Span> {
        let (was, found) = (self.was?, self.found.as_ref()?);
        let told = Span::seconds(found.at.seconds_since(was).max(0));
        Some(self.until_would()?.plus(told))
    }

    fn until(&self, at: Moment) -> Span {
        Span::seconds(at.seconds_since(self.since).max(0))
    }
}

/// Every silence over which either policy raised an alarm, in the order of the alarms.
pub fn silences<'p>(
    outing: &str,
    alarms: impl Iterator<Item = &'p (Pair, Option<FoundOut>)>,
) -> Vec<Silence> {
    let mut all: Vec<Silence> = Vec::new();
    let of_each = |(pair, found): &'p (Pair, Option<FoundOut>)| {
        pair.people.iter().map(move |person| (pair, found, person))
    };
    for (pair, found, person) in alarms.flat_map(of_each) {
        let person = (person.id.as_str(), person.name.as_str());
        if let Some(was) = &pair.was {
            with(&mut all, outing, person, was.since, |one| {
                one.was = one.was.into_iter().chain([was.raised]).min();
                let ahead = pair.ahead.filter(|_| pair.would.is_none());
                one.ahead = one.ahead.into_iter().chain(ahead).min();
                one.found = one.found.take().into_iter().chain(found.clone()).min();
            });
        }
        if let Some(would) = &pair.would {
            with(&mut all, outing, person, would.since, |one| {
                one.would = one.would.into_iter().chain([would.raised]).min();
            });
        }
    }
    all
}

/// The silence of that person since then, to be changed: one that is not there yet is begun.
fn with(
    all: &mut Vec<Silence>,
    outing: &str,
    person: (&str, &str),
    since: Moment,
    change: impl FnOnce(&mut Silence),
) {
    let same = |s: &&mut Silence| (s.person.as_str(), s.since) == (person.0, since);
    if let Some(known) = all.iter_mut().find(same) {
        change(known);
        return;
    }
    let mut begun = Silence::new(outing, person, since);
    change(&mut begun);
    all.push(begun);
}

/// The longest of them. Of several as long, the first.
pub fn longest(
    all: &[Silence],
    span: impl Fn(&Silence) -> Option<Span>,
) -> Option<(&Silence, Span)> {
    let mut worst: Option<(&Silence, Span)> = None;
    for one in all {
        let Some(span) = span(one) else { continue };
        if worst.is_none_or(|(_, longest)| span > longest) {
            worst = Some((one, span));
        }
    }
    worst
}
