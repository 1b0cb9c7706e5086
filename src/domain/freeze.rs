//! The watch over an outing, frozen at sign-out: limits chosen by the facts of that day, ladders with the
//! people who hold the roles, so that no later change of policy or directory can loosen it.

use super::directory::{Person, School};
use super::events::{
    Contactable, FrozenLadder, FrozenRung, HomeSafe, OwedCall, SchoolCalls, Stop, Terms,
};
use crate::policy::facts::{Condition, Facts, Truth};
use crate::policy::{
    CallRule, Clock, Defaults, Ladder, Limit, LimitWhen, Policy, Role, Rung, Source, Step,
};
use crate::when::{Day, Moment, Span, Zone};
use std::sync::Arc;

/// Who there is to ring, and who must not be asked to raise their own alarm.
#[derive(Debug, Clone, Copy)]
pub struct Watchers<'a> {
    /// The school, for its numbers.
    pub school: &'a School,
    /// The directory.
    pub people: &'a [Person],
    /// The monitor.
    pub monitor: Option<&'a Contactable>,
    /// Who takes an alarm when the office is shut.
    pub on_call: Option<&'a Contactable>,
    /// Those who go: never on a rung of their own ladder.
    pub going: &'a [String],
    /// The day, for roles with dates.
    pub today: Day,
}

/// The terms under a policy.
pub fn terms(policy: &Policy, facts: &[Facts], watchers: &Watchers<'_>) -> Terms {
    Terms {
        policy: policy.name.clone(),
        digest: policy.digest.clone(),
        contact: shortest(&policy.contact.every, facts),
        contact_how: policy.contact.how.clone(),
        before_visit: policy.contact.before_visit.clone().unwrap_or_default(),
        before_ahead: policy.contact.before_ahead,
        after_visit: policy.contact.after_visit.clone().unwrap_or_default(),
        after_within: policy.contact.after_within,
        return_grace: policy.returns.grace.clone(),
        finish: policy.returns.finish_grace.clone(),
        school_calls: None,
        call_needs: alarming(policy),
        home: None,
        at_wait_limit: policy.wait.at_limit.clone(),
        ladders: ladders(&policy.ladders, &policy.defaults, policy, watchers).into(),
        rung_time: policy.defaults.rung_time,
        lease: policy.defaults.lease,
        repeat: policy.defaults.repeat,
        everyone: shared(everyone(policy, watchers)),
    }
}

/// What depends on the hour they leave and on what is known of the visits: when school rings them, and whether the
/// outing ends at home.
pub fn of_the_day(
    terms: Terms,
    policy: &Policy,
    facts: &[Facts],
    left_at: Moment,
    zone: Zone,
) -> Terms {
    Terms { school_calls: school_calls(policy, left_at, zone), home: home(policy, facts), ..terms }
}

/// The set times still to come on the day they leave. Times that nobody has set ring nobody, and that is said.
fn school_calls(policy: &Policy, left_at: Moment, zone: Zone) -> Option<SchoolCalls> {
    let rule = policy.contact.school_calls.as_ref()?;
    let day = zone.day_of(left_at);
    let mut at: Vec<Moment> = rule
        .times
        .iter()
        .filter_map(|minutes| wall_clock(day, *minutes, zone))
        .filter(|moment| *moment > left_at)
        .collect();
    at.sort_unstable();
    let needs = alarming(policy);
    (!at.is_empty()).then(|| SchoolCalls { at, clauses: rule.clauses.clone(), needs })
}

/// A time of that day; one that the clocks go forward over is an hour later by the clock on the wall.
fn wall_clock(day: Day, minutes: i64, zone: Zone) -> Option<Moment> {
    let hour = u32::try_from(minutes / 60).ok()?;
    let minute = u32::try_from(minutes % 60).ok()?;
    zone.at(day, hour, minute).or_else(|_gone| zone.at(day, hour + 1, minute)).ok()
}

/// Does it end at home for any of the visits? Not known counts: whoever is asked for word from home is missed without.
pub fn home(policy: &Policy, facts: &[Facts]) -> Option<HomeSafe> {
    let rule = policy.returns.home.as_ref()?;
    let nothing = [Facts::new()];
    let facts = if facts.is_empty() { &nothing } else { facts };
    let may_apply = |facts: &Facts| rule.when.holds(facts) != Truth::False;
    facts
        .iter()
        .any(may_apply)
        .then(|| HomeSafe { grace: rule.grace.clone(), to: name_of(&rule.to, policy) })
}

