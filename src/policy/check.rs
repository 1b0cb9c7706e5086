//! From typed to checked: the sections of a policy file become a [`Policy`], or every problem at once.
//!
//! Three passes, none of which stops at what it finds. The text is held against the language's shape (`raw`);
//! each rule is read with its conditions (here); the rules are held against one another (`sense`).
//!
//! * `[[staffing]]` is a readable way to write a gate, and becomes one: at `plan` and `out`, `crew-size` at least so many.
//! * `grace = "not set"` means that the policy has the rule and gives no value: the span is zero and the source
//!   is the policy's. A key left out means that the policy has no such rule, and hv's own number stands in, marked so.
//! * A clock without a ladder gets none here; [`Policy::ladder`] says which of hv's own stands in.

use super::condition::{Asked, Conditions, Scope, Vocabulary};
use super::facts::{Condition, Test, known_fact};
use super::raw::{self, MOST_BYTES, Place, Problems, Section, choices, quote};
use super::shape::{CLOCKS, FIX_BLANKS, POLICY, RUNG_BLANKS, STEPS, TRIGGERS, UNDERSTOOD, lookup};
use super::shipped::{Own, own};
use super::{
    Advice, AnswerKind, AssessmentRules, Clauses, Clock, ContactRules, Control, DutyRule,
    DutyTrigger, Gate, Hazard, Ladder, Limit, LimitWhen, Matrix, OutcomeRule, Policy, Problem,
    Question, ReturnRules, Review, Role, Rung, Source, Step, Strength, WaitRules, WeekListRules,
    sense,
};
use crate::when::Span;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// A policy that can be used, and what should be said about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded {
    /// The policy.
    pub policy: Policy,
    /// What does not stop it from loading.
    pub warnings: Vec<Problem>,
}

/// Reads a policy.
///
/// # Errors
/// Everything that is wrong with it, in the order of the file.
pub fn load(text: &str) -> Result<Loaded, Vec<Problem>> {
    let problems = Problems::new(text);
    if text.len() > MOST_BYTES {
        let what = format!("this policy is {} KiB long", text.len() / 1024);
        problems.wrong(0, what, format!("hv reads policies of at most {} KiB", MOST_BYTES / 1024));
        return Err(problems.into_sorted());
    }
    let tree = raw::read(text, &problems);
    let root = Section::new(tree.get_ref(), 0);
    raw::conform(root, &POLICY, &problems, false);
    let words = vocabulary(root);
    let draft =
        Reading { problems: &problems, words: &words, own: false, roles: roles(root) }.draft(root);
    sense::check(&draft, &problems);
    let policy = draft.finish(root, own(), digest(text));
    let (warnings, wrong): (Vec<_>, Vec<_>) =
        problems.into_sorted().into_iter().partition(|p| p.warning);
    // Beside a mistake a warning may only follow from it: a ladder with a slip in it is no missing ladder.
    if wrong.is_empty() { Ok(Loaded { policy, warnings }) } else { Err(wrong) }
}

/// The first 16 hex digits of the sha-256 of a policy's text.
pub fn digest(text: &str) -> String {
    let sum: Vec<u8> = Sha256::digest(text.as_bytes()).to_vec();
    let half = sum.iter().take(8).fold(0u64, |all, byte| all << 8 | u64::from(*byte));
    format!("{half:016x}")
}

/// A rule and where it stands.
#[derive(Debug)]
pub(super) struct Placed<T> {
    pub(super) at: Place,
    pub(super) rule: T,
}

