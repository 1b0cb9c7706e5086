//! What a rung may say: a time of day, how often to try, whether it may be left out; whom its words name; and who is
//! on call.

use super::*;
use crate::domain::directory::Phone;
use crate::policy::Rung;
use crate::watch::around::Around;

pub(super) fn rung(role: &str, after: Option<i64>, at: Option<i64>) -> Rung {
    Rung {
        who: vec![role.to_owned()],
        deputies: Vec::new(),
        does: "ring {people}".to_owned(),
        after: after.map(Span::minutes),
        at,
        decision: Vec::new(),
        optional: false,
        tries: None,
        clauses: Vec::new(),
    }
}

/// Aspire's policy with these rungs for silence.
pub(super) fn with(rungs: Vec<Rung>) -> Watch {
    let mut watch = under(ASPIRE);
    for ladder in watch.policy.ladders.iter_mut().filter(|l| l.clocks.contains(&Clock::Contact)) {
        ladder.rungs.clone_from(&rungs);
    }
    watch
}

const NOON: i64 = 12 * 60;

#[test]
fn a_rung_with_a_time_of_day_is_not_due_before_it_and_holds_back_those_without_a_time() {
    let rungs = vec![
        rung("monitor", Some(0), None),
        rung("office", Some(10), Some(NOON)),
        rung("principal", None, None),
    ];
    // Silence is due at 10:00.
    let trip = with(rungs.clone()).out(at("09:00:00"), at("18:00:00"));
    climbs(
        &trip,
        About::Silence,
        &[
            ("10:10:00", 1, &["max"], false),
            ("11:59:59", 1, &["max"], false),
            ("12:00:00", 2, &["office"], false),
            ("12:09:59", 2, &["office"], false),
            ("12:10:00", 3, &["pat"], false),
            ("12:20:00", 4, &["max", "office", "pat"], true),
        ],
    );
    // Due after that time of day, it is due when its own time has run.
    let trip = with(rungs).out(at("13:00:00"), at("18:00:00"));
    climbs(
        &trip,
        About::Silence,
        &[("14:09:59", 1, &["max"], false), ("14:10:00", 2, &["office"], false)],
    );
}

#[test]
fn a_time_of_day_is_by_the_clock_on_the_wall_where_it_is_due() {
    let rungs = vec![rung("monitor", Some(0), None), rung("office", Some(0), Some(NOON))];
    let left = moment("2026-06-30T09:00:00+01:00");
    let trip = with(rungs).out(left, moment("2026-06-30T18:00:00+01:00"));
    let number = |now: &str| trip.late(&About::Silence, moment(now))[0].rung.number;
    assert_eq!(number("2026-06-30T11:59:59+01:00"), 1);
    assert_eq!(number("2026-06-30T12:00:00+01:00"), 2);
}

#[test]
fn before_its_time_the_first_rung_is_told_all_the_same() {
    let trip = with(vec![rung("office", Some(0), Some(NOON))]).out(at("09:00:00"), at("18:00:00"));
    climbs(
        &trip,
        About::Silence,
        &[
            ("10:00:00", 1, &["office"], false),
            ("12:09:59", 1, &["office"], false),
            ("12:10:00", 2, &["max", "office", "pat"], true),
        ],
    );
}

#[test]
fn how_often_to_try_and_whether_it_may_be_left_out_stand_in_the_words() {
    let one = Rung { tries: Some(3), optional: true, ..rung("monitor", Some(0), None) };
    let trip = with(vec![one]).out(at("09:00:00"), at("18:00:00"));
    let rung = trip.late(&About::Silence, at("10:00:00"))[0].rung.clone();
    assert_eq!((rung.tries, rung.optional), (Some(3), true));
    assert_eq!(
        rung.does,
        "ring kay and lou (try 3 times) (if needed: may be passed over, with a note)"
    );
}

