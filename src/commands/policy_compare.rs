//! `hv policy diff` and `hv policy bound`: what would change under another policy, and how long it can take until
//! somebody knows.

use super::Ending;
use super::policy::{source, unadopted};
use crate::cli::Global;
use crate::error::Error;
use crate::host::Host;
use crate::policy::bound::{Bound, Knows, minutes};
use crate::policy::diff::{Change, Side};
use crate::policy::{self, Policy};
use crate::render::{Put, clean, table, wrap};
use crate::when::Span;
use serde_json::json;
use std::path::Path;

/// How often hv overdue is taken to run where nobody said.
const CRON: Span = Span::minutes(5);

pub(super) fn diff(a: &Path, b: Option<&Path>, global: &Global, host: &mut Host) -> Ending {
    // With one policy: from this school's to that one.
    let (from, to) = match b {
        Some(b) => (Some(a), b),
        None => (None, a),
    };
    let (from, from_file) = read(from, global, host)?;
    let (to, to_file) = read(Some(to), global, host)?;
    // Two versions of one policy have one name; then the files tell them apart.
    let same = from.name == to.name;
    let names = if same { (from_file, to_file) } else { (from.name.clone(), to.name.clone()) };
    let changes =
        policy::diff(Side { name: &names.0, policy: &from }, Side { name: &names.1, policy: &to });
    if global.json {
        let shown = json!({"hv": 1, "from": names.0, "to": names.1, "changes": changes});
        host.say(&format!("{shown}\n"));
        return Ok(0);
    }
    let text = told(&names, &changes, host.width());
    host.say(&text);
    Ok(0)
}

fn read(named: Option<&Path>, global: &Global, host: &Host) -> Result<(Policy, String), Error> {
    let (text, file) = source(named, global, host)?;
    Ok((unadopted(&text, &file)?, file))
}

fn told((from, to): &(String, String), changes: &[Change], width: usize) -> String {
    if changes.is_empty() {
        return format!(
            "From {} to {}: nothing changes for visiting staff.\n",
            clean(from),
            clean(to)
        );
    }
    let mut text = format!(
        "From {} to {}: {}\n",
        clean(from),
        clean(to),
        crate::render::count(changes.len(), "change")
    );
    let mut part = "";
    for change in changes {
        if change.part != part {
            part = change.part;
            text.put(format!("\n{part}\n"));
        }
        text.put(format!("  {}\n", wrap(&clean(&change.says), "    ", width).trim_start()));
    }
    text
}

pub(super) fn bound(
    named: Option<&Path>,
    cron: Option<&str>,
    global: &Global,
    host: &mut Host,
) -> Ending {
    let every = cron
        .map(Span::parse)
        .transpose()
        .map_err(|e| Error::usage(format!("--cron: {e}")).hint("hv policy bound --cron 10m"))?;
    let (policy, _) = read(named, global, host)?;
    let bounds = policy::bound(&policy, every.unwrap_or(CRON));
    if global.json {
        let shown = json!({
            "hv": 1, "policy": policy.name, "cron-seconds": every.unwrap_or(CRON).as_seconds(),
            "cron-assumed": every.is_none(), "bounds": bounds,
        });
        host.say(&format!("{shown}\n"));
        return Ok(0);
    }
    let assumed = match every {
        Some(span) => format!("With hv overdue run every {}.", minutes(span)),
        None => {
            format!("Assuming that hv overdue runs every {}; --cron says otherwise.", minutes(CRON))
        }
    };
    let rows: Vec<Vec<String>> = bounds.iter().flat_map(rows).collect();
    let headings = ["Clock", "Counted from", "Who knows", "At the latest after", "Made up of"];
    let shown = table(&headings, &rows, host.table_width());
    let school = clean(&policy.school);
    let note = "Counted from the trouble itself, the time is that of the clock that notices first: after the last contact where \
                the policy sets an interval, else not before the expected return.";
    let note = wrap(note, "", host.width());
    host.say(&format!("{school}: until somebody knows, at worst. {assumed}\n{shown}{note}\n"));
    Ok(0)
}

fn rows(bound: &Bound) -> Vec<Vec<String>> {
    let row = |who: &str, within: String, made_of: &str| {
        vec![bound.clock.to_owned(), bound.from.clone(), who.to_owned(), within, made_of.to_owned()]
    };
    if bound.unbounded {
        return vec![row("", "not bounded by this policy".to_owned(), "no limit is set")];
    }
    let one = |knows: &Knows| {
        let within = knows.within.map_or("not bounded by minutes".to_owned(), minutes);
        row(&knows.who, within, &knows.made_of)
    };
    bound.steps.iter().map(one).collect()
}
