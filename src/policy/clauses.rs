//! Every clause of the written document, and what honours it: which rule, on which line, in which command.
//!
//! It is worked out from the file itself, section by section: what a section is says how the clauses it cites are
//! honoured, and nobody has to keep a second list.

use super::raw::{self, Problems, Section};
use super::sections::POLICY;
use super::shape::{CLAUSE_KINDS, Shape, word_of};
use super::{ClauseKind, Strength};
use serde::Serialize;
use std::collections::BTreeMap;

/// How a clause is honoured, the most binding first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Honoured {
    /// A rule refuses, or warns and wants a written reason.
    Enforced,
    /// A clock, an alarm, or a duty with an owner.
    Raised,
    /// A question at a step.
    Asked,
    /// A field that is there.
    Recorded,
    /// On a list, a sheet or a page.
    Printed,
    /// Advice at the step where it helps.
    Shown,
    /// No rule of the file cites it.
    Nothing,
}

impl Honoured {
    /// The word it is shown with.
    pub fn word(self) -> &'static str {
        match self {
            Honoured::Enforced => "enforced",
            Honoured::Raised => "raised",
            Honoured::Asked => "asked",
            Honoured::Recorded => "recorded",
            Honoured::Printed => "printed",
            Honoured::Shown => "shown",
            Honoured::Nothing => "nothing",
        }
    }
}

/// The word a kind of clause is written with.
pub fn kind_word(kind: ClauseKind) -> &'static str {
    word_of(CLAUSE_KINDS, kind)
}

/// A rule that cites a clause.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Citing {
    /// How it honours the clause.
    pub honoured: Honoured,
    /// The line on which the rule begins, from 1.
    pub line: usize,
    /// What kind of rule, and its id if it has one: `gate two-on-first-visit`.
    pub rule: String,
    /// The commands in which it is met, in the order of a visit.
    pub commands: Vec<String>,
}

/// A clause and everything that honours it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// The id, as in the document: `AET-2.5a`.
    pub id: String,
    /// What kind, and how binding; `None` for a clause that is cited and not in the file's own list.
    pub listed: Option<(ClauseKind, Option<Strength>)>,
    /// The rules that cite it, the most binding first.
    pub rules: Vec<Citing>,
}

impl Clause {
    /// How it is honoured, at best.
    pub fn honoured(&self) -> Honoured {
        self.rules.first().map_or(Honoured::Nothing, |r| r.honoured)
    }
}

/// The clauses of a policy's text, in the order of its own list; clauses that are cited and not listed come last.
/// For a text that loads.
pub fn clauses(text: &str) -> Vec<Clause> {
    let problems = Problems::new(text);
    let tree = raw::read(text, &problems);
    let root = Section::new(tree.get_ref(), 0);
    let mut cited: BTreeMap<String, Vec<Citing>> = BTreeMap::new();
    walk(root, &POLICY, None, &problems, &mut cited);
    let listed = root.section("clauses").map(Section::entries).unwrap_or_default();
    let mut clauses = Vec::new();
    for (id, _, node) in listed {
        let kind = node.get_ref().as_str().and_then(raw::clause_kind);
        let rules = cited.remove(id).unwrap_or_default();
        clauses.push(Clause { id: id.to_owned(), listed: kind, rules: sorted(rules) });
    }
    let unlisted = cited.into_iter().filter(|(id, _)| id != super::SCHOOLS_OWN);
    clauses.extend(unlisted.map(|(id, rules)| Clause { id, listed: None, rules: sorted(rules) }));
    clauses
}

fn sorted(mut rules: Vec<Citing>) -> Vec<Citing> {
    rules.sort();
    rules.dedup();
    rules
}

/// `within` is the section around, which knows the commands where a small section inside does not.
fn walk(
    section: Section<'_>,
    shape: &Shape,
    within: Option<&Citing>,
    problems: &Problems<'_>,
    cited: &mut BTreeMap<String, Vec<Citing>>,
) {
    let citing = citing(section, shape, within, problems);
    for clause in section.texts("clause") {
        cited.entry(clause).or_default().push(citing.clone());
    }
    for key in shape.keys {
        let Some(inner) = key.kind.section() else { continue };
        for one in section.section(key.name).into_iter().chain(section.sections(key.name)) {
            walk(one, inner, Some(&citing), problems, cited);
        }
    }
}

