//! What `hv overdue --alert` takes away: markers of outings that ended and of records that owe nothing, a day or more
//! after, so that a look costs what is open and not what has ever been.
//!
//! It sweeps after a run that read everything and told everybody, with nothing live; never under `--now`. It waits for
//! nobody, raises nothing and silences nothing: what is in any doubt keeps its marker, and a failure leaves the rest to the
//! next run.

use super::afield::{self, KEPT, assessment_key, assessment_settled, settled};
use super::overdue::Looked;
use crate::domain::alarm::Log;
use crate::domain::outing::Outing;
use crate::error::Error;
use crate::store::{Mark, OwedMarker};
use crate::when::Moment;
use std::collections::BTreeSet;
use std::time::Duration;

/// So many markers at most in one run: each is made durable, and the run must end.
const MOST: usize = 200;

/// What became of a sweep.
#[derive(Debug, Default)]
pub(super) struct Swept {
    /// How many markers were taken away.
    pub(super) removed: usize,
    /// Why it stopped before it was through. No alarm, and no reason to call the watch off.
    pub(super) failed: Option<String>,
}

/// Takes away what nothing needs any more.
pub(super) fn sweep(looked: &Looked) -> Swept {
    let mut swept = Swept::default();
    for mark in over(looked) {
        match remove(mark, looked) {
            Ok(removed) => swept.removed += usize::from(removed),
            Err(error) => {
                swept.failed = Some(error.to_string());
                break;
            }
        }
    }
    swept
}

/// The markers that need not stay, by what this run has read.
fn over(looked: &Looked) -> Vec<Mark<'_>> {
    let afield = &looked.seen.afield;
    let marked = |o: &&Outing| afield.markers.out.contains_key(&o.id);
    let ended = afield.outings.iter().filter(marked).filter(|o| ended(o, looked));
    let owing: BTreeSet<&str> = looked.seen.owed.iter().map(|o| o.record.as_str()).collect();
    let owed = afield.markers.owed.iter().filter_map(|(name, m)| Some((name, m.as_ref()?)));
    let done = owed
        .filter(|(_, marker)| !owing.contains(marker.record.as_str()))
        .filter(|(name, marker)| nothing_owed(name, marker, looked));
    let ended = ended.map(|o| Mark::Out(&o.id));
    ended.chain(done.map(|(name, _)| Mark::Owed(name))).take(MOST).collect()
}

/// Sound, everybody back, nothing told that is not resolved, and nothing typed for more than a day: a merge from another
/// machine still finds the marker of what ended today.
fn ended(outing: &Outing, looked: &Looked) -> bool {
    let sound = outing.sign_out_sound && outing.damage.is_empty() && outing.doubtful.is_empty();
    let old = |at: Moment| at.plus(KEPT) < looked.now;
    let typed = outing.entries.iter().map(|e| e.typed).max();
    let resolved =
        || Log::of_outing(outing, &looked.state.notes(&outing.id)).unresolved().is_empty();
    sound && outing.closed_at().is_some_and(old) && typed.is_some_and(old) && resolved()
}

fn nothing_owed(name: &str, marker: &OwedMarker, looked: &Looked) -> bool {
    match assessment_key(name, &marker.record) {
        Some(key) => assessment_settled(&looked.store, &key, looked.now),
        None => settled(&looked.store, &marker.record, looked.now),
    }
}

/// The lock is taken anew for each, so that nobody waits longer than one takes. `false`: somebody wrote meanwhile, and it
/// is needed.
fn remove(mark: Mark<'_>, looked: &Looked) -> Result<bool, Error> {
    let _lock = looked.store.lock(Duration::ZERO)?;
    let afield = &looked.seen.afield;
    let over = match mark {
        Mark::Out(id) => {
            afield::outing(&looked.store, id, looked.now).is_ok_and(|o| ended(&o, looked))
        }
        Mark::Owed(name) => {
            let marker = afield.markers.owed.get(name).and_then(Option::as_ref);
            marker.is_some_and(|marker| nothing_owed(name, marker, looked))
        }
        Mark::Planned(_) => false,
    };
    if over {
        looked.store.remove_marker(mark)?;
    }
    Ok(over)
}
