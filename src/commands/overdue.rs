//! `hv overdue`: who is late, worst first. It only reads the record folder. Silent, and exit 0, only when
//! everything was read and nobody is late.
//!
//! What the last complete look saw, and the latest time it saw, are kept on this machine outside the folder: an
//! outing that vanished is a danger with a name, and a clock that runs backwards silences nothing.

use super::Ending;
use super::afield::{self, Afield, Lost};
use super::desk::{find_store, moment, school_or_none};
use crate::cli::Global;
use crate::domain::events::{AssessmentEvent, Contactable, Terms, VisitEvent};
use crate::domain::freeze::{self, Watchers};
use crate::domain::outing::{Door, Outing};
use crate::domain::owes::OwedDuty;
use crate::domain::visit::Visit;
use crate::error::{Damage, Error};
use crate::host::Host;
use crate::policy::{Clock, Deadline, Source};
use crate::render::Put;
use crate::render::{clean, count, words, wrap};
use crate::store::{Key, MachineState, PlannedMarker, Store, vanished};
use crate::watch::around::Around;
use crate::watch::{self, Late, Running, ladder};
use crate::when::{Look, Moment, Zone};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Everything one look found.
#[derive(Debug)]
pub(super) struct Seen {
    /// Late, worst first.
    pub late: Vec<Late>,
    /// Owed after the fact.
    pub owed: Vec<Owed>,
    /// What could not be read or trusted.
    pub damage: Vec<Damage>,
    /// Who is out, late or not.
    pub afield: Afield,
}

/// A duty, as `overdue` lists it, apart from the alarms.
#[derive(Debug, Clone)]
pub(super) struct Owed {
    pub record: String,
    pub rule: String,
    pub what: String,
    pub owner: String,
    pub since: Option<Moment>,
    pub due: Option<Moment>,
    pub clauses: Vec<String>,
}

/// A clock may be set back by so many seconds without anybody having to know.
const SLACK: i64 = 120;

pub(super) fn run(global: &Global, host: &mut Host) -> Ending {
    let root = find_store(global, host)?;
    // Without a readable hv.toml the alarm still rings: times are then London's, and it is said.
    let (_, zone, lost) = school_or_none(&Store::open(&root, None)?);
    let replay = global.now.is_some();
    let given = global
        .now
        .as_ref()
        .map(|t| moment(t, "--now", host.clock, zone, Look::Either))
        .transpose()?;
    let store = Store::open(&root, given)?.on(&host.machine);
    let state_dir = if replay { None } else { host.state_dir() };
    let (state, state_damage) =
        state_dir.as_ref().map(|dir| MachineState::load(dir, &store)).unwrap_or_default();
    let clock = zone.localise(given.unwrap_or(host.clock));
    let now = if replay { clock } else { state.last_seen.map_or(clock, |seen| seen.max(clock)) };
    let mut look = look(&store, now, zone);
    look.damage.extend(state_damage);
    look.damage.extend(lost);
    if now.seconds_since(clock) > SLACK {
        look.damage.push(clock_went_back(clock, now, zone));
    }
    look.add_unmarked(&state, &store, now);
    for (id, people) in vanished(&state, &accounted(&look.afield, &state, &store, now)) {
        look.damage.push(gone(id, people));
    }
    look.damage.sort_by_key(|d| (!d.may_hide_somebody, d.path.clone(), d.line));
    let code = code(&look);
    show(&look, now, zone, global, host);
    if !replay && let Err(error) = remember(&look, &store, state_dir, now) {
        // An alarm outranks a machine that cannot remember it.
        return Ok(code.max(super::tell_error(&error, false, host)));
    }
    Ok(code)
}

impl Seen {
    /// Outings that were open at the last look, whose marker is gone and whose record is not: watched all the same.
    fn add_unmarked(&mut self, state: &MachineState, store: &Store, now: Moment) {
        let unmarked =
            state.seen_open.keys().filter(|id| !self.afield.markers.out.contains_key(*id));
        let found: Vec<Outing> = unmarked
            .filter_map(|id| afield::outing(store, id, now).ok())
            .filter(Outing::open)
            .collect();
        for outing in found {
            self.late.extend(watch::late(&outing, now));
            self.damage.push(marker_gone(&outing));
            self.afield.outings.push(outing);
        }
        self.late.sort_by_key(Late::rank);
    }
}

