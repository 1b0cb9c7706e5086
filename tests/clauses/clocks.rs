//! Every clock and every rung of the five policies, one second before its moment, at it, and one second after.
//!
//! `clocks.tsv` holds the rows, and its numbers are those of the written documents: a policy, the part of it that the row
//! is about, the clauses, the clock, a set-up in words, the moment, what is late a second before, at, and a second after
//! it, who is told, and what is special about the rung. A cell names those who are late and every rung told so far:
//! `kay+lou: 1 2`; `all` is everyone after the last rung, `all.1` its first repetition; `-` is nothing late.
//!
//! The set-ups are read by [`crate::scene`]. This does not look at words: that is for the stories.

use crate::CATALOGUE;
use crate::scene::{Scene, moment};
use crate::world::{self, POLICIES, World};
use hv::domain::events::Terms;
use hv::policy::{Clock, Policy};
use hv::watch::Late;
use hv::watch::ladder::Due;
use hv::when::{Moment, Span};
use serde_json::Value;
use std::collections::BTreeSet;

const CLOCKS: &str = include_str!("clocks.tsv");

/// A moment at which something comes due, and what is said of it around that.
#[derive(Debug)]
struct Row {
    line: usize,
    policy: &'static str,
    part: &'static str,
    clauses: Vec<&'static str>,
    clock: Clock,
    set_up: &'static str,
    moment: &'static str,
    /// A second before, at the moment, a second after.
    cells: [&'static str; 3],
    told: &'static str,
    how: &'static str,
}

fn rows() -> Vec<Row> {
    let lines = CLOCKS.lines().enumerate();
    let told = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    told.map(|(number, line)| row(number + 1, line)).collect()
}

fn row(line: usize, text: &'static str) -> Row {
    let fields: Vec<&str> = text.split('\t').collect();
    let [policy, part, clauses, clock, set_up, moment, before, at, after, told, how] = fields[..]
    else {
        panic!("clocks.tsv:{line}: eleven fields, and not {}", fields.len())
    };
    Row {
        line,
        policy,
        part,
        clauses: clauses.split(' ').filter(|c| *c != "hv").collect(),
        clock: serde_json::from_value(Value::from(clock)).unwrap(),
        set_up,
        moment,
        cells: [before, at, after],
        told,
        how,
    }
}

/// What was seen at one moment, as a row writes it.
#[derive(Debug, Default)]
struct Sight {
    cell: String,
    told: String,
    how: String,
    clauses: BTreeSet<String>,
}

impl Row {
    fn rung(&self) -> bool {
        self.part.starts_with("ladder.")
    }

    /// Looks at the scene at that moment.
    fn sight(&self, scene: &Scene, now: Moment) -> Sight {
        let mine = |late: &Late| {
            let clauses = late.clauses();
            late.running.clock == self.clock && (self.rung() || same(&clauses, &self.clauses))
        };
        let late: Vec<Late> = scene.late(self.clock, now).into_iter().filter(mine).collect();
        let Some(last) = late.last() else { return Sight { cell: "-".to_owned(), ..nothing() } };
        let cells: Vec<String> = late.iter().map(|l| self.cell(l)).collect();
        let clauses = if self.rung() { last.rung.clauses.clone() } else { last.clauses() };
        Sight {
            cell: cells.join("; "),
            told: told(&last.rung, &scene.terms()),
            how: how(&last.rung),
            clauses: clauses.into_iter().collect(),
        }
    }

