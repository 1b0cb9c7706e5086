//! What the daily commands cost, side by side: in each pair of runs A and B take turns, so that a machine which
//! slows down slows both. It prints medians and ratios, and asserts nothing about them.
//!
//! `cargo bench --bench overdue` makes two record folders under `target/tmp`, of 1,000 and of 100,000 visits,
//! each with 30 outings that are late now and 200 visits on this week's list. Everything that is open or of
//! this week is typed with hv itself; older visits are written from a template, and `hv doctor` reads the
//! small folder whole before anything is measured. `-- --quick` takes 200 and 2,000 visits and fewer turns.
#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a measurement reads the clock, makes files and prints"
)]

use hv::when::{Moment, Zone};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

const HV: &str = env!("CARGO_BIN_EXE_hv");
const LATE: usize = 30;
const THIS_WEEK: usize = 200;

fn main() {
    // `cargo bench -- --quick`; Cargo itself adds `--bench`.
    let quick = std::env::args().any(|a| a == "--quick");
    let (sizes, turns) = if quick { ([200, 2_000], 25) } else { ([1_000, 100_000], 151) };
    let top = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("bench");
    fs::remove_dir_all(&top).ok();
    let [small, large] = sizes.map(|visits| School::made(&top, visits));
    small.proves_sound();
    println!(
        "\n{LATE} outings late, {THIS_WEEK} visits this week; medians of {turns} turns each\n"
    );
    println!("{:<46} {:>9}   {:<30} {:>9} {:>6}", "A", "ms", "B", "ms", "B / A");
    for school in [&small, &large] {
        against_nothing(school, turns);
    }
    let pair = |what: &'static str, verb: &'static [&'static str]| {
        let a = format!("{what} among {}", small.visits);
        let b = format!("among {}", large.visits);
        show(&a, &b, &turn_about(turns, &mut || small.hv(verb), &mut || large.hv(verb)));
    };
    pair("hv overdue", &["overdue"]);
    pair("hv plan", &["plan"]);
    against_sqlite(&large, turns);
    fs::remove_dir_all(&top).ok();
}

/// Each verb against an empty run of the same program.
fn against_nothing(school: &School, turns: usize) {
    let mut nothing = || school.hv(&["--version"]);
    for verb in ["overdue", "plan"] {
        let ab = turn_about(turns, &mut nothing, &mut || school.hv(&[verb]));
        show("hv --version", &format!("hv {verb} among {}", school.visits), &ab);
    }
    let mut next = 0;
    let mut checkin = || {
        next = (next + 1) % LATE;
        school.hv(&["checkin", &visitor(next), "--quiet"])
    };
    let ab = turn_about(turns, &mut nothing, &mut checkin);
    show("hv --version", &format!("hv checkin among {}", school.visits), &ab);
}

/// The same question, and the same durable write, put to the `sqlite3` shell.
fn against_sqlite(school: &School, turns: usize) {
    let Some(database) = school.database() else {
        println!("\nsqlite3 is not on this machine: nothing to compare with.");
        return;
    };
    let sqlite = |sql: &str| timed(Command::new("sqlite3").arg(&database).arg(sql));
    let question = "SELECT id, who, place, due FROM outing WHERE back IS NULL AND due < strftime('%s', 'now') ORDER BY due;";
    let answered = Command::new("sqlite3").arg(&database).arg(question).output().expect("sqlite3");
    let rows = String::from_utf8_lossy(&answered.stdout).lines().count();
    assert!(rows == LATE, "sqlite3 says {rows}, not {LATE}");
    let ab = turn_about(turns, &mut || sqlite(question), &mut || school.hv(&["overdue"]));
    show("sqlite3, indexed table, the same question", "hv overdue", &ab);
    let insert = "INSERT INTO contact VALUES ('x', strftime('%s', 'now'), 'they-called');";
    let mut next = 0;
    let mut checkin = || {
        next = (next + 1) % LATE;
        school.hv(&["checkin", &visitor(next), "--quiet"])
    };
    let ab = turn_about(turns, &mut || sqlite(insert), &mut checkin);
    show("sqlite3, durable insert", "hv checkin", &ab);
}

/// A, B, A, B, …; the medians.
fn turn_about(
    turns: usize,
    a: &mut dyn FnMut() -> Duration,
    b: &mut dyn FnMut() -> Duration,
) -> (Duration, Duration) {
    a();
    b();
    let (all_a, all_b) = (0..turns).map(|_| (a(), b())).unzip();
    (median(all_a), median(all_b))
}

