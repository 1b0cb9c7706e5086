//! The page for the police: in their order, with NOT KNOWN for all that is not there, and nothing that is not theirs.

use super::*;
use crate::domain::directory::{Address, Carer, Caution, Family, Pupil};
use crate::domain::events::Plan;
use crate::policy::facts::Value;
use crate::watch::brief::known::{Home, Looked, OnRecord};
use crate::watch::brief::{Brief, Line, Section, Subject, brief};
use std::collections::BTreeMap;

const VISIT: &str = "ahmed/2026-11-24-1a";

fn plan() -> Plan {
    Plan {
        family: "ahmed".to_owned(),
        address: Some("ahmed".to_owned()),
        pupils: vec!["Ali Ahmed".to_owned()],
        start: at("10:00:00"),
        lasts: Span::minutes(45),
        staff: both(),
        reason: Some("a child-protection matter".to_owned()),
        unannounced: false,
        doorstep: false,
        agency: Some("Testford Council".to_owned()),
        kind: None,
        place: None,
        site: None,
        base: None,
        confirmed: None,
        told_who: Vec::new(),
        answers: Answers::new(),
    }
}

fn family() -> Family {
    Family {
        id: "ahmed".to_owned(),
        pupils: vec![Pupil { name: "Ali Ahmed".to_owned(), class: Some("4B".to_owned()) }],
        carers: vec![Carer {
            name: "Sara Ahmed".to_owned(),
            phone: Some("07700 900456".to_owned()),
        }],
        addresses: vec!["ahmed".to_owned()],
        no_longer: Vec::new(),
        cautions: vec![Caution {
            looked_at: Vec::new(),
            what: "a loose dog".to_owned(),
            source: "neighbour".to_owned(),
            since: Day::parse("2026-11-20").unwrap(),
        }],
        agencies: vec!["Testford Council".to_owned()],
        workplaces: Vec::new(),
        exemptions: Vec::new(),
        erased_until: None,
    }
}

fn home() -> Home {
    Home {
        visit: VISIT.to_owned(),
        place: format!("home of {VISIT}"),
        plan: Looked::Found(plan()),
        family: Looked::Found(family()),
        address: Looked::Found(Address {
            id: "ahmed".to_owned(),
            text: format!("home of {VISIT}"),
            directions: Some("behind the green gate".to_owned()),
            no_longer: Vec::new(),
            cautions: Vec::new(),
        }),
        neighbours: Vec::new(),
        assessments: Vec::new(),
        incidents: Vec::new(),
        unread: Vec::new(),
    }
}

fn on_record(now: Moment) -> OnRecord {
    let people =
        ["kay", "lou"].map(|id| (id.to_owned(), Looked::Found(person(id, "family-support"))));
    OnRecord {
        elsewhere: Vec::new(),
        school: Looked::Found(school(true)),
        typed_by: "max".to_owned(),
        caller: Looked::Found(person("max", "senior-staff")),
        people: BTreeMap::from(people),
        homes: vec![home()],
        policy: Looked::Found(policy(ASPIRE)),
        zone: Zone::LONDON,
        now,
    }
}

/// Everything there was, and nothing of it can be read.
fn unreadable(now: Moment) -> OnRecord {
    fn lost<T>(what: &str) -> Looked<T> {
        Looked::Unread(what.to_owned())
    }
    let people = ["kay", "lou"].map(|id| (id.to_owned(), lost("people/x.yaml")));
    let home = Home {
        plan: lost("the visit"),
        family: lost("family.yaml"),
        address: lost("address.yaml"),
        unread: vec!["an assessment cannot be read".to_owned()],
        ..home()
    };
    OnRecord {
        elsewhere: Vec::new(),
        school: lost("hv.toml"),
        caller: lost("people/max.yaml"),
        people: BTreeMap::from(people),
        homes: vec![home],
        policy: lost("policy.toml"),
        ..on_record(now)
    }
}

fn trip() -> Trip {
    under(ASPIRE).out(at("09:00:00"), at("12:00:00")).to(VISIT, at("10:00:00"))
}

