//! `hv assess`: the form of the policy, filled in for a family or, with `--base`, for a kind of visit of the whole
//! school. What follows (the decision, reviews, who read it) is in [`super::assess_after`].

use super::ask::{self, needed};
use super::desk::{ASSESSMENT_OWES, Desk};
use super::sitting::{self, End, Kept, OnDisk, Table};
use super::{Ending, Failure, assess_draft};
use crate::cli::{AssessAction, AssessCommand, AssessNew};
use crate::domain::assessment::{Assessment, higher_risk};
use crate::domain::directory::{Address, Family, Person};
use crate::domain::earlier::Earlier;
use crate::domain::events::{Assessed, AssessmentEvent};
use crate::domain::freeze;
use crate::domain::gate::{self, Finding, Scene};
use crate::domain::interview::{self, Form, Head, Item, Typed};
use crate::domain::item::SOURCE;
use crate::domain::known;
use crate::domain::owes;
use crate::domain::sitting::Sitting;
use crate::domain::slips::{NOT_ANSWERED, finding, slip};
use crate::domain::visit::Visit;
use crate::error::Error;
use crate::policy::facts::{Facts, Value};
use crate::policy::{AnswerKind, AssessmentRules, DutyTrigger, Policy, Step, Strength};
use crate::store::Key;
use serde_json::json;

pub(super) fn run(args: AssessCommand, desk: &mut Desk<'_>) -> Ending {
    match args.action {
        Some(AssessAction::Decide(args)) => super::assess_after::decide(args, desk),
        Some(AssessAction::Review(args)) => super::assess_after::review(args, desk),
        Some(AssessAction::Risk(args)) => super::assess_life::risk(args, desk),
        Some(AssessAction::Control(args)) => super::assess_life::control(args, desk),
        Some(AssessAction::Read(args)) => super::assess_after::read(args, desk),
        None if args.new.paper.blank || args.new.paper.print => {
            super::assess_print::run(args.new, desk)
        }
        None => assess(args.new, desk),
    }
}

/// The policy's assessment. A policy without one has none, and hv makes none up.
pub(super) fn rules(policy: &Policy) -> Result<&AssessmentRules, Error> {
    policy.assessment.as_ref().ok_or_else(|| {
        Error::usage(format!(
            "the policy of {} has no risk assessment, and hv makes none up",
            policy.school
        ))
        .hint("hv why VISIT shows what this policy asks for before a visit")
    })
}

/// Whom or what a form is about, and what is known of them before anybody asks.
pub(super) struct About {
    pub(super) head: Head,
    facts: Facts,
    /// Planned visits to the family at the address.
    planned: Vec<Visit>,
    /// What to type after `hv assess`: the family, or `--base ID`.
    pub(super) typed: String,
    /// The family's assessments that could be read when this began, by id. A school-wide one has seen none.
    seen: Option<Vec<String>>,
}

fn assess(mut args: AssessNew, desk: &mut Desk<'_>) -> Ending {
    let policy = desk.policy()?;
    let rules = rules(&policy)?;
    if args.base.is_none() {
        let typed = needed(desk, args.family.as_ref(), "FAMILY", "Which family?")?;
        args.family = Some(desk.family(&typed)?);
    }
    guard(&args, desk);
    let (draft, resumed) = assess_draft::choose(&mut args, desk)?;
    let mut about = match &args.base {
        Some(id) => of_base(id, &policy, rules, desk)?,
        None => of_family(&args, &policy, desk)?,
    };
    about.head.earlier = earlier(&args, &about, rules, desk)?;
    let from = args.from.as_ref().map(|from| format!(" --from {from}")).unwrap_or_default();
    let again = format!("hv assess {}{from}", about.typed);
    let form = Form { policy: &policy, rules, facts: &about.facts, head: &about.head };
    let (mut sitting, mut kept) = assess_draft::lay(draft, resumed, &form, &about, desk)?;
    let typed = ask::typed(&args.answers, args.file.as_deref(), desk)?;
    tell_replaced(sitting.answers(), &typed, desk);
    let mut answers = sitting.answers().clone();
    answers.extend(typed.clone());
    let mut wrong = check_typed(&form, &mut answers, desk);
    wrong.extend(unasked(&form, &typed, &answers, &again));
    if args.keys {
        return list_keys(&form, &answers, &wrong, desk);
    }
    let subject = Held { policy: &policy, rules, about: &about };
    let reasons = ask::pairs(&args.because)?;
    if desk.host.can_ask {
        tell_put_again(&wrong, &typed, desk);
        sitting = Sitting::new(answers);
        if at_keyboard(&form, &subject, &mut sitting, &mut kept, desk)? == End::PutAside {
            return put_aside(&mut kept, &sitting, &form, &again, desk);
        }
        wrong.clear();
        answers = sitting.answers().clone();
    }
    let told: Vec<String> = wrong.iter().map(|f| f.rule.clone()).collect();
    let others = slips(&form, &subject, &answers, desk);
    wrong.extend(others.into_iter().filter(|f| !told.contains(&f.rule)));
    let findings = in_short(wrong);
    let answers = form.relevant(&answers);
    tell_unneeded(&reasons, &findings, desk);
    let unmet =
        ask::settle(desk, REFUSED, findings, &reasons).map_err(|failure| match failure {
            Failure::Refused { .. } => failure.then(&format!("{again} --keys lists what is asked")),
            Failure::Error(_) => failure,
        })?;
    let mut assessed = form
        .finish(&answers)
        .map_err(|open| Error::bug(format!("a form with {} open was let pass", open.join(", "))))?;
    assessed.unmet = unmet;
    still_the_same(&kept, &policy, desk)?;
    record_and_tell(&form, &about, assessed, &kept, desk)
}

