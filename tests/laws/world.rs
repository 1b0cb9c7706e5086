//! Random outings as two machines write them: verbs, waits and merges, through the store. Proves nothing itself.

use hv::domain::directory::School;
use hv::domain::entry::Record;
use hv::domain::events::{
    Contactable, FrozenLadder, FrozenRung, HomeSafe, Means, OutingEvent, OwedCall, SchoolCalls,
    Stop, Terms, Traveller,
};
use hv::domain::outing::Outing;
use hv::policy::{Clock, Limit, Source};
use hv::store::{Evidence, Key, NewEvent, Store};
use hv::watch::{self, Running};
use hv::when::{Moment, Span};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;
use tempfile::TempDir;

pub(crate) const PEOPLE: [&str; 3] = ["kay", "lou", "sam"];
pub(crate) const VISITS: [&str; 3] =
    ["ahmed/2026-11-24-1a", "brown/2026-11-24-1a", "cole/2026-11-24-1a"];

/// Ten to ten on the day.
pub(crate) fn left() -> Moment {
    Moment::parse("2026-11-24T09:50:00+00:00").unwrap()
}

/// Minutes after [`left`].
pub(crate) fn after(minutes: i64) -> Moment {
    later(left(), minutes * 60)
}

pub(crate) fn later(moment: Moment, seconds: i64) -> Moment {
    Moment::from_unix(moment.unix() + seconds).unwrap()
}

/// When every record is read: nothing is from the future then.
fn end() -> Moment {
    after(3 * 24 * 60)
}

pub(crate) fn key() -> Key<OutingEvent> {
    Key::outing("2026-11-24-kay-1a").unwrap()
}

/// What is said about an outing. `who` is a set of people, one bit each.
#[derive(Debug, Clone)]
pub(crate) enum Verb {
    Contact(u8),
    NoAnswer(u8),
    Arrive(u8, usize, bool),
    Late(usize, i64),
    Enter(u8, usize),
    Leave(u8, usize),
    CalledOff(u8, usize),
    AddStop(u8),
    Extend(u8, i64),
    Back(u8),
    Distress(u8),
    Resolve(u8),
    Concern(u8),
    /// One person says that they are safe: enough for a concern, and not for distress.
    Assure(u8),
    Home(u8),
    Delay(u8, usize, i64),
    SchoolRang(u8),
}

pub(crate) fn who(set: u8) -> Vec<String> {
    let named = PEOPLE.iter().enumerate().filter(|(n, _)| set & (1 << n) != 0);
    named.map(|(_, id)| (*id).to_owned()).collect()
}

/// One step: something typed on a machine after a wait, that happened a little before; or both merge.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    Say { side: usize, wait: i64, ago: i64, verb: Verb },
    Merge,
}

pub(crate) fn verb() -> impl Strategy<Value = Verb> {
    let set = 1_u8..8;
    let visit = 0_usize..2;
    prop_oneof![
        4 => set.clone().prop_map(Verb::Contact),
        1 => set.clone().prop_map(Verb::NoAnswer),
        2 => (set.clone(), visit.clone(), any::<bool>()).prop_map(|(w, v, n)| Verb::Arrive(w, v, n)),
        1 => (visit.clone(), 0_i64..300).prop_map(|(v, m)| Verb::Late(v, m)),
        1 => (set.clone(), visit.clone()).prop_map(|(w, v)| Verb::Enter(w, v)),
        1 => (set.clone(), visit.clone()).prop_map(|(w, v)| Verb::Leave(w, v)),
        1 => (set.clone(), visit.clone()).prop_map(|(w, v)| Verb::CalledOff(w, v)),
        1 => set.clone().prop_map(Verb::AddStop),
        3 => (set.clone(), 10_i64..400).prop_map(|(w, m)| Verb::Extend(w, m)),
        3 => set.clone().prop_map(Verb::Back),
        1 => set.clone().prop_map(Verb::Distress),
        1 => set.clone().prop_map(Verb::Resolve),
        1 => set.clone().prop_map(Verb::Concern),
        1 => set.clone().prop_map(Verb::Assure),
        2 => set.clone().prop_map(Verb::Home),
        2 => (set.clone(), visit, 0_i64..90).prop_map(|(w, v, m)| Verb::Delay(w, v, m)),
        2 => set.prop_map(Verb::SchoolRang),
    ]
}

pub(crate) fn step() -> impl Strategy<Value = Step> {
    let say = (0_usize..2, 0_i64..40, 0_i64..15, verb());
    prop_oneof![
        4 => say.prop_map(|(side, wait, ago, verb)| Step::Say { side, wait, ago, verb }),
        1 => Just(Step::Merge),
    ]
}

