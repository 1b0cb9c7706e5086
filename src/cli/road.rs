//! What is typed about staff who are out, and about what came of it.

use super::{AnswerFlags, YesNo};
use clap::{Args, ValueEnum};

/// Who rang in, about which visit, when.
#[derive(Debug, Args)]
pub struct Who {
    /// A person's name or id, or an outing's id for all of it.
    #[arg(required = true)]
    pub who: Vec<String>,
    /// The outing, if they are on two.
    #[arg(long)]
    pub outing: Option<String>,
    /// When it happened. Without it: now. Never in the future.
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
}

/// `hv arrive`
#[derive(Debug, Args)]
pub struct Arrive {
    /// Who.
    #[command(flatten)]
    pub who: Who,
    /// Which visit. Without it: the next of the outing.
    #[arg(long)]
    pub visit: Option<String>,
    /// No parent or carer is there: the waiting limit is shown.
    #[arg(long)]
    pub nobody_in: bool,
    /// Answers.
    #[command(flatten)]
    pub answers: AnswerFlags,
}

/// `hv late`
#[derive(Debug, Args)]
pub struct Late {
    /// Who.
    #[command(flatten)]
    pub who: Who,
    /// Which visit. Without it: the next of the outing.
    #[arg(long)]
    pub visit: Option<String>,
    /// When the family now expects to be there.
    #[arg(long, value_name = "TIME")]
    pub expected: Option<String>,
    /// Who told whom: "mother rang the office".
    #[arg(long)]
    pub told: Option<String>,
}

/// `hv enter`
#[derive(Debug, Args)]
pub struct Enter {
    /// Who.
    #[command(flatten)]
    pub who: Who,
    /// Which visit. Without it: the one they are at.
    #[arg(long)]
    pub visit: Option<String>,
    /// Answers.
    #[command(flatten)]
    pub answers: AnswerFlags,
}

/// `hv leave`
#[derive(Debug, Args)]
pub struct Leave {
    /// Who.
    #[command(flatten)]
    pub who: Who,
    /// Which visit. Without it: the one they are at.
    #[arg(long)]
    pub visit: Option<String>,
    /// Answers.
    #[command(flatten)]
    pub answers: AnswerFlags,
}

/// `hv checkin`
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag that is typed")]
pub struct Checkin {
    /// Who.
    #[command(flatten)]
    pub who: Who,
    /// Where they are, as said: never the code word.
    #[arg(long = "where", value_name = "PLACE")]
    pub whereabouts: Option<String>,
    /// Anything else that was said: never the code word.
    #[arg(long)]
    pub note: Option<String>,
    /// School rang, and they answered.
    #[arg(long, group = "means")]
    pub school_rang: bool,
    /// By text, both ways.
    #[arg(long, group = "means")]
    pub text: bool,
    /// Face to face.
    #[arg(long, group = "means")]
    pub in_person: bool,
    /// School rang, and nobody answered. Recorded; it is not contact.
    #[arg(long, group = "means", conflicts_with_all = ["answers", "file"])]
    pub no_answer: bool,
    /// Cause for concern, short of danger, in words, never the code word: "followed by a van". The ladder for it is climbed at once.
    #[arg(long, value_name = "WHAT", conflicts_with = "no_answer")]
    pub concern: Option<String>,
    /// With --concern: it was told by somebody else, and nobody who is out was heard from.
    #[arg(long, requires = "concern", conflicts_with = "means")]
    pub nobody_rang: bool,
    /// They are in danger: code word, distress, immediate danger. No later message takes it back.
    #[arg(long)]
    pub distress: bool,
    /// Answers.
    #[command(flatten)]
    pub answers: AnswerFlags,
}

/// `hv extend`
#[derive(Debug, Args)]
pub struct Extend {
    /// Who.
    #[command(flatten)]
    pub who: Who,
    /// The office knows it from elsewhere: nobody who is out was heard from.
    #[arg(long)]
    pub nobody_rang: bool,
    /// The new expected return.
    #[arg(long, value_name = "TIME")]
    pub back: Option<String>,
    /// Why.
    #[arg(long)]
    pub why: Option<String>,
    /// A planned visit added to this outing.
    #[arg(long, value_name = "VISIT")]
    pub visit: Option<String>,
    /// Answers and reasons, for a visit that is added.
    #[command(flatten)]
    pub answers: AnswerFlags,
}

/// `hv delay`
#[derive(Debug, Args)]
pub struct Delay {
    /// Who.
    #[command(flatten)]
    pub who: Who,
    /// The office knows it from elsewhere: nobody who is out was heard from.
    #[arg(long)]
    pub nobody_rang: bool,
    /// The visit they are on the way to. Without it: the next of the outing.
    #[arg(long)]
    pub visit: Option<String>,
    /// When they now expect to arrive. Without it no clock moves.
    #[arg(long, value_name = "TIME")]
    pub arrives: Option<String>,
    /// The new expected return, if that changes as well.
    #[arg(long, value_name = "TIME")]
    pub back: Option<String>,
    /// Why: breakdown, traffic.
    #[arg(long)]
    pub why: Option<String>,
}

