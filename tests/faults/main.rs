//! What goes wrong around hv, done to the built binary: disks that fill or fail, processes killed at each write,
//! folders that cannot be read, records cut and changed, two clones, crowds, streams that are gone. Proves that
//! `hv overdue` never says all clear while somebody is out and late, that what was reported as recorded is
//! there, and that the next command works.
//!
//! No test here waits for time to pass: the time is `--now`. A program that hangs is killed, and the test fails.

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

mod amiss;
mod begun;
mod bytes;
mod calls;
mod clones;
mod cost;
mod crowd;
mod damage;
mod house;
mod keygen;
mod kills;
mod limits;
mod memory;
mod modes;
mod place;
mod powercut;
mod reads;
mod renamed;
mod repair;
#[expect(dead_code, reason = "some of it only other suites need")]
mod run;
mod scenes;
mod streams;
mod twins;
mod unmarked;

use std::io::Write;

/// The day of these tests, a Tuesday.
const DAY: &str = "2026-11-24";

/// The outing of Kay and Lou that [`place::Place::out`] starts.
const OUTING: &str = "outings/2026-W48/2026-11-24-kay-1a.yaml";

/// What was not tried is said on the terminal itself: a test that is passed over in silence is no test.
fn said_aloud(words: &str) {
    // Not by eprintln, which the test runner keeps to itself where the test passes.
    let line = format!("NOT TRIED: {words}\n");
    std::io::stderr().write_all(line.as_bytes()).unwrap();
}
