//! `hv policy replay`: the example weeks under other policies, with the differences worked out by hand.
//!
//! The times stand in examples/make-nettlewick: who rang when on Monday 23 and Tuesday 24 November. It is Tuesday 12:40.

use crate::harness::{Place, Run};
use crate::school::{Aspire, Park, afield, out, ready, school};
use serde_json::{Value, json};
use std::path::Path;

const TUESDAY: &str = "2026-11-24T12:40:00+00:00";

/// An example school, copied.
fn example(name: &str) -> Place {
    let place = Place::new(TUESDAY);
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(name);
    copy(&from, &place.folder());
    place
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let there = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &there);
        } else {
            std::fs::copy(&path, &there).unwrap();
        }
    }
}

/// The school's own policy with some words changed: each must be there.
fn proposed(place: &Place, changes: &[(&str, &str)]) {
    let mut text = format!("# Proposed.\n{}", place.read("policy.toml"));
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replacen(from, to, 1);
    }
    place.write("../new.toml", &text);
}

const BOTH_DAYS: &str = "policy replay ../new.toml --from 2026-11-23 --to 2026-11-24";

fn replayed(place: &mut Place) -> Value {
    let before = place.tree();
    let now = place.now();
    let data = place.hv(&format!("{BOTH_DAYS} --json")).exits(0).json();
    assert_eq!(before, place.tree(), "a replay wrote something");
    place.set_now(&now.rfc3339());
    data
}

/// Each alarm that differs in a line: outing, people, clock, how, by how many minutes, was, would.
fn changes(data: &Value) -> Vec<String> {
    let time = |side: &Value| side["raised"].as_str().map_or("-", |t| &t[5..16]).to_owned();
    let words = |c: &Value| {
        let people: Vec<&str> =
            c["people"].as_array().unwrap().iter().map(|p| p.as_str().unwrap()).collect();
        let by = c["by-seconds"].as_i64().map_or(String::new(), |s| format!(" {}", s / 60));
        format!(
            "{} {} {} {}{by}: {} {}",
            c["outing"].as_str().unwrap(),
            people.join("+"),
            c["clock"].as_str().unwrap(),
            c["change"].as_str().unwrap(),
            time(&c["was"]),
            time(&c["would"])
        )
    };
    data["alarms"]["changes"].as_array().unwrap().iter().map(words).collect()
}

fn refused(data: &Value) -> Vec<(String, Vec<String>)> {
    let rules = |o: &Value| {
        o["refused"]
            .as_array()
            .unwrap()
            .iter()
            .map(|r| r["rule"].as_str().unwrap().to_owned())
            .collect()
    };
    let all = data["sign-outs"].as_array().unwrap();
    all.iter().map(|o| (o["outing"].as_str().unwrap().to_owned(), rules(o))).collect()
}

#[test]
fn the_same_rules_in_another_file_make_no_difference() {
    for name in ["nettlewick", "millbrook"] {
        let mut place = example(name);
        proposed(&place, &[]);
        let data = replayed(&mut place);
        assert_eq!((changes(&data), refused(&data)), (Vec::new(), Vec::new()), "{name}");
        assert!(data["alarms"]["same"].as_i64().unwrap() > 3, "{data}");
        assert!(data["attempts"].as_array().unwrap().iter().all(|a| a["would"] == "refused"));
        assert_eq!(data["open"]["rules"], json!([]), "{name}");
    }
}

