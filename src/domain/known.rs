//! What is known about a visit, a person and an outing, as the facts a policy's conditions name.
//!
//! A fact is set only when the records say so. What they do not say is left out, and is *not known*: an
//! unreadable history is no history, and a missing date is not a good one.

use super::assessment::{Assessment, heads, higher_risk};
use super::calendar;
use super::directory::{Address, Caution, Family, Person, School};
use super::explained::higher;
use super::stale::{self, Beside, Looked, Neighbour, Reason, Road, Stale};
use super::visit::{ListRow, Visit};
use super::week::{Standing, WeekList};
use crate::policy::facts::Facts;
use crate::policy::{DutyTrigger, Policy, Step};
use crate::when::{Day, Moment, Zone};
use std::rc::Rc;

/// Everything on record about a planned visit.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    /// The visit as it stands.
    pub visit: Visit,
    /// The family; `None` when it is missing or cannot be read.
    pub family: Option<Family>,
    /// The address; `None` when it is missing or cannot be read.
    pub address: Option<Address>,
    /// Other visits to the family that could be read, oldest first.
    pub history: Vec<Visit>,
    /// Assessments of the family that could be read, oldest first.
    pub assessments: Vec<Assessment>,
    /// The week list the visit belongs on.
    pub week: Rc<WeekList>,
    /// Those who are to go, as far as they are in the directory.
    pub crew: Vec<Person>,
    /// School-wide assessments that could be read, newest last.
    pub bases: Vec<Assessment>,
    /// Visits to other families that still owe something at the same address; `None` where not all of them could be read,
    /// or nobody asked.
    pub others_owing: Option<Vec<Visit>>,
    /// Other families at the same address, with what stands on them there. Asked for only where there is an assessment
    /// that it could stand against.
    pub neighbours: Vec<Neighbour>,
    /// What was phoned in from the road about visits to the family. Asked for likewise.
    pub road: Road,
    /// What of the family's visits and assessments could not be read, in words. What it holds is not known.
    pub unread: Unread,
    /// When it is looked at.
    pub now: Moment,
}

/// Records of a family that are there and could not be read, or not wholly.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Unread {
    /// Visits.
    pub visits: Vec<String>,
    /// Assessments. The newest may be among them, so which one counts is not known either.
    pub assessments: Vec<String>,
}

impl Unread {
    /// Both, in words.
    pub fn words(&self) -> Vec<String> {
        self.assessments.iter().chain(&self.visits).cloned().collect()
    }
}

impl Known {
    /// The assessment that counts: the newest of this family at this address, or the school-wide one the visit points
    /// at, where the policy lets that stand in.
    pub fn assessment(&self, policy: &Policy) -> Option<&Assessment> {
        if self.under_base(policy) {
            return self.visit.plan.base.as_deref().and_then(|id| self.base(id));
        }
        self.of_family()
    }

    /// The assessment to speak of: the one that counts, else the family's newest, made for another home.
    pub fn nearest(&self, policy: &Policy) -> Option<&Assessment> {
        self.assessment(policy).or_else(|| self.assessments.iter().max_by_key(|a| a.at))
    }

