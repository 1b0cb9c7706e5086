//! Which rung of a ladder is due, worked out from the due time alone: a run that was missed never stretches
//! the ladder. Rungs add people and never drop the earlier ones.

use super::Running;
use crate::domain::events::{Contactable, FrozenLadder, FrozenRung, Terms};
use crate::domain::names;
use crate::policy::{Clock, Source};
use crate::when::Moment;

/// What is due to be done about something late.
#[derive(Debug, Clone, PartialEq)]
pub struct Due {
    /// The rung that is due, from 1. One more than there are: the ladder has run out.
    pub number: usize,
    /// How many rungs there are.
    pub of: usize,
    /// The ladder has run out: everyone is told, and the reader is told to ring 999.
    pub exhausted: bool,
    /// Who acts now. Empty: nobody holds the role, which is said.
    pub who: Vec<Contactable>,
    /// Their role, in the policy's words.
    pub role: String,
    /// What they do, in words that can be read aloud.
    pub does: String,
    /// The choices, if it is a decision.
    pub decision: Vec<String>,
    /// The clauses of the rung.
    pub clauses: Vec<String>,
    /// Rungs that nobody can do, passed over at once.
    pub skipped: Vec<String>,
    /// True when the policy has no ladder for this clock and hv's own stands in. Said every time.
    pub stand_in: bool,
}

/// What to read when there is nothing left to climb.
pub const LAST: &str = "Ring 999 now and read out the page that `hv show` prints for this outing. Everyone \
                        named below is to be told until somebody says what they are doing";

/// The rung due at `now`.
pub fn due(terms: Option<&Terms>, running: &Running, now: Moment) -> Due {
    let ladder = terms.and_then(|t| t.ladders.iter().find(|l| l.clocks.contains(&running.clock)));
    let (Some(terms), Some(ladder)) = (terms, ladder) else {
        return nothing_to_climb(terms, running);
    };
    let waited = now.seconds_since(running.deadline.due).max(0);
    let reached = |rung: &FrozenRung| rung.after.as_seconds() <= waited;
    let staffed = || ladder.rungs.iter().enumerate().filter(|(_, r)| !r.people.is_empty());
    let last_offset = staffed().next_back().map_or(0, |(_, r)| r.after.as_seconds());
    let out_of_rungs = waited >= last_offset + terms.rung_time.as_seconds();
    match staffed().rfind(|(_, r)| reached(r)) {
        Some((index, rung)) if !out_of_rungs => on_rung(ladder, index, rung, running),
        _ => exhausted(terms, ladder, running),
    }
}

fn on_rung(ladder: &FrozenLadder, index: usize, rung: &FrozenRung, running: &Running) -> Due {
    Due {
        number: index + 1,
        of: ladder.rungs.len(),
        exhausted: false,
        who: rung.people.clone(),
        role: rung.role.clone(),
        does: fill(&rung.does, running),
        decision: rung.decision.clone(),
        clauses: rung.clauses.clone(),
        skipped: ladder
            .rungs
            .iter()
            .take(index)
            .filter(|r| r.people.is_empty())
            .map(|r| r.role.clone())
            .collect(),
        stand_in: ladder.source == Source::Default,
    }
}

fn exhausted(terms: &Terms, ladder: &FrozenLadder, running: &Running) -> Due {
    Due {
        number: ladder.rungs.len() + 1,
        of: ladder.rungs.len(),
        exhausted: true,
        who: terms.everyone.clone(),
        role: "everyone".to_owned(),
        does: last_words(running),
        decision: Vec::new(),
        clauses: Vec::new(),
        skipped: ladder
            .rungs
            .iter()
            .filter(|r| r.people.is_empty())
            .map(|r| r.role.clone())
            .collect(),
        stand_in: ladder.source == Source::Default,
    }
}

fn nothing_to_climb(terms: Option<&Terms>, running: &Running) -> Due {
    Due {
        number: 1,
        of: 0,
        exhausted: true,
        who: terms.map(|t| t.everyone.clone()).unwrap_or_default(),
        role: "everyone".to_owned(),
        does: last_words(running),
        decision: Vec::new(),
        clauses: Vec::new(),
        skipped: Vec::new(),
        stand_in: true,
    }
}

/// A departure that ran out is asked about until it is answered; nobody is known to be out, so 999 is not
/// the first thing to reach for.
fn last_words(running: &Running) -> String {
    if running.clock == Clock::Wait {
        return fill(
            "Ring {people} on {numbers}: the waiting time is over. Tell them to leave",
            running,
        );
    }
    if running.clock == Clock::Departure {
        return fill("Find {people} ({numbers}) now: did they leave without signing out?", running);
    }
    format!("{}. {LAST}", fill("Ring {people} on {numbers} once more", running))
}

/// Puts names and numbers into a rung's words.
fn fill(words: &str, running: &Running) -> String {
    let names: Vec<&str> = running.people.iter().map(|p| p.name.as_str()).collect();
    let numbers: Vec<&str> = running
        .people
        .iter()
        .map(|p| p.number.as_deref().unwrap_or("no number on record"))
        .collect();
    words.replace("{people}", &names::list(&names)).replace("{numbers}", &names::list(&numbers))
}
