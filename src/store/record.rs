//! What a record holds, and what of it can be trusted.
//!
//! The file is split into lines before anything is read, so one torn line never breaks its neighbours. A line
//! that cannot be trusted stands beside the good ones with the reason. Lines are never rewritten; a person who
//! has looked says so in an event ([`Judgement`]):
//!
//! * a doubtful line is named by its sha-256; accepted, it becomes an entry if it can be read at all, rejected,
//!   it is dropped. Two verdicts that know nothing of each other and differ leave it doubtful; a verdict that
//!   comes after another replaces it. A line of an outing that says it happened later than somebody looked at it is
//!   never accepted, and never comes true when that time has come: see [`Evidence::counts_by_time`].
//! * a hole (an event that others come after, and that is not there) is named by the missing event's id;
//!   accepted, it is no longer reported.
//!
//! A record that was cut exactly at the end of a line cannot be told from one that never went further: that
//! is noticed from outside, by markers, by references and by what this machine saw before.

use super::frozen::Frozen;
use super::{Key, Store, file, line, straight, yaml};
use crate::domain::entry::{Doubtful, Entry, Record};
use crate::domain::erasure::{ErasureEvent, HoldEvent};
use crate::domain::events::{
    AssessmentEvent, Judgement, OutingEvent, Terms, VisitEvent, WeekEvent,
};
use crate::error::Damage;
use crate::when::{Moment, Span};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

/// Clocks of two machines may differ by this much before an event counts as one from the future.
const CLOCKS_DIFFER: Span = Span::minutes(2);

/// How long a writer may take to finish a line that was seen half written.
const SECOND_LOOK: Duration = Duration::from_millis(30);

/// What is typed to go on without a line, or to take one as it is. A hint about a hole ends with it and the id.
pub(super) const ACCEPT: &str = "hv doctor --accept ";

/// Whether a person can accept it: only then does its hint say so.
pub fn can_be_accepted(damage: &Damage) -> bool {
    damage.hint.contains(ACCEPT)
}

/// The first bytes of an event's line.
const START: &str = "- {\"id\": \"";

/// What can happen to a kind of record.
pub trait Evidence: Serialize + DeserializeOwned + Clone + PartialEq {
    /// The judgement, if that is what happened.
    fn judgement(&self) -> Option<&Judgement>;

    /// The alarm counts from the time of it. If that time was yet to come when somebody looked, nobody can say that it
    /// is true: what happened then is not known to the minute or the year, so that it is recorded anew, with the time it
    /// had, and the line is rejected. Taking the moment of the verdict in its place would be a guess as well, and one
    /// that lets an interval begin although nobody was heard from.
    fn counts_by_time(&self) -> bool {
        false
    }

    /// It makes things worse by itself. A verdict from a machine whose clock was behind takes it away nowhere else.
    fn warns(&self) -> bool {
        false
    }

    /// The watch frozen into it, if it is a sign-out.
    fn terms_mut(&mut self) -> Option<&mut Arc<Terms>> {
        None
    }
}

macro_rules! evidence {
    ($($event:ty $({ $($more:item)* })?),*) => {$(
        impl Evidence for $event {
            fn judgement(&self) -> Option<&Judgement> {
                if let Self::Judge(judgement) = self { Some(judgement) } else { None }
            }
            $($($more)*)?
        }
    )*};
}
evidence!(WeekEvent, AssessmentEvent, HoldEvent, ErasureEvent);
evidence!(VisitEvent {
    fn counts_by_time(&self) -> bool {
        matches!(self, Self::Alarm(_))
    }
});
evidence!(OutingEvent {
    fn counts_by_time(&self) -> bool {
        true
    }

    fn warns(&self) -> bool {
        matches!(self, Self::SignOut { .. } | Self::Concern { .. } | Self::Distress { .. })
    }

    fn terms_mut(&mut self) -> Option<&mut Arc<Terms>> {
        if let Self::SignOut { terms, .. } = self { Some(terms) } else { None }
    }
});

impl Store {
    /// Reads a record. `None`: there is none. `Err`: nothing of it can be read. `now` tells what is an event
    /// from the future, which is damage and never contact.
    pub fn read<B: Evidence>(
        &self,
        key: &Key<B>,
        now: Moment,
    ) -> Result<Option<Record<B>>, Damage> {
        Ok(self.read_bytes(key, now)?.map(|(record, _)| record))
    }

