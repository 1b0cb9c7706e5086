//! The world of the model: an outing's record on one machine or two, what each remembers, the runs of the alarm under
//! way, what people do, what goes wrong, and which messages really arrived.
//!
//! Every decision in it is hv's own ([`super::book`]); only what the world does to hv is made up here.

use super::book::{Book, Kept, Line, OUT, Page, Plan, Shelf, Told, View, at, tick_of};
use super::search::Model;
use hv::domain::alarm::{Ack, Alarm, AlarmLine, Came, Notified, Notify, Outcome, Rung, Sent, Tell};
use hv::domain::events::{Means, OutingEvent};
use hv::policy::Clock;
use hv::store::MachineState;
use hv::when::Span;
use std::collections::BTreeSet;
use std::rc::Rc;

/// How often each thing may still happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) struct Budget {
    /// Of everything that goes wrong in a run: a line not written, a message lost, a crash.
    pub(crate) faults: u8,
    pub(crate) jumps: u8,
    pub(crate) acks: u8,
    pub(crate) contacts: u8,
    pub(crate) backs: u8,
    pub(crate) resolves: u8,
    pub(crate) outcomes: u8,
    pub(crate) distresses: u8,
}

/// What a search is about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scenario {
    pub(crate) plan: Plan,
    pub(crate) machines: usize,
    /// The last tick.
    pub(crate) horizon: i64,
    pub(crate) budget: Budget,
    /// Runs at once on one machine: the lock was lost.
    pub(crate) runs: usize,
    /// People, ticks and the other machine do not wait for a run to end.
    pub(crate) meanwhile: bool,
    /// How many ticks ago what is typed happened.
    pub(crate) ago: &'static [i64],
    /// Of whom people speak.
    pub(crate) about: &'static [&'static [&'static str]],
}

impl Scenario {
    pub(crate) const PLAIN: Scenario = Scenario {
        plan: Plan::USUAL,
        machines: 1,
        horizon: 7,
        budget: Budget {
            faults: 0,
            jumps: 0,
            acks: 0,
            contacts: 0,
            backs: 0,
            resolves: 0,
            outcomes: 0,
            distresses: 0,
        },
        runs: 1,
        meanwhile: false,
        ago: &[0],
        about: &[&OUT],
    };

    /// Nothing goes wrong and nobody closes anything: then nothing is told twice.
    fn calm(&self) -> bool {
        let b = &self.budget;
        self.machines == 1 && self.runs == 1 && b.faults + b.jumps + b.resolves == 0
    }
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct State {
    tick: i64,
    machines: Vec<Machine>,
    /// What arrived: a place in [`World::sets`].
    delivered: u32,
    /// What was sent, and is still on the way.
    flying: u32,
    left: Budget,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Machine {
    shelf: u32,
    /// How far its clock is ahead of the world's.
    ahead: i64,
    /// The latest time any run here saw.
    seen: Option<i64>,
    /// What its clock said when it was found to be behind that.
    behind: Option<i64>,
    /// The time the last run here judged by, and what the clock said then, as the world knows it.
    looked: Option<(i64, i64)>,
    runs: Vec<Option<Run>>,
}

/// A run of the alarm under way.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Run {
    clock: i64,
    now: i64,
    /// What it is to tell: the place in [`World::tells`].
    tells: usize,
    attempt: Option<Place>,
    /// What came of each message so far, by its place in [`CAME`].
    came: Vec<u8>,
}

/// What a channel can say.
const CAME: [Came; 3] = [Came::Handed, Came::Failed, Came::Unknown];

/// Where a line of the log came to stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Record(Line),
    Notebook(Line),
    Nowhere,
}

/// What becomes of a line that is to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Write {
    Recorded,
    Noted,
    Lost,
}

/// What becomes of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Send {
    /// It arrives, and the channel says so.
    Arrives,
    /// It does not, and the channel says so.
    Refused,
    /// It arrives, and nobody knows.
    ArrivesUnknown,
    /// It does not, and nobody knows.
    LostUnknown,
    /// It arrives at some later time, and nobody knows.
    Slow,
}

