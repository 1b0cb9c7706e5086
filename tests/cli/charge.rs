//! Who takes charge of an alarm, what comes of its rungs, and who closes it: every refusal, and every word that must
//! not be taken for safety.

use crate::harness::Place;
use crate::school::{OUTING, Park, VISIT, out, ready};
use hv::domain::alarm::{Alarm, AlarmLine, Came, Notified, Notify, Sent, Tell};
use hv::domain::events::{OutingEvent, VisitEvent};
use hv::policy::Clock;
use hv::store::{Key, NewEvent, Store};
use hv::when::Moment;
use serde_json::{Value, json};

/// Three rungs: to be tried twice, to be passed over if not needed, and a decision.
const LADDER: &str = r#"
[[ladder]]
id = "missing"
clocks = ["contact", "return", "finish"]

[[ladder.rung]]
who = ["office"]
does = "ring {people} on {numbers}"
after = "0m"
tries = 2
clause = "school"

[[ladder.rung]]
who = ["headteacher"]
does = "go to {place}"
after = "10m"
optional = true
clause = "school"

[[ladder.rung]]
who = ["dsl"]
does = "decide about {people}"
after = "20m"
decision = ["police", "no-police"]
clause = "school"
"#;

/// Out since 12:00 to be back by 15:30, and nothing missed but that.
pub(crate) fn late_back() -> Place {
    let mut place = ready(Park);
    let policy = place.read("policy.toml");
    place.write("policy.toml", &format!("{policy}\n{LADDER}\n"));
    place.hv(&out(Park, "kay lou", &[])).done();
    for line in ["arrive kay lou", "leave kay lou"] {
        place.clock(if line.starts_with("arrive") { "13:55" } else { "14:30" });
        let _open_questions = place.hv(line).exits(0);
    }
    place.clock("15:35");
    place
}

fn at(time: &str) -> Moment {
    Moment::parse(&format!("2026-11-24T{time}:00+00:00")).unwrap()
}

pub(crate) fn not_back(people: &[&str]) -> Alarm {
    let people = people.iter().map(|p| (*p).to_owned()).collect();
    Alarm { clock: Clock::Return, due: at("15:30"), visit: None, people }
}

fn event<B>(time: &str, body: B) -> NewEvent<B> {
    let at = at(time);
    NewEvent { at, typed: at, by: "hv".to_owned(), clock_given: true, on_paper: None, body }
}

fn store(place: &Place) -> Store {
    let machine = hv::host::Host::real().1.machine;
    Store::open(&place.folder(), None).unwrap().on(&machine)
}

/// As `hv overdue --alert` writes it: told, and taken by a channel.
pub(crate) fn told(place: &Place, alarm: &Alarm, rung: usize, time: &str) {
    let key = Key::outing(OUTING).unwrap();
    let tell = Tell { alarm: alarm.clone(), rung, round: 0, to: vec!["pat".to_owned()] };
    let notify = OutingEvent::Alarm(AlarmLine::Notify(Notify { tells: vec![tell] }));
    let attempt = store(place).append(&key, event(time, notify)).unwrap();
    let sent = Sent {
        to: "pat".to_owned(),
        channel: "text".to_owned(),
        came: Came::Handed,
        answer: "taken".to_owned(),
    };
    let result = Notified { attempt: attempt.id, came: vec![sent] };
    store(place)
        .append(&key, event(time, OutingEvent::Alarm(AlarmLine::Notified(result))))
        .unwrap();
}

pub(crate) fn ack(who: &str, rest: &str) -> String {
    format!("ack {OUTING} --who {who} --doing \"driving there\" {rest}")
}

pub(crate) fn overdue(place: &mut Place, time: &str) -> Value {
    place.clock(time);
    place.hv("overdue --json").json()
}

