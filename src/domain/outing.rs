//! What an outing adds up to: who is out, since when silent, expected when, at which door.
//!
//! The fold never fails and never depends on the order of lines. Doubt only ever makes things worse: a line
//! that cannot be trusted may add a person, a distress or an earlier return, and nothing else.

pub use super::abroad::{Abroad, Been, Cause};
use super::drill::{self, Drill};
use super::entry::{Entry, Record};
use super::events::{
    Answers, Contactable, Duty, HomeSafe, Means, OutingEvent, Stop, Terms, Traveller, Unmet,
};
use super::owes::{self, OwedDuty};
use super::undo;
use crate::error::Damage;
use crate::policy::{Deadline, Limit, Step};
use crate::when::{Moment, Span};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// An outing as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Outing {
    /// `2026-11-24-kay-1a`.
    pub id: String,
    /// When staff left.
    pub left_at: Moment,
    /// Each person, in the order of the sign-out.
    pub people: Vec<Abroad>,
    /// Who watches.
    pub monitor: Option<Contactable>,
    /// Who accepted to watch by hand.
    pub watched_by_hand: Option<Contactable>,
    /// Who takes an alarm when the office is shut.
    pub on_call: Option<Contactable>,
    /// The visits covered, later additions last.
    pub stops: Vec<Door>,
    /// The expected return in force; where each has their own, the earliest of those who are not back.
    pub back: Moment,
    /// The watch, as frozen. `None` only when the sign-out cannot be trusted or read.
    pub terms: Option<Arc<Terms>>,
    /// The answers given at sign-out.
    pub answers: Answers,
    /// Warnings and, in a breach, all that was broken.
    pub unmet: Vec<Unmet>,
    /// Why staff went against a refusal.
    pub breach: Option<String>,
    /// Duties not yet done.
    pub owed: Vec<OwedDuty>,
    /// True when the sign-out itself can be trusted.
    pub sign_out_sound: bool,
    /// Everything doubtful about the record.
    pub damage: Vec<Damage>,
    /// Every event, for `show` and `brief`.
    pub entries: Vec<Entry<OutingEvent>>,
    /// What lines that cannot be trusted seem to say. The watch heeds them where they make things worse.
    pub doubtful: Vec<Entry<OutingEvent>>,
    /// A line that cannot be trusted says that the outing ends at home.
    pub home_in_doubt: Option<HomeSafe>,
    /// Nobody is out: it is a drill. `None` whenever anything in the record speaks against that.
    pub drill: Option<Drill>,
    /// The sign-out was taken back, and it is on record who says that nobody left: no visit is covered by it.
    pub never_left: bool,
}

/// A visit of the outing, as far as it has come.
#[derive(Debug, Clone, PartialEq)]
pub struct Door {
    /// The visit as covered; appointment and finish as moved by a delay.
    pub stop: Stop,
    /// The appointment as planned.
    pub planned: Option<Moment>,
    /// At the door.
    pub arrived: Option<Moment>,
    /// Nobody was in when staff arrived.
    pub nobody_in: bool,
    /// The family's word that they are late: when it came, and when they expect to be there. The latest.
    pub notice: Option<(Moment, Moment)>,
    /// When the family's first word came: a later one does not take it back.
    pub noticed: Option<Moment>,
    /// Inside.
    pub entered: Option<Moment>,
    /// Everybody who came is out of the property: when the last of them was.
    pub left: Option<Moment>,
    /// Called off.
    pub called_off: Option<Moment>,
    /// Called off by whoever is out, who was heard from: only that ends the wait for word after it.
    pub called_off_by_them: bool,
}

impl Door {
    fn new(stop: Stop) -> Door {
        Door {
            planned: stop.appointment,
            stop,
            arrived: None,
            nobody_in: false,
            notice: None,
            noticed: None,
            entered: None,
            left: None,
            called_off: None,
            called_off_by_them: false,
        }
    }

    fn told_late(&mut self, at: Moment, expected: Moment) {
        self.notice = self.notice.max(Some((at, expected)));
        self.noticed = Some(earliest(self.noticed, at));
    }

    fn call_off(&mut self, at: Moment, theirs: bool) {
        self.called_off = Some(latest(self.called_off, at));
        self.called_off_by_them |= theirs;
    }

    /// Over, one way or the other.
    pub fn over(&self) -> bool {
        self.left.is_some() || self.called_off.is_some()
    }