/// Contact every 30 minutes instead of every 60.
#[test]
fn a_stricter_interval_is_earlier_by_what_was_worked_out_by_hand() {
    let mut place = example("nettlewick");
    proposed(&place, &[("limit = \"60m\"", "limit = \"30m\"")]);
    let data = replayed(&mut place);
    assert_eq!(
        changes(&data),
        [
            // Went in 09:33, out 10:12: 39 minutes.
            "2026-11-23-kay-1a kay+lou contact new: - 11-23T10:03",
            // Both at the door 08:38; only Max rang at 08:51, and both were back at 09:12.
            "2026-11-24-max-1a sam contact new: - 11-24T09:08",
            // Last heard 10:20, and nothing since.
            "2026-11-24-kay-1a kay+lou contact earlier 30: 11-24T11:20 11-24T10:50",
            // Went in 10:18, out 11:02; then nothing since.
            "2026-11-24-max-2a max+sam contact new: - 11-24T10:48",
            "2026-11-24-max-2a max+sam contact earlier 30: 11-24T12:02 11-24T11:32",
        ]
    );
    // Two waits at a door and two returns, which this does not touch.
    assert_eq!(data["alarms"]["same"], 4);
    assert_eq!(refused(&data), []);
    let slowest = &data["slowest"];
    // From 10:20 to 11:20 as it was. Of the ten minutes that the ladder then takes nothing changes.
    assert_eq!(slowest["alarm-as-it-was"]["seconds"], 60 * 60);
    assert_eq!(slowest["alarm-as-it-was"]["would-seconds"], 30 * 60);
    let earlier = &data["alarms"]["changes"][2];
    let rungs = |side: &str| -> Vec<String> {
        let rungs = earlier[side]["rungs"].as_array().unwrap().iter();
        rungs.map(|r| format!("{} {}", r["rung"], &r["at"].as_str().unwrap()[11..16])).collect()
    };
    assert_eq!(rungs("was"), ["1 11:20", "2 11:30", "3 11:40", "4 11:50"]);
    assert_eq!(rungs("would"), ["1 10:50", "2 11:00", "3 11:10", "4 11:20"]);
}

/// Contact every 100 minutes: one of two alarms comes 40 minutes later, the other is not due yet at 12:40.
#[test]
fn a_laxer_interval_is_later_or_not_yet() {
    let mut place = example("nettlewick");
    proposed(&place, &[("limit = \"60m\"", "limit = \"100m\"")]);
    let data = replayed(&mut place);
    assert_eq!(
        changes(&data),
        [
            "2026-11-24-kay-1a kay+lou contact later 40: 11-24T11:20 11-24T12:00",
            "2026-11-24-max-2a max+sam contact not-yet: 11-24T12:02 -",
        ]
    );
    // 11:02 and 100 minutes is 12:42: a second before it is nothing, and then it is 40 minutes later.
    place.set_now("2026-11-24T12:41:59+00:00");
    assert_eq!(changes(&replayed(&mut place)).len(), 2);
    assert!(changes(&replayed(&mut place))[1].contains("not-yet"));
    place.set_now("2026-11-24T12:42:00+00:00");
    assert_eq!(
        changes(&replayed(&mut place))[1],
        "2026-11-24-max-2a max+sam contact later 40: 11-24T12:02 11-24T12:42"
    );
}

/// Max and Sam were last heard of at 11:02, so after 100 minutes at 12:42. What is not known yet is not "not at all", and
/// what was heard in time is.
#[test]
fn what_is_still_to_come_is_told_apart_from_what_never_comes() {
    let mut place = example("nettlewick");
    proposed(&place, &[("limit = \"60m\"", "limit = \"100m\"")]);
    let run = place.hv(BOTH_DAYS).exits(0);
    let _run = run.says("1 later, 0 not at all, 1 not yet, 0 new").says(
        "NOT YET by Tue 24 Nov 12:40: it was raised at Tue 24 Nov 12:02, and would be at Tue 24 Nov 12:42 unless something \
         is heard",
    );
    place.set_now(TUESDAY);
    let data = replayed(&mut place);
    assert_eq!(data["known-until"], "2026-11-24T12:40:00+00:00");
    let change = &data["alarms"]["changes"][1];
    assert_eq!(change["still-to-come"], "2026-11-24T12:42:00+00:00", "{change}");
    // They were not back either, which both policies noticed: the silence has its alarm.
    assert_eq!(data["slowest"]["no-alarm-yet"], Value::Null);

    // Max rings a minute before it would have come; of Sam nothing is heard.
    place.set_now("2026-11-24T12:41:00+00:00");
    place.hv("checkin max").done();
    place.set_now("2026-11-24T12:42:00+00:00");
    let data = replayed(&mut place);
    assert_eq!(
        changes(&data)[1..],
        [
            "2026-11-24-max-2a max contact not-at-all: 11-24T12:02 -",
            "2026-11-24-max-2a sam contact later 40: 11-24T12:02 11-24T12:42",
        ]
    );
    assert_eq!(data["alarms"]["changes"][1]["still-to-come"], Value::Null);
    let _run =
        place.hv(BOTH_DAYS).exits(0).says("1 not at all, 0 not yet").says("NOT AT ALL: it was");

    // The other way round: half an hour after 12:41 it is new, and as it is it comes at 13:41.
    proposed(&place, &[("limit = \"60m\"", "limit = \"30m\"")]);
    place.set_now("2026-11-24T13:11:00+00:00");
    let data = replayed(&mut place);
    let new = data["alarms"]["changes"].as_array().unwrap().last().unwrap();
    assert_eq!((&new["change"], &new["people"]), (&json!("new"), &json!(["max"])), "{new}");
    assert_eq!(new["still-to-come"], "2026-11-24T13:41:00+00:00");
    let _run = place.hv(BOTH_DAYS).exits(0).says(
        "NEW: at Tue 24 Nov 13:11; as it was, not yet by Tue 24 Nov 13:11, but at Tue 24 Nov 13:41 unless",
    );
}

