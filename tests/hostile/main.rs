//! Input that is broken, hostile or absurd, and what must not come out: no panic, no hang, no memory eaten up, no
//! "all in time" over what may hide somebody, no command to a terminal, nothing personal where others look.
//!
//! Time and memory are bounded by limits of the system on each child process, so that what runs away is killed and
//! fails; no test asserts how long anything took.
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::format_collect,
    clippy::format_push_string,
    reason = "a test that cannot go on fails, plays the world outside, and need not be fast with texts"
)]

mod bad;
mod folder;
#[expect(dead_code, reason = "the school of tests/cli, of which this takes what it needs")]
#[path = "../cli/harness.rs"]
mod harness;
mod names;
#[expect(
    dead_code,
    reason = "the record folder of tests/faults, of which this takes what it needs"
)]
#[path = "../faults/place.rs"]
mod place;
mod private;
#[expect(dead_code, reason = "how tests/faults runs a program, of which this takes what it needs")]
#[path = "../faults/run.rs"]
mod run;
mod scene;
#[expect(dead_code, reason = "the school of tests/cli, of which this takes what it needs")]
#[path = "../cli/school.rs"]
mod school;
mod typed;

/// The day of these tests, a Tuesday that is past on every machine.
const DAY: &str = "2024-11-26";
