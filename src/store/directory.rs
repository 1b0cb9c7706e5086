//! Facts as they stand: the school, its policy's text, people, families, addresses.
//!
//! Read strictly, one file at a time: a bad one hides no other. Replaced whole: temporary file, sync, rename,
//! sync folder. No copy is kept; git has the history.

use super::{Key, Store, damage, file, layout, toml_words, yaml, yaml_words};
use crate::domain::calendar;
use crate::domain::directory::{Address, Family, Person, School};
use crate::error::{Damage, Error};
use crate::when::{Day, Week};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const CALENDAR_HINT: &str = "Put the dates right with an editor: first day, last day, and no two terms that \
                             overlap; hv init --help shows how each is written.";

const HINT: &str = "Put the file right with an editor, or take it back from git.";

/// What could be read, and what could not.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded<T> {
    /// What could be read, in order of id.
    pub good: Vec<T>,
    /// What could not.
    pub damage: Vec<Damage>,
}

impl<T> Default for Loaded<T> {
    fn default() -> Self {
        Loaded { good: Vec::new(), damage: Vec::new() }
    }
}

/// Directory files that can be written, all of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cards(Vec<(String, String)>);

impl Cards {
    /// The files of these, if each can be written and read back.
    ///
    /// # Errors
    /// The first that cannot.
    pub fn of(
        people: &[Person],
        addresses: &[Address],
        families: &[Family],
    ) -> Result<Cards, Error> {
        // A family last: it names addresses.
        let people = people.iter().map(card_text);
        let addresses = addresses.iter().map(card_text);
        let all = people.chain(addresses).chain(families.iter().map(card_text));
        all.collect::<Result<Vec<_>, _>>().map(Cards)
    }
}

/// A directory file: it holds its own id.
pub(super) trait Card: Serialize + DeserializeOwned + PartialEq {
    const FOLDER: &'static str;
    fn id(&self) -> &str;
}

impl Card for Person {
    const FOLDER: &'static str = "people";
    fn id(&self) -> &str {
        &self.id
    }
}
impl Card for Family {
    const FOLDER: &'static str = "families";
    fn id(&self) -> &str {
        &self.id
    }
}
impl Card for Address {
    const FOLDER: &'static str = "addresses";
    fn id(&self) -> &str {
        &self.id
    }
}

impl Store {
    /// The school, from `hv.toml`.
    pub fn school(&self) -> Result<School, Damage> {
        let text = self.toml_text("hv.toml", file::SMALL_LIMIT)?;
        let school: School = toml::from_str(&text)
            .map_err(|e| toml_words::plainly(&e, &text).in_file("hv.toml", HINT))?;
        if school.format != 1 {
            let what =
                format!("the folder is in format {}, which this hv does not know", school.format);
            return Err(damage("hv.toml", what, "Get the newer hv."));
        }
        school.zone().map_err(|e| damage("hv.toml", e, HINT))?;
        let mistakes = calendar::mistakes(&school);
        let Some(first) = mistakes.first() else { return Ok(school) };
        let all: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
        let line = line_of(&text, first.at);
        let hint = first.write.as_ref().map(|write| format!("Write `{write}`. {HINT}"));
        let hint = hint.unwrap_or_else(|| CALENDAR_HINT.to_owned());
        Err(Damage { line, ..damage("hv.toml", all.join("; "), &hint) })
    }

    /// The text of the school's policy.
    pub fn policy_text(&self) -> Result<String, Damage> {
        self.toml_text("policy.toml", file::POLICY_LIMIT)
    }

    /// Replaces the school's policy.
    pub fn put_policy(&self, text: &str) -> Result<(), Error> {
        self.replace("policy.toml", text)
    }

    /// Replaces `hv.toml`.
    pub fn put_school(&self, school: &School) -> Result<(), Error> {
        let text = toml::to_string(school)
            .map_err(|e| Error::bug("the school's description cannot be written").because(e))?;
        self.replace("hv.toml", &text)
    }

