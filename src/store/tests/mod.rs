//! The store against damage, crowds, merges and full disks. Nothing here sleeps or measures time.

mod damage;
mod folder;
mod kept;
mod merge;
mod spelling;
mod straight;
mod writing;

use super::frozen::Frozen;
use super::record::{Around, parse};
use super::write::{joined, spelt};
use super::{Evidence, Key, NewEvent, Store};
use crate::domain::directory::School;
use crate::domain::entry::{Entry, Record};
use crate::domain::events::{Judgement, Means, OutingEvent, WeekEvent};
use crate::when::{Moment, Span, Week};
use std::path::Path;

pub(super) const OUTING: &str = "2026-11-24-kay-1a";

pub(super) fn now() -> Moment {
    Moment::parse("2026-11-24T12:00:00+00:00").unwrap()
}

/// That many minutes before noon; negative, after it.
pub(super) fn before(minutes: i64) -> Moment {
    now().minus(Span::minutes(minutes)).plus(Span::minutes(-minutes))
}

pub(super) fn school() -> School {
    let text = "format = 1\nstore = \"oak-7f3q\"\nname = \"Oak\"\nzone = \"Europe/London\"\n";
    toml::from_str(text).unwrap()
}

pub(super) fn new_store(root: &Path) -> Store {
    Store::create(root, &school(), "name = \"x\"\n", "host-1").unwrap()
}

pub(super) fn outing() -> Key<OutingEvent> {
    Key::outing(OUTING).unwrap()
}

pub(super) fn week() -> Key<WeekEvent> {
    Key::week(Week::parse("2026-W48").unwrap())
}

pub(super) fn event<B>(minutes: i64, body: B) -> NewEvent<B> {
    let at = before(minutes);
    NewEvent { at, typed: at, by: "lou".to_owned(), clock_given: false, on_paper: None, body }
}

pub(super) fn contact(note: &str) -> OutingEvent {
    OutingEvent::Contact {
        answers: std::collections::BTreeMap::new(),
        who: vec!["kay".to_owned()],
        how: Means::Text,
        whereabouts: None,
        note: Some(note.to_owned()),
    }
}

pub(super) fn verdict(line: &str, accept: bool) -> OutingEvent {
    OutingEvent::Judge(Judgement { line: line.to_owned(), accept, why: "asked Lou".to_owned() })
}

pub(super) fn read(bytes: &[u8]) -> Record<OutingEvent> {
    parse(&outing(), bytes, Around { now: now(), as_of: None, frozen: &Frozen::default() })
}

/// An event and the bytes that `append` adds for it.
pub(super) fn line_for<B: Evidence>(
    key: &Key<B>,
    tag: &str,
    held: &[u8],
    event: NewEvent<B>,
) -> std::io::Result<(Entry<B>, Vec<u8>)> {
    let (entry, text, _) = spelt(key, tag, held, event)?;
    Ok((entry, joined(&key.header(), held, &text)))
}

/// The record with one more event, as `append` writes it.
pub(super) fn grown(mut bytes: Vec<u8>, event: NewEvent<OutingEvent>) -> Vec<u8> {
    let (_, more) = line_for(&outing(), "a", &bytes, event).unwrap();
    bytes.extend(more);
    bytes
}

/// A record of that many contacts, one minute apart.
pub(super) fn contacts(count: i64) -> Vec<u8> {
    (0..count)
        .fold(Vec::new(), |bytes, n| grown(bytes, event(60 - n, contact(&format!("call {n}")))))
}

pub(super) fn lines(bytes: &[u8]) -> Vec<String> {
    std::str::from_utf8(bytes).unwrap().lines().map(str::to_owned).collect()
}

pub(super) fn text(lines: &[String]) -> Vec<u8> {
    (lines.join("\n") + "\n").into_bytes()
}
