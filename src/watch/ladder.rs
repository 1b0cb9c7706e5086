//! Which rung of a ladder is due, worked out from the due time alone: a run that was missed never stretches
//! the ladder. Rungs add people and never drop the earlier ones.

use super::Running;
use super::around::Around;
use crate::domain::events::{Contactable, FrozenLadder, FrozenRung, Terms};
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
    /// How often to try.
    pub tries: Option<i64>,
    /// It may be passed over, with a note.
    pub optional: bool,
    /// The clauses of the rung.
    pub clauses: Vec<String>,
    /// Rungs that nobody can do, passed over at once.
    pub skipped: Vec<String>,
    /// True when the policy has no ladder for this clock and hv's own stands in. Said every time.
    pub stand_in: bool,
}

/// What to read when there is nothing left to climb. The blank is what to type.
pub const LAST: &str = "Ring 999 now and read out the page that `hv brief {record}` prints. Everyone \
                        named below is to be told until somebody says what they are doing";

/// The rung due at `now`.
pub fn due(terms: Option<&Terms>, running: &Running, around: &Around, now: Moment) -> Due {
    let ladder = terms.and_then(|t| t.ladders.iter().find(|l| l.clocks.contains(&running.clock)));
    let (Some(terms), Some(ladder)) = (terms, ladder) else {
        return nothing_to_climb(terms, running, around);
    };
    let waited = now.seconds_since(running.deadline.due).max(0);
    let offsets = offsets(ladder, terms, running);
    let staffed = || {
        let rungs = ladder.rungs.iter().zip(&offsets).enumerate();
        rungs.filter(|(_, (rung, _))| !rung.people.is_empty())
    };
    let last_offset = staffed().map(|(_, (_, offset))| *offset).max().unwrap_or(0);
    let out_of_rungs = waited >= last_offset + terms.rung_time.as_seconds();
    // Before the first has its time, it is told all the same: nothing late is left to nobody.
    let reached = staffed().rfind(|(_, (_, offset))| **offset <= waited).or(staffed().next());
    match reached {
        Some((index, (rung, _))) if !out_of_rungs => on_rung(ladder, index, rung, around),
        _ => exhausted(terms, ladder, running, around),
    }
}

/// How many seconds after the due time each rung is due. One that waits for a time of day holds back those after it
/// that have no time of their own. Its day, and its clock on the wall, are those of the due time.
pub(super) fn offsets(ladder: &FrozenLadder, terms: &Terms, running: &Running) -> Vec<i64> {
    let due = running.deadline.due.minute_of_day();
    let mut next = 0;
    let mut offsets = Vec::new();
    for rung in &ladder.rungs {
        let own = rung.after.as_seconds();
        let own = if rung.default_time { own.max(next) } else { own };
        let offset = rung.at.map_or(own, |at| own.max((at - due) * 60));
        if !rung.people.is_empty() {
            next = offset + terms.rung_time.as_seconds();
        }
        offsets.push(offset);
    }
    offsets
}

fn on_rung(ladder: &FrozenLadder, index: usize, rung: &FrozenRung, around: &Around) -> Due {
    Due {
        number: index + 1,
        of: ladder.rungs.len(),
        exhausted: false,
        who: rung.people.clone(),
        role: rung.role.clone(),
        does: format!("{}{}", around.fill(&rung.does), how(rung)),
        decision: rung.decision.clone(),
        tries: rung.tries,
        optional: rung.optional,
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

/// How hard to try, and whether it may be left out.
fn how(rung: &FrozenRung) -> String {
    let tries = match rung.tries {
        Some(1) => " (try once)".to_owned(),
        Some(tries) => format!(" (try {tries} times)"),
        None => String::new(),
    };
    let optional = if rung.optional { " (if needed: may be passed over, with a note)" } else { "" };
    format!("{tries}{optional}")
}

fn exhausted(terms: &Terms, ladder: &FrozenLadder, running: &Running, around: &Around) -> Due {
    Due {
        number: ladder.rungs.len() + 1,
        of: ladder.rungs.len(),
        exhausted: true,
        who: terms.everyone.clone(),
        role: "everyone".to_owned(),
        does: last_words(running, around),
        decision: Vec::new(),
        tries: None,
        optional: false,
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

fn nothing_to_climb(terms: Option<&Terms>, running: &Running, around: &Around) -> Due {
    Due {
        number: 1,
        of: 0,
        exhausted: true,
        who: terms.map(|t| t.everyone.clone()).unwrap_or_default(),
        role: "everyone".to_owned(),
        does: last_words(running, around),
        decision: Vec::new(),
        tries: None,
        optional: false,
        clauses: Vec::new(),
        skipped: Vec::new(),
        stand_in: true,
    }
}

/// A departure that ran out is asked about until it is answered; nobody is known to be out, so 999 is not
/// the first thing to reach for.
fn last_words(running: &Running, around: &Around) -> String {
    if running.clock == Clock::Wait {
        return around
            .fill("Ring {people} on {numbers}: the waiting time is over. Tell them to leave");
    }
    if running.clock == Clock::Departure {
        return around.fill("Find {people} ({numbers}) now: did they leave without signing out?");
    }
    around.fill(&format!("Ring {{people}} on {{numbers}} once more. {LAST}"))
}
