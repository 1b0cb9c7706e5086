//! Which rung of a ladder is due, worked out from the due time alone, or from the moment of leaving where somebody left
//! after it: a run that was missed never stretches the ladder. Rungs add people and never drop the earlier ones.

use super::Running;
use super::around::Around;
use crate::domain::alarm::{Alarm, Log};
use crate::domain::events::{Contactable, FrozenLadder, FrozenRung, Terms};
use crate::policy::{Clock, Source, defaults};
use crate::when::{Moment, Span};
use std::sync::Arc;

/// What is due to be done about something late.
#[derive(Debug, Clone, PartialEq)]
pub struct Due {
    /// The rung that is due, from 1. One more than there are: the ladder has run out.
    pub number: usize,
    /// How many rungs there are.
    pub of: usize,
    /// Of a ladder that has run out, which repetition, from 0.
    pub round: i64,
    /// When it came due.
    pub since: Moment,
    /// When the rung before it was tried as often as it is to be in vain, or passed over: nobody's charge holds back
    /// what is to be done because of that.
    pub hastened: Option<Moment>,
    /// The ladder has run out: everyone is told, and the reader is told to ring 999.
    pub exhausted: bool,
    /// Who acts now. Empty: nobody holds the role, which is said.
    pub who: Vec<Arc<Contactable>>,
    /// Their role, in the policy's words.
    pub role: String,
    /// What they do, in words that can be read aloud.
    pub does: String,
    /// The same for a message: it names no address, no family and nobody's next of kin.
    pub says: String,
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

impl Due {
    /// Nobody and nothing: what is said of a ladder without any rung.
    pub(super) fn nobody(since: Moment) -> Due {
        Due {
            number: 1,
            of: 0,
            round: 0,
            since,
            hastened: None,
            exhausted: true,
            who: Vec::new(),
            role: "everyone".to_owned(),
            does: format!("{LAST}. {TOLD}"),
            says: LAST.to_owned(),
            decision: Vec::new(),
            tries: None,
            optional: false,
            clauses: Vec::new(),
            skipped: Vec::new(),
            stand_in: true,
        }
    }
}

/// What to read when there is nothing left to climb. The blank is what to type.
pub const LAST: &str = "Ring 999 now and read out the page that `hv brief {record}` prints";

/// What is added to it where everyone is named beside it.
const TOLD: &str = "Everyone named here is to be told until somebody says what they are doing";

/// The rung due at `now`: the last of [`steps`].
pub fn due(
    terms: Option<&Terms>,
    running: &Running,
    around: &Around,
    log: &Climbed<'_>,
    now: Moment,
) -> Due {
    let mut steps = steps(terms, running, around, log, now);
    steps.pop().unwrap_or_else(|| nothing_to_climb(terms, (running, log.from), around, now))
}

/// What is on record about the climb so far.
#[derive(Debug, Clone, Copy)]
pub struct Climbed<'l> {
    /// The alarm, as it stands in the log.
    pub alarm: &'l Alarm,
    /// The log.
    pub log: &'l Log,
    /// From when its rungs count: see [`super::climbs_from`].
    pub from: Moment,
}

impl<'l> Climbed<'l> {
    /// A climb that nothing put off: from the due time.
    pub fn since_due(alarm: &'l Alarm, log: &'l Log, running: &Running) -> Climbed<'l> {
        Climbed { alarm, log, from: running.deadline.due }
    }
}

/// Every rung that is due by `now`, in the order they came due; of a ladder that has run out, its latest repetition as
/// well. Never empty: nothing late is left to nobody.
pub fn steps(
    terms: Option<&Terms>,
    running: &Running,
    around: &Around,
    log: &Climbed<'_>,
    now: Moment,
) -> Vec<Due> {
    let ladder = terms.and_then(|t| t.ladders.iter().find(|l| l.clocks.contains(&running.clock)));
    let (Some(terms), Some(ladder)) = (terms, ladder) else {
        return vec![nothing_to_climb(terms, (running, log.from), around, now)];
    };
    let waited = now.seconds_since(log.from).max(0);
    let offsets = offsets(ladder, terms, running, log);
    let staffed = staffed(ladder, &offsets, waited);
    let reached = staffed.iter().filter(|(_, _, offset)| *offset <= waited);
    let mut steps: Vec<Due> = reached
        .map(|(index, rung, offset)| {
            let since = log.from.plus(Span::seconds(*offset));
            let hastened = offsets.hastened.get(*index).copied().flatten();
            Due { hastened, ..on_rung(ladder, *index, rung, around, since) }
        })
        .collect();
    if waited >= offsets.out || steps.is_empty() {
        let over = if steps.is_empty() { 0 } else { offsets.out };
        let every = terms.repeat.as_seconds().max(1);
        let round = (waited - over) / every;
        let since = log.from.plus(Span::seconds(over + round * every));
        let hastened = offsets.out_hastened;
        steps.push(Due { round, since, hastened, ..exhausted(terms, ladder, running, around) });
    }
    steps
}

