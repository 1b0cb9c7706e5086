//! Two who went together, and only one of whom is heard from: nothing that the one says ends anything for the other.

use super::*;

const OTHER: &str = "brook/2026-11-24-1a";

fn who(id: &str) -> Vec<String> {
    vec![id.to_owned()]
}

/// Who is late by a clock, each set of people with its due time.
fn late_of(trip: &Trip, clock: Clock, now: Moment) -> Vec<(String, Moment)> {
    let late = trip.late(&About::Of(clock), now);
    late.iter().map(|l| (l.alarm.people.join("+"), l.alarm.due)).collect()
}

fn entered(trip: Trip, visit: &str, id: &str, at: Moment) -> Trip {
    let answers = Answers::new();
    let (who, visit) = (who(id), visit.to_owned());
    trip.then(at, OutingEvent::Enter { who, visit, answers, calls: Vec::new(), unmet: Vec::new() })
}

fn leaves(trip: Trip, visit: &str, id: &str, at: Moment) -> Trip {
    trip.then(at, OutingEvent::Leave { who: who(id), visit: visit.to_owned() })
}

fn comes(trip: Trip, visit: &str, id: &str, at: Moment) -> Trip {
    let (visit, answers) = (visit.to_owned(), Answers::new());
    let who = who(id);
    trip.then(at, OutingEvent::Arrive { who, visit, nobody_in: false, answers, calls: Vec::new() })
}

fn place_of(trip: &Trip, clock: Clock, id: &str, now: Moment) -> String {
    let late = trip.late(&About::Of(clock), now);
    late.into_iter().find(|l| l.alarm.people == [id]).unwrap_or_else(|| panic!("{id}")).place
}

#[test]
fn a_later_return_is_that_of_whoever_rang_in() {
    let trip = under(ASPIRE).out(at("09:30:00"), at("12:15:00")).rings("kay lou", at("11:50:00"));
    let extend = OutingEvent::Extend { who: who("kay"), back: at("16:00:00"), why: "x".to_owned() };
    let kay = trip.clone().then(at("12:00:00"), extend);
    assert_eq!(late_of(&kay, Clock::Return, at("12:15:00")), []);
    let lou = [("lou".to_owned(), at("12:15:00"))];
    assert_eq!(late_of(&kay, Clock::Return, at("12:15:01")), lou);
    let each = [lou[0].clone(), ("kay".to_owned(), at("16:00:00"))];
    assert_eq!(late_of(&kay, Clock::Return, at("16:00:01")), each);
    let outing = kay.outing();
    assert_eq!((outing.back, outing.returns().len()), (at("12:15:00"), 2));
    // Once the other is back, it is hers that is waited for.
    assert_eq!(kay.back("lou", at("12:10:00")).outing().back, at("16:00:00"));
    // A time that nobody rang in is everybody's; so is one that both did.
    for who in [Vec::new(), both()] {
        let extend = OutingEvent::Extend { who, back: at("16:00:00"), why: "x".to_owned() };
        let all = trip.clone().then(at("12:00:00"), extend);
        assert_eq!(late_of(&all, Clock::Return, at("16:00:00")), []);
        assert_eq!(late_of(&all, Clock::Return, at("16:00:01"))[0].0, "kay+lou");
    }
}

#[test]
fn one_who_goes_in_or_away_leaves_the_other_waiting_at_the_door() {
    let waits = under(PARK).out(at("09:30:00"), at("18:00:00")).to(VISIT, at("10:00:00")).arrives(
        VISIT,
        at("10:00:00"),
        true,
    );
    let due = late_of(&waits, Clock::Wait, at("11:00:00"));
    assert_eq!(due.len(), 1);
    assert_eq!(due[0].0, "kay+lou");
    let lou = [("lou".to_owned(), due[0].1)];
    let gone = leaves(waits.clone(), VISIT, "kay", at("10:05:00"));
    assert_eq!(late_of(&gone, Clock::Wait, at("11:00:00")), lou);
    let inside = entered(waits, VISIT, "kay", at("10:05:00"));
    assert_eq!(late_of(&inside, Clock::Wait, at("11:00:00")), lou);
    for end in [leaves as fn(Trip, &str, &str, Moment) -> Trip, entered] {
        assert_eq!(
            late_of(&end(gone.clone(), VISIT, "lou", at("10:06:00")), Clock::Wait, at("11:00:00")),
            []
        );
    }
}

