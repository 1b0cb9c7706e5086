//! How long a record is kept, and what may go: `retention.toml` and its rules.
//!
//! A record has one class or several (a visit on which an incident is recorded is both); the longest period counts, and
//! the most cautious action. What is not set is kept, and said to be not set. Nothing here erases anything, and nothing
//! is due that is open, owed, in doubt, held, or named by a record that stays: it waits for that one.
//!
//! A period ends with its last day: what is kept for six years from 31 August 2026 is kept on 31 August 2032, and due
//! on the day after.

use super::erasure::{Counts, Mark};
use crate::when::{Day, Week};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// A class of record, in the words of `retention.toml`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// A visit, and the outings that went to it.
    Visit,
    /// A visit on which an incident is recorded.
    Incident,
    /// A visit or an outing with an alarm, and the log of who was told.
    Alarm,
    /// A week list with its signatures.
    WeekList,
    /// The assessment of a family.
    Assessment,
    /// A school-wide assessment.
    BaseAssessment,
    /// An outing of nobody, for practice.
    Drill,
    /// A family's card, and the addresses that only it has.
    Family,
    /// The card of a member of staff.
    Person,
    /// Something to be careful of, on a card.
    Caution,
}

/// Every class, in the order of `retention.toml`.
pub const CLASSES: [Class; 10] = [
    Class::Visit,
    Class::Incident,
    Class::Alarm,
    Class::WeekList,
    Class::Assessment,
    Class::BaseAssessment,
    Class::Drill,
    Class::Family,
    Class::Person,
    Class::Caution,
];

impl Class {
    /// As it is written: `week-list`.
    pub fn word(self) -> &'static str {
        match self {
            Class::Visit => "visit",
            Class::Incident => "incident",
            Class::Alarm => "alarm",
            Class::WeekList => "week-list",
            Class::Assessment => "assessment",
            Class::BaseAssessment => "base-assessment",
            Class::Drill => "drill",
            Class::Family => "family",
            Class::Person => "person",
            Class::Caution => "caution",
        }
    }
}

/// How long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Keep {
    /// Nobody has said: kept, and shown as not set.
    #[default]
    NotSet,
    /// For ever.
    Always,
    /// So many days.
    Days(u64),
    /// So many months; a year is twelve.
    Months(u32),
}

/// A longer time than this is a slip of the finger.
const LONGEST_YEARS: u32 = 150;

impl Keep {
    fn parse(text: &str) -> Result<Keep, String> {
        let wrong = || {
            format!(
                "`{text}` is not a time such as \"6 years\", \"18 months\", \"90 days\", \"always\" or \"not set\""
            )
        };
        match text {
            "not set" => return Ok(Keep::NotSet),
            "always" => return Ok(Keep::Always),
            _ => {}
        }
        let (number, unit) = text.split_once(' ').ok_or_else(wrong)?;
        let number: u32 = number.parse().map_err(|_e| wrong())?;
        let (months, keep) = match unit.trim_end_matches('s') {
            "year" => (number.saturating_mul(12), Keep::Months(number.saturating_mul(12))),
            "month" => (number, Keep::Months(number)),
            "day" => (number / 28, Keep::Days(u64::from(number))),
            _ => return Err(wrong()),
        };
        // Nothing at all is no time to keep something: it would be due while it is being written.
        if number == 0 || months > LONGEST_YEARS * 12 { Err(wrong()) } else { Ok(keep) }
    }

    /// The last day it is kept, counted from a day. `None`: there is none.
    fn last_day(self, from: Day) -> Option<Day> {
        match self {
            Keep::NotSet | Keep::Always => None,
            Keep::Days(days) => Some(from.plus_days(days)),
            Keep::Months(months) => Some(from.plus_months(months)),
        }
    }
}

impl fmt::Display for Keep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let some = |f: &mut fmt::Formatter<'_>, n: u64, unit: &str| {
            write!(f, "{n} {unit}{}", if n == 1 { "" } else { "s" })
        };
        match self {
            Keep::NotSet => f.write_str("not set"),
            Keep::Always => f.write_str("always"),
            Keep::Days(n) => some(f, *n, "day"),
            Keep::Months(n) if n % 12 == 0 => some(f, u64::from(n / 12), "year"),
            Keep::Months(n) => some(f, u64::from(*n), "month"),
        }
    }
}

