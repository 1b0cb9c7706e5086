//! An assessment in words: the page of `hv show`. How its ratings came about is in [`super::assess_rating`].

use super::desk::Desk;
use crate::domain::assessment::{Assessment, PutInPlace};
use crate::domain::events::{Assessed, AssessedControl, AssessedHazard};
use crate::policy::Clauses;
use crate::render::Put;
use crate::render::{clean, words};
use serde_json::{Value, json};

/// The page as data.
pub(super) fn as_json(assessment: &Assessment) -> Value {
    let decision = assessment.decision.as_ref().map(
        |d| json!({"proceed": d.proceed, "reason": d.reason, "by": d.decided_by, "role": d.role, "actions": d.actions,
            "at": d.at, "unmet": d.unmet, "risks_decided_on": assessment.risks_decided_on()}),
    );
    let risks: Vec<Value> = assessment
        .risks
        .iter()
        .map(|r| {
            json!({"what": r.what, "source": r.source, "by": r.by,
        "at": r.at, "reviewed": r.reviewed.is_some(), "decided_on": r.decided_on})
        })
        .collect();
    let controls: Vec<Value> = assessment
        .put_in_place
        .iter()
        .map(|c| {
            json!({"hazard": c.hazard,
        "control": c.control, "by": c.by, "at": c.at})
        })
        .collect();
    let reviews: Vec<Value> = assessment
        .reviews
        .iter()
        .map(|r| {
            json!({"at": r.at, "by": r.by, "found": r.found,
        "stands": r.stands, "next_review": r.next_review})
        })
        .collect();
    json!({"hv": 1, "assessment": assessment.name(), "at": assessment.at, "assessed": assessment.assessed,
        "risks": risks, "in_place_since": controls, "reviews": reviews, "digest": assessment.digest,
        "decision": decision, "read_by": assessment.read_by, "next_review": assessment.next_review,
        "owed": assessment.owed.iter().map(|o| &o.duty).collect::<Vec<_>>(), "sound": assessment.sound})
}

/// The page.
pub(super) fn page(assessment: &Assessment, desk: &mut Desk<'_>) -> String {
    let assessed = &assessment.assessed;
    let mut text = format!(
        "Assessment {}, {}, by {}\n",
        clean(&assessment.name()),
        desk.words(assessment.at),
        clean(&assessed.conducted_by.join(" and "))
    );
    text.push_str(&head(assessment, desk));
    for (question, answer) in &assessed.answers {
        text.put(format!("  {question}: {}\n", clean(&answer.to_string())));
    }
    assessed
        .hazards
        .iter()
        .for_each(|hazard| text.push_str(&row(hazard, &assessment.put_in_place)));
    text.put(format!("  Overall: {}\n", clean(&overall(assessed))));
    for (what, written) in
        [("Further action", &assessed.further_action), ("Looked at again", &assessed.review_note)]
    {
        if let Some(written) = written {
            text.put(format!("  {what}: {}\n", clean(written)));
        }
    }
    text.push_str(&since(assessment, desk));
    text
}

/// The fields at the head of the form, as far as the policy has them.
fn head(assessment: &Assessment, desk: &mut Desk<'_>) -> String {
    let assessed = &assessment.assessed;
    let planned: Vec<String> = assessed.visit_dates.iter().map(|at| desk.zone.words(*at)).collect();
    let fields = [
        ("Job titles", assessed.job_titles.clone()),
        ("Date", assessed.date.map(crate::when::Day::words)),
        ("Pupils", several(&assessed.pupils, ", ")),
        ("Address", assessed.place.clone()),
        ("Contacts", several(&assessed.contacts, "; ")),
        ("Covers", assessed.covered.clone()),
        ("Visits when it was made", several(&planned, ", ")),
        ("Reason", assessed.reason.clone()),
    ];
    let mut text = String::new();
    for (what, value) in fields {
        if let Some(value) = value {
            text.put(format!("  {what}: {}\n", clean(&value)));
        }
    }
    if !assessed.visit_dates.is_empty() {
        text.push_str(&later(assessment, desk));
    }
    text
}

/// Visits under it that were planned since: the form gains a date with each.
fn later(assessment: &Assessment, desk: &mut Desk<'_>) -> String {
    let assessed = &assessment.assessed;
    let history = desk.history(&assessed.family);
    let dates: Vec<String> = history
        .iter()
        .filter(|v| v.plan.address == assessed.address && v.dropped.is_none())
        .filter(|v| v.plan.start > assessment.at && !assessed.visit_dates.contains(&v.plan.start))
        .map(|v| desk.zone.words(v.plan.start))
        .collect();
    several(&dates, ", ").map(|d| format!("  Visits since: {}\n", clean(&d))).unwrap_or_default()
}

fn several(all: &[String], between: &str) -> Option<String> {
    (!all.is_empty()).then(|| all.join(between))
}

