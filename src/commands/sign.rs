//! `hv plan sign`: the signature over exactly what is on the list, nothing more.

use super::Ending;
use super::desk::Desk;
use crate::cli::PlanSign;
use crate::domain::events::{SignedEntry, WeekEvent};
use crate::domain::known::Known;
use crate::domain::week::Standing;
use crate::error::Error;
use crate::render::count;
use crate::store::Key;
use serde_json::json;

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
    let _lock = desk.lock()?;
    let (visits, whole) = super::plan::week_visits(week, desk);
    if !whole {
        return Err(Error::failed("the list cannot be signed: part of it cannot be read")
            .hint("hv doctor says what is wrong")
            .into());
    }
    let open: Vec<&Known> =
        visits.iter().filter(|k| k.visit.planned() && !signed(k, desk)).collect();
    if open.is_empty() {
        desk.happened(
            &format!("Nothing to sign: every visit planned for {week} is signed as it stands.\n"),
            &json!({"signed": []}),
        );
        return Ok(0);
    }
    let addendum = visits.iter().any(|k| !k.week.signatures.is_empty());
    let entries: Vec<SignedEntry> = open.iter().map(|k| entry(k, desk)).collect();
    let body =
        WeekEvent::Sign { signed_by: signer.id.clone(), role, entries: entries.clone(), addendum };
    desk.store.append(&Key::week(week), desk.event(desk.now, body))?;
    let kind = if addendum { "as an addendum" } else { "as the list" };
    let names: Vec<&str> = entries.iter().map(|e| e.visit.as_str()).collect();
    let said = format!(
        "{} signed {} of {week}, {kind}: {}.\n",
        signer.name,
        count(entries.len(), "visit"),
        names.join(", ")
    );
    desk.happened(&said, &json!({"week": week.to_string(), "signed": names, "signed_by": signer.id, "addendum": addendum}));
    Ok(0)
}

fn signed(known: &Known, desk: &Desk<'_>) -> bool {
    matches!(known.standing(desk.zone), Standing::Signed { .. })
}

fn entry(known: &Known, desk: &Desk<'_>) -> SignedEntry {
    SignedEntry {
        visit: known.visit.id.clone(),
        digest: known.row(desk.zone).digest(),
        after: known.visit.heads.clone(),
    }
}
