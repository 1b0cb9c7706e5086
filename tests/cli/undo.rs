//! `hv undo`: what was typed by mistake is taken back by another line, both stay, and nothing gets laxer by it.

use crate::harness::{Place, Run};
use crate::school::{Park, VISIT, afield, done, enter, out, ready};

const OUTING: &str = "2026-11-24-kay-1a";
const RECORD: &str = "outings/2026-W48/2026-11-24-kay-1a.yaml";

fn undo(place: &mut Place, more: &str) -> Run {
    place.hv(&format!("undo --why \"a slip\" --yes {more}"))
}

fn still_out(place: &mut Place) -> String {
    place.hv("board").out
}

/// Kay and Lou are out, due back at 15:30, with contact every two hours.
fn away() -> Place {
    afield(Park)
}

#[test]
fn a_return_typed_for_the_wrong_person_is_taken_back_and_she_is_out_again_and_late_at_once() {
    let mut place = away();
    place.clock("15:20");
    place.hv("back kay lou").done();
    place.clock("15:31");
    place.hv("overdue").done();
    let before = place.read(RECORD);
    let run = undo(&mut place, "").exits(0);
    run.says("Taken back: Kay Invented and Lou Made back at school.")
        .says("OUT: Kay Invented and Lou Made.")
        .done();
    let after = place.read(RECORD);
    assert!(after.starts_with(&before), "a line is added, and none is gone");
    assert_eq!(after.lines().count(), before.lines().count() + 1);
    assert!(after.contains("\"did\": \"undo\"") && after.contains("a slip"), "{after}");
    let late = place.hv("overdue").exits(4);
    late.says("KAY INVENTED AND LOU MADE: not back").says("due 15:30").done_at(4);
    assert!(still_out(&mut place).contains("Kay Invented"));
    let shown = place.hv(&format!("show {OUTING}")).exits(0);
    shown.says("TAKEN BACK, it was typed by mistake: back kay and lou").says("a slip").done();
    // Typed again, for the right one.
    place.hv("back lou --at 15:25").done();
    let board = still_out(&mut place);
    assert!(board.contains("Kay Invented"), "{board}");
}

trait DoneAt {
    fn done_at(self, exit: i32);
}

impl DoneAt for Run {
    #[track_caller]
    fn done_at(self, exit: i32) {
        let _looked_at = self.exits(exit);
    }
}

#[test]
fn a_contact_that_is_taken_back_brings_back_the_earlier_deadline() {
    let mut place = away();
    place.clock("13:59");
    place.hv("checkin kay lou").done();
    place.clock("14:05");
    place.hv("overdue").done();
    undo(&mut place, "").done();
    // Contact was due two hours after they left at noon.
    place.hv("overdue").exits(4).says("due 14:00").done_at(4);
}

#[test]
fn an_extension_is_taken_back_only_if_that_brings_the_return_forward() {
    let mut place = away();
    place.clock("13:00");
    place.hv("extend kay lou --back 16:30 --why traffic").done();
    undo(&mut place, "").exits(0).says("due 15:30").done();
}

#[test]
fn a_return_typed_too_early_is_no_contact_once_taken_back_and_holds_until_another_is_typed() {
    let mut place = away();
    place.clock("13:00");
    place.hv("extend kay lou --back 15:00 --why slip").done();
    // The contact of two hours after they left at noon is due again, and the earlier return stays.
    let taken = undo(&mut place, "").exits(0);
    taken.says("due 14:00").says("due 15:00").done();
    place.clock("14:05");
    place.hv("overdue").exits(4).says("due 14:00").done_at(4);
    place.hv("checkin kay lou").done();
    place.hv("extend kay lou --back 15:30 --why \"as first said\"").done();
    place.clock("15:29");
    place.hv("overdue").done();
    place.clock("15:31");
    place.hv("overdue").exits(4).says("due 15:30").done_at(4);
}

#[test]
fn a_delay_that_is_taken_back_is_no_word_from_them_and_puts_nothing_off() {
    let mut place = away();
    place.clock("13:00");
    place.hv("delay kay lou --arrives 14:40 --why traffic").done();
    let shown = place.hv("undo --why \"it was Max\"").exits(2);
    shown
        .says("It counts no longer as heard from kay and lou.")
        .says("hv checkin kay lou --at TIME")
        .done_at(2);
    // Contact was due two hours after they left at noon.
    undo(&mut place, "").exits(0).says("due 14:00").done();
    place.clock("13:59");
    place.hv("overdue").done();
    place.clock("14:01");
    place.hv("overdue").exits(4).says("due 14:00").done_at(4);
}

