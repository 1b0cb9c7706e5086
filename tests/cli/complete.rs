//! What Tab offers: live ids with times and staff, only what fits, never a name of a family; and it never writes, fails
//! aloud, or takes a command's place.

use crate::harness::Place;
use crate::school::{Park, afield, plan_with, ready};
use std::fs;
use std::process::Output;

fn asked(place: &Place, shell: &str, words: &[&str]) -> Output {
    let mut program = place.program();
    program.env("COMPLETE", shell).env("_CLAP_COMPLETE_INDEX", (words.len() - 1).to_string());
    program.arg("--").args(words).output().unwrap()
}

/// What is offered for the last of the words, at the place's own time.
fn offered(place: &Place, line: &str) -> Vec<String> {
    let now = place.now().rfc3339();
    let mut words = vec!["hv", "--now", &now];
    words.extend(line.split(' '));
    let output = asked(place, "bash", &words);
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(output.status.code(), Some(0));
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(str::to_owned).filter(|word| !word.starts_with('-')).collect()
}

fn ids(found: &[&str]) -> Vec<String> {
    found.iter().map(|id| (*id).to_owned()).collect()
}

fn out() -> Place {
    let mut place = afield(Park);
    place.hv(&plan_with(Park, "bell", &["--at=tomorrow 10:00", "--staff=max"])).done();
    place
}

#[test]
fn what_is_offered_fits_the_place_it_is_offered_at() {
    let place = out();
    let before = place.tree();
    let people = ids(&["kay", "lou", "2026-11-24-kay-1a"]);
    for verb in ["checkin", "back", "arrive", "leave", "distress", "extend", "tell"] {
        assert_eq!(offered(&place, &format!("{verb} ")), people, "{verb}");
    }
    assert_eq!(offered(&place, "checkin k"), ids(&["kay"]));
    for verb in ["brief", "ack", "rung", "cancel"] {
        assert_eq!(offered(&place, &format!("{verb} ka")), ids(&["kay"]), "{verb}");
    }
    for (place_for_a_visit, family) in
        [("plan change bel", "bell/"), ("done ahm", "ahmed/"), ("incident ahm", "ahmed/")]
    {
        let found = offered(&place, place_for_a_visit);
        assert!(found.iter().any(|id| id.starts_with(family)), "{place_for_a_visit}: {found:?}");
    }
    for (line, id) in [
        ("verify 2026", "2026-W48"),
        ("plan 2026", "2026-W48"),
        ("assess ahm", "ahmed"),
        ("access ahm", "ahmed"),
        ("retention hold ahm", "ahmed"),
        ("staff ka", "kay"),
        ("staff change ka", "kay"),
        ("why 2026-11", "2026-11-24-kay-1a"),
        ("log 2026-11", "2026-11-24-kay-1a"),
        ("log ahm", "ahmed"),
        ("report --show visits.g", "visits.got-in"),
        ("undo --nobody-left de", "dee"),
    ] {
        assert!(offered(&place, line).contains(&id.to_owned()), "{line}");
    }
    assert_eq!(offered(&place, "checkin --outing "), ids(&["2026-11-24-kay-1a"]));
    // Whoever is out is not signed out again.
    let home = offered(&place, "out ");
    assert!(home.contains(&"max".to_owned()) && !home.contains(&"kay".to_owned()), "{home:?}");
    let left = offered(&place, "out max --visit ");
    assert!(left.iter().any(|id| id.starts_with("bell/2026-11-25")), "{left:?}");
    assert!(!left.iter().any(|id| id.starts_with("ahmed/")), "under way: {left:?}");
    assert!(offered(&place, "arrive kay --visit ").iter().any(|id| id.starts_with("ahmed/")));
    assert_eq!(offered(&place, "plan add "), ids(&["ahmed", "bell"]));
    let anything = offered(&place, "show ");
    for id in ["2026-11-24-kay-1a", "kay", "ahmed", "2026-W48"] {
        assert!(anything.contains(&id.to_owned()), "{id}: {anything:?}");
    }
    assert!(offered(&place, "out max --monitor ").contains(&"dee".to_owned()));
    assert!(offered(&place, "help sch").contains(&"scheduling".to_owned()));
    assert_eq!(before, place.tree(), "Tab wrote something");
}

