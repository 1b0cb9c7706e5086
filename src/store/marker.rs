//! Markers: what is open, so that `hv overdue` costs what is open and not what has ever been.
//!
//! One small file each, one checked line, written once and whole. The marker is on disk before the line it
//! stands for, and goes only by a later sweep. A marker that cannot be read still names what is open: its file
//! name does.

use super::cores::on_all_cores;
use super::directory::stranger;
use super::{Key, Store, damage, file, line, straight};
use crate::domain::events::Contactable;
use crate::error::{Damage, Error};
use crate::policy::Deadline;
use crate::when::{Day, Moment, Week};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// `open/out/<outing>`: somebody is out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct OutMarker {
    /// The outing.
    pub outing: String,
    /// Who is out.
    pub people: Vec<Contactable>,
    /// Where, in words.
    pub places: Vec<String>,
    /// The expected return.
    pub back: Moment,
}

/// `open/planned/<date>-<n><machine>.<family>`: somebody means to go. The name begins with the day of the
/// appointment, in the offset `start` is written with; a visit that was moved to a day other than its id's has
/// that day in front (`2026-11-20.2026-11-24-1a.ahmed`), so that no visit is looked at too late.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct PlannedMarker {
    /// The visit: `ahmed/2026-11-24-1a`.
    pub visit: String,
    /// Who means to go.
    pub people: Vec<Contactable>,
    /// Where, in words.
    pub place: String,
    /// The appointment.
    pub start: Moment,
    /// From when on somebody should have signed out.
    pub late: Deadline,
}

/// `open/owed/<record>`: a record with a duty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct OwedMarker {
    /// The record's id.
    pub record: String,
    /// What is owed, in words: the same for every duty of a visit.
    pub what: String,
}

/// Everything that is open. `None` where the marker cannot be read: its damage is told as well.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Markers {
    /// By outing id.
    pub out: BTreeMap<String, Option<OutMarker>>,
    /// By visit id: the planned visits up to the day asked for. Of two markers while one is moved, the earlier.
    pub planned: BTreeMap<String, Option<PlannedMarker>>,
    /// By the marker's file name.
    pub owed: BTreeMap<String, Option<OwedMarker>>,
    /// How many are planned for later days; they were not opened.
    pub later: usize,
    /// What is wrong.
    pub damage: Vec<Damage>,
}

