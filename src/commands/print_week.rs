//! `hv print week`: the week's list that the head signs, with the signature each entry has and what changed since.

use super::desk::Desk;
use super::print::{Foot, Made, blank, on_paper, part};
use super::print_stand;
use super::print_unread::{self, Cards, MARK};
use super::{changed, plan, signature};
use crate::domain::known::Known;
use crate::domain::week::{Signature, Standing};
use crate::error::Error;
use crate::policy::{Clauses, Policy};
use crate::render::count;
use crate::render::paper::{Block, Column, Group, Page, Part, Piece, Sheet, Table, Words};
use crate::store::Key;

pub(super) fn page(typed: Option<String>, desk: &mut Desk<'_>) -> Result<Made, Error> {
    let week = desk.week(typed.as_ref())?;
    let policy = desk.policy().map_err(|why| {
        Error::failed(format!(
            "no list of {week} is printed: whether somebody has to sign it, and who, stands in the policy, and that cannot be read: {}",
            why.message
        ))
        .hint("hv policy check says what is wrong. hv print day prints who goes where all the same")
    })?;
    let (visits, whole) = plan::week_visits(week, desk);
    let signatures = desk.week_list(week).signatures;
    let mut foot = Foot::under(Some(&policy));
    foot.record(&Key::week(week), desk);
    for known in &visits {
        foot.outing_or_visit(&known.visit.id, desk);
    }
    let state = state(&visits, &signatures, &policy, desk);
    foot.signature = Some(state.clone());
    let mut alerts = print_unread::staff(desk);
    alerts.extend(print_unread::of_list(week, desk));
    alerts.extend(print_unread::alerts(&visits, desk));
    let whole = whole && alerts.is_empty();
    if !whole {
        alerts.push(Words::from(
            "NOT WHOLE: part of what this list is made from cannot be read, and is not on it. hv doctor says what.",
        ));
    }
    let sure = |k: &&Known| print_unread::sure(k, desk);
    let void = visits.iter().filter(sure);
    let void = void.filter(|k| matches!(k.standing(desk.zone), Standing::ChangedSince(_))).count();
    if void > 0 {
        let visits = count(void, "visit");
        alerts.push(format!("CHANGED SINCE IT WAS SIGNED: {visits}. The signature does not hold for that any more.").into());
    }
    let mut parts = vec![list(&visits, &policy, desk)];
    parts.extend(changes(&visits, desk));
    parts.push(signed(&signatures, &policy, &state, desk));
    let page = Page {
        sheet: Sheet::Wide,
        title: format!("Home visits, week {week}").into(),
        about: vec![
            desk.school.name.as_str().into(),
            format!("{} from {}: {}", week, week.monday().words(), count(visits.len(), "visit"))
                .into(),
        ],
        alerts,
        parts,
        foot: foot.fields(desk),
        running: foot.running(desk),
    };
    Ok(Made { page, whole })
}

fn list(visits: &[Known], policy: &Policy, desk: &Desk<'_>) -> Part {
    let clauses = policy.week_list.as_ref().map(|rules| rules.clauses.clone()).unwrap_or_default();
    let columns = [
        ("When", 11),
        ("Visit", 10),
        ("Pupil", 11),
        ("Address", 14),
        ("Parent or carer, number", 13),
        ("Why", 15),
        ("Who goes", 10),
        ("Signed", 16),
    ];
    let table = Table {
        caption: "Every visit on the list".into(),
        columns: columns.iter().map(|(name, share)| Column::plain(name, *share)).collect(),
        groups: visits.iter().map(|known| row(known, policy, desk)).collect(),
    };
    let block = if visits.is_empty() {
        Block::Says("No visit is planned for this week.".into())
    } else {
        Block::Table(table)
    };
    Part { heading: "The list".into(), clauses: (&clauses).into(), blocks: vec![block] }
}

fn row(known: &Known, policy: &Policy, desk: &Desk<'_>) -> Group {
    let listed = known.row(desk.zone);
    let words = |text: &str| vec![Piece::Words(or_none(text).into())];
    let mut visit = words(&known.visit.id);
    if !known.visit.planned() {
        visit.push(Piece::Loud(plan::stage(&known.visit).to_uppercase().into()));
    }
    let cards = Cards::of(known, desk);
    if cards.may_hide_cautions() {
        visit.push(Piece::Loud(format!("CAUTIONS NOT KNOWN: {MARK}").into()));
    }
    if print_stand::is_no(known, policy, desk) {
        visit.push(Piece::Loud("MAY NOT GO AHEAD: decided NO".into()));
    }
    if !known.cautions().is_empty() {
        visit.push(Piece::Loud("CAUTION on record".into()));
    }
    let of_card = |unread: bool, text: &str| {
        if unread { vec![Piece::Loud(MARK.into())] } else { words(text) }
    };
    let mut parent = of_card(cards.family, &listed.parent);
    parent
        .extend((!listed.contact.is_empty()).then(|| Piece::Words(listed.contact.as_str().into())));
    let mut staff = words(&super::cancel::names_of(&known.visit.plan.staff, desk).join(", "));
    let unread = cards.staff.iter();
    staff.extend(unread.map(|id| Piece::Loud(format!("card of {id} {MARK}").into())));
    Group::row([
        words(&listed.time),
        visit,
        of_card(cards.family, &listed.pupil),
        of_card(cards.address, &listed.address),
        parent,
        words(&listed.reason),
        staff,
        vec![standing(known, policy, desk)],
    ])
}

