//! What is owed besides silence and return: calls by school, word from home, contact ahead of and after a visit, cause
//! for concern; and how a delay moves it. One second before, at, and after.

use super::*;
use crate::domain::events::OwedCall;
use crate::domain::road;
use crate::policy::facts::{Condition, Test};
use crate::policy::{
    AnswerKind, CallRule, HomeRule, Limit, LimitWhen, Question, SchoolCallRule, Step, Strength,
};

const OTHER: &str = "bell/2026-11-24-1a";

fn clauses() -> Vec<String> {
    vec!["X-1".to_owned()]
}

fn only(who: &str) -> Vec<String> {
    vec![who.to_owned()]
}

fn limit(minutes: i64, over: bool) -> Limit {
    Limit { span: Span::minutes(minutes), over, source: Source::Policy(clauses()) }
}

fn is(fact: &str, value: bool) -> Condition {
    Condition::Fact(fact.to_owned(), Test::Is(value.into()))
}

fn five_to_ten(when: Condition) -> CallRule {
    CallRule {
        id: "call-inside".to_owned(),
        when,
        from: Span::minutes(5),
        by: Span::minutes(10),
        clauses: clauses(),
    }
}

/// Aspire's policy, and a call from five minutes after arrival on.
fn with_call() -> Watch {
    let mut watch = under(ASPIRE);
    watch.policy.contact.calls = vec![five_to_ten(Condition::Always)];
    watch
}

fn called() -> Trip {
    with_call().out(at("09:30:00"), at("18:00:00")).to(VISIT, at("10:00:00"))
}

fn contact(who: &str, how: Means) -> OutingEvent {
    let answers = Answers::new();
    OutingEvent::Contact { who: only(who), how, whereabouts: None, note: None, answers }
}

const CALL: About = About::Of(Clock::Call);

// A call that school owes after arrival

#[test]
fn trap_19_the_call_runs_from_arrival_and_not_from_the_appointment() {
    never(&called(), CALL);
    for (arrived, due) in [("09:58:00", "10:03:00"), ("10:07:30", "10:12:30")] {
        turns(&called().arrives(VISIT, at(arrived), false), CALL, at(due), Reached);
    }
    let trip = called().arrives(VISIT, at("10:00:00"), false);
    let alarm = &trip.late(&CALL, at("10:05:00"))[0];
    assert_eq!(alarm.clauses(), ["X-1"]);
    assert!(alarm.rung.stand_in);
    assert_eq!(alarm.running.people.len(), 2);
}

#[test]
fn a_call_runs_from_going_in_where_nobody_recorded_the_arrival() {
    let enter = OutingEvent::Enter {
        calls: Vec::new(),
        who: both(),
        visit: VISIT.to_owned(),
        answers: Answers::new(),
        unmet: Vec::new(),
    };
    turns(&called().then(at("10:02:00"), enter), CALL, at("10:07:00"), Reached);
}

#[test]
fn a_call_is_missed_from_the_later_of_its_two_times_on() {
    let trip = called().arrives(VISIT, at("10:00:00"), false);
    let owed = |time: &str| trip.late(&CALL, at(time))[0].running.owed.clone();
    let due = "a call by school between 5 minutes and 10 minutes after they arrived";
    assert_eq!(owed("10:05:00"), due);
    assert_eq!(owed("10:09:59"), due);
    assert_eq!(owed("10:10:00"), format!("{due}: missed"));
    assert_eq!(owed("10:10:01"), format!("{due}: missed"));
}

#[test]
fn only_a_call_by_school_that_was_answered_in_its_time_settles_it() {
    let trip = called().arrives(VISIT, at("10:00:00"), false);
    let said = |time: &str, event: OutingEvent| trip.clone().then(at(time), event);
    let rang = |time: &str| said(time, contact("kay", Means::SchoolCalled));
    turns(&rang("10:04:59"), CALL, at("10:05:00"), Reached);
    never(&rang("10:05:00"), CALL);
    never(&rang("10:05:01"), CALL);
    never(&rang("10:40:00"), CALL);
    for how in [Means::TheyCalled, Means::Text, Means::InPerson] {
        turns(&said("10:06:00", contact("kay", how)), CALL, at("10:05:00"), Reached);
    }
    let no_answer = OutingEvent::NoAnswer { who: both() };
    turns(&said("10:06:00", no_answer), CALL, at("10:05:00"), Reached);
}

