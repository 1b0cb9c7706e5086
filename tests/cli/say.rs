//! Whose word counts about an alarm and whose does not: whoever is on the outing, whoever guesses, whoever is named by
//! a slip, whoever is late themselves; and what is left to take, to decide and to say.

use crate::charge::{ack, late_back, not_left, overdue};
use crate::harness::Place;
use crate::school::OUTING;
use serde_json::{Value, json};

fn record(place: &Place) -> String {
    place.read(&format!("outings/2026-W48/{OUTING}.yaml"))
}

fn late_for(place: &mut Place, time: &str, clock: &str) -> Vec<Value> {
    let seen = overdue(place, time);
    let all = seen["late"].as_array().unwrap();
    all.iter().filter(|l| l["clock"] == clock).cloned().collect()
}

#[test]
fn an_answer_counts_for_whoever_is_named_and_for_nobody_else() {
    let mut place = late_back();
    place.hv("back kay").done();
    let before = record(&place);
    let kay = place.hv("rung kay answered").exits(2);
    let _kay = kay
        .says("NOT RECORDED: Kay Invented is not among those missing, who are Lou Made")
        .says("hv checkin kay --school-rang")
        .says("answered --heard lou");
    assert_eq!(record(&place), before);
    let lou = place.hv("rung lou answered").exits(0);
    let _lou = lou.says("Lou Made: contact");
    let whole = place.hv(&format!("rung {OUTING} answered")).exits(0);
    let _whole = whole.says("Lou Made: contact");
    let said = place.hv("rung kay answered --heard lou").exits(0);
    let _said = said.says("Lou Made: contact");
}

#[test]
fn a_guess_ends_no_alarm_whoever_types_it() {
    for by in ["office", "kay"] {
        let mut place = late_back();
        for line in [
            "extend kay --back 23:00 --why guess --nobody-rang",
            "delay kay --back 23:00 --why guess --nobody-rang",
        ] {
            let run = place.hv(&format!("{line} --by {by}")).exits(1);
            let _run = run
                .says("NOT RECORDED: Kay Invented and Lou Made: not back, due 15:30")
                .says("hv checkin kay lou")
                .says("hv resolve kay lou");
        }
        assert_eq!(late_for(&mut place, "15:40", "return").len(), 1, "{by}");
        // Kay speaks for Kay.
        let run = place.hv("extend kay --back 23:00 --why \"she rang\"").exits(0);
        let _run = run.says("NOT MOVED: Lou Made, expected by 15:30.");
        assert_eq!(late_for(&mut place, "15:45", "return")[0]["people"], json!(["lou"]), "{by}");
        place.hv("extend lou --back 23:00 --why \"she rang\"").done();
        assert_eq!(late_for(&mut place, "15:46", "return").len(), 0, "{by}");
    }
    let mut place = late_back();
    place.clock("15:30");
    let one = place.hv("extend kay --back 16:30 --why guess --nobody-rang").exits(2);
    let _one = one.says("--nobody-rang moves the return of everybody").says("name lou as well");
    place.clock("15:30");
    place.hv("extend kay lou --back 16:30 --why guess --nobody-rang").done();
}

#[test]
fn whoever_takes_charge_takes_what_nobody_has() {
    let mut place = late_back();
    place.hv(&ack("dee", "")).done();
    place.hv("distress kay").done();
    let run = place.hv(&ack("pat", "")).exits(0);
    let _run = run
        .says(
            "Dee Safe was first and has charge of Kay Invented and Lou Made (not back, due 15:30)",
        )
        .says("Pat Head has charge of")
        .says("That is: DISTRESS, in danger now");
    for (clock, who) in [("distress", "pat"), ("return", "dee")] {
        assert_eq!(late_for(&mut place, "15:40", clock)[0]["charge"]["who"], who);
    }
    let none = place.hv(&ack("max", "")).exits(1);
    let _none = none.says("has charge of").says("--take-over");
    let over = place.hv(&ack("max", "--take-over \"nearer\"")).exits(0);
    let _over = over.says("Max Desk has charge");
}

#[test]
fn whoever_is_on_the_outing_types_nothing_that_quietens_its_alarm() {
    let mut place = late_back();
    place.hv("distress kay").done();
    for line in [
        ack("dee", ""),
        "resolve kay --confirmed-by dee --second pat --how seen".to_owned(),
        "rung kay answered --who dee --heard kay --clock distress".to_owned(),
    ] {
        for by in ["kay", "lou"] {
            let run = place.hv(&format!("{line} --by {by}")).exits(1);
            let _run = run.says("NOT RECORDED").says("who is typing, is on");
        }
    }
    let tried = place.hv(&format!("rung {OUTING} no-answer --clock return --by lou")).exits(0);
    let _tried = tried.says("no answer");
    assert!(!record(&place).contains("\"ack\""));
    place.hv(&format!("{} --by max", ack("dee", ""))).done();
}

