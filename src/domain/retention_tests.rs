//! The rules of `retention.toml`, each at both sides of its boundary; what waits for what; what a hold holds.

use super::entry::{Entry, Record};
use super::erasure::{Counts, Hold, HoldEvent, Mark, Subject};
use super::retention::{
    Class, DEFAULTS, Item, Keep, Kind, Schedule, Standing, going, holds_word, judge,
};
use crate::when::{Day, Moment};
use std::collections::BTreeSet;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn read(text: &str) -> Result<Schedule, String> {
    let schedule: Schedule = toml::from_str(text).map_err(|e| e.message().to_owned())?;
    schedule.checked().map_err(|wrong| wrong.join("; "))
}

fn schedule(text: &str) -> Schedule {
    let whole = format!("hv-retention = 1\nschool-year-ends = \"08-31\"\n{text}");
    read(&whole).unwrap_or_else(|wrong| panic!("{wrong}"))
}

fn wrong(text: &str) -> String {
    read(text).unwrap_err()
}

fn item(kind: Kind, id: &str, classes: &[Class], last: &str) -> Item {
    Item {
        kind,
        id: id.to_owned(),
        classes: classes.iter().copied().collect(),
        last: Day::parse(last).ok(),
        left: None,
        families: id.split_once('/').map(|(f, _)| f.to_owned()).into_iter().collect(),
        names: BTreeSet::new(),
        in_use: Vec::new(),
        held_by: BTreeSet::new(),
        week: None,
        counts: Counts::default(),
        mark: Mark { first: String::new(), whole: String::new() },
    }
}

fn visit(last: &str) -> Item {
    item(Kind::Visit, "ahmed/2020-11-24-1a", &[Class::Visit], last)
}

fn standing(rules: &str, item: &Item, today: &str) -> Standing {
    judge(&schedule(rules), item, day(today)).standing
}

const SIX: &str =
    "[class.visit]\nkeep = \"6 years\"\nfrom = \"school-year-end\"\nthen = \"erase\"\n";

#[test]
fn six_years_from_the_school_year_end_on_the_day_after() {
    let visit_in_year = visit("2020-11-24");
    assert_eq!(standing(SIX, &visit_in_year, "2027-08-31"), Standing::NotYet(day("2027-08-31")));
    assert_eq!(standing(SIX, &visit_in_year, "2027-09-01"), Standing::Due);
    // The last day of a school year is in it, the next day in the next.
    assert_eq!(standing(SIX, &visit("2021-08-31"), "2027-09-01"), Standing::Due);
    let next = Standing::NotYet(day("2028-08-31"));
    assert_eq!(standing(SIX, &visit("2021-09-01"), "2027-09-01"), next);
}

#[test]
fn days_and_months_are_counted_through_the_last() {
    let by_days = SIX.replace("6 years", "90 days").replace("school-year-end", "last-event");
    assert!(matches!(standing(&by_days, &visit("2026-01-01"), "2026-04-01"), Standing::NotYet(_)));
    assert_eq!(standing(&by_days, &visit("2026-01-01"), "2026-04-02"), Standing::Due);
    let by_months = SIX.replace("6 years", "18 months").replace("school-year-end", "last-event");
    let leap = visit("2024-08-29");
    assert!(matches!(standing(&by_months, &leap, "2026-02-28"), Standing::NotYet(_)));
    assert_eq!(standing(&by_months, &leap, "2026-03-01"), Standing::Due);
}

#[test]
fn of_two_classes_the_longer_counts_and_the_more_cautious() {
    let both = |more: &str| format!("{SIX}[class.incident]\nfrom = \"last-event\"\n{more}\n");
    let mut with_incident = visit("2020-11-24");
    with_incident.classes.insert(Class::Incident);
    let longer = both("keep = \"10 years\"\nthen = \"erase\"");
    let until = Standing::NotYet(day("2030-11-24"));
    assert_eq!(standing(&longer, &with_incident, "2030-11-24"), until);
    assert_eq!(standing(&longer, &with_incident, "2030-11-25"), Standing::Due);
    let review = both("keep = \"1 year\"\nthen = \"review\"");
    assert_eq!(standing(&review, &with_incident, "2030-11-25"), Standing::Review);
    let keep = both("keep = \"1 year\"\nthen = \"keep\"");
    assert_eq!(standing(&keep, &with_incident, "2030-11-25"), Standing::Always);
    let unset = both("keep = \"not set\"\nthen = \"erase\"");
    let not_set = Standing::NotSet(Class::Incident);
    assert_eq!(standing(&unset, &with_incident, "2090-11-25"), not_set);
    assert_eq!(standing(SIX, &with_incident, "2090-11-25"), not_set);
}