    /// What is looked at to tell whether an assessment holds for this visit.
    pub fn looked<'a>(
        &'a self,
        assessment: &'a Assessment,
        policy: &'a Policy,
        zone: Zone,
    ) -> Looked<'a> {
        let newest = self.assessments.iter().max_by_key(|a| a.at);
        let one_home = |a: &Assessment| a.assessed.address == assessment.assessed.address;
        let one_home = self.assessments.iter().all(one_home);
        let called = if one_home && newest.is_some_and(|a| a.id == assessment.id) {
            assessment.assessed.family.clone()
        } else {
            assessment.name()
        };
        Looked {
            assessment,
            called,
            visit: Some(&self.visit),
            address: self.address.as_ref(),
            history: &self.history,
            cautions: self.cautions(),
            bases: &self.bases,
            beside: self.beside(assessment),
            unread: self.unread.words().into_iter().chain(self.road.unread.clone()).collect(),
            policy,
            zone,
            now: self.now,
        }
    }

    /// The family's other assessments of the same home, and what else is on record about it. Beside a school-wide one
    /// that stands for the family, the family's own of the home visited count (AET-A-use-3).
    fn beside<'a>(&'a self, assessment: &Assessment) -> Beside<'a> {
        let home = match &assessment.assessed.base {
            Some(_) => &self.visit.plan.address,
            None => &assessment.assessed.address,
        };
        let others = self.assessments.iter();
        let others = others.filter(|a| a.id != assessment.id && a.assessed.address == *home);
        Beside {
            assessments: others.collect(),
            neighbours: &self.neighbours,
            road: Some(&self.road),
        }
    }

    /// Every reason why the nearest assessment may not hold for this visit. Nothing where there is none, or where the
    /// policy has no assessment.
    pub fn stale<'a>(&'a self, policy: &'a Policy, zone: Zone) -> Option<(Looked<'a>, Vec<Stale>)> {
        policy.assessment.as_ref()?;
        let looked = self.looked(self.nearest(policy)?, policy, zone);
        let all = stale::stale(&looked);
        Some((looked, all))
    }

    /// What stands against a school-wide assessment on the day of the visit, whatever became of this family.
    pub fn stale_base<'a>(
        &'a self,
        id: &str,
        policy: &'a Policy,
        zone: Zone,
    ) -> Option<(Looked<'a>, Vec<Stale>)> {
        let of_visit = self.looked(self.base(id)?, policy, zone);
        let looked = Looked {
            history: &[],
            cautions: Vec::new(),
            beside: Beside::default(),
            unread: Vec::new(),
            ..of_visit
        };
        let all = stale::stale(&looked);
        Some((looked, all))
    }

    /// The newest school-wide assessment of that id.
    pub fn base(&self, id: &str) -> Option<&Assessment> {
        self.bases.iter().filter(|a| a.id == id).max_by_key(|a| a.at)
    }

    /// The visit points at a school-wide assessment that stands in for the family's. It stands in for one that was not
    /// made, never for one that says no.
    fn under_base(&self, policy: &Policy) -> bool {
        let bases = policy.assessment.iter().flat_map(|a| &a.bases);
        let named = self.visit.plan.base.as_ref();
        let refused = |a: &Assessment| {
            a.decision.as_ref().is_some_and(|d| !d.proceed)
                || a.review.as_ref().is_some_and(|(_, stands, _)| !stands)
        };
        !self.of_family().is_some_and(refused)
            && bases.filter(|b| b.stands_for_family).any(|b| Some(&b.id) == named)
    }

    fn of_family(&self) -> Option<&Assessment> {
        let here = self.visit.plan.address.as_ref();
        let text = self.address.as_ref().map(|a| &a.text);
        let same_place = |a: &&Assessment| {
            a.assessed.address.as_ref() == here
                && a.assessed.place.as_ref().is_none_or(|place| Some(place) == text)
        };
        self.assessments.iter().filter(same_place).max_by_key(|a| a.at)
    }

    /// The last visit to the family that ended, other than this one.
    pub fn last_visit(&self) -> Option<&Visit> {
        let others = self.history.iter().filter(|v| v.id != self.visit.id);
        others.filter(|v| v.got_in()).max_by_key(|v| v.ended.as_ref().map(|e| e.at))
    }

    /// What the week list shows for it now.
    pub fn row(&self, zone: Zone) -> ListRow {
        ListRow::of(&self.visit.plan, self.family.as_ref(), self.address.as_ref(), zone)
    }

    /// Every line of the visit and of its week's list can be trusted. Otherwise nobody can say what is planned, or who
    /// signed it, whatever [`Known::standing`] makes of the lines that can.
    pub fn signing_is_known(&self) -> bool {
        self.visit.damage.is_empty() && self.week.damage.is_empty()
    }

    /// Where its entry on the week list stands, by the lines that can be trusted.
    pub fn standing(&self, zone: Zone) -> Standing {
        self.week.standing(&self.visit.id, &self.row(zone).digest())
    }

    /// Everything to be careful of, of the family and of the address.
    pub fn cautions(&self) -> Vec<&Caution> {
        let family = self.family.iter().flat_map(|f| &f.cautions);
        family.chain(self.address.iter().flat_map(|a| &a.cautions)).collect()
    }

    /// No visit was made, none is waiting to be written up, and nothing went wrong: see [`stale`].
    fn nothing_to_review(&self, policy: &Policy) -> bool {
        let others = || self.history.iter().filter(|v| v.id != self.visit.id);
        let pending = |v: &Visit| v.planned() && v.plan.start < self.visit.plan.start;
        let concern = |v: &Visit| v.ended.as_ref().is_some_and(|e| e.outcome.concern.is_some());
        let trouble = |v: &Visit| concern(v) || !v.incidents().is_empty();
        let made = !self.under_base(policy) && self.last_visit().is_some();
        !made && !others().any(|v| pending(v) || trouble(v))
    }

    fn first_visit(&self) -> bool {
        !self.history.iter().any(|v| v.id != self.visit.id && v.got_in())
    }

    fn new_home(&self) -> bool {
        let here = self.visit.plan.address.as_ref();
        !self
            .history
            .iter()
            .any(|v| v.id != self.visit.id && v.got_in() && v.plan.address.as_ref() == here)
    }
}

