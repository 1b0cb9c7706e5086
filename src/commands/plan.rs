//! `hv plan`: the week's list, and what is still missing for each visit.

use super::assess_life::Against;
use super::desk::Desk;
use super::{Ending, changed, fetched, finding_json, plan_change, suggest};
use crate::cli::{PlanAction, PlanCommand};
use crate::domain::gate::{self, Finding, Scene};
use crate::domain::known::{self, Known};
use crate::domain::stale;
use crate::domain::visit::{ListRow, Visit};
use crate::domain::week::Standing;
use crate::error::Error;
use crate::policy::{Policy, Step};
use crate::render::Put;
use crate::render::{self, clean, table};
use crate::when::Week;
use serde_json::json;
use std::collections::BTreeSet;
use std::rc::Rc;

pub(super) fn run(args: PlanCommand, desk: &mut Desk<'_>) -> Ending {
    match args.action {
        Some(PlanAction::Add(args)) => plan_change::add(args, desk),
        Some(PlanAction::Change(args)) => plan_change::change(args, desk),
        Some(PlanAction::Drop(args)) => plan_change::drop_visit(args, desk),
        Some(PlanAction::Sign(args)) => super::sign::run(args, desk),
        None => list(args.week.as_ref(), desk),
    }
}

/// One visit of the week, with everything about it.
pub(super) struct Line {
    pub(super) known: Known,
    pub(super) row: ListRow,
    pub(super) standing: Standing,
    missing: Vec<Finding>,
    /// What stands against its assessment and no rule says.
    against: Vec<Against>,
}

/// Every visit of a week: those on its list, and those that only a marker tells of because a crash came between.
pub(super) fn week_visits(week: Week, desk: &mut Desk<'_>) -> (Vec<Known>, bool) {
    let mut of_week = desk.of_week(week);
    let list = Rc::clone(&of_week.list);
    let sunday = week.monday().plus_days(6);
    let markers = desk.store.markers(sunday);
    let in_week = |id: &&String| {
        let marker = markers.planned.get(*id).and_then(Option::as_ref);
        marker.is_some_and(|m| desk.zone.day_of(m.start).week() == week)
    };
    let ids: BTreeSet<&String> =
        list.visits.iter().chain(markers.planned.keys().filter(in_week)).collect();
    let ids: Vec<String> = ids.into_iter().cloned().collect();
    let read = fetched::week(&ids, (week, desk.zone), &desk.store, desk.now);
    let mut all = Vec::new();
    let mut whole = true;
    for (id, read) in ids.iter().zip(read) {
        match read {
            Ok((visit, Some(beside))) => all.push(desk.known_with(&mut of_week, visit, beside)),
            // A visit moved to another week stays on the old list's record, and is shown on the new one.
            Ok((_, None)) => {}
            // With --now, a visit planned later is not there yet.
            Err(_) if desk.store.planned_later(id, desk.now) => {}
            Err(error) => {
                whole = false;
                desk.warn(&format!("NOT ON THIS LIST, because it cannot be read: {error}"));
            }
        }
    }
    all.sort_by_key(|k| (k.visit.plan.start, k.visit.id.clone()));
    (all, whole)
}

/// The visit's record holds a line that cannot be relied on: what is planned, and so what was signed, is not known.
pub(super) fn in_doubt(known: &Known) -> bool {
    !known.visit.damage.is_empty()
}

/// Says which line of its record, and what to do.
pub(super) fn tell_doubt(known: &Known, desk: &mut Desk<'_>) {
    desk.warn(&format!(
        "DAMAGED: the record of {}: what is planned and signed of it is NOT KNOWN for sure",
        known.visit.id
    ));
    desk.tell_damage(&known.visit.damage);
}