#[test]
fn what_is_not_known_is_never_due() {
    let far = "2150-01-01";
    let birth = "[class.visit]\nkeep = \"25 years\"\nfrom = \"birth\"\nthen = \"erase\"\n";
    assert!(matches!(standing(birth, &visit("2020-11-24"), far), Standing::NotKnown(_)));
    assert!(matches!(standing(SIX, &visit("no day"), far), Standing::NotKnown(_)));
    let person = item(Kind::Person, "kay", &[Class::Person], "2020-01-01");
    let left = "[class.person]\nkeep = \"6 years\"\nfrom = \"left\"\nthen = \"erase\"\n";
    assert!(matches!(standing(left, &person, far), Standing::NotKnown(_)));
    let gone = Item { left: Some(day("2020-07-31")), ..person };
    assert!(matches!(standing(left, &gone, "2026-07-31"), Standing::NotYet(_)));
    assert_eq!(standing(left, &gone, "2026-08-01"), Standing::Due);
    let classless = Item { classes: BTreeSet::new(), ..visit("2020-11-24") };
    assert!(matches!(standing(SIX, &classless, far), Standing::NotKnown(_)));
    let always = "[class.visit]\nkeep = \"always\"\nfrom = \"last-event\"\nthen = \"erase\"\n";
    assert_eq!(standing(always, &visit("2020-11-24"), far), Standing::Always);
}

#[test]
fn a_rule_that_nobody_checked_erases_nothing() {
    let unverified = format!("{SIX}unverified = true\n");
    assert_eq!(standing(&unverified, &visit("2000-11-24"), "2090-01-01"), Standing::Unverified);
}

#[test]
fn the_shipped_defaults_are_read_and_all_unverified() {
    let schedule = read(DEFAULTS).unwrap();
    assert!(schedule.authorised_by.is_empty());
    for class in super::retention::CLASSES {
        let rule = schedule.written(class).unwrap_or_else(|| panic!("{}", class.word()));
        assert!(rule.unverified && rule.source.starts_with("unverified"), "{}", class.word());
        let old = item(Kind::Visit, "a/2000-01-01-1a", &[class], "2000-01-01");
        let judged = judge(&schedule, &old, day("2199-01-01"));
        assert_ne!(judged.standing, Standing::Due, "{}", class.word());
    }
}

#[test]
fn a_schedule_with_a_slip_is_no_schedule() {
    let ok = "hv-retention = 1\nschool-year-ends = \"08-31\"\n";
    for (text, says) in [
        (format!("{ok}[class.visits]\nfrom = \"left\"\n"), "visits"),
        (format!("{ok}[class.visit]\nkeep = \"6 yaers\"\nfrom = \"last-event\"\n"), "yaers"),
        (format!("{ok}[class.visit]\nkeep = \"0 days\"\nfrom = \"last-event\"\n"), "0 days"),
        (format!("{ok}[class.visit]\nkeep = \"151 years\"\nfrom = \"last-event\"\n"), "151"),
        (format!("{ok}[class.visit]\nkeep = \"-1 years\"\nfrom = \"last-event\"\n"), "-1"),
        (format!("{ok}[class.visit]\nkeep = \"6 years\"\nfrom = \"left\"\n"), "counted from"),
        (format!("{ok}[class.visit]\nkeep = \"6 years\"\n"), "from"),
        (format!("{ok}[class.caution]\nfrom = \"last-event\"\nthen = \"erase\"\n"), "by hand"),
        ("hv-retention = 2\n".to_owned(), "not known"),
        ("hv-retention = 1\nschool-year-ends = \"02-30\"\n".to_owned(), "02-30"),
        (format!("hv-retention = 1\n{SIX}"), "not set"),
    ] {
        let all = wrong(&text);
        assert!(all.contains(says), "{text}: {all}");
    }
    let longest = "[class.visit]\nkeep = \"150 years\"\nfrom = \"last-event\"\n";
    assert_eq!(schedule(longest).rule(Class::Visit).unwrap().keep, Keep::Months(1800));
}

