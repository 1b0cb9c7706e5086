//! A policy's text as typed: its tree with places, held against the language's [`Shape`].
//!
//! A deserialiser stops at the first mistake, so the tree is walked by hand instead. [`read`] gives the tree
//! and every mistake of syntax; [`conform`] finds every key that is unknown, missing, or of the wrong kind. A
//! section in which something did not fit is remembered as unsound and left out of later checks, so that one
//! mistake is one complaint. What conforms can be read by [`Section`]'s getters without asking again.
//!
//! The text is hostile: its size and nesting are bounded, and nothing of it is echoed with control characters.

use super::shape::{CLAUSE_KINDS, Key, Kind, Shape, lookup};
use super::toml_words::{Plain, syntax};
use super::{ClauseKind, Problem, Strength};
use crate::when::Span;
use std::cell::RefCell;
use std::collections::BTreeSet;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The longest policy that is read.
pub(super) const MOST_BYTES: usize = 256 * 1024;
pub(super) const LONGEST_TEXT: usize = 600;
pub(super) const LONGEST_WORD: usize = 60;

/// A byte offset into the text.
pub(super) type Place = usize;
/// A value with its place.
pub(super) type Node<'a> = Spanned<DeValue<'a>>;

/// The most problems that are told: more are read by nobody, and hide the first.
const MOST_PROBLEMS: usize = 100;

/// Collects what is wrong.
#[derive(Debug)]
pub(super) struct Problems<'t> {
    text: &'t str,
    lines: Vec<usize>,
    found: RefCell<Vec<Problem>>,
    unsound: RefCell<BTreeSet<Place>>,
    broken_lines: RefCell<BTreeSet<usize>>,
}

impl<'t> Problems<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let starts = text.match_indices('\n').map(|(at, _)| at + 1);
        Self {
            text,
            lines: std::iter::once(0).chain(starts).collect(),
            found: RefCell::default(),
            unsound: RefCell::default(),
            broken_lines: RefCell::default(),
        }
    }

    /// Something that stops the policy from loading.
    pub(super) fn wrong(&self, at: Place, what: impl Into<String>, hint: impl Into<String>) {
        self.push(at, what.into(), hint.into(), false);
    }

    /// Something that is said and stops nothing.
    pub(super) fn warn(&self, at: Place, what: impl Into<String>, hint: impl Into<String>) {
        self.push(at, what.into(), hint.into(), true);
    }

    fn push(&self, at: Place, what: String, hint: String, warning: bool) {
        let (line, column) = self.position(at);
        // What is read from a line that cannot be read is guesswork; its syntax is complaint enough.
        if !self.broken_lines.borrow().contains(&line) {
            self.found.borrow_mut().push(Problem { line, column, what, hint, warning });
        }
    }

    fn syntax(&self, at: Place, message: &str) {
        let (line, column) = self.position(at);
        // The first complaint about a line is the cause; the rest follow from it.
        if self.broken_lines.borrow_mut().insert(line) {
            let typed = self.line(line);
            let Plain { what, hint } = syntax(message, typed, |_| "\"...\"".to_owned());
            self.found.borrow_mut().push(Problem { line, column, what, hint, warning: false });
        }
    }

    /// A line, counted from 1, found without reading those before it: a hostile file has very many that are broken.
    fn line(&self, line: usize) -> &'t str {
        let start = line.checked_sub(1).and_then(|n| self.lines.get(n)).copied().unwrap_or(0);
        let end = self.lines.get(line).copied().unwrap_or(self.text.len());
        self.text.get(start..end).unwrap_or_default()
    }

    /// Line and column in characters, both from 1.
    pub(super) fn position(&self, at: Place) -> (usize, usize) {
        let line = self.lines.partition_point(|start| *start <= at);
        let start = self.lines.get(line.saturating_sub(1)).copied().unwrap_or(0);
        let before = self.text.get(start..at.min(self.text.len())).unwrap_or("");
        (line.max(1), before.chars().count() + 1)
    }

    /// Remembers that something in the section starting here does not fit.
    pub(super) fn spoil(&self, section: Place) {
        self.unsound.borrow_mut().insert(section);
    }

    /// Did everything in this section fit?
    pub(super) fn sound(&self, section: Section<'_>) -> bool {
        !self.unsound.borrow().contains(&section.at)
    }

    fn all_readable(&self) -> bool {
        self.broken_lines.borrow().is_empty()
    }

    /// Everything found, in the order of the file, each once.
    pub(super) fn into_sorted(self) -> Vec<Problem> {
        let mut found = self.found.into_inner();
        found.sort();
        found.dedup();
        let rest = found.split_off(found.len().min(MOST_PROBLEMS));
        if let Some(first) = rest.first() {
            let what = format!("from here on there are {} more", rest.len());
            let hint = "put those above right first; is this a policy at all?".to_owned();
            let warning = rest.iter().all(|problem| problem.warning);
            found.push(Problem { line: first.line, column: first.column, what, hint, warning });
        }
        found
    }
}

