//! The figures of a period against figures counted without hv: a generated school year, and small cases counted by hand.

#![expect(
    clippy::disallowed_methods,
    reason = "these tests stand outside hv: they start it, and read its files without it"
)]
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot go on fails; helpers stand outside test functions"
)]

mod count;
mod doubt;
mod hand;
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
mod stories;
mod year;

/// The day every story is typed on: a Tuesday in winter.
const DAY: &str = "2025-01-14";
