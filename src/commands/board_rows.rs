//! The lines of the board: for each outing its state in a big plain word, who, where, what is due next, who has taken
//! charge. The word stands in a column of its own; where the screen is narrower than that pays, on a line of its own.

use super::desk::Desk;
use super::overdue::Seen;
use crate::domain::names;
use crate::domain::outing::{Abroad, Outing};
use crate::policy::Clock;
use crate::render::Put;
use crate::render::{clean, count, words, wrap};
use crate::watch::worst::{self, Place, Standing};
use crate::watch::{Late, Running, danger};
use crate::when::{Moment, Span};

/// Narrower than this, the board is a list.
const NARROW: usize = 72;

/// The column of the word: "LATE 12h45m".
const COLUMN: usize = 14;

/// One outing on the board; or somebody who is late and on no outing that can be read.
pub(super) struct Row {
    standing: Standing,
    /// What orders rows of one standing: the time of the clock.
    due: Option<Moment>,
    state: String,
    who: String,
    lines: Vec<String>,
    /// The same for a screen that strangers can see: no number, no address, no family.
    pub(super) wall: Wall,
}

/// A row for a screen that strangers can see.
pub(super) struct Wall {
    /// The outing, or the visit nobody left for. Not shown: it may hold a family's name.
    pub(super) id: String,
    /// The names of those who are out.
    pub(super) who: String,
    /// What there is to know, each with its name.
    pub(super) says: Vec<(&'static str, String)>,
}

impl Row {
    /// How bad it is, and the big word for it.
    pub(super) fn standing(&self) -> (Standing, &str) {
        (self.standing, &self.state)
    }
}

/// Every row, worst first. Those whose record cannot be read, and those nobody signed out, are on the board too.
pub(super) fn rows(
    seen: &Seen,
    places: &[Place<'_>],
    policy_now: Option<&str>,
    desk: &Desk<'_>,
) -> Vec<Row> {
    let known = |late: &&Late| !late.drill && !places.iter().any(|p| p.outing.id == late.id);
    let mut rows: Vec<Row> = places.iter().map(|p| of_outing(p, seen, policy_now, desk)).collect();
    rows.extend(seen.late.iter().filter(known).map(|late| of_late(late, desk)));
    rows.sort_by_key(|row| (row.standing, row.due));
    rows
}

/// Where those of this outing are who are in danger, as far as anybody said; of whoever is back on record, also where they
/// were before: it is their word alone that they are back.
fn in_danger(seen: &Seen, outing: &str) -> Option<String> {
    let serious = |l: &&Late| matches!(l.running.clock, Clock::Distress | Clock::Concern);
    let more = |l: &&Late| l.place.contains("; planned: ") || l.place.contains("; before that: ");
    let late = seen.late.iter().filter(serious).filter(|l| l.id == outing).find(more);
    late.map(|l| l.place.clone())
}

/// "12:15"; where each has their own, "12:15 Max, 16:00 Kay".
pub(super) fn back_by(outing: &Outing, desk: &Desk<'_>) -> String {
    let returns = outing.returns();
    if returns.len() < 2 {
        return desk.words(outing.back);
    }
    let each = returns.iter().map(|(back, people)| {
        let names: Vec<&str> = people.iter().map(|p| p.name.as_str()).collect();
        format!("{} {}", desk.words(*back), names::list(&names))
    });
    each.collect::<Vec<_>>().join(", ")
}

/// The visit that each is at or goes to next, and the last one when all are over; with whose it is where they differ.
fn planned(people: &[&Abroad], outing: &Outing) -> String {
    let mut all: Vec<(&str, Vec<&str>)> = Vec::new();
    for person in people {
        let door =
            outing.current_of(std::slice::from_ref(&person.id)).or_else(|| outing.stops.last());
        let place = door.map_or("place NOT KNOWN", |d| d.stop.place.as_str());
        match all.iter_mut().find(|(known, _)| *known == place) {
            Some((_, names)) => names.push(&person.name),
            None => all.push((place, vec![&person.name])),
        }
    }
    match all.as_slice() {
        [] => "place NOT KNOWN".to_owned(),
        [(place, _)] => (*place).to_owned(),
        several => {
            let each = several.iter().map(|(place, who)| format!("{place} ({})", names::list(who)));
            each.collect::<Vec<_>>().join("; ")
        }
    }
}

fn of_outing(place: &Place<'_>, seen: &Seen, policy_now: Option<&str>, desk: &Desk<'_>) -> Row {
    let outing = place.outing;
    if place.standing == Standing::Drill {
        return of_drill(outing, desk);
    }
    let people: Vec<&Abroad> = outing.out().collect();
    let ring = |p: &&Abroad| format!("{} {}", p.name, p.number.as_deref().unwrap_or("no number"));
    let clock = place.clock.as_ref();
    let due = clock.map(|c| c.deadline.due);
    let next = clock.map_or_else(
        || "NOTHING IS DUE: no clock runs".to_owned(),
        |clock| format!("due {}", due_words(clock, &people, desk)),
    );
    let heard = heard(&people, desk);
    let mut what = vec![next.clone(), format!("last heard {heard}")];
    let charge = worst::in_charge(outing, desk.now);
    let nobody = || (place.standing != Standing::InTime).then(|| "NOBODY".to_owned());
    let doing = charge.as_ref().map(|c| format!("{}, {}", c.name, c.doing));
    what.extend(doing.or_else(nobody).map(|who| format!("in charge: {who}")));
    // What they are doing was typed by somebody who did not think of a screen that visitors see.
    let charge = charge.map(|c| c.name).or_else(nobody);
    let back = back_by(outing, desk);
    let mut says = vec![("Next", next), ("Last heard", heard), ("Back by", back)];
    says.extend(charge.map(|who| ("In charge", who)));
    let names: Vec<&str> = people.iter().map(|p| p.name.as_str()).collect();
    let wall = Wall { id: outing.id.clone(), who: names::list(&names), says };
    let planned = planned(&people, outing);
    let back = || danger::all_back(outing);
    let at = in_danger(seen, &outing.id).or_else(back).unwrap_or(planned);
    let mut rest = vec![format!("back by {}", back_by(outing, desk))];
    rest.extend(notes(outing, policy_now));
    rest.push(outing.id.clone());
    Row {
        standing: place.standing,
        due,
        state: state(place.standing, due, desk.now),
        who: people.iter().map(ring).collect::<Vec<_>>().join(", "),
        lines: if place.standing == Standing::InTime {
            vec![format!("{at}; {}", what.join("; ")), rest.join("; ")]
        } else {
            vec![at, what.join("; "), rest.join("; ")]
        },
        wall,
    }
}

/// Below everybody who is out, and short.
fn of_drill(outing: &Outing, desk: &Desk<'_>) -> Row {
    let began = desk.words(outing.left_at);
    Row {
        standing: Standing::Drill,
        due: Some(outing.left_at),
        state: Standing::Drill.word().to_owned(),
        who: format!("DRILL, nobody is out: a ladder is walked for practice since {began}"),
        lines: vec![format!("who answered: hv drill; to end it: hv drill end; {}", outing.id)],
        wall: Wall {
            id: outing.id.clone(),
            who: "Nobody is out".to_owned(),
            says: vec![("Practice since", began)],
        },
    }
}

fn of_late(late: &Late, desk: &Desk<'_>) -> Row {
    let running = &late.running;
    let due = running.deadline.due;
    let who: Vec<String> = running.people.iter().map(words::to_ring).collect();
    let what = format!("due {} {}", desk.words(due), worst::waits_for(running.clock));
    let names: Vec<&str> = running.people.iter().map(|p| p.name.as_str()).collect();
    Row {
        standing: Standing::Late,
        due: Some(due),
        state: state(Standing::Late, Some(due), desk.now),
        who: if who.is_empty() { "NOBODY KNOWS WHO".to_owned() } else { who.join(", ") },
        lines: vec![
            late.place.clone(),
            format!("{what}; last heard NOT KNOWN; in charge: NOBODY"),
            format!("missing: {}; {}", running.owed, late.id),
        ],
        wall: Wall {
            id: late.id.clone(),
            who: if names.is_empty() { "NOBODY KNOWS WHO".to_owned() } else { names::list(&names) },
            says: vec![
                ("Next", what),
                ("Missing", running.owed.clone()),
                ("In charge", "NOBODY".to_owned()),
            ],
        },
    }
}

/// "LATE 22m", "in time".
fn state(standing: Standing, due: Option<Moment>, now: Moment) -> String {
    let late = due.map(|due| now.seconds_since(due)).filter(|s| *s >= 60);
    match (standing, late) {
        (Standing::Late, Some(late)) => {
            format!("{} {}", standing.word(), Span::seconds(late - late % 60))
        }
        _ => standing.word().to_owned(),
    }
}

/// "14:10 contact, Kay".
fn due_words(clock: &Running, people: &[&Abroad], desk: &Desk<'_>) -> String {
    let names: Vec<&str> = clock.people.iter().map(|p| short(&p.name, people)).collect();
    let due = desk.words(clock.deadline.due);
    format!("{due} {}, {}", worst::waits_for(clock.clock), names::list(&names))
}

/// The first name, where nobody else on the outing has it.
fn short<'n>(name: &'n str, people: &[&Abroad]) -> &'n str {
    let first = name.split_whitespace().next().unwrap_or(name);
    let same = people.iter().filter(|p| p.name.split_whitespace().next() == Some(first)).count();
    if same > 1 { name } else { first }
}