fn marker_gone(outing: &Outing) -> Damage {
    let (id, names) = names(outing);
    Damage {
        path: format!("open/out/{id}"),
        line: None,
        what: format!(
            "{} out, and the marker that hv overdue looks for has vanished",
            names.join(" and ")
        ),
        hint: "The next call that is recorded for them (hv checkin) puts it back. Other machines do not watch \
               this outing until then."
            .to_owned(),
        may_hide_somebody: true,
    }
}

/// Late outranks damage; either is told.
fn code(look: &Seen) -> u8 {
    match (look.late.is_empty(), look.damage.is_empty()) {
        (false, _) => 4,
        (true, false) => 3,
        (true, true) => 0,
    }
}

/// Looks at everything open. Nothing that cannot be read hides anything else.
pub(super) fn look(store: &Store, now: Moment, zone: Zone) -> Seen {
    let afield = afield::all(store, now, zone.day_of(now));
    let mut late: Vec<Late> = afield.outings.iter().flat_map(|o| watch::late(o, now)).collect();
    late.extend(afield.lost.iter().map(|lost| of_lost(lost, store, zone, now)));
    let mut damage = afield.damage.clone();
    late.extend(departures(store, &afield, now, zone, &mut damage));
    late.sort_by_key(Late::rank);
    damage.sort_by_key(|d| (!d.may_hide_somebody, d.path.clone(), d.line));
    damage.dedup();
    let owed = owed(store, &afield, now, &mut damage);
    Seen { late, owed, damage, afield }
}

/// An outing that only its marker tells of is an alarm, whatever its expected return.
fn of_lost(lost: &Lost, store: &Store, zone: Zone, now: Moment) -> Late {
    let due = lost.marker.as_ref().map_or(now, |m| m.back.min(now));
    let running = Running {
        clock: Clock::Return,
        people: lost.people(),
        deadline: Deadline { due, over: false },
        owed: format!("a record that can be read: {}", lost.damage.what),
        missed: None,
        visit: None,
        source: Source::Default,
    };
    let place =
        lost.marker.as_ref().map_or_else(|| "place not known".to_owned(), |m| m.places.join("; "));
    let around = Around::without_outing(&running, place.clone());
    let going: Vec<String> = running.people.iter().map(|p| p.id.clone()).collect();
    let terms = terms_of_now(store, &going, zone, now);
    Late {
        id: lost.id.clone(),
        late_seconds: now.seconds_since(due),
        rung: ladder::Due { who: terms.everyone, ..ladder::due(None, &running, &around, now) },
        place,
        monitor: None,
        running,
    }
}

/// Planned visits that nobody signed out for.
fn departures(
    store: &Store,
    afield: &Afield,
    now: Moment,
    zone: Zone,
    damage: &mut Vec<Damage>,
) -> Vec<Late> {
    let mut late = Vec::new();
    for (visit, marker) in &afield.markers.planned {
        let due_by_marker = marker.as_ref().is_none_or(|m| m.late.late(now));
        if !due_by_marker {
            continue;
        }
        // Only what seems late costs a look at the visit itself: it may be over, moved, or not planned yet.
        let Some(left_behind) = still_to_leave(store, visit, marker.as_ref(), now, damage) else {
            continue;
        };
        if left_behind.late.late(now) && !afield.outings.iter().any(|o| covers(o, &left_behind)) {
            let going: Vec<String> = left_behind.people.iter().map(|p| p.id.clone()).collect();
            late.push(departure(&left_behind, &terms_of_now(store, &going, zone, now), now));
        }
    }
    late
}

/// Everybody who means to go is out for the visit, or was and reached the door. Somebody else being there instead is
/// no word from those who were planned.
fn covers(outing: &Outing, planned: &PlannedMarker) -> bool {
    let door = outing.stops.iter().find(|d| d.stop.visit == planned.visit);
    let all_along = planned.people.iter().all(|p| outing.person(&p.id).is_some());
    let made = |d: &Door| outing.closed_at().is_none_or(|back| d.happened_by(back));
    all_along && door.is_some_and(made)
}

