//! What is typed about an alarm: who takes charge, what came of a rung, and danger.

use super::AnswerFlags;
use clap::{Args, ValueEnum};

/// `hv ack`
#[derive(Debug, Args)]
pub struct Ack {
    /// The outing, the visit, or people it is about.
    #[arg(required = true, value_name = "OUTING|PERSON|VISIT")]
    pub about: Vec<String>,
    /// What you are doing about it, never the code word: "driving to the address".
    #[arg(long, value_name = "WHAT")]
    pub doing: Option<String>,
    /// Who takes charge, if somebody else types it for them.
    #[arg(long, value_name = "PERSON")]
    pub who: Option<String>,
    /// Take over from whoever has charge, and why.
    #[arg(long, value_name = "WHY")]
    pub take_over: Option<String>,
    /// The outing, if they are on two.
    #[arg(long)]
    pub outing: Option<String>,
    /// When it happened. Without it: now. Never in the future.
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
}

/// `hv rung`
#[derive(Debug, Args)]
pub struct Rung {
    /// The outing, the visit, or the person it is about.
    #[arg(value_name = "OUTING|PERSON|VISIT")]
    pub about: String,
    /// What came of it: answered (the missing person, in person), voicemail, no-answer, not-needed, done, or one of the
    /// rung's choices.
    pub outcome: String,
    /// Who else answered, what was decided and why, or why it was not needed: never the code word.
    #[arg(long)]
    pub note: Option<String>,
    /// Who did it, if somebody else types it for them.
    #[arg(long, value_name = "PERSON")]
    pub who: Option<String>,
    /// Which of the missing people answered. Repeat it.
    #[arg(long, value_name = "PERSON")]
    pub heard: Vec<String>,
    /// Which rung. Without it: the one that is due now.
    #[arg(long, value_name = "N")]
    pub rung: Option<usize>,
    /// Which alarm, if several are late: contact, return, distress ...
    #[arg(long)]
    pub clock: Option<String>,
    /// The outing, if they are on two.
    #[arg(long)]
    pub outing: Option<String>,
    /// When it happened. Without it: now. Never in the future.
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
    /// Answers to what is asked on a call.
    #[command(flatten)]
    pub answers: AnswerFlags,
}

/// `hv distress`
#[derive(Debug, Args)]
pub struct Distress {
    /// Who is in danger.
    #[command(flatten)]
    pub who: super::Who,
    /// What was said or seen, in other words: never the code word.
    #[arg(long)]
    pub note: Option<String>,
    /// Where they are, as said: never the code word.
    #[arg(long = "where", value_name = "PLACE")]
    pub whereabouts: Option<String>,
}

/// `hv resolve`
#[derive(Debug, Args)]
pub struct Resolve {
    /// Who is safe: people, an outing's id for all of it, or a visit that nobody had left for.
    #[command(flatten)]
    pub who: super::Who,
    /// Who knows that they are safe: somebody who was not on the outing.
    #[arg(long, value_name = "PERSON")]
    pub confirmed_by: Option<String>,
    /// How they know: seen, or spoken-to.
    #[arg(long, value_name = "HOW")]
    pub how: Option<Confirmed>,
    /// A second person who agrees, not on the outing either. A distress needs one, and so does an alarm that went all
    /// the way up.
    #[arg(long, value_name = "PERSON")]
    pub second: Option<String>,
}

/// How somebody knows that a person is safe. A message is not enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Confirmed {
    /// Seen.
    Seen,
    /// Spoken to.
    SpokenTo,
}
