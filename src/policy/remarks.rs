//! What loads and is worth a second look: rules that the school's choices put out of use, questions nobody can be
//! asked, a monitor who might be the visitor, clauses nothing honours, steps with nobody to do them.
//!
//! All of it warns and nothing of it stops a policy from loading, but for a choice whose name means something else.

use super::check::{Draft, Placed};
use super::clauses::{self, Honoured};
use super::facts::{Condition, Facts, Truth, known_fact};
use super::raw::{self, Place, Problems, Section, quote};
use super::review::review_notice;
use super::sense::{certain, opposed};
use super::{Policy, Problem, Question, SCHOOLS_OWN};
use crate::when::Day;
use std::collections::{BTreeMap, BTreeSet};

/// Looks over a policy as it is loaded.
pub(super) fn check(text: &str, root: Section<'_>, draft: &Draft, problems: &Problems<'_>) {
    let remarks = Remarks { problems };
    remarks.cited(text, root);
    remarks.choices(root);
    remarks.out_of_use(root, draft);
    remarks.never_asked(draft);
    remarks.monitor(draft);
    remarks.cycle(root);
}

struct Remarks<'p, 't> {
    problems: &'p Problems<'t>,
}

impl Remarks<'_, '_> {
    /// A file that lists the clauses of its document lists those it cites, and honours those it lists.
    fn cited(&self, text: &str, root: Section<'_>) {
        let Some(listed) = root.section("clauses") else { return };
        let known: BTreeSet<&str> = listed.entries().into_iter().map(|(id, _, _)| id).collect();
        let mut strange = BTreeMap::new();
        places_of_clauses(root, &super::sections::POLICY, &mut strange);
        let unlisted =
            |(id, _): &(String, Place)| !known.contains(id.as_str()) && id != SCHOOLS_OWN;
        for (id, at) in strange.into_iter().filter(unlisted) {
            let what =
                format!("the clause {} is cited, and [clauses] does not list it", quote(&id));
            let near: Vec<&str> = known.iter().copied().collect();
            let hint = raw::nearest(&id, &near).map_or_else(
                || "add it to [clauses], with its kind and strength".to_owned(),
                |near| format!("add it to [clauses], or did you mean {}?", quote(near)),
            );
            self.problems.warn(at, what, hint);
        }
        let places: BTreeMap<&str, Place> =
            listed.entries().into_iter().map(|(id, at, _)| (id, at)).collect();
        for clause in clauses::clauses(text) {
            let Some(at) = places.get(clause.id.as_str()) else { continue };
            if clause.honoured() == Honoured::Nothing {
                let what =
                    format!("nothing in this policy honours the clause {}", quote(&clause.id));
                let hint = "cite it under the rule, question, duty or advice that makes it real";
                self.problems.warn(*at, what, hint);
            }
        }
    }

    /// A choice is used in conditions by its id, so the id must mean nothing else there.
    fn choices(&self, root: Section<'_>) {
        let ids =
            |key: &str| root.sections(key).into_iter().map(|s| s.text("id")).collect::<Vec<_>>();
        let questions = ids("question");
        for choice in root.sections("choice") {
            let id = choice.text("id");
            let joined = ["all", "any", "not"].contains(&id.as_str());
            if known_fact(&id).is_some() || questions.contains(&id) || joined {
                let what = format!("{} already means something else in conditions", quote(&id));
                self.problems.wrong(choice.place("id"), what, "choose another id for the choice");
            }
        }
    }

    /// Rules that what the school has chosen puts out of use.
    fn out_of_use(&self, root: Section<'_>, draft: &Draft) {
        let chosen = chosen(root);
        for (at, id, when) in conditions(draft) {
            if when.holds(&chosen) != Truth::False {
                continue;
            }
            let made: Vec<String> = when
                .mentions()
                .into_iter()
                .filter_map(|name| {
                    Some(format!("{} is {}", quote(name), quote(&chosen.get(name)?.to_string())))
                })
                .collect();
            let what = format!(
                "{} never applies, as the school has chosen: {}",
                quote(id),
                made.join(", ")
            );
            self.problems.warn(
                at,
                what,
                "nothing is wrong if that was meant; else choose otherwise",
            );
        }
    }

