//! Proves that loss and doubt only make things worse: a line that is gone or cannot be trusted never takes an
//! alarm away, never closes anything, never counts as contact and never moves a deadline later.

use super::world::{
    Over, PEOPLE, Verb, World, event, later, raised, running, sign_out, stands, steps, terms, verb,
};
use hv::domain::events::OutingEvent;
use hv::domain::outing::{Abroad, Outing};
use hv::policy::Clock;
use hv::when::Moment;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use std::collections::BTreeMap;

fn config() -> ProptestConfig {
    ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() }
}

/// The line with the last letter of its check turned into another: it can be read, and not trusted.
fn spoiled(line: &str) -> String {
    let (start, last) = line.split_at(line.len() - 3);
    let other = if last.starts_with('0') { '1' } else { '0' };
    format!("{start}{other}\"}}")
}

fn did<'a>(line: &'a str, kinds: &[&str]) -> Option<&'a str> {
    kinds.iter().any(|kind| line.contains(&format!("\"did\": \"{kind}\""))).then_some(line)
}

fn with(lines: &[&str], n: usize, replace: Option<String>) -> String {
    let mut lines: Vec<String> = lines.iter().map(|l| (*l).to_owned()).collect();
    match replace {
        Some(line) => lines[n] = line,
        None => {
            lines.remove(n);
        }
    }
    lines.join("\n") + "\n"
}

/// A visit's appointment is later than it was.
fn moved_later(before: &Outing, after: &Outing) -> bool {
    let at = |outing: &Outing, visit: &str| {
        outing.stops.iter().find(|d| d.stop.visit == visit).and_then(|d| d.stop.appointment)
    };
    before.stops.iter().any(|d| at(after, &d.stop.visit) > at(before, &d.stop.visit))
}

/// Everything that is still due: alarms that stand must stand, and clocks that run must run.
fn no_better(
    before: (&BTreeMap<Over, Moment>, &BTreeMap<Over, Moment>),
    after: (&BTreeMap<Over, Moment>, &BTreeMap<Over, Moment>),
) -> bool {
    stands(before.0, after.0) && stands(before.1, after.1)
}

