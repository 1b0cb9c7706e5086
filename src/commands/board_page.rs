//! `hv board --html FILE`: the board as a page that a screen keeps open; with `--watch`, written again and again.
//!
//! The file is replaced in one step, so that the screen never reads half of it. A look that failed takes the place of the
//! one before it, and a page that nobody rewrites says by itself that it is old.

use super::desk::{Desk, school_or_none};
use super::overdue::Seen;
use super::{Ending, board, board_rows, tell_error};
use crate::cli::{Board, Global};
use crate::error::Error;
use crate::host::{Host, restore_screen_on_interrupt};
use crate::render::count;
use crate::render::wall::{self, Wall, WallRow};
use crate::store::{Over, Store};
use crate::watch::Late;
use crate::watch::worst::{self, Standing};
use crate::when::{Moment, Span, Zone};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How often the page loads itself anew when nobody says how often it is written.
const REFRESH: u64 = 15;

/// Where the page goes, and how often it is written.
struct Page {
    path: PathBuf,
    old_after: u64,
    refresh: u64,
}

/// Once.
pub(super) fn once(args: &Board, file: &Path, desk: &mut Desk<'_>) -> Ending {
    if desk.json {
        return Err(Error::usage("--html and --json together: one of them").into());
    }
    let page = page(args, file, &desk.store, desk.host)?;
    let (wall, code) = look(&page, desk);
    let written = desk.store.put_sheet(&page.path, wall::page(&wall).as_bytes(), Over::Replace)?;
    let words = format!(
        "Written to {}. Open it in a browser: it loads itself anew every {} seconds.",
        written.display(),
        page.refresh
    );
    desk.warn(&words);
    desk.warn("It shows what was so when it was written. To write it again and again: hv board --html FILE --watch");
    Ok(code)
}

/// Again and again, until Ctrl-C.
pub(super) fn watch(
    args: &Board,
    (file, seconds): (&Path, u64),
    global: &Global,
    host: &mut Host,
) -> Ending {
    if global.now.is_some() {
        return Err(Error::usage("hv board --watch shows what is, and --now gives another moment")
            .hint("one page of that moment: hv board --html FILE --now TIME")
            .into());
    }
    if global.json {
        return Err(Error::usage("--html and --json together: one of them").into());
    }
    // Where it may be written is settled once, while the folder can be read.
    let root = super::desk::find_store(global, host)?;
    let store = Store::open(&root, None)?;
    let page = page(args, file, &store, host)?;
    restore_screen_on_interrupt(
        false,
        "The board is not written any more, and will say that it is old.".to_owned(),
    );
    host.tell(&format!(
        "Writing {} every {seconds} seconds. Ctrl-C ends it.\n",
        page.path.display()
    ));
    loop {
        host.look_up();
        let wall = match Desk::open(global, host) {
            Ok(mut desk) => look(&page, &mut desk).0,
            Err(error) => {
                tell_error(&error, false, host);
                not_known(&page, &store, host.clock)
            }
        };
        if let Err(error) = store.put_sheet(&page.path, wall::page(&wall).as_bytes(), Over::Replace)
        {
            // The screen finds out by itself that the page is old.
            tell_error(&error, false, host);
        }
        host.wait(Duration::from_secs(seconds));
    }
}

/// Nothing but hv's own page is written over, unless somebody says so.
fn page(args: &Board, file: &Path, store: &Store, host: &Host) -> Result<Page, Error> {
    let path = host.cwd.join(file);
    let there = store.page_begins(&path);
    if path.symlink_metadata().is_ok()
        && !args.force
        && !there.is_some_and(|t| t.contains(wall::MARK))
    {
        return Err(Error::usage(format!(
            "{} is there already, and is no board of hv's",
            path.display()
        ))
        .hint("name another file; or write over it: --force"));
    }
    Ok(Page { path, old_after: args.old_after * 60, refresh: args.watch.unwrap_or(REFRESH) })
}