/// The tree of a text, as far as it can be read; mistakes of syntax go to `problems`.
pub(super) fn read<'a>(text: &'a str, problems: &Problems<'_>) -> Spanned<DeTable<'a>> {
    let (tree, mistakes) = DeTable::parse_recoverable(text);
    for mistake in mistakes {
        problems.syntax(mistake.span().map_or(0, |span| span.start), mistake.message());
    }
    tree
}

/// A section of the file: a table and where it starts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Section<'a> {
    table: &'a DeTable<'a>,
    /// Where it starts.
    pub(super) at: Place,
}

impl<'a> Section<'a> {
    pub(super) fn new(table: &'a DeTable<'a>, at: Place) -> Self {
        Self { table, at }
    }

    pub(super) fn node(self, key: &str) -> Option<&'a Node<'a>> {
        self.table.get(key)
    }

    /// Keys with their places, and values, in the order of the file.
    pub(super) fn entries(self) -> Vec<(&'a str, Place, &'a Node<'a>)> {
        let entry = |(k, v): (&'a Spanned<_>, &'a Node<'a>)| {
            let key: &'a std::borrow::Cow<'a, str> = k.get_ref();
            (key.as_ref(), k.span().start, v)
        };
        let mut all: Vec<_> = self.table.iter().map(entry).collect();
        all.sort_by_key(|(_, at, _)| *at);
        all
    }

    /// Where the value of a key stands, or the section itself.
    pub(super) fn place(self, key: &str) -> Place {
        self.node(key).map_or(self.at, |node| node.span().start)
    }

    pub(super) fn has(self, key: &str) -> bool {
        self.node(key).is_some()
    }

    pub(super) fn text(self, key: &str) -> String {
        self.maybe_text(key).unwrap_or_default()
    }

    pub(super) fn maybe_text(self, key: &str) -> Option<String> {
        self.node(key)?.get_ref().as_str().map(str::to_owned)
    }

    /// One text or a list of them.
    pub(super) fn texts(self, key: &str) -> Vec<String> {
        self.placed_texts(key).into_iter().map(|(_, text)| text).collect()
    }

    pub(super) fn placed_texts(self, key: &str) -> Vec<(Place, String)> {
        let text = |n: &Node<'_>| Some((n.span().start, n.get_ref().as_str()?.to_owned()));
        self.node(key).map(one_or_many).unwrap_or_default().into_iter().filter_map(text).collect()
    }

    pub(super) fn flag(self, key: &str) -> bool {
        self.node(key).and_then(|n| n.get_ref().as_bool()).unwrap_or(false)
    }

    pub(super) fn number(self, key: &str) -> Option<i64> {
        self.node(key).and_then(|n| whole_number(n.get_ref()))
    }

    /// `None` when absent, `"not set"` or `"none"`.
    pub(super) fn span(self, key: &str) -> Option<Span> {
        self.maybe_text(key).and_then(|text| Span::parse(&text).ok())
    }

    /// Words with points, in the order of the file.
    pub(super) fn points(self, key: &str) -> Vec<(String, i64)> {
        let entries = self.section(key).map(Section::entries).unwrap_or_default();
        let point = |(word, _, node): (&str, _, &Node<'_>)| {
            Some((word.to_owned(), whole_number(node.get_ref())?))
        };
        entries.into_iter().filter_map(point).collect()
    }

    pub(super) fn section(self, key: &str) -> Option<Section<'a>> {
        self.node(key).and_then(section_of)
    }

    pub(super) fn sections(self, key: &str) -> Vec<Section<'a>> {
        let many = self.node(key).and_then(|n| n.get_ref().as_array());
        many.map(|list| list.iter().filter_map(section_of).collect()).unwrap_or_default()
    }

    pub(super) fn rows(self, key: &str) -> Vec<Vec<String>> {
        let text = |n: &Node<'_>| n.get_ref().as_str().map(str::to_owned);
        let row = |n: &'a Node<'a>| one_or_many(n).into_iter().filter_map(text).collect();
        self.node(key).map(one_or_many).unwrap_or_default().into_iter().map(row).collect()
    }
}