impl Serialize for Keep {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for Keep {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Keep::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// The moment a period is counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CountedFrom {
    /// The end of the school year in which the record last grew.
    SchoolYearEnd,
    /// The day on which the record last grew.
    LastEvent,
    /// The last day of anything on record about the family.
    LastRecord,
    /// The day the member of staff left.
    Left,
    /// The child's date of birth, which hv does not hold: such a rule is never due by itself.
    Birth,
}

impl CountedFrom {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            CountedFrom::SchoolYearEnd => "the end of the school year",
            CountedFrom::LastEvent => "the last line of the record",
            CountedFrom::LastRecord => "the last record about the family",
            CountedFrom::Left => "the day they left",
            CountedFrom::Birth => "the child's date of birth",
        }
    }
}

/// What is done when the time is over. In the order of caution: of two, the later is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// It may be erased, by a person who says so.
    Erase,
    /// Somebody looks at it.
    #[default]
    Review,
    /// Nothing: it is kept.
    Keep,
}

/// The rule for one class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Rule {
    /// How long.
    #[serde(default)]
    pub keep: Keep,
    /// Counted from when.
    pub from: CountedFrom,
    /// And then.
    #[serde(default)]
    pub then: Action,
    /// Nobody at this school has checked it yet: nothing is erased by it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unverified: bool,
    /// Where it comes from.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
}

impl Rule {
    /// As it stands in a tombstone: without the words that say where it comes from, which are anybody's.
    #[must_use]
    pub fn without_words(&self) -> Rule {
        Rule { source: String::new(), ..self.clone() }
    }
}

/// `retention.toml`, checked.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Schedule {
    /// The version of the format. 1.
    hv_retention: u32,
    /// Roles of the policy that may authorise an erasure. None: nothing can be erased.
    #[serde(default)]
    pub authorised_by: Vec<String>,
    /// The last day of the school year, month and day: `08-31`.
    #[serde(default)]
    school_year_ends: Option<String>,
    /// The rules.
    #[serde(default)]
    class: BTreeMap<Class, Rule>,
}

/// The defaults that hv ships, as text with its comments. Every value in it is marked unverified.
pub const DEFAULTS: &str = include_str!("../../policies/retention.toml");

impl Schedule {
    /// The schedule of a folder without `retention.toml`: nothing is set, and nobody may authorise anything.
    pub fn unset() -> Schedule {
        Schedule {
            hv_retention: 1,
            authorised_by: Vec::new(),
            school_year_ends: None,
            class: BTreeMap::new(),
        }
    }

    /// The schedule, if what it says fits together.
    ///
    /// # Errors
    /// Everything that is wrong with it, one sentence each.
    pub fn checked(self) -> Result<Schedule, Vec<String>> {
        let wrong = self.mistakes();
        if wrong.is_empty() { Ok(self) } else { Err(wrong) }
    }

    fn mistakes(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        if self.hv_retention != 1 {
            wrong.push(format!("hv-retention = {} is not known to this hv", self.hv_retention));
        }
        if let Some(end) = &self.school_year_ends
            && Day::parse(&format!("2001-{end}")).is_err()
        {
            wrong.push(format!("school-year-ends = {end:?} is not a day such as \"08-31\""));
        }
        for (class, rule) in &self.class {
            let says = |what: &str| format!("[class.{}]: {what}", class.word());
            let fits = match rule.from {
                CountedFrom::Left => *class == Class::Person,
                CountedFrom::LastRecord => *class == Class::Family,
                CountedFrom::SchoolYearEnd | CountedFrom::LastEvent => true,
                CountedFrom::Birth => *class != Class::Person,
            };
            if !fits {
                wrong.push(says(&format!("its time cannot be counted from {}", rule.from.words())));
            }
            if rule.from == CountedFrom::SchoolYearEnd && self.school_year_ends.is_none() {
                wrong.push(says(
                    "it is counted from the school year, and school-year-ends is not set",
                ));
            }
            let by_hand = matches!(class, Class::Caution | Class::BaseAssessment);
            if by_hand && rule.then == Action::Erase {
                wrong.push(says("hv erases none of these; write then = \"review\", and change the card or the assessment by hand"));
            }
        }
        wrong
    }

    /// The rule for a class. `None`: not set.
    pub fn rule(&self, class: Class) -> Option<&Rule> {
        self.class.get(&class).filter(|rule| rule.keep != Keep::NotSet)
    }

