//! What is on record about an alarm itself: who was told of which rung, by which channel, with what result; who took
//! charge; what came of each rung; who closed it. The alarm is worked out and never stored ([`crate::watch`]); this is
//! the log beside it.
//!
//! Doubt only ever makes things worse here too: a line that cannot be trusted may say that an alarm was raised, and
//! never that somebody was told, took charge, answered, or closed it.

use super::again::{self, Again};
use super::entry::Entry;
use super::events::{OutingEvent, VisitEvent};
use super::outing::{Outing, ancestors};
use super::visit::Visit;
use crate::policy::Clock;
use crate::when::{Moment, Span};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Which alarm: what was missed, by when, by whom. A contact, an extension or a new cause gives it a new moment, so that
/// what is late again is a new alarm.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Alarm {
    /// The clock that ran out.
    pub clock: Clock,
    /// When it was due; of a distress or a concern, when the last word of it came.
    pub due: Moment,
    /// The visit, for clocks about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visit: Option<String>,
    /// Whom it is about, by id.
    pub people: Vec<String>,
}

impl Alarm {
    /// What is on record about this alarm holds for the other: the same moment missed, by nobody else.
    pub fn covers(&self, other: &Alarm) -> bool {
        let same = (self.clock, self.due, &self.visit) == (other.clock, other.due, &other.visit);
        same && other.people.iter().all(|p| self.people.contains(p))
    }
}

/// A rung that is told: of which alarm, and to whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Tell {
    /// The alarm.
    pub alarm: Alarm,
    /// The rung, from 1. One more than there are: everyone, when the ladder has run out.
    pub rung: usize,
    /// Of a ladder that has run out, which repetition, from 0.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub round: i64,
    /// Each receiver: a person's id, or `#` and a channel's id for a channel that many read. Empty: no channel reaches
    /// anybody for it, and only what hv prints tells of it.
    pub to: Vec<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
fn is_zero(round: &i64) -> bool {
    *round == 0
}

impl Tell {
    /// Whom, in words.
    fn receivers(&self) -> String {
        if self.to.is_empty() {
            return "nobody whom a channel reaches".to_owned();
        }
        self.to.join(", ")
    }

    fn is(&self, alarm: &Alarm, rung: usize, round: i64) -> bool {
        self.rung == rung && self.round == round && self.alarm.covers(alarm)
    }
}

/// An attempt, on record before anything is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Notify {
    /// What is told, and to whom.
    pub tells: Vec<Tell>,
}

/// What came of an attempt. Without one, nobody knows, and it is told again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Notified {
    /// The event of the attempt.
    pub attempt: String,
    /// What came of it, for each receiver and channel.
    pub came: Vec<Sent>,
}

/// What came of sending to one receiver by one channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Sent {
    /// The receiver, as in [`Tell::to`].
    pub to: String,
    /// The channel.
    pub channel: String,
    /// What came of it.
    pub came: Came,
    /// What the channel answered, in few words. Never an address.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub answer: String,
}

/// Whether a message was handed over. Handed over is not read, and never answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Came {
    /// The channel took it.
    Handed,
    /// It did not.
    Failed,
    /// It may have: it is told again.
    Unknown,
}

/// Somebody takes charge, for a time. First one wins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Ack {
    /// Who, by id.
    pub who: String,
    /// Their name.
    pub name: String,
    /// What they are doing about it.
    pub doing: String,
    /// The alarms they take: those that were live. What is raised later is not held back by it.
    pub alarms: Vec<Alarm>,
    /// How long it holds rungs back that were not told yet, from then or from the last action of theirs logged within it.
    pub lease: Span,
    /// They take over from whoever has charge, and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub takes_over: Option<String>,
}

/// What came of a rung.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Rung {
    /// The alarm.
    pub alarm: Alarm,
    /// The rung, from 1.
    pub rung: usize,
    /// Who did it, by id.
    pub who: String,
    /// What came of it.
    pub outcome: Outcome,
    /// Who answered, what was decided and why, or why it was not needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What can come of a rung. Only *answered* by the missing person is contact, and that is an event of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// A person answered.
    Answered,
    /// A message was left. Nobody answered.
    Voicemail,
    /// Nobody answered.
    NoAnswer,
    /// Passed over, where the policy lets it be.
    NotNeeded,
    /// Done, and nobody had to answer.
    Done,
    /// One of the policy's choices.
    Decided(String),
}

