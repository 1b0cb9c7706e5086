//! What is typed to have hv look by itself.

use clap::{Args, ValueEnum};

/// `hv schedule`
#[derive(Debug, Args)]
pub struct Schedule {
    /// For which scheduler.
    #[arg(value_enum)]
    pub scheduler: ScheduleFor,
    /// How often: 1m to 15m. For cron it has to divide the hour.
    #[arg(long, value_name = "SPAN", default_value = "5m")]
    pub every: String,
    /// Only for systemd: as this user's units, or as the system's.
    #[arg(long = "as", value_enum, value_name = "WHOSE", default_value = "user")]
    pub runs: Runs,
    /// Print the file alone, without what to do with it. For cron that is one line, to be added to those that are there:
    /// `(crontab -l 2>/dev/null; hv schedule cron --bare) | crontab -`; alone it would take the place of all of them.
    #[arg(long)]
    pub bare: bool,
}

/// What starts hv.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ScheduleFor {
    /// A line for crontab.
    Cron,
    /// A service and a timer.
    Systemd,
    /// A task for the Task Scheduler.
    Windows,
}

/// Whose systemd runs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Runs {
    /// The user's own; needs lingering, so that it runs while nobody is logged in.
    User,
    /// The system's, as the present user.
    System,
}
