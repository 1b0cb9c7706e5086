//! `hv sheet`: the lists that the policy wants kept, printed from the records. A record that cannot be read is said,
//! and the sheet is then not whole: exit 3.

use super::desk::Desk;
use super::owed::Owed;
use super::{Ending, afield, overdue, plan};
use crate::cli;
use crate::domain::directory::{Person, Phone, Vehicle};
use crate::domain::entry::Entry;
use crate::domain::events::{Incident, OutingEvent, VisitEvent};
use crate::domain::known::Known;
use crate::domain::outing::Outing;
use crate::domain::visit::Visit;
use crate::error::{Damage, Error};
use crate::policy::{Sheet, SheetOf};
use crate::render::{clean, table, words};
use crate::when::{Day, Moment, Week};
use serde_json::json;

/// A line of a sheet: the value of each of its columns.
type Row = Vec<String>;

/// The lines of a sheet, and whether everything could be read.
#[derive(Debug, Default)]
struct Lines {
    rows: Vec<Row>,
    whole: bool,
}

pub(super) fn run(args: cli::SheetCommand, desk: &mut Desk<'_>) -> Ending {
    let policy = desk.policy()?;
    let Some(id) = &args.id else { return Ok(list(&policy.sheets, desk)) };
    let sheet = policy.sheets.iter().find(|s| s.id == *id).cloned().ok_or_else(|| {
        let known: Vec<&str> = policy.sheets.iter().map(|s| s.id.as_str()).collect();
        let hint = if known.is_empty() {
            "this policy wants none: add a [[sheet]] to policy.toml".to_owned()
        } else {
            format!("this policy wants: {}", known.join(", "))
        };
        Error::usage(format!("no sheet is called {id:?}")).hint(hint)
    })?;
    let given = args.week.is_some();
    let week = desk.week(args.week.as_ref())?;
    if given && matches!(sheet.of, SheetOf::Staff | SheetOf::Duties) {
        return Err(Error::usage(format!("{id} lists what there is now, and no week"))
            .hint(format!("hv sheet {id}"))
            .into());
    }
    let lines = match sheet.of {
        SheetOf::Outings => outings(&sheet, week, desk),
        SheetOf::Visits => visits(&sheet, week, desk),
        SheetOf::Staff => staff(&sheet, desk),
        SheetOf::Incidents => incidents(&sheet, Some(week).filter(|_| given), desk),
        SheetOf::Duties => duties(&sheet, desk),
    };
    let of_week = matches!(sheet.of, SheetOf::Outings | SheetOf::Visits) || given;
    print(&sheet, Some(week).filter(|_| of_week), &lines, desk);
    Ok(if lines.whole { 0 } else { 3 })
}

fn list(sheets: &[Sheet], desk: &mut Desk<'_>) -> u8 {
    if desk.json {
        let shown: Vec<_> = sheets
            .iter()
            .map(|s| json!({"id": s.id, "says": s.says, "of": s.of, "columns": s.columns, "clauses": s.clauses}))
            .collect();
        desk.host.say(&format!("{}\n", json!({"hv": 1, "sheets": shown})));
        return 0;
    }
    if sheets.is_empty() {
        desk.host.say("This policy wants no sheet kept.\n");
        return 0;
    }
    let rows: Vec<Row> = sheets
        .iter()
        .map(|s| vec![s.id.clone(), s.says.clone(), s.columns.join(", "), s.clauses.join(", ")])
        .collect();
    let text =
        table(&["Sheet", "What it lists", "Columns", "Clause"], &rows, desk.host.table_width());
    desk.host.say(&text);
    0
}

fn print(sheet: &Sheet, week: Option<Week>, lines: &Lines, desk: &mut Desk<'_>) {
    if desk.json {
        let cells = |row: &Row| {
            let named = sheet.columns.iter().cloned().zip(row.iter().map(|v| json!(v)));
            serde_json::Value::Object(named.collect())
        };
        let rows: Vec<_> = lines.rows.iter().map(cells).collect();
        let shown = json!({"hv": 1, "sheet": sheet.id, "week": week.map(|w| w.to_string()),
            "columns": sheet.columns, "rows": rows, "whole": lines.whole});
        desk.host.say(&format!("{shown}\n"));
        return;
    }
    let of = week.map(|w| format!(", {w} from {}", w.monday().words())).unwrap_or_default();
    let count = crate::render::count(lines.rows.len(), "line");
    let mut text = format!("{}{of}: {count}{}\n", clean(&sheet.says), words::cited(&sheet.clauses));
    if !lines.whole {
        text.push_str("NOT WHOLE: something could not be read, and is told above.\n");
    }
    if !lines.rows.is_empty() {
        let headings: Vec<String> = sheet.columns.iter().map(|c| heading(c)).collect();
        let headings: Vec<&str> = headings.iter().map(String::as_str).collect();
        text.push_str(&table(&headings, &lines.rows, desk.host.table_width()));
    }
    desk.host.say(&text);
}

