//! Every command that only looks, on both example schools, on a narrow and on a wide screen: no line is wider than the
//! screen, and neither says what the other does not.

use crate::harness::{Place, copy_folder};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What looks, with something of each example to look at. What is not on record there is said, and fits as well.
const READERS: &[&str] = &[
    "",
    "overdue",
    "board",
    "plan",
    "plan 2026-W47",
    "staff",
    "staff PERSON",
    "family",
    "family FAMILY",
    "assess FAMILY --print",
    "notify",
    "drill",
    "brief OUTING",
    "brief PERSON",
    "print week",
    "print day",
    "print visit FAMILY",
    "print brief PERSON",
    "print card",
    "print vehicles",
    "sheet vehicles",
    "log FAMILY",
    "log OUTING",
    "log PERSON",
    "show FAMILY",
    "show PERSON",
    "show OUTING",
    "show 2026-W48",
    "why FAMILY",
    "why OUTING",
    "show ASSESSMENT",
    "why ASSESSMENT",
    "verify 2026-W48",
    "verify FAMILY",
    "doctor",
    "retention",
    "report --from 2026-11-23 --to 2026-11-24",
    "policy list",
    "policy check",
    "policy show",
    "policy clauses",
    "policy bound",
    "policy diff aspire",
    "policy replay aspire --from 2026-11-23 --to 2026-11-24",
    "schedule cron",
    "schedule systemd",
    "schedule windows",
    "help",
    "help times",
    "help alarm",
    "undo",
];

/// What writes, or prints for a program and not for a screen.
const OTHERS: &[&str] = &[
    "init",
    "staff add",
    "staff change",
    "staff import",
    "family add",
    "family change",
    "family review",
    "family import",
    "plan add",
    "plan change",
    "plan drop",
    "plan sign",
    "assess decide",
    "assess review",
    "assess risk",
    "assess control",
    "assess read",
    "out",
    "arrive",
    "late",
    "enter",
    "leave",
    "checkin",
    "extend",
    "delay",
    "cancel",
    "back",
    "tell",
    "home",
    "distress",
    "ack",
    "rung",
    "resolve",
    "done",
    "incident",
    "notify test",
    "drill start",
    "drill answered",
    "drill end",
    "reconcile",
    "export",
    "calendar",
    "retention hold",
    "retention release",
    "retention erase",
    "retention finish",
    "access",
    "policy schema",
    "policy new",
    "sync",
    "completions",
    "man",
];

/// The headings of what has no label of its own where a table becomes a list, or is empty here.
const HEADINGS: [&str; 3] = ["Id", "Name", "Careful"];

fn leaves(command: &clap::Command, path: &str, all: &mut Vec<String>) {
    let not_help = |c: &&clap::Command| path.is_empty() || c.get_name() != "help";
    for below in command.get_subcommands().filter(not_help) {
        let path = format!("{path} {}", below.get_name()).trim().to_owned();
        let group = below.get_subcommands().next().is_some();
        leaves(below, &path, all);
        // A group that does something by itself has arguments, or shows a list.
        if !group || READERS.iter().any(|line| *line == path) {
            all.push(path);
        }
    }
}

/// A new command has to say whether it is for a screen.
#[test]
fn every_command_is_looked_at_or_is_not_for_a_screen() {
    let mut all = Vec::new();
    leaves(&hv::cli::tree(), "", &mut all);
    let known = |path: &String| {
        let reads = |line: &&str| {
            line.strip_prefix(path.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        };
        READERS.iter().any(reads) || OTHERS.contains(&path.as_str())
    };
    let unknown: Vec<&String> = all.iter().filter(|path| !known(path)).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
    let gone = OTHERS.iter().filter(|path| !all.iter().any(|known| known == *path));
    assert_eq!(gone.collect::<Vec<_>>(), Vec::<&&str>::new());
}

/// What is to be copied whole is never broken; nor is an error that goes elsewhere than to a terminal.
fn to_copy(line: &str) -> bool {
    line.starts_with("    ")
        || ["hint: ", "error: "].iter().any(|begins| line.starts_with(begins))
        || line.contains(": hv ")
}

/// What a schedule says to install: its lines belong to another program.
fn installed(line: &str) -> bool {
    ["*/5 ", "Exec", "<", "# ", "cat ", "systemctl", "mkdir", "Environment"]
        .iter()
        .any(|begins| line.trim().starts_with(begins))
}

/// Without what draws a table, and without the machine's names for figures, which a narrow screen shortens.
fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut within = false;
    for c in text.chars() {
        within = (within || c == '[') && c != ']';
        match c {
            '\u{2500}'..='\u{257f}' => out.push(' '),
            '[' | ']' => {}
            _ if within => {}
            _ => out.push(c),
        }
    }
    out
}

