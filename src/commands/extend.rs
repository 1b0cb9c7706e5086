//! `hv extend`: a new expected return, or a visit added by telephone.

use super::afield::{self, Meant};
use super::ask;
use super::ask::needed;
use super::checkin::{after_leaving, next_json, next_line, record};
use super::desk::Desk;
use super::{Ending, Failure};
use crate::cli::{AnswerFlags, Extend};
use crate::domain::events::{Answers, OutingEvent};
use crate::domain::gate::{self, Finding, Scene};
use crate::domain::known::{self, Known};
use crate::domain::outing::Outing;
use crate::domain::{freeze, names, road, sign_out, stale};
use crate::error::Error;
use crate::policy::Step;
use crate::render::Put;
use crate::watch::telling;
use crate::when::{Look, Moment};
use serde_json::json;

pub(super) fn run(args: Extend, desk: &mut Desk<'_>) -> Ending {
    let at = desk.at(args.who.at.as_ref())?;
    if args.back.is_none() && args.visit.is_none() {
        return Err(Error::usage("nothing to extend")
            .hint("give --back TIME, or --visit VISIT to add a visit")
            .into());
    }
    let why = match &args.back {
        Some(_) => needed(desk, args.why.as_ref(), "--why", "Why does the return change?")?,
        None => String::new(),
    };
    let back = args.back.as_ref().map(|t| desk.time(t, "--back", Look::Ahead)).transpose()?;
    if let Some(back) = back {
        super::out::within_a_day(back, desk.now, desk)?;
    }
    let meant = afield::meant(desk, &args.who)?;
    after_leaving(&meant.outing, at, desk)?;
    if args.nobody_rang && back.is_some() {
        no_guess(&meant.outing, desk)?;
        of_all(&meant)?;
    }
    // The questions are put before the lock is taken: nobody else waits for an answer.
    let stop =
        args.visit.as_ref().map(|v| stop_to_add(v, &args.answers, &meant, desk)).transpose()?;
    let _lock = desk.lock_or_go_on();
    if args.nobody_rang && back.is_some() {
        // They may have become late while the questions were put.
        no_guess(&super::checkin::reread(&meant, desk)?, desk)?;
    }
    let mut said = String::new();
    if let Some(event) = stop {
        said.put(add(event, &meant, at, desk)?);
    }
    if let Some(back) = back {
        let rang_in = if args.nobody_rang { Vec::new() } else { meant.who.clone() };
        let event = road::extend(rang_in, back, why, desk.now).map_err(Error::usage)?;
        record(&meant, at, event, desk)?;
        said.put(format!("{}: back by {} now. ", meant.names(), desk.said(back)));
        said.put(heard_words(args.nobody_rang, at, desk));
    }
    let outing =
        afield::outing(&desk.store, &meant.outing.id, desk.now).map_err(super::desk::damaged)?;
    if back.is_some() {
        said.put(not_moved(&outing, &meant.who, desk));
    }
    said.truncate(said.trim_end().len());
    said.push_str(&next_line(&outing, &meant.who, desk));
    desk.happened(
        &said,
        &json!({"outing": outing.id, "back": back.unwrap_or(outing.back), "next": next_json(&outing)}),
    );
    Ok(0)
}

/// A time that nobody rang in is no one person's word: it is everybody's, who is out.
pub(super) fn of_all(meant: &Meant) -> Result<(), Error> {
    let others = meant.outing.people.iter().filter(|p| p.away() && !meant.who.contains(&p.id));
    let others: Vec<&str> = others.map(|p| p.id.as_str()).collect();
    if others.is_empty() {
        return Ok(());
    }
    Err(Error::usage(format!(
        "--nobody-rang moves the return of everybody who is out on {}: name {} as well",
        meant.outing.id,
        names::list(&others)
    ))
    .hint("whoever rang in moves their own return: leave --nobody-rang out"))
}

/// Whose return stands as it was: nobody speaks for them.
pub(super) fn not_moved(outing: &Outing, who: &[String], desk: &Desk<'_>) -> String {
    let others = outing.people.iter().filter(|p| p.away() && !who.contains(&p.id));
    let each =
        others.map(|p| format!(" NOT MOVED: {}, expected by {}.", p.name, desk.words(p.back)));
    each.collect::<Vec<_>>().concat()
}

/// A guess of the office's ends no alarm: once something of theirs is late, only word from them moves a time.
pub(super) fn no_guess(outing: &Outing, desk: &Desk<'_>) -> Result<(), Error> {
    let late = crate::watch::late(outing, desk.now);
    let Some(worst) = late.iter().min_by_key(|l| l.rank()) else { return Ok(()) };
    let people: Vec<&str> = worst.running.people.iter().map(|p| p.name.as_str()).collect();
    let (names, what) = (names::list(&people), telling::what(worst.running.clock));
    let due = desk.words(worst.running.deadline.due);
    let ids = worst.alarm.people.join(" ");
    Err(Error::refused(format!(
        "NOT RECORDED: {names}: {what}, due {due}. While something is late, a time that nobody rang in changes nothing"
    ))
    .hint(format!("ring them now, and say what came of it: hv rung {} OUTCOME", outing.id))
    .hint(format!("when they rang in: hv checkin {ids}, or hv extend {ids} without --nobody-rang"))
    .hint(format!("whoever knows that they are safe: hv resolve {ids}")))
}

