//! A sign-out that was, put to another policy: what it would have been refused for, and the watch it would have begun.
//!
//! What the record holds is taken from it; what a record never holds is *not known*, and a rule that hangs on it is
//! named as one that cannot be told ([`Verdict::open`]), never decided. A rule that both policies have, and that decides
//! the same under both, decided then as it did. The directories are as they stand: staff, families and addresses keep no
//! past of their own.
//!
//! What this will not do: read a record, write one, or say what people would have done instead.

use super::directory::{Person, School};
use super::entry::{Entry, Record};
use super::events::{
    Answers, Contactable, HomeSafe, OutingEvent, OwedCall, Stop, Terms, Traveller, Unmet,
};
use super::exempt;
use super::freeze::{self, Watchers};
use super::gate::{self, Finding, Scene};
use super::known::Known;
use super::sign_out::{self, Request};
use crate::policy::facts::{self, Facts, Truth};
use crate::policy::{Gate, Policy, Step, Strength};
use crate::when::{Moment, Zone};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What is known of a sign-out beside its own line.
#[derive(Debug)]
pub struct Around<'a> {
    /// The school, as it stands.
    pub school: &'a School,
    /// The directory, as it stands.
    pub directory: &'a [Person],
    /// The zone.
    pub zone: Zone,
    /// The visits it covered, as they were known when it was typed.
    pub visits: Vec<Known>,
}

/// What a sign-out line says.
#[derive(Debug, Clone, Copy)]
pub struct Left<'a> {
    /// When they left.
    pub at: Moment,
    /// Who left.
    pub people: &'a [Traveller],
    /// Who watched.
    pub monitor: Option<&'a Contactable>,
    /// Who took an alarm when the office was shut.
    pub on_call: Option<&'a Contactable>,
    /// Where they went.
    pub stops: &'a [Stop],
    /// The expected return.
    pub back: Moment,
    /// The digest of the policy whose terms were frozen.
    pub digest: &'a str,
    /// The answers given once.
    pub answers: &'a Answers,
    /// Warnings with reasons; in a breach, all that was broken.
    pub unmet: &'a [Unmet],
    /// They went against a refusal.
    pub breach: bool,
}

impl<'a> Left<'a> {
    /// The line, if it is a sign-out of people, and not a drill.
    pub fn of(entry: &'a Entry<OutingEvent>) -> Option<Left<'a>> {
        let OutingEvent::SignOut {
            people,
            monitor,
            watched_by_hand: _,
            on_call,
            stops,
            back,
            terms,
            answers,
            unmet,
            breach,
            duties: _,
            drill: None,
        } = &entry.body
        else {
            return None;
        };
        Some(Left {
            at: entry.at,
            people,
            monitor: monitor.as_ref(),
            on_call: on_call.as_ref(),
            stops,
            back: *back,
            digest: &terms.digest,
            answers,
            unmet,
            breach: breach.is_some(),
        })
    }

    /// Everybody who left, as the directory knows them. `None`: somebody is not in it, so nobody knows what they are.
    fn staff(&self, directory: &[Person]) -> Option<Vec<Person>> {
        let card = |t: &Traveller| directory.iter().find(|p| p.id == t.id).cloned();
        self.people.iter().map(card).collect()
    }

    fn all_answers(&self) -> Answers {
        let own = |t: &Traveller| {
            let id = t.id.clone();
            t.answers.clone().into_iter().map(move |(k, v)| (format!("{id}.{k}"), v))
        };
        let mut all = self.answers.clone();
        all.extend(self.people.iter().flat_map(own));
        all
    }

    /// Who drove. `None`: somebody has no car on record, and may have driven one.
    fn cars(&self, staff: &[Person]) -> Option<Vec<String>> {
        let unknown = |t: &Traveller| {
            let card = staff.iter().find(|p| p.id == t.id);
            t.car.is_none() && card.is_none_or(|p| p.vehicle.is_none())
        };
        let drove = self.people.iter().filter(|t| t.car.is_some()).map(|t| t.id.clone());
        if self.people.iter().any(unknown) { None } else { Some(drove.collect()) }
    }

    /// The request as it was made. `None`: somebody is not in the directory, or a visit is not on record.
    pub fn request<'r>(&self, policy: &'r Policy, around: &'r Around<'_>) -> Option<Request<'r>> {
        let staff = self.staff(around.directory)?;
        let named = self.stops.iter().filter(|s| !s.visit.is_empty()).count();
        if named != around.visits.len() || named == 0 {
            return None;
        }
        Some(Request {
            policy,
            school: around.school,
            directory: around.directory,
            left_at: self.at,
            zone: around.zone,
            cars: self.cars(&staff),
            people: staff,
            visits: around.visits.clone(),
            monitor: self.monitor.cloned(),
            back: Some(self.back),
            emergency: around.school.emergency_contact.clone(),
            on_call: self.on_call.cloned(),
            authorised_by: None,
            answers: self.all_answers(),
            open: &[],
        })
    }
}

