//! The language as a page to read: sections in the order of a visit, keys, facts, comparisons.
//!
//! It is written from `POLICY` and the list of facts, so that it says what policies are held against and nothing
//! else. The template of a new policy follows the same order.

use super::facts::{About, DERIVED, KNOWN, Known, ValueKind};
use super::sections::POLICY;
use super::shape::{Kind, Shape};
use serde::Serialize;

/// The whole page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Manual {
    /// Keys that mean the same in several sections.
    pub common: Vec<Entry>,
    /// The parts, in the order of a visit.
    pub parts: Vec<Part>,
    /// What conditions may name.
    pub facts: Vec<Fact>,
    /// How a fact is compared: what is written, and what it means.
    pub comparisons: Vec<(&'static str, &'static str)>,
    /// What holds when a fact is not known.
    pub unknown: &'static str,
}

/// Sections that belong together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Part {
    /// What they are about: "Who goes, and what must hold".
    pub title: &'static str,
    /// The sections, each before those inside it.
    pub sections: Vec<Section>,
}

/// A section of a policy file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Section {
    /// Its name without brackets: `contact.every`.
    pub name: String,
    /// As written: `[[contact.every]]`. Empty for a key that stands by itself.
    pub heading: String,
    /// A policy does not load without it.
    pub needed: bool,
    /// It may be there several times.
    pub repeated: bool,
    /// What it is for.
    pub means: &'static str,
    /// What stands under it where its keys are not fixed: `[roles]`.
    pub holds: Option<String>,
    /// Its keys, without the sections inside it.
    pub keys: Vec<Entry>,
}

/// A key of a section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// Its name.
    pub name: &'static str,
    /// The section cannot do without it.
    pub needed: bool,
    /// What may be written.
    pub holds: String,
    /// What it says.
    pub means: &'static str,
}

/// A fact that conditions may name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fact {
    /// Its name; in a derived one the word it is named after is in capitals: `is-ROLE`.
    pub name: String,
    /// Where it may be used: "visit", "visitor", "outing", "afterwards".
    pub about: &'static str,
    /// What values it has: "yes or no".
    pub holds: &'static str,
    /// What it means.
    pub means: &'static str,
}

/// Titles, and the keys of a policy that belong under each.
pub(super) const ORDER: &[(&str, &[&str])] = &[
    (
        "The document",
        &["hv-policy", "policy", "roles", "clauses", "review", "revision", "reference"],
    ),
    (
        "Words of the school's own",
        &["choice", "reason", "kind", "place", "site", "document", "training", "caution"],
    ),
    ("Planning a visit", &["staffing", "gate", "question", "advice", "week-list", "assessment"]),
    ("While staff are out", &["departure", "contact", "wait", "return"]),
    ("When something is late", &["ladder"]),
    ("Afterwards", &["outcome", "duty", "incident", "incidents", "sheet"]),
];

const COMPARISONS: &[(&str, &str)] = &[
    ("{ first-visit = true }", "the fact has this value; the same as { is = true }"),
    ("{ risk = { is-not = \"L\" } }", "it is known and has another value"),
    ("{ outcome = { one-of = [\"no-show\", \"unsafe\"] } }", "it has one of these values"),
    ("{ crew-size = { at-least = 2 } }", "a number or a time of day, this or more"),
    ("{ finishes = { at-most = \"16:00\" } }", "a number or a time of day, this or less"),
    (
        "{ crew-size = { at-least = \"people-needed\" } }",
        "a number, at least as much as another number",
    ),
    ("{ first-visit = true, unannounced = true }", "several in one table: all of them hold"),
    ("{ all = [{ ... }, { ... }] }", "all of them hold"),
    ("{ any = [{ ... }, { ... }] }", "at least one of them holds"),
    ("{ not = { ... } }", "it does not hold"),
];

const UNKNOWN: &str = "A fact that is not known is neither true nor false. A `when` that rests on it applies; a `demand` that rests \
                       on it is not met; the first limit that may hold counts. A question whose `when` waits for the answer to \
                       another is held back until that answer is there. \"Not known\" is an answer, and never counts as yes or no.";

/// The page.
pub fn manual() -> Manual {
    let part = |(title, names): &(&'static str, &[&str])| Part {
        title,
        sections: names.iter().flat_map(|name| top(name)).collect(),
    };
    let parts: Vec<Part> = ORDER.iter().map(part).collect();
    Manual {
        common: common(&parts),
        parts,
        facts: KNOWN.iter().map(fact).chain(DERIVED.iter().map(derived_fact)).collect(),
        comparisons: COMPARISONS.to_vec(),
        unknown: UNKNOWN,
    }
}

impl Manual {
    /// The names of all sections.
    pub fn names(&self) -> Vec<&str> {
        self.parts.iter().flat_map(|p| &p.sections).map(|s| s.name.as_str()).collect()
    }