/// The facts about a visit.
pub fn of_visit(known: &Known, policy: &Policy, school: &School, zone: Zone) -> Facts {
    let plan = &known.visit.plan;
    let mut facts = Facts::new();
    facts.set("first-visit", known.first_visit());
    facts.set("new-home", known.new_home());
    facts.set("crew-size", crew_size(known));
    facts.set("unannounced", plan.unannounced);
    facts.set("doorstep", plan.doorstep);
    facts.set("other-agency", plan.agency.is_some());
    facts.set("reason-given", plan.reason.as_ref().is_some_and(|r| !r.trim().is_empty()));
    facts.set("pupil-named", !plan.pupils.is_empty());
    facts.set("address-known", known.address.is_some());
    facts.set("parent-named", known.family.as_ref().is_some_and(reachable));
    facts.set("appointment-confirmed", plan.confirmed.is_some());
    facts.set("family-told-who", told_who(&plan.staff, &plan.told_who));
    if known.signing_is_known() {
        facts.set("on-signed-list", matches!(known.standing(zone), Standing::Signed { .. }));
    }
    facts.set("changes-told", changes_told(&known.visit, policy));
    // Whoever adds a visit to an outing under way says otherwise.
    facts.set("extra-visit", false);
    facts.set_known("outside-hours", outside_hours(&known.visit, school, zone));
    facts.set("starts", i64::from(zone.minute_of_day(plan.start)));
    facts.set("finishes", i64::from(zone.minute_of_day(known.visit.finish())));
    facts.set("minutes", plan.lasts.as_seconds() / 60);
    facts.set_known("kind", plan.kind.as_deref());
    facts.set_known("place", plan.place.as_deref());
    facts.set_known("site", plan.site.as_deref());
    about_words(known, policy, zone.day_of(plan.start), &mut facts);
    facts.set(WEEK, zone.day_of(plan.start).week().to_string().as_str());
    if known.family.is_some() && known.address.is_some() {
        facts.set("caution", !known.cautions().is_empty());
    }
    about_assessment(known, policy, zone, &mut facts);
    // What was answered on the assessment is known of the visit, and what was answered at planning comes on top.
    let assessed = known.assessment(policy).filter(|a| a.sound);
    let assessed = assessed.map(|a| super::gate::facts_of(&a.assessed.answers, None));
    // Nothing but an answer to a question of planning: what belongs on the assessment is looked for there.
    let mut planned = super::gate::facts_of(&plan.answers, None);
    for question in policy.questions.iter().filter(|q| q.at != Step::Plan) {
        planned.unset(&question.id);
    }
    facts.and(&assessed.unwrap_or_default()).and(&planned)
}

