//! A time of day as it is typed, and the night on which the clocks go back, when an hour of them comes twice.
//!
//! Without more, a time that comes twice is the earlier one: the alarm comes sooner. With an offset, as `01:30+00:00`, it is
//! the one that is meant. This guesses at neither, and takes no offset that is not in force here then.

use super::{Day, Moment, Span, Zone};
use std::fmt;

/// Hours and minutes as the clock on the wall shows them, and which of two, where that was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Clock {
    hour: u32,
    minute: u32,
    /// Seconds east of Greenwich.
    offset: Option<i64>,
}

impl Clock {
    /// The instant of it on a day here.
    pub(super) fn on(self, day: Day, zone: Zone) -> Result<Moment, String> {
        let first = zone.at(day, self.hour, self.minute)?;
        let Some(wanted) = self.offset else { return Ok(first) };
        let all: Vec<Moment> = [Some(first), zone.second(first)].into_iter().flatten().collect();
        let meant = all.iter().copied().find(|moment| zone.offset_of(*moment) == wanted);
        meant.ok_or_else(|| {
            let known: Vec<String> = all.iter().map(|moment| zone.exactly(*moment)).collect();
            format!("on {} the time here is {}, and not {self}", day.words(), known.join(" or "))
        })
    }
}

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.hour, self.minute)?;
        self.offset.map_or(Ok(()), |seconds| f.write_str(&spelt(seconds)))
    }
}

