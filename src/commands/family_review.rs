//! `hv family review`: cautions about families and addresses that are to be looked at again, and what came of looking.
//!
//! Nothing runs out by itself: what nobody has looked at stands as before. Whoever ends a caution is on record with the
//! reason, and so is the caution.

use super::Ending;
use super::desk::{Desk, ambiguous, damaged};
use crate::cli::FamilyReview;
use crate::domain::directory::{Address, Caution, Family, LookedAt, NoLonger};
use crate::domain::looked_again::{self, Standing};
use crate::error::Error;
use crate::policy::Policy;
use crate::render::words::cited;
use crate::render::{Put, clean, count, wrap};
use serde_json::{Value, json};

pub(super) fn run(args: &FamilyReview, desk: &mut Desk<'_>) -> Ending {
    let Some(typed) = &args.caution else { return list(args.family.as_deref(), desk) };
    let family = args.family.as_deref().unwrap_or_default();
    let (still, found) = match (&args.still_true, &args.no_longer) {
        (Some(found), None) => (true, found),
        (None, Some(why)) => (false, why),
        (_, _) => {
            return Err(Error::usage("no answer to: Does it still hold?")
                .hint("give --still-true \"what was seen\", or --no-longer \"why\"")
                .into());
        }
    };
    if found.trim().is_empty() {
        return Err(Error::usage("what was seen or heard is needed, in words").into());
    }
    let by = match &args.who {
        Some(who) => desk.person(who)?.id,
        None => desk.by.clone(),
    };
    let looked = LookedAt { on: desk.today(), by, found: found.trim().to_owned() };
    record(family, typed, &looked, still, desk)
}

/// The cards of a family that a caution may stand on.
struct Cards {
    family: Family,
    addresses: Vec<Address>,
}

impl Cards {
    fn read(typed: &str, desk: &mut Desk<'_>) -> Result<Cards, Error> {
        let id = desk.family(typed)?;
        let family = desk.store.family(&id).map_err(damaged)?;
        let family = family.ok_or_else(|| Error::usage(format!("there is no family {id}")))?;
        let mut addresses = Vec::new();
        for id in family.addresses.iter().chain(&family.workplaces) {
            addresses.extend(desk.store.address(id).map_err(damaged)?);
        }
        Ok(Cards { family, addresses })
    }

    fn cautions(&self) -> impl Iterator<Item = &Caution> {
        let there = self.addresses.iter().flat_map(|a| &a.cautions);
        self.family.cautions.iter().chain(there)
    }

    /// The words of the caution meant: exactly those typed, else the one they begin.
    fn meant(&self, typed: &str) -> Result<String, Error> {
        let key = typed.trim().to_lowercase();
        let exact = self.cautions().find(|c| c.what.to_lowercase() == key);
        if let Some(exact) = exact {
            return Ok(exact.what.clone());
        }
        let begins = |c: &&Caution| !key.is_empty() && c.what.to_lowercase().starts_with(&key);
        let mut found: Vec<&str> =
            self.cautions().filter(begins).map(|c| c.what.as_str()).collect();
        found.sort_unstable();
        found.dedup();
        match found.as_slice() {
            [one] => Ok((*one).to_owned()),
            [] => {
                let known: Vec<&str> = self.cautions().map(|c| c.what.as_str()).collect();
                let known = if known.is_empty() { "none".to_owned() } else { known.join("; ") };
                let what = format!("family {} has no caution {typed:?}", self.family.id);
                Err(Error::usage(what).hint(format!("on record: {known}")))
            }
            several => Err(ambiguous(typed, several)),
        }
    }
}

/// A look at a caution: it is written on every card of the family that holds it.
fn record(
    family: &str,
    typed: &str,
    looked: &LookedAt,
    still: bool,
    desk: &mut Desk<'_>,
) -> Ending {
    let _lock = desk.lock()?;
    let mut cards = Cards::read(family, desk)?;
    let what = cards.meant(typed)?;
    // The place first: whoever goes to another family there is warned until that is written too.
    for address in &mut cards.addresses {
        if noted(&mut address.cautions, &mut address.no_longer, &what, looked, still) {
            desk.store.put_address(address)?;
        }
    }
    let card = &mut cards.family;
    if noted(&mut card.cautions, &mut card.no_longer, &what, looked, still) {
        desk.store.put_family(card)?;
    }
    let family = &cards.family.id;
    let said = if still {
        let next = cards.cautions().find(|c| c.what == what).map(|c| next_look(c, desk));
        format!(
            "{family}: {what}. Still true, says {}: {}. {}\n",
            looked.by,
            looked.found,
            next.unwrap_or_default()
        )
    } else {
        format!(
            "{family}: {what}. NO LONGER true, says {}: {}. It warns nobody from now on; the card keeps it.\n",
            looked.by, looked.found
        )
    };
    let data = json!({"family": family, "caution": what, "still-true": still, "looked-at": looked});
    desk.happened(&said, &data);
    Ok(0)
}