/// Every rule that could be read, with its place, before the rules are held against one another.
#[derive(Debug, Default)]
pub(super) struct Draft {
    /// How many of `gates`, from the first, come from `[[staffing]]`.
    pub(super) staffing: usize,
    pub(super) gates: Vec<Placed<Gate>>,
    pub(super) questions: Vec<Placed<Question>>,
    pub(super) every: Vec<Placed<LimitWhen>>,
    pub(super) without_notice: Vec<Placed<LimitWhen>>,
    pub(super) with_notice: Vec<Placed<LimitWhen>>,
    pub(super) expected: Option<Limit>,
    pub(super) finish: Option<Limit>,
    pub(super) ladders: Vec<Placed<Ladder>>,
    pub(super) duties: Vec<Placed<DutyRule>>,
    pub(super) outcomes: Vec<Placed<OutcomeRule>>,
    pub(super) hazards: Vec<Placed<Hazard>>,
    pub(super) matrix: Option<Placed<Matrix>>,
    pub(super) ratings: Vec<String>,
    pub(super) advice: Vec<Advice>,
}

/// Reads the rules of one file.
pub(super) struct Reading<'p, 't> {
    pub(super) problems: &'p Problems<'t>,
    pub(super) words: &'p Vocabulary,
    /// hv's own file: its rules are hv's defaults.
    pub(super) own: bool,
    pub(super) roles: BTreeMap<Role, String>,
}

fn roles(root: Section<'_>) -> BTreeMap<Role, String> {
    let names = root.section("roles").map(Section::entries).unwrap_or_default();
    let name = |(word, _, node): (&str, _, &raw::Node<'_>)| {
        Some((word.to_owned(), node.get_ref().as_str()?.to_owned()))
    };
    names.into_iter().filter_map(name).collect()
}

/// The words the policy defines, taken even from rules that are otherwise wrong: a rule that names them is not.
fn vocabulary(root: Section<'_>) -> Vocabulary {
    let asked = |q: Section<'_>| Asked {
        id: q.text("id"),
        at: lookup(STEPS, &q.text("at")).unwrap_or(Step::Plan),
        of_each_person: q.text("of") == "each",
        kind: answer_kind(q),
        place: q.at,
    };
    let assessment = root.section("assessment");
    let list = |key| assessment.map(|a| a.texts(key)).unwrap_or_default();
    Vocabulary {
        questions: root.sections("question").into_iter().map(asked).collect(),
        outcomes: root.sections("outcome").into_iter().map(|o| o.text("id")).collect(),
        ratings: list("ratings"),
        reasons: root.section("policy").map(|p| p.texts("reasons")).unwrap_or_default(),
        assessment: assessment.is_some(),
        higher_risk_set: assessment.is_some_and(|a| a.has("higher-risk-from")),
    }
}

fn answer_kind(question: Section<'_>) -> AnswerKind {
    match question.maybe_text("answer").as_deref() {
        Some("yes-no") => AnswerKind::YesNo,
        Some("number") => AnswerKind::Number,
        Some(_) => AnswerKind::Text,
        None => AnswerKind::Choice(question.texts("answer")),
    }
}