#[test]
fn beside_an_id_stand_times_and_staff_and_never_a_family() {
    let place = out();
    let now = place.now().rfc3339();
    for line in [
        "checkin ",
        "show ",
        "plan change ",
        "done ",
        "brief ",
        "out max --visit ",
        "family ",
        "plan add ",
        "log ",
        "undo ",
        "report --show ",
    ] {
        let mut words = vec!["hv", "--now", &now];
        words.extend(line.split(' '));
        let text = String::from_utf8(asked(&place, "fish", &words).stdout).unwrap();
        for family in fs::read_dir(place.folder().join("families")).unwrap() {
            let id = family.unwrap().file_name().into_string().unwrap();
            if id.starts_with('.') {
                continue;
            }
            let card = place.read(&format!("families/{id}/family.yaml"));
            let names = card
                .lines()
                .filter_map(|l| l.split_once("name: "))
                .map(|(_, n)| n.trim_matches('"').to_owned());
            for name in names {
                assert!(!text.contains(&name), "{name} after {line}: {text}");
                let first = name.split(' ').next().unwrap();
                assert!(
                    !text.split_whitespace().any(|w| w == first),
                    "{first} after {line}: {text}"
                );
            }
        }
        assert!(!text.contains("Street") && !text.contains("Lane"), "{line}: {text}");
    }
    let checkin = asked(&place, "fish", &["hv", "--now", &now, "checkin", ""]);
    let text = String::from_utf8(checkin.stdout).unwrap();
    assert!(text.contains("kay\tKay Invented, out since 12:00, back by 15:30"), "{text}");
    assert!(
        text.contains("2026-11-24-kay-1a\tKay Invented and Lou Made, 12:00 to 15:30"),
        "{text}"
    );
}

/// What can be taken back, the last typed first; what cannot is not offered, nor what was.
#[test]
fn undo_offers_the_lines_that_can_be_taken_back() {
    let mut place = afield(Park);
    let said = |place: &Place| {
        let now = place.now().rfc3339();
        let text = asked(place, "fish", &["hv", "--now", &now, "undo", ""]).stdout;
        let text = String::from_utf8(text).unwrap();
        let lines = text.lines().filter(|l| !l.starts_with('-')).map(str::to_owned);
        lines.collect::<Vec<String>>()
    };
    place.clock("12:30");
    place.hv("checkin kay --note \"at Sara's, 12 Sample Street\"").done();
    place.hv("checkin lou --concern \"shouting\"").done();
    let lines = said(&place);
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(lines[0].ends_with("\t12:30, contact, Kay Invented"), "{lines:?}");
    assert!(lines[1].ends_with("\t12:00, sign-out, Kay Invented and Lou Made"), "{lines:?}");
    let id = lines[0].split('\t').next().unwrap();
    assert!(place.read("outings/2026-W48/2026-11-24-kay-1a.yaml").contains(id));
    place.hv(&format!("undo {id} --why slip --yes")).done();
    assert!(said(&place).iter().all(|l| !l.starts_with(id)), "{:?}", said(&place));
}

#[test]
fn what_cannot_be_read_offers_nothing_and_says_nothing() {
    let place = ready(Park);
    for (store, words) in
        [("/nowhere", vec!["hv", "checkin", ""]), ("/dev/null", vec!["hv", "show", ""])]
    {
        let mut program = place.program();
        program.env("COMPLETE", "bash").env("_CLAP_COMPLETE_INDEX", "2").env("HV_STORE", store);
        let output = program.arg("--").args(&words).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.lines().all(|l| l.starts_with('-')), "{text}");
        assert!(output.stderr.is_empty() && output.status.success());
    }
    // Nobody is out.
    assert_eq!(offered(&place, "checkin "), Vec::<String>::new());
    // A record that cannot be read: whom its marker names is offered all the same.
    let damaged = out();
    let at = "outings/2026-W48/2026-11-24-kay-1a.yaml";
    fs::remove_file(damaged.folder().join(at)).unwrap();
    assert_eq!(offered(&damaged, "checkin k"), ids(&["kay"]));
}

#[test]
fn a_shell_left_in_the_environment_changes_nothing_of_a_command() {
    let mut place = afield(Park);
    place.clock("16:00");
    let now = place.now().rfc3339();
    let late = |complete: Option<&str>| {
        let mut program = place.program();
        program.args(["overdue", "--now", &now]);
        if let Some(shell) = complete {
            program.env("COMPLETE", shell);
        }
        let output = program.output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    let plain = late(None);
    assert_eq!(plain.0, Some(4));
    for shell in ["bash", "zsh", "nonsense", "0"] {
        assert_eq!(late(Some(shell)), plain, "{shell}");
    }
}

#[test]
fn each_shell_has_a_line_to_install_and_a_script_behind_it() {
    let place = ready(Park);
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let run = place.hv_now(&format!("completions {shell}")).exits(0);
        assert!(run.out.contains("COMPLETE") && run.out.contains(shell), "{}", run.out);
        let json = place.hv_now(&format!("completions {shell} --json")).exits(0).json();
        assert!(run.out.contains(json["line"].as_str().unwrap()));
        let output = place.program().env("COMPLETE", shell).output().unwrap();
        let script = String::from_utf8(output.stdout).unwrap();
        assert!(script.contains("COMPLETE") && script.contains("hv"), "{shell}: {script}");
        assert!(output.stderr.is_empty() && output.status.success());
    }
    assert!(place.hv_now("completions tcsh").exits(2).err.contains("tcsh"));
}
