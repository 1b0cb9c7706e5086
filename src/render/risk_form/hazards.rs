//! The table of hazards and their controls, with exactly the columns that the policy gives it; and, on a filled-in form,
//! those that something on record needs besides.

use super::{Form, aside, from_clauses, loud, room, room_for, tick, tick_of, words};
use crate::domain::assessment::{Rated, rated};
use crate::domain::events::{AssessedControl, AssessedHazard};
use crate::policy::facts::Condition;
use crate::policy::{AssessmentRules, Clauses, Hazard};
use crate::render::paper::{Block, Cell, Column, Group, Part, Piece, Table};
use crate::when::Day;

/// Empty rows for hazards that nobody listed.
const MORE_HAZARDS: usize = 2;
/// Empty rows for further controls of a listed hazard.
const MORE_CONTROLS: usize = 1;
/// Rows for the controls of a hazard that nobody listed.
const ITS_CONTROLS: usize = 3;

/// The columns in the order of a policy that names none, each with its heading and its share of the width.
const COLUMNS: [(&str, &str, usize); 10] = [
    ("hazard", "Hazard", 25),
    ("people-at-risk", "Who might be harmed", 20),
    ("before", "Rating before controls", 22),
    ("controls", "Controls", 51),
    ("in-place", "In place?", 31),
    ("by-whom", "By whom", 18),
    ("deadline", "By when", 19),
    ("rating", "Rating with these controls", 24),
    ("after", "Rating after controls", 23),
    ("further-action", "Further action", 32),
];

/// Columns with a cell for each control.
const OF_CONTROLS: [&str; 4] = ["controls", "in-place", "by-whom", "deadline"];
const RATINGS: [&str; 3] = ["before", "rating", "after"];

/// A row of the table: a hazard of the policy, or one added on the spot; assessed, or not.
#[derive(Clone, Copy)]
struct Row<'a> {
    listed: Option<&'a Hazard>,
    made: Option<&'a AssessedHazard>,
}

/// The table. A form without hazards has none.
pub(super) fn part(form: &Form<'_>) -> Option<Part> {
    let rows = rows(form);
    let extra = form.rules().and_then(|rules| rules.extra.as_ref());
    let empty = form.kept().is_none() && extra.is_some();
    if rows.is_empty() && !empty {
        return None;
    }
    let columns = columns(form);
    let mut groups: Vec<Group> =
        rows.iter().enumerate().map(|(n, row)| group(form, n + 1, *row, &columns)).collect();
    if let Some(clauses) = extra.filter(|_| empty) {
        let first = groups.len() + 1;
        groups.extend((first..first + MORE_HAZARDS).map(|n| added(form, n, clauses, &columns)));
    }
    let mut blocks = Vec::new();
    if empty {
        blocks.push(Block::Says(
            "Add every other hazard and control you find, on the empty rows or on a sheet of your own.".into(),
        ));
    }
    if form.kept().is_none() && columns.iter().any(|c| c == "in-place") {
        let how = "Where a control, or a whole hazard, has no place in this visit: tick or write \"does not apply\", and why.";
        blocks.push(Block::Says(how.into()));
    }
    let caption = "Each hazard with its controls".into();
    let columns = columns.iter().map(|field| column(form.rules(), field)).collect();
    blocks.push(Block::Table(Table { caption, columns, groups }));
    Some(super::titled("Hazards and controls", &Clauses::new(), blocks))
}

/// Those of the policy in its order, assessed or not, then those that only the record has.
fn rows<'a>(form: &Form<'a>) -> Vec<Row<'a>> {
    let listed = form.rules().map(|rules| rules.hazards.as_slice()).unwrap_or_default();
    let made = form.made().map(|made| made.hazards.as_slice()).unwrap_or_default();
    let of_policy = listed.iter().map(|hazard| Row {
        listed: Some(hazard),
        made: made.iter().find(|m| m.hazard == hazard.id),
    });
    let others = made.iter().filter(|m| !listed.iter().any(|hazard| hazard.id == m.hazard));
    let others = others.map(|hazard| Row { listed: None, made: Some(hazard) });
    of_policy.chain(others).collect()
}

