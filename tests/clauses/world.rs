//! A school under one of the policies, with a visit that lacks nothing. Entries break one thing at a time.
//!
//! What a policy does not ask is not answered: under a policy that lacks a rule the same school still gets ready.

use crate::harness::{Place, Run};
use crate::mutate;
use hv::policy::Policy;
use hv::when::Moment;
use serde_json::Value;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;

/// The prefix of each document's clauses, and the policy's name.
pub(crate) const POLICIES: &[(&str, &str)] = &[
    ("AET-", "aspire"),
    ("ARH-", "alderman-richard-hallam"),
    ("WHA-", "washwood-heath"),
    ("HPP-", "hunsbury-park"),
    ("CMAT-", "cambridge-meridian"),
];

/// When the schools of these tests live: Tue 24 Nov 2026.
const MORNING: &str = "2026-11-24T08:00:00+00:00";

/// Flags (`--at`) and answers (`phone-carried`) with their values.
pub(crate) type Given = &'static [(&'static str, &'static str)];

/// A school: what its office would type for a visit that goes well.
#[derive(Debug)]
pub(crate) struct School {
    /// The policy it has adopted.
    pub(crate) policy: &'static str,
    /// `hv staff add` for each: `kay --name "Kay Invented" ...`.
    pub(crate) staff: &'static [&'static str],
    /// `hv family add` for each.
    pub(crate) families: &'static [&'static str],
    /// `hv plan add FAMILY`, with everything the policy asks at planning.
    pub(crate) plan: Given,
    /// Answers for the assessment, by key or, after a star, by the end of a key: `*.impact`. Any other question is
    /// answered "none known". `None`: nothing is assessed.
    pub(crate) assess: Option<Given>,
    /// Who decides on the assessment, if anybody does.
    pub(crate) decided_by: Option<&'static str>,
    /// Who signs the week's list, if anybody does.
    pub(crate) signed_by: Option<&'static str>,
    /// Further commands before anybody leaves: `assess read ahmed --who kay,lou`. `base lone-working` makes the
    /// school-wide assessment of that id.
    pub(crate) then: &'static [&'static str],
    /// `hv out kay lou`.
    pub(crate) out: Given,
    /// `hv enter kay lou`.
    pub(crate) enter: Given,
    /// `hv done VISIT`.
    pub(crate) done: Given,
}

/// The ready visit.
pub(crate) const VISIT: &str = "ahmed/2026-11-24-1a";
/// The outing that signing out for it makes.
pub(crate) const OUTING: &str = "2026-11-24-kay-1a";

/// Holds an entry to both sides: it passes under the policy, and fails without the rules that cite the clause.
#[track_caller]
pub(crate) fn hold(school: &'static School, clause: &str, entry: impl Fn(&mut World)) {
    let text = hv::policy::as_suggested(hv::policy::shipped(school.policy).unwrap());
    entry(&mut World::ready(school, &text, true));
    let shorter = mutate::without(&text, clause)
        .unwrap_or_else(|| panic!("no rule of {} cites {clause}", school.policy));
    let broken =
        catch_unwind(AssertUnwindSafe(|| entry(&mut World::ready(school, &shorter, false))));
    assert!(broken.is_err(), "{clause} seems to hold without the rules that cite it");
}

/// The school with its visit ready, under its policy as it ships. A copy: the school itself is made once.
pub(crate) fn world(school: &'static School) -> World {
    let text = hv::policy::as_suggested(hv::policy::shipped(school.policy).unwrap());
    World::ready(school, &text, true)
}

/// A school, its policy, and the time.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) place: Place,
    pub(crate) school: &'static School,
    pub(crate) policy: Policy,
}

