//! `hv policy replay`: real weeks, put to a proposed policy. Which alarms would have come earlier, later or not at all,
//! which sign-outs would have been refused, and how long the slowest discovery would have taken.
//!
//! Each sign-out is looked at as it stood when it was typed: the folder is opened at that moment, so that what was
//! typed later does not exist for it. What decides is in [`crate::domain::replay`], what sweeps the clocks in
//! [`crate::watch::replay`]; this loads what they need. Nothing is written, and nobody is told anything.

use super::afield::Meant;
use super::desk::{Desk, day};
use super::policy::{checked, text_of};
use super::policy_replay_apart as apart;
use super::policy_replay_words as words;
use super::{Ending, calls};
use crate::cli::{Global, PolicyReplay};
use crate::domain::directory::Person;
use crate::domain::entry::{Entry, Record};
use crate::domain::events::{
    Answers, HomeSafe, OutingEvent, OwedCall, Stop, Terms, Unmet, VisitEvent,
};
use crate::domain::known::{self, Known};
use crate::domain::outing::Outing;
use crate::domain::replay::{self, Around, Attempt, Later, Left, Verdict};
use crate::domain::{freeze, gate, sign_out};
use crate::error::{Damage, Error};
use crate::host::Host;
use crate::policy::{self, Policy, Step};
use crate::store::Key;
use crate::watch::departure::{self, Expected, Went};
use crate::watch::replay::compare::{Ahead, Pair, pairs};
use crate::watch::replay::found_out::{self, FoundOut};
use crate::watch::replay::{ahead, sweep};
use crate::when::{Day, Moment};
use std::collections::BTreeSet;

/// One outing, as it was and as it would have been.
#[derive(Debug)]
pub(super) struct Replayed {
    /// Its id.
    pub(super) id: String,
    /// Who left, by name.
    pub(super) people: Vec<String>,
    /// When they left.
    pub(super) left_at: Moment,
    /// What the policy says of the sign-out. `None`: nobody can tell, because somebody or a visit is not on record.
    pub(super) verdict: Option<Verdict>,
    /// It was a breach then.
    pub(super) breach: bool,
    /// Its alarms, with who knew first of those that were raised.
    pub(super) alarms: Vec<(Pair, Option<FoundOut>)>,
}

/// An attempt that was refused.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Refused {
    /// When.
    pub(super) at: Moment,
    /// The visit.
    pub(super) visit: String,
    /// Who wanted to go, by id.
    pub(super) people: Vec<String>,
    /// What stood in the way.
    pub(super) unmet: Vec<Unmet>,
    /// How it would have gone.
    pub(super) would: Attempt,
}

/// Everything that the days hold.
#[derive(Debug)]
pub(super) struct Weeks {
    /// The proposed policy, as it was named.
    pub(super) named: String,
    /// First and last day.
    pub(super) days: (Day, Day),
    /// Until when anything is known: what would have come later is not known to have come.
    pub(super) until: Moment,
    /// What could not be read, and so is not replayed.
    pub(super) damage: Vec<Damage>,
    /// The outings, oldest first.
    pub(super) outings: Vec<Replayed>,
    /// Drills, which are about nobody.
    pub(super) drills: usize,
    /// Attempts that were refused, oldest first.
    pub(super) attempts: Vec<Refused>,
    /// Sign-outs under a policy that is not the school's any more.
    pub(super) other_policy: usize,
    /// Visits that nobody had left for in time: they are not replayed.
    pub(super) not_left_for: Vec<String>,
}

/// What the visits and the outings tell of each other.
#[derive(Default)]
struct Departures {
    expected: Vec<Expected>,
    went: Vec<Went>,
}

/// What the whole replay rests on.
struct Basis {
    policy: Policy,
    /// Both policies' texts: which of them speaks of what decides what is looked up.
    texts: String,
    before: Option<Policy>,
    people: Vec<Person>,
    until: Moment,
}

impl Basis {
    /// The school's policy, where it is the one the terms of that day were frozen from.
    fn of_that_day(&self, digest: &str) -> Option<&Policy> {
        self.before.as_ref().filter(|p| p.digest == digest)
    }
}

pub(super) fn run(args: &PolicyReplay, global: &Global, host: &mut Host) -> Ending {
    // Looking back at each sign-out, the same damage is met again and again: it is told once.
    let (done, said) = host.gathered(|host| gather(args, global, host));
    tell_once(&said, host);
    let (weeks, zone) = done?;
    let shown = if global.json {
        format!("{}\n", words::json(&weeks))
    } else {
        words::text(&weeks, zone, host.width())
    };
    host.say(&shown);
    Ok(if weeks.damage.is_empty() { 0 } else { 3 })
}

