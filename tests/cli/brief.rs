//! `hv brief`: whom it finds, and that nothing it cannot read stops the page or is left out of it.

use crate::harness::Place;
use crate::school::{Aspire, OUTING, Park, VISIT, afield, plan, ready};

const RECORD: &str = "outings/2026-W48/2026-11-24-kay-1a.yaml";

fn headings(text: &str) -> Vec<&str> {
    let heading = |l: &&str| l.split_once(". ").is_some_and(|(n, _)| n.parse::<u8>().is_ok());
    text.lines().filter(heading).collect()
}

#[test]
fn a_name_an_outing_and_a_visit_find_the_same_page() {
    let mut place = afield(Park);
    place.clock("13:00");
    for line in
        ["brief kay", "brief kay invented", "brief Lou", "brief 2026-11-24-kay", "brief ahmed/2026"]
    {
        place.clock("13:00");
        let run = place
            .hv(line)
            .exits(0)
            .says(&format!("TO READ OUT TO THE POLICE: {OUTING}, made Tue 24 Nov 13:00"));
        let run = run
            .says("Car of Kay Invented: silver Ford Fiesta AB12 CDE")
            .says("Caller: NOT KNOWN: \"office\" is typing");
        let run = run
            .says("Ring us back on: School office 01632 960100")
            .says("Emergency contact of Lou Made: Jo Made 07700 900124");
        let run =
            run.says("Sara Ahmed, parent or carer, 07700 900456").says("| Incident number ___");
        assert_eq!(headings(&run.out).len(), 14, "{}", run.out);
        let _private = run.keeps_quiet_about("Ali").keeps_quiet_about("attendance");
    }
    let _nobody = place.hv("brief zed").exits(2).says("\"zed\" is not out").says("ring 999 now");
}

#[test]
fn a_visit_that_nobody_signed_out_for_has_a_page() {
    let mut place = ready(Park);
    for line in ["brief kay", &format!("brief {VISIT}")] {
        let _page = place
            .hv(line)
            .exits(0)
            .says(&format!("POLICE: {VISIT}"))
            .says("nobody signed out for 14:00");
    }
}

#[test]
fn an_outing_that_only_its_marker_tells_of_has_a_page() {
    let mut place = afield(Park);
    place.write(RECORD, "no record at all\n");
    for line in ["brief kay", &format!("brief {OUTING}")] {
        let run = place.hv(line).exits(3).says("Ring 999 now: unless you reach them at once");
        let run =
            run.says("Telephone carried by Kay Invented: 07700 900001").says("Due back: 15:30");
        let run = run
            .says("Planned, in this order: 12 Sample Street, Testford")
            .says("Last word of them: NOT KNOWN");
        // The address finds the family.
        let run = run.says("Sara Ahmed, parent or carer, 07700 900456");
        assert_eq!(headings(&run.out).len(), 14, "{}", run.out);
    }
}

#[test]
fn with_nothing_but_the_outing_left_to_read_every_line_is_there() {
    let mut place = afield(Aspire);
    for path in ["policy.toml", "hv.toml", "people/kay.yaml", "families/ahmed/family.yaml"] {
        place.write(path, "{ this is nothing\n");
    }
    std::fs::remove_file(place.folder().join("addresses/ahmed.yaml")).unwrap();
    let run = place.hv(&format!("brief {OUTING}")).exits(3);
    assert_eq!(headings(&run.out).len(), 14, "{}", run.out);
    let _page = run
        .says("School: NOT KNOWN: hv.toml cannot be read")
        .says("Next of kin of Kay Invented: NOT KNOWN: people/kay.yaml cannot be read")
        .says("Emergency contact of Kay Invented: Sam Invented 07700 900123")
        .says("Should be: 12 Sample Street, Testford")
        .says("Directions: NOT KNOWN")
        .says("Lives at 12 Sample Street, Testford: NOT KNOWN: families/ahmed/family.yaml cannot be read")
        .says("Code word: NOT KNOWN: policy.toml cannot be read");
}

#[test]
fn the_code_word_is_told_of_where_the_policy_has_one() {
    let _agreed = afield(Aspire)
        .hv("brief kay")
        .exits(0)
        .says("A code word was agreed: yes")
        .says("Max Desk knows it");
    let _none = afield(Park).hv("brief kay").exits(0).says("Code word: the policy asks for none");
}

#[test]
fn the_page_as_data_has_the_same_sections() {
    let mut place = afield(Park);
    let page = place.hv("brief kay --json").exits(0).json();
    let sections = page["briefs"][0]["sections"].as_array().unwrap();
    assert_eq!(sections.len(), 14);
    assert_eq!(page["briefs"][0]["record"], OUTING);
    let unknown = sections
        .iter()
        .flat_map(|s| s["lines"].as_array().unwrap())
        .filter(|l| l["known"] == false);
    assert!(unknown.clone().count() > 3);
    for line in unknown {
        assert!(line["says"].as_str().unwrap().starts_with("NOT KNOWN: "), "{line}");
    }
}

