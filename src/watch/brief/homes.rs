//! Where they should be, what to be careful of there, who lives there, and the other visits of the round.

use super::known::{Home, Looked};
use super::{Line, Page, Subject, not_known, or_not, says};
use crate::domain::assessment::Assessment;
use crate::domain::directory::Caution;
use crate::domain::events::OutingEvent;
use crate::domain::outing::{Abroad, Door, Outing};
use crate::policy::AssessmentRules;
use crate::watch::{said, told};

/// Words in the name of a question about a danger: `animal-risks`, `hostility`, `unknown-people`.
const DANGERS: [&str; 18] = [
    "risk",
    "risks",
    "hazard",
    "hazards",
    "animal",
    "animals",
    "dog",
    "dogs",
    "pet",
    "pets",
    "weapon",
    "weapons",
    "hostile",
    "hostility",
    "violence",
    "violent",
    "aggression",
    "unknown",
];

/// Words that tell of a dog or another animal. There is no such list for weapons: whatever it left out would read as if
/// the home had none.
const ANIMALS: [&str; 6] = ["dog", "dogs", "animal", "animals", "pet", "pets"];

impl<'a> Page<'a> {
    /// Where they should be, in words with directions.
    pub(super) fn whereabouts(self) -> Vec<Line> {
        let mut lines = match self.subject {
            Subject::Outing(outing) => self.whereabouts_of(outing),
            Subject::Lost { places, .. } => vec![
                or_not(
                    "Planned, in this order",
                    Some(places.join("; ")),
                    "the marker cannot be read either",
                ),
                not_known("Where they said they were", "the record cannot be read"),
            ],
            Subject::Planned { place, .. } => vec![
                says("Planned to be at", place.clone()),
                not_known("Where they said they were", "nobody signed them out"),
            ],
        };
        match self.homes().first() {
            Some(home) => lines.extend(address(home, &lines)),
            None => lines
                .push(not_known("Address and directions", "no visit is on record for this outing")),
        }
        lines
    }

    /// The newest place told of each of those who are not back, those in danger first; then where the plan has them.
    fn whereabouts_of(self, outing: &Outing) -> Vec<Line> {
        let mut people: Vec<&Abroad> = outing.out().collect();
        people.sort_by_key(|p| (p.distress.is_none(), p.concerns.is_empty()));
        let (mut known, mut unknown) = (Vec::new(), Vec::new());
        for person in people {
            let name = &person.name;
            let line = self.place_of(outing, person);
            if line.known {
                known.push(line);
            } else {
                unknown.push(line);
            }
            if let Some((since, Some(note))) = &person.distress {
                let note = format!("{note}; {}", self.ago(*since));
                known.push(says(format!("Said in the report of DISTRESS of {name}"), note));
            }
        }
        known.push(says("Should be", should_be(outing)));
        known.extend(unknown);
        known
    }

    fn place_of(self, outing: &Outing, person: &Abroad) -> Line {
        let about = format!("Where {} is, as was said", person.name);
        let Some((entry, place)) = said::newest(outing, &person.id) else {
            return not_known(about, "nobody has told a place");
        };
        let (when, source) = (self.ago(entry.at), said::source(&entry.body));
        let sure = outing.entries.iter().any(|e| e.id == entry.id);
        let doubt = if sure { "" } else { ", in a line in doubt" };
        says(about, format!("{place}; {source}, {when}{doubt}"))
    }

