//! Proves that whole outings read back through the store as they were written, and that outings, visits and week
//! lists add up to the same whatever the order of their lines and however often a line is there.

use super::world::{World, after, forget, left, read, sign_out, steps, terms};
use hv::domain::entry::Entry;
use hv::domain::events::{Duty, Outcome, OutingEvent, Plan, SignedEntry, VisitEvent, WeekEvent};
use hv::domain::outing::Outing;
use hv::domain::visit::Visit;
use hv::domain::week::WeekList;
use hv::store::{Evidence, Key, NewEvent, Store};
use hv::when::{Span, Week};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// The lines of a text in another order, some of them twice.
fn stirred(text: &str, order: &[usize]) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let (head, events) = lines.split_at(2);
    let mut keyed: Vec<(usize, &str)> = Vec::new();
    for (n, line) in events.iter().enumerate() {
        let place = order[n % order.len()];
        keyed.push((place.wrapping_mul(n + 7) % 101, line));
        if place.is_multiple_of(3) {
            keyed.push((place.wrapping_mul(n + 3) % 97, line));
        }
    }
    keyed.sort_unstable();
    let events = keyed.into_iter().map(|(_, line)| line);
    head.iter().copied().chain(events).fold(String::new(), |text, line| text + line + "\n")
}

fn any_order() -> impl Strategy<Value = Vec<usize>> {
    prop::collection::vec(0_usize..1000, 12)
}

fn plan(family: &str, minutes: i64) -> Box<Plan> {
    Box::new(Plan {
        family: family.to_owned(),
        address: None,
        pupils: vec!["Ali".to_owned()],
        start: after(minutes),
        lasts: Span::minutes(45),
        staff: vec!["kay".to_owned()],
        reason: Some("planned".to_owned()),
        unannounced: false,
        doorstep: false,
        agency: None,
        kind: None,
        place: None,
        site: None,
        base: None,
        confirmed: None,
        told_who: Vec::new(),
        answers: BTreeMap::new(),
    })
}

fn duty(rule: u8) -> Duty {
    Duty {
        rule: format!("r{rule}"),
        owner: "head".to_owned(),
        does: "write".to_owned(),
        due: None,
        written: true,
        clauses: Vec::new(),
    }
}

fn outcome(kind: u8, got_in: bool) -> Outcome {
    Outcome { duties: vec![duty(kind)], ..Outcome::of(&format!("o{kind}"), got_in) }
}

fn visit_event() -> impl Strategy<Value = VisitEvent> {
    prop_oneof![
        (0_i64..200).prop_map(|m| VisitEvent::Plan { plan: plan("ahmed", m), unmet: Vec::new() }),
        (0_i64..200, 0_u8..3).prop_map(|(m, d)| VisitEvent::Change {
            plan: plan("ahmed", m),
            why: "moved".to_owned(),
            unmet: Vec::new(),
            duties: vec![duty(d)],
        }),
        Just(VisitEvent::Drop { why: "ill".to_owned(), duties: Vec::new() }),
        Just(VisitEvent::Refused { people: vec!["kay".to_owned()], unmet: Vec::new() }),
        (0_u8..3, any::<bool>()).prop_map(|(k, g)| VisitEvent::Outcome(Box::new(outcome(k, g)))),
    ]
}

fn week_event() -> impl Strategy<Value = WeekEvent> {
    let entry = |n: u8| SignedEntry {
        visit: format!("ahmed/2026-11-24-{}a", n + 1),
        digest: format!("{n}"),
        after: Vec::new(),
    };
    prop_oneof![
        (0_u8..4).prop_map(move |n| WeekEvent::List { visit: entry(n).visit }),
        (0_u8..4, any::<bool>()).prop_map(move |(n, addendum)| WeekEvent::Sign {
            signed_by: "max".to_owned(),
            role: "head".to_owned(),
            entries: vec![entry(n)],
            addendum,
            given: None,
        }),
    ]
}

