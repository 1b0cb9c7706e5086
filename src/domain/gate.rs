//! Which rules of the policy hold at a step, and which questions it asks. All findings at once, never the
//! first alone.

use super::events::{Answers, Unmet};
use super::known;
use crate::policy::facts::{self, About, Facts, Truth, Value};
use crate::policy::{AnswerKind, Clauses, Gate, Policy, Question, Step, Strength};
use crate::when::Day;

/// What is known at a step: about the outing, about each visit, about each person.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Scene {
    /// About the whole outing, and answers given once.
    pub outing: Facts,
    /// Each visit by its id, with its facts.
    pub visits: Vec<(String, Facts)>,
    /// Each person by id, with facts and the answers given for each person.
    pub people: Vec<(String, Facts)>,
}

/// A rule that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule's or the question's id.
    pub rule: String,
    /// Whom or what it is about: a visit's or a person's id; empty for the outing.
    pub subject: String,
    /// Refuses or warns.
    pub strength: Strength,
    /// The rule in words.
    pub says: String,
    /// What would satisfy it.
    pub fix: String,
    /// The clauses.
    pub clauses: Clauses,
    /// The facts the rule demands, so that whoever shows it can say what to type.
    pub demands: Vec<String>,
    /// Exactly why it does not hold, where hv can tell: which risk, whose concern, who has not read what.
    pub because: Vec<Because>,
}

/// One reason why a rule does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Because {
    /// The reason, in words.
    pub says: String,
    /// What to type to put it right. Empty: the rule's own words say what to do.
    pub to_type: String,
}

impl Finding {
    /// The finding as recorded, with its reason.
    pub fn unmet(&self, reason: &str) -> Unmet {
        let about =
            if self.subject.is_empty() { String::new() } else { format!(" ({})", self.subject) };
        Unmet {
            rule: self.rule.clone(),
            strength: self.strength,
            says: format!("{}{about}", self.says),
            clauses: self.clauses.clone(),
            reason: reason.to_owned(),
        }
    }
}

/// A question to put, and to whom.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The question.
    pub question: &'a Question,
    /// The person it is asked of; `None` when it is asked once.
    pub person: Option<&'a str>,
}

impl Asked<'_> {
    /// What a flag calls it: `phone-carried`, or `kay.phone-carried`.
    pub fn key(&self) -> String {
        match self.person {
            Some(person) => format!("{person}.{}", self.question.id),
            None => self.question.id.clone(),
        }
    }
}

/// Every rule of the step that does not hold.
pub fn check(policy: &Policy, step: Step, scene: &Scene) -> Vec<Finding> {
    let mut findings = Vec::new();
    for gate in policy.gates.iter().filter(|g| g.at.contains(&step)) {
        for (visit, person, facts) in scenes(policy, gate, scene) {
            if broken(gate, &facts) {
                findings.push(finding(gate, visit, person, &facts));
            }
        }
    }
    findings
}

/// Everything that stands in the way at a step: rules that do not hold, and questions not answered as needed.
///
/// A rule that only waits for a question still to be answered is left out: the question refuses by itself, and
/// says what to do. A question answered "not known" is answered, and its rule stays.
pub fn findings(policy: &Policy, step: Step, scene: &Scene, answers: &Answers) -> Vec<Finding> {
    let open: Vec<&Question> = questions(policy, step, scene)
        .into_iter()
        .filter(|a| a.question.strength == Strength::Must && !answers.contains_key(&a.key()))
        .map(|a| a.question)
        .collect();
    let waits = |finding: &Finding| {
        let gate = policy.gates.iter().find(|g| g.id == finding.rule);
        gate.is_some_and(|g| {
            g.when.mentions().iter().any(|name| open.iter().any(|q| q.id == *name))
        })
    };
    let mut all: Vec<Finding> =
        check(policy, step, scene).into_iter().filter(|f| !waits(f)).collect();
    all.extend(unanswered(policy, step, scene, answers));
    all
}