/// From the first question on, Ctrl-C gives the terminal back and says where the answers are.
fn guard(args: &AssessNew, desk: &Desk<'_>) {
    if !desk.host.can_ask || args.keys {
        return;
    }
    let whom = args.base.as_ref().map(|id| format!("--base {id}"));
    let whom = whom.or_else(|| args.family.clone()).unwrap_or_default();
    let goodbye = desk.host.goodbye();
    let words = format!(
        "Interrupted; nothing is recorded. Whatever was answered is kept in {}; hv assess {whom} goes on from there.",
        desk.store.drafts_folder().display()
    );
    goodbye.put(crate::render::wrap(&words, "", desk.host.width()));
    goodbye.guard();
}

/// Nobody has changed the draft or the policy while the form was open.
fn still_the_same(kept: &Kept, policy: &Policy, desk: &Desk<'_>) -> Result<(), Error> {
    let go_on = format!("nothing is recorded; go on with it: --draft {}", kept.name);
    if desk.policy()?.digest != policy.digest {
        let message = "the school's policy was changed while this form was open";
        return Err(Error::failed(message).hint(go_on));
    }
    match kept.found(desk) {
        OnDisk::Ours => Ok(()),
        OnDisk::Changed => {
            let message = format!("the draft {} was changed in another window", kept.name);
            Err(Error::failed(message).hint(go_on))
        }
        OnDisk::Gone => {
            let message = format!(
                "the draft {} is gone: it was recorded in another window, or removed",
                kept.name
            );
            Err(Error::failed(message)
                .hint("nothing more is recorded; hv show FAMILY shows what is"))
        }
    }
}

fn record_and_tell(
    form: &Form<'_>,
    about: &About,
    mut assessed: Assessed,
    kept: &Kept,
    desk: &mut Desk<'_>,
) -> Ending {
    let facts = outcome_facts(&about.facts, form.rules, &assessed);
    assessed.duties = owes::duties(form.policy, DutyTrigger::Assess, &facts, desk.now);
    assessed.seen.clone_from(&about.seen);
    let name = record(about, assessed.clone(), desk)?;
    if kept.on_disk {
        desk.store.drop_draft(&kept.name)?;
    }
    let uncounted = form.uncounted(&assessed);
    tell(&name, &assessed, &uncounted, &next(about, form.rules, form.policy), desk);
    Ok(0)
}

fn tell(name: &str, made: &Assessed, uncounted: &[String], next: &str, desk: &mut Desk<'_>) {
    let owed = super::plan_change::owed_words(&made.duties);
    let said = format!("{}\n{next}{owed}", result(name, made, uncounted));
    let data = json!({"assessment": name, "overall": made.overall, "points": made.points,
        "duties": made.duties});
    desk.happened(&said, &data);
}

