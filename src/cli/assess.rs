//! What is typed about risk assessments.

use super::{HowSigned, YesNo};
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// `hv assess`
#[derive(Debug, Args)]
pub struct AssessCommand {
    /// The family to assess.
    #[command(flatten)]
    pub new: AssessNew,
    /// Decide, review, or confirm reading.
    #[command(subcommand)]
    pub action: Option<AssessAction>,
}

/// A new assessment.
#[derive(Debug, Args)]
pub struct AssessNew {
    /// The family.
    pub family: Option<String>,
    /// A school-wide assessment of the policy instead of a family's, by id.
    #[arg(long, value_name = "ASSESSMENT", conflicts_with_all = ["family", "address"])]
    pub base: Option<String>,
    /// Which address, by id. Without it: the family's first.
    #[arg(long)]
    pub address: Option<String>,
    /// Begin from an assessment: base:ID, an assessment's id, or `last`. What is the same is said to be the same.
    #[arg(long, value_name = "ASSESSMENT")]
    pub from: Option<String>,
    /// An answer: KEY=VALUE. Repeat it. `hv assess FAMILY --keys` lists the keys.
    #[arg(long = "answer", value_name = "KEY=VALUE")]
    pub answers: Vec<String>,
    /// Answers from a file: `key: value` lines (YAML), or TOML where its name ends in .toml.
    #[arg(long = "answers", value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// Why a warning is not heeded: FIELD=REASON. Repeat it.
    #[arg(long = "because", value_name = "FIELD=REASON")]
    pub because: Vec<String>,
    /// Go on with a draft: its name, or nothing where there is only one.
    #[arg(long, value_name = "DRAFT", num_args = 0..=1, default_missing_value = "")]
    pub draft: Option<String>,
    /// Begin again, beside any draft there is.
    #[arg(long, conflicts_with = "draft")]
    pub restart: bool,
    /// List the keys of the questions still to be answered, and record nothing.
    #[arg(long)]
    pub keys: bool,
    /// On paper.
    #[command(flatten)]
    pub paper: AssessPaper,
}

/// The form on paper: empty, or filled in. Nothing is recorded.
#[derive(Debug, Args)]
pub struct AssessPaper {
    /// Print the form empty. With FAMILY its head is filled in from the records.
    #[arg(long, group = "paper", conflicts_with_all = ["answers", "file", "restart", "keys"])]
    pub blank: bool,
    /// Print the newest assessment of FAMILY, or the one of that id, or `base:ID`, filled in.
    #[arg(long, group = "paper", conflicts_with_all = ["answers", "file", "restart", "keys"])]
    pub print: bool,
    /// With --blank or --print: write an A4 page to sign into a new file, instead of text. `-`: to standard output.
    #[arg(long, value_name = "FILE", requires = "paper")]
    pub html: Option<PathBuf>,
}

/// What to do to an assessment.
#[derive(Debug, Subcommand)]
pub enum AssessAction {
    /// The decision: may the visit go ahead? A reason is needed for yes as for no.
    Decide(AssessDecide),
    /// A review, for example after a visit. One word is enough: unchanged.
    Review(AssessReview),
    /// A risk that nobody knew of when it was made: it does not hold until somebody reviews it.
    Risk(AssessRisk),
    /// A control is in place now. Without a number: the controls that are not, numbered.
    Control(AssessControl),
    /// A visitor confirms having read it.
    Read(AssessRead),
}

/// `hv assess decide`
#[derive(Debug, Args)]
pub struct AssessDecide {
    /// The family, an assessment's id, or `base:ID` for a school-wide one.
    pub family: String,
    /// Which home, by the id of its address, where more than one of the family's is assessed.
    #[arg(long, value_name = "ID")]
    pub address: Option<String>,
    /// It may go ahead, or not.
    #[arg(long, value_name = "YES|NO")]
    pub proceed: Option<YesNo>,
    /// Why.
    #[arg(long)]
    pub reason: Option<String>,
    /// What else is to be done. Repeat it.
    #[arg(long = "action", value_name = "WHAT")]
    pub actions: Vec<String>,
    /// Who decides. Without it: the person typing.
    #[arg(long, value_name = "PERSON")]
    pub decided_by: Option<String>,
    /// Why a `should` is not met: RULE=REASON. Repeat it.
    #[arg(long = "because", value_name = "RULE=REASON")]
    pub because: Vec<String>,
    /// How.
    #[command(flatten)]
    pub how: HowSigned,
}

/// `hv assess review`
#[derive(Debug, Args)]
pub struct AssessReview {
    /// The family, an assessment's id, or `base:ID` for a school-wide one.
    pub family: String,
    /// Which home, by the id of its address, where more than one of the family's is assessed.
    #[arg(long, value_name = "ID")]
    pub address: Option<String>,
    /// What the review found. One word is enough: unchanged.
    #[arg(value_name = "FOUND")]
    pub words: Vec<String>,
    /// The same as a flag.
    #[arg(long, conflicts_with = "words")]
    pub found: Option<String>,
    /// Who reviewed it. Without it: the person typing.
    #[arg(long, value_name = "PERSON")]
    pub reviewed_by: Option<String>,
    /// It no longer stands: a new assessment is needed.
    #[arg(long)]
    pub void: bool,
    /// The next review: 2027-01-31. Without it: as it was.
    #[arg(long, value_name = "DAY")]
    pub next_review: Option<String>,
}

/// `hv assess risk`
#[derive(Debug, Args)]
pub struct AssessRisk {
    /// The family, an assessment's id, or `base:ID` for a school-wide one.
    pub family: String,
    /// Which home, by the id of its address, where more than one of the family's is assessed.
    #[arg(long, value_name = "ID")]
    pub address: Option<String>,
    /// The risk: "a lodger with a dog".
    pub what: Option<String>,
    /// Where it comes from: "health visitor, by phone".
    #[arg(long, value_name = "WHO, HOW")]
    pub source: Option<String>,
}

/// `hv assess control`
#[derive(Debug, Args)]
pub struct AssessControl {
    /// The family, an assessment's id, or `base:ID` for a school-wide one.
    pub family: String,
    /// Which home, by the id of its address, where more than one of the family's is assessed.
    #[arg(long, value_name = "ID")]
    pub address: Option<String>,
    /// Which control: its number in the list, or HAZARD.N.
    pub control: Option<String>,
    /// It is in place.
    #[arg(long)]
    pub in_place: bool,
    /// Who put it in place: somebody on the staff, or in words. Without it: the person typing.
    #[arg(long, value_name = "PERSON")]
    pub by_whom: Option<String>,
}

/// `hv assess read`
#[derive(Debug, Args)]
pub struct AssessRead {
    /// The family, an assessment's id, or `base:ID` for a school-wide one.
    pub family: String,
    /// Which home, by the id of its address, where more than one of the family's is assessed.
    #[arg(long, value_name = "ID")]
    pub address: Option<String>,
    /// Who read it.
    #[arg(long, value_name = "PEOPLE", value_delimiter = ',')]
    pub who: Vec<String>,
}