/// It applies, or may apply, and what it demands is not known to hold.
fn broken(gate: &Gate, facts: &Facts) -> bool {
    gate.when.holds(facts) != Truth::False && gate.demand.holds(facts) != Truth::True
}

/// In each situation the rule is judged in: is it broken? Unknown where what it hangs on is not known.
pub fn broken_in(policy: &Policy, gate: &Gate, scene: &Scene) -> Vec<Truth> {
    let judged = |facts: &Facts| match (gate.when.holds(facts), gate.demand.holds(facts)) {
        (Truth::False, _) | (_, Truth::True) => Truth::False,
        (Truth::True, Truth::False) => Truth::True,
        (Truth::True | Truth::Unknown, _) => Truth::Unknown,
    };
    scenes(policy, gate, scene).iter().map(|(_, _, facts)| judged(facts)).collect()
}

fn finding(gate: &Gate, visit: &str, person: &str, facts: &Facts) -> Finding {
    let subject =
        [person, visit].into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>().join(", ");
    let fill = |text: &str| filled(text, person, &[(visit, facts)]);
    Finding {
        rule: gate.id.clone(),
        subject,
        strength: gate.strength,
        says: fill(&gate.says),
        fix: fill(&gate.fix),
        clauses: gate.clauses.clone(),
        demands: gate.demand.wants(facts).into_iter().map(str::to_owned).collect(),
        because: Vec::new(),
    }
}

/// A rule's words with the blanks filled in; what is true of several visits names them all.
fn filled(text: &str, person: &str, visits: &[(&str, &Facts)]) -> String {
    let each = |blank: &str, what: &dyn Fn(&str, &Facts) -> String| {
        let mut names: Vec<String> = visits.iter().map(|(id, facts)| what(id, facts)).collect();
        names.dedup();
        (blank.to_owned(), names.join(" and "))
    };
    let week = |_: &str, facts: &Facts| {
        facts.get(known::WEEK).map_or_else(|| "the week's list".to_owned(), ToString::to_string)
    };
    [
        ("{person}".to_owned(), person.to_owned()),
        each("{visit}", &|id, _| id.to_owned()),
        each("{family}", &|id, _| id.split('/').next().unwrap_or_default().to_owned()),
        each("{week}", &week),
    ]
    .iter()
    .fold(text.to_owned(), |text, (blank, name)| text.replace(blank, name))
}

/// The situations a gate is judged in: each visit, each person, each pair, or the outing once.
fn scenes<'a>(policy: &Policy, gate: &Gate, scene: &'a Scene) -> Vec<(&'a str, &'a str, Facts)> {
    let names: Vec<&str> = gate.when.mentions().into_iter().chain(gate.demand.mentions()).collect();
    let about = |wanted: About| names.iter().any(|name| about(policy, name) == wanted);
    let none = Facts::new();
    let visits: Vec<(&str, &Facts)> =
        if about(About::Visit) { named(&scene.visits) } else { vec![("", &none)] };
    let people: Vec<(&str, &Facts)> =
        if about(About::Person) { named(&scene.people) } else { vec![("", &none)] };
    let mut situations = Vec::new();
    for (visit, of_visit) in &visits {
        for (person, of_person) in &people {
            situations.push((*visit, *person, scene.outing.with(of_visit).and(of_person)));
        }
    }
    situations
}

fn named(facts: &[(String, Facts)]) -> Vec<(&str, &Facts)> {
    facts.iter().map(|(id, facts)| (id.as_str(), facts)).collect()
}

/// What a fact is about. An answer given of each person is about a person; one given at planning belongs to
/// the visit; any other to what is being done now.
fn about(policy: &Policy, name: &str) -> About {
    if let Some(known) = facts::known_fact(name) {
        return known.about;
    }
    match policy.questions.iter().find(|q| q.id == name) {
        Some(question) if question.of_each_person => About::Person,
        Some(question) if matches!(question.at, Step::Plan | Step::Assess) => About::Visit,
        Some(_) => About::Outing,
        None if policy.choices.iter().any(|c| c.id == name) => About::Visit,
        None => facts::derived(name).map_or(About::Outing, |(known, _)| known.about),
    }
}

