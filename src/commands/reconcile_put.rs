//! Puts the lines of a day's sheet on record, outing by outing and in their order, through the same doors as if they
//! were typed one by one. Each event says who wrote it on paper.

use super::afield::{self, Meant};
use super::checkin::record;
use super::desk::{Desk, OUTING_OWES};
use super::reconcile_check::{self as check, Did, Line, Trip};
use super::{Ending, Failure, back, home, out};
use crate::cli::{self, AnswerFlags, Who};
use crate::domain::events::{Answers, Means, OutingEvent};
use crate::domain::outing::Outing;
use crate::error::Error;
use crate::store::Key;
use crate::when::Moment;

/// How far one outing came.
pub(super) struct Put {
    pub(super) outing: Option<String>,
    /// Lines put on record now.
    pub(super) recorded: usize,
    /// Lines that somebody else has put on record since they were shown.
    pub(super) already: bool,
    /// What stopped it: the lines from there on are not on record.
    pub(super) failed: Option<(String, Failure)>,
}

pub(super) fn trip(trip: &Trip, desk: &mut Desk<'_>) -> Put {
    let outing = trip.outing.as_ref().map(|o| o.id.clone());
    let mut put = Put { outing, recorded: 0, already: false, failed: None };
    // They say what they did themselves, and ask; here all of it has been shown and asked before.
    let said = (desk.quiet, desk.json, desk.host.can_ask);
    (desk.quiet, desk.json, desk.host.can_ask) = (true, false, false);
    // Nobody else writes from the second look to the last line.
    desk.holding = desk.lock_or_go_on();
    let lines = looked_again(trip, &mut put, desk);
    for line in lines.iter().filter(|line| !line.already) {
        desk.on_paper = Some(line.written_by.clone());
        let done = one(line, put.outing.as_deref(), desk);
        match done {
            Ok(outing) => {
                put.outing = Some(outing);
                put.recorded += 1;
            }
            Err(failure) => {
                put.failed = Some((line.place.clone(), failure));
                break;
            }
        }
    }
    desk.on_paper = None;
    drop(desk.holding.take());
    (desk.quiet, desk.json, desk.host.can_ask) = said;
    put
}

/// What the outings on record make owed is marked anew: of a typing that was broken off, the lines are on record and what
/// was to be written after them may not be.
pub(super) fn mark_owed(trips: &[Trip], desk: &mut Desk<'_>) {
    let broken_off = |trip: &&Trip| trip.lines.iter().any(|line| line.already);
    for outing in trips.iter().filter(broken_off).filter_map(|trip| trip.outing.as_ref()) {
        if !outing.owed.is_empty() {
            let marked =
                Key::outing(&outing.id).and_then(|key| desk.store.put_owed(&key, OUTING_OWES));
            if let Err(error) = marked {
                desk.warn(&super::owed::not_listed(&error));
            }
        }
        if outing.closed_at().is_some() {
            let _marked_and_said_when_they_came_back = back::to_write_up(outing, desk);
        }
    }
}

/// The lines held once more against what is on record: somebody else may have typed the same sheet in since it was
/// shown. None, and the reason, where they cannot have been any more.
fn looked_again(trip: &Trip, put: &mut Put, desk: &mut Desk<'_>) -> Vec<Line> {
    let lines = trip.lines.iter().map(|l| Line { already: false, ..l.clone() }).collect();
    let mut now = check::trips(lines, desk);
    let first = trip.lines.iter().find(|l| !l.already).map_or("", |l| l.place.as_str()).to_owned();
    let wrong: Vec<String> = now.iter().flat_map(|t| t.problems.clone()).collect();
    let known = put.outing.clone();
    let only = now.pop().filter(|_| now.is_empty() && wrong.is_empty());
    let same = |id: &str| known.as_ref().is_none_or(|known| known == id);
    let only = only.filter(|t| t.outing.as_ref().map_or(known.is_none(), |o| same(&o.id)));
    let Some(only) = only else {
        let what = format!(
            "the record has changed since this was shown, and it cannot have been like this any more: {}",
            wrong.join("; ")
        );
        put.failed = Some((first, Error::failed(what).hint("hv reconcile shows it anew").into()));
        return Vec::new();
    };
    put.outing = only.outing.map(|o| o.id);
    put.already = only.lines.iter().filter(|l| l.already).count()
        > trip.lines.iter().filter(|l| l.already).count();
    only.lines
}

