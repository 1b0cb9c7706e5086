//! The lines of a day's sheet, read and held against what is on record: which outing each is about, and every order that
//! cannot have been. Nothing is recorded here.

use super::afield;
use super::desk::{Desk, one_person};
use crate::domain::directory::Person;
use crate::domain::names;
use crate::domain::outing::Outing;
use crate::error::Error;
use crate::when::{Day, Look, Moment};
use std::collections::BTreeMap;

/// The columns of a sheet.
pub(super) const COLUMNS: [&str; 12] = [
    "time",
    "who",
    "did",
    "visit",
    "where",
    "back",
    "arrives",
    "outcome",
    "monitor",
    "car",
    "said",
    "written-by",
];

/// A line as it was typed: the cells by column, and where it stands.
#[derive(Debug, Clone, Default)]
pub(super) struct Raw {
    pub(super) place: String,
    pub(super) cells: BTreeMap<String, String>,
}

impl Raw {
    pub(super) fn cell(&self, column: &str) -> &str {
        self.cells.get(column).map_or("", |cell| cell.trim())
    }

    fn some(&self, column: &str) -> Option<String> {
        Some(self.cell(column).to_owned()).filter(|cell| !cell.is_empty())
    }
}

/// What a line tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Did {
    Left,
    Rang,
    NoAnswer,
    Arrived,
    In,
    Out,
    Delayed,
    Cancelled,
    Concern,
    Danger,
    Back,
    Home,
}

/// Each as it is written on a sheet, the first word as hv shows it.
const WORDS: [(Did, &[&str]); 12] = [
    (Did::Left, &["left", "left school", "sign-out", "signed out"]),
    (Did::Rang, &["rang", "rang in", "contact", "checkin", "check-in", "call"]),
    (Did::NoAnswer, &["no-answer", "no answer"]),
    (Did::Arrived, &["arrived", "arrive", "at the door"]),
    (Did::In, &["in", "went in", "enter"]),
    (Did::Out, &["out", "came out", "leave", "out of the property"]),
    (Did::Delayed, &["delayed", "delay", "held up"]),
    (Did::Cancelled, &["cancelled", "cancel", "called off"]),
    (Did::Concern, &["concern", "cause for concern"]),
    (Did::Danger, &["danger", "distress"]),
    (Did::Back, &["back", "back at school"]),
    (Did::Home, &["home", "safe at home"]),
];

impl Did {
    pub(super) fn read(typed: &str) -> Option<Did> {
        let typed = typed.trim().to_lowercase();
        WORDS.iter().find(|(_, words)| words.contains(&typed.as_str())).map(|(did, _)| *did)
    }

    pub(super) fn word(self) -> &'static str {
        WORDS
            .iter()
            .find(|(did, _)| *did == self)
            .and_then(|(_, words)| words.first())
            .unwrap_or(&"")
    }

    /// The words a sheet knows, for a message.
    pub(super) fn known() -> String {
        let all: Vec<&str> = WORDS.iter().filter_map(|(_, words)| words.first().copied()).collect();
        all.join(", ")
    }

    /// How far the visit has come: what is further cannot come before what is not.
    fn at_the_door(self) -> Option<usize> {
        match self {
            Did::Arrived => Some(1),
            Did::In => Some(2),
            Did::Out => Some(3),
            Did::Cancelled => Some(4),
            Did::Left
            | Did::Rang
            | Did::NoAnswer
            | Did::Delayed
            | Did::Concern
            | Did::Danger
            | Did::Back
            | Did::Home => None,
        }
    }
}

/// A line that can be read.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) place: String,
    pub(super) at: Moment,
    pub(super) did: Did,
    /// By id.
    pub(super) who: Vec<String>,
    pub(super) visits: Vec<String>,
    pub(super) whereabouts: Option<String>,
    pub(super) back: Option<Moment>,
    /// Of a delay: when they expect to be there.
    pub(super) arrives: Option<Moment>,
    /// Of a visit that was called off: one of the policy's outcomes.
    pub(super) outcome: Option<String>,
    pub(super) monitor: Option<String>,
    pub(super) car: Vec<String>,
    pub(super) said: Option<String>,
    pub(super) written_by: String,
    /// On record from an earlier typing of the same sheet.
    pub(super) already: bool,
}

