//! The head of the form: whose it is, whom it is about, and the key to its ratings.

use super::{Form, Of, aside, field, from_clauses, loud, room, words};
use crate::domain::assessment::{Assessment, Rated, rated};
use crate::domain::directory::Caution;
use crate::domain::events::Assessed;
use crate::domain::freeze;
use crate::domain::gate::NOT_KNOWN;
use crate::domain::interview::Head;
use crate::policy::facts::Value;
use crate::policy::{AssessmentRules, Clauses, Matrix, Score, Step};
use crate::render::count;
use crate::render::paper::{Block, Cell, Column, Field, Group, Part, Piece, Table, Words};
use crate::render::words::cited;
use crate::when::{Day, Moment};

/// Whose form it is, and what it is about.
pub(super) fn about(form: &Form<'_>) -> Vec<Words> {
    let mut all: Vec<Words> = vec![form.school.into()];
    if let Some(policy) = form.policy {
        all.push(format!("{}: {}", policy.school, policy.title).into());
    }
    all.push(match form.kept() {
        None => "Form to fill in. It is no record: what is written on it counts in hv once it is typed in.".into(),
        Some(kept) => {
            let made = kept.made_by();
            let by = made.map(|e| form.person(&e.by)).unwrap_or_default();
            let replay = if made.is_some_and(|e| e.clock_given) { " (with --now: a replay or a drill)" } else { "" };
            let at = form.at(kept.assessment.at);
            format!("{}, made {at}, typed by {by}{replay}", kept.assessment.name()).into()
        }
    });
    all
}

/// What must be known before anything else.
pub(super) fn alerts(form: &Form<'_>) -> Vec<Words> {
    let mut all: Vec<Words> = Vec::new();
    if let Some(kept) = form.kept() {
        if !kept.assessment.sound {
            let record = kept.record;
            let doubts = record.doubtful.iter().map(|d| &d.damage).chain(&record.damage);
            let doubts: Vec<String> = doubts.map(ToString::to_string).collect();
            all.push(
                format!(
                    "IN DOUBT: this record cannot be trusted as it stands, and nobody may go by it until somebody has \
                     looked (hv doctor). {}",
                    doubts.join("; ")
                )
                .into(),
            );
        }
        if kept.assessment.review.as_ref().is_some_and(|(_, stands, _)| !stands) {
            all.push("NO LONGER STANDS: a review voided this assessment. Assess anew.".into());
        }
        if kept.assessment.decision.as_ref().is_some_and(|d| !d.proceed) {
            all.push("The decision is NO: the visit may not go ahead.".into());
        }
        all.extend(form.stale.iter().map(|why| format!("MAY NO LONGER HOLD: {why}").into()));
        let new = kept.assessment.risks.iter().filter(|risk| risk.reviewed.is_none());
        all.extend(new.map(|risk| {
            let source = risk.source.as_deref().unwrap_or("no source given");
            let noted = format!("{}, by {}", form.at(risk.at), form.person(&risk.by));
            format!("NEW RISK, and no review of it: {} ({source}; noted {noted})", risk.what).into()
        }));
        all.extend(open(kept.assessment));
        all.extend(other_policy(form, &kept.assessment.assessed));
    }
    all.extend(form.cautions.iter().map(|caution| {
        let Caution { what, source, since, looked_at } = caution;
        let again = looked_at.iter().map(|l| l.on).max();
        let again = again.map(|on| format!(", looked at again {}", on.words())).unwrap_or_default();
        format!("CAUTION on record: {what} ({source}, {}{again})", since.words()).into()
    }));
    all
}

/// What whoever signs has to look at: controls that are not there, and what nobody knows.
fn open(assessment: &Assessment) -> Option<Words> {
    let assessed = &assessment.assessed;
    let missing = assessment.open_controls().len();
    let unknown = assessed.answers.values().filter(|v| **v == Value::from(NOT_KNOWN)).count();
    let all = [
        (missing, "control", "NOT IN PLACE"),
        (unknown, "answer", "NOT KNOWN"),
        (assessed.left_out.len(), "question", "LEFT OUT"),
    ];
    let said: Vec<String> = all
        .into_iter()
        .filter(|(number, ..)| *number > 0)
        .map(|(number, noun, state)| format!("{} {state}", count(number, noun)))
        .collect();
    (!said.is_empty()).then(|| format!("Look at before signing: {}.", said.join(", ")).into())
}