/// What a file or a flag says instead of the draft is used, and what it replaces is not dropped in silence.
fn tell_replaced(drafted: &Typed, typed: &Typed, desk: &mut Desk<'_>) {
    for (key, now) in typed {
        if let Some(was) = drafted.get(key).filter(|was| *was != now) {
            desk.warn(&format!("{key}: the draft says {was:?}; now {now:?} is used"));
        }
    }
}

/// Answers of a draft that cannot be used any more are put again; those typed that nobody asks for are not used.
fn tell_put_again(wrong: &[Finding], typed: &Typed, desk: &mut Desk<'_>) {
    for finding in wrong {
        let from = if typed.contains_key(&finding.rule) { "not used" } else { "asked again" };
        desk.warn(&format!("{from}: {}", finding.says));
    }
}

/// A reason for a warning that is not there is not recorded, and says so: it may be misspelt.
fn tell_unneeded(reasons: &Typed, findings: &[Finding], desk: &mut Desk<'_>) {
    for field in reasons.keys().filter(|r| !findings.iter().any(|f| f.rule == **r)) {
        desk.warn(&format!(
            "--because {field}: there is no such warning; the reason is not recorded"
        ));
    }
}

const REFUSED: &str = "The assessment cannot be recorded like this:";

fn put_aside(
    kept: &mut Kept,
    sitting: &Sitting,
    form: &Form<'_>,
    again: &str,
    desk: &mut Desk<'_>,
) -> Ending {
    kept.keep(sitting, form, desk)?;
    let text = if kept.on_disk {
        format!(
            "Put aside; nothing is recorded. The answers are in {}.\nGo on: {again} --draft {}\n",
            desk.store.draft_path(&kept.name).display(),
            kept.name
        )
    } else {
        "Nothing was answered, and nothing is recorded.\n".to_owned()
    };
    let draft = kept.on_disk.then_some(&kept.name);
    desk.happened(&text, &json!({"assessment": null, "draft": draft}));
    Ok(0)
}

/// The sitting, with what is known before it and what is said when it is broken off.
fn at_keyboard(
    form: &Form<'_>,
    subject: &Held<'_>,
    sitting: &mut Sitting,
    kept: &mut Kept,
    desk: &mut Desk<'_>,
) -> Result<End, Error> {
    let typed = &subject.about.typed;
    if subject.about.head.base.is_none() {
        let family = desk.store.family(&subject.about.head.family).map_err(super::desk::damaged)?;
        let history = desk.history(&subject.about.head.family);
        if let Some(family) = family {
            super::assess_before::tell(&family, &history, desk);
        }
    }
    for words in form.policy.advice.iter().filter(|a| a.at == Step::Assess).map(|a| &a.says) {
        desk.warn(&format!("remember: {words}"));
    }
    let read = |item: &Item, typed: &str, desk: &mut Desk<'_>| usable(item, typed, desk);
    let findings = |answers: &Typed, desk: &mut Desk<'_>| slips(form, subject, answers, desk);
    let table = Table { form, read: &read, findings: &findings };
    sitting::sit(&table, sitting, kept, desk).map_err(|error| {
        if !kept.on_disk {
            return error;
        }
        error.hint(format!("what was answered is kept: hv assess {typed} --draft {}", kept.name))
    })
}

/// Writes it down: a family's as a new record, a school-wide one into its own.
fn record(about: &About, assessed: Assessed, desk: &mut Desk<'_>) -> Result<String, Error> {
    let _lock = desk.lock()?;
    let (key, name) = if let Some(base) = &about.head.base {
        (Key::base(base)?, format!("base:{base}"))
    } else {
        let id = desk.store.next_assessment_id(&about.head.family, desk.today())?;
        (Key::assessment(&id)?, id)
    };
    if !assessed.duties.is_empty() {
        desk.store.put_owed(&key, ASSESSMENT_OWES)?;
    }
    let event = desk.event(desk.now, AssessmentEvent::Assess(Box::new(assessed)));
    desk.store.append(&key, event)?;
    Ok(name)
}

/// "Assessed ahmed/2026-11-20-1a: M overall, from 7 points."
fn result(name: &str, assessed: &Assessed, uncounted: &[String]) -> String {
    let from = assessed.points.map(|p| format!(", from {}", super::assess_page::points(p)));
    let from = from.unwrap_or_default();
    match &assessed.overall {
        Some(overall) => format!("Assessed {name}: {overall} overall{from}."),
        None if !uncounted.is_empty() => format!(
            "Assessed {name}: NOT RATED, because {} has no points: answered not known. A risk that is not known \
             counts as higher.",
            uncounted.join(" and ")
        ),
        None => format!("Assessed {name}."),
    }
}

