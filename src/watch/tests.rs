//! Every clock and rung, under the two shipped policies, one second before, at, and after. The numbers are read
//! from `policies/*.toml` through the freezing of terms, so a number changed there turns these red.

mod arithmetic;
mod brief;
mod doubt;
mod drill;
mod each;
mod hasten;
mod hastened;
mod ladders;
mod left_late;
mod owed;
mod sweep;
mod unresolved;
mod worst;

use super::{Late, clocks, late};
use crate::domain::directory::{Holding, Person, Phone, School};
use crate::domain::entry::{Entry, Record};
use crate::domain::events::{Answers, Contactable, Means, OutingEvent, Stop, Terms, Traveller};
use crate::domain::freeze::{self, Watchers};
use crate::domain::outing::Outing;
use crate::policy::facts::Facts;
use crate::policy::{Clock, Policy, Source, load, shipped};
use crate::when::{Day, Moment, Span, Zone};

const SECOND: Span = Span::seconds(1);

fn policy(name: &str) -> Policy {
    load(&crate::policy::as_suggested(shipped(name).unwrap())).unwrap().policy
}

/// A time of Tue 24 Nov 2026, in winter.
fn at(time: &str) -> Moment {
    Moment::parse(&format!("2026-11-24T{time}+00:00")).unwrap()
}

fn moment(text: &str) -> Moment {
    Moment::parse(text).unwrap()
}

fn person(id: &str, role: &str) -> Person {
    let holding = Holding { role: role.to_owned(), deputy: false, from: None, until: None };
    Person {
        id: id.to_owned(),
        name: id.to_owned(),
        roles: vec![holding],
        mobile: Some("07700 900001".to_owned()),
        email: None,
        emergency_contact: None,
        next_of_kin: None,
        vehicle: None,
        trained: None,
        coached: None,
        read: Vec::new(),
        training: Vec::new(),
        designated: false,
        lone_visits: false,
        works_for: None,
        left: None,
    }
}

fn staff() -> Vec<Person> {
    vec![
        person("kay", "family-support"),
        person("lou", "family-support"),
        person("max", "senior-staff"),
        person("pat", "principal"),
        person("hana", "headteacher"),
    ]
}

fn school(office: bool) -> School {
    let number = Phone { name: "School office".to_owned(), number: "01632 960100".to_owned() };
    School {
        format: 1,
        store: "x".to_owned(),
        name: "A school".to_owned(),
        zone: "Europe/London".to_owned(),
        numbers: if office { vec![number] } else { Vec::new() },
        emergency_contact: None,
        hours: None,
        shut: Vec::new(),
        terms: Vec::new(),
        nation: None,
        watch: None,
        sync: None,
        channel: Vec::new(),
    }
}

fn contactable(id: &str) -> Contactable {
    Contactable {
        id: id.to_owned(),
        name: id.to_owned(),
        number: Some("07700 900001".to_owned()),
        email: None,
    }
}

/// What stands behind the watch: which policy, and who there is to ring.
struct Watch {
    policy: Policy,
    people: Vec<Person>,
    monitor: Option<Contactable>,
    on_call: Option<Contactable>,
    office: bool,
}

fn under(name: &str) -> Watch {
    let monitor = Some(contactable("max"));
    Watch { policy: policy(name), people: staff(), monitor, on_call: None, office: true }
}

impl Watch {
    fn without_monitor(mut self) -> Watch {
        self.monitor = None;
        self
    }

    fn without_office(mut self) -> Watch {
        self.office = false;
        self
    }

    fn without(mut self, id: &str) -> Watch {
        self.people.retain(|p| p.id != id);
        self
    }

    fn terms(&self) -> Terms {
        let watchers = Watchers {
            school: &school(self.office),
            people: &self.people,
            monitor: self.monitor.as_ref(),
            on_call: self.on_call.as_ref(),
            going: &["kay".to_owned(), "lou".to_owned()],
            today: Day::parse("2026-11-24").unwrap(),
        };
        freeze::terms(&self.policy, &[Facts::new()], &watchers)
    }

    /// The same, with what depends on the hour they leave.
    fn terms_from(&self, left: Moment) -> Terms {
        freeze::of_the_day(self.terms(), &self.policy, &[Facts::new()], left, Zone::LONDON)
    }

