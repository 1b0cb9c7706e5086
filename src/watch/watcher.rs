//! Who watches the watcher: whether a machine has looked lately, from its heartbeat, the school's word on which machine
//! that is, and `now`. Not known is not watched.

use crate::domain::channel::Watch;
use crate::when::{Moment, Span, Zone};

/// How often `hv overdue` is taken to run where the school has set nothing.
pub const ASSUMED_EVERY: Span = Span::minutes(5);

/// A heartbeat may be this far ahead of the clock, and no further.
const CLOCKS_DIFFER: Span = Span::minutes(2);

/// Whether `hv overdue --alert` watches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Watched {
    /// It looked then, everything was read and told.
    Fresh(Moment),
    /// It has not, since then; never, if there is no moment.
    Stale(Option<Moment>),
    /// The last look is in the future: the clock cannot be trusted, and so neither can the heartbeat.
    FromTheFuture(Moment),
    /// `hv.toml` names no machine that watches.
    NoneNamed,
    /// Another machine is named. Its heartbeat cannot be seen from here.
    Elsewhere(String),
}

/// What is known here of the watch.
#[derive(Debug, Clone, Copy)]
pub struct Here<'a> {
    /// `[watch]` of `hv.toml`.
    pub watch: Option<&'a Watch>,
    /// This machine's name.
    pub machine: &'a str,
    /// When the last complete run ended well here.
    pub heartbeat: Option<Moment>,
}

/// Whether a machine watches, as far as it can be told from here. Three runs missed are stale: two may be bad luck.
pub fn watched(here: Here<'_>, now: Moment) -> Watched {
    let Some(machine) = here.watch.and_then(|w| w.machine.as_deref()) else {
        return Watched::NoneNamed;
    };
    if machine != here.machine {
        return Watched::Elsewhere(machine.to_owned());
    }
    match here.heartbeat {
        None => Watched::Stale(None),
        Some(at) if at > now.plus(CLOCKS_DIFFER) => Watched::FromTheFuture(at),
        Some(at) if now < at.plus(stale_after(here.watch)) => Watched::Fresh(at),
        Some(at) => Watched::Stale(Some(at)),
    }
}

/// How old a heartbeat may get.
pub fn stale_after(watch: Option<&Watch>) -> Span {
    let every = watch.and_then(|w| w.every).unwrap_or(ASSUMED_EVERY);
    Span::seconds(3 * every.as_seconds().max(60))
}

impl Watched {
    /// A machine looked lately.
    pub fn fresh(&self) -> bool {
        matches!(self, Watched::Fresh(_))
    }

    /// What to say when none did. `None`: nothing to say.
    pub fn words(&self, zone: Zone, now: Moment) -> Option<String> {
        let when = |at: Moment| zone.words_on(at, zone.day_of(now));
        match self {
            Watched::Fresh(_) => None,
            Watched::Stale(Some(at)) => Some(format!(
                "NO MACHINE WATCHES: hv overdue --alert last looked at everything here at {}",
                when(*at)
            )),
            Watched::Stale(None) => Some(
                "NO MACHINE WATCHES: hv overdue --alert has never looked at everything here"
                    .to_owned(),
            ),
            Watched::FromTheFuture(at) => Some(format!(
                "NOBODY KNOWS WHETHER A MACHINE WATCHES: its last look here is dated {}, which is still to come. Put \
                 the clock right",
                zone.words(*at)
            )),
            Watched::NoneNamed => Some(
                "NO MACHINE WATCHES: hv.toml names none. hv schedule says how to set one up"
                    .to_owned(),
            ),
            Watched::Elsewhere(machine) => Some(format!(
                "NOBODY KNOWS HERE WHETHER A MACHINE WATCHES: {machine} is to, and its heartbeat cannot be seen from \
                 this machine"
            )),
        }
    }
}

/// The longest time between two complete looks that was seen, and when it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// How long nobody looked.
    pub lasted: Span,
    /// When somebody looked again.
    pub ended: Moment,
}

/// The gap that a complete look at `now` ends, and the longest of the last week.
pub fn longest_gap(known: Option<Gap>, heartbeat: Option<Moment>, now: Moment) -> Option<Gap> {
    let week = Span::minutes(7 * 24 * 60);
    let known = known.filter(|gap| now < gap.ended.plus(week));
    let this = heartbeat
        .filter(|at| *at <= now)
        .map(|at| Gap { lasted: Span::seconds(now.seconds_since(at)), ended: now });
    known.into_iter().chain(this).max_by_key(|gap| gap.lasted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Moment {
        Moment::from_unix(1_800_000_000 + seconds).unwrap()
    }

    fn watch(machine: &str) -> Watch {
        Watch {
            machine: Some(machine.to_owned()),
            every: Some(Span::minutes(5)),
            ..Watch::default()
        }
    }

    #[test]
    fn three_missed_runs_are_stale_and_not_a_second_before() {
        let watch = watch("office-1a2b");
        let here = Here { watch: Some(&watch), machine: "office-1a2b", heartbeat: Some(at(0)) };
        assert_eq!(watched(here, at(899)), Watched::Fresh(at(0)));
        assert_eq!(watched(here, at(900)), Watched::Stale(Some(at(0))));
        assert_eq!(watched(here, at(901)), Watched::Stale(Some(at(0))));
        let never = Here { heartbeat: None, ..here };
        assert_eq!(watched(never, at(0)), Watched::Stale(None));
    }

    #[test]
    fn a_heartbeat_from_the_future_is_not_fresh() {
        let watch = watch("office-1a2b");
        let here =
            |beat| Here { watch: Some(&watch), machine: "office-1a2b", heartbeat: Some(beat) };
        assert!(watched(here(at(120)), at(0)).fresh());
        assert_eq!(watched(here(at(121)), at(0)), Watched::FromTheFuture(at(121)));
    }

    #[test]
    fn no_machine_or_another_one_is_not_watched() {
        let watch = watch("office-1a2b");
        let other = Here { watch: Some(&watch), machine: "laptop-9f00", heartbeat: Some(at(0)) };
        assert_eq!(watched(other, at(1)), Watched::Elsewhere("office-1a2b".to_owned()));
        let none = Here { watch: None, ..other };
        assert_eq!(watched(none, at(1)), Watched::NoneNamed);
        for unwatched in [watched(other, at(1)), watched(none, at(1))] {
            assert!(unwatched.words(Zone::LONDON, at(1)).is_some());
        }
    }

    #[test]
    fn the_longest_gap_of_a_week_is_kept_and_then_forgotten() {
        let gap = |lasted, ended| Gap { lasted: Span::seconds(lasted), ended: at(ended) };
        let first = longest_gap(None, Some(at(0)), at(300));
        assert_eq!(first, Some(gap(300, 300)));
        assert_eq!(longest_gap(Some(gap(900, 300)), Some(at(300)), at(600)), Some(gap(900, 300)));
        let week = 7 * 24 * 3600;
        let before = longest_gap(Some(gap(900, 0)), Some(at(week - 301)), at(week - 1));
        assert_eq!(before, Some(gap(900, 0)));
        assert_eq!(
            longest_gap(Some(gap(900, 0)), Some(at(week - 300)), at(week)),
            Some(gap(300, week))
        );
        // A clock set back makes no gap.
        assert_eq!(longest_gap(None, Some(at(10)), at(0)), None);
    }
}
