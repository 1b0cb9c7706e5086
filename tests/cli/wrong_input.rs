//! Wrong input, everywhere: one clear message, the right exit code, and nothing half-written.

use crate::harness::Place;
use crate::school::{Aspire, OUTING, Park, VISIT, afield, plan_with, ready};
use insta::assert_snapshot;
use std::fs;
use std::os::unix::fs::PermissionsExt;

/// Runs a line that must be refused with this exit code, and holds that not a byte was written.
#[track_caller]
fn refused(place: &mut Place, line: &str, exit: i32) -> String {
    let before = place.tree();
    let run = place.hv(line).exits(exit);
    assert_eq!(before, place.tree(), "hv {line} wrote something");
    assert_eq!(run.out, "", "hv {line} says its error on standard output");
    assert!(run.err.starts_with("error: "), "{}", run.err);
    assert_eq!(run.err.matches("error: ").count(), 1, "one message: {}", run.err);
    for foreign in ["serde", "chrono", "clap", "RFC 3339", "Os {", "panicked", "unwrap"] {
        assert!(!run.err.contains(foreign), "{foreign} in {}", run.err);
    }
    format!("$ hv {line}\n{}", run.err)
}

#[track_caller]
fn all_refused(place: &mut Place, lines: &[&str]) -> String {
    lines.iter().map(|line| refused(place, line, 2)).collect()
}

