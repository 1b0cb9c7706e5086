//! `hv policy`: the policies that come with hv, what one says, and everything that is wrong with one.

use super::desk::find_store;
use super::{Ending, policy_bound};
use crate::cli::{Global, PolicyAction, PolicyCommand, Within};
use crate::error::Error;
use crate::host::Host;
use crate::policy::clauses::{Clause, Honoured};
use crate::policy::{self, Policy, Problem, Whose};
use crate::render::{clean, fit, table};
use crate::store::Store;
use crate::when::{Day, Look, Zone};
use serde_json::json;
use std::collections::BTreeSet;
use std::path::Path;

pub(super) fn run(args: PolicyCommand, global: &Global, host: &mut Host) -> Ending {
    match args.action {
        PolicyAction::List => list(global, host),
        PolicyAction::Check { file, within } => check(file.as_deref(), &within, global, host),
        PolicyAction::Show { name } => show(name.as_deref(), global, host),
        PolicyAction::Clauses { name } => clauses(name.as_deref(), global, host),
        PolicyAction::Help { section } => {
            super::policy_language::help(section.as_deref(), global, host)
        }
        PolicyAction::Schema => Ok(super::policy_language::schema(global, host)),
        PolicyAction::New { name } => super::policy_language::new(&name, global, host),
        PolicyAction::Diff { a, b } => super::policy_compare::diff(&a, b.as_deref(), global, host),
        PolicyAction::Bound { name, every } => {
            policy_bound::bound(name.as_deref(), every.as_deref(), global, host)
        }
        PolicyAction::Replay(args) => super::policy_replay::run(&args, global, host),
    }
}

fn list(global: &Global, host: &mut Host) -> Ending {
    let mut rows = Vec::new();
    for shipped in policy::SHIPPED {
        let policy = unadopted(shipped.text, shipped.name)?;
        rows.push((policy.name, policy.school, policy.title));
    }
    if global.json {
        let shown: Vec<_> =
            rows.iter().map(|(n, s, t)| json!({"name": n, "school": s, "title": t})).collect();
        host.say(&format!("{}\n", json!({"hv": 1, "policies": shown})));
    } else {
        let cells: Vec<Vec<String>> = rows.into_iter().map(|(n, s, t)| vec![n, s, t]).collect();
        let text = table(&["Name", "School", "Document"], &cells, host.table_width());
        host.say(&text);
    }
    Ok(0)
}

/// The text and the name of the policy meant: a file, a shipped one, else this school's.
pub(super) fn source(
    named: Option<&Path>,
    global: &Global,
    host: &Host,
) -> Result<(String, String), Error> {
    if let Some(named) = named {
        let name = named.to_string_lossy().into_owned();
        return Ok((text_of(&host.cwd, &name)?, name));
    }
    let store = Store::open(&find_store(global, host)?, None)?;
    Ok((store.policy_text().map_err(super::desk::damaged)?, "policy.toml".to_owned()))
}

/// A policy that takes longer than `--within` allows is refused; one that does not load is not judged at all.
fn check(named: Option<&Path>, within: &Within, global: &Global, host: &mut Host) -> Ending {
    let (text, name) = source(named, global, host)?;
    // What comes with hv is not adopted yet: what a school still has to choose is no mistake in it.
    let shown_unadopted = || policy::load_unadopted(&text).ok();
    let (mut problems, sound, loaded) = match policy::load(&text) {
        Ok(loaded) => (loaded.warnings, true, Some(loaded.policy)),
        Err(mut problems) => match shown_unadopted().filter(|_| policy::shipped(&name).is_some()) {
            Some(loaded) => {
                problems.extend(loaded.warnings);
                (problems, false, Some(loaded.policy))
            }
            None => (problems, false, None),
        },
    };
    let unadopted = !sound && loaded.is_some();
    let judged = match &loaded {
        Some(policy) => policy_bound::judge(policy, named, within, global, host)?,
        None => None,
    };
    if let Some(policy) = &loaded {
        problems.extend(dated(&text, policy, named.is_none(), global, host)?);
        problems.sort();
    }
    let words = match (sound, unadopted) {
        (true, _) => "loads",
        (false, true) => "loads once a school has chosen what is left to it",
        (false, false) => "does not load",
    };
    let sound = sound || unadopted;
    if global.json {
        let mut shown = json!({"hv": 1, "file": name, "loads": sound, "problems": problems});
        if let (Some(judged), Some(shown)) = (&judged, shown.as_object_mut()) {
            shown.insert("within".to_owned(), judged.as_json());
        }
        host.say(&format!("{shown}\n"));
    } else {
        for one in &problems {
            // To a file or a program, one line each, for whoever looks for them by line.
            let line = problem(&name, one);
            let line = host.table_width().map_or(line.clone(), |width| fit(&line, width.into()));
            host.say(&format!("{line}\n"));
        }
        host.say(&format!(
            "{}: {words}, {}\n",
            clean(&name),
            crate::render::count(problems.len(), if sound { "warning" } else { "problem" })
        ));
        if let Some(judged) = &judged {
            host.say(&judged.words(host.width()));
        }
    }
    let too_long = judged.is_some_and(|j| !j.beyond.is_empty());
    Ok(match (sound, too_long) {
        (false, _) => 3,
        (true, true) => 1,
        (true, false) => 0,
    })
}

