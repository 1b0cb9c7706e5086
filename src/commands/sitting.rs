//! The form at the keyboard: one question after another, with a way back, help, and a summary before anything is
//! recorded. What was answered is kept in a draft after each answer.
//!
//! What is typed instead of an answer begins with `?`, `<` or `/`.

use super::desk::Desk;
use crate::domain::gate::Finding;
use crate::domain::interview::{Form, Item, Typed};
use crate::domain::item::{DOES_NOT_APPLY, SOURCE, Skip};
use crate::domain::sitting::{Draft, Put, Sitting};
use crate::error::Error;
use crate::policy::{AnswerKind, Policy};
use crate::render::{self, Put as _, clean, clean_lines};

/// How the sitting ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// Somebody looked at the whole and said to record it.
    Record,
    /// Put aside: the draft is kept.
    PutAside,
}

/// A draft and where it is kept.
#[derive(Debug)]
pub(super) struct Kept {
    /// The name of its file, without the ending.
    pub(super) name: String,
    /// What is in it.
    pub(super) draft: Draft,
    /// It is on disk as it was last kept here.
    pub(super) on_disk: bool,
}

/// What has become of a draft on disk while the form was open here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OnDisk {
    /// As it was last kept here, or not yet kept.
    Ours,
    /// Somebody else has kept answers under its name.
    Changed,
    /// It is not there any more: recorded, or thrown away.
    Gone,
}

impl Kept {
    /// Keeps the answers so far, where they have changed or are not on disk any more. Where somebody else has kept
    /// theirs under the same name meanwhile, both stay.
    pub(super) fn keep(
        &mut self,
        sitting: &Sitting,
        form: &Form<'_>,
        desk: &mut Desk<'_>,
    ) -> Result<(), Error> {
        let kept = self.draft.answers.iter().map(|(key, d)| (key, &d.answer));
        let same = kept.eq(sitting.answers());
        let found = self.found(desk);
        if same && (found == OnDisk::Ours || sitting.answers().is_empty()) {
            return Ok(());
        }
        if found == OnDisk::Changed {
            self.name = free_name(&self.name, desk)?;
            desk.warn(&format!(
                "this draft is being changed in another window too; this one goes on as {}",
                self.name
            ));
        }
        // What could not be kept is not taken for kept: the next try begins from what is on disk.
        let mut draft = self.draft.clone();
        draft.keep(sitting, form, desk.now);
        desk.store.save_draft(&self.name, &draft)?;
        self.draft = draft;
        self.on_disk = true;
        Ok(())
    }

    /// What there is under its name now.
    pub(super) fn found(&self, desk: &Desk<'_>) -> OnDisk {
        match desk.store.draft::<Draft>(&self.name) {
            Ok(Some(there)) if self.on_disk && there == self.draft => OnDisk::Ours,
            Ok(None) if self.on_disk => OnDisk::Gone,
            Ok(None) => OnDisk::Ours,
            Ok(Some(_)) | Err(_) => OnDisk::Changed,
        }
    }
}

/// A name that no draft has yet: this one, or with the next number after it.
pub(super) fn free_name(name: &str, desk: &Desk<'_>) -> Result<String, Error> {
    let taken = desk.store.drafts(name)?;
    let numbered = (2..).map(|n| format!("{name}.{n}"));
    let mut names = std::iter::once(name.to_owned()).chain(numbered);
    names.find(|n| !taken.contains(n)).ok_or_else(|| Error::bug("every name of a draft is taken"))
}

/// What the sitting is over, and how what is typed is held against the school's records.
pub(super) struct Table<'a, 'f> {
    pub(super) form: &'a Form<'f>,
    /// The answer as it will be kept, or what is wrong with it.
    pub(super) read: &'a dyn Fn(&Item, &str, &mut Desk<'_>) -> Result<String, String>,
    /// Everything wrong with the form as it stands.
    pub(super) findings: &'a dyn Fn(&Typed, &mut Desk<'_>) -> Vec<Finding>,
}

