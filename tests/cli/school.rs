//! A small school under either policy, with everything in order: tests break one thing at a time.

use crate::harness::Place;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Where and when the schools of these tests live: Tue 24 Nov 2026.
const MORNING: &str = "2026-11-24T08:00:00+00:00";

/// Which policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Under {
    Aspire,
    Park,
}

pub(crate) use Under::{Aspire, Park};

impl Under {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Aspire => "aspire",
            Park => "hunsbury-park",
        }
    }

    pub(crate) fn policy(self) -> hv::policy::Policy {
        let text = hv::policy::as_suggested(hv::policy::shipped(self.name()).unwrap());
        hv::policy::load(&text).unwrap().policy
    }
}

/// A school with staff and a family, and nothing planned.
pub(crate) fn school(under: Under) -> Place {
    static BUILT: [OnceLock<Place>; 2] = [OnceLock::new(), OnceLock::new()];
    BUILT[under as usize].get_or_init(|| build(under)).copy()
}

/// The same, with a visit of Kay and Lou to the Ahmeds today at 14:00 that lacks nothing but the answers given at
/// the door of the office. It is 12:00.
pub(crate) fn ready(under: Under) -> Place {
    static BUILT: [OnceLock<Place>; 2] = [OnceLock::new(), OnceLock::new()];
    BUILT[under as usize].get_or_init(|| prepare(under)).copy()
}

/// The ready visit.
pub(crate) const VISIT: &str = "ahmed/2026-11-24-1a";

/// The outing that signing out for it makes.
pub(crate) const OUTING: &str = "2026-11-24-kay-1a";

fn build(under: Under) -> Place {
    let mut place = Place::new(MORNING);
    let name = under.name();
    let chosen = if under == Aspire {
        "--choose higher-risk-from=H --choose doorstep-when=purpose"
    } else {
        ""
    };
    place
        .hv(&format!(
            "init school --policy {name} {chosen} --name \"Invented Primary\" --number \"School office=01632 960100\" \
             --number \"Back office=01632 960102\" --hours 08:30-16:00 --id x --no-git \
             --emergency-contact \"Duty phone=01632 960101\""
        ))
        .done();
    let all = if under == Aspire {
        "--coached 2026-09-01 --read home-visits-policy=2026-09-01 --read lone-working-policy=2026-09-01 \
         --read safer-working-guidance@2019-05=2026-09-01 --training cultural-awareness=2026-09-01 \
         --training diversity=2026-09-01 --training equipment=2026-09-01 --training manual-handling=2026-09-01 \
         --training first-aid=2026-09-01 --training hard-conversations=2026-09-01 \
         --training de-escalation=2026-09-01 --training disengagement=2026-09-01"
    } else {
        "--trained 2026-09-01 --coached 2026-09-01 --read home-visits-policy=2026-09-01 \
         --read lone-working-policy=2026-09-01 --read safer-working-guidance=2026-09-01"
    };
    let car = "--car-make Ford --car-model Fiesta --car-registration \"AB12 CDE\" --car-colour silver \
               --insured-until 2027-03-31 --business-use yes";
    let head = if under == Aspire { "principal" } else { "headteacher" };
    let monitor = if under == Aspire { "senior-staff" } else { "sbm" };
    for person in [
        format!("kay --name \"Kay Invented\" --role family-support --mobile \"07700 900001\" {all} {car} --emergency-contact \"Sam Invented=07700 900123\""),
        format!("lou --name \"Lou Made\" --role family-support --mobile \"07700 900002\" {all} --emergency-contact \"Jo Made=07700 900124\""),
        format!("pat --name \"Pat Head\" --role {head} --mobile \"07700 900003\" --emergency-contact \"Al Head=07700 900125\""),
        "dee --name \"Dee Safe\" --role dsl --mobile \"07700 900004\" --emergency-contact \"Bo Safe=07700 900126\"".to_owned(),
        format!("max --name \"Max Desk\" --role {monitor} --mobile \"07700 900005\" --emergency-contact \"Cy Desk=07700 900127\""),
    ] {
        place.hv(&format!("staff add {person}")).done();
    }
    place.hv("family add ahmed --pupil \"Ali Ahmed, 4B\" --carer \"Sara Ahmed=07700 900456\" --address \"12 Sample Street, Testford\"").done();
    place.hv("family add bell --pupil \"Bea Bell, 2A\" --carer \"Rob Bell=07700 900457\" --address \"7 Example Road, Testford\"").done();
    place
}

