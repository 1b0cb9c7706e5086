//! `hv retention` and `hv access`: what was typed.

use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

/// `hv retention`
#[derive(Debug, Args)]
pub struct Retention {
    /// Print the schedule that hv ships, with its comments: every value in it is unverified.
    #[arg(long)]
    pub defaults: bool,
    /// Hold, release, erase.
    #[command(subcommand)]
    pub action: Option<RetentionAction>,
}

/// What to do about how long records are kept.
#[derive(Debug, Subcommand)]
pub enum RetentionAction {
    /// A legal hold: an inquest, a complaint, an investigation. Nothing that touches it is erased until it ends.
    Hold(Hold),
    /// End a hold.
    Release(Release),
    /// Erase for good what its time is over for, and leave a tombstone without a name.
    Erase(RetentionErase),
    /// Go on with an erasure that was interrupted, and erase anew what came back from another machine.
    Finish(RetentionFinish),
}

/// `hv retention finish`
#[derive(Debug, Args)]
pub struct RetentionFinish {
    /// Who authorises it, where the tombstone's own word does not hold at this school.
    #[arg(long, value_name = "PERSON")]
    pub authorised_by: Option<String>,
    /// Erase without asking.
    #[arg(long)]
    pub yes: bool,
}

/// `hv retention hold`
#[derive(Debug, Args)]
pub struct Hold {
    /// A family, a person, a visit or an outing, by id.
    pub what: String,
    /// Why.
    #[arg(long)]
    pub why: String,
    /// The last day of the hold: it ends by itself.
    #[arg(long, value_name = "DAY", conflicts_with = "review")]
    pub until: Option<String>,
    /// The day to look at it again: it goes on until it is released.
    #[arg(long, value_name = "DAY", required_unless_present = "until")]
    pub review: Option<String>,
    /// It is a member of staff who is meant, where a family has the same id.
    #[arg(long)]
    pub person: bool,
}

/// `hv retention release`
#[derive(Debug, Args)]
pub struct Release {
    /// The hold's id, as hv retention lists it.
    pub hold: String,
    /// Why.
    #[arg(long)]
    pub why: String,
}

/// `hv retention erase`
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag that was typed or not")]
pub struct RetentionErase {
    /// A family, a person who left, a visit, an outing or a week list, by id.
    #[arg(required_unless_present = "due", conflicts_with = "due")]
    pub what: Vec<String>,
    /// Everything that hv retention lists as due for erasure.
    #[arg(long)]
    pub due: bool,
    /// Why. No words: they would stay, and name somebody.
    #[arg(long, value_name = "REASON")]
    pub why: WhyErased,
    /// Who authorised it: somebody with a role that retention.toml names.
    #[arg(long, value_name = "PERSON")]
    pub authorised_by: String,
    /// Although its time is not over. What it shares an outing with still has to go too; a week list goes whole.
    #[arg(long, conflicts_with = "due")]
    pub before_due: bool,
    /// It is a member of staff who is meant, where a family has the same id.
    #[arg(long)]
    pub person: bool,
    /// The day it is, typed by a person: asked for with --now, and when the clock is far ahead of every record.
    #[arg(long, value_name = "DAY")]
    pub today: Option<String>,
    /// Erase without asking.
    #[arg(long)]
    pub yes: bool,
}

/// Why something is erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum WhyErased {
    /// Its time is over.
    Due,
    /// The person it is about asked for it.
    Request,
    /// It should never have been recorded.
    Mistake,
    /// A court or a regulator ordered it.
    Order,
}

/// `hv access`
#[derive(Debug, Args)]
pub struct Access {
    /// The family; with --person a member of staff.
    pub subject: String,
    /// A member of staff.
    #[arg(long)]
    pub person: bool,
    /// A new folder for it, outside the record folder.
    #[arg(long, value_name = "DIR")]
    pub to: PathBuf,
    /// A second copy with the third parties that were found replaced by what they are.
    #[arg(long)]
    pub redact: bool,
}
