//! How each clock's time came about: what started it, what is added and by which clause, and when each rung of its
//! ladder is due. It shows what [`super::clocks`] decided and decides nothing: a sum that does not come out at the
//! clock's own time is not shown, and that is said.

use super::around::Around;
use super::told::{self, Teller};
use super::{Running, clocks, drill, ladder};
use crate::domain::alarm::Log;
use crate::domain::entry::Entry;
use crate::domain::events::{Contactable, FrozenRung, OutingEvent, OwedCall, Terms};
use crate::domain::outing::{Door, Outing, arrival, extended};
use crate::policy::{Clock, Limit, Source};
use crate::when::{Moment, Span, Zone};
use serde::Serialize;
use std::sync::Arc;

/// A running clock, explained.
#[derive(Debug, Clone, PartialEq)]
pub struct Explained {
    /// The clock.
    pub running: Running,
    /// How its time came about. `None`: the record is in doubt, and what it holds does not add up to it.
    pub sum: Option<Sum>,
    /// Its ladder.
    pub ladder: Ladder,
}

/// Start and what is added: the due time.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sum {
    /// What it starts from, in words.
    pub started_by: String,
    /// When that was.
    pub from: Moment,
    /// Who typed it. Absent: it was not typed, but planned or set by the policy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub typed_by: Option<String>,
    /// What is added; taken away if it comes before.
    pub parts: Vec<Part>,
}

/// One length of time in a sum.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Part {
    /// How long.
    pub span: Span,
    /// Taken away rather than added: so long before an appointment.
    pub before: bool,
    /// What it is: "limit", "grace".
    pub what: &'static str,
    /// Where it comes from.
    pub source: Source,
}

impl Sum {
    /// What it comes to.
    pub fn due(&self) -> Moment {
        let step = |at: Moment, part: &Part| {
            if part.before { at.minus(part.span) } else { at.plus(part.span) }
        };
        self.parts.iter().fold(self.from, step)
    }
}

/// A ladder with its times.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Ladder {
    /// Its name in the policy. Absent: the policy has none for this clock, and hv's own stands in: everyone, at once.
    pub id: Option<String>,
    /// From when the rungs count, where that is not the due time: they left after it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Moment>,
    /// The rungs, in order.
    pub rungs: Vec<Rung>,
    /// From when on everybody is told. Absent: from the due time on.
    pub exhausted_from: Option<Moment>,
    /// That time has come: everybody is told, again and again.
    pub exhausted: bool,
    /// How long the last rung has before that: hv's own number. Absent: there is no ladder.
    pub rung_time: Option<Span>,
}

/// One rung with its time.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Rung {
    /// Its place, from 1.
    pub number: usize,
    /// The role, in the policy's words.
    pub role: String,
    /// Who has it. Empty: passed over.
    pub people: Vec<Arc<Contactable>>,
    /// What they do.
    pub does: String,
    /// How long after the due time; after they left, if that was later.
    pub after: Span,
    /// The time that comes to.
    pub at: Moment,
    /// The time is hv's own: the policy gives none.
    pub own_time: bool,
    /// Not before this time of day, in minutes since midnight.
    pub not_before: Option<i64>,
    /// Where it stands.
    pub state: State,
    /// The clauses.
    pub clauses: Vec<String>,
}

/// Where a rung stands at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Its time is still to come, or the clock is not late.
    ToCome,
    /// Its time has come, and a later rung's too: they stay told.
    Before,
    /// This one is due now.
    Now,
    /// Nobody holds the role: it is passed over at once.
    PassedOver,
}

/// Explains every clock over an outing, soonest first.
pub fn explain(outing: &Outing, now: Moment, zone: Zone) -> Vec<Explained> {
    let mut all: Vec<Running> = clocks::running(outing);
    all.retain(|r| drill::walked(outing, r));
    all.sort_by_key(|r| r.deadline.due);
    let told = Teller { outing, zone, today: zone.day_of(now) };
    let one = |running: Running| {
        let ladder = steps(outing, &running, now);
        Explained { sum: sum(&told, &running), ladder, running }
    };
    all.into_iter().map(one).collect()
}