fn prepare(under: Under) -> Place {
    let mut place = school(under);
    place.hv(&plan(under, "ahmed", "14:00", "kay,lou")).done();
    if under == Aspire {
        assess(&mut place, "ahmed", &[]);
        authorise(&mut place, "ahmed");
        place.hv("assess read ahmed --who kay,lou").done();
        sign(&mut place);
    }
    place.clock("12:00");
    place
}

/// Under Hunsbury Park nobody leaves before the head has heard what changed.
pub(crate) fn head_told_of_change(place: &mut Place) {
    place.hv(&format!("done {VISIT} --duty tell-headteacher-of-change --how \"told Pat\"")).done();
}

/// Planning with nothing missing.
pub(crate) fn plan(under: Under, family: &str, at: &str, staff: &str) -> String {
    let at = format!("--at={at}");
    let staff = format!("--staff={staff}");
    plan_with(under, family, &[&at, &staff])
}

/// Planning with flags left out, answered otherwise, or added.
pub(crate) fn plan_with(under: Under, family: &str, changes: &[&str]) -> String {
    let mut flags = vec![
        ("--at", "14:00"),
        ("--for", "45m"),
        ("--staff", "kay,lou"),
        ("--confirmed", "Mon, by phone"),
    ];
    match under {
        Aspire => flags.extend([
            ("--reason", "planned"),
            ("pattern", "one-off"),
            ("why-not-in-school", "no transport"),
            ("child-in-danger-now", "no"),
            ("only-to-see-child-safe", "no"),
            ("visitors-agree", "yes"),
            ("time-suits-family", "yes"),
            ("thought-about-who-goes", "yes"),
            ("pupil-carried", "no"),
        ]),
        Park => flags.extend([("--reason", "attendance"), ("family-told-rules", "yes")]),
    }
    line(&format!("plan add {family} --told-who"), &flags, changes)
}

/// Every question of the form with an answer that stands in nobody's way, and some answered otherwise.
pub(crate) fn answers(
    place: &mut Place,
    family: &str,
    other: &[(&str, &str)],
) -> BTreeMap<String, String> {
    let mut given: BTreeMap<String, String> =
        other.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    loop {
        let flags: String = given.iter().map(|(k, v)| format!(" --answer \"{k}={v}\"")).collect();
        let open = place.hv(&format!("assess {family} --restart --keys --json{flags}"));
        let open = open.exits(0).json()["open"].as_array().unwrap().clone();
        if open.is_empty() {
            return given;
        }
        let keys = open.iter().map(|item| item["key"].as_str().unwrap().to_owned());
        given.extend(keys.map(|key| (key.clone(), harmless(&key).to_owned())));
    }
}

fn harmless(key: &str) -> &'static str {
    let last = key.rsplit('.').next().unwrap();
    match key {
        "conducted-by" => "pat,dee",
        "next-review" => "2027-06-30",
        "overall" => "L",
        "history-weighed" | "agency-works-with-family" => "yes",
        "advice-from" => "trust",
        "hostility"
        | "child-protection-concerns"
        | "complaints"
        | "grievances"
        | "remote-place"
        | "concerns-remain" => "no",
        _ if key.ends_with("-on") => "2026-11-23",
        _ if last == "impact" => "Minor",
        _ if last == "likelihood" => "Remote",
        _ if last == "after" => "L",
        _ if key.contains(".control.") && last.parse::<u32>().is_ok() => "yes",
        _ => "none known",
    }
}

/// Assesses a family, answers coming from a file.
pub(crate) fn assess(place: &mut Place, family: &str, other: &[(&str, &str)]) {
    assess_although(place, family, other, "");
}

/// The same, with reasons for what is warned of: ` --because next-review="typed up late"`.
pub(crate) fn assess_although(
    place: &mut Place,
    family: &str,
    other: &[(&str, &str)],
    because: &str,
) {
    let given = answers(place, family, other);
    assess_file(place, &given);
    place.hv(&format!("assess {family} --answers ../answers.yaml{because}")).done();
}

/// Why an assessment is typed in whose next review is over.
pub(crate) const TYPED_LATE: &str = " --because \"next-review=typed up late\"";

