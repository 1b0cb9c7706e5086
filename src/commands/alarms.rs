//! Which alarms are meant by what was typed: an outing, a visit, or people. For the verbs that take charge of an alarm,
//! say what came of a rung, or close it.
//!
//! It decides nothing about them. A name that could mean two people is an error here, unlike for distress: taking
//! charge of the wrong alarm would hold back the right one's rungs.

use super::afield::{self, Word};
use super::departures::departures;
use super::desk::{Desk, ambiguous, damaged};
use super::overdue;
use super::unfrozen::Unfrozen;
use crate::domain::alarm::{Alarm, Charge, Log};
use crate::domain::events::{FrozenLadder, Terms};
use crate::domain::outing::Outing;
use crate::domain::visit::Visit;
use crate::error::Error;
use crate::policy::Clock;
use crate::watch::unresolved::{self, Unresolved};
use crate::watch::{self, Late};
use crate::when::{Moment, Span};
use std::collections::BTreeSet;
use std::rc::Rc;

/// Where the log of an alarm stands.
#[derive(Debug)]
pub(super) enum On {
    /// In an outing.
    Outing(Box<Outing>),
    /// In a planned visit that nobody left for, whose terms are those of now.
    Visit(Box<Visit>, Rc<Terms>),
}

/// The alarms of one record, and whom of it the words meant.
#[derive(Debug)]
pub(super) struct Raised {
    /// The record.
    pub on: On,
    /// Late now, worst first.
    pub late: Vec<Late>,
    /// Told and not resolved, besides those.
    pub told: Vec<Unresolved>,
    /// Whom the words meant, by id: of an outing or a visit that was named, everybody.
    pub who: Vec<String>,
}

impl Raised {
    /// The record's id.
    pub(super) fn id(&self) -> &str {
        match &self.on {
            On::Outing(outing) => &outing.id,
            On::Visit(visit, _) => &visit.id,
        }
    }

    /// Nobody is missing.
    pub(super) fn drill(&self) -> bool {
        matches!(&self.on, On::Outing(outing) if outing.drill.is_some())
    }

    fn along(&self) -> Vec<(String, String)> {
        match &self.on {
            On::Outing(o) => o.people.iter().map(|p| (p.id.clone(), p.name.clone())).collect(),
            On::Visit(v, _) => v.plan.staff.iter().map(|id| (id.clone(), id.clone())).collect(),
        }
    }

    /// The log of its alarms.
    pub(super) fn log(&self) -> Log {
        match &self.on {
            On::Outing(outing) => Log::of_outing(outing, &[]),
            // What is late has seen the outings too.
            On::Visit(visit, _) => {
                let late = self.late.first().map(|late| late.log.clone());
                late.unwrap_or_else(|| Log::of_visit(visit, &[]))
            }
        }
    }

    /// The terms its ladders stand in.
    pub(super) fn terms(&self) -> Option<&Terms> {
        match &self.on {
            On::Outing(outing) => outing.terms.as_deref(),
            On::Visit(_, terms) => Some(terms),
        }
    }

    /// How long whoever takes charge holds rungs back.
    pub(super) fn lease(&self) -> Span {
        self.terms().map_or_else(|| crate::policy::defaults().lease, |terms| terms.lease)
    }

    /// The ladder of a clock.
    pub(super) fn ladder(&self, clock: Clock) -> Option<&FrozenLadder> {
        self.terms()?.ladders.iter().find(|l| l.clocks.contains(&clock))
    }

    /// Every alarm of it that is late, or told and not resolved.
    pub(super) fn alarms(&self) -> Vec<Alarm> {
        let mut all: Vec<Alarm> = self.late.iter().map(|l| l.alarm.clone()).collect();
        for one in &self.told {
            if !all.contains(&one.alarm) {
                all.push(one.alarm.clone());
            }
        }
        all
    }