#[test]
fn whoever_takes_charge_is_named_wherever_the_alarm_is_listed() {
    let mut place = late_back();
    let _nobody = place.hv("overdue").exits(4).says("NOBODY HAS TAKEN CHARGE");
    assert_eq!(overdue(&mut place, "15:36")["late"][0]["charge"], Value::Null);
    place.clock("15:37");
    let run = place.hv(&ack("dee", "")).exits(0);
    let _said = run
        .says("Dee Safe has charge of Kay Invented and Lou Made since 15:37: driving there.")
        .says("Until 15:52 hv does not tell rung 1 of 3, nor those above it. Whoever was told goes on.")
        .says("To keep charge for another 15 minutes, Dee Safe logs each rung that is done")
        .says("--who dee. Or types hv ack again.")
        .says("NEXT, rung 1 of 3, the office: School office 01632 960100");
    let words = "IN CHARGE: Dee Safe since 15:37, driving there; holds the next rung until 15:52";
    let _overdue = place.hv("overdue").exits(4).says(words);
    let _board = place.hv("board").exits(0).says(words);
    let charge = overdue(&mut place, "15:51")["late"][0]["charge"].clone();
    assert_eq!((&charge["who"], &charge["doing"]), (&json!("dee"), &json!("driving there")));
    assert_eq!(charge["until"], "2026-11-24T15:52:00+00:00");
    place.clock("15:52");
    let over = "NOBODY HAS TAKEN CHARGE. Dee Safe had, driving there, until 15:52";
    let _over = place.hv("overdue").exits(4).says(over);
    let shown = place.hv(&format!("show {OUTING}")).exits(0);
    let _shown = shown.says(
        "Dee Safe took charge of kay and lou, not back, due 15:30: driving there, for 15 minutes",
    );
}

#[test]
fn an_alarm_is_found_by_the_outing_by_a_person_and_by_half_a_name_that_is_nobody_elses() {
    for who in [OUTING, "kay", "lou", "Invent", "kay lou"] {
        let mut place = late_back();
        let run = place.hv(&format!("ack {who} --who dee --doing ringing")).exits(0);
        let _both = run.says("has charge of Kay Invented and Lou Made");
    }
    let mut place = late_back();
    place.hv("staff add kath --name \"Kath Other\" --role family-support").done();
    let _half = place.hv("ack ka --who dee --doing x").exits(2).says("could be kath, kay");
    let _exact = place.hv("ack kay --who dee --doing x").exits(0);
}

#[test]
fn taking_charge_is_refused_to_whoever_cannot_have_it() {
    let mut place = late_back();
    let missing = place.hv(&ack("kay", "")).exits(1);
    let _missing = missing.says("Kay Invented is on").says("cannot take charge of its alarm");
    let _nobody = place
        .hv(&format!("ack {OUTING} --doing x"))
        .exits(2)
        .says("\"office\", who is typing, is not in the staff directory")
        .says("give --who PERSON. Known: dee, kay, lou, max, pat");
    let _unknown = place.hv(&ack("zoe", "")).exits(2).says("nobody on the staff is called \"zoe\"");
    let silent = place.hv(&format!("ack {OUTING} --who dee")).exits(2);
    let _silent = silent.says("What are you doing about it?").says("give --doing");
    let _blank = place.hv(&format!("ack {OUTING} --who dee --doing \" \"")).exits(2);
    let _future = place.hv(&ack("dee", "--at 16:30")).exits(2);
    place.hv("staff change dee --left 2026-11-24").done();
    let _left = place.hv(&ack("dee", "")).exits(1).says("Dee Safe left on");
    place.hv("staff change dee --left 2026-11-25").done();
    let _here = place.hv(&ack("dee", "")).exits(0);
}

