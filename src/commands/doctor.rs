//! `hv doctor`: reads everything and reports every disagreement; and records what a person decided about a
//! line in doubt.

use super::Ending;
use super::ask::needed;
use super::desk::Desk;
pub(super) use super::doctor_open::{FAR, Open};
use crate::cli::Doctor;
use crate::domain::drill;
use crate::domain::events::{AssessmentEvent, Judgement, OutingEvent, VisitEvent, WeekEvent};
use crate::domain::names;
use crate::error::{Damage, Error};
use crate::policy;
use crate::render::Put;
use crate::render::{clean, count, wrap};
use crate::store::{AnyRecord, Evidence, Finding, Key, can_be_accepted};
use crate::when::{Moment, Week};
use serde_json::json;
use std::collections::BTreeMap;

pub(super) fn run(args: Doctor, desk: &mut Desk<'_>) -> Ending {
    if let Some((line, accept)) =
        args.accept.as_ref().map(|l| (l, true)).or(args.reject.as_ref().map(|l| (l, false)))
    {
        return judge(line, accept, &args, desk);
    }
    if args.repair {
        return super::doctor_repair::run(&args, desk);
    }
    let (findings, open) = examine(desk);
    let wrong = findings.iter().filter(|f| !f.warning).count();
    if desk.json {
        let shown = json!({"hv": 1, "as_of": desk.now, "findings": as_json(&findings), "records": open.records});
        desk.host.say(&format!("{shown}\n"));
    } else {
        let text = text(&findings, &open, desk.host.width());
        desk.host.say(&text);
    }
    Ok(if wrong == 0 { 0 } else { 3 })
}

/// Reads everything, and gives back every disagreement, worst first, with what should be open.
pub(super) fn examine(desk: &mut Desk<'_>) -> (Vec<Finding>, Open) {
    let mut open = Open::before(desk);
    let mut erased = super::retention_back::Erased::of(desk);
    let mut keyed = super::verify::Keyed::default();
    let mut said = super::progress::Progress::on(desk.host, desk.json || desk.quiet);
    let note = |record: AnyRecord<'_>| {
        erased.note(&record);
        keyed.note(&record);
        open.note(&record);
    };
    let mut findings = desk.store.scan_telling(desk.now, note, |so_far| said.say(so_far));
    said.done();
    findings.extend(erased.findings(desk));
    findings.extend(keyed.findings(desk));
    findings.extend(open.against_markers(desk));
    let taken = super::overdue::taken_away(&desk.store).into_iter();
    findings.extend(
        super::overdue::gone_since(desk).into_iter().chain(taken).map(|damage| Finding {
            damage,
            warning: false,
            accept: None,
            record: None,
        }),
    );
    findings.extend(policy_findings(desk));
    findings.extend(place_findings(desk));
    findings.extend(super::doctor_remote::findings(&desk.store));
    findings.extend(twice_on_staff(desk));
    findings.extend(drill_findings(desk));
    findings.extend(super::doctor_told::findings(desk));
    findings.sort_by_key(|f| {
        (f.warning, !f.damage.may_hide_somebody, f.damage.path.clone(), f.damage.line)
    });
    (findings, open)
}

pub(super) fn as_json(findings: &[Finding]) -> Vec<serde_json::Value> {
    findings.iter().map(finding_json).collect()
}

pub(super) fn text(findings: &[Finding], open: &Open, width: usize) -> String {
    let mut text = String::new();
    for finding in findings {
        let word = if finding.warning { "warning: " } else { "" };
        text.put(format!("{}\n", wrap(&clean(&format!("{word}{}", finding.damage)), "", width)));
        text.put(format!(
            "{}\n",
            wrap(&clean(&format!("-> {}", finding.damage.hint)), "    ", width)
        ));
        if let Some(line) = &finding.accept {
            let path = clean(&finding.damage.path);
            let rest = format!("--record {path} --why \"...\"");
            text.put(if can_be_accepted(&finding.damage) {
                format!("    after looking: hv doctor --accept {line} {rest}, or --reject {line}\n")
            } else {
                format!("    once it is recorded anew: hv doctor --reject {line} {rest}\n")
            });
        }
    }
    text.put(format!(
        "{} read, {} open, {}.\n",
        count(open.records, "record"),
        open.outings.len(),
        count(findings.len(), "finding")
    ));
    text
}

fn finding_json(finding: &Finding) -> serde_json::Value {
    json!({"path": finding.damage.path, "line": finding.damage.line, "what": finding.damage.what,
        "hint": finding.damage.hint, "warning": finding.warning, "may_hide_somebody": finding.damage.may_hide_somebody,
        "accept": finding.accept, "can_be_accepted": finding.accept.is_some() && can_be_accepted(&finding.damage), "record": finding.record})
}

