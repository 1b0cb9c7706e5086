//! A ladder walked for practice: how its alarm differs from a real one, and what it proved.
//!
//! The clocks, the rungs and their times are those of every outing. What differs is that every word says that it is a
//! drill, that nobody's charge holds it back, since all of the ladder is to be walked, and that it ends: an alarm about
//! somebody never does. Nothing here tells a drill from an outing: see [`crate::domain::drill`].

use super::ladder::{self, Climbed};
use super::{Late, Running, clocks};
use crate::domain::alarm::{Alarm, AlarmLine, Came, Log, Notify, Outcome, Sent};
use crate::domain::drill::{Drill, LASTS};
use crate::domain::entry::Entry;
use crate::domain::events::{Contactable, OutingEvent};
use crate::domain::outing::Outing;
use crate::policy::{Deadline, Source};
use crate::when::{Moment, Span};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What stands before all that a drill says.
pub const DRILL: &str = "DRILL, nobody is missing";

/// What stands before what a rung would have somebody do: it may say to ring the police.
const IN_EARNEST: &str =
    "DRILL, nobody is missing: do none of this, and do not ring 999. In earnest:";

/// How often everyone is told again once the rungs have run out. Once shows that it repeats.
const REPEATS: i64 = 1;

/// Of a drill, the one clock that it walks the ladder of; of every outing else, all.
pub fn walked(outing: &Outing, running: &Running) -> bool {
    outing.drill.is_none_or(|drill| drill.clock == running.clock)
}

/// A late clock of a drill, marked as one wherever it is shown. Any other is left as it is.
pub(super) fn marked(late: Late, outing: &Outing) -> Late {
    if outing.drill.is_none() {
        return late;
    }
    let every = outing.terms.as_deref().map_or(Span::ZERO, |t| t.repeat);
    let one = |step: ladder::Due| ladder::Due {
        does: format!("{IN_EARNEST} {}", step.does),
        says: format!("{IN_EARNEST} {}", step.says),
        ..bounded(step, every)
    };
    let steps: Vec<ladder::Due> = late.steps.into_iter().map(one).collect();
    let ahead = late.ahead.into_iter().map(one).collect();
    let rung = steps.last().cloned().unwrap_or(late.rung);
    let owed = format!("nothing, it is a DRILL of: {}", late.running.owed);
    Late { drill: true, steps, ahead, rung, running: Running { owed, ..late.running }, ..late }
}

/// Everyone is told, and told again as often as a drill does that.
fn bounded(step: ladder::Due, every: Span) -> ladder::Due {
    let beyond = step.round - REPEATS;
    if beyond <= 0 {
        return step;
    }
    let since = step.since.minus(Span::seconds(beyond * every.as_seconds()));
    ladder::Due { round: REPEATS, since, ..step }
}

/// Nobody is told any more of a drill that has gone on for its day. An alarm about somebody has no such end.
pub(super) fn over(late: &Late) -> bool {
    late.drill && late.late_seconds >= LASTS.as_seconds()
}

/// A drill as it stands: rung by rung, who was told and who answered.
#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    /// The outing of nobody.
    pub id: String,
    /// What is walked.
    pub drill: Drill,
    /// When it began, which is when its clock ran out.
    pub began: Moment,
    /// When somebody ended it.
    pub ended: Option<Moment>,
    /// The digest of the policy it was made under.
    pub digest: String,
    /// The alarm that is told.
    pub alarm: Alarm,
    /// The rungs of the ladder in order; everyone is one more than the last.
    pub rungs: Vec<Rung>,
    /// Channels that were tried and never took anything, by id.
    pub dead: Vec<String>,
}

/// One rung of the ladder walked.
#[derive(Debug, Clone, PartialEq)]
pub struct Rung {
    /// From 1; one more than there are is everyone.
    pub number: usize,
    /// The role, in the policy's words.
    pub role: String,
    /// It is told to everyone, the ladder having run out.
    pub everyone: bool,
    /// When it comes due.
    pub due: Moment,
    /// When hv first tried to tell it, whether or not a channel reaches anybody.
    pub tried: Option<Moment>,
    /// Whom it is for, and the rooms it was told in.
    pub receivers: Vec<Receiver>,
}

/// Somebody a rung is for, or a room: a channel that many read.
#[derive(Debug, Clone, PartialEq)]
pub struct Receiver {
    /// The person's id, or `#` and the channel's.
    pub id: String,
    /// The name; of a room its id.
    pub name: String,
    /// When hv first tried to tell them of this rung.
    pub tried: Option<Moment>,
    /// When a channel first took it for them.
    pub told: Option<Moment>,
    /// What came of each channel, the last try of each.
    pub came: Vec<Sent>,
    /// When they answered in this drill.
    pub answered: Option<Moment>,
}

