//! A page as one file of HTML for A4 paper: no script, nothing fetched, and a policy in it that forbids both.
//!
//! What a record holds is escaped by the library that writes the tags. The foot of every sheet stands in the style
//! sheet, where that library does not reach: there each character that is not a plain letter or digit is spelt by its
//! number.

use super::frame::framed;
use super::{Block, Card, Cell, Cited, Field, Group, Page, Part, Piece, Sheet, Table, Words};
use maud::{Markup, html};

/// The style of every page.
const STYLE: &str = include_str!("a4.css");

/// What lies on its long side has as much more room from side to side.
const WIDE: &str =
    "@page { size: A4 landscape; margin: 13mm 12mm 21mm; } body { max-width: 273mm; }\n";

/// The longest line at the foot of every sheet: what runs on is on the last sheet in full.
const LONGEST: usize = 420;

/// As many letters fit into the narrowest cell.
const SHORT: usize = 14;

impl Page {
    /// The page as one file of HTML.
    pub fn html(&self) -> String {
        let lies = if self.sheet == Sheet::Wide { WIDE } else { "" };
        let style = format!("{STYLE}{lies}{}", running(self));
        let body = html! {
            header {
                p class="marking" { "Confidential" }
                h1 { (self.title.as_str()) }
                @for line in &self.about { p { (line.as_str()) } }
            }
            main {
                @for alert in &self.alerts { p class="alert" { (alert.as_str()) } }
                @for one in &self.parts { (part(one)) }
            }
            footer {
                h2 { "Foot of the page" }
                (fields(&self.foot))
            }
        };
        framed(self.title.as_str(), &style, &body)
    }
}

fn part(part: &Part) -> Markup {
    // What is signed stands on the sheet with its signature.
    let signed = part.blocks.iter().any(|block| matches!(block, Block::Boxes(_)));
    let class = signed.then_some("whole");
    html! {
        section class=[class] {
            h2 { (part.heading.as_str()) (cited(&part.clauses)) }
            @for block in &part.blocks {
                @match block {
                    Block::Says(words) => { p { (words.as_str()) } }
                    Block::Fields(all) => { (fields(all)) }
                    Block::Boxes(all) => { (boxes(all)) }
                    Block::Table(one) => { (table(one)) }
                    Block::Cards(all) => { (cards(all)) }
                }
            }
        }
    }
}

/// A clause is not broken over two lines, unless it is longer than any cell.
fn cited(clauses: &Cited) -> Markup {
    let class = |clause: &str| (clause.chars().count() <= SHORT).then_some("clause");
    html! {
        @if !clauses.0.is_empty() {
            " " span class="cited" {
                "["
                @for (at, clause) in clauses.0.iter().enumerate() {
                    @if at > 0 { ", " }
                    span class=[class(clause.as_str())] { (clause.as_str()) }
                }
                "]"
            }
        }
    }
}

fn fields(all: &[Field]) -> Markup {
    html! {
        dl {
            @for field in all {
                dt { (field.name.as_str()) (cited(&field.clauses)) }
                dd { (cell(&field.holds)) }
            }
        }
    }
}

fn boxes(all: &[Field]) -> Markup {
    html! {
        div class="boxes" {
            @for field in all {
                div { b { (field.name.as_str()) (cited(&field.clauses)) } (cell(&field.holds)) }
            }
        }
    }
}

fn cards(all: &[Card]) -> Markup {
    html! {
        div class="cards" {
            @for card in all {
                div class="card" {
                    h3 { (card.title.as_str()) }
                    @for line in &card.lines { p { (line.as_str()) } }
                }
            }
        }
    }
}

/// What is in a cell, piece below piece. The clauses stand behind what comes from them.
fn cell(cell: &Cell) -> Markup {
    let none = Cited::default();
    let after = |at: usize| {
        let next = cell.get(at + 1);
        let clauses = if let Some(Piece::Cited(clauses)) = next { clauses } else { &none };
        cited(clauses)
    };
    html! {
        @for (at, one) in cell.iter().enumerate() { (piece(one, &after(at))) }
    }
}

fn piece(piece: &Piece, after: &Markup) -> Markup {
    let named = |name: &Words| html! { @if !name.as_str().is_empty() { span class="aside" { (name.as_str()) } " " } };
    html! {
        @match piece {
            Piece::Words(words) => { div { (words.as_str()) (after) } }
            Piece::Loud(words) => { div { strong class="loud" { (words.as_str()) } (after) } }
            Piece::Aside(words) => { div class="aside" { (words.as_str()) (after) } }
            Piece::Room(name, lines) => {
                div class="room" { (named(name)) @for _ in 0..*lines { span class="line" {} } }
            }
            Piece::Tick(name, choices) => {
                div {
                    (named(name))
                    @for choice in choices { span class="tick" { span class="box" {} (choice.as_str()) } " " }
                }
            }
            Piece::Cited(_) => {}
        }
    }
}

