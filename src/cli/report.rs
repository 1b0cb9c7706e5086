//! `hv report`: what was typed.

use clap::Args;
use std::path::PathBuf;

/// `hv report`
#[derive(Debug, Args)]
pub struct Report {
    /// The days.
    #[command(flatten)]
    pub days: Days,
    /// Write the report as a page with pictures into a new file; - for standard output.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["csv", "show"])]
    pub html: Option<PathBuf>,
    /// Every figure as a line for a spreadsheet.
    #[arg(long, conflicts_with = "show")]
    pub csv: bool,
    /// The records and lines that one figure was counted from, by its id: visits.by-reason.attendance.
    #[arg(long, value_name = "FIGURE")]
    pub show: Option<String>,
    /// Leave out figures under 5, which may point at a person, and all that leads to records.
    #[arg(long, conflicts_with = "show")]
    pub suppress_small: bool,
}

/// Which days a report is about. Without any of these: this week.
#[derive(Debug, Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag as it is typed, and no two go together"
)]
pub struct Days {
    /// The week, Monday to Sunday.
    #[arg(long, group = "days")]
    pub week: bool,
    /// The half of a term, by the half term in hv.toml.
    #[arg(long, group = "days")]
    pub half_term: bool,
    /// The term.
    #[arg(long, group = "days")]
    pub term: bool,
    /// The school year: from the first term that begins after July.
    #[arg(long, group = "days")]
    pub year: bool,
    /// From this day.
    #[arg(long, value_name = "DAY", group = "days", requires = "to")]
    pub from: Option<String>,
    /// To this day, which is counted too.
    #[arg(long, value_name = "DAY", requires = "from")]
    pub to: Option<String>,
    /// The week, half term, term or year that this day is in. Without it: today's.
    #[arg(long, value_name = "DAY", conflicts_with = "from")]
    pub on: Option<String>,
}