#[test]
fn leaving_calling_off_and_returning_end_it_and_each_for_those_it_is_about() {
    let trip = called().arrives(VISIT, at("10:00:00"), false);
    let leave = |who: Vec<String>| OutingEvent::Leave { who, visit: VISIT.to_owned() };
    never(&trip.clone().then(at("10:04:00"), leave(both())), CALL);
    never(&trip.clone().then(at("10:00:00"), leave(both())), CALL);
    let again =
        trip.clone().then(at("10:04:00"), leave(both())).arrives(VISIT, at("10:20:00"), false);
    assert_eq!(
        again.late(&CALL, at("10:21:00")).len(),
        1,
        "they went back in, and nobody has rung"
    );
    let off =
        OutingEvent::CalledOff { who: both(), visit: VISIT.to_owned(), outcome: "a-1".to_owned() };
    never(&trip.clone().then(at("10:04:00"), off), CALL);
    for gone in [leave(only("kay")), OutingEvent::Back { who: only("kay") }] {
        let alone = trip.clone().then(at("10:04:00"), gone);
        never(&alone, About::CallOf("kay"));
        turns(&alone, About::CallOf("lou"), at("10:05:00"), Reached);
    }
    // Who has left speaks for nobody inside.
    let left = trip.then(at("10:04:00"), leave(only("kay")));
    let rung = left.then(at("10:20:00"), contact("kay", Means::SchoolCalled));
    turns(&rung, About::CallOf("lou"), at("10:05:00"), Reached);
}

#[test]
fn a_call_to_somebody_who_was_not_there_yet_settles_nothing() {
    let come = |who: &str| OutingEvent::Arrive {
        who: only(who),
        visit: VISIT.to_owned(),
        nobody_in: false,
        answers: Answers::new(),
        calls: Vec::new(),
    };
    let trip = called()
        .then(at("10:00:00"), come("kay"))
        .then(at("10:06:00"), contact("lou", Means::SchoolCalled))
        .then(at("10:30:00"), come("lou"));
    turns(&trip, About::CallOf("kay"), at("10:05:00"), Reached);
}

/// Lone and something asked at the door: the second is known only there.
fn asked_at_the_door() -> Policy {
    let mut policy = policy(ASPIRE);
    policy.questions.push(Question {
        id: "uneasy".to_owned(),
        at: Step::Arrive,
        of_each_person: false,
        when: Condition::Always,
        ask: "Uneasy?".to_owned(),
        kind: AnswerKind::YesNo,
        needs: None,
        strength: Strength::Must,
        fix: String::new(),
        clauses: clauses(),
        help: None,
        otherwise: None,
        points: Vec::new(),
    });
    let uneasy = is("uneasy", true);
    policy.contact.calls = vec![five_to_ten(Condition::All(vec![is("doorstep", false), uneasy]))];
    policy
}

#[test]
fn a_call_that_hangs_on_an_answer_at_the_door_waits_for_it() {
    let mut watch = under(ASPIRE);
    watch.policy = asked_at_the_door();
    let trip = watch.out(at("09:30:00"), at("18:00:00")).to(VISIT, at("10:00:00"));
    let stop = trip.outing().stops[0].stop.clone();
    assert_eq!((stop.calls.len(), stop.may_owe.len()), (0, 1));
    let policy = Some(&watch.policy);
    let facts = |uneasy: Option<bool>| {
        let mut facts = Facts::new();
        facts.set("doorstep", false);
        facts.set_known("uneasy", uneasy);
        facts
    };
    let owed = |policy, facts: &Facts| -> Vec<OwedCall> {
        freeze::now_owed(&stop.may_owe, policy, Step::Arrive, facts)
    };
    assert_eq!(owed(policy, &facts(Some(true))), stop.may_owe);
    assert_eq!(owed(policy, &facts(Some(false))), []);
    // Not answered, or no policy to ask: it counts.
    assert_eq!(owed(policy, &facts(None)), stop.may_owe);
    assert_eq!(owed(None, &facts(Some(false))), stop.may_owe);
    let arrive = OutingEvent::Arrive {
        who: both(),
        visit: VISIT.to_owned(),
        nobody_in: false,
        answers: Answers::new(),
        calls: stop.may_owe.clone(),
    };
    turns(&trip.then(at("10:00:00"), arrive), CALL, at("10:05:00"), Reached);
}

