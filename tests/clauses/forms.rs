//! Every field of every assessment form of the five documents has a place: `forms.tsv` says which command asks it,
//! under which key, and where in the record it lands. Each school fills its forms in once; a field without a place
//! fails, and so does a place without the value that was typed.

use crate::aspire::ASPIRE;
use crate::hallam::HALLAM;
use crate::meridian::MERIDIAN;
use crate::washwood::WASHWOOD;
use crate::world::{School, VISIT, World};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The forms as Analysis 4 of the clause catalogue lists them: number, and every field by its name there.
const FORMS: &[(&str, &str)] = &[
    (
        "8",
        "conducted by; job title; date of assessment; pupil name(s); address to visit; \
         parents'/carers' contact details; covered (AET staff); date of next review; date(s) of visit(s); reason",
    ),
    (
        "9",
        "impact Major/Severe/Minor; with descriptors; likelihood Probable/Possible/Remote; result H/M/L",
    ),
    (
        "10",
        "potential risk; rating before; controls; in place Y/N; by whom; deadline; rating after; \
         potential risk (added on the spot); controls (added on the spot)",
    ),
    (
        "11",
        "overall risk High/Medium/Low after highlighted controls; authorised yes/no; \
         reason and/or further actions; principal's signature; date",
    ),
    (
        "12",
        "occupants well Y/N; symptoms; believed illness; guidance consulted; alternative if Covid symptoms",
    ),
    (
        "13",
        "mode; authorised by; channel; device school/personal; number withheld; parent's device; aware colleague; \
         consent; school hours; agreed time; parent present; speaker both ends; second staff; \
         consent to record, explained; stored; written up in file",
    ),
    ("18", "agency; works with family; risk information; reason for not visiting; told of refusal"),
    ("19", "school; assessment by; date; approved by; date of approval"),
    (
        "20",
        "hazard; people at risk; controls in place; rating L/M/H; further action/recommendations; key; \
         hazard (added on the spot); controls in place (added on the spot)",
    ),
    ("21", "that the visit is made alone"),
    ("34", "external service; plan; risks"),
    (
        "44",
        "concerns (threat, aggression); raised with; discussion; decision on precautions (joint, police)",
    ),
    (
        "-",
        "pupil, parents, others in the household, animals; hostility, child protection, complaints, grievances; \
         outside school hours or in the holidays; remote or secluded place; a new home; \
         earlier visits and other agencies weighed; advice where concerns remain; filed in the safeguarding record; \
         review after the visit; read by each visitor; concerns and measures; known of the family; \
         information gathered; individual pupil assessment; injections advised; talked through",
    ),
];

/// A field of a form, and its place.
#[derive(Debug, Clone, Copy)]
struct Row {
    form: &'static str,
    field: &'static str,
    clause: &'static str,
    policy: &'static str,
    how: &'static str,
    key: &'static str,
    value: &'static str,
    place: &'static str,
}

fn rows() -> Vec<Row> {
    let lines = include_str!("forms.tsv").lines().skip(1);
    let row = |line: &'static str| {
        let cells: Vec<&'static str> = line.split('\t').collect();
        let [form, field, clause, policy, how, key, value, place] = cells.try_into().unwrap();
        Row { form, field, clause, policy, how, key, value, place }
    };
    lines.map(row).collect()
}

/// The keys and values that one command takes.
fn typed(rows: &[Row], how: &str) -> Vec<(&'static str, &'static str)> {
    rows.iter().filter(|r| r.how == how).map(|r| (r.key, r.value)).collect()
}

/// The same as changes to a line: `symptoms=a cough`, `--agency=Testford Team`.
fn changes(rows: &[Row], how: &str) -> Vec<String> {
    typed(rows, how).into_iter().map(|(k, v)| format!("{k}={v}")).collect()
}

fn borrowed(changes: &[String]) -> Vec<&str> {
    changes.iter().map(String::as_str).collect()
}

#[test]
fn every_field_of_every_form_has_a_row_and_every_row_a_field_and_a_clause() {
    let rows = rows();
    let listed: BTreeSet<(&str, String)> =
        rows.iter().map(|r| (r.form, r.field.to_owned())).collect();
    let fields = FORMS
        .iter()
        .flat_map(|(form, fields)| fields.split("; ").map(move |f| (*form, f.trim().to_owned())));
    let wanted: BTreeSet<(&str, String)> = fields.collect();
    let missing: Vec<_> = wanted.difference(&listed).collect();
    let invented: Vec<_> = listed.difference(&wanted).collect();
    assert!(
        missing.is_empty() && invented.is_empty(),
        "no row: {missing:?}; no field: {invented:?}"
    );
    for row in rows {
        let known = crate::CATALOGUE.lines().any(|l| l.starts_with(&format!("{}\t", row.clause)));
        assert!(known, "{} {} cites {}", row.form, row.field, row.clause);
    }
}

