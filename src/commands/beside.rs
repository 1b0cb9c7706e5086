//! What the desk reads beside a family's own records: what was phoned in from the road about its visits, and who else
//! lives at its address (AET-2.22, AET-5.2b, ruling B1.55).

use super::afield;
use super::desk::Desk;
use crate::domain::outing::Outing;
use crate::domain::stale::{Neighbour, Road};
use crate::domain::visit::Visit;
use crate::when::{Span, Week};
use std::collections::BTreeSet;

impl Desk<'_> {
    /// The policy has assessments, so somebody may ask what they rest on.
    fn assesses(&self) -> bool {
        self.store.policy_text().is_ok_and(|text| text.contains("assess"))
    }

    /// What the outings of the weeks of these visits say about them. An outing is read once.
    pub(crate) fn road(&mut self, visits: &[Visit]) -> Road {
        let mut road = Road::default();
        if !self.assesses() {
            return road;
        }
        let soon = self.now.plus(Span::minutes(24 * 60));
        let begun = |v: &&Visit| v.plan.start <= soon || v.ended.is_some();
        let weeks: BTreeSet<Week> = visits
            .iter()
            .filter(begun)
            .flat_map(|v| [Some(v.plan.start), v.ended.as_ref().map(|e| e.at)])
            .flatten()
            .map(|at| self.zone.day_of(at).week())
            .collect();
        let ids: Vec<&str> = visits.iter().map(|v| v.id.as_str()).collect();
        for week in weeks {
            let (outings, lost) = self.outings_of(week);
            let covered =
                |v: &Visit| outings.iter().any(|o| o.stops.iter().any(|d| d.stop.visit == v.id));
            // One that cannot be read may have gone to any of these that no other outing went to.
            let may_hide = visits.iter().any(|v| v.ended.is_some() && !covered(v));
            for outing in &outings {
                road.add(outing, &ids);
            }
            if may_hide {
                road.unread.extend(lost);
            }
        }
        road
    }

    fn outings_of(&mut self, week: Week) -> (Vec<Outing>, Vec<String>) {
        if let Some(read) = self.weeks.get(&week) {
            return read.clone();
        }
        let loaded = self.store.outings_in(week);
        let (mut outings, mut lost) = (Vec::new(), Vec::new());
        for id in loaded.good {
            match afield::outing(&self.store, &id, self.now) {
                Ok(outing) => outings.push(outing),
                Err(_) if self.store.begins_later(&id, self.now) => {}
                Err(_) => lost.push(format!("the record of {id} cannot be read")),
            }
        }
        self.weeks.insert(week, (outings.clone(), lost.clone()));
        (outings, lost)
    }

    /// Other families at an address, with what is on record about them there.
    pub(crate) fn neighbours(&mut self, family: &str, address: Option<&str>) -> Vec<Neighbour> {
        let Some(address) = address.filter(|_| self.assesses()) else { return Vec::new() };
        let all = self.families.get_or_init(|| self.store.families().good);
        let here = |known: &Vec<String>| known.iter().any(|a| a == address);
        let there: Vec<(String, Vec<_>)> = all
            .iter()
            .filter(|f| f.id != family && (here(&f.addresses) || here(&f.workplaces)))
            .map(|f| (f.id.clone(), f.cautions.clone()))
            .collect();
        let one = |(family, cautions): (String, Vec<_>)| {
            let (mut visits, mut unread) = self.history_or_not(&family);
            visits.retain(|v| v.plan.address.as_deref() == Some(address));
            let (mut assessments, lost) = self.assessments_or_not(&family);
            unread.extend(lost);
            assessments.retain(|a| a.assessed.address.as_deref() == Some(address));
            let road = self.road(&visits);
            Neighbour { family, visits, assessments, cautions, road, unread }
        };
        there.into_iter().map(one).collect()
    }
}
