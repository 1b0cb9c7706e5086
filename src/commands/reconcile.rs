//! `hv reconcile`: types in the sheet of a day on which hv could not be used. The paper's times are kept as such, with
//! who wrote them and who types them; everything is shown, and asked, before anything is recorded.
//!
//! An outing whose lines cannot have been goes on record not at all, and is named as not watched. One that can goes on
//! record even if another does not: whoever is still out is watched from then on.

use super::desk::{Desk, day};
use super::reconcile_check::{self as check, COLUMNS, Did, Line, Raw, Trip};
use super::reconcile_loud as loud;
use super::reconcile_put::{self as put, Put};
use super::{Ending, ask, tell_error};
use crate::cli::{Reconcile, YesNo};
use crate::domain::outing::Outing;
use crate::error::Error;
use crate::host::Goodbye;
use crate::render::{Put as _, clean, count, sheet, wrap};
use crate::store::{Key, Store};
use crate::watch::hindsight::{self, Rang};
use crate::when::Day;
use serde_json::{Value, json};

pub(super) fn run(args: Reconcile, desk: &mut Desk<'_>) -> Ending {
    let of = args.day.as_ref().map(|typed| day(typed, "--day")).transpose()?;
    let of = of.unwrap_or_else(|| desk.today());
    let mut written_by = args.written_by.clone().filter(|name| !name.trim().is_empty());
    let goodbye = loud::guard(desk);
    let (raws, typed) = match &args.from {
        Some(file) => (from_file(&desk.host.cwd.join(file), desk)?, false),
        None => (asked((of, &goodbye), &mut written_by, desk)?, true),
    };
    if raws.is_empty() {
        return Err(Error::usage("there is no line on this sheet")
            .hint("hv help reconcile shows one")
            .into());
    }
    let (lines, unread) = check::read(&raws, (of, written_by.as_deref()), desk);
    if !unread.is_empty() {
        loud::raws(&raws, desk);
        tell_unread(&unread, desk);
        keep(&raws, typed, desk);
        return Ok(2);
    }
    let trips = check::trips(lines, desk);
    let agreed_on = if args.dry_run { loud::Kept::Nothing } else { loud::Kept::AllThatCan };
    let told_loudly = loud::trips(&trips, agreed_on, desk);
    let shown = show(&trips, of, desk);
    desk.host.tell(&shown);
    let refused = trips.iter().any(|t| !t.problems.is_empty());
    let to_record: Vec<&Trip> = trips.iter().filter(|trip| to_be_recorded(trip)).collect();
    if args.dry_run {
        desk.host.tell("Nothing is recorded: --dry-run.\n");
    } else if to_record.is_empty() && !refused {
        desk.host.tell("All of this is on record already.\n");
    } else if !to_record.is_empty() {
        goodbye.put(loud::broken_off(&raws, of, desk));
        let yes = agreed(args.yes, desk);
        if !matches!(yes, Ok(true)) {
            if !told_loudly || to_record.iter().any(|t| loud::in_it(t)) {
                loud::trips(&trips, loud::Kept::Nothing, desk);
            }
            desk.host.tell("NOTHING IS RECORDED.\n");
            keep(&raws, typed, desk);
            return Ok(yes.map(|_no| 1)?);
        }
    }
    goodbye.put(loud::HALF_WAY.to_owned());
    if !args.dry_run {
        put::mark_owed(&trips, desk);
    }
    let to_record = if args.dry_run { Vec::new() } else { to_record };
    let code = recorded(&to_record, &trips, desk);
    if refused {
        keep(&raws, typed, desk);
    }
    Ok(code)
}

/// Puts them on record one after the other, and tells what came of it. The exit code.
fn recorded(to_record: &[&Trip], trips: &[Trip], desk: &mut Desk<'_>) -> u8 {
    let (mut results, mut failed) = (Vec::new(), false);
    for trip in to_record {
        let done = put::trip(trip, desk);
        failed |= done.failed.is_some();
        results.push(told(trip, done, desk));
    }
    let problems: Vec<&String> = trips.iter().flat_map(|t| &t.problems).collect();
    if desk.json {
        desk.host.say(&format!("{}\n", json!({"hv": 1, "recorded": results, "refused": problems})));
    }
    match (failed, problems.is_empty()) {
        (true, _) => 3,
        (false, false) => 1,
        (false, true) => 0,
    }
}

