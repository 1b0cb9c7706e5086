//! The school's other machines were not heard from within the limit, as every command says it in a line and
//! `hv overdue` counts it: an outing opened on one of them is not known here. No git is asked, only what this machine
//! remembers.

use super::desk::Desk;
use crate::cli::Global;
use crate::domain::directory::School;
use crate::error::{Damage, Error};
use crate::host::Host;
use crate::store::{Side, Store};
use crate::watch::heard::{heard, told};
use crate::when::{Moment, Zone};
use std::path::Path;

/// Where that danger stands among what is damaged.
pub(super) const OTHERS: &str = "the other machines";

/// A desk at which that is said.
pub(super) fn desk<'h>(global: &Global, host: &'h mut Host) -> Result<Desk<'h>, Error> {
    let mut desk = Desk::open(global, host)?;
    let state = desk.host.state_dir().filter(|_| !desk.replay);
    let words = words(&desk.store, &desk.school, state.as_deref(), (desk.zone, desk.now));
    let unsent = unsent(&desk.store, &desk.school, state.as_deref(), (desk.zone, desk.now));
    for words in words.into_iter().chain(unsent) {
        desk.warn(&format!("{words}. hv sync says why."));
    }
    Ok(desk)
}

/// What to say. `None`: they were heard from, or hv.toml sets no limit, or it is a replay.
fn words(
    store: &Store,
    school: &School,
    state: Option<&Path>,
    (zone, now): (Zone, Moment),
) -> Option<String> {
    let within = school.sync.as_ref()?.heard_within?;
    let last = Side::load(state?, store).heard;
    heard(within, last, now).words(zone, now)
}

/// What to say of what was recorded here and is not on its way. `None`: it was sent, or is young, or nothing is shared.
fn unsent(
    store: &Store,
    school: &School,
    state: Option<&Path>,
    (zone, now): (Zone, Moment),
) -> Option<String> {
    let within = school.sync.as_ref()?.heard_within?;
    let last = Side::load(state?, store).told;
    told(within, last, now, zone)
}

/// The same as dangers.
pub(super) fn dangers(
    store: &Store,
    school: &School,
    state: Option<&Path>,
    at: (Zone, Moment),
) -> Vec<Damage> {
    let danger = |what: String, hint: &str| Damage {
        path: OTHERS.to_owned(),
        line: None,
        what,
        hint: hint.to_owned(),
        may_hide_somebody: true,
    };
    let heard = words(store, school, state, at).map(|what| {
        danger(what, "Ring the other desks and ask who is out; hv sync says what is in the way.")
    });
    let unsent = unsent(store, school, state, at).map(|what| {
        danger(
            what,
            "Ring the other desks and tell them who is out; hv sync says what is in the way.",
        )
    });
    heard.into_iter().chain(unsent).collect()
}
