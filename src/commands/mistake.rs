//! A mistake of hv's own that nothing kept to one record ([`crate::store::alone`]): it ends hv, and says so.
//!
//! It repairs nothing, and does not go on: what was half done may be wrong.

use crate::error::Error;
use crate::host::Host;
use std::ffi::OsString;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Does what was typed; a panic that nothing kept to one record is told in words, and is no all clear.
pub(crate) fn whatever_happens(
    arguments: &[OsString],
    host: &mut Host,
    work: impl FnOnce(&mut Host) -> u8,
) -> u8 {
    let ended = catch_unwind(AssertUnwindSafe(|| work(host)));
    ended.unwrap_or_else(|_told_by_the_hook| {
        let mistake = Error::bug("hv made a mistake of its own and stopped")
            .hint(
                "What it said was recorded is recorded. Anything else is NOT known, nor whether anybody is late: \
                 type hv board; if that stops as well, find out by telephone who is out, and go on on paper.",
            )
            .hint("Tell whoever looks after hv what was typed, and the place in hv that is named above.");
        super::tell_error(&mistake, arguments.iter().any(|a| a == "--json"), host)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistake_is_told_and_is_no_all_clear() {
        let (_, mut host) = Host::real();
        let mistaken = |_: &mut Host| panic!("a mistake of hv's own");
        for (typed, wanted) in [("board", "NOT known"), ("--json", "\"kind\":\"bug\"")] {
            let arguments = [OsString::from(typed)];
            let (code, said) = host.gathered(|host| whatever_happens(&arguments, host, mistaken));
            assert_eq!(code, 70, "{said}");
            assert!(said.contains("error: hv made a mistake") && said.contains(wanted), "{said}");
        }
        assert_eq!(whatever_happens(&[], &mut host, |_| 4), 4);
    }
}