fn page(trip: &Trip, on_record: &OnRecord) -> Brief {
    brief(&Subject::Outing(&trip.outing()), on_record)
}

fn section<'b>(page: &'b Brief, id: &str) -> &'b [Line] {
    let found = page.sections.iter().find(|s| s.id == id);
    &found.unwrap_or_else(|| panic!("no section {id}")).lines
}

fn says(page: &Brief, id: &str) -> String {
    let line = |l: &Line| format!("{}: {}\n", l.about, l.says);
    section(page, id).iter().map(line).collect()
}

fn whole(page: &Brief) -> String {
    page.sections.iter().map(|s| says(page, s.id)).collect()
}

const ORDER: [&str; 14] = [
    "calling",
    "emergency",
    "missing",
    "where",
    "since",
    "why",
    "hazards",
    "residents",
    "round",
    "kin",
    "companions",
    "numbers",
    "tried",
    "code-word",
];

fn lost() -> Subject<'static> {
    Subject::Lost {
        id: "2026-11-24-kay-1a".to_owned(),
        people: vec![contactable("kay")],
        places: vec![format!("home of {VISIT}")],
        back: Some(at("12:00:00")),
        why: "the record is missing".to_owned(),
    }
}

fn planned() -> Subject<'static> {
    Subject::Planned {
        visit: VISIT.to_owned(),
        people: vec![contactable("kay")],
        place: format!("home of {VISIT}"),
        start: at("10:00:00"),
        finish: None,
        late: None,
    }
}

#[test]
fn the_sections_are_those_of_a_call_whatever_can_be_read_and_none_is_empty() {
    let now = at("12:30:00");
    let outing = trip().outing();
    for subject in [Subject::Outing(&outing), lost(), planned()] {
        for on_record in [on_record(now), unreadable(now)] {
            let page = brief(&subject, &on_record);
            assert_eq!(page.sections.iter().map(|s| s.id).collect::<Vec<_>>(), ORDER);
            page.sections.iter().for_each(every_line_says_something);
        }
    }
}

#[track_caller]
fn every_line_says_something(section: &Section) {
    assert!(!section.lines.is_empty(), "{}", section.id);
    for line in &section.lines {
        assert_eq!(!line.known, line.says.starts_with("NOT KNOWN"), "{line:?}");
        assert!(!line.says.trim().is_empty() && !line.about.trim().is_empty(), "{line:?}");
    }
}

#[test]
fn what_cannot_be_read_is_not_known_and_never_left_out() {
    let page = page(&trip(), &unreadable(at("12:30:00")));
    for (section, words) in [
        ("calling", "School: NOT KNOWN: hv.toml cannot be read"),
        ("calling", "\"max\" is typing; people/max.yaml cannot be read; say your name"),
        ("calling", "Ring us back on: NOT KNOWN"),
        ("missing", "Description and clothing of kay: NOT KNOWN"),
        ("missing", "Car of kay: NOT KNOWN"),
        ("where", "NOT KNOWN: address.yaml cannot be read"),
        ("where", "Directions: NOT KNOWN: address.yaml cannot be read"),
        ("why", "NOT KNOWN: the visit cannot be read"),
        (
            "hazards",
            "Cautions of the family, home of ahmed/2026-11-24-1a: NOT KNOWN: family.yaml cannot be read",
        ),
        ("hazards", "Cautions of the address, home of ahmed/2026-11-24-1a: NOT KNOWN"),
        ("hazards", "NOT KNOWN: an assessment cannot be read"),
        ("hazards", "Weapons, home of ahmed/2026-11-24-1a: NOT KNOWN"),
        ("residents", "NOT KNOWN: family.yaml cannot be read"),
        ("kin", "Next of kin of kay: NOT KNOWN: people/x.yaml cannot be read"),
        ("kin", "Emergency contact of lou: NOT KNOWN"),
        ("numbers", "School: NOT KNOWN: hv.toml cannot be read"),
        ("code-word", "NOT KNOWN: policy.toml cannot be read"),
    ] {
        assert!(says(&page, section).contains(words), "no {words:?} in\n{}", says(&page, section));
    }
    // What the sign-out froze is there all the same.
    assert!(says(&page, "missing").contains("Telephone carried by kay: 07700 900001"));
    assert!(says(&page, "where").contains("home of ahmed/2026-11-24-1a"));
}

