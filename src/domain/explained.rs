//! Why a risk is rated as it is: the answers, the rule, the clauses, for `hv why`.
//!
//! What was recorded is what counts; the rule is that of the policy as it stands. Where the two give different
//! ratings, because the policy has changed since, both are shown: nothing is worked out anew behind anybody's back.

use super::assessed::{Assessed, AssessedHazard};
use super::assessment::{Rated, band_of, higher_risk, product, rate, rated, worst};
use crate::policy::facts::Value;
use crate::policy::{AssessmentRules, Clauses, Policy, Score, Step};
use serde::Serialize;

/// Everything that explains the ratings of one assessment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Explained {
    /// The overall rating as recorded. `None`: not rated, or not known.
    pub overall: Option<String>,
    /// How the overall rating came about.
    pub overall_by: OverallBy,
    /// The worst rating among the hazards that apply.
    pub worst: Option<String>,
    /// The rule by which this policy rates.
    pub rule: Rule,
    /// What each answer counts, where answers are added up.
    pub answers: Vec<Counted>,
    /// The sum. `None`: nothing is added up, or an answer is not known.
    pub points: Option<i64>,
    /// Each hazard.
    pub hazards: Vec<Hazard>,
    /// What the ratings mean and ask for, of those that were given.
    pub means: Vec<Meaning>,
    /// Does it count as higher risk, and why?
    pub higher_risk: Higher,
    /// The policy has changed since the assessment was made: its rule is shown as it stands now.
    pub policy_changed: bool,
}

/// How an overall rating came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum OverallBy {
    /// Chosen by those who made the assessment.
    Judged,
    /// The worst of the hazards.
    Worst,
    /// The band that the sum is in.
    Sum,
    /// A sum, and an answer to it is not known.
    NotKnown,
    /// Nothing is rated.
    NotRated,
}

/// A policy's rule for rating.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// `grid`, `product`, `sum`, `direct` or `not-rated`.
    pub how: &'static str,
    /// From how many points to how many each rating holds.
    pub bands: Vec<BandLimits>,
    /// The clauses of the rule.
    pub clauses: Clauses,
}

/// The points at which a rating holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BandLimits {
    /// The rating.
    pub rating: String,
    /// The first.
    pub from: i64,
    /// The last; `None` in the highest band.
    pub to: Option<i64>,
}

/// What one answer counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Counted {
    /// The question, by id.
    pub question: String,
    /// The answer. `None`: it was not asked, or left out.
    pub answer: Option<Value>,
    /// What it counts. `None` beside an answer: it has no points, so the sum is not known.
    pub points: Option<i64>,
    /// Why it was left out, which leaves the sum unknown.
    pub left_out: Option<String>,
    /// The clauses of the question.
    pub clauses: Clauses,
}

/// How one hazard was rated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hazard {
    /// Its id in the policy, or the words of one added on the spot.
    pub hazard: String,
    /// Why it does not arise. It is then not rated, which is not the same as low.
    pub does_not_apply: Option<String>,
    /// Its ratings, in the order of the table.
    pub ratings: Vec<Given>,
    /// The clauses it comes from.
    pub clauses: Clauses,
}

/// One rating of a hazard, and what it came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Given {
    /// The column: `before`, `rating` or `after`.
    pub column: &'static str,
    /// The rating as recorded.
    pub rating: String,
    /// Impact as chosen, with its points, where the rating was worked out.
    pub impact: Option<Word>,
    /// Likelihood as chosen.
    pub likelihood: Option<Word>,
    /// Impact times likelihood.
    pub points: Option<i64>,
    /// What the policy as it stands now would give instead.
    pub now: Option<String>,
    /// The clauses of the column.
    pub clauses: Clauses,
}

/// A word of a scale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Word {
    /// The word.
    pub word: String,
    /// Its points; `None` on a grid.
    pub points: Option<i64>,
}

/// What a rating means in this policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Meaning {
    /// The rating.
    pub rating: String,
    /// What it means.
    pub says: String,
    /// What must stand beside it.
    pub needs: Option<String>,
    /// The clauses.
    pub clauses: Clauses,
}

