//! What happened on an outing, each event in a sentence that can be read aloud, and whom it is about.
//!
//! What it will not do: judge. Whether a call counts as contact is for the fold and the clocks.

use crate::domain::alarm::{AlarmLine, Rung};
use crate::domain::entry::Entry;
use crate::domain::events::{Answers, Means, OutingEvent, Stop};
use crate::domain::names;
use crate::domain::outing::Outing;
use crate::policy::facts::Value;
use crate::when::{Day, Moment, Zone};

/// Tells the events of one outing.
#[derive(Debug, Clone, Copy)]
pub struct Teller<'a> {
    /// The outing, for names and places.
    pub outing: &'a Outing,
    /// The school's zone.
    pub zone: Zone,
    /// The day it is: times of another day are told with theirs.
    pub today: Day,
}

/// Whom an event is about, by id. Empty: the family, a duty, or the record itself.
pub fn who(event: &OutingEvent) -> Vec<String> {
    match event {
        OutingEvent::SignOut { people, .. } => people.iter().map(|p| p.id.clone()).collect(),
        OutingEvent::Contact { who, .. }
        | OutingEvent::NoAnswer { who }
        | OutingEvent::Arrive { who, .. }
        | OutingEvent::Enter { who, .. }
        | OutingEvent::Leave { who, .. }
        | OutingEvent::CalledOff { who, .. }
        | OutingEvent::AddStop { who, .. }
        | OutingEvent::Extend { who, .. }
        | OutingEvent::Delay { who, .. }
        | OutingEvent::Back { who }
        | OutingEvent::Home { who, .. }
        | OutingEvent::Told { who, .. }
        | OutingEvent::Concern { who, .. }
        | OutingEvent::Distress { who, .. }
        | OutingEvent::Resolve { who, .. } => who.clone(),
        OutingEvent::TakenBack { was } => who(was),
        OutingEvent::Late { .. }
        | OutingEvent::DutyDone { .. }
        | OutingEvent::Alarm(_)
        | OutingEvent::Undo { .. }
        | OutingEvent::Judge(_) => Vec::new(),
    }
}

/// Somebody it is about may have been heard from in it. A call nobody answered, an answer typed afterwards and what others
/// report are no word of theirs.
pub fn may_be_contact(event: &OutingEvent) -> bool {
    !matches!(
        event,
        OutingEvent::NoAnswer { .. }
            | OutingEvent::Told { .. }
            | OutingEvent::Distress { .. }
            | OutingEvent::Concern { nobody_rang: true, .. }
            | OutingEvent::Resolve { .. }
            | OutingEvent::TakenBack { .. }
    )
}

/// Answers as they were given, a question's name in words: "feels safe: no".
pub fn answers(all: &Answers) -> String {
    let one = |(key, value): (&String, &Value)| format!("{}: {}", asked(key), answer(key, value));
    all.iter().map(one).collect::<Vec<_>>().join("; ")
}

/// A question's name in words.
pub fn asked(key: &str) -> String {
    key.replace(['-', '.'], " ")
}

/// The answer. What somebody wrote in their own words about the code word might be the code word.
fn answer(key: &str, value: &Value) -> String {
    match value {
        Value::Text(_) if key.contains("code-word") => "answered".to_owned(),
        Value::Bool(_) | Value::Number(_) | Value::Text(_) => value.to_string(),
    }
}

