//! What happened, told: each line of evidence as a plain sentence, in the order in which things happened, with what was
//! typed later, what corrects something, and what cannot be trusted, each said as such and in its place.
//!
//! It adds nothing up and decides nothing: whether somebody is safe is for [`super::outing`] and [`crate::watch`]. A
//! line that cannot be read is told as that, never left out: a story with a hole in it must show the hole.

use super::alarm::{Alarm, AlarmLine, Came, Sent, Tell};
use super::changed::{self, Saying};
use super::entry::{Entry, Record};
use super::events::{
    AssessmentEvent, Means, Outcome, OutingEvent, Plan, Stop, Traveller, Unmet, VisitEvent,
    WeekEvent,
};
use super::names;
use crate::policy::Clock;
use crate::when::Moment;
use serde::Serialize;

/// What kind of line it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// An alarm came due: worked out, never stored.
    Alarm,
    /// It happened, and somebody typed it.
    Happened,
    /// It changes, or judges, what another line says.
    Correction,
    /// It cannot be trusted, or cannot be read.
    Damaged,
}

/// One line of the story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// When it happened. Of a line that cannot be read: when what stands before it happened. Absent: nobody can tell.
    pub at: Option<Moment>,
    /// When it was typed. Absent: hv worked it out, or nobody can tell.
    pub typed: Option<Moment>,
    /// Who typed it, by id; "hv" where hv worked it out; empty where nobody can tell.
    pub by: String,
    /// The record it stands in.
    pub record: String,
    /// The event's id; of a damaged line what `hv doctor` names it with.
    pub event: String,
    /// Typed with `--now`: a replay or a drill.
    pub replay: bool,
    /// What kind of line.
    pub kind: Kind,
    /// What happened, in a sentence.
    pub says: String,
}

