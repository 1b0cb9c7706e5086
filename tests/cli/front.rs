//! `hv` alone: who is out, what is due next, what is owed, and the one command to type now. It is as strict as
//! `hv overdue`: what it does not know is a danger, in words and in the exit code.

use crate::harness::Place;
use crate::school::{Aspire, OUTING, Park, VISIT, afield, plan, ready, school};

/// The last line: the command that comes first.
#[track_caller]
fn type_now(out: &str) -> &str {
    let last = out.lines().last().unwrap_or_default();
    last.strip_prefix("TYPE NOW: ").unwrap_or_else(|| panic!("nothing to type in\n{out}"))
}

#[test]
fn in_time_late_in_charge_and_resolved_each_have_their_command_and_overdues_exit_code() {
    let mut place = afield(Aspire);
    place.clock("12:30");
    let calm = place.hv("").exits(0).says("1 outing, all in time").says("Due next: 13:00 contact");
    assert_eq!(type_now(&calm.out), "hv checkin kay lou");
    // Both sides of the boundary: what overdue calls late is late here.
    for (now, code) in [("2026-11-24T12:59:59+00:00", 0), ("2026-11-24T13:00:00+00:00", 4)] {
        place.set_now(now);
        let overdue = place.hv("overdue").exits(code);
        place.set_now(now);
        let front = place.hv("").exits(code);
        assert_eq!(overdue.out.is_empty(), !front.out.contains("NOBODY HAS TAKEN CHARGE"));
    }
    place.clock("13:20");
    let late = place.hv("").exits(4).says("WHAT TO DO NOW, FOR THE WORST");
    assert!(late.out.starts_with("OUT, Tue 24 Nov 13:20: 1 outing, 1 NOT IN TIME"), "{}", late.out);
    assert_eq!(type_now(&late.out), format!("hv ack {OUTING} --doing \"WHAT YOU ARE DOING\""));
    place.hv("ack kay --who max --doing \"ringing\"").done();
    assert_eq!(type_now(&place.hv("").exits(4).out), "hv overdue");
    place.hv("checkin kay lou").done();
    let told = place.hv("").exits(4).says("TOLD AND NOT RESOLVED");
    assert!(type_now(&told.out).starts_with("hv resolve kay lou"), "{}", told.out);
}

#[test]
fn a_quiet_day_says_what_comes_next() {
    let mut place = school(Park);
    let empty = place.hv("").exits(0).says("nobody is signed out");
    assert!(type_now(&empty.out).starts_with("hv plan add "), "{}", empty.out);
    place.hv(&plan(Park, "ahmed", "14:00", "kay,lou")).done();
    let planned = place.hv("").exits(0).says(&format!("14:00 visit {VISIT}"));
    assert_eq!(type_now(&planned.out), "hv out kay lou");
}

#[test]
fn what_a_visit_lacks_and_what_is_owed_are_named() {
    let mut place = school(Aspire);
    place.hv(&plan(Aspire, "ahmed", "2026-11-26T14:00", "kay,lou")).done();
    let _lacks = place
        .hv("")
        .exits(0)
        .says("Still missing for visits to come")
        .says("hv why ahmed/2026-11-26-1a");
    let mut owed = crate::school::visited(Aspire);
    let _owed = owed.hv("").exits(0).says("Owed after the fact");
}

#[test]
fn what_cannot_be_read_is_said_first_and_is_never_calm() {
    let mut place = afield(Park);
    let path = format!("outings/2026-W48/{OUTING}.yaml");
    place.write(&path, "id: nonsense\n");
    let overdue = place.hv("overdue").exit;
    let front = place.hv("");
    assert_eq!(front.exit, overdue);
    assert!(
        matches!(front.exit, 3 | 4) && front.out.lines().next().unwrap().contains(&path),
        "{}",
        front.text()
    );
    let _calm = front.keeps_quiet_about("nobody is signed out");

    // A policy that cannot be read: nobody knows what the visits lack.
    let mut place = ready(Park);
    place.write("policy.toml", "hv-policy = 1\n");
    let unknown = place.hv("").exits(3).says("NOT KNOWN what visits to come still lack");
    assert_eq!(type_now(&unknown.out), "hv doctor");
    // hv.toml that cannot be read.
    let mut place = ready(Park);
    place.write("hv.toml", "format = \n");
    assert_eq!(type_now(&place.hv("").exits(3).out), "hv doctor");
}

#[test]
fn the_same_as_json_on_one_line() {
    let mut place = afield(Aspire);
    place.clock("12:30");
    let calm = place.hv("--json").exits(0).json();
    assert_eq!(calm["type"], "hv checkin kay lou");
    assert_eq!(calm["all_known"], true);
    assert_eq!(calm["next"][0]["id"], OUTING);
    place.write("policy.toml", "hv-policy = 1\n");
    let unknown = place.hv("--json").exits(3).json();
    assert_eq!((&unknown["all_known"], &unknown["type"]), (&false.into(), &"hv doctor".into()));
}

#[test]
fn without_a_folder_it_says_so_and_what_to_type() {
    let mut place = Place::new("2026-11-24T08:00:00+00:00");
    let _said =
        place.hv("").exits(3).says("no record folder here").says("hv init DIR").says("hv --help");
}
