//! What an assessment adds up to: the rating, the decision, whether it still stands.

use super::entry::{Entry, Record};
use super::events::{Assessed, AssessmentEvent, Duty, Unmet};
use super::owes::{self, OwedDuty};
use crate::policy::{AssessmentRules, Matrix, Policy, Score};
use crate::when::{Day, Moment};
use std::collections::BTreeSet;

/// An assessment as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Assessment {
    /// `ahmed/2026-11-20-1a`; of a school-wide one the policy's id: `lone-working`.
    pub id: String,
    /// When it was made.
    pub at: Moment,
    /// What was assessed.
    pub assessed: Assessed,
    /// The decision in force, with its reason: the last; a "no" beside a "yes" that did not see each other wins.
    pub decision: Option<Decision>,
    /// When it was last reviewed, and whether it still stands.
    pub review: Option<(Moment, bool, String)>,
    /// The next review: the last one set.
    pub next_review: Option<Day>,
    /// Who confirmed having read it.
    pub read_by: Vec<String>,
    /// Duties not yet done.
    pub owed: Vec<OwedDuty>,
    /// Nothing in the record is in doubt.
    pub sound: bool,
}

/// May the visit go ahead?
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Yes or no.
    pub proceed: bool,
    /// Why.
    pub reason: String,
    /// Who decided.
    pub decided_by: String,
    /// In which role.
    pub role: String,
    /// Warnings accepted with reasons.
    pub unmet: Vec<Unmet>,
    /// When.
    pub at: Moment,
}

impl Assessment {
    /// What the record of a family's assessment adds up to; `None` if nothing in it says what was assessed.
    pub fn of(id: &str, record: &Record<AssessmentEvent>) -> Option<Assessment> {
        let first = record.entries.iter().find(|e| assessed(e).is_some())?;
        Some(folded(id, record, first, &|_| true))
    }

    /// What the record of a school-wide assessment adds up to: it is made anew in the same record, and only what
    /// was written by somebody who had the newest before them is about it. A decision on the one before is not.
    pub fn of_base(id: &str, record: &Record<AssessmentEvent>) -> Option<Assessment> {
        let newest = record.entries.iter().rfind(|e| assessed(e).is_some())?;
        let mut about: BTreeSet<&str> = BTreeSet::from([newest.id.as_str()]);
        for entry in &record.entries {
            if entry.after.iter().any(|id| about.contains(id.as_str())) {
                about.insert(&entry.id);
            }
        }
        Some(folded(id, record, newest, &|e| about.contains(e.id.as_str())))
    }

    /// How it is named on the command line: `ahmed/2026-11-20-1a`, or `base:lone-working`.
    pub fn name(&self) -> String {
        if self.assessed.base.is_some() { format!("base:{}", self.id) } else { self.id.clone() }
    }

    /// Authorised to go ahead, by a record that is not in doubt.
    pub fn authorised(&self) -> bool {
        self.sound
            && self.decision.as_ref().is_some_and(|d| d.proceed)
            && self.review.as_ref().is_none_or(|(_, stands, _)| *stands)
    }

    /// The same; or, where the policy has nobody authorise, sound and standing.
    pub fn authorised_under(&self, policy: &Policy) -> bool {
        let nobody = policy.assessment.as_ref().is_some_and(|a| a.authorised_by.is_empty());
        let stands = self.review.as_ref().is_none_or(|(_, stands, _)| *stands);
        self.authorised() || (nobody && self.sound && stands && self.decision.is_none())
    }

    /// The next review has not passed on that day. No review date: not known.
    pub fn in_date(&self, on: Day) -> Option<bool> {
        self.next_review.map(|next| on <= next)
    }

    /// Every control that applies is in place, or due by that day. Not known where the form did not ask.
    pub fn controls_in_place(&self, on: Day) -> Option<bool> {
        let mut controls = self.assessed.hazards.iter().flat_map(|h| &h.controls);
        if !self.open_controls(on).is_empty() {
            return Some(false);
        }
        controls.all(|c| c.in_place.is_some() || c.does_not_apply.is_some()).then_some(true)
    }