/// A node as a section, if it is one.
pub(super) fn section_of<'a>(node: &'a Node<'a>) -> Option<Section<'a>> {
    node.get_ref().as_table().map(|table| Section::new(table, node.span().start))
}

/// The members of a list, or the one value that stands in its place.
pub(super) fn one_or_many<'a>(node: &'a Node<'a>) -> Vec<&'a Node<'a>> {
    node.get_ref().as_array().map_or_else(|| vec![node], |list| list.iter().collect())
}

pub(super) fn whole_number(value: &DeValue<'_>) -> Option<i64> {
    let number = value.as_integer()?;
    i64::from_str_radix(number.as_str(), number.radix()).ok()
}

/// Holds a section against its shape. `own`: hv's own file, whose rules need no clause.
pub(super) fn conform(section: Section<'_>, shape: &Shape, problems: &Problems<'_>, own: bool) {
    Fit { problems, own }.section(section, shape);
}

struct Fit<'p, 't> {
    problems: &'p Problems<'t>,
    own: bool,
}

impl Fit<'_, '_> {
    /// Spoils the section if anything in it, however deep, does not fit.
    fn section(&self, section: Section<'_>, shape: &Shape) -> bool {
        let mut fits = true;
        for (name, at, node) in section.entries() {
            let known = shape.keys.iter().find(|k| k.name == name);
            fits &= match known {
                Some(key) => self.value(key.name, key.kind, node),
                None => self.unknown(name, at, shape),
            };
        }
        for key in shape.keys {
            fits &= section.has(key.name) || self.may_be_missing(key, section, shape);
        }
        if !fits {
            self.problems.spoil(section.at);
        }
        fits
    }

    fn unknown(&self, name: &str, at: Place, shape: &Shape) -> bool {
        let names: Vec<&str> = shape.keys.iter().map(|k| k.name).collect();
        let section = if shape.name.is_empty() {
            "at the top".to_owned()
        } else {
            format!("in {}", shape.name)
        };
        self.problems.wrong(
            at,
            format!("unknown key {} {section}", quote(name)),
            choices(name, &names),
        );
        false
    }

    fn may_be_missing(&self, key: &Key, section: Section<'_>, shape: &Shape) -> bool {
        let excused = !key.needed || (self.own && key.name == "clause");
        // Where lines could not be read, the key may well have been on one of them.
        if !excused && self.problems.all_readable() {
            let section_name =
                if shape.name.is_empty() { "the file".to_owned() } else { shape.name.to_owned() };
            let what = format!("{section_name} has no `{}`", key.name);
            self.problems.wrong(
                section.at,
                what,
                format!("add `{} = ...`: {}", key.name, key.kind.expected()),
            );
        }
        excused
    }

    fn value(&self, name: &str, kind: Kind, node: &Node<'_>) -> bool {
        match kind {
            Kind::One(shape) => match section_of(node) {
                Some(section) => self.section(section, shape),
                None => self.misfit(name, kind, node),
            },
            Kind::Many(shape) => self.many(name, kind, shape, node),
            Kind::Words | Kind::Texts => {
                let member = if matches!(kind, Kind::Words) { Kind::Word } else { Kind::Text };
                self.list(name, kind, member, node)
            }
            Kind::Grid => self.list(name, kind, Kind::Texts, node),
            Kind::SomeOf(words) => self.each(name, kind, Kind::OneOf(words), node),
            Kind::Names => self.names(name, kind, node),
            Kind::ClauseKinds => self.clause_kinds(name, kind, node),
            Kind::Points => self.points(name, kind, node),
            Kind::ClockTimes if node.get_ref().is_array() => {
                self.list(name, kind, Kind::ClockTime, node)
            }
            Kind::Answer if node.get_ref().is_array() => self.list(name, kind, Kind::Word, node),
            Kind::Clauses => self.clauses(name, kind, node),
            Kind::Condition => node.get_ref().is_table() || self.misfit(name, kind, node),
            Kind::Word
            | Kind::Text
            | Kind::Prose
            | Kind::Flag
            | Kind::Number(..)
            | Kind::Span
            | Kind::SpanOr(_)
            | Kind::Within
            | Kind::ClockTime
            | Kind::ClockTimes
            | Kind::OneOf(_)
            | Kind::Answer => self.scalar(name, kind, node),
        }
    }