/// What the marker says, corrected by the visit's record. `None`: nobody is expected to leave for it.
fn still_to_leave(
    store: &Store,
    id: &str,
    marker: Option<&PlannedMarker>,
    now: Moment,
    damage: &mut Vec<Damage>,
) -> Option<PlannedMarker> {
    let read = Key::visit(id)
        .map_err(|e| e.to_string())
        .and_then(|key| store.read::<VisitEvent>(&key, now).map_err(|d| d.to_string()));
    let visit = match read {
        Ok(Some(record)) => Visit::of(id, &record),
        // Planned after the moment looked at.
        Ok(None) if store.planned_later(id, now) => return None,
        Ok(None) | Err(_) => None,
    };
    match (visit, marker) {
        (Some(visit), _) if !visit.planned() && visit.damage.is_empty() => None,
        (Some(visit), Some(marker)) => Some(moved(store, marker, &visit)),
        (None, Some(marker)) => {
            damage.push(unreadable_plan(id));
            Some(marker.clone())
        }
        (_, None) => {
            damage.push(unreadable_plan(id));
            None
        }
    }
}

/// Who means to go now: the marker's people as far as they still go, the others from the directory.
fn going_now(store: &Store, marker: &PlannedMarker, visit: &Visit) -> Vec<Contactable> {
    let named = |id: &String| {
        let same = marker.people.iter().find(|p| p.id == *id).cloned();
        let known = || store.person(id).ok().flatten().map(|p| freeze::contactable(&p));
        same.or_else(known).unwrap_or_else(|| Contactable {
            id: id.clone(),
            name: id.clone(),
            number: None,
            email: None,
        })
    };
    visit.plan.staff.iter().map(named).collect()
}

/// The visit was moved: the grace stays, the appointment is the record's.
fn moved(store: &Store, marker: &PlannedMarker, visit: &Visit) -> PlannedMarker {
    let grace = crate::when::Span::seconds(marker.late.due.seconds_since(marker.start));
    let late = Deadline { due: visit.plan.start.plus(grace), over: marker.late.over };
    let people = going_now(store, marker, visit);
    PlannedMarker { start: visit.plan.start, late, people, ..marker.clone() }
}

fn unreadable_plan(id: &str) -> Damage {
    Damage {
        path: format!("families/{}", id.replacen('/', "/visits/", 1)),
        line: None,
        what: format!("the planned visit {id} cannot be read"),
        hint:
            "Ask those who were to go where they are; hv doctor says what is wrong with the file."
                .to_owned(),
        may_hide_somebody: true,
    }
}

fn departure(planned: &PlannedMarker, terms: &Terms, now: Moment) -> Late {
    let running = Running {
        clock: Clock::Departure,
        people: planned.people.clone(),
        deadline: planned.late,
        owed: "a sign-out for this planned visit".to_owned(),
        missed: None,
        visit: Some(planned.visit.clone()),
        source: Source::Default,
    };
    let around = Around::without_outing(&running, planned.place.clone());
    Late {
        id: planned.visit.clone(),
        late_seconds: now.seconds_since(planned.late.due),
        rung: ladder::due(Some(terms), &running, &around, now),
        place: planned.place.clone(),
        monitor: None,
        running,
    }
}

/// The ladder for somebody who never signed out: nothing was frozen, so the directory and policy of now are used,
/// and hv's own terms if they cannot be read.
fn terms_of_now(store: &Store, going: &[String], zone: Zone, now: Moment) -> Terms {
    let people = store.people().good;
    let (school, _, _) = school_or_none(store);
    let watchers = Watchers {
        school: &school,
        people: &people,
        monitor: None,
        on_call: None,
        going,
        today: zone.day_of(now),
    };
    match super::policy::load(store, "policy.toml") {
        Ok(policy) => freeze::terms(&policy, &[], &watchers),
        Err(_unreadable) => freeze::bare_terms(&crate::policy::defaults(), &watchers),
    }
}