/// Those who go, are in the directory and work for the school. Nobody else makes a second member of staff: not
/// somebody from another agency, and not a name that cannot be read.
fn crew_size(known: &Known) -> i64 {
    let ours = |p: &&Person| p.works_for.is_none() && known.visit.plan.staff.contains(&p.id);
    i64::try_from(known.crew.iter().filter(ours).count()).unwrap_or(i64::MAX)
}

/// The reason word of a visit: the reason as given, or what stands before its colon.
pub fn reason_word<'p>(reason: Option<&str>, policy: &'p Policy) -> Option<&'p str> {
    let given = reason?.split(':').next()?.trim();
    policy.reasons.iter().find(|r| r.id.eq_ignore_ascii_case(given)).map(|r| r.id.as_str())
}

/// Facts named after words of the policy: its reasons, choices, roles, duties and school-wide assessments.
fn about_words(known: &Known, policy: &Policy, day: Day, facts: &mut Facts) {
    let plan = &known.visit.plan;
    let word = reason_word(plan.reason.as_deref(), policy);
    let in_words = plan.reason.as_ref().is_some_and(|r| !r.trim().is_empty());
    facts.set_known("reason", word);
    facts.set(
        "reason-listed",
        word.is_some() || (in_words && (policy.reasons_open || policy.reasons.is_empty())),
    );
    for choice in &policy.choices {
        facts.set_known(&choice.id, policy.choice(&choice.id));
    }
    for role in policy.roles.keys() {
        let has = known.crew.iter().any(|p| plan.staff.contains(&p.id) && p.has_role(role, day));
        facts.set(&format!("crew-has-{role}"), has);
    }
    let earlier = || known.history.iter().filter(|v| v.id != known.visit.id);
    for duty in &policy.duties {
        let owed =
            |v: &Visit| v.owed.iter().any(|o| o.duty.rule.split('.').next() == Some(&duty.id));
        let of_family = format!("owed-{}", duty.id);
        if policy.looks_at(&of_family) {
            facts.set(&of_family, earlier().any(owed));
        }
        let of_address = format!("owed-here-{}", duty.id);
        if policy.looks_at(&of_address) {
            let here = |v: &&Visit| plan.address.is_some() && v.plan.address == plan.address;
            let ours = earlier().filter(here).any(owed);
            let others = known.others_owing.as_ref().map(|all| all.iter().filter(here).any(owed));
            facts.set_known(&of_address, if ours { Some(true) } else { others });
        }
    }
    facts.set("incident-before", earlier().any(|v| !v.incidents().is_empty()));
    for (name, value) in of_bases(&known.bases, policy, day).iter() {
        facts.set(name, value.clone());
    }
    facts.set("under-base", known.under_base(policy));
}

/// Which school-wide assessments are there, authorised and in date on that day.
pub fn of_bases(bases: &[Assessment], policy: &Policy, day: Day) -> Facts {
    let mut facts = Facts::new();
    let Some(rules) = &policy.assessment else { return facts };
    // A form that does not ask for the next review has no date to pass.
    let dated = heads(rules, "next-review");
    for base in &rules.bases {
        let current = bases.iter().filter(|a| a.id == base.id).max_by_key(|a| a.at);
        let stands = current.is_some_and(|a| {
            let in_date = a.in_date(day);
            let looked_at = a.risks.iter().all(|r| r.reviewed.is_some());
            let current = in_date == Some(true) || (!dated && in_date.is_none());
            a.authorised_under(policy) && current && looked_at
        });
        facts.set(&format!("base-{}", base.id), stands);
    }
    facts
}

/// The week a visit is in: for the words of a rule, which may name it. No condition can.
pub const WEEK: &str = "week";

fn reachable(family: &Family) -> bool {
    family.carers.iter().any(|c| c.phone.is_some())
}