fn tell_once(said: &str, host: &mut Host) {
    let mut seen = BTreeSet::new();
    for line in said.lines().filter(|line| seen.insert(*line)) {
        host.tell(&format!("{line}\n"));
    }
}

fn gather(
    args: &PolicyReplay,
    global: &Global,
    host: &mut Host,
) -> Result<(Weeks, crate::when::Zone), Error> {
    let days = (day(&args.from, "--from")?, day(&args.to, "--to")?);
    if days.1 < days.0 {
        return Err(Error::usage(format!("--to: {} is before {}", days.1, days.0))
            .hint("give the first day with --from and the last with --to"));
    }
    let named = args.new.to_string_lossy().into_owned();
    let text = proposed(&named, host)?;
    let policy = checked(&text, &named)?;
    let mut desk = super::watched::desk(global, host)?;
    let people = desk.people();
    let own = desk.store.policy_text().ok();
    let before = desk.policy().ok();
    let texts = format!("{text}\n{}", own.unwrap_or_default());
    let basis = Basis { policy, texts, before, people, until: desk.now };
    let mut weeks = Weeks {
        named,
        days,
        until: desk.now,
        damage: Vec::new(),
        outings: Vec::new(),
        drills: 0,
        attempts: Vec::new(),
        other_policy: 0,
        not_left_for: Vec::new(),
    };
    let zone = desk.zone;
    // All is read before anything is looked back at: from there on the desk knows only the past.
    let mut left = Departures::default();
    let outings = outings(&mut weeks, &mut left, &desk);
    let attempts = attempts(&mut weeks, &mut left, &desk);
    weeks.not_left_for = apart::not_left_for(&left.expected, &left.went, &desk);
    weeks.damage.extend(apart::gone(days, &mut desk));
    for record in &outings {
        if let Some(one) = replayed(record, &basis, &mut weeks, &mut desk)? {
            weeks.outings.push(one);
        }
    }
    for (visit, entry) in &attempts {
        weeks.attempts.extend(attempted(visit, entry, &basis, &mut desk)?);
    }
    weeks.outings.sort_by(|a, b| (a.left_at, &a.id).cmp(&(b.left_at, &b.id)));
    weeks.attempts.sort_by(|a, b| (a.at, &a.visit).cmp(&(b.at, &b.visit)));
    weeks.damage.sort();
    weeks.damage.dedup();
    Ok((weeks, zone))
}

/// A shipped policy is taken with the choices it suggests: what a school would have to choose has no answer yet.
fn proposed(named: &str, host: &Host) -> Result<String, Error> {
    let text = text_of(&host.cwd, named)?;
    Ok(if policy::shipped(named).is_some() { policy::as_suggested(&text) } else { text })
}

/// Every outing of these days that can be read and trusted. What cannot is damage.
fn outings(weeks: &mut Weeks, left: &mut Departures, desk: &Desk<'_>) -> Vec<Record<OutingEvent>> {
    let (from, to) = weeks.days;
    let mut all = Vec::new();
    let mut monday = from.week().monday();
    while monday <= to {
        let listed = desk.store.outings_in(monday.week());
        weeks.damage.extend(listed.damage);
        for id in listed.good {
            all.extend(outing(&id, weeks, left, desk));
        }
        monday = monday.plus_days(7);
    }
    all
}

fn outing(
    id: &str,
    weeks: &mut Weeks,
    left: &mut Departures,
    desk: &Desk<'_>,
) -> Option<Record<OutingEvent>> {
    let key = Key::<OutingEvent>::outing(id).ok()?;
    let record = match desk.store.read(&key, desk.now) {
        Ok(record) => record?,
        Err(damage) => {
            weeks.damage.push(damage);
            return None;
        }
    };
    left.went.extend(Outing::of(&record).iter().flat_map(departure::went));
    let on = match record.entries.first() {
        Some(first) => desk.zone.day_of(first.at),
        // Nothing of it can be trusted: its name says the day. Where that says none either, it may be one of these days.
        None => Day::parse(id.get(..10).unwrap_or_default()).unwrap_or(weeks.days.0),
    };
    if on < weeks.days.0 || on > weeks.days.1 {
        return None;
    }
    if record.sound() {
        return Some(record);
    }
    weeks.damage.extend(record.doubtful.iter().map(|d| d.damage.clone()));
    weeks.damage.extend(record.damage.iter().cloned());
    None
}