#[test]
fn whoever_is_late_themselves_neither_takes_charge_nor_confirms() {
    let mut place = late_back();
    place.hv("out max --breach urgent --where \"7 Example Road\" --back 15:45").done();
    place.clock("15:46");
    let taken = place.hv(&ack("max", "")).exits(1);
    let _taken = taken.says("Max Desk is late on").says("and cannot take charge");
    place.hv("distress kay").done();
    for who in ["--confirmed-by max --second pat", "--confirmed-by pat --second max"] {
        let run = place.hv(&format!("resolve kay --how seen {who}")).exits(1);
        let _run = run.says("Max Desk is late on").says("and cannot say who is safe");
    }
    place.hv("back max").done();
    place.hv(&ack("max", "")).done();
}

#[test]
fn whoever_is_out_in_time_may_take_charge() {
    let mut place = late_back();
    place.hv("out max --breach urgent --where \"7 Example Road\" --back 15:45").done();
    place.clock("15:45");
    place.hv(&ack("max", "")).done();
}

#[test]
fn a_companion_who_is_still_out_ends_no_concern() {
    for (who, by, ends) in [
        ("kay", "lou", false),
        ("kay", "office", true),
        ("kay", "kay", true),
        ("kay lou", "lou", true),
        ("kay lou", "max", true),
    ] {
        let mut place = late_back();
        let _concern = place.hv("checkin kay --by lou --concern \"followed by a van\"").exits(0);
        let run = place.hv(&format!("back {who} --by {by}")).exits(0);
        let said = run.text().contains("The cause for concern about Kay Invented stays listed");
        assert_eq!(said, !ends, "{who} by {by}");
        assert_eq!(late_for(&mut place, "15:41", "concern").len(), usize::from(!ends));
        if !ends {
            let gone = place.hv("resolve kay --confirmed-by pat --how seen --second dee");
            gone.done();
            assert_eq!(late_for(&mut place, "15:45", "concern"), Vec::<Value>::new());
        }
    }
}

#[test]
fn danger_to_somebody_who_never_signed_out_prints_all_there_is_to_type() {
    let mut place = not_left();
    let line = "out kay lou --breach \"left without signing out\" --where";
    let run = place.hv("distress kay").exits(2);
    let text = run.text();
    let _run = run.says("In danger: ring 999 now").says("12 Sample Street").says(line);
    assert!(text.find("999") < text.find("hv out"), "{text}");
    place
        .hv("out kay lou --breach \"left without signing out\" --where \"12 Sample Street, Testford\" --back 15:16")
        .done();
    let _now = place.hv("distress kay").exits(0);
    assert_eq!(late_for(&mut place, "14:20", "distress").len(), 1);
    let _other = place.hv("distress zoe").exits(2).says("\"zoe\" is not out");
}

#[test]
fn what_was_decided_is_shown_and_not_asked_again() {
    let mut place = late_back();
    place.clock("15:50");
    let _asked = place.hv("overdue").exits(4).says("decide: police or no-police");
    let _before = place.hv("overdue --json").exits(4).keeps_quiet_about("decided");
    place.hv("rung kay police --note \"999 rung, incident 1234\" --who pat").done();
    let words = "DECIDED 15:52 by Pat Head: police (999 rung, incident 1234)";
    for line in ["overdue", "board", "rung kay done"] {
        let run = place.hv(line);
        let _said = run.says(words).keeps_quiet_about("decide: police");
    }
    let decided = &late_for(&mut place, "15:57", "return")[0]["decided"];
    assert_eq!(decided[0]["what"], "police");
    assert_eq!((&decided[0]["by"], &decided[0]["rung"]), (&json!("pat"), &json!(3)));
}

#[test]
fn when_everyone_is_due_a_decision_is_that_of_the_last_rung_which_has_it() {
    let mut place = late_back();
    place.clock("16:00");
    let police = place.hv("rung kay police --note \"999 rung\"").exits(0);
    let _police = police.says("Rung 3 of 3").says("decided: police").says("DECIDED 16:00");
    let over = place.hv("rung kay not-needed --note \"Pat is there\"").exits(0);
    let _over = over.says("Rung 2 of 3").says("Passed over");
}

#[test]
fn nobody_passes_over_a_rung_before_it_is_due() {
    let mut place = late_back();
    let line = "rung kay not-needed --rung 2 --note x";
    place.clock("15:39");
    let early = place.hv(line).exits(1);
    let _early = early.says("rung 2 is not due yet").says("rung 1 is due");
    place.hv(line).done();
}

#[test]
fn nobody_took_charge_nor_rang_before_the_alarm() {
    for line in [ack("dee", ""), "rung kay no-answer".to_owned()] {
        let mut place = late_back();
        let early = place.hv(&format!("{line} --at 15:29")).exits(2);
        let _early = early.says("is before the alarm, at 15:30");
        let _due = place.hv(&format!("{line} --at 15:30")).exits(0);
    }
}

#[test]
fn what_hv_told_nobody_is_not_called_told() {
    let mut place = late_back();
    place.hv(&ack("dee", "")).done();
    place.hv("back kay lou").done();
    let run = place.hv("overdue").exits(4);
    let _run = run.says("somebody took it up at 15:35").keeps_quiet_about("told since");
}