/// The fields of the table, the hazard first.
fn columns(form: &Form<'_>) -> Vec<String> {
    let mut all: Vec<String> = form.rules().map(of_policy).unwrap_or_default();
    if !all.iter().any(|c| c == "hazard") {
        all.insert(0, "hazard".to_owned());
    }
    let made = form.made().map(|made| made.hazards.as_slice()).unwrap_or_default();
    for (field, ..) in COLUMNS {
        if !all.iter().any(|c| c == field) && made.iter().any(|hazard| holds(hazard, field)) {
            all.push(field.to_owned());
        }
    }
    all
}

/// Where the policy names none: rated before and after, with in place, by whom and when. Nothing is rated where there is
/// no rating to give, and where points are added up, only in a column of its own.
fn of_policy(rules: &AssessmentRules) -> Vec<String> {
    let rates = |field: &str| match rated(rules) {
        Rated::Not => false,
        Rated::Sum(_) => !rules.columns.is_empty(),
        Rated::Grid(_) | Rated::Direct | Rated::Product(_) => !field.is_empty(),
    };
    let usual = ["hazard", "before", "controls", "in-place", "by-whom", "deadline", "after"];
    let named: Vec<String> = if rules.columns.is_empty() {
        usual.map(str::to_owned).to_vec()
    } else {
        rules.columns.iter().map(|c| c.field.clone()).collect()
    };
    let kept = |field: &String| !RATINGS.contains(&field.as_str()) || rates(field);
    named.into_iter().filter(kept).collect()
}

/// Something on record needs this column.
fn holds(hazard: &AssessedHazard, field: &str) -> bool {
    let control = |has: &dyn Fn(&AssessedControl) -> bool| hazard.controls.iter().any(has);
    match field {
        "people-at-risk" => hazard.people_at_risk.is_some(),
        "before" => hazard.before.is_some(),
        "rating" => hazard.rating.is_some(),
        "after" => hazard.after.is_some(),
        "further-action" => hazard.further_action.is_some(),
        "controls" => !hazard.controls.is_empty(),
        "in-place" => control(&|c| c.in_place.is_some() || c.does_not_apply.is_some()),
        "by-whom" => control(&|c| c.by_whom.is_some()),
        "deadline" => control(&|c| c.by_when.is_some()),
        _ => false,
    }
}

fn column(rules: Option<&AssessmentRules>, field: &str) -> Column {
    let known = COLUMNS.iter().find(|(name, ..)| *name == field);
    let (heading, share) = known.map_or((field, 12), |(_, heading, share)| (*heading, *share));
    let of_policy = rules.and_then(|r| r.columns.iter().find(|c| c.field == field));
    let clauses = of_policy.map(|c| c.clauses.clone()).unwrap_or_default();
    Column { heading: heading.into(), clauses: (&clauses).into(), share }
}

fn group(form: &Form<'_>, number: usize, row: Row<'_>, columns: &[String]) -> Group {
    let whole = columns.iter().enumerate().filter(|(_, c)| !OF_CONTROLS.contains(&c.as_str()));
    let whole = whole.map(|(at, field)| {
        let cell = match field.as_str() {
            "hazard" => hazard(form, number, row, columns),
            "people-at-risk" => plain(form, row, |m| m.people_at_risk.as_ref()),
            "further-action" => further(form, row),
            rating => self::rating(form, row, rating, columns),
        };
        (at, cell)
    });
    Group { whole: whole.collect(), rows: controls(form, row, columns) }
}

/// Something written for the whole hazard, or room for it.
fn plain(form: &Form<'_>, row: Row<'_>, what: impl Fn(&AssessedHazard) -> Option<&String>) -> Cell {
    match row.made {
        Some(made) if made.does_not_apply.is_some() => Cell::new(),
        Some(made) => what(made).map_or_else(|| vec![aside("nothing written")], |t| vec![words(t)]),
        None if form.kept().is_none() => vec![room(2)],
        None => Cell::new(),
    }
}

