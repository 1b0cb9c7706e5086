//! `hv export` and `hv calendar`: what was typed.

use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// `hv export`
#[derive(Debug, Args)]
pub struct Export {
    /// Into a new folder, a file for each table. Without it: to standard output, as JSON lines.
    #[arg(long, value_name = "DIR")]
    pub to: Option<PathBuf>,
    /// As JSON lines, or as CSV for a spreadsheet or a database.
    #[arg(long = "as", value_enum, value_name = "FORM", default_value = "jsonl")]
    pub form: ExportAs,
    /// Print the tables and their columns, as SQL that makes them, and nothing else.
    #[arg(long)]
    pub schema: bool,
    /// With names, ids as they are typed, reasons, notes and whatever else people wrote. Without it none of that is in
    /// it, and every family, person and record has a code in place of its id.
    #[arg(long)]
    pub with_names: bool,
}

/// In which form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportAs {
    /// One JSON object a line.
    Jsonl,
    /// Comma-separated values, safe to open in a spreadsheet.
    Csv,
}

/// `hv calendar`
#[derive(Debug, Args)]
pub struct Calendar {
    /// From this day on. Without it: from a week ago.
    #[arg(long, value_name = "DAY")]
    pub from: Option<String>,
    /// Until this day, and with it. Without it: all there are.
    #[arg(long, value_name = "DAY")]
    pub until: Option<String>,
    /// Only the visits that this person makes; as cancelled, those that were given to somebody else.
    #[arg(long, value_name = "PERSON")]
    pub staff: Option<String>,
    /// Into a new file. Without it: to standard output.
    #[arg(long, value_name = "FILE")]
    pub to: Option<PathBuf>,
}
