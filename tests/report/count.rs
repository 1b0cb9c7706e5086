//! A counter of its own: it reads the lines of the records as JSON, uses nothing of hv, and knows of this school only
//! that contact is due within the hour.

use crate::school::files;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Figures by the report's own ids.
pub(crate) type Figures = BTreeMap<String, usize>;

/// The lines of every record, by its path.
pub(crate) fn records(root: &Path) -> Vec<(String, Vec<Value>)> {
    let lines = |text: String| -> Vec<Value> {
        let lines = text.lines().filter_map(|l| l.strip_prefix("- "));
        lines.map(|l| serde_json::from_str(l).unwrap()).collect()
    };
    let named = |p: &Path| p.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
    files(root).iter().map(|p| (named(p), lines(fs::read_to_string(p).unwrap()))).collect()
}

/// Seconds since 1970, by counting the days.
fn seconds(moment: &Value) -> i64 {
    let text = moment.as_str().unwrap();
    let number = |from: usize, to: usize| text[from..to].parse::<i64>().unwrap();
    let (year, month, day) = (number(0, 4), number(5, 7), number(8, 10));
    let leap = |y: i64| y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);
    let lengths = [31, if leap(year) { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let years: i64 = (1970..year).map(|y| if leap(y) { 366 } else { 365 }).sum();
    let months: i64 = lengths.iter().take(usize::try_from(month - 1).unwrap()).sum();
    let clock = number(11, 13) * 3600 + number(14, 16) * 60 + number(17, 19);
    let sign = if &text[19..20] == "-" { -1 } else { 1 };
    let offset = sign * (number(20, 22) * 3600 + number(23, 25) * 60);
    (years + months + day - 1) * 86_400 + clock - offset
}

struct Counter<'f> {
    from: &'f str,
    to: &'f str,
    all: Figures,
}

/// Every figure of the period that the records bear out. Nothing in these records happens near midnight.
pub(crate) fn count(root: &Path, from: &str, to: &str) -> Figures {
    let mut counter = Counter { from, to, all: Figures::new() };
    let records = records(root);
    for (path, lines) in &records {
        match path.split('/').collect::<Vec<_>>().as_slice() {
            ["families", family, "visits", file] => {
                counter.visit(lines);
                let visit = format!("{family}/{}", file.strip_suffix(".yaml").unwrap());
                counter.departure(&visit, lines, &records);
            }
            ["outings", ..] => counter.outing(lines),
            other => panic!("{other:?}"),
        }
    }
    counter.all
}

/// When somebody left for that visit, if anybody did: here all who mean to go leave together, and reach the door.
fn left_for(visit: &str, records: &[(String, Vec<Value>)]) -> Option<i64> {
    let outs = records.iter().flat_map(|(_, lines)| lines).filter(|l| l["did"] == "sign-out");
    let goes = |out: &&Value| {
        let stops = out["stops"].as_array().unwrap();
        stops.iter().any(|stop| stop["visit"] == visit)
    };
    outs.filter(goes).map(|out| seconds(&out["at"])).min()
}

