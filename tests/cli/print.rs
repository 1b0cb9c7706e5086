//! Pages for paper: what is on each, what never is, and where they may be written.

use crate::harness::Place;
use crate::school::{Aspire, OUTING, Park, VISIT, afield, plan_with, ready};
use std::os::unix::fs::PermissionsExt;

/// What hangs in no office and lies on no kitchen table.
const CHILD: &str = "Ali Ahmed";

#[test]
fn the_day_is_enough_to_go_on_by_hand() {
    let mut place = afield(Aspire);
    place.clock("12:30");
    let day = place.hv("print day").exits(0);
    for wanted in [
        "Home visits by hand: Tue 24 Nov 2026",
        "School office 01632 960100, Back office 01632 960102",
        "1 outing out, 0 visits still to leave for",
        "OUT: Kay Invented and Lou Made (2026-11-24-kay-1a)",
        "Kay Invented: 07700 900001; silver Ford Fiesta AB12 CDE; last heard 12:00",
        "to ring for them: Sam Invented 07700 900123",
        "Family ahmed: 14:00 to 14:45: 12 Sample Street, Testford; Sara Ahmed 07700 900456",
        "* 13:00 What: contact within 60 minutes of the last, Kay Invented and Lou Made",
        "What: BACK: Lou Made",
        "Outings that were not planned",
        "WHEN THERE IS DANGER: danger, or the agreed words",
        "WHEN SOMEBODY IS LATE: no contact by the time due",
        "10 minutes after it was due (hv's own time, not the policy's)",
        "Pat Head 07700 900003",
        "WHAT TO READ TO THE POLICE",
        "hv reconcile types this sheet in",
        "One sum over these: ",
    ] {
        assert!(flat(&day.out).contains(wanted), "no {wanted:?} in\n{}", day.out);
    }
    let _child = day.keeps_quiet_about(CHILD).keeps_quiet_about("no transport");
}

#[test]
fn whoever_is_still_to_leave_has_a_line_for_each_call_and_for_not_having_left() {
    let mut place = ready(Aspire);
    let day = place.hv("print day").exits(0);
    for wanted in [
        "TO LEAVE: Kay Invented and Lou Made (ahmed/2026-11-24-1a)",
        "* 14:15 What: LEFT SCHOOL (write the time). Nobody left by then: LATE",
        "* 14:00 What: Contact before the visit: 12 Sample Street, Testford",
        "* 14:45 What: Out of the property, and rung in: 12 Sample Street, Testford",
        "What: BACK: Kay Invented",
    ] {
        assert!(flat(&day.out).contains(wanted), "no {wanted:?} in\n{}", day.out);
    }
    // Nobody is out and nothing is late, so a day without a visit may say so.
    let other = place.hv("print day tomorrow").exits(0);
    let _other = other.says("Wed 25 Nov 2026").says("Nobody is out, and nothing is planned");
    let _no_day = place.hv("print day noonish").exits(2).says("is not a day hv knows");
}

#[test]
fn two_visits_of_the_same_people_have_a_block_each_in_their_order() {
    let mut place = ready(Park);
    place.hv(&plan_with(Park, "bell", &["--at=13:00"])).done();
    place.hv(&plan_with(Park, "bell", &["--at=15:00"])).done();
    let day = flat(&place.hv("print day").exits(0).out);
    let blocks: Vec<&str> = day.split("TO LEAVE: ").skip(1).collect();
    assert_eq!(blocks.len(), 3, "{day}");
    let visits = ["bell/2026-11-24-1a", "ahmed/2026-11-24-1a", "bell/2026-11-24-2a"];
    for (block, visit) in blocks.iter().zip(visits) {
        assert!(block.starts_with(&format!("Kay Invented and Lou Made ({visit})")), "{block}");
        for each in ["Left at, and back by", "LEFT SCHOOL (write the time)", "BACK: Lou Made"] {
            assert_eq!(block.matches(each).count(), 1, "{each}: {block}");
        }
    }
}