    /// Nobody was in, or the family said they are late.
    pub(super) fn parent_awaited(&self) -> bool {
        self.nobody_in || self.notice.is_some()
    }

    /// Somebody stands at the door for a parent who is not there, and nobody went in.
    pub fn waiting(&self) -> bool {
        self.parent_awaited() && self.entered.is_none() && !self.over()
    }

    /// Staff who were back by then may have made the visit: they were heard from here, or its time had come.
    pub fn happened_by(&self, back: Moment) -> bool {
        self.last().is_some() || self.stop.appointment.is_none_or(|start| start <= back)
    }

    /// The visit with this arrival in place of its appointment: the finish moves by as much. Who expects to be there
    /// before the appointment is not held up.
    pub fn at(&self, arrives: Moment) -> Stop {
        let Some(planned) = self.planned else { return self.stop.clone() };
        let later = Span::seconds(arrives.seconds_since(planned));
        let moved = self.stop.appointment.unwrap_or(planned).seconds_since(planned);
        let finish = self.stop.finish.map(|f| f.minus(Span::seconds(moved)).plus(later));
        Stop { appointment: Some(planned.plus(later)), finish, ..self.stop.clone() }
    }

    /// The moment of the last thing that happened here.
    pub fn last(&self) -> Option<Moment> {
        [self.arrived, self.entered, self.left, self.called_off].into_iter().flatten().max()
    }
}

impl Outing {
    /// What the record adds up to; `None` if nothing in it says who left.
    pub fn of(record: &Record<OutingEvent>) -> Option<Outing> {
        let record = undo::applied(record);
        let record = record.as_ref();
        let sign_outs = sign_outs(&record.entries);
        let sound = !sign_outs.is_empty();
        let doubtful = doubtful_entries(record);
        let all = if sound { sign_outs } else { sign_outs_of_doubt(&doubtful) };
        let only_drills = drill::of_all(&all);
        let mut outing = start(&record.id, all)?;
        outing.sign_out_sound = sound;
        if !sound {
            outing.terms = None;
        }
        outing.ends_at_home(&record.entries, &doubtful);
        // What was told after a call says whether the call counts.
        outing.entries.clone_from(&record.entries);
        for entry in &record.entries {
            outing.apply(entry);
        }
        let signed_out = outing.back;
        for person in &mut outing.people {
            person.back = return_in_force(&record.entries, signed_out, &person.id);
        }
        outing.delay(&record.entries);
        outing.take_back(&record.entries, &doubtful);
        outing.not_over_while_somebody_is_there();
        outing.alarms(&record.entries);
        for entry in &doubtful {
            outing.fear(entry);
        }
        outing.back = outing.earliest_back();
        let raised = |p: &&Abroad| !p.concerns.is_empty() && !p.away();
        let ended = |p: &&Abroad| raised(p) && outing.seen_back(p);
        let safe: Vec<String> = outing.people.iter().filter(ended).map(|p| p.id.clone()).collect();
        for person in outing.people.iter_mut().filter(|p| safe.contains(&p.id)) {
            person.concerns.clear();
        }
        let nobody = outing.people.iter().all(|p| p.id == drill::PERSON)
            && outing.stops.iter().all(|d| d.stop.visit.is_empty());
        outing.drill = only_drills.filter(|_| sound && nobody);
        if outing.drill.is_some() {
            // Nobody has to confirm that nobody is safe: the end of a drill ends all of it.
            for person in outing.people.iter_mut().filter(|p| !p.away()) {
                person.distress = None;
            }
        }
        outing.doubtful = doubtful.into_iter().cloned().collect();
        outing.damage = record.doubtful.iter().map(|d| d.damage.clone()).collect();
        outing.damage.extend(record.damage.iter().cloned());
        outing.owed = owes::owed(&record.entries, duties, done);
        Some(outing)
    }

    /// What the lines that can be trusted add up to. `None`: none of them says who left.
    pub fn without_doubt(&self) -> Option<Outing> {
        let (id, entries) = (self.id.clone(), self.entries.clone());
        Outing::of(&Record { id, entries, doubtful: Vec::new(), damage: Vec::new() })
    }

    /// Somebody is not back, or in distress, or the record is in doubt.
    pub fn open(&self) -> bool {
        self.people.iter().any(Abroad::out) || !self.sign_out_sound
    }

