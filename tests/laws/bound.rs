//! Proves the bound of `hv policy bound` against the watch itself: under any policy, any staffing and any schedule of runs
//! no further apart than it says, whoever falls silent is told of no later than it says; and no smaller bound would do.

use super::world::{PEOPLE, Step, Verb, World, alone, event, later, left, sign_out};
use hv::domain::alarm::{Alarm, Log};
use hv::domain::directory::{Person, School};
use hv::domain::events::{Contactable, OutingEvent, Stop, Terms};
use hv::domain::freeze::{self, Watchers};
use hv::domain::outing::{Door, Outing};
use hv::policy::bound::{Bound, Since};
use hv::policy::facts::{Condition, Facts};
use hv::policy::{
    Clock, Deadline, Limit, LimitWhen, Policy, SHIPPED, SchoolCallRule, Source, as_suggested,
    bound, load,
};
use hv::watch::around::Around;
use hv::watch::ladder::Climbed;
use hv::watch::{self, Running, ladder};
use hv::when::{Moment, Span, Zone};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

fn config() -> ProptestConfig {
    ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() }
}

/// Random choices, one after the other.
#[derive(Debug, Clone)]
struct Dice {
    thrown: Vec<u16>,
    next: usize,
}

impl Dice {
    /// From 0 up to `sides`, which it never is.
    fn throw(&mut self, sides: i64) -> i64 {
        let value = self.thrown[self.next % self.thrown.len()];
        self.next += 1;
        i64::from(value) % sides
    }

    fn one_in(&mut self, sides: i64) -> bool {
        self.throw(sides) == sides - 1
    }

    /// Whole seconds, and few of them whole minutes.
    fn span(&mut self, most_minutes: i64) -> Span {
        Span::seconds(self.throw(most_minutes * 60))
    }

    fn limit(&mut self, most_minutes: i64) -> Limit {
        let source = Source::Policy(vec!["X-1".to_owned()]);
        Limit { span: self.span(most_minutes), over: self.one_in(2), source }
    }
}

fn dice() -> impl Strategy<Value = Dice> {
    prop::collection::vec(any::<u16>(), 97).prop_map(|thrown| Dice { thrown, next: 0 })
}

fn shipped(n: i64) -> Policy {
    let one = &SHIPPED[usize::try_from(n).unwrap() % SHIPPED.len()];
    load(&as_suggested(one.text)).unwrap().policy
}

/// One of the five, with other times and other ladders. `plain`: rungs in the order of their times, none at a time of
/// day: then everybody there is the worst there can be.
fn policy(dice: &mut Dice, plain: bool) -> Policy {
    let mut policy = shipped(dice.throw(5));
    let contact = &mut policy.contact;
    match dice.throw(4) {
        0 => contact.every.clear(),
        1 => {
            let limit = Some(dice.limit(150));
            let clauses = Vec::new();
            contact.every = vec![LimitWhen { when: Condition::Always, limit, clauses }];
        }
        2 => contact.every.iter_mut().for_each(|l| l.limit = Some(dice.limit(150))),
        _ => {}
    }
    if dice.one_in(2) {
        contact.before_visit = Some(vec!["X-2".to_owned()]);
        contact.before_ahead = if dice.one_in(2) { dice.span(30) } else { Span::ZERO };
    }
    contact.after_within = dice.one_in(2).then(|| dice.span(30));
    contact.calls.iter_mut().for_each(|call| {
        call.from = dice.span(15);
        call.by = call.from.plus(dice.span(15));
    });
    if dice.one_in(2) {
        let times = (0..3).map(|_| 600 + dice.throw(240)).collect();
        contact.school_calls = Some(SchoolCallRule { times, clauses: Vec::new() });
    }
    policy.returns.grace = dice.limit(30);
    policy.returns.finish_grace = dice.one_in(2).then(|| dice.limit(30));
    policy.returns.departure_grace = dice.limit(40);
    if let Some(home) = &mut policy.returns.home {
        home.grace = dice.limit(30);
    }
    for list in [&mut policy.wait.without_notice, &mut policy.wait.with_notice] {
        for wait in list {
            let limit = dice.limit(30);
            wait.limit = if dice.one_in(2) { Some(limit) } else { wait.limit.take() };
        }
    }
    policy.defaults.rung_time = Span::seconds(60 + dice.throw(1200));
    policy.ladders.retain(|_| !dice.one_in(6));
    if dice.one_in(2) {
        // No policy has a ladder of its own for those who never left.
        let own = policy.ladder(Clock::Departure).unwrap();
        policy.ladders.push(hv::policy::Ladder { clocks: vec![Clock::Departure], ..own });
    }
    ladders(&mut policy, dice, plain);
    policy
}

