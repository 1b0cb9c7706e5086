//! What the daily commands cost, and whether it grows: hv at 1,000, 100,000 and 1,000,000 visits beside other programs that
//! are asked the same of the same, all in one interleaved run. It prints medians and ratios, and asserts nothing about
//! them.
//!
//! `cargo bench` makes the folders under `target/tmp/bench`, each with 30 outings that are late now and 200 visits on this
//! week's list, and removes them at the end; it says first how much disk that takes, and refuses where there is less.
//! `-- --sizes 1000,100000` takes other sizes, `-- --quick` 200 and 2,000 with fewer turns. `hv doctor` reads the smallest
//! folder whole, and finds nothing, before anything is measured. A program that is not on this machine is said to be
//! missing, with the package it comes in.
#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a measurement reads the clock, makes files and prints"
)]

mod lap;
mod school;

use hv::domain::events::{OutingEvent, VisitEvent, WeekEvent};
use hv::domain::week::WeekList;
use hv::store::{Key, Store};
use lap::{Lap, there, timed, turn_about, worked};
use school::{LATE, ON_DISK, School, THIS_WEEK};
use std::cell::Cell;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

const USAGE: &str = "cargo bench -- [--quick] [--sizes 1000,100000] [--turns 51]";

/// Programs it is compared with, and the package of each (Debian, Ubuntu).
const PEERS: [(&str, &str); 4] =
    [("sqlite3", "sqlite3"), ("rg", "ripgrep"), ("task", "taskwarrior"), ("time", "time")];

/// The first sync of so many takes half a minute, and as much disk again; of more it would be the most of the bench.
const MOST_SHARED: usize = 100_000;

/// taskwarrior 2 takes this many and a minute; more would say nothing new.
const MOST_TASKS: usize = 100_000;

struct Asked {
    sizes: Vec<usize>,
    turns: usize,
}

fn main() {
    let Some(asked) = asked() else {
        println!("{USAGE}");
        return;
    };
    let top = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("bench");
    fs::remove_dir_all(&top).ok();
    fs::create_dir_all(&top).expect("a folder");
    if !room(&top, &asked.sizes) {
        return;
    }
    let schools: Vec<School> = asked.sizes.iter().map(|n| School::made(&top, *n)).collect();
    if let Some(smallest) = schools.first() {
        smallest.proves_sound();
    }
    for (program, package) in PEERS.iter().filter(|(program, _)| !there(program)) {
        println!("{program} is not on this machine: nothing to compare with. Package: {package}");
    }
    let mut laps = everything(&schools, &top);
    turn_about(&mut laps, asked.turns);
    println!("\n{}", machine());
    println!(
        "{LATE} outings late, {THIS_WEEK} visits this week; medians of {} turns\n",
        asked.turns
    );
    medians(&laps);
    ratios(&laps, &schools);
    growth(&laps, &schools);
    drop(laps);
    memory(&schools);
    fs::remove_dir_all(&top).ok();
}

/// What was typed; Cargo itself adds `--bench`. `None`: not that.
fn asked() -> Option<Asked> {
    let mut asked = Asked { sizes: vec![1_000, 100_000, 1_000_000], turns: 51 };
    let mut words = std::env::args().skip(1).filter(|word| word != "--bench");
    while let Some(word) = words.next() {
        match word.as_str() {
            "--quick" => asked = Asked { sizes: vec![200, 2_000], turns: 15 },
            "--turns" => asked.turns = words.next()?.parse().ok()?,
            "--sizes" => {
                let sizes = words.next()?;
                let sizes: Result<_, _> = sizes.split(',').map(str::parse).collect();
                asked.sizes = sizes.ok()?;
                asked.sizes.sort_unstable();
            }
            _ => return None,
        }
    }
    asked.sizes.iter().all(|n| *n >= THIS_WEEK).then_some(asked)
}

