//! What `hv overdue --alert` sweeps: markers of outings that ended more than a day ago and of what owes nothing any more.
//! What is open, in doubt, unresolved, owing or of today keeps its marker, and a sweep that cannot be made changes nothing
//! else.

use crate::school::School;
use hv::domain::alarm::{Alarm, AlarmLine, Notify, Tell};
use hv::domain::events::OutingEvent;
use hv::host::Host;
use hv::policy::Clock;
use hv::store::{Key, NewEvent, Store};
use hv::when::Moment;
use std::time::Duration;

/// The school began so many minutes ago; `at` counts from then.
const AGO: i64 = 4 * 24 * 60;
const DAY: i64 = 24 * 60;

fn school() -> School {
    School::since(Moment::from_unix(Host::real().1.clock.unix() - 60 * AGO).unwrap())
}

/// hv as it was so many minutes ago by the real clock.
#[track_caller]
fn hv(school: &School, minutes: i64, line: &str) {
    school.hv_ago(minutes - AGO, line).ends(0);
}

/// Joe left, and came back so many minutes ago; the breach is seen to, unless it stays owed.
#[track_caller]
fn ended(school: &School, minutes: i64, settled: bool) -> String {
    let back = school.ago(minutes + 2 - AGO);
    let out = format!("out joe --breach rang --where \"a home\" --back {back}");
    let before = marked(school, "out");
    hv(school, minutes + 5, &out);
    let now = marked(school, "out");
    let id = now.into_iter().find(|id| !before.contains(id)).unwrap();
    hv(school, minutes, "back joe");
    if settled {
        hv(school, minutes, &format!("done {id} --duty tell-head-of-breach --how told"));
    }
    id
}

/// The names in `open/out` or `open/owed`.
fn marked(school: &School, folder: &str) -> Vec<String> {
    let entries = std::fs::read_dir(school.folder().join("open").join(folder)).unwrap();
    let names = entries.map(|e| e.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|n| !n.starts_with('.')).collect();
    names.sort();
    names
}

#[test]
fn what_ended_more_than_a_day_ago_is_swept_and_what_ended_since_is_not() {
    let school = school();
    let _old = ended(&school, DAY + 2, true);
    let new = ended(&school, DAY - 10, true);
    // A look by hand sweeps nothing, nor does one at another moment.
    let _by_hand = school.hv("overdue").ends(0);
    let _replay = school.hv_ago(-AGO, "overdue");
    assert_eq!(marked(&school, "out").len(), 2);
    school.alert().ends(0);
    assert_eq!(marked(&school, "out"), [new]);
    assert!(marked(&school, "owed").is_empty());
    school.alert().ends(0);
}

#[test]
fn twenty_outings_that_ended_cost_no_look_anything_after_one_sweep() {
    let school = school();
    for n in 0..20 {
        let _id = ended(&school, 3 * DAY - 90 * n, true);
    }
    assert_eq!(marked(&school, "out").len(), 20);
    let said = school.hv("--json overdue --alert").ends(0).out;
    let said: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert!(said["swept"]["markers"].as_u64() >= Some(20) && said["swept"]["failed"].is_null());
    assert!(marked(&school, "out").is_empty() && marked(&school, "owed").is_empty());
    // Nothing vanished: what is over is over.
    assert!(school.hv("overdue").ends(0).out.is_empty());
}

#[test]
fn what_is_owed_keeps_its_marker() {
    let school = school();
    let id = ended(&school, DAY + 30, false);
    school.alert().ends(0);
    assert_eq!((marked(&school, "out").len(), marked(&school, "owed")), (0, vec![id]));
}

#[test]
fn what_is_open_keeps_its_marker() {
    let school = school();
    let back = school.ago(DAY + 10 - AGO);
    hv(&school, DAY + 30, &format!("out joe --breach rang --where \"a home\" --back {back}"));
    let _late = school.alert().ends(4);
    assert_eq!(marked(&school, "out").len(), 1);
}

#[test]
fn what_was_told_and_is_not_resolved_keeps_its_marker() {
    let school = school();
    let id = ended(&school, DAY + 30, true);
    let typed = Moment::from_unix(Host::real().1.clock.unix() - 60 * (DAY + 10)).unwrap();
    let (clock, people) = (Clock::Return, vec!["joe".to_owned()]);
    let tell = Tell {
        alarm: Alarm { clock, due: typed.minus(hv::when::Span::minutes(50)), visit: None, people },
        rung: 1,
        round: 0,
        to: vec!["max".to_owned()],
    };
    let body = OutingEvent::Alarm(AlarmLine::Notify(Notify { tells: vec![tell] }));
    let store = Store::open(&school.folder(), None).unwrap().on(&Host::real().1.machine);
    let event = NewEvent {
        at: typed,
        typed,
        by: "hv".to_owned(),
        clock_given: false,
        on_paper: None,
        body,
    };
    store.append(&Key::outing(&id).unwrap(), event).unwrap();
    let _told = school.alert().ends(4);
    assert_eq!(marked(&school, "out"), [id]);
}

#[test]
fn what_is_in_doubt_keeps_its_marker() {
    let school = school();
    let id = ended(&school, DAY + 30, true);
    let record = school.outings().remove(0);
    let whole = std::fs::read(&record).unwrap();
    std::fs::write(&record, [&whole[..], b"- {\"id\":\"a-\n"].concat()).unwrap();
    let _doubt = school.alert();
    assert_eq!(marked(&school, "out"), [id]);
    std::fs::write(&record, whole).unwrap();
    school.alert().ends(0);
    assert!(marked(&school, "out").is_empty());
}

#[test]
fn a_sweep_waits_for_nobody_and_its_failure_is_no_alarm() {
    let school = school();
    let id = ended(&school, DAY + 30, true);
    let store = Store::open(&school.folder(), None).unwrap();
    let lock = store.lock(Duration::from_secs(5)).unwrap();
    let said = school.hv("--json overdue --alert").ends(0).out;
    let said: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert!(said["swept"]["failed"].as_str().unwrap().contains("cannot lock"), "{said}");
    assert_eq!(marked(&school, "out"), [id]);
    let plain = school.alert().ends(0);
    assert_eq!((plain.out.as_str(), plain.err.as_str()), ("", ""));
    assert!(school.state()["heartbeat"].is_string());
    drop(lock);
    school.alert().ends(0);
    assert!(marked(&school, "out").is_empty());
}