#[test]
fn what_is_known_at_sign_out_settles_at_once_whether_a_call_is_owed() {
    let mut policy = asked_at_the_door();
    let stop = |policy: &Policy, doorstep: Option<bool>| {
        let mut facts = Facts::new();
        facts.set_known("doorstep", doorstep);
        let trip = under(ASPIRE).out(at("09:30:00"), at("18:00:00")).to(VISIT, at("10:00:00"));
        freeze::with_waits(trip.outing().stops[0].stop.clone(), policy, &facts)
    };
    let planned_doorstep = stop(&policy, Some(true));
    assert_eq!((planned_doorstep.calls.len(), planned_doorstep.may_owe.len()), (0, 0));
    // Nobody will ever answer it: not known, and it counts.
    policy.contact.calls = vec![five_to_ten(is("doorstep", false))];
    assert_eq!(stop(&policy, None).calls.len(), 1);
    assert_eq!(stop(&policy, Some(true)).calls.len(), 0);
}

// Calls by school at set times

fn at_set_times() -> Watch {
    let mut watch = under(ASPIRE);
    let times = vec![9 * 60, 11 * 60, 14 * 60];
    watch.policy.contact.school_calls = Some(SchoolCallRule { times, clauses: clauses() });
    watch
}

#[test]
fn school_rings_at_each_set_time_of_the_day_after_they_left() {
    let out = at_set_times().out(at("09:30:00"), at("18:00:00"));
    turns(&out, CALL, at("11:00:00"), Reached);
    let rang = |time: &str| out.clone().then(at(time), contact("kay", Means::SchoolCalled));
    turns(&rang("10:59:59"), About::CallOf("kay"), at("11:00:00"), Reached);
    turns(&rang("11:00:00"), About::CallOf("kay"), at("14:00:00"), Reached);
    turns(&rang("11:00:00"), About::CallOf("lou"), at("11:00:00"), Reached);
    turns(&rang("11:20:00"), About::CallOf("kay"), at("14:00:00"), Reached);
    never(&rang("14:00:00"), About::CallOf("kay"));
    turns(&out.clone().rings("kay lou", at("11:10:00")), CALL, at("11:00:00"), Reached);
    never(&out.back("kay", at("10:50:00")), About::CallOf("kay"));
}

#[test]
fn a_set_time_is_by_the_clock_on_the_wall() {
    let left = moment("2026-06-30T09:30:00+01:00");
    let calls = at_set_times().terms_from(left).school_calls.unwrap();
    assert_eq!(
        calls.at,
        [moment("2026-06-30T11:00:00+01:00"), moment("2026-06-30T14:00:00+01:00")]
    );
    // Sun 29 Mar 2026 has no half past one.
    let mut watch = at_set_times();
    watch.policy.contact.school_calls =
        Some(SchoolCallRule { times: vec![90], clauses: clauses() });
    let calls = watch.terms_from(moment("2026-03-29T00:10:00+00:00")).school_calls.unwrap();
    assert_eq!(calls.at, [moment("2026-03-29T02:30:00+01:00")]);
    let unset = SchoolCallRule { times: Vec::new(), clauses: clauses() };
    watch.policy.contact.school_calls = Some(unset);
    assert_eq!(watch.terms_from(left).school_calls, None);
}

// Safe at home

fn ends_at_home(grace: i64, over: bool) -> Watch {
    let mut watch = under(ASPIRE);
    watch.policy.returns.home = Some(HomeRule {
        when: is("outside-hours", true),
        to: "office".to_owned(),
        grace: limit(grace, over),
    });
    watch
}

fn home(who: &str) -> OutingEvent {
    OutingEvent::Home { who: only(who), how: "text".to_owned() }
}

#[test]
fn trap_22_an_outing_that_ends_at_home_is_late_until_each_has_told_it() {
    for (grace, over, due, reads) in [
        (0, true, "18:00:00", Over),
        (0, false, "18:00:00", Reached),
        (20, false, "18:20:00", Reached),
    ] {
        let out = ends_at_home(grace, over).out(at("16:30:00"), at("18:00:00"));
        turns(&out, About::Of(Clock::Home), at(due), reads);
        never(&out, About::Return);
        // Being at school on the way is contact, and ends nothing.
        let school = out.back("kay", at("17:40:00")).back("lou", at("17:41:00"));
        turns(&school, About::Of(Clock::Home), at(due), reads);
        turns(&school, About::SilenceOf("kay"), at("18:40:00"), Reached);
        assert!(school.outing().open());
        let one = school.then(at("17:55:00"), home("kay"));
        let named = one.late(&About::Of(Clock::Home), at("18:30:00"));
        assert_eq!(named[0].running.people, [contactable("lou")]);
        let all = one.then(at("17:58:00"), home("lou"));
        assert_eq!(clocks::running(&all.outing()), Vec::new());
        assert!(!all.outing().open());
    }
}