/// Every attempt of these days that was refused, with the visit it was for.
fn attempts(
    weeks: &mut Weeks,
    left: &mut Departures,
    desk: &Desk<'_>,
) -> Vec<(String, Entry<VisitEvent>)> {
    let families = desk.store.family_ids();
    weeks.damage.extend(families.damage);
    let mut all = Vec::new();
    for family in families.good {
        let visits = desk.store.visits_of(&family);
        weeks.damage.extend(visits.damage);
        for id in visits.good {
            all.extend(refused_on(&id, weeks, left, desk).into_iter().map(|e| (id.clone(), e)));
        }
    }
    all
}

fn refused_on(
    id: &str,
    weeks: &mut Weeks,
    left: &mut Departures,
    desk: &Desk<'_>,
) -> Vec<Entry<VisitEvent>> {
    let Ok(key) = Key::<VisitEvent>::visit(id) else { return Vec::new() };
    let record = match desk.store.read(&key, desk.now) {
        Ok(Some(record)) => record,
        Ok(None) => return Vec::new(),
        Err(damage) => {
            weeks.damage.push(damage);
            return Vec::new();
        }
    };
    weeks.damage.extend(record.doubtful.iter().map(|d| d.damage.clone()));
    weeks.damage.extend(record.damage.iter().cloned());
    let (from, to) = weeks.days;
    let within = |moment: Moment| {
        let on = desk.zone.day_of(moment);
        from <= on && on <= to
    };
    let expected = departure::expected(&record, desk.now);
    left.expected.extend(expected.into_iter().filter(|one| within(one.due)));
    let here = |e: &Entry<VisitEvent>| within(e.at) && matches!(e.body, VisitEvent::Refused { .. });
    record.entries.into_iter().filter(here).collect()
}

/// One outing. `None`: a drill, or nobody left.
fn replayed(
    record: &Record<OutingEvent>,
    basis: &Basis,
    weeks: &mut Weeks,
    desk: &mut Desk<'_>,
) -> Result<Option<Replayed>, Error> {
    let begins = record.entries.iter().find(|e| matches!(e.body, OutingEvent::SignOut { .. }));
    let Some((entry, left)) = begins.and_then(|e| Some((e, Left::of(e)?))) else {
        weeks.drills += 1;
        return Ok(None);
    };
    desk.look_back(entry.typed, &basis.texts)?;
    let visits = left.stops.iter().filter(|s| !s.visit.is_empty());
    let visits: Vec<Known> = visits.filter_map(|s| known_then(&s.visit, desk)).collect();
    let school = desk.school.clone();
    let around = Around { school: &school, directory: &basis.people, zone: desk.zone, visits };
    let before = basis.of_that_day(left.digest);
    weeks.other_policy += usize::from(before.is_none());
    let verdict = replay::verdict(&left, &around, &basis.policy, before);
    let watch = replay::watch(&left, &around, &basis.policy);
    let would = frozen_anew(record, watch, basis, desk)?;
    let until = basis.until;
    let still = Ahead { was: ahead(record, until), would: ahead(&would, until) };
    let alarms = pairs(sweep(record, until), sweep(&would, until), &still);
    let known = |pair: Pair| {
        let first = pair.was.as_ref().and_then(|was| found_out::first(record, was));
        (pair, first)
    };
    Ok(Some(Replayed {
        id: record.id.clone(),
        people: left.people.iter().map(|t| t.name.clone()).collect(),
        left_at: left.at,
        verdict,
        breach: left.breach,
        alarms: alarms.into_iter().map(known).collect(),
    }))
}

/// What was known of a visit then. Which other visits owed something at its address is not kept: it is not known.
fn known_then(visit: &str, desk: &mut Desk<'_>) -> Option<Known> {
    let visit = desk.visit(visit).ok()?;
    let known = desk.known(visit);
    Some(Known { others_owing: None, ..known })
}

/// The record with the proposed policy's terms, and with what was frozen on the road frozen anew, line by line, as the
/// time went on.
fn frozen_anew(
    record: &Record<OutingEvent>,
    (terms, stops): (Terms, Vec<Stop>),
    basis: &Basis,
    desk: &mut Desk<'_>,
) -> Result<Record<OutingEvent>, Error> {
    let mut later = Later::default();
    for entry in &record.entries {
        if let OutingEvent::AddStop { stop, answers, .. } = &entry.body
            && let Some(outing) = before(record, entry, (&terms, &stops), &later)
        {
            desk.look_back(entry.typed, &basis.texts)?;
            let frozen = added(stop, answers, &outing, &basis.policy, desk);
            later.added.extend(frozen.map(|frozen| (entry.id.clone(), frozen)));
        }
        if let Some(answered) = Answered::of(&entry.body) {
            let outing = before(record, entry, (&terms, &stops), &later);
            let owed = match outing {
                Some(outing) => owed(&answered, outing, entry.typed, basis, desk)?,
                None => Vec::new(),
            };
            later.calls.insert(entry.id.clone(), owed);
        }
    }
    Ok(replay::refrozen(record, &terms, &stops, &later))
}