impl Reading<'_, '_> {
    /// Every rule of the file. hv's own file has some of the sections only.
    pub(super) fn draft(&self, root: Section<'_>) -> Draft {
        let staffing = self.each(root, "staffing", |s| self.staffing(s));
        let staffing_count = staffing.len();
        let contact = root.section("contact");
        let wait = root.section("wait");
        let limits = |section: Option<Section<'_>>, key| {
            section.map(|s| self.each(s, key, |limit| self.limit_when(limit))).unwrap_or_default()
        };
        let back = root.section("return");
        let grace = |key| back.and_then(|r| r.section(key)).map(|g| self.limit(g, "grace"));
        let assessment = root.section("assessment");
        self.heading(root);
        Draft {
            staffing: staffing_count,
            gates: staffing.into_iter().chain(self.each(root, "gate", |g| self.gate(g))).collect(),
            questions: self.each(root, "question", |q| self.question(q)),
            every: limits(contact, "every"),
            without_notice: limits(wait, "without-notice"),
            with_notice: limits(wait, "with-notice"),
            expected: grace("expected"),
            finish: grace("finish"),
            ladders: self.each(root, "ladder", |l| self.ladder(l)),
            duties: self.each(root, "duty", |d| self.duty(d)),
            outcomes: self.each(root, "outcome", |o| Some(outcome(o))),
            hazards: assessment
                .map(|a| self.each(a, "hazard", |h| self.hazard(h)))
                .unwrap_or_default(),
            matrix: assessment.and_then(|a| self.matrix(a)),
            ratings: self.words.ratings.clone(),
            advice: self
                .each(root, "advice", |a| self.advice(a))
                .into_iter()
                .map(|a| a.rule)
                .collect(),
        }
    }

    /// Each section is read, so that all its conditions are looked at; only what fits is kept.
    fn each<'a, T>(
        &self,
        of: Section<'a>,
        key: &str,
        read: impl Fn(Section<'a>) -> Option<T>,
    ) -> Vec<Placed<T>> {
        let placed = |section: Section<'a>| {
            let rule = read(section)?;
            self.problems.sound(section).then_some(Placed { at: section.at, rule })
        };
        of.sections(key).into_iter().filter_map(placed).collect()
    }

    fn condition(&self, section: Section<'_>, key: &str, scope: &Scope) -> Option<Condition> {
        Conditions { words: self.words, problems: self.problems }.under(section, key, scope)
    }

    /// The words of the heading, the list and the assessment that must be words of the policy.
    fn heading(&self, root: Section<'_>) {
        let heading = root.section("policy");
        let signature = root.section("week-list").and_then(|w| w.section("signature"));
        let assessment = root.section("assessment");
        self.roles(heading, "head");
        self.roles(signature, "by");
        self.roles(assessment, "assessors");
        self.roles(assessment, "authorised-by");
        if let Some(assessment) = assessment {
            self.check_higher_risk(assessment);
        }
    }

    /// The roles under a key; each must be one the policy names, or one that is understood.
    fn roles(&self, section: Option<Section<'_>>, key: &str) -> Vec<Role> {
        let named = section.map(|s| s.placed_texts(key)).unwrap_or_default();
        for (at, role) in &named {
            if !self.roles.contains_key(role) && !UNDERSTOOD.contains(&role.as_str()) {
                let known: Vec<&str> = self
                    .roles
                    .keys()
                    .map(String::as_str)
                    .chain(UNDERSTOOD.iter().copied())
                    .collect();
                let what = format!("no role is called {}", quote(role));
                let hint = format!("{} (or add it to [roles])", choices(role, &known));
                self.problems.wrong(*at, what, hint);
            }
        }
        named.into_iter().map(|(_, role)| role).collect()
    }

    /// Text in which some words in braces are filled in later.
    fn template(&self, section: Section<'_>, key: &str, blanks: &[&str]) -> String {
        let text = section.text(key);
        for part in text.split('{').skip(1) {
            let complaint = match part.split_once('}') {
                Some((blank, _)) if blanks.contains(&blank) => continue,
                Some((blank, _)) => (
                    format!("`{key}` has {} in braces, which is never filled in", quote(blank)),
                    choices(blank, blanks),
                ),
                None => (
                    format!("`{key}` has a brace that is never closed"),
                    "close it: {...}".to_owned(),
                ),
            };
            self.problems.wrong(section.place(key), complaint.0, complaint.1);
        }
        text
    }

    fn staffing(&self, section: Section<'_>) -> Option<Gate> {
        let steps = vec![Step::Plan, Step::Out];
        let when = self.condition(section, "when", &Scope::whole(Step::Plan))?;
        let least = section.number("least")?;
        let fix = self.template(section, "fix", FIX_BLANKS);
        let usual =
            format!("put at least {least} members of school staff on {{visit}}, or rearrange it");
        Some(Gate {
            id: section.text("id"),
            at: steps,
            when,
            demand: Condition::Fact("crew-size".to_owned(), Test::AtLeast(least)),
            strength: strength(section),
            says: section.text("says"),
            fix: if fix.is_empty() { usual } else { fix },
            clauses: section.texts("clause"),
        })
    }

    fn gate(&self, section: Section<'_>) -> Option<Gate> {
        let at: Vec<Step> =
            section.texts("at").iter().filter_map(|word| lookup(STEPS, word)).collect();
        let scope = Scope::gate(&at);
        let when = self.condition(section, "when", &scope);
        let demand = self.condition(section, "demand", &scope);
        let fix = self.template(section, "fix", FIX_BLANKS);
        Some(Gate {
            id: section.text("id"),
            at,
            when: when?,
            demand: demand?,
            strength: strength(section),
            says: section.text("says"),
            fix,
            clauses: section.texts("clause"),
        })
    }

    fn question(&self, section: Section<'_>) -> Option<Question> {
        let at = lookup(STEPS, &section.text("at")).unwrap_or(Step::Plan);
        let of_each_person = section.text("of") == "each";
        let scope = Scope {
            each_person: of_each_person,
            asked_before: Some(section.at),
            ..Scope::gate(&[at])
        };
        let when = self.condition(section, "when", &scope);
        self.check_needs(section);
        self.check_name(section);
        Some(Question {
            id: section.text("id"),
            at,
            of_each_person,
            when: when?,
            ask: section.text("ask"),
            kind: answer_kind(section),
            needs: section.maybe_text("needs"),
            strength: strength(section),
            fix: self.template(section, "fix", FIX_BLANKS),
            clauses: section.texts("clause"),
            help: section.maybe_text("help"),
        })
    }

    fn check_needs(&self, section: Section<'_>) {
        let Some(needs) = section.maybe_text("needs") else { return };
        let kind = answer_kind(section);
        let words: Vec<&str> = match &kind {
            AnswerKind::YesNo => vec!["yes", "no"],
            AnswerKind::Choice(words) => words.iter().map(String::as_str).collect(),
            AnswerKind::Text | AnswerKind::Number => Vec::new(),
        };
        if words.is_empty() {
            let hint = "leave `needs` out; use a [[gate]] on the answer";
            let what = "`needs` asks for one answer to a question that is free to answer";
            self.problems.wrong(section.place("needs"), what, hint);
        } else if !words.contains(&needs.as_str()) {
            let what = format!("the question can never be answered {}", quote(&needs));
            self.problems.wrong(section.place("needs"), what, choices(&needs, &words));
        }
    }

    fn check_name(&self, section: Section<'_>) {
        let id = section.text("id");
        if known_fact(&id).is_some() || ["all", "any", "not"].contains(&id.as_str()) {
            let what = format!("{} already means something else in conditions", quote(&id));
            self.problems.wrong(section.place("id"), what, "choose another id for the question");
        }
    }

    fn limit_when(&self, section: Section<'_>) -> Option<LimitWhen> {
        let when = self.condition(section, "when", &Scope::whole(Step::Out))?;
        Some(LimitWhen { when, limit: self.limit(section, "limit") })
    }

    /// "not set" is zero, and the policy's.
    fn limit(&self, section: Section<'_>, key: &str) -> Limit {
        Limit {
            span: section.span(key).unwrap_or(Span::ZERO),
            over: section.text("late") == "over",
            source: self.source(section.texts("clause")),
        }
    }

    fn source(&self, clauses: Clauses) -> Source {
        if self.own { Source::Default } else { Source::Policy(clauses) }
    }

    fn ladder(&self, section: Section<'_>) -> Option<Ladder> {
        let rungs: Vec<Rung> =
            section.sections("rung").into_iter().map(|rung| self.rung(rung)).collect();
        if rungs.is_empty() {
            let what = format!("the ladder {} has no rungs", quote(&section.text("id")));
            self.problems.wrong(section.at, what, "add a [[ladder.rung]] that says who does what");
            return None;
        }
        let clauses = rungs.iter().flat_map(|r| r.clauses.clone()).collect();
        let clock = |word: &String| lookup(CLOCKS, word);
        Some(Ladder {
            id: section.text("id"),
            clocks: section.texts("clocks").iter().filter_map(clock).collect(),
            rungs,
            source: self.source(clauses),
        })
    }

    fn rung(&self, section: Section<'_>) -> Rung {
        Rung {
            who: self.roles(Some(section), "who"),
            deputies: self.roles(Some(section), "deputies"),
            does: self.template(section, "does", RUNG_BLANKS),
            after: section.span("after"),
            decision: section.texts("decision"),
            clauses: section.texts("clause"),
        }
    }

    fn duty(&self, section: Section<'_>) -> Option<DutyRule> {
        let when = self.condition(section, "when", &Scope::whole(Step::Done))?;
        Some(DutyRule {
            id: section.text("id"),
            on: lookup(TRIGGERS, &section.text("on")).unwrap_or(DutyTrigger::Outcome),
            when,
            owner: self.roles(Some(section), "owner").pop().unwrap_or_default(),
            does: section.text("does"),
            within: section.span("within"),
            written: section.flag("written"),
            clauses: section.texts("clause"),
        })
    }

    fn hazard(&self, section: Section<'_>) -> Option<Hazard> {
        let control = |c: Section<'_>| Control { text: c.text("text"), clauses: c.texts("clause") };
        Some(Hazard {
            id: section.text("id"),
            name: section.text("name"),
            when: self.condition(section, "when", &Scope::whole(Step::Assess))?,
            controls: section.sections("controls").into_iter().map(control).collect(),
            clauses: section.texts("clause"),
        })
    }

    fn matrix(&self, assessment: Section<'_>) -> Option<Placed<Matrix>> {
        let section = assessment.section("matrix").filter(|m| self.problems.sound(*m))?;
        let matrix = Matrix {
            impact: section.texts("impact"),
            likelihood: section.texts("likelihood"),
            grid: section.rows("grid"),
            clauses: section.texts("clause"),
        };
        Some(Placed { at: section.place("grid"), rule: matrix })
    }

    fn check_higher_risk(&self, assessment: Section<'_>) {
        let Some(from) = assessment.maybe_text("higher-risk-from") else { return };
        if !self.words.ratings.contains(&from) {
            let ratings: Vec<&str> = self.words.ratings.iter().map(String::as_str).collect();
            let what =
                format!("`higher-risk-from` is {}, which is not one of the ratings", quote(&from));
            self.problems.wrong(
                assessment.place("higher-risk-from"),
                what,
                choices(&from, &ratings),
            );
        }
    }

    fn advice(&self, section: Section<'_>) -> Option<Advice> {
        let at = lookup(STEPS, &section.text("at")).unwrap_or(Step::Plan);
        Some(Advice {
            at,
            when: self.condition(section, "when", &Scope::whole(at))?,
            says: section.text("says"),
            clauses: section.texts("clause"),
        })
    }
}