/// It can have been, and something of it is new.
fn to_be_recorded(trip: &Trip) -> bool {
    trip.problems.is_empty() && trip.lines.iter().any(|line| !line.already)
}

fn agreed(yes: bool, desk: &mut Desk<'_>) -> Result<bool, Error> {
    if !yes && !desk.host.can_ask {
        return Err(Error::usage(
            "NOTHING IS RECORDED: nobody can be asked whether all of this is right",
        )
        .hint("look at it, then give --yes"));
    }
    ask::yes_or_no(desk, yes.then_some(YesNo::Yes), "--yes", "Record all of this?")
}

fn tell_unread(unread: &[String], desk: &mut Desk<'_>) {
    let text: String = unread.iter().map(|why| bullet(why, desk)).collect();
    let then = "Whoever is out by this sheet alone is NOT watched until it is put right. To start the watch now: hv out \
                NAME --breach WHY --where PLACE --back TIME";
    let then = wrap(then, "", desk.host.width());
    desk.host.tell(&format!(
        "NOTHING IS RECORDED: this sheet cannot be read everywhere:\n{text}{then}\n"
    ));
    if desk.json {
        desk.host.say(&format!("{}\n", json!({"hv": 1, "recorded": [], "refused": unread})));
    }
}

// The lines

fn from_file(path: &std::path::Path, desk: &mut Desk<'_>) -> Result<Vec<Raw>, Error> {
    let sheet = Store::day_sheet(path)?;
    let headings: Vec<String> =
        sheet.headings.iter().map(|h| h.trim().to_lowercase().replace([' ', '_'], "-")).collect();
    let strange: Vec<&str> =
        headings.iter().map(String::as_str).filter(|h| !COLUMNS.contains(h)).collect();
    let raw = |row: crate::store::Row| Raw {
        place: format!("line {}", row.line),
        cells: headings.iter().cloned().zip(row.cells).collect(),
    };
    let raws: Vec<Raw> = sheet.rows.into_iter().map(raw).collect();
    if !strange.is_empty() || !sheet.bad.is_empty() {
        loud::raws(&raws, desk);
        desk.warn(loud::READ_THE_PAPER);
    }
    if !strange.is_empty() {
        return Err(Error::usage(format!(
            "{}: no column is called {}",
            path.display(),
            strange.join(", ")
        ))
        .hint(format!("the columns: {}", COLUMNS.join(", "))));
    }
    if let Some((line, why)) = sheet.bad.first() {
        return Err(Error::usage(format!("{}:{line}: {why}", path.display()))
            .hint("put it right; nothing is recorded"));
    }
    Ok(raws)
}

/// One after the other, each as it stands on the sheet.
fn asked(
    (of, goodbye): (Day, &Goodbye),
    written_by: &mut Option<String>,
    desk: &mut Desk<'_>,
) -> Result<Vec<Raw>, Error> {
    if !desk.host.can_ask {
        return Err(Error::usage("no lines: which sheet is to be typed in?")
            .hint("give --from FILE, a CSV or a YAML; hv help reconcile shows one"));
    }
    if written_by.is_none() {
        *written_by = Some(ask::until(desk, "Who wrote the sheet?", |typed, _| name(typed))?);
    }
    desk.warn(&format!("The sheet of {}. One line at a time: TIME WHO WHAT, then what was said. \"done\" after the last.", of.words()));
    desk.warn("  10:48 kay rang leaving the family");
    desk.warn("  09:50 kay,lou left back 11:15 visit ahmed monitor max");
    desk.warn("  10:05 kay delayed arrives 10:30 traffic");
    desk.warn("  10:50 kay cancelled outcome no-show nobody in");
    desk.warn(&format!("What: {}.", Did::known()));
    let mut raws: Vec<Raw> = Vec::new();
    loop {
        let place = format!("line {}", raws.len() + 1);
        let raw =
            ask::until(desk, &place, |typed, _| one_line(typed, &place)).inspect_err(|_| {
                let words = loud::broken_off(&raws, of, desk);
                desk.host.tell(&format!("\n{words}\n"));
                keep(&raws, true, desk);
            })?;
        let Some(mut raw) = raw else { return Ok(raws) };
        raw.cells.insert("written-by".to_owned(), written_by.clone().unwrap_or_default());
        raws.push(raw);
        goodbye.put(loud::broken_off(&raws, of, desk));
    }
}

