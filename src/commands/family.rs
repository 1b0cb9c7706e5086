//! `hv family`: families, and the addresses they live at.

use super::Ending;
use super::desk::{Desk, damaged};
use super::form::{Field, Form, one, several};
use super::news::Concerns;
use crate::cli::{FamilyAction, FamilyCommand, FamilyFields};
use crate::domain::directory::{Address, Carer, Caution, Exemption, Family, Pupil};
use crate::error::Error;
use crate::render::sheet::sheet;
use crate::render::{clean, table};
use crate::when::Day;
use serde_json::json;

pub(super) fn run(args: FamilyCommand, desk: &mut Desk<'_>) -> Ending {
    match (args.action, args.family) {
        (Some(FamilyAction::Add(fields)), _) => add(fields, desk),
        (Some(FamilyAction::Change(fields)), _) => change(fields, desk),
        (Some(FamilyAction::Review(args)), _) => super::family_review::run(&args, desk),
        (Some(FamilyAction::Import(args)), _) => super::import::family(&args, desk),
        (None, None) if args.csv => export(desk),
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

/// The columns of a sheet, and what else schools call them. Exemptions are decided by a person, never imported.
pub(super) const FIELDS: [Field; 14] = [
    one("id", &["family", "family id", "family code"]),
    several("pupil", &["pupils", "pupil name", "child", "children", "child name"]),
    one("pupil-forename", &["forename", "first name", "pupil first name"]),
    one("pupil-surname", &["surname", "last name", "pupil last name"]),
    several("class", &["classes", "year", "year group", "form", "reg group", "registration group"]),
    several("carer", &["carers", "parent", "parents", "parent carer", "parents and carers"]),
    several(
        "carer-number",
        &["telephone", "phone", "contact number", "carer phone", "parent phone"],
    ),
    one("address", &["home address"]),
    one("address-id", &[]),
    one("directions", &[]),
    several("also-at", &[]),
    several("workplace", &["workplaces"]),
    several("agency", &["agencies"]),
    several("caution", &["cautions"]),
];

/// Every family as a sheet that `hv family import` reads back. Cautions and exemptions stay behind: they are not for
/// a file that is sent about.
fn export(desk: &mut Desk<'_>) -> Ending {
    super::form::refuse_two_forms(desk)?;
    let families = desk.store.families();
    let addresses = desk.store.addresses();
    desk.tell_damage(&families.damage);
    desk.tell_damage(&addresses.damage);
    let left_out = ["pupil-forename", "pupil-surname", "caution"];
    let columns: Vec<&str> =
        FIELDS.iter().map(|f| f.name).filter(|f| !left_out.contains(f)).collect();
    let row = |family: &Family| {
        columns.iter().map(|column| cell(family, &addresses.good, column)).collect::<Vec<_>>()
    };
    let rows: Vec<Vec<String>> = families.good.iter().map(row).collect();
    let text = sheet(&columns, &rows);
    desk.host.say(&text);
    Ok(if families.damage.is_empty() && addresses.damage.is_empty() { 0 } else { 3 })
}

/// What stands in a column about a family, as it would be typed.
fn cell(family: &Family, addresses: &[Address], column: &str) -> String {
    let listed = |all: Vec<&str>| {
        if all.iter().all(|text| text.is_empty()) { String::new() } else { all.join("; ") }
    };
    let first = family.addresses.first();
    let home = first.and_then(|id| addresses.iter().find(|a| a.id == *id));
    let places = |ids: &mut dyn Iterator<Item = &String>| {
        let place = |id: &String| match addresses.iter().find(|a| a.id == *id) {
            Some(address) => format!("{id}={}", address.text),
            None => id.clone(),
        };
        ids.map(place).collect::<Vec<_>>().join("; ")
    };
    let unset = String::as_str;
    match column {
        "id" => family.id.clone(),
        "pupil" => listed(family.pupils.iter().map(|p| p.name.as_str()).collect()),
        "class" => {
            listed(family.pupils.iter().map(|p| p.class.as_ref().map_or("", unset)).collect())
        }
        "carer" => listed(family.carers.iter().map(|c| c.name.as_str()).collect()),
        "carer-number" => {
            listed(family.carers.iter().map(|c| c.phone.as_ref().map_or("", unset)).collect())
        }
        "address" => home.map(|a| a.text.clone()).unwrap_or_default(),
        "address-id" => first.cloned().unwrap_or_default(),
        "directions" => home.and_then(|a| a.directions.clone()).unwrap_or_default(),
        "also-at" => places(&mut family.addresses.iter().skip(1)),
        "workplace" => places(&mut family.workplaces.iter()),
        "agency" => family.agencies.join("; "),
        _ => String::new(),
    }
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
    crate::store::Store::check_id(&fields.id)?;
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
    let family = unknown(&fields.id);
    let fields = FamilyFields { pupils, address: Some(text), ..fields };
    save(family, &fields, "added", desk)
}

fn change(fields: FamilyFields, desk: &mut Desk<'_>) -> Ending {
    let _lock = desk.lock()?;
    let id = desk.family(&fields.id)?;
    let family = desk.store.family(&id).map_err(damaged)?;
    let family = family.ok_or_else(|| Error::usage(format!("there is no family {id}")))?;
    form(&fields).changes_something(&format!("family change {id}"))?;
    save(family, &fields, "changed", desk)
}

/// A family of which nothing is on record.
pub(super) fn unknown(id: &str) -> Family {
    Family {
        id: id.to_owned(),
        pupils: Vec::new(),
        carers: Vec::new(),
        addresses: Vec::new(),
        cautions: Vec::new(),
        no_longer: Vec::new(),
        agencies: Vec::new(),
        workplaces: Vec::new(),
        exemptions: Vec::new(),
        erased_until: None,
    }
}

/// The addresses first: a family that names an address which is not there would be half a record.
fn save(family: Family, fields: &FamilyFields, what: &str, desk: &mut Desk<'_>) -> Ending {
    let mut form = form(fields);
    let known = |id: &str| desk.store.address(id).map_err(damaged);
    let office = Office { known: &known, today: desk.today(), by: &desk.by };
    let before = family.cautions.clone();
    let Household { family, addresses } = filled(family, &mut form, &office)?;
    form.finish()?;
    warn_unknown_rules(&family, fields, desk);
    for address in &addresses {
        desk.store.put_address(address)?;
    }
    desk.store.put_family(&family)?;
    let out_now = tell_cautions(&family, &before, desk);
    let understood = if fields.pupils.is_empty() { String::new() } else { understood(&family) };
    let said = format!(
        "Family {}: {what}.{understood} Next: hv plan add {} --at TIME --for 45m --staff WHO --reason WHY\n",
        family.id, family.id
    );
    tell_slips(&family, desk);
    desk.happened(&said, &json!({"family": family, "out_now": out_now}));
    Ok(0)
}

/// Name and class apart, as they were understood: " Pupil: Zoe Invented, class 4B." A class that is none was part of a name.
pub(super) fn understood(family: &Family) -> String {
    let one = |pupil: &Pupil| match &pupil.class {
        Some(class) => format!("{}, class {}", clean(&pupil.name), clean(class)),
        None => format!("{}, no class", clean(&pupil.name)),
    };
    let all: Vec<String> = family.pupils.iter().map(one).collect();
    let word = if all.len() == 1 { "Pupil" } else { "Pupils" };
    format!(" {word}: {}.", all.join("; "))
}

/// What looks like surname and forename the wrong way round, asked about and never refused: Willow is a class as well as a
/// name.
pub(super) fn slips(family: &Family) -> Vec<String> {
    let asked = |pupil: &Pupil| {
        let class = pupil.class.as_ref().filter(|class| {
            let one_word = !pupil.name.contains(' ') && !class.contains(' ');
            one_word
                && class.chars().count() > 2
                && class.chars().all(|c| c.is_alphabetic() || c == '\'' || c == '-')
        })?;
        let (name, class) = (clean(&pupil.name), clean(class));
        Some(format!(
            "is {class} the class of {name}? If it is the forename: \"{class} {name}\", and the class after a comma"
        ))
    };
    family.pupils.iter().filter_map(asked).collect()
}

fn tell_slips(family: &Family, desk: &mut Desk<'_>) {
    for slip in slips(family) {
        desk.warn(&format!("family {}: {slip}", family.id));
    }
}

/// What there is to be careful of since now, to whoever is with them or on the way there.
pub(super) fn tell_cautions(
    family: &Family,
    before: &[Caution],
    desk: &mut Desk<'_>,
) -> serde_json::Value {
    let new: Vec<String> = family
        .cautions
        .iter()
        .filter(|c| !before.contains(c))
        .map(|c| format!("{} ({})", c.what, c.source))
        .collect();
    if new.is_empty() {
        return json!([]);
    }
    let about = Concerns::Family { family: family.id.clone(), addresses: family.addresses.clone() };
    super::news::tell(&about, &format!("CAUTION: {}", new.join("; ")), desk)
}

/// An exemption from a rule that the policy does not have lifts nothing; it may be a slip of the finger.
fn warn_unknown_rules(family: &Family, fields: &FamilyFields, desk: &mut Desk<'_>) {
    if fields.exemptions.is_empty() {
        return;
    }
    let Ok(policy) = desk.policy() else { return };
    let known: Vec<&str> = policy.gates.iter().map(|gate| gate.id.as_str()).collect();
    for exempt in family.exemptions.iter().filter(|e| !known.contains(&e.rule.as_str())) {
        desk.warn(&format!(
            "the policy has no rule {:?}; it has {}",
            exempt.rule,
            known.join(", ")
        ));
    }
}

fn form(fields: &FamilyFields) -> Form {
    let one = |value: &Option<String>| value.iter().cloned().collect::<Vec<_>>();
    Form::of_flags([
        ("pupil", fields.pupils.clone()),
        ("carer", fields.carers.clone()),
        ("address", one(&fields.address)),
        ("address-id", one(&fields.address_id)),
        ("directions", one(&fields.directions)),
        ("also-at", fields.also_at.clone()),
        ("workplace", fields.workplaces.clone()),
        ("not-at", fields.not_at.clone()),
        ("agency", fields.agencies.clone()),
        ("caution", fields.cautions.clone()),
        ("exempt", fields.exemptions.clone()),
    ])
}

/// A family, and the addresses that are to be written with it.
#[derive(Debug)]
pub(super) struct Household {
    pub(super) family: Family,
    pub(super) addresses: Vec<Address>,
}

/// Where a form is filled in: what addresses are known there, on which day, and by whom.
pub(super) struct Office<'a> {
    pub(super) known: &'a dyn Fn(&str) -> Result<Option<Address>, Error>,
    pub(super) today: Day,
    pub(super) by: &'a str,
}

/// The family with what the form says. Only what it says changes. An error is damage: what lies at an address cannot
/// be told then, whatever was typed.
pub(super) fn filled(
    mut family: Family,
    form: &mut Form,
    office: &Office<'_>,
) -> Result<Household, Error> {
    for typed in form.all("pupil") {
        form.one_line("pupil", &typed);
    }
    let pupils = pupils(form);
    if !pupils.is_empty() {
        family.pupils = pupils;
    }
    let carers = carers(form);
    if !carers.is_empty() {
        family.carers = carers;
    }
    for agency in form.several("agency") {
        if !family.agencies.contains(&agency) {
            family.agencies.push(agency);
        }
    }
    for (what, source) in form.pairs("caution", "\"what=who says so\"") {
        let told = family.cautions.iter().any(|c| c.what == what && c.source == source);
        if !told {
            let since = office.today;
            family.cautions.push(Caution { what, source, since, looked_at: Vec::new() });
        }
    }
    for (rule, typed) in form.pairs("exempt", EXEMPT) {
        let Some((until, why)) = exempt(&typed, form) else { continue };
        family.exemptions.retain(|e| e.rule != rule);
        family.exemptions.push(Exemption { rule, until, by: office.by.to_owned(), why });
    }
    let mut household = Household { family, addresses: Vec::new() };
    places(&mut household, form, office)?;
    Ok(household)
}

const EXEMPT: &str = "RULE=2027-03-31:\"why\"";

fn exempt(typed: &str, form: &mut Form) -> Option<(Day, String)> {
    let (until, why) = typed.split_once(':').unwrap_or((typed, ""));
    let until = form.a_day("exempt", until.trim())?;
    if why.trim().is_empty() {
        form.refuse("exempt", format!("{typed:?} gives no reason; it is of the form {EXEMPT}"));
        return None;
    }
    Some((until, why.trim().to_owned()))
}

/// Where they live, first of all; where else; where they work; and what of it is theirs no longer.
fn places(household: &mut Household, form: &mut Form, office: &Office<'_>) -> Result<(), Error> {
    let main = ["address", "address-id", "directions"];
    if main.into_iter().any(|field| form.text(field).is_some()) {
        let own = household.family.addresses.first().unwrap_or(&household.family.id).clone();
        let (id, text) = (form.text("address-id").unwrap_or(own), form.text("address"));
        let directions = form.text("directions");
        let field = main.into_iter().find(|f| form.text(f).is_some()).unwrap_or("address");
        if let Some(id) = place(household, form, office, Typed { field, id, text, directions })? {
            household.family.addresses.retain(|known| *known != id);
            household.family.addresses.insert(0, id);
        }
    }
    for field in ["also-at", "workplace"] {
        for typed in form.several(field) {
            let (id, text) = match typed.split_once('=') {
                Some((id, text)) => (id.trim().to_owned(), Some(text.trim().to_owned())),
                None => (typed.trim().to_owned(), None),
            };
            let typed = Typed { field, id, text, directions: None };
            let Some(id) = place(household, form, office, typed)? else { continue };
            let family = &mut household.family;
            let list =
                if field == "also-at" { &mut family.addresses } else { &mut family.workplaces };
            if !list.contains(&id) {
                list.push(id);
            }
        }
    }
    for id in form.several("not-at") {
        let family = &mut household.family;
        let (homes, works) = (family.addresses.len(), family.workplaces.len());
        family.addresses.retain(|known| *known != id);
        family.workplaces.retain(|known| *known != id);
        if (homes, works) == (family.addresses.len(), family.workplaces.len()) {
            form.refuse("not-at", format!("{id:?} is not an address of family {}", family.id));
        } else if family.addresses.is_empty() {
            form.refuse("not-at", format!("{id:?} is the only address of family {}", family.id));
        }
    }
    Ok(())
}

/// An address as it was typed, and where.
struct Typed {
    field: &'static str,
    id: String,
    text: Option<String>,
    directions: Option<String>,
}

/// The id of an address that is on record, or will be. One that is not this family's is not written over: another may
/// live there.
fn place(
    household: &mut Household,
    form: &mut Form,
    office: &Office<'_>,
    typed: Typed,
) -> Result<Option<String>, Error> {
    let Typed { field, id, text, directions } = typed;
    if text.as_ref().is_some_and(|text| text.trim().is_empty()) {
        form.refuse(field, format!("{id:?} has no text"));
        return Ok(None);
    }
    if form.id(field, &id).is_none() {
        return Ok(None);
    }
    let written = household.addresses.iter().position(|a| a.id == id);
    let known = match written {
        Some(n) => Some(household.addresses.remove(n)),
        None => (office.known)(&id)?,
    };
    let theirs = written.is_none()
        && household.family.addresses.iter().chain(&household.family.workplaces).any(|a| *a == id);
    let old = known.as_ref().map(|a| a.text.clone());
    match (&old, &text) {
        (None, None) => {
            form.refuse(field, format!("{id:?} needs an address; none is on record under that id"));
            return Ok(None);
        }
        (Some(old), Some(new)) if old != new && !theirs => {
            let why = format!(
                "{id:?} is on record as {old:?}, and not as an address of family {}; give it another id",
                household.family.id
            );
            form.refuse(field, why);
            return Ok(None);
        }
        (None | Some(_), None | Some(_)) => {}
    }
    let cautions = known.as_ref().map(|a| a.cautions.clone()).unwrap_or_default();
    let no_longer = known.as_ref().map(|a| a.no_longer.clone()).unwrap_or_default();
    let directions = directions.or_else(|| known.as_ref().and_then(|a| a.directions.clone()));
    let text = text.or(old).unwrap_or_default();
    let address = Address { id: id.clone(), text, directions, cautions, no_longer };
    if written.is_some() || known.as_ref() != Some(&address) {
        household.addresses.push(address);
    }
    Ok(Some(id))
}

/// One a field, or, in a file, names in one column and classes in another.
fn pupils(form: &mut Form) -> Vec<Pupil> {
    let classes = form.all("class");
    if classes.is_empty() {
        return form.several("pupil").iter().map(|typed| pupil(typed)).collect();
    }
    let names = form.all("pupil");
    let both = beside(&names, &classes, "pupil", "class", form);
    both.into_iter().map(|(name, class)| Pupil { name, class }).collect()
}

fn carers(form: &mut Form) -> Vec<Carer> {
    let numbers = form.all("carer-number");
    if numbers.is_empty() {
        let all = form.several("carer");
        return all.iter().filter_map(|typed| carer(typed, form)).collect();
    }
    let names = form.all("carer");
    let both = beside(&names, &numbers, "carer", "carer-number", form);
    let read = |(name, typed): (String, Option<String>)| {
        let phone = typed.and_then(|typed| form.number("carer-number", &typed));
        Carer { name, phone }
    };
    both.into_iter().map(read).collect()
}

/// As many in one column as in the other: which class is whose is not guessed.
fn beside(
    names: &[String],
    others: &[String],
    field: &str,
    other: &str,
    form: &mut Form,
) -> Vec<(String, Option<String>)> {
    if names.len() != others.len() || names.iter().any(String::is_empty) {
        let why = format!(
            "{} there, and {} under {:?}; as many of each, parted by semicolons",
            names.iter().filter(|n| !n.is_empty()).count(),
            others.len(),
            form.label(other)
        );
        form.refuse(field, why);
        return Vec::new();
    }
    let other = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    names.iter().cloned().zip(others.iter().map(other)).collect()
}

fn pupil(typed: &str) -> Pupil {
    match typed.split_once(',') {
        Some((name, class)) => {
            Pupil { name: name.trim().to_owned(), class: Some(class.trim().to_owned()) }
        }
        None => Pupil { name: typed.trim().to_owned(), class: None },
    }
}

fn carer(typed: &str, form: &mut Form) -> Option<Carer> {
    let Some((name, typed)) = typed.split_once('=') else {
        return Some(Carer { name: typed.trim().to_owned(), phone: None });
    };
    if name.trim().is_empty() || typed.trim().is_empty() {
        form.refuse(
            "carer",
            format!("\"{name}={typed}\" is not of the form \"Sam Invented=07700 900123\""),
        );
        return None;
    }
    let phone = form.number("carer", typed.trim())?;
    Some(Carer { name: name.trim().to_owned(), phone: Some(phone) })
}
