//! The life of an assessment after it was made: a new risk, a control put in place; and what stands against it, in
//! words, wherever a command has to say so (see [`crate::domain::stale`]).

use super::Ending;
use super::ask::{self, needed};
use super::assess::{key_of, newest};
use super::assess_which::{Typed, asked, called, quoted, still_newest, to_change, typist_on_staff};
use super::desk::Desk;
use super::news::{self, Concerns};
use crate::cli::{AssessControl, AssessRisk};
use crate::domain::assessment::{Assessment, OpenControl};
use crate::domain::events::AssessmentEvent;
use crate::domain::known::Known;
use crate::domain::stale::{self, Beside, Looked, Reason, Stale, Standing, Topic};
use crate::domain::visit::Visit;
use crate::error::Error;
use crate::policy::{AnswerKind, Clauses, Policy};
use crate::render::Put;
use crate::render::{clean, words, wrap};
use serde::Serialize;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// A reason that stands against an assessment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Against {
    /// In words.
    says: String,
    /// What to type to put it right; empty where nothing is to be typed.
    #[serde(rename = "type")]
    to_type: String,
    /// The visit it stands in the way of, where it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    visit: Option<String>,
    /// Worth knowing, and held against nobody.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    notice: bool,
}

impl Against {
    /// It says what was written so.
    pub(super) fn about(&self, written: &str) -> bool {
        self.says.contains(written)
    }

    /// In words.
    pub(super) fn says(&self) -> String {
        self.says.clone()
    }

    /// It is held against the assessment, and not only worth knowing.
    pub(super) fn stands(&self) -> bool {
        !self.notice
    }
}

// What is recorded

pub(super) fn risk(args: AssessRisk, desk: &mut Desk<'_>) -> Ending {
    let typed = Typed {
        of: &args.family,
        address: args.address.as_ref(),
        verb: "hv assess risk",
        rest: quoted([("", args.what.as_ref()), ("--source", args.source.as_ref())]),
    };
    let assessment = to_change(&typed, desk)?;
    let what = needed(desk, args.what.as_ref(), "the risk in words", "Which new risk?")?;
    let source = match &args.source {
        Some(source) => Some(source.trim().to_owned()),
        None if desk.host.can_ask => {
            let question = "Where does it come from? (who, and how; - if nobody can say)";
            Some(desk.ask(question, &AnswerKind::Text)?)
        }
        None => None,
    };
    let source = source.filter(|s| !s.is_empty() && s != "-");
    let lock = desk.lock()?;
    still_newest(&assessment, &typed, desk)?;
    let body = AssessmentEvent::Risk { what: what.clone(), source: source.clone() };
    desk.store.append(&key_of(&assessment)?, desk.event(desk.now, body))?;
    drop(lock);
    let news = format!(
        "new risk: {what}{}",
        source.as_ref().map(|s| format!(" ({s})")).unwrap_or_default()
    );
    let out_now = news::tell(&Concerns::of(&assessment), &news, desk);
    let name = assessment.name();
    let of = if args.address.is_some() { &name } else { &args.family };
    let review = format!("hv assess review {of} \"WHAT THE REVIEW FOUND\"");
    let called = called(&assessment, desk);
    let said = format!(
        "{called}: new risk noted: {what}.\nIt does not hold until somebody has looked at that: {review}\n\
         If it changes what is rated or the controls, assess anew.\n"
    );
    desk.happened(
        &said,
        &json!({"assessment": name, "risk": what, "source": source, "out_now": out_now}),
    );
    Ok(0)
}

