//! An assessment as it is written: its form filled in, and what happened to it since.
//!
//! Records made before a field was there still read: what an older form did not ask is absent.

use super::events::{Answers, Duty, Judgement, Unmet};
use super::signed::Given;
use crate::when::{Day, Moment};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A hazard as assessed. Which ratings it has is the policy's: one beside the controls, or before and after them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct AssessedHazard {
    /// The hazard's id in the policy, or the words of one added on the spot.
    pub hazard: String,
    /// Why the hazard does not arise on this visit. It is then not rated, and has no controls to put in place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub does_not_apply: Option<String>,
    /// Who might be harmed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub people_at_risk: Option<String>,
    /// Impact, as chosen, when the policy rates by a grid or by points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub impact: Option<String>,
    /// Likelihood, as chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub likelihood: Option<String>,
    /// Impact times likelihood, when the policy rates by points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub points: Option<i64>,
    /// The rating before controls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// The controls.
    #[serde(default)]
    pub controls: Vec<AssessedControl>,
    /// The one rating, with the controls listed: neither before nor after (ruling B1.25).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rating: Option<String>,
    /// Impact after controls, when the policy rates by points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub impact_after: Option<String>,
    /// Likelihood after controls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub likelihood_after: Option<String>,
    /// Points after controls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub points_after: Option<i64>,
    /// The rating after controls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// What else is to be done. Absent: not asked, or nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub further_action: Option<String>,
    /// When and how the rating is looked at again, where the policy wants that written down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review_note: Option<String>,
}

impl AssessedHazard {
    /// The rating that counts: after the controls, else the one beside them, else before.
    pub fn counts(&self) -> Option<&str> {
        self.after.as_deref().or(self.rating.as_deref()).or(self.before.as_deref())
    }

    /// "H before, 6 controls in place, 1 not, L after", for a question about the whole row.
    pub fn in_short(&self) -> String {
        if let Some(why) = &self.does_not_apply {
            return format!("does not apply ({why})");
        }
        let count = |how: &dyn Fn(&AssessedControl) -> bool, words: &str| {
            let n = self.controls.iter().filter(|c| how(c)).count();
            (n > 0).then(|| format!("{n} {words}"))
        };
        let rating =
            |rating: &Option<String>, when: &str| rating.as_ref().map(|r| format!("{r} {when}"));
        let parts = [
            rating(&self.before, "before"),
            count(&|c| c.in_place == Some(true), "in place"),
            count(&|c| c.in_place == Some(false), "NOT in place"),
            count(&|c| c.does_not_apply.is_some(), "not of use"),
            rating(&self.rating, "with these controls"),
            rating(&self.after, "after"),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        if parts.is_empty() { "nothing rated".to_owned() } else { parts.join(", ") }
    }
}

/// A control as assessed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct AssessedControl {
    /// The control in words.
    pub control: String,
    /// In place already. Absent: the policy's form does not ask.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_place: Option<bool>,
    /// Why it does not apply to this visit. It is then neither in place nor missing (ruling B1.9).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub does_not_apply: Option<String>,
    /// By whom, when it is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by_whom: Option<String>,
    /// By when, when it is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by_when: Option<Day>,
}

/// The assessment that another one began from: what was the same was kept from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct BegunFrom {
    /// Its name: `base:generic`, `ahmed/2026-11-20-1a`.
    pub assessment: String,
    /// When that one was made. One made anew since has another moment.
    pub made: Moment,
}