/// The calls that school owes at this visit. A rule that asks for an answer given only at the door waits for it.
fn with_calls(mut stop: Stop, policy: &Policy, facts: &Facts) -> Stop {
    for rule in &policy.contact.calls {
        let holds = rule.when.holds(facts);
        let hangs = holds == Truth::Unknown && asked_at(rule, policy).is_some();
        if hangs {
            stop.may_owe.push(owed(rule, policy));
        } else if holds != Truth::False {
            stop.calls.push(owed(rule, policy));
        }
    }
    stop
}

fn owed(rule: &CallRule, policy: &Policy) -> OwedCall {
    let (from, by) = (rule.from, rule.by);
    let needs = alarming(policy);
    OwedCall { rule: rule.id.clone(), from, by, clauses: rule.clauses.clone(), needs }
}

/// The questions of a call whose wrong answer is an alarm: as long as nobody says what was answered, nobody knows
/// that all is well, and the call has not been made.
fn alarming(policy: &Policy) -> Vec<String> {
    let asked = policy.questions.iter().filter(|q| q.at == Step::Call && q.otherwise.is_some());
    // One that applies in some cases only cannot be waited for in all.
    asked.filter(|q| q.when == Condition::Always).map(|q| q.id.clone()).collect()
}

/// The last step at the door whose answers a call hangs on.
fn asked_at(rule: &CallRule, policy: &Policy) -> Option<Step> {
    let names = rule.when.mentions();
    let asked = |step: Step| {
        policy.questions.iter().any(|q| q.at == step && names.contains(&q.id.as_str()))
    };
    [Step::Enter, Step::Arrive].into_iter().find(|step| asked(*step))
}

/// Of the calls that hang on an answer, those now owed. The numbers are those frozen; the condition is looked up in
/// the policy as it is, and one that is not there any more, or cannot be read, counts.
pub fn now_owed(
    may_owe: &[OwedCall],
    policy: Option<&Policy>,
    step: Step,
    facts: &Facts,
) -> Vec<OwedCall> {
    let counts = |call: &&OwedCall| {
        let rule = policy.and_then(|p| p.contact.calls.iter().find(|r| r.id == call.rule));
        let Some((rule, policy)) = rule.zip(policy) else { return true };
        match rule.when.holds(facts) {
            Truth::True => true,
            Truth::False => false,
            // What is asked on going in is not known at the door yet.
            Truth::Unknown => asked_at(rule, policy) != Some(Step::Enter) || step == Step::Enter,
        }
    };
    may_owe.iter().filter(counts).cloned().collect()
}

/// The least there can be, when the policy cannot be read: hv's own numbers, and everybody in the directory.
pub fn bare_terms(defaults: &Defaults, watchers: &Watchers<'_>) -> Terms {
    let own = |span: Span| Limit { span, over: false, source: Source::Default };
    let everyone = shared(everybody(watchers));
    let everyone_rung = FrozenRung {
        role: "everyone".to_owned(),
        people: everyone.clone(),
        does: "ring {people} on {numbers}, then 999 if there is no answer".to_owned(),
        after: Span::ZERO,
        default_time: true,
        decision: Vec::new(),
        at: None,
        optional: false,
        tries: None,
        clauses: Vec::new(),
    };
    Terms {
        policy: NO_POLICY.to_owned(),
        digest: String::new(),
        contact: Some(own(defaults.breach_contact)),
        contact_how: "ring school".to_owned(),
        before_visit: Vec::new(),
        before_ahead: Span::ZERO,
        after_visit: Vec::new(),
        after_within: None,
        return_grace: own(Span::ZERO),
        finish: None,
        school_calls: None,
        call_needs: Vec::new(),
        home: None,
        at_wait_limit: String::new(),
        ladders: vec![FrozenLadder {
            id: "no-policy".to_owned(),
            clocks: ALL_CLOCKS.to_vec(),
            rungs: vec![everyone_rung],
            source: Source::Default,
        }]
        .into(),
        rung_time: defaults.rung_time,
        lease: defaults.lease,
        repeat: defaults.repeat,
        everyone,
    }
}

/// What terms say when no policy could be read.
pub const NO_POLICY: &str = "no readable policy";

const ALL_CLOCKS: [Clock; 9] = [
    Clock::Distress,
    Clock::Concern,
    Clock::Contact,
    Clock::Return,
    Clock::Finish,
    Clock::Call,
    Clock::Wait,
    Clock::Home,
    Clock::Departure,
];

