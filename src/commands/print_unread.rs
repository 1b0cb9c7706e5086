//! What a page for paper rests on and cannot read: the cards of a family, an address or a member of staff, and lines in
//! doubt in a visit's record. On paper a gap looks like "nothing on record", so each is marked in its place and at the top.
//! The same for hv.toml and policy.toml: an emergency paper is printed without them, and says so.
//! This decides nothing about what a damaged file meant.

use super::desk::{Desk, school_or_none};
use super::plan;
use crate::domain::events::WeekEvent;
use crate::domain::known::Known;
use crate::error::Damage;
use crate::policy::Policy;
use crate::render::paper::{Piece, Words};
use crate::store::Key;
use crate::when::Week;

/// What stands where a card would have said something.
pub(super) const MARK: &str = "CANNOT BE READ";

/// What stands for the school's telephone numbers where nobody can read them.
pub(super) const NUMBERS: &str = "NOT KNOWN: hv.toml cannot be read";

/// The policy; without one that can be read, what stands at the top of a page that is printed all the same.
pub(super) fn policy(desk: &mut Desk<'_>) -> (Option<Policy>, Vec<Words>) {
    match desk.policy() {
        Ok(policy) => (Some(policy), Vec::new()),
        Err(error) => {
            desk.warn(&error.to_string());
            // One problem stands for all of them: the page is for what to do, and a policy may have fifty.
            let why: Vec<&str> = error.message.lines().take(2).map(str::trim).collect();
            let alert = format!(
                "policy.toml {MARK}: {}. What the policy asks is NOT KNOWN; what stands here is from the records, and marked where it is hv's own.",
                why.join(" ")
            );
            (None, vec![alert.into()])
        }
    }
}

/// What stands at the top of every page where hv.toml cannot be read whole.
pub(super) fn school(desk: &Desk<'_>) -> Option<Words> {
    let (_, _, lost) = school_or_none(&desk.store);
    let unknown =
        "The school's name, numbers and hours are NOT KNOWN; times are shown and read as London's.";
    lost.map(|damage| format!("hv.toml {MARK}: {damage}. {unknown}").into())
}

/// The school's own numbers, each after its name; without any, why there is none.
pub(super) fn numbers(desk: &Desk<'_>) -> Result<Vec<String>, &'static str> {
    let numbers = &desk.school.numbers;
    if numbers.is_empty() {
        return Err(if desk.store.school().is_err() {
            NUMBERS
        } else {
            "NOT SET: hv.toml has no number of the school"
        });
    }
    Ok(numbers.iter().map(|p| format!("{} {}", p.name, p.number)).collect())
}

/// The same as what a line of a page holds.
pub(super) fn numbers_said(desk: &Desk<'_>) -> Piece {
    match numbers(desk) {
        Ok(all) => Piece::Words(all.join(", ").into()),
        Err(why) => Piece::Loud(why.into()),
    }
}

/// Which cards of a visit cannot be read, or are not there though the visit names them.
#[derive(Debug, Default)]
pub(super) struct Cards {
    /// The family's: who to ring, cautions.
    pub(super) family: bool,
    /// The address's: where it is, cautions.
    pub(super) address: bool,
    /// The ids of those who go whose card it is.
    pub(super) staff: Vec<String>,
}

impl Cards {
    /// Of one visit. Somebody who is not in the directory at all is said elsewhere.
    pub(super) fn of(known: &Known, desk: &Desk<'_>) -> Cards {
        let plan = &known.visit.plan;
        let unread = |id: &&String| desk.store.person(id).is_err();
        Cards {
            family: known.family.is_none(),
            address: known.address.is_none() && plan.address.is_some(),
            staff: plan.staff.iter().filter(unread).cloned().collect(),
        }
    }

    /// A caution may stand where nobody can read it.
    pub(super) fn may_hide_cautions(&self) -> bool {
        self.family || self.address
    }

    /// What the signature was given over is known in full.
    pub(super) fn whole(&self) -> bool {
        !self.family && !self.address && self.staff.is_empty()
    }

    /// In words, without what is in the files: it may be carried into a home.
    pub(super) fn words(&self) -> Vec<String> {
        let mut all = Vec::new();
        all.extend(self.family.then(|| "the family's card".to_owned()));
        all.extend(self.address.then(|| "the address's card".to_owned()));
        all.extend(self.staff.iter().map(|id| format!("the card of {id}")));
        all
    }
}

/// Nothing that its signature was given over, and nothing typed about it since, is in doubt.
pub(super) fn sure(known: &Known, desk: &Desk<'_>) -> bool {
    known.signing_is_known() && read(known, desk)
}

/// The visit and every card of its people are read whole.
pub(super) fn read(known: &Known, desk: &Desk<'_>) -> bool {
    !plan::in_doubt(known) && Cards::of(known, desk).whole()
}

/// What stands at the top of a page about several visits, a line for each file.
pub(super) fn alerts(visits: &[Known], desk: &Desk<'_>) -> Vec<Words> {
    let mut all: Vec<String> = Vec::new();
    for known in visits {
        let id = &known.visit.id;
        for card in Cards::of(known, desk).words() {
            all.push(format!(
                "{MARK}: {id}: {card}. Cautions and numbers on it are not on this page: ask before anybody leaves."
            ));
        }
        all.extend(known.visit.damage.iter().map(|damage| {
            format!(
                "DAMAGED: {id}: {damage}. Whether its plan or signature still holds is NOT KNOWN."
            )
        }));
    }
    all.into_iter().map(Words::from).collect()
}

/// The record of the week's list, as far as it is in doubt: a signature may stand there.
pub(super) fn of_list(week: Week, desk: &Desk<'_>) -> Vec<Words> {
    let damage: Vec<Damage> = match desk.store.read::<WeekEvent>(&Key::week(week), desk.now) {
        Ok(None) => Vec::new(),
        Ok(Some(record)) => {
            let doubtful = record.doubtful.into_iter().map(|d| d.damage);
            doubtful.chain(record.damage).collect()
        }
        Err(damage) => vec![damage],
    };
    let words = |d: &Damage| format!("{MARK}: {d}. Who signed this list is NOT KNOWN in full.");
    damage.iter().map(|d| words(d).into()).collect()
}

/// Staff cards that cannot be read: whoever it is, holds their role, and is missing from this page.
pub(super) fn staff(desk: &Desk<'_>) -> Vec<Words> {
    let words = |d: &Damage| format!("{MARK}: {d}. Whoever it is cannot be rung from this page.");
    desk.store.people().damage.iter().map(|d| words(d).into()).collect()
}