fn ladders(policy: &mut Policy, dice: &mut Dice, plain: bool) {
    let time_to_answer = policy.defaults.rung_time;
    for ladder in &mut policy.ladders {
        let (mut before, mut next) = (Span::ZERO, Span::ZERO);
        for rung in &mut ladder.rungs {
            match dice.throw(3) {
                0 => rung.after = None,
                1 => rung.after = Some(dice.span(60)),
                _ => {}
            }
            if plain {
                rung.after = rung.after.map(|own| own.max(before));
                before = rung.after.unwrap_or(next);
                next = before.plus(time_to_answer);
            } else if dice.one_in(6) {
                rung.at = Some(590 + dice.throw(200));
            } else if dice.one_in(8) {
                rung.who = vec!["caretaker".to_owned()];
                rung.deputies.clear();
            }
        }
    }
}

/// Who is there.
struct Staff {
    school: School,
    people: Vec<Person>,
    monitor: Option<Contactable>,
}

fn staff(policy: &Policy, dice: &mut Dice, all: bool) -> Staff {
    let mut there = |_: &&String| all || !dice.one_in(3);
    let roles: Vec<&String> = policy.roles.keys().filter(&mut there).collect();
    let one = |(n, role): (usize, &&String)| {
        let card = format!("id = \"p{n}\"\nname = \"P{n}\"\nroles = [{{ role = \"{role}\" }}]\n");
        toml::from_str::<Person>(&card).unwrap()
    };
    let mut people: Vec<Person> = roles.iter().enumerate().map(one).collect();
    let number = if all || dice.one_in(2) {
        "[{ name = \"Office\", number = \"01632 960000\" }]"
    } else {
        "[]"
    };
    let school = "format = 1\nstore = \"oak\"\nname = \"Oak\"\nzone = \"Europe/London\"\n";
    let school = toml::from_str(&format!("{school}numbers = {number}\n")).unwrap();
    if dice.one_in(2) {
        // Kay holds a role of her own ladder, and is never on it.
        let card = "id = \"kay\"\nname = \"Kay\"\nroles = [{ role = \"dsl\" }, { role = \"principal\" }]\n";
        people.push(toml::from_str(card).unwrap());
    }
    let max =
        || Contactable { id: "max".to_owned(), name: "Max".to_owned(), number: None, email: None };
    let monitor = (all || dice.one_in(2)).then(max);
    Staff { school, people, monitor }
}

impl Staff {
    fn terms(&self, policy: &Policy) -> Terms {
        let going = PEOPLE.map(str::to_owned);
        let watchers = Watchers {
            school: &self.school,
            people: &self.people,
            monitor: self.monitor.as_ref(),
            on_call: None,
            going: &going,
            today: Zone::LONDON.day_of(left()),
        };
        let terms = freeze::terms(policy, &[], &watchers);
        freeze::of_the_day(terms, policy, &[], left(), Zone::LONDON)
    }

    /// As `hv policy bound` reads it from the directory.
    fn held(&self) -> BTreeSet<String> {
        let roles = self.people.iter().flat_map(|p| p.roles.iter().map(|h| h.role.clone()));
        roles.chain((!self.school.numbers.is_empty()).then(|| "office".to_owned())).collect()
    }
}

/// The stop as this policy's sign-out writes it.
fn under(policy: &Policy, mut stop: Stop) -> Stop {
    (stop.calls, stop.may_owe) = (Vec::new(), Vec::new());
    freeze::with_waits(stop, policy, &Facts::new())
}

fn start(policy: &Policy, frozen: &Terms, back: i64) -> OutingEvent {
    let mut event = sign_out(&PEOPLE, back, frozen);
    if let OutingEvent::SignOut { stops, .. } = &mut event {
        *stops = std::mem::take(stops).into_iter().map(|s| under(policy, s)).collect();
    }
    event
}

