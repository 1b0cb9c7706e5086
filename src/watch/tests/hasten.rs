//! What is told at once where nobody can be told of what is due.

use super::*;
use crate::watch::{ladder, telling};

/// Out from ten to five and not heard from since, under each policy: late for a contact or a return.
fn silent(policy: &str, now: Moment) -> Vec<Late> {
    late(&under(policy).out(at("10:00:00"), at("17:00:00")).outing(), now)
}

fn numbers(steps: &[ladder::Due]) -> Vec<usize> {
    steps.iter().map(|s| s.number).collect()
}

#[test]
fn what_is_due_and_what_is_ahead_are_the_whole_ladder_at_every_minute() {
    let mut both = (false, false);
    for minute in 0..600 {
        let now = at("10:00:01").plus(Span::minutes(minute));
        for policy in ["aspire", "alderman-richard-hallam"] {
            for one in silent(policy, now) {
                let all: Vec<ladder::Due> = one.steps.iter().chain(&one.ahead).cloned().collect();
                assert!(numbers(&all).is_sorted() && all.last().unwrap().exhausted, "{all:?}");
                assert!(all.iter().rev().skip(1).all(|s| !s.exhausted), "{all:?}");
                assert_eq!(one.ahead.is_empty(), one.rung.exhausted, "{policy} {now}");
                assert!(one.ahead.iter().all(|s| s.since == one.rung.since && s.round == 0));
                both = (both.0 || one.ahead.is_empty(), both.1 || !one.ahead.is_empty());
            }
        }
    }
    assert_eq!(both, (true, true));
}

#[test]
fn the_first_rung_that_reaches_somebody_is_the_last_that_is_brought_forward() {
    let minutes = (0..600).map(|minute| at("10:00:01").plus(Span::minutes(minute)));
    let mut begun = minutes.filter_map(|now| Some((now, silent("aspire", now).first()?.clone())));
    let (now, before) = begun.next().unwrap();
    let all: Vec<usize> =
        numbers(&before.steps).into_iter().chain(numbers(&before.ahead)).collect();
    assert!(before.steps.len() < all.len(), "{all:?}");
    for reached in all.iter().copied().map(Some).chain([None]) {
        let mut one = before.clone();
        let nobody = telling::hasten(&mut one, |_, step| Some(step.number) == reached, now);
        let due = *numbers(&before.steps).last().unwrap();
        let until = reached.filter(|n| *n >= due).unwrap_or(*all.last().unwrap());
        assert_eq!(*numbers(&one.steps).last().unwrap(), until, "{reached:?}");
        assert_eq!(one.rung.number, until);
        let unreached: Vec<usize> =
            numbers(&one.steps).into_iter().filter(|n| Some(*n) != reached).collect();
        assert_eq!(numbers(&nobody), unreached);
        // What the channels reach of it is told, and nobody twice of it when its time comes.
        assert_eq!(telling::untold(&one, |_| vec!["x".to_owned()], now).len(), one.steps.len());
    }
    let mut one = before.clone();
    assert_eq!(telling::hasten(&mut one, |_, _| true, now), []);
    assert_eq!(one, before);
}
