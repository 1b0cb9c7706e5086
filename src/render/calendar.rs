//! Appointments as an iCalendar file (RFC 5545), for any calendar program.
//!
//! A calendar is shared with whoever sees somebody's diary. So an entry says that there is a visit, when, and who of the
//! staff makes it: nothing about whom they visit, and no place. Every entry is marked confidential as well, but programs
//! are free to show it all the same.

use crate::when::{Moment, Span};
use icalendar::{Calendar, Class, Component, Event, EventStatus, Property};

/// One appointment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appointment {
    /// What it is known by, the same in every file: a program that has it replaces it.
    pub uid: String,
    /// How often it was changed: a program keeps the higher one.
    pub sequence: u32,
    /// When it begins.
    pub start: Moment,
    /// How long it lasts.
    pub lasts: Span,
    /// What it is called.
    pub summary: String,
    /// It does not take place.
    pub cancelled: bool,
    /// When it was last changed.
    pub changed: Moment,
}

/// Which program wrote the file, as RFC 5545 wants it spelt.
const MADE_BY: &str = "-//hv//home visits//EN";

/// All of them, as a file.
pub fn calendar(name: &str, appointments: &[Appointment]) -> String {
    let mut calendar = Calendar::empty();
    let name = super::clean(name);
    let head =
        [("VERSION", "2.0"), ("PRODID", MADE_BY), ("CALSCALE", "GREGORIAN"), ("METHOD", "PUBLISH")];
    for (key, value) in head.into_iter().chain([("X-WR-CALNAME", name.as_str())]) {
        calendar.append_property(Property::new(key, value));
    }
    for one in appointments {
        calendar.push(event(one));
    }
    calendar.done().to_string()
}

fn event(one: &Appointment) -> Event {
    let status = if one.cancelled { EventStatus::Cancelled } else { EventStatus::Confirmed };
    Event::with_uid(&one.uid)
        .summary(&super::clean(&one.summary))
        .class(Class::Confidential)
        .sequence(one.sequence)
        .status(status)
        .add_property("DTSTAMP", stamp(one.changed))
        .add_property("LAST-MODIFIED", stamp(one.changed))
        .add_property("DTSTART", stamp(one.start))
        .add_property("DTEND", stamp(one.start.plus(one.lasts)))
        .done()
}

/// An instant in UTC: 20261124T100000Z.
fn stamp(moment: Moment) -> String {
    let utc = Moment::from_unix(moment.unix()).unwrap_or(moment).rfc3339();
    let digits: String = utc.chars().take(19).filter(|c| !matches!(c, '-' | ':')).collect();
    format!("{digits}Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visit() -> Appointment {
        Appointment {
            uid: "v-1@oak".to_owned(),
            sequence: 2,
            // Summer time: half past nine in London is half past eight in UTC.
            start: Moment::parse("2026-06-24T09:30:00+01:00").unwrap(),
            lasts: Span::minutes(45),
            summary: "Home visit 2026-06-24-1a: Kay, Lou; Max".to_owned(),
            cancelled: false,
            changed: Moment::parse("2026-06-20T10:00:00+01:00").unwrap(),
        }
    }

    #[test]
    fn an_appointment_is_confidential_and_in_utc() {
        let text = calendar("Oak", &[visit()]);
        for line in [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//hv//home visits//EN",
            "BEGIN:VEVENT",
            "UID:v-1@oak",
            "CLASS:CONFIDENTIAL",
            "SEQUENCE:2",
            "STATUS:CONFIRMED",
            "DTSTART:20260624T083000Z",
            "DTEND:20260624T091500Z",
            "DTSTAMP:20260620T090000Z",
            "SUMMARY:Home visit 2026-06-24-1a: Kay\\, Lou\\; Max",
            "END:VCALENDAR",
        ] {
            assert!(text.split("\r\n").any(|l| l == line), "{line} is not in\n{text}");
        }
    }

    #[test]
    fn one_that_does_not_take_place_says_so_and_no_text_can_add_a_line() {
        let summary = "Kay\r\nSTATUS:CONFIRMED\nX:1".to_owned();
        let text = calendar("Oak", &[Appointment { cancelled: true, summary, ..visit() }]);
        assert!(text.contains("STATUS:CANCELLED\r\n"), "{text}");
        assert!(!text.lines().any(|l| l == "STATUS:CONFIRMED" || l == "X:1"), "{text}");
    }
}
