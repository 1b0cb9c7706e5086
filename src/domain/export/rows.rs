//! What a record comes to in the tables.

use super::super::alarm::{Alarm, AlarmLine};
use super::super::assessment::Assessment;
use super::super::changed::Saying;
use super::super::directory::School;
use super::super::entry::{Entry, Record};
use super::super::events::{AssessmentEvent, Duty, OutingEvent, Unmet, VisitEvent, WeekEvent};
use super::super::names;
use super::super::outing::{Abroad, Door, Outing};
use super::super::signed::Given;
use super::super::story::Told;
use super::super::undo;
use super::super::visit::{Visit, digest};
use super::super::week::WeekList;
use crate::error::Damage;
use crate::when::{Moment, Zone};
use serde::Serialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// One row of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The table.
    pub table: &'static str,
    /// What is known, by column. What is not here is not known.
    pub cells: BTreeMap<&'static str, Value>,
}

impl Row {
    fn of(table: &'static str, coder: &Coder<'_>) -> Row {
        let row = Row { table, cells: BTreeMap::new() };
        row.with("school", coder.school)
    }

    fn with(mut self, column: &'static str, value: impl Serialize) -> Row {
        let value = serde_json::to_value(value).unwrap_or(Value::Null);
        if !value.is_null() {
            self.cells.insert(column, value);
        }
        self
    }

    fn at(self, column: &'static str, moment: Option<Moment>) -> Row {
        self.with(column, moment.map(in_utc))
    }

    fn count(self, column: &'static str, number: usize) -> Row {
        self.with(column, number)
    }
}

fn in_utc(moment: Moment) -> String {
    let utc = Moment::from_unix(moment.unix()).unwrap_or(moment).rfc3339();
    utc.strip_suffix("+00:00").map_or(utc.clone(), |bare| format!("{bare}Z"))
}

/// How ids are written: as they are, or as codes.
#[derive(Debug, Clone, Copy)]
pub struct Coder<'a> {
    /// The school's own id.
    pub school: &'a str,
    /// With names.
    pub with_names: bool,
    /// How names are found, and the school's zone.
    pub saying: Saying<'a>,
}

impl Coder<'_> {
    /// The id, or the code that stands for it in every export of this school.
    pub fn id(&self, kind: &str, id: &str) -> String {
        if self.with_names || id.is_empty() {
            return id.to_owned();
        }
        let code: String = digest(&[self.school, kind, id]).chars().take(12).collect();
        format!("{}-{code}", kind.get(..1).unwrap_or(kind))
    }

    fn record(&self, (kind, id): (&str, &str)) -> String {
        if kind == "week" { id.to_owned() } else { self.id(kind, id) }
    }

    /// A rule's id. Behind the first dot stands whom it is about, one of several, or which row of a form.
    fn rule(&self, rule: &str) -> String {
        let plain = rule.split('.').next().unwrap_or_default();
        if self.with_names { rule } else { plain }.to_owned()
    }

    fn zone(&self) -> Zone {
        self.saying.zone
    }
}

/// A school, whether or not it could be opened.
pub fn of_school(school: Option<&School>, coder: &Coder<'_>) -> Row {
    Row::of("schools", coder)
        .with("read", school.is_some())
        .with("zone", school.map(|_| coder.zone().name()))
        .with("name", school.map(|s| &s.name))
}

/// What could not be read. Where it lies is told only as far as it names nobody.
pub fn of_damage(damage: &Damage, coder: &Coder<'_>) -> Row {
    let parts: Vec<&str> = damage.path.split('/').collect();
    let within = match parts.as_slice() {
        ["families", _, kind @ ("visits" | "assessments"), ..] => (*kind).to_owned(),
        [first, _, ..] => (*first).to_owned(),
        _ => "the folder itself".to_owned(),
    };
    Row::of("damage", coder)
        .with("within", within)
        .with("line", damage.line)
        .with("may_hide_somebody", damage.may_hide_somebody)
        .with("path", &damage.path)
        .with("what", &damage.what)
}

