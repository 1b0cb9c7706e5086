//! A mistake of hv's own over one record, kept to that record.
//!
//! A program that stops over one outing has told nobody of the others. So whatever reads, judges or words one record for
//! the alarm does it in here: if it panics, that record is damage that may hide somebody, and the next one has its turn.
//! Nothing goes on as though the record had said something.

use crate::error::Damage;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What is said of a record over which hv made a mistake.
const MISTAKE: &str = "hv itself made a mistake over it, and cannot tell what it says";

/// Does some work on the record at `path`, relative to the record folder.
///
/// # Errors
/// The work panicked. What it had half done is dropped: it may keep nothing that others go by.
pub fn alone<R>(path: &str, work: impl FnOnce() -> R) -> Result<R, Damage> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|_told_by_the_hook| Damage {
        path: path.to_owned(),
        line: None,
        what: MISTAKE.to_owned(),
        hint: "Find out by telephone who it is about and where they are, and go on by hand with whoever is out on it; \
               tell whoever looks after hv."
            .to_owned(),
        may_hide_somebody: true,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistake_over_one_is_damage_of_that_one_and_no_answer() {
        assert_eq!(alone("outings/a", || 3), Ok(3));
        let of: Vec<Result<i32, Damage>> = [2, 0, 4]
            .into_iter()
            .map(|by: i32| alone(&format!("outings/{by}"), || 8 / by))
            .collect();
        assert_eq!((&of[0], &of[2]), (&Ok(4), &Ok(2)));
        let damage = of[1].as_ref().unwrap_err();
        assert_eq!((damage.path.as_str(), damage.may_hide_somebody), ("outings/0", true));
        assert!(damage.what.contains("mistake") && damage.hint.contains("telephone"));
    }
}
