//! Three schools at once: each looked at by itself, one damaged in one way after another, one missing; and nothing
//! written for several.

use crate::harness::{Place, Run, copy_folder};
use crate::school::{Park, afield};
use std::fs;

/// Elm and oak stand beside the first school, with the same staff out. At 17:30 all are late.
fn trust() -> Place {
    let mut place = afield(Park);
    for name in ["elm", "oak"] {
        copy_folder(&place.folder(), &place.path().join(name));
    }
    place.clock("17:30");
    place
}

const ALL: &str = "--store ../school --store ../elm --store ../oak";

#[test]
fn each_line_names_its_school_and_the_worst_exit_code_wins() {
    let mut place = trust();
    let run = place.hv(&format!("overdue {ALL}")).exits(4);
    for name in ["school", "elm", "oak"] {
        let own = format!("{name}: LATE at Tue 24 Nov 17:30");
        assert!(run.out.contains(&own), "{own}\n{}", run.out);
    }
    let named = |line: &str| ["school:", "elm:", "oak:"].iter().any(|n| line.starts_with(n));
    assert!(run.out.lines().all(named), "{}", run.out);
    // One of them, named twice, is looked at as one.
    let one = place.hv("overdue --store ../elm --store ../elm").exits(4);
    assert!(one.out.starts_with("LATE"), "{}", one.out);
    // Before the command and after it, each counts.
    let both = place.hv("--store ../elm overdue --store ../oak").exits(4);
    let _both = both.says("elm: LATE").says("oak: LATE");
    let board = place.hv(&format!("board {ALL}")).exits(0);
    let _board = board.says("elm: OUT").says("oak: OUT").says("school: OUT");
    let _plan = place.hv(&format!("plan {ALL}")).exits(0).says("oak: 2026-W48 from");
    let json = place.hv(&format!("overdue --json {ALL}")).exits(4).json();
    let schools = json["schools"].as_array().unwrap();
    assert_eq!(schools.len(), 3);
    for school in schools {
        assert_eq!(school["looked_at"], true, "{school}");
        assert_eq!(school["exit"], 4, "{school}");
        assert_eq!(school["result"]["hv"], 1, "{school}");
    }
}

#[test]
fn all_in_time_everywhere_is_silence_and_zero() {
    let mut place = trust();
    place.clock("13:00");
    let run = place.hv(&format!("overdue {ALL}")).exits(0);
    assert_eq!(run.out, "", "{}", run.text());
}

/// What stands between the tags of a table's figures, in order.
fn figures(page: &str) -> Vec<&str> {
    page.split("<td>").skip(1).filter_map(|rest| rest.split("</td>").next()).collect()
}

/// One page: each school's part is its own page, the one that is gone is said first, and nothing is added up.
#[test]
fn a_page_of_reports_has_a_part_for_each_school() {
    let mut place = trust();
    let own = place.hv("report --store ../school --html -").exits(0).out;
    fs::remove_dir_all(place.path().join("oak")).unwrap();
    let outing = place.path().join("elm/outings/2026-W48/2026-11-24-kay-1a.yaml");
    fs::write(outing, "rubbish\n").unwrap();
    let run = place.hv(&format!("report {ALL} --html ../reports.html")).exits(3);
    let _said = run.says("oak: NOT LOOKED AT").says("reports.html: 3 schools");
    let page = fs::read_to_string(place.path().join("reports.html")).unwrap();
    for once in ["<!DOCTYPE html>", "<body>", "<main>", "<h1>", "<header>", "<footer>"] {
        assert_eq!(page.matches(once).count(), 1, "{once}");
    }
    let parts: Vec<&str> = page.split("<section id=\"school-").collect();
    let [head, school, elm, oak] = parts.as_slice() else { panic!("{} parts", parts.len()) };
    assert!(head.contains("oak: NOT LOOKED AT") && head.contains("elm: NOT WHOLE"), "{head}");
    assert!(head.contains("Nothing here is added up over schools"), "{head}");
    assert!(!figures(&own).is_empty());
    assert_eq!(figures(school), figures(&own));
    assert!(!school.contains("at least"), "{school}");
    assert!(elm.contains("NOT WHOLE: 1 file") && elm.contains("<td>at least"), "{elm}");
    assert!(oak.contains("NOT LOOKED AT") && !oak.contains("<td>"), "{oak}");
}