/// `hv home`
#[derive(Debug, Args)]
pub struct Home {
    /// Who.
    #[command(flatten)]
    pub who: Who,
    /// How they told it.
    #[arg(long, value_name = "HOW")]
    pub how: Option<ToldBy>,
}

/// How somebody told that they are home.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ToldBy {
    /// A text.
    Text,
    /// By telephone.
    Telephone,
}

/// `hv cancel`
#[derive(Debug, Args)]
pub struct Cancel {
    /// A visit, or a person who is out: the visit they are at.
    pub target: String,
    /// How it ended: no-show, late-with-notice, unsafe, and the policy's other outcomes.
    #[arg(long)]
    pub outcome: Option<String>,
    /// Why, in words.
    #[arg(long)]
    pub why: Option<String>,
    /// Whether a card was put through the door.
    #[arg(long, value_name = "YES|NO")]
    pub card: Option<YesNo>,
    /// The reference of a concern in the safeguarding system, or `none`.
    #[arg(long, value_name = "REFERENCE|none")]
    pub concern: Option<String>,
    /// When. Without it: now.
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
    /// Where they are, if nobody signed out in time.
    #[command(flatten)]
    pub whereabouts: super::Whereabouts,
    /// Answers.
    #[command(flatten)]
    pub answers: AnswerFlags,
}

/// `hv back`
#[derive(Debug, Args)]
pub struct Back {
    /// Who.
    #[command(flatten)]
    pub who: Who,
    /// Answers.
    #[command(flatten)]
    pub answers: AnswerFlags,
}

/// `hv tell`
#[derive(Debug, Args)]
pub struct Tell {
    /// Who.
    #[command(flatten)]
    pub who: Who,
    /// The visit the answers are about.
    #[arg(long)]
    pub visit: Option<String>,
    /// The answers.
    #[command(flatten)]
    pub answers: AnswerFlags,
}

/// `hv done`
#[derive(Debug, Args)]
pub struct Done {
    /// The visit; with --duty, any record that something is owed for.
    pub visit: String,
    /// A duty that was done, as hv board names it.
    #[arg(long, value_name = "DUTY", requires = "how")]
    pub duty: Option<String>,
    /// How the duty was done, when and with whom. With --confirmed-by, how they know: seen, or spoken-to.
    #[arg(long)]
    pub how: Option<String>,
    /// Where nobody signed out in time: who knows that those who were to go are safe, and was not to go. Without it the
    /// alarm stands.
    #[arg(long, value_name = "PERSON", requires = "how", conflicts_with = "duty")]
    pub confirmed_by: Option<String>,
    /// A second person who agrees, where the alarm went all the way up.
    #[arg(long, value_name = "PERSON", requires = "confirmed_by")]
    pub second: Option<String>,
    /// Whether the child was seen.
    #[arg(long, value_name = "YES|NO")]
    pub child_seen: Option<YesNo>,
    /// Whether staff went in.
    #[arg(long, value_name = "YES|NO")]
    pub got_in: Option<YesNo>,
    /// Who was present.
    #[arg(long)]
    pub present: Option<String>,
    /// The reference of a concern in the safeguarding system, or `none`.
    #[arg(long, value_name = "REFERENCE|none")]
    pub concern: Option<String>,
    /// Actions agreed.
    #[arg(long)]
    pub actions: Option<String>,
    /// Answers.
    #[command(flatten)]
    pub answers: AnswerFlags,
}

/// `hv incident`
#[derive(Debug, Args)]
pub struct Incident {
    /// The visit, or a person who is out: the visit they are at.
    pub visit: String,
    /// What kind, in the policy's words.
    #[arg(long)]
    pub kind: Option<String>,
    /// Everybody affected: staff by id, others by name: kay,lou,"Jo Public".
    #[arg(long, value_name = "PEOPLE", value_delimiter = ',')]
    pub affected: Vec<String>,
    /// By whom.
    #[arg(long)]
    pub by_whom: Option<ByWhom>,
    /// Where the account of it is kept. What happened is never told here.
    #[arg(long)]
    pub reference: Option<String>,
    /// When. Without it: now.
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
    /// Answers.
    #[command(flatten)]
    pub answers: AnswerFlags,
}

/// By whom an incident was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ByWhom {
    /// A parent or carer.
    Carer,
    /// A pupil.
    Pupil,
    /// Somebody else.
    Other,
    /// Nobody: an accident.
    Nobody,
}

impl ByWhom {
    /// All of them.
    pub const ALL: [ByWhom; 4] = [ByWhom::Carer, ByWhom::Pupil, ByWhom::Other, ByWhom::Nobody];

    /// As policies and records write it.
    pub fn word(self) -> &'static str {
        match self {
            ByWhom::Carer => "carer",
            ByWhom::Pupil => "pupil",
            ByWhom::Other => "other",
            ByWhom::Nobody => "nobody",
        }
    }
}
