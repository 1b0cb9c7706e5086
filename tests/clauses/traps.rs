//! What a careless reading of the five documents would get wrong or drop: a test for each, on both sides of every
//! boundary, under each policy it concerns.

use crate::aspire::{ASPIRE, CALL, call, ill, unannounced};
use crate::hallam::HALLAM;
use crate::hunsbury::PARK;
use crate::meridian::MERIDIAN;
use crate::washwood::WASHWOOD;
use crate::world::{OUTING, School, VISIT, World, world};
use hv::policy::{AnswerKind, Policy, Step, Strength};
use hv::when::Span;

/// A second visit today.
const BELL: &str = "bell/2026-11-24-1a";
const TO_BELL: &str = "--visit=bell/2026-11-24-1a";
const ALONE: &str = "--because=two-where-possible=Lou is ill";

/// The five schools.
const ALL: [&School; 5] = [&ASPIRE, &HALLAM, &WASHWOOD, &PARK, &MERIDIAN];

/// The policy of a school, as it ships.
fn policy(school: &School) -> Policy {
    let text = hv::policy::as_suggested(hv::policy::shipped(school.policy).unwrap());
    hv::policy::load(&text).unwrap().policy
}

/// Kay and Lou left at 13:10 and stand before a shut door, since `arrived`; the appointment is at 14:00. The family may
/// have sent word that it will be late.
fn at_a_shut_door(school: &'static School, arrived: &str, notice: bool) -> World {
    let mut w = world(school);
    w.clock("13:10");
    w.out(&["--back=16:30"]).ok();
    w.clock("13:47");
    w.hv("checkin kay lou").ok();
    if notice {
        w.hv("late kay --expected 14:05 --told \"mother rang the office\"").ok();
    }
    w.clock(arrived);
    w.hv("arrive kay lou --nobody-in").ok();
    w
}

/// The Bells are expected as well, on the same outing: from 15:00 to 15:45. Nobody is out yet.
fn a_round(school: &'static School) -> World {
    let mut w = world(school);
    w.plan("bell", &["--at=15:00"]).ok();
    if w.policy.assessment.is_some() && school.assess.is_some() {
        w.assess("bell", &[]).ok();
        w.decide("bell");
        w.hv("assess read bell --who kay,lou").ok();
    }
    w.sign();
    w.clock("12:30");
    w
}

/// The visit to the Ahmeds was made and written up; it was the first.
fn been_there(school: &'static School) -> World {
    let mut w = world(school);
    w.visit();
    w.done(&[]).ok();
    w.review("ahmed");
    w
}

/// Nothing on disk holds these words.
#[track_caller]
fn nowhere(w: &World, words: &str) {
    for (path, bytes) in w.place.tree() {
        let text = bytes.map(|b| String::from_utf8_lossy(&b).into_owned()).unwrap_or_default();
        assert!(!text.contains(words), "{path} holds {words}");
    }
}

/// Is something still owed under this id?
fn owed(w: &mut World, duty: &str) -> bool {
    let board = w.hv("board --json");
    board.0.out.contains(&format!("\"{duty}\""))
}

#[test]
fn every_trap_has_a_test() {
    let source = include_str!("traps.rs");
    for number in 1..=57 {
        let name = format!("\n#[test]\nfn trap_{number:02}_");
        assert_eq!(source.matches(&name).count(), 1, "trap {number}");
    }
    assert_eq!(source.matches("\nfn trap_").count(), 57);
}

#[test]
fn trap_01_two_waiting_limits_not_one() {
    for (school, no_word, word) in [
        (&ASPIRE, ("AET-4.6", "13:59:59", "14:00:00"), ("AET-4.7b", "14:10:00", "14:10:01")),
        (&PARK, ("HPP-4.2", "14:19:59", "14:20:00"), ("HPP-4.3b", "14:30:00", "14:30:01")),
    ] {
        let mut w = at_a_shut_door(school, "13:55", false);
        w.overdue(no_word.1).spares(no_word.0).spares(word.0);
        w.overdue(no_word.2).alarms(no_word.0).spares(word.0);
        let mut w = at_a_shut_door(school, "13:55", true);
        // With word from the family the shorter limit is not the one that counts.
        w.overdue(no_word.2).spares(no_word.0);
        w.overdue(word.1).spares(no_word.0).spares(word.0);
        w.overdue(word.2).alarms(word.0).spares(no_word.0);
    }
}

#[test]
fn trap_02_zero_is_a_value() {
    // Zero: over at the appointment itself. Not set, or not there at all: never over.
    at_a_shut_door(&ASPIRE, "13:55", false).overdue("14:00:00").alarms("AET-4.6");
    for school in [&WASHWOOD, &HALLAM, &MERIDIAN] {
        let mut w = at_a_shut_door(school, "13:55", false);
        w.overdue("14:44:59").exits(0);
    }
    // A rule without a value is said at every sign-out; a document without the rule says nothing.
    let said = |school| world(school).out(&[]);
    said(&WASHWOOD).ok().names("WHA-door-2").says("not set");
    assert!(!said(&HALLAM).0.text().contains("waiting"));
    assert!(!said(&MERIDIAN).0.text().contains("waiting"));
    // The same three in one policy: only the value differs.
    let zero =
        "[[wait.without-notice]]\nlimit = \"0m\"\nlate = \"reached\"\nclause = \"AET-4.6\"\n";
    let unset = zero.replace("0m", "not set");
    for (written, told) in [(unset.as_str(), true), ("", false)] {
        let mut w = world(&ASPIRE);
        w.place.edit("policy.toml", zero, written);
        w.clock("13:10");
        let out = w.out(&[]);
        out.ok();
        assert_eq!(out.0.text().contains("AET-4.6"), told, "{}", out.0.text());
        w.clock("13:55");
        w.hv("arrive kay lou --nobody-in").ok();
        w.overdue("14:09:59").exits(0);
    }
}

#[test]
fn trap_03_strict_or_inclusive_and_from_the_appointment() {
    for arrived in ["13:50", "14:12"] {
        let mut w = at_a_shut_door(&PARK, arrived, false);
        w.overdue("14:19:59").spares("HPP-4.2");
        w.overdue("14:20:00").alarms("HPP-4.2");
        let mut w = at_a_shut_door(&PARK, arrived, true);
        w.overdue("14:30:00").spares("HPP-4.3b");
        w.overdue("14:30:01").alarms("HPP-4.3b");
    }
    // The door itself keeps to the same second: too late is too late for whoever comes then.
    let mut w = at_a_shut_door(&PARK, "14:12", false);
    w.clock("14:19:59");
    w.enter(&[]).ok();
    let mut w = at_a_shut_door(&PARK, "14:12", false);
    w.clock("14:20:00");
    w.enter(&[]).refuses("HPP-4.2");
    let mut w = at_a_shut_door(&PARK, "14:12", true);
    w.clock("14:30:00");
    w.enter(&[]).ok();
    let mut w = at_a_shut_door(&PARK, "14:12", true);
    w.clock("14:30:01");
    w.enter(&[]).refuses("HPP-4.3b");
}

#[test]
fn trap_04_each_policy_counts_from_its_own_moment() {
    // Aspire: an hour from the last contact, and the expected return with no minutes of grace.
    let mut w = world(&ASPIRE);
    w.go();
    w.clock("12:30");
    w.hv("checkin kay lou").ok();
    w.overdue("13:29:59").spares("AET-2.14");
    w.overdue("13:30:00").alarms("AET-2.14").spares("AET-A-R2.3b");
    w.hv("arrive kay lou --at 13:30").ok();
    w.clock("14:45");
    w.hv("leave kay lou").ok();
    w.overdue("15:30:00").spares("AET-A-R2.3b");
    w.overdue("15:30:01").alarms("AET-A-R2.3b").spares("AET-2.14");
    // Hunsbury Park: two hours from the last contact.
    let mut w = world(&PARK);
    w.out(&["--back=16:00"]).ok();
    w.clock("12:30");
    w.hv("checkin kay lou").ok();
    w.overdue("14:29:59").spares("HPP-2.4");
    w.overdue("14:30:00").alarms("HPP-2.4");
    // Washwood Heath: the expected return, reached. No contact moves it; a new return does.
    let mut w = world(&WASHWOOD);
    w.go();
    w.clock("15:20");
    w.hv("checkin kay lou").ok();
    w.overdue("15:29:59").exits(0);
    w.overdue("15:30:00").alarms("WHA-overdue-0");
    w.clock("15:30");
    w.hv("extend kay lou --back 15:50 --why \"still talking\"").ok();
    w.overdue("15:49:59").spares("WHA-overdue-0");
    w.overdue("15:50:00").alarms("WHA-overdue-0");
    // Cambridge Meridian: an hour from the finish of the last visit, whenever they left and were heard from.
    let mut w = a_round(&MERIDIAN);
    w.out(&["--back=18:00"]).ok();
    w.clock("15:44");
    w.hv("checkin kay lou").ok();
    w.overdue("16:44:59").exits(0);
    w.overdue("16:45:00").alarms("CMAT-5.2");
    // Alderman Richard Hallam: the return and the finish, with no minutes for either; no clock of silence.
    let mut w = world(&HALLAM);
    w.go();
    w.overdue("14:45:00").exits(0);
    w.overdue("14:45:01").alarms("ARH-after-1");
}

#[test]
fn trap_05_silence_and_a_late_return_begin_differently() {
    let mut w = world(&ASPIRE);
    w.hv("staff add sen --name \"Sen Leader\" --role senior-staff --mobile \"07700 900009\"").ok();
    w.hv("staff change max --role learning-mentor").ok();
    w.clock("12:10");
    w.out(&["--authorised-by=sen"]).ok();
    let silent = w.overdue("13:10:00");
    silent.alarms("AET-A-R3.8").says("Max Desk").says("ring Kay Invented");
    silent.spares("AET-A-R2.3b").spares("Sen Leader");
    w.clock("13:55");
    w.hv("arrive kay lou").ok();
    w.enter(&[]).ok();
    w.clock("14:45");
    w.hv("leave kay lou").ok();
    let late = w.overdue("15:30:01");
    late.alarms("AET-A-R2.3b").says("who should be back").says("Max Desk").says("Sen Leader");
    late.spares("AET-A-R3.8");
}