impl World {
    /// The school with its visit ready: planned for today at 14:00 by Kay and Lou, assessed, signed. It is 12:00.
    fn ready(school: &'static School, text: &str, kept: bool) -> World {
        static READY: Mutex<BTreeMap<&str, Place>> = Mutex::new(BTreeMap::new());
        let policy = hv::policy::load(text).unwrap().policy;
        if !kept {
            return World::build(school, text);
        }
        let mut ready = READY.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let built = ready.entry(school.policy).or_insert_with(|| World::build(school, text).place);
        let place = built.copy();
        World { place, school, policy }
    }

    /// The school under its policy as that ships, with its visit ready.
    pub(crate) fn of(school: &'static School) -> World {
        let text = hv::policy::as_suggested(hv::policy::shipped(school.policy).unwrap());
        World::ready(school, &text, true)
    }

    /// The school with its staff and families, and nothing planned. It is 08:00 and a few minutes.
    pub(crate) fn staffed(school: &'static School, text: &str) -> World {
        let policy = hv::policy::load(text).unwrap().policy;
        let mut world = World { place: Place::new(MORNING), school, policy };
        std::fs::write(world.place.path().join("policy.toml"), text).unwrap();
        world.hv(
            "init school --policy policy.toml --name \"Invented Primary\" --hours 08:30-16:00 --id x --no-git \
             --number \"School office=01632 960100\" --number \"Back office=01632 960102\" \
             --emergency-contact \"Duty phone=01632 960101\"",
        )
        .ok();
        for person in school.staff {
            world.hv(&format!("staff add {person}")).ok();
        }
        for family in school.families {
            world.hv(&format!("family add {family}")).ok();
        }
        world
    }

    fn build(school: &'static School, text: &str) -> World {
        let mut world = World::staffed(school, text);
        world.plan("ahmed", &[]).ok();
        if world.policy.assessment.is_some() && school.assess.is_some() {
            world.assess("ahmed", &[]).ok();
            world.decide("ahmed");
        }
        world.sign();
        for line in school.then {
            if let Some(id) = line.strip_prefix("base ") {
                world.base(id);
                continue;
            }
            // Without an assessment there is nothing to read.
            if !line.starts_with("assess") || world.policy.assessment.is_some() {
                world.hv(line).ok();
            }
        }
        world.clock("12:00");
        world
    }

    /// Runs a line as it is typed. A minute passes.
    pub(crate) fn hv(&mut self, line: &str) -> Seen {
        Seen(self.place.hv(line))
    }

    /// The clock on the wall of the school: `14:10`, or `14:10:30`.
    pub(crate) fn clock(&mut self, time: &str) {
        let (minute, second) = match time.matches(':').count() {
            2 => time.rsplit_once(':').unwrap(),
            _ => (time, "00"),
        };
        self.place.clock(minute);
        let now = self.place.now().rfc3339();
        self.place.set_now(&now.replacen(":00+", &format!(":{second}+"), 1));
    }

    pub(crate) fn day(&mut self, day: &str, time: &str) {
        self.place.set_now(&format!("{day}T{time}:00+00:00"));
    }

    pub(crate) fn now(&self) -> Moment {
        self.place.now()
    }

    /// Planning a visit with nothing missing but what is changed: `--told-who` is left out, `--at=15:00` is another
    /// value, `time-suits-family=no` another answer.
    pub(crate) fn plan(&mut self, family: &str, changes: &[&str]) -> Seen {
        let line = self.line(&format!("plan add {family}"), self.school.plan, changes);
        self.hv(&line)
    }

