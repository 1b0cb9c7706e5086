//! `hv undo`: takes back what was typed by mistake about staff who are or were out.
//!
//! By itself, the last thing that whoever is typing recorded on this machine, if that was within the last hour: what
//! somebody else typed, or another machine recorded, has to be named by its id. Nothing older is ever taken in its
//! place. One command that was typed is one thing to take back: both lines of `hv delay --back` go together. It shows
//! what it would do and asks. It never takes back what [`undo::never`] names, nothing whose loss would
//! silence an alarm that is sounding, and it deletes nothing.

use super::afield::{self, Meant};
use super::checkin::{next_due, next_json, record};
use super::desk::{Desk, OUTING_OWES, damaged};
use super::{Ending, ask, back, undo_cancel};
use crate::cli::Undo;
use crate::domain::alarm::AlarmLine;
use crate::domain::entry::{Entry, Record};
use crate::domain::events::{OutingEvent, VisitEvent};
use crate::domain::outing::Outing;
use crate::domain::undo;
use crate::error::Error;
use crate::policy::AnswerKind;
use crate::render::Put;
use crate::store::Key;
use crate::watch::told::Teller;
use crate::when::{Moment, Span};
use serde_json::json;

/// Without an id, only what was typed so lately is looked at: what came long before is corrected by naming it.
const LATELY: Span = Span::minutes(60);

/// The event to be taken back, and the outing as it stands with it.
#[derive(Debug)]
struct Found {
    outing: Outing,
    entry: Entry<OutingEvent>,
    /// The other line of the same command: one command that was typed is one thing to take back.
    with: Option<Entry<OutingEvent>>,
}

impl Found {
    fn of(outing: Outing, entry: Entry<OutingEvent>) -> Found {
        let stands = |e: &&Entry<OutingEvent>| !matches!(e.body, OutingEvent::TakenBack { .. });
        let with = undo::typed_with(&entry, &outing.entries).filter(stands).cloned();
        Found { outing, entry, with }
    }

    /// A run that was broken off took back one line of a command: what is left to take back is the other.
    fn or_what_is_left(self) -> Found {
        let undone = if let OutingEvent::Undo { event, .. } = &self.entry.body {
            self.outing.entries.iter().find(|e| e.id == *event)
        } else {
            Some(&self.entry).filter(|e| matches!(e.body, OutingEvent::TakenBack { .. }))
        };
        let left = undone.and_then(|undone| Found::of(self.outing.clone(), undone.clone()).with);
        match left {
            Some(left) => Found::of(self.outing, left),
            None => self,
        }
    }

    /// Every line that goes.
    fn all(&self) -> impl Iterator<Item = &Entry<OutingEvent>> {
        std::iter::once(&self.entry).chain(&self.with)
    }
}

pub(super) fn run(args: Undo, desk: &mut Desk<'_>) -> Ending {
    let found = find(&args, desk)?;
    let says = nobody_left(&args, &found, desk)?;
    let then = without(&found, says.as_ref(), desk)?;
    nothing_laxer(&found, &then, desk)?;
    let shown = shown(&found, &then, desk);
    if !args.yes || args.why.is_none() {
        desk.host.tell(&crate::render::fit(&crate::render::clean_lines(&shown), desk.host.width()));
    }
    let why = why(&args, desk)?;
    if !agreed(&args, desk)? {
        return Err(Error::usage("nothing was taken back").into());
    }
    let _lock = desk.lock()?;
    // While somebody was being asked, another may have typed.
    let args = Undo { event: Some(found.entry.id.clone()), ..args };
    let again = find(&args, desk)?;
    nobody_left(&args, &again, desk)?;
    nothing_laxer(&again, &without(&again, says.as_ref(), desk)?, desk)?;
    // The outing's line commits it: broken off before, it is typed again.
    let whole = undo_cancel::ending(&again.entry.body, &why, desk);
    let gone: Vec<String> = again.all().map(|e| e.id.clone()).collect();
    let outing = recorded(again, &why, says.as_ref(), desk)?;
    let still: Vec<&str> = outing.out().map(|p| p.name.as_str()).collect();
    let mut text = format!("Taken back: {}.\n", words(&found, desk));
    text.put(state(&outing, &still));
    text.put(next_due(&outing, desk));
    text.extend(found.all().map(|e| undo_cancel::words(&e.body)));
    text.put(told_again(&outing, desk));
    desk.happened(
        &text,
        &json!({"outing": outing.id, "taken_back": found.entry.id, "with": gone.get(1), "was": found.entry.body, "why": why,
            "says": says, "still_out": still, "next": next_json(&outing)}),
    );
    Ok(if whole { 0 } else { 3 })
}