#[test]
fn trap_06_the_clock_follows_the_whole_round() {
    let mut w = a_round(&MERIDIAN);
    // No finish without a length: a visit has one or is not planned.
    assert_ne!(w.plan("bell", &["--for", "--at=16:00"]).0.exit, 0);
    w.out(&["--visit=ahmed", "--back=18:30"]).ok();
    let extra = |w: &mut World, visit: &str| {
        w.hv(&format!(
            "extend kay lou --visit {visit} --answer extra-visit-noted=telephoned --answer extra-visit-noted-by=rae"
        ))
        .ok();
    };
    w.clock("14:10");
    w.hv("arrive kay lou").ok();
    w.overdue("15:44:59").spares("CMAT-5.2");
    w.overdue("15:45:00").alarms("CMAT-5.2");
    // An extra visit at 15:00, telephoned to reception at half past two, moves it to 16:45.
    w.clock("14:30");
    extra(&mut w, BELL);
    w.overdue("15:45:00").spares("CMAT-5.2");
    w.overdue("16:44:59").spares("CMAT-5.2");
    w.overdue("16:45:00").alarms("CMAT-5.2");
    // One in between moves nothing; and a last visit that is off is the last no longer.
    let mut w = a_round(&MERIDIAN);
    w.hv("family add cole --pupil \"Cy Cole, 7C\" --carer \"Jo Cole=07700 900458\" --address \"3 Made Up Lane, Testford\"").ok();
    w.plan("cole", &["--at=13:00"]).ok();
    w.assess("cole", &[]).ok();
    w.clock("12:50");
    w.out(&["--visit=ahmed", TO_BELL, "--back=18:30"]).ok();
    extra(&mut w, "cole/2026-11-24-1a");
    w.overdue("16:44:59").exits(0);
    w.overdue("16:45:00").alarms("CMAT-5.2");
    let mut w = a_round(&MERIDIAN);
    w.out(&["--visit=ahmed", TO_BELL, "--back=18:30"]).ok();
    w.hv(&format!("cancel {BELL} --outcome no-show --why \"they rang\"")).ok();
    w.hv("checkin kay lou").ok();
    w.overdue("15:44:59").exits(0);
    w.overdue("15:45:00").alarms("CMAT-5.2");
}

#[test]
fn trap_07_the_first_visit_is_the_familys_and_hard() {
    let alone = |w: &mut World, family: &str| {
        w.plan(
            family,
            &[
                "--at=tomorrow 14:00",
                "--staff=kay",
                ALONE,
                "--because=two-on-first-visit=Lou is ill",
            ],
        )
    };
    // A no-show, and a visit on the doorstep, were no visit.
    let mut w = at_a_shut_door(&ASPIRE, "13:55", false);
    w.clock("14:01");
    w.hv("cancel kay --outcome no-show --card yes").ok();
    w.hv("back kay lou").ok();
    alone(&mut w, "ahmed").refuses("AET-2.5a");
    let mut w = world(&ASPIRE);
    w.arrive();
    w.cancel("doorstep", &[]).ok();
    w.hv("back kay lou").ok();
    alone(&mut w, "ahmed").refuses("AET-2.5a");
    // Nor was one that is written up as "nobody went in".
    let mut w = world(&ASPIRE);
    w.visit();
    w.done(&["--got-in=no", "first-visit-findings", "intervention-used"]).ok();
    alone(&mut w, "ahmed").refuses("AET-2.5a");
    // One that was made serves a brother or sister as well; another family starts from the beginning.
    let mut w = been_there(&ASPIRE);
    w.hv("family change ahmed --pupil \"Ali Ahmed, 4B\" --pupil \"Amy Ahmed, 1A\"").ok();
    w.plan("ahmed", &["--at=tomorrow 14:00", "--staff=kay", "--pupil=Amy Ahmed"])
        .warns("AET-2.4")
        .spares("AET-2.5a");
    w.plan("ahmed", &["--at=tomorrow 14:00", "--staff=kay", "--pupil=Amy Ahmed", ALONE]).ok();
    alone(&mut w, "bell").refuses("AET-2.5a");
    // A history that cannot be read is no history.
    let mut w = been_there(&ASPIRE);
    w.place.write(&format!("families/ahmed/visits/{}.yaml", VISIT.replace("ahmed/", "")), "?\n");
    assert_ne!(alone(&mut w, "ahmed").0.exit, 0);
    alone(&mut w, "ahmed").names("AET-2.5a");
}

#[test]
fn trap_08_a_higher_risk_visit_needs_two_and_the_school_says_from_when() {
    // Undecided, the policy does not load, and the message says what there is to choose.
    let open = hv::policy::load(hv::policy::shipped("aspire").unwrap()).unwrap_err();
    assert!(open.iter().any(|p| p.what.contains("higher-risk-from")), "{open:?}");
    let rated = |rating: &'static str| {
        [
            ("hazard.alone.impact", "Major"),
            ("hazard.alone.likelihood", "Probable"),
            ("hazard.alone.after", rating),
            ("overall", rating),
        ]
    };
    for (chosen, rating, refused) in
        [("H", "H", true), ("H", "M", false), ("M", "M", true), ("M", "H", true)]
    {
        let mut w = been_there(&ASPIRE);
        w.place.edit("policy.toml", "chosen = \"H\"", &format!("chosen = \"{chosen}\""));
        w.assess("ahmed", &rated(rating)).ok();
        w.decide("ahmed");
        let why = "--because=two-on-higher-risk=Lou is ill";
        let lone = w.plan("ahmed", &["--at=tomorrow 14:00", "--staff=kay", ALONE, why]);
        if refused {
            lone.refuses("AET-A-R1.4")
        } else {
            lone.ok()
        };
    }
    // A risk that nobody has looked at is not a low one.
    let mut w = been_there(&ASPIRE);
    w.hv("family change ahmed --address \"9 New Street, Testford\" --address-id new").ok();
    w.plan("ahmed", &["--at=tomorrow 14:00", "--staff=kay", "--address=new", ALONE])
        .refuses("AET-A-R1.4");
}

#[test]
fn trap_09_three_different_rules_about_going_alone() {
    // Washwood Heath: never, whatever is said, and somebody from elsewhere is nobody's second.
    let mut w = been_there(&WASHWOOD);
    let why = "--because=two-of-the-academy=Lou is ill";
    w.plan("ahmed", &["--staff=kay", "--at=15:10", "--for=30m", why]).refuses("WHA-before-1");
    w.hv("staff add ext --name \"Ext Nurse\" --designated yes --training child-protection=2026-09-01 --works-for \"Testford Health\" --mobile \"07700 900009\"").ok();
    w.plan("ahmed", &["--staff=kay,ext", "--at=15:10", "--for=30m", why]).refuses("WHA-before-1");
    w.plan("ahmed", &["--staff=kay,lou", "--at=15:10", "--for=30m"]).ok();
    // Hallam: two roles, and only if the assessment says so; early-years visits never, noted or not.
    let mut w = world(&HALLAM);
    // Noted on the assessment, and nowhere else: typed at planning or at the sign-out it is no note.
    let dee = ["--staff=dee", "--reason=schoolwork", ALONE];
    w.plan("bell", &[&dee[..], &["goes-alone=yes"]].concat()).exits(2).says("not asked here");
    w.plan("bell", &dee).ok();
    w.assess("bell", &[]).ok();
    w.decide("bell");
    w.out_by("dee", &[TO_BELL, ALONE]).refuses("ARH-before-3c");
    w.out_by("dee", &[TO_BELL, ALONE, "goes-alone=yes"]).exits(2);
    let noted = [("goes-alone", "yes"), ("why-alone", "Dee, who knows them well")];
    w.assess("bell", &noted).ok();
    w.decide("bell");
    w.out_by("dee", &[TO_BELL, ALONE]).ok();
    for staff in ["--staff=dee", "--staff=kay"] {
        let early = ["--kind=early-years", "--reason=schoolwork", "--at=15:00", staff, ALONE];
        w.plan("bell", &[&early[..], &["--because=two-in-early-years=Lou is ill"]].concat())
            .refuses("ARH-intro-5");
    }
    w.plan("bell", &["--staff=lou", "--reason=schoolwork", "--at=15:00", ALONE])
        .refuses("ARH-before-3b");
    // Hunsbury Park: no number. Nobody is asked for a reason; the lone worker policy holds.
    let mut w = world(&PARK);
    w.plan("bell", &["--staff=kay"]).ok();
    w.out_by("kay", &[TO_BELL]).refuses("HPP-2.2");
    w.out_by("kay", &[TO_BELL, "lone-worker-policy=yes"]).ok();
    assert!(policy(&PARK).gates.iter().all(|g| !g.demand.mentions().contains(&"crew-size")));
}

#[test]
fn trap_10_not_every_policy_has_a_risk_assessment() {
    assert!(policy(&PARK).assessment.is_none());
    let mut w = world(&PARK);
    assert_ne!(w.hv("assess ahmed --keys").0.exit, 0);
    w.out(&[]).ok();
    // Washwood Heath: only where another service referred the family.
    let mut w = world(&WASHWOOD);
    let referral =
        ["--reason=referral", "referred-by=Testford Early Help", "coordinated-on=2026-11-20"];
    w.plan("bell", &referral).ok();
    w.out(&[TO_BELL]).refuses("WHA-reason-5b");
    w.out(&["--visit=ahmed"]).ok();
    // The other three: always.
    for (school, clause) in
        [(&ASPIRE, "AET-2.15b"), (&HALLAM, "ARH-intro-1"), (&MERIDIAN, "CMAT-2.0")]
    {
        let mut w = world(school);
        w.plan("bell", &["--at=15:00"]).ok();
        w.sign();
        w.out(&[TO_BELL, "--back=16:30"]).refuses(clause);
        w.out(&["--visit=ahmed"]).ok();
    }
}