fn outcome(section: Section<'_>) -> OutcomeRule {
    OutcomeRule {
        id: section.text("id"),
        says: section.text("says"),
        got_in: section.flag("got-in"),
        card: section.flag("card"),
        clauses: section.texts("clause"),
    }
}

fn strength(section: Section<'_>) -> Strength {
    if section.text("strength") == "should" { Strength::Should } else { Strength::Must }
}

/// The rules without their places.
pub(super) fn bare<T>(placed: Vec<Placed<T>>) -> Vec<T> {
    placed.into_iter().map(|p| p.rule).collect()
}

impl Draft {
    fn finish(self, root: Section<'_>, own: &Own, digest: String) -> Policy {
        let heading = root.section("policy");
        let text = |key| heading.map(|h| h.text(key)).unwrap_or_default();
        let head = text("head");
        Policy {
            name: text("name"),
            school: text("school"),
            title: text("title"),
            digest,
            review: review(root),
            roles: roles(root),
            head,
            contact: contact(root, bare(self.every)),
            wait: WaitRules {
                without_notice: bare(self.without_notice),
                with_notice: bare(self.with_notice),
                at_limit: root.section("wait").map(|w| w.text("at-limit")).unwrap_or_default(),
            },
            returns: ReturnRules {
                grace: self.expected.unwrap_or_else(|| own.return_grace.clone()),
                finish_grace: self.finish,
                departure_grace: own.departure_grace.clone(),
            },
            week_list: week_list(root),
            assessment: assessment(root, bare(self.hazards), self.matrix.map(|m| m.rule)),
            gates: with_own(bare(self.gates), &own.gates, |g| &g.id),
            questions: bare(self.questions),
            ladders: bare(self.ladders),
            duties: with_own(bare(self.duties), &own.duties, |d| &d.id),
            outcomes: with_own(bare(self.outcomes), &own.outcomes, |o| &o.id),
            advice: self.advice,
            reasons: heading.map(|h| h.texts("reasons")).unwrap_or_default(),
            defaults: own.defaults.clone(),
        }
    }
}