/// What can happen. `usize`: the machine, then its run.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Action {
    Tick,
    Jump(usize, i64),
    /// A whole run in which nothing goes wrong.
    Run(usize),
    Decide(usize, usize),
    Attempt(usize, usize, Write),
    Send(usize, usize, Send),
    Result(usize, usize, Write),
    Crash(usize, usize),
    Land,
    Merge,
    Ack(usize, &'static str, bool),
    Contact(usize, &'static [&'static str], i64),
    Back(usize, &'static [&'static str]),
    Distress(usize, &'static [&'static str]),
    Resolve(usize, &'static str, Option<&'static str>),
    Tried(usize, usize, bool),
}

/// Names of the machines.
const NAMES: [&str; 2] = ["a", "b"];

#[derive(Debug)]
pub(crate) struct World {
    scenario: Scenario,
    book: Book,
    tells: Vec<Vec<Tell>>,
    sets: Kept<BTreeSet<Told>>,
    alone: BTreeSet<u32>,
}

fn owned(who: &[&str]) -> Vec<String> {
    who.iter().map(|w| (*w).to_owned()).collect()
}

/// Each receiver of an attempt once: one message names all that is told to them.
fn receivers(tells: &[Tell]) -> Vec<&str> {
    let mut all: Vec<&str> = Vec::new();
    for to in tells.iter().flat_map(|t| &t.to) {
        if !all.contains(&to.as_str()) {
            all.push(to);
        }
    }
    all
}

impl Machine {
    fn now(&self, tick: i64) -> i64 {
        tick_of(self.memory().judged_at(at(tick + self.ahead)))
    }

    fn memory(&self) -> MachineState {
        let (last_seen, behind) = (self.seen.map(at), self.behind.map(at));
        MachineState { last_seen, behind, ..MachineState::default() }
    }

    fn view(&self, now: i64) -> View {
        View { shelf: self.shelf, now }
    }

    /// Where no clock jumps, the time seen last is never the later one, and is left out to keep the states few.
    fn looked(&mut self, (clock, now): (i64, i64), scenario: Scenario) {
        if scenario.budget.jumps > 0 {
            let mut memory = self.memory();
            memory.saw(at(clock));
            self.seen = memory.last_seen.map(tick_of);
            self.behind = memory.behind.map(tick_of);
            self.looked = Some((now, clock));
        }
    }

    fn idle(&self) -> bool {
        self.runs.iter().all(Option::is_none)
    }
}

impl World {
    pub(crate) fn new(scenario: Scenario) -> World {
        let (book, tells) = (Book::new(scenario.plan), Vec::new());
        World { scenario, book, tells, sets: Kept::new(), alone: BTreeSet::new() }
    }

    pub(crate) fn judged(&self) -> usize {
        self.book.judged()
    }

    fn page(&mut self, state: &State, machine: usize) -> Result<Rc<Page>, String> {
        let machine = &state.machines[machine];
        self.book.page(machine.view(machine.now(state.tick)))
    }

    // What can happen

    fn of_runs(&self, state: &State, machine: usize, all: &mut Vec<Action>) {
        let faults = state.left.faults > 0;
        for (n, run) in state.machines[machine].runs.iter().enumerate() {
            // Where nothing can come between, a run is one step.
            let whole = !faults && !self.scenario.meanwhile;
            let begin = if whole { Action::Run(machine) } else { Action::Decide(machine, n) };
            let Some(run) = run else {
                all.push(begin);
                continue;
            };
            let write: &[Write] = if faults {
                &[Write::Recorded, Write::Noted, Write::Lost]
            } else {
                &[Write::Recorded]
            };
            if run.attempt.is_none() {
                all.extend(write.iter().map(|w| Action::Attempt(machine, n, *w)));
            } else if run.came.len() < receivers(&self.tells[run.tells]).len() {
                all.push(Action::Send(machine, n, Send::Arrives));
                let wrong = [Send::Refused, Send::ArrivesUnknown, Send::LostUnknown, Send::Slow];
                let wrong = wrong.into_iter().filter(|_| faults);
                all.extend(wrong.map(|s| Action::Send(machine, n, s)));
            } else {
                all.extend(write.iter().map(|w| Action::Result(machine, n, *w)));
            }
            if faults {
                all.push(Action::Crash(machine, n));
            }
        }
    }