#[test]
fn trap_11_the_grid_is_one_policys() {
    for school in ALL {
        let rules = policy(school).assessment;
        let grid = rules.as_ref().is_some_and(|a| a.matrix.is_some());
        assert_eq!(grid, school.policy == "aspire", "{}", school.policy);
        assert!(rules.is_none_or(|a| a.score.is_none()), "{}", school.policy);
    }
    // Hallam rates directly, and once; Meridian and Washwood Heath rate nothing.
    let keys = |school| {
        let mut w = world(school);
        let listed = w.hv("assess bell --restart --keys --json").ok().json();
        let items = listed["open"].as_array().unwrap().clone();
        items.iter().map(|i| i["key"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let ends = |keys: &[String], end: &str| keys.iter().filter(|k| k.ends_with(end)).count();
    let aspire = keys(&ASPIRE);
    assert_eq!(
        (ends(&aspire, ".impact"), ends(&aspire, ".likelihood"), ends(&aspire, ".after")),
        (7, 7, 7)
    );
    let hallam = keys(&HALLAM);
    assert_eq!(
        (ends(&hallam, ".rating"), ends(&hallam, ".impact"), ends(&hallam, ".after")),
        (8, 0, 0)
    );
    for school in [&MERIDIAN, &WASHWOOD] {
        let none = keys(school);
        assert!(!none.iter().any(|k| k.starts_with("hazard.") || k == "overall"), "{none:?}");
    }
}

#[test]
fn trap_12_high_is_not_an_automatic_no() {
    let mut w = world(&ASPIRE);
    let high = [
        ("hazard.alone.impact", "Major"),
        ("hazard.alone.likelihood", "Probable"),
        ("hazard.alone.after", "H"),
        ("overall", "H"),
    ];
    w.assess("ahmed", &high).ok();
    // Yes wants its reason as no does.
    for proceed in ["yes", "no"] {
        w.hv(&format!("assess decide ahmed --proceed {proceed} --decided-by pat"))
            .exits(2)
            .says("--reason");
    }
    w.out(&[]).refuses("AET-A-dec-2");
    w.hv("assess decide ahmed --proceed yes --reason \"two go, in daylight\" --decided-by pat")
        .ok();
    w.hv("assess read ahmed --who kay,lou").ok();
    w.out(&[]).ok();
    // What comes of itself: two staff (trap 8), and advice where concerns remain.
    let mut w = world(&ASPIRE);
    let remain = [&high[..], &[("concerns-remain", "yes"), ("advice-from", "nobody")]].concat();
    w.assess("ahmed", &remain).ok();
    w.hv("assess decide ahmed --proceed yes --reason \"two go\" --decided-by pat")
        .warns("AET-2.26");
}

#[test]
fn trap_13_controls_are_in_place_before_the_visit() {
    let control = |when: &'static str| {
        [
            ("hazard.alone.control.1", "no"),
            ("hazard.alone.control.1.by-whom", "Max"),
            ("hazard.alone.control.1.by-when", when),
            ("--because", "hazard.alone.control.1.by-when=the visit can be put off"),
        ]
    };
    // The visit is on the 24th. A day later is too late, signature or none. On the day it is in time for the plan; at
    // the door, only what somebody says is in place is in place (it used to pass because its day had come).
    for (when, late) in
        [("2026-11-25", "after the day of the visit"), ("2026-11-24", "nobody has said that it is")]
    {
        let mut w = world(&ASPIRE);
        w.assess("ahmed", &control(when)).ok();
        w.decide("ahmed");
        w.hv("assess read ahmed --who kay,lou").ok();
        w.out(&[]).refuses("AET-2.20").spares("AET-A-dec-2").says(late);
        w.hv("assess control ahmed alone.1 --in-place --by-whom kay").ok();
        w.out(&[]).ok();
    }
    // One without a day is not in place at all.
    let mut w = world(&ASPIRE);
    let undated = w.assess(
        "ahmed",
        &[("hazard.alone.control.1", "no"), ("hazard.alone.control.1.by-when", "")],
    );
    assert_ne!(undated.0.exit, 0, "{}", undated.0.text());
}

#[test]
fn trap_14_the_review_blocks_the_next_visit_and_follows_the_address() {
    let mut w = world(&ASPIRE);
    w.visit();
    w.done(&[]).ok();
    // Not this one: it is over. The next.
    w.plan("ahmed", &["--at=tomorrow 14:00"]).ok();
    w.sign();
    w.day("2026-11-25", "12:00");
    w.out(&[]).refuses("AET-A-ctx-3");
    w.hv("assess review ahmed --found \"no change\" --reviewed-by kay").ok();
    w.out(&[]).ok();
    // A known family in a new home is assessed again, and the form asks about the home.
    let mut w = been_there(&ASPIRE);
    w.hv("family change ahmed --also-at \"new=9 New Street, Testford\"").ok();
    w.plan("ahmed", &["--at=tomorrow 14:00", "--address=new"]).ok();
    w.sign();
    w.day("2026-11-25", "12:00");
    w.out(&[]).refuses("AET-2.15b");
    let keys =
        |w: &mut World, at: &str| w.hv(&format!("assess ahmed {at} --restart --keys")).0.text();
    assert!(keys(&mut w, "--address new").contains("new-home-considered"));
    assert!(!keys(&mut w, "").contains("new-home-considered"));
    // A concern belongs to the address: another family there meets it, elsewhere the same family does not.
    let mut w = world(&ASPIRE);
    w.hv("family add cole --pupil \"Cat Cole, 1A\" --carer \"Lee Cole=07700 900458\" --address \"12 Sample Street, Testford\" --address-id ahmed").ok();
    w.hv("family change ahmed --also-at \"new=9 New Street, Testford\"").ok();
    w.visit();
    w.done(&["--concern=ref 88"]).ok();
    w.plan("cole", &["--at=tomorrow 10:00"]).warns("AET-5.2b");
    w.plan("ahmed", &["--at=tomorrow 14:00", "--address=new"]).ok();
}

#[test]
fn trap_15_three_approvals_and_an_edit_voids_the_list() {
    let list = "AET-4.5";
    let assessment = "AET-A-dec-2";
    let departure = "AET-A-R2.1";
    // Each is missed by itself, whatever else is there.
    let mut w = world(&ASPIRE);
    w.out(&["--authorised-by"]).refuses(departure).spares(list).spares(assessment);
    w.assess("ahmed", &[]).ok();
    w.hv("assess read ahmed --who kay,lou").ok();
    w.out(&[]).refuses(assessment).spares(list).spares(departure);
    w.decide("ahmed");
    w.out(&[]).ok();
    let mut w = world(&ASPIRE);
    w.plan("bell", &["--at=15:00"]).ok();
    w.assess("bell", &[]).ok();
    w.decide("bell");
    w.hv("assess read bell --who kay,lou").ok();
    w.out(&[TO_BELL, "--back=16:30"]).refuses(list).spares(assessment).spares(departure);
    // The principal's signature over the list is no decision on an assessment, and is nobody else's to give.
    w.hv("plan sign --signed-by max").refuses(list);
    w.sign();
    w.out(&[TO_BELL, "--back=16:30"]).ok();
    // A change after the signature voids it, and the principal hears of it: by itself neither sees to the other.
    let mut w = world(&ASPIRE);
    w.hv(&format!(
        "plan change {VISIT} --at 14:15 --why \"mother asked\" --confirmed \"today, by phone\""
    ))
    .ok();
    w.out(&[]).refuses(list);
    assert!(owed(&mut w, "tell-principal-of-change"));
    w.sign();
    w.out(&[]).ok();
    assert!(owed(&mut w, "tell-principal-of-change"));
}

#[test]
fn trap_16_the_health_question_is_of_the_day() {
    // It is not taken when the visit is planned, and asked when they leave.
    let mut w = world(&ASPIRE);
    w.plan("bell", &["--at=15:00", "household-well=yes"]).exits(2).says("not asked here");
    w.plan("bell", &["--at=15:00"]).ok();
    w.assess("bell", &[]).ok();
    w.decide("bell");
    w.sign();
    w.hv("assess read bell --who kay,lou").ok();
    w.out(&[TO_BELL, "--back=16:30", "household-well"]).refuses("AET-A-R8.2");
    // Nor does the answer of an earlier outing, of today or of yesterday.
    let mut w = been_there(&ASPIRE);
    w.records("\"household-well\":true");
    w.plan("ahmed", &["--at=16:00", "--for=20m"]).ok();
    w.plan("ahmed", &["--at=tomorrow 14:00"]).ok();
    w.sign();
    let today = "--visit=ahmed/2026-11-24-2a";
    w.out(&["household-well", "--back=16:50", today]).refuses("AET-A-R8.2");
    w.hv("plan drop ahmed/2026-11-24-2a --why \"once is enough\"").ok();
    w.day("2026-11-25", "12:00");
    w.out(&["household-well"]).refuses("AET-A-R8.2");
    w.out(&[]).ok();
}

#[test]
fn trap_17_doorstep_only_is_a_mode() {
    let mut w = world(&ASPIRE);
    w.plan("bell", &["--at=13:00", "only-to-see-child-safe=yes"]).refuses("AET-A-R8.1");
    w.plan("bell", &["--at=13:00", "only-to-see-child-safe=yes", "--doorstep=yes"]).ok();
    w.assess("bell", &[]).ok();
    w.decide("bell");
    w.hv("assess read bell --who kay,lou").ok();
    w.sign();
    w.clock("12:30");
    w.out(&[TO_BELL]).ok();
    w.clock("13:00");
    w.hv("arrive kay lou").ok();
    w.enter(&[]).refuses("AET-A-R8.1");
    w.enter(&["--because=doorstep-only=they asked us in"]).refuses("AET-A-R8.1");
    nowhere(&w, "\"did\":\"enter\"");
    w.hv(&format!("cancel {BELL} --outcome doorstep --why \"spoke at the door\"")).ok();
    // Planned as a visit inside, the same family lets them in.
    let mut w = world(&ASPIRE);
    w.arrive();
    w.enter(&[]).ok();
    w.records("\"did\":\"enter\"");
}

#[test]
fn trap_18_thirteen_safeguards_and_the_twelfth_only_without_the_eleventh() {
    let rules = policy(&ASPIRE);
    for number in 1..=13 {
        let clause = format!("AET-A-S{number}");
        let has = |clauses: &[String]| clauses.contains(&clause);
        let asked = rules.questions.iter().any(|q| q.at == Step::Cancel && has(&q.clauses));
        let shown = rules.advice.iter().any(|a| a.at == Step::Cancel && has(&a.clauses));
        let owed = rules.duties.iter().any(|d| has(&d.clauses));
        assert!(asked || shown || owed, "{clause}");
        assert_eq!(asked, ![6, 13].contains(&number), "{clause}");
    }
    // With a second person there is no talk of a recording; without one it is asked, and wants its answer.
    let mut w = world(&ASPIRE);
    let none = w.cancel("replaced", &["call-by=telephone", "second-person-on-call=yes"]);
    none.refuses("AET-A-S0").spares("AET-A-S12");
    w.cancel("replaced", &["call-by=telephone"]).spares("AET-A-S12");
    let alone = ["second-person-on-call=no", "--because=second-person-on-call=all are teaching"];
    call(&mut w, &alone).refuses("AET-A-S12");
    call(
        &mut w,
        &[alone[0], alone[1], "recording-agreed=yes", "recording-kept=safeguarding drive"],
    )
    .ok();
    // The telephone comes before video, and the call is written up.
    let mut w = world(&ASPIRE);
    call(&mut w, &["call-by=video"]).warns("AET-A-R8.7");
    w.cancel("replaced", CALL).ok();
    w.owes("AET-A-S13", VISIT, "write-up-call");
}

/// Kay alone to the Bells at 13:00, under Cambridge Meridian, with a concern that was talked over: safe alone.
fn alone_with_a_concern() -> World {
    let mut w = world(&MERIDIAN);
    w.plan("bell", &["--staff=kay", "--at=13:00", ALONE]).ok();
    w.assess("bell", &[("concern-beforehand", "yes"), ("precaution", "none")]).ok();
    w.clock("12:30");
    w.out_by("kay", &[TO_BELL, ALONE, "--back=17:00"]).ok();
    w
}

#[test]
fn trap_19_the_call_runs_from_arrival() {
    // Late at the door, and early: owed from five minutes after the arrival on, missed after ten, and no call before one.
    for (arrived, quiet, now, last, missed) in [
        ("13:20", "13:24:59", "13:25:00", "13:29:59", "13:30:00"),
        ("12:40", "12:44:59", "12:45:00", "12:49:59", "12:50:00"),
    ] {
        let mut w = alone_with_a_concern();
        w.clock(arrived);
        w.hv("arrive kay").ok();
        w.overdue(quiet).exits(0);
        w.overdue(now).alarms("CMAT-3.1a").spares("missed");
        w.overdue(last).alarms("CMAT-3.1a").spares("missed");
        w.overdue(missed).alarms("CMAT-3.1a").says("missed");
    }
    let mut w = alone_with_a_concern();
    w.overdue("13:30:00").exits(0);
    // A call that did not reach them is no call. One without the address said aloud is told of at once, and on record.
    w.clock("13:31");
    w.hv("arrive kay").ok();
    w.clock("13:37");
    w.hv("checkin kay --no-answer").ok();
    w.hv("overdue").alarms("CMAT-3.1a");
    let unsaid = w.hv("checkin kay --school-rang --answer address-said-aloud=no");
    unsaid
        .ok()
        .says("NOT AS THE POLICY WANTS")
        .names("CMAT-3.1b")
        .says("so that the family hears it");
    w.records("\"address-said-aloud\":false");
    w.hv("checkin kay --school-rang --answer address-said-aloud=yes").ok();
    w.overdue("13:45:00").exits(0);
    // Nor is one before the five minutes are over, or one of their own.
    let mut w = alone_with_a_concern();
    w.clock("13:00");
    w.hv("arrive kay").ok();
    w.hv("checkin kay --school-rang --answer address-said-aloud=yes").ok();
    w.clock("13:06");
    w.hv("checkin kay").ok();
    w.overdue("13:10:00").alarms("CMAT-3.1a");
    // A concern beforehand arms it for one alone; one at the door for however many there are.
    let with_lou = |door: &str| {
        let mut w = world(&MERIDIAN);
        w.assess("ahmed", &[("concern-beforehand", "yes"), ("precaution", "none")]).ok();
        w.clock("12:30");
        w.out(&["--back=18:00"]).ok();
        w.clock("14:00");
        w.hv("arrive kay lou").ok();
        w.enter(&[&format!("doorstep-concern={door}"), "safe-to-go-on=yes"]).ok();
        w
    };
    with_lou("no").overdue("14:10:00").exits(0);
    with_lou("yes").overdue("14:04:59").exits(0);
    with_lou("yes").overdue("14:05:00").alarms("CMAT-4.2").spares("CMAT-3.1a");
    // The window is five minutes wide: a watch that looks less often would sleep through it, and hv says so.
    let bound = |every: &str| hv_bound(&["policy", "bound", "cambridge-meridian", "--cron", every]);
    assert_ne!(bound("5m"), bound("15m"));
}

fn hv_bound(words: &[&str]) -> String {
    let place = crate::harness::Place::new("2026-11-24T08:00:00+00:00");
    let output = place.program().args(words).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn trap_20_four_times_not_two() {
    for school in ALL {
        let mut w = world(school);
        w.go();
        w.clock("14:20");
        w.hv("arrive kay lou --at 14:02").ok();
        w.enter(&[]).ok();
        w.clock("14:50");
        w.hv("leave kay lou --at 14:41").ok();
        w.clock("15:20");
        w.hv("back kay lou --at 15:16");
        let log = w.place.read(&format!("outings/2026-W48/{OUTING}.yaml"));
        for time in ["T12:0", "T14:02:00", "T14:41:00", "T15:16:00"] {
            assert!(log.contains(time), "{}: no {time} in\n{log}", school.policy);
        }
    }
    // Being back is not word from the doorstep: school hears of the leaving first.
    for (school, clause) in [(&ASPIRE, "AET-4.12b"), (&PARK, "HPP-4.8b")] {
        let mut w = world(school);
        w.arrive();
        w.enter(&[]).ok();
        w.clock("14:45");
        w.done(&[]).refuses(clause);
        w.hv("leave kay lou").ok();
        w.done(&[]).ok();
    }
    // And leaving the property is not being back: the return is watched until they sign in.
    let mut w = world(&WASHWOOD);
    w.arrive();
    w.enter(&[]).ok();
    w.hv("leave kay lou").ok();
    w.overdue("15:30:00").alarms("WHA-overdue-0");
    let mut w = world(&HALLAM);
    w.arrive();
    w.overdue("14:45:01").alarms("ARH-after-1");
}

#[test]
fn trap_21_calls_before_and_after_are_extra_and_of_each_visit() {
    for (school, before, after) in
        [(&ASPIRE, "AET-4.12a", "AET-4.12b"), (&PARK, "HPP-4.8a", "HPP-4.8b")]
    {
        let mut w = a_round(school);
        w.clock("13:40");
        w.out(&["--visit=ahmed", TO_BELL, "--back=16:30"]).ok();
        // Twenty minutes after leaving school no hour has passed, and the call is missing all the same.
        w.overdue("14:00:00").spares(before);
        w.overdue("14:00:01").alarms(before);
        w.hv("arrive kay lou --at 14:00").ok();
        w.enter(&["--visit=ahmed"]).ok();
        w.overdue("14:02:00").spares(before);
        // Contact during the first visit is not contact after it, and not contact before the second.
        w.clock("14:20");
        w.hv("checkin kay lou").ok();
        w.done(&[]).refuses(after);
        w.overdue("15:00:01").alarms(before).says("7 Example Road");
        w.hv("leave kay lou --visit ahmed --at 14:50").ok();
        w.hv("checkin kay lou --at 14:58").ok();
        w.overdue("15:05:00").spares(before);
        w.done(&[]).ok();
        // The evidence of each is there, with its time.
        let log = w.place.read(&format!("outings/2026-W48/{OUTING}.yaml"));
        for time in ["T14:20:", "T14:50:00", "T14:58:00"] {
            assert!(log.contains(time), "no {time} in\n{log}");
        }
    }
}

#[test]
fn trap_22_out_of_hours_an_outing_ends_at_home() {
    let mut w = world(&WASHWOOD);
    w.hv(&format!("plan drop {VISIT} --why \"they came in\"")).ok();
    w.plan("bell", &["--at=17:00", "out-of-hours-arranged-with=sal"]).ok();
    w.clock("16:30");
    // Whoever climbs the first steps has gone home: somebody is named, or nobody leaves.
    let late = [TO_BELL, "--back=18:30"];
    w.out(&late).refuses("WHA-overdue-1b").says("--on-call");
    w.out(&[late[0], late[1], "--on-call=sal"]).ok();
    w.clock("17:50");
    // Nobody signs in at a reception that is shut.
    let _not_the_end = w.hv("back kay lou");
    w.overdue("18:30:00").exits(0);
    w.overdue("18:30:01").alarms("WHA-safe-4").says("Kay Invented").says("Lou Made");
    w.hv("home kay --how text").ok();
    w.overdue("18:34").alarms("WHA-safe-4").says("Lou Made");
    w.hv("home lou --how telephone").ok();
    w.overdue("18:36").exits(0);
    // By day the same school signs in.
    let mut w = world(&WASHWOOD);
    w.visit();
    w.overdue("18:31:00").exits(0);
}

#[test]
fn trap_23_each_person_is_tracked() {
    // One is back, one is not.
    let mut w = world(&WASHWOOD);
    w.go();
    w.clock("15:00");
    w.hv("back kay").ok();
    let late = w.overdue("15:30:00");
    late.alarms("WHA-overdue-0").says("Lou Made").says("07700 900002");
    late.spares("07700 900001");
    // One rang, one did not.
    let mut w = world(&ASPIRE);
    w.go();
    w.clock("12:30");
    w.hv("checkin kay").ok();
    let silent = w.overdue("13:00:00");
    silent.alarms("AET-2.14").says("ring Lou Made");
    silent.spares("07700 900001");
    w.overdue("13:30:00").says("Kay Invented");
    // Telephone, badge and the reading of the assessment are asked of each; the insurance of whoever drives.
    for question in ["phone-carried", "id-worn", "school-numbers-in-phone"] {
        let mut w = world(&ASPIRE);
        w.out(&[question, &format!("kay.{question}=yes")]).exits(1).says("lou");
        w.out(&[question, &format!("kay.{question}=yes"), &format!("lou.{question}=no")])
            .exits(1)
            .says("lou");
        w.out(&[question, &format!("kay.{question}=yes"), &format!("lou.{question}=yes")]).ok();
    }
    let mut w = world(&ASPIRE);
    w.out(&["--car=kay,lou"]).refuses("AET-2.24a").says("lou");
    w.out(&["--car=kay"]).ok();
}

#[test]
fn trap_24_written_here_and_spoken_there() {
    let mut w = world(&PARK);
    w.arrive();
    w.cancel("unsafe", &[]).ok().says("in writing");
    let mut w = world(&PARK);
    w.arrive();
    w.cancel("animals", &[]).ok().says("in writing");
    let mut w = world(&ASPIRE);
    w.arrive();
    let spoken = w.cancel("unsafe", &[]);
    spoken.ok().says("discuss");
    assert!(!spoken.0.text().contains("in writing"));
    let written = |school, id: &str| {
        let found = policy(school).duties.into_iter().find(|d| d.id == id);
        found.unwrap().written
    };
    assert!(written(&PARK, "write-why-unsafe") && written(&PARK, "write-about-animals"));
    assert!(
        !written(&ASPIRE, "discuss-why-unsafe") && !written(&ASPIRE, "tell-principal-of-animals")
    );
}

#[test]
fn trap_25_a_place_of_work_counts_as_a_home_visit() {
    let mut w = world(&WASHWOOD);
    w.hv("family change bell --workplace \"cafe=1 Example Square, Testford\"").ok();
    // Every rule of a home visit holds there: two of the academy, the destination, the return.
    w.plan("bell", &["--place=work", "--address=cafe", "--staff=kay"]).refuses("WHA-before-1");
    w.plan("bell", &["--place=work", "--address=cafe"]).ok();
    w.out(&[TO_BELL, "--back"]).refuses("WHA-before-5");
    w.out(&[TO_BELL]).ok();
    w.hv("board").says("1 Example Square");
    // The other four know of homes only.
    for school in [&ASPIRE, &HALLAM, &PARK, &MERIDIAN] {
        assert!(policy(school).places.is_empty(), "{}", school.policy);
        let mut w = world(school);
        let line = w.line("plan add bell --place work", school.plan, &[]);
        assert_ne!(w.hv(&line).0.exit, 0, "{}", school.policy);
    }
}

#[test]
fn trap_26_deputies_and_steps_that_may_be_left_out() {
    // Nobody holds the first role: the deputy acts at the same second, not a step later.
    let mut w = world(&WASHWOOD);
    w.hv("staff change oma --left 2026-11-24").ok();
    w.go();
    let first = w.overdue("15:30:00");
    first.alarms("WHA-overdue-1b").says("Max Desk").spares("WHA-overdue-2");
    let mut w = world(&WASHWOOD);
    w.go();
    w.overdue("15:30:00").alarms("WHA-overdue-1a").says("Oma Office");
    let last = w.overdue("16:00:00");
    last.alarms("WHA-overdue-4").says("may be passed over");
    // Next of kin only if need be; the step to the police is not one of those.
    let optional = |school| {
        let rungs = policy(school).ladders.into_iter().flat_map(|l| l.rungs);
        let optional = rungs.filter(|r| r.optional).flat_map(|r| r.clauses);
        optional.collect::<Vec<_>>()
    };
    assert_eq!(optional(&MERIDIAN), ["CMAT-5.5b"]);
    assert_eq!(optional(&WASHWOOD), ["WHA-overdue-4", "WHA-overdue-4"]);
    for school in [&ASPIRE, &HALLAM, &PARK] {
        assert!(optional(school).is_empty(), "{}", school.policy);
    }
    let mut w = world(&MERIDIAN);
    w.out(&["--back=18:00"]).ok();
    w.overdue("16:15:00").alarms("CMAT-5.5b").says("may be passed over");
    let police = w.overdue("16:35:00");
    police.alarms("CMAT-5.6");
    assert!(!police.0.text().contains("may be passed over"));
}

#[test]
fn trap_27_a_concern_goes_straight_to_leadership() {
    // Nobody is late, and nothing has been tried.
    let mut w = world(&WASHWOOD);
    w.go();
    w.overdue("12:30:00").exits(0);
    w.hv("checkin kay --concern \"a shout in the street\"").ok();
    let now = w.hv("overdue");
    now.alarms("WHA-overdue-3").says("Sal Leader").says("a shout in the street");
    now.spares("WHA-overdue-1a").spares("WHA-overdue-2");
    // It is not washed away by a later call that all is well.
    w.hv("checkin kay").ok();
    w.hv("overdue").alarms("WHA-overdue-3");
}

#[test]
fn trap_28_the_last_step_of_aspire_is_a_decision() {
    let mut w = world(&ASPIRE);
    w.go();
    let last = w.overdue("13:20:00");
    last.alarms("AET-A-R3.9")
        .says("Pat Head")
        .says("decide on the risk")
        .says("write down which, and why");
    let late = last_json(&mut w);
    let choices = late.to_string();
    assert!(choices.contains("go-to-the-address") && choices.contains("police"), "{choices}");
    // Where the others end with the police, it is the step and not a choice.
    let last_rung = |school, clock| {
        let ladder = policy(school).ladder(clock).unwrap();
        ladder.rungs.last().unwrap().clone()
    };
    assert_eq!(
        last_rung(&ASPIRE, hv::policy::Clock::Contact).decision,
        ["go-to-the-address", "police"]
    );
    assert!(last_rung(&MERIDIAN, hv::policy::Clock::Finish).decision.is_empty());
}

fn last_json(w: &mut World) -> serde_json::Value {
    w.overdue("13:20:00");
    w.clock("13:20");
    let seen = w.hv("overdue --json");
    seen.exits(4).json()
}

#[test]
fn trap_29_every_family_of_the_round_is_rung() {
    let mut w = a_round(&MERIDIAN);
    w.out(&["--visit=ahmed", TO_BELL, "--back=18:30"]).ok();
    w.overdue("17:24:59").spares("CMAT-5.5c");
    let families = w.overdue("17:25:00");
    families
        .alarms("CMAT-5.5c")
        .says("Sara Ahmed")
        .says("07700 900456")
        .says("Rob Bell")
        .says("07700 900457");
    // A family that was not on the round is not rung.
    let mut w = a_round(&MERIDIAN);
    w.out(&["--visit=ahmed", "--back=18:30"]).ok();
    w.overdue("16:25:00").alarms("CMAT-5.5c").says("07700 900456").spares("07700 900457");
}

#[test]
fn trap_30_three_different_contacts_with_like_names() {
    // Meridian's ladder rings the next of kin of each visitor, and nobody else's contact.
    let mut w = world(&MERIDIAN);
    w.hv("staff change kay --emergency-contact \"Emma Other=07700 900199\"").ok();
    w.out(&["--back=18:00"]).ok();
    let kin = w.overdue("16:15:00");
    kin.alarms("CMAT-5.5b")
        .says("Sam Invented")
        .says("07700 900123")
        .says("Jo Made")
        .says("07700 900124");
    kin.spares("07700 900199");
    // Hallam wants each visitor's emergency contact; a next of kin is not it, and nor is the school's.
    let mut w = world(&HALLAM);
    w.hv("staff add zed --name \"Zed New\" --designated yes --mobile \"07700 900009\" --next-of-kin \"Jo New=07700 900129\"").ok();
    w.plan("bell", &["--staff=kay,zed"]).ok();
    w.out_by("kay zed", &[TO_BELL, "--emergency-contact=Duty phone=01632 960101"])
        .refuses("ARH-safety-6")
        .says("zed");
    // Aspire wants the school's own, reachable throughout; a visitor's does not stand in for it.
    let mut w = world(&ASPIRE);
    w.place.edit(
        "hv.toml",
        "[emergency-contact]\nname = \"Duty phone\"\nnumber = \"01632 960101\"\n",
        "",
    );
    for person in ["kay", "lou"] {
        w.hv(&format!("staff change {person} --emergency-contact \"Emma Other=07700 900199\" --next-of-kin \"Sam Other=07700 900198\"")).ok();
    }
    w.out(&[]).refuses("AET-2.12a");
    w.out(&["--emergency-contact=Pat Head=07700 900003"]).ok();
}

#[test]
fn trap_31_the_code_word_is_nowhere_and_the_agreed_message_is_its_opposite() {
    let mut w = world(&ASPIRE);
    // Typed in the place of yes or no, it is refused and written nowhere.
    w.out(&["code-word-agreed=purple elephant"]).exits(2);
    w.go();
    nowhere(&w, "purple elephant");
    // Used, it is distress: that is all that is written down and shown.
    w.hv("checkin kay --distress").ok();
    w.hv("overdue").alarms("AET-2.23");
    let rules = policy(&ASPIRE);
    let word = rules.questions.iter().find(|q| q.id == "code-word-agreed").unwrap();
    assert_eq!(word.kind, AnswerKind::YesNo);
    // Hallam's message says that all is well: its absence is the alarm, and school has to ask for it.
    let mut w = world(&HALLAM);
    w.go();
    w.hv("checkin kay lou --school-rang --answer agreed-message=yes").ok();
    w.overdue("12:10:00").exits(0);
    w.hv("checkin kay lou --school-rang --answer agreed-message=no");
    w.overdue("12:12:00").alarms("ARH-RA-H5c");
    let message = policy(&HALLAM).questions.into_iter().find(|q| q.id == "agreed-message").unwrap();
    assert_eq!((message.at, message.otherwise), (Step::Call, Some(hv::policy::Clock::Distress)));
    assert!(!policy(&ASPIRE).questions.iter().any(|q| q.at == Step::Call));
}

#[test]
fn trap_32_distress_bypasses_the_ladder() {
    for (school, clause) in [(&ASPIRE, "AET-2.23"), (&PARK, "HPP-2.6"), (&HALLAM, "ARH-RA-H5c")] {
        let mut w = world(school);
        w.go();
        w.clock("12:10");
        w.hv("checkin kay --distress").ok();
        // At the same minute, and the police first.
        w.clock("12:10");
        w.hv("overdue").alarms(clause).says("999").says("police");
        // "I am fine" takes nothing back.
        w.clock("12:12");
        w.hv("checkin kay").ok();
        w.hv("overdue").alarms(clause);
        let _back = w.hv("back kay lou");
        w.hv("overdue").alarms(clause);
    }
    // A policy without a word on it is not left without one: hv's own, and marked so.
    for school in [&WASHWOOD, &MERIDIAN] {
        let mut w = world(school);
        w.go();
        w.hv("checkin kay --distress").ok();
        w.hv("overdue").exits(4).says("999").says("hv's own");
    }
}

#[test]
fn trap_33_a_child_in_danger_is_for_the_police_not_for_a_visit() {
    let mut w = world(&ASPIRE);
    w.plan("bell", &["child-in-danger-now=yes"]).refuses("AET-2.10").says("999");
    // A reason alone does not plan it: the police come first, with their reference.
    let why = "--because=child-in-danger-now=the police asked us to go as well";
    let no_time = "--because=welfare-check=no time";
    w.plan("bell", &["child-in-danger-now=yes", why]).refuses("AET-2.10");
    w.plan("bell", &["child-in-danger-now=yes", why, no_time]).refuses("AET-2.10");
    w.plan("bell", &["child-in-danger-now=yes", why, "welfare-check=11:40, by Max, log 4711"]).ok();
    // A visit that was planned is handed over, not made.
    w.cancel("police-asked", &[]).refuses("AET-2.10");
    w.cancel("police-asked", &["police-reference=12:01, by Max, log 4712"]).ok();
    w.records("log 4712");
}

#[test]
fn trap_34_a_mark_for_caution_meets_the_next_visitors() {
    let mut w = world(&MERIDIAN);
    w.hv("staff add zed --name \"Zed New\" --mobile \"07700 900009\" --next-of-kin \"Al New=07700 900129\"").ok();
    w.hv("staff add yan --name \"Yan New\" --mobile \"07700 900010\" --next-of-kin \"Bo New=07700 900130\"").ok();
    w.hv("family change ahmed --pupil \"Ali Ahmed, 4B\" --pupil \"Amy Ahmed, 1A\"").ok();
    w.visit();
    w.hv(&format!(
        "incident {VISIT} --kind verbal-aggression --affected kay --by-whom carer --reference I-7"
    ))
    .ok();
    w.done(&[]).ok();
    w.day("2026-11-30", "08:00");
    // Other staff, another child of the family, another week.
    w.plan("ahmed", &["--staff=zed,yan", "--pupil=Amy Ahmed"]).ok().says("CAUTION, ahmed");
    w.hv("assess review ahmed --found \"no change\" --reviewed-by kay").ok();
    w.clock("12:00");
    w.out_by("zed yan", &["--car=none"]).refuses("CMAT-6.5").says("CAUTION, ahmed");
    // A precaution typed at the sign-out is nobody's decision.
    w.out_by("zed yan", &["--car=none", "precaution=none"]).exits(2).says("not asked here");
    w.assess("ahmed", &[("discussed-with", "max"), ("precaution", "none")]).ok();
    w.out_by("zed yan", &["--car=none"]).ok().says("CAUTION, ahmed");
    // Another family carries no mark.
    w.plan("bell", &["--at=15:00"]).ok().spares("CAUTION");
}

#[test]
fn trap_35_a_sheet_for_everybody_affected_and_a_register_for_carers_only() {
    let mut w = world(&WASHWOOD);
    w.visit();
    // Abuse in words is an incident as well, and each of two owes a sheet.
    w.hv(&format!("incident {VISIT} --kind verbal-abuse --affected kay,lou --by-whom pupil")).ok();
    assert!(owed(&mut w, "incident-sheet.kay-invented") && owed(&mut w, "incident-sheet.lou-made"));
    w.hv(&format!("done {VISIT} --duty incident-sheet.kay-invented --how \"handed to Lin\"")).ok();
    assert!(
        !owed(&mut w, "incident-sheet.kay-invented") && owed(&mut w, "incident-sheet.lou-made")
    );
    // By a carer: the council's register. By a student: sanctions. By anybody else: neither.
    for (by, register, sanctions) in
        [("carer", true, false), ("pupil", false, true), ("other", false, false)]
    {
        let mut w = world(&MERIDIAN);
        w.visit();
        w.hv(&format!("incident {VISIT} --kind verbal-aggression --affected kay --by-whom {by} --reference I-7")).ok();
        assert_eq!(owed(&mut w, "violence-at-work-register"), register, "{by}");
        assert_eq!(owed(&mut w, "behaviour-sanctions"), sanctions, "{by}");
        assert!(owed(&mut w, "log-with-slt"), "{by}");
    }
}

#[test]
fn trap_36_a_visit_for_an_agency() {
    let mut w = world(&ASPIRE);
    let keys = |w: &mut World, answer: &str| {
        w.hv(&format!("assess bell --restart --keys{answer}")).0.text()
    };
    assert!(!keys(&mut w, "").contains("agency-"));
    w.plan("bell", &["--agency=Testford Team", "--at=15:00"]).ok();
    assert!(keys(&mut w, "").contains("agency-reason"));
    // It is asked to contribute only if it works with the family already.
    assert!(keys(&mut w, " --answer agency-works-with-family=yes").contains("agency-contributed"));
    assert!(!keys(&mut w, " --answer agency-works-with-family=no").contains("agency-contributed"));
    let silent = w.assess("bell", &[("agency-reason", "")]);
    assert_ne!(silent.0.exit, 0, "{}", silent.0.text());
    w.assess("bell", &[("agency-works-with-family", "no")]).ok();
    // Refused by the principal, or called off: the agency is told.
    w.hv("assess decide bell --proceed no --reason \"not safe\" --decided-by pat").ok();
    assert!(owed(&mut w, "tell-agency-of-decision"));
    // A visit that nobody asked for owes nobody a word.
    let mut w = world(&ASPIRE);
    w.assess("ahmed", &[]).ok();
    w.hv("assess decide ahmed --proceed no --reason \"not safe\" --decided-by pat").ok();
    assert!(!owed(&mut w, "tell-agency-of-decision"));
}

#[test]
fn trap_37_the_car_is_looked_at_only_if_one_is_driven() {
    // Business use in one policy, any insurance in another, none in three.
    let uninsured = |school: &'static School| {
        let mut w = world(school);
        w.hv("staff change kay --car-make Ford --car-model Fiesta --car-registration \"AB12 CDE\" --car-colour silver --insured-until 2027-03-31 --business-use no").ok();
        w
    };
    uninsured(&ASPIRE).out(&["--car=kay"]).refuses("AET-2.24b");
    for school in [&HALLAM, &WASHWOOD, &PARK, &MERIDIAN] {
        uninsured(school).out(&["--car=kay"]).ok();
    }
    for (school, clause) in [
        (&ASPIRE, Some("AET-2.24b")),
        (&PARK, Some("HPP-2.7b")),
        (&HALLAM, None),
        (&WASHWOOD, None),
        (&MERIDIAN, None),
    ] {
        let mut w = uninsured(school);
        w.hv("staff change kay --business-use yes --insured-until 2026-11-23").ok();
        let out = w.out(&["--car=kay"]);
        match clause {
            Some(clause) => out.refuses(clause),
            None => out.ok(),
        };
        // On foot nobody asks; and a passenger has no car.
        let mut w = uninsured(school);
        w.hv("staff change kay --insured-until 2026-11-23").ok();
        w.out(&["--car=none"]).ok().spares("lou");
    }
    // Washwood Heath advises by how they travel, and only on that.
    let advice =
        [("car", "Know the route"), ("public-transport", "lower deck"), ("foot", "short cuts")];
    for (travel, _) in advice {
        let mut w = world(&WASHWOOD);
        let out = w.out(&[&format!("travel={travel}")]);
        for (other, words) in advice {
            if other == travel {
                out.ok().says(words)
            } else {
                out.ok().spares(words)
            };
        }
    }
}

#[test]
fn trap_38_the_badge_is_worn_here_and_shown_there() {
    for (school, worn) in [(&ASPIRE, "AET-4.9"), (&PARK, "HPP-4.5")] {
        let mut w = world(school);
        w.out(&["id-worn=no"]).refuses(worn);
        w.arrive();
        // Worn all the time, it need not be shown.
        w.enter(&[]).ok();
        assert!(!w.policy.questions.iter().any(|q| q.id == "id-shown"));
    }
    // Carried at the sign-out, and then shown at the door: two facts, two moments.
    let mut w = world(&MERIDIAN);
    w.out(&["id-carried=no"]).warns("CMAT-3.5");
    w.arrive();
    w.enter(&["id-shown=no"]).warns("CMAT-3.5");
    w.enter(&["id-shown=no", "--because=id-shown=it is in the car"]).ok();
    let mut w = world(&WASHWOOD);
    w.out(&["id-card-carried=no"]).refuses("WHA-before-4");
    w.arrive();
    w.enter(&["feels-safe"]).says("show your ID card");
}

#[test]
fn trap_39_unannounced_four_ways() {
    let cold = ["--unannounced=yes", "--confirmed", "--told-who", "--at=13:00"];
    // Hunsbury Park: not past the door.
    let mut w = world(&PARK);
    w.plan("bell", &cold).refuses("HPP-2.5a");
    w.plan("bell", &[&cold[..], &["--doorstep=yes"]].concat()).ok();
    w.out(&[TO_BELL]).ok();
    w.clock("13:00");
    w.hv("arrive kay lou").ok();
    w.enter(&[]).refuses("HPP-2.5a");
    // Hallam: it goes ahead, with the reason that nobody could be told, and past the door.
    let mut w = world(&HALLAM);
    let why = [
        "family-told=no",
        "--because=family-told=nobody answers",
        "--because=by-arrangement=worried for the child",
    ];
    w.plan("bell", &[&cold[..], &why[..1]].concat()).warns("ARH-before-1");
    w.plan("bell", &[&cold[..], &why[..]].concat()).ok();
    w.assess("bell", &[]).ok();
    w.decide("bell");
    w.clock("12:30");
    w.out(&[TO_BELL]).ok();
    w.clock("13:00");
    w.hv("arrive kay lou").ok();
    w.enter(&[]).ok();
    // Aspire and Meridian: allowed for a cause.
    let mut w = world(&ASPIRE);
    unannounced(&mut w, &["unannounced-because"]).refuses("AET-2.9b");
    unannounced(&mut w, &[]).ok();
    let mut w = world(&MERIDIAN);
    let spot = ["--kind=safe-and-well", "letter-sent-on", "--unannounced=yes"];
    w.plan("bell", &spot).refuses("CMAT-1.3");
    w.plan("bell", &[&spot[..], &["why-safe-and-well=pupil-safety"]].concat()).ok();
}

#[test]
fn trap_40_what_was_read_and_in_which_version() {
    let mut w = world(&ASPIRE);
    for (document, clause) in [
        ("home-visits-policy", "AET-4.2"),
        ("lone-working-policy", "AET-A-R1.6"),
        ("safer-working-guidance", "AET-3.1"),
    ] {
        w.place.edit("people/lou.yaml", document, "something-else");
        w.out(&[]).refuses(clause).says("lou");
        w.place.edit("people/lou.yaml", "something-else", document);
    }
    // An old version of the guidance, a new one of the policy, a date to come: none of them counts.
    w.hv("staff change lou --read safer-working-guidance@2015-10=2026-09-01").ok();
    w.out(&[]).refuses("AET-3.1");
    let mut w = world(&ASPIRE);
    let title = "says = \"The home visits policy\"\n";
    w.place.edit("policy.toml", title, &format!("{title}version = \"2\"\n"));
    w.out(&[]).refuses("AET-4.2");
    for person in ["kay", "lou"] {
        w.hv(&format!("staff change {person} --read home-visits-policy@2=2026-11-23")).ok();
    }
    w.out(&[]).ok();
    // This assessment, and not the one before it.
    let mut w = world(&ASPIRE);
    w.assess("ahmed", &[]).ok();
    w.decide("ahmed");
    w.out(&["assessment-read"]).refuses("AET-A-R1.7").says("kay");
}

#[test]
fn trap_41_asked_at_every_sign_out_and_of_everybody() {
    let each = [
        (&ASPIRE, &["school-numbers-in-phone", "phone-carried", "chat-ready", "id-worn"][..]),
        (&HALLAM, &["phone-charged"][..]),
        (&WASHWOOD, &["id-card-carried", "history-read"][..]),
    ];
    for (school, questions) in each {
        let mut w = world(school);
        // Yesterday's outing, or this morning's, answers nothing.
        w.go();
        w.hv("cancel kay --outcome rearranged --why \"they rang\"");
        w.clock("12:10");
        let _back = w.hv("back kay lou");
        w.plan("ahmed", &["--at=15:00", "--for=30m"]).ok();
        w.sign();
        for question in questions {
            let asked = w.policy.questions.iter().find(|q| q.id == *question).unwrap();
            assert!(asked.at == Step::Out && asked.of_each_person, "{question}");
            let clause = asked.clauses.first().unwrap().clone();
            let again = ["--visit=ahmed/2026-11-24-2a", "--back=16:00", question];
            w.out(&again).refuses(&clause).says("kay").says("lou");
        }
    }
}

#[test]
fn trap_42_what_the_annex_table_leaves_out_is_asked() {
    let mut w = world(&ASPIRE);
    w.plan("bell", &["--at=17:00"]).ok();
    for question in [
        "pupil-risks",
        "parent-risks",
        "household-risks",
        "animal-risks",
        "hostility",
        "child-protection-concerns",
        "complaints",
        "grievances",
        "outside-hours-considered",
        "remote-place",
        "new-home-considered",
    ] {
        // Every hazard of the table is answered, and the form is not finished.
        let without = w.assess("bell", &[(question, "")]);
        assert_ne!(without.0.exit, 0, "{question}");
        without.says(question);
    }
    w.assess("bell", &[]).ok();
    // In school hours nothing is asked about other hours; in the holidays it is.
    let mut w = world(&ASPIRE);
    let asked = |w: &mut World| {
        w.hv("assess ahmed --restart --keys").0.text().contains("outside-hours-considered")
    };
    assert!(!asked(&mut w));
    w.hv(&format!("plan change {VISIT} --at \"28/11 14:00\" --why \"a Saturday\"")).ok();
    assert!(asked(&mut w));
}

#[test]
fn trap_43_people_at_risk_and_further_action() {
    let mut w = world(&HALLAM);
    let hazards = policy(&HALLAM).assessment.unwrap().hazards;
    assert_eq!(hazards.len(), 8);
    for hazard in hazards {
        let key = format!("hazard.{}.people-at-risk", hazard.id);
        let without = w.assess("bell", &[(key.as_str(), "")]);
        assert_ne!(without.0.exit, 0, "{key}");
        without.says(&key);
    }
    let high = ("hazard.accident.rating", "H");
    w.assess("bell", &[high, ("hazard.accident.further-action", "none")]).refuses("ARH-RA-key");
    w.assess("bell", &[high, ("hazard.accident.further-action", "meet at school")]).ok();
    w.assess(
        "bell",
        &[("hazard.accident.rating", "L"), ("hazard.accident.further-action", "none")],
    )
    .ok();
}

#[test]
fn trap_44_a_breakdown_moves_the_arrival_and_the_family_hears_of_it() {
    let mut w = world(&WASHWOOD);
    w.go();
    w.clock("13:50");
    w.hv("delay kay lou --why \"the car will not start\"").ok();
    for duty in ["tell-family-of-delay", "tell-family-new-time", "breakdown-service"] {
        assert!(owed(&mut w, duty), "{duty}");
    }
    // Nothing moves before they know when they can go on; then both do, and nobody is late at the old time.
    w.clock("14:00");
    w.hv("delay kay lou --arrives 14:50 --back 16:20 --why \"the tyre is changed\"").ok();
    w.overdue("15:30:00").exits(0);
    w.overdue("16:19:59").exits(0);
    w.overdue("16:20:00").alarms("WHA-overdue-0");
    // Without a new return the old one is watched.
    let mut w = world(&WASHWOOD);
    w.go();
    w.clock("13:50");
    w.hv("delay kay lou --why \"the car will not start\"").ok();
    w.overdue("15:30:00").alarms("WHA-overdue-0");
    // Where a wait is counted, it counts from the new time: no false no-show.
    let mut w = world(&PARK);
    w.out(&["--back=16:30"]).ok();
    w.clock("13:50");
    w.hv("delay kay lou --arrives 14:40 --why \"a flat tyre\"").ok();
    w.clock("14:40");
    w.hv("arrive kay lou --nobody-in").ok();
    w.overdue("14:59:59").spares("HPP-4.2");
    w.overdue("15:00:00").alarms("HPP-4.2");
}

#[test]
fn trap_45_what_comes_after_the_visit() {
    let mut w = world(&WASHWOOD);
    w.visit();
    w.done(&["other-issues=yes", "other-issues-noted=the school bus"]).ok();
    assert!(owed(&mut w, "forward-issues"));
    w.owes("WHA-during-3", VISIT, "forward-issues");
    let mut w = world(&WASHWOOD);
    w.visit();
    w.done(&["other-issues=no"]).ok();
    assert!(!owed(&mut w, "forward-issues"));
    // A debrief is offered after a difficult visit, and also after one that was broken off.
    let mut w = world(&HALLAM);
    w.visit();
    w.done(&["difficult=yes"]).ok();
    w.owes("ARH-after-2", VISIT, "debrief");
    let mut w = world(&HALLAM);
    w.arrive();
    w.cancel("threatened", &[]).ok();
    w.owes("ARH-after-2", VISIT, "debrief-when-ended");
    let mut w = world(&HALLAM);
    w.visit();
    w.done(&["difficult=no"]).ok();
    assert!(!owed(&mut w, "debrief"));
}

#[test]
fn trap_46_review_dates_in_four_shapes_and_none_stops_a_visit() {
    let review = |school| {
        let r = policy(school).review;
        (r.updated, r.next, r.every_months)
    };
    let text = |s: &str| Some(s.to_owned());
    assert_eq!(review(&ASPIRE), (None, None, Some(12)));
    assert_eq!(review(&HALLAM), (None, text("2025-09"), None));
    assert_eq!(review(&MERIDIAN), (None, text("2019-03"), Some(24)));
    assert_eq!(review(&PARK), (text("2022-04"), None, None));
    assert_eq!(review(&WASHWOOD), (None, None, None));
    for (school, passed) in [
        (&ASPIRE, None),
        (&HALLAM, Some("Sep 2025")),
        (&MERIDIAN, Some("Mar 2019")),
        (&PARK, None),
        (&WASHWOOD, None),
    ] {
        let mut w = world(school);
        let check = w.hv("policy check");
        check.ok();
        match passed {
            Some(month) => check.says(month),
            None => check.ok(),
        };
        let flat = check.0.text().split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(flat.contains("has passed"), passed.is_some(), "{flat}");
        w.out(&[]).ok();
    }
}

#[test]
fn trap_47_a_rule_without_a_value_gets_none() {
    let unset = |school: &School| {
        let unset = policy(school).unset.into_iter().flat_map(|u| u.clauses);
        let mut clauses: Vec<String> = unset.collect();
        clauses.sort();
        clauses.dedup();
        clauses
    };
    let has = |school: &School, clause: &str| unset(school).iter().any(|c| c == clause);
    // Late without minutes of grace: any time after it, and shown as what it is.
    world(&ASPIRE).hv("policy show --json").says("minutes of grace are not set");
    assert!(has(&HALLAM, "ARH-safety-5") && has(&HALLAM, "ARH-RA-H5b"), "{:?}", unset(&HALLAM));
    assert!(has(&WASHWOOD, "WHA-door-2"), "{:?}", unset(&WASHWOOD));
    assert!(has(&MERIDIAN, "CMAT-2.2a"), "{:?}", unset(&MERIDIAN));
    // No interval: silence alone rings nobody, all day.
    for school in [&HALLAM, &MERIDIAN, &WASHWOOD] {
        let mut w = world(school);
        let change = format!("plan change {VISIT} --at \"tomorrow 15:50\" --for 5m --why later");
        w.hv(&format!("{change} --confirmed \"Mon, by phone\" --told-who")).ok();
        w.day("2026-11-25", "08:40");
        w.out(&["--back=16:00"]).ok();
        w.overdue("15:54:59").exits(0);
    }
    // Minutes between steps: no policy gives one, and what stands in is said to be hv's.
    for school in ALL {
        let rules = policy(school);
        for ladder in &rules.ladders {
            let after: Vec<Option<Span>> = ladder.rungs.iter().map(|r| r.after).collect();
            assert_eq!(after.first(), Some(&Some(Span::ZERO)), "{} {}", school.policy, ladder.id);
            assert!(after.iter().skip(1).all(Option::is_none), "{} {}", school.policy, ladder.id);
        }
        assert!(rules.duties.iter().all(|d| d.within.is_none()), "{}", school.policy);
    }
}

#[test]
fn trap_48_what_hv_cannot_do_stays_open() {
    // Days later it is still owed, and "done" without how it was done is not enough.
    for (school, duty) in [(&ASPIRE, "file-assessment"), (&WASHWOOD, "upload-to-cpoms")] {
        let mut w = world(school);
        w.visit();
        w.done(&[]).ok();
        w.day("2026-12-14", "09:00");
        assert!(owed(&mut w, duty), "{duty}");
        w.hv(&format!("done {VISIT} --duty {duty}")).exits(2);
        assert!(owed(&mut w, duty), "{duty}");
        w.hv(&format!("done {VISIT} --duty {duty} --how \"Max, today\"")).ok();
        assert!(!owed(&mut w, duty), "{duty}");
    }
    // Meridian: nobody leaves before somebody says that it is in the calendar.
    let mut w = world(&MERIDIAN);
    w.out(&["in-calendar"]).refuses("CMAT-2.3");
    w.out(&["in-calendar=no"]).refuses("CMAT-2.3");
    w.out(&[]).ok();
}

#[test]
fn trap_49_personal_data_stays_out_of_alarms() {
    let mut w = world(&ASPIRE);
    let sick = ["symptoms=a weeping rash", "suspected-illness=measles"];
    w.out(&ill(&sick)).ok();
    for line in ["overdue", "board", "overdue --json", "board --json"] {
        w.clock("13:20");
        let said = w.hv(line).0.text();
        for word in ["weeping", "measles", "hostil", "allegation"] {
            assert!(!said.contains(word), "{line}: {word} in {said}");
        }
    }
    // Whether somebody is immunised is theirs to know; what happened in an incident is kept elsewhere.
    let health =
        policy(&HALLAM).questions.into_iter().find(|q| q.id == "injections-advised").unwrap();
    assert_eq!(health.kind, AnswerKind::YesNo);
    let mut w = world(&ASPIRE);
    w.visit();
    w.hv(&format!(
        "incident {VISIT} --kind allegation --affected kay --by-whom carer --reference A-7"
    ))
    .ok();
    w.records("A-7");
    w.hv("board").spares("allegation");
    // The folder and its files are nobody else's to read.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |path: &str| {
            let meta = std::fs::metadata(w.place.folder().join(path)).unwrap();
            meta.permissions().mode() & 0o777
        };
        assert_eq!((mode(""), mode("families/ahmed/family.yaml")), (0o700, 0o600));
    }
}