pub(crate) fn steps() -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec(step(), 0..9)
}

/// What only one machine says, so that each event saw all before it.
pub(crate) fn alone() -> impl Strategy<Value = Vec<Step>> {
    let say = (0_i64..40, 0_i64..15, verb());
    let step = say.prop_map(|(wait, ago, verb)| Step::Say { side: 0, wait, ago, verb });
    prop::collection::vec(step, 0..9)
}

fn limit(minutes: i64, over: bool) -> Limit {
    Limit { span: Span::minutes(minutes), over, source: Source::Policy(vec!["X-1".to_owned()]) }
}

fn any_limit(most: i64) -> impl Strategy<Value = Limit> {
    (0..most, any::<bool>()).prop_map(|(minutes, over)| limit(minutes, over))
}

pub(crate) fn terms() -> impl Strategy<Value = Terms> {
    let contact = prop::option::weighted(0.8, (20_i64..90, any::<bool>()));
    let contact = contact.prop_map(|c| c.map(|(minutes, over)| limit(minutes, over)));
    let before = prop_oneof![Just(Vec::new()), Just(vec!["X-2".to_owned()])];
    let home = prop::option::weighted(0.3, any_limit(20));
    let home = home.prop_map(|h| h.map(|grace| HomeSafe { grace, to: "office".to_owned() }));
    let rung = prop::collection::vec(0_i64..300, 0..3);
    let more = (prop::option::of(0_i64..30), 0_i64..40, rung, home);
    (contact, before, any_limit(20), prop::option::of(any_limit(20)), more).prop_map(
        |(contact, before_visit, return_grace, finish, (within, ahead, rung, home))| Terms {
            policy: "plain".to_owned(),
            digest: "0".to_owned(),
            contact,
            contact_how: String::new(),
            before_visit,
            before_ahead: Span::minutes(ahead),
            after_visit: Vec::new(),
            after_within: within.map(Span::minutes),
            return_grace,
            finish,
            call_needs: Vec::new(),
            school_calls: school_calls(&rung),
            home,
            at_wait_limit: String::new(),
            ladders: [ladder()].into(),
            rung_time: Span::minutes(10),
            lease: Span::minutes(15),
            repeat: Span::minutes(10),
            everyone: vec![Arc::new(office())],
        },
    )
}

fn school_calls(minutes: &[i64]) -> Option<SchoolCalls> {
    let at = minutes.iter().map(|m| after(*m)).collect();
    (!minutes.is_empty()).then(|| SchoolCalls {
        at,
        clauses: vec!["X-3".to_owned()],
        needs: Vec::new(),
    })
}

fn call(rule: &str, from: i64) -> OwedCall {
    OwedCall {
        needs: Vec::new(),
        rule: rule.to_owned(),
        from: Span::minutes(from),
        by: Span::minutes(from + 5),
        clauses: vec!["X-4".to_owned()],
    }
}

fn calls() -> Vec<OwedCall> {
    vec![call("always", 5)]
}

fn office() -> Contactable {
    Contactable { id: "office".to_owned(), name: "Office".to_owned(), number: None, email: None }
}

fn ladder() -> FrozenLadder {
    let rung = FrozenRung {
        role: "office".to_owned(),
        people: vec![Arc::new(office())],
        does: "ring {people}".to_owned(),
        after: Span::ZERO,
        default_time: false,
        decision: Vec::new(),
        at: None,
        optional: false,
        tries: None,
        clauses: Vec::new(),
    };
    let clocks = vec![Clock::Contact, Clock::Return, Clock::Distress];
    FrozenLadder { id: "all".to_owned(), clocks, rungs: vec![rung], source: Source::Default }
}

fn traveller(id: &str) -> Traveller {
    Traveller {
        id: id.to_owned(),
        name: id.to_owned(),
        number: None,
        car: None,
        kin: Vec::new(),
        next_of_kin: None,
        answers: BTreeMap::new(),
    }
}

fn stop(n: usize) -> Stop {
    let start = after(10 + 60 * i64::try_from(n).unwrap());
    Stop {
        visit: VISITS[n].to_owned(),
        place: format!("{n} High Street"),
        appointment: Some(start),
        finish: Some(start.plus(Span::minutes(45))),
        doorstep: false,
        wait_without_notice: Some(limit(5, false)),
        wait_with_notice: Some(limit(10, true)),
        family: Vec::new(),
        calls: calls(),
        may_owe: Vec::new(),
        wait_minimum: None,
    }
}

