//! A school of its own for each test, the channels that tell its people, and the built binary run in it on the
//! machine's real clock. `hv overdue --alert` takes no `--now`: whoever is late was signed out, with `--now`, some
//! minutes ago. Proves nothing itself.

use hv::host::Host;
use hv::when::Moment;
use serde_json::Value;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;
use tempfile::TempDir;

/// Nothing that hv does here takes this long; what does is hung, is killed, and fails the test.
const HUNG: Duration = Duration::from_secs(120);

/// Three rungs ten minutes apart about people who are not back, and one about danger. The second and third would say
/// what no message may.
pub(crate) const POLICY: &str = r#"hv-policy = 1
[policy]
name = "small"
school = "A school"
title = "Home visits"
head = "head"
[roles]
head = "the head"
dsl = "the safeguarding lead"
desk = "the front desk"
worker = "the support worker"
[return]
expected = { grace = "0m", late = "over", clause = "X-1" }
[contact]
how = "ring the desk"
[[ladder]]
id = "missing"
clocks = ["contact", "return", "finish", "departure"]
[[ladder.rung]]
who = ["desk"]
does = "ring {people} on {numbers}"
after = "0m"
clause = "X-2"
[[ladder.rung]]
who = ["dsl"]
does = "ring {kin}, then the family now visited: {home}"
after = "10m"
clause = "X-3"
[[ladder.rung]]
who = ["head"]
does = "go to {place} and look for {car}; then ring all: {families}"
after = "20m"
clause = "X-4"
[[ladder]]
id = "danger"
clocks = ["concern", "distress"]
[[ladder.rung]]
who = ["head"]
does = "ring 999 about {people}"
after = "0m"
clause = "X-5"
"#;

/// What no message may hold: addresses, family, pupil, next of kin, car, free text.
pub(crate) const SECRET: [&str; 12] = [
    "Sample", "Testford", "Ahmed", "ahmed", "Ali", "Sara", "900456", "Sam Kin", "900123", "AB12",
    "Ford", "purple",
];

/// What a command said and how it ended.
#[must_use = "a run nobody looks at proves nothing"]
#[derive(Debug, Clone)]
pub(crate) struct Run {
    pub(crate) typed: String,
    pub(crate) out: String,
    pub(crate) err: String,
    /// None: ended by a signal.
    pub(crate) exit: Option<i32>,
}

impl Run {
    pub(crate) fn text(&self) -> String {
        format!("{}{}[exit {:?}]\n", self.out, self.err, self.exit)
    }

    #[track_caller]
    pub(crate) fn exits(self, exit: i32) -> Run {
        assert_eq!(self.exit, Some(exit), "hv {}\n{}", self.typed, self.text());
        self
    }

    #[track_caller]
    pub(crate) fn says(self, words: &str) -> Run {
        let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat(&self.text()).contains(&flat(words)), "no {words:?} in\n{}", self.text());
        self
    }

    #[track_caller]
    pub(crate) fn lacks(self, words: &str) -> Run {
        assert!(!self.text().contains(words), "{words:?} in\n{}", self.text());
        self
    }

    #[track_caller]
    pub(crate) fn done(self) {
        let _looked_at = self.exits(0);
    }
}

/// Runs a program to its end. One that hangs is killed, and the test fails.
#[track_caller]
pub(crate) fn run(mut program: Command, typed: &str) -> Run {
    program.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    end(program.spawn().unwrap(), typed)
}

/// Waits for the end of a program that was started before.
#[track_caller]
pub(crate) fn end(child: Child, typed: &str) -> Run {
    let id = child.id();
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || tell.send(child.wait_with_output()));
    let Ok(ended) = told.recv_timeout(HUNG) else {
        signal(id, "-9");
        panic!("hv {typed} did not end");
    };
    let ended = ended.unwrap();
    Run {
        typed: typed.to_owned(),
        out: String::from_utf8_lossy(&ended.stdout).into_owned(),
        err: String::from_utf8_lossy(&ended.stderr).into_owned(),
        exit: ended.status.code(),
    }
}

