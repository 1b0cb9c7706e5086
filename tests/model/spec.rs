//! What the alarm owes, reckoned anew and in ticks from the lines alone: the yardstick of the model. It shares hv's
//! types and none of its functions. Slow and plain on purpose.
//!
//! It knows the clocks that the model runs (silence, return, distress) and no others.

use super::book::{EVERYONE, OUT, Plan, RUNG_TIME, tick_of};
use hv::domain::alarm::{Ack, Alarm, AlarmLine, Came, Outcome, Sent, Tell};
use hv::domain::entry::{Entry, Record};
use hv::domain::events::OutingEvent;
use hv::policy::Clock;
use std::collections::BTreeSet;

/// What should be so.
#[derive(Debug)]
pub(crate) struct Verdict {
    /// What is late, and who has charge of it.
    pub(crate) live: Vec<(Alarm, Option<String>)>,
    /// What is to be told: all that is owed, not held back, and not known to be handed over.
    pub(crate) tells: Vec<Tell>,
    /// What was told and nobody has closed.
    pub(crate) unresolved: BTreeSet<Alarm>,
    /// Each rung that is due, for each whom a channel reaches.
    pub(crate) owed: Vec<(Tell, &'static str)>,
    /// No line that can be trusted says that anybody left.
    pub(crate) unsound: bool,
}

type Event = Entry<OutingEvent>;

/// Every line of the log that can be trusted, by the name of its event.
pub(crate) fn lines<'l>(
    record: &'l Record<OutingEvent>,
    noted: &'l [Entry<AlarmLine>],
) -> impl Iterator<Item = (&'l str, &'l AlarmLine)> {
    let recorded = record.entries.iter().filter_map(|e| Some((e.id.as_str(), line(e)?)));
    recorded.chain(noted.iter().map(|n| (n.id.as_str(), &n.body)))
}

fn line(entry: &Event) -> Option<&AlarmLine> {
    if let OutingEvent::Alarm(line) = &entry.body { Some(line) } else { None }
}

/// A rung that is due: its number, its round, whom it tells, and when the one before it was passed.
type Step = (usize, i64, &'static [&'static str], Option<i64>);

struct Case<'c> {
    plan: &'c Plan,
    record: &'c Record<OutingEvent>,
    noted: &'c [Entry<AlarmLine>],
    doubtful: Vec<&'c Event>,
    now: i64,
}

/// What should be so of this record, at that tick.
pub(crate) fn verdict(
    plan: &Plan,
    record: &Record<OutingEvent>,
    noted: &[Entry<AlarmLine>],
    now: i64,
) -> Verdict {
    let doubtful = record.doubtful.iter().filter_map(|d| d.entry.as_ref()).collect();
    let case = Case { plan, record, noted, doubtful, now };
    let mut verdict = Verdict {
        live: Vec::new(),
        tells: Vec::new(),
        unresolved: case.unresolved(),
        owed: Vec::new(),
        unsound: case.unsound().is_some(),
    };
    for (alarm, since) in case.late() {
        let charge = case.charge(&alarm);
        for (rung, round, who, hastened) in case.steps(&alarm, since) {
            let to: Vec<&'static str> =
                who.iter().copied().filter(|w| plan.reach.contains(w)).collect();
            let mut tell = Tell { alarm: alarm.clone(), rung, round, to: Vec::new() };
            verdict.owed.extend(to.iter().map(|to| (tell.clone(), *to)));
            // Whoever has charge holds back what nobody was told of yet, but not what is to be done because the rung
            // before it reached nobody, said since they took charge: that is told once.
            let held = charge.as_ref().map(|(_, since)| hastened.is_none_or(|at| at < *since));
            let rounds = if held.is_some() { 0..=round } else { round..=round };
            let each: Vec<Tell> = rounds.map(|round| Tell { round, ..tell.clone() }).collect();
            let left = to.iter().filter(|to| !each.iter().any(|tell| case.handed(tell, to)));
            tell.to = left.map(|to| (*to).to_owned()).collect();
            let unprinted = to.is_empty() && !each.iter().any(|tell| case.attempted(tell));
            if held != Some(true) && (unprinted || !tell.to.is_empty()) {
                verdict.tells.push(tell);
            }
        }
        verdict.live.push((alarm, charge.map(|(who, _)| who)));
    }
    verdict
}

