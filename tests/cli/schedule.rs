//! `hv schedule`: what it prints is taken by the programs it is for, with any path that it does not refuse.
//!
//! Where crontab, systemd-analyze or python3 is not installed, that is said and nothing is proven; where `CI` is set the
//! test fails instead.

use crate::harness::Place;
use crate::paper::program;
use crate::school::{Aspire, school};
use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

fn installed(name: &'static str, package: &str) -> bool {
    if program(&[name]).is_some() {
        return true;
    }
    let why = format!("{name} is not installed: apt-get install {package}");
    assert!(std::env::var_os("CI").is_none(), "{why}");
    // Past the harness, which keeps what a test that passes has printed to itself.
    let said = format!("\nSKIPPED, NOTHING PROVEN: the schedule was not tried. {why}\n");
    std::io::stderr().write_all(said.as_bytes()).unwrap();
    false
}

/// The program and the record folder, moved to paths of these names.
struct Moved {
    place: Place,
    program: PathBuf,
    store: PathBuf,
}

fn moved(program_in: &str, store: &str) -> Moved {
    let place = school(Aspire);
    let folder = place.path().join(program_in);
    fs::create_dir_all(&folder).unwrap();
    let program = folder.join("hv");
    // By another process: a file that this one had open to write could not be started while a test beside it forks.
    let copied = Command::new("cp").arg(env!("CARGO_BIN_EXE_hv")).arg(&program).status().unwrap();
    assert!(copied.success());
    let to = place.path().join(store);
    fs::rename(place.folder(), &to).unwrap();
    Moved { place, program, store: to }
}

impl Moved {
    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command
            .env_clear()
            .env("HOME", self.place.path().join("home"))
            .env("USER", "office")
            .current_dir(&self.store)
            .args(words)
            .stdin(Stdio::null());
        command
    }

    fn says(&self, words: &[&str]) -> String {
        let output = self.command(words).output().unwrap();
        assert!(output.status.success(), "{words:?}: {}", err(&output));
        String::from_utf8(output.stdout).unwrap()
    }

    fn refuses(&self, words: &[&str]) -> String {
        let output = self.command(words).output().unwrap();
        assert_eq!(
            (output.status.code(), output.stdout.as_slice()),
            (Some(3), &[][..]),
            "{words:?}"
        );
        err(&output)
    }
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Names with everything that one of the formats reads as its own sign.
const ODD: [&str; 4] = ["my school", "o'neil & <co> \"5\"", "$HOME `id` \\ ;|", "zo\u{eb}"];

#[test]
fn the_crontab_line_is_taken_by_crontab_and_starts_what_it_says() {
    let real = installed("crontab", "cron");
    for odd in ODD {
        let moved = moved(&format!("{odd} bin"), odd);
        let text = moved.says(&["schedule", "cron", "--every", "10m", "--bare"]);
        let file = moved.place.path().join("crontab");
        fs::write(&file, &text).unwrap();
        if real {
            let output = Command::new("crontab").arg("-n").arg(&file).output().unwrap();
            assert!(output.status.success(), "{text}{}", err(&output));
        }
        assert!(text.ends_with('\n') && !text.contains('%'), "{text}");
        let line = text.lines().last().unwrap();
        let command = line.strip_prefix("*/10 * * * * ").unwrap();
        assert!(command.contains(" overdue --alert --store "), "{command}");
        // As cron starts it: nothing in the environment, another folder. The looking alone, which must be silent.
        let output = Command::new("/bin/sh")
            .args(["-c", &command.replace(" --alert", "")])
            .env_clear()
            .env("HOME", moved.place.path().join("home"))
            .current_dir("/")
            .output()
            .unwrap();
        assert_eq!(
            (output.status.code(), output.stdout.len()),
            (Some(0), 0),
            "{command}: {}",
            err(&output)
        );
    }
}

/// In the place of the programs that would change this machine.
const STAND_INS: &str = "systemctl() { echo systemctl \"$@\" >> \"$HOME/started\"; }\n\
                         loginctl() { echo loginctl \"$@\" >> \"$HOME/started\"; }\n";

