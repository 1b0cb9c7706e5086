//! The school's calendar: its hours, its terms, the days it is shut, and the bank holidays of its nation.
//!
//! What the school has not set, and days that the table of bank holidays does not reach, are *not known*: `None`,
//! never a guess. Whoever asks takes that for the worse of the two.

use super::directory::{Closure, Hours, School};
use crate::when::{Day, time_of_day};
use std::fmt;
use std::sync::LazyLock;

/// A plain table; a test works it out again from the rules that the holidays follow.
const BANK_HOLIDAYS: &str = include_str!("bank-holidays.txt");

/// The most days that are counted through: no policy looks more than two school years ahead, and beyond the last term
/// there would be no end.
const FAR: u64 = 800;

/// A nation with bank holidays of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nation {
    /// `england`
    England,
    /// `wales`
    Wales,
    /// `scotland`
    Scotland,
    /// `northern-ireland`
    NorthernIreland,
}

impl Nation {
    /// All of them.
    pub const ALL: [Nation; 4] =
        [Nation::England, Nation::Wales, Nation::Scotland, Nation::NorthernIreland];

    /// As written in `hv.toml`.
    pub fn name(self) -> &'static str {
        match self {
            Nation::England => "england",
            Nation::Wales => "wales",
            Nation::Scotland => "scotland",
            Nation::NorthernIreland => "northern-ireland",
        }
    }

    /// The nation of that name.
    ///
    /// # Errors
    /// The names there are.
    pub fn named(name: &str) -> Result<Nation, String> {
        let known: Vec<&str> = Nation::ALL.iter().map(|n| n.name()).collect();
        Nation::ALL.into_iter().find(|n| n.name() == name).ok_or_else(|| {
            format!("`{name}` is not a nation with bank holidays; there are {}", known.join(", "))
        })
    }
}

/// A line of the table.
#[derive(Debug)]
struct Holiday {
    day: Day,
    of: Vec<Nation>,
    name: &'static str,
}

/// The table, or nothing at all if a line of it cannot be read: a hole in it would pass for a school day.
fn table() -> Option<&'static [Holiday]> {
    static TABLE: LazyLock<Option<Vec<Holiday>>> = LazyLock::new(|| read(BANK_HOLIDAYS));
    TABLE.as_deref()
}

fn read(text: &'static str) -> Option<Vec<Holiday>> {
    let lines = text.lines().filter(|l| !l.trim().is_empty() && !l.starts_with('#'));
    lines.map(line).collect()
}

fn line(line: &'static str) -> Option<Holiday> {
    let (left, name) = line.split_once(" - ")?;
    let mut words = left.split_whitespace();
    let day = Day::parse(words.next()?).ok()?;
    let of = words.map(|w| Nation::named(w).ok()).collect::<Option<Vec<_>>>()?;
    (!of.is_empty()).then_some(Holiday { day, of, name })
}

/// The bank holiday it is there, if it is one. `None`: the table does not reach that year.
pub fn bank_holiday(nation: Nation, day: Day) -> Option<Option<&'static str>> {
    let table = table()?;
    let reached = table.iter().any(|h| h.day.year() == day.year());
    let found = table.iter().find(|h| h.day == day && h.of.contains(&nation));
    reached.then(|| found.map(|h| h.name))
}

/// Whether school is kept that day. `None`: nothing on record says so.
///
/// A weekend, a day it is shut, a day outside every term and a bank holiday are no school days. Any other is one, as
/// far as the school has said anything of its calendar; without terms, only what is shut is known to be.
pub fn school_day(school: &School, day: Day) -> Option<bool> {
    let term = school.terms.is_empty() || within(&school.terms, day);
    if day.weekend() || within(&school.shut, day) || !term {
        return Some(false);
    }
    match &school.nation {
        Some(name) => {
            let holiday = bank_holiday(Nation::named(name).ok()?, day)?;
            Some(holiday.is_none())
        }
        None => (school.hours.is_some() || !school.terms.is_empty()).then_some(true),
    }
}