fn next(about: &About, rules: &AssessmentRules, policy: &Policy) -> String {
    if rules.authorised_by.is_empty() {
        return "Under this policy nobody has to decide on it.\n".to_owned();
    }
    let who = freeze::names_of(&rules.authorised_by, "or", policy);
    let of = match &about.head.base {
        Some(base) => format!("base:{base}"),
        None => about.head.family.clone(),
    };
    format!("Next, {who} decides: hv assess decide {of} --proceed yes|no --reason WHY\n")
}

// Whom it is about

/// A kind of visit of the whole school: no family is known, so every question that may apply is asked.
fn of_base(
    id: &str,
    policy: &Policy,
    rules: &AssessmentRules,
    desk: &mut Desk<'_>,
) -> Result<About, Error> {
    let known: Vec<&str> = rules.bases.iter().map(|b| b.id.as_str()).collect();
    let Some(base) = rules.bases.iter().find(|b| b.id == id) else {
        let hint = if known.is_empty() {
            "this policy has none: [[assessment.base]]".to_owned()
        } else {
            format!("this policy has: {}", known.join(", "))
        };
        return Err(Error::usage(format!("no school-wide assessment is called {id:?}")).hint(hint));
    };
    let mut facts = words(policy, desk);
    facts.set("under-base", true);
    let date = Some(desk.today());
    Ok(About {
        head: Head { base: Some(base.id.clone()), date, ..Head::default() },
        facts,
        planned: Vec::new(),
        typed: format!("--base {}", base.id),
        seen: None,
    })
}

/// The assessment named with `--from`, as answers.
fn earlier(
    args: &AssessNew,
    about: &About,
    rules: &AssessmentRules,
    desk: &mut Desk<'_>,
) -> Result<Option<Earlier>, Error> {
    let Some(typed) = &args.from else { return Ok(None) };
    let own = about.head.base.as_ref().map_or(about.head.family.clone(), |id| format!("base:{id}"));
    let assessment = newest(if typed == "last" { &own } else { typed }, desk)?;
    if !assessment.sound {
        let message =
            format!("{} cannot be begun from: a line of its record is in doubt", assessment.name());
        return Err(Error::failed(message).hint("hv doctor says which"));
    }
    if assessment.review.as_ref().is_some_and(|(_, stands, _)| !stands) {
        desk.warn(&format!("{} no longer stands; look at every answer", assessment.name()));
    }
    Ok(Some(Earlier::of(&assessment, rules)))
}

fn of_family(args: &AssessNew, policy: &Policy, desk: &mut Desk<'_>) -> Result<About, Error> {
    let id = args.family.clone().unwrap_or_default();
    let family = desk.store.family(&id).map_err(super::desk::damaged)?;
    let family = family.ok_or_else(|| Error::usage(format!("there is no family {id}")))?;
    if let Some(given) = args.address.as_ref().filter(|a| !family.addresses.contains(a)) {
        let known = family.addresses.join(", ");
        return Err(Error::usage(format!("{id} has no address {given}"))
            .hint(format!("known of {id}: {known}")));
    }
    let address = args.address.clone().or_else(|| family.addresses.first().cloned());
    warn_of(&family, address.as_deref(), desk)?;
    let place = match &address {
        Some(id) => desk.store.address(id).map_err(super::desk::damaged)?,
        None => None,
    };
    let history = desk.history(&id);
    let here = |v: &&Visit| v.plan.address == address && v.planned();
    let planned: Vec<Visit> = history.iter().filter(here).cloned().collect();
    let subject = Subject {
        family: &family,
        place: place.as_ref(),
        address: address.as_deref(),
        history: &history,
    };
    let facts = facts(&subject, policy, desk);
    let head =
        Head { date: Some(desk.today()), ..head_of(&family, address, place, &planned, desk) };
    let typed = match &args.address {
        Some(address) => format!("{id} --address {address}"),
        None => id,
    };
    let seen = Some(readable(&head.family, desk));
    Ok(About { head, facts, planned, typed, seen })
}