fn name(typed: &str) -> Result<String, Error> {
    let typed = typed.trim();
    if typed.is_empty() {
        Err(Error::usage("somebody wrote it: write the name"))
    } else {
        Ok(typed.to_owned())
    }
}

/// "10:48 kay rang leaving the family"; `None` at the end.
fn one_line(typed: &str, place: &str) -> Result<Option<Raw>, Error> {
    if matches!(typed.trim(), "done" | "") {
        return Ok(None);
    }
    let mut words = typed.split_whitespace().peekable();
    let time = words.next().unwrap_or_default();
    let who = words.next().unwrap_or_default();
    let did = words.next().unwrap_or_default();
    let unread = || {
        Error::usage("that is no line of a sheet")
            .hint(format!("TIME WHO WHAT: 10:48 kay rang. What: {}", Did::known()))
    };
    if !time.starts_with(|c: char| c.is_ascii_digit()) {
        return Err(unread());
    }
    let meant = Did::read(did).ok_or_else(unread)?;
    let mut raw = Raw { place: place.to_owned(), ..Raw::default() };
    let mut put = |column: &str, text: &str| raw.cells.insert(column.to_owned(), text.to_owned());
    put("time", time);
    put("who", who);
    put("did", did);
    if meant == Did::Left || meant == Did::Arrived || meant == Did::In || meant == Did::Out {
        while let Some(word) = words.next() {
            if word == "where" {
                put("where", &words.by_ref().collect::<Vec<_>>().join(" "));
            } else if ["back", "visit", "monitor", "car"].contains(&word) {
                put(word, words.next().unwrap_or_default());
            } else {
                return Err(Error::usage(format!(
                    "{word:?}: after {did} come back TIME, visit ID, monitor WHO, car WHO, and last where PLACE"
                )));
            }
        }
    } else {
        let own: &[&str] = if meant == Did::Delayed {
            &["visit", "arrives"]
        } else if meant == Did::Cancelled {
            &["visit", "outcome"]
        } else {
            &[]
        };
        while let Some(word) = words.next_if(|word| own.contains(word)) {
            put(word, words.next().unwrap_or_default());
        }
        put("said", &words.collect::<Vec<_>>().join(" "));
    }
    Ok(Some(raw))
}

/// What was typed line by line is not lost because something in it is wrong.
fn keep(raws: &[Raw], typed: bool, desk: &mut Desk<'_>) {
    if !typed {
        return;
    }
    let lines: Vec<Vec<String>> =
        raws.iter().map(|raw| COLUMNS.iter().map(|c| raw.cell(c).to_owned()).collect()).collect();
    let text = sheet::sheet(&COLUMNS, &lines);
    desk.host.tell(&format!(
        "What you typed, as a file for --from (save it, put it right, and give it again):\n{}",
        text.trim_start_matches('\u{feff}')
    ));
}

// What is shown

fn bullet(why: &str, desk: &Desk<'_>) -> String {
    format!("  - {}\n", wrap(&clean(why), "    ", desk.host.width()).trim_start())
}

fn show(trips: &[Trip], of: Day, desk: &Desk<'_>) -> String {
    let mut text = format!("The sheet of {}, typed in by {}:\n", of.words(), clean(&desk.by));
    for trip in trips {
        text.put(format!("\n{}", head(trip, desk)));
        for line in &trip.lines {
            text.put(
                wrap(&clean(&in_words(line, desk)), "      ", desk.host.width())
                    .replacen("      ", "    ", 1),
            );
            text.push('\n');
        }
        if trip.problems.is_empty() {
            let out = trip.still_out();
            if !out.is_empty() {
                text.put(format!(
                    "    STILL OUT after the last line: {}\n",
                    crate::domain::names::list(&out)
                ));
            }
            continue;
        }
        text.push_str("    NOT RECORDED, because it cannot have been like this:\n");
        for why in &trip.problems {
            text.put(format!("    {}", bullet(why, desk).trim_start_matches("  ")));
        }
        let out = trip.still_out();
        if !out.is_empty() {
            let names = crate::domain::names::list(&out);
            text.put(format!("    {names}: MAY STILL BE OUT. Ring now.\n"));
        }
    }
    text.push('\n');
    text
}