/// Whether a visit under the assessment is one of higher risk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Higher {
    /// `None`: not known, which counts as higher.
    pub holds: Option<bool>,
    /// The mark: the rating from which risk is higher. `None`: nobody has set one.
    pub from: Option<String>,
    /// A caution is on record of the family or the address. `None`: not known.
    pub caution: Option<bool>,
    /// The clauses of the mark.
    pub clauses: Clauses,
}

/// A caution makes a risk higher whatever its rating, and only what is known of both makes it none.
pub fn higher(caution: Option<bool>, by_rating: Option<bool>) -> Option<bool> {
    match (caution, by_rating) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        (None | Some(false), _) => None,
    }
}

/// Explains an assessment by the rules of the policy. `caution`: whether one is on record of the family or the address.
pub fn explain(
    assessed: &Assessed,
    policy: &Policy,
    rules: &AssessmentRules,
    caution: Option<bool>,
) -> Explained {
    let counting = |h: &&AssessedHazard| h.does_not_apply.is_none();
    let counted = assessed.hazards.iter().filter(counting).filter_map(AssessedHazard::counts);
    let worst = worst(rules, counted);
    Explained {
        overall: assessed.overall.clone(),
        overall_by: overall_by(assessed, rules),
        worst,
        rule: rule(rules),
        answers: answers(assessed, policy, rules),
        points: assessed.points,
        hazards: assessed.hazards.iter().map(|h| hazard(h, rules)).collect(),
        means: means(assessed, rules),
        higher_risk: mark(assessed, policy, rules, caution),
        policy_changed: assessed.policy != policy.digest,
    }
}

fn overall_by(assessed: &Assessed, rules: &AssessmentRules) -> OverallBy {
    // What is on record says more than today's policy: each way of rating leaves other fields behind.
    let one_rating = assessed.hazards.iter().any(|h| h.rating.is_some());
    match (&assessed.overall, assessed.points) {
        (Some(_), Some(_)) => OverallBy::Sum,
        (Some(_), None) if one_rating => OverallBy::Worst,
        (Some(_), None) => OverallBy::Judged,
        (None, _) if !assessed.counted.is_empty() => OverallBy::NotKnown,
        (None, _) if matches!(rated(rules), Rated::Sum(_)) => OverallBy::NotKnown,
        (None, _) => OverallBy::NotRated,
    }
}

fn rule(rules: &AssessmentRules) -> Rule {
    let (how, score, clauses) = match rated(rules) {
        Rated::Not => ("not-rated", None, &rules.clauses),
        Rated::Direct => ("direct", None, &rules.clauses),
        Rated::Grid(matrix) => ("grid", None, &matrix.clauses),
        Rated::Product(score) => ("product", Some(score), &score.clauses),
        Rated::Sum(score) => ("sum", Some(score), &score.clauses),
    };
    Rule { how, bands: score.map(limits).unwrap_or_default(), clauses: clauses.clone() }
}

/// Each band with its first and its last point.
fn limits(score: &Score) -> Vec<BandLimits> {
    let next = score.bands.iter().skip(1).map(|(from, _)| Some(from.saturating_sub(1)));
    let band = |((from, rating), to): (&(i64, String), Option<i64>)| BandLimits {
        rating: rating.clone(),
        from: *from,
        to,
    };
    score.bands.iter().zip(next.chain([None])).map(band).collect()
}

fn answers(assessed: &Assessed, policy: &Policy, rules: &AssessmentRules) -> Vec<Counted> {
    let asks = matches!(rated(rules), Rated::Sum(_));
    let pointed = |id: &str| {
        let known = policy.questions.iter().find(|q| q.at == Step::Assess && q.id == id);
        known.map(|q| q.clauses.clone()).unwrap_or_default()
    };
    let one = |id: &str| Counted {
        question: id.to_owned(),
        answer: assessed.answers.get(id).cloned(),
        points: assessed.counted.get(id).copied(),
        left_out: assessed.left_out.get(id).cloned(),
        clauses: pointed(id),
    };
    let listed = policy.questions.iter().filter(|q| q.at == Step::Assess && !q.points.is_empty());
    let listed: Vec<&str> = listed.filter(|_| asks).map(|q| q.id.as_str()).collect();
    // A question that the policy no longer has still counted then.
    let gone = assessed.counted.keys().map(String::as_str).filter(|id| !listed.contains(id));
    listed.iter().copied().chain(gone).map(one).collect()
}