/// The school, planned and assessed with what the rows say; every key of theirs is asked under the clause it names, and
/// without an answer to it nothing is recorded.
fn assessed(school: &'static School, rows: &[Row], plan: &[&str]) -> World {
    let text = hv::policy::as_suggested(hv::policy::shipped(school.policy).unwrap());
    let mut w = World::staffed(school, &text);
    let from_rows = changes(rows, "plan");
    let all: Vec<&str> = plan.iter().copied().chain(borrowed(&from_rows)).collect();
    w.plan("ahmed", &all).ok();
    let typed = typed(rows, "assess");
    let mut given: BTreeMap<String, String> = BTreeMap::new();
    let mut asked: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    loop {
        let flags: String = given.iter().map(|(k, v)| format!(" --answer \"{k}={v}\"")).collect();
        let open = w.hv(&format!("assess ahmed --restart --keys --json{flags}")).ok().json();
        let open = open["open"].as_array().unwrap().clone();
        if open.is_empty() {
            break;
        }
        for item in open {
            let key = item["key"].as_str().unwrap().to_owned();
            let ours = typed.iter().find(|(k, _)| *k == key).map(|(_, v)| (*v).to_owned());
            given.insert(key.clone(), ours.unwrap_or_else(|| w.answer_for(&key)));
            asked.insert(key, item["clauses"].as_array().unwrap().clone());
        }
    }
    for row in rows.iter().filter(|r| r.how == "assess") {
        let cites = asked.get(row.key).unwrap_or_else(|| panic!("{} is not asked", row.key));
        assert!(
            cites.iter().any(|c| c == row.clause),
            "{} cites {cites:?}, not {}",
            row.key,
            row.clause
        );
        let kept = given.iter().filter(|(k, _)| *k != row.key);
        let lines = kept.map(|(k, v)| format!("{k}: {}\n", Value::from(v.as_str())));
        w.place.write("../answers.yaml", &lines.collect::<String>());
        let without = w.hv("assess ahmed --restart --answers ../answers.yaml");
        let named = format!("-> --answer {}=...", row.key);
        assert_eq!(without.0.exit, 1, "{} is not needed\n{}", row.key, without.0.text());
        assert!(without.0.err.contains(&named), "{} is not named\n{}", row.key, without.0.text());
    }
    w.assess("ahmed", &typed).ok();
    w
}

fn decide(w: &mut World, rows: &[Row]) {
    let flags = typed(rows, "decide");
    let flags: String = flags.iter().map(|(k, v)| format!(" {k} \"{v}\"")).collect();
    w.hv(&format!("assess decide ahmed{flags}")).ok();
}

fn duties(w: &mut World, rows: &[Row]) {
    for (key, how) in typed(rows, "duty") {
        let (record, duty) = key.split_once(' ').unwrap();
        w.hv(&format!("done {record} --duty {duty} --how \"{how}\"")).ok();
    }
}

/// Each row's value is where it says.
#[track_caller]
fn all_there(w: &World, rows: &[Row]) {
    let mut lost = Vec::new();
    for row in rows.iter().filter(|r| r.how != "left out") {
        let (file, path) = row.place.split_once('#').unwrap();
        let (path, value) = path.split_once('=').unwrap_or((path, row.value));
        let found = find(w, file, path);
        let same = |found: &String| match value.strip_suffix('*') {
            Some(start) => found.starts_with(start),
            None => found == value,
        };
        if !found.iter().any(same) {
            lost.push(format!(
                "{} {} ({}): {found:?} at {}",
                row.form, row.field, row.key, row.place
            ));
        }
    }
    assert!(lost.is_empty(), "{}", lost.join("\n"));
}

