//! `hv log`: the story of an outing, a visit, a family or a person, a line each, in the order in which things happened.
//!
//! The sentences are [`crate::domain::story`]'s; this finds the records that belong together. What cannot be read is a
//! line of the story, and the command then ends with 3.

use super::desk::Desk;
use super::log_named::{self, Named, visits_of};
use super::show::{self, Meant};
use super::{Ending, changed, overdue};
use crate::cli::Log;
use crate::domain::changed::Saying;
use crate::domain::entry::Record;
use crate::domain::events::{OutingEvent, VisitEvent, WeekEvent};
use crate::domain::outing::Outing;
use crate::domain::story::{self, Kind, Line, Told};
use crate::error::{Damage, Error};
use crate::host::restore_screen_on_interrupt;
use crate::render::{self, Put, clean, count};
use crate::store::{Evidence, Key, Loaded, Missing, Store};
use crate::watch;
use crate::when::{Day, Moment, Week, Zone};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// How often `--follow` looks again.
const AGAIN: Duration = Duration::from_secs(2);

/// How far back the story of a person goes when nobody says: their outings lie in every week there is.
const PERSON_DAYS: u64 = 28;

/// Whose story it is.
enum Of {
    Outing(String),
    Visit(String),
    Family(String),
    Person(String),
    Assessment(String),
    Week(Week),
}

impl Of {
    fn words(&self) -> String {
        match self {
            Of::Outing(id) => format!("outing {id}"),
            Of::Visit(id) => format!("visit {id}"),
            Of::Family(id) => format!("family {id}"),
            Of::Person(id) => format!("{id}'s outings"),
            Of::Assessment(id) => format!("assessment {id}"),
            Of::Week(week) => format!("the list of {week}"),
        }
    }
}

/// The days asked for, both with.
#[derive(Clone, Copy)]
struct Days {
    from: Option<Day>,
    to: Option<Day>,
}

impl Days {
    fn has(self, day: Day) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }

    fn has_week(self, week: Week) -> bool {
        week.days().any(|day| self.has(day))
    }
}

pub(super) fn run(args: &Log, desk: &mut Desk<'_>) -> Ending {
    let of = find(&args.of, desk)?;
    let day = |typed: &Option<String>, flag| {
        typed.as_ref().map(|typed| super::desk::day(typed, flag)).transpose()
    };
    let mut days = Days { from: day(&args.from, "--from")?, to: day(&args.to, "--to")? };
    if let (Some(from), Some(to)) = (days.from, days.to)
        && to < from
    {
        return Err(Error::usage("--to is before --from").into());
    }
    if matches!(of, Of::Person(_)) && days.from.is_none() {
        days.from = Some(days.to.unwrap_or(desk.today()).minus_days(PERSON_DAYS));
    }
    // Of which record they are stands with them: a story that lacks them is not told as though it were whole.
    let taken = overdue::taken_away(&desk.store);
    desk.tell_damage(&taken);
    if args.follow {
        return follow(&of, days, desk);
    }
    let lines = told(&of, days, desk);
    let doubts = doubts(&lines);
    if desk.json {
        let damaged = lines.iter().filter(|l| l.kind == Kind::Damaged).count();
        let shown = json!({"hv": 1, "of": of.words(), "from": days.from, "to": days.to, "story": lines,
            "damaged": damaged});
        desk.host.say(&format!("{shown}\n"));
    } else {
        let text = text(&of, days, &lines, desk);
        desk.host.page(&text);
    }
    Ok(if doubts == 0 && taken.is_empty() { 0 } else { 3 })
}

fn doubts(lines: &[Line]) -> usize {
    lines.iter().filter(|l| l.kind == Kind::Damaged).count()
}