#[test]
fn trap_50_headings_and_bullets_go_where_they_belong() {
    let form = policy(&ASPIRE).assessment.unwrap();
    assert_eq!(form.hazards.len(), 8);
    for (n, hazard) in form.hazards.iter().enumerate() {
        let own = format!("AET-A-R{}", n + 1);
        assert_eq!(hazard.clauses, std::slice::from_ref(&own));
        for control in &hazard.controls {
            let belongs = |c: &String| c.starts_with(&format!("{own}."));
            assert!(control.clauses.iter().all(belongs), "{:?} under {own}", control.clauses);
        }
    }
    // "In place? By whom? Deadline" and "job title" are columns and a header, and no hazards.
    let named = |word: &str| form.hazards.iter().any(|h| h.name.to_lowercase().contains(word));
    assert!(!["in place", "by whom", "deadline", "job title"].iter().any(|w| named(w)));
    let columns: Vec<&str> = form.columns.iter().map(|c| c.field.as_str()).collect();
    assert_eq!(
        columns,
        ["hazard", "before", "controls", "in-place", "by-whom", "deadline", "after"]
    );
    let heads: Vec<&str> = form.header.iter().map(|c| c.field.as_str()).collect();
    assert!(heads.starts_with(&["conducted-by", "job-titles"]), "{heads:?}");
    // A control that is not in place wants both, each by itself.
    let mut w = world(&ASPIRE);
    let open = w.hv("assess bell --restart --keys --answer hazard.alone.control.1=no").0.text();
    for key in ["hazard.alone.control.1.by-whom", "hazard.alone.control.1.by-when"] {
        assert!(open.contains(key), "{key}: {open}");
    }
}

