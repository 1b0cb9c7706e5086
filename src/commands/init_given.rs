//! What was given to `hv init` by flags and by a file of answers, read; and how it differs from what is set.
//!
//! It asks nothing and writes nothing. Two different answers to one question are refused, never chosen from.

use super::desk::{day, number, pair, phone};
use crate::cli::Init;
use crate::domain::calendar;
use crate::domain::channel::{Channel, Kind};
use crate::domain::directory::{Closure, Hours, Phone, School};
use crate::error::Error;
use crate::host::Host;
use crate::store::Store;
use crate::when::time_of_day;
use serde::Deserialize;
use std::cmp::Ordering;
use std::path::Path;

/// An answers file: the flags by their names.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct Answers {
    name: Option<String>,
    policy: Option<String>,
    hours: Option<String>,
    nation: Option<String>,
    emergency_contact: Option<String>,
    choose: Vec<String>,
    number: Vec<String>,
    term: Vec<String>,
    shut: Vec<String>,
    person: Vec<String>,
    channel: Vec<String>,
    drill: bool,
}

/// What was typed, with what the file of answers says beside it.
pub(super) fn with_file(mut args: Init, host: &Host) -> Result<Init, Error> {
    let Some(path) = args.answers.take() else { return Ok(args) };
    let file = answers(&host.cwd.join(&path))?;
    for (flag, typed, said) in [
        ("--name", &mut args.name, file.name),
        ("--policy", &mut args.policy, file.policy),
        ("--hours", &mut args.hours, file.hours),
        ("--nation", &mut args.nation, file.nation),
        ("--emergency-contact", &mut args.emergency_contact, file.emergency_contact),
    ] {
        match (typed.as_ref(), said) {
            (Some(a), Some(b)) if *a != b => {
                return Err(Error::usage(format!("{flag} is answered twice: {a}, and {b}")));
            }
            (None, said) => *typed = said,
            (Some(_), _) => {}
        }
    }
    for (typed, said) in [
        (&mut args.choices, file.choose),
        (&mut args.numbers, file.number),
        (&mut args.terms, file.term),
        (&mut args.shut, file.shut),
        (&mut args.people, file.person),
        (&mut args.channels, file.channel),
    ] {
        typed.extend(said);
    }
    args.drill |= file.drill;
    Ok(args)
}

fn answers(path: &Path) -> Result<Answers, Error> {
    let text = Store::policy_file(path)?;
    toml::from_str(&text).map_err(|e| {
        let before = e.span().and_then(|s| text.get(..s.start)).unwrap_or_default();
        let line = 1 + before.matches('\n').count();
        Error::usage(format!("{}:{line}: {}", path.display(), e.message())).hint(
            "each answer by the name of its flag: hours = \"08:30-16:00\", person = [\"...\"]",
        )
    })
}

/// Somebody, as typed: name, mobile, and the role they have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Who {
    /// The name.
    pub name: String,
    /// The mobile, where it was given.
    pub mobile: Option<String>,
    /// A role of the policy. None: they visit, or are only on the list.
    pub role: Option<String>,
    /// They stand in for whoever has the role.
    pub deputy: bool,
}

/// `[ROLE[:deputy]=]NAME[, MOBILE]`
pub(super) fn who(typed: &str) -> Result<Who, Error> {
    let (role, rest) = match typed.split_once('=') {
        Some((role, rest)) => (Some(role.trim()), rest),
        None => (None, typed),
    };
    let (role, deputy) = match role.and_then(|r| r.split_once(':')) {
        Some((role, "deputy")) => (Some(role), true),
        Some((_, other)) => {
            return Err(Error::usage(format!("--person: {other:?} is not deputy, in {typed:?}")));
        }
        None => (role, false),
    };
    let (name, mobile) = named(rest)?;
    Ok(Who { name, mobile, role: role.map(str::to_lowercase), deputy })
}