    /// Those not back, or in distress.
    pub fn out(&self) -> impl Iterator<Item = &Abroad> {
        self.people.iter().filter(|p| p.out())
    }

    /// The person of that id.
    pub fn person(&self, id: &str) -> Option<&Abroad> {
        self.people.iter().find(|p| p.id == id)
    }

    /// The visit staff are at, or the next one: the first that is not over.
    pub fn current(&self) -> Option<&Door> {
        let away = self.people.iter().filter(|p| p.away());
        self.current_of(&away.map(|p| p.id.clone()).collect::<Vec<_>>())
    }

    /// The same of these people: where one of two is out of a visit, the other is still at it.
    pub fn current_of(&self, who: &[String]) -> Option<&Door> {
        let theirs: Vec<&Abroad> = self.people.iter().filter(|p| who.contains(&p.id)).collect();
        let open = |d: &&Door| {
            if theirs.is_empty() { !d.over() } else { theirs.iter().any(|p| !p.done_with(d)) }
        };
        self.at(&theirs).or_else(|| self.stops.iter().find(open))
    }

    /// The door that any of these people came to last, and is not out of.
    pub fn at(&self, who: &[&Abroad]) -> Option<&Door> {
        let came = |d: &&Door| {
            let there = who.iter().filter(|p| p.is_at(d));
            there.filter_map(|p| p.been.get(&d.stop.visit)?.came).max()
        };
        self.stops.iter().filter(|d| came(d).is_some()).max_by_key(came)
    }

    /// Whose return is expected when, of those who are not back: the earliest first.
    pub fn returns(&self) -> BTreeMap<Moment, Vec<&Abroad>> {
        let mut all: BTreeMap<Moment, Vec<&Abroad>> = BTreeMap::new();
        for person in self.people.iter().filter(|p| p.away()) {
            all.entry(person.back).or_default().push(person);
        }
        all
    }

    fn earliest_back(&self) -> Moment {
        let all = || self.people.iter().map(|p| p.back).max();
        self.returns().first_key_value().map(|(back, _)| *back).or_else(all).unwrap_or(self.back)
    }

    /// When everybody was back, if they are.
    pub fn closed_at(&self) -> Option<Moment> {
        if self.open() {
            return None;
        }
        self.people.iter().filter_map(|p| p.returned).max()
    }

    fn apply(&mut self, entry: &Entry<OutingEvent>) {
        match &entry.body {
            OutingEvent::SignOut { .. }
            | OutingEvent::NoAnswer { .. }
            | OutingEvent::DutyDone { .. }
            | OutingEvent::Judge(_)
            | OutingEvent::Alarm(_)
            | OutingEvent::Distress { .. }
            | OutingEvent::Told { .. }
            | OutingEvent::Undo { .. }
            | OutingEvent::TakenBack { .. }
            | OutingEvent::Resolve { .. } => {}
            // Told by somebody else it is no word of theirs, and a sign that they are out all the same.
            OutingEvent::Concern { who, nobody_rang: true, .. } => self.signs(who, entry.at),
            // Without the agreed message it is a sign of them, and no word that all is well.
            OutingEvent::Contact { who, how: Means::SchoolCalled, answers, .. }
                if !self.all_said(answers, entry.at) =>
            {
                self.signs(who, entry.at);
            }
            OutingEvent::Contact { who, .. }
            | OutingEvent::Extend { who, .. }
            | OutingEvent::Delay { who, .. }
            | OutingEvent::Concern { who, .. } => self.heard(who, entry.at),
            OutingEvent::Arrive { who, visit, nobody_in, .. } => {
                self.heard(who, entry.at);
                self.been(who, visit, |b| b.comes(entry.at));
                self.at_door(visit, |d| {
                    d.arrived = Some(earliest(d.arrived, entry.at));
                    d.nobody_in |= *nobody_in;
                });
            }
            OutingEvent::Late { visit, expected, .. } => {
                self.at_door(visit, |d| d.told_late(entry.at, *expected));
            }
            OutingEvent::Enter { who, visit, .. } => {
                self.heard(who, entry.at);
                self.been(who, visit, |b| b.goes_in(entry.at));
                self.at_door(visit, |d| d.entered = Some(earliest(d.entered, entry.at)));
            }
            OutingEvent::Leave { who, visit } => {
                self.heard(who, entry.at);
                self.been(who, visit, |b| b.leaves(entry.at));
                self.at_door(visit, |d| d.left = Some(latest(d.left, entry.at)));
            }
            OutingEvent::CalledOff { who, visit, .. } => {
                self.heard(who, entry.at);
                let theirs = !who.is_empty();
                self.at_door(visit, |d| d.call_off(entry.at, theirs));
            }
            OutingEvent::AddStop { stop, who, .. } => {
                self.heard(who, entry.at);
                self.add_stop(stop);
            }
            // Where the outing ends at home, being at school on the way there is contact and nothing more.
            OutingEvent::Back { who } if self.home().or(self.home_in_doubt.as_ref()).is_some() => {
                self.heard(who, entry.at);
            }
            OutingEvent::Back { who } | OutingEvent::Home { who, .. } => {
                self.returned(who, entry.at);
            }
        }
    }