/// What another policy says of a sign-out.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Verdict {
    /// Rules that would have refused it, and did not.
    pub refused: Vec<Finding>,
    /// Rules that would have wanted a written reason, and did not.
    pub reason: Vec<Finding>,
    /// Rules that it was against then, and would not have been: it was a breach, or a reason was written.
    pub lifted: Vec<Unmet>,
    /// What cannot be told, and why.
    pub open: Vec<Open>,
}

/// A rule or a question of which the record does not tell how it would have gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// The rule or question.
    pub rule: String,
    /// In words.
    pub says: String,
    /// Why nobody can tell.
    pub why: &'static str,
}

/// The question was not put then.
pub const NOT_ASKED: &str = "the record holds no answer: it was not asked then";
/// A fact that a sign-out does not write down.
pub const NOT_KEPT: &str = "a sign-out's record does not keep what it hangs on";
/// No card in the directory says anything of that document or training.
pub const NO_CARD: &str = "no card of anybody says anything of it";

/// Puts the sign-out to the policy. `before`: the policy of the day, if it is still known.
pub fn verdict(
    left: &Left<'_>,
    around: &Around<'_>,
    policy: &Policy,
    before: Option<&Policy>,
) -> Option<Verdict> {
    let asked = Asked { left, around, policy };
    let all = asked.findings()?;
    let as_then = before.and_then(|before| Asked { left, around, policy: before }.findings());
    let as_then = as_then.unwrap_or_default();
    let same = |f: &Finding| {
        as_then
            .iter()
            .any(|o| (&o.rule, &o.subject, o.strength) == (&f.rule, &f.subject, f.strength))
    };
    let recorded = |f: &Finding| {
        left.unmet.iter().any(|u| u.rule == f.rule && (u.strength == f.strength || left.breach))
    };
    let mut verdict = Verdict { lifted: lifted(left, &all), ..Verdict::default() };
    for finding in all.iter().filter(|f| !same(f) && !recorded(f)) {
        match (asked.cannot_tell(finding), finding.strength) {
            (Some(why), _) => verdict.leave_open(finding, why),
            (None, Strength::Must) => verdict.refused.push(finding.clone()),
            (None, Strength::Should) => verdict.reason.push(finding.clone()),
        }
    }
    Some(verdict)
}

impl Verdict {
    fn leave_open(&mut self, finding: &Finding, why: &'static str) {
        let one = Open { rule: finding.rule.clone(), says: finding.says.clone(), why };
        if !self.open.iter().any(|o| o.rule == one.rule) {
            self.open.push(one);
        }
    }
}

/// What stood against it then and no rule finds now. A rule of hv's own cites no clause, and stands under every policy.
fn lifted(left: &Left<'_>, all: &[Finding]) -> Vec<Unmet> {
    let gone = |u: &&Unmet| !u.clauses.is_empty() && !all.iter().any(|f| f.rule == u.rule);
    left.unmet.iter().filter(gone).cloned().collect()
}

/// A sign-out before one policy.
struct Asked<'a> {
    left: &'a Left<'a>,
    around: &'a Around<'a>,
    policy: &'a Policy,
}