/// The hazard, when it applies, and what was written that has no column of its own.
fn hazard(form: &Form<'_>, number: usize, row: Row<'_>, columns: &[String]) -> Cell {
    let name = match (row.listed, row.made) {
        (Some(listed), _) => listed.name.clone(),
        (None, Some(made)) => made.hazard.clone(),
        (None, None) => String::new(),
    };
    let mut cell = vec![words(format!("{number}. {name}"))];
    if let Some(listed) = row.listed {
        cell.push(from_clauses(&listed.clauses));
        cell.extend(form.only(&listed.when).map(aside));
    } else {
        cell.push(aside("added on the spot, or by an earlier policy"));
    }
    match row.made {
        None if form.kept().is_some() => {
            let always = row.listed.is_none_or(|listed| listed.when == Condition::Always);
            cell.push(if always { loud("NOT ASSESSED") } else { words("not assessed") });
        }
        None => {}
        Some(made) => {
            if let Some(why) = &made.does_not_apply {
                cell.push(loud("DOES NOT APPLY"));
                cell.push(words(format!("because: {why}")));
            }
            cell.extend(made.review_note.as_ref().map(|t| words(format!("Looked at again: {t}"))));
        }
    }
    if !columns.iter().any(|c| c == "further-action")
        && form.kept().is_none()
        && rates_rows(columns)
    {
        cell.extend(needed(form.rules()));
    }
    cell
}

fn rates_rows(columns: &[String]) -> bool {
    columns.iter().any(|c| RATINGS.contains(&c.as_str()))
}

/// Room for what a rating asks for beside it.
fn needed(rules: Option<&AssessmentRules>) -> Vec<Piece> {
    let bands = rules.map(|rules| rules.bands.as_slice()).unwrap_or_default();
    let rooms = bands.iter().filter_map(|band| {
        let what = match band.needs.as_deref()? {
            "further-action" => "further action",
            _ => "when and how it is looked at again",
        };
        Some(room_for(&format!("if {}: {what}", band.rating), 1))
    });
    rooms.collect()
}

fn further(form: &Form<'_>, row: Row<'_>) -> Cell {
    let mut cell = plain(form, row, |m| m.further_action.as_ref());
    if row.made.is_none() && form.kept().is_none() {
        let needed = needed(form.rules());
        if !needed.is_empty() {
            cell = needed;
            cell.push(room_for("any other", 1));
        }
    }
    cell
}

/// The rating, and what it came from.
fn rating(form: &Form<'_>, row: Row<'_>, which: &str, columns: &[String]) -> Cell {
    let first = columns.iter().find(|c| RATINGS.contains(&c.as_str()));
    let first = first.is_some_and(|c| c == which);
    let Some(made) = row.made else {
        return if form.kept().is_none() { unrated(form.rules(), first) } else { Cell::new() };
    };
    let given = match which {
        "before" => made.before.as_ref(),
        "rating" => made.rating.as_ref(),
        _ => made.after.as_ref(),
    };
    let second = !first && made.impact_after.is_some();
    let (impact, likelihood, points) = if second {
        (&made.impact_after, &made.likelihood_after, made.points_after)
    } else if first {
        (&made.impact, &made.likelihood, made.points)
    } else {
        (&None, &None, None)
    };
    if made.does_not_apply.is_some() && given.is_none() {
        return Cell::new();
    }
    let mut cell = given.map_or_else(|| vec![loud("NOT RATED")], |rating| vec![loud(rating)]);
    match (impact, likelihood) {
        (Some(impact), Some(likelihood)) => {
            let sum = points.map(|p| format!(", {}", points_words(p))).unwrap_or_default();
            cell.push(aside(format!("{impact} impact, {likelihood} likelihood{sum}")));
        }
        _ if given.is_some() => cell.push(aside("as judged")),
        _ => {}
    }
    cell
}

/// "1 point", "7 points".
pub(super) fn points_words(points: i64) -> String {
    if points == 1 { "1 point".to_owned() } else { format!("{points} points") }
}

/// Room for a rating. A grid gives the first one of a row; points give both.
fn unrated(rules: Option<&AssessmentRules>, first: bool) -> Cell {
    let Some(rules) = rules else { return Cell::new() };
    let boxes = tick_of("", &rules.ratings);
    let (looked_up, points) = match rated(rules) {
        Rated::Grid(_) => (first, false),
        Rated::Product(_) => (true, true),
        Rated::Not | Rated::Direct | Rated::Sum(_) => (false, false),
    };
    if !looked_up {
        return vec![boxes];
    }
    let mut cell = vec![room_for("impact", 1), room_for("likelihood", 1)];
    cell.extend(points.then(|| room_for("points", 1)));
    cell.push(boxes);
    cell
}