    /// The rule as it is written, with a time or without.
    pub fn written(&self, class: Class) -> Option<&Rule> {
        self.class.get(&class)
    }

    /// The last day of the school year that a day is in.
    fn school_year_end(&self, day: Day) -> Option<Day> {
        let end = self.school_year_ends.as_ref()?;
        let in_year = |year: i32| Day::parse(&format!("{year}-{end}")).ok();
        let this = in_year(day.year())?;
        if day <= this { Some(this) } else { in_year(day.year() + 1) }
    }
}

/// What an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A week list.
    Week,
    /// An outing.
    Outing,
    /// A visit.
    Visit,
    /// An assessment of a family.
    Assessment,
    /// A school-wide assessment.
    Base,
    /// A family's card.
    Family,
    /// The card of a member of staff.
    Person,
}

/// One record, as far as its time on the shelf is concerned.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// What it is.
    pub kind: Kind,
    /// Its id.
    pub id: String,
    /// Its classes.
    pub classes: BTreeSet<Class>,
    /// The last day anything happened in it; of a family, the last day of anything about it. `None`: not known.
    pub last: Option<Day>,
    /// The day the member of staff left.
    pub left: Option<Day>,
    /// The families it is about.
    pub families: BTreeSet<String>,
    /// The visits that it names.
    pub names: BTreeSet<String>,
    /// Why it cannot go whatever its time: open, owed, an alarm that nobody has resolved, damage. In words.
    pub in_use: Vec<String>,
    /// The holds that touch it.
    pub held_by: BTreeSet<String>,
    /// The week that its numbers belong to.
    pub week: Option<Week>,
    /// Its numbers.
    pub counts: Counts,
    /// How it is known again.
    pub mark: Mark,
}

/// Where an item stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Its time is over, and a checked rule lets it be erased.
    Due,
    /// Its time is over, and it is for a person to look at.
    Review,
    /// Its time is over, and nobody has checked the rule.
    Unverified,
    /// Its time is not over: the last day it is kept.
    NotYet(Day),
    /// No time is set for this class.
    NotSet(Class),
    /// Kept always.
    Always,
    /// Its time cannot be counted, and why.
    NotKnown(String),
}

/// What the rules say of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// Where it stands.
    pub standing: Standing,
    /// The class whose period is the longest, where all are known.
    pub class: Option<Class>,
    /// The first day after its time, where that is known.
    pub since: Option<Day>,
}

/// What the rules say of an item today. Whether it is held or in use is another matter.
pub fn judge(schedule: &Schedule, item: &Item, today: Day) -> Judged {
    let undated = |standing| Judged { standing, class: None, since: None };
    let mut ends: Vec<(Day, Class)> = Vec::new();
    let mut rules: Vec<&Rule> = Vec::new();
    for class in &item.classes {
        let Some(rule) = schedule.rule(*class) else {
            return undated(Standing::NotSet(*class));
        };
        if rule.keep == Keep::Always {
            return undated(Standing::Always);
        }
        let from = match counted_from(schedule, item, rule.from) {
            Ok(day) => day,
            Err(why) => return undated(Standing::NotKnown(why)),
        };
        ends.extend(rule.keep.last_day(from).map(|end| (end, *class)));
        rules.push(rule);
    }
    let Some((end, class)) = ends.into_iter().max() else {
        return undated(Standing::NotKnown("it is of no class".to_owned()));
    };
    let since = Some(end.plus_days(1));
    let action = rules.iter().map(|r| r.then).max().unwrap_or(Action::Keep);
    let standing = if today <= end {
        Standing::NotYet(end)
    } else if action == Action::Keep {
        Standing::Always
    } else if rules.iter().any(|r| r.unverified) {
        Standing::Unverified
    } else if action == Action::Review {
        Standing::Review
    } else {
        Standing::Due
    };
    Judged { standing, class: Some(class), since }
}

fn counted_from(schedule: &Schedule, item: &Item, from: CountedFrom) -> Result<Day, String> {
    let last = || item.last.ok_or("nothing in it says when it was".to_owned());
    match from {
        CountedFrom::SchoolYearEnd => last().and_then(|day| {
            schedule.school_year_end(day).ok_or_else(|| "school-year-ends is not set".to_owned())
        }),
        CountedFrom::LastEvent | CountedFrom::LastRecord => last(),
        CountedFrom::Left => item.left.ok_or_else(|| "they have not left".to_owned()),
        CountedFrom::Birth => Err("hv holds no dates of birth: judge it by hand".to_owned()),
    }
}

