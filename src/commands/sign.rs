//! `hv plan sign`: the signature over exactly what is on the list, nothing more.

use super::desk::Desk;
use super::{Ending, changed};
use crate::cli::PlanSign;
use crate::domain::directory::Person;
use crate::domain::events::{SignedEntry, WeekEvent};
use crate::domain::known::Known;
use crate::domain::signed::{Given, Statement};
use crate::domain::week::{Signature, Standing};
use crate::error::Error;
use crate::render::count;
use crate::store::Key;
use crate::when::Week;
use serde_json::json;
use std::collections::BTreeMap;

pub(super) fn run(args: PlanSign, desk: &mut Desk<'_>) -> Ending {
    let policy = desk.policy()?;
    let week = desk.week(args.week.as_ref())?;
    let Some(rules) = policy.week_list.as_ref().filter(|w| w.signed_by.is_some()) else {
        return Err(Error::usage("this policy has no list that is signed").into());
    };
    let role = rules.signed_by.clone().unwrap_or_default();
    let typed = args.signed_by.clone().unwrap_or_else(|| desk.by.clone());
    let signer = desk.person(&typed)?;
    if !signer.has_role(&role, desk.today()) {
        let name = crate::domain::freeze::name_of(&role, &policy);
        let clauses = crate::render::words::cited(&rules.signature_clauses);
        return Err(Error::refused(format!("{} does not sign: {name} does{clauses}", signer.name))
            .hint("have it signed: hv plan sign --signed-by PERSON")
            .into());
    }
    // A key proves what a name that was typed does not: whoever signs with one signs what they had signed without.
    let proving = args.how.ssh_key.is_some().then_some(signer.id.as_str());
    let to_sign = to_sign(week, proving, desk)?;
    tell_refused(&to_sign, desk);
    if to_sign.entries.is_empty() && !to_sign.refused.is_empty() {
        return Err(Error::failed(format!(
            "NOTHING SIGNED: the record of {} is damaged",
            to_sign.refused.join(", ")
        ))
        .hint("hv doctor says what is wrong, and what to do about it")
        .into());
    }
    if to_sign.entries.is_empty() {
        let with_key =
            if proving.is_some() { ", with a key; this key was not looked at" } else { "" };
        desk.happened(
            &format!("Nothing to sign: every visit planned for {week} is signed as it stands{with_key}.\n"),
            &json!({"signed": []}),
        );
        return Ok(0);
    }
    tell_changes(&to_sign, desk);
    let mut signature = Signature {
        at: desk.now,
        signed_by: signer.id.clone(),
        role,
        entries: to_sign.entries.clone(),
        addendum: to_sign.addendum,
        given: None,
        typed_by: desk.by.clone(),
    };
    let sums = to_sign.sums.clone();
    let statement = Statement::of_list(&desk.school.store, week, &signature, sums);
    // Whoever types a passphrase takes their time: nobody else waits for it.
    signature.given = super::signature::given(&args.how, &signer, statement, desk)?;
    record((week, proving), &to_sign, &signature, desk)?;
    tell(week, &signer, (&signature, &to_sign), desk);
    Ok(if to_sign.refused.is_empty() { 0 } else { 3 })
}

/// What the list shows that nobody has signed as it stands.
#[derive(Debug, PartialEq, Eq)]
struct ToSign {
    entries: Vec<SignedEntry>,
    /// The whole sum of each row, by its visit.
    sums: BTreeMap<String, String>,
    /// What changed of those that were signed before, a sentence each.
    changes: Vec<(String, String)>,
    addendum: bool,
    /// Not to be signed, by id: a line of their record is in doubt, so nobody can say what the signature would be over.
    refused: Vec<String>,
}

/// Said before anything is asked of whoever signs, whatever `--quiet` says.
fn tell_refused(to_sign: &ToSign, desk: &mut Desk<'_>) {
    for visit in &to_sign.refused {
        desk.warn(&format!(
            "NOT SIGNED: {visit}: a line of its record cannot be read. hv doctor says what is wrong."
        ));
    }
}

/// Whoever signs again sees what is not as they signed it, before anything is asked of them, whatever `--quiet` says.
fn tell_changes(to_sign: &ToSign, desk: &mut Desk<'_>) {
    for (visit, says) in &to_sign.changes {
        desk.warn(&format!("{visit}: {says}"));
    }
}