/// The sum that comes out at the clock's time, of those that its kind allows.
fn sum(told: &Teller<'_>, running: &Running) -> Option<Sum> {
    let found = match running.clock {
        Clock::Distress | Clock::Concern => reported(told, running),
        Clock::Contact if running.visit.is_some() => around_a_visit(told, running),
        Clock::Contact => silence(told, running),
        Clock::Return => the_return(told, running),
        Clock::Home => at_home(told, running),
        Clock::Finish => last_finish(told),
        Clock::Call => calls(told, running),
        Clock::Wait => waits(told, running),
        Clock::Departure => Vec::new(),
    };
    found.into_iter().find(|sum| sum.due() == running.deadline.due)
}

/// Every event of the outing, doubtful ones as well: a clock may run on one.
fn entries<'a>(told: &Teller<'a>) -> impl Iterator<Item = &'a Entry<OutingEvent>> {
    let outing: &'a Outing = told.outing;
    outing.entries.iter().chain(&outing.doubtful)
}

fn from_event(told: &Teller<'_>, entry: &Entry<OutingEvent>, parts: Vec<Part>) -> Sum {
    Sum { started_by: told.words(entry), from: entry.at, typed_by: Some(entry.by.clone()), parts }
}

fn part(what: &'static str, limit: &Limit) -> Part {
    Part { span: limit.span, before: false, what, source: limit.source.clone() }
}

/// Due at once: the report itself.
fn reported(told: &Teller<'_>, running: &Running) -> Vec<Sum> {
    let about = |e: &&Entry<OutingEvent>| {
        let kind = if running.clock == Clock::Distress {
            matches!(e.body, OutingEvent::Distress { .. })
        } else {
            matches!(e.body, OutingEvent::Concern { .. })
        };
        let who = told::who(&e.body);
        kind && running.people.iter().any(|p| who.contains(&p.id))
    };
    entries(told).filter(about).map(|e| from_event(told, e, Vec::new())).collect()
}

/// The last word of them, and the longest silence.
fn silence(told: &Teller<'_>, running: &Running) -> Vec<Sum> {
    let limit = told.outing.terms.as_deref().and_then(|t| t.contact.as_ref());
    let Some((limit, person)) = limit.zip(running.people.first()) else { return Vec::new() };
    let theirs = entries(told).filter(|e| told::who(&e.body).contains(&person.id));
    let contact = theirs.filter(|e| told::may_be_contact(&e.body));
    contact.map(|e| from_event(told, e, vec![part("limit", limit)])).collect()
}

/// Contact before the visit, so long ahead of the appointment; or after it, so long after the planned finish.
fn around_a_visit(told: &Teller<'_>, running: &Running) -> Vec<Sum> {
    let Some((terms, door)) = told.outing.terms.as_deref().zip(door(told, running)) else {
        return Vec::new();
    };
    let mut all = Vec::new();
    for (from, words, typed_by) in appointments(told, door) {
        if running.deadline.over {
            let ahead = Part {
                span: terms.before_ahead,
                before: true,
                what: "ahead of it",
                source: Source::Policy(terms.before_visit.clone()),
            };
            let parts = if terms.before_ahead.is_zero() { Vec::new() } else { vec![ahead] };
            all.push(Sum { started_by: words.clone(), from, typed_by: typed_by.clone(), parts });
            // Who leaves later than that owes it by the appointment.
            all.push(Sum { started_by: words, from, typed_by, parts: Vec::new() });
        }
    }
    if !running.deadline.over
        && let Some(within) = terms.after_within
    {
        let source = Source::Policy(terms.after_visit.clone());
        let grace = Part { span: within, before: false, what: "grace", source };
        all.extend(finishes(told, door).into_iter().map(|(from, started_by)| Sum {
            started_by,
            from,
            typed_by: None,
            parts: vec![grace.clone()],
        }));
    }
    all
}

fn door<'a>(told: &Teller<'a>, running: &Running) -> Option<&'a Door> {
    let visit = running.visit.as_ref()?;
    told.outing.stops.iter().find(|d| d.stop.visit == *visit)
}

/// The appointment as planned, and each that a delay gave.
fn appointments(told: &Teller<'_>, door: &Door) -> Vec<(Moment, String, Option<String>)> {
    let place = &door.stop.place;
    let delayed = entries(told).filter_map(|e| {
        let arrives = arrival(&e.body, &door.stop.visit)?;
        Some((door.at(arrives).appointment?, told.words(e), Some(e.by.clone())))
    });
    let planned = door.planned.or(door.stop.appointment);
    let planned = planned.map(|at| (at, format!("the appointment at {place}"), None));
    delayed.chain(planned).collect()
}