#[test]
fn whoever_did_not_leave_a_house_is_sought_there() {
    let trip = under(PARK)
        .out(at("09:30:00"), at("18:00:00"))
        .to(VISIT, at("10:00:00"))
        .to(OTHER, at("11:00:00"))
        .arrives(VISIT, at("09:58:00"), false);
    let trip = entered(entered(trip, VISIT, "kay", at("10:05:00")), VISIT, "lou", at("10:05:00"));
    let trip = comes(leaves(trip, VISIT, "kay", at("10:30:00")), OTHER, "kay", at("10:58:00"));
    let (first, second) = (format!("home of {VISIT}"), format!("home of {OTHER}"));
    let distress = |id: &str| OutingEvent::Distress { who: who(id), note: None, whereabouts: None };
    let now = at("11:00:00");
    for (id, place) in [("lou", &first), ("kay", &second)] {
        let trip = trip.clone().then(now, distress(id));
        assert_eq!(&place_of(&trip, Clock::Distress, id, now), place);
    }
    let outing = trip.outing();
    let door = |ids: &[&str]| {
        let ids: Vec<String> = ids.iter().map(|id| (*id).to_owned()).collect();
        outing.current_of(&ids).unwrap().stop.visit.clone()
    };
    assert_eq!((door(&["kay"]).as_str(), door(&["lou"]).as_str()), (OTHER, VISIT));
    assert_eq!(outing.stops[0].left, None, "of two, one is out of it");
    let out = leaves(trip, VISIT, "lou", at("11:01:00")).outing();
    assert_eq!(out.stops[0].left, Some(at("11:01:00")));
}

/// A place that was told before the danger counts where nothing was heard of a door since.
#[test]
fn the_last_place_that_was_told_goes_with_the_distress() {
    let told = |at_: Moment| {
        let body = OutingEvent::Contact {
            who: who("lou"),
            how: Means::TheyCalled,
            whereabouts: Some("the kitchen".to_owned()),
            note: None,
            answers: std::collections::BTreeMap::new(),
        };
        (at_, body)
    };
    let trip = |told_at: &str| {
        let out = under(PARK).out(at("09:30:00"), at("18:00:00")).to(VISIT, at("10:00:00"));
        let (when, body) = told(at(told_at));
        let mut trip = out.arrives(VISIT, at("09:58:00"), false).then(when, body);
        trip.events.sort_by_key(|(at, _)| *at);
        let distress = OutingEvent::Distress { who: who("lou"), note: None, whereabouts: None };
        place_of(&trip.then(at("11:05:00"), distress), Clock::Distress, "lou", at("11:05:00"))
    };
    let planned = format!("home of {VISIT}");
    assert_eq!(trip("09:58:00"), format!("the kitchen, as they said at 09:58; planned: {planned}"));
    assert_eq!(trip("09:57:59"), planned);
}

/// Nobody typed that they came to the first: a call in its planned time may be from inside it (trap 21).
#[test]
fn a_call_by_the_planned_finish_of_one_visit_is_not_the_call_before_the_next() {
    let two = under(PARK)
        .out(at("09:30:00"), at("18:00:00"))
        .to(VISIT, at("10:00:00"))
        .to(OTHER, at("11:00:00"))
        .rings("kay lou", at("09:55:00"));
    let owed = |trip: &Trip| trip.late(&About::BeforeVisit(OTHER), at("11:00:01")).len();
    for (time, owes) in [("10:05:00", 1), ("10:45:00", 1), ("10:45:01", 0), ("10:59:00", 0)] {
        assert_eq!(owed(&two.clone().rings("kay lou", at(time))), owes, "{time}");
    }
    // Whoever told that they are out of it may ring before its time is over.
    let out = |time| leaves(comes(two.clone(), VISIT, "kay", at("10:00:00")), VISIT, "kay", time);
    let rang = out(at("10:20:00")).rings("kay lou", at("10:30:00"));
    let late = rang.late(&About::BeforeVisit(OTHER), at("11:00:01"));
    let who: Vec<&str> = late.iter().flat_map(|l| &l.alarm.people).map(String::as_str).collect();
    assert_eq!(who, Vec::<&str>::new());
    // Where the next is due before the first is planned to end, no call could count: then any after it began does.
    let close = under(PARK)
        .out(at("09:30:00"), at("18:00:00"))
        .to(VISIT, at("10:00:00"))
        .to(OTHER, at("10:45:00"))
        .rings("kay lou", at("10:05:00"));
    assert!(close.late(&About::BeforeVisit(OTHER), at("10:45:01")).is_empty());
}

#[test]
fn where_nobody_told_of_a_visit_they_are_looked_for_by_the_plan_and_the_others_are_named() {
    let two = under(ASPIRE)
        .out(at("09:30:00"), at("12:00:00"))
        .to(VISIT, at("10:00:00"))
        .to(OTHER, at("11:00:00"));
    let place = |trip: &Trip, clock, now| trip.late(&About::Of(clock), now)[0].place.clone();
    let (one, other) = (format!("home of {VISIT}"), format!("home of {OTHER}"));
    assert_eq!(place(&two, Clock::Contact, at("10:30:00")), one);
    let rang = two.clone().rings("kay lou", at("10:59:00")).rings("kay lou", at("11:40:00"));
    let both = format!("{other}; nobody told whether they came to {one}");
    assert_eq!(place(&rang, Clock::Return, at("12:00:01")), both);
    let left = leaves(comes(rang, OTHER, "kay", at("11:00:00")), OTHER, "kay", at("11:41:00"));
    let back = format!("on the way back from {other}; nobody told whether they came to {one}");
    // For Lou as well, who told nothing of it: never back to the first.
    assert_eq!(place(&left, Clock::Return, at("12:00:01")), back);
}
