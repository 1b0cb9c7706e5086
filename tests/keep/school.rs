//! A school with two families and visits long ago, and hv run on it at a given moment. Proves nothing itself.

use crate::place::{NO_SHOW, OAK, POLICY, Place, Ran, run};
use std::collections::BTreeMap;
use std::ops::Deref;
use std::process::Command;
use std::sync::OnceLock;

/// What the policy has besides.
const DOG: &str = r#"[[incident]]
id = "dog"
says = "A dog bit somebody."
clause = "X-7"
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

/// A folder, and the state of the machine it is on.
#[derive(Debug)]
pub(crate) struct School {
    place: Place,
}

impl Deref for School {
    type Target = Place;

    fn deref(&self) -> &Place {
        &self.place
    }
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
        let policy = format!("{POLICY}{NO_SHOW}{DOG}");
        let school = School { place: Place::begun(&policy, &format!("{OAK} --no-git")) };
        school.write("retention.toml", SCHEDULE);
        for (id, name, role) in [
            ("kay", "Kay Invented", "staff"),
            ("lou", "Lou Made", "staff"),
            ("max", "Max Desk", "principal"),
        ] {
            let fields = ["--name", name, "--role", role, "--mobile", "07700 900001"];
            school.hv("08:00", &[&["staff", "add", id][..], &fields].concat()).ends(0);
        }
        for (id, pupil, carer, address) in [
            ("ahmed", "Ali Ahmed", "Sara Ahmed=07700 900456", "12 Sample Street, Testford"),
            ("bell", "Bea Bell", "Rob Bell=07700 900457", "7 Example Road, Testford"),
        ] {
            let add =
                ["family", "add", id, "--pupil", pupil, "--carer", carer, "--address", address];
            school.hv("08:00", &add).ends(0);
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

    /// As though every record had been written to eleven minutes ago.
    pub(crate) fn ten_minutes_later(&self) {
        for name in self.files().keys().filter(|name| name.starts_with("r/local/kept/")) {
            let then = ["-d", "11 minutes ago"];
            let file = self.around().join(name);
            assert!(Command::new("touch").args(then).arg(file).status().unwrap().success());
        }
    }

    pub(crate) fn there(&self, path: &str) -> bool {
        self.root().join(path).exists()
    }

    /// Another folder with the same in it, on a machine of its own. hv knows a copied folder for a copy; here it goes
    /// on as the first.
    pub(crate) fn copy(&self) -> School {
        let copy = School { place: Place::bare() };
        for name in ["r", "state"] {
            let from = self.around().join(name);
            if from.exists() {
                run(Command::new("cp").arg("-a").arg(from).arg(copy.around())).ends(0);
            }
        }
        let (was, is) = (self.root().display().to_string(), copy.root().display().to_string());
        if copy.there("local/machine") {
            copy.write("local/machine", copy.read("local/machine").replace(&was, &is));
        }
        copy
    }

    /// The same folder on another machine, which writes under a tag of its own.
    pub(crate) fn elsewhere(&self) -> School {
        let copy = self.copy();
        std::fs::remove_file(copy.root().join("local/machine")).unwrap();
        copy
    }

    /// Erases, by Max, on the day that `now` says.
    #[must_use = "a run nobody looks at proves nothing"]
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
        assert_eq!((overdue.code(), overdue.out.as_str()), (Some(0), ""), "{overdue:?}");
    }

    /// Every file and folder of the record folder and of the machine's state, git's own left out, with what it holds.
    pub(crate) fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::new();
        let mut look = vec![self.root().to_owned(), self.around().join("state")];
        look.retain(|folder| folder.exists());
        while let Some(folder) = look.pop() {
            let entries = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path());
            for entry in entries.filter(|e| !e.ends_with(".git")) {
                let name = entry.strip_prefix(self.around()).unwrap().display().to_string();
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