    /// The same, with the sha-256 of the very bytes it was read from, in hex: what `sha256sum` says of the file. For a
    /// copy on paper, that can be held against the record later.
    pub fn read_with_sha256<B: Evidence>(
        &self,
        key: &Key<B>,
        now: Moment,
    ) -> Result<Option<(Record<B>, String)>, Damage> {
        let read = self.read_bytes(key, now)?;
        Ok(read.map(|(record, bytes)| (record, line::sha256(&bytes))))
    }

    pub(super) fn read_bytes<B: Evidence>(
        &self,
        key: &Key<B>,
        now: Moment,
    ) -> Result<Option<Read<B>>, Damage> {
        let Some(mut bytes) = self.bytes(key)? else { return Ok(None) };
        if unfinished(&bytes) {
            // Somebody may be writing it. If nobody is, it stays so, and is damage.
            std::thread::sleep(SECOND_LOOK);
            bytes = self.bytes(key)?.unwrap_or(bytes);
        }
        let around = Around { now, as_of: self.as_of, frozen: &self.frozen };
        let record = parse(key, &bytes, around);
        let unseen = self.as_of.is_some() && record.entries.is_empty() && record.sound();
        Ok(if unseen { None } else { Some((record, bytes)) })
    }

    fn bytes<B>(&self, key: &Key<B>) -> Result<Option<Vec<u8>>, Damage> {
        let path = key.path();
        file::inside(&self.root, &path)
            .and_then(|full| file::read(&full, file::RECORD_LIMIT))
            .map_err(|e| {
                Damage {
            path,
            line: None,
            what: format!("the record cannot be read: {e}"),
            hint: "Put the file back, from git or a backup. Until then whoever it names counts as \
                   not accounted for."
                .to_owned(),
            may_hide_somebody: key.may_hide_somebody(),
        }
            })
    }
}

/// A record, and the bytes it was read from.
pub(super) type Read<B> = (Record<B>, Vec<u8>);

/// What a reader needs beside the bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Around<'k> {
    pub(super) now: Moment,
    pub(super) as_of: Option<Moment>,
    pub(super) frozen: &'k Frozen,
}

fn unfinished(bytes: &[u8]) -> bool {
    bytes.last() != Some(&b'\n')
}

/// A line as it was found.
struct Found<'t, B> {
    number: usize,
    text: &'t [u8],
    id: Option<String>,
    entry: Option<Entry<B>>,
    fault: Option<Fault>,
    /// No verdict can make it true: it says that it happened later than somebody looked at it.
    ahead: bool,
}

impl<B> Found<'_, B> {
    /// What a verdict on the line calls it. Asked for only where there is a doubt.
    fn sha(&self) -> String {
        line::digest(self.text)
    }
}

/// Why a line cannot be trusted.
struct Fault {
    what: String,
    hint: Option<&'static str>,
}

fn fault(what: impl Into<String>) -> Fault {
    Fault { what: what.into(), hint: None }
}

/// Reads a whole file.
pub(super) fn parse<B: Evidence>(key: &Key<B>, bytes: &[u8], around: Around<'_>) -> Record<B> {
    let header = header_fault(key, bytes);
    let mut lines = found_lines(key, bytes, header.is_some(), around);
    let mut damage: Vec<Damage> = header.into_iter().collect();
    if lines.is_empty() && damage.is_empty() {
        damage.push(about(key, None, "the record holds no event", "Look in git for what it held."));
    }
    mark_clashes(&mut lines);
    let known: BTreeSet<String> = lines.iter().filter_map(|l| l.id.clone()).collect();
    if let Some(as_of) = around.as_of {
        lines.retain(|l| l.entry.as_ref().is_none_or(|e| e.typed <= as_of));
    }
    looked_at_too_early(&mut lines);
    let verdicts = judge(&mut lines);
    damage.extend(holes(key, &lines, &known, &verdicts));
    let (good, doubtful): (Vec<_>, Vec<_>) = lines.into_iter().partition(|l| l.fault.is_none());
    let doubtful = doubtful.into_iter().filter(|l| verdicts.get(&l.sha()) != Some(&false));
    let doubtful = without_a_flood(key, doubtful.collect(), &mut damage);
    Record {
        id: key.id().to_owned(),
        entries: in_causal_order(good),
        doubtful: doubtful.into_iter().map(|l| doubt(key, l)).collect(),
        damage,
    }
}

