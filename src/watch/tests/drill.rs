//! What makes a drill, what holds nothing back in it, when it ends, and what it proves.

use super::*;
use crate::domain::alarm::{
    Ack, AlarmLine, Came, Log, Notified, Notify, Outcome, Rung, Sent, Tell,
};
use crate::domain::drill::{self, Drill, LASTS, PERSON, QUICK};
use crate::domain::entry::Doubtful;
use crate::error::Damage;
use crate::watch::drill::{Account, account};
use crate::watch::worst::{Standing, first};
use crate::watch::{ladder, telling, unresolved};

const BEGAN: &str = "10:00:00";

/// A drill of that clock, under Aspire: two rungs and everyone for contact.
fn walk(clock: Clock, quick: bool) -> Trip {
    let (watch, began) = (under("aspire"), at(BEGAN));
    let monitor = watch.monitor.clone();
    let event = drill::sign_out(Drill { clock, quick }, watch.terms(), (monitor, None), began);
    let trip = Trip { events: vec![(began, event)], policy: watch.policy };
    match drill::trigger(clock) {
        Some(trigger) => trip.then(began, trigger),
        None => trip,
    }
}

fn contact() -> Trip {
    walk(Clock::Contact, false)
}

fn only(outing: &Outing, now: Moment) -> Late {
    let mut all = late(outing, now);
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0)
}

fn rungs(late: &Late) -> Vec<(usize, i64)> {
    late.steps.iter().map(|s| (s.number, s.round)).collect()
}

fn to(names: &[&str]) -> Vec<String> {
    names.iter().map(|n| (*n).to_owned()).collect()
}

/// As the alarm writes it: an attempt, and what came of it.
fn told(trip: Trip, when: Moment, rung: usize, came: &[(&str, &str, Came)]) -> Trip {
    let alarm = only(&trip.outing(), when).alarm;
    let all: Vec<&str> = came.iter().map(|(who, _, _)| *who).collect();
    let tell = Tell { alarm, rung, round: 0, to: to(&all) };
    let attempt = format!("a-{}", trip.events.len());
    let notify = OutingEvent::Alarm(AlarmLine::Notify(Notify { tells: vec![tell] }));
    let sent = |(who, channel, came): &(&str, &str, Came)| Sent {
        to: (*who).to_owned(),
        channel: (*channel).to_owned(),
        came: *came,
        answer: String::new(),
    };
    let result = Notified { attempt, came: came.iter().map(sent).collect() };
    trip.then(when, notify).then(when, OutingEvent::Alarm(AlarmLine::Notified(result)))
}

fn answers(trip: Trip, when: Moment, rung: usize, who: &str) -> Trip {
    let alarm = only(&trip.outing(), when).alarm;
    let line = Rung { alarm, rung, who: who.to_owned(), outcome: Outcome::Answered, note: None };
    trip.then(when, OutingEvent::Alarm(AlarmLine::Rung(line)))
}

fn of(trip: &Trip) -> Account {
    account(&trip.outing()).unwrap()
}

#[test]
fn each_clock_is_late_at_the_moment_it_begins_and_no_other_clock_ever_is() {
    for clock in [Clock::Contact, Clock::Return, Clock::Distress, Clock::Concern] {
        let outing = walk(clock, false).outing();
        assert_eq!(late(&outing, at(BEGAN).minus(SECOND)), Vec::new(), "{clock:?}");
        for now in [at(BEGAN), at(BEGAN).plus(LASTS).plus(LASTS)] {
            let late = only(&outing, now);
            assert_eq!((late.running.clock, late.drill), (clock, true));
            assert_eq!(late.running.deadline.due, at(BEGAN));
        }
    }
}

