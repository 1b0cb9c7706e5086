//! The sums that `hv why` shows: each comes out at its clock's own time, and each rung stands where the ladder says.

use super::*;
use crate::watch::arithmetic::State::{self, Before, Now, PassedOver, ToCome};
use crate::watch::arithmetic::{Explained, Sum, explain, not_set};

fn explained(trip: &Trip, now: Moment) -> Vec<Explained> {
    explain(&trip.outing(), now, Zone::LONDON)
}

fn of(trip: &Trip, clock: Clock, visit: Option<&str>) -> Explained {
    let all = explained(trip, at("09:00:00"));
    let mut found =
        all.into_iter().filter(|e| e.running.clock == clock && e.running.visit.as_deref() == visit);
    found.next().unwrap_or_else(|| panic!("no {clock:?} over {visit:?}"))
}

fn sum(trip: &Trip, clock: Clock, visit: Option<&str>) -> Sum {
    of(trip, clock, visit).sum.expect("a sum")
}

/// What it starts from, what is added in minutes, and by whom it was typed.
#[track_caller]
fn adds_up(sum: &Sum, from: &str, words: &str, minutes: &[i64], typed: bool) {
    assert_eq!(sum.from, at(from), "{sum:?}");
    assert!(sum.started_by.contains(words), "{}", sum.started_by);
    let parts: Vec<i64> = sum.parts.iter().map(|p| p.span.as_seconds() / 60).collect();
    assert_eq!(parts, minutes, "{sum:?}");
    assert_eq!(sum.typed_by.is_some(), typed, "{sum:?}");
}

#[test]
fn silence_starts_from_the_last_word_of_each_of_them() {
    let trip = under(ASPIRE).out(at("09:00:00"), at("18:00:00"));
    adds_up(&sum(&trip, Clock::Contact, None), "09:00:00", "kay and lou left school", &[60], true);
    let trip = trip.rings("kay", at("09:20:00"));
    let all = explained(&trip, at("09:30:00"));
    let silent = |who: &str| {
        let mine = |e: &&Explained| {
            e.running.visit.is_none()
                && e.running.clock == Clock::Contact
                && e.running.people.iter().any(|p| p.id == who)
        };
        all.iter().find(mine).and_then(|e| e.sum.clone()).unwrap()
    };
    adds_up(&silent("kay"), "09:20:00", "kay rang school", &[60], true);
    adds_up(&silent("lou"), "09:00:00", "left school", &[60], true);
}

/// At one moment there may be a call that nobody answered, and a call of theirs: the second is what counts.
#[test]
fn a_call_that_nobody_answered_starts_nothing() {
    let no_answer = OutingEvent::NoAnswer { who: both() };
    let trip = under(ASPIRE).out(at("09:00:00"), at("18:00:00")).then(at("09:20:00"), no_answer);
    let rang = trip.clone().rings("kay lou", at("09:20:00"));
    adds_up(&sum(&rang, Clock::Contact, None), "09:20:00", "kay and lou rang school", &[60], true);
    adds_up(&sum(&trip, Clock::Contact, None), "09:00:00", "left school", &[60], true);
}

#[test]
fn the_return_names_what_gave_it() {
    let trip = under(PARK).out(at("09:00:00"), at("12:00:00"));
    adds_up(&sum(&trip, Clock::Return, None), "12:00:00", "kay and lou left school", &[0], true);
    let later =
        OutingEvent::Extend { who: both(), back: at("12:30:00"), why: "traffic".to_owned() };
    let trip = trip.then(at("11:00:00"), later);
    let sum = sum(&trip, Clock::Return, None);
    adds_up(&sum, "12:30:00", "kay and lou gave a new expected return, 12:30: traffic", &[0], true);
    assert_eq!(sum.due(), at("12:30:00"));
}

#[test]
fn the_visits_clocks_start_from_the_appointment_wherever_a_delay_moves_it() {
    let visit = "ahmed/2026-11-24-1a";
    let trip = under(ASPIRE).out(at("09:00:00"), at("18:00:00")).to(visit, at("10:00:00"));
    adds_up(&sum(&trip, Clock::Contact, Some(visit)), "10:00:00", "the appointment at", &[], false);
    let delay = OutingEvent::Delay {
        who: both(),
        visit: visit.to_owned(),
        arrives: Some(at("10:20:00")),
        why: "traffic".to_owned(),
        duties: Vec::new(),
    };
    let held_up = trip.clone().then(at("09:30:00"), delay);
    adds_up(&sum(&held_up, Clock::Contact, Some(visit)), "10:20:00", "held up", &[], true);
    let waiting = trip.arrives(visit, at("09:55:00"), true);
    let wait = of(&waiting, Clock::Wait, Some(visit));
    let limit = wait.running.deadline.due.seconds_since(at("10:00:00")) / 60;
    adds_up(&wait.sum.unwrap(), "10:00:00", "the appointment at", &[limit], false);
}