#[test]
fn of_two_arrivals_the_earlier_holds_when_the_later_word_is_taken_back() {
    let mut place = away();
    let appointment = |place: &mut Place| {
        let shown = place.hv(&format!("show {OUTING} --json")).json();
        shown["stops"][0]["stop"]["appointment"].as_str().unwrap()[11..16].to_owned()
    };
    assert_eq!(appointment(&mut place), "14:00");
    place.clock("13:00");
    place.hv("delay kay lou --arrives 14:40 --why traffic").done();
    place.clock("13:10");
    place.hv("delay kay lou --arrives 14:20 --why \"less traffic\"").done();
    assert_eq!(appointment(&mut place), "14:20");
    undo(&mut place, "").done();
    assert_eq!(appointment(&mut place), "14:20", "the wait is not put off until 14:40");
    place.clock("13:20");
    place.hv("delay kay lou --arrives 14:50 --why traffic").done();
    assert_eq!(appointment(&mut place), "14:50", "another word of theirs moves it");
    undo(&mut place, "").done();
    assert_eq!(appointment(&mut place), "14:20");
}

#[test]
fn a_visit_called_off_by_mistake_is_to_be_made_again_and_nobody_was_heard_from() {
    let mut place = away();
    place.clock("13:50");
    let cancel = "cancel kay --outcome rearranged --why \"mother rang\"";
    place.hv(cancel).done();
    let visit = format!("families/{}.yaml", VISIT.replacen('/', "/visits/", 1));
    let (before, of_visit) = (place.read(RECORD), place.read(&visit));
    let run = undo(&mut place, "").exits(0);
    run.says(&format!("{VISIT} is to be made, as before it was called off."))
        .says("It counts no longer as heard from kay.")
        .says("due 14:00")
        .done();
    assert!(place.read(RECORD).starts_with(&before) && place.read(&visit).starts_with(&of_visit));
    place.hv("doctor").done();
    place.hv(&format!("show {VISIT}")).says("planned").says("rearranged").says("a slip").done();
    // It is made, and written up.
    place.clock("13:55");
    place.hv("arrive kay lou").done();
    place.hv(&enter(Park, &[])).done();
    place.hv("leave kay lou").done();
    place.hv("back kay lou").done();
    place.hv(&done(Park, &[])).done();
    let ended = place.hv(&format!("show {VISIT} --json")).json();
    assert_ne!(ended["ended"]["outcome"]["outcome"], "rearranged", "{ended}");
}

#[test]
fn a_calling_off_taken_back_by_half_is_taken_back_whole_by_typing_it_again() {
    let mut place = away();
    place.clock("13:50");
    place.hv("cancel kay --outcome rearranged --why \"mother rang\"").done();
    let visit = format!("families/{}.yaml", VISIT.replacen('/', "/visits/", 1));
    // Broken off after the visit's line, as by a power cut: the outing stands as it was.
    let before = place.read(RECORD);
    undo(&mut place, "").done();
    let whole = place.read(RECORD);
    place.write(RECORD, &before);
    undo(&mut place, "").exits(0).says("is to be made").done();
    let lines = |text: &str| text.lines().count();
    assert_eq!(lines(&place.read(RECORD)), lines(&whole));
    assert_eq!(place.read(&visit).matches("\"did\": \"undo\"").count(), 1, "once is enough");
    undo(&mut place, "").exits(1).says("taken back already").done_at(1);
}

#[test]
fn a_calling_off_with_a_concern_stands() {
    let mut place = away();
    place.clock("13:50");
    place.hv("cancel kay --outcome unsafe --why \"a fight\" --concern CP-12").done();
    let before = place.tree();
    undo(&mut place, "").exits(1).says("with a concern on record, which stands").done_at(1);
    assert_eq!(before, place.tree());
}