/// `proving`: who signs with a key, and so also what they have not signed with one.
fn to_sign(week: Week, proving: Option<&str>, desk: &mut Desk<'_>) -> Result<ToSign, Error> {
    let (visits, whole) = super::plan::week_visits(week, desk);
    if !whole {
        return Err(Error::failed("the list cannot be signed: part of it cannot be read")
            .hint("hv doctor says what is wrong"));
    }
    let planned = visits.iter().filter(|k| k.visit.planned());
    let (refused, sure): (Vec<&Known>, Vec<&Known>) =
        planned.partition(|k| super::plan::in_doubt(k));
    let open: Vec<&Known> = sure.into_iter().filter(|k| !signed(k, proving, desk)).collect();
    let mut sums = BTreeMap::new();
    for known in &open {
        sums.insert(known.visit.id.clone(), known.row(desk.zone).sha256());
        sums.extend([super::signature::plan_of(&known.visit, desk)?]);
    }
    let changes = open.iter().filter_map(|known| {
        let since = changed::since_signed(known, desk)?;
        Some((known.visit.id.clone(), changed::words(&since, desk)))
    });
    Ok(ToSign {
        changes: changes.collect(),
        entries: open.iter().map(|k| entry(k, desk)).collect(),
        sums,
        refused: refused.iter().map(|k| k.visit.id.clone()).collect(),
        addendum: visits.iter().any(|k| !k.week.signatures.is_empty()),
    })
}

/// Under the lock, and only if the list still says what was signed.
fn record(
    (week, proving): (Week, Option<&str>),
    signed: &ToSign,
    signature: &Signature,
    desk: &mut Desk<'_>,
) -> Result<(), Error> {
    let _lock = desk.lock()?;
    if to_sign(week, proving, desk)? != *signed {
        return Err(Error::refused("NOT SIGNED: the list has changed meanwhile")
            .hint(format!("look at it and sign again: hv plan {week}")));
    }
    let body = WeekEvent::Sign {
        signed_by: signature.signed_by.clone(),
        role: signature.role.clone(),
        entries: signature.entries.clone(),
        addendum: signature.addendum,
        given: signature.given.clone(),
    };
    desk.store.append(&Key::week(week), desk.event(desk.now, body)).map(|_| ())
}

fn tell(
    week: Week,
    signer: &Person,
    (signature, to_sign): (&Signature, &ToSign),
    desk: &mut Desk<'_>,
) {
    let kind = if signature.addendum { "as an addendum" } else { "as the list" };
    let names: Vec<&str> = signature.entries.iter().map(|e| e.visit.as_str()).collect();
    let how = super::signature::words(signature.given.as_ref(), desk);
    let said = format!(
        "{} signed {} of {week}, {kind}, {how}: {}.\n",
        signer.name,
        count(names.len(), "visit"),
        names.join(", ")
    );
    desk.happened(
        &said,
        &json!({"week": week.to_string(), "signed": names, "signed_by": signer.id,
            "addendum": signature.addendum, "given": how, "not_signed": to_sign.refused,
            "changed": to_sign.changes.iter().map(|(visit, says)| json!({"visit": visit, "says": says})).collect::<Vec<_>>()}),
    );
}

fn signed(known: &Known, proving: Option<&str>, desk: &Desk<'_>) -> bool {
    let stands = matches!(known.standing(desk.zone), Standing::Signed { .. });
    stands && proving.is_none_or(|signer| proved(known, signer, desk))
}

/// With a key of theirs, as it stands.
fn proved(known: &Known, signer: &str, desk: &Desk<'_>) -> bool {
    let now = entry(known, desk).digest;
    let covers =
        |s: &&Signature| s.entries.iter().any(|e| e.visit == known.visit.id && e.digest == now);
    let theirs = known.week.signatures.iter().filter(|s| s.signed_by == signer).filter(covers);
    theirs.map(|s| &s.given).any(|given| matches!(given, Some(Given::Key { .. })))
}

fn entry(known: &Known, desk: &Desk<'_>) -> SignedEntry {
    SignedEntry {
        visit: known.visit.id.clone(),
        digest: known.row(desk.zone).digest(),
        after: known.visit.heads.clone(),
    }
}