#[test]
fn a_companion_who_is_back_takes_no_charge_either() {
    let mut place = late_back();
    place.hv("back lou").done();
    let _no = place.hv(&ack("lou", "")).exits(1).says("Lou Made is on");
    // And typed past the refusal, by hand or by another program, it counts for nothing.
    let lou = hv::domain::alarm::Ack {
        who: "lou".to_owned(),
        name: "Lou Made".to_owned(),
        doing: "all is well".to_owned(),
        alarms: vec![not_back(&["kay"])],
        lease: hv::when::Span::minutes(15),
        takes_over: None,
    };
    let key = Key::outing(OUTING).unwrap();
    store(&place).append(&key, event("15:38", OutingEvent::Alarm(AlarmLine::Ack(lou)))).unwrap();
    assert_eq!(overdue(&mut place, "15:40")["late"][0]["charge"], Value::Null);
}

#[test]
fn there_is_nothing_to_take_charge_of_while_nobody_is_late() {
    let mut place = late_back();
    place.clock("15:30");
    let _due =
        place.hv(&ack("dee", "")).exits(2).says("there is no alarm about").says("nobody is late");
    let _typo =
        place.hv("ack kat --who dee --doing x").exits(2).says("there is no alarm about \"kat\"");
    place.clock("15:31");
    let other = place.hv("ack pat --who dee --doing x").exits(2);
    let _other = other.says("there is no alarm about \"pat\"").says("Kay Invented and Lou Made");
}

#[test]
fn the_first_has_charge_until_the_minute_it_ends_unless_it_is_taken_over_with_a_reason() {
    let mut place = late_back();
    place.hv(&ack("dee", "")).done();
    let _held = place
        .hv(&ack("pat", ""))
        .exits(1)
        .says("Dee Safe has charge of Kay Invented and Lou Made since 15:35, driving there, until 15:50")
        .says("--take-over");
    let _blank = place.hv(&ack("pat", "--take-over \" \"")).exits(1);
    place.clock("15:49");
    let _last = place.hv(&ack("pat", "")).exits(1);
    let _next = place.hv(&ack("pat", "")).exits(0).says("Pat Head has charge of");
    let taken = place.hv(&ack("dee", "--take-over \"nearer\"")).exits(0);
    let _taken = taken.says("Dee Safe has charge of").keeps_quiet_about("Pat Head has charge");
    let shown = place.hv(&format!("show {OUTING}")).exits(0);
    let _shown = shown.says("taking over: nearer");
}

#[test]
fn the_same_person_renews_and_so_does_a_rung_that_is_logged() {
    let mut place = late_back();
    place.hv(&ack("dee", "")).done();
    place.clock("15:45");
    let again = place.hv(&ack("dee", "")).exits(0);
    let _again = again.says("since 15:35").says("Until 16:00");
    place.clock("15:59");
    place.hv(&format!("rung {OUTING} no-answer --who dee")).done();
    let until = overdue(&mut place, "16:05")["late"][0]["charge"]["until"].clone();
    assert_eq!(until, "2026-11-24T16:14:00+00:00");
    // What others log says nothing about whether Dee is still at it.
    for line in ["no-answer --who pat", "no-answer", "no-answer --who dee --by lou"] {
        place.clock("16:10");
        place.hv(&format!("rung {OUTING} {line}")).done();
        let until = overdue(&mut place, "16:12")["late"][0]["charge"]["until"].clone();
        assert_eq!(until, "2026-11-24T16:14:00+00:00", "{line}");
    }
}

#[test]
fn what_was_typed_late_holds_back_nothing_that_is_over() {
    let mut place = late_back();
    place.clock("15:55");
    let run = place.hv(&ack("dee", "--at 15:40")).exits(0);
    let _over =
        run.says("Recorded. It holds back nothing now: the 15 minutes it holds for are over.");
}