/// A visit. What it comes to when nothing says what was planned: its lines, and no visit.
/// `live`: that nobody has signed out for it, as it is due now. Until somebody is told of it, it stands in no record.
pub fn of_visit(
    id: &str,
    record: &Record<VisitEvent>,
    live: Option<&Alarm>,
    coder: &Coder<'_>,
) -> Vec<Row> {
    let about = ("visit", id);
    let mut rows = events(about, record, coder);
    let mut all = raised(&record.entries);
    let untold = live.filter(|live| !all.iter().any(|known| known.covers(live)));
    all.extend(untold);
    rows.extend(all.into_iter().map(|alarm| {
        let is_live = live.is_some_and(|live| alarm.covers(live) || live.covers(alarm));
        let row = alarm_row(about, alarm, &record.entries, (closed_by, coder));
        row.with("live", is_live)
    }));
    let unmet = |e: &Entry<VisitEvent>| match &e.body {
        VisitEvent::Plan { unmet, .. }
        | VisitEvent::Change { unmet, .. }
        | VisitEvent::Refused { unmet, .. } => unmet.clone(),
        VisitEvent::Outcome(outcome) => outcome.unmet.clone(),
        VisitEvent::Incident(incident) => incident.unmet.clone(),
        VisitEvent::Drop { .. }
        | VisitEvent::DutyDone { .. }
        | VisitEvent::Alarm(_)
        | VisitEvent::Judge(_)
        | VisitEvent::Undo { .. } => Vec::new(),
    };
    let Some(visit) = Visit::of(id, record) else { return rows };
    let undone = super::super::visit::undone(&record.entries);
    for entry in record.entries.iter().filter(|e| !undone.contains(e.id.as_str())) {
        rows.extend(unmet(entry).iter().map(|u| not_met(about, entry, u, coder)));
        rows.extend(duties(about, (entry, visit_duties(&entry.body)), coder));
    }
    close_duties(&mut rows, &record.entries, |body| {
        let VisitEvent::DutyDone { event, rule, how } = body else { return None };
        Some((event, rule, how))
    });
    rows.push(visit_row(&visit, record, coder));
    rows.extend(visit.plan.staff.iter().map(|person| {
        Row::of("visit_staff", coder)
            .with("visit", coder.id("visit", id))
            .with("person", coder.id("person", person))
            .with("name", (coder.saying.name)(person))
    }));
    rows.extend(visit.incidents().into_iter().map(|(at, incident)| {
        Row::of("incidents", coder)
            .with("visit", coder.id("visit", id))
            .at("at", Some(at))
            .with("incident", &incident.kind)
            .with("by_whom", &incident.by_whom)
            .count("affected", incident.affected.len())
            .with("who", incident.affected.join(", "))
            .with("reference", &incident.reference)
    }));
    rows
}

fn visit_row(visit: &Visit, record: &Record<VisitEvent>, coder: &Coder<'_>) -> Row {
    let plan = &visit.plan;
    let of_kind =
        |is: fn(&VisitEvent) -> bool| record.entries.iter().filter(|e| is(&e.body)).count();
    let ended = visit.ended.as_ref();
    let outcome = ended.map(|e| &e.outcome);
    let written = ended.and_then(|end| record.entries.iter().find(|e| e.id == end.event));
    let state = match (&visit.ended, &visit.dropped) {
        (Some(_), _) => "ended",
        (None, Some(_)) => "dropped",
        (None, None) => "planned",
    };
    let why = outcome.and_then(|o| o.why.clone());
    let why = why.or_else(|| visit.dropped.as_ref().map(|(_, why)| why.clone()));
    Row::of("visits", coder)
        .with("visit", coder.id("visit", &visit.id))
        .with("family", coder.id("family", visit.family()))
        .with("day", coder.zone().day_of(plan.start))
        .at("start", Some(plan.start))
        .with("minutes", plan.lasts.as_seconds() / 60)
        .count("staff", plan.staff.len())
        .with("visit_kind", &plan.kind)
        .with("place_kind", &plan.place)
        .with("site", &plan.site)
        .with("unannounced", plan.unannounced)
        .with("doorstep", plan.doorstep)
        .with("state", state)
        .with("outcome", outcome.map(|o| &o.outcome))
        .with("got_in", outcome.map(|o| o.got_in))
        .with("child_seen", outcome.and_then(|o| o.child_seen))
        .with("concern", outcome.map(|o| o.concern.as_ref().is_some_and(|c| c != "none")))
        .at("ended", ended.map(|e| e.at))
        .at("written_up", written.map(|e| e.typed))
        .count("changes", of_kind(|e| matches!(e, VisitEvent::Change { .. })))
        .count("refusals", of_kind(|e| matches!(e, VisitEvent::Refused { .. })))
        .with("damaged", !record.sound())
        .with("address", &plan.address)
        .with("reason", &plan.reason)
        .with("agency", &plan.agency)
        .with("why", why)
        .with("actions", outcome.and_then(|o| o.actions.clone()))
}

