//! `hv drill`: a whole ladder walked for practice, by the same records, the same runs of `hv overdue --alert` and the
//! same channels as a real alarm, and what it proved.
//!
//! It tells nobody itself: what it begins is late at once, and the alarm does the rest. What it will not do is begin
//! while somebody is late: whoever is to be told then must be told of that.

use super::Ending;
use super::afield::{self, Meant};
use super::ask;
use super::checkin::record;
use super::desk::{Desk, damaged, one_person};
use super::drill_words as words;
use super::out_begun::{self, Departure};
use super::overdue;
use crate::cli::{Drill, DrillAction, DrillAnswered, DrillClock, DrillEnd, DrillStart};
use crate::domain::alarm::{self, AlarmLine, Outcome};
use crate::domain::drill::{self, PERSON};
use crate::domain::entry::{Entry, Record};
use crate::domain::events::{Contactable, OutingEvent};
use crate::domain::freeze::{self, Watchers};
use crate::domain::names;
use crate::domain::outing::Outing;
use crate::error::Error;
use crate::policy::Clock;
use crate::render::{Put, fit};
use crate::store::{Key, OutMarker, Store};
use crate::watch::drill::{Account, account};
use crate::when::{Moment, Week};
use serde_json::json;
use std::collections::BTreeSet;

pub(super) fn run(args: Drill, desk: &mut Desk<'_>) -> Ending {
    match args.action {
        None => {
            status(desk);
            Ok(0)
        }
        Some(DrillAction::Start(args)) => start(&args, desk),
        Some(DrillAction::Answered(args)) => answered(&args, desk),
        Some(DrillAction::End(args)) => end(&args, desk),
    }
}

/// What is known of the last drill.
#[derive(Debug)]
pub(super) enum Last {
    /// There has been none since the first week on record.
    Never,
    /// There has been none for a year; older weeks are not looked through.
    NotForAYear,
    /// Its record cannot be read.
    Unread(String),
    /// This one.
    Was(Box<(Outing, Account)>),
}

/// What is said when nobody agreed to it.
pub(super) const NOT_BEGUN: &str = "no drill was begun";

/// How many weeks with outings are looked through.
const WEEKS: usize = 53;

/// The last drill that had begun by `now`. The names of the outings tell which week to open, newest first; only the
/// records of one day's drills are read.
pub(super) fn last(store: &Store, now: Moment) -> Last {
    let weeks = store.outing_weeks().good;
    let looked_at = weeks.iter().rev().take(WEEKS).filter_map(|week| Week::parse(week).ok());
    let found = looked_at.map(|week| last_of_week(store, week, now)).find_map(|found| found);
    let none = if weeks.len() > WEEKS { Last::NotForAYear } else { Last::Never };
    found.unwrap_or(none)
}

fn last_of_week(store: &Store, week: Week, now: Moment) -> Option<Last> {
    let mut ids: Vec<String> = store.outings_in(week).good;
    ids.retain(|id| id.get(11..).is_some_and(|rest| rest.starts_with("drill-")));
    let days: BTreeSet<&str> = ids.iter().filter_map(|id| id.get(..10)).collect();
    days.iter().rev().find_map(|day| {
        let theirs: Vec<&String> = ids.iter().filter(|id| id.starts_with(day)).collect();
        last_of_day(store, &theirs, now)
    })
}

/// Of several on one day, the one that began last; if none of them can be read, that is said.
fn last_of_day(store: &Store, ids: &[&String], now: Moment) -> Option<Last> {
    let (mut all, mut lost) = (Vec::new(), None);
    for id in ids {
        match afield::outing(store, id, now) {
            Ok(outing) => all.extend(account(&outing).map(|account| (outing, account))),
            Err(_) if store.begins_later(id, now) || afield::voided(store, id, now) => {}
            Err(_) => lost = Some(Last::Unread((*id).clone())),
        }
    }
    let newest = all.into_iter().max_by_key(|(outing, _)| outing.left_at);
    newest.map(|one| Last::Was(Box::new(one))).or(lost)
}

/// The drills that nobody has ended: those that are marked, and the last one, should its marker be gone.
pub(super) fn running(desk: &Desk<'_>) -> Vec<(Outing, Account)> {
    let marked = afield::all(&desk.store, desk.now, desk.today()).outings.into_iter();
    let mut all: Vec<(Outing, Account)> =
        marked.filter_map(|o| account(&o).map(|account| (o, account))).collect();
    if let Last::Was(last) = last(&desk.store, desk.now)
        && !all.iter().any(|(known, _)| known.id == last.0.id)
    {
        all.push(*last);
    }
    all.retain(|(outing, _)| outing.open());
    all
}