#[test]
fn no_answer_as_often_as_it_is_to_be_tried_makes_the_next_rung_due_at_once() {
    let mut place = late_back();
    let once = place.hv(&format!("rung {OUTING} voicemail")).exits(0);
    let _once = once
        .says("Rung 1 of 3 (the office): voicemail, nobody answered, 15:35.")
        .says("Nobody was reached: the alarm goes on. Tried 1 of 2. Try again.")
        .says("NEXT, rung 1 of 3");
    let twice = place.hv("rung kay no-answer").exits(0);
    let _twice = twice
        .says("Tried 2 of 2. The next rung is due.")
        .says("NEXT, rung 2 of 3, the headteacher: Pat Head 07700 900003");
    let late = overdue(&mut place, "15:37");
    assert_eq!(late["late"][0]["rung"], 2, "and not at 15:40 only");
    assert_eq!(late["late"][0]["clock"], "return");
}

#[test]
fn what_cannot_come_of_a_rung_is_said_with_what_can() {
    let mut place = late_back();
    let rung = format!("rung {OUTING}");
    let unknown = place.hv(&format!("{rung} asleep")).exits(2);
    let _unknown = unknown.says("write one of: answered, voicemail, no-answer, not-needed, done");
    let must = place.hv(&format!("{rung} not-needed --note x")).exits(1);
    let _must = must.says("rung 1 of 3 (the office) may not be passed over");
    let _choice =
        place.hv(&format!("{rung} police --rung 1 --note x")).exits(2).says("cannot come of");
    let _beyond = place.hv(&format!("{rung} done --rung 5")).exits(2).says("there is no rung 5");
    let _zero = place.hv(&format!("{rung} done --rung 0")).exits(2);
    let _clock = place.hv(&format!("{rung} done --clock x")).exits(2).says("up now: return");
    let none = place.hv(&format!("{rung} done --clock wait")).exits(2);
    let _none = none.says("no alarm of that kind is up");
    let _heard = place.hv(&format!("{rung} done --heard kay")).exits(2).says("--heard goes with");
    let stranger = place.hv(&format!("{rung} answered --heard sam")).exits(2);
    let _stranger = stranger.says("is not one of those missing").says("done --note");
    let which = place.hv(&format!("{rung} answered")).exits(2);
    let _which =
        which.says("which of them answered: Kay Invented and Lou Made?").says("--heard lou");
    place.clock("15:40");
    let why = place.hv(&format!("{rung} not-needed")).exits(2);
    let _why = why.says("Why was it not needed?").says("give --note");
    let passed = place.hv(&format!("{rung} not-needed --note \"Pat is here\"")).exits(0);
    let _passed = passed
        .says("Passed over. The next rung is due.")
        .says("rung 3 of 3, the designated safeguarding lead: Dee Safe");
    let why = place.hv(&format!("{rung} police")).exits(2);
    let _why = why.says("Why was it decided so?");
    let decided = place.hv(&format!("{rung} Police --note \"car found empty\"")).exits(0);
    let _decided = decided.says("decided: police").says("It is no contact: the alarm goes on.");
    let shown = place.hv(&format!("show {OUTING}")).exits(0);
    let _shown = shown.says(
        "rung 3 (kay and lou, not back, due 15:30), by office: decided: police: car found empty",
    );
}

#[test]
fn only_the_missing_in_person_stop_a_clock() {
    let mut place = late_back();
    let family = place.hv("rung kay done --note \"next of kin says they are on the way\"").exits(0);
    let _family = family.says("It is no contact: the alarm goes on.");
    assert_eq!(overdue(&mut place, "15:37")["late"][0]["people"], json!(["kay", "lou"]));
    // An answer is contact; it is no return.
    let kay = place.hv("rung kay answered").exits(0);
    let _kay = kay.says("answered").says("Kay Invented: contact").says("Not heard from: Lou Made");
    let record = place.read(&format!("outings/2026-W48/{OUTING}.yaml"));
    assert_eq!(record.matches("\"how\": \"school-called\"").count(), 1, "{record}");
    assert_eq!(overdue(&mut place, "15:39")["late"][0]["people"], json!(["kay", "lou"]));
    // And of silence, it is the end for those who were heard from.
    place.hv("extend kay --back 20:00 --why x").done();
    let silent = |late: &Value| {
        let all = late["late"].as_array().unwrap().iter();
        all.filter(|l| l["clock"] == "contact").map(|l| l["people"].clone()).collect::<Vec<_>>()
    };
    let late = overdue(&mut place, "17:40");
    assert_eq!(silent(&late)[0], json!(["lou"]), "{late}");
    let both = place.hv("rung lou answered --json").exits(0).json();
    assert_eq!((&both["heard"], &both["outcome"]), (&json!(["lou"]), &json!("answered")));
    let late = overdue(&mut place, "17:42");
    assert_eq!(silent(&late), [json!(["kay"])], "two hours after her answer");
}