/// hv's own rules follow the policy's. One with the same id in the policy stands in its place.
fn with_own<T: Clone>(mut rules: Vec<T>, own: &[T], id: impl Fn(&T) -> &String) -> Vec<T> {
    let missing: Vec<T> =
        own.iter().filter(|o| !rules.iter().any(|r| id(r) == id(o))).cloned().collect();
    rules.extend(missing);
    rules
}

fn review(root: Section<'_>) -> Review {
    let Some(section) = root.section("review") else { return Review::default() };
    Review {
        updated: section.maybe_text("updated"),
        next: section.maybe_text("next"),
        every_months: section.number("every-months").and_then(|n| u32::try_from(n).ok()),
        clauses: section.texts("clause"),
    }
}

fn contact(root: Section<'_>, every: Vec<LimitWhen>) -> ContactRules {
    let Some(section) = root.section("contact") else { return ContactRules::default() };
    let cited = |key| section.section(key).map(|s| s.texts("clause"));
    ContactRules {
        every,
        before_visit: cited("before-visit"),
        after_visit: cited("after-visit"),
        how: section.text("how"),
    }
}

fn week_list(root: Section<'_>) -> Option<WeekListRules> {
    let section = root.section("week-list")?;
    let signature = section.section("signature");
    Some(WeekListRules {
        fields: section.texts("fields"),
        signed_by: signature.map(|s| s.text("by")),
        clauses: section.texts("clause"),
        signature_clauses: signature.map(|s| s.texts("clause")).unwrap_or_default(),
    })
}