/// Says what the folders take, and whether there is so much.
fn room(top: &Path, sizes: &[usize]) -> bool {
    let needed = sizes.iter().map(|n| *n as u64 * ON_DISK).sum::<u64>() >> 20;
    let df = Command::new("df").args(["-Pm"]).arg(top).output().expect("df");
    let said = String::from_utf8_lossy(&df.stdout);
    let free = said.lines().last().and_then(|l| l.split_whitespace().nth(3)?.parse::<u64>().ok());
    println!("{needed} MB of disk under {}, of {} MB free", top.display(), free.unwrap_or(0));
    let enough = free.is_some_and(|free| free > needed + needed / 4);
    if !enough {
        println!("That is not enough. Fewer visits: {USAGE}");
    }
    enough
}

/// The same word for the same thing in every line.
fn at(what: &str, school: &School) -> String {
    format!("{what}, {}", school.visits)
}

fn everything<'s>(schools: &'s [School], top: &Path) -> Vec<Lap<'s>> {
    let mut laps = vec![Lap::new("/bin/true", || timed(&mut Command::new("/bin/true")))];
    for (n, school) in schools.iter().enumerate() {
        if n == 0 {
            laps.push(Lap::new("hv --version", || school.hv(&["--version"])));
            let file = top.join("appended");
            laps.push(Lap::new("append + fdatasync", move || appended(&file)));
        }
        of_hv(&mut laps, school);
        in_process(&mut laps, school);
        of_sqlite(&mut laps, school);
        of_others(&mut laps, school);
    }
    laps
}

fn of_hv<'s>(laps: &mut Vec<Lap<'s>>, school: &'s School) {
    for verb in ["overdue", "board", "plan"] {
        laps.push(Lap::new(at(&format!("hv {verb}"), school), || school.hv(&[verb])));
    }
    let next = Cell::new(0);
    let checkin = move || {
        next.set(next.get() + 1);
        school.checkin(next.get())
    };
    laps.push(Lap::new(at("hv checkin", school), checkin));
    let family = || school.hv(&["show", "week001"]);
    laps.push(Lap::new(at("hv show FAMILY", school), family));
    if school.visits <= MOST_SHARED && there("git") {
        school.shared();
        let idle = Lap::new(at("hv sync, nothing new", school), || school.hv(&["sync"]));
        laps.push(idle.slow(10));
        let turn = Cell::new(LATE / 2);
        let after = move || {
            turn.set(turn.get() + 1);
            school.checkin(turn.get());
            school.hv(&["sync"])
        };
        laps.push(Lap::new(at("hv sync, one call new", school), after).slow(10));
    }
    let doctor = Lap::new(at("hv doctor", school), || school.hv(&["doctor"]));
    laps.push(doctor.slow(school.visits.div_ceil(2_000).clamp(2, 1_000)));
}

/// What the hot commands cannot do without: their files read, or read and understood, with the program already there.
fn in_process<'s>(laps: &mut Vec<Lap<'s>>, school: &'s School) {
    laps.push(Lap::new(at("read the outings", school), || worked(|| read_out(school))));
    laps.push(Lap::new(at("read and parse the outings", school), || worked(|| parse_out(school))));
    laps.push(Lap::new(at("read and parse the week", school), || worked(|| parse_week(school))));
}

fn read_out(school: &School) -> usize {
    let store = Store::open(&school.root, None).expect("a record folder");
    let out = store.out_names();
    let paths = out.iter().map(|id| school.root.join(Key::outing(id).expect("an id").path()));
    paths.map(|path| fs::read(path).expect("a record").len()).sum()
}

fn parse_out(school: &School) -> usize {
    let store = Store::open(&school.root, None).expect("a record folder");
    let markers = store.markers(hv::when::Zone::LONDON.day_of(school.now));
    let read = |id: &String| {
        store
            .read::<OutingEvent>(&Key::outing(id).expect("an id"), later(school))
            .expect("a record")
    };
    markers.out.keys().filter_map(read).map(|record| record.entries.len()).sum()
}