/// Whoever moves a return says whether anybody was heard from: it would silence the clock that waits for them.
pub(super) fn heard_words(nobody: bool, at: Moment, desk: &Desk<'_>) -> String {
    if nobody {
        return "Nobody counts as heard from.".to_owned();
    }
    format!("Heard from at {} (if nobody rang in: --nobody-rang).", desk.said(at))
}

/// A visit added on the road passes the same gates as any other, and the questions asked once at sign-out are asked
/// again for it: this household's health was not asked about this morning.
fn stop_to_add(
    typed: &str,
    flags: &AnswerFlags,
    meant: &Meant,
    desk: &mut Desk<'_>,
) -> Result<OutingEvent, Failure> {
    let policy = desk.policy()?;
    let id = desk.visit_id(typed)?;
    let visit = desk.visit(&id)?;
    if !visit.planned() || meant.outing.stops.iter().any(|d| d.stop.visit == id) {
        return Err(Error::usage(format!("{id} is over, or is on this outing already")).into());
    }
    let known: Known = desk.known(visit);
    let mut facts = known::of_visit(&known, &policy, &desk.school, desk.zone);
    let going = meant.outing.people.iter().filter(|p| p.away()).count();
    facts.set("crew-size", i64::try_from(going).unwrap_or(i64::MAX));
    facts.set("extra-visit", true);
    let scene = |answers: &Answers| Scene {
        outing: gate::facts_of(answers, None),
        visits: vec![(id.clone(), facts.clone())],
        people: Vec::new(),
    };
    let mut answers = ask::answers(flags, &policy, |step| step == Step::Out, &[], desk)?;
    ask::put(desk, &policy, Step::Out, &mut answers, scene)?;
    let mut findings = gate::findings(&policy, Step::Out, &scene(&answers), &answers);
    // What is about the outing as a whole was settled when they left.
    let asked = |f: &Finding| policy.questions.iter().any(|q| q.id == f.rule);
    findings.retain(|f| f.subject.contains(&id) || asked(f));
    let there: Vec<String> =
        meant.outing.people.iter().filter(|p| p.away()).map(|p| p.id.clone()).collect();
    stale::explain_unread(&mut findings, &known, &policy);
    if let Some((looked, reasons)) = known.stale(&policy, desk.zone) {
        stale::explain(&mut findings, &id, &looked, &reasons);
    }
    let against = super::assess_life::unsaid(&known, &findings, &policy, desk);
    super::assess_life::tell(&id, &against, desk);
    findings.extend(sign_out::staff_as_planned(&id, &known.visit.plan, &there));
    let today = desk.zone.day_of(known.visit.plan.start) == desk.today();
    if !today {
        return Err(Error::refused(format!("{id} is planned for another day"))
            .hint(format!("hv plan change {id} --at TIME --why \"...\""))
            .into());
    }
    let what = format!("{id} cannot be added to this outing yet:");
    let (findings, exempt) =
        crate::domain::exempt::part(&policy, findings, &[&known], desk.today());
    let unmet = ask::settle(desk, &what, findings, &ask::reasons(flags)?)?;
    let facts = facts.with(&gate::facts_of(&answers, None));
    let unmet = super::plan_change::with_exempt(unmet, exempt, desk);
    let stop = sign_out::stop(&known, &facts, &policy);
    let ends_at_home = meant.outing.home().is_some();
    let home = freeze::home(&policy, &[facts]).filter(|_| !ends_at_home);
    Ok(OutingEvent::AddStop { stop, who: meant.who.clone(), answers, unmet, home })
}

fn add(
    event: OutingEvent,
    meant: &Meant,
    at: Moment,
    desk: &mut Desk<'_>,
) -> Result<String, Error> {
    let OutingEvent::AddStop { stop, home, .. } = &event else {
        return Err(Error::bug("not a visit"));
    };
    let (visit, finish) = (stop.visit.clone(), stop.finish);
    let ends_at_home = home.as_ref().map(super::home::ends_there);
    record(meant, at, event, desk)?;
    super::unresolved::unmark_planned(&visit, desk);
    let mut said = format!("Added {visit} to {}.\n", meant.outing.id);
    said.put(ends_at_home.unwrap_or_default());
    if finish.is_some_and(|finish| finish >= meant.outing.back) {
        said.put(format!(
            "It is planned to end after the expected return, {}: hv extend {} --back TIME --why ...\n",
            desk.words(meant.outing.back),
            meant.outing.id
        ));
    }
    Ok(said)
}
