//! `hv export`: years of records as tables, of one school or several.
//!
//! What a record comes to in each table is [`crate::domain::export`]'s. This walks the folders, some families and some
//! weeks at a time on every core, and writes what they come to before it reads the next: memory stays flat, and the
//! order is the same every time. What could not be read is a row of the table `damage`, is said, and is exit code 3.

use super::Ending;
use super::desk::{moment, school_or_none};
use super::unfrozen::Unfrozen;
use super::{changed, departures, overdue, report_read, schools, unmarked};
use crate::cli::{Export, ExportAs, Global};
use crate::domain::alarm::Alarm;
use crate::domain::changed::Saying;
use crate::domain::entry::Record;
use crate::domain::events::{AssessmentEvent, OutingEvent};
use crate::domain::export::{self, Coder, Column, Kind, Row, TABLES, Table};
use crate::domain::outing::Outing;
use crate::error::{Damage, Error, Kind as Fault};
use crate::host::{Host, School as Named};
use crate::render::{self, clean, count, in_json, sheet};
use crate::store::{Evidence, Exported, Key, Loaded, Store, on_all_cores};
use crate::watch;
use crate::watch::report::layout::Doubt;
use crate::when::{Look, Moment, Week, Zone};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// So many families, or weeks of outings, are read before what they come to is written.
const AT_ONCE: usize = 128;

/// Of fewer than so many things, one core reads them as fast.
const FEW: usize = 4;

pub(super) fn run(args: &Export, global: &Global, host: &mut Host) -> Ending {
    if args.schema {
        let sql = export::as_sql(args.with_names);
        let shown = json!({"hv": 1, "schema": export::SCHEMA, "sql": sql});
        host.say(&if global.json { format!("{shown}\n") } else { sql });
        return Ok(0);
    }
    if args.form == ExportAs::Csv && args.to.is_none() {
        return Err(Error::usage("a CSV export is a folder with a file for each table")
            .hint("name a new one: hv export --as csv --to ../years")
            .into());
    }
    let all = asked(global, host)?;
    no_school_twice(&all)?;
    let to = args.to.as_ref().map(|to| Exported::begin(&host.cwd.join(to))).transpose()?;
    let mut written = Written {
        args,
        inside: global.json && to.is_none(),
        begun: false,
        to,
        rows: BTreeMap::new(),
        unread: 0,
        told: BTreeSet::new(),
    };
    if written.inside {
        host.say(&format!("{{\"hv\":1,\"schema\":{},\"to\":null,\"lines\":[", export::SCHEMA));
    }
    written.begin()?;
    for school in &all {
        written.school(school, global, host)?;
    }
    written.end(all.len(), global, host)
}

/// The schools: those named or configured, else the one here.
fn asked(global: &Global, host: &Host) -> Result<Vec<Named>, Error> {
    let meant = schools::meant(global, host)?;
    if meant.all.is_empty() {
        let store = schools::the_one(global, host)?;
        let name = store.file_name().map(|name| name.to_string_lossy().into_owned());
        return Ok(vec![Named { name: name.unwrap_or_default(), store }]);
    }
    Ok(meant.all)
}

/// Two copies of one school would be counted as two, under one id.
fn no_school_twice(all: &[Named]) -> Result<(), Error> {
    let mut known: BTreeMap<String, &Named> = BTreeMap::new();
    for school in all {
        // One that cannot be opened is told in its turn.
        let Ok(store) = Store::open(&school.store, None) else { continue };
        let id = own_id(&school_or_none(&store).0.store, school);
        if let Some(other) = known.insert(id.clone(), school) {
            let (one, two) =
                (other.store.display().to_string(), school.store.display().to_string());
            let what = format!(
                "two of these folders are the same school, {}: {} and {}",
                clean(&id),
                clean(&one),
                clean(&two)
            );
            return Err(Error::usage(what)
                .because("every figure would be counted twice")
                .hint("name one of the two; two schools need two ids (store in hv.toml)"));
        }
    }
    Ok(())
}

/// The id that a school's rows begin with.
fn own_id(card: &str, school: &Named) -> String {
    if card.is_empty() { school.name.clone() } else { card.to_owned() }
}

/// What has been written so far, and where.
struct Written<'a> {
    args: &'a Export,
    to: Option<Exported>,
    /// The lines stand within the one object that `--json` prints. They are written as they come all the same.
    inside: bool,
    /// One of them has been written.
    begun: bool,
    rows: BTreeMap<&'static str, usize>,
    unread: usize,
    /// What was told of the school that is being read.
    told: BTreeSet<Told>,
}

/// Where, in which line, and what.
type Told = (String, Option<usize>, String);

fn key_of(damage: &Damage) -> Told {
    (damage.path.clone(), damage.line, damage.what.clone())
}

