//! Telling people: mail, chat rooms, text messages, a program, the heartbeat's address. Attempt, send, result.
//!
//! What comes back is never better than what is known: *handed* means that a server took it, not that anybody read
//! it; *unknown* means that it may or may not have gone, and is to be sent again. Every channel has a thread of its own,
//! so that one that hangs never delays another, and [`send`] ends at its limit whatever they do.
//!
//! | question | file |
//! |---|---|
//! | what stands behind the names of secrets and programs on this machine? | `machine`, `secret` |
//! | which channels can be used, and whom do they reach? | `senders` |
//! | when is it tried again, and when is it given up? | `tries`, `threads`, `clock` |
//! | how does each kind send? | `mail`, `hook`, `govuk`, `program` |
//! | how is a request made, and what does its answer mean? | `http` |
//! | how is the outside told that the watch runs? | `ping` |
//!
//! What this room will not do: decide whom to tell or what, write anything down, read a record, or put a secret into an
//! error, a log or the arguments of a program.

mod clock;
mod govuk;
mod hook;
mod http;
mod machine;
mod mail;
mod ping;
mod program;
mod secret;
mod senders;
mod threads;
mod tries;
mod words;

pub use senders::{Around, Listed, Senders};

use serde::Serialize;
use std::time::Duration;

/// Somebody to tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Receiver {
    /// The person's id.
    pub id: String,
    /// The name.
    pub name: String,
    /// The number for text messages, as on record.
    pub number: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
}

/// What to tell them.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// The same for the same alarm each time it is told: whoever gets it twice can see that. It goes outside as the
    /// message's own id, so it holds nothing personal.
    pub key: String,
    /// Whom. A room is told once, whoever they are.
    pub to: Vec<Receiver>,
    /// One line.
    pub subject: String,
    /// The whole, in lines.
    pub text: String,
    /// The same as data, for a program: who is late, since when, what to do.
    pub data: serde_json::Value,
}

/// What is to be sent by one channel.
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    /// The channel's id.
    pub channel: String,
    /// Whether its room, its program, or the addresses of its own are told as well: not again when they were before.
    pub room: bool,
    /// What.
    pub message: Message,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "came", content = "words")]
pub enum Came {
    /// A server, or a program, took it. Its answer, short and cleaned.
    Handed(String),
    /// It did not go, and why.
    Failed(String),
    /// It may have gone, or not: it is to be sent again.
    Unknown(String),
}

/// One attempt's end, for one receiver of one job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Delivery {
    /// Which of the jobs given, counted from nought.
    pub job: usize,
    /// The receiver's id; empty for a room, a program, and the addresses a channel always sends to, taken together.
    pub receiver: String,
    /// What came of it.
    #[serde(flatten)]
    pub came: Came,
}

/// Sends everything, each channel by itself, and comes back at the limit at the latest. Each job has exactly one delivery
/// for each of its receivers, if its channel tells people, and one without a receiver if it tells a room or has addresses
/// of its own, and is to; those are taken together, and the worst of them is told.
///
/// Each is tried up to three times where trying again can help. At the limit, what is under way is *unknown* and what
/// was not begun has *failed*. A job by which nobody can be told has one delivery, without a receiver, that failed.
pub fn send(senders: &Senders, jobs: Vec<Job>, limit: Duration) -> Vec<Delivery> {
    threads::send(senders, jobs, limit)
}

/// Which moment of a run the heartbeat's address is told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// It begins.
    Start,
    /// It ended, everything was read and every channel that was due worked.
    Success,
    /// It ended, and something did not.
    Fail,
}

/// What the heartbeat's address is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ping {
    /// Which moment.
    pub end: End,
    /// The same for the start and the end of one run, and for no other: a UUID.
    pub rid: String,
    /// Words for whoever looks at it there. Nothing personal: it leaves the school.
    pub body: String,
}

/// Tells the heartbeat's address, whose secret has that name, after healthchecks' convention. Tried again as a message
/// is, within the limit.
pub fn ping(around: &Around<'_>, name: &str, ping: &Ping, limit: Duration) -> Came {
    ping::ping(around, name, ping, limit)
}