/// The family's assessments that whoever begins now can have before them. What cannot be read was told already.
fn readable(family: &str, desk: &Desk<'_>) -> Vec<String> {
    let stands = |id: &String| {
        let read = Key::assessment(id).ok().map(|key| desk.store.read(&key, desk.now));
        matches!(read, Some(Ok(Some(record))) if Assessment::of(id, &record).is_some())
    };
    desk.store.assessments_of(family).good.into_iter().filter(stands).collect()
}

/// What the records say about the family and the visits planned to it at an address.
pub(super) fn head_of(
    family: &Family,
    address: Option<String>,
    place: Option<Address>,
    planned: &[Visit],
    desk: &Desk<'_>,
) -> Head {
    let mut reasons: Vec<String> = planned.iter().filter_map(|v| v.plan.reason.clone()).collect();
    reasons.dedup();
    let mut crew: Vec<String> = planned.iter().flat_map(|v| v.plan.staff.clone()).collect();
    crew.sort();
    crew.dedup();
    let days = planned.iter().map(|v| desk.zone.day_of(v.plan.start));
    Head {
        family: family.id.clone(),
        base: None,
        address,
        place: place.map(|place| place.text),
        pupils: family.pupils.iter().map(|pupil| pupil.name.clone()).collect(),
        contacts: family.carers.iter().map(super::family::carer_words).collect(),
        visit_dates: planned.iter().map(|visit| visit.plan.start).collect(),
        crew,
        reason: (!reasons.is_empty()).then(|| reasons.join("; ")),
        date: None,
        // One that nobody has written up is over all the same.
        first_visit: days.filter(|day| *day >= desk.today()).min(),
        earlier: None,
    }
}

/// Facts that are the policy's words, and no family's.
fn words(policy: &Policy, desk: &mut Desk<'_>) -> Facts {
    let bases = desk.bases();
    let mut facts = known::of_bases(&bases, policy, desk.today());
    for choice in &policy.choices {
        facts.set_known(&choice.id, policy.choice(&choice.id));
    }
    facts
}

/// Whoever assesses it sees what there is to be careful of, of the family and of the address.
fn warn_of(family: &Family, address: Option<&str>, desk: &mut Desk<'_>) -> Result<(), Error> {
    let address = match address {
        Some(id) => desk.store.address(id).map_err(super::desk::damaged)?,
        None => None,
    };
    let there = address.iter().flat_map(|a| &a.cautions);
    let cautions: Vec<_> = family.cautions.iter().chain(there).collect();
    desk.warn_of(&family.id, &cautions);
    let neighbours = desk.neighbours(&family.id, address.as_ref().map(|a| a.id.as_str()));
    for one in crate::domain::stale::next_door(&neighbours, desk.zone) {
        desk.warn(&format!("TO KNOW, {}: {one}", family.id));
    }
    Ok(())
}

/// A family, and what is on record about visiting it at an address.
#[derive(Debug, Clone, Copy)]
pub(super) struct Subject<'a> {
    pub(super) family: &'a Family,
    pub(super) place: Option<&'a Address>,
    pub(super) address: Option<&'a str>,
    pub(super) history: &'a [Visit],
}

/// What is known about the family before anybody asks, from its record, its history and its planned visits. With
/// nothing planned, hours outside the school's are not known, and so they are asked about.
pub(super) fn facts(subject: &Subject<'_>, policy: &Policy, desk: &mut Desk<'_>) -> Facts {
    let Subject { family, place, address, history } = *subject;
    let here = |v: &&Visit| v.plan.address.as_deref() == address;
    let planned: Vec<&Visit> = history.iter().filter(here).filter(|v| v.planned()).collect();
    let mut facts = words(policy, desk);
    facts.set("under-base", false);
    let careful = place.is_some_and(|a| !a.cautions.is_empty());
    facts.set("caution", !family.cautions.is_empty() || careful);
    let asked_for = planned.iter().any(|v| v.plan.agency.is_some());
    facts.set("other-agency", !family.agencies.is_empty() || asked_for);
    facts.set("first-visit", !history.iter().any(Visit::got_in));
    facts.set("new-home", !history.iter().filter(here).any(Visit::got_in));
    let incident = history.iter().any(|v| !v.incidents().is_empty());
    facts.set("incident-before", incident);
    // What the planned visits agree on; where they differ, it is not known.
    let agreed = |what: &dyn Fn(&Visit) -> Option<Value>| {
        let mut all: Vec<Option<Value>> = planned.iter().map(|v| what(v)).collect();
        all.dedup();
        if let [one] = all.as_slice() { one.clone() } else { None }
    };
    let text = |word: &Option<String>| word.as_deref().map(Value::from);
    facts.set_known("kind", agreed(&|v| text(&v.plan.kind)));
    facts.set_known("place", agreed(&|v| text(&v.plan.place)));
    facts.set_known("site", agreed(&|v| text(&v.plan.site)));
    let reason = |v: &Visit| known::reason_word(v.plan.reason.as_deref(), policy).map(Value::from);
    facts.set_known("reason", agreed(&reason));
    let outside: Option<Vec<bool>> =
        planned.iter().map(|v| known::outside_hours(v, &desk.school, desk.zone)).collect();
    facts.set_known(
        "outside-hours",
        outside.filter(|all| !all.is_empty()).map(|all| all.contains(&true)),
    );
    facts
}