/// Duties are listed apart: they never raise a person's alarm.
fn owed(store: &Store, afield: &Afield, now: Moment, damage: &mut Vec<Damage>) -> Vec<Owed> {
    let mut owed = Vec::new();
    for (name, marker) in &afield.markers.owed {
        let Some(marker) = marker else { continue };
        if let Some(key) = afield::assessment_key(name, &marker.record) {
            owed.extend(of_assessment(store, &key, &marker.what, now, damage));
            continue;
        }
        match Key::visit(&marker.record) {
            Ok(key) => owed.extend(of_visit(store, &key, &marker.what, now, damage)),
            Err(_not_a_visit) => owed.extend(of_outing(store, &marker.record, &marker.what, now)),
        }
    }
    owed
}

fn of_visit(
    store: &Store,
    key: &Key<VisitEvent>,
    what: &str,
    now: Moment,
    damage: &mut Vec<Damage>,
) -> Vec<Owed> {
    let record = match store.read::<VisitEvent>(key, now) {
        Ok(Some(record)) => record,
        Ok(None) => return Vec::new(),
        Err(one) => {
            damage.push(one);
            return vec![plain(key.id(), what)];
        }
    };
    let Some(visit) = Visit::of(key.id(), &record) else { return vec![plain(key.id(), what)] };
    if visit.planned() && visit.owed.is_empty() {
        // Only its write-up is owed, and only once staff were out for it.
        return if store.as_of().is_some() && !was_out(store, key.id(), &visit, now) {
            Vec::new()
        } else {
            vec![plain(key.id(), what)]
        };
    }
    visit.owed.iter().map(|o| owed_duty(&visit.id, o)).collect()
}

/// What is owed for an assessment, by the name that `hv done` takes.
fn of_assessment(
    store: &Store,
    key: &Key<AssessmentEvent>,
    what: &str,
    now: Moment,
    damage: &mut Vec<Damage>,
) -> Vec<Owed> {
    let name = afield::assessment_name(key.id());
    match store.read(key, now) {
        Ok(Some(record)) => match afield::assessment_of(key, &record) {
            Some(made) => made.owed.iter().map(|o| owed_duty(&name, o)).collect(),
            None => vec![plain(&name, what)],
        },
        Ok(None) => Vec::new(),
        Err(one) => {
            damage.push(one);
            vec![plain(&name, what)]
        }
    }
}

/// Under --now, a visit whose outing is not back yet owes no write-up.
fn was_out(store: &Store, visit: &str, plan: &Visit, now: Moment) -> bool {
    let week = Zone::LONDON.day_of(plan.plan.start).week();
    let ids = store.outings_in(week).good;
    let outings = ids.iter().filter_map(|id| afield::outing(store, id, now).ok());
    outings.into_iter().any(|o| !o.open() && o.stops.iter().any(|d| d.stop.visit == visit))
}

/// What is owed for an outing. One that had not begun by the moment looked at owes nothing.
fn of_outing(store: &Store, id: &str, what: &str, now: Moment) -> Vec<Owed> {
    match afield::outing(store, id, now) {
        Ok(outing) => outing.owed.iter().map(|o| owed_duty(id, o)).collect(),
        Err(_) if store.begins_later(id, now) => Vec::new(),
        // Its damage was told with the outing; what is owed stays listed.
        Err(_) => vec![plain(id, what)],
    }
}

fn owed_duty(record: &str, owed: &OwedDuty) -> Owed {
    let duty = &owed.duty;
    Owed {
        record: record.to_owned(),
        rule: duty.rule.clone(),
        what: if duty.written { format!("{}, in writing", duty.does) } else { duty.does.clone() },
        owner: duty.owner.clone(),
        since: Some(owed.since),
        due: duty.due,
        clauses: duty.clauses.clone(),
    }
}

fn plain(record: &str, what: &str) -> Owed {
    Owed {
        record: record.to_owned(),
        rule: String::new(),
        what: what.to_owned(),
        owner: String::new(),
        since: None,
        due: None,
        clauses: Vec::new(),
    }
}