pub(crate) fn sign_out(people: &[&str], back: i64, terms: &Terms) -> OutingEvent {
    OutingEvent::SignOut {
        watched_by_hand: None,
        on_call: None,
        duties: Vec::new(),
        drill: None,
        people: people.iter().map(|p| traveller(p)).collect(),
        monitor: None,
        stops: vec![stop(0), stop(1)],
        back: after(back),
        terms: Arc::new(terms.clone()),
        answers: BTreeMap::new(),
        unmet: Vec::new(),
        breach: None,
    }
}

#[expect(clippy::too_many_lines, reason = "one arm for each verb")]
pub(crate) fn event(verb: &Verb, now: Moment) -> OutingEvent {
    let visit = |n: &usize| VISITS[*n].to_owned();
    match verb {
        Verb::Contact(set) => OutingEvent::Contact {
            answers: BTreeMap::new(),
            who: who(*set),
            how: Means::TheyCalled,
            whereabouts: None,
            note: None,
        },
        Verb::NoAnswer(set) => OutingEvent::NoAnswer { who: who(*set) },
        Verb::Arrive(set, n, nobody_in) => OutingEvent::Arrive {
            who: who(*set),
            visit: visit(n),
            nobody_in: *nobody_in,
            answers: BTreeMap::new(),
            // An answer at the door brought another.
            calls: if *nobody_in { vec![call("asked", 8)] } else { Vec::new() },
        },
        Verb::Late(n, minutes) => {
            OutingEvent::Late { visit: visit(n), expected: after(*minutes), told: None }
        }
        Verb::Enter(set, n) => OutingEvent::Enter {
            calls: Vec::new(),
            who: who(*set),
            visit: visit(n),
            answers: BTreeMap::new(),
            unmet: Vec::new(),
        },
        Verb::Leave(set, n) => OutingEvent::Leave { who: who(*set), visit: visit(n) },
        Verb::CalledOff(set, n) => OutingEvent::CalledOff {
            who: who(*set),
            visit: visit(n),
            outcome: "a-7f3q2m".to_owned(),
        },
        Verb::AddStop(set) => OutingEvent::AddStop {
            stop: stop(2),
            who: who(*set),
            answers: BTreeMap::new(),
            unmet: Vec::new(),
            home: None,
        },
        Verb::Extend(set, minutes) => OutingEvent::Extend {
            who: who(*set),
            back: now.plus(Span::minutes(*minutes)),
            why: "traffic".to_owned(),
        },
        Verb::Back(set) => OutingEvent::Back { who: who(*set) },
        Verb::Distress(set) => {
            OutingEvent::Distress { who: who(*set), note: None, whereabouts: None }
        }
        Verb::Resolve(set) => OutingEvent::Resolve {
            who: who(*set),
            confirmed_by: "max".to_owned(),
            how: "seen".to_owned(),
            second: Some("pat".to_owned()),
        },
        Verb::Concern(set) => OutingEvent::Concern {
            who: who(*set),
            note: Some("followed".to_owned()),
            whereabouts: None,
            nobody_rang: false,
        },
        Verb::Assure(set) => OutingEvent::Resolve {
            who: who(*set),
            confirmed_by: "max".to_owned(),
            how: "seen".to_owned(),
            second: None,
        },
        Verb::Home(set) => OutingEvent::Home { who: who(*set), how: "text".to_owned() },
        Verb::Delay(set, n, minutes) => OutingEvent::Delay {
            who: who(*set),
            visit: visit(n),
            arrives: (*minutes > 0).then(|| now.plus(Span::minutes(*minutes))),
            why: "breakdown".to_owned(),
            duties: Vec::new(),
        },
        Verb::SchoolRang(set) => OutingEvent::Contact {
            answers: BTreeMap::new(),
            who: who(*set),
            how: Means::SchoolCalled,
            whereabouts: None,
            note: None,
        },
    }
}

/// Two machines with a folder each, and a third that only reads.
pub(crate) struct World {
    _dir: TempDir,
    pub(crate) sides: [Store; 2],
    pub(crate) reader: Store,
}

/// What came of some steps.
pub(crate) struct Told {
    /// The whole record, as it is once both have merged.
    pub(crate) text: String,
    /// When the last thing was typed.
    pub(crate) last: Moment,
    /// Every event written, by id.
    pub(crate) written: BTreeMap<String, OutingEvent>,
}

thread_local! {
    static WORLD: Rc<World> = Rc::new(World::made());
}

/// Forgets a record, by both its names: what is written next is another case's.
pub(crate) fn forget(store: &Store, path: &str) {
    std::fs::remove_file(store.root().join("local/kept").join(path.replace('/', "."))).ok();
    std::fs::remove_file(store.root().join(path)).ok();
}

impl World {
    /// One for each test, used again for each case: making folders costs more than the law.
    pub(crate) fn new() -> Rc<World> {
        WORLD.with(Rc::clone)
    }