    /// The page with one section on it and those inside; `None` if there is none of that name.
    #[must_use]
    pub fn only(&self, name: &str) -> Option<Vec<Section>> {
        let inside = format!("{name}.");
        let meant = |s: &&Section| s.name == name || s.name.starts_with(&inside);
        let sections: Vec<Section> =
            self.parts.iter().flat_map(|p| &p.sections).filter(meant).cloned().collect();
        (!sections.is_empty()).then_some(sections)
    }
}

/// Keys that are the same, word for word, in three sections or more; each once.
fn common(parts: &[Part]) -> Vec<Entry> {
    let all: Vec<&Entry> = parts.iter().flat_map(|p| &p.sections).flat_map(|s| &s.keys).collect();
    let mut found: Vec<Entry> = Vec::new();
    for entry in &all {
        let times = all.iter().filter(|other| entry.same(other)).count();
        if times >= 3 && !found.iter().any(|f| f.same(entry)) {
            found.push((*entry).clone());
        }
    }
    // One name with two meanings is explained where it stands.
    let names: Vec<&str> = found.iter().map(|f| f.name).collect();
    let once = |f: &Entry| names.iter().filter(|n| **n == f.name).count() == 1;
    found.iter().filter(|f| once(f)).cloned().collect()
}

impl Entry {
    /// The same key, whether a section needs it or not.
    pub fn same(&self, other: &Entry) -> bool {
        (self.name, self.means, &self.holds) == (other.name, other.means, &other.holds)
    }
}

/// A key of the top level, with everything inside it.
fn top(name: &str) -> Vec<Section> {
    let Some(key) = POLICY.keys.iter().find(|k| k.name == name) else { return Vec::new() };
    if let Some(shape) = key.kind.section() {
        let mut all = Vec::new();
        walk(name, shape, matches!(key.kind, Kind::Many(_)), key.needed, &mut all);
        return all;
    }
    let table = matches!(key.kind, Kind::Names | Kind::ClauseKinds);
    vec![Section {
        name: name.to_owned(),
        heading: if table { format!("[{name}]") } else { String::new() },
        needed: key.needed,
        repeated: false,
        means: key.means,
        holds: Some(key.kind.expected()),
        keys: Vec::new(),
    }]
}

fn walk(path: &str, shape: &'static Shape, repeated: bool, needed: bool, all: &mut Vec<Section>) {
    let plain = shape.keys.iter().filter(|k| k.kind.section().is_none());
    all.push(Section {
        name: path.to_owned(),
        heading: if repeated { format!("[[{path}]]") } else { format!("[{path}]") },
        needed,
        repeated,
        means: shape.means,
        holds: None,
        keys: plain
            .map(|k| Entry {
                name: k.name,
                needed: k.needed,
                holds: k.kind.expected(),
                means: k.means,
            })
            .collect(),
    });
    for key in shape.keys {
        if let Some(inner) = key.kind.section() {
            let path = format!("{path}.{}", key.name);
            walk(&path, inner, matches!(key.kind, Kind::Many(_)), key.needed, all);
        }
    }
}

fn fact(known: &Known) -> Fact {
    Fact {
        name: known.name.to_owned(),
        about: match known.about {
            About::Visit => "visit",
            About::Person => "visitor",
            About::Outing => "outing",
            About::Event => "afterwards",
        },
        holds: match known.kind {
            ValueKind::Bool => "yes or no",
            ValueKind::Number => "number",
            ValueKind::Text => "word",
            ValueKind::Time => "time of day",
        },
        means: known.means,
    }
}

/// What a derived fact means ends with its name as written: "...: is-ROLE".
fn derived_fact(known: &Known) -> Fact {
    let (means, name) = known.means.rsplit_once(": ").unwrap_or((known.means, known.name));
    Fact { name: name.to_owned(), means, ..fact(known) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_of_a_policy_is_on_the_page_once() {
        let mut placed: Vec<&str> = ORDER.iter().flat_map(|(_, names)| *names).copied().collect();
        let mut there: Vec<&str> = POLICY.keys.iter().map(|k| k.name).collect();
        placed.sort_unstable();
        there.sort_unstable();
        assert_eq!(placed, there);
    }

    #[test]
    fn sections_inside_sections_are_found_by_their_whole_name() {
        let names = |name: &str| -> Vec<String> {
            manual().only(name).unwrap().into_iter().map(|s| s.heading).collect()
        };
        assert_eq!(names("gate"), ["[[gate]]"]);
        assert_eq!(names("ladder"), ["[[ladder]]", "[[ladder.rung]]"]);
        assert_eq!(
            names("assessment.hazard"),
            ["[[assessment.hazard]]", "[[assessment.hazard.controls]]"]
        );
        assert_eq!(names("roles"), ["[roles]"]);
        assert!(manual().only("gat").is_none());
    }

    #[test]
    fn derived_facts_are_named_by_what_is_written() {
        let facts = manual().facts;
        for name in ["is-ROLE", "crew-has-ROLE", "read-DOCUMENT", "owed-DUTY", "base-ASSESSMENT"] {
            assert!(facts.iter().any(|f| f.name == name && !f.means.ends_with(name)), "{name}");
        }
    }
}
