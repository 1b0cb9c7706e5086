//! What `hv policy replay` found, in words and as data.
//!
//! Damage is said first, then what differs, then what cannot be told: a short list of differences is no good news by
//! itself. Nobody is ranked: every line is about an outing.

use super::policy_replay::{Refused, Replayed, Weeks};
use crate::domain::gate::Finding;
use crate::domain::names;
use crate::domain::replay::{Attempt, Open};
use crate::policy::{Clock, Strength};
use crate::render::words::cited;
use crate::render::{Put, clean, count, fit};
use crate::watch::replay::compare::{Change, Pair};
use crate::watch::replay::found_out::FoundOut;
use crate::watch::replay::silence::{Silence, longest, silences};
use crate::watch::replay::{Raised, Reached};
use crate::watch::telling::what;
use crate::when::{Moment, Span, Zone};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// One alarm of one outing.
type Alarm<'w> = (&'w Replayed, &'w Pair, Option<&'w FoundOut>);

fn alarms(weeks: &Weeks) -> Vec<Alarm<'_>> {
    let of = |o| {
        let o: &Replayed = o;
        o.alarms.iter().map(move |(pair, first)| (o, pair, first.as_ref()))
    };
    weeks.outings.iter().flat_map(of).collect()
}

/// Every silence of the days; and of how many alarms nobody is on record as having known.
fn silent(weeks: &Weeks) -> (Vec<Silence>, usize) {
    let of = |o: &Replayed| silences(&o.id, o.alarms.iter());
    let unknown = alarms(weeks).iter().filter(|a| a.1.was.is_some() && a.2.is_none()).count();
    (weeks.outings.iter().flat_map(of).collect(), unknown)
}

/// Rules and questions that cannot be told, with how many sign-outs each.
fn open(weeks: &Weeks) -> Vec<(&Open, usize)> {
    let mut all: BTreeMap<(&str, &str), (&Open, usize)> = BTreeMap::new();
    for one in weeks.outings.iter().filter_map(|o| o.verdict.as_ref()).flat_map(|v| &v.open) {
        all.entry((one.why, &one.rule)).or_insert((one, 0)).1 += 1;
    }
    all.into_values().collect()
}

fn unchecked(weeks: &Weeks) -> Vec<&Replayed> {
    weeks.outings.iter().filter(|o| o.verdict.is_none()).collect()
}

/// What a replay does not tell, whatever it finds.
const NOT_TOLD: [&str; 3] = [
    "What people did is taken as it was: nobody knows who would have rung earlier had somebody rung them.",
    "Staff, families and addresses are as they stand in the directory now, roles and cautions too.",
    "Whether a visit added on the road, or going in at a door, would have been refused is not replayed.",
];

/// For people.
pub(super) fn text(weeks: &Weeks, zone: Zone, width: usize) -> String {
    let mut text = damage(weeks);
    let (from, to) = weeks.days;
    text.put(format!(
        "{} to {}: {}, {}, as they were and as they would have been under {}.\n",
        from.words(),
        to.words(),
        count(weeks.outings.len(), "outing"),
        count(weeks.attempts.len(), "refused attempt"),
        weeks.named
    ));
    text.push_str(&alarm_lines(weeks, zone));
    text.push_str(&sign_out_lines(weeks));
    text.push_str(&attempt_lines(weeks, zone));
    text.push_str(&slowest_lines(weeks, zone));
    text.push_str(&open_lines(weeks));
    fit(&crate::render::clean_lines(&text), width)
}

fn damage(weeks: &Weeks) -> String {
    if weeks.damage.is_empty() {
        return String::new();
    }
    let mut text = format!(
        "NOT ALL OF IT COULD BE READ ({}). What is named here is not replayed, and may hold the worst of it:\n",
        count(weeks.damage.len(), "complaint")
    );
    for one in &weeks.damage {
        text.put(format!("  {one}\n"));
    }
    text.push('\n');
    text
}

