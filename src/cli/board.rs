//! `hv board`: what was typed.

use clap::Args;
use std::path::PathBuf;

/// `hv board`
#[derive(Debug, Args)]
pub struct Board {
    /// Draw it again every so many seconds, 5 to 300, until Ctrl-C. With --plain, or into a file: a new block each time.
    #[arg(
        long,
        visible_alias = "follow",
        value_name = "SECONDS",
        num_args = 0..=1,
        default_missing_value = "15",
        value_parser = clap::value_parser!(u64).range(5..=300)
    )]
    pub watch: Option<u64>,
    /// Write it as a page for a screen at reception: names and times, no number, no address and no family. With --watch
    /// the page is written again and again.
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
    /// With --html: the page says that it is OLD after so many minutes, 1 to 60.
    #[arg(
        long,
        value_name = "MINUTES",
        default_value = "5",
        requires = "html",
        value_parser = clap::value_parser!(u64).range(1..=60)
    )]
    pub old_after: u64,
    /// With --html: write over a file that is no board of hv's.
    #[arg(long, requires = "html")]
    pub force: bool,
}
