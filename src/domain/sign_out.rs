//! Signing out: may these people leave for these visits now? All findings at once; then the event, with the
//! watch frozen into it.

use super::assessment::Assessment;
use super::directory::{Person, Phone, School};
use super::events::{Answers, Contactable, Duty, OutingEvent, Plan, Stop, Traveller, Unmet};
use super::freeze::{self, Watchers};
use super::gate::{self, Because, Finding, Scene};
use super::known::{self, Known, Together};
use super::outing::Outing;
use super::owes;
use super::stale;
use crate::policy::facts::Facts;
use crate::policy::{DutyTrigger, Policy, Step, Strength};
use crate::when::{Day, Moment, Zone};
use std::sync::Arc;

/// Everything that is said at the desk when staff leave, and everything on record about it.
#[derive(Debug)]
pub struct Request<'a> {
    /// The policy.
    pub policy: &'a Policy,
    /// The school.
    pub school: &'a School,
    /// The whole directory, for the ladders.
    pub directory: &'a [Person],
    /// When they leave.
    pub left_at: Moment,
    /// The zone.
    pub zone: Zone,
    /// Who goes.
    pub people: Vec<Person>,
    /// Who drives their own car; `None` when nobody said.
    pub cars: Option<Vec<String>>,
    /// The visits.
    pub visits: Vec<Known>,
    /// Who watches.
    pub monitor: Option<Contactable>,
    /// The expected return.
    pub back: Option<Moment>,
    /// Who can be reached for the whole outing.
    pub emergency: Option<Phone>,
    /// The senior member of staff who authorises this departure.
    pub authorised_by: Option<&'a Person>,
    /// Who takes an alarm when the office is shut.
    pub on_call: Option<Contactable>,
    /// The answers.
    pub answers: Answers,
    /// Outings open now.
    pub open: &'a [Outing],
}

impl Request<'_> {
    fn today(&self) -> Day {
        self.zone.day_of(self.left_at)
    }

    fn ids(&self) -> Vec<String> {
        self.people.iter().map(|p| p.id.clone()).collect()
    }

    /// What is known, as the gates and questions see it.
    pub fn scene(&self) -> Scene {
        let ids = self.ids();
        let together = Together {
            people: &ids,
            monitor: self.monitor.as_ref().map(|m| m.id.as_str()),
            back: self.back,
            emergency_contact: self.emergency.is_some(),
            authorised: self.authorised(),
            on_call: self.on_call.is_some(),
        };
        Scene {
            outing: known::of_outing(&together).with(&gate::facts_of(&self.answers, None)),
            visits: self.visits.iter().map(|v| (v.visit.id.clone(), self.visit_facts(v))).collect(),
            people: self.people.iter().map(|p| (p.id.clone(), self.person_facts(p))).collect(),
        }
    }

    fn visit_facts(&self, known: &Known) -> Facts {
        let mut facts = known::of_visit(known, self.policy, self.school, self.zone);
        // Those who go count, not those who were planned; and of them those who work for the school.
        let ours = self.people.iter().filter(|p| p.works_for.is_none()).count();
        facts.set("crew-size", i64::try_from(ours).unwrap_or(i64::MAX));
        let today = self.today();
        for role in self.policy.roles.keys() {
            let has = self.people.iter().any(|p| p.has_role(role, today));
            facts.set(&format!("crew-has-{role}"), has);
        }
        facts
    }

    fn person_facts(&self, person: &Person) -> Facts {
        let assessments: Vec<&Assessment> =
            self.visits.iter().filter_map(|v| v.assessment(self.policy)).collect();
        let by_car = self.cars.as_ref().map(|cars| cars.contains(&person.id));
        known::of_person(person, self.policy, by_car, &assessments, self.today())
            .with(&gate::facts_of(&self.answers, Some(&person.id)))
    }

    /// Somebody with a role the policy names, or the head, who does not go along.
    fn authorised(&self) -> bool {
        let today = self.today();
        let roles = self.policy.departure.as_ref().map(|d| d.authorised_by.as_slice());
        self.authorised_by.is_some_and(|senior| {
            let mut roles = roles.unwrap_or_default().iter().chain([&self.policy.head]);
            roles.any(|r| senior.has_role(r, today))
                && !self.people.iter().any(|p| p.id == senior.id)
        })
    }
}