#[test]
fn names_that_are_nobody_or_several() {
    let mut place = afield(Park);
    place.hv("staff add kayleigh --name \"Kayleigh Invented\" --mobile \"07700 900010\"").done();
    let said = all_refused(
        &mut place,
        &[
            "staff zed",
            "staff change zed --name Zed",
            "staff kayl,lou",
            "staff invented",
            "staff add kay --name Again",
            "family zed",
            "family change zed --agency x",
            "family add ahmed --pupil A --address B",
            "plan add zed --at 17:00 --for 45m --staff kay",
            "plan add bell --at 17:00 --for 45m --staff zed",
            "plan change zed --why x",
            "plan change ahmed/2027 --why x",
            "plan drop zed --why x",
            "out zed --back 17:00",
            "out lou --visit zed --back 17:00",
            "out lou --monitor zed --back 17:00",
            "arrive zed",
            "arrive 2026",
            "back 2",
            "back 2026-11-24-",
            "late zed --expected 15:00",
            "enter zed",
            "leave zed",
            "leave kay --visit bell",
            "checkin zed",
            "checkin dee",
            "checkin \"\"",
            "extend zed --back 17:00 --why x",
            "cancel zed --outcome no-show",
            "cancel ahmed --outcome vanished --why x",
            "back zed",
            "done zed",
            "show zed",
            "why zed",
            "why kayleigh",
        ],
    );
    assert_snapshot!(said, @r#"
    $ hv staff zed
    error: nobody on the staff is called "zed"
    hint: known: dee, kay, kayleigh, lou, max, pat
    $ hv staff change zed --name Zed
    error: nobody on the staff is called "zed"
    hint: known: dee, kay, kayleigh, lou, max, pat
    $ hv staff kayl,lou
    error: nobody on the staff is called "kayl,lou"
    hint: known: dee, kay, kayleigh, lou, max, pat
    $ hv staff invented
    error: "invented" could be kay, kayleigh
    hint: type more of it
    $ hv staff add kay --name Again
    error: kay is on the staff already
    hint: hv staff change kay ...
    $ hv family zed
    error: no family called "zed"
    hint: known: ahmed, bell
    hint: to add it: hv family add zed --pupil NAME --carer NAME=NUMBER --address TEXT
    $ hv family change zed --agency x
    error: no family called "zed"
    hint: known: ahmed, bell
    hint: to add it: hv family add zed --pupil NAME --carer NAME=NUMBER --address TEXT
    $ hv family add ahmed --pupil A --address B
    error: there is a family ahmed already
    hint: hv family change ahmed ...
    $ hv plan add zed --at 17:00 --for 45m --staff kay
    error: no family called "zed"
    hint: known: ahmed, bell
    hint: to add it: hv family add zed --pupil NAME --carer NAME=NUMBER --address TEXT
    $ hv plan add bell --at 17:00 --for 45m --staff zed
    error: nobody on the staff is called "zed"
    hint: known: dee, kay, kayleigh, lou, max, pat
    $ hv plan change zed --why x
    error: no family called "zed"
    hint: known: ahmed, bell
    hint: to add it: hv family add zed --pupil NAME --carer NAME=NUMBER --address TEXT
    $ hv plan change ahmed/2027 --why x
    error: no visit "ahmed/2027"
    hint: hv plan lists the week's visits
    $ hv plan drop zed --why x
    error: no family called "zed"
    hint: known: ahmed, bell
    hint: to add it: hv family add zed --pupil NAME --carer NAME=NUMBER --address TEXT
    $ hv out zed --back 17:00
    error: nobody on the staff is called "zed"
    hint: known: dee, kay, kayleigh, lou, max, pat
    $ hv out lou --visit zed --back 17:00
    error: no family called "zed"
    hint: known: ahmed, bell
    hint: to add it: hv family add zed --pupil NAME --carer NAME=NUMBER --address TEXT
    $ hv out lou --monitor zed --back 17:00
    error: nobody on the staff is called "zed"
    hint: known: dee, kay, kayleigh, lou, max, pat
    $ hv arrive zed
    error: "zed" is not out
    hint: out now: kay, lou
    hint: if they left without signing out: hv out NAME --breach "why" --where PLACE --back TIME starts the watch now
    $ hv arrive 2026
    error: "2026" is not out
    hint: out now: kay, lou
    hint: if they left without signing out: hv out NAME --breach "why" --where PLACE --back TIME starts the watch now
    $ hv back 2
    error: "2" is not out
    hint: out now: kay, lou
    hint: if they left without signing out: hv out NAME --breach "why" --where PLACE --back TIME starts the watch now
    $ hv back 2026-11-24-
    error: "2026-11-24-" is not out
    hint: out now: kay, lou
    hint: if they left without signing out: hv out NAME --breach "why" --where PLACE --back TIME starts the watch now
    $ hv late zed --expected 15:00
    error: "zed" is not out
    hint: out now: kay, lou
    hint: if they left without signing out: hv out NAME --breach "why" --where PLACE --back TIME starts the watch now
    $ hv enter zed
    error: "zed" is not out
    hint: out now: kay, lou
    hint: if they left without signing out: hv out NAME --breach "why" --where PLACE --back TIME starts the watch now
    $ hv leave zed
    error: "zed" is not out
    hint: out now: kay, lou
    hint: if they left without signing out: hv out NAME --breach "why" --where PLACE --back TIME starts the watch now
    $ hv leave kay --visit bell
    error: 2026-11-24-kay-1a covers: ahmed/2026-11-24-1a
    $ hv checkin zed
    error: "zed" is not out
    hint: out now: kay, lou
    hint: if they left without signing out: hv out NAME --breach "why" --where PLACE --back TIME starts the watch now
    $ hv checkin dee
    error: "dee" is not out
    hint: out now: kay, lou
    hint: if they left without signing out: hv out NAME --breach "why" --where PLACE --back TIME starts the watch now
    $ hv checkin ""
    error: "" is not out
    hint: out now: kay, lou
    hint: if they left without signing out: hv out NAME --breach "why" --where PLACE --back TIME starts the watch now
    $ hv extend zed --back 17:00 --why x
    error: "zed" is not out
    hint: out now: kay, lou
    hint: if they left without signing out: hv out NAME --breach "why" --where PLACE --back TIME starts the watch now
    $ hv cancel zed --outcome no-show
    error: no family called "zed"
    hint: known: ahmed, bell
    hint: to add it: hv family add zed --pupil NAME --carer NAME=NUMBER --address TEXT
    $ hv cancel ahmed --outcome vanished --why x
    error: --outcome: "vanished" is not one of the policy's outcomes
    hint: it knows: no-show, late-with-notice, unsafe, animals, parent-left, child-alone, ended-early, doorstep, rearranged, done
    $ hv back zed
    error: "zed" is not out
    hint: out now: kay, lou
    hint: if they left without signing out: hv out NAME --breach "why" --where PLACE --back TIME starts the watch now
    $ hv done zed
    error: no family called "zed"
    hint: known: ahmed, bell
    hint: to add it: hv family add zed --pupil NAME --carer NAME=NUMBER --address TEXT
    $ hv show zed
    error: nothing here is called "zed"
    hint: hv board, hv plan, hv staff and hv family list what there is
    $ hv why zed
    error: nothing here is called "zed"
    hint: hv board, hv plan, hv staff and hv family list what there is
    $ hv why kayleigh
    error: no outing that can be read has kayleigh out now
    hint: hv why explains a visit, an outing or an assessment; hv show prints any record
    "#);
}

#[test]
fn times_that_are_none_or_not_to_be() {
    let mut place = afield(Park);
    let said = all_refused(
        &mut place,
        &[
            "plan add bell --at yesterday-ish --for 45m --staff kay --reason x",
            "plan add bell --at 09:00 --for 45m --staff kay --reason x",
            "plan add bell --at 17:00 --for ages --staff kay --reason x",
            "plan add bell --at 17:00 --for 0m --staff kay --reason x",
            "plan add bell --at 17:00 --for 13h --staff kay --reason x",
            "plan 2026-W99",
            "out lou --back noonish",
            "out lou --back 11:00",
            "out lou --at 23:00 --back 23:30",
            "arrive kay --at 13:00",
            "arrive kay --at 11:59",
            "late kay --expected soon",
            "enter kay --at 25:00",
            "leave kay --at 13:00",
            "checkin kay --at +5m",
            "checkin kay --at 11:00",
            "checkin kay --at 31/11",
            "extend kay --back 11:00 --why x",
            "extend kay --back 9",
            "cancel kay --outcome no-show --why x --at 13:00",
            "back kay --at 13:00",
            "staff change kay --trained soon",
            "staff change kay --mobile none",
            "staff change kay --emergency-contact Sam",
            "family change bell --carer \"Rob=none\"",
        ],
    );
    assert_snapshot!(said, @r#"
    $ hv plan add bell --at yesterday-ish --for 45m --staff kay --reason x
    error: --at: `yesterday-ish` is not a time hv knows. Type one of: 14:30, 2.30pm, 9am, noon, now, +45m, +1h30m, tomorrow 09:00, thu 14:30, 24/11 14:30, 2026-11-24 14:30, or 2026-11-24T14:30:00+00:00
    $ hv plan add bell --at 09:00 --for 45m --staff kay --reason x
    error: --at: Tue 24 Nov 09:00 has passed; say the day as well if you mean another
    $ hv plan add bell --at 17:00 --for ages --staff kay --reason x
    error: --for: `ages` is not a length of time such as 45m, 2h or 1h30m
    $ hv plan add bell --at 17:00 --for 0m --staff kay --reason x
    error: --for: a visit lasts from 1 minute to 12 hours, not no time
    $ hv plan add bell --at 17:00 --for 13h --staff kay --reason x
    error: --for: a visit lasts from 1 minute to 12 hours, not 13 hours
    $ hv plan 2026-W99
    error: `2026-W99` is not a week such as 2026-W48
    $ hv out lou --back noonish
    error: --back: `noonish` is not a time hv knows. Type one of: 14:30, 2.30pm, 9am, noon, now, +45m, +1h30m, tomorrow 09:00, thu 14:30, 24/11 14:30, 2026-11-24 14:30, or 2026-11-24T14:30:00+00:00
    $ hv out lou --back 11:00
    error: --back: Tue 24 Nov 2026 11:00 GMT (1 h 8 min ago) is not after leaving at 12:08
    $ hv out lou --at 23:00 --back 23:30
    error: --at: Tue 24 Nov 23:00 is in the future; only what has happened can be recorded
    $ hv arrive kay --at 13:00
    error: --at: Tue 24 Nov 13:00 is in the future; only what has happened can be recorded
    $ hv arrive kay --at 11:59
    error: --at: Tue 24 Nov 2026 11:59 GMT (12 min ago) is before they left, at 12:00
    $ hv late kay --expected soon
    error: --expected: `soon` is not a time hv knows. Type one of: 14:30, 2.30pm, 9am, noon, now, +45m, +1h30m, tomorrow 09:00, thu 14:30, 24/11 14:30, 2026-11-24 14:30, or 2026-11-24T14:30:00+00:00
    $ hv enter kay --at 25:00
    error: --at: `25:00` is not a time hv knows. Type one of: 14:30, 2.30pm, 9am, noon, now, +45m, +1h30m, tomorrow 09:00, thu 14:30, 24/11 14:30, 2026-11-24 14:30, or 2026-11-24T14:30:00+00:00
    $ hv leave kay --at 13:00
    error: --at: Tue 24 Nov 13:00 is in the future; only what has happened can be recorded
    $ hv checkin kay --at +5m
    error: --at: Tue 24 Nov 12:20 is in the future; only what has happened can be recorded
    $ hv checkin kay --at 11:00
    error: --at: Tue 24 Nov 2026 11:00 GMT (1 h 16 min ago) is before they left, at 12:00
    $ hv checkin kay --at 31/11
    error: --at: `31/11` is not a time hv knows. Type one of: 14:30, 2.30pm, 9am, noon, now, +45m, +1h30m, tomorrow 09:00, thu 14:30, 24/11 14:30, 2026-11-24 14:30, or 2026-11-24T14:30:00+00:00
    $ hv extend kay --back 11:00 --why x
    error: --back: Tue 24 Nov 11:00 has passed; say the day as well if you mean another
    $ hv extend kay --back 9
    error: no answer to: Why does the return change?
    hint: give --why
    $ hv cancel kay --outcome no-show --why x --at 13:00
    error: --at: Tue 24 Nov 13:00 is in the future; only what has happened can be recorded
    $ hv back kay --at 13:00
    error: --at: Tue 24 Nov 13:00 is in the future; only what has happened can be recorded
    $ hv staff change kay --trained soon
    error: --trained: `soon` is not a day such as 2026-11-24
    $ hv staff change kay --mobile none
    error: --mobile: "none" is not a telephone number
    $ hv staff change kay --emergency-contact Sam
    error: --emergency-contact: "Sam" is not of the form "Sam Invented=07700 900123"
    $ hv family change bell --carer "Rob=none"
    error: --carer: "none" is not a telephone number
    "#);
}

/// Without a terminal a missing answer is an error that names the flag.
#[test]
fn what_is_missing_is_named_by_its_flag() {
    let mut place = afield(Park);
    for (line, flag) in [
        ("staff add zed", "--name"),
        ("family add zed --address x", "--pupil"),
        ("family add zed --pupil x", "--address"),
        ("plan add bell", "--at"),
        ("plan add bell --at 17:00", "--for"),
        ("plan add bell --at 17:00 --for 45m", "--staff"),
        ("plan change ahmed --at 15:00", "--why"),
        ("plan drop ahmed", "--why"),
        ("late kay", "--expected"),
        ("extend kay --back 17:00", "--why"),
        ("extend kay --why x", "--back"),
        ("cancel kay", "--outcome"),
        ("cancel kay --outcome ended-early", "--why"),
        ("done ahmed", "--got-in"),
        ("done ahmed --got-in no", "--child-seen"),
        ("done ahmed --got-in no --child-seen yes", "--present"),
        ("done ahmed --got-in no --child-seen yes --present x", "--concern"),
        ("doctor --accept 0123456789abcdef", "--why"),
    ] {
        let said = refused(&mut place, line, 2);
        assert!(said.contains(flag), "{flag} is not named: {said}");
    }
    let mut aspire = ready(Aspire);
    for (line, flag) in [
        ("assess", "FAMILY"),
        ("assess decide ahmed --decided-by pat", "--proceed"),
        ("assess decide ahmed --decided-by pat --proceed yes", "--reason"),
        ("assess review ahmed", "--found"),
        ("cancel ahmed --outcome no-show --why x", "--card"),
    ] {
        let said = refused(&mut aspire, line, 2);
        assert!(said.contains(flag), "{flag} is not named: {said}");
    }
    let _named = aspire.hv("assess bell").exits(1).says("--answer KEY=VALUE");
    let bare = Place::new("2026-11-24T08:00:00+00:00");
    let init = bare.hv_now("init school --policy aspire").exits(2);
    let _named = init.says("--name");
    assert!(!bare.folder().exists());
}

#[test]
fn answers_that_no_question_has() {
    let mut place = afield(Park);
    let said = all_refused(
        &mut place,
        &[
            "enter kay lou --answer parent-presnt=yes",
            "enter kay lou --answer parent-present=perhaps",
            "enter kay lou --answer parent-present",
            "enter kay lou --answers nowhere.yaml",
            "plan add bell --at 17:00 --for 45m --staff kay --answer family-told-rules=perhaps",
        ],
    );
    assert_snapshot!(said, @r#"
$ hv enter kay lou --answer parent-presnt=yes
error: --answer parent-presnt: the policy asks no such question
hint: it asks: family-told-rules, lone-worker-policy, phone-carried, id-worn, parent-present, feels-safe, dangerous-animals, animals-shut-away
$ hv enter kay lou --answer parent-present=perhaps
error: --answer parent-present: `perhaps` is not yes, no or "not known"
$ hv enter kay lou --answer parent-present
error: --answer: "parent-present" is not of the form phone-carried=yes
$ hv enter kay lou --answers nowhere.yaml
error: there is no file PLACE/school/nowhere.yaml
$ hv plan add bell --at 17:00 --for 45m --staff kay --answer family-told-rules=perhaps
error: --answer family-told-rules: `perhaps` is not yes, no or "not known"
"#);
    let mut aspire = ready(Aspire);
    aspire.write("../answers.yaml", "conducted-by: pat\nno-such: yes\nremote-place: perhaps\n");
    let before = aspire.tree();
    let _all = aspire
        .hv("assess bell --answers ../answers.yaml")
        .exits(1)
        .says("refused: Is the home remote or hidden from view?: `perhaps` is not yes, no or \"not known\"")
        .says("refused: no-such: the form asks no such thing, or not after these answers")
        .says("refused: The assessment is made with the designated safeguarding lead")
        .says("questions are not answered: job-titles, covered, reason, pupil-risks");
    assert_eq!(before, aspire.tree());
}

#[test]
fn a_visit_is_not_added_when_the_return_typed_with_it_is_no_time() {
    let mut place = afield(Park);
    place.hv(&plan_with(Park, "bell", &["--at=16:00"])).done();
    let _said = refused(&mut place, "extend kay --visit bell --back noonish --why x", 2);
}

#[test]
fn what_is_over_cannot_be_done_again() {
    let mut place = crate::school::visited(Park);
    let said = all_refused(
        &mut place,
        &[
            &format!("done {VISIT}"),
            &format!("cancel {VISIT} --outcome no-show --why x"),
            &format!("plan change {VISIT} --why x"),
            &format!("plan drop {VISIT} --why x"),
            "back kay",
            "checkin kay",
            "arrive kay",
        ],
    );
    assert_snapshot!(said, @r#"
$ hv done ahmed/2026-11-24-1a
error: ahmed/2026-11-24-1a is over (done)
$ hv cancel ahmed/2026-11-24-1a --outcome no-show --why x
error: ahmed/2026-11-24-1a is over (done)
$ hv plan change ahmed/2026-11-24-1a --why x
error: ahmed/2026-11-24-1a is over (done)
hint: plan a new one: hv plan add
$ hv plan drop ahmed/2026-11-24-1a --why x
error: ahmed/2026-11-24-1a is over (done)
hint: plan a new one: hv plan add
$ hv back kay
error: "kay" is not out
hint: nobody is out
hint: if they left without signing out: hv out NAME --breach "why" --where PLACE --back TIME starts the watch now
$ hv checkin kay
error: "kay" is not out
hint: nobody is out
hint: if they left without signing out: hv out NAME --breach "why" --where PLACE --back TIME starts the watch now
$ hv arrive kay
error: "kay" is not out
hint: nobody is out
hint: if they left without signing out: hv out NAME --breach "why" --where PLACE --back TIME starts the watch now
"#);
}

/// Every command that needs the record folder, as it would be typed.
const ALL: &[&str] = &[
    "staff",
    "staff add zed --name Zed",
    "family",
    "family add zed --pupil A --address B",
    "plan",
    "plan add bell --at 17:00 --for 45m --staff kay --reason attendance --answer family-told-rules=yes",
    "plan sign",
    "assess ahmed",
    "out kay lou --back 17:00",
    "arrive kay",
    "late kay --expected 15:00",
    "enter kay",
    "leave kay",
    "checkin kay",
    "extend kay --back 17:00 --why x",
    "cancel kay --outcome no-show --why x",
    "back kay",
    "done ahmed",
    "overdue",
    "board",
    "brief kay",
    "show ahmed",
    "log ahmed",
    "export",
    "calendar",
    "why ahmed",
    "report",
];

#[test]
fn no_record_folder_is_an_error_and_never_nobody_is_out() {
    let mut place = Place::new("2026-11-24T08:00:00+00:00");
    for line in ALL.iter().copied().chain(["", "doctor", "policy check"]) {
        let run = place.hv(line).exits(3);
        let run = run.says("no record folder here, nor above, nor configured").says("--store DIR");
        let _calm = run.keeps_quiet_about("Nobody");
    }
    let _named = place.hv("overdue --store nowhere").exits(3).says("nowhere");
}

/// An unmounted share must never read as "nobody is out".
#[test]
fn a_folder_without_open_is_an_error_and_never_nobody_is_out() {
    for missing in ["open", "hv.toml"] {
        let mut place = afield(Park);
        let (from, to) = (place.folder().join(missing), place.path().join("elsewhere"));
        fs::rename(from, to).unwrap();
        for line in ALL.iter().copied().chain([""]) {
            let before = place.tree();
            let run = place.hv(line).exits(3);
            assert_eq!(before, place.tree(), "hv {line} without {missing}");
            assert!(run.err.starts_with("error: "), "hv {line} without {missing}: {}", run.text());
            let _calm = run.keeps_quiet_about("Nobody is");
        }
    }
}

/// Modes do not stop root, and tests may run as root: a file in the place of a folder stops everybody.
#[test]
fn a_folder_that_cannot_be_written_is_said() {
    let mut all = String::new();
    for (line, folder) in [
        ("staff add zed --name Zed", "people"),
        ("family add zed --pupil A --address B", "addresses"),
        (&plan_with(Park, "bell", &["--at=17:00"]), "families/bell/visits"),
        (&plan_with(Park, "bell", &["--at=17:00"]), "open/planned"),
    ] {
        let mut place = afield(Park);
        let path = place.folder().join(folder);
        if path.exists() {
            fs::remove_dir_all(&path).unwrap();
        }
        fs::write(&path, "").unwrap();
        let before = place.tree();
        let run = place.hv(line).exits(3);
        assert_eq!(before, place.tree(), "hv {line}");
        all.push_str(&format!("$ hv {line}\n{}", run.err));
    }
    assert_snapshot!(all, @r#"
$ hv staff add zed --name Zed
error: people/zed.yaml: it cannot be read: Not a directory (os error 20)
hint: Put the file right with an editor, or take it back from git.
$ hv family add zed --pupil A --address B
error: addresses/zed.yaml: it cannot be read: Not a directory (os error 20)
hint: Put the file right with an editor, or take it back from git.
$ hv plan add bell --told-who --for "45m" --staff "kay,lou" --confirmed "Mon, by phone" --reason "attendance" --answer "family-told-rules=yes" --at "17:00"
error: NOT RECORDED: cannot list PLACE/school/families/bell/visits
  it is a file, not a folder
hint: Write it on paper; put right what is in the way; type the same command again.
$ hv plan add bell --told-who --for "45m" --staff "kay,lou" --confirmed "Mon, by phone" --reason "attendance" --answer "family-told-rules=yes" --at "17:00"
error: PLACE/school/open/planned is not there
hint: PLACE/school is not a record folder, or not all of it is here. Is a drive missing? Nobody can be counted safe until it is back.
"#);
}

#[test]
fn a_call_that_cannot_be_recorded_says_so_and_reading_goes_on() {
    let mut place = afield(Park);
    let outing = place.folder().join(format!("outings/2026-W48/{OUTING}.yaml"));
    fs::set_permissions(&outing, fs::Permissions::from_mode(0o400)).unwrap();
    let stopped = fs::OpenOptions::new().append(true).open(&outing).is_err();
    let run = place.hv("checkin kay");
    assert_eq!(run.exit, if stopped { 3 } else { 0 }, "{}", run.text());
    assert_eq!(stopped, run.err.contains("NOT RECORDED"), "{}", run.text());
    let _read = place.hv("board").exits(0).says("Kay Invented");
}

#[test]
fn a_policy_that_cannot_be_read_stops_what_needs_it_and_nothing_else() {
    let mut place = afield(Park);
    place.write("policy.toml", "hv-policy = 1\n[policy]\nname = 3\n");
    for line in [
        "plan",
        &plan_with(Park, "bell", &["--at=17:00"]),
        "plan sign",
        "out dee --back 17:00 --visit ahmed",
        "enter kay lou",
        "cancel kay --outcome no-show --why x",
        "done ahmed",
        "why ahmed",
    ] {
        let said = refused(&mut place, line, 3);
        assert!(said.contains("policy.toml:3:"), "{said}");
    }
    // Whoever is out is watched by the terms frozen at sign-out, and can ring in.
    place.hv("overdue").done();
    for line in ["checkin kay", "arrive kay lou", "leave kay lou", &format!("show {OUTING}")] {
        place.hv(line).done();
    }
    // The board shows them, and is not content.
    let board = place.hv("board").exits(3).says("CANNOT BE READ: policy.toml");
    let _board = board.says("Kay Invented").keeps_quiet_about("has no `roles`");
    let data = place.hv("board --json").exits(3).json();
    assert_eq!(data["damage"][0]["path"], "policy.toml", "{data}");
    place.hv("extend kay --back 16:00 --why x").done();
    let _distress = place.hv("checkin kay --distress").exits(0).says("999");
    place.hv("back kay lou").done();
}

#[test]
fn the_command_line_itself() {
    let mut place = afield(Park);
    let before = place.tree();
    for line in [
        "outt kay",
        "out",
        "checkin",
        "board --nonsense",
        "checkin kay --text --in-person",
        "overdue extra",
    ] {
        let run = place.hv(line).exits(2);
        assert!(run.out.is_empty(), "{}", run.text());
    }
    assert_eq!(before, place.tree());
    let _help = place.hv("--help").exits(0).says("not a monitored alarm service");
    let _bad_now = place.hv_now("board --now tomorrowish").exits(2).says("--now");
}

/// Nobody is told to add a family that bears a colleague's name.
#[test]
fn somebody_on_the_staff_is_not_taken_for_a_family() {
    let mut place = ready(Park);
    let run = place.hv("cancel kay --outcome no-show --why x").exits(2);
    let _run = run.says("kay is on the staff").keeps_quiet_about("hv family add");
}

/// What would show only when somebody is late: doctor says it before, as a warning, for another machine may be in order.
#[test]
fn doctor_tells_of_a_channel_that_tells_nobody_and_of_a_role_that_is_none() {
    let mut place = ready(Park);
    let _content = place.hv("doctor").exits(0).keeps_quiet_about("can tell nobody");
    let settings = place.read("hv.toml");
    place.write("hv.toml", &format!("{settings}\n[[channel]]\nid = \"room\"\nkind = \"hook\"\n"));
    let card = place.read("people/pat.yaml").replacen("role: head", "role: haed", 1);
    place.write("people/pat.yaml", &card);
    let run = place.hv("doctor").exits(0).says("the channel room can tell nobody");
    let _run = run.says("people/pat.yaml: the policy knows no role").says("NO CHANNEL REACHES");
}
