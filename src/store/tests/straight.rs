//! The straight way of reading a line reads only what the long way reads, and the same.

use super::super::frozen::Frozen;
use super::super::record::{entry_straight, entry_the_long_way};
use super::Evidence;
use crate::domain::events::{AssessmentEvent, OutingEvent, VisitEvent, WeekEvent};
use std::fmt::Debug;
use std::fs;
use std::path::{Path, PathBuf};

fn files_below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files_below(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// Every event's line in the records of the example schools whose path holds `kind`.
fn lines_of(kind: &str) -> Vec<String> {
    let mut files = Vec::new();
    files_below(&Path::new(env!("CARGO_MANIFEST_DIR")).join("examples"), &mut files);
    files.retain(|path| {
        path.to_string_lossy().contains(kind) && path.extension().is_some_and(|e| e == "yaml")
    });
    files.sort();
    let texts: Vec<String> = files.iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    let lines = texts.iter().flat_map(|text| text.lines()).filter_map(|l| l.strip_prefix("- "));
    lines.map(str::to_owned).collect()
}

/// Where a key begins.
fn keys(line: &str) -> impl Iterator<Item = usize> {
    let begins = line.match_indices('"').map(|(at, _)| at);
    begins.filter(|at| {
        let before = line[..*at].trim_end();
        let key = line[at + 1..].split('"').next().unwrap_or_default();
        before.ends_with(['{', ',']) && line[at + key.len() + 2..].starts_with(':')
    })
}

/// True if it was read straight; then the long way reads the same.
fn agrees<B: Evidence + Debug>(line: &str) -> bool {
    agrees_after::<B>(line, &Frozen::default())
}

/// The same, with what was read before.
fn agrees_after<B: Evidence + Debug>(line: &str, frozen: &Frozen) -> bool {
    let straight = entry_straight::<B>(line, frozen);
    let read = straight.is_some();
    if let Some(entry) = straight {
        assert_eq!(Ok(entry), entry_the_long_way::<B>(line), "{line}");
    }
    read
}

fn holds<B: Evidence + Debug>(kind: &str) {
    let lines = lines_of(kind);
    assert!(lines.len() > 5, "{kind}: {} lines", lines.len());
    for line in &lines {
        assert!(agrees::<B>(line), "not read straight: {line}");
        keys(line).for_each(|at| with_another_key::<B>(line, at));
        let places = (0..line.len()).step_by(13);
        places.filter(|at| line.is_char_boundary(*at)).for_each(|at| damaged::<B>(line, at));
    }
}

fn with_another_key<B: Evidence + Debug>(line: &str, at: usize) {
    let (before, after) = line.split_at(at);
    let key = after.split('"').nth(1).unwrap();
    let spelt = key.replacen(|_: char| true, &format!("\\u{:04x}", key.as_bytes()[0]), 1);
    for twin in [key, &spelt] {
        let doubled = format!("{before}\"{twin}\": 1, {after}");
        assert!(!agrees::<B>(&doubled), "a key twice: {doubled}");
        assert!(entry_the_long_way::<B>(&doubled).is_err());
    }
    agrees::<B>(&format!("{before}\"zz\": 1, {after}"));
    agrees::<B>(&format!("{before}\"zz{}", &after[1..]));
    agrees::<B>(&format!("{before}\"v\": 2, {after}"));
}

fn damaged<B: Evidence + Debug>(line: &str, at: usize) {
    agrees::<B>(&line[..at]);
    for wrong in [b'"', b'7', b'}', line.as_bytes()[at] ^ 1] {
        let mut bytes = line.as_bytes().to_vec();
        bytes[at] = wrong;
        if let Ok(text) = String::from_utf8(bytes) {
            agrees::<B>(&text);
        }
    }
}

#[test]
fn of_outings() {
    holds::<OutingEvent>("/outings/");
}

/// Whatever is done to a line whose watch was read before, in it or around it.
#[test]
fn of_outings_whose_watch_is_known() {
    let mut known_again = 0;
    for line in lines_of("/outings/") {
        let frozen = Frozen::default();
        assert!(agrees_after::<OutingEvent>(&line, &frozen));
        let Some(watch) = line.find(", \"terms\": {") else { continue };
        known_again += usize::from(frozen.without_known(&line).is_some());
        assert!(agrees_after::<OutingEvent>(&line, &frozen));
        for at in keys(&line) {
            let (before, after) = line.split_at(at);
            for other in ["\"zz\": 1, ", "\"id\": \"a-zzzzzz\", ", "\"terms\": {}, "] {
                agrees_after::<OutingEvent>(&format!("{before}{other}{after}"), &frozen);
            }
        }
        for at in (watch - 40..line.len()).filter(|at| line.is_char_boundary(*at)) {
            agrees_after::<OutingEvent>(&line[..at], &frozen);
            let mut bytes = line.as_bytes().to_vec();
            bytes[at] ^= 1;
            if let Ok(text) = String::from_utf8(bytes) {
                agrees_after::<OutingEvent>(&text, &frozen);
            }
        }
    }
    assert!(known_again > 5, "{known_again}");
}

/// The watch of another event, further down in this one, is not this one's.
#[test]
fn of_an_outing_with_a_known_watch_in_the_wrong_place() {
    let lines = lines_of("/outings/");
    let line = lines.iter().find(|l| l.contains(", \"terms\": {")).unwrap();
    let frozen = Frozen::default();
    assert!(agrees_after::<OutingEvent>(line, &frozen));
    let at = line.find(", \"terms\": {").unwrap();
    let end = line.find("}, \"answers\"").map_or(line.len() - 1, |end| end + 1);
    let watch = &line[at..end];
    for place in [", \"stops\": [{", ", \"people\": [{"] {
        let (before, after) = line.split_at(line.find(place).unwrap() + place.len());
        let nested = format!("{before}\"x\": 1{watch}, {after}");
        assert!(!agrees_after::<OutingEvent>(&nested, &frozen), "{nested}");
        let other = nested.replacen(
            &line[at..],
            &line[at..].replacen("\"policy\": \"", "\"policy\": \"x", 1),
            1,
        );
        assert!(!agrees_after::<OutingEvent>(&other, &frozen), "{other}");
    }
}

#[test]
fn of_visits() {
    holds::<VisitEvent>("/visits/");
}

#[test]
fn of_weeks() {
    holds::<WeekEvent>("/weeks/");
}

#[test]
fn an_event_of_another_kind_is_read_neither_way() {
    for line in lines_of("/outings/") {
        assert!(!agrees::<AssessmentEvent>(&line));
        assert!(entry_the_long_way::<AssessmentEvent>(&line).is_err());
    }
}