#[test]
fn what_cannot_be_read_stands_first_on_the_day_and_is_no_clean_exit() {
    let mut place = afield(Park);
    let path = format!("outings/2026-W48/{OUTING}.yaml");
    place.write(&path, "no record\n");
    let day = place.hv("print day").exits(3);
    let before = day.out.split("How to go on by hand").next().unwrap().to_owned();
    let first = flat(&before);
    assert!(first.contains("!! OUT, AND THEIR RECORD CANNOT BE READ: Kay Invented 07700 900001, Lou Made 07700 900002: 12 Sample Street"), "{first}");
    assert!(first.contains("Ring them first."), "{first}");
}

#[test]
fn the_week_shows_each_signature_and_what_changed_since() {
    let mut place = ready(Aspire);
    let signed = place.hv("print week").exits(0);
    let signed =
        signed.says("Signed: Pat Head, Tue 24 Nov 2026").says("signed as it stands, all 1");
    let _signed =
        signed.says("it rests on a name typed, not on a signature").says("Signed by the principal");
    place.hv(&format!("plan change {VISIT} --at 14:30 --why \"bus\"")).done();
    let void = place.hv("print week 2026-W48").exits(0);
    let void = void.says("!! CHANGED SINCE IT WAS SIGNED: 1 visit.").says("VOID: changed since");
    let _void =
        void.says("NOT SIGNED, none of 1").says("from 14:00 to 14:30; the family's confirmation");
    // The same bytes, the same hash: whoever holds the paper can tell.
    let sum = std::process::Command::new("sha256sum")
        .arg(place.folder().join("weeks/2026-W48.yaml"))
        .output()
        .unwrap();
    let sum = String::from_utf8(sum.stdout).unwrap();
    let _sum = place.hv("print week").exits(0).says(&format!("weeks/2026-W48.yaml {}", &sum[..16]));
}

#[test]
fn what_is_carried_into_a_home_holds_no_child_no_reason_and_no_caution() {
    let mut place = ready(Aspire);
    place.hv("family change ahmed --caution \"an uncle who shouts=police letter\"").done();
    let sheet = place.hv("print visit ahmed").exits(0);
    let sheet = sheet
        .says("Where: 12 Sample Street, Testford")
        .says("School office: 01632 960100")
        .says("at least every 60 minutes")
        .says("1 CAUTION on record for this visit, and not printed here")
        .says("[ ] I have read the cautions");
    assert!(!sheet.out.contains("none on record"), "{}", sheet.out);
    let sheet = sheet.keeps_quiet_about(CHILD).keeps_quiet_about("no transport");
    let _sheet = sheet.keeps_quiet_about("07700 900456").keeps_quiet_about("uncle");
    place.hv(&format!("plan drop {VISIT} --why ill")).done();
    let _gone = place
        .hv("print visit ahmed")
        .exits(0)
        .says("!! NOT PLANNED ANY MORE. Nobody leaves with this sheet.");
}

#[test]
fn a_card_tells_whom_to_ring_and_never_the_words_agreed() {
    let mut place = ready(Aspire);
    let card =
        place.hv("print card kay").exits(0).says("Kay Invented").says("Duty phone: 01632 960101");
    let card = card.says("Ring in at least every 60 minutes").says("They are not on this card.");
    let _card = card.keeps_quiet_about("Lou Made").keeps_quiet_about("07700 900456");
    let _all = place.hv("print card").exits(0).says("5 cards").says("Lou Made");
    let _nobody = place.hv("print card zed").exits(2).says("nobody on the staff is called \"zed\"");
}