impl Receiver {
    /// A channel that many read answers nothing.
    pub fn room(&self) -> bool {
        self.id.starts_with('#')
    }
}

impl Rung {
    /// A channel took it for somebody, or for a room.
    pub fn told(&self) -> bool {
        self.receivers.iter().any(|r| r.told.is_some())
    }

    /// Nobody holds the role, so it is passed over.
    pub fn nobody(&self) -> bool {
        self.receivers.is_empty()
    }
}

/// What a drill proved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proof {
    /// How many people were told by a channel, or answered without having been.
    pub told: usize,
    /// How many of them answered.
    pub answered: usize,
    /// The longest that one of them took to.
    pub slowest: Option<Span>,
    /// How many rungs somebody has, everyone not counted.
    pub rungs: usize,
    /// How many of those a channel took for somebody.
    pub rungs_told: usize,
}

impl Proof {
    /// Every rung that somebody has was told, and whoever was told answered.
    pub fn whole(self) -> bool {
        self.told > 0 && self.answered == self.told && self.rungs_told == self.rungs
    }
}

impl Account {
    /// Who was told or answered, each once, with when they were told first and when they answered.
    fn people(&self) -> BTreeMap<&str, (Option<Moment>, Option<Moment>)> {
        let mut all: BTreeMap<&str, (Option<Moment>, Option<Moment>)> = BTreeMap::new();
        for one in self.rungs.iter().flat_map(|r| &r.receivers).filter(|r| !r.room()) {
            let known = all.entry(&one.id).or_default();
            known.0 = [known.0, one.told].into_iter().flatten().min();
            known.1 = known.1.or(one.answered);
        }
        all.retain(|_, (told, answered)| told.is_some() || answered.is_some());
        all
    }

    /// When somebody answered and how long after they were told first; who was told by no channel themselves counts
    /// from when the first rung that is theirs came due.
    pub fn took(&self, person: &str) -> Option<Span> {
        let (told, answered) = self.people().get(person).copied()?;
        let due = || {
            let theirs = |r: &&Rung| r.receivers.iter().any(|one| one.id == person);
            self.rungs.iter().filter(theirs).map(|r| r.due).min()
        };
        let from = told.filter(|told| answered.is_some_and(|at| *told <= at)).or_else(due)?;
        Some(Span::seconds(answered?.seconds_since(from).max(0)))
    }

    /// What it proved so far.
    pub fn proof(&self) -> Proof {
        let people = self.people();
        let staffed: Vec<&Rung> =
            self.rungs.iter().filter(|r| !r.everyone && !r.nobody()).collect();
        Proof {
            told: people.len(),
            answered: people.values().filter(|(_, answered)| answered.is_some()).count(),
            slowest: people.keys().filter_map(|id| self.took(id)).max(),
            rungs: staffed.len(),
            rungs_told: staffed.iter().filter(|r| r.told()).count(),
        }
    }

    /// The first rung that is theirs and has been told or come due by `at`.
    pub fn rung_of(&self, person: &str, at: Moment) -> Option<&Rung> {
        self.rungs.iter().find(|rung| {
            let theirs = rung.receivers.iter().find(|r| r.id == person);
            theirs.is_some_and(|r| rung.due <= at || r.tried.is_some_and(|tried| tried <= at))
        })
    }
}

/// The account of a drill. `None`: the outing is none, or its alarm is not on record.
pub fn account(outing: &Outing) -> Option<Account> {
    let drill = outing.drill?;
    let terms = outing.terms.as_deref()?;
    let running = Running {
        clock: drill.clock,
        people: outing.people.iter().map(clocks::contactable).collect(),
        deadline: Deadline { due: outing.left_at, over: false },
        owed: String::new(),
        missed: None,
        visit: None,
        source: Source::Default,
    };
    let alarm = super::alarm(outing, &running);
    let log = Log::of_outing(outing, &[]);
    let lines: Vec<(&Entry<OutingEvent>, &AlarmLine)> = outing
        .entries
        .iter()
        .filter_map(|e| if let OutingEvent::Alarm(line) = &e.body { Some((e, line)) } else { None })
        .collect();
    let said = Said { lines: &lines };
    let ladder = terms.ladders.iter().find(|l| l.clocks.contains(&drill.clock));
    let mut rungs = Vec::new();
    if let Some(ladder) = ladder {
        let climbed = Climbed::since_due(&alarm, &log, &running);
        let offsets = ladder::offsets(ladder, terms, &running, &climbed);
        let at = |offset: i64| outing.left_at.plus(Span::seconds(offset));
        for ((index, rung), offset) in ladder.rungs.iter().enumerate().zip(&offsets.rungs) {
            let number = index + 1;
            rungs.push(Rung {
                number,
                role: rung.role.clone(),
                everyone: false,
                due: at(*offset),
                tried: said.tried(number),
                receivers: said.receivers(number, &rung.people),
            });
        }
        let number = ladder.rungs.len() + 1;
        rungs.push(everyone(number, at(offsets.out), &said, &terms.everyone));
    } else {
        rungs.push(everyone(1, outing.left_at, &said, &terms.everyone));
    }
    Some(Account {
        id: outing.id.clone(),
        drill,
        began: outing.left_at,
        ended: outing.closed_at(),
        digest: terms.digest.clone(),
        alarm,
        rungs,
        dead: said.dead(),
    })
}