    fn many(&self, name: &str, kind: Kind, shape: &Shape, node: &Node<'_>) -> bool {
        let Some(list) = node.get_ref().as_array() else {
            return self.misfit(name, kind, node);
        };
        let fit_one = |n| match section_of(n) {
            Some(section) => self.section(section, shape),
            None => self.misfit(name, kind, n),
        };
        list.iter().map(fit_one).fold(true, |all, one| all & one)
    }

    fn list(&self, name: &str, kind: Kind, member: Kind, node: &Node<'_>) -> bool {
        let filled = node.get_ref().as_array().is_some_and(|list| !list.is_empty());
        if filled { self.each(name, kind, member, node) } else { self.misfit(name, kind, node) }
    }

    fn each(&self, name: &str, kind: Kind, member: Kind, node: &Node<'_>) -> bool {
        let members = one_or_many(node);
        if members.is_empty() {
            return self.misfit(name, kind, node);
        }
        members.into_iter().map(|n| self.value(name, member, n)).fold(true, |all, one| all & one)
    }

    fn names(&self, name: &str, kind: Kind, node: &Node<'_>) -> bool {
        let Some(section) = section_of(node) else {
            return self.misfit(name, kind, node);
        };
        let mut fits = true;
        for (word, at, value) in section.entries() {
            if !is_word(word) {
                self.problems.wrong(
                    at,
                    format!("{} is not a role hv can use", quote(word)),
                    format!("write {}", Kind::Word.expected()),
                );
                fits = false;
            }
            fits &= self.value(&clean(word), Kind::Text, value);
        }
        fits
    }

    /// Every clause of the document: `"AET-2.5a" = "gate must"`.
    fn clause_kinds(&self, name: &str, kind: Kind, node: &Node<'_>) -> bool {
        let Some(section) = section_of(node) else {
            return self.misfit(name, kind, node);
        };
        let mut fits = true;
        for (clause, at, value) in section.entries() {
            if !is_clause_id(clause) {
                self.problems.wrong(
                    at,
                    format!("{} is not a clause hv can use", quote(clause)),
                    "write it with letters, digits, hyphens and full stops: \"AET-2.5a\"",
                );
                fits = false;
            }
            let known = value.get_ref().as_str().is_some_and(|t| clause_kind(t).is_some());
            fits &= known || self.misfit(&clean(clause), kind, value);
        }
        fits
    }

    fn points(&self, name: &str, kind: Kind, node: &Node<'_>) -> bool {
        let Some(section) = section_of(node).filter(|s| !s.entries().is_empty()) else {
            return self.misfit(name, kind, node);
        };
        let number =
            |n: &Node<'_>| whole_number(n.get_ref()).is_some_and(|n| (-1000..=1000).contains(&n));
        let mut fits = true;
        for (_, _, value) in section.entries() {
            fits &= number(value) || self.misfit(name, kind, value);
        }
        fits
    }

    /// An empty list of clauses is no clause at all.
    fn clauses(&self, name: &str, kind: Kind, node: &Node<'_>) -> bool {
        let members = one_or_many(node);
        let is_clause = |n: &&Node<'_>| n.get_ref().as_str().is_some_and(is_clause_id);
        match members.iter().find(|n| !is_clause(n)) {
            Some(bad) => self.misfit(name, kind, bad),
            None => !members.is_empty() || self.misfit(name, kind, node),
        }
    }

    fn scalar(&self, name: &str, kind: Kind, node: &Node<'_>) -> bool {
        let value = node.get_ref();
        let text = value.as_str();
        let fits = match kind {
            Kind::Word => text.is_some_and(is_word),
            Kind::Text => text.is_some_and(|t| is_text(t) && !t.contains('\n')),
            Kind::Prose => text.is_some_and(is_text),
            Kind::Flag => value.is_bool(),
            Kind::Number(least, most) => {
                whole_number(value).is_some_and(|n| (least..=most).contains(&n))
            }
            Kind::Span => text.is_some_and(|t| Span::parse(t).is_ok()),
            Kind::SpanOr(words) => {
                text.is_some_and(|t| words.contains(&t) || Span::parse(t).is_ok())
            }
            Kind::Within => text.is_some_and(|t| {
                t == NOT_SET || Span::parse(t).is_ok() || school_days(t).is_some()
            }),
            Kind::ClockTime => text.is_some_and(|t| clock_time(t).is_some()),
            Kind::ClockTimes => text == Some(NOT_SET),
            Kind::OneOf(words) => text.is_some_and(|t| words.contains(&t)),
            Kind::Answer => text.is_some_and(|t| ANSWERS.contains(&t)),
            Kind::Words
            | Kind::Texts
            | Kind::SomeOf(_)
            | Kind::Clauses
            | Kind::Condition
            | Kind::ClauseKinds
            | Kind::Names
            | Kind::Points
            | Kind::Grid
            | Kind::One(_)
            | Kind::Many(_) => true,
        };
        fits || self.misfit(name, kind, node)
    }

