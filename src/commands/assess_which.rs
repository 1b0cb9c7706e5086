//! Which assessment a command means: that of a home, the newest and no other. Where a family has more than one home
//! assessed, hv does not choose; and what a newer one replaced is not added to.

use super::assess::{place_of, rules};
use super::desk::{Desk, ambiguous};
use crate::domain::assessment::Assessment;
use crate::domain::directory::Person;
use crate::domain::visit::Visit;
use crate::error::Error;
use std::collections::BTreeSet;

/// What was typed.
#[derive(Debug, Clone)]
pub(super) struct Typed<'a> {
    /// The family, an assessment's id, or `base:ID`.
    pub(super) of: &'a str,
    /// `--address`.
    pub(super) address: Option<&'a String>,
    /// What stands before it on the line: `hv assess risk`.
    pub(super) verb: &'a str,
    /// What stands behind it: `"a dog"`.
    pub(super) rest: String,
}

impl Typed<'_> {
    fn line(&self, of: &str) -> String {
        format!("{} {of}{}", self.verb, self.rest)
    }
}

/// Words as they are typed after the assessment: in quotes.
pub(super) fn quoted<'w>(words: impl IntoIterator<Item = (&'w str, Option<&'w String>)>) -> String {
    let word = |(flag, value): (&str, Option<&String>)| {
        let flag = if flag.is_empty() { String::new() } else { format!("{flag} ") };
        value.map(|v| format!(" {flag}\"{}\"", v.trim()))
    };
    words.into_iter().filter_map(word).collect::<Vec<_>>().concat()
}

/// The assessment to change: the one of that id or of that home, if nothing has replaced it.
pub(super) fn to_change(typed: &Typed<'_>, desk: &mut Desk<'_>) -> Result<Assessment, Error> {
    let found = meant(typed, desk)?;
    still_newest(&found, typed, desk)?;
    Ok(found)
}

/// Refuses what a newer assessment of the same home has replaced; with the lock held, also one made meanwhile.
pub(super) fn still_newest(
    assessment: &Assessment,
    typed: &Typed<'_>,
    desk: &mut Desk<'_>,
) -> Result<(), Error> {
    let Some(newer) = replaced_by(assessment, desk) else { return Ok(()) };
    let (old, new) = (called(assessment, desk), called(&newer, desk));
    let made = desk.words(newer.at);
    Err(Error::usage(format!("{old} was replaced by {new}, made {made}; nothing is recorded"))
        .hint(typed.line(&newer.name())))
}

fn replaced_by(assessment: &Assessment, desk: &mut Desk<'_>) -> Option<Assessment> {
    if assessment.assessed.base.is_some() {
        return None;
    }
    let all = desk.assessments(&assessment.assessed.family);
    let same = |a: &Assessment| a.assessed.address == assessment.assessed.address;
    all.into_iter().rfind(same).filter(|newest| newest.id != assessment.id)
}

/// The assessment meant: by its id, the newest of the one home, or `base:ID`.
pub(super) fn meant(typed: &Typed<'_>, desk: &mut Desk<'_>) -> Result<Assessment, Error> {
    if let Some(id) = typed.of.strip_prefix("base:") {
        if typed.address.is_some() {
            return Err(Error::usage("--address: a school-wide assessment is of no address"));
        }
        return match desk.base(id) {
            Some(base) => Ok(base),
            None => Err(none(typed, &format!("hv assess --base {id}"), desk)),
        };
    }
    let (family, rest) = typed.of.split_once('/').unwrap_or((typed.of, ""));
    let rest = rest.strip_prefix("assessments/").unwrap_or(rest);
    let family = desk.family(family)?;
    let (all, unread) = desk.assessments_or_not(&family);
    if !rest.is_empty() {
        return by_id(rest, &all, typed, desk);
    }
    // One that cannot be read may be the newest, and may say no: an older one does not stand in for it.
    if !unread.is_empty() {
        let what = unread.join("; ");
        let message = format!("the newest assessment of {family} is not known: {what}");
        return Err(Error::failed(message).hint("hv doctor says what is wrong with it"));
    }
    let make = match typed.address {
        Some(address) => format!("hv assess {family} --address {address}"),
        None => format!("hv assess {family}"),
    };
    let mut homes = newest_of_each(&family, all, desk);
    if let Some(address) = typed.address {
        let wanted = address.trim().to_lowercase();
        let here = |a: &Assessment| a.assessed.address.as_deref() == Some(wanted.as_str());
        let found = homes.iter().position(here).map(|at| homes.remove(at));
        return found.ok_or_else(|| list(none(typed, &make, desk), &homes, desk));
    }
    match homes.len() {
        0 => Err(none(typed, &make, desk)),
        1 => Ok(homes.remove(0)),
        several => {
            let ids: Vec<&str> =
                homes.iter().filter_map(|a| a.assessed.address.as_deref()).collect();
            let error = Error::usage(format!(
                "{family} has {several} homes that are assessed: which is meant? Nothing is recorded"
            ));
            let how = format!(
                "name one by its id, or with --address: {}",
                typed.line(&format!("{family} --address {}", ids.first().unwrap_or(&"ID")))
            );
            Err(list(error, &homes, desk).hint(how))
        }
    }
}

