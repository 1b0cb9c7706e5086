//! Whether a machine watches, as every command on a folder with somebody out says it, and as a sign-out demands that
//! somebody watch by hand when none does.

use super::desk::Desk;
use crate::cli::{Global, Out};
use crate::domain::directory::{Person, School};
use crate::domain::events::Contactable;
use crate::domain::gate::Finding;
use crate::error::Error;
use crate::host::Host;
use crate::policy::Strength;
use crate::store::{MachineState, Store};
use crate::watch::watcher::{self, Here, Watched};
use crate::when::Moment;

/// The rule that somebody watches. It is hv's own.
pub(super) const SOMEBODY_WATCHES: &str = "somebody-watches";

/// What this machine knows of the watch. Under `--now` nobody asks: a replay has no heartbeat.
pub(super) fn watched(store: &Store, school: &School, host: &Host, now: Moment) -> Watched {
    let state = host.state_dir().map(|dir| MachineState::load(&dir, store).0).unwrap_or_default();
    let machine = host.machine_name();
    // Without a readable hv.toml, what it said when it could last be read.
    let readable = !school.store.is_empty();
    let watch = if readable { school.watch.as_ref() } else { state.watch.as_ref() };
    watcher::watched(Here { watch, machine: &machine, heartbeat: state.heartbeat }, now)
}

/// The desk of a command that is not about the watch itself: if somebody is out and no machine watches, that is said
/// first, on standard error, whatever the command.
pub(super) fn desk<'h>(global: &Global, host: &'h mut Host) -> Result<Desk<'h>, Error> {
    let mut desk = super::unheard::desk(global, host)?;
    if let Some(words) = unwatched(&desk) {
        desk.warn(&words);
    }
    Ok(desk)
}

/// What to say when somebody is out and no machine watches.
pub(super) fn unwatched(desk: &Desk<'_>) -> Option<String> {
    if desk.replay {
        return None;
    }
    let watched = watched(&desk.store, &desk.school, desk.host, desk.now);
    let words = watched.words(desk.zone, desk.now)?;
    let out = super::afield::anybody_out(&desk.store, desk.now);
    out.then(|| format!("{words}. Somebody is out: watch by hand, hv overdue says who is late."))
}

/// What stands in the way of a sign-out when no machine watches and nobody has accepted to. Never in the way of a breach.
pub(super) fn nobody_watches(by_hand: Option<&Contactable>, desk: &Desk<'_>) -> Option<Finding> {
    if desk.replay || by_hand.is_some() {
        return None;
    }
    let words =
        watched(&desk.store, &desk.school, desk.host, desk.now).words(desk.zone, desk.now)?;
    Some(Finding {
        rule: SOMEBODY_WATCHES.to_owned(),
        subject: String::new(),
        strength: Strength::Must,
        says: format!("{words}."),
        fix: "somebody on site accepts by name to watch by hand, running hv overdue every few minutes: \
              --watch-by-hand PERSON"
            .to_owned(),
        clauses: Vec::new(),
        demands: Vec::new(),
        because: Vec::new(),
    })
}

/// Who accepts to watch by hand: what the flag says. It is never somebody who goes.
///
/// # Errors
/// They are not on the staff, or they go themselves.
pub(super) fn by_hand(
    args: &Out,
    going: &[Person],
    directory: &[Person],
) -> Result<Option<Contactable>, Error> {
    let named = super::out::monitor(args.watch_by_hand.as_ref(), directory)?;
    if let Some(along) = named.as_ref().filter(|n| going.iter().any(|p| p.id == n.id)) {
        return Err(Error::refused(format!("{} goes along and cannot watch", along.name))
            .hint("name somebody who stays on site: --watch-by-hand PERSON"));
    }
    Ok(named)
}