fn or_none(text: &str) -> &str {
    if text.is_empty() { "not set" } else { text }
}

fn standing(known: &Known, policy: &Policy, desk: &Desk<'_>) -> Piece {
    if !signs(policy) {
        return Piece::Words("not needed under this policy".into());
    }
    if !print_unread::sure(known, desk) {
        return Piece::Loud("NOT KNOWN: what was signed cannot all be read".into());
    }
    match known.standing(desk.zone) {
        Standing::Signed { by, at } => {
            Piece::Words(format!("{}, {}", name(&by, desk), on_paper(at, desk)).into())
        }
        Standing::ChangedSince(_) => Piece::Loud("VOID: changed since, see below".into()),
        Standing::Unsigned => Piece::Loud("NOT SIGNED".into()),
    }
}

fn name(id: &str, desk: &Desk<'_>) -> String {
    super::cancel::names_of(&[id.to_owned()], desk).concat()
}

fn signs(policy: &Policy) -> bool {
    policy.week_list.as_ref().is_some_and(|rules| rules.signed_by.is_some())
}

/// What changed since each entry was signed, in sentences.
fn changes(visits: &[Known], desk: &Desk<'_>) -> Option<Part> {
    let mut says = Vec::new();
    for known in visits {
        // Beside what cannot be read, everything would seem to have changed.
        if !print_unread::sure(known, desk) {
            continue;
        }
        let Some(since) = changed::since_signed(known, desk) else { continue };
        let words = changed::words(&since, desk);
        says.push(Block::Says(format!("{}: {words}", known.visit.id).into()));
    }
    (!says.is_empty()).then(|| part("What changed since it was signed", says))
}

/// The signatures on record, and room for one on paper.
fn signed(signatures: &[Signature], policy: &Policy, state: &str, desk: &Desk<'_>) -> Part {
    let rules = policy.week_list.as_ref();
    let clauses: Clauses = rules.map(|r| r.signature_clauses.clone()).unwrap_or_default();
    let mut blocks: Vec<Block> =
        signatures.iter().map(|one| Block::Says(in_words(one, desk).into())).collect();
    blocks.push(Block::Says(state.into()));
    if let Some(role) = rules.and_then(|r| r.signed_by.as_ref()) {
        let role = policy.role_words(role);
        blocks.push(Block::Says(
            "A signature on this paper counts once it is typed in: hv plan sign --signed-by PERSON --on-paper --witness PERSON"
                .into(),
        ));
        blocks.push(Block::Boxes(vec![
            blank(&format!("Signed by {role}"), 0),
            blank("Name", 0),
            blank("Date and time", 0),
        ]));
    }
    Part { heading: "Signature".into(), clauses: (&clauses).into(), blocks }
}

fn in_words(one: &Signature, desk: &Desk<'_>) -> String {
    let kind = if one.addendum { "as an addendum" } else { "as the list" };
    let how = signature::words(one.given.as_ref(), desk);
    let visits: Vec<&str> = one.entries.iter().map(|e| e.visit.as_str()).collect();
    format!(
        "Signed {} by {} ({}), {kind}, {how}, typed by {}: {}",
        on_paper(one.at, desk),
        name(&one.signed_by, desk),
        one.role,
        name(&one.typed_by, desk),
        visits.join(", ")
    )
}

/// How far the signatures go, for the foot of every sheet.
fn state(visits: &[Known], signatures: &[Signature], policy: &Policy, desk: &Desk<'_>) -> String {
    if !signs(policy) {
        return "nobody signs the list under this policy".to_owned();
    }
    let planned: Vec<&Known> = visits.iter().filter(|k| k.visit.planned()).collect();
    let sure = |k: &&&Known| print_unread::sure(k, desk);
    let holds = |k: &&&Known| matches!(k.standing(desk.zone), Standing::Signed { .. });
    let unknown = planned.len() - planned.iter().filter(sure).count();
    let signed = planned.iter().filter(sure).filter(holds).count();
    let on_a_name = signatures.iter().any(|s| s.given.is_none());
    let rests = if on_a_name { "; it rests on a name typed, not on a signature" } else { "" };
    match (signed, planned.len()) {
        (_, 0) => "nothing to sign: no visit is planned any more".to_owned(),
        (signed, all) if unknown > 0 => format!(
            "{signed} of {all} signed as they stand{rests}; {unknown} NOT KNOWN; {} NOT SIGNED",
            all - signed - unknown
        ),
        (0, all) => format!("NOT SIGNED, none of {all}"),
        (signed, all) if signed == all => format!("signed as it stands, all {all}{rests}"),
        (signed, all) => {
            format!("{signed} of {all} signed as they stand{rests}; the others NOT SIGNED")
        }
    }
}
