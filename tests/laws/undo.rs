//! Proves that what is taken back makes nothing laxer: who would be out stays out, danger stands, no clock is lost that
//! ran before the event was typed and none is due later; and that apart from that the outing stands as it did before.

use super::world::{PEOPLE, World, alone, later, left, running, sign_out, stands, steps, terms};
use hv::domain::alarm::{Ack, Alarm, AlarmLine, Notify, Outcome, Rung, Tell};
use hv::domain::events::OutingEvent;
use hv::domain::outing::Outing;
use hv::domain::undo;
use hv::policy::Clock;
use hv::when::Span;
use proptest::prelude::*;
use std::collections::BTreeSet;

fn out(outing: &Outing) -> BTreeSet<String> {
    outing.out().map(|p| p.id.clone()).collect()
}

fn taking_back(event: &str, says: Option<&str>) -> OutingEvent {
    OutingEvent::Undo {
        event: event.to_owned(),
        why: "a slip".to_owned(),
        says: says.map(str::to_owned),
    }
}

/// Somebody was told, somebody took charge, or did what a rung asks.
fn alarm_line(which: usize) -> OutingEvent {
    let alarm = Alarm {
        clock: Clock::Return,
        due: left(),
        visit: None,
        people: PEOPLE.map(str::to_owned).to_vec(),
    };
    OutingEvent::Alarm(match which {
        0 => {
            let tell = Tell { alarm, rung: 1, round: 0, to: vec!["pat".to_owned()] };
            AlarmLine::Notify(Notify { tells: vec![tell] })
        }
        1 => AlarmLine::Ack(Ack {
            who: "pat".to_owned(),
            name: "Pat".to_owned(),
            doing: "ringing".to_owned(),
            alarms: vec![alarm],
            lease: Span::minutes(15),
            takes_over: None,
        }),
        _ => AlarmLine::Rung(Rung {
            alarm,
            rung: 1,
            who: "pat".to_owned(),
            outcome: Outcome::NoAnswer,
            note: None,
        }),
    })
}

/// The outing without what is only the record of it.
fn standing(mut outing: Outing) -> Outing {
    outing.entries.clear();
    outing
}