    /// A line that cannot be trusted may only make things worse.
    fn fear(&mut self, entry: &Entry<OutingEvent>) {
        match &entry.body {
            OutingEvent::SignOut { people, back, .. } => {
                for traveller in people {
                    self.add_person(traveller, (entry.at, *back));
                }
                self.no_later_than(*back);
            }
            OutingEvent::Extend { who, back, .. } => {
                self.no_later_than(*back);
                self.signs(who, entry.at);
            }
            OutingEvent::Distress { who, note, .. } => {
                self.in_distress(who, entry.at, note.as_ref());
            }
            OutingEvent::Concern { who, note, whereabouts, .. } => {
                self.signs(who, entry.at);
                self.cause_for_concern(who, entry.at, note.as_ref(), whereabouts.as_ref());
            }
            OutingEvent::Arrive { who, visit, .. } | OutingEvent::Enter { who, visit, .. } => {
                self.signs(who, entry.at);
                self.been(who, visit, |b| b.may_have_come(entry.at));
            }
            OutingEvent::Contact { who, .. }
            | OutingEvent::Leave { who, .. }
            | OutingEvent::CalledOff { who, .. }
            | OutingEvent::Delay { who, .. }
            | OutingEvent::AddStop { who, .. } => self.signs(who, entry.at),
            OutingEvent::Back { who } if self.home().or(self.home_in_doubt.as_ref()).is_some() => {
                self.signs(who, entry.at);
            }
            OutingEvent::NoAnswer { .. }
            | OutingEvent::Home { .. }
            | OutingEvent::Told { .. }
            | OutingEvent::Late { .. }
            | OutingEvent::Back { .. }
            | OutingEvent::Resolve { .. }
            | OutingEvent::DutyDone { .. }
            | OutingEvent::Alarm(_)
            | OutingEvent::Undo { .. }
            | OutingEvent::TakenBack { .. }
            | OutingEvent::Judge(_) => {}
        }
    }

    /// A return that may have been given, to whomever.
    fn no_later_than(&mut self, back: Moment) {
        for person in &mut self.people {
            person.back = person.back.min(back);
        }
    }

    /// One of two who tells that they are out of a property tells nothing of the other.
    fn not_over_while_somebody_is_there(&mut self) {
        let Outing { people, stops, .. } = self;
        for door in stops {
            if people.iter().any(|p| p.away() && p.is_at(door)) {
                door.left = None;
            }
        }
    }

    /// What was taken back makes nothing laxer: it was a sign that they are out, where without it they would be back. Not
    /// of those whom somebody signed in who knew that it was taken back: of the two, the return is the newer word.
    /// Nobody left at all, where somebody says so.
    fn take_back(&mut self, entries: &[Entry<OutingEvent>], doubtful: &[&Entry<OutingEvent>]) {
        let ends_at_home = self.home().or(self.home_in_doubt.as_ref()).is_some();
        for entry in entries {
            let OutingEvent::TakenBack { was } = &entry.body else { continue };
            let since = undo::signed_in_since(&entry.id, entries, |event| {
                returning(event, ends_at_home).cloned().unwrap_or_default()
            });
            let counts = |p: &&Abroad| !p.away() && !since.contains(&p.id);
            let back: Vec<String> =
                self.people.iter().filter(counts).map(|p| p.id.clone()).collect();
            let who = seen_on_the_road(was);
            let who: Vec<String> = who.iter().filter(|id| back.contains(id)).cloned().collect();
            self.signs(&who, entry.at);
        }
        if let Some(said) = undo::nobody_left(entries, doubtful) {
            let everybody: Vec<String> = self.people.iter().map(|p| p.id.clone()).collect();
            self.returned(&everybody, said.at);
            self.stops.clear();
            self.never_left = true;
        }
    }