#[test]
fn adults_of_the_home_are_named_and_children_agencies_and_reasons_are_not() {
    let text = whole(&page(&trip(), &on_record(at("12:30:00"))));
    assert!(text.contains("Sara Ahmed, parent or carer, 07700 900456"), "{text}");
    assert!(text.contains("a pupil of ours"), "{text}");
    for theirs in ["Ali", "4B", "child-protection", "Council"] {
        assert!(!text.contains(theirs), "{theirs:?} in\n{text}");
    }
}

#[test]
fn only_what_is_on_record_stops_the_question_about_dogs() {
    let with = says(&page(&trip(), &on_record(at("09:30:00"))), "hazards");
    assert!(
        with.contains("CAUTION, home of ahmed/2026-11-24-1a: a loose dog (neighbour, Fri 20 Nov"),
        "{with}"
    );
    assert!(!with.contains("Dogs and other animals"), "{with}");
    assert!(with.contains("Weapons, home of ahmed/2026-11-24-1a: NOT KNOWN"), "{with}");
    let mut none = on_record(at("09:30:00"));
    let quiet = Family { cautions: Vec::new(), ..family() };
    none.homes = vec![Home { family: Looked::Found(quiet), ..home() }];
    let none = says(&page(&trip(), &none), "hazards");
    assert!(none.contains("Cautions, home of ahmed/2026-11-24-1a: none on record"), "{none}");
    assert!(
        none.contains("Dogs and other animals, home of ahmed/2026-11-24-1a: NOT KNOWN"),
        "{none}"
    );
}

#[test]
fn a_description_is_told_of_whoever_it_describes() {
    let mut trip = trip();
    let Some((_, OutingEvent::SignOut { people, answers, .. })) = trip.events.first_mut() else {
        panic!("a sign-out first")
    };
    let red = Value::Text("a red coat".to_owned());
    people[0].answers.insert("clothing".to_owned(), red);
    answers.insert("lou.clothing".to_owned(), Value::Text("a green hat".to_owned()));
    answers.insert("kay.id-worn".to_owned(), Value::Bool(true));
    let text = says(&page(&trip, &on_record(at("09:30:00"))), "missing");
    assert!(text.contains("Description and clothing of kay: a red coat\n"), "{text}");
    assert!(text.contains("Description and clothing of lou: a green hat\n"), "{text}");
}

#[test]
fn a_code_word_is_told_of_and_never_told() {
    let mut trip = trip();
    let Some((_, OutingEvent::SignOut { answers, .. })) = trip.events.first_mut() else {
        panic!("a sign-out first")
    };
    answers.insert("code-word-agreed".to_owned(), Value::Text("pineapple".to_owned()));
    let told = OutingEvent::Told {
        who: both(),
        step: crate::policy::Step::Out,
        visit: None,
        answers: Answers::from([(
            "code-word-agreed".to_owned(),
            Value::Text("pineapple".to_owned()),
        )]),
        duties: Vec::new(),
        calls: Vec::new(),
    };
    let page = page(&trip.then(at("09:10:00"), told), &on_record(at("09:30:00")));
    assert!(says(&page, "code-word").contains("A code word was agreed: answered"), "{page:?}");
    assert!(says(&page, "code-word").contains("max knows it"), "{page:?}");
    assert!(!whole(&page).contains("pineapple"), "{}", whole(&page));
}