    /// Assessing with an answer to every question, some of them changed. A change `--because` is a flag.
    pub(crate) fn assess(&mut self, family: &str, changes: &[(&str, &str)]) -> Seen {
        let (flagged, answered): (Vec<_>, Vec<_>) =
            changes.iter().partition(|(key, _)| key.starts_with("--"));
        let mut given: BTreeMap<String, String> =
            answered.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        let others: String = flagged.iter().map(|(k, v)| format!(" {k} \"{v}\"")).collect();
        loop {
            let flags = given_flags(&given);
            let open = self.hv(&format!("assess {family} --restart --keys --json{flags}"));
            let open = open.exits(0).json();
            let keys: Vec<String> = open["open"]
                .as_array()
                .unwrap()
                .iter()
                .map(|item| item["key"].as_str().unwrap().to_owned())
                .collect();
            // An answer that is left out stays open.
            if keys.iter().all(|key| given.contains_key(key)) {
                break;
            }
            for key in keys {
                let answer = self.answer_for(&key);
                given.entry(key).or_insert(answer);
            }
        }
        // An empty answer leaves a question out.
        given.retain(|_, answer| !answer.is_empty());
        let lines: String =
            given.iter().map(|(k, v)| format!("{k}: {}\n", Value::from(v.as_str()))).collect();
        self.place.write("../answers.yaml", &lines);
        self.hv(&format!("assess {family} --restart --answers ../answers.yaml{others}"))
    }

    /// The school-wide assessment of that id, made and decided on, if the policy has one.
    pub(crate) fn base(&mut self, id: &str) {
        let has = |a: &hv::policy::AssessmentRules| a.bases.iter().any(|b| b.id == id);
        if self.policy.assessment.as_ref().is_some_and(has) {
            self.assess(&format!("--base {id}"), &[]).ok();
            self.decide(&format!("base:{id}"));
        }
    }

    /// What is answered to a key of the assessment, unless an entry says otherwise.
    pub(crate) fn answer_for(&self, key: &str) -> String {
        let given = self.school.assess.unwrap_or_default();
        let exact = given.iter().find(|(k, _)| *k == key);
        let ends = |k: &str| k.strip_prefix('*').is_some_and(|end| key.ends_with(end));
        let found = exact.or_else(|| given.iter().find(|(k, _)| ends(k)));
        found.map_or_else(|| harmless(key), |(_, v)| (*v).to_owned())
    }

    /// The decision on the assessment, by whoever makes it.
    pub(crate) fn decide(&mut self, family: &str) {
        let nobody = self.policy.assessment.as_ref().is_none_or(|a| a.authorised_by.is_empty());
        if let Some(who) = self.school.decided_by.filter(|_| !nobody) {
            self.hv(&format!(
                "assess decide {family} --proceed yes --reason \"controls hold\" --decided-by {who}"
            ))
            .ok();
        }
    }

    /// A review after the last visit, where the policy wants one: "no change" is enough.
    pub(crate) fn review(&mut self, family: &str) {
        let demands = |g: &hv::policy::Gate| g.demand.mentions().contains(&"assessment-reviewed");
        let wanted = self.policy.assessment.as_ref().is_some_and(|a| a.review_after_each_visit)
            || self.policy.gates.iter().any(demands);
        if wanted && self.school.assess.is_some() {
            self.hv(&format!("assess review {family} --found \"no change\" --reviewed-by kay"))
                .ok();
        }
    }

    /// The signature over the week's list, if anybody signs it.
    pub(crate) fn sign(&mut self) {
        let signed = self.policy.week_list.as_ref().is_some_and(|w| w.signed_by.is_some());
        if let Some(who) = self.school.signed_by.filter(|_| signed) {
            self.hv(&format!("plan sign --signed-by {who}")).ok();
        }
    }

    /// Signing Kay and Lou out with nothing missing but what is changed.
    pub(crate) fn out(&mut self, changes: &[&str]) -> Seen {
        self.out_by("kay lou", changes)
    }

    pub(crate) fn out_by(&mut self, who: &str, changes: &[&str]) -> Seen {
        let line = self.line(&format!("out {who}"), self.school.out, changes);
        self.hv(&line)
    }

    /// Kay and Lou are out, since now.
    pub(crate) fn go(&mut self) {
        self.out(&[]).ok();
    }

    /// Kay and Lou are out and at the door at 14:00.
    pub(crate) fn arrive(&mut self) {
        self.go();
        self.clock("14:00");
        self.hv("arrive kay lou").ok();
    }