    /// Kay and Lou leave, to be back at that time.
    fn out(&self, left: Moment, back: Moment) -> Trip {
        let sign_out = OutingEvent::SignOut {
            watched_by_hand: None,
            on_call: None,
            people: ["kay", "lou"].map(traveller).to_vec(),
            monitor: self.monitor.clone(),
            stops: Vec::new(),
            back,
            terms: std::sync::Arc::new(self.terms_from(left)),
            answers: Answers::new(),
            unmet: Vec::new(),
            breach: None,
            duties: Vec::new(),
            drill: None,
        };
        Trip { events: vec![(left, sign_out)], policy: self.policy.clone() }
    }
}

fn traveller(id: &str) -> Traveller {
    Traveller {
        id: id.to_owned(),
        name: id.to_owned(),
        number: Some("07700 900001".to_owned()),
        car: None,
        kin: Vec::new(),
        next_of_kin: None,
        answers: Answers::new(),
    }
}

/// An outing as it goes on.
#[derive(Clone)]
struct Trip {
    events: Vec<(Moment, OutingEvent)>,
    policy: Policy,
}

impl Trip {
    fn then(mut self, at: Moment, event: OutingEvent) -> Trip {
        self.events.push((at, event));
        self
    }

    fn to(mut self, visit: &str, appointment: Moment) -> Trip {
        let stop = Stop {
            visit: visit.to_owned(),
            place: format!("home of {visit}"),
            appointment: Some(appointment),
            finish: Some(appointment.plus(Span::minutes(45))),
            doorstep: false,
            wait_without_notice: None,
            wait_with_notice: None,
            family: Vec::new(),
            calls: Vec::new(),
            may_owe: Vec::new(),
            wait_minimum: None,
        };
        let stop = freeze::with_waits(stop, &self.policy, &Facts::new());
        if let Some((_, OutingEvent::SignOut { stops, .. })) = self.events.first_mut() {
            stops.push(stop);
        }
        self
    }

    fn rings(self, who: &str, at: Moment) -> Trip {
        let how = Means::TheyCalled;
        let who = who.split(' ').map(str::to_owned).collect();
        self.then(
            at,
            OutingEvent::Contact {
                who,
                how,
                whereabouts: None,
                note: None,
                answers: std::collections::BTreeMap::new(),
            },
        )
    }

    fn arrives(self, visit: &str, at: Moment, nobody_in: bool) -> Trip {
        let answers = Answers::new();
        self.then(
            at,
            OutingEvent::Arrive {
                who: both(),
                visit: visit.to_owned(),
                nobody_in,
                answers,
                calls: Vec::new(),
            },
        )
    }

    fn family_late(self, visit: &str, at: Moment) -> Trip {
        let expected = at.plus(Span::minutes(30));
        self.then(at, OutingEvent::Late { visit: visit.to_owned(), expected, told: None })
    }

    fn back(self, who: &str, at: Moment) -> Trip {
        self.then(at, OutingEvent::Back { who: vec![who.to_owned()] })
    }

    fn outing(&self) -> Outing {
        Outing::of(&self.record()).unwrap()
    }

    fn record(&self) -> Record<OutingEvent> {
        let mut entries: Vec<Entry<OutingEvent>> = Vec::new();
        for (number, (at, body)) in self.events.iter().enumerate() {
            let after = entries.last().map(|e| vec![e.id.clone()]).unwrap_or_default();
            entries.push(Entry {
                id: format!("a-{number}"),
                after,
                at: *at,
                typed: *at,
                by: "office".to_owned(),
                clock_given: false,
                on_paper: None,
                body: body.clone(),
            });
        }
        let id = "2026-11-24-kay-1a".to_owned();
        Record { id, entries, doubtful: Vec::new(), damage: Vec::new() }
    }

    /// The alarms at a moment that are about this.
    fn late(&self, about: &About, now: Moment) -> Vec<Late> {
        late(&self.outing(), now).into_iter().filter(|l| about.is(l)).collect()
    }
}

fn both() -> Vec<String> {
    vec!["kay".to_owned(), "lou".to_owned()]
}