pub(crate) fn assess_file(place: &Place, given: &BTreeMap<String, String>) {
    let lines: String =
        given.iter().map(|(k, v)| format!("{k}: {}\n", Value::from(v.as_str()))).collect();
    place.write("../answers.yaml", &lines);
}

pub(crate) fn authorise(place: &mut Place, family: &str) {
    place
        .hv(&format!(
            "assess decide {family} --proceed yes --reason \"controls hold\" --decided-by pat"
        ))
        .done();
}

pub(crate) fn sign(place: &mut Place) {
    place.hv("plan sign --signed-by pat").done();
}

/// What is said and answered when Kay and Lou leave, with nothing missing.
pub(crate) fn leaving(under: Under) -> Vec<(&'static str, &'static str)> {
    let mut flags = vec![
        ("--back", "15:30"),
        ("--monitor", "max"),
        ("--car", "kay"),
        ("phone-carried", "yes"),
        ("id-worn", "yes"),
    ];
    if under == Aspire {
        flags.extend([
            ("--authorised-by", "pat"),
            ("new-risk-since-assessed", "no"),
            ("controls-followed", "yes"),
            ("school-numbers-in-phone", "yes"),
            ("chat-ready", "yes"),
            ("briefed", "yes"),
            ("code-word-agreed", "yes"),
            ("chat-seen-on-site", "yes"),
            ("household-well", "yes"),
        ]);
    }
    flags
}

/// Signing out, with flags left out (`--car`), or answered otherwise (`phone-carried=no`), or added.
pub(crate) fn out(under: Under, who: &str, changes: &[&str]) -> String {
    line(&format!("out {who}"), &leaving(under), changes)
}

/// A line of flags and answers: a change `--car` leaves one out, `--car=none` gives it another value, and one that
/// the line does not have is added.
pub(crate) fn line(start: &str, flags: &[(&str, &str)], changes: &[&str]) -> String {
    let named =
        |change: &str| change.split_once('=').map_or(change.to_owned(), |(k, _)| k.to_owned());
    let kept = flags.iter().filter(|(key, _)| !changes.iter().any(|c| named(c) == *key));
    let added = changes.iter().filter_map(|c| c.split_once('='));
    let all: Vec<String> =
        kept.copied().chain(added).map(|(key, value)| flag(key, value)).collect();
    format!("{start}{}", all.concat())
}

fn flag(key: &str, value: &str) -> String {
    if key.starts_with("--") {
        format!(" {key} \"{value}\"")
    } else {
        format!(" --answer \"{key}={value}\"")
    }
}

/// Kay and Lou are out, since 12:00, to be back by 15:30.
pub(crate) fn afield(under: Under) -> Place {
    let mut place = ready(under);
    place.hv(&out(under, "kay lou", &[])).done();
    place
}

/// At the door, going in, with nothing in the way but what is changed.
pub(crate) fn enter(under: Under, changes: &[&str]) -> String {
    let flags: &[_] = match under {
        Aspire => &[
            ("parent-present", "yes"),
            ("feels-safe", "yes"),
            ("animals", "none"),
            ("unknown-people", "no"),
            ("new-risk", "no"),
        ],
        Park => &[("parent-present", "yes"), ("feels-safe", "yes"), ("dangerous-animals", "no")],
    };
    line("enter kay lou", flags, changes)
}

/// Writing a visit up, with nothing in the way but what is changed.
pub(crate) fn done(under: Under, changes: &[&str]) -> String {
    let mut flags = vec![
        ("--got-in", "yes"),
        ("--child-seen", "yes"),
        ("--present", "mother and Ali"),
        ("--concern", "none"),
    ];
    if under == Aspire {
        flags.extend([("first-visit-findings", "nothing new"), ("intervention-used", "no")]);
    }
    line(&format!("done {VISIT}"), &flags, changes)
}

/// Kay and Lou have visited the Ahmeds, and it is written up. It is 16:00.
pub(crate) fn visited(under: Under) -> Place {
    static BUILT: [OnceLock<Place>; 2] = [OnceLock::new(), OnceLock::new()];
    let visit = || {
        let mut place = afield(under);
        place.clock("14:00");
        place.hv("arrive kay lou").done();
        place.hv(&enter(under, &[])).done();
        place.hv("leave kay lou").done();
        place.hv("back kay lou").done();
        place.hv(&done(under, &[])).done();
        place.clock("16:00");
        place
    };
    BUILT[under as usize].get_or_init(visit).copy()
}