#[test]
fn no_sign_out_is_taken_back_while_an_alarm_sounds() {
    let (mut place, id) = signed_out();
    place.clock("14:00");
    place.hv("overdue").exits(4).done_at(4);
    let before = place.tree();
    place.clock("14:00");
    undo(&mut place, &format!("{id} --nobody-left dee"))
        .exits(1)
        .says("an alarm sounds because of it")
        .done_at(1);
    assert_eq!(before, place.tree());
    place.hv("overdue").exits(4).done_at(4);
    // A second before it sounds it can be.
    let (mut place, id) = signed_out();
    place.set_now("2026-11-24T13:59:59Z");
    place.hv("overdue").done();
    place.set_now("2026-11-24T13:59:59Z");
    undo(&mut place, &format!("{id} --nobody-left dee")).done();
    place.clock("14:01");
    place.hv("board").keeps_quiet_about("OUT").done();
}

#[test]
fn whoever_was_signed_out_does_not_say_that_nobody_left() {
    let (mut place, id) = signed_out();
    let before = place.tree();
    for who in ["kay", "lou"] {
        undo(&mut place, &format!("{id} --nobody-left {who}"))
            .exits(1)
            .says("was signed out")
            .done_at(1);
    }
    undo(&mut place, &format!("{id} --nobody-left zed")).exits(2).done_at(2);
    assert_eq!(before, place.tree());
}

#[test]
fn what_was_typed_of_the_way_counts_after_it_was_taken_back() {
    for typed in ["arrive kay lou", "back kay lou", "extend kay --back 15:00 --why x"] {
        let (mut place, id) = signed_out();
        place.clock("13:00");
        place.hv(typed).done();
        undo(&mut place, "").done();
        let before = place.tree();
        undo(&mut place, &format!("{id} --nobody-left dee"))
            .exits(1)
            .says("they did leave: 13:00")
            .done_at(1);
        assert_eq!(before, place.tree(), "{typed}");
        assert!(still_out(&mut place).contains("Kay Invented"));
    }
}

#[test]
fn of_two_outings_typed_about_in_one_second_neither_is_taken_back_unless_named() {
    let mut place = away();
    place.hv("out max --breach \"in a hurry\" --where \"10 Fabled Court\" --back 14:00").done();
    place.clock("13:00");
    place.hv("back max").done();
    place.clock("13:00");
    place.hv("back kay lou").done();
    let last = |place: &mut Place, outing: &str| {
        let log = place.hv(&format!("show {outing} --json")).json()["log"].clone();
        log.as_array().unwrap().last().unwrap()["id"].as_str().unwrap().to_owned()
    };
    let (max, kay) = (last(&mut place, "2026-11-24-max-1a"), last(&mut place, OUTING));
    let before = place.tree();
    undo(&mut place, "")
        .exits(1)
        .says(&format!("hv undo {max}: Max Desk back at school"))
        .says(&format!("hv undo {kay}: Kay Invented and Lou Made back at school"))
        .done_at(1);
    assert_eq!(before, place.tree());
    undo(&mut place, &kay).exits(0).says("OUT: Kay Invented and Lou Made").done();
}

/// Kay and Lou are signed out since noon, and nothing else is on record: the event of that.
fn signed_out() -> (Place, String) {
    let mut place = away();
    let shown = place.hv(&format!("show {OUTING} --json")).json();
    (place, shown["log"][0]["id"].as_str().unwrap().to_owned())
}

#[test]
fn danger_and_alarms_are_never_taken_back() {
    for (typed, says) in [
        ("distress kay", "danger is never taken back"),
        ("checkin kay --concern van", "danger is never taken back"),
        ("checkin kay --distress", "danger is never taken back"),
    ] {
        let mut place = away();
        place.clock("13:00");
        place.hv(typed).done();
        let before = place.tree();
        undo(&mut place, "").exits(1).says(says).done_at(1);
        assert_eq!(before, place.tree(), "{typed}");
    }
    let mut place = away();
    place.clock("15:40");
    place.hv("ack kay --who pat --doing driving").done();
    let before = place.tree();
    undo(&mut place, "").exits(1).says("what was told of an alarm, who took charge").done_at(1);
    assert_eq!(before, place.tree());
}

#[test]
fn an_alarm_that_sounds_because_of_it_is_not_silenced_by_taking_it_back() {
    let mut place = away();
    place.clock("13:50");
    place.hv("arrive kay lou --nobody-in").done();
    place.clock("14:40");
    let late = place.hv("overdue").exits(4);
    assert!(late.out.contains("LATE"), "{}", late.out);
    let before = place.tree();
    let run = undo(&mut place, "");
    if late.out.contains("wait") {
        run.exits(1).says("an alarm sounds because of it").done_at(1);
        assert_eq!(before, place.tree());
    } else {
        panic!("this policy has a wait: {}", late.out);
    }
}