/// What is said, as this policy's commands write it.
fn said(policy: &Policy, verb: &Verb, now: Moment) -> OutingEvent {
    let mut event = event(verb, now);
    if let OutingEvent::Arrive { calls, .. } = &mut event {
        calls.clear();
    }
    if let OutingEvent::AddStop { stop, .. } = &mut event {
        *stop = under(policy, stop.clone());
    }
    event
}

/// Without Kay, who says nothing any more. `None`: nobody is left who could say it.
fn without_kay(verb: &Verb) -> Option<Verb> {
    let others = |set: u8| Some(set & !1).filter(|set| *set != 0);
    Some(match verb.clone() {
        Verb::Contact(w) => Verb::Contact(others(w)?),
        Verb::NoAnswer(w) => Verb::NoAnswer(others(w)?),
        Verb::Arrive(w, v, n) => Verb::Arrive(others(w)?, v, n),
        Verb::Enter(w, v) => Verb::Enter(others(w)?, v),
        Verb::Leave(w, v) => Verb::Leave(others(w)?, v),
        Verb::CalledOff(w, v) => Verb::CalledOff(others(w)?, v),
        Verb::AddStop(w) => Verb::AddStop(others(w)?),
        Verb::Extend(w, m) => Verb::Extend(others(w)?, m),
        Verb::Back(w) => Verb::Back(others(w)?),
        Verb::Distress(w) => Verb::Distress(others(w)?),
        Verb::Resolve(w) => Verb::Resolve(others(w)?),
        Verb::Concern(w) => Verb::Concern(others(w)?),
        Verb::Assure(w) => Verb::Assure(others(w)?),
        Verb::Home(w) => Verb::Home(others(w)?),
        Verb::Delay(w, v, m) => Verb::Delay(others(w)?, v, m),
        Verb::SchoolRang(w) => Verb::SchoolRang(others(w)?),
        Verb::Late(v, m) => Verb::Late(v, m),
    })
}

/// The outing as it stands after each thing that is typed, and from when on.
fn told(
    policy: &Policy,
    start: OutingEvent,
    steps: &[Step],
    silent: usize,
) -> Vec<(Moment, Outing)> {
    let world = World::new();
    world.clear();
    let mut now = left();
    world.say(0, now, now, start);
    let mut states = vec![(now, world.outing(&world.text(0)))];
    for (n, step) in steps.iter().enumerate() {
        let Step::Say { wait, ago, verb, .. } = step else { continue };
        now = now.plus(Span::minutes(*wait));
        let Some(verb) = (if n < silent { Some(verb.clone()) } else { without_kay(verb) }) else {
            continue;
        };
        let at = now.minus(Span::minutes(*ago)).max(left());
        world.say(0, at, now, said(policy, &verb, now));
        states.push((now, world.outing(&world.text(0))));
    }
    states
}

/// A clock over Kay, told apart from the others.
type Key = (Clock, Option<String>, Moment);

fn key(running: &Running) -> Key {
    (running.clock, running.visit.clone(), running.deadline.due)
}

fn over_kay(outing: &Outing) -> Vec<Running> {
    let all = watch::clocks::running(outing).into_iter();
    all.filter(|r| r.people.iter().any(|p| p.id == "kay")).collect()
}

/// From when on the clock stood as it stands at the end: before that nobody had typed what it counts from.
fn stands_since(states: &[(Moment, Outing)], clock: &Key) -> Moment {
    let has = |outing: &Outing| over_kay(outing).iter().any(|r| key(r) == *clock);
    let standing = states.iter().rev().take_while(|(_, outing)| has(outing));
    standing.last().map(|(since, _)| *since).unwrap()
}