#[test]
fn whether_it_ends_at_home_is_settled_at_sign_out_and_not_known_counts() {
    let watch = ends_at_home(0, true);
    let ends = |outside: Option<bool>| {
        let mut facts = Facts::new();
        facts.set_known("outside-hours", outside);
        freeze::home(&watch.policy, &[facts]).is_some()
    };
    assert!(ends(Some(true)) && ends(None) && !ends(Some(false)));
    // One visit of a round is enough.
    let hours = |outside: bool| {
        let mut facts = Facts::new();
        facts.set("outside-hours", outside);
        facts
    };
    assert!(freeze::home(&watch.policy, &[hours(false), hours(true)]).is_some());
}

#[test]
fn distress_outlasts_being_home_and_so_does_a_later_sign_of_them() {
    let distress = OutingEvent::Distress { who: only("kay"), note: None, whereabouts: None };
    let out = ends_at_home(0, true).out(at("16:30:00"), at("18:00:00"));
    let told = out
        .clone()
        .then(at("17:00:00"), distress)
        .then(at("17:50:00"), home("kay"))
        .then(at("17:50:00"), home("lou"));
    turns(&told, About::Distress, at("17:00:00"), Reached);
    assert!(told.outing().open());
    let again = out.then(at("17:50:00"), home("kay")).rings("kay", at("17:55:00"));
    assert!(again.outing().person("kay").unwrap().away());
}

// Cause for concern

fn concern(who: &str) -> OutingEvent {
    let place = "Mill Lane".to_owned();
    let note = Some("followed by a van".to_owned());
    OutingEvent::Concern { who: only(who), note, whereabouts: Some(place), nobody_rang: false }
}

fn resolve(who: &str, second: Option<&str>) -> OutingEvent {
    let second = second.map(str::to_owned);
    OutingEvent::Resolve {
        who: only(who),
        confirmed_by: "pat".to_owned(),
        how: "seen".to_owned(),
        second,
    }
}

const CONCERN: About = About::Of(Clock::Concern);

#[test]
fn trap_27_concern_is_due_at_once_and_told_to_three_at_once() {
    let out =
        under(ASPIRE).out(at("09:00:00"), at("18:00:00")).then(at("09:40:00"), concern("kay"));
    turns(&out, CONCERN, at("09:40:00"), Reached);
    climbs(&out, CONCERN, &[("09:40:00", 1, &["max", "office", "pat"], false)]);
    let alarm = &out.late(&CONCERN, at("09:40:00"))[0];
    assert!(alarm.rung.stand_in);
    assert!(alarm.running.owed.contains("followed by a van"), "{}", alarm.running.owed);
    assert!(alarm.place.starts_with("Mill Lane"), "{}", alarm.place);
    assert!(alarm.rung.does.contains("Mill Lane"), "{}", alarm.rung.does);
    // It is contact, for the one it is about.
    turns(&out, About::SilenceOf("kay"), at("10:40:00"), Reached);
    turns(&out, About::SilenceOf("lou"), at("10:00:00"), Reached);
}

#[test]
fn concern_stands_until_one_who_knows_resolves_it_or_they_are_back() {
    let out =
        under(ASPIRE).out(at("09:00:00"), at("18:00:00")).then(at("09:40:00"), concern("kay"));
    turns(&out.clone().rings("kay", at("09:45:00")), CONCERN, at("09:40:00"), Reached);
    turns(
        &out.clone().then(at("09:45:00"), resolve("lou", None)),
        CONCERN,
        at("09:40:00"),
        Reached,
    );
    never(&out.clone().then(at("09:45:00"), resolve("kay", None)), CONCERN);
    never(&out.clone().back("kay", at("09:45:00")), CONCERN);
    let again = out.then(at("09:45:00"), resolve("kay", None)).then(at("10:00:00"), concern("kay"));
    turns(&again, CONCERN, at("10:00:00"), Reached);
}