#[test]
fn a_sign_out_is_taken_back_only_by_naming_who_says_that_nobody_left() {
    let mut place = ready(Park);
    place.hv(&out(Park, "kay lou", &[])).done();
    let before = place.tree();
    undo(&mut place, "").exits(1).says("add --nobody-left PERSON").done_at(1);
    undo(&mut place, "--nobody-left zed").exits(2).says("nobody on the staff").done_at(2);
    assert_eq!(before, place.tree());
    undo(&mut place, "--nobody-left dee").exits(0).says("Nobody left").done();
    assert!(!still_out(&mut place).contains("Kay Invented"), "nobody is out");
    // The visit is planned still, and missed if nobody goes.
    place.clock("15:30");
    place.hv("overdue").exits(4).says("nobody signed out for a planned visit").done_at(4);
    // And they can be signed out for it anew.
    place.clock("12:30");
    place.hv(&out(Park, "kay lou", &[])).done();
    assert!(still_out(&mut place).contains("Kay Invented"));
}

#[test]
fn whoever_was_heard_from_on_the_road_did_leave() {
    let mut place = away();
    place.clock("13:00");
    place.hv("checkin kay").done();
    let shown = place.hv(&format!("show {OUTING} --json")).json();
    let id = shown["log"][0]["id"].as_str().unwrap().to_owned();
    let before = place.tree();
    undo(&mut place, &format!("{id} --nobody-left dee"))
        .exits(1)
        .says("they did leave: 13:00, Kay Invented rang school")
        .done_at(1);
    assert_eq!(before, place.tree());
}

#[test]
fn only_what_this_person_typed_here_and_lately_unless_it_is_named() {
    let mut place = away();
    place.clock("13:00");
    place.hv("checkin kay lou").done();
    let named =
        |place: &mut Place, by: &str| place.hv(&format!("undo --why \"a slip\" --yes --by {by}"));
    named(&mut place, "dee").exits(2).says("dee has typed nothing here").done_at(2);
    // An hour and no longer.
    place.clock("14:01");
    undo(&mut place, "").exits(1).says("more than an hour old").done_at(1);
    let id = place.hv(&format!("show {OUTING} --json")).json()["log"][1]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let by_id = format!("undo {id} --why \"a slip\" --yes --by dee");
    place.hv(&by_id).done();
    place.hv(&by_id).exits(1).says("taken back already").done_at(1);
    place.hv("undo a-zzzzzz --why x --yes").exits(2).says("no event").done_at(2);
    let mut place = away();
    place.clock("13:00");
    place.hv("checkin kay lou").done();
    place.clock("14:00");
    undo(&mut place, "").done();
    // A second time takes nothing further back.
    let before = place.tree();
    undo(&mut place, "").exits(1).says("taken back already").done_at(1);
    assert_eq!(before, place.tree());
}

#[test]
fn it_shows_what_it_would_take_back_and_without_a_terminal_does_nothing_unasked() {
    let mut place = away();
    place.clock("13:00");
    place.hv("back kay").done();
    let before = place.tree();
    place
        .hv("undo --why slip")
        .exits(2)
        .says("To be taken back, of 2026-11-24-kay-1a: 13:00, Kay Invented back at school")
        .says("add --yes")
        .done_at(2);
    place.hv("undo").exits(2).says("give --why WHY").done_at(2);
    place.hv("undo --yes").exits(2).says("give --why WHY").done_at(2);
    assert_eq!(before, place.tree());
    let no = place.hv_fed("undo --plain", "a slip\nno\n").exits(2);
    no.says("error: nothing was taken back").done_at(2);
    assert_eq!(before, place.tree());
    place
        .hv_fed("undo --plain", "a slip\nyes\n")
        .exits(0)
        .says("Taken back: Kay Invented back at school")
        .done();
    let json = {
        place.hv("back kay").done();
        undo(&mut place, "--json").exits(0).json()
    };
    assert_eq!(json["was"]["did"], "back");
    assert_eq!(json["still_out"], serde_json::json!(["Kay Invented", "Lou Made"]));
}