/// `NAME[, MOBILE]`
pub(super) fn named(typed: &str) -> Result<(String, Option<String>), Error> {
    let (name, mobile) = match typed.split_once(',') {
        Some((name, mobile)) => (name, Some(number(mobile, "--person")?)),
        None => (typed, None),
    };
    let name = name.trim();
    let letters = name.chars().any(char::is_alphabetic);
    // A number without a name, or without its comma, would become somebody who cannot be rung.
    if !letters || name.chars().any(|c| c.is_ascii_digit()) {
        let why = format!("--person: {typed:?} is not of the form Pat Invented, 07700 900103");
        return Err(Error::usage(why));
    }
    Ok((name.to_owned(), mobile))
}

/// Everything that was given about the school itself, on top of what it begins with.
pub(super) fn school(base: School, args: &Init) -> Result<School, Error> {
    let numbers =
        args.numbers.iter().map(|n| phone(n, "--number")).collect::<Result<Vec<_>, _>>()?;
    let emergency =
        args.emergency_contact.as_ref().map(|n| phone(n, "--emergency-contact")).transpose()?;
    let channel = args.channels.iter().map(|c| channel(c)).collect::<Result<Vec<_>, _>>()?;
    let school = School {
        numbers,
        emergency_contact: emergency,
        channel,
        hours: args.hours.as_ref().map(|h| hours(h)).transpose()?,
        shut: args.shut.iter().map(|typed| shut(typed)).collect::<Result<_, _>>()?,
        terms: args.terms.iter().map(|typed| term(typed)).collect::<Result<_, _>>()?,
        nation: args.nation.clone(),
        ..base
    };
    possible(&school)?;
    each_by_its_name(&school.terms)?;
    Ok(school)
}

/// Terms are told apart by their names: of two with one, the second would later be taken for a change of the first.
pub(super) fn each_by_its_name(terms: &[Closure]) -> Result<(), Error> {
    for (n, one) in terms.iter().enumerate() {
        let called = one.why.to_lowercase();
        if let Some(other) = terms.iter().take(n).find(|other| other.why.to_lowercase() == called) {
            let what = format!(
                "--term: two terms are called {:?}, {} to {} and {} to {}",
                one.why, other.from, other.to, one.from, one.to
            );
            let example = format!("\"{} {}={}..{}\"", one.why, one.from.year(), one.from, one.to);
            return Err(Error::usage(what).hint(format!("give each a name of its own: {example}")));
        }
    }
    Ok(())
}

/// What in the calendar cannot be meant, with its flag.
pub(super) fn possible(school: &School) -> Result<(), Error> {
    let wrong: Vec<String> = calendar::mistakes(school)
        .into_iter()
        .map(|mistake| format!("{}: {}", flag_of(mistake.at), mistake.what))
        .collect();
    if wrong.is_empty() { Ok(()) } else { Err(Error::usage(wrong.join("\n  "))) }
}

fn flag_of(place: calendar::Place) -> &'static str {
    match place {
        calendar::Place::Opens | calendar::Place::Closes => "--hours",
        calendar::Place::Nation => "--nation",
        calendar::Place::Term(_) => "--term",
        calendar::Place::Shut(_) => "--shut",
    }
}

/// A term of one day would be a last day left out.
pub(super) fn term(typed: &str) -> Result<Closure, Error> {
    days(typed, "--term", "\"Autumn=2026-09-02..2026-12-18\"", false)
}

/// A time it is shut may be one day.
pub(super) fn shut(typed: &str) -> Result<Closure, Error> {
    days(typed, "--shut", "\"INSET=2026-11-27\"", true)
}

/// `NAME=FIRST..LAST`; where one day is enough, `WHY=DAY`.
fn days(typed: &str, flag: &str, example: &str, one_day: bool) -> Result<Closure, Error> {
    let (why, span) = pair(typed, flag, example)?;
    let alone = one_day.then_some((span.as_str(), span.as_str()));
    let (from, to) = span
        .split_once("..")
        .or(alone)
        .ok_or_else(|| Error::usage(format!("{flag}: {typed:?} is not of the form {example}")))?;
    Ok(Closure { from: day(from.trim(), flag)?, to: day(to.trim(), flag)?, why })
}

