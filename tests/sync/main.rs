//! Machines that meet by `hv sync`, by plain git, and by both, in every order; what stands between them; what a shared
//! repository is set up to run; and what a hostile one holds. Proves that no saved event is lost or out of the folder
//! for a moment, that machines with equal lines have nothing to commit, and that nothing of the repository's is run.
//!
//! The records are of a day that is past on every machine, since `hv sync` takes no `--now`. No test waits for time to
//! pass.

#![expect(
    clippy::disallowed_methods,
    reason = "these tests stand outside hv: they start programs and break repositories"
)]
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot go on fails; helpers stand outside test functions"
)]

mod clash;
mod emptied;
mod failing;
mod hostile;
mod kills;
mod meeting;
mod older;
#[expect(
    dead_code,
    reason = "the record folder of tests/faults, of which this takes what it needs"
)]
#[path = "../faults/place.rs"]
mod place;
mod planted;
#[expect(dead_code, reason = "how tests/faults runs a program, of which this takes what it needs")]
#[path = "../faults/run.rs"]
mod run;
mod school;
mod seen;
mod unheard;
mod ways;

/// The day of these tests: a Tuesday that is past on every machine.
const DAY: &str = "2025-11-25";

/// The outing of Kay and Lou that [`place::Place::out`] starts.
const OUTING: &str = "outings/2025-W48/2025-11-25-kay-1a.yaml";
