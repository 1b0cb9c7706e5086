//! Every record as far as its time on the shelf is concerned: what `hv retention` lists and what it erases, from one
//! reading of the whole folder.
//!
//! What cannot be read is never left out: it stops whatever it might speak of from going. It decides nothing about who
//! may erase.

use super::desk::Desk;
use crate::domain::alarm::Log;
use crate::domain::assessment::Assessment;
use crate::domain::directory::{Address, Family, Person};
use crate::domain::entry::{Entry, Record};
use crate::domain::erasure::{Counts, Erasure, Hold, Mark, Subject};
use crate::domain::events::{AssessmentEvent, OutingEvent, VisitEvent, WeekEvent};
use crate::domain::outing::Outing;
use crate::domain::retention::{self, Class, Item, Judged, Kind, Schedule, Standing, holds_word};
use crate::domain::visit::Visit;
use crate::domain::week::WeekList;
use crate::error::Error;
use crate::store::{
    AnyRecord, Evidence, Finding, Key, Loaded, MachineState, Store, mark, mark_of_card,
};
use crate::when::{Day, Moment, Week, Zone};
use std::collections::{BTreeMap, BTreeSet};

/// What was found.
pub(super) struct Looked {
    /// The folder as it is now: `--now` hides nothing from it, a hold least of all.
    pub(super) store: Store,
    pub(super) schedule: Schedule,
    pub(super) items: Vec<Item>,
    pub(super) judged: Vec<Judged>,
    /// What may be erased by the rules alone.
    pub(super) going: BTreeSet<usize>,
    /// What is due and waits for another record.
    pub(super) waits: BTreeMap<usize, String>,
    pub(super) holds: Vec<Hold>,
    pub(super) hold_marks: BTreeMap<String, Mark>,
    pub(super) erasures: Vec<Erasure>,
    /// What is wrong with the folder.
    pub(super) findings: Vec<Finding>,
    /// Why nothing at all may go.
    pub(super) stopped: Vec<String>,
    pub(super) families: Vec<Family>,
    pub(super) addresses: Vec<Address>,
    /// The visits at an address.
    pub(super) at_address: BTreeMap<String, BTreeSet<usize>>,
    /// The newest line anywhere.
    pub(super) newest: Option<Moment>,
}

/// Reads everything.
pub(super) fn look(desk: &Desk<'_>) -> Result<Looked, Error> {
    let store = Store::open(desk.store.root(), None)?.on(&desk.host.machine);
    let (schedule, mut stopped) = match store.retention() {
        Ok(schedule) => (schedule, Vec::new()),
        Err(damage) => (Schedule::unset(), vec![damage.to_string()]),
    };
    let (holds, hold_marks) = holds(&store, desk.now, &mut stopped);
    let erasures: Vec<Erasure> =
        store.erasures(desk.now).good.iter().filter_map(Erasure::of).collect();
    let today = desk.today();
    let holding: Vec<&Hold> = holds.iter().filter(|h| h.holds(today)).collect();
    let state = desk.host.state_dir().map(|dir| MachineState::load(&dir, &store).0);
    let mut shelf = Shelf {
        zone: desk.zone,
        persons: persons_held(&holding, &store),
        state: state.unwrap_or_default(),
        items: Vec::new(),
        at_address: BTreeMap::new(),
        newest: None,
    };
    let mut findings = store.scan(desk.now, |record| shelf.note(&record));
    findings.retain(|f| !f.warning);
    let families = store.families().good;
    let addresses = store.addresses().good;
    let going_out = going_out(&store, desk, &shelf.items);
    shelf.cards(&families, &store.people(), &going_out);
    let Shelf { mut items, at_address, newest, .. } = shelf;
    in_doubt(&mut items, &findings, &mut stopped);
    planned_for(&mut items);
    hold_all(&mut items, &holding);
    let judged: Vec<Judged> =
        items.iter().map(|item| retention::judge(&schedule, item, today)).collect();
    let due = |(at, judged): (usize, &Judged)| {
        let free = items.get(at).is_some_and(Item::free);
        (judged.standing == Standing::Due && free).then_some(at)
    };
    let wanted: BTreeSet<usize> = judged.iter().enumerate().filter_map(due).collect();
    let wanted = if stopped.is_empty() { wanted } else { BTreeSet::new() };
    let (going, waits) = retention::going(&items, &wanted, &BTreeSet::new());
    Ok(Looked {
        store,
        schedule,
        items,
        judged,
        going,
        waits,
        holds,
        hold_marks,
        erasures,
        findings,
        stopped,
        families,
        addresses,
        at_address,
        newest,
    })
}

