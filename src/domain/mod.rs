//! What is recorded, and what it adds up to.
//!
//! Directories (school, people, families, addresses) are facts as they stand. Evidence (outings, visits,
//! week lists, assessments) is what happened: append-only events whose fold is the state.
//!
//! This room is pure: no file, no clock, no terminal, no environment, no randomness.

pub mod directory;
pub mod entry;
pub mod events;