    /// Replaces the text of `hv.toml`.
    pub(super) fn put_school_text(&self, text: &str) -> Result<(), Error> {
        self.replace("hv.toml", text)
    }

    /// Whether this can be the id of a person, a family or an address.
    pub fn check_id(id: &str) -> Result<(), Error> {
        layout::directory_path("people", id).map(drop)
    }

    /// Everybody.
    pub fn people(&self) -> Loaded<Person> {
        self.cards()
    }

    /// One member of staff. `None`: not in the directory.
    pub fn person(&self, id: &str) -> Result<Option<Person>, Damage> {
        self.card(id)
    }

    /// Writes a member of staff.
    pub fn put_person(&self, person: &Person) -> Result<(), Error> {
        self.put(person)
    }

    /// Every family's own file; none of their visits.
    pub fn families(&self) -> Loaded<Family> {
        self.cards()
    }

    /// One family. `None`: not in the directory.
    pub fn family(&self, id: &str) -> Result<Option<Family>, Damage> {
        self.card(id)
    }

    /// Writes a family.
    pub fn put_family(&self, family: &Family) -> Result<(), Error> {
        self.put(family)
    }

    /// Every address.
    pub fn addresses(&self) -> Loaded<Address> {
        self.cards()
    }

    /// One address. `None`: not in the directory.
    pub fn address(&self, id: &str) -> Result<Option<Address>, Damage> {
        self.card(id)
    }

    /// Writes an address.
    pub fn put_address(&self, address: &Address) -> Result<(), Error> {
        self.put(address)
    }

    fn toml_text(&self, path: &str, limit: u64) -> Result<String, Damage> {
        let bytes = file::read(&self.root.join(path), limit)
            .map_err(|e| damage(path, format!("it cannot be read: {e}"), HINT))?
            .ok_or_else(|| damage(path, "it is not there", "Take it back from git or a backup."))?;
        yaml::text(&bytes).map(str::to_owned).map_err(|w| w.in_file(path, HINT))
    }

    fn card<C: Card>(&self, id: &str) -> Result<Option<C>, Damage> {
        // What cannot be an id is nobody's.
        let Ok(path) = layout::directory_path(C::FOLDER, id) else { return Ok(None) };
        let shown = path.to_string_lossy().into_owned();
        let bytes = file::inside(&self.root, &shown)
            .and_then(|full| file::read(&full, file::SMALL_LIMIT))
            .map_err(|e| damage(&shown, format!("it cannot be read: {e}"), HINT))?;
        let Some(bytes) = bytes else { return Ok(None) };
        let card: C = yaml::read(&bytes).map_err(|w| w.in_file(&shown, HINT))?;
        if card.id() == id {
            return Ok(Some(card));
        }
        let says = Some(card.id()).filter(|says| yaml_words::is_key_like(says));
        let says = says.map_or_else(|| "somebody else".to_owned(), |says| format!("{says:?}"));
        let what = format!("it says it is {says}, and its name says {id:?}");
        Err(damage(&shown, what, "Make the two agree."))
    }

    fn cards<C: Card>(&self) -> Loaded<C> {
        let ids = self.card_ids(C::FOLDER);
        let mut all = Loaded { good: Vec::new(), damage: ids.damage };
        for id in &ids.good {
            match self.card(id) {
                Ok(Some(card)) => all.good.push(card),
                Ok(None) => all.damage.push(nothing_inside(C::FOLDER, id)),
                Err(damage) => all.damage.push(damage),
            }
        }
        all
    }

    /// The ids of the families, by name alone.
    pub fn family_ids(&self) -> Loaded<String> {
        self.card_ids("families")
    }

    /// The ids in a folder of directory files, by name alone.
    pub(super) fn card_ids(&self, folder: &str) -> Loaded<String> {
        if folder == "families" {
            return self.names(folder, |entry| {
                (entry.folder && layout::plain(&entry.name)).then(|| entry.name.clone())
            });
        }
        self.names(folder, |entry| {
            let id = entry.name.strip_suffix(".yaml").filter(|id| layout::plain(id))?;
            Some(id.to_owned())
        })
    }