fn hazard(hazard: &AssessedHazard, rules: &AssessmentRules) -> Hazard {
    let known = rules.hazards.iter().find(|h| h.id == hazard.hazard);
    let clauses = known.map(|h| &h.clauses).or(rules.extra.as_ref());
    let first = (hazard.impact.as_ref(), hazard.likelihood.as_ref(), hazard.points);
    let last =
        (hazard.impact_after.as_ref(), hazard.likelihood_after.as_ref(), hazard.points_after);
    let mut unused = Some(first);
    let mut ratings = Vec::new();
    for (column, rating) in
        [("before", &hazard.before), ("rating", &hazard.rating), ("after", &hazard.after)]
    {
        let Some(rating) = rating else { continue };
        // The words beside the first rating of the row are those it was looked up by.
        ratings.push(given(column, rating, unused.take().unwrap_or(last), rules));
    }
    Hazard {
        hazard: hazard.hazard.clone(),
        does_not_apply: hazard.does_not_apply.clone(),
        ratings,
        clauses: clauses.cloned().unwrap_or_default(),
    }
}

type From<'a> = (Option<&'a String>, Option<&'a String>, Option<i64>);

fn given(
    column: &'static str,
    rating: &str,
    (impact, likelihood, points): From<'_>,
    rules: &AssessmentRules,
) -> Given {
    let scales = match rated(rules) {
        Rated::Product(score) => Some((&score.impact, &score.likelihood)),
        Rated::Not | Rated::Grid(_) | Rated::Direct | Rated::Sum(_) => None,
    };
    let counts = |scale: Option<&Vec<(String, i64)>>, word: &String| {
        scale.and_then(|all| all.iter().find(|(w, _)| w == word)).map(|(_, points)| *points)
    };
    let word = |word: Option<&String>, scale: Option<&Vec<(String, i64)>>| {
        word.map(|w| Word { word: w.clone(), points: counts(scale, w) })
    };
    let now = impact.zip(likelihood).and_then(|(impact, likelihood)| match rated(rules) {
        Rated::Grid(matrix) => rate(matrix, impact, likelihood),
        Rated::Product(score) => {
            product(score, impact, likelihood).and_then(|p| band_of(score, p)).map(str::to_owned)
        }
        Rated::Not | Rated::Direct | Rated::Sum(_) => None,
    });
    let columns = rules.columns.iter().find(|c| c.field == column);
    Given {
        column,
        rating: rating.to_owned(),
        impact: word(impact, scales.map(|(impact, _)| impact)),
        likelihood: word(likelihood, scales.map(|(_, likelihood)| likelihood)),
        points,
        now: now.filter(|now| now != rating),
        clauses: columns.map(|c| c.clauses.clone()).unwrap_or_default(),
    }
}

fn means(assessed: &Assessed, rules: &AssessmentRules) -> Vec<Meaning> {
    let given = |rating: &str| {
        assessed.overall.as_deref() == Some(rating)
            || assessed.hazards.iter().any(|h| h.counts() == Some(rating))
    };
    let meaning = |band: &crate::policy::Band| Meaning {
        rating: band.rating.clone(),
        says: band.says.clone(),
        needs: band.needs.clone(),
        clauses: band.clauses.clone(),
    };
    rules.bands.iter().filter(|b| given(&b.rating)).map(meaning).collect()
}