#[test]
fn alarms_at_different_rungs_are_told_apart_by_their_clock() {
    let mut place = late_back();
    place.hv("distress kay").done();
    let which = place.hv("rung kay no-answer").exits(2);
    let _which = which.says("which one?").says("--clock return").says("--clock distress");
    let one = place.hv("rung kay no-answer --clock return").exits(0);
    let _one = one.says("Rung 1 of 3 (the office): no answer");
    let top = place.hv("rung kay done --clock distress --note \"999 rung\"").exits(0);
    let _top = top.says("Rung 1 of 1 (the office): done");
}

#[test]
fn nobody_is_refused_a_rung_for_who_types_it() {
    let mut place = late_back();
    let _no_one = place.hv("rung kay no-answer --by \"a passer-by\"").exits(0);
    let named = place.hv("rung kay no-answer --who zoe").exits(0);
    let _named = named.says("nobody on the staff is called \"zoe\"; recorded as typed");
    let _missing = place.hv("rung kay done --who lou").exits(0);
    let shown = place.hv(&format!("show {OUTING}")).exits(0);
    let _shown = shown.says("by zoe: no answer").says("by lou: done");
}

#[test]
fn distress_is_short_to_type_and_says_999_first() {
    let mut place = late_back();
    let run = place.hv("distress kay").exits(0);
    let text = run.err.clone();
    let order =
        ["RING 999", "DISTRESS recorded", "No later message takes it back", "School office"];
    let found: Vec<usize> = order.iter().map(|w| text.find(w).unwrap()).collect();
    assert!(found.is_sorted(), "{text}");
    place.hv("checkin kay --note \"all well\"").done();
    assert_eq!(overdue(&mut place, "15:40")["late"][0]["clock"], "distress");
    // Half a name, two outings, nobody's name: never without a word of what to do.
    let _half = place.hv("distress k").exits(0).says("Kay Invented: DISTRESS");
    let _nobody = place.hv("distress zoe").exits(2).says("ring 999 now");
    let _none =
        place.hv("distress").exits(2).says("In danger: ring 999 now. Then: hv distress NAME");
    let noted = place.hv("distress lou --note \"asked for the blue file\" --where \"the yard\"");
    let _noted = noted.exits(0);
    let shown = place.hv(&format!("show {OUTING}")).exits(0);
    let _shown = shown.says("distress lou the yard asked for the blue file");
}

#[test]
fn what_was_told_stays_listed_when_they_are_back_until_somebody_resolves_it() {
    let mut place = late_back();
    told(&place, &not_back(&["kay", "lou"]), 1, "15:36");
    place.clock("15:40");
    let back = place.hv("back kay lou").exits(0);
    let _back = back.says("Everybody on this outing is back.");
    let _overdue = place
        .hv("overdue")
        .exits(4)
        .says("TOLD AND NOT RESOLVED:")
        .says("KAY INVENTED AND LOU MADE: not back, due 15:30; told since 15:36, up to rung 1")
        .says("hv resolve kay lou --outing 2026-11-24-kay-1a --confirmed-by PERSON --how seen|spoken-to");
    let _board = place.hv("board").says("TOLD AND NOT RESOLVED");
    // It keeps its marker for as long as it takes.
    place.set_now("2026-11-27T09:00:00+00:00");
    let seen = place.hv("overdue --json").exits(4).json();
    assert_eq!((&seen["late"], &seen["unresolved"][0]["id"]), (&json!([]), &json!(OUTING)));
    assert_eq!(seen["unresolved"][0]["takes_two"], false);
    // One at a time.
    place.hv("resolve kay --confirmed-by pat --how seen").done();
    let seen = place.hv("overdue --json").exits(4).json();
    assert_eq!(seen["unresolved"][0]["people"], json!(["lou"]));
    place.hv(&format!("resolve {OUTING} --confirmed-by pat --how spoken-to")).done();
    assert!(place.hv("overdue").exits(0).out.is_empty());
    let again = place.hv("resolve lou --confirmed-by pat --how seen").exits(2);
    let _again = again.says("nothing to resolve");
}

