//! `hv doctor --repair`: mends what follows from the records, and nothing else.
//!
//! Lines that another program took away lately are put back, markers are put back or taken away, a planned visit is put on
//! its week's list, a line that was cut off while it was being written is set aside where that can make nothing worse. Each is shown first, and done under the lock only if it
//! still follows then. It rewrites no line, brings no record back, and decides nothing that a person has to find out: what
//! it leaves is listed after it, with what to do. Each mend is one durable step, so a kill leaves some done and some not.

use super::Ending;
use super::afield::{self, LeftOver};
use super::ask;
use super::desk::{ASSESSMENT_OWES, Desk, OUTING_OWES, VISIT_OWES, damaged};
use super::doctor::{self, Open};
use super::plan_change::{marker, not_under_way};
use super::unresolved::{keep_found, outing_closed};
use crate::cli::Doctor;
use crate::domain::events::{Judgement, WeekEvent};
use crate::domain::names;
use crate::error::Error;
use crate::render::{Put, clean, count, wrap};
use crate::store::{Finding, Key, Mark, Taken, Torn};
use serde_json::json;

/// One thing that follows from the records.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mend {
    /// Lines that were recorded lately were taken away with their file.
    PutBack(Taken),
    /// Somebody is out, and no marker says so.
    MarkOut(String),
    /// A visit is planned, and no marker says so.
    MarkPlanned(String),
    /// Something is owed for a visit, and no marker says so.
    MarkVisitOwes(String),
    /// Something is owed after an outing, and no marker says so.
    MarkOutingOwes(String),
    /// Something is owed for an assessment, and no marker says so.
    MarkAssessmentOwes(String),
    /// A planned visit is not on its week's list.
    List(String),
    /// A line was cut off while it was being written.
    SetAside {
        /// The record, by its path.
        record: String,
        /// The line, by its sha-256.
        line: String,
        /// What it is the beginning of, in words.
        words: String,
    },
    /// A visit is over, and still marked as planned.
    UnmarkPlanned(String),
    /// An outing or a duty is over, and still marked.
    Unmark(LeftOver),
}

impl Mend {
    /// What it would do, in words.
    fn words(&self) -> String {
        match self {
            Mend::PutBack(taken) => {
                let lines = count(taken.lines, "line");
                format!("put back {lines} that another program took out of {}", taken.path)
            }
            Mend::MarkOut(id) => format!("mark {id} as out in open/out: its record says so"),
            Mend::MarkPlanned(id) => {
                format!("mark {id} as planned in open/planned: its record says so")
            }
            Mend::MarkVisitOwes(id) | Mend::MarkOutingOwes(id) => {
                format!("mark {id} in open/owed: something is owed for it")
            }
            Mend::MarkAssessmentOwes(id) => {
                let shown = afield::assessment_name(id);
                format!("mark {shown} in open/owed: something is owed for it")
            }
            Mend::List(id) => format!("put {id} on its week's list: it is planned"),
            Mend::SetAside { record, line, words } => {
                format!("set aside line {line} in {record}: {words}")
            }
            Mend::UnmarkPlanned(id) => {
                format!("take the marker of {id} out of open/planned: the visit is over")
            }
            Mend::Unmark(LeftOver::Out(id)) => {
                format!(
                    "take the marker of {id} out of open/out: everybody is back since a day or more"
                )
            }
            Mend::Unmark(LeftOver::Owed(name)) => {
                format!("take the marker {name} out of open/owed: nothing is owed any more")
            }
        }
    }
}

pub(super) fn run(args: &Doctor, desk: &mut Desk<'_>) -> Ending {
    let (findings, open) = doctor::examine(desk);
    let mends = mends(&findings, &open, desk);
    if mends.is_empty() {
        return Ok(report(&[], &Done::default(), true, desk));
    }
    if !agreed(args, &mends, desk)? {
        return Ok(report(&mends, &Done::default(), false, desk));
    }
    let mut done = Done::default();
    for mend in &mends {
        // For each anew, so that nobody waits for the lock longer than one takes.
        let lock = desk.lock();
        if let Err(error) = &lock {
            done.failed.push(format!("could not {}: {error}", mend.words()));
            break;
        }
        // What was shown may not follow any more: somebody may have written meanwhile.
        if !still_follows(mend, desk) {
            continue;
        }
        match mended(mend, desk) {
            Ok(()) => done.mended.push(mend.words()),
            Err(error) => done.failed.push(format!("could not {}: {error}", mend.words())),
        }
    }
    Ok(report(&mends, &done, true, desk))
}

