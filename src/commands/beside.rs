//! What the desk reads beside a family's own records: what was phoned in from the road about its visits, and who else
//! lives at its address (AET-2.22, AET-5.2b, ruling B1.55).

use super::afield;
use super::desk::Desk;
use crate::domain::directory::Family;
use crate::domain::stale::{Neighbour, Road};
use crate::domain::visit::Visit;
use crate::when::{Span, Week};
use std::collections::BTreeSet;

impl Desk<'_> {
    /// What the outings of the weeks of these visits say about them. An outing is read once.
    pub(crate) fn road(&mut self, visits: &[Visit]) -> Road {
        let mut road = Road::default();
        if !self.spoken_of().assessments {
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
            self.read_outings_of(week);
            let Some((outings, lost)) = self.weeks.get(&week) else { continue };
            let covered =
                |v: &Visit| outings.iter().any(|o| o.stops.iter().any(|d| d.stop.visit == v.id));
            // One that cannot be read may have gone to any of these that no other outing went to.
            let may_hide = visits.iter().any(|v| v.ended.is_some() && !covered(v));
            for outing in outings {
                road.add(outing, &ids);
            }
            if may_hide {
                road.unread.extend(lost.iter().cloned());
            }
        }
        road
    }

    /// Reads the outings of a week, if that has not been done.
    fn read_outings_of(&mut self, week: Week) {
        if self.weeks.contains_key(&week) {
            return;
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
        self.weeks.insert(week, (outings, lost));
    }

    /// The families that live or work at an address, as far as their cards can be read. There is no index of them: cards
    /// are edited by hand, and an index that lags behind would send somebody to a door without what is known of it.
    pub(super) fn families_at(&self, address: &str) -> Vec<Family> {
        let texts = self.families.get_or_init(|| self.store.family_texts());
        let here = |known: &Vec<String>| known.iter().any(|a| a == address);
        let named = texts.naming(address).filter_map(|id| self.store.family(id).ok().flatten());
        named.filter(|f| here(&f.addresses) || here(&f.workplaces)).collect()
    }

    /// Other families at an address, with what is on record about them there.
    pub(crate) fn neighbours(&mut self, family: &str, address: Option<&str>) -> Vec<Neighbour> {
        let asked = |_: &&str| self.spoken_of().assessments;
        let Some(address) = address.filter(asked) else { return Vec::new() };
        let there = self.families_at(address).into_iter().filter(|f| f.id != family);
        let there: Vec<(String, Vec<_>)> = there.map(|f| (f.id, f.cautions)).collect();
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
