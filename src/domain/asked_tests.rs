//! What is asked, of whom, and what is made of an answer: "not known" among them, and days.

use super::events::Answers;
use super::gate::{self, Scene};
use crate::policy::facts::{Facts, Value};
use crate::policy::{AnswerKind, Policy, Step, as_suggested, load, shipped};
use crate::when::Day;

fn aspire() -> Policy {
    load(&as_suggested(shipped("aspire").unwrap())).unwrap().policy
}

#[test]
fn not_known_is_an_answer_and_never_a_fact() {
    let policy = aspire();
    let question = policy.questions.iter().find(|q| q.id == "household-well").unwrap();
    let read = gate::read_answer(question, "Not Known").unwrap();
    assert_eq!(read, Value::from(gate::NOT_KNOWN));
    let answers = Answers::from([("household-well".to_owned(), read)]);
    let facts = gate::facts_of(&answers, None);
    assert_eq!(facts.iter().count(), 0);
    assert!(!facts.open("household-well"), "it was answered, and is not waited for");
    assert!(facts.open("symptoms"));
    for (typed, value) in
        [("y", Some(true)), ("NO", Some(false)), ("1", None), ("", None), ("true", None)]
    {
        assert_eq!(gate::read_answer(question, typed).ok(), value.map(Value::Bool), "{typed:?}");
    }
}

#[test]
fn a_follow_up_waits_for_its_question_and_is_asked_when_that_is_not_known() {
    let policy = aspire();
    let asked = |answers: &Answers| {
        let scene = Scene { outing: gate::facts_of(answers, None), ..Scene::default() };
        let asked = gate::questions(&policy, Step::Enter, &scene);
        asked.iter().any(|a| a.question.id == "unknown-people-explained")
    };
    let answer = |value: Value| Answers::from([("unknown-people".to_owned(), value)]);
    assert!(!asked(&Answers::new()), "it waits");
    assert!(asked(&answer(true.into())));
    assert!(!asked(&answer(false.into())));
    assert!(asked(&answer(gate::NOT_KNOWN.into())), "not known is never taken for no");
}

/// Two visits in one round: what is true of the first is asked about, whatever the second is like.
#[test]
fn a_question_of_each_visitor_is_asked_when_it_applies_at_any_visit_of_the_round() {
    let text = "hv-policy = 1\n[policy]\nname = \"small\"\nschool = \"Invented\"\ntitle = \"Visits\"\n\
        head = \"head\"\n[roles]\nhead = \"the head\"\n\
        [[question]]\nid = \"boots\"\nat = \"out\"\nof = \"each\"\nwhen = { caution = true }\n\
        ask = \"Boots?\"\nanswer = \"yes-no\"\nstrength = \"must\"\nfix = \"take them\"\nclause = \"X-1\"\n";
    let policy = load(text).unwrap().policy;
    let asked = |cautions: &[Option<bool>]| {
        let visit = |(n, caution): (usize, &Option<bool>)| {
            let mut facts = Facts::new();
            facts.set_known("caution", *caution);
            (n.to_string(), facts)
        };
        let people = vec![("kay".to_owned(), Facts::new())];
        let visits = cautions.iter().enumerate().map(visit).collect();
        let scene = Scene { visits, people, ..Scene::default() };
        gate::questions(&policy, Step::Out, &scene).len()
    };
    for (cautions, times) in [
        (&[Some(true), Some(false)][..], 1),
        (&[Some(false), Some(true)], 1),
        (&[Some(false), Some(false)], 0),
        (&[Some(false), None], 1),
        (&[None, Some(false)], 1),
        (&[], 1),
    ] {
        assert_eq!(asked(cautions), times, "{cautions:?}");
    }
}

#[test]
fn a_day_that_has_been_is_today_at_the_latest() {
    let today = Day::parse("2026-11-24").unwrap();
    for (day, past) in [
        ("2026-11-23", true),
        ("2026-11-24", true),
        ("2026-11-25", false),
        ("2027-11-23", false),
        (gate::NOT_KNOWN, true),
    ] {
        assert_eq!(gate::has_been(&AnswerKind::PastDay, day, today).is_ok(), past, "{day}");
        assert!(gate::has_been(&AnswerKind::Day, day, today).is_ok(), "any day will do: {day}");
    }
}
