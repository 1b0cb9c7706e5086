//! The watch that is frozen into a sign-out, read once where many sign-outs hold the same.
//!
//! Whoever leaves takes along the whole watch they leave under, word for word, so that no later change of the policy moves
//! an alarm ([`Terms`]). It is five sixths of the line, and with everybody who left under one policy it is one text but for
//! the list at its end: everyone who is told when the ladder has run out, and not whoever left. So a text that was read is
//! kept with what it said, and where the next line holds the very same bytes, they are not read again.
//!
//! Nothing is guessed: bytes that differ are read, and what is read so is what the whole line would have said. In front of
//! a quote that no backslash stands before, `terms` can only be a key, and a text that was an object once is one wherever
//! it begins. A law in the tests holds this to the long way.

use super::straight;
use crate::domain::events::{Contactable, Terms};
use serde::de::IgnoredAny;
use std::sync::{Arc, Mutex};

/// How the watch begins, as hv spells it.
const BEGINS: &str = ", \"terms\": {";

/// How the list at its end begins, goes on and ends.
const LIST: (&str, &str, &str) = (", \"everyone\": [", ", ", "]}");

/// What is read in its place: a watch that no policy gives.
const STAND_IN: &str = "{\"policy\": \"\", \"digest\": \"\", \"return\": {\"span\": \"0m\", \"over\": false, \
    \"source\": \"default\"}, \"ladders\": [], \"rung-time\": \"0m\", \"everyone\": []}";

/// More than a school has at one time: one for each policy and each monitor somebody is out under.
const MOST_WATCHES: usize = 16;

/// More than a school has on its lists.
const MOST_PEOPLE: usize = 256;

/// The texts that were read, and what they said.
#[derive(Debug, Default)]
pub(super) struct Frozen(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    /// Each up to and with the beginning of its list, and what it says; the list is empty.
    watches: Vec<(Box<str>, Terms)>,
    people: Vec<(Box<str>, Arc<Contactable>)>,
}

impl Frozen {
    /// The line with a stand-in for a watch that is known, and what is known. `None`: read all of it.
    pub(super) fn without_known(&self, line: &str) -> Option<(String, Arc<Terms>)> {
        let (before, rest) = line.split_at_checked(place(line)?)?;
        let mut known = self.0.lock().ok()?;
        let known = &mut *known;
        let (watch, said) = known.watches.iter().find(|(text, _)| rest.starts_with(&**text))?;
        let (everyone, after) = listed(rest.get(watch.len()..)?, &mut known.people)?;
        let terms = Terms { everyone, ..said.clone() };
        Some(([before, STAND_IN, after].concat(), Arc::new(terms)))
    }

    /// Puts what is known where the stand-in was read. False: it was not read there, and the line says something else.
    pub(super) fn put_back(slot: &mut Arc<Terms>, known: Arc<Terms>) -> bool {
        let stood_in =
            serde_json::from_str::<Terms>(STAND_IN).is_ok_and(|stand_in| **slot == stand_in);
        *slot = known;
        stood_in
    }

    /// Keeps the watch of a line that was read whole.
    pub(super) fn learn(&self, line: &str, said: &Terms) {
        let Some(rest) = place(line).and_then(|at| line.get(at..)) else { return };
        let mut values = serde_json::Deserializer::from_str(rest).into_iter::<IgnoredAny>();
        let Some(Ok(_)) = values.next() else { return };
        let Some(text) = rest.get(..values.byte_offset()) else { return };
        let Some(list) = text.rfind(LIST.0) else { return };
        let (watch, _) = text.split_at(list + LIST.0.len());
        // It is the watch of the event, and not something of the same name further down in it.
        let without_list = serde_json::from_str::<Terms>(&[watch, LIST.2].concat());
        let Ok(terms) = without_list else { return };
        if (Terms { everyone: said.everyone.clone(), ..terms.clone() }) != *said {
            return;
        }
        if let Ok(mut known) = self.0.lock() {
            if known.watches.len() == MOST_WATCHES {
                known.watches.remove(0);
            }
            known.watches.push((watch.into(), terms));
        }
    }
}

/// The people of a list, and what comes after its end. Whoever is not known yet is read. `None`: it is no such list.
fn listed<'t>(
    mut rest: &'t str,
    known: &mut Vec<(Box<str>, Arc<Contactable>)>,
) -> Option<(Vec<Arc<Contactable>>, &'t str)> {
    let mut people = Vec::with_capacity(known.len());
    if let Some(after) = rest.strip_prefix(LIST.2) {
        return Some((people, after));
    }
    let mut next = 0;
    loop {
        // Lists go in one order, so that the next is mostly the one after the last.
        let from_next = (next..known.len()).chain(0..next);
        let mut known_at = from_next
            .filter(|at| known.get(*at).is_some_and(|(text, _)| rest.starts_with(&**text)));
        let at = if let Some(at) = known_at.next() {
            at
        } else {
            let read = person(rest)?;
            if known.len() == MOST_PEOPLE {
                known.clear();
            }
            known.push(read);
            known.len() - 1
        };
        let (text, one) = known.get(at)?;
        people.push(Arc::clone(one));
        next = at + 1;
        rest = rest.get(text.len()..)?;
        if let Some(after) = rest.strip_prefix(LIST.2) {
            return Some((people, after));
        }
        rest = rest.strip_prefix(LIST.1)?;
    }
}

