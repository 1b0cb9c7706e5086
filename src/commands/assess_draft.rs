//! Drafts of an assessment: which one is gone on with, and what has changed about the form since.
//!
//! A draft is told by the family and the address (or the school-wide assessment), by who typed it, and by a number
//! where that is not enough: `assess.ahmed.ahmed.office`, `assess.ahmed.ahmed.office.2`.

use super::assess::About;
use super::desk::Desk;
use super::sitting::{Kept, free_name};
use crate::cli::AssessNew;
use crate::domain::interview::{Form, SAME};
use crate::domain::sitting::{Changed, Draft, DraftAnswer, Sitting};
use crate::error::Error;
use crate::render::count;
use std::collections::BTreeMap;

/// The draft to go on with, if there is one, and the name that the answers are kept under. A draft knows its address
/// and what it began from: they are taken from it.
pub(super) fn choose(
    args: &mut AssessNew,
    desk: &mut Desk<'_>,
) -> Result<(String, Option<Draft>), Error> {
    let own = own_name(args, desk)?;
    if args.restart {
        return Ok((free_name(&own, desk)?, None));
    }
    let found = found(args, desk)?;
    let chosen = match (&args.draft, found.len()) {
        (Some(typed), _) => Some(named(typed, found)?),
        (None, 0) => None,
        (None, _) if desk.host.can_ask && !args.keys => which(found, desk)?,
        (None, _) => {
            for (name, draft) in &found {
                let line = format!(
                    "there is {}, not used here; to go on with it: --draft {name}",
                    words(draft, desk)
                );
                desk.warn(&line);
            }
            None
        }
    };
    let Some((name, draft)) = chosen else { return Ok((free_name(&own, desk)?, None)) };
    args.address = args.address.take().or_else(|| draft.address.clone());
    args.from = args.from.take().or_else(|| draft.from.as_ref().map(|f| f.assessment.clone()));
    Ok((name, Some(draft)))
}

/// What every draft about the same family, or the same school-wide assessment, begins with.
fn about(args: &AssessNew) -> String {
    match (&args.base, &args.family) {
        (Some(base), _) => format!("assess-base.{base}."),
        (None, family) => format!("assess.{}.", family.as_deref().unwrap_or_default()),
    }
}

fn own_name(args: &AssessNew, desk: &mut Desk<'_>) -> Result<String, Error> {
    let begins = about(args);
    if args.base.is_some() {
        return Ok(format!("{begins}{}", desk.by));
    }
    let family = args.family.as_deref().unwrap_or_default();
    let family = desk.store.family(family).map_err(super::desk::damaged)?;
    let first = family.and_then(|f| f.addresses.first().cloned());
    let address = args.address.clone().or(first).unwrap_or_else(|| "none".to_owned());
    Ok(format!("{begins}{address}.{}", desk.by))
}

/// Every draft there is of it. With `--address`, those for that address. One that cannot be read is told, not skipped.
fn found(args: &AssessNew, desk: &mut Desk<'_>) -> Result<Vec<(String, Draft)>, Error> {
    let mut found = Vec::new();
    for name in desk.store.drafts(&about(args))? {
        match desk.store.draft::<Draft>(&name) {
            Ok(Some(draft)) => {
                if args.address.is_none() || args.address == draft.address {
                    found.push((name, draft));
                }
            }
            Ok(None) => {}
            Err(error) => {
                let hints = error.hints.join(" ");
                desk.warn(&format!("{}. {hints}", error.message));
            }
        }
    }
    Ok(found)
}

/// The draft named with `--draft`; without a name the only one there is.
fn named(typed: &str, found: Vec<(String, Draft)>) -> Result<(String, Draft), Error> {
    let names: Vec<String> = found.iter().map(|(name, _)| name.clone()).collect();
    let mut meant = found.into_iter().filter(|(name, _)| typed.is_empty() || name == typed);
    match (meant.next(), meant.next()) {
        (Some(one), None) => Ok(one),
        (Some(_), Some(_)) => Err(Error::usage("there are several drafts of it")
            .hint(format!("name one with --draft: {}", names.join(", ")))),
        (None, _) if names.is_empty() => Err(Error::usage("there is no draft of it")),
        (None, _) => Err(Error::usage(format!("there is no draft {typed:?} of it"))
            .hint(format!("there are: {}", names.join(", ")))),
    }
}