pub(super) fn finding(path: &str, what: &str, hint: &str, may_hide_somebody: bool) -> Finding {
    let damage = Damage {
        path: path.to_owned(),
        line: None,
        what: what.to_owned(),
        hint: hint.to_owned(),
        may_hide_somebody,
    };
    Finding { damage, warning: false, accept: None, record: None }
}

fn policy_findings(desk: &Desk<'_>) -> Vec<Finding> {
    let text = match desk.store.policy_text() {
        Ok(text) => text,
        Err(damage) => return vec![Finding { damage, warning: false, accept: None, record: None }],
    };
    let (problems, loads) = match policy::load(&text) {
        Ok(loaded) => (loaded.warnings, true),
        Err(problems) => (problems, false),
    };
    problems
        .into_iter()
        .map(|p| {
            let damage = Damage {
                path: "policy.toml".to_owned(),
                line: Some(p.line),
                what: p.what,
                hint: p.hint,
                may_hide_somebody: false,
            };
            Finding { damage, warning: loads, accept: None, record: None }
        })
        .collect()
}

/// Two records of one person would count as two people on a visit. A number typed with other spaces is the same number.
fn twice_on_staff(desk: &Desk<'_>) -> Vec<Finding> {
    let staff = desk.store.people().good;
    let mut shared: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for person in &staff {
        let name = person.name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        shared.entry(format!("the name {name}")).or_default().push(&person.id);
        if let Some(mobile) = &person.mobile {
            let digits: String = mobile.chars().filter(char::is_ascii_digit).collect();
            shared.entry(format!("the mobile {digits}")).or_default().push(&person.id);
        }
    }
    let mut found = Vec::new();
    for (what, ids) in shared {
        let [_, .., last] = ids.as_slice() else { continue };
        let what = format!("{} share {what}: are they one person?", names::list(&ids));
        let hint = "If they are, keep one: two records of one person count as two on a visit.";
        let mut finding = finding(&format!("people/{last}.yaml"), &what, hint, false);
        finding.warning = true;
        found.push(finding);
    }
    found
}

/// A drill that nobody ended, and a card that would make somebody who is out look like one.
fn drill_findings(desk: &Desk<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let over = |at: Moment| at.plus(drill::LASTS) <= desk.now;
    for (outing, _) in super::drill::running(desk).into_iter().filter(|(o, _)| over(o.left_at)) {
        let what = "a drill that nobody has ended";
        let hint = "Nobody is told of it any more. hv drill end ends it, and says what it proved.";
        let mut one = finding(&format!("outing {}", outing.id), what, hint, false);
        one.warning = true;
        found.push(one);
    }
    if desk.store.person(drill::PERSON).is_ok_and(|p| p.is_some()) {
        let what = "somebody on the staff has the id that is kept for drills: hv out refuses them but in a breach";
        let hint = "Give them another id: hv staff add ID, and take this card away.";
        found.push(finding(&format!("people/{}.yaml", drill::PERSON), what, hint, false));
    }
    found
}

/// A synchronised folder is no place for records that two people write at once.
fn place_findings(desk: &Desk<'_>) -> Vec<Finding> {
    let path = desk.store.root().to_string_lossy().to_lowercase();
    let synced = ["onedrive", "dropbox", "google drive", "googledrive", "icloud", "nextcloud"];
    let found = synced.iter().find(|name| path.contains(**name));
    let warn = |name: &&str| {
        let mut one = finding(
            "the record folder",
            &format!("it lies in a synchronised folder ({name})"),
            "Move it to a plain local folder: synchronising programs make conflict copies and lose lines.",
            false,
        );
        one.warning = true;
        one
    };
    let share = path.starts_with(r"\\").then(|| {
        let mut one = finding(
            "the record folder",
            "it lies on a network share, where nothing says that what was written is kept",
            "Move it to a disk of this machine; the school's machines meet with hv sync.",
            false,
        );
        one.warning = true;
        one
    });
    let unlike = desk.host.unlike().iter().map(|(what, hint)| {
        let mut one = finding("the record folder", what, hint, false);
        one.warning = true;
        one
    });
    let nameless = (desk.store.has_second_names() == Some(false)).then(|| {
        let mut one = finding(
            "local/kept",
            "no record can have a second name here, so that lines which another program (git merge, a synchronising \
             drive, an editor) takes away with their file are not noticed",
            "Keep the record folder, with `local` in it, on one disk of this machine; FAT and many network drives know no \
             second names.",
            false,
        );
        one.warning = true;
        one
    });
    found.map(warn).into_iter().chain(share).chain(nameless).chain(unlike).collect()
}

