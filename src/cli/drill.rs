//! What is typed for a drill: a ladder walked for practice.

use clap::{Args, Subcommand, ValueEnum};

/// `hv drill`
#[derive(Debug, Args)]
pub struct Drill {
    /// Begin one, say who answered, or end it. Without it: how the drill stands, or what the last one proved.
    #[command(subcommand)]
    pub action: Option<DrillAction>,
}

/// What to do about a drill.
#[derive(Debug, Subcommand)]
pub enum DrillAction {
    /// Begin: somebody seems to be late at once, and the ladder is walked. Every message says that it is a drill.
    Start(DrillStart),
    /// Somebody who was told says that it reached them.
    Answered(DrillAnswered),
    /// End it, whether or not everybody answered, and say what it proved.
    End(DrillEnd),
}

/// `hv drill start`
#[derive(Debug, Args)]
pub struct DrillStart {
    /// Which clock has run out: its ladder is walked.
    #[arg(long, value_enum, default_value = "contact")]
    pub clock: DrillClock,
    /// A minute between rungs in place of the policy's times. It is on record, and proves no times.
    #[arg(long)]
    pub quick: bool,
    /// Who watches, on site: rungs that are the monitor's go to them.
    #[arg(long, value_name = "PERSON")]
    pub monitor: Option<String>,
    /// Who takes an alarm when the office is shut.
    #[arg(long, value_name = "PERSON")]
    pub on_call: Option<String>,
    /// Begin without being asked whether to.
    #[arg(long)]
    pub yes: bool,
}

/// `hv drill answered`
#[derive(Debug, Args)]
pub struct DrillAnswered {
    /// Who answered.
    pub person: String,
    /// When it happened. Without it: now. Never in the future.
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
}

/// `hv drill end`
#[derive(Debug, Args)]
pub struct DrillEnd {
    /// When it happened. Without it: now. Never in the future.
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
}

/// The clocks whose ladders can be walked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DrillClock {
    /// Not heard from.
    Contact,
    /// Not back.
    Return,
    /// In danger: straight to the top.
    Distress,
    /// Cause for concern.
    Concern,
}
