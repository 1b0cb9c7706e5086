//! The alarm: everything that is due or late, and which rung of which ladder is due, worked out from an
//! outing, the terms frozen at its sign-out, and `now`. Nothing here is stored, and nothing resolves itself.
//!
//! * [`clocks`]: every clock running over an outing, late or not
//! * [`arithmetic`]: how each clock's time came about, and when each rung of its ladder is due
//! * [`around`]: what a rung's words may name: the family's number, next of kin, the car
//! * `calls`: the calls that school owes
//! * [`danger`]: what an open distress changes in what is said beside it
//! * [`departure`]: planned visits that nobody left for, in their time
//! * [`drill`]: a ladder walked for practice, and what it proved
//! * [`hindsight`]: which alarms would have rung while only paper knew
//! * [`heard`]: whether the other machines have been heard from
//! * [`ladder`]: which rung is due, who does it, and what they do
//! * [`past`]: what was late on an outing in its time
//! * [`report`]: the figures of a period
//! * [`telling`]: who is still to be told of which rung
//! * [`brief`]: the page to read out to the police
//! * [`replay`]: past outings watched once more, under the terms they had or others
//! * [`sweep`]: an outing's past, from one line to the next
//! * [`told`]: what happened, in sentences that can be read aloud
//! * [`watcher`]: whether a machine has looked lately
//! * [`worst`]: which outing is looked at first
//! * [`unresolved`]: what was told and nobody has closed
//!
//! What this room will not do: read the policy, a file or a clock. The terms are in the outing, and the time
//! is an argument, so the same call answers for now, for a replay and for a drill.
#![forbid(clippy::disallowed_methods, clippy::disallowed_types)]

pub mod arithmetic;
pub mod around;
pub mod brief;
mod calls;
pub mod clocks;
pub mod danger;
pub mod departure;
pub mod drill;
pub mod heard;
pub mod hindsight;
pub mod ladder;
pub mod past;
pub mod replay;
pub mod report;
mod said;
pub mod sweep;
pub mod telling;
#[cfg(test)]
mod tests;
pub mod told;
pub mod unresolved;
pub mod watcher;
pub mod worst;

use crate::domain::alarm::{Alarm, AlarmLine, Charge, Log};
use crate::domain::entry::Entry;
use crate::domain::events::{Contactable, OutingEvent};
use crate::domain::names;
use crate::domain::outing::{Abroad, Door, Outing};
use crate::policy::{Clauses, Clock, Deadline, Source};
use crate::when::{Moment, Span};
use around::Around;
use ladder::Climbed;

/// A clock running over somebody.
#[derive(Debug, Clone, PartialEq)]
pub struct Running {
    /// Which clock.
    pub clock: Clock,
    /// Whom it is about.
    pub people: Vec<Contactable>,
    /// By when.
    pub deadline: Deadline,
    /// What should have happened, in words: "contact within 60 minutes of 09:50".
    pub owed: String,
    /// From when on it is missed, and not only due.
    pub missed: Option<Moment>,
    /// The visit, for clocks about one.
    pub visit: Option<String>,
    /// Where the clock comes from.
    pub source: Source,
}

impl Running {
    /// What should have happened, and whether the time for it has passed at `now`.
    pub fn owed_at(&self, now: Moment) -> String {
        match self.missed {
            Some(missed) if now >= missed => format!("{}: missed", self.owed),
            Some(_) | None => self.owed.clone(),
        }
    }
}

/// A clock that has run out.
#[derive(Debug, Clone, PartialEq)]
pub struct Late {
    /// The outing, or the visit nobody left for.
    pub id: String,
    /// The clock.
    pub running: Running,
    /// Whole seconds since it was due, by the later of the clock and the last time seen.
    pub late_seconds: i64,
    /// What is due to be done about it: the last of the steps.
    pub rung: ladder::Due,
    /// Every rung that came due so far, in order.
    pub steps: Vec<ladder::Due>,
    /// The rungs that are not due yet, and everyone after the last: see [`ladder::ahead`].
    pub ahead: Vec<ladder::Due>,
    /// How it stands in the log.
    pub alarm: Alarm,
    /// Who was told, who took charge, what came of it.
    pub log: Log,
    /// Where they should be, in words.
    pub place: String,
    /// The monitor.
    pub monitor: Option<Contactable>,
    /// Nobody is missing: the ladder is walked for practice.
    pub drill: bool,
    /// Somebody it is about is in distress, which is an alarm of its own: see [`danger::point_to`].
    pub beside_distress: bool,
}

impl Late {
    /// The clauses it comes from; empty for a rule that is hv's own.
    pub fn clauses(&self) -> Clauses {
        match &self.running.source {
            Source::Policy(clauses) => clauses.clone(),
            Source::Default => Clauses::new(),
        }
    }

    /// Worst first: distress, then what is latest. A drill comes after everything that is so.
    pub fn rank(&self) -> (bool, Clock, std::cmp::Reverse<i64>, String) {
        let first =
            if self.running.clock == Clock::Distress { Clock::Distress } else { Clock::Contact };
        (self.drill, first, std::cmp::Reverse(self.late_seconds), self.id.clone())
    }
}