/// The lines of one outing.
#[derive(Debug, Default, Clone)]
pub(super) struct Trip {
    /// By id, in the order in which they are named.
    pub(super) who: Vec<String>,
    pub(super) names: Vec<String>,
    /// The outing on record; `None`: its first line is a new one.
    pub(super) outing: Option<Outing>,
    pub(super) lines: Vec<Line>,
    /// Why it cannot have been like that.
    pub(super) problems: Vec<String>,
    /// Who is back by the last line.
    back: BTreeMap<String, Moment>,
    /// How far each has come at each visit.
    door: BTreeMap<(String, String), usize>,
}

impl Trip {
    /// "Kay and Lou".
    pub(super) fn named(&self) -> String {
        let names: Vec<&str> = self.names.iter().map(String::as_str).collect();
        names::list(&names)
    }

    /// Whoever is not back by the last line.
    pub(super) fn still_out(&self) -> Vec<&str> {
        let out = self.who.iter().zip(&self.names).filter(|(id, _)| !self.back.contains_key(*id));
        out.map(|(_, name)| name.as_str()).collect()
    }

    /// They have been at that visit, by a line before this one.
    fn reached(&self, id: &str, visit: &str) -> bool {
        self.door.contains_key(&(id.to_owned(), visit.to_owned()))
    }

    fn visits(&self) -> Vec<String> {
        let recorded = self.outing.iter().flat_map(|o| &o.stops).map(|d| d.stop.visit.clone());
        let typed = self.lines.iter().filter(|l| l.did == Did::Left).flat_map(|l| l.visits.clone());
        let mut all: Vec<String> = recorded.chain(typed).filter(|v| !v.is_empty()).collect();
        all.sort();
        all.dedup();
        all
    }
}

/// Every line read, or why it cannot be.
pub(super) fn read(
    raws: &[Raw],
    (day, written_by): (Day, Option<&str>),
    desk: &mut Desk<'_>,
) -> (Vec<Line>, Vec<String>) {
    let directory = desk.people();
    let (mut lines, mut problems) = (Vec::new(), Vec::new());
    for raw in raws {
        let mut wrong = Vec::new();
        let line = line(raw, (day, written_by), &directory, desk, &mut wrong);
        problems.extend(wrong.iter().map(|why| format!("{}: {why}", raw.place)));
        lines.extend(line.filter(|_| wrong.is_empty()));
    }
    lines.sort_by_key(|line| line.at);
    (lines, problems)
}

fn line(
    raw: &Raw,
    (day, written_by): (Day, Option<&str>),
    directory: &[Person],
    desk: &mut Desk<'_>,
    wrong: &mut Vec<String>,
) -> Option<Line> {
    let at =
        time(raw.cell("time"), day, Look::Back, desk).map_err(|why| wrong.push(why.message)).ok();
    let did = Did::read(raw.cell("did"));
    if did.is_none() {
        wrong.push(format!(
            "{:?} is nothing hv knows: write one of {}",
            raw.cell("did"),
            Did::known()
        ));
    }
    let mut who = Vec::new();
    for typed in people(raw.cell("who")) {
        match one_person(directory, &typed) {
            Ok(person) if !who.contains(&person.id) => who.push(person.id.clone()),
            Ok(_) => {}
            Err(why) => wrong.push(format!("{}. Somebody who is not on the staff: hv out NAME --breach WHY --where PLACE --back TIME", why.message)),
        }
    }
    if raw.cell("who").is_empty() {
        wrong.push("nobody is named in `who`".to_owned());
    }
    let mut visits = Vec::new();
    for typed in raw.cell("visit").split([';', ',']).filter(|v| !v.trim().is_empty()) {
        match desk.visit_id(typed.trim()) {
            Ok(id) => visits.push(id),
            Err(why) => wrong.push(why.message),
        }
    }
    let back = raw.some("back").map(|typed| time(&typed, day, Look::Either, desk));
    let back =
        back.and_then(|back| back.map_err(|why| wrong.push(format!("back: {}", why.message))).ok());
    let monitor =
        raw.some("monitor").map(|typed| one_person(directory, &typed).map(|p| p.id.clone()));
    let monitor = monitor.and_then(|m| m.map_err(|why| wrong.push(why.message)).ok());
    let by = raw.some("written-by").or_else(|| written_by.map(str::to_owned));
    if by.is_none() {
        wrong.push(
            "nobody says who wrote it: the column written-by, or --written-by NAME".to_owned(),
        );
    }
    let line = Line {
        place: raw.place.clone(),
        at: at?,
        did: did?,
        who,
        visits,
        whereabouts: raw.some("where"),
        back,
        arrives: raw.some("arrives").and_then(|typed| arrival(&typed, day, desk, wrong)),
        outcome: raw.some("outcome").map(|typed| typed.to_lowercase()),
        monitor,
        car: people(raw.cell("car")),
        said: raw.some("said"),
        written_by: by?,
        already: false,
    };
    leaving(&line, desk, wrong);
    at_its_place(&line, desk, wrong);
    Some(line)
}

