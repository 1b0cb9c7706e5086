//! When something is tried again, and what is said when it is not: one channel's work, from its first try to its last.

use super::clock::Deadline;
use super::http::Answer;
use super::{Came, words};
use std::time::Duration;

/// How often something is tried.
const TRIES: usize = 3;

/// How long to wait before the second and the third try.
const WAITS: [Duration; TRIES - 1] = [Duration::from_secs(1), Duration::from_secs(4)];

/// The longest that one try may take.
const ONE_TRY: Duration = Duration::from_secs(20);

/// How one try ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Tried {
    /// There is nothing more to do.
    Ended(Came),
    /// It did not go; another try may help. After that time, if the server said so.
    Again(String, Option<Duration>),
    /// Nobody was there; another try may help, but hardly everybody's.
    Nobody(String),
}

impl Tried {
    /// It did not go, and will not.
    pub(super) fn failed(why: impl Into<String>) -> Tried {
        Tried::Ended(Came::Failed(why.into()))
    }
}

impl From<Answer> for Tried {
    fn from(answer: Answer) -> Tried {
        match answer {
            Answer::Said { status, wait, text } => answered(status, wait, words::clean(&text)),
            Answer::NotThere(why) => Tried::Nobody(why),
            Answer::Refused(why) => Tried::failed(why),
            Answer::Unknown(why) => Tried::Ended(Came::Unknown(why)),
        }
    }
}

/// What an answer means, where the server has no words of its own for it.
pub(super) fn answered(status: u16, wait: Option<Duration>, text: String) -> Tried {
    let said = if text.is_empty() { String::new() } else { format!(": {text}") };
    match status {
        200..=299 => Tried::Ended(Came::Handed(format!("{status}{said}"))),
        300..=399 => Tried::failed(format!(
            "{status}: the server sends hv elsewhere, and hv does not go; use the new address"
        )),
        429 => Tried::Again(format!("429, too many messages at once{said}"), wait),
        500..=599 => Tried::Again(format!("the server failed with {status}{said}"), wait),
        _ => Tried::failed(format!("the server refused with {status}{said}")),
    }
}

/// One thing to send.
struct Item<T> {
    what: T,
    /// What stood in the way last.
    why: Option<String>,
}

/// What is told while it goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum News {
    /// A try begins.
    Begun,
    /// A try ended, and there may be another.
    Waits(String),
    /// It is over.
    Over(Came),
}

/// Tries everything, in rounds, so that one that is refused never holds up the next; and tells how each goes.
pub(super) fn work<T>(
    all: Vec<T>,
    deadline: Deadline,
    mut attempt: impl FnMut(&T, Duration) -> Tried,
    mut tell: impl FnMut(&T, News),
) {
    let mut left: Vec<Item<T>> = all.into_iter().map(|what| Item { what, why: None }).collect();
    for round in 0..TRIES {
        let mut asked = None;
        let mut nobody: Option<String> = None;
        let mut again = Vec::new();
        for mut item in left {
            if deadline.over() {
                tell(&item.what, News::Over(no_time(item.why.take())));
                continue;
            }
            // Where nobody is there for one, nobody is there for the next, until the next round.
            if let Some(why) = &nobody {
                item.why = Some(why.clone());
                again.push(item);
                continue;
            }
            tell(&item.what, News::Begun);
            let one = deadline.left().min(ONE_TRY).min(deadline.limit() / 3);
            let (why, wait) = match attempt(&item.what, one) {
                Tried::Ended(came) => {
                    tell(&item.what, News::Over(came));
                    continue;
                }
                Tried::Again(why, wait) => (why, wait),
                Tried::Nobody(why) => {
                    nobody = Some(why.clone());
                    (why, None)
                }
            };
            asked = asked.max(wait);
            tell(&item.what, News::Waits(why.clone()));
            item.why = Some(why);
            again.push(item);
        }
        left = again;
        if left.is_empty() {
            return;
        }
        if !pause(round, asked, deadline) {
            break;
        }
    }
    for item in left {
        let why = item.why.map_or_else(|| no_time(None), Came::Failed);
        tell(&item.what, News::Over(why));
    }
}

/// Waits for the next round. `false`: there is none.
fn pause(round: usize, asked: Option<Duration>, deadline: Deadline) -> bool {
    let Some(own) = WAITS.get(round) else { return false };
    // All waits together take at most a quarter of the time there is.
    let all: Duration = WAITS.iter().sum();
    let scale = (deadline.limit().as_secs_f64() / 4.0 / all.as_secs_f64()).min(1.0);
    let wait = asked.unwrap_or_else(|| own.mul_f64(scale));
    // A server that asks for more time than there is gets none of it.
    if wait >= deadline.left() {
        return false;
    }
    deadline.wait(wait);
    true
}

fn no_time(why: Option<String>) -> Came {
    Came::Failed(why.unwrap_or_else(|| "no time left".to_owned()))
}
