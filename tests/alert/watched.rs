//! The watcher is watched: what every command says when no machine looked, and who must then watch by hand.

use crate::channels::{mail, watch};
use crate::school::{School, private};
use crate::sinks::{Smtp, SmtpSink};

/// A school whose machine is this one, with mail that works. Joe is out, and not late.
fn watched() -> (School, SmtpSink) {
    let school = School::new();
    let sink = SmtpSink::start(Smtp::default());
    let watch = watch(&school, "30s").replace("ping = \"beat\"\n", "");
    school.config(&format!("{watch}{}", mail("mail", &sink)));
    let back = school.ago(-120);
    let out = format!("out joe --back {back} --breach drill --where \"a home\"");
    let _whatever = school.hv_ago(10, &out);
    (school, sink)
}

/// What this machine remembers, with another last look.
fn looked(school: &School, minutes_ago: i64) {
    let folder = std::fs::read_dir(school.path("state/hv")).unwrap().map(|e| e.unwrap().path());
    let file = folder.into_iter().find(|p| p.extension().is_some_and(|e| e == "json")).unwrap();
    let mut state = school.state();
    state["heartbeat"] = school.ago(minutes_ago).into();
    private(&file, &state.to_string());
}

const NOBODY: &str = "NO MACHINE WATCHES";

#[test]
fn a_scheduler_that_stopped_is_said_by_every_command_and_stops_a_sign_out() {
    let (school, _mail) = watched();
    let _never = school.hv("board").says(NOBODY).says("has never looked");
    school.alert().ends(0);
    // Fresh: nothing is said. This is what the rest is held against.
    for line in ["board", "plan", "show joe"] {
        let _fresh = school.hv(line).lacks(NOBODY);
    }
    looked(&school, 240);
    for line in ["board", "plan", "show joe", "checkin joe", "overdue"] {
        let _stale = school.hv(line).says(NOBODY).says("last looked");
    }
    let out = format!("out kay --back {} --where \"a home\"", school.ago(-60));
    let refused = school.hv(&out);
    let _must = refused.ends(1).says(NOBODY).says("--watch-by-hand PERSON");
}

#[test]
fn a_last_look_that_is_still_to_come_is_no_look() {
    let (school, _mail) = watched();
    school.alert().ends(0);
    looked(&school, -600);
    let _future = school.hv("board").says("NOBODY KNOWS WHETHER A MACHINE WATCHES");
    // The next complete run makes it good.
    school.alert().ends(0);
    let _good = school.hv("board").lacks("NOBODY KNOWS").lacks(NOBODY);
}

#[test]
fn a_memory_that_cannot_be_read_is_no_look_either() {
    let (school, _mail) = watched();
    school.alert().ends(0);
    let folder = std::fs::read_dir(school.path("state/hv")).unwrap().map(|e| e.unwrap().path());
    let file = folder.into_iter().find(|p| p.extension().is_some_and(|e| e == "json")).unwrap();
    std::fs::write(&file, "{\"heartbeat\": \"20").unwrap();
    let _torn = school.hv("board").says(NOBODY);
}

#[test]
fn a_run_that_could_not_read_everything_is_no_look() {
    let (school, _mail) = watched();
    school.alert().ends(0);
    looked(&school, 240);
    let outing = &school.outings()[0];
    let whole = std::fs::read(outing).unwrap();
    std::fs::write(outing, &whole[..whole.len() / 2]).unwrap();
    let _not_all = school.alert();
    let _still = school.hv("board").says(NOBODY);
    std::fs::write(outing, whole).unwrap();
    let _all = school.alert();
    let _fresh = school.hv("board").lacks(NOBODY);
}
