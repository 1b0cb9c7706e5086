//! What is known of a family before anybody answers a question about it: earlier visits, concerns, incidents,
//! agencies and assessments, each with its day and whose word it is (AET-A-R5.7, ARH-intro-3).

use super::desk::Desk;
use crate::domain::assessment::Assessment;
use crate::domain::directory::Family;
use crate::domain::visit::Visit;
use crate::render::{Put, clean, fit};

/// Visits shown one by one; of the earlier ones those that say something to be careful of.
const SHOWN: usize = 5;

/// Tells it, on standard error: it is not what was asked for, and nobody assesses without having seen it.
pub(super) fn tell(family: &Family, history: &[Visit], desk: &mut Desk<'_>) {
    let mut text = format!("Known of {} before this assessment:\n", family.id);
    let visits: Vec<&Visit> = history.iter().filter(|v| v.dropped.is_none()).collect();
    let begin = visits.len().saturating_sub(SHOWN);
    let mut quiet = 0;
    for (place, visit) in visits.iter().enumerate() {
        let lines = visit_lines(visit, desk);
        if place < begin && lines.len() < 2 {
            quiet += 1;
            continue;
        }
        for line in &lines {
            text.put(format!("  {}\n", clean(line)));
        }
    }
    if quiet > 0 {
        text.put(format!(
            "  and {} before that with nothing noted\n",
            crate::render::count(quiet, "visit")
        ));
    }
    if visits.is_empty() {
        text.put("  no visit on record\n");
    }
    for agency in &family.agencies {
        text.put(format!("  agency: {}\n", clean(agency)));
    }
    let assessments = desk.assessments(&family.id);
    match assessments.last() {
        Some(last) => text.put(format!("  {}\n", clean(&assessment_line(last, desk)))),
        None => text.put("  never assessed\n"),
    }
    let shown = fit(&text, desk.host.width());
    desk.host.tell(&shown);
}

/// A visit, and beneath it what to be careful of.
fn visit_lines(visit: &Visit, desk: &Desk<'_>) -> Vec<String> {
    let day = desk.zone.day_of(visit.plan.start).words();
    let how = match &visit.ended {
        Some(ended) if ended.outcome.got_in => "staff went in".to_owned(),
        Some(ended) => format!("nobody went in ({})", ended.outcome.outcome),
        None if visit.planned() && visit.plan.start > desk.now => "planned".to_owned(),
        None => "not written up: nobody has said how it went".to_owned(),
    };
    let who = visit.plan.staff.join(" and ");
    let mut lines = vec![format!("{day}: {how}, {who}")];
    if let Some(ended) = &visit.ended {
        let outcome = &ended.outcome;
        for (what, said) in [("concern", &outcome.concern), ("called off", &outcome.why)] {
            if let Some(said) = said {
                lines.push(format!("    {what}: {said} (written up {})", desk.words(ended.at)));
            }
        }
        for (question, answer) in &outcome.answers {
            lines.push(format!("    {question}: {answer}"));
        }
    }
    for (at, incident) in visit.incidents() {
        let reference = incident.reference.as_deref().unwrap_or("no reference");
        lines.push(format!(
            "    INCIDENT {}: {}, by {}, {reference}",
            desk.words(at),
            incident.kind,
            incident.by_whom
        ));
    }
    lines
}

fn assessment_line(last: &Assessment, desk: &Desk<'_>) -> String {
    let rating = super::assess_page::rating_word(&last.assessed);
    let decided = match &last.decision {
        Some(d) if d.proceed => format!("may go ahead, decided by {}", d.decided_by),
        Some(d) => format!("may NOT go ahead, decided by {}: {}", d.decided_by, d.reason),
        None => "nobody has decided on it".to_owned(),
    };
    let sound = if last.sound { "" } else { " A line of its record is in doubt: hv doctor." };
    format!(
        "last assessed {} by {} ({}): {rating}, {decided}.{sound}",
        desk.words(last.at),
        last.assessed.conducted_by.join(" and "),
        last.name()
    )
}