fn visit_duties(event: &VisitEvent) -> &[Duty] {
    match event {
        VisitEvent::Change { duties, .. } | VisitEvent::Drop { duties, .. } => duties,
        VisitEvent::Outcome(outcome) => &outcome.duties,
        VisitEvent::Incident(incident) => &incident.duties,
        VisitEvent::Plan { .. }
        | VisitEvent::Refused { .. }
        | VisitEvent::DutyDone { .. }
        | VisitEvent::Alarm(_)
        | VisitEvent::Judge(_)
        | VisitEvent::Undo { .. } => &[],
    }
}

/// An outing, with its alarms that are live: those of them that nobody was told of stand in no record.
pub fn of_outing(
    id: &str,
    record: &Record<OutingEvent>,
    live: &[Alarm],
    coder: &Coder<'_>,
) -> Vec<Row> {
    let about = ("outing", id);
    let mut rows = events(about, record, coder);
    // What was taken back is among the events, and counts nowhere else.
    let record = &*undo::applied(record);
    let outing = Outing::of(record);
    let drill = outing.as_ref().is_some_and(|o| o.drill.is_some());
    let mut all = raised(&record.entries);
    let untold: Vec<&Alarm> = live.iter().filter(|a| !all.iter().any(|k| k.covers(a))).collect();
    all.extend(untold);
    rows.extend(all.into_iter().map(|alarm| {
        let is_live = live.iter().any(|l| alarm.covers(l) || l.covers(alarm));
        let row = alarm_row(about, alarm, &record.entries, (resolved_by, coder));
        row.with("live", is_live).with("drill", drill)
    }));
    for entry in &record.entries {
        let (unmet, duties_of) = outing_rules(&entry.body);
        rows.extend(unmet.iter().map(|u| not_met(about, entry, u, coder)));
        rows.extend(duties(about, (entry, duties_of), coder));
    }
    close_duties(&mut rows, &record.entries, |body| {
        let OutingEvent::DutyDone { event, rule, how } = body else { return None };
        Some((event, rule, how))
    });
    rows.push(outing_row(id, (record, outing.as_ref()), coder));
    let Some(outing) = outing else { return rows };
    rows.extend(outing.people.iter().map(|p| person_row(id, p, coder)));
    rows.extend(outing.stops.iter().map(|door| door_row(id, door, coder)));
    rows
}

fn outing_rules(event: &OutingEvent) -> (&[Unmet], &[Duty]) {
    if let OutingEvent::SignOut { unmet, duties, .. } = event {
        return (unmet, duties);
    }
    if let OutingEvent::Enter { unmet, .. } | OutingEvent::AddStop { unmet, .. } = event {
        return (unmet, &[]);
    }
    if let OutingEvent::Delay { duties, .. } | OutingEvent::Told { duties, .. } = event {
        return (&[], duties);
    }
    (&[], &[])
}

fn outing_row(
    id: &str,
    (record, outing): (&Record<OutingEvent>, Option<&Outing>),
    coder: &Coder<'_>,
) -> Row {
    let of_kind =
        |is: fn(&OutingEvent) -> bool| record.entries.iter().filter(|e| is(&e.body)).count();
    let row = Row::of("outings", coder)
        .with("outing", coder.id("outing", id))
        .count("contacts", of_kind(|e| matches!(e, OutingEvent::Contact { .. })))
        .count("unanswered", of_kind(|e| matches!(e, OutingEvent::NoAnswer { .. })))
        .count("extensions", of_kind(|e| matches!(e, OutingEvent::Extend { .. })))
        .count("distress", of_kind(|e| matches!(e, OutingEvent::Distress { .. })))
        .count("concerns", of_kind(|e| matches!(e, OutingEvent::Concern { .. })))
        .with("damaged", !record.sound());
    let Some(outing) = outing else { return row.with("state", "unreadable") };
    let first = record.entries.iter().find_map(|e| {
        let OutingEvent::SignOut { back, .. } = &e.body else { return None };
        Some(*back)
    });
    row.with("day", coder.zone().day_of(outing.left_at))
        .at("out_at", Some(outing.left_at))
        .at("back_planned", first)
        .at("back_expected", Some(outing.back))
        .at("back_at", outing.closed_at())
        .with("state", if outing.open() { "open" } else { "closed" })
        .count("people", outing.people.len())
        .count("visits", outing.stops.iter().filter(|d| !d.stop.visit.is_empty()).count())
        .with("breach", outing.breach.is_some())
        .with("drill", outing.drill.is_some())
        .with("monitor", outing.monitor.as_ref().map(|m| coder.id("person", &m.id)))
        .with("policy", outing.terms.as_ref().map(|t| &t.digest))
        .with("breach_why", &outing.breach)
}