/// Out since 12:00 and not heard of: the alarm at 13:00 would not be there at 13:05, and that is not "no alarm at all".
#[test]
fn a_silence_that_has_no_alarm_yet_is_said_with_how_long_it_has_been() {
    let mut place = afield(Aspire);
    proposed(&place, &[("limit = \"60m\"", "limit = \"90m\"")]);
    place.clock("13:05");
    let data = replayed(&mut place);
    let yet = &data["slowest"]["no-alarm-yet"];
    assert_eq!(yet["seconds"], 65 * 60, "{data}");
    assert_eq!(yet["still-to-come"], "2026-11-24T13:30:00+00:00");
    let _said = place
        .hv(BOTH_DAYS)
        .exits(0)
        .says("under the proposed policy: no alarm yet by Tue 24 Nov 13:05")
        .says(
            "Without an alarm yet by Tue 24 Nov 13:05, under the proposed policy: 1 h 5 min so far",
        );
    place.clock("13:30");
    let data = replayed(&mut place);
    assert_eq!(data["slowest"]["no-alarm-yet"], Value::Null, "{data}");
}

/// People count in minutes: less than one is no difference to them. Last heard 10:20 and 11:02, so a limit of 59m1s is
/// 59 seconds earlier, and one of 59m is a minute.
#[test]
fn a_difference_of_seconds_is_none_and_stays_in_the_data() {
    let mut place = example("nettlewick");
    proposed(&place, &[("limit = \"60m\"", "limit = \"3541s\"")]);
    let seconds = |data: &Value| -> Vec<i64> {
        let all = data["alarms"]["changes"].as_array().unwrap().iter();
        all.map(|c| c["by-seconds"].as_i64().unwrap()).collect()
    };
    assert_eq!(seconds(&replayed(&mut place)), [59, 59]);
    let run = place.hv(BOTH_DAYS).exits(0);
    let _run = run
        .says("ALARMS: 0 earlier, 0 later, 0 not at all, 0 not yet, 0 new, 0 with other steps, 6 the same (2 of them but for")
        .keeps_quiet_about("EARLIER");
    proposed(&place, &[("limit = \"60m\"", "limit = \"3540s\"")]);
    assert_eq!(seconds(&replayed(&mut place)), [60, 60]);
    let _run = place.hv(BOTH_DAYS).exits(0).says("ALARMS: 2 earlier").says("1 minute EARLIER");
}

const MERIDIAN: &str = "policy replay cambridge-meridian --from 2026-11-23 --to 2026-11-24";

/// Those of the changes that are about not hearing from somebody.
fn silences(name: &str) -> Vec<String> {
    let mut place = example(name);
    let data = place.hv(&format!("{MERIDIAN} --json")).exits(0).json();
    let twice = |c: &Value| {
        let people = c["people"].as_array().unwrap();
        people.iter().enumerate().any(|(n, p)| people[..n].contains(p))
    };
    assert!(!data["alarms"]["changes"].as_array().unwrap().iter().any(twice), "{data}");
    changes(&data)
        .into_iter()
        .filter(|c| c.contains(" contact ") || c.contains(" finish "))
        .collect()
}