#[test]
fn a_page_of_reports_lies_in_no_record_folder_and_over_no_file() {
    let mut place = trust();
    let two = "--store ../school --store ../elm";
    let _inside = place
        .hv(&format!("report {two} --html ../elm/x.html"))
        .exits(2)
        .says("lies in the record folder");
    assert!(!place.path().join("elm/x.html").exists());
    place.hv(&format!("report {two} --html ../x.html")).done();
    let _over =
        place.hv(&format!("report {two} --html ../x.html")).exits(2).says("is there already");
    let printed = place.hv(&format!("report {two} --html=-")).exits(0);
    assert!(printed.out.contains("reports of 2 schools"), "{}", printed.out);
    let _both = place.hv(&format!("report {two} --json --html ../y.html")).exits(2);
    let _none = place
        .hv("report --store ../no --store ../nothing --html ../y.html")
        .exits(3)
        .says("no page");
    assert!(!place.path().join("y.html").exists());
}

/// However one is damaged, the others are told whole, and the damaged one is told first, or at all.
#[test]
fn damage_in_one_never_hides_another_and_is_never_a_zero() {
    type Harm = fn(&std::path::Path);
    let ways: [(&str, Harm, bool); 7] = [
        ("gone", |oak| fs::remove_dir_all(oak).unwrap(), false),
        (
            "empty",
            |oak| {
                fs::remove_dir_all(oak).unwrap();
                fs::create_dir(oak).unwrap();
            },
            false,
        ),
        (
            "a file",
            |oak| {
                fs::remove_dir_all(oak).unwrap();
                fs::write(oak, "x").unwrap();
            },
            false,
        ),
        (
            "a link to nowhere",
            |oak| {
                fs::remove_dir_all(oak).unwrap();
                std::os::unix::fs::symlink("/nowhere/at/all", oak).unwrap();
            },
            false,
        ),
        ("without its markers", |oak| fs::remove_dir_all(oak.join("open")).unwrap(), false),
        ("without its school", |oak| fs::remove_file(oak.join("hv.toml")).unwrap(), false),
        (
            "an outing of rubbish",
            |oak| {
                fs::write(oak.join("outings/2026-W48/2026-11-24-kay-1a.yaml"), "rubbish\n")
                    .unwrap();
            },
            true,
        ),
    ];
    for (way, harm, looked_at) in ways {
        for (time, exit) in [("17:30", 4), ("13:00", 3)] {
            let mut place = trust();
            place.clock(time);
            let whole = place.hv("overdue --store ../elm");
            harm(&place.path().join("oak"));
            place.clock(time);
            let run = place.hv(&format!("overdue {ALL}"));
            let oak: Run = run.clone().says("oak: ");
            let told = oak.out.lines().filter_map(|line| line.strip_prefix("elm: "));
            let own = told.filter(|line| !line.starts_with("whatever is typed for elm begins: "));
            let told: Vec<&str> = own.flat_map(str::split_whitespace).collect();
            let wanted: Vec<&str> = whole.out.split_whitespace().collect();
            assert_eq!(told, wanted, "{way}, {time}");
            if looked_at {
                assert_eq!(run.exit, 4, "{way}: an outing that cannot be read is an alarm");
            } else {
                assert_eq!(run.exit, exit, "{way}, {time}\n{}", run.text());
                let first = run.out.lines().next().unwrap();
                assert!(first.starts_with("oak: NOT LOOKED AT: "), "{way}: {first}");
                assert!(first.ends_with("Nobody there may be taken for safe."), "{way}: {first}");
                let json = place.hv(&format!("overdue --json {ALL}")).json();
                assert_eq!(json["schools"][0]["looked_at"], false, "{way}");
            }
        }
    }
}

#[test]
fn nothing_is_written_for_several() {
    let mut place = trust();
    let before = place.tree();
    for line in
        ["checkin kay", "back kay lou", "plan sign", "out lou --breach x", "log kay", "doctor"]
    {
        let run = place.hv(&format!("{line} {ALL}")).exits(2);
        let run = run.says("this is done for one school at a time, and 3 schools are meant");
        let _hint = run.says("for elm: --store").says("for oak: --store");
    }
    assert_eq!(before, place.tree());
    let _danger = place.hv(&format!("distress kay {ALL}")).exits(2).says("ring 999");
    let _one = place.hv("checkin kay --store ../elm").exits(0);
}