fn words(text: &str) -> BTreeSet<String> {
    let plain = plain(text);
    let all = plain.split_whitespace().map(|word| word.trim_end_matches(':').to_owned());
    all.filter(|word| {
        !word.is_empty()
            && !HEADINGS.contains(&word.as_str())
            && !word.chars().all(|c| "#-=".contains(c))
    })
    .collect()
}

/// However words were broken, the letters are the same.
fn letters(text: &str) -> BTreeMap<char, usize> {
    let mut all = BTreeMap::new();
    for c in plain(text).chars().filter(|c| !c.is_whitespace()) {
        *all.entry(c).or_default() += 1;
    }
    all
}

/// What a narrow screen does to the one line that `--json` prints: nothing.
fn no_object(place: &Place, typed: &str) -> String {
    let mut program = place.program();
    let run = program.env("COLUMNS", "80").args(typed.split_whitespace());
    let run = run.args(["--json", "--now", "2026-11-24T12:40:00+00:00"]).output().unwrap();
    let text = String::from_utf8_lossy(&run.stdout);
    match serde_json::from_str::<serde_json::Value>(&text) {
        Ok(value) if value["hv"] == 1 && text.lines().count() == 1 => String::new(),
        _ => format!("hv {typed} --json: no object on one line: {text:.200}\n"),
    }
}

fn fits(example: &str, who: &[(&str, &str)]) {
    let place = Place::new("2026-11-24T12:40:00+00:00");
    copy_folder(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(example),
        &place.folder(),
    );
    let mut wrong = String::new();
    for line in READERS {
        let typed = who.iter().fold((*line).to_owned(), |line, (word, of)| line.replace(word, of));
        let [narrow, wide] = [80, 120].map(|columns: usize| {
            let mut program = place.program();
            let run = program.env("COLUMNS", columns.to_string()).args(typed.split_whitespace());
            let run = run.args(["--now", "2026-11-24T12:40:00+00:00"]).output().unwrap();
            let text = format!(
                "{}{}",
                String::from_utf8_lossy(&run.stdout),
                String::from_utf8_lossy(&run.stderr)
            );
            let schedule = typed.starts_with("schedule");
            let too_wide = text.lines().filter(|l| l.chars().count() > columns && !to_copy(l));
            for one in too_wide.filter(|l| !(schedule && installed(l))) {
                wrong += &format!(
                    "hv {typed}, {columns} columns: {} wide: {one}\n",
                    one.chars().count()
                );
            }
            text
        });
        wrong += &no_object(&place, &typed);
        if letters(&narrow) != letters(&wide) && words(&narrow) != words(&wide) {
            let (narrow, wide) = (words(&narrow), words(&wide));
            let only = |a: &BTreeSet<String>, b: &BTreeSet<String>| {
                a.difference(b).cloned().collect::<Vec<_>>().join(" ")
            };
            wrong += &format!(
                "hv {typed}: only at 80: {}; only at 120: {}\n",
                only(&narrow, &wide),
                only(&wide, &narrow)
            );
        }
    }
    // A file to copy, as wide as it is.
    wrong += &no_object(&place, "retention --defaults");
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn nothing_is_wider_than_the_screen_and_both_say_the_same_in_nettlewick() {
    fits(
        "nettlewick",
        &[
            ("PERSON", "kay"),
            ("FAMILY", "ahmed"),
            ("OUTING", "2026-11-24-kay-1a"),
            ("ASSESSMENT", "ahmed/assessments/2026-11-18-1a"),
        ],
    );
}

#[test]
fn nothing_is_wider_than_the_screen_and_both_say_the_same_in_millbrook() {
    fits("millbrook", &[("PERSON", "fin"), ("FAMILY", "ash"), ("OUTING", "2026-11-24-fin-1a")]);
}
