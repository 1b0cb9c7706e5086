//! Questions about what is phoned in. It is recorded before anybody is asked, whatever the answers; what is answered
//! after that, here or with `hv tell`, is an event of its own. An answer that means danger is an alarm at once.

use super::afield::{self, Meant};
use super::ask;
use super::checkin::record;
use super::desk::{Desk, OUTING_OWES};
use super::{Ending, Failure};
use crate::cli::{self, AnswerFlags};
use crate::domain::answered;
use crate::domain::events::{Answers, Duty, OutingEvent};
use crate::domain::gate::{self, Scene};
use crate::domain::known;
use crate::domain::owes::{self, Owing};
use crate::domain::road;
use crate::error::Error;
use crate::policy::facts::{Facts, Value};
use crate::policy::{AnswerKind, Clock, DutyTrigger, Policy, Question, Step};
use crate::render::{Put, words};
use crate::store::Key;
use crate::when::Moment;
use serde_json::json;

/// What was phoned in, and is on record.
pub(super) struct Phoned<'a> {
    /// At which step its questions are put.
    pub(super) step: Step,
    /// Who, on which outing.
    pub(super) meant: &'a Meant,
    /// The visit it is about; for a return, none: it is about all of them.
    pub(super) visit: Option<&'a str>,
    /// When it happened.
    pub(super) at: Moment,
    /// The answers went into the event itself.
    pub(super) with_answers: bool,
}

/// The answers given with a command that is carried out whatever they are.
#[derive(Debug, Default)]
pub(super) struct Given {
    pub(super) answers: Answers,
    wrong: Vec<Error>,
}

impl Given {
    /// Nothing was given, rightly or wrongly.
    pub(super) fn is_empty(&self) -> bool {
        self.answers.is_empty() && self.wrong.is_empty()
    }
}

/// What came of the questions.
#[derive(Debug, Default)]
pub(super) struct After {
    /// Lines to say.
    pub(super) text: String,
    /// The questions still to be answered, by key.
    pub(super) open: Vec<String>,
    /// What is owed now.
    pub(super) duties: Vec<Duty>,
    wrong: Option<Failure>,
}

impl After {
    /// Done, or recorded with an answer that could not be used.
    pub(super) fn ending(self) -> Ending {
        self.wrong.map_or(Ok(0), Err)
    }
}

/// Reads the answers given. What is wrong with one never stops what it was given with.
pub(super) fn given(
    flags: &AnswerFlags,
    policy: Option<&Policy>,
    who: &[String],
    desk: &Desk<'_>,
) -> Given {
    let Some(policy) = policy else {
        let none = flags.answers.is_empty() && flags.file.is_none();
        let lost = || Error::failed("the policy cannot be used, so no answer can be recorded");
        return Given {
            answers: Answers::new(),
            wrong: if none { Vec::new() } else { vec![lost()] },
        };
    };
    let (answers, wrong) = ask::sorted_out(flags, policy, told_at, who, desk);
    Given { answers, wrong }
}

/// After something was recorded: alarms that the answers raise, advice, the questions still open, and what is owed.
pub(super) fn after(
    phoned: &Phoned<'_>,
    given: Given,
    policy: Option<&Policy>,
    desk: &mut Desk<'_>,
) -> After {
    let mut after = After::default();
    let Given { answers, wrong } = given;
    if let Some(policy) = policy {
        if let Err(error) = put(phoned, answers, policy, &mut after, desk) {
            after.wrong = Some(error.into());
        }
    } else if phoned.step == Step::Back {
        desk.warn("the policy cannot be used: what is owed after this return is not known");
        if let Err(error) = told(phoned, Answers::new(), vec![to_work_out()], desk) {
            after.wrong = Some(error.into());
        }
    }
    if let Some(error) = wrong.into_iter().next() {
        let outing = &phoned.meant.outing.id;
        let hint = format!("the rest is recorded; the answer alone: hv tell {outing} --answer ...");
        after.wrong = Some(error.hint(hint).into());
    }
    after
}