#[test]
fn the_units_are_installed_by_the_script_and_taken_by_systemd() {
    if !installed("systemd-analyze", "systemd") {
        return;
    }
    for odd in ODD {
        // systemd takes no program with a quotation mark or a backslash in its path, and hv refuses to name one.
        let moved = moved(&format!("{} bin", odd.replace(['\'', '"', '\\'], "")), odd);
        let script = moved.says(&["schedule", "systemd", "--bare"]);
        let home = moved.place.path().join("home");
        let output = Command::new("/bin/sh")
            .args(["-c", &format!("{STAND_INS}{script}")])
            .env_clear()
            .env("HOME", &home)
            .env("PATH", "/usr/bin:/bin")
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", err(&output));
        let started = fs::read_to_string(home.join("started")).unwrap();
        let timer = started.lines().find(|l| l.contains("enable --now hv-overdue-")).unwrap();
        assert!(timer.starts_with("systemctl --user ") && timer.contains(".timer"), "{started}");
        assert!(started.contains("loginctl enable-linger office"), "{started}");
        let folder = home.join(".config/systemd/user");
        let units: Vec<PathBuf> =
            fs::read_dir(&folder).unwrap().map(|e| e.unwrap().path()).collect();
        assert_eq!(units.len(), 3, "{units:?}");
        let output = verify(&units);
        assert!(output.status.success() && output.stderr.is_empty(), "{}", err(&output));
        // It can fail: a program that is not there is noticed.
        fs::remove_file(&moved.program).unwrap();
        assert!(!verify(&units).status.success());
    }
}

fn verify(units: &[PathBuf]) -> Output {
    Command::new("systemd-analyze").args(["verify", "--man=no"]).args(units).output().unwrap()
}

#[test]
fn a_settings_folder_of_the_users_own_goes_along() {
    let moved = moved("bin", "records");
    for (words, holds) in [
        (&["schedule", "cron", "--bare"], " XDG_CONFIG_HOME='/srv/hv settings' "),
        (
            &["schedule", "systemd", "--bare"],
            "\nEnvironment=\"XDG_CONFIG_HOME=/srv/hv settings\"\n",
        ),
        (&["schedule", "windows", "--plain"], "setx XDG_CONFIG_HOME \"/srv/hv settings\"\n"),
    ] {
        let mut set = moved.command(words);
        let text = set.env("XDG_CONFIG_HOME", "/srv/hv settings").output().unwrap();
        let text = String::from_utf8(text.stdout).unwrap();
        assert!(text.contains(holds), "{text}");
        assert!(!moved.says(words).contains("XDG_CONFIG_HOME"), "{words:?}");
    }
}

#[test]
fn the_systems_units_run_as_the_present_user() {
    let moved = moved("bin", "records");
    let script = moved.says(&["schedule", "systemd", "--as", "system", "--bare"]);
    assert!(
        script.contains("\nUser=office\n") && script.contains("/etc/systemd/system"),
        "{script}"
    );
    assert!(!script.contains("linger") && !script.contains("--user"), "{script}");
    for line in [
        "SuccessExitStatus=4",
        "Persistent=true",
        "AccuracySec=1s",
        "Type=oneshot",
        "TimeoutStartSec=90",
    ] {
        assert!(script.contains(&format!("\n{line}\n")), "no {line} in {script}");
    }
    assert!(!script.contains("After=") && !script.contains("Requires="), "{script}");
}

/// Reads the task as Windows would, from UTF-16, and prints what is to be started.
const READ: &str = "import sys, xml.etree.ElementTree as E\n\
                    t = E.fromstring(sys.stdin.buffer.read().decode('ascii').encode('utf-16'))\n\
                    n = '{http://schemas.microsoft.com/windows/2004/02/mit/task}'\n\
                    sys.stdout.buffer.write((t.find('.//'+n+'Command').text + '\\n' + t.find('.//'+n+'Arguments').text).encode())\n";