/// What some of the folder comes to.
type Part = (Vec<Row>, Vec<Damage>);

impl Written<'_> {
    /// A file for each table, also for those without a row: a database finds all it expects.
    fn begin(&mut self) -> Result<(), Error> {
        let Some(to) = &mut self.to else { return Ok(()) };
        for table in &TABLES {
            let names: Vec<String> =
                table.shown(self.args.with_names).map(|c| c.name.to_owned()).collect();
            let head = match self.args.form {
                ExportAs::Csv => sheet::row(&names),
                ExportAs::Jsonl => String::new(),
            };
            to.add(&file_name(table.name, self.args.form), &head)?;
        }
        to.add("schema.sql", &export::as_sql(self.args.with_names))
    }

    /// One school. Whatever goes wrong with it is told, and the next one is read.
    fn school(&mut self, school: &Named, global: &Global, host: &mut Host) -> Result<(), Error> {
        let opened = open(school, global, host);
        let (store, now, zone) = match opened {
            Ok(opened) => opened,
            Err(error) => {
                let _code = super::tell_error(&error, false, host);
                host.tell(&format!("{}: NOT EXPORTED\n", clean(&school.name)));
                return self.nothing_of(school, &error.to_string(), host);
            }
        };
        let (card, _, lost) = school_or_none(&store);
        let own = own_id(&card.store, school);
        let name = |id: &str| changed::name_in(&store, id);
        let departures = departures(&store, now, zone);
        let (with_names, own, departures) = (self.args.with_names, own.as_str(), &departures);
        let zoned = Zoned { store: &store, now, with_names, own, zone, departures };
        let coder = zoned.coder(&name);
        let row = export::of_school(Some(&card), &coder);
        self.told.clear();
        self.put((vec![row], lost.into_iter().collect()), &coder, host)?;
        let state_dir = host.state_dir().filter(|_| global.now.is_none());
        let walked = catch_unwind(AssertUnwindSafe(|| {
            self.walk(zoned, &coder, host)?;
            self.missing(zoned, state_dir.as_deref(), &coder, host)
        }));
        walked.unwrap_or_else(|_panic| {
            let bug = Error::bug(format!("{}: a mistake in hv stopped this school", school.name));
            let _code = super::tell_error(&bug, false, host);
            self.unread += 1;
            Ok(())
        })
    }

    /// A school that could not be opened is a row, and a row of damage.
    fn nothing_of(&mut self, school: &Named, why: &str, host: &mut Host) -> Result<(), Error> {
        let name = |id: &str| id.to_owned();
        let saying = Saying { name: &name, zone: Zone::LONDON };
        let coder = Coder { school: &school.name, with_names: self.args.with_names, saying };
        let damage = Damage {
            path: String::new(),
            line: None,
            what: why.to_owned(),
            hint: String::new(),
            may_hide_somebody: true,
        };
        self.put((vec![export::of_school(None, &coder)], vec![damage]), &coder, host)
    }

    fn walk(&mut self, at: Zoned<'_>, coder: &Coder<'_>, host: &mut Host) -> Result<(), Error> {
        let store = at.store;
        let lists = |loaded: Loaded<String>| (loaded.good, loaded.damage);
        let (families, damage) = lists(store.family_ids());
        self.put((Vec::new(), damage), coder, host)?;
        self.each(&families, |id| at.family(id), coder, host)?;
        let (bases, damage) = lists(store.base_assessments());
        self.put((Vec::new(), damage), coder, host)?;
        self.each(&bases, |id| at.base(id), coder, host)?;
        let (weeks, damage) = lists(store.outing_weeks());
        self.put((Vec::new(), damage), coder, host)?;
        self.each(&weeks, |week| at.outings(week), coder, host)?;
        let (weeks, damage) = lists(store.week_lists());
        self.put((Vec::new(), damage), coder, host)?;
        self.each(&weeks, |week| at.list(week), coder, host)
    }

    /// What is named and not there, and what else the folder's own check finds in doubt: the look of `hv report`. What
    /// was told of a record on the way is not told twice.
    fn missing(
        &mut self,
        at: Zoned<'_>,
        state_dir: Option<&Path>,
        coder: &Coder<'_>,
        host: &mut Host,
    ) -> Result<(), Error> {
        let found = at.store.scan_on_all_cores(at.now, |_| {}, |_| {});
        let found = found.into_iter().filter(|f| !f.warning).map(|f| f.damage);
        let counts = |d: &Damage| report_read::touches(&d.path) != Doubt::default();
        let mut lost: Vec<Damage> = found.filter(counts).collect();
        let today = at.zone.day_of(at.now);
        let gone = state_dir.map(|dir| overdue::gone_from(at.store, dir, at.now, today));
        lost.extend(gone.unwrap_or_default());
        lost.retain(|damage| !self.told.contains(&key_of(damage)));
        self.put((Vec::new(), lost), coder, host)
    }

    fn each(
        &mut self,
        all: &[String],
        read: impl Fn(&str) -> Part + Sync,
        coder: &Coder<'_>,
        host: &mut Host,
    ) -> Result<(), Error> {
        for some in all.chunks(AT_ONCE) {
            for part in on_all_cores(some, FEW, |one| read(one)) {
                self.put(part, coder, host)?;
            }
        }
        Ok(())
    }

    fn put(&mut self, part: Part, coder: &Coder<'_>, host: &mut Host) -> Result<(), Error> {
        let (mut rows, damage) = part;
        self.unread += damage.len();
        self.told.extend(damage.iter().map(key_of));
        rows.extend(damage.iter().map(|damage| export::of_damage(damage, coder)));
        let mut texts: BTreeMap<&str, String> = BTreeMap::new();
        for row in rows {
            let Some(table) = export::table(row.table) else { continue };
            let line = self.line(table, &row);
            *self.rows.entry(table.name).or_default() += 1;
            texts.entry(table.name).or_default().push_str(&line);
        }
        for (table, text) in texts {
            if let Some(to) = &mut self.to {
                to.add(&file_name(table, self.args.form), &text)?;
                continue;
            }
            let shown = self.shown(text);
            host.say(&shown);
        }
        Ok(())
    }

    /// Lines as they are, or as the next members of the list that they stand in.
    fn shown(&mut self, text: String) -> String {
        if !self.inside {
            return text;
        }
        let lines: Vec<&str> = text.lines().collect();
        let between = if std::mem::replace(&mut self.begun, true) { "," } else { "" };
        format!("{between}{}", lines.join(","))
    }

    fn line(&self, table: &Table, row: &Row) -> String {
        let columns = table.shown(self.args.with_names);
        let value = |column: &Column| row.cells.get(column.name).cloned().unwrap_or(Value::Null);
        match self.args.form {
            ExportAs::Csv => {
                let cells: Vec<String> = columns.map(|c| cell(c.kind, &value(c))).collect();
                sheet::row(&cells)
            }
            ExportAs::Jsonl => {
                let mut object = Map::new();
                if self.to.is_none() {
                    object.insert("table".to_owned(), Value::from(table.name));
                }
                object.extend(columns.map(|c| (c.name.to_owned(), value(c))));
                format!("{}\n", in_json(&Value::Object(object).to_string()))
            }
        }
    }

    /// Says what was written, and what is not in it.
    fn end(self, schools: usize, global: &Global, host: &mut Host) -> Ending {
        let Written { args, to, inside, rows, unread, .. } = self;
        let folder = to.map(Exported::finish).transpose()?;
        let all: usize = rows.values().sum();
        let whose = if args.with_names {
            "It holds names and what people wrote: it is confidential."
        } else {
            "No names, addresses or notes are in it; whoever knows an id can work its code out, so it is still \
             personal data."
        };
        if !global.quiet {
            let place = folder.as_ref().map(|f| format!(" to {}", f.display())).unwrap_or_default();
            let what = format!(
                "{} of {}{place}, schema {}. {whose} It is a copy that hv does not look after.",
                count(all, "row"),
                count(schools, "school"),
                export::SCHEMA
            );
            host.tell(&format!("{}\n", render::wrap(&what, "", host.width())));
        }
        if unread > 0 {
            let what = format!(
                "NOT WHOLE: {} could not be read or trusted, and what they hold is not counted. The table damage lists \
                 them; hv doctor says what to do.",
                count(unread, "thing")
            );
            host.tell(&format!("{}\n", render::wrap(&what, "", host.width())));
        }
        if inside {
            let end = json!({"rows": rows, "unread": unread}).to_string();
            host.say(&format!("],{}\n", end.trim_start_matches('{')));
        }
        if global.json
            && let Some(folder) = &folder
        {
            let shown = json!({"hv": 1, "schema": export::SCHEMA, "to": folder.display().to_string(), "rows": rows,
                "unread": unread});
            host.say(&format!("{shown}\n"));
        }
        Ok(if unread == 0 { 0 } else { Fault::Failed.exit_code() })
    }
}

