//! A record folder of so many visits, and its peers' databases of the same. What is open or of this week is typed with hv
//! itself, and so is one old visit; the others are its copies under their own names and days, with checks that agree.

use crate::lap;
use hv::when::{Moment, Zone};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

const HV: &str = env!("CARGO_BIN_EXE_hv");
/// Outings that are late now.
pub(crate) const LATE: usize = 30;
/// Visits on this week's list.
pub(crate) const THIS_WEEK: usize = 200;
/// Visits to each family of the years before.
const TO_EACH: usize = 40;
/// Old visits to each outing that is kept of them.
const TO_AN_OUTING: usize = 4;

/// Bytes that a visit takes on the disk, with its share of outings, families and folders: measured, and rounded up.
pub(crate) const ON_DISK: u64 = 8 * 1024;

/// The folder.
pub(crate) struct School {
    pub(crate) visits: usize,
    home: PathBuf,
    pub(crate) root: PathBuf,
    pub(crate) now: Moment,
}

/// A visit and its outing as hv wrote them, and the day and family they are of.
struct Mould {
    visit: String,
    outing: String,
    day: String,
}

impl School {
    pub(crate) fn made(top: &Path, visits: usize) -> School {
        let seconds = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock").as_secs();
        let now = Moment::from_unix(i64::try_from(seconds).expect("a time")).expect("a time");
        let home = top.join(format!("{visits}"));
        let root = home.join("school");
        fs::create_dir_all(&home).expect("a folder");
        let school = School { visits, home, root, now };
        let start = Instant::now();
        school.fill();
        school.history(visits.saturating_sub(THIS_WEEK));
        println!("made {visits} visits in {:.0} s", start.elapsed().as_secs_f64());
        school
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(HV);
        command.env_clear().env("HOME", &self.home).env("USER", "office");
        // Only hv sync starts another program.
        command.env("PATH", "/usr/local/bin:/usr/bin:/bin");
        command.arg("--store").arg(&self.root).args(arguments);
        command
    }

    pub(crate) fn hv(&self, arguments: &[&str]) -> Duration {
        lap::timed(&mut self.command(arguments))
    }

    /// Somebody rings in: another each time, so that no record grows long.
    pub(crate) fn checkin(&self, turn: usize) -> Duration {
        self.hv(&["checkin", &visitor(turn % LATE), "--quiet"])
    }