/// What is on the page for the police and nowhere near a board: the family's numbers and cautions.
#[test]
fn the_board_and_the_sums_tell_nothing_of_the_family() {
    let place: &mut Place = &mut afield(Park);
    for line in ["board", &format!("why {OUTING}"), "board --json"] {
        let _quiet = place.hv(line).exits(0).keeps_quiet_about("Sara").keeps_quiet_about("Ali");
    }
}

#[test]
fn several_names_have_their_pages_and_a_name_nobody_answers_to_does_not_stop_them() {
    let mut place = afield(Park);
    let both = place.hv("brief kay lou").exits(0).says(&format!("POLICE: {OUTING}"));
    assert_eq!(both.out.matches("TO READ OUT TO THE POLICE").count(), 1, "{}", both.out);
    let slip = place.hv("brief kay mxa").exits(2).says("\"mxa\" is not out");
    assert_eq!(slip.out.matches("TO READ OUT TO THE POLICE").count(), 1, "{}", slip.out);
}

#[test]
fn where_somebody_in_danger_was_said_to_be_is_answered_read_out_and_on_the_board() {
    let mut place = afield(Park);
    let line = "distress kay --note bundled --where \"red van, A45\"";
    let _told = place.hv(line).exits(0).says("They said they are at: red van, A45");
    let _page = place
        .hv("brief kay")
        .exits(0)
        .says("Where Kay Invented is, as was said: red van, A45; in the report of DISTRESS")
        .says("Kay Invented is in danger: bundled");
    let _late = place.hv("overdue").exits(4).says("should be at: red van, A45, as they said");
    let _board = place.hv("board").exits(0).says("red van, A45, as they said; planned:");
}

#[test]
fn a_torn_report_of_distress_is_told_as_distress() {
    let mut place = afield(Park);
    place.hv("distress kay").done();
    let path = place.folder().join(RECORD);
    let mut bytes = std::fs::read(&path).unwrap();
    bytes.truncate(bytes.len() - 30);
    std::fs::write(&path, bytes).unwrap();
    let _page = place
        .hv("brief kay")
        .exits(3)
        .says("Ring 999 now: a line of the record that cannot be read seems to report DISTRESS");
    let late = place.hv("overdue").exits(3);
    let first = late.out.lines().take(3).collect::<Vec<_>>().join(" ");
    assert!(first.contains("it seems to report DISTRESS"), "{}", late.out);
}

#[test]
fn a_breach_to_an_address_on_record_tells_its_cautions() {
    let mut place = ready(Park);
    place.hv("family change ahmed --caution \"loose dog=neighbour\"").done();
    let line = "out kay --breach rang --where \"12 sample street,  Testford\" --back 16:00";
    let _out = place.hv(line).exits(0).says("loose dog (neighbour");
    let _page = place.hv("brief kay").exits(0).says("loose dog (neighbour");
}

#[test]
fn without_hv_toml_the_page_is_ring_999_and_who_is_out() {
    let mut place = afield(Park);
    std::fs::remove_file(place.folder().join("hv.toml")).unwrap();
    let _bare = place
        .hv("brief kay")
        .exits(3)
        .says("RING 999 NOW")
        .says("OUT: Kay Invented 07700 900001")
        .says("12 Sample Street, Testford");
}

/// Kay and Lou are out; Lou alone was to go to the Bells at 13:00, and nobody signed out for that.
fn out_and_missed_elsewhere() -> Place {
    let mut place = afield(Park);
    place.clock("12:01");
    place.hv(&plan(Park, "bell", "13:00", "lou")).done();
    place.clock("13:30");
    let _rings =
        place.hv("overdue").exits(4).says("LOU MADE: nobody signed out for a planned visit");
    place
}

#[test]
fn the_page_about_somebody_who_is_out_tells_the_alarm_of_a_visit_that_nobody_signed_out_for() {
    let mut place = out_and_missed_elsewhere();
    let page = place.hv("brief lou").exits(0).says(&format!("POLICE: {OUTING}"));
    let page = page.says("POLICE: bell/2026-11-24-1a").says("nobody signed out for 13:00");
    let page = page.says("Late as well: Lou Made: nobody signed out for a planned visit, due");
    let _page = page.keeps_quiet_about("nothing is late by what is recorded");
    // Asked for by its id, or by whom it is not about.
    let one = place.hv(&format!("brief {OUTING}")).exits(0).says("Late as well: Lou Made");
    let _one = one.keeps_quiet_about("POLICE: bell");
    let _kay = place.hv("brief kay").exits(0).keeps_quiet_about("POLICE: bell");
}

#[test]
fn why_tells_every_alarm_about_a_person() {
    let mut place = out_and_missed_elsewhere();
    let said = place.hv("why lou").exits(0).says("Contact, Kay Invented and Lou Made");
    let _said =
        said.says("LOU MADE: nobody signed out for a planned visit").says("bell/2026-11-24");
    let json = place.hv("why lou --json").exits(0).json();
    assert_eq!(json["beside"][0]["clock"], "departure", "{json}");
    let _kay = place.hv("why kay").exits(0).keeps_quiet_about("nobody signed out");
    // Back from the one, and missed for the other.
    place.hv("back kay lou").done();
    let _said =
        place.hv("why lou").exits(0).says("LOU MADE: nobody signed out for a planned visit");
}