/// Sends a signal to one process that this test started.
#[track_caller]
pub(crate) fn signal(id: u32, which: &str) {
    assert!(Command::new("kill").args([which, &id.to_string()]).status().unwrap().success());
}

/// A school, its machine, and the moment the test began.
#[derive(Debug)]
pub(crate) struct School {
    dir: TempDir,
    /// When the scene was begun, by the real clock.
    pub(crate) began: Moment,
}

impl School {
    /// With its staff and one family; nobody out, and no channel.
    pub(crate) fn new() -> School {
        School::since(Host::real().1.clock)
    }

    /// The same, as it was at that moment.
    pub(crate) fn since(began: Moment) -> School {
        let school = School::empty(began);
        fs::write(school.path("policy.toml"), POLICY).unwrap();
        school.add_all();
        school
    }

    fn empty(began: Moment) -> School {
        let school = School { dir: TempDir::new().unwrap(), began };
        fs::create_dir_all(school.path("home/.config/hv")).unwrap();
        fs::create_dir(school.path("state")).unwrap();
        school
    }

    /// A clone of its records, as committed, on another machine.
    pub(crate) fn clone_of(&self) -> School {
        let school = School::empty(self.began);
        let mut git = Command::new("git");
        git.args(["clone", "--quiet"]).arg(self.folder()).arg(school.folder());
        assert!(git.status().unwrap().success());
        school
    }