fn finishes(told: &Teller<'_>, door: &Door) -> Vec<(Moment, String)> {
    let place = &door.stop.place;
    let moved = entries(told).filter_map(|e| {
        let arrives = arrival(&e.body, &door.stop.visit)?;
        Some((
            door.at(arrives).finish?,
            format!("the planned finish at {place}, moved: {}", told.words(e)),
        ))
    });
    let moved: Vec<(Moment, String)> = moved.collect();
    let planned = door.planned.and_then(|at| door.at(at).finish).or(door.stop.finish);
    let planned = planned.map(|at| (at, format!("the planned finish at {place}")));
    moved.into_iter().chain(planned).collect()
}

/// The expected return in force, and what gave it; or, where the sign-out is in doubt, the sign-out itself.
fn the_return(told: &Teller<'_>, running: &Running) -> Vec<Sum> {
    let Some(terms) = &told.outing.terms else {
        let sign_out = entries(told).filter(|e| matches!(e.body, OutingEvent::SignOut { .. }));
        return sign_out.map(|e| from_event(told, e, Vec::new())).collect();
    };
    back_by(told, running, &part("grace", &terms.return_grace))
}

fn at_home(told: &Teller<'_>, running: &Running) -> Vec<Sum> {
    let home = told.outing.home().or(told.outing.home_in_doubt.as_ref());
    home.map(|home| back_by(told, running, &part("grace", &home.grace))).unwrap_or_default()
}

fn back_by(told: &Teller<'_>, running: &Running, grace: &Part) -> Vec<Sum> {
    let given = entries(told).filter_map(|e| {
        if let OutingEvent::SignOut { back, .. } = &e.body {
            return Some((*back, e));
        }
        let theirs = running.people.iter().find_map(|p| extended(&e.body, &p.id));
        theirs.map(|back| (back, e))
    });
    let mut sums: Vec<Sum> = given
        .map(|(back, e)| Sum {
            started_by: format!("the expected return: {}", told.words(e)),
            from: back,
            typed_by: Some(e.by.clone()),
            parts: vec![grace.clone()],
        })
        .collect();
    // The last one that gave it is the one to name.
    sums.reverse();
    sums
}

fn last_finish(told: &Teller<'_>) -> Vec<Sum> {
    let Some(limit) = told.outing.terms.as_deref().and_then(|t| t.finish.as_ref()) else {
        return Vec::new();
    };
    let all = told.outing.stops.iter().flat_map(|door| finishes(told, door));
    all.map(|(from, started_by)| Sum {
        started_by,
        from,
        typed_by: None,
        parts: vec![part("grace", limit)],
    })
    .collect()
}

/// So long after they came to the door; or a time of the day that the policy sets.
fn calls(told: &Teller<'_>, running: &Running) -> Vec<Sum> {
    let Some(door) = door(told, running) else {
        return vec![Sum {
            started_by: "a time of day that the policy sets for a call by school".to_owned(),
            from: running.deadline.due,
            typed_by: None,
            parts: Vec::new(),
        }];
    };
    let mut sums = Vec::new();
    let owed = owed_calls(told, door);
    let came = entries(told).filter(|e| {
        matches!(&e.body, OutingEvent::Arrive { visit, .. } | OutingEvent::Enter { visit, .. } if *visit == door.stop.visit)
    });
    for entry in came {
        for call in owed.iter().filter(|c| Source::Policy(c.clauses.clone()) == running.source) {
            let source = Source::Policy(call.clauses.clone());
            let wait = Part { span: call.from, before: false, what: "not before", source };
            sums.push(from_event(told, entry, vec![wait]));
        }
    }
    sums
}

fn owed_calls(told: &Teller<'_>, door: &Door) -> Vec<OwedCall> {
    let mut all = door.stop.calls.clone();
    for entry in entries(told) {
        if let OutingEvent::Arrive { calls, .. }
        | OutingEvent::Enter { calls, .. }
        | OutingEvent::Told { calls, .. } = &entry.body
        {
            all.extend(calls.iter().cloned());
        }
    }
    all
}