/// The markers first: they are on disk before the line that makes them needed.
fn recorded(
    found: Found,
    why: &str,
    says: Option<&String>,
    desk: &mut Desk<'_>,
) -> Result<Outing, Error> {
    let gone: Vec<String> = found.all().map(|e| e.id.clone()).collect();
    let meant = Meant { who: Vec::new(), outing: found.outing };
    if matches!(found.entry.body, OutingEvent::SignOut { .. }) {
        // Nobody left, however late it was typed: all of its visits are to be left for still.
        for door in meant.outing.stops.iter().filter(|d| !d.stop.visit.is_empty()) {
            back::planned_again(&door.stop.visit, desk);
        }
    }
    if matches!(found.entry.body, OutingEvent::DutyDone { .. }) {
        desk.store.put_owed(&Key::outing(&meant.outing.id)?, OUTING_OWES)?;
    }
    let now = desk.now;
    for event in gone {
        record(&meant, now, undoing(event, why, says), desk)?;
    }
    super::checkin::reread(&meant, desk)
}

fn undoing(event: String, why: &str, says: Option<&String>) -> OutingEvent {
    OutingEvent::Undo { event, why: why.to_owned(), says: says.cloned() }
}

/// Everything that is marked as open, and what lately was.
fn find(args: &Undo, desk: &mut Desk<'_>) -> Result<Found, Error> {
    let afield = afield::all(&desk.store, desk.now, desk.today());
    desk.tell_damage(&afield.damage);
    let outings: Vec<Outing> = afield.outings.into_iter().filter(|o| o.drill.is_none()).collect();
    let found = match &args.event {
        Some(id) => named(outings, id)?,
        None => last(outings, desk)?,
    };
    let found = found.or_what_is_left();
    if undo_cancel::half(&found.entry.body, desk) {
        return Ok(found);
    }
    let never_left =
        found.outing.never_left && matches!(found.entry.body, OutingEvent::SignOut { .. });
    if never_left
        || matches!(found.entry.body, OutingEvent::Undo { .. } | OutingEvent::TakenBack { .. })
    {
        return Err(Error::refused("that was taken back already, and nothing was changed")
            .hint("what was taken back is typed again, with --at for when it happened")
            .hint("to take back what was typed before it: hv undo EVENT; hv show OUTING prints the ids"));
    }
    if let Some((because, instead)) = undo::never(&found.entry.body) {
        return Err(Error::refused(format!("not taken back: {}", words(&found, desk)))
            .hint(because)
            .hint(instead));
    }
    undo_cancel::may_be(&found.entry.body, desk)?;
    Ok(found)
}

fn named(outings: Vec<Outing>, id: &str) -> Result<Found, Error> {
    let key = id.trim().to_lowercase();
    for outing in outings {
        if let Some(entry) = outing.entries.iter().find(|e| e.id == key).cloned() {
            return Ok(Found::of(outing, entry));
        }
    }
    Err(Error::usage(format!("no event {id:?} on an outing of today or yesterday"))
        .hint("hv show OUTING prints the id of each event, in brackets"))
}

fn last(outings: Vec<Outing>, desk: &Desk<'_>) -> Result<Found, Error> {
    let tag = desk.store.tag()?;
    let here = |id: &str| id.split_once('-').is_some_and(|(own, _)| own == tag);
    let mut newest: Option<(Moment, Found)> = None;
    let mut tied: Vec<String> = Vec::new();
    let mut elsewhere: Option<(Moment, String)> = None;
    for outing in outings {
        let written = last_on_visits(&outing, &here, desk);
        elsewhere = elsewhere.into_iter().chain(written).max();
        let own = |e: &&Entry<OutingEvent>| e.by == desk.by && here(&e.id) && !by_itself(&e.body);
        // Of two that were typed in the same second, the one that came after.
        let Some(entry) = outing.entries.iter().filter(own).max_by_key(|e| e.typed).cloned() else {
            continue;
        };
        // Nothing on record says which of two outings was typed about first within one second.
        let than = newest.as_ref().map(|(typed, _)| *typed);
        if than < Some(entry.typed) {
            tied.clear();
        }
        if than <= Some(entry.typed) {
            let found = Found::of(outing, entry);
            tied.push(format!("hv undo {}: {}", found.entry.id, words(&found, desk)));
            newest = Some((found.entry.typed, found));
        }
    }
    let nothing = || {
        Error::usage(format!(
            "{} has typed nothing here, today or yesterday, about anybody out",
            desk.by
        ))
        .hint("another person's, by its id: hv undo EVENT; hv show OUTING prints the ids")
        .hint("who is typing is said with --by PERSON")
    };
    let (typed, found) = newest.ok_or_else(nothing)?;
    if let Some((_, visit)) = elsewhere.filter(|(at, _)| *at > typed) {
        return Err(Error::refused(format!("the last thing that {} typed is about {visit}", desk.by))
            .hint("hv undo takes back what was typed about staff who are out, and not what came of a visit")
            .hint(format!("to take back what was typed before it: hv undo {}", found.entry.id)));
    }
    if tied.len() > 1 {
        return Err(one_of(tied, typed, desk));
    }
    if desk.now.seconds_since(typed) > LATELY.as_seconds() {
        return Err(Error::refused(format!(
            "the last thing that {} typed is more than an hour old: {}, {}",
            desk.by,
            desk.words(typed),
            words(&found, desk)
        ))
        .hint(format!("to take it back all the same: hv undo {}", found.entry.id)));
    }
    Ok(found)
}