#[test]
fn an_outing_of_anybody_is_no_drill_whatever_it_is_marked_as() {
    let drill = contact();
    assert!(drill.outing().drill.is_some());
    let changed = |change: &dyn Fn(&mut OutingEvent)| {
        let mut trip = contact();
        change(&mut trip.events.first_mut().unwrap().1);
        let outing = trip.outing();
        assert_eq!(outing.drill, None);
        assert!(!only(&outing, at(BEGAN)).drill);
        assert_ne!(first(&[outing], at(BEGAN)).first().unwrap().standing, Standing::Drill);
    };
    changed(&|event| {
        let OutingEvent::SignOut { people, .. } = event else { return };
        people.push(traveller("kay"));
    });
    changed(&|event| {
        let OutingEvent::SignOut { people, .. } = event else { return };
        *people = vec![traveller("kay")];
    });
    changed(&|event| {
        let OutingEvent::SignOut { breach, .. } = event else { return };
        *breach = Some("they went".to_owned());
    });
    changed(&|event| {
        let OutingEvent::SignOut { stops, .. } = event else { return };
        stops.first_mut().unwrap().visit = "ahmed/2026-11-24-1a".to_owned();
    });
    changed(&|event| {
        let OutingEvent::SignOut { drill, .. } = event else { return };
        *drill = None;
    });
    // A second sign-out in the record that is none.
    let real = under("aspire").out(at(BEGAN), at("18:00:00")).events;
    let both = Trip { events: [contact().events, real].concat(), policy: policy("aspire") };
    assert_eq!(both.outing().drill, None);
}

#[test]
fn a_drill_of_which_a_line_in_doubt_names_somebody_is_none() {
    let trip = contact();
    let entry = |n: usize, trip: &Trip| Entry {
        id: format!("a-{n}"),
        after: Vec::new(),
        at: at(BEGAN),
        typed: at(BEGAN),
        by: "office".to_owned(),
        clock_given: false,
        on_paper: None,
        body: trip.events.first().unwrap().1.clone(),
    };
    let real = under("aspire").out(at(BEGAN), at("18:00:00"));
    let damage = Damage {
        path: "x".to_owned(),
        line: None,
        what: "cut".to_owned(),
        hint: String::new(),
        may_hide_somebody: true,
    };
    let in_doubt = |trip: &Trip| Doubtful {
        line: "l".to_owned(),
        damage: damage.clone(),
        entry: Some(entry(1, trip)),
    };
    let record = |entries, doubtful| Record {
        id: "2026-11-24-drill-1a".to_owned(),
        entries,
        doubtful,
        damage: Vec::new(),
    };
    let outing = |record| Outing::of(&record).unwrap();
    assert!(outing(record(vec![entry(0, &trip)], vec![in_doubt(&trip)])).drill.is_some());
    assert_eq!(outing(record(vec![entry(0, &trip)], vec![in_doubt(&real)])).drill, None);
    // A sign-out that cannot be trusted is of somebody.
    assert_eq!(outing(record(Vec::new(), vec![in_doubt(&trip)])).drill, None);
}

#[test]
fn whoever_has_charge_holds_back_nothing_of_a_drill() {
    let ack = |alarm| {
        OutingEvent::Alarm(AlarmLine::Ack(Ack {
            who: "pat".to_owned(),
            name: "Pat".to_owned(),
            doing: "looking".to_owned(),
            alarms: vec![alarm],
            lease: Span::minutes(15),
            takes_over: None,
        }))
    };
    let tells = |late: &Late, now| telling::untold(late, |_| to(&["pat"]), now).len();
    let real = under("aspire").out(at("08:00:00"), at("18:00:00"));
    for (trip, told) in [(contact(), 1), (real, 0)] {
        let begun = late(&trip.outing(), at(BEGAN));
        let trip = trip.then(at(BEGAN), ack(begun.first().unwrap().alarm.clone()));
        let now = at(BEGAN).plus(SECOND);
        let outing = trip.outing();
        let late = late(&outing, now).into_iter().find(|l| l.charge(now).is_some()).unwrap();
        let tells = tells(&late, now);
        assert!(if told == 0 { tells == 0 } else { tells > 0 }, "{tells}");
    }
}