    pub(crate) fn memory(&self, arguments: &[&str]) -> Option<(f64, f64)> {
        lap::peak(&self.command(arguments), &self.home.join("time"))
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

    /// Staff, families and this week's visits, typed as a school would: thirty that are late, the rest half called off
    /// and half planned for later today, where today has room for them.
    fn fill(&self) {
        let init =
            "init --no-git --name Bench --policy hunsbury-park --number Office=01632960100 --id";
        self.typed(300, &format!("{init} bench-{}", self.visits));
        let staff = |n: usize, id: &str, role: &str| {
            let fixed = "--emergency-contact Sam=07700900004 --trained 2020-09-01";
            let own = format!("--name {id}-Invented --role {role} --mobile 07700900{n:03}");
            self.typed(300, &format!("staff add {id} {own} {fixed}"));
        };
        staff(100, "pat", "headteacher");
        staff(101, "mon", "office-manager");
        (0..LATE).for_each(|n| staff(200 + n, &visitor(n), "family-support"));
        let (start, later) = (self.before(80), self.before(-90));
        let same_day = start.get(..10) == later.get(..10);
        for n in 0..THIS_WEEK {
            let (family, who) = (format!("week{n:03}"), visitor(n % LATE));
            self.directory(&family);
            let to_come = n >= LATE && n % 2 == 0 && same_day;
            let at = if to_come { &later } else { &start };
            let plan = "--for 45m --reason attendance --answer family-told-rules=yes";
            self.typed(290, &format!("plan add {family} --at {at} --staff {who} {plan}"));
            if n < LATE {
                self.out(90, &who, &family, &self.before(60));
            } else if !to_come {
                // In time: one called off after it was due leaves an alarm, and there are thirty of those.
                self.typed(100, &format!("cancel {family} --outcome rearranged --why asked"));
            }
        }
    }

    fn out(&self, ago: i64, who: &str, family: &str, back: &str) {
        let fixed = "--monitor mon --car none --answer lone-worker-policy=yes";
        let each = format!("--answer {who}.phone-carried=yes --answer {who}.id-worn=yes");
        self.typed(ago, &format!("out {who} --visit {family} --back {back} {fixed} {each}"));
        self.typed(ago - 10, &format!("arrive {who}"));
    }

    /// A family and its address, as hv writes them.
    fn directory(&self, family: &str) {
        let file = format!(
            "id: {family}\npupils:\n- name: Ali Invented\n  class: 4B\ncarers:\n- name: Sara Invented\n  phone: 07700 900456\naddresses:\n- {family}\n"
        );
        fs::create_dir_all(self.root.join(format!("families/{family}/visits"))).expect("a folder");
        self.write(&format!("families/{family}/family.yaml"), &file);
        self.write(
            &format!("addresses/{family}.yaml"),
            &format!("id: {family}\ntext: 1 Nowhere Lane\n"),
        );
    }

    fn write(&self, path: &str, text: &str) {
        fs::write(self.root.join(path), text).expect("a file");
    }

    /// One visit that is over, typed a month ago.
    fn mould(&self) -> Mould {
        let month = 30 * 24 * 60;
        let (family, who) = ("mould", "pat");
        self.directory(family);
        let plan = "--for 45m --reason attendance --answer family-told-rules=yes";
        let start = self.before(month + 80);
        self.typed(month + 230, &format!("plan add {family} --at {start} --staff {who} {plan}"));
        self.out(month + 90, who, family, &self.before(month + 20));
        self.typed(month + 30, &format!("back {who}"));
        let seen = "--child-seen yes --got-in yes --present mother --actions none --concern none";
        self.typed(month, &format!("done {family} {seen}"));
        let day = start.get(..10).expect("a day").to_owned();
        let visit = self.root.join(format!("families/{family}/visits/{day}-1a.yaml"));
        let week = hv::when::Day::parse(&day).expect("a day").week();
        let outing = self.root.join(format!("outings/{week}/{day}-{who}-1a.yaml"));
        let read = |path: PathBuf| fs::read_to_string(path).expect("what hv wrote");
        Mould { visit: read(visit), outing: read(outing), day }
    }

    /// Visits of earlier years that are over, forty to a family; and to every fourth its outing.
    fn history(&self, visits: usize) {
        let mould = self.mould();
        let mut family = String::new();
        for n in 0..visits {
            if n % TO_EACH == 0 {
                family = format!("old{:05}", n / TO_EACH);
                self.directory(&family);
            }
            let (day, number) = day_of(n);
            let own = |text: &str| {
                text.replace(
                    &format!("mould/{}-1a", mould.day),
                    &format!("{family}/{day}-{number}a"),
                )
                .replace("mould", &family)
                .replace(&mould.day, &day)
            };
            let path = format!("families/{family}/visits/{day}-{number}a.yaml");
            self.write(&path, &sealed(&own(&mould.visit)));
            if n % TO_AN_OUTING == 0 {
                let week = hv::when::Day::parse(&day).expect("a day").week();
                let folder = self.root.join(format!("outings/{week}"));
                fs::create_dir_all(folder).expect("a folder");
                let id = format!("{day}-pat-{}a", 1 + n / DAYS);
                let text = own(&mould.outing).replace(&format!("{day}-pat-1a"), &id);
                self.write(&format!("outings/{week}/{id}.yaml"), &sealed(&text));
            }
        }
        // It was typed hours ago, and hv keeps second names for ten minutes: see src/store/kept.rs.
        fs::remove_dir_all(self.root.join("local/kept")).expect("a folder");
        let modes =
            Command::new("chmod").args(["-R", "go="]).arg(&self.root).status().expect("chmod");
        assert!(modes.success(), "chmod {modes}");
    }

    /// It meets others at a repository beside it, and everything is sent.
    pub(crate) fn shared(&self) {
        let bare = self.home.join("bare.git");
        for (folder, kind) in [(&self.root, "--quiet"), (&bare, "--bare")] {
            let mut git = Command::new("git");
            git.args(["init", "--quiet", "-b", "main", kind]).arg(folder);
            assert!(git.status().expect("git").success(), "git init");
        }
        let settings = self.root.join("hv.toml");
        let before = fs::read_to_string(&settings).expect("hv.toml");
        let more = format!("\n[sync]\nremote = \"file://{}\"\n", bare.display());
        fs::write(settings, before + &more).expect("hv.toml");
        let start = Instant::now();
        let told = self.command(&["sync"]).output().expect("hv");
        assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
        println!(
            "the first hv sync of {} visits: {:.1} s",
            self.visits,
            start.elapsed().as_secs_f64()
        );
    }

    /// The folder is one that hv takes, and the alarms are those that were meant.
    pub(crate) fn proves_sound(&self) {
        let told = |o: &Output| String::from_utf8_lossy(&o.stdout).into_owned();
        let doctor = self.command(&["doctor"]).output().expect("hv starts");
        let wrong = told(&doctor).lines().any(|l| l.contains(".yaml") || l.contains("open/"));
        assert!(!wrong, "hv doctor: {}", told(&doctor));
        let overdue = self.command(&["overdue", "--json"]).output().expect("hv starts");
        let shown: serde_json::Value = serde_json::from_slice(&overdue.stdout).expect("JSON");
        let late = shown.get("late").and_then(|l| l.as_array()).map_or(0, Vec::len);
        let code = overdue.status.code();
        assert!(late == LATE && code == Some(4), "{late} late, exit {code:?}: {}", told(&overdue));
    }

    /// The same visits as a table, of this week with a day of their own, with an index over what is open and one over
    /// the weeks; or with neither.
    pub(crate) fn database(&self, indexed: bool) -> PathBuf {
        let name = if indexed { "indexed.db" } else { "plain.db" };
        let path = self.home.join(name);
        let mut shell = Command::new("sqlite3");
        shell.arg(&path).stdin(Stdio::piped()).stdout(Stdio::null());
        let mut shell = shell.spawn().expect("sqlite3");
        let (now, last) = (self.now.unix(), self.visits - 1);
        let mut sql = format!(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
             CREATE TABLE outing (id TEXT PRIMARY KEY, who TEXT, place TEXT, week INTEGER, due INTEGER, back INTEGER);
             CREATE TABLE contact (outing TEXT, at INTEGER, how TEXT);
             WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {last})
             INSERT INTO outing SELECT 'o' || i, 'v' || (i % 30), '1 Nowhere Lane', i / {THIS_WEEK},
               CASE WHEN i < {LATE} THEN {now} - 3600 ELSE {now} - 86400 - i END,
               CASE WHEN i < {LATE} THEN NULL ELSE {now} - 86400 END FROM n;"
        );
        if indexed {
            sql.push_str("CREATE INDEX open ON outing (due) WHERE back IS NULL; CREATE INDEX weeks ON outing (week); ANALYZE;");
        }
        shell.stdin.take().expect("its input").write_all(sql.as_bytes()).expect("its input");
        assert!(shell.wait().expect("sqlite3 ends").success(), "sqlite3 failed");
        path
    }

