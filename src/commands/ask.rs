//! Answers and reasons: from flags, from a file, and, at a terminal, from the person.

use super::desk::{Desk, pair};
use super::{Failure, desk};
use crate::cli::AnswerFlags;
use crate::domain::directory::Person;
use crate::domain::events::{Answers, Unmet};
use crate::domain::gate::{self, Finding, Scene};
use crate::domain::interview::Typed;
use crate::error::Error;
use crate::policy::facts::Value;
use crate::policy::{AnswerKind, Policy, Question, Role, Step, Strength};
use crate::when::Day;
use std::path::Path;

/// `KEY=VALUE` flags and what a file says. Two different answers to one question are refused, never chosen from.
pub(crate) fn typed(
    flags: &[String],
    file: Option<&Path>,
    desk: &Desk<'_>,
) -> Result<Typed, Error> {
    let mut typed = match file {
        Some(path) => desk.store.answers_file(&desk.host.cwd.join(path))?,
        None => Typed::new(),
    };
    for flag in flags {
        let (key, value) = pair(flag, "--answer", "phone-carried=yes")?;
        match typed.insert(key.clone(), value.clone()) {
            Some(other) if other != value => {
                return Err(Error::usage(format!("{key} is answered twice: {other}, and {value}")));
            }
            Some(_) | None => {}
        }
    }
    Ok(typed)
}

/// Whether the questions of a step are put by this command.
pub(crate) type Here = fn(Step) -> bool;

/// The answers given by flags and file, for the questions of a step. One given without a person's name is everybody's
/// who gave none of their own. A key that no question of the policy has is refused: a slip must not read as an answer.
pub(crate) fn answers(
    flags: &AnswerFlags,
    policy: &Policy,
    here: Here,
    people: &[String],
    desk: &Desk<'_>,
) -> Result<Answers, Error> {
    let (answers, wrong) = sorted_out(flags, policy, here, people, desk);
    wrong.into_iter().next().map_or(Ok(answers), Err)
}

/// The same for what is recorded whatever was answered: the answers that can be used, and what is wrong with the rest.
pub(crate) fn sorted_out(
    flags: &AnswerFlags,
    policy: &Policy,
    here: Here,
    people: &[String],
    desk: &Desk<'_>,
) -> (Answers, Vec<Error>) {
    let mut answers = Answers::new();
    let mut of_everybody = Answers::new();
    let mut wrong = Vec::new();
    let given = typed(&flags.answers, flags.file.as_deref(), desk).unwrap_or_else(|error| {
        wrong.push(error);
        Typed::new()
    });
    for (key, value) in given {
        match one_answer(&key, &value, policy, people, desk) {
            Ok((question, _, _)) if !here(question.at) => {
                wrong.push(asked_elsewhere(&key, policy, here));
            }
            Ok((question, person, read)) if person.is_none() && question.of_each_person => {
                let id = &question.id;
                of_everybody.extend(people.iter().map(|p| (format!("{p}.{id}"), read.clone())));
            }
            Ok((_, _, read)) => drop(answers.insert(key, read)),
            Err(error) => wrong.push(error),
        }
    }
    of_everybody.extend(answers);
    (of_everybody, wrong)
}

/// The question of an answer, the person named with it, and the answer as a value.
fn one_answer<'p, 'k>(
    key: &'k str,
    value: &str,
    policy: &'p Policy,
    people: &[String],
    desk: &Desk<'_>,
) -> Result<(&'p Question, Option<&'k str>, Value), Error> {
    let (person, id) = key.split_once('.').map_or((None, key), |(p, id)| (Some(p), id));
    let question =
        policy.questions.iter().find(|q| q.id == id).ok_or_else(|| unknown_key(key, policy))?;
    let read = read(question, value, policy, people, desk)
        .map_err(|why| Error::usage(format!("--answer {key}: {why}")))?;
    if let Some(person) = person {
        one_of_them(key, person, question, people)?;
    }
    Ok((question, person, read))
}

/// What was typed, as a value. Somebody named is looked up in the staff directory, and their id is the answer.
///
/// `people` are those who go: a question may ask for one of the visiting staff.
fn read(
    question: &Question,
    typed: &str,
    policy: &Policy,
    people: &[String],
    desk: &Desk<'_>,
) -> Result<Value, String> {
    let value = gate::read_answer(question, typed)?;
    gate::has_been(&question.kind, &value.to_string(), desk.today())?;
    let AnswerKind::Person(roles) = &question.kind else { return Ok(value) };
    if value == Value::from(gate::NOT_KNOWN) {
        return Ok(value);
    }
    let who = Who { staff: &desk.store.people().good, going: people, day: desk.today() };
    person_answer(typed, roles, policy, who)
}

