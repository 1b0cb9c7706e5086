//! `hv back`: back at school, one by one or together.

use super::Ending;
use super::afield::{self, Meant};
use super::checkin::{after_leaving, record};
use super::desk::{Desk, VISIT_OWES};
use super::tell::{self, Phoned};
use crate::cli::Back;
use crate::domain::events::OutingEvent;
use crate::domain::outing::{Abroad, Outing};
use crate::domain::visit::Visit;
use crate::error::Error;
use crate::policy::Step;
use crate::render::Put;
use crate::store::Key;
use crate::when::Moment;
use serde_json::json;

pub(super) fn run(args: Back, desk: &mut Desk<'_>) -> Ending {
    let at = desk.at(args.who.at.as_ref())?;
    let lock = desk.lock_or_go_on();
    let meant = afield::meant(desk, &args.who)?;
    after_leaving(&meant.outing, at, desk)?;
    not_heard_later(&meant, at, desk)?;
    expect_again(&meant, at, desk);
    record(&meant, at, OutingEvent::Back { who: meant.who.clone() }, desk)?;
    // It is on record; nobody waits for what is asked about it.
    drop(lock);
    let policy = desk.policy().ok();
    let given = tell::given(&args.answers, policy.as_ref(), &meant.who, desk);
    let phoned = Phoned { step: Step::Back, meant: &meant, visit: None, at, with_answers: false };
    let after = tell::after(&phoned, given, policy.as_ref(), desk);
    let outing =
        afield::outing(&desk.store, &meant.outing.id, desk.now).map_err(super::desk::damaged)?;
    let mut text = format!("{}: back at {}.", meant.names(), desk.said(at));
    let still: Vec<&str> = outing.out().map(|p| p.name.as_str()).collect();
    if still.is_empty() {
        text.push_str(" Everybody on this outing is back.\n");
    } else {
        text.put(format!(" STILL OUT: {}.\n", crate::domain::names::list(&still)));
    }
    let signed_in = |p: &&Abroad| meant.who.contains(&p.id) && p.returned >= Some(at);
    for person in outing.people.iter().filter(signed_in).filter(|p| p.last_sign > desk.now) {
        text.put(format!(
            "The return of {} is recorded, and a line in doubt says that they are on the road at {}: hv doctor says how \
             it is settled.\n",
            person.name,
            desk.words(person.last_sign)
        ));
    }
    text.push_str(&super::home::still_to_tell(&outing));
    for person in outing.people.iter().filter(|p| p.distress.is_some()) {
        text.put(format!(
            "The distress of {} stays listed until somebody resolves it.\n",
            person.name
        ));
    }
    for person in outing.people.iter().filter(|p| !p.away() && !p.concerns.is_empty()) {
        text.put(format!(
            "The cause for concern about {0} stays listed: {1}, who typed this, is still out. Whoever has seen {0}: \
             hv resolve {2} --confirmed-by PERSON --how seen\n",
            person.name, desk.by, person.id
        ));
    }
    let to_write_up = to_write_up(&outing, desk);
    add_line(&mut text, &to_write_up);
    text.push_str(&after.text);
    desk.happened(
        &text,
        &json!({"outing": outing.id, "who": meant.who, "at": at, "still_out": still,
            "open": after.open, "duties": after.duties}),
    );
    after.ending()
}

/// Somebody heard from on the road after the time given was not back by then. A line in doubt that says so of a time to
/// come keeps nobody from being signed in: their return stands beside it until the line is rejected.
pub(super) fn not_heard_later(meant: &Meant, at: Moment, desk: &Desk<'_>) -> Result<(), Error> {
    let future = meant.outing.people.iter().any(|p| p.last_sign > desk.now);
    let sure = if future { meant.outing.without_doubt() } else { Some(meant.outing.clone()) };
    let people = sure.iter().flat_map(|outing| &outing.people);
    let people = people.filter(|p| meant.who.contains(&p.id));
    match people.filter(|p| p.last_sign > at).max_by_key(|p| p.last_sign) {
        Some(person) => {
            let heard = desk.words(person.last_sign);
            Err(Error::usage(format!(
                "--at: {} was heard from on the road at {heard}",
                person.name
            ))
            .hint("say when they were back: --at TIME, not before that"))
        }
        None => Ok(()),
    }
}

/// A visit whose appointment is still to come when they are back is planned still: if nobody goes, somebody must be
/// missed. The marker is there before the return that makes it count.
pub(super) fn expect_again(meant: &Meant, at: Moment, desk: &mut Desk<'_>) {
    let unreached =
        meant.outing.stops.iter().filter(|d| !d.stop.visit.is_empty() && !d.happened_by(at));
    let visits: Vec<String> = unreached.map(|d| d.stop.visit.clone()).collect();
    for id in visits {
        planned_again(&id, desk);
    }
}

/// Somebody is expected to leave for the visit again, if it is planned still.
pub(super) fn planned_again(id: &str, desk: &mut Desk<'_>) {
    if let Err(error) = mark_again(id, desk) {
        desk.warn(&format!(
            "{id} may be planned still, and nobody is expected to leave for it, since its marker could not be \
             written: {error}"
        ));
    }
}

fn mark_again(id: &str, desk: &mut Desk<'_>) -> Result<(), Error> {
    let visit = desk.visit(id)?;
    if !visit.planned() {
        return Ok(());
    }
    let policy = desk.policy()?;
    let marker = super::plan_change::marker(id, &visit.plan, &policy, desk)?;
    desk.store.put_planned(&marker)
}

/// Where nothing but one line has been said, and one more is to be, it is all one.
pub(super) fn add_line(text: &mut String, more: &str) {
    if text.lines().count() == 1 && more.lines().count() == 1 {
        text.truncate(text.trim_end().len());
        text.push(' ');
    }
    text.push_str(more);
}

/// The visits that nobody has written up yet; each is owed, and stays listed.
pub(super) fn to_write_up(outing: &Outing, desk: &mut Desk<'_>) -> String {
    let mut text = String::new();
    for door in outing.stops.iter().filter(|d| !d.stop.visit.is_empty()) {
        let id = &door.stop.visit;
        if outing.closed_at().is_some_and(|at| !door.happened_by(at)) {
            text.put(format!("Nobody reached {id}: it is planned still. Next: hv out, hv plan change or hv plan drop\n"));
            continue;
        }
        // Called off where nobody knew yet that they had gone in, it is written up all the same.
        let over = |v: Visit| v.written_up() || (v.ended.is_some() && door.entered.is_none());
        if desk.visit(id).is_ok_and(over) {
            continue;
        }
        let owed = Key::visit(id).and_then(|key| desk.store.put_owed(&key, VISIT_OWES));
        if let Err(error) = owed {
            desk.warn(&super::owed::not_listed(&error));
        }
        text.put(format!("Next: hv done {id}\n"));
    }
    text
}