fn sharing() -> Vec<Item> {
    let visit = |id: &str| item(Kind::Visit, id, &[Class::Visit], "2020-11-24");
    let ids = ["ahmed/2020-11-24-1a", "bell/2020-11-24-1a"];
    let names: BTreeSet<String> = ids.iter().map(|id| (*id).to_owned()).collect();
    let families: BTreeSet<String> = ["ahmed", "bell"].iter().map(|f| (*f).to_owned()).collect();
    let outing = item(Kind::Outing, "2020-11-24-kay-1a", &[Class::Visit], "2020-11-24");
    let week = item(Kind::Week, "2020-W48", &[Class::WeekList], "2020-11-29");
    let card = item(Kind::Family, "ahmed", &[Class::Family], "2020-11-24");
    let of_ahmed = BTreeSet::from(["ahmed".to_owned()]);
    vec![
        visit(ids[0]),
        visit(ids[1]),
        Item { names: names.clone(), families: families.clone(), ..outing },
        Item { families, names, ..week },
        Item { families: of_ahmed, ..card },
    ]
}

#[test]
fn what_shares_a_page_goes_together_or_waits() {
    let items = sharing();
    let none = BTreeSet::new();
    let all: BTreeSet<usize> = (0..5).collect();
    assert_eq!(going(&items, &all, &none).0, all);
    let without_bell = BTreeSet::from([0, 2, 3, 4]);
    let (gone, waits) = going(&items, &without_bell, &none);
    assert!(gone.is_empty(), "{gone:?}");
    assert_eq!(waits[&2], "visit bell/2020-11-24-1a");
    assert!(waits[&0].starts_with("outing") || waits[&0].starts_with("week list"), "{waits:?}");
    // Without the outing, a week list that somebody decided on goes whole, and the other visit stays.
    let apart: Vec<Item> = items.iter().filter(|i| i.kind != Kind::Outing).cloned().collect();
    let wanted = BTreeSet::from([0, 2, 3]);
    let whole = BTreeSet::from([2]);
    assert!(going(&apart, &wanted, &none).0.is_empty());
    assert_eq!(going(&apart, &wanted, &whole).0, wanted);
    let mut held = apart;
    held[1].held_by.insert("2026-11-24-1a".to_owned());
    assert!(going(&held, &wanted, &whole).0.is_empty(), "the page of a visit that is held stays");
}

fn hold(events: Vec<HoldEvent>) -> Record<HoldEvent> {
    let at = Moment::parse("2026-11-24T09:00:00+00:00").unwrap();
    let entry = |(n, body): (usize, HoldEvent)| Entry {
        id: format!("a-00000{n}"),
        after: Vec::new(),
        at,
        typed: at,
        by: "office".to_owned(),
        clock_given: false,
        on_paper: None,
        body,
    };
    Record {
        id: "2026-11-24-1a".to_owned(),
        entries: events.into_iter().enumerate().map(entry).collect(),
        doubtful: Vec::new(),
        damage: Vec::new(),
    }
}

fn held(until: Option<&str>, review: Option<&str>) -> HoldEvent {
    HoldEvent::Hold {
        subject: Subject::Family("ahmed".to_owned()),
        why: "inquest".to_owned(),
        until: until.map(day),
        review: review.map(day),
    }
}

#[test]
fn a_hold_holds_through_its_last_day_and_a_review_day_ends_nothing() {
    let until = Hold::of(&hold(vec![held(Some("2026-12-01"), None)]));
    assert!(until.holds(day("2026-12-01")) && !until.holds(day("2026-12-02")));
    let review = Hold::of(&hold(vec![held(None, Some("2026-12-01"))]));
    assert!(!review.wants_review(day("2026-11-30")) && review.wants_review(day("2026-12-01")));
    assert!(review.holds(day("2190-12-02")));
    let why = "over".to_owned();
    let released = Hold::of(&hold(vec![held(None, None), HoldEvent::Release { why }]));
    assert!(!released.holds(day("2026-12-01")));
}

#[test]
fn a_hold_in_doubt_holds() {
    let why = "over".to_owned();
    let mut record = hold(vec![held(Some("2026-12-01"), None), HoldEvent::Release { why }]);
    record.damage.push(crate::error::Damage {
        path: String::new(),
        line: None,
        what: "a line is gone".to_owned(),
        hint: String::new(),
        may_hide_somebody: false,
    });
    assert!(Hold::of(&record).holds(day("2190-01-01")));
    record.entries.clear();
    assert_eq!(Hold::of(&record).subject, None, "it is about nobody knows whom");
    assert!(Hold::of(&record).holds(day("2190-01-01")));
}

#[test]
fn a_word_is_found_by_itself_alone() {
    for (text, found) in [
        ("ahmed", true),
        ("ahmed/2026-11-24-1a", true),
        ("assess.ahmed.office", true),
        ("ali ahmed's", true),
        ("ahmed-2", false),
        ("the-ahmed", false),
        ("ahmeds", false),
        ("", false),
    ] {
        assert_eq!(holds_word(text.as_bytes(), "Ahmed"), found, "{text}");
    }
}