/// One look: who is out, worst first.
fn look(page: &Page, desk: &mut Desk<'_>) -> (Wall, u8) {
    let seen = board::look(desk);
    let places = worst::first(&seen.afield.outings, desk.now);
    let policy_now = desk.policy().map(|p| p.digest).ok();
    let rows = board_rows::rows(&seen, &places, policy_now.as_deref(), desk);
    let bad =
        |row: &board_rows::Row| !matches!(row.standing().0, Standing::InTime | Standing::Drill);
    let alerts = alerts(&seen, desk);
    // An old page must not go on saying that all is well, whatever else it says.
    let calm = seen.damage.is_empty() && !rows.iter().any(bad);
    let headline = if board_rows::anybody(&rows) {
        let out = rows.iter().filter(|r| r.standing().0 != Standing::Drill).count();
        let wrong = rows.iter().filter(|r| bad(r)).count();
        let how = match wrong {
            0 if calm => "all in time".to_owned(),
            0 => "as far as can be read".to_owned(),
            wrong => format!("{wrong} NOT IN TIME"),
        };
        format!("OUT: {}, {how}", count(out, "outing"))
    } else if seen.damage.is_empty() {
        "Nobody is signed out".to_owned()
    } else {
        "WHO IS OUT IS NOT KNOWN".to_owned()
    };
    let shown = rows.iter().map(|row| WallRow {
        word: row.standing().1.to_owned(),
        bad: bad(row),
        who: row.wall.who.clone(),
        says: says(row, &seen),
    });
    let mut below = Vec::new();
    if !seen.unresolved.is_empty() {
        below.push(format!(
            "{} told and not resolved: hv board says which.",
            count(seen.unresolved.len(), "alarm")
        ));
    }
    if !seen.owed.is_empty() {
        below.push(format!("Owed after the fact: {}.", seen.owed.len()));
    }
    let wall = Wall {
        headline,
        calm,
        alerts,
        rows: shown.collect(),
        below,
        ..bare(page, &desk.school.name, desk.now, desk.zone)
    };
    let code = if seen.damage.is_empty() { 0 } else { 3 };
    (wall, code)
}

/// What must be read first. A path may hold a family's name, so what cannot be read is only counted.
fn alerts(seen: &Seen, desk: &Desk<'_>) -> Vec<String> {
    let mut alerts = Vec::new();
    if desk.replay {
        alerts.push("NOT NOW: this page looks at another moment.".to_owned());
    }
    if !seen.damage.is_empty() {
        alerts.push(format!(
            "CANNOT BE READ: {}. Somebody may be out who is not on this page. hv overdue says what.",
            count(seen.damage.len(), "record")
        ));
    }
    alerts.extend(super::watched::unwatched(desk));
    alerts
}

/// What is on the row, and whose turn it is, without a number or a place.
fn says(row: &board_rows::Row, seen: &Seen) -> Vec<(String, String)> {
    let own = row.wall.says.iter().map(|(name, says)| ((*name).to_owned(), says.clone()));
    let late = seen.late.iter().filter(|l| !l.drill && l.id == row.wall.id);
    let mut turns: Vec<String> = Vec::new();
    for turn in late.map(for_whom) {
        if !turns.contains(&turn) {
            turns.push(turn);
        }
    }
    own.chain(turns.into_iter().map(|turn| ("Now it is for".to_owned(), turn))).collect()
}

fn for_whom(late: &Late) -> String {
    let acts: Vec<&str> = late.rung.who.iter().map(|p| p.name.as_str()).collect();
    let acts = if acts.is_empty() {
        "NOBODY holds the role".to_owned()
    } else {
        crate::domain::names::list(&acts)
    };
    format!("{} ({acts}); hv overdue says what to do", late.rung.role)
}

fn bare(page: &Page, school: &str, made: Moment, zone: Zone) -> Wall {
    let seconds = made.unix().rem_euclid(60);
    let until = made.plus(Span::seconds(i64::try_from(page.old_after).unwrap_or(0)));
    Wall {
        school: school.to_owned(),
        made: format!("{}:{seconds:02}", zone.words(made)),
        made_unix: made.unix(),
        until: zone.clock(until),
        old_after: page.old_after,
        refresh: page.refresh,
        ..Wall::default()
    }
}

/// The folder cannot be opened: that is what the screen shows.
fn not_known(page: &Page, store: &Store, now: Moment) -> Wall {
    let (school, zone, _) = school_or_none(store);
    Wall {
        headline: "THE BOARD IS NOT KNOWN".to_owned(),
        alerts: vec![
            "Who is out could not be read. Nobody may be taken for safe. Ring whoever is out; hv doctor says what is wrong."
                .to_owned(),
        ],
        ..bare(page, &school.name, zone.localise(now), zone)
    }
}
