//! A day's sheet typed in afterwards: the paper's times are kept, what cannot have been is refused, and whoever is still
//! out is watched.

use crate::harness::{Place, Run};
use crate::school::{Aspire, OUTING, Park, afield, ready};
use std::fmt::Write as _;

const HEAD: &str = "time,who,did,visit,back,monitor,said,written-by\n";

fn sheet(place: &Place, lines: &[&str]) {
    let mut text = HEAD.to_owned();
    for line in lines {
        writeln!(text, "{line}").unwrap();
    }
    std::fs::write(place.path().join("sheet.csv"), text).unwrap();
}

fn typed(place: &mut Place, lines: &[&str]) -> Run {
    sheet(place, lines);
    place.hv("reconcile --from ../sheet.csv --yes")
}

#[test]
fn a_whole_outing_on_paper_goes_on_record_with_its_times_and_who_wrote_them() {
    let mut place = ready(Aspire);
    place.clock("16:30");
    let run = typed(
        &mut place,
        &[
            "13:50,\"kay, lou\",left,ahmed,15:15,max,,Lou Made",
            "14:01,kay and lou,arrived,,,,,Lou Made",
            "14:03,\"kay,lou\",in,,,,,Max",
            "14:44,\"kay,lou\",out,,,,,Max",
            "14:46,kay,rang,,,,on the way back,Max",
            "15:20,\"kay,lou\",back,,,,,Max",
        ],
    )
    .exits(0);
    let run = run
        .says("a new outing, on record as gone without hv's checks")
        .says("Kay Invented and Lou Made: 6 lines recorded, 2026-11-24-kay-1a.")
        .says("WOULD HAVE RUNG: Kay Invented and Lou Made, contact with school before the visit, due 14:00, until 14:01");
    let _run = run.says(
        "WOULD HAVE RUNG: Kay Invented and Lou Made, return to school, due 15:15, until 15:20",
    );
    let record = place.read(&format!("outings/2026-W48/{OUTING}.yaml"));
    let events: Vec<serde_json::Value> = record
        .lines()
        .filter_map(|l| l.strip_prefix("- "))
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    let told: Vec<(&str, &str, &str, &str)> = events
        .iter()
        .map(|e| {
            let text = |key: &str| e[key].as_str().unwrap_or("none");
            (&text("at")[11..16], text("did"), text("paper"), text("by"))
        })
        .collect();
    assert_eq!(
        told,
        [
            ("13:50", "sign-out", "Lou Made", "office"),
            ("14:01", "arrive", "Lou Made", "office"),
            ("14:03", "enter", "Max", "office"),
            ("14:44", "leave", "Max", "office"),
            ("14:46", "contact", "Max", "office"),
            ("15:20", "back", "Max", "office"),
        ]
    );
    assert!(
        events[0]["breach"].as_str().unwrap().contains("on paper by Lou Made"),
        "{}",
        events[0]
    );
    let shown = place.hv(&format!("show {OUTING}")).exits(0).says("14:46, typed 16:3");
    let _shown = shown.says("on paper by Max, office: contact kay");
    let _doctor = place.hv("doctor").exits(0);
    // Once more: nothing is written twice.
    let before = place.tree();
    let _again = place
        .hv("reconcile --from ../sheet.csv --yes")
        .exits(0)
        .says("All of this is on record already.");
    assert_eq!(before, place.tree());
}

#[test]
fn whoever_is_not_back_on_paper_is_out_and_late_from_then_on() {
    let mut place = ready(Park);
    place.clock("16:30");
    let run = typed(
        &mut place,
        &["13:50,\"kay, lou\",left,ahmed,15:15,max,,Max", "15:10,lou,back,,,,,Max"],
    )
    .exits(0);
    let _run = run.says("STILL OUT after the last line: Kay Invented").says("and it rings now");
    let _late =
        place.hv("overdue").exits(4).says("KAY INVENTED: not back").keeps_quiet_about("LOU MADE");
}