#[test]
fn whoever_is_late_again_for_something_else_is_listed_for_both() {
    let mut place = late_back();
    let silence = Alarm { clock: Clock::Contact, due: at("14:00"), ..not_back(&["kay"]) };
    told(&place, &silence, 1, "14:01");
    let seen = overdue(&mut place, "15:36");
    assert_eq!(seen["late"][0]["clock"], "return");
    assert_eq!(seen["unresolved"][0]["clock"], "contact");
    let run = place.hv(&ack("dee", "")).exits(0);
    let _both = run.says("has charge of");
    let seen = overdue(&mut place, "15:38");
    assert_eq!(seen["unresolved"][0]["charge"]["who"], "dee");
}

#[test]
fn a_resolution_is_no_contact() {
    let mut place = late_back();
    told(&place, &not_back(&["kay", "lou"]), 1, "15:36");
    place.clock("15:40");
    let late = place.hv("resolve kay --confirmed-by pat --how seen").exits(1);
    let _late = late
        .says("not resolved: still late: Kay Invented and Lou Made. A resolution is no contact")
        .says("back at school, hv back kay lou; later, hv extend kay lou --back TIME");
    place.hv("back kay").done();
    let _kay = place.hv("resolve kay --confirmed-by pat --how seen").exits(0);
    let _lou = place.hv("resolve lou --confirmed-by pat --how seen").exits(1).says("hv back lou");
    let seen = overdue(&mut place, "15:44");
    assert_eq!(seen["late"][0]["people"], json!(["lou"]));
    assert_eq!(seen["unresolved"], json!([]), "Lou is among the late, Kay is resolved");
}

#[test]
fn a_distress_is_resolved_while_something_else_is_late_and_that_is_said() {
    let mut place = late_back();
    place.hv("distress kay").done();
    let run = place.hv("resolve kay --confirmed-by pat --how seen --second dee").exits(0);
    let _run = run.says("STILL LATE: Kay Invented and Lou Made. hv overdue says what to do.");
    assert_eq!(overdue(&mut place, "15:40")["late"][0]["clock"], "return");
}

#[test]
fn what_went_to_the_top_takes_two_and_nobody_who_was_there() {
    for (rung, two) in [(1, false), (2, false), (3, true), (4, true)] {
        let mut place = late_back();
        told(&place, &not_back(&["kay", "lou"]), rung, "15:36");
        place.clock("15:40");
        place.hv("back kay lou").done();
        let listed = overdue(&mut place, "15:42")["unresolved"][0].clone();
        assert_eq!(listed["takes_two"], two, "rung {rung}");
        let one = place.hv("resolve kay --confirmed-by pat --how seen");
        if !two {
            one.done();
            continue;
        }
        let _one = one.exits(2).says("Who is the second person that agrees?").says("--second");
        let same = place.hv("resolve kay --confirmed-by pat --how seen --second pat").exits(1);
        let _same = same.says("one was named twice");
        for who in ["--confirmed-by lou --second dee", "--confirmed-by dee --second lou"] {
            let along = place.hv(&format!("resolve kay --how seen {who}")).exits(1);
            let _along = along.says("Lou Made was on").says("cannot resolve its alarm");
        }
        place.hv("resolve kay --confirmed-by pat --how seen --second dee").done();
    }
}