/// A row of cells for each control.
fn controls(form: &Form<'_>, row: Row<'_>, columns: &[String]) -> Vec<Vec<(usize, Cell)>> {
    if !columns.iter().any(|c| OF_CONTROLS.contains(&c.as_str())) {
        return Vec::new();
    }
    let listed = row.listed.map(|hazard| hazard.controls.as_slice()).unwrap_or_default();
    if let Some(made) = row.made {
        let clauses = |text: &str| {
            listed.iter().find(|c| c.text == text).map(|c| c.clauses.clone()).unwrap_or_default()
        };
        let rows = made.controls.iter();
        let since = |c: &AssessedControl| put_in_place(form, &made.hazard, c);
        let cell = |c: &AssessedControl, field: &str| {
            assessed(c, since(c).as_ref(), &clauses(&c.control), field)
        };
        return rows.map(|c| one(columns, |field| cell(c, field))).collect();
    }
    let mut rows: Vec<_> = listed
        .iter()
        .map(|control| {
            let text = vec![words(&control.text), from_clauses(&control.clauses)];
            one(columns, |field| if field == "controls" { text.clone() } else { open(form, field) })
        })
        .collect();
    if form.kept().is_none() && form.rules().is_some_and(|r| r.extra.is_some()) {
        rows.extend((0..MORE_CONTROLS).map(|_| one(columns, |field| open(form, field))));
    }
    rows
}

/// The cells of a control, in the columns that are about controls.
fn one(columns: &[String], cell: impl Fn(&str) -> Cell) -> Vec<(usize, Cell)> {
    let about = columns.iter().enumerate().filter(|(_, c)| OF_CONTROLS.contains(&c.as_str()));
    about.map(|(at, field)| (at, cell(field))).collect()
}

/// Room for what a control is asked; on a filled-in form nothing was assessed here, and it says so elsewhere.
fn open(form: &Form<'_>, field: &str) -> Cell {
    match field {
        _ if form.kept().is_some() => Cell::new(),
        "in-place" => vec![tick("", &["yes", "no", "n/a"])],
        _ => vec![room(1)],
    }
}

/// What was said since the form was filled in: that the control is in place now, by whom and since when.
fn put_in_place(form: &Form<'_>, hazard: &str, control: &AssessedControl) -> Option<String> {
    let all = form.kept()?.assessment.put_in_place.iter();
    let mut said = all.filter(|p| p.hazard == hazard && p.control == control.control);
    said.next_back().map(|p| format!("in place since {}, by {}", form.at(p.at), form.person(&p.by)))
}

fn assessed(
    control: &AssessedControl,
    since: Option<&String>,
    clauses: &Clauses,
    field: &str,
) -> Cell {
    let missing = control.in_place == Some(false) && since.is_none();
    match field {
        "controls" => {
            let mut cell = vec![words(&control.control), from_clauses(clauses)];
            let why = control.does_not_apply.as_ref();
            cell.extend(why.map(|why| words(format!("Does not apply, because: {why}"))));
            cell
        }
        "in-place" => vec![match (&control.does_not_apply, control.in_place) {
            (Some(_), _) => loud("DOES NOT APPLY"),
            (None, Some(true)) => words("yes"),
            (None, Some(false)) => match since {
                Some(since) => words(format!("not when it was made; {since}")),
                None => loud("NOT IN PLACE"),
            },
            (None, None) => loud("not answered"),
        }],
        "by-whom" => match &control.by_whom {
            Some(who) => vec![words(who)],
            None if missing => vec![loud("NOBODY NAMED")],
            None => Cell::new(),
        },
        _ => match control.by_when {
            Some(day) => vec![words(Day::words(day))],
            None if missing => vec![loud("NO DATE")],
            None => Cell::new(),
        },
    }
}

/// An empty row for a hazard that nobody listed.
fn added(form: &Form<'_>, number: usize, clauses: &Clauses, columns: &[String]) -> Group {
    let row = Row { listed: None, made: None };
    let whole = columns.iter().enumerate().filter(|(_, c)| !OF_CONTROLS.contains(&c.as_str()));
    let whole = whole.map(|(at, field)| {
        let cell = match field.as_str() {
            "hazard" => {
                vec![words(format!("{number}. Another hazard:")), from_clauses(clauses), room(3)]
            }
            "people-at-risk" => vec![room(2)],
            "further-action" => further(form, row),
            _ => rating(form, row, field, columns),
        };
        (at, cell)
    });
    let lists = columns.iter().any(|c| OF_CONTROLS.contains(&c.as_str()));
    let rows = (0..if lists { ITS_CONTROLS } else { 0 }).map(|_| one(columns, |f| open(form, f)));
    Group { whole: whole.collect(), rows: rows.collect() }
}