    fn of_people(
        &mut self,
        state: &State,
        machine: usize,
        all: &mut Vec<Action>,
    ) -> Result<(), String> {
        let page = self.page(state, machine)?;
        let left = state.left;
        let late = !page.judged.live.is_empty();
        if left.acks > 0 && late {
            let held = page.judged.live.iter().any(|(_, charge)| charge.is_some());
            all.push(Action::Ack(machine, "kay", false));
            all.push(Action::Ack(machine, "max", false));
            // One who has not heard of a charge may say that they take over from it.
            if self.scenario.machines > 1 {
                all.push(Action::Ack(machine, "pat", !held));
            }
            all.push(Action::Ack(machine, "pat", held));
        }
        if left.outcomes > 0 && late {
            let first = self.book.alarm(&page.judged.live[0].0);
            let due: BTreeSet<u8> =
                page.owed.iter().filter(|o| o.0 == first).map(|o| o.1).collect();
            let rungs = self.scenario.plan.rungs.len();
            for rung in due.into_iter().map(usize::from).filter(|rung| *rung <= rungs) {
                all.push(Action::Tried(machine, rung, false));
                all.push(Action::Tried(machine, rung, true));
            }
        }
        if left.resolves > 0 && (late || !page.judged.unresolved.is_empty()) {
            all.push(Action::Resolve(machine, "max", Some("pat")));
            all.push(Action::Resolve(machine, "kay", Some("max")));
            if left.distresses != self.scenario.budget.distresses {
                all.push(Action::Resolve(machine, "max", None));
            }
        }
        for about in self.scenario.about {
            let ago = self.scenario.ago.iter().filter(|_| left.contacts > 0);
            all.extend(ago.map(|ago| Action::Contact(machine, about, *ago)));
            if left.backs > 0 {
                all.push(Action::Back(machine, about));
            }
            if left.distresses > 0 {
                all.push(Action::Distress(machine, about));
            }
        }
        Ok(())
    }

    /// One machine has lines that the other lacks.
    fn apart(&self, state: &State) -> bool {
        let [a, b] = state.machines.as_slice() else { return false };
        self.book.shelves.get(a.shelf).lines != self.book.shelves.get(b.shelf).lines
    }

    // What comes of it

    fn decide(&mut self, state: &mut State, machine: usize, run: usize) -> Result<(), String> {
        let now = state.machines[machine].now(state.tick);
        let page = self.page(state, machine)?;
        let tells = page.judged.tells.clone();
        self.told_enough(state, machine, &page)?;
        let on = &mut state.machines[machine];
        if tells.is_empty() {
            on.looked((state.tick + on.ahead, now), self.scenario);
            return Ok(());
        }
        let known = self.tells.iter().position(|t| *t == tells);
        let place = known.unwrap_or_else(|| {
            self.tells.push(tells);
            self.tells.len() - 1
        });
        let clock = state.tick + on.ahead;
        on.runs[run] = Some(Run { clock, now, tells: place, attempt: None, came: Vec::new() });
        Ok(())
    }

    /// What a run is about to tell: all that is owed, in order, and nothing that this machine knows was handed over.
    fn told_enough(&mut self, state: &State, machine: usize, page: &Page) -> Result<(), String> {
        let mut telling: Vec<Told> = Vec::new();
        for tell in &page.judged.tells {
            let keys: Vec<Told> = tell.to.iter().map(|to| self.book.told(tell, to)).collect();
            let alarm = self.book.alarm(&tell.alarm);
            let later = |t: &Told| t.0 == alarm && usize::from(t.1) >= tell.rung;
            if telling.iter().any(later) {
                return Err(format!("(9) rung {} is told out of order, or twice", tell.rung));
            }
            telling.extend(keys);
        }
        let delivered = self.sets.get(state.delivered);
        for (alarm, charge) in &page.judged.live {
            let alarm = self.book.alarm(alarm);
            let mut owed = page.owed.iter().filter(|o| o.0 == alarm);
            // What was told of an alarm for more people, before one of them rang in, was told of this one.
            let arrived = |o: &Told| {
                let same = |d: &&Told| (d.1, d.2, d.3) == (o.1, o.2, o.3);
                delivered.iter().filter(same).any(|d| self.book.covers(d.0, o.0))
            };
            if let Some(silent) = owed.find(|o| !telling.contains(o) && !arrived(o))
                && charge.is_none()
            {
                return Err(format!("(1) {silent:?} is due, arrived nowhere, and is not told"));
            }
        }
        let held = self.book.shelves.get(state.machines[machine].shelf);
        let closed = held
            .lines
            .iter()
            .any(|l| matches!(self.book.line(*l).body, OutingEvent::Resolve { .. }));
        if let Some(again) = telling.iter().find(|t| page.handed.contains(t) && !closed) {
            return Err(format!("(2) {again:?} was handed over, which this machine knows"));
        }
        Ok(())
    }

