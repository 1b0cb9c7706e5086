//! What cannot be read is said first and marked; what was erased keeps its number; small figures stay at home; and the
//! page, the sheet and the lines say the same as the data.

use crate::DAY;
use crate::school::{School, files};
use crate::stories::STORIES;
use crate::year::{figure_of, number_of};
use serde_json::{Value, json};
use std::fs;

/// Three visits of one day with all that belongs to them: a breach, an incident, and one that is plain.
fn school() -> School {
    let school = School::new();
    for (name, day) in [("breach", "2025-01-14"), ("sworn", "2025-01-15"), ("plain", "2025-01-16")]
    {
        STORIES.iter().find(|s| s.name == name).unwrap().tell_on(&school, day);
    }
    school
}

const DAYS: &str = "--from 2025-01-13 --to 2025-01-19";

fn report(school: &School, flags: &str, exit: i32) -> crate::run::Ran {
    school.tried("2025-01-20 09:00", &format!("report {DAYS} {flags}")).ends(exit)
}

/// The record of an outing, or of a visit, whose line says that.
fn record(school: &School, folder: &str, says: &str) -> std::path::PathBuf {
    let all = files(&school.root()).into_iter().filter(|p| p.to_str().unwrap().contains(folder));
    all.into_iter().find(|p| fs::read_to_string(p).unwrap().contains(says)).unwrap()
}

#[test]
fn a_record_that_cannot_be_read_is_said_first_and_every_figure_that_depends_on_it_is_at_least() {
    let school = school();
    let whole = report(&school, "--json", 0).json();
    assert_eq!((number_of(&whole, "visits"), number_of(&whole, "breaches")), (3, 1));
    assert_eq!(figure_of(&whole, "visits")["at-least"], false);
    let visit = record(&school, "/visits/", "verbal-abuse");
    let text = fs::read_to_string(&visit).unwrap();
    fs::write(&visit, text.replace("verbal-abuse", "verbal-abusf")).unwrap();
    let data = report(&school, "--json", 3).json();
    assert_eq!((&data["whole"], data["unread"].as_array().unwrap().len()), (&json!(false), 1));
    assert!(data["unread"][0]["path"].as_str().unwrap().contains("families/zz-sworn/visits"));
    // Nothing of it is counted, not even what could be read.
    assert_eq!((number_of(&data, "visits"), number_of(&data, "incidents")), (2, 0));
    for (figure, at_least) in [
        ("visits", true),
        ("incidents", true),
        ("visits.by-outcome.done", true),
        ("contacts", false),
        ("breaches", false),
        ("assessments", false),
    ] {
        assert_eq!(figure_of(&data, figure)["at-least"], json!(at_least), "{figure}");
    }
    let shown = report(&school, "", 3).out;
    assert!(shown.starts_with("NOT WHOLE: 1 file could not be read or held"), "{shown}");
    assert!(shown.contains("at least 2*"), "{shown}");
    let show = report(&school, "--show visits", 3).out;
    assert!(show.starts_with("NOT WHOLE") && show.contains("Visits: at least 2*"), "{show}");
    let csv = report(&school, "--csv", 3).out;
    assert!(
        csv.lines().nth(1).unwrap().starts_with("unread,,,\"Files that could not be read"),
        "{csv}"
    );
    assert!(csv.lines().nth(1).unwrap().contains(",1,"), "{csv}");
    let html = report(&school, "--html -", 3).out;
    let (alert, first) = (html.find("NOT WHOLE").unwrap(), html.find("<table").unwrap());
    assert!(alert < first, "what could not be read stands before any figure");
}

#[test]
fn each_kind_of_damage_touches_the_figures_that_depend_on_it() {
    for (path, wrong) in [
        ("outings/2025-W03/2025-01-18-kay-1a.yaml", ["contacts", "breaches", "alarms"]),
        ("families/zz-plain/visits/2025-01-18-1a.yaml", ["visits", "incidents", "refusals"]),
        ("families/zz-plain/stray", ["visits", "incidents", "assessments"]),
        ("stray.txt", ["visits", "contacts", "assessments"]),
        ("retention/erasures/2025-01-18-1a.yaml", ["visits", "breaches", "assessments"]),
    ] {
        let school = school();
        let file = school.root().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, "torn").unwrap();
        let data = report(&school, "--json", 3).json();
        for figure in wrong {
            assert_eq!(figure_of(&data, figure)["at-least"], true, "{path}: {figure}");
        }
    }
    // A card says nothing that is counted.
    let school = school();
    fs::write(school.root().join("people/kay.yaml"), "torn").unwrap();
    let data = report(&school, "--json", 0).json();
    assert_eq!(figure_of(&data, "visits")["at-least"], false);
}