fn put(
    phoned: &Phoned<'_>,
    given: Answers,
    policy: &Policy,
    after: &mut After,
    desk: &mut Desk<'_>,
) -> Result<(), Error> {
    raise(policy, &given, phoned.meant, phoned.at, desk)?;
    let asks = policy.questions.iter().any(|q| q.at == phoned.step)
        || policy.advice.iter().any(|a| a.at == phoned.step);
    let owes = phoned.step == Step::Back && policy.duties.iter().any(|d| d.on == DutyTrigger::Back);
    if !asks && !owes {
        return if given.is_empty() || phoned.with_answers {
            Ok(())
        } else {
            told(phoned, given, Vec::new(), desk)
        };
    }
    let before = answered::so_far(&phoned.meant.outing, phoned.visit, policy, Some(phoned.step));
    let visits = visit_facts(phoned, policy, desk);
    let who = phoned.meant.who.clone();
    let scene = |answers: &Answers| scene(&before, answers, &visits, &who);
    super::plan_change::show_advice(policy, phoned.step, &scene(&given), desk);
    let mut answers = given.clone();
    let asked = ask::put(desk, policy, phoned.step, &mut answers, scene);
    let mut new = answers.clone();
    new.retain(|key, _| !given.contains_key(key));
    // What was answered counts, even if the next question was broken off.
    let raised = raise(policy, &new, phoned.meant, phoned.at, desk);
    if !phoned.with_answers {
        new.clone_from(&answers);
    }
    let now = scene(&answers);
    if owes {
        after.duties = back_duties(phoned, policy, &now, desk);
    }
    if !new.is_empty() || !after.duties.is_empty() {
        told(phoned, new, after.duties.clone(), desk)?;
    }
    open_questions(phoned, policy, &now, &answers, after);
    after.text.push_str(&super::plan_change::owed_words(&after.duties));
    if !after.duties.is_empty() {
        let outing = &phoned.meant.outing.id;
        after.text.put(format!("When done: hv done {outing} --duty DUTY --how \"...\"\n"));
    }
    raised.and(asked)
}

/// What is known now: the visits, what was answered before, and what is answered here.
fn scene(before: &Answers, answers: &Answers, visits: &[(String, Facts)], who: &[String]) -> Scene {
    let known = |person: Option<&str>| {
        gate::facts_of(before, person).with(&gate::facts_of(answers, person))
    };
    Scene {
        outing: known(None),
        visits: visits.to_vec(),
        people: who.iter().map(|p| (p.clone(), known(Some(p)))).collect(),
    }
}

/// The visit it is about, or every visit of the outing. One that cannot be read is known by nothing, so that every
/// question about it is put.
fn visit_facts(phoned: &Phoned<'_>, policy: &Policy, desk: &mut Desk<'_>) -> Vec<(String, Facts)> {
    let stops = phoned.meant.outing.stops.iter().map(|d| d.stop.visit.clone());
    let meant = |id: &String| !id.is_empty() && phoned.visit.is_none_or(|v| v == id);
    let mut visits = Vec::new();
    for id in stops.filter(meant) {
        let facts = match desk.visit(&id) {
            Ok(visit) => {
                let known = desk.known(visit);
                known::of_visit(&known, policy, &desk.school, desk.zone)
            }
            Err(error) => {
                desk.warn(&format!("nothing is known of {id}: {error}"));
                Facts::new()
            }
        };
        visits.push((id, facts));
    }
    visits
}

