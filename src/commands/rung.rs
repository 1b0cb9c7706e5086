//! `hv rung`: what came of a rung of a ladder. Only the missing person answering in person is contact, and that is
//! recorded as such; voicemail, no answer, and everything that somebody else says stop nothing.

use super::ack::append;
use super::afield::Meant;
use super::alarms::{self, On, Raised};
use super::aside;
use super::ask::needed;
use super::checkin::{self, after_leaving};
use super::desk::{Desk, one_person};
use super::unresolved::to_close;
use super::{Ending, tell};
use crate::cli::{Checkin, Rung, Who};
use crate::domain::alarm::{self, Alarm, AlarmLine, Outcome};
use crate::domain::events::{Contactable, FrozenRung};
use crate::domain::names;
use crate::error::Error;
use crate::policy::Clock;
use crate::render::{Put, words};
use crate::when::Moment;
use serde_json::json;

/// What can come of any rung.
const OUTCOMES: [(&str, Outcome); 5] = [
    ("answered", Outcome::Answered),
    ("voicemail", Outcome::Voicemail),
    ("no-answer", Outcome::NoAnswer),
    ("not-needed", Outcome::NotNeeded),
    ("done", Outcome::Done),
];

/// The rung it is about, of every alarm that stands at it.
struct About {
    alarms: Vec<Alarm>,
    number: usize,
    /// `None` above the last rung: everyone.
    rung: Option<FrozenRung>,
    rungs: usize,
}

impl About {
    fn words(&self) -> String {
        match &self.rung {
            Some(rung) => format!("Rung {} of {} ({})", self.number, self.rungs, rung.role),
            None => "Everyone, after the last rung".to_owned(),
        }
    }
}

pub(super) fn run(args: Rung, desk: &mut Desk<'_>) -> Ending {
    let at = desk.at(args.at.as_ref())?;
    let raised = one(&args, desk)?;
    let about = about(&raised, &args)?;
    not_before(&about, at, desk)?;
    let outcome = outcome(&args.outcome, &about)?;
    if raised.drill() && outcome == Outcome::Answered {
        return Err(Error::usage("nobody is missing, so nobody answers for them: it is a drill")
            .hint("who was told says so: hv drill answered NAME")
            .into());
    }
    if outcome == Outcome::Answered {
        aside::typist(&raised, desk)?;
    }
    let note = note(&args, &outcome, &about, desk)?;
    let heard = heard(&args, &outcome, &raised, &about)?;
    let who = who(&args, desk);
    let lock = desk.lock_or_go_on();
    let contact = match (&raised.on, heard.is_empty()) {
        (On::Outing(outing), false) => {
            after_leaving(outing, at, desk)?;
            let meant = Meant { outing: outing.as_ref().clone(), who: heard.clone() };
            let typed = as_typed(&args, note.as_ref(), &raised);
            let contact = checkin::contact(&typed, &meant, at, desk)?;
            Some((typed, meant, contact))
        }
        (_, _) => None,
    };
    for alarm in &about.alarms {
        let line = alarm::Rung {
            alarm: alarm.clone(),
            rung: about.number,
            who: who.clone(),
            outcome: outcome.clone(),
            note: note.clone(),
        };
        append(&raised, at, AlarmLine::Rung(line), desk)?;
    }
    // It is on record; nobody waits for what is asked about it.
    drop(lock);
    let mut text = format!("{}: {}, {}.\n", about.words(), outcome.words(), desk.said(at));
    let mut after = tell::After::default();
    if let Some((typed, meant, contact)) = contact {
        let asked = checkin::asked(&typed, &meant, at, contact, desk)?;
        text.put(asked.text);
        after = asked.after;
    }
    let now = raised.again(desk)?;
    text.put(what_came(&about, &outcome, &now));
    text.put(what_to_do(&now, desk));
    desk.happened(
        &text,
        &json!({
            "id": now.id(), "rung": Some(about.number).filter(|_| about.rung.is_some()),
            "outcome": outcome, "who": who, "heard": heard, "alarms": about.alarms, "open": after.open,
            "next": now.late.iter().map(super::overdue_words::late_json).collect::<Vec<_>>(),
        }),
    );
    after.ending()
}