/// From the appointment, whenever they came to the door.
fn waits(told: &Teller<'_>, running: &Running) -> Vec<Sum> {
    let Some(door) = door(told, running) else { return Vec::new() };
    let mut sums = Vec::new();
    for (from, started_by, typed_by) in appointments(told, door) {
        let limit = crate::domain::outing::wait_limit(door, from);
        sums.extend(limit.map(|limit| Sum {
            started_by,
            from,
            typed_by,
            parts: vec![part("longest wait", limit)],
        }));
    }
    sums
}

/// The ladder of a clock with a time for each rung.
fn steps(outing: &Outing, running: &Running, now: Moment) -> Ladder {
    let found = outing.terms.as_deref().and_then(|t| {
        t.ladders.iter().find(|l| l.clocks.contains(&running.clock)).map(|ladder| (t, ladder))
    });
    let Some((terms, ladder)) = found else {
        return Ladder {
            id: None,
            from: None,
            rungs: Vec::new(),
            exhausted_from: None,
            exhausted: running.deadline.late(now),
            rung_time: None,
        };
    };
    let (alarm, log) = (super::alarm(outing, running), Log::of_outing(outing, &[]));
    let from = super::climbs_from(outing, running);
    let climbed = ladder::Climbed { alarm: &alarm, log: &log, from };
    let offsets = ladder::offsets(ladder, terms, running, &climbed);
    let due = running.deadline.late(now).then(|| super::due(outing, running, now));
    let exhausted = due.as_ref().is_some_and(|due| due.exhausted);
    let due = due.map(|due| due.number);
    let around = Around::of(outing, running, super::place(outing, running));
    let rungs = ladder.rungs.iter().zip(&offsets.rungs).enumerate();
    let rungs = rungs.map(|(index, (frozen, after))| Rung {
        number: index + 1,
        role: frozen.role.clone(),
        people: frozen.people.clone(),
        does: around.fill(&frozen.does),
        after: Span::seconds(*after),
        at: from.plus(Span::seconds(*after)),
        own_time: frozen.default_time,
        not_before: frozen.at,
        state: state(frozen, index + 1, due),
        clauses: frozen.clauses.clone(),
    });
    let rungs = rungs.collect();
    let staffed = ladder.rungs.iter().any(|r| !r.people.is_empty());
    let exhausted_from = staffed.then(|| from.plus(Span::seconds(offsets.out)));
    let id = (ladder.source != Source::Default).then(|| ladder.id.clone());
    let from = Some(from).filter(|from| *from > running.deadline.due);
    Ladder { id, from, rungs, exhausted_from, exhausted, rung_time: Some(terms.rung_time) }
}

/// Where a rung stands when that number is due; none is, while the clock is not late.
fn state(rung: &FrozenRung, number: usize, due: Option<usize>) -> State {
    match due {
        _ if rung.people.is_empty() => State::PassedOver,
        Some(due) if due == number => State::Now,
        Some(due) if due > number => State::Before,
        Some(_) | None => State::ToCome,
    }
}

/// The clocks that this outing's policy does not set, in words.
pub fn not_set(terms: &Terms, doors: &[Door]) -> Vec<String> {
    let mut all = Vec::new();
    let mut unless = |set: bool, what: &str| {
        if !set {
            all.push(format!("{what}: not set in this policy"));
        }
    };
    unless(terms.contact.is_some(), "contact interval");
    unless(!terms.before_visit.is_empty(), "contact before each visit");
    let after = terms.after_within.is_some();
    unless(after || !terms.after_visit.is_empty(), "contact after each visit");
    unless(terms.finish.is_some(), "word after the last visit's planned finish");
    unless(terms.school_calls.is_some(), "calls by school at set times");
    unless(terms.home.is_some(), "word from home at the end of this outing");
    let calls = doors.iter().any(|d| !d.stop.calls.is_empty() || !d.stop.may_owe.is_empty());
    unless(calls || doors.is_empty(), "calls by school after arrival");
    for door in doors {
        let place = &door.stop.place;
        unless(
            door.stop.wait_without_notice.is_some(),
            &format!("longest wait at {place}, no word from the family"),
        );
        unless(
            door.stop.wait_with_notice.is_some(),
            &format!("longest wait at {place}, when the family says it is late"),
        );
    }
    if !after && !terms.after_visit.is_empty() {
        all.push(
            "contact after each visit: wanted, without a time, so no clock of its own runs"
                .to_owned(),
        );
    }
    all
}