pub(super) fn control(args: AssessControl, desk: &mut Desk<'_>) -> Ending {
    let meaning = Typed {
        of: &args.family,
        address: args.address.as_ref(),
        verb: "hv assess control",
        rest: String::new(),
    };
    let assessment = to_change(&meaning, desk)?;
    let open = assessment.open_controls();
    let typed = match &args.control {
        Some(typed) => typed.trim().to_owned(),
        None if args.in_place || (desk.host.can_ask && !open.is_empty()) => {
            let shown = listed(&called(&assessment, desk), &open);
            if !desk.host.can_ask {
                return Err(Error::usage("which control is in place?")
                    .hint(format!("hv assess control {} lists them", args.family))
                    .into());
            }
            desk.host.tell(&shown);
            ask::until(desk, "Which is in place? (its number)", |typed, _| {
                meant(&assessment, &open, typed).map(|_| typed.to_owned())
            })?
        }
        None => {
            list(&assessment, &open, desk);
            return Ok(0);
        }
    };
    let one = meant(&assessment, &open, &typed)?;
    if !args.in_place && args.control.is_some() {
        confirmed(one, desk)?;
    }
    let by_whom = put_in_place_by(args.by_whom.as_ref(), desk)?;
    let _lock = desk.lock()?;
    still_newest(&assessment, &meaning, desk)?;
    let body = AssessmentEvent::Control {
        hazard: one.hazard.clone(),
        control: one.control.clone(),
        by_whom: by_whom.clone(),
    };
    desk.store.append(&key_of(&assessment)?, desk.event(desk.now, body))?;
    let left = open.len().saturating_sub(1);
    let name = assessment.name();
    let by = by_whom.unwrap_or_else(|| desk.by.clone());
    let called = called(&assessment, desk);
    let said = format!(
        "{called}: in place: {} ({}), by {by}. {} not in place yet.\n",
        one.control,
        one.hazard,
        crate::render::count(left, "control")
    );
    let data = json!({"assessment": name, "hazard": one.hazard, "control": one.control, "by": by, "open": left});
    desk.happened(&said, &data);
    Ok(0)
}

/// Nothing is put in place by naming it: whoever types says so.
fn confirmed(one: &OpenControl, desk: &mut Desk<'_>) -> Result<(), Error> {
    let question = format!("Is it in place: {}?", one.control);
    if !desk.host.can_ask {
        return Err(
            Error::usage(format!("no answer to: {question}")).hint("if it is, give --in-place")
        );
    }
    if ask::yes_or_no(desk, None, "--in-place", &question)? {
        return Ok(());
    }
    Err(Error::usage("nothing is recorded: it is not in place"))
}

/// Who put it in place. Somebody from outside puts a lock on a gate: words will do, if somebody on the staff types them.
fn put_in_place_by(typed: Option<&String>, desk: &mut Desk<'_>) -> Result<Option<String>, Error> {
    let typist = typist_on_staff(desk);
    let Some(words) = typed.map(|t| t.trim()) else {
        if let (Err(why), true) = (&typist, desk.host.can_ask) {
            desk.warn(why);
            return asked("Who put it in place?", desk).map(Some);
        }
        return typist.map(|_| None).map_err(|why| {
            Error::usage(format!("{why}: who put it in place?")).hint("give --by-whom PERSON")
        });
    };
    if words.is_empty() {
        return Err(Error::usage("--by-whom is empty: who put it in place?"));
    }
    match super::assess_which::on_staff(words, "--by-whom", desk) {
        Ok(person) => Ok(Some(person.id)),
        // Somebody of the directory who has left did not put it in place now.
        Err(error) if desk.person(words).is_ok() => Err(error),
        Err(_) => typist.map(|_| Some(words.to_owned())).map_err(|why| {
            Error::usage(format!("{why}, and --by-whom {words:?} is not either"))
                .hint("give --by-whom PERSON, somebody on the staff")
        }),
    }
}

