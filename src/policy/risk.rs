//! The risk assessment as a policy describes it: hazards and controls, and how they are rated.

use super::facts::Condition;
use super::{Clauses, Role};

/// A hazard on the assessment form.
#[derive(Debug, Clone, PartialEq)]
pub struct Hazard {
    /// A short name, unique in the policy.
    pub id: String,
    /// The hazard in words.
    pub name: String,
    /// Asked only when this holds.
    pub when: Condition,
    /// The controls the form lists.
    pub controls: Vec<Control>,
    /// The clauses it comes from.
    pub clauses: Clauses,
}

/// A control listed under a hazard.
#[derive(Debug, Clone, PartialEq)]
pub struct Control {
    /// The control in words.
    pub text: String,
    /// The clauses it comes from.
    pub clauses: Clauses,
}

/// Impact by likelihood, looked up in a grid.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    /// Impact words, worst first as the policy lists them. The order is the policy's, never the word's.
    pub impact: Vec<String>,
    /// Likelihood words, most likely first.
    pub likelihood: Vec<String>,
    /// `grid[impact][likelihood]`, each one of `ratings`.
    pub grid: Vec<Vec<String>>,
    /// The clauses it comes from.
    pub clauses: Clauses,
}

/// Points instead of a grid.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// Impact times likelihood for each hazard; otherwise the sum of the questions' points.
    pub product: bool,
    /// The points of each impact word, in the policy's order.
    pub impact: Vec<(String, i64)>,
    /// The points of each likelihood word, in the policy's order.
    pub likelihood: Vec<(String, i64)>,
    /// From how many points on each rating holds, lowest first.
    pub bands: Vec<(i64, String)>,
    /// The clauses it comes from.
    pub clauses: Clauses,
}

/// What a rating means, and what the form then asks for.
#[derive(Debug, Clone, PartialEq)]
pub struct Band {
    /// The rating.
    pub rating: String,
    /// What it means.
    pub says: String,
    /// What must be written beside it: `further-action`, `review-note`.
    pub needs: Option<String>,
    /// The clauses it comes from.
    pub clauses: Clauses,
}

/// A field at the head of the form, or a column of its table.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// The field: `job-titles`, `people-at-risk`.
    pub field: String,
    /// What is filled in to begin with.
    pub says: String,
    /// The clauses it comes from.
    pub clauses: Clauses,
}

/// A school-wide assessment that visits may point at.
#[derive(Debug, Clone, PartialEq)]
pub struct Base {
    /// Its id: `lone-working`.
    pub id: String,
    /// What it covers.
    pub says: String,
    /// A visit under it needs no assessment of the family.
    pub stands_for_family: bool,
    /// The clauses it comes from.
    pub clauses: Clauses,
}

/// The risk assessment. A policy without one has none, and hv makes none up.
#[derive(Debug, Clone, PartialEq)]
pub struct AssessmentRules {
    /// Ratings from lowest to highest: `L`, `M`, `H`. Empty: nothing is rated.
    pub ratings: Vec<String>,
    /// From which rating a visit counts as *higher risk*. The school must choose (ruling B1.3).
    pub higher_risk_from: Option<String>,
    /// How impact and likelihood give a rating; `None` when ratings are given directly.
    pub matrix: Option<Matrix>,
    /// How points give a rating.
    pub score: Option<Score>,
    /// What each rating means.
    pub bands: Vec<Band>,
    /// The fields at the head of the form.
    pub header: Vec<Field>,
    /// The columns of the hazard table. Empty: controls with in place, by whom and deadline, rated before and after.
    pub columns: Vec<Field>,
    /// Further hazards and controls may be added on the spot.
    pub extra: Option<Clauses>,
    /// School-wide assessments.
    pub bases: Vec<Base>,
    /// Roles that must be among those who conduct it (all of them).
    pub assessors: Vec<Role>,
    /// The roles any of which authorises. Empty: nobody has to.
    pub authorised_by: Vec<Role>,
    /// Standard hazards, in order.
    pub hazards: Vec<Hazard>,
    /// A new review is needed after each visit before the next.
    pub review_after_each_visit: bool,
    /// The clauses it comes from.
    pub clauses: Clauses,
}