/// The one record it is about.
fn one(args: &Rung, desk: &mut Desk<'_>) -> Result<Raised, Error> {
    let about = std::slice::from_ref(&args.about);
    let mut found = alarms::meant(desk, about, args.outing.as_ref())?;
    match (found.pop(), found.is_empty()) {
        (Some(one), true) => Ok(one),
        (last, _) => {
            let ids: Vec<String> = found.iter().chain(&last).map(|r| r.id().to_owned()).collect();
            let shown: Vec<&str> = ids.iter().map(String::as_str).collect();
            Err(super::desk::ambiguous(&args.about, &shown).hint("say which outing: --outing ID"))
        }
    }
}

/// The rung that is due of the alarms meant; of those that are late no more, the highest that was told.
fn about(raised: &Raised, args: &Rung) -> Result<About, Error> {
    let clock = args.clock.as_ref().map(|typed| clock(typed, raised)).transpose()?;
    let late = raised.late.iter().map(|l| (l.alarm.clone(), l.rung.number));
    let told = raised.told.iter().map(|t| (t.alarm.clone(), t.rung.max(1)));
    let all: Vec<(Alarm, usize)> =
        if raised.late.is_empty() { told.collect() } else { late.collect() };
    let about_them = |a: &Alarm| a.people.iter().any(|p| raised.who.contains(p));
    let named = all.iter().any(|(alarm, _)| about_them(alarm));
    let mut candidates: Vec<(Alarm, About)> = Vec::new();
    for (alarm, due) in all {
        let wanted = clock.is_none_or(|c| c == alarm.clock) && (!named || about_them(&alarm));
        if wanted {
            let choice = || choice_of(raised, &alarm, &args.outcome, due);
            let number = args.rung.or_else(choice).unwrap_or(due);
            if number > due && args.outcome.trim().to_lowercase() == "not-needed" {
                return Err(not_due_yet(number, due));
            }
            candidates.push((alarm.clone(), rung_of(raised, &alarm, number)?));
        }
    }
    let Some((worst, mut about)) = candidates.first().map(|(alarm, about)| {
        let alarms = vec![alarm.clone()];
        let (number, rung, rungs) = (about.number, about.rung.clone(), about.rungs);
        (alarm.clone(), About { alarms, number, rung, rungs })
    }) else {
        return Err(Error::usage(format!("no alarm of that kind is up on {}", raised.id()))
            .hint("hv overdue lists the alarms"));
    };
    for (alarm, other) in candidates.iter().skip(1) {
        if (other.number, &other.rung) == (about.number, &about.rung) {
            about.alarms.push(alarm.clone());
        } else if alarm.clock != worst.clock {
            return Err(which(&candidates));
        }
    }
    Ok(about)
}

/// The last rung that was due and offers this choice: whoever decides after the ladder ran out need not count rungs.
fn choice_of(raised: &Raised, alarm: &Alarm, typed: &str, due: usize) -> Option<usize> {
    let key = typed.trim().to_lowercase();
    let rungs = raised.ladder(alarm.clock).map_or(&[][..], |ladder| &ladder.rungs);
    if key == "not-needed" && due > rungs.len() {
        return rungs.iter().rposition(|rung| rung.optional).map(|index| index + 1);
    }
    if OUTCOMES.iter().any(|(word, _)| *word == key) {
        return None;
    }
    let offers = |rung: &FrozenRung| rung.decision.iter().any(|c| c.to_lowercase() == key);
    rungs.iter().take(due).rposition(offers).map(|index| index + 1)
}