/// The duties that follow a return. What is owed already for the same rule is not owed twice.
fn back_duties(phoned: &Phoned<'_>, policy: &Policy, now: &Scene, desk: &Desk<'_>) -> Vec<Duty> {
    let outing = &phoned.meant.outing;
    let name = |id: &String| outing.person(id).map_or_else(|| id.clone(), |p| p.name.clone());
    let names: Vec<String> = phoned.meant.who.iter().map(name).collect();
    let owing =
        Owing { school: Some(&desk.school), zone: desk.zone, affected: &[], visitors: &names };
    let nothing = [(String::new(), Facts::new())];
    let visits = if now.visits.is_empty() { &nothing[..] } else { &now.visits };
    let mut all: Vec<Duty> = Vec::new();
    for (_, facts) in visits {
        let facts = facts.with(&now.outing);
        for duty in owes::duties_of(policy, DutyTrigger::Back, &facts, phoned.at, &owing) {
            let known = all.iter().chain(outing.owed.iter().map(|o| &o.duty));
            if !known.into_iter().any(|d| d.rule == duty.rule) {
                all.push(duty);
            }
        }
    }
    all
}

/// Under a policy that cannot be read nobody knows what a return brings: somebody has to work it out later.
fn to_work_out() -> Duty {
    Duty {
        rule: "policy-unreadable".to_owned(),
        owner: "the office".to_owned(),
        does: "the policy could not be read when they came back: work out what is owed, and put its questions"
            .to_owned(),
        due: None,
        written: false,
        clauses: Vec::new(),
    }
}

/// What was answered at a door that nobody then went in at.
pub(super) fn at_door(
    meant: &Meant,
    door: &crate::domain::outing::Door,
    answers: Answers,
    at: Moment,
    desk: &mut Desk<'_>,
) -> Result<(), Error> {
    let visit = Some(door.stop.visit.as_str());
    let phoned = Phoned { step: Step::Enter, meant, visit, at, with_answers: false };
    told(&phoned, answers, Vec::new(), desk)
}

/// Records answers that were given after what they are about, and what is owed because of them.
fn told(
    phoned: &Phoned<'_>,
    answers: Answers,
    duties: Vec<Duty>,
    desk: &mut Desk<'_>,
) -> Result<(), Error> {
    let _lock = desk.lock_or_go_on();
    if !duties.is_empty() {
        let key = Key::outing(&phoned.meant.outing.id)?;
        if let Err(error) = desk.store.put_owed(&key, OUTING_OWES) {
            desk.warn(&super::owed::not_listed(&error));
        }
    }
    let meant = phoned.meant;
    let door = phoned.visit.and_then(|v| meant.outing.stops.iter().find(|d| d.stop.visit == v));
    let calls = match door {
        Some(door) => super::calls::armed(
            phoned.step,
            desk.policy().ok().as_ref(),
            (meant, door),
            &answers,
            desk,
        ),
        None => Vec::new(),
    };
    let body = OutingEvent::Told {
        calls,
        who: phoned.meant.who.clone(),
        step: phoned.step,
        visit: phoned.visit.map(str::to_owned),
        answers,
        duties,
    };
    record(phoned.meant, phoned.at, body, desk)
}

/// The questions that nobody has answered, and answers that are not the ones needed.
fn open_questions(
    phoned: &Phoned<'_>,
    policy: &Policy,
    now: &Scene,
    answers: &Answers,
    after: &mut After,
) {
    let asked = gate::questions(policy, phoned.step, now);
    for one in asked.iter().filter(|a| answers.contains_key(&a.key())) {
        let answer = answers.get(&one.key());
        if answer.is_some_and(|answer| !gate::satisfies(one.question, answer)) {
            let about = one.person.map(|p| format!("{p}: ")).unwrap_or_default();
            after.text.put(format!(
                "NOT AS THE POLICY WANTS: {about}{} -> {}{}\n",
                one.question.ask,
                one.question.fix,
                words::cited(&one.question.clauses)
            ));
        }
    }
    let open: Vec<_> = asked.iter().filter(|a| !answers.contains_key(&a.key())).collect();
    if open.is_empty() {
        return;
    }
    after.text.push_str("It is recorded. Still to be answered:\n");
    let mut flags = String::new();
    for one in open {
        let about = one.person.map(|p| format!("{p}: ")).unwrap_or_default();
        let cited = words::cited(&one.question.clauses);
        after.text.put(format!("  {about}{}{cited}\n", one.question.ask));
        flags.put(format!(" --answer {}={}", one.key(), gate::example(one.question)));
        after.open.push(one.key());
    }
    let visit = phoned.visit.map(|v| format!(" --visit {v}")).unwrap_or_default();
    after.text.put(format!("  hv tell {}{visit}{flags}\n", phoned.meant.outing.id));
}