#[test]
fn emergency_is_told_by_what_is_recorded_on_both_sides_of_each_boundary() {
    let urgent = |trip: &Trip, now: &str| says(&page(trip, &on_record(at(now))), "emergency");
    let silent = under(ASPIRE).out(at("09:00:00"), at("18:00:00"));
    assert!(
        urgent(&silent, "09:59:59").contains("nothing is late"),
        "{}",
        urgent(&silent, "09:59:59")
    );
    assert!(urgent(&silent, "10:00:00").contains("Late: ring 999 if there is any reason"));
    assert!(!urgent(&silent, "10:29:59").contains("Ring 999 now"));
    assert!(urgent(&silent, "10:30:00").contains("Ring 999 now: everybody on the ladder"));
    let who = vec!["kay".to_owned()];
    let distress = silent
        .clone()
        .then(at("09:10:00"), OutingEvent::Distress { who, note: None, whereabouts: None });
    assert!(urgent(&distress, "09:10:00").contains("Ring 999 now: kay is in danger; since"));
    let back = silent.back("kay", at("09:30:00")).back("lou", at("09:30:00"));
    assert!(urgent(&back, "09:40:00").contains("everybody is recorded as back"));
}

#[test]
fn the_calls_stand_in_order_with_who_typed_them_and_lines_in_doubt_are_called_so() {
    let no_answer = OutingEvent::NoAnswer { who: vec!["kay".to_owned()] };
    let trip = trip().rings("kay", at("09:20:00")).then(at("10:21:00"), no_answer);
    let mut outing = trip.outing();
    let doubtful = outing.entries.remove(1);
    outing.doubtful.push(doubtful);
    let page = brief(&Subject::Outing(&outing), &on_record(at("10:30:00")));
    let lines: Vec<String> =
        section(&page, "tried").iter().map(|l| format!("{}: {}", l.about, l.says)).collect();
    assert_eq!(
        lines,
        [
            "09:00: kay and lou left school, expected back 12:00 (typed by office)",
            "09:20: NOT KNOWN: a line in doubt says: kay rang school (typed by office)",
            "10:21: school rang kay: NO ANSWER (typed by office)",
        ]
    );
}

#[test]
fn a_round_says_which_visits_were_reached() {
    let second = "bell/2026-11-24-1a";
    let trip = trip().to(second, at("11:00:00")).arrives(VISIT, at("09:58:00"), false);
    let text = says(&page(&trip, &on_record(at("11:30:00"))), "round");
    assert!(
        text.contains("1. 10:00: home of ahmed/2026-11-24-1a: at the door 09:58; NOT OUT of it"),
        "{text}"
    );
    assert!(text.contains("2. 11:00: home of bell/2026-11-24-1a: NOT REACHED"), "{text}");
    let left = OutingEvent::Leave { who: both(), visit: VISIT.to_owned() };
    let text = says(&page(&trip.then(at("10:40:00"), left), &on_record(at("11:30:00"))), "round");
    assert!(text.contains("at the door 09:58, left 10:40\n"), "{text}");
}

#[test]
fn somebody_who_is_back_is_a_companion_and_not_missing() {
    let trip = trip().back("lou", at("11:00:00"));
    let page = page(&trip, &on_record(at("11:30:00")));
    assert!(!says(&page, "missing").contains("Name: lou"), "{page:?}");
    assert!(says(&page, "companions").contains("lou: 07700 900001; back since 11:00"), "{page:?}");
    assert!(says(&page, "companions").contains("kay: 07700 900001; not back"), "{page:?}");
}

fn distress_at(place: &str, note: &str) -> OutingEvent {
    OutingEvent::Distress {
        who: vec!["kay".to_owned()],
        note: Some(note.to_owned()),
        whereabouts: Some(place.to_owned()),
    }
}

fn contact_at(who: &str, place: &str) -> OutingEvent {
    OutingEvent::Contact {
        who: vec![who.to_owned()],
        how: Means::TheyCalled,
        whereabouts: Some(place.to_owned()),
        note: None,
        answers: Answers::new(),
    }
}

