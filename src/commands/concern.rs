//! `hv checkin --concern`: cause for concern, short of danger. The ladder that answers it is climbed at once.

use super::Ending;
use super::afield;
use super::checkin::{next_due, record, reread};
use super::desk::Desk;
use crate::cli::Checkin;
use crate::domain::events::OutingEvent;
use crate::domain::outing::Outing;
use crate::error::Error;
use crate::policy::Clock;
use crate::render::Put;
use crate::render::words::to_ring;
use crate::when::Moment;
use serde_json::json;

/// Nobody is spared for having a name like somebody else's: it is recorded wherever it could be meant.
pub(super) fn run(args: &Checkin, at: Moment, desk: &mut Desk<'_>) -> Ending {
    let (found, unanswered) = afield::in_danger(desk, &args.who)?;
    let (mut text, mut recorded, mut failed) = (String::new(), Vec::new(), None);
    for meant in found {
        let at = at.max(meant.outing.left_at);
        let body = OutingEvent::Concern {
            who: meant.who.clone(),
            note: said(args),
            whereabouts: args.whereabouts.clone(),
            nobody_rang: args.nobody_rang,
        };
        match record(&meant, at, body, desk).and_then(|()| reread(&meant, desk)) {
            Ok(outing) => {
                text.put(format!("{}: CAUSE FOR CONCERN, {}.\n", meant.names(), desk.said(at)));
                text.put(word_from(args));
                text.put(afield::also_lost(&meant.who, desk));
                text.put(who_acts(&outing, desk));
                text.put(next_due(&outing, desk));
                recorded.push(json!({"outing": outing.id, "who": meant.who, "at": at}));
            }
            Err(error) => failed = Some(error),
        }
    }
    let quiet = std::mem::replace(&mut desk.quiet, false);
    desk.happened(&text, &json!({"concern": recorded}));
    desk.quiet = quiet;
    let missed = || {
        let names = unanswered.join(", ");
        Error::usage(format!("NOT RECORDED for {names}: nobody out answers to that"))
    };
    match failed.or_else(|| (!unanswered.is_empty()).then(missed)) {
        Some(error) => Err(error.hint("If they may be in danger, ring 999 now.").into()),
        None => Ok(0),
    }
}

fn said(args: &Checkin) -> Option<String> {
    let said: Vec<&str> =
        args.concern.iter().chain(&args.note).map(|s| s.trim()).filter(|s| !s.is_empty()).collect();
    (!said.is_empty()).then(|| said.join("; "))
}

/// Whether it counts as word from them: silence is counted from that.
fn word_from(args: &Checkin) -> &'static str {
    if args.nobody_rang {
        "It is no word from them: silence is counted on.\n"
    } else {
        "It counts as word from them. Was it told by somebody else? That is --nobody-rang.\n"
    }
}

/// The rung that is due from the first second on, and whom to ring.
fn who_acts(outing: &Outing, desk: &Desk<'_>) -> String {
    let late = crate::watch::late(outing, desk.now);
    let mut text = String::from("It stands until they are back, or hv resolve. NOW:\n");
    for one in late.iter().filter(|l| l.running.clock == Clock::Concern) {
        text.put(format!("  {}\n  They should be at: {}\n", one.rung.does, one.place));
        for person in &one.rung.who {
            text.put(format!("  {}: {}\n", one.rung.role, to_ring(person)));
        }
    }
    text.push_str("In danger: ring 999, then hv checkin WHO --distress.\n");
    text
}