/// No notice of a change is owed for the visit any more.
fn changes_told(visit: &Visit, policy: &Policy) -> bool {
    let notices: Vec<&str> = policy
        .duties
        .iter()
        .filter(|d| matches!(d.on, DutyTrigger::Change | DutyTrigger::ChangeAfterSigning))
        .map(|d| d.id.as_str())
        .collect();
    !visit.owed.iter().any(|o| notices.contains(&o.duty.rule.as_str()))
}

/// They were told of everybody who goes now: a change of staff reopens it (trap 56).
fn told_who(staff: &[String], told: &[String]) -> bool {
    !staff.is_empty() && staff.iter().all(|s| told.contains(s))
}

/// Something went wrong, or a caution was put on record, after the assessment was made.
fn worse_since(known: &Known, assessment: &Assessment, zone: Zone) -> bool {
    let day = zone.day_of(assessment.at);
    let incidents = known.history.iter().flat_map(Visit::incidents);
    let mut later = incidents.filter(|(at, _)| *at > assessment.at);
    later.next().is_some() || known.cautions().iter().any(|c| c.since > day)
}

fn about_assessment(known: &Known, policy: &Policy, zone: Zone, facts: &mut Facts) {
    // A record that cannot be read may hold a caution: not known, and never taken for none.
    let caution = facts.get("caution").map(|c| *c == true.into());
    let Some(rules) = &policy.assessment else {
        facts.set_known("higher-risk", caution);
        return;
    };
    if !known.unread.assessments.is_empty() {
        // The newest may be among those that cannot be read, and may say no: nothing is known of any.
        facts.set_known("higher-risk", higher(caution, None));
        return;
    }
    let day = zone.day_of(known.visit.plan.start);
    let current = known.assessment(policy).filter(|a| a.sound);
    // A void one is none (AET-A-ctx-4): it says of itself that it does not stand.
    let void = |a: &Assessment| a.review.as_ref().is_some_and(|(_, stands, _)| !stands);
    facts.set("assessed", current.is_some_and(|a| !void(a)));
    facts.set("assessment-authorised", current.is_some_and(|a| a.authorised_under(policy)));
    let Some(current) = current else {
        // Nobody has been there, so there is nothing to review.
        if known.unread.visits.is_empty() && known.nothing_to_review(policy) {
            facts.set("assessment-reviewed", true);
        }
        // Nobody has assessed it: the risk is not known, and unknown counts as higher.
        facts.set_known("higher-risk", higher(caution, None));
        return;
    };
    // Where nothing is rated, or the points could not be added up, the risk is not known.
    let overall = current.assessed.overall.as_deref();
    facts.set_known("risk", overall);
    let by_rating = overall.and_then(|r| higher_risk(rules, r));
    facts.set_known("higher-risk", higher(caution, by_rating));
    facts.set_known("assessment-in-date", current.in_date(day));
    let today = zone.day_of(known.now);
    facts.set_known("controls-in-place", current.controls_in_place(day, today));
    facts.set("caution-since-assessed", worse_since(known, current, zone));
    let decided = if rules.authorised_by.is_empty() {
        Some(current.risks.is_empty() || current.risks.iter().all(|r| r.reviewed.is_some()))
    } else {
        current.risks_decided_on()
    };
    let reasons = stale::stale(&known.looked(current, policy, zone));
    let nobody = rules.authorised_by.is_empty();
    let open = |s: &Stale, decided_on: bool| if nobody { s.stands() } else { !decided_on };
    let undecided = |s: &Stale| matches!(&s.reason, Reason::OtherRisk { decided_on, .. } if open(s, *decided_on));
    let decided = if reasons.iter().any(undecided) { Some(false) } else { decided };
    facts.set_known("risks-decided-on", decided);
    if reasons.iter().any(|s| s.stands() && matches!(s.reason, Reason::OtherNo { .. })) {
        facts.set("assessment-authorised", false);
    }
    facts.set("assessment-stale", reasons.iter().any(Stale::stands));
    if known.unread.visits.is_empty() && known.road.unread.is_empty() {
        let open = reasons.iter().any(|s| s.stands() && s.reason.wants_review());
        facts.set("assessment-reviewed", !open);
    }
}