#[test]
fn the_task_is_well_formed_and_starts_what_it_says() {
    if !installed("python3", "python3") {
        return;
    }
    for odd in ["my school", "o'neil & <co>", "zo\u{eb}"] {
        let moved = moved(&format!("{odd} bin"), odd);
        let text = moved.says(&["schedule", "windows", "--bare"]);
        let mut python = Command::new("python3");
        python.args(["-c", READ]);
        let output = crate::harness::said_when_fed(python, &text);
        assert!(output.status.success(), "{text}\n{}", err(&output));
        let read = String::from_utf8(output.stdout).unwrap();
        let (program, store) = (moved.program.display(), moved.store.display());
        assert_eq!(read, format!("{program}\noverdue --alert --store \"{store}\""));
    }
}

#[test]
fn a_sign_that_a_format_cannot_hold_is_refused_and_not_printed() {
    let percent = moved("bin", "100%");
    let said = percent.refuses(&["schedule", "cron"]);
    assert!(
        said.contains("cron reads as the end") && said.contains("hv schedule systemd"),
        "{said}"
    );
    assert!(percent.says(&["schedule", "systemd"]).contains("/100%%\""));
    let said = percent.refuses(&["schedule", "windows"]);
    assert!(said.contains("variable to fill in"), "{said}");
    let quote = moved("bin", "a \"b\"");
    assert!(quote.refuses(&["schedule", "windows"]).contains("quotation mark"));
    let _taken = quote.says(&["schedule", "cron"]);
    let _taken = quote.says(&["schedule", "systemd"]);
    let said = moved("o'neil", "records").refuses(&["schedule", "systemd"]);
    assert!(said.contains("path of the program has a quotation mark"), "{said}");
    for kind in ["cron", "systemd", "windows"] {
        assert!(moved("bin", "a\nb").refuses(&["schedule", kind]).contains("cannot be seen"));
    }
}

#[test]
fn only_whole_minutes_up_to_fifteen_and_for_cron_what_divides_the_hour() {
    let mut place = school(Aspire);
    for (typed, exit) in [
        ("cron --every 1m", 0),
        ("cron --every 15m", 0),
        ("cron --every 7m", 2),
        ("systemd --every 7m", 0),
        ("windows --every 7m", 0),
        ("systemd --every 16m", 2),
        ("systemd --every 1h", 2),
        ("systemd --every 0m", 2),
        ("systemd --every 90s", 2),
        ("windows --every often", 2),
    ] {
        let run = place.hv(&format!("schedule {typed}")).exits(exit);
        let _said = if exit == 2 { run.says("--every") } else { run };
    }
    let mut elsewhere = Place::new("2026-11-24T08:00:00+00:00");
    let _none = elsewhere.hv("schedule cron").exits(3).says("no record folder");
}

#[test]
fn it_ends_with_how_to_see_that_it_works_and_changes_nothing() {
    let mut place = school(Aspire);
    let before = place.tree();
    for kind in ["cron", "systemd", "windows"] {
        let run = place.hv(&format!("schedule {kind} --every 10m")).exits(0);
        let run = run
            .says("hv doctor")
            .says("hv overdue --alert")
            .says("[watch]")
            .says("every = \"10m\"");
        let last = run.out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(last.ends_with("on the network, whenever somebody is out."), "{}", run.out);
        let machine = run.out.lines().find_map(|l| l.trim().strip_prefix("machine = ")).unwrap();
        let machine = machine.trim_matches('"').to_owned();
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        assert!(machine.len() > 5 && machine.chars().all(plain), "{machine}");
        let data = place.hv(&format!("schedule {kind} --every 10m --json")).exits(0).json();
        assert_eq!((&data["machine"], &data["every-seconds"]), (&machine.into(), &600.into()));
        let files = if kind == "systemd" { 3 } else { 1 };
        assert_eq!(data["files"].as_array().unwrap().len(), files);
    }
    let _mail = place.hv("schedule cron").exits(0).says("MAILTO=");
    assert_eq!(place.tree(), before);
}