/// The questions of a step that apply, in the policy's order, whether answered or not.
pub fn questions<'a>(policy: &'a Policy, step: Step, scene: &'a Scene) -> Vec<Asked<'a>> {
    let mut asked = Vec::new();
    for question in policy.questions.iter().filter(|q| q.at == step) {
        if question.of_each_person {
            asked.extend(of_each(policy, question, scene));
        } else if scene_applies(policy, question, scene) {
            asked.push(Asked { question, person: None });
        }
    }
    asked
}

/// Asked of each person for whom it applies at any visit of the outing: what is true of one is not undone by another.
fn of_each<'a>(policy: &Policy, question: &'a Question, scene: &'a Scene) -> Vec<Asked<'a>> {
    let nowhere = [(String::new(), Facts::new())];
    let visits = if scene.visits.is_empty() { &nowhere[..] } else { &scene.visits };
    let asked = |of_person: &Facts| {
        let here = |of_visit: &Facts| of_visit.with(&scene.outing).and(of_person);
        visits.iter().any(|(_, of_visit)| applies(policy, question, &here(of_visit)))
    };
    let meant = scene.people.iter().filter(|(_, facts)| asked(facts));
    meant.map(|(person, _)| Asked { question, person: Some(person) }).collect()
}

fn scene_applies(policy: &Policy, question: &Question, scene: &Scene) -> bool {
    if scene.visits.is_empty() {
        return applies(policy, question, &scene.outing);
    }
    scene.visits.iter().any(|(_, facts)| applies(policy, question, &facts.with(&scene.outing)))
}

/// It applies if its condition holds, or might: only an earlier question still to be answered holds it back. One that
/// was answered "not known" is answered, and what follows from it is asked: not known is never taken for no.
pub fn applies(policy: &Policy, question: &Question, facts: &Facts) -> bool {
    match question.when.holds(facts) {
        Truth::True => true,
        Truth::False => false,
        Truth::Unknown => {
            let waits_for = |name: &str| {
                let other = policy.questions.iter().find(|q| q.id == name);
                facts.open(name) && other.is_some_and(|q| may_come(q, question))
            };
            !question.when.may_turn_out_false(facts, &waits_for)
        }
    }
}

/// An answer may still come. What an assessment leaves open, no later step fills in.
fn may_come(other: &Question, question: &Question) -> bool {
    other.at != Step::Assess || question.at == Step::Assess
}

/// Every question of the step that is not answered as the policy needs.
pub fn unanswered(policy: &Policy, step: Step, scene: &Scene, answers: &Answers) -> Vec<Finding> {
    questions(policy, step, scene)
        .into_iter()
        .filter_map(|asked| match answers.get(&asked.key()) {
            None => Some(question_finding(&asked, None, scene)),
            Some(answer) => (!satisfies(asked.question, answer))
                .then(|| question_finding(&asked, Some(answer), scene)),
        })
        .collect()
}

/// Is the answer the one the policy needs?
pub fn satisfies(question: &Question, answer: &Value) -> bool {
    // "Not known" is an answer on the assessment form, where the policy says what it counts as. Where staff are
    // about to go, it is a reason to find out.
    if question.at != Step::Assess && *answer == Value::from(NOT_KNOWN) {
        return false;
    }
    question.needs.as_ref().is_none_or(|needed| &answer.to_string() == needed)
}