/// Everything late about an outing at `now`.
pub fn late(outing: &Outing, now: Moment) -> Vec<Late> {
    late_noted(outing, &[], now)
}

/// The same, with the lines of the log that this machine could not put into the record.
pub fn late_noted(outing: &Outing, noted: &[Entry<AlarmLine>], now: Moment) -> Vec<Late> {
    // A line in doubt may carry any time, and one still to come must not put danger off.
    let danger = |r: &Running| matches!(r.clock, Clock::Distress | Clock::Concern);
    let at_once = |r: &Running| !outing.sign_out_sound || (danger(r) && !outing.damage.is_empty());
    let mut late: Vec<Running> = clocks::running(outing)
        .into_iter()
        .filter(|r| r.deadline.late(now) || at_once(r))
        .collect();
    late.retain(|running| drill::walked(outing, running));
    if late.is_empty() {
        return Vec::new();
    }
    let log = Log::of_outing(outing, noted);
    let one = |running: Running| {
        let place = place(outing, &running);
        let around = Around::of(outing, &running, place.clone());
        let alarm = alarm(outing, &running);
        let climbed = Climbed { alarm: &alarm, log: &log, from: climbs_from(outing, &running) };
        let terms = outing.terms.as_deref();
        let steps = ladder::steps(terms, &running, &around, &climbed, now);
        let ahead =
            steps.last().map(|last| ladder::ahead((terms, &running), &around, &climbed, last, now));
        let late = Late {
            place,
            ahead: ahead.unwrap_or_default(),
            monitor: outing.monitor.clone(),
            log: log.clone(),
            ..Late::new(
                outing.id.clone(),
                Running { owed: running.owed_at(now), ..running },
                alarm,
                steps,
                now,
            )
        };
        drill::marked(late, outing)
    };
    let mut late: Vec<Late> = late.into_iter().map(one).collect();
    let danger = danger::in_distress(&late);
    danger::point_to(&mut late, &danger);
    late
}

impl Late {
    /// Something late with the rungs due about it; nothing more is known of it.
    pub fn new(
        id: String,
        running: Running,
        alarm: Alarm,
        steps: Vec<ladder::Due>,
        now: Moment,
    ) -> Late {
        let rung =
            steps.last().cloned().unwrap_or_else(|| ladder::Due::nobody(running.deadline.due));
        Late {
            id,
            late_seconds: now.seconds_since(running.deadline.due),
            rung,
            steps,
            ahead: Vec::new(),
            alarm,
            log: Log::default(),
            place: String::new(),
            monitor: None,
            drill: false,
            beside_distress: false,
            running,
        }
    }

    /// The moment it was looked at.
    pub fn seen_at(&self) -> Moment {
        self.running.deadline.due.plus(Span::seconds(self.late_seconds))
    }

    /// Who has charge of it at `now`.
    pub fn charge(&self, now: Moment) -> Option<&Charge> {
        self.log.charge(&self.alarm, now)
    }
}

/// How a clock stands in the log. What was said again since is a new alarm: of a distress or a concern, the moment is
/// that of the last word of it.
pub fn alarm(outing: &Outing, running: &Running) -> Alarm {
    let people: Vec<String> = running.people.iter().map(|p| p.id.clone()).collect();
    let about = |who: &[String]| who.iter().any(|id| people.contains(id));
    let again = |e: &&Entry<OutingEvent>| match (&e.body, running.clock) {
        (OutingEvent::Distress { who, .. }, Clock::Distress)
        | (OutingEvent::Concern { who, .. }, Clock::Concern) => about(who),
        (_, _) => false,
    };
    let said = outing.entries.iter().chain(&outing.doubtful).filter(again).map(|e| e.at);
    let due = said.max().unwrap_or(running.deadline.due).max(running.deadline.due);
    Alarm { clock: running.clock, due, visit: running.visit.clone(), people }
}

/// From when the rungs of a clock count: from its due time, and where that was over when they left, from their leaving.
/// They are late at once; but nobody was silent before anybody was out, and "ring 999" is not the first thing to try. Of
/// several sign-outs, in doubt or not, the earliest. Danger is climbed since somebody said so.
pub fn climbs_from(outing: &Outing, running: &Running) -> Moment {
    if matches!(running.clock, Clock::Distress | Clock::Concern) {
        return running.deadline.due;
    }
    let signed_out = |e: &&Entry<OutingEvent>| matches!(e.body, OutingEvent::SignOut { .. });
    let all = outing.entries.iter().chain(&outing.doubtful).filter(signed_out);
    let left = all.map(|e| e.at).chain([outing.left_at]).min();
    left.map_or(running.deadline.due, |left| left.max(running.deadline.due))
}

/// The rung due for a clock over an outing.
pub fn due(outing: &Outing, running: &Running, now: Moment) -> ladder::Due {
    let around = Around::of(outing, running, place(outing, running));
    let (alarm, log) = (alarm(outing, running), Log::of_outing(outing, &[]));
    let climbed = Climbed { alarm: &alarm, log: &log, from: climbs_from(outing, running) };
    ladder::due(outing.terms.as_deref(), running, &around, &climbed, now)
}

