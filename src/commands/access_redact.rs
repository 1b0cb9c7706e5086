//! Third parties in what is given to somebody who asks what is held about them: who they are, where they stand, and a
//! copy in which they are replaced by what they are.
//!
//! Nothing is replaced in silence, and nothing is decided here: the list is for the person who reads every line. A name
//! in free text that no card holds cannot be found, and that is said.

use crate::domain::directory::{Address, Family, Person, Phone, School};
use crate::domain::names;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Somebody else, as they stand in the records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Third {
    /// Who, by id or name.
    pub(super) who: String,
    /// What stands in their place: `[member of staff 1]`.
    pub(super) place: String,
    /// Every word that means them.
    pub(super) words: BTreeSet<String>,
    /// Words that mean them and the subject as well: they are left, and are to be looked at.
    pub(super) shared: BTreeSet<String>,
    /// The records in which they stand.
    pub(super) found_in: BTreeSet<String>,
}

/// Whom the directories know.
pub(super) struct Directories<'a> {
    pub(super) people: &'a [Person],
    pub(super) families: &'a [Family],
    pub(super) addresses: &'a [Address],
    /// The school's own numbers, which are nobody's.
    pub(super) school: &'a School,
}

/// Everybody but the subject who stands in these records. `own`: the words that mean the subject.
pub(super) fn third_parties(
    records: &[(String, Value)],
    own: &BTreeSet<String>,
    known: &Directories<'_>,
) -> Vec<Third> {
    let mut named: Vec<(&str, String, BTreeSet<String>)> = Vec::new();
    for person in known.people.iter().filter(|p| !own.contains(&small(&p.id))) {
        named.push(("member of staff", person.id.clone(), words_of_person(person)));
    }
    // Whoever is rung for somebody is a third party, also to that somebody.
    for person in known.people {
        let kin: BTreeMap<&str, &Phone> = [&person.emergency_contact, &person.next_of_kin]
            .into_iter()
            .flatten()
            .map(|kin| (kin.name.as_str(), kin))
            .collect();
        for (name, kin) in kin {
            let mut words = words_of_name(name);
            words.insert(small(&kin.number));
            named.push(("next of kin", name.to_owned(), words));
        }
    }
    for family in known.families.iter().filter(|f| !own.contains(&small(&f.id))) {
        named.push(("another family", family.id.clone(), words_of_family(family, known.addresses)));
    }
    let mut loose: BTreeMap<String, &str> = BTreeMap::new();
    for (_, record) in records {
        collect("", record, &mut |key, text| {
            if let Some(role) = role_of(key) {
                loose.entry(text.to_owned()).or_insert(role);
            }
        });
    }
    let numbers = known.school.numbers.iter().chain(&known.school.emergency_contact);
    let school: BTreeSet<String> = numbers
        .flat_map(|phone| [small(&phone.name), small(&phone.number)])
        .chain([HV.to_owned(), OFFICE.to_owned()])
        .collect();
    loose.retain(|text, _| !school.contains(&small(text)));
    let all: BTreeSet<String> = named.iter().flat_map(|(_, _, words)| words.clone()).collect();
    for (text, role) in loose {
        let words = words_of_name(&text);
        if !words.is_subset(&all) && !words.is_subset(own) {
            named.push((role, text, words));
        }
    }
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    let mut found = Vec::new();
    for (role, who, words) in named {
        let found_in = standing(records, &words);
        if found_in.is_empty() {
            continue;
        }
        let number = numbers.entry(role).or_default();
        *number += 1;
        let shared = words.intersection(own).cloned().collect();
        let words = words.difference(own).cloned().collect();
        found.push(Third { who, place: format!("[{role} {number}]"), words, shared, found_in });
    }
    found
}

/// What hv types itself.
const HV: &str = "hv";

/// The school's office, as ladders and markers call it.
const OFFICE: &str = "office";

