//! `hv print`: what was typed.

use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// `hv print`
#[derive(Debug, Args)]
#[command(
    after_help = "Without --html and --pdf the page is printed as text. A page is a copy: delete it once it is printed."
)]
pub struct Print {
    /// Which page.
    pub page: PrintPage,
    /// week: 2026-W48, or a day in it. day: a day. visit, incident: a visit. assessment: a family, or an assessment's
    /// id. brief: an outing, or a person who is out. card: people. Without it, for week and day: this one; for
    /// incident: an empty form; for card: everybody who visits.
    #[arg(value_name = "ID|DATE")]
    pub of: Vec<String>,
    /// Write an A4 page into a new file that only you can read. `-`: to standard output.
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
    /// The same as PDF, where Chromium, Chrome or Edge is installed.
    #[arg(long, value_name = "FILE")]
    pub pdf: Option<PathBuf>,
    /// Write over a file that is there already.
    #[arg(long)]
    pub force: bool,
}

/// What can be printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PrintPage {
    /// The week's list, for the head to sign.
    Week,
    /// The day, to go on by hand from if the power fails.
    Day,
    /// One visit, to carry. No child's name, no reason.
    Visit,
    /// A risk assessment.
    Assessment,
    /// The report of an incident; empty, or with what is on record.
    Incident,
    /// What is read out to the police.
    Brief,
    /// A card for the wallet. Never the code word.
    Card,
    /// Who drives what.
    Vehicles,
}
