//! Does an assessment still hold for a visit? Every reason that it may not, with the words for it and what to type.
//!
//! Pure: what is on record, the day of the visit and `now` in, reasons out. Nothing here refuses. A policy's gates do,
//! over the facts that [`super::known`] makes of these reasons; where no gate looks, hv still says them (AET-2.15c,
//! AET-5.2, AET-A-use-4, AET-A-ctx-3).
//!
//! What a later review clears, and what it does not:
//!
//! * It clears what somebody can look at and weigh: a risk noted, a caution, an incident, a concern, a visit, who goes
//!   now, a base made anew. A risk only if its writer had it before them, by the record's own order: the clocks of two
//!   machines prove nothing. What stands in other records is compared by when it was *typed*, since an incident entered
//!   late was not known at the review before.
//! * It does not clear a review date that has passed, unless it sets a new one; a control that nobody has said is in
//!   place (only `hv assess control` does that, AET-2.20); another home (AET-A-use-4 wants its own assessment); a pupil
//!   who is not named (one assessment covers the brothers and sisters on it, and nobody else); a void one; a base that
//!   is void or out of date. No word makes these true.
//!
//! Where it is not known, it is not taken as good: a record that cannot be read is a reason, and so is a form that has
//! a review date and none set, and a caution dated on the very day, which cannot be told before from after. One thing is
//! said and held against nobody, because nothing changed: an assessment made while nobody was planned to go names nobody
//! who could have changed. A form of the policy that changed since is a notice as well.
//!
//! What other records say about the same home or the same family counts too: see [`Beside`].

mod beside;
#[cfg(test)]
mod beside_tests;
#[cfg(test)]
mod tests;
mod words;

pub use beside::{Beside, Neighbour, Phoned, Road, Said};
pub use words::{decided_no, explain, explain_bases, explain_unread, next_door, unsaid};

use super::assessment::{Assessment, OpenControl, heads};
use super::directory::{Address, Caution};
use super::entry::Entry;
use super::events::VisitEvent;
use super::visit::Visit;
use crate::policy::Policy;
use crate::when::{Day, Moment, Zone};

/// All that is looked at.
#[derive(Debug, Clone)]
pub struct Looked<'a> {
    /// The assessment.
    pub assessment: &'a Assessment,
    /// How it is called on the command line: the family where it is that family's newest, else its name.
    pub called: String,
    /// The visit it would be used for. `None`: none is planned, and today counts as its day.
    pub visit: Option<&'a Visit>,
    /// Where that visit goes, or the place assessed, as it is on record now.
    pub address: Option<&'a Address>,
    /// Visits to the family that could be read.
    pub history: &'a [Visit],
    /// Cautions on the family and on the address.
    pub cautions: Vec<&'a Caution>,
    /// School-wide assessments that could be read.
    pub bases: &'a [Assessment],
    /// Other records about the family or the home.
    pub beside: Beside<'a>,
    /// What of the family's visits and assessments could not be read, in words.
    pub unread: Vec<String>,
    /// The policy.
    pub policy: &'a Policy,
    /// The school's zone.
    pub zone: Zone,
    /// The time.
    pub now: Moment,
}

/// What was looked at, in the order in which it is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// Everything could be read, and nobody declared it void.
    Record,
    /// New risks.
    Risk,
    /// Cautions, incidents, concerns.
    Trouble,
    /// Visits since.
    Visit,
    /// The home.
    Home,
    /// The review date.
    Date,
    /// The controls.
    Controls,
    /// Who goes.
    Crew,
    /// The pupils.
    Pupils,
    /// The assessment it began from.
    Base,
    /// The policy's form.
    Form,
}

impl Topic {
    /// All of them.
    pub const ALL: [Topic; 11] = [
        Topic::Record,
        Topic::Risk,
        Topic::Trouble,
        Topic::Visit,
        Topic::Home,
        Topic::Date,
        Topic::Controls,
        Topic::Crew,
        Topic::Pupils,
        Topic::Base,
        Topic::Form,
    ];