/// What a field says of whoever is named in it.
fn role_of(key: &str) -> Option<&'static str> {
    Some(match key {
        "by" | "signed-by" | "decided-by" | "reviewed-by" | "conducted-by" | "confirmed-by"
        | "second" | "people" | "staff" | "who" | "read-by" => "member of staff",
        "kin" | "next-of-kin" | "emergency-contact" => "next of kin",
        "agencies" | "agency" => "agency",
        "source" => "reporter",
        "affected" => "somebody affected",
        "family" => "the family or another",
        _ => return None,
    })
}

/// Every text with the name of its field, or of the list or the person it stands in.
fn collect(key: &str, value: &Value, tell: &mut dyn FnMut(&str, &str)) {
    match value {
        Value::String(text) => tell(key, text),
        Value::Array(all) => all.iter().for_each(|one| collect(key, one, tell)),
        Value::Object(map) => {
            // A caution and a risk say who told of them; elsewhere `source` is a clause.
            let told = map.contains_key("what");
            for (inner, one) in map.iter().filter(|(inner, _)| told || *inner != "source") {
                let named = matches!(inner.as_str(), "name" | "id" | "number" | "email");
                collect(if named { key } else { inner }, one, tell);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// A word as it is compared. A telephone number is its digits, however it was typed.
fn small(text: &str) -> String {
    number(text).unwrap_or_else(|| text.trim().to_lowercase())
}

/// Fewer digits than these are no telephone number with its area: a date has eight.
const DIGITS: usize = 9;

/// More signs than these between two digits part two numbers.
const BETWEEN: usize = 4;

/// A telephone number as its digits, with 0 for the country: `07700900101` for `+44 (0)7700 900101`. `None`: it is none.
fn number(text: &str) -> Option<String> {
    let text = text.trim();
    let whole =
        text.starts_with(['0', '+', '(']) && text.chars().all(|c| c.is_ascii_digit() || parts(c));
    whole.then(|| national(text)).filter(|digits| digits.len() >= DIGITS)
}

/// It can stand between the digits of one number.
fn parts(c: char) -> bool {
    c.is_whitespace() || "+-./()\u{2010}\u{2011}\u{2012}\u{2013}".contains(c)
}

/// The digits, with 0 in place of +44, 0044 or +44 (0).
fn national(text: &str) -> String {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let abroad = digits.strip_prefix("0044").or_else(|| digits.strip_prefix("44"));
    match abroad {
        Some(rest) if rest.len() >= DIGITS => format!("0{}", rest.trim_start_matches('0')),
        _ => digits,
    }
}

/// A name and each part of it; a part of one or two letters means nobody.
pub(super) fn words_of_name(name: &str) -> BTreeSet<String> {
    // A number's parts are anybody's.
    if !name.chars().any(char::is_alphabetic) {
        return BTreeSet::from([small(name)]);
    }
    let parts = name.split_whitespace().map(|p| p.trim_matches(|c: char| !c.is_alphanumeric()));
    let mut words: BTreeSet<String> = parts.filter(|p| p.chars().count() > 2).map(small).collect();
    words.insert(small(name));
    words.retain(|word| !word.is_empty());
    words
}

/// Every word that means a member of staff.
pub(super) fn words_of_person(person: &Person) -> BTreeSet<String> {
    let mut words = words_of_name(&person.name);
    words.insert(small(&person.id));
    words.extend(person.mobile.iter().chain(&person.email).map(|text| small(text)));
    let car = person.vehicle.iter().filter_map(|v| v.registration.as_ref());
    words.extend(car.map(|text| small(text)));
    words
}

/// Every word that means a family.
pub(super) fn words_of_family(family: &Family, addresses: &[Address]) -> BTreeSet<String> {
    let mut words = BTreeSet::from([small(&family.id)]);
    words.extend(family.pupils.iter().flat_map(|p| words_of_name(&p.name)));
    words.extend(family.carers.iter().flat_map(|c| words_of_name(&c.name)));
    words.extend(family.carers.iter().filter_map(|c| c.phone.as_ref()).map(|text| small(text)));
    let homes = addresses.iter().filter(|a| family.knows(&a.id));
    words.extend(homes.flat_map(|a| [small(&a.id), small(&a.text)]));
    words
}

/// One of these words stands there.
pub(super) fn stands(value: &Value, words: &BTreeSet<String>) -> bool {
    let text = value.to_string().to_lowercase();
    words.iter().any(|word| find(&text, word, 0).is_some())
}

fn standing(records: &[(String, Value)], words: &BTreeSet<String>) -> BTreeSet<String> {
    records.iter().filter(|(_, value)| stands(value, words)).map(|(name, _)| name.clone()).collect()
}

/// The word stands in the text, not within a longer one. A hyphen parts words: ids of outings hold ids of people.
/// A telephone number stands there however it is typed. Where it begins and ends.
fn find(text: &str, word: &str, from: usize) -> Option<(usize, usize)> {
    if number(word).is_some() {
        return find_number(text, word, from);
    }
    let mut from = from;
    while let Some(at) = text.get(from..)?.find(word).map(|at| at + from) {
        let before = text.get(..at)?.chars().next_back();
        let after = text.get(at + word.len()..)?.chars().next();
        if ![before, after].into_iter().flatten().any(char::is_alphanumeric) {
            return Some((at, at + word.len()));
        }
        from = at + word.len();
    }
    None
}

fn find_number(text: &str, digits: &str, from: usize) -> Option<(usize, usize)> {
    let mut before = text.get(..from)?.chars().next_back();
    for (at, c) in text.get(from..)?.char_indices() {
        let begins = c == '+' || c == '(' || c.is_ascii_digit();
        if begins && !before.is_some_and(char::is_alphanumeric) {
            let end = number_ends(text.get(from + at..)?, digits);
            if let Some(end) = end {
                return Some((from + at, from + at + end));
            }
        }
        before = Some(c);
    }
    None
}

/// Where the number ends that this text begins with, if it is this one.
fn number_ends(text: &str, digits: &str) -> Option<usize> {
    let mut between = 0;
    let mut all = text.char_indices().peekable();
    while let Some((at, c)) = all.next() {
        if !c.is_ascii_digit() {
            between += 1;
            if between > BETWEEN || !parts(c) {
                return None;
            }
            continue;
        }
        between = 0;
        let end = at + c.len_utf8();
        let joined = all.peek().is_some_and(|(_, next)| next.is_alphanumeric());
        if !joined && national(text.get(..end)?) == digits {
            return Some(end);
        }
    }
    None
}

/// A copy in which each of them is replaced, and what was left of anybody in spite of that.
pub(super) fn redacted(value: &Value, third: &[Third]) -> (Value, Vec<String>) {
    let mut words: Vec<(&String, &String)> =
        third.iter().flat_map(|t| t.words.iter().map(move |w| (w, &t.place))).collect();
    // The longest first: a full name before its parts.
    words.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
    let copy = replaced(value, &words);
    let mut said = texts(&copy).join("\n");
    // What was put in the places is ours, whatever words it is made of.
    for one in third {
        said = said.replace(&one.place, "\n");
    }
    let said = said.to_lowercase();
    let left = words.iter().filter(|(word, _)| find(&said, word, 0).is_some());
    let left = left.map(|(word, _)| (*word).clone()).collect();
    (copy, left)
}

/// Every text in it; the names of fields are hv's own.
pub(super) fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(all) => all.iter().flat_map(texts).collect(),
        Value::Object(map) => map.values().flat_map(texts).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) => Vec::new(),
    }
}

fn replaced(value: &Value, words: &[(&String, &String)]) -> Value {
    match value {
        Value::String(text) => Value::String(replaced_text(text, words)),
        Value::Array(all) => all.iter().map(|one| replaced(one, words)).collect(),
        Value::Object(map) => {
            let all = map.iter().map(|(key, one)| (key.clone(), replaced(one, words)));
            Value::Object(all.collect::<Map<_, _>>())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}

/// Each word, where it stands outside what was put in the place of another.
fn replaced_text(text: &str, words: &[(&String, &String)]) -> String {
    let mut pieces: Vec<(String, bool)> = vec![(text.to_owned(), false)];
    for (word, place) in words {
        let mut next = Vec::new();
        for (piece, done) in pieces {
            if done {
                next.push((piece, true));
            } else {
                split(&piece, word, place, &mut next);
            }
        }
        pieces = next;
    }
    pieces.into_iter().map(|(piece, _)| piece).collect()
}

fn split(piece: &str, word: &str, place: &str, into: &mut Vec<(String, bool)>) {
    let lower = piece.to_lowercase();
    // Where small letters are longer or shorter than capitals, places in one are none in the other: all of it goes.
    if lower.len() != piece.len() {
        let found = find(&lower, word, 0).is_some();
        into.push((if found { place } else { piece }.to_owned(), found));
        return;
    }
    let mut from = 0;
    while let Some((at, end)) = find(&lower, word, from) {
        into.push((piece.get(from..at).unwrap_or_default().to_owned(), false));
        into.push((place.to_owned(), true));
        from = end;
    }
    into.push((piece.get(from..).unwrap_or_default().to_owned(), false));
}

/// "kay: member of staff 1, in visit ..., outing ...".
pub(super) fn words(third: &Third) -> String {
    let found: Vec<&str> = third.found_in.iter().map(String::as_str).collect();
    let shared: Vec<&str> = third.shared.iter().map(String::as_str).collect();
    let mut text = format!("{} {}: in {}", third.place, third.who, names::list(&found));
    if !shared.is_empty() {
        text.push_str("; NOT REPLACED, since it means the subject too: ");
        text.push_str(&names::list(&shared));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn third(place: &str, words: &[&str]) -> Third {
        Third {
            who: words[0].to_owned(),
            place: place.to_owned(),
            words: words.iter().map(|w| (*w).to_owned()).collect(),
            shared: BTreeSet::new(),
            found_in: BTreeSet::new(),
        }
    }

    #[test]
    fn whole_words_go_wherever_they_stand_and_longer_ones_stay() {
        let kay = third("[member of staff 1]", &["kay", "kay invented", "invented"]);
        let value = json!({"a": "Kay Invented spoke to KAY, not Kayla", "b": ["2026-11-24-kay-1a"], "c": 3});
        let (copy, left) = redacted(&value, &[kay]);
        let a = "[member of staff 1] spoke to [member of staff 1], not Kayla";
        assert_eq!(copy, json!({"a": a, "b": ["2026-11-24-[member of staff 1]-1a"], "c": 3}));
        assert_eq!(left, Vec::<String>::new());
    }

    #[test]
    fn a_telephone_number_goes_however_it_is_typed_and_its_neighbours_stay() {
        let kay = third("[x 1]", &["07700900101"]);
        for typed in [
            "07700 900101",
            "07700900101",
            "07700-900101",
            "+44 7700 900101",
            "+44 (0)7700 900 101",
            "0044 7700 900101",
            "(07700) 900101",
        ] {
            assert_eq!(small(typed), "07700900101", "{typed}");
            let (copy, left) =
                redacted(&json!(format!("rang {typed}, 2 times")), std::slice::from_ref(&kay));
            assert_eq!((copy, left.len()), (json!("rang [x 1], 2 times"), 0), "{typed}");
        }
        for other in
            ["07700 900102", "077009001011", "07700 900101x", "2026-11-24", "7700 90010 1x"]
        {
            let (copy, _) = redacted(&json!(other), std::slice::from_ref(&kay));
            assert_eq!(copy, json!(other));
        }
        assert_eq!(small("2026-11-24"), "2026-11-24");
        let (copy, _) = redacted(&json!("07700 900102 07700 900101"), &[kay]);
        assert_eq!(copy, json!("07700 900102 [x 1]"));
    }

    #[test]
    fn what_is_put_in_a_place_is_not_replaced_again() {
        let all = [third("[member of staff 1]", &["kay"]), third("[agency 1]", &["staff"])];
        let (copy, left) = redacted(&json!("kay of staff"), &all);
        assert_eq!((copy, left.len()), (json!("[member of staff 1] of [agency 1]"), 0));
    }

    #[test]
    fn letters_that_change_their_length_hide_nobody() {
        let (copy, left) = redacted(&json!("İstanbul and Kay"), &[third("[x 1]", &["kay"])]);
        assert_eq!((copy, left.len()), (json!("[x 1]"), 0));
    }
}