#[test]
fn everyone_is_told_and_told_once_again_and_then_no_more() {
    let outing = contact().outing();
    let terms = outing.terms.clone().unwrap();
    let out = of(&contact()).rungs.last().unwrap().due;
    let (every, last) = (terms.repeat, |now| only(&outing, now).steps.last().cloned().unwrap());
    let shown = |now| {
        let step = last(now);
        (step.exhausted, step.round, step.since)
    };
    assert!(!last(out.minus(SECOND)).exhausted);
    assert_eq!(shown(out), (true, 0, out));
    assert_eq!(shown(out.plus(every).minus(SECOND)), (true, 0, out));
    for now in [out.plus(every), out.plus(every).plus(every), at(BEGAN).plus(LASTS)] {
        assert_eq!(shown(now), (true, 1, out.plus(every)));
    }
    // A real one goes on and on.
    let real = under("aspire").out(at("08:00:00"), at("18:00:00")).outing();
    let real = late(&real, at("10:00:00").plus(LASTS)).remove(0);
    assert!(real.steps.last().unwrap().round > 100, "{:?}", rungs(&real));
}

#[test]
fn after_a_day_nobody_is_told_of_a_drill_and_it_stays_listed() {
    let outing = contact().outing();
    let end = at(BEGAN).plus(LASTS);
    for (now, tells, printed) in [(end.minus(SECOND), true, true), (end, false, false)] {
        let late = only(&outing, now);
        assert_eq!(!telling::untold(&late, |_| to(&["pat"]), now).is_empty(), tells, "{now}");
        assert_eq!(telling::print_again(&late, None, now), printed, "{now}");
    }
    let real = under("aspire").out(at("08:00:00"), at("18:00:00")).outing();
    let real = late(&real, end).remove(0);
    assert!(!telling::untold(&real, |_| to(&["pat"]), end).is_empty());
    assert!(telling::print_again(&real, None, end));
}

#[test]
fn a_drill_is_printed_when_a_rung_comes_due_and_not_again_without_one() {
    let outing = contact().outing();
    let second = of(&contact()).rungs.get(1).unwrap().due;
    let again = |now| telling::print_again(&only(&outing, now), Some(at(BEGAN)), now);
    assert!(!again(second.minus(SECOND)));
    assert!(again(second));
}

#[test]
fn a_quick_drill_has_a_minute_between_the_rungs_that_somebody_has() {
    let due = |trip: &Trip| -> Vec<i64> {
        of(trip).rungs.iter().map(|r| r.due.seconds_since(at(BEGAN))).collect()
    };
    let (slow, quick) = (due(&contact()), due(&walk(Clock::Contact, true)));
    let staffed = of(&contact()).rungs.iter().filter(|r| !r.nobody()).count();
    assert_eq!(quick.last(), Some(&(i64::try_from(staffed).unwrap() * QUICK.as_seconds() - 60)));
    assert!(slow.last() > quick.last(), "{slow:?} {quick:?}");
}

#[test]
fn the_last_of_all_comes_a_drill_also_one_of_distress() {
    let drill = walk(Clock::Distress, false).outing();
    let real = under("aspire").out(at("09:25:00"), at("18:00:00")).outing();
    let now = at("10:30:00");
    let mut all: Vec<Late> = [&drill, &real].into_iter().flat_map(|o| late(o, now)).collect();
    all.sort_by_key(Late::rank);
    let drills: Vec<bool> = all.iter().map(|l| l.drill).collect();
    assert_eq!(drills.iter().position(|d| *d), Some(all.len() - 1), "{drills:?}");
    let mut quiet = under("aspire").out(at("10:20:00"), at("18:00:00")).outing();
    "quiet".clone_into(&mut quiet.id);
    let outings = [drill, real, quiet];
    let places: Vec<Standing> = first(&outings, now).iter().map(|p| p.standing).collect();
    assert_eq!(places, [Standing::Late, Standing::InTime, Standing::Drill]);
}

