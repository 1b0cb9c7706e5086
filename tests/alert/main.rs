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
mod school;
#[path = "../notify/sinks.rs"]
mod sinks;
mod swept;
mod told;
mod unreached;
mod watched;
mod zones;