/// The most lines of rubbish that are told one by one.
const MOST_RUBBISH: usize = 20;

/// A file of thousands of lines that say nothing would bury every other message, so those after the first few are told
/// together. A line of which anything can be read, or that seems to report distress, is never among them.
fn without_a_flood<'t, B>(
    key: &Key<B>,
    mut lines: Vec<Found<'t, B>>,
    damage: &mut Vec<Damage>,
) -> Vec<Found<'t, B>> {
    let says_something = |l: &Found<'t, B>| {
        let distress = l.fault.as_ref().is_some_and(|f| f.what.ends_with(Damage::SEEMS_DISTRESS));
        l.entry.is_some() || l.id.is_some() || distress
    };
    let (mut rubbish, mut first) = (0, None);
    lines.retain(|line| {
        if says_something(line) {
            return true;
        }
        rubbish += 1;
        if rubbish == MOST_RUBBISH + 1 {
            first = Some(line.number);
        }
        rubbish <= MOST_RUBBISH
    });
    if first.is_some() {
        let what = format!("from here on {} more lines are no events", rubbish - MOST_RUBBISH);
        damage.push(about(
            key,
            first,
            what,
            "Look in git for what the record held, and take it back.",
        ));
    }
    lines
}

fn about<B>(key: &Key<B>, line: Option<usize>, what: impl Into<String>, hint: &str) -> Damage {
    Damage {
        path: key.path(),
        line,
        what: what.into(),
        hint: hint.to_owned(),
        may_hide_somebody: key.may_hide_somebody(),
    }
}

fn doubt<B>(key: &Key<B>, line: Found<'_, B>) -> Doubtful<B> {
    let sha = line.sha();
    let fault = line.fault.unwrap_or_else(|| fault("it cannot be trusted"));
    let look = if line.ahead {
        format!(
            "It cannot be accepted: nobody can say that it happened then. Find out when it did, and record that anew, \
             with --at TIME; then: hv doctor --reject {sha}"
        )
    } else if line.entry.is_some() {
        format!(
            "Look at the line. If it is true: hv doctor --accept {sha}; if not: hv doctor --reject {sha}"
        )
    } else {
        format!(
            "Look at the line and find out what happened; record that anew; then: hv doctor --reject {sha}"
        )
    };
    let hint = fault.hint.map_or(look, str::to_owned);
    Doubtful {
        damage: about(key, Some(line.number), fault.what, &hint),
        line: sha,
        entry: line.entry,
    }
}

/// The text without a byte order mark, which an editor may have put there.
fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

/// What stands below a first line of nothing but NULs, which a power cut leaves of a record that was being made: whoever
/// writes next begins it anew below. The line itself is told of as any other that cannot be trusted.
fn below_nuls(bytes: &[u8]) -> &[u8] {
    let end = bytes.iter().position(|b| *b == b'\n').filter(|end| *end > 0);
    let nuls = |end: &usize| bytes.get(..*end).is_some_and(|line| line.iter().all(|b| *b == 0));
    end.filter(nuls).and_then(|end| bytes.get(end + 1..)).unwrap_or(bytes)
}