/// Every hold; one that cannot be read may be about anything, so nothing goes.
pub(super) fn holds(
    store: &Store,
    now: Moment,
    stopped: &mut Vec<String>,
) -> (Vec<Hold>, BTreeMap<String, Mark>) {
    let loaded = store.holds(now);
    stopped.extend(loaded.damage.iter().map(|d| format!("a hold cannot be read: {d}")));
    let unsound = loaded.good.iter().filter(|r| !r.sound() && Hold::of(r).subject.is_none());
    stopped.extend(unsound.map(|r| format!("the hold {} cannot be read", r.id)));
    let marks = loaded.good.iter().filter_map(|r| Some((r.id.clone(), mark(r)?)));
    (loaded.good.iter().map(Hold::of).collect(), marks.collect())
}

/// The members of staff whom a hold is about: its id, and the words that mean them.
fn persons_held(holding: &[&Hold], store: &Store) -> Vec<(String, Vec<String>)> {
    let held = holding.iter().filter_map(|hold| match &hold.subject {
        Some(Subject::Person(id)) => Some((hold.id.clone(), id.clone())),
        _ => None,
    });
    held.map(|(hold, id)| {
        let name = store.person(&id).ok().flatten().map(|p| p.name);
        (hold, std::iter::once(id).chain(name).collect())
    })
    .collect()
}

/// Everybody who is out or means to go, by id. A marker of what has ended is only waiting to be swept; one whose record
/// is not known counts.
fn going_out(store: &Store, desk: &Desk<'_>, items: &[Item]) -> BTreeSet<String> {
    let over = items.iter().filter(|i| !i.in_use.iter().any(|w| w == PLANNED || w == OUT));
    let over = over.filter(|i| matches!(i.kind, Kind::Visit | Kind::Outing));
    let over: BTreeSet<&str> = over.map(|i| i.id.as_str()).collect();
    let markers = store.markers(desk.today().plus_days(36_500));
    let out = markers.out.iter().filter(|(id, _)| !over.contains(id.as_str()));
    let out = out.filter_map(|(_, m)| m.as_ref()).flat_map(|m| &m.people);
    let planned = markers.planned.iter().filter(|(id, _)| !over.contains(id.as_str()));
    let planned = planned.filter_map(|(_, m)| m.as_ref()).flat_map(|m| &m.people);
    out.chain(planned).map(|p| p.id.clone()).collect()
}

/// The records as they come by.
struct Shelf {
    zone: Zone,
    persons: Vec<(String, Vec<String>)>,
    state: MachineState,
    items: Vec<Item>,
    at_address: BTreeMap<String, BTreeSet<usize>>,
    newest: Option<Moment>,
}

impl Shelf {
    fn note(&mut self, record: &AnyRecord<'_>) {
        match record {
            AnyRecord::Outing(record) => self.outing(record),
            AnyRecord::Visit(record) => self.visit(record),
            AnyRecord::Week(record) => self.week(record),
            AnyRecord::Assessment(record) => {
                self.assessment(record, Assessment::of(&record.id, record));
            }
            AnyRecord::Base(record) => self.base(record),
        }
    }