fn by_id(
    rest: &str,
    all: &[Assessment],
    typed: &Typed<'_>,
    desk: &Desk<'_>,
) -> Result<Assessment, Error> {
    let exact = all.iter().find(|a| a.id.rsplit('/').next() == Some(rest));
    let ending: Vec<&Assessment> = all.iter().filter(|a| a.id.ends_with(rest)).collect();
    let found = match (exact, ending.as_slice()) {
        (Some(found), _) => found,
        (None, [found]) => *found,
        (None, []) => {
            let family = typed.of.split('/').next().unwrap_or_default();
            return Err(none(typed, &format!("hv assess {family}"), desk));
        }
        (None, several) => {
            let ids: Vec<&str> = several.iter().map(|a| a.id.as_str()).collect();
            return Err(ambiguous(typed.of, &ids));
        }
    };
    match typed.address.filter(|id| found.assessed.address.as_ref() != Some(*id)) {
        Some(id) => Err(Error::usage(format!("--address: {} is not of {id}", called(found, desk)))),
        None => Ok(found.clone()),
    }
}

/// The newest of each home the family has, or has a visit planned to. Where none of them is assessed, of every home
/// that was.
fn newest_of_each(family: &str, all: Vec<Assessment>, desk: &mut Desk<'_>) -> Vec<Assessment> {
    let mut homes: Vec<Assessment> = Vec::new();
    for one in all {
        homes.retain(|a| a.assessed.address != one.assessed.address);
        homes.push(one);
    }
    if homes.len() < 2 {
        return homes;
    }
    let Ok(Some(record)) = desk.store.family(family) else { return homes };
    let mut theirs: BTreeSet<String> = record.addresses.into_iter().collect();
    theirs.extend(record.workplaces);
    let planned = desk.history(family).into_iter().filter(Visit::planned);
    theirs.extend(planned.filter_map(|v| v.plan.address));
    let current = |a: &&Assessment| a.assessed.address.as_ref().is_some_and(|a| theirs.contains(a));
    let now: Vec<Assessment> = homes.iter().filter(current).cloned().collect();
    if now.is_empty() { homes } else { now }
}

/// Each, with its address in words and when it was made.
fn list(error: Error, homes: &[Assessment], desk: &Desk<'_>) -> Error {
    homes.iter().fold(error, |error, one| {
        let id = one.assessed.address.as_deref().unwrap_or("no address");
        let made = desk.zone.words(one.at);
        error.hint(format!("{}, --address {id}, made {made}", called(one, desk)))
    })
}

/// There is none: under a policy without any, that is what is said.
fn none(typed: &Typed<'_>, make: &str, desk: &Desk<'_>) -> Error {
    if let Ok(policy) = desk.policy()
        && let Err(error) = rules(&policy)
    {
        return error;
    }
    if let Some(id) = typed.of.strip_prefix("base:") {
        return Error::usage(format!("there is no school-wide assessment {id}"))
            .hint(format!("make it: {make}"));
    }
    let at = typed.address.map(|a| format!(" at {a}")).unwrap_or_default();
    Error::usage(format!("there is no assessment of {}{at}", typed.of))
        .hint(format!("make one: {make}"))
}

/// "ahmed/2026-11-24-1a (12 Sample Street, Testford)", "base:lone-working".
pub(super) fn called(assessment: &Assessment, desk: &Desk<'_>) -> String {
    match place_of(assessment, desk) {
        Some(place) => format!("{} ({place})", assessment.name()),
        None => assessment.name(),
    }
}

// Who

/// Somebody on the staff who has not left.
pub(super) fn on_staff(typed: &str, flag: &str, desk: &mut Desk<'_>) -> Result<Person, Error> {
    super::assess::on_staff(typed, desk).map_err(|why| Error::usage(format!("{flag}: {why}")))
}

/// At the terminal, asks who it was until somebody on the staff is named.
pub(super) fn asked(question: &str, desk: &mut Desk<'_>) -> Result<String, Error> {
    super::ask::until(desk, question, |typed, desk| {
        let people = desk.store.people().good;
        let person = super::desk::one_person(&people, typed)?;
        match person.left.filter(|left| *left <= desk.today()) {
            Some(left) => Err(Error::usage(format!("{} left on {}", person.name, left.words()))),
            None => Ok(person.id.clone()),
        }
    })
}

/// Whoever types, if they are on the staff and have not left.
pub(super) fn typist_on_staff(desk: &Desk<'_>) -> Result<Person, String> {
    let by = &desk.by;
    let person = desk.store.person(by).ok().flatten();
    match person {
        None => Err(format!("{by}, who types this, is not on the staff")),
        Some(p) if p.left.is_some_and(|left| left <= desk.today()) => {
            Err(format!("{}, who types this, has left", p.name))
        }
        Some(p) => Ok(p),
    }
}