/// What can be told of an event.
pub trait Told: Sized {
    /// The event as a sentence, with what came before it in its record.
    fn told(&self, before: &[Entry<Self>], saying: Saying<'_>) -> (Kind, String);

    /// The line of the log of alarms that it is.
    fn of_alarm(&self) -> Option<&AlarmLine> {
        None
    }

    /// The alarms that this event says were raised.
    fn raised(&self) -> Vec<&Alarm> {
        self.of_alarm().map(raised_by).unwrap_or_default()
    }
}

/// Puts lines of several records into one order: when it happened, then when it was typed. Of the same moments, the
/// order they stand in. What has no time that anybody knows comes first, where it is seen.
pub fn in_order(mut lines: Vec<Line>) -> Vec<Line> {
    lines.sort_by_key(|line| (line.at, line.kind != Kind::Alarm, line.typed));
    lines
}

/// Everything a record tells, damage in its place.
pub fn of_record<B: Told>(record: &Record<B>, name: &str, saying: Saying<'_>) -> Vec<Line> {
    let good = record.entries.iter().enumerate().map(|(n, entry)| {
        let (kind, says) = entry.body.told(record.entries.get(..n).unwrap_or_default(), saying);
        of_entry(entry, name, kind, says)
    });
    let mut lines: Vec<Line> = good.collect();
    lines.extend(alarms(record, name, saying));
    for doubtful in &record.doubtful {
        let damage = &doubtful.damage;
        let mut says = format!("CANNOT BE TRUSTED: {}", damage.what);
        if let Some(entry) = &doubtful.entry {
            let (_, seems) = entry.body.told(&[], saying);
            says = format!("{says}. It seems to say: {seems}");
        }
        let known = doubtful.entry.as_ref();
        lines.push(Line {
            at: known.map_or_else(|| before(record, damage.line), |e| Some(e.at)),
            typed: known.map(|e| e.typed),
            by: known.map(|e| e.by.clone()).unwrap_or_default(),
            record: name.to_owned(),
            event: doubtful.line.clone(),
            replay: known.is_some_and(|e| e.clock_given),
            kind: Kind::Damaged,
            says,
        });
    }
    lines.extend(record.damage.iter().map(|damage| Line {
        at: before(record, damage.line),
        typed: None,
        by: String::new(),
        record: name.to_owned(),
        event: format!("damage:{}:{}", damage.line.unwrap_or(0), damage.what),
        replay: false,
        kind: Kind::Damaged,
        says: format!("CANNOT BE TRUSTED: {}", damage.what),
    }));
    lines
}

fn of_entry<B>(entry: &Entry<B>, name: &str, kind: Kind, says: String) -> Line {
    Line {
        at: Some(entry.at),
        typed: Some(entry.typed),
        by: entry.by.clone(),
        record: name.to_owned(),
        event: entry.id.clone(),
        replay: entry.clock_given,
        kind,
        says,
    }
}

/// A record's first two lines are its head; then the events stand as they were typed. So the line before this one tells
/// about when it was written.
fn before<B>(record: &Record<B>, line: Option<usize>) -> Option<Moment> {
    let above = line.unwrap_or(usize::MAX).saturating_sub(HEAD + 1);
    let doubtful = record.doubtful.iter().filter_map(|d| d.damage.line);
    let doubts = doubtful.filter(|other| Some(*other) < line).count();
    let mut typed: Vec<(Moment, Moment)> = record.entries.iter().map(|e| (e.typed, e.at)).collect();
    typed.sort();
    let last = typed.get(..above.saturating_sub(doubts)).unwrap_or(&typed).last();
    last.or(typed.first()).map(|(_, at)| *at)
}

/// `id:` and `log:`.
const HEAD: usize = 2;

/// When each alarm that was told, or acted on, came due.
fn alarms<B: Told>(record: &Record<B>, name: &str, saying: Saying<'_>) -> Vec<Line> {
    let mut seen: Vec<&Alarm> = Vec::new();
    for alarm in record.entries.iter().flat_map(|e| e.body.raised()) {
        if !seen.iter().any(|known| known.covers(alarm)) {
            seen.push(alarm);
        }
    }
    seen.into_iter().map(|alarm| alarm_line(alarm, name, saying)).collect()
}

/// An alarm as a line of the story.
pub fn alarm_line(alarm: &Alarm, record: &str, saying: Saying<'_>) -> Line {
    Line {
        at: Some(alarm.due),
        typed: None,
        by: "hv".to_owned(),
        record: record.to_owned(),
        event: format!("alarm:{:?}:{}", alarm.clock, alarm.people.join("+")),
        replay: false,
        kind: Kind::Alarm,
        says: format!("ALARM: {}", about(alarm, saying)),
    }
}

/// "Kay Madeup, not heard from in time"
fn about(alarm: &Alarm, saying: Saying<'_>) -> String {
    let what = match alarm.clock {
        Clock::Distress => "in danger",
        Clock::Concern => "cause for concern",
        Clock::Contact => "not heard from in time",
        Clock::Return => "not back in time",
        Clock::Finish => "no word after the last visit",
        Clock::Call => "the call that school owes was not made",
        Clock::Wait => "the wait at the door is over",
        Clock::Home => "not known to be home",
        Clock::Departure => "nobody signed out for a planned visit",
    };
    format!("{}, {what}", saying.list(&alarm.people))
}

impl Told for OutingEvent {
    fn told(&self, before: &[Entry<Self>], saying: Saying<'_>) -> (Kind, String) {
        if let OutingEvent::Judge(judged) = self {
            return judgement(judged);
        }
        if matches!(self, OutingEvent::Extend { .. }) {
            return (Kind::Correction, self.extended(before, saying));
        }
        if let OutingEvent::Undo { event, why, says } = self {
            let typed =
                before.iter().find(|e| e.id == *event).map(|e| e.body.told(before, saying).1);
            let typed = typed.unwrap_or_else(|| format!("the line {event}"));
            let says = says.as_ref().map(|id| format!(", {} says so", (saying.name)(id)));
            let says = says.unwrap_or_default();
            return (
                Kind::Correction,
                format!("TAKEN BACK, it does not count: \"{typed}\"{says}: {why}"),
            );
        }
        let who = |ids: &[String]| people_named(before, ids, saying);
        let says = self.on_the_road(&who, saying);
        let says = says.or_else(|| self.in_trouble(&who, saying));
        (Kind::Happened, says.unwrap_or_else(|| self.about_the_outing(&who, saying)))
    }

