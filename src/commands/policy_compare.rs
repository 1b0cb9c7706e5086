//! `hv policy diff`: what would change under another policy.

use super::Ending;
use super::policy::{source, unadopted};
use crate::cli::Global;
use crate::error::Error;
use crate::host::Host;
use crate::policy::diff::{Change, Side};
use crate::policy::{self, Policy};
use crate::render::{Put, clean, wrap};
use serde_json::json;
use std::path::Path;

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

pub(super) fn read(
    named: Option<&Path>,
    global: &Global,
    host: &Host,
) -> Result<(Policy, String), Error> {
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
