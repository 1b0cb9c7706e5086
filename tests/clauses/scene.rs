//! An outing told in a line, for the tables of clocks: `out 09:00; back 18:00; 09:40 kay+lou rings`.
//!
//! The shipped policy is frozen as at a sign-out, the events are those that the commands write, and nothing is worked
//! out here: [`hv::watch`] does that. Every role of the policy is held by somebody called like it; Kay and Lou go.
//!
//! * `on 2027-03-28`, `alone`, `on-call`, `nobody ROLE` (or `monitor`, `office`)
//! * `school-sets every 60m`, `school-sets times 10:30 13:15`: a blank of the policy filled in by the school
//! * `school-sets fact crew-size 1`: what is known of the visits
//! * `out 09:00`, `back 18:00`, `visit ahmed 10:00-10:45`
//! * `09:40 kay+lou rings`, and every other event: a time, who, what, of which family

use hv::domain::alarm::{Alarm, AlarmLine, Outcome, Rung};
use hv::domain::directory::{Holding, Person, Phone, School};
use hv::domain::entry::{Entry, Record};
use hv::domain::events::{Answers, Contactable, Means, OutingEvent, Stop, Terms, Traveller};
use hv::domain::freeze::{self, Watchers};
use hv::domain::outing::Outing;
use hv::policy::facts::{Facts, Value};
use hv::policy::{Clock, Policy, Step};
use hv::watch::{self, Late};
use hv::when::{Day, Moment, Span, Zone};

/// What happened, as it stands in the set-up.
#[derive(Debug)]
struct Told {
    at: Moment,
    who: Vec<String>,
    verb: String,
    rest: Vec<String>,
}

/// A policy, who is there, and what happened.
#[derive(Debug)]
pub(crate) struct Scene {
    pub(crate) policy: Policy,
    day: Day,
    going: Vec<String>,
    missing: Vec<String>,
    on_call: bool,
    facts: Facts,
    out: Moment,
    back: Moment,
    visits: Vec<(String, Moment, Moment)>,
    told: Vec<Told>,
}

/// `09:40`, `09:40:30`, by the clock on the wall of the school; `00:30:00Z` by the clock of Greenwich.
pub(crate) fn moment(day: Day, text: &str) -> Moment {
    let (time, utc) = text.strip_suffix('Z').map_or((text, false), |time| (time, true));
    let mut parts = time.split(':').map(|part| part.parse::<u32>().unwrap());
    let (hour, minute) = (parts.next().unwrap(), parts.next().unwrap());
    let seconds = Span::seconds(i64::from(parts.next().unwrap_or(0)));
    if utc {
        let date = serde_json::to_value(day).unwrap();
        let date = date.as_str().unwrap();
        let start = Moment::parse(&format!("{date}T{hour:02}:{minute:02}:00+00:00")).unwrap();
        return start.plus(seconds);
    }
    Zone::LONDON.at(day, hour, minute).unwrap().plus(seconds)
}

fn text_of(name: &str) -> String {
    if name == "shapes/ladders" {
        return include_str!("shapes/ladders.toml").to_owned();
    }
    hv::policy::as_suggested(hv::policy::shipped(name).unwrap())
}

/// The school fills in a blank of the policy.
fn set(text: &str, what: &str, value: &str) -> String {
    let (head, blank, new) = match what {
        "every" => ("[[contact.every]]", "limit = \"not set\"", format!("limit = \"{value}\"")),
        "times" => {
            let times: Vec<String> = value.split(' ').map(|t| format!("\"{t}\"")).collect();
            let new = format!("times = [{}]", times.join(", "));
            ("[contact.school-calls]", "times = \"not set\"", new)
        }
        other => panic!("a school cannot set {other}"),
    };
    let at = text.find(head).unwrap();
    let (before, after) = text.split_at(at);
    assert!(after.contains(blank), "{head} is not left to the school");
    format!("{before}{}", after.replacen(blank, &new, 1))
}