    /// Everything that a call by school must bring has been said, on the call or since.
    fn all_said(&self, answers: &Answers, at: Moment) -> bool {
        let needs = self.terms.as_deref().map(|t| t.call_needs.as_slice()).unwrap_or_default();
        needs.iter().all(|need| answered(answers, need) || said_since(&self.entries, at, need))
    }

    fn heard(&mut self, who: &[String], at: Moment) {
        for person in self.people.iter_mut().filter(|p| who.contains(&p.id)) {
            person.last_contact = person.last_contact.max(at);
        }
        self.signs(who, at);
    }

    /// A sign that they are out. A line in doubt gives one too: it moves no deadline, and a return before it is not
    /// believed.
    fn signs(&mut self, who: &[String], at: Moment) {
        for person in self.people.iter_mut().filter(|p| who.contains(&p.id)) {
            person.last_sign = person.last_sign.max(at);
        }
    }

    fn returned(&mut self, who: &[String], at: Moment) {
        for person in self.people.iter_mut().filter(|p| who.contains(&p.id)) {
            person.returned = Some(latest(person.returned, at));
            person.last_contact = person.last_contact.max(at);
        }
    }

    /// Somebody says that they are back who can know: not a companion who was still out with the cause for concern
    /// themselves, and may have been made to say so. A return from before it says nothing.
    fn seen_back(&self, person: &Abroad) -> bool {
        let ends_at_home = self.home().or(self.home_in_doubt.as_ref()).is_some();
        let returns: Vec<(&Entry<OutingEvent>, &Vec<String>)> = self
            .entries
            .iter()
            .filter_map(|e| Some((e, returning(&e.body, ends_at_home)?)))
            .collect();
        let companion_out = |entry: &Entry<OutingEvent>| {
            let by_then = |(e, who): &(&Entry<OutingEvent>, &Vec<String>)| {
                e.at <= entry.at && who.contains(&entry.by)
            };
            let along = entry.by != person.id && self.person(&entry.by).is_some();
            along && !returns.iter().any(by_then)
        };
        let last = person.concerns.iter().map(|c| c.since).max();
        let since = |at: Moment| Some(at) == person.returned || last.is_none_or(|last| at >= last);
        returns.iter().any(|(entry, who)| {
            who.contains(&person.id) && since(entry.at) && !companion_out(entry)
        })
    }

    fn been(&mut self, who: &[String], visit: &str, change: impl Fn(&mut Been)) {
        for person in self.people.iter_mut().filter(|p| who.contains(&p.id)) {
            change(person.been.entry(visit.to_owned()).or_default());
        }
    }

    fn at_door(&mut self, visit: &str, change: impl FnOnce(&mut Door)) {
        if let Some(door) = self.stops.iter_mut().find(|d| d.stop.visit == visit) {
            change(door);
        }
    }

    fn add_stop(&mut self, stop: &Stop) {
        let known = !stop.visit.is_empty() && self.stops.iter().any(|d| d.stop.visit == stop.visit);
        if !known {
            self.stops.push(Door::new(stop.clone()));
        }
    }

    fn add_person(&mut self, traveller: &Traveller, (left_at, back): (Moment, Moment)) {
        if self.people.iter().any(|p| p.id == traveller.id) {
            return;
        }
        self.people.push(Abroad {
            id: traveller.id.clone(),
            name: traveller.name.clone(),
            number: traveller.number.clone(),
            car: traveller.car.clone(),
            kin: traveller.kin.clone(),
            next_of_kin: traveller.next_of_kin.clone(),
            last_contact: left_at,
            last_sign: left_at,
            back,
            returned: None,
            distress: None,
            concerns: Vec::new(),
            been: BTreeMap::new(),
        });
    }

    /// Where the outing ends at home, and when they are late there. `None`: it ends at school.
    pub fn home(&self) -> Option<&HomeSafe> {
        self.terms.as_deref()?.home.as_ref()
    }