    /// What is so when no reason of this kind stands.
    pub fn holds(self) -> &'static str {
        match self {
            Topic::Record => "its record can be read, and nobody has declared it void",
            Topic::Risk => "no new risk is noted on it that nobody has looked at",
            Topic::Trouble => "no caution, incident or concern since that nobody has looked at",
            Topic::Visit => "no visit since that nobody has reviewed it after",
            Topic::Home => "the home is the one assessed",
            Topic::Date => "its review date has not passed",
            Topic::Controls => "every control that applies is in place",
            Topic::Crew => "nobody else goes than was to go when it was made",
            Topic::Pupils => "every pupil to be visited is named on it",
            Topic::Base => "what it began from still stands",
            Topic::Form => "the policy is the one it was made under",
        }
    }

    /// The facts by which a policy's rules look at this.
    pub fn facts(self) -> &'static [&'static str] {
        match self {
            Topic::Record => &["assessed", "assessment-authorised"],
            Topic::Risk => &["assessment-reviewed", "risks-decided-on"],
            Topic::Trouble => &["assessment-reviewed", "caution-since-assessed"],
            Topic::Visit => &["assessment-reviewed"],
            Topic::Home => &["assessed"],
            Topic::Date => &["assessment-in-date"],
            Topic::Controls => &["controls-in-place"],
            Topic::Crew | Topic::Pupils | Topic::Base | Topic::Form => &[],
        }
    }
}

/// A reason why an assessment may not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// Something cannot be read: not known, and never taken as good.
    Unread(String),
    /// A review found that it does not stand.
    Void {
        /// What the review found.
        found: String,
        /// Who reviewed it.
        by: String,
        /// When.
        at: Moment,
    },
    /// A risk noted on it (AET-2.15c).
    Risk {
        /// What.
        what: String,
        /// Where it comes from.
        source: Option<String>,
        /// Who noted it.
        by: String,
        /// When.
        at: Moment,
        /// Whoever made the decision in force had it before them.
        decided_on: bool,
    },
    /// A caution put on the family or the address (CMAT-6.5).
    Caution(Caution),
    /// An incident on a visit.
    Incident {
        /// The visit.
        visit: String,
        /// The policy's word for it.
        kind: String,
        /// When it was known.
        at: Moment,
    },
    /// A concern in a visit's write-up (AET-5.2).
    Concern {
        /// The visit.
        visit: String,
        /// Its reference.
        reference: String,
        /// Who wrote it up.
        by: String,
        /// When it was known.
        at: Moment,
    },
    /// A visit was called off or ended for what was found there (AET-2.22).
    EndedBadly {
        /// The visit.
        visit: String,
        /// The policy's word for how it ended.
        outcome: String,
        /// Why, as said.
        why: Option<String>,
        /// Who recorded it.
        by: String,
        /// When it was known.
        at: Moment,
    },
    /// A concern phoned in from the road, or a door that nobody went in at (AET-2.22).
    Phoned(Said),
    /// A risk noted on another assessment of the same family for the same home (AET-2.15c).
    OtherRisk {
        /// That assessment.
        assessment: String,
        /// What.
        what: String,
        /// Where it comes from.
        source: Option<String>,
        /// Who noted it.
        by: String,
        /// When.
        at: Moment,
        /// Whoever decided on this one did so after it.
        decided_on: bool,
    },
    /// Another assessment of the same family for the same home says no (AET-A-dec-2).
    OtherNo {
        /// That assessment.
        assessment: String,
        /// Why not.
        reason: String,
        /// Who decided.
        by: String,
        /// When.
        at: Moment,
    },
    /// Something stands on another family at the same address (AET-5.2b, ruling B1.55).
    NextDoor {
        /// The family.
        family: String,
        /// What.
        reason: Box<Reason>,
    },
    /// The first visit was made, and what it found belongs in the assessment (AET-2.5b).
    FirstVisit {
        /// The visit.
        visit: String,
        /// What was found, where the policy asks.
        found: Option<String>,
        /// When it was known.
        at: Moment,
    },
    /// A visit was made (AET-A-ctx-3).
    Visit {
        /// The visit.
        visit: String,
        /// When it was known.
        at: Moment,
    },
    /// A visit whose time comes before, that nobody has written up.
    NotWrittenUp {
        /// The visit.
        visit: String,
        /// Its start.
        start: Moment,
    },
    /// It was made for another home (AET-A-use-4).
    OtherHome {
        /// The home assessed, in words.
        assessed: String,
        /// The home of the visit, by id.
        address: String,
        /// The same in words.
        visited: String,
    },
    /// The address has other words under the same id.
    Moved {
        /// As it was assessed.
        was: String,
        /// As it is on record.
        is: String,
    },
    /// The review date has passed (AET-A-hdr-6).
    PastReview(Day),
    /// The form has a review date, and none is set.
    NoReviewDate,
    /// A control that nobody has said is in place (AET-2.20).
    Control(OpenControl),
    /// Somebody goes who was not to go when it was made.
    Crew(String),
    /// Nobody was to go when it was made.
    CrewNotNamed,
    /// A pupil is to be visited who is not named on it.
    Pupil(String),
    /// No pupil is named on it.
    PupilsNotNamed,
    /// The school-wide assessment that it began from.
    Base {
        /// Its name: `base:generic`.
        name: String,
        /// What is the matter with it.
        why: BaseWhy,
    },
    /// The policy is another than the one it was made under.
    Form,
}