/// The last of `n` school days after `from`, which is not counted itself; `from` for none. `None`: a day on the way is
/// not known, or lies before the first term on record, or school is never kept again as far as terms are on record.
pub fn after_school_days(school: &School, from: Day, n: u32) -> Option<Day> {
    let first = school.terms.iter().map(|t| t.from).min();
    let mut left = n;
    let mut day = from;
    for _ in 0..FAR {
        if left == 0 {
            return Some(day);
        }
        day = day.plus_days(1);
        if first.is_some_and(|first| day < first) {
            return None;
        }
        left -= u32::from(school_day(school, day)?);
    }
    None
}

fn within(spans: &[Closure], day: Day) -> bool {
    spans.iter().any(|span| span.from <= day && day <= span.to)
}

/// The minutes since midnight at which the school opens and closes. `None`: they cannot be read.
pub fn opening(hours: &Hours) -> Option<(u32, u32)> {
    let (from, to) = (minute(&hours.from)?, minute(&hours.to)?);
    (from < to).then_some((from, to))
}

/// `08:30`
fn minute(text: &str) -> Option<u32> {
    let (hour, minute) = text.split_once(':')?;
    let figures = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let long_enough = (1..=2).contains(&hour.len()) && minute.len() == 2;
    if !long_enough || !figures(hour) || !figures(minute) {
        return None;
    }
    let (hour, minute) = (hour.parse::<u32>().ok()?, minute.parse::<u32>().ok()?);
    (hour < 24 && minute < 60).then_some(hour * 60 + minute)
}

/// Where in a calendar a mistake is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// When the school opens.
    Opens,
    /// When it closes.
    Closes,
    /// The nation.
    Nation,
    /// A term, counted from nought.
    Term(usize),
    /// A time it is shut, counted from nought.
    Shut(usize),
}

/// Something in a calendar that cannot be meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// Where.
    pub at: Place,
    /// What, in a sentence without a full stop.
    pub what: String,
    /// The line to write instead, where one will do.
    pub write: Option<String>,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

/// Everything in the school's calendar that cannot be meant.
pub fn mistakes(school: &School) -> Vec<Mistake> {
    let mut found = Vec::new();
    if let Some(hours) = school.hours.as_ref().filter(|h| opening(h).is_none()) {
        found.extend(hours_wrong(hours));
    }
    if let Some(Err(what)) = school.nation.as_deref().map(Nation::named) {
        let write = Some("nation = \"england\"".to_owned());
        found.push(Mistake { at: Place::Nation, what, write });
    }
    found.extend(backward(&school.terms, "the term", Place::Term));
    found.extend(overlapping(&school.terms));
    // Two reasons to be shut on one day are no mistake: it snows in half terms too.
    found.extend(backward(&school.shut, "the time the school is shut", Place::Shut));
    found
}

/// Each of the two times that cannot be read; of two that can, that they are the wrong way round.
fn hours_wrong(hours: &Hours) -> Vec<Mistake> {
    let sides =
        [(Place::Opens, "from", &hours.from, "08:30"), (Place::Closes, "to", &hours.to, "16:00")];
    let unread = sides.into_iter().filter(|(_, _, typed, _)| minute(typed).is_none());
    let mut found: Vec<Mistake> = unread
        .map(|(at, key, typed, example)| {
            let what = format!(
                "hv expected a time such as {example} after `{key} =`, and something else stands there"
            );
            let meant = time_of_day(typed).unwrap_or_else(|| example.to_owned());
            Mistake { at, what, write: Some(format!("{key} = \"{meant}\"")) }
        })
        .collect();
    if found.is_empty() {
        let what = "the school would close before it opens, or as it opens".to_owned();
        let write = Some("to = \"16:00\"".to_owned());
        found.push(Mistake { at: Place::Closes, what, write });
    }
    found
}

fn backward(all: &[Closure], word: &str, place: fn(usize) -> Place) -> Vec<Mistake> {
    let mut found = Vec::new();
    for (n, one) in all.iter().enumerate() {
        if one.to < one.from {
            let what = format!(
                "{word} {:?} ends on {}, before it begins on {}",
                one.why, one.to, one.from
            );
            found.push(Mistake { at: place(n), what, write: None });
        }
    }
    found
}