#[test]
fn one_who_knows_is_not_enough_for_a_distress_nor_one_named_twice() {
    let distress = OutingEvent::Distress { who: only("kay"), note: None, whereabouts: None };
    let out = under(ASPIRE)
        .out(at("09:00:00"), at("18:00:00"))
        .then(at("09:10:00"), distress)
        .then(at("09:12:00"), concern("kay"));
    let one = out.clone().then(at("09:40:00"), resolve("kay", None));
    turns(&one, About::Distress, at("09:10:00"), Reached);
    never(&one, CONCERN);
    let twice = out.clone().then(at("09:40:00"), resolve("kay", Some("pat")));
    turns(&twice, About::Distress, at("09:10:00"), Reached);
    never(&out.then(at("09:40:00"), resolve("kay", Some("max"))), About::Distress);
}

// Held up on the way

fn delay(visit: &str, arrives: Option<&str>) -> OutingEvent {
    OutingEvent::Delay {
        who: both(),
        visit: visit.to_owned(),
        arrives: arrives.map(at),
        why: "breakdown".to_owned(),
        duties: Vec::new(),
    }
}

#[test]
fn trap_44_a_new_arrival_moves_the_wait_the_contact_before_and_the_finish() {
    let mut watch = under(PARK);
    watch.policy.returns.finish_grace = Some(limit(15, false));
    let out = watch.out(at("09:30:00"), at("18:00:00")).to(VISIT, at("10:00:00"));
    turns(&out, About::BeforeVisit(VISIT), at("10:00:00"), Over);
    let held_up = out.then(at("09:40:00"), delay(VISIT, Some("10:40:00")));
    turns(&held_up, About::BeforeVisit(VISIT), at("10:40:00"), Over);
    turns(&held_up, About::Of(Clock::Finish), at("11:40:00"), Reached);
    let waits = held_up.arrives(VISIT, at("10:35:00"), true);
    turns(&waits, About::Waiting, at("11:00:00"), Reached);
    // And it is contact.
    let silence = under(ASPIRE).out(at("09:30:00"), at("18:00:00"));
    let silence = silence.then(at("09:50:00"), delay(VISIT, None));
    turns(&silence, About::Silence, at("10:50:00"), Reached);
}

#[test]
fn without_a_new_arrival_no_clock_of_the_visit_moves() {
    let waits = |event: OutingEvent| {
        let out = under(PARK).out(at("09:30:00"), at("18:00:00")).to(VISIT, at("10:00:00"));
        out.then(at("09:40:00"), event).arrives(VISIT, at("10:35:00"), true)
    };
    turns(&waits(delay(VISIT, None)), About::Waiting, at("10:20:00"), Reached);
    // Nor of another visit; nor by somebody who will be early.
    turns(&waits(delay(OTHER, Some("10:40:00"))), About::Waiting, at("10:20:00"), Reached);
    turns(&waits(delay(VISIT, Some("09:50:00"))), About::Waiting, at("10:20:00"), Reached);
    let outing = waits(delay(VISIT, Some("10:40:00"))).outing();
    assert_eq!(outing.back, at("18:00:00"));
}

#[test]
fn a_later_delay_takes_the_place_of_one_it_had_seen_and_the_earlier_of_two_that_had_not() {
    let out = under(PARK).out(at("09:30:00"), at("18:00:00")).to(VISIT, at("10:00:00"));
    let trip = out
        .then(at("09:40:00"), delay(VISIT, Some("10:40:00")))
        .then(at("09:50:00"), delay(VISIT, Some("11:10:00")));
    let apart = |mut entries: Vec<Entry<OutingEvent>>| {
        for entry in entries.iter_mut().skip(1) {
            entry.after = vec!["a-0".to_owned()];
        }
        let id = "2026-11-24-kay-1a".to_owned();
        Outing::of(&Record { id, entries, doubtful: Vec::new(), damage: Vec::new() }).unwrap()
    };
    let appointment = |outing: &Outing| outing.stops[0].stop.appointment;
    assert_eq!(appointment(&trip.outing()), Some(at("11:10:00")));
    assert_eq!(appointment(&apart(trip.outing().entries)), Some(at("10:40:00")));
}

// Ahead of a visit, and after it

