//! The lines of the model's records, each written once; and what hv's own functions make of any set of them.
//!
//! A line is named for its content, as in a real record, so that two machines which say the same say one thing. What hv
//! makes of a set of lines is worked out once and kept: the search meets the same set many times.

use super::spec::{self, Verdict};
use hv::domain::alarm::{Alarm, AlarmLine, Came, Log, Tell};
use hv::domain::entry::{Doubtful, Entry, Record};
use hv::domain::events::{Contactable, FrozenLadder, FrozenRung, OutingEvent, Terms, Traveller};
use hv::domain::outing::Outing;
use hv::error::Damage;
use hv::policy::{Clock, Limit, Source};
use hv::store::MachineState;
use hv::watch::{self, Late, ladder, telling};
use hv::when::{Moment, Span};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

/// Who is out.
pub(crate) const OUT: [&str; 2] = ["kay", "lou"];

/// Seconds of a tick: ten minutes, more than clocks may differ.
pub(crate) const TICK: i64 = 600;

/// Ticks from the beginning of 1970 to the model's own beginning, Tue 24 Nov 2026 10:00.
const BEGINNING: i64 = 1_795_514_400 / TICK;

pub(crate) fn at(tick: i64) -> Moment {
    Moment::from_unix((BEGINNING + tick) * TICK).unwrap()
}

pub(crate) fn tick_of(moment: Moment) -> i64 {
    moment.unix() / TICK - BEGINNING
}

fn ticks(count: i64) -> Span {
    Span::seconds(count * TICK)
}

/// One rung: whom it tells, how long after the due time, how often it is tried.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rung {
    pub(crate) who: &'static [&'static str],
    pub(crate) after: i64,
    pub(crate) tries: i64,
}

/// The watch over the outing, in ticks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plan {
    /// When they left.
    pub(crate) left: i64,
    /// The longest silence.
    pub(crate) silence: i64,
    /// When they are expected back.
    pub(crate) back: i64,
    pub(crate) rungs: &'static [Rung],
    pub(crate) lease: i64,
    pub(crate) repeat: i64,
    /// Whom a channel reaches.
    pub(crate) reach: &'static [&'static str],
}

/// A ladder has so many ticks for its last rung to answer.
pub(crate) const RUNG_TIME: i64 = 1;

/// Told when the ladder has run out.
pub(crate) const EVERYONE: [&str; 2] = ["max", "pat"];

/// Max at once, Pat a tick later, everyone a tick after that.
pub(crate) const TWO_RUNGS: &[Rung] =
    &[Rung { who: &["max"], after: 0, tries: 1 }, Rung { who: &["pat"], after: 1, tries: 1 }];

impl Plan {
    /// Silence is late at tick 1.
    pub(crate) const USUAL: Plan = Plan {
        left: -1,
        silence: 2,
        back: 90,
        rungs: TWO_RUNGS,
        lease: 2,
        repeat: 2,
        reach: &["max", "pat"],
    };

    fn limit(span: i64) -> Limit {
        Limit { span: ticks(span), over: false, source: Source::Default }
    }

    fn terms(&self) -> Terms {
        let person = |id: &&str| Contactable {
            id: (*id).to_owned(),
            name: (*id).to_owned(),
            number: None,
            email: None,
        };
        let rung = |rung: &Rung| FrozenRung {
            role: "role".to_owned(),
            people: rung.who.iter().map(person).map(Arc::new).collect(),
            does: "ring {people}".to_owned(),
            after: ticks(rung.after),
            default_time: false,
            decision: Vec::new(),
            at: None,
            optional: true,
            tries: Some(rung.tries),
            clauses: Vec::new(),
        };
        Terms {
            policy: "plain".to_owned(),
            digest: "0".to_owned(),
            contact: Some(Plan::limit(self.silence)),
            contact_how: String::new(),
            before_visit: Vec::new(),
            before_ahead: Span::ZERO,
            after_visit: Vec::new(),
            after_within: None,
            return_grace: Plan::limit(0),
            finish: None,
            call_needs: Vec::new(),
            school_calls: None,
            home: None,
            at_wait_limit: String::new(),
            ladders: [FrozenLadder {
                id: "all".to_owned(),
                clocks: vec![Clock::Contact, Clock::Return, Clock::Distress],
                rungs: self.rungs.iter().map(rung).collect(),
                source: Source::Default,
            }]
            .into(),
            rung_time: ticks(RUNG_TIME),
            lease: ticks(self.lease),
            repeat: ticks(self.repeat),
            everyone: EVERYONE.iter().map(person).map(Arc::new).collect(),
        }
    }