    /// Puts a line of the log where it can be put.
    fn put(
        &mut self,
        state: &mut State,
        machine: usize,
        (write, line): (Write, AlarmLine),
        run: &Run,
    ) -> Result<Place, String> {
        match write {
            Write::Lost => Ok(Place::Nowhere),
            Write::Recorded => {
                let (now, body) = (run.now, OutingEvent::Alarm(line));
                self.say(state, machine, (now, now), body).map(Place::Record)
            }
            Write::Noted => {
                let line = self.book.note(run.now, line);
                let on = &mut state.machines[machine];
                on.shelf = self.book.with(on.shelf, line, false);
                Ok(Place::Notebook(line))
            }
        }
    }

    /// Appends an event to the record, after all that can be trusted in it by then.
    fn say(
        &mut self,
        state: &mut State,
        machine: usize,
        (happened, typed): (i64, i64),
        body: OutingEvent,
    ) -> Result<Line, String> {
        let after = self.book.page(state.machines[machine].view(typed))?.heads.clone();
        let line = self.book.write(NAMES[machine], (happened, typed), after, body);
        let on = &mut state.machines[machine];
        on.shelf = self.book.with(on.shelf, line, true);
        Ok(line)
    }

    fn attempt(
        &mut self,
        state: &mut State,
        (machine, n): (usize, usize),
        write: Write,
    ) -> Result<(), String> {
        let Some(mut run) = state.machines[machine].runs[n].clone() else { return Ok(()) };
        let line = AlarmLine::Notify(Notify { tells: self.tells[run.tells].clone() });
        run.attempt = Some(self.put(state, machine, (write, line), &run)?);
        state.machines[machine].runs[n] = Some(run);
        Ok(())
    }

    fn send(
        &mut self,
        state: &mut State,
        (machine, n): (usize, usize),
        send: Send,
    ) -> Result<(), String> {
        let Some(run) = &mut state.machines[machine].runs[n] else { return Ok(()) };
        let tells = &self.tells[run.tells];
        let to = receivers(tells)[run.came.len()].to_owned();
        let mine: Vec<Tell> = tells.iter().filter(|t| t.to.contains(&to)).cloned().collect();
        run.came.push(match send {
            Send::Arrives => 0,
            Send::Refused => 1,
            Send::ArrivesUnknown | Send::LostUnknown | Send::Slow => 2,
        });
        let into = match send {
            Send::Arrives | Send::ArrivesUnknown => &mut state.delivered,
            Send::Slow => &mut state.flying,
            Send::Refused | Send::LostUnknown => return Ok(()),
        };
        for tell in &mine {
            let key = self.book.told(tell, &to);
            let mut set = BTreeSet::clone(&self.sets.get(*into));
            let twice = !set.insert(key);
            *into = self.sets.place(set);
            if twice && self.scenario.calm() {
                return Err(format!("(9) {key:?} is told twice, and nothing went wrong"));
            }
        }
        Ok(())
    }

    fn result(
        &mut self,
        state: &mut State,
        (machine, n): (usize, usize),
        write: Write,
    ) -> Result<(), String> {
        let Some(run) = state.machines[machine].runs[n].take() else { return Ok(()) };
        let tells = &self.tells[run.tells];
        let came = receivers(tells).into_iter().zip(&run.came).map(|(to, came)| Sent {
            to: to.to_owned(),
            channel: "mail".to_owned(),
            came: CAME[usize::from(*came)],
            answer: String::new(),
        });
        let came: Vec<Sent> = came.collect();
        let id = match run.attempt {
            Some(Place::Record(line) | Place::Notebook(line)) => {
                Some(self.book.line(line).id.clone())
            }
            Some(Place::Nowhere) | None => None,
        };
        if let Some(attempt) = id.filter(|_| !came.is_empty()) {
            let line = AlarmLine::Notified(Notified { attempt, came });
            self.put(state, machine, (write, line), &run)?;
        }
        let on = &mut state.machines[machine];
        on.looked((run.clock, run.now), self.scenario);
        Ok(())
    }

