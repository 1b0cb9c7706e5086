//! Who left longer ago than a look goes through, on another machine: what `hv sync` brought in is remembered as seen, so
//! that a marker lost afterwards is missed on a machine where nobody had looked yet.

use crate::place::{Place, run};
use crate::school::School;

/// A time of the machine's own clock, twenty days ago.
fn weeks_ago(place: &Place, hour: &str) -> String {
    let mut date = place.program("date");
    let day = run(date.args(["-u", "-d", "20 days ago", "+%Y-%m-%d"])).ends(0).out;
    format!("{}T{hour}:00+00:00", day.trim())
}

fn unmark(place: &Place) {
    let all = std::fs::read_dir(place.path("open/out")).unwrap().map(|e| e.unwrap().path());
    let marks: Vec<_> = all.filter(|p| !p.ends_with(".keep")).collect();
    assert_eq!(marks.len(), 1, "{marks:?}");
    std::fs::remove_file(&marks[0]).unwrap();
}

#[test]
fn what_sync_brought_in_is_missed_however_long_ago_they_left() {
    let school = School::of(Place::new());
    let (a, b) = (&school.first, school.another());
    for place in [a, &b] {
        place.meets_at(&school.address(), "");
    }
    let (left, back) = (weeks_ago(a, "10:00"), weeks_ago(a, "11:00"));
    let out = ["out", "jo", "--breach", "rang", "--where", "Mill Lane"];
    a.hv("", &[&out[..], &["--at", &left, "--back", &back]].concat()).ends(0);
    a.sync().ends(0);
    b.sync().ends(0);
    unmark(&b);
    b.overdue("")
        .ends(4)
        .says("JO: not ")
        .says("the marker that hv overdue looks for has vanished");
    // The machine they were signed out at remembers it from then on.
    unmark(a);
    a.overdue("").ends(4).says("JO: not ");
}