/// One time for all of them, or each with their own.
fn heard(people: &[&Abroad], desk: &Desk<'_>) -> String {
    let first = people.first().map(|p| p.last_contact);
    if let Some(at) = first.filter(|at| people.iter().all(|p| p.last_contact == *at)) {
        return desk.words(at);
    }
    let each = |p: &&Abroad| format!("{} {}", short(&p.name, people), desk.words(p.last_contact));
    people.iter().map(each).collect::<Vec<_>>().join(", ")
}

fn notes(outing: &Outing, policy_now: Option<&str>) -> Vec<String> {
    let mut notes = Vec::new();
    if outing.people.iter().any(|p| p.distress.is_some()) {
        notes.push("DISTRESS");
    }
    if outing.people.iter().any(|p| !p.concerns.is_empty()) {
        notes.push("CAUSE FOR CONCERN");
    }
    if outing.breach.is_some() {
        notes.push("BREACH");
    }
    if outing.terms.as_deref().map(|t| t.digest.as_str()) != policy_now {
        notes.push("policy has changed since");
    }
    if !outing.damage.is_empty() {
        notes.push("DAMAGED RECORD");
    }
    if outing.home().is_some() {
        notes.push("ends at home");
    }
    notes.into_iter().map(str::to_owned).collect()
}