    /// Controls neither in place nor due by that day.
    pub fn open_controls(&self, on: Day) -> Vec<String> {
        let controls = self.assessed.hazards.iter().flat_map(|h| &h.controls);
        controls
            .filter(|c| c.in_place == Some(false) && c.by_when.is_none_or(|by| by > on))
            .map(|c| c.control.clone())
            .collect()
    }

    /// Looked at since that moment: made or reviewed after it.
    pub fn reviewed_since(&self, moment: Moment) -> bool {
        self.at > moment || self.review.as_ref().is_some_and(|(at, _, _)| *at > moment)
    }
}

fn assessed(entry: &Entry<AssessmentEvent>) -> Option<&Assessed> {
    if let AssessmentEvent::Assess(assessed) = &entry.body { Some(assessed) } else { None }
}

/// An assessment and what happened to it, as far as that is about it.
fn folded(
    id: &str,
    record: &Record<AssessmentEvent>,
    made: &Entry<AssessmentEvent>,
    about: &dyn Fn(&Entry<AssessmentEvent>) -> bool,
) -> Assessment {
    let assessed = assessed(made).cloned().unwrap_or_default();
    let mut all = Assessment {
        id: id.to_owned(),
        at: made.at,
        next_review: assessed.next_review,
        assessed,
        decision: decision(record, about),
        review: None,
        read_by: Vec::new(),
        owed: owes::owed(&record.entries, duties, done),
        sound: record.sound(),
    };
    for entry in record.entries.iter().filter(|e| about(e)) {
        match &entry.body {
            AssessmentEvent::Review { found, stands, next_review } => {
                all.next_review = next_review.or(all.next_review);
                // What a review voided, no later review brings back: it is assessed anew.
                let stood = all.review.as_ref().is_none_or(|(_, stood, _)| *stood);
                all.review = Some((entry.at, stood && *stands, found.clone()));
            }
            AssessmentEvent::Read { who } => all.read_by.push(who.clone()),
            AssessmentEvent::Assess(_)
            | AssessmentEvent::Decide { .. }
            | AssessmentEvent::DutyDone { .. }
            | AssessmentEvent::Judge(_) => {}
        }
    }
    all
}

/// The last decision; but a "no" that the last one did not see wins over its "yes".
fn decision(
    record: &Record<AssessmentEvent>,
    about: &dyn Fn(&Entry<AssessmentEvent>) -> bool,
) -> Option<Decision> {
    let all: Vec<(&Entry<AssessmentEvent>, Decision)> = record
        .entries
        .iter()
        .filter(|e| about(e))
        .filter_map(|e| decided(e).map(|d| (e, d)))
        .collect();
    let (last, in_force) = all.last()?;
    let seen = before(record, last);
    // An event that names nothing before it was written by hand or by a test: its place in the record counts.
    let unseen = |e: &Entry<AssessmentEvent>| {
        !last.after.is_empty() && e.id != last.id && !seen.contains(e.id.as_str())
    };
    let no = all.iter().rfind(|(e, d)| !d.proceed && unseen(e));
    Some(no.map_or(in_force, |(_, d)| d).clone())
}

/// Every event that the writer of this one had before them.
fn before<'r, B>(record: &'r Record<B>, entry: &'r Entry<B>) -> BTreeSet<&'r str> {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut look: Vec<&str> = entry.after.iter().map(String::as_str).collect();
    while let Some(id) = look.pop() {
        if seen.insert(id) {
            let known = record.entries.iter().filter(|e| e.id == id);
            look.extend(known.flat_map(|e| &e.after).map(String::as_str));
        }
    }
    seen
}