fn assessment(
    root: Section<'_>,
    hazards: Vec<Hazard>,
    matrix: Option<Matrix>,
) -> Option<AssessmentRules> {
    let section = root.section("assessment")?;
    Some(AssessmentRules {
        ratings: section.texts("ratings"),
        higher_risk_from: section.maybe_text("higher-risk-from"),
        matrix,
        assessors: section.texts("assessors"),
        authorised_by: section.text("authorised-by"),
        hazards,
        review_after_each_visit: section.flag("review-after-each-visit"),
        clauses: section.texts("clause"),
    })
}

impl Policy {
    /// The ladder that answers a clock: the policy's, or else hv's own, which says so by its source.
    pub fn ladder(&self, clock: Clock) -> Option<Ladder> {
        let answers = |l: &&Ladder| l.clocks.contains(&clock);
        let written = self.ladders.iter().find(answers).cloned();
        written.or_else(|| self.own_ladders().iter().find(answers).cloned())
    }

    /// hv's own ladders, with the head of school by this policy's word.
    pub fn own_ladders(&self) -> Vec<Ladder> {
        let mut ladders = super::shipped::default_ladders();
        let roles = ladders
            .iter_mut()
            .flat_map(|l| &mut l.rungs)
            .flat_map(|r| r.who.iter_mut().chain(&mut r.deputies));
        for role in roles.filter(|role| *role == "head") {
            role.clone_from(&self.head);
        }
        ladders
    }
}