    /// What every record has: when it last grew, which holds on staff touch it, whether it is whole.
    fn plain<B: Evidence>(&mut self, kind: Kind, class: Class, record: &Record<B>) -> Item {
        let typed = record.entries.iter().map(|e| e.typed).max();
        self.newest = self.newest.max(typed);
        let last = record.entries.iter().map(|e| self.zone.day_of(e.at.max(e.typed))).max();
        let family = record.id.split_once('/').map(|(family, _)| family.to_owned());
        let whole = record.sound() && !record.entries.is_empty();
        Item {
            kind,
            id: record.id.clone(),
            classes: BTreeSet::from([class]),
            last,
            left: None,
            families: family.into_iter().collect(),
            names: BTreeSet::new(),
            in_use: if whole { Vec::new() } else { vec!["it is damaged: hv doctor".to_owned()] },
            held_by: self.staff_held(&record.entries),
            week: None,
            counts: Counts::default(),
            mark: mark(record).unwrap_or(Mark { first: String::new(), whole: String::new() }),
        }
    }

    fn staff_held<B: Evidence>(&self, entries: &[Entry<B>]) -> BTreeSet<String> {
        if self.persons.is_empty() {
            return BTreeSet::new();
        }
        let said = |e: &Entry<B>| {
            // What cannot be spelt is taken to touch everybody.
            let body = serde_json::to_string(&e.body).unwrap_or_default();
            (body.is_empty(), format!("{}\n{body}", e.by).to_lowercase())
        };
        let said: Vec<(bool, String)> = entries.iter().map(said).collect();
        let named = |words: &[String]| {
            said.iter().any(|(unknown, text)| {
                *unknown || words.iter().any(|w| holds_word(text.as_bytes(), w))
            })
        };
        self.persons.iter().filter(|(_, words)| named(words)).map(|(id, _)| id.clone()).collect()
    }

    fn outing(&mut self, record: &Record<OutingEvent>) {
        let mut item = self.plain(Kind::Outing, Class::Visit, record);
        item.week = dated_week(&record.id);
        let Some(outing) = Outing::of(record) else {
            item.in_use.push("nothing in it says who left: hv doctor".to_owned());
            self.items.push(item);
            return;
        };
        let visits = outing.stops.iter().map(|door| door.stop.visit.clone());
        item.names = visits.filter(|visit| !visit.is_empty()).collect();
        item.families = item
            .names
            .iter()
            .filter_map(|v| v.split_once('/'))
            .map(|(f, _)| f.to_owned())
            .collect();
        if outing.drill.is_some() {
            item.classes = BTreeSet::from([Class::Drill]);
            item.counts.drills = 1;
        } else {
            item.counts.outings = 1;
            item.counts.breaches = usize::from(outing.breach.is_some());
        }
        let alarm = |e: &Entry<OutingEvent>| {
            matches!(
                e.body,
                OutingEvent::Alarm(_)
                    | OutingEvent::Distress { .. }
                    | OutingEvent::Concern { .. }
                    | OutingEvent::Resolve { .. }
            )
        };
        if outing.drill.is_none() && outing.entries.iter().any(alarm) {
            item.classes.insert(Class::Alarm);
            item.counts.alarms = 1;
        }
        let log = Log::of_outing(&outing, &self.state.notes(&record.id));
        for (holds_up, why) in [
            (outing.open(), OUT),
            (!outing.owed.is_empty(), "something is owed for it"),
            (outing.drill.is_none() && !log.unresolved().is_empty(), "an alarm is not resolved"),
        ] {
            item.in_use.extend(holds_up.then(|| why.to_owned()));
        }
        self.items.push(item);
    }