#[test]
fn trap_51_an_interval_and_no_response() {
    assert!(policy(&PARK).ladders.iter().all(|l| !l.clocks.contains(&hv::policy::Clock::Contact)));
    let mut w = world(&PARK);
    w.out(&["--back=16:30"]).ok().says("No ladder configured");
    w.overdue("13:59:59").spares("HPP-2.4");
    // Each time, hv says that the steps are its own; no other policy's are borrowed.
    for time in ["14:00:00", "14:05:00", "14:30:00"] {
        let late = w.overdue(time);
        late.alarms("HPP-2.4").says("no ladder configured").says("hv's own stands in");
        for other in ["AET-", "CMAT-", "next of kin", "decide on the risk"] {
            assert!(!late.0.text().contains(other), "{other} in {}", late.0.text());
        }
    }
    w.overdue("14:00:00").says("School office");
}

#[test]
fn trap_52_a_first_visit_needs_an_assessment_too() {
    let mut w = world(&ASPIRE);
    // The base form is there, and does not stand in for the family's.
    w.base("generic");
    w.plan("bell", &["--at=15:00", "--base=generic"]).ok();
    w.sign();
    w.out(&[TO_BELL, "--back=16:30"]).refuses("AET-A-use-5");
    w.assess("bell", &[]).ok();
    w.decide("bell");
    w.hv("assess read bell --who kay,lou").ok();
    w.out(&[TO_BELL, "--back=16:30"]).ok();
    // And the visit that was assessed still has to tell what later ones should know.
    let mut w = world(&ASPIRE);
    w.visit();
    w.done(&["first-visit-findings"]).warns("AET-2.5b");
    w.done(&[]).ok();
}

