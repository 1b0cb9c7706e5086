//! Who is still to be told of which rung, and in what words.
//!
//! A rung is told to each of its people until a channel has taken it for them: what is not known to have gone out goes
//! out again. Whoever has charge holds back what was not told yet, and nothing else; when their time runs out, all that
//! is due by then is told. Runs that were missed change nothing: what came due meanwhile is told once, in order, and of
//! an alarm that has run out of rungs only the latest repetition.

use super::unresolved::Unresolved;
use super::{Late, Running, drill, ladder};
use crate::domain::alarm::{Alarm, Log, Tell};
use crate::domain::events::{Contactable, Terms};
use crate::domain::names;
use crate::policy::{Clock, Deadline, Source};
use crate::when::{Moment, Span, Zone};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::borrow::Borrow;
use std::fmt::Write as _;
use std::sync::Arc;

/// Brings forward what is to be told where the last rung that is due reaches nobody by any channel: as with a rung that
/// nobody holds, the next is told at once, and so on to the first that reaches somebody; everyone after the last. Gives
/// back every rung of which nobody can be told. `reaches`: whether a channel can bring a rung to anybody. Of what is told
/// to nobody now, because somebody has charge or a drill is over, nothing is brought forward.
pub fn hasten(
    late: &mut Late,
    reaches: impl Fn(&Late, &ladder::Due) -> bool,
    now: Moment,
) -> Vec<ladder::Due> {
    if held_back(late, now) {
        return Vec::new();
    }
    let mut ahead = std::mem::take(&mut late.ahead).into_iter();
    while late.steps.last().is_some_and(|last| !reaches(late, last)) {
        let Some(next) = ahead.next() else { break };
        late.rung = next.clone();
        late.steps.push(next);
    }
    late.ahead = ahead.collect();
    late.steps.iter().filter(|step| !reaches(late, step)).cloned().collect()
}

/// Nobody is to be told of it now. A drill walks all of its ladder, whoever has charge of it, and ends.
fn held_back(late: &Late, now: Moment) -> bool {
    (late.charge(now).is_some() && !late.drill) || drill::over(late)
}

/// What is said of a rung that no channel can bring to anybody, where the alarm is told.
pub fn reached_nobody(late: &Late, step: &ladder::Due, people: &[Arc<Contactable>]) -> String {
    let who = if step.exhausted {
        "everyone".to_owned()
    } else {
        format!("step {} of {}, {}", step.number, step.of, line(&step.role))
    };
    let them = if people.is_empty() { "anybody".to_owned() } else { named(people) };
    let about = if late.running.people.is_empty() {
        String::new()
    } else {
        format!(" about {}", named(&late.running.people))
    };
    let drill = if late.drill { format!("{}: ", drill::DRILL) } else { String::new() };
    format!("{drill}NOBODY WAS TOLD of {who}: no channel reaches {them}. Ring them now{about}")
}

fn named<P: Borrow<Contactable>>(people: &[P]) -> String {
    let names: Vec<String> = people.iter().map(|p| line(&p.borrow().name)).collect();
    names::list(&names.iter().map(String::as_str).collect::<Vec<_>>())
}

