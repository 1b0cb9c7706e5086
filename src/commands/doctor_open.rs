//! What should be marked as open, worked out from the records alone, held against the markers and the week lists there
//! are.
//!
//! It finds; it mends nothing, and a marker counts for nothing here but as something to compare. Of what is over and in
//! order nothing is kept: memory grows with what is open, and not with what has ever been.

use super::desk::Desk;
use super::doctor::finding;
use super::unresolved::outing_closed;
use crate::domain::assessment::Assessment;
use crate::domain::outing::Outing;
use crate::domain::visit::Visit;
use crate::store::{AnyRecord, Finding, Markers};
use crate::when::{Day, Week, Zone};
use std::collections::{BTreeMap, BTreeSet};

/// So many days ahead the markers of planned visits are read: a hundred years, which is all of them.
pub(super) const FAR: u64 = 36_500;

/// What should be marked as open, from the records themselves.
#[derive(Debug, Default)]
pub(super) struct Open {
    /// The school's zone: a visit's week is the week of its day there.
    zone: Option<Zone>,
    /// Outings that somebody is out on, or was told of and is not resolved.
    pub(super) outings: BTreeSet<String>,
    /// How many records were read.
    pub(super) records: usize,
    /// The visits that had a marker before anything was read.
    marked: BTreeSet<String>,
    /// Of those outings, and of those told: whose record leaves no doubt who left.
    sound: BTreeSet<String>,
    told: BTreeSet<String>,
    planned: BTreeMap<String, Option<Week>>,
    in_doubt: BTreeSet<String>,
    /// Visits that are over, and have a marker.
    ended: BTreeSet<String>,
    /// Of the planned visits: those that an outing goes to.
    covered: BTreeSet<String>,
    visits_owing: BTreeSet<String>,
    outings_owing: BTreeSet<String>,
    assessed: BTreeSet<(&'static str, String)>,
    /// Of the planned visits: the lists they are on.
    listed: BTreeSet<(String, String)>,
    /// Who is to go on visits that are planned, by id, with the day and the visit: the first of each.
    going: BTreeMap<String, (Day, String)>,
    /// Visits planned for a day before this are no longer to come.
    from: Option<Day>,
}

/// What the records ask for and the folder has not, by ids; and what it has for no reason.
#[derive(Debug, Default)]
pub(super) struct Missing {
    /// Outings that are open without a doubt who left, and have no marker that can be read.
    pub(super) out: Vec<String>,
    /// Planned visits without a marker that can be read.
    pub(super) planned: Vec<String>,
    /// Visits that something is owed for, without a marker.
    pub(super) visits_owing: Vec<String>,
    /// Outings, likewise.
    pub(super) outings_owing: Vec<String>,
    /// Assessments, likewise.
    pub(super) assessments_owing: Vec<String>,
    /// Planned visits that are not on their week's list.
    pub(super) unlisted: Vec<String>,
    /// Visits that are over, and marked as planned.
    pub(super) over: Vec<String>,
}

impl Open {
    /// Nothing read yet but the names of the markers.
    pub(super) fn before(desk: &Desk<'_>) -> Open {
        let markers = desk.store.markers(desk.today().plus_days(FAR));
        let marked = markers.planned.into_keys().collect();
        let from = Some(desk.today().week().monday());
        Open { zone: Some(desk.zone), from, marked, ..Open::default() }
    }

    /// Takes note of a record. The visits are to come before the lists and the outings that name them, as a scan shows
    /// them: of a list and an outing only what is said of a planned visit is kept.
    pub(super) fn note(&mut self, record: &AnyRecord<'_>) {
        self.records += 1;
        match record {
            AnyRecord::Outing(record) => self.outing(&record.id, Outing::of(record)),
            AnyRecord::Visit(record) => self.visit(&record.id, Visit::of(&record.id, record)),
            AnyRecord::Week(record) => {
                let visits = crate::domain::week::WeekList::of(record).visits.into_iter();
                let planned = visits.filter(|visit| self.planned.contains_key(visit));
                self.listed.extend(planned.map(|visit| (record.id.clone(), visit)));
            }
            AnyRecord::Assessment(record) => {
                self.assessment(Assessment::of(&record.id, record), "assessment");
            }
            AnyRecord::Base(record) => {
                self.assessment(Assessment::of_base(&record.id, record), "base");
            }
        }
    }

