//! A page as text: what is beside each other on paper stands below each other here, under its own name.

use super::{Block, Card, Field, Group, Page, Part, Piece, Table};
use crate::render::{Put, wrap};

/// A line to write on.
const LINE: &str = "________________";
/// Stands for a blank at which no line is broken: between a box and what it is for.
const KEPT: char = '\u{e000}';

impl Page {
    /// The page as text, in lines of at most that width.
    pub fn text(&self, width: usize) -> String {
        let mut text = heading(self.title.as_str(), '=', width);
        text.put("Confidential\n");
        for line in &self.about {
            text.put(hung(line.as_str(), "", "  ", width));
        }
        for alert in &self.alerts {
            text.put(hung(alert.as_str(), "!! ", "   ", width));
        }
        for part in &self.parts {
            text.put(part_text(part, width));
        }
        text.put("\n");
        text.put(heading("Foot of the page", '-', width));
        for field in &self.foot {
            text.put(field_text(field, "", width));
        }
        text
    }
}

/// A line, and a rule below it.
fn heading(line: &str, rule: char, width: usize) -> String {
    let lines = wrap(line, "", width);
    let longest = lines.lines().map(|line| line.chars().count()).max().unwrap_or(0);
    let below: String = std::iter::repeat_n(rule, longest).collect();
    format!("{lines}\n{below}\n")
}

/// A paragraph whose first line begins otherwise than the others.
fn hung(text: &str, first: &str, rest: &str, width: usize) -> String {
    // What stands in the place of the first line's beginning while it is wrapped.
    let lines = wrap(text, rest, width);
    let lines = lines.strip_prefix(rest).unwrap_or(&lines);
    format!("{first}{lines}\n").replace(KEPT, " ")
}

fn part_text(part: &Part, width: usize) -> String {
    let mut text = format!("\n{}", heading(part.heading.as_str(), '-', width));
    let cited = part.clauses.after();
    if !cited.is_empty() {
        text.put(hung(cited.trim_start(), "", "", width));
    }
    for block in &part.blocks {
        match block {
            Block::Says(words) => text.put(hung(words.as_str(), "", "", width)),
            Block::Fields(fields) | Block::Boxes(fields) => {
                for field in fields {
                    text.put(field_text(field, "", width));
                }
            }
            Block::Table(table) => text.put(table_text(table, width)),
            Block::Cards(cards) => {
                text.put(cards.iter().map(|card| card_text(card, width)).collect::<String>());
            }
        }
    }
    text
}

fn card_text(card: &Card, width: usize) -> String {
    let lines = card.lines.iter().map(|line| hung(line.as_str(), "    ", "      ", width));
    hung(card.title.as_str(), "* ", "  ", width) + &lines.collect::<String>()
}

fn field_text(field: &Field, indent: &str, width: usize) -> String {
    let name = named(field.name.as_str(), &field.clauses.after());
    hung(&format!("{name} {}", pieces(&field.holds)), indent, &format!("{indent}    "), width)
}

/// "Address :", "In place?".
fn named(name: &str, cited: &str) -> String {
    let end = if name.ends_with([':', '?']) && cited.is_empty() { "" } else { ":" };
    format!("{name}{cited}{end}")
}

/// What is in a field or a cell, on one line before it is wrapped.
fn pieces(all: &[Piece]) -> String {
    let mut text = String::new();
    for piece in all {
        let said = said(piece);
        if !text.is_empty() && !said.is_empty() {
            text.put(if matches!(piece, Piece::Cited(_) | Piece::Aside(_)) { " " } else { "; " });
        }
        text.put(said);
    }
    if text.is_empty() { "-".to_owned() } else { text }
}

fn said(piece: &Piece) -> String {
    let before = |name: &str| if name.is_empty() { String::new() } else { format!("{name} ") };
    match piece {
        Piece::Words(words) | Piece::Loud(words) => words.as_str().to_owned(),
        Piece::Aside(words) => format!("({})", words.as_str()),
        Piece::Cited(clauses) => clauses.after().trim_start().to_owned(),
        Piece::Room(name, lines) => {
            let lines = vec![LINE; (*lines).max(1)];
            format!("{}{}", before(name.as_str()), lines.join(" "))
        }
        Piece::Tick(name, choices) => {
            let boxes: Vec<String> =
                choices.iter().map(|c| format!("[{KEPT}]{KEPT}{}", c.as_str())).collect();
            format!("{}{}", before(name.as_str()), boxes.join("  "))
        }
    }
}

/// Each group under its first cell; the rows of a group as a list.
fn table_text(table: &Table, width: usize) -> String {
    let mut text = hung(table.caption.as_str(), "", "", width);
    for column in &table.columns {
        let cited = column.clauses.after();
        if !cited.is_empty() {
            let line = format!("column {}{cited}", column.heading.as_str());
            text.put(hung(&line, "  ", "      ", width));
        }
    }
    for group in &table.groups {
        text.put(group_text(group, table, width));
    }
    text
}

fn group_text(group: &Group, table: &Table, width: usize) -> String {
    let title = group.of_all(0).map(|cell| pieces(cell)).unwrap_or_default();
    let mut text = hung(&title, "* ", "  ", width);
    let mut rows_said = false;
    for (at, column) in table.columns.iter().enumerate().skip(1) {
        if let Some(cell) = group.of_all(at) {
            let line = format!("{} {}", named(column.heading.as_str(), ""), pieces(cell));
            text.put(hung(&line, "    ", "      ", width));
        } else if !rows_said {
            rows_said = true;
            for row in &group.rows {
                text.put(row_text(row, table, width));
            }
        }
    }
    text
}

/// The first cell, then the others by name below it.
fn row_text(row: &[(usize, Vec<Piece>)], table: &Table, width: usize) -> String {
    let mut cells = row.iter();
    let first = cells.next().map(|(_, cell)| pieces(cell)).unwrap_or_default();
    let mut text = hung(&first, "    - ", "      ", width);
    let others: Vec<String> = cells
        .filter(|(_, cell)| !cell.is_empty())
        .filter_map(|(at, cell)| {
            let heading = &table.columns.get(*at)?.heading;
            Some(format!("{} {}", named(heading.as_str(), ""), pieces(cell)))
        })
        .collect();
    if !others.is_empty() {
        text.put(hung(&others.join(" | "), "      ", "        ", width));
    }
    text
}
