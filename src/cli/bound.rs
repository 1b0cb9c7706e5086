//! What is typed about how long it may take until somebody knows.

use clap::{Args, ValueEnum};

/// The limit of `hv policy check --within`.
#[derive(Debug, Args)]
pub struct Within {
    /// Fail, with exit 1, if at worst it takes longer than this until everybody knows: 90m.
    #[arg(long, value_name = "SPAN")]
    pub within: Option<String>,
    /// Until who knows: the first rung, or everybody.
    #[arg(long, value_enum, value_name = "WHO", default_value = "everybody", requires = "within")]
    pub until: Until,
    /// How often hv overdue runs. Without it 5m is assumed, and said.
    #[arg(long, visible_alias = "cron", value_name = "SPAN", requires = "within")]
    pub every: Option<String>,
}

/// Until who knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Until {
    /// The first rung that has anybody on it.
    First,
    /// Every rung, and everybody after the last.
    Everybody,
}