    /// Writes all of them or, if one cannot be written, none. Everything is written beside its place and synced before
    /// the first is put in its place, so a full disk changes nothing; after a power cut each file is the old or the new.
    pub fn put_all(&self, cards: &Cards) -> Result<(), Error> {
        let (mut staged, mut made) = (Vec::new(), Vec::new());
        for (path, text) in &cards.0 {
            let full = self.root.join(path);
            match self.stage(&full, text, &mut made) {
                Ok(temporary) => staged.push((temporary, full)),
                Err(e) => return Err(nothing_saved(&staged, &made, &full, &e)),
            }
        }
        put_in_place(&staged, &made)
    }

    fn stage(&self, full: &Path, text: &str, made: &mut Vec<PathBuf>) -> std::io::Result<PathBuf> {
        let folder = full.parent().unwrap_or(&self.root);
        if !file::is_folder(folder)? {
            file::make_folders(&self.root, folder)?;
            made.push(folder.to_owned());
        }
        file::stage(full, text.as_bytes())
    }

    fn put<C: Card>(&self, card: &C) -> Result<(), Error> {
        let (path, text) = card_text(card)?;
        self.replace(&path, &text)
    }

    fn replace(&self, path: &str, text: &str) -> Result<(), Error> {
        let full = self.root.join(path);
        let made = full.parent().map_or(Ok(()), |folder| file::make_folders(&self.root, folder));
        made.and_then(|()| file::replace(&full, text.as_bytes())).map_err(|e| {
            Error::failed(format!("NOT SAVED: could not write {}", full.display())).because(e).hint(
                "What was there before is still there. Put right what is in the way and try again.",
            )
        })
    }

    /// The names in a folder that `known` knows, and a complaint for every other entry.
    pub(super) fn names(
        &self,
        folder: &str,
        known: impl Fn(&file::Listed) -> Option<String>,
    ) -> Loaded<String> {
        let mut names = Loaded::default();
        let listed = file::inside(&self.root, folder).and_then(|full| file::list(&full));
        let listed = listed.unwrap_or_else(|e| {
            names.damage.push(damage(folder, format!("the folder cannot be listed: {e}"), HINT));
            Vec::new()
        });
        for entry in &listed {
            let junk = file::is_junk(&entry.name);
            if let Some(id) = known(entry).filter(|_| !junk) {
                names.good.push(id);
                continue;
            }
            let alone = self.only_renamed(folder, &entry.name, &listed);
            let told = alone.or_else(|| (!junk).then(|| stranger(folder, &entry.name)));
            names.damage.extend(told);
        }
        names
    }

    /// The ids of a family's visits, by name alone, oldest first: a listing finds, it never decides.
    pub fn visits_of(&self, family: &str) -> Loaded<String> {
        self.of_family(family, "visits")
    }

    /// The ids of a family's assessments, by name alone, oldest first.
    pub fn assessments_of(&self, family: &str) -> Loaded<String> {
        self.of_family(family, "assessments")
    }

    fn of_family(&self, family: &str, kind: &str) -> Loaded<String> {
        if !layout::plain(family) {
            return Loaded::default();
        }
        let mut ids = self.names(&format!("families/{family}/{kind}"), |entry| {
            let name = entry.name.strip_suffix(".yaml").filter(|n| layout::dated(n))?;
            Some(format!("{family}/{name}"))
        });
        ids.good.sort_by_key(|id| layout::by_number(id));
        ids
    }

    /// The weeks that have outings, oldest first.
    pub fn outing_weeks(&self) -> Loaded<String> {
        self.names("outings", |entry| {
            (entry.folder && Week::parse(&entry.name).is_ok()).then(|| entry.name.clone())
        })
    }