impl Asked<'_> {
    /// Every rule of the policy that does not hold, as far as anything is known. Those that the family was exempt from
    /// passed.
    fn findings(&self) -> Option<Vec<Finding>> {
        let request = self.left.request(self.policy, self.around)?;
        let scene = self.scene(&request);
        let all = gate::findings(self.policy, Step::Out, &scene, &request.answers);
        let visits: Vec<&Known> = self.around.visits.iter().collect();
        let day = self.around.zone.day_of(self.left.at);
        Some(exempt::part(self.policy, all, &visits, day).0)
    }

    /// The scene, without what its record does not keep.
    fn scene(&self, request: &Request<'_>) -> Scene {
        let mut scene = request.scene();
        for name in self.not_kept() {
            scene.outing.unset(name);
        }
        scene
    }

    fn not_kept(&self) -> Vec<&'static str> {
        let standing = self.around.school.emergency_contact.is_some();
        let emergency = (!standing).then_some("emergency-contact-named");
        ["authorised-by-senior"].into_iter().chain(emergency).collect()
    }

    /// Why a rule that does not hold as far as is known may yet have held.
    fn cannot_tell(&self, finding: &Finding) -> Option<&'static str> {
        let question = self.policy.questions.iter().find(|q| q.id == finding.rule);
        let request = self.left.request(self.policy, self.around)?;
        if question.is_some() {
            let key = |k: &String| k.rsplit('.').next() == Some(finding.rule.as_str());
            let answered = request.answers.keys().any(key);
            return (!answered).then_some(NOT_ASKED);
        }
        let gate = self.policy.gates.iter().find(|g| g.id == finding.rule)?;
        let scene = self.scene(&request);
        let mentions = gate.when.mentions().into_iter().chain(gate.demand.mentions());
        mentions.into_iter().find_map(|name| self.why_not_known(name, &scene))
    }

    fn why_not_known(&self, name: &str, scene: &Scene) -> Option<&'static str> {
        if self.not_kept().contains(&name) {
            return Some(NOT_KEPT);
        }
        let all =
            || scene.visits.iter().chain(&scene.people).map(|(_, f)| f).chain([&scene.outing]);
        if name == "by-car" && all().all(|f| f.open(name)) {
            return Some(NOT_KEPT);
        }
        let owed_here = facts::derived(name).is_some_and(|(known, _)| known.name == "owed-here-");
        if owed_here && all().all(|f| f.open(name)) {
            return Some(NOT_KEPT);
        }
        let asked = self.policy.questions.iter().any(|q| q.id == name);
        if asked && all().all(|f| f.open(name)) {
            return Some(NOT_ASKED);
        }
        on_no_card(name, self.around.directory).then_some(NO_CARD)
    }
}

/// It asks for something of which the directory has never heard: a document, a training, a role, a permission that
/// nobody's card holds. A policy that did not ask for it gave nobody a reason to write it down.
fn on_no_card(name: &str, people: &[Person]) -> bool {
    let holds = |p: &Person| match name {
        "trained" => p.trained.is_some(),
        "coached" => p.coached.is_some(),
        "designated" => p.designated,
        "lone-visits" => p.lone_visits,
        "next-of-kin-held" => p.next_of_kin.is_some(),
        "emergency-contact-held" => p.emergency_contact.is_some(),
        "mobile-held" => p.mobile.is_some(),
        "vehicle-recorded" => p.vehicle.is_some(),
        "insurance-in-date" => p.vehicle.as_ref().is_some_and(|v| v.insured_until.is_some()),
        "business-insurance" => p.vehicle.as_ref().is_some_and(|v| v.business_use.is_some()),
        _ => holds_word(name, p),
    };
    !people.iter().any(holds)
}

fn holds_word(name: &str, person: &Person) -> bool {
    match facts::derived(name) {
        Some((known, word)) if known.name == "read-" => person.read.iter().any(|r| r.what == word),
        Some((known, word)) if known.name == "trained-in-" => {
            person.training.iter().any(|t| t.topic == word)
        }
        Some((known, word)) if known.name == "is-" || known.name == "crew-has-" => {
            person.roles.iter().any(|h| h.role == word)
        }
        // Nothing that a card would hold.
        Some(_) | None => true,
    }
}

