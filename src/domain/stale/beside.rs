//! What stands in other records and is about the same home or the same family: another assessment of it, another
//! family at the same address, and what was phoned in from the road (AET-2.22, AET-5.2b, ruling B1.55).
//!
//! Two machines may write apart, so no clock proves that whoever assessed had heard of what another record says. Where
//! it cannot be told, it stands until somebody looks at it.

use super::{Looked, Reason, Stale, Standing, notice, stands};
use crate::domain::assessment::{Assessment, Decision, Review};
use crate::domain::directory::Caution;
use crate::domain::entry::Entry;
use crate::domain::events::{Answers, OutingEvent, VisitEvent};
use crate::domain::outing::{Door, Outing};
use crate::domain::visit::Visit;
use crate::policy::Step;
use crate::when::Moment;

/// Records beside the assessment and its family's visits.
#[derive(Debug, Clone, Default)]
pub struct Beside<'a> {
    /// Other assessments of the same family for the same home.
    pub assessments: Vec<&'a Assessment>,
    /// Other families at the same address.
    pub neighbours: &'a [Neighbour],
    /// What was phoned in from the road about visits to the family.
    pub road: Option<&'a Road>,
}

/// Another family at the same address. A concern belongs to the address (ruling B1.55).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Neighbour {
    /// The family.
    pub family: String,
    /// Visits to them there.
    pub visits: Vec<Visit>,
    /// Assessments of them there.
    pub assessments: Vec<Assessment>,
    /// Cautions on them.
    pub cautions: Vec<Caution>,
    /// What was phoned in about those visits.
    pub road: Road,
    /// What of their visits and assessments could not be read, in words: it may be about this address.
    pub unread: Vec<String>,
}

/// What the outings that covered a family's visits say about them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Road {
    /// Concerns and distress phoned in, and doors nobody went in at.
    pub said: Vec<Said>,
    /// Visits at whose door staff arrived.
    pub arrived: Vec<String>,
    /// Outings that could not be read, in words.
    pub unread: Vec<String>,
}

/// One thing phoned in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The visit it is about.
    pub visit: String,
    /// What it was.
    pub what: Phoned,
    /// The words given.
    pub words: Option<String>,
    /// Who said it.
    pub by: String,
    /// When it was known.
    pub at: Moment,
}

/// What was phoned in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phoned {
    /// Cause for concern.
    Concern,
    /// Danger.
    Distress,
    /// The rules at the door refused, and nobody went in.
    TurnedBack,
}

impl Phoned {
    /// In a sentence: "distress phoned in by kay".
    pub fn word(self) -> &'static str {
        match self {
            Phoned::Concern => "concern phoned in",
            Phoned::Distress => "distress phoned in",
            Phoned::TurnedBack => "turned back at the door",
        }
    }
}

impl Road {
    /// Adds what an outing says about these visits. A concern phoned in between two doors may be about either.
    pub fn add(&mut self, outing: &Outing, visits: &[&str]) {
        let ours = |id: &str| visits.contains(&id);
        let stops = || outing.stops.iter().filter(|d| ours(&d.stop.visit));
        let arrived = stops().filter(|d| d.arrived.is_some() || d.entered.is_some());
        self.arrived.extend(arrived.map(|d| d.stop.visit.clone()));
        for entry in outing.entries.iter().chain(&outing.doubtful) {
            let Some((what, who, words, at_door)) = phoned(entry) else { continue };
            let at = super::known_at(entry);
            let by = if who.is_empty() { entry.by.clone() } else { who.join(" and ") };
            let turned_back = at_door.filter(|v| !went_in_after(outing, v, entry));
            if at_door.is_some() {
                let visit = turned_back.filter(|v| ours(v)).map(str::to_owned);
                self.said.extend(visit.map(|visit| Said { visit, what, words, by, at }));
                continue;
            }
            let at_a_door = outing.stops.iter().any(|d| there(d, entry.at));
            for door in stops().filter(|d| !at_a_door || there(d, entry.at)) {
                let (visit, by, words) = (door.stop.visit.clone(), by.clone(), words.clone());
                self.said.push(Said { visit, what, words, by, at });
            }
        }
    }
}