/// Two machines take turns; what one wrote the other has not always seen.
fn written<B: Evidence>(sides: &[Store; 2], key: &Key<B>, events: &[(usize, i64, B)]) -> String {
    let path = |n: usize| sides[n].root().join(key.path());
    let text = |n: usize| std::fs::read_to_string(path(n)).unwrap_or_default();
    let merged = || {
        let (a, b) = (text(0), text(1));
        let more: Vec<&str> = b.lines().filter(|l| !a.lines().any(|k| k == *l)).collect();
        more.iter().fold(a.clone(), |text, line| format!("{text}{line}\n"))
    };
    for side in sides {
        forget(side, &key.path());
    }
    for (n, (side, minutes, body)) in events.iter().enumerate() {
        let (at, by) = (after(*minutes), "max".to_owned());
        let typed = after(200 + i64::try_from(n).unwrap());
        let new =
            NewEvent { at, typed, by, clock_given: false, on_paper: None, body: body.clone() };
        sides[*side].append(key, new).unwrap();
        if minutes % 4 == 0 {
            let both = merged();
            for side in 0..2 {
                std::fs::create_dir_all(path(side).parent().unwrap()).unwrap();
                std::fs::write(path(side), &both).unwrap();
            }
        }
    }
    merged()
}

fn events<B: std::fmt::Debug>(
    one: impl Strategy<Value = B>,
) -> impl Strategy<Value = Vec<(usize, i64, B)>> {
    prop::collection::vec((0_usize..2, 0_i64..100, one), 1..8)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_whole_outing_reads_back_as_it_was_written(steps in steps(), terms in terms(), back in 60_i64..300) {
        let world = World::new();
        let told = world.live(sign_out(&super::world::PEOPLE, back, &terms), &steps);
        let record = world.record(&told.text);
        prop_assert!(record.sound(), "{:?}", record.damage);
        let read: BTreeMap<String, OutingEvent> =
            record.entries.iter().map(|e: &Entry<OutingEvent>| (e.id.clone(), e.body.clone())).collect();
        prop_assert_eq!(read.len(), record.entries.len());
        prop_assert_eq!(read, told.written);
        prop_assert!(record.entries.iter().all(|e| e.by == "max" && e.at >= left()));
        // What comes after comes after, in every order of lines.
        for (n, entry) in record.entries.iter().enumerate() {
            let before = &record.entries[..n];
            prop_assert!(entry.after.iter().all(|id| before.iter().any(|b| b.id == *id)));
        }
    }

    #[test]
    fn an_outing_does_not_depend_on_the_order_of_its_lines(
        steps in steps(), terms in terms(), back in 60_i64..300, order in any_order(),
    ) {
        let world = World::new();
        let told = world.live(sign_out(&super::world::PEOPLE, back, &terms), &steps);
        let stirred = stirred(&told.text, &order);
        prop_assert_eq!(world.outing(&stirred), world.outing(&told.text));
        // The fold itself asks nothing of the order either, except to list the events in it.
        let mut record = world.record(&told.text);
        record.entries.reverse();
        let (mut turned, plain) = (Outing::of(&record).unwrap(), world.outing(&told.text));
        turned.entries.clone_from(&plain.entries);
        // A stop added on the road has its place after those signed out for.
        prop_assert_eq!(turned, plain);
    }

    #[test]
    fn a_visit_does_not_depend_on_the_order_of_its_lines(events in events(visit_event()), order in any_order()) {
        let world = World::new();
        let sides = &world.sides;
        let key = Key::visit("ahmed/2026-11-24-1a").unwrap();
        let text = written(sides, &key, &events);
        let fold = |text: &str| Visit::of(key.id(), &read(&sides[0], &key, text));
        let plain = fold(&text);
        prop_assert_eq!(fold(&stirred(&text, &order)), plain.clone());
        let planned = events.iter().any(|(_, _, e)| matches!(e, VisitEvent::Plan { .. } | VisitEvent::Change { .. }));
        prop_assert_eq!(plain.is_some(), planned);
        if let Some(visit) = plain {
            prop_assert!(visit.damage.is_empty(), "{:?}", visit.damage);
            let over = events.iter().any(|(_, _, e)| matches!(e, VisitEvent::Outcome(_) | VisitEvent::Drop { .. }));
            prop_assert_eq!(visit.planned(), !over);
        }
    }

    #[test]
    fn a_week_list_does_not_depend_on_the_order_of_its_lines(events in events(week_event()), order in any_order()) {
        let world = World::new();
        let sides = &world.sides;
        let key = Key::week(Week::parse("2026-W48").unwrap());
        let text = written(sides, &key, &events);
        let fold = |text: &str| WeekList::of(&read(&sides[0], &key, text));
        prop_assert_eq!(fold(&stirred(&text, &order)), fold(&text));
        for (_, _, event) in &events {
            match event {
                WeekEvent::List { visit } => prop_assert!(fold(&text).visits.contains(visit)),
                WeekEvent::Sign { entries, .. } => {
                    prop_assert!(fold(&text).signatures.iter().any(|s| s.entries == *entries));
                }
                WeekEvent::Judge(_) => {}
            }
        }
    }
}