/// An outing is found by its name alone: one that adds up to nothing has a story all the same.
fn find(typed: &str, desk: &mut Desk<'_>) -> Result<Of, Error> {
    let key = typed.trim().to_lowercase();
    if let Some(day) = key.get(..10).and_then(|day| Day::parse(day).ok()) {
        let found = desk.store.outings_in(day.week()).good;
        let mut found = found.into_iter().filter(|id| id.starts_with(&key));
        if let (Some(one), None) = (found.next(), found.next()) {
            return Ok(Of::Outing(one));
        }
    }
    // Before an assessment of the same name is taken for it.
    if let Some(gone) = gone_by_name(&key, desk) {
        return Ok(gone);
    }
    Ok(match show::find(typed, desk)? {
        Meant::Outing(outing) => Of::Outing(outing.id),
        Meant::Visit(visit) => Of::Visit(visit.id),
        Meant::Assessment(assessment) => Of::Assessment(assessment.name()),
        Meant::Week(week) => Of::Week(week),
        Meant::Family(id) => Of::Family(id),
        Meant::Person(person) => Of::Person(person.id),
    })
}

/// An outing or a visit that is not there and that something names by this very id: its story is that it is gone.
fn gone_by_name(key: &str, desk: &Desk<'_>) -> Option<Of> {
    let of = if Key::outing(key).is_ok_and(|k| desk.store.lacks(&k)) {
        Of::Outing(key.to_owned())
    } else if Key::visit(key).is_ok_and(|k| desk.store.lacks(&k)) {
        Of::Visit(key.to_owned())
    } else {
        return None;
    };
    let any_day = Days { from: None, to: None };
    let named = |l: &Line| l.kind == Kind::Damaged && l.record == key;
    told(&of, any_day, desk).iter().any(named).then_some(of)
}

/// Looks again and again, and shows what is new. No line is shown twice, whatever order it comes in.
fn follow(of: &Of, days: Days, desk: &mut Desk<'_>) -> Ending {
    if desk.replay {
        return Err(Error::usage("--follow shows what comes, and --now gives another moment")
            .hint("the story until that moment: hv log ... --now TIME")
            .into());
    }
    restore_screen_on_interrupt(false, "The story is not followed any more.".to_owned());
    let mut shown = BTreeSet::new();
    while !desk.host.output_gone() {
        for line in told(of, days, desk) {
            if !shown.insert((line.record.clone(), line.event.clone())) {
                continue;
            }
            let text = if desk.json {
                format!("{}\n", json!({"hv": 1, "line": line}))
            } else {
                line_words(&line, true, desk)
            };
            desk.host.say(&text);
        }
        desk.host.wait(AGAIN);
        desk.host.look_up();
        desk.now = desk.zone.localise(desk.host.clock);
    }
    Ok(0)
}

fn text(of: &Of, days: Days, lines: &[Line], desk: &Desk<'_>) -> String {
    let since = days.from.map(|day| format!(", from {}", day.words())).unwrap_or_default();
    let until = days.to.map(|day| format!(", until {}", day.words())).unwrap_or_default();
    let mut text = format!("What happened: {}{since}{until}\n", clean(&of.words()));
    let records: BTreeSet<&str> = lines.iter().map(|l| l.record.as_str()).collect();
    for line in lines {
        text.push_str(&line_words(line, records.len() > 1, desk));
    }
    if lines.is_empty() {
        text.push_str("Nothing is on record.\n");
    }
    let doubts = doubts(lines);
    if doubts > 0 {
        let what = count(doubts, "line");
        text.put(format!("{what} cannot be trusted: hv doctor says what to do about each.\n"));
    }
    text
}

/// "Tue 24 Nov 2026 09:50  Kay Madeup rang school (typed 10:05 by Lou Pretend)"
fn line_words(line: &Line, named: bool, desk: &Desk<'_>) -> String {
    let zone = desk.zone;
    let words = |at| format!("{} {}", zone.day_of(at).words(), zone.clock(at));
    let moment = line.at.map_or_else(|| "time not known:".to_owned(), words);
    let record = if named { format!(" [{}]", line.record) } else { String::new() };
    let by = by(line, zone, desk);
    let whole = format!("{moment}{record} {}{by}", line.says);
    format!("{}\n", render::fit(&clean(&whole), desk.host.width()))
}

