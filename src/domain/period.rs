//! The days a report is about: a week, half a term, a term, a school year, or from one day to another.
//!
//! Terms are the school's own, from `hv.toml`. Where they do not say which term a day is in, nothing is made up: the
//! answer is what to write there, or what to type instead.

use super::calendar;
use super::directory::{Closure, School};
use crate::when::{Day, Moment, Zone};
use serde::Serialize;

/// The longest holidays, in days: the summer's, in Northern Ireland, with a week to spare. After so many days the last
/// term on record is no longer the last there was.
const LONGEST_HOLIDAYS: u64 = 70;

/// The days of a report, first and last among them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Period {
    /// What it is: "week 2026-W48", "Autumn term, first half".
    pub name: String,
    /// The first day.
    pub from: Day,
    /// The last day.
    pub to: Day,
}

/// Why the days are not known, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotKnown {
    /// What stood in the way.
    pub why: String,
    /// What to type, or to write into hv.toml.
    pub hints: Vec<String>,
}

impl Period {
    /// The days from one to another, both counted.
    ///
    /// # Errors
    /// When the last comes before the first.
    pub fn between(from: Day, to: Day) -> Result<Period, NotKnown> {
        if to < from {
            return Err(NotKnown {
                why: format!("--to {to} comes before --from {from}"),
                hints: vec![format!("hv report --from {to} --to {from}")],
            });
        }
        Ok(Period { name: format!("{} to {}", from.words(), to.words()), from, to })
    }

    /// The week of that day, Monday to Sunday.
    pub fn week(on: Day) -> Period {
        let monday = on.week().monday();
        Period { name: format!("week {}", on.week()), from: monday, to: monday.plus_days(6) }
    }

    /// The term of that day; in the holidays, the one before them.
    ///
    /// # Errors
    /// When the school's terms do not say.
    pub fn term(school: &School, on: Day) -> Result<Period, NotKnown> {
        let term = term_of(school, on)?;
        Ok(Period { name: titled(term), from: term.from, to: term.to })
    }

    /// The half of a term that day is in; in a holiday, the half before it.
    ///
    /// # Errors
    /// When the school's terms do not say, or no half term is on record in this one.
    pub fn half_term(school: &School, on: Day) -> Result<Period, NotKnown> {
        let term = term_of(school, on)?;
        let within = |shut: &&Closure| term.from < shut.from && shut.to < term.to;
        let half = |shut: &&Closure| shut.why.to_lowercase().contains("half");
        let Some(halfway) = school.shut.iter().filter(within).find(half) else {
            return Err(NotKnown {
                why: format!("no half term is on record in {}", titled(term)),
                hints: vec![
                    "write it into hv.toml: [[shut]] with from, to and why = \"half term\""
                        .to_owned(),
                    format!("hv report --term, or hv report --from {} --to DAY", term.from),
                ],
            });
        };
        let (name, from, to) = if on <= halfway.to {
            ("first half", term.from, halfway.from.minus_days(1))
        } else {
            ("second half", halfway.to.plus_days(1), term.to)
        };
        Ok(Period { name: format!("{}, {name}", titled(term)), from, to })
    }

    /// The school year of that day: from the first term that begins after July to the day before the next such term
    /// (Education Act 1996, section 579); to 31 August where that is not on record yet.
    ///
    /// # Errors
    /// When the school's terms do not say.
    pub fn year(school: &School, on: Day) -> Result<Period, NotKnown> {
        let unknown = || no_terms(school, on, "school year");
        known_terms(school)?;
        let began = |year: i32| {
            let autumn = school.terms.iter().filter(|t| t.from.year() == year);
            autumn.filter(|t| august(year).is_some_and(|a| a <= t.from)).map(|t| t.from).min()
        };
        let year = on.year();
        let this = began(year).filter(|from| *from <= on);
        let (first, from) = match this {
            Some(from) => (year, from),
            None => (year - 1, began(year - 1).ok_or_else(unknown)?),
        };
        let last = Day::parse(&format!("{}-08-31", first + 1)).map_err(|_no_day| unknown())?;
        let to = began(first + 1).map_or(last, |next| next.minus_days(1));
        if on < from || to < on {
            return Err(unknown());
        }
        Ok(Period { name: format!("school year {first}/{:02}", (first + 1) % 100), from, to })
    }

