//! What is owed besides silence and return, as it is typed: cause for concern, delays, calls by school, outings that
//! end at home, the least wait. Each under a policy that asks for it.

use crate::harness::Place;
use crate::school::{OUTING, Park, VISIT, afield, enter, out, ready};

/// The ready school, with more in its policy.
fn with(more: &str) -> Place {
    let place = ready(Park);
    let policy = place.read("policy.toml");
    place.write("policy.toml", &format!("{policy}\n{more}\n"));
    place
}

/// Out on it, since 12:00, to be back by 15:30; the visit is at 14:00.
fn out_with(more: &str) -> Place {
    let mut place = with(more);
    place.hv(&out(Park, "kay lou", &[])).done();
    place
}

const HOME: &str = r#"
[return.home]
to = "office"
grace = "not set"
late = "over"
clause = "school"
"#;

const CALL: &str = r#"
[[contact.call]]
id = "call-inside"
from = "5m"
by = "10m"
clause = "school"
"#;

/// Owed only if somebody feels uneasy at the door.
const CALL_IF_UNEASY: &str = r#"
[[question]]
id = "uneasy"
at = "enter"
ask = "Does anybody feel uneasy?"
answer = "yes-no"
strength = "must"
fix = "say so"
clause = "school"

[[contact.call]]
id = "call-inside"
when = { uneasy = true }
from = "5m"
by = "10m"
clause = "school"
"#;

const LEAST_WAIT: &str = r#"
[[wait.minimum]]
limit = "10m"
late = "reached"
clause = "school"
"#;

const TELL_FAMILY: &str = r#"
[[duty]]
id = "tell-family-of-delay"
on = "delay"
owner = "office"
does = "tell the family when staff will be there"
clause = "school"
"#;

/// The alarms at a time, by clock and people.
fn late(place: &mut Place, time: &str) -> Vec<String> {
    place.clock(time);
    let shown = place.hv("overdue --json").json();
    let alarms = shown["late"].as_array().unwrap().iter();
    let words = |a: &serde_json::Value| {
        let people: Vec<&str> =
            a["people"].as_array().unwrap().iter().map(|p| p.as_str().unwrap()).collect();
        format!("{} {}", a["clock"].as_str().unwrap(), people.join("+"))
    };
    alarms.map(words).collect()
}

#[test]
fn concern_is_an_alarm_at_once_until_one_who_knows_resolves_it() {
    let mut place = afield(Park);
    let _said = place
        .hv("checkin kay --concern \"followed by a van\" --where \"Mill Lane\"")
        .exits(0)
        .says("Kay Invented: CAUSE FOR CONCERN, 12:01.")
        .says("Max Desk")
        .says("Pat Head")
        .says("They should be at: Mill Lane");
    assert_eq!(late(&mut place, "12:03"), ["concern kay"]);
    let _board = place.hv("board").exits(0).says("CAUSE FOR CONCERN");
    let shown = place.hv(&format!("show {OUTING}")).exits(0);
    let _shown = shown.says("CAUSE FOR CONCERN: followed by a van, at Mill Lane, 12:01");
    let _overdue = place.hv("overdue").exits(4).says("cause for concern").says("followed by a van");
    // A call does not take it back, and nobody resolves their own.
    place.hv("checkin kay").done();
    assert_eq!(late(&mut place, "12:10"), ["concern kay"]);
    let own = place.hv("resolve kay --confirmed-by lou --how seen").exits(1);
    let _own = own.says("cannot resolve its alarm");
    let early = place.hv("resolve kay --confirmed-by pat --how seen --at 12:00").exits(2);
    let _early = early.says("before the concern");
    let resolved = place.hv("resolve kay --confirmed-by pat --how spoken-to").exits(0);
    let _resolved = resolved.says("spoken to by Pat Head").keeps_quiet_about("agreed by");
    assert_eq!(late(&mut place, "12:20"), [""; 0]);
    let again = place.hv("resolve kay --confirmed-by pat --how seen").exits(2);
    let _again = again.says("gives cause for concern");
}