    fn add_all(&self) {
        let day = 24 * 60;
        let init = format!(
            "init {} --policy {} --name Oak --number \"School office=01632 960100\" --id oak --no-git",
            self.folder().display(),
            self.path("policy.toml").display()
        );
        let mut made = self.program();
        made.current_dir(self.dir.path()).args(words(&init)).args(["--now", &self.ago(day)]);
        run(made, &init).done();
        for person in [
            "kay --name \"Kay Invented\" --role worker --mobile \"07700 900001\" --emergency-contact \"Sam Kin=07700 900123\" \
             --car-make Ford --car-model Fiesta --car-registration \"AB12 CDE\" --car-colour silver",
            "lou --name \"Lou Made\" --role worker --mobile \"07700 900002\" --email lou@example.org",
            "joe --name \"Joe Other\" --role worker --mobile \"07700 900006\" --email joe@example.org",
            "pat --name \"Pat Head\" --role head --mobile \"07700 900003\" --email pat@example.org",
            "dee --name \"Dee Safe\" --role dsl --mobile \"07700 900004\" --email dee@example.org",
            "max --name \"Max Desk\" --role desk --mobile \"07700 900005\" --email max@example.org",
        ] {
            self.hv_ago(day, &format!("staff add {person}")).done();
        }
        let family = "family add ahmed --pupil \"Ali Ahmed, 4B\" --carer \"Sara Ahmed=07700 900456\" \
                      --address \"12 Sample Street, Testford\"";
        self.hv_ago(day, family).done();
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// The record folder.
    pub(crate) fn folder(&self) -> PathBuf {
        self.path("school")
    }

    /// So many minutes before the test began, as `--now`, `--back` and `--at` take it.
    pub(crate) fn ago(&self, minutes: i64) -> String {
        Moment::from_unix(self.began.unix() - 60 * minutes).unwrap().rfc3339()
    }

    /// hv, not yet started: an empty environment, and a folder of its own.
    pub(crate) fn program(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hv"));
        command
            .env_clear()
            .env("HOME", self.path("home"))
            .env("XDG_STATE_HOME", self.path("state"))
            .env("USER", "office")
            .env("COLUMNS", "100");
        if self.folder().is_dir() {
            command.current_dir(self.folder());
        }
        command
    }

    /// hv on the real clock.
    #[track_caller]
    pub(crate) fn hv(&self, line: &str) -> Run {
        let mut program = self.program();
        program.args(words(line));
        run(program, line)
    }

    /// hv as it was so many minutes ago.
    #[track_caller]
    pub(crate) fn hv_ago(&self, minutes: i64, line: &str) -> Run {
        let mut program = self.program();
        program.args(words(line)).args(["--now", &self.ago(minutes)]);
        run(program, line)
    }

    /// One run of the alarm, as cron does it.
    #[track_caller]
    pub(crate) fn alert(&self) -> Run {
        self.hv("overdue --alert")
    }

    /// The alarm, started and not waited for.
    pub(crate) fn begin_alert(&self) -> Child {
        let mut program = self.program();
        program.args(["overdue", "--alert"]);
        program.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        program.spawn().unwrap()
    }

    /// They are out, on a call at the Ahmeds', since an hour before they were due back, so many minutes ago.
    pub(crate) fn late(&self, who: &str, minutes: i64) {
        let left = minutes + 60;
        let staff = who.replace(' ', ",");
        let at = self.ago(left - 20);
        let plan = format!("plan add ahmed --at {at} --for 10m --staff {staff}");
        self.hv_ago(left + 30, &plan).done();
        let out = format!("out {who} --back {} --watch-by-hand max", self.ago(minutes));
        self.hv_ago(left, &out).done();
    }

    /// Joe went as well, without a visit, was due back two minutes ago, and nothing but the watch is known of it.
    pub(crate) fn late_again(&self) {
        let out =
            format!("out joe --back {} --breach \"they rang\" --where \"a home\"", self.ago(2));
        let _whatever_else_is_said = self.hv_ago(60, &out);
    }

    /// Adds to `hv.toml`.
    pub(crate) fn config(&self, text: &str) {
        let path = self.folder().join("hv.toml");
        let before = fs::read_to_string(&path).unwrap();
        fs::write(path, format!("{before}\n{text}")).unwrap();
    }

    /// Writes this machine's own file.
    pub(crate) fn machine(&self, text: &str) {
        private(&self.path("home/.config/hv/machine.toml"), text);
    }

    /// What this machine remembers.
    pub(crate) fn state(&self) -> Value {
        let found = fs::read_dir(self.path("state/hv")).unwrap().map(|e| e.unwrap().path());
        let file = found.into_iter().find(|p| p.extension().is_some_and(|e| e == "json")).unwrap();
        serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap()
    }

    /// The records of the outings, all of them.
    pub(crate) fn outings(&self) -> Vec<PathBuf> {
        let weeks = fs::read_dir(self.folder().join("outings")).unwrap();
        let weeks = weeks.map(|e| e.unwrap().path()).filter(|p| p.is_dir());
        let files = weeks.flat_map(|week| fs::read_dir(week).unwrap());
        let mut all: Vec<PathBuf> = files.map(|e| e.unwrap().path()).collect();
        all.sort();
        all
    }

    /// The id of the one outing.
    pub(crate) fn outing(&self) -> String {
        let all = self.outings();
        assert_eq!(all.len(), 1, "{all:?}");
        all[0].file_stem().unwrap().to_str().unwrap().to_owned()
    }

    /// The alarm lines of a record of this school, as JSON, in the order they stand in.
    #[track_caller]
    pub(crate) fn log(&self, record: &Path) -> Vec<Value> {
        assert!(record.starts_with(self.folder()));
        let text = fs::read_to_string(record).unwrap();
        let lines = text.lines().filter_map(|l| l.strip_prefix("- "));
        let events = lines.map(|l| serde_json::from_str::<Value>(l).unwrap());
        events.filter(|e| e["did"] == "alarm").collect()
    }
}

/// Writes a file that only its owner may read.
pub(crate) fn private(path: &Path, text: &str) {
    fs::write(path, text).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
}

/// Words as a shell would part them: blanks part, "double quotes" hold together.
pub(crate) fn words(line: &str) -> Vec<String> {
    let mut all = Vec::new();
    // Every other part stands between quotes, which hold whole words here.
    for (index, part) in line.split('"').enumerate() {
        if index % 2 == 1 {
            all.push(part.to_owned());
        } else {
            all.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    all
}