impl Outcome {
    /// The choice that was made.
    pub fn choice(&self) -> Option<&str> {
        if let Outcome::Decided(what) = self { Some(what) } else { None }
    }

    /// Nobody was reached.
    pub fn unanswered(&self) -> bool {
        matches!(self, Outcome::Voicemail | Outcome::NoAnswer)
    }

    /// In words.
    pub fn words(&self) -> String {
        match self {
            Outcome::Answered => "answered".to_owned(),
            Outcome::Voicemail => "voicemail, nobody answered".to_owned(),
            Outcome::NoAnswer => "no answer".to_owned(),
            Outcome::NotNeeded => "not needed".to_owned(),
            Outcome::Done => "done".to_owned(),
            Outcome::Decided(what) => format!("decided: {what}"),
        }
    }
}

/// An alarm about a planned visit that nobody left for is closed. One about an outing is closed by the outing's own
/// resolution.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Closed {
    /// Who confirmed it.
    pub confirmed_by: String,
    /// How: seen, or spoken to.
    pub how: String,
    /// The second person, where the alarm had gone all the way up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second: Option<String>,
}

/// A line of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AlarmLine {
    /// An attempt to tell.
    Notify(Notify),
    /// What came of it.
    Notified(Notified),
    /// Somebody took charge.
    Ack(Ack),
    /// What came of a rung.
    Rung(Rung),
    /// Closed, for a planned visit.
    Closed(Closed),
}

impl AlarmLine {
    /// In words, for the story of an outing.
    pub fn words(&self) -> String {
        match self {
            AlarmLine::Notify(notify) => {
                let one = |tell: &Tell| format!("rung {} to {}", tell.rung, tell.receivers());
                let tells: Vec<String> = notify.tells.iter().map(one).collect();
                format!("hv told {}", tells.join("; "))
            }
            AlarmLine::Notified(result) => {
                let one = |sent: &Sent| {
                    let came = match sent.came {
                        Came::Handed => "handed over",
                        Came::Failed => "FAILED",
                        Came::Unknown => "not known whether it went",
                    };
                    format!("{} by {}: {came}", sent.to, sent.channel)
                };
                result.came.iter().map(one).collect::<Vec<_>>().join("; ")
            }
            AlarmLine::Ack(ack) => format!("{} took charge: {}", ack.name, ack.doing),
            AlarmLine::Rung(rung) => {
                let note = rung.note.as_ref().map(|n| format!(" ({n})")).unwrap_or_default();
                format!("rung {}, {}: {}{note}", rung.rung, rung.who, rung.outcome.words())
            }
            AlarmLine::Closed(closed) => {
                format!("closed: {} by {}", closed.how, closed.confirmed_by)
            }
        }
    }
}

/// What a line means to the log, whichever record it stands in.
#[derive(Debug, Clone, Copy)]
enum Said<'e> {
    Line(&'e AlarmLine),
    /// Closed by somebody, with a second person or without, for these people; for everybody when there are none.
    Closed {
        who: &'e [String],
        by: &'e str,
        second: Option<&'e str>,
    },
    /// An action on the outing, which renews whoever did it and has charge.
    Action,
}

/// An attempt and what is known of it.
#[derive(Debug, Clone, PartialEq)]
struct Attempt {
    id: String,
    at: Moment,
    tells: Vec<Tell>,
    came: Vec<Sent>,
}

/// Who has charge of an alarm, and how long their word holds back the next rung.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charge {
    /// Who, by id.
    pub who: String,
    /// Their name.
    pub name: String,
    /// What they are doing.
    pub doing: String,
    /// Since when.
    pub since: Moment,
    /// Until when it holds rungs back.
    pub until: Moment,
    alarms: Vec<Alarm>,
    event: String,
}

impl Charge {
    fn has(&self, alarm: &Alarm) -> bool {
        self.alarms.iter().any(|a| a.covers(alarm) || alarm.covers(a))
    }
}

/// What came of an alarm, for reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Story {
    /// The alarm.
    pub alarm: Alarm,
    /// The line that first told of it, or by which somebody first acted on it.
    pub line: String,
    /// When that was.
    pub noticed: Moment,
    /// When somebody first took charge.
    pub taken: Option<Moment>,
    /// When it had been closed for everybody it is about.
    pub closed: Option<Moment>,
}