/// Cambridge Meridian sets no time between contacts, and wants word an hour after the last visit's planned finish.
/// Whose silence the school's own clock noticed is noticed by that one instead: one silence, sooner or later.
#[test]
fn a_silence_that_another_clock_notices_is_earlier_or_later_by_so_much() {
    // Every two hours: last heard 09:20 and 10:31. The visits were to end at 09:50 and 11:10.
    assert_eq!(
        silences("millbrook"),
        [
            "2026-11-24-fin-1a fin contact earlier 30: 11-24T11:20 11-24T10:50",
            "2026-11-24-gil-1a gil contact earlier 21: 11-24T12:31 11-24T12:10",
        ]
    );
    // Every hour: last heard 10:20. The visit was to end at 10:45.
    assert_eq!(
        silences("nettlewick")[0],
        "2026-11-24-kay-1a kay+lou contact later 25: 11-24T11:20 11-24T11:45"
    );
    let _said = example("millbrook").hv(MERIDIAN).exits(0).says(
        "2026-11-24-fin-1a, Fin Makebelieve: not heard from. 30 minutes EARLIER: at Tue 24 Nov 10:50 instead of Tue 24 \
         Nov 11:20, by",
    );
}

/// Two calls that school owes at one moment are one alarm about one person.
#[test]
fn nobody_is_named_twice_in_a_sentence() {
    let run = example("millbrook").hv(MERIDIAN).exits(0);
    let _run = run
        .says("2026-11-24-fin-1a, Fin Makebelieve: the call by school is owed")
        .keeps_quiet_about("Makebelieve and Fin");
}

#[test]
fn what_something_still_names_and_has_no_file_is_said_to_be_missing() {
    let mut place = example("nettlewick");
    proposed(&place, &[]);
    let gone = "outings/2026-W48/2026-11-24-max-2a.yaml";
    std::fs::remove_file(place.folder().join(gone)).unwrap();
    let run = place.hv(BOTH_DAYS).exits(3).says("NOT ALL OF IT COULD BE READ");
    let _run = run.says("the file of the outing 2026-11-24-max-2a is gone").says("6 outings");
    let data = place.hv(&format!("{BOTH_DAYS} --json")).exits(3).json();
    assert!(data["damage"].as_array().unwrap().iter().any(|d| d["path"] == gone), "{data}");
    // Of other days it is not asked, and before it began it is not missing.
    let monday = BOTH_DAYS.replace("--to 2026-11-24", "--to 2026-11-23");
    let _monday = place.hv(&monday).exits(0);

    let mut place = example("nettlewick");
    proposed(&place, &[]);
    let visit = std::fs::read_dir(place.folder().join("families/ahmed/visits")).unwrap().next();
    let visit = visit.unwrap().unwrap();
    std::fs::remove_file(visit.path()).unwrap();
    let id = visit.file_name().to_string_lossy().replace(".yaml", "");
    let words = format!("the file of the visit ahmed/{id} is gone: the week list names it");
    let _said = place.hv(BOTH_DAYS).exits(3).says(&words);
}

/// The time for it is hv's own under every policy: they are named, and left out.
#[test]
fn visits_that_nobody_left_for_are_counted_and_named() {
    let mut place = ready(Aspire);
    proposed(&place, &[]);
    let none = "There was no planned visit that nobody signed out for in time";
    // Kay and Lou are to be there at 14:00.
    place.clock("14:14");
    let _in_time = place.hv(BOTH_DAYS).exits(0).says(none);
    place.clock("14:15");
    let run =
        place.hv(BOTH_DAYS).exits(0).says("1 planned visit that nobody signed out for in time");
    let _run = run.says("ahmed/2026-11-24-1a").keeps_quiet_about(none);
    let data = place.hv(&format!("{BOTH_DAYS} --json")).exits(0).json();
    assert_eq!(data["not-left-for"], json!(["ahmed/2026-11-24-1a"]));

    let mut place = afield(Aspire);
    proposed(&place, &[]);
    place.clock("14:15");
    assert_eq!(replayed(&mut place)["not-left-for"], json!([]));
}