    /// A question that waits for an answer which is never asked for in the same circumstances.
    fn never_asked(&self, draft: &Draft) {
        for placed in &draft.questions {
            let waits_for = |name: &str| draft.questions.iter().find(|q| q.rule.id == name);
            let dead = certain(&placed.rule.when).into_iter().find_map(|(name, _)| {
                let other: &Placed<Question> = waits_for(name)?;
                let fact = opposed(&other.rule.when, &placed.rule.when)?;
                Some((other, fact.to_owned()))
            });
            if let Some((other, fact)) = dead {
                let what = format!(
                    "nobody can be asked {}: it waits for the answer to {}, which is not asked then because of {}",
                    quote(&placed.rule.id),
                    quote(&other.rule.id),
                    quote(&fact)
                );
                self.problems.warn(
                    placed.at,
                    what,
                    "let the two questions apply in the same circumstances",
                );
            }
        }
    }

    /// A monitor who goes along watches nobody.
    fn monitor(&self, draft: &Draft) {
        let rungs = |placed: &&Placed<super::Ladder>| {
            let roles = placed.rule.rungs.iter().flat_map(|r| r.who.iter().chain(&r.deputies));
            roles.into_iter().any(|role| role == "monitor")
        };
        let named = |g: &&Placed<super::Gate>| g.rule.demand.mentions().contains(&"monitor-named");
        let first = draft.ladders.iter().find(rungs).map(|l| l.at);
        let Some(at) = first.or_else(|| draft.gates.iter().find(named).map(|g| g.at)) else {
            return;
        };
        let mut going = Facts::new();
        going.set("monitor-on-outing", true);
        let stays = |g: &Placed<super::Gate>| g.rule.demand.holds(&going) == Truth::False;
        if !draft.gates.iter().any(stays) {
            let what = "this policy names a monitor, who could be one of those who go";
            let hint = "add a [[gate]] at \"out\" with demand = { monitor-on-outing = false }";
            self.problems.warn(at, what, hint);
        }
    }

    /// The date of the next review, and the cycle from the date of approval, ought to agree.
    fn cycle(&self, root: Section<'_>) {
        let Some(review) = root.section("review") else { return };
        let approved = root.section("policy").and_then(|p| p.maybe_text("approved"));
        let since = review.maybe_text("updated").or(approved);
        let months = review.number("every-months").and_then(|n| u32::try_from(n).ok());
        let (Some(next), Some(since), Some(months)) = (review.maybe_text("next"), since, months)
        else {
            return;
        };
        let due = months_after(&since, months).unwrap_or_default();
        if !due.is_empty() && !next.starts_with(&due) && !due.starts_with(&next) {
            let what = format!(
                "{months} months after {} is {due}, and the next review is {}",
                quote(&since),
                quote(&next)
            );
            let hint =
                "the written policy may contradict itself; the date of the next review counts";
            self.problems.warn(review.place("next"), what, hint);
        }
    }
}

/// What is to be said about the policy's review on a day, as a warning in the file. For a text that loads as this
/// policy.
pub fn review_problem(text: &str, policy: &Policy, today: Day) -> Option<Problem> {
    let what = review_notice(policy, today)?;
    let problems = Problems::new(text);
    let tree = raw::read(text, &problems);
    let root = Section::new(tree.get_ref(), 0);
    let at = root.section("review").map_or(0, |review| review.place("next"));
    problems.warn(at, what, "ask whoever keeps the policy; no visit is refused over it");
    problems.into_sorted().pop()
}

/// The month so many months after a month: `2019-03` is 24 after `2017-03`. Dates written otherwise are not compared.
fn months_after(date: &str, months: u32) -> Option<String> {
    let first = Day::parse(&format!("{}-01", date.get(..7)?)).ok()?.to_string();
    let (year, month): (u32, u32) = (first.get(..4)?.parse().ok()?, first.get(5..7)?.parse().ok()?);
    let count = year * 12 + (month - 1) + months;
    Some(format!("{:04}-{:02}", count / 12, count % 12 + 1))
}