/// Everything on record about the alarms of one outing, or of one planned visit.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Log {
    attempts: BTreeMap<String, Attempt>,
    /// Alarms that a line in doubt says were raised.
    raised_in_doubt: Vec<Alarm>,
    charges: Vec<Charge>,
    rungs: Vec<(Moment, Rung)>,
    acts: Vec<Act>,
    closings: Vec<Closing>,
    taken_back: Vec<Again>,
    /// The lines of it that this machine could not put into the record: nobody can say what they came after.
    noted: BTreeSet<String>,
}

/// Somebody took charge, or did what a rung asks: they knew of the alarm, whether or not a channel told them.
#[derive(Debug, Clone, PartialEq)]
struct Act {
    event: String,
    at: Moment,
    alarm: Alarm,
    rung: usize,
}

/// An alarm was closed, by somebody it is not about.
#[derive(Debug, Clone, PartialEq)]
struct Closing {
    /// When.
    at: Moment,
    /// What its writer had seen. Nobody closes what they did not know of.
    saw: BTreeSet<String>,
    /// For these people; for everybody when there are none.
    who: Vec<String>,
    /// Who says so: one, or two who agree.
    by: Vec<String>,
}

impl Closing {
    /// It closes what that event began, for that person. Distress takes two, and nobody the alarm is about counts.
    fn closes(&self, event: &str, alarm: &Alarm, person: &str) -> bool {
        let about = self.who.is_empty() || self.who.iter().any(|who| who == person);
        let agree = self.by.iter().filter(|by| !alarm.people.contains(by)).count();
        let enough = if alarm.clock == Clock::Distress { 2 } else { 1 };
        about && self.saw.contains(event) && agree >= enough
    }
}

impl Log {
    /// The log of an outing. `noted`: lines that this machine could not put into the record, and kept.
    pub fn of_outing(outing: &Outing, noted: &[Entry<AlarmLine>]) -> Log {
        let along: Vec<&str> = outing.people.iter().map(|p| p.id.as_str()).collect();
        let taken_back = again::all(&outing.entries);
        let mut log = Log::of(&outing.entries, said_on_outing, &along, taken_back);
        log.raised_in_doubt = raised(outing.doubtful.iter().filter_map(|e| line_of(&e.body)));
        log.note(noted);
        log
    }

    /// The log of a planned visit. Whoever was to go has no charge of it.
    pub fn of_visit(visit: &Visit, noted: &[Entry<AlarmLine>]) -> Log {
        Log::of_visit_beside(visit, noted, &[])
    }

    /// The same where the outings are known too: a sign-out for it on which nobody left quieted it for a while.
    pub fn of_visit_beside(visit: &Visit, noted: &[Entry<AlarmLine>], outings: &[&Outing]) -> Log {
        let along: Vec<&str> = visit.plan.staff.iter().map(String::as_str).collect();
        let taken_back = again::of_visit(&visit.id, &visit.entries, outings);
        let mut log = Log::of(&visit.entries, said_on_visit, &along, taken_back);
        log.note(noted);
        log
    }

    /// The log of what has no record that could be written: only what this machine noted.
    pub fn of_notes(noted: &[Entry<AlarmLine>]) -> Log {
        let mut log = Log::default();
        log.note(noted);
        log
    }