/// Every moment that a clock of this kind may count from, as the page says what that is.
fn beginnings(outing: &Outing, running: &Running, ahead: Span) -> Vec<(Since, Moment)> {
    let doors: Vec<&Door> = outing.stops.iter().collect();
    let here: Vec<&Door> =
        doors.iter().copied().filter(|d| Some(&d.stop.visit) == running.visit.as_ref()).collect();
    let appointments = here.iter().filter_map(|d| d.stop.appointment);
    let arrival = outing.entries.iter().filter_map(|e| {
        let (OutingEvent::Arrive { visit, .. } | OutingEvent::Enter { visit, .. }) = &e.body else {
            return None;
        };
        (Some(visit) == running.visit.as_ref()).then_some(e.at)
    });
    match (running.clock, &running.visit) {
        (Clock::Distress | Clock::Concern, _) => vec![(Since::Word, running.deadline.due)],
        (Clock::Contact, None) => {
            vec![(Since::LastContact, outing.person("kay").unwrap().last_contact)]
        }
        (Clock::Contact, Some(_)) => appointments
            .flat_map(|a| [(Since::Appointment, a), (Since::AheadOfAppointment, a.minus(ahead))])
            .chain(here.iter().filter_map(|d| d.stop.finish).map(|f| (Since::Finish, f)))
            .collect(),
        (Clock::Return | Clock::Home, _) => {
            let theirs = running.people.iter().filter_map(|p| outing.person(&p.id));
            theirs.map(|p| (Since::Back, p.back)).collect()
        }
        (Clock::Finish, _) => {
            doors.iter().filter_map(|d| d.stop.finish).map(|f| (Since::LastFinish, f)).collect()
        }
        (Clock::Call, None) => vec![(Since::SetTime, running.deadline.due)],
        (Clock::Call, Some(_)) => {
            arrival.min().map(|at| (Since::Arrival, at)).into_iter().collect()
        }
        (Clock::Wait, _) => appointments.map(|a| (Since::Appointment, a)).collect(),
        (Clock::Departure, _) => Vec::new(),
    }
}

/// The lines of the page that speak of this clock, and the moment each counts from.
fn lines<'b>(
    bounds: &'b [Bound],
    outing: &Outing,
    running: &Running,
    ahead: Span,
) -> Vec<(&'b Bound, Moment)> {
    let word = serde_json::to_value(running.clock).unwrap();
    let mut found = Vec::new();
    for (since, from) in beginnings(outing, running, ahead) {
        let limit = Span::seconds(running.deadline.due.seconds_since(from));
        let speaks = |b: &&Bound| {
            word == b.clock
                && b.since == since
                && b.limit == Some(limit)
                && from <= running.deadline.due
        };
        found.extend(bounds.iter().filter(speaks).map(|b| (b, from)));
    }
    found
}

/// By when, and for which rung that has people: 1 more than there are is everybody.
fn latest(lines: &[(&Bound, Moment)], outing: &Outing, clock: Clock) -> Vec<(usize, Moment)> {
    let ladders = &outing.terms.as_deref().unwrap().ladders;
    let rungs = &ladders.iter().find(|l| l.clocks.contains(&clock)).unwrap().rungs;
    let by = |n: usize| lines.iter().map(|(b, from)| from.plus(b.steps[n].within.unwrap())).max();
    let staffed = (0..rungs.len()).filter(|n| !rungs[*n].people.is_empty());
    staffed.chain([rungs.len()]).map(|n| (n + 1, by(n).unwrap())).collect()
}

/// The rung that somebody who looks then hears of; 0: nothing is late.
fn rung_at(outing: &Outing, clock: &Key, now: Moment) -> usize {
    let late = watch::late(outing, now).into_iter();
    late.filter(|l| key(&l.running) == *clock).map(|l| l.rung.number).max().unwrap_or(0)
}

/// When each rung of each clock was first told, by runs so far apart.
fn heard(states: &[(Moment, Outing)], gaps: &[i64], end: Moment) -> BTreeMap<(Key, usize), Moment> {
    let mut heard = BTreeMap::new();
    let mut now = left();
    for gap in gaps.iter().cycle() {
        if now > end {
            break;
        }
        let (_, outing) = states.iter().rfind(|(since, _)| *since <= now).unwrap();
        let late = watch::late(outing, now).into_iter();
        for late in late.filter(|l| l.running.people.iter().any(|p| p.id == "kay")) {
            for rung in 1..=late.rung.number {
                heard.entry((key(&late.running), rung)).or_insert(now);
            }
        }
        now = later(now, *gap);
    }
    heard
}

