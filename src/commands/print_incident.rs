//! `hv print incident`: the report of an incident, empty or with what is on record, one for everybody affected. What
//! happened is written on it by hand, and kept in the school's own system: hv holds that it happened and what is owed.

use super::desk::Desk;
use super::print::{Foot, Made, blank, on_paper, part};
use super::print_unread;
use crate::domain::events::{Incident, VisitEvent};
use crate::domain::visit::Visit;
use crate::error::Error;
use crate::policy::{Policy, Step};
use crate::render::paper::{Block, Field, Page, Part, Piece, Sheet, Words};
use crate::when::Moment;

pub(super) fn page(typed: Option<String>, desk: &mut Desk<'_>) -> Result<Made, Error> {
    let (policy, mut alerts) = print_unread::policy(desk);
    let policy = policy.as_ref();
    let visit = match &typed {
        Some(typed) => {
            let (id, _) = super::cancel::target(typed, desk)?;
            Some(desk.visit(&id)?)
        }
        None => None,
    };
    let mut foot = Foot::under(policy);
    let mut whole = policy.is_some();
    let mut parts = Vec::new();
    let mut affected = Vec::new();
    if let Some(visit) = &visit {
        foot.outing_or_visit(&visit.id, desk);
        if !visit.damage.is_empty() {
            whole = false;
            alerts.push(Words::from("DAMAGED RECORD: an incident may be missing from this page. hv doctor says what is wrong."));
        }
        parts.push(the_visit(visit, desk));
        for (at, incident) in visit.incidents() {
            affected.extend(super::cancel::names_of(&incident.affected, desk));
            parts.push(on_record(at, incident, policy, desk));
        }
        if visit.incidents().is_empty() {
            alerts.push("NO INCIDENT IS ON RECORD for this visit yet: hv incident records that there was one.".into());
            parts.push(to_fill_in(policy));
        }
        parts.extend(owed(visit));
    } else {
        parts.push(part(
            "The visit",
            vec![Block::Fields(vec![
                blank("Which visit, family by id", 1),
                blank("When and where", 1),
                blank("Staff on the visit", 1),
            ])],
        ));
        parts.push(to_fill_in(policy));
    }
    parts.push(by_hand());
    parts.push(questions(policy, visit.as_ref()));
    parts.push(signed(&affected));
    foot.signature = Some("by hand, on this page, if at all: none is on record".to_owned());
    let page = Page {
        sheet: Sheet::Upright,
        title: "Report of an incident on a home visit".into(),
        about: vec![
            desk.school.name.as_str().into(),
            "One for each person affected. Hand it to whoever the policy names, on the same day."
                .into(),
        ],
        alerts,
        parts: parts.into_iter().filter(|p| !p.blocks.is_empty()).collect(),
        foot: foot.fields(desk),
        running: foot.running(desk),
    };
    Ok(Made { page, whole })
}

fn the_visit(visit: &Visit, desk: &Desk<'_>) -> Part {
    let plan = &visit.plan;
    let staff = super::cancel::names_of(&plan.staff, desk).join(", ");
    let address = plan.address.as_ref().and_then(|id| desk.store.address(id).ok().flatten());
    let place = address.map_or_else(|| "NOT KNOWN".to_owned(), |a| a.text);
    part(
        "The visit",
        vec![Block::Fields(vec![
            Field::said("Visit", visit.id.as_str()),
            Field::said(
                "Planned for",
                format!("{}, {}", on_paper(plan.start, desk), plan.lasts.words()),
            ),
            Field::said("Where", place),
            Field::said("Staff on the visit", staff),
        ])],
    )
}

fn on_record(at: Moment, incident: &Incident, policy: Option<&Policy>, desk: &Desk<'_>) -> Part {
    let kind = policy.and_then(|p| p.incidents.iter().find(|k| k.id == incident.kind));
    let kind = kind.map_or_else(|| incident.kind.clone(), |k| k.says.clone());
    let affected = super::cancel::names_of(&incident.affected, desk).join(", ");
    let reference = incident
        .reference
        .clone()
        .unwrap_or_else(|| "NOT SET: write here where the account is kept".to_owned());
    let mut fields = vec![
        Field::said("When", on_paper(at, desk)),
        Field::said("What kind", kind),
        Field::said("By whom", incident.by_whom.as_str()),
        Field::said("Affected", affected),
        Field::said("Account kept under", reference),
    ];
    for (key, value) in &incident.answers {
        let question = policy.and_then(|p| p.questions.iter().find(|q| q.id == *key));
        let ask = question.map_or(key.as_str(), |q| q.ask.as_str());
        fields.push(Field::said(ask, value.to_string()));
    }
    fields.extend(
        incident
            .unmet
            .iter()
            .map(|u| Field::said("Not met", format!("{} Why: {}", u.says, u.reason))),
    );
    part("On record", vec![Block::Fields(fields)])
}

