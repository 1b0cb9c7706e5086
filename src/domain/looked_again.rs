//! Cautions grow old: when each is to be looked at again, by the policy's kinds of caution.
//!
//! A caution never runs out. One that nobody has looked at again warns and counts exactly as before, and says since
//! when nobody has confirmed it. Only a person ends one, by name and with a reason. Where the policy sets no time, none
//! is made up: its age is shown.

use super::directory::Caution;
use crate::policy::{CautionKind, Policy};
use crate::when::Day;

/// The kind of every caution that is of no kind named.
const OTHER: &str = "other";

/// Whether a caution is to be looked at again on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// From this day on it is to be looked at, and that day has come.
    Due(Day),
    /// It is to be looked at from this day on, which is to come.
    NotYet(Day),
    /// The policy sets no time for its kind.
    NotSet,
}

/// The policy's kind of a caution: the word before its colon, else `other` where the policy has that. `None`: none.
pub fn kind<'p>(caution: &Caution, policy: &'p Policy) -> Option<&'p CautionKind> {
    let word = caution.what.split_once(':').map_or("", |(word, _)| word.trim());
    let named = policy.cautions.iter().find(|k| k.id.eq_ignore_ascii_case(word));
    named.or_else(|| policy.cautions.iter().find(|k| k.id == OTHER))
}

/// When somebody last said that it holds: the day it was put on record, or was looked at again. A day to come says
/// nothing yet.
pub fn last(caution: &Caution, today: Day) -> Day {
    let looks = caution.looked_at.iter().map(|l| l.on).filter(|on| *on <= today);
    looks.max().map_or(caution.since, |on| on.max(caution.since))
}

/// Whether it is to be looked at again. On the day that is so many months after the last look, it is.
pub fn standing(caution: &Caution, policy: &Policy, today: Day) -> Standing {
    let months = kind(caution, policy).and_then(|k| k.every_months);
    let Some(months) = months else { return Standing::NotSet };
    let due = last(caution, today).plus_months(months);
    if today >= due { Standing::Due(due) } else { Standing::NotYet(due) }
}

/// What is added to a caution's words when nobody has looked in time: "NOT CONFIRMED SINCE Fri 20 Nov 2025". Empty
/// while there is time, or where none is set.
pub fn unconfirmed(caution: &Caution, policy: &Policy, today: Day) -> String {
    match standing(caution, policy, today) {
        Standing::Due(_) => format!("NOT CONFIRMED SINCE {}", last(caution, today).words()),
        Standing::NotYet(_) | Standing::NotSet => String::new(),
    }
}

/// A caution in words, with where it comes from, since when, and when somebody last found it still true: "dog: barks
/// (police letter, Mon 24 Nov 2025)". Without a policy to say otherwise, nothing is said of looking again.
pub fn words(caution: &Caution, policy: Option<&Policy>, today: Day) -> String {
    let last = last(caution, today);
    let again = (last > caution.since).then(|| format!("still true {}", last.words()));
    let late = policy.map(|policy| unconfirmed(caution, policy, today)).unwrap_or_default();
    let late = Some(late).filter(|words| !words.is_empty());
    let more: Vec<String> = again.into_iter().chain(late).map(|w| format!(", {w}")).collect();
    format!("{} ({}, {}{})", caution.what, caution.source, caution.since.words(), more.concat())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::directory::LookedAt;
    use crate::policy::{as_suggested, load, shipped};

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn policy(kinds: &str) -> Policy {
        let text = as_suggested(shipped("hunsbury-park").unwrap());
        load(&format!("{text}\n{kinds}\n")).unwrap().policy
    }

    fn caution(what: &str, looks: &[&str]) -> Caution {
        let look =
            |on: &&str| LookedAt { on: day(on), by: "max".to_owned(), found: "so".to_owned() };
        Caution {
            what: what.to_owned(),
            source: "police letter".to_owned(),
            since: day("2025-11-24"),
            looked_at: looks.iter().map(look).collect(),
        }
    }

    const DOG: &str =
        "[[caution]]\nid = \"dog\"\nsays = \"A dog\"\nevery-months = 12\nclause = \"school\"";

    #[test]
    fn it_is_due_on_the_day_and_not_the_day_before() {
        let policy = policy(DOG);
        let dog = caution("dog: bites", &[]);
        let due = day("2026-11-24");
        assert_eq!(standing(&dog, &policy, day("2026-11-23")), Standing::NotYet(due));
        assert_eq!(standing(&dog, &policy, due), Standing::Due(due));
        assert_eq!(unconfirmed(&dog, &policy, day("2026-11-23")), "");
        assert_eq!(unconfirmed(&dog, &policy, due), "NOT CONFIRMED SINCE Mon 24 Nov 2025");
    }

    #[test]
    fn a_look_counts_from_its_own_day_and_one_to_come_not_at_all() {
        let policy = policy(DOG);
        let looked = caution("Dog: bites", &["2026-03-01", "2027-01-01"]);
        assert_eq!(
            standing(&looked, &policy, day("2026-11-24")),
            Standing::NotYet(day("2027-03-01"))
        );
        // The look of 2027 counts once its day has come.
        assert_eq!(last(&looked, day("2026-12-31")), day("2026-03-01"));
        assert_eq!(last(&looked, day("2027-01-01")), day("2027-01-01"));
        // Nobody looks before there is something to look at.
        let odd = caution("dog: bites", &["2024-01-01"]);
        assert_eq!(last(&odd, day("2026-11-24")), day("2025-11-24"));
    }

    #[test]
    fn where_no_time_is_set_none_is_made_up() {
        let far = day("2099-01-01");
        let none = policy("");
        assert_eq!(standing(&caution("dog: bites", &[]), &none, far), Standing::NotSet);
        let dogs = policy(DOG);
        // Of no kind named: a word without a colon is no kind.
        assert_eq!(standing(&caution("dog", &[]), &dogs, far), Standing::NotSet);
        let untimed = policy(&DOG.replace("every-months = 12\n", ""));
        assert_eq!(standing(&caution("dog: bites", &[]), &untimed, far), Standing::NotSet);
        let other = policy(&DOG.replace("id = \"dog\"", "id = \"other\""));
        assert_eq!(standing(&caution("dog", &[]), &other, far), Standing::Due(day("2026-11-24")));
    }
}