/// Who can be named in an answer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Who<'a> {
    /// The staff directory.
    pub(crate) staff: &'a [Person],
    /// The ids of those who go.
    pub(crate) going: &'a [String],
    /// The day, for roles with dates.
    pub(crate) day: Day,
}

/// The id of the person meant, who has one of the roles on that day and has not left.
///
/// # Errors
/// Who is meant by nothing that was typed; or who has the roles instead.
pub(crate) fn person_answer(
    typed: &str,
    roles: &[Role],
    policy: &Policy,
    who: Who<'_>,
) -> Result<Value, String> {
    let Who { staff, going, day } = who;
    let has = |person: &Person| {
        let here = person.left.is_none_or(|left| day < left);
        here && (roles.is_empty() || roles.iter().any(|r| fills(person, r, policy, going, day)))
    };
    let person = desk::one_person(staff, typed).map_err(|error| {
        let hints = error.hints.join("; ");
        format!("{} ({hints})", error.message)
    })?;
    if has(person) {
        return Ok(person.id.as_str().into());
    }
    let wanted = match roles {
        [] => "somebody who has not left".to_owned(),
        roles => crate::domain::freeze::names_of(roles, "or", policy),
    };
    let others: Vec<String> =
        staff.iter().filter(|p| has(p)).map(|p| format!("{} ({})", p.name, p.id)).collect();
    let who = match others.as_slice() {
        [] => "nobody on the staff is: hv staff change PERSON --role ROLE".to_owned(),
        [one] => format!("{one} is"),
        several => format!("{} are", several.join(", ")),
    };
    Err(format!("{} ({}) is not {wanted} on {}; {who}", person.name, person.id, day.words()))
}

/// `head`, `visitor` and `everyone` are hv's own words for a role.
fn fills(person: &Person, role: &str, policy: &Policy, going: &[String], day: Day) -> bool {
    match role {
        "everyone" => true,
        "visitor" => going.contains(&person.id),
        "head" => person.has_role(&policy.head, day),
        role => person.has_role(role, day),
    }
}

fn one_of_them(
    key: &str,
    person: &str,
    question: &Question,
    people: &[String],
) -> Result<(), Error> {
    if !question.of_each_person {
        return Err(Error::usage(format!(
            "--answer {key}: that is asked once, not of each person"
        ))
        .hint(format!("--answer {}=...", question.id)));
    }
    if people.iter().any(|p| p == person) {
        return Ok(());
    }
    Err(Error::usage(format!("--answer {key}: {person} is not one of {}", people.join(", "))))
}

/// A question of another step. Taken here, it would pass for an answer there: what belongs on the assessment could be
/// typed at the door.
fn asked_elsewhere(key: &str, policy: &Policy, here: Here) -> Error {
    let asked: Vec<&str> =
        policy.questions.iter().filter(|q| here(q.at)).map(|q| q.id.as_str()).collect();
    let asked = if asked.is_empty() { "nothing".to_owned() } else { asked.join(", ") };
    Error::usage(format!("--answer {key}: that is not asked here, but at another step"))
        .hint(format!("asked here: {asked}"))
}

fn unknown_key(key: &str, policy: &Policy) -> Error {
    let known: Vec<&str> = policy.questions.iter().map(|q| q.id.as_str()).collect();
    Error::usage(format!("--answer {key}: the policy asks no such question"))
        .hint(format!("it asks: {}", known.join(", ")))
}

/// At a terminal, puts every question of the step that has no answer yet. Answers may raise more questions.
pub(crate) fn put(
    desk: &mut Desk<'_>,
    policy: &Policy,
    step: Step,
    answers: &mut Answers,
    scene: impl Fn(&Answers) -> Scene,
) -> Result<(), Error> {
    while desk.host.can_ask {
        let now = scene(answers);
        let open = gate::questions(policy, step, &now)
            .into_iter()
            .find(|a| !answers.contains_key(&a.key()));
        let Some(asked) = open else { return Ok(()) };
        let about = asked.person.map(|p| format!("{p}: ")).unwrap_or_default();
        let typed = desk.ask(&format!("{about}{}", asked.question.ask), &asked.question.kind)?;
        let going: Vec<String> = now.people.iter().map(|(id, _)| id.clone()).collect();
        match read(asked.question, &typed, policy, &going, desk) {
            Ok(value) => drop(answers.insert(asked.key(), value)),
            Err(why) => desk.warn(&why),
        }
    }
    Ok(())
}