fn file_name(table: &str, form: ExportAs) -> String {
    let ending = match form {
        ExportAs::Csv => "csv",
        ExportAs::Jsonl => "jsonl",
    };
    format!("{table}.{ending}")
}

/// A cell of a sheet. Not known is empty.
fn cell(kind: Kind, value: &Value) -> String {
    match (kind, value) {
        (_, Value::Null) => String::new(),
        (Kind::YesNo, Value::Bool(yes)) => u8::from(*yes).to_string(),
        (_, Value::String(text)) => text.clone(),
        (_, other) => other.to_string(),
    }
}

fn open(school: &Named, global: &Global, host: &Host) -> Result<(Store, Moment, Zone), Error> {
    let (_, zone, _) = school_or_none(&Store::open(&school.store, None)?);
    let given = global
        .now
        .as_ref()
        .map(|typed| moment(typed, "--now", host.clock, zone, Look::Either))
        .transpose()?;
    let store = Store::open(&school.store, given)?;
    Ok((store, zone.localise(given.unwrap_or(host.clock)), zone))
}

/// The planned visits that nobody signed out for, as `hv overdue` lists them. What of this cannot be read is told when
/// its own record is read.
fn departures(store: &Store, now: Moment, zone: Zone) -> BTreeMap<String, Alarm> {
    let afield = unmarked::with(store, None, (now, zone.day_of(now)));
    let unfrozen = Unfrozen::new(store, zone, now);
    let late = departures::departures(store, &afield, &unfrozen, now, &mut Vec::new());
    late.into_iter().map(|late| (late.id, late.alarm)).collect()
}

