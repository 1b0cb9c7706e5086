//! `hv board`: what was typed.

use clap::Args;

/// `hv board`
#[derive(Debug, Args)]
pub struct Board {
    /// Draw it again every so many seconds, 5 to 300, until Ctrl-C. With --plain, or into a file: a new block each time.
    #[arg(
        long,
        value_name = "SECONDS",
        num_args = 0..=1,
        default_missing_value = "15",
        value_parser = clap::value_parser!(u64).range(5..=300)
    )]
    pub watch: Option<u64>,
}