/// The limits at the door of one visit, and the calls owed there.
pub fn with_waits(mut stop: Stop, policy: &Policy, facts: &Facts) -> Stop {
    stop.wait_without_notice = first(&policy.wait.without_notice, facts);
    stop.wait_with_notice = first(&policy.wait.with_notice, facts);
    stop.wait_minimum = least_wait(policy, facts);
    with_calls(stop, policy, facts)
}

/// The least wait before a visit is called off as a no-show; of those that may hold, the longest.
pub fn least_wait(policy: &Policy, facts: &Facts) -> Option<Limit> {
    may_hold(&policy.wait.minimum, facts).max_by_key(|limit| limit.span)
}

/// Of the limits that may hold, the shortest. One whose condition is not known counts, and those after it as well:
/// "no limit here" never holds for want of knowing where here is.
fn first(limits: &[LimitWhen], facts: &Facts) -> Option<Limit> {
    may_hold(limits, facts).min_by_key(|limit| limit.span)
}

/// The first limit that is known to hold, and all before it that may.
fn may_hold(limits: &[LimitWhen], facts: &Facts) -> impl Iterator<Item = Limit> {
    let known = limits.iter().position(|l| l.when.holds(facts) == Truth::True);
    let reached = known.map_or(limits.len(), |n| n + 1);
    let counts = |l: &&LimitWhen| l.when.holds(facts) != Truth::False;
    limits.iter().take(reached).filter(counts).filter_map(|l| l.limit.clone())
}

/// Of the limits that hold for several visits, the shortest.
fn shortest(limits: &[LimitWhen], visits: &[Facts]) -> Option<Limit> {
    let nothing = [Facts::new()];
    let visits = if visits.is_empty() { &nothing } else { visits };
    visits.iter().filter_map(|facts| first(limits, facts)).min_by_key(|limit| limit.span)
}

/// The policy's ladders, and hv's own for every clock the policy leaves without one.
fn ladders(
    own: &[Ladder],
    defaults: &Defaults,
    policy: &Policy,
    watchers: &Watchers<'_>,
) -> Vec<FrozenLadder> {
    let covered = |clock: &Clock| own.iter().any(|l| l.clocks.contains(clock));
    let stand_ins = crate::policy::default_ladders().into_iter().map(|mut ladder| {
        ladder.clocks.retain(|clock| !covered(clock));
        ladder
    });
    own.iter()
        .cloned()
        .chain(stand_ins.filter(|l| !l.clocks.is_empty()))
        .map(|ladder| freeze(&ladder, defaults, policy, watchers))
        .collect()
}

/// Offsets run from the due time. A rung without a time of its own is due when the one before it has had
/// time to answer; a rung nobody can do takes no time, so the next is due at once.
fn freeze(
    ladder: &Ladder,
    defaults: &Defaults,
    policy: &Policy,
    watchers: &Watchers<'_>,
) -> FrozenLadder {
    let mut next = Span::ZERO;
    let mut rungs = Vec::new();
    for rung in &ladder.rungs {
        let people = shared(on_rung(rung, policy, watchers));
        let after = rung.after.unwrap_or(next);
        if !people.is_empty() {
            next = after.plus(defaults.rung_time);
        }
        rungs.push(FrozenRung {
            role: names_of(&rung.who, "and", policy),
            people,
            does: rung.does.clone(),
            after,
            default_time: rung.after.is_none(),
            decision: rung.decision.clone(),
            at: rung.at,
            optional: rung.optional,
            tries: rung.tries,
            clauses: rung.clauses.clone(),
        });
    }
    FrozenLadder {
        id: ladder.id.clone(),
        clocks: ladder.clocks.clone(),
        rungs,
        source: ladder.source.clone(),
    }
}

/// Several roles as people say them: "the monitor, the office and the principal".
pub fn names_of(roles: &[Role], joined_by: &str, policy: &Policy) -> String {
    let names: Vec<String> = roles.iter().map(|role| name_of(role, policy)).collect();
    match names.split_last() {
        Some((last, most)) if !most.is_empty() => {
            format!("{} {joined_by} {last}", most.join(", "))
        }
        Some(_) | None => names.concat(),
    }
}

