//! How long it can take, at worst, from what a clock counts from to each rung of its ladder knowing.
//!
//! It is the sum of what the policy lets pass before something is late, what its ladder lets pass before a rung, and the
//! time between two runs of `hv overdue`, which may just have been missed. It holds as long as hv runs that often and
//! nobody takes charge; a message's own way comes on top. What a policy does not bound is said to be unbounded: a number
//! would be an invention.
//!
//! Who will be there is not known beforehand, so that every rung is counted with whoever before it holds it back longest.
//! A rung that waits for a time of day waits longest when it is due at midnight. `tests/laws/bound.rs` holds all of this
//! against the watch itself.

use super::describe::{clock_words, when_words};
use super::facts::Condition;
use super::remarks::anybody;
use super::shape::{CLOCKS, word_of};
use super::{Clock, Ladder, Limit, LimitWhen, Policy, Rung, Source};
use crate::when::Span;
use serde::Serialize;
use std::collections::BTreeSet;

/// One clock in some circumstances, and when each rung knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Bound {
    /// The clock's word.
    pub clock: &'static str,
    /// What the time runs from, as a word for programs. Two clocks of one kind may count from different things.
    pub since: Since,
    /// The same for people, with the circumstances: "the last contact, when first-visit is yes".
    pub from: String,
    /// The policy sets no limit here, so that nothing bounds the time.
    pub unbounded: bool,
    /// How long after [`Bound::since`] it is due. `None`: unbounded.
    #[serde(serialize_with = "seconds", rename = "limit-seconds")]
    pub limit: Option<Span>,
    /// Where the policy sets that limit, or would: "`limit` in [[contact.every]]". Empty: nothing to set.
    pub set_by: String,
    /// The ladder's id. Empty when hv's own stands in, which the policy cannot shorten.
    pub ladder: String,
    /// The rungs, in order, and everybody after the last of them. Empty when nothing bounds the time.
    pub steps: Vec<Knows>,
}

/// What the time of a clock runs from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Since {
    /// Somebody said the word of distress, or that there is cause for concern.
    Word,
    /// The last contact.
    LastContact,
    /// The appointment of a visit.
    Appointment,
    /// So long before the appointment, for those who had left school by then.
    AheadOfAppointment,
    /// The planned finish of a visit.
    Finish,
    /// The planned finish of the last visit.
    LastFinish,
    /// The first of them came to the door.
    Arrival,
    /// A set time at which school rings.
    SetTime,
    /// The expected return, or time to be home.
    Back,
}

/// When a rung of a ladder knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Knows {
    /// Which rung, from 1. `None`: everybody, when the ladder has run out.
    pub rung: Option<usize>,
    /// Who, in the policy's words.
    pub who: String,
    /// At most so many seconds after [`Bound::since`]. `None`: nobody holds any of its roles, so that it is passed over
    /// at once and nobody knows by it.
    #[serde(serialize_with = "seconds", rename = "within-seconds")]
    pub within: Option<Span>,
    /// How much of it the ladder takes, from the due time on. `None`: passed over.
    #[serde(serialize_with = "seconds", rename = "climb-seconds")]
    pub climb: Option<Span>,
    /// How it comes about: "60 minutes of silence + 5 minutes between two runs".
    pub made_of: String,
}

#[expect(clippy::ref_option, reason = "the signature that serialize_with asks for")]
fn seconds<S: serde::Serializer>(span: &Option<Span>, to: S) -> Result<S::Ok, S::Error> {
    span.map(Span::as_seconds).serialize(to)
}

/// Every clock of the policy, in the order of what is heard first, with `hv overdue` run every `every`. `held`: the roles
/// that somebody holds, and `office` if the school has a number; `None`: not known, so that anybody may be there.
pub fn bound(policy: &Policy, every: Span, held: Option<&BTreeSet<String>>) -> Vec<Bound> {
    let reckon = Reckoning { policy, every, held };
    let said = |clock, from: &str| {
        reckon.clock(&Timed {
            clock,
            since: Since::Word,
            from: from.to_owned(),
            limit: Span::ZERO,
            over: false,
            called: "",
            set_by: "",
        })
    };
    let mut all = vec![
        said(Clock::Distress, "the word of distress"),
        said(Clock::Concern, "the word of concern"),
    ];
    all.extend(reckon.silence());
    all.extend(reckon.around_visits());
    all.extend(reckon.calls());
    all.extend(reckon.waits());
    all.extend(reckon.returns());
    all
}