impl Scene {
    /// Nobody is out yet, and nothing happened.
    pub(crate) fn under(policy: Policy) -> Scene {
        let day = Day::parse("2026-11-24").unwrap();
        Scene {
            policy,
            day,
            going: vec!["kay".to_owned(), "lou".to_owned()],
            missing: Vec::new(),
            on_call: false,
            facts: Facts::new(),
            out: moment(day, "09:00"),
            back: moment(day, "18:00"),
            visits: Vec::new(),
            told: Vec::new(),
        }
    }

    /// A set-up under a policy.
    pub(crate) fn read(policy: &str, set_up: &str) -> Scene {
        let mut text = text_of(policy);
        let parts: Vec<&str> = set_up.split("; ").filter(|p| !p.is_empty()).collect();
        for part in &parts {
            let filled = part.strip_prefix("school-sets ").and_then(|p| p.split_once(' '));
            if let Some((what, value)) = filled.filter(|(what, _)| *what != "fact") {
                text = set(&text, what, value);
            }
        }
        let mut scene = Scene::under(hv::policy::load(&text).unwrap().policy);
        for part in parts {
            let words: Vec<&str> = part.split(' ').collect();
            scene.take(&words);
        }
        scene
    }

    pub(crate) fn day(&self) -> Day {
        self.day
    }

    fn take(&mut self, words: &[&str]) {
        match words {
            ["on", day] => self.day = Day::parse(day).unwrap(),
            ["alone"] => self.going.truncate(1),
            ["on-call"] => self.on_call = true,
            ["nobody", role] => self.missing.push((*role).to_owned()),
            ["school-sets", "fact", name, value] => self.facts.set(name, value_of(value)),
            ["school-sets", ..] => {}
            ["out", time] => self.out = moment(self.day, time),
            ["back", time] => self.back = moment(self.day, time),
            ["visit", family, times] => {
                let (from, to) = times.split_once('-').unwrap();
                let times = (moment(self.day, from), moment(self.day, to));
                self.visits.push(((*family).to_owned(), times.0, times.1));
            }
            [time, who, verb, rest @ ..] => self.told.push(Told {
                at: moment(self.day, time),
                who: who.split('+').map(str::to_owned).collect(),
                verb: (*verb).to_owned(),
                rest: rest.iter().map(|w| (*w).to_owned()).collect(),
            }),
            other => panic!("not a part of a scene: {other:?}"),
        }
    }

    fn there(&self, who: &str) -> bool {
        !self.missing.iter().any(|m| m == who)
    }

    fn staff(&self) -> Vec<Person> {
        let roles = self.policy.roles.keys().filter(|role| self.there(role));
        roles.map(|role| holder(role)).collect()
    }

    /// The watch as it is frozen when they leave.
    pub(crate) fn terms(&self) -> Terms {
        let staff = self.staff();
        let (monitor, on_call) = (contactable("monitor"), contactable("on-call"));
        let school = school(self.there("office"));
        let watchers = Watchers {
            school: &school,
            people: &staff,
            monitor: self.there("monitor").then_some(&monitor),
            on_call: self.on_call.then_some(&on_call),
            going: &self.going,
            today: self.day,
        };
        let facts = [self.facts.clone()];
        let terms = freeze::terms(&self.policy, &facts, &watchers);
        freeze::of_the_day(terms, &self.policy, &facts, self.out, Zone::LONDON)
    }

    fn stop(&self, family: &str, from: Moment, to: Moment) -> Stop {
        let stop = Stop {
            visit: visit(family),
            place: ADDRESS.to_owned(),
            appointment: Some(from),
            finish: Some(to),
            doorstep: false,
            wait_without_notice: None,
            wait_with_notice: None,
            family: vec![phone("Sara Ahmed", "07700 900456")],
            calls: Vec::new(),
            may_owe: Vec::new(),
            wait_minimum: None,
        };
        freeze::with_waits(stop, &self.policy, &self.facts)
    }

    fn sign_out(&self) -> OutingEvent {
        let stops = self.visits.iter().map(|(family, from, to)| self.stop(family, *from, *to));
        OutingEvent::SignOut {
            on_call: self.on_call.then(|| contactable("on-call")),
            people: self.going.iter().map(|id| traveller(id)).collect(),
            monitor: self.there("monitor").then(|| contactable("monitor")),
            watched_by_hand: None,
            stops: stops.collect(),
            back: self.back,
            terms: std::sync::Arc::new(self.terms()),
            answers: Answers::new(),
            unmet: Vec::new(),
            breach: None,
            duties: Vec::new(),
            drill: None,
        }
    }