#[test]
fn a_policy_that_cannot_be_read_takes_its_words_and_bounds_and_no_figure() {
    let school = school();
    fs::write(school.root().join("policy.toml"), "hv-policy = 9").unwrap();
    let data = report(&school, "--json", 3).json();
    assert_eq!((number_of(&data, "visits"), &data["policy"]), (3, &Value::Null));
    assert!(data["unread"][0]["what"].as_str().unwrap().starts_with("it cannot be read"));
    assert_eq!(number_of(&data, "visits.by-reason.in-other-words"), 3);
}

/// In which zone, and in which term, a visit was: nobody knows.
#[test]
fn settings_that_cannot_be_read_are_said_first() {
    let school = school();
    fs::write(school.root().join("hv.toml"), "garbage").unwrap();
    let data = report(&school, "--json", 3).json();
    assert_eq!(data["unread"][0]["path"], "hv.toml", "{}", data["unread"]);
}

#[test]
fn small_figures_are_marked_and_left_out_where_asked() {
    let school = school();
    let marked = report(&school, "", 0).out;
    assert!(marked.contains("3*") && marked.contains("may point at a person"), "{marked}");
    for flags in [
        "--suppress-small --json",
        "--suppress-small --csv",
        "--suppress-small",
        "--suppress-small --html -",
    ] {
        let shown = report(&school, flags, 0).out;
        assert!(
            !shown.contains("zz-") && !shown.contains("2025-01-14-"),
            "{flags} names a record: {shown}"
        );
        assert!(!shown.contains("3*"), "{flags}: {shown}");
    }
    let data = report(&school, "--suppress-small --json", 0).json();
    assert_eq!(data["small-hidden"], true);
    assert_eq!(
        (&figure_of(&data, "visits")["number"], &figure_of(&data, "visits")["hidden"]),
        (&Value::Null, &json!(true))
    );
    assert_eq!(figure_of(&data, "breaches")["number"], Value::Null);
    assert_eq!(figure_of(&data, "drills")["number"], 0);
}

#[test]
fn what_cannot_be_read_is_counted_and_not_named_where_small_figures_are_left_out() {
    let school = school();
    let visit = record(&school, "/visits/", "verbal-abuse");
    fs::write(&visit, "torn").unwrap();
    for flags in ["--json", "--csv", "", "--html -"] {
        let shown = report(&school, &format!("--suppress-small {flags}"), 3).out;
        assert!(!shown.contains("zz-"), "{flags} names a record: {shown}");
        assert_eq!(
            shown.contains("NOT WHOLE: 1 file"),
            !flags.contains("--json") && !flags.contains("--csv")
        );
    }
    let data = report(&school, "--suppress-small --json", 3).json();
    assert_eq!((&data["whole"], data["unread"].as_array().unwrap().len()), (&json!(false), 1));
    let csv = report(&school, "--suppress-small --csv", 3).out;
    assert!(csv.lines().nth(1).unwrap().contains(",1,"), "{csv}");
}

#[test]
fn what_the_alarms_work_out_and_nobody_wrote_down_is_said() {
    let shown = report(&school(), "", 0).out;
    let flat = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains("worked out from the visits and the outings together"), "{flat}");
}