    fn whole_run(&mut self, state: &mut State, machine: usize) -> Result<(), String> {
        self.decide(state, machine, 0)?;
        let Some(tells) = state.machines[machine].runs[0].as_ref().map(|r| r.tells) else {
            return Ok(());
        };
        self.attempt(state, (machine, 0), Write::Recorded)?;
        for _ in 0..receivers(&self.tells[tells]).len() {
            self.send(state, (machine, 0), Send::Arrives)?;
        }
        self.result(state, (machine, 0), Write::Recorded)
    }

    fn ack(&mut self, page: &Page, who: &str, over: bool) -> OutingEvent {
        OutingEvent::Alarm(AlarmLine::Ack(Ack {
            who: who.to_owned(),
            name: who.to_owned(),
            doing: "driving there".to_owned(),
            alarms: page.judged.live.iter().map(|(alarm, _)| alarm.clone()).collect(),
            lease: Span::seconds(self.scenario.plan.lease * super::book::TICK),
            takes_over: over.then(|| "nearer".to_owned()),
        }))
    }

    /// What people say on a machine, by its clock.
    fn people(&mut self, state: &mut State, action: Action) -> Result<(), String> {
        let (machine, ago) = match action {
            Action::Contact(machine, _, ago) => (machine, ago),
            Action::Ack(machine, ..)
            | Action::Back(machine, _)
            | Action::Distress(machine, _)
            | Action::Resolve(machine, ..)
            | Action::Tried(machine, ..) => (machine, 0),
            _ => return Ok(()),
        };
        let page = self.page(state, machine)?;
        let left = &mut state.left;
        let body = match action {
            Action::Ack(_, who, over) => {
                left.acks -= 1;
                self.ack(&page, who, over)
            }
            Action::Contact(_, who, _) => {
                left.contacts -= 1;
                OutingEvent::Contact {
                    who: owned(who),
                    how: Means::TheyCalled,
                    whereabouts: None,
                    note: None,
                    answers: std::collections::BTreeMap::new(),
                }
            }
            Action::Back(_, who) => {
                left.backs -= 1;
                OutingEvent::Back { who: owned(who) }
            }
            Action::Distress(_, who) => {
                left.distresses -= 1;
                OutingEvent::Distress { who: owned(who), note: None, whereabouts: None }
            }
            Action::Resolve(_, by, second) => {
                left.resolves -= 1;
                OutingEvent::Resolve {
                    who: owned(&OUT),
                    confirmed_by: by.to_owned(),
                    how: "seen".to_owned(),
                    second: second.map(str::to_owned),
                }
            }
            Action::Tried(_, rung, over) => {
                left.outcomes -= 1;
                tried(&page.judged.live[0].0, rung, over)
            }
            _ => return Ok(()),
        };
        let typed = state.tick + state.machines[machine].ahead;
        self.say(state, machine, (typed - ago, typed), body).map(|_| ())
    }

    // What must hold on the way

