//! One outing on the day's sheet, under way or still to come: who, where, and a line for each contact that will be due,
//! with room for the time of the call.

use super::board_rows::back_by;
use super::desk::Desk;
use super::plan;
use super::print::part;
use super::print_stand;
use super::print_unread::{Cards, MARK};
use crate::domain::directory::Person;
use crate::domain::events::{OutingEvent, Stop, Terms};
use crate::domain::freeze::{self, Watchers};
use crate::domain::known::Known;
use crate::domain::outing::{Abroad, Outing};
use crate::domain::sign_out::{self, Request};
use crate::policy::{Limit, Policy, Source};
use crate::render::paper::{Block, Column, Field, Group, Part, Piece, Table, Words};
use crate::render::words::to_ring;
use crate::watch::clocks;
use crate::when::{Moment, Span};

/// Lines left empty below those that can be worked out.
const MORE: usize = 3;

/// As many contacts are worked out ahead: what goes on longer is a day of its own.
const AHEAD: usize = 8;

/// What stands for a family's numbers where its card has none.
const NO_NUMBER: &str = "no number on record";

/// What stands there where nobody can read whether it has.
const NUMBERS_UNREAD: &str = "THE FAMILY'S NUMBERS CANNOT BE READ";

/// A line of the table: when it is due, as far as anybody can know, and what.
struct Due {
    at: Option<Moment>,
    what: String,
}

// Under way

/// Somebody is out: by the terms frozen when they left.
pub(super) fn of_outing(outing: &Outing, desk: &Desk<'_>) -> Part {
    let away: Vec<&Abroad> = outing.out().collect();
    let names: Vec<&str> = away.iter().map(|p| p.name.as_str()).collect();
    let mut fields: Vec<Field> = away.iter().map(|p| abroad(p, desk)).collect();
    fields.extend(outing.stops.iter().map(|d| place(&d.stop, NO_NUMBER, desk)));
    fields.push(Field::said(
        "Left, and back by",
        format!("left {}, back by {}", desk.words(outing.left_at), back_by(outing, desk)),
    ));
    let watches = outing.monitor.as_ref().map_or_else(|| "nobody is named".to_owned(), to_ring);
    fields.push(Field::said("Watched by", watches));
    fields.extend(outing.breach.as_ref().map(|why| Field::said("BREACH", why.as_str())));
    let mut due: Vec<Due> = clocks::running(outing)
        .iter()
        .map(|clock| {
            let people: Vec<&str> = clock.people.iter().map(|p| p.name.as_str()).collect();
            let late = if clock.deadline.late(desk.now) { "LATE: " } else { "" };
            let what = format!(
                "{late}{}, {}",
                clock.owed_at(desk.now),
                crate::domain::names::list(&people)
            );
            Due { at: Some(clock.deadline.due), what }
        })
        .collect();
    if let Some(limit) = outing.terms.as_ref().and_then(|t| t.contact.as_ref()) {
        due.push(Due { at: None, what: every(limit) });
    }
    due.sort_by_key(|d| (d.at.is_none(), d.at));
    due.extend(away.iter().map(|p| Due { at: None, what: format!("BACK: {}", p.name) }));
    let heading = format!("OUT: {} ({})", crate::domain::names::list(&names), outing.id);
    part(&heading, vec![Block::Fields(fields), Block::Table(table(due, desk))])
}

fn abroad(person: &Abroad, desk: &Desk<'_>) -> Field {
    let number = person.number.as_deref().unwrap_or("NO NUMBER ON RECORD");
    let car = person.car.as_deref().unwrap_or("no car on record");
    let kin = person.next_of_kin.iter().chain(&person.kin);
    let kin: Vec<String> = kin.map(|p| format!("{} {}", p.name, p.number)).collect();
    let mut holds = vec![
        Piece::Words(
            format!("{number}; {car}; last heard {}", desk.words(person.last_contact)).into(),
        ),
        Piece::Aside(whom_to_ring(&kin).into()),
    ];
    if person.distress.is_some() {
        holds.insert(0, Piece::Loud("IN DISTRESS, not resolved: ring 999".into()));
    } else if !person.concerns.is_empty() {
        holds.insert(0, Piece::Loud("CAUSE FOR CONCERN, not resolved".into()));
    }
    Field { holds, ..Field::said(&person.name, "") }
}