/// What a person decided about a doubtful line. The line itself is never rewritten.
fn judge(line: &str, accept: bool, args: &Doctor, desk: &mut Desk<'_>) -> Ending {
    let why = needed(desk, args.why.as_ref(), "--why", "Why, in words?")?;
    if let Ok(key) = Key::outing(line) {
        return nobody_left(&key, accept, why, desk);
    }
    let record = match &args.record {
        Some(record) => record.clone(),
        None => record_of(line, desk)?,
    };
    let judgement = Judgement { line: line.to_owned(), accept, why };
    let _lock = desk.lock()?;
    append_judgement(&record, judgement, desk)?;
    let word = if accept { "accepted" } else { "rejected" };
    desk.happened(
        &format!("{line} in {record}: {word}.\n"),
        &json!({"line": line, "record": record, "accepted": accept}),
    );
    Ok(0)
}

/// An outing without a sign-out, as a kill between marker and record leaves it: somebody made sure that nobody left.
fn nobody_left(key: &Key<OutingEvent>, accept: bool, why: String, desk: &mut Desk<'_>) -> Ending {
    if !accept {
        return Err(Error::usage("an outing is not rejected")
            .hint("if nobody left on it: --accept")
            .into());
    }
    if super::afield::outing(&desk.store, key.id(), desk.now).is_ok() {
        return Err(Error::refused(format!("{} says who left", key.id()))
            .hint(format!("sign them in: hv back {}", key.id()))
            .into());
    }
    let _lock = desk.lock()?;
    let judgement = Judgement { line: key.id().to_owned(), accept, why };
    desk.store.append(key, desk.event(desk.now, OutingEvent::Judge(judgement)))?;
    desk.happened(
        &format!("{}: nobody left on it.\n", key.id()),
        &json!({"outing": key.id(), "void": true}),
    );
    Ok(0)
}

/// The record that a line in doubt stands in.
fn record_of(line: &str, desk: &Desk<'_>) -> Result<String, Error> {
    let findings = desk.store.scan(desk.now, |_| {});
    let found = findings.into_iter().find(|f| f.accept.as_deref() == Some(line));
    found.map(|f| f.damage.path).ok_or_else(|| {
        Error::usage(format!("no record has a line {line} in doubt")).hint("hv doctor lists them")
    })
}

/// Says so in the record the line is in, named by its path as the report names it.
pub(super) fn append_judgement(
    path: &str,
    judgement: Judgement,
    desk: &mut Desk<'_>,
) -> Result<(), Error> {
    let bare = path.strip_suffix(".yaml").unwrap_or(path);
    let parts: Vec<&str> = bare.split('/').collect();
    match parts.as_slice() {
        ["outings", _, id] => judged(&Key::outing(id)?, judgement, OutingEvent::Judge, desk),
        ["families", family, "visits", id] => {
            judged(&Key::visit(&format!("{family}/{id}"))?, judgement, VisitEvent::Judge, desk)
        }
        ["families", family, "assessments", id] => judged(
            &Key::assessment(&format!("{family}/{id}"))?,
            judgement,
            AssessmentEvent::Judge,
            desk,
        ),
        ["assessments", id] => judged(&Key::base(id)?, judgement, AssessmentEvent::Judge, desk),
        ["weeks", id] => judged(
            &Key::week(Week::parse(id).map_err(Error::usage)?),
            judgement,
            WeekEvent::Judge,
            desk,
        ),
        _ => Err(Error::usage(format!(
            "--record: {path:?} is not a record such as outings/2026-W48/2026-11-24-kay-1a.yaml"
        ))),
    }
}

fn judged<B: Evidence>(
    key: &Key<B>,
    judgement: Judgement,
    body: fn(Judgement) -> B,
    desk: &mut Desk<'_>,
) -> Result<(), Error> {
    let record = desk.record(key)?;
    let line = &judgement.line;
    let named = record.doubtful.iter().any(|d| d.line == *line)
        || record
            .damage
            .iter()
            .any(|d| d.hint.contains(line.as_str()) || d.what.contains(line.as_str()));
    if !named {
        return Err(Error::usage(format!("{} has no line {line} in doubt", key.path()))
            .hint("hv doctor lists them"));
    }
    let doubt = record.doubtful.iter().find(|d| d.line == *line);
    if let Some(doubt) = doubt.filter(|d| judgement.accept && !can_be_accepted(&d.damage)) {
        return Err(not_accepted(&doubt.damage, doubt.entry.is_none(), line));
    }
    desk.store.append(key, desk.event(desk.now, body(judgement))).map(drop)
}

/// Accepting it would change nothing: it stays in doubt. What it may have said is typed again before it is set aside.
fn not_accepted(damage: &Damage, unreadable: bool, line: &str) -> Error {
    let mut refused = Error::refused(format!("NOT ACCEPTED: {}: {}", damage.path, damage.what));
    if unreadable {
        // It may be all that is left of a call for help.
        refused = refused.hint("if anybody on it may be in danger, first: hv distress NAME");
    }
    refused = refused.hint("record anew what happened, with --at TIME for when it did");
    refused.hint(format!("then: hv doctor --reject {line} --why \"...\""))
}