fn rung_of(raised: &Raised, alarm: &Alarm, number: usize) -> Result<About, Error> {
    let rungs = raised.ladder(alarm.clock).map_or(&[][..], |ladder| &ladder.rungs);
    if number == 0 || number > rungs.len() + 1 {
        return Err(Error::usage(format!("--rung: there is no rung {number}"))
            .hint(format!("this ladder has {}; one more means everyone", rungs.len())));
    }
    let rung = rungs.get(number - 1).cloned();
    Ok(About { alarms: vec![alarm.clone()], number, rung, rungs: rungs.len() })
}

/// Whoever is on a later rung is asked when it is due: nobody decides before that that they need not be.
fn not_due_yet(number: usize, due: usize) -> Error {
    Error::refused(format!(
        "NOT RECORDED: rung {number} is not due yet, so nobody can say that it is not needed; rung {due} is due"
    ))
    .hint("when it is due: hv rung WHO not-needed --note \"...\"")
}

/// Nothing can have come of a rung before the alarm was due.
fn not_before(about: &About, at: Moment, desk: &Desk<'_>) -> Result<(), Error> {
    match about.alarms.iter().map(|a| a.due).filter(|due| at < *due).max() {
        Some(due) => Err(Error::usage(format!(
            "--at: {} is before the alarm, at {}",
            desk.words(at),
            desk.words(due)
        ))
        .hint("if they were heard from before that: hv checkin WHO --at TIME")),
        None => Ok(()),
    }
}

/// Alarms at different rungs: nobody may guess which.
fn which(candidates: &[(Alarm, About)]) -> Error {
    let mut error = Error::usage("several alarms are up, at different rungs: which one?");
    for (alarm, about) in candidates {
        let what = crate::watch::telling::what(alarm.clock);
        error = error.hint(format!("{} ({what}): --clock {}", about.words(), word(alarm.clock)));
    }
    error
}

/// The clock as the policies write it.
fn word(clock: Clock) -> String {
    json!(clock).as_str().unwrap_or_default().to_owned()
}

fn clock(typed: &str, raised: &Raised) -> Result<Clock, Error> {
    let key = typed.trim().to_lowercase();
    serde_json::from_value::<Clock>(json!(key)).map_err(|_not_one| {
        let up: Vec<String> = raised.alarms().iter().map(|a| word(a.clock)).collect();
        Error::usage(format!("--clock: {typed:?} is no clock"))
            .hint(format!("up now: {}", up.join(", ")))
    })
}

fn outcome(typed: &str, about: &About) -> Result<Outcome, Error> {
    let key = typed.trim().to_lowercase();
    let choices = about.rung.as_ref().map(|r| r.decision.as_slice()).unwrap_or_default();
    if let Some((_, outcome)) = OUTCOMES.iter().find(|(word, _)| *word == key) {
        return Ok(outcome.clone());
    }
    if let Some(choice) = choices.iter().find(|c| c.to_lowercase() == key) {
        return Ok(Outcome::Decided(choice.clone()));
    }
    let mut known: Vec<&str> = OUTCOMES.iter().map(|(word, _)| *word).collect();
    known.extend(choices.iter().map(String::as_str));
    Err(Error::usage(format!("{typed:?} cannot come of {}", about.words().to_lowercase()))
        .hint(format!("write one of: {}", known.join(", "))))
}

/// What has to be said with it: why it was not needed, why it was decided so.
fn note(
    args: &Rung,
    outcome: &Outcome,
    about: &About,
    desk: &mut Desk<'_>,
) -> Result<Option<String>, Error> {
    let given = args.note.as_ref().map(|n| n.trim().to_owned()).filter(|n| !n.is_empty());
    let question = match outcome {
        Outcome::NotNeeded if !about.rung.as_ref().is_some_and(|r| r.optional) => {
            return Err(Error::refused(format!(
                "{} may not be passed over",
                about.words().to_lowercase()
            ))
            .hint("say what came of it: no-answer, voicemail, done"));
        }
        Outcome::NotNeeded => "Why was it not needed?",
        Outcome::Decided(_) => "Why was it decided so?",
        Outcome::Answered | Outcome::Voicemail | Outcome::NoAnswer | Outcome::Done => {
            return Ok(given);
        }
    };
    needed(desk, given.as_ref(), "--note", question).map(Some)
}