impl Teller<'_> {
    /// The time alone if it is today, else day and time.
    pub fn time(&self, moment: Moment) -> String {
        self.zone.words_on(moment, self.today)
    }

    /// What came of a rung, to be read out: "Max Desk, step 1 (the monitor): no answer".
    fn rung(&self, rung: &Rung) -> String {
        let terms = self.outing.terms.as_deref();
        let everyone = terms.map(|t| t.everyone.as_slice()).unwrap_or_default();
        let known = everyone.iter().find(|p| p.id == rung.who);
        let name = known.map_or(rung.who.as_str(), |p| p.name.as_str());
        let ladder =
            terms.and_then(|t| t.ladders.iter().find(|l| l.clocks.contains(&rung.alarm.clock)));
        let own = ladder.and_then(|l| l.rungs.get(rung.rung.checked_sub(1)?));
        let step = own.map_or_else(
            || "after the last step".to_owned(),
            |own| format!("step {} ({})", rung.rung, own.role),
        );
        let note = rung.note.as_ref().map(|note| format!(", {note}")).unwrap_or_default();
        format!("{name}, {step}: {}{note}", rung.outcome.words())
    }

    /// The event in words, without its time: "Kay Invented rang school".
    pub fn words(&self, entry: &Entry<OutingEvent>) -> String {
        let names = self.names(&who(&entry.body));
        match &entry.body {
            OutingEvent::SignOut { back, .. } => {
                format!("{names} left school, expected back {}", self.time(*back))
            }
            OutingEvent::Contact { how, whereabouts, note, answers, .. } => {
                let head = heard(*how, &names);
                with(&head, &[place_said(whereabouts.as_ref()), note.clone(), said(answers)])
            }
            OutingEvent::NoAnswer { .. } => format!("school rang {names}: NO ANSWER"),
            OutingEvent::Concern { whereabouts, note, nobody_rang, .. } => {
                let by = if *nobody_rang { ", told by somebody else" } else { "" };
                let head = format!("CAUSE FOR CONCERN about {names}{by}");
                with(&head, &[place_said(whereabouts.as_ref()), note.clone()])
            }
            OutingEvent::Distress { note, whereabouts, .. } => {
                let head = format!("DISTRESS reported for {names}");
                with(&head, &[place_said(whereabouts.as_ref()), note.clone()])
            }
            OutingEvent::Extend { back, why, .. } => {
                format!("{names} gave a new expected return, {}: {why}", self.time(*back))
            }
            OutingEvent::Delay { visit, arrives, why, .. } => {
                self.delay(&names, visit, *arrives, why)
            }
            OutingEvent::Back { .. } => format!("{names} back at school"),
            OutingEvent::Home { how, .. } => format!("{names} safe at home, told by {how}"),
            OutingEvent::Told { visit, answers, .. } => {
                let at =
                    visit.as_ref().map(|v| format!(" at {}", self.place(v))).unwrap_or_default();
                with(&format!("{names} answered{at}"), &[said(answers)])
            }
            OutingEvent::Resolve { confirmed_by, how, second, .. } => {
                let second = second.as_ref().map(|s| format!(" and {s}")).unwrap_or_default();
                format!("{names} safe, as confirmed by {confirmed_by}{second}: {how}")
            }
            OutingEvent::Alarm(AlarmLine::Rung(rung)) => self.rung(rung),
            OutingEvent::Alarm(line) => line.words(),
            OutingEvent::Arrive { .. }
            | OutingEvent::Late { .. }
            | OutingEvent::Enter { .. }
            | OutingEvent::Leave { .. }
            | OutingEvent::CalledOff { .. }
            | OutingEvent::AddStop { .. }
            | OutingEvent::DutyDone { .. }
            | OutingEvent::Judge(_) => self.at_a_door(&entry.body, &names),
            OutingEvent::TakenBack { was } => {
                format!("TAKEN BACK, it was typed by mistake: {}", self.was(entry, was))
            }
            OutingEvent::Undo { event, why, says } => self.undo(event, why, says.as_deref()),
        }
    }

    /// What happens at the homes, and what is left.
    fn at_a_door(&self, event: &OutingEvent, names: &str) -> String {
        match event {
            OutingEvent::Arrive { visit, nobody_in, answers, .. } => {
                let in_or_not = nobody_in.then(|| "nobody was in".to_owned());
                with(
                    &format!("{names} at the door of {}", self.place(visit)),
                    &[in_or_not, said(answers)],
                )
            }
            OutingEvent::Late { visit, expected, told } => with(
                &format!(
                    "the family at {} said that they are late, there by {}",
                    self.place(visit),
                    self.time(*expected)
                ),
                std::slice::from_ref(told),
            ),
            OutingEvent::Enter { visit, answers, .. } => {
                with(&format!("{names} went in at {}", self.place(visit)), &[said(answers)])
            }
            OutingEvent::Leave { visit, .. } => format!("{names} out of {}", self.place(visit)),
            OutingEvent::CalledOff { visit, who, .. } => {
                let by =
                    if who.is_empty() { "by school".to_owned() } else { format!("by {names}") };
                format!("the visit to {} called off {by}", self.place(visit))
            }
            OutingEvent::AddStop { stop, .. } => {
                let Stop { place, appointment, .. } = stop;
                let at = appointment.map(|a| format!(", {}", self.time(a))).unwrap_or_default();
                format!("a visit added by {names}: {place}{at}")
            }
            OutingEvent::Judge(judged) => {
                let how = if judged.accept { "accepted" } else { "rejected" };
                format!("a doubtful line of the record was {how}: {}", judged.why)
            }
            OutingEvent::DutyDone { how, .. } => format!("a duty done: {how}"),
            OutingEvent::SignOut { .. }
            | OutingEvent::Contact { .. }
            | OutingEvent::NoAnswer { .. }
            | OutingEvent::Concern { .. }
            | OutingEvent::Distress { .. }
            | OutingEvent::Extend { .. }
            | OutingEvent::Delay { .. }
            | OutingEvent::Back { .. }
            | OutingEvent::Home { .. }
            | OutingEvent::Told { .. }
            | OutingEvent::Alarm(_)
            | OutingEvent::Undo { .. }
            | OutingEvent::TakenBack { .. }
            | OutingEvent::Resolve { .. } => String::new(),
        }
    }

    /// What was typed, as it was.
    fn was(&self, entry: &Entry<OutingEvent>, was: &OutingEvent) -> String {
        self.words(&Entry { body: was.clone(), ..entry.clone() })
    }

    /// Which event was taken back, and why.
    fn undo(&self, event: &str, why: &str, says: Option<&str>) -> String {
        let known = self.outing.entries.iter().find(|e| e.id == event);
        let what = known.and_then(|e| {
            if let OutingEvent::TakenBack { was } = &e.body {
                return Some(self.was(e, was));
            }
            let left = matches!(e.body, OutingEvent::SignOut { .. }) && self.outing.never_left;
            left.then(|| self.words(e))
        });
        // What may not be taken back was not.
        let what = what.unwrap_or_else(|| format!("{event}, which STANDS all the same"));
        let says = says.map(|who| format!("; {who} says that nobody left")).unwrap_or_default();
        format!("taken back: {what}{says}: {why}")
    }

    fn delay(&self, names: &str, visit: &str, arrives: Option<Moment>, why: &str) -> String {
        let to = if visit.is_empty() {
            "on the way back".to_owned()
        } else {
            format!("on the way to {}", self.place(visit))
        };
        let then = arrives.map_or_else(
            || "until when is not known".to_owned(),
            |at| format!("there by {}", self.time(at)),
        );
        format!("{names} held up {to}, {then}: {why}")
    }

    /// Their names; the id of somebody who is not on the outing.
    pub fn names(&self, ids: &[String]) -> String {
        let name =
            |id: &String| self.outing.person(id).map_or_else(|| id.clone(), |p| p.name.clone());
        let all: Vec<String> = ids.iter().map(name).collect();
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        names::list(&all)
    }

    /// Where a visit is, in words; its id if the outing does not say.
    pub fn place(&self, visit: &str) -> String {
        let door = self.outing.stops.iter().find(|d| d.stop.visit == visit);
        door.map_or_else(|| visit.to_owned(), |d| d.stop.place.clone())
    }
}

fn heard(how: Means, names: &str) -> String {
    match how {
        Means::TheyCalled => format!("{names} rang school"),
        Means::SchoolCalled => format!("school rang {names}, and was answered"),
        Means::Text => format!("{names} by text, both ways"),
        Means::InPerson => format!("{names} met in person"),
    }
}

fn place_said(whereabouts: Option<&String>) -> Option<String> {
    whereabouts.map(|at| format!("where: {at}"))
}

fn said(all: &Answers) -> Option<String> {
    (!all.is_empty()).then(|| answers(all))
}

fn with(head: &str, more: &[Option<String>]) -> String {
    let more: Vec<&str> = more.iter().flatten().map(String::as_str).collect();
    if more.is_empty() { head.to_owned() } else { format!("{head}: {}", more.join("; ")) }
}