/// What stands at a path of a record: `assess.hazards[hostile].controls[0].by-whom`. Of each line that did that.
fn find(w: &World, file: &str, path: &str) -> Vec<String> {
    let file = match file {
        "assessment" => "families/ahmed/assessments/2026-11-24-1a.yaml",
        "bell-assessment" => "families/bell/assessments/2026-11-24-1a.yaml",
        "visit" => "families/ahmed/visits/2026-11-24-1a.yaml",
        "bell-visit" => "families/bell/visits/2026-11-24-1a.yaml",
        "outing" => "outings/2026-W48/2026-11-24-kay-1a.yaml",
        file => file,
    };
    let text = w.place.read(file);
    if let Some(key) = Some(path).filter(|p| !p.contains('.')) {
        let line = text.lines().find_map(|l| l.strip_prefix(&format!("{key} = ")));
        return line.map(|l| l.trim_matches('"').to_owned()).into_iter().collect();
    }
    let (did, path) = path.split_once('.').unwrap();
    let lines = text.lines().filter_map(|l| l.trim_start().strip_prefix("- "));
    let events = lines.map(|l| serde_json::from_str::<Value>(l).unwrap());
    events.filter(|e| e["did"] == did).filter_map(|e| at(&e, path)).map(|v| shown(&v)).collect()
}

fn at(value: &Value, path: &str) -> Option<Value> {
    path.split('.').try_fold(value.clone(), |value, step| {
        let (name, which) = match step.split_once('[') {
            Some((name, rest)) => (name, Some(rest.trim_end_matches(']'))),
            None => (step, None),
        };
        let value = value.get(name)?.clone();
        let Some(which) = which else { return Some(value) };
        if let Ok(index) = which.parse::<usize>() {
            return value.get(index).cloned();
        }
        let named = |v: &&Value| ["hazard", "rule"].iter().any(|k| v[*k] == which);
        value.as_array()?.iter().find(named).cloned()
    })
}

fn shown(value: &Value) -> String {
    match value {
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(all) => all.iter().map(shown).collect::<Vec<_>>().join(","),
        Value::Null | Value::Number(_) | Value::Object(_) => value.to_string(),
    }
}

fn of(policy: &str) -> Vec<Row> {
    rows().into_iter().filter(|r| r.policy == policy).collect()
}

#[test]
fn aspire_s_annex_its_health_enquiry_its_call_and_its_agency_are_kept_field_by_field() {
    let rows = of("aspire");
    let mut w = assessed(&ASPIRE, &rows, &["--at=15:30", "--reason=planned: no bus comes here"]);
    decide(&mut w, &rows);
    w.plan("bell", &["--agency=Housing", "--at=10:00"]).ok();
    w.assess("bell", &[]).ok();
    w.hv("assess decide bell --proceed no --reason \"not before they say why\" --decided-by pat")
        .ok();
    w.sign();
    w.hv("assess read ahmed --who kay,lou").ok();
    for control in ["hostile.8", "\"Ice on the steps.2\""] {
        w.hv(&format!("assess control ahmed {control} --in-place --by-whom kay")).ok();
    }
    w.clock("12:00");
    let mut out = changes(&rows, "out");
    out.extend(typed(&rows, "because").into_iter().map(|(k, v)| format!("--because={k}={v}")));
    out.extend(["--back=17:00".to_owned(), format!("--visit={VISIT}")]);
    w.out(&borrowed(&out)).ok();
    let mut call = changes(&rows, "cancel");
    let reasons = typed(&rows, "cancel because");
    call.extend(reasons.into_iter().map(|(k, v)| format!("--because={k}={v}")));
    call.push("--because=second-person-on-call=nobody is free".to_owned());
    call.push("--because=call-by=the child must be seen".to_owned());
    let line = w.line(
        "cancel bell/2026-11-24-1a --outcome replaced --why \"they are ill\"",
        &[],
        &borrowed(&call),
    );
    w.hv(&line).ok();
    duties(&mut w, &rows);
    let review = typed(&rows, "review");
    let flags: String = review.iter().map(|(k, v)| format!(" {k} \"{v}\"")).collect();
    w.hv(&format!("assess review ahmed{flags} --reviewed-by kay")).ok();
    all_there(&w, &rows);
}

#[test]
fn richard_hallam_s_form_its_key_and_its_lone_visit_are_kept_field_by_field() {
    let rows = of("alderman-richard-hallam");
    let mut w = assessed(&HALLAM, &rows, &[]);
    decide(&mut w, &rows);
    all_there(&w, &rows);
}

#[test]
fn washwood_s_referral_plan_is_kept_field_by_field() {
    let rows = of("washwood-heath");
    let w = assessed(&WASHWOOD, &rows, &["--reason=referral"]);
    all_there(&w, &rows);
}

#[test]
fn cambridge_meridian_s_concern_is_kept_field_by_field() {
    let rows = of("cambridge-meridian");
    let w = assessed(&MERIDIAN, &rows, &[]);
    all_there(&w, &rows);
}