    fn visit(&mut self, record: &Record<VisitEvent>) {
        let mut item = self.plain(Kind::Visit, Class::Visit, record);
        let Some(visit) = Visit::of(&record.id, record) else {
            item.in_use.push("nothing in it says what was planned: hv doctor".to_owned());
            self.items.push(item);
            return;
        };
        let day = self.zone.day_of(visit.plan.start);
        item.last = item.last.max(Some(day));
        item.week = Some(day.week());
        item.counts.visits = 1;
        item.counts.got_in = usize::from(visit.got_in());
        if !visit.incidents().is_empty() {
            item.classes.insert(Class::Incident);
            item.counts.incidents = 1;
        }
        if visit.entries.iter().any(|e| matches!(e.body, VisitEvent::Alarm(_))) {
            item.classes.insert(Class::Alarm);
            item.counts.alarms = 1;
        }
        let log = Log::of_visit(&visit, &self.state.notes(&record.id));
        for (holds_up, why) in [
            (visit.planned(), PLANNED),
            (!visit.owed.is_empty(), "something is owed for it"),
            (!log.unresolved().is_empty(), "an alarm is not resolved"),
        ] {
            item.in_use.extend(holds_up.then(|| why.to_owned()));
        }
        if let Some(address) = &visit.plan.address {
            let at = self.items.len();
            self.at_address.entry(address.clone()).or_default().insert(at);
        }
        self.items.push(item);
    }

    fn week(&mut self, record: &Record<WeekEvent>) {
        let mut item = self.plain(Kind::Week, Class::WeekList, record);
        let list = WeekList::of(record);
        let signed = list.signatures.iter().flat_map(|s| &s.entries).map(|e| e.visit.clone());
        item.names = list.visits.iter().cloned().chain(signed).collect();
        item.families = item
            .names
            .iter()
            .filter_map(|v| v.split_once('/'))
            .map(|(f, _)| f.to_owned())
            .collect();
        let sunday = Week::parse(&record.id).ok().map(|w| w.monday().plus_days(6));
        item.last = item.last.max(sunday);
        item.week = sunday.map(Day::week);
        self.items.push(item);
    }

    fn assessment(&mut self, record: &Record<AssessmentEvent>, assessment: Option<Assessment>) {
        let mut item = self.plain(Kind::Assessment, Class::Assessment, record);
        item.week = dated_week(record.id.split('/').next_back().unwrap_or_default());
        item.counts.assessments = 1;
        let owed = assessment.as_ref().is_none_or(|a| !a.owed.is_empty());
        item.in_use.extend(owed.then(|| "something is owed for it".to_owned()));
        self.items.push(item);
    }

    fn base(&mut self, record: &Record<AssessmentEvent>) {
        let item = self.plain(Kind::Base, Class::BaseAssessment, record);
        self.items.push(item);
    }

    /// The cards: a family's time runs from the last record about it.
    fn cards(
        &mut self,
        families: &[Family],
        people: &Loaded<Person>,
        going_out: &BTreeSet<String>,
    ) {
        let mut last: BTreeMap<String, Day> = BTreeMap::new();
        // A week list is dated by its Sunday, whoever is on it.
        for item in self.items.iter().filter(|i| i.kind != Kind::Week) {
            let Some(day) = item.last else { continue };
            for family in &item.families {
                let newest = last.entry(family.clone()).or_insert(day);
                *newest = day.max(*newest);
            }
        }
        for family in families {
            let card = card(Kind::Family, Class::Family, &family.id, mark_of_card(family));
            self.items.push(Item {
                last: last.get(&family.id).copied().max(family.erased_until),
                families: BTreeSet::from([family.id.clone()]),
                ..card
            });
        }
        for person in &people.good {
            let card = card(Kind::Person, Class::Person, &person.id, mark_of_card(person));
            let out = going_out.contains(&person.id);
            let in_use = out.then(|| "they are out, or a visit of theirs is planned".to_owned());
            self.items.push(Item {
                left: person.left,
                in_use: in_use.into_iter().collect(),
                ..card
            });
        }
    }
}

const PLANNED: &str = "it is still planned";
const OUT: &str = "somebody is out on it, or it was never ended";