/// "OUT, Tue 24 Nov 14:10: 3 outings, 1 NOT IN TIME". A planned visit that nobody left for counts as one.
pub(super) fn headline(rows: &[Row], desk: &Desk<'_>) -> String {
    let out = rows.iter().filter(|row| row.standing != Standing::Drill);
    let (rows, bad) = (out.clone().count(), out.filter(|r| r.standing != Standing::InTime).count());
    let bad = if bad == 0 { "all in time".to_owned() } else { format!("{bad} NOT IN TIME") };
    format!("OUT, {}: {}, {bad}\n", desk.zone.words(desk.now), count(rows, "outing"))
}

/// With more rows than this that are not in time, what to do for the worst stands before the others.
const MANY: usize = 3;

/// How many rows stand before what is to be done: all of them, or of many only the worst.
pub(super) fn before_what_to_do(rows: &[Row]) -> usize {
    let bad = |row: &&Row| !matches!(row.standing, Standing::InTime | Standing::Drill);
    if rows.iter().filter(bad).count() > MANY { 1 } else { rows.len() }
}

/// Somebody is out. A drill is nobody.
pub(super) fn anybody(rows: &[Row]) -> bool {
    rows.iter().any(|row| row.standing != Standing::Drill)
}

/// The rows as they are shown at this width.
pub(super) fn in_words(rows: &[Row], width: usize) -> String {
    let mut text = String::new();
    for row in rows {
        let indent = if width < NARROW { 4 } else { COLUMN };
        let indent_words = " ".repeat(indent);
        if width < NARROW {
            text.put(format!("{}\n", clean(&row.state)));
        }
        for (n, line) in std::iter::once(&row.who).chain(&row.lines).enumerate() {
            let wrapped = wrap(&clean(line), &indent_words, width);
            if n == 0 && width >= NARROW {
                let state = format!("{:<COLUMN$}", row.state);
                text.put(format!("{state}{}\n", wrapped.trim_start()));
            } else {
                text.put(format!("{wrapped}\n"));
            }
        }
    }
    text
}
