//! `hv init`: makes the record folder, and a git repository if git is there.

use super::desk::{ask_fitting, day, pair, phone};
use super::{Ending, policy};
use crate::cli::{Global, Init};
use crate::domain::calendar;
use crate::domain::directory::{Closure, Hours, School};
use crate::domain::visit::digest;
use crate::error::Error;
use crate::host::Host;
use crate::policy::AnswerKind;
use crate::render::Put;
use crate::render::clean_lines;
use crate::store::Store;
use crate::when::{Look, Zone};
use serde_json::json;
use std::collections::BTreeMap;

pub(super) fn run(args: Init, global: &Global, host: &mut Host) -> Ending {
    let root = host.cwd.join(global.store.first().unwrap_or(&args.dir));
    let zone = Zone::named(&args.zone).map_err(|why| Error::usage(format!("--zone: {why}")))?;
    if let Some(typed) = &global.now {
        super::desk::moment(typed, "--now", host.clock, zone, Look::Either)?;
    }
    let name = wanted(host, args.name.as_ref(), "--name", "What is the school called?")?;
    let names: Vec<&str> = crate::policy::SHIPPED.iter().map(|s| s.name).collect();
    let question = format!("Which policy: {}, or a file?", names.join(", "));
    let chosen = wanted(host, args.policy.as_ref(), "--policy", &question)?;
    let text = policy::text_of(&host.cwd, &chosen)?;
    let text = with_choices(&text, &args, host)?;
    let checked = policy::checked(&text, &chosen)?;
    let school = School { name, ..school(&args, host)? };
    let store = Store::create(&root, &school, &text, &host.machine)?;
    let git = if args.no_git { None } else { Some(make_repository(host, &store)) };
    let mut said = format!(
        "Made the record folder {} for {}, under the policy of {}.\n",
        store.root().display(),
        school.name,
        checked.school
    );
    match &git {
        Some(Err(why)) => {
            said.put(format!("No git repository: {why}. hv works the same without.\n"));
        }
        Some(Ok(())) => {
            said.push_str("It is a git repository; hv never commits or pushes by itself.\n");
        }
        None => {}
    }
    said.push_str("Next: hv staff add ID --name NAME --role ROLE --mobile NUMBER\n");
    if !global.quiet {
        let shown = crate::render::fit(&clean_lines(&said), host.width());
        host.tell(&shown);
    }
    if global.json {
        let shown = json!({"hv": 1, "store": school.store, "folder": store.root(), "policy": checked.name,
            "git": matches!(git, Some(Ok(())))});
        host.say(&format!("{shown}\n"));
    }
    Ok(0)
}

/// What the written policy leaves to the school is chosen now: with `--choose`, or at a terminal. Without either, the
/// policy does not load, and says what there is to choose.
fn with_choices(text: &str, args: &Init, host: &mut Host) -> Result<String, Error> {
    let pairs = args.choices.iter().map(|c| pair(c, "--choose", "higher-risk-from=H"));
    let mut chosen: BTreeMap<String, String> = pairs.collect::<Result<_, _>>()?;
    for choice in crate::policy::open_choices(text) {
        if host.can_ask && !chosen.contains_key(&choice.id) {
            let suggested =
                choice.suggest.as_ref().map(|s| format!(" (hv suggests {s})")).unwrap_or_default();
            let question = format!("{}{suggested}", choice.ask);
            let value = ask_fitting(host, &question, &AnswerKind::Choice(choice.options.clone()))?;
            chosen.insert(choice.id, value);
        }
    }
    let text = crate::policy::choose(text, &chosen)
        .map_err(|why| Error::usage(format!("--choose: {why}")))?;
    let open = crate::policy::open_choices(&text);
    if open.is_empty() {
        return Ok(text);
    }
    let asks: Vec<String> = open.iter().map(|c| format!("{}: {}", c.id, c.ask)).collect();
    let mut error = Error::usage(format!(
        "the written policy leaves something to the school, which has to choose\n{}",
        asks.join("\n")
    ));
    for choice in &open {
        let suggested =
            choice.suggest.as_ref().map(|s| format!(" (hv suggests {s})")).unwrap_or_default();
        let options = choice.options.join("|");
        error = error.hint(format!("--choose {}={options}{suggested}", choice.id));
    }
    Err(error)
}