#[test]
fn contact_ahead_of_a_visit_is_due_so_long_before_the_appointment() {
    let mut watch = under(ASPIRE);
    watch.policy.contact.before_ahead = Span::minutes(15);
    let out = watch.out(at("09:30:00"), at("18:00:00")).to(VISIT, at("10:00:00"));
    turns(&out, About::BeforeVisit(VISIT), at("09:45:00"), Over);
    let both = out.rings("kay", at("09:40:00")).rings("lou", at("09:40:00"));
    never(&both, About::BeforeVisit(VISIT));
    // Who leaves school later than that was with school then.
    let late = watch.out(at("09:50:00"), at("18:00:00")).to(VISIT, at("10:00:00"));
    turns(&late, About::BeforeVisit(VISIT), at("10:00:00"), Over);
}

#[test]
fn contact_after_a_visit_is_due_so_long_after_its_planned_finish() {
    let mut watch = under(ASPIRE);
    watch.policy.contact.after_within = Some(Span::minutes(10));
    // The visit ends at 10:45.
    let out = watch
        .out(at("09:30:00"), at("18:00:00"))
        .to(VISIT, at("10:00:00"))
        .rings("kay lou", at("10:44:59"));
    let after = About::BeforeVisit(VISIT);
    let arrived = out.arrives(VISIT, at("09:59:00"), false);
    turns(&arrived, after, at("10:55:00"), Reached);
    never(&arrived.clone().rings("kay lou", at("10:45:00")), after);
    let one = arrived.clone().rings("kay", at("10:50:00"));
    turns(&one, after, at("10:55:00"), Reached);
    assert_eq!(one.late(&after, at("10:55:00"))[0].running.people, [contactable("lou")]);
    let left = OutingEvent::Leave { who: both(), visit: VISIT.to_owned() };
    never(&arrived.clone().then(at("10:40:00"), left), after);
    let held_up = under(ASPIRE);
    assert_eq!(held_up.terms().after_within, None);
}

// Limits

fn when(condition: Condition, limit: Option<Limit>) -> LimitWhen {
    LimitWhen { when: condition, limit, clauses: clauses() }
}

#[test]
fn no_limit_here_never_holds_for_want_of_knowing_where_here_is() {
    let mut watch = under(ASPIRE);
    let contact = |watch: &Watch, risk: Option<bool>| {
        let mut facts = Facts::new();
        facts.set_known("higher-risk", risk);
        let watchers = Watchers {
            school: &school(true),
            people: &watch.people,
            monitor: None,
            on_call: None,
            going: &[],
            today: Day::parse("2026-11-24").unwrap(),
        };
        freeze::terms(&watch.policy, &[facts], &watchers).contact.map(|l| l.span)
    };
    let none_when_low = when(is("higher-risk", false), None);
    watch.policy.contact.every =
        vec![none_when_low, when(Condition::Always, Some(limit(60, false)))];
    assert_eq!(contact(&watch, Some(false)), None);
    assert_eq!(contact(&watch, Some(true)), Some(Span::minutes(60)));
    assert_eq!(contact(&watch, None), Some(Span::minutes(60)));
    // Of two that may hold, the shorter.
    let long_when_low = when(is("higher-risk", false), Some(limit(120, false)));
    watch.policy.contact.every =
        vec![long_when_low, when(Condition::Always, Some(limit(60, false)))];
    assert_eq!(contact(&watch, Some(false)), Some(Span::minutes(120)));
    assert_eq!(contact(&watch, None), Some(Span::minutes(60)));
    // Also where none is known to hold.
    let low = when(is("higher-risk", false), Some(limit(120, false)));
    watch.policy.contact.every = vec![low, when(is("higher-risk", true), Some(limit(60, false)))];
    assert_eq!(contact(&watch, None), Some(Span::minutes(60)));
}

#[test]
fn a_no_show_before_the_least_wait_has_run_out_wants_a_reason() {
    let short = |time: &str, over: bool| {
        let found = road::wait_too_short(VISIT, at("10:00:00"), &limit(10, over), at(time));
        found.map(|f| (f.strength, f.clauses))
    };
    let should = Some((Strength::Should, clauses()));
    assert_eq!(short("10:09:59", false), should);
    assert_eq!(short("10:10:00", false), None);
    assert_eq!(short("10:10:00", true), should);
    assert_eq!(short("10:10:01", true), None);
    let mut watch = under(ASPIRE);
    watch.policy.wait.minimum = vec![when(Condition::Always, Some(limit(10, false)))];
    let trip = watch.out(at("09:30:00"), at("18:00:00")).to(VISIT, at("10:00:00"));
    assert_eq!(trip.outing().stops[0].stop.wait_minimum, Some(limit(10, false)));
}
