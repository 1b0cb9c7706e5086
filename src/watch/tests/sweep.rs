//! The sweep over an outing's past: which lines count in which stretch, and the last second of one. And those who ask it,
//! held against each other over the same outing.

use super::{at, under};
use crate::domain::entry::Record;
use crate::domain::events::OutingEvent;
use crate::policy::Clock;
use crate::watch::hindsight::rang;
use crate::watch::past::past;
use crate::watch::replay::compare::{Ahead, Change, pairs};
use crate::watch::replay::{self, Raised};
use crate::watch::sweep::{By, Stretch, stretches};
use crate::when::{Moment, Span};

/// Out at 09:50 under a limit of 60 minutes; Kay rang for both at 10:40, and that was typed at 11:20.
fn typed_late() -> Record<OutingEvent> {
    let trip = under("aspire").out(at("09:50:00"), at("15:00:00"));
    let mut record = trip.rings("kay lou", at("10:40:00")).record();
    if let Some(call) = record.entries.last_mut() {
        call.typed = at("11:20:00");
    }
    record
}

fn all(record: &Record<OutingEvent>, by: By, until: Moment) -> Vec<Stretch> {
    stretches(record, by, until).collect()
}

/// When each silence showed, in each stretch.
fn silences(stretches: &[Stretch], by: impl Fn(&Stretch) -> Moment) -> Vec<Vec<Moment>> {
    let silent = |one: &Stretch| {
        let late = one.late_by(by(one)).into_iter();
        late.filter(|(r, _)| r.clock == Clock::Contact && r.visit.is_none())
            .map(|(_, m)| m)
            .collect()
    };
    stretches.iter().map(silent).collect()
}

#[test]
fn a_line_counts_from_when_it_happened_or_from_when_it_was_typed() {
    let record = typed_late();
    let happened = all(&record, By::Happened, at("11:30:00"));
    let begin = |all: &[Stretch]| all.iter().map(|s| (s.from, s.next, s.end)).collect::<Vec<_>>();
    let (left, rang, typed) = (at("09:50:00"), at("10:40:00"), at("11:20:00"));
    assert_eq!(begin(&happened), [(left, Some(rang), rang), (rang, None, at("11:30:00"))]);
    assert_eq!(silences(&happened, |s| s.end), [vec![], vec![]]);

    let by_typing = all(&record, By::Typed, at("11:30:00"));
    assert_eq!(begin(&by_typing), [(left, Some(typed), typed), (typed, None, at("11:30:00"))]);
    assert_eq!(silences(&by_typing, Stretch::last), [vec![at("10:50:00")], vec![]]);
    assert_eq!(by_typing[0].outing.person("kay").unwrap().last_contact, left);
    assert_eq!(by_typing[1].outing.person("kay").unwrap().last_contact, rang);
}

#[test]
fn the_last_second_of_a_stretch_is_the_one_before_the_next_line() {
    for (time, to_its_end, before_the_line) in
        [("10:49:59", 0, 0), ("10:50:00", 1, 0), ("10:50:01", 1, 1)]
    {
        let trip = under("aspire").out(at("09:50:00"), at("15:00:00")).rings("kay lou", at(time));
        let stretches = all(&trip.record(), By::Typed, at("11:00:00"));
        let so_many = |by: fn(&Stretch) -> Moment| silences(&stretches, by)[0].len();
        assert_eq!(
            (so_many(|s| s.end), so_many(Stretch::last)),
            (to_its_end, before_the_line),
            "{time}"
        );
    }
}

#[test]
fn a_line_of_the_last_second_is_in_and_one_after_it_is_not() {
    let record = typed_late();
    for (until, so_many) in [("11:19:59", 1), ("11:20:00", 2), ("11:20:01", 2)] {
        let stretches = all(&record, By::Typed, at(until));
        assert_eq!(stretches.len(), so_many, "{until}");
        assert_eq!(stretches.last().unwrap().last(), at(until));
    }
    assert!(all(&record, By::Typed, at("09:49:59")).is_empty());
}

