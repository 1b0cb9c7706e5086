//! Who calls, who is missing and since when, who went with them, and who can be rung.

use super::known::Looked;
use super::{Line, Page, Subject, not_known, or_not, says};
use crate::domain::directory::{Person, Phone, Vehicle};
use crate::domain::events::{Answers, Contactable, OutingEvent};
use crate::domain::outing::{Abroad, Outing};
use crate::watch::told::{self, Teller};

/// Words in the name of a question whose answer describes a person: `clothing`, `kay.description`.
const DESCRIBES: [&str; 6] =
    ["description", "clothing", "clothes", "wearing", "wears", "appearance"];

/// Somebody the page is about.
struct Missing<'a> {
    id: String,
    name: String,
    number: Option<String>,
    /// As the outing has them. Absent: no outing, or none that can be read.
    abroad: Option<&'a Abroad>,
}

impl Page<'_> {
    /// Who is calling and from where.
    pub(super) fn calling(self) -> Vec<Line> {
        let school = &self.on_record.school;
        let found = school.found();
        let why_not = school.why_not("not on record");
        let by = &self.on_record.typed_by;
        let office = found.and_then(|s| s.numbers.first());
        vec![
            or_not("School", found.map(|s| s.name.clone()), &why_not),
            not_known("Address of the school", "hv does not hold it; say it"),
            or_not(
                "Caller",
                self.on_record.caller.found().map(|p| p.name.clone()),
                format!(
                    "{by:?} is typing; {}; say your name",
                    self.on_record.caller.why_not("not in the staff directory")
                ),
            ),
            or_not(
                "Ring us back on",
                office.map(phone),
                format!("no number of the school: {why_not}"),
            ),
        ]
    }

    /// Each person who is not back: name, looks, telephone, car.
    pub(super) fn missing(self) -> Vec<Line> {
        let missing = self.who_is_missing();
        if missing.is_empty() {
            return vec![says("Nobody", "everybody on this outing is recorded as back")];
        }
        missing.iter().flat_map(|one| self.person(one)).collect()
    }

    fn person(self, one: &Missing<'_>) -> Vec<Line> {
        let name = &one.name;
        let directory = self.on_record.people.get(&one.id);
        let agency = directory.and_then(Looked::found).and_then(|p| p.works_for.clone());
        let works = agency.map_or_else(|| "one of our staff".to_owned(), |a| format!("of {a}"));
        let mut lines = vec![
            says("Name", format!("{name}, {works}")),
            or_not(
                format!("Description and clothing of {name}"),
                self.described(&one.id),
                format!("{}; say what you remember", self.not_told("nobody was asked at sign-out")),
            ),
            or_not(
                format!("Telephone carried by {name}"),
                one.number.clone(),
                "no number on record",
            ),
        ];
        let now = directory.and_then(Looked::found).and_then(|p| p.mobile.clone());
        if let Some(other) = now.filter(|now| one.number.as_ref() != Some(now)) {
            lines.push(says(format!("Telephone of {name} in the staff directory"), other));
        }
        lines.push(car(one, directory, self.not_told("no car was named at sign-out")));
        lines
    }

    /// Why a sign-out does not tell something.
    fn not_told(self, not_said: &'static str) -> &'static str {
        match self.subject {
            Subject::Outing(outing) if outing.sign_out_sound => not_said,
            Subject::Outing(_) => "the sign-out is damaged",
            Subject::Lost { .. } => "the record cannot be read",
            Subject::Planned { .. } => "nobody signed them out",
        }
    }

    /// Everybody who is not back, or who nobody signed out.
    fn who_is_missing(&self) -> Vec<Missing<'_>> {
        match self.subject {
            Subject::Outing(outing) => outing.out().map(abroad).collect(),
            Subject::Lost { people, .. } | Subject::Planned { people, .. } => {
                people.iter().map(by_marker).collect()
            }
        }
    }

    /// What was answered at sign-out, or since, about how they look.
    fn described(&self, person: &str) -> Option<String> {
        let outing = self.subject.outing()?;
        let mut found: Vec<String> = described(&outing.answers, Some(person));
        for entry in &outing.entries {
            if let OutingEvent::SignOut { people, .. } = &entry.body {
                let own = people.iter().filter(|p| p.id == person);
                found.extend(own.flat_map(|p| described(&p.answers, None)));
            }
            if let OutingEvent::Told { answers, .. } = &entry.body {
                found.extend(described(answers, Some(person)));
            }
        }
        found.dedup();
        (!found.is_empty()).then(|| found.join("; "))
    }

    /// When they left, were last heard from, are due, and what is late.
    pub(super) fn since(self) -> Vec<Line> {
        match self.subject {
            Subject::Outing(outing) => self.since_of(outing),
            Subject::Lost { back, why, .. } => vec![
                not_known("Left school", why),
                not_known("Last word of them", "the record cannot be read; say what you know"),
                or_not("Due back", back.map(|b| self.time(b)), "the marker cannot be read either"),
            ],
            Subject::Planned { start, finish, late, .. } => vec![
                not_known("Left school", "nobody signed them out; find out whether they went"),
                not_known("Last word of them", "nothing is recorded for this visit"),
                says("Appointment", self.time(*start)),
                or_not("Planned to end", finish.map(|f| self.time(f)), "the visit cannot be read"),
                or_not("A sign-out was due by", late.map(|l| self.time(l.due)), "no marker says"),
            ],
        }
    }

    fn since_of(self, outing: &Outing) -> Vec<Line> {
        let mut lines = Vec::new();
        if outing.sign_out_sound {
            lines.push(says("Left school", self.time(outing.left_at)));
        } else {
            lines.push(not_known("Left school", "the sign-out is damaged"));
        }
        for line in outing.out().map(|person| self.last_heard(outing, person)) {
            let same = lines.iter_mut().find(|l| l.known == line.known && l.says == line.says);
            match same {
                Some(same) => {
                    let also = line.about.strip_prefix("Last word of ").unwrap_or(&line.about);
                    same.about = format!("{} and {also}", same.about);
                }
                None => lines.push(line),
            }
        }
        let returns = outing.returns();
        if returns.len() < 2 {
            lines.push(says("Due back", self.time(outing.back)));
        }
        for (back, people) in returns.iter().filter(|_| returns.len() > 1) {
            let names: Vec<&str> = people.iter().map(|p| p.name.as_str()).collect();
            let about = format!("Due back, {}", crate::domain::names::list(&names));
            lines.push(says(about, self.time(*back)));
        }
        for late in crate::watch::late(outing, self.on_record.now) {
            let names: Vec<&str> = late.running.people.iter().map(|p| p.name.as_str()).collect();
            let names = crate::domain::names::list(&names);
            let due = self.ago(late.running.deadline.due);
            lines.push(says(format!("Late, {names}"), format!("{}; due {due}", late.running.owed)));
        }
        for damage in &outing.damage {
            lines.push(not_known(
                "In doubt",
                format!("part of the record is damaged: {}", damage.what),
            ));
        }
        lines
    }

    /// The last two-way contact with somebody, and what was said.
    fn last_heard(self, outing: &Outing, person: &Abroad) -> Line {
        let today = self.on_record.zone.day_of(self.on_record.now);
        let teller = Teller { outing, zone: self.on_record.zone, today };
        let about = format!("Last word of {}", person.name);
        let of_them = |e: &&crate::domain::entry::Entry<OutingEvent>| {
            e.at == person.last_contact
                && told::may_be_contact(&e.body)
                && told::who(&e.body).contains(&person.id)
        };
        let said = outing.entries.iter().rev().find(of_them).map(|e| teller.words(e));
        let when = self.ago(person.last_contact);
        match said {
            Some(said) => says(about, format!("{when}: {said}")),
            None => not_known(about, format!("the record is damaged; at {when} at the latest")),
        }
    }

    /// Next of kin and emergency contact: as frozen, and as on record now where that differs.
    pub(super) fn kin(self) -> Vec<Line> {
        let missing = self.who_is_missing();
        let lines = missing.iter().flat_map(|one| self.kin_of(one));
        or_nobody(lines.collect())
    }

    fn kin_of(self, one: &Missing<'_>) -> Vec<Line> {
        let directory = self.on_record.people.get(&one.id);
        let now = directory.and_then(Looked::found);
        let (mut kin, mut contacts): (Vec<&Phone>, Vec<&Phone>) = (Vec::new(), Vec::new());
        kin.extend(one.abroad.and_then(|a| a.next_of_kin.as_ref()));
        kin.extend(
            now.and_then(|p| p.next_of_kin.as_ref())
                .filter(|p| !kin.contains(p))
                .into_iter()
                .collect::<Vec<_>>(),
        );
        contacts.extend(one.abroad.into_iter().flat_map(|a| &a.kin));
        contacts.extend(
            now.and_then(|p| p.emergency_contact.as_ref())
                .filter(|p| !contacts.contains(p))
                .into_iter()
                .collect::<Vec<_>>(),
        );
        let why = directory.map_or("none on record".to_owned(), |d| d.why_not("none on record"));
        let line = |what: &str, all: &[&Phone]| {
            let all: Vec<String> = all.iter().map(|p| phone(p)).collect();
            or_not(format!("{what} of {}", one.name), Some(all.join("; ")), &why)
        };
        vec![line("Next of kin", &kin), line("Emergency contact", &contacts)]
    }

    /// Everybody on the outing, and where each of them is.
    pub(super) fn companions(self) -> Vec<Line> {
        let Subject::Outing(outing) = self.subject else {
            let names: Vec<String> = self.who_is_missing().into_iter().map(|m| m.name).collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            return vec![says("To go together", crate::domain::names::list(&names))];
        };
        if let [_alone] = outing.people.as_slice() {
            return vec![says("Nobody", "one person went alone")];
        }
        let state = |person: &Abroad| {
            let number = person.number.as_deref().unwrap_or("no number on record");
            let back = person.returned.filter(|_| !person.away());
            let state = back.map_or_else(
                || "not back".to_owned(),
                |at| format!("back since {}", self.time(at)),
            );
            says(person.name.clone(), format!("{number}; {state}"))
        };
        outing.people.iter().map(state).collect()
    }

    /// The school's numbers, the monitor, who is on call.
    pub(super) fn numbers(self) -> Vec<Line> {
        let school = &self.on_record.school;
        let mut lines: Vec<Line> = Vec::new();
        if let Some(found) = school.found() {
            lines.extend(found.numbers.iter().map(|p| says(p.name.clone(), p.number.clone())));
            let standing = found.emergency_contact.iter();
            lines.extend(
                standing.map(|p| says(format!("{} (emergency contact)", p.name), p.number.clone())),
            );
        }
        if lines.is_empty() {
            lines.push(not_known("School", school.why_not("no number on record")));
        }
        let outing = self.subject.outing();
        let watches = outing.and_then(|o| o.monitor.as_ref());
        lines.push(or_not("Monitor of this outing", watches.map(ring), "nobody is named"));
        let on_call = outing.and_then(|o| o.on_call.as_ref());
        lines.extend(on_call.map(|p| says("On call when the office is shut", ring(p))));
        lines
    }
}

