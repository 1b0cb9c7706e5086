//! Where each thing lies in the folder. The only place where an id becomes a path.
//!
//! An id is checked before it is joined to anything: small letters, digits and hyphens, of bounded length, and
//! no name that Windows keeps for a device. So no id, wherever it came from, can name a file elsewhere.

use crate::domain::erasure::{ErasureEvent, HoldEvent};
use crate::domain::events::{AssessmentEvent, OutingEvent, VisitEvent, WeekEvent};
use crate::error::Error;
use crate::when::{Day, Week};
use std::marker::PhantomData;
use std::path::PathBuf;

/// The longest id: with date, number and folder it stays far below every file system's limit.
const LONGEST_ID: usize = 60;

/// Where a record is, and what can happen to it. Made only from ids that were checked.
pub struct Key<B> {
    place: Place,
    id: String,
    body: PhantomData<fn() -> B>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    Outing,
    Visit,
    Assessment,
    Base,
    Week,
    Hold,
    Erasure,
}

impl Key<OutingEvent> {
    /// An outing: `2026-11-24-kay-1a`.
    pub fn outing(id: &str) -> Result<Self, Error> {
        let sound = id.get(..10).is_some_and(|d| Day::parse(d).is_ok())
            && id.get(10..).and_then(|r| r.strip_prefix('-')).is_some_and(|r| {
                r.rsplit_once('-').is_some_and(|(who, n)| plain(who) && numbered(n))
            });
        Key::made(Place::Outing, id, sound, "2026-11-24-kay-1a")
    }
}

impl Key<VisitEvent> {
    /// A visit: `ahmed/2026-11-24-1a`.
    pub fn visit(id: &str) -> Result<Self, Error> {
        Key::made(Place::Visit, id, of_a_family(id), "ahmed/2026-11-24-1a")
    }
}

impl Key<WeekEvent> {
    /// A week list.
    pub fn week(week: Week) -> Self {
        Key { place: Place::Week, id: week.to_string(), body: PhantomData }
    }
}

impl Key<AssessmentEvent> {
    /// The assessment of a visit to a family: `ahmed/2026-11-20-1a`.
    pub fn assessment(id: &str) -> Result<Self, Error> {
        Key::made(Place::Assessment, id, of_a_family(id), "ahmed/2026-11-20-1a")
    }

    /// A school-wide base assessment: `doorstep-visits`.
    pub fn base(id: &str) -> Result<Self, Error> {
        Key::made(Place::Base, id, plain(id), "doorstep-visits")
    }
}

impl Key<HoldEvent> {
    /// A legal hold: `2026-11-24-1a`.
    pub fn hold(id: &str) -> Result<Self, Error> {
        Key::made(Place::Hold, id, dated(id), "2026-11-24-1a")
    }
}

impl Key<ErasureEvent> {
    /// An erasure: `2026-11-24-1a`.
    pub fn erasure(id: &str) -> Result<Self, Error> {
        Key::made(Place::Erasure, id, dated(id), "2026-11-24-1a")
    }
}

impl<B> Key<B> {
    fn made(place: Place, id: &str, sound: bool, such_as: &str) -> Result<Self, Error> {
        if !sound || id.len() > 2 * LONGEST_ID {
            let message = format!("{id:?} is not the id of {} such as {such_as}", place.words());
            return Err(Error::usage(message));
        }
        Ok(Key { place, id: id.to_owned(), body: PhantomData })
    }

    /// The id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The path, relative to the record folder, with `/`.
    pub fn path(&self) -> String {
        let id = self.id.as_str();
        let (first, last) = id.split_once('/').unwrap_or(("", id));
        match self.place {
            Place::Outing => format!("outings/{}/{id}.yaml", week_of(id)),
            Place::Visit => format!("families/{first}/visits/{last}.yaml"),
            Place::Assessment => format!("families/{first}/assessments/{last}.yaml"),
            Place::Base => format!("assessments/{id}.yaml"),
            Place::Week => format!("weeks/{id}.yaml"),
            Place::Hold => format!("retention/holds/{id}.yaml"),
            Place::Erasure => format!("retention/erasures/{id}.yaml"),
        }
    }

    /// The name of its marker in `open/owed/`.
    pub(super) fn owed_name(&self) -> String {
        let flat = match self.id.split_once('/') {
            Some((family, rest)) => format!("{rest}.{family}"),
            None => self.id.clone(),
        };
        match self.place {
            Place::Outing | Place::Visit | Place::Week => flat,
            Place::Hold | Place::Erasure => format!("retention.{flat}"),
            Place::Assessment => format!("assessment.{flat}"),
            Place::Base => format!("base.{flat}"),
        }
    }

    /// The first two lines, byte for byte the same wherever they are made. Only a base assessment's id could
    /// be taken for something else than a text (`no`, `1e5`) by another program, so only that one is quoted.
    pub(super) fn header(&self) -> String {
        match self.place {
            Place::Base => format!("id: \"{}\"\nlog:\n", self.id),
            Place::Outing
            | Place::Visit
            | Place::Assessment
            | Place::Week
            | Place::Hold
            | Place::Erasure => {
                format!("id: {}\nlog:\n", self.id)
            }
        }
    }

    /// True if damage here may mean that somebody is out and nobody knows.
    pub(super) fn may_hide_somebody(&self) -> bool {
        match self.place {
            Place::Outing | Place::Visit => true,
            Place::Assessment | Place::Base | Place::Week | Place::Hold | Place::Erasure => false,
        }
    }
}

impl<B> Clone for Key<B> {
    fn clone(&self) -> Self {
        Key { place: self.place, id: self.id.clone(), body: PhantomData }
    }
}