/// What was typed late was late to whoever looked, and was not late in its time.
#[test]
fn those_who_ask_differ_by_the_time_they_go_by_and_by_nothing_else() {
    let now = at("11:30:00");
    let record = typed_late();
    assert!(past(&record, now).ran_out.is_empty());
    assert_eq!(past(&record, now).heard.iter().map(|h| h.late).collect::<Vec<_>>(), [Some(false)]);
    assert!(rang(&record, now).is_empty());
    let seen = replay::sweep(&record, now);
    assert_eq!(seen.len(), 2, "Kay and Lou");
    assert!(seen.iter().all(|r| (r.raised, r.ended) == (at("10:50:00"), Some(at("11:20:00")))));

    // Typed at once, and too late: all three say so.
    let trip = under("aspire").out(at("09:50:00"), at("15:00:00")).rings("kay lou", at("11:00:00"));
    let record = trip.record();
    let ran_out = past(&record, now).ran_out;
    assert_eq!(ran_out.iter().map(|r| r.alarm.due).collect::<Vec<_>>(), [at("10:50:00")]);
    let rang = rang(&record, now);
    assert_eq!(
        rang.iter().map(|r| (r.due, r.until)).collect::<Vec<_>>(),
        [(at("10:50:00"), Some(at("11:00:00")))]
    );
    let seen = replay::sweep(&record, now);
    assert!(seen.iter().all(|r| (r.raised, r.ended) == (at("10:50:00"), Some(at("11:00:00")))));
}

/// The moment at which somebody looks back is part of the past: whoever came back in that second is back.
#[test]
fn what_is_typed_in_the_second_of_looking_back_has_happened() {
    let trip = under("aspire").out(at("09:50:00"), at("15:00:00")).rings("kay lou", at("11:00:00"));
    let rang = rang(&trip.record(), at("11:00:00"));
    assert_eq!(rang.iter().map(|r| r.until).collect::<Vec<_>>(), [Some(at("11:00:00"))]);
}

/// Out at 09:50, rung at 10:00, and nothing since. One side notices it by the interval, the other by a clock of its own.
#[test]
fn one_silence_is_one_alarm_whichever_clock_notices_it_and_one_more_says_so() {
    let trip = under("aspire").out(at("09:50:00"), at("15:00:00")).rings("kay lou", at("10:00:00"));
    let was: Vec<Raised> = replay::sweep(&trip.record(), at("11:30:00"));
    assert_eq!(was.iter().map(|r| r.since).collect::<Vec<_>>(), [at("10:00:00"); 2]);
    let by = |clock: Clock, raised: &str, from: &Raised| Raised {
        clock,
        visit: Some("ash/2026-11-24-1a".to_owned()),
        raised: at(raised),
        ..from.clone()
    };
    let would = |clock, raised| was.iter().map(|r| by(clock, raised, r)).collect::<Vec<_>>();
    let changes = |would: Vec<Raised>| {
        let all = pairs(was.clone(), would, &Ahead::default());
        all.iter().map(|p| (p.change().unwrap(), p.people.len(), p.beside)).collect::<Vec<_>>()
    };
    let (earlier, later) = (Change::Earlier(Span::minutes(30)), Change::Later(Span::minutes(10)));
    for clock in [Clock::Contact, Clock::Finish] {
        assert_eq!(changes(would(clock, "10:30:00")), [(earlier, 2, None)]);
        assert_eq!(changes(would(clock, "11:10:00")), [(later, 2, None)]);
    }
    // Waiting at a door is not silence, and neither is a silence that goes back to another word.
    for clock in [Clock::Wait, Clock::Call, Clock::Return] {
        let apart = [(Change::New, 2, None), (Change::NotAtAll, 2, None)];
        assert_eq!(changes(would(clock, "10:30:00")), apart);
    }
    let mut since = would(Clock::Finish, "10:30:00");
    for one in &mut since {
        one.since = at("10:00:01");
    }
    assert_eq!(changes(since), [(Change::New, 2, None), (Change::NotAtAll, 2, None)]);
    // The first of two has its fellow; the other says that there is one.
    let both = [would(Clock::Contact, "10:30:00"), would(Clock::Finish, "11:10:00")].concat();
    let second = (Change::New, 2, Some(at("11:00:00")));
    assert_eq!(changes(both), [(earlier, 2, None), second]);
}
