//! How long it can take, at worst, from somebody being in trouble to each step of each ladder knowing.
//!
//! It is the sum of what the policy lets pass before something is late, what its ladder lets pass before a step, and the
//! time between two runs of `hv overdue`, which may just have been missed. What a policy does not bound is said to be
//! unbounded: a number would be an invention.

use super::describe::{clock_words, when_words};
use super::shape::{CLOCKS, word_of};
use super::{Clock, Ladder, Limit, LimitWhen, Policy, Source};
use crate::when::Span;
use serde::Serialize;

/// One clock in some circumstances, and when each step knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Bound {
    /// The clock's word.
    pub clock: &'static str,
    /// What the time runs from: "the last contact".
    pub from: String,
    /// The policy sets no limit here, so that nothing bounds the time.
    pub unbounded: bool,
    /// The steps, in order, and everybody after the last of them. Empty when nothing bounds the time.
    pub steps: Vec<Knows>,
}

/// When a step of a ladder knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Knows {
    /// Who, in the policy's words.
    pub who: String,
    /// At most so many seconds after [`Bound::from`]. `None`: the step waits for a time of day.
    #[serde(serialize_with = "seconds", rename = "within-seconds")]
    pub within: Option<Span>,
    /// How it comes about: "60 minutes of silence, 5 minutes between runs".
    pub made_of: String,
}

#[expect(clippy::ref_option, reason = "the signature that serialize_with asks for")]
fn seconds<S: serde::Serializer>(span: &Option<Span>, to: S) -> Result<S::Ok, S::Error> {
    span.map(Span::as_seconds).serialize(to)
}

/// Every clock of the policy, in the order of what is heard first, with `hv overdue` run every `cron`.
pub fn bound(policy: &Policy, cron: Span) -> Vec<Bound> {
    let reckon = Reckoning { policy, cron };
    let mut all = vec![
        reckon.clock(Clock::Distress, "the word of distress", Span::ZERO, ""),
        reckon.clock(Clock::Concern, "the word of concern", Span::ZERO, ""),
    ];
    all.extend(reckon.silence());
    all.extend(reckon.visits());
    all.extend(reckon.returns());
    all
}

struct Reckoning<'a> {
    policy: &'a Policy,
    cron: Span,
}

impl Reckoning<'_> {
    /// A clock that runs out `limit` after its beginning.
    fn clock(&self, clock: Clock, from: &str, limit: Span, called: &str) -> Bound {
        // Without any ladder everybody is told at once.
        let ladder = self.policy.ladder(clock);
        let steps = ladder.map_or_else(
            || vec![self.everybody(limit, called, Span::ZERO)],
            |ladder| self.steps(&ladder, limit, called),
        );
        Bound { clock: word_of(CLOCKS, clock), from: from.to_owned(), unbounded: false, steps }
    }

    /// Offsets as they are frozen at sign-out: a step without a time of its own comes when the one before it has had
    /// time to answer.
    fn steps(&self, ladder: &Ladder, limit: Span, called: &str) -> Vec<Knows> {
        let mut next = Span::ZERO;
        let mut steps = Vec::new();
        for rung in &ladder.rungs {
            let after = rung.after.unwrap_or(next);
            next = after.plus(self.policy.defaults.rung_time);
            let who: Vec<String> = rung.who.iter().map(|r| self.policy.role_words(r)).collect();
            let mut made_of = self.made_of(limit, called, after, rung.after.is_none());
            if let Some(at) = rung.at {
                made_of = format!("{made_of}, and not before {}", clock_words(at));
            }
            let within = limit.plus(after).plus(self.cron);
            steps.push(Knows {
                who: who.join(" and "),
                within: Some(within).filter(|_| rung.at.is_none()),
                made_of,
            });
        }
        steps.push(self.everybody(limit, called, next));
        steps
    }

    /// The end of every ladder: everybody is told, and it is repeated without end.
    fn everybody(&self, limit: Span, called: &str, after: Span) -> Knows {
        Knows {
            who: "everybody, again and again".to_owned(),
            within: Some(limit.plus(after).plus(self.cron)),
            made_of: self.made_of(limit, called, after, true),
        }
    }

    fn made_of(&self, limit: Span, called: &str, after: Span, own: bool) -> String {
        let ladder = if own { "up the ladder (hv's own)" } else { "up the ladder" };
        let parts = [(limit, called), (after, ladder), (self.cron, "between two runs")];
        let said = parts.into_iter().filter(|(span, _)| *span != Span::ZERO);
        said.map(|(span, what)| format!("{} {what}", minutes(span))).collect::<Vec<_>>().join(" + ")
    }

    fn unbounded(clock: Clock, from: &str) -> Bound {
        Bound {
            clock: word_of(CLOCKS, clock),
            from: from.to_owned(),
            unbounded: true,
            steps: Vec::new(),
        }
    }

    /// Each interval, and what is left without one.
    fn silence(&self) -> Vec<Bound> {
        let every = &self.policy.contact.every;
        let one = |l: &LimitWhen| {
            let from = format!("the last contact{}", when_words(&l.when));
            match &l.limit {
                Some(limit) => self.clock(Clock::Contact, &from, limit.span, "of silence"),
                None => Self::unbounded(Clock::Contact, &from),
            }
        };
        let mut all: Vec<Bound> = every.iter().map(one).collect();
        if every.last().is_none_or(|l| l.when != super::facts::Condition::Always) {
            let from = if every.is_empty() { "" } else { ", when none of these applies" };
            all.push(Self::unbounded(Clock::Contact, &format!("the last contact{from}")));
        }
        all
    }

    /// What is owed around one visit.
    fn visits(&self) -> Vec<Bound> {
        let contact = &self.policy.contact;
        let mut all = Vec::new();
        if contact.before_visit.is_some() {
            let from = match contact.before_ahead.as_seconds() {
                0 => "the appointment, without contact before it".to_owned(),
                _ => format!(
                    "{} before the appointment, without contact",
                    minutes(contact.before_ahead)
                ),
            };
            all.push(self.clock(Clock::Contact, &from, Span::ZERO, ""));
        }
        if let Some(within) = contact.after_within {
            let from = "the planned finish of a visit, without contact after it";
            all.push(self.clock(Clock::Contact, from, within, "after the finish"));
        }
        all.extend(contact.calls.iter().map(|call| {
            let from = format!("arrival, for the call {}{}", call.id, when_words(&call.when));
            self.clock(Clock::Call, &from, call.by, "for the call")
        }));
        if let Some(calls) = contact.school_calls.as_ref() {
            all.push(if calls.times.is_empty() {
                Self::unbounded(Clock::Call, "the last call by school")
            } else {
                self.clock(Clock::Call, "a set time at which school rings", Span::ZERO, "")
            });
        }
        for (said, list) in [
            ("no word from the family", &self.policy.wait.without_notice),
            ("the family late and saying so", &self.policy.wait.with_notice),
        ] {
            all.extend(list.iter().map(|l| {
                let from =
                    format!("the appointment, at the door with {said}{}", when_words(&l.when));
                match &l.limit {
                    Some(limit) => self.clock(Clock::Wait, &from, limit.span, "of waiting"),
                    None => Self::unbounded(Clock::Wait, &from),
                }
            }));
        }
        all
    }

    fn returns(&self) -> Vec<Bound> {
        let returns = &self.policy.returns;
        let mut all = Vec::new();
        let mut grace = |clock, from: String, limit: &Limit| {
            let own =
                if limit.source == Source::Default { "of hv's own grace" } else { "of grace" };
            all.push(self.clock(clock, &from, limit.span, own));
        };
        if let Some(limit) = &returns.finish_grace {
            grace(Clock::Finish, "the planned finish of the last visit".to_owned(), limit);
        }
        grace(Clock::Return, "the expected return".to_owned(), &returns.grace);
        if let Some(home) = &returns.home {
            let from = format!("the time to be safely home{}", when_words(&home.when));
            grace(Clock::Home, from, &home.grace);
        }
        let from = "the appointment, when nobody signed out for it".to_owned();
        grace(Clock::Departure, from, &returns.departure_grace);
        all
    }
}