fn median(mut all: Vec<Duration>) -> Duration {
    all.sort_unstable();
    all.get(all.len() / 2).copied().unwrap_or_default()
}

fn show(a: &str, b: &str, medians: &(Duration, Duration)) {
    let ms = |d: Duration| d.as_secs_f64() * 1000.0;
    let (one, other) = (ms(medians.0), ms(medians.1));
    println!("{a:<46} {one:>9.2}   {b:<30} {other:>9.2} {:>5.2}x", other / one);
}

fn timed(command: &mut Command) -> Duration {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let start = Instant::now();
    command.status().expect("a program that starts");
    start.elapsed()
}

fn visitor(n: usize) -> String {
    format!("v{n:02}")
}

/// A record folder of so many visits.
struct School {
    visits: usize,
    home: PathBuf,
    root: PathBuf,
    now: Moment,
}

impl School {
    fn made(top: &Path, visits: usize) -> School {
        let seconds = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock").as_secs();
        let now = Moment::from_unix(i64::try_from(seconds).expect("a time")).expect("a time");
        let home = top.join(format!("{visits}"));
        let root = home.join("school");
        fs::create_dir_all(&home).expect("a folder");
        let school = School { visits, home, root, now };
        let start = Instant::now();
        school.fill();
        school.history(visits.saturating_sub(THIS_WEEK));
        println!("made {visits} visits in {:.1} s", start.elapsed().as_secs_f64());
        school
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(HV);
        command.env_clear().env("HOME", &self.home).env("USER", "office");
        command.arg("--store").arg(&self.root).args(arguments);
        command
    }

    fn hv(&self, arguments: &[&str]) -> Duration {
        timed(&mut self.command(arguments))
    }