/// Which of several is meant, whoever typed them has to say.
fn one_of(tied: Vec<String>, typed: Moment, desk: &Desk<'_>) -> Error {
    let refused = Error::refused(format!(
        "not taken back: {} typed about {} outings in the same second, {}, and which is meant has to be said",
        desk.by,
        tied.len(),
        desk.words(typed)
    ));
    tied.into_iter().fold(refused, Error::hint)
}

/// Recorded by hv's own look at the clock, and by nobody's hand.
fn by_itself(event: &OutingEvent) -> bool {
    matches!(event, OutingEvent::Alarm(AlarmLine::Notify(_) | AlarmLine::Notified(_)))
}

/// The last thing that was typed about the visits of an outing.
fn last_on_visits(
    outing: &Outing,
    here: &dyn Fn(&str) -> bool,
    desk: &Desk<'_>,
) -> Option<(Moment, String)> {
    let visits = outing.stops.iter().map(|d| &d.stop.visit).filter(|v| !v.is_empty());
    // One that cannot be read is told by every other command; here it takes nothing back.
    let read = visits.filter_map(|id| desk.visit(id).ok());
    let typed = read.filter_map(|visit| {
        let own = |e: &&Entry<VisitEvent>| {
            let typed = !matches!(e.body, VisitEvent::Alarm(_) | VisitEvent::Undo { .. });
            e.by == desk.by && here(&e.id) && typed
        };
        let last = visit.entries.iter().filter(own).map(|e| e.typed).max();
        last.map(|typed| (typed, visit.id.clone()))
    });
    typed.max()
}

/// Who says that nobody left: needed for a sign-out, and for nothing else.
fn nobody_left(args: &Undo, found: &Found, desk: &mut Desk<'_>) -> Result<Option<String>, Error> {
    let signed_out = matches!(found.entry.body, OutingEvent::SignOut { .. });
    let known = args.nobody_left.as_deref().map(|typed| desk.person(typed)).transpose()?;
    match (signed_out, known) {
        (true, Some(person)) => {
            not_on_the_way(found, desk)?;
            if found.outing.person(&person.id).is_some() {
                return Err(Error::refused(format!("{} was signed out", person.name))
                    .hint("that nobody left is said by somebody who was not: --nobody-left PERSON")
                    .hint("whoever was signed out and is here: hv back NAME"));
            }
            Ok(Some(person.id))
        }
        (true, None) => Err(Error::refused(format!("not taken back: {}", words(found, desk)))
            .hint("whoever was signed out is watched until somebody knows where they are")
            .hint("nobody left, and PERSON says so: add --nobody-left PERSON")
            .hint("somebody left, and is back: hv back NAME")),
        (false, Some(_)) => Err(Error::usage("--nobody-left is for a sign-out")
            .hint(format!("what would be taken back is this: {}", words(found, desk)))),
        (false, None) => Ok(None),
    }
}

/// Nothing is or was on record but the sign-out: no alarm sounds or was told, and nobody typed anything of the way, not
/// even what was taken back since.
fn not_on_the_way(found: &Found, desk: &Desk<'_>) -> Result<(), Error> {
    if let Some(late) = crate::watch::late(&found.outing, desk.now).first() {
        return Err(sounds(late, desk));
    }
    let seen = || found.outing.entries.iter().chain(&found.outing.doubtful);
    if let Some(told) = seen().find(|e| matches!(e.body, OutingEvent::Alarm(_))) {
        return Err(Error::refused(format!(
            "not taken back: an alarm was raised about them: {}, {}",
            desk.words(told.at),
            teller(&found.outing, desk).words(told)
        ))
        .hint("first find out where they are; when they are here: hv back NAME"));
    }
    match seen().find(|e| undo::on_the_road(&e.body)) {
        None => Ok(()),
        Some(entry) => Err(Error::refused(format!(
            "they did leave: {}, {}",
            desk.words(entry.at),
            teller(&found.outing, desk).words(entry)
        ))
        .hint("when they are back: hv back NAME")),
    }
}

