//! What `hv report` counts: every record of the folder, on every core, each read once and let go.
//!
//! What cannot be read is kept by name and said first; nothing is left out in silence. It counts nothing itself: that is
//! [`crate::watch::report`]'s.

use super::desk::Desk;
use super::retention_back::Erased;
use super::{assess, assess_life, overdue, policy, progress};
use crate::domain::assessment::Assessment;
use crate::domain::entry::Record;
use crate::domain::erasure::Erasure;
use crate::domain::figures::{Keep, Lead, Noted, Of, Tally};
use crate::domain::period::Period;
use crate::error::Damage;
use crate::policy::{Clock, Policy};
use crate::store::{AnyRecord, Evidence, mark};
use crate::watch::report::departures::Departures;
use crate::watch::report::layout::Doubt;
use crate::watch::report::{self, Scope, Soon};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

/// Everything that was counted, and what could not be.
#[derive(Debug)]
pub(super) struct Counted {
    /// The figures.
    pub(super) tally: Tally,
    /// What could not be read or is in doubt, once for each file.
    pub(super) unread: Vec<Damage>,
    /// Which figures that touches.
    pub(super) doubt: Doubt,
    /// How soon the policy has alarms known.
    pub(super) bounds: BTreeMap<Clock, Soon>,
    /// The policy. `None`: it cannot be read.
    pub(super) policy: Option<Policy>,
}

/// What is gathered from all cores.
struct Gathered {
    tally: Tally,
    visited: BTreeSet<String>,
    assessed: BTreeSet<String>,
    departures: Departures,
    came_back: usize,
}

impl Gathered {
    fn add(&mut self, noted: Vec<Noted>) {
        for one in noted {
            if one.figure == "visits" {
                self.visited.extend(family_of(&one.lead.record));
            }
            self.tally.add(one);
        }
    }
}

/// Reads everything.
pub(super) fn count(period: &Period, keep: Keep, desk: &mut Desk<'_>) -> Counted {
    let mut unread: Vec<Damage> = Vec::new();
    let policy = match desk.policy() {
        Ok(policy) => Some(policy),
        Err(error) => {
            unread.push(policy_lost(&error.to_string()));
            None
        }
    };
    // Its zone, its terms and its half terms: which day and which period a visit counts in.
    unread.extend(desk.store.school().err());
    let bounds = policy.as_ref().map(|p| soon(p, desk)).unwrap_or_default();
    let scope = Scope {
        period,
        zone: desk.zone,
        now: desk.now,
        policy: policy.as_ref(),
        bounds: &bounds,
        replay: desk.replay,
    };
    let gathered = Gathered {
        tally: Tally::new(keep),
        visited: BTreeSet::new(),
        assessed: BTreeSet::new(),
        departures: Departures::default(),
        came_back: 0,
    };
    let (gathered, findings) = read(gathered, &scope, desk);
    let Gathered { mut tally, visited, assessed, departures, came_back } = gathered;
    for noted in departures.notes(&scope) {
        tally.add(noted);
    }
    unread.extend(findings);
    unread.extend(overdue::gone_since(desk));
    let mut doubt = unread.iter().fold(Doubt::default(), |all, d| all.and(touches(&d.path)));
    let erasures = desk.store.erasures(desk.now).good;
    for erasure in erasures.iter().filter_map(Erasure::of) {
        for noted in report::of_erasure(&erasure, &scope) {
            tally.add(noted);
        }
    }
    if came_back > 0 {
        let what = format!(
            "{} erased and there again: counted once, with what was erased",
            crate::render::count(came_back, "record")
        );
        unread.push(lost("retention/erasures", what, "hv doctor names each"));
        doubt.erased = true;
    }
    unread.extend(doubted(&tally, &unread));
    doubt = unread.iter().fold(doubt, |all, d| all.and(touches(&d.path)));
    if let Some(policy) = policy.as_ref().filter(|p| p.assessment.is_some()) {
        let families: Vec<&String> = visited.intersection(&assessed).collect();
        stale(&families, policy, &mut tally, desk);
    }
    tally.sort();
    Counted { tally, unread, doubt, bounds, policy }
}

fn read(gathered: Gathered, scope: &Scope<'_>, desk: &mut Desk<'_>) -> (Gathered, Vec<Damage>) {
    let erased = Erased::of(desk);
    let all = Mutex::new(gathered);
    let silent = desk.json || desk.quiet;
    let mut said = progress::Progress::on(desk.host, silent);
    let on_record = |record: AnyRecord<'_>| {
        let back = came_back(&record, &erased);
        let noted = if back { Vec::new() } else { notes(&record, scope) };
        let left = if back { Departures::default() } else { departures(&record, scope) };
        // Only adding up waits for the others: the work on a record is done by now.
        let mut all = all.lock().unwrap_or_else(PoisonError::into_inner);
        all.came_back += usize::from(back);
        all.departures.add(left);
        if let AnyRecord::Assessment(r) = &record
            && noted.iter().all(|n| !n.figure.starts_with("practice"))
            && Assessment::of(&r.id, r).is_some()
        {
            all.assessed.extend(family_of(&r.id));
        }
        all.add(noted);
    };
    let findings = desk.store.scan_on_all_cores(scope.now, on_record, |so_far| said.say(so_far));
    said.done();
    let mut unread: Vec<Damage> = Vec::new();
    for finding in findings.into_iter().filter(|f| !f.warning) {
        let path = &finding.damage.path;
        if touches(path) != Doubt::default() && !unread.iter().any(|d| d.path == *path) {
            unread.push(finding.damage);
        }
    }
    (all.into_inner().unwrap_or_else(PoisonError::into_inner), unread)
}