/// Everything that stands in the way, refusals and warnings.
pub fn check(request: &Request<'_>) -> Vec<Finding> {
    let scene = request.scene();
    let mut findings = at_the_desk(request);
    findings.extend(gate::findings(request.policy, Step::Out, &scene, &request.answers));
    explain(request, &mut findings);
    findings
}

/// Says beneath a rule about an assessment exactly why it does not hold.
fn explain(request: &Request<'_>, findings: &mut [Finding]) {
    for known in &request.visits {
        stale::explain_bases(findings, known, request.policy, request.zone);
        stale::explain_unread(findings, known, request.policy);
        if let Some((looked, all)) = known.stale(request.policy, request.zone) {
            stale::explain(findings, &known.visit.id, &looked, &all);
        }
    }
    for finding in findings.iter_mut().filter(|f| about_reading(request.policy, &f.rule)) {
        let subject = finding.subject.clone();
        for person in request.people.iter().filter(|p| subject.split(", ").any(|s| s == p.id)) {
            finding.because.extend(not_read(request, person));
        }
    }
}

/// The rule, or the question, looks at who has read the assessment (AET-A-R1.7).
fn about_reading(policy: &Policy, rule: &str) -> bool {
    const READ: &str = "read-this-assessment";
    let gate = policy.gates.iter().filter(|g| g.id == rule);
    let question = policy.questions.iter().filter(|q| q.id == rule);
    gate.flat_map(|g| g.demand.mentions()).any(|n| n == READ)
        || question.flat_map(|q| q.when.mentions()).any(|n| n == READ)
}

/// Which assessments of these visits somebody has not read; one made anew is another.
fn not_read(request: &Request<'_>, person: &Person) -> Vec<Because> {
    let mut all: Vec<Because> = Vec::new();
    for known in &request.visits {
        let Some(assessment) = known.assessment(request.policy) else { continue };
        if assessment.read_by.contains(&person.id) {
            continue;
        }
        let name = assessment.name();
        let earlier = known.assessments.iter().rfind(|a| a.read_by.contains(&person.id));
        let earlier =
            earlier.map(|a| format!(", but {}, which is not the one that counts", a.name()));
        let called = known.looked(assessment, request.policy, request.zone).called;
        let because = Because {
            says: format!("{} has not read {name}{}", person.id, earlier.unwrap_or_default()),
            to_type: format!("hv assess read {called} --who {}", person.id),
        };
        if !all.contains(&because) {
            all.push(because);
        }
    }
    all
}

/// What stands in the way before any question is put: everything but the questions themselves.
pub fn known_already(request: &Request<'_>) -> Vec<Finding> {
    let not_a_question = |f: &Finding| !request.policy.questions.iter().any(|q| q.id == f.rule);
    let refuses = |f: &Finding| f.strength == Strength::Must;
    check(request).into_iter().filter(|f| not_a_question(f) && refuses(f)).collect()
}

/// What no policy needs to say: nobody leaves twice, for nothing, or for a visit that is over.
fn at_the_desk(request: &Request<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    if request.visits.is_empty() {
        findings.push(own(
            "a-visit",
            "",
            "No planned visit is named",
            "plan it: hv plan add FAMILY ..., or go with --breach \"why\" --where PLACE",
        ));
    }
    for person in &request.people {
        findings.extend(already_out(request, &person.id));
        if person.left.is_some_and(|left| left <= request.today()) {
            findings.push(own(
                "on-staff",
                &person.id,
                "They have left the school",
                "correct the directory: hv staff change",
            ));
        }
    }
    for known in &request.visits {
        findings.extend(unfit(request, known));
    }
    findings.extend(monitor_is_out(request));
    findings.extend(monitor_goes(request));
    findings.extend(on_call_is_out(request));
    if request.back.is_some_and(|back| back <= request.left_at) {
        findings.push(own(
            "return-ahead",
            "",
            "The expected return is not after leaving",
            "give --back with a later time",
        ));
    }
    findings
}

