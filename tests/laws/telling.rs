//! Proves of any day, on two machines that run the alarm now and then and merge now and then: whatever is due and in
//! nobody's charge is told at least once, rungs are told in order, what was told stays listed until somebody who knows
//! closes it, and nobody who is back raises anew. The model in `tests/model` searches small worlds to their end; these
//! are long days, through real record files.

use super::world::{
    PEOPLE, Verb, World, after, event, key, later, left, sign_out, terms, verb, who,
};
use hv::domain::alarm::{Ack, Alarm, AlarmLine, Came, Log, Notified, Notify, Sent, Tell};
use hv::domain::events::{Contactable, FrozenLadder, FrozenRung, OutingEvent, Terms};
use hv::domain::outing::Outing;
use hv::policy::{Clock, Source, defaults};
use hv::watch::{self, Late, ladder, telling};
use hv::when::{Moment, Span};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What happens next on a machine, after so many minutes.
#[derive(Debug, Clone)]
enum Turn {
    Say {
        side: usize,
        wait: i64,
        verb: Verb,
    },
    /// A run of the alarm, and what came of its messages.
    Run {
        side: usize,
        wait: i64,
        came: Came,
    },
    Ack {
        side: usize,
        wait: i64,
    },
    Merge,
}

/// No turn closes an alarm.
fn turn() -> impl Strategy<Value = Turn> {
    let closes = |v: &Verb| matches!(v, Verb::Resolve(_) | Verb::Assure(_));
    let say = (0_usize..2, 0_i64..40, verb().prop_filter("no closing", move |v| !closes(v)));
    let came = prop_oneof![
        6 => Just(Came::Handed),
        1 => Just(Came::Failed),
        1 => Just(Came::Unknown),
    ];
    prop_oneof![
        2 => say.prop_map(|(side, wait, verb)| Turn::Say { side, wait, verb }),
        5 => (0_usize..2, 1_i64..40, came).prop_map(|(side, wait, came)| Turn::Run { side, wait, came }),
        1 => (0_usize..2, 1_i64..20).prop_map(|(side, wait)| Turn::Ack { side, wait }),
        1 => Just(Turn::Merge),
    ]
}

fn turns() -> impl Strategy<Value = Vec<Turn>> {
    prop::collection::vec(turn(), 1..14)
}

fn contactable(id: &str) -> Contactable {
    Contactable { id: id.to_owned(), name: id.to_owned(), number: None, email: None }
}

/// Three rungs for every clock, ten minutes apart.
fn climbed(terms: &Terms) -> Terms {
    let rung = |(index, id): (i64, &str)| FrozenRung {
        role: id.to_owned(),
        people: vec![Arc::new(contactable(id))],
        does: "ring {people}".to_owned(),
        after: Span::minutes(10 * index),
        default_time: false,
        decision: Vec::new(),
        at: None,
        optional: false,
        tries: None,
        clauses: Vec::new(),
    };
    let ladder = FrozenLadder {
        id: "all".to_owned(),
        clocks: vec![
            Clock::Contact,
            Clock::Return,
            Clock::Distress,
            Clock::Concern,
            Clock::Finish,
            Clock::Call,
            Clock::Wait,
            Clock::Home,
        ],
        rungs: (0..).zip(["office", "max", "pat"]).map(rung).collect(),
        source: Source::Default,
    };
    let everyone = ["office", "max", "pat"].map(|id| Arc::new(contactable(id))).to_vec();
    Terms { ladders: [ladder].into(), everyone, ..terms.clone() }
}

fn outing(world: &World, side: usize, now: Moment) -> Outing {
    Outing::of(&world.sides[side].read(&key(), now).unwrap().unwrap()).unwrap()
}

fn all_of(step: &ladder::Due) -> Vec<String> {
    step.who.iter().map(|p| p.id.clone()).collect()
}

fn untold(late: &[Late], now: Moment) -> Vec<Tell> {
    late.iter().flat_map(|l| telling::untold(l, all_of, now)).collect()
}

fn unresolved(outing: &Outing) -> BTreeSet<Alarm> {
    Log::of_outing(outing, &[]).unresolved().into_iter().map(|(alarm, _)| alarm.clone()).collect()
}

/// What one day came to.
struct Day<'w> {
    world: &'w World,
    now: Moment,
    /// Every message that arrived.
    arrived: Vec<Tell>,
}