    fn of_alarm(&self) -> Option<&AlarmLine> {
        if let OutingEvent::Alarm(line) = self { Some(line) } else { None }
    }
}

/// How the people of these ids are named.
type Naming<'a> = &'a dyn Fn(&[String]) -> String;

impl OutingEvent {
    /// Where staff are, as they come and go. `None`: it is about something else.
    fn on_the_road(&self, who: Naming<'_>, saying: Saying<'_>) -> Option<String> {
        if let OutingEvent::Arrive { who: ids, visit, nobody_in, .. } = self {
            let door = if *nobody_in { ", and nobody is in" } else { "" };
            return Some(format!("{} at the door of {visit}{door}", are(&who(ids), ids)));
        }
        if let OutingEvent::Enter { who: ids, visit, unmet, .. } = self {
            return Some(format!("{} into {visit}{}", go(&who(ids), ids), not_met(unmet)));
        }
        if let OutingEvent::Leave { who: ids, visit } = self {
            return Some(format!("{} out of {visit}", are(&who(ids), ids)));
        }
        if let OutingEvent::Back { who: ids } = self {
            return Some(format!("{} back at school", are(&who(ids), ids)));
        }
        if let OutingEvent::Home { who: ids, how } = self {
            return Some(format!("{} safe at home, told by {how}", are(&who(ids), ids)));
        }
        if let OutingEvent::Delay { who: ids, visit, arrives, why, .. } = self {
            let to = if visit.is_empty() { "the way back" } else { visit };
            let arrives = arrives.map(|at| format!(", arriving {}", saying.zone.words(at)));
            let (who, arrives) = (are(&who(ids), ids), arrives.unwrap_or_default());
            return Some(format!("{who} held up on the way to {to}{arrives}: {why}"));
        }
        None
    }

    /// A concern, danger, and the end of an alarm. `None`: it is about something else.
    fn in_trouble(&self, who: Naming<'_>, saying: Saying<'_>) -> Option<String> {
        let place = |whereabouts: &Option<String>| {
            whereabouts.as_ref().map(|w| format!(" ({w})")).unwrap_or_default()
        };
        if let OutingEvent::Concern { who: ids, note, whereabouts, nobody_rang } = self {
            let from = if *nobody_rang { " (told by somebody else)" } else { "" };
            let (place, note) = (place(whereabouts), noted(note.as_ref()));
            return Some(format!("CAUSE FOR CONCERN: {}{place}{from}{note}", who(ids)));
        }
        if let OutingEvent::Distress { who: ids, note, whereabouts } = self {
            let (who, place) = (are(&who(ids), ids), place(whereabouts));
            return Some(format!("DISTRESS: {who} in danger{place}{}", noted(note.as_ref())));
        }
        if let OutingEvent::Resolve { who: ids, confirmed_by, how, second } = self {
            let second = second.as_ref().map(|s| format!(" and {}", (saying.name)(s)));
            let (by, how) = ((saying.name)(confirmed_by), how.replace('-', " "));
            let second = second.unwrap_or_default();
            return Some(format!("the alarm over {} was closed: {how} by {by}{second}", who(ids)));
        }
        None
    }

    /// Everything else.
    fn about_the_outing(&self, who: Naming<'_>, saying: Saying<'_>) -> String {
        match self {
            OutingEvent::SignOut { .. } => self.signed_out(saying),
            OutingEvent::Contact { who: ids, how, whereabouts, note, .. } => {
                let place = whereabouts.as_ref().map(|w| format!(" ({w})")).unwrap_or_default();
                format!("{} {}{place}{}", who(ids), means(*how), noted(note.as_ref()))
            }
            OutingEvent::NoAnswer { who: ids } => {
                format!("school rang {}, and nobody answered", who(ids))
            }
            OutingEvent::Late { visit, expected, told } => {
                let told = told.as_ref().map(|t| format!(" ({t})")).unwrap_or_default();
                let when = saying.zone.words(*expected);
                format!("the family of {visit} is late, and expects to be there {when}{told}")
            }
            OutingEvent::CalledOff { visit, .. } => format!("the visit {visit} was called off"),
            OutingEvent::AddStop { stop, unmet, .. } => {
                format!("the visit {} was added by telephone{}", stop.visit, not_met(unmet))
            }
            OutingEvent::Told { who: ids, visit, answers, .. } => {
                let of = visit.as_ref().map(|v| format!(" of {v}")).unwrap_or_default();
                let keys: Vec<String> =
                    answers.iter().map(|(key, value)| format!("{key}: {value}")).collect();
                format!("{} answered later{of}: {}", who(ids), keys.join(", "))
            }
            OutingEvent::DutyDone { rule, how, .. } => format!("the duty {rule} was done: {how}"),
            OutingEvent::Alarm(line) => alarm_told(line, saying),
            OutingEvent::Arrive { .. }
            | OutingEvent::Enter { .. }
            | OutingEvent::Leave { .. }
            | OutingEvent::Extend { .. }
            | OutingEvent::Delay { .. }
            | OutingEvent::Back { .. }
            | OutingEvent::Home { .. }
            | OutingEvent::Concern { .. }
            | OutingEvent::Distress { .. }
            | OutingEvent::Resolve { .. }
            | OutingEvent::Undo { .. }
            | OutingEvent::TakenBack { .. }
            | OutingEvent::Judge(_) => String::new(),
        }
    }

