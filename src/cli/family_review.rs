//! What is typed when cautions are looked at again.

use clap::Args;

/// `hv family review`
#[derive(Debug, Args)]
pub struct FamilyReview {
    /// The family. Without it: every family.
    pub family: Option<String>,
    /// Which caution was looked at: its words, or how they begin.
    #[arg(long, value_name = "WHAT", requires = "family")]
    pub caution: Option<String>,
    /// It still holds: what was seen or heard.
    #[arg(long, value_name = "FOUND", requires = "caution", conflicts_with = "no_longer")]
    pub still_true: Option<String>,
    /// It holds no more, and warns nobody from now on: why.
    #[arg(long, value_name = "WHY", requires = "caution")]
    pub no_longer: Option<String>,
    /// Who looked. Without it: whoever types.
    #[arg(long, value_name = "PERSON", requires = "caution")]
    pub who: Option<String>,
}
