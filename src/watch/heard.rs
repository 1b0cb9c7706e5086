//! Whether the school's other machines have been heard from, from what this machine remembers of the last time and
//! `now`. An outing opened elsewhere is unknown here until then, so not heard is danger.

use crate::when::{Moment, Span, Zone};

/// The last word may be this far ahead of the clock, and no further.
const CLOCKS_DIFFER: Span = Span::minutes(2);

/// Whether the others were heard from within the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// They were.
    Lately,
    /// Not since then; never, if there is no moment.
    NotSince(Option<Moment>),
    /// The last word is in the future: the clock cannot be trusted, and so neither can the word.
    FromTheFuture(Moment),
}

/// Within the limit, the limit itself not included.
pub fn heard(within: Span, last: Option<Moment>, now: Moment) -> Heard {
    match last {
        Some(at) if at > now.plus(CLOCKS_DIFFER) => Heard::FromTheFuture(at),
        Some(at) if now < at.plus(within) => Heard::Lately,
        last => Heard::NotSince(last),
    }
}

impl Heard {
    /// What to say when they were not. `None`: nothing to say.
    pub fn words(self, zone: Zone, now: Moment) -> Option<String> {
        let unknown = "an outing opened on one of them is not known here";
        match self {
            Heard::Lately => None,
            Heard::NotSince(Some(at)) => Some(format!(
                "THE OTHER MACHINES HAVE NOT BEEN HEARD FROM since {}: {unknown}",
                zone.words_on(at, zone.day_of(now))
            )),
            Heard::NotSince(None) => {
                Some(format!("THE OTHER MACHINES HAVE NEVER BEEN HEARD FROM: {unknown}"))
            }
            Heard::FromTheFuture(at) => Some(format!(
                "NOBODY KNOWS WHEN THE OTHER MACHINES WERE HEARD FROM: the last word is dated {}, which is still to \
                 come. Put the clock right; {unknown}",
                zone.words(at)
            )),
        }
    }
}

/// What to say when what is recorded here was not sent within the limit: the others do not know who left from here.
pub fn told(within: Span, last: Option<Moment>, now: Moment, zone: Zone) -> Option<String> {
    let unknown = "they do not know who is out from here";
    match heard(within, last, now) {
        Heard::Lately => None,
        Heard::NotSince(Some(at)) => Some(format!(
            "WHAT IS RECORDED HERE HAS NOT BEEN SENT TO THE OTHER MACHINES since {}: {unknown}",
            zone.words_on(at, zone.day_of(now))
        )),
        Heard::NotSince(None) => Some(format!(
            "WHAT IS RECORDED HERE HAS NEVER BEEN SENT TO THE OTHER MACHINES: {unknown}"
        )),
        Heard::FromTheFuture(at) => Some(format!(
            "NOBODY KNOWS WHEN THE OTHER MACHINES WERE LAST TOLD: the last time is dated {}, which is still to come",
            zone.words(at)
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Moment {
        Moment::from_unix(1_795_000_000 + seconds).unwrap()
    }

    #[test]
    fn the_limit_is_the_first_second_that_is_too_late() {
        let within = Span::minutes(60);
        let heard_at = |now| heard(within, Some(at(0)), at(now));
        assert_eq!(heard_at(3599), Heard::Lately);
        assert_eq!(heard_at(3600), Heard::NotSince(Some(at(0))));
        assert_eq!(heard(within, None, at(0)), Heard::NotSince(None));
    }

    #[test]
    fn a_word_from_the_future_is_no_word() {
        let within = Span::minutes(60);
        assert_eq!(heard(within, Some(at(120)), at(0)), Heard::Lately);
        assert_eq!(heard(within, Some(at(121)), at(0)), Heard::FromTheFuture(at(121)));
        let words = heard(within, Some(at(121)), at(0)).words(Zone::LONDON, at(0)).unwrap();
        assert!(words.contains("NOBODY KNOWS"), "{words}");
        assert_eq!(Heard::Lately.words(Zone::LONDON, at(0)), None);
    }
}