/// What is the matter with the school-wide assessment that another began from (AET-A-use-3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BaseWhy {
    /// It is not there, or cannot be read.
    Gone,
    /// A review declared it void.
    Void,
    /// Made anew, at this moment.
    MadeAnew(Moment),
    /// A risk was noted on it that nobody has reviewed.
    Risk(String),
    /// Its review date has passed.
    PastReview(Day),
    /// It says no, and why.
    No(String),
    /// Nobody has decided on it as it is.
    Undecided,
}

impl Reason {
    /// What it is about.
    pub fn topic(&self) -> Topic {
        match self {
            Reason::Unread(_) | Reason::Void { .. } | Reason::OtherNo { .. } => Topic::Record,
            Reason::Risk { .. } | Reason::OtherRisk { .. } => Topic::Risk,
            Reason::Caution(_)
            | Reason::Incident { .. }
            | Reason::Concern { .. }
            | Reason::EndedBadly { .. }
            | Reason::Phoned(_)
            | Reason::NextDoor { .. } => Topic::Trouble,
            Reason::FirstVisit { .. } | Reason::Visit { .. } | Reason::NotWrittenUp { .. } => {
                Topic::Visit
            }
            Reason::OtherHome { .. } | Reason::Moved { .. } => Topic::Home,
            Reason::PastReview(_) | Reason::NoReviewDate => Topic::Date,
            Reason::Control(_) => Topic::Controls,
            Reason::Crew(_) | Reason::CrewNotNamed => Topic::Crew,
            Reason::Pupil(_) | Reason::PupilsNotNamed => Topic::Pupils,
            Reason::Base { .. } => Topic::Base,
            Reason::Form => Topic::Form,
        }
    }

    /// It is what a review comes after: while one such reason stands, the assessment is not reviewed.
    pub fn wants_review(&self) -> bool {
        let theirs = |r: &Reason| matches!(r, Reason::NextDoor { reason, .. } if matches!(**reason, Reason::Caution(_)));
        let caution = matches!(self, Reason::Caution(_)) || theirs(self);
        !caution && matches!(self.topic(), Topic::Risk | Topic::Trouble | Topic::Visit)
    }
}

/// Whether a reason counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Nobody has put it right.
    Stands,
    /// A later review looked at it.
    LookedAt {
        /// When.
        at: Moment,
        /// Who.
        by: String,
    },
    /// Worth saying, and held against nobody.
    Notice,
}

/// A reason, and whether it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stale {
    /// The reason.
    pub reason: Reason,
    /// Whether it counts.
    pub standing: Standing,
}

impl Stale {
    /// It makes the assessment stale.
    pub fn stands(&self) -> bool {
        self.standing == Standing::Stands
    }

    /// Worth knowing, though it counts against nobody: it stands on another family at the same address.
    pub fn next_door(&self) -> bool {
        self.standing == Standing::Notice && matches!(self.reason, Reason::NextDoor { .. })
    }