/// The names of hazards and the words of questions are the policy's of today, and not of the day it was made.
fn other_policy(form: &Form<'_>, assessed: &Assessed) -> Option<Words> {
    match form.policy {
        None => Some(
            "The school's policy cannot be read, or has no risk assessment any more: hazards and questions are named by \
             their ids."
                .into(),
        ),
        Some(policy) if policy.digest != assessed.policy => Some(
            format!(
                "The policy has changed since: this was made under {}, and names, questions and clauses are printed from \
                 today's, {}.",
                assessed.policy, policy.digest
            )
            .into(),
        ),
        Some(_) => None,
    }
}

/// Whom it is about, who made it, when: the policy's fields in its order, then what else is on record.
pub(super) fn part(form: &Form<'_>) -> Part {
    let mut fields = vec![whom(form)];
    for (name, clauses) in header(form.rules()) {
        fields.extend(known_field(form, &name, &clauses));
    }
    let listed: Vec<Words> = fields.iter().map(|f: &Field| f.name.clone()).collect();
    let others = [
        "conducted-by",
        "job-titles",
        "date",
        "pupils",
        "address",
        "contacts",
        "covered",
        "visit-dates",
        "reason",
        "next-review",
    ];
    for name in others {
        let found = known_field(form, name, &Clauses::new());
        let recorded = |f: &Field| f.holds.iter().any(|p| matches!(p, Piece::Words(_)));
        fields.extend(found.filter(recorded).filter(|f| !listed.contains(&f.name)));
    }
    fields.extend(only_on_record(form));
    super::titled("Whom it is about", &Clauses::new(), vec![Block::Fields(fields)])
}

/// The fields the policy gives the head, each once. Those of the decision stand in its box.
fn header(rules: Option<&AssessmentRules>) -> Vec<(String, Clauses)> {
    let Some(rules) = rules else { return Vec::new() };
    if rules.header.is_empty() {
        return ["conducted-by", "next-review"].map(|f| (f.to_owned(), Clauses::new())).to_vec();
    }
    let mut all: Vec<(String, Clauses)> = Vec::new();
    for one in rules.header.iter().filter(|f| !f.field.starts_with("approved-")) {
        match all.iter_mut().find(|(name, _)| *name == one.field) {
            Some((_, clauses)) => {
                let new = one.clauses.iter().filter(|c| !clauses.contains(c)).cloned();
                let new: Vec<String> = new.collect();
                clauses.extend(new);
            }
            None => all.push((one.field.clone(), one.clauses.clone())),
        }
    }
    all
}

fn whom(form: &Form<'_>) -> Field {
    let base = match form.of {
        Of::Blank(head) => head.base.as_ref(),
        Of::Kept(kept) => kept.assessment.assessed.base.as_ref(),
    };
    let family = match form.of {
        Of::Blank(head) => &head.family,
        Of::Kept(kept) => &kept.assessment.assessed.family,
    };
    if let Some(id) = base {
        let known = form.rules().and_then(|r| r.bases.iter().find(|b| b.id == *id));
        let clauses = known.map(|b| b.clauses.clone()).unwrap_or_default();
        let says = known.map_or_else(|| id.clone(), |b| format!("{} ({id})", b.says));
        return field("School-wide, for", &clauses, vec![words(says)]);
    }
    let holds = if family.is_empty() { vec![room(1)] } else { vec![words(family)] };
    field("Family", &Clauses::new(), holds)
}