fn table(table: &Table) -> Markup {
    let whole: usize = table.columns.iter().map(|c| c.share).sum::<usize>().max(1);
    html! {
        table {
            caption { (table.caption.as_str()) }
            colgroup {
                @for column in &table.columns {
                    col style=(format!("width: {}%", column.share * 100 / whole));
                }
            }
            thead {
                tr {
                    @for column in &table.columns {
                        th scope="col" { (column.heading.as_str()) (cited(&column.clauses)) }
                    }
                }
            }
            @for one in &table.groups { (group(one, table.columns.len())) }
        }
    }
}

/// A group with rows of its own is kept together on a sheet, as far as one sheet will do.
fn group(group: &Group, columns: usize) -> Markup {
    let down = group.rows.len().max(1);
    let class = if group.rows.is_empty() { None } else { Some("group") };
    let empty = Vec::new();
    html! {
        tbody class=[class] {
            @for number in 0..down {
                tr {
                    @for column in 0..columns {
                        (cell_of(group, (number, column), group.rows.get(number).unwrap_or(&empty)))
                    }
                }
            }
        }
    }
}

/// The cell of a row, or nothing where one from above reaches down.
fn cell_of(group: &Group, (number, column): (usize, usize), row: &[(usize, Cell)]) -> Markup {
    let down = group.rows.len().max(1);
    let spans = if down > 1 { Some(down) } else { None };
    let own = row.iter().find(|(at, _)| *at == column).map(|(_, cell)| cell);
    html! {
        @match (group.of_all(column), own) {
            (Some(_), _) if number > 0 => {}
            // Room to write in heads nothing yet.
            (Some(all), _) if column == 0 && says_something(all) => {
                th scope=(if down > 1 { "rowgroup" } else { "row" }) rowspan=[spans] { (cell(all)) }
            }
            (Some(all), _) => { td rowspan=[spans] { (cell(all)) } }
            (None, Some(own)) => { td { (cell(own)) } }
            (None, None) => { td {} }
        }
    }
}

fn says_something(cell: &Cell) -> bool {
    let room = |one: &Piece| matches!(one, Piece::Room(name, _) if name.as_str().is_empty());
    !cell.iter().all(room)
}

/// The edges of every sheet, in the style sheet: what stands in the page itself can only be once, or over other words. A
/// browser that knows no edges (Chrome and Edge have known them since 131) prints the foot once, in full, at the end.
fn running(page: &Page) -> String {
    let lines: Vec<String> = page.running.iter().map(|line| spelt(line.as_str())).collect();
    let title = spelt(page.title.as_str());
    format!(
        "@page {{ @top-left {{ content: \"Confidential. {title}\"; font: 7pt Arial, \"DejaVu Sans\", sans-serif; \
         vertical-align: bottom; padding-bottom: 1.5mm; }} \
         @top-right {{ content: \"Page \" counter(page) \" of \" counter(pages); \
         font: 7pt Arial, \"DejaVu Sans\", sans-serif; vertical-align: bottom; padding-bottom: 1.5mm; }} \
         @bottom-left {{ content: \"{}\"; width: 100%; white-space: pre-line; vertical-align: top; \
         text-align: left; padding-top: 1.5mm; overflow-wrap: anywhere; \
         font: 6.5pt/1.3 Arial, \"DejaVu Sans\", sans-serif; }} }}\n",
        lines.join("\\A ")
    )
}

/// A text as it stands between quotes in a style sheet: nothing in it can end the quotes, the rule or the element.
fn spelt(text: &str) -> String {
    let cut: String = text.chars().take(LONGEST).collect();
    let more = if cut.len() < text.len() { " ... (in full on the last page)" } else { "" };
    let letter = |c: char| match c {
        c if c.is_ascii_alphanumeric() || c == ' ' => c.to_string(),
        // The blank ends the number; without it a blank of the text's own would be taken for that end.
        c => format!("\\{:06X} ", u32::from(c)),
    };
    cut.chars().chain(more.chars()).map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_gets_out_of_the_quotes_of_the_style_sheet() {
        assert_eq!(spelt("a-1- \"x"), "a\\00002D 1\\00002D  \\000022 x");
        let hostile = spelt("</style><script>\\\n\"}é\u{1F600}");
        assert!(!hostile.contains(['<', '>', '"', '\n', '}', '/']), "{hostile}");
        assert!(hostile.ends_with("\\0000E9 \\01F600 "), "{hostile}");
        assert!(spelt(&"x".repeat(500)).ends_with("last page\\000029 "));
    }
}