/// What the form came to, for the duties that follow.
pub(super) fn outcome_facts(facts: &Facts, rules: &AssessmentRules, assessed: &Assessed) -> Facts {
    let mut facts = facts.with(&gate::facts_of(&assessed.answers, None));
    facts.set_known("risk", assessed.overall.as_deref());
    if facts.get("caution") == Some(&true.into()) {
        facts.set("higher-risk", true);
    } else {
        let overall = assessed.overall.as_deref();
        facts.set_known("higher-risk", overall.and_then(|r| higher_risk(rules, r)));
    }
    facts
}

// Answers

/// Answers from flags, file and draft are held to the same rules as typed ones. What is usable is read; the rest is
/// told, all of it.
fn check_typed(form: &Form<'_>, answers: &mut Typed, desk: &mut Desk<'_>) -> Vec<Finding> {
    let mut wrong: Vec<Finding> = Vec::new();
    let mut looked_at: Vec<String> = Vec::new();
    // An answer as it is kept may raise questions that it did not raise as typed: `h` is `H`.
    loop {
        let items = form.items(answers);
        let next =
            items.into_iter().find(|i| answers.contains_key(&i.key) && !looked_at.contains(&i.key));
        let Some(item) = next else { break };
        looked_at.push(item.key.clone());
        let Some(value) = answers.get(&item.key).cloned() else { break };
        match usable(&item, &value, desk) {
            Ok(read) => drop(answers.insert(item.key, read)),
            Err(why) => {
                answers.remove(&item.key);
                wrong.push(slip(&item, format!("{}: {why}", item.ask)));
            }
        }
    }
    wrong
}

/// Answers given by a flag or a file that the form does not ask for. A draft may hold some: they were given before a
/// step back took their question away.
fn unasked(form: &Form<'_>, typed: &Typed, answers: &Typed, again: &str) -> Vec<Finding> {
    let mut all = typed.clone();
    all.extend(answers.clone());
    let asked = form.items(&all);
    let known = |key: &str| asked.iter().any(|i| i.key == key);
    let unknown = typed.keys().filter(|k| !known(k) && !k.strip_suffix(SOURCE).is_some_and(known));
    unknown
        .map(|key| {
            let says = format!("{key}: the form asks no such thing, or not after these answers");
            finding(key, says, format!("{again} --keys lists what is asked"), &Vec::new())
        })
        .collect()
}

/// What an assessment is held against besides its form.
struct Held<'a> {
    policy: &'a Policy,
    rules: &'a AssessmentRules,
    about: &'a About,
}

/// Everything that is wrong with the form as it stands: open questions, people, ratings, days, and what the policy
/// needs answered otherwise.
fn slips(form: &Form<'_>, held: &Held<'_>, answers: &Typed, desk: &mut Desk<'_>) -> Vec<Finding> {
    let answers = form.relevant(answers);
    let mut found = form.open(&answers);
    let conducted = answers.get("conducted-by").map(String::as_str).unwrap_or_default();
    if !conducted.is_empty() {
        found.extend(right_people(conducted, held, desk));
    }
    let assessed = form.so_far(&answers);
    found.extend(not_as_needed(held.policy, &held.about.facts, &assessed, &answers));
    found.extend(form.findings_so_far(&answers));
    found
}