/// It was shown some time ago. What it rests on is looked at once more, and nothing else.
fn still_follows(mend: &Mend, desk: &mut Desk<'_>) -> bool {
    let now = desk.now;
    match mend {
        Mend::PutBack(taken) => desk.store.taken_away().is_ok_and(|all| all.contains(taken)),
        Mend::MarkOut(id) => afield::outing(&desk.store, id, now)
            .is_ok_and(|o| o.sign_out_sound && (o.open() || !outing_closed(&o))),
        Mend::MarkPlanned(id) => {
            desk.visit(id).is_ok_and(|visit| visit.planned() && visit.damage.is_empty())
                && not_under_way(id, desk).is_ok()
        }
        Mend::List(id) => desk.visit(id).is_ok_and(|visit| {
            let week = desk.zone.day_of(visit.plan.start).week();
            visit.planned() && !desk.week_list(week).visits.contains(id)
        }),
        Mend::SetAside { record, line, .. } => {
            matches!(desk.store.torn(record, line), Some(Torn::Whole | Torn::Harmless(_)))
        }
        Mend::UnmarkPlanned(id) => over_for_good(id, desk),
        Mend::Unmark(one) => afield::left_over(desk).contains(one),
        // A marker of something that is owed no more is harmless, and the next sweep takes it away.
        Mend::MarkVisitOwes(_) | Mend::MarkOutingOwes(_) | Mend::MarkAssessmentOwes(_) => true,
    }
}

/// What became of the mends.
#[derive(Debug, Default)]
struct Done {
    mended: Vec<String>,
    failed: Vec<String>,
}

/// Everything that follows from the records, what adds before what takes away.
fn mends(findings: &[Finding], open: &Open, desk: &Desk<'_>) -> Vec<Mend> {
    let missing = open.missing(desk);
    // What cannot be read of it is a finding.
    let taken = desk.store.taken_away().unwrap_or_default().into_iter().map(Mend::PutBack);
    let mut all: Vec<Mend> = taken.chain(missing.out.into_iter().map(Mend::MarkOut)).collect();
    all.extend(missing.planned.into_iter().map(Mend::MarkPlanned));
    all.extend(missing.visits_owing.into_iter().map(Mend::MarkVisitOwes));
    all.extend(missing.outings_owing.into_iter().map(Mend::MarkOutingOwes));
    all.extend(missing.assessments_owing.into_iter().map(Mend::MarkAssessmentOwes));
    all.extend(missing.unlisted.into_iter().map(Mend::List));
    all.extend(findings.iter().filter_map(|finding| set_aside(finding, desk)));
    // A replay does not see what was typed later, so it cannot know what is over for good.
    if !desk.replay {
        let over = missing.over.into_iter().filter(|id| over_for_good(id, desk));
        all.extend(over.map(Mend::UnmarkPlanned));
        all.extend(afield::left_over(desk).into_iter().map(Mend::Unmark));
    }
    all.sort();
    all.dedup();
    all
}

fn set_aside(finding: &Finding, desk: &Desk<'_>) -> Option<Mend> {
    if finding.damage.seems_distress() {
        return None;
    }
    let line = finding.accept.clone()?;
    let record = finding.damage.path.clone();
    let words = match desk.store.torn(&record, &line)? {
        Torn::Whole => "the same line stands whole beside it".to_owned(),
        Torn::Harmless(did) => {
            format!(
                "it was cut off while it was being written ({did}), and nobody was told that it is recorded"
            )
        }
        Torn::Unknown => return None,
    };
    Some(Mend::SetAside { record, line, words })
}

fn over_for_good(id: &str, desk: &Desk<'_>) -> bool {
    desk.visit(id).is_ok_and(|visit| !visit.planned() && visit.damage.is_empty())
}

/// Somebody says yes, having seen what would be done.
fn agreed(args: &Doctor, mends: &[Mend], desk: &mut Desk<'_>) -> Result<bool, Error> {
    if args.yes || !desk.host.can_ask {
        return Ok(args.yes);
    }
    let shown = would(mends, desk.host.width());
    desk.host.tell(&shown);
    ask::yes_or_no(desk, None, "--yes", "Mend this?")
}

fn would(mends: &[Mend], width: usize) -> String {
    let mut text = String::from("hv doctor --repair would:\n");
    for mend in mends {
        let line = wrap(&clean(&format!("- {}", mend.words())), "  ", width);
        text.put(format!("{}\n", line.trim_start()));
    }
    text
}