/// `08:30-16:00`
pub(super) fn hours(typed: &str) -> Result<Hours, Error> {
    let wrong = || Error::usage(format!("--hours: {typed:?} is not of the form 08:30-16:00"));
    let (from, to) = typed.split_once('-').ok_or_else(wrong)?;
    let hours = Hours { from: from.trim().to_owned(), to: to.trim().to_owned() };
    if calendar::opening(&hours).is_some() {
        return Ok(hours);
    }
    let ends = time_of_day(&hours.from).zip(time_of_day(&hours.to));
    let Some((from, to)) = ends else { return Err(wrong()) };
    // What can be read as two times is never taken for another thing than what was typed: it is offered.
    Err(match from.cmp(&to) {
        Ordering::Less => wrong().hint(format!("type {from}-{to}")),
        Ordering::Equal => {
            Error::usage(format!("--hours: it would open and close at {from}")).hint("08:30-16:00")
        }
        Ordering::Greater => {
            let what = format!("--hours: it would close at {to}, before it opens at {from}");
            let bare = hours.to.find([':', '.']) == Some(1) && !hours.to.ends_with('m');
            let late = bare.then(|| time_of_day(&format!("{}pm", hours.to))).flatten();
            Error::usage(what).hint(match late {
                Some(late) => format!("if that is in the afternoon, type {from}-{late}"),
                None => format!("if it is the other way round, type {to}-{from}"),
            })
        }
    })
}

const A_CHANNEL: &str = "\"mail=email, server=smtp.example.org, from=hv@example.org\"";

/// `ID=KIND[, KEY=VALUE]...`
pub(super) fn channel(typed: &str) -> Result<Channel, Error> {
    let (id, rest) = pair(typed, "--channel", A_CHANNEL)?;
    let mut parts = rest.split(',').map(str::trim);
    let mut table = toml::Table::new();
    table.insert("id".to_owned(), id.into());
    table.insert("kind".to_owned(), parts.next().unwrap_or_default().into());
    for part in parts {
        let (key, value) = pair(part, "--channel", A_CHANNEL)?;
        let value = match (key.as_str(), value.parse::<i64>()) {
            ("port", Ok(port)) => port.into(),
            ("also-to", _) => toml::Value::Array(vec![value.into()]),
            _ => value.into(),
        };
        table.insert(key, value);
    }
    let read: Result<Channel, _> = table.try_into();
    let channel = read.map_err(|e| Error::usage(format!("--channel: {}", e.message())))?;
    if let Kind::Wrong(wrong) = &channel.kind {
        return Err(Error::usage(format!("--channel: {typed:?}: {}", wrong.why))
            .hint(format!("for example {A_CHANNEL}")));
    }
    Ok(channel)
}

/// A setting that is set, and given otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Difference {
    /// The flag.
    pub flag: &'static str,
    /// What is set.
    pub was: String,
    /// What was given.
    pub given: String,
}

/// What is set, with what was given: everything that was not set is; of what is, the differences are listed, and hold
/// only with `replace`.
pub(super) fn merged(set: &School, given: &School, replace: bool) -> (School, Vec<Difference>) {
    let mut merge = Merge { replace, differences: Vec::new() };
    let mut now = set.clone();
    if !given.name.is_empty() && given.name != set.name {
        merge.differ("--name", &set.name, &given.name);
        if replace {
            now.name.clone_from(&given.name);
        }
    }
    let words = |p: &Phone| format!("{}={}", p.name, p.number);
    let span = |c: &Closure| format!("{}={}..{}", c.why, c.from, c.to);
    merge.one(
        "--emergency-contact",
        &mut now.emergency_contact,
        given.emergency_contact.as_ref(),
        words,
    );
    merge.one("--hours", &mut now.hours, given.hours.as_ref(), |h| format!("{}-{}", h.from, h.to));
    merge.one("--nation", &mut now.nation, given.nation.as_ref(), Clone::clone);
    merge.all("--number", (&mut now.numbers, &given.numbers), |p| &p.name, words);
    merge.all("--term", (&mut now.terms, &given.terms), |c| &c.why, span);
    // An INSET day is called one each time: it is the day that tells them apart.
    now.shut.extend(given.shut.iter().filter(|c| !set.shut.contains(c)).cloned());
    merge.all(
        "--channel",
        (&mut now.channel, &given.channel),
        |c| &c.id,
        |c| serde_json::to_string(c).unwrap_or_else(|_| c.id.clone()),
    );
    (now, merge.differences)
}

