//! What an assessment adds up to: the rating, the decision, whether it still stands.

use super::entry::Record;
use super::events::{Assessed, AssessmentEvent};
use crate::policy::{AssessmentRules, Matrix, Policy};
use crate::when::{Day, Moment};

/// An assessment as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Assessment {
    /// `ahmed/2026-11-20-1a`.
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
    /// When.
    pub at: Moment,
}

impl Assessment {
    /// What the record adds up to; `None` if nothing in it says what was assessed.
    pub fn of(id: &str, record: &Record<AssessmentEvent>) -> Option<Assessment> {
        let mut found: Option<Assessment> = None;
        for entry in &record.entries {
            match (&entry.body, found.as_mut()) {
                (AssessmentEvent::Assess(assessed), None) => {
                    found = Some(Assessment {
                        id: id.to_owned(),
                        at: entry.at,
                        assessed: assessed.as_ref().clone(),
                        decision: None,
                        review: None,
                        next_review: assessed.next_review,
                        read_by: Vec::new(),
                        sound: record.sound(),
                    });
                }
                (AssessmentEvent::Decide { proceed, reason, decided_by, .. }, Some(assessment)) => {
                    assessment.decision = Some(Decision {
                        proceed: *proceed,
                        reason: reason.clone(),
                        decided_by: decided_by.clone(),
                        at: entry.at,
                    });
                }
                (AssessmentEvent::Review { found, stands, next_review }, Some(assessment)) => {
                    assessment.next_review = next_review.or(assessment.next_review);
                    // What a review voided, no later review brings back: it is assessed anew.
                    let stood = assessment.review.as_ref().is_none_or(|(_, stood, _)| *stood);
                    assessment.review = Some((entry.at, stood && *stands, found.clone()));
                }
                (AssessmentEvent::Read { who }, Some(assessment)) => {
                    assessment.read_by.push(who.clone());
                }
                (AssessmentEvent::Assess(_) | AssessmentEvent::Judge(_), _) | (_, None) => {}
            }
        }
        found
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

    /// Every control is in place, or due by that day.
    pub fn controls_in_place(&self, on: Day) -> bool {
        self.open_controls(on).is_empty()
    }

    /// Controls neither in place nor due by that day.
    pub fn open_controls(&self, on: Day) -> Vec<String> {
        let controls = self.assessed.hazards.iter().flat_map(|h| &h.controls);
        controls
            .filter(|c| !c.in_place && c.by_when.is_none_or(|by| by > on))
            .map(|c| c.control.clone())
            .collect()
    }

    /// Looked at since that moment: made or reviewed after it.
    pub fn reviewed_since(&self, moment: Moment) -> bool {
        self.at > moment || self.review.as_ref().is_some_and(|(at, _, _)| *at > moment)
    }
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
