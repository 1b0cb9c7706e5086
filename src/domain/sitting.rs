//! One sitting over the form: the answers so far, and where it stands. Going back, changing an answer and leaving
//! something out are steps of the sitting; what is recorded in the end depends on the answers alone.

use super::assessed::BegunFrom;
use super::interview::Form;
use super::item::{APPLIES, DOES_NOT_APPLY, Item, SOURCE, Skip, Typed, WHY_NOT, something};
use crate::when::Moment;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A question put, with where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Put {
    /// The question.
    pub item: Item,
    /// Its place, from 1.
    pub place: usize,
    /// How many there are by now.
    pub total: usize,
    /// What was answered before, where somebody went back to it.
    pub said: Option<String>,
}

/// A sitting.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sitting {
    answers: Typed,
    /// The question somebody went back to, by its key. Otherwise it is the first without an answer.
    at: Option<String>,
    /// The question whose next answer somebody has just said the source of.
    sourced: Option<String>,
}

impl Sitting {
    /// Goes on from these answers.
    pub fn new(answers: Typed) -> Sitting {
        Sitting { answers, at: None, sourced: None }
    }

    /// The answers so far, those to questions that a step back took away among them.
    pub fn answers(&self) -> &Typed {
        &self.answers
    }

    /// The question to put now; `None` once everything is answered.
    pub fn question(&self, form: &Form<'_>) -> Option<Put> {
        let items = form.items(&self.answers);
        let place = self.place(&items)?;
        let total = items.len();
        let item = items.into_iter().nth(place)?;
        let said = self.answers.get(&item.key).cloned();
        Some(Put { item, place: place + 1, total, said })
    }

    fn place(&self, items: &[Item]) -> Option<usize> {
        let at = self.at.as_ref().and_then(|key| items.iter().position(|i| i.key == *key));
        at.or_else(|| items.iter().position(|i| !self.answers.contains_key(&i.key)))
    }

    /// Takes an answer, as it will be kept. What was answered to questions that it puts in other words is asked again:
    /// that a rope was in place says nothing of a torch.
    pub fn answer(&mut self, form: &Form<'_>, key: &str, answer: String) {
        let before = form.items(&self.answers);
        let fresh = self.sourced.take().is_some_and(|sourced| sourced == key);
        self.at = None;
        if answer == APPLIES {
            self.forget(key);
            return;
        }
        let old = self.answers.insert(key.to_owned(), answer.clone());
        if old.as_ref().is_none_or(|old| *old == answer) {
            return;
        }
        // Whoever said the one thing did not say the other.
        if !fresh {
            self.answers.remove(&format!("{key}{SOURCE}"));
        }
        if let Some(place) = added_at(key) {
            self.added_changed(place, &answer);
            return;
        }
        let after = form.items(&self.answers);
        let reworded = |was: &&Item| {
            was.key != key && after.iter().any(|now| now.key == was.key && now.ask != was.ask)
        };
        for was in before.iter().filter(reworded) {
            self.forget(&was.key);
        }
        // A control that is not on the list any more leaves nothing behind for the next one at its place.
        if key.ends_with("controls") {
            let row = key.rsplit_once('.').map_or(key, |(row, _)| row);
            let begins = format!("{row}.control.");
            let shown =
                |k: &str| after.iter().any(|i| k == i.key || k.starts_with(&format!("{}.", i.key)));
            self.answers.retain(|k, _| !k.starts_with(&begins) || shown(k));
        }
    }

    /// Takes back an answer, and what hangs on it.
    fn forget(&mut self, key: &str) {
        let begins = format!("{key}.");
        // Of a hazard only that it was left out: its own answers are there again.
        let of_hazard = key.starts_with("hazard.") && key.matches('.').count() == 1;
        let why = format!("{key}{WHY_NOT}");
        self.answers.retain(|k, _| {
            let hangs = if of_hazard { *k == why } else { k.starts_with(&begins) };
            k != key && !hangs
        });
    }

    /// A hazard added on the spot was put in other words, and is rated anew; or taken off, and those after it move up.
    fn added_changed(&mut self, place: usize, answer: &str) {
        let row = |n: usize| (format!("extra.{n}"), format!("extra.{n}."));
        let (_, begins) = row(place);
        self.answers.retain(|k, _| !k.starts_with(&begins));
        if something(answer).is_some() {
            return;
        }
        for n in place + 1.. {
            let (key, begins) = row(n);
            let Some(next) = self.answers.remove(&key) else { break };
            let (to, to_begins) = row(n - 1);
            self.answers.insert(to, next);
            let is_part = |k: &String| k.starts_with(&begins);
            let parts: Vec<String> = self.answers.keys().filter(|k| is_part(k)).cloned().collect();
            for part in parts {
                let moved = part.replacen(&begins, &to_begins, 1);
                let value = self.answers.remove(&part);
                self.answers.extend(value.map(|value| (moved, value)));
            }
        }
    }

    /// Goes to the question before. At the first there is none.
    pub fn back(&mut self, form: &Form<'_>) -> bool {
        let items = form.items(&self.answers);
        let place = self.place(&items).unwrap_or(items.len());
        let before = place.checked_sub(1).and_then(|n| items.get(n));
        self.at = before.map(|item| item.key.clone()).or(self.at.take());
        before.is_some()
    }