/// What the form and the records call a field, with what stands there: written, or room for it.
fn known_field(form: &Form<'_>, name: &str, clauses: &Clauses) -> Option<Field> {
    let label = match name {
        "conducted-by" => "Assessed by",
        "job-titles" => "Job titles",
        "date" => "Date of assessment",
        "pupils" => "Pupils",
        "address" => "Address",
        "contacts" => "Parents and carers",
        "covered" => "Who is covered",
        "visit-dates" => "Dates of visits",
        "reason" => "Reason for the visit",
        "next-review" => "Next review",
        _ => return None,
    };
    let holds = match form.of {
        Of::Blank(head) => empty(form, head, name),
        Of::Kept(kept) => written(form, &kept.assessment.assessed, name)
            .map_or_else(|| vec![aside("not on record")], |text| vec![words(text)]),
    };
    Some(field(label, clauses, holds))
}

fn written(form: &Form<'_>, assessed: &Assessed, name: &str) -> Option<String> {
    let several = |all: &[String], by: &str| (!all.is_empty()).then(|| all.join(by));
    match name {
        "conducted-by" => Some(form.people(&assessed.conducted_by)).filter(|t| !t.is_empty()),
        "job-titles" => assessed.job_titles.clone(),
        "date" => assessed.date.map(Day::words),
        "pupils" => several(&assessed.pupils, ", "),
        "address" => assessed.place.clone().or_else(|| assessed.address.clone()),
        "contacts" => several(&assessed.contacts, "; "),
        "covered" => assessed.covered.clone(),
        "visit-dates" => moments(form, &assessed.visit_dates),
        "reason" => assessed.reason.clone(),
        "next-review" => form
            .kept()
            .and_then(|kept| kept.assessment.next_review)
            .or(assessed.next_review)
            .map(Day::words),
        _ => None,
    }
}

fn moments(form: &Form<'_>, all: &[Moment]) -> Option<String> {
    let all: Vec<String> = all.iter().map(|at| form.at(*at)).collect();
    (!all.is_empty()).then(|| all.join(", "))
}

/// What the records know already, or room. Dates of visits are added to, so there is room for more of them.
fn empty(form: &Form<'_>, head: &Head, name: &str) -> Vec<Piece> {
    let several = |all: &[String], by: &str| (!all.is_empty()).then(|| all.join(by));
    let known = match name {
        "pupils" => several(&head.pupils, ", "),
        "address" => head.place.clone(),
        "contacts" => several(&head.contacts, "; "),
        "visit-dates" => moments(form, &head.visit_dates),
        "reason" => head.reason.clone(),
        "covered" => form.rules().and_then(|rules| {
            let says = rules.header.iter().find(|f| f.field == "covered").map(|f| f.says.clone());
            says.filter(|s| !s.is_empty())
        }),
        _ => None,
    };
    let mut holds: Vec<Piece> = known.map(words).into_iter().collect();
    match name {
        "visit-dates" if head.base.is_none() => holds.push(room(1)),
        "contacts" if holds.is_empty() => holds.push(room(2)),
        _ if holds.is_empty() => holds.push(room(1)),
        _ => {}
    }
    let assessors = form.rules().map(|r| r.assessors.as_slice()).unwrap_or_default();
    if let (Some(policy), "conducted-by", false) = (form.policy, name, assessors.is_empty()) {
        holds.push(aside(format!("made with {}", freeze::names_of(assessors, "and", policy))));
    }
    holds
}

/// What no field of a policy's form has a name for.
fn only_on_record(form: &Form<'_>) -> Vec<Field> {
    let none = Clauses::new();
    let mut all = Vec::new();
    let crew = match form.of {
        Of::Blank(head) => &head.crew,
        Of::Kept(kept) => &kept.assessment.assessed.crew,
    };
    if !crew.is_empty() {
        all.push(field("Who was to go", &none, vec![words(form.people(crew))]));
    }
    let Some(assessed) = form.made() else { return all };
    if let Some(from) = &assessed.from {
        let text = format!("{}, made {}", from.assessment, form.at(from.made));
        all.push(field("Begun from", &none, vec![words(text)]));
    }
    for unmet in &assessed.unmet {
        let text = format!("{} {}{}", unmet.says, unmet.reason, cited(&unmet.clauses));
        all.push(field(
            "Recorded although",
            &none,
            vec![loud("A WARNING WAS ACCEPTED"), words(text)],
        ));
    }
    all
}