#[test]
fn nobody_resolves_without_saying_who_knows_and_how_and_when() {
    let mut place = late_back();
    told(&place, &not_back(&["kay", "lou"]), 1, "15:36");
    place.clock("15:40");
    place.hv("back kay lou").done();
    let _who = place.hv("resolve kay --how seen").exits(2).says("--confirmed-by");
    let _how = place.hv("resolve kay --confirmed-by pat").exits(2).says("--how seen or");
    let _own = place.hv("resolve kay --confirmed-by kay --how seen").exits(1).says("was on");
    let early = place.hv("resolve kay --confirmed-by pat --how seen --at 15:29").exits(2);
    let _early = early.says("is before the alarm, at 15:30");
    place.hv("resolve kay --confirmed-by pat --how seen --at 15:30").done();
}

/// Planned for 14:00, and by 14:16 nobody has signed out.
pub(crate) fn not_left() -> Place {
    let mut place = ready(Park);
    place.clock("14:16");
    place
}

fn told_of_visit(place: &Place, time: &str) {
    let alarm = Alarm {
        clock: Clock::Departure,
        due: at("14:15"),
        visit: Some(VISIT.to_owned()),
        people: vec!["kay".to_owned(), "lou".to_owned()],
    };
    let tell = Tell { alarm, rung: 1, round: 0, to: vec!["max".to_owned()] };
    let notify = VisitEvent::Alarm(AlarmLine::Notify(Notify { tells: vec![tell] }));
    store(place).append(&Key::visit(VISIT).unwrap(), event(time, notify)).unwrap();
}

#[test]
fn a_visit_nobody_left_for_is_taken_charge_of_by_its_id_its_family_or_its_people() {
    for about in [VISIT, "ahmed", "kay", "lou kay"] {
        let mut place = not_left();
        let run = place.hv(&format!("ack {about} --who dee --doing \"ringing Kay\"")).exits(0);
        let _run = run.says("Dee Safe has charge of Kay Invented and Lou Made since 14:16");
        let charge = overdue(&mut place, "14:20")["late"][0]["charge"].clone();
        assert_eq!(charge["who"], "dee", "{about}");
        let own = place.hv(&format!("ack {about} --who kay --doing x")).exits(1);
        let _own = own.says("Kay Invented is on").says("cannot take charge");
        let rung = place.hv(&format!("rung {} no-answer", about.split(' ').next().unwrap()));
        let _rung = rung.exits(0).says("Nobody was reached");
        let answered = place.hv(&format!("rung {VISIT} answered")).exits(0);
        let _answered = answered.says("It stops nothing by itself").says("hv plan drop");
    }
}

#[test]
fn what_was_told_of_a_visit_stays_listed_whatever_becomes_of_the_visit() {
    let ends = [
        out(Park, "kay lou", &[]),
        format!("plan drop {VISIT} --why x"),
        format!("plan change {VISIT} --at \"tomorrow 10:00\" --why x"),
        format!("cancel {VISIT} --outcome no-show --why x"),
    ];
    for end in ends {
        let mut place = not_left();
        told_of_visit(&place, "14:17");
        let still = place.hv(&format!("resolve {VISIT} --confirmed-by pat --how seen")).exits(1);
        let _still = still.says("hv out kay lou").says("hv plan drop ahmed");
        let _ended = place.hv(&end).exits(0);
        let seen = overdue(&mut place, "14:25");
        let late = seen["late"].as_array().unwrap();
        assert!(late.iter().all(|l| l["clock"] != "departure"), "{end}: {late:?}");
        assert_eq!(seen["unresolved"][0]["id"], VISIT, "{end}");
        let own = place.hv(&format!("resolve {VISIT} --confirmed-by kay --how seen")).exits(1);
        let _own = own.says("cannot resolve its alarm");
        place
            .hv(&format!("resolve {VISIT} --confirmed-by pat --how spoken-to --second dee"))
            .done();
        assert_eq!(overdue(&mut place, "14:30")["unresolved"], json!([]), "{end}");
        let board = place.hv("board");
        let moved = end.starts_with("plan change");
        assert!(!(moved && board.out.contains("written up")), "nothing is owed: {}", board.out);
        let shown = place.hv(&format!("show {VISIT}")).exits(0);
        let _shown = shown.says("closed, spoken to by pat, agreed by dee").says("telling rung 1");
    }
}