/// An alarm that sounds is closed by finding out where they are, and by nothing else.
fn sounds(late: &crate::watch::Late, desk: &Desk<'_>) -> Error {
    Error::refused(format!(
        "not taken back: an alarm sounds because of it: {}, due {}",
        late.running.owed_at(desk.now),
        desk.words(late.running.deadline.due)
    ))
    .hint("first find out where they are: hv overdue says what to do now, hv resolve closes the alarm")
}

/// The outing as it would stand.
fn without(found: &Found, says: Option<&String>, desk: &Desk<'_>) -> Result<Outing, Error> {
    let key = Key::outing(&found.outing.id)?;
    let mut record: Record<OutingEvent> = desk.record(&key)?;
    let after = record.heads();
    for (n, gone) in found.all().enumerate() {
        record.entries.push(Entry {
            id: format!("x-undone{n}"),
            after: after.clone(),
            at: desk.now,
            typed: desk.now,
            by: desk.by.clone(),
            clock_given: desk.replay,
            on_paper: None,
            body: undoing(gone.id.clone(), "", says),
        });
    }
    Outing::of(&record)
        .ok_or_else(|| damaged(afield::missing(&key.path(), "nothing in it says who left")))
}

/// What is late because of it stays late, and an expected return moves no later: whoever waits for somebody must not be
/// told that all is well because somebody mistyped.
fn nothing_laxer(found: &Found, then: &Outing, desk: &Desk<'_>) -> Result<(), Error> {
    if then.never_left {
        return Ok(());
    }
    let sounding = crate::watch::late(then, desk.now);
    let still = |late: &crate::watch::Late| {
        let same = |l: &crate::watch::Late| l.running.clock == late.running.clock;
        sounding
            .iter()
            .any(|l| same(l) && late.running.people.iter().all(|p| l.running.people.contains(p)))
    };
    match crate::watch::late(&found.outing, desk.now).iter().find(|late| !still(late)) {
        None => Ok(()),
        Some(late) => Err(sounds(late, desk)),
    }
}

/// What it takes back, and what holds then.
fn shown(found: &Found, then: &Outing, desk: &Desk<'_>) -> String {
    let entry = &found.entry;
    let still: Vec<&str> = then.out().map(|p| p.name.as_str()).collect();
    format!(
        "To be taken back, of {}: {}, {} (typed {} by {}) [{}]\n{}{}{}{}",
        found.outing.id,
        desk.words(entry.at),
        words(found, desk),
        desk.words(entry.typed),
        entry.by,
        entry.id,
        state(then, &still),
        next_due(then, desk),
        found.all().map(|e| undo_cancel::words(&e.body)).collect::<String>(),
        told_again(then, desk)
    )
}

/// Whoever was told of an alarm that comes back by it may think that all is well.
fn told_again(then: &Outing, desk: &Desk<'_>) -> String {
    let late = crate::watch::late(then, desk.now);
    if late.iter().all(|one| one.log.again(&one.alarm).is_none()) {
        return String::new();
    }
    "People were told of this alarm: the next hv overdue --alert tells them again at once.\n"
        .to_owned()
}

fn state(outing: &Outing, still: &[&str]) -> String {
    if outing.never_left {
        return "Nobody left, and nobody is watched on it. Its visits are planned still.\n"
            .to_owned();
    }
    if still.is_empty() {
        return "Everybody on this outing is back.\n".to_owned();
    }
    format!("OUT: {}.\n", crate::domain::names::list(still))
}

fn why(args: &Undo, desk: &mut Desk<'_>) -> Result<String, Error> {
    let given = args.why.clone().filter(|why| !why.trim().is_empty());
    match given {
        Some(why) => Ok(why),
        None if desk.host.can_ask => desk.ask("Why is it taken back?", &AnswerKind::Text),
        None => Err(Error::usage("no answer to: Why is it taken back?").hint("give --why WHY")),
    }
}

fn agreed(args: &Undo, desk: &mut Desk<'_>) -> Result<bool, Error> {
    if args.yes {
        return Ok(true);
    }
    if !desk.host.can_ask {
        return Err(Error::usage("nothing was taken back: nobody can be asked here")
            .hint("to take it back without being asked: add --yes"));
    }
    ask::yes_or_no(desk, None, "--yes", "Take it back?")
}

fn teller<'o>(outing: &'o Outing, desk: &Desk<'_>) -> Teller<'o> {
    Teller { outing, zone: desk.zone, today: desk.today() }
}

fn words(found: &Found, desk: &Desk<'_>) -> String {
    let teller = teller(&found.outing, desk);
    found.all().map(|entry| teller.words(entry)).collect::<Vec<_>>().join("; and ")
}