#[test]
fn cmat_5_5_each_blank_is_filled_from_the_outing() {
    let phone =
        |name: &str, number: &str| Phone { name: name.to_owned(), number: number.to_owned() };
    let mut trip = under(ASPIRE)
        .out(at("09:00:00"), at("18:00:00"))
        .to(VISIT, at("10:00:00"))
        .to("bell/2026-11-24-1a", at("11:00:00"));
    if let Some((_, OutingEvent::SignOut { stops, people, .. })) = trip.events.first_mut() {
        stops[0].family = vec![phone("Sara Ahmed", "07700 900456")];
        people[0].kin = vec![phone("Sam Invented", "07700 900123")];
        people[0].next_of_kin = Some(phone("Jo Invented", "07700 900124"));
        people[0].car = Some("silver Ford Fiesta, AB12 CDE".to_owned());
        people[1].kin = vec![phone("Bo Made", "07700 900125")];
    }
    let fill = |trip: &Trip, words: &str| {
        let outing = trip.outing();
        let running = clocks::running(&outing);
        let silence = running.iter().find(|r| r.clock == Clock::Contact && r.visit.is_none());
        Around::of(&outing, silence.unwrap(), "the lane".to_owned()).fill(words)
    };
    assert_eq!(
        fill(&trip, "{home}"),
        "ahmed, home of ahmed/2026-11-24-1a: Sara Ahmed 07700 900456"
    );
    assert_eq!(
        fill(&trip, "{families}"),
        "ahmed, home of ahmed/2026-11-24-1a: Sara Ahmed 07700 900456; \
         bell, home of bell/2026-11-24-1a: no number on record"
    );
    assert_eq!(
        fill(&trip, "{kin}"),
        "kay's next of kin Jo Invented 07700 900124; \
         lou's emergency contact Bo Made 07700 900125 (no next of kin on record)"
    );
    assert_eq!(fill(&trip, "{car}"), "kay: silver Ford Fiesta, AB12 CDE; lou: no car on record");
    assert_eq!(fill(&trip, "{place}"), "the lane");
    assert_eq!(fill(&trip, "{people} {numbers}"), "kay and lou 07700 900001 and 07700 900001");
    // The visit in progress; when all are over, the last they were at.
    let second = trip.arrives("bell/2026-11-24-1a", at("10:59:00"), false);
    assert!(fill(&second, "{home}").starts_with("bell"));
    let left = |visit: &str| OutingEvent::Leave { who: both(), visit: visit.to_owned() };
    let over = second.then(at("11:30:00"), left("bell/2026-11-24-1a"));
    let over = over.then(at("10:40:00"), left(VISIT));
    assert!(fill(&over, "{home}").starts_with("bell"));
}

#[test]
fn ruling_b1_34_whoever_is_on_call_is_on_the_rung_and_among_everyone_unless_they_go() {
    let mut watch = with(vec![rung("on-call", Some(0), None)]);
    let rung_at = |watch: &Watch, time: &str| {
        let trip = watch.out(at("09:00:00"), at("18:00:00"));
        let rung = trip.late(&About::Silence, at(time))[0].rung.clone();
        let who: Vec<String> = rung.who.iter().map(|p| p.id.clone()).collect();
        (who, rung.role, rung.exhausted)
    };
    let none = rung_at(&watch, "10:00:00");
    assert!(none.2, "nobody is on call: passed over at once");
    watch.on_call = Some(contactable("dee"));
    let on_call = "whoever is on call".to_owned();
    assert_eq!(rung_at(&watch, "10:00:00"), (vec!["dee".to_owned()], on_call, false));
    assert!(rung_at(&watch, "10:10:00").0.contains(&"dee".to_owned()));
    watch.on_call = Some(contactable("kay"));
    assert!(!rung_at(&watch, "10:00:00").0.contains(&"kay".to_owned()));
}

#[test]
fn whoever_is_on_call_is_told_beside_the_office_that_may_be_shut() {
    let mut watch = with(vec![rung("office", Some(0), None)]);
    let told = |watch: &Watch| -> Vec<String> {
        let trip = watch.out(at("09:00:00"), at("18:00:00"));
        let rung = trip.late(&About::Silence, at("10:00:00"))[0].rung.clone();
        rung.who.iter().map(|p| p.id.clone()).collect()
    };
    assert_eq!(told(&watch), ["office"]);
    watch.on_call = Some(contactable("dee"));
    assert_eq!(told(&watch), ["office", "dee"]);
}
