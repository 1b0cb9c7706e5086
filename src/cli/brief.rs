//! `hv brief`: what was typed.

use clap::Args;

/// `hv brief`
#[derive(Debug, Args)]
pub struct Brief {
    /// An outing's id, a person's name, or the id of a visit that nobody signed out for.
    #[arg(required = true, value_name = "OUTING")]
    pub of: Vec<String>,
}