    /// From one state to the next, on one machine.
    fn kept(
        &mut self,
        (before, after): (&State, &State),
        machine: usize,
        action: Action,
    ) -> Result<(), String> {
        let (was, is) = (self.page(before, machine)?, self.page(after, machine)?);
        let (on, then) = (&before.machines[machine], &after.machines[machine]);
        let had = self.book.shelves.get(on.shelf);
        let has = self.book.shelves.get(then.shelf);
        let gained: Vec<&OutingEvent> = has
            .lines
            .iter()
            .filter(|l| !had.lines.contains(l))
            .map(|l| &self.book.line(*l).body)
            .collect();
        let closes = |e: &&OutingEvent| matches!(e, OutingEvent::Resolve { .. });
        let ends = |e: &&OutingEvent| {
            closes(e) || matches!(e, OutingEvent::Contact { .. } | OutingEvent::Back { .. })
        };
        let now = on.now(before.tick);
        let said_later = |l: &Line| {
            let entry = self.book.line(*l);
            ends(&&entry.body) && entry.typed.max(entry.at) > at(now)
        };
        let wakes = had.lines.iter().any(said_later);
        let ended_by_word = gained.iter().any(closes) || wakes;
        if !ended_by_word && !was.judged.unresolved.is_subset(&is.judged.unresolved) {
            return Err(format!("(4) resolved itself: {:?}", was.judged.unresolved));
        }
        let judged_at = then.now(after.tick);
        if let Some((before, _)) = then.looked.filter(|(run, _)| *run > judged_at) {
            return Err(format!("(8) it goes by {judged_at}, after a run by {before}"));
        }
        // Until a run has looked at a clock that was set back, nobody can tell how far.
        let clock = before.tick + on.ahead;
        let known = on.looked.is_some_and(|(run, said)| said <= clock && clock + 1 < run);
        if matches!(action, Action::Tick) && known && judged_at <= now {
            return Err("(8) time stands still under a clock that was set back".to_owned());
        }
        let later = judged_at >= now;
        let ended = gained.iter().any(ends) || wakes || !later;
        let live = |alarm: &Alarm| is.judged.live.iter().any(|(a, _)| a == alarm);
        let again = |alarm: &Alarm| {
            is.judged.live.iter().any(|(a, _)| a.clock == alarm.clock && a.people == alarm.people)
        };
        // A sign-out that was in doubt for want of a right clock is trusted again.
        let doubt_over = was.unsound && !is.unsound;
        let kept = |a: &Alarm| live(a) || again(a) || (doubt_over && a.clock == Clock::Return);
        if let Some((gone, _)) = was.judged.live.iter().find(|(a, _)| !ended && !kept(a)) {
            return Err(format!("(7, 8) {gone:?} was late and is not, and nobody was heard from"));
        }
        let theirs = match action {
            Action::Ack(on, who, _) | Action::Resolve(on, who, _) => on == machine && who == "kay",
            _ => false,
        };
        // It may be listed that they spoke. It ends nothing, and holds nothing back.
        let same = was.judged.live == is.judged.live
            && was.judged.tells == is.judged.tells
            && was.judged.unresolved.is_subset(&is.judged.unresolved);
        if theirs && !same {
            return Err("(6) the word of the missing person changed something".to_owned());
        }
        Ok(())
    }

    /// Left alone from here, with no clock touched and nobody doing anything, what is late ends with everyone told again
    /// and again.
    fn left_alone(&mut self, machine: &Machine) -> Result<(), String> {
        if !self.alone.insert(machine.shelf) {
            return Ok(());
        }
        // After every lease and every rung, and any jump of a clock.
        let end = self.scenario.horizon + 20;
        let everyone = u8::try_from(self.scenario.plan.rungs.len() + 1).unwrap();
        let mut rounds = Vec::new();
        for now in [end, end + self.scenario.plan.repeat] {
            let page = self.book.page(machine.view(now))?;
            for (alarm, charge) in &page.judged.live {
                let alarm = self.book.alarm(alarm);
                let last = page.owed.iter().rfind(|o| o.0 == alarm).copied();
                rounds.push(last.filter(|o| o.1 == everyone && charge.is_none()));
            }
        }
        let Some(rounds) = rounds.into_iter().collect::<Option<Vec<Told>>>() else {
            return Err("(4) left alone, it does not end with everyone".to_owned());
        };
        let twice = |told: &Told| rounds.iter().any(|o| o.0 == told.0 && o.2 == told.2 + 1);
        let (first, _) = rounds.split_at(rounds.len() / 2);
        match first.iter().find(|told| !twice(told)) {
            Some(once) => Err(format!("(4) left alone, {once:?} is not repeated")),
            None => Ok(()),
        }
    }
}

fn tried(alarm: &Alarm, rung: usize, over: bool) -> OutingEvent {
    OutingEvent::Alarm(AlarmLine::Rung(Rung {
        alarm: alarm.clone(),
        rung,
        who: "max".to_owned(),
        outcome: if over { Outcome::NotNeeded } else { Outcome::NoAnswer },
        note: None,
    }))
}