proptest! {
    #![proptest_config(config())]

    /// A lost line takes with it what it alone said: the earlier return that it gave, or the sign that somebody whose
    /// return is recorded is out again. Then the hole shows, unless the record was cut exactly there, which only git
    /// and other machines can tell.
    #[test]
    fn a_contact_a_return_or_an_extension_that_is_gone_takes_no_alarm_away(
        steps in steps(), terms in terms(), back in 60_i64..300, more in 0_i64..40_000,
    ) {
        let world = World::new();
        let told = world.live(sign_out(&PEOPLE, back, &terms), &steps);
        let (whole, now) = (world.outing(&told.text), later(told.last, more));
        let heads = world.record(&told.text).heads();
        let lines: Vec<&str> = told.text.lines().collect();
        for (n, line) in lines.iter().enumerate() {
            let Some(line) = did(line, &["contact", "back", "extend", "home", "delay"]) else { continue };
            let less = with(&lines, n, None);
            let (record, left) = (world.record(&less), world.outing(&less));
            let head = heads.iter().any(|id| line.contains(&format!("{{\"id\": \"{id}\"")));
            prop_assert_eq!(record.damage.is_empty(), head, "a hole shows: {}", line);
            let put_off = |p: &Abroad| left.person(&p.id).is_some_and(|l| l.back > p.back);
            let due_later = whole.people.iter().any(put_off) || moved_later(&whole, &left);
            let away = |o: &Outing, id: &str| o.person(id).is_some_and(Abroad::away);
            let believed_back = PEOPLE.iter().any(|id| away(&whole, id) && !away(&left, id));
            if due_later || believed_back {
                prop_assert!(head || !left.damage.is_empty());
                continue;
            }
            let (before, after) = (raised(&whole, now), raised(&left, now));
            // A visit that was to end later is over earlier without the line that said so: who was heard from since
            // then counts as heard from after it.
            let held_up = did(line, &["delay"]).is_some();
            let all = |clocks: BTreeMap<Over, Moment>| -> BTreeMap<Over, Moment> {
                let after_it = |(clock, visit, _): &Over| *clock == Clock::Finish || (*clock == Clock::Contact && visit.is_some());
                clocks.into_iter().filter(|(over, _)| !held_up || !after_it(over)).collect()
            };
            let (before, after) = (all(before), all(after));
            prop_assert!(no_better((&before, &all(running(&whole))), (&after, &all(running(&left)))), "{} {:?} {:?}", line, before, after);
        }
    }

    #[test]
    fn a_line_more_that_cannot_be_trusted_makes_nothing_better(
        steps in steps(), terms in terms(), back in 60_i64..300, said in verb(), other in 0_i64..400,
        left_again in 0_u8..4, more in 0_i64..40_000,
    ) {
        let world = World::new();
        let told = world.live(sign_out(&PEOPLE, back, &terms), &steps);
        let (whole, now) = (world.outing(&told.text), later(told.last, more));
        let body = if left_again == 0 { sign_out(&["kay", "zoe"], other, &terms) } else { event(&said, told.last) };
        world.say(0, told.last, told.last, body.clone());
        let grown = world.text(0);
        let line = grown.lines().last().unwrap();
        prop_assume!(!told.text.contains(line));
        let text = told.text.clone() + &spoiled(line) + "\n";
        let record = world.record(&text);
        prop_assert_eq!(record.doubtful.len(), 1);
        prop_assert!(record.doubtful[0].entry.is_some());
        let doubted = world.outing(&text);
        let (before, after) = (raised(&whole, now), raised(&doubted, now));
        prop_assert!(no_better((&before, &running(&whole)), (&after, &running(&doubted))), "{:?} {:?}", before, after);
        prop_assert!(!doubted.damage.is_empty());
        prop_assert_eq!(&doubted.stops, &whole.stops);
        for person in &whole.people {
            let same = doubted.person(&person.id).unwrap();
            prop_assert!(same.back <= person.back);
            prop_assert_eq!((same.last_contact, same.returned), (person.last_contact, person.returned));
        }
        // What it warns of is heeded.
        if let OutingEvent::Distress { who, .. } = &body {
            prop_assert!(who.iter().all(|w| after.contains_key(&(Clock::Distress, None, w.clone()))));
        }
        if let OutingEvent::Concern { who, .. } = &body {
            let away = |w: &String| doubted.person(w).is_some_and(Abroad::away);
            prop_assert!(who.iter().filter(|w| away(w)).all(|w| after.contains_key(&(Clock::Concern, None, w.clone()))));
        }
        if let OutingEvent::SignOut { .. } = &body {
            prop_assert!(doubted.person("zoe").is_some_and(|z| z.returned.is_none()));
        }
    }

    #[test]
    fn a_line_that_was_trusted_and_is_not_any_more_takes_no_alarm_away(
        steps in steps(), terms in terms(), back in 60_i64..300, more in 0_i64..40_000,
    ) {
        let world = World::new();
        let told = world.live(sign_out(&PEOPLE, back, &terms), &steps);
        let (whole, now) = (world.outing(&told.text), later(told.last, more));
        let lines: Vec<&str> = told.text.lines().collect();
        for (n, line) in lines.iter().enumerate().skip(2) {
            let text = with(&lines, n, Some(spoiled(line)));
            let doubted = world.outing(&text);
            prop_assert!(!doubted.damage.is_empty());
            let after = raised(&doubted, now);
            if did(line, &["sign-out"]).is_some() {
                // Whoever it names is out, and late now, even those who are back by lines that are sound.
                for person in PEOPLE {
                    prop_assert!(after.contains_key(&(Clock::Return, None, person.to_owned())));
                }
            } else if did(line, &["contact", "back", "extend", "distress", "resolve", "no-answer", "late", "home", "delay", "concern"]).is_some() {
                let before = raised(&whole, now);
                let waits = |all: BTreeMap<Over, Moment>| -> BTreeMap<Over, Moment> {
                    // The family's word that they are late is what starts, or moves, the wait.
                    all.into_iter().filter(|((c, _, _), _)| *c != Clock::Wait || did(line, &["late"]).is_none()).collect()
                };
                prop_assert!(stands(&waits(before.clone()), &waits(after.clone())), "{} {:?} {:?}", line, before, after);
                prop_assert!(stands(&waits(running(&whole)), &waits(running(&doubted))), "{}", line);
            } else if did(line, &["arrive", "enter", "leave"]).is_some() {
                // Whoever seems to be at a door is owed the call.
                let calls = |outing: &Outing| -> BTreeMap<Over, Moment> {
                    running(outing).into_iter().filter(|((c, _, _), _)| *c == Clock::Call).collect()
                };
                prop_assert!(stands(&calls(&whole), &calls(&doubted)), "{} {:?} {:?}", line, calls(&whole), calls(&doubted));
            }
        }
    }

    /// Whatever single line is lost or spoiled, whoever is not back by the lines that are left is under a clock.
    #[test]
    fn nobody_who_is_not_back_is_without_a_clock(
        steps in steps(), terms in terms(), lose in any::<prop::sample::Index>(), spoil in any::<bool>(),
    ) {
        let world = World::new();
        let told = world.live(sign_out(&PEOPLE, 120, &terms), &steps);
        let lines: Vec<&str> = told.text.lines().collect();
        let n = 2 + lose.index(lines.len() - 2);
        if n == 2 && !spoil {
            return Ok(()); // Without a sign-out the marker is all there is: see tests/faults/damage.rs.
        }
        let text = with(&lines, n, spoil.then(|| spoiled(lines[n])));
        let outing = world.outing(&text);
        let clocks = running(&outing);
        for person in outing.people.iter().filter(|p| p.returned.is_none()) {
            let end = if outing.home().is_some() { Clock::Home } else { Clock::Return };
            prop_assert!(clocks.contains_key(&(end, None, person.id.clone())), "{}", person.id);
        }
    }
}

/// The laws above can fail: a trusted contact does move a clock, and a trusted return does stop it.
#[test]
fn a_line_that_is_trusted_does_count() {
    let world = World::new();
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let terms = terms().new_tree(&mut runner).unwrap().current();
    let told = world.live(sign_out(&PEOPLE, 120, &terms), &[]);
    let before = running(&world.outing(&told.text));
    let now = later(told.last, 600);
    world.say(0, now, now, event(&Verb::Back(7), now));
    assert!(!stands(&before, &running(&world.outing(&world.text(0)))));
}