/// Words in one line, whatever they hold: nothing in a name may look like a line of hv's own.
pub fn line(name: &str) -> String {
    let seen: String = name.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What is to be told of something late: each rung that is due and not known to have been told to everybody it is for.
/// `receivers`: whom the channels reach for a rung, as in [`Tell::to`]. While somebody has charge, only what is to be done
/// because they, or somebody else, said since then that the rung before it reached nobody, or was passed over.
pub fn untold(
    late: &Late,
    receivers: impl Fn(&ladder::Due) -> Vec<String>,
    now: Moment,
) -> Vec<Tell> {
    // A drill walks all of its ladder, whoever has charge of it, and ends.
    let charge = late.charge(now).filter(|_| !late.drill);
    if drill::over(late) {
        return Vec::new();
    }
    let held = |step: &&ladder::Due| {
        charge.is_some_and(|charge| step.hastened.is_none_or(|at| at < charge.since))
    };
    let missing = |step: &ladder::Due| -> Option<Tell> {
        let log = &late.log;
        let all = receivers(step);
        // Told to everyone once, it is not repeated while somebody has charge.
        let rounds = if charge.is_some() { 0 } else { step.round };
        let told = |to: &String| {
            (rounds..=step.round).any(|round| log.told(&late.alarm, step.number, round, to))
        };
        let nobody = all.is_empty();
        let to: Vec<String> = all.into_iter().filter(|to| !told(to)).collect();
        let noted =
            (rounds..=step.round).any(|round| log.attempted(&late.alarm, step.number, round));
        if to.is_empty() && (noted || !nobody) {
            return None;
        }
        Some(Tell { alarm: late.alarm.clone(), rung: step.number, round: step.round, to })
    };
    late.steps.iter().filter(|step| !held(step)).filter_map(missing).collect()
}

/// Whether what hv prints is to be printed again. Nobody knows whether anybody read it: something new is printed at
/// once, and everything again after the time for a repetition. A drill is printed when there is something new, and never
/// for the sake of repeating it.
pub fn print_again(late: &Late, printed: Option<Moment>, now: Moment) -> bool {
    let every = crate::policy::defaults().repeat;
    // Nobody has charge any more since it was printed: whoever reads it must know at once.
    let ran_out = |at: Moment| {
        let last = late.log.last_charge(&late.alarm);
        last.is_some_and(|charge| at < charge.until && charge.until <= now)
    };
    let fresh = |at: Moment| now < at || late.steps.iter().any(|s| s.since > at) || ran_out(at);
    if late.drill {
        return !drill::over(late) && printed.is_none_or(fresh);
    }
    printed.is_none_or(|at| at.plus(every) <= now || fresh(at))
}

/// What a message says of one alarm: who on the staff, since when, what to do at each rung that is told, and how to see
/// the rest. It holds no address, no family and no pupil, and never what was said or written about it.
pub fn words(late: &Late, steps: &[&ladder::Due], zone: Zone, now: Moment) -> String {
    let lines = urgent(late, steps, zone, now).into_iter().chain(further(late));
    let lines: Vec<String> = lines.map(|words| line(&words)).collect();
    lines.join("\n") + "\n"
}

/// Who, since when, and what to do.
fn urgent(late: &Late, steps: &[&ladder::Due], zone: Zone, now: Moment) -> Vec<String> {
    if late.running.people.is_empty() {
        let does: Vec<&str> = steps.iter().map(|s| s.says.as_str()).collect();
        return vec![
            "SOMEBODY MAY BE OUT UNSEEN.".to_owned(),
            format!("DO NOW, everyone: {}.", does.join(" ")),
        ];
    }
    let on = |moment: Moment| zone.words_on(moment, zone.day_of(now));
    if late.drill {
        return drill_urgent(late, steps, &on(late.running.deadline.due));
    }
    let who: Vec<&str> = late.running.people.iter().map(|p| p.name.as_str()).collect();
    let who = names::list(&who).to_uppercase();
    let past = Span::seconds(late.late_seconds / 60 * 60);
    let past = if past < Span::minutes(1) {
        "just now".to_owned()
    } else {
        format!("{} ago", past.words())
    };
    let (what, since) = (headline(&late.running), since(late));
    let mut lines =
        vec![format!("{who}: {what}. {since} {}, {past}.", on(late.running.deadline.due))];
    for step in steps {
        lines.push(rung(step, late.charge(now).is_some()));
        if !step.decision.is_empty() {
            lines.push(format!("Decide: {}.", step.decision.join(" or ")));
        }
    }
    lines.extend(taken_back(late, zone, now));
    let skipped: Vec<&str> = steps.iter().flat_map(|s| &s.skipped).map(String::as_str).collect();
    if let Some(role) = skipped.last() {
        lines.push(format!("Nobody holds the role of {role}: passed over."));
    }
    if let Some(over) = late.log.last_charge(&late.alarm).filter(|c| c.until <= now) {
        lines.push(format!(
            "{} had charge of it until {}. Nobody has now.",
            over.name,
            on(over.until)
        ));
    }
    lines
}

/// Why it is told once more: whoever was told of it may think since that all is well.
pub fn taken_back(late: &Late, zone: Zone, now: Moment) -> Option<String> {
    let again = late.log.again(&late.alarm)?;
    let on = |moment: Moment| zone.words_on(moment, zone.day_of(now));
    Some(format!(
        "TOLD AGAIN: the {} of {} was a mistake, taken back at {}. That all is well is NOT known.",
        again.what,
        on(again.at),
        on(again.since)
    ))
}

/// The same of a drill. Whoever reads one line of it only must not take it for an alarm.
fn drill_urgent(late: &Late, steps: &[&ladder::Due], began: &str) -> Vec<String> {
    let what = headline(&late.running);
    let mut lines =
        vec![format!("{}. It walks the ladder for \"{what}\", begun {began}.", drill::DRILL)];
    for step in steps {
        let says = step.says.trim_end_matches('.');
        let who = if step.exhausted {
            "After the last step, everyone".to_owned()
        } else {
            format!("Step {} of {}, {}", step.number, step.of, step.role)
        };
        lines.push(format!("{who}: {says}."));
    }
    lines
}

/// How to see the rest, and how to take charge.
fn further(late: &Late) -> Vec<String> {
    if late.running.people.is_empty() {
        return Vec::new();
    }
    if late.drill {
        let reached = "Say that this reached you: hv drill answered NAME, or ring the school.";
        return vec![reached.to_owned(), "See all: hv drill".to_owned()];
    }
    vec![format!("See all: {}", see(late)), format!("Take charge: {}", take(late))]
}

fn rung(step: &ladder::Due, charged: bool) -> String {
    let says = step.says.trim_end_matches('.');
    if step.exhausted && charged {
        return format!("DO NOW, everyone: {says}.");
    }
    if step.exhausted {
        return format!(
            "DO NOW, everyone: {says}. You are told again and again until somebody takes charge."
        );
    }
    format!("DO, step {} of {}, {}: {says}.", step.number, step.of, step.role)
}

/// Danger is since somebody said so; everything else was due.
fn since(late: &Late) -> &'static str {
    if matches!(late.alarm.clock, Clock::Distress | Clock::Concern) { "Since" } else { "Due" }
}