fn to_fill_in(policy: Option<&Policy>) -> Part {
    let kinds = policy.into_iter().flat_map(|p| &p.incidents);
    let kinds: Vec<Words> = kinds.map(|k| k.says.as_str().into()).collect();
    let kind = if kinds.is_empty() {
        blank("What kind", 1)
    } else {
        Field {
            holds: kinds.into_iter().map(|k| Piece::Tick(Words::default(), vec![k])).collect(),
            ..Field::said("What kind", "")
        }
    };
    let by = ["a parent or carer", "a pupil", "somebody else", "nobody: an accident"];
    let by = by.iter().map(|w| Words::from(*w)).collect();
    part(
        "What it was",
        vec![Block::Fields(vec![
            kind,
            Field { holds: vec![Piece::Tick(Words::default(), by)], ..Field::said("By whom", "") },
            blank("Everybody affected", 1),
            blank("When and where exactly", 1),
        ])],
    )
}

/// What every policy's form asks besides, and hv never holds.
fn by_hand() -> Part {
    let yes_no = |name: &str| Field {
        holds: vec![
            Piece::Tick(Words::default(), vec!["yes".into(), "no".into()]),
            Piece::Room(Words::default(), 1),
        ],
        ..Field::said(name, "")
    };
    part(
        "Written by hand, and kept in the school's own safeguarding or accident file",
        vec![Block::Fields(vec![
            blank("What happened, in order, in plain words", 6),
            blank("Words used, as they were said", 1),
            blank("When and how staff left", 1),
            yes_no("Was anybody hurt? Medical advice?"),
            yes_no("Was physical intervention used?"),
            yes_no("Were the police rung? Reference number"),
            blank("Who saw or heard it", 1),
            blank("Told to (name, role), when", 1),
            blank("Done at once, and agreed for next time", 1),
        ])],
    )
}

/// What this policy asks when an incident is typed in.
fn questions(policy: Option<&Policy>, visit: Option<&Visit>) -> Part {
    let Some(policy) = policy else {
        let holds = vec![Piece::Loud("NOT KNOWN: policy.toml cannot be read".into())];
        let field = Field { holds, ..Field::said("What else the policy asks", "") };
        return part("Asked by the policy", vec![Block::Fields(vec![field])]);
    };
    let answered = |id: &str| {
        visit.is_some_and(|v| v.incidents().iter().any(|(_, i)| i.answers.contains_key(id)))
    };
    let asked = policy.questions.iter().filter(|q| q.at == Step::Incident && !answered(&q.id));
    let fields: Vec<Field> = asked
        .map(|q| Field {
            name: q.ask.as_str().into(),
            clauses: (&q.clauses).into(),
            holds: vec![Piece::Room(Words::default(), 1)],
        })
        .collect();
    let blocks = if fields.is_empty() { Vec::new() } else { vec![Block::Fields(fields)] };
    part("Asked by the policy", blocks)
}

fn owed(visit: &Visit) -> Option<Part> {
    let incidents: Vec<&str> = visit
        .entries
        .iter()
        .filter(|e| matches!(e.body, VisitEvent::Incident(_)))
        .map(|e| e.id.as_str())
        .collect();
    let owed = visit.owed.iter().filter(|o| incidents.contains(&o.event.as_str()));
    let fields: Vec<Field> = owed
        .map(|o| Field {
            name: o.duty.owner.as_str().into(),
            clauses: (&o.duty.clauses).into(),
            holds: vec![
                Piece::Words(o.duty.does.as_str().into()),
                Piece::Tick(Words::default(), vec!["done".into()]),
            ],
        })
        .collect();
    (!fields.is_empty()).then(|| part("Still owed", vec![Block::Fields(fields)]))
}

fn signed(affected: &[String]) -> Part {
    let who =
        if affected.is_empty() { String::new() } else { format!(" ({})", affected.join(", ")) };
    part(
        "Signatures",
        vec![Block::Boxes(vec![
            blank(&format!("Person affected{who}"), 0),
            blank("Received by (name, role)", 0),
            blank("Date and time", 0),
        ])],
    )
}
