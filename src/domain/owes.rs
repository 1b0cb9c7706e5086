//! What is owed after something happened: the policy's duties, worked out from the facts of the event.

use super::calendar;
use super::directory::School;
use super::entry::Entry;
use super::events::Duty;
use super::names;
use crate::policy::facts::{Facts, Truth};
use crate::policy::{DutyRule, DutyTrigger, Each, Policy, Within};
use crate::when::{Moment, Zone};

/// What a duty hangs on besides the facts of its event: the school's calendar, and for whom it can be owed one by one.
#[derive(Debug, Clone, Copy)]
pub struct Owing<'a> {
    /// The school, for school days. `None`: not known here.
    pub school: Option<&'a School>,
    /// Its zone.
    pub zone: Zone,
    /// Everybody affected by an incident, by name.
    pub affected: &'a [String],
    /// The visiting staff, by name.
    pub visitors: &'a [String],
}

impl Owing<'_> {
    /// Nobody in particular, and no calendar: a duty within school days is owed at once.
    pub const PLAIN: Owing<'static> =
        Owing { school: None, zone: Zone::LONDON, affected: &[], visitors: &[] };
}

/// The duties that follow, owed by nobody in particular and without the school's calendar.
pub fn duties(policy: &Policy, on: DutyTrigger, facts: &Facts, at: Moment) -> Vec<Duty> {
    duties_of(policy, on, facts, at, &Owing::PLAIN)
}

/// The duties that follow. A condition that is not known counts: a duty too many costs a line.
pub fn duties_of(
    policy: &Policy,
    on: DutyTrigger,
    facts: &Facts,
    at: Moment,
    owing: &Owing<'_>,
) -> Vec<Duty> {
    let follows = |rule: &&DutyRule| rule.on == on && rule.when.holds(facts) != Truth::False;
    let rules = policy.duties.iter().filter(follows);
    rules.flat_map(|rule| of_rule(rule, policy, at, owing)).collect()
}

fn of_rule(rule: &DutyRule, policy: &Policy, at: Moment, owing: &Owing<'_>) -> Vec<Duty> {
    let (due, beyond) = due(rule, at, owing);
    let one = Duty {
        rule: rule.id.clone(),
        owner: super::freeze::name_of(&rule.owner, policy),
        does: format!("{}{beyond}", rule.does),
        due,
        written: rule.written,
        clauses: rule.clauses.clone(),
    };
    let people = match rule.each {
        Some(Each::Affected) => owing.affected,
        Some(Each::Visitor) => owing.visitors,
        None => &[],
    };
    if people.is_empty() {
        // For each of nobody would be for nobody: it is owed once.
        return vec![one];
    }
    let mut all: Vec<Duty> = Vec::new();
    for person in people {
        let mut duty = one.clone();
        duty.rule = free_id(&format!("{}.{}", rule.id, names::id(person)), &all);
        if rule.owner == "visitor" && rule.each == Some(Each::Visitor) {
            duty.owner.clone_from(person);
        } else {
            duty.does = format!("{} (for {person})", duty.does);
        }
        all.push(duty);
    }
    all
}

/// Two people of one name are two people.
fn free_id(wanted: &str, taken: &[Duty]) -> String {
    let free = |id: &String| !taken.iter().any(|d| d.rule == *id);
    let numbered = (2..=taken.len() + 2).map(|n| format!("{wanted}-{n}"));
    std::iter::once(wanted.to_owned()).chain(numbered).find(free).unwrap_or_default()
}

/// When it is due, and what has to be said where that cannot be worked out: it is then owed at once.
fn due(rule: &DutyRule, at: Moment, owing: &Owing<'_>) -> (Option<Moment>, String) {
    match rule.within {
        None => (None, String::new()),
        Some(Within::Span(span)) => (Some(at.plus(span)), String::new()),
        Some(Within::SchoolDays(days)) => {
            let day = owing.zone.day_of(at);
            let last = owing.school.and_then(|s| calendar::after_school_days(s, day, days));
            // The last minute of that day: "by Thu 26 Nov 00:00" would read as the day after.
            let end = last.and_then(|day| owing.zone.at(day, 23, 59).ok());
            let unknown = || {
                format!(
                    " (within {days} school days; the school's calendar does not say which day that is)"
                )
            };
            (end, end.map_or_else(unknown, |_| String::new()))
        }
    }
}

/// A duty that nobody has done yet.
#[derive(Debug, Clone, PartialEq)]
pub struct OwedDuty {
    /// The event it follows.
    pub event: String,
    /// Since when.
    pub since: Moment,
    /// The duty.
    pub duty: Duty,
}

/// The duties of a record that no event says were done. `opens` are the duties an event brings, `closes` the
/// event and rule of the duty it says was done.
pub fn owed<B>(
    entries: &[Entry<B>],
    opens: fn(&B) -> &[Duty],
    closes: fn(&B) -> Option<(&str, &str)>,
) -> Vec<OwedDuty> {
    let done =
        |event: &str, rule: &str| entries.iter().any(|e| closes(&e.body) == Some((event, rule)));
    let mut owed = Vec::new();
    for entry in entries {
        let open = opens(&entry.body).iter().filter(|duty| !done(&entry.id, &duty.rule));
        owed.extend(open.map(|duty| OwedDuty {
            event: entry.id.clone(),
            since: entry.at,
            duty: duty.clone(),
        }));
    }
    owed
}