/// A period between runs, and gaps that are never longer: some of it, a little less, a second.
fn schedule() -> impl Strategy<Value = (i64, Vec<i64>)> {
    (60_i64..=900).prop_flat_map(|period| {
        let gap = prop_oneof![
            4 => Just(period),
            3 => period / 2..=period,
            1 => 1..=period,
        ];
        (Just(period), prop::collection::vec(gap, 1..12))
    })
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn no_schedule_of_runs_beats_the_bound(
        mut dice in dice(), all_there in any::<bool>(), steps in alone(), silent in 0_usize..9,
        back in 60_i64..300, schedule in schedule(),
    ) {
        let policy = policy(&mut dice, false);
        let staff = staff(&policy, &mut dice, all_there);
        let states = told(&policy, start(&policy, &staff.terms(&policy), back), &steps, silent);
        let (_, outing) = states.last().unwrap();
        let (period, gaps) = schedule;
        let mut due = Vec::new();
        // As for a policy alone, and as for this school with this directory, which can only be sooner.
        for held in [None, Some(&staff.held())] {
            let bounds = bound(&policy, Span::seconds(period), held);
            for running in over_kay(outing) {
                let lines = lines(&bounds, outing, &running, policy.contact.before_ahead);
                prop_assert!(!lines.is_empty(), "nothing bounds {:?}\n{:#?}", running, bounds);
                let typed = stands_since(&states, &key(&running));
                for (rung, by) in latest(&lines, outing, running.clock) {
                    due.push((key(&running), rung, by.max(later(typed, period))));
                }
            }
        }
        let end = due.iter().map(|(_, _, by)| *by).max().unwrap_or(left());
        let heard = heard(&states, &gaps, end);
        for (clock, rung, by) in due {
            let at = heard.get(&(clock.clone(), rung));
            prop_assert!(at.is_some_and(|at| *at <= by), "rung {} of {:?}: {:?}, not by {}", rung, clock, at, by);
        }
    }

    #[test]
    fn a_smaller_bound_would_be_beaten(
        mut dice in dice(), steps in alone(), silent in 0_usize..9, back in 60_i64..300, period in 60_i64..=900,
    ) {
        let policy = policy(&mut dice, true);
        let staff = staff(&policy, &mut dice, true);
        let states = told(&policy, start(&policy, &staff.terms(&policy), back), &steps, silent);
        let (_, outing) = states.last().unwrap();
        let bounds = bound(&policy, Span::seconds(period), None);
        for running in over_kay(outing) {
            let clock = key(&running);
            let typed = stands_since(&states, &clock);
            let lines = lines(&bounds, outing, &running, policy.contact.before_ahead);
            let once: BTreeSet<_> = lines.iter().map(|(b, from)| (*from, b.steps.iter().map(|s| s.within.map(Span::as_seconds)).collect::<Vec<_>>())).collect();
            if once.len() != 1 {
                // One time over and one reached: only the outing knows which of them it is under.
                continue;
            }
            for (rung, by) in latest(&lines, outing, running.clock) {
                // A run a second before it is due hears nothing of it, and the next is a period later.
                let run = later(by, -period - 1);
                if run >= typed {
                    prop_assert!(rung_at(outing, &clock, run) < rung, "rung {} of {:?}", rung, clock);
                }
                let next = later(run, 1).max(typed);
                prop_assert!(rung_at(outing, &clock, next) >= rung, "rung {} of {:?}", rung, clock);
            }
        }
    }

    #[test]
    fn a_rung_that_nobody_in_the_directory_can_do_is_passed_over(mut dice in dice(), period in 60_i64..=900) {
        let policy = policy(&mut dice, false);
        let staff = staff(&policy, &mut dice, false);
        let (frozen, held) = (staff.terms(&policy), staff.held());
        for (row, any) in bound(&policy, Span::seconds(period), Some(&held)).iter().zip(bound(&policy, Span::seconds(period), None)) {
            let of = |clock: &Clock| serde_json::to_value(clock).unwrap() == row.clock;
            let ladder = frozen.ladders.iter().find(|l| l.clocks.iter().any(of)).unwrap();
            for (step, rung) in row.steps.iter().zip(&ladder.rungs) {
                prop_assert!(step.within.is_some() || rung.people.is_empty(), "{:?}", rung);
            }
            // Who is known not to be there makes nothing later.
            for (step, any) in row.steps.iter().zip(&any.steps) {
                prop_assert!(step.within <= any.within);
            }
        }
    }

    /// A visit that nobody signed out for has no outing; a time of day is waited for longest from midnight on.
    #[test]
    fn a_departure_and_a_time_of_day_keep_to_the_bound(
        mut dice in dice(), all_there in any::<bool>(), minute in 0_i64..1440, second in 0_i64..60, period in 60_i64..=900,
    ) {
        let policy = policy(&mut dice, false);
        let frozen = staff(&policy, &mut dice, all_there).terms(&policy);
        let bounds = bound(&policy, Span::seconds(period), None);
        let row = bounds.iter().find(|b| b.clock == "departure").unwrap();
        let midnight = Moment::parse("2026-11-24T00:00:00+00:00").unwrap();
        let running = |due| departure(due, policy.returns.departure_grace.over);
        for due in [midnight, later(midnight, minute * 60 + second)] {
            let from = due.minus(row.limit.unwrap());
            let ladder = frozen.ladders.iter().find(|l| l.clocks.contains(&Clock::Departure)).unwrap();
            for (n, step) in row.steps.iter().enumerate() {
                if ladder.rungs.get(n).is_some_and(|r| r.people.is_empty()) {
                    continue;
                }
                let then = from.plus(step.within.unwrap()).minus(Span::seconds(period));
                prop_assert!(rung_of(&frozen, &running(due), then) > n, "{} of {:?}", n, ladder);
            }
        }
    }
}