/// Nobody watches over themselves, whether or not the policy says so.
fn monitor_goes(request: &Request<'_>) -> Option<Finding> {
    let said = |g: &crate::policy::Gate| g.demand.mentions().contains(&"monitor-on-outing");
    if request.policy.gates.iter().any(said) {
        return None;
    }
    let monitor = request.monitor.as_ref()?;
    let goes = request.people.iter().any(|p| p.id == monitor.id);
    let says = "The monitor is one of those who go";
    let fix = "name a monitor who stays: --monitor PERSON";
    goes.then(|| own("monitor-stays", &monitor.id, says, fix))
}

/// Whoever watches is on site.
fn monitor_is_out(request: &Request<'_>) -> Option<Finding> {
    let monitor = request.monitor.as_ref()?;
    let out = |o: &&Outing| o.person(&monitor.id).is_some_and(super::outing::Abroad::out);
    let outing = request.open.iter().find(out)?;
    let says = format!("The monitor is out, on {}", outing.id);
    Some(own(
        "monitor-on-site",
        &monitor.id,
        &says,
        "name a monitor who is on site: --monitor PERSON",
    ))
}

/// Whoever takes the alarm is not among those it may be about.
fn on_call_is_out(request: &Request<'_>) -> Option<Finding> {
    let on_call = request.on_call.as_ref()?;
    let out = |o: &Outing| o.person(&on_call.id).is_some_and(super::outing::Abroad::out);
    let goes = request.people.iter().any(|p| p.id == on_call.id);
    (goes || request.open.iter().any(out)).then(|| {
        own(
            "on-call-reachable",
            &on_call.id,
            "Whoever is on call goes along, or is out",
            "name somebody who is not: --on-call PERSON",
        )
    })
}

fn already_out(request: &Request<'_>, person: &str) -> Option<Finding> {
    let outing =
        request.open.iter().find(|o| o.person(person).is_some_and(super::outing::Abroad::out))?;
    let fix = format!(
        "sign them in first: hv back {person}; or add the visit: hv extend {person} --visit VISIT"
    );
    Some(own("out-once", person, &format!("They are out already, on {}", outing.id), &fix))
}

fn unfit(request: &Request<'_>, known: &Known) -> Vec<Finding> {
    let (id, plan) = (&known.visit.id, &known.visit.plan);
    let mut findings = Vec::new();
    if !known.visit.planned() {
        findings.push(own(
            "still-planned",
            id,
            "The visit is over or was dropped",
            "plan a new one: hv plan add",
        ));
    }
    if !known.visit.damage.is_empty() {
        findings.push(own("readable", id, "The visit's record is damaged", "see hv doctor"));
    }
    findings.extend(covered(request, id));
    let day = request.zone.day_of(plan.start);
    if day != request.today() {
        let says = format!("The visit is planned for {}, not for today", day.words());
        let fix = format!("hv plan change {id} --at TIME --why \"...\"");
        findings.push(own("planned-today", id, &says, &fix));
    }
    let going = request.ids();
    findings.extend(staff_as_planned(id, plan, &going));
    findings
}

/// The signature and the family's word are about these people, and nobody else.
pub fn staff_as_planned(id: &str, plan: &Plan, going: &[String]) -> Option<Finding> {
    let same = going.len() == plan.staff.len() && plan.staff.iter().all(|s| going.contains(s));
    if same {
        return None;
    }
    let says = format!("The plan names {}, and {} would go", names(&plan.staff), names(going));
    let fix = format!("hv plan change {id} --staff {} --why \"...\"", going.join(","));
    Some(own("staff-as-planned", id, &says, &fix))
}

fn covered(request: &Request<'_>, visit: &str) -> Option<Finding> {
    let covers = |o: &&Outing| o.open() && o.stops.iter().any(|d| d.stop.visit == visit);
    let other = request.open.iter().find(covers)?;
    let says = format!("{} covers this visit already", other.id);
    Some(own("covered-once", visit, &says, "name another visit"))
}

fn names(ids: &[String]) -> String {
    super::names::list(&ids.iter().map(String::as_str).collect::<Vec<_>>())
}

/// A rule of hv's own: it cites no clause.
fn own(rule: &str, subject: &str, says: &str, fix: &str) -> Finding {
    Finding {
        rule: rule.to_owned(),
        subject: subject.to_owned(),
        strength: Strength::Must,
        says: says.to_owned(),
        fix: fix.to_owned(),
        clauses: Vec::new(),
        demands: Vec::new(),
        because: Vec::new(),
    }
}

