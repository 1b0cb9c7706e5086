//! A school of invented people whose year is made of a few stories: each is typed once with hv itself, and then copied to
//! other families and days, with checks that agree. Proves nothing itself.

use crate::place::Place;
use crate::run::{Ran, run, words};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Contact every hour, five minutes' grace on the return, two rungs; one rule that refuses and one that warns.
const POLICY: &str = r#"hv-policy = 1
[policy]
name = "plain"
school = "A school"
title = "Home visits"
head = "principal"
[roles]
principal = "the principal"
staff = "a member of staff"
desk = "the front desk"
[[reason]]
id = "attendance"
says = "Attendance"
clause = "X-1"
[[reason]]
id = "welfare"
says = "Welfare"
clause = "X-1"
[[question]]
id = "phone-carried"
at = "out"
ask = "Is a charged phone carried?"
answer = "yes-no"
needs = "yes"
strength = "must"
fix = "take one"
clause = ["X-8", "X-8a"]
[[question]]
id = "family-knows"
at = "out"
ask = "Does the family know?"
answer = "yes-no"
needs = "yes"
strength = "should"
fix = "ring them"
clause = "X-9"
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
[[outcome]]
id = "unsafe"
says = "It was not safe to stay."
got-in = false
clause = "X-3"
[[incident]]
id = "verbal-abuse"
says = "Staff were sworn at or threatened."
clause = "X-7"
[[duty]]
id = "tell-principal"
on = "incident"
owner = "principal"
does = "be told of the incident"
within = "24h"
clause = "X-10"
[[ladder]]
id = "all"
clocks = ["contact", "return"]
[[ladder.rung]]
who = ["desk"]
does = "ring {people} on {numbers}"
after = "0m"
clause = "X-4"
[[ladder.rung]]
who = ["principal"]
does = "go and look"
after = "20m"
clause = "X-4"
[[ladder]]
id = "danger"
clocks = ["distress", "concern"]
rung = [{ who = ["principal"], does = "ring the police", after = "0m", clause = "X-5" }]
"#;

/// What stands in hv.toml besides: how often hv looks, and a year of terms.
const CALENDAR: &str = r#"
[watch]
every = "5m"

[[terms]]
from = "2024-09-02"
to = "2024-12-20"
why = "Autumn"

[[terms]]
from = "2025-01-06"
to = "2025-04-04"
why = "Spring"

[[terms]]
from = "2025-04-22"
to = "2025-07-22"
why = "Summer"

[[shut]]
from = "2024-10-28"
to = "2024-11-01"
why = "half term"

[[shut]]
from = "2025-02-17"
to = "2025-02-21"
why = "half term"
"#;

/// A record folder and a home.
#[derive(Debug)]
pub(crate) struct School {
    place: Place,
}

impl School {
    /// With staff, and no family.
    pub(crate) fn new() -> School {
        let init = "--name \"Oak Invented\" --number \"Office=01632 960100\" --id oak --no-git \
                    --now 2024-08-01T08:00:00+00:00";
        let school = School { place: Place::begun(POLICY, init) };
        let config = school.root().join("hv.toml");
        let text = fs::read_to_string(&config).unwrap();
        fs::write(&config, format!("{text}{CALENDAR}")).unwrap();
        for (id, role) in [
            ("kay", "staff"),
            ("lou", "staff"),
            ("max", "desk"),
            ("pat", "principal"),
            ("tom", "staff"),
        ] {
            let card = format!(
                "staff add {id} --name \"{id} Invented\" --role {role} --mobile \"07700 900001\" \
                 --emergency-contact \"Sam=07700 900123\""
            );
            school.at("2024-08-01 08:10", &card);
        }
        school
    }

    pub(crate) fn root(&self) -> PathBuf {
        self.place.root().to_owned()
    }

    pub(crate) fn beside(&self, name: &str) -> PathBuf {
        self.place.around().join(name)
    }

    /// hv, not yet started: an empty environment, and a folder of its own.
    pub(crate) fn program(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hv"));
        command
            .env_clear()
            .env("HOME", self.place.around())
            .env("USER", "max")
            .env("COLUMNS", "160");
        command.current_dir(self.root());
        command
    }

    /// Runs a line at a moment, "2025-01-14 09:30" in Greenwich, and insists that it is done.
    #[track_caller]
    pub(crate) fn at(&self, moment: &str, line: &str) {
        let run = self.tried(moment, line);
        assert_eq!(run.code(), Some(0), "hv {line}\n{}{}", run.out, run.err);
    }

    /// Runs a line at a moment, whatever comes of it.
    #[must_use = "a run nobody looks at proves nothing"]
    pub(crate) fn tried(&self, moment: &str, line: &str) -> Ran {
        let mut command = self.program();
        let now = format!("{}:00+00:00", moment.replace(' ', "T"));
        command.args(words(line)).args(["--now", &now]);
        run(&mut command)
    }

    /// Runs a line on the machine's own clock: what was typed with `--now` is practice then.
    #[must_use = "a run nobody looks at proves nothing"]
    pub(crate) fn hv(&self, line: &str) -> Ran {
        let mut command = self.program();
        command.args(words(line));
        run(&mut command)
    }

    /// A family and its address, as hv writes them.
    pub(crate) fn family(&self, id: &str) {
        let root = self.root();
        fs::create_dir_all(root.join(format!("families/{id}/visits"))).unwrap();
        let card = format!(
            "id: {id}\npupils:\n- name: Ali Invented\n  class: 4B\ncarers:\n- name: Sara Invented\n  phone: 07700 900456\naddresses:\n- {id}\n"
        );
        fs::write(root.join(format!("families/{id}/family.yaml")), card).unwrap();
        fs::write(
            root.join(format!("addresses/{id}.yaml")),
            format!("id: {id}\ntext: 1 Nowhere Lane\n"),
        )
        .unwrap();
    }

    /// What was typed with `--now` becomes what was typed in its time: nothing in it says otherwise any more.
    pub(crate) fn in_earnest(&self) {
        for path in files(&self.root()) {
            let text = fs::read_to_string(&path).unwrap();
            fs::write(&path, sealed(&text.replace(", \"clock\": \"given\"", ""))).unwrap();
        }
    }
}

/// Every record of evidence in the folder.
pub(crate) fn files(root: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut look = vec![root.join("families"), root.join("outings"), root.join("assessments")];
    while let Some(folder) = look.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                look.push(path);
            } else if path.extension().is_some_and(|e| e == "yaml")
                && !path.ends_with("family.yaml")
            {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Every line of a record with its check anew, as the store spells it.
pub(crate) fn sealed(text: &str) -> String {
    let mut all = String::with_capacity(text.len());
    for line in text.lines() {
        let Some((said, _)) = line.rsplit_once(", \"check\": \"") else {
            all.push_str(line);
            all.push('\n');
            continue;
        };
        all.push_str(said);
        all.push_str(", \"check\": \"");
        for byte in Sha256::digest(said.as_bytes()).iter().take(8) {
            write!(all, "{byte:02x}").unwrap();
        }
        all.push_str("\"}\n");
    }
    all
}
