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
mod school;
mod stories;
mod year;