/// Where each clause is first cited.
fn places_of_clauses(
    section: Section<'_>,
    shape: &super::shape::Shape,
    places: &mut BTreeMap<String, Place>,
) {
    for (at, clause) in section.placed_texts("clause") {
        places.entry(clause).or_insert(at);
    }
    for key in shape.keys {
        let Some(inner) = key.kind.section() else { continue };
        for one in section.section(key.name).into_iter().chain(section.sections(key.name)) {
            places_of_clauses(one, inner, places);
        }
    }
}

fn chosen(root: Section<'_>) -> Facts {
    let mut facts = Facts::new();
    for choice in root.sections("choice") {
        facts.set_known(&choice.text("id"), choice.maybe_text("chosen").as_deref());
    }
    facts
}

/// Every condition under which a rule applies, with its place and its name.
fn conditions(draft: &Draft) -> Vec<(Place, &str, &Condition)> {
    let limits = [&draft.every, &draft.without_notice, &draft.with_notice, &draft.minimum];
    let gates = draft.gates.iter().map(|p| (p.at, p.rule.id.as_str(), &p.rule.when));
    let questions = draft.questions.iter().map(|p| (p.at, p.rule.id.as_str(), &p.rule.when));
    let duties = draft.duties.iter().map(|p| (p.at, p.rule.id.as_str(), &p.rule.when));
    let calls = draft.calls.iter().map(|p| (p.at, p.rule.id.as_str(), &p.rule.when));
    let hazards = draft.hazards.iter().map(|p| (p.at, p.rule.id.as_str(), &p.rule.when));
    let limits = limits.into_iter().flatten().map(|p| (p.at, "limit", &p.rule.when));
    gates.chain(questions).chain(duties).chain(calls).chain(hazards).chain(limits).collect()
}

/// Roles that are not a matter of the staff directory: who watches and who goes is said at sign-out.
const SAID_LATER: &[&str] = &["monitor", "visitor", "everyone", "on-call"];

/// What nobody can do today: steps of ladders, signatures, decisions and duties whose roles nobody holds. `held`: the
/// roles somebody holds today, and `office` if the school has a number. For a text that loads.
pub fn unheld(text: &str, held: &BTreeSet<String>) -> Vec<Problem> {
    let problems = Problems::new(text);
    let tree = raw::read(text, &problems);
    let root = Section::new(tree.get_ref(), 0);
    let first = root.section("policy").map(|p| p.text("head")).unwrap_or_default();
    let staff = Staff { held, head: &first, problems: &problems };
    staff.each(root.section("policy"), "head", "the head of school");
    for rung in root.sections("ladder").into_iter().flat_map(|l| l.sections("rung")) {
        staff.rung(rung);
    }
    let signature = root.section("week-list").and_then(|w| w.section("signature"));
    staff.each(signature, "by", "the signature over the weekly list");
    let assessment = root.section("assessment");
    staff.each(assessment, "assessors", "conducting the risk assessment");
    staff.any(assessment, "authorised-by", "the decision on the risk assessment");
    staff.any(root.section("departure"), "authorised-by", "letting staff leave");
    let home = root.section("return").and_then(|r| r.section("home"));
    staff.each(home, "to", "hearing that staff are home");
    for duty in root.sections("duty") {
        staff.each(Some(duty), "owner", &format!("the duty {}", quote(&duty.text("id"))));
    }
    for question in root.sections("question") {
        staff.any(
            Some(question),
            "roles",
            &format!("the answer to {}", quote(&question.text("id"))),
        );
    }
    problems.into_sorted()
}

/// Whether there may be somebody for a role: `head` is the word of the policy for the head of school.
pub(super) fn anybody(role: &str, first: &str, held: &BTreeSet<String>) -> bool {
    let role = if role == "head" { first } else { role };
    SAID_LATER.contains(&role) || held.contains(role)
}

struct Staff<'a, 'p, 't> {
    held: &'a BTreeSet<String>,
    head: &'a str,
    problems: &'p Problems<'t>,
}

