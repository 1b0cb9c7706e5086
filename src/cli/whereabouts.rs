//! What is typed beside a change of the plan about those who were to go, where nobody signed out for the visit.

use super::Confirmed;
use clap::Args;

/// Who knows where they are, in the words of `hv resolve`. Without it an alarm that shows for the visit stands.
#[derive(Debug, Clone, Default, Args)]
pub struct Whereabouts {
    /// Where nobody signed out in time: who knows that those who were to go are safe, and was not to go. Without it the
    /// alarm stands.
    #[arg(long, value_name = "PERSON", requires = "how")]
    pub confirmed_by: Option<String>,
    /// How they know: seen, or spoken-to.
    #[arg(long, value_name = "HOW", requires = "confirmed_by")]
    pub how: Option<Confirmed>,
    /// A second person who agrees, where the alarm went all the way up.
    #[arg(long, value_name = "PERSON", requires = "confirmed_by")]
    pub second: Option<String>,
}