struct Merge {
    replace: bool,
    differences: Vec<Difference>,
}

impl Merge {
    fn differ(&mut self, flag: &'static str, was: &str, given: &str) {
        self.differences.push(Difference { flag, was: was.to_owned(), given: given.to_owned() });
    }

    fn one<T: Clone + PartialEq>(
        &mut self,
        flag: &'static str,
        now: &mut Option<T>,
        given: Option<&T>,
        words: impl Fn(&T) -> String,
    ) {
        let Some(new) = given else { return };
        if let Some(was) = now.as_ref().filter(|was| *was != new) {
            self.differ(flag, &words(was), &words(new));
            if !self.replace {
                return;
            }
        }
        *now = Some(new.clone());
    }

    fn all<T: Clone + PartialEq>(
        &mut self,
        flag: &'static str,
        (now, given): (&mut Vec<T>, &[T]),
        name: impl Fn(&T) -> &String,
        words: impl Fn(&T) -> String,
    ) {
        for new in given {
            let Some(old) = now.iter_mut().find(|old| name(old) == name(new)) else {
                now.push(new.clone());
                continue;
            };
            if old != new {
                self.differ(flag, &words(old), &words(new));
            }
            if self.replace {
                old.clone_from(new);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_read_as_they_are_typed() {
        let all = who("dsl:deputy=Lou Invented, 07700 900102").unwrap();
        assert_eq!(all.name, "Lou Invented");
        assert_eq!(all.mobile.as_deref(), Some("07700 900102"));
        assert_eq!((all.role.as_deref(), all.deputy), (Some("dsl"), true));
        let plain = who("Kay Invented").unwrap();
        assert_eq!((plain.mobile, plain.role, plain.deputy), (None, None, false));
        for wrong in
            ["", "dsl=", "07700 900102", "Lou 07700 900102", "Lou, soon", "dsl:chief=Lou", "=,"]
        {
            assert!(who(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_channel_is_read_or_refused_with_what_is_wrong() {
        let mail =
            channel("mail=email, server=smtp.example.org, from=hv@example.org, port=465").unwrap();
        assert!(matches!(mail.kind, Kind::Email(e) if e.port == Some(465)));
        for wrong in
            ["mail", "mail=pigeon", "mail=email, server=x", "Mail Box=teams, url=x", "a=teams, url"]
        {
            assert!(channel(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_is_set_is_not_changed_without_being_asked_to() {
        let hours = |from: &str| Some(Hours { from: from.to_owned(), to: "16:00".to_owned() });
        let phone = |number: &str| Phone { name: "Office".to_owned(), number: number.to_owned() };
        let set = School { hours: hours("08:30"), numbers: vec![phone("1")], ..School::unknown() };
        let given = School {
            name: String::new(),
            hours: hours("09:00"),
            numbers: vec![phone("2")],
            nation: Some("wales".to_owned()),
            ..School::unknown()
        };
        let (now, differences) = merged(&set, &given, false);
        assert_eq!(now, School { nation: Some("wales".to_owned()), ..set.clone() });
        let flags: Vec<&str> = differences.iter().map(|d| d.flag).collect();
        assert_eq!(flags, ["--hours", "--number"]);
        let (now, _) = merged(&set, &given, true);
        assert_eq!((now.hours, now.numbers), (given.hours.clone(), given.numbers.clone()));
        let (same, none) = merged(&set, &set, false);
        assert_eq!((same, none), (set, Vec::new()));
    }
}
