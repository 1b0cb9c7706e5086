//! The story of an outing, a visit, a family and a person: in order, with damage in its place, page by page, and as it
//! happens.

use crate::board::watched;
use crate::harness::{Place, words};
use crate::prompts::ends;
use crate::school::{Aspire, OUTING, Park, VISIT, afield, ready};
use serde_json::Value;
use std::fs;
use std::io::{BufRead, BufReader};
use std::process::Stdio;

/// An afternoon with a late entry, an extension, a concern and what came of it.
fn afternoon() -> Place {
    let mut place = afield(Park);
    place.clock("14:20");
    place.hv("checkin kay lou --at 14:05 --where \"the kitchen\" --note \"all calm\"").done();
    place.hv("extend kay --back 17:30 --why \"a long talk\"").done();
    place.hv("checkin lou --concern \"followed by a van\"").done();
    place.hv("ack kay --who pat --doing \"ringing Lou\"").done();
    place
}

#[test]
fn an_outing_is_told_in_order_with_what_was_typed_later() {
    let mut place = afternoon();
    let run = place.hv(&format!("log {OUTING}")).exits(0);
    let at = |words: &str| {
        let flat = run.out.split_whitespace().collect::<Vec<_>>().join(" ");
        flat.find(words).unwrap_or_else(|| panic!("no {words:?} in\n{}", run.out))
    };
    let order = [
        "planned: Kay Invented and Lou Made go to ahmed on Tue 24 Nov 14:00",
        "Kay Invented and Lou Made left for ahmed/2026-11-24-1a, expected back",
        "Tue 24 Nov 2026 14:05 [2026-11-24-kay-1a] Kay Invented and Lou Made rang school (the kitchen): all calm \
         (typed 14:20 by office, with --now)",
        "the expected return moves from Tue 24 Nov",
        "to Tue 24 Nov 17:30: a long talk",
        "ALARM: Lou Made, cause for concern",
        "CAUSE FOR CONCERN: Lou Made: followed by a van",
        "Pat Head took charge",
    ];
    let places: Vec<usize> = order.iter().map(|words| at(words)).collect();
    assert!(places.is_sorted(), "{places:?}\n{}", run.out);
    let json = place.hv(&format!("log {OUTING} --json")).exits(0).json();
    let kinds: Vec<&str> =
        json["story"].as_array().unwrap().iter().map(|l| l["kind"].as_str().unwrap()).collect();
    assert!(kinds.contains(&"alarm") && kinds.contains(&"correction"), "{kinds:?}");
    assert_eq!(json["damaged"], 0);
}

#[test]
fn a_visit_a_family_and_a_person_lead_to_the_same_outing() {
    let mut place = afternoon();
    for of in [VISIT, "ahmed", "lou"] {
        let _told = place.hv(&format!("log {of}")).exits(0).says("followed by a van");
    }
    let _other = place.hv("log bell").exits(0).says("Nothing is on record.");
    let _nobody_out = place.hv("log pat").exits(0).keeps_quiet_about("van");
    // The last day asked for is in it, the day after the last is not.
    let _in = place.hv("log lou --to 2026-11-24").exits(0).says("van");
    let _out = place.hv("log lou --to 2026-11-23").exits(0).keeps_quiet_about("van");
    let _from = place.hv("log ahmed --from 2026-11-24").exits(0).says("van");
    let _after = place.hv("log ahmed --from 2026-11-25").exits(0).keeps_quiet_about("van");
    let _wrong =
        place.hv("log lou --from 2026-11-25 --to 2026-11-24").exits(2).says("--to is before");
    let _zed = place.hv("log zed").exits(2).says("nothing here is called");
}

#[test]
fn what_was_changed_and_signed_is_told_as_such() {
    let mut place = ready(Aspire);
    place.hv("plan change ahmed --at 15:00 --why \"the family asked\"").done();
    let run = place.hv("log ahmed").exits(0);
    let run = run.says("CHANGED: moves from 14:00 to 15:00").says("(why: the family asked)");
    let _signed = run.says("signed as the list, as principal: ahmed/2026-11-24-1a");
}

#[test]
fn damage_is_told_in_its_place_and_a_record_that_is_gone_is_told() {
    let mut place = afternoon();
    let path = format!("outings/2026-W48/{OUTING}.yaml");
    let text = place.read(&path);
    // The contact at the kitchen is changed by hand.
    place.write(&path, &text.replace("the kitchen", "the garden"));
    for line in [format!("log {OUTING}"), "log lou".to_owned(), "log ahmed".to_owned()] {
        let run = place.hv(&line).exits(3);
        let run = run.says("CANNOT BE TRUSTED: the line was changed after it was written");
        let run = run.says("It seems to say:").says("the garden").says("hv doctor");
        let flat = run.out.split_whitespace().collect::<Vec<_>>().join(" ");
        let damaged = flat.find("the garden").unwrap();
        assert!(damaged > flat.find("left for").unwrap(), "{flat}");
        assert!(damaged < flat.find("followed by a van").unwrap(), "{flat}");
    }
    // A line that nobody can read stands where it was written.
    let mut lines: Vec<&str> = text.lines().collect();
    lines.insert(4, "rubbish");
    place.write(&path, &(lines.join("\n") + "\n"));
    let flat = place.hv(&format!("log {OUTING}")).exits(3).out;
    let flat = flat.split_whitespace().collect::<Vec<_>>().join(" ");
    let rubbish = flat.find("CANNOT BE TRUSTED").unwrap();
    assert!(rubbish > flat.find("left for").unwrap(), "{flat}");
    assert!(rubbish < flat.find("followed by a van").unwrap(), "{flat}");
    // Nothing but rubbish is left of it.
    place.write(&path, "rubbish\n");
    let _lost = place.hv(&format!("log {OUTING}")).exits(3).says("CANNOT BE TRUSTED");
    let _family = place.hv("log ahmed").exits(3).says("CANNOT BE TRUSTED");
    let json = place.hv("log lou --json").exits(3).json();
    assert!(json["damaged"].as_u64().unwrap() > 0, "{json}");
}

