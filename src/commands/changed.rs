//! What changed since somebody signed, as every command says it: the wording is [`crate::domain::changed`]'s, the names
//! are the directory's.

use super::desk::Desk;
use crate::domain::changed::{self, Saying, Since};
use crate::domain::known::Known;
use crate::domain::week::Standing;
use crate::store::Store;

/// The name of a person; the id where there is no such card, or it cannot be read.
pub(super) fn name_in(store: &Store, id: &str) -> String {
    store.person(id).ok().flatten().map_or_else(|| id.to_owned(), |person| person.name)
}

/// Does something with the way this school says names and moments.
pub(super) fn saying<T>(desk: &Desk<'_>, with: impl FnOnce(Saying<'_>) -> T) -> T {
    let name = |id: &str| name_in(&desk.store, id);
    with(Saying { name: &name, zone: desk.zone })
}

/// What is different since a visit's entry was signed. `None`: it was never signed, or the signature holds.
pub(super) fn since_signed(known: &Known, desk: &Desk<'_>) -> Option<Since> {
    match known.standing(desk.zone) {
        Standing::ChangedSince(_) => {
            saying(desk, |saying| changed::since_signed(&known.visit, &known.week, saying))
        }
        Standing::Signed { .. } | Standing::Unsigned => None,
    }
}

/// "Since Pat Invented signed on Fri 20 Nov 14:00: ..."
pub(super) fn words(since: &Since, desk: &Desk<'_>) -> String {
    saying(desk, |saying| since.words(saying))
}
