//! `hv staff import` and `hv family import`: directories out of a sheet from the school's own system.
//!
//! All or nothing: every row is read as if it had been typed, everything wrong with every row is told by its line,
//! and only when nothing is wrong with any is the first file written. What is on record is changed only by
//! `--update`. A row that says what is on record already changes nothing, so the same import can be run again.

use super::desk::{Desk, damaged, pair};
use super::family::{self, Household, Office};
use super::form::{Field, Form};
use super::{Ending, staff};
use crate::cli::Import;
use crate::domain::directory::{Address, Family, Person};
use crate::error::Error;
use crate::render::{Put, clean, count, fit};
use crate::store::{Cards, Row, Sheet, Store};
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;

pub(super) fn staff(args: &Import, desk: &mut Desk<'_>) -> Ending {
    let mut sheet = read(args, &staff::FIELDS, desk)?;
    let _lock = desk.lock()?;
    let mut people = Vec::new();
    for row in std::mem::take(&mut sheet.rows) {
        let line = row.line;
        match person(row, &mut sheet, args, desk) {
            Ok(found) => people.push(found),
            Err(wrong) => sheet.wrong.extend(wrong.into_iter().map(|what| (line, what))),
        }
    }
    sheet.finish(&args.file)?;
    let records: Vec<Person> = written(&people).cloned().collect();
    let cards = Cards::of(&records, &[], &[])?;
    staff::warn_unknown_roles(&records, desk);
    if !args.dry_run {
        desk.store.put_all(&cards)?;
    }
    let lacks = |p: &Found<Person>| {
        if p.what == Change::Added { staff::lacks(&p.record) } else { String::new() }
    };
    let lacks: Vec<String> = people.iter().map(lacks).collect();
    tell(&people, &lacks, &sheet.unread, args, desk);
    Ok(0)
}

pub(super) fn family(args: &Import, desk: &mut Desk<'_>) -> Ending {
    let mut sheet = read(args, &family::FIELDS, desk)?;
    let _lock = desk.lock()?;
    let mut addresses = BTreeMap::new();
    let mut families = Vec::new();
    for row in std::mem::take(&mut sheet.rows) {
        let line = row.line;
        match household(row, &mut sheet, (args, &mut addresses), desk) {
            Ok(found) => families.push(found),
            Err(wrong) => sheet.wrong.extend(wrong.into_iter().map(|what| (line, what))),
        }
    }
    sheet.finish(&args.file)?;
    let records: Vec<Family> = written(&families).cloned().collect();
    let addresses: Vec<Address> = addresses.into_values().collect();
    let cards = Cards::of(&[], &addresses, &records)?;
    if !args.dry_run {
        desk.store.put_all(&cards)?;
    }
    let understood = |f: &Found<Family>| {
        let slips: Vec<String> =
            family::slips(&f.record).iter().map(|s| format!(" LOOK: {s}.")).collect();
        let pupils = f.differs.iter().any(|what| what.starts_with("pupils: "));
        if f.what == Change::Added || pupils {
            format!("{}{}", family::understood(&f.record), slips.concat())
        } else {
            String::new()
        }
    };
    let understood: Vec<String> = families.iter().map(understood).collect();
    tell(&families, &understood, &sheet.unread, args, desk);
    Ok(0)
}

/// A sheet whose columns have a meaning, and what is wrong so far.
struct Matched {
    columns: Vec<(Field, usize)>,
    headings: Vec<String>,
    unread: Vec<String>,
    rows: Vec<Row>,
    /// The line each id stands on.
    ids: BTreeMap<String, usize>,
    wrong: Vec<(usize, String)>,
}

/// What a row comes to.
struct Found<T> {
    line: usize,
    id: String,
    record: T,
    what: Change,
    /// What differs from the records, in words.
    differs: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    Added,
    Same,
    Changed,
}

fn written<T>(all: &[Found<T>]) -> impl Iterator<Item = &T> {
    all.iter().filter(|f| f.what != Change::Same).map(|f| &f.record)
}