    /// The day is in it.
    pub fn has(&self, day: Day) -> bool {
        self.from <= day && day <= self.to
    }

    /// The moment is in it, by the clock on the school's wall: from midnight of the first day to the last second of the
    /// last.
    pub fn holds(&self, moment: Moment, zone: Zone) -> bool {
        self.has(zone.day_of(moment))
    }
}

fn august(year: i32) -> Option<Day> {
    Day::parse(&format!("{year}-08-01")).ok()
}

fn titled(term: &Closure) -> String {
    let named = term.why.to_lowercase().contains("term");
    let word = if named { "" } else { " term" };
    format!("{}{word} {}", term.why, term.from.year())
}

/// Terms that contradict each other, or run backwards, say nothing.
fn known_terms(school: &School) -> Result<(), NotKnown> {
    let about =
        |m: &calendar::Mistake| matches!(m.at, calendar::Place::Term(_) | calendar::Place::Shut(_));
    match calendar::mistakes(school).into_iter().find(about) {
        None => Ok(()),
        Some(mistake) => Err(NotKnown {
            why: format!("hv.toml: {mistake}"),
            hints: vec!["put the dates right in hv.toml".to_owned()],
        }),
    }
}

fn term_of(school: &School, on: Day) -> Result<&Closure, NotKnown> {
    known_terms(school)?;
    let last = school.terms.iter().filter(|t| t.from <= on).max_by_key(|t| t.from);
    let next = school.terms.iter().any(|t| on < t.from);
    let lasts = |t: &&Closure| next || on <= t.to.plus_days(LONGEST_HOLIDAYS);
    last.filter(lasts).ok_or_else(|| no_terms(school, on, "term"))
}

