//! How long records are kept, what stops their erasure, how they go, and what is given to whoever asks what is held
//! about them. Proves that nothing that is held, open, owed or in doubt ever goes; that what goes leaves no name, in
//! the folder or in what the machine remembers; that a kill at any write leaves whole records and a tombstone that
//! knows them; and that whatever comes back by a merge is said.
//!
//! The time is `--now`. A program that hangs is killed, and the test fails.

#![expect(
    clippy::disallowed_methods,
    reason = "these tests stand outside hv: they start programs and break files"
)]
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot go on fails; helpers stand outside test functions"
)]

mod access;
mod erase;
mod hold;
mod kills;
mod merge;
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

/// The day on which the school is begun.
const DAY: &str = "2018-09-03";