#[test]
fn distress_takes_two_whatever_was_a_concern_before_and_keeps_every_word() {
    let mut place = afield(Park);
    place.hv("checkin kay --concern \"followed\"").done();
    place.hv("checkin kay --distress --concern \"he has a knife\" --where \"the yard\"").done();
    let shown = place.hv(&format!("show {OUTING}")).exits(0);
    let _shown = shown.says("he has a knife").says("the yard");
    let one = place.hv("resolve kay --confirmed-by pat --how seen").exits(2);
    let _one = one.says("--second");
    assert_eq!(late(&mut place, "12:10"), ["distress kay", "concern kay"]);
    place.hv("resolve kay --confirmed-by pat --how seen --second dee").done();
    assert_eq!(late(&mut place, "12:20"), [""; 0]);
}

#[test]
fn whoever_gives_cause_for_concern_is_out_again_though_signed_in() {
    let mut place = afield(Park);
    place.hv("back kay lou --at 12:00").done();
    place.hv("checkin kay --concern \"followed to the car\"").done();
    assert_eq!(late(&mut place, "12:10"), ["concern kay"]);
    place.hv("back kay").done();
    assert_eq!(late(&mut place, "12:20"), [""; 0]);
}

#[test]
fn an_outing_that_ends_at_home_is_over_when_each_has_told_it() {
    let mut place = with(HOME);
    let _out = place
        .hv(&out(Park, "kay lou", &[]))
        .exits(0)
        .says("This outing ends at home")
        .says("no time after it is set")
        .says("hv home WHO");
    place.clock("13:59");
    place.hv("arrive kay lou").done();
    place.clock("14:45");
    place.hv("leave kay lou").done();
    place.clock("15:00");
    let back = place.hv("back kay lou").exits(0);
    let _back = back.says("Still to tell that they are home: hv home kay lou");
    let _board = place.hv("board").exits(0).says("ends at home");
    assert_eq!(late(&mut place, "15:30"), [""; 0]);
    assert_eq!(late(&mut place, "15:31"), ["home kay+lou"]);
    let home = place.hv("home kay --how text").exits(0);
    let _home = home.says("Kay Invented: home safely, 15:32 (text).").says("STILL OUT: Lou Made.");
    assert_eq!(late(&mut place, "15:40"), ["home lou"]);
    let last = place.hv("home lou").exits(0);
    let _last = last.says("Everybody on this outing is home.").says("Next: hv done");
    assert_eq!(late(&mut place, "23:00"), [""; 0]);
}

#[test]
fn word_from_home_is_no_return_where_the_outing_ends_at_school() {
    let mut place = afield(Park);
    let before = place.tree();
    let refused = place.hv("home kay").exits(1);
    let _refused = refused.says("ends at school").says("hv back kay");
    assert_eq!(before, place.tree());
    let _unknown = place.hv("home zed").exits(2).says("\"zed\" is not out");
    let _how = place.hv("home kay --how pigeon").exits(2);
}

#[test]
fn a_call_by_school_is_due_after_arrival_and_only_an_answered_one_settles_it() {
    let mut place = with(CALL);
    let told = place.hv(&out(Park, "kay lou", &[])).exits(0);
    let _told = told.says("School rings them between 5 minutes and 10 minutes after they arrive");
    place.clock("13:58");
    let arrived = place.hv("arrive kay lou").exits(0);
    let _arrived = arrived.says("Next due: 14:03 call by school");
    assert_eq!(late(&mut place, "14:02"), [""; 0]);
    assert_eq!(late(&mut place, "14:03"), ["call kay+lou"]);
    place.clock("14:04");
    place.hv("checkin kay lou").done();
    place.hv("checkin kay lou --no-answer").done();
    assert_eq!(late(&mut place, "14:08"), ["call kay+lou"]);
    let missed = place.hv("overdue").exits(4);
    let _missed = missed.says("after they arrived: missed");
    place.hv("checkin lou --school-rang").done();
    assert_eq!(late(&mut place, "14:12"), [""; 0]);
}

#[test]
fn an_answer_on_going_in_brings_the_call_and_another_does_not() {
    for (answer, owed) in [("yes", true), ("no", false)] {
        let mut place = out_with(CALL_IF_UNEASY);
        place.clock("14:00");
        place.hv("arrive kay lou").done();
        assert_eq!(late(&mut place, "14:06"), [""; 0]);
        place.hv(&enter(Park, &[&format!("uneasy={answer}")])).done();
        let alarms = late(&mut place, "14:08");
        assert_eq!(!alarms.is_empty(), owed, "{answer}: {alarms:?}");
    }
}