/// Which alarm.
#[derive(Debug, Clone, Copy)]
enum About {
    Silence,
    SilenceOf(&'static str),
    BeforeVisit(&'static str),
    Waiting,
    Return,
    Distress,
    Of(Clock),
    CallOf(&'static str),
}

impl About {
    fn is(self, late: &Late) -> bool {
        let running = &late.running;
        let visit = running.visit.as_deref();
        match self {
            About::Silence => running.clock == Clock::Contact && visit.is_none(),
            About::SilenceOf(who) => {
                About::Silence.is(late) && running.people.iter().any(|p| p.id == who)
            }
            About::BeforeVisit(id) => running.clock == Clock::Contact && visit == Some(id),
            About::Waiting => running.clock == Clock::Wait,
            About::Return => running.clock == Clock::Return,
            About::Distress => running.clock == Clock::Distress,
            About::Of(clock) => running.clock == clock,
            About::CallOf(who) => {
                running.clock == Clock::Call && running.people.iter().any(|p| p.id == *who)
            }
        }
    }
}

/// Late when the limit is reached, or only when it is over.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Reads {
    Reached,
    Over,
}
use Reads::{Over, Reached};

/// Not late one second before; at the moment itself as the words of the policy say; late one second after.
#[track_caller]
fn turns(trip: &Trip, about: About, due: Moment, reads: Reads) {
    let late = |now: Moment| !trip.late(&about, now).is_empty();
    assert!(!late(due.minus(SECOND)), "{about:?} is late a second before {due}");
    assert_eq!(late(due), reads == Reached, "{about:?} at {due} itself");
    assert!(late(due.plus(SECOND)), "{about:?} is not late a second after {due}");
}

#[track_caller]
fn never(trip: &Trip, about: About) {
    for hours in 0..30 {
        let now = at("08:00:00").plus(Span::minutes(hours * 60));
        assert!(trip.late(&about, now).is_empty(), "{about:?} at {now}");
    }
}

const ASPIRE: &str = "aspire";
const PARK: &str = "hunsbury-park";

// Silence

#[test]
fn aet_2_13_an_hour_of_silence_is_late_when_it_is_reached() {
    let trip = under(ASPIRE).out(at("09:00:00"), at("18:00:00"));
    turns(&trip, About::Silence, at("10:00:00"), Reached);
    let alarm = &trip.late(&About::Silence, at("10:00:00"))[0];
    assert_eq!(alarm.clauses(), ["AET-2.13", "AET-2.14", "AET-A-R2.5", "AET-A-R3.8"]);
    assert_eq!(alarm.late_seconds, 0);
}

#[test]
fn hpp_2_4_two_hours_of_silence_are_late_when_they_are_reached() {
    let trip = under(PARK).out(at("09:00:00"), at("18:00:00"));
    turns(&trip, About::Silence, at("11:00:00"), Reached);
    assert_eq!(trip.late(&About::Silence, at("11:00:00"))[0].clauses(), ["HPP-2.4"]);
}

#[test]
fn ruling_b1_53_silence_runs_from_the_last_contact_either_way() {
    let out = under(ASPIRE).out(at("09:00:00"), at("18:00:00"));
    let rang = out.clone().rings("kay lou", at("09:40:30"));
    turns(&rang, About::Silence, at("10:40:30"), Reached);
    let who = both();
    let how = Means::SchoolCalled;
    let school_rang = out.clone().then(
        at("09:40:30"),
        OutingEvent::Contact {
            who: who.clone(),
            how,
            whereabouts: None,
            note: None,
            answers: std::collections::BTreeMap::new(),
        },
    );
    turns(&school_rang, About::Silence, at("10:40:30"), Reached);
    let no_answer = out.then(at("09:40:30"), OutingEvent::NoAnswer { who });
    turns(&no_answer, About::Silence, at("10:00:00"), Reached);
}

#[test]
fn trap_23_one_who_rings_in_stops_nothing_for_the_other() {
    let trip = under(ASPIRE).out(at("09:00:00"), at("18:00:00")).rings("kay", at("09:50:00"));
    turns(&trip, About::SilenceOf("lou"), at("10:00:00"), Reached);
    turns(&trip, About::SilenceOf("kay"), at("10:50:00"), Reached);
}

#[test]
fn trap_23_one_who_returns_stops_nothing_for_the_other() {
    let trip = under(ASPIRE).out(at("09:00:00"), at("12:00:00")).back("kay", at("09:50:00"));
    turns(&trip, About::SilenceOf("lou"), at("10:00:00"), Reached);
    never(&trip, About::SilenceOf("kay"));
    turns(&trip, About::Return, at("12:00:00"), Over);
    let alarm = &trip.late(&About::Return, at("12:00:01"))[0];
    let named: Vec<&str> = alarm.running.people.iter().map(|p| p.id.as_str()).collect();
    assert_eq!(named, ["lou"]);
}

#[test]
fn both_back_and_nothing_runs_any_more() {
    let trip = under(ASPIRE)
        .out(at("09:00:00"), at("12:00:00"))
        .to("ahmed/2026-11-24-1a", at("10:00:00"))
        .back("kay", at("09:50:00"))
        .back("lou", at("09:51:00"));
    assert_eq!(clocks::running(&trip.outing()), Vec::new());
}

#[test]
fn trap_4_each_anchor_has_its_own_clock() {
    let trip =
        under(ASPIRE).out(at("09:00:00"), at("09:30:00")).to("ahmed/2026-11-24-1a", at("10:15:00"));
    turns(&trip, About::Return, at("09:30:00"), Over);
    turns(&trip, About::Silence, at("10:00:00"), Reached);
    turns(&trip, About::BeforeVisit("ahmed/2026-11-24-1a"), at("10:15:00"), Over);
}

// Expected return

#[test]
fn aet_a_r2_3b_late_is_any_time_after_the_expected_return() {
    let trip = under(ASPIRE).out(at("09:00:00"), at("09:45:00"));
    turns(&trip, About::Return, at("09:45:00"), Over);
    let alarm = &trip.late(&About::Return, at("09:45:01"))[0];
    assert_eq!(alarm.clauses(), ["AET-A-R2.3b"]);
    assert!(!alarm.rung.stand_in);
}

#[test]
fn trap_47_hunsbury_park_has_no_rule_for_a_late_return_so_it_is_hvs_own() {
    let trip = under(PARK).out(at("09:00:00"), at("09:45:00"));
    turns(&trip, About::Return, at("09:45:00"), Over);
    let alarm = &trip.late(&About::Return, at("09:45:01"))[0];
    assert_eq!(alarm.running.source, Source::Default);
    assert!(alarm.rung.stand_in);
}

#[test]
fn an_extension_moves_the_return_and_counts_as_contact() {
    let extend =
        OutingEvent::Extend { who: both(), back: at("10:20:00"), why: "traffic".to_owned() };
    let trip = under(ASPIRE).out(at("09:00:00"), at("09:45:00")).then(at("09:40:00"), extend);
    turns(&trip, About::Return, at("10:20:00"), Over);
    turns(&trip, About::Silence, at("10:40:00"), Reached);
}

// Waiting at the door. The appointment is at 10:00.

const VISIT: &str = "ahmed/2026-11-24-1a";

fn at_the_door(name: &str, arrived: &str) -> Trip {
    under(name).out(at("09:30:00"), at("18:00:00")).to(VISIT, at("10:00:00")).arrives(
        VISIT,
        at(arrived),
        true,
    )
}

#[test]
fn trap_1_two_waiting_limits_not_one() {
    for (name, without, with) in [(ASPIRE, "10:00:00", "10:10:00"), (PARK, "10:20:00", "10:30:00")]
    {
        let waits = at_the_door(name, "09:55:00");
        turns(&waits, About::Waiting, at(without), Reached);
        turns(&waits.family_late(VISIT, at("09:58:00")), About::Waiting, at(with), Over);
    }
}

#[test]
fn trap_2_zero_is_a_number_and_not_unset() {
    let trip = at_the_door(ASPIRE, "09:55:00");
    turns(&trip, About::Waiting, at("10:00:00"), Reached);
    let mut unset = trip;
    if let Some((_, OutingEvent::SignOut { stops, .. })) = unset.events.first_mut() {
        stops[0].wait_without_notice = None;
    }
    never(&unset, About::Waiting);
}

#[test]
fn trap_3_the_wait_runs_from_the_appointment_whether_staff_are_early_or_late() {
    for arrived in ["09:31:00", "09:59:59", "10:00:00", "10:07:00", "10:19:00"] {
        turns(&at_the_door(PARK, arrived), About::Waiting, at("10:20:00"), Reached);
    }
    let late_staff = at_the_door(ASPIRE, "10:25:00");
    assert_eq!(late_staff.late(&About::Waiting, at("10:25:00"))[0].late_seconds, 25 * 60);
}

#[test]
fn ruling_b1_49_notice_counts_until_the_limit_without_notice_has_run_out() {
    // At Hunsbury Park it runs out when twenty minutes are reached.
    let in_time = at_the_door(PARK, "09:55:00").family_late(VISIT, at("10:19:59"));
    turns(&in_time, About::Waiting, at("10:30:00"), Over);
    let too_late = at_the_door(PARK, "09:55:00").family_late(VISIT, at("10:20:00"));
    turns(&too_late, About::Waiting, at("10:20:00"), Reached);
    // At Aspire, word at the very moment of the appointment is too late.
    let in_time = at_the_door(ASPIRE, "09:55:00").family_late(VISIT, at("09:59:59"));
    turns(&in_time, About::Waiting, at("10:10:00"), Over);
    let too_late = at_the_door(ASPIRE, "09:55:00").family_late(VISIT, at("10:00:00"));
    turns(&too_late, About::Waiting, at("10:00:00"), Reached);
}

#[test]
fn ruling_b1_49_a_second_word_does_not_take_the_first_one_back() {
    let trip = at_the_door(ASPIRE, "09:55:00")
        .family_late(VISIT, at("09:50:00"))
        .family_late(VISIT, at("10:05:00"));
    turns(&trip, About::Waiting, at("10:10:00"), Over);
}

#[test]
fn nobody_waits_who_is_inside_or_whose_visit_is_over() {
    let visit = VISIT.to_owned();
    let waits = at_the_door(ASPIRE, "09:55:00");
    let inside = OutingEvent::Enter {
        calls: Vec::new(),
        who: both(),
        visit: visit.clone(),
        answers: Answers::new(),
        unmet: Vec::new(),
    };
    never(&waits.clone().then(at("09:59:00"), inside), About::Waiting);
    let left = OutingEvent::Leave { who: both(), visit: visit.clone() };
    never(&waits.clone().then(at("09:59:00"), left), About::Waiting);
    let off = OutingEvent::CalledOff { who: both(), visit, outcome: "a-1".to_owned() };
    never(&waits.then(at("09:59:00"), off), About::Waiting);
}

// After the last visit

/// Who is waited for when the last visit should be over.
fn waited_for(trip: &Trip) -> Vec<String> {
    let running = clocks::running(&trip.outing());
    let last = running.into_iter().filter(|r| r.clock == Clock::Finish);
    last.flat_map(|r| r.people.into_iter().map(|p| p.id)).collect()
}

#[test]
fn word_on_leaving_the_last_property_is_word_however_early_and_only_of_whoever_gave_it() {
    let second = "bell/2026-11-24-1a";
    let left = |who: &str, visit: &str| OutingEvent::Leave {
        who: vec![who.to_owned()],
        visit: visit.to_owned(),
    };
    let out = under("alderman-richard-hallam").out(at("09:30:00"), at("18:00:00"));
    let one = out.to(VISIT, at("10:00:00")).arrives(VISIT, at("10:00:00"), false);
    assert_eq!(waited_for(&one), ["kay", "lou"]);
    let kay = one.clone().then(at("10:20:00"), left("kay", VISIT));
    // A check-in by somebody who is inside says nothing about later.
    assert_eq!(waited_for(&kay.clone().rings("lou", at("10:25:00"))), ["lou"]);
    let both_left = kay.then(at("10:26:00"), left("lou", VISIT));
    assert_eq!(waited_for(&both_left), Vec::<String>::new());
    let again = both_left.clone().arrives(VISIT, at("10:30:00"), false);
    assert_eq!(waited_for(&again), ["kay", "lou"]);
    let round = both_left.to(second, at("11:00:00"));
    assert_eq!(waited_for(&round), ["kay", "lou"]);
}

// Contact before the visit

#[test]
fn aet_4_12a_and_hpp_4_8a_contact_before_the_visit_is_due_by_the_appointment() {
    for (name, clause) in [(ASPIRE, "AET-4.12a"), (PARK, "HPP-4.8a")] {
        let trip = under(name).out(at("09:30:00"), at("18:00:00")).to(VISIT, at("10:00:00"));
        turns(&trip, About::BeforeVisit(VISIT), at("10:00:00"), Over);
        let alarm = &trip.late(&About::BeforeVisit(VISIT), at("10:00:01"))[0];
        assert_eq!(alarm.clauses(), [clause]);
        // One of two who rings speaks for herself (trap 23).
        let kay = trip.clone().rings("kay", at("09:45:00"));
        let late = kay.late(&About::BeforeVisit(VISIT), at("10:00:01"));
        assert_eq!(late[0].alarm.people, ["lou"]);
        never(&kay.rings("lou", at("09:46:00")), About::BeforeVisit(VISIT));
        never(&trip.arrives(VISIT, at("09:58:00"), false), About::BeforeVisit(VISIT));
    }
}

#[test]
fn trap_21_contact_before_the_visit_is_owed_for_each_visit_of_a_round() {
    let second = "bell/2026-11-24-1a";
    let round = under(ASPIRE)
        .out(at("09:30:00"), at("18:00:00"))
        .to(VISIT, at("10:00:00"))
        .to(second, at("11:00:00"))
        .rings("kay lou", at("09:50:00"));
    never(&round, About::BeforeVisit(VISIT));
    turns(&round, About::BeforeVisit(second), at("11:00:00"), Over);
    // The hourly call from inside the first home is not the call before the second.
    let enter = OutingEvent::Enter {
        calls: Vec::new(),
        who: both(),
        visit: VISIT.to_owned(),
        answers: Answers::new(),
        unmet: Vec::new(),
    };
    let inside = round.clone().then(at("10:02:00"), enter).rings("kay lou", at("10:30:00"));
    turns(&inside, About::BeforeVisit(second), at("11:00:00"), Over);
    let left = OutingEvent::Leave { who: both(), visit: VISIT.to_owned() };
    let left = round.then(at("10:40:00"), left);
    turns(&left, About::BeforeVisit(second), at("11:00:00"), Over);
    never(&left.rings("kay lou", at("10:55:00")), About::BeforeVisit(second));
}

// Distress

#[test]
fn trap_32_distress_is_late_at_once_and_the_police_come_first() {
    for (name, clause) in [(ASPIRE, "AET-2.23"), (PARK, "HPP-2.6")] {
        let distress =
            OutingEvent::Distress { who: vec!["kay".to_owned()], note: None, whereabouts: None };
        let trip = under(name).out(at("09:00:00"), at("18:00:00")).then(at("09:10:00"), distress);
        turns(&trip, About::Distress, at("09:10:00"), Reached);
        let alarm = &trip.late(&About::Distress, at("09:10:00"))[0];
        assert_eq!(alarm.rung.number, 1);
        assert!(alarm.rung.does.contains("999"), "{}", alarm.rung.does);
        assert!(alarm.rung.clauses.contains(&clause.to_owned()));
        assert!(!alarm.rung.stand_in);
        let people: Vec<&str> = alarm.running.people.iter().map(|p| p.id.as_str()).collect();
        assert_eq!(people, ["kay"]);
    }
}

#[test]
fn distress_is_not_taken_back_by_a_call_nor_by_a_return() {
    let distress =
        OutingEvent::Distress { who: vec!["kay".to_owned()], note: None, whereabouts: None };
    let trip = under(ASPIRE)
        .out(at("09:00:00"), at("18:00:00"))
        .then(at("09:10:00"), distress)
        .rings("kay", at("09:20:00"))
        .back("kay", at("09:30:00"))
        .back("lou", at("09:30:00"));
    turns(&trip, About::Distress, at("09:10:00"), Reached);
    assert!(trip.outing().open());
    let resolve = OutingEvent::Resolve {
        who: vec!["kay".to_owned()],
        confirmed_by: "pat".to_owned(),
        how: "seen".to_owned(),
        second: Some("max".to_owned()),
    };
    never(&trip.then(at("09:40:00"), resolve), About::Distress);
}

// Ladders

/// The rung due at each time: its number, who acts, and whether the ladder has run out.
#[track_caller]
fn climbs(trip: &Trip, about: About, expected: &[(&str, usize, &[&str], bool)]) {
    for (time, number, who, exhausted) in expected {
        let alarms = trip.late(&about, at(time));
        let rung = &alarms.first().unwrap_or_else(|| panic!("no {about:?} at {time}")).rung;
        let named: Vec<&str> = rung.who.iter().map(|p| p.id.as_str()).collect();
        assert_eq!((rung.number, rung.exhausted), (*number, *exhausted), "at {time}");
        assert_eq!(named, *who, "at {time}");
    }
}

#[test]
fn aet_2_14_silence_climbs_every_ten_minutes_and_is_exhausted_after_thirty() {
    let trip = under(ASPIRE).out(at("09:00:00"), at("18:00:00"));
    climbs(
        &trip,
        About::Silence,
        &[
            ("10:00:00", 1, &["max", "office"], false),
            ("10:09:59", 1, &["max", "office"], false),
            ("10:10:00", 2, &["pat"], false),
            ("10:19:59", 2, &["pat"], false),
            ("10:20:00", 3, &["pat"], false),
            ("10:29:59", 3, &["pat"], false),
            ("10:30:00", 4, &["max", "office", "pat"], true),
            ("23:59:59", 4, &["max", "office", "pat"], true),
        ],
    );
    let decision = &trip.late(&About::Silence, at("10:20:00"))[0].rung;
    assert_eq!(decision.decision, ["go-to-the-address", "police"]);
    assert_eq!(decision.clauses, ["AET-A-R3.9"]);
    assert!(!decision.stand_in);
    let last = &trip.late(&About::Silence, at("10:30:00"))[0].rung;
    assert!(last.does.contains("999"), "{}", last.does);
}

#[test]
fn trap_5_a_late_return_goes_to_somebody_senior_at_once_and_silence_to_the_monitor() {
    let trip = under(ASPIRE).out(at("09:00:00"), at("10:00:00"));
    climbs(
        &trip,
        About::Return,
        &[
            ("10:00:01", 1, &["max"], false),
            ("10:09:59", 1, &["max"], false),
            ("10:10:00", 2, &["max", "office", "pat"], true),
        ],
    );
    let late_return = &trip.late(&About::Return, at("10:00:01"))[0].rung;
    assert_eq!(late_return.role, "the monitor and a senior member of staff");
    assert_eq!(late_return.clauses, ["AET-A-R2.3b"]);
    climbs(&trip, About::Silence, &[("10:00:01", 1, &["max", "office"], false)]);
}

#[test]
fn trap_51_hunsbury_parks_silence_has_no_ladder_so_hvs_own_stands_in_and_is_marked() {
    let trip = under(PARK).out(at("09:00:00"), at("18:00:00"));
    climbs(
        &trip,
        About::Silence,
        &[
            ("11:00:00", 1, &["max", "office"], false),
            ("11:09:59", 1, &["max", "office"], false),
            ("11:10:00", 2, &["hana"], false),
            ("11:19:59", 2, &["hana"], false),
            ("11:20:00", 3, &["max", "office", "hana"], true),
        ],
    );
    for time in ["11:00:00", "11:10:00", "11:20:00"] {
        let rung = &trip.late(&About::Silence, at(time))[0].rung;
        assert!(rung.stand_in, "at {time}");
        assert_eq!(rung.clauses, Vec::<String>::new(), "nobody's clause is borrowed");
    }
}

#[test]
fn a_rung_that_nobody_holds_is_passed_over_at_once_and_said() {
    // Neither a monitor nor an office number: the principal is on rung two from the first second.
    let trip = under(ASPIRE).without_monitor().without_office().out(at("09:00:00"), at("18:00:00"));
    climbs(
        &trip,
        About::Silence,
        &[
            ("10:00:00", 2, &["pat"], false),
            ("10:09:59", 2, &["pat"], false),
            ("10:10:00", 3, &["pat"], false),
            ("10:19:59", 3, &["pat"], false),
            ("10:20:00", 4, &["pat", "max"], true),
        ],
    );
    assert_eq!(trip.late(&About::Silence, at("10:00:00"))[0].rung.skipped, ["the monitor"]);
}

#[test]
fn a_ladder_whose_last_rungs_nobody_holds_is_exhausted_as_soon_as_the_others_had_their_time() {
    let trip = under(ASPIRE).without("pat").out(at("09:00:00"), at("18:00:00"));
    climbs(
        &trip,
        About::Silence,
        &[("10:09:59", 1, &["max", "office"], false), ("10:10:00", 4, &["max", "office"], true)],
    );
    let last = &trip.late(&About::Silence, at("10:10:00"))[0].rung;
    assert_eq!(last.skipped, ["the principal"], "said once, though two rungs are theirs");
}

#[test]
fn a_ladder_that_nobody_holds_at_all_is_exhausted_at_once() {
    let trip = under(ASPIRE)
        .without_monitor()
        .without_office()
        .without("pat")
        .without("max")
        .out(at("09:00:00"), at("18:00:00"));
    let rung = &trip.late(&About::Silence, at("10:00:00"))[0].rung;
    assert!(rung.exhausted);
    assert!(rung.who.is_empty());
    assert!(rung.does.contains("999"));
}

#[test]
fn nobody_who_is_out_is_asked_to_raise_their_own_alarm() {
    let mut watch = under(ASPIRE);
    watch.people[0].roles[0].role = "principal".to_owned();
    let trip = watch.out(at("09:00:00"), at("18:00:00"));
    for time in ["10:00:00", "10:10:00", "10:20:00", "10:30:00"] {
        let rung = &trip.late(&About::Silence, at(time))[0].rung;
        assert!(rung.who.iter().all(|p| p.id != "kay" && p.id != "lou"), "at {time}");
    }
}

#[test]
fn the_waits_ladder_ends_by_asking_them_to_leave_and_with_999_if_nobody_answers() {
    for (name, over) in [(ASPIRE, "10:30:00"), (PARK, "10:50:00")] {
        let rung = &at_the_door(name, "09:55:00").late(&About::Waiting, at(over))[0].rung;
        assert!(rung.exhausted && rung.stand_in);
        assert!(rung.does.contains("tell them to leave. No answer? Ring 999"), "{}", rung.does);
    }
}

#[test]
fn rungs_run_from_the_due_time_so_a_run_that_was_missed_stretches_nothing() {
    let trip = under(ASPIRE).out(at("09:00:00"), at("18:00:00"));
    let first_look = &trip.late(&About::Silence, at("10:29:00"))[0];
    assert_eq!((first_look.rung.number, first_look.late_seconds), (3, 29 * 60));
}

// Nobody signed out for a planned visit

#[test]
fn a_planned_departure_is_late_a_quarter_of_an_hour_after_the_appointment_by_hvs_own_rule() {
    for name in [ASPIRE, PARK] {
        let grace = policy(name).returns.departure_grace;
        assert_eq!((grace.span, grace.over), (Span::minutes(15), false), "{name}");
        assert_eq!(grace.source, Source::Default, "{name}");
    }
}

// The clocks change

/// Left and due, either side of both changes. Intervals are time that has passed, never the clock on the wall.
#[test]
fn silence_across_both_clock_changes_is_time_that_has_passed() {
    for (name, left, due) in [
        // Sun 29 Mar 2026: 01:00 becomes 02:00.
        (ASPIRE, "2026-03-29T00:30:00+00:00", "2026-03-29T02:30:00+01:00"),
        (ASPIRE, "2026-03-29T00:00:00+00:00", "2026-03-29T02:00:00+01:00"),
        (ASPIRE, "2026-03-28T23:59:59+00:00", "2026-03-29T00:59:59+00:00"),
        (PARK, "2026-03-29T00:30:00+00:00", "2026-03-29T03:30:00+01:00"),
        // Sun 25 Oct 2026: 02:00 becomes 01:00.
        (ASPIRE, "2026-10-25T01:30:00+01:00", "2026-10-25T01:30:00+00:00"),
        (ASPIRE, "2026-10-25T00:30:00+01:00", "2026-10-25T01:30:00+01:00"),
        (ASPIRE, "2026-10-25T01:00:00+01:00", "2026-10-25T01:00:00+00:00"),
        (PARK, "2026-10-25T01:30:00+01:00", "2026-10-25T02:30:00+00:00"),
    ] {
        let trip = under(name).out(moment(left), moment("2026-12-31T00:00:00+00:00"));
        turns(&trip, About::Silence, moment(due), Reached);
    }
}

#[test]
fn waits_across_both_clock_changes_are_time_that_has_passed() {
    for (name, appointment, without, with) in [
        (
            ASPIRE,
            "2026-03-29T00:55:00+00:00",
            "2026-03-29T00:55:00+00:00",
            "2026-03-29T02:05:00+01:00",
        ),
        (
            PARK,
            "2026-03-29T00:45:00+00:00",
            "2026-03-29T02:05:00+01:00",
            "2026-03-29T02:15:00+01:00",
        ),
        (
            ASPIRE,
            "2026-10-25T01:55:00+01:00",
            "2026-10-25T01:55:00+01:00",
            "2026-10-25T01:05:00+00:00",
        ),
        (
            PARK,
            "2026-10-25T01:45:00+01:00",
            "2026-10-25T01:05:00+00:00",
            "2026-10-25T01:15:00+00:00",
        ),
    ] {
        let appointment = moment(appointment);
        let hour_before = appointment.minus(Span::minutes(60));
        let trip = under(name)
            .out(hour_before, appointment.plus(Span::minutes(600)))
            .to(VISIT, appointment)
            .arrives(VISIT, appointment.minus(Span::minutes(5)), true);
        turns(&trip, About::Waiting, moment(without), Reached);
        let told = trip.family_late(VISIT, appointment.minus(SECOND));
        turns(&told, About::Waiting, moment(with), Over);
    }
}

#[test]
fn a_return_and_its_rungs_across_both_clock_changes() {
    for (left, back, exhausted) in [
        ("2026-03-29T00:10:00+00:00", "2026-03-29T00:55:00+00:00", "2026-03-29T02:05:00+01:00"),
        ("2026-10-25T01:10:00+01:00", "2026-10-25T01:55:00+01:00", "2026-10-25T01:05:00+00:00"),
    ] {
        let trip = under(ASPIRE).out(moment(left), moment(back)).to(VISIT, moment(back));
        turns(&trip, About::Return, moment(back), Over);
        turns(&trip, About::BeforeVisit(VISIT), moment(back), Over);
        let rung = |now: Moment| trip.late(&About::Return, now)[0].rung.clone();
        assert_eq!(rung(moment(exhausted).minus(SECOND)).number, 1);
        assert!(rung(moment(exhausted)).exhausted);
    }
}