fn alarm(clock: Clock, due: i64, people: Vec<String>) -> (Alarm, i64) {
    (Alarm { clock, due: super::book::at(due), visit: None, people }, due)
}

fn has(who: &[String], person: &str) -> bool {
    who.iter().any(|w| w == person)
}

impl Case<'_> {
    fn latest(&self, said: impl Fn(&Event) -> bool) -> Option<i64> {
        self.record.entries.iter().filter(|e| said(e)).map(|e| tick_of(e.at)).max()
    }

    fn latest_in_doubt(&self, said: impl Fn(&Event) -> bool) -> Option<i64> {
        self.doubtful.iter().filter(|e| said(e)).map(|e| tick_of(e.at)).max()
    }

    /// Every alarm, distress first, with the tick its ladder runs from.
    fn late(&self) -> Vec<(Alarm, i64)> {
        let mut all = Vec::new();
        for person in OUT {
            all.extend(self.distress(person));
        }
        // A line in doubt may carry any time: a distress that one tells of, and a sign-out in doubt, are late at once.
        let doubt = !self.record.doubtful.is_empty();
        all.retain(|(_, since)| doubt || self.now >= *since);
        if let Some(left) = self.unsound() {
            all.push(alarm(Clock::Return, left, OUT.map(str::to_owned).to_vec()));
            return all;
        }
        let mut silent: Vec<(i64, Vec<String>)> = Vec::new();
        let away: Vec<&str> = OUT.into_iter().filter(|p| self.away(p)).collect();
        for person in &away {
            let due = self.last_contact(person) + self.plan.silence;
            match silent.iter_mut().find(|(d, _)| *d == due) {
                Some((_, people)) => people.push((*person).to_owned()),
                None => silent.push((due, vec![(*person).to_owned()])),
            }
        }
        let mut timed: Vec<(Alarm, i64)> = Vec::new();
        timed.extend(silent.into_iter().map(|(due, who)| alarm(Clock::Contact, due, who)));
        if !away.is_empty() {
            let people = away.iter().map(|p| (*p).to_owned()).collect();
            timed.push(alarm(Clock::Return, self.plan.back, people));
        }
        all.extend(timed.into_iter().filter(|(_, due)| self.now >= *due));
        all
    }

    /// When they left, if no line that can be trusted says so.
    fn unsound(&self) -> Option<i64> {
        let left = |e: &Event| matches!(e.body, OutingEvent::SignOut { .. });
        if self.latest(left).is_some() { None } else { self.latest_in_doubt(left) }
    }

    fn last_contact(&self, person: &str) -> i64 {
        let heard = self.latest(|e| match &e.body {
            OutingEvent::Contact { who, .. } | OutingEvent::Back { who } => has(who, person),
            _ => false,
        });
        heard.map_or(self.plan.left, |heard| heard.max(self.plan.left))
    }

    /// Out, unless the last sign of them was their return.
    fn away(&self, person: &str) -> bool {
        let rang =
            |e: &Event| matches!(&e.body, OutingEvent::Contact { who, .. } if has(who, person));
        let back = |e: &Event| matches!(&e.body, OutingEvent::Back { who } if has(who, person));
        let sign = self.latest(rang).max(self.latest_in_doubt(rang)).unwrap_or(self.plan.left);
        self.latest(back).is_none_or(|back| sign > back)
    }

    fn distress(&self, person: &str) -> Option<(Alarm, i64)> {
        let cry =
            |e: &&Event| matches!(&e.body, OutingEvent::Distress { who, .. } if has(who, person));
        let trusted: Vec<&Event> = self.record.entries.iter().filter(cry).collect();
        let open = trusted.iter().filter(|e| !self.closed(&e.id, Clock::Distress, person));
        let doubted: Vec<&Event> = self.doubtful.iter().copied().filter(|e| cry(e)).collect();
        let since = open.chain(&doubted).map(|e| e.at).min()?;
        let word = trusted.iter().chain(&doubted).map(|e| e.at).max()?;
        let people = vec![person.to_owned()];
        let alarm = Alarm { clock: Clock::Distress, due: word, visit: None, people };
        Some((alarm, tick_of(since)))
    }

    /// Everything the writer of an event had seen, as far as the lines between can be trusted.
    fn saw<'s>(&'s self, event: &'s Event) -> BTreeSet<&'s str> {
        let mut seen = BTreeSet::new();
        let mut ahead: Vec<&str> = event.after.iter().map(String::as_str).collect();
        while let Some(id) = ahead.pop() {
            seen.insert(id);
            let found = self.record.entries.iter().find(|e| e.id == id);
            ahead.extend(found.into_iter().flat_map(|e| e.after.iter().map(String::as_str)));
        }
        seen
    }

    /// Somebody who was not along, and had seen it, says that this person is safe; of a distress, two say so.
    fn closed(&self, event: &str, clock: Clock, person: &str) -> bool {
        self.record.entries.iter().any(|e| {
            let OutingEvent::Resolve { who, confirmed_by, second, .. } = &e.body else {
                return false;
            };
            let along = |id: &str| OUT.contains(&id);
            let two = second.as_deref().is_some_and(|s| s != confirmed_by && !along(s));
            (who.is_empty() || has(who, person))
                && !along(confirmed_by)
                && (two || clock != Clock::Distress)
                && self.saw(e).contains(event)
        })
    }

    /// What an attempt said about this alarm is over: it was closed for all that the alarm is about.
    fn over(&self, event: &str, alarm: &Alarm) -> bool {
        alarm.people.iter().all(|person| self.closed(event, alarm.clock, person))
    }

    /// The attempts on record at this very rung, that nobody has closed.
    fn attempts(&self, wanted: &Tell) -> Vec<(&str, &Tell)> {
        let mut found = Vec::new();
        for (id, line) in lines(self.record, self.noted) {
            let AlarmLine::Notify(notify) = line else { continue };
            let same = |t: &&Tell| {
                let (a, b) = (&t.alarm, &wanted.alarm);
                (a.clock, a.due, t.rung, t.round) == (b.clock, b.due, wanted.rung, wanted.round)
                    && b.people.iter().all(|p| a.people.contains(p))
            };
            let tells = notify.tells.iter().filter(same);
            found.extend(tells.filter(|_| !self.over(id, &wanted.alarm)).map(|t| (id, t)));
        }
        found
    }

    fn attempted(&self, wanted: &Tell) -> bool {
        !self.attempts(wanted).is_empty()
    }

    fn handed(&self, wanted: &Tell, to: &str) -> bool {
        let results = || {
            lines(self.record, self.noted).filter_map(|(_, line)| match line {
                AlarmLine::Notified(result) => Some(result),
                _ => None,
            })
        };
        let arrived = |s: &Sent| s.to == to && s.came == Came::Handed;
        let came = |id: &str| results().any(|r| r.attempt == id && r.came.iter().any(arrived));
        self.attempts(wanted).iter().any(|(id, tell)| has(&tell.to, to) && came(id))
    }

    /// Whoever was told of it, took charge of it or did what a rung asks knew of it.
    fn unresolved(&self) -> BTreeSet<Alarm> {
        let named = |line: &AlarmLine| -> Vec<Alarm> {
            match line {
                AlarmLine::Notify(notify) => notify.tells.iter().map(|t| t.alarm.clone()).collect(),
                AlarmLine::Ack(ack) => ack.alarms.clone(),
                AlarmLine::Rung(rung) => vec![rung.alarm.clone()],
                AlarmLine::Notified(_) | AlarmLine::Closed(_) => Vec::new(),
            }
        };
        let mut all = BTreeSet::new();
        for (id, line) in lines(self.record, self.noted) {
            all.extend(named(line).into_iter().filter(|alarm| !self.over(id, alarm)));
        }
        all.extend(self.doubtful.iter().filter_map(|e| line(e)).flat_map(named));
        all
    }

    /// Each rung that is due: its number, its round, whom it tells, and when the one before it was passed.
    fn steps(&self, alarm: &Alarm, since: i64) -> Vec<Step> {
        let waited = self.now - since;
        if self.unsound().is_some() {
            // The ladder stood in the sign-out: what is left is to say so again and again.
            return vec![(1, waited.max(0) / self.plan.repeat, &[], None)];
        }
        let mut steps = Vec::new();
        let mut early: Option<i64> = None;
        let mut last = 0;
        for (index, rung) in self.plan.rungs.iter().enumerate() {
            if rung.who.is_empty() {
                continue;
            }
            let planned = early.map_or(rung.after, |early| rung.after.min(early.max(0)));
            let offset = if alarm.clock == Clock::Distress { 0 } else { planned };
            if offset <= waited || steps.is_empty() {
                steps.push((index + 1, 0, rung.who, early.map(|at| at + since)));
            }
            last = last.max(offset);
            early = self.passed(alarm, index + 1, rung.tries).map(|at| at - since);
        }
        let out = early.map_or(last + RUNG_TIME, |at| (last + RUNG_TIME).min(at.max(last)));
        if waited >= out {
            let round = (waited - out) / self.plan.repeat;
            let early = early.map(|at| at + since);
            steps.push((self.plan.rungs.len() + 1, round, &EVERYONE, early));
        }
        steps
    }

    /// When a rung was passed over, or tried as often as it is to be.
    fn passed(&self, alarm: &Alarm, number: usize, tries: i64) -> Option<i64> {
        let mut failed = Vec::new();
        let mut over = Vec::new();
        for entry in &self.record.entries {
            let Some(AlarmLine::Rung(rung)) = line(entry) else { continue };
            let same = (rung.alarm.clock, rung.alarm.due) == (alarm.clock, alarm.due)
                && alarm.people.iter().all(|p| rung.alarm.people.contains(p));
            if !same || rung.rung != number {
                continue;
            }
            match rung.outcome {
                Outcome::NotNeeded => over.push(tick_of(entry.at)),
                Outcome::Voicemail | Outcome::NoAnswer => failed.push(tick_of(entry.at)),
                Outcome::Answered | Outcome::Done | Outcome::Decided(_) => {}
            }
        }
        failed.sort_unstable();
        let last = failed.get(usize::try_from(tries - 1).unwrap()).copied();
        last.into_iter().chain(over).min()
    }

    /// Who has charge: the first who says so, for the lease and whatever renews it; then the next who says so after
    /// that. Somebody who was along never has. And since when.
    fn charge(&self, alarm: &Alarm) -> Option<(String, i64)> {
        let mut holder: Option<(&Ack, &Event, i64, i64)> = None;
        let mut acks: Vec<(&Event, &Ack)> = Vec::new();
        for entry in &self.record.entries {
            if let Some(AlarmLine::Ack(ack)) = line(entry)
                && !OUT.contains(&ack.who.as_str())
            {
                acks.push((entry, ack));
            }
        }
        acks.sort_by_key(|(entry, _)| (entry.at, entry.id.clone()));
        for (entry, ack) in acks {
            let named = ack.alarms.iter().any(|a| {
                (a.clock, a.due) == (alarm.clock, alarm.due)
                    && alarm.people.iter().all(|p| a.people.contains(p))
            });
            // What was closed since holds nothing, and stands in nobody's way.
            if !named || self.over(&entry.id, alarm) {
                continue;
            }
            let at = tick_of(entry.at);
            if let Some((held, event, until, _)) = holder
                && at < until
                && held.who != ack.who
                && !(ack.takes_over.is_some() && self.saw(entry).contains(event.id.as_str()))
            {
                continue;
            }
            let before = holder.filter(|(held, _, until, _)| at < *until && held.who == ack.who);
            let since = before.map_or(at, |(_, _, _, since)| since);
            holder = Some((ack, entry, self.until(at, &ack.who), since));
        }
        let (ack, _, until, since) = holder?;
        (self.now < until).then(|| (ack.who.clone(), since))
    }

    /// Until when a charge taken then holds, with every action of theirs that was logged while it did.
    fn until(&self, taken: i64, holder: &str) -> i64 {
        let mut actions: Vec<i64> = Vec::new();
        for entry in &self.record.entries {
            let mut who = vec![entry.by.as_str()];
            match line(entry) {
                Some(AlarmLine::Rung(rung)) => who.push(&rung.who),
                _ if matches!(&entry.body, OutingEvent::NoAnswer { .. }) => {}
                _ => continue,
            }
            if who.contains(&holder) && !who.iter().any(|id| OUT.contains(id)) {
                actions.push(tick_of(entry.at));
            }
        }
        actions.sort_unstable();
        let mut until = taken + self.plan.lease;
        for action in actions {
            if taken <= action && action < until {
                until = until.max(action + self.plan.lease);
            }
        }
        until
    }
}