/// Three instead of two go on a first visit. Dale had been visited on Monday; Ray went against the rules, with no visit.
#[test]
fn a_stricter_gate_refuses_what_it_would_have_refused() {
    let mut place = example("nettlewick");
    proposed(&place, &[("least = 2", "least = 3")]);
    let data = replayed(&mut place);
    let first = ["two-on-first-visit".to_owned()];
    assert_eq!(
        refused(&data),
        [
            ("2026-11-23-kay-1a".to_owned(), first.to_vec()),
            // A round of three families, none visited before.
            ("2026-11-23-max-1a".to_owned(), [&first[..], &first, &first].concat()),
            ("2026-11-23-kay-2a".to_owned(), first.to_vec()),
            ("2026-11-24-kay-1a".to_owned(), first.to_vec()),
            ("2026-11-24-max-2a".to_owned(), first.to_vec()),
        ]
    );
    assert_eq!(changes(&data), [""; 0]);
    assert_eq!(data["open"]["unchecked"], json!(["2026-11-24-ray-1a"]));
    assert_eq!(data["sign-outs"][0]["refused"][0]["clauses"], json!(["AET-2.5a", "AET-A-R1.3"]));
    let _said =
        place.hv(BOTH_DAYS).exits(0).says("SIGN-OUTS: 5 would have been refused").says(
            "[AET-2.5a, AET-A-R1.3]: 2026-11-23-kay-1a, 2026-11-23-max-1a, 2026-11-23-kay-2a",
        );
}

/// One is enough: Kay alone is still refused, because the plan names two, which is no rule of the policy's.
#[test]
fn a_refused_attempt_is_told_by_every_rule_that_stood_in_the_way() {
    let mut place = example("nettlewick");
    proposed(&place, &[("least = 2", "least = 1")]);
    let data = replayed(&mut place);
    assert_eq!(data["attempts"][0]["visit"], "frost/2026-11-23-1a");
    assert_eq!(data["attempts"][0]["would"], "refused");

    // Where three had to go and two wanted to, nothing but that stood in the way.
    let mut place = ready(Aspire);
    place.edit("policy.toml", "least = 2", "least = 3");
    let _too_few = place.hv(&out(Aspire, "kay lou", &[])).exits(1);
    proposed(&place, &[("least = 3", "least = 2")]);
    assert_eq!(replayed(&mut place)["attempts"][0]["would"], "not-refused");
    let _said = place.hv(BOTH_DAYS).exits(0).says("NOT REFUSED ANY MORE by anything that is known");
    proposed(&place, &[("least = 3", "least = 4")]);
    assert_eq!(replayed(&mut place)["attempts"][0]["would"], "refused");
    // What was answered is not on an attempt's record, so a rule that hangs on it cannot be told.
    let asks = "[[gate]]\nid = \"two-on-first-visit\"\nat = \"out\"\nwhen = { household-well = false }\ndemand = { crew-size = 9 }";
    proposed(
        &place,
        &[(
            "[[staffing]]\nid = \"two-on-first-visit\"\nwhen = { first-visit = true }\nleast = 3",
            asks,
        )],
    );
    let text = std::fs::read_to_string(place.folder().join("../new.toml")).unwrap();
    place.write(
        "../new.toml",
        &text.replacen("says = \"Two members", "fix = \"ask\"\nsays = \"Two members", 1),
    );
    assert_eq!(replayed(&mut place)["attempts"][0]["would"], "not-known");
}