fn alarm_lines(weeks: &Weeks, zone: Zone) -> String {
    let all = alarms(weeks);
    let differ: Vec<(&Alarm<'_>, Change)> =
        all.iter().filter_map(|a| Some((a, a.1.change_in_minutes()?))).collect();
    let so_many = |word: &str| differ.iter().filter(|(_, c)| c.word() == word).count();
    let by_seconds =
        all.iter().filter(|a| a.1.change().is_some() && a.1.change_in_minutes().is_none()).count();
    let by_seconds = if by_seconds == 0 {
        String::new()
    } else {
        format!(" ({by_seconds} of them but for seconds, which --json has)")
    };
    let mut text = format!(
        "\nALARMS: {} earlier, {} later, {} not at all, {} not yet, {} new, {} with other steps, {} the same{by_seconds}\n",
        so_many("earlier"),
        so_many("later"),
        so_many("not-at-all"),
        so_many("not-yet"),
        so_many("new"),
        so_many("rungs"),
        all.len() - differ.len()
    );
    for ((outing, pair, _), change) in differ {
        text.put(alarm_line(outing, pair, change, (weeks.until, zone)));
    }
    text
}

fn alarm_line(
    outing: &Replayed,
    pair: &Pair,
    change: Change,
    (until, zone): (Moment, Zone),
) -> String {
    let Some(either) = pair.either() else { return String::new() };
    let at = |r: Option<&Raised>| r.map(|r| zone.words(r.raised)).unwrap_or_default();
    let (was, would) = (pair.was.as_ref(), pair.would.as_ref());
    let how = match change {
        Change::Earlier(by) => {
            format!("{} EARLIER: at {} instead of {}", by.words(), at(would), at(was))
        }
        Change::Later(by) => {
            format!("{} LATER: at {} instead of {}", by.words(), at(would), at(was))
        }
        Change::NotAtAll => {
            format!(
                "NOT AT ALL: it was raised at {}{}",
                at(was),
                beside(pair, "would have been", zone)
            )
        }
        Change::NotYet => format!(
            "NOT YET by {}: it was raised at {}, and would be at {} unless something is heard{}",
            zone.words(until),
            at(was),
            pair.ahead.map(|at| zone.words(at)).unwrap_or_default(),
            beside(pair, "would have been", zone)
        ),
        Change::New => format!("NEW: at {}{}", at(would), as_it_was(pair, until, zone)),
        Change::Rungs => format!("OTHER STEPS, from the same minute, {}", at(was)),
    };
    let by = other_clock(was, would);
    let mut text = format!("  {}: {}. {how}{by}.", who_where(outing, pair), what(either.clock));
    text.put(format!(" {}", ended(was, would, zone)));
    text.push('\n');
    let steps = |r: Option<&Raised>| r.map(|r| steps(r, zone));
    match (steps(was), steps(would)) {
        (Some(was), Some(would)) if was != would => {
            text.put(format!("    steps: {would}; they were: {was}\n"));
        }
        (None, Some(would)) => text.put(format!("    steps: {would}\n")),
        (_, _) => {}
    }
    text
}

/// One silence can have an alarm of its own under each policy and another under only one of them.
fn beside(pair: &Pair, word: &str, zone: Zone) -> String {
    let Some(at) = pair.beside else { return String::new() };
    format!("; over the same silence another alarm {word} raised at {}", zone.words(at))
}

/// Why an alarm is new: over the same silence there was another, or there was none yet.
fn as_it_was(pair: &Pair, until: Moment, zone: Zone) -> String {
    let yet = pair.ahead.map(|at| {
        format!(
            "; as it was, not yet by {}, but at {} unless something is heard",
            zone.words(until),
            zone.words(at)
        )
    });
    format!("{}{}", yet.unwrap_or_default(), beside(pair, "was", zone))
}

/// By what each policy notices it, where that is not the same.
fn other_clock(was: Option<&Raised>, would: Option<&Raised>) -> String {
    let (Some(was), Some(would)) = (was, would) else { return String::new() };
    if (was.clock, &was.visit) == (would.clock, &would.visit) {
        return String::new();
    }
    format!(", by {}; it was by {}", noticed_by(would), noticed_by(was))
}

fn noticed_by(raised: &Raised) -> String {
    match (raised.clock, &raised.visit) {
        (Clock::Contact, Some(visit)) => format!("the contact due about {visit}"),
        (Clock::Contact, None) => "the time between contacts".to_owned(),
        (Clock::Finish, _) => "the end of the last visit".to_owned(),
        (Clock::Return, _) => "the return to school".to_owned(),
        (Clock::Home, _) => "the word from home".to_owned(),
        (Clock::Distress | Clock::Concern | Clock::Call | Clock::Wait | Clock::Departure, _) => {
            what(raised.clock).to_owned()
        }
    }
}

/// What ended it: the same line under both policies, unless they wait for different things.
fn ended(was: Option<&Raised>, would: Option<&Raised>, zone: Zone) -> String {
    let by = |one: &Raised| match one.ended {
        Some(at) => format!("What was typed at {} ended it", zone.words(at)),
        None => "Nothing on record has ended it".to_owned(),
    };
    match (was, would) {
        (Some(was), Some(would)) if was.ended != would.ended => {
            let then = match would.ended {
                Some(at) => format!("what was typed at {} would have", zone.words(at)),
                None => "nothing on record would have".to_owned(),
            };
            format!("{}; {then}.", by(was))
        }
        (Some(one), _) | (None, Some(one)) => format!("{}.", by(one)),
        (None, None) => String::new(),
    }
}

fn steps(raised: &Raised, zone: Zone) -> String {
    let one = |r: &Reached| format!("{} {}", r.role, zone.clock(r.at));
    raised.rungs.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn who_where(outing: &Replayed, pair: &Pair) -> String {
    let people: Vec<&str> = pair.people.iter().map(|p| p.name.as_str()).collect();
    format!("{}, {}", outing.id, names::list(&people))
}

fn people(outing: &Replayed) -> String {
    names::list(&outing.people.iter().map(String::as_str).collect::<Vec<_>>())
}

fn sign_out_lines(weeks: &Weeks) -> String {
    let judged = || weeks.outings.iter().filter_map(|o| Some((o, o.verdict.as_ref()?)));
    let refused = judged().filter(|(o, v)| !o.breach && !v.refused.is_empty()).count();
    let reason = judged().filter(|(_, v)| !v.reason.is_empty()).count();
    let lifted = judged().filter(|(_, v)| !v.lifted.is_empty()).count();
    let mut text = format!(
        "\nSIGN-OUTS: {refused} would have been refused, {reason} would have wanted a written reason, {lifted} would have \
         been freed of a rule\n"
    );
    let mut rules = Rules::default();
    for (outing, verdict) in judged() {
        let word = if outing.breach { "BROKEN, in a breach as it was" } else { "REFUSED" };
        for one in &verdict.refused {
            rules.add(word, &one.says, &one.clauses, &outing.id);
        }
        for one in &verdict.reason {
            rules.add("A WRITTEN REASON", &one.says, &one.clauses, &outing.id);
        }
        for one in &verdict.lifted {
            let must = one.strength == Strength::Must;
            let word = if must { "NOT BROKEN ANY MORE" } else { "NO REASON ANY MORE" };
            rules.add(word, &one.says, &one.clauses, &outing.id);
        }
    }
    text.push_str(&rules.lines());
    text
}

/// Rules, each once, in the order met, with the outings it concerns: a year has more sign-outs than rules.
#[derive(Default)]
struct Rules<'w>(Vec<(String, Vec<&'w str>)>);