/// A clock that runs out `limit` after its beginning.
struct Timed<'a> {
    clock: Clock,
    since: Since,
    from: String,
    limit: Span,
    /// Late only when it is over the limit: a second more.
    over: bool,
    /// What the limit is, after its minutes: "of silence".
    called: &'a str,
    set_by: &'a str,
}

struct Reckoning<'a> {
    policy: &'a Policy,
    every: Span,
    held: Option<&'a BTreeSet<String>>,
}

/// The shortest time that the watch knows.
const SECOND: Span = Span::seconds(1);

impl Reckoning<'_> {
    fn clock(&self, timed: &Timed<'_>) -> Bound {
        // Every clock has a ladder: the policy's, or hv's own.
        let ladder = self.policy.ladder(timed.clock);
        let own = ladder.as_ref().filter(|l| l.source != Source::Default);
        let steps = ladder.as_ref().map_or_else(
            || vec![self.everybody(timed, Span::ZERO)],
            |ladder| self.steps(ladder, timed),
        );
        Bound {
            clock: word_of(CLOCKS, timed.clock),
            since: timed.since,
            from: timed.from.clone(),
            unbounded: false,
            limit: Some(timed.limit),
            set_by: timed.set_by.to_owned(),
            ladder: own.map(|l| l.id.clone()).unwrap_or_default(),
            steps,
        }
    }

    /// A rung without a time of its own comes when the one before it has had time to answer. The first that has people
    /// is told at once, whatever its time: nothing late is left to nobody.
    fn steps(&self, ladder: &Ladder, timed: &Timed<'_>) -> Vec<Knows> {
        let time_to_answer = self.policy.defaults.rung_time;
        // How long those before a rung can hold it back, and the latest that any of them comes.
        let (mut held_back, mut latest) = (Span::ZERO, None);
        let mut steps = Vec::new();
        for (index, rung) in ladder.rungs.iter().enumerate() {
            if self.passed_over(rung) {
                steps.push(self.nobody(index, rung));
                continue;
            }
            let own = rung.after.unwrap_or(held_back);
            let climb = rung.at.map_or(own, |at| own.max(Span::minutes(at)));
            // Distress goes straight to the top: no rung of it waits.
            let climb = if timed.clock == Clock::Distress { Span::ZERO } else { climb };
            let told = if latest.is_some() { climb } else { Span::ZERO };
            steps.push(self.rung(index, rung, timed, told));
            held_back = held_back.max(climb.plus(time_to_answer));
            latest = latest.max(Some(climb));
        }
        let end = latest.map_or(Span::ZERO, |latest| latest.plus(time_to_answer));
        steps.push(self.everybody(timed, end));
        steps
    }

    /// Nobody holds any of its roles. Who goes, who watches and who is on call is said at sign-out.
    fn passed_over(&self, rung: &Rung) -> bool {
        let head = &self.policy.head;
        self.held.is_some_and(|held| {
            !rung.who.iter().chain(&rung.deputies).any(|role| anybody(role, head, held))
        })
    }

    fn rung(&self, index: usize, rung: &Rung, timed: &Timed<'_>, climb: Span) -> Knows {
        let waits = rung.at.filter(|at| climb == Span::minutes(*at) && !climb.is_zero());
        let ladder = match (waits, rung.after) {
            (Some(at), _) => {
                format!(
                    "up the ladder, which waits for {}: longest from midnight on",
                    clock_words(at)
                )
            }
            (None, Some(_)) => "up the ladder".to_owned(),
            (None, None) => "up the ladder (hv's own)".to_owned(),
        };
        self.knows((Some(index + 1), self.who(rung)), timed, (climb, &ladder))
    }

    fn who(&self, rung: &Rung) -> String {
        let who: Vec<String> = rung.who.iter().map(|r| self.policy.role_words(r)).collect();
        who.join(" and ")
    }

    fn nobody(&self, index: usize, rung: &Rung) -> Knows {
        Knows {
            rung: Some(index + 1),
            who: self.who(rung),
            within: None,
            climb: None,
            made_of: "nobody holds the role today: passed over".to_owned(),
        }
    }

    /// The end of every ladder: everybody is told, and it is repeated without end.
    fn everybody(&self, timed: &Timed<'_>, climb: Span) -> Knows {
        let ladder = "up the ladder (hv's own)";
        self.knows((None, "everybody, again and again".to_owned()), timed, (climb, ladder))
    }

    /// The sum, for one rung: which and who, and how much of it the ladder takes.
    fn knows(
        &self,
        (rung, who): (Option<usize>, String),
        timed: &Timed<'_>,
        (climb, ladder): (Span, &str),
    ) -> Knows {
        // What is late only when over its limit is late a second after it; a later rung comes later anyway.
        let past = if timed.over && climb.is_zero() { SECOND } else { Span::ZERO };
        let parts = [
            (timed.limit, timed.called),
            (past, "past it"),
            (climb, ladder),
            (self.every, "between two runs"),
        ];
        let said = parts.iter().filter(|(span, _)| !span.is_zero());
        let said = said.map(|(span, what)| format!("{} {what}", minutes(*span)));
        Knows {
            rung,
            who,
            within: Some(parts.iter().fold(Span::ZERO, |sum, (span, _)| sum.plus(*span))),
            climb: Some(climb),
            made_of: said.collect::<Vec<_>>().join(" + "),
        }
    }

    fn unbounded(clock: Clock, since: Since, from: &str, set_by: &str) -> Bound {
        Bound {
            clock: word_of(CLOCKS, clock),
            since,
            from: from.to_owned(),
            unbounded: true,
            limit: None,
            set_by: set_by.to_owned(),
            ladder: String::new(),
            steps: Vec::new(),
        }
    }

    /// A list of limits of which the first that applies counts, and what is left without one.
    fn list(&self, limits: &[LimitWhen], kind: &Timed<'_>) -> Vec<Bound> {
        let one = |l: &LimitWhen| {
            let from = format!("{}{}", kind.from, when_words(&l.when));
            match &l.limit {
                Some(limit) => {
                    self.clock(&Timed { from, limit: limit.span, over: limit.over, ..*kind })
                }
                None => Self::unbounded(kind.clock, kind.since, &from, kind.set_by),
            }
        };
        let mut all: Vec<Bound> = limits.iter().map(one).collect();
        if limits.last().is_some_and(|l| l.when != Condition::Always) {
            let from = format!("{}, when none of these applies", kind.from);
            all.push(Self::unbounded(kind.clock, kind.since, &from, kind.set_by));
        }
        all
    }

    /// Each interval, and what is left without one. A policy without any leaves all silence unbounded.
    fn silence(&self) -> Vec<Bound> {
        let every = &self.policy.contact.every;
        let (since, from) = (Since::LastContact, "the last contact");
        let set_by = "`limit` in [[contact.every]]";
        if every.is_empty() {
            return vec![Self::unbounded(Clock::Contact, since, from, set_by)];
        }
        let kind = Timed {
            clock: Clock::Contact,
            since,
            from: from.to_owned(),
            limit: Span::ZERO,
            over: false,
            called: "of silence",
            set_by,
        };
        self.list(every, &kind)
    }

    /// Contact that is due before and after each visit.
    fn around_visits(&self) -> Vec<Bound> {
        let contact = &self.policy.contact;
        let mut all = Vec::new();
        if contact.before_visit.is_some() {
            let ahead = contact.before_ahead;
            let before = |since, from: String| {
                self.clock(&Timed {
                    clock: Clock::Contact,
                    since,
                    from,
                    limit: Span::ZERO,
                    over: true,
                    called: "",
                    set_by: "",
                })
            };
            let mut from = "the appointment, without contact before it".to_owned();
            if !ahead.is_zero() {
                let early = format!("{} before the appointment, without contact", minutes(ahead));
                all.push(before(Since::AheadOfAppointment, early));
                from = format!(
                    "{from}, for those who leave school less than {} ahead",
                    minutes(ahead)
                );
            }
            all.push(before(Since::Appointment, from));
        }
        if let Some(within) = contact.after_within {
            all.push(self.clock(&Timed {
                clock: Clock::Contact,
                since: Since::Finish,
                from: "the planned finish of a visit, without contact after it".to_owned(),
                limit: within,
                over: false,
                called: "after the finish",
                set_by: "`within` in [contact.after-visit]",
            }));
        }
        all
    }

    /// The calls that school owes. One is due, and its ladder begins, at the beginning of its window.
    fn calls(&self) -> Vec<Bound> {
        let contact = &self.policy.contact;
        let mut all = Vec::new();
        for call in &contact.calls {
            all.push(self.clock(&Timed {
                clock: Clock::Call,
                since: Since::Arrival,
                from: format!("arrival, for the call {}{}", call.id, when_words(&call.when)),
                limit: call.from,
                over: false,
                called: "until the call",
                set_by: "`from` in [[contact.call]]",
            }));
        }
        if let Some(calls) = contact.school_calls.as_ref() {
            let since = Since::SetTime;
            let set_by = "`times` in [contact.school-calls]";
            all.push(if calls.times.is_empty() {
                Self::unbounded(Clock::Call, since, "the last call by school", set_by)
            } else {
                self.clock(&Timed {
                    clock: Clock::Call,
                    since,
                    from: "a set time at which school rings".to_owned(),
                    limit: Span::ZERO,
                    over: false,
                    called: "",
                    set_by: "",
                })
            });
        }
        all
    }

    fn waits(&self) -> Vec<Bound> {
        let wait = &self.policy.wait;
        let at_door = |said: &str, limits: &[LimitWhen], set_by: &str| {
            let kind = Timed {
                clock: Clock::Wait,
                since: Since::Appointment,
                from: format!("the appointment, at the door with {said}"),
                limit: Span::ZERO,
                over: false,
                called: "of waiting",
                set_by,
            };
            self.list(limits, &kind)
        };
        let without = "`limit` in [[wait.without-notice]]";
        let with = "`limit` in [[wait.with-notice]]";
        let mut all = at_door("no word from the family", &wait.without_notice, without);
        all.extend(at_door("the family late and saying so", &wait.with_notice, with));
        all
    }

    fn returns(&self) -> Vec<Bound> {
        let returns = &self.policy.returns;
        let grace = |clock, since, from: String, limit: &Limit, set_by: &str| {
            let own = limit.source == Source::Default;
            self.clock(&Timed {
                clock,
                since,
                from,
                limit: limit.span,
                over: limit.over,
                called: if own { "of hv's own grace" } else { "of grace" },
                set_by,
            })
        };
        let mut all = Vec::new();
        if let Some(limit) = &returns.finish_grace {
            let from = "the planned finish of the last visit".to_owned();
            let set_by = "`grace` in `finish` of [return]";
            all.push(grace(Clock::Finish, Since::LastFinish, from, limit, set_by));
        }
        let from = "the expected return".to_owned();
        let set_by = "`grace` in `expected` of [return]";
        all.push(grace(Clock::Return, Since::Back, from, &returns.grace, set_by));
        if let Some(home) = &returns.home {
            let from = format!("the time to be safely home{}", when_words(&home.when));
            all.push(grace(
                Clock::Home,
                Since::Back,
                from,
                &home.grace,
                "`grace` in [return.home]",
            ));
        }
        let from = "the appointment, when nobody signed out for it".to_owned();
        let limit = &returns.departure_grace;
        all.push(grace(Clock::Departure, Since::Appointment, from, limit, ""));
        all
    }
}

