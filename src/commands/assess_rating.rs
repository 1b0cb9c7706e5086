//! How the ratings of an assessment came about, in words and as data: answers, rule, clauses, for `hv why`.

use super::assess_page::{points, rating_word};
use super::desk::Desk;
use crate::domain::assessment::Assessment;
use crate::domain::directory::Caution;
use crate::domain::events::Assessed;
use crate::domain::explained::{
    BandLimits, Counted, Explained, Given, Hazard, Higher, Meaning, OverallBy, Rule, Word, explain,
};
use crate::domain::known::Known;
use crate::policy::Policy;
use crate::render::Put;
use crate::render::{clean, words, wrap};
use serde_json::Value;

/// What explains an assessment. `None` where the policy can no longer be read, or no longer has an assessment.
pub(super) fn of_assessment(assessment: &Assessment, desk: &mut Desk<'_>) -> Option<Explained> {
    let policy = desk.policy().ok()?;
    let rules = policy.assessment.as_ref()?;
    let caution = caution(&assessment.assessed, desk);
    Some(explain(&assessment.assessed, &policy, rules, caution))
}

/// The same for a visit, of whose family and address everything is known already.
pub(super) fn of_visit(known: &Known, policy: &Policy) -> Option<Explained> {
    let assessment = known.assessment(policy)?;
    let rules = policy.assessment.as_ref()?;
    let all = known.family.is_some() && known.address.is_some();
    let careful = !known.cautions().is_empty();
    let caution = if careful { Some(true) } else { all.then_some(false) };
    Some(explain(&assessment.assessed, policy, rules, caution))
}

/// Is there a caution on record of the family or the address? `None`: a record that would say so cannot be read. A
/// school-wide assessment is of no family.
fn caution(assessed: &Assessed, desk: &Desk<'_>) -> Option<bool> {
    if assessed.base.is_some() {
        return Some(false);
    }
    let on = |cautions: &[Caution]| !cautions.is_empty();
    let family = desk.store.family(&assessed.family).ok().flatten().map(|f| on(&f.cautions));
    let address = assessed
        .address
        .as_ref()
        .map_or(Some(false), |id| desk.store.address(id).ok().flatten().map(|a| on(&a.cautions)));
    match (family, address) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        (None | Some(false), _) => None,
    }
}

/// The same as data.
pub(super) fn as_json(explained: Option<&Explained>) -> Value {
    serde_json::to_value(explained).unwrap_or_default()
}

/// In words, over several lines.
pub(super) fn in_words(
    assessment: &Assessment,
    explained: Option<&Explained>,
    width: usize,
) -> String {
    let overall = clean(&rating_word(&assessment.assessed));
    let mut text = format!("Risk {overall} overall, by {}:\n", clean(&assessment.name()));
    let Some(explained) = explained else {
        text.put("  the policy has no assessment now, so nobody can say by which rule\n");
        return text;
    };
    text.push_str(&lines(explained, width));
    text
}

/// What a form comes to before it is recorded.
pub(super) fn comes_to(assessed: &Assessed, policy: &Policy, desk: &Desk<'_>) -> String {
    let Some(rules) = &policy.assessment else { return String::new() };
    let explained = explain(assessed, policy, rules, caution(assessed, desk));
    let overall = clean(&rating_word(assessed));
    format!("It comes to: {overall} overall.\n{}", lines(&explained, desk.host.width()))
}

fn lines(explained: &Explained, width: usize) -> String {
    let mut lines = vec![rule(&explained.rule)];
    if explained.policy_changed {
        lines.push("the policy has changed since: its rule is shown as it stands now".to_owned());
    }
    lines.extend(explained.answers.iter().map(answer));
    lines.extend(explained.hazards.iter().flat_map(hazard));
    lines.push(overall_by(explained));
    lines.extend(explained.means.iter().map(meaning));
    lines.push(higher(explained));
    let wrapped = lines.iter().map(|line| format!("{}\n", wrap(&clean(line), "  ", width)));
    wrapped.collect::<Vec<String>>().concat()
}

fn rule(rule: &Rule) -> String {
    let how = match rule.how {
        "grid" => "rule: impact and likelihood give a rating by the policy's grid".to_owned(),
        "product" => format!("rule: impact times likelihood: {}", bands(&rule.bands)),
        "sum" => format!("rule: the answers' points are added up: {}", bands(&rule.bands)),
        "direct" => "rule: ratings are judged, and none is worked out".to_owned(),
        _ => "rule: nothing is rated under this policy".to_owned(),
    };
    format!("{how}{}", words::cited(&rule.clauses))
}