fn person_row(outing: &str, person: &Abroad, coder: &Coder<'_>) -> Row {
    Row::of("outing_people", coder)
        .with("outing", coder.id("outing", outing))
        .with("person", coder.id("person", &person.id))
        .at("last_contact", Some(person.last_contact))
        .at("back_at", person.returned.filter(|_| !person.away()))
        .with("name", &person.name)
}

fn door_row(outing: &str, door: &Door, coder: &Coder<'_>) -> Row {
    Row::of("outing_visits", coder)
        .with("outing", coder.id("outing", outing))
        .with("visit", coder.id("visit", &door.stop.visit))
        .at("appointment", door.stop.appointment)
        .at("arrived", door.arrived)
        .at("entered", door.entered)
        .at("out_of_it", door.left)
        .at("called_off", door.called_off)
        .with("place", &door.stop.place)
}

/// An assessment; of a school-wide one the id has `base:` in front.
pub fn of_assessment(id: &str, record: &Record<AssessmentEvent>, coder: &Coder<'_>) -> Vec<Row> {
    let about = ("assessment", id);
    let mut rows = events(about, record, coder);
    let folded = match id.strip_prefix("base:") {
        Some(base) => Assessment::of_base(base, record),
        None => Assessment::of(id, record),
    };
    let Some(made) = folded else { return rows };
    for entry in &record.entries {
        let (unmet, duties_of) = assessment_rules(&entry.body);
        rows.extend(unmet.iter().map(|u| not_met(about, entry, u, coder)));
        rows.extend(duties(about, (entry, duties_of), coder));
    }
    close_duties(&mut rows, &record.entries, |body| {
        let AssessmentEvent::DutyDone { event, rule, how } = body else { return None };
        Some((event, rule, how))
    });
    let decision = made.decision.as_ref();
    let family = Some(&made.assessed.family).filter(|f| !f.is_empty());
    rows.push(
        Row::of("assessments", coder)
            .with("assessment", coder.id("assessment", id))
            .with("family", family.map(|f| coder.id("family", f)))
            .at("made", Some(made.at))
            .with("overall", &made.assessed.overall)
            .with("points", made.assessed.points)
            .at("decided", decision.map(|d| d.at))
            .with("proceed", decision.map(|d| d.proceed))
            .with("next_review", made.next_review)
            .count("reviews", made.reviews.len())
            .with("void", made.reviews.iter().any(|r| !r.stands))
            .count("risks", made.risks.len())
            .count("readers", made.read_by.len())
            .with("damaged", !record.sound())
            .with("reason", decision.map(|d| &d.reason)),
    );
    rows
}

fn assessment_rules(event: &AssessmentEvent) -> (&[Unmet], &[Duty]) {
    match event {
        AssessmentEvent::Assess(assessed) => (&assessed.unmet, &assessed.duties),
        AssessmentEvent::Decide { unmet, duties, .. } => (unmet, duties),
        AssessmentEvent::Review { .. }
        | AssessmentEvent::Risk { .. }
        | AssessmentEvent::Control { .. }
        | AssessmentEvent::Read { .. }
        | AssessmentEvent::DutyDone { .. }
        | AssessmentEvent::Judge(_) => (&[], &[]),
    }
}