#[test]
fn several_may_stand_in_the_environment_and_in_the_users_configuration() {
    let mut place = trust();
    let now = place.now().rfc3339();
    let path = |name: &str| place.path().join(name).display().to_string();
    let text = |output: std::process::Output| {
        (
            String::from_utf8(output.stdout).unwrap(),
            String::from_utf8(output.stderr).unwrap(),
            output.status.code(),
        )
    };
    let mut program = place.program();
    let both = std::env::join_paths([path("elm"), path("oak")]).unwrap();
    program.args(["overdue", "--now", &now]).env("HV_STORE", &both).current_dir(place.path());
    let (out, _, code) = text(program.output().unwrap());
    assert!(out.contains("elm: LATE") && out.contains("oak: LATE"), "{out}");
    assert_eq!(code, Some(4));
    let folder = place.path().join("home/.config/hv");
    fs::create_dir_all(&folder).unwrap();
    let config = folder.join("config.toml");
    let configured = |text: &str, line: &str| {
        fs::write(&config, text).unwrap();
        let mut program = place.program();
        program.args(line.split(' ')).args(["--now", &now]).current_dir(place.path());
        program.output().unwrap()
    };
    let two = format!(
        "[[schools]]\nname = \"Elm Primary\"\nstore = \"{}\"\n[[schools]]\nstore = \"{}\"\n",
        path("elm"),
        path("oak")
    );
    let (out, _, code) = text(configured(&two, "overdue"));
    assert!(out.contains("Elm Primary: LATE") && out.contains("oak: LATE"), "{out}");
    assert_eq!(code, Some(4));
    let (_, err, code) = text(configured(&two, "checkin kay"));
    assert!(err.contains("for Elm Primary: --store"), "{err}");
    assert_eq!(code, Some(2));
    // One is written to by default; all are looked at.
    let one = format!("store = \"{}\"\n{two}", path("school"));
    let (_, err, code) = text(configured(&one, "checkin kay"));
    assert_eq!(code, Some(0), "{err}");
    let (out, ..) = text(configured(&one, "overdue"));
    assert!(out.contains("Elm Primary: LATE"), "{out}");
    // The one that is typed into is looked at too, though it is not on the list.
    assert!(out.contains("school: LATE"), "{out}");
    // A word that is not known may be a school that nobody would look at.
    for wrong in ["[[school]]\nstore = \"/x\"\n", "[[schools]]\nfolder = \"/x\"\n", "rubbish", ""] {
        let (out, _, code) = text(configured(wrong, "overdue"));
        assert_eq!((out.as_str(), code), ("", Some(3)), "{wrong}");
    }
    // In a record folder, that one is meant.
    fs::write(&config, &two).unwrap();
    let here = place.hv("overdue").exits(4);
    assert!(here.out.starts_with("LATE"), "{}", here.out);
}

/// Each run of the alarm leaves its own school's heartbeat, and the worst of both is told.
#[test]
fn each_school_has_its_own_heartbeat() {
    let place = Place::new("2026-11-24T08:00:00+00:00");
    for name in ["elm", "oak"] {
        let init = format!(
            "init {name} --policy hunsbury-park --name \"{name} Primary\" --hours 08:30-16:00 --id {name} --no-git"
        );
        place.hv_now(&init).done();
    }
    let beats = || {
        let state = place.path().join("state/hv");
        let mut found = Vec::new();
        for one in fs::read_dir(state).into_iter().flatten() {
            let path = one.unwrap().path();
            let text = fs::read_to_string(path.join("state.json")).unwrap_or_default();
            let text =
                if text.is_empty() { fs::read_to_string(&path).unwrap_or_default() } else { text };
            found.extend(text.contains("heartbeat").then_some(path));
        }
        found.len()
    };
    let run = place.hv_now("overdue --alert --store elm --store oak");
    assert_eq!(run.exit, 0, "{}", run.text());
    assert_eq!(beats(), 2);
    fs::remove_dir_all(place.path().join("oak/open")).unwrap();
    let run = place.hv_now("overdue --alert --store elm --store oak").exits(3);
    let _oak = run.says("oak: NOBODY IS WATCHED: the record folder cannot be opened");
}

/// What is shown to be typed for one would land in another, and of one file for several only the last would be left.
#[test]
fn what_is_typed_next_names_its_school_and_a_page_is_of_one() {
    let mut place = trust();
    let run = place.hv(&format!("overdue {ALL}")).exits(4);
    let run =
        run.says("whatever is typed for elm begins: hv --store").says("typed for oak begins:");
    let _run = run.says("typed for school begins:");
    let page = place.path().join("wall.html");
    let several = place.hv(&format!("board {ALL} --html {}", page.display())).exits(2);
    let _several = several.says("one school at a time");
    assert!(!page.exists());
}

/// Somebody is late at elm and a record is cut at oak: both are seen before elm's page fills the screen.
#[test]
fn a_damaged_school_is_named_before_the_alarms_of_another_push_it_from_the_screen() {
    let mut place = trust();
    let record = place.path().join("oak/outings/2026-W48/2026-11-24-kay-1a.yaml");
    let text = fs::read_to_string(&record).unwrap();
    fs::write(&record, &text[..300]).unwrap();
    place.clock("17:30");
    let run = place.hv(&format!("overdue {ALL}")).exits(4);
    let first = run.out.lines().next().unwrap();
    assert!(first.starts_with("oak: NOT ALL OF IT COULD BE READ"), "{}", run.text());
    assert!(run.out.lines().nth(1).unwrap().starts_with("elm: LATE"), "{}", run.text());
}
