//! What is typed to put past weeks to another policy.

use clap::Args;
use std::path::PathBuf;

/// `hv policy replay`
#[derive(Debug, Args)]
pub struct PolicyReplay {
    /// The proposed policy: a file, or a shipped policy's name.
    pub new: PathBuf,
    /// From this day on: 2026-11-23.
    #[arg(long, value_name = "DAY")]
    pub from: String,
    /// To the end of this day: 2026-11-27.
    #[arg(long, value_name = "DAY")]
    pub to: String,
}