    fn misfit(&self, name: &str, kind: Kind, node: &Node<'_>) -> bool {
        let what = format!("`{name}` cannot be {}", shown(node.get_ref()));
        let near = match (kind, node.get_ref().as_str()) {
            (Kind::OneOf(words), Some(typed)) => choices(typed, words),
            _ => format!("write {}", kind.expected()),
        };
        self.problems.wrong(node.span().start, what, near);
        false
    }
}

/// Written out where a policy has a rule and gives no value.
pub(super) const NOT_SET: &str = "not set";
/// Written out where a policy wants no contact at all.
pub(super) const NONE: &str = "none";
pub(super) const ANSWERS: &[&str] = &["yes-no", "text", "number", "day", "past-day", "person"];

/// Minutes since midnight of a time such as `16:00`.
pub(super) fn clock_time(text: &str) -> Option<i64> {
    let (h, m) = text.split_once(':')?;
    let digits = |part: &str| part.len() == 2 && part.chars().all(|c| c.is_ascii_digit());
    let (h, m) =
        (digits(h) && digits(m)).then_some((h.parse::<i64>().ok()?, m.parse::<i64>().ok()?))?;
    (h < 24 && m < 60).then_some(h * 60 + m)
}

/// How many of `2 school-days`.
pub(super) fn school_days(text: &str) -> Option<u32> {
    let days = text.strip_suffix(" school-days").or_else(|| text.strip_suffix(" school-day"))?;
    days.parse().ok().filter(|n| (1..=366).contains(n))
}

/// The kind and the strength of `gate must`.
pub(super) fn clause_kind(text: &str) -> Option<(ClauseKind, Option<Strength>)> {
    let (kind, strength) = text.split_once(' ').map_or((text, None), |(k, s)| (k, Some(s)));
    let strength = match strength {
        None => None,
        Some("must") => Some(Strength::Must),
        Some("should") => Some(Strength::Should),
        Some(_) => return None,
    };
    lookup(CLAUSE_KINDS, kind).map(|kind| (kind, strength))
}

impl Kind {
    /// What would be right, as it ends the sentence "write ...".
    pub(super) fn expected(self) -> String {
        match self {
            Kind::Word => "a word in lower-case letters, digits and hyphens, in quotes".to_owned(),
            Kind::Words => "a list of lower-case words: [\"monitor\"]".to_owned(),
            Kind::Text => format!("text in quotes, on one line, at most {LONGEST_TEXT} characters"),
            Kind::Prose => format!("text in quotes, at most {LONGEST_TEXT} characters"),
            Kind::Texts => "a list of texts: [\"L\", \"M\", \"H\"]".to_owned(),
            Kind::Flag => "true or false, without quotes".to_owned(),
            Kind::Number(least, most) if least == most => format!("{least}"),
            Kind::Number(least, most) => format!("a whole number from {least} to {most}"),
            Kind::Span => "a length of time in quotes, such as \"60m\" or \"1h30m\"".to_owned(),
            Kind::SpanOr(words) => {
                let words: Vec<String> = words.iter().map(|w| format!("\"{w}\"")).collect();
                let words = words.join(" or ");
                format!("a length of time such as \"60m\", or {words} where the policy gives none")
            }
            Kind::Within => {
                "a length of time such as \"60m\" or \"2 school-days\", or \"not set\"".to_owned()
            }
            Kind::ClockTime => "a time of day in quotes, such as \"16:00\"".to_owned(),
            Kind::ClockTimes => {
                "a list of times of day such as [\"10:30\", \"14:00\"], or \"not set\"".to_owned()
            }
            Kind::ClauseKinds => {
                let kinds: Vec<&str> = CLAUSE_KINDS.iter().map(|(w, _)| *w).collect();
                format!("one of {}, and \"must\" or \"should\" after it", quoted_list(&kinds))
            }
            Kind::Points => "words with points: { rare = 1, likely = 3 }".to_owned(),
            Kind::OneOf(words) => format!("one of {}", quoted_list(words)),
            Kind::SomeOf(words) => format!("one or a list of {}", quoted_list(words)),
            Kind::Clauses => "the clause it comes from: \"AET-2.5a\", or a list of them".to_owned(),
            Kind::Condition => "a condition: { first-visit = true }".to_owned(),
            Kind::Answer => {
                "\"yes-no\", \"text\", \"number\", \"day\", \"past-day\", \"person\", or the list of words to choose from"
                    .to_owned()
            }
            Kind::Names => "the roles, each with how it is written for people".to_owned(),
            Kind::Grid => "a list of rows: [[\"H\", \"M\"], [\"M\", \"L\"]]".to_owned(),
            Kind::One(shape) => format!("a section with {}", needed_keys(shape)),
            Kind::Many(shape) => format!("one or more sections with {}", needed_keys(shape)),
        }
    }
}

