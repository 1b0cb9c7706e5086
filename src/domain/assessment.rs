//! What an assessment adds up to: the rating, the decision, whether it still stands.

use super::entry::{Entry, Record};
use super::events::{Assessed, AssessedControl, AssessedHazard, AssessmentEvent, Duty, Unmet};
use super::owes::{self, OwedDuty};
use crate::policy::{AssessmentRules, Matrix, Policy, Score};
use crate::when::{Day, Moment};
use std::collections::{BTreeMap, BTreeSet};

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
    /// Every review, in the record's order.
    pub reviews: Vec<Review>,
    /// Every risk noted on it since it was made, in the record's order.
    pub risks: Vec<NotedRisk>,
    /// Every control put in place since it was made.
    pub put_in_place: Vec<PutInPlace>,
    /// Sixteen hex digits over what it says: the form, the risks noted and the controls put in place since. A decision
    /// is on exactly this (AET-A-dec-4); reading it or reviewing it changes nothing.
    pub digest: String,
    /// The next review: the last one set.
    pub next_review: Option<Day>,
    /// Who confirmed having read it, with every risk that is noted on it now.
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
    /// Who typed it.
    pub typed_by: String,
    /// In which role.
    pub role: String,
    /// What else is to be done.
    pub actions: Vec<String>,
    /// Warnings accepted with reasons.
    pub unmet: Vec<Unmet>,
    /// When.
    pub at: Moment,
    /// It is a decision on what the record held before it. `false`: what whoever decided had before them was
    /// something else, because another machine wrote meanwhile.
    pub as_shown: bool,
    /// Its event.
    pub event: String,
    /// The decisions on other assessments that whoever made it could read. `None`: nobody wrote it down then.
    pub seen: Option<BTreeMap<String, String>>,
}

/// A review, as recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// When.
    pub at: Moment,
    /// Who reviewed it.
    pub by: String,
    /// What it found.
    pub found: String,
    /// Still good as it stands.
    pub stands: bool,
    /// The next review it set.
    pub next_review: Option<Day>,
}

/// A risk noted on an assessment after it was made (AET-2.15c).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotedRisk {
    /// What.
    pub what: String,
    /// Where it comes from.
    pub source: Option<String>,
    /// Who noted it.
    pub by: String,
    /// When.
    pub at: Moment,
    /// The review that had it before them, by its place among the reviews. By what its writer had seen and not by the
    /// clock: a review made on another machine that had not heard of the risk says nothing about it.
    pub reviewed: Option<usize>,
    /// Whoever made the decision in force had it before them.
    pub decided_on: bool,
}

/// A control that somebody says is in place now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PutInPlace {
    /// The hazard.
    pub hazard: String,
    /// The control.
    pub control: String,
    /// Who put it in place.
    pub by: String,
    /// When.
    pub at: Moment,
}

/// A control that nobody has said is in place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenControl {
    /// The hazard.
    pub hazard: String,
    /// Its place among the hazard's controls, from 1.
    pub number: usize,
    /// The control, in words.
    pub control: String,
    /// By whom, as written.
    pub by_whom: Option<String>,
    /// By when.
    pub by_when: Option<Day>,
}

impl OpenControl {
    /// It may still be put in place in time: due today or later, by the day of a visit that is yet to come
    /// (ruling B1.9). On the day itself, only what somebody says is in place counts (AET-2.20).
    pub fn in_time(&self, visit: Day, today: Day) -> bool {
        today < visit && self.by_when.is_some_and(|by| today <= by && by <= visit)
    }
}

impl Assessment {
    /// What the record of a family's assessment adds up to; `None` if nothing in it says what was assessed.
    pub fn of(id: &str, record: &Record<AssessmentEvent>) -> Option<Assessment> {
        let first = record.entries.iter().find(|e| assessed(e).is_some())?;
        Some(folded(id, record, first, &|_| true))
    }

    /// What the record of a school-wide assessment adds up to: it is made anew in the same record, and only what
    /// was written by somebody who had the newest before them is about it. A decision on the one before is not; but a
    /// risk is about the world, so one that whoever made it anew had not heard of counts.
    pub fn of_base(id: &str, record: &Record<AssessmentEvent>) -> Option<Assessment> {
        let newest = record.entries.iter().rfind(|e| assessed(e).is_some())?;
        let mut about: BTreeSet<&str> = BTreeSet::from([newest.id.as_str()]);
        for entry in &record.entries {
            if entry.after.iter().any(|id| about.contains(id.as_str())) {
                about.insert(&entry.id);
            }
        }
        let unheard = |e: &&Entry<AssessmentEvent>| {
            matches!(e.body, AssessmentEvent::Risk { .. }) && !had_before(record, newest, e)
        };
        about.extend(record.entries.iter().filter(unheard).map(|e| e.id.as_str()));
        Some(folded(id, record, newest, &|e| about.contains(e.id.as_str())))
    }