/// What was assessed.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Assessed {
    /// The family. Empty in a school-wide assessment.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub family: String,
    /// The school-wide assessment it is, by the policy's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<String>,
    /// The address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// The address as it was then, in words: another place under the same id is not what was assessed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// Who conducted it, by id.
    pub conducted_by: Vec<String>,
    /// Their job titles, as typed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub job_titles: Option<String>,
    /// The day at the head of the form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Day>,
    /// The pupils, from the family's record.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pupils: Vec<String>,
    /// Parents and carers with their numbers, from the family's record.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<String>,
    /// Who is covered by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub covered: Option<String>,
    /// The appointments planned when it was made.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub visit_dates: Vec<Moment>,
    /// Who was to go on those appointments, by id. Empty: nothing was planned, or nobody named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub crew: Vec<String>,
    /// The assessment it began from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<BegunFrom>,
    /// The family's other assessments that could be read here when it was begun, by id: whoever made it had these before
    /// them (AET-A-dec-2). Absent: made by an hv that did not write it down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<Vec<String>>,
    /// Why the visit is made, from the plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Answers to the policy's questions.
    #[serde(default)]
    pub answers: Answers,
    /// Where an answer comes from, by its key: "school nurse, 12 Nov". Absent: those who conducted it, on its day.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub sources: BTreeMap<String, String>,
    /// Questions left out because they do not apply, by id, each with the reason. What they ask is not known.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub left_out: BTreeMap<String, String>,
    /// What each answer counted, where the policy adds points up.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub counted: BTreeMap<String, i64>,
    /// The hazards.
    #[serde(default)]
    pub hazards: Vec<AssessedHazard>,
    /// The sum of the points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub points: Option<i64>,
    /// The overall rating. Absent: nothing is rated under this policy, or it could not be worked out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overall: Option<String>,
    /// What else is to be done, where the overall rating wants it and no hazard is rated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub further_action: Option<String>,
    /// When and how the overall rating is looked at again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review_note: Option<String>,
    /// The next review.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_review: Option<Day>,
    /// The digest of the policy it was made under.
    pub policy: String,
    /// Warnings with their reasons: a rating that is worse after the controls.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unmet: Vec<Unmet>,
    /// The duties that follow.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub duties: Vec<Duty>,
}

/// Everything that happens to an assessment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(
    tag = "did",
    rename_all = "kebab-case",
    rename_all_fields = "kebab-case",
    deny_unknown_fields
)]
pub enum AssessmentEvent {
    /// Assessed. The first line; a school-wide assessment made anew is another.
    Assess(Box<Assessed>),
    /// The decision, with a reason for yes as for no.
    Decide {
        /// May the visit go ahead?
        proceed: bool,
        /// Why.
        reason: String,
        /// Who decided, by id.
        decided_by: String,
        /// In which role.
        role: String,
        /// What else is to be done (AET-A-dec-3).
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        actions: Vec<String>,
        /// The digest of what was decided on, as it was shown (AET-A-dec-4): see [`super::assessment::Assessment`].
        #[serde(default, skip_serializing_if = "Option::is_none")]
        over: Option<String>,
        /// Warnings with their reasons.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        unmet: Vec<Unmet>,
        /// The duties that follow: telling the agency that asked.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        duties: Vec<Duty>,
        /// On paper or with a key. Absent: a name was typed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        given: Option<Given>,
        /// The decisions in force on the family's other assessments that could be read when this was made: the
        /// assessment, and the decision's event. A "no" that is not among them stands. Absent: nobody wrote it down then.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seen: Option<BTreeMap<String, String>>,
    },
    /// Reviewed after a visit. "no change" is enough.
    Review {
        /// What the review found.
        found: String,
        /// Still good as it stands; `false` makes a new assessment necessary.
        stands: bool,
        /// The next review. Absent: as it was.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        next_review: Option<Day>,
        /// Who reviewed it, by id. Absent: whoever typed it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reviewed_by: Option<String>,
    },
    /// A risk that nobody knew of when it was made (AET-2.15c): it is in doubt until somebody reviews it.
    Risk {
        /// What: "a lodger with a dog".
        what: String,
        /// Who says so, and how: "health visitor, by phone".
        #[serde(default, skip_serializing_if = "Option::is_none")]
        source: Option<String>,
    },
    /// A control that was not in place is in place now (AET-2.20, AET-A-use-2).
    Control {
        /// The hazard, as it stands in the assessment.
        hazard: String,
        /// The control, in its words.
        control: String,
        /// Who put it in place, by id or in words. Absent: whoever typed it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by_whom: Option<String>,
    },
    /// Somebody confirmed having read it.
    Read {
        /// Who, by id.
        who: String,
    },
    /// A duty was done.
    DutyDone {
        /// The event that the duty came from.
        event: String,
        /// The duty's rule.
        rule: String,
        /// How, when, with whom.
        how: String,
    },
    /// A person has looked at a doubtful line.
    Judge(Judgement),
}