fn needed_keys(shape: &Shape) -> String {
    let names: Vec<&str> = shape.keys.iter().filter(|k| k.needed).map(|k| k.name).collect();
    names.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ")
}

fn quoted_list(words: &[&str]) -> String {
    words.iter().map(|w| format!("\"{w}\"")).collect::<Vec<_>>().join(", ")
}

pub(super) fn is_word(text: &str) -> bool {
    let letters = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    text.len() <= LONGEST_WORD
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && !text.ends_with('-')
        && text.chars().all(letters)
}

fn is_clause_id(text: &str) -> bool {
    (1..=LONGEST_WORD).contains(&text.len())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '.')
}

pub(super) fn is_text(text: &str) -> bool {
    !text.trim().is_empty()
        && text.chars().count() <= LONGEST_TEXT
        && !text.chars().any(|c| c != '\n' && unprintable(c))
}

/// Control characters, and those that reorder or hide what is printed beside them.
fn unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Text of the file made safe to print: no control characters, not long.
pub(super) fn clean(text: &str) -> String {
    let escape =
        |c: char| if unprintable(c) { c.escape_unicode().to_string() } else { c.to_string() };
    let mut shown: String = text.chars().take(LONGEST_WORD).map(escape).collect();
    if text.chars().nth(LONGEST_WORD).is_some() {
        shown.push_str("...");
    }
    shown
}

/// A word of the file between backticks.
pub(super) fn quote(text: &str) -> String {
    format!("`{}`", clean(text))
}

/// A value of the file as it is named in a complaint.
pub(super) fn shown(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) if text.trim().is_empty() => "empty".to_owned(),
        DeValue::String(text) => format!("\"{}\"", clean(text)),
        DeValue::Integer(number) => clean(number.as_str()),
        DeValue::Float(number) => clean(number.as_str()),
        DeValue::Boolean(flag) => flag.to_string(),
        DeValue::Datetime(_) => "a date".to_owned(),
        DeValue::Array(list) if list.is_empty() => "an empty list".to_owned(),
        DeValue::Array(_) => "a list".to_owned(),
        DeValue::Table(_) => "a section".to_owned(),
    }
}

/// "did you mean", or everything that would be right.
pub(super) fn choices(typed: &str, known: &[&str]) -> String {
    match nearest(typed, known) {
        Some(near) => format!("did you mean {}?", quote(near)),
        None if known.is_empty() => "there is none to choose from".to_owned(),
        None => {
            let all: Vec<String> = known.iter().map(|k| quote(k)).collect();
            format!("write one of {}", all.join(", "))
        }
    }
}

pub(super) fn nearest<'k>(typed: &str, known: &[&'k str]) -> Option<&'k str> {
    if typed.len() > LONGEST_WORD {
        return None;
    }
    let scored = known.iter().map(|k| (distance(typed, k), *k));
    let (slips, near) = scored.min()?;
    // A slip in a word of one or two letters makes it another word.
    let most = if typed.len() < 3 { 0 } else { 1 + typed.len() / 4 };
    (slips <= most).then_some(near)
}

/// How many letters must be put in, taken out or changed to make one of the other.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut next = vec![i + 1];
        for ((cb, diagonal), above) in b.iter().zip(&row).zip(row.iter().skip(1)) {
            let left = next.last().copied().unwrap_or(0);
            let change = diagonal + usize::from(ca != *cb);
            next.push(change.min(left + 1).min(above + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}