#[test]
fn a_delay_tells_the_family_and_moves_what_it_gives_a_time_for() {
    let mut place = out_with(TELL_FAMILY);
    place.clock("13:30");
    let unknown = place.hv("delay kay lou --why breakdown").exits(0);
    let _unknown = unknown
        .says("held up on the way to 12 Sample Street, Testford (breakdown)")
        .says("Tell the family: Sara Ahmed 07700 900456")
        .says("no clock has moved")
        .says("tell the family when staff will be there");
    place.clock("13:40");
    let moved = place.hv("delay kay lou --arrives 14:40 --back 16:10 --why \"new tyre\"").exits(0);
    let _moved = moved
        .says("expected at 14:40 instead of 14:00")
        .says("Back by Tue 24 Nov 2026 16:10 GMT (in 2 h 30 min) now.");
    let shown = place.hv(&format!("show {OUTING}")).exits(0);
    let _shown = shown.says("held up: planned for 14:00");
    place.clock("14:38");
    place.hv("arrive kay lou --nobody-in").done();
    assert_eq!(late(&mut place, "14:59"), [""; 0]);
    assert_eq!(late(&mut place, "15:00"), ["wait kay+lou"]);
    let owed = place.hv("board").exits(0);
    let _owed = owed.says("tell the family when staff will be there");
    let done = format!("done {OUTING} --duty tell-family-of-delay --how \"rang at 13:45\"");
    place.hv(&done).done();
}

#[test]
fn what_a_delay_cannot_be() {
    let mut place = afield(Park);
    for (line, exit, words) in [
        ("delay kay", 2, "--why"),
        ("delay zed --why x", 2, "\"zed\" is not out"),
        ("delay kay --why x --arrives never", 2, "--arrives"),
        ("delay kay --why x --arrives 11:00", 2, "is not after the call"),
        ("delay kay --why x --back 11:00", 2, "--back"),
        ("delay kay --why x --visit bell", 2, VISIT),
        ("delay kay --why x --at 11:00", 2, "before they left"),
    ] {
        let before = place.tree();
        let _refused = place.hv(line).exits(exit).says(words);
        assert_eq!(before, place.tree(), "hv {line} wrote something");
    }
    place.clock("14:00");
    place.hv("arrive kay lou").done();
    let there = place.hv("delay kay --why x --arrives 15:00").exits(2);
    let _there = there.says("no visit of this outing is still ahead");
    let there = place.hv("delay kay --why x --visit ahmed").exits(2);
    let _there = there.says("they are at ahmed/2026-11-24-1a already");
    place.hv("leave kay lou").done();
    let back = place.hv("delay kay lou --why \"traffic\" --back 16:00").exits(0);
    let _back = back
        .says("held up on the way back (traffic)")
        .says("Back by Tue 24 Nov 2026 16:00 GMT (in 1 h 56 min) now.");
}

#[test]
fn a_no_show_before_the_least_wait_wants_a_reason_and_is_recorded_with_it() {
    let mut place = out_with(LEAST_WAIT);
    place.clock("14:00");
    place.hv("arrive kay lou --nobody-in").done();
    place.clock("14:09");
    let line = "cancel kay --outcome no-show --why \"nobody in\" --card yes";
    let short = place.hv(line).exits(1);
    let _short = short.says("wait at least 10 minutes").says("--because least-wait=");
    place.clock("14:09");
    let why = format!("{line} --because \"least-wait=a neighbour says they have moved\"");
    place.hv(&why).done();
    let _shown = place.hv(&format!("show {VISIT} --json")).exits(0).says("they have moved");
    let mut place = out_with(LEAST_WAIT);
    place.clock("14:10");
    place.hv(line).done();
}

#[test]
fn whoever_is_on_call_stays() {
    for (person, exit) in [("kay", 1), ("dee", 0)] {
        let mut place = ready(Park);
        let run = place.hv(&out(Park, "kay lou", &[&format!("--on-call={person}")])).exits(exit);
        let words = if exit == 1 { "name somebody who is not" } else { "Dee Safe is on call." };
        let _run = run.says(words);
    }
}

#[test]
fn concern_is_typed_in_words_and_is_no_missed_call() {
    let mut place = afield(Park);
    for line in ["checkin kay --concern", "checkin kay --concern x --no-answer"] {
        let before = place.tree();
        let _refused = place.hv(line).exits(2);
        assert_eq!(before, place.tree(), "hv {line} wrote something");
    }
    let nobody = place.hv("checkin zed --concern followed").exits(2);
    let _nobody = nobody.says("999");
}