#[test]
fn calls_of_an_outing_on_record_are_added_to_it() {
    let mut place = afield(Aspire);
    place.clock("13:30");
    let _late = place.hv("overdue").exits(4);
    let run = typed(&mut place, &["12:55,\"kay, lou\",rang,,,,all well,Max"]).exits(0);
    let _run = run
        .says(&format!("on record as {OUTING}"))
        .says("No alarm would have rung on these times.");
    let _quiet = place.hv("overdue").exits(0);
    let _danger = typed(&mut place, &["13:20,lou,danger,,,,shouting,Max"]).exits(0);
    let _rings = place.hv("overdue").exits(4).says("LOU MADE: DISTRESS");
}

#[test]
fn what_cannot_have_been_is_refused_all_at_once_and_nothing_of_that_outing_is_recorded() {
    let mut place = afield(Park);
    place.clock("16:30");
    let before = place.tree();
    let run = typed(
        &mut place,
        &[
            "11:40,kay,rang,,,,,Max",
            "14:10,kay,out,,,,,Max",
            "14:20,kay,in,,,,,Max",
            "15:00,\"kay,lou\",back,,,,,Max",
            "15:10,kay,rang,,,,,Max",
            "15:15,kay,back,,,,,Max",
            "15:20,dee,rang,,,,,Max",
        ],
    )
    .exits(1);
    for wanted in [
        "line 2: kay had not left by 11:40",
        "line 4: kay cannot have gone in after what stands before it",
        "line 6: kay was back at 15:00",
        "line 7: kay was back at 15:00",
        "line 8: dee had not left by 15:20",
        "Dee Safe: MAY STILL BE OUT. Ring now.",
    ] {
        assert!(crate::print::flat(&run.err).contains(wanted), "no {wanted:?} in\n{}", run.err);
    }
    assert_eq!(before, place.tree());
    // Put right, it is taken: the problems were all there were.
    let lines = ["14:10,kay,in,,,,,Max", "14:20,kay,out,,,,,Max", "15:00,\"kay,lou\",back,,,,,Max"];
    typed(&mut place, &lines).done();
}

#[test]
fn one_outing_that_cannot_have_been_does_not_keep_another_from_being_watched() {
    let mut place = afield(Park);
    place.clock("16:30");
    let text = "time,who,did,where,back,monitor,written-by\n\
                12:30,\"kay,lou\",left,7 Example Road,13:30,max,Max\n\
                13:00,dee,left,7 Example Road,14:00,max,Max\n";
    std::fs::write(place.path().join("sheet.csv"), text).unwrap();
    let run = place.hv("reconcile --from ../sheet.csv --yes").exits(1);
    let run = run.says("line 2: kay is on record as out then").says("Dee Safe: 1 line recorded");
    let _run = run.says("NOT RECORDED, because it cannot have been like this");
    let _late = place.hv("overdue").exits(4).says("DEE SAFE: not back");
}

#[test]
fn lines_that_cannot_be_read_are_all_said_and_nothing_is_recorded() {
    let mut place = afield(Park);
    place.clock("16:30");
    let before = place.tree();
    let run = typed(
        &mut place,
        &[
            "25:00,kay,rang,,,,,Max",
            "15:00,zed,rang,,,,,Max",
            "15:00,kay,waved,,,,,Max",
            "17:00,kay,rang,,,,,Max",
            "now,kay,rang,,,,,Max",
            "15:00,,rang,,,,,Max",
            "15:00,kay,rang,,,,,",
            "15:00,dee,left,,14:00,,,Max",
            "15:00,dee,left,bell,,,,Max",
        ],
    )
    .exits(2);
    for wanted in [
        "line 2: `2026-11-24 25:00`",
        "line 3: nobody on the staff is called \"zed\"",
        "line 4: \"waved\" is nothing hv knows",
        "line 5: time: Tue 24 Nov 17:00 is in the future",
        "line 6: \"now\" is not what a sheet says",
        "line 7: nobody is named",
        "line 8: nobody says who wrote it",
        "line 9: back by 14:00 is not after leaving at 15:00",
        "line 9: left for nowhere",
        "line 10: left without a time to be back by",
        "NOT watched",
    ] {
        assert!(
            crate::print::flat(&run.err).replace("time: `", "`").contains(wanted),
            "no {wanted:?} in\n{}",
            run.err
        );
    }
    assert_eq!(before, place.tree());
}

