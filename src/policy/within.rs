//! Whether everybody who has to know, knows within so long: each clock and rung of a policy that takes longer, and what
//! in the policy would have to change.
//!
//! It judges what [`mod@super::bound`] worked out and works nothing out anew. Which of two clocks notices first is not asked:
//! a clock that the policy has must keep to the limit by itself.

use super::bound::{Bound, Knows, minutes};
use crate::when::Span;
use serde::Serialize;

/// Until when the time is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Until {
    /// The first rung knows that has anybody on it.
    First,
    /// Every rung knows, and everybody after the last.
    Everybody,
}

/// A clock, and a rung of its ladder, that takes too long.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Beyond {
    /// The clock's word.
    pub clock: &'static str,
    /// What the time runs from, in words.
    pub from: String,
    /// Which rung, from 1. `None`: everybody, or the clock as a whole where nothing bounds it.
    pub rung: Option<usize>,
    /// Who knows too late. Empty: nothing bounds the clock, so that nobody ever has to.
    pub who: String,
    /// After so many seconds at worst. `None`: nothing bounds it.
    #[serde(serialize_with = "seconds")]
    pub within_seconds: Option<Span>,
    /// What would have to change, in a sentence.
    pub change: String,
}

#[expect(clippy::ref_option, reason = "the signature that serialize_with asks for")]
fn seconds<S: serde::Serializer>(span: &Option<Span>, to: S) -> Result<S::Ok, S::Error> {
    span.map(Span::as_seconds).serialize(to)
}

/// Everything that takes longer than `within`, in the order of the bounds, which were reckoned with a run every `every`.
/// At the limit to the second is within it.
pub fn beyond(bounds: &[Bound], within: Span, until: Until, every: Span) -> Vec<Beyond> {
    let mut found = Vec::new();
    for bound in bounds {
        if bound.unbounded {
            found.push(Beyond {
                clock: bound.clock,
                from: bound.from.clone(),
                rung: None,
                who: String::new(),
                within_seconds: None,
                change: format!("set a time: {}", bound.set_by),
            });
            continue;
        }
        let counted = match until {
            Until::First => 1,
            Until::Everybody => usize::MAX,
        };
        let known = bound.steps.iter().filter_map(|knows| Some((knows, knows.within?)));
        for (knows, takes) in known.take(counted).filter(|(_, takes)| *takes > within) {
            found.push(Beyond {
                clock: bound.clock,
                from: bound.from.clone(),
                rung: knows.rung,
                who: knows.who.clone(),
                within_seconds: Some(takes),
                change: change(bound, knows, less(takes, within), every),
            });
        }
    }
    found
}

fn less(span: Span, by: Span) -> Span {
    Span::seconds(span.as_seconds() - by.as_seconds())
}

/// Each part that could by itself make up for what is too much; where none could, all that there are.
fn change(bound: &Bound, knows: &Knows, too_long: Span, every: Span) -> String {
    let limit = bound.limit.unwrap_or(Span::ZERO);
    let settable = !bound.set_by.is_empty() && !limit.is_zero();
    let climb = knows.climb.unwrap_or(Span::ZERO);
    let ladder = if climb.is_zero() { None } else { Some(on_ladder(bound, knows)) };
    let parts = [
        settable.then(|| (limit, format!("{} at most", bound.set_by))),
        ladder.map(|what| (climb, what)),
        Some((every, "hv overdue at least every".to_owned())),
    ];
    let parts: Vec<(Span, String)> = parts.into_iter().flatten().collect();
    // Runs without a pause are none: something of the time between them has to stay.
    let enough = |(part, what): &(Span, String)| {
        let stays = less(*part, too_long);
        let can = if what.starts_with("hv overdue") {
            stays >= Span::minutes(1)
        } else {
            *part >= too_long
        };
        can.then(|| format!("{what} {}", typed(stays)))
    };
    let single: Vec<String> = parts.iter().filter_map(enough).collect();
    if !single.is_empty() {
        return format!("{} too long: {}", minutes(too_long), single.join("; or "));
    }
    let all: Vec<String> = parts
        .iter()
        .map(|(part, what)| {
            if what.starts_with("hv overdue") {
                return format!("hv overdue more often than every {}", minutes(*part));
            }
            let what = what.strip_suffix(" at most").unwrap_or(what);
            format!("{what} less than the {} it is now", minutes(*part))
        })
        .collect();
    format!("{} too long, and no one change makes up for it: {}", minutes(too_long), all.join("; "))
}

