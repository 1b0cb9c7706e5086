//! A time that somebody typed, said back whole: the day, the year, the zone, and how far from now. A slip of a day or of
//! twelve hours shows in the distance before it shows in an alarm.
//!
//! It reads nothing that was typed, and judges nothing.

use super::{Moment, Timestamp, Zone};

impl Zone {
    /// `Thu 26 Nov 2026 14:30 GMT (in 1 h 25 min)`. Seconds are not said.
    pub fn echoed(self, moment: Moment, now: Moment) -> String {
        let shown = self.here(moment).format("%a %-d %b %Y %H:%M");
        format!("{shown} {} ({})", self.initials(moment), self.distance(moment, now))
    }

    /// `GMT`, `BST`, or where the zone has no letters its offset: `+03`.
    pub(super) fn initials(self, moment: Moment) -> String {
        Timestamp::from_second(moment.unix()).map_or_else(
            |_beyond_the_table| "GMT".to_owned(),
            |instant| self.rules().table().to_offset_info(instant).abbreviation().to_owned(),
        )
    }

    /// How far from now, by the clock within two days and by the calendar beyond.
    fn distance(self, moment: Moment, now: Moment) -> String {
        let seconds = moment.seconds_since(now);
        let (here, today) = (self.day_of(moment), self.day_of(now));
        let days = (here.0 - today.0).num_days();
        let away = away(seconds.abs() / 60);
        match (seconds, days) {
            (0, _) => "now".to_owned(),
            (1.., 0) => format!("in {away}"),
            (1.., 1) => format!("tomorrow, in {away}"),
            (1.., _) => format!("in {days} days"),
            (_, 0) => format!("{away} ago"),
            (_, -1) => format!("yesterday, {away} ago"),
            (_, _) => format!("{} days ago", days.abs()),
        }
    }
}

/// `25 min`, `2 h`, `1 h 25 min`.
fn away(minutes: i64) -> String {
    match (minutes / 60, minutes % 60) {
        (0, 0) => "less than a minute".to_owned(),
        (0, m) => format!("{m} min"),
        (h, 0) => format!("{h} h"),
        (h, m) => format!("{h} h {m} min"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(moment: &str, now: &str) -> String {
        let at = |text| Moment::parse(text).unwrap();
        Zone::LONDON.echoed(at(moment), at(now))
    }

    #[test]
    fn a_time_is_said_back_with_its_distance() {
        let now = "2026-11-26T13:05:00+00:00";
        for (moment, words) in [
            ("2026-11-26T14:30:00+00:00", "Thu 26 Nov 2026 14:30 GMT (in 1 h 25 min)"),
            ("2026-11-26T12:40:00+00:00", "Thu 26 Nov 2026 12:40 GMT (25 min ago)"),
            ("2026-11-26T15:05:00+00:00", "Thu 26 Nov 2026 15:05 GMT (in 2 h)"),
            ("2026-11-26T13:05:00+00:00", "Thu 26 Nov 2026 13:05 GMT (now)"),
            ("2026-11-26T13:05:01+00:00", "Thu 26 Nov 2026 13:05 GMT (in less than a minute)"),
            ("2026-11-26T13:04:59+00:00", "Thu 26 Nov 2026 13:04 GMT (less than a minute ago)"),
            ("2026-11-26T13:06:00+00:00", "Thu 26 Nov 2026 13:06 GMT (in 1 min)"),
            ("2026-11-26T23:59:00+00:00", "Thu 26 Nov 2026 23:59 GMT (in 10 h 54 min)"),
            ("2026-11-27T00:00:00+00:00", "Fri 27 Nov 2026 00:00 GMT (tomorrow, in 10 h 55 min)"),
            ("2026-11-27T23:59:00+00:00", "Fri 27 Nov 2026 23:59 GMT (tomorrow, in 34 h 54 min)"),
            ("2026-11-28T00:00:00+00:00", "Sat 28 Nov 2026 00:00 GMT (in 2 days)"),
            ("2026-11-26T00:00:00+00:00", "Thu 26 Nov 2026 00:00 GMT (13 h 5 min ago)"),
            ("2026-11-25T23:59:00+00:00", "Wed 25 Nov 2026 23:59 GMT (yesterday, 13 h 6 min ago)"),
            ("2026-11-24T23:59:00+00:00", "Tue 24 Nov 2026 23:59 GMT (2 days ago)"),
        ] {
            assert_eq!(said(moment, now), words);
        }
    }

    /// Spans are elapsed time: the night of the change has an hour more or less.
    #[test]
    fn the_zone_and_the_hours_are_those_of_the_day() {
        assert_eq!(
            said("2026-06-24T13:30:00+00:00", "2026-06-24T13:00:00+00:00"),
            "Wed 24 Jun 2026 14:30 BST (in 30 min)"
        );
        assert_eq!(
            said("2026-10-25T09:00:00+00:00", "2026-10-24T08:00:00+00:00"),
            "Sun 25 Oct 2026 09:00 GMT (tomorrow, in 25 h)"
        );
        let at = |text| Moment::parse(text).unwrap();
        let riyadh = Zone::named("Asia/Riyadh").unwrap();
        let (moment, now) = (at("2026-11-26T14:30:00+00:00"), at("2026-11-26T13:30:00+00:00"));
        assert_eq!(riyadh.echoed(moment, now), "Thu 26 Nov 2026 17:30 +03 (in 1 h)");
    }
}
