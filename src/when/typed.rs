//! What was typed as a time and could mean two things, or nothing: in which ways it can be said instead.
//!
//! It only makes the words of a refusal. Nothing here is ever taken for the time that was meant.

use super::{Day, Look, Moment, weekday};
use chrono::{Datelike, Weekday};

/// What to type instead, if that can be told; both readings where there are two.
pub(super) fn readings(typed: &str, today: Day) -> Option<String> {
    let words: Vec<&str> = typed.split_whitespace().collect();
    if let [which @ ("next" | "last" | "this"), day, rest @ ..] = words.as_slice()
        && let Some(named) = weekday(day)
    {
        return which_week(typed, which, named, rest, today);
    }
    if words.contains(&"midnight") {
        return Some(format!(
            "`{typed}` could be the beginning of a day or its end: type 00:00, with the day"
        ));
    }
    let (last, before) = words.split_last()?;
    if is_day(last, today) {
        return Some(day_last(typed, last, before));
    }
    if let Some(wrong) = before.iter().find(|word| figures_of_a_day(word) && !is_day(word, today)) {
        return Some(format!(
            "there is no day `{wrong}` in `{typed}`: type the day, then the month, such as 24/11, or 2026-11-24"
        ));
    }
    // What is no day would be told back as the way to type it.
    if !before.iter().all(|word| *word == "at" || is_day(word, today)) {
        return None;
    }
    let whole = |word: &&str| format!("{} ", with_its_year(word).as_deref().unwrap_or(word));
    let before = before.iter().map(whole).collect::<Vec<_>>().concat();
    match clock(last)?.as_slice() {
        [one] => Some(format!("`{typed}` is not how a time is typed: type {before}{one}")),
        [one, other] => {
            Some(format!("`{typed}` could be {before}{one} or {before}{other}: type one of them"))
        }
        _ => None,
    }
}

/// A day and month without a year that lie on the wrong side of now: the year in which they lie on the right one.
pub(super) fn other_year(day: &str, moment: Moment, now: Moment, look: Look) -> Option<i32> {
    let year = moment.0.year();
    let yearless = day.matches('/').count() == 1;
    match look {
        Look::Ahead if yearless && moment <= now => Some(year + 1),
        Look::Back if yearless && moment > now => Some(year - 1),
        Look::Ahead | Look::Back | Look::Either => None,
    }
}

fn is_day(word: &str, today: Day) -> bool {
    let named = ["today", "tomorrow", "yesterday"].contains(&word) || weekday(word).is_some();
    named || Day::parse(word).is_ok() || slashed(word, today).is_some()
}

/// It was meant as a day in figures, whether or not there is such a day.
fn figures_of_a_day(word: &str) -> bool {
    let parts: Vec<&str> = word.split(['/', '-']).collect();
    let figures = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    parts.len() > 1 && parts.iter().all(figures)
}

/// A day alone, or after its time.
fn day_last(typed: &str, day: &str, before: &[&str]) -> String {
    let whole = with_its_year(day);
    let how = match whole {
        Some(_) => "the year in four figures",
        None => "the day first, then the time",
    };
    let time =
        before.first().copied().filter(|t| super::clock_time(t).is_some()).unwrap_or("09:00");
    let day = whole.as_deref().unwrap_or(day);
    format!("`{typed}` is not how a time is typed: {how}, such as {day} {time}")
}

/// `24/11/26` as it can be typed, `24/11/2026`. `None`: its year is not in two figures.
fn with_its_year(day: &str) -> Option<String> {
    let (day_and_month, year) = day.rsplit_once('/')?;
    let two = year.len() == 2 && day_and_month.contains('/');
    two.then(|| format!("{day_and_month}/20{year}"))
}

/// `24/11` or `24/11/26` that is a day.
fn slashed(word: &str, today: Day) -> Option<Day> {
    let mut parts = word.split('/');
    let (day, month) = (parts.next()?.parse::<u32>().ok()?, parts.next()?.parse::<u32>().ok()?);
    let year = parts
        .next()
        .map_or(Ok(today.year()), |y| y.parse::<i32>().map(|y| if y < 100 { y + 2000 } else { y }));
    Day::parse(&format!("{:04}-{month:02}-{day:02}", year.ok()?)).ok()
}

/// "next thursday": the coming one, or the one of the week after. "last thursday": the latest before today, or the one of
/// the week before. "this thursday": that of this week, be it gone or to come.
fn which_week(
    typed: &str,
    which: &str,
    named: Weekday,
    rest: &[&str],
    today: Day,
) -> Option<String> {
    let time = rest.last().copied().filter(|t| super::clock_time(t).is_some()).unwrap_or("TIME");
    let falls = |day: &Day| day.0.weekday() == named;
    let (first, second) = match which {
        "next" => {
            let first = (1..8).map(|n| today.plus_days(n)).find(falls)?;
            (first, first.plus_days(7))
        }
        "last" => {
            let first = (1..8).map(|n| today.minus_days(n)).find(falls)?;
            (first, first.minus_days(7))
        }
        _ => {
            let meant = today.week().days().find(falls)?;
            return Some(format!(
                "`{typed}` is not how a time is typed: the day of this week is {}: type {meant} {time}",
                meant.words()
            ));
        }
    };
    Some(format!(
        "`{typed}` could be {} or {}: type {first} {time} or {second} {time}",
        first.words(),
        second.words()
    ))
}

/// The ways to type a clock time of which the figures were typed: none, one or two.
fn clock(word: &str) -> Option<Vec<String>> {
    let (figures, half) = match (word.strip_suffix("am"), word.strip_suffix("pm")) {
        (Some(rest), _) => (rest, "am"),
        (_, Some(rest)) => (rest, "pm"),
        (None, None) => (word, ""),
    };
    let plain: String = figures.chars().filter(|c| !matches!(c, ':' | '.')).collect();
    if plain.len() > 4 || plain.is_empty() || !plain.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let parted = figures.len() != plain.len();
    let number: u32 = plain.parse().ok()?;
    let (hour, minute) = if plain.len() <= 2 { (number, 0) } else { (number / 100, number % 100) };
    if hour > 23 || minute > 59 || (parted && figures.split([':', '.']).nth(1)?.len() != 2) {
        return None;
    }
    let both =
        |hour: u32| vec![format!("{hour:02}:{minute:02}"), format!("{:02}:{minute:02}", hour + 12)];
    match (half, hour) {
        ("", 1..=11) if plain.len() < 4 => Some(both(hour)),
        ("", _) => Some(vec![format!("{hour:02}:{minute:02}")]),
        (half, 1..=12) => Some(vec![format!("{hour}.{minute:02}{half}")]),
        (_, _) => None,
    }
}