    /// The homes of the round: first the one they are at or go to next, or were at last; then the others in order.
    fn homes(self) -> Vec<&'a Home> {
        let here = self.subject.outing().and_then(|o| {
            let last = o.stops.iter().filter(|d| d.last().is_some()).max_by_key(|d| d.last());
            let here = o.current().or(last)?;
            o.stops.iter().position(|d| std::ptr::eq(d, here))
        });
        let mut homes: Vec<(usize, &Home)> = self.on_record.homes.iter().enumerate().collect();
        homes.sort_by_key(|(n, _)| (Some(*n) != here, *n));
        homes.into_iter().map(|(_, home)| home).collect()
    }

    /// What for, in words that say nothing of the family: no reason, no agency, no name.
    pub(super) fn errand(self) -> Vec<Line> {
        let homes = self.homes();
        let mut lines = vec![says("Errand", "a home visit by school staff, about a pupil of ours")];
        lines.extend(homes.iter().map(|home| self.visit(home)));
        lines
    }

    fn visit(self, home: &Home) -> Line {
        let about = home.place.clone();
        let Some(plan) = home.plan.found() else {
            return not_known(about, home.plan.why_not("no planned visit stands behind this"));
        };
        let kind = plan.kind.as_ref().map(|k| format!("{k} visit"));
        let announced = if plan.unannounced { "not announced" } else { "announced to the family" };
        let doorstep = if plan.doorstep { "to stay on the doorstep" } else { "to go in" };
        let finish = plan.start.plus(plan.lasts);
        let times = format!("{} to {}", self.time(plan.start), self.on_record.zone.clock(finish));
        let parts = [kind, Some(times), Some(announced.to_owned()), Some(doorstep.to_owned())];
        says(about, parts.into_iter().flatten().collect::<Vec<_>>().join(", "))
    }

    /// Cautions, what was assessed, what was said at the door, earlier incidents; for each home of the round.
    pub(super) fn hazards(self) -> Vec<Line> {
        let homes = self.homes();
        if homes.is_empty() {
            return vec![not_known("Hazards", "no visit is on record for this outing")];
        }
        homes.into_iter().flat_map(|home| self.hazards_at(home)).collect()
    }

    fn hazards_at(self, home: &Home) -> Vec<Line> {
        let at = &home.place;
        let mut lines = cautions(home);
        let answered = self.at_the_door(home);
        lines.extend(self.assessed(home));
        lines.extend(answered);
        lines.extend(
            home.incidents.iter().map(|i| says(format!("Earlier incident, {at}"), i.clone())),
        );
        lines.extend(home.unread.iter().map(|wrong| not_known(format!("Hazards, {at}"), wrong)));
        // A call handler always asks about both.
        if !lines.iter().any(|line| line.known && tells_of(&line.says, &ANIMALS)) {
            let why = "hv does not know which cautions are about animals: see every caution above";
            lines.push(not_known(format!("Dogs and other animals, {at}"), why));
        }
        let why = "hv does not know which cautions are about weapons: see every caution above";
        lines.push(not_known(format!("Weapons, {at}"), why));
        lines
    }

    /// The newest assessment of this home: rated hazards, answers about dangers, risks noted since.
    fn assessed(self, home: &Home) -> Vec<Line> {
        let at = &home.place;
        let about = format!("Assessed risks, {at}");
        let here = home.plan.found().and_then(|p| p.address.as_ref());
        let of_home = home
            .assessments
            .iter()
            .filter(|a| here.is_none() || a.assessed.address.as_ref() == here);
        let Some(newest) = of_home.max_by_key(|a| a.at) else {
            let why = match (home.unread.is_empty(), home.assessments.is_empty()) {
                (false, _) => "records of this family cannot be read",
                (true, true) => "no assessment is on record",
                (true, false) => "the family was assessed at another home only",
            };
            return vec![not_known(about, why)];
        };
        let policy = self.on_record.policy.found();
        let rules = policy.and_then(|p| p.assessment.as_ref());
        let overall = newest.assessed.overall.clone().unwrap_or_else(|| "not rated".to_owned());
        let day = self.on_record.zone.day_of(newest.at).words();
        let mut lines = vec![says(about, format!("{overall} overall, assessed {day}"))];
        lines.extend(
            rated(newest, rules)
                .into_iter()
                .map(|(rating, names)| says(format!("Rated {rating}, {at}"), names)),
        );
        let answers = newest.assessed.answers.iter().filter(|(key, _)| about_danger(key));
        lines.extend(answers.map(|(key, value)| {
            says(format!("Assessed, {at}"), format!("{}: {value}", told::asked(key)))
        }));
        let no = crate::domain::stale::decided_no(newest, self.on_record.zone);
        lines.extend(no.map(|no| says(format!("MAY NOT GO AHEAD, {at}"), no)));
        lines.extend(newest.risks.iter().map(|risk| {
            let source = risk.source.as_ref().map(|s| format!(" ({s})")).unwrap_or_default();
            says(
                format!("New risk, {at}"),
                format!("{}{source}, {}", risk.what, self.time(risk.at)),
            )
        }));
        lines
    }

    /// What staff answered at this door and on going in.
    fn at_the_door(self, home: &Home) -> Vec<Line> {
        let Some(outing) = self.subject.outing() else { return Vec::new() };
        let mut lines = Vec::new();
        for entry in &outing.entries {
            if let OutingEvent::Arrive { visit, answers, .. }
            | OutingEvent::Enter { visit, answers, .. } = &entry.body
                && *visit == home.visit
                && !answers.is_empty()
            {
                let said = format!("{}, {}", told::answers(answers), self.time(entry.at));
                lines.push(says(format!("Said at the door, {}", home.place), said));
            }
        }
        lines
    }

    /// The adults of the home with their numbers. Children are told of by number alone.
    pub(super) fn residents(self) -> Vec<Line> {
        let homes = self.homes();
        if homes.is_empty() {
            return vec![not_known("Residents", "no visit is on record for this outing")];
        }
        homes.into_iter().flat_map(residents_of).collect()
    }

    /// Each visit in order: when, where, whether they came there, whether they are out again.
    pub(super) fn round(self) -> Vec<Line> {
        match self.subject {
            Subject::Planned { place, start, .. } => {
                vec![says(
                    format!("1. {}", self.time(*start)),
                    format!("{place}: nobody signed out for it"),
                )]
            }
            Subject::Lost { places, .. } if !places.is_empty() => {
                let line = |(n, place): (usize, &String)| {
                    not_known(
                        format!("{}. {place}", n + 1),
                        "whether they came there: the record cannot be read",
                    )
                };
                places.iter().enumerate().map(line).collect()
            }
            Subject::Lost { .. } => vec![not_known("Visits", "the marker cannot be read either")],
            Subject::Outing(outing) if outing.stops.is_empty() => {
                vec![not_known("Visits", "none is on record for this outing")]
            }
            Subject::Outing(_) => {
                let line = |(n, door): (usize, &Door)| {
                    let when = door
                        .stop
                        .appointment
                        .map_or_else(|| "no time set".to_owned(), |a| self.time(a));
                    says(
                        format!("{}. {when}", n + 1),
                        format!("{}: {}", door.stop.place, self.reached(door)),
                    )
                };
                self.subject.doors().iter().enumerate().map(line).collect()
            }
        }
    }

    fn reached(self, door: &Door) -> String {
        let said = [
            ("at the door", door.arrived),
            ("went in", door.entered),
            ("left", door.left),
            ("called off", door.called_off),
        ];
        let said: Vec<String> = said
            .iter()
            .filter_map(|(what, at)| at.map(|at| format!("{what} {}", self.time(at))))
            .collect();
        match (said.is_empty(), door.over()) {
            (true, _) => "NOT REACHED, as far as anybody has said".to_owned(),
            (false, true) => said.join(", "),
            (false, false) => {
                let out = self.out_of(door);
                format!("{}{out}; NOT OUT of it, as far as anybody has said", said.join(", "))
            }
        }
    }
}