fn next_look(caution: &Caution, desk: &Desk<'_>) -> String {
    let not_set = || "When it is to be looked at again is not set in this policy.".to_owned();
    let Ok(policy) = desk.policy() else { return not_set() };
    match looked_again::standing(caution, &policy, desk.today()) {
        Standing::Due(on) | Standing::NotYet(on) => {
            format!("To be looked at again from {} on.", on.words())
        }
        Standing::NotSet => not_set(),
    }
}

/// Writes the look beside the caution, or takes the caution from those that warn. True if it stood there.
fn noted(
    cautions: &mut Vec<Caution>,
    no_longer: &mut Vec<NoLonger>,
    what: &str,
    looked: &LookedAt,
    still: bool,
) -> bool {
    let before = cautions.iter().filter(|c| c.what == what).count();
    if still {
        for caution in cautions.iter_mut().filter(|c| c.what == what) {
            caution.looked_at.push(looked.clone());
        }
        return before > 0;
    }
    let (ended, left): (Vec<Caution>, Vec<Caution>) =
        cautions.drain(..).partition(|c| c.what == what);
    *cautions = left;
    let over = |caution| NoLonger { caution, looked: looked.clone() };
    no_longer.extend(ended.into_iter().map(over));
    before > 0
}

/// A caution on a card.
struct Held {
    /// `family ember`, `address ember`.
    on: String,
    caution: Caution,
    standing: Standing,
    clauses: Vec<String>,
}

fn list(family: Option<&str>, desk: &mut Desk<'_>) -> Ending {
    let policy = desk.policy()?;
    let (families, addresses, damage) = if let Some(typed) = family {
        let cards = Cards::read(typed, desk)?;
        (vec![cards.family], cards.addresses, Vec::new())
    } else {
        let (families, addresses) = (desk.store.families(), desk.store.addresses());
        let damage: Vec<_> = families.damage.into_iter().chain(addresses.damage).collect();
        (families.good, addresses.good, damage)
    };
    desk.tell_damage(&damage);
    let mut all: Vec<Held> = Vec::new();
    for family in families {
        all.extend(held(&format!("family {}", family.id), family.cautions, &policy, desk));
    }
    for address in addresses {
        all.extend(held(&format!("address {}", address.id), address.cautions, &policy, desk));
    }
    all.sort_by_key(|h| (h.standing, looked_again::last(&h.caution, desk.today()), h.on.clone()));
    if desk.json {
        let shown: Vec<Value> = all.iter().map(|h| held_json(h, desk)).collect();
        desk.host.say(&format!("{}\n", json!({"hv": 1, "cautions": shown, "damage": damage})));
    } else {
        let text = text(&all, desk);
        desk.host.say(&text);
    }
    Ok(if damage.is_empty() { 0 } else { 3 })
}

fn held(on: &str, cautions: Vec<Caution>, policy: &Policy, desk: &Desk<'_>) -> Vec<Held> {
    let one = |caution: Caution| Held {
        on: on.to_owned(),
        standing: looked_again::standing(&caution, policy, desk.today()),
        clauses: looked_again::kind(&caution, policy)
            .map(|k| k.clauses.clone())
            .unwrap_or_default(),
        caution,
    };
    cautions.into_iter().map(one).collect()
}

/// Each: `on` (`family ID` or `address ID`), `what`, `source`, `since`, `looked-at`, `last-confirmed`, `standing` (`due`,
/// `not-yet` or `not-set`), `due` (null: not set), `clauses`.
fn held_json(held: &Held, desk: &Desk<'_>) -> Value {
    let (word, due) = match held.standing {
        Standing::Due(on) => ("due", Some(on)),
        Standing::NotYet(on) => ("not-yet", Some(on)),
        Standing::NotSet => ("not-set", None),
    };
    let caution = &held.caution;
    json!({
        "on": held.on, "what": caution.what, "source": caution.source, "since": caution.since,
        "looked-at": caution.looked_at, "last-confirmed": looked_again::last(caution, desk.today()),
        "standing": word, "due": due, "clauses": held.clauses,
    })
}

fn text(all: &[Held], desk: &Desk<'_>) -> String {
    let due = all.iter().filter(|h| matches!(h.standing, Standing::Due(_))).count();
    let head = format!(
        "{} on record, {due} to be looked at again. Each one warns until somebody ends it.",
        count(all.len(), "caution")
    );
    let mut text = format!("{}\n", wrap(&head, "", desk.host.width()));
    for held in all {
        let caution = &held.caution;
        let last = looked_again::last(caution, desk.today());
        let when = match held.standing {
            Standing::Due(on) => format!("TO BE LOOKED AT AGAIN, since {}", on.words()),
            Standing::NotYet(on) => format!("to be looked at again from {} on", on.words()),
            Standing::NotSet => "when to look again is not set in this policy".to_owned(),
        };
        let line = format!(
            "{}: {} ({}). Last confirmed {}; {when}{}",
            held.on,
            caution.what,
            caution.source,
            last.words(),
            cited(&held.clauses)
        );
        text.put(format!("{}\n", wrap(&clean(&line), "  ", desk.host.width())));
    }
    if due > 0 {
        text.push_str(
            "Then: hv family review FAMILY --caution WHAT --still-true FOUND, or --no-longer WHY\n",
        );
    }
    text
}