    /// The same visits as taskwarrior's own files, of version 2; `None` for another version.
    pub(crate) fn tasks(&self) -> Option<PathBuf> {
        let version = Command::new("task").arg("--version").output().ok()?;
        if !version.stdout.starts_with(b"2.") {
            return None;
        }
        let folder = self.home.join("task");
        fs::create_dir_all(&folder).ok()?;
        let now = self.now.unix();
        let line = |n: usize, status: &str, due: i64| {
            let own = format!("description:\"visit {n}\" due:\"{due}\" entry:\"{}\"", now - 90_000);
            format!("[{own} status:\"{status}\" uuid:\"00000000-0000-4000-8000-{n:012}\"]\n")
        };
        let pending: String = (0..LATE).map(|n| line(n, "pending", now - 3_600)).collect();
        fs::write(folder.join("pending.data"), pending).ok()?;
        let mut completed = String::new();
        for n in LATE..self.visits {
            let end = format!("\" end:\"{}\" entry", now - 80_000);
            completed.push_str(&line(n, "completed", now - 86_400).replacen("\" entry", &end, 1));
        }
        fs::write(folder.join("completed.data"), completed).ok()?;
        Some(folder)
    }
}

pub(crate) fn visitor(n: usize) -> String {
    format!("v{n:02}")
}

/// How many days there are in [`day_of`].
const DAYS: usize = 5 * 12 * 28;

/// A day of the five years before, and a number on it that no other visit to the family has.
fn day_of(n: usize) -> (String, usize) {
    let day = format!("{}-{:02}-{:02}", 2021 + n % 5, 1 + n / 5 % 12, 1 + n / 60 % 28);
    (day, 1 + n % TO_EACH)
}

/// Every line of a record with its check anew, as the store spells it.
fn sealed(text: &str) -> String {
    let mut all = String::with_capacity(text.len());
    for line in text.lines() {
        let Some((said, _)) = line.rsplit_once(", \"check\": \"") else {
            all.push_str(line);
            all.push('\n');
            continue;
        };
        let hash = Sha256::digest(said.as_bytes());
        all.push_str(said);
        all.push_str(", \"check\": \"");
        for byte in hash.iter().take(8) {
            write!(all, "{byte:02x}").expect("text");
        }
        all.push_str("\"}\n");
    }
    all
}
