//! The figures of a period against figures counted without hv: a generated school year, and small cases counted by hand.
#![expect(
    clippy::disallowed_methods,
    reason = "a test makes the folder it is about, and reads it with nothing of hv"
)]

mod count;
mod doubt;
mod hand;
mod school;
mod stories;
mod year;