    /// How it is named on the command line: `ahmed/2026-11-20-1a`, or `base:lone-working`.
    pub fn name(&self) -> String {
        if self.assessed.base.is_some() { format!("base:{}", self.id) } else { self.id.clone() }
    }

    /// Authorised to go ahead, by a record that is not in doubt, on what the record held (AET-A-dec-4).
    pub fn authorised(&self) -> bool {
        self.sound
            && self.decision.as_ref().is_some_and(|d| d.proceed && d.as_shown)
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

    /// Every control that applies is in place, or may still be put in place by the day of the visit. Not known where
    /// the form did not ask.
    pub fn controls_in_place(&self, visit: Day, today: Day) -> Option<bool> {
        if self.open_controls().iter().any(|c| !c.in_time(visit, today)) {
            return Some(false);
        }
        let mut controls = self.assessed.hazards.iter().flat_map(|h| &h.controls);
        controls.all(|c| c.in_place.is_some() || c.does_not_apply.is_some()).then_some(true)
    }

    /// Every control that applies, was not in place when it was made, and that nobody has said is in place since.
    pub fn open_controls(&self) -> Vec<OpenControl> {
        let of_hazard = |h: &AssessedHazard| {
            let numbered = h.controls.iter().enumerate().filter(|(_, c)| self.missing(h, c));
            let open = numbered.map(|(n, c)| OpenControl {
                hazard: h.hazard.clone(),
                number: n + 1,
                control: c.control.clone(),
                by_whom: c.by_whom.clone(),
                by_when: c.by_when,
            });
            open.collect::<Vec<_>>()
        };
        self.assessed.hazards.iter().flat_map(of_hazard).collect()
    }

    fn missing(&self, hazard: &AssessedHazard, control: &AssessedControl) -> bool {
        let put = |p: &PutInPlace| p.hazard == hazard.hazard && p.control == control.control;
        control.in_place == Some(false)
            && control.does_not_apply.is_none()
            && !self.put_in_place.iter().any(put)
    }

    /// Whoever decided had every risk before them that is noted on it now (AET-2.15c, AET-A-dec-4). `None` where
    /// nobody has decided.
    pub fn risks_decided_on(&self) -> Option<bool> {
        let decision = self.decision.as_ref()?;
        Some(decision.as_shown && self.risks.iter().all(|r| r.decided_on))
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
        reviews: Vec::new(),
        risks: risks(record, about),
        put_in_place: Vec::new(),
        digest: digest(record.entries.iter().filter(|e| about(e))),
        read_by: Vec::new(),
        owed: owes::owed(&record.entries, duties, done),
        sound: record.sound(),
    };
    for entry in record.entries.iter().filter(|e| about(e)) {
        match &entry.body {
            AssessmentEvent::Review { found, stands, next_review, reviewed_by } => {
                all.next_review = next_review.or(all.next_review);
                all.reviews.push(Review {
                    at: entry.at,
                    by: reviewed_by.clone().unwrap_or_else(|| entry.by.clone()),
                    found: found.clone(),
                    stands: *stands,
                    next_review: *next_review,
                });
                // What a review voided, no later review brings back: it is assessed anew.
                let stood = all.review.as_ref().is_none_or(|(_, stood, _)| *stood);
                all.review = Some((entry.at, stood && *stands, found.clone()));
            }
            AssessmentEvent::Read { who } if read_it_all(record, entry, made, about) => {
                all.read_by.push(who.clone());
            }
            AssessmentEvent::Control { hazard, control, by_whom } => {
                all.put_in_place.push(PutInPlace {
                    hazard: hazard.clone(),
                    control: control.clone(),
                    by: by_whom.clone().unwrap_or_else(|| entry.by.clone()),
                    at: entry.at,
                });
            }
            AssessmentEvent::Assess(_)
            | AssessmentEvent::Read { .. }
            | AssessmentEvent::Risk { .. }
            | AssessmentEvent::Decide { .. }
            | AssessmentEvent::DutyDone { .. }
            | AssessmentEvent::Judge(_) => {}
        }
    }
    all
}

/// Whoever read it had the assessment and every risk noted on it before them: by the record's own order, and by the
/// clock as well. What was noted since, they have not read (AET-2.15c).
fn read_it_all(
    record: &Record<AssessmentEvent>,
    read: &Entry<AssessmentEvent>,
    made: &Entry<AssessmentEvent>,
    about: &dyn Fn(&Entry<AssessmentEvent>) -> bool,
) -> bool {
    let noted = |e: &&Entry<AssessmentEvent>| {
        about(e) && (e.id == made.id || matches!(e.body, AssessmentEvent::Risk { .. }))
    };
    let had = |e: &Entry<AssessmentEvent>| read.at >= e.at && had_before(record, read, e);
    record.entries.iter().filter(noted).all(had)
}

/// The last decision; but a "no" that the last one did not see wins over its "yes".
fn decision(
    record: &Record<AssessmentEvent>,
    about: &dyn Fn(&Entry<AssessmentEvent>) -> bool,
) -> Option<Decision> {
    let entry = decisive(record, about)?;
    let AssessmentEvent::Decide {
        proceed,
        reason,
        decided_by,
        role,
        actions,
        over,
        unmet,
        duties: _,
        given: _,
        seen,
    } = &entry.body
    else {
        return None;
    };
    let had = record.entries.iter().filter(|e| about(e) && had_before(record, entry, e));
    Some(Decision {
        proceed: *proceed,
        reason: reason.clone(),
        decided_by: decided_by.clone(),
        typed_by: entry.by.clone(),
        role: role.clone(),
        actions: actions.clone(),
        unmet: unmet.clone(),
        at: entry.at,
        as_shown: over.as_ref().is_none_or(|over| *over == digest(had)),
        event: entry.id.clone(),
        seen: seen.clone(),
    })
}

/// The event that holds the decision in force.
fn decisive<'r>(
    record: &'r Record<AssessmentEvent>,
    about: &dyn Fn(&Entry<AssessmentEvent>) -> bool,
) -> Option<&'r Entry<AssessmentEvent>> {
    let proceeds = |e: &Entry<AssessmentEvent>| {
        if let AssessmentEvent::Decide { proceed, .. } = &e.body { Some(*proceed) } else { None }
    };
    let all: Vec<&Entry<AssessmentEvent>> =
        record.entries.iter().filter(|e| about(e) && proceeds(e).is_some()).collect();
    let last = *all.last()?;
    let unseen = |e: &Entry<AssessmentEvent>| e.id != last.id && !had_before(record, last, e);
    let no = all.iter().rfind(|e| proceeds(e) == Some(false) && unseen(e));
    Some(no.copied().unwrap_or(last))
}