/// Nobody was told by a channel: somebody who took charge is looking for them all the same.
#[test]
fn what_somebody_took_charge_of_stays_listed_whatever_becomes_of_the_visit() {
    for end in [
        format!("plan drop {VISIT} --why x"),
        format!("plan change {VISIT} --at 16:30 --why x"),
        format!("cancel {VISIT} --outcome no-show --why x"),
    ] {
        let mut place = not_left();
        place.hv(&format!("ack {VISIT} --who dee --doing \"ringing Kay\"")).done();
        let _ended = place.hv(&end).exits(0);
        place.clock("14:25");
        let _listed = place.hv("overdue").exits(4).says("NOT RESOLVED");
        assert_eq!(overdue(&mut place, "14:26")["unresolved"][0]["id"], VISIT, "{end}");
        place.hv(&format!("resolve {VISIT} --confirmed-by pat --how spoken-to")).done();
        assert_eq!(overdue(&mut place, "14:30")["unresolved"], json!([]), "{end}");
    }
}

#[test]
fn the_last_rung_is_null_in_json_when_there_is_none_above_it() {
    let mut place = late_back();
    let seen = overdue(&mut place, "15:59");
    assert_eq!(
        (&seen["late"][0]["rung"], &seen["late"][0]["exhausted"]),
        (&json!(3), &json!(false))
    );
    let seen = overdue(&mut place, "16:00");
    assert_eq!(
        (&seen["late"][0]["rung"], &seen["late"][0]["exhausted"]),
        (&Value::Null, &json!(true))
    );
    let everyone = place.hv("rung kay no-answer").exits(0);
    let _everyone = everyone.says("Everyone, after the last rung: no answer");
}

#[test]
fn an_outing_says_in_words_who_was_told_of_what() {
    let mut place = late_back();
    told(&place, &not_back(&["kay", "lou"]), 1, "15:36");
    place.clock("15:40");
    let shown = place.hv(&format!("show {OUTING}")).exits(0);
    let _shown = shown
        .says("telling rung 1 (kay and lou, not back, due 15:30) to pat")
        .says("pat by text: handed over (taken)");
    place.hv("back kay lou").done();
    place.hv("resolve kay --confirmed-by pat --how seen").done();
    let shown = place.hv(&format!("show {OUTING}")).exits(0);
    let _shown = shown.says("resolve kay seen by pat");
}

#[test]
fn two_outings_with_alarms_of_one_person_are_told_apart() {
    let mut place = late_back();
    told(&place, &not_back(&["kay", "lou"]), 1, "15:36");
    place.clock("15:40");
    place.hv("back kay lou").done();
    place.hv("out kay --breach \"urgent\" --where \"7 Example Road\" --back 16:00").done();
    place.clock("16:10");
    let which = place.hv("rung kay no-answer").exits(2);
    let _which = which.says("say which outing: --outing ID");
    let seen = overdue(&mut place, "16:11");
    let second = seen["late"][0]["id"].as_str().unwrap().to_owned();
    let one = place.hv(&format!("rung kay no-answer --outing {second}")).exits(0);
    let _one = one.says("no answer");
    // Being out again is no reason why the first cannot be closed.
    let run = place.hv(&format!("resolve {OUTING} --confirmed-by pat --how seen")).exits(0);
    let _run = run.says("resolved on 2026-11-24-kay-1a");
}
