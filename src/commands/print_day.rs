//! `hv print day`: the paper twin of the office's day. If the power fails, the office goes on by hand from it: who is
//! out or will be, by when each contact is due, with room for the time of each call; who to ring, in which order; what
//! to read to the police. Afterwards `hv reconcile` types it in.
//!
//! It holds the addresses and numbers that a watch needs, and no child's name and no reason for a visit.

use super::afield::{self, Lost};
use super::desk::Desk;
use super::overdue::{self, Seen};
use super::print::{Foot, Made, blank, on_paper, part};
use super::{plan, print_late, print_round, print_unread};
use crate::domain::events::{FrozenLadder, FrozenRung, Terms};
use crate::domain::freeze::{self, Watchers};
use crate::domain::known::Known;
use crate::domain::outing::Outing;
use crate::error::Error;
use crate::policy::{Clock, Policy};
use crate::render::paper::{Block, Column, Field, Group, Page, Part, Piece, Sheet, Table, Words};
use crate::render::words::to_ring;
use crate::render::{count, words};
use crate::store::Key;
use crate::watch::around::Around;
use crate::watch::worst;
use crate::when::{Day, Look};

/// So many outings that nobody planned have room on the sheet.
const UNPLANNED: usize = 3;

pub(super) fn page(typed: Option<String>, desk: &mut Desk<'_>) -> Result<Made, Error> {
    let day = match &typed {
        None => desk.today(),
        Some(typed) => day_meant(typed, desk)?,
    };
    let (policy, lost) = print_unread::policy(desk);
    let policy = policy.as_ref();
    // By the latest time this machine has seen: the desk's own from here on.
    let seen = overdue::look_wide(desk);
    let mut found = gather(day, seen, desk);
    found.alerts.splice(0..0, lost);
    let mut foot = Foot::under(policy);
    foot.record(&Key::week(day.week()), desk);
    for outing in &found.outings {
        foot.outing_or_visit(&outing.id, desk);
    }
    for known in &found.visits {
        foot.outing_or_visit(&known.visit.id, desk);
    }
    let terms = terms(policy, day, desk);
    let mut parts: Vec<Part> = print_late::block(&found.seen, desk).into_iter().collect();
    parts.push(how_to_use(desk));
    for outing in &found.outings {
        parts.push(print_round::of_outing(outing, desk));
    }
    for (crew, round) in rounds(&found) {
        parts.push(print_round::of_planned(&crew, &round, policy, desk));
    }
    parts.extend(nobody(&found));
    parts.extend(over(&found, desk));
    parts.push(unplanned(&terms));
    if policy.is_none() {
        parts.extend(frozen_ladders(&found.outings));
    }
    parts.extend(ladders(&terms));
    parts.push(to_the_police(desk));
    let page = Page {
        sheet: Sheet::Upright,
        title: format!("Home visits by hand: {}", day.words()).into(),
        about: about(&found, desk),
        alerts: found.alerts.clone(),
        parts,
        foot: foot.fields(desk),
        running: foot.running(desk),
    };
    Ok(Made { page, whole: found.alerts.is_empty() })
}

/// That all is well, said only where everything was read, nothing is late, and no alarm is open.
fn nobody(found: &Found) -> Option<Part> {
    let planned = found.visits.iter().any(|k| k.visit.planned());
    if planned || !found.outings.is_empty() || print_late::any(&found.seen) {
        return None;
    }
    let (heading, says) = if found.alerts.is_empty() {
        ("Nobody is out, and nothing is planned", "Whoever goes out all the same goes below.")
    } else {
        (
            "NOT KNOWN whether anybody is out",
            "Nobody on the records that could be read. What could not be read stands at the top: see to that first.",
        )
    };
    Some(part(heading, vec![Block::Says(says.into())]))
}