    /// It is why a rule that demands this fact does not hold.
    pub fn explains(&self, fact: &str) -> bool {
        match (fact, &self.reason) {
            ("assessment-stale", _) => self.stands(),
            // No review stands in for a decision, nor for an assessment made anew.
            (
                "risks-decided-on",
                Reason::Risk { decided_on, .. } | Reason::OtherRisk { decided_on, .. },
            ) => !decided_on,
            ("caution-since-assessed", Reason::Caution(_) | Reason::Incident { .. }) => {
                self.standing != Standing::Notice
            }
            (_, Reason::Unread(_)) => FACTS.contains(&fact),
            ("assessment-reviewed", reason) => self.stands() && reason.wants_review(),
            // With a "no" beside it, it is there, and only not authorised.
            ("risks-decided-on" | "caution-since-assessed", _)
            | ("assessed", Reason::OtherNo { .. }) => false,
            (fact, reason) => self.stands() && reason.topic().facts().contains(&fact),
        }
    }
}

/// The facts that are not known where a record cannot be read.
const FACTS: [&str; 6] = [
    "assessed",
    "assessment-authorised",
    "assessment-in-date",
    "assessment-reviewed",
    "controls-in-place",
    "risks-decided-on",
];

/// Every reason, those that stand and those that were looked at since, in the order of [`Topic::ALL`].
pub fn stale(looked: &Looked<'_>) -> Vec<Stale> {
    let mut all = Vec::new();
    of_record(looked, &mut all);
    of_risks(looked, &mut all);
    beside::of_others(looked, &mut all);
    of_cautions(looked, &mut all);
    beside::of_neighbours(looked, &mut all);
    for visit in looked.history {
        of_visit(looked, visit, &mut all);
    }
    of_home(looked, &mut all);
    of_date(looked, &mut all);
    of_controls(looked, &mut all);
    of_crew(looked, &mut all);
    of_pupils(looked, &mut all);
    of_base(looked, &mut all);
    if looked.assessment.assessed.policy != looked.policy.digest {
        all.push(Stale { reason: Reason::Form, standing: Standing::Notice });
    }
    all.sort_by_key(|s| s.reason.topic());
    all
}

fn stands(reason: Reason) -> Stale {
    Stale { reason, standing: Standing::Stands }
}

fn notice(reason: Reason) -> Stale {
    Stale { reason, standing: Standing::Notice }
}

impl Looked<'_> {
    /// The day that counts: that of the visit, or today.
    pub fn day(&self) -> Day {
        self.zone.day_of(self.visit.map_or(self.now, |v| v.plan.start))
    }

    /// Today.
    pub fn today(&self) -> Day {
        self.zone.day_of(self.now)
    }

    /// It is about a kind of visit of the whole school, and about no family.
    fn school_wide(&self) -> bool {
        self.assessment.assessed.base.is_some()
    }

    /// The other assessment was made apart from this one: see [`Beside`].
    fn apart_from(&self, other: &str) -> bool {
        let named = self.beside.assessments.iter().find(|a| a.name() == other);
        named.is_some_and(|a| beside::apart(self.assessment, a))
    }

    /// What became known at that moment: nothing where the assessment was made after it, looked at where a review came
    /// after it. At the very second counts as before: nobody looked at it.
    fn since(&self, moment: Moment, reason: Reason) -> Option<Stale> {
        if self.assessment.at > moment {
            return None;
        }
        let reviews = &self.assessment.reviews;
        let review = reviews.iter().find(|r| r.stands && r.at > moment);
        let standing =
            review.map_or(Standing::Stands, |r| Standing::LookedAt { at: r.at, by: r.by.clone() });
        Some(Stale { reason, standing })
    }
}

fn of_record(looked: &Looked<'_>, all: &mut Vec<Stale>) {
    let assessment = looked.assessment;
    if !assessment.sound {
        let what = format!("the record of {} is damaged", assessment.name());
        all.push(stands(Reason::Unread(what)));
    }
    all.extend(looked.unread.iter().map(|what| stands(Reason::Unread(what.clone()))));
    for void in assessment.reviews.iter().filter(|r| !r.stands) {
        all.push(stands(Reason::Void {
            found: void.found.clone(),
            by: void.by.clone(),
            at: void.at,
        }));
    }
}

fn of_risks(looked: &Looked<'_>, all: &mut Vec<Stale>) {
    for risk in &looked.assessment.risks {
        let review = risk.reviewed.and_then(|n| looked.assessment.reviews.get(n));
        all.push(Stale {
            reason: Reason::Risk {
                what: risk.what.clone(),
                source: risk.source.clone(),
                by: risk.by.clone(),
                at: risk.at,
                decided_on: risk.decided_on,
            },
            standing: review
                .map_or(Standing::Stands, |r| Standing::LookedAt { at: r.at, by: r.by.clone() }),
        });
    }
}