/// Every risk noted, with who has looked at it since.
fn risks(
    record: &Record<AssessmentEvent>,
    about: &dyn Fn(&Entry<AssessmentEvent>) -> bool,
) -> Vec<NotedRisk> {
    let stands = |e: &Entry<AssessmentEvent>| {
        if let AssessmentEvent::Review { stands, .. } = &e.body { Some(*stands) } else { None }
    };
    let reviews: Vec<(&Entry<AssessmentEvent>, bool)> = record
        .entries
        .iter()
        .filter(|e| about(e))
        .filter_map(|e| stands(e).map(|stands| (e, stands)))
        .collect();
    let decided = decisive(record, about);
    let noted = |entry: &Entry<AssessmentEvent>| {
        let AssessmentEvent::Risk { what, source } = &entry.body else { return None };
        let saw = |(review, stands): &(&Entry<AssessmentEvent>, bool)| {
            *stands && had_before(record, review, entry)
        };
        Some(NotedRisk {
            what: what.clone(),
            source: source.clone(),
            by: entry.by.clone(),
            at: entry.at,
            reviewed: reviews.iter().position(saw),
            decided_on: decided.is_some_and(|d| had_before(record, d, entry)),
        })
    };
    record.entries.iter().filter(|e| about(e)).filter_map(noted).collect()
}

/// What an assessment says, in sixteen hex digits: an event's id is a hash of all it holds, so their ids will do.
fn digest<'r>(entries: impl Iterator<Item = &'r Entry<AssessmentEvent>>) -> String {
    let says = |e: &&Entry<AssessmentEvent>| {
        matches!(
            e.body,
            AssessmentEvent::Assess(_)
                | AssessmentEvent::Risk { .. }
                | AssessmentEvent::Control { .. }
        )
    };
    let mut ids: Vec<&str> = entries.filter(says).map(|e| e.id.as_str()).collect();
    ids.sort_unstable();
    super::visit::digest(&ids)
}

/// The writer of the later event had the earlier one before them. An event that names nothing before it was written by
/// hand or by a test: its place in the record counts.
fn had_before(
    record: &Record<AssessmentEvent>,
    later: &Entry<AssessmentEvent>,
    earlier: &Entry<AssessmentEvent>,
) -> bool {
    if later.after.is_empty() {
        let place = |id: &str| record.entries.iter().position(|e| e.id == id);
        return place(&earlier.id) < place(&later.id);
    }
    before(record, later).contains(earlier.id.as_str())
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

/// The duties that an event brings.
pub(crate) fn duties(event: &AssessmentEvent) -> &[Duty] {
    match event {
        AssessmentEvent::Assess(assessed) => &assessed.duties,
        AssessmentEvent::Decide { duties, .. } => duties,
        AssessmentEvent::Review { .. }
        | AssessmentEvent::Risk { .. }
        | AssessmentEvent::Control { .. }
        | AssessmentEvent::Read { .. }
        | AssessmentEvent::DutyDone { .. }
        | AssessmentEvent::Judge(_) => &[],
    }
}

/// The event and rule of the duty it says was done.
pub(crate) fn done(event: &AssessmentEvent) -> Option<(&str, &str)> {
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
