//! `hv retention hold` and `release`: what stops an erasure, and until when.
//!
//! A hold is a record of its own, so that two machines that each place one merge without a conflict. It stops nothing
//! but erasure.

use super::Ending;
use super::desk::{Desk, damaged, day};
use crate::cli::{Hold, Release};
use crate::domain::erasure::{Hold as Held, HoldEvent, Subject};
use crate::error::Error;
use crate::store::Key;
use serde_json::json;

pub(super) fn hold(args: Hold, desk: &mut Desk<'_>) -> Ending {
    let subject = subject(&args.what, args.person, desk)?;
    let until = args.until.as_deref().map(|d| day(d, "--until")).transpose()?;
    let review = args.review.as_deref().map(|d| day(d, "--review")).transpose()?;
    if args.why.trim().is_empty() {
        return Err(Error::usage("--why is empty")
            .hint("why, in words: an inquest, a complaint")
            .into());
    }
    for (flag, given) in [("--until", until), ("--review", review)] {
        if given.is_some_and(|given| given < desk.today()) {
            return Err(Error::usage(format!("{flag}: that day is over")).into());
        }
    }
    let _lock = desk.lock()?;
    desk.store.merge_retention_by_union()?;
    let id = desk.store.next_hold_id(desk.today())?;
    let event = HoldEvent::Hold { subject: subject.clone(), why: args.why, until, review };
    desk.store.append(&Key::hold(&id)?, desk.event(desk.now, event))?;
    let end = match (until, review) {
        (Some(until), _) => format!("through {}", until.words()),
        (None, Some(review)) => {
            format!("until it is released; to be looked at again on {}", review.words())
        }
        (None, None) => "until it is released".to_owned(),
    };
    desk.happened(
        &format!(
            "Hold {id}: nothing that touches {} is erased {end}.\nTo end it: hv retention release {id} --why \"...\"\n",
            subject.id()
        ),
        &json!({"hold": id, "subject": subject, "until": until, "review": review}),
    );
    Ok(0)
}

pub(super) fn release(args: Release, desk: &mut Desk<'_>) -> Ending {
    let key = Key::hold(&args.hold)?;
    if args.why.trim().is_empty() {
        return Err(Error::usage("--why is empty").hint("why it ends, in words").into());
    }
    let _lock = desk.lock()?;
    let record = desk.store.read::<HoldEvent>(&key, desk.now).map_err(damaged)?;
    let record = record.ok_or_else(|| {
        Error::usage(format!("there is no hold {}", args.hold)).hint("hv retention lists them")
    })?;
    if !record.sound() {
        return Err(Error::failed(format!("the hold {} is damaged, and goes on", args.hold))
            .hint("hv doctor says what is wrong with it; look at it first")
            .into());
    }
    if let Some((at, why)) = Held::of(&record).released {
        let when = desk.words(at);
        return Err(Error::refused(format!("it was released {when}: {why}")).into());
    }
    desk.store.append(&key, desk.event(desk.now, HoldEvent::Release { why: args.why }))?;
    desk.happened(
        &format!("Hold {} is released. What is due then: hv retention\n", args.hold),
        &json!({"hold": args.hold, "released": true}),
    );
    Ok(0)
}

/// What is meant: a visit and an outing by their whole ids, a family or a person by id.
pub(super) fn subject(typed: &str, person: bool, desk: &Desk<'_>) -> Result<Subject, Error> {
    if typed.contains('/') {
        let key = Key::visit(typed)?;
        let there = desk.store.read::<crate::domain::events::VisitEvent>(&key, desk.now);
        // A damaged one can be held all the same.
        return match there {
            Ok(None) => Err(Error::usage(format!("there is no visit {typed}"))),
            Ok(Some(_)) | Err(_) => Ok(Subject::Visit(typed.to_owned())),
        };
    }
    if let Ok(key) = Key::outing(typed) {
        let there = desk.store.read::<crate::domain::events::OutingEvent>(&key, desk.now);
        return match there {
            Ok(None) => Err(Error::usage(format!("there is no outing {typed}"))),
            Ok(Some(_)) | Err(_) => Ok(Subject::Outing(typed.to_owned())),
        };
    }
    // A card that cannot be read is there: it is held all the same.
    let family = !matches!(desk.store.family(typed), Ok(None));
    let staff = !matches!(desk.store.person(typed), Ok(None));
    match (family, staff) {
        (true, true) if !person => {
            Err(Error::usage(format!("{typed} is a family and a member of staff"))
                .hint("for the member of staff: --person"))
        }
        (_, true) if person => Ok(Subject::Person(typed.to_owned())),
        (true, _) if !person => Ok(Subject::Family(typed.to_owned())),
        (false, true) => Ok(Subject::Person(typed.to_owned())),
        _ => Err(Error::usage(format!("{typed:?} is no family, member of staff, visit or outing"))
            .hint("name one by its whole id: hv family, hv staff, hv plan list them")),
    }
}