/// One marker, to be removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark<'a> {
    /// By outing id.
    Out(&'a str),
    /// By visit id.
    Planned(&'a str),
    /// By the marker's file name, as in [`Markers::owed`].
    Owed(&'a str),
}

impl Store {
    /// Marks an outing as open, durably. A marker that is there and can be read is left as it is.
    pub fn put_out(&self, marker: &OutMarker) -> Result<(), Error> {
        self.put_marker(&out_path(&marker.outing)?, marker)
    }

    /// Marks a visit as planned, durably.
    pub fn put_planned(&self, marker: &PlannedMarker) -> Result<(), Error> {
        self.put_marker(&planned_path(marker)?, marker)
    }

    /// Marks a planned visit anew after a change: the new marker is there before the old ones go. Its name holds the
    /// new time, so that no marker is ever rewritten and git has only files added and files removed to merge.
    pub fn move_planned(&self, marker: &PlannedMarker) -> Result<(), Error> {
        let path = moved_path(marker)?;
        self.put_marker(&path, marker)?;
        self.remove_planned(&marker.visit, Some(&path))
    }

    /// Marks a record as having a duty, durably. What is owed stands in the record: two clones that mark it for
    /// different duties must write the same marker, or git has a conflict, so `what` is one for each record.
    pub fn put_owed<B>(&self, key: &Key<B>, what: &str) -> Result<(), Error> {
        let marker = OwedMarker { record: key.id().to_owned(), what: what.to_owned() };
        self.put_marker(&owed_path(&key.owed_name())?, &marker)
    }

    /// Takes a marker away for good. One that is gone already is no failure.
    pub fn remove_marker(&self, mark: Mark<'_>) -> Result<(), Error> {
        match mark {
            Mark::Out(id) => self.remove(&out_path(id)?),
            Mark::Planned(id) => self.remove_planned(Key::visit(id)?.id(), None),
            Mark::Owed(name) => self.remove(&owed_path(name)?),
        }
    }

    /// A visit can have two for a moment, while it is moved.
    fn remove_planned(&self, visit: &str, except: Option<&str>) -> Result<(), Error> {
        let listed = file::list(&self.root.join("open/planned"))
            .map_err(|e| Error::failed("cannot list open/planned").because(e))?;
        let its = listed.iter().filter(|e| planned_visit(&e.name).as_deref() == Some(visit));
        let paths = its.map(|e| format!("open/planned/{}", e.name));
        paths.filter(|path| Some(path.as_str()) != except).try_for_each(|path| self.remove(&path))
    }

    fn remove(&self, path: &str) -> Result<(), Error> {
        let path = self.root.join(path);
        file::remove(&path)
            .map_err(|e| Error::failed(format!("could not remove {}", path.display())).because(e))
    }

    /// Everything that is open, planned visits up to a day. Every entry is a marker read, known junk, or a
    /// complaint.
    pub fn markers(&self, planned_until: Day) -> Markers {
        let mut all = Markers::default();
        let out = self.marker_names("open/out", |n| Key::outing(n).is_ok(), &mut all.damage);
        let its = |name: &str, m: &OutMarker| name == m.outing;
        all.out = self.each_marker("open/out", &out, &mut all.damage, its);
        let is_planned = |n: &str| planned_visit(n).is_some();
        let planned = self.marker_names("open/planned", is_planned, &mut all.damage);
        let (planned, later): (Vec<_>, Vec<_>) = planned
            .into_iter()
            .partition(|name| day_of(name).is_none_or(|day| day <= planned_until));
        all.later = later.len();
        let its = |name: &str, m: &PlannedMarker| {
            planned_visit(name).is_some_and(|visit| visit == m.visit)
        };
        for (name, marker) in self.each_marker("open/planned", &planned, &mut all.damage, its) {
            let Some(visit) = planned_visit(&name) else { continue };
            let marker = match all.planned.remove(&visit) {
                Some(other) => earlier(other, marker),
                None => marker,
            };
            all.planned.insert(visit, marker);
        }
        self.read_owed(&mut all);
        all
    }

    /// The names of the outings that are marked, whether or not their markers can be read.
    pub fn out_names(&self) -> Vec<String> {
        let mut told_elsewhere = Vec::new();
        self.marker_names("open/out", |n| Key::outing(n).is_ok(), &mut told_elsewhere)
    }

    /// Only what is owed, for a rule that looks at nothing else.
    pub fn owed_markers(&self) -> Markers {
        let mut all = Markers::default();
        self.read_owed(&mut all);
        all
    }

    fn read_owed(&self, all: &mut Markers) {
        let names = self.marker_names("open/owed", is_owed, &mut all.damage);
        all.owed = self.each_marker("open/owed", &names, &mut all.damage, owed_by);
    }

    /// The markers of these names, on every core: a week has more of them than outings. `None`: told as damage.
    fn each_marker<M: DeserializeOwned + Send>(
        &self,
        folder: &str,
        names: &[String],
        damage: &mut Vec<Damage>,
        agrees: impl Fn(&str, &M) -> bool + Sync,
    ) -> BTreeMap<String, Option<M>> {
        let read = on_all_cores(names, FEW, |name| self.marker(folder, name, |m| agrees(name, m)));
        let read = read.into_iter().map(|one| one.map_err(|d| damage.push(d)).ok());
        names.iter().cloned().zip(read).collect()
    }

    fn marker_names(
        &self,
        folder: &str,
        known: impl Fn(&str) -> bool,
        damage: &mut Vec<Damage>,
    ) -> Vec<String> {
        let listed = match file::list(&self.root.join(folder)) {
            Ok(_) if !self.root.join(folder).is_dir() => Err("it is not there".to_owned()),
            listed => listed.map_err(|e| e.to_string()),
        };
        let listed = listed.unwrap_or_else(|e| {
            damage.push(open_damage(folder, format!("the folder cannot be listed: {e}")));
            Vec::new()
        });
        let mut names = Vec::new();
        for entry in &listed {
            let junk = file::is_junk(&entry.name);
            if !junk && known(&entry.name) {
                names.push(entry.name.clone());
                continue;
            }
            let alone = self.only_renamed(folder, &entry.name, &listed);
            let told = alone.or_else(|| (!junk).then(|| stranger(folder, &entry.name)));
            damage.extend(told.map(|d| Damage { may_hide_somebody: true, ..d }));
        }
        names
    }

    /// One marker, read and checked against its name.
    fn marker<M: DeserializeOwned>(
        &self,
        folder: &str,
        name: &str,
        agrees: impl Fn(&M) -> bool,
    ) -> Result<M, Damage> {
        let path = format!("{folder}/{name}");
        let wrong = |what: String| open_damage(&path, what);
        let bytes = file::read(&self.root.join(&path), file::SMALL_LIMIT)
            .map_err(|e| wrong(format!("the marker cannot be read: {e}")))?
            .ok_or_else(|| wrong("the marker went away while it was being read".to_owned()))?;
        let marker: M = unsealed(&bytes)
            .map_err(|why| wrong(format!("the marker cannot be trusted: {why}")))?;
        if agrees(&marker) {
            Ok(marker)
        } else {
            Err(wrong("the marker says it is another's".to_owned()))
        }
    }

    fn put_marker<M>(&self, path: &str, marker: &M) -> Result<(), Error>
    where
        M: Serialize + DeserializeOwned,
    {
        let held = file::read(&self.root.join(path), file::SMALL_LIMIT).ok().flatten();
        if held.is_some_and(|bytes| unsealed::<M>(&bytes).is_ok()) {
            return Ok(());
        }
        self.write_marker(path, marker)
    }

    fn write_marker<M: Serialize>(&self, path: &str, marker: &M) -> Result<(), Error> {
        let full = self.root.join(path);
        let text =
            line::spell(marker).map_err(|e| Error::bug("a marker cannot be spelt").because(e))?;
        let text = line::seal(text.strip_suffix('}').unwrap_or(&text));
        file::replace(&full, format!("{text}\n").as_bytes()).map_err(|e| {
            Error::failed(format!("NOT RECORDED: could not write {}", full.display())).because(e).hint(
                "Nothing watches over this yet. Write it on paper and tell whoever watches by telephone; put \
                 right what is in the way; type the same command again.",
            )
        })
    }
}

/// Of two markers for one visit; one that cannot be read may be the earlier.
fn earlier(one: Option<PlannedMarker>, other: Option<PlannedMarker>) -> Option<PlannedMarker> {
    one.zip(other).map(|(one, other)| if one.start <= other.start { one } else { other })
}

fn open_damage(path: &str, what: String) -> Damage {
    let hint = "Find out who it is about, and whether they are back; then `hv doctor`.";
    Damage { may_hide_somebody: true, ..damage(path, what, hint) }
}

/// True if the marker is whole and unchanged, whatever it says.
pub(super) fn sealed(bytes: &[u8]) -> bool {
    unsealed::<serde_json::Value>(bytes).is_ok()
}

fn unsealed<M: DeserializeOwned>(bytes: &[u8]) -> Result<M, String> {
    let text = std::str::from_utf8(bytes).map_err(|_e| "it is not text")?;
    let text = text.strip_suffix('\n').ok_or("it is cut off")?;
    let text = text.strip_suffix('\r').unwrap_or(text);
    match line::unseal(text) {
        Some((_, true)) => {}
        Some((_, false)) => return Err("it was changed after it was written".to_owned()),
        None => return Err("it is cut off or was typed by hand".to_owned()),
    }
    if let Some((_, marker)) = straight::apart(text, &["check"]) {
        return Ok(marker);
    }
    let mut map = line::object(text)?;
    map.remove("check");
    serde_json::from_value(map.into()).map_err(|e| e.to_string())
}

fn out_path(id: &str) -> Result<String, Error> {
    Ok(format!("open/out/{}", Key::outing(id)?.id()))
}

fn planned_path(marker: &PlannedMarker) -> Result<String, Error> {
    let name = Key::visit(&marker.visit)?.owed_name();
    let start = marker.start.rfc3339();
    let day = start.get(..10).unwrap_or_default();
    let moved = if name.starts_with(day) { String::new() } else { format!("{day}.") };
    Ok(format!("open/planned/{moved}{name}"))
}

/// `2026-11-24T1405-9f3c1a.2026-11-24-1a.ahmed`: the visit, at its new time, and six digits of what the marker says. A
/// second change to the same time says something else, and is another marker: who goes now is who is missed.
fn moved_path(marker: &PlannedMarker) -> Result<String, Error> {
    let name = Key::visit(&marker.visit)?.owed_name();
    let start = marker.start.rfc3339();
    let time: String = start.chars().take(16).filter(|c| *c != ':').collect();
    let says =
        line::spell(marker).map_err(|e| Error::bug("a marker cannot be spelt").because(e))?;
    let digest: String = line::digest(says.as_bytes()).chars().take(SAYS).collect();
    Ok(format!("open/planned/{time}-{digest}.{name}"))
}

/// Fewer than this are read sooner than a thread is started.
const FEW: usize = 256;

/// Digits of what a moved marker says, in its name.
const SAYS: usize = 6;

fn owed_path(name: &str) -> Result<String, Error> {
    if is_owed(name) {
        return Ok(format!("open/owed/{name}"));
    }
    Err(Error::usage(format!("{name:?} is not a marker's name")))
}

/// `2026-11-24-1a.ahmed`, and `2026-11-20T1405-9f3c1a.2026-11-24-1a.ahmed` once it is changed, is `ahmed/2026-11-24-1a`.
pub(super) fn planned_visit(name: &str) -> Option<String> {
    let is_time = |t: &str| {
        let (time, says) = t.split_once('-').unwrap_or((t, ""));
        let told =
            says.is_empty() || (says.len() == SAYS && says.bytes().all(|b| b.is_ascii_hexdigit()));
        t.is_empty() || (time.len() == 5 && time.starts_with('T') && told)
    };
    let dated = |prefix: &str| day_of(prefix).is_some() && prefix.get(10..).is_some_and(is_time);
    let moved = name.split_once('.').filter(|(prefix, _)| dated(prefix));
    let (dated, family) = moved.map_or(name, |(_, name)| name).split_once('.')?;
    let visit = format!("{family}/{dated}");
    Key::visit(&visit).is_ok().then_some(visit)
}

fn day_of(name: &str) -> Option<Day> {
    name.get(..10).and_then(|d| Day::parse(d).ok())
}

pub(super) fn is_owed(name: &str) -> bool {
    owed_record(name).is_some()
}

/// Where the record is that a marker in `open/owed/` stands for.
pub(super) fn owed_record(name: &str) -> Option<String> {
    if let Some(id) = name.strip_prefix("base.") {
        return Key::base(id).ok().map(|k| k.path());
    }
    if let Some(name) = name.strip_prefix("assessment.") {
        return Key::assessment(&planned_visit(name)?).ok().map(|k| k.path());
    }
    if let Ok(week) = Week::parse(name) {
        return Some(Key::week(week).path());
    }
    match planned_visit(name) {
        Some(visit) => Key::visit(&visit).ok().map(|k| k.path()),
        None => Key::outing(name).ok().map(|k| k.path()),
    }
}

/// The marker's name and what it says belong together.
fn owed_by(name: &str, marker: &OwedMarker) -> bool {
    let inner =
        name.strip_prefix("assessment.").or_else(|| name.strip_prefix("base.")).unwrap_or(name);
    planned_visit(inner).unwrap_or_else(|| inner.to_owned()) == marker.record
}