/// `+01:00`
fn spelt(offset: i64) -> String {
    let sign = if offset < 0 { '-' } else { '+' };
    let minutes = offset.abs() / 60;
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

impl Zone {
    /// The same time on the wall a second time, where the clocks go back over it.
    fn second(self, first: Moment) -> Option<Moment> {
        // No zone goes back by more than two hours; where it goes back by half of one, the second is that much later.
        let again = [30, 60, 120].map(|by| self.localise(first.plus(Span::minutes(by))));
        let (day, minute) = (self.day_of(first), self.minute_of_day(first));
        again
            .into_iter()
            .find(|again| (self.day_of(*again), self.minute_of_day(*again)) == (day, minute))
    }

    /// Why a time that has passed cannot be taken, where the same time comes again: exactly what to type for each.
    pub(super) fn second_to_come(self, passed: Moment, now: Moment) -> Option<String> {
        let second = self.second(passed).filter(|second| *second > now)?;
        Some(format!(
            "{} comes twice, since the clocks go back: the first, {}, has passed; type {} for the second",
            self.here(passed).format("%a %-d %b %H:%M"),
            self.exactly(passed),
            self.exactly(second)
        ))
    }

    /// With its offset, as it can be typed: `01:30+00:00`.
    fn exactly(self, moment: Moment) -> String {
        format!("{}{}", self.here(moment).format("%H:%M"), spelt(self.offset_of(moment)))
    }

    fn offset_of(self, moment: Moment) -> i64 {
        i64::from(self.here(moment).offset().local_minus_utc())
    }
}

/// `14:30`, `14.30`, `2:30pm`, `2.30pm`, `9am`, `noon`, each with an offset or without; `midnight` is refused (which one?).
pub(super) fn clock_time(text: &str) -> Option<Clock> {
    let (text, offset) = match text.rfind(['+', '-']) {
        Some(at) => {
            let (before, after) = text.split_at(at);
            (before.trim_end(), Some(offset_of(after)?))
        }
        None => (text, None),
    };
    let (hour, minute) = hour_and_minute(text)?;
    Some(Clock { hour, minute, offset })
}

/// A time of day that somebody wrote as people do, `8.30am`, as hv writes it: `08:30`. `None`: it could be two, or is none.
pub fn time_of_day(text: &str) -> Option<String> {
    let text = text.trim().to_lowercase();
    // One figure for the hour, without am or pm, is the morning where a school opens, and is refused where a call is typed.
    let padded = if text.find([':', '.']) == Some(1) { format!("0{text}") } else { text };
    clock_time(&padded).filter(|clock| clock.offset.is_none()).map(|clock| clock.to_string())
}

/// `+01:00`, in seconds.
fn offset_of(text: &str) -> Option<i64> {
    let (sign, figures) = text.split_at_checked(1)?;
    let (hours, minutes) = figures.split_once(':').filter(|(h, m)| h.len() == 2 && m.len() == 2)?;
    let (hours, minutes) = (short_number(hours)?, short_number(minutes)?);
    let seconds = i64::from(hours * 3600 + minutes * 60);
    (hours < 24 && minutes < 60).then_some(if sign == "-" { -seconds } else { seconds })
}

fn hour_and_minute(text: &str) -> Option<(u32, u32)> {
    if text == "noon" {
        return Some((12, 0));
    }
    let (digits, half) = match (text.strip_suffix("am"), text.strip_suffix("pm")) {
        (Some(rest), _) => (rest.trim_end(), Some(0)),
        (_, Some(rest)) => (rest.trim_end(), Some(12)),
        _ => (text, None),
    };
    let (hour, minute) = match digits.split_once([':', '.']) {
        // `2:30` could be in the night or in the afternoon: with one figure it says am or pm.
        Some((h, m)) if m.len() == 2 && (h.len() == 2 || half.is_some() || h == "0") => {
            (short_number(h)?, short_number(m)?)
        }
        None if half.is_some() => (short_number(digits)?, 0),
        Some(_) | None => return None,
    };
    let hour = match half {
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some(shift) => hour % 12 + shift,
        None => hour,
    };
    (hour < 24 && minute < 60).then_some((hour, minute))
}

/// One to four figures.
pub(super) fn short_number(text: &str) -> Option<u32> {
    let plain = (1..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::super::{Look, Moment, Zone, parse_time};

    fn read(text: &str, now: &str, look: Look) -> Result<String, String> {
        parse_time(text, Moment::parse(now).unwrap(), Zone::LONDON, look).map(Moment::rfc3339)
    }

    const FIRST: &str = "2026-10-25T01:30:00+01:00";
    const SECOND: &str = "2026-10-25T01:30:00+00:00";

    /// 25 October 2026, 02:00 BST is 01:00 GMT. The first 01:30 is at 00:30 UTC, the second at 01:30 UTC.
    #[test]
    fn each_of_two_can_be_typed_and_without_more_it_is_the_first() {
        let evening = "2026-10-24T20:00:00+00:00";
        for (typed, meant) in [
            ("25/10 01:30", FIRST),
            ("25/10 01:30+01:00", FIRST),
            ("25/10 01:30+00:00", SECOND),
            ("sun 1.30am+00:00", SECOND),
            ("tomorrow 01:30 +00:00", SECOND),
            ("2026-10-25 01:30-00:00", SECOND),
            // The hour comes twice from its first second to its last, and no longer.
            ("25/10 01:00", "2026-10-25T01:00:00+01:00"),
            ("25/10 01:00+00:00", "2026-10-25T01:00:00+00:00"),
            ("25/10 01:59+00:00", "2026-10-25T01:59:00+00:00"),
            ("25/10 00:59+01:00", "2026-10-25T00:59:00+01:00"),
            ("25/10 02:00+00:00", "2026-10-25T02:00:00+00:00"),
        ] {
            assert_eq!(read(typed, evening, Look::Ahead).as_deref(), Ok(meant), "{typed}");
        }
        let at_two = "2026-10-25T02:00:00+00:00";
        assert_eq!(read("01:30", at_two, Look::Back).as_deref(), Ok(FIRST));
        assert_eq!(read("01:30+00:00", at_two, Look::Back).as_deref(), Ok(SECOND));
        assert!(read("01:30+00:00", "2026-10-25T01:29:59+00:00", Look::Back).is_err());
    }

    #[test]
    fn an_offset_that_is_not_in_force_is_refused_with_those_that_are() {
        let evening = "2026-10-24T20:00:00+00:00";
        for (typed, known) in [
            ("25/10 00:59+00:00", "is 00:59+01:00, and not 00:59+00:00"),
            ("25/10 02:00+01:00", "is 02:00+00:00, and not 02:00+01:00"),
            ("25/10 01:30+02:00", "is 01:30+01:00 or 01:30+00:00, and not 01:30+02:00"),
            ("24/11 14:30-16:00", "is 14:30+00:00, and not 14:30-16:00"),
        ] {
            let why = read(typed, evening, Look::Ahead).unwrap_err();
            assert!(why.contains(known), "{typed}: {why}");
        }
        for typed in ["01:30+0", "01:30+00:60", "01:30+24:00", "01:30+", "+00:00", "01:30 + 00:00 "]
        {
            assert!(read(typed, evening, Look::Ahead).is_err(), "{typed}");
        }
    }

    #[test]
    fn where_the_first_has_passed_both_are_named() {
        let hint = "type 01:30+00:00 for the second";
        for typed in
            ["01:30", "today 01:30", "sun 01:30", "25/10 01:30", "25/10/2026 01:30", "01:30+01:00"]
        {
            let why = read(typed, "2026-10-25T00:30:00+00:00", Look::Ahead).unwrap_err();
            assert!(why.contains(hint) && why.contains("01:30+01:00"), "{typed}: {why}");
            assert!(!why.contains("say the day"), "{why}");
            // A second before it has not passed; when both have, there is nothing to choose between.
            assert!(read(typed, "2026-10-25T00:29:59+00:00", Look::Ahead).is_ok(), "{typed}");
            let why = read(typed, SECOND, Look::Ahead).unwrap_err();
            assert!(!why.contains(hint), "{typed}: {why}");
        }
        let why = read("02:30", "2026-10-25T02:30:00+00:00", Look::Ahead).unwrap_err();
        assert!(why.contains("say the day"), "{why}");
    }
}