    fn signed_out(&self, saying: Saying<'_>) -> String {
        let OutingEvent::SignOut { people, monitor, stops, back, unmet, breach, drill, .. } = self
        else {
            return String::new();
        };
        let watched = monitor.as_ref().map(|m| format!("; {} watches", m.name)).unwrap_or_default();
        let left = if drill.is_some() {
            "a DRILL begins, nobody is out".to_owned()
        } else {
            left(people, stops)
        };
        let (back, breach) = (saying.zone.words(*back), breached(breach.as_deref()));
        format!("{left}, expected back {back}{watched}{breach}{}", not_met(unmet))
    }

    /// The expected return, from what it was to what it is.
    fn extended(&self, before: &[Entry<OutingEvent>], saying: Saying<'_>) -> String {
        let OutingEvent::Extend { back, why, .. } = self else { return String::new() };
        let last = before.iter().rev().find_map(|e| back_of(&e.body));
        let from = last.map(|was| format!("from {} ", saying.zone.words(was))).unwrap_or_default();
        format!("the expected return moves {from}to {}: {why}", saying.zone.words(*back))
    }
}

fn back_of(event: &OutingEvent) -> Option<Moment> {
    if let OutingEvent::SignOut { back, .. } | OutingEvent::Extend { back, .. } = event {
        return Some(*back);
    }
    None
}

fn left(people: &[Traveller], stops: &[Stop]) -> String {
    let names: Vec<&str> = people.iter().map(|p| p.name.as_str()).collect();
    let to: Vec<&str> = stops
        .iter()
        .map(|s| if s.visit.is_empty() { s.place.as_str() } else { s.visit.as_str() })
        .collect();
    format!("{} left for {}", names::list(&names), names::list(&to))
}

/// The names as they stood when they signed out, so that the story reads the same after a card is gone.
fn people_named(before: &[Entry<OutingEvent>], ids: &[String], saying: Saying<'_>) -> String {
    let frozen = |id: &str| {
        before.iter().find_map(|e| {
            let OutingEvent::SignOut { people, .. } = &e.body else { return None };
            people.iter().find(|p| p.id == id).map(|p| p.name.clone())
        })
    };
    let all: Vec<String> =
        ids.iter().map(|id| frozen(id).unwrap_or_else(|| (saying.name)(id))).collect();
    names::list(&all.iter().map(String::as_str).collect::<Vec<_>>())
}

fn are(names: &str, ids: &[String]) -> String {
    format!("{names} {}", if ids.len() == 1 { "is" } else { "are" })
}

fn go(names: &str, ids: &[String]) -> String {
    format!("{names} {}", if ids.len() == 1 { "goes" } else { "go" })
}

fn means(how: Means) -> &'static str {
    match how {
        Means::TheyCalled => "rang school",
        Means::SchoolCalled => "answered when school rang",
        Means::Text => "and school exchanged texts",
        Means::InPerson => "spoke to school face to face",
    }
}

fn noted(note: Option<&String>) -> String {
    note.map(|note| format!(": {note}")).unwrap_or_default()
}

fn breached(why: Option<&str>) -> String {
    why.map(|why| format!(". BREACH, against the policy: {why}")).unwrap_or_default()
}

fn not_met(unmet: &[Unmet]) -> String {
    let one = |u: &Unmet| {
        let reason = if u.reason.is_empty() { String::new() } else { format!(" ({})", u.reason) };
        format!("{}{reason}", u.says.trim_end_matches('.'))
    };
    let all: Vec<String> = unmet.iter().map(one).collect();
    if all.is_empty() { String::new() } else { format!(". Not met: {}", all.join("; ")) }
}

fn judgement(judged: &super::events::Judgement) -> (Kind, String) {
    let verdict = if judged.accept { "accepted" } else { "rejected" };
    let says = format!(
        "somebody looked at the doubtful line {} and {verdict} it: {}",
        judged.line, judged.why
    );
    (Kind::Correction, says)
}