fn head(trip: &Trip, desk: &Desk<'_>) -> String {
    let what = match &trip.outing {
        Some(outing) => format!("on record as {}", outing.id),
        None => "a new outing, on record as gone without hv's checks".to_owned(),
    };
    format!(
        "{}\n",
        wrap(&clean(&format!("{}: {what}", trip.named())), "  ", desk.host.width()).trim_start()
    )
}

fn in_words(line: &Line, desk: &Desk<'_>) -> String {
    let mut text = format!("{} {}: {}", desk.words(line.at), line.who.join(", "), line.did.word());
    let mut add = |what: &str, value: Option<String>| {
        if let Some(value) = value.filter(|v| !v.is_empty()) {
            text.put(format!("; {what}{value}"));
        }
    };
    add("visit ", Some(line.visits.join(", ")));
    add("at ", line.whereabouts.clone());
    add("back by ", line.back.map(|at| desk.words(at)));
    add("there by ", line.arrives.map(|at| desk.words(at)));
    add("", line.outcome.clone());
    add("watched by ", line.monitor.clone());
    add("car: ", Some(line.car.join(", ")));
    add("\"", line.said.as_ref().map(|said| format!("{said}\"")));
    add("written by ", Some(line.written_by.clone()));
    if line.already {
        text.push_str(" (on record already)");
    }
    text
}

/// What came of one outing: how much is on record, who is out, and which alarms would have rung on the paper's times.
fn told(trip: &Trip, done: Put, desk: &mut Desk<'_>) -> Value {
    if done.failed.is_some() {
        loud::from_there(trip, done.recorded, desk);
    }
    let mut text = String::new();
    let id = done.outing.clone().unwrap_or_else(|| "no outing".to_owned());
    text.put(format!("{}: {} recorded, {id}.\n", trip.named(), count(done.recorded, "line")));
    if done.already {
        text.push_str("  The rest is on record: it was typed in by somebody else meanwhile.\n");
    }
    let record = done.outing.as_ref().and_then(|id| Key::outing(id).ok());
    let record = record.and_then(|key| desk.record(&key).ok());
    let rang = record.as_ref().map(|record| hindsight::rang(record, desk.now)).unwrap_or_default();
    for one in &rang {
        text.put(in_hindsight(one, desk));
    }
    if record.is_some() && rang.is_empty() {
        text.push_str("  No alarm would have rung on these times.\n");
    }
    let outing = record.as_ref().and_then(Outing::of);
    let out: Vec<String> = outing.iter().flat_map(Outing::out).map(|p| p.name.clone()).collect();
    if !out.is_empty() {
        let names: Vec<&str> = out.iter().map(String::as_str).collect();
        text.put(format!(
            "  STILL OUT, and watched from now on: {}\n",
            crate::domain::names::list(&names)
        ));
    }
    let stopped = done.failed.as_ref().map(|(place, _)| place.clone());
    if let Some(place) = &stopped {
        text.put(format!("  NOT RECORDED from {place} on. Type the same sheet in again once this is put right: what is on record is passed over.\n"));
    }
    desk.host.tell(&text);
    if let Some((_, failure)) = done.failed {
        match failure {
            super::Failure::Error(error) => {
                let _code = tell_error(&error, false, desk.host);
            }
            super::Failure::Refused { what, findings, .. } => {
                let _code = super::tell_refusal(&what, &findings, false, desk.host);
            }
        }
    }
    json!({"outing": done.outing, "who": trip.who, "lines": done.recorded, "stopped_at": stopped, "still_out": out,
        "would_have_rung": rang.iter().map(|r| json!({"clock": r.clock, "due": r.due, "until": r.until, "rungs": r.rungs,
            "people": r.people.iter().map(|p| &p.id).collect::<Vec<_>>()})).collect::<Vec<_>>()})
}

fn in_hindsight(rang: &Rang, desk: &Desk<'_>) -> String {
    let names: Vec<&str> = rang.people.iter().map(|p| p.name.as_str()).collect();
    let until = rang
        .until
        .map_or_else(|| "and it rings now".to_owned(), |at| format!("until {}", desk.words(at)));
    let text = format!(
        "WOULD HAVE RUNG: {}, {}, due {}, {until}; {} of the ladder",
        crate::domain::names::list(&names),
        rang.owed,
        desk.words(rang.due),
        count(rang.rungs, "rung")
    );
    format!("  {}\n", wrap(&clean(&text), "      ", desk.host.width()).trim_start())
}
