//! What must not be overlooked while a day's sheet is typed in: danger and causes for concern that are on the paper and
//! not on record, and who may be out with nobody watching. It says so, and records nothing.

use super::desk::{Desk, one_person};
use super::reconcile_check::{self as check, Did, Line, Raw, Trip};
use crate::domain::names;
use crate::host::Goodbye;
use crate::render::{Put as _, clean, wrap};
use crate::when::{Day, Look, Moment};
use std::collections::BTreeMap;

/// A sheet of which some lines, or their headings, cannot be told apart.
pub(super) const READ_THE_PAPER: &str = "NOTHING of this sheet is recorded, and hv cannot read all of it. Look at the \
                                         paper: if it says danger about anybody, ring 999 now; then hv distress NAME";

/// Said when Ctrl-C comes while lines go on record.
pub(super) const HALF_WAY: &str = "Interrupted while the sheet was being recorded: NOT ALL OF IT IS ON RECORD. Type the same sheet in again now: \
     what is on record is passed over. hv board shows who is watched.";

const NOT_KEPT: &str =
    "NOTHING of this sheet is recorded; nobody on it is watched: hv reconcile again.";

/// How much goes on record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    /// Every outing that can have been.
    AllThatCan,
    /// None of it.
    Nothing,
}

/// From here on Ctrl-C says that nothing is recorded.
pub(super) fn guard(desk: &Desk<'_>) -> Goodbye {
    let goodbye = desk.host.goodbye();
    goodbye.put(format!(
        "{NOT_KEPT} If it says danger about anybody: ring 999, then hv distress NAME"
    ));
    if desk.host.can_ask {
        goodbye.guard();
    }
    goodbye
}

/// Says what is danger or concern in lines that cannot all be read.
pub(super) fn raws(raws: &[Raw], desk: &mut Desk<'_>) {
    let text: String = raws.iter().filter_map(|raw| of_raw(raw, desk)).collect();
    desk.host.tell(&text);
}

/// Says the same of the outings that do not go on record. Whether there was any.
pub(super) fn trips(trips: &[Trip], kept: Kept, desk: &mut Desk<'_>) -> bool {
    let lost = trips.iter().filter(|t| kept == Kept::Nothing || !t.problems.is_empty());
    let text: String = lost
        .flat_map(|t| &t.lines)
        .filter(|line| !line.already)
        .filter_map(|line| of_line(line, desk))
        .collect();
    desk.host.tell(&text);
    !text.is_empty()
}

/// Danger or concern that is new in an outing that can have been.
pub(super) fn in_it(trip: &Trip) -> bool {
    trip.lines.iter().any(|l| !l.already && grave(l.did))
}

/// Says the same of the lines that are left over after so many went on record.
pub(super) fn from_there(trip: &Trip, recorded: usize, desk: &mut Desk<'_>) {
    let left = trip.lines.iter().filter(|line| !line.already).skip(recorded);
    let text: String = left.filter_map(|line| of_line(line, desk)).collect();
    desk.host.tell(&text);
}

/// What there is to say when the typing is broken off.
pub(super) fn broken_off(raws: &[Raw], of: Day, desk: &Desk<'_>) -> String {
    let mut text: String = raws.iter().filter_map(|raw| of_raw(raw, desk)).collect();
    text.put(wrap(&format!("NOTHING IS RECORDED. {NOT_KEPT}"), "", desk.host.width()));
    let out = may_be_out(raws, of, desk);
    if !out.is_empty() {
        let out: Vec<&str> = out.iter().map(String::as_str).collect();
        let words = format!("MAY BE OUT, AND IS NOT WATCHED: {}. Ring now.", names::list(&out));
        text.put(format!("\n{}", wrap(&clean(&words), "  ", desk.host.width()).trim_start()));
    }
    text
}

/// Everybody named but those whose last line, by its time, says that they are back. A time that cannot be read may be
/// after it.
fn may_be_out(raws: &[Raw], of: Day, desk: &Desk<'_>) -> Vec<String> {
    let people = desk.store.people().good;
    let mut last: BTreeMap<String, (Option<Moment>, bool)> = BTreeMap::new();
    for raw in raws {
        let at = check::time(raw.cell("time"), of, Look::Back, desk).ok();
        let back =
            at.is_some() && matches!(Did::read(raw.cell("did")), Some(Did::Back | Did::Home));
        for typed in check::people(raw.cell("who")) {
            let name = one_person(&people, &typed).map_or(typed, |p| p.name.clone());
            let known = last.entry(name).or_insert((at, back));
            let unread = known.0.is_none() || at.is_none();
            if unread {
                *known = (None, false);
            } else if known.0 <= at {
                *known = (at, back);
            }
        }
    }
    last.into_iter().filter(|(_, (_, back))| !back).map(|(name, _)| name).collect()
}

fn of_line(line: &Line, desk: &Desk<'_>) -> Option<String> {
    words(line.did, &line.who.join(", "), &(desk.words(line.at), line.place.clone()), desk)
}

/// The line as far as it can be read: a slip in the word, or a heading that is not known, makes no danger less.
fn of_raw(raw: &Raw, desk: &Desk<'_>) -> Option<String> {
    let did = match raw.cells.get("did") {
        Some(cell) => Did::read(cell).or_else(|| resembles(cell)),
        None => raw.cells.values().find_map(|cell| Did::read(cell).filter(|did| grave(*did))),
    };
    let who = raw.cell("who");
    let who = if who.is_empty() { "somebody (no name can be read)" } else { who };
    let when = raw.cell("time");
    let when = if when.is_empty() { "no time can be read" } else { when };
    words(did?, who, &(when.to_owned(), raw.place.clone()), desk)
}

fn grave(did: Did) -> bool {
    matches!(did, Did::Danger | Did::Concern)
}

fn resembles(cell: &str) -> Option<Did> {
    let cell = cell.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| cell.contains(word));
    if has(&["dang", "distr", "999", "help", "emerg"]) {
        return Some(Did::Danger);
    }
    has(&["conc", "worr"]).then_some(Did::Concern)
}

fn words(did: Did, who: &str, (when, place): &(String, String), desk: &Desk<'_>) -> Option<String> {
    let text = match did {
        Did::Danger => format!(
            "DANGER IS ON THIS SHEET: {who}, {when} ({place}). NOT RECORDED. Ring 999 now, unless you know that they \
             are safe; then hv distress NAME. Where hv says that they are not out: first hv out NAME --breach WHY \
             --where PLACE --back TIME"
        ),
        Did::Concern => format!(
            "A CAUSE FOR CONCERN IS ON THIS SHEET: {who}, {when} ({place}). NOT RECORDED. Ring them now; then \
             hv checkin NAME --concern WHY"
        ),
        Did::Left
        | Did::Rang
        | Did::NoAnswer
        | Did::Arrived
        | Did::In
        | Did::Out
        | Did::Delayed
        | Did::Cancelled
        | Did::Back
        | Did::Home => return None,
    };
    Some(format!("{}\n", wrap(&clean(&text), "  ", desk.host.width()).trim_start()))
}