/// `due-back` is "Due back".
fn heading(column: &str) -> String {
    let plain = column.replace('-', " ");
    let mut letters = plain.chars();
    letters
        .next()
        .map_or_else(String::new, |first| format!("{}{}", first.to_uppercase(), letters.as_str()))
}

fn row(sheet: &Sheet, cell: impl Fn(&str) -> String) -> Row {
    sheet.columns.iter().map(|column| cell(column)).collect()
}

/// What stands where nothing is on record.
fn or_unset(value: Option<String>) -> String {
    value.filter(|v| !v.is_empty()).unwrap_or_else(|| "not set".to_owned())
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    let mut all: Vec<String> = Vec::new();
    for part in parts.filter(|p| !p.is_empty()) {
        if !all.contains(&part) {
            all.push(part);
        }
    }
    all.join("; ")
}

fn told(damage: &[Damage], desk: &mut Desk<'_>) -> bool {
    desk.tell_damage(damage);
    damage.is_empty()
}

fn outings(sheet: &Sheet, week: Week, desk: &mut Desk<'_>) -> Lines {
    let loaded = desk.store.outings_in(week);
    let mut whole = told(&loaded.damage, desk);
    let mut found = Vec::new();
    for id in loaded.good {
        match afield::outing(&desk.store, &id, desk.now) {
            Ok(outing) => {
                whole &= told(&outing.damage, desk);
                // A list of who went out does not hold a drill, on which nobody did.
                found.extend(Some(outing).filter(|o| o.drill.is_none()));
            }
            Err(_) if desk.store.begins_later(&id, desk.now) => {}
            Err(_) if afield::voided(&desk.store, &id, desk.now) => {}
            Err(damage) => whole &= told(&[damage], desk),
        }
    }
    found.sort_by_key(|o| (o.left_at, o.id.clone()));
    let rows = found.iter().map(|o| outing_row(sheet, o, desk)).collect();
    Lines { rows, whole }
}

fn outing_row(sheet: &Sheet, outing: &Outing, desk: &mut Desk<'_>) -> Row {
    let pupils =
        joined(outing.stops.iter().map(|d| {
            desk.visit(&d.stop.visit).map(|v| v.plan.pupils.join(", ")).unwrap_or_default()
        }));
    let at = |moment: Moment| desk.zone.words(moment);
    let phone = |p: &Phone| format!("{} {}", p.name, p.number);
    row(sheet, |column| match column {
        "people" => joined(outing.people.iter().map(|p| p.name.clone())),
        "numbers" => joined(outing.people.iter().map(|p| or_unset(p.number.clone()))),
        "monitor" => or_unset(outing.monitor.as_ref().map(words::to_ring)),
        "pupil" => pupils.clone(),
        "address" => joined(outing.stops.iter().map(|d| d.stop.place.clone())),
        "appointment" => joined(outing.stops.iter().filter_map(|d| d.stop.appointment.map(at))),
        "left" => at(outing.left_at),
        "due-back" => at(outing.back),
        "back" if outing.never_left => "never left".to_owned(),
        "back" => joined(outing.people.iter().map(|p| match p.returned.filter(|_| !p.away()) {
            Some(back) => format!("{} {}", p.name, at(back)),
            None => format!("{} NOT BACK", p.name),
        })),
        "car" => joined(outing.people.iter().filter_map(|p| p.car.clone())),
        "contacts" => joined(outing.entries.iter().filter_map(|e| {
            contact(&e.body).map(|word| format!("{} {word}", desk.zone.words(e.at)))
        })),
        "families" => joined(outing.stops.iter().flat_map(|d| &d.stop.family).map(phone)),
        "emergency-contact" => joined(outing.people.iter().map(|p| {
            let kin: Vec<String> = p.kin.iter().map(phone).collect();
            format!("{}: {}", p.name, or_unset(Some(kin.join(", "))))
        })),
        other => unknown(other),
    })
}