/// Two terms that overlap are one slip of the finger: in the year, mostly.
fn overlapping(terms: &[Closure]) -> Vec<Mistake> {
    let mut found = Vec::new();
    for (n, one) in terms.iter().enumerate() {
        let meets = |other: &&Closure| one.from <= other.to && other.from <= one.to;
        if let Some(other) = terms.iter().take(n).find(meets) {
            let what = format!(
                "the term {:?}, {} to {}, overlaps {:?}, {} to {}",
                one.why, one.from, one.to, other.why, other.from, other.to
            );
            found.push(Mistake { at: Place::Term(n), what, write: None });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn span(from: &str, to: &str) -> Closure {
        Closure { from: day(from), to: day(to), why: "x".to_owned() }
    }

    /// Two terms with a half term and an INSET day in the first.
    fn school() -> School {
        School {
            hours: Some(Hours { from: "08:30".to_owned(), to: "16:00".to_owned() }),
            terms: vec![span("2026-09-02", "2026-12-18"), span("2027-01-04", "2027-03-25")],
            shut: vec![span("2026-10-26", "2026-10-30"), span("2026-11-27", "2026-11-27")],
            nation: Some("england".to_owned()),
            ..School::unknown()
        }
    }

    /// Easter Sunday, by the rule of the Book of Common Prayer as Meeus and Butcher put it in figures.
    fn easter(year: i32) -> Day {
        let (golden, century, rest) = (year % 19, year / 100, year % 100);
        let skipped = (century - (century + 8) / 25 + 1) / 3;
        let moon = (19 * golden + century - century / 4 - skipped + 15) % 30;
        let week = (32 + 2 * (century % 4) + 2 * (rest / 4) - moon - rest % 4) % 7;
        let late = (golden + 11 * moon + 22 * week) / 451;
        let found = moon + week - 7 * late + 114;
        day(&format!("{year}-{:02}-{:02}", found / 31, found % 31 + 1))
    }

    /// That Monday of the month, counted from the first; nought for the last.
    fn monday(year: i32, month: u32, which: u32) -> Day {
        let days = (1..=31).filter_map(|d| Day::parse(&format!("{year}-{month:02}-{d:02}")).ok());
        let mondays: Vec<Day> = days.filter(|d| d.week().monday() == *d).collect();
        if which == 0 { *mondays.last().unwrap() } else { mondays[which as usize - 1] }
    }

    /// The holidays of a nation in a year by the rules, one-off days apart. One that falls on a weekend, or on another,
    /// moves to the next weekday that is free.
    fn by_rule(nation: Nation, year: i32) -> Vec<Day> {
        let on = |text: &str| day(&format!("{year}-{text}"));
        let scotland = nation == Nation::Scotland;
        let mut fixed = vec![on("01-01"), on("12-25"), on("12-26")];
        if scotland {
            fixed.extend([on("01-02"), on("11-30")]);
        }
        if nation == Nation::NorthernIreland {
            fixed.extend([on("03-17"), on("07-12")]);
        }
        fixed.sort();
        let mut all = vec![
            easter(year).minus_days(2),
            monday(year, 5, 1),
            monday(year, 5, 0),
            if scotland { monday(year, 8, 1) } else { monday(year, 8, 0) },
        ];
        if !scotland {
            all.push(easter(year).plus_days(1));
        }
        for mut holiday in fixed {
            while holiday.weekend() || all.contains(&holiday) {
                holiday = holiday.plus_days(1);
            }
            all.push(holiday);
        }
        all.sort();
        all
    }

    #[test]
    fn the_table_is_what_the_rules_give() {
        let one_off = [(Nation::Scotland, day("2026-06-15"))];
        let table = table().expect("every line of the table can be read");
        let mut sorted: Vec<Day> = table.iter().map(|h| h.day).collect();
        sorted.sort();
        assert_eq!(table.iter().map(|h| h.day).collect::<Vec<_>>(), sorted, "in order");
        for (nation, year) in
            Nation::ALL.into_iter().flat_map(|n| (2025..=2028).map(move |y| (n, y)))
        {
            let given: Vec<Day> = table
                .iter()
                .filter(|h| h.of.contains(&nation) && h.day.year() == year)
                .map(|h| h.day)
                .filter(|d| !one_off.contains(&(nation, *d)))
                .collect();
            assert_eq!(given, by_rule(nation, year), "{} {year}", nation.name());
        }
    }

    /// From the government's list, as it was published.
    #[test]
    fn holidays_everybody_remembers() {
        use Nation::{England, NorthernIreland, Scotland, Wales};
        for (nation, text, holiday) in [
            (England, "2026-04-03", Some("Good Friday")),
            (England, "2026-04-06", Some("Easter Monday")),
            (Wales, "2026-04-06", Some("Easter Monday")),
            (Scotland, "2026-04-06", None),
            (NorthernIreland, "2026-04-06", Some("Easter Monday")),
            (England, "2026-12-28", Some("Boxing Day, for Saturday")),
            (England, "2026-12-26", None),
            (England, "2027-12-27", Some("Christmas Day, for Saturday")),
            (England, "2027-12-28", Some("Boxing Day, for Sunday")),
            (England, "2027-12-29", None),
            (England, "2026-08-31", Some("Summer bank holiday")),
            (Scotland, "2026-08-31", None),
            (Scotland, "2026-08-03", Some("Summer bank holiday")),
            (Scotland, "2026-06-15", Some("World Cup bank holiday")),
            (England, "2026-06-15", None),
            (Scotland, "2025-12-01", Some("St Andrew's Day, for Sunday")),
            (Scotland, "2025-11-30", None),
            (Scotland, "2028-01-04", Some("2nd January, for Sunday")),
            (England, "2028-01-04", None),
            (NorthernIreland, "2025-07-14", Some("Battle of the Boyne, for Saturday")),
            (NorthernIreland, "2026-03-17", Some("St Patrick's Day")),
            (Wales, "2026-03-17", None),
        ] {
            assert_eq!(bank_holiday(nation, day(text)), Some(holiday), "{} {text}", nation.name());
        }
    }

    #[test]
    fn the_table_ends_where_it_ends() {
        for (text, known) in [
            ("2024-12-31", false),
            ("2025-01-01", true),
            ("2028-12-31", true),
            ("2029-01-01", false),
        ] {
            let holiday = bank_holiday(Nation::England, day(text));
            assert_eq!(holiday.is_some(), known, "{text}");
        }
        assert!(
            read("2025-01-01 england - A\n2025-13-01 england - B\n").is_none(),
            "none for a part"
        );
        assert!(read("2025-01-01 - A\n").is_none(), "a holiday of nowhere");
    }

    #[test]
    fn school_days_at_both_ends_of_everything() {
        for (text, kept) in [
            ("2026-09-01", false),
            ("2026-09-02", true),
            ("2026-09-05", false),
            ("2026-09-07", true),
            ("2026-10-23", true),
            ("2026-10-26", false),
            ("2026-10-30", false),
            ("2026-11-02", true),
            ("2026-11-26", true),
            ("2026-11-27", false),
            ("2026-11-30", true),
            ("2026-12-18", true),
            ("2026-12-21", false),
            ("2027-01-01", false),
            ("2027-01-04", true),
            ("2027-03-25", true),
            ("2027-03-26", false),
            ("2027-06-01", false),
        ] {
            assert_eq!(school_day(&school(), day(text)), Some(kept), "{text}");
        }
    }

    #[test]
    fn a_bank_holiday_within_a_term_is_one_only_in_its_nation() {
        let mut school = school();
        school.terms = vec![span("2026-01-05", "2026-12-18")];
        for (nation, text, kept) in [
            (Some("england"), "2026-05-01", true),
            (Some("england"), "2026-05-04", false),
            (Some("england"), "2026-05-05", true),
            (Some("england"), "2026-11-30", true),
            (Some("scotland"), "2026-11-30", false),
            (None, "2026-05-04", true),
        ] {
            school.nation = nation.map(str::to_owned);
            assert_eq!(school_day(&school, day(text)), Some(kept), "{nation:?} {text}");
        }
    }

    #[test]
    fn what_nothing_says_is_not_known() {
        let tuesday = day("2026-11-24");
        let nothing = School::unknown();
        assert_eq!(school_day(&nothing, tuesday), None);
        assert_eq!(school_day(&nothing, day("2026-11-22")), Some(false), "a Sunday is a Sunday");
        let hours = School { hours: school().hours, ..School::unknown() };
        assert_eq!(school_day(&hours, tuesday), Some(true));
        let nation = School { nation: Some("wales".to_owned()), ..School::unknown() };
        assert_eq!(school_day(&nation, tuesday), Some(true));
        assert_eq!(school_day(&nation, day("2028-12-29")), Some(true), "the table's last Friday");
        assert_eq!(school_day(&nation, day("2029-01-02")), None, "beyond the table");
        let wrong = School { nation: Some("mercia".to_owned()), ..hours };
        assert_eq!(school_day(&wrong, tuesday), None);
        // A term beyond the table: outside it is known, inside it is not.
        let later = School { terms: vec![span("2029-01-08", "2029-03-23")], ..school() };
        assert_eq!(school_day(&later, day("2029-01-05")), Some(false));
        assert_eq!(school_day(&later, day("2029-01-08")), None);
    }

    #[test]
    fn school_days_are_counted_over_what_is_shut() {
        for (from, n, to) in [
            ("2026-11-24", 0, Some("2026-11-24")),
            ("2026-11-24", 1, Some("2026-11-25")),
            ("2026-11-24", 2, Some("2026-11-26")),
            // Over an INSET day and a weekend.
            ("2026-11-24", 3, Some("2026-11-30")),
            ("2026-11-28", 1, Some("2026-11-30")),
            // Over half term.
            ("2026-10-23", 1, Some("2026-11-02")),
            // Over Christmas, and to the last day on record but not beyond.
            ("2026-12-18", 1, Some("2027-01-04")),
            ("2027-03-24", 1, Some("2027-03-25")),
            ("2027-03-25", 1, None),
            // Nobody has written down the summer before.
            ("2026-08-20", 1, None),
            ("2026-09-01", 1, Some("2026-09-02")),
            ("2026-11-24", u32::MAX, None),
        ] {
            assert_eq!(after_school_days(&school(), day(from), n), to.map(day), "{n} from {from}");
        }
        assert_eq!(after_school_days(&School::unknown(), day("2026-11-24"), 1), None);
        assert_eq!(
            after_school_days(&School::unknown(), day("2026-11-24"), 0),
            Some(day("2026-11-24"))
        );
        let wales = School { nation: Some("wales".to_owned()), ..School::unknown() };
        assert_eq!(after_school_days(&wales, day("2026-12-24"), 1), Some(day("2026-12-29")));
        assert_eq!(after_school_days(&wales, day("2028-12-28"), 1), Some(day("2028-12-29")));
        assert_eq!(
            after_school_days(&wales, day("2028-12-29"), 1),
            None,
            "the year after is not known"
        );
    }

    #[test]
    fn hours_are_read_or_not_known() {
        let read =
            |from: &str, to: &str| opening(&Hours { from: from.to_owned(), to: to.to_owned() });
        assert_eq!(read("08:30", "16:00"), Some((510, 960)));
        assert_eq!(read("8:30", "23:59"), Some((510, 1439)));
        for (from, to) in [
            ("16:00", "08:30"),
            ("08:30", "08:30"),
            ("24:00", "24:01"),
            ("08:60", "16:00"),
            ("8", "16:00"),
            ("+8:30", "16:00"),
            ("", ""),
        ] {
            assert_eq!(read(from, to), None, "{from} to {to}");
        }
    }

    #[test]
    fn mistakes_are_all_found_and_a_sound_calendar_has_none() {
        assert_eq!(mistakes(&school()), Vec::new());
        assert_eq!(mistakes(&School::unknown()), Vec::new());
        let touching = School {
            terms: vec![span("2026-09-02", "2026-12-18"), span("2026-12-19", "2026-12-20")],
            ..school()
        };
        assert_eq!(mistakes(&touching), Vec::new(), "one after the other");
        let wrong = School {
            hours: Some(Hours { from: "16:00".to_owned(), to: "08:30".to_owned() }),
            nation: Some("mercia".to_owned()),
            terms: vec![span("2026-09-02", "2026-12-18"), span("2026-12-18", "2027-03-25")],
            shut: vec![span("2026-10-30", "2026-10-26")],
            ..school()
        };
        let places: Vec<Place> = mistakes(&wrong).iter().map(|m| m.at).collect();
        assert_eq!(places, [Place::Closes, Place::Nation, Place::Term(1), Place::Shut(0)]);
    }
}