/// Every rung that is not due yet by `now`, in order, and everyone after the last: who is told instead where nobody can be
/// told of what is due. `last` is the last of [`steps`] at the same `now`; they count as due since it is. Empty once the
/// ladder has run out.
pub fn ahead(
    (terms, running): (Option<&Terms>, &Running),
    around: &Around,
    log: &Climbed<'_>,
    last: &Due,
    now: Moment,
) -> Vec<Due> {
    let ladder = terms.and_then(|t| t.ladders.iter().find(|l| l.clocks.contains(&running.clock)));
    let (Some(terms), Some(ladder), false) = (terms, ladder, last.exhausted) else {
        return Vec::new();
    };
    let waited = now.seconds_since(log.from).max(0);
    let offsets = offsets(ladder, terms, running, log);
    let mut ahead: Vec<Due> = staffed(ladder, &offsets, waited)
        .into_iter()
        .filter(|(_, _, offset)| *offset > waited)
        .map(|(index, rung, _)| on_rung(ladder, index, rung, around, last.since))
        .collect();
    ahead.push(Due { since: last.since, ..exhausted(terms, ladder, running, around) });
    ahead
}

/// The rungs that somebody holds, each with its place and when it is due. Before the first has its time, it is told all
/// the same.
fn staffed<'l>(
    ladder: &'l FrozenLadder,
    offsets: &Offsets,
    waited: i64,
) -> Vec<(usize, &'l FrozenRung, i64)> {
    let mut staffed: Vec<(usize, &FrozenRung, i64)> = ladder
        .rungs
        .iter()
        .zip(&offsets.rungs)
        .enumerate()
        .filter(|(_, (rung, _))| !rung.people.is_empty())
        .map(|(index, (rung, offset))| (index, rung, *offset))
        .collect();
    if let Some(first) = staffed.first_mut().filter(|(_, _, offset)| *offset > waited) {
        first.2 = 0;
    }
    staffed
}

/// Which repetition it is of something of which nobody knows since when, and when it began.
pub fn round_of_day(every: Span, now: Moment) -> (i64, Moment) {
    let every = every.as_seconds().max(1);
    let since = now.seconds_since(Moment::epoch());
    let round = since / every;
    (round, Moment::epoch().plus(Span::seconds(round * every)))
}

/// How many seconds after [`Climbed::from`] each rung is due, and everyone after the last.
pub(super) struct Offsets {
    pub(super) rungs: Vec<i64>,
    pub(super) out: i64,
    /// For each rung, when the one before it was passed without an answer; and the same for everyone after the last.
    hastened: Vec<Option<Moment>>,
    out_hastened: Option<Moment>,
}

/// A rung that waits for a time of day holds back those after it that have no time of their own. Its day, and its clock
/// on the wall, are those of the moment it is climbed from. A rung that was tried as often as it is to be without an answer, or passed
/// over, makes the next one due then, if it was not before. Distress goes straight to the top: it waits for nothing.
pub(super) fn offsets(
    ladder: &FrozenLadder,
    terms: &Terms,
    running: &Running,
    climbed: &Climbed<'_>,
) -> Offsets {
    let due = climbed.from.minute_of_day();
    let mut next = 0;
    // When the one before was passed without an answer.
    let mut passed: Option<i64> = None;
    let mut moment: Option<Moment> = None;
    let mut last = 0;
    let (mut rungs, mut hastened) = (Vec::new(), Vec::new());
    for (index, rung) in ladder.rungs.iter().enumerate() {
        // Without a time of its own it is due when the one before has had time to answer, from when that was due.
        let own = if rung.default_time { next } else { rung.after.as_seconds() };
        let planned = rung.at.map_or(own, |at| own.max((at - due) * 60));
        let offset = passed.map_or(planned, |passed| planned.min(passed.max(0)));
        let offset = if running.clock == Clock::Distress { 0 } else { offset };
        hastened.push(moment);
        if !rung.people.is_empty() {
            next = offset + terms.rung_time.as_seconds();
            last = last.max(offset);
            moment = climbed.log.passed(climbed.alarm, index + 1, rung.tries.unwrap_or(1));
            passed = moment.map(|at| at.seconds_since(climbed.from));
        }
        rungs.push(offset);
    }
    let out = last + terms.rung_time.as_seconds();
    let out = passed.map_or(out, |passed| out.min(passed.max(last)));
    Offsets { rungs, out, hastened, out_hastened: moment }
}