    /// Going in with nothing in the way but what is changed.
    pub(crate) fn enter(&mut self, changes: &[&str]) -> Seen {
        let line = self.line("enter kay lou", self.school.enter, changes);
        self.hv(&line)
    }

    /// Kay and Lou have been in, and are back at 15:00.
    pub(crate) fn visit(&mut self) {
        self.arrive();
        self.enter(&[]).ok();
        self.hv("leave kay lou").ok();
        self.clock("15:00");
        self.hv("back kay lou").ok();
    }

    /// Writing the visit up with nothing in the way but what is changed.
    pub(crate) fn done(&mut self, changes: &[&str]) -> Seen {
        let line = self.line(&format!("done {VISIT}"), self.school.done, changes);
        self.hv(&line)
    }

    /// Calling the visit off.
    pub(crate) fn cancel(&mut self, outcome: &str, changes: &[&str]) -> Seen {
        let line = self.line(
            &format!("cancel {VISIT} --outcome {outcome} --why \"as told\""),
            &[],
            changes,
        );
        self.hv(&line)
    }

    /// `hv overdue` at a time of day.
    pub(crate) fn overdue(&mut self, time: &str) -> Seen {
        self.clock(time);
        self.hv("overdue")
    }

    /// A line of flags and answers. An answer to a question that the policy does not ask is left out.
    pub(crate) fn line(&self, start: &str, given: &[(&str, &str)], changes: &[&str]) -> String {
        let name =
            |change: &str| change.split_once('=').map_or(change.to_owned(), |(k, _)| k.to_owned());
        let usual = given.iter().filter(|(key, _)| !changes.iter().any(|c| name(c) == *key));
        let changes = changes.iter().filter_map(|c| c.split_once('='));
        let all = usual.copied().chain(changes).filter(|(key, _)| self.asked(key));
        let flag = |(key, value): (&str, &str)| match (key.starts_with("--"), value) {
            (true, "") => format!(" {key}"),
            (true, _) => format!(" {key} \"{value}\""),
            (false, _) => format!(" --answer \"{key}={value}\""),
        };
        format!("{start}{}", all.map(flag).collect::<String>())
    }

    fn asked(&self, key: &str) -> bool {
        if key.starts_with("--") {
            return self.flag_makes_sense(key);
        }
        let id = key.rsplit('.').next().unwrap_or(key);
        self.policy.questions.iter().any(|q| q.id == id)
    }

    /// `--kind` and its like name words of the policy: without any, they are refused.
    fn flag_makes_sense(&self, key: &str) -> bool {
        match key {
            "--kind" => !self.policy.kinds.is_empty(),
            "--place" => !self.policy.places.is_empty(),
            "--site" => !self.policy.sites.is_empty(),
            _ => true,
        }
    }

    /// Some file of the record folder holds these words.
    #[track_caller]
    pub(crate) fn records(&self, words: &str) {
        assert!(self.holds(words), "no record holds {words}");
    }

    /// Does some file of the record folder hold these words?
    pub(crate) fn holds(&self, words: &str) -> bool {
        let records = self.place.tree().into_iter().filter(|(path, _)| path.contains(".yaml"));
        records
            .filter_map(|(_, bytes)| bytes)
            .any(|bytes| String::from_utf8_lossy(&bytes).replace("\": ", "\":").contains(words))
    }

    /// The question is asked by this command, which then is not done; answered, the answer is on record.
    #[track_caller]
    pub(crate) fn asks(&mut self, clause: &str, question: &str, without: &Seen, with: &Seen) {
        without.refuses(clause);
        with.ok();
        let held = self.holds(&format!("\"{question}\":"));
        assert!(held, "the answer to {question} is not on record");
    }

    /// The duty is on the board with its clause until somebody says how it was done.
    #[track_caller]
    pub(crate) fn owes(&mut self, clause: &str, record: &str, duty: &str) {
        self.hv("board").says(clause);
        self.hv(&format!("done {record} --duty {duty}")).exits(2).says("--how");
        self.hv(&format!("done {record} --duty {duty} --how \"by telephone, to Pat\"")).ok();
        self.records("by telephone, to Pat");
        let owed = self.hv("board --json").0.out;
        assert!(!owed.contains(&format!("\"{duty}\"")), "{duty} is still owed: {owed}");
    }
}

