//! `hv report`: a week, a half term, a term or a year in figures, for governors and the trust: on the terminal, as a page,
//! as a sheet and as data.
//!
//! It reads and writes no record. A figure leads back to the records it was counted from (`--show`), and none is of a
//! person. What could not be read is said before any figure, and the exit code is then 3.

use super::Ending;
use super::desk::{self, Desk};
use super::report_read::{self, Counted};
use crate::cli::{Days, Report};
use crate::domain::figures::{Keep, Lead, Of};
use crate::domain::period::{NotKnown, Period};
use crate::error::Error;
use crate::render::report::{self as shown, Head};
use crate::render::{Put, clean, count, wrap};
use crate::store::Key;
use crate::watch::report::hide;
use crate::watch::report::layout::{Amount, Beside, Figure, Section, sections};
use serde_json::{Value, json};
use std::path::Path;

pub(super) fn run(args: Report, desk: &mut Desk<'_>) -> Ending {
    if desk.json && (args.html.is_some() || args.csv) {
        let other = if args.csv { "--csv" } else { "--html" };
        return Err(Error::usage(format!("--json and {other} together: one of them")).into());
    }
    let period = period(&args.days, desk)?;
    let keep = match &args.show {
        Some(figure) => Keep::One(figure.clone()),
        None if desk.json && !args.suppress_small => Keep::All,
        None => Keep::Numbers,
    };
    let counted = report_read::count(&period, keep, desk);
    let beside =
        Beside { policy: counted.policy.as_ref(), bounds: &counted.bounds, doubt: counted.doubt };
    let mut sections = sections(&counted.tally, &beside);
    let code = if counted.unread.is_empty() { 0 } else { 3 };
    if let Some(figure) = &args.show {
        lead_back(figure, &sections, &counted, desk)?;
        return Ok(code);
    }
    if args.suppress_small {
        hide::small(&mut sections);
    }
    let head = head(&period, &counted, args.suppress_small, desk);
    if desk.json {
        let data = as_json(&head, &sections, &counted);
        desk.host.say(&format!("{data}\n"));
    } else if args.csv {
        desk.host.say(&shown::csv(&head, &sections));
    } else if let Some(file) = &args.html {
        page(file, &shown::html(&head, &sections), &head, desk)?;
    } else {
        let text = shown::text(&head, &sections, desk.host.width(), !desk.host.plain);
        desk.host.say(&text);
    }
    Ok(code)
}

/// The days asked for.
fn period(days: &Days, desk: &Desk<'_>) -> Result<Period, Error> {
    let on = match &days.on {
        Some(typed) => desk::day(typed, "--on")?,
        None => desk.today(),
    };
    let school = &desk.school;
    let found = match (&days.from, &days.to) {
        (Some(from), Some(to)) => {
            Period::between(desk::day(from, "--from")?, desk::day(to, "--to")?)
        }
        (_, _) if days.half_term => Period::half_term(school, on),
        (_, _) if days.term => Period::term(school, on),
        (_, _) if days.year => Period::year(school, on),
        (_, _) => Ok(Period::week(on)),
    };
    let period = found.map_err(not_known)?;
    if desk.today() < period.from {
        return Err(Error::usage(format!("{} is still to come", period.name))
            .hint(format!("a report is of what has happened: hv report --on {}", desk.today())));
    }
    Ok(period)
}

fn not_known(unknown: NotKnown) -> Error {
    unknown.hints.into_iter().fold(Error::usage(unknown.why), Error::hint)
}

fn head(period: &Period, counted: &Counted, hidden: bool, desk: &Desk<'_>) -> Head {
    Head {
        school: desk.school.name.clone(),
        period: period.clone(),
        as_of: desk.now,
        made: format!("{} at {}", desk.today().words(), desk.zone.clock(desk.now)),
        so_far: desk.today() <= period.to,
        policy: counted.policy.as_ref().map(|p| p.title.clone()),
        unread: counted.unread.clone(),
        hidden,
        replay: desk.replay,
    }
}

fn page(file: &Path, html: &str, head: &Head, desk: &mut Desk<'_>) -> Result<(), Error> {
    if file == Path::new("-") {
        desk.host.say(html);
        return Ok(());
    }
    let written = desk.store.put_page(&desk.host.cwd.join(file), html)?;
    desk.warn(&format!(
        "Written to {}. Open it in a browser to read or print it.",
        written.display()
    ));
    if !head.unread.is_empty() {
        let files = count(head.unread.len(), "file");
        desk.warn(&format!(
            "NOT WHOLE: {files} could not be read; the page says so first. hv doctor."
        ));
    }
    if !head.hidden {
        desk.warn(
            "It has figures under 5, which may point at a person. Before it leaves the school: --suppress-small.",
        );
    }
    Ok(())
}