fn departure(due: Moment, over: bool) -> Running {
    Running {
        clock: Clock::Departure,
        people: vec![Contactable {
            id: "kay".to_owned(),
            name: "Kay".to_owned(),
            number: None,
            email: None,
        }],
        deadline: Deadline { due, over },
        owed: String::new(),
        missed: None,
        visit: None,
        source: Source::Default,
    }
}

fn rung_of(terms: &Terms, running: &Running, now: Moment) -> usize {
    let around = Around::without_outing(running, String::new());
    let (alarm, log) = (
        Alarm { clock: running.clock, due: running.deadline.due, visit: None, people: Vec::new() },
        Log::default(),
    );
    let climbed = Climbed::since_due(&alarm, &log, running);
    let due = || ladder::due(Some(terms), running, &around, &climbed, now).number;
    if running.deadline.late(now) { due() } else { 0 }
}

/// From midnight a rung at 16:00 is the latest it can be, to the second; from any later minute it is sooner.
#[test]
fn a_time_of_day_is_reached_to_the_second_from_midnight() {
    let mut policy = load(&as_suggested(SHIPPED[0].text)).unwrap().policy;
    policy.ladders.retain(|l| !l.clocks.contains(&Clock::Departure));
    let mut own = policy.ladder(Clock::Departure).unwrap();
    own.rungs.iter_mut().for_each(|r| r.who = vec!["monitor".to_owned()]);
    own.rungs.last_mut().unwrap().at = Some(16 * 60);
    own.clocks = vec![Clock::Departure];
    policy.ladders.push(own);
    let mut dice = Dice { thrown: vec![1], next: 0 };
    let terms = staff(&policy, &mut dice, true).terms(&policy);
    let bounds = bound(&policy, Span::minutes(5), None);
    let row = bounds.iter().find(|b| b.clock == "departure").unwrap();
    let last = row.steps.len() - 2;
    for (due, reached) in
        [("2026-11-24T00:00:00+00:00", true), ("2026-11-24T00:01:00+00:00", false)]
    {
        let due = Moment::parse(due).unwrap();
        let running = departure(due, policy.returns.departure_grace.over);
        let from = due.minus(row.limit.unwrap());
        for n in [last, last + 1] {
            let then = from.plus(row.steps[n].within.unwrap()).minus(Span::minutes(5));
            assert!(rung_of(&terms, &running, then) > n);
            assert_eq!(rung_of(&terms, &running, later(then, -1)) <= n, reached);
        }
    }
}