#[test]
fn what_was_never_asked_is_said_as_such_and_not_guessed() {
    let mut place = example("nettlewick");
    let asked = "[[question]]\nid = \"torch-carried\"\nat = \"out\"\nask = \"Is a torch in the bag?\"\nanswer = \"yes-no\"\nneeds = \"yes\"\n\
                 strength = \"must\"\nfix = \"take one\"\nclause = \"school\"\n\n[[staffing]]\nid = \"two-on-first-visit\"";
    proposed(&place, &[("[[staffing]]\nid = \"two-on-first-visit\"", asked)]);
    let data = replayed(&mut place);
    assert_eq!(refused(&data), []);
    assert_eq!(data["open"]["rules"][0]["rule"], "torch-carried", "{data}");
    assert_eq!(data["open"]["rules"][0]["sign-outs"], 6);
    let _said = place
        .hv(BOTH_DAYS)
        .exits(0)
        .says("Is a torch in the bag? [torch-carried]: the record holds no answer: it was not asked then, 6 sign-outs.");

    // A training that no card names is not held against anybody; one that a single card names is, against the others.
    let gate = "[[training]]\nid = \"swimming\"\nsays = \"swimming\"\nclause = \"school\"\n\n[[gate]]\nid = \"swims\"\nat = \"out\"\n\
                demand = { trained-in-swimming = true }\nstrength = \"must\"\nsays = \"Everybody swims.\"\nfix = \"learn\"\n\
                clause = \"school\"\n\n[[staffing]]\nid = \"two-on-first-visit\"";
    proposed(&place, &[("[[staffing]]\nid = \"two-on-first-visit\"", gate)]);
    let data = replayed(&mut place);
    assert_eq!((refused(&data), &data["open"]["rules"][0]["rule"]), (vec![], &json!("swims")));
    place.edit(
        "people/kay.yaml",
        "training:\n",
        "training:\n- topic: swimming\n  'on': 2026-09-02\n",
    );
    let data = replayed(&mut place);
    assert_eq!(data["open"]["rules"], json!([]));
    assert_eq!(refused(&data)[0], ("2026-11-23-kay-1a".to_owned(), vec!["swims".to_owned()]));
    assert_eq!(data["sign-outs"][0]["refused"][0]["about"], "lou");
}

#[test]
fn what_cannot_be_read_is_said_first_and_is_no_success() {
    let mut place = example("nettlewick");
    proposed(&place, &[("limit = \"60m\"", "limit = \"30m\"")]);
    place.edit(
        "outings/2026-W48/2026-11-24-kay-1a.yaml",
        "\"at\": \"2026-11-24T10:20",
        "\"at\": \"2026-11-24T10:21",
    );
    place.write("outings/2026-W48/2026-11-24-max-2a.yaml", "id: [\n");
    let run = place.hv(BOTH_DAYS).exits(3);
    assert!(run.out.starts_with("NOT ALL OF IT COULD BE READ"), "{}", run.text());
    let run = run.says("2026-11-24-kay-1a.yaml").says("2026-11-24-max-2a.yaml");
    let _run =
        run.says("5 outings").says("ALARMS: 0 earlier, 0 later, 0 not at all, 0 not yet, 2 new");
    let data = place.hv(&format!("{BOTH_DAYS} --json")).exits(3).json();
    assert!(data["damage"].as_array().unwrap().len() >= 2, "{data}");
}

/// Who took charge is on record with the time, and that is how long it took.
#[test]
fn the_slowest_discovery_is_from_the_last_word_to_whoever_took_charge() {
    let mut place = afield(Aspire);
    // Out since 12:00; nothing more is heard. The alarm is at 13:00, and Dee takes charge at 13:25.
    place.clock("13:25");
    place.hv("ack kay --who dee --doing \"driving there\"").done();
    proposed(&place, &[("limit = \"60m\"", "limit = \"45m\"")]);
    place.clock("13:30");
    let data = replayed(&mut place);
    let known = &data["slowest"]["known"];
    assert_eq!((&known["who"], &known["how"]), (&json!("dee"), &json!("in charge")), "{data}");
    let (was, would) = (known["seconds"].as_i64(), known["would-seconds"].as_i64());
    assert_eq!((was.map(|s| s / 60), would.map(|s| s / 60)), (Some(85), Some(70)), "{data}");
    let _said =
        place.hv(BOTH_DAYS).exits(0).says("dee in charge").says("1 h 10 min, had it gone as fast");
}