/// A column that the language lets through and this page does not know: said, never left blank.
fn unknown(column: &str) -> String {
    format!("({column} is not known here)")
}

fn contact(event: &OutingEvent) -> Option<String> {
    let (who, word) = match event {
        OutingEvent::Contact { who, .. } => (who, "contact"),
        OutingEvent::NoAnswer { who } => (who, "no answer"),
        OutingEvent::Arrive { who, .. } => (who, "at the door"),
        OutingEvent::Enter { who, .. } => (who, "going in"),
        OutingEvent::Leave { who, .. } => (who, "out of the property"),
        OutingEvent::CalledOff { who, .. } => (who, "called off"),
        OutingEvent::Extend { who, .. } => (who, "later return"),
        OutingEvent::Delay { who, .. } => (who, "held up"),
        OutingEvent::Distress { who, .. } => (who, "DISTRESS"),
        OutingEvent::Concern { who, .. } => (who, "CAUSE FOR CONCERN"),
        OutingEvent::Home { who, .. } => (who, "safe at home"),
        OutingEvent::Back { who } => (who, "back"),
        OutingEvent::SignOut { .. }
        | OutingEvent::Late { .. }
        | OutingEvent::AddStop { .. }
        | OutingEvent::Told { .. }
        | OutingEvent::Resolve { .. }
        | OutingEvent::DutyDone { .. }
        | OutingEvent::Alarm(_)
        | OutingEvent::Undo { .. }
        | OutingEvent::TakenBack { .. }
        | OutingEvent::Judge(_) => return None,
    };
    Some(format!("{word} ({})", who.join(", ")))
}

fn visits(sheet: &Sheet, week: Week, desk: &mut Desk<'_>) -> Lines {
    let (visits, mut whole) = plan::week_visits(week, desk);
    let damage: Vec<Damage> = visits.iter().flat_map(|k| k.visit.damage.clone()).collect();
    whole &= told(&damage, desk);
    let rows = visits.iter().map(|k| visit_row(sheet, k, desk)).collect();
    Lines { rows, whole }
}

fn visit_row(sheet: &Sheet, known: &Known, desk: &Desk<'_>) -> Row {
    let (visit, listed) = (&known.visit, known.row(desk.zone));
    let outcome = visit.ended.as_ref().map(|e| &e.outcome);
    row(sheet, |column| match column {
        "staff" => super::cancel::names_of(&visit.plan.staff, desk).join(", "),
        "pupil" => listed.pupil.clone(),
        "address" => listed.address.clone(),
        "parent" => listed.parent.clone(),
        "contact" => listed.contact.clone(),
        "reason" => listed.reason.clone(),
        "kind" => or_unset(visit.plan.kind.clone()),
        "time" => desk.zone.words(visit.plan.start),
        "duration" => visit.plan.lasts.words(),
        "confirmed" => or_unset(visit.plan.confirmed.clone()),
        "outcome" => plan::stage(visit),
        // Before it is written up nobody has said that there was none.
        "concern" => match outcome {
            Some(outcome) => outcome.concern.clone().unwrap_or_else(|| "none".to_owned()),
            None => "not written up".to_owned(),
        },
        "actions" => outcome.and_then(|o| o.actions.clone()).unwrap_or_default(),
        other => unknown(other),
    })
}

fn staff(sheet: &Sheet, desk: &mut Desk<'_>) -> Lines {
    let loaded = desk.store.people();
    let whole = told(&loaded.damage, desk);
    let today = desk.today();
    let here = |p: &&Person| p.left.is_none_or(|left| today < left);
    let rows = loaded.good.iter().filter(here).map(|p| staff_row(sheet, p)).collect();
    Lines { rows, whole }
}