/// The lines, the sheet and the page hold each number that the data holds.
#[test]
fn the_lines_the_sheet_and_the_page_say_what_the_data_says() {
    let school = school();
    let data = report(&school, "--json", 0).json();
    let (text, csv, html) = (
        report(&school, "", 0).out,
        report(&school, "--csv", 0).out,
        report(&school, "--html -", 0).out,
    );
    let flat: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let groups =
        data["sections"].as_array().unwrap().iter().flat_map(|s| s["groups"].as_array().unwrap());
    let mut figures = 0;
    for figure in groups.flat_map(|g| g["figures"].as_array().unwrap()) {
        let id = figure["id"].as_str().unwrap();
        assert!(flat.contains(&format!("[{id}]")), "{id} is not among the lines");
        let row = csv
            .lines()
            .find(|l| l.starts_with(&format!("{id},")))
            .unwrap_or_else(|| panic!("no row {id}"));
        let says = figure["says"].as_str().unwrap();
        let cell = |text: &str| text.replace('&', "&amp;").replace('"', "&quot;");
        assert!(html.contains(&cell(says)), "{says} is not on the page");
        if let (Some(number), None) = (figure["number"].as_u64(), figure.get("middle-seconds")) {
            assert!(row.contains(&format!(",{number},")), "{row}");
        }
        figures += 1;
    }
    assert!(figures > 60, "{figures}");
    assert_eq!(html.matches("<svg").count(), html.matches("role=\"img\"").count());
    assert!(
        html.contains("<svg") && !html.contains("<script") && !html.contains("src="),
        "drawn in the page"
    );
    let kept = school.beside("page.html");
    let written = report(&school, &format!("--html {}", kept.display()), 0);
    let _said = written.says("figures under 5, which may point at a person");
    assert_eq!(fs::read_to_string(&kept).unwrap(), html);
    let _there = report(&school, &format!("--html {}", kept.display()), 2).says("is there already");
    let _inside = report(&school, "--html page.html", 2).says("lies in the record folder");
}

/// A reason in somebody's own words may name a person: it is counted, and never shown.
#[test]
fn what_somebody_wrote_is_in_no_report() {
    let school = school();
    for flags in ["", "--json", "--csv", "--html -"] {
        let shown = report(&school, flags, 0).out;
        for secret in ["Invented", "shouting", "Nowhere Lane", "900456", "urgent"] {
            let shown = shown.replace("Oak Invented", "");
            assert!(!shown.contains(secret), "{secret} in {flags}: {shown}");
        }
    }
}

/// The erasure keeps a visit's number, and the week that is only partly in the days says so.
#[test]
fn what_was_erased_keeps_its_number() {
    let school = school();
    let line = |week: &str| {
        json!({"id": "a-7f3q2m", "after": [], "at": "2025-01-17T09:00:00+00:00", "typed": "2025-01-17T09:00:00+00:00",
            "by": "pat", "did": "erase", "why": "due", "authorised-by": "pat", "role": "principal", "classes": [],
            "weeks": {week: {"visits": 4, "got-in": 3, "outings": 2, "breaches": 1, "incidents": 1}}, "marks": [], "check": "x"})
        .to_string()
        .replace("\":", "\": ")
        .replace(",\"", ", \"")
    };
    let folder = school.root().join("retention/erasures");
    fs::create_dir_all(&folder).unwrap();
    let put = |week: &str| {
        let text = format!("id: 2025-01-17-1a\nlog:\n- {}\n", line(week));
        fs::write(folder.join("2025-01-17-1a.yaml"), crate::school::sealed(&text)).unwrap();
    };
    put("2025-W03");
    let data = school.tried("2025-01-20 09:00", &format!("report {DAYS} --json")).ends(0).json();
    assert_eq!(
        (number_of(&data, "visits"), &figure_of(&data, "visits")["at-least"]),
        (7, &json!(false))
    );
    assert_eq!((number_of(&data, "breaches"), number_of(&data, "erased.visits")), (2, 4));
    assert_eq!((number_of(&data, "visits.got-in"), number_of(&data, "outings")), (6, 5));
    let gone = figure_of(&data, "visits")["records"].as_array().unwrap().iter();
    assert_eq!(gone.filter(|r| r["path"] == "retention/erasures/2025-01-17-1a.yaml").count(), 1);
    // Of what kind they were is not known any more.
    assert_eq!(figure_of(&data, "visits.by-outcome.done")["at-least"], true);
    assert_eq!(figure_of(&data, "incidents")["at-least"], true);
    let cut = school
        .tried("2025-01-20 09:00", "report --from 2025-01-14 --to 2025-01-19 --json")
        .ends(0)
        .json();
    assert_eq!(
        (number_of(&cut, "visits"), &figure_of(&cut, "visits")["at-least"]),
        (3, &json!(true))
    );
    assert_eq!(number_of(&cut, "erased-partly.visits"), 4);
    put("2025-W02");
    let other = school.tried("2025-01-20 09:00", &format!("report {DAYS} --json")).ends(0).json();
    assert_eq!(
        (number_of(&other, "visits"), &figure_of(&other, "visits")["at-least"]),
        (3, &json!(false))
    );
    assert_eq!(DAY, "2025-01-14");
}