/// Any part of the visit outside the school's hours, or on a day that is no school day. `None` when the school's
/// calendar does not say, and nothing that it does say settles it.
pub fn outside_hours(visit: &Visit, school: &School, zone: Zone) -> Option<bool> {
    let (start, finish) = (visit.plan.start, visit.finish());
    let day = zone.day_of(start);
    let kept = calendar::school_day(school, day);
    if kept == Some(false) || zone.day_of(finish) != day {
        return Some(true);
    }
    let (from, to) = calendar::opening(school.hours.as_ref()?)?;
    let outside = zone.minute_of_day(start) < from || zone.minute_of_day(finish) > to;
    if outside { Some(true) } else { kept.map(|kept| !kept) }
}

/// The facts about one of the visiting staff. `assessments` are those of the visits they go on.
pub fn of_person(
    person: &Person,
    policy: &Policy,
    by_car: Option<bool>,
    assessments: &[&Assessment],
    today: Day,
) -> Facts {
    let mut facts = Facts::new();
    for role in policy.roles.keys() {
        facts.set(&format!("is-{role}"), person.has_role(role, today));
    }
    for document in &policy.documents {
        let this = |r: &super::directory::Reading| {
            r.what == document.id
                && r.on <= today
                && (document.version.is_none() || r.version == document.version)
        };
        facts.set(&format!("read-{}", document.id), person.read.iter().any(this));
    }
    for topic in &policy.training {
        let had = person.training.iter().any(|t| t.topic == topic.id && t.on <= today);
        facts.set(&format!("trained-in-{}", topic.id), had);
    }
    facts.set("on-staff", person.left.is_none_or(|left| today < left));
    facts.set("school-staff", person.works_for.is_none());
    facts.set("designated", person.designated);
    facts.set("lone-visits", person.lone_visits);
    facts.set("next-of-kin-held", person.next_of_kin.is_some());
    facts.set("mobile-held", person.mobile.is_some());
    facts.set("emergency-contact-held", person.emergency_contact.is_some());
    facts.set_known("by-car", by_car);
    let car = person.vehicle.clone().unwrap_or_default();
    facts.set("vehicle-recorded", car.complete());
    facts.set_known("insurance-in-date", car.insured_until.map(|until| today <= until));
    facts.set_known("business-insurance", car.business_use);
    facts.set("read-this-assessment", assessments.iter().all(|a| a.read_by.contains(&person.id)));
    facts.set("trained", person.trained.is_some_and(|on| on <= today));
    facts.set("coached", person.coached.is_some_and(|on| on <= today));
    facts
}

/// What is known about an outing as a whole.
#[derive(Debug, Clone, Copy)]
pub struct Together<'a> {
    /// The ids of those who go.
    pub people: &'a [String],
    /// The monitor's id.
    pub monitor: Option<&'a str>,
    /// The expected return.
    pub back: Option<Moment>,
    /// Somebody reachable for the whole outing, with a number.
    pub emergency_contact: bool,
    /// A senior member of staff authorised this departure.
    pub authorised: bool,
    /// Somebody takes an alarm when the office is shut.
    pub on_call: bool,
}

/// The facts about an outing.
pub fn of_outing(together: &Together<'_>) -> Facts {
    let mut facts = Facts::new();
    facts.set("people-out", i64::try_from(together.people.len()).unwrap_or(i64::MAX));
    facts.set("monitor-named", together.monitor.is_some());
    let watches_self = together.monitor.is_some_and(|m| together.people.iter().any(|p| p == m));
    facts.set("monitor-on-outing", watches_self);
    facts.set("return-given", together.back.is_some());
    facts.set("emergency-contact-named", together.emergency_contact);
    facts.set("authorised-by-senior", together.authorised);
    facts.set("on-call-named", together.on_call);
    facts
}
