//! A school with two families and visits long ago, and hv run on it at a given moment. Proves nothing itself.

use std::collections::BTreeMap;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;
use std::sync::mpsc;
use std::time::Duration;
use tempfile::TempDir;

/// Nothing hv does takes this long; what does is hung, and is killed.
const HUNG: Duration = Duration::from_secs(90);

const POLICY: &str = r#"hv-policy = 1
[policy]
name = "plain"
school = "A school"
title = "Home visits"
head = "principal"
[roles]
principal = "the principal"
staff = "a member of staff"
[return]
expected = { grace = "5m", late = "over", clause = "X-1" }
[contact]
how = "ring the office"
[[contact.every]]
limit = "60m"
late = "reached"
clause = "X-2"
[[outcome]]
id = "no-show"
says = "Nobody was in."
got-in = false
clause = "X-3"
[[incident]]
id = "dog"
says = "A dog bit somebody."
clause = "X-7"
[[ladder]]
id = "all"
clocks = ["contact", "return"]
rung = [{ who = ["office"], does = "ring {people} on {numbers}", after = "0m", clause = "X-4" }]
[[ladder]]
id = "distress"
clocks = "distress"
rung = [{ who = ["office"], does = "ring the police", after = "0m", clause = "X-5" }]
"#;

/// Six years for everything about visits, one more for a card; the principal may authorise.
pub(crate) const SCHEDULE: &str = r#"hv-retention = 1
authorised-by = ["principal"]
school-year-ends = "08-31"
[class.visit]
keep = "6 years"
from = "school-year-end"
then = "erase"
source = "the school's schedule, line 4"
[class.week-list]
keep = "6 years"
from = "school-year-end"
then = "erase"
[class.assessment]
keep = "6 years"
from = "school-year-end"
then = "erase"
[class.alarm]
keep = "10 years"
from = "school-year-end"
then = "erase"
[class.family]
keep = "7 years"
from = "last-record"
then = "erase"
[class.person]
keep = "6 years"
from = "left"
then = "erase"
"#;

/// The first day after the time of the visits of November 2018.
pub(crate) const DUE: &str = "2025-09-01T09:00:00+00:00";
/// The last day on which they are kept.
pub(crate) const KEPT: &str = "2025-08-31T09:00:00+00:00";
/// By then the cards' time is over too.
pub(crate) const ALL_DUE: &str = "2026-01-01T09:00:00+00:00";

/// What stands for the Ahmeds, and may stand nowhere once they are erased.
pub(crate) const OF_AHMED: [&str; 5] =
    ["ahmed", "Ali Ahmed", "Sara Ahmed", "12 Sample Street", "07700 900456"];

/// How a program ended, and what it said.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) killed: bool,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    #[track_caller]
    pub(crate) fn ends(self, code: i32) -> Ran {
        assert!(!self.err.contains("panicked"), "{self:?}");
        assert_eq!(self.code, Some(code), "{}\n{}", self.out, self.err);
        self
    }

    /// Says this, on either stream. A wrapped line is still one sentence.
    #[track_caller]
    pub(crate) fn says(self, words: &str) -> Ran {
        let all = format!("{}{}", self.out, self.err);
        let flat = all.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains(words), "{words:?} is not in\n{all}");
        self
    }

    #[track_caller]
    pub(crate) fn never_says(self, words: &str) -> Ran {
        let all = format!("{}{}", self.out, self.err);
        let flat = all.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(!flat.contains(words), "{words:?} is in\n{all}");
        self
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {self:?}"))
    }
}

/// Runs a program to its end.
#[track_caller]
pub(crate) fn run(command: &mut Command) -> Ran {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.spawn().unwrap_or_else(|e| panic!("{command:?} could not be started: {e}"));
    let id = child.id();
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || tell.send(child.wait_with_output()));
    let Ok(ended) = told.recv_timeout(HUNG) else {
        Command::new("kill").args(["-9", &id.to_string()]).status().unwrap();
        panic!("{command:?} did not end");
    };
    let Output { status, stdout, stderr } = ended.unwrap();
    Ran {
        code: status.code(),
        killed: status.signal() == Some(9),
        out: String::from_utf8_lossy(&stdout).into_owned(),
        err: String::from_utf8_lossy(&stderr).into_owned(),
    }
}