fn clock_went_back(clock: Moment, seen: Moment, zone: Zone) -> Damage {
    Damage {
        path: "this machine's clock".to_owned(),
        line: None,
        what: format!(
            "it says {}, and {} was seen here before",
            zone.words(clock),
            zone.words(seen)
        ),
        hint: "Put the clock right; until then lateness is judged by the later time. If the later time was \
               wrong, remove this machine's memory of it, in the state folder hv/ (XDG_STATE_HOME)."
            .to_owned(),
        may_hide_somebody: true,
    }
}

/// Every outing that is still there in some form: marked, known to be lost, or closed with its marker swept.
fn accounted(afield: &Afield, state: &MachineState, store: &Store, now: Moment) -> Vec<String> {
    let closed = |id: &&String| afield::outing(store, id, now).is_ok_and(|o| !o.open());
    let marked =
        afield.outings.iter().map(|o| o.id.clone()).chain(afield.lost.iter().map(|l| l.id.clone()));
    let unmarked = state.seen_open.keys().filter(|id| !afield.markers.out.contains_key(*id));
    marked.chain(unmarked.filter(closed).cloned()).collect()
}

fn gone(id: &str, people: &[String]) -> Damage {
    Damage {
        path: format!("open/out/{id}"),
        line: None,
        what: format!("{} was out when this machine last looked, and the outing has vanished: {}", people.join(" and "), id),
        hint: "Find out by telephone where they are; then look in git, or in the backup, for what happened to the folder.".to_owned(),
        may_hide_somebody: true,
    }
}

/// Remembers what was seen. Outside the folder: this look changes nothing in it.
fn remember(look: &Seen, store: &Store, dir: Option<PathBuf>, now: Moment) -> Result<(), Error> {
    let Some(dir) = dir else {
        return Err(Error::failed("this machine has no place to remember what it saw")
            .hint("set HOME or XDG_STATE_HOME"));
    };
    let (mut state, _damage_was_told) = MachineState::load(&dir, store);
    let open: BTreeMap<String, Vec<String>> =
        look.afield.outings.iter().filter(|o| o.open()).map(names).collect();
    let whole = look.damage.is_empty();
    if whole {
        state.seen_open = open;
        state.heartbeat = Some(now);
    } else {
        // An incomplete look adds what it saw and forgets nothing.
        state.seen_open.extend(open);
    }
    // The latest time there was. A clock that is set back is told at every look, until somebody sees to it.
    state.last_seen = Some(now);
    state.save(&dir, store)
}

fn names(outing: &Outing) -> (String, Vec<String>) {
    (outing.id.clone(), outing.out().map(|p| p.name.clone()).collect())
}

fn show(look: &Seen, now: Moment, zone: Zone, global: &Global, host: &mut Host) {
    if global.json {
        host.say(&format!("{}\n", as_json(look, now)));
        return;
    }
    let mut text = String::new();
    for damage in &look.damage {
        let head = if damage.may_hide_somebody {
            "CANNOT BE READ, and may hide somebody"
        } else {
            "damaged"
        };
        text.push_str(&wrap(&clean(&format!("{head}: {damage}")), "", host.width()));
        text.push('\n');
        text.push_str(&wrap(&clean(&format!("-> {}", damage.hint)), "    ", host.width()));
        text.push('\n');
    }
    if !look.late.is_empty() {
        text.put(format!("LATE at {}: {}\n", zone.words(now), count(look.late.len(), "alarm")));
    }
    for late in &look.late {
        text.push_str(&in_words(late, now, zone, host.width()));
    }
    // Silence means that nobody is late: what is owed is told only beside an alarm, or by `hv board`.
    if !text.is_empty() && !look.owed.is_empty() {
        text.put(format!(
            "\nOwed after the fact, apart from the alarms: {}; hv board lists them\n",
            look.owed.len()
        ));
    }
    host.say(&text);
}