fn of_cautions(looked: &Looked<'_>, all: &mut Vec<Stale>) {
    let one = |c: &&Caution| of_caution(looked, c, Reason::Caution((*c).clone()));
    all.extend(looked.cautions.iter().filter_map(one));
}

/// A caution has a day and no time: one of the very day cannot be told before from after, so only an assessment made
/// or a review held on a later day has looked at it.
fn of_caution(looked: &Looked<'_>, caution: &Caution, reason: Reason) -> Option<Stale> {
    let day = |at: Moment| looked.zone.day_of(at);
    if day(looked.assessment.at) > caution.since {
        return None;
    }
    let mut reviews = looked.assessment.reviews.iter().filter(|r| r.stands);
    let after = reviews.find(|r| day(r.at) > caution.since);
    let standing =
        after.map_or(Standing::Stands, |r| Standing::LookedAt { at: r.at, by: r.by.clone() });
    Some(Stale { reason, standing })
}

/// When an event was known: when it happened or when it was typed, whichever is later.
fn known_at<B>(entry: &Entry<B>) -> Moment {
    entry.at.max(entry.typed)
}

fn of_visit(looked: &Looked<'_>, visit: &Visit, all: &mut Vec<Stale>) {
    let this = looked.visit.is_some_and(|v| v.id == visit.id);
    for (at, reason) in beside::troubles(visit, looked.beside.road) {
        all.extend(looked.since(at, reason));
    }
    if this {
        return;
    }
    let before = looked.visit.map_or(looked.now, |v| v.plan.start);
    if visit.planned() && visit.plan.start < before {
        let start = visit.plan.start;
        all.extend(looked.since(start, Reason::NotWrittenUp { visit: visit.id.clone(), start }));
    }
    // To review a school-wide assessment after each visit to each family would be to review it all day (AET-A-use-3).
    if visit.got_in() && !looked.school_wide() {
        let Some(ended) = &visit.ended else { return };
        let entry = visit.entries.iter().find(|e| e.id == ended.event);
        let at = entry.map_or(ended.at, known_at);
        let id = visit.id.clone();
        let reason = if first(looked, visit) {
            Reason::FirstVisit { visit: id, found: findings(looked, visit), at }
        } else {
            Reason::Visit { visit: id, at }
        };
        all.extend(looked.since(at, reason));
    }
}

/// No visit to the family got in before this one.
fn first(looked: &Looked<'_>, visit: &Visit) -> bool {
    let ended = |v: &Visit| v.ended.as_ref().map(|e| e.at);
    !looked.history.iter().any(|v| v.id != visit.id && v.got_in() && ended(v) < ended(visit))
}

/// What was answered to the policy's own question about first visits.
fn findings(looked: &Looked<'_>, visit: &Visit) -> Option<String> {
    let asked = looked.policy.questions.iter();
    let asked = asked.filter(|q| q.when.mentions().contains(&"first-visit"));
    let answers = visit.ended.as_ref().map(|e| &e.outcome.answers)?;
    let found: Vec<String> =
        asked.filter_map(|q| answers.get(&q.id)).map(ToString::to_string).collect();
    (!found.is_empty()).then(|| found.join("; "))
}

fn of_home(looked: &Looked<'_>, all: &mut Vec<Stale>) {
    let Some(visit) = looked.visit.filter(|_| !looked.school_wide()) else { return };
    let assessed = &looked.assessment.assessed;
    let unknown = || "a home that is not on record".to_owned();
    let is = looked.address.map(|a| a.text.clone());
    if visit.plan.address != assessed.address {
        let assessed = assessed.place.clone().or_else(|| assessed.address.clone());
        all.push(stands(Reason::OtherHome {
            assessed: assessed.unwrap_or_else(unknown),
            address: visit.plan.address.clone().unwrap_or_default(),
            visited: is.or_else(|| visit.plan.address.clone()).unwrap_or_else(unknown),
        }));
    } else if let Some(was) = assessed.place.clone().filter(|was| Some(was) != is.as_ref()) {
        all.push(stands(Reason::Moved { was, is: is.unwrap_or_else(unknown) }));
    }
}

