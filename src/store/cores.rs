//! The same work on many things, on every core.
//!
//! What it is about, and what comes of it, is for whoever asks. Nothing is left out because a thread was: what one could
//! not do, or could not be started for, is done by the one that asked.

use std::num::NonZero;
use std::sync::OnceLock;
use std::thread::{self, Builder};

/// How many cores there are. The system reads half a dozen files to tell, and a look asks several times.
fn cores() -> usize {
    static CORES: OnceLock<usize> = OnceLock::new();
    *CORES.get_or_init(|| thread::available_parallelism().map_or(1, NonZero::get))
}

/// Does the work on each, in their order; of fewer than `few`, one after the other, since starting a thread takes longer.
pub fn on_all_cores<T: Sync, R: Send>(
    all: &[T],
    few: usize,
    one: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let part = |things: &[T]| things.iter().map(&one).collect::<Vec<R>>();
    if all.len() < few {
        return part(all);
    }
    let share = all.len().div_ceil(cores()).max(1);
    thread::scope(|scope| {
        let mut parts = all.chunks(share);
        let own = parts.next().unwrap_or_default();
        let start = |things| Builder::new().spawn_scoped(scope, move || part(things)).ok();
        let others: Vec<_> = parts.map(|things| (things, start(things))).collect();
        let mut done = part(own);
        for (things, thread) in others {
            let its = thread.and_then(|thread| thread.join().ok());
            done.extend(its.unwrap_or_else(|| part(things)));
        }
        done
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicBool, Ordering};

    #[test]
    fn everything_is_done_once_and_in_order_however_many_there_are() {
        for count in [0, 1, 7, 8, 9, 1_000, 1_001] {
            let all: Vec<usize> = (0..count).collect();
            assert_eq!(on_all_cores(&all, 8, |n| n + 1), (1..=count).collect::<Vec<_>>());
        }
    }

    #[test]
    fn what_a_thread_gave_up_over_is_done_all_the_same() {
        let all: Vec<usize> = (0..100).collect();
        let first = AtomicBool::new(true);
        let asked = thread::current().id();
        let once = |n: &usize| {
            let gives_up = thread::current().id() != asked && first.swap(false, Ordering::Relaxed);
            assert!(!gives_up, "on purpose");
            *n
        };
        assert_eq!(on_all_cores(&all, 8, once), all);
    }
}