/// The list, its visits, their families and addresses, the staff and the policy.
fn parse_week(school: &School) -> usize {
    let store = Store::open(&school.root, None).expect("a record folder");
    let week = Key::week(hv::when::Zone::LONDON.day_of(school.now).week());
    let list = store.read::<WeekEvent>(&week, later(school)).expect("a record").expect("a list");
    let policy = hv::policy::load(&store.policy_text().expect("a policy"));
    let mut seen = store.people().good.len() + usize::from(policy.is_ok());
    for id in WeekList::of(&list).visits {
        let key = Key::visit(&id).expect("an id");
        let visit = store.read::<VisitEvent>(&key, later(school)).expect("a record");
        let family = id.split('/').next().unwrap_or_default();
        seen += visit.map_or(0, |v| v.entries.len());
        seen += usize::from(store.family(family).is_ok_and(|f| f.is_some()));
        seen += usize::from(store.address(family).is_ok_and(|a| a.is_some()));
    }
    seen
}

/// No event that this run makes is from the future.
fn later(school: &School) -> hv::when::Moment {
    school.now.plus(hv::when::Span::minutes(24 * 60))
}

fn appended(path: &Path) -> Duration {
    worked(|| {
        let mut file = fs::OpenOptions::new().create(true).append(true).open(path).expect("a file");
        file.write_all(&[b'x'; 400]).expect("room");
        file.sync_data().expect("a disk");
    })
}

fn of_sqlite<'s>(laps: &mut Vec<Lap<'s>>, school: &'s School) {
    if !there("sqlite3") {
        return;
    }
    let late = "SELECT id, who, place, due FROM outing WHERE back IS NULL AND due < strftime('%s', 'now') ORDER BY due;";
    let week = "SELECT * FROM outing WHERE week = 0;";
    let insert = "INSERT INTO contact VALUES ('x', strftime('%s', 'now'), 'they-called');";
    let (indexed, plain) = (school.database(true), school.database(false));
    let answered = Command::new("sqlite3").arg(&indexed).arg(late).output().expect("sqlite3");
    let rows = String::from_utf8_lossy(&answered.stdout).lines().count();
    assert!(rows == LATE, "sqlite3 says {rows}, not {LATE}");
    let put = |database: &Path, sql: &str| timed(Command::new("sqlite3").arg(database).arg(sql));
    let database = indexed.clone();
    laps.push(Lap::new(at("sqlite3 overdue, indexed", school), move || put(&database, late)));
    let database = indexed.clone();
    laps.push(Lap::new(at("sqlite3 plan, indexed", school), move || put(&database, week)));
    laps.push(Lap::new(at("sqlite3 insert, durable", school), move || put(&indexed, insert)));
    let unindexed = Lap::new(at("sqlite3 overdue, no index", school), move || put(&plain, late));
    laps.push(unindexed.slow(school.visits.div_ceil(50_000)));
}

fn of_others<'s>(laps: &mut Vec<Lap<'s>>, school: &'s School) {
    let slow = school.visits.div_ceil(5_000).clamp(1, 1_000);
    if there("rg") {
        let folder = school.root.join("outings");
        let search = move || {
            let mut rg = Command::new("rg");
            timed(rg.args(["--files-without-match", "\"did\": \"back\""]).arg(&folder))
        };
        laps.push(Lap::new(at("rg over the outings", school), search).slow(slow));
    }
    let tasks = (there("task") && school.visits <= MOST_TASKS).then(|| school.tasks()).flatten();
    if let Some(folder) = tasks {
        let overdue = move || {
            let mut task = Command::new("task");
            task.env("TASKDATA", &folder).env("TASKRC", "/dev/null");
            timed(task.args(["rc.gc=on", "rc.verbose=nothing", "+OVERDUE", "list"]))
        };
        laps.push(Lap::new(at("taskwarrior overdue", school), overdue).slow(slow));
    }
}

/// The machine by name: the numbers are its own, the ratios less so.
fn machine() -> String {
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let cpu = read("/proc/cpuinfo");
    let model =
        cpu.lines().find_map(|l| l.strip_prefix("model name")).unwrap_or("an unknown processor");
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let load = read("/proc/loadavg");
    let load = load.split(' ').next().unwrap_or_default();
    format!(
        "{}, {cores} cores, Linux {}; load {load} at the end",
        model.trim_start_matches(['\t', ':', ' ']),
        read("/proc/sys/kernel/osrelease").trim()
    )
}