fn given_flags(given: &BTreeMap<String, String>) -> String {
    given
        .iter()
        .filter(|(_, v)| !v.is_empty())
        .map(|(k, v)| format!(" --answer \"{k}={v}\""))
        .collect()
}

/// An answer that stands in nobody's way, for most questions of most forms.
fn harmless(key: &str) -> String {
    let last = key.rsplit('.').next().unwrap_or(key);
    let control = key.contains(".control.") && last.parse::<u32>().is_ok();
    match key {
        "next-review" => "2027-06-30",
        "overall" => "L",
        _ if control => "yes",
        _ => "none known",
    }
    .to_owned()
}

/// A run, and what an entry may expect of it.
#[derive(Debug)]
pub(crate) struct Seen(pub(crate) Run);

impl Seen {
    /// It was done.
    #[track_caller]
    pub(crate) fn ok(&self) -> &Seen {
        self.exits(0)
    }

    #[track_caller]
    pub(crate) fn exits(&self, exit: i32) -> &Seen {
        assert_eq!(self.0.exit, exit, "hv {}\n{}", self.0.typed, self.0.text());
        self
    }

    /// The words are said, however the lines break.
    #[track_caller]
    pub(crate) fn says(&self, words: &str) -> &Seen {
        let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            flat(&self.0.text()).contains(&flat(words)),
            "no {words:?} in\nhv {}\n{}",
            self.0.typed,
            self.0.text()
        );
        self
    }

    /// The clause, or the words, are not there.
    #[track_caller]
    pub(crate) fn spares(&self, words: &str) -> &Seen {
        assert!(!cites(&self.0, words), "{words} in\nhv {}\n{}", self.0.typed, self.0.text());
        self
    }

    /// The clause is named.
    #[track_caller]
    pub(crate) fn names(&self, clause: &str) -> &Seen {
        assert!(
            cites(&self.0, clause),
            "{clause} is not named by\nhv {}\n{}",
            self.0.typed,
            self.0.text()
        );
        self
    }

    /// A rule refused, and this clause is among those named.
    #[track_caller]
    pub(crate) fn refuses(&self, clause: &str) -> &Seen {
        self.exits(1).names(clause)
    }

    /// It was not done for want of a reason, which `--because RULE="..."` gives; the clause is named.
    #[track_caller]
    pub(crate) fn warns(&self, clause: &str) -> &Seen {
        self.refuses(clause).says("--because")
    }

    /// Somebody is late, and this clause is among those named.
    #[track_caller]
    pub(crate) fn alarms(&self, clause: &str) -> &Seen {
        self.exits(4).names(clause)
    }

    /// Standard output as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        self.0.json()
    }
}

/// The clause is named whole: `AET-2.5` is not `AET-2.5a`.
fn cites(run: &Run, clause: &str) -> bool {
    let text = run.text();
    text.match_indices(clause).any(|(at, _)| {
        let after = text.get(at + clause.len()..).and_then(|t| t.chars().next());
        after.is_none_or(|c| !c.is_ascii_alphanumeric())
    })
}

/// Entries, each named by the clause it holds, and the list of them.
macro_rules! entries {
    ($school:expr, $prefix:literal; $($clause:literal $name:ident => |$world:ident| $body:block)*) => {
        const ENTRIES: &[&str] = &[$($clause),*];

        #[test]
        fn every_clause_that_is_not_advice_has_an_entry() {
            crate::complete($prefix, ENTRIES);
        }

        $(
            #[test]
            fn $name() {
                $crate::world::hold($school, $clause, |$world: &mut $crate::world::World| $body);
            }
        )*
    };
}
pub(crate) use entries;
