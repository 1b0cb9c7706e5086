//! The other machines were not heard from: said by every command, and a danger to `hv overdue`. Proves that it is said
//! from the limit on, for a stamp from the future as well, and that no git is asked for it.

use crate::place::{Place, run};
use crate::school::School;

const WORDS: &str = "THE OTHER MACHINES HAVE";

fn quiet_school() -> School {
    let school = School::of(Place::new());
    school.first.meets_at(&school.address(), "heard-within = \"30m\"");
    school
}

/// What this machine remembers of the last word, dated so many seconds from now.
fn heard(place: &Place, seconds: i64) {
    let at = from_now(place, seconds);
    std::fs::write(place.remembered(), format!("{{\"heard\": \"{at}\", \"told\": \"{at}\"}}\n"))
        .unwrap();
}

fn from_now(place: &Place, seconds: i64) -> String {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    let at = i64::try_from(now.as_secs()).unwrap() + seconds;
    let mut date = place.program("date");
    let at = run(date.args(["-u", "-d", &format!("@{at}"), "+%Y-%m-%dT%H:%M:%S+00:00"])).out;
    at.trim().to_owned()
}

/// A machine that hears and cannot send: whoever is out from here is unknown everywhere else.
#[test]
fn what_could_not_be_sent_within_the_limit_is_a_danger_here() {
    let school = quiet_school();
    let a = &school.first;
    a.sync().ends(0);
    for (seconds, code) in [(-60 * 29, 0), (-60 * 30 - 5, 3)] {
        let (heard, told) = (from_now(a, 0), from_now(a, seconds));
        let state = format!("{{\"heard\": \"{heard}\", \"told\": \"{told}\"}}\n");
        std::fs::write(a.remembered(), state).unwrap();
        let said = a.overdue("").ends(code);
        let unsent = "WHAT IS RECORDED HERE HAS NOT BEEN SENT";
        assert_eq!(format!("{}{}", said.out, said.err).contains(unsent), code == 3, "{said:?}");
        assert_eq!(a.hv("", &["staff"]).err.contains(unsent), code == 3);
        assert_eq!(a.hv("", &["board"]).code(), Some(code));
    }
}

#[test]
fn every_command_says_it_and_overdue_counts_it_as_a_danger() {
    let school = quiet_school();
    let a = &school.first;
    a.sync().ends(0);
    a.hv("", &["schedule", "cron"]).ends(0).prints("--quiet --store").prints("sync");
    assert_eq!(a.overdue("").ends(0).out, "");
    heard(a, -60 * 30 - 5);
    let told = a.overdue("").ends(3);
    assert!(format!("{}{}", told.out, told.err).contains(WORDS), "{told:?}");
    for command in [&["plan"][..], &["board"], &["staff"], &["duties-are-none"], &["doctor"]] {
        let told = a.hv("", command);
        let said = told.err.contains(WORDS);
        assert_eq!(said, told.code() != Some(2), "{command:?}: {told:?}");
    }
    let told = a.hv("", &["out", "kay", "--back", "23:59"]).err;
    assert!(told.contains(WORDS), "{told}");
    let alert = a.hv("", &["overdue", "--alert"]);
    let flat = alert.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains("other machines have not been heard from"), "{alert:?}");
    // A replay looks at no machine's state.
    assert!(!a.hv("10:00", &["staff"]).err.contains(WORDS));
    a.sync().ends(0);
    assert_eq!(a.overdue("").ends(0).out, "");
}

#[test]
fn the_limit_and_the_future_are_not_fresh() {
    let school = quiet_school();
    let a = &school.first;
    a.sync().ends(0);
    for (seconds, code) in [(0, 0), (-60 * 29, 0), (-60 * 30 - 5, 3), (60 * 60, 3)] {
        heard(a, seconds);
        a.overdue("").ends(code);
    }
    std::fs::write(a.remembered(), "torn").unwrap();
    a.overdue("").ends(3);
    std::fs::remove_file(a.remembered()).unwrap();
    a.overdue("").ends(3).prints("NEVER BEEN HEARD FROM");
    a.sync().ends(0);
    a.overdue("").ends(0);
}

#[test]
fn a_remote_that_is_gone_is_not_heard_and_no_limit_is_never_said() {
    let school = quiet_school();
    let a = &school.first;
    a.sync().ends(0);
    heard(a, -60 * 60);
    a.meets_at("/nowhere/oak.git", "heard-within = \"30m\"");
    a.sync().ends(3);
    a.overdue("").ends(3);
    a.meets_at("/nowhere/oak.git", "");
    a.overdue("").ends(0);
}

#[test]
fn the_alarm_outranks_it_and_asks_no_git() {
    let school = School::new();
    let a = &school.first;
    a.meets_at(&school.address(), "heard-within = \"30m\"");
    heard(a, -60 * 60);
    let here = ["--store", a.root().to_str().unwrap(), "overdue"];
    let mut hv = a.program(crate::place::hv_binary());
    let told = run(hv.env("PATH", "/nowhere").args(here)).ends(4);
    let all = format!("{}{}", told.out, told.err);
    assert!(all.contains(WORDS) && all.contains("not back"), "{all}");
}

#[test]
fn doctor_warns_of_a_public_remote_a_password_and_changed_git_files() {
    let school = quiet_school();
    let a = &school.first;
    let clean = a.hv("10:00", &["doctor"]).ends(0).out;
    assert!(!clean.contains("remote") && !clean.contains(".gitattributes"), "{clean}");
    a.meets_at("https://office:secret@github.com/oak/records.git", "");
    a.git(&["remote", "add", "up", "http://git.example.org/oak.git"]).ends(0);
    a.write(".gitattributes", "* text=auto\n");
    a.write(".gitignore", "");
    let told = a.hv("10:00", &["doctor"]).ends(0);
    assert!(!told.out.contains("secret"), "{}", told.out);
    let told =
        told.prints("a remote is at github.com").prints("a password or an access key stands");
    let told =
        told.prints("a remote is reached without any lock").prints(".gitattributes: a merge");
    told.prints(".gitignore: git would take");
}
