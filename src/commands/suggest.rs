//! Did you mean: what was mistyped, and what is like it. It only says so; nothing is ever done on a guess.

use crate::domain::directory::Person;
use crate::error::Error;

/// The most that are named: more would be no help.
const MOST: usize = 3;

/// The error, with what may have been meant.
pub(super) fn or<'a>(error: Error, typed: &str, known: impl IntoIterator<Item = &'a str>) -> Error {
    meaning(error, typed, known.into_iter().map(|word| (word, word)))
}

/// The same, where what is like it stands for something else: a name for an id.
pub(super) fn meaning<'a>(
    error: Error,
    typed: &str,
    known: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Error {
    match alike(typed, known).as_slice() {
        [] => error,
        [one] => error.hint(format!("did you mean {one}?")),
        [several @ .., last] => {
            error.hint(format!("did you mean {} or {last}?", several.join(", ")))
        }
    }
}

/// Whom a word may stand for: by id, by name, and by each part of the name.
pub(super) fn people(people: &[Person]) -> Vec<(&str, &str)> {
    people.iter().flat_map(|p| called(&p.id, &p.name)).collect()
}

/// What somebody is called, each with the id.
pub(super) fn called<'a>(id: &'a str, name: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
    let parts = name.split_whitespace();
    [id, name].into_iter().chain(parts).map(move |word| (word, id))
}

/// The words of a command that are nearest to what was typed: those that begin with it or that it begins with, else those
/// with the fewest slips. Several only where they are as near.
pub(super) fn nearest<'a>(typed: &str, known: &[&'a str]) -> Vec<&'a str> {
    let typed = typed.trim().to_lowercase();
    let long = |word: &str| word.chars().count() >= WHOLE;
    let begins = |word: &&&str| {
        long(&typed) && word.starts_with(&typed) || long(word) && typed.starts_with(**word)
    };
    let begun: Vec<&str> = known.iter().filter(begins).copied().collect();
    if !begun.is_empty() {
        return begun;
    }
    let slips = |word: &str| strsim::damerau_levenshtein(&typed, word);
    let near = alike(&typed, known.iter().map(|word| (*word, *word)));
    let fewest = near.iter().map(|word| slips(word)).min();
    near.into_iter().filter(|word| Some(slips(word)) == fewest).collect()
}

/// So many letters say enough to be the beginning of a word that is meant.
const WHOLE: usize = 4;

/// What is like what was typed, the nearest first. One slip in a short word, two in a longer one: a letter too many, too
/// few, another, or two in the wrong order.
fn alike<'a>(typed: &str, known: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<&'a str> {
    let typed = typed.trim().to_lowercase();
    let length = typed.chars().count();
    let slips = match length {
        0..=1 => return Vec::new(),
        2..=5 => 1,
        _ => 2,
    };
    let mut found: Vec<(usize, &str)> = Vec::new();
    for (word, stands_for) in known {
        let slip = strsim::damerau_levenshtein(&typed, &word.to_lowercase());
        if slip <= slips {
            found.push((slip, stands_for));
        }
    }
    found.sort_unstable();
    let mut ids: Vec<&str> = Vec::new();
    for (_, id) in found {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    ids.truncate(MOST);
    ids
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(typed: &str, known: &[&str]) -> Vec<String> {
        let all = known.iter().map(|word| (*word, *word));
        alike(typed, all).into_iter().map(str::to_owned).collect()
    }

    #[test]
    fn one_slip_in_a_short_word_and_two_in_a_longer_one() {
        assert_eq!(of("kya", &["kay", "lou"]), ["kay"]);
        assert_eq!(of("kayy", &["kay"]), ["kay"]);
        assert_eq!(of("ka", &["kay"]), ["kay"]);
        assert!(of("zed", &["dee", "pat"]).is_empty());
        assert!(of("k", &["kay"]).is_empty(), "a single letter is like everything");
        assert_eq!(of("chekcin", &["checkin", "enter"]), ["checkin"]);
        assert_eq!(of("chekkcin", &["checkin"]), ["checkin"]);
        assert!(of("chxxxin", &["checkin"]).is_empty());
        assert_eq!(of("abcde", &["abcdf"]), ["abcdf"]);
        assert!(of("abcde", &["abcfg"]).is_empty(), "five letters: one slip");
        assert_eq!(of("abcdef", &["abcdxy"]), ["abcdxy"], "six: two");
    }

    #[test]
    fn a_beginning_is_nearer_than_a_slip_and_of_slips_only_the_fewest_count() {
        let known = ["board", "overdue", "out", "done", "home", "sheet", "show", "checkin"];
        for (typed, meant) in [
            ("overdu", &["overdue"][..]),
            ("over", &["overdue"]),
            ("overdues", &["overdue"]),
            ("ove", &[]),
            ("odne", &["done"]),
            ("hone", &["done", "home"]),
            ("chekcin", &["checkin"]),
            ("xyzzy", &[]),
        ] {
            assert_eq!(nearest(typed, &known), meant, "{typed}");
        }
    }

    #[test]
    fn the_nearest_first_at_most_three_and_each_once() {
        let all = of("abcdef", &["abcdxy", "abcdex", "abcdeg", "abcdez", "abcdex"]);
        assert_eq!(all, ["abcdeg", "abcdex", "abcdez"]);
    }
}