fn without_return(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// The first two lines hold the identity and nothing else. If they are wrong the lines below may belong to
/// another record, and none of them is trusted.
fn header_fault<B>(key: &Key<B>, bytes: &[u8]) -> Option<Damage> {
    let header = key.header();
    let mut lines = below_nuls(without_mark(bytes)).splitn(3, |b| *b == b'\n').map(without_return);
    let wanted = header.lines().map(str::as_bytes);
    if wanted.clone().all(|want| lines.next() == Some(want)) && lines.next().is_some() {
        return None;
    }
    let hint = format!(
        "Its first two lines must be `{}` and `log:`. Put them back; the lines below are not trusted until then.",
        header.lines().next().unwrap_or_default()
    );
    let what = if header.as_bytes().starts_with(bytes) {
        "the record is empty: the power went, or the disk was full, while it was being made"
            .to_owned()
    } else if bytes.iter().all(|b| *b == 0) {
        "the record holds only NULs, as a power cut leaves them".to_owned()
    } else {
        yaml::why_not_headed(bytes, key.id())
    };
    Some(about(key, Some(1), what, &hint))
}

/// Every line below the header, once.
fn found_lines<'t, B: Evidence>(
    key: &Key<B>,
    bytes: &'t [u8],
    headless: bool,
    around: Around<'_>,
) -> Vec<Found<'t, B>> {
    let header = key.header();
    let mut seen = BTreeSet::new();
    let mut lines = Vec::new();
    let finished = bytes.last() == Some(&b'\n');
    let count = bytes.split(|b| *b == b'\n').count();
    for (n, raw) in without_mark(bytes).split(|b| *b == b'\n').enumerate() {
        let text = without_return(raw);
        // Two who made the record at the same moment may both have written its first lines.
        if text.is_empty() || header.lines().any(|h| h.as_bytes() == text) {
            continue;
        }
        let torn = !finished && n + 1 == count;
        if headless && n < 2 && !text.starts_with(b"- ") {
            continue; // Told once, as the header's damage.
        }
        let mut line = found_line(n + 1, text, around);
        if line.fault.is_none() && torn {
            line.fault =
                Some(fault("the line has no end: the power went while it was being written"));
        }
        if line.fault.is_none() && headless {
            line.fault =
                Some(fault("it cannot be trusted while the record's first lines are wrong"));
        }
        if seen.insert(text) {
            lines.push(line);
        }
    }
    lines
}

/// A line that cannot be read and holds the words of a report of distress is danger until somebody knows better.
fn found_line<'t, B: Evidence>(number: usize, bytes: &'t [u8], around: Around<'_>) -> Found<'t, B> {
    let mut line = read_line(number, bytes, around);
    if line.entry.is_none()
        && let Some(fault) = &mut line.fault
        && seems_distress(bytes)
    {
        fault.what.push_str(Damage::SEEMS_DISTRESS);
    }
    line
}

pub(super) fn seems_distress(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    plain.contains("\"did\":\"distress")
}

fn read_line<'t, B: Evidence>(number: usize, bytes: &'t [u8], around: Around<'_>) -> Found<'t, B> {
    let Ok(text) = std::str::from_utf8(bytes) else {
        let fault = Some(fault("the line is not text: it was damaged on the disk or on the way"));
        return Found {
            number,
            text: bytes,
            id: salvaged_id(bytes),
            entry: None,
            fault,
            ahead: false,
        };
    };
    let read =
        text.strip_prefix("- ").ok_or_else(|| "it does not begin as an event does".to_owned());
    let read = read.and_then(|text| entry_of::<B>(text, around.frozen));
    let future = read.as_ref().ok().and_then(|entry| from_the_future(entry, around));
    let fault = surface_fault(text).or_else(|| match &read {
        Err(why) => Some(fault(format!("the line is not an event this hv knows: {why}"))),
        Ok(_) => future.clone().map(fault),
    });
    let entry = read.ok();
    let ahead = future.is_some() && entry.as_ref().is_some_and(|e| e.body.counts_by_time());
    let id = entry.as_ref().map(|e| e.id.clone()).or_else(|| salvaged_id(bytes));
    Found { number, text: bytes, id, entry, fault, ahead }
}

/// What can be seen without reading the event.
fn surface_fault(text: &str) -> Option<Fault> {
    let marks = ["<<<<<<<", "=======", ">>>>>>>", "|||||||"];
    if marks.iter().any(|mark| text.starts_with(mark)) {
        return Some(Fault {
            what: "a git conflict was left in the record".to_owned(),
            hint: Some(
                "Take out the lines with <<<<<<<, ======= and >>>>>>>; keep every line between them.",
            ),
        });
    }
    if text.ends_with('\0') {
        return Some(fault("the line ends in NULs: the power went while it was being written"));
    }
    match text.strip_prefix("- ").and_then(|_| line::unseal(text)) {
        None => Some(fault("the line is cut off or was typed by hand: it has no check")),
        Some((_, false)) => {
            Some(fault("the line was changed after it was written: its check does not agree"))
        }
        Some((_, true)) => None,
    }
}

/// An event, whether or not its check agrees. Read straight where that can be done; else the long way says why not.
fn entry_of<B: Evidence>(text: &str, frozen: &Frozen) -> Result<Entry<B>, String> {
    entry_straight(text, frozen).map_or_else(|| entry_the_long_way(text), Ok)
}