/// A day by its date, or as it is said: "tomorrow", "thu".
fn day_meant(typed: &str, desk: &Desk<'_>) -> Result<Day, Error> {
    let said = match typed.trim().to_lowercase().as_str() {
        "today" => return Ok(desk.today()),
        "tomorrow" => return Ok(desk.today().plus_days(1)),
        "yesterday" => return Ok(desk.today().minus_days(1)),
        said => said.to_owned(),
    };
    Day::parse(&said)
        .or_else(|_| {
            desk.time(&format!("{said} 12:00"), "day", Look::Either).map(|at| desk.zone.day_of(at))
        })
        .map_err(|_not_a_day| {
            Error::usage(format!("{typed:?} is not a day hv knows"))
                .hint("hv print day 2026-11-24, today, tomorrow, or thu")
        })
}

/// Everything of the day.
struct Found {
    /// What `hv overdue` would say now.
    seen: Seen,
    /// Who is out, whenever they left and whichever day they are due back.
    outings: Vec<Outing>,
    /// Whose outing of the day is over.
    closed: Vec<Outing>,
    /// The visits of the day, on whichever list.
    visits: Vec<Known>,
    /// What a reader must know first: whatever could not be read.
    alerts: Vec<Words>,
}

fn gather(day: Day, seen: Seen, desk: &mut Desk<'_>) -> Found {
    let (week_visits, whole) = plan::week_visits(day.week(), desk);
    let of_day =
        |k: &Known| desk.zone.day_of(k.visit.plan.start) == day && k.visit.dropped.is_none();
    let visits: Vec<Known> = week_visits.into_iter().filter(|k| of_day(k)).collect();
    let mut alerts = Vec::new();
    if !whole {
        alerts.push("NOT WHOLE: a visit of this week cannot be read, and is not on this sheet. hv doctor says which.".into());
    }
    // Whoever is out now is on the sheet of any day: they may still be out on it.
    let afield = &seen.afield;
    let real = |o: &Outing| o.drill.is_none();
    let mut outings: Vec<Outing> =
        afield.outings.iter().filter(|o| o.open() && real(o)).cloned().collect();
    alerts.extend(unread(&seen, &visits, desk));
    for outing in outings.iter().filter(|o| !o.damage.is_empty()) {
        alerts.push(
            format!("DAMAGED RECORD: {}. Count them as late until they are heard from.", outing.id)
                .into(),
        );
    }
    let mut closed = Vec::new();
    let loaded = desk.store.outings_in(day.week());
    for id in loaded.good {
        if outings.iter().any(|o| o.id == id) || !id.starts_with(&day.to_string()) {
            continue;
        }
        match afield::outing(&desk.store, &id, desk.now) {
            Ok(outing) if outing.open() && real(&outing) => outings.push(outing),
            Ok(outing) if real(&outing) => closed.push(outing),
            Ok(_) => {}
            Err(_) if desk.store.begins_later(&id, desk.now) => {}
            Err(_) if afield::voided(&desk.store, &id, desk.now) => {}
            Err(_) if afield.lost.iter().any(|l| l.id == id) => {}
            Err(damage) => alerts.push(format!("NOT READ, somebody may be out: {damage}").into()),
        }
    }
    outings.sort_by_key(|o| o.left_at);
    Found { seen, outings, closed, visits, alerts }
}

/// What the look could not read, then what the visits of the day rest on and nobody can read.
fn unread(seen: &Seen, visits: &[Known], desk: &Desk<'_>) -> Vec<Words> {
    let mut alerts: Vec<Words> = seen.afield.lost.iter().map(lost).collect();
    let staff = desk.store.people().damage;
    for damage in &seen.damage {
        let lost = seen.afield.lost.iter().any(|l| l.damage.path == damage.path);
        if !lost && !staff.contains(damage) {
            alerts.push(format!("DAMAGED: {damage}").into());
        }
    }
    alerts.extend(print_unread::staff(desk));
    alerts.extend(print_unread::alerts(visits, desk));
    alerts
}

fn lost(lost: &Lost) -> Words {
    let who: Vec<String> = lost.people().iter().map(to_ring).collect();
    let who = if who.is_empty() { "SOMEBODY".to_owned() } else { who.join(", ") };
    let places = lost.marker.as_ref().map(|m| m.places.join("; "));
    let places = places.unwrap_or_else(|| "place NOT KNOWN".to_owned());
    format!("OUT, AND THEIR RECORD CANNOT BE READ: {who}: {places} ({}). Ring them first.", lost.id)
        .into()
}