#[test]
fn cars_incidents_and_the_brief() {
    let mut place = afield(Park);
    let cars =
        place.hv("print vehicles").exits(0).says("Registration: AB12 CDE").says("no car on record");
    let _cars = cars.says("Insured until: Wed 31 Mar 2027");
    place.set_now("2027-04-01T08:00:00+00:00");
    let _ended = place.hv("print vehicles").exits(0).says("Insured until: ENDED Wed 31 Mar 2027");
    place.set_now("2026-11-24T12:30:00+00:00");
    let empty =
        place.hv("print incident").exits(0).says("What happened, in order, in plain words:");
    let _empty = empty.says("Was physical intervention used? [ ] yes [ ] no");
    let none = place
        .hv("print incident ahmed")
        .exits(0)
        .says("!! NO INCIDENT IS ON RECORD for this visit yet");
    let _none = none.says("Where: 12 Sample Street, Testford").keeps_quiet_about(CHILD);
    let brief = place
        .hv("print brief kay")
        .exits(0)
        .says("To read out to the police: ring 999")
        .keeps_quiet_about("TO READ OUT TO THE POLICE:");
    let _brief = brief.says("3. WHO IS MISSING").says("Kay Invented").keeps_quiet_about(CHILD);
    let json = place.hv("print brief kay --json").exits(0).json();
    assert_eq!(json["page"]["title"], "To read out to the police: ring 999");
    assert_eq!(json["page"]["parts"][2]["heading"], "3. WHO IS MISSING");
}

#[test]
fn an_incident_on_record_is_on_its_report_with_what_is_owed() {
    let mut place = afield(Aspire);
    place.hv("arrive kay lou").done();
    let kind = &Aspire.policy().incidents[0];
    place
        .hv(&format!(
            "incident kay --kind {} --affected kay --by-whom carer --reference CP-7",
            kind.id
        ))
        .done();
    let report = place.hv("print incident ahmed").exits(0).says(&kind.says);
    let report = report.says("Account kept under: CP-7").says("Person affected (Kay Invented)");
    let _report = report.says("Still owed").keeps_quiet_about("NO INCIDENT");
}

#[test]
fn a_page_is_written_for_its_owner_only_and_over_nothing_unless_asked() {
    let mut place = ready(Park);
    let before = place.tree();
    let written = place.hv("print day --html ../day.html").exits(0);
    let _written = written.says("Written to PLACE/day.html.").says("Delete it once it is printed.");
    let file = place.path().join("day.html");
    let mode = std::fs::metadata(&file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let first = std::fs::read_to_string(&file).unwrap();
    assert!(first.contains("<html lang=\"en-GB\">") && first.contains("scope=\"col\""), "{first}");
    assert!(
        !first.contains("<script")
            && first.contains("default-src 'none'") | first.contains("default-src &#39;none&#39;")
    );
    std::fs::write(&file, "mine").unwrap();
    let refused = place
        .hv("print day --html ../day.html")
        .exits(2)
        .says("is there already, and stays as it is");
    let _refused = refused.says("or write over it: --force");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "mine");
    place.hv("print day --html ../day.html --force").done();
    assert!(std::fs::read_to_string(&file).unwrap().starts_with("<!DOCTYPE html>"));
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    // A link is not written through, and no folder is replaced.
    let (link, target) = (place.path().join("link.html"), place.path().join("target"));
    std::fs::write(&target, "theirs").unwrap();
    std::os::unix::fs::symlink(&target, &link).unwrap();
    let _link = place.hv("print day --html ../link.html --force").exits(2).says("no ordinary file");
    assert_eq!(std::fs::read_to_string(&target).unwrap(), "theirs");
    let _inside = place.hv("print day --html day.html").exits(2).says("lies in the record folder");
    let _inside =
        place.hv("print day --html day.html --force").exits(2).says("lies in the record folder");
    assert_eq!(before, place.tree());
}

#[test]
fn what_is_typed_wrongly_is_said() {
    let mut place = ready(Park);
    for (line, words) in [
        ("print", "<PAGE>"),
        ("print days", "tip: a similar value exists: 'day'"),
        ("print visit", "hv print visit: which visit?"),
        ("print visit zed", "no family called \"zed\""),
        ("print visit ahmed bell", "one page at a time"),
        ("print assessment", "hv print assessment: of which family?"),
        ("print assessment ahmed", "has no risk assessment"),
        ("print brief", "hv print brief: about whom?"),
        ("print brief zed", "is not out"),
        ("print incident zed", "no family called \"zed\""),
        ("print week 2026-W99", "is not a week"),
        ("print vehicles kay", "takes no name"),
        ("print day --force", "--force writes over a file"),
        ("print day --json --html ../x.html", "not together with --html or --pdf"),
        ("print day --pdf -", "a PDF goes into a file"),
        ("print day --html ../no/such.html", "there is no folder"),
    ] {
        let run = place.hv(line).exits(2).says(words);
        assert!(run.out.is_empty() || line.contains("--json"), "hv {line}: {}", run.out);
    }
}

