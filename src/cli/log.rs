//! `hv log`: what was typed.

use clap::Args;

/// `hv log`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  hv log kay --from 2026-11-01        what Kay's outings were, since then\n  \
                        hv log ahmed                        everything that happened with a family\n  \
                        hv log 2026-11-24-kay-1a --follow   an outing, and new lines as they come\n\n\
                        On a terminal it is shown page by page with HV_PAGER, PAGER or less; HV_PAGER=cat does without."
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