/// "a draft by office, begun Fri 20 Nov 09:12, 24 answers, for the address ahmed".
fn words(draft: &Draft, desk: &Desk<'_>) -> String {
    let place =
        draft.address.as_ref().map(|a| format!(", for the address {a}")).unwrap_or_default();
    format!(
        "a draft by {}, begun {}, {}{place}",
        draft.by,
        desk.words(draft.begun),
        count(draft.answers.len(), "answer")
    )
}

/// At a terminal: which draft, or none of them.
fn which(
    mut found: Vec<(String, Draft)>,
    desk: &mut Desk<'_>,
) -> Result<Option<(String, Draft)>, Error> {
    for (place, (_, draft)) in found.iter().enumerate() {
        let line = format!("{}. There is {}.", place + 1, words(draft, desk));
        desk.warn(&line);
    }
    let one = found.len() == 1;
    let question = if one {
        "Go on with it? yes, or no to begin another beside it"
    } else {
        "Go on with which? Its number, or new to begin another beside them"
    };
    loop {
        let typed = desk.host.line(question)?.trim().to_lowercase();
        let place = match typed.as_str() {
            "yes" | "y" if one => Some(1),
            "no" | "n" | "new" => return Ok(None),
            number => number.parse::<usize>().ok(),
        };
        match place.and_then(|n| n.checked_sub(1)).filter(|n| *n < found.len()) {
            Some(place) => return Ok(Some(found.swap_remove(place))),
            None => desk.warn(if one { "please answer yes or no" } else { "a number, or new" }),
        }
    }
}

/// Lays the answers of the draft before whoever goes on with it, and says what has changed about the form since.
pub(super) fn lay(
    name: String,
    resumed: Option<Draft>,
    form: &Form<'_>,
    about: &About,
    desk: &mut Desk<'_>,
) -> Result<(Sitting, Kept), Error> {
    let head = &about.head;
    let family = Some(head.family.clone()).filter(|f| !f.is_empty());
    let from = head.earlier.as_ref().map(crate::domain::earlier::Earlier::begun_from);
    let Some(mut draft) = resumed else {
        let draft = Draft {
            family,
            address: head.address.clone(),
            base: head.base.clone(),
            by: desk.by.clone(),
            begun: desk.now,
            saved: desk.now,
            policy: form.policy.digest.clone(),
            from,
            answers: BTreeMap::new(),
            put_by: BTreeMap::new(),
        };
        return Ok((Sitting::default(), Kept { name, draft, on_disk: false }));
    };
    if draft.family != family || draft.base != head.base {
        return Err(Error::failed(format!("the draft {name} is about another family"))
            .hint("hv does not mix them: --restart, or mend its name"));
    }
    desk.warn(&format!("going on with {}", words(&draft, desk)));
    let (sitting, changed) = draft.resume(form);
    if draft.policy != form.policy.digest {
        tell_changed(&changed, desk);
    }
    let sitting = if draft.from == from { sitting } else { ask_again(&sitting, desk) };
    draft.from = from;
    Ok((sitting, Kept { name, draft, on_disk: true }))
}

/// The assessment it began from was made anew: what was the same as the one before is asked again.
fn ask_again(sitting: &Sitting, desk: &mut Desk<'_>) -> Sitting {
    let mut answers = sitting.answers().clone();
    let before = answers.len();
    answers.retain(|key, _| !key.ends_with(SAME));
    if answers.len() < before {
        desk.warn("what this draft began from is not what it was: whether rows are the same is asked again");
    }
    Sitting::new(answers)
}

fn tell_changed(changed: &Changed, desk: &mut Desk<'_>) {
    if changed.is_empty() {
        desk.warn(
            "The school's policy has changed since this draft was put aside. Its questions are the same; what the \
             answers come to is worked out by the policy as it is now.",
        );
        return;
    }
    desk.warn("The school's policy has changed since this draft was put aside:");
    let mut tell = |what: &str, all: &[(String, DraftAnswer)]| {
        for (key, was) in all {
            desk.warn(&format!("  {what}: {key}, {:?}, answered {:?}", was.ask, was.answer));
        }
    };
    tell("put in other words now, and asked again", &changed.reworded);
    tell("takes another kind of answer now, and asked again", &changed.unfit);
    tell("not asked any more (kept in the draft, and not used)", &changed.gone);
}