fn status(desk: &mut Desk<'_>) {
    let running = running(desk);
    let accounts: Vec<&Account> = running.iter().map(|(_, account)| account).collect();
    if desk.json {
        let last = words::last_json(&last(&desk.store, desk.now), desk.now);
        let all: Vec<_> = accounts.iter().map(|a| words::as_json(a, desk.now)).collect();
        let shown = json!({"hv": 1, "as_of": desk.now, "running": all, "last": last});
        desk.host.say(&format!("{shown}\n"));
        return;
    }
    let mut text: String = accounts.iter().map(|a| words::in_full(a, desk)).collect();
    if accounts.is_empty() {
        text.push_str("No drill is under way.\n");
        text.put(words::last_proven(desk));
        if let Last::Was(last) = last(&desk.store, desk.now) {
            text.put(words::in_full(&last.1, desk));
        }
        text.push_str("To begin one: hv drill start\n");
    } else {
        text.push_str("To say who answered: hv drill answered NAME. To end it: hv drill end\n");
    }
    let width = desk.host.width();
    desk.host.say(&fit(&crate::render::clean_lines(&text), width));
}

fn start(args: &DrillStart, desk: &mut Desk<'_>) -> Ending {
    may_begin(desk)?;
    let event = sign_out(args, desk)?;
    let planned = imagined(&event, desk.now)
        .ok_or_else(|| Error::bug("the drill that was made is not taken for one"))?;
    let plan = words::plan(&planned, &desk.school.channel, desk);
    agreed(args, &plan, desk)?;
    let lock = desk.lock()?;
    may_begin(desk)?;
    let OutingEvent::SignOut { back, .. } = &event else {
        return Err(Error::bug("not a sign-out").into());
    };
    let nobody = drill::nobody();
    let people = vec![Contactable { id: nobody.id, name: nobody.name, number: None, email: None }];
    let places = vec![drill::NOWHERE.to_owned()];
    let departure = Departure { day: desk.today(), people: &people, places: &places };
    let open = afield::all(&desk.store, desk.now, desk.today());
    let id = out_begun::id(departure, &open, true, desk)?;
    desk.store.put_out(&OutMarker { outing: id.clone(), people, places, back: *back })?;
    let key = Key::outing(&id)?;
    desk.store.append(&key, desk.event(desk.now, event))?;
    if let Some(trigger) = drill::trigger(planned.drill.clock) {
        desk.store.append(&key, desk.event(desk.now, trigger))?;
    }
    drop(lock);
    let shown = if args.yes { plan } else { String::new() };
    let text = format!(
        "The DRILL has begun as {id}. Nobody is missing.\n{shown}{}",
        words::next_run(desk)
    );
    desk.happened(&text, &json!({"drill": words::as_json(&Account { id, ..planned }, desk.now)}));
    Ok(0)
}

/// One drill at a time, and none while somebody is late.
fn may_begin(desk: &Desk<'_>) -> Result<(), Error> {
    let seen = overdue::look(&desk.store, desk.now, desk.zone);
    let late = seen.late.iter().filter(|l| !l.drill).flat_map(|l| &l.running.people);
    let names: Vec<&str> = late.map(|p| p.name.as_str()).collect();
    if overdue::code(&seen) == 4 {
        let who =
            if names.is_empty() { String::new() } else { format!(": {}", names::list(&names)) };
        return Err(Error::refused(format!("no drill now: there is a real alarm{who}"))
            .hint("hv overdue says who is late and what is not resolved"));
    }
    match running(desk).first() {
        Some((outing, _)) => Err(Error::refused(format!(
            "a drill is under way since {}, {}",
            desk.words(outing.left_at),
            outing.id
        ))
        .hint("hv drill says how it stands; hv drill end ends it")),
        None => Ok(()),
    }
}

fn sign_out(args: &DrillStart, desk: &mut Desk<'_>) -> Result<OutingEvent, Error> {
    let (policy, directory) = (desk.policy()?, desk.people());
    let monitor = super::out::monitor(args.monitor.as_ref(), &directory)?;
    let on_call = super::out::monitor(args.on_call.as_ref(), &directory)?;
    let watchers = Watchers {
        school: &desk.school,
        people: &directory,
        monitor: monitor.as_ref(),
        on_call: on_call.as_ref(),
        going: &[PERSON.to_owned()],
        today: desk.today(),
    };
    let terms = freeze::terms(&policy, &[], &watchers);
    let clock = match args.clock {
        DrillClock::Contact => Clock::Contact,
        DrillClock::Return => Clock::Return,
        DrillClock::Distress => Clock::Distress,
        DrillClock::Concern => Clock::Concern,
    };
    let drill = drill::Drill { clock, quick: args.quick };
    Ok(drill::sign_out(drill, terms, (monitor, on_call), desk.now))
}

/// The drill as it would stand, before anything is written.
fn imagined(event: &OutingEvent, now: Moment) -> Option<Account> {
    let entry = Entry {
        id: "a-1".to_owned(),
        after: Vec::new(),
        at: now,
        typed: now,
        by: String::new(),
        clock_given: false,
        on_paper: None,
        body: event.clone(),
    };
    let record = Record {
        id: String::new(),
        entries: vec![entry],
        doubtful: Vec::new(),
        damage: Vec::new(),
    };
    account(&Outing::of(&record)?)
}