impl<'w> Rules<'w> {
    fn add(&mut self, word: &str, says: &str, clauses: &Vec<String>, outing: &'w str) {
        let rule = format!("{word}: {says}{}", cited(clauses));
        match self.0.iter_mut().find(|(known, _)| *known == rule) {
            Some((_, outings)) if outings.last() == Some(&outing) => {}
            Some((_, outings)) => outings.push(outing),
            None => self.0.push((rule, vec![outing])),
        }
    }

    fn lines(&self) -> String {
        let mut text = String::new();
        for (rule, outings) in &self.0 {
            let shown: Vec<&str> = outings.iter().copied().take(SHOWN).collect();
            let more = outings.len() - shown.len();
            let more = if more == 0 {
                String::new()
            } else {
                format!(" and {more} more (--json has all)")
            };
            text.put(format!("  {rule}: {}{more}\n", shown.join(", ")));
        }
        text
    }
}

/// How many outings a line names.
const SHOWN: usize = 10;

fn attempt_lines(weeks: &Weeks, zone: Zone) -> String {
    let so_many = |would| weeks.attempts.iter().filter(|a| a.would == would).count();
    let mut text = format!(
        "\nREFUSED ATTEMPTS: {} would have been refused as well, {} not, {} cannot be told\n",
        so_many(Attempt::Refused),
        so_many(Attempt::NotRefused),
        so_many(Attempt::CannotTell)
    );
    for one in weeks.attempts.iter().filter(|a| a.would != Attempt::Refused) {
        let how = match one.would {
            Attempt::NotRefused => "NOT REFUSED ANY MORE by anything that is known",
            Attempt::CannotTell | Attempt::Refused => {
                "cannot be told: an attempt's record holds no answers"
            }
        };
        let people: Vec<&str> = one.people.iter().map(String::as_str).collect();
        text.put(format!(
            "  {}, {}, {}: {how}. It was refused because: {}\n",
            one.visit,
            names::list(&people),
            zone.words(one.at),
            why_refused(one)
        ));
    }
    text
}