fn decided(entry: &Entry<AssessmentEvent>) -> Option<Decision> {
    let AssessmentEvent::Decide { proceed, reason, decided_by, role, unmet, .. } = &entry.body
    else {
        return None;
    };
    Some(Decision {
        proceed: *proceed,
        reason: reason.clone(),
        decided_by: decided_by.clone(),
        role: role.clone(),
        unmet: unmet.clone(),
        at: entry.at,
    })
}

fn duties(event: &AssessmentEvent) -> &[Duty] {
    match event {
        AssessmentEvent::Assess(assessed) => &assessed.duties,
        AssessmentEvent::Decide { duties, .. } => duties,
        AssessmentEvent::Review { .. }
        | AssessmentEvent::Read { .. }
        | AssessmentEvent::DutyDone { .. }
        | AssessmentEvent::Judge(_) => &[],
    }
}

fn done(event: &AssessmentEvent) -> Option<(&str, &str)> {
    let AssessmentEvent::DutyDone { event, rule, .. } = event else { return None };
    Some((event, rule))
}

/// How a policy's form comes to its ratings.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Rated<'a> {
    /// Nothing is rated.
    Not,
    /// Impact by likelihood, looked up in a grid.
    Grid(&'a Matrix),
    /// Chosen directly.
    Direct,
    /// Impact times likelihood in points, and bands.
    Product(&'a Score),
    /// The points of the answers added up, and bands.
    Sum(&'a Score),
}

/// How this form comes to its ratings.
pub fn rated(rules: &AssessmentRules) -> Rated<'_> {
    match (&rules.matrix, &rules.score) {
        _ if rules.ratings.is_empty() => Rated::Not,
        (Some(matrix), _) => Rated::Grid(matrix),
        (None, Some(score)) if score.product => Rated::Product(score),
        (None, Some(score)) => Rated::Sum(score),
        (None, None) => Rated::Direct,
    }
}

/// The form has this field at its head. Where the policy lists none, it has who conducts it and the next review.
pub fn heads(rules: &AssessmentRules, field: &str) -> bool {
    let usual = ["conducted-by", "next-review"].contains(&field);
    if rules.header.is_empty() { usual } else { rules.header.iter().any(|f| f.field == field) }
}

/// The rating of so many points: that of the last band they reach. `None` below the first band.
pub fn band_of(score: &Score, points: i64) -> Option<&str> {
    let reached = score.bands.iter().filter(|(from, _)| *from <= points);
    reached.max_by_key(|(from, _)| *from).map(|(_, rating)| rating.as_str())
}

/// Impact times likelihood, in points. `None` if either word has none.
pub fn product(score: &Score, impact: &str, likelihood: &str) -> Option<i64> {
    let points = |all: &[(String, i64)], word: &str| {
        all.iter().find(|(known, _)| known == word).map(|(_, points)| *points)
    };
    points(&score.impact, impact)?.checked_mul(points(&score.likelihood, likelihood)?)
}

/// The rating a grid gives. `None` if either word is not on the grid.
pub fn rate(matrix: &Matrix, impact: &str, likelihood: &str) -> Option<String> {
    let row = matrix.impact.iter().position(|i| i == impact)?;
    let column = matrix.likelihood.iter().position(|l| l == likelihood)?;
    matrix.grid.get(row)?.get(column).cloned()
}

/// Is a rating at or above the policy's mark for higher risk? `None` when either is not known.
pub fn higher_risk(rules: &AssessmentRules, rating: &str) -> Option<bool> {
    let place = |r: &str| rules.ratings.iter().position(|known| known == r);
    Some(place(rating)? >= place(rules.higher_risk_from.as_deref()?)?)
}

/// The worst of several ratings, in the policy's order.
pub fn worst<'a>(
    rules: &AssessmentRules,
    ratings: impl Iterator<Item = &'a str>,
) -> Option<String> {
    let place = |r: &str| rules.ratings.iter().position(|known| known == r);
    ratings.max_by_key(|r| place(r)).map(str::to_owned)
}