impl Staff<'_, '_, '_> {
    fn somebody(&self, role: &str) -> bool {
        anybody(role, self.head, self.held)
    }

    fn say(&self, at: Place, roles: &[String], what: &str) {
        let roles: Vec<String> = roles.iter().map(|r| quote(r)).collect();
        let what = format!("nobody holds {} today: {what} has nobody to do it", roles.join(" or "));
        self.problems.warn(at, what, "give somebody the role: hv staff change PERSON --role ROLE");
    }

    /// Every role under the key is needed.
    fn each(&self, section: Option<Section<'_>>, key: &str, what: &str) {
        for (at, role) in section.map(|s| s.placed_texts(key)).unwrap_or_default() {
            if !self.somebody(&role) {
                self.say(at, &[role], what);
            }
        }
    }

    /// One of the roles under the key is enough.
    fn any(&self, section: Option<Section<'_>>, key: &str, what: &str) {
        let Some(section) = section.filter(|s| s.has(key)) else { return };
        let roles = section.texts(key);
        if !roles.iter().any(|r| self.somebody(r)) {
            self.say(section.place(key), &roles, what);
        }
    }

    /// Deputies act with or for those named; a step that nobody at all can do is passed over at once.
    fn rung(&self, rung: Section<'_>) {
        let deputies = rung.texts("deputies");
        if deputies.iter().any(|role| self.somebody(role)) {
            return;
        }
        let roles = rung.placed_texts("who");
        let what =
            if roles.len() == 1 { "this step of the ladder" } else { "their part in this step" };
        for (at, role) in roles.iter().filter(|(_, role)| !self.somebody(role)) {
            self.say(*at, std::slice::from_ref(role), what);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{as_suggested, load, shipped};

    fn warned(text: &str) -> Vec<String> {
        let loaded = load(text).unwrap_or_else(|p| panic!("{p:#?}"));
        loaded.warnings.into_iter().map(|w| format!("{}: {}", w.line, w.what)).collect()
    }

    /// A policy with nothing to remark on: what is added starts on line 14.
    fn plain(more: &str) -> String {
        let base = "hv-policy = 1\n[policy]\nname = \"x\"\nschool = \"s\"\ntitle = \"t\"\nhead = \"h\"\n\
                     [roles]\nh = \"the head\"\n[[ladder]]\nid = \"d\"\nclocks = \"distress\"\n\
                     rung = [{ who = [\"office\"], does = \"ring\", after = \"0m\", clause = \"X\" }]\n";
        format!("{base}{more}")
    }

    #[test]
    fn clauses_are_listed_and_honoured_or_it_is_said() {
        assert_eq!(warned(&plain("")), Vec::<String>::new());
        let said = warned(&plain("[clauses]\n\"X-1\" = \"guide\"\nX = \"escalate\"\n"));
        assert_eq!(said, ["14: nothing in this policy honours the clause `X-1`"]);
        let said = warned(&plain(
            "[clauses]\nY = \"escalate\"\n[[advice]]\nat = \"out\"\nsays = \"s\"\nclause = [\"Y\", \"school\"]\n",
        ));
        assert_eq!(said, ["12: the clause `X` is cited, and [clauses] does not list it"]);
    }

    const CHOICE: &str = "[[choice]]\nid = \"c\"\nask = \"?\"\noptions = [\"a\", \"b\"]\nchosen = \"a\"\nclause = \"X\"\n";

    #[test]
    fn a_rule_on_what_the_school_did_not_choose_is_out_of_use() {
        let gate = |value: &str| {
            plain(&format!(
                "{CHOICE}[[gate]]\nid = \"g\"\nat = \"out\"\nwhen = {{ c = \"{value}\" }}\ndemand = {{ doorstep = true }}\n\
                 strength = \"must\"\nsays = \"s\"\nfix = \"f\"\nclause = \"X\"\n"
            ))
        };
        assert_eq!(warned(&gate("a")), Vec::<String>::new());
        assert_eq!(
            warned(&gate("b")),
            ["19: `g` never applies, as the school has chosen: `c` is `a`"]
        );
    }

    #[test]
    fn a_choice_named_like_a_fact_is_refused() {
        let problems = load(&plain(&CHOICE.replace("\"c\"", "\"doorstep\""))).unwrap_err();
        assert_eq!(problems[0].what, "`doorstep` already means something else in conditions");
    }

    #[test]
    fn a_question_that_waits_for_one_not_asked_then_is_never_asked() {
        let two = |second: &str| {
            plain(&format!(
                "[[question]]\nid = \"a\"\nat = \"out\"\nwhen = {{ doorstep = true }}\nask = \"A?\"\nanswer = \"yes-no\"\n\
                 strength = \"must\"\nfix = \"f\"\nclause = \"X\"\n\
                 [[question]]\nid = \"b\"\nat = \"out\"\nwhen = {{ a = true, doorstep = {second} }}\nask = \"B?\"\n\
                 answer = \"yes-no\"\nstrength = \"must\"\nfix = \"f\"\nclause = \"X\"\n"
            ))
        };
        assert_eq!(warned(&two("true")), Vec::<String>::new());
        let said = warned(&two("false"));
        assert!(said[0].contains("nobody can be asked `b`") && said.len() == 1, "{said:?}");
    }

    #[test]
    fn a_monitor_who_may_go_along_is_remarked_on() {
        let ladder = "[[ladder]]\nid = \"c\"\nclocks = \"contact\"\n\
                      rung = [{ who = [\"monitor\"], does = \"ring\", after = \"0m\", clause = \"X\" }]\n";
        let gate = |demand: &str| {
            format!(
                "[[gate]]\nid = \"g\"\nat = \"out\"\ndemand = {{ {demand} }}\nstrength = \"must\"\nsays = \"s\"\nfix = \"f\"\nclause = \"X\"\n"
            )
        };
        let said = "13: this policy names a monitor, who could be one of those who go";
        assert_eq!(warned(&plain(ladder)), [said]);
        let stays = gate("monitor-on-outing = false");
        assert_eq!(warned(&plain(&format!("{ladder}{stays}"))), Vec::<String>::new());
        let both = gate("monitor-named = true, monitor-on-outing = false");
        assert_eq!(warned(&plain(&format!("{ladder}{both}"))), Vec::<String>::new());
        assert_eq!(warned(&plain(&gate("monitor-named = true"))), [said]);
    }

    #[test]
    fn a_next_review_that_is_not_the_cycle_is_remarked_on() {
        let review = |next: &str| {
            plain(&format!(
                "[review]\nupdated = \"2017-03\"\nnext = \"{next}\"\nevery-months = 24\nclause = \"X\"\n"
            ))
        };
        assert_eq!(warned(&review("2019-03")), Vec::<String>::new());
        assert_eq!(warned(&review("2019")), Vec::<String>::new());
        let said = warned(&review("2019-04"));
        assert_eq!(
            said,
            ["15: 24 months after `2017-03` is 2019-03, and the next review is `2019-04`"]
        );
    }

    #[test]
    fn steps_that_nobody_can_do_are_named_with_their_place() {
        let text = as_suggested(shipped("aspire").unwrap());
        let policy = load(&text).unwrap().policy;
        let mut held: BTreeSet<String> = policy.roles.keys().cloned().collect();
        held.insert("office".to_owned());
        assert_eq!(unheld(&text, &held), Vec::new());
        held.remove("principal");
        let said: Vec<String> = unheld(&text, &held).into_iter().map(|p| p.what).collect();
        for part in [
            "this step of the ladder",
            "the signature",
            "the decision",
            "the head of school",
            "the duty",
        ] {
            assert!(
                said.iter().any(|s| s.contains("`principal`") && s.contains(part)),
                "{part}: {said:#?}"
            );
        }
        // A deputy's role held is enough for a step; no role at all leaves nobody.
        held.remove("office");
        let lines = |held: &BTreeSet<String>| unheld(&text, held).len();
        let before = lines(&held);
        held.insert("principal".to_owned());
        assert!(lines(&held) < before);
    }

    #[test]
    fn what_is_said_at_sign_out_is_held_by_nobody_in_the_directory() {
        let ladder = "[[ladder]]\nid = \"c\"\nclocks = \"contact\"\n\
                      rung = [{ who = [\"monitor\", \"on-call\"], does = \"ring\", after = \"0m\", clause = \"X\" }]\n";
        let held = BTreeSet::from(["h".to_owned(), "office".to_owned()]);
        assert_eq!(unheld(&plain(ladder), &held), Vec::new());
    }
}