fn why_refused(one: &Refused) -> String {
    let must = one.unmet.iter().filter(|u| u.strength == Strength::Must);
    let all: Vec<String> = must.map(|u| format!("{}{}", u.says, cited(&u.clauses))).collect();
    all.join("; ")
}

fn slowest_lines(weeks: &Weeks, zone: Zone) -> String {
    let (all, unknown) = silent(weeks);
    let mut text = "\nTHE SLOWEST, from the last that was heard of somebody\n".to_owned();
    match longest(&all, Silence::until_was) {
        None => {
            text.push_str("  To the first alarm, as it was: no alarm was raised in these days.\n");
        }
        Some((one, span)) => {
            let none = match one.ahead {
                Some(_) => format!("no alarm yet by {}", zone.words(weeks.until)),
                None => "no alarm at all".to_owned(),
            };
            let would = one.until_would().map_or(none, Span::words);
            text.put(format!(
                "  To the first alarm, as it was: {} ({}). Then, under the proposed policy: {would}.\n",
                span.words(),
                whose(one, zone)
            ));
        }
    }
    if let Some((one, span)) = longest(&all, Silence::until_would) {
        text.put(format!(
            "  To the first alarm, under the proposed policy: {} ({}).\n",
            span.words(),
            whose(one, zone)
        ));
    }
    if let Some((one, span)) = longest(&all, |one| one.without_yet(weeks.until)) {
        text.put(format!(
            "  Without an alarm yet by {}, under the proposed policy: {} so far ({}).\n",
            zone.words(weeks.until),
            span.words(),
            whose(one, zone)
        ));
    }
    if let Some((one, span)) = longest(&all, Silence::until_found) {
        text.push_str(&found_line(one, span, zone));
    }
    if unknown > 0 {
        text.put(format!(
            "  Of {} nobody is on record as having been told, or in charge: how long that took is not known.\n",
            count(unknown, "alarm")
        ));
    }
    text
}

fn whose(one: &Silence, zone: Zone) -> String {
    format!("{}, {}, last heard of {}", one.outing, one.name, zone.words(one.since))
}

fn found_line(one: &Silence, span: Span, zone: Zone) -> String {
    let Some(first) = &one.found else { return String::new() };
    let would = one.would_have_taken().map_or_else(
        || match one.ahead {
            Some(_) => "there would have been no alarm to tell yet".to_owned(),
            None => "there would have been no alarm to tell".to_owned(),
        },
        |would| format!("{}, had it gone as fast from the alarm to the person", would.words()),
    );
    format!(
        "  To the first person who is on record as knowing: {} ({}; {} {} {}). Under the proposed policy: {would}.\n",
        span.words(),
        whose(one, zone),
        first.who,
        first.how.words(),
        zone.words(first.at)
    )
}