#[test]
fn without_a_browser_it_says_so_and_writes_nothing() {
    let place = ready(Park);
    let mut program = place.program();
    program.args([
        "print",
        "day",
        "--html",
        "../a.html",
        "--pdf",
        "../a.pdf",
        "--now",
        &place.now().rfc3339(),
    ]);
    let output = program.env("PATH", "/nowhere").output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("error: NO PDF: no browser was found to make it with"), "{said}");
    assert!(said.contains("hint: --html FILE writes the same page for any browser"), "{said}");
    assert!(!place.path().join("a.html").exists() && !place.path().join("a.pdf").exists());
}

/// A browser that ends without a page, and one that is there but does nothing of the kind.
#[test]
fn a_browser_that_makes_nothing_is_named_and_nothing_is_left() {
    let place = ready(Park);
    let bin = place.path().join("bin");
    std::fs::create_dir(&bin).unwrap();
    std::fs::write(bin.join("chromium"), "#!/bin/sh\necho no room >&2\nexit 5\n").unwrap();
    std::fs::set_permissions(bin.join("chromium"), std::fs::Permissions::from_mode(0o700)).unwrap();
    let mut program = place.program();
    program.args(["print", "day", "--pdf", "../a.pdf", "--now", &place.now().rfc3339()]);
    let output = program.env("PATH", format!("{}:/usr/bin:/bin", bin.display())).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(
        said.contains("bin/chromium made none") && said.contains("it ended with 5: no room"),
        "{said}"
    );
    assert!(!place.path().join("a.pdf").exists());
}

/// No meaning is in colour: there is none.
#[test]
fn every_page_is_black_white_and_grey() {
    for css in
        [include_str!("../../src/render/paper/a4.css"), include_str!("../../src/render/wall.css")]
    {
        let colours = css
            .split('#')
            .skip(1)
            .map(|after| after.chars().take_while(char::is_ascii_hexdigit).collect::<String>());
        let mut seen = 0;
        for colour in colours.filter(|c| matches!(c.len(), 3 | 6)) {
            let third = colour.len() / 3;
            let parts = [&colour[..third], &colour[third..2 * third], &colour[2 * third..]];
            assert!(parts[0] == parts[1] && parts[1] == parts[2], "#{colour} is a colour");
            seen += 1;
        }
        assert!(seen > 2, "no colour is looked at");
        for word in ["rgb", "hsl", "red", "green", "blue", "orange"] {
            assert!(!css.split(|c: char| !c.is_ascii_alphabetic()).any(|w| w == word), "{word}");
        }
    }
}

pub(crate) fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The example school on its busiest morning, in a place of its own.
pub(crate) fn example() -> Place {
    let place = Place::new("2026-11-24T11:30:00+00:00");
    let from = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/nettlewick");
    let copied = std::process::Command::new("cp").args(["-r", from]).arg(place.folder()).status();
    assert!(copied.unwrap().success());
    place
}

#[test]
fn whoever_is_still_to_leave_is_waited_for_in_the_order_of_the_clock() {
    for under in [Aspire, Park] {
        let mut place = ready(under);
        let day = place.hv("print day").exits(0);
        let block = day.out.split("TO LEAVE: ").nth(1).unwrap();
        let block = block.split("BACK: ").next().unwrap();
        let is_time = |t: &&str| t.len() == 5 && t.as_bytes().get(2) == Some(&b':');
        let times: Vec<&str> =
            block.lines().filter_map(|l| l.strip_prefix("* ")).filter(is_time).collect();
        assert!(times.len() > 2 && times.is_sorted(), "{times:?}\n{block}");
    }
}
