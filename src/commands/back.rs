//! `hv back`: back at school, one by one or together.

use super::Ending;
use super::afield;
use super::checkin::{after_leaving, record};
use super::desk::{Desk, VISIT_OWES};
use crate::cli::Back;
use crate::domain::events::OutingEvent;
use crate::domain::outing::Outing;
use crate::render::Put;
use crate::store::Key;
use serde_json::json;

pub(super) fn run(args: Back, desk: &mut Desk<'_>) -> Ending {
    let at = desk.at(args.who.at.as_ref())?;
    let _lock = desk.lock_or_go_on();
    let meant = afield::meant(desk, &args.who)?;
    after_leaving(&meant.outing, at, desk)?;
    record(&meant, at, OutingEvent::Back { who: meant.who.clone() }, desk)?;
    let outing =
        afield::outing(&desk.store, &meant.outing.id, desk.now).map_err(super::desk::damaged)?;
    let mut text = format!("{}: back at {}.\n", meant.names(), desk.words(at));
    let still: Vec<&str> = outing.out().map(|p| p.name.as_str()).collect();
    if still.is_empty() {
        text.push_str("Everybody on this outing is back.\n");
    } else {
        text.put(format!("STILL OUT: {}.\n", crate::domain::names::list(&still)));
    }
    for person in outing.people.iter().filter(|p| p.distress.is_some()) {
        text.put(format!(
            "The distress of {} stays listed until somebody resolves it.\n",
            person.name
        ));
    }
    text.push_str(&to_write_up(&outing, desk));
    desk.happened(
        &text,
        &json!({"outing": outing.id, "who": meant.who, "at": at, "still_out": still}),
    );
    Ok(0)
}

/// The visits that nobody has written up yet; each is owed, and stays listed.
fn to_write_up(outing: &Outing, desk: &mut Desk<'_>) -> String {
    let mut text = String::new();
    for door in outing.stops.iter().filter(|d| !d.stop.visit.is_empty()) {
        let id = &door.stop.visit;
        let written = desk.visit(id).is_ok_and(|v| v.ended.is_some());
        if written {
            continue;
        }
        let owed = Key::visit(id).and_then(|key| desk.store.put_owed(&key, VISIT_OWES));
        if let Err(error) = owed {
            desk.warn(&format!("recorded, but a duty's marker could not be written: {error}"));
        }
        text.put(format!("Next: hv done {id}\n"));
    }
    text
}