    /// Everything late at that moment. Nothing that is still to come is known yet.
    pub(crate) fn late(&self, clock: Clock, now: Moment) -> Vec<Late> {
        if now < self.out {
            return Vec::new();
        }
        let mut entries = vec![entry(0, self.out, self.sign_out())];
        for told in self.told.iter().filter(|told| told.at <= now) {
            let event = self.event(told, clock, &entries);
            entries.push(entry(entries.len(), told.at, event));
        }
        watch::late(&outing(&entries), now)
    }

    fn event(&self, told: &Told, clock: Clock, before: &[Entry<OutingEvent>]) -> OutingEvent {
        let who = told.who.clone();
        let word = |n: usize| told.rest.get(n).map(String::as_str).unwrap();
        match told.verb.as_str() {
            "rings" => contact(who, Means::TheyCalled, &told.rest),
            "school-rings" => contact(who, Means::SchoolCalled, &told.rest),
            "no-answer" => OutingEvent::NoAnswer { who },
            "back" => OutingEvent::Back { who },
            "home" => OutingEvent::Home { who, how: "call".to_owned() },
            "distress" => {
                OutingEvent::Distress { who, note: Some(SAID.to_owned()), whereabouts: None }
            }
            "concern" => {
                let (note, whereabouts) = (Some(SAID.to_owned()), Some(ADDRESS.to_owned()));
                let nobody_rang = told.rest.iter().any(|w| w == "nobody-rang");
                OutingEvent::Concern { who, note, whereabouts, nobody_rang }
            }
            "extends" => {
                OutingEvent::Extend { who, back: moment(self.day, word(0)), why: "held up".into() }
            }
            "says-late" => OutingEvent::Late {
                visit: visit(&told.who[0]),
                expected: moment(self.day, word(0)),
                told: None,
            },
            "leaves" => OutingEvent::Leave { who, visit: visit(word(0)) },
            "delays" => OutingEvent::Delay {
                who,
                visit: visit(word(0)),
                arrives: Some(moment(self.day, word(1))),
                why: "traffic".to_owned(),
                duties: Vec::new(),
            },
            "adds" => {
                let (from, to) = word(1).split_once('-').unwrap();
                let stop = self.stop(word(0), moment(self.day, from), moment(self.day, to));
                let (answers, unmet, home) = (Answers::new(), Vec::new(), None);
                OutingEvent::AddStop { stop, who, answers, unmet, home }
            }
            "arrives" | "finds-nobody" | "enters" => self.at_the_door(told, before),
            "tries" | "passes" | "answered" => on_rung(told, clock, before),
            other => panic!("nobody can {other}"),
        }
    }

    fn at_the_door(&self, told: &Told, before: &[Entry<OutingEvent>]) -> OutingEvent {
        let visit = visit(&told.rest[0]);
        let answers = answers(&told.rest[1..]);
        let mut facts = self.facts.clone();
        for (name, value) in &answers {
            facts.set(name, value.clone());
        }
        let step = if told.verb == "enters" { Step::Enter } else { Step::Arrive };
        let outing = outing(before);
        let door = outing.stops.iter().find(|door| door.stop.visit == visit).unwrap();
        let calls = freeze::now_owed(&door.stop.may_owe, Some(&self.policy), step, &facts);
        let who = told.who.clone();
        if step == Step::Enter {
            return OutingEvent::Enter { who, visit, answers, unmet: Vec::new(), calls };
        }
        let nobody_in = told.verb == "finds-nobody";
        OutingEvent::Arrive { who, visit, nobody_in, answers, calls }
    }
}

