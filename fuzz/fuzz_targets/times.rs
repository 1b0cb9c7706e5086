//! Times, days, weeks and spans as they are typed. Laws: what is read is spelt and read back as the same; what was to be
//! past is not to come, and the other way round.
#![no_main]

use hv::when::{Day, Look, Moment, Span, Week, Zone, parse_time};
use hv_fuzz::noon;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    for look in [Look::Back, Look::Ahead, Look::Either] {
        if let Ok(moment) = parse_time(text, noon(), Zone::LONDON, look) {
            assert_eq!(Moment::parse(&moment.rfc3339()), Ok(moment));
            assert!(look != Look::Back || moment <= noon());
            assert!(look != Look::Ahead || moment > noon());
            std::hint::black_box((Zone::LONDON.words(moment), Zone::LONDON.day_of(moment)));
        }
    }
    if let Ok(moment) = Moment::parse(text) {
        assert_eq!(Moment::parse(&moment.rfc3339()), Ok(moment));
    }
    if let Ok(span) = Span::parse(text) {
        assert_eq!(Span::parse(&span.to_string()), Ok(span));
        std::hint::black_box((noon().plus(span), noon().minus(span), span.words(), span.plus(span)));
    }
    if let Ok(day) = Day::parse(text) {
        assert_eq!(Day::parse(&day.to_string()), Ok(day));
        assert!(day.week().days().any(|d| d == day));
    }
    if let Ok(week) = Week::parse(text) {
        assert_eq!(Week::parse(&week.to_string()), Ok(week));
        assert_eq!(week.monday().week(), week);
    }
    std::hint::black_box(Day::from_sheet(text).ok());
});