fn card(kind: Kind, class: Class, id: &str, mark: Option<Mark>) -> Item {
    let in_use = if mark.is_some() { Vec::new() } else { vec!["it cannot be spelt".to_owned()] };
    Item {
        kind,
        id: id.to_owned(),
        classes: BTreeSet::from([class]),
        last: None,
        left: None,
        families: BTreeSet::new(),
        names: BTreeSet::new(),
        in_use,
        held_by: BTreeSet::new(),
        week: None,
        counts: Counts::default(),
        mark: mark.unwrap_or(Mark { first: String::new(), whole: String::new() }),
    }
}

fn dated_week(id: &str) -> Option<Week> {
    id.get(..10).and_then(|day| Day::parse(day).ok()).map(Day::week)
}

/// What is wrong with the folder stops whatever it might speak of: a visit, a family, a week, or everything.
fn in_doubt(items: &mut [Item], findings: &[Finding], stopped: &mut Vec<String>) {
    for finding in findings {
        let path = finding.damage.path.as_str();
        let parts: Vec<&str> = path.split('/').collect();
        let why = format!("{path} is in doubt: hv doctor");
        let touched: Box<dyn Fn(&Item) -> bool> = match parts.as_slice() {
            // The card itself is read; what it names is not there.
            ["families", family, "family.yaml"]
                if items.iter().any(|i| i.kind == Kind::Family && i.id == *family) =>
            {
                continue;
            }
            // It tells of what is gone. What is here is judged without it.
            ["retention", "erasures", ..] => continue,
            ["families", family, rest @ ..] => of_family(items, family, rest),
            ["outings" | "weeks", week, ..] => {
                let week = Week::parse(week.trim_end_matches(".yaml")).ok();
                if week.is_none() {
                    stopped.push(why.clone());
                }
                Box::new(move |i: &Item| i.week == week || named_week(i) == week)
            }
            ["people", file, ..] => {
                let id = file.trim_end_matches(".yaml").to_owned();
                Box::new(move |i: &Item| i.kind == Kind::Person && i.id == id)
            }
            ["addresses", ..] => Box::new(|i: &Item| i.kind == Kind::Family),
            ["assessments", ..] => Box::new(|i: &Item| i.kind == Kind::Base),
            _ => {
                stopped.push(why.clone());
                continue;
            }
        };
        for item in items.iter_mut().filter(|i| touched(i)) {
            if !item.in_use.contains(&why) {
                item.in_use.push(why.clone());
            }
        }
    }
}

/// A record of the family that is known is in doubt alone, and its card with it. Anything else may be any of them.
fn of_family(items: &[Item], family: &str, rest: &[&str]) -> Box<dyn Fn(&Item) -> bool> {
    let family = family.to_owned();
    let kind = match rest {
        ["visits", _] => Some(Kind::Visit),
        ["assessments", _] => Some(Kind::Assessment),
        _ => None,
    };
    let file = rest.last().map(|f| f.trim_end_matches(".yaml")).unwrap_or_default();
    let id = format!("{family}/{file}");
    let known = items.iter().any(|i| Some(i.kind) == kind && i.id == id);
    Box::new(move |i: &Item| {
        let all = i.families.contains(&family) && !known;
        all || (i.kind == Kind::Family && i.id == family) || (Some(i.kind) == kind && i.id == id)
    })
}

fn named_week(item: &Item) -> Option<Week> {
    dated_week(item.id.split('/').next_back().unwrap_or_default())
}

/// An assessment of a family that is to be visited is looked at before they leave.
fn planned_for(items: &mut [Item]) {
    let planned = |i: &&Item| i.kind == Kind::Visit && i.in_use.iter().any(|w| w == PLANNED);
    let families: BTreeSet<String> =
        items.iter().filter(planned).flat_map(|i| i.families.clone()).collect();
    let theirs = |i: &&mut Item| {
        i.kind == Kind::Assessment && i.families.iter().any(|f| families.contains(f))
    };
    for item in items.iter_mut().filter(theirs) {
        item.in_use.push("a visit to the family is planned".to_owned());
    }
}