/// "low from 0 to 2, medium at 3, high from 4".
fn bands(bands: &[BandLimits]) -> String {
    let one = |band: &BandLimits| match band.to {
        Some(to) if to == band.from => format!("{} at {to}", band.rating),
        Some(to) => format!("{} from {} to {to}", band.rating, band.from),
        None => format!("{} from {}", band.rating, band.from),
    };
    bands.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn answer(counted: &Counted) -> String {
    let question = &counted.question;
    let said = match (&counted.answer, counted.points, &counted.left_out) {
        (Some(answer), Some(points), _) => format!("{question} = {answer} counts {points}"),
        (Some(answer), None, _) => format!("{question} = {answer} has no points: not known"),
        (None, Some(points), _) => format!("{question} counts {points}"),
        (None, None, Some(why)) => format!("{question} was left out ({why}): not known"),
        (None, None, None) => format!("{question} was not asked, and counts nothing"),
    };
    format!("{said}{}", words::cited(&counted.clauses))
}

/// "alone: Major and Possible give H before controls, M after controls, as judged".
fn hazard(hazard: &Hazard) -> Vec<String> {
    let name = &hazard.hazard;
    let cited = words::cited(&hazard.clauses);
    if let Some(why) = &hazard.does_not_apply {
        let line = format!("{name}: does not apply, because {why}. Not rated, and not counted");
        return vec![format!("{line}{cited}")];
    }
    if hazard.ratings.is_empty() {
        return vec![format!("{name}: not rated{cited}")];
    }
    let parts: Vec<String> = hazard.ratings.iter().map(given).collect();
    vec![format!("{name}: {}{cited}", parts.join("; "))]
}

fn given(given: &Given) -> String {
    let Given { rating, .. } = given;
    let spelt = |word: &Word| match word.points {
        Some(points) => format!("{} ({points})", word.word),
        None => word.word.clone(),
    };
    let from = match (&given.impact, &given.likelihood, given.points) {
        (Some(impact), Some(likelihood), Some(points)) => {
            format!("{} times {} is {points}, which is {rating}", spelt(impact), spelt(likelihood))
        }
        (Some(impact), Some(likelihood), None) => {
            format!("{} and {} give {rating}", spelt(impact), spelt(likelihood))
        }
        _ => format!("{rating} as judged"),
    };
    let column = match given.column {
        "before" => "before controls",
        "after" => "after controls",
        _ => "with the controls listed",
    };
    let now = given.now.as_ref().map(|now| format!(" (the policy gives {now} now)"));
    format!("{from} {column}{}{}", now.unwrap_or_default(), words::cited(&given.clauses))
}

fn overall_by(explained: &Explained) -> String {
    let overall = explained.overall.as_deref().unwrap_or("not rated");
    let said = match (explained.overall_by, &explained.worst, explained.points) {
        (OverallBy::Judged, Some(worst), _) => format!(
            "overall {overall} as judged; the worst hazard is {worst}, and overall is never milder"
        ),
        (OverallBy::Judged, None, _) => format!("overall {overall} as judged"),
        (OverallBy::Worst, _, _) => {
            "overall is the worst of these: the form has no rating for the whole".to_owned()
        }
        (OverallBy::Sum, _, sum) => format!("{} in all: {overall}", points(sum.unwrap_or(0))),
        (OverallBy::NotKnown, _, _) => {
            "an answer was not known, so the sum is not known, and counts as higher risk".to_owned()
        }
        (OverallBy::NotRated, _, _) => "nothing is rated, so the risk is not known".to_owned(),
    };
    format!("{said}{}", words::cited(&explained.rule.clauses))
}

fn meaning(meaning: &Meaning) -> String {
    let needs = meaning.needs.as_ref().map(|n| format!("; wants a {}", n.replace('-', " ")));
    format!(
        "{} means: {}{}{}",
        meaning.rating,
        meaning.says,
        needs.unwrap_or_default(),
        words::cited(&meaning.clauses)
    )
}

fn higher(explained: &Explained) -> String {
    let Higher { holds, from, caution, clauses } = &explained.higher_risk;
    let overall = explained.overall.as_deref();
    let said = match (holds, caution, overall, from) {
        (Some(true), Some(true), _, _) => {
            return "higher risk: yes, a caution is on record of the family or the address"
                .to_owned();
        }
        (Some(true), _, Some(overall), Some(from)) => {
            format!("yes, {overall} is at or above {from}, the mark of this policy")
        }
        (Some(false), _, Some(overall), Some(from)) => {
            format!("no, {overall} is below {from}, the mark of this policy, and no caution is on record")
        }
        (_, None, _, _) => {
            "not known, which counts as higher: cautions of the family or the address cannot be read"
                .to_owned()
        }
        (_, _, _, None) => {
            "not known, which counts as higher: this policy has no mark for it".to_owned()
        }
        (_, _, None, Some(from)) => {
            format!("not known, which counts as higher: no overall rating to hold against {from}")
        }
        (None, _, Some(overall), Some(from)) => format!(
            "not known, which counts as higher: {overall} or {from} is no rating of this policy now"
        ),
    };
    format!("higher risk: {said}{}", words::cited(clauses))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(hazard_of: &Hazard) -> String {
        hazard(hazard_of).concat()
    }

    #[test]
    fn a_hazard_that_does_not_apply_is_said_to_be_one_and_never_low() {
        let gone = Hazard {
            hazard: "dog".to_owned(),
            does_not_apply: Some("they have none".to_owned()),
            ratings: Vec::new(),
            clauses: vec!["X-1".to_owned()],
        };
        let words = "dog: does not apply, because they have none. Not rated, and not counted [X-1]";
        assert_eq!(said(&gone), words);
        assert_eq!(said(&Hazard { does_not_apply: None, ..gone }), "dog: not rated [X-1]");
    }

    #[test]
    fn an_answer_is_counted_not_asked_left_out_or_not_known() {
        let counted = |answer: Option<&str>, points, left_out: Option<&str>| Counted {
            question: "threats".to_owned(),
            answer: answer.map(crate::policy::facts::Value::from),
            points,
            left_out: left_out.map(str::to_owned),
            clauses: Vec::new(),
        };
        for (one, words) in [
            (counted(Some("many"), Some(3), None), "threats = many counts 3"),
            (
                counted(Some("not known"), None, None),
                "threats = not known has no points: not known",
            ),
            (counted(None, None, None), "threats was not asked, and counts nothing"),
            (counted(None, None, Some("new")), "threats was left out (new): not known"),
        ] {
            assert_eq!(answer(&one), words);
        }
    }
}