fn by(line: &Line, zone: Zone, desk: &Desk<'_>) -> String {
    let Some((typed, at)) = line.typed.zip(line.at) else { return String::new() };
    let name = changed::name_in(&desk.store, &line.by);
    let late = typed.seconds_since(at).abs() >= 60;
    let when =
        if late { format!(" {}", zone.words_on(typed, zone.day_of(at))) } else { String::new() };
    let replay = if line.replay { ", with --now" } else { "" };
    format!(" (typed{when} by {name}{replay})")
}

/// The whole story, in order.
fn told(of: &Of, days: Days, desk: &Desk<'_>) -> Vec<Line> {
    let name = |id: &str| changed::name_in(&desk.store, id);
    let saying = Saying { name: &name, zone: desk.zone };
    let mut teller = Teller {
        store: &desk.store,
        now: desk.now,
        days,
        saying,
        lines: Vec::new(),
        told: BTreeSet::new(),
        outings: BTreeMap::new(),
    };
    match of {
        Of::Outing(id) => teller.outing(id, true),
        Of::Visit(id) => teller.visit(id),
        Of::Family(id) => teller.family(id),
        Of::Person(id) => teller.person(id),
        Of::Assessment(id) => teller.assessment(id),
        Of::Week(week) => teller.whole_week(*week),
    }
    teller.marked(of);
    if matches!(of, Of::Person(_) | Of::Family(_) | Of::Visit(_)) {
        for damage in overdue::gone_since(desk) {
            teller.unread(&damage, &damage.path);
        }
    }
    let zone = desk.zone;
    let asked =
        |line: &Line| line.typed.is_none() || line.at.is_none_or(|at| days.has(zone.day_of(at)));
    let mut seen = BTreeSet::new();
    story::in_order(teller.lines)
        .into_iter()
        .filter(asked)
        .filter(|line| seen.insert((line.record.clone(), line.event.clone())))
        .collect()
}

/// Finds the records that belong to one story.
struct Teller<'a> {
    store: &'a Store,
    now: Moment,
    days: Days,
    saying: Saying<'a>,
    lines: Vec<Line>,
    told: BTreeSet<String>,
    /// The outings of each week that was asked for, read once.
    outings: BTreeMap<Week, Vec<(String, Record<OutingEvent>)>>,
}

