//! Danger to somebody who never signed out: nothing is watched that it could be recorded on, so what to type first is
//! printed whole.
//!
//! It writes nothing. Nobody knows better than whoever has them on the telephone whether they left at all.

use super::afield::Word;
use super::desk::Desk;
use super::overdue;
use crate::domain::names;
use crate::error::Error;
use crate::policy::Clock;
use crate::watch::Late;
use crate::when::Span;

/// How long the watch that is typed in an emergency gives them: any time will do, since the alarm is raised at once.
const BACK: Span = Span::minutes(60);

/// For people whose planned visit is late for its sign-out: what to say and what to type. `None` if nobody's is.
pub(super) fn in_danger(words: &[Word], desk: &Desk<'_>) -> Option<Error> {
    let all = overdue::look(&desk.store, desk.now, desk.zone).late;
    let meant = |late: &&Late| {
        let named = |w: &Word| {
            w.names(&late.id) || late.running.people.iter().any(|p| w.means(&p.id, &p.name))
        };
        late.alarm.clock == Clock::Departure && words.iter().any(named)
    };
    let mut late = all.iter().filter(meant);
    let first = late.next()?;
    let mut error = of(first, desk);
    for other in late {
        error.hints.extend(of(other, desk).hints);
    }
    Some(error)
}

fn of(late: &Late, desk: &Desk<'_>) -> Error {
    let people: Vec<&str> = late.running.people.iter().map(|p| p.name.as_str()).collect();
    let ids = late.alarm.people.join(" ");
    let place = late.place.replace('"', "'");
    let back = desk.words(desk.now.plus(BACK));
    Error::usage(format!(
        "NOT RECORDED YET: {} did not sign out for {}, due {}",
        names::list(&people),
        late.id,
        desk.words(late.running.deadline.due)
    ))
    .hint(format!("In danger: ring 999 now, and say where they should be: {place}"))
    .hint(format!(
        "then start the watch: hv out {ids} --breach \"left without signing out\" --where \"{place}\" --back {back}"
    ))
    .hint("then type the same again that you just typed: it is recorded then")
}