#[test]
fn nothing_is_recorded_without_a_yes_and_yaml_will_do() {
    let mut place = ready(Park);
    place.clock("16:30");
    let yaml = "- {time: \"13:50\", who: \"kay, lou\", did: left, visit: ahmed, back: \"15:15\"}\n\
                - {time: \"15:10\", who: \"kay, lou\", did: back}\n";
    std::fs::write(place.path().join("sheet.yaml"), yaml).unwrap();
    let before = place.tree();
    let line = "reconcile --from ../sheet.yaml --written-by Max";
    let _shown =
        place.hv(&format!("{line} --dry-run")).exits(0).says("Nothing is recorded: --dry-run.");
    let _asked = place.hv(line).exits(2).says("give --yes");
    let _no_lines = place.hv("reconcile").exits(2).says("give --from FILE");
    std::fs::write(place.path().join("odd.csv"), "time,who,dit\n10:00,kay,rang\n").unwrap();
    let _columns =
        place.hv("reconcile --from ../odd.csv --yes").exits(2).says("no column is called dit");
    let _gone = place.hv("reconcile --from ../none.csv --yes").exits(2).says("there is no file");
    assert_eq!(before, place.tree());
    let json = place.hv(&format!("{line} --yes --json")).exits(0).json();
    assert_eq!(json["recorded"][0]["lines"], 2);
    assert_eq!(json["recorded"][0]["still_out"], serde_json::json!([]));
}

#[test]
fn danger_on_a_line_that_is_not_recorded_is_said_first_and_in_capitals() {
    let mut place = afield(Park);
    place.clock("16:30");
    let before = place.tree();
    let danger = "15:05,dee,danger,,,,shouting,Max";
    let first = "DANGER IS ON THIS SHEET: dee, 15:05 (line 2). NOT RECORDED. Ring 999 now";
    let starts = |run: &Run, with: &str| {
        let err = crate::print::flat(&run.err);
        assert!(err.starts_with(with), "not first: {with:?} in\n{err}");
        assert!(err.contains("hv distress NAME") || err.contains("--concern"), "{err}");
    };
    starts(&typed(&mut place, &[danger, "15:06,dee,rang,,,,,Max"]).exits(1), first);
    starts(&typed(&mut place, &[danger, "15:06,zed,rang,,,,,Max"]).exits(2), first);
    let slip = typed(&mut place, &["15:05,dee,dangr,,,,,Max"]).exits(2);
    starts(&slip, first);
    let concern = typed(&mut place, &["15:05,dee,concern,,,,,Max"]).exits(1);
    starts(&concern, "A CAUSE FOR CONCERN IS ON THIS SHEET: dee, 15:05 (line 2)");
    // On an outing that can have been: only where it is not recorded.
    sheet(&place, &["15:05,kay,danger,,,,shouting,Max"]);
    let shown = place.hv("reconcile --from ../sheet.csv --dry-run").exits(0);
    starts(&shown, "DANGER IS ON THIS SHEET: kay, 15:05");
    let unasked = place.hv("reconcile --from ../sheet.csv").exits(2);
    let _unasked = unasked.says("DANGER IS ON THIS SHEET: kay, 15:05");
    assert_eq!(before, place.tree());
    let _kept = place
        .hv("reconcile --from ../sheet.csv --yes")
        .exits(0)
        .keeps_quiet_about("DANGER IS ON THIS SHEET");
}

#[test]
fn an_outing_that_nobody_left_on_is_not_on_record_already() {
    let mut place = ready(Park);
    place.clock("13:52");
    let lines = ["13:50,\"kay, lou\",left,ahmed,15:15,max,,Max"];
    let _first = typed(&mut place, &lines).exits(0);
    place.hv("undo --nobody-left dee --why \"a slip\" --yes").done();
    let _quiet = place.hv("overdue").keeps_quiet_about("not back");
    let again = typed(&mut place, &lines).exits(0).keeps_quiet_about("already");
    let _watched = again.says("STILL OUT, and watched from now on: Kay Invented and Lou Made");
    place.clock("16:30");
    let _late = place.hv("overdue").exits(4).says("KAY INVENTED AND LOU MADE: not back");
    let _twice = typed(&mut place, &lines).exits(0).says("All of this is on record already.");
    let _other = place.hv("show 2026-11-24-kay-2a").exits(0);
}