/// Every paragraph, since any of them may be the one that is read.
#[test]
fn every_part_of_a_message_says_that_it_is_a_drill() {
    for clock in [Clock::Contact, Clock::Return, Clock::Distress, Clock::Concern] {
        let late = only(&walk(clock, false).outing(), at("14:00:00"));
        let all: Vec<(&Late, &ladder::Due)> = late.steps.iter().map(|s| (&late, s)).collect();
        let text = telling::letter("Oak", &all, Zone::LONDON, at("14:00:00"));
        assert!(text.starts_with("DRILL, nobody is missing. It walks the ladder for"), "{text}");
        for part in text.split("\n\n").filter(|p| !p.is_empty()) {
            assert!(part.contains("DRILL"), "{part}\n\nin\n{text}");
        }
        for line in text.lines().filter(|l| l.contains("999")) {
            assert!(line.contains("do not ring 999"), "{line}");
        }
        assert!(text.contains("hv drill answered NAME"), "{text}");
        assert!(!text.contains("Take charge:") && !text.contains("In danger ring"), "{text}");
        assert_eq!(telling::subject_line(&all), "DRILL, nobody is missing: home visits");
        for step in &late.steps {
            let data = telling::data(&late, step, &[]);
            assert_eq!(data.get("drill"), Some(&serde_json::json!(true)));
            let starts = |key: &str| data.get(key).unwrap().as_str().unwrap().starts_with("DRILL");
            assert!(starts("what") && starts("do"), "{data}");
            assert!(step.does.starts_with("DRILL"), "{}", step.does);
        }
    }
}

#[test]
fn a_message_about_somebody_is_never_called_a_drill() {
    let drill = only(&contact().outing(), at("10:30:00"));
    let real = under("aspire").out(at("09:25:00"), at("18:00:00")).outing();
    let real = late(&real, at("10:30:00")).remove(0);
    // They never go together; if they did, it would be the alarm that shows.
    let both = [(&real, &real.rung), (&drill, &drill.rung)];
    assert!(telling::subject_line(&both).starts_with("ALARM, home visits: kay"));
    let text = telling::letter("Oak", &both, Zone::LONDON, at("10:30:00"));
    assert!(text.starts_with("KAY") && text.contains("In danger ring 999"), "{text}");
    let alone = telling::letter("Oak", &both[..1], Zone::LONDON, at("10:30:00"));
    assert!(!alone.contains("DRILL"), "{alone}");
}

#[test]
fn an_end_ends_all_of_it_and_leaves_nothing_to_resolve() {
    for clock in [Clock::Contact, Clock::Return, Clock::Distress, Clock::Concern] {
        let trip = told(walk(clock, false), at(BEGAN), 1, &[("max", "mail", Came::Handed)]);
        let outing = trip.outing();
        assert!(outing.open() && !Log::of_outing(&outing, &[]).unresolved().is_empty());
        let outing = trip.back(PERSON, at("10:30:00")).outing();
        assert!(!outing.open(), "{clock:?}");
        assert_eq!(late(&outing, at("10:31:00")), Vec::new());
        assert_eq!(unresolved::of_outing(&outing, &[], &[], at("10:31:00")), Vec::new());
    }
    // Distress of somebody stands, back or not.
    let kay = OutingEvent::Distress { who: vec!["kay".to_owned()], note: None, whereabouts: None };
    let real = under("aspire").out(at(BEGAN), at("18:00:00")).then(at(BEGAN), kay);
    assert!(real.back("kay", at("10:30:00")).back("lou", at("10:30:00")).outing().open());
}