/// A week's list.
pub fn of_week(record: &Record<WeekEvent>, coder: &Coder<'_>) -> Vec<Row> {
    let mut rows = events(("week", &record.id), record, coder);
    rows.extend(WeekList::of(record).signatures.iter().map(|s| {
        let given = match s.given {
            None => "typed",
            Some(Given::Paper { .. }) => "paper",
            Some(Given::Key { .. }) => "key",
        };
        Row::of("signatures", coder)
            .with("week", &record.id)
            .at("at", Some(s.at))
            .with("role", &s.role)
            .with("by", coder.id("person", &s.signed_by))
            .with("given", given)
            .count("visits", s.entries.len())
            .with("addendum", s.addendum)
    }));
    rows
}

/// Each line that can be trusted.
fn events<B: Told + Serialize>(
    about: (&str, &str),
    record: &Record<B>,
    coder: &Coder<'_>,
) -> Vec<Row> {
    let one = |(n, entry): (usize, &Entry<B>)| {
        let before = record.entries.get(..n).unwrap_or_default();
        let says = coder.with_names.then(|| entry.body.told(before, coder.saying).1);
        Row::of("events", coder)
            .with("kind", about.0)
            .with("record", coder.record(about))
            .with("event", &entry.id)
            .at("at", Some(entry.at))
            .at("typed", Some(entry.typed))
            .with("by", coder.id("person", &entry.by))
            .with("replay", entry.clock_given)
            .with("did", did(&entry.body))
            .with("says", says)
    };
    record.entries.iter().enumerate().map(one).collect()
}

fn did(body: &impl Serialize) -> Option<String> {
    let value = serde_json::to_value(body).ok()?;
    value.get("did")?.as_str().map(str::to_owned)
}

fn not_met<B: Serialize>(
    about: (&str, &str),
    entry: &Entry<B>,
    unmet: &Unmet,
    coder: &Coder<'_>,
) -> Row {
    // A row of an assessment's form may be a hazard in somebody's own words.
    let of_form = about.0 == "assessment" && unmet.rule.contains('.') && !coder.with_names;
    let rule = if of_form { "a row of the form".to_owned() } else { coder.rule(&unmet.rule) };
    Row::of("unmet", coder)
        .with("kind", about.0)
        .with("record", coder.record(about))
        .with("event", &entry.id)
        .with("did", did(&entry.body))
        .with("rule", rule)
        .with("strength", unmet.strength)
        .with("clauses", unmet.clauses.join(" "))
        .with("reason", Some(&unmet.reason).filter(|r| !r.is_empty()))
}

/// What stands in a row of `duties` until it is written: which event it came from, and its whole rule.
const EVENT: &str = "(event)";
const RULE: &str = "(rule)";

fn duties<B>(
    about: (&str, &str),
    (entry, duties): (&Entry<B>, &[Duty]),
    coder: &Coder<'_>,
) -> Vec<Row> {
    let one = |duty: &Duty| {
        // The owner may be one of those who went, by name.
        let about_one = duty.rule.split_once('.').map(|(_, one)| one);
        let named = about_one.is_some_and(|one| one.starts_with(&names::id(&duty.owner)));
        let owner = if named && !coder.with_names { "whoever it is about" } else { &duty.owner };
        Row::of("duties", coder)
            .with("kind", about.0)
            .with("record", coder.record(about))
            .with(EVENT, &entry.id)
            .with(RULE, &duty.rule)
            .with("rule", coder.rule(&duty.rule))
            .with("clauses", duty.clauses.join(" "))
            .with("owner", owner)
            .with("written", duty.written)
            .at("since", Some(entry.at))
            .at("due", duty.due)
            .with("does", &duty.does)
    };
    duties.iter().map(one).collect()
}

/// Puts in when each duty was done. Of two who say so, the first.
fn close_duties<B>(
    rows: &mut [Row],
    entries: &[Entry<B>],
    done: impl Fn(&B) -> Option<(&String, &String, &String)>,
) {
    for row in rows.iter_mut().filter(|row| row.table == "duties") {
        let (event, rule) = (row.cells.remove(EVENT), row.cells.remove(RULE));
        let closing = entries.iter().find_map(|e| {
            let (of, which, how) = done(&e.body)?;
            let its = event.as_ref().and_then(Value::as_str) == Some(of)
                && rule.as_ref().and_then(Value::as_str) == Some(which);
            its.then(|| (e.at, how.clone()))
        });
        if let Some((at, how)) = closing {
            row.cells.insert("done", Value::from(in_utc(at)));
            row.cells.insert("how", Value::from(how));
        }
    }
}