fn list(week: Option<&String>, desk: &mut Desk<'_>) -> Ending {
    // A command that was mistyped stands where the week does.
    let meant = |error: Error| {
        let typed = week.map(String::as_str).unwrap_or_default();
        let near = suggest::nearest(typed, &["add", "change", "drop", "sign"]);
        near.iter().map(|one| format!("did you mean hv plan {one}?")).fold(error, Error::hint)
    };
    let week = desk.week(week).map_err(meant)?;
    let policy = desk.policy()?;
    desk.tell_review(&policy);
    let (visits, mut whole) = week_visits(week, desk);
    for known in visits.iter().filter(|k| in_doubt(k)) {
        whole = false;
        tell_doubt(known, desk);
    }
    let lines: Vec<Line> = visits.into_iter().map(|k| line(k, &policy, desk)).collect();
    if desk.json {
        let shown: Vec<_> = lines.iter().map(|l| line_json(l, desk)).collect();
        desk.host.say(&format!(
            "{}\n",
            json!({"hv": 1, "week": week.to_string(), "visits": shown, "whole": whole})
        ));
    } else {
        let text = text(week, &lines, &policy, desk);
        desk.host.say(&text);
    }
    Ok(if whole { 0 } else { 3 })
}

fn line(known: Known, policy: &Policy, desk: &Desk<'_>) -> Line {
    let (mut lacks, mut against) = (Vec::new(), Vec::new());
    if known.visit.planned() {
        lacks = missing(&known, policy, desk);
        against = super::assess_life::unsaid(&known, &lacks, policy, desk);
    }
    let (row, standing) = (known.row(desk.zone), known.standing(desk.zone));
    Line { row, standing, missing: lacks, against, known }
}

/// What would stop this visit at sign-out, as far as it can be known before anybody stands at the desk.
pub(super) fn missing(known: &Known, policy: &Policy, desk: &Desk<'_>) -> Vec<Finding> {
    let scene = scene(known, policy, desk);
    let at_plan = gate::check(policy, Step::Plan, &scene);
    let mut all: Vec<Finding> = gate::check(policy, Step::Out, &scene)
        .into_iter()
        .filter(|f| !f.subject.is_empty())
        .collect();
    all.extend(at_plan.into_iter().filter(|f| !known.visit.unmet.iter().any(|u| u.rule == f.rule)));
    let mut seen = BTreeSet::new();
    all.retain(|f| seen.insert((f.rule.clone(), f.subject.clone())) && !accepted(known, f));
    stale::explain_bases(&mut all, known, policy, desk.zone);
    stale::explain_unread(&mut all, known, policy);
    if let Some((looked, reasons)) = known.stale(policy, desk.zone) {
        stale::explain(&mut all, &known.visit.id, &looked, &reasons);
    }
    let day = desk.zone.day_of(known.visit.plan.start);
    crate::domain::exempt::part(policy, all, &[known], day).0
}

/// A warning whose reason is on record already.
fn accepted(known: &Known, finding: &Finding) -> bool {
    known.visit.unmet.iter().any(|u| u.rule == finding.rule && !u.reason.is_empty())
}

/// What is known about a visit before the day.
fn scene(known: &Known, policy: &Policy, desk: &Desk<'_>) -> Scene {
    Scene {
        outing: crate::policy::facts::Facts::new(),
        visits: vec![(
            known.visit.id.clone(),
            known::of_visit(known, policy, &desk.school, desk.zone),
        )],
        people: Vec::new(),
    }
}

/// Where a visit stands, in a word or two.
pub(super) fn stage(visit: &Visit) -> String {
    match (&visit.dropped, &visit.ended) {
        (_, Some(ended)) => ended.outcome.outcome.clone(),
        (Some((_, why)), None) => format!("dropped: {why}"),
        (None, None) => "planned".to_owned(),
    }
}

/// The policy has a list that somebody signs.
fn signed_at_all(policy: &Policy) -> bool {
    policy.week_list.as_ref().is_some_and(|w| w.signed_by.is_some())
}

fn signature(line: &Line, policy: &Policy, desk: &Desk<'_>) -> String {
    if !signed_at_all(policy) {
        return "not needed".to_owned();
    }
    if in_doubt(&line.known) {
        return "NOT KNOWN: its record is damaged".to_owned();
    }
    if !line.known.signing_is_known() {
        return "NOT KNOWN: the list's record is damaged".to_owned();
    }
    match &line.standing {
        Standing::Signed { by, at } => format!("{by}, {}", desk.zone.words(*at)),
        Standing::ChangedSince(_) => "VOID, changed since: see below".to_owned(),
        Standing::Unsigned => "not signed".to_owned(),
    }
}