/// The control meant: its number in the list, or `HAZARD.N`. One that is in place already is said to be.
fn meant<'o>(
    assessment: &Assessment,
    open: &'o [OpenControl],
    typed: &str,
) -> Result<&'o OpenControl, Error> {
    let list = format!("hv assess control {} lists what is not in place", assessment.name());
    if open.is_empty() {
        return Err(Error::usage(format!(
            "{}: no control is still to be put in place",
            assessment.name()
        )));
    }
    let named = |c: &&OpenControl| format!("{}.{}", c.hazard, c.number) == typed.trim();
    if let Some(found) = open.iter().find(named) {
        return Ok(found);
    }
    let number = typed.trim().parse::<usize>().ok().and_then(|n| n.checked_sub(1));
    number.and_then(|n| open.get(n)).ok_or_else(|| {
        Error::usage(format!("{typed:?} is no control that is still to be put in place")).hint(list)
    })
}

fn list(assessment: &Assessment, open: &[OpenControl], desk: &mut Desk<'_>) {
    let text = if desk.json {
        let shown: Vec<Value> = open
            .iter()
            .enumerate()
            .map(|(n, c)| json!({"number": n + 1, "name": format!("{}.{}", c.hazard, c.number),
                "hazard": c.hazard, "control": c.control, "by_whom": c.by_whom, "by_when": c.by_when}))
            .collect();
        format!("{}\n", json!({"hv": 1, "assessment": assessment.name(), "open": shown}))
    } else {
        listed(&called(assessment, desk), open)
    };
    desk.host.say(&text);
}

/// The controls that are not in place, numbered, with who and by when.
fn listed(called: &str, open: &[OpenControl]) -> String {
    if open.is_empty() {
        return format!("{}: every control is in place\n", clean(called));
    }
    let mut text = format!("{}: not in place yet\n", clean(called));
    for (n, c) in open.iter().enumerate() {
        let who = c.by_whom.as_deref().unwrap_or("nobody");
        let by = c.by_when.map_or_else(|| "no date".to_owned(), crate::when::Day::words);
        let line = format!("{}. {} ({}.{}), {who} by {by}", n + 1, c.control, c.hazard, c.number);
        text.put(format!("  {}\n", clean(&line)));
    }
    text
}

/// Another desk may have noted a risk or put a control in place while this one was asked: a decision or a review is on
/// what was shown, and nothing else (AET-A-dec-4).
pub(super) fn unchanged(assessment: &Assessment, desk: &mut Desk<'_>) -> Result<(), Error> {
    let now = newest(&assessment.name(), desk)?;
    if now.digest == assessment.digest && now.reviews.len() == assessment.reviews.len() {
        return Ok(());
    }
    Err(Error::refused(format!("not recorded: meanwhile, {} was changed", assessment.name()))
        .hint(format!("look at it again: hv show {}", assessment.name())))
}

// What stands against it