fn medians(laps: &[Lap<'_>]) {
    println!("| what, visits | ms |\n|---|---|");
    for lap in laps {
        println!("| {} | {:.2} |", lap.name, lap.median());
    }
}

fn median_of(laps: &[Lap<'_>], name: &str) -> Option<f64> {
    laps.iter().find(|lap| lap.name == name).map(Lap::median)
}

/// What PRODUCT.md section 6 compares, at every size.
fn ratios(laps: &[Lap<'_>], schools: &[School]) {
    println!("\n| ratio | {} |", row(schools, |school| school.visits.to_string()));
    println!("|---|{}|", row(schools, |_| "---".to_owned()));
    let of = |name: &str| median_of(laps, name);
    let nothing = of("hv --version");
    let durable = nothing.zip(of("append + fdatasync")).map(|(a, b)| a + b);
    let line = |what: &str, over: &str, under: &dyn Fn(&School) -> Option<f64>| {
        let cell = |school: &School| match of(&at(over, school)).zip(under(school)) {
            Some((over, under)) => format!("{:.2}", over / under),
            None => "not measured".to_owned(),
        };
        println!("| {what} | {} |", row(schools, cell));
    };
    for verb in ["hv overdue", "hv board", "hv checkin", "hv plan"] {
        line(&format!("{verb} / hv --version"), verb, &|_| nothing);
    }
    let peers = ["overdue, indexed", "overdue, no index"].map(|q| format!("sqlite3 {q}"));
    for peer in
        peers.iter().map(String::as_str).chain(["rg over the outings", "taskwarrior overdue"])
    {
        line(&format!("hv overdue / {peer}"), "hv overdue", &|s| of(&at(peer, s)));
    }
    line("hv checkin / (hv --version + append + fdatasync)", "hv checkin", &|_| durable);
    line("hv checkin / sqlite3 insert, durable", "hv checkin", &|s| {
        of(&at("sqlite3 insert, durable", s))
    });
    line("hv plan / read and parse the week", "hv plan", &|s| {
        of(&at("read and parse the week", s))
    });
    let started = |s: &School| Some(nothing? + of(&at("read and parse the week", s))?);
    line("hv plan / (hv --version + read and parse the week)", "hv plan", &started);
    line("hv plan / sqlite3 plan, indexed", "hv plan", &|s| of(&at("sqlite3 plan, indexed", s)));
}

fn row(schools: &[School], cell: impl Fn(&School) -> String) -> String {
    schools.iter().map(cell).collect::<Vec<_>>().join(" | ")
}

/// From the smallest folder to the largest: the ratio, and the power of the size it grows with.
fn growth(laps: &[Lap<'_>], schools: &[School]) {
    let (Some(small), Some(large)) = (schools.first(), schools.last()) else { return };
    println!(
        "\n| growth, {} to {} visits | ratio | exponent |\n|---|---|---|",
        small.visits, large.visits
    );
    let size = |school: &School| u32::try_from(school.visits).map_or(f64::NAN, f64::from);
    let more = (size(large) / size(small)).ln();
    let whats = laps.iter().filter_map(|lap| lap.name.strip_suffix(&format!(", {}", small.visits)));
    for what in whats {
        let both = median_of(laps, &at(what, small)).zip(median_of(laps, &at(what, large)));
        if let Some((few, many)) = both.filter(|_| large.visits > small.visits) {
            let ratio = many / few;
            println!("| {what} | {ratio:.2} | {:.3} |", ratio.ln() / more);
        }
    }
}

/// Peak memory at every size, and the cores that the whole-store read kept busy.
fn memory(schools: &[School]) {
    if !there("time") {
        return;
    }
    println!("\n| peak memory, MB | {} |", row(schools, |school| school.visits.to_string()));
    println!("|---|{}|", row(schools, |_| "---".to_owned()));
    for verb in ["--version", "overdue", "board", "plan", "doctor"] {
        let cell = |school: &School| match school.memory(&[verb]) {
            Some((peak, cores)) if verb == "doctor" => format!("{peak:.1} ({cores:.2} cores)"),
            Some((peak, _)) => format!("{peak:.1}"),
            None => "not measured".to_owned(),
        };
        println!("| hv {verb} | {} |", row(schools, cell));
    }
}