    /// Whoever has charge of one of these alarms at that moment.
    pub(super) fn charges(&self, at: Moment) -> Vec<Charge> {
        let log = self.log();
        let mut all: Vec<Charge> = Vec::new();
        for alarm in self.alarms() {
            let charge = log.charge(&alarm, at).cloned();
            all.extend(charge.filter(|c| !all.contains(c)));
        }
        all
    }

    /// The names of those whom its alarms are about, each once.
    pub(super) fn names(&self) -> String {
        let late = self.late.iter().flat_map(|l| &l.running.people);
        let told = self.told.iter().flat_map(|t| &t.people);
        let mut names: Vec<&str> = Vec::new();
        for person in late.chain(told) {
            if !names.contains(&person.name.as_str()) {
                names.push(&person.name);
            }
        }
        crate::domain::names::list(&names)
    }

    /// Everybody on it, and everybody its alarms are about, by id and name: nobody of them has charge of it, nor closes
    /// it.
    pub(super) fn people(&self) -> Vec<(String, String)> {
        let late = self.late.iter().flat_map(|l| &l.running.people);
        let told = self.told.iter().flat_map(|t| &t.people);
        let about = late.chain(told).map(|p| (p.id.clone(), p.name.clone()));
        self.along().into_iter().chain(about).collect()
    }

    /// The same record as it stands now, with the same people meant.
    pub(super) fn again(&self, desk: &mut Desk<'_>) -> Result<Raised, Error> {
        let all = all(desk, &[]);
        let same = all.into_iter().find(|r| r.id() == self.id());
        match (same, &self.on) {
            (Some(same), _) => Ok(Raised { who: self.who.clone(), ..same }),
            (None, On::Outing(outing)) => {
                let outing = afield::outing(&desk.store, &outing.id, desk.now).map_err(damaged)?;
                Ok(Raised { who: self.who.clone(), ..of_outing(outing, desk.now) })
            }
            (None, On::Visit(visit, terms)) => {
                let visit = desk.visit(&visit.id)?;
                let on = On::Visit(Box::new(visit), terms.clone());
                Ok(Raised { on, late: Vec::new(), told: Vec::new(), who: self.who.clone() })
            }
        }
    }
}

/// What was meant, one for each record; never none.
pub(super) fn meant(
    desk: &mut Desk<'_>,
    typed: &[String],
    outing: Option<&String>,
) -> Result<Vec<Raised>, Error> {
    let staff = desk.store.people().good;
    let words: Vec<Word> = typed.iter().map(|t| Word::of(t, &staff)).collect();
    let mut all = all(desk, &words);
    all.retain(|r| outing.is_none_or(|id| r.id().starts_with(id.as_str())));
    let mut found: BTreeSet<usize> = BTreeSet::new();
    for word in &words {
        let mut people: BTreeSet<String> = BTreeSet::new();
        let mut here = false;
        for (index, raised) in all.iter_mut().enumerate() {
            let whole = word.names(raised.id());
            let named =
                raised.people().into_iter().filter(|(id, name)| whole || word.means(id, name));
            let named: BTreeSet<String> = named.map(|(id, _)| id).collect();
            if named.is_empty() && !whole {
                continue;
            }
            here = true;
            found.insert(index);
            if !whole {
                people.extend(named.clone());
            }
            raised.who.extend(named);
        }
        // Half a name that somebody else on the staff has as well must not speak for the one who is late.
        let half = !people.is_empty() && !people.contains(&word.typed.trim().to_lowercase());
        let others = staff.iter().filter(|p| half && word.means(&p.id, &p.name));
        people.extend(others.map(|p| p.id.clone()));
        if people.len() > 1 {
            let several: Vec<&str> = people.iter().map(String::as_str).collect();
            return Err(ambiguous(&word.typed, &several));
        }
        if !here {
            return Err(nobody(&word.typed, &all, desk));
        }
    }
    let mut index = 0;
    all.retain(|_| {
        index += 1;
        found.contains(&(index - 1))
    });
    Ok(all)
}