#[test]
fn the_place_of_whoever_is_in_danger_comes_first_and_nobody_speaks_for_another() {
    let trip = trip()
        .then(at("10:20:00"), contact_at("kay", "in the kitchen"))
        .then(at("11:00:00"), distress_at("red van, A45 going north", "bundled into a van"))
        .then(at("11:10:00"), contact_at("lou", "garden shed"));
    let lines = says(&page(&trip, &on_record(at("11:12:00"))), "where");
    assert!(
        lines.starts_with(
            "Where kay is, as was said: red van, A45 going north; in the report of DISTRESS, 11:00, 12 minutes ago\n\
             Said in the report of DISTRESS of kay: bundled into a van; 11:00, 12 minutes ago\n\
             Where lou is, as was said: garden shed; in a contact with school, 11:10, 2 minutes ago\n\
             Should be: "
        ),
        "{lines}"
    );
    let late = late(&trip.outing(), at("11:12:00"));
    let place = &late.iter().find(|l| l.running.clock == Clock::Distress).unwrap().place;
    assert!(place.starts_with("red van, A45 going north, as they said; planned: "), "{place}");
    // A later word of kay's own is newer than the report.
    let later = trip.then(at("11:12:00"), contact_at("kay", "lay-by"));
    let lines = says(&page(&later, &on_record(at("11:12:30"))), "where");
    assert!(lines.starts_with("Where kay is, as was said: lay-by; in a contact"), "{lines}");
}

#[test]
fn an_emergency_is_told_as_danger_and_never_as_word_that_they_are_safe() {
    let concern = OutingEvent::Concern {
        who: both(),
        note: Some("followed by a van".to_owned()),
        whereabouts: None,
        nobody_rang: false,
    };
    let trip = trip().then(at("10:20:00"), concern);
    let lines = says(&page(&trip, &on_record(at("10:25:00"))), "emergency");
    assert!(
        lines.starts_with(
            "Ring 999 now: Cause for concern about kay and lou: followed by a van; since 10:20"
        ),
        "{lines}"
    );
    assert!(!lines.contains("safe"), "{lines}");
    let trip = trip.then(at("10:30:00"), distress_at("A45", "bundled into a van"));
    let lines = says(&page(&trip, &on_record(at("10:31:00"))), "emergency");
    assert!(lines.contains("Ring 999 now: kay is in danger: bundled into a van; since"), "{lines}");
}

#[test]
fn cautions_of_every_family_at_the_address_are_told_and_weapons_are_never_ruled_out() {
    let caution = |what: &str| Caution {
        looked_at: Vec::new(),
        what: what.to_owned(),
        source: "police".to_owned(),
        since: Day::parse("2026-11-20").unwrap(),
    };
    let other =
        Family { id: "bell".to_owned(), cautions: vec![caution("owns a crossbow")], ..family() };
    let quiet = Family { cautions: Vec::new(), ..family() };
    let mut with = on_record(at("09:30:00"));
    with.homes = vec![Home { family: Looked::Found(quiet), neighbours: vec![other], ..home() }];
    let page = page(&trip(), &with);
    let lines = says(&page, "hazards");
    let at = "home of ahmed/2026-11-24-1a";
    assert!(
        lines.contains(&format!(
            "CAUTION, {at}, ANOTHER FAMILY AT THIS ADDRESS: owns a crossbow (police, "
        )),
        "{lines}"
    );
    assert!(!lines.contains("none on record"), "{lines}");
    let weapons = format!(
        "Weapons, {at}: NOT KNOWN: hv does not know which cautions are about weapons: see every caution above"
    );
    assert!(lines.contains(&weapons), "{lines}");
    assert!(says(&page, "residents").contains("another family: Sara Ahmed, parent"), "{page:?}");
    // A word of the old list does not make hv sure either.
    let gun = Family { cautions: vec![caution("keeps a gun")], ..family() };
    with.homes = vec![Home { family: Looked::Found(gun), ..home() }];
    let lines = says(&brief(&Subject::Outing(&trip().outing()), &with), "hazards");
    assert!(lines.contains(&weapons), "{lines}");
}