    /// Goes to a question by its place in the form as it is now, or by its key.
    ///
    /// # Errors
    /// There is no such question.
    pub fn change(&mut self, form: &Form<'_>, which: &str) -> Result<(), String> {
        let items = form.items(&self.answers);
        let by_place = which.parse::<usize>().ok().and_then(|n| items.get(n.checked_sub(1)?));
        let item = by_place.or_else(|| items.iter().find(|i| i.key == which));
        let Some(item) = item else {
            return Err(format!("there is no question {which}: they go from 1 to {}", items.len()));
        };
        self.at = Some(item.key.clone());
        Ok(())
    }

    /// Leaves out what does not apply. Why is asked next.
    ///
    /// # Errors
    /// It has to be answered.
    pub fn skip(&mut self, form: &Form<'_>, item: &Item) -> Result<(), String> {
        match &item.skip {
            Skip::Itself => self.answer(form, &item.key, DOES_NOT_APPLY.to_owned()),
            Skip::Hazard(hazard) => self.answer(form, hazard, DOES_NOT_APPLY.to_owned()),
            Skip::Never => {
                return Err("this has to be answered; \"not known\" may be an answer".to_owned());
            }
        }
        Ok(())
    }

    /// Notes where the answer to a question comes from.
    pub fn source(&mut self, item: &Item, source: &str) {
        self.answers.insert(format!("{}{SOURCE}", item.key), source.trim().to_owned());
        self.sourced = Some(item.key.clone());
    }
}

/// The place of a hazard added on the spot: `extra.2` is 2.
fn added_at(key: &str) -> Option<usize> {
    key.strip_prefix("extra.")?.parse().ok()
}

// Drafts

/// An answer in a draft, with the question it was given to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct DraftAnswer {
    /// The question as it was put.
    pub ask: String,
    /// What was answered.
    pub answer: String,
}

/// A sitting put aside: what was typed, by whom, since when, under which policy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Draft {
    /// The family; absent for a school-wide assessment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family: Option<String>,
    /// The address, by id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// The school-wide assessment, by the policy's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<String>,
    /// Who typed it.
    pub by: String,
    /// When it was begun.
    pub begun: Moment,
    /// When the last answer was kept.
    pub saved: Moment,
    /// The digest of the policy it was typed under.
    pub policy: String,
    /// The assessment it begins from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<BegunFrom>,
    /// The answers.
    pub answers: BTreeMap<String, DraftAnswer>,
    /// Answers to questions that the policy has put otherwise or given up since: not used, and not thrown away.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub put_by: BTreeMap<String, DraftAnswer>,
}

/// What is different about the form since a draft was put aside.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Changed {
    /// Questions put in other words now, with the words then and what was answered. They are asked again.
    pub reworded: Vec<(String, DraftAnswer)>,
    /// Questions that are not asked any more, with what was answered.
    pub gone: Vec<(String, DraftAnswer)>,
    /// Answers that the question does not take any more. They are asked again.
    pub unfit: Vec<(String, DraftAnswer)>,
}

impl Changed {
    /// Nothing is.
    pub fn is_empty(&self) -> bool {
        self.reworded.is_empty() && self.gone.is_empty() && self.unfit.is_empty()
    }
}

impl Draft {
    /// Puts the answers of a sitting into the draft, each with its question.
    pub fn keep(&mut self, sitting: &Sitting, form: &Form<'_>, now: Moment) {
        let items = form.items(sitting.answers());
        let asked = |key: &str| items.iter().find(|i| i.key == key).map(|i| i.ask.clone());
        let kept = std::mem::take(&mut self.answers);
        for (key, answer) in sitting.answers() {
            let before = kept.get(key).map(|d| d.ask.clone());
            let ask = asked(key).or(before).unwrap_or_default();
            self.answers.insert(key.clone(), DraftAnswer { ask, answer: answer.clone() });
        }
        let lost = kept.into_iter().filter(|(key, _)| !sitting.answers().contains_key(key));
        self.put_by.extend(lost);
        self.saved = now;
        self.policy.clone_from(&form.policy.digest);
    }

    /// The sitting as it can go on, and what has changed about the form since.
    pub fn resume(&self, form: &Form<'_>) -> (Sitting, Changed) {
        let all: Typed = self.answers.iter().map(|(k, d)| (k.clone(), d.answer.clone())).collect();
        let mut changed = Changed::default();
        if self.policy == form.policy.digest {
            return (Sitting::new(all), changed);
        }
        let mut good = all;
        // Taking an answer away can take questions away: until nothing more is found.
        while let Some((key, draft, why)) = self.unusable(&good, form) {
            good.remove(&key);
            let pile = match why {
                Why::Gone => &mut changed.gone,
                Why::Reworded => &mut changed.reworded,
                Why::Unfit => &mut changed.unfit,
            };
            pile.push((key, draft));
        }
        (Sitting::new(good), changed)
    }

    /// The first of the answers that the form as it is now has no use for.
    fn unusable(&self, answers: &Typed, form: &Form<'_>) -> Option<(String, DraftAnswer, Why)> {
        let items = form.items(answers);
        answers.keys().find_map(|key| {
            let draft = self.answers.get(key)?;
            let plain = key.strip_suffix(SOURCE).unwrap_or(key);
            let why = match items.iter().find(|i| i.key == plain) {
                None => Why::Gone,
                // Where it comes from goes with its answer.
                Some(_) if plain != key => return None,
                Some(item) if item.ask != draft.ask => Why::Reworded,
                Some(item) if super::item::read(item, &draft.answer).is_err() => Why::Unfit,
                Some(_) => return None,
            };
            Some((key.clone(), draft.clone(), why))
        })
    }
}

enum Why {
    Gone,
    Reworded,
    Unfit,
}