/// Somebody did what a rung of the one alarm of this clock asks for, and nobody answered; or passed it over.
fn on_rung(told: &Told, clock: Clock, before: &[Entry<OutingEvent>]) -> OutingEvent {
    let outing = outing(before);
    let running = watch::clocks::running(&outing);
    let running = running.iter().find(|r| r.clock == clock && r.deadline.late(told.at)).unwrap();
    let alarm: Alarm = watch::alarm(&outing, running);
    let outcome = match told.verb.as_str() {
        "tries" => Outcome::NoAnswer,
        "passes" => Outcome::NotNeeded,
        _ => Outcome::Answered,
    };
    let rung = told.rest[0].parse().unwrap();
    let who = told.who[0].clone();
    OutingEvent::Alarm(AlarmLine::Rung(Rung { alarm, rung, who, outcome, note: None }))
}

fn value_of(word: &str) -> Value {
    match word {
        "yes" => Value::Bool(true),
        "no" => Value::Bool(false),
        other => other.parse().map_or_else(|_| Value::Text(other.to_owned()), Value::Number),
    }
}

fn answers(given: &[String]) -> Answers {
    let pair = |given: &String| {
        let (name, value) = given.split_once('=').unwrap();
        (name.to_owned(), value_of(value))
    };
    given.iter().map(pair).collect()
}

fn contact(who: Vec<String>, how: Means, given: &[String]) -> OutingEvent {
    OutingEvent::Contact { who, how, whereabouts: None, note: None, answers: answers(given) }
}

fn visit(family: &str) -> String {
    format!("{family}/2026-11-24-1a")
}

fn entry(number: usize, at: Moment, body: OutingEvent) -> Entry<OutingEvent> {
    let after = number.checked_sub(1).map(|last| format!("a-{last}")).into_iter().collect();
    let id = format!("a-{number}");
    Entry {
        id,
        after,
        at,
        typed: at,
        by: "office".to_owned(),
        clock_given: false,
        on_paper: None,
        body,
    }
}

fn outing(entries: &[Entry<OutingEvent>]) -> Outing {
    let id = "2026-11-24-kay-1a".to_owned();
    let entries = entries.to_vec();
    Outing::of(&Record { id, entries, doubtful: Vec::new(), damage: Vec::new() }).unwrap()
}

const ADDRESS: &str = "12 Sample Street, Testford";
const CAR: &str = "silver Ford Fiesta, AB12 CDE";
/// What was said on the telephone, with a code word in it.
const SAID: &str = "bring the purple folder";
/// What no message may hold: an address, a family, its number, a car, somebody's kin, and what was said.
pub(crate) const PRIVATE: [&str; 14] = [
    "Sample Street",
    "Testford",
    "ahmed",
    "Ahmed",
    "Sara",
    "900456",
    "Fiesta",
    "AB12",
    "Sam Inv",
    "900123",
    "Jo Inv",
    "900124",
    "purple",
    "folder",
];

fn phone(name: &str, number: &str) -> Phone {
    Phone { name: name.to_owned(), number: number.to_owned() }
}

const NUMBER: &str = "07700 900001";

fn contactable(id: &str) -> Contactable {
    let number = Some(NUMBER.to_owned());
    Contactable { id: id.to_owned(), name: id.to_owned(), number, email: None }
}

fn traveller(id: &str) -> Traveller {
    Traveller {
        id: id.to_owned(),
        name: id.to_owned(),
        number: Some(format!("07700 90000{}", if id == "kay" { 1 } else { 2 })),
        car: Some(CAR.to_owned()),
        kin: vec![phone("Sam Invented", "07700 900123")],
        next_of_kin: Some(phone("Jo Invented", "07700 900124")),
        answers: Answers::new(),
    }
}

/// The one who holds a role, called like it.
fn holder(role: &str) -> Person {
    let holding = Holding { role: role.to_owned(), deputy: false, from: None, until: None };
    Person {
        id: role.to_owned(),
        name: role.to_owned(),
        roles: vec![holding],
        mobile: Some(NUMBER.to_owned()),
        email: None,
        emergency_contact: None,
        next_of_kin: None,
        vehicle: None,
        trained: None,
        coached: None,
        read: Vec::new(),
        training: Vec::new(),
        designated: false,
        lone_visits: false,
        works_for: None,
        left: None,
    }
}

fn school(office: bool) -> School {
    let numbers = if office { vec![phone("office", "01632 960100")] } else { Vec::new() };
    School { numbers, ..School::unknown() }
}