#[test]
fn trap_53_called_off_is_not_one_outcome() {
    let rules = policy(&ASPIRE);
    let mut left: Vec<(String, Vec<String>)> = Vec::new();
    for outcome in [
        "unsafe",
        "rearranged",
        "ended-early",
        "police-asked",
        "animals",
        "aggression",
        "replaced",
        "unexpected-people",
        "no-show",
    ] {
        let known = rules.outcomes.iter().find(|o| o.id == outcome).unwrap();
        assert!(!known.clauses.is_empty(), "{outcome}");
        let mut w = world(&ASPIRE);
        w.arrive();
        match outcome {
            "replaced" => w.cancel(outcome, CALL),
            "police-asked" => w.cancel(outcome, &["police-reference=12:01, log 4711"]),
            "no-show" => w.cancel(outcome, &["--card=yes"]),
            _ => w.cancel(outcome, &[]),
        }
        .ok();
        w.records(&format!("\"outcome\":\"{outcome}\""));
        let board = w.hv("board --json").0.out;
        let owed = rules.duties.iter().filter(|d| board.contains(&format!("\"{}\"", d.id)));
        left.push((outcome.to_owned(), owed.map(|d| d.id.clone()).collect()));
    }
    let of = |outcome: &str| left.iter().find(|(o, _)| o == outcome).unwrap().1.clone();
    assert!(of("unsafe").contains(&"discuss-why-unsafe".to_owned()), "{left:?}");
    assert!(of("animals").contains(&"tell-principal-of-animals".to_owned()), "{left:?}");
    assert!(of("aggression").contains(&"report-aggression".to_owned()), "{left:?}");
    assert!(of("replaced").contains(&"write-up-call".to_owned()), "{left:?}");
    for quiet in ["rearranged", "no-show"] {
        for loud in ["unsafe", "animals", "aggression", "replaced"] {
            assert_ne!(of(quiet), of(loud), "{quiet} and {loud}");
        }
    }
    // A word that the policy does not have is no outcome.
    let mut w = world(&ASPIRE);
    w.arrive();
    w.cancel("handed-to-police", &[]).exits(2);
    let mut w = world(&MERIDIAN);
    w.arrive();
    w.cancel("handed-to-police", &[]).ok();
}