    fn sign_out(&self) -> OutingEvent {
        let traveller = |id: &&str| Traveller {
            id: (*id).to_owned(),
            name: (*id).to_owned(),
            number: None,
            car: None,
            kin: Vec::new(),
            next_of_kin: None,
            answers: BTreeMap::new(),
        };
        OutingEvent::SignOut {
            people: OUT.iter().map(traveller).collect(),
            monitor: None,
            on_call: None,
            stops: Vec::new(),
            back: at(self.back),
            terms: Arc::new(self.terms()),
            answers: BTreeMap::new(),
            unmet: Vec::new(),
            breach: None,
            watched_by_hand: None,
            duties: Vec::new(),
            drill: None,
        }
    }
}

/// A line, by its place in the book.
pub(crate) type Line = u32;

/// A rung told to one receiver: the alarm by its place in the book, the rung, the round, the receiver.
pub(crate) type Told = (u8, u8, u8, &'static str);

/// What a machine has of the outing, in order of writing: the lines of its record, and those it noted for want of one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) struct Shelf {
    pub(crate) lines: Vec<Line>,
    pub(crate) noted: Vec<Line>,
}

/// Values, each kept once and named by its place: a state holds the places, and compares quickly.
#[derive(Debug)]
pub(crate) struct Kept<T> {
    all: Vec<Rc<T>>,
    places: BTreeMap<Rc<T>, u32>,
}

impl<T: Ord> Kept<T> {
    pub(crate) fn new() -> Kept<T> {
        Kept { all: Vec::new(), places: BTreeMap::new() }
    }

    pub(crate) fn place(&mut self, value: T) -> u32 {
        if let Some(place) = self.places.get(&value) {
            return *place;
        }
        let (place, value) = (u32::try_from(self.all.len()).unwrap(), Rc::new(value));
        self.all.push(Rc::clone(&value));
        self.places.insert(value, place);
        place
    }

    pub(crate) fn get(&self, place: u32) -> Rc<T> {
        Rc::clone(&self.all[place as usize])
    }
}

/// What a machine has, at the time it goes by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct View {
    /// Its place among [`Book::shelves`].
    pub(crate) shelf: u32,
    pub(crate) now: i64,
}

/// What hv makes of a view.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Judged {
    /// What is late, in order, and who has charge of it.
    pub(crate) live: Vec<(Alarm, Option<String>)>,
    /// What is to be told.
    pub(crate) tells: Vec<Tell>,
    /// What was told and nobody has closed.
    pub(crate) unresolved: BTreeSet<Alarm>,
}

/// A judgement with what stands beside it.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) judged: Judged,
    /// What should be told by now, by the model's own reckoning, whether or not it was.
    pub(crate) owed: Vec<Told>,
    /// What the view's lines say was handed over.
    pub(crate) handed: Vec<Told>,
    /// What a new line of this record comes after.
    pub(crate) heads: Vec<String>,
    /// No line that can be trusted says that anybody left.
    pub(crate) unsound: bool,
}

/// Every line written in any world of one scenario.
#[derive(Debug)]
pub(crate) struct Book {
    pub(crate) plan: Plan,
    entries: Vec<Entry<OutingEvent>>,
    known: BTreeMap<String, Line>,
    alarms: Vec<Alarm>,
    pub(crate) shelves: Kept<Shelf>,
    pages: BTreeMap<View, Rc<Page>>,
    /// The shelves whose lines were read in another order as well.
    turned: BTreeSet<u32>,
}

fn receiver(id: &str) -> &'static str {
    EVERYONE.iter().copied().find(|name| *name == id).unwrap()
}

impl Book {
    pub(crate) fn new(plan: Plan) -> Book {
        let (entries, known) = (Vec::new(), BTreeMap::new());
        let (alarms, shelves, pages) = (Vec::new(), Kept::new(), BTreeMap::new());
        let turned = BTreeSet::new();
        let mut book = Book { plan, entries, known, alarms, shelves, pages, turned };
        book.write("a", (plan.left, plan.left), Vec::new(), plan.sign_out());
        book
    }

    /// The shelf with one line more, in the record or beside it.
    pub(crate) fn with(&mut self, place: u32, line: Line, in_record: bool) -> u32 {
        let mut held = Shelf::clone(&self.shelves.get(place));
        let lines = if in_record { &mut held.lines } else { &mut held.noted };
        if let Err(gap) = lines.binary_search(&line) {
            lines.insert(gap, line);
        }
        self.shelves.place(held)
    }