fn one(line: &Line, outing: Option<&str>, desk: &mut Desk<'_>) -> Result<String, Failure> {
    match (line.did, outing) {
        (Did::Left, _) => leave(line, desk),
        (_, None) => Err(Error::bug("a line of nobody's outing was to be recorded").into()),
        (Did::Back, Some(id)) => {
            let who = named(line, id);
            back::run(cli::Back { who, answers: AnswerFlags::default() }, desk)?;
            Ok(id.to_owned())
        }
        (Did::Home, Some(id)) => {
            home::run(cli::Home { who: named(line, id), how: None }, desk)?;
            Ok(id.to_owned())
        }
        (_, Some(id)) => {
            let _lock = desk.lock_or_go_on();
            let outing = afield::outing(&desk.store, id, desk.now).map_err(super::desk::damaged)?;
            let meant = Meant { outing, who: line.who.clone() };
            if line.did == Did::Cancelled {
                cancelled(line, &meant, desk)?;
            } else if line.did == Did::Delayed {
                delayed(line, &meant, desk)?;
            } else {
                record(&meant, line.at, body(line)?, desk)?;
            }
            Ok(id.to_owned())
        }
    }
}

fn cancelled(line: &Line, meant: &Meant, desk: &mut Desk<'_>) -> Result<(), Error> {
    let visit = line.visits.first().map_or("", String::as_str);
    let outcome = line.outcome.as_deref().unwrap_or_default();
    super::cancel::on_paper(meant, (visit, outcome), (line.at, line.said.as_ref()), desk)
}

/// The marker of what it makes owed is there before it.
fn delayed(line: &Line, meant: &Meant, desk: &mut Desk<'_>) -> Result<(), Error> {
    let visit = line.visits.first().cloned().unwrap_or_default();
    let door = meant.outing.stops.iter().find(|d| d.stop.visit == visit);
    let duties = super::delay::duties(door, line.at, desk);
    if !duties.is_empty() {
        desk.store.put_owed(&Key::outing(&meant.outing.id)?, OUTING_OWES)?;
    }
    let body = OutingEvent::Delay {
        who: line.who.clone(),
        visit,
        arrives: line.arrives,
        why: line.said.clone().unwrap_or_else(|| "the sheet does not say why".to_owned()),
        duties,
    };
    record(meant, line.at, body, desk)
}

fn named(line: &Line, outing: &str) -> Who {
    Who { who: line.who.clone(), outing: Some(outing.to_owned()), at: Some(line.at.rfc3339()) }
}

/// Nobody asked hv before they left, so hv cannot say that the rules held: it is on record as gone without its checks.
fn leave(line: &Line, desk: &mut Desk<'_>) -> Result<String, Failure> {
    let args = cli::Out {
        people: line.who.clone(),
        visits: line.visits.clone(),
        back: line.back.map(Moment::rfc3339),
        monitor: line.monitor.clone(),
        watch_by_hand: None,
        car: line.car.clone(),
        authorised_by: None,
        on_call: None,
        emergency_contact: None,
        at: Some(line.at.rfc3339()),
        breach: Some(format!(
            "signed out on paper by {}: hv checked nothing then",
            line.written_by
        )),
        place: line.whereabouts.clone().filter(|_| line.visits.is_empty()),
        mobile: None,
        answers: AnswerFlags::default(),
    };
    let _code: u8 = ended(out::run(args, desk))?;
    left(line, desk).ok_or_else(|| Error::bug("an outing was recorded and cannot be found").into())
}

fn ended(ending: Ending) -> Result<u8, Failure> {
    ending
}

/// The outing that has just been begun.
fn left(line: &Line, desk: &Desk<'_>) -> Option<String> {
    let afield = afield::all(&desk.store, desk.now, desk.today());
    let here = |o: &&Outing| {
        !o.never_left && o.left_at == line.at && line.who.iter().all(|id| o.person(id).is_some())
    };
    afield.outings.iter().find(here).map(|o| o.id.clone())
}

fn body(line: &Line) -> Result<OutingEvent, Error> {
    let who = line.who.clone();
    let visit = line.visits.first().cloned().unwrap_or_default();
    let (note, whereabouts) = (line.said.clone(), line.whereabouts.clone());
    Ok(match line.did {
        Did::Rang => OutingEvent::Contact {
            who,
            how: Means::TheyCalled,
            whereabouts,
            note,
            answers: Answers::new(),
        },
        Did::NoAnswer => OutingEvent::NoAnswer { who },
        Did::Arrived => OutingEvent::Arrive {
            who,
            visit,
            nobody_in: false,
            answers: Answers::new(),
            calls: Vec::new(),
        },
        Did::In => OutingEvent::Enter {
            who,
            visit,
            answers: Answers::new(),
            unmet: Vec::new(),
            calls: Vec::new(),
        },
        Did::Out => OutingEvent::Leave { who, visit },
        Did::Concern => OutingEvent::Concern { who, note, whereabouts, nobody_rang: false },
        Did::Danger => OutingEvent::Distress { who, note, whereabouts },
        Did::Left | Did::Back | Did::Home | Did::Delayed | Did::Cancelled => {
            return Err(Error::bug("a line of another kind was to be recorded as a call"));
        }
    })
}