/// Nobody is expected back later than before.
fn sooner(before: &Outing, after: &Outing) -> bool {
    before.people.iter().zip(&after.people).all(|(b, a)| a.back <= b.back)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn taking_back_the_last_event_leaves_all_as_it_was_before_it(
        steps in alone(), terms in terms(), back in 60_i64..300,
    ) {
        let world = World::new();
        let told = world.live(sign_out(&PEOPLE, back, &terms), &steps);
        let record = world.record(&told.text);
        let last = record.entries.last().unwrap().clone();
        let mut earlier = record.clone();
        earlier.entries.pop();
        let may = undo::never(&last.body).is_none() && !earlier.entries.is_empty();
        let with = standing(world.outing(&told.text));
        let now = later(told.last, 60);
        world.say(0, now, now, taking_back(&last.id, None));
        let undone_text = world.text(0);
        prop_assert!(undone_text.starts_with(&told.text), "nothing is deleted");
        let after = world.outing(&undone_text);
        prop_assert_eq!(after.entries.len(), record.entries.len() + 1);
        let after = standing(after);
        if !may {
            prop_assert_eq!(after, with, "{:?} may not be taken back", last.body);
            return Ok(());
        }
        let before = standing(Outing::of(&earlier).unwrap());
        prop_assert!(sooner(&before, &after));
        prop_assert!(out(&before).is_subset(&out(&after)));
        prop_assert!(stands(&running(&before), &running(&after)));
        // No appointment and no finish is later than before the event was typed, whatever was said since.
        let times = |o: &Outing| -> Vec<_> { o.stops.iter().map(|d| (d.stop.appointment, d.stop.finish)).collect() };
        for (b, a) in times(&before).into_iter().zip(times(&after)) {
            prop_assert!(a <= b, "{a:?} is later than {b:?}");
        }
        let same_back = sooner(&after, &before) && times(&before) == times(&after);
        let kept_out = before.people.iter().zip(&after.people).any(|(b, a)| a.last_sign != b.last_sign);
        if same_back && !kept_out {
            prop_assert_eq!(after, before);
        } else {
            // Only what the event said to the contrary of the others: an earlier return, a sign of somebody back.
            let sign = before.people.iter().zip(&after.people).all(|(b, a)| a.last_sign == b.last_sign || (a.away() && !b.away()) || a.last_sign > b.last_sign);
            prop_assert!(sign);
        }
    }

    #[test]
    fn nobody_is_in_and_no_danger_is_over_because_something_was_taken_back(
        steps in steps(), terms in terms(), back in 60_i64..300, which in 0_usize..20,
    ) {
        let world = World::new();
        let told = world.live(sign_out(&PEOPLE, back, &terms), &steps);
        let before = world.outing(&told.text);
        let ids: Vec<&String> = told.written.keys().collect();
        let id = ids[which % ids.len()];
        let now = later(told.last, 60);
        world.say(1, now, now, taking_back(id, None));
        world.merge();
        let after = world.outing(&world.text(0));
        prop_assert!(out(&before).is_subset(&out(&after)), "{:?}", told.written[id]);
        for (b, a) in before.people.iter().zip(&after.people) {
            prop_assert_eq!(&b.distress, &a.distress);
            prop_assert!(b.concerns.iter().all(|c| a.concerns.contains(c)));
            prop_assert!(a.last_contact <= b.last_contact);
        }
        prop_assert!(sooner(&before, &after));
        // The order of the lines makes no difference, wherever the undo stands among them.
        let mut record = world.record(&world.text(0));
        record.entries.reverse();
        let mut turned = Outing::of(&record).unwrap();
        turned.entries.clone_from(&after.entries);
        prop_assert_eq!(turned, after);
    }

    #[test]
    fn a_sign_out_is_taken_back_only_by_somebody_named_and_if_nobody_was_on_the_road(
        steps in steps(), terms in terms(), back in 60_i64..300,
    ) {
        let world = World::new();
        let told = world.live(sign_out(&PEOPLE, back, &terms), &steps);
        let before = world.outing(&told.text);
        let signed_out = before.entries.iter().find(|e| matches!(e.body, OutingEvent::SignOut { .. }));
        let id = signed_out.unwrap().id.clone();
        let on_the_road = before.entries.iter().any(|e| undo::on_the_road(&e.body));
        let now = later(told.last, 60);
        world.say(0, now, now, taking_back(&id, None));
        let unnamed = world.outing(&world.text(0));
        prop_assert_eq!(standing(unnamed), standing(before.clone()));
        world.say(0, now, now, taking_back(&id, Some("kay")));
        let along = world.outing(&world.text(0));
        prop_assert_eq!(standing(along), standing(before.clone()), "kay was signed out herself");
        world.say(0, now, now, taking_back(&id, Some("dee")));
        let after = world.outing(&world.text(0));
        prop_assert_eq!(after.never_left, !on_the_road);
        if on_the_road {
            prop_assert_eq!(standing(after), standing(before));
        } else {
            prop_assert!(out(&after).is_empty() && after.stops.is_empty());
            prop_assert_eq!(after.closed_at(), Some(now));
            prop_assert!(after.people.iter().all(|p| p.last_contact >= left()));
        }
    }

    #[test]
    fn an_alarm_that_another_machine_told_stands_though_this_one_took_the_sign_out_back(
        terms in terms(), back in 60_i64..300, first in 0_i64..3, line in 0_usize..3, mend in any::<bool>(),
    ) {
        let world = World::new();
        let told = world.live(sign_out(&PEOPLE, back, &terms), &[]);
        let before = world.outing(&told.text);
        let id = before.entries.first().unwrap().id.clone();
        let now = later(told.last, 60);
        // Neither machine has heard of the other's line, whichever of the two was typed first.
        let said = world.say(1, later(now, first), later(now, first), alarm_line(line));
        let undone = world.say(0, later(now, 1), later(now, 1), taking_back(&id, Some("dee")));
        prop_assert!(world.outing(&world.text(0)).never_left, "on its own it was taken back");
        world.merge();
        let mut text = world.text(0);
        let after = world.outing(&text);
        prop_assert!(!after.never_left, "{said} and {undone}");
        prop_assert_eq!(out(&after), out(&before));
        prop_assert!(stands(&running(&before), &running(&after)));
        prop_assert_eq!(standing(after), standing(before.clone()));
        if mend {
            // Nor by taking it back once more, now that the alarm is known.
            world.say(0, later(now, 60), later(now, 60), taking_back(&id, Some("dee")));
            text = world.text(0);
            prop_assert_eq!(standing(world.outing(&text)), standing(before));
        }
    }

    #[test]
    fn against_a_sign_that_was_taken_back_stands_only_a_return_whose_writer_knew(
        terms in terms(), back in 60_i64..300, gap in 1_i64..30,
    ) {
        let world = World::new();
        let told = world.live(sign_out(&PEOPLE, back, &terms), &[]);
        let one = vec![PEOPLE[0].to_owned()];
        let is_out = |text: &str| out(&world.outing(text)).contains(PEOPLE[0]);
        let home = world.outing(&told.text).home().is_some();
        let returned = || {
            if home {
                OutingEvent::Home { who: one.clone(), how: "rang".to_owned() }
            } else {
                OutingEvent::Back { who: one.clone() }
            }
        };
        let (came, seen) = (later(told.last, 10), later(told.last, 10 + gap));
        let sign = world.say(0, seen, seen, OutingEvent::CalledOff {
            who: one.clone(), visit: "none/2026-11-24-1a".to_owned(), outcome: "x-none".to_owned(),
        });
        let undoing = later(told.last, 60);
        world.say(1, came, seen, returned());
        world.say(0, undoing, undoing, taking_back(&sign, None));
        world.merge();
        prop_assert!(is_out(&world.text(0)), "who signed them in knew of neither");
        world.say(0, came, later(undoing, 1), returned());
        prop_assert!(!is_out(&world.text(0)), "the newest word is that they are back");
    }
}