    fn of<B>(
        entries: &[Entry<B>],
        said: for<'e> fn(&'e B) -> Option<Said<'e>>,
        along: &[&str],
        taken_back: Vec<Again>,
    ) -> Log {
        let lines: Vec<(&Entry<B>, Said<'_>)> =
            entries.iter().filter_map(|e| Some((e, said(&e.body)?))).collect();
        let mut log = Log { taken_back, ..Log::default() };
        if lines.is_empty() {
            return log;
        }
        let mut acks = Vec::new();
        let mut actions = Vec::new();
        for (entry, line) in &lines {
            log.take(entry, *line);
            match line {
                Said::Line(AlarmLine::Ack(ack)) if !along.contains(&ack.who.as_str()) => {
                    acks.push((entry.at, entry.id.clone(), ack));
                }
                Said::Line(AlarmLine::Rung(rung)) => {
                    actions.extend(action(entry, Some(&rung.who), along));
                }
                Said::Action => actions.extend(action(entry, None, along)),
                Said::Line(_) | Said::Closed { .. } => {}
            }
        }
        let before = ancestors(entries);
        let saw = |id: &str| -> BTreeSet<String> {
            let seen = before.get(id).into_iter().flatten();
            seen.map(|id| (*id).to_owned()).collect()
        };
        for (entry, line) in &lines {
            // Nobody closes an alarm about themselves, nor about whoever they are out with.
            if let Said::Closed { who, by, second } = line
                && !along.contains(by)
            {
                let second = second.filter(|second| second != by && !along.contains(second));
                let by = std::iter::once(*by).chain(second).map(str::to_owned).collect();
                let (at, saw) = (entry.at, saw(&entry.id));
                log.closings.push(Closing { at, saw, who: who.to_vec(), by });
            }
        }
        let over = |event: &str, alarm: &Alarm| {
            closed(&log.closings, event, alarm) || log.quieted(event, alarm)
        };
        log.charges = charges(acks, &actions, &over, &saw);
        log
    }

    fn take<B>(&mut self, entry: &Entry<B>, said: Said<'_>) {
        let Said::Line(line) = said else { return };
        self.line(&entry.id, entry.at, line);
    }

    fn line(&mut self, id: &str, at: Moment, line: &AlarmLine) {
        match line {
            AlarmLine::Notify(notify) => {
                let attempt = self.attempt(id, at);
                (attempt.at, attempt.tells) = (at, notify.tells.clone());
            }
            AlarmLine::Notified(result) => {
                self.attempt(&result.attempt, at).came.extend(result.came.iter().cloned());
            }
            AlarmLine::Rung(rung) => {
                self.act(id, at, &rung.alarm, rung.rung);
                self.rungs.push((at, rung.clone()));
            }
            // Whoever takes charge knows of the first rung at least.
            AlarmLine::Ack(ack) => ack.alarms.iter().for_each(|alarm| self.act(id, at, alarm, 1)),
            AlarmLine::Closed(_) => {}
        }
    }

    fn act(&mut self, event: &str, at: Moment, alarm: &Alarm, rung: usize) {
        self.acts.push(Act { event: event.to_owned(), at, alarm: alarm.clone(), rung });
    }

    /// The attempt of that id. Its result may stand before it: the order of lines means nothing.
    fn attempt(&mut self, id: &str, at: Moment) -> &mut Attempt {
        self.attempts.entry(id.to_owned()).or_insert_with(|| Attempt {
            id: id.to_owned(),
            at,
            tells: Vec::new(),
            came: Vec::new(),
        })
    }

    fn note(&mut self, noted: &[Entry<AlarmLine>]) {
        for entry in noted {
            self.noted.insert(entry.id.clone());
            self.line(&entry.id, entry.at, &entry.body);
        }
    }

    /// An attempt that was closed since, for everybody the alarm is about, says nothing about what is late again.
    fn stands(&self, attempt: &Attempt, alarm: &Alarm) -> bool {
        self.up(&attempt.id, alarm)
    }

    fn up(&self, event: &str, alarm: &Alarm) -> bool {
        alarm.people.is_empty() || alarm.people.iter().any(|p| self.open(event, alarm, p))
    }

    fn open(&self, event: &str, alarm: &Alarm, person: &str) -> bool {
        !self.closings.iter().any(|c| c.closes(event, alarm, person))
    }

    /// Every event that says that an alarm was up: which, when, of what, up to which rung.
    fn raised(&self) -> impl Iterator<Item = (&str, Moment, &Alarm, usize)> {
        let told = self
            .attempts
            .values()
            .flat_map(|a| a.tells.iter().map(move |t| (a.id.as_str(), a.at, &t.alarm, t.rung)));
        told.chain(self.acts.iter().map(|a| (a.event.as_str(), a.at, &a.alarm, a.rung)))
    }

    fn about<'l>(
        &'l self,
        alarm: &'l Alarm,
        rung: usize,
        round: i64,
    ) -> impl Iterator<Item = (&'l Attempt, &'l Tell)> {
        let standing = self.attempts.values().filter(move |a| self.stands(a, alarm));
        standing.flat_map(move |a| {
            a.tells.iter().filter(move |t| t.is(alarm, rung, round)).map(move |t| (a, t))
        })
    }

    /// What was taken back since this alarm was told, or acted on; the last of several. Whoever was told of it may have
    /// been told by that that all is well.
    pub fn again(&self, alarm: &Alarm) -> Option<&Again> {
        let told = |again: &&Again| {
            let mut mine = self.raised().filter(|(_, _, known, _)| known.covers(alarm));
            again.about(&alarm.people) && mine.any(|(event, at, ..)| self.before(again, event, at))
        };
        let all = self.taken_back.iter().filter(told);
        all.max_by(|a, b| (a.since, &a.event).cmp(&(b.since, &b.event)))
    }

    /// That line is of before what was taken back. Of a line that this machine kept beside the record only its time tells.
    fn before(&self, again: &Again, event: &str, at: Moment) -> bool {
        again.after(event) || (self.noted.contains(event) && at < again.since)
    }

    /// Nothing was typed after this attempt, and taken back since, by which whoever was told may think that all is well.
    fn holds(&self, attempt: &Attempt, alarm: &Alarm) -> bool {
        let mut about = self.taken_back.iter().filter(|again| again.about(&alarm.people));
        !about.any(|again| self.before(again, &attempt.id, attempt.at))
    }

    /// Whoever took charge by that line may have been told that all is well, and does not know that it was taken back.
    fn quieted(&self, event: &str, alarm: &Alarm) -> bool {
        self.again(alarm).is_some_and(|again| again.unknown_to(event))
    }

    /// A channel took this rung for this receiver, and nothing was taken back since: it is not sent again.
    pub fn told(&self, alarm: &Alarm, rung: usize, round: i64, to: &str) -> bool {
        self.about(alarm, rung, round).any(|(attempt, tell)| {
            let handed = |s: &Sent| s.to == to && s.came == Came::Handed;
            let named = tell.to.iter().any(|t| t == to);
            named && attempt.came.iter().any(handed) && self.holds(attempt, alarm)
        })
    }

    /// An attempt to tell this rung is on record, whatever came of it, and nothing was taken back since.
    pub fn attempted(&self, alarm: &Alarm, rung: usize, round: i64) -> bool {
        self.about(alarm, rung, round).any(|(attempt, _)| self.holds(attempt, alarm))
    }

    /// When hv first told somebody of this alarm, in an attempt that nobody has closed since. What was only shown, to
    /// whoever looked, was told to nobody.
    pub fn first_told(&self, alarm: &Alarm) -> Option<Moment> {
        let told = |a: &&Attempt| a.tells.iter().any(|t| t.alarm.covers(alarm) && !t.to.is_empty());
        let standing = self.attempts.values().filter(|a| self.stands(a, alarm)).filter(told);
        standing.map(|a| a.at).min()
    }

    /// A channel took some rung of it for somebody, in an attempt that nobody has closed since.
    pub fn reached(&self, alarm: &Alarm) -> bool {
        let told = |a: &&Attempt| a.tells.iter().any(|t| t.alarm.covers(alarm));
        let mut standing = self.attempts.values().filter(|a| self.stands(a, alarm)).filter(told);
        standing.any(|a| a.came.iter().any(|sent| sent.came == Came::Handed))
    }

    /// Somebody took charge of it, or did what a rung asks.
    pub fn acted_on(&self, alarm: &Alarm) -> bool {
        self.acts.iter().any(|act| act.alarm.covers(alarm))
    }

    /// Every alarm that was raised and that nobody has closed, with the moment it was first told, or somebody first acted
    /// on it.
    pub fn unresolved(&self) -> Vec<(&Alarm, Moment)> {
        let mut open: Vec<(&Alarm, Moment)> = Vec::new();
        for (_, at, alarm, _) in self.raised().filter(|(event, _, alarm, _)| self.up(event, alarm))
        {
            match open.iter_mut().find(|(known, _)| *known == alarm) {
                Some((_, first)) => *first = at.min(*first),
                None => open.push((alarm, at)),
            }
        }
        let doubtful = self.raised_in_doubt.iter().map(|alarm| (alarm, alarm.due));
        for (alarm, since) in doubtful {
            if !open.iter().any(|(known, _)| *known == alarm) {
                open.push((alarm, since));
            }
        }
        open
    }

    /// What came of each alarm that was raised, the same moment missed being one alarm, whoever was still missing it.
    pub fn stories(&self) -> Vec<Story> {
        let mut all: Vec<Story> = Vec::new();
        for (event, at, alarm, _) in self.raised() {
            let same = |s: &&mut Story| {
                (s.alarm.clock, s.alarm.due, &s.alarm.visit)
                    == (alarm.clock, alarm.due, &alarm.visit)
            };
            let closed = self.closed_at(event, alarm);
            let taken = self.charges.iter().filter(|c| c.has(alarm)).map(|c| c.since).min();
            let Some(known) = all.iter_mut().find(same) else {
                let (alarm, line) = (alarm.clone(), event.to_owned());
                all.push(Story { alarm, line, noticed: at, taken, closed });
                continue;
            };
            if at < known.noticed {
                (known.noticed, known.line) = (at, event.to_owned());
            }
            known.taken = known.taken.into_iter().chain(taken).min();
            // As long as one telling of it is open, it is.
            known.closed = known.closed.zip(closed).map(|(one, other)| one.max(other));
        }
        all
    }

    /// When what that event began had been closed for everybody the alarm is about.
    fn closed_at(&self, event: &str, alarm: &Alarm) -> Option<Moment> {
        let first = |person: &str| {
            let mine = self.closings.iter().filter(|c| c.closes(event, alarm, person));
            mine.map(|c| c.at).min()
        };
        if alarm.people.is_empty() {
            return first("");
        }
        let each: Option<Vec<Moment>> = alarm.people.iter().map(|p| first(p)).collect();
        each?.into_iter().max()
    }

    /// Of those an unresolved alarm is about, whoever nobody has closed it for.
    pub fn unresolved_for(&self, alarm: &Alarm) -> Vec<String> {
        let raised = |person: &&String| {
            let mut mine = self.raised().filter(|(_, _, a, _)| *a == alarm);
            mine.any(|(event, _, _, _)| self.open(event, alarm, person))
                || self.raised_in_doubt.contains(alarm)
        };
        alarm.people.iter().filter(raised).cloned().collect()
    }

    /// The highest rung that anybody was told of, or acted on, for this alarm.
    pub fn highest_told(&self, alarm: &Alarm) -> usize {
        let mine =
            self.raised().filter(|(event, _, a, _)| a.covers(alarm) && self.up(event, alarm));
        mine.map(|(_, _, _, rung)| rung).max().unwrap_or(0)
    }

    /// Who has charge of this alarm at that moment, if anybody's word still holds.
    pub fn charge(&self, alarm: &Alarm, now: Moment) -> Option<&Charge> {
        self.last_charge(alarm).filter(|c| now < c.until)
    }

    /// Who had charge last, whether or not it still holds.
    pub fn last_charge(&self, alarm: &Alarm) -> Option<&Charge> {
        let mine = |c: &&Charge| c.alarms.iter().any(|a| a.covers(alarm));
        let over =
            |c: &Charge| closed(&self.closings, &c.event, alarm) || self.quieted(&c.event, alarm);
        self.charges.iter().filter(mine).rfind(|c| !over(c))
    }

    /// What came of a rung, oldest first.
    pub fn outcomes(&self, alarm: &Alarm, rung: usize) -> Vec<(Moment, &Rung)> {
        let mine = |r: &&(Moment, Rung)| r.1.rung == rung && r.1.alarm.covers(alarm);
        let mut all: Vec<(Moment, &Rung)> =
            self.rungs.iter().filter(mine).map(|(at, r)| (*at, r)).collect();
        all.sort_by_key(|(at, _)| *at);
        all
    }

    /// What was decided about it, oldest first.
    pub fn decisions(&self, alarm: &Alarm) -> Vec<(Moment, &Rung)> {
        let mine = |r: &&(Moment, Rung)| {
            matches!(r.1.outcome, Outcome::Decided(_)) && r.1.alarm.covers(alarm)
        };
        let mut all: Vec<(Moment, &Rung)> =
            self.rungs.iter().filter(mine).map(|(at, r)| (*at, r)).collect();
        all.sort_by_key(|(at, _)| *at);
        all
    }

    /// When a rung had been tried as often as it is to be, or was passed over: the next one is due then, if not before.
    pub fn passed(&self, alarm: &Alarm, rung: usize, tries: i64) -> Option<Moment> {
        let outcomes = self.outcomes(alarm, rung);
        let passed_over = outcomes.iter().find(|(_, r)| r.outcome == Outcome::NotNeeded);
        let tries = usize::try_from(tries.max(1)).unwrap_or(usize::MAX);
        let unanswered = outcomes.iter().filter(|(_, r)| r.outcome.unanswered()).nth(tries - 1);
        let moments = passed_over.into_iter().chain(unanswered).map(|(at, _)| *at);
        moments.min()
    }
}