/// How an attempt that was refused would have gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attempt {
    /// Refused as well.
    Refused,
    /// Not refused any more by anything that is known.
    NotRefused,
    /// The record of the attempt does not hold enough.
    CannotTell,
}

/// Puts an attempt that was refused to the policy. Its record holds who wanted to go and what stood in the way, and
/// nothing that was answered. `before`: the policy as it stands, to tell a question that has not changed.
pub fn attempt(
    people: &[String],
    unmet: &[Unmet],
    at: Moment,
    around: &Around<'_>,
    policies: (&Policy, Option<&Policy>),
) -> Attempt {
    let (policy, before) = policies;
    let stood: Vec<&Unmet> = unmet.iter().filter(|u| u.strength == Strength::Must).collect();
    let staff: Option<Vec<Person>> =
        people.iter().map(|id| around.directory.iter().find(|p| p.id == *id).cloned()).collect();
    let Some(scene) = staff.and_then(|staff| attempted(staff, at, around, policy)) else {
        return Attempt::CannotTell;
    };
    let judge = |u: &&Unmet| still(u, policy, before, &scene);
    let anew = anew(policy, &scene, around.directory);
    let verdicts: Vec<Attempt> = stood.iter().map(judge).chain([anew]).collect();
    if verdicts.contains(&Attempt::Refused) {
        return Attempt::Refused;
    }
    if verdicts.contains(&Attempt::CannotTell) { Attempt::CannotTell } else { Attempt::NotRefused }
}

/// Who wanted to go where. Of the outing as a whole the attempt's record says nothing but how many they were.
fn attempted(
    staff: Vec<Person>,
    at: Moment,
    around: &Around<'_>,
    policy: &Policy,
) -> Option<Scene> {
    if around.visits.is_empty() {
        return None;
    }
    let request = Request {
        policy,
        school: around.school,
        directory: around.directory,
        left_at: at,
        zone: around.zone,
        people: staff,
        cars: None,
        visits: around.visits.clone(),
        monitor: None,
        back: None,
        emergency: None,
        on_call: None,
        authorised_by: None,
        answers: Answers::new(),
        open: &[],
    };
    let scene = request.scene();
    let mut outing = Facts::new();
    outing.set_known("people-out", scene.outing.get("people-out").cloned());
    Some(Scene { outing, ..scene })
}

/// One of the rules that refused: does it still?
fn still(unmet: &Unmet, policy: &Policy, before: Option<&Policy>, scene: &Scene) -> Attempt {
    if unmet.clauses.is_empty() {
        return Attempt::Refused;
    }
    if let Some(question) = policy.questions.iter().find(|q| q.id == unmet.rule) {
        let same = before.is_some_and(|b| b.questions.iter().any(|q| q == question));
        let warns = question.strength == Strength::Should;
        return match (warns, same) {
            (true, _) => Attempt::NotRefused,
            (false, true) => Attempt::Refused,
            (false, false) => Attempt::CannotTell,
        };
    }
    let Some(gate) = policy.gates.iter().find(|g| g.id == unmet.rule) else {
        return Attempt::NotRefused;
    };
    if gate.strength == Strength::Should {
        return Attempt::NotRefused;
    }
    if before.is_some_and(|b| b.gates.iter().any(|g| g == gate)) {
        return Attempt::Refused;
    }
    match worst(gate::broken_in(policy, gate, scene)) {
        Truth::True => Attempt::Refused,
        Truth::False => Attempt::NotRefused,
        Truth::Unknown => Attempt::CannotTell,
    }
}

/// A rule that is known to be broken, whatever was answered; and one that asks for what no card holds cannot be told.
fn anew(policy: &Policy, scene: &Scene, directory: &[Person]) -> Attempt {
    let must = policy.gates.iter().filter(|g| g.strength == Strength::Must);
    let here = must.filter(|g| g.at.contains(&Step::Out));
    let broken = here.filter(|g| worst(gate::broken_in(policy, g, scene)) == Truth::True);
    let (untold, told): (Vec<&Gate>, Vec<&Gate>) = broken.partition(|g| {
        let mut names = g.when.mentions().into_iter().chain(g.demand.mentions());
        names.any(|name| on_no_card(name, directory))
    });
    match (told.is_empty(), untold.is_empty()) {
        (false, _) => Attempt::Refused,
        (true, false) => Attempt::CannotTell,
        (true, true) => Attempt::NotRefused,
    }
}