fn arrival(typed: &str, day: Day, desk: &Desk<'_>, wrong: &mut Vec<String>) -> Option<Moment> {
    let read = time(typed, day, Look::Either, desk);
    read.map_err(|why| wrong.push(format!("arrives: {}", why.message))).ok()
}

/// What belongs to a delay or to a visit that was called off stands there and nowhere else: nothing on a sheet is passed
/// over.
fn at_its_place(line: &Line, desk: &Desk<'_>, wrong: &mut Vec<String>) {
    match line.arrives {
        Some(_) if line.did != Did::Delayed => {
            let says = "arrives is for a line that says delayed; back stands with left";
            wrong.push(says.to_owned());
        }
        Some(arrives) if arrives <= line.at => wrong.push(format!(
            "arrives {} is not after the call, at {}",
            desk.words(arrives),
            desk.words(line.at)
        )),
        Some(arrives) => {
            let long = super::out::within_a_day(arrives, line.at, desk);
            wrong.extend(long.err().map(|why| why.message.replace("--back", "arrives")));
        }
        None => {}
    }
    match (&line.outcome, line.did == Did::Cancelled) {
        (None, false) => {}
        (Some(_), false) => wrong.push("outcome is for a line that says cancelled".to_owned()),
        (typed, true) => wrong.extend(outcome(typed.as_deref(), desk).err()),
    }
}

/// How a visit that was called off ended is one of the policy's outcomes, and is on the sheet.
fn outcome(typed: Option<&str>, desk: &Desk<'_>) -> Result<(), String> {
    let policy = desk.policy().map_err(|why| {
        format!("cancelled: how visits end is not known, because {}", why.message)
    })?;
    let known: Vec<&str> = policy.outcomes.iter().map(|o| o.id.as_str()).collect();
    match typed {
        Some(typed) if known.contains(&typed) => Ok(()),
        Some(typed) => Err(format!("outcome {typed:?} is not one of {}", known.join(", "))),
        None => Err(format!("cancelled without its outcome: one of {}", known.join(", "))),
    }
}

/// What a sign-out needs at least.
fn leaving(line: &Line, desk: &Desk<'_>, wrong: &mut Vec<String>) {
    if line.did != Did::Left {
        return;
    }
    match line.back {
        None => wrong.push(
            "left without a time to be back by: without it nobody knows when to worry".to_owned(),
        ),
        Some(back) if back <= line.at => {
            wrong.push(format!(
                "back by {} is not after leaving at {}",
                desk.words(back),
                desk.words(line.at)
            ));
        }
        Some(back) => {
            let long = super::out::within_a_day(back, line.at, desk);
            wrong.extend(long.err().map(|why| why.message));
        }
    }
    if line.visits.is_empty() && line.whereabouts.is_none() {
        wrong.push("left for nowhere: name a visit, or write where".to_owned());
    }
}

/// A bare time is one of the sheet's day.
pub(super) fn time(typed: &str, day: Day, look: Look, desk: &Desk<'_>) -> Result<Moment, Error> {
    if typed.is_empty() {
        return Err(Error::usage("there is no time"));
    }
    // `now` and a length of time would be of the typing, and not of the paper.
    if typed.eq_ignore_ascii_case("now") || typed.starts_with('+') {
        return Err(Error::usage(format!(
            "{typed:?} is not what a sheet says: write the time, 10:48"
        )));
    }
    let of_day = desk.time(&format!("{day} {typed}"), "time", look);
    of_day.or_else(|why| {
        if typed.contains([' ', 'T', '/']) { desk.time(typed, "time", look) } else { Err(why) }
    })
}