impl Page<'_> {
    /// "; Kay out of it 10:30": of two, one is, and the other is not.
    fn out_of(self, door: &Door) -> String {
        let visit = &door.stop.visit;
        let outing = self.subject.outing();
        let gone = outing.into_iter().flat_map(|o| &o.people).filter(|p| p.has_left(visit));
        let gone = gone.filter_map(|p| Some((&p.name, p.been.get(visit)?.left?)));
        let each = gone.map(|(name, at)| format!("; {name} out of it {}", self.time(at)));
        each.collect::<Vec<_>>().concat()
    }
}

/// At a door, or on the way, or back on record: the same words as the alarm.
fn should_be(outing: &Outing) -> String {
    let planned = || crate::watch::planned_to_be(outing);
    crate::watch::danger::all_back(outing).unwrap_or_else(planned)
}

/// The address as it is on record now, where that says more than was said before; and the directions.
fn address(home: &Home, before: &[Line]) -> Vec<Line> {
    let at = &home.place;
    let mut lines = Vec::new();
    match &home.address {
        Looked::Found(now) if now.text != *at => {
            lines.push(says(format!("Address on record now, for {at}"), now.text.clone()));
        }
        Looked::Found(_) if before.iter().any(|line| line.says == *at) => {}
        Looked::Found(_) => lines.push(says("Address", at.clone())),
        Looked::Absent | Looked::Unread(_) => {
            let why = home.address.why_not("there is no address record for it");
            lines.push(not_known(format!("Address on record now, for {at}"), why));
        }
    }
    let found = home.address.found();
    let why = home.address.why_not("no directions on record");
    lines.push(or_not("Directions", found.and_then(|a| a.directions.clone()), why));
    lines
}