#[test]
fn distress_and_concern_start_from_the_report_and_nothing_is_added() {
    let trip = under(ASPIRE).out(at("09:00:00"), at("18:00:00"));
    let who = vec!["kay".to_owned()];
    let distress = OutingEvent::Distress { who: who.clone(), note: None, whereabouts: None };
    let concern = OutingEvent::Concern { who, note: None, whereabouts: None, nobody_rang: false };
    let trip = trip.then(at("09:10:00"), concern).then(at("09:11:00"), distress);
    adds_up(&sum(&trip, Clock::Concern, None), "09:10:00", "CAUSE FOR CONCERN", &[], true);
    adds_up(&sum(&trip, Clock::Distress, None), "09:11:00", "DISTRESS", &[], true);
}

#[test]
fn every_clock_of_a_sound_record_has_a_sum_that_comes_out_at_its_time() {
    for name in [
        "aspire",
        "hunsbury-park",
        "alderman-richard-hallam",
        "washwood-heath",
        "cambridge-meridian",
    ] {
        let visits = ["ahmed/2026-11-24-1a", "bell/2026-11-24-1a"];
        let trip = under(name).out(at("08:45:00"), at("17:00:00"));
        let trip = trip.to(visits[0], at("10:00:00")).to(visits[1], at("11:00:00"));
        let trip =
            trip.arrives(visits[0], at("09:58:00"), true).family_late(visits[0], at("09:59:00"));
        let all = explained(&trip, at("10:05:00"));
        assert!(!all.is_empty(), "{name}");
        for one in all {
            let sum = one.sum.unwrap_or_else(|| panic!("{name}: no sum for {:?}", one.running));
            assert_eq!(sum.due(), one.running.deadline.due, "{name}: {sum:?}");
        }
    }
}

/// Each rung at a second before, at and after its time; the next one the same.
#[test]
fn the_rung_that_is_due_is_the_ladders() {
    let trip = under(ASPIRE).out(at("09:00:00"), at("18:00:00"));
    let states = |now: &str| -> (Vec<State>, bool) {
        let all = explained(&trip, at(now));
        let silence = all.iter().find(|e| e.running.clock == Clock::Contact).unwrap();
        (silence.ladder.rungs.iter().map(|r| r.state).collect(), silence.ladder.exhausted)
    };
    for (now, wanted, everyone) in [
        ("09:59:59", [ToCome, ToCome, ToCome], false),
        ("10:00:00", [Now, ToCome, ToCome], false),
        ("10:09:59", [Now, ToCome, ToCome], false),
        ("10:10:00", [Before, Now, ToCome], false),
        ("10:10:01", [Before, Now, ToCome], false),
        ("10:19:59", [Before, Now, ToCome], false),
        ("10:20:00", [Before, Before, Now], false),
        ("10:29:59", [Before, Before, Now], false),
        ("10:30:00", [Before, Before, Before], true),
    ] {
        assert_eq!(states(now), (wanted.to_vec(), everyone), "{now}");
    }
    let silence = of(&trip, Clock::Contact, None);
    let times: Vec<Moment> = silence.ladder.rungs.iter().map(|r| r.at).collect();
    assert_eq!(times, [at("10:00:00"), at("10:10:00"), at("10:20:00")]);
    assert_eq!(silence.ladder.exhausted_from, Some(at("10:30:00")));
}

#[test]
fn a_role_that_nobody_holds_is_passed_over() {
    let watch = under(ASPIRE).without("pat");
    let trip = watch.out(at("09:00:00"), at("18:00:00"));
    let ladder = of(&trip, Clock::Contact, None).ladder;
    let states: Vec<State> = ladder.rungs.iter().map(|r| r.state).collect();
    assert_eq!(states, [ToCome, PassedOver, PassedOver]);
    assert_eq!(ladder.exhausted_from, Some(at("10:10:00")), "nothing waits for nobody");
}

#[test]
fn what_the_policy_does_not_set_is_said_and_what_it_sets_is_not() {
    let said = |name: &str| {
        let trip = under(name).out(at("09:00:00"), at("18:00:00"));
        let outing = trip.outing();
        not_set(outing.terms.as_deref().unwrap(), &outing.stops).join("\n")
    };
    assert!(!said(ASPIRE).contains("contact interval"), "{}", said(ASPIRE));
    let mut watch = under(ASPIRE);
    watch.policy.contact.every.clear();
    let outing = watch.out(at("09:00:00"), at("18:00:00")).outing();
    let without = not_set(outing.terms.as_deref().unwrap(), &outing.stops);
    assert!(
        without.contains(&"contact interval: not set in this policy".to_owned()),
        "{without:?}"
    );
}

/// A line in doubt can run a clock that no sum explains: that is said, and no other sum stands in.
#[test]
fn a_sign_out_in_doubt_starts_its_clock_from_itself() {
    let trip = under(ASPIRE).out(at("09:00:00"), at("18:00:00"));
    let mut outing = trip.outing();
    outing.terms = None;
    outing.sign_out_sound = false;
    let all = explain(&outing, at("09:30:00"), Zone::LONDON);
    let [one] = all.as_slice() else { panic!("{all:?}") };
    adds_up(one.sum.as_ref().unwrap(), "09:00:00", "left school", &[], true);
    assert_eq!((one.ladder.rung_time, one.ladder.exhausted), (None, true));
    outing.entries.clear();
    let all = explain(&outing, at("09:30:00"), Zone::LONDON);
    assert!(all.iter().all(|e| e.sum.is_none()), "{all:?}");
}