/// The role as people say it.
pub fn name_of(role: &str, policy: &Policy) -> String {
    let role = if role == "head" { policy.head.as_str() } else { role };
    let own = || match role {
        "office" => "the office".to_owned(),
        "monitor" => "the monitor".to_owned(),
        "visitor" => "the visiting staff".to_owned(),
        "on-call" => "whoever is on call".to_owned(),
        other => other.to_owned(),
    };
    policy.roles.get(role).cloned().unwrap_or_else(own)
}

fn on_rung(rung: &Rung, policy: &Policy, watchers: &Watchers<'_>) -> Vec<Contactable> {
    let mut people: Vec<Contactable> = Vec::new();
    for role in rung.who.iter().chain(&rung.deputies) {
        for holder in holders(role, policy, watchers) {
            if !people.contains(&holder) {
                people.push(holder);
            }
        }
    }
    people
}

/// Who answers for a role: holders first, then deputies. `monitor`, `office`, `on-call` and `everyone` are hv's words.
pub fn holders(role: &str, policy: &Policy, watchers: &Watchers<'_>) -> Vec<Contactable> {
    match role {
        "monitor" => {
            let stays = |m: &&Contactable| !watchers.going.contains(&m.id);
            watchers.monitor.into_iter().filter(stays).cloned().collect()
        }
        "on-call" => on_call(watchers).cloned().collect(),
        "everyone" => everyone(policy, watchers),
        "head" => holding(&policy.head, watchers),
        // When the office is shut, whoever is on call takes its alarms: they are told beside it, and never instead. Only
        // somebody who was named: before a sign-out nobody knows whether there will be anybody.
        "office" => {
            let own = office(watchers).into_iter().chain(holding(role, watchers));
            let named = on_call(watchers).filter(|c| !c.id.is_empty());
            unique(own.chain(named.cloned()).collect())
        }
        _ => holding(role, watchers),
    }
}

/// Whoever is on call, unless they go along.
fn on_call<'a>(watchers: &Watchers<'a>) -> impl Iterator<Item = &'a Contactable> {
    let going = watchers.going;
    watchers.on_call.into_iter().filter(move |c| !going.contains(&c.id))
}

fn holding(role: &str, watchers: &Watchers<'_>) -> Vec<Contactable> {
    let here = |p: &&Person| p.has_role(role, watchers.today) && !watchers.going.contains(&p.id);
    let deputy = |p: &&Person| p.roles.iter().any(|h| h.role == role && h.deputy);
    let (deputies, firsts): (Vec<&Person>, Vec<&Person>) =
        watchers.people.iter().filter(here).partition(deputy);
    firsts.into_iter().chain(deputies).map(contactable).collect()
}

fn office(watchers: &Watchers<'_>) -> Option<Contactable> {
    let phone = watchers.school.numbers.first()?;
    Some(Contactable {
        id: "office".to_owned(),
        name: phone.name.clone(),
        number: Some(phone.number.clone()),
        email: None,
    })
}

/// Every holder of a role the policy names, the monitor and the office; never those who are out.
fn everyone(policy: &Policy, watchers: &Watchers<'_>) -> Vec<Contactable> {
    let mut all: Vec<Contactable> = watchers.monitor.into_iter().cloned().collect();
    all.extend(on_call(watchers).cloned());
    all.extend(office(watchers));
    for role in policy.roles.keys() {
        all.extend(holding(role, watchers));
    }
    unique(all)
}

/// What each outing says again of the same people is kept once.
fn shared(people: Vec<Contactable>) -> Vec<Arc<Contactable>> {
    people.into_iter().map(Arc::new).collect()
}

fn everybody(watchers: &Watchers<'_>) -> Vec<Contactable> {
    let mut all: Vec<Contactable> = watchers.monitor.into_iter().cloned().collect();
    all.extend(on_call(watchers).cloned());
    all.extend(office(watchers));
    let here =
        |p: &&Person| !watchers.going.contains(&p.id) && p.left.is_none_or(|l| watchers.today < l);
    all.extend(watchers.people.iter().filter(here).map(contactable));
    unique(all)
}

fn unique(all: Vec<Contactable>) -> Vec<Contactable> {
    let mut seen = Vec::new();
    for one in all {
        if !seen.iter().any(|s: &Contactable| s.id == one.id) {
            seen.push(one);
        }
    }
    seen
}

/// A person as somebody to ring.
pub fn contactable(person: &Person) -> Contactable {
    Contactable {
        id: person.id.clone(),
        name: person.name.clone(),
        number: person.mobile.clone(),
        email: person.email.clone(),
    }
}