fn raised<'l>(lines: impl Iterator<Item = &'l AlarmLine>) -> Vec<Alarm> {
    let mut all = Vec::new();
    for line in lines {
        match line {
            AlarmLine::Notify(notify) => all.extend(notify.tells.iter().map(|t| t.alarm.clone())),
            AlarmLine::Ack(ack) => all.extend(ack.alarms.iter().cloned()),
            AlarmLine::Rung(rung) => all.push(rung.alarm.clone()),
            AlarmLine::Notified(_) | AlarmLine::Closed(_) => {}
        }
    }
    all
}

/// What that event began about this alarm was closed for everybody the alarm is about.
fn closed(closings: &[Closing], event: &str, alarm: &Alarm) -> bool {
    closings.iter().any(|closing| {
        let closes = |p: &String| closing.closes(event, alarm, p);
        !alarm.people.is_empty() && alarm.people.iter().all(closes)
    })
}

/// Something that was done about an alarm: when, and who typed or did it.
struct Action<'e> {
    at: Moment,
    by: &'e str,
    who: Option<&'e str>,
}

impl Action<'_> {
    fn is_of(&self, who: &str) -> bool {
        self.by == who || self.who == Some(who)
    }
}

/// What somebody on the outing types or does is no sign that whoever has charge is still at it.
fn action<'e, B>(
    entry: &'e Entry<B>,
    who: Option<&'e String>,
    along: &[&str],
) -> Option<Action<'e>> {
    let action = Action { at: entry.at, by: &entry.by, who: who.map(String::as_str) };
    (!along.iter().any(|missing| action.is_of(missing))).then_some(action)
}