/// Asks until everything is answered and somebody says to record it, or until it is put aside.
pub(super) fn sit(
    table: &Table<'_, '_>,
    sitting: &mut Sitting,
    kept: &mut Kept,
    desk: &mut Desk<'_>,
) -> Result<End, Error> {
    desk.warn(
        "? explains a question, < goes back, /list shows the answers so far, /change 5 goes to question 5, /skip \
         leaves out what does not apply, /source says where an answer comes from, /stop puts it aside. Nothing is \
         recorded before you have seen the whole.",
    );
    let mut part = String::new();
    keep(kept, sitting, table.form, desk);
    loop {
        let Some(put) = sitting.question(table.form) else {
            match whole(table, sitting, desk)? {
                Whole::Ended(end) => return Ok(end),
                Whole::GoOn => continue,
            }
        };
        if put.item.part != part {
            part.clone_from(&put.item.part);
            desk.host.tell(&format!("\n== {} ==\n", clean(&part)));
        }
        let typed = ask(&put, desk)?;
        match step(&typed) {
            None => answer(table, &put, &typed, sitting, desk),
            Some(Step::Stop) => return Ok(End::PutAside),
            Some(Step::Help) => explain(&put.item, table.form.policy, desk),
            Some(Step::Unknown(word)) => desk.warn(&format!(
                "{word} is no step hv knows: ?, <, /list, /change 5, /skip, /source WHERE, /stop. For an answer that \
                 begins like that, put a blank before it."
            )),
            Some(Step::Back) => {
                if !sitting.back(table.form) {
                    desk.warn("this is the first question");
                }
            }
            Some(Step::List) => list(table.form, sitting.answers(), desk),
            Some(Step::Change(which)) => {
                if let Err(why) = sitting.change(table.form, &which) {
                    desk.warn(&why);
                }
            }
            Some(Step::Skip) => {
                if let Err(why) = sitting.skip(table.form, &put.item) {
                    desk.warn(&why);
                }
            }
            Some(Step::Source(source)) => note_source(&put.item, &source, sitting, desk),
        }
        keep(kept, sitting, table.form, desk);
    }
}

/// A draft that cannot be kept ends no sitting: what was answered is still here.
fn keep(kept: &mut Kept, sitting: &Sitting, form: &Form<'_>, desk: &mut Desk<'_>) {
    if let Err(error) = kept.keep(sitting, form, desk) {
        let cause = error.cause.map(|c| format!(": {c}")).unwrap_or_default();
        desk.warn(&format!(
            "NOT KEPT: {}{cause}. The answers are still here; put right what is in the way (a full disk?) and go on. \
             Leave the form now, and what was answered since is lost.",
            error.message
        ));
    }
}

fn answer(
    table: &Table<'_, '_>,
    put: &Put,
    typed: &str,
    sitting: &mut Sitting,
    desk: &mut Desk<'_>,
) {
    let empty = typed.trim().is_empty();
    let typed = match &put.said {
        Some(said) if empty => said,
        _ => typed,
    };
    match (table.read)(&put.item, typed, desk) {
        Ok(answer) => {
            // Words that are kept from the assessment it began from keep where they come from.
            let earlier = table.form.head.earlier.as_ref().filter(|_| empty && put.said.is_none());
            if let Some(source) = earlier.and_then(|e| e.source(&put.item.key)) {
                sitting.source(&put.item, &source);
            }
            sitting.answer(table.form, &put.item.key, answer);
        }
        Err(why) => desk.warn(&why),
    }
}

fn note_source(item: &Item, source: &str, sitting: &mut Sitting, desk: &mut Desk<'_>) {
    if source.trim().is_empty() || clean(source) != source {
        desk.warn("where from? For example: /source school nurse, by phone, 12 Nov");
        return;
    }
    sitting.source(item, source);
    desk.warn("noted; now the answer");
}

// Steps

/// What was typed that is no answer.
enum Step {
    Help,
    Back,
    List,
    Change(String),
    Skip,
    Source(String),
    Stop,
    Unknown(String),
}

fn step(typed: &str) -> Option<Step> {
    // An answer may begin like a step if a blank stands before it.
    let (word, rest) = typed.trim_end().split_once(' ').unwrap_or((typed.trim_end(), ""));
    Some(match word {
        "?" | "/help" => Step::Help,
        "<" | "/back" => Step::Back,
        "/list" => Step::List,
        "/change" => Step::Change(rest.trim().to_owned()),
        "/skip" => Step::Skip,
        "/source" => Step::Source(rest.to_owned()),
        "/stop" => Step::Stop,
        word if word.starts_with('/') => Step::Unknown(word.to_owned()),
        _ => return None,
    })
}