    /// The shelf with every line of another's record: what a merge gives.
    pub(crate) fn merged(&mut self, place: u32, other: u32) -> u32 {
        let mut held = Shelf::clone(&self.shelves.get(place));
        held.lines.extend(&self.shelves.get(other).lines);
        held.lines.sort_unstable();
        held.lines.dedup();
        self.shelves.place(held)
    }

    /// Writes a line on a machine, unless it is there: equal events are one.
    pub(crate) fn write(
        &mut self,
        machine: &str,
        (happened, typed): (i64, i64),
        after: Vec<String>,
        body: OutingEvent,
    ) -> Line {
        let content = format!("{machine} {happened} {typed} {after:?} {body:?}");
        self.keep(&content, |id| Entry {
            id: format!("{machine}-{id:04}"),
            after,
            at: at(happened),
            typed: at(typed),
            by: "max".to_owned(),
            clock_given: false,
            on_paper: None,
            body,
        })
    }

    /// A line that no record could take, named for what it says.
    pub(crate) fn note(&mut self, now: i64, line: AlarmLine) -> Line {
        let mut machine = MachineState::default();
        let id = machine.note("outing", at(now), line.clone());
        self.keep(&id.clone(), |_| Entry {
            id,
            after: Vec::new(),
            at: at(now),
            typed: at(now),
            by: "hv".to_owned(),
            clock_given: false,
            on_paper: None,
            body: OutingEvent::Alarm(line),
        })
    }

    fn keep(&mut self, content: &str, entry: impl FnOnce(usize) -> Entry<OutingEvent>) -> Line {
        if let Some(known) = self.known.get(content) {
            return *known;
        }
        let place = Line::try_from(self.entries.len()).unwrap();
        self.entries.push(entry(self.entries.len()));
        self.known.insert(content.to_owned(), place);
        place
    }

    pub(crate) fn line(&self, line: Line) -> &Entry<OutingEvent> {
        &self.entries[line as usize]
    }

    /// The alarm's place in the book.
    pub(crate) fn alarm(&mut self, alarm: &Alarm) -> u8 {
        let known = self.alarms.iter().position(|a| a == alarm);
        let place = known.unwrap_or_else(|| {
            self.alarms.push(alarm.clone());
            self.alarms.len() - 1
        });
        u8::try_from(place).unwrap()
    }

    /// The same moment missed, by these people and perhaps others.
    pub(crate) fn covers(&self, wide: u8, narrow: u8) -> bool {
        let (wide, narrow) = (&self.alarms[usize::from(wide)], &self.alarms[usize::from(narrow)]);
        (wide.clock, wide.due) == (narrow.clock, narrow.due)
            && narrow.people.iter().all(|p| wide.people.contains(p))
    }

    pub(crate) fn told(&mut self, tell: &Tell, to: &str) -> Told {
        let alarm = self.alarm(&tell.alarm);
        (alarm, u8::try_from(tell.rung).unwrap(), u8::try_from(tell.round).unwrap(), receiver(to))
    }

    /// The record as hv's reader gives it: what is from the future is in doubt. A line stands after all it names.
    fn record(&self, view: View) -> Record<OutingEvent> {
        let held = self.shelves.get(view.shelf);
        let all = held.lines.iter().map(|line| self.line(*line).clone());
        let (doubtful, entries): (Vec<_>, Vec<_>) =
            all.partition(|e| e.at.max(e.typed) > at(view.now).plus(Span::minutes(2)));
        let doubt = |entry: Entry<OutingEvent>| Doubtful {
            line: entry.id.clone(),
            damage: Damage {
                path: "outing".to_owned(),
                line: None,
                what: "the event is from the future".to_owned(),
                hint: String::new(),
                may_hide_somebody: true,
            },
            entry: Some(entry),
        };
        Record {
            id: "2026-11-24-kay-1a".to_owned(),
            entries,
            doubtful: doubtful.into_iter().map(doubt).collect(),
            damage: Vec::new(),
        }
    }

