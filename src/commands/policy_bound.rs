//! `hv policy bound` and `hv policy check --within`: how long it can take until somebody knows, and whether that is too
//! long. For this school's own policy the staff directory says which rungs have nobody today.

use super::Ending;
use super::policy::held_today;
use super::policy_compare::read;
use crate::cli::{self, Global};
use crate::error::Error;
use crate::host::Host;
use crate::policy::bound::{Bound, Knows, minutes};
use crate::policy::within::{Beyond, Until, beyond};
use crate::policy::{self, Policy};
use crate::render::{Put, clean, count, table, wrap};
use crate::when::Span;
use serde_json::json;
use std::path::Path;

/// How often hv overdue is taken to run where nobody said.
const ASSUMED: Span = Span::minutes(5);

/// The time between two runs, and whether nobody gave it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Every {
    span: Span,
    assumed: bool,
}

impl Every {
    fn of(given: Option<&str>, example: &str) -> Result<Every, Error> {
        let Some(given) = given else { return Ok(Every { span: ASSUMED, assumed: true }) };
        let span = Span::parse(given)
            .map_err(|e| Error::usage(format!("--every: {e}")).hint(example.to_owned()))?;
        if span.is_zero() {
            return Err(Error::usage("--every: there is always some time between two runs")
                .hint(example.to_owned()));
        }
        Ok(Every { span, assumed: false })
    }

    fn words(self) -> String {
        if self.assumed {
            let span = minutes(self.span);
            return format!("Assuming that hv overdue runs every {span}; --every says otherwise.");
        }
        format!("With hv overdue run every {}.", minutes(self.span))
    }
}

/// `--json`: `hv`, `policy` (its name), `every-seconds`, `every-assumed` (nobody said how often hv runs), and `bounds`: for
/// each clock `clock`, `since` and `from` (what the time runs from, as a word and in words), `unbounded`, `limit-seconds`
/// (null: unbounded), `set-by` (where in the policy), `ladder` (empty: hv's own), and `steps`: `rung` (null: everybody),
/// `who`, `within-seconds` (null: passed over, nobody holds the role), `climb-seconds` (of these, up the ladder) and
/// `made-of`, the sum in words.
pub(super) fn bound(
    named: Option<&Path>,
    every: Option<&str>,
    global: &Global,
    host: &mut Host,
) -> Ending {
    let every = Every::of(every, "hv policy bound --every 10m")?;
    let (policy, _) = read(named, global, host)?;
    let bounds = of(&policy, named, every, global, host)?;
    if global.json {
        let shown = json!({
            "hv": 1, "policy": policy.name, "every-seconds": every.span.as_seconds(),
            "every-assumed": every.assumed, "bounds": bounds,
        });
        host.say(&format!("{shown}\n"));
        return Ok(0);
    }
    let rows: Vec<Vec<String>> = bounds.iter().flat_map(rows).collect();
    let headings = ["Clock", "Counted from", "Who knows", "At the latest after", "Made up of"];
    let shown = table(&headings, &rows, host.table_width());
    let school = clean(&policy.school);
    let note = wrap(NOTE, "", host.width());
    let head = format!("{school}: until somebody knows, at worst. {}", every.words());
    let head = wrap(&head, "", host.width());
    host.say(&format!("{head}\n{shown}{note}\n"));
    Ok(0)
}

const NOTE: &str = "Counted from the trouble itself, the time is that of the clock that notices first: after the last contact \
                    where the policy sets an interval, else not before the expected return. It holds as long as nobody takes \
                    charge, from the moment the office has typed what a clock counts from, and under the terms of the \
                    sign-out; a message's own way comes on top.";

fn of(
    policy: &Policy,
    named: Option<&Path>,
    every: Every,
    global: &Global,
    host: &Host,
) -> Result<Vec<Bound>, Error> {
    let held = if named.is_none() { held_today(global, host)? } else { None };
    Ok(policy::bound(policy, every.span, held.as_ref()))
}

fn rows(bound: &Bound) -> Vec<Vec<String>> {
    let row = |who: &str, within: String, made_of: &str| {
        vec![bound.clock.to_owned(), bound.from.clone(), who.to_owned(), within, made_of.to_owned()]
    };
    if bound.unbounded {
        return vec![row("", "not bounded by this policy".to_owned(), "no limit is set")];
    }
    let one = |knows: &Knows| {
        let within = knows.within.map_or_else(|| "passed over".to_owned(), minutes);
        row(&knows.who, within, &knows.made_of)
    };
    bound.steps.iter().map(one).collect()
}

/// What `--within` asks of a policy that loads.
#[derive(Debug)]
pub(super) struct Judged {
    within: Span,
    until: Until,
    every: Every,
    /// What takes too long.
    pub(super) beyond: Vec<Beyond>,
}

/// `None`: not asked.
pub(super) fn judge(
    policy: &Policy,
    named: Option<&Path>,
    asked: &cli::Within,
    global: &Global,
    host: &Host,
) -> Result<Option<Judged>, Error> {
    let Some(within) = &asked.within else { return Ok(None) };
    let example = "hv policy check --within 90m";
    let within = Span::parse(within)
        .map_err(|e| Error::usage(format!("--within: {e}")).hint(example.to_owned()))?;
    let every = Every::of(asked.every.as_deref(), "hv policy check --within 90m --every 10m")?;
    let until = match asked.until {
        cli::Until::First => Until::First,
        cli::Until::Everybody => Until::Everybody,
    };
    let bounds = of(policy, named, every, global, host)?;
    let beyond = beyond(&bounds, within, until, every.span);
    Ok(Some(Judged { within, until, every, beyond }))
}

impl Judged {
    /// `within-seconds`, `until` (`first` or `everybody`), `every-seconds`, `every-assumed`, `kept`, and `beyond`: each
    /// `clock`, `from`, `rung` (null: everybody, or nobody ever), `who`, `within-seconds` (null: nothing bounds it) and
    /// `change`, what in the policy would have to change.
    pub(super) fn as_json(&self) -> serde_json::Value {
        json!({
            "within-seconds": self.within.as_seconds(), "until": self.until,
            "every-seconds": self.every.span.as_seconds(), "every-assumed": self.every.assumed,
            "kept": self.beyond.is_empty(), "beyond": self.beyond,
        })
    }

    /// Every clock and rung that takes too long, one to a paragraph, and how it comes out.
    pub(super) fn words(&self, width: usize) -> String {
        let who = match self.until {
            Until::First => "the first rung of every clock knows",
            Until::Everybody => "everybody knows of every clock",
        };
        let within = minutes(self.within);
        let mut text = String::new();
        for one in &self.beyond {
            let takes = match one.within_seconds {
                Some(takes) => {
                    let rung = one.rung.map(|n| format!("rung {n}, ")).unwrap_or_default();
                    format!("{rung}{} after {}", clean(&one.who), minutes(takes))
                }
                None => "not bounded by this policy".to_owned(),
            };
            let line = format!("{}, from {}: {takes}", one.clock, clean(&one.from));
            text.put(format!("{}\n", wrap(&line, "", width)));
            text.put(format!("{}\n", wrap(&clean(&format!("-> {}", one.change)), "    ", width)));
        }
        let ends = if self.beyond.is_empty() {
            format!("within {within} {who}, at worst")
        } else {
            format!("NOT within {within}: {} too late", count(self.beyond.len(), "time"))
        };
        text.put(format!("{}\n", wrap(&format!("{ends}. {}", self.every.words()), "", width)));
        text
    }
}