/// One alarm, to be read by somebody frightened: who, how late, where, whom to ring, what to do.
pub(super) fn in_words(late: &Late, now: Moment, zone: Zone, width: usize) -> String {
    let running = &late.running;
    let today = zone.day_of(now);
    let names: Vec<&str> = running.people.iter().map(|p| p.name.as_str()).collect();
    let mut lines = vec![
        format!("{}: {}", crate::domain::names::list(&names).to_uppercase(), headline(running)),
        format!(
            "due {}, {}",
            zone.words_on(running.deadline.due, today),
            words::lateness(late.late_seconds)
        ),
        format!("should be at: {}", late.place),
        format!(
            "ring: {}",
            running.people.iter().map(words::to_ring).collect::<Vec<_>>().join("; ")
        ),
        format!("NOW: {}", late.rung.does),
    ];
    lines.push(who_acts(late));
    if !late.rung.decision.is_empty() {
        lines.push(format!("decide: {}", late.rung.decision.join(" or ")));
    }
    if !late.rung.skipped.is_empty() {
        lines.push(format!(
            "nobody holds the role of {}: passed over",
            late.rung.skipped.join(", ")
        ));
    }
    if late.rung.stand_in && running.clock != Clock::Departure {
        lines.push("no ladder configured in the policy for this; hv's own stands in".to_owned());
    }
    lines.push(format!("record {}; clause {}", late.id, words::source(&running.source)));
    let mut text = String::from("\n");
    for (n, line) in lines.iter().enumerate() {
        text.push_str(&wrap(&clean(line), if n == 0 { "" } else { "    " }, width));
        text.push('\n');
    }
    text
}

fn headline(running: &Running) -> String {
    match running.clock {
        Clock::Distress => "DISTRESS".to_owned(),
        Clock::Concern => format!("cause for concern. Missing: {}", running.owed),
        Clock::Departure => "nobody signed out for a planned visit".to_owned(),
        Clock::Return => format!("not back. Missing: {}", running.owed),
        Clock::Wait => "still waiting at the door".to_owned(),
        Clock::Contact | Clock::Finish | Clock::Call | Clock::Home => {
            format!("not heard from. Missing: {}", running.owed)
        }
    }
}

fn who_acts(late: &Late) -> String {
    let rung = &late.rung;
    let who: Vec<String> = rung.who.iter().map(words::to_ring).collect();
    let step = if rung.exhausted {
        "every rung has been due".to_owned()
    } else {
        format!("rung {} of {}", rung.number, rung.of)
    };
    let who =
        if who.is_empty() { "nobody is on record for this".to_owned() } else { who.join("; ") };
    format!("{step}, {}: {who}{}", rung.role, words::cited(&rung.clauses))
}

/// What `--json` prints: documented in the README, versioned by `hv`.
fn as_json(look: &Seen, now: Moment) -> serde_json::Value {
    json!({
        "hv": 1,
        "as_of": now,
        "late": look.late.iter().map(late_json).collect::<Vec<_>>(),
        "owed": look.owed.iter().map(owed_json).collect::<Vec<_>>(),
        "damage": look.damage,
    })
}

pub(super) fn late_json(late: &Late) -> serde_json::Value {
    let running = &late.running;
    let clauses = late.clauses();
    json!({
        "id": late.id,
        "people": running.people.iter().map(|p| &p.id).collect::<Vec<_>>(),
        "clock": running.clock,
        "due": running.deadline.due,
        "late_seconds": late.late_seconds,
        "rung": late.rung.number,
        "rungs": late.rung.of,
        "exhausted": late.rung.exhausted,
        "do": late.rung.does,
        "clause": if clauses.is_empty() { "hv".to_owned() } else { clauses.join(", ") },
        "ring": running.people,
        "who": late.rung.who,
        "role": late.rung.role,
        "decision": late.rung.decision,
        "tries": late.rung.tries,
        "optional": late.rung.optional,
        "stand_in": late.rung.stand_in,
        "missing": running.owed,
        "missed_from": running.missed,
        "place": late.place,
        "visit": running.visit,
        "monitor": late.monitor,
    })
}

pub(super) fn owed_json(owed: &Owed) -> serde_json::Value {
    json!({"record": owed.record, "rule": owed.rule, "what": owed.what, "owner": owed.owner, "due": owed.due, "clauses": owed.clauses})
}