/// Whatever the markers, the lists and the outings name and is not there is a line of every story it may belong to.
#[test]
fn what_is_named_and_gone_is_told() {
    let visit = format!("families/{}.yaml", VISIT.replace('/', "/visits/"));
    let outing = format!("outings/2026-W48/{OUTING}.yaml");
    for (gone, of) in [
        (&outing, vec![OUTING, VISIT, "ahmed", "kay", "lou"]),
        (&visit, vec![OUTING, VISIT, "ahmed", "kay", "2026-W48"]),
    ] {
        let mut place = afield(Aspire);
        for of in &of {
            place.hv(&format!("log {of}")).done();
        }
        fs::remove_file(place.folder().join(gone)).unwrap();
        for of in of {
            let json = place.hv(&format!("log {of} --json")).exits(3).json();
            let story = json["story"].as_array().unwrap();
            let told = |l: &&Value| {
                let says = l["says"].as_str().unwrap();
                says.contains(gone.as_str()) && says.contains("not there")
            };
            assert_eq!(story.iter().filter(told).count(), 1, "{gone}, log {of}: {json}");
        }
        let _stranger = place.hv("log pat").exits(0);
    }
    // What is left of a visit that is gone is told as well.
    let mut place = afternoon();
    fs::remove_file(place.folder().join(&visit)).unwrap();
    let _left = place.hv("log ahmed").exits(3).says("followed by a van");
}

#[test]
fn page_by_page_on_a_terminal_and_nowhere_else() {
    let mut place = afternoon();
    for n in 0..30 {
        place.hv(&format!("checkin kay --note \"call {n}\"")).done();
    }
    let line = format!("log {OUTING} --now {}", place.now().rfc3339());
    let paged = |pager: &str, flags: &str| {
        let words = format!("{line} {flags}");
        let mut session = watched(&place, &words, &[("HV_PAGER", pager)]);
        ends(&mut session, 0)
    };
    let first = paged("head -n 2", "");
    assert!(first.contains("What happened") && !first.contains("call 29"), "{first}");
    for (pager, flags) in [
        ("cat", ""),
        ("false", ""),
        ("/nowhere/pager", ""),
        ("head -n 2", "--plain"),
        ("head -n 2", "--json"),
    ] {
        let all = paged(pager, flags);
        assert!(all.contains("call 29"), "{pager} {flags}: {all}");
    }
    // Without a terminal there is no pager, whatever is set.
    let mut program = place.program();
    program.args(words(&line)).env("HV_PAGER", "false").env("PAGER", "false");
    let out = program.output().unwrap();
    assert!(String::from_utf8_lossy(&out.stdout).contains("call 29"));
}

#[test]
fn new_lines_are_told_as_they_come_and_none_twice() {
    let place = Place::new("2026-11-24T08:00:00+00:00");
    let init = "init school --policy hunsbury-park --name \"Invented Primary\" --hours 08:30-16:00 --id x --no-git";
    place.hv_now(init).done();
    place.hv_now("staff add kay --name \"Kay Invented\" --mobile \"07700 900001\"").done();
    place.hv_now("out kay --breach \"rang from the road\" --where \"the shops\" --back +2h").done();
    let mut child = place
        .program()
        .args(["log", "kay", "--follow"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let first = lines.next().unwrap();
    assert!(first.contains("Kay Invented left for the shops"), "{first}");
    place.hv_now("checkin kay --note \"the first call\"").done();
    let next = lines.find(|line| line.contains("rang school")).unwrap();
    assert!(next.contains("the first call"), "{next}");
    place.hv_now("back kay").done();
    let between: Vec<String> =
        lines.by_ref().take_while(|line| !line.contains("back at school")).collect();
    assert!(!between.iter().any(|line| line.contains("the first call")), "{between:?}");
    child.kill().unwrap();
    let _ended = child.wait().unwrap();
    let now = place.hv_now("log kay --follow --now 2026-11-24T08:00:00+00:00").exits(2);
    let _hint = now.says("--follow shows what comes");
}

#[test]
fn a_line_whose_time_nobody_can_read_has_none() {
    let mut place = afternoon();
    let path = format!("outings/2026-W48/{OUTING}.yaml");
    let text = place.read(&path);
    place.write(&path, text.get(..300).unwrap());
    for of in [OUTING, "kay", "ahmed"] {
        let run = place.hv(&format!("log {of}")).exits(3).says("time not known: ");
        let _run = run.says("CANNOT BE TRUSTED").keeps_quiet_about("1970");
    }
    let json = place.hv(&format!("log {OUTING} --json")).exits(3).json();
    let damaged = |l: &&Value| l["kind"] == "damaged";
    let line = json["story"].as_array().unwrap().iter().find(damaged).unwrap();
    assert!(line["at"].is_null(), "{line}");
}