    /// An outing that any sign-out, or any visit added to it, lets end at home does end there.
    /// If only a line in doubt says so, being at school is not the end either.
    fn ends_at_home(&mut self, entries: &[Entry<OutingEvent>], doubtful: &[&Entry<OutingEvent>]) {
        let said = entries.iter().find_map(home_of).cloned();
        if let Some(terms) = &mut self.terms {
            // The terms of nearly every outing already say so, and are then not copied.
            if terms.home != said {
                Arc::make_mut(terms).home = said;
            }
        }
        self.home_in_doubt = doubtful.iter().find_map(|e| home_of(e)).cloned();
    }

    /// Of the arrivals that were given for a visit, the one in force moves its appointment.
    fn delay(&mut self, entries: &[Entry<OutingEvent>]) {
        for door in &mut self.stops {
            if let Some(arrives) = arrival_in_force(entries, door) {
                door.stop = door.at(arrives);
            }
        }
    }

    /// Distress and concern stand until a resolution whose writer had seen them. A message never takes them back.
    fn alarms(&mut self, entries: &[Entry<OutingEvent>]) {
        let before = ancestors(entries);
        let along: Vec<String> = self.people.iter().map(|p| p.id.clone()).collect();
        for entry in entries {
            let open = |person: &String, second: bool| {
                !resolved((person, &entry.id), second, &along, entries, &before)
            };
            let left = |who: &[String], second: bool| -> Vec<String> {
                who.iter().filter(|person| open(person, second)).cloned().collect()
            };
            if let OutingEvent::Distress { who, note, .. } = &entry.body {
                self.in_distress(&left(who, true), entry.at, note.as_ref());
            }
            if let OutingEvent::Concern { who, note, whereabouts, .. } = &entry.body {
                let who = left(who, false);
                self.cause_for_concern(&who, entry.at, note.as_ref(), whereabouts.as_ref());
            }
        }
    }

    fn cause_for_concern(
        &mut self,
        who: &[String],
        at: Moment,
        said: Option<&String>,
        whereabouts: Option<&String>,
    ) {
        let cause = Cause { since: at, said: said.cloned(), whereabouts: whereabouts.cloned() };
        for person in self.people.iter_mut().filter(|p| who.contains(&p.id)) {
            person.concerns.push(cause.clone());
            person.concerns.sort();
            person.concerns.dedup();
        }
    }

    fn in_distress(&mut self, who: &[String], at: Moment, note: Option<&String>) {
        for person in self.people.iter_mut().filter(|p| who.contains(&p.id)) {
            let since = person.distress.as_ref().map_or(at, |(since, _)| at.min(*since));
            let said = person.distress.take().and_then(|(_, said)| said).or_else(|| note.cloned());
            person.distress = Some((since, said));
        }
    }
}

fn sign_outs(entries: &[Entry<OutingEvent>]) -> Vec<&Entry<OutingEvent>> {
    entries.iter().filter(|e| matches!(e.body, OutingEvent::SignOut { .. })).collect()
}

fn sign_outs_of_doubt<'a>(doubtful: &[&'a Entry<OutingEvent>]) -> Vec<&'a Entry<OutingEvent>> {
    doubtful.iter().copied().filter(|e| matches!(e.body, OutingEvent::SignOut { .. })).collect()
}

fn doubtful_entries(record: &Record<OutingEvent>) -> Vec<&Entry<OutingEvent>> {
    record.doubtful.iter().filter_map(|d| d.entry.as_ref()).collect()
}

/// Told after a call by school, as an answer to a question of it.
pub fn said_since(entries: &[Entry<OutingEvent>], at: Moment, need: &str) -> bool {
    entries.iter().any(|e| {
        let OutingEvent::Told { step: Step::Call, answers, .. } = &e.body else { return false };
        e.at >= at && answered(answers, need)
    })
}

/// Answered once, or by one of those who were asked.
pub fn answered(answers: &Answers, need: &str) -> bool {
    answers.keys().any(|key| key == need || key.rsplit('.').next() == Some(need))
}

/// The limit that holds at this door. `None`: not set in this policy, and nothing counts down.
pub fn wait_limit(door: &Door, appointment: Moment) -> Option<&Limit> {
    if notice_counts(door, appointment) {
        door.stop.wait_with_notice.as_ref()
    } else {
        door.stop.wait_without_notice.as_ref()
    }
}

/// The family's first word counts when it came before the limit without notice had run out (ruling B1.49).
pub fn notice_counts(door: &Door, appointment: Moment) -> bool {
    let without = door.stop.wait_without_notice.as_ref();
    door.noticed.is_some_and(|told| {
        without.is_none_or(|l| !Deadline { due: appointment.plus(l.span), over: l.over }.late(told))
    })
}