fn wanted(
    host: &mut Host,
    given: Option<&String>,
    flag: &str,
    question: &str,
) -> Result<String, Error> {
    if let Some(given) = given.filter(|g| !g.trim().is_empty()) {
        return Ok(given.clone());
    }
    if !host.can_ask {
        return Err(Error::usage(format!("no answer to: {question}")).hint(format!("give {flag}")));
    }
    ask_fitting(host, question, &AnswerKind::Text)
}

fn school(args: &Init, host: &Host) -> Result<School, Error> {
    let numbers =
        args.numbers.iter().map(|n| phone(n, "--number")).collect::<Result<Vec<_>, _>>()?;
    let emergency =
        args.emergency_contact.as_ref().map(|n| phone(n, "--emergency-contact")).transpose()?;
    let spans = |all: &[String], flag: &str, example: &str| {
        all.iter().map(|typed| days(typed, flag, example)).collect::<Result<Vec<_>, _>>()
    };
    let made_from = [host.machine.as_str(), &host.clock.rfc3339(), &args.dir.to_string_lossy()];
    let school = School {
        format: 1,
        store: args.id.clone().unwrap_or_else(|| digest(&made_from)),
        name: String::new(),
        zone: args.zone.clone(),
        numbers,
        emergency_contact: emergency,
        watch: None,
        sync: None,
        channel: Vec::new(),
        hours: args.hours.as_ref().map(|h| hours(h)).transpose()?,
        shut: spans(&args.shut, "--shut", "\"INSET=2026-11-27\"")?,
        terms: spans(&args.terms, "--term", "\"Autumn=2026-09-02..2026-12-18\"")?,
        nation: args.nation.clone(),
    };
    let wrong: Vec<String> = calendar::mistakes(&school)
        .into_iter()
        .map(|mistake| format!("{}: {}", flag_of(mistake.at), mistake.what))
        .collect();
    if wrong.is_empty() { Ok(school) } else { Err(Error::usage(wrong.join("\n  "))) }
}

fn flag_of(place: calendar::Place) -> &'static str {
    match place {
        calendar::Place::Hours => "--hours",
        calendar::Place::Nation => "--nation",
        calendar::Place::Term(_) => "--term",
        calendar::Place::Shut(_) => "--shut",
    }
}

/// `NAME=FIRST..LAST`; a time it is shut may be `WHY=DAY`.
fn days(typed: &str, flag: &str, example: &str) -> Result<Closure, Error> {
    let (why, span) = pair(typed, flag, example)?;
    // A term of one day would be a last day left out.
    let one_day = (flag == "--shut").then_some((span.as_str(), span.as_str()));
    let (from, to) = span
        .split_once("..")
        .or(one_day)
        .ok_or_else(|| Error::usage(format!("{flag}: {typed:?} is not of the form {example}")))?;
    Ok(Closure { from: day(from.trim(), flag)?, to: day(to.trim(), flag)?, why })
}

fn hours(typed: &str) -> Result<Hours, Error> {
    let (from, to) = pair(&typed.replacen('-', "=", 1), "--hours", "08:30-16:00")?;
    let hours = Hours { from, to };
    if calendar::opening(&hours).is_none() {
        return Err(Error::usage(format!("--hours: {typed:?} is not of the form 08:30-16:00")));
    }
    Ok(hours)
}

/// A repository of its own, with nothing committed: what is committed, and where it goes, is the school's decision.
fn make_repository(host: &Host, store: &Store) -> Result<(), Error> {
    // What git keeps is what the records hold: nobody else may read it, whatever the umask; and no template's hooks.
    host.git(store.root(), &["init", "--quiet", "--shared=0600", "--template="])
}