fn mark(
    assessed: &Assessed,
    policy: &Policy,
    rules: &AssessmentRules,
    caution: Option<bool>,
) -> Higher {
    let by_rating = assessed.overall.as_deref().and_then(|r| higher_risk(rules, r));
    let choice = policy.choices.iter().find(|c| c.id == "higher-risk-from");
    Higher {
        holds: higher(caution, by_rating),
        from: rules.higher_risk_from.clone(),
        caution,
        clauses: choice.map_or_else(|| rules.clauses.clone(), |c| c.clauses.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::load;

    fn policy() -> Policy {
        let hazard = |id: &str| {
            format!("[[assessment.hazard]]\nid = \"{id}\"\nname = \"{id}\"\nclause = \"X-3\"\n")
        };
        let text = format!(
            "hv-policy = 1\n[policy]\nname = \"small\"\nschool = \"Invented\"\ntitle = \"Visits\"\nhead = \"head\"\n\
             [roles]\nhead = \"the head\"\n\
             [assessment]\nratings = [\"L\", \"M\", \"H\"]\nhigher-risk-from = \"M\"\nclause = \"X-1\"\n\
             extra = {{ clause = \"X-4\" }}\n\
             column = [{{ field = \"hazard\", clause = \"X-2\" }}, {{ field = \"rating\", clause = \"X-2\" }}]\n{}{}",
            hazard("dog"),
            hazard("road")
        );
        load(&text).unwrap().policy
    }

    fn rated(id: &str, rating: Option<&str>) -> AssessedHazard {
        AssessedHazard {
            hazard: id.to_owned(),
            rating: rating.map(str::to_owned),
            ..AssessedHazard::default()
        }
    }

    fn explained(hazards: Vec<AssessedHazard>, overall: Option<&str>) -> Explained {
        let policy = policy();
        let assessed = Assessed {
            hazards,
            overall: overall.map(str::to_owned),
            policy: policy.digest.clone(),
            ..Assessed::default()
        };
        explain(&assessed, &policy, policy.assessment.as_ref().unwrap(), Some(false))
    }

    /// Unknown is danger: only a low rating and no caution, both known, are no higher risk.
    #[test]
    fn a_caution_or_a_rating_makes_a_risk_higher_and_only_both_make_it_none() {
        for (caution, rating, holds) in [
            (Some(false), Some(false), Some(false)),
            (Some(false), Some(true), Some(true)),
            (Some(false), None, None),
            (Some(true), Some(false), Some(true)),
            (Some(true), Some(true), Some(true)),
            (Some(true), None, Some(true)),
            (None, Some(false), None),
            (None, Some(true), Some(true)),
            (None, None, None),
        ] {
            assert_eq!(higher(caution, rating), holds, "{caution:?} {rating:?}");
        }
    }

    /// A hazard that does not apply has no rating, counts for nothing, and is not taken for a low one. Even where an
    /// old record holds a rating of it, that rating is not among those that count.
    #[test]
    fn a_hazard_that_does_not_apply_is_explained_and_not_counted() {
        let gone = AssessedHazard {
            does_not_apply: Some("they have no dog".to_owned()),
            ..rated("dog", None)
        };
        let told = explained(vec![gone.clone(), rated("road", Some("L"))], Some("L"));
        assert_eq!(told.hazards[0].does_not_apply.as_deref(), Some("they have no dog"));
        assert!(told.hazards[0].ratings.is_empty());
        assert_eq!(told.worst.as_deref(), Some("L"), "of the road");
        let odd = AssessedHazard { rating: Some("H".to_owned()), ..gone.clone() };
        assert_eq!(
            explained(vec![odd, rated("road", Some("L"))], Some("L")).worst.as_deref(),
            Some("L")
        );
        let told = explained(vec![gone], None);
        assert_eq!((told.worst, told.higher_risk.holds), (None, None), "none of them is not low");
    }

    #[test]
    fn every_part_names_its_clauses() {
        let told = explained(vec![rated("dog", Some("M")), rated("ice", Some("L"))], Some("M"));
        assert_eq!(told.hazards[0].clauses, ["X-3"]);
        assert_eq!(told.hazards[1].clauses, ["X-4"], "added on the spot");
        assert_eq!(told.hazards[0].ratings[0].clauses, ["X-2"]);
        assert_eq!((told.rule.how, told.rule.clauses), ("direct", vec!["X-1".to_owned()]));
        assert_eq!((told.overall_by, told.higher_risk.holds), (OverallBy::Worst, Some(true)));
        assert!(!told.policy_changed);
    }
}
