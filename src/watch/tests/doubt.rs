//! Danger told by a line that cannot be trusted: its time is in doubt too, and puts nothing off.

use super::{ASPIRE, at, under};
use crate::domain::entry::{Doubtful, Record};
use crate::domain::events::OutingEvent;
use crate::domain::outing::Outing;
use crate::error::Damage;
use crate::policy::Clock;
use crate::watch::late;

fn damage() -> Damage {
    Damage {
        path: "outings/2026-W48/2026-11-24-kay-1a.yaml".to_owned(),
        line: Some(4),
        what: "an event from the future".to_owned(),
        hint: "look at the clocks".to_owned(),
        may_hide_somebody: true,
    }
}

/// The outing with its last line in doubt.
fn doubted(lines: usize) -> Outing {
    let who = vec!["kay".to_owned()];
    let distress = OutingEvent::Distress { who, note: None, whereabouts: None };
    let trip = under(ASPIRE).out(at("09:00:00"), at("18:00:00")).then(at("09:40:00"), distress);
    let mut entries = trip.outing().entries;
    let in_doubt = entries.split_off(lines);
    let doubt = |entry| Doubtful { line: "aa".to_owned(), damage: damage(), entry: Some(entry) };
    let doubtful = in_doubt.into_iter().map(doubt).collect();
    let id = "2026-11-24-kay-1a".to_owned();
    Outing::of(&Record { id, entries, doubtful, damage: Vec::new() }).unwrap()
}

#[test]
fn a_distress_dated_later_than_now_is_an_alarm_now() {
    let found = late(&doubted(1), at("09:10:00"));
    assert!(found.iter().any(|l| l.running.clock == Clock::Distress), "{found:#?}");
    assert!(found[0].rung.does.contains("999"), "{}", found[0].rung.does);
}

#[test]
fn a_sign_out_in_doubt_dated_later_than_now_is_an_alarm_now() {
    let found = late(&doubted(0), at("08:50:00"));
    assert!(found.iter().any(|l| l.running.clock == Clock::Return), "{found:#?}");
}
