//! `hv family`: families, and the addresses they live at.

use super::Ending;
use super::desk::{Desk, damaged, pair, phone};
use crate::cli::{FamilyAction, FamilyCommand, FamilyFields};
use crate::domain::directory::{Address, Carer, Caution, Family, Pupil};
use crate::error::Error;
use crate::render::table;
use serde_json::json;

pub(super) fn run(args: FamilyCommand, desk: &mut Desk<'_>) -> Ending {
    match (args.action, args.family) {
        (Some(FamilyAction::Add(fields)), _) => add(fields, desk),
        (Some(FamilyAction::Change(fields)), _) => change(fields, desk),
        (None, Some(family)) => {
            let id = desk.family(&family)?;
            super::show::family(&id, desk)
        }
        (None, None) => Ok(list(desk)),
    }
}

fn list(desk: &mut Desk<'_>) -> u8 {
    let loaded = desk.store.families();
    let code = if loaded.damage.is_empty() { 0 } else { 3 };
    desk.tell_damage(&loaded.damage);
    if desk.json {
        desk.host.say(&format!(
            "{}\n",
            json!({"hv": 1, "families": loaded.good, "damage": loaded.damage})
        ));
        return code;
    }
    let rows: Vec<Vec<String>> = loaded.good.iter().map(row).collect();
    let text = table(
        &["Id", "Pupils", "Parents and carers", "Addresses", "Careful"],
        &rows,
        desk.host.table_width(),
    );
    desk.host.say(&text);
    code
}

fn row(family: &Family) -> Vec<String> {
    let carers = family.carers.iter().map(carer_words).collect::<Vec<_>>().join(", ");
    vec![
        family.id.clone(),
        family.pupils.iter().map(|p| p.name.as_str()).collect::<Vec<_>>().join(", "),
        carers,
        family.addresses.join(", "),
        if family.cautions.is_empty() { String::new() } else { "CAUTION".to_owned() },
    ]
}

/// "Sara Invented 07700 900456".
pub(super) fn carer_words(carer: &Carer) -> String {
    format!("{} {}", carer.name, carer.phone.as_deref().unwrap_or("no number"))
}

fn add(fields: FamilyFields, desk: &mut Desk<'_>) -> Ending {
    let first = fields.pupils.first();
    let pupil = super::ask::needed(desk, first, "--pupil", "What is the pupil's name?")?;
    let text =
        super::ask::needed(desk, fields.address.as_ref(), "--address", "Where do they live?")?;
    let _lock = desk.lock()?;
    if desk.store.family(&fields.id).map_err(damaged)?.is_some() {
        return Err(Error::usage(format!("there is a family {} already", fields.id))
            .hint(format!("hv family change {} ...", fields.id))
            .into());
    }
    let pupils = if fields.pupils.is_empty() { vec![pupil] } else { fields.pupils.clone() };
    let family = Family {
        id: fields.id.clone(),
        pupils: Vec::new(),
        carers: Vec::new(),
        addresses: Vec::new(),
        cautions: Vec::new(),
        agencies: Vec::new(),
        workplaces: Vec::new(),
        exemptions: Vec::new(),
    };
    let fields = FamilyFields { pupils, address: Some(text), ..fields };
    save(family, &fields, "added", desk)
}

fn change(fields: FamilyFields, desk: &mut Desk<'_>) -> Ending {
    let _lock = desk.lock()?;
    let id = desk.family(&fields.id)?;
    let family = desk.store.family(&id).map_err(damaged)?;
    let family = family.ok_or_else(|| Error::usage(format!("there is no family {id}")))?;
    save(family, &fields, "changed", desk)
}

/// The address first: a family that names an address which is not there would be half a record.
fn save(mut family: Family, fields: &FamilyFields, what: &str, desk: &mut Desk<'_>) -> Ending {
    if let Some(address) = address(&family, fields, desk)? {
        desk.store.put_address(&address)?;
        family.addresses.retain(|known| *known != address.id);
        family.addresses.insert(0, address.id);
    }
    if !fields.pupils.is_empty() {
        family.pupils = fields.pupils.iter().map(|p| pupil(p)).collect();
    }
    if !fields.carers.is_empty() {
        family.carers = fields.carers.iter().map(|c| carer(c)).collect::<Result<_, _>>()?;
    }
    family.agencies.extend(
        fields
            .agencies
            .iter()
            .filter(|a| !family.agencies.contains(a))
            .cloned()
            .collect::<Vec<_>>(),
    );
    for typed in &fields.cautions {
        let (what, source) = pair(typed, "--caution", "\"what=who says so\"")?;
        family.cautions.push(Caution { what, source, since: desk.today() });
    }
    desk.store.put_family(&family)?;
    let said = format!(
        "Family {}: {what}. Next: hv plan add {} --at TIME --for 45m --staff WHO --reason WHY\n",
        family.id, family.id
    );
    desk.happened(&said, &json!({"family": family}));
    Ok(0)
}

fn address(
    family: &Family,
    fields: &FamilyFields,
    desk: &Desk<'_>,
) -> Result<Option<Address>, Error> {
    if fields.address.is_none() && fields.directions.is_none() {
        return Ok(None);
    }
    let id = fields
        .address_id
        .clone()
        .or_else(|| family.addresses.first().cloned())
        .unwrap_or_else(|| family.id.clone());
    let known = desk.store.address(&id).map_err(damaged)?;
    let text = fields.address.clone().or_else(|| known.as_ref().map(|a| a.text.clone()));
    let text = text
        .ok_or_else(|| Error::usage("--directions needs an address").hint("give --address TEXT"))?;
    let cautions = known.as_ref().map(|a| a.cautions.clone()).unwrap_or_default();
    let directions = fields.directions.clone().or_else(|| known.and_then(|a| a.directions));
    Ok(Some(Address { id, text, directions, cautions }))
}

fn pupil(typed: &str) -> Pupil {
    match typed.split_once(',') {
        Some((name, class)) => {
            Pupil { name: name.trim().to_owned(), class: Some(class.trim().to_owned()) }
        }
        None => Pupil { name: typed.trim().to_owned(), class: None },
    }
}

fn carer(typed: &str) -> Result<Carer, Error> {
    if !typed.contains('=') {
        return Ok(Carer { name: typed.trim().to_owned(), phone: None });
    }
    let phone = phone(typed, "--carer")?;
    Ok(Carer { name: phone.name, phone: Some(phone.number) })
}