impl<B> PartialEq for Key<B> {
    fn eq(&self, other: &Self) -> bool {
        (self.place, &self.id) == (other.place, &other.id)
    }
}

impl<B> std::fmt::Debug for Key<B> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} {}", self.place, self.id)
    }
}

impl Place {
    fn words(self) -> &'static str {
        match self {
            Place::Outing => "an outing",
            Place::Visit => "a visit",
            Place::Assessment => "an assessment",
            Place::Base => "a base assessment",
            Place::Week => "a week list",
            Place::Hold => "a hold",
            Place::Erasure => "an erasure",
        }
    }
}

/// The week of an id that begins with a date; ids are checked before they come here.
fn week_of(id: &str) -> String {
    let day = id.get(..10).and_then(|d| Day::parse(d).ok());
    day.map(|d| d.week().to_string()).unwrap_or_default()
}

/// `ahmed/2026-11-24-1a`
fn of_a_family(id: &str) -> bool {
    id.split_once('/').is_some_and(|(family, rest)| plain(family) && dated(rest))
}

/// `2026-11-24-1a`
pub(super) fn dated(name: &str) -> bool {
    name.get(..10).is_some_and(|d| Day::parse(d).is_ok())
        && name.get(10..).and_then(|r| r.strip_prefix('-')).is_some_and(numbered)
}

/// `1a`, `12kq`: a number without leading zeros, and a machine's tag.
fn numbered(text: &str) -> bool {
    number_and_tag(text).is_some()
}

/// `12kq` is 12 and `kq`.
pub(super) fn number_and_tag(text: &str) -> Option<(u32, &str)> {
    let digits = text.find(|c: char| !c.is_ascii_digit())?;
    let (number, tag) = text.split_at(digits);
    let sound = (1..=6).contains(&number.len())
        && !number.starts_with('0')
        && (1..=4).contains(&tag.len())
        && tag.bytes().all(|b| b.is_ascii_lowercase());
    if sound { Some((number.parse().ok()?, tag)) } else { None }
}

/// Sorts `…-2a` before `…-10a`: by date, then number, then tag.
pub(super) fn by_number(id: &str) -> (String, u32, String) {
    let (start, last) = id.rsplit_once('-').unwrap_or((id, ""));
    let (number, tag) = number_and_tag(last).unwrap_or((0, last));
    (start.to_owned(), number, tag.to_owned())
}

/// An id as people choose them: `ahmed`, `ahmed-2`, `12-high-street`.
pub(super) fn plain(id: &str) -> bool {
    let port = id.strip_prefix("com").or_else(|| id.strip_prefix("lpt"));
    let port = port.is_some_and(|n| n.len() == 1 && n.bytes().all(|b| b.is_ascii_digit()));
    let device = port || matches!(id, "con" | "prn" | "aux" | "nul");
    !id.is_empty()
        && id.len() <= LONGEST_ID
        && !device
        && !id.starts_with('-')
        && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// The path of a directory file, if the id can be one.
pub(super) fn directory_path(folder: &str, id: &str) -> Result<PathBuf, Error> {
    if !plain(id) {
        return Err(Error::usage(format!("{id:?} cannot be an id"))
            .hint("Use small letters, digits and hyphens, beginning with a letter or digit."));
    }
    Ok(match folder {
        "families" => PathBuf::from(format!("families/{id}/family.yaml")),
        other => PathBuf::from(format!("{other}/{id}.yaml")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_lead_to_their_places() {
        let outing = Key::outing("2026-11-24-kay-1a").unwrap();
        assert_eq!(outing.path(), "outings/2026-W48/2026-11-24-kay-1a.yaml");
        let visit = Key::visit("ahmed/2026-11-24-1a").unwrap();
        assert_eq!(visit.path(), "families/ahmed/visits/2026-11-24-1a.yaml");
        assert_eq!(visit.owed_name(), "2026-11-24-1a.ahmed");
        let assessed = Key::assessment("ahmed/2026-11-20-12kq").unwrap();
        assert_eq!(assessed.path(), "families/ahmed/assessments/2026-11-20-12kq.yaml");
        assert_eq!(Key::base("no").unwrap().header(), "id: \"no\"\nlog:\n");
        // The last days of a year can belong to the first week of the next.
        let new_year = Key::outing("2025-12-30-kay-1a").unwrap();
        assert_eq!(new_year.path(), "outings/2026-W01/2025-12-30-kay-1a.yaml");
    }

    #[test]
    fn no_id_leaves_the_folder() {
        let long = "a".repeat(61);
        let hostile = [
            "",
            ".",
            "..",
            "../x",
            "/etc/passwd",
            "-rf",
            "a/b",
            "a\\b",
            "a\0",
            "a.",
            "con",
            "nul",
            "com1",
            "lpt9",
            "Ahmed",
            "ahméd",
            "аhmed",
            "a b",
            "a\n",
            &long,
        ];
        for id in hostile {
            assert!(Key::base(id).is_err(), "{id:?}");
            assert!(directory_path("people", id).is_err(), "{id:?}");
            assert!(Key::visit(&format!("{id}/2026-11-24-1a")).is_err(), "{id:?}");
            assert!(Key::outing(&format!("2026-11-24-{id}-1a")).is_err(), "{id:?}");
        }
        for id in ["ahmed/2026-11-24-1", "ahmed/2026-02-30-1a", "ahmed/2026-11-24-01a", "ahmed"] {
            assert!(Key::visit(id).is_err(), "{id:?}");
        }
        assert!(Key::visit("ahmed/../../x").is_err());
        assert!(Key::outing("2026-11-24é").is_err());
        for id in ["comb", "com", "console", "com10", "0", "a-b", &"a".repeat(60)] {
            assert!(Key::base(id).is_ok(), "{id:?}");
        }
    }
}