fn of_date(looked: &Looked<'_>, all: &mut Vec<Stale>) {
    let asked = looked.policy.assessment.as_ref().is_some_and(|r| heads(r, "next-review"));
    match looked.assessment.next_review {
        Some(next) if looked.day() > next => all.push(stands(Reason::PastReview(next))),
        None if asked => all.push(stands(Reason::NoReviewDate)),
        Some(_) | None => {}
    }
}

/// One that is due in time is said, and refuses on the day itself if nobody has said it is in place (ruling B1.9).
fn of_controls(looked: &Looked<'_>, all: &mut Vec<Stale>) {
    for control in looked.assessment.open_controls() {
        let in_time = control.in_time(looked.day(), looked.today());
        let standing = if in_time { Standing::Notice } else { Standing::Stands };
        all.push(Stale { reason: Reason::Control(control), standing });
    }
}

fn of_crew(looked: &Looked<'_>, all: &mut Vec<Stale>) {
    let Some(visit) = looked.visit.filter(|_| !looked.school_wide()) else { return };
    let crew = &looked.assessment.assessed.crew;
    if crew.is_empty() {
        all.push(notice(Reason::CrewNotNamed));
        return;
    }
    for person in visit.plan.staff.iter().filter(|p| !crew.contains(p)) {
        let joined = joined(visit, person);
        let reason = Reason::Crew(person.clone());
        // Planned before it was made, and still not among those it was made for: nobody looked at them.
        let joined = joined.max(looked.assessment.at);
        all.extend(looked.since(joined, reason));
    }
}

/// Since when somebody is among those who go.
fn joined(visit: &Visit, person: &str) -> Moment {
    let mut since = None;
    for entry in &visit.entries {
        if let VisitEvent::Plan { plan, .. } | VisitEvent::Change { plan, .. } = &entry.body {
            let goes = plan.staff.iter().any(|p| p == person);
            since = if goes { since.or(Some(known_at(entry))) } else { None };
        }
    }
    since.unwrap_or(visit.plan.start)
}

fn of_pupils(looked: &Looked<'_>, all: &mut Vec<Stale>) {
    let Some(visit) = looked.visit.filter(|_| !looked.school_wide()) else { return };
    let named = &looked.assessment.assessed.pupils;
    if named.is_empty() {
        all.push(notice(Reason::PupilsNotNamed));
        return;
    }
    let others = visit.plan.pupils.iter().filter(|p| !named.contains(p));
    all.extend(others.map(|p| stands(Reason::Pupil(p.clone()))));
}

fn of_base(looked: &Looked<'_>, all: &mut Vec<Stale>) {
    let Some(from) = &looked.assessment.assessed.from else { return };
    // An earlier assessment of the family ends where this one begins; only a school-wide one goes on beside it.
    let Some(id) = from.assessment.strip_prefix("base:") else { return };
    let why = |why| Reason::Base { name: from.assessment.clone(), why };
    let newest = looked.bases.iter().filter(|b| b.id == id).max_by_key(|b| b.at);
    let Some(base) = newest.filter(|b| b.sound) else {
        all.push(stands(why(BaseWhy::Gone)));
        return;
    };
    if base.reviews.iter().any(|r| !r.stands) {
        all.push(stands(why(BaseWhy::Void)));
    }
    let nobody = looked.policy.assessment.as_ref().is_some_and(|r| r.authorised_by.is_empty());
    match &base.decision {
        Some(no) if !no.proceed => all.push(stands(why(BaseWhy::No(no.reason.clone())))),
        Some(yes) if !yes.as_shown => all.push(stands(why(BaseWhy::Undecided))),
        None if !nobody => all.push(stands(why(BaseWhy::Undecided))),
        Some(_) | None => {}
    }
    if base.at > from.made {
        all.extend(looked.since(base.at, why(BaseWhy::MadeAnew(base.at))));
    }
    for risk in base.risks.iter().filter(|r| r.reviewed.is_none()) {
        all.extend(looked.since(risk.at, why(BaseWhy::Risk(risk.what.clone()))));
    }
    if let Some(next) = base.next_review.filter(|next| looked.day() > *next) {
        all.push(stands(why(BaseWhy::PastReview(next))));
    }
}