fn read(args: &Import, fields: &[Field], desk: &Desk<'_>) -> Result<Matched, Error> {
    let cwd = &desk.host.cwd;
    let mut map = match &args.map {
        Some(path) => Store::column_map(&cwd.join(path))?,
        None => BTreeMap::new(),
    };
    for typed in &args.columns {
        let (field, heading) = pair(typed, "--column", "\"mobile=Mobile Phone\"")?;
        map.insert(field, heading);
    }
    let Sheet { headings, rows, bad } = Store::sheet(&cwd.join(&args.file))?;
    let mut matched = Matched {
        columns: Vec::new(),
        headings,
        unread: Vec::new(),
        rows,
        ids: BTreeMap::new(),
        wrong: bad,
    };
    matched.columns(fields, &map)?;
    Ok(matched)
}

/// As headings are compared: `Mobile_Phone` is "mobile phone".
fn words(heading: &str) -> String {
    let parts = heading.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    parts.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

/// The column of a field: the one that was named, else the one that has the field's name or another that schools have
/// for it, and was named for no other field.
fn column_of(
    field: Field,
    headings: &[String],
    map: &BTreeMap<String, String>,
) -> Result<Option<usize>, String> {
    let named = map.get(field.name);
    let meant = |heading: &str| {
        let heading = words(heading);
        if let Some(named) = named {
            return heading == words(named);
        }
        let taken = map.values().any(|other| words(other) == heading);
        !taken && (heading == words(field.name) || field.also.contains(&heading.as_str()))
    };
    let found: Vec<usize> =
        headings.iter().enumerate().filter(|(_, h)| meant(h)).map(|(n, _)| n).collect();
    match (found.as_slice(), named) {
        ([column], _) => Ok(Some(*column)),
        ([], None) => Ok(None),
        ([], Some(named)) => Err(format!("there is no column {named:?} for {}", field.name)),
        (several, _) => {
            let several: Vec<String> =
                several.iter().filter_map(|n| headings.get(*n)).map(|h| format!("{h:?}")).collect();
            let name = field.name;
            Err(format!(
                "{name} could be {}; say which: --column \"{name}=HEADING\"",
                several.join(" or ")
            ))
        }
    }
}

impl Matched {
    /// Finds the column of every field. A field that does not exist, a column that is not there and one that could be
    /// two are refused: what is not read would not be missed.
    fn columns(&mut self, fields: &[Field], map: &BTreeMap<String, String>) -> Result<(), Error> {
        let mut wrong = Vec::new();
        let known: Vec<&str> = fields.iter().map(|f| f.name).collect();
        for unknown in map.keys().filter(|key| !known.contains(&key.as_str())) {
            wrong.push(format!("there is no field {unknown:?}; there are {}", known.join(", ")));
        }
        for field in fields {
            match column_of(*field, &self.headings, map) {
                Ok(column) => self.columns.extend(column.map(|column| (*field, column))),
                Err(why) => wrong.push(why),
            }
        }
        let has_id = self.columns.iter().any(|(field, _)| field.name == "id");
        if wrong.is_empty() && !has_id {
            wrong.push(
                "there is no column for the id; say which: --column \"id=HEADING\"".to_owned(),
            );
        }
        let read = |n: usize| self.columns.iter().any(|(_, column)| *column == n);
        let unread = self.headings.iter().enumerate().filter(|(n, h)| !read(*n) && !h.is_empty());
        self.unread = unread.map(|(_, h)| h.clone()).collect();
        if wrong.is_empty() {
            return Ok(());
        }
        Err(Error::usage(wrong.join("\n  "))
            .hint(format!("the headings of the file: {}", self.headings.join(", "))))
    }

    /// The form that a row is, and its id.
    fn form(&mut self, row: &Row) -> (Form, Option<String>) {
        let cell = |(field, column): &(Field, usize)| {
            let heading = self.headings.get(*column).map_or("", String::as_str);
            (*field, heading, row.cells.get(*column).map_or("", String::as_str))
        };
        let mut form = Form::of_row(self.columns.iter().map(cell));
        let Some(typed) = form.text("id") else {
            form.refuse("id", "there is none");
            return (form, None);
        };
        let id = form.id("id", &typed.to_lowercase());
        if let Some(id) = &id {
            if let Some(line) = self.ids.get(id) {
                form.refuse("id", format!("{id} is on line {line} already; one row for each"));
            }
            self.ids.entry(id.clone()).or_insert(row.line);
        }
        (form, id)
    }

    /// Nothing is wrong with any row, or one error that names them all.
    fn finish(&mut self, file: &Path) -> Result<(), Error> {
        if self.wrong.is_empty() {
            return Ok(());
        }
        self.wrong.sort_by_key(|(line, _)| *line);
        let mut lines: Vec<usize> = self.wrong.iter().map(|(line, _)| *line).collect();
        lines.dedup();
        let mut text = format!(
            "{}: {} cannot be used, so nothing was written",
            file.display(),
            count(lines.len(), "line")
        );
        for (line, what) in &self.wrong {
            text.put(format!("\n  line {line}: {what}"));
        }
        Err(Error::failed(text).hint("put the lines right, and import the whole file again"))
    }
}

fn person(
    row: Row,
    sheet: &mut Matched,
    args: &Import,
    desk: &Desk<'_>,
) -> Result<Found<Person>, Vec<String>> {
    let (mut form, id) = sheet.form(&row);
    form.join("name", ["forename", "surname"]);
    let Some(id) = id else { return Err(form.wrong()) };
    let known = desk.store.person(&id).map_err(|damage| vec![damage.to_string()])?;
    if known.is_none() && form.text("name").is_none() {
        form.refuse("name", "there is none");
    }
    if let Some(why) = staff::reserved(&id) {
        form.refuse("id", &why);
    }
    let blank = || staff::nobody(&id, String::new());
    let person = staff::filled(known.clone().unwrap_or_else(blank), &mut form, desk.today());
    let wrong = form.wrong();
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let (what, differs) = change(known.as_ref(), &person, &id, args)?;
    Ok(Found { line: row.line, id, record: person, what, differs })
}

fn household(
    row: Row,
    sheet: &mut Matched,
    (args, addresses): (&Import, &mut BTreeMap<String, Address>),
    desk: &Desk<'_>,
) -> Result<Found<Family>, Vec<String>> {
    let (mut form, id) = sheet.form(&row);
    form.join("pupil", ["pupil-forename", "pupil-surname"]);
    let Some(id) = id else { return Err(form.wrong()) };
    let known = desk.store.family(&id).map_err(|damage| vec![damage.to_string()])?;
    for needed in ["pupil", "address"] {
        if known.is_none() && form.text(needed).is_none() {
            form.refuse(needed, "there is none");
        }
    }
    let known_address = |id: &str| match addresses.get(id) {
        Some(address) => Ok(Some(address.clone())),
        None => desk.store.address(id).map_err(damaged),
    };
    let office = Office { known: &known_address, today: desk.today(), by: &desk.by };
    let blank = || family::unknown(&id);
    let filled = family::filled(known.clone().unwrap_or_else(blank), &mut form, &office);
    let Household { family, addresses: new } = filled.map_err(|error| vec![error.to_string()])?;
    let wrong = form.wrong();
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let (mut what, mut differs) = change(known.as_ref(), &family, &id, args)?;
    for address in &new {
        let changed = address_differs(address, what, desk, args)?;
        if what == Change::Same && !changed.is_empty() {
            what = Change::Changed;
        }
        differs.extend(changed);
    }
    addresses.extend(new.into_iter().map(|address| (address.id.clone(), address)));
    Ok(Found { line: row.line, id, record: family, what, differs })
}

/// Whether a record is new, the same, or changed, and how; which last only `--update` may do.
fn change<T: Serialize + PartialEq>(
    old: Option<&T>,
    new: &T,
    id: &str,
    args: &Import,
) -> Result<(Change, Vec<String>), Vec<String>> {
    let Some(old) = old else { return Ok((Change::Added, Vec::new())) };
    if old == new {
        return Ok((Change::Same, Vec::new()));
    }
    let differs = differences(old, new);
    if args.update { Ok((Change::Changed, differs)) } else { Err(vec![on_record(id, &differs)]) }
}

fn on_record(id: &str, differs: &[String]) -> String {
    format!(
        "{id} is on record, and this would change it ({}); add --update if it should",
        differs.join("; ")
    )
}

/// How an address on record would change, whoever's row it is in: others may live there. A new one is worth a word only
/// with a family that is not.
fn address_differs(
    address: &Address,
    of: Change,
    desk: &Desk<'_>,
    args: &Import,
) -> Result<Vec<String>, Vec<String>> {
    let old = desk.store.address(&address.id).map_err(|damage| vec![damage.to_string()])?;
    let label = format!("address {}", address.id);
    let Some(old) = old else {
        let new = format!("{label}: {}", address.text);
        return Ok(if of == Change::Added { Vec::new() } else { vec![new] });
    };
    let differs = differences(&old, address);
    if !args.update && !differs.is_empty() {
        return Err(vec![on_record(&label, &differs)]);
    }
    Ok(differs.into_iter().map(|what| format!("{label}: {what}")).collect())
}

/// What differs between two records: "mobile: 07700 900001 -> 07700 900002".
fn differences<T: Serialize>(old: &T, new: &T) -> Vec<String> {
    let fields = |record: &T| match serde_json::to_value(record) {
        Ok(Value::Object(fields)) => fields,
        Ok(_) | Err(_) => serde_json::Map::new(),
    };
    let (old, new) = (fields(old), fields(new));
    let mut keys: Vec<&String> = new.keys().collect();
    keys.extend(old.keys().filter(|key| !new.contains_key(*key)));
    let said = |value: Option<&Value>| value.map_or_else(|| "not set".to_owned(), in_words);
    let differ = |key: &&String| old.get(*key) != new.get(*key);
    keys.into_iter()
        .filter(differ)
        .map(|key| format!("{key}: {} -> {}", said(old.get(key)), said(new.get(key))))
        .collect()
}

fn in_words(value: &Value) -> String {
    match value {
        Value::Null => "not set".to_owned(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        Value::Array(all) => all.iter().map(in_words).collect::<Vec<_>>().join(", "),
        Value::Object(all) => all.values().map(in_words).collect::<Vec<_>>().join(" "),
    }
}

fn tell<T>(
    all: &[Found<T>],
    besides: &[String],
    unread: &[String],
    args: &Import,
    desk: &mut Desk<'_>,
) {
    let (mut added, mut same, mut changed) = (Vec::new(), Vec::new(), BTreeMap::new());
    let mut lines = String::new();
    for (found, besides) in all.iter().zip(besides) {
        let Found { line, id, what, differs, record: _ } = found;
        let how = if differs.is_empty() {
            String::new()
        } else {
            format!(": {}", clean(&differs.join("; ")))
        };
        match what {
            Change::Same => same.push(id),
            Change::Added => {
                added.push(id);
                lines.put(format!("  line {line}: {id} added{how}.{besides}\n"));
            }
            Change::Changed => {
                changed.insert(id, differs);
                let dot = if besides.is_empty() { "" } else { "." };
                lines.put(format!("  line {line}: {id} changed{how}{dot}{besides}\n"));
            }
        }
    }
    let (new, other) = (added.len(), changed.len());
    let mut text = if args.dry_run {
        format!("Nothing is written: this would add {new} and change {other}; ")
    } else {
        format!("Added {new} and changed {other}; ")
    };
    text.put(format!("{} on record as they are.\n{lines}", same.len()));
    if !unread.is_empty() {
        text.put(format!("Columns not read: {}\n", clean(&unread.join(", "))));
    }
    if args.dry_run && !desk.json {
        // What would happen is what was asked for.
        desk.host.say(&fit(&text, desk.host.width()));
        return;
    }
    let data = json!({"written": !args.dry_run, "added": added, "changed": changed, "unchanged": same,
        "not_read": unread});
    desk.happened(&text, &data);
}