fn whom_to_ring(kin: &[String]) -> String {
    // Next of kin and emergency contact are often one person.
    let mut kin = kin.to_vec();
    kin.dedup();
    if kin.is_empty() {
        return "nobody on record to ring for them".to_owned();
    }
    format!("to ring for them: {}", kin.join(", "))
}

/// A home of the round: when, where, the family's numbers.
fn place(stop: &Stop, without: &str, desk: &Desk<'_>) -> Field {
    let family = stop.visit.split('/').next().filter(|id| !id.is_empty());
    let name = family.map_or_else(|| "Where".to_owned(), |id| format!("Family {id}"));
    let times = match (stop.appointment, stop.finish) {
        (Some(from), Some(to)) => format!("{} to {}: ", desk.words(from), desk.zone.clock(to)),
        (Some(from), None) => format!("{}: ", desk.words(from)),
        (None, _) => String::new(),
    };
    let numbers: Vec<String> =
        stop.family.iter().map(|p| format!("{} {}", p.name, p.number)).collect();
    let numbers = if numbers.is_empty() { without.to_owned() } else { numbers.join(", ") };
    let mut holds = vec![Piece::Words(format!("{times}{}; {numbers}", stop.place).into())];
    holds.extend(stop.doorstep.then(|| Piece::Words("doorstep only".into())));
    Field { holds, ..Field::said(&name, "") }
}

// Still to come

/// Nobody has left for it: by the policy, as if they left on time.
pub(super) fn of_planned(
    crew: &[String],
    round: &[Known],
    policy: Option<&Policy>,
    desk: &mut Desk<'_>,
) -> Part {
    let directory = desk.people();
    let people: Vec<Person> =
        crew.iter().filter_map(|id| directory.iter().find(|p| p.id == *id).cloned()).collect();
    let mut fields: Vec<Field> = crew.iter().map(|id| to_go(id, &people, desk)).collect();
    let mut due = Vec::new();
    let late = round.iter().filter_map(|known| missed_from(&known.visit.id, desk)).min();
    if let Some((mut stops, terms, leave)) = frozen(&people, round, policy, &directory, desk) {
        for (stop, known) in stops.iter_mut().zip(round) {
            let cards = Cards::of(known, desk);
            if cards.address {
                stop.place = format!("family {}, ADDRESS {MARK}", known.visit.plan.family);
            }
            let without = if cards.family { NUMBERS_UNREAD } else { NO_NUMBER };
            let mut field = place(stop, without, desk);
            unread((known, &cards), &mut field);
            let stands = policy.into_iter().flat_map(|p| print_stand::against(known, p, desk));
            field.holds.extend(stands.map(|words| Piece::Loud(words.into())));
            let careful: Vec<&str> = known.cautions().iter().map(|c| c.what.as_str()).collect();
            if !careful.is_empty() {
                field.holds.push(Piece::Loud(format!("CAUTION: {}", careful.join("; ")).into()));
            }
            fields.push(field);
        }
        due = ahead(&stops, &terms, (leave, late), desk);
    }
    fields.push(Field {
        holds: vec![Piece::Room(Words::default(), 1)],
        ..Field::said("Left at, and back by", "")
    });
    fields.push(Field {
        holds: vec![Piece::Room(Words::default(), 1)],
        ..Field::said("Watched by", "")
    });
    due.extend(crew.iter().map(|id| {
        let name = people.iter().find(|p| p.id == *id).map_or(id.as_str(), |p| p.name.as_str());
        Due { at: None, what: format!("BACK: {name}") }
    }));
    let names: Vec<&str> = crew
        .iter()
        .map(|id| people.iter().find(|p| p.id == *id).map_or(id.as_str(), |p| p.name.as_str()))
        .collect();
    let visits: Vec<&str> = round.iter().map(|k| k.visit.id.as_str()).collect();
    let heading =
        format!("TO LEAVE: {} ({})", crate::domain::names::list(&names), visits.join(", "));
    part(&heading, vec![Block::Fields(fields), Block::Table(table(due, desk))])
}

