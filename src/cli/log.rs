//! `hv log`: what was typed.

use clap::Args;

/// `hv log`
#[derive(Debug, Args)]
#[command(
    after_help = "On a terminal it is shown page by page with HV_PAGER, PAGER or less; HV_PAGER=cat does without."
)]
pub struct Log {
    /// An outing, a visit, a family or a person, by id, the start of one, or name.
    pub of: String,
    /// From this day on: 2026-11-01. Of a person, without it: the last four weeks.
    #[arg(long, value_name = "DAY")]
    pub from: Option<String>,
    /// Until this day, and with it.
    #[arg(long, value_name = "DAY")]
    pub to: Option<String>,
    /// Go on, and show each new line as it comes, until Ctrl-C.
    #[arg(long, short)]
    pub follow: bool,
}
