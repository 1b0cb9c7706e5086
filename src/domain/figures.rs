//! Figures that lead back to what they were counted from: how often, how long, and by which lines of which records.
//!
//! It counts and knows nothing of what is counted. No figure is of a person, and none can be made of one: what is noted
//! carries a record and a line, never a name.

use serde::Serialize;
use std::collections::BTreeMap;

/// What kind of record a figure was counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Of {
    /// A visit.
    Visit,
    /// An outing.
    Outing,
    /// An assessment of a family.
    Assessment,
    /// A school-wide assessment.
    Base,
    /// What an erasure left.
    Erasure,
}

/// Where a figure comes from: a record, and the line of it that was counted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Lead {
    /// The kind of record.
    pub of: Of,
    /// The record's id.
    pub record: String,
    /// The line's id. Empty: the record as a whole.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub line: String,
}

impl Lead {
    /// A line of a record; an empty one is the record as a whole.
    pub fn new(of: Of, record: &str, line: &str) -> Lead {
        Lead { of, record: record.to_owned(), line: line.to_owned() }
    }
}

/// One thing that was counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noted {
    /// The figure's id: `visits.by-reason.attendance`.
    pub figure: String,
    /// How many times it counts: once, but for what an erasure left.
    pub times: usize,
    /// How long it took, in seconds, where the figure is about time.
    pub seconds: Option<i64>,
    /// Where it comes from.
    pub lead: Lead,
}

/// One figure as it was counted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counted {
    /// How many.
    pub number: usize,
    /// How long each took, in seconds, shortest first; empty where the figure is not about time.
    pub seconds: Vec<i64>,
    /// What it was counted from, in order; empty unless it was to be kept.
    pub leads: Vec<Lead>,
}

impl Counted {
    /// The middle one of the times, and the longest. Of an even number, the longer of the two in the middle: no time
    /// that did not happen is reported.
    pub fn times(&self) -> Option<(i64, i64)> {
        Some((*self.seconds.get(self.seconds.len() / 2)?, *self.seconds.last()?))
    }
}

/// Which figures' leads are kept. A year's would fill the memory for nothing where only the numbers are shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Keep {
    /// None.
    Numbers,
    /// Those of one figure.
    One(String),
    /// All.
    All,
}

/// All figures, as they are counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    keep: Keep,
    all: BTreeMap<String, Counted>,
}

impl Tally {
    /// Nothing counted yet.
    pub fn new(keep: Keep) -> Tally {
        Tally { keep, all: BTreeMap::new() }
    }

    /// Counts.
    pub fn add(&mut self, noted: Noted) {
        let kept = match &self.keep {
            Keep::Numbers => false,
            Keep::One(figure) => *figure == noted.figure,
            Keep::All => true,
        };
        let counted = self.all.entry(noted.figure).or_default();
        counted.number += noted.times;
        counted.seconds.extend(noted.seconds);
        if kept {
            counted.leads.push(noted.lead);
        }
    }

    /// In order, whichever came first.
    pub fn sort(&mut self) {
        for counted in self.all.values_mut() {
            counted.seconds.sort_unstable();
            counted.leads.sort();
        }
    }

    /// One figure. `None`: it was never noted, and so happened no times.
    pub fn of(&self, figure: &str) -> Option<&Counted> {
        self.all.get(figure)
    }

    /// How many of one figure.
    pub fn number(&self, figure: &str) -> usize {
        self.all.get(figure).map_or(0, |c| c.number)
    }

    /// The parts of a figure, by the last word of their ids: `attendance` of `visits.by-reason`.
    pub fn parts<'t>(&'t self, group: &'t str) -> impl Iterator<Item = (&'t str, &'t Counted)> {
        let start = format!("{group}.");
        let parts = self.all.range(start.clone()..).take_while({
            let start = start.clone();
            move |(id, _)| id.starts_with(&start)
        });
        parts.filter_map(move |(id, counted)| Some((id.strip_prefix(&start)?, counted)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noted(figure: &str, line: &str, seconds: Option<i64>) -> Noted {
        let lead = Lead::new(Of::Outing, "2026-11-24-kay-1a", line);
        Noted { figure: figure.to_owned(), times: 1, seconds, lead }
    }

    fn leads<'t>(tally: &'t Tally, figure: &str) -> &'t [Lead] {
        &tally.of(figure).unwrap().leads
    }

    #[test]
    fn what_is_counted_leads_back_in_order_and_only_where_it_is_to_be_kept() {
        let count = |keep: Keep| {
            let mut tally = Tally::new(keep);
            tally.add(noted("late", "b", Some(90)));
            tally.add(noted("late", "a", Some(30)));
            tally.add(noted("late.x", "c", None));
            tally.sort();
            tally
        };
        let all = count(Keep::All);
        let lines: Vec<String> = leads(&all, "late").iter().map(|l| l.line.clone()).collect();
        assert_eq!((all.number("late"), lines), (2, vec!["a".to_owned(), "b".to_owned()]));
        assert_eq!(all.of("late").unwrap().times(), Some((90, 90)));
        assert_eq!(all.parts("late").map(|(id, c)| (id, c.number)).collect::<Vec<_>>(), [("x", 1)]);
        assert_eq!((all.of("never"), all.number("never")), (None, 0));
        let one = count(Keep::One("late.x".to_owned()));
        assert_eq!((leads(&one, "late").len(), leads(&one, "late.x").len()), (0, 1));
        let none = count(Keep::Numbers);
        assert_eq!((none.number("late"), leads(&none, "late").len()), (2, 0));
    }

    #[test]
    fn the_middle_time_is_one_that_happened() {
        let times = |all: &[i64]| Counted { seconds: all.to_vec(), ..Counted::default() }.times();
        assert_eq!(times(&[]), None);
        assert_eq!(times(&[7]), Some((7, 7)));
        assert_eq!(times(&[1, 5]), Some((5, 5)));
        assert_eq!(times(&[1, 5, 60]), Some((5, 60)));
    }
}