pub(super) fn people(cell: &str) -> Vec<String> {
    let parts = cell.split([',', ';']).flat_map(|part| part.split(" and "));
    parts.map(|p| p.trim().to_owned()).filter(|p| !p.is_empty()).collect()
}

/// The lines by outing, each held against those before it and against what is on record.
pub(super) fn trips(lines: Vec<Line>, desk: &mut Desk<'_>) -> Vec<Trip> {
    let recorded = recorded(&lines, desk);
    let directory = desk.people();
    let mut trips: Vec<Trip> = Vec::new();
    // On which trip of the sheet each of them is.
    let mut on: BTreeMap<String, usize> = BTreeMap::new();
    for line in lines {
        if line.did == Did::Left {
            let trip = leave(line, &recorded, (&trips, &on), desk);
            for id in &trip.who {
                on.insert(id.clone(), trips.len());
            }
            trips.push(trip);
            continue;
        }
        for (index, part) in parts(line, &mut trips, &mut on, &recorded) {
            if let Some(trip) = trips.get_mut(index) {
                follow(trip, part, desk);
            }
        }
    }
    for trip in &mut trips {
        let name = |id: &String| {
            directory.iter().find(|p| p.id == *id).map_or_else(|| id.clone(), |p| p.name.clone())
        };
        trip.names = trip.who.iter().map(name).collect();
    }
    trips
}

/// The outings on record that a line may be about: those open, and those of the days of the sheet.
fn recorded(lines: &[Line], desk: &mut Desk<'_>) -> Vec<Outing> {
    let afield = afield::all(&desk.store, desk.now, desk.today());
    desk.tell_damage(&afield.damage);
    let mut all: Vec<Outing> = afield.outings.into_iter().filter(|o| o.drill.is_none()).collect();
    let mut weeks: Vec<_> = lines.iter().map(|l| desk.zone.day_of(l.at).week()).collect();
    weeks.sort();
    weeks.dedup();
    for week in weeks {
        for id in desk.store.outings_in(week).good {
            if !all.iter().any(|o| o.id == id) {
                all.extend(
                    afield::outing(&desk.store, &id, desk.now).ok().filter(|o| o.drill.is_none()),
                );
            }
        }
    }
    // An outing that nobody left on is no outing: what the sheet says of then is about another.
    all.retain(|o| !o.never_left);
    all
}

fn leave(
    mut line: Line,
    recorded: &[Outing],
    (trips, on): (&[Trip], &BTreeMap<String, usize>),
    desk: &Desk<'_>,
) -> Trip {
    let here = |o: &&Outing| line.who.iter().all(|id| o.person(id).is_some());
    let same = recorded.iter().find(|o| {
        o.left_at == line.at && here(o) && o.entries.iter().any(|e| e.on_paper.is_some())
    });
    let mut trip = Trip { who: line.who.clone(), outing: same.cloned(), ..Trip::default() };
    line.already = same.is_some();
    for id in &line.who {
        let earlier = on.get(id).and_then(|index| trips.get(*index));
        if earlier.is_some_and(|t| !t.back.contains_key(id)) {
            trip.problems.push(format!(
                "{}: {id} left at {} already, and no line says that they came back",
                line.place,
                desk.words(line.at)
            ));
        }
        let over = |o: &Outing| o.person(id).and_then(|p| p.returned.filter(|_| !p.away()));
        let out = recorded.iter().filter(|o| same.is_none_or(|s| s.id != o.id)).find(|o| {
            o.person(id).is_some()
                && o.left_at <= line.back.unwrap_or(line.at)
                && over(o).is_none_or(|back| back > line.at)
        });
        // Back by an earlier line of this very sheet.
        let back_by_then = |o: &Outing| {
            trips.iter().any(|t| {
                t.outing.as_ref().is_some_and(|known| known.id == o.id)
                    && t.back.get(id).is_some_and(|back| *back <= line.at)
            })
        };
        let out = out.filter(|o| same.is_none() && !back_by_then(o));
        trip.problems.extend(out.map(|o| {
            let back = over(o)
                .map_or_else(|| "not back".to_owned(), |at| format!("back {}", desk.words(at)));
            format!(
                "{}: {id} is on record as out then: {}, left {}, {back}",
                line.place,
                o.id,
                desk.words(o.left_at)
            )
        }));
    }
    trip.lines.push(line);
    trip
}