/// The whole message to one receiver: everybody who is late, worst first, and what to do in danger. Its first two lines
/// are what a telephone shows before it is opened: who, since when, and what to do. `school`: its name and number.
pub fn letter(school: &str, told: &[(&Late, &ladder::Due)], zone: Zone, now: Moment) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut rest = told;
    while let Some((first, _)) = rest.first() {
        let same = rest.iter().take_while(|(l, _)| l.id == first.id && l.alarm == first.alarm);
        let steps: Vec<&ladder::Due> = same.map(|(_, step)| *step).collect();
        rest = rest.get(steps.len()..).unwrap_or_default();
        // The same people missed twice are to be rung once: a text message has no room for it twice.
        for words in urgent(first, &steps, zone, now).iter().map(|words| line(words)) {
            if !lines.contains(&words) {
                lines.push(words);
            }
        }
        if rest.first().is_none_or(|(next, _)| next.id != first.id) {
            lines.extend(further(first).iter().map(|words| line(words)));
            lines.push(String::new());
        }
    }
    let mut text = lines.join("\n");
    let last = if all_drills(told) {
        "This was a DRILL: nobody is missing, and nobody is to be rung because of it but the school."
    } else {
        "In danger ring 999. This message is not an answer: somebody has to take charge."
    };
    let at = zone.words(now);
    let _a_string_takes_everything =
        write!(text, "\n{last}\n{}, home visits, {at}.\n", line(school));
    text
}