/// In minutes throughout, so that times can be compared at a glance; seconds only where there are some.
pub fn minutes(span: Span) -> String {
    let seconds = span.as_seconds();
    match (seconds / 60, seconds % 60) {
        (1, 0) => "1 minute".to_owned(),
        (m, 0) => format!("{m} minutes"),
        (0, 1) => "1 second".to_owned(),
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
        let bounds = bound(&policy("aspire"), Span::minutes(5), None);
        // 60 minutes of silence; three steps, ten minutes each to answer; then everybody.
        let some = |minutes: [i64; 4]| minutes.map(Some).to_vec();
        assert_eq!(knows(&bounds, "contact", "the last contact"), some([65, 75, 85, 95]));
        let slower = bound(&policy("aspire"), Span::minutes(15), None);
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
        let bounds = bound(&silent, Span::minutes(5), None);
        let silence = bounds.iter().find(|b| b.from == "the last contact").unwrap();
        assert!(silence.unbounded && silence.steps.is_empty());
        let mut partly = policy("aspire");
        partly.contact.every[0].when =
            Condition::Fact("doorstep".to_owned(), crate::policy::facts::Test::Is(true.into()));
        let bounds = bound(&partly, Span::minutes(5), None);
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

    /// Before: aspire's silence, an hour; then what is changed in its ladder; then minutes until each rung knows.
    fn silence(change: impl Fn(&mut Policy, usize), held: Option<&[&str]>) -> Vec<Option<i64>> {
        let mut policy = policy("aspire");
        let answers = |l: &Ladder| l.clocks.contains(&Clock::Contact);
        let contact = policy.ladders.iter().position(answers).unwrap();
        change(&mut policy, contact);
        let held = held.map(|h| h.iter().map(|r| (*r).to_owned()).collect());
        knows(&bound(&policy, Span::minutes(5), held.as_ref()), "contact", "the last contact")
    }

    #[test]
    fn a_rung_that_waits_for_a_time_of_day_waits_longest_from_midnight_and_holds_back_the_next() {
        let at = |minutes| {
            silence(move |p: &mut Policy, l: usize| p.ladders[l].rungs[1].at = Some(minutes), None)
        };
        // 16:00 is 960 minutes from midnight; the next has no time of its own.
        assert_eq!(at(960), [Some(65), Some(1025), Some(1035), Some(1045)]);
        // Ten minutes past midnight is when it would come anyway.
        assert_eq!(at(10), [Some(65), Some(75), Some(85), Some(95)]);
        assert_eq!(at(11), [Some(65), Some(76), Some(86), Some(96)]);
    }

    #[test]
    fn the_first_rung_is_told_at_once_and_a_later_one_at_its_own_time_or_when_the_last_could_answer()
     {
        let after = |n: usize, minutes: i64| {
            let own = Some(Span::minutes(minutes));
            silence(move |p: &mut Policy, l: usize| p.ladders[l].rungs[n].after = own, None)
        };
        assert_eq!(after(0, 30), [Some(65), Some(105), Some(115), Some(125)]);
        assert_eq!(after(1, 30), [Some(65), Some(95), Some(105), Some(115)]);
        // A rung that is due before those above it is not known to have people: they may still be the last.
        assert_eq!(after(2, 0), [Some(65), Some(75), Some(65), Some(85)]);
    }

    #[test]
    fn a_rung_with_nobody_to_do_it_takes_no_time_and_knows_nothing() {
        let first = |p: &mut Policy, l: usize| {
            p.ladders[l].rungs[0].who = vec!["caretaker".to_owned()];
            p.ladders[l].rungs[0].deputies.clear();
        };
        assert_eq!(silence(first, Some(&["principal"])), [None, Some(65), Some(75), Some(85)]);
        assert_eq!(silence(first, None), [Some(65), Some(75), Some(85), Some(95)]);
        // The head of school is the principal here; with nobody at all, everybody is told at once.
        assert_eq!(silence(first, Some(&["office"])), [None, None, None, Some(65)]);
    }

    #[test]
    fn over_a_limit_is_a_second_more_and_only_for_who_is_told_at_once() {
        let mut over = policy("aspire");
        over.contact.every[0].limit.as_mut().unwrap().over = true;
        let bounds = bound(&over, Span::minutes(5), None);
        let silence = bounds.iter().find(|b| b.from == "the last contact").unwrap();
        let seconds: Vec<i64> =
            silence.steps.iter().map(|s| s.within.unwrap().as_seconds()).collect();
        assert_eq!(seconds, [3901, 75 * 60, 85 * 60, 95 * 60]);
        let words = "60 minutes of silence + 1 second past it + 5 minutes between two runs";
        assert_eq!(silence.steps[0].made_of, words);
    }

    #[test]
    fn a_call_is_due_when_its_window_opens() {
        let bounds = bound(&policy("cambridge-meridian"), Span::minutes(5), None);
        let call = bounds.iter().find(|b| b.clock == "call").unwrap();
        assert_eq!(call.steps[0].within, Some(Span::minutes(10)));
    }
}