    fn assessment(&mut self, assessment: Option<Assessment>, kind: &'static str) {
        let Some(assessment) = assessment.filter(|a| !a.owed.is_empty()) else { return };
        self.assessed.insert((kind, assessment.id));
    }

    fn outing(&mut self, id: &str, outing: Option<Outing>) {
        let Some(outing) = outing else { return };
        let visits = outing.stops.iter().map(|d| &d.stop.visit);
        let planned = visits.filter(|visit| self.planned.contains_key(*visit));
        self.covered.extend(planned.cloned());
        if outing.drill.is_some() {
            return;
        }
        let open = outing.open();
        if open {
            self.outings.insert(id.to_owned());
        } else if !outing_closed(&outing) {
            self.told.insert(id.to_owned());
        }
        if outing.sign_out_sound && (open || self.told.contains(id)) {
            self.sound.insert(id.to_owned());
        }
        if !outing.owed.is_empty() {
            self.outings_owing.insert(id.to_owned());
        }
    }

    fn visit(&mut self, id: &str, visit: Option<Visit>) {
        let Some(visit) = visit else { return };
        if visit.planned() {
            let day = self.zone.map(|zone| zone.day_of(visit.plan.start));
            self.planned.insert(id.to_owned(), day.map(Day::week));
            if let Some(day) = day.filter(|day| self.from.is_none_or(|from| *day >= from)) {
                self.goes(&visit, day);
            }
        } else if self.marked.contains(id) {
            self.ended.insert(id.to_owned());
        }
        if !visit.owed.is_empty() {
            self.visits_owing.insert(id.to_owned());
        }
        if !visit.damage.is_empty() {
            self.in_doubt.insert(id.to_owned());
        }
    }

    fn goes(&mut self, visit: &Visit, day: Day) {
        for person in &visit.plan.staff {
            let first = self.going.entry(person.clone()).or_insert((day, visit.id.clone()));
            if (day, &visit.id) < (first.0, &first.1) {
                *first = (day, visit.id.clone());
            }
        }
    }

    /// Whoever is to go in this week or a later one and has no card: nobody knows their number, and they cannot be signed
    /// out.
    fn without_card(&self, desk: &Desk<'_>) -> Vec<Finding> {
        let gone = self.going.iter().filter(|(id, _)| matches!(desk.store.person(id), Ok(None)));
        let told = gone.map(|(id, (day, visit))| {
            let what = format!("{id} is to go on {visit}, {}, and has no card", day.words());
            let hint = format!(
                "hv out would refuse them, and nobody would know their number. Take the card back from git or a \
                 backup, or write it anew: hv staff add {id} --name ...; or somebody else goes: hv plan change {visit} \
                 --staff ..."
            );
            finding(&format!("people/{id}.yaml"), &what, &hint, false)
        });
        told.collect()
    }

    /// What follows from the records without a doubt.
    pub(super) fn missing(&self, desk: &Desk<'_>) -> Missing {
        let markers = desk.store.markers(desk.today().plus_days(FAR));
        let unread_out = |id: &&String| markers.out.get(*id).is_none_or(Option::is_none);
        let unread_planned = |id: &&String| match markers.planned.get(*id) {
            Some(marker) => marker.is_none(),
            None => !self.covered.contains(*id),
        };
        let own = |ids: &mut dyn Iterator<Item = &String>| ids.cloned().collect();
        let watched = self.outings.iter().chain(&self.told).filter(|id| self.sound.contains(*id));
        let sure = self.planned.keys().filter(|id| !self.in_doubt.contains(*id));
        let marked = marked_as_owed(&markers);
        let owed = |id: &&String| !marked.contains(id.as_str());
        let assessed = self.unmarked_assessments(&markers).into_iter();
        Missing {
            out: own(&mut watched.filter(unread_out)),
            planned: own(&mut sure.clone().filter(unread_planned)),
            visits_owing: own(&mut self.visits_owing.iter().filter(owed)),
            outings_owing: own(&mut self.outings_owing.iter().filter(owed)),
            assessments_owing: assessed.map(str::to_owned).collect(),
            unlisted: own(&mut sure.filter(|id| self.unlisted(id))),
            over: own(&mut markers.planned.keys().filter(|id| self.ended.contains(*id))),
        }
    }

    /// The visit is planned, and its week's list does not have it.
    fn unlisted(&self, id: &str) -> bool {
        let week = self.planned.get(id).copied().flatten();
        week.is_some_and(|week| !self.listed.contains(&(week.to_string(), id.to_owned())))
    }