/// The records and lines behind one figure.
fn lead_back(
    id: &str,
    sections: &[Section],
    counted: &Counted,
    desk: &mut Desk<'_>,
) -> Result<(), Error> {
    let figures = || sections.iter().flat_map(|s| &s.groups).flat_map(|g| &g.figures);
    let Some(figure) = figures().find(|f| f.id == id) else {
        let known: Vec<&str> = figures().map(|f| f.id.as_str()).collect();
        return Err(Error::usage(format!("no figure of this report is called {id:?}"))
            .hint(format!("there are: {}", known.join(", "))));
    };
    if desk.json {
        let leads: Vec<Value> = figure.leads.iter().map(lead_json).collect();
        let data = json!({"hv": 1, "figure": figure_json(figure), "records": leads,
            "whole": counted.unread.is_empty()});
        desk.host.say(&format!("{data}\n"));
        return Ok(());
    }
    let width = desk.host.width();
    let mut text = shown::unread(&counted.unread, width);
    let says = shown::amount(figure);
    text.put(format!("{}\n", wrap(&clean(&format!("{}: {says}", figure.label)), "", width)));
    for lead in &figure.leads {
        let line = if lead.line.is_empty() { String::new() } else { format!("  {}", lead.line) };
        text.put(format!("  {}{line}\n", clean(&path(lead))));
    }
    if figure.leads.is_empty() {
        text.push_str("  No record.\n");
    }
    desk.host.say(&text);
    Ok(())
}

/// Where in the folder a figure comes from. What is no id has no path, and is shown as it is.
fn path(lead: &Lead) -> String {
    let id = lead.record.as_str();
    let path = match lead.of {
        Of::Visit => Key::visit(id).map(|k| k.path()),
        Of::Outing => Key::outing(id).map(|k| k.path()),
        Of::Assessment => Key::assessment(id).map(|k| k.path()),
        Of::Base => Key::base(id).map(|k| k.path()),
        Of::Erasure => Key::erasure(id).map(|k| k.path()),
    };
    path.unwrap_or_else(|_no_id| id.to_owned())
}

fn lead_json(lead: &Lead) -> Value {
    json!({"of": lead.of, "record": lead.record, "line": lead.line, "path": path(lead)})
}

fn figure_json(figure: &Figure) -> Value {
    let mut data = json!({"id": figure.id, "says": figure.label, "at-least": figure.at_least,
        "may-point-at-a-person": figure.small()});
    let more = match &figure.amount {
        Amount::Number(number) => json!({"number": number}),
        Amount::Times { of, middle, longest } => {
            json!({"number": of, "middle-seconds": middle, "longest-seconds": longest})
        }
        Amount::NoneTimed => json!({"number": 0}),
        Amount::Bound(span) => json!({"bound-seconds": span.map(crate::when::Span::as_seconds)}),
        Amount::Hidden => json!({"number": null, "hidden": true}),
    };
    if let (Some(all), Some(more)) = (data.as_object_mut(), more.as_object()) {
        all.extend(more.clone());
    }
    data
}

/// `--json`: `hv`, `report` (1: the version of what follows), `school`, `period` (`name`, `from`, `to`), `as-of`, `so-far`
/// (the last day is not over), `policy` (null: it cannot be read), `whole` (everything was read), `unread` (each `path`,
/// `line`, `what`, `hint`), `small-hidden`, and `sections`: `id`, `title`, `says`, `groups` of `id`, `title`, `parts` (of
/// one whole) and `figures`: `id`, `says`, `at-least`, `may-point-at-a-person`, `number` (null: hidden), for times also
/// `middle-seconds` and `longest-seconds`, for bounds `bound-seconds` (null: not set), and `records`: `of`, `record`,
/// `line` (empty: all of it) and `path`.
fn as_json(head: &Head, sections: &[Section], counted: &Counted) -> Value {
    let figure = |f: &Figure| {
        let mut data = figure_json(f);
        if let Some(all) = data.as_object_mut() {
            let leads: Vec<Value> = f.leads.iter().map(lead_json).collect();
            all.insert("records".to_owned(), json!(leads));
        }
        data
    };
    let sections: Vec<Value> = sections
        .iter()
        .map(|s| {
            let groups: Vec<Value> = s
                .groups
                .iter()
                .map(|g| {
                    let figures: Vec<Value> = g.figures.iter().map(figure).collect();
                    json!({"id": g.id, "title": g.title, "parts": g.parts, "figures": figures})
                })
                .collect();
            json!({"id": s.id, "title": s.title, "says": s.says, "groups": groups})
        })
        .collect();
    let unread: Vec<Value> = head
        .unread
        .iter()
        .map(|d| json!({"path": d.path, "line": d.line, "what": d.what, "hint": d.hint}))
        .collect();
    json!({"hv": 1, "report": 1, "school": head.school, "period": head.period, "as-of": head.as_of,
        "so-far": head.so_far, "policy": counted.policy.as_ref().map(|p| &p.name),
        "whole": counted.unread.is_empty(), "unread": unread, "small-hidden": head.hidden,
        "sections": sections})
}
