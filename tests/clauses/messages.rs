//! Every rung of every policy as the message that is sent of it, to be read as somebody reads it who is frightened; and
//! what no message may hold, over an outing that has all of it.

use crate::scene::{PRIVATE, Scene, moment};
use crate::world::POLICIES;
use hv::policy::Clock;
use hv::watch::around::Around;
use hv::watch::{Late, ladder, telling};
use hv::when::{Moment, Zone};
use std::fmt::Write as _;

/// For each clock a set-up that runs it out for both, alone if the policy wants that for the clock.
const SET_UPS: &[(Clock, &str)] = &[
    (Clock::Contact, "school-sets every 60m; visit ahmed 10:30-10:45"),
    (Clock::Return, "school-sets fact outside-hours no; back 10:00; visit ahmed 10:30-10:45"),
    (Clock::Finish, "visit ahmed 09:10-09:30"),
    (
        Clock::Call,
        "school-sets fact crew-size 1; school-sets fact concern-beforehand yes; school-sets times 10:00; alone; \
         visit ahmed 10:00-10:45; 09:55 kay arrives ahmed",
    ),
    (Clock::Wait, "visit ahmed 09:40-10:30; 09:35 kay+lou finds-nobody ahmed"),
    (
        Clock::Home,
        "school-sets fact outside-hours yes; on-call; back 10:00; visit ahmed 09:10-09:30",
    ),
    (Clock::Distress, "visit ahmed 09:40-10:30; 10:00 kay distress"),
    (Clock::Concern, "visit ahmed 09:40-10:30; 10:00 kay concern"),
];

/// The set-up without what this policy does not leave to the school.
fn scene(policy: &str, set_up: &str) -> Scene {
    let text = hv::policy::shipped(policy).unwrap();
    let open = |part: &&str| match part.strip_prefix("school-sets ").unwrap_or_default() {
        every if every.starts_with("every") => {
            text.contains("[[contact.every]]\nlimit = \"not set\"")
        }
        times if times.starts_with("times") => text.contains("times = \"not set\""),
        _ => true,
    };
    let parts: Vec<&str> = set_up.split("; ").filter(open).collect();
    Scene::read(policy, &parts.join("; "))
}

/// Each clock of a policy once everyone is told of it: with the steps that led there.
fn climbed(policy: &str) -> Vec<(Late, Moment)> {
    let mut all = Vec::new();
    for (clock, set_up) in SET_UPS {
        let scene = scene(policy, set_up);
        let now = moment(scene.day(), "11:30");
        let late = scene.late(*clock, now).into_iter().find(|l| l.running.clock == *clock);
        all.extend(late.map(|late| (late, now)));
    }
    all.push(departure(policy));
    all
}

/// Nobody left for it: the visit's own id is all there is.
fn departure(policy: &str) -> (Late, Moment) {
    let scene = scene(policy, "visit ahmed 09:10-09:30");
    let now = moment(scene.day(), "11:30");
    let mut late = scene.late(Clock::Return, moment(scene.day(), "18:01")).remove(0);
    "ahmed/2026-11-24-1a".clone_into(&mut late.id);
    (late.running.clock, late.alarm.clock) = (Clock::Departure, Clock::Departure);
    late.running.visit = Some(late.id.clone());
    late.running.deadline.due = moment(scene.day(), "10:00");
    let around = Around::without_outing(&late.running, "12 Sample Street, Testford".to_owned());
    let climbed = ladder::Climbed::since_due(&late.alarm, &late.log, &late.running);
    late.steps = ladder::steps(Some(&scene.terms()), &late.running, &around, &climbed, now);
    (late, now)
}

/// Every message about an alarm: step by step, and all of it in one letter with its subject.
fn messages(late: &Late, now: Moment) -> Vec<String> {
    let one = |step: &ladder::Due| telling::words(late, &[step], Zone::LONDON, step.since);
    let mut all: Vec<String> = late.steps.iter().map(one).collect();
    let told: Vec<(&Late, &ladder::Due)> = late.steps.iter().map(|step| (late, step)).collect();
    all.push(telling::letter("Invented Primary", &told, Zone::LONDON, now));
    all.push(telling::subject_line(&told));
    all.extend(late.steps.iter().map(|step| telling::data(late, step, &[]).to_string()));
    all
}

#[test]
fn no_message_of_any_policy_holds_a_blank_an_address_a_family_a_next_of_kin_or_what_was_said() {
    for (_, policy) in POLICIES {
        for (late, now) in climbed(policy) {
            let clock = late.running.clock;
            assert!(late.steps.len() > 1, "{policy}, {clock:?}: rungs and everyone");
            for message in messages(&late, now) {
                let private = PRIVATE.iter().find(|private| message.contains(**private));
                assert!(private.is_none(), "{private:?} in {policy}: {message}");
                // The braces of JSON are followed by a quotation mark.
                let blank = message.split('{').skip(1).any(|s| s.starts_with(char::is_alphabetic));
                assert!(!blank, "a blank is left open in {policy}: {message}");
            }
        }
    }
}

/// The private things are there: the same rung, as it is read out at school, holds what a message must not.
#[test]
fn what_is_read_at_school_holds_what_a_message_must_not() {
    let does: String = POLICIES
        .iter()
        .flat_map(|(_, policy)| climbed(policy))
        .flat_map(|(late, _)| late.steps)
        .map(|step| step.does + "\n")
        .collect();
    for held in ["12 Sample Street, Testford", "Sara Ahmed", "900456", "AB12 CDE", "Jo Invented"] {
        assert!(does.contains(held), "{held} is nowhere in {does}");
    }
}

#[test]
fn every_rung_of_every_policy_reads_as_a_message() {
    let mut text = String::new();
    for (_, policy) in POLICIES {
        writeln!(text, "=== {policy}\n").unwrap();
        for (late, _) in climbed(policy) {
            let first = late.steps.first().unwrap();
            let whole = telling::words(&late, &[first], Zone::LONDON, first.since);
            writeln!(text, "{whole}").unwrap();
            for step in late.steps.iter().skip(1) {
                let whole = telling::words(&late, &[step], Zone::LONDON, step.since);
                let lines: Vec<&str> = whole.lines().skip(1).collect();
                writeln!(text, "{}", lines[..lines.len() - 2].join("\n")).unwrap();
            }
            text.push('\n');
        }
    }
    insta::assert_snapshot!(text);
}