/// Where they should be, in words to read to the police: at a door, or on the way.
fn place(outing: &Outing, running: &Running) -> String {
    let serious = matches!(running.clock, Clock::Concern | Clock::Distress);
    let said = if serious { said::in_danger(outing, running) } else { None };
    let planned = planned_place(outing, running);
    if let Some(back) = danger::back_on_record(outing, running).filter(|_| serious) {
        // Anybody may have typed the return: where they were is not kept from whoever goes to look.
        return format!("{back}; before that: {}", said.unwrap_or(planned));
    }
    said.map_or_else(|| planned.clone(), |said| format!("{said}; planned: {planned}"))
}

fn planned_place(outing: &Outing, running: &Running) -> String {
    let named =
        running.visit.as_ref().and_then(|v| outing.stops.iter().find(|d| &d.stop.visit == v));
    let theirs = |p: &&Abroad| running.people.iter().any(|r| r.id == p.id);
    let people: Vec<&Abroad> = outing.people.iter().filter(theirs).collect();
    places(outing, &people, (named, running.deadline.due))
}

/// Where whoever is out should be by the plan and what was phoned in, whatever clock runs.
fn planned_to_be(outing: &Outing) -> String {
    places(outing, &outing.out().collect::<Vec<_>>(), (None, outing.back))
}

/// Where these people should be; where they are not all at one place, each with whose it is.
fn places(outing: &Outing, people: &[&Abroad], (named, at): (Option<&Door>, Moment)) -> String {
    let mut all: Vec<(String, Vec<&str>)> = Vec::new();
    for person in people {
        let place = at_or_between(outing, &[person], (named, at));
        match all.iter_mut().find(|(known, _)| *known == place) {
            Some((_, who)) => who.push(&person.name),
            None => all.push((place, vec![&person.name])),
        }
    }
    match all.as_slice() {
        [] => at_or_between(outing, &[], (named, at)),
        [(place, _)] => place.clone(),
        several => {
            let each = several.iter().map(|(place, who)| format!("{place} ({})", names::list(who)));
            each.collect::<Vec<_>>().join("; ")
        }
    }
}

/// At a door that they came to and are not out of, whatever the clock is about; else at or on the way to the visit it
/// names, or their next by the plan at that moment. A visit that nobody told of is not known to have been reached.
fn at_or_between(outing: &Outing, who: &[&Abroad], (named, at): (Option<&Door>, Moment)) -> String {
    if let Some(door) = outing.at(who) {
        let elsewhere = named.filter(|named| named.stop.visit != door.stop.visit);
        let next = elsewhere.map(|named| format!("; the visit it is about: {}", named.stop.place));
        return format!("{}{}", door.stop.place, next.unwrap_or_default());
    }
    let over =
        |d: &Door| if who.is_empty() { d.over() } else { who.iter().all(|p| p.done_with(d)) };
    let reached = outing.stops.iter().filter(|d| d.last().is_some()).max_by_key(|d| d.last());
    let (next, untold) = by_the_plan(outing, who, at);
    let place = match (named.or(next), reached.or_else(|| outing.stops.last())) {
        (Some(door), _) if door.arrived.is_some() || door.entered.is_some() => {
            door.stop.place.clone()
        }
        (Some(next), Some(last)) if over(last) => {
            format!("on the way from {} to {}", last.stop.place, next.stop.place)
        }
        (Some(next), _) => next.stop.place.clone(),
        (None, Some(last)) => format!("on the way back from {}", last.stop.place),
        (None, None) => "place not recorded".to_owned(),
    };
    let untold: Vec<&str> =
        untold.iter().map(|d| d.stop.place.as_str()).filter(|told| !place.contains(told)).collect();
    if untold.is_empty() {
        return place;
    }
    format!("{place}; nobody told whether they came to {}", names::list(&untold))
}

/// The visit these people should be at or on the way to by the plan: the last that has begun by then, or else their next.
/// Beside it those before it that they neither came to, as far as anybody said, nor called off. One that is planned
/// before a visit they were at is behind them.
fn by_the_plan<'o>(
    outing: &'o Outing,
    who: &[&Abroad],
    at: Moment,
) -> (Option<&'o Door>, Vec<&'o Door>) {
    let over =
        |d: &Door| if who.is_empty() { d.over() } else { who.iter().all(|p| p.done_with(d)) };
    // Where one of two was in and is out again, the round has gone on for the other as well.
    let came =
        |d: &Door| d.left.is_some() || who.iter().any(|p| p.been.contains_key(&d.stop.visit));
    let behind = outing.stops.iter().rposition(came).map_or(0, |last| last + 1);
    let (before, ahead) = outing.stops.split_at(behind);
    let open: Vec<&Door> = ahead.iter().filter(|d| !over(d)).collect();
    let begun = |d: &&Door| d.stop.appointment.is_some_and(|appointment| appointment <= at);
    let now = open.iter().rposition(begun).unwrap_or(0);
    let untold =
        before.iter().filter(|d| !came(d) && !over(d)).chain(open.iter().copied().take(now));
    (open.get(now).copied(), untold.collect())
}