/// The outing under the proposed policy, as it stood when that line was typed and without it.
fn before(
    record: &Record<OutingEvent>,
    line: &Entry<OutingEvent>,
    (terms, stops): (&Terms, &[Stop]),
    later: &Later,
) -> Option<Outing> {
    let so_far = replay::refrozen(record, terms, stops, later);
    let known = |e: &Entry<OutingEvent>| e.typed <= line.typed && e.id != line.id;
    let entries = so_far.entries.into_iter().filter(known).collect();
    Outing::of(&Record { entries, id: so_far.id, doubtful: Vec::new(), damage: Vec::new() })
}

/// What was answered about a visit on the road, which may make a call owed.
struct Answered<'e> {
    step: Step,
    visit: &'e str,
    answers: &'e Answers,
}

impl Answered<'_> {
    fn of(event: &OutingEvent) -> Option<Answered<'_>> {
        if let OutingEvent::Arrive { visit, answers, .. } = event {
            return Some(Answered { step: Step::Arrive, visit, answers });
        }
        if let OutingEvent::Enter { visit, answers, .. } = event {
            return Some(Answered { step: Step::Enter, visit, answers });
        }
        let OutingEvent::Told { step, visit: Some(visit), answers, .. } = event else {
            return None;
        };
        Some(Answered { step: *step, visit, answers })
    }
}

/// A visit added on the road, as it would have been frozen. One that is not on record keeps what it had.
fn added(
    stop: &Stop,
    answers: &Answers,
    outing: &Outing,
    policy: &Policy,
    desk: &mut Desk<'_>,
) -> Option<(Stop, Option<HomeSafe>)> {
    let known = known_then(&stop.visit, desk)?;
    let mut facts = known::of_visit(&known, policy, &desk.school, desk.zone);
    let going = outing.people.iter().filter(|p| p.away()).count();
    facts.set("crew-size", i64::try_from(going).unwrap_or(i64::MAX));
    facts.set("extra-visit", true);
    let facts = facts.with(&gate::facts_of(answers, None));
    let stop = sign_out::stop(&known, &facts, policy);
    let ends_at_home = outing.home().is_some();
    let home = freeze::home(policy, &[facts]).filter(|_| !ends_at_home);
    Some((stop, home))
}

/// The calls that an answer at the door would have made owed.
fn owed(
    answered: &Answered<'_>,
    outing: Outing,
    typed: Moment,
    basis: &Basis,
    desk: &mut Desk<'_>,
) -> Result<Vec<OwedCall>, Error> {
    let Some(door) = outing.stops.iter().find(|d| d.stop.visit == answered.visit).cloned() else {
        return Ok(Vec::new());
    };
    if door.stop.may_owe.is_empty() {
        return Ok(Vec::new());
    }
    desk.look_back(typed, &basis.texts)?;
    let here = Meant { outing, who: Vec::new() };
    let policy = Some(&basis.policy);
    Ok(calls::armed(answered.step, policy, (&here, &door), answered.answers, desk))
}

/// One attempt that was refused, put to the policy.
fn attempted(
    visit: &str,
    entry: &Entry<VisitEvent>,
    basis: &Basis,
    desk: &mut Desk<'_>,
) -> Result<Option<Refused>, Error> {
    let VisitEvent::Refused { people, unmet } = &entry.body else { return Ok(None) };
    // What was on record when they tried: the attempt itself, and nothing after it.
    desk.look_back(entry.typed, &basis.texts)?;
    let visits: Vec<Known> = known_then(visit, desk).into_iter().collect();
    let school = desk.school.clone();
    let around = Around { school: &school, directory: &basis.people, zone: desk.zone, visits };
    let policies = (&basis.policy, basis.before.as_ref());
    let would = replay::attempt(people, unmet, entry.at, &around, policies);
    let (people, unmet) = (people.clone(), unmet.clone());
    Ok(Some(Refused { at: entry.at, visit: visit.to_owned(), people, unmet, would }))
}