impl Model for World {
    type State = State;
    type Action = Action;

    fn first(&mut self) -> State {
        let machine = Machine {
            shelf: self.book.shelves.place(Shelf { lines: vec![0], noted: Vec::new() }),
            ahead: 0,
            seen: None,
            behind: None,
            looked: None,
            runs: vec![None; self.scenario.runs],
        };
        State {
            tick: 0,
            machines: vec![machine; self.scenario.machines],
            delivered: self.sets.place(BTreeSet::new()),
            flying: self.sets.place(BTreeSet::new()),
            left: self.scenario.budget,
        }
    }

    fn actions(&mut self, state: &State) -> Result<Vec<Action>, String> {
        let mut all = Vec::new();
        let quiet = state.machines.iter().all(Machine::idle);
        for machine in 0..state.machines.len() {
            // Where nobody does anything meanwhile, a run that began is finished, or crashes, first.
            if quiet || self.scenario.meanwhile || !state.machines[machine].idle() {
                self.of_runs(state, machine, &mut all);
            }
            if quiet || self.scenario.meanwhile {
                self.of_people(state, machine, &mut all)?;
                let jumps = [-3, 3].into_iter().filter(|_| state.left.jumps > 0);
                all.extend(jumps.map(|by| Action::Jump(machine, by)));
            }
        }
        if quiet || self.scenario.meanwhile {
            if state.tick < self.scenario.horizon {
                all.push(Action::Tick);
            }
            if !self.sets.get(state.flying).is_empty() {
                all.push(Action::Land);
            }
            if self.apart(state) {
                all.push(Action::Merge);
            }
        }
        Ok(all)
    }

    fn next(&mut self, state: &State, action: Action) -> Result<State, String> {
        let mut next = state.clone();
        let wrong = match action {
            Action::Attempt(_, _, write) | Action::Result(_, _, write) => write != Write::Recorded,
            Action::Send(_, _, send) => send != Send::Arrives,
            Action::Crash(..) => true,
            _ => false,
        };
        next.left.faults -= u8::from(wrong);
        match action {
            Action::Tick => next.tick += 1,
            Action::Jump(machine, by) => {
                next.machines[machine].ahead += by;
                next.left.jumps -= 1;
            }
            Action::Run(machine) => self.whole_run(&mut next, machine)?,
            Action::Decide(machine, run) => self.decide(&mut next, machine, run)?,
            Action::Attempt(machine, run, write) => {
                self.attempt(&mut next, (machine, run), write)?;
            }
            Action::Send(machine, run, send) => self.send(&mut next, (machine, run), send)?,
            Action::Result(machine, run, write) => self.result(&mut next, (machine, run), write)?,
            Action::Crash(machine, run) => next.machines[machine].runs[run] = None,
            Action::Land => {
                let landed = self.sets.get(next.flying);
                let all = self.sets.get(next.delivered).union(&landed).copied().collect();
                next.delivered = self.sets.place(all);
                next.flying = self.sets.place(BTreeSet::new());
            }
            Action::Merge => {
                let (a, b) = (next.machines[0].shelf, next.machines[1].shelf);
                next.machines[0].shelf = self.book.merged(a, b);
                next.machines[1].shelf = self.book.merged(b, a);
            }
            Action::Ack(..)
            | Action::Contact(..)
            | Action::Back(..)
            | Action::Distress(..)
            | Action::Resolve(..)
            | Action::Tried(..) => self.people(&mut next, action)?,
        }
        for machine in 0..next.machines.len() {
            self.kept((state, &next), machine, action)?;
        }
        Ok(next)
    }

    fn check(&mut self, state: &State) -> Result<(), String> {
        for machine in 0..state.machines.len() {
            let page = self.page(state, machine)?;
            let delivered = self.sets.get(state.delivered);
            if let Some(false_word) = page.handed.iter().find(|h| !delivered.contains(h)) {
                return Err(format!("(5) {false_word:?} counts as told, and never arrived"));
            }
            if state.tick == self.scenario.horizon && state.machines[machine].idle() {
                self.left_alone(&state.machines[machine])?;
            }
        }
        Ok(())
    }
}
