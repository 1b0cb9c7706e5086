//! Who is still to be told of which rung, and in what words.
//!
//! A rung is told to each of its people until a channel has taken it for them: what is not known to have gone out goes
//! out again. Whoever has charge holds back what was not told yet, and nothing else; when their time runs out, all that
//! is due by then is told. Runs that were missed change nothing: what came due meanwhile is told once, in order, and of
//! an alarm that has run out of rungs only the latest repetition.

use super::{Late, Running, ladder};
use crate::domain::alarm::{Alarm, Tell};
use crate::domain::names;
use crate::policy::Clock;
use crate::when::{Moment, Zone};

/// What is to be told of something late: each rung that is due and not known to have been told to everybody it is for.
/// `receivers`: whom the channels reach for a rung, as in [`Tell::to`]. Empty while somebody's charge holds it back.
pub fn untold(
    late: &Late,
    receivers: impl Fn(&ladder::Due) -> Vec<String>,
    now: Moment,
) -> Vec<Tell> {
    if late.charge(now).is_some() {
        return Vec::new();
    }
    let missing = |step: &ladder::Due| -> Option<Tell> {
        let log = &late.log;
        let all = receivers(step);
        let told = |to: &String| log.told(&late.alarm, step.number, step.round, to);
        let nobody = all.is_empty();
        let to: Vec<String> = all.into_iter().filter(|to| !told(to)).collect();
        let noted = log.attempted(&late.alarm, step.number, step.round);
        if to.is_empty() && !(nobody && !noted) {
            return None;
        }
        Some(Tell { alarm: late.alarm.clone(), rung: step.number, round: step.round, to })
    };
    late.steps.iter().filter_map(missing).collect()
}

/// Whether what hv prints is to be printed again. Nobody knows whether anybody read it: something new is printed at
/// once, and everything again after the time for a repetition.
pub fn print_again(late: &Late, printed: Option<Moment>, now: Moment) -> bool {
    let every = crate::policy::defaults().repeat;
    printed.is_none_or(|at| {
        now < at || at.plus(every) <= now || late.steps.iter().any(|s| s.since > at)
    })
}

/// What a message says of one alarm: who on the staff, since when, what to do, and how to see the rest. It holds no
/// address, no family and no pupil, and never what was said on the telephone.
pub fn words(late: &Late, step: &ladder::Due, zone: Zone, now: Moment) -> String {
    let today = zone.day_of(now);
    let due = zone.words_on(late.running.deadline.due, today);
    let who: Vec<&str> = late.running.people.iter().map(|p| p.name.as_str()).collect();
    let mut text = format!(
        "{}: {}. Due {due}, {} minutes ago.\n",
        names::list(&who).to_uppercase(),
        headline(&late.running),
        late.late_seconds / 60
    );
    let rung = if step.exhausted {
        "Everyone is told now, again and again, until somebody takes charge".to_owned()
    } else {
        format!("You are told as {} (step {} of {})", step.role, step.number, step.of)
    };
    text.push_str(&format!("{rung}. DO: {}.\n", step.says.trim_end_matches('.')));
    if !step.decision.is_empty() {
        text.push_str(&format!("Decide: {}.\n", step.decision.join(" or ")));
    }
    if !step.skipped.is_empty() {
        text.push_str(&format!("Nobody holds the role of {}.\n", step.skipped.join(", ")));
    }
    text.push_str(&format!("See all: {}\n", see(late)));
    text.push_str(&format!("Take charge: {}\n", take(late)));
    text
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