/// The event: who leaves, where to, back when, and the frozen watch.
pub fn event(
    request: &Request<'_>,
    back: Moment,
    unmet: Vec<Unmet>,
    breach: Option<String>,
) -> OutingEvent {
    // A limit may depend on the outing as well: how many go, what was answered on leaving.
    let together = request.scene().outing;
    let facts: Vec<_> =
        request.visits.iter().map(|v| together.with(&request.visit_facts(v))).collect();
    let going = request.ids();
    let watchers = Watchers {
        school: request.school,
        people: request.directory,
        monitor: request.monitor.as_ref(),
        on_call: request.on_call.as_ref(),
        going: &going,
        today: request.today(),
    };
    OutingEvent::SignOut {
        watched_by_hand: None,
        on_call: request.on_call.clone(),
        people: request.people.iter().map(|p| traveller(p, request)).collect(),
        monitor: request.monitor.clone(),
        stops: request.visits.iter().zip(&facts).map(|(v, f)| stop(v, f, request.policy)).collect(),
        back,
        terms: Arc::new(freeze::of_the_day(
            freeze::terms(request.policy, &facts, &watchers),
            request.policy,
            &facts,
            request.left_at,
            request.zone,
        )),
        answers: request.answers.iter().filter(|(k, _)| !k.contains('.')).map(pair).collect(),
        unmet,
        duties: breach_duties(breach.as_deref(), &facts, request),
        breach,
        drill: None,
    }
}

/// A breach owes the head a word; a sign-out owes nothing.
fn breach_duties(breach: Option<&str>, visits: &[Facts], request: &Request<'_>) -> Vec<Duty> {
    let known = visits.iter().fold(Facts::new(), |all, facts| all.with(facts));
    let names: Vec<String> = request.people.iter().map(|p| p.name.clone()).collect();
    let owing = owes::Owing {
        school: Some(request.school),
        zone: request.zone,
        affected: &[],
        visitors: &names,
    };
    let on = DutyTrigger::Breach;
    let owed = || owes::duties_of(request.policy, on, &known, request.left_at, &owing);
    breach.map(|_| owed()).unwrap_or_default()
}

fn pair<'a>(
    (key, value): (&'a String, &'a crate::policy::facts::Value),
) -> (String, crate::policy::facts::Value) {
    (key.clone(), value.clone())
}

fn traveller(person: &Person, request: &Request<'_>) -> Traveller {
    let drives = request.cars.as_ref().is_none_or(|cars| cars.contains(&person.id));
    let prefix = format!("{}.", person.id);
    Traveller {
        id: person.id.clone(),
        name: person.name.clone(),
        number: person.mobile.clone(),
        car: person.vehicle.as_ref().filter(|_| drives).map(super::directory::Vehicle::words),
        kin: person.emergency_contact.iter().cloned().collect(),
        next_of_kin: person.next_of_kin.clone(),
        answers: request
            .answers
            .iter()
            .filter_map(|(key, value)| Some((key.strip_prefix(&prefix)?.to_owned(), value.clone())))
            .collect(),
    }
}

/// The family's carers who can be rung.
fn reach(known: &Known) -> Vec<Phone> {
    let carers = known.family.iter().flat_map(|f| &f.carers);
    let phone = |c: &super::directory::Carer| {
        Some(Phone { name: c.name.clone(), number: c.phone.clone()? })
    };
    carers.filter_map(phone).collect()
}

/// A visit as an outing covers it, with the waiting limits that hold for it.
pub fn stop(known: &Known, facts: &Facts, policy: &Policy) -> Stop {
    freeze::with_waits(bare_stop(known), policy, facts)
}

/// The same where no policy can be read: no wait and no call, since nobody knows which.
pub fn bare_stop(known: &Known) -> Stop {
    let plan = &known.visit.plan;
    Stop {
        visit: known.visit.id.clone(),
        place: known.address.as_ref().map_or_else(
            || format!("family {}, address not on record", plan.family),
            |address| address.text.clone(),
        ),
        appointment: Some(plan.start),
        finish: Some(known.visit.finish()),
        doorstep: plan.doorstep,
        wait_without_notice: None,
        wait_with_notice: None,
        family: reach(known),
        calls: Vec::new(),
        may_owe: Vec::new(),
        wait_minimum: None,
    }
}
