//! Laws over random outings, visits and week lists, in process and through real record files. Proves that what
//! is written reads back, that no fold depends on the order of lines, and that doubt, loss, lateness and the
//! words of one person only ever leave an alarm standing; and that an assessment once stale stays so until somebody
//! puts it right.

#![expect(
    clippy::disallowed_methods,
    reason = "these tests stand outside hv: they put record files together by hand"
)]
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails; helpers stand outside test functions"
)]

mod alarm;
mod bound;
mod doubt;
mod folds;
mod rating;
mod readers;
mod replay;
mod sitting;
mod stale;
mod sums;
mod telling;
mod undo;
mod world;