/// Open questions one by one; where most of the form is open, by their keys. What else is wrong stands first.
fn in_short(findings: Vec<Finding>) -> Vec<Finding> {
    const ONE_BY_ONE: usize = 12;
    let (open, mut all): (Vec<_>, Vec<_>) =
        findings.into_iter().partition(|f| f.says.starts_with(NOT_ANSWERED));
    if open.len() <= ONE_BY_ONE {
        all.extend(open);
        return all;
    }
    let mut rows: Vec<(String, &str, usize)> = Vec::new();
    for finding in &open {
        // A row of the table is one field with many parts.
        let row = finding.rule.splitn(3, '.').take(2).collect::<Vec<_>>().join(".");
        match rows.last_mut().filter(|(key, ..)| *key == row) {
            Some((_, _, parts)) => *parts += 1,
            None => rows.push((row, &finding.rule, 1)),
        }
    }
    let shown = rows.into_iter().map(|(row, only, parts)| match parts {
        1 => only.to_owned(),
        parts => format!("{row} ({parts})"),
    });
    let shown: Vec<String> = shown.collect();
    let says = format!("{} questions are not answered: {}", open.len(), shown.join(", "));
    let fix = "give --answer KEY=VALUE or --answers FILE";
    all.push(finding("not-answered", says, fix.to_owned(), &Vec::new()));
    all
}

/// The answer as it will be kept. Somebody named must be on the staff, with one of the roles the question wants.
fn usable(item: &Item, typed: &str, desk: &mut Desk<'_>) -> Result<String, String> {
    // An answer is one line, wherever it comes from; and what cannot be shown cannot be checked by whoever signs.
    let line = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    if crate::render::clean(&line) != line {
        return Err("there is a character in it that cannot be shown; write it without".to_owned());
    }
    let read = interview::read(item, &line)?;
    gate::has_been(&item.kind, &read, desk.today())?;
    if item.key == "conducted-by" {
        return conductors(&read, desk);
    }
    let AnswerKind::Person(roles) = &item.kind else { return Ok(read) };
    if read == gate::NOT_KNOWN {
        return Ok(read);
    }
    let person = on_staff(&read, desk)?;
    let today = desk.today();
    if roles.is_empty() || roles.iter().any(|role| person.has_role(role, today)) {
        return Ok(person.id);
    }
    Err(format!("{} has none of the roles wanted: {}", person.name, roles.join(", ")))
}

/// Those who conduct it, by id: each on the staff, and each once.
fn conductors(typed: &str, desk: &mut Desk<'_>) -> Result<String, String> {
    let mut ids: Vec<String> = Vec::new();
    let mut wrong = Vec::new();
    for one in interview::people(typed) {
        match on_staff(&one, desk) {
            Ok(person) if ids.contains(&person.id) => {}
            Ok(person) => ids.push(person.id),
            Err(why) => wrong.push(why),
        }
    }
    if !wrong.is_empty() {
        return Err(wrong.join("; "));
    }
    if ids.is_empty() { Err("name who conducts it".to_owned()) } else { Ok(ids.join(",")) }
}

pub(super) fn on_staff(typed: &str, desk: &mut Desk<'_>) -> Result<Person, String> {
    let person = desk.person(typed).map_err(|error| {
        let hints = error.hints.join("; ");
        if hints.is_empty() { error.message } else { format!("{} ({hints})", error.message) }
    })?;
    match person.left.filter(|left| desk.today() >= *left) {
        Some(left) => Err(format!("{} left on {}", person.name, left.words())),
        None => Ok(person),
    }
}

/// What is still to be answered. Nothing is recorded, so an answer that cannot be used is a slip of the command line.
fn list_keys(form: &Form<'_>, answers: &Typed, wrong: &[Finding], desk: &mut Desk<'_>) -> Ending {
    if !wrong.is_empty() {
        let wrong: Vec<&str> = wrong.iter().map(|f| f.says.as_str()).collect();
        let count = crate::render::count(wrong.len(), "answer");
        return Err(Error::usage(format!("{count} cannot be used:\n{}", wrong.join("\n"))).into());
    }
    let open: Vec<_> =
        form.items(answers).into_iter().filter(|i| !answers.contains_key(&i.key)).collect();
    if desk.json {
        let shown: Vec<_> = open
            .iter()
            .map(|i| {
                json!({"key": i.key, "part": i.part, "ask": i.ask, "kind": i.kind,
                    "clauses": i.clauses, "written": i.written,
                    "may_be_left_out": i.skip != crate::domain::item::Skip::Never})
            })
            .collect();
        desk.host.say(&format!("{}\n", json!({"hv": 1, "open": shown})));
    } else {
        let line = |i: &Item| {
            let written = i.written.as_ref().map(|w| format!(" (as written: {w})"));
            let text = format!("{}  {}{}", i.key, i.ask, written.unwrap_or_default());
            format!("{}\n", crate::render::clean(&text))
        };
        let text = open.iter().map(line).collect::<Vec<String>>().concat();
        desk.host.say(&text);
    }
    Ok(0)
}