    fn made() -> World {
        let dir = tempfile::tempdir().unwrap();
        let made = |name: &str| new_store(&dir.path().join(name), name);
        World { sides: [made("a"), made("b")], reader: made("c"), _dir: dir }
    }

    fn path(&self, side: usize) -> std::path::PathBuf {
        self.sides[side].root().join(key().path())
    }

    pub(crate) fn text(&self, side: usize) -> String {
        std::fs::read_to_string(self.path(side)).unwrap()
    }

    pub(crate) fn put(&self, side: usize, text: &str) {
        put(&self.path(side), text);
    }

    /// What `git merge` does with `merge=union`, both ways.
    pub(crate) fn merge(&self) {
        let (a, b) = (self.text(0), self.text(1));
        let more: Vec<&str> = b.lines().filter(|l| !a.lines().any(|k| k == *l)).collect();
        let both = more.iter().fold(a.clone(), |text, line| format!("{text}{line}\n"));
        self.put(0, &both);
        self.put(1, &both);
    }

    /// Says something on a machine, and gives the event its name.
    pub(crate) fn say(&self, side: usize, at: Moment, typed: Moment, body: OutingEvent) -> String {
        let new =
            NewEvent { at, typed, by: "max".to_owned(), clock_given: false, on_paper: None, body };
        self.sides[side].append(&key(), new).unwrap().id
    }

    /// Forgets the outing.
    pub(crate) fn clear(&self) {
        self.sides.iter().for_each(|store| forget(store, &key().path()));
    }

    /// Everybody leaves, as both machines know; then the steps; then both merge.
    pub(crate) fn live(&self, start: OutingEvent, steps: &[Step]) -> Told {
        self.clear();
        let mut written = BTreeMap::new();
        written.insert(self.say(0, left(), left(), start.clone()), start);
        self.put(1, &self.text(0));
        let mut last = left();
        for step in steps {
            match step {
                Step::Merge => self.merge(),
                Step::Say { side, wait, ago, verb } => {
                    last = last.plus(Span::minutes(*wait));
                    let at = last.minus(Span::minutes(*ago)).max(left());
                    let body = event(verb, last);
                    written.insert(self.say(*side, at, last, body.clone()), body);
                }
            }
        }
        self.merge();
        Told { text: self.text(0), last, written }
    }

    /// The record that a text is.
    pub(crate) fn record(&self, text: &str) -> Record<OutingEvent> {
        read(&self.reader, &key(), text)
    }

    pub(crate) fn outing(&self, text: &str) -> Outing {
        Outing::of(&self.record(text)).unwrap()
    }
}

fn new_store(root: &Path, name: &str) -> Store {
    let school = "format = 1\nstore = \"oak\"\nname = \"Oak\"\nzone = \"Europe/London\"\n";
    let school: School = toml::from_str(school).unwrap();
    let store = Store::create(root, &school, "", name).unwrap();
    if name != "a" {
        // Not the first: a copy, with a tag of its own.
        std::fs::remove_file(root.join("local/machine")).unwrap();
    }
    store
}

fn put(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

/// The record that a text is, in that store.
pub(crate) fn read<B: Evidence>(store: &Store, key: &Key<B>, text: &str) -> Record<B> {
    put(&store.root().join(key.path()), text);
    store.read(key, end()).unwrap().unwrap()
}

/// A clock over one person: which, about which visit, whom.
pub(crate) type Over = (Clock, Option<String>, String);

fn by_person(clocks: impl Iterator<Item = Running>) -> BTreeMap<Over, Moment> {
    let mut all: BTreeMap<Over, Moment> = BTreeMap::new();
    for running in clocks {
        for person in &running.people {
            let over = (running.clock, running.visit.clone(), person.id.clone());
            let due = all.entry(over).or_insert(running.deadline.due);
            *due = running.deadline.due.min(*due);
        }
    }
    all
}

/// Every clock running, for each person apart, and when it is due.
pub(crate) fn running(outing: &Outing) -> BTreeMap<Over, Moment> {
    by_person(watch::clocks::running(outing).into_iter())
}

/// Every alarm, for each person apart, and when it was due.
pub(crate) fn raised(outing: &Outing, now: Moment) -> BTreeMap<Over, Moment> {
    by_person(watch::late(outing, now).into_iter().map(|late| late.running))
}

/// Each of the first stands in the second, due no later.
pub(crate) fn stands(before: &BTreeMap<Over, Moment>, after: &BTreeMap<Over, Moment>) -> bool {
    before.iter().all(|(over, due)| after.get(over).is_some_and(|now| now <= due))
}
