//! A school of its own for each test, the channels that tell its people, and the built binary run in it on the
//! machine's real clock. `hv overdue --alert` takes no `--now`: whoever is late was signed out, with `--now`, some
//! minutes ago. Proves nothing itself.

use crate::place::Place;
use crate::run::{Ran, run, start, words};
use hv::host::Host;
use hv::when::{Moment, Zone};
use serde_json::Value;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};

/// Minutes of a day: so long before the test the school was begun.
const DAY: i64 = 24 * 60;

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

/// A school, its machine, and the moment the test began.
#[derive(Debug)]
pub(crate) struct School {
    place: Place,
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
        let day = Moment::from_unix(began.unix() - 60 * DAY).unwrap().rfc3339();
        let init = "--name Oak --number \"School office=01632 960100\" --id oak --no-git --now";
        let school = School::on(Place::begun(POLICY, &format!("{init} {day}")), began);
        school.staffed();
        school
    }

    fn on(place: Place, began: Moment) -> School {
        let school = School { place, began };
        fs::create_dir_all(school.path("home/.config/hv")).unwrap();
        fs::create_dir_all(school.path("state")).unwrap();
        school
    }

    /// A clone of its records, as committed, on another machine.
    pub(crate) fn clone_of(&self) -> School {
        School::on(self.place.clone_of(), self.began)
    }

    fn staffed(&self) {
        for person in [
            "kay --name \"Kay Invented\" --role worker --mobile \"07700 900001\" --emergency-contact \"Sam Kin=07700 900123\" \
             --car-make Ford --car-model Fiesta --car-registration \"AB12 CDE\" --car-colour silver",
            "lou --name \"Lou Made\" --role worker --mobile \"07700 900002\" --email lou@example.org",
            "joe --name \"Joe Other\" --role worker --mobile \"07700 900006\" --email joe@example.org",
            "pat --name \"Pat Head\" --role head --mobile \"07700 900003\" --email pat@example.org",
            "dee --name \"Dee Safe\" --role dsl --mobile \"07700 900004\" --email dee@example.org",
            "max --name \"Max Desk\" --role desk --mobile \"07700 900005\" --email max@example.org",
        ] {
            self.hv_ago(DAY, &format!("staff add {person}")).ends(0);
        }
        let family = "family add ahmed --pupil \"Ali Ahmed, 4B\" --carer \"Sara Ahmed=07700 900456\" \
                      --address \"12 Sample Street, Testford\"";
        self.hv_ago(DAY, family).ends(0);
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.place.around().join(name)
    }

    /// The record folder.
    pub(crate) fn folder(&self) -> PathBuf {
        self.place.root().to_owned()
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
    #[must_use = "a run nobody looks at proves nothing"]
    #[track_caller]
    pub(crate) fn hv(&self, line: &str) -> Ran {
        let mut program = self.program();
        program.args(words(line));
        run(&mut program)
    }

    /// hv as it was so many minutes ago.
    #[must_use = "a run nobody looks at proves nothing"]
    #[track_caller]
    pub(crate) fn hv_ago(&self, minutes: i64, line: &str) -> Ran {
        let mut program = self.program();
        program.args(words(line)).args(["--now", &self.ago(minutes)]);
        run(&mut program)
    }

    /// One run of the alarm, as cron does it.
    #[must_use = "a run nobody looks at proves nothing"]
    #[track_caller]
    pub(crate) fn alert(&self) -> Ran {
        self.hv("overdue --alert")
    }

    /// The alarm, started and not waited for.
    pub(crate) fn begin_alert(&self) -> Child {
        let mut program = self.program();
        program.args(["overdue", "--alert"]);
        start(&mut program)
    }

    /// They are out, on a call at the Ahmeds', since an hour before they were due back, so many minutes ago.
    pub(crate) fn late(&self, who: &str, minutes: i64) {
        let left = minutes + 60;
        let staff = who.replace(' ', ",");
        // Nobody is signed out for tomorrow's visit: in the minutes before midnight they leave at its very time.
        let day = |minutes: i64| Zone::LONDON.day_of(Moment::parse(&self.ago(minutes)).unwrap());
        let at = self.ago(if day(left - 20) == day(left) { left - 20 } else { left });
        let plan = format!("plan add ahmed --at {at} --for 10m --staff {staff}");
        self.hv_ago(left + 30, &plan).ends(0);
        let out = format!("out {who} --back {} --watch-by-hand max", self.ago(minutes));
        self.hv_ago(left, &out).ends(0);
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