/// In minutes throughout, so that times can be compared at a glance; seconds only where there are some.
pub fn minutes(span: Span) -> String {
    let seconds = span.as_seconds();
    match (seconds / 60, seconds % 60) {
        (1, 0) => "1 minute".to_owned(),
        (m, 0) => format!("{m} minutes"),
        (0, s) => format!("{s} seconds"),
        (m, s) => format!("{m} min {s} s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{as_suggested, load, shipped};

    fn policy(name: &str) -> Policy {
        load(&as_suggested(shipped(name).unwrap())).unwrap().policy
    }

    fn knows(bounds: &[Bound], clock: &str, from: &str) -> Vec<Option<i64>> {
        let bound = bounds.iter().find(|b| b.clock == clock && b.from == from);
        let bound = bound.unwrap_or_else(|| panic!("no {clock} from {from}: {bounds:#?}"));
        bound.steps.iter().map(|s| s.within.map(|s| s.as_seconds() / 60)).collect()
    }

    #[test]
    fn silence_is_known_after_the_interval_the_ladder_and_a_missed_run() {
        let bounds = bound(&policy("aspire"), Span::minutes(5));
        // 60 minutes of silence; three steps, ten minutes each to answer; then everybody.
        let some = |minutes: [i64; 4]| minutes.map(Some).to_vec();
        assert_eq!(knows(&bounds, "contact", "the last contact"), some([65, 75, 85, 95]));
        let slower = bound(&policy("aspire"), Span::minutes(15));
        assert_eq!(knows(&slower, "contact", "the last contact"), some([75, 85, 95, 105]));
        assert_eq!(
            knows(&bounds, "departure", "the appointment, when nobody signed out for it")[0],
            Some(20)
        );
    }

    #[test]
    fn where_a_policy_sets_no_interval_no_number_is_made_up() {
        let mut silent = policy("aspire");
        silent.contact.every.clear();
        let bounds = bound(&silent, Span::minutes(5));
        let silence = bounds.iter().find(|b| b.from == "the last contact").unwrap();
        assert!(silence.unbounded && silence.steps.is_empty());
        let mut partly = policy("aspire");
        partly.contact.every[0].when = super::super::facts::Condition::Fact(
            "doorstep".to_owned(),
            super::super::facts::Test::Is(true.into()),
        );
        let bounds = bound(&partly, Span::minutes(5));
        assert!(
            bounds
                .iter()
                .any(|b| b.from == "the last contact, when doorstep is yes" && !b.unbounded)
        );
        assert!(
            bounds
                .iter()
                .any(|b| b.from == "the last contact, when none of these applies" && b.unbounded)
        );
    }

    #[test]
    fn a_step_that_waits_for_a_time_of_day_has_no_minutes() {
        let mut policy = policy("aspire");
        let contact =
            policy.ladders.iter_mut().find(|l| l.clocks.contains(&Clock::Contact)).unwrap();
        contact.rungs[1].at = Some(16 * 60);
        let bounds = bound(&policy, Span::minutes(5));
        assert_eq!(
            knows(&bounds, "contact", "the last contact"),
            [Some(65), None, Some(85), Some(95)]
        );
    }
}