/// A hold touches whatever names its subject, and a visit's hold all that is on record about its family besides.
fn hold_all(items: &mut [Item], holding: &[&Hold]) {
    for hold in holding {
        let visits: BTreeSet<String> = match &hold.subject {
            Some(Subject::Visit(id)) => BTreeSet::from([id.clone()]),
            Some(Subject::Outing(id)) => {
                let outing = items.iter().find(|i| i.kind == Kind::Outing && i.id == *id);
                outing.map(|o| o.names.clone()).unwrap_or_default()
            }
            _ => BTreeSet::new(),
        };
        let families: BTreeSet<&str> =
            visits.iter().filter_map(|v| v.split_once('/')).map(|(f, _)| f).collect();
        for item in items.iter_mut() {
            let beside = matches!(item.kind, Kind::Family | Kind::Assessment)
                && item.families.iter().any(|f| families.contains(f.as_str()));
            let touched = match &hold.subject {
                None => true,
                Some(Subject::Family(id)) => item.families.contains(id),
                Some(Subject::Person(id)) => item.kind == Kind::Person && item.id == *id,
                Some(Subject::Visit(_)) => on(item, &visits) || beside,
                Some(Subject::Outing(id)) => {
                    (item.kind == Kind::Outing && item.id == *id) || on(item, &visits) || beside
                }
            };
            if touched {
                item.held_by.insert(hold.id.clone());
            }
        }
    }
}

fn on(item: &Item, visits: &BTreeSet<String>) -> bool {
    (item.kind == Kind::Visit && visits.contains(&item.id)) || !item.names.is_disjoint(visits)
}

/// How a record is known at this moment. `None`: it is gone, or cannot be read.
pub(super) fn mark_now(store: &Store, item: &Item, now: Moment) -> Option<Mark> {
    fn of<B: Evidence>(store: &Store, key: Result<Key<B>, Error>, now: Moment) -> Option<Mark> {
        store.read(&key.ok()?, now).ok().flatten().as_ref().and_then(mark)
    }
    match item.kind {
        Kind::Week => of(store, Ok(Key::week(Week::parse(&item.id).ok()?)), now),
        Kind::Outing => of(store, Key::outing(&item.id), now),
        Kind::Visit => of(store, Key::visit(&item.id), now),
        Kind::Assessment => of(store, Key::assessment(&item.id), now),
        Kind::Base => of(store, Key::base(&item.id), now),
        Kind::Family => mark_of_card(&store.family(&item.id).ok().flatten()?),
        Kind::Person => mark_of_card(&store.person(&item.id).ok().flatten()?),
    }
}

/// What was erased and is there: which erasure it belongs to, and whether it has grown since.
pub(super) struct Back {
    /// The item.
    pub(super) at: usize,
    /// The erasure, by its place.
    pub(super) erasure: usize,
    /// It is not what was erased any more.
    pub(super) grown: bool,
}

/// Everything that a tombstone says is erased, and that is there.
pub(super) fn back(items: &[Item], erasures: &[Erasure]) -> Vec<Back> {
    let marks = marks(erasures);
    let one = |(at, item): (usize, &Item)| {
        let (erasure, whole) = marks.get(item.mark.first.as_str())?;
        Some(Back { at, erasure: *erasure, grown: *whole != item.mark.whole })
    };
    items.iter().enumerate().filter_map(one).collect()
}

/// Every mark, with the erasure it stands in.
pub(super) fn marks(erasures: &[Erasure]) -> BTreeMap<&str, (usize, &str)> {
    let all = erasures.iter().enumerate().flat_map(|(at, erasure)| {
        erasure.tombstone.marks.iter().map(move |m| (m.first.as_str(), (at, m.whole.as_str())))
    });
    all.collect()
}