fn notes(record: &AnyRecord<'_>, scope: &Scope<'_>) -> Vec<Noted> {
    match record {
        AnyRecord::Visit(r) => report::of_visit(r, scope),
        AnyRecord::Outing(r) => report::of_outing(r, scope),
        AnyRecord::Assessment(r) => report::of_assessment(r, Of::Assessment, scope),
        AnyRecord::Base(r) => report::of_assessment(r, Of::Base, scope),
        AnyRecord::Week(_) => Vec::new(),
    }
}

fn departures(record: &AnyRecord<'_>, scope: &Scope<'_>) -> Departures {
    match record {
        AnyRecord::Visit(r) => Departures::of_visit(r, scope),
        AnyRecord::Outing(r) => Departures::of_outing(r, scope),
        AnyRecord::Assessment(_) | AnyRecord::Base(_) | AnyRecord::Week(_) => Departures::default(),
    }
}

/// A finished erasure counted it when it went.
fn came_back(record: &AnyRecord<'_>, erased: &Erased) -> bool {
    fn named<B: Evidence>(record: &Record<B>, erased: &Erased) -> bool {
        mark(record).is_some_and(|m| erased.names(&m.first))
    }
    erased.any()
        && match record {
            AnyRecord::Visit(r) => named(r, erased),
            AnyRecord::Outing(r) => named(r, erased),
            AnyRecord::Assessment(r) | AnyRecord::Base(r) => named(r, erased),
            AnyRecord::Week(_) => false,
        }
}

/// Which figures depend on what lies there. What is not known to be harmless touches all of them.
pub(super) fn touches(path: &str) -> Doubt {
    let parts: Vec<&str> = path.split('/').collect();
    let visits = Doubt { visits: true, ..Doubt::default() };
    let assessments = Doubt { assessments: true, ..Doubt::default() };
    match parts.as_slice() {
        ["hv.toml" | "policy.toml" | "people" | "addresses" | "local", ..]
        | ["families", _, "family.yaml"]
        | ["retention", "holds", ..] => Doubt::default(),
        ["families", _, "visits", ..] | ["weeks", ..] => visits,
        ["families", _, "assessments", ..] | ["assessments", ..] => assessments,
        ["families", ..] => visits.and(assessments),
        // An outing in doubt may be the only one that names a visit.
        ["outings" | "open", ..] => Doubt { outings: true, ..visits },
        ["retention", ..] => Doubt { erased: true, ..Doubt::default() },
        [of, ..] if of.starts_with("outing ") => Doubt { outings: true, ..visits },
        _ => Doubt::ALL,
    }
}

/// Records that say nothing that can be counted, and that nothing else has told.
fn doubted(tally: &Tally, told: &[Damage]) -> Vec<Damage> {
    let mut all: Vec<Damage> = Vec::new();
    for (what, word, path) in [
        ("unread.visits", "visit", "families/?/visits"),
        ("unread.outings", "outing", "outings"),
        ("unread.assessments", "assessment", "assessments"),
    ] {
        let seen = told.iter().filter(|d| touches(&d.path) == touches(path)).count();
        let number = tally.number(what);
        if number > seen {
            let what = format!("{} in doubt, and not counted", crate::render::count(number, word));
            all.push(lost(path, what, "hv doctor names each, and says what to do"));
        }
    }
    all
}

fn lost(path: &str, what: String, hint: &str) -> Damage {
    Damage {
        path: path.to_owned(),
        line: None,
        what,
        hint: hint.to_owned(),
        may_hide_somebody: false,
    }
}

fn policy_lost(why: &str) -> Damage {
    let what = format!("it cannot be read, so its words and its bounds are not known: {why}");
    lost("policy.toml", what, "hv policy check says what is wrong with it")
}

/// `ahmed` of `ahmed/2026-11-24-1a`.
fn family_of(record: &str) -> Option<String> {
    record.split_once('/').map(|(family, _)| family.to_owned())
}

/// How soon an alarm is known depends on how often hv looks. Where hv.toml does not say, nothing is made up.
fn soon(policy: &Policy, desk: &Desk<'_>) -> BTreeMap<Clock, Soon> {
    let Some(every) = desk.school.watch.as_ref().and_then(|w| w.every) else {
        return BTreeMap::new();
    };
    let whole = desk.store.people().damage.is_empty();
    let held = whole.then(|| policy::held(&desk.store, desk.today()));
    let bounds = crate::policy::bound(policy, every, held.as_ref());
    report::soon(&bounds, crate::policy::clock_of)
}

/// Whether the newest assessment of each still holds. One that cannot be read counts as one that does not.
fn stale(families: &[&String], policy: &Policy, tally: &mut Tally, desk: &mut Desk<'_>) {
    let silent = desk.json || desk.quiet;
    for (done, family) in families.iter().enumerate() {
        let mut said = progress::Progress::on(desk.host, silent);
        said.say(crate::store::Progress { what: "assessments", done, of: families.len() });
        said.done();
        let newest = assess::newest(family, desk);
        let stands =
            newest.as_ref().is_ok_and(|a| assess_life::reasons(a, policy, desk).is_empty());
        let id = newest.map_or_else(|_unread| (*family).clone(), |a| a.id);
        let mut note = |figure: &str| {
            let lead = Lead::new(Of::Assessment, &id, "");
            tally.add(Noted { figure: figure.to_owned(), times: 1, seconds: None, lead });
        };
        note("assessments.in-use");
        if !stands {
            note("assessments.stale");
        }
    }
}