/// A folder, and the state of the machine it is on.
#[derive(Debug)]
pub(crate) struct School {
    dir: TempDir,
}

impl School {
    /// Kay, Lou and Max; the Ahmeds and the Bells.
    pub(crate) fn new() -> School {
        static BUILT: OnceLock<School> = OnceLock::new();
        BUILT.get_or_init(School::build).copy()
    }

    /// The same, with a visit to the Ahmeds on Tuesday 20 and one to the Bells on Thursday 22 November 2018.
    pub(crate) fn visited() -> School {
        static BUILT: OnceLock<School> = OnceLock::new();
        BUILT
            .get_or_init(|| {
                let school = School::new();
                school.visit("ahmed", "2018-11-20", "kay");
                school.visit("bell", "2018-11-22", "lou");
                school
            })
            .copy()
    }

    fn build() -> School {
        let school = School { dir: tempfile::tempdir().unwrap() };
        let policy = school.dir.path().join("p.toml");
        std::fs::write(&policy, POLICY).unwrap();
        let mut init = school.program(env!("CARGO_BIN_EXE_hv"));
        init.arg("init").arg(school.root()).arg("--policy").arg(&policy).arg("--no-git");
        init.args(["--name", "Oak", "--id", "oak-1", "--number", "School office=01632 960100"]);
        init.args(["--emergency-contact", "Duty phone=01632 960101"]);
        run(&mut init).ends(0);
        school.write("retention.toml", SCHEDULE);
        let now = "2018-09-03T08:00:00+00:00";
        for (id, name, role) in [
            ("kay", "Kay Invented", "staff"),
            ("lou", "Lou Made", "staff"),
            ("max", "Max Desk", "principal"),
        ] {
            let fields = ["--name", name, "--role", role, "--mobile", "07700 900001"];
            school.hv(now, &[&["staff", "add", id][..], &fields].concat()).ends(0);
        }
        for (id, pupil, carer, address) in [
            ("ahmed", "Ali Ahmed", "Sara Ahmed=07700 900456", "12 Sample Street, Testford"),
            ("bell", "Bea Bell", "Rob Bell=07700 900457", "7 Example Road, Testford"),
        ] {
            let add =
                ["family", "add", id, "--pupil", pupil, "--carer", carer, "--address", address];
            school.hv(now, &add).ends(0);
        }
        school
    }

    /// A visit from plan to outcome: nothing about it stays open.
    pub(crate) fn visit(&self, family: &str, day: &str, who: &str) {
        let at = |time: &str| format!("{day}T{time}:00+00:00");
        let start = format!("{day}T10:00");
        let plan = ["plan", "add", family, "--at", &start, "--for", "45m", "--staff", who];
        self.hv(&at("08:00"), &[&plan[..], &["--reason", "planned"]].concat()).ends(0);
        let visit = format!("{family}/{day}-1a");
        let out = ["out", who, "--visit", &visit, "--back", "11:30", "--monitor", "max"];
        self.hv(&at("09:50"), &out).ends(0);
        self.hv(&at("11:00"), &["back", who]).ends(0);
        let done = [
            "done",
            &visit,
            "--got-in",
            "yes",
            "--child-seen",
            "yes",
            "--present",
            "a parent",
            "--concern",
            "none",
            "--actions",
            "none",
        ];
        self.hv(&at("12:00"), &done).ends(0);
    }

    pub(crate) fn root(&self) -> PathBuf {
        self.dir.path().join("r")
    }

    pub(crate) fn around(&self) -> &Path {
        self.dir.path()
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        std::fs::write(self.root().join(path), text).unwrap();
    }