#[test]
fn trap_54_a_child_alone_is_not_settled_by_calling_the_visit_off() {
    for (school, duty) in
        [(&HALLAM, "call-das"), (&MERIDIAN, "child-was-alone"), (&PARK, "child-was-alone")]
    {
        let mut w = world(school);
        w.arrive();
        w.cancel("child-alone", &[]).ok();
        w.hv("leave kay lou");
        w.clock("15:00");
        let _back = w.hv("back kay lou");
        w.day("2026-11-26", "09:00");
        assert!(owed(&mut w, duty), "{}", school.policy);
        w.hv(&format!("done {VISIT} --duty {duty} --how \"by telephone, log 4711\"")).ok();
        assert!(!owed(&mut w, duty), "{}", school.policy);
    }
}

#[test]
fn trap_55_a_concern_beforehand_is_a_gate_with_a_decision() {
    let concern = ("concern-beforehand", "yes");
    let decided = |precaution: &'static str| {
        let mut w = world(&MERIDIAN);
        w.plan("bell", &["--staff=kay", "--at=13:00", ALONE]).ok();
        w.assess("bell", &[concern, ("precaution", precaution)]).ok();
        w.clock("12:30");
        w
    };
    // With whom, and which precaution: neither may be left out.
    let mut w = world(&MERIDIAN);
    for missing in ["discussed-with", "precaution", "precaution-why"] {
        let open = w.assess("bell", &[concern, (missing, "")]);
        assert_ne!(open.0.exit, 0, "{missing}");
    }
    // Two were decided on: the soft rule is hard for this visit, and no reason gets past it.
    let joint = ["--because=joint-as-decided=Lou is ill", ALONE, TO_BELL];
    decided("joint-visit").out_by("kay", &joint).refuses("CMAT-2.1c");
    // Safe alone: the soft rule stays soft, and the call is armed.
    let mut w = decided("none");
    w.out_by("kay", &[TO_BELL]).warns("CMAT-1.4");
    w.out_by("kay", &[TO_BELL, ALONE, "--back=17:00"]).ok();
    w.clock("13:00");
    w.hv("arrive kay").ok();
    w.overdue("13:10:00").alarms("CMAT-3.1a");
    // Without a concern neither is.
    let mut w = world(&MERIDIAN);
    w.plan("bell", &["--staff=kay", "--at=13:00", ALONE]).ok();
    w.assess("bell", &[]).ok();
    w.clock("12:30");
    w.out_by("kay", &[TO_BELL, ALONE, "--back=17:00"]).ok();
    w.clock("13:00");
    w.hv("arrive kay").ok();
    w.overdue("13:10:00").exits(0);
}