/// Only what the long way would read, and the same.
pub(super) fn entry_straight<B: Evidence>(text: &str, frozen: &Frozen) -> Option<Entry<B>> {
    if let Some((shorter, terms)) = frozen.without_known(text) {
        let mut entry = entry_whole::<B>(&shorter)?;
        return Frozen::put_back(entry.body.terms_mut()?, terms).then_some(entry);
    }
    let mut entry = entry_whole::<B>(text)?;
    if let Some(terms) = entry.body.terms_mut() {
        frozen.learn(text, terms);
    }
    Some(entry)
}

fn entry_whole<B: Evidence>(text: &str) -> Option<Entry<B>> {
    let (mut frame, body) = straight::apart(text, &FRAME)?;
    framed(&mut frame, |_| Ok(body)).ok()
}

pub(super) fn entry_the_long_way<B: Evidence>(text: &str) -> Result<Entry<B>, String> {
    let body = |rest| serde_json::from_value(Value::Object(rest)).map_err(|e| e.to_string());
    framed(&mut line::object(text)?, body)
}

/// The keys of every event, whatever happened.
const FRAME: [&str; 9] = ["id", "after", "at", "typed", "by", "clock", "paper", "check", "v"];

/// The event in its frame. `body` reads what is left when the frame is taken out.
fn framed<B>(
    map: &mut Map<String, Value>,
    body: impl FnOnce(Map<String, Value>) -> Result<B, String>,
) -> Result<Entry<B>, String> {
    if let Some(version) = map.get("v") {
        return Err(format!("it is in version {version} of the format; get the newer hv"));
    }
    take(map, "check")?;
    let id = take(map, "id")?;
    if !is_event_id(&id) {
        return Err(format!("{id:?} is not an event's id"));
    }
    let entry = Entry {
        after: names(map.remove("after"))?,
        at: Moment::parse(&take(map, "at")?)?,
        typed: Moment::parse(&take(map, "typed")?)?,
        by: take(map, "by")?,
        clock_given: clock_given(map.remove("clock"))?,
        on_paper: on_paper(map.remove("paper"))?,
        body: body(std::mem::take(map))?,
        id,
    };
    Ok(entry)
}

fn take(map: &mut Map<String, Value>, key: &str) -> Result<String, String> {
    match map.remove(key) {
        Some(Value::String(text)) => Ok(text),
        Some(_) => Err(format!("its `{key}` is not a text")),
        None => Err(format!("it has no `{key}`")),
    }
}

fn names(value: Option<Value>) -> Result<Vec<String>, String> {
    let wrong = || "its `after` is not a list of events".to_owned();
    let names: Vec<String> =
        value.and_then(|v| serde_json::from_value(v).ok()).ok_or_else(wrong)?;
    if names.iter().all(|n| is_event_id(n)) { Ok(names) } else { Err(wrong()) }
}

fn clock_given(value: Option<Value>) -> Result<bool, String> {
    match value {
        None => Ok(false),
        Some(Value::String(word)) if word == "given" => Ok(true),
        Some(other) => Err(format!("its `clock` is {other}; only \"given\" is known")),
    }
}

fn on_paper(value: Option<Value>) -> Result<Option<String>, String> {
    match value {
        None => Ok(None),
        Some(Value::String(writer)) if !writer.trim().is_empty() => Ok(Some(writer)),
        Some(other) => Err(format!("its `paper` is {other}, and not who wrote it down")),
    }
}

/// `a-7f3q2m`: a machine's tag, and at least six letters and digits.
pub(super) fn is_event_id(id: &str) -> bool {
    id.len() <= 64
        && id.split_once('-').is_some_and(|(tag, hash)| {
            (1..=4).contains(&tag.len())
                && tag.bytes().all(|b| b.is_ascii_lowercase())
                && hash.len() >= 4
                && hash.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        })
}

/// The id of a line that cannot be read, if its beginning still can: so that it is not missed as well.
pub(super) fn salvaged_id(bytes: &[u8]) -> Option<String> {
    let rest = bytes.strip_prefix(START.as_bytes())?;
    let end = rest.iter().position(|b| *b == b'"')?;
    let id = std::str::from_utf8(rest.get(..end)?).ok()?;
    is_event_id(id).then(|| id.to_owned())
}

