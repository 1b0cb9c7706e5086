//! `hv sync`: the school's machines meet at a git repository. Only this command starts git, and nothing waits for it.

use super::Ending;
use super::desk::{Desk, span};
use super::marker_over::marker_over;
use super::retention_back::Erased;
use crate::cli;
use crate::domain::remote;
use crate::error::Error;
use crate::render::{Put, count};
use crate::store::mark_of_shared;
use crate::sync::{self, Asked, Report};
use serde_json::json;
use std::time::Duration;

/// What another program took away since it was recorded is sent as well.
fn put_back(desk: &mut Desk<'_>) {
    let _lock = desk.lock_or_go_on();
    let (back, failed) = desk.store.put_all_back();
    for taken in back {
        let lines = count(taken.lines, "line");
        desk.warn(&format!(
            "put back {lines} of {}: another program, such as git, had put another file in its place",
            taken.path
        ));
    }
    for error in failed {
        desk.warn(&error.to_string());
    }
}

/// `--json`: `hv`, `lines` and `files` brought in, `committed` files, `heard` and `told` (everything came, everything
/// went), `notes` and `troubles`, each in words.
pub(super) fn run(args: &cli::Sync, desk: &mut Desk<'_>) -> Ending {
    let Some(configured) = desk.school.sync.clone() else {
        return Err(not_configured().into());
    };
    if desk.replay {
        return Err(Error::usage(
            "--now: hv sync sends what is recorded, and looks at no other moment",
        )
        .hint("hv sync")
        .into());
    }
    let limit = span(&args.limit, "--limit")?.as_seconds().clamp(1, 24 * 60 * 60);
    let Some(state) = desk.host.state_dir() else {
        return Err(Error::failed("this machine has no place to keep what hv sync remembers")
            .hint("set HOME, or XDG_STATE_HOME")
            .into());
    };
    put_back(desk);
    let tag = desk.store.tag()?;
    let over = |path: &str| marker_over(&desk.store, path, desk.now, desk.zone);
    let tombstones = std::cell::OnceCell::new();
    let erased = |path: &str, bytes: &[u8]| {
        let known = tombstones.get_or_init(|| Erased::of(desk));
        mark_of_shared(path, bytes, desk.now).is_some_and(|mark| known.names(&mark.first))
    };
    let asked = Asked {
        store: &desk.store,
        state: &state,
        sync: &configured,
        tag: &tag,
        now: desk.now,
        limit: Duration::from_secs(limit.unsigned_abs()),
        fill: args.fill_empty_remote,
        over: &over,
        erased: &erased,
    };
    let decided = args.ours.as_ref().map(|path| (path, false));
    if let Some((path, theirs)) = decided.or(args.theirs.as_ref().map(|path| (path, true))) {
        sync::decide(&asked, path, theirs)?;
    }
    let report = sync::run(&asked)?;
    if report.heard
        && let Err(error) =
            super::overdue::remember_open(&desk.store, &state, (desk.now, desk.today()))
    {
        super::tell_error(&error, false, desk.host);
    }
    Ok(show(&report, &configured, desk))
}

fn show(report: &Report, configured: &remote::Sync, desk: &mut Desk<'_>) -> u8 {
    for error in &report.troubles {
        super::tell_error(error, false, desk.host);
    }
    let mut text = String::new();
    for note in &report.notes {
        text.push_str(note);
        text.push('\n');
    }
    let where_to = remote::without_password(&configured.remote);
    let came = match (report.heard, report.lines + report.files) {
        (false, _) => "NOT ALL of what the others recorded is here".to_owned(),
        (true, 0) => "Nothing new from the others".to_owned(),
        (true, _) => format!(
            "Brought in {} and {}",
            count(report.lines, "line"),
            count(report.files, "other file")
        ),
    };
    let went = match (report.told, report.committed) {
        (false, _) => "what is recorded here is NOT on the remote".to_owned(),
        (true, _) if report.filled => "sent all that is recorded here".to_owned(),
        (true, 0) => "nothing new to send".to_owned(),
        (true, n) => format!("sent {}", count(n, "file")),
    };
    text.put(format!("{came}; {went} ({where_to}, {}).\n", configured.branch));
    if !(report.heard && report.told) {
        text.push_str("Recording and the alarm go on without it.\n");
    }
    let troubles: Vec<String> = report.troubles.iter().map(ToString::to_string).collect();
    desk.happened(
        &text,
        &json!({"lines": report.lines, "files": report.files, "committed": report.committed,
            "heard": report.heard, "told": report.told, "notes": report.notes, "troubles": troubles}),
    );
    if troubles.is_empty() && report.heard && report.told { 0 } else { 3 }
}

fn not_configured() -> Error {
    Error::usage("hv.toml names no place where this school's machines meet").hint(
        "In hv.toml, the address of an empty private git repository that each machine can reach:\n\
         \x20   [sync]\n\
         \x20   remote = \"ssh://git@git.example.org/oak.git\"\n\
         \x20   branch = \"main\"\n\
         \x20   heard-within = \"30m\"\n\
         Then, on each machine, from cron or by hand: hv sync. With one machine none of this is needed.",
    )
}