fn staff_row(sheet: &Sheet, person: &Person) -> Row {
    let phone =
        |p: &Option<Phone>| or_unset(p.as_ref().map(|p| format!("{} {}", p.name, p.number)));
    let day = |d: Option<Day>| or_unset(d.map(Day::words));
    let car = person.vehicle.as_ref();
    let business = |covered: bool| if covered { "yes" } else { "no" }.to_owned();
    row(sheet, |column| match column {
        "name" => person.name.clone(),
        "roles" => joined(person.roles.iter().map(super::staff::role_words)),
        "mobile" => or_unset(person.mobile.clone()),
        "emergency-contact" => phone(&person.emergency_contact),
        "next-of-kin" => phone(&person.next_of_kin),
        "car" => or_unset(car.map(Vehicle::words)),
        "insured-until" => day(car.and_then(|c| c.insured_until)),
        "business-use" => or_unset(car.and_then(|c| c.business_use).map(business)),
        "trained" => day(person.trained),
        "training" => {
            let all = person.training.iter().map(|t| format!("{} {}", t.topic, t.on.words()));
            or_unset(Some(joined(all)))
        }
        "coached" => day(person.coached),
        "read" => {
            let all = person.read.iter().map(|r| format!("{} {}", r.what, r.on.words()));
            or_unset(Some(joined(all)))
        }
        other => unknown(other),
    })
}

/// Every incident on record, or those of a week, oldest first.
fn incidents(sheet: &Sheet, week: Option<Week>, desk: &mut Desk<'_>) -> Lines {
    let families = desk.store.families();
    let mut whole = told(&families.damage, desk);
    let mut found: Vec<Happened> = Vec::new();
    for family in families.good {
        let ids = desk.store.visits_of(&family.id);
        whole &= told(&ids.damage, desk);
        for id in ids.good {
            match desk.visit(&id) {
                Ok(visit) => {
                    whole &= told(&visit.damage, desk);
                    found.extend(visit.entries.iter().filter_map(|e| happened(e, &visit)));
                }
                Err(_) if desk.store.planned_later(&id, desk.now) => {}
                Err(error) => {
                    whole = false;
                    desk.warn(&format!("NOT ON THIS SHEET, because it cannot be read: {error}"));
                }
            }
        }
    }
    found.retain(|one| week.is_none_or(|week| desk.zone.day_of(one.at).week() == week));
    found.sort_by_key(|one| (one.at, one.visit.id.clone()));
    let rows = found.iter().map(|one| incident_row(sheet, one, desk)).collect();
    Lines { rows, whole }
}

/// An incident, by the event that told of it.
struct Happened {
    at: Moment,
    event: String,
    visit: Visit,
    incident: Incident,
}

fn happened(entry: &Entry<VisitEvent>, visit: &Visit) -> Option<Happened> {
    if let VisitEvent::Incident(incident) = &entry.body {
        let (visit, incident) = (visit.clone(), incident.as_ref().clone());
        return Some(Happened { at: entry.at, event: entry.id.clone(), visit, incident });
    }
    None
}

fn incident_row(sheet: &Sheet, one: &Happened, desk: &Desk<'_>) -> Row {
    let Happened { at, event, visit, incident } = one;
    let owed = visit.owed.iter().filter(|o| o.event == *event);
    row(sheet, |column| match column {
        "when" => desk.zone.words(*at),
        "family" => visit.plan.family.clone(),
        "kind" => incident.kind.clone(),
        "by-whom" => incident.by_whom.clone(),
        "affected" => incident.affected.join(", "),
        "reference" => or_unset(incident.reference.clone()),
        "owed" => joined(owed.clone().map(|o| format!("{}: {}", o.duty.owner, o.duty.does))),
        other => unknown(other),
    })
}

/// What is owed now, by every record that owes something.
fn duties(sheet: &Sheet, desk: &mut Desk<'_>) -> Lines {
    let seen = overdue::look(&desk.store, desk.now, desk.zone);
    let whole = told(&seen.damage, desk);
    let at = |moment: Option<Moment>| moment.map(|m| desk.zone.words(m));
    let one = |owed: &Owed| {
        row(sheet, |column| match column {
            "since" => at(owed.since).unwrap_or_default(),
            "due" => at(owed.due).unwrap_or_else(|| "at once".to_owned()),
            "owner" => owed.owner.clone(),
            "what" => owed.what.clone(),
            "record" => {
                let duty =
                    if owed.rule.is_empty() { String::new() } else { format!(" {}", owed.rule) };
                format!("{}{duty}", owed.record)
            }
            other => unknown(other),
        })
    };
    Lines { rows: seen.owed.iter().map(one).collect(), whole }
}