fn all_drills(told: &[(&Late, &ladder::Due)]) -> bool {
    !told.is_empty() && told.iter().all(|(late, _)| late.drill)
}

/// The line above it.
pub fn subject_line(told: &[(&Late, &ladder::Due)]) -> String {
    if all_drills(told) {
        return format!("{}: home visits", drill::DRILL);
    }
    let mut names: Vec<&str> = Vec::new();
    if told.iter().any(|(late, _)| late.running.people.is_empty()) {
        names.push("somebody may be out unseen");
    }
    for person in told.iter().flat_map(|(late, _)| &late.running.people) {
        if !names.contains(&person.name.as_str()) {
            names.push(&person.name);
        }
    }
    let distress = told.iter().any(|(late, _)| late.running.clock == Clock::Distress);
    let head = if distress { "DISTRESS" } else { "ALARM" };
    line(&format!("{head}, home visits: {}", names::list(&names)))
}

/// The same alarm, told to the same receiver by the same channel, has the same key whenever it is sent; another when it is
/// told again because something was taken back. Nothing in it tells anybody who it is about.
pub fn key(told: &[(&Late, &ladder::Due)], to: &str, channel: &str) -> String {
    let mut hash = Sha256::new();
    for (late, step) in told {
        let alarm = &late.alarm;
        let again = late.log.again(alarm).map(|a| format!(" {}", a.event)).unwrap_or_default();
        let part = format!("{} {alarm:?} {} {}{again}\n", late.id, step.number, step.round);
        hash.update(part.as_bytes());
    }
    hash.update(format!("{to}\n{channel}").as_bytes());
    hex(hash.finalize().get(..8).unwrap_or_default())
}

/// The name of a run, in the form of a UUID: the same for its start and its end.
pub fn run_id(run: &str) -> String {
    let digest = hex(&Sha256::digest(run.as_bytes()));
    let part = |from: usize, to: usize| digest.get(from..to).unwrap_or_default().to_owned();
    // The third and fourth parts say that it is no clock's and no machine's: version 4, the common variant.
    format!("{}-{}-4{}-8{}-{}", part(0, 8), part(8, 12), part(12, 15), part(15, 18), part(18, 30))
}

/// The same words have the same digest, and nobody can read them in it: 32 signs.
pub fn digest(words: &str) -> String {
    hex(Sha256::digest(words.as_bytes()).get(..16).unwrap_or_default())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _a_string_takes_everything = write!(text, "{byte:02x}");
        text
    })
}

/// One alarm as data for a program: no address, no family, no pupil either.
pub fn data(late: &Late, step: &ladder::Due, to: &[serde_json::Value]) -> serde_json::Value {
    let clock = late.alarm.clock;
    let people = late.running.people.iter();
    let what = headline(&late.running);
    let what = if late.drill { format!("{}: {what}", drill::DRILL) } else { what.to_owned() };
    json!({
        "record": subject(&late.alarm, &late.id), "clock": clock, "what": what, "drill": late.drill,
        "people": people.map(|p| json!({"name": line(&p.name), "number": p.number})).collect::<Vec<_>>(),
        "due": late.running.deadline.due, "late_seconds": late.late_seconds,
        "rung": if step.exhausted { serde_json::Value::Null } else { json!(step.number) },
        "rungs": step.of, "exhausted": step.exhausted, "role": step.role, "do": step.says,
        "decision": step.decision, "to": to,
    })
}

/// Who holds the role of a rung now, by the ladder as it would be frozen now.
pub fn holders_now(terms: &Terms, late: &Late, step: &ladder::Due) -> Vec<Arc<Contactable>> {
    if step.exhausted {
        return terms.everyone.clone();
    }
    let ladder = terms.ladders.iter().find(|l| l.clocks.contains(&late.running.clock));
    let rungs = ladder.into_iter().flat_map(|l| &l.rungs).filter(|r| r.role == step.role);
    rungs.flat_map(|r| r.people.iter().cloned()).collect()
}

