//! What Tab offers of the lines of records and of figures: for `hv undo` and `hv report --show`.
//!
//! Of a line there is its id, when it was typed, what kind of line it is and which staff it is about: no note, no place,
//! no family. Figures are those that a report has whatever happened: no record is read for them.

use crate::domain::figures::{Keep, Tally};
use crate::domain::names;
use crate::domain::outing::Outing;
use crate::domain::undo;
use crate::store::Store;
use crate::watch::report::layout::{Beside, Doubt, sections};
use crate::watch::told;
use crate::when::{Moment, Zone};
use std::collections::BTreeMap;

/// An id, and what stands beside it.
type Line = (String, String);

/// More than this is no list to choose from: the ids of older lines are in `hv show`.
const MOST: usize = 20;

/// The lines of open outings that can be taken back, the last typed first.
pub(super) fn typed(outings: &[Outing], zone: Zone, now: Moment) -> Vec<Line> {
    let mut all: Vec<(Moment, Line)> = Vec::new();
    for outing in outings.iter().filter(|o| o.drill.is_none()) {
        for entry in outing.entries.iter().filter(|e| undo::never(&e.body).is_none()) {
            let at = zone.words_on(entry.typed, zone.day_of(now));
            let staff: Vec<&str> = told::who(&entry.body)
                .iter()
                .filter_map(|id| outing.person(id).map(|p| p.name.as_str()))
                .collect();
            let whom =
                if staff.is_empty() { String::new() } else { format!(", {}", names::list(&staff)) };
            let about = format!("{at}, {}{whom}", did(&entry.body));
            all.push((entry.typed, (entry.id.clone(), about)));
        }
    }
    all.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    all.into_iter().take(MOST).map(|(_, line)| line).collect()
}

/// The word of the record for what happened: `contact`, `sign-out`.
fn did(event: &crate::domain::events::OutingEvent) -> String {
    let event = serde_json::to_value(event).unwrap_or_default();
    event.get("did").and_then(|did| did.as_str()).unwrap_or("event").to_owned()
}

/// Every figure that has a place in a report of this school.
pub(super) fn figures(store: &Store) -> Vec<Line> {
    let policy = super::policy::load(store, "policy.toml").ok();
    let bounds = BTreeMap::new();
    let beside = Beside { policy: policy.as_ref(), bounds: &bounds, doubt: Doubt::default() };
    let groups = sections(&Tally::new(Keep::Numbers), &beside).into_iter().flat_map(|s| s.groups);
    groups.flat_map(|g| g.figures).map(|f| (f.id, f.label)).collect()
}
