//! `hv reconcile`: what was typed.

use clap::Args;
use std::path::PathBuf;

/// `hv reconcile`
#[derive(Debug, Args)]
#[command(
    after_help = "A line holds a time, who, and what: left, rang, no-answer, arrived, in, out, delayed,\n\
    cancelled, concern, danger, back, home.\n\
    As a file, the first line names the columns (CSV), or each line of a list is a map (YAML):\n  \
    time,who,did,visit,where,back,arrives,outcome,monitor,car,said,written-by\n  \
    09:50,\"kay, lou\",left,ahmed,,11:15,,,max,kay,,Lou\n  \
    10:05,kay,delayed,,,,10:30,,,,traffic,Lou\n  \
    10:55,kay,cancelled,,,,,no-show,,,nobody in,Lou\n  \
    11:10,\"kay, lou\",back,,,,,,,,,Lou\n\n\
    left needs back, and a visit or where; cancelled needs its outcome. Everything is shown before anything is recorded."
)]
pub struct Reconcile {
    /// The lines of the sheet, as CSV or YAML. Without it they are asked for, one after the other.
    #[arg(long, value_name = "FILE")]
    pub from: Option<PathBuf>,
    /// The day of the sheet. Without it: today.
    #[arg(long, value_name = "DAY")]
    pub day: Option<String>,
    /// Who wrote the sheet, where its lines do not say.
    #[arg(long, value_name = "NAME")]
    pub written_by: Option<String>,
    /// Show what would be recorded, and record nothing.
    #[arg(long, short = 'n', conflicts_with = "yes")]
    pub dry_run: bool,
    /// Record it without being asked.
    #[arg(long)]
    pub yes: bool,
}