/// Looks at an assessment for each planned visit it is about, or for today where none is planned.
fn each<T>(
    assessment: &Assessment,
    policy: &Policy,
    desk: &mut Desk<'_>,
    mut look: impl FnMut(&Looked<'_>, &[Stale]) -> T,
) -> Vec<T> {
    let assessed = &assessment.assessed;
    let address = assessed.address.as_deref();
    let address = address.and_then(|id| desk.store.address(id).ok().flatten());
    let family = desk.store.family(&assessed.family).ok().flatten();
    let family = family.filter(|_| assessed.base.is_none());
    let (history, unread) = match &assessed.base {
        Some(_) => (Vec::new(), Vec::new()),
        None => desk.history_or_not(&assessed.family),
    };
    let here = |v: &&Visit| v.planned() && v.plan.address == assessed.address;
    let planned: Vec<Visit> = history.iter().filter(here).cloned().collect();
    let mut all = Vec::new();
    for visit in planned {
        let known = desk.known(visit);
        let looked = known.looked(assessment, policy, desk.zone);
        all.push(look(&looked, &stale::stale(&looked)));
    }
    if all.is_empty() {
        let bases = desk.bases();
        let at_home = assessed.base.is_none();
        let mut others = if at_home { desk.assessments(&assessed.family) } else { Vec::new() };
        others.retain(|a| a.id != assessment.id && a.assessed.address == assessed.address);
        let home = assessed.address.as_deref().filter(|_| at_home);
        let neighbours = desk.neighbours(&assessed.family, home);
        let road = desk.road(&history);
        let unread = unread.into_iter().chain(road.unread.clone()).collect();
        let there = family.iter().flat_map(|f| &f.cautions);
        let there = there.chain(address.iter().flat_map(|a| &a.cautions));
        let looked = Looked {
            assessment,
            called: assessment.name(),
            visit: None,
            address: address.as_ref(),
            history: &history,
            cautions: there.collect(),
            bases: &bases,
            beside: Beside {
                assessments: others.iter().collect(),
                neighbours: &neighbours,
                road: Some(&road),
            },
            unread,
            policy,
            zone: desk.zone,
            now: desk.now,
        };
        all.push(look(&looked, &stale::stale(&looked)));
    }
    all
}

/// Everything that stands against an assessment now, once each.
pub(super) fn reasons(
    assessment: &Assessment,
    policy: &Policy,
    desk: &mut Desk<'_>,
) -> Vec<Against> {
    if policy.assessment.is_none() {
        return Vec::new();
    }
    let each = each(assessment, policy, desk, |looked, all| {
        let stands = all.iter().filter(|s| s.stands());
        stands.map(|s| against(s, looked)).collect::<Vec<_>>()
    });
    let mut once: Vec<Against> = Vec::new();
    for one in each.into_iter().flatten() {
        if !once.iter().any(|o| o.says == one.says) {
            once.push(one);
        }
    }
    once
}

fn against(one: &Stale, looked: &Looked<'_>) -> Against {
    let about_visit = matches!(
        one.reason.topic(),
        Topic::Home | Topic::Date | Topic::Controls | Topic::Crew | Topic::Pupils
    );
    let visit = looked.visit.filter(|_| about_visit).map(|v| v.id.clone());
    let notice = !one.stands();
    let to_type = if notice { String::new() } else { typed_here(one, looked) };
    Against { says: one.words(looked), to_type, visit, notice }
}

/// What to type, if it helps this visit. The assessment of another home is not put right for this one: no review, no
/// decision and no control of it counts here.
fn typed_here(one: &Stale, looked: &Looked<'_>) -> String {
    let typed = one.to_type(looked);
    let of_the_other = ["review", "decide", "control"]
        .iter()
        .any(|verb| typed.starts_with(&format!("hv assess {verb} ")));
    if another_home(looked) && of_the_other { String::new() } else { typed }
}

/// The assessment is of another home than the one the visit goes to.
fn another_home(looked: &Looked<'_>) -> bool {
    let assessed = &looked.assessment.assessed;
    let elsewhere = |v: &Visit| v.plan.address != assessed.address;
    assessed.base.is_none() && looked.visit.is_some_and(elsewhere)
}

/// Those of a visit that no rule's refusal has said.
pub(super) fn unsaid(
    known: &Known,
    findings: &[crate::domain::gate::Finding],
    policy: &Policy,
    desk: &Desk<'_>,
) -> Vec<Against> {
    let Some((looked, all)) = known.stale(policy, desk.zone) else { return Vec::new() };
    let left = stale::unsaid(findings, &looked, &all);
    left.into_iter().map(|one| against(one, &looked)).collect()
}

/// Says what stands against an assessment, whatever `--quiet` says, before anybody decides on it or reviews it.
pub(super) fn tell_stale(assessment: &Assessment, policy: &Policy, desk: &mut Desk<'_>) {
    for one in reasons(assessment, policy, desk) {
        desk.warn(&format!("against {}: {}", assessment.name(), one.says));
    }
}

/// Says what stands against the assessment of a visit and refuses nothing.
pub(super) fn tell(visit: &str, all: &[Against], desk: &mut Desk<'_>) {
    for one in all {
        let typed =
            if one.to_type.is_empty() { String::new() } else { format!(". Type: {}", one.to_type) };
        let word = if one.notice { "to know before" } else { "assessment of" };
        let holds = if one.notice { "" } else { " may no longer hold" };
        desk.warn(&format!("{word} {visit}{holds}: {}{typed}", one.says));
    }
}

/// Lines beneath a visit: each reason, and what to type.
pub(super) fn lines(all: &[Against], width: usize) -> String {
    let mut text = String::new();
    for one in all {
        let word = if one.notice { "notice" } else { "warning" };
        text.put(format!("{}\n", wrap(&clean(&format!("{word}: {}", one.says)), "  ", width)));
        if !one.to_type.is_empty() {
            let typed = format!("-> type: {}", one.to_type);
            text.put(format!("{}\n", wrap(&clean(&typed), "      ", width)));
        }
    }
    text
}

/// What a review cleared.
pub(super) fn gone(before: &[Against], left: &[Against]) -> Vec<Against> {
    let still = |one: &&Against| left.iter().any(|l| l.says == one.says);
    before.iter().filter(|one| !still(one)).cloned().collect()
}

/// What a review cleared, and what still stands, in words.
pub(super) fn cleared(before: &[Against], left: &[Against]) -> String {
    let mut text = String::new();
    for one in gone(before, left) {
        text.put(format!("Looked at: {}.\n", one.says));
    }
    for one in left {
        text.put(format!("Still against it: {}.\n", one.says));
        if !one.to_type.is_empty() {
            text.put(format!("    Type: {}\n", one.to_type));
        }
    }
    text
}

// Does it still hold?

/// The section of `hv why` about a visit: everything that was looked at, what holds and what does not.
pub(super) fn of_visit(known: &Known, policy: &Policy, desk: &Desk<'_>) -> (String, Value) {
    match known.stale(policy, desk.zone) {
        Some((looked, all)) => (section(&looked, &all, desk.host.width()), as_json(&looked, &all)),
        None => (String::new(), Value::Null),
    }
}

/// The same about an assessment: for each planned visit, or for today.
pub(super) fn of_assessment(
    assessment: &Assessment,
    desk: &mut Desk<'_>,
) -> Result<(String, Value), Error> {
    let policy = desk.policy()?;
    if policy.assessment.is_none() {
        return Ok((String::new(), Value::Null));
    }
    let width = desk.host.width();
    let all = each(assessment, &policy, desk, |looked, all| {
        (section(looked, all, width), as_json(looked, all))
    });
    let (text, data): (Vec<String>, Vec<Value>) = all.into_iter().unzip();
    Ok((text.concat(), Value::Array(data)))
}

fn section(looked: &Looked<'_>, all: &[Stale], width: usize) -> String {
    let visit = looked.visit.map_or_else(
        || format!("today, {}", looked.today().words()),
        |v| format!("{}, {}", v.id, looked.zone.words(v.plan.start)),
    );
    let name = looked.assessment.name();
    let mut text =
        format!("Does the assessment still hold? {} for {}\n", clean(&name), clean(&visit));
    if let Some(decided) = decided(looked) {
        let word = if decided.holds { "holds" } else { "DOES NOT HOLD" };
        let cited = words::cited(&decided.clauses);
        let line = format!("{word}: {}{cited}", decided.says);
        text.put(format!("{}\n", wrap(&clean(&line), "  ", width)));
        if !decided.to_type.is_empty() {
            let typed = format!("-> type: {}", decided.to_type);
            text.put(format!("{}\n", wrap(&clean(&typed), "      ", width)));
        }
    }
    for topic in Topic::ALL {
        let about: Vec<&Stale> = all.iter().filter(|s| s.reason.topic() == topic).collect();
        let cited = words::cited(&clauses(topic, looked.policy));
        let holds = without_a_reason(topic, looked, all).filter(|_| about.is_empty());
        if let Some(holds) = holds {
            text.put(format!("{}\n", wrap(&clean(&format!("{holds}{cited}")), "  ", width)));
        }
        for one in about {
            let word = match one.standing {
                Standing::Stands => "DOES NOT HOLD",
                Standing::LookedAt { .. } => "holds",
                Standing::Notice => "notice",
            };
            let line = format!("{word}: {}{cited}", one.words(looked));
            text.put(format!("{}\n", wrap(&clean(&line), "  ", width)));
            let typed = typed_here(one, looked);
            if one.stands() && !typed.is_empty() {
                text.put(format!(
                    "{}\n",
                    wrap(&clean(&format!("-> type: {typed}")), "      ", width)
                ));
            }
        }
    }
    text
}

/// How it stands with the decision.
struct Decided {
    holds: bool,
    says: String,
    to_type: String,
    clauses: Clauses,
}

/// The decision on it: none yet, NO and why, or YES. Nothing where nobody has to decide and nobody did, and where the
/// assessment is of another home: no decision on that counts here.
fn decided(looked: &Looked<'_>) -> Option<Decided> {
    let rules = looked.policy.assessment.as_ref()?;
    if another_home(looked) {
        return None;
    }
    let of_base = looked.assessment.assessed.base.is_some();
    let of = if of_base { looked.assessment.name() } else { looked.called.clone() };
    let decide = format!("hv assess decide {of} --proceed yes|no --reason \"...\"");
    let (holds, says, to_type) = match &looked.assessment.decision {
        None if rules.authorised_by.is_empty() => return None,
        None => (false, "nobody has decided on it yet".to_owned(), decide),
        Some(d) => {
            let (by, at) = (&d.decided_by, looked.zone.words(d.at));
            if let Some(no) = stale::decided_no(looked.assessment, looked.zone) {
                (false, no, String::new())
            } else if d.as_shown {
                (true, format!("{by} decided YES on {at}: {}", d.reason), String::new())
            } else {
                let says = format!("{by} decided YES on {at}, and on something else than it says");
                (false, says, decide)
            }
        }
    };
    let looks = |g: &&crate::policy::Gate| {
        let mentions = g.demand.mentions();
        mentions.contains(&"assessment-authorised") || mentions.contains(&"risks-decided-on")
    };
    let mut clauses = Clauses::new();
    for one in looked.policy.gates.iter().filter(looks).flat_map(|g| &g.clauses) {
        if !clauses.contains(one) {
            clauses.push(one.clone());
        }
    }
    Some(Decided { holds, says, to_type, clauses })
}

/// What can be said where nothing stands against it; nothing where the question does not arise. Where something could
/// not be read, what it may hold is not known.
fn without_a_reason(topic: Topic, looked: &Looked<'_>, all: &[Stale]) -> Option<String> {
    let assessed = &looked.assessment.assessed;
    let arises = match topic {
        Topic::Home | Topic::Crew | Topic::Pupils => {
            looked.visit.is_some() && assessed.base.is_none()
        }
        Topic::Base => assessed.from.as_ref().is_some_and(|f| f.assessment.starts_with("base:")),
        Topic::Date => looked.assessment.next_review.is_some(),
        Topic::Controls => assessed.hazards.iter().any(|h| !h.controls.is_empty()),
        Topic::Record | Topic::Risk | Topic::Trouble | Topic::Visit | Topic::Form => true,
    };
    if !arises {
        return None;
    }
    let unread = all.iter().any(|s| matches!(s.reason, Reason::Unread(_)));
    if unread && matches!(topic, Topic::Risk | Topic::Trouble | Topic::Visit | Topic::Controls) {
        return Some(format!("NOT KNOWN, because something cannot be read: {}", topic.holds()));
    }
    let not_asked = topic == Topic::Controls
        && looked.assessment.controls_in_place(looked.day(), looked.today()).is_none();
    if not_asked {
        return Some("not known: the form does not ask which controls are in place".to_owned());
    }
    let date = looked.assessment.next_review.filter(|_| topic == Topic::Date);
    let date = date.map(|d| format!(": {}", d.words())).unwrap_or_default();
    Some(format!("holds: {}{date}", topic.holds()))
}

/// The clauses of the rules that look at this.
fn clauses(topic: Topic, policy: &Policy) -> Clauses {
    let mut all = Clauses::new();
    for gate in &policy.gates {
        if gate.demand.mentions().iter().any(|name| topic.facts().contains(name)) {
            let new: Vec<String> =
                gate.clauses.iter().filter(|c| !all.contains(c)).cloned().collect();
            all.extend(new);
        }
    }
    all
}

fn as_json(looked: &Looked<'_>, all: &[Stale]) -> Value {
    let reasons: Vec<Value> = all
        .iter()
        .map(|one| {
            let looked_at = match &one.standing {
                Standing::LookedAt { at, by } => Some(json!({"at": at, "by": by})),
                Standing::Stands | Standing::Notice => None,
            };
            json!({"about": format!("{:?}", one.reason.topic()).to_lowercase(), "says": one.words(looked),
                "stands": one.stands(), "looked_at": looked_at, "type": typed_here(one, looked),
                "clauses": clauses(one.reason.topic(), looked.policy)})
        })
        .collect();
    let decided = decided(looked);
    let holds = decided.as_ref().is_none_or(|d| d.holds);
    let decision = decided.map(
        |d| json!({"holds": d.holds, "says": d.says, "type": d.to_type, "clauses": d.clauses}),
    );
    json!({"assessment": looked.assessment.name(), "visit": looked.visit.map(|v| &v.id),
        "holds": holds && !all.iter().any(Stale::stands), "decision": decision, "reasons": reasons})
}

// What happened since

/// What became of an assessment since it was made, in the record's order: risks, controls put in place, every review.
pub(super) fn since(assessment: &Assessment, desk: &Desk<'_>) -> String {
    let mut all: Vec<(crate::when::Moment, String)> = Vec::new();
    for risk in &assessment.risks {
        let source = risk.source.as_ref().map(|s| format!(" ({s})")).unwrap_or_default();
        let mut line =
            format!("New risk {}: {}{source}, by {}", desk.words(risk.at), risk.what, risk.by);
        if risk.reviewed.is_none() {
            line.push_str(", NOT REVIEWED");
        }
        all.push((risk.at, line));
    }
    for put in &assessment.put_in_place {
        let line = format!(
            "In place {}: {} ({}), by {}",
            desk.words(put.at),
            put.control,
            put.hazard,
            put.by
        );
        all.push((put.at, line));
    }
    for review in &assessment.reviews {
        let mut line = format!("Reviewed {}: {}", desk.words(review.at), review.found);
        let _infallible = write!(line, ", by {}", review.by);
        if let Some(next) = review.next_review {
            let _infallible = write!(line, ", next review {}", next.words());
        }
        if !review.stands {
            line.push_str(" (no longer stands)");
        }
        all.push((review.at, line));
    }
    all.sort_by_key(|(at, _)| *at);
    all.into_iter().map(|(_, line)| format!("  {}\n", clean(&line))).collect::<Vec<_>>().concat()
}

/// Whether the assessment says more now than whoever decided had before them (AET-A-dec-4).
pub(super) fn changed_since_decision(assessment: &Assessment, desk: &Desk<'_>) -> String {
    let Some(decision) = &assessment.decision else { return String::new() };
    let mut text = String::new();
    for risk in assessment.risks.iter().filter(|r| !r.decided_on) {
        let line =
            format!("CHANGED since the decision: new risk {}: {}", desk.words(risk.at), risk.what);
        text.put(format!("      {}\n", clean(&line)));
    }
    if !decision.as_shown {
        text.push_str("      CHANGED since the decision: what was decided on is not what the record held before it\n");
    }
    text
}