    /// Types a command so many minutes ago, and insists that it is done. No word in it has a space.
    fn typed(&self, ago: i64, command: &str) {
        let words: Vec<&str> = command.split_whitespace().collect();
        let now = self.before(ago);
        let output = self.command(&words).args(["--now", &now]).output().expect("hv starts");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "hv {command}: {said}");
    }

    fn before(&self, minutes: i64) -> String {
        let then = Moment::from_unix(self.now.unix() - 60 * minutes).expect("a time");
        Zone::LONDON.localise(then).rfc3339()
    }

    /// Staff, families and this week's visits, typed as a school would.
    fn fill(&self) {
        let init =
            "init --no-git --name Bench --policy hunsbury-park --number Office=01632960100 --id";
        self.typed(240, &format!("{init} bench-{}", self.visits));
        let staff = |n: usize, id: &str, role: &str| {
            let fixed = "--emergency-contact Sam=07700900004 --trained 2020-09-01";
            let own = format!("--name {id}-Invented --role {role} --mobile 07700900{n:03}");
            self.typed(240, &format!("staff add {id} {own} {fixed}"));
        };
        staff(100, "pat", "headteacher");
        staff(101, "mon", "office-manager");
        (0..LATE).for_each(|n| staff(200 + n, &visitor(n), "family-support"));
        let start = self.before(80);
        for n in 0..THIS_WEEK {
            let (family, who) = (format!("week{n:03}"), visitor(n % LATE));
            self.directory(&family);
            let plan = "--for 45m --reason attendance --answer family-told-rules=yes";
            self.typed(230, &format!("plan add {family} --at {start} --staff {who} {plan}"));
            if n < LATE {
                self.out(&who, &family);
            } else {
                self.typed(60, &format!("cancel {family} --outcome rearranged --why asked"));
            }
        }
    }

    /// Out since ninety minutes, and due back an hour ago.
    fn out(&self, who: &str, family: &str) {
        let back = self.before(60);
        let fixed = "--monitor mon --car none --answer lone-worker-policy=yes";
        let each = format!("--answer {who}.phone-carried=yes --answer {who}.id-worn=yes");
        self.typed(90, &format!("out {who} --visit {family} --back {back} {fixed} {each}"));
        self.typed(80, &format!("arrive {who}"));
    }

    /// A family and its address, as hv writes them.
    fn directory(&self, family: &str) {
        let file = format!(
            "id: {family}\npupils:\n- name: Ali Invented\n  class: 4B\ncarers:\n- name: Sara Invented\n  phone: 07700 900456\naddresses:\n- {family}\n"
        );
        self.write(&format!("families/{family}/family.yaml"), &file);
        self.write(
            &format!("addresses/{family}.yaml"),
            &format!("id: {family}\ntext: 1 Nowhere Lane\n"),
        );
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    /// Closed visits of earlier years, forty to a family, each planned and done.
    fn history(&self, visits: usize) {
        for n in 0..visits {
            let family = format!("old{:05}", n / 40);
            if n % 40 == 0 {
                self.directory(&family);
            }
            let day = format!("{}-{:02}-{:02}", 2021 + n % 5, 1 + n % 12, 1 + n / 12 % 28);
            let id = format!("{day}-{}a", 1 + n % 40);
            let at = |time: &str| {
                format!(
                    "\"at\": \"{day}T{time}:00+00:00\", \"typed\": \"{day}T{time}:00+00:00\", \"by\": \"office\""
                )
            };
            let plan = sealed(&format!(
                "- {{\"id\": \"a-pln234\", \"after\": [], {}, \"did\": \"plan\", \"plan\": {{\"family\": \"{family}\", \"address\": \"{family}\", \"pupils\": [\"Ali Invented\"], \"start\": \"{day}T10:00:00+00:00\", \"lasts\": \"45m\", \"staff\": [\"v00\"], \"reason\": \"attendance\", \"answers\": {{\"family-told-rules\": true}}}}",
                at("08:00")
            ));
            let done = sealed(&format!(
                "- {{\"id\": \"a-dne234\", \"after\": [\"a-pln234\"], {}, \"did\": \"outcome\", \"outcome\": \"done\", \"got-in\": true, \"child-seen\": true, \"present\": \"mother\", \"actions\": \"none\", \"facts\": {{\"child-seen\": true, \"concern\": false, \"crew-size\": 1, \"got-in\": true, \"outcome\": \"done\"}}",
                at("15:00")
            ));
            let text = format!("id: {family}/{id}\nlog:\n{plan}{done}");
            self.write(&format!("families/{family}/visits/{id}.yaml"), &text);
        }
        let modes =
            Command::new("chmod").args(["-R", "go="]).arg(&self.root).status().expect("chmod");
        assert!(modes.success(), "chmod {modes}");
    }

    /// The folder is one that hv takes, and the alarms are those that were meant.
    fn proves_sound(&self) {
        let told = |o: &Output| String::from_utf8_lossy(&o.stdout).into_owned();
        let doctor = self.command(&["doctor"]).output().expect("hv starts");
        let only_policy = told(&doctor).lines().filter(|l| l.contains(".yaml")).count() == 0;
        assert!(only_policy, "hv doctor: {}", told(&doctor));
        let overdue = self.command(&["overdue", "--json"]).output().expect("hv starts");
        let shown: serde_json::Value = serde_json::from_slice(&overdue.stdout).expect("JSON");
        let late = shown.get("late").and_then(|l| l.as_array()).map_or(0, Vec::len);
        let code = overdue.status.code();
        assert!(late == LATE && code == Some(4), "{late} late, exit {code:?}: {}", told(&overdue));
    }

    /// The same visits as a table with an index over what is open.
    fn database(&self) -> Option<PathBuf> {
        let path = self.home.join("table.db");
        let mut shell = Command::new("sqlite3")
            .arg(&path)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .ok()?;
        let now = self.now.unix();
        let mut sql = String::new();
        write!(
            sql,
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
             CREATE TABLE outing (id TEXT PRIMARY KEY, who TEXT, place TEXT, due INTEGER, back INTEGER);
             CREATE TABLE contact (outing TEXT, at INTEGER, how TEXT);
             WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {last})
             INSERT INTO outing SELECT 'o' || i, 'v' || (i % 30), '1 Nowhere Lane',
               CASE WHEN i < {LATE} THEN {now} - 3600 ELSE {now} - 86400 - i END,
               CASE WHEN i < {LATE} THEN NULL ELSE {now} - 86400 END FROM n;
             CREATE INDEX open ON outing (due) WHERE back IS NULL;
             ANALYZE;",
            last = self.visits - 1
        )
        .expect("text");
        shell.stdin.take().expect("its input").write_all(sql.as_bytes()).expect("its input");
        shell.wait().expect("sqlite3 ends").success().then_some(path)
    }
}

/// A line with its check, as the store spells it.
fn sealed(text: &str) -> String {
    let hash = Sha256::digest(text.as_bytes());
    let mut check = String::new();
    for byte in hash.iter().take(8) {
        write!(check, "{byte:02x}").expect("text");
    }
    format!("{text}, \"check\": \"{check}\"}}\n")
}