fn alarm_told(line: &AlarmLine, saying: Saying<'_>) -> String {
    match line {
        AlarmLine::Notify(notify) => {
            let one = |tell: &Tell| {
                let to = if tell.to.is_empty() {
                    "nobody whom a channel reaches".to_owned()
                } else {
                    receivers(&tell.to, saying)
                };
                let again = if tell.round > 0 { " again" } else { "" };
                format!("rung {}{again} to {to} ({})", tell.rung, about(&tell.alarm, saying))
            };
            format!("hv tells {}", notify.tells.iter().map(one).collect::<Vec<_>>().join("; "))
        }
        AlarmLine::Notified(result) => {
            let one = |sent: &Sent| {
                let came = match sent.came {
                    Came::Handed => "handed over",
                    Came::Failed => "FAILED",
                    Came::Unknown => "NOT KNOWN whether it went, is told again",
                };
                let answer = if sent.answer.is_empty() {
                    String::new()
                } else {
                    format!(" ({})", sent.answer)
                };
                let to = receivers(std::slice::from_ref(&sent.to), saying);
                format!("{to} by {}: {came}{answer}", sent.channel)
            };
            format!("of that: {}", result.came.iter().map(one).collect::<Vec<_>>().join("; "))
        }
        AlarmLine::Ack(ack) => {
            let over = ack.takes_over.as_ref().map(|why| format!(", taking over: {why}"));
            let over = over.unwrap_or_default();
            format!("{} took charge, for {}: {}{over}", ack.name, ack.lease.words(), ack.doing)
        }
        AlarmLine::Rung(rung) => {
            let note = rung.note.as_ref().map(|n| format!(" ({n})")).unwrap_or_default();
            let who = (saying.name)(&rung.who);
            format!("rung {}, {who}: {}{note}", rung.rung, rung.outcome.words())
        }
        AlarmLine::Closed(closed) => {
            let second =
                closed.second.as_ref().map(|s| format!(", agreed by {}", (saying.name)(s)));
            let by = (saying.name)(&closed.confirmed_by);
            let how = closed.how.replace('-', " ");
            format!("the alarm was closed: {how} by {by}{}", second.unwrap_or_default())
        }
    }
}

/// People by name, channels as they are called.
fn receivers(to: &[String], saying: Saying<'_>) -> String {
    let one = |id: &String| {
        id.strip_prefix('#')
            .map_or_else(|| (saying.name)(id), |channel| format!("channel {channel}"))
    };
    let all: Vec<String> = to.iter().map(one).collect();
    names::list(&all.iter().map(String::as_str).collect::<Vec<_>>())
}

fn raised_by(line: &AlarmLine) -> Vec<&Alarm> {
    match line {
        AlarmLine::Notify(notify) => notify.tells.iter().map(|t| &t.alarm).collect(),
        AlarmLine::Ack(ack) => ack.alarms.iter().collect(),
        AlarmLine::Rung(rung) => vec![&rung.alarm],
        AlarmLine::Notified(_) | AlarmLine::Closed(_) => Vec::new(),
    }
}

impl Told for VisitEvent {
    fn told(&self, before: &[Entry<Self>], saying: Saying<'_>) -> (Kind, String) {
        let says = match self {
            VisitEvent::Plan { plan, unmet } => {
                format!("planned: {}{}", planned(plan, saying), not_met(unmet))
            }
            VisitEvent::Change { plan, why, unmet, .. } => {
                let old = before.iter().rev().find_map(|e| plan_of(&e.body));
                let what = old.map_or_else(
                    || planned(plan, saying),
                    |old| changed::difference(old, plan, saying),
                );
                let says = format!("CHANGED: {what} (why: {why}){}", not_met(unmet));
                return (Kind::Correction, says);
            }
            VisitEvent::Drop { why, .. } => format!("taken off the plan: {why}"),
            VisitEvent::Refused { people, unmet } => {
                format!("a sign-out of {} was REFUSED{}", saying.list(people), not_met(unmet))
            }
            VisitEvent::Outcome(outcome) => ended(outcome),
            VisitEvent::Incident(incident) => {
                let kept = incident.reference.as_ref().map(|r| format!("; its account: {r}"));
                format!(
                    "INCIDENT: {}, by {}; affected: {}{}",
                    incident.kind,
                    incident.by_whom,
                    saying.list(&incident.affected),
                    kept.unwrap_or_default()
                )
            }
            VisitEvent::DutyDone { rule, how, .. } => format!("the duty {rule} was done: {how}"),
            VisitEvent::Alarm(line) => alarm_told(line, saying),
            VisitEvent::Judge(judged) => return judgement(judged),
            VisitEvent::Undo { event, why } => {
                format!("called off by mistake, and taken back: {event}: {why}")
            }
        };
        (Kind::Happened, says)
    }