/// What depends on the day: a review that is due, and, for this school's own policy, roles that nobody holds.
fn dated(
    text: &str,
    policy: &Policy,
    ours: bool,
    global: &Global,
    host: &mut Host,
) -> Result<Vec<Problem>, Error> {
    let store = if ours { Some(Store::open(&find_store(global, host)?, None)?) } else { None };
    let today = today(store.as_ref(), global, host)?;
    let mut found: Vec<Problem> = policy::review_problem(text, policy, today).into_iter().collect();
    if let Some(store) = store {
        // A record that cannot be read may hold the role; whether it does is not known, and is said as open.
        found.extend(policy::unheld(text, &held(&store, today)));
    }
    Ok(found)
}

fn today(store: Option<&Store>, global: &Global, host: &Host) -> Result<Day, Error> {
    let zone = store.and_then(|s| s.school().ok()).and_then(|s| s.zone().ok());
    let zone = zone.unwrap_or(Zone::LONDON);
    let now = match &global.now {
        Some(typed) => super::desk::moment(typed, "--now", host.clock, zone, Look::Either)?,
        None => zone.localise(host.clock),
    };
    Ok(zone.day_of(now))
}

/// The roles that somebody in the directory holds, and `office` if the school has a number.
pub(super) fn held(store: &Store, today: Day) -> BTreeSet<String> {
    let people = store.people();
    let holdings = people.good.iter().flat_map(|p| p.roles.iter().map(move |h| (p, h)));
    let mut held: BTreeSet<String> = holdings
        .filter(|(person, holding)| person.has_role(&holding.role, today))
        .map(|(_, holding)| holding.role.clone())
        .collect();
    let office = store.school().ok().filter(|s| !s.numbers.is_empty());
    held.extend(office.map(|_| "office".to_owned()));
    held
}

/// The roles held in this school today. `None`: a card cannot be read, and may hold any of them.
pub(super) fn held_today(global: &Global, host: &Host) -> Result<Option<BTreeSet<String>>, Error> {
    let store = Store::open(&find_store(global, host)?, None)?;
    let whole = store.people().damage.is_empty() && store.school().is_ok();
    Ok(if whole { Some(held(&store, today(Some(&store), global, host)?)) } else { None })
}

fn show(named: Option<&Path>, global: &Global, host: &mut Host) -> Ending {
    let (text, name) = source(named, global, host)?;
    let policy = unadopted(&text, &name)?;
    let described = policy::describe(&policy);
    if global.json {
        let values: Vec<_> = described
            .iter()
            .map(|d| json!({"part": d.section, "says": d.words, "whose": whose(&d.whose)}))
            .collect();
        host.say(&format!("{}\n", json!({"hv": 1, "policy": policy.name, "values": values})));
        return Ok(0);
    }
    let rows: Vec<Vec<String>> = described
        .into_iter()
        .map(|d| vec![d.section.to_owned(), d.words, whose(&d.whose)])
        .collect();
    let text = table(&["Part", "What it says", "Whose"], &rows, host.table_width());
    host.say(&format!("{}: {}\n{text}", clean(&policy.school), clean(&policy.title)));
    Ok(0)
}

/// Every clause and what honours it. A clause that nothing honours is a failure of the policy file.
fn clauses(named: Option<&Path>, global: &Global, host: &mut Host) -> Ending {
    let (text, name) = source(named, global, host)?;
    let policy = unadopted(&text, &name)?;
    let file =
        if policy::shipped(&name).is_some() { format!("policies/{name}.toml") } else { name };
    let all = policy::clauses::clauses(&text);
    let open = all.iter().filter(|c| c.honoured() == Honoured::Nothing).count();
    let code = if open == 0 { 0 } else { 3 };
    if global.json {
        let shown: Vec<_> = all.iter().map(|c| clause_json(c, &file)).collect();
        host.say(&format!(
            "{}\n",
            json!({"hv": 1, "policy": policy.name, "unhonoured": open, "clauses": shown})
        ));
        return Ok(code);
    }
    let rows: Vec<Vec<String>> = all.iter().map(|c| clause_row(c, &file)).collect();
    let headings = ["Clause", "Kind", "Strength", "Honoured", "Rule", "Command"];
    let text = table(&headings, &rows, host.table_width());
    let count = crate::render::count(all.len(), "clause");
    host.say(&format!("{}: {count}, {open} not honoured\n{text}", clean(&policy.school)));
    Ok(code)
}