/// Who is said to be safe by an entry, of an alarm about an outing; everybody when there are none.
fn resolved_by(event: &OutingEvent) -> Option<BTreeSet<String>> {
    if let OutingEvent::Resolve { who, .. } = event {
        return Some(who.iter().cloned().collect());
    }
    None
}

fn closed_by(event: &VisitEvent) -> Option<BTreeSet<String>> {
    matches!(event, VisitEvent::Alarm(AlarmLine::Closed(_))).then(BTreeSet::new)
}

/// Whom an event says to be safe of an alarm: nobody named is everybody. `None`: it says no such thing.
type Closes<B> = fn(&B) -> Option<BTreeSet<String>>;

/// Every alarm that the record says was told or acted on.
fn raised<B: Told>(entries: &[Entry<B>]) -> Vec<&Alarm> {
    let mut all: Vec<&Alarm> = Vec::new();
    for alarm in entries.iter().flat_map(|e| e.body.raised()) {
        if !all.iter().any(|known| known.covers(alarm)) {
            all.push(alarm);
        }
    }
    all
}

fn alarm_row<B: Told>(
    about: (&str, &str),
    alarm: &Alarm,
    entries: &[Entry<B>],
    (closes, coder): (Closes<B>, &Coder<'_>),
) -> Row {
    let of_it: Vec<(&Entry<B>, &AlarmLine)> =
        entries.iter().filter_map(|e| Some((e, e.body.of_alarm()?))).collect();
    let mut tells = Vec::new();
    let mut acks = Vec::new();
    for (entry, line) in &of_it {
        if let AlarmLine::Notify(notify) = line {
            let its = notify.tells.iter().filter(|t| alarm.covers(&t.alarm));
            tells.extend(its.map(|t| (entry.at, t.rung)));
        }
        if let AlarmLine::Ack(ack) = line
            && ack.alarms.iter().any(|a| a.covers(alarm) || alarm.covers(a))
        {
            acks.push((entry.at, ack));
        }
    }
    let noticed = tells.iter().map(|(at, _)| *at).min();
    let acked = acks.iter().min_by_key(|(at, _)| *at);
    let resolved = resolved(alarm, entries, closes);
    let since = |at: Option<Moment>| at.map(|at| at.seconds_since(alarm.due));
    bare_alarm(about, alarm, coder)
        .at("noticed", noticed)
        .at("acked", acked.map(|(at, _)| *at))
        .at("resolved", resolved)
        .with("noticed_seconds", since(noticed))
        .with("acked_seconds", since(acked.map(|(at, _)| *at)))
        .with("resolved_seconds", since(resolved))
        .with("highest_rung", tells.iter().map(|(_, rung)| *rung).max())
        .count("attempts", tells.len())
        .with("acked_by", acked.map(|(_, ack)| coder.id("person", &ack.who)))
        .with("doing", acked.map(|(_, ack)| &ack.doing))
}

/// When everybody it is about had been said to be safe, at or after the moment that was missed.
fn resolved<B>(alarm: &Alarm, entries: &[Entry<B>], closes: Closes<B>) -> Option<Moment> {
    let closings: Vec<(Moment, BTreeSet<String>)> = entries
        .iter()
        .filter(|e| e.at >= alarm.due)
        .filter_map(|e| Some((e.at, closes(&e.body)?)))
        .collect();
    let safe_at = |person: &String| {
        let its = closings.iter().filter(|(_, who)| who.is_empty() || who.contains(person));
        its.map(|(at, _)| *at).min()
    };
    if alarm.people.is_empty() {
        return closings.iter().map(|(at, _)| *at).min();
    }
    let each: Option<Vec<Moment>> = alarm.people.iter().map(safe_at).collect();
    each?.into_iter().max()
}

fn bare_alarm(about: (&str, &str), alarm: &Alarm, coder: &Coder<'_>) -> Row {
    Row::of("alarms", coder)
        .with("kind", about.0)
        .with("record", coder.record(about))
        .with("clock", alarm.clock)
        .at("due", Some(alarm.due))
        .count("people", alarm.people.len())
        .with("live", false)
        .with("drill", false)
}