/// An answer other than the one needed raises the alarm that the policy names, for those it is about, and says so at
/// once. Nothing that comes after can be in its way.
pub(super) fn raise(
    policy: &Policy,
    answers: &Answers,
    meant: &Meant,
    at: Moment,
    desk: &mut Desk<'_>,
) -> Result<(), Error> {
    let mut failed = None;
    for (key, answer) in answers {
        let (person, id) =
            key.split_once('.').map_or((None, key.as_str()), |(p, id)| (Some(p), id));
        let Some(question) = policy.questions.iter().find(|q| q.id == id) else { continue };
        let Some(clock) = question.otherwise.filter(|_| !gate::satisfies(question, answer)) else {
            continue;
        };
        let about = Meant { outing: meant.outing.clone(), who: those(person, meant) };
        let body = alarm(clock, about.who.clone(), note(question, answer));
        let at = at.max(about.outing.left_at);
        if let Err(error) = record(&about, at, body, desk) {
            desk.warn(
                "THE ALARM COULD NOT BE RECORDED. In danger, ring 999 now: do not wait for hv.",
            );
            failed = Some(error);
            continue;
        }
        let text = raised_words(clock, question, &about, at, desk);
        let shown = crate::render::fit(&crate::render::clean_lines(&text), desk.host.width());
        desk.host.tell(&shown);
    }
    failed.map_or(Ok(()), Err)
}

/// The person the answer is about; else those who were named; else everybody who is out.
fn those(person: Option<&str>, meant: &Meant) -> Vec<String> {
    let on_outing = |id: &&str| meant.outing.person(id).is_some();
    if let Some(person) = person.filter(on_outing) {
        return vec![person.to_owned()];
    }
    if !meant.who.is_empty() {
        return meant.who.clone();
    }
    meant.outing.people.iter().filter(|p| p.away()).map(|p| p.id.clone()).collect()
}

fn alarm(clock: Clock, who: Vec<String>, note: String) -> OutingEvent {
    if clock == Clock::Concern {
        return OutingEvent::Concern {
            who,
            note: Some(note),
            whereabouts: None,
            nobody_rang: false,
        };
    }
    OutingEvent::Distress { who, note: Some(note), whereabouts: None }
}

/// What was answered; never words of anybody's own, which might be the code word.
fn note(question: &Question, answer: &Value) -> String {
    let said = match &question.kind {
        AnswerKind::YesNo | AnswerKind::Choice(_) | AnswerKind::Number => answer.to_string(),
        AnswerKind::Text | AnswerKind::Day | AnswerKind::PastDay | AnswerKind::Person(_) => {
            "not as needed".to_owned()
        }
    };
    format!("the answer to {} is: {said}", question.id)
}

fn raised_words(
    clock: Clock,
    question: &Question,
    about: &Meant,
    at: Moment,
    desk: &Desk<'_>,
) -> String {
    let word = if clock == Clock::Concern { "CAUSE FOR CONCERN" } else { "DISTRESS" };
    let cited = words::cited(&question.clauses);
    let mut text = format!(
        "{}: {word} recorded, {}, because of the answer to: {}{cited}\n",
        about.names(),
        desk.said(at),
        question.ask
    );
    if clock == Clock::Distress {
        text.push_str("No later message takes it back.\n");
    }
    let outing = afield::outing(&desk.store, &about.outing.id, desk.now);
    let late = outing.map(|o| crate::watch::late(&o, desk.now)).unwrap_or_default();
    let mut said = false;
    for one in late.iter().filter(|l| l.running.clock == clock) {
        said = true;
        text.put(format!("NOW: {}\n  They should be at: {}\n", one.rung.does, one.place));
        for person in &one.rung.who {
            text.put(format!("  {}: {}\n", one.rung.role, words::to_ring(person)));
        }
    }
    if !said {
        text.push_str("NOW: hv overdue says who does what. In danger, ring 999.\n");
    }
    text
}