    /// `kay+lou: 1 2`.
    fn cell(&self, late: &Late) -> String {
        let people: Vec<&str> = late.running.people.iter().map(|p| p.id.as_str()).collect();
        let steps: Vec<String> = late.steps.iter().map(step).collect();
        let missed = !self.rung() && late.running.owed.ends_with(": missed");
        let missed = if missed { " missed" } else { "" };
        format!("{}: {}{missed}", people.join("+"), steps.join(" "))
    }
}

fn nothing() -> Sight {
    Sight { told: "-".to_owned(), how: "-".to_owned(), ..Sight::default() }
}

fn same(have: &[String], want: &[&str]) -> bool {
    have.iter().map(String::as_str).collect::<BTreeSet<_>>() == want.iter().copied().collect()
}

fn step(due: &Due) -> String {
    match (due.exhausted, due.round) {
        (false, _) => due.number.to_string(),
        (true, 0) => "all".to_owned(),
        (true, round) => format!("all.{round}"),
    }
}

fn told(due: &Due, terms: &Terms) -> String {
    if due.exhausted && due.who == terms.everyone {
        return "everyone".to_owned();
    }
    due.who.iter().map(|p| p.id.as_str()).collect::<Vec<_>>().join(" ")
}

/// What is special about a rung: a decision, tries, that it may be passed over, who was, whose ladder it is.
fn how(due: &Due) -> String {
    let mut all = Vec::new();
    if !due.decision.is_empty() {
        all.push(format!("decide {}", due.decision.join("|")));
    }
    all.extend(due.tries.map(|n| format!("try {n}")));
    if due.optional {
        all.push("optional".to_owned());
    }
    if !due.skipped.is_empty() {
        all.push(format!("passed over: {}", due.skipped.join(", ")));
    }
    if due.stand_in {
        all.push("stand-in".to_owned());
    }
    if all.is_empty() { "-".to_owned() } else { all.join("; ") }
}

/// What a row expects and what is there, where they differ.
fn wrong(row: &Row) -> Vec<String> {
    let scene = Scene::read(row.policy, row.set_up);
    let due = moment(scene.day(), row.moment);
    let second = Span::seconds(1);
    let times = [due.minus(second), due, due.plus(second)];
    let seen = times.map(|now| row.sight(&scene, now));
    let mut wrong = Vec::new();
    let mut differ = |what: &str, have: &str, want: &str| {
        if have != want {
            let (line, policy, part) = (row.line, row.policy, row.part);
            wrong.push(format!(
                "clocks.tsv:{line} {policy} {part}, {what}: {have:?}, and not {want:?}"
            ));
        }
    };
    for ((seen, want), what) in
        seen.iter().zip(row.cells).zip(["a second before", "at", "a second after"])
    {
        differ(what, &seen.cell, want);
    }
    let [before, _, after] = &seen;
    let shown = if after.cell == "-" { before } else { after };
    // Nothing late: whom it would be told to does not arise.
    if after.cell != "-" || row.told != "-" {
        differ("told", &shown.told, row.told);
        differ("how", &shown.how, row.how);
    }
    if shown.cell != "-" {
        let want: BTreeSet<String> = row.clauses.iter().map(|c| (*c).to_owned()).collect();
        differ("clauses", &format!("{:?}", shown.clauses), &format!("{want:?}"));
    }
    wrong
}

#[test]
fn every_clock_and_every_rung_turns_at_its_second() {
    let rows = rows();
    let here = rows.iter().filter(|row| row.clock != Clock::Departure);
    let wrong: Vec<String> = here.flat_map(wrong).collect();
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}

/// Nobody has signed out, so there is no outing to look at: this one is seen through the program.
#[test]
fn a_planned_visit_that_nobody_left_for_turns_at_its_second() {
    let mut wrong = Vec::new();
    for row in rows().iter().filter(|row| row.clock == Clock::Departure) {
        let school = [
            &crate::aspire::ASPIRE,
            &crate::hallam::HALLAM,
            &crate::washwood::WASHWOOD,
            &crate::hunsbury::PARK,
            &crate::meridian::MERIDIAN,
        ];
        let school = school.into_iter().find(|s| s.policy == row.policy).unwrap();
        let mut world = world::world(school);
        let due = moment(hv::when::Zone::LONDON.day_of(world.now()), row.moment);
        let second = Span::seconds(1);
        for (now, want) in [due.minus(second), due, due.plus(second)].into_iter().zip(row.cells) {
            let (cell, told) = departure(&mut world, now);
            let whom = want == "-" || now < due || told == row.told;
            if cell != want || !whom {
                let (line, policy) = (row.line, row.policy);
                wrong.push(format!("clocks.tsv:{line} {policy} at {now}: {cell:?}, told {told:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// What `hv overdue` says of the visit that nobody left for.
fn departure(world: &mut World, now: Moment) -> (String, String) {
    world.place.set_now(&now.rfc3339());
    let seen = world.hv("overdue --json").json();
    let late = seen["late"].as_array().unwrap();
    let Some(late) = late.iter().find(|l| l["clock"] == "departure") else {
        return ("-".to_owned(), "-".to_owned());
    };
    let ids = |list: &Value, key: Option<&str>| -> Vec<String> {
        let one = |v: &Value| key.map_or(v, |key| &v[key]).as_str().unwrap().to_owned();
        list.as_array().unwrap().iter().map(one).collect()
    };
    let (rung, rungs) = (late["rung"].as_u64(), late["rungs"].as_u64().unwrap());
    // Everyone, after the last, is no rung.
    let rung = rung.unwrap_or(rungs);
    let mut steps: Vec<String> = (1..=rung).map(|n| n.to_string()).collect();
    let told = if late["exhausted"] == true {
        steps.push("all".to_owned());
        "everyone".to_owned()
    } else {
        ids(&late["who"], Some("id")).join(" ")
    };
    let people = ids(&late["people"], None).join("+");
    (format!("{people}: {}", steps.join(" ")), told)
}

/// What is owed after a visit is nobody's alarm, however late: `hv overdue` stays silent, and the board lists it.
#[test]
fn a_duty_that_is_late_is_listed_as_owed_and_raises_no_alarm() {
    let schools = [
        &crate::aspire::ASPIRE,
        &crate::hallam::HALLAM,
        &crate::washwood::WASHWOOD,
        &crate::hunsbury::PARK,
        &crate::meridian::MERIDIAN,
    ];
    for school in schools {
        let mut world = world::world(school);
        // The visit is made, and nobody writes it up.
        world.visit();
        let owed = |world: &mut World| {
            let seen = world.hv("overdue --json");
            let owed = seen.exits(0).json()["owed"].as_array().unwrap().len();
            world.hv("overdue").exits(0);
            owed
        };
        let at_once = owed(&mut world);
        assert!(at_once > 0, "{}: nothing is owed", school.policy);
        // A year on, well past every date that a duty could have.
        world.day("2027-11-24", "12:00");
        assert_eq!(owed(&mut world), at_once, "{}", school.policy);
        world.hv("board").ok().says("Owed");
    }
}

/// Everything of a policy that has a moment: its part and its clock, as the rows name them.
fn parts(policy: &Policy) -> BTreeSet<(String, Clock)> {
    let mut all = BTreeSet::new();
    let mut add = |part: &str, clock: Clock| all.insert((part.to_owned(), clock));
    let numbered = |name: &str, n: usize| {
        if n == 0 { name.to_owned() } else { format!("{name}.{}", n + 1) }
    };
    for (n, _) in policy.contact.every.iter().enumerate() {
        add(&numbered("contact.every", n), Clock::Contact);
    }
    if policy.contact.before_visit.is_some() {
        add("contact.before-visit", Clock::Contact);
    }
    if policy.contact.after_visit.is_some() {
        add("contact.after-visit", Clock::Contact);
    }
    if policy.contact.school_calls.is_some() {
        add("contact.school-calls", Clock::Call);
    }
    for call in &policy.contact.calls {
        add(&format!("contact.call.{}", call.id), Clock::Call);
    }
    let waits = [
        ("wait.without-notice", &policy.wait.without_notice),
        ("wait.with-notice", &policy.wait.with_notice),
        ("wait.minimum", &policy.wait.minimum),
    ];
    for (name, limits) in waits {
        for (n, _) in limits.iter().enumerate() {
            add(&numbered(name, n), Clock::Wait);
        }
    }
    add("return.expected", Clock::Return);
    if policy.returns.finish_grace.is_some() {
        add("return.finish", Clock::Finish);
    }
    if policy.returns.home.is_some() {
        add("return.home", Clock::Home);
    }
    add("distress", Clock::Distress);
    add("concern", Clock::Concern);
    add("departure", Clock::Departure);
    all
}

/// The clocks that can run out under a policy, from what it has and what a school may set.
fn clocks(policy: &Policy) -> BTreeSet<Clock> {
    let waits = [&policy.wait.without_notice, &policy.wait.with_notice];
    let no_contact = policy.contact.every.is_empty() && policy.contact.before_visit.is_none();
    let no_wait = waits.into_iter().flatten().all(|l| l.limit.is_none());
    let none =
        |clock: &Clock| *clock == Clock::Contact && no_contact || *clock == Clock::Wait && no_wait;
    parts(policy).into_iter().map(|(_, clock)| clock).filter(|clock| !none(clock)).collect()
}

/// Every rung that can be told under a policy, and everyone after the last, for each clock it answers.
fn rungs(policy: &Policy) -> BTreeSet<(String, Clock)> {
    let running = clocks(policy);
    let mut all = BTreeSet::new();
    for ladder in Scene::under(policy.clone()).terms().ladders.iter() {
        for clock in ladder.clocks.iter().filter(|c| running.contains(c)) {
            let numbers = (1..=ladder.rungs.len()).map(|n| n.to_string());
            for number in numbers.chain(["all".to_owned()]) {
                all.insert((format!("ladder.{}.{number}", ladder.id), *clock));
            }
        }
    }
    all
}

#[test]
fn no_clock_no_limit_and_no_rung_of_a_policy_is_without_a_row() {
    let rows = rows();
    for (_, name) in POLICIES {
        let policy = Scene::read(name, "").policy;
        let have: BTreeSet<(String, Clock)> = rows
            .iter()
            .filter(|row| row.policy == *name)
            .map(|row| (row.part.to_owned(), row.clock))
            .collect();
        let want: BTreeSet<(String, Clock)> =
            parts(&policy).into_iter().chain(rungs(&policy)).collect();
        let missing: Vec<_> = want.difference(&have).collect();
        let invented: Vec<_> = have.difference(&want).collect();
        assert!(missing.is_empty(), "{name}: no row for {missing:?}");
        assert!(invented.is_empty(), "{name}: a row, and no such part: {invented:?}");
    }
}

/// A clause that sets a limit, names a step of a ladder or wants an alarm has a row here, or another place.
const ELSEWHERE: &[(&str, &str)] = &[
    ("AET-2.10", "who is told of a concern about a child, in writing: a duty"),
    ("AET-4.8b", "animals: the visit stops, and the principal is told why: a duty"),
    ("AET-A-mat-3", "a bound of the rating"),
    ("AET-A-R7.4", "something goes wrong with the car: a hazard of the assessment"),
    ("AET-A-S8", "a bound of the assessment"),
    ("ARH-before-5c", "who is told of a change of plan, before they leave"),
    ("ARH-RA-key", "a bound of the rating"),
    ("ARH-RA-H1b", "a control of the assessment"),
    ("ARH-RA-H6a", "a control of the assessment"),
    ("WHA-inc-1", "an incident is reported: a duty"),
    ("WHA-safe-2", "no visit alone after a time of day: a gate"),
    ("WHA-brk-1", "a breakdown: what staff do by the road"),
    ("WHA-brk-3", "a breakdown: what staff do by the road"),
    ("HPP-4.4b", "a change of plan is told to the headteacher: a duty"),
    ("HPP-5.6", "animals: the visit stops, and the headteacher is told why: a duty"),
    ("CMAT-3.3a", "a second visit is refused where the first was not safe: a gate"),
    ("CMAT-6.5", "the police are told of an assault: a duty"),
];

#[test]
fn every_clause_of_a_row_is_in_the_catalogue_and_every_alarm_of_the_catalogue_has_a_row() {
    let kinds = CATALOGUE.lines().filter_map(|line| line.split_once('\t'));
    let listed: BTreeSet<&str> = kinds.clone().map(|(id, _)| id).collect();
    let rows = rows();
    let shipped = rows.iter().filter(|row| !row.policy.starts_with("shapes/"));
    let cited: BTreeSet<&str> = shipped.flat_map(|row| row.clauses.iter().copied()).collect();
    let invented: Vec<_> = cited.difference(&listed).collect();
    assert!(invented.is_empty(), "no such clause: {invented:?}");
    let alarms = kinds.filter(|(_, kind)| {
        ["limit", "escalate", "alert"].iter().any(|k| kind.split(' ').next() == Some(*k))
    });
    let elsewhere: BTreeSet<&str> = ELSEWHERE.iter().map(|(id, _)| *id).collect();
    let wanted: BTreeSet<&str> = alarms.map(|(id, _)| id).collect();
    let missing: Vec<_> =
        wanted.iter().filter(|id| !cited.contains(*id) && !elsewhere.contains(*id)).collect();
    assert!(missing.is_empty(), "no row for {missing:?}");
    let both: Vec<_> =
        elsewhere.iter().filter(|id| cited.contains(*id) || !wanted.contains(*id)).collect();
    assert!(both.is_empty(), "excused without need: {both:?}");
}
