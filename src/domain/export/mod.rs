//! Years of records as tables, for a database: which tables there are, and what a record comes to in each.
//!
//! The shapes are a promise to whoever asks questions of them: [`SCHEMA`] counts up when a column changes its meaning or
//! goes. Columns may be added. Nothing is added up here that a database can add up itself.
//!
//! **Nobody is named unless it was asked for.** An id is often a name ("ahmed", "kay"), so without names every id is
//! replaced by a code, the same in every export of the same school, and whatever people wrote is left out. Whoever knows
//! an id can work its code out: it is a mask, not anonymity, and the tables stay personal data.

mod rows;
mod tables;

pub use rows::{Coder, Row, of_assessment, of_damage, of_outing, of_school, of_visit, of_week};
pub use tables::{Column, Kind, TABLES, Table, as_sql, table};

/// The version of the tables.
pub const SCHEMA: u32 = 1;