fn clause_words(clause: &Clause) -> (String, String) {
    let kind = clause.listed.map_or("not listed", |(kind, _)| policy::clauses::kind_word(kind));
    let strength = clause.listed.and_then(|(_, strength)| strength);
    let strength = match strength {
        Some(policy::Strength::Must) => "must",
        Some(policy::Strength::Should) => "should",
        None => "",
    };
    (kind.to_owned(), strength.to_owned())
}

fn clause_row(clause: &Clause, file: &str) -> Vec<String> {
    let (kind, strength) = clause_words(clause);
    let rule = clause.rules.first();
    let more = match clause.rules.len() {
        0 | 1 => String::new(),
        n => format!(" (and {} more)", n - 1),
    };
    vec![
        clause.id.clone(),
        kind,
        strength,
        clause.honoured().word().to_owned(),
        rule.map(|r| format!("{file}:{} {}{more}", r.line, r.rule)).unwrap_or_default(),
        rule.map(|r| r.commands.join(", ")).unwrap_or_default(),
    ]
}

fn clause_json(clause: &Clause, file: &str) -> serde_json::Value {
    let (kind, strength) = clause_words(clause);
    let strength = Some(strength).filter(|s| !s.is_empty());
    let rule = |r: &policy::clauses::Citing| format!("{file}:{} {}", r.line, r.rule);
    let all: Vec<_> = clause
        .rules
        .iter()
        .map(|r| json!({"honoured": r.honoured, "rule": rule(r), "file": file, "line": r.line, "commands": r.commands}))
        .collect();
    json!({
        "id": clause.id, "kind": kind, "strength": strength, "honoured": clause.honoured(),
        "rule": clause.rules.first().map(rule),
        "command": clause.rules.first().map(|r| r.commands.join(", ")), "rules": all,
    })
}

fn whose(whose: &Whose) -> String {
    match whose {
        Whose::Policy(clauses) => clauses.join(", "),
        Whose::PolicyWithoutValue(clauses) => format!("{}: no value given", clauses.join(", ")),
        Whose::School(clauses) if clauses.is_empty() => "the school's own".to_owned(),
        Whose::School(clauses) => format!("the school's own, left to it by {}", clauses.join(", ")),
        Whose::Hv => "hv's own".to_owned(),
        Whose::NotSet => "not set".to_owned(),
    }
}

fn problem(name: &str, problem: &Problem) -> String {
    let word = if problem.warning { "warning: " } else { "" };
    let head = format!("{name}:{}:{}: {word}{}", problem.line, problem.column, problem.what);
    let hint = if problem.hint.is_empty() {
        String::new()
    } else {
        format!("\n    hint: {}", clean(&problem.hint))
    };
    format!("{}{hint}", clean(&head))
}

/// The text of a shipped policy, or of a file.
pub(super) fn text_of(cwd: &Path, name: &str) -> Result<String, Error> {
    if let Some(text) = policy::shipped(name) {
        return Ok(text.to_owned());
    }
    Store::policy_file(&cwd.join(name)).map_err(|e| {
        let names: Vec<&str> = policy::SHIPPED.iter().map(|s| s.name).collect();
        // A later hv may count them otherwise: only beside the list that is shown does a number name one.
        let listed = name.parse::<usize>().ok().and_then(|n| names.get(n.checked_sub(1)?));
        let by_number = listed.map(|one| {
            format!("a number counts only where hv init asks; by its name, number {name} is {one}")
        });
        let e = by_number.into_iter().fold(e, Error::hint);
        e.hint(format!("the policies that come with hv: {}", names.join(", ")))
    })
}

/// Whatever is wrong with the policy: nobody is out unwatched because of it.
const LEAVING_NOW: &str =
    "somebody leaving now: hv out NAME --breach \"policy unreadable\" --where PLACE --back TIME";

const OUT_ALREADY: &str =
    "somebody out already: hv checkin NAME; in danger: hv checkin NAME --distress";

/// A policy for showing, whether or not a school has chosen what is left to it.
pub(super) fn unadopted(text: &str, name: &str) -> Result<Policy, Error> {
    usable(policy::load_unadopted(text), name)
}

/// A policy, or an error that lists everything wrong with it.
pub(super) fn checked(text: &str, name: &str) -> Result<Policy, Error> {
    usable(policy::load(text), name)
}

fn usable(loaded: Result<policy::Loaded, Vec<Problem>>, name: &str) -> Result<Policy, Error> {
    loaded.map(|loaded| loaded.policy).map_err(|problems| {
        let shown: Vec<String> = problems.iter().map(|p| problem(name, p)).collect();
        let count = crate::render::count(problems.len(), "problem");
        Error::failed(format!("{name} cannot be used: {count}\n{}", shown.join("\n")))
            .hint("correct the file; hv policy check shows the same list")
            .hint(LEAVING_NOW)
            .hint(OUT_ALREADY)
    })
}

/// The school's own policy.
pub(super) fn load(store: &Store, name: &str) -> Result<Policy, Error> {
    let text = store.policy_text().map_err(|d| super::desk::damaged(d).hint(LEAVING_NOW))?;
    checked(&text, name)
}
