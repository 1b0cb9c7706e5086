//! The alarm with real parts: the real binary on the real clock, real mail and web servers of the test's own, a real
//! cron, real git; processes that are killed and stopped, folders that cannot be written. What is asserted is what
//! arrived, what is on record and what was printed, never how long it took.

#![expect(
    clippy::disallowed_methods,
    reason = "these tests start programs and look at files from outside"
)]
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "helpers of tests fail, and say what they skip, as tests do; only #[test] functions are let off"
)]

mod again;
mod broken;
mod channels;
mod charge;
mod clock;
mod cron;
mod failing;
mod killed;
mod machines;
#[expect(
    dead_code,
    reason = "the record folder of tests/faults, of which this takes what it needs"
)]
#[path = "../faults/place.rs"]
mod place;
#[expect(dead_code, reason = "how tests/faults runs a program, of which this takes what it needs")]
#[path = "../faults/run.rs"]
mod run;
mod school;
#[path = "../notify/sinks.rs"]
mod sinks;
mod standing;
mod swept;
mod told;
mod unreached;
mod watched;
mod zones;

/// The shared place asks for a day; these tests play on the day they run, by the real clock, and name each moment.
const DAY: &str = "";