fn from_the_future<B>(entry: &Entry<B>, around: Around<'_>) -> Option<String> {
    // What is typed after `as_of` does not exist, and so is no damage either.
    if around.as_of.is_some_and(|as_of| entry.typed > as_of) {
        return None;
    }
    let late = later_than(around.now, entry)?;
    Some(format!("the event is from the future: {late}; a clock is wrong"))
}

/// The time of an event that cannot have happened by then, as far as clocks may differ.
fn later_than<B>(moment: Moment, entry: &Entry<B>) -> Option<Moment> {
    let limit = moment.plus(CLOCKS_DIFFER);
    let late = if entry.at > limit { entry.at } else { entry.typed };
    (late > limit).then_some(late)
}

/// Somebody judged a line before the time that it gives for itself: a clock was wrong, and it does not come true because
/// that time has come since.
fn looked_at_too_early<B: Evidence>(lines: &mut [Found<'_, B>]) {
    let mut looked: BTreeMap<String, (Moment, bool)> = BTreeMap::new();
    for entry in lines.iter().filter(|l| l.fault.is_none()).filter_map(|l| l.entry.as_ref()) {
        if let Some(judgement) = entry.body.judgement() {
            let (first, accepted) =
                looked.entry(judgement.line.clone()).or_insert((entry.typed, true));
            *first = entry.typed.min(*first);
            *accepted &= judgement.accept;
        }
    }
    if looked.is_empty() {
        return;
    }
    for line in lines.iter_mut().filter(|l| !l.ahead) {
        let Some(entry) = line.entry.as_ref().filter(|e| e.body.counts_by_time()) else { continue };
        let looked =
            looked.get(&line.sha()).filter(|(_, accepted)| *accepted || !entry.body.warns());
        let Some(late) = looked.and_then(|(first, _)| later_than(*first, entry)) else { continue };
        let what =
            format!("somebody looked at the event before its own time, {late}; a clock was wrong");
        line.fault.get_or_insert_with(|| fault(what));
        line.ahead = true;
    }
}

/// Two different lines under one name: neither can be told to be the true one.
fn mark_clashes<B>(lines: &mut [Found<'_, B>]) {
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    for line in lines.iter().filter(|l| l.fault.is_none()) {
        *times.entry(line.id.clone().unwrap_or_default()).or_default() += 1;
    }
    for line in lines.iter_mut().filter(|l| l.fault.is_none()) {
        let id = line.id.clone().unwrap_or_default();
        if times.get(&id).is_some_and(|n| *n > 1) {
            line.fault = Some(fault(format!("two different lines have the id {id}")));
        }
    }
}

/// Lifts the fault of accepted lines, and tells the verdict on every name that has one.
fn judge<B: Evidence>(lines: &mut [Found<'_, B>]) -> BTreeMap<String, bool> {
    let mut verdicts = verdicts_in(lines);
    // An accepted line can itself be a verdict on another; a long chain of those is nobody's honest work.
    for _ in 0..8 {
        let mut lifted = false;
        let may_be = |l: &&mut Found<'_, B>| l.entry.is_some() && !l.ahead;
        for line in lines.iter_mut().filter(|l| l.fault.is_some()).filter(may_be) {
            if verdicts.get(&line.sha()) == Some(&true) {
                line.fault = None;
                lifted = true;
            }
        }
        if !lifted {
            break;
        }
        verdicts = verdicts_in(lines);
    }
    verdicts
}

/// The verdict on each name, where those that nobody replaced agree.
fn verdicts_in<B: Evidence>(lines: &[Found<'_, B>]) -> BTreeMap<String, bool> {
    let trusted: Vec<&Entry<B>> =
        lines.iter().filter(|l| l.fault.is_none()).filter_map(|l| l.entry.as_ref()).collect();
    let mut by_name: BTreeMap<&str, Vec<(&Entry<B>, bool)>> = BTreeMap::new();
    for entry in &trusted {
        if let Some(judgement) = entry.body.judgement() {
            by_name.entry(&judgement.line).or_default().push((entry, judgement.accept));
        }
    }
    let after: BTreeMap<&str, &[String]> =
        trusted.iter().map(|e| (e.id.as_str(), e.after.as_slice())).collect();
    let mut steps = 100_000;
    let mut verdicts = BTreeMap::new();
    for (name, said) in by_name {
        let all: BTreeSet<bool> = said.iter().map(|(_, verdict)| *verdict).collect();
        let standing = if all.len() == 1 { all } else { standing(&said, &after, &mut steps) };
        if let (1, Some(verdict)) = (standing.len(), standing.first()) {
            verdicts.insert(name.to_owned(), *verdict);
        }
    }
    verdicts
}

/// The verdicts that no other comes after. None once too many steps were taken: then the doubt stays.
fn standing<B>(
    said: &[(&Entry<B>, bool)],
    after: &BTreeMap<&str, &[String]>,
    steps: &mut usize,
) -> BTreeSet<bool> {
    let mut replaced: BTreeSet<&str> = BTreeSet::new();
    let mut next: Vec<&str> =
        said.iter().flat_map(|(e, _)| e.after.iter().map(String::as_str)).collect();
    while let Some(id) = next.pop() {
        let Some(left) = steps.checked_sub(1) else { return BTreeSet::new() };
        *steps = left;
        if replaced.insert(id) {
            next.extend(after.get(id).into_iter().flat_map(|ids| ids.iter().map(String::as_str)));
        }
    }
    said.iter().filter(|(e, _)| !replaced.contains(e.id.as_str())).map(|(_, v)| *v).collect()
}

/// Events that others come after, and that are not there.
fn holes<B>(
    key: &Key<B>,
    lines: &[Found<'_, B>],
    known: &BTreeSet<String>,
    verdicts: &BTreeMap<String, bool>,
) -> Vec<Damage> {
    let mut told = BTreeSet::new();
    let mut damage = Vec::new();
    for line in lines.iter().filter(|l| l.fault.is_none()) {
        for missing in line.entry.iter().flat_map(|e| &e.after).filter(|id| !known.contains(*id)) {
            if verdicts.get(missing) == Some(&true) || !told.insert(missing.clone()) {
                continue;
            }
            let what = format!(
                "a line is gone: this event came after {missing}, which is not in the record"
            );
            let hint = format!(
                "Look for it: git log -S {missing} -- {}. Put it back, or go on without: {ACCEPT}{missing}",
                key.path()
            );
            damage.push(about(key, Some(line.number), what, &hint));
        }
    }
    damage
}

/// What comes after comes after; what is concurrent goes by time happened, time typed, id. Whatever the order
/// of the lines, this is the same.
fn in_causal_order<B>(lines: Vec<Found<'_, B>>) -> Vec<Entry<B>> {
    let mut entries: Vec<Entry<B>> = lines.into_iter().filter_map(|l| l.entry).collect();
    entries.sort_by(|a, b| (a.at, a.typed, &a.id, &a.after).cmp(&(b.at, b.typed, &b.id, &b.after)));
    let order = causal_ranks(&entries);
    let mut entries: Vec<Option<Entry<B>>> = entries.into_iter().map(Some).collect();
    order.into_iter().filter_map(|rank| entries.get_mut(rank)?.take()).collect()
}

/// The places of sorted entries in causal order: always the earliest of those that wait for nothing.
fn causal_ranks<B>(entries: &[Entry<B>]) -> Vec<usize> {
    let mut lines_of: BTreeMap<&str, usize> = BTreeMap::new();
    let mut waiting_for: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (rank, entry) in entries.iter().enumerate() {
        *lines_of.entry(&entry.id).or_default() += 1;
        entry.after.iter().for_each(|id| waiting_for.entry(id).or_default().push(rank));
    }
    let waits = |e: &Entry<B>| e.after.iter().filter_map(|id| lines_of.get(id.as_str())).sum();
    let mut waits: Vec<usize> = entries.iter().map(waits).collect();
    let mut left: BTreeSet<usize> = (0..entries.len()).collect();
    let mut ready: BTreeSet<usize> =
        left.iter().copied().filter(|rank| waits.get(*rank) == Some(&0)).collect();
    let mut order = Vec::with_capacity(entries.len());
    // A ring of events, which nobody honest can write, is broken at its earliest.
    while let Some(rank) = ready.pop_first().or_else(|| left.first().copied()) {
        if !left.remove(&rank) {
            continue;
        }
        order.push(rank);
        let its = entries.get(rank).and_then(|e| waiting_for.get(e.id.as_str()));
        for later in its.into_iter().flatten() {
            let waits = waits.get_mut(*later);
            if waits.is_some_and(|w| {
                *w = w.saturating_sub(1);
                *w == 0
            }) {
                ready.insert(*later);
            }
        }
    }
    order
}
