//! A line in doubt is settled by what `hv doctor` says of it: what cannot be true is not accepted, and says so.

use crate::harness::Place;
use crate::school::{Park, school};
use serde_json::Value;

/// Kay is out for two hours, by the machine's own clock: with `--now` what is typed later does not exist.
fn away() -> Place {
    let place = school(Park);
    place.hv_now("out kay --breach \"no plan\" --where \"12 Sample Street\" --back +2h").done();
    place
}

fn the_record(place: &Place) -> String {
    let open = place
        .tree()
        .into_keys()
        .find(|path| path.starts_with("outings/") && path.ends_with("yaml"));
    open.unwrap()
}

/// What doctor finds in the outing's record: one line in doubt.
fn in_doubt(place: &Place) -> Value {
    let shown = place.hv_now("doctor --json").exits(3).json();
    let all = shown["findings"].as_array().unwrap();
    let lines: Vec<&Value> = all.iter().filter(|f| f["accept"].is_string()).collect();
    assert_eq!(lines.len(), 1, "{shown}");
    lines[0].clone()
}

#[test]
fn a_contact_from_the_future_is_never_accepted_and_keeps_nobody_from_being_signed_in() {
    let mut place = away();
    place.set_now("2099-11-24T09:58:00+00:00");
    place.hv("checkin kay").done();
    let found = in_doubt(&place);
    let line = found["accept"].as_str().unwrap();
    assert_eq!(found["can_be_accepted"], false);
    let said = place.hv_now("doctor").exits(3);
    let _said = said
        .says(&format!("hv doctor --reject {line}"))
        .says("--at TIME")
        .keeps_quiet_about("--accept");
    let path = the_record(&place);
    let before = place.read(&path);
    let run = place.hv_now(&format!("doctor --accept {line} --why \"it is true\"")).exits(1);
    let _said = run
        .says("NOT ACCEPTED")
        .says("from the future")
        .says(&format!("hv doctor --reject {line}"));
    assert_eq!(place.read(&path), before);
    // They are here, whatever the clock of another machine said.
    let back = place.hv_now("back kay").exits(0);
    let _said = back.says("back at").says("STILL OUT: Kay Invented").says("24 Nov 2099");
    place.hv_now(&format!("doctor --reject {line} --why \"her clock was wrong\"")).done();
    place.hv_now("overdue").done();
    let _said = place.hv_now("board").keeps_quiet_about("2099");
}

#[test]
fn a_sign_out_from_the_future_is_never_accepted_and_whoever_is_here_can_be_signed_in() {
    let mut place = school(Park);
    place.set_now("2099-11-24T09:58:00+00:00");
    place.hv("out kay --breach \"no plan\" --where \"12 Sample Street\" --back +2h").done();
    let _late = place.hv_now("overdue").exits(4).says("KAY INVENTED");
    let found = in_doubt(&place);
    let (line, id) = (found["accept"].as_str().unwrap(), found["record"].as_str().unwrap());
    let run = place.hv_now(&format!("doctor --accept {line} --why \"it is true\"")).exits(1);
    let _run = run.says("NOT ACCEPTED");
    place.hv_now("checkin kay").done();
    let _late = place.hv_now("overdue").exits(4).says("KAY INVENTED");
    let _back = place.hv_now("back kay").exits(0).says("STILL OUT: Kay Invented");
    place.hv_now(&format!("doctor --reject {line} --why \"her clock was wrong\"")).done();
    assert_eq!(id, "2099-11-24-kay-1a");
    let _lost =
        place.hv_now("overdue").exits(4).says("If nobody left on it: hv doctor --accept OUTING");
}

#[test]
fn a_torn_call_for_help_is_not_accepted_and_what_to_type_instead_is_said() {
    let place = away();
    place.hv_now("distress kay").done();
    let path = the_record(&place);
    let text = place.read(&path);
    let half = text.len() - text.lines().last().unwrap().len() / 2;
    place.write(&path, &text[..half]);
    let found = in_doubt(&place);
    let line = found["accept"].as_str().unwrap();
    assert_eq!(found["can_be_accepted"], false);
    let said = place.hv_now("doctor").exits(3);
    let _said = said.says(&format!("hv doctor --reject {line}")).keeps_quiet_about("--accept");
    let before = place.read(&path);
    let run = place.hv_now(&format!("doctor --accept {line} --why \"it is true\"")).exits(1);
    let _said = run
        .says("NOT ACCEPTED")
        .says("hv distress NAME")
        .says(&format!("hv doctor --reject {line}"));
    assert_eq!(place.read(&path), before);
    place.hv_now("distress kay").done();
    place.hv_now(&format!("doctor --reject {line} --why \"typed again\"")).done();
    let _said = place.hv_now("overdue").exits(4).says("DISTRESS");
}
