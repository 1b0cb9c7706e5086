//! `hv report`: a week, a half term, a term or a year in figures, for governors and the trust: on the terminal, as a page,
//! as a sheet and as data.
//!
//! It reads and writes no record. A figure leads back to the records it was counted from (`--show`), and none is of a
//! person. What could not be read is said before any figure, and the exit code is then 3.

use super::Ending;
use super::desk::{self, Desk};
use super::report_read::{self, Counted};
use crate::cli::{Days, Report};
use crate::domain::figures::{Keep, Lead, Of, Tally};
use crate::domain::period::{NotKnown, Period};
use crate::error::{Damage, Error};
use crate::render::report::{self as shown, Head};
use crate::render::{Put, clean, count, wrap};
use crate::store::Key;
use crate::watch::report::hide;
use crate::watch::report::layout::{Amount, Beside, Figure, Group, Section, sections};
use crate::when::Moment;
use serde::{Serialize, Serializer};
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
        let data = as_json(&head, &sections, &counted)?;
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
        let data = Behind {
            hv: 1,
            figure: figure_json(figure),
            whole: counted.unread.is_empty(),
            records: Records { figure, tally: &counted.tally },
        };
        let data = spelt(&data)?;
        desk.host.say(&format!("{data}\n"));
        return Ok(());
    }
    let width = desk.host.width();
    let mut text = shown::unread(&counted.unread, false, width);
    let says = shown::amount(figure);
    text.put(format!("{}\n", wrap(&clean(&format!("{}: {says}", figure.label)), "", width)));
    let mut none = true;
    for lead in figure.leads(&counted.tally) {
        none = false;
        let line = if lead.line.is_empty() { String::new() } else { format!("  {}", lead.line) };
        text.put(format!("  {}{line}\n", clean(&path(lead))));
    }
    if none {
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

/// A figure's records, spelt one by one: of a year there are too many to hold them all once more.
struct Records<'a> {
    figure: &'a Figure,
    tally: &'a Tally,
}

impl Serialize for Records<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.figure.leads(self.tally).map(|lead| Line { lead, path: path(lead) }))
    }
}

#[derive(Serialize)]
struct Line<'a> {
    #[serde(flatten)]
    lead: &'a Lead,
    path: String,
}

#[derive(Serialize)]
struct Behind<'a> {
    hv: u32,
    figure: Value,
    whole: bool,
    records: Records<'a>,
}

fn spelt(data: &impl Serialize) -> Result<String, Error> {
    serde_json::to_string(data)
        .map_err(|e| Error::failed("the report cannot be spelt as JSON").because(e))
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
/// `line`, `what`, `hint`; with `small-hidden` null for the first two), `small-hidden`, and `sections`: `id`, `title`, `says`, `groups` of `id`, `title`, `parts` (of
/// one whole) and `figures`: `id`, `says`, `at-least`, `may-point-at-a-person`, `number` (null: hidden), for times also
/// `middle-seconds` and `longest-seconds`, for bounds `bound-seconds` (null: not set), and `records`: `of`, `record`,
/// `line` (absent: all of it) and `path`.
fn as_json(head: &Head, sections: &[Section], counted: &Counted) -> Result<String, Error> {
    let left_out = "left out, with the small figures: a record's name tells whose it is";
    let one = |d: &Damage| {
        if head.hidden {
            return json!({"path": null, "line": null, "what": left_out, "hint": "hv doctor names it"});
        }
        json!({"path": d.path, "line": d.line, "what": d.what, "hint": d.hint})
    };
    let unread: Vec<Value> = head.unread.iter().map(one).collect();
    let tally = &counted.tally;
    spelt(&Page {
        hv: 1,
        report: 1,
        school: &head.school,
        period: &head.period,
        as_of: head.as_of,
        so_far: head.so_far,
        policy: counted.policy.as_ref().map(|p| p.name.as_str()),
        whole: counted.unread.is_empty(),
        unread,
        small_hidden: head.hidden,
        sections: sections.iter().map(|section| OneSection::of(section, tally)).collect(),
    })
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Page<'a> {
    hv: u32,
    report: u32,
    school: &'a str,
    period: &'a Period,
    as_of: Moment,
    so_far: bool,
    policy: Option<&'a str>,
    whole: bool,
    unread: Vec<Value>,
    small_hidden: bool,
    sections: Vec<OneSection<'a>>,
}

#[derive(Serialize)]
struct OneSection<'a> {
    id: &'a str,
    title: &'a str,
    says: &'a [String],
    groups: Vec<OneGroup<'a>>,
}

impl<'a> OneSection<'a> {
    fn of(section: &'a Section, tally: &'a Tally) -> OneSection<'a> {
        let groups = section.groups.iter().map(|group| OneGroup::of(group, tally)).collect();
        OneSection { id: section.id, title: section.title, says: &section.says, groups }
    }
}

#[derive(Serialize)]
struct OneGroup<'a> {
    id: &'a str,
    title: &'a str,
    parts: bool,
    figures: Vec<OneFigure<'a>>,
}

impl<'a> OneGroup<'a> {
    fn of(group: &'a Group, tally: &'a Tally) -> OneGroup<'a> {
        let one =
            |figure| OneFigure { said: figure_json(figure), records: Records { figure, tally } };
        let figures = group.figures.iter().map(one).collect();
        OneGroup { id: &group.id, title: &group.title, parts: group.parts, figures }
    }
}

#[derive(Serialize)]
struct OneFigure<'a> {
    #[serde(flatten)]
    said: Value,
    records: Records<'a>,
}