/// Who did it. Never a reason to refuse: somebody unknown is told, and recorded as typed.
fn who(args: &Rung, desk: &mut Desk<'_>) -> String {
    let Some(typed) = &args.who else { return desk.by.clone() };
    let people = desk.people();
    match one_person(&people, typed) {
        Ok(person) => person.id.clone(),
        Err(error) => {
            desk.warn(&format!("--who: {}; recorded as typed", error.message));
            typed.trim().to_lowercase()
        }
    }
}

/// Which of the missing answered in person: by id. Nobody, unless that is what came of it.
fn heard(
    args: &Rung,
    outcome: &Outcome,
    raised: &Raised,
    about: &About,
) -> Result<Vec<String>, Error> {
    if *outcome != Outcome::Answered {
        return if args.heard.is_empty() {
            Ok(Vec::new())
        } else {
            Err(Error::usage("--heard goes with answered")
                .hint("hv rung WHO answered --heard PERSON"))
        };
    }
    let missing: Vec<Contactable> =
        raised.late.iter().flat_map(|l| l.running.people.clone()).collect();
    let mut ids: Vec<String> = Vec::new();
    for alarm in &about.alarms {
        ids.extend(alarm.people.iter().filter(|p| !ids.contains(p)).cloned().collect::<Vec<_>>());
    }
    let name = |id: &String| {
        missing.iter().find(|p| p.id == *id).map_or_else(|| id.clone(), |p| p.name.clone())
    };
    // Of a visit that nobody left for there is no contact to record, so it need not be known whose it was.
    if args.heard.is_empty() && matches!(raised.on, On::Visit(_, _)) {
        return Ok(Vec::new());
    }
    if !args.heard.is_empty() {
        let mut all = Vec::new();
        for typed in &args.heard {
            let key = typed.trim().to_lowercase();
            let means = |id: &&String| **id == key || name(id).to_lowercase() == key;
            let known = ids.iter().find(means).ok_or_else(|| {
                Error::usage(format!("--heard: {typed:?} is not one of those missing"))
                    .hint(format!("missing: {}", ids.join(", ")))
                    .hint("what anybody else said: hv rung WHO done --note \"...\"")
            })?;
            all.push(known.clone());
        }
        return Ok(all);
    }
    let named: Vec<String> = ids.iter().filter(|id| raised.who.contains(id)).cloned().collect();
    if named.is_empty() {
        return Err(not_missing(raised, &ids, &name));
    }
    match (named.as_slice(), ids.as_slice()) {
        ([one], _) | (_, [one]) => Ok(vec![one.clone()]),
        (_, _) => {
            let shown: Vec<String> = ids.iter().map(name).collect();
            let shown: Vec<&str> = shown.iter().map(String::as_str).collect();
            let flags: Vec<String> = ids.iter().map(|id| format!("--heard {id}")).collect();
            Err(Error::usage(format!("which of them answered: {}?", names::list(&shown)))
                .hint(format!("one or more of: {}", flags.join(" "))))
        }
    }
}