fn about(found: &Found, desk: &Desk<'_>) -> Vec<Words> {
    let numbers = print_unread::numbers(desk);
    let numbers =
        numbers.map_or_else(|why| format!("The school's number is {why}"), |all| all.join(", "));
    let planned = found.visits.iter().filter(|k| waits(k, found)).count();
    vec![
        format!("{}. {numbers}", desk.school.name).into(),
        format!(
            "As on record on {}: {} out, {} still to leave for, {}. WHAT HAPPENED LATER IS NOT ON THIS SHEET.",
            on_paper(desk.now, desk),
            count(found.outings.len(), "outing"),
            count(planned, "visit"),
            print_late::counted(&found.seen)
        )
        .into(),
    ]
}

/// Planned still, and nobody is out on it or back from it.
fn waits(known: &Known, found: &Found) -> bool {
    let on = |o: &Outing| {
        o.stops.iter().any(|d| d.stop.visit == known.visit.id && d.called_off.is_none())
    };
    let done = |o: &Outing| {
        o.stops.iter().any(|d| d.stop.visit == known.visit.id)
            && o.closed_at().is_some_and(|at| {
                o.stops.iter().any(|d| d.stop.visit == known.visit.id && d.happened_by(at))
            })
    };
    known.visit.planned() && !found.outings.iter().any(on) && !found.closed.iter().any(done)
}

/// The visits that nobody has left for, by when they start, each with who goes. Two of the same people are two: whoever
/// leaves for the one may be back before the other, and each is to be written down when it is.
fn rounds(found: &Found) -> Vec<(Vec<String>, Vec<Known>)> {
    let one = |known: &Known| {
        let mut crew = known.visit.plan.staff.clone();
        crew.sort();
        (crew, vec![known.clone()])
    };
    let mut rounds: Vec<_> = found.visits.iter().filter(|k| waits(k, found)).map(one).collect();
    rounds.sort_by_key(|(_, round)| round.first().map(|k| k.visit.plan.start));
    rounds
}

fn how_to_use(desk: &Desk<'_>) -> Part {
    let office = match print_unread::numbers(desk) {
        Ok(all) => all.into_iter().next().unwrap_or_default(),
        Err(why) => format!("the office (its number is {why})"),
    };
    let steps = [
        "1. Write the time of every call at once, in ink: when they rang, what they said, your initials.".to_owned(),
        "2. Look at the clock and at this sheet every five minutes. A line whose time has passed without a call is LATE: go to WHEN SOMEBODY IS LATE.".to_owned(),
        "3. Nobody is safe because nothing was heard. Only \"back\", seen by you or told by themselves, ends it.".to_owned(),
        "4. Somebody in danger, or the agreed words: ring 999 at once. Do not wait for the ladder.".to_owned(),
        format!("5. They ring {office}. If that telephone is dead too, ring each of them now and give another number."),
        "6. When hv works again: hv reconcile types this sheet in, with the times written here.".to_owned(),
    ];
    part("How to go on by hand", steps.into_iter().map(|s| Block::Says(s.into())).collect())
}

/// What is over: so that nobody looks for them.
fn over(found: &Found, desk: &Desk<'_>) -> Option<Part> {
    let back = found.closed.iter().map(|o| {
        let names: Vec<&str> = o.people.iter().map(|p| p.name.as_str()).collect();
        let at = o.closed_at().map_or_else(|| "NOT KNOWN".to_owned(), |at| desk.zone.clock(at));
        let open = found.seen.unresolved.iter().any(|u| u.id == o.id)
            || found.seen.late.iter().any(|l| l.id == o.id);
        let open =
            if open { format!("; NOT CLOSED: see {}", print_late::HEADING) } else { String::new() };
        format!("{}: back at {at}{open}", crate::domain::names::list(&names))
    });
    let ended = found.visits.iter().filter(|k| !k.visit.planned());
    let ended = ended.map(|k| format!("{}: {}", k.visit.id, plan::stage(&k.visit)));
    let says: Vec<Block> = back.chain(ended).map(|line| Block::Says(line.into())).collect();
    (!says.is_empty()).then(|| part("Over already", says))
}

