//! What is typed to have the school's machines meet.

use clap::Args;

/// `hv sync`
#[derive(Debug, Args)]
pub struct Sync {
    /// How long one call of git may take, before it is ended.
    #[arg(long, value_name = "SPAN", default_value = "2m")]
    pub limit: String,
    /// Send everything to a remote that held the school's records before and is empty now.
    #[arg(long)]
    pub fill_empty_remote: bool,
    /// A directory file that was changed here and elsewhere: ours holds from now on.
    #[arg(long, value_name = "FILE", conflicts_with = "theirs")]
    pub ours: Option<String>,
    /// A directory file that was changed here and elsewhere: theirs holds from now on, and takes the place of ours.
    #[arg(long, value_name = "FILE")]
    pub theirs: Option<String>,
}