/// What the policy wants remembered while the form is filled in.
pub(super) fn guidance(form: &Form<'_>) -> Option<Part> {
    let policy = form.policy.filter(|_| form.kept().is_none())?;
    let advice = policy.advice.iter().filter(|a| a.at == Step::Assess);
    let blocks = advice.map(|a| {
        let only = form.only(&a.when).map(|o| format!(" ({o})")).unwrap_or_default();
        Block::Says(format!("{}{only}{}", a.says, cited(&a.clauses)).into())
    });
    Some(super::titled("Before you begin", &Clauses::new(), blocks.collect()))
}

/// How the ratings come about, and what each asks for.
pub(super) fn key(form: &Form<'_>) -> Option<Part> {
    let rules = form.rules()?;
    let mut blocks = match rated(rules) {
        Rated::Not => return None,
        Rated::Direct => {
            let text = format!("Choose one of: {} (lowest first).", rules.ratings.join(", "));
            vec![Block::Says(text.into())]
        }
        Rated::Grid(matrix) => vec![Block::Table(grid(matrix))],
        Rated::Product(score) => product(score),
        Rated::Sum(score) => vec![
            Block::Says("The points beside the answers are added up.".into()),
            Block::Fields(vec![bands_of(score)]),
        ],
    };
    if !rules.bands.is_empty() {
        blocks.push(Block::Table(meanings(rules)));
    }
    if let Some(from) = &rules.higher_risk_from {
        blocks.push(Block::Says(format!("From {from} on, a visit counts as higher risk.").into()));
    }
    let clauses = match rated(rules) {
        Rated::Grid(matrix) => matrix.clauses.clone(),
        Rated::Product(score) | Rated::Sum(score) => score.clauses.clone(),
        Rated::Not | Rated::Direct => Clauses::new(),
    };
    Some(super::titled("How risk is rated", &clauses, blocks))
}

fn grid(matrix: &Matrix) -> Table {
    let mut columns = vec![Column::plain("Impact, and likelihood:", 3)];
    columns.extend(matrix.likelihood.iter().map(|word| Column::plain(word, 2)));
    let rows = matrix.impact.iter().zip(&matrix.grid).map(|(impact, ratings)| {
        let cells = std::iter::once(impact).chain(ratings);
        Group::row(cells.map(|text| vec![words(text)]))
    });
    Table {
        caption: "Impact and likelihood give the rating".into(),
        columns,
        groups: rows.collect(),
    }
}

fn product(score: &Score) -> Vec<Block> {
    let scale = |all: &[(String, i64)]| {
        all.iter().map(|(word, points)| format!("{word} {points}")).collect::<Vec<_>>().join(", ")
    };
    let none = Clauses::new();
    vec![
        Block::Says("The points of impact are multiplied with those of likelihood.".into()),
        Block::Fields(vec![
            field("Impact", &none, vec![words(scale(&score.impact))]),
            field("Likelihood", &none, vec![words(scale(&score.likelihood))]),
            bands_of(score),
        ]),
    ]
}

fn bands_of(score: &Score) -> Field {
    let bands = score.bands.iter().map(|(from, rating)| format!("{rating} from {from}"));
    let text = bands.collect::<Vec<_>>().join(", ");
    field("Rating, by points", &Clauses::new(), vec![words(text)])
}

fn meanings(rules: &AssessmentRules) -> Table {
    let rows = rules.bands.iter().map(|band| {
        let needs: Cell = match band.needs.as_deref() {
            None => vec![words("nothing further")],
            Some("further-action") => vec![words("a further action, in words")],
            Some(_) => vec![words("when and how it is looked at again")],
        };
        let says = vec![words(&band.says), from_clauses(&band.clauses)];
        Group::row([vec![words(&band.rating)], says, needs])
    });
    Table {
        caption: "What each rating means".into(),
        columns: vec![
            Column::plain("Rating", 1),
            Column::plain("Means", 5),
            Column::plain("Needs beside it", 4),
        ],
        groups: rows.collect(),
    }
}