/// The beginning. Two sign-outs in one record contradict each other: everybody in either is out, and the
/// earlier return holds.
fn start(id: &str, sign_outs: Vec<&Entry<OutingEvent>>) -> Option<Outing> {
    let mut outing: Option<Outing> = None;
    for entry in sign_outs {
        let OutingEvent::SignOut {
            people,
            monitor,
            watched_by_hand,
            on_call,
            stops,
            back,
            terms,
            answers,
            unmet,
            breach,
            duties: _,
            drill: _,
        } = &entry.body
        else {
            continue;
        };
        let outing = outing.get_or_insert_with(|| Outing {
            id: id.to_owned(),
            left_at: entry.at,
            people: Vec::new(),
            monitor: monitor.clone(),
            watched_by_hand: watched_by_hand.clone(),
            on_call: on_call.clone(),
            stops: Vec::new(),
            back: *back,
            terms: Some(Arc::clone(terms)),
            answers: answers.clone(),
            unmet: unmet.clone(),
            breach: breach.clone(),
            owed: Vec::new(),
            sign_out_sound: true,
            damage: Vec::new(),
            entries: Vec::new(),
            doubtful: Vec::new(),
            home_in_doubt: None,
            drill: None,
            never_left: false,
        });
        outing.back = outing.back.min(*back);
        for traveller in people {
            outing.add_person(traveller, (entry.at, *back));
        }
        for stop in stops {
            outing.add_stop(stop);
        }
    }
    outing
}

fn home_of(entry: &Entry<OutingEvent>) -> Option<&HomeSafe> {
    if let OutingEvent::SignOut { terms, .. } = &entry.body {
        return terms.home.as_ref();
    }
    let OutingEvent::AddStop { home, .. } = &entry.body else { return None };
    home.as_ref()
}

/// The arrival that a delay gives for a visit; that of one that was taken back too, which may hold all the same.
pub fn arrival(event: &OutingEvent, at: &str) -> Option<Moment> {
    if let OutingEvent::TakenBack { was } = event {
        return arrival(was, at);
    }
    let OutingEvent::Delay { visit, arrives, .. } = event else { return None };
    arrives.filter(|_| visit == at)
}

/// The arrival in force at a visit, of those that were given. One that was taken back holds if it is the earlier, until
/// another is typed after it: taking it back puts off nothing.
fn arrival_in_force(entries: &[Entry<OutingEvent>], door: &Door) -> Option<Moment> {
    let said = |entry: &Entry<OutingEvent>| {
        let stands = !matches!(entry.body, OutingEvent::TakenBack { .. });
        Some((arrival(&entry.body, &door.stop.visit)?, stands))
    };
    let left = last_words(entries, said);
    let standing = left.iter().filter(|(_, stands)| *stands).map(|(time, _)| *time).min();
    let undone = left.iter().filter(|(_, stands)| !stands).map(|(time, _)| *time).min();
    let Some(undone) = undone else { return standing };
    Some(standing.or(door.planned)?.min(undone))
}

/// Somebody's expected return in force. One that was taken back holds if it is the earlier, until another is typed after
/// it.
fn return_in_force(entries: &[Entry<OutingEvent>], signed_out: Moment, person: &str) -> Moment {
    let said = |entry: &Entry<OutingEvent>| {
        if let OutingEvent::TakenBack { was } = &entry.body {
            return Some((extended(was, person)?, false));
        }
        Some((extended(&entry.body, person)?, true))
    };
    let left = last_words(entries, said);
    let standing = left.iter().filter(|(_, stands)| *stands).map(|(time, _)| *time).min();
    let undone = left.iter().filter(|(_, stands)| !stands).map(|(time, _)| *time).min();
    let back = standing.unwrap_or(signed_out);
    undone.map_or(back, |undone| undone.min(back))
}

/// The return that a line gives for somebody: whoever rang in speaks for themselves, and a time that nobody rang in is
/// everybody's.
pub fn extended(event: &OutingEvent, person: &str) -> Option<Moment> {
    let OutingEvent::Extend { who, back, .. } = event else { return None };
    (who.is_empty() || who.iter().any(|id| id == person)).then_some(*back)
}

