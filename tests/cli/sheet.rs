//! The lists that a policy wants kept.

use crate::answers::{add_rules, with_rules};
use crate::school::{Park, VISIT, afield, ready};

/// Every kind of sheet, with every column there is.
const SHEETS: &[(&str, &str)] = &[
    (
        "outings",
        "people numbers monitor pupil address appointment left due-back back car contacts families emergency-contact",
    ),
    (
        "visits",
        "staff pupil address parent contact reason kind time duration confirmed outcome concern actions",
    ),
    (
        "staff",
        "name roles mobile emergency-contact next-of-kin car insured-until business-use trained training coached read",
    ),
    ("incidents", "when family kind by-whom affected reference owed"),
    ("duties", "since due owner what record"),
];

const INCIDENT: &str = "
[[incident]]
id = \"accident\"
says = \"An accident\"
clause = \"school\"

[[duty]]
id = \"accident-book\"
on = \"incident\"
owner = \"office\"
does = \"write it in the accident book\"
clause = \"school\"
";

fn sheets() -> String {
    let one = |(of, columns): &(&str, &str)| {
        let columns: Vec<String> = columns.split(' ').map(|c| format!("\"{c}\"")).collect();
        format!(
            "[[sheet]]\nid = \"list-of-{of}\"\nsays = \"All {of}\"\nof = \"{of}\"\ncolumns = [{}]\nclause = \"school\"\n\n",
            columns.join(", ")
        )
    };
    SHEETS.iter().map(one).collect::<Vec<String>>().concat()
}

#[test]
fn a_policy_without_sheets_says_so() {
    let mut place = ready(Park);
    crate::answers::without_rules(&place, "[[sheet]]");
    let _none = place.hv("sheet").exits(0).says("This policy wants no sheet kept.");
    let _which = place.hv("sheet visits").exits(2).says("this policy wants none");
}

#[test]
fn every_sheet_is_listed_and_every_column_is_filled() {
    let mut place = afield(Park);
    add_rules(&place, INCIDENT);
    add_rules(&place, &sheets());
    let listed = place.hv("sheet").exits(0);
    place
        .hv(&format!(
            "incident {VISIT} --kind accident --affected kay,\"Jo Public\" --by-whom nobody"
        ))
        .done();
    for (of, columns) in SHEETS {
        assert!(listed.text().contains(&format!("list-of-{of}")), "{}", listed.text());
        let run = place
            .hv(&format!("sheet list-of-{of} --json"))
            .exits(0)
            .keeps_quiet_about("is not known here");
        let shown = run.json();
        assert_eq!(shown["whole"], true);
        let rows = shown["rows"].as_array().unwrap();
        assert!(!rows.is_empty(), "{of}");
        for column in columns.split(' ') {
            assert!(rows[0][column].is_string(), "{of} {column}: {}", rows[0]);
        }
        let _table = place.hv(&format!("sheet list-of-{of}")).exits(0).says(&format!("All {of}"));
    }
    let out = place.hv("sheet list-of-outings --json").json()["rows"][0].clone();
    assert_eq!(out["people"], "Kay Invented; Lou Made");
    assert_eq!(out["back"], "Kay Invented NOT BACK; Lou Made NOT BACK");
    assert_eq!(out["families"], "Sara Ahmed 07700 900456");
    assert_eq!(out["pupil"], "Ali Ahmed");
    let visit = place.hv("sheet list-of-visits 2026-W48 --json").json()["rows"][0].clone();
    assert_eq!(visit["concern"], "not written up", "nobody has said that there was none");
    assert_eq!(
        place.hv("sheet list-of-visits 2026-W47 --json").json()["rows"].as_array().unwrap().len(),
        0
    );
    let incident = place.hv("sheet list-of-incidents --json").json()["rows"][0].clone();
    assert_eq!(incident["affected"], "kay, Jo Public");
    let owed = incident["owed"].as_str().unwrap();
    assert!(owed.contains("the office: write it in the accident book"), "{owed}");
    place.hv(&format!("done {VISIT} --duty accident-book --how written")).done();
    let incident = place.hv("sheet list-of-incidents 2026-W48 --json").json()["rows"][0].clone();
    assert!(!incident["owed"].as_str().unwrap().contains("accident book"));
}

#[test]
fn a_record_that_cannot_be_read_is_told_and_the_sheet_is_not_whole() {
    for (of, file) in [
        ("outings", "outings/2026-W48/2026-11-24-kay-1a.yaml"),
        ("visits", "families/ahmed/visits/2026-11-24-1a.yaml"),
        ("incidents", "families/ahmed/visits/2026-11-24-1a.yaml"),
        ("staff", "people/lou.yaml"),
    ] {
        let mut place = afield(Park);
        add_rules(&place, &sheets());
        place.write(file, "nonsense\n");
        let run = place.hv(&format!("sheet list-of-{of}")).exits(3);
        assert!(run.out.contains("NOT WHOLE"), "{of}: {}", run.text());
        assert!(
            run.err.contains(file.rsplit('/').next().unwrap().trim_end_matches(".yaml")),
            "{of}: {}",
            run.text()
        );
    }
}

#[test]
fn a_sheet_of_what_there_is_now_takes_no_week() {
    let mut place = with_rules(Park, &sheets());
    for of in ["staff", "duties"] {
        let _now = place.hv(&format!("sheet list-of-{of} 2026-W48")).exits(2).says("and no week");
    }
    let _other =
        place.hv("sheet lists").exits(2).says("list-of-outings, list-of-visits, list-of-staff");
}
