//! What changed since somebody signed: the same sentences on the list, in the record, before the next signature, and
//! from `hv verify`.

use crate::harness::Place;
use crate::school::{Aspire, VISIT, ready};

const MOVED: &str =
    "ahmed's visit on Tue 24 Nov moves from 14:00 to 15:00; Max Desk goes instead of Lou Made";

fn moved() -> Place {
    let mut place = ready(Aspire);
    let because = "--because \"trained=on the job\" --because \"trained-for-people=on the job\"";
    let change = "plan change ahmed --at 15:00 --staff kay,max --why \"Lou is ill\"";
    place.hv(&format!("{change} {because}")).done();
    place
}

#[test]
fn whoever_must_sign_again_reads_exactly_what_changed_wherever_they_look() {
    let mut place = moved();
    let list = place.hv("plan").exits(0).says("VOID, changed since: see below");
    let list = list.says("ahmed/2026-11-24-1a: Since Pat Head signed on Tue 24 Nov").says(MOVED);
    let _why = list.says("(why: Lou is ill)");
    let shown = place.hv(&format!("show {VISIT}")).exits(0);
    let _shown = shown.says("Signature VOID. Since Pat Head signed on").says(MOVED);
    let _verified = place.hv("verify").exits(1).says("CHANGED SINCE").says(MOVED);
    let json = place.hv("plan --json").exits(0).json();
    let first = json["visits"][0]["changed"][0].as_str().unwrap().to_owned();
    assert!(MOVED.starts_with(&first), "{first}");
    // Before anything is asked, and with --quiet too.
    let signed = place.hv("plan sign --signed-by pat --quiet").exits(0).says(MOVED);
    assert!(signed.err.contains("Since Pat Head signed on"), "{}", signed.text());
    // Signed again: nothing to say.
    let _again = place.hv("plan").exits(0).keeps_quiet_about("Since Pat Head");
    let _nothing = place.hv("plan sign --signed-by pat").exits(0).says("Nothing to sign");
}

#[test]
fn what_was_moved_and_moved_back_is_no_change() {
    let mut place = moved();
    place.hv("plan change ahmed --at 14:00 --staff kay,lou --confirmed \"Mon, by phone\" --why \"Lou is well\"").done();
    let list = place.hv("plan").exits(0).keeps_quiet_about("moves from");
    let _list = list.keeps_quiet_about("VOID");
}

#[test]
fn a_card_that_changed_and_a_visit_that_was_dropped_are_told() {
    let mut place = ready(Aspire);
    place.edit("families/ahmed/family.yaml", "Sara Ahmed", "Sara Ahmad");
    let card = place.hv("plan").exits(0).says("Since Pat Head signed on");
    let _card = card.says("the family's or the address's card was changed");
    place.hv("plan drop ahmed --why \"moved away\"").done();
    let _dropped = place.hv("plan").exits(0).says("it is taken off the list (moved away)");
}
