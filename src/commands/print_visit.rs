//! `hv print visit`: one visit on a sheet to carry: where, when, whom to ring and when to ring in, with room for times.
//!
//! A sheet lies on a kitchen table and gets lost in the street. It holds no child's name, no reason for the visit, no
//! number of the family and no caution in words: only that there is one, to be read before leaving.

use super::desk::Desk;
use super::print::{Foot, Made, blank, part};
use super::print_stand;
use super::print_unread::{self, Cards, MARK};
use crate::domain::directory::Person;
use crate::domain::known::Known;
use crate::domain::{freeze, known};
use crate::error::Error;
use crate::policy::facts::{Facts, Truth};
use crate::policy::{Policy, Step};
use crate::render::count;
use crate::render::paper::{Block, Column, Field, Group, Page, Part, Piece, Sheet, Table, Words};
use crate::render::words;
use crate::store::Key;

pub(super) fn page(typed: &str, desk: &mut Desk<'_>) -> Result<Made, Error> {
    let id = visit_meant(typed, desk)?;
    let visit = desk.visit(&id)?;
    let (policy, lost) = print_unread::policy(desk);
    let directory = desk.people();
    let known = desk.known(visit);
    let mut foot = Foot::under(policy.as_ref());
    foot.outing_or_visit(&id, desk);
    let mut alerts: Vec<Words> = lost.into_iter().chain(alerts(&known, desk)).collect();
    let stands = policy.iter().flat_map(|policy| print_stand::against(&known, policy, desk));
    let stands: Vec<Words> = stands.map(Into::into).collect();
    alerts.splice(0..0, stands);
    let whole = policy.is_some() && print_unread::read(&known, desk) && known.address.is_some();
    if !known.visit.planned() {
        // Not why: the reason is in free words, and the sheet may lie on anybody's table.
        alerts.insert(0, "NOT PLANNED ANY MORE. Nobody leaves with this sheet.".into());
    }
    let under = policy.as_ref();
    let under = under.map(|p| (p, known::of_visit(&known, p, &desk.school, desk.zone)));
    let under = under.as_ref().map(|(policy, facts)| (*policy, facts));
    let going: Vec<&Person> = known
        .visit
        .plan
        .staff
        .iter()
        .filter_map(|id| directory.iter().find(|p| p.id == *id))
        .collect();
    let parts = vec![
        where_and_when(&known, &going, desk),
        ring(&known, under, desk),
        times(&known, desk),
        remember(under),
    ];
    let page = Page {
        sheet: Sheet::Upright,
        title: format!("Visit {}", known.visit.id).into(),
        about: vec![desk.school.name.as_str().into()],
        alerts,
        parts: parts.into_iter().filter(|p| !p.blocks.is_empty()).collect(),
        foot: foot.fields(desk),
        running: foot.running(desk),
    };
    Ok(Made { page, whole })
}

/// The visit meant. One named in full is found also where the family's card cannot be read.
fn visit_meant(typed: &str, desk: &mut Desk<'_>) -> Result<String, Error> {
    let family = typed.split('/').next().unwrap_or_default();
    if desk.store.family(family).is_err() && Key::visit(typed).is_ok() {
        return Ok(typed.to_owned());
    }
    desk.visit_id(typed)
}

fn alerts(known: &Known, desk: &Desk<'_>) -> Vec<Words> {
    let mut all: Vec<Words> = Vec::new();
    for card in Cards::of(known, desk).words() {
        let says = "Nobody leaves before the office has said what is on it.";
        all.push(format!("{MARK}: {card}. {says}").into());
    }
    let cautions = known.cautions().len();
    if cautions > 0 {
        all.push(format!(
            "{} on record for this visit, and not printed here. Read it at the office before you leave: hv why {}",
            count(cautions, "CAUTION"),
            known.visit.id
        ).into());
    }
    if !known.visit.damage.is_empty() {
        all.push("THE RECORD OF THIS VISIT IS DAMAGED: ask the office what holds.".into());
    }
    all
}

fn where_and_when(known: &Known, going: &[&Person], desk: &Desk<'_>) -> Part {
    let plan = &known.visit.plan;
    let mut when = format!(
        "{} {} to {}",
        desk.zone.day_of(plan.start).words(),
        desk.zone.clock(plan.start),
        desk.zone.clock(known.visit.finish())
    );
    if plan.unannounced {
        when.push_str(", unannounced");
    }
    if plan.doorstep {
        when.push_str(", DOORSTEP ONLY: do not go in");
    }
    let place = known
        .address
        .as_ref()
        .map_or_else(|| "NOT KNOWN: ask the office".to_owned(), |a| a.text.clone());
    let mut fields = vec![Field::said("When", when), Field::said("Where", place)];
    let directions = known.address.as_ref().and_then(|a| a.directions.as_ref());
    fields.extend(directions.map(|d| Field::said("How to find it", d.as_str())));
    let cards = Cards::of(known, desk);
    for id in &plan.staff {
        let person = going.iter().find(|p| p.id == *id);
        let unread =
            cards.staff.contains(id).then_some("THEIR CARD CANNOT BE READ: number NOT KNOWN");
        let number = person.and_then(|p| p.mobile.as_deref()).or(unread);
        let number = number.unwrap_or("NO NUMBER ON RECORD");
        fields.push(Field::said(person.map_or(id.as_str(), |p| p.name.as_str()), number));
    }
    if cards.may_hide_cautions() {
        let loud = format!("NOT KNOWN: a card {MARK}. Ask the office before you leave.");
        fields.push(Field { holds: vec![Piece::Loud(loud.into())], ..Field::said("Cautions", "") });
    } else if known.cautions().is_empty() {
        fields.push(Field::said(
            "Cautions",
            "none on record. That is not the same as none: look and listen at the door.",
        ));
    } else {
        let tick = vec![Piece::Tick(Words::default(), vec!["I have read the cautions".into()])];
        fields.push(Field { holds: tick, ..Field::said("Cautions", "") });
    }
    part("Where and when", vec![Block::Fields(fields)])
}