/// Room for outings that nobody planned.
fn unplanned(terms: &Terms) -> Part {
    let columns = [
        ("Who, and number", 24),
        ("Where", 26),
        ("Left, and car", 17),
        ("Back by", 11),
        ("Times of calls, what was said, initials", 36),
    ];
    let empty = |lines: usize| vec![Piece::Room(Words::default(), lines)];
    let table = Table {
        caption: "Whoever goes out and is not above: before they leave".into(),
        columns: columns.iter().map(|(name, share)| Column::plain(name, *share)).collect(),
        groups: (0..UNPLANNED)
            .map(|_| Group::row([empty(3), empty(3), empty(3), empty(3), empty(3)]))
            .collect(),
    };
    let every = match &terms.contact {
        Some(limit) => format!(
            "They ring in at least every {} ({}).",
            limit.span.words(),
            words::source(&limit.source)
        ),
        None => "How often they ring in is not set in this policy: agree it before they leave, and write it down.".to_owned(),
    };
    part("Outings that were not planned", vec![Block::Says(every.into()), Block::Table(table)])
}

// Who to ring

/// The ladders of that day, with whoever holds the roles then. Whoever turns out to be the one who is late is passed
/// over by the reader: nobody raises their own alarm.
fn terms(policy: Option<&Policy>, day: Day, desk: &mut Desk<'_>) -> Terms {
    let people = desk.people();
    let school = desk.school.clone();
    let watchers = Watchers {
        school: &school,
        people: &people,
        monitor: None,
        on_call: None,
        going: &[],
        today: day,
    };
    policy.map_or_else(
        || freeze::bare_terms(&crate::policy::defaults(), &watchers),
        |policy| freeze::terms(policy, &[], &watchers),
    )
}

/// Without a policy that can be read, the ladders that are on record: those of everybody who is out, as frozen when
/// they left, the same ones once.
fn frozen_ladders(outings: &[Outing]) -> Vec<Part> {
    let mut all: Vec<(Vec<&str>, &Terms)> = Vec::new();
    for outing in outings {
        let Some(terms) = outing.terms.as_deref() else { continue };
        match all.iter_mut().find(|(_, known)| known.ladders == terms.ladders) {
            Some((ids, _)) => ids.push(&outing.id),
            None => all.push((vec![&outing.id], terms)),
        }
    }
    let of_terms = |(ids, terms): &(Vec<&str>, &Terms)| -> Vec<Part> {
        let of = format!("FROZEN FOR {}: ", ids.join(", "));
        terms.ladders.iter().map(|ladder| of_ladder(ladder, terms, &of)).collect()
    };
    all.iter().flat_map(of_terms).collect()
}

fn ladders(terms: &Terms) -> Vec<Part> {
    let mut parts: Vec<Part> =
        terms.ladders.iter().map(|ladder| of_ladder(ladder, terms, "")).collect();
    let everyone: Vec<String> = terms.everyone.iter().map(to_ring).collect();
    parts.push(part(
        "When a ladder has run out",
        vec![
            Block::Says("Ring 999 and read out WHAT TO READ TO THE POLICE. Then ring everyone below, again and again, until one of them says what they are doing.".into()),
            Block::Says(everyone.join("; ").into()),
        ],
    ));
    parts
}

/// `of`: whose it is, where it is not everybody's.
fn of_ladder(ladder: &FrozenLadder, terms: &Terms, of: &str) -> Part {
    let what: Vec<&str> = ladder.clocks.iter().map(|c| missing(*c)).collect();
    let columns =
        [("Due", 14), ("Who, and number", 32), ("What they do", 40), ("Rung at, by, outcome", 26)];
    let table = Table {
        caption: "In this order. The monitor is the one named above. Whoever is late themselves is passed over; nobody there: the next one, at once".into(),
        columns: columns.iter().map(|(name, share)| Column::plain(name, *share)).collect(),
        groups: ladder.rungs.iter().map(|rung| of_rung(rung, terms)).collect(),
    };
    let mut blocks = Vec::new();
    if terms.policy == freeze::NO_POLICY {
        blocks.push(Block::Says(
            "hv's own stand-in: the policy could not be read, and which ladder it has is NOT KNOWN.".into(),
        ));
    } else if ladder.source == crate::policy::Source::Default {
        blocks.push(Block::Says("hv's own ladder: this policy has none for this.".into()));
    }
    blocks.push(Block::Table(table));
    let danger = ladder.clocks.iter().filter(|c| in_danger(**c)).count();
    let head = match danger {
        0 => "WHEN SOMEBODY IS LATE",
        some if some == ladder.clocks.len() => "WHEN THERE IS DANGER",
        _ => "WHEN SOMEBODY IS LATE OR IN DANGER",
    };
    part(&format!("{of}{head}: {}", what.join("; ")), blocks)
}