    pub(crate) fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.root().join(path)).unwrap()
    }

    pub(crate) fn there(&self, path: &str) -> bool {
        self.root().join(path).exists()
    }

    /// Another folder with the same in it, on a machine of its own. hv knows a copied folder for a copy; here it goes
    /// on as the first.
    pub(crate) fn copy(&self) -> School {
        let copy = School { dir: tempfile::tempdir().unwrap() };
        for name in ["r", "state"] {
            let from = self.dir.path().join(name);
            if from.exists() {
                run(Command::new("cp").arg("-a").arg(from).arg(copy.dir.path())).ends(0);
            }
        }
        let (was, is) = (self.root().display().to_string(), copy.root().display().to_string());
        if copy.there("local/machine") {
            copy.write("local/machine", &copy.read("local/machine").replace(&was, &is));
        }
        copy
    }

    /// The same folder on another machine, which writes under a tag of its own.
    pub(crate) fn elsewhere(&self) -> School {
        let copy = self.copy();
        std::fs::remove_file(copy.root().join("local/machine")).unwrap();
        copy
    }

    /// A program in a cleared environment.
    pub(crate) fn program(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.env_clear().current_dir(self.dir.path());
        command.env("PATH", "/usr/local/bin:/usr/bin:/bin").env("HOME", self.dir.path());
        command.env("XDG_STATE_HOME", self.dir.path().join("state")).env("USER", "max");
        command.env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CONFIG_GLOBAL", "/dev/null");
        for who in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{who}_NAME"), "max");
            command.env(format!("GIT_{who}_EMAIL"), "max@example.org");
        }
        command
    }

    pub(crate) fn arguments(&self, now: &str, args: &[&str]) -> Vec<String> {
        let root = self.root().display().to_string();
        let mut all = vec!["--store".to_owned(), root];
        if !now.is_empty() {
            all.extend(["--now".to_owned(), now.to_owned()]);
        }
        all.extend(args.iter().map(|a| (*a).to_owned()));
        all
    }

    /// hv at a moment; at the machine's own if that is empty.
    pub(crate) fn hv(&self, now: &str, args: &[&str]) -> Ran {
        run(self.program(env!("CARGO_BIN_EXE_hv")).args(self.arguments(now, args)))
    }

    pub(crate) fn git(&self, args: &[&str]) -> Ran {
        run(self.program("git").current_dir(self.root()).args(args))
    }

    /// Erases, by Max, on the day that `now` says.
    pub(crate) fn erase(&self, now: &str, more: &[&str]) -> Ran {
        let by = ["retention", "erase", "--why", "due", "--authorised-by", "max", "--yes"];
        self.hv(now, &[&by[..], &["--today", &now[..10]], more].concat())
    }

    /// Nothing that hv itself finds wrong with the folder.
    #[track_caller]
    pub(crate) fn is_sound(&self, now: &str) {
        let doctor = self.hv(now, &["--json", "doctor"]).ends(0).json();
        let wrong = doctor["findings"].as_array().unwrap().iter().filter(|f| f["warning"] != true);
        assert_eq!(wrong.count(), 0, "{doctor}");
        let overdue = self.hv(now, &["overdue"]);
        assert_eq!((overdue.code, overdue.out.as_str()), (Some(0), ""), "{overdue:?}");
    }

    /// Every file and folder of the record folder and of the machine's state, git's own left out, with what it holds.
    pub(crate) fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::new();
        let mut look = vec![self.root(), self.dir.path().join("state")];
        look.retain(|folder| folder.exists());
        while let Some(folder) = look.pop() {
            let entries = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path());
            for entry in entries.filter(|e| !e.ends_with(".git")) {
                let name = entry.strip_prefix(self.dir.path()).unwrap().display().to_string();
                // A folder has a name, and no bytes.
                files.insert(name, std::fs::read(&entry).unwrap_or_default());
                look.extend(entry.is_dir().then_some(entry));
            }
        }
        files
    }

    /// Where any of these words stands: in a file's name, or anywhere in its bytes.
    pub(crate) fn holding(&self, words: &[&str]) -> Vec<String> {
        let holds = |bytes: &[u8], word: &str| {
            let (text, word) = (bytes.to_ascii_lowercase(), word.to_lowercase());
            text.windows(word.len()).any(|w| w == word.as_bytes())
        };
        let files = self.files();
        let found = files.iter().filter(|(name, bytes)| {
            words.iter().any(|w| holds(name.as_bytes(), w) || holds(bytes, w))
        });
        found.map(|(name, _)| name.clone()).collect()
    }

    /// Where a record stands, by its name as `hv retention --json` has it.
    pub(crate) fn stands(&self, now: &str, record: &str) -> String {
        let all = self.hv(now, &["--json", "retention"]).json();
        let of = all["records"].as_array().unwrap().iter().find(|r| r["record"] == record);
        of.unwrap_or_else(|| panic!("no {record} in {all}"))["stands"].as_str().unwrap().to_owned()
    }
}