    fn unmarked_assessments(&self, markers: &Markers) -> Vec<&str> {
        let mut unmarked = Vec::new();
        for (kind, id) in &self.assessed {
            let marks =
                |name: &String, record: &str| name.split('.').next() == Some(*kind) && record == id;
            let mut marked = markers.owed.iter().filter_map(|(n, m)| Some((n, m.as_ref()?)));
            if !marked.any(|(name, marker)| marks(name, &marker.record)) {
                unmarked.push(id.as_str());
            }
        }
        unmarked
    }

    /// Every open record has its marker, and every visit planned is on its week's list.
    pub(super) fn against_markers(&self, desk: &Desk<'_>) -> Vec<Finding> {
        let markers = desk.store.markers(desk.today().plus_days(FAR));
        let mut findings = self.watched_against(&markers);
        for id in markers.planned.keys().filter(|id| self.ended.contains(*id)) {
            let mut one = finding(
                &format!("open/planned ({id})"),
                "the visit is over, and its marker is still there",
                "Harmless; hv overdue looks at the visit itself. hv doctor --repair takes it away.",
                false,
            );
            one.warning = true;
            findings.push(one);
        }
        for id in self.planned.keys().filter(|id| self.unlisted(id)) {
            findings.push(finding(
                &format!("weeks ({id})"),
                "the visit is planned and is not on its week's list",
                "hv plan shows it all the same; hv doctor --repair writes it on the list.",
                false,
            ));
        }
        findings.extend(self.owed_against(&markers));
        findings.extend(self.without_card(desk));
        findings
    }

    fn watched_against(&self, markers: &Markers) -> Vec<Finding> {
        let mut findings = Vec::new();
        for id in self.outings.iter().filter(|id| !markers.out.contains_key(*id)) {
            findings.push(finding(
                &format!("open/out/{id}"),
                "somebody is out, and the marker that hv overdue looks for is missing",
                "hv doctor --repair puts it back, and so does what you know of them (hv checkin, hv back).",
                true,
            ));
        }
        for id in self.told.iter().filter(|id| !markers.out.contains_key(*id)) {
            findings.push(finding(
                &format!("open/out/{id}"),
                "somebody was told of an alarm that is not resolved, and the marker that hv overdue looks for is missing",
                &format!("hv doctor --repair puts it back; hv resolve {id} closes the alarm."),
                true,
            ));
        }
        let unmarked = self.planned.keys();
        for id in
            unmarked.filter(|id| !markers.planned.contains_key(*id) && !self.covered.contains(*id))
        {
            findings.push(finding(
                &format!("open/planned ({id})"),
                "the visit is planned, and nobody would be missed: its marker is gone",
                &format!(
                    "hv doctor --repair puts it back, and so does hv plan change {id} --why \"marker put back\"."
                ),
                true,
            ));
        }
        findings
    }

    fn owed_against(&self, markers: &Markers) -> Vec<Finding> {
        let mut findings = Vec::new();
        for id in self.unmarked_assessments(markers) {
            let shown = super::afield::assessment_name(id);
            findings.push(finding(
                &format!("open/owed ({shown})"),
                "something is owed for this assessment, and its marker is missing",
                &format!("hv show {shown} says what is owed; hv doctor --repair puts it back."),
                false,
            ));
        }
        let marked = marked_as_owed(markers);
        let visits = self.visits_owing.iter().map(|id| (id, "visit"));
        let outings = self.outings_owing.iter().map(|id| (id, "outing"));
        for (id, kind) in visits.chain(outings).filter(|(id, _)| !marked.contains(id.as_str())) {
            findings.push(finding(
                &format!("open/owed ({id})"),
                &format!("something is owed for this {kind}, and its marker is missing"),
                &format!("hv show {id} says what is owed; hv doctor --repair puts it back."),
                false,
            ));
        }
        findings
    }
}

/// The visits and outings that have a marker of something owed.
fn marked_as_owed(markers: &Markers) -> BTreeSet<&str> {
    let is_other = |name: &str| name.starts_with("assessment.") || name.starts_with("base.");
    let own = markers.owed.iter().filter(|(name, _)| !is_other(name));
    own.filter_map(|(_, m)| m.as_ref().map(|m| m.record.as_str())).collect()
}