/// One school's folder, as every core reads it.
#[derive(Clone, Copy)]
struct Zoned<'a> {
    store: &'a Store,
    now: Moment,
    with_names: bool,
    own: &'a str,
    zone: Zone,
    /// What is live of planned visits that nobody signed out for, by the visit.
    departures: &'a BTreeMap<String, Alarm>,
}

impl<'a> Zoned<'a> {
    fn coder<'c>(&self, name: &'c dyn Fn(&str) -> String) -> Coder<'c>
    where
        'a: 'c,
    {
        let saying = Saying { name, zone: self.zone };
        Coder { school: self.own, with_names: self.with_names, saying }
    }

    /// Does something with a way to say names that this core has to itself.
    fn with<T>(&self, work: impl FnOnce(&Coder<'_>) -> T) -> T {
        let name = |id: &str| changed::name_in(self.store, id);
        let name: &dyn Fn(&str) -> String = if self.with_names { &name } else { &str::to_owned };
        work(&self.coder(name))
    }

    fn family(&self, family: &str) -> Part {
        let (visits, made) = (self.store.visits_of(family), self.store.assessments_of(family));
        let mut part = (Vec::new(), [visits.damage, made.damage].concat());
        self.with(|coder| {
            for id in &visits.good {
                let live = self.departures.get(id);
                self.add(Key::visit(id), &mut part, |r| export::of_visit(id, r, live, coder));
            }
            for id in &made.good {
                self.add(Key::assessment(id), &mut part, |r| export::of_assessment(id, r, coder));
            }
        });
        part
    }

    fn base(&self, id: &str) -> Part {
        let mut part = Part::default();
        let name = format!("base:{id}");
        self.with(|coder| {
            self.add::<AssessmentEvent>(Key::base(id), &mut part, |r| {
                export::of_assessment(&name, r, coder)
            });
        });
        part
    }

    fn outings(&self, week: &str) -> Part {
        let mut part = Part::default();
        let Ok(week) = Week::parse(week) else { return part };
        let outings = self.store.outings_in(week);
        part.1.extend(outings.damage);
        self.with(|coder| {
            for id in &outings.good {
                self.add(Key::outing(id), &mut part, |r| self.outing(id, r, coder));
            }
        });
        part
    }

    /// An outing, and its alarms that are live.
    fn outing(&self, id: &str, record: &Record<OutingEvent>, coder: &Coder<'_>) -> Vec<Row> {
        let outing = Outing::of(record);
        let live = outing.map(|outing| watch::late(&outing, self.now)).unwrap_or_default();
        let live: Vec<Alarm> = live.into_iter().map(|late| late.alarm).collect();
        export::of_outing(id, record, &live, coder)
    }

    fn list(&self, week: &str) -> Part {
        let mut part = Part::default();
        let Ok(week) = Week::parse(week) else { return part };
        self.with(|coder| self.add(Ok(Key::week(week)), &mut part, |r| export::of_week(r, coder)));
        part
    }

    /// What a record comes to; all of its damage, also where it comes to something.
    fn add<B: Evidence>(
        &self,
        key: Result<Key<B>, Error>,
        part: &mut Part,
        rows: impl FnOnce(&Record<B>) -> Vec<Row>,
    ) {
        let Ok(key) = key else { return };
        match self.store.read(&key, self.now) {
            Ok(Some(record)) => {
                part.1.extend(record.doubtful.iter().map(|d| d.damage.clone()));
                part.1.extend(record.damage.iter().cloned());
                part.0.extend(rows(&record));
            }
            // Looking at an earlier moment, what was made later is not there yet.
            Ok(None) => {}
            Err(damage) => part.1.push(damage),
        }
    }
}