/// `hv tell`: answers to what was still to be answered.
pub(super) fn run(args: cli::Tell, desk: &mut Desk<'_>) -> Ending {
    let at = desk.at(args.who.at.as_ref())?;
    let policy = desk.policy()?;
    let meant = outing_or_people(&args.who, desk)?;
    let answers = ask::answers(&args.answers, &policy, told_at, &meant.who, desk)?;
    let visit = match &args.visit {
        Some(_) => {
            let door = road::door(&meant.outing, args.visit.as_deref(), &meant.who)
                .map_err(Error::usage)?;
            Some(door.stop.visit.clone())
        }
        None => None,
    };
    raise(&policy, &answers, &meant, at, desk)?;
    if answers.is_empty() {
        return Err(Error::usage("no answer was given")
            .hint(format!("hv tell {} --answer KEY=VALUE", meant.outing.id))
            .into());
    }
    let mut owed: Vec<Duty> = Vec::new();
    for step in [Step::Arrive, Step::Call, Step::Leave, Step::Back] {
        let of_step = |key: &String| question_of(key, &policy).is_some_and(|q| q.at == step);
        let mut here = answers.clone();
        here.retain(|key, _| of_step(key));
        if here.is_empty() {
            continue;
        }
        let phoned =
            Phoned { step, meant: &meant, visit: visit.as_deref(), at, with_answers: false };
        let duties = duties_told(&phoned, &here, &policy, desk);
        told(&phoned, here, duties.clone(), desk)?;
        owed.extend(duties);
    }
    let text = format!(
        "{}: {} recorded. {}",
        meant.outing.id,
        crate::render::count(answers.len(), "answer"),
        super::plan_change::owed_words(&owed)
    );
    let text = format!("{}\n", text.trim_end());
    desk.happened(&text, &json!({"outing": meant.outing.id, "answers": answers, "duties": owed}));
    Ok(0)
}

fn question_of<'p>(key: &str, policy: &'p Policy) -> Option<&'p Question> {
    let id = key.rsplit('.').next().unwrap_or(key);
    policy.questions.iter().find(|q| q.id == id)
}

fn told_at(step: Step) -> bool {
    matches!(step, Step::Arrive | Step::Call | Step::Leave | Step::Back)
}

/// An outing by its id, open or closed; else people who are out.
fn outing_or_people(who: &cli::Who, desk: &mut Desk<'_>) -> Result<Meant, Error> {
    if let [typed] = who.who.as_slice() {
        let key = typed.trim().to_lowercase();
        if let Some(outing) = super::show::outing_meant(&key, desk)? {
            let who = outing.people.iter().map(|p| p.id.clone()).collect();
            return Ok(Meant { outing, who });
        }
    }
    afield::meant(desk, who)
}

/// What is owed because of an answer that came after the return: a rule that was owed already when nobody had answered
/// is not owed again.
fn duties_told(
    phoned: &Phoned<'_>,
    answers: &Answers,
    policy: &Policy,
    desk: &mut Desk<'_>,
) -> Vec<Duty> {
    if phoned.step != Step::Back {
        return Vec::new();
    }
    let before = answered::so_far(&phoned.meant.outing, phoned.visit, policy, None);
    let visits = visit_facts(phoned, policy, desk);
    let now = scene(&before, answers, &visits, &phoned.meant.who);
    let raised = |rule: &str| {
        phoned.meant.outing.entries.iter().any(|e| {
            matches!(&e.body, OutingEvent::Told { duties, .. } if duties.iter().any(|d| d.rule == rule))
        })
    };
    back_duties(phoned, policy, &now, desk).into_iter().filter(|d| !raised(&d.rule)).collect()
}