fn on_rung(
    ladder: &FrozenLadder,
    index: usize,
    rung: &FrozenRung,
    around: &Around,
    since: Moment,
) -> Due {
    Due {
        number: index + 1,
        of: ladder.rungs.len(),
        round: 0,
        since,
        hastened: None,
        exhausted: false,
        who: rung.people.clone(),
        role: rung.role.clone(),
        does: format!("{}{}", around.fill(&rung.does), how(rung)),
        says: format!("{}{}", around.discreet().fill(&rung.does), how(rung)),
        decision: rung.decision.clone(),
        tries: rung.tries,
        optional: rung.optional,
        clauses: rung.clauses.clone(),
        skipped: skipped(ladder, index),
        stand_in: ladder.source == Source::Default,
    }
}

/// The roles that nobody holds, of the rungs before that one: each once, however many of its rungs were passed over.
fn skipped(ladder: &FrozenLadder, before: usize) -> Vec<String> {
    let mut roles: Vec<String> = Vec::new();
    for rung in ladder.rungs.iter().take(before).filter(|r| r.people.is_empty()) {
        if !roles.contains(&rung.role) {
            roles.push(rung.role.clone());
        }
    }
    roles
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
        round: 0,
        since: running.deadline.due,
        hastened: None,
        exhausted: true,
        who: terms.everyone.clone(),
        role: "everyone".to_owned(),
        does: last_words(running, around, &format!("{LAST}. {TOLD}")),
        says: last_words(running, &around.discreet(), LAST),
        decision: Vec::new(),
        tries: None,
        optional: false,
        clauses: Vec::new(),
        skipped: skipped(ladder, ladder.rungs.len()),
        stand_in: ladder.source == Source::Default,
    }
}

fn nothing_to_climb(
    terms: Option<&Terms>,
    (running, from): (&Running, Moment),
    around: &Around,
    now: Moment,
) -> Due {
    let every = terms.map_or_else(|| defaults().repeat, |t| t.repeat).as_seconds().max(1);
    let round = now.seconds_since(from).max(0) / every;
    Due {
        number: 1,
        of: 0,
        round,
        since: from.plus(Span::seconds(round * every)),
        hastened: None,
        exhausted: true,
        who: terms.map(|t| t.everyone.clone()).unwrap_or_default(),
        role: "everyone".to_owned(),
        does: last_words(running, around, &format!("{LAST}. {TOLD}")),
        says: last_words(running, &around.discreet(), LAST),
        decision: Vec::new(),
        tries: None,
        optional: false,
        clauses: Vec::new(),
        skipped: Vec::new(),
        stand_in: true,
    }
}

/// Nobody is known to be in danger at a door, or to be out for a visit that nobody left for: 999 is not the first thing
/// to reach for, and it is the last of these as well.
fn last_words(running: &Running, around: &Around, last: &str) -> String {
    let first = match running.clock {
        Clock::Wait => {
            "The waiting time is over: ring {people} on {numbers} and tell them to leave. No answer?"
        }
        Clock::Departure => {
            "Find {people} ({numbers}) now: did they leave without signing out? If nobody finds them:"
        }
        // A telephone that rings may make it worse for somebody who is held.
        Clock::Distress => "In danger as far as anybody knows: {people}, {numbers}.",
        Clock::Concern
        | Clock::Contact
        | Clock::Return
        | Clock::Finish
        | Clock::Call
        | Clock::Home => "Ring {people} on {numbers} once more.",
    };
    around.fill(&format!("{first} {last}"))
}