/// Whoever was named answered, and is not among those missing: their answer must not count for anybody else.
fn not_missing(raised: &Raised, ids: &[String], name: &dyn Fn(&String) -> String) -> Error {
    let all = raised.people();
    let of = |id: &String| {
        let known = all.iter().find(|(known, _)| known == id);
        known.map_or_else(|| id.clone(), |(_, name)| name.clone())
    };
    let named: Vec<String> = raised.who.iter().map(of).collect();
    let named: Vec<&str> = named.iter().map(String::as_str).collect();
    let missing: Vec<String> = ids.iter().map(name).collect();
    let missing: Vec<&str> = missing.iter().map(String::as_str).collect();
    let heard: Vec<String> = ids.iter().map(|id| format!("--heard {id}")).collect();
    Error::usage(format!(
        "NOT RECORDED: {} is not among those missing, who are {}",
        names::list(&named),
        names::list(&missing)
    ))
    .hint(format!(
        "if {} was spoken to: hv checkin {} --school-rang --outing {}",
        names::list(&named),
        raised.who.join(" "),
        raised.id()
    ))
    .hint(format!(
        "if those missing answered themselves: hv rung {} answered {}",
        raised.id(),
        heard.join(" ")
    ))
}

/// The same, as a call by school that they answered.
fn as_typed(args: &Rung, note: Option<&String>, raised: &Raised) -> Checkin {
    Checkin {
        nobody_rang: false,
        who: Who {
            who: vec![args.about.clone()],
            outing: Some(raised.id().to_owned()),
            at: args.at.clone(),
        },
        whereabouts: None,
        note: note.cloned(),
        school_rang: true,
        text: false,
        in_person: false,
        no_answer: false,
        concern: None,
        distress: false,
        answers: args.answers.clone(),
    }
}

/// How often it was tried, and whether the next rung is due because of it.
fn what_came(about: &About, outcome: &Outcome, now: &Raised) -> String {
    let log = now.log();
    let Some((alarm, rung)) = about.alarms.first().zip(about.rung.as_ref()) else {
        return String::new();
    };
    match outcome {
        Outcome::Voicemail | Outcome::NoAnswer => {
            let outcomes = log.outcomes(alarm, about.number);
            let tried = outcomes.iter().filter(|(_, r)| r.outcome.unanswered()).count();
            let wanted = rung.tries.unwrap_or(1).max(1);
            let passed = log.passed(alarm, about.number, wanted).is_some();
            let next = if passed { "The next rung is due." } else { "Try again." };
            format!("Nobody was reached: the alarm goes on. Tried {tried} of {wanted}. {next}\n")
        }
        Outcome::NotNeeded => "Passed over. The next rung is due.\n".to_owned(),
        Outcome::Answered if matches!(now.on, On::Visit(_, _)) => format!(
            "It stops nothing by itself. They go: hv out; they do not: hv plan change {0} or hv plan drop {0}\n",
            now.id()
        ),
        Outcome::Done | Outcome::Decided(_) => "It is no contact: the alarm goes on.\n".to_owned(),
        Outcome::Answered => String::new(),
    }
}

/// What is to be done now about each late alarm, by whom; or how to close what was told.
pub(super) fn what_to_do(now: &Raised, desk: &Desk<'_>) -> String {
    let mut text = String::new();
    for late in &now.late {
        let rung = &late.rung;
        let step = if rung.exhausted {
            "every rung has been due".to_owned()
        } else {
            format!("rung {} of {}", rung.number, rung.of)
        };
        let who: Vec<String> = rung.who.iter().map(words::to_ring).collect();
        let who = if who.is_empty() { "nobody is on record".to_owned() } else { who.join("; ") };
        text.put(format!("NEXT, {step}, {}: {who}\n  {}\n", rung.role, rung.does));
        for line in super::charge_words::decided(late, desk.zone, desk.now) {
            text.put(format!("  {line}\n"));
        }
        text.put(format!("  {}\n", super::charge_words::charge(late, desk.zone, desk.now)));
    }
    if now.late.is_empty() {
        for one in &now.told {
            text.put(format!(
                "Nothing of theirs is late now. It stays listed until somebody closes it: {}\n",
                to_close(one)
            ));
        }
        return text;
    }
    text.put(format!("Then: hv rung {} OUTCOME\n", now.id()));
    text
}