impl Teller<'_> {
    /// Reads a record, and tells it if there is one. What cannot be read is a line of the story.
    fn record<B: Evidence + Told>(&mut self, key: &Key<B>, name: &str) -> Option<Record<B>> {
        match self.store.read(key, self.now) {
            Ok(record) => {
                let record = record?;
                if self.told.insert(key.path()) {
                    self.lines.extend(story::of_record(&record, name, self.saying));
                }
                Some(record)
            }
            Err(damage) => {
                self.unread(&damage, name);
                None
            }
        }
    }

    fn unread(&mut self, damage: &Damage, name: &str) {
        let day =
            name.rsplit('/').next().and_then(|n| n.get(..10)).and_then(|d| Day::parse(d).ok());
        let at = day.and_then(|day| self.saying.zone.at(day, 0, 0).ok());
        self.lines.push(Line {
            at,
            typed: None,
            by: String::new(),
            record: name.to_owned(),
            event: format!("damage:{}", damage.path),
            replay: false,
            kind: Kind::Damaged,
            says: format!("CANNOT BE READ: {damage}. {}", damage.hint),
        });
    }

    fn listed(&mut self, loaded: Loaded<String>) -> Vec<String> {
        for damage in &loaded.damage {
            self.unread(damage, &damage.path);
        }
        loaded.good
    }

    fn outing(&mut self, id: &str, with_visits: bool) {
        let Ok(key) = Key::outing(id) else { return };
        let Some(record) = self.record(&key, id) else { return };
        self.live(&record);
        let visits = visits_of(&record);
        for visit in &visits {
            self.there(visit);
        }
        for visit in visits.into_iter().filter(|_| with_visits) {
            let _told = Key::visit(&visit).map(|key| self.record(&key, &visit));
        }
    }

    /// Alarms that are live and of which nobody has been told yet stand in no record.
    fn live(&mut self, record: &Record<OutingEvent>) {
        let Some(outing) = Outing::of(record) else { return };
        for late in watch::late(&outing, self.now) {
            let line = story::alarm_line(&late.alarm, &record.id, self.saying);
            let known =
                |l: &Line| l.record == line.record && l.at == line.at && l.says == line.says;
            if !self.lines.iter().any(known) {
                self.lines.push(line);
            }
        }
    }

    /// Says so if a visit that is named is not there.
    fn there(&mut self, visit: &str) {
        if Key::visit(visit).map_or(true, |key| self.store.lacks(&key)) {
            self.unread(&log_named::gone(visit), visit);
        }
    }

    /// What the markers name and is not there, as far as it may belong to the story.
    fn marked(&mut self, of: &Of) {
        let path = match of {
            Of::Outing(id) => Key::outing(id).ok().map(|k| k.path()),
            Of::Visit(id) => Key::visit(id).ok().map(|k| k.path()),
            Of::Assessment(id) => match id.strip_prefix("base:") {
                Some(base) => Key::base(base).ok().map(|k| k.path()),
                None => Key::assessment(id).ok().map(|k| k.path()),
            },
            Of::Week(week) => Some(Key::week(*week).path()),
            Of::Family(_) | Of::Person(_) => None,
        };
        // An open outing that is gone may have been to any family, and for any visit.
        let somewhere = |m: &Missing| !m.owed && m.path.starts_with("outings/");
        let belongs = |m: &Missing| match of {
            Of::Family(family) => {
                m.path.starts_with(&format!("families/{family}/")) || somewhere(m)
            }
            Of::Person(person) => {
                let them = m.people.as_ref().is_none_or(|people| people.contains(person));
                them && (!m.owed || m.path.starts_with("outings/"))
            }
            Of::Visit(_) => Some(&m.path) == path.as_ref() || somewhere(m),
            Of::Outing(_) | Of::Assessment(_) | Of::Week(_) => Some(&m.path) == path.as_ref(),
        };
        let (missing, _told_by_doctor) = self.store.marked_and_missing();
        for one in missing.into_iter().filter(belongs) {
            let damage = log_named::marked(one);
            let path = damage.path.trim_end_matches(".yaml");
            let name = match path.strip_prefix("families/") {
                Some(visit) => visit.replace("/visits/", "/"),
                None => path.rsplit('/').next().unwrap_or_default().to_owned(),
            };
            self.unread(&damage, &name);
        }
    }

    /// Visits that a list or an outing names and that are not there, with what is left about each.
    fn gone(&mut self, wanted: impl Fn(&str) -> bool + Sync) {
        let lists = self.listed(self.store.week_lists());
        let outings = self.listed(self.store.outing_weeks());
        let weeks = lists.iter().chain(&outings).filter_map(|week| Week::parse(week).ok());
        let weeks: BTreeSet<Week> = weeks.filter(|week| self.days.has_week(*week)).collect();
        let weeks: Vec<Week> = weeks.into_iter().collect();
        let lacking =
            |visit: &str| wanted(visit) && Key::visit(visit).is_ok_and(|k| self.store.lacks(&k));
        let named = Named::in_weeks(self.store, self.now, &weeks, lacking);
        for damage in &named.damage {
            self.unread(damage, &damage.path);
        }
        for outing in &named.unsure {
            self.outing(outing, false);
        }
        for (visit, weeks) in named.visits {
            self.there(&visit);
            for week in weeks {
                self.week(week, |event| about(event, &visit));
                self.outings_with(week, |record| visits_of(record).contains(&visit));
            }
        }
    }

    /// A week's list, and whatever it names and is not there.
    fn whole_week(&mut self, week: Week) {
        self.week(week, |_| true);
        let read = self.store.read(&Key::week(week), self.now);
        let listed = read.ok().flatten().map(|r| log_named::listed(&r)).unwrap_or_default();
        for visit in &listed {
            self.there(visit);
        }
    }

    fn visit(&mut self, id: &str) {
        if Key::visit(id).is_ok_and(|key| self.store.lacks(&key)) {
            return self.gone(|visit| visit == id);
        }
        let Ok(key) = Key::visit(id) else { return };
        let record = self.record(&key, id);
        let zone = self.saying.zone;
        let starts = record.iter().flat_map(|r| &r.entries).filter_map(|e| start_of(&e.body));
        let mut weeks: BTreeSet<Week> = starts.map(|at| zone.day_of(at).week()).collect();
        weeks.retain(|week| self.days.has_week(*week));
        for week in weeks {
            self.week(week, |event| about(event, id));
            self.outings_with(week, |record| visits_of(record).contains(id));
        }
    }

    fn family(&mut self, family: &str) {
        let assessments = self.listed(self.store.assessments_of(family));
        for id in assessments {
            self.assessment(&id);
        }
        let visits = self.listed(self.store.visits_of(family));
        for id in visits {
            self.visit(&id);
        }
        self.gone(|visit| visit.split_once('/').is_some_and(|(of, _)| of == family));
    }

    fn assessment(&mut self, id: &str) {
        let key = match id.strip_prefix("base:") {
            Some(base) => Key::base(base),
            None => Key::assessment(id),
        };
        if let Ok(key) = key {
            let _told = self.record(&key, &format!("assessment {id}"));
        }
    }

    fn person(&mut self, id: &str) {
        let weeks = self.listed(self.store.outing_weeks());
        let weeks = weeks.iter().filter_map(|week| Week::parse(week).ok());
        let weeks: Vec<Week> = weeks.filter(|week| self.days.has_week(*week)).collect();
        for week in weeks {
            self.outings_with(week, |record| went(record, id));
        }
    }

    /// The list of a week, as far as it is about what was asked for. What of it cannot be trusted is told all the same.
    fn week(&mut self, week: Week, asked: impl Fn(&WeekEvent) -> bool) {
        match self.store.read(&Key::week(week), self.now) {
            Ok(Some(mut record)) => {
                record.entries.retain(|entry| asked(&entry.body));
                let name = format!("week {week}");
                self.lines.extend(story::of_record(&record, &name, self.saying));
            }
            Ok(None) => {}
            Err(damage) => self.unread(&damage, &format!("week {week}")),
        }
    }

    fn outings_of(&mut self, week: Week) -> Vec<(String, Record<OutingEvent>)> {
        let ids = self.listed(self.store.outings_in(week));
        let mut all = Vec::new();
        for id in ids {
            let read = Key::outing(&id).map(|key| self.store.read(&key, self.now));
            match read.unwrap_or(Ok(None)) {
                Ok(record) => all.extend(record.map(|record| (id, record))),
                Err(damage) => self.unread(&damage, &id),
            }
        }
        all
    }

    /// Every outing of a week that is asked for; and every one that cannot be read: it may be one of them.
    fn outings_with(&mut self, week: Week, asked: impl Fn(&Record<OutingEvent>) -> bool) {
        if !self.outings.contains_key(&week) {
            let read = self.outings_of(week);
            self.outings.insert(week, read);
        }
        let all = self.outings.get(&week).into_iter().flatten();
        let nothing_known = |r: &Record<OutingEvent>| Outing::of(r).is_none();
        let meant: Vec<String> = all
            .filter(|(_, record)| asked(record) || nothing_known(record))
            .map(|(id, _)| id.clone())
            .collect();
        for id in meant {
            self.outing(&id, false);
        }
    }
}

fn start_of(event: &VisitEvent) -> Option<Moment> {
    if let VisitEvent::Plan { plan, .. } | VisitEvent::Change { plan, .. } = event {
        return Some(plan.start);
    }
    None
}

fn about(event: &WeekEvent, id: &str) -> bool {
    match event {
        WeekEvent::List { visit } => visit == id,
        WeekEvent::Sign { entries, .. } => entries.iter().any(|e| e.visit == id),
        WeekEvent::Judge(_) => true,
    }
}

fn went(record: &Record<OutingEvent>, id: &str) -> bool {
    let doubtful = record.doubtful.iter().filter_map(|d| d.entry.as_ref());
    record.entries.iter().chain(doubtful).any(|entry| {
        let OutingEvent::SignOut { people, .. } = &entry.body else { return false };
        people.iter().any(|p| p.id == id)
    })
}