/// A card that cannot be read is marked where its words would stand: a gap would read as "none".
fn unread((known, cards): (&Known, &Cards), field: &mut Field) {
    let mut lost = Vec::new();
    lost.extend(cards.may_hide_cautions().then(|| format!("CAUTIONS NOT KNOWN: {MARK}")));
    lost.extend(
        plan::in_doubt(known)
            .then(|| "THE RECORD OF THIS VISIT IS DAMAGED: its plan is NOT KNOWN".to_owned()),
    );
    field.holds.extend(lost.into_iter().map(|words| Piece::Loud(words.into())));
}

fn to_go(id: &str, people: &[Person], desk: &Desk<'_>) -> Field {
    let Some(person) = people.iter().find(|p| p.id == id) else {
        let what = match desk.store.person(id) {
            Ok(_) => "NOT IN THE STAFF DIRECTORY".to_owned(),
            Err(_) => format!("THEIR CARD {MARK}: number, car and whom to ring NOT KNOWN"),
        };
        return Field { holds: vec![Piece::Loud(what.into())], ..Field::said(id, "") };
    };
    let number = person.mobile.as_deref().unwrap_or("NO NUMBER ON RECORD");
    let car = person
        .vehicle
        .as_ref()
        .map_or_else(|| "no car on record".to_owned(), crate::domain::directory::Vehicle::words);
    let kin = person.next_of_kin.iter().chain(&person.emergency_contact);
    let kin: Vec<String> = kin.map(|p| format!("{} {}", p.name, p.number)).collect();
    Field {
        holds: vec![
            Piece::Words(format!("{number}; {car}").into()),
            Piece::Aside(whom_to_ring(&kin).into()),
        ],
        ..Field::said(&person.name, "")
    }
}

/// The watch as it would be frozen if they left for the first visit on time. Nothing of it is recorded.
fn frozen(
    people: &[Person],
    round: &[Known],
    policy: Option<&Policy>,
    directory: &[Person],
    desk: &Desk<'_>,
) -> Option<(Vec<Stop>, Terms, Moment)> {
    let leave = round.iter().map(|k| k.visit.plan.start).min()?;
    let back = round.iter().map(|k| k.visit.finish()).max()?;
    let Some(policy) = policy else {
        let watchers = Watchers {
            school: &desk.school,
            people: directory,
            monitor: None,
            on_call: None,
            going: &[],
            today: desk.zone.day_of(leave),
        };
        let terms = freeze::bare_terms(&crate::policy::defaults(), &watchers);
        return Some((round.iter().map(sign_out::bare_stop).collect(), terms, leave));
    };
    let request = Request {
        policy,
        school: &desk.school,
        directory,
        left_at: leave,
        zone: desk.zone,
        people: people.to_vec(),
        cars: None,
        visits: round.to_vec(),
        monitor: None,
        back: Some(back),
        emergency: desk.school.emergency_contact.clone(),
        authorised_by: None,
        on_call: None,
        answers: crate::domain::events::Answers::new(),
        open: &[],
    };
    let event = sign_out::event(&request, back, Vec::new(), None);
    let OutingEvent::SignOut { stops, terms, .. } = event else { return None };
    Some((stops, std::sync::Arc::unwrap_or_clone(terms), leave))
}

/// From when on it is an alarm that nobody left for a visit.
fn missed_from(visit: &str, desk: &Desk<'_>) -> Option<Moment> {
    let markers = desk.store.markers(desk.today().plus_days(7));
    let marker = markers.planned.get(visit)?.as_ref()?;
    Some(marker.late.due)
}