    fn of_alarm(&self) -> Option<&AlarmLine> {
        if let VisitEvent::Alarm(line) = self { Some(line) } else { None }
    }
}

fn plan_of(event: &VisitEvent) -> Option<&Plan> {
    if let VisitEvent::Plan { plan, .. } | VisitEvent::Change { plan, .. } = event {
        return Some(plan);
    }
    None
}

fn planned(plan: &Plan, saying: Saying<'_>) -> String {
    let reason = plan.reason.as_ref().map(|r| format!(", because of {r}")).unwrap_or_default();
    format!(
        "{} to {} on {} for {}{reason}",
        go(&saying.list(&plan.staff), &plan.staff),
        plan.family,
        saying.zone.words(plan.start),
        plan.lasts.words()
    )
}

fn ended(outcome: &Outcome) -> String {
    let got_in = if outcome.got_in { "staff got in" } else { "staff did not get in" };
    let child = match outcome.child_seen {
        Some(true) => "the child was seen",
        Some(false) => "the child was NOT seen",
        None => "whether the child was seen is not known",
    };
    let why = outcome.why.as_ref().map(|w| format!(": {w}")).unwrap_or_default();
    let concern = outcome.concern.as_ref().map(|c| format!("; concern: {c}")).unwrap_or_default();
    let actions = outcome.actions.as_ref().map(|a| format!("; to do: {a}")).unwrap_or_default();
    format!(
        "written up as {}{why}; {got_in}; {child}{concern}{actions}{}",
        outcome.outcome,
        not_met(&outcome.unmet)
    )
}

impl Told for AssessmentEvent {
    fn told(&self, _before: &[Entry<Self>], saying: Saying<'_>) -> (Kind, String) {
        let says = match self {
            AssessmentEvent::Assess(assessed) => {
                let overall = assessed.overall.as_deref().unwrap_or("nothing rated");
                let by = saying.list(&assessed.conducted_by);
                format!("assessed by {by}: {overall}{}", not_met(&assessed.unmet))
            }
            AssessmentEvent::Decide { proceed, reason, decided_by, unmet, .. } => {
                let may = if *proceed { "may go ahead" } else { "may NOT go ahead" };
                let by = (saying.name)(decided_by);
                format!("{by} decided that it {may}: {reason}{}", not_met(unmet))
            }
            AssessmentEvent::Review { found, stands, reviewed_by, .. } => {
                let by = reviewed_by.as_ref().map(|by| format!(" by {}", (saying.name)(by)));
                let by = by.unwrap_or_default();
                let stands = if *stands { "it stands" } else { "it is VOID" };
                return (Kind::Correction, format!("reviewed{by}, {stands}: {found}"));
            }
            AssessmentEvent::Risk { .. } | AssessmentEvent::Control { .. } => {
                return (Kind::Correction, changed::of_assessment(self).unwrap_or_default());
            }
            AssessmentEvent::Read { who } => format!("{} has read it", (saying.name)(who)),
            AssessmentEvent::DutyDone { rule, how, .. } => {
                format!("the duty {rule} was done: {how}")
            }
            AssessmentEvent::Judge(judged) => return judgement(judged),
        };
        (Kind::Happened, says)
    }
}

impl Told for WeekEvent {
    fn told(&self, _before: &[Entry<Self>], saying: Saying<'_>) -> (Kind, String) {
        let says = match self {
            WeekEvent::List { visit } => format!("{visit} is on the week's list"),
            WeekEvent::Sign { signed_by, role, entries, addendum, .. } => {
                let as_what = if *addendum { "as an addendum" } else { "as the list" };
                let visits: Vec<&str> = entries.iter().map(|e| e.visit.as_str()).collect();
                let by = (saying.name)(signed_by);
                format!("{by} signed {as_what}, as {role}: {}", names::list(&visits))
            }
            WeekEvent::Judge(judged) => return judgement(judged),
        };
        (Kind::Happened, says)
    }
}