    /// The ids of a week's outings, by name alone.
    pub fn outings_in(&self, week: Week) -> Loaded<String> {
        self.names(&format!("outings/{week}"), |entry| {
            let id = entry.name.strip_suffix(".yaml")?;
            let here =
                Key::outing(id).is_ok_and(|k| k.path() == format!("outings/{week}/{id}.yaml"));
            here.then(|| id.to_owned())
        })
    }

    /// The weeks that have a list, oldest first.
    pub fn week_lists(&self) -> Loaded<String> {
        self.names("weeks", |entry| {
            let week = entry.name.strip_suffix(".yaml").filter(|w| Week::parse(w).is_ok())?;
            Some(week.to_owned())
        })
    }

    /// The ids of the school-wide base assessments.
    pub fn base_assessments(&self) -> Loaded<String> {
        self.card_ids("assessments")
    }

    /// The next free id for a visit to a family on a day.
    pub fn next_visit_id(&self, family: &str, day: Day) -> Result<String, Error> {
        self.next_of_family(family, "visits", day)
    }

    /// The next free id for an assessment of a family on a day.
    pub fn next_assessment_id(&self, family: &str, day: Day) -> Result<String, Error> {
        self.next_of_family(family, "assessments", day)
    }

    fn next_of_family(&self, family: &str, kind: &str, day: Day) -> Result<String, Error> {
        layout::directory_path("families", family)?;
        let next = self.next_number(&format!("families/{family}/{kind}"), &format!("{day}-"))?;
        Ok(format!("{family}/{next}"))
    }

    /// The next free id for an outing of a person, made id-like, on a day.
    pub fn next_outing_id(&self, day: Day, person: &str) -> Result<String, Error> {
        layout::directory_path("people", person)?;
        let start = format!("{day}-{person}-");
        // One that was begun and never recorded has only its marker: it is no other outing's name.
        self.next_number_in(&[&format!("outings/{}", day.week()), "open/out"], &start)
    }

    /// One more than the highest number of this copy. Whatever lies there under such a name uses it up.
    pub(super) fn next_number(&self, folder: &str, start: &str) -> Result<String, Error> {
        self.next_number_in(&[folder], start)
    }

    fn next_number_in(&self, folders: &[&str], start: &str) -> Result<String, Error> {
        let tag = self.tag()?;
        let mut listed = Vec::new();
        for folder in folders {
            let full = self.root.join(folder);
            listed.extend(file::list(&full).map_err(|e| {
                Error::failed(format!("NOT RECORDED: cannot list {}", full.display()))
                    .because(e)
                    .hint("Write it on paper; put right what is in the way; type the same command again.")
            })?);
        }
        let numbers = listed.iter().filter_map(|entry| {
            let (name, _) = entry.name.split_once('.').unwrap_or((&entry.name, ""));
            let (number, its) = layout::number_and_tag(name.strip_prefix(start)?)?;
            (its == tag).then_some(number)
        });
        Ok(format!("{start}{}{tag}", numbers.max().unwrap_or(0) + 1))
    }
}

/// The line of `hv.toml` where a part of the calendar stands. The text has been read once, so what is not found here is
/// only a line that is not named.
fn line_of(text: &str, place: calendar::Place) -> Option<usize> {
    #[derive(serde::Deserialize)]
    struct HoursLines {
        from: toml::Spanned<String>,
        to: toml::Spanned<String>,
    }
    #[derive(serde::Deserialize)]
    struct Lines {
        hours: Option<HoursLines>,
        nation: Option<toml::Spanned<toml::Value>>,
        #[serde(default)]
        terms: Vec<toml::Spanned<toml::Value>>,
        #[serde(default)]
        shut: Vec<toml::Spanned<toml::Value>>,
    }
    let lines: Lines = toml::from_str(text).ok()?;
    let span = match place {
        calendar::Place::Opens => lines.hours?.from.span(),
        calendar::Place::Closes => lines.hours?.to.span(),
        calendar::Place::Nation => lines.nation?.span(),
        calendar::Place::Term(n) => lines.terms.get(n)?.span(),
        calendar::Place::Shut(n) => lines.shut.get(n)?.span(),
    };
    Some(1 + text.get(..span.start)?.matches('\n').count())
}