#[test]
fn what_came_of_a_visit_is_not_skipped_over() {
    let mut place = away();
    place.clock("14:00");
    place.hv("arrive kay lou").done();
    place.hv(&enter(Park, &[])).done();
    place.hv("leave kay lou").done();
    place.hv("back kay lou").done();
    place.hv(&done(Park, &[])).done();
    let before = place.tree();
    undo(&mut place, "")
        .exits(1)
        .says(&format!("the last thing that office typed is about {VISIT}"))
        .done_at(1);
    assert_eq!(before, place.tree());
}

#[test]
fn a_duty_closed_by_mistake_is_owed_again() {
    let mut place = ready(Park);
    place.hv("out max --breach \"in a hurry\" --where \"10 Fabled Court\" --back 14:00").done();
    let owed = |place: &mut Place| place.hv("board").out.contains("--duty tell-head-of-breach");
    assert!(owed(&mut place));
    place.hv("done 2026-11-24-max-1a --duty tell-head-of-breach --how \"told\"").done();
    assert!(!owed(&mut place));
    undo(&mut place, "").exits(0).says("Taken back: a duty done: told").done();
    assert!(owed(&mut place));
}

#[test]
fn a_line_that_was_taken_back_does_not_stand_against_the_return_that_was_typed_after_it() {
    let mut place = away();
    place.clock("14:00");
    place.hv("arrive kay lou").done();
    place.clock("14:29");
    place.hv("leave lou").done();
    undo(&mut place, "").done();
    place.clock("14:31");
    let back = place.hv("back lou --at 14:20").exits(0);
    back.says("STILL OUT: Kay Invented.").keeps_quiet_about("Lou Made.").done();
    let board = still_out(&mut place);
    assert!(board.contains("Kay Invented") && !board.contains("Lou Made"), "{board}");
}

#[test]
fn what_one_command_wrote_is_taken_back_together() {
    let mut place = away();
    place.clock("12:10");
    place.hv("delay kay lou --arrives 15:00 --back 16:30 --why slip").done();
    let run = undo(&mut place, "").exits(0);
    run.says("held up")
        .says("expected return, 16:30")
        .says("due 14:00")
        .says("counts no longer as heard from")
        .done();
    let record = place.read(RECORD);
    assert_eq!(record.matches("\"did\": \"undo\"").count(), 2, "{record}");
    let again = undo(&mut place, "").exits(1);
    again.says("taken back already").done_at(1);
    place.clock("14:05");
    place.hv("overdue").exits(4).says("due 14:00").done_at(4);
}

#[test]
fn either_line_of_a_command_takes_the_other_back_and_what_a_crash_left_is_taken_back_next() {
    let mut place = away();
    place.clock("12:10");
    place.hv("delay kay lou --arrives 15:00 --back 16:30 --why slip").done();
    let ids = |record: &str| -> Vec<String> {
        let line = |l: &&str| l.contains("\"did\": \"delay\"") || l.contains("\"did\": \"extend\"");
        let id = |l: &str| l.split('"').nth(3).unwrap().to_owned();
        record.lines().filter(line).map(id).collect()
    };
    let before = place.read(RECORD);
    let both = ids(&before);
    for named in &both {
        undo(&mut place, named).done();
        let record = place.read(RECORD);
        assert!(both.iter().all(|id| record.contains(&format!("\"event\": \"{id}\""))), "{record}");
        // As a kill between the two leaves it.
        let undone = record.lines().count() - 1;
        let half: String = record.lines().take(undone).map(|l| format!("{l}\n")).collect();
        place.write(RECORD, &half);
        undo(&mut place, "").exits(0).says("Taken back:").done();
        let record = place.read(RECORD);
        assert!(both.iter().all(|id| record.contains(&format!("\"event\": \"{id}\""))), "{record}");
        place.write(RECORD, &before);
    }
}

#[test]
fn two_commands_of_one_person_are_two_things_to_take_back() {
    let mut place = away();
    place.clock("12:10");
    place.hv("delay kay lou --why traffic").done();
    place.clock("12:10");
    place.hv("extend kay lou --back 16:30 --why \"another reason\"").done();
    let run = undo(&mut place, "").exits(0);
    run.says("expected return, 16:30").keeps_quiet_about("held up").done();
    undo(&mut place, "").exits(1).done_at(1);
}