/// One step, durable when it returns.
fn mended(mend: &Mend, desk: &mut Desk<'_>) -> Result<(), Error> {
    match mend {
        Mend::PutBack(taken) => desk.store.put_back(taken).map(drop),
        Mend::MarkOut(id) => {
            let outing = afield::outing(&desk.store, id, desk.now).map_err(damaged)?;
            desk.store.put_out(&super::checkin::marker(&outing))
        }
        Mend::MarkPlanned(id) => mark_planned(id, desk),
        Mend::MarkVisitOwes(id) => desk.store.put_owed(&Key::visit(id)?, VISIT_OWES),
        Mend::MarkOutingOwes(id) => desk.store.put_owed(&Key::outing(id)?, OUTING_OWES),
        Mend::MarkAssessmentOwes(id) => {
            let key = if id.contains('/') { Key::assessment(id) } else { Key::base(id) };
            desk.store.put_owed(&key?, ASSESSMENT_OWES)
        }
        Mend::List(id) => {
            let week = desk.zone.day_of(desk.visit(id)?.plan.start).week();
            let event = desk.event(desk.now, WeekEvent::List { visit: id.clone() });
            desk.store.append(&Key::week(week), event).map(drop)
        }
        Mend::SetAside { record, line, words } => {
            let why = format!("hv doctor --repair: {words}");
            let judgement = Judgement { line: line.clone(), accept: false, why };
            doctor::append_judgement(record, judgement, desk)
        }
        Mend::UnmarkPlanned(id) => unmark_planned(id, desk),
        Mend::Unmark(LeftOver::Out(id)) => desk.store.remove_marker(Mark::Out(id)),
        Mend::Unmark(LeftOver::Owed(name)) => desk.store.remove_marker(Mark::Owed(name)),
    }
}

/// One that cannot be read is replaced by another; one that is missing is made.
fn mark_planned(id: &str, desk: &mut Desk<'_>) -> Result<(), Error> {
    let plan = desk.visit(id)?.plan;
    let policy = desk.policy()?;
    let marker = marker(id, &plan, &policy, desk)?;
    let far = desk.today().plus_days(doctor::FAR);
    if desk.store.markers(far).planned.contains_key(id) {
        return desk.store.move_planned(&marker);
    }
    desk.store.put_planned(&marker)
}

/// What was told of the visit and is not resolved must still be found, by another marker.
fn unmark_planned(id: &str, desk: &mut Desk<'_>) -> Result<(), Error> {
    keep_found(id, desk)?;
    desk.store.remove_marker(Mark::Planned(id))
}

/// What was done, and what is left: everything is read once more.
fn report(mends: &[Mend], done: &Done, decided: bool, desk: &mut Desk<'_>) -> u8 {
    let (findings, open) = doctor::examine(desk);
    let wrong = findings.iter().filter(|f| !f.warning).count();
    let undone = !decided || !done.failed.is_empty();
    let width = desk.host.width();
    if desk.json {
        let would: Vec<String> = mends.iter().map(Mend::words).collect();
        let shown = json!({"hv": 1, "as_of": desk.now, "would": would, "mended": done.mended,
            "failed": done.failed, "findings": doctor::as_json(&findings), "records": open.records});
        desk.host.say(&format!("{shown}\n"));
    } else {
        let mut text = String::new();
        if !decided {
            text.put(would(mends, width));
            text.put("Nothing was changed. To do it: hv doctor --repair --yes\n");
        }
        for line in
            done.mended.iter().map(|m| format!("mended: {m}")).chain(done.failed.iter().cloned())
        {
            text.put(format!("{}\n", wrap(&clean(&line), "  ", width).trim_start()));
        }
        if decided {
            text.put(left(&done.mended, wrong));
        }
        text.put(doctor::text(&findings, &open, width));
        desk.host.say(&text);
    }
    if wrong == 0 && !undone { 0 } else { 3 }
}

fn left(mended: &[String], wrong: usize) -> String {
    let mended = match mended.len() {
        0 => "Nothing that follows from the records is left to mend.".to_owned(),
        n => format!("Mended {}.", count(n, "thing")),
    };
    let rest = match wrong {
        0 => String::new(),
        n => format!(" {} a person must see to:", names::list(&[&count(n, "finding")])),
    };
    format!("{mended}{rest}\n")
}