    /// What hv makes of a view, held against the model's own reckoning, and against itself with its lines turned round.
    pub(crate) fn page(&mut self, view: View) -> Result<Rc<Page>, String> {
        if let Some(page) = self.pages.get(&view) {
            return Ok(Rc::clone(page));
        }
        let held = self.shelves.get(view.shelf);
        let noted: Vec<Entry<AlarmLine>> = held.noted.iter().map(|n| self.noted(*n)).collect();
        let mut record = self.record(view);
        let heads = record.heads();
        let judged = judge(&record, &noted, view.now, self.plan.reach);
        let verdict = spec::verdict(&self.plan, &record, &noted, view.now);
        agree(&judged, &verdict)?;
        if self.turned.insert(view.shelf) {
            record.entries.reverse();
            record.doubtful.reverse();
            let turned = judge(&record, &noted, view.now, self.plan.reach);
            if judged != turned {
                return Err(format!("(7) the order of lines matters: {judged:?} and {turned:?}"));
            }
        }
        let owed = self.named(&verdict.owed);
        let handed = self.handed(&record, &noted);
        let page = Rc::new(Page { judged, owed, handed, heads, unsound: verdict.unsound });
        self.pages.insert(view, Rc::clone(&page));
        Ok(page)
    }

    fn named(&mut self, owed: &[(Tell, &'static str)]) -> Vec<Told> {
        owed.iter().map(|(tell, to)| self.told(tell, to)).collect()
    }

    fn noted(&self, line: Line) -> Entry<AlarmLine> {
        let entry = self.line(line);
        let OutingEvent::Alarm(body) = &entry.body else {
            panic!("only lines of the log are noted")
        };
        Entry {
            id: entry.id.clone(),
            after: Vec::new(),
            at: entry.at,
            typed: entry.typed,
            by: entry.by.clone(),
            clock_given: false,
            on_paper: None,
            body: body.clone(),
        }
    }

    /// Everything that any line here says was handed over.
    fn handed(&mut self, record: &Record<OutingEvent>, noted: &[Entry<AlarmLine>]) -> Vec<Told> {
        let lines: Vec<(&str, &AlarmLine)> = spec::lines(record, noted).collect();
        let results = lines.iter().filter_map(|(_, line)| match line {
            AlarmLine::Notified(result) => Some(result),
            _ => None,
        });
        let mut all = Vec::new();
        for result in results {
            let arrived: Vec<&str> = result
                .came
                .iter()
                .filter(|s| s.came == Came::Handed)
                .map(|s| s.to.as_str())
                .collect();
            for tell in lines.iter().filter(|(id, _)| *id == result.attempt).flat_map(tells) {
                let to = tell.to.iter().filter(|to| arrived.contains(&to.as_str()));
                all.extend(to.map(|to| (tell.clone(), receiver(to))));
            }
        }
        self.named(&all)
    }

    /// How many sets of lines were judged.
    pub(crate) fn judged(&self) -> usize {
        self.pages.len()
    }
}

fn tells<'l>((_, line): &(&str, &'l AlarmLine)) -> &'l [Tell] {
    if let AlarmLine::Notify(notify) = line { &notify.tells } else { &[] }
}

fn judge(
    record: &Record<OutingEvent>,
    noted: &[Entry<AlarmLine>],
    now: i64,
    reach: &[&str],
) -> Judged {
    let outing = Outing::of(record).unwrap();
    let late = watch::late_noted(&outing, noted, at(now));
    let reached = |step: &ladder::Due| -> Vec<String> {
        let all = step.who.iter().map(|p| p.id.clone());
        all.filter(|id| reach.contains(&id.as_str())).collect()
    };
    let charge = |l: &Late| l.charge(at(now)).map(|c| c.who.clone());
    let log = Log::of_outing(&outing, noted);
    Judged {
        live: late.iter().map(|l| (l.alarm.clone(), charge(l))).collect(),
        tells: late.iter().flat_map(|l| telling::untold(l, reached, at(now))).collect(),
        unresolved: log.unresolved().into_iter().map(|(alarm, _)| alarm.clone()).collect(),
    }
}

/// hv and the model's own reckoning say the same.
fn agree(judged: &Judged, verdict: &Verdict) -> Result<(), String> {
    if judged.live != verdict.live {
        let (hv, model) = (&judged.live, &verdict.live);
        return Err(format!("late, and in whose charge: hv says {hv:?}, should be {model:?}"));
    }
    if judged.tells != verdict.tells {
        let (hv, model) = (&judged.tells, &verdict.tells);
        return Err(format!("to be told: hv says {hv:?}, should be {model:?}"));
    }
    if judged.unresolved != verdict.unresolved {
        let (hv, model) = (&judged.unresolved, &verdict.unresolved);
        return Err(format!("unresolved: hv says {hv:?}, should be {model:?}"));
    }
    Ok(())
}
