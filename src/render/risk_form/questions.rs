//! The policy's questions, each with room for its answer, or with what was answered.

use super::{Form, aside, field, from_clauses, loud, room, room_for, tick_of, words};
use crate::domain::events::Assessed;
use crate::domain::gate::NOT_KNOWN;
use crate::policy::facts::{Condition, Value};
use crate::policy::{AnswerKind, Clauses, Question, Role};
use crate::render::paper::{Block, Cell, Column, Field, Group, Part, Table};
use crate::when::Day;

/// The questions, and what is on record that none of them asked.
pub(super) fn part(form: &Form<'_>) -> Part {
    let questions = form.questions();
    let numbered = questions.iter().enumerate();
    let groups: Vec<Group> =
        numbered.map(|(n, q)| Group::row([asked(form, n + 1, q), answer(form, q)])).collect();
    let mut blocks = Vec::new();
    if !groups.is_empty() {
        let column = Column::plain;
        if form.kept().is_none() {
            let how = "What nobody can say is \"not known\", and not \"no\". Where a question does not apply, write why. \
                       Where the answer comes from somebody else, write from whom and when.";
            blocks.push(Block::Says(how.into()));
        }
        blocks.push(Block::Table(Table {
            caption: "What is asked of every assessment".into(),
            columns: vec![column("Question", 11), column("Answer", 9)],
            groups,
        }));
    }
    let others = form.made().map(|assessed| unasked(&questions, assessed)).unwrap_or_default();
    if !others.is_empty() {
        blocks.push(Block::Says("On record, and not asked in these words today:".into()));
        blocks.push(Block::Fields(others));
    }
    super::titled("Questions", &Clauses::new(), blocks)
}

fn asked(form: &Form<'_>, number: usize, question: &Question) -> Cell {
    let mut cell =
        vec![words(format!("{number}. {}", question.ask)), from_clauses(&question.clauses)];
    cell.extend(form.only(&question.when).map(aside));
    if let Some(needs) = &question.needs {
        cell.push(aside(format!("the policy needs: {needs}")));
    }
    if form.kept().is_none() {
        cell.extend(question.help.as_ref().map(aside));
    }
    cell
}

fn answer(form: &Form<'_>, question: &Question) -> Cell {
    form.made().map_or_else(|| empty(form, question), |made| written(form, question, made))
}

/// Room for an answer. "Not known" is one wherever a box is ticked.
fn empty(form: &Form<'_>, question: &Question) -> Cell {
    let counted = |word: &str| {
        let points = question.points.iter().find(|(known, _)| known == word);
        points.map_or_else(|| word.to_owned(), |(word, points)| format!("{word} (counts {points})"))
    };
    let boxes = |choices: &[&str]| {
        let choices = choices.iter().map(|c| counted(c)).chain([NOT_KNOWN.to_owned()]);
        vec![tick_of("", &choices.collect::<Vec<_>>())]
    };
    match &question.kind {
        AnswerKind::YesNo => boxes(&["yes", "no"]),
        AnswerKind::Choice(choices) => {
            boxes(&choices.iter().map(String::as_str).collect::<Vec<_>>())
        }
        AnswerKind::Text => vec![room(2)],
        AnswerKind::Number => vec![room_for("number:", 1)],
        AnswerKind::Day | AnswerKind::PastDay => vec![room_for("day:", 1)],
        AnswerKind::Person(roles) if roles.is_empty() => vec![room_for("name:", 1)],
        AnswerKind::Person(roles) => vec![room_for(&format!("name, {}:", any(form, roles)), 1)],
    }
}

fn any(form: &Form<'_>, roles: &[Role]) -> String {
    roles.iter().map(|role| form.role(role)).collect::<Vec<_>>().join(" or ")
}

fn written(form: &Form<'_>, question: &Question, made: &Assessed) -> Cell {
    let id = question.id.as_str();
    if let Some(why) = made.left_out.get(id) {
        return vec![loud("LEFT OUT, and so not known"), words(format!("because: {why}"))];
    }
    let Some(value) = made.answers.get(id) else {
        // One that is not always asked may not have been; then it says beside it when it is.
        let always = question.when == Condition::Always;
        return vec![if always { loud("NOT ANSWERED") } else { words("not answered") }];
    };
    let said = value.to_string();
    let mut cell = vec![match &question.kind {
        _ if *value == Value::from(NOT_KNOWN) => loud("NOT KNOWN"),
        AnswerKind::Person(_) => words(form.person(&said)),
        AnswerKind::Day | AnswerKind::PastDay => words(Day::parse(&said).map_or(said, Day::words)),
        AnswerKind::YesNo | AnswerKind::Text | AnswerKind::Choice(_) | AnswerKind::Number => {
            words(said)
        }
    }];
    if let Some(points) = made.counted.get(id) {
        cell.push(aside(format!("counts {points}")));
    } else if !question.points.is_empty() {
        cell.push(loud("HAS NO POINTS"));
    }
    cell.extend(made.sources.get(id).map(|from| aside(format!("from: {from}"))));
    cell
}

/// Answers, omissions and sources that belong to no question of the policy as it is today.
fn unasked(questions: &[&Question], made: &Assessed) -> Vec<Field> {
    let known = |key: &String| questions.iter().any(|q| q.id == *key);
    let mut all = Vec::new();
    let none = Clauses::new();
    for (key, value) in made.answers.iter().filter(|(key, _)| !known(key)) {
        let not_known = *value == Value::from(NOT_KNOWN);
        let said = if not_known { loud("NOT KNOWN") } else { words(value.to_string()) };
        all.push(field(key, &none, vec![said]));
    }
    for (key, why) in made.left_out.iter().filter(|(key, _)| !known(key)) {
        let said = vec![loud("LEFT OUT, and so not known"), words(format!("because: {why}"))];
        all.push(field(key, &none, said));
    }
    for (key, points) in made.counted.iter().filter(|(key, _)| !known(key)) {
        all.push(field(key, &none, vec![words(format!("counts {points}"))]));
    }
    for (key, from) in made.sources.iter().filter(|(key, _)| !known(key)) {
        all.push(field(&format!("Source of {key}"), &none, vec![words(from)]));
    }
    all
}