fn no_terms(school: &School, on: Day, what: &str) -> NotKnown {
    let why = if school.terms.is_empty() {
        format!("this school's terms are not on record, so nobody can say which {what} it is")
    } else {
        format!("the terms on record do not say which {what} {} is in", on.words())
    };
    NotKnown {
        why,
        hints: vec![
            "write them into hv.toml, one [[terms]] each: from = \"2026-09-02\", to = \"2026-12-18\", why = \"Autumn\""
                .to_owned(),
            "or name the days: hv report --from 2026-09-02 --to 2026-12-18; or hv report --week".to_owned(),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn span(why: &str, from: &str, to: &str) -> Closure {
        Closure { from: day(from), to: day(to), why: why.to_owned() }
    }

    fn school() -> School {
        School {
            terms: vec![
                span("Autumn", "2026-09-02", "2026-12-18"),
                span("Spring term", "2027-01-04", "2027-03-25"),
                span("Summer", "2027-04-12", "2027-07-21"),
            ],
            shut: vec![
                span("INSET", "2026-11-27", "2026-11-27"),
                span("half term", "2026-10-26", "2026-10-30"),
                span("Half-term holiday", "2027-05-31", "2027-06-04"),
            ],
            ..School::unknown()
        }
    }

    fn shown(period: Result<Period, NotKnown>) -> String {
        match period {
            Ok(p) => format!("{}: {} to {}", p.name, p.from, p.to),
            Err(e) => format!("NOT KNOWN: {}", e.why),
        }
    }

    #[test]
    fn a_term_lasts_from_its_first_day_until_the_next_one_begins() {
        let on = |text: &str| shown(Period::term(&school(), day(text)));
        assert_eq!(on("2026-09-02"), "Autumn term 2026: 2026-09-02 to 2026-12-18");
        for same in ["2026-12-18", "2026-12-19", "2027-01-03"] {
            assert_eq!(on(same), on("2026-09-02"), "{same}");
        }
        assert_eq!(on("2027-01-04"), "Spring term 2027: 2027-01-04 to 2027-03-25");
        assert!(on("2026-09-01").starts_with("NOT KNOWN: the terms on record do not say"));
        // Seventy days after the last day of the last term, and one more.
        assert!(on("2027-09-29").starts_with("Summer term 2027"));
        assert!(on("2027-09-30").starts_with("NOT KNOWN"));
        let none = Period::term(&School::unknown(), day("2026-11-24")).unwrap_err();
        assert!(none.why.contains("not on record") && none.hints[0].contains("[[terms]]"));
    }

    #[test]
    fn half_a_term_ends_on_the_day_before_the_half_term_and_the_other_begins_after_it() {
        let on = |text: &str| shown(Period::half_term(&school(), day(text)));
        let first = "Autumn term 2026, first half: 2026-09-02 to 2026-10-25";
        let second = "Autumn term 2026, second half: 2026-10-31 to 2026-12-18";
        for (text, half) in [
            ("2026-10-25", first),
            ("2026-10-26", first),
            ("2026-10-30", first),
            ("2026-10-31", second),
            ("2026-12-25", second),
        ] {
            assert_eq!(on(text), half, "{text}");
        }
        // An INSET day is no half term, and a term without one has no halves.
        assert_eq!(on("2027-02-01"), "NOT KNOWN: no half term is on record in Spring term 2027");
        assert!(on("2027-06-05").contains("second half: 2027-06-05"));
    }

    #[test]
    fn a_year_begins_with_the_first_term_after_july() {
        let mut school = school();
        let on = |school: &School, text: &str| shown(Period::year(school, day(text)));
        let year = "school year 2026/27: 2026-09-02 to 2027-08-31";
        assert_eq!(on(&school, "2026-09-02"), year);
        assert_eq!(on(&school, "2027-08-31"), year);
        assert!(on(&school, "2026-09-01").starts_with("NOT KNOWN"));
        assert!(on(&school, "2027-09-01").starts_with("NOT KNOWN"));
        school.terms.push(span("Autumn", "2027-08-18", "2027-12-17"));
        assert_eq!(on(&school, "2027-08-17"), "school year 2026/27: 2026-09-02 to 2027-08-17");
        assert!(on(&school, "2027-08-18").starts_with("school year 2027/28: 2027-08-18"));
        assert!(on(&School::unknown(), "2027-08-18").starts_with("NOT KNOWN"));
    }

    #[test]
    fn terms_that_contradict_each_other_say_nothing() {
        let mut school = school();
        school.terms.push(span("Winter", "2026-12-01", "2027-01-08"));
        let wrong = Period::term(&school, day("2026-12-02")).unwrap_err();
        assert!(wrong.why.contains("overlaps"), "{}", wrong.why);
        assert!(Period::year(&school, day("2026-12-02")).is_err());
    }

    #[test]
    fn a_period_is_of_the_wall_clocks_days() {
        let weekend = Period::week(day("2027-03-28"));
        assert_eq!((weekend.from, weekend.to), (day("2027-03-22"), day("2027-03-28")));
        let holds = |text: &str| weekend.holds(Moment::parse(text).unwrap(), Zone::LONDON);
        // The clocks go forward on that Sunday: it ends at 23:00 in Greenwich, and the week before began at midnight.
        assert!(holds("2027-03-28T22:59:59+00:00") && !holds("2027-03-28T23:00:00+00:00"));
        assert!(holds("2027-03-22T00:00:00+00:00") && !holds("2027-03-21T23:59:59+00:00"));
        // And back on 25 October 2026: the Sunday is an hour longer.
        let autumn = Period::week(day("2026-10-25"));
        let holds = |text: &str| autumn.holds(Moment::parse(text).unwrap(), Zone::LONDON);
        assert!(holds("2026-10-18T23:00:00+00:00") && !holds("2026-10-18T22:59:59+00:00"));
        assert!(holds("2026-10-25T23:59:59+00:00") && !holds("2026-10-26T00:00:00+00:00"));
        assert!(Period::between(day("2026-10-02"), day("2026-10-01")).is_err());
        assert!(
            Period::between(day("2026-10-02"), day("2026-10-02")).unwrap().has(day("2026-10-02"))
        );
    }
}