fn nobody(typed: &str, all: &[Raised], desk: &Desk<'_>) -> Error {
    let known: Vec<String> = all.iter().map(|r| format!("{} ({})", r.names(), r.id())).collect();
    let quiet = || overdue::code(&overdue::look(&desk.store, desk.now, desk.zone)) == 0;
    let known = if !known.is_empty() {
        format!("alarms now: {}", known.join("; "))
    } else if quiet() {
        "no alarm is up: nobody is late, and nothing that was told is left to resolve".to_owned()
    } else {
        "no alarm is up that a record could take this for: hv overdue says who is late, and what cannot be read"
            .to_owned()
    };
    Error::usage(format!("there is no alarm about {typed:?}")).hint(known)
}

/// Every record with an alarm. Outings that lost their marker are looked for when a word finds nobody.
fn all(desk: &mut Desk<'_>, words: &[Word]) -> Vec<Raised> {
    let seen = overdue::look(&desk.store, desk.now, desk.zone);
    desk.tell_damage(&seen.damage);
    let mut all: Vec<Raised> =
        seen.afield.outings.iter().map(|o| of_outing(o.clone(), desk.now)).collect();
    let visits: BTreeSet<&str> = seen
        .late
        .iter()
        .map(|l| l.id.as_str())
        .chain(seen.unresolved.iter().map(|u| u.id.as_str()))
        .filter(|id| id.contains('/'))
        .collect();
    let unfrozen = Unfrozen::new(&desk.store, desk.zone, desk.now);
    for id in visits {
        let Ok(visit) = desk.visit(id) else { continue };
        let terms = unfrozen.terms(&visit.plan.staff);
        all.push(Raised {
            late: seen.late.iter().filter(|l| l.id == id).cloned().collect(),
            told: seen.unresolved.iter().filter(|u| u.id == id).cloned().collect(),
            on: On::Visit(Box::new(visit), terms),
            who: Vec::new(),
        });
    }
    all.retain(|r| !r.late.is_empty() || !r.told.is_empty());
    let answers = |w: &Word, r: &Raised| {
        w.names(r.id()) || r.people().iter().any(|(id, name)| w.means(id, name))
    };
    if !words.iter().all(|w| all.iter().any(|r| answers(w, r))) {
        let lost = afield::unmarked(&seen.afield.markers, desk).into_iter();
        let lost = lost.map(|outing| of_outing(outing, desk.now));
        all.extend(lost.filter(|r| !r.late.is_empty() || !r.told.is_empty()));
    }
    all
}

/// What is up about one planned visit by `now`, and nothing else of the folder. `None`: nothing is.
///
/// # Errors
/// It cannot be read, so that nobody knows.
pub(super) fn of_visit(
    id: &str,
    now: Moment,
    desk: &mut Desk<'_>,
) -> Result<Option<Raised>, Error> {
    let mut afield = afield::all(&desk.store, now, desk.zone.day_of(now));
    afield.markers.planned.retain(|visit, _| visit == id);
    // A marker that is lost takes nobody out of the alarm: the visit itself says whether somebody was to leave.
    afield.markers.planned.entry(id.to_owned()).or_default();
    let unfrozen = Unfrozen::new(&desk.store, desk.zone, now);
    // Its damage is told by whoever looks for who is late.
    let late = departures(&desk.store, &afield, &unfrozen, now, &mut Vec::new());
    let visit = desk.visit(id)?;
    let terms = unfrozen.terms(&visit.plan.staff);
    let people = super::unresolved::going(&unfrozen, &visit);
    let told = unresolved::of_visit(&visit, &people, &terms, &late, now);
    let on = On::Visit(Box::new(visit), terms);
    let raised = Raised { on, late, told, who: Vec::new() };
    Ok((!raised.late.is_empty() || !raised.told.is_empty()).then_some(raised))
}

fn of_outing(outing: Outing, now: Moment) -> Raised {
    let mut late = watch::late(&outing, now);
    late.sort_by_key(Late::rank);
    let told = unresolved::of_outing(&outing, &[], &late, now);
    Raised { on: On::Outing(Box::new(outing)), late, told, who: Vec::new() }
}