type Checked = Result<(), TestCaseError>;

/// Rungs are told in order: in one run, and none for the first time after one above it.
fn in_order(log: &Log, tells: &[Tell]) -> Checked {
    let mut last: BTreeMap<&Alarm, usize> = BTreeMap::new();
    for tell in tells {
        let before = last.insert(&tell.alarm, tell.rung).unwrap_or(0);
        prop_assert!(before < tell.rung, "rung {} after {}", tell.rung, before);
        let highest = log.highest_told(&tell.alarm);
        let again = log.attempted(&tell.alarm, tell.rung, tell.round);
        prop_assert!(again || tell.rung >= highest, "rung {} after {}", tell.rung, highest);
    }
    Ok(())
}

impl Day<'_> {
    fn arrived(&self, late: &Late, step: &ladder::Due, to: &str) -> bool {
        self.arrived.iter().any(|t| {
            (t.rung, t.round) == (step.number, step.round)
                && t.alarm.covers(&late.alarm)
                && t.to.iter().any(|one| one == to)
        })
    }

    /// A run as `hv overdue --alert` makes it.
    fn run(&mut self, side: usize, came: Came) -> Checked {
        let now = self.now;
        let late = watch::late(&outing(self.world, side, now), now);
        let tells = untold(&late, now);
        prop_assert!(
            late.iter().all(|l| l.charge(now).is_none()) || self.acted(side),
            "held back, though nobody did anything for the length of a lease"
        );
        in_order(&Log::of_outing(&outing(self.world, side, now), &[]), &tells)?;
        if !tells.is_empty() {
            let attempt = AlarmLine::Notify(Notify { tells: tells.clone() });
            let attempt = self.world.say(side, now, now, OutingEvent::Alarm(attempt));
            let to: BTreeSet<&String> = tells.iter().flat_map(|t| &t.to).collect();
            let sent = to.into_iter().map(|to| Sent {
                to: to.clone(),
                channel: "mail".to_owned(),
                came,
                answer: String::new(),
            });
            let result = AlarmLine::Notified(Notified { attempt, came: sent.collect() });
            self.world.say(side, now, now, OutingEvent::Alarm(result));
        }
        if came == Came::Handed {
            self.arrived.extend(tells);
        }
        let again = untold(&watch::late(&outing(self.world, side, now), now), now);
        if came != Came::Handed {
            // What is not known to have arrived is told by the next run, and nothing is lost.
            for (alarm, rung, round) in self.open(&late, now) {
                let next = |t: &Tell| (&t.alarm, t.rung, t.round) == (&alarm, rung, round);
                prop_assert!(again.iter().any(next), "rung {} of {:?} is lost", rung, alarm);
            }
            return Ok(());
        }
        prop_assert_eq!(again, Vec::new(), "told, and not known to be");
        let silent = self.open(&late, now);
        prop_assert!(silent.is_empty(), "due, in nobody's charge, and never told: {:?}", silent);
        Ok(())
    }

    /// Somebody took charge, or logged an action, within the last quarter of an hour.
    fn acted(&self, side: usize) -> bool {
        outing(self.world, side, self.now).entries.iter().any(|e| {
            let act = matches!(
                e.body,
                OutingEvent::Alarm(AlarmLine::Ack(_)) | OutingEvent::NoAnswer { .. }
            );
            act && self.now < e.at.plus(Span::minutes(15))
        })
    }

    /// Every rung that is due and in nobody's charge, of which somebody has not heard.
    fn open(&self, late: &[Late], now: Moment) -> Vec<(Alarm, usize, i64)> {
        let free = late.iter().filter(|l| l.charge(now).is_none());
        let steps = free.flat_map(|l| l.steps.iter().map(move |s| (l, s)));
        let open = steps.filter(|(l, s)| all_of(s).iter().any(|to| !self.arrived(l, s, to)));
        open.map(|(l, s)| (l.alarm.clone(), s.number, s.round)).collect()
    }

    fn ack(&self, side: usize) {
        let late = watch::late(&outing(self.world, side, self.now), self.now);
        if late.is_empty() {
            return;
        }
        let ack = Ack {
            who: "max".to_owned(),
            name: "max".to_owned(),
            doing: "driving there".to_owned(),
            alarms: late.into_iter().map(|l| l.alarm).collect(),
            lease: Span::minutes(15),
            takes_over: None,
        };
        let line = OutingEvent::Alarm(AlarmLine::Ack(ack));
        self.world.say(side, self.now, self.now, line);
    }

    fn turn(&mut self, turn: &Turn) -> Checked {
        let wait = match turn {
            Turn::Say { wait, .. } | Turn::Run { wait, .. } | Turn::Ack { wait, .. } => *wait,
            Turn::Merge => 0,
        };
        self.now = later(self.now, wait * 60);
        let listed = [0, 1].map(|side| unresolved(&outing(self.world, side, self.now)));
        match turn {
            Turn::Say { side, verb, .. } => {
                self.world.say(*side, self.now, self.now, event(verb, self.now));
            }
            Turn::Run { side, came, .. } => self.run(*side, *came)?,
            Turn::Ack { side, .. } => self.ack(*side),
            Turn::Merge => self.world.merge(),
        }
        for (side, before) in listed.iter().enumerate() {
            let after = unresolved(&outing(self.world, side, self.now));
            prop_assert!(before.is_subset(&after), "{:?} resolved itself", before);
        }
        Ok(())
    }
}