/// The line once for each outing that somebody it names is on. Who is on none stands in a trip of their own, as a
/// problem.
fn parts(
    line: Line,
    trips: &mut Vec<Trip>,
    on: &mut BTreeMap<String, usize>,
    recorded: &[Outing],
) -> Vec<(usize, Line)> {
    let mut parts: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for id in &line.who {
        let index = on.get(id).copied().unwrap_or_else(|| {
            // The last they left on by then; else one they left on later, so that the line is told as too early.
            let theirs = || recorded.iter().filter(|o| o.person(id).is_some());
            let before = theirs().filter(|o| o.left_at <= line.at).max_by_key(|o| o.left_at);
            let outing = before.or_else(|| theirs().min_by_key(|o| o.left_at));
            let known = outing.and_then(|o| {
                trips.iter().position(|t| t.outing.as_ref().is_some_and(|known| known.id == o.id))
            });
            let index = known.unwrap_or(trips.len());
            if known.is_none() {
                let who = outing.map_or_else(
                    || vec![id.clone()],
                    |o| o.people.iter().map(|p| p.id.clone()).collect(),
                );
                trips.push(Trip { who, outing: outing.cloned(), ..Trip::default() });
            }
            on.insert(id.clone(), index);
            index
        });
        parts.entry(index).or_default().push(id.clone());
    }
    parts.into_iter().map(|(index, who)| (index, Line { who, ..line.clone() })).collect()
}

/// A line after somebody left: may it have been?
fn follow(trip: &mut Trip, mut line: Line, desk: &Desk<'_>) {
    let started = trip.outing.is_some() || trip.lines.iter().any(|l| l.did == Did::Left);
    line.already = trip.outing.as_ref().is_some_and(|o| on_record(o, &line));
    for id in &line.who {
        let mut wrong = |why: String| trip.problems.push(format!("{}: {why}", line.place));
        let later = trip.outing.as_ref().map(|o| o.left_at).filter(|left| *left > line.at);
        if let Some(left) = later {
            wrong(format!(
                "{id} had not left by {}: they are on record as leaving at {}",
                desk.words(line.at),
                desk.words(left)
            ));
            continue;
        }
        let later = trip.outing.as_ref().map(|o| o.left_at).filter(|left| *left > line.at);
        if let Some(left) = later {
            wrong(format!(
                "{id} had not left by {}: they are on record as leaving at {}",
                desk.words(line.at),
                desk.words(left)
            ));
            continue;
        }
        if !started {
            wrong(format!(
                "{id} had not left by {}: no line says so, nor a record",
                desk.words(line.at)
            ));
            continue;
        }
        if let Some(back) = trip.back.get(id) {
            wrong(format!(
                "{id} was back at {}; to go out again is a line of its own: left",
                desk.words(*back)
            ));
        }
        let person = trip.outing.as_ref().and_then(|o| o.person(id)).filter(|_| !line.already);
        if let Some(back) = person.and_then(|p| p.returned.filter(|_| !p.away())) {
            wrong(format!("{id} is on record as back at {}", desk.words(back)));
        }
        let ends = matches!(line.did, Did::Back | Did::Home);
        if let Some(heard) = person.map(|p| p.last_sign).filter(|heard| ends && *heard > line.at) {
            wrong(format!("{id} was heard from on the road at {}, after that", desk.words(heard)));
        }
        if ends {
            trip.back.insert(id.clone(), line.at);
        }
    }
    held_up(trip, &mut line);
    at_the_door(trip, &mut line);
    over_already(trip, &line, desk);
    trip.lines.push(line);
}

