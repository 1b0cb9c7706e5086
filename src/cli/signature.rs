//! What is typed about signatures: how one is given, and which are to be looked at.

use clap::Args;
use std::path::PathBuf;

/// How a signature is given, where it is more than a name that is typed.
#[derive(Debug, Args, Default)]
pub struct HowSigned {
    /// Sign with the SSH key in this file: anyone can check it later with hv verify. The key stands in the record
    /// folder's `allowed_signers`.
    #[arg(long, value_name = "FILE")]
    pub ssh_key: Option<PathBuf>,
    /// It was signed on paper.
    #[arg(long, requires = "witness", conflicts_with = "ssh_key")]
    pub on_paper: bool,
    /// With --on-paper: who saw it signed, somebody other than who signed.
    #[arg(long, value_name = "PERSON", requires = "on_paper")]
    pub witness: Option<String>,
}

/// `hv verify`
#[derive(Debug, Args)]
pub struct Verify {
    /// Weeks, families, assessments: 2026-W48, ahmed, ahmed/2026-11-20-1a, base:doorstep-visits. Without any: this
    /// week.
    #[arg(value_name = "WEEK|FAMILY|ASSESSMENT")]
    pub what: Vec<String>,
    /// Everything that was ever signed here.
    #[arg(long, conflicts_with = "what")]
    pub all: bool,
    /// Whose key is whose, from a file of your own instead of the record folder's `allowed_signers`.
    #[arg(long, value_name = "FILE")]
    pub signers: Option<PathBuf>,
}