fn start<'w>(world: &'w World, terms: &Terms) -> Day<'w> {
    world.clear();
    world.say(0, left(), left(), sign_out(&PEOPLE, 120, terms));
    world.put(1, &world.text(0));
    Day { world, now: left(), arrived: Vec::new() }
}

/// Seconds since it was printed: around the time for a repetition, around now, and any.
fn printed_ago() -> impl Strategy<Value = i64> {
    let every = defaults().repeat.as_seconds();
    prop_oneof![every - 1..every + 2, -1_i64..2, -3_000_i64..3_000]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_due_and_in_nobodys_charge_is_told_in_order_and_stays_until_it_is_closed(
        turns in turns(), terms in terms(), more in 1_i64..3_000,
    ) {
        let world = World::new();
        let mut day = start(&world, &climbed(&terms));
        for turn in &turns {
            day.turn(turn)?;
        }
        world.merge();
        // Missed runs change nothing: the next one tells all that came due, once.
        day.now = later(day.now, more * 60);
        day.run(0, Came::Handed)?;
        let told = outing(&world, 0, day.now);
        // Who is back raises nothing anew, and ends nothing that was told.
        let ends = if terms.home.is_some() { Verb::Home(7) } else { Verb::Back(7) };
        world.say(0, day.now, day.now, event(&ends, day.now));
        let back = outing(&world, 0, day.now);
        prop_assert_eq!(unresolved(&back), unresolved(&told));
        for minutes in [0, 1, 60, more] {
            let now = later(day.now, minutes * 60);
            let kept = |l: &Late| l.alarm.clock == Clock::Distress;
            prop_assert!(watch::late(&back, now).iter().all(kept));
        }
        // One of them closes nothing. Two who know close all of it, once they have seen it.
        let close = |by: &str| OutingEvent::Resolve {
            who: who(7),
            confirmed_by: by.to_owned(),
            how: "seen".to_owned(),
            second: Some("pat".to_owned()),
        };
        world.say(0, day.now, day.now, close("kay"));
        prop_assert_eq!(unresolved(&outing(&world, 0, day.now)), unresolved(&told));
        world.say(0, day.now, later(day.now, 60), close("max"));
        prop_assert_eq!(unresolved(&outing(&world, 0, later(day.now, 60))), BTreeSet::new());
    }

    #[test]
    fn what_is_printed_is_printed_again_for_what_is_new_and_after_a_while(
        terms in terms(), late_by in 0_i64..12_000, ago in printed_ago(),
    ) {
        let world = World::new();
        // A repetition of its own is new each time: here it is rare.
        let repeat = Span::minutes(100);
        start(&world, &Terms { repeat, ..climbed(&terms) });
        let now = later(after(200), late_by);
        let at = later(now, -ago);
        let all = watch::late(&outing(&world, 0, now), now);
        prop_assume!(!all.is_empty());
        let every = defaults().repeat;
        for late in &all {
            prop_assert!(telling::print_again(late, None, now));
            let newest = late.steps.iter().map(|s| s.since).max().unwrap();
            for at in [at, newest, later(newest, -1)] {
                let again = telling::print_again(late, Some(at), now);
                let expected = at > now || later(at, every.as_seconds()) <= now || newest > at;
                prop_assert_eq!(again, expected);
            }
        }
    }
}