#[test]
fn a_sheet_that_somebody_else_typed_in_meanwhile_is_not_doubled() {
    use crate::prompts::{asked, at_terminal, ends};
    let mut place = afield(Park);
    place.clock("16:30");
    let lines = ["14:55,kay,rang,,,,,Max", "15:00,\"kay,lou\",back,,,,,Max"];
    sheet(&place, &lines);
    let mut session = at_terminal(&place, "reconcile --from ../sheet.csv");
    session.exp_string("Record all of this?").unwrap();
    typed(&mut place, &lines).done();
    let before = place.read(&format!("outings/2026-W48/{OUTING}.yaml"));
    asked(&mut session, "", "yes");
    let rest = ends(&mut session, 0);
    assert!(rest.contains("0 lines recorded") && rest.contains("somebody else"), "{rest}");
    assert_eq!(before, place.read(&format!("outings/2026-W48/{OUTING}.yaml")));
}

#[test]
fn broken_off_it_says_that_nothing_is_recorded_and_who_may_be_out() {
    use crate::prompts::{asked, at_terminal, ends};
    let mut place = ready(Park);
    place.clock("16:30");
    let before = place.tree();
    let mut session = at_terminal(&place, "reconcile --written-by Max");
    asked(&mut session, "line 1", "13:50 kay,lou left back 15:15 visit ahmed");
    asked(&mut session, "line 2", "14:10 lou danger shouting");
    asked(&mut session, "line 3", "15:00 kay back");
    session.exp_string("line 4").unwrap();
    session.send_control('c').unwrap();
    session.flush().unwrap();
    session.exp_string("DANGER IS ON THIS SHEET: lou, 14:10").unwrap();
    session.exp_string("NOTHING IS RECORDED.").unwrap();
    session.exp_string("MAY BE OUT, AND IS NOT WATCHED: Lou Made. Ring now.").unwrap();
    let _rest = ends(&mut session, 130);
    assert_eq!(before, place.tree());
}

const WIDE: &str = "time,who,did,visit,arrives,outcome,back,monitor,said,written-by\n";

fn typed_wide(place: &mut Place, lines: &[&str]) -> Run {
    let text = lines.iter().fold(WIDE.to_owned(), |text, line| format!("{text}{line}\n"));
    std::fs::write(place.path().join("sheet.csv"), text).unwrap();
    place.hv("reconcile --from ../sheet.csv --yes")
}

#[test]
fn a_delay_and_a_visit_called_off_on_paper_are_on_record_as_if_they_were_phoned_in() {
    let mut place = ready(Park);
    place.clock("16:30");
    let lines = [
        "13:40,\"kay, lou\",left,ahmed,,,15:15,max,,Max",
        "13:50,kay,delayed,,14:20,,,,traffic,Max",
        "14:20,\"kay,lou\",arrived,,,,,,,Max",
        "14:35,kay,cancelled,,,no-show,,,nobody in,Max",
        "15:00,\"kay,lou\",back,,,,,,,Max",
    ];
    let run = typed_wide(&mut place, &lines).exits(0);
    let run = run.says("13:50 kay: delayed").says("there by 14:20").says("cancelled");
    let _run = run.says("no-show").says("5 lines recorded, 2026-11-24-kay-1a.");
    let shown = place.hv(&format!("show {OUTING} --json")).json();
    assert_eq!(shown["stops"][0]["stop"]["appointment"], "2026-11-24T14:20:00+00:00");
    assert_eq!(shown["stops"][0]["called_off"], "2026-11-24T14:35:00+00:00");
    let visit = place.hv("show ahmed/2026-11-24-1a --json").json();
    let outcome = &visit["ended"]["outcome"];
    assert_eq!((&outcome["outcome"], &outcome["why"]), (&"no-show".into(), &"nobody in".into()));
    assert_ne!(outcome["got_in"], true, "a first visit is still to come");
    let unmet = outcome["unmet"].as_array().unwrap();
    assert!(unmet.iter().any(|u| u["rule"] == "nothing-checked"), "{outcome}");
    let _doctor = place.hv("doctor").exits(0);
    let before = place.tree();
    let _again = typed_wide(&mut place, &lines).exits(0).says("on record already");
    assert_eq!(before, place.tree());
    // Broken off between the visit's line and the outing's, the same sheet puts it on record whole.
    let record = format!("outings/2026-W48/{OUTING}.yaml");
    let whole = place.read(&record);
    place.strike(&record, whole.lines().rfind(|l| l.contains("\"did\": \"back\"")).unwrap());
    place.strike(&record, whole.lines().find(|l| l.contains("\"did\": \"called-off\"")).unwrap());
    typed_wide(&mut place, &lines).done();
    assert_eq!(place.read(&record).matches("\"did\": \"called-off\"").count(), 1);
    let visit = place.read("families/ahmed/visits/2026-11-24-1a.yaml");
    assert_eq!(visit.matches("\"did\": \"outcome\"").count(), 1, "{visit}");
}