/// The first of a list, as it is spelt and what it says.
fn person(rest: &str) -> Option<(Box<str>, Arc<Contactable>)> {
    let mut values = serde_json::Deserializer::from_str(rest).into_iter::<IgnoredAny>();
    values.next()?.ok()?;
    let text = rest.get(..values.byte_offset())?;
    Some((text.into(), Arc::new(straight::without_twins::<Contactable>(text)?)))
}

/// Where the first watch in the line begins.
fn place(line: &str) -> Option<usize> {
    line.find(BEGINS).map(|at| at + BEGINS.len() - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(policy: &str, everyone: &[&str]) -> String {
        let people = everyone.iter().map(|id| format!("{{\"id\": \"{id}\", \"name\": \"{id}\"}}"));
        let list = people.collect::<Vec<_>>().join(", ");
        STAND_IN.replacen("\"policy\": \"\"", &format!("\"policy\": \"{policy}\""), 1).replacen(
            "[]}",
            &format!("[{list}]}}"),
            1,
        )
    }

    fn said(policy: &str, everyone: &[&str]) -> Terms {
        serde_json::from_str(&terms(policy, everyone)).unwrap()
    }

    fn line(policy: &str, everyone: &[&str]) -> String {
        format!("{{\"id\": \"a-1\", \"terms\": {}, \"answers\": {{}}}}", terms(policy, everyone))
    }

    fn learnt(policy: &str, everyone: &[&str]) -> Frozen {
        let frozen = Frozen::default();
        frozen.learn(&line(policy, everyone), &said(policy, everyone));
        frozen
    }

    #[test]
    fn the_same_bytes_are_known_again_and_others_are_not() {
        let frozen = learnt("millbrook", &["kay"]);
        let (shorter, known) = frozen.without_known(&line("millbrook", &["kay"])).unwrap();
        assert_eq!(shorter, line("", &[]));
        assert_eq!(*known, said("millbrook", &["kay"]));
        for other in ["millbrooks", "Millbrook"] {
            assert!(frozen.without_known(&line(other, &["kay"])).is_none());
        }
        assert!(frozen.without_known("{\"id\": \"a-1\"}").is_none());
    }

    #[test]
    fn the_list_at_its_end_is_each_lines_own() {
        let frozen = learnt("millbrook", &["kay", "lou"]);
        for list in [
            &[][..],
            &["kay"],
            &["lou"],
            &["kay", "lou"],
            &["lou", "kay"],
            &["max"],
            &["kay", "max", "lou"],
            &["kay", "kay"],
        ] {
            let (shorter, known) = frozen.without_known(&line("millbrook", list)).unwrap();
            assert_eq!(shorter, line("", &[]));
            assert_eq!(*known, said("millbrook", list));
        }
        for wrong in ["\"name\": 1", "\"id\": \"kay\", \"name\": \"kay\"", "\"zz\": \"kay\"", ""] {
            let text = line("millbrook", &["kay"]).replacen("\"name\": \"kay\"", wrong, 1);
            assert!(frozen.without_known(&text).is_none(), "{text}");
        }
        for end in ["]", ", ]}", "}]}", "] }"] {
            let text = line("millbrook", &["kay"]).replacen("]}", end, 1);
            assert!(frozen.without_known(&text).is_none(), "{text}");
        }
    }

    #[test]
    fn a_watch_that_the_event_does_not_say_is_not_learnt() {
        let frozen = Frozen::default();
        frozen.learn(&line("millbrook", &[]), &said("another", &[]));
        assert!(frozen.without_known(&line("millbrook", &[])).is_none());
    }

    #[test]
    fn what_is_no_stand_in_is_not_taken_for_one() {
        let known = Arc::new(said("known", &["kay"]));
        let mut stand_in: Arc<Terms> = Arc::new(serde_json::from_str(STAND_IN).unwrap());
        assert!(Frozen::put_back(&mut stand_in, Arc::clone(&known)));
        assert_eq!(stand_in, known);
        let mut read = Arc::new(said("read", &[]));
        assert!(!Frozen::put_back(&mut read, known));
    }

    #[test]
    fn no_more_are_kept_than_a_school_has_and_the_oldest_goes() {
        let frozen = Frozen::default();
        for n in 0..=MOST_WATCHES {
            let policy = n.to_string();
            frozen.learn(&line(&policy, &[]), &said(&policy, &[]));
        }
        assert!(frozen.without_known(&line("0", &[])).is_none());
        assert!(frozen.without_known(&line("1", &[])).is_some());
        for n in 0..=MOST_PEOPLE {
            let id = format!("p{n}");
            let (_, known) = frozen.without_known(&line("1", &[&id, "kay"])).unwrap();
            assert_eq!(*known, said("1", &[&id, "kay"]));
        }
        assert!(frozen.0.lock().unwrap().people.len() < MOST_PEOPLE);
    }
}