/// What may hide somebody, as an alarm to everyone: so many files that cannot be read, and what else cannot be trusted, in
/// words. Nobody knows since when, or about whom.
pub fn unread(files: usize, besides: &[&str], terms: &Terms, log: Log, now: Moment) -> Late {
    let alarm =
        Alarm { clock: Clock::Concern, due: Moment::epoch(), visit: None, people: Vec::new() };
    let (round, since) = ladder::round_of_day(terms.repeat, now);
    let files = match files {
        0 => None,
        1 => Some("1 of the record folder's files cannot be read or trusted".to_owned()),
        files => Some(format!("{files} of the record folder's files cannot be read or trusted")),
    };
    let besides = besides.iter().map(|what| (*what).to_owned());
    let why: Vec<String> = files.into_iter().chain(besides).collect();
    let does = format!(
        "find out by telephone who is out, and where. {}. hv overdue says more",
        why.join(", and ")
    );
    let step = ladder::Due {
        who: terms.everyone.clone(),
        round,
        since,
        says: does.clone(),
        does,
        ..ladder::Due::nobody(since)
    };
    let running = Running {
        clock: Clock::Concern,
        people: Vec::new(),
        deadline: Deadline { due: since, over: false },
        owed: "records that can be read".to_owned(),
        missed: None,
        visit: None,
        source: Source::Default,
    };
    Late { log, ..Late::new("unreadable records".to_owned(), running, alarm, vec![step], now) }
}

/// What was told and nobody has closed, in the words of a message.
pub fn told_and_open(one: &Unresolved, zone: Zone) -> String {
    let people: Vec<&str> = one.people.iter().map(|p| p.name.as_str()).collect();
    let record = if one.alarm.clock == Clock::Departure { "VISIT" } else { one.id.as_str() };
    let second = if one.takes_two { " --second PERSON" } else { "" };
    let due = zone.words(one.alarm.due);
    // Whoever left since was heard from by that; a change of the plan is no word of anybody.
    let since = if one.alarm.clock == Clock::Departure {
        format!(
            "nobody had signed out for a planned visit by {due}. They left since, or the plan was changed, and nobody \
             has said where they are. It is NOT RESOLVED"
        )
    } else {
        format!(
            "people were told of this (it was due {due}), they were heard from since, and it is NOT RESOLVED"
        )
    };
    format!(
        "\n{}: {since}. Whoever knows that they are safe types:\n\
         hv resolve {record} --confirmed-by PERSON --how seen|spoken-to{second}\n",
        line(&names::list(&people).to_uppercase())
    )
}

/// The clock, in the words of a message.
pub fn headline(running: &Running) -> &'static str {
    what(running.clock)
}

/// What is wrong when a clock has run out.
pub fn what(clock: Clock) -> &'static str {
    match clock {
        Clock::Distress => "DISTRESS, in danger now",
        Clock::Concern => "cause for concern",
        Clock::Departure => "nobody signed out for a planned visit",
        Clock::Return => "not back",
        Clock::Wait => "still waiting at the door",
        Clock::Home => "no word from home",
        Clock::Call => "the call by school is owed",
        Clock::Contact | Clock::Finish => "not heard from",
    }
}

/// The record, as a message may name it. A visit's id holds the family's.
pub fn subject(alarm: &Alarm, id: &str) -> String {
    if alarm.clock == Clock::Departure { "the planned visit".to_owned() } else { id.to_owned() }
}

fn see(late: &Late) -> String {
    if late.alarm.clock == Clock::Departure {
        return "hv overdue".to_owned();
    }
    format!("hv brief {}", late.id)
}

fn take(late: &Late) -> String {
    let doing = "--doing \"what you are doing\"";
    if late.alarm.clock == Clock::Departure {
        let who: Vec<&str> = late.running.people.iter().map(|p| p.id.as_str()).collect();
        return format!("hv ack {} {doing}, or ring the school", who.join(" "));
    }
    format!("hv ack {} {doing}, or ring the school", late.id)
}