/// A hazard with its ratings and what stands beside them.
fn row(hazard: &AssessedHazard, since: &[PutInPlace]) -> String {
    let said = |rating: &Option<String>, when: &str| {
        rating.as_ref().map(|r| if when.is_empty() { r.clone() } else { format!("{r} {when}") })
    };
    let ratings: Vec<String> = [
        said(&hazard.before, "before"),
        said(&hazard.rating, "with the controls listed"),
        said(&hazard.after, "after"),
    ]
    .into_iter()
    .flatten()
    .collect();
    let mut text = format!("  {}", clean(&hazard.hazard));
    if !ratings.is_empty() {
        text.put(format!(": {}", clean(&ratings.join(", "))));
    }
    text.push('\n');
    for (what, written) in [
        ("at risk", &hazard.people_at_risk),
        ("further action", &hazard.further_action),
        ("looked at again", &hazard.review_note),
    ] {
        if let Some(written) = written {
            text.put(format!("      {what}: {}\n", clean(written)));
        }
    }
    for one in &hazard.controls {
        let put = since.iter().any(|p| p.hazard == hazard.hazard && p.control == one.control);
        text.push_str(&control(one, put));
    }
    text
}

/// What is not in place, or, where the form does not ask, the control as listed. What is in place needs no line.
fn control(control: &AssessedControl, put_in_place_since: bool) -> String {
    let words = clean(&control.control);
    if let Some(why) = &control.does_not_apply {
        return format!("      does not apply: {words}: {}\n", clean(why));
    }
    match control.in_place {
        Some(true) => String::new(),
        None => format!("      control: {words}\n"),
        Some(false) => {
            let by_when =
                control.by_when.map_or_else(|| "no date".to_owned(), crate::when::Day::words);
            let who = clean(control.by_whom.as_deref().unwrap_or("nobody"));
            if put_in_place_since {
                return format!(
                    "      was not in place: {words}, {who} by {by_when}; it is now, see below\n"
                );
            }
            format!("      NOT in place: {words}, {who} by {by_when}\n")
        }
    }
}

/// "H", "M, from 7 points", or that it is not rated.
fn overall(assessed: &Assessed) -> String {
    match (&assessed.overall, assessed.points) {
        (Some(overall), Some(points)) => format!("{overall}, from {}", self::points(points)),
        (Some(overall), None) => overall.clone(),
        (None, Some(points)) => format!("not rated, {}", self::points(points)),
        (None, None) => "not rated".to_owned(),
    }
}

/// "1 point", "7 points".
pub(super) fn points(points: i64) -> String {
    if points == 1 { "1 point".to_owned() } else { format!("{points} points") }
}

/// A word for a list: the overall rating.
pub(super) fn rating_word(assessed: &Assessed) -> String {
    assessed.overall.clone().unwrap_or_else(|| "not rated".to_owned())
}

/// The decision, the review, who read it, and what is owed.
fn since(assessment: &Assessment, desk: &Desk<'_>) -> String {
    let mut text = String::new();
    text.put(match &assessment.decision {
        Some(d) => format!(
            "  Decision: {}, by {}{}: {}\n",
            if d.proceed { "may go ahead" } else { "may NOT go ahead" },
            clean(&d.decided_by),
            if d.typed_by == d.decided_by {
                String::new()
            } else {
                clean(&format!(", typed by {} for {}", d.typed_by, d.decided_by))
            },
            clean(&d.reason)
        ),
        None => "  Decision: none yet\n".to_owned(),
    });
    if let Some(decision) = &assessment.decision {
        for unmet in &decision.unmet {
            let went = format!("{} {}{}", unmet.says, unmet.reason, words::cited(&unmet.clauses));
            text.put(format!("      decided although: {}\n", clean(&went)));
        }
        for action in &decision.actions {
            text.put(format!("      further action: {}\n", clean(action)));
        }
        text.push_str(&super::assess_life::changed_since_decision(assessment, desk));
        let signed = signature_clauses(desk);
        if decision.proceed || !signed.is_empty() {
            text.put(format!(
                "  {} by {} on {}{}\n",
                if decision.proceed { "Approved" } else { "Refused" },
                clean(&decision.decided_by),
                desk.zone.day_of(decision.at).words(),
                words::cited(&signed)
            ));
        }
    }
    text.push_str(&super::assess_life::since(assessment, desk));
    if let Some(next) = assessment.next_review {
        text.put(format!("  Next review: {}\n", next.words()));
    }
    text.put(format!("  Read by: {}\n", clean(&assessment.read_by.join(", "))));
    for owed in &assessment.owed {
        text.put(format!(
            "  Owed by {}: {}{}\n",
            clean(&owed.duty.owner),
            clean(&owed.duty.does),
            words::cited(&owed.duty.clauses)
        ));
    }
    text
}

/// Where the form has a box for the signature, yes or no, the clauses it comes from.
fn signature_clauses(desk: &Desk<'_>) -> Clauses {
    let rules = desk.policy().ok().and_then(|p| p.assessment);
    let header = rules.map(|r| r.header).unwrap_or_default();
    let signed =
        header.into_iter().filter(|f| ["approved-by", "approved-on"].contains(&f.field.as_str()));
    signed.flat_map(|f| f.clauses).collect()
}