/// Nothing was put in its place yet: nothing of it stays.
fn nothing_saved(
    staged: &[(PathBuf, PathBuf)],
    made: &[PathBuf],
    stopped_at: &Path,
    cause: &std::io::Error,
) -> Error {
    for (temporary, _) in staged {
        file::unstage(temporary);
    }
    for folder in made {
        file::remove_empty(folder);
    }
    Error::failed(format!("NOTHING SAVED: could not write {}", stopped_at.display()))
        .because(cause)
        .hint("Put right what is in the way and try again.")
}

fn put_in_place(staged: &[(PathBuf, PathBuf)], made: &[PathBuf]) -> Result<(), Error> {
    let mut folders = BTreeSet::new();
    for (n, (temporary, full)) in staged.iter().enumerate() {
        if let Err(e) = file::put_in_place(temporary, full) {
            let rest = staged.get(n..).unwrap_or_default();
            let error = nothing_saved(rest, made, full, &e);
            if n == 0 {
                return Err(error);
            }
            let all = staged.len();
            let what = format!("NOT ALL SAVED: {n} of {all}; could not write {}", full.display());
            let hint =
                "Put right what is in the way and do the same again; what is saved stays as it is.";
            return Err(Error::failed(what).because(e).hint(hint));
        }
        folders.extend(full.parent().map(Path::to_owned));
    }
    folders
        .iter()
        .try_for_each(|folder| file::sync_folder(folder))
        .map_err(|e| Error::failed("NOT SURELY SAVED: a power cut now could undo it").because(e))
}

/// Where a directory file lies, and its text, which reads back as what it was.
fn card_text<C: Card>(card: &C) -> Result<(String, String), Error> {
    let path = layout::directory_path(C::FOLDER, card.id())?.to_string_lossy().into_owned();
    let unwritten = || Error::usage(format!("{path} cannot be written"));
    let text = yaml::write(card).map_err(|why| unwritten().because(why))?;
    if text.len() as u64 > file::SMALL_LIMIT {
        return Err(
            unwritten().because(format!("it is larger than {} KB", file::SMALL_LIMIT >> 10))
        );
    }
    Ok((path, text))
}

pub(super) fn nothing_inside(folder: &str, id: &str) -> Damage {
    damage(
        &format!("{folder}/{id}"),
        "there is no family.yaml in the folder",
        "Take it back from git, or write it anew with `hv family add`.",
    )
}

/// Something that nobody knows the meaning of.
pub(super) fn stranger(folder: &str, name: &str) -> Damage {
    let path = format!("{folder}/{}", name.escape_debug());
    if looks_copied(name) {
        let what = "a synchronising program made a second copy";
        return damage(
            &path,
            what,
            "Compare it with the file it was copied from; then move it away.",
        );
    }
    let hint = "Move it out of the record folder, or give it its right name back.";
    damage(&path, "hv does not know what this is", hint)
}

/// The names that synchronising programs give to a second copy: "kay (Max's conflicted copy 2026-11-24).yaml",
/// "kay-Konflikt.yaml", "kay.sync-conflict-20261124-1.yaml", "kay (1).yaml", "kay - Copy.yaml", "kay-OFFICE.yaml".
fn looks_copied(name: &str) -> bool {
    let lower = name.to_lowercase();
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let counted = stem.rsplit_once(" (").and_then(|(_, end)| end.strip_suffix(')'));
    let counted = counted.is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
    let machine = stem.rsplit_once('-').is_some_and(|(_, end)| {
        end.len() > 2
            && end.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
            && end.bytes().any(|b| b.is_ascii_uppercase())
    });
    counted
        || machine
        || ["conflict", "konflikt", " - copy"].iter().any(|sign| lower.contains(sign))
}