/// A visit that has ended cannot be called off, but by the same line of the same sheet.
fn over_already(trip: &mut Trip, line: &Line, desk: &Desk<'_>) {
    let Some(visit) = line.visits.first().filter(|_| line.did == Did::Cancelled && !line.already)
    else {
        return;
    };
    let outcome = line.outcome.as_deref().unwrap_or_default();
    match desk.visit(visit) {
        Ok(visit) if visit.planned() => {}
        Ok(visit) if super::cancel::ended_on_paper(&visit, outcome, line.at).is_some() => {}
        Ok(known) => {
            let stage = super::plan::stage(&known);
            trip.problems.push(format!("{}: {visit} is over already ({stage})", line.place));
        }
        Err(why) => trip.problems.push(format!("{}: {}", line.place, why.message)),
    }
}

/// Nobody is held up on the way to where they have been. Without a visit it is the only one, or the way back.
fn held_up(trip: &mut Trip, line: &mut Line) {
    if line.did != Did::Delayed {
        return;
    }
    let visits = trip.visits();
    match (line.visits.as_slice(), visits.as_slice()) {
        ([], [one]) if !line.who.iter().any(|id| trip.reached(id, one)) => {
            line.visits = vec![one.clone()];
        }
        ([], _) if line.arrives.is_some() => trip.problems.push(format!(
            "{}: arrives at which visit? Name it in visit: {}",
            line.place,
            visits.join(", ")
        )),
        _ => {}
    }
    let Some(visit) = line.visits.first().cloned() else { return };
    if !visits.contains(&visit) {
        trip.problems.push(format!("{}: that outing does not cover {visit}", line.place));
    }
    for id in &line.who {
        if trip.reached(id, &visit) {
            let place = &line.place;
            trip.problems.push(format!(
                "{place}: {id} cannot be held up on the way to {visit} after being there"
            ));
        }
    }
}

/// Nobody comes to a door after they came out of it.
fn at_the_door(trip: &mut Trip, line: &mut Line) {
    let Some(rank) = line.did.at_the_door() else { return };
    if line.visits.is_empty() {
        match trip.visits().as_slice() {
            [one] => line.visits = vec![one.clone()],
            [] => trip.problems.push(format!(
                "{}: {} at no visit: that outing has none",
                line.place,
                line.did.word()
            )),
            several => trip.problems.push(format!(
                "{}: {} at which visit? {}",
                line.place,
                line.did.word(),
                several.join(", ")
            )),
        }
    }
    let Some(visit) = line.visits.first().cloned() else { return };
    if !trip.visits().contains(&visit) {
        trip.problems.push(format!("{}: that outing does not cover {visit}", line.place));
    }
    for id in &line.who {
        let before = trip.door.insert((id.clone(), visit.clone()), rank);
        // Whoever has come out has made the visit, or not: nothing is left to call off.
        let over = line.did == Did::Cancelled && before == Did::Out.at_the_door();
        if over || before.is_some_and(|before| before >= rank) {
            trip.problems.push(format!(
                "{}: {id} cannot have {} after what stands before it for {visit}",
                line.place,
                ["arrived", "gone in", "come out", "called it off"]
                    .get(rank - 1)
                    .unwrap_or(&"been there")
            ));
        }
    }
}

/// The same line was typed in before.
fn on_record(outing: &Outing, line: &Line) -> bool {
    outing.entries.iter().any(|entry| {
        let body = serde_json::to_value(&entry.body).unwrap_or_default();
        let said = body.get("did").and_then(|did| did.as_str());
        let people = body.get("who").and_then(|who| who.as_array());
        let all =
            people.is_some_and(|all| line.who.iter().all(|id| all.iter().any(|one| one == id)));
        entry.at == line.at
            && entry.on_paper.is_some()
            && said == Some(recorded_as(line.did))
            && all
    })
}

fn recorded_as(did: Did) -> &'static str {
    match did {
        Did::Left => "sign-out",
        Did::Rang => "contact",
        Did::NoAnswer => "no-answer",
        Did::Arrived => "arrive",
        Did::In => "enter",
        Did::Out => "leave",
        Did::Delayed => "delay",
        Did::Cancelled => "called-off",
        Did::Concern => "concern",
        Did::Danger => "distress",
        Did::Back => "back",
        Did::Home => "home",
    }
}