/// What was phoned in, who it is about, in which words; and the visit, where it was said at its door.
type Call<'e> = (Phoned, &'e [String], Option<String>, Option<&'e str>);

fn phoned(entry: &Entry<OutingEvent>) -> Option<Call<'_>> {
    if let OutingEvent::Concern { who, note, .. } = &entry.body {
        return Some((Phoned::Concern, who, note.clone(), None));
    }
    if let OutingEvent::Distress { who, note, .. } = &entry.body {
        return Some((Phoned::Distress, who, note.clone(), None));
    }
    if let OutingEvent::Told { who, step: Step::Enter, visit: Some(visit), answers, .. } =
        &entry.body
    {
        return Some((Phoned::TurnedBack, who, in_words(answers), Some(visit)));
    }
    None
}

/// They were at that door, or inside, at that moment.
fn there(door: &Door, at: Moment) -> bool {
    let over = door.left.or(door.called_off);
    door.arrived.or(door.entered).is_some_and(|a| a <= at) && over.is_none_or(|over| at <= over)
}

/// They went in at that door after all.
fn went_in_after(outing: &Outing, visit: &str, refused: &Entry<OutingEvent>) -> bool {
    let entered = |e: &Entry<OutingEvent>| {
        matches!(&e.body, OutingEvent::Enter { visit: v, .. } if v == visit) && e.at >= refused.at
    };
    outing.entries.iter().any(entered)
}

fn in_words(answers: &Answers) -> Option<String> {
    let all: Vec<String> = answers.iter().map(|(key, value)| format!("{key}={value}")).collect();
    (!all.is_empty()).then(|| all.join(", "))
}

/// Endings that say nothing about the home, wherever staff were.
const ORDINARY: [&str; 4] = ["done", "no-show", "late-with-notice", "doorstep"];

/// Endings that say nothing about the home as long as nobody had been at its door.
const BEFORE: [&str; 3] = ["rearranged", "replaced", "not-authorised"];

/// What went wrong on a visit, oldest first, with when it was known: incidents, concerns, a visit called off or ended
/// for what was found there (AET-2.22), and what was phoned in.
pub(super) fn troubles(visit: &Visit, road: Option<&Road>) -> Vec<(Moment, Reason)> {
    let mut all = Vec::new();
    let undone = crate::domain::visit::undone(&visit.entries);
    for entry in visit.entries.iter().filter(|e| !undone.contains(e.id.as_str())) {
        let at = super::known_at(entry);
        let id = visit.id.clone();
        match &entry.body {
            VisitEvent::Incident(incident) => {
                all.push((at, Reason::Incident { visit: id, kind: incident.kind.clone(), at }));
            }
            VisitEvent::Outcome(outcome) => {
                // The outcome in force is the visit's; another beside it contradicts it, and may be the true one.
                let in_force = visit.ended.as_ref().filter(|e| e.event == entry.id);
                let outcome = in_force.map_or(outcome.as_ref(), |e| &e.outcome);
                let by = entry.by.clone();
                if let Some(reference) = outcome.concern.clone() {
                    let (visit, by) = (id.clone(), by.clone());
                    all.push((at, Reason::Concern { visit, reference, by, at }));
                }
                let word = outcome.outcome.as_str();
                let arrived = road.is_some_and(|r| r.arrived.contains(&id));
                if !ORDINARY.contains(&word) && (arrived || !BEFORE.contains(&word)) {
                    let (outcome, why) = (word.to_owned(), outcome.why.clone());
                    all.push((at, Reason::EndedBadly { visit: id, outcome, why, by, at }));
                }
            }
            VisitEvent::Plan { .. }
            | VisitEvent::Change { .. }
            | VisitEvent::Drop { .. }
            | VisitEvent::Refused { .. }
            | VisitEvent::DutyDone { .. }
            | VisitEvent::Alarm(_)
            | VisitEvent::Judge(_)
            | VisitEvent::Undo { .. } => {}
        }
    }
    let said = road.iter().flat_map(|r| &r.said).filter(|s| s.visit == visit.id);
    all.extend(said.map(|s| (s.at, Reason::Phoned(s.clone()))));
    all
}