fn in_danger(clock: Clock) -> bool {
    matches!(clock, Clock::Distress | Clock::Concern)
}

fn missing(clock: Clock) -> &'static str {
    match clock {
        Clock::Distress => "danger, or the agreed words",
        Clock::Concern => "cause for concern",
        Clock::Contact
        | Clock::Return
        | Clock::Finish
        | Clock::Call
        | Clock::Wait
        | Clock::Home
        | Clock::Departure => match worst::waits_for(clock) {
            "contact" => "no contact by the time due",
            "return" => "not back",
            "word after the last visit" => "no word after the last visit",
            "call by school" => "a call that school owes",
            "end of the wait" => "still waiting at the door",
            "safe at home" => "no word from home",
            "sign-out" => "nobody left for a planned visit",
            other => other,
        },
    }
}

fn of_rung(rung: &FrozenRung, terms: &Terms) -> Group {
    let after = if rung.after.is_zero() {
        "at once".to_owned()
    } else {
        format!("{} after it was due", rung.after.words())
    };
    let at =
        rung.at.map(|m| format!(", not before {:02}:{:02}", m / 60, m % 60)).unwrap_or_default();
    let mut due = vec![Piece::Words(format!("{after}{at}").into())];
    due.extend(rung.default_time.then(|| Piece::Aside("hv's own time, not the policy's".into())));
    let people: Vec<String> = rung.people.iter().map(to_ring).collect();
    let who = if people.is_empty() {
        Piece::Loud(format!("NOBODY holds the role of {}", rung.role).into())
    } else {
        Piece::Words(people.join("; ").into())
    };
    let mut does = vec![Piece::Words(Around::on_paper().fill(&rung.does).into())];
    let choices: Vec<Words> = rung.decision.iter().map(Words::from).collect();
    does.extend((!choices.is_empty()).then(|| Piece::Tick("Decide:".into(), choices)));
    let tries = rung.tries.map(|n| format!("try {n} times"));
    does.extend(tries.map(|t| Piece::Aside(t.into())));
    does.extend(rung.optional.then(|| Piece::Aside("may be passed over, with a note".into())));
    does.push(Piece::Cited((&rung.clauses).into()));
    let waits = format!("no answer within {}: the next", terms.rung_time.words());
    Group::row([
        due,
        vec![Piece::Aside(rung.role.as_str().into()), who],
        does,
        vec![Piece::Room(Words::default(), 2), Piece::Aside(waits.into())],
    ])
}

// The police

fn to_the_police(desk: &Desk<'_>) -> Part {
    let say = |name: &str, words: String| Field::said(name, words);
    let fields = vec![
        say(
            "Ring 999. Say",
            format!(
                "\"I am calling from {}. A member of staff is on a home visit and has not been heard from.\"",
                desk.school.name
            ),
        ),
        blank("I am", 1),
        Field { holds: vec![print_unread::numbers_said(desk)], ..Field::said("Ring back on", "") },
        blank("Who is missing, and their number (above)", 1),
        blank("Where they should be: the address (above)", 1),
        blank("Since when: last heard, due at", 1),
        blank("Car (above), clothing", 1),
        blank("Known dangers there, who lives there", 2),
        blank("Tried so far: who was rung, when", 2),
        say("If you do not know", "say \"not known\", and do not guess".to_owned()),
        blank("Reference number, and what they told you", 2),
    ];
    part("WHAT TO READ TO THE POLICE", vec![Block::Fields(fields)])
}