/// What stands in a menu after the words.
fn menu_steps(item: &Item) -> Vec<(&'static str, &'static str)> {
    let mut steps = vec![("<", "(go back)"), ("?", "(explain)")];
    if item.skip != Skip::Never {
        steps.push(("/skip", "(does not apply)"));
    }
    steps.push(("/list", "(answers so far)"));
    steps.push(("/stop", "(put aside)"));
    steps
}

/// Puts the question: its words above, and a short line to answer on, which is redrawn as it is typed.
fn ask(put: &Put, desk: &mut Desk<'_>) -> Result<String, Error> {
    let Put { item, place, total, said } = put;
    let mut text = format!("\n{place} of {total}. {}\n", item.ask);
    if let Some(keep) = said.as_ref().or(item.written.as_ref()) {
        let whose = if said.is_some() { "now" } else { "as written" };
        text.put(format!("{whose}: {keep}   (Enter keeps it)\n"));
    }
    if let (Some(was), None) = (&item.last_time, said) {
        text.put(format!("last time: {was}\n"));
    }
    let shown = render::fit(&clean_lines(&text), desk.host.width());
    desk.host.tell(&shown);
    let words = item.words();
    if !words.is_empty() {
        let keep = said.as_ref().or(item.written.as_ref()).map(String::as_str);
        let how = if desk.host.plain { "answer" } else { "answer (arrow keys, then Enter)" };
        return desk.host.choose(how, &words, keep, &menu_steps(item));
    }
    let like = match &item.kind {
        AnswerKind::YesNo if item.judged && item.skip == Skip::Itself => {
            "answer (yes/no, or /skip)"
        }
        AnswerKind::YesNo if item.judged => "answer (yes/no)",
        AnswerKind::YesNo if item.skip == Skip::Itself => "answer (yes/no/not known, or /skip)",
        AnswerKind::YesNo => "answer (yes/no/not known)",
        AnswerKind::Day | AnswerKind::PastDay => "answer (a day, as 2027-01-31)",
        AnswerKind::Number => "answer (a number)",
        AnswerKind::Person(_) => "answer (id or name)",
        AnswerKind::Text | AnswerKind::Choice(_) => "answer",
    };
    desk.host.line(like)
}

/// Help, what an answer looks like, and the clauses.
fn explain(item: &Item, policy: &Policy, desk: &mut Desk<'_>) {
    let mut lines: Vec<String> = item.help.iter().cloned().collect();
    lines.extend(what_answers_it(item, policy));
    lines.push(match &item.skip {
        Skip::Never => "It has to be answered.".to_owned(),
        Skip::Itself => "Where it does not apply: /skip, and say why.".to_owned(),
        Skip::Hazard(_) => {
            "Where this hazard does not arise: /skip leaves it out, and asks why.".to_owned()
        }
    });
    lines.push(if item.clauses.is_empty() {
        "No clause of the school's policy: hv asks it.".to_owned()
    } else {
        format!("From {} {}.", clauses_word(item.clauses.len()), item.clauses.join(", "))
    });
    lines.push(format!("In a file of answers it is called {}", item.key));
    for line in lines {
        let text = render::fit(&clean(&format!("   {line}")), desk.host.width());
        desk.host.tell(&format!("{text}\n"));
    }
}

/// What an answer looks like.
fn what_answers_it(item: &Item, policy: &Policy) -> Option<String> {
    let not_known = if item.judged { "" } else { ", or: not known" };
    Some(match &item.kind {
        AnswerKind::YesNo => format!("Answer yes or no{not_known}."),
        AnswerKind::Choice(words) => format!("Choose one of: {}{not_known}.", words.join(", ")),
        AnswerKind::Day => "Answer with a day, as 2027-01-31.".to_owned(),
        AnswerKind::PastDay => "Answer with a day that has been, as 2027-01-31.".to_owned(),
        AnswerKind::Number => format!("Answer with a whole number{not_known}."),
        AnswerKind::Person(roles) if roles.is_empty() => {
            format!("Name somebody on the staff, by id or name{not_known}.")
        }
        AnswerKind::Person(roles) => {
            let who = crate::domain::freeze::names_of(roles, "or", policy);
            format!("Name {who}, by id or name{not_known}.")
        }
        // Where hv itself has said what is wanted, its own words are enough.
        AnswerKind::Text if item.help.is_some() => return None,
        AnswerKind::Text => "Answer in your own words. \"none known\" is an answer.".to_owned(),
    })
}