#[test]
fn who_answered_is_counted_against_who_was_told_and_from_then() {
    let trip = contact();
    let (none, rungs) = (of(&trip).proof(), of(&trip).rungs);
    assert_eq!((none.told, none.answered, none.slowest, none.rungs_told), (0, 0, None, 0));
    assert!(!none.whole());
    let second = rungs.get(1).unwrap();
    let (two, due) = (second.receivers.first().unwrap().id.clone(), second.due);
    let trip = told(
        trip,
        at("10:02:00"),
        1,
        &[("max", "mail", Came::Handed), ("office", "text", Came::Failed)],
    );
    let trip = answers(trip, at("10:05:30"), 1, "max");
    let one = of(&trip).proof();
    assert_eq!((one.told, one.answered, one.rungs_told), (1, 1, 1));
    assert_eq!(one.slowest, Some(Span::seconds(210)));
    assert!(!one.whole(), "only one of {} rungs was told", one.rungs);
    let trip = told(trip, due, 2, &[(&two, "mail", Came::Handed)]);
    assert_eq!((of(&trip).proof().told, of(&trip).proof().answered), (2, 1));
    assert!(!of(&trip).proof().whole());
    // A second answer of the same person changes nothing.
    let trip = answers(trip, due.plus(Span::minutes(8)), 2, &two);
    let trip = answers(trip, due.plus(Span::minutes(9)), 2, &two);
    let all = of(&trip).proof();
    assert_eq!((all.told, all.answered), (2, 2));
    assert_eq!(all.slowest, Some(Span::minutes(8)));
    assert_eq!(all.whole(), all.rungs_told == all.rungs);
    assert_eq!(of(&trip).dead, ["text"]);
    assert_eq!(of(&trip).ended, None);
}

#[test]
fn the_ladder_is_proven_when_every_rung_was_told_and_everybody_told_has_answered() {
    let staffed: Vec<(usize, Moment, String)> = of(&contact())
        .rungs
        .iter()
        .filter(|r| !r.everyone && !r.nobody())
        .map(|r| (r.number, r.due, r.receivers.first().unwrap().id.clone()))
        .collect();
    let mut trip = contact();
    for (rung, due, who) in &staffed {
        trip = told(trip, *due, *rung, &[(who, "mail", Came::Handed)]);
    }
    let people: std::collections::BTreeSet<&String> =
        staffed.iter().map(|(_, _, who)| who).collect();
    let (last, rest) =
        people.iter().collect::<Vec<_>>().split_last().map(|(l, r)| (*l, r.to_vec())).unwrap();
    let noon = at("12:00:00");
    for who in rest {
        trip = answers(trip, noon, 1, who);
    }
    assert!(!of(&trip).proof().whole(), "{last} has not answered");
    assert!(of(&answers(trip, noon, 1, last)).proof().whole());
}

#[test]
fn whoever_answers_before_any_channel_told_them_counts_from_when_their_rung_came_due() {
    let trip = answers(contact(), at("10:04:00"), 1, "max");
    assert_eq!(of(&trip).took("max"), Some(Span::minutes(4)));
    assert_eq!((of(&trip).proof().told, of(&trip).proof().answered), (1, 1));
    let trip = told(trip, at("10:06:00"), 1, &[("max", "mail", Came::Handed)]);
    assert_eq!(of(&trip).took("max"), Some(Span::minutes(4)));
    assert_eq!(of(&trip).took("pat"), None);
}

#[test]
fn nobody_answers_for_a_rung_before_it_is_due() {
    let account = of(&contact());
    let second = account.rungs.get(1).unwrap();
    let theirs = &second.receivers.first().unwrap().id;
    let first_rung = account.rungs.first().unwrap();
    assert!(first_rung.receivers.iter().all(|r| r.id != *theirs));
    assert_eq!(account.rung_of(theirs, second.due.minus(SECOND)), None);
    assert_eq!(account.rung_of(theirs, second.due).map(|r| r.number), Some(2));
    assert_eq!(account.rung_of("max", at(BEGAN)).map(|r| r.number), Some(1));
    assert_eq!(account.rung_of("kay", at("18:00:00")), None);
}
