//! What is typed to take something back, and to be helped: topics, completions, manual pages.

use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// `hv undo`
#[derive(Debug, Args)]
pub struct Undo {
    /// The event, by the id that hv show prints in brackets. Without it: the last thing that you typed on this machine,
    /// within the last hour.
    pub event: Option<String>,
    /// Why. It stays on record, with what was typed.
    #[arg(long)]
    pub why: Option<String>,
    /// Of a sign-out: who says that nobody left.
    #[arg(long, value_name = "PERSON")]
    pub nobody_left: Option<String>,
    /// Take it back without being asked.
    #[arg(long)]
    pub yes: bool,
}

/// `hv help`
#[derive(Debug, Args)]
pub struct Help {
    /// A topic, or a command: policy, exit-codes, checkin, plan add. Without it: all of them.
    #[arg(value_name = "TOPIC|COMMAND")]
    pub about: Vec<String>,
}

/// `hv completions`
#[derive(Debug, Args)]
pub struct Completions {
    /// For which shell.
    pub shell: Shell,
}

/// A shell that completes what is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Shell {
    /// bash.
    Bash,
    /// zsh.
    Zsh,
    /// fish.
    Fish,
    /// PowerShell.
    Powershell,
}

/// `hv man`
#[derive(Debug, Args)]
pub struct Man {
    /// The folder; it is made if it is not there. A page that is there is written anew.
    pub dir: PathBuf,
}
