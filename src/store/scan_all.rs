//! The part of the scan that grows with the folder, on every core: who reads what, in which order it is told, and how
//! far it has come.
//!
//! Memory stays flat: each core reads one thing at a time and lets it go, and what is found stands in the order of the
//! things, whichever core was first. What is wrong with any of them is for [`super::scan`] to say, not for this file.

use super::scan::Scan;
use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread::{self, Builder};
use std::time::Duration;

/// How far a scan has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What is being read: "families", "weeks of outings".
    pub what: &'static str,
    /// So many of them have been read.
    pub done: usize,
    /// Of so many.
    pub of: usize,
}

/// How often it is said how far the scan has come.
const SAID_EVERY: Duration = Duration::from_millis(200);

impl Scan<'_> {
    /// Looks at each of these, several at once. What is found stands in their order. A panic over one is a panic here:
    /// nothing that could not be looked at is left out in silence.
    pub(super) fn each(
        &mut self,
        what: &'static str,
        all: &[String],
        look: fn(&mut Scan<'_>, &str),
    ) {
        let (store, now) = (self.store, self.now);
        let next = AtomicUsize::new(0);
        let on_record = self.on_record;
        let look_at = |one: &str| {
            let on_progress = &mut |_: Progress| {};
            let mut scan = Scan { store, now, on_record, on_progress, found: Vec::new() };
            look(&mut scan, one);
            scan.found
        };
        let work = || {
            let turns = std::iter::repeat_with(|| next.fetch_add(1, Ordering::Relaxed));
            let mine = turns.map_while(|n| Some((n, all.get(n)?)));
            let found = mine.map(|(n, one)| (n, look_at(one)));
            found.filter(|(_, found)| !found.is_empty()).collect::<Vec<_>>()
        };
        let said = &mut *self.on_progress;
        let mut found = thread::scope(|scope| {
            let (ended, wait) = channel::<()>();
            let one = || {
                // It goes when the work ends, however that ends.
                let until_the_end = ended.clone();
                Builder::new().spawn_scoped(scope, move || (work(), until_the_end).0).ok()
            };
            let cores = thread::available_parallelism().map_or(1, NonZero::get);
            let cores: Vec<_> = (0..cores.min(all.len())).filter_map(|_| one()).collect();
            drop(ended);
            // Where no thread can be started, it is done here.
            let here = if cores.is_empty() { work() } else { Vec::new() };
            while wait.recv_timeout(SAID_EVERY) == Err(RecvTimeoutError::Timeout) {
                let done = next.load(Ordering::Relaxed).min(all.len());
                said(Progress { what, done, of: all.len() });
            }
            let ended =
                cores.into_iter().map(|core| core.join().unwrap_or_else(|e| resume_unwind(e)));
            ended.flatten().chain(here).collect::<Vec<_>>()
        });
        found.sort_by_key(|(n, _)| *n);
        self.found.extend(found.into_iter().flat_map(|(_, found)| found));
    }
}

#[cfg(test)]
mod tests {
    use crate::store::AnyRecord;
    use crate::store::tests::{new_store, now};
    use std::path::Path;

    fn families(root: &Path, count: usize) {
        for n in 0..count {
            let folder = root.join(format!("families/f{n:03}/visits"));
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(folder.join("2026-11-24-1a.yaml"), "torn").unwrap();
        }
    }

    #[test]
    fn what_is_found_on_many_cores_stands_in_order_and_nothing_is_left_out_or_told_twice() {
        let dir = tempfile::tempdir().unwrap();
        let store = new_store(dir.path());
        families(dir.path(), 300);
        let mut shown = 0;
        let found = store.scan(now(), |_| shown += 1);
        let of = |end: &str| {
            let paths = found.iter().filter(|f| !f.warning).map(|f| f.damage.path.clone());
            paths.filter(|path| path.ends_with(end)).collect::<Vec<_>>()
        };
        let mut torn = of("2026-11-24-1a.yaml");
        assert!(torn.is_sorted(), "{torn:?}");
        torn.dedup();
        let cards = of("family.yaml").len() + of("families/f000").len();
        assert_eq!((shown, torn.len()), (300, 300));
        assert!(cards > 0, "a family without a card: {:?}", found.first());
    }

    /// Whoever looks at them keeps of a list and an outing only what is said of visits they know.
    #[test]
    fn every_visit_is_shown_before_what_names_visits() {
        let dir = tempfile::tempdir().unwrap();
        let store = new_store(dir.path());
        families(dir.path(), 30);
        for path in ["weeks/2026-W48.yaml", "outings/2026-W48/2026-11-24-kay-1a.yaml"] {
            let path = dir.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "torn").unwrap();
        }
        let mut visits = Vec::new();
        let _found = store.scan(now(), |record| visits.push(matches!(record, AnyRecord::Visit(_))));
        assert_eq!(visits.len(), 32);
        assert_eq!(visits.iter().take_while(|visit| **visit).count(), 30);
    }

    #[test]
    #[should_panic(expected = "a record that nobody may pass over")]
    fn a_panic_over_one_record_is_not_swallowed() {
        let dir = tempfile::tempdir().unwrap();
        let store = new_store(dir.path());
        families(dir.path(), 3);
        store.scan(now(), |_| panic!("a record that nobody may pass over"));
    }
}