/// Whom they ring, and when they must have rung.
fn ring(known: &Known, under: Option<(&Policy, &Facts)>, desk: &Desk<'_>) -> Part {
    let school = &desk.school;
    let mut fields: Vec<Field> =
        school.numbers.iter().map(|p| Field::said(&p.name, p.number.as_str())).collect();
    if let Err(why) = print_unread::numbers(desk) {
        let holds = vec![Piece::Loud(format!("{why}. Ask the office before you leave.").into())];
        fields.push(Field { holds, ..Field::said("The school", "") });
    }
    fields.extend(school.emergency_contact.iter().map(|p| Field::said(&p.name, p.number.as_str())));
    fields.push(blank("Monitor today", 1));
    let mut when = match under {
        Some((policy, facts)) => when_to_ring(known, policy, facts, desk),
        None => {
            vec![
                "how often is NOT KNOWN: policy.toml cannot be read. Agree it when you leave"
                    .to_owned(),
            ]
        }
    };
    when.push("when anything changes: late, held up, another way back".to_owned());
    fields.push(Field::said("Ring in", when.join("; ")));
    fields.push(Field::said("In danger", "leave, and ring 999. Then ring the school. If you cannot speak freely, use the words agreed with the office"));
    part("Whom to ring, and when", vec![Block::Fields(fields)])
}

fn when_to_ring(known: &Known, policy: &Policy, facts: &Facts, desk: &Desk<'_>) -> Vec<String> {
    let watchers = freeze::Watchers {
        school: &desk.school,
        people: &[],
        monitor: None,
        on_call: None,
        going: &known.visit.plan.staff,
        today: desk.zone.day_of(known.visit.plan.start),
    };
    let terms = freeze::terms(policy, std::slice::from_ref(facts), &watchers);
    let mut when = Vec::new();
    if !terms.before_visit.is_empty() {
        let at = known.visit.plan.start.minus(terms.before_ahead);
        when.push(format!("before the visit, by {}", desk.zone.clock(at)));
    }
    match &terms.contact {
        Some(limit) => when.push(format!(
            "at least every {} ({})",
            limit.span.words(),
            words::source(&limit.source)
        )),
        None => {
            when.push("how often is not set in this policy: agree it when you leave".to_owned());
        }
    }
    if !terms.after_visit.is_empty() {
        let by = known.visit.finish().plus(terms.after_within.unwrap_or(crate::when::Span::ZERO));
        when.push(format!("when you are out of the property, by {}", desk.zone.clock(by)));
    }
    when
}

/// What the policy wants remembered on the road, and asks at the door.
fn remember(under: Option<(&Policy, &Facts)>) -> Part {
    let Some((policy, facts)) = under else {
        let says =
            "NOT KNOWN: policy.toml cannot be read. What it asks at the door is not on this sheet.";
        return part("To remember", vec![Block::Says(says.into())]);
    };
    let on_the_way =
        |step: Step| matches!(step, Step::Out | Step::Arrive | Step::Enter | Step::Leave);
    let says =
        policy.advice.iter().filter(|a| on_the_way(a.at) && a.when.holds(facts) != Truth::False);
    let mut fields: Vec<Field> = says
        .map(|a| Field {
            name: at_step(a.at).into(),
            clauses: (&a.clauses).into(),
            holds: vec![Piece::Words(a.says.as_str().into())],
        })
        .collect();
    for step in [Step::Arrive, Step::Enter, Step::Leave] {
        let asked: Vec<Piece> = policy
            .questions
            .iter()
            .filter(|q| q.at == step && q.when.holds(facts) != Truth::False)
            .map(|q| Piece::Tick(q.ask.as_str().into(), vec!["yes".into(), "no".into()]))
            .collect();
        let field = Field { holds: asked, ..Field::said(at_step(step), "") };
        fields.extend((!field.holds.is_empty()).then_some(field));
    }
    let blocks = if fields.is_empty() { Vec::new() } else { vec![Block::Fields(fields)] };
    part("To remember", blocks)
}

fn at_step(step: Step) -> &'static str {
    match step {
        Step::Arrive => "At the door",
        Step::Enter => "Before going in",
        Step::Leave => "On leaving",
        Step::Out
        | Step::Plan
        | Step::Sign
        | Step::Assess
        | Step::Decide
        | Step::Call
        | Step::Back
        | Step::Cancel
        | Step::Done
        | Step::Incident => "Before you go",
    }
}

fn times(known: &Known, desk: &Desk<'_>) -> Part {
    let names = ["Left school", "At the door", "Went in", "Out", "Back at school"];
    let room = || vec![Piece::Room(Words::default(), 1)];
    let table = Table {
        caption: "Write the time of each".into(),
        columns: names.iter().map(|name| Column::plain(name, 1)).collect(),
        groups: vec![Group::row(names.iter().map(|_| room()))],
    };
    let over = format!("Back by (visit to {})", desk.zone.clock(known.visit.finish()));
    let fields = vec![blank(&over, 1), blank("Times you rang in", 1)];
    part("Times", vec![Block::Table(table), Block::Fields(fields)])
}