fn clauses_word(count: usize) -> &'static str {
    if count == 1 { "clause" } else { "clauses" }
}

// The whole

enum Whole {
    Ended(End),
    GoOn,
}

/// Shows everything answered, what it comes to, and what is wrong with it. Only then it can be recorded.
fn whole(
    table: &Table<'_, '_>,
    sitting: &mut Sitting,
    desk: &mut Desk<'_>,
) -> Result<Whole, Error> {
    list(table.form, sitting.answers(), desk);
    let findings = (table.findings)(sitting.answers(), desk);
    if let Ok(assessed) = table.form.finish(sitting.answers()) {
        let text = super::assess_rating::comes_to(&assessed, table.form.policy, desk);
        desk.host.tell(&format!("\n{text}"));
    }
    let refused = findings.iter().any(|f| f.strength == crate::policy::Strength::Must);
    if !findings.is_empty() {
        let shown = render::words::findings(&findings, desk.host.width());
        desk.host.tell(&format!("\nNot right yet:\n{shown}"));
    }
    let question = if refused {
        "Which answer is to be changed? Its number, or /stop"
    } else {
        "Record it? yes, or the number of an answer to change, or /stop"
    };
    loop {
        let typed = desk.host.line(question)?;
        match verdict(typed.trim()) {
            Verdict::Yes if refused => {
                desk.warn("it cannot be recorded like this: see \"Not right yet\" above");
            }
            Verdict::Yes => return Ok(Whole::Ended(End::Record)),
            Verdict::Stop => return Ok(Whole::Ended(End::PutAside)),
            Verdict::Again => return Ok(Whole::GoOn),
            Verdict::Back => {
                sitting.back(table.form);
                return Ok(Whole::GoOn);
            }
            Verdict::Change(which) if change(table, &which, sitting, desk) => {
                return Ok(Whole::GoOn);
            }
            // Why it cannot be changed has been said.
            Verdict::Change(_) => {}
            Verdict::Nothing => desk.warn("yes, a number, <, /list or /stop"),
        }
    }
}

/// What is said of the whole.
enum Verdict {
    Yes,
    Stop,
    Again,
    Back,
    Change(String),
    Nothing,
}

fn verdict(typed: &str) -> Verdict {
    match step(typed) {
        Some(Step::Stop) => Verdict::Stop,
        Some(Step::Back) => Verdict::Back,
        Some(Step::List) => Verdict::Again,
        Some(Step::Change(which)) => Verdict::Change(which),
        Some(Step::Help | Step::Skip | Step::Source(_) | Step::Unknown(_)) => Verdict::Nothing,
        None => match typed.to_lowercase().as_str() {
            "" => Verdict::Nothing,
            "yes" => Verdict::Yes,
            "no" | "n" => Verdict::Stop,
            _ => Verdict::Change(typed.to_owned()),
        },
    }
}

fn change(table: &Table<'_, '_>, which: &str, sitting: &mut Sitting, desk: &mut Desk<'_>) -> bool {
    match sitting.change(table.form, which) {
        Ok(()) => true,
        Err(why) => {
            desk.warn(&why);
            false
        }
    }
}

/// The answers so far, with the numbers they can be changed by.
fn list(form: &Form<'_>, answers: &Typed, desk: &mut Desk<'_>) {
    let width = desk.host.width();
    let mut text = "\nThe answers so far:\n".to_owned();
    let mut part = String::new();
    for (place, item) in form.items(answers).iter().enumerate() {
        let Some(answer) = answers.get(&item.key) else { continue };
        if item.part != part {
            part.clone_from(&item.part);
            text.put(format!("== {} ==\n", clean(&part)));
        }
        let answer = if answer == DOES_NOT_APPLY { "does not apply" } else { answer };
        let source = answers.get(&format!("{}{SOURCE}", item.key));
        let source = source.map(|s| format!(" ({s})")).unwrap_or_default();
        let line = format!("{:>3}. {} -> {answer}{source}", place + 1, item.ask);
        text.put(format!("{}\n", render::fit(&clean(&line), width)));
    }
    desk.host.tell(&text);
}