fn cautions(home: &Home) -> Vec<Line> {
    let at = &home.place;
    let caution = |one: &Caution| {
        says(
            format!("CAUTION, {at}"),
            format!("{} ({}, {})", one.what, one.source, one.since.words()),
        )
    };
    let family = home.family.found();
    let address = home.address.found();
    let mut lines: Vec<Line> = family.iter().flat_map(|f| &f.cautions).map(caution).collect();
    for other in &home.neighbours {
        lines.extend(other.cautions.iter().map(caution).map(|line| Line {
            about: format!("{}, ANOTHER FAMILY AT THIS ADDRESS", line.about),
            ..line
        }));
    }
    lines.extend(address.iter().flat_map(|a| &a.cautions).map(caution));
    if lines.is_empty() && family.is_some() && address.is_some() {
        lines.push(says(format!("Cautions, {at}"), "none on record"));
    }
    if family.is_none() {
        let why = home.family.why_not("there is no family record for it");
        lines.push(not_known(format!("Cautions of the family, {at}"), why));
    }
    if address.is_none() {
        let why = home.address.why_not("there is no address record for it");
        lines.push(not_known(format!("Cautions of the address, {at}"), why));
    }
    lines
}

/// Hazards by rating, in the form's order. Those with the lowest rating are only counted: they are every home's.
fn rated(assessment: &Assessment, rules: Option<&AssessmentRules>) -> Vec<(String, String)> {
    let lowest = rules.and_then(|r| r.ratings.first());
    let name = |id: &str| {
        let known = rules.and_then(|r| r.hazards.iter().find(|h| h.id == id));
        known.map_or_else(|| told::asked(id), |h| h.name.clone())
    };
    let mut groups: Vec<(String, Vec<String>)> = Vec::new();
    let mut low = 0;
    for hazard in &assessment.assessed.hazards {
        let Some(rating) = hazard.counts().filter(|_| hazard.does_not_apply.is_none()) else {
            continue;
        };
        if lowest.is_some_and(|l| l == rating) {
            low += 1;
            continue;
        }
        match groups.iter_mut().find(|(word, _)| word == rating) {
            Some((_, names)) => names.push(name(&hazard.hazard)),
            None => groups.push((rating.to_owned(), vec![name(&hazard.hazard)])),
        }
    }
    let mut rated: Vec<(String, String)> =
        groups.into_iter().map(|(r, names)| (r, names.join("; "))).collect();
    if let Some(lowest) = lowest.filter(|_| low > 0) {
        rated.push((format!("{lowest}, the lowest"), format!("{low} of the hazards on the form")));
    }
    rated
}

fn residents_of(home: &Home) -> Vec<Line> {
    let at = &home.place;
    let about = format!("Lives at {at}");
    let Some(family) = home.family.found() else {
        return vec![not_known(about, home.family.why_not("there is no family record for it"))];
    };
    let adult = |c: &crate::domain::directory::Carer| {
        let number = c.phone.as_deref().unwrap_or("NO NUMBER ON RECORD");
        says(about.clone(), format!("{}, parent or carer, {number}", c.name))
    };
    let mut lines: Vec<Line> = family.carers.iter().map(adult).collect();
    if lines.is_empty() {
        lines.push(not_known(about.clone(), "no parent or carer is on record"));
    }
    let children = match family.pupils.len() {
        1 => "a pupil of ours".to_owned(),
        several => format!("{several} pupils of ours"),
    };
    let others = "who else lives there, or is there today, is NOT KNOWN";
    lines.push(says(about, format!("{children}; {others}")));
    for carer in home.neighbours.iter().flat_map(|other| &other.carers) {
        let number = carer.phone.as_deref().unwrap_or("NO NUMBER ON RECORD");
        let words = format!("{}, parent or carer, {number}", carer.name);
        lines.push(says(format!("Lives at {at}, another family"), words));
    }
    lines
}

fn about_danger(key: &str) -> bool {
    key.split(['-', '.']).any(|word| DANGERS.contains(&word))
}

fn tells_of(text: &str, words: &[&str]) -> bool {
    let text = text.to_lowercase();
    text.split(|c: char| !c.is_alphanumeric()).any(|word| words.contains(&word))
}