/// The first who says so has charge; somebody else only when that has run out or was closed, or by taking over from
/// them with a reason, having seen that they had it.
fn charges(
    mut acks: Vec<(Moment, String, &Ack)>,
    actions: &[Action<'_>],
    over: &dyn Fn(&str, &Alarm) -> bool,
    saw: &dyn Fn(&str) -> BTreeSet<String>,
) -> Vec<Charge> {
    acks.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    let mut charges: Vec<Charge> = Vec::new();
    for (at, event, ack) in acks {
        let mut taken = charge(at, &event, ack, actions);
        taken.alarms.retain(|a| !a.people.contains(&ack.who));
        for alarm in &ack.alarms {
            let holds = |c: &&Charge| c.has(alarm) && at < c.until && !over(&c.event, alarm);
            let Some(current) = charges.iter().rev().find(holds) else { continue };
            let taken_over = ack.takes_over.is_some() && saw(&event).contains(&current.event);
            if current.who == ack.who {
                taken.since = taken.since.min(current.since);
            } else if !taken_over {
                taken.alarms.retain(|a| a != alarm);
            }
        }
        if !taken.alarms.is_empty() {
            charges.push(taken);
        }
    }
    charges
}

/// Each action of theirs that was logged while it holds renews it. What others log says nothing about whether they are
/// still at it.
fn charge(at: Moment, event: &str, ack: &Ack, actions: &[Action<'_>]) -> Charge {
    let theirs = actions.iter().filter(|a| a.at >= at && a.is_of(&ack.who));
    let mut moments: Vec<Moment> = theirs.map(|a| a.at).collect();
    moments.sort_unstable();
    let mut until = at.plus(ack.lease);
    for action in moments {
        if action < until {
            until = until.max(action.plus(ack.lease));
        }
    }
    Charge {
        who: ack.who.clone(),
        name: ack.name.clone(),
        doing: ack.doing.clone(),
        since: at,
        until,
        alarms: ack.alarms.clone(),
        event: event.to_owned(),
    }
}

fn line_of(event: &OutingEvent) -> Option<&AlarmLine> {
    if let OutingEvent::Alarm(line) = event { Some(line) } else { None }
}

fn said_on_outing(event: &OutingEvent) -> Option<Said<'_>> {
    if let OutingEvent::Resolve { who, confirmed_by, second, .. } = event {
        return Some(Said::Closed { who, by: confirmed_by, second: second.as_deref() });
    }
    if matches!(event, OutingEvent::NoAnswer { .. }) {
        return Some(Said::Action);
    }
    line_of(event).map(Said::Line)
}

fn said_on_visit(event: &VisitEvent) -> Option<Said<'_>> {
    let VisitEvent::Alarm(line) = event else { return None };
    let AlarmLine::Closed(closed) = line else { return Some(Said::Line(line)) };
    let (by, second) = (closed.confirmed_by.as_str(), closed.second.as_deref());
    Some(Said::Closed { who: &[], by, second })
}