fn question_finding(asked: &Asked<'_>, answer: Option<&Value>, scene: &Scene) -> Finding {
    let question = asked.question;
    let person = asked.person.unwrap_or_default();
    let visits: Vec<(&str, &Facts)> =
        scene.visits.iter().map(|(id, facts)| (id.as_str(), facts)).collect();
    let (says, fix) = match answer {
        None => (
            format!("not answered: {}", question.ask),
            format!("add --answer {}={}", asked.key(), example(question)),
        ),
        Some(answer) => (format!("{} Answered: {answer}", question.ask), question.fix.clone()),
    };
    Finding {
        rule: question.id.clone(),
        subject: person.to_owned(),
        strength: question.strength,
        says,
        fix: filled(&fix, person, &visits),
        clauses: question.clauses.clone(),
        demands: Vec::new(),
        because: Vec::new(),
    }
}

/// What an answer looks like, for the line that gives it: `yes|no`.
pub fn example(question: &Question) -> String {
    match &question.kind {
        AnswerKind::YesNo => "yes|no".to_owned(),
        AnswerKind::Text => "\"...\"".to_owned(),
        AnswerKind::Day | AnswerKind::PastDay => "2026-11-24".to_owned(),
        AnswerKind::Person(_) => "PERSON".to_owned(),
        AnswerKind::Number => "1".to_owned(),
        AnswerKind::Choice(words) => words.join("|"),
    }
}

/// What was typed, as a value.
///
/// # Errors
/// What would be understood.
pub fn read_answer(question: &Question, typed: &str) -> Result<Value, String> {
    let plain = typed.trim();
    if plain.eq_ignore_ascii_case(NOT_KNOWN) {
        return Ok(NOT_KNOWN.into());
    }
    match &question.kind {
        AnswerKind::YesNo => match plain.to_lowercase().as_str() {
            "yes" | "y" => Ok(true.into()),
            "no" | "n" => Ok(false.into()),
            _ => Err(format!("`{plain}` is not yes, no or \"{NOT_KNOWN}\"")),
        },
        AnswerKind::Number => plain
            .parse::<i64>()
            .map(Value::Number)
            .map_err(|_e| format!("`{plain}` is not a whole number")),
        AnswerKind::Choice(words) => words
            .iter()
            .find(|w| w.eq_ignore_ascii_case(plain))
            .map(|w| w.as_str().into())
            .ok_or_else(|| format!("`{plain}` is not one of: {}", words.join(", "))),
        // Whether the day has been is for whoever has the clock: see `has_been`.
        AnswerKind::Day | AnswerKind::PastDay => {
            Day::parse(plain).map(|day| day.to_string().as_str().into())
        }
        // Whether there is such a person is for whoever has the directory: see `person_answer`.
        AnswerKind::Text | AnswerKind::Person(_) if plain.is_empty() => {
            Err("an answer in words is needed".to_owned())
        }
        AnswerKind::Text | AnswerKind::Person(_) => Ok(plain.into()),
    }
}

/// A day on which something was done has been: today is the last.
///
/// # Errors
/// That the day is still to come.
pub fn has_been(kind: &AnswerKind, answer: &str, today: Day) -> Result<(), String> {
    match (kind, Day::parse(answer)) {
        (AnswerKind::PastDay, Ok(day)) if day > today => Err(format!(
            "{} is still to come, and today is {}: give the day on which it was done, or \"{NOT_KNOWN}\"",
            day.words(),
            today.words()
        )),
        _ => Ok(()),
    }
}

/// An answer, and never taken for yes or no.
pub const NOT_KNOWN: &str = "not known";

/// Answers as facts. "Not known" adds no fact, so conditions over it are unknown, and stay so.
pub fn facts_of(answers: &Answers, person: Option<&str>) -> Facts {
    let mut facts = Facts::new();
    for (key, value) in answers {
        let name = match (key.split_once('.'), person) {
            (Some((who, name)), Some(person)) if who == person => name,
            (None, None) => key.as_str(),
            _ => continue,
        };
        if value == &Value::from(NOT_KNOWN) {
            facts.asked_in_vain(name);
        } else {
            facts.set(name, value.clone());
        }
    }
    facts
}