/// Every role the policy wants among those who conduct it; one person may hold several.
fn right_people(conducted: &str, held: &Held<'_>, desk: &mut Desk<'_>) -> Vec<Finding> {
    let Held { policy, rules, about } = held;
    let people: Vec<Person> =
        interview::people(conducted).iter().filter_map(|id| desk.person(id).ok()).collect();
    let today = desk.today();
    let goes = |p: &Person| about.planned.iter().any(|v| v.plan.staff.contains(&p.id));
    let among = |role: &str| match role {
        "visitor" => people.iter().any(goes),
        "head" => people.iter().any(|p| p.has_role(&policy.head, today)),
        role => people.iter().any(|p| p.has_role(role, today)),
    };
    let missing = rules.assessors.iter().filter(|role| !among(role));
    missing
        .map(|role| {
            let says = format!("The assessment is made with {}", freeze::name_of(role, policy));
            let fix = "name them too: --answer conducted-by=ID,ID".to_owned();
            finding("conducted-by", says, fix, &rules.clauses)
        })
        .collect()
}

/// Questions of the policy that were not answered as it needs. One without an answer is open, and told as such.
fn not_as_needed(
    policy: &Policy,
    facts: &Facts,
    assessed: &Assessed,
    answers: &Typed,
) -> Vec<Finding> {
    let scene = Scene {
        outing: facts.with(&gate::facts_of(&assessed.answers, None)),
        visits: vec![(assessed.family.clone(), Facts::new())],
        people: Vec::new(),
    };
    let mut wrong = gate::unanswered(policy, Step::Assess, &scene, &assessed.answers);
    wrong.retain(|f| f.strength == Strength::Must && answers.contains_key(&f.rule));
    wrong
}

/// The assessment meant: by its id, the newest of a family, or `base:ID`.
pub(super) fn newest(typed: &str, desk: &mut Desk<'_>) -> Result<Assessment, Error> {
    if let Some(id) = typed.strip_prefix("base:") {
        return desk.base(id).ok_or_else(|| {
            Error::usage(format!("there is no school-wide assessment {id}"))
                .hint(format!("make it: hv assess --base {id}"))
        });
    }
    let (family, rest) = typed.split_once('/').unwrap_or((typed, ""));
    let rest = rest.strip_prefix("assessments/").unwrap_or(rest);
    let family = desk.family(family)?;
    let (all, unread) = desk.assessments_or_not(&family);
    let found = all.into_iter().rfind(|a| rest.is_empty() || a.id.ends_with(rest));
    // One that cannot be read may be the newest, and may say no: an older one does not stand in for it.
    if !unread.is_empty() && (rest.is_empty() || found.is_none()) {
        let message =
            format!("the newest assessment of {family} is not known: {}", unread.join("; "));
        return Err(Error::failed(message).hint("hv doctor says what is wrong with it"));
    }
    found.ok_or_else(|| {
        Error::usage(format!("there is no assessment of {typed}"))
            .hint(format!("make one: hv assess {family}"))
    })
}

/// The address that was assessed, in words. Nothing for a school-wide one.
pub(super) fn place_of(assessment: &Assessment, desk: &Desk<'_>) -> Option<String> {
    if assessment.assessed.base.is_some() {
        return None;
    }
    let Some(id) = &assessment.assessed.address else { return Some("no address".to_owned()) };
    let place = desk.store.address(id).ok().flatten();
    Some(place.map_or_else(|| id.clone(), |place| place.text))
}

/// Where it is recorded.
pub(super) fn key_of(assessment: &Assessment) -> Result<Key<AssessmentEvent>, Error> {
    match &assessment.assessed.base {
        Some(_) => Key::base(&assessment.id),
        None => Key::assessment(&assessment.id),
    }
}