fn text(week: Week, lines: &[Line], policy: &Policy, desk: &Desk<'_>) -> String {
    let mut text = format!(
        "{} from {}: {}\n",
        week,
        week.monday().words(),
        render::count(lines.len(), "visit")
    );
    if lines.is_empty() {
        text.push_str("Next: hv plan add FAMILY --at TIME --for 45m --staff WHO --reason WHY\n");
        return text;
    }
    let rows: Vec<Vec<String>> = lines.iter().map(|line| cells(line, policy, desk)).collect();
    let headings =
        ["Visit", "When", "Pupil", "Address", "Parent", "Reason", "Staff", "Signed", "Stands at"];
    text.push_str(&table(&headings, &rows, desk.host.table_width()));
    for line in lines.iter().filter(|_| signed_at_all(policy)) {
        let since = changed::since_signed(&line.known, desk);
        let void =
            since.map(|since| format!("{}: {}", line.known.visit.id, changed::words(&since, desk)));
        if let Some(void) = void {
            text.put(format!("\n{}\n", render::wrap(&clean(&void), "", desk.host.width())));
        }
    }
    for line in lines.iter().filter(|l| !l.missing.is_empty()) {
        text.put(format!("\n{} still needs:\n", clean(&line.known.visit.id)));
        text.push_str(&render::words::findings(&line.missing, desk.host.width()));
    }
    for line in lines.iter().filter(|l| !l.against.is_empty()) {
        text.put(format!(
            "\n{}: its assessment may no longer hold:\n",
            clean(&line.known.visit.id)
        ));
        text.push_str(&super::assess_life::lines(&line.against, desk.host.width()));
    }
    let signed = |l: &&Line| matches!(l.standing, Standing::Signed { .. });
    let signed: Vec<&Known> = lines.iter().filter(signed).map(|l| &l.known).collect();
    if let Some(words) = super::signature::unchecked(&signed, desk) {
        text.put(format!("\n{}.\n", render::wrap(&clean(&words), "", desk.host.width())));
    }
    text
}

fn cells(line: &Line, policy: &Policy, desk: &Desk<'_>) -> Vec<String> {
    let caution = if line.known.cautions().is_empty() { "" } else { " (CAUTION: see hv family)" };
    let contact =
        if line.row.contact.is_empty() { String::new() } else { format!(", {}", line.row.contact) };
    vec![
        line.known.visit.id.clone(),
        line.row.time.clone(),
        line.row.pupil.clone(),
        line.row.address.clone(),
        format!("{}{contact}", line.row.parent),
        format!("{}{caution}", line.row.reason),
        line.row.staff.clone(),
        signature(line, policy, desk),
        stage(&line.known.visit),
    ]
}

fn line_json(line: &Line, desk: &Desk<'_>) -> serde_json::Value {
    let (signed, changed) = match &line.standing {
        // Nobody can tell whether it is as it was signed; "damage" says so.
        _ if !line.known.signing_is_known() => (None, Vec::new()),
        Standing::Signed { by, at } => (Some(json!({"by": by, "at": at})), Vec::new()),
        Standing::ChangedSince(_) => {
            let since = changed::since_signed(&line.known, desk);
            (None, since.map(|since| since.changes).unwrap_or_default())
        }
        Standing::Unsigned => (None, Vec::new()),
    };
    json!({
        "id": line.known.visit.id, "plan": line.known.visit.plan, "stage": stage(&line.known.visit),
        "pupil": line.row.pupil, "address": line.row.address, "parent": line.row.parent,
        "contact": line.row.contact, "signed": signed,
        "void": matches!(line.standing, Standing::ChangedSince(_)), "changed": changed,
        "damage": line.known.visit.damage,
        "caution": !line.known.cautions().is_empty(),
        "missing": line.missing.iter().map(finding_json).collect::<Vec<_>>(), "stale": line.against,
    })
}