fn open_lines(weeks: &Weeks) -> String {
    let mut text = "\nWHAT CANNOT BE TOLD\n".to_owned();
    for (one, outings) in open(weeks) {
        let says = one.says.trim_start_matches("not answered: ");
        text.put(format!(
            "  {says} [{}]: {}, {}.\n",
            one.rule,
            one.why,
            count(outings, "sign-out")
        ));
    }
    for one in unchecked(weeks) {
        text.put(format!(
            "  {}, {}: whether it would have been refused. Somebody, or where they went, is not on record.\n",
            one.id,
            people(one)
        ));
    }
    if weeks.other_policy > 0 {
        text.put(format!(
            "  {} under a policy that is not the school's any more: what changed between the two is not told apart from \
             what a record does not keep.\n",
            count(weeks.other_policy, "sign-out")
        ));
    }
    if weeks.drills > 0 {
        text.put(format!("  {} left out: nobody was out.\n", count(weeks.drills, "drill")));
    }
    text.push_str(&not_left_for(weeks));
    for line in NOT_TOLD {
        text.put(format!("  {line}\n"));
    }
    text
}

/// When somebody should have left is the same under every policy, so their alarms are not put to another.
fn not_left_for(weeks: &Weeks) -> String {
    let all = &weeks.not_left_for;
    if all.is_empty() {
        return "  There was no planned visit that nobody signed out for in time.\n".to_owned();
    }
    let mut shown: Vec<String> = all.iter().take(SHOWN).cloned().collect();
    if all.len() > SHOWN {
        shown.push(format!("and {} more (--json has all)", all.len() - SHOWN));
    }
    format!(
        "  {} that nobody signed out for in time: left out, because the time for it is hv's own, under every policy; \
         only whom the alarm then reaches could differ. {}.\n",
        count(all.len(), "planned visit"),
        shown.join(", ")
    )
}

/// `--json`: `policy`, `from`, `to`, `known-until` (nothing later is known); `damage` (each `path`, `line`, `what`, `hint`); `outings`, `drills`; `alarms`: `same`
/// (a number) and `changes` (`outing`, `people`, `clock`, `visit`, `change`: `earlier`, `later`, `not-at-all`,
/// `not-yet`, `new` or `rungs`, `by-seconds`, `was` and `would`: null or `clock`, `visit`, `since`, `raised`, `ended`,
/// `rungs`; `same-silence`: of one that is not at all or new, when the other policy raised another over it, or null; `still-to-come`: of
/// one that is not yet or new, when the other policy will raise it if nothing more is typed, or null); `sign-outs`: each that would
/// have met another rule, with `outing`, `people`, `left`, `refused`, `reason`, `lifted`; `attempts`: each refused one,
/// with `would`: `refused`, `not-refused` or `not-known`; `slowest`, each null or with `outing`, `person`, `since` (the
/// last that was heard) and `seconds`: `alarm-as-it-was`, `alarm-as-it-would-be`, `no-alarm-yet` (each with `was-seconds`,
/// `would-seconds` and `still-to-come`; of the last, `seconds` is so far), `known` (the first person on record as knowing: `who`, `how`, `at`, `would-seconds`), and
/// `nobody-known-to-know` (a number of alarms); `open`: `rules`, `unchecked` (outings whose gates cannot be replayed) and
/// `under-another-policy` (a number); `not-left-for` (visits that nobody signed out for in time); `does-not-tell`.
pub(super) fn json(weeks: &Weeks) -> Value {
    let all = alarms(weeks);
    let changes: Vec<Value> =
        all.iter().filter_map(|a| Some(alarm_json(a.0, a.1, a.1.change()?))).collect();
    let rules: Vec<Value> = open(weeks)
        .into_iter()
        .map(|(o, n)| json!({"rule": o.rule, "says": o.says, "why": o.why, "sign-outs": n}))
        .collect();
    let unchecked: Vec<&str> = unchecked(weeks).iter().map(|o| o.id.as_str()).collect();
    json!({
        "hv": 1, "policy": weeks.named, "from": weeks.days.0, "to": weeks.days.1, "known-until": weeks.until, "damage": weeks.damage,
        "outings": weeks.outings.len(), "drills": weeks.drills,
        "alarms": {"same": all.len() - changes.len(), "changes": changes},
        "sign-outs": weeks.outings.iter().filter_map(sign_out_json).collect::<Vec<_>>(),
        "attempts": weeks.attempts.iter().map(attempt_json).collect::<Vec<_>>(),
        "slowest": slowest_json(weeks),
        "open": {"rules": rules, "unchecked": unchecked, "under-another-policy": weeks.other_policy},
        "not-left-for": weeks.not_left_for, "does-not-tell": NOT_TOLD,
    })
}