fn citing(
    section: Section<'_>,
    shape: &Shape,
    within: Option<&Citing>,
    problems: &Problems<'_>,
) -> Citing {
    let (honoured, commands) = honoured(section, shape);
    let named = ["id", "field", "rating"].iter().find_map(|key| section.maybe_text(key));
    let around = || within.map(|w| w.rule.clone()).filter(|w| !w.is_empty());
    let rule = match named {
        Some(id) => format!("{} {id}", shape.name),
        None if shape.name == "ladder.rung" => around().unwrap_or_else(|| shape.name.to_owned()),
        None => shape.name.to_owned(),
    };
    Citing {
        honoured,
        line: problems.position(section.at).0,
        rule,
        commands: commands.into_iter().map(str::to_owned).collect(),
    }
}

/// What a section of the language does with the clauses it cites, and where people meet it.
fn honoured(section: Section<'_>, shape: &Shape) -> (Honoured, Vec<&'static str>) {
    let at = || section.texts("at").iter().filter_map(|s| command_of(s)).collect::<Vec<_>>();
    match shape.name {
        "staffing" => (Honoured::Enforced, vec!["hv plan add", "hv out"]),
        "gate" => (Honoured::Enforced, at()),
        "choice" => (Honoured::Enforced, vec!["hv init", "hv policy check"]),
        "departure" => (Honoured::Enforced, vec!["hv out"]),
        "week-list.signature" => (Honoured::Enforced, vec!["hv plan sign"]),
        "question" if section.has("needs") => (Honoured::Enforced, at()),
        "question" => (Honoured::Asked, at()),
        "assessment" | "assessment.matrix" | "assessment.score" | "assessment.band" => {
            (Honoured::Enforced, vec!["hv assess"])
        }
        "assessment.hazard" | "assessment.hazard.control" | "assessment.extra" => {
            (Honoured::Asked, vec!["hv assess"])
        }
        "assessment.header" | "assessment.column" | "assessment.base" => {
            (Honoured::Recorded, vec!["hv assess"])
        }
        "contact.every"
        | "contact.before-visit"
        | "contact.after-visit"
        | "contact.call"
        | "contact.school-calls" => (Honoured::Raised, vec!["hv checkin", "hv overdue"]),
        "wait.without-notice" | "wait.with-notice" | "wait.minimum" => {
            (Honoured::Raised, vec!["hv arrive", "hv late", "hv overdue"])
        }
        "return.expected" | "return.finish" | "return.home" => {
            (Honoured::Raised, vec!["hv overdue"])
        }
        "ladder.rung" => (Honoured::Raised, vec!["hv overdue"]),
        "duty" => (Honoured::Raised, vec!["hv board", "hv done"]),
        "outcome" => (Honoured::Recorded, vec!["hv cancel"]),
        "incident" => (Honoured::Recorded, vec!["hv incident"]),
        "incidents.caution" => (Honoured::Raised, vec!["hv incident", "hv plan"]),
        "reason" | "kind" | "place" | "site" => (Honoured::Recorded, vec!["hv plan add"]),
        "caution" => (Honoured::Raised, vec!["hv family review", "hv out"]),
        "document" | "training" => (Honoured::Recorded, vec!["hv staff"]),
        "return.sign-in" => (Honoured::Recorded, vec!["hv back"]),
        "week-list" => (Honoured::Printed, vec!["hv plan"]),
        "sheet" => (Honoured::Printed, vec!["hv sheet"]),
        "review" => (Honoured::Raised, vec!["hv policy check", "hv plan"]),
        "advice" => (Honoured::Shown, at()),
        _ => (Honoured::Shown, vec!["hv policy show"]),
    }
}

/// The command at which a step is taken.
fn command_of(step: &str) -> Option<&'static str> {
    Some(match step {
        "plan" => "hv plan add",
        "sign" => "hv plan sign",
        "assess" => "hv assess",
        "decide" => "hv assess decide",
        "out" => "hv out",
        "arrive" => "hv arrive",
        "enter" => "hv enter",
        "call" => "hv checkin",
        "leave" => "hv leave",
        "back" => "hv back",
        "cancel" => "hv cancel",
        "done" => "hv done",
        "incident" => "hv incident",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clause_is_honoured_by_the_most_binding_rule_that_cites_it() {
        let text = super::super::shipped("hunsbury-park").unwrap();
        let all = clauses(text);
        let of = |id: &str| all.iter().find(|c| c.id == id).unwrap();
        assert_eq!(of("HPP-2.5a").honoured(), Honoured::Enforced);
        assert_eq!(of("HPP-2.4").honoured(), Honoured::Raised);
        assert_eq!(of("HPP-4.5").rules[0].rule, "question id-worn");
        assert_eq!(of("HPP-4.5").rules[0].commands, ["hv out"]);
        let line = of("HPP-4.5").rules[0].line;
        assert_eq!(text.lines().nth(line - 1), Some("[[question]]"));
    }
}