/// What makes a rung come later than the due time. The last words of a ladder come after its last rung.
fn on_ladder(bound: &Bound, knows: &Knows) -> String {
    let ladder = if bound.ladder.is_empty() {
        format!("a [[ladder]] of the policy's own for {} in which", bound.clock)
    } else {
        format!("in [[ladder]] {}", bound.ladder)
    };
    match knows.rung {
        Some(rung) => format!("{ladder}, rung {rung} `after` and `at` at most"),
        None => format!("{ladder}, a last rung that with its time to answer takes at most"),
    }
}

/// As a policy writes it: `55m`, `89m59s`.
fn typed(span: Span) -> String {
    let seconds = span.as_seconds();
    match (seconds / 60, seconds % 60) {
        (0, s) if s > 0 => format!("{s}s"),
        (m, 0) => format!("{m}m"),
        (m, s) => format!("{m}m{s}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{Clock, Policy, as_suggested, bound, load, shipped};

    fn policy(name: &str) -> Policy {
        load(&as_suggested(shipped(name).unwrap())).unwrap().policy
    }

    const EVERY: Span = Span::minutes(5);

    fn found(policy: &Policy, seconds: i64, until: Until) -> Vec<(&'static str, Option<usize>)> {
        let bounds = bound(policy, EVERY, None);
        let all = beyond(&bounds, Span::seconds(seconds), until, EVERY);
        all.into_iter().map(|b| (b.clock, b.rung)).collect()
    }

    #[test]
    fn at_the_limit_is_within_it_and_a_second_less_is_not() {
        let aspire = policy("aspire");
        // Silence: 60 minutes, three rungs ten minutes apart, ten for the last to answer, five between two runs.
        for (seconds, until, late) in [
            (65 * 60, Until::First, vec![]),
            (65 * 60 - 1, Until::First, vec![("contact", Some(1))]),
            (95 * 60, Until::Everybody, vec![]),
            (95 * 60 - 1, Until::Everybody, vec![("contact", None)]),
            (85 * 60 - 1, Until::Everybody, vec![("contact", Some(3)), ("contact", None)]),
        ] {
            assert_eq!(found(&aspire, seconds, until), late, "{seconds} {until:?}");
        }
    }

    #[test]
    fn what_nothing_bounds_is_always_too_long() {
        let mut silent = policy("aspire");
        silent.contact.every.clear();
        let day = 7 * 24 * 3600;
        assert_eq!(found(&silent, day, Until::First), [("contact", None)]);
        let all = beyond(&bound(&silent, EVERY, None), Span::seconds(day), Until::First, EVERY);
        assert_eq!(all[0].change, "set a time: `limit` in [[contact.every]]");
        assert_eq!(all[0].within_seconds, None);
    }

    #[test]
    fn what_would_have_to_change_is_named_with_how_far() {
        let said = |minutes: i64| {
            let bounds = bound(&policy("aspire"), EVERY, None);
            let all = beyond(&bounds, Span::minutes(minutes), Until::Everybody, EVERY);
            all.into_iter().map(|b| b.change).collect::<Vec<_>>()
        };
        assert_eq!(
            said(90),
            [
                "5 minutes too long: `limit` in [[contact.every]] at most 55m; or in [[ladder]] silence, \
              a last rung that with its time to answer takes at most 25m"
            ]
        );
        assert!(said(93)[0].ends_with("; or hv overdue at least every 3m"), "{:?}", said(93));
    }

    #[test]
    fn a_rung_that_is_passed_over_is_not_the_first_to_know() {
        let mut aspire = policy("aspire");
        let silence = aspire.ladders.iter_mut().find(|l| l.clocks.contains(&Clock::Contact));
        silence.unwrap().rungs[0].who = vec!["caretaker".to_owned()];
        aspire.ladders.iter_mut().for_each(|l| l.rungs[0].deputies.clear());
        let held = ["principal", "senior-staff", "office"].map(str::to_owned).into();
        let bounds = bound(&aspire, EVERY, Some(&held));
        let late = beyond(&bounds, Span::minutes(65), Until::First, EVERY);
        assert_eq!(late, []);
        let late = beyond(&bounds, Span::seconds(65 * 60 - 1), Until::First, EVERY);
        assert_eq!(late.iter().map(|b| b.rung).collect::<Vec<_>>(), [Some(2)]);
    }
}