/// The times that were said, with whether each stands. One typed after another takes its place only if it stands and was
/// also said after it: what is left did not see each other, or contradicts each other in time.
fn last_words(
    entries: &[Entry<OutingEvent>],
    said: impl Fn(&Entry<OutingEvent>) -> Option<(Moment, bool)>,
) -> Vec<(Moment, bool)> {
    let all: Vec<(&Entry<OutingEvent>, (Moment, bool))> =
        entries.iter().filter_map(|e| Some((e, said(e)?))).collect();
    if all.is_empty() {
        return Vec::new();
    }
    let before = ancestors(entries);
    let superseded = |one: &Entry<OutingEvent>| {
        let seen_by = |other: &Entry<OutingEvent>| {
            before.get(other.id.as_str()).is_some_and(|seen| seen.contains(one.id.as_str()))
        };
        let mut others = all.iter().filter(|(_, (_, stands))| *stands);
        others.any(|(other, _)| seen_by(other) && other.at >= one.at)
    };
    all.iter().filter(|(one, _)| !superseded(one)).map(|(_, said)| *said).collect()
}

/// Somebody who had seen the alarm says that they are safe; of a distress, two people do. None of them was along.
fn resolved(
    (person, alarm): (&String, &str),
    two: bool,
    along: &[String],
    entries: &[Entry<OutingEvent>],
    before: &BTreeMap<&str, BTreeSet<&str>>,
) -> bool {
    entries.iter().any(|e| {
        let OutingEvent::Resolve { who, confirmed_by, second, .. } = &e.body else { return false };
        let agrees = |second: &String| second != confirmed_by && !along.contains(second);
        let enough = !two || second.as_ref().is_some_and(agrees);
        who.contains(person)
            && !along.contains(confirmed_by)
            && enough
            && before.get(e.id.as_str()).is_some_and(|seen| seen.contains(alarm))
    })
}

/// For each event, every event its writer had seen.
pub(super) fn ancestors<B>(entries: &[Entry<B>]) -> BTreeMap<&str, BTreeSet<&str>> {
    let parents: BTreeMap<&str, &[String]> =
        entries.iter().map(|e| (e.id.as_str(), e.after.as_slice())).collect();
    parents.keys().map(|id| (*id, seen_by(id, &parents))).collect()
}

fn seen_by<'a>(id: &'a str, parents: &BTreeMap<&'a str, &'a [String]>) -> BTreeSet<&'a str> {
    let mut seen = BTreeSet::new();
    let mut ahead = vec![id];
    while let Some(next) = ahead.pop() {
        for parent in parents.get(next).copied().unwrap_or_default() {
            if seen.insert(parent.as_str()) {
                ahead.push(parent);
            }
        }
    }
    seen
}

fn earliest(known: Option<Moment>, at: Moment) -> Moment {
    known.map_or(at, |k| k.min(at))
}

fn latest(known: Option<Moment>, at: Moment) -> Moment {
    known.map_or(at, |k| k.max(at))
}

/// The duties that an event brings.
pub(crate) fn duties(event: &OutingEvent) -> &[Duty] {
    let (OutingEvent::SignOut { duties, .. }
    | OutingEvent::Delay { duties, .. }
    | OutingEvent::Told { duties, .. }) = event
    else {
        return &[];
    };
    duties
}

/// The event and rule of the duty it says was done.
pub(crate) fn done(event: &OutingEvent) -> Option<(&str, &str)> {
    let OutingEvent::DutyDone { event, rule, .. } = event else { return None };
    Some((event, rule))
}

/// Whom a line says to be back. Where the outing ends at home, being at school is no return.
fn returning(event: &OutingEvent, ends_at_home: bool) -> Option<&Vec<String>> {
    if let OutingEvent::Home { who, .. } = event {
        return Some(who);
    }
    if let OutingEvent::Back { who } = event { Some(who).filter(|_| !ends_at_home) } else { None }
}

/// Whom a line shows to be on the road.
fn seen_on_the_road(event: &OutingEvent) -> &[String] {
    let (OutingEvent::Contact { who, .. }
    | OutingEvent::Arrive { who, .. }
    | OutingEvent::Enter { who, .. }
    | OutingEvent::Leave { who, .. }
    | OutingEvent::CalledOff { who, .. }
    | OutingEvent::Delay { who, .. }
    | OutingEvent::Extend { who, .. }) = event
    else {
        return &[];
    };
    who
}