fn everyone(number: usize, due: Moment, said: &Said<'_>, people: &[Arc<Contactable>]) -> Rung {
    let (role, receivers) = ("everyone".to_owned(), said.receivers(number, people));
    Rung { number, role, everyone: true, due, tried: said.tried(number), receivers }
}

/// What the log says.
struct Said<'e> {
    lines: &'e [(&'e Entry<OutingEvent>, &'e AlarmLine)],
}

impl Said<'_> {
    fn attempts(&self) -> impl Iterator<Item = (&Entry<OutingEvent>, &Notify)> {
        self.lines.iter().filter_map(|(entry, line)| {
            let AlarmLine::Notify(notify) = line else { return None };
            Some((*entry, notify))
        })
    }

    fn came(&self) -> impl Iterator<Item = (&str, &Sent)> {
        let results = self.lines.iter().filter_map(|(_, line)| {
            let AlarmLine::Notified(result) = line else { return None };
            Some(result)
        });
        results.flat_map(|r| r.came.iter().map(|sent| (r.attempt.as_str(), sent)))
    }

    fn tried(&self, rung: usize) -> Option<Moment> {
        let tells = |notify: &Notify| notify.tells.iter().any(|t| t.rung == rung);
        self.attempts().filter(|(_, notify)| tells(notify)).map(|(entry, _)| entry.at).min()
    }

    /// Whom a rung is for, and whoever it was told to besides.
    fn receivers(&self, rung: usize, people: &[Arc<Contactable>]) -> Vec<Receiver> {
        let mut all: Vec<(String, String)> =
            people.iter().map(|p| (p.id.clone(), p.name.clone())).collect();
        let tells = self.attempts().flat_map(|(_, notify)| &notify.tells);
        for to in tells.filter(|t| t.rung == rung).flat_map(|t| &t.to) {
            if !all.iter().any(|(id, _)| id == to) {
                all.push((to.clone(), to.clone()));
            }
        }
        all.into_iter().map(|(id, name)| self.receiver(rung, id, name)).collect()
    }

    fn receiver(&self, rung: usize, id: String, name: String) -> Receiver {
        let theirs =
            |notify: &Notify| notify.tells.iter().any(|t| t.rung == rung && t.to.contains(&id));
        let attempts: BTreeMap<&str, Moment> = self
            .attempts()
            .filter(|(_, notify)| theirs(notify))
            .map(|(entry, _)| (entry.id.as_str(), entry.at))
            .collect();
        let mut came: BTreeMap<&str, (Moment, &Sent)> = BTreeMap::new();
        let mut told: Option<Moment> = None;
        for (attempt, sent) in self.came().filter(|(_, sent)| sent.to == id) {
            let Some(at) = attempts.get(attempt).copied() else { continue };
            if sent.came == Came::Handed {
                told = Some(told.map_or(at, |known| known.min(at)));
            }
            let last = came.entry(&sent.channel).or_insert((at, sent));
            if last.0 <= at {
                *last = (at, sent);
            }
        }
        let tried = attempts.values().min().copied();
        let came = came.into_values().map(|(_, sent)| sent.clone()).collect();
        Receiver { tried, told, came, answered: self.answered(&id), id, name }
    }

    fn answered(&self, person: &str) -> Option<Moment> {
        let theirs = self.lines.iter().filter(|(_, line)| {
            matches!(line, AlarmLine::Rung(r) if r.who == person && r.outcome == Outcome::Answered)
        });
        theirs.map(|(entry, _)| entry.at).min()
    }

    fn dead(&self) -> Vec<String> {
        let tried: BTreeSet<&str> = self.came().map(|(_, s)| s.channel.as_str()).collect();
        let took =
            self.came().filter(|(_, s)| s.came == Came::Handed).map(|(_, s)| s.channel.as_str());
        let took: BTreeSet<&str> = took.collect();
        tried.difference(&took).map(|channel| (*channel).to_owned()).collect()
    }
}
