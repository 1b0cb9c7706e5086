//! A page to print: made once as a value, and then rendered as text and as HTML, so that the two cannot say different
//! things.
//!
//! Whatever it holds has been made safe to show: [`Words`] can only be made that way. It knows nothing of what the page
//! is about; that is for whoever makes one.

pub(super) mod figures;
mod frame;
mod html;
pub(super) mod schools;
mod text;

use crate::policy::Clauses;
use serde::Serialize;

/// Text that is safe to show: control characters, overrides of direction and invisible characters are spelt out.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(transparent)]
pub struct Words(String);

impl Words {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Words {
    fn from(text: &str) -> Self {
        Words(super::clean(text))
    }
}

impl From<&String> for Words {
    fn from(text: &String) -> Self {
        Words::from(text.as_str())
    }
}

impl From<String> for Words {
    fn from(text: String) -> Self {
        Words::from(text.as_str())
    }
}

/// The clauses that something comes from, safe to show: whoever writes a policy or a record writes them as well.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(transparent)]
pub struct Cited(Vec<Words>);

impl Cited {
    /// In brackets after a blank; or nothing.
    fn after(&self) -> String {
        let all: Vec<&str> = self.0.iter().map(Words::as_str).collect();
        if all.is_empty() { String::new() } else { format!(" [{}]", all.join(", ")) }
    }
}

impl From<&Clauses> for Cited {
    fn from(clauses: &Clauses) -> Self {
        Cited(clauses.iter().map(Words::from).collect())
    }
}

/// A page, of as many sheets as it takes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Page {
    /// How the sheets lie.
    pub sheet: Sheet,
    /// What it is.
    pub title: Words,
    /// Whose and what about, below the title.
    pub about: Vec<Words>,
    /// What a reader must know before anything else.
    pub alerts: Vec<Words>,
    /// The parts, in order.
    pub parts: Vec<Part>,
    /// What stands at the foot, in full: on the last sheet.
    pub foot: Vec<Field>,
    /// What stands at the foot of every sheet, in lines.
    pub running: Vec<Words>,
}

/// How the sheets of a page lie. All are A4.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sheet {
    /// Upright.
    #[default]
    Upright,
    /// On its long side: a list with many columns.
    Wide,
}

/// A part of a page, with its heading.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Part {
    /// The heading.
    pub heading: Words,
    /// The clauses it comes from.
    pub clauses: Cited,
    /// What it holds.
    pub blocks: Vec<Block>,
}

/// What a part holds.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Block {
    /// A paragraph.
    Says(Words),
    /// Names, each with what is written there.
    Fields(Vec<Field>),
    /// A table.
    Table(Table),
    /// Boxes beside each other, large enough to sign in.
    Boxes(Vec<Field>),
    /// Cards of the size of a bank card beside each other, to cut out: a title, and its lines.
    Cards(Vec<Card>),
}

/// One side of a card to cut out.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Card {
    /// Its title.
    pub title: Words,
    /// Its lines, each a paragraph.
    pub lines: Vec<Words>,
}

/// A name, and what is written there or room for it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Field {
    /// The name.
    pub name: Words,
    /// The clauses it comes from.
    pub clauses: Cited,
    /// What is written.
    pub holds: Vec<Piece>,
}

impl Field {
    /// A field of no clause, with words in it.
    pub fn said(name: &str, words: impl Into<Words>) -> Field {
        Field {
            name: name.into(),
            clauses: Cited::default(),
            holds: vec![Piece::Words(words.into())],
        }
    }
}

/// One thing written in a field or a cell, or room to write it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Piece {
    /// Words.
    Words(Words),
    /// Words that must not be overlooked. They say so themselves, in capitals: weight alone would be lost in a copy.
    Loud(Words),
    /// How the rest is meant.
    Aside(Words),
    /// The clauses that what stands before comes from.
    Cited(Cited),
    /// So many lines to write on, after a name that may be empty.
    Room(Words, usize),
    /// Boxes to tick one of, after a name that may be empty.
    Tick(Words, Vec<Words>),
}

/// A table of groups: each has cells that hold for all of it, and rows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Table {
    /// What it shows.
    pub caption: Words,
    /// The columns.
    pub columns: Vec<Column>,
    /// The groups. The first column names each.
    pub groups: Vec<Group>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Column {
    /// The heading.
    pub heading: Words,
    /// The clauses it comes from.
    pub clauses: Cited,
    /// How much of the width it takes, beside the others' shares.
    pub share: usize,
}

impl Column {
    /// A column of no clause.
    pub fn plain(heading: &str, share: usize) -> Column {
        Column { heading: heading.into(), clauses: Cited::default(), share }
    }
}

/// What is in one cell.
pub type Cell = Vec<Piece>;

/// Rows that belong together: a hazard with its controls.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Group {
    /// Cells that hold for the whole group, by the number of their column.
    pub whole: Vec<(usize, Cell)>,
    /// The other cells, row by row, by the number of their column.
    pub rows: Vec<Vec<(usize, Cell)>>,
}

impl Group {
    /// A group of one row.
    pub fn row(cells: impl IntoIterator<Item = Cell>) -> Group {
        Group { whole: cells.into_iter().enumerate().collect(), rows: Vec::new() }
    }

    /// The cell that holds for the whole group in that column.
    fn of_all(&self, column: usize) -> Option<&Cell> {
        self.whole.iter().find(|(at, _)| *at == column).map(|(_, cell)| cell)
    }
}