/// Of the items wanted, those that can go: nothing that stays names any of them. For each other, what it waits for.
/// `whole`: week lists that may go although visits on them stay, since somebody decided it.
pub fn going(
    items: &[Item],
    wanted: &BTreeSet<usize>,
    whole: &BTreeSet<usize>,
) -> (BTreeSet<usize>, BTreeMap<usize, String>) {
    let links = Links::of(items);
    let mut going = wanted.clone();
    let mut waits = BTreeMap::new();
    loop {
        let stuck: Vec<(usize, String)> = going
            .iter()
            .filter_map(|at| Some((*at, links.waits_for(items, *at, &going, whole)?)))
            .collect();
        if stuck.is_empty() {
            return (going, waits);
        }
        for (at, why) in stuck {
            going.remove(&at);
            waits.insert(at, why);
        }
    }
}

/// Which records name which.
struct Links<'a> {
    /// Visits by id.
    visits: BTreeMap<&'a str, usize>,
    /// Who names a visit.
    namers: BTreeMap<&'a str, Vec<usize>>,
    /// What is about a family, its card left out.
    about: BTreeMap<&'a str, Vec<usize>>,
}

impl<'a> Links<'a> {
    fn of(items: &'a [Item]) -> Links<'a> {
        let mut links =
            Links { visits: BTreeMap::new(), namers: BTreeMap::new(), about: BTreeMap::new() };
        for (at, item) in items.iter().enumerate() {
            if item.kind == Kind::Visit {
                links.visits.insert(&item.id, at);
            }
            for visit in &item.names {
                links.namers.entry(visit).or_default().push(at);
            }
            for family in item.families.iter().filter(|_| item.kind != Kind::Family) {
                links.about.entry(family).or_default().push(at);
            }
        }
        links
    }

    /// The first record that stays and that it has to wait for.
    fn waits_for(
        &self,
        items: &[Item],
        at: usize,
        going: &BTreeSet<usize>,
        whole: &BTreeSet<usize>,
    ) -> Option<String> {
        let item = items.get(at)?;
        let stays = |other: &&usize| !going.contains(*other);
        let none = Vec::new();
        let named = item.names.iter().filter_map(|visit| self.visits.get(visit.as_str()));
        let first = match item.kind {
            Kind::Visit => self.namers.get(item.id.as_str()).unwrap_or(&none).iter().find(stays),
            Kind::Family => self.about.get(item.id.as_str()).unwrap_or(&none).iter().find(stays),
            Kind::Week if whole.contains(&at) => named.into_iter().find(|other| {
                let visit = items.get(**other);
                stays(other) && visit.is_none_or(|v| !v.in_use.is_empty() || !v.held_by.is_empty())
            }),
            Kind::Week | Kind::Outing => named.into_iter().find(stays),
            Kind::Assessment | Kind::Base | Kind::Person => None,
        };
        first.and_then(|other| items.get(*other)).map(Item::name)
    }
}

impl Item {
    /// How it is called among records of every kind.
    pub fn name(&self) -> String {
        match self.kind {
            Kind::Week => format!("week list {}", self.id),
            Kind::Outing => format!("outing {}", self.id),
            Kind::Visit => format!("visit {}", self.id),
            Kind::Assessment => format!("assessment {}", self.id),
            Kind::Base => format!("base assessment {}", self.id),
            Kind::Family => format!("family {}", self.id),
            Kind::Person => format!("person {}", self.id),
        }
    }

    /// Neither held nor in use.
    pub fn free(&self) -> bool {
        self.held_by.is_empty() && self.in_use.is_empty()
    }
}

/// The word stands in a text by itself: `ahmed`, and not `ahmed-2`. The text is in small letters already.
pub fn holds_word(text: &[u8], word: &str) -> bool {
    let word = word.to_lowercase();
    let word = word.as_bytes();
    let joins = |b: &u8| b.is_ascii_alphanumeric() || *b == b'-';
    !word.is_empty()
        && text.windows(word.len()).enumerate().any(|(at, window)| {
            window == word
                && !at.checked_sub(1).and_then(|b| text.get(b)).is_some_and(joins)
                && !text.get(at + word.len()).is_some_and(joins)
        })
}