#[test]
fn trap_56_a_change_of_staff_reopens_both_notices() {
    let mut w = world(&ASPIRE);
    w.place.write(
        "people/zed.yaml",
        &w.place.read("people/lou.yaml").replace("lou", "zed").replace("Lou Made", "Zed New"),
    );
    w.hv(&format!("plan change {VISIT} --staff kay,zed --why \"Lou is ill\"")).ok();
    assert!(owed(&mut w, "tell-principal-of-change"));
    w.sign();
    w.hv("assess read ahmed --who zed").ok();
    // The family was told of Kay and Lou, and that is not who comes.
    w.out_by("kay zed", &[]).warns("AET-A-R5.5a");
    w.hv(&format!("plan change {VISIT} --told-who --why \"told of Zed\"")).ok();
    w.sign();
    w.out_by("kay zed", &[]).ok();
    // Another hour, and the same two: the family still knows who comes.
    let mut w = world(&ASPIRE);
    w.hv(&format!(
        "plan change {VISIT} --at 14:15 --why \"mother asked\" --confirmed \"today, by phone\""
    ))
    .ok();
    w.sign();
    w.out(&[]).ok();
}

#[test]
fn trap_57_a_worry_at_the_door_asks_again_here_and_ends_it_there() {
    for (school, worry, clause) in
        [(&WASHWOOD, "unexpected", "WHA-during-4"), (&MERIDIAN, "doorstep-concern", "CMAT-4.1")]
    {
        let mut w = world(school);
        w.arrive();
        let worried = format!("{worry}=yes");
        w.enter(&[&worried]).refuses(clause);
        w.enter(&[&worried, "safe-to-go-on=no"]).refuses(clause);
        w.enter(&[&worried, "safe-to-go-on=yes"]).ok();
    }
    // No choice, and no reason that would make one.
    let mut w = world(&ASPIRE);
    w.arrive();
    w.enter(&["new-risk=yes", "--because=new-risk=it is small"]).refuses("AET-2.22");
    let rule = policy(&ASPIRE).questions.into_iter().find(|q| q.id == "new-risk").unwrap();
    assert_eq!((rule.strength, rule.needs.as_deref()), (Strength::Must, Some("no")));
    w.cancel("ended-early", &[]).ok();
}