fn abroad(person: &Abroad) -> Missing<'_> {
    Missing {
        id: person.id.clone(),
        name: person.name.clone(),
        number: person.number.clone(),
        abroad: Some(person),
    }
}

fn by_marker(one: &Contactable) -> Missing<'_> {
    Missing { id: one.id.clone(), name: one.name.clone(), number: one.number.clone(), abroad: None }
}

/// The car they said they drive; else the one in the directory, of which nobody knows whether they took it.
fn car(one: &Missing<'_>, directory: Option<&Looked<Person>>, not_told: &str) -> Line {
    let about = format!("Car of {}", one.name);
    let known =
        directory.and_then(Looked::found).and_then(|p| p.vehicle.as_ref()).map(Vehicle::words);
    let known = known.filter(|words| !words.is_empty());
    let taken = one.abroad.and_then(|a| a.car.clone());
    let none = "none in the staff directory";
    let why_not = directory.map_or(none.to_owned(), |d| d.why_not(none));
    match (taken, known) {
        (Some(taken), Some(known)) if taken != known => {
            says(about, format!("{taken}, as signed out; on record now: {known}"))
        }
        (Some(taken), _) => says(about, taken),
        (None, Some(known)) => not_known(about, format!("{not_told}; they have a {known}")),
        (None, None) => not_known(about, format!("{not_told}; {why_not}")),
    }
}

/// Answers about how somebody looks. Of answers for several people, only those of this one.
fn described(answers: &Answers, person: Option<&str>) -> Vec<String> {
    let own = |key: &str| match (key.split_once('.'), person) {
        (Some((of, _)), Some(person)) => of == person,
        (_, None) | (None, Some(_)) => true,
    };
    let describes = |key: &str| key.split(['-', '.']).any(|word| DESCRIBES.contains(&word));
    let found = answers.iter().filter(|(key, _)| own(key) && describes(key));
    found.map(|(_, value)| value.to_string()).collect()
}

fn phone(phone: &Phone) -> String {
    format!("{} {}", phone.name, phone.number)
}

fn ring(person: &Contactable) -> String {
    let number = person.number.as_deref().unwrap_or("no number on record");
    format!("{} {number}", person.name)
}

fn or_nobody(lines: Vec<Line>) -> Vec<Line> {
    if lines.is_empty() { vec![says("Nobody", "everybody is back")] } else { lines }
}