/// Every contact that can be foreseen, in the order of the clock, as the eye goes down the sheet. What hangs on a call is said with the rule, and its time is what it
/// would be if everything went as planned.
fn ahead(
    stops: &[Stop],
    terms: &Terms,
    (leave, late): (Moment, Option<Moment>),
    desk: &Desk<'_>,
) -> Vec<Due> {
    let left = "LEFT SCHOOL (write the time). Nobody left by then: LATE".to_owned();
    let mut due = vec![Due { at: late, what: left }];
    for stop in stops {
        due.extend(of_stop(stop, terms, desk));
    }
    let last = stops.iter().filter_map(|s| s.finish).max();
    due.extend(set_calls(terms));
    if let Some((limit, last)) = terms.contact.as_ref().zip(last) {
        let times = (1..=AHEAD).map(|n| {
            leave.plus(Span::seconds(limit.span.as_seconds() * i64::try_from(n).unwrap_or(1)))
        });
        due.extend(times.take_while(|at| *at < last).map(|at| Due {
            at: Some(at),
            what: format!("Contact, if they left on time: {}", every(limit)),
        }));
    }
    if let Some((limit, last)) = terms.finish.as_ref().zip(last) {
        due.push(Due {
            at: Some(last.plus(limit.span)),
            what: "Word that they are safe after the last visit".to_owned(),
        });
    }
    due.sort_by_key(|d| d.at);
    if let Some(home) = &terms.home {
        due.push(Due { at: None, what: format!("Word to {} that they are HOME safely", home.to) });
    }
    due
}

fn set_calls(terms: &Terms) -> Vec<Due> {
    let times = terms.school_calls.iter().flat_map(|calls| calls.at.iter());
    times.map(|at| Due { at: Some(*at), what: "School rings them".to_owned() }).collect()
}

fn of_stop(stop: &Stop, terms: &Terms, desk: &Desk<'_>) -> Vec<Due> {
    let place = stop.place.as_str();
    let mut all = Vec::new();
    if let Some(start) = stop.appointment {
        if !terms.before_visit.is_empty() {
            let at = start.minus(terms.before_ahead);
            all.push(Due { at: Some(at), what: format!("Contact before the visit: {place}") });
        }
        let wait = stop.wait_without_notice.as_ref();
        let wait = wait
            .map(|l| format!(". Nobody in: they leave by {}", desk.zone.clock(start.plus(l.span))));
        all.push(Due {
            at: Some(start),
            what: format!("At the door: {place}{}", wait.unwrap_or_default()),
        });
    }
    for call in stop.calls.iter().chain(&stop.may_owe) {
        let what = format!(
            "School rings them, {} to {} after they arrived: {place}",
            call.from.words(),
            call.by.words()
        );
        all.push(Due { at: stop.appointment.map(|a| a.plus(call.by)), what });
    }
    if let Some(finish) = stop.finish {
        let by = terms.after_within.map_or(finish, |w| finish.plus(w));
        all.push(Due { at: Some(by), what: format!("Out of the property, and rung in: {place}") });
    }
    all
}

fn every(limit: &Limit) -> String {
    let own =
        if limit.source == Source::Default { " (hv's own time, not the policy's)" } else { "" };
    format!("at least every {}{own}: write the next time due after each call", limit.span.words())
}

// Both

fn table(due: Vec<Due>, desk: &Desk<'_>) -> Table {
    let columns =
        [("Due by", 13), ("What", 44), ("Time rang", 14), ("What was said", 32), ("Initials", 11)];
    let room = || vec![Piece::Room(Words::default(), 1)];
    let row = |one: Due| {
        let at = one.at.map_or_else(room, |at| vec![Piece::Words(desk.words(at).into())]);
        Group::row([at, vec![Piece::Words(one.what.into())], room(), room(), room()])
    };
    let empty = (0..MORE).map(|_| Group::row([room(), room(), room(), room(), room()]));
    Table {
        caption: "Every call: the time they rang, what they said, who wrote it".into(),
        columns: columns.iter().map(|(name, share)| Column::plain(name, *share)).collect(),
        groups: due.into_iter().map(row).chain(empty).collect(),
    }
}