#[test]
fn a_delay_or_a_calling_off_that_cannot_have_been_is_refused() {
    let mut place = ready(Park);
    place.clock("16:30");
    let left = "13:40,\"kay, lou\",left,ahmed,,,15:15,max,,Max";
    let before = place.tree();
    for (line, wanted, exit) in [
        ("14:00,kay,cancelled,,,,,,,Max", "cancelled without its outcome: one of ", 2),
        ("14:00,kay,cancelled,,,gone,,,,Max", "outcome \"gone\" is not one of ", 2),
        ("14:00,kay,rang,,,no-show,,,,Max", "outcome is for a line that says cancelled", 2),
        ("14:00,kay,rang,,14:30,,,,,Max", "arrives is for a line that says delayed", 2),
        ("14:00,kay,delayed,,14:00,,,,,Max", "arrives 14:00 is not after the call, at 14:00", 2),
        ("14:00,kay,delayed,bell,14:30,,,,,Max", "no visit \"bell\"", 2),
    ] {
        let run = typed_wide(&mut place, &[left, line]).exits(exit);
        assert!(crate::print::flat(&run.err).contains(wanted), "no {wanted:?} in\n{}", run.err);
    }
    for (lines, wanted) in [
        (
            ["14:00,kay,arrived,,,,,,,Max", "14:05,kay,delayed,ahmed,14:30,,,,,Max"],
            "kay cannot be held up on the way to ahmed/2026-11-24-1a after being there",
        ),
        (
            ["14:00,kay,cancelled,,,no-show,,,,Max", "14:05,kay,arrived,,,,,,,Max"],
            "kay cannot have arrived after what stands before it",
        ),
        (
            ["14:00,kay,out,,,,,,,Max", "14:05,kay,cancelled,,,no-show,,,,Max"],
            "kay cannot have called it off after what stands before it",
        ),
    ] {
        let run = typed_wide(&mut place, &[left, lines[0], lines[1]]).exits(1);
        assert!(crate::print::flat(&run.err).contains(wanted), "no {wanted:?} in\n{}", run.err);
    }
    assert_eq!(before, place.tree());
    // One second after the call is after it.
    typed_wide(&mut place, &[left, "14:00,kay,delayed,,14:01,,,,,Max"]).done();
}

#[test]
fn a_visit_that_is_over_on_record_is_not_called_off_on_paper() {
    let mut place = afield(Park);
    place.clock("13:00");
    place.hv("cancel kay --outcome rearranged --why \"mother rang\"").done();
    place.clock("16:30");
    let before = place.tree();
    let run = typed_wide(&mut place, &["14:00,kay,cancelled,,,no-show,,,,Max"]).exits(1);
    let _run = run.says("ahmed/2026-11-24-1a is over already (rearranged");
    assert_eq!(before, place.tree());
}

#[test]
fn what_a_sign_out_on_paper_makes_owed_is_marked_anew_when_a_broken_off_sheet_is_typed_again() {
    let mut place = ready(Park);
    place.clock("16:30");
    let left = "13:50,\"kay, lou\",left,ahmed,15:15,max,,Max";
    let back = "15:10,\"kay, lou\",back,,,,,Max";
    for lines in [vec![left], vec![left, back]] {
        typed(&mut place, &lines).done();
        let whole = place.tree();
        // Killed after the lines, before the markers of what they make owed.
        let owed: Vec<&String> = whole.keys().filter(|k| k.starts_with("open/owed/2")).collect();
        assert!(!owed.is_empty(), "{:?}", whole.keys());
        for marker in &owed {
            std::fs::remove_file(place.folder().join(marker)).unwrap();
        }
        let _lost = place.hv("doctor").exits(3);
        typed(&mut place, &lines).says("All of this is on record already.").done();
        place.hv("doctor").done();
    }
}