fn alarm_json(outing: &Replayed, pair: &Pair, change: Change) -> Value {
    let by = match change {
        Change::Earlier(by) | Change::Later(by) => Some(by.as_seconds()),
        Change::NotAtAll | Change::NotYet | Change::New | Change::Rungs => None,
    };
    let side = |raised: &Raised| {
        let rungs: Vec<Value> = raised
            .rungs
            .iter()
            .map(|r| json!({"rung": r.number, "role": clean(&r.role), "at": r.at}))
            .collect();
        json!({"clock": raised.clock, "visit": raised.visit, "since": raised.since, "due": raised.deadline.due, "raised": raised.raised, "ended": raised.ended, "rungs": rungs})
    };
    let people: Vec<&str> = pair.people.iter().map(|p| p.id.as_str()).collect();
    let either = pair.either();
    json!({
        "outing": outing.id, "people": people, "clock": either.map(|r| r.clock),
        "visit": either.and_then(|r| r.visit.clone()), "change": change.word(), "by-seconds": by,
        "was": pair.was.as_ref().map(side), "would": pair.would.as_ref().map(side),
        "same-silence": pair.beside, "still-to-come": pair.ahead,
    })
}

fn sign_out_json(outing: &Replayed) -> Option<Value> {
    let verdict = outing.verdict.as_ref()?;
    if verdict.refused.is_empty() && verdict.reason.is_empty() && verdict.lifted.is_empty() {
        return None;
    }
    let rule = |f: &Finding| json!({"rule": f.rule, "about": f.subject, "says": f.says, "clauses": f.clauses});
    let rules = |all: &[Finding]| all.iter().map(rule).collect::<Vec<_>>();
    let lifted: Vec<Value> = verdict
        .lifted
        .iter()
        .map(|u| json!({"rule": u.rule, "says": u.says, "clauses": u.clauses, "strength": u.strength}))
        .collect();
    Some(json!({
        "outing": outing.id, "people": outing.people, "left": outing.left_at, "breach": outing.breach,
        "refused": rules(&verdict.refused), "reason": rules(&verdict.reason), "lifted": lifted,
    }))
}

fn attempt_json(one: &Refused) -> Value {
    let would = match one.would {
        Attempt::Refused => "refused",
        Attempt::NotRefused => "not-refused",
        Attempt::CannotTell => "not-known",
    };
    json!({"visit": one.visit, "people": one.people, "at": one.at, "unmet": one.unmet, "would": would})
}

fn slowest_json(weeks: &Weeks) -> Value {
    let (all, unknown) = silent(weeks);
    let shown = |(one, span): (&Silence, Span)| {
        json!({
            "outing": one.outing, "person": one.person, "since": one.since, "seconds": span.as_seconds(),
            "was-seconds": one.until_was().map(Span::as_seconds),
            "would-seconds": one.until_would().map(Span::as_seconds), "still-to-come": one.ahead,
        })
    };
    let found = longest(&all, Silence::until_found).map(|(one, span)| {
        let first = one.found.as_ref();
        json!({
            "outing": one.outing, "person": one.person, "since": one.since, "seconds": span.as_seconds(),
            "who": first.map(|f| &f.who), "how": first.map(|f| f.how.words()), "at": first.map(|f| f.at),
            "would-seconds": one.would_have_taken().map(Span::as_seconds),
        })
    });
    json!({
        "alarm-as-it-was": longest(&all, Silence::until_was).map(shown),
        "alarm-as-it-would-be": longest(&all, Silence::until_would).map(shown),
        "no-alarm-yet": longest(&all, |one| one.without_yet(weeks.until)).map(shown),
        "known": found, "nobody-known-to-know": unknown,
    })
}