/// Risks noted on, and a "no" on, another assessment of the same family for the same home.
pub(super) fn of_others(looked: &Looked<'_>, all: &mut Vec<Stale>) {
    for other in looked.beside.assessments.iter().filter(|o| o.id != looked.assessment.id) {
        for reason in risks_of(looked, other) {
            all.push(reason);
        }
        if let Some(reason) = no_of(looked, other) {
            all.push(stands(reason));
        }
    }
}

/// Reviews, in order, of whatever was assessed after this one: whoever made them may have had its risks before them.
fn reviews_after<'l>(looked: &'l Looked<'_>, other: &Assessment) -> Vec<&'l Review> {
    let own = (!looked.school_wide()).then_some(looked.assessment);
    let all = own.into_iter().chain(looked.beside.assessments.iter().copied());
    let later = all.filter(|a| a.id != other.id && a.at >= other.at);
    later.flat_map(|a| &a.reviews).filter(|r| r.stands).collect()
}

/// A risk is about the world: assessing anew does not make it go away, and whoever assessed anew may not have heard of
/// it (AET-2.15c). A review after it does.
fn risks_of(looked: &Looked<'_>, other: &Assessment) -> Vec<Stale> {
    let mut all = Vec::new();
    let reviews = reviews_after(looked, other);
    for risk in &other.risks {
        let own = risk.reviewed.and_then(|n| other.reviews.get(n));
        if own.is_some_and(|r| r.at < looked.assessment.at) {
            continue;
        }
        let review = own.or_else(|| reviews.iter().find(|r| r.at > risk.at).copied());
        let decision = looked.assessment.decision.as_ref();
        all.push(Stale {
            reason: Reason::OtherRisk {
                assessment: other.name(),
                what: risk.what.clone(),
                source: risk.source.clone(),
                by: risk.by.clone(),
                at: risk.at,
                decided_on: looked.school_wide() || decision.is_some_and(|d| d.at > risk.at),
            },
            standing: review
                .map_or(Standing::Stands, |r| Standing::LookedAt { at: r.at, by: r.by.clone() }),
        });
    }
    all
}

/// A "no" on another assessment stands until somebody decides on this one after it; and where two were made apart, on
/// machines that had not heard of each other, until one of them is declared void or both are made anew.
fn no_of(looked: &Looked<'_>, other: &Assessment) -> Option<Reason> {
    let no = other.decision.as_ref().filter(|d| !d.proceed)?;
    if other.reviews.iter().any(|r| !r.stands) {
        return None;
    }
    let own = (!looked.school_wide()).then_some(looked.assessment);
    let all = own.into_iter().chain(looked.beside.assessments.iter().copied());
    // Since hv writes down which decisions a decision had seen, the clock alone clears none.
    let saw = |yes: &Decision| {
        let seen = yes.seen.as_ref();
        seen.is_none_or(|seen| seen.get(&other.id).is_some_and(|event| *event == no.event))
    };
    let mut yes = all.filter(|a| a.id != other.id && !apart(a, other)).filter(|a| {
        let decided = a.decision.as_ref().is_some_and(|d| d.at > no.at && saw(d));
        decided && a.reviews.iter().all(|r| r.stands)
    });
    // Where nobody decides, there is no decision to wait for: made anew after the "no" is an answer to it.
    let nobody = looked.policy.assessment.as_ref().is_some_and(|r| r.authorised_by.is_empty());
    let anew = nobody
        && !looked.school_wide()
        && !apart(looked.assessment, other)
        && looked.assessment.at > no.at;
    if anew || yes.next().is_some() {
        return None;
    }
    Some(Reason::OtherNo {
        assessment: other.name(),
        reason: no.reason.clone(),
        by: no.decided_by.clone(),
        at: no.at,
    })
}