/// It tells real people: somebody says yes, having seen whom.
fn agreed(args: &DrillStart, plan: &str, desk: &mut Desk<'_>) -> Result<(), Error> {
    if args.yes {
        return Ok(());
    }
    if !desk.host.can_ask {
        return Err(Error::usage("a drill tells real people, and nobody is here to agree to it")
            .hint("give --yes to begin it all the same"));
    }
    let shown = fit(&crate::render::clean_lines(plan), desk.host.width());
    desk.host.tell(&shown);
    if ask::yes_or_no(desk, None, "--yes", "Begin the drill?")? {
        return Ok(());
    }
    Err(Error::refused(NOT_BEGUN))
}

/// The one under way, or several that two machines began apart.
fn under_way(desk: &Desk<'_>) -> Result<Vec<(Outing, Account)>, Error> {
    let all = running(desk);
    if all.is_empty() {
        return Err(Error::usage("no drill is under way").hint("to begin one: hv drill start"));
    }
    Ok(all)
}

fn answered(args: &DrillAnswered, desk: &mut Desk<'_>) -> Ending {
    let at = desk.at(args.at.as_ref())?;
    let _lock = desk.lock_or_go_on();
    let all = under_way(desk)?;
    let person = who(&args.person, &all, desk)?;
    let mut text = String::new();
    let mut shown = Vec::new();
    for (outing, account) in &all {
        super::checkin::after_leaving(outing, at, desk)?;
        let Some(rung) = account.rung_of(&person, at) else { continue };
        let earlier = rung.receivers.iter().find(|r| r.id == person).and_then(|r| r.answered);
        if earlier.is_none() {
            let line = alarm::Rung {
                alarm: account.alarm.clone(),
                rung: rung.number,
                who: person.clone(),
                outcome: Outcome::Answered,
                note: None,
            };
            let meant = Meant { outing: outing.clone(), who: Vec::new() };
            record(&meant, at, OutingEvent::Alarm(AlarmLine::Rung(line)), desk)?;
        }
        let now = reread(&outing.id, desk)?;
        text.put(words::said(&now, &person, desk));
        shown.push(words::as_json(&now, desk.now));
    }
    if shown.is_empty() {
        return Err(not_told(&person, &all, at));
    }
    desk.happened(&text, &json!({"answered": person, "drills": shown}));
    Ok(0)
}

fn reread(id: &str, desk: &Desk<'_>) -> Result<Account, Error> {
    let outing = afield::outing(&desk.store, id, desk.now).map_err(damaged)?;
    account(&outing).ok_or_else(|| {
        Error::failed(format!("{id} is not taken for a drill any more"))
            .hint("hv doctor says what is wrong with its record")
    })
}

/// Somebody on a rung by id or name; the office has a number and no card.
fn who(typed: &str, all: &[(Outing, Account)], desk: &mut Desk<'_>) -> Result<String, Error> {
    let key = typed.trim().to_lowercase();
    let receivers = || all.iter().flat_map(|(_, a)| &a.rungs).flat_map(|r| &r.receivers);
    let exact = receivers().find(|r| !r.room() && (r.id == key || r.name.to_lowercase() == key));
    if let Some(exact) = exact {
        return Ok(exact.id.clone());
    }
    one_person(&desk.people(), typed).map(|p| p.id.clone())
}

fn not_told(person: &str, all: &[(Outing, Account)], at: Moment) -> super::Failure {
    let rungs = all.iter().flat_map(|(_, a)| &a.rungs).filter(|r| r.due <= at);
    let mut names: Vec<&str> = Vec::new();
    for one in rungs.flat_map(|r| &r.receivers).filter(|r| !r.room()) {
        if !names.contains(&one.id.as_str()) {
            names.push(&one.id);
        }
    }
    let so_far = if names.is_empty() { "nobody".to_owned() } else { names.join(", ") };
    Error::refused(format!("{person} is on no rung of this drill that was due by then"))
        .hint(format!("on those that were: {so_far}"))
        .into()
}

fn end(args: &DrillEnd, desk: &mut Desk<'_>) -> Ending {
    let at = desk.at(args.at.as_ref())?;
    let _lock = desk.lock_or_go_on();
    let mut text = String::new();
    let mut shown = Vec::new();
    for (outing, _) in under_way(desk)? {
        super::checkin::after_leaving(&outing, at, desk)?;
        let meant = Meant { outing: outing.clone(), who: Vec::new() };
        record(&meant, at, OutingEvent::Back { who: vec![PERSON.to_owned()] }, desk)?;
        let now = reread(&outing.id, desk)?;
        text.put(format!("The DRILL {} is over. Nobody was missing.\n", outing.id));
        text.put(words::in_full(&now, desk));
        shown.push(words::as_json(&now, desk.now));
    }
    desk.happened(&text, &json!({"ended": shown}));
    Ok(0)
}