impl Counter<'_> {
    fn add(&mut self, figure: &str) {
        *self.all.entry(figure.to_owned()).or_default() += 1;
    }

    fn within(&self, moment: &Value) -> bool {
        let day = &moment.as_str().unwrap()[..10];
        self.from <= day && day <= self.to
    }

    fn by_clause(&mut self, figure: &str, unmet: &Value) {
        let clauses: BTreeSet<&str> = unmet
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|one| one["clauses"].as_array().unwrap())
            .map(|c| c.as_str().unwrap())
            .collect();
        for clause in clauses {
            self.add(&format!("{figure}.by-clause.{clause}"));
        }
    }

    fn staffing(&mut self, figure: &str, people: usize) {
        let word = ["nobody-named", "one", "two"].get(people).unwrap_or(&"three-or-more");
        self.add(&format!("{figure}.by-staffing.{word}"));
    }

    fn visit(&mut self, lines: &[Value]) {
        let did = |what: &'static str| lines.iter().filter(move |l| l["did"] == what);
        let plan = &did("plan").next().unwrap()["plan"];
        if self.within(&plan["start"]) {
            self.add("visits");
            self.add(&format!("visits.by-reason.{}", plan["reason"].as_str().unwrap()));
            self.staffing("visits", plan["staff"].as_array().unwrap().len());
            let outcome = did("outcome").next();
            let word = match outcome {
                Some(line) => line["outcome"].as_str().unwrap(),
                None if did("drop").next().is_some() => "taken-off-the-plan",
                None => "not-written-up",
            };
            self.add(&format!("visits.by-outcome.{word}"));
            if outcome.is_some_and(|o| o["got-in"] == true) {
                self.add("visits.got-in");
            }
            if outcome.is_some_and(|o| o["child-seen"] == true) {
                self.add("visits.child-seen");
            }
            if word == "unsafe" && did("incident").next().is_none() {
                self.add("near-misses");
                self.add("near-misses.by-kind.left-as-unsafe");
            }
        }
        for line in did("refused") {
            if self.within(&line["at"]) {
                self.add("refusals");
                self.by_clause("refusals", &line["unmet"]);
            }
        }
        let incidents: Vec<&Value> = did("incident").collect();
        for line in incidents.into_iter().filter(|l| self.within(&l["at"])).collect::<Vec<_>>() {
            self.add("incidents");
            self.add(&format!("incidents.by-kind.{}", line["kind"].as_str().unwrap()));
            self.add(&format!("incidents.by-whom.{}", line["by-whom"].as_str().unwrap()));
            line["affected"]
                .as_array()
                .unwrap()
                .iter()
                .for_each(|_| self.add("incidents.people-affected"));
            self.owed(line, lines);
        }
    }

    /// A quarter of an hour after the appointment somebody should have left. Nobody was told of it in these stories.
    fn departure(&mut self, visit: &str, lines: &[Value], records: &[(String, Vec<Value>)]) {
        let plan = &lines.iter().find(|l| l["did"] == "plan").unwrap()["plan"];
        let due = seconds(&plan["start"]) + 900;
        let over = |l: &&Value| l["did"] == "drop" || l["did"] == "outcome";
        let over = lines.iter().find(over).is_some_and(|l| seconds(&l["at"]) <= due);
        let left = left_for(visit, records).is_some_and(|at| at <= due);
        if self.within(&plan["start"]) && !over && !left {
            for figure in
                ["", ".by-clock.departure", ".not-known-when-noticed", ".departures.not-told"]
            {
                self.add(&format!("alarms{figure}"));
            }
        }
    }

    fn owed(&mut self, line: &Value, lines: &[Value]) {
        for duty in line["duties"].as_array().into_iter().flatten() {
            self.add("duties");
            let done = |l: &&Value| {
                l["did"] == "duty-done" && l["event"] == line["id"] && l["rule"] == duty["rule"]
            };
            match lines.iter().find(done) {
                Some(did) if seconds(&did["at"]) > seconds(&duty["due"]) => {
                    self.add("duties.done");
                    self.add("duties.done-late");
                }
                Some(_) => self.add("duties.done"),
                None => {
                    // All of it is long ago.
                    self.add("duties.open");
                    self.add("duties.overdue");
                }
            }
        }
    }

    fn outing(&mut self, lines: &[Value]) {
        let out = lines.iter().find(|l| l["did"] == "sign-out").unwrap();
        if !self.within(&out["at"]) {
            return;
        }
        self.add("outings");
        self.staffing("outings", out["people"].as_array().unwrap().len());
        if out.get("breach").is_some() {
            self.add("breaches");
            self.by_clause("breaches", &out["unmet"]);
        } else if let Some(unmet) = out.get("unmet") {
            self.add("overrides");
            self.by_clause("overrides", unmet);
        }
        self.owed(out, lines);
        self.contacts(lines);
        self.alarms(lines);
        for _ in lines.iter().filter(|l| l["did"] == "concern") {
            self.add("near-misses");
            self.add("near-misses.by-kind.cause-for-concern");
        }
    }

    /// Everybody on an outing here is heard from together.
    fn contacts(&mut self, lines: &[Value]) {
        let heard = ["sign-out", "arrive", "leave", "contact", "concern", "back"];
        let mut times: Vec<i64> = lines
            .iter()
            .filter(|l| heard.contains(&l["did"].as_str().unwrap()))
            .map(|l| seconds(&l["at"]))
            .collect();
        times.sort_unstable();
        for pair in times.windows(2) {
            self.add("contacts");
            let late = pair[1] - pair[0] >= 3600;
            self.add(if late { "contacts.late" } else { "contacts.on-time" });
        }
    }

    /// A silence of an hour is an alarm, and so is a concern. Who wrote down anything about it noticed.
    fn alarms(&mut self, lines: &[Value]) {
        let wrote = lines.iter().any(|l| l["did"] == "alarm");
        let silences = self.silences(lines);
        assert!(!wrote || silences == 1, "an alarm of a clock that this counter does not know");
        let concerns = lines.iter().filter(|l| l["did"] == "concern").count();
        for (clock, count) in [("contact", silences), ("concern", concerns)] {
            for _ in 0..count {
                self.add("alarms");
                self.add(&format!("alarms.by-clock.{clock}"));
            }
        }
        for _ in 0..concerns + if wrote { 0 } else { silences } {
            self.add("alarms.not-known-when-noticed");
        }
    }

    fn silences(&self, lines: &[Value]) -> usize {
        let mut own = Counter { from: self.from, to: self.to, all: Figures::new() };
        own.contacts(lines);
        own.all.get("contacts.late").copied().unwrap_or(0)
    }
}