/// Reasons given with `--because RULE=REASON`.
pub(crate) fn reasons(flags: &AnswerFlags) -> Result<Typed, Error> {
    pairs(&flags.because)
}

/// The same, from a flag of its own.
pub(crate) fn pairs(because: &[String]) -> Result<Typed, Error> {
    because.iter().map(|typed| pair(typed, "--because", "RULE=\"the reason\"")).collect()
}

/// Lets warnings pass that have a written reason, asking for it at a terminal. Anything left refuses, all at once.
pub(crate) fn settle(
    desk: &mut Desk<'_>,
    what: &str,
    findings: Vec<Finding>,
    reasons: &Typed,
) -> Result<Vec<Unmet>, Failure> {
    let refused = findings.iter().any(|f| f.strength == Strength::Must);
    let mut unmet = Vec::new();
    let mut open = Vec::new();
    for finding in findings {
        match reason_for(desk, &finding, reasons, refused)? {
            Some(reason) => unmet.push(finding.unmet(&reason)),
            None => open.push(with_how(finding)),
        }
    }
    if open.is_empty() {
        Ok(unmet)
    } else {
        Err(Failure::Refused { what: what.to_owned(), findings: open, then: String::new() })
    }
}

fn reason_for(
    desk: &mut Desk<'_>,
    finding: &Finding,
    reasons: &Typed,
    refused: bool,
) -> Result<Option<String>, Error> {
    if finding.strength == Strength::Must {
        return Ok(None);
    }
    if let Some(reason) = reasons.get(&finding.rule) {
        return Ok(Some(reason.clone()));
    }
    if refused || !desk.host.can_ask {
        return Ok(None);
    }
    let clauses = crate::render::words::cited(&finding.clauses);
    let question = format!("{} Why is it not met?{clauses}", finding.says);
    desk.ask(&question, &AnswerKind::Text).map(Some)
}

/// A warning that has no reason says how to give one.
fn with_how(mut finding: Finding) -> Finding {
    if finding.strength == Strength::Should {
        let or =
            if finding.fix.is_empty() { String::new() } else { format!("{}; or ", finding.fix) };
        finding.fix = format!("{or}give the reason: --because {}=\"...\"", finding.rule);
    }
    finding
}

/// What a flag gave, or, at a terminal, what is typed; else an error that names the flag.
pub(crate) fn needed(
    desk: &mut Desk<'_>,
    given: Option<&String>,
    flag: &str,
    question: &str,
) -> Result<String, Error> {
    if let Some(given) = given.filter(|g| !g.trim().is_empty()) {
        return Ok(given.trim().to_owned());
    }
    if !desk.host.can_ask {
        return Err(Error::usage(format!("no answer to: {question}")).hint(format!("give {flag}")));
    }
    desk.ask(question, &AnswerKind::Text)
}

/// At a terminal, asks until the answer can be used. What could not be is said, and nothing typed before is lost.
pub(crate) fn until<T>(
    desk: &mut Desk<'_>,
    question: &str,
    read: impl Fn(&str, &Desk<'_>) -> Result<T, Error>,
) -> Result<T, Error> {
    loop {
        let typed = desk.ask(question, &AnswerKind::Text)?;
        match read(&typed, desk) {
            Ok(value) => return Ok(value),
            Err(error) => {
                let hints: String = error.hints.join("; ");
                desk.warn(&format!("{}. {hints}", error.message));
            }
        }
    }
}

/// Yes or no from a flag, or, at a terminal, from the person; else an error that names the flag.
pub(crate) fn yes_or_no(
    desk: &mut Desk<'_>,
    given: Option<crate::cli::YesNo>,
    flag: &str,
    question: &str,
) -> Result<bool, Error> {
    if let Some(given) = desk::said(given) {
        return Ok(given);
    }
    if !desk.host.can_ask {
        return Err(Error::usage(format!("no answer to: {question}"))
            .hint(format!("give {flag} yes or {flag} no")));
    }
    loop {
        let typed = desk.ask(question, &AnswerKind::YesNo)?;
        match typed.trim().to_lowercase().as_str() {
            "yes" | "y" => return Ok(true),
            "no" | "n" => return Ok(false),
            _ => desk.warn("please answer yes or no"),
        }
    }
}