/// The night the clocks go back: 60 minutes of silence are 60 minutes, whatever the clock on the wall shows.
#[test]
fn the_week_in_which_the_clocks_change_is_counted_in_minutes_that_pass() {
    let mut place = school(Aspire);
    place.set_now("2026-10-25T00:40:00+01:00");
    place
        .hv("out kay --breach \"nobody else there\" --where \"1 Sample Street\" --back 06:00")
        .done();
    place.set_now("2026-10-25T09:00:00+00:00");
    proposed(&place, &[("limit = \"60m\"", "limit = \"90m\"")]);
    let week = "policy replay ../new.toml --from 2026-10-19 --to 2026-10-25";
    let data = place.hv(&format!("{week} --json")).exits(0).json();
    // 00:40 BST and 60 minutes is 01:40 BST; 90 minutes is 02:10 BST, which is 01:10 GMT.
    let contact = &data["alarms"]["changes"][0];
    assert_eq!(
        (&contact["clock"], &contact["change"]),
        (&json!("contact"), &json!("later")),
        "{data}"
    );
    assert_eq!(contact["by-seconds"], 30 * 60);
    assert_eq!(contact["was"]["raised"], "2026-10-25T01:40:00+01:00");
    assert_eq!(contact["would"]["raised"], "2026-10-25T02:10:00+01:00");
    let _said = place
        .hv(week)
        .exits(0)
        .says("30 minutes LATER: at Sun 25 Oct 01:10 GMT instead of Sun 25 Oct 01:40 BST");
    // It is a Sunday's outing by the school's clock, though it was Saturday in Greenwich.
    let before = week.replace("--to 2026-10-25", "--to 2026-10-24");
    assert_eq!(place.hv(&format!("{before} --json")).exits(0).json()["outings"], 0);
}

#[test]
fn another_policy_altogether_can_be_named() {
    let mut place = ready(Park);
    let run = place.hv("policy replay aspire --from 2026-11-24 --to 2026-11-24").exits(0);
    let run = run.says("0 outings, 0 refused attempts");
    let _run =
        run.says("no alarm was raised in these days").says("What people did is taken as it was");
}

/// Millbrook's own policy asks for no assessment and lets one go: Aspire would have refused all four. What Millbrook never
/// wrote down, because nobody asked for it, is not held against it.
#[test]
fn a_school_is_not_blamed_for_what_its_policy_never_asked_for() {
    let mut place = example("millbrook");
    let line = "policy replay aspire --from 2026-11-23 --to 2026-11-24 --json";
    let data = place.hv(line).exits(0).json();
    let refused = refused(&data);
    assert_eq!(refused.len(), 4, "{data}");
    assert!(refused.iter().all(|(_, rules)| rules.contains(&"two-on-first-visit".to_owned())));
    let open = data["open"]["rules"].to_string();
    for never in ["business-insurance", "read-lone-working-policy", "coached", "briefed"] {
        assert!(refused.iter().all(|(_, rules)| !rules.contains(&never.to_owned())), "{never}");
        assert!(open.contains(never), "{never} in {open}");
    }
}

fn refuses(place: &mut Place, line: &str, words: &str) {
    let before = place.tree();
    let run: Run = place.hv(line).exits(2).says(words);
    assert!(run.out.is_empty(), "{}", run.text());
    assert_eq!(before, place.tree());
}

#[test]
fn days_the_wrong_way_round_and_a_policy_that_is_not_there_are_refused() {
    let mut place = example("millbrook");
    refuses(&mut place, "policy replay aspire --from 2026-11-24 --to 2026-11-23", "is before");
    refuses(&mut place, "policy replay aspire --from yesterday --to 2026-11-23", "--from:");
    refuses(&mut place, "policy replay aspire --from 2026-11-24", "--to <DAY>");
    let _none = place
        .hv("policy replay nosuch.toml --from 2026-11-23 --to 2026-11-24")
        .exits(2)
        .says("the policies that come with hv");
    place.write("../bad.toml", "hv-policy = 1\n");
    let _bad = place
        .hv("policy replay ../bad.toml --from 2026-11-23 --to 2026-11-24")
        .exits(3)
        .says("../bad.toml cannot be used");
}