/// Neither was made with the other before them: two machines had not heard of each other's. Since hv writes down which
/// assessments a new one had seen, that says it; a record from before that says nothing, and of two such only those of
/// one day under one number are known to be apart. Where only one of the two says what it had seen, and the other is not
/// among it, they are apart: no word on record ever clears more than it did.
pub(super) fn apart(one: &Assessment, other: &Assessment) -> bool {
    let from = |a: &Assessment, b: &Assessment| {
        a.assessed.from.as_ref().is_some_and(|f| f.assessment == b.id)
    };
    let seen = |a: &Assessment, b: &Assessment| {
        a.assessed.seen.as_ref().is_some_and(|seen| seen.contains(&b.id))
    };
    if one.id == other.id || from(one, other) || from(other, one) {
        return false;
    }
    let school_wide = |a: &Assessment| a.assessed.base.is_some();
    if school_wide(one) || school_wide(other) {
        return false;
    }
    if one.assessed.seen.is_some() || other.assessed.seen.is_some() {
        return !seen(one, other) && !seen(other, one);
    }
    one_number_of_one_day(&one.id, &other.id)
}

fn one_number_of_one_day(one: &str, other: &str) -> bool {
    let parts = |id: &str| {
        let (day, last) = id.rsplit_once('-')?;
        let digits: String = last.chars().take_while(char::is_ascii_digit).collect();
        Some((day.to_owned(), digits.parse::<u32>().ok()?))
    };
    parts(one).is_some_and(|p| Some(p) == parts(other))
}

/// When something was known of another family: at a moment, or on the day of a caution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When<'n> {
    /// At this moment.
    At(Moment),
    /// A decision: it holds until another is made, however long ago.
    Since(Moment),
    /// A caution has a day.
    Day(&'n Caution),
}

/// Everything on record about another family at the address.
pub(super) fn all_of(neighbour: &Neighbour) -> Vec<(When<'_>, Reason)> {
    let mut all = Vec::new();
    for visit in &neighbour.visits {
        let found = troubles(visit, Some(&neighbour.road));
        all.extend(found.into_iter().map(|(at, reason)| (When::At(at), reason)));
    }
    let newest = neighbour.assessments.iter().max_by_key(|a| a.at);
    for assessment in &neighbour.assessments {
        for risk in assessment.risks.iter().filter(|r| r.reviewed.is_none()) {
            let reason = Reason::Risk {
                what: risk.what.clone(),
                source: risk.source.clone(),
                by: risk.by.clone(),
                at: risk.at,
                decided_on: true,
            };
            all.push((When::At(risk.at), reason));
        }
        let no = assessment.decision.as_ref().filter(|d| !d.proceed);
        let answered = newest.is_some_and(|n| {
            let yes = n.decision.as_ref().is_some_and(|d| d.proceed);
            n.id != assessment.id && yes && !apart(n, assessment)
        });
        if let Some(no) = no.filter(|_| !answered) {
            let reason = Reason::OtherNo {
                assessment: assessment.name(),
                reason: no.reason.clone(),
                by: no.decided_by.clone(),
                at: no.at,
            };
            all.push((When::Since(no.at), reason));
        }
    }
    let cautions = neighbour.cautions.iter();
    all.extend(cautions.map(|c| (When::Day(c), Reason::Caution(c.clone()))));
    let wrap = |(when, reason)| {
        (when, Reason::NextDoor { family: neighbour.family.clone(), reason: Box::new(reason) })
    };
    all.into_iter().map(wrap).collect()
}

/// What stands on other families at the same address: since the assessment, it counts until a review; before it, and
/// where nobody has looked at it on their side either, it is said (AET-5.2b, ruling B1.55).
pub(super) fn of_neighbours(looked: &Looked<'_>, all: &mut Vec<Stale>) {
    for neighbour in looked.beside.neighbours {
        let lost = |what: &String| {
            let reason = Box::new(Reason::Unread(what.clone()));
            stands(Reason::NextDoor { family: neighbour.family.clone(), reason })
        };
        all.extend(neighbour.unread.iter().chain(&neighbour.road.unread).map(lost));
        let newest = neighbour.assessments.iter().max_by_key(|a| a.at);
        for (when, reason) in all_of(neighbour) {
            let said = || Some(notice(reason.clone()));
            all.extend(match when {
                When::At(at) => {
                    let theirs = newest.is_some_and(|a| a.reviewed_since(at));
                    looked.since(at, reason.clone()).or_else(|| said().filter(|_| !theirs))
                }
                When::Since(at) => looked.since(at, reason.clone()).or_else(said),
                When::Day(caution) => {
                    super::of_caution(looked, caution, reason.clone()).or_else(said)
                }
            });
        }
    }
}
