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
use super::raw::{
    self, MOST_BYTES, NONE, NOT_SET, Place, Problems, Section, choices, clock_time, quote,
    school_days,
};
use super::sections::POLICY;
use super::shape::{
    CLOCKS, EACH, FIX_BLANKS, OTHERWISE, RUNG_BLANKS, SHEETS, STEPS, TRIGGERS, UNDERSTOOD, lookup,
};
use super::shipped::own;
use super::{
    Advice, AnswerKind, CallRule, CautionRule, Clauses, Control, DutyRule, DutyTrigger, Gate,
    Hazard, HomeRule, Ladder, Limit, LimitWhen, Matrix, OutcomeRule, Policy, Problem, Question,
    Role, Rung, Source, Step, Strength, Within, sense,
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

/// Reads a policy that a school has adopted: everything left to the school has been chosen.
///
/// # Errors
/// Everything that is wrong with it, in the order of the file.
pub fn load(text: &str) -> Result<Loaded, Vec<Problem>> {
    read(text, true)
}

/// Reads a policy that nobody has adopted yet: a choice still to be made is taken as hv suggests, and stands open in
/// [`Policy::choices`]. For showing and comparing policies, never for deciding anything.
///
/// # Errors
/// Everything else that is wrong with it, in the order of the file.
pub fn load_unadopted(text: &str) -> Result<Loaded, Vec<Problem>> {
    read(text, false)
}

fn read(text: &str, adopted: bool) -> Result<Loaded, Vec<Problem>> {
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
    let reading = Reading { problems: &problems, words: &words, own: false, roles: roles(root) };
    let draft = reading.draft(root);
    reading.school_choices(root, adopted);
    reading.lists(root);
    sense::check(&draft, &problems);
    super::remarks::check(text, root, &draft, &problems);
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
    pub(super) calls: Vec<Placed<CallRule>>,
    pub(super) without_notice: Vec<Placed<LimitWhen>>,
    pub(super) with_notice: Vec<Placed<LimitWhen>>,
    pub(super) minimum: Vec<Placed<LimitWhen>>,
    pub(super) home: Option<HomeRule>,
    pub(super) caution: Option<CautionRule>,
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

pub(super) fn roles(root: Section<'_>) -> BTreeMap<Role, String> {
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
    let ids = |key| root.sections(key).into_iter().map(|s| s.text("id")).collect::<Vec<_>>();
    let bases = assessment.map(|a| a.sections("base")).unwrap_or_default();
    Vocabulary {
        questions: root.sections("question").into_iter().map(asked).collect(),
        outcomes: ids("outcome"),
        ratings: list("ratings"),
        reasons: ids("reason"),
        kinds: ids("kind"),
        places: ids("place"),
        sites: ids("site"),
        incidents: ids("incident"),
        roles: roles(root).into_keys().collect(),
        documents: ids("document"),
        training: ids("training"),
        duties: ids("duty"),
        bases: bases.into_iter().map(|b| b.text("id")).collect(),
        choices: root
            .sections("choice")
            .into_iter()
            .map(|c| (c.text("id"), c.texts("options")))
            .collect(),
        assessment: assessment.is_some(),
        higher_risk_set: assessment.is_some_and(|a| a.has("higher-risk-from"))
            || ids("choice").iter().any(|id| id == HIGHER_RISK_FROM),
    }
}

/// The choice that decides from which rating a visit is higher risk.
pub(super) const HIGHER_RISK_FROM: &str = "higher-risk-from";

/// Words by which people call a word that is agreed in secret.
const CODE_WORDS: [&str; 6] =
    ["code word", "codeword", "code phrase", "safe word", "password", "pass phrase"];

fn asks_for_a_code_word(question: Section<'_>) -> bool {
    let about = format!("{} {}", question.text("id"), question.text("ask"));
    let about = about.to_lowercase().replace('-', " ");
    CODE_WORDS.iter().any(|word| about.contains(word))
}

pub(super) fn answer_kind(question: Section<'_>) -> AnswerKind {
    match question.maybe_text("answer").as_deref() {
        Some("yes-no") => AnswerKind::YesNo,
        Some("number") => AnswerKind::Number,
        Some("day") => AnswerKind::Day,
        Some("past-day") => AnswerKind::PastDay,
        Some("person") => AnswerKind::Person(question.texts("roles")),
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
            calls: contact.map(|c| self.each(c, "call", |s| self.call(s))).unwrap_or_default(),
            without_notice: limits(wait, "without-notice"),
            with_notice: limits(wait, "with-notice"),
            minimum: limits(wait, "minimum"),
            home: back.and_then(|r| r.section("home")).and_then(|h| self.home(h)),
            caution: root
                .section("incidents")
                .and_then(|i| i.section("caution"))
                .and_then(|c| self.caution(c)),
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
        self.roles(root.section("review"), "owner");
        self.roles(root.section("departure"), "authorised-by");
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
        self.roles(Some(section), "roles");
        self.check_uses(section);
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
            otherwise: section.maybe_text("otherwise").and_then(|w| lookup(OTHERWISE, &w)),
            points: section.points("points"),
        })
    }

    /// Keys of a question that only some questions can have.
    fn check_uses(&self, section: Section<'_>) {
        let kind = answer_kind(section);
        if section.has("roles") && !matches!(kind, AnswerKind::Person(_)) {
            let what = "`roles` says who an answer may be, and this answer is not a person";
            self.problems.wrong(
                section.place("roles"),
                what,
                "write answer = \"person\", or leave `roles` out",
            );
        }
        if matches!(kind, AnswerKind::Text | AnswerKind::Number) && asks_for_a_code_word(section) {
            let what = "the answer to this would be the code word, and would stand in the records";
            let hint = "ask whether one is agreed: answer = \"yes-no\"; hv never holds the word";
            self.problems.wrong(section.place("answer"), what, hint);
        }
        if section.has("otherwise") && !section.has("needs") {
            let what = "`otherwise` raises an alarm, and no answer is the needed one";
            self.problems.wrong(section.place("otherwise"), what, "say which answer `needs`");
        }
        let words: Vec<String> = match kind {
            AnswerKind::YesNo => vec!["yes".to_owned(), "no".to_owned()],
            AnswerKind::Choice(words) => words,
            AnswerKind::Text
            | AnswerKind::Number
            | AnswerKind::Day
            | AnswerKind::PastDay
            | AnswerKind::Person(_) => Vec::new(),
        };
        let known: Vec<&str> = words.iter().map(String::as_str).collect();
        for (word, _) in section.points("points").iter().filter(|(w, _)| !words.contains(w)) {
            let what = format!("`points` counts {}, which is never an answer", quote(word));
            self.problems.wrong(section.place("points"), what, choices(word, &known));
        }
    }

    fn check_needs(&self, section: Section<'_>) {
        let Some(needs) = section.maybe_text("needs") else { return };
        let kind = answer_kind(section);
        let words: Vec<&str> = match &kind {
            AnswerKind::YesNo => vec!["yes", "no"],
            AnswerKind::Choice(words) => words.iter().map(String::as_str).collect(),
            AnswerKind::Text
            | AnswerKind::Number
            | AnswerKind::Day
            | AnswerKind::PastDay
            | AnswerKind::Person(_) => Vec::new(),
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
        let taken = known_fact(&id).is_some() || self.words.derived(&id).is_some();
        if taken || ["all", "any", "not"].contains(&id.as_str()) {
            let what = format!("{} already means something else in conditions", quote(&id));
            self.problems.wrong(section.place("id"), what, "choose another id for the question");
        }
    }

    fn limit_when(&self, section: Section<'_>) -> Option<LimitWhen> {
        let when = self.condition(section, "when", &Scope::whole(Step::Out))?;
        // Without a value it bounds nothing, and is said at every sign-out instead: see `Unset`.
        let open = [NONE, NOT_SET].contains(&section.text("limit").as_str());
        Some(LimitWhen {
            when,
            limit: (!open).then(|| self.limit(section, "limit")),
            clauses: section.texts("clause"),
        })
    }

    fn call(&self, section: Section<'_>) -> Option<CallRule> {
        let (from, by) = (section.span("from")?, section.span("by")?);
        if by < from {
            let what = "the call is missed before it is due";
            self.problems.wrong(section.place("by"), what, "`by` is at least as long as `from`");
        }
        Some(CallRule {
            id: section.text("id"),
            // What is answered at the door, or on going in, may bring a call.
            when: self.condition(section, "when", &Scope::whole(Step::Enter))?,
            from,
            by,
            clauses: section.texts("clause"),
        })
    }

    fn home(&self, section: Section<'_>) -> Option<HomeRule> {
        Some(HomeRule {
            when: self.condition(section, "when", &Scope::whole(Step::Out))?,
            to: self.roles(Some(section), "to").pop()?,
            grace: self.limit(section, "grace"),
        })
    }

    fn caution(&self, section: Section<'_>) -> Option<CautionRule> {
        Some(CautionRule {
            when: self.condition(section, "when", &Scope::whole(Step::Incident))?,
            clauses: section.texts("clause"),
        })
    }

    /// A choice that is open stops an adopted policy, with what there is to choose.
    fn school_choices(&self, root: Section<'_>, adopted: bool) {
        for section in root.sections("choice") {
            self.choice(section);
            if adopted && !section.has("chosen") && self.problems.sound(section) {
                self.still_to_choose(section);
            }
        }
    }

    fn choice(&self, section: Section<'_>) {
        let options = section.texts("options");
        let known: Vec<&str> = options.iter().map(String::as_str).collect();
        let typed =
            ["chosen", "suggest"].into_iter().filter_map(|k| Some((k, section.maybe_text(k)?)));
        for (key, word) in typed.filter(|(_, word)| !options.contains(word)) {
            let what = format!("`{key}` is {}, which is not one of the options", quote(&word));
            self.problems.wrong(section.place(key), what, choices(&word, &known));
        }
    }

    fn still_to_choose(&self, section: Section<'_>) {
        let id = section.text("id");
        let what = format!("the school has to choose {}: {}", quote(&id), section.text("ask"));
        let suggested = section
            .maybe_text("suggest")
            .map(|s| format!("; hv suggests {}, and makes no choice of its own", quote(&s)))
            .unwrap_or_default();
        let options = section.texts("options").join(", ");
        let hint = format!("add `chosen = ...`, one of {options}{suggested}");
        self.problems.wrong(section.at, what, hint);
    }

    /// What holds between several keys: the columns of sheets, and the ways of rating.
    fn lists(&self, root: Section<'_>) {
        super::scale::check(root, self.problems);
        for sheet in root.sections("sheet") {
            self.columns(sheet);
        }
        let both = |a: &Section<'_>| a.has("matrix") && a.has("score");
        if let Some(section) = root.section("assessment").filter(both) {
            let what = "an assessment is rated by a grid or by points, not by both";
            self.problems.wrong(section.place("score"), what, "leave one of them out");
        }
    }

    fn columns(&self, sheet: Section<'_>) {
        let of = sheet.text("of");
        let Some((_, _, allowed)) = SHEETS.iter().find(|(word, _, _)| *word == of) else { return };
        let placed = sheet.placed_texts("columns").into_iter();
        for (at, column) in placed.filter(|(_, c)| !allowed.contains(&c.as_str())) {
            let what = format!("a sheet of {of} has no column {}", quote(&column));
            self.problems.wrong(at, what, choices(&column, allowed));
        }
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
            at: section.maybe_text("at").and_then(|t| clock_time(&t)),
            decision: section.texts("decision"),
            optional: section.flag("optional"),
            tries: section.number("tries"),
            clauses: section.texts("clause"),
        }
    }

    fn duty(&self, section: Section<'_>) -> Option<DutyRule> {
        let on = lookup(TRIGGERS, &section.text("on")).unwrap_or(DutyTrigger::Outcome);
        let when = self.condition(section, "when", &Scope::after(on))?;
        Some(DutyRule {
            id: section.text("id"),
            on,
            when,
            owner: self.roles(Some(section), "owner").pop().unwrap_or_default(),
            does: section.text("does"),
            within: section.maybe_text("within").and_then(|t| within(&t)),
            each: section.maybe_text("each").and_then(|w| lookup(EACH, &w)),
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

fn within(text: &str) -> Option<Within> {
    school_days(text).map(Within::SchoolDays).or_else(|| Span::parse(text).ok().map(Within::Span))
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
