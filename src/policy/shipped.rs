//! What is compiled into the program: the shipped policies, and hv's own defaults.
//!
//! hv needs some numbers that no school's policy gives. They are written in `policies/defaults.toml`, in the same
//! language, each with a comment on why; it is the one file whose rules may stand without a clause, and an
//! empty list of clauses in a [`Policy`](super::Policy) means that the rule is hv's own.

use super::check::{Draft, Reading, bare};
use super::condition::Vocabulary;
use super::raw::{self, Problems, Section};
use super::sections::DEFAULTS;
use super::{Defaults, DutyRule, Gate, Ladder, Limit, OutcomeRule, Problem, Source, sense};
use crate::when::Span;
use std::collections::BTreeMap;
use std::sync::LazyLock;

const DEFAULTS_TEXT: &str = include_str!("../../policies/defaults.toml");

/// A policy that ships with hv.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shipped {
    /// The name it is chosen by: `aspire`.
    pub name: &'static str,
    /// The text of the file.
    pub text: &'static str,
}

/// The policies compiled into the program, by name.
pub const SHIPPED: &[Shipped] = &[
    Shipped {
        name: "alderman-richard-hallam",
        text: include_str!("../../policies/alderman-richard-hallam.toml"),
    },
    Shipped { name: "aspire", text: include_str!("../../policies/aspire.toml") },
    Shipped {
        name: "cambridge-meridian",
        text: include_str!("../../policies/cambridge-meridian.toml"),
    },
    Shipped { name: "hunsbury-park", text: include_str!("../../policies/hunsbury-park.toml") },
    Shipped { name: "washwood-heath", text: include_str!("../../policies/washwood-heath.toml") },
];

/// The text of a shipped policy.
pub fn shipped(name: &str) -> Option<&'static str> {
    SHIPPED.iter().find(|s| s.name == name).map(|s| s.text)
}

/// hv's own numbers, for a watch under a policy that cannot be read.
pub fn defaults() -> Defaults {
    own().defaults.clone()
}

/// hv's own ladders, for clocks that a policy has none for, and for a policy that cannot be read. The role
/// `head` stands for the head of school; [`Policy::ladder`](super::Policy::ladder) puts the policy's word for it.
pub fn default_ladders() -> Vec<Ladder> {
    own().ladders.clone()
}

/// hv's own rules.
#[derive(Debug)]
pub(super) struct Own {
    pub(super) defaults: Defaults,
    pub(super) return_grace: Limit,
    pub(super) departure_grace: Limit,
    pub(super) gates: Vec<Gate>,
    pub(super) ladders: Vec<Ladder>,
    pub(super) duties: Vec<DutyRule>,
    pub(super) outcomes: Vec<OutcomeRule>,
}

pub(super) fn own() -> &'static Own {
    static OWN: LazyLock<Own> = LazyLock::new(|| read_own(DEFAULTS_TEXT).0);
    &OWN
}

/// A test holds that the shipped text has no problem.
fn read_own(text: &str) -> (Own, Vec<Problem>) {
    let problems = Problems::new(text);
    let tree = raw::read(text, &problems);
    let root = Section::new(tree.get_ref(), 0);
    raw::conform(root, &DEFAULTS, &problems, true);
    let words = Vocabulary::default();
    let reading = Reading { problems: &problems, words: &words, own: true, roles: BTreeMap::new() };
    let draft = reading.draft(root);
    sense::check(&draft, &problems);
    (assemble(root, draft), problems.into_sorted())
}

fn assemble(root: Section<'_>, draft: Draft) -> Own {
    let numbers = root.section("defaults");
    let span = |key| numbers.and_then(|n| n.span(key)).unwrap_or(Span::ZERO);
    let limit = |span, over| Limit { span, over, source: Source::Default };
    Own {
        defaults: Defaults {
            rung_time: span("rung-time"),
            departure_grace: span("departure-grace"),
            breach_contact: span("breach-contact"),
            lease: span("lease"),
            repeat: span("repeat"),
            drill_proves_days: numbers
                .and_then(|n| n.number("drill-proves-days"))
                .map_or(0, i64::unsigned_abs),
        },
        // "Back by 15:00" is kept at 15:00 and broken after it; nobody departs *over* fifteen minutes late unnoticed.
        return_grace: limit(span("return-grace"), true),
        departure_grace: limit(span("departure-grace"), false),
        gates: bare(draft.gates),
        ladders: bare(draft.ladders),
        duties: bare(draft.duties),
        outcomes: bare(draft.outcomes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Clock;

    #[test]
    fn hvs_own_file_has_no_problem_and_every_clock_has_a_ladder() {
        let (own, problems) = read_own(DEFAULTS_TEXT);
        assert_eq!(problems, Vec::new());
        for clock in [
            Clock::Distress,
            Clock::Contact,
            Clock::Return,
            Clock::Finish,
            Clock::Call,
            Clock::Wait,
            Clock::Home,
            Clock::Departure,
        ] {
            let ladder = own.ladders.iter().find(|l| l.clocks.contains(&clock)).unwrap();
            assert_eq!(ladder.source, Source::Default);
            assert!(!ladder.rungs.is_empty());
        }
        assert!(own.gates.iter().all(|g| g.clauses.is_empty()), "hv's own rules cite nobody");
    }

    #[test]
    fn hvs_own_numbers_are_those_in_the_file() {
        assert_eq!(defaults().rung_time, Span::minutes(10));
        assert_eq!(defaults().departure_grace, Span::minutes(15));
        assert_eq!(defaults().breach_contact, Span::minutes(60));
    }
}