fn worst(all: Vec<Truth>) -> Truth {
    if all.contains(&Truth::True) {
        return Truth::True;
    }
    if all.contains(&Truth::Unknown) { Truth::Unknown } else { Truth::False }
}

/// The watch that the policy would have begun: the terms and the visits as it would have frozen them. `None` for
/// `request`: it was begun with nothing checked, and is frozen over nothing known, as then.
pub fn watch(left: &Left<'_>, around: &Around<'_>, policy: &Policy) -> (Terms, Vec<Stop>) {
    if let Some(request) = left.request(policy, around) {
        let event = sign_out::event(&request, left.back, Vec::new(), None);
        if let OutingEvent::SignOut { terms, stops, .. } = event {
            return (Arc::unwrap_or_clone(terms), stops);
        }
    }
    let going: Vec<String> = left.people.iter().map(|t| t.id.clone()).collect();
    let watchers = Watchers {
        school: around.school,
        people: around.directory,
        monitor: left.monitor,
        on_call: left.on_call,
        going: &going,
        today: around.zone.day_of(left.at),
    };
    let terms = freeze::terms(policy, &[], &watchers);
    let terms = freeze::of_the_day(terms, policy, &[], left.at, around.zone);
    // Nothing is known of the visits either: whatever limit may hold does.
    let bare = |s: &Stop| Stop {
        wait_without_notice: None,
        wait_with_notice: None,
        wait_minimum: None,
        calls: Vec::new(),
        may_owe: Vec::new(),
        ..s.clone()
    };
    let with = |s: &Stop| {
        if s.visit.is_empty() {
            bare(s)
        } else {
            freeze::with_waits(bare(s), policy, &Facts::new())
        }
    };
    (terms, left.stops.iter().map(with).collect())
}

/// What the policy would have frozen into the lines after the sign-out, by the line's id.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Later {
    /// A visit added on the road, and whether the outing then ends at home.
    pub added: BTreeMap<String, (Stop, Option<HomeSafe>)>,
    /// Calls that an answer made owed.
    pub calls: BTreeMap<String, Vec<OwedCall>>,
}

/// The record with the terms of another policy in it. What was not frozen anew keeps what it had.
pub fn refrozen(
    record: &Record<OutingEvent>,
    terms: &Terms,
    stops: &[Stop],
    later: &Later,
) -> Record<OutingEvent> {
    let mut record = record.clone();
    for entry in &mut record.entries {
        match &mut entry.body {
            OutingEvent::SignOut { terms: own, stops: own_stops, .. } => {
                *own = Arc::new(terms.clone());
                *own_stops = stops.to_vec();
            }
            OutingEvent::AddStop { stop, home, .. } => {
                if let Some((new, ends)) = later.added.get(&entry.id) {
                    *stop = new.clone();
                    home.clone_from(ends);
                }
            }
            OutingEvent::Arrive { calls, .. }
            | OutingEvent::Enter { calls, .. }
            | OutingEvent::Told { calls, .. } => {
                if let Some(new) = later.calls.get(&entry.id) {
                    calls.clone_from(new);
                }
            }
            OutingEvent::Contact { .. }
            | OutingEvent::NoAnswer { .. }
            | OutingEvent::Late { .. }
            | OutingEvent::Leave { .. }
            | OutingEvent::CalledOff { .. }
            | OutingEvent::Extend { .. }
            | OutingEvent::Delay { .. }
            | OutingEvent::Back { .. }
            | OutingEvent::Home { .. }
            | OutingEvent::Concern { .. }
            | OutingEvent::Distress { .. }
            | OutingEvent::Resolve { .. }
            | OutingEvent::DutyDone { .. }
            | OutingEvent::Alarm(_)
            | OutingEvent::Undo { .. }
            | OutingEvent::TakenBack { .. }
            | OutingEvent::Judge(_) => {}
        }
    }
    record
}
