//! `hv plan add`, `change`, `drop`: what is planned. The committing line is the visit's; the marker is there
//! before it, the week list follows.

use super::ask::{self, needed};
use super::desk::{Desk, VISIT_OWES, said, span};
use super::made;
use super::whereabouts::{self, Becomes};
use super::{Ending, Failure};
use crate::cli::{PlanAdd, PlanChange, PlanDrop, PlanFields};
use crate::domain::changed::difference;
use crate::domain::directory::{Family, Person, School};
use crate::domain::events::{Answers, Contactable, Plan, Unmet, VisitEvent, WeekEvent};
use crate::domain::exempt;
use crate::domain::freeze::contactable;
use crate::domain::gate::{self, Scene};
use crate::domain::known::{self, Known};
use crate::domain::owes::{self, Owing};
use crate::domain::visit::Visit;
use crate::domain::week::Standing;
use crate::error::Error;
use crate::policy::facts::Facts;
use crate::policy::{Deadline, DutyTrigger, Policy, Step, Word};
use crate::render::Put;
use crate::render::typing::to_type;
use crate::store::{Key, PlannedMarker};
use crate::when::{Day, Look, Span, Zone};
use serde_json::json;

pub(super) fn add(args: PlanAdd, desk: &mut Desk<'_>) -> Ending {
    let policy = desk.policy()?;
    let family_id = desk.family(&args.family)?;
    let family = family(&family_id, desk)?;
    let at = needed(desk, args.fields.at.as_ref(), "--at", "When is the visit?")?;
    let start = desk.time(&at, "--at", Look::Ahead)?;
    let lasts =
        needed(desk, args.fields.lasts.as_ref(), "--for", "How long should it take (45m)?")?;
    let staff = staff(&args.fields, desk)?;
    let blank = Plan {
        family: family_id.clone(),
        address: family.addresses.first().cloned(),
        pupils: family.pupils.iter().map(|p| p.name.clone()).collect(),
        start,
        lasts: span(&lasts, "--for")?,
        staff,
        reason: None,
        unannounced: false,
        doorstep: false,
        agency: None,
        kind: None,
        place: None,
        site: None,
        base: None,
        confirmed: None,
        told_who: Vec::new(),
        answers: Answers::new(),
    };
    let mut plan = with(blank, &args.fields, &policy)?;
    bounded(&plan)?;
    if plan.reason.is_none() && desk.host.can_ask {
        plan.reason = Some(needed(desk, None, "--reason", "Why is the visit made?")?);
    }
    let id = desk.store.next_visit_id(&family_id, desk.zone.day_of(plan.start))?;
    let unmet = decide(&id, &mut plan, &args.fields, &policy, desk).map_err(not_made)?;
    let _lock = desk.lock()?;
    let id = desk.store.next_visit_id(&family_id, desk.zone.day_of(plan.start))?;
    let marked = marker(&id, &plan, &policy, desk)?;
    desk.store.put_planned(&marked)?;
    let event = desk.event(desk.now, VisitEvent::Plan { plan: Box::new(plan.clone()), unmet });
    desk.store.append(&Key::visit(&id)?, event)?;
    list_on_week(&id, &plan, desk);
    let next = if policy.week_list.as_ref().is_some_and(|w| w.signed_by.is_some()) {
        format!("Next: hv plan sign, and on the day hv out {}", plan.staff.join(" "))
    } else {
        format!("Next: on the day, hv out {}", plan.staff.join(" "))
    };
    let said = format!(
        "Planned {id}: {} for {}, {}.\n{next}\n",
        desk.said(plan.start),
        plan.lasts.words(),
        plan.staff.join(" and ")
    );
    desk.happened(&said, &json!({"visit": id, "plan": plan}));
    Ok(0)
}

fn family(id: &str, desk: &Desk<'_>) -> Result<Family, Error> {
    desk.store
        .family(id)
        .map_err(super::desk::damaged)?
        .ok_or_else(|| Error::usage(format!("there is no family {id}")))
}

fn staff(fields: &PlanFields, desk: &mut Desk<'_>) -> Result<Vec<String>, Error> {
    let mut typed = fields.staff.clone();
    if typed.is_empty() {
        typed = crate::domain::interview::people(&needed(
            desk,
            None,
            "--staff",
            "Who goes? Ids, with commas",
        )?);
    }
    let mut staff: Vec<String> = Vec::new();
    for typed in &typed {
        let person = desk.person(typed)?.id;
        if !staff.contains(&person) {
            staff.push(person);
        }
    }
    Ok(staff)
}

/// A word of the policy, or what there is to choose from.
fn word(typed: &str, flag: &str, words: &[Word]) -> Result<String, Error> {
    let known: Vec<&str> = words.iter().map(|w| w.id.as_str()).collect();
    if known.contains(&typed) {
        return Ok(typed.to_owned());
    }
    let hint = if known.is_empty() {
        format!("this policy tells none apart: leave {flag} out")
    } else {
        format!("this policy knows: {}", known.join(", "))
    };
    Err(Error::usage(format!("{flag}: {typed:?} is not in this policy")).hint(hint))
}

fn with(mut plan: Plan, fields: &PlanFields, policy: &Policy) -> Result<Plan, Error> {
    let bases: Vec<Word> = policy.assessment.iter().flat_map(|a| &a.bases).map(as_word).collect();
    for (given, flag, words, field) in [
        (&fields.kind, "--kind", &policy.kinds, &mut plan.kind),
        (&fields.place, "--place", &policy.places, &mut plan.place),
        (&fields.site, "--site", &policy.sites, &mut plan.site),
        (&fields.base, "--base", &bases, &mut plan.base),
    ] {
        if let Some(typed) = given {
            *field = Some(word(typed, flag, words)?);
        }
    }
    if let Some(lasts) = &fields.lasts {
        plan.lasts = span(lasts, "--for")?;
    }
    if let Some(address) = &fields.address {
        plan.address = Some(address.clone());
    }
    if !fields.pupils.is_empty() {
        plan.pupils =
            fields.pupils.iter().map(|p| p.trim().to_owned()).filter(|p| !p.is_empty()).collect();
    }
    plan.reason = fields.reason.clone().or(plan.reason);
    plan.agency = fields.agency.clone().or(plan.agency);
    plan.confirmed = fields.confirmed.clone().or(plan.confirmed);
    plan.unannounced = said(fields.unannounced).unwrap_or(plan.unannounced);
    plan.doorstep = said(fields.doorstep).unwrap_or(plan.doorstep);
    if fields.told_who {
        plan.told_who.clone_from(&plan.staff);
    }
    Ok(plan)
}

fn as_word(base: &crate::policy::Base) -> Word {
    Word { id: base.id.clone(), says: base.says.clone(), clauses: base.clauses.clone() }
}

/// A slip of the finger must not plan a visit of ten seconds or of two days.
fn bounded(plan: &Plan) -> Result<(), Error> {
    if (Span::minutes(1)..=Span::minutes(12 * 60)).contains(&plan.lasts) {
        return Ok(());
    }
    Err(Error::usage(format!(
        "--for: a visit lasts from 1 minute to 12 hours, not {}",
        plan.lasts.words()
    )))
}

/// What satisfies a rule is shown as a change of the visit. One that was refused cannot be changed: there is none.
fn not_made(no: Failure) -> Failure {
    let changes = |finding: &gate::Finding| {
        to_type(finding).is_some_and(|typed| typed.starts_with("hv plan change"))
    };
    match no {
        Failure::Refused { ref findings, .. } if findings.iter().any(changes) => no.then(
            "Nothing was planned, so there is no visit to change yet: where a line above says hv plan change, \
             give its flags to hv plan add.",
        ),
        other @ (Failure::Error(_) | Failure::Refused { .. }) => other,
    }
}

/// The policy's questions and gates at planning, and the warnings accepted with a reason.
fn decide(
    id: &str,
    plan: &mut Plan,
    fields: &PlanFields,
    policy: &Policy,
    desk: &mut Desk<'_>,
) -> Result<Vec<Unmet>, Failure> {
    let given =
        ask::answers(&fields.answers, policy, |step| step == Step::Plan, &plan.staff, desk)?;
    plan.answers.extend(given);
    let known = as_planned(id, plan, desk);
    desk.warn_of(&plan.family, &known.cautions());
    let directory = desk.people();
    let today = desk.today();
    let facts = |s: &String| (s.clone(), person_facts(s, &directory, policy, today));
    let going: Vec<(String, Facts)> = plan.staff.iter().map(facts).collect();
    let mut answers = plan.answers.clone();
    let (zone, school) = (desk.zone, desk.school.clone());
    ask::put(desk, policy, Step::Plan, &mut answers, |answers| {
        let mut known = known.clone();
        known.visit.plan.answers.clone_from(answers);
        scene(&known, policy, zone, &school, going.clone())
    })?;
    plan.answers.clone_from(&answers);
    let mut now = known.clone();
    now.visit.plan.answers.clone_from(&answers);
    let scene = scene(&now, policy, zone, &school, going.clone());
    let findings = gate::findings(policy, Step::Plan, &scene, &answers);
    let (findings, exempt) = exempt::part(policy, findings, &[&now], zone.day_of(plan.start));
    show_advice(policy, Step::Plan, &scene, desk);
    let reasons = ask::reasons(&fields.answers)?;
    let what = format!("The visit to {} cannot be planned like this:", plan.family);
    let unmet = ask::settle(desk, &what, findings, &reasons)?;
    Ok(with_exempt(unmet, exempt, desk))
}

/// What passes because the family is exempt is recorded beside what passes for a reason given, and said.
pub(super) fn with_exempt(
    mut unmet: Vec<Unmet>,
    exempt: Vec<Unmet>,
    desk: &mut Desk<'_>,
) -> Vec<Unmet> {
    for one in &exempt {
        let cited = crate::render::words::cited(&one.clauses);
        desk.warn(&format!("not met: {} {}{cited}", one.says, one.reason));
    }
    unmet.extend(exempt);
    unmet
}

/// Advice of the policy for a step, said and never in the way.
pub(super) fn show_advice(policy: &Policy, step: Step, scene: &Scene, desk: &mut Desk<'_>) {
    let facts = scene.visits.iter().fold(scene.outing.clone(), |all, (_, facts)| all.with(facts));
    let applies = |a: &&crate::policy::Advice| {
        a.at == step && a.when.holds(&facts) != crate::policy::facts::Truth::False
    };
    let said: Vec<String> = policy.advice.iter().filter(applies).map(|a| a.says.clone()).collect();
    if !desk.quiet {
        for words in said {
            desk.warn(&format!("remember: {words}"));
        }
    }
}

fn as_planned(id: &str, plan: &Plan, desk: &mut Desk<'_>) -> Known {
    let visit = Visit {
        id: id.to_owned(),
        plan: plan.clone(),
        unmet: Vec::new(),
        dropped: None,
        ended: None,
        owed: Vec::new(),
        damage: Vec::new(),
        heads: Vec::new(),
        entries: Vec::new(),
    };
    desk.known(visit)
}

/// What is known of somebody who is to go: not yet whether by car.
fn person_facts(id: &str, directory: &[Person], policy: &Policy, today: Day) -> Facts {
    let person = directory.iter().find(|p| p.id == id);
    person.map_or_else(Facts::new, |p| known::of_person(p, policy, None, &[], today))
}

fn scene(
    known: &Known,
    policy: &Policy,
    zone: Zone,
    school: &School,
    people: Vec<(String, Facts)>,
) -> Scene {
    Scene {
        outing: Facts::new(),
        visits: vec![(known.visit.id.clone(), known::of_visit(known, policy, school, zone))],
        people,
    }
}

/// What `hv overdue` looks at: who should have signed out, and by when.
pub(super) fn marker(
    id: &str,
    plan: &Plan,
    policy: &Policy,
    desk: &mut Desk<'_>,
) -> Result<PlannedMarker, Error> {
    let people = desk.people();
    let unknown =
        |id: &String| Contactable { id: id.clone(), name: id.clone(), number: None, email: None };
    let contact =
        |id: &String| people.iter().find(|p| p.id == *id).map_or_else(|| unknown(id), contactable);
    let address = match &plan.address {
        Some(id) => desk.store.address(id).map_err(super::desk::damaged)?,
        None => None,
    };
    let grace = &policy.returns.departure_grace;
    Ok(PlannedMarker {
        visit: id.to_owned(),
        people: plan.staff.iter().map(contact).collect(),
        place: address.map_or_else(|| format!("family {}", plan.family), |a| a.text),
        start: plan.start,
        late: Deadline { due: plan.start.plus(grace.span), over: grace.over },
    })
}

/// The visit is planned by its own line. A list that cannot be written is told and does not undo that: whoever
/// typed the same command again would plan the visit twice.
fn list_on_week(id: &str, plan: &Plan, desk: &mut Desk<'_>) {
    let week = desk.zone.day_of(plan.start).week();
    if desk.week_list(week).visits.contains(id) {
        return;
    }
    let event = desk.event(desk.now, WeekEvent::List { visit: id.to_owned() });
    if let Err(error) = desk.store.append(&Key::week(week), event) {
        let cause = error.cause.unwrap_or(error.message);
        desk.warn(&format!(
            "{id} is recorded, but the week list {week} could not be written: {cause}. hv plan shows the visit \
             all the same; once that is put right, hv plan change {id} --why \"...\" writes it on the list."
        ));
    }
}

pub(super) fn change(args: PlanChange, desk: &mut Desk<'_>) -> Ending {
    let policy = desk.policy()?;
    let id = desk.visit_id(&args.visit)?;
    let old = desk.visit(&id)?;
    still_open(&old)?;
    let mut plan = old.plan.clone();
    if let Some(at) = &args.fields.at {
        plan.start = desk.time(at, "--at", Look::Ahead)?;
    }
    if !args.fields.staff.is_empty() {
        plan.staff = staff(&args.fields, desk)?;
    }
    if plan.start != old.plan.start {
        // The family confirmed another time.
        plan.confirmed = None;
    }
    let mut plan = with(plan, &args.fields, &policy)?;
    bounded(&plan)?;
    let why = needed(desk, args.why.as_ref(), "--why", "Why does it change?")?;
    let unmet = decide(&id, &mut plan, &args.fields, &policy, desk)?;
    let lock = desk.lock()?;
    let old = desk.visit(&id)?;
    still_open(&old)?;
    if plan.staff != old.plan.staff || plan.start != old.plan.start {
        not_under_way(&id, desk)?;
        made::not_made(&old, "changed", desk)?;
    }
    let changed = super::changed::saying(desk, |saying| difference(&old.plan, &plan, saying));
    let moved =
        as_planned(&id, &plan, desk).row(desk.zone) != desk.known(old.clone()).row(desk.zone);
    // Recording a confirmation changes no arrangement, and owes nobody a notice.
    let duties = if moved { change_duties(&old, &policy, desk) } else { Vec::new() };
    let marked = marker(&id, &plan, &policy, desk)?;
    let becomes = Becomes::Changed(&plan, &marked);
    let shown = whereabouts::look(&id, becomes, &args.whereabouts, desk)?;
    whereabouts::record(&shown, desk)?;
    super::unresolved::keep_found(&id, desk)?;
    desk.store.move_planned(&marked)?;
    if !duties.is_empty() {
        desk.store.put_owed(&Key::visit(&id)?, VISIT_OWES)?;
    }
    let body =
        VisitEvent::Change { plan: Box::new(plan.clone()), why, unmet, duties: duties.clone() };
    desk.store.append(&Key::visit(&id)?, desk.event(desk.now, body))?;
    list_on_week(&id, &plan, desk);
    let mut said = format!("Changed {id}: {changed}.\n");
    if plan.start != old.plan.start {
        said.put(format!("It begins {}.\n", desk.said(plan.start)));
    }
    if moved {
        said.push_str(&signature_void(&old, desk));
    }
    said.push_str(&owed_words(&duties));
    drop(lock);
    let data = json!({"visit": id, "plan": plan, "changed": changed, "duties": duties});
    whereabouts::finish(&shown, &said, data, desk)
}

fn signature_void(old: &Visit, desk: &mut Desk<'_>) -> String {
    let known = desk.known(old.clone());
    match known.standing(desk.zone) {
        Standing::Signed { by, .. } => {
            format!("The signature of {by} over this visit is void. Next: hv plan sign\n")
        }
        Standing::ChangedSince(_) | Standing::Unsigned => String::new(),
    }
}

/// "Owed: the office: tell the principal what changed [AET-4.8b]".
pub(super) fn owed_words(duties: &[crate::domain::events::Duty]) -> String {
    duties
        .iter()
        .map(|d| {
            let written = if d.written { ", in writing" } else { "" };
            format!(
                "Owed by {}: {}{written}{}\n",
                d.owner,
                d.does,
                crate::render::words::cited(&d.clauses)
            )
        })
        .collect::<Vec<String>>()
        .concat()
}

fn still_open(visit: &Visit) -> Result<(), Error> {
    if visit.planned() {
        return Ok(());
    }
    Err(Error::usage(format!("{} is over ({})", visit.id, super::plan::stage(visit)))
        .hint("plan a new one: hv plan add"))
}

fn change_duties(
    old: &Visit,
    policy: &Policy,
    desk: &mut Desk<'_>,
) -> Vec<crate::domain::events::Duty> {
    let known = desk.known(old.clone());
    let facts = known::of_visit(&known, policy, &desk.school, desk.zone);
    let names = super::cancel::names_of(&old.plan.staff, desk);
    let owing =
        Owing { school: Some(&desk.school), zone: desk.zone, affected: &[], visitors: &names };
    let mut duties = owes::duties_of(policy, DutyTrigger::Change, &facts, desk.now, &owing);
    if matches!(known.standing(desk.zone), Standing::Signed { .. } | Standing::ChangedSince(_)) {
        let on = DutyTrigger::ChangeAfterSigning;
        duties.extend(owes::duties_of(policy, on, &facts, desk.now, &owing));
    }
    duties
}

pub(super) fn drop_visit(args: PlanDrop, desk: &mut Desk<'_>) -> Ending {
    let policy = desk.policy()?;
    let id = desk.visit_id(&args.visit)?;
    let why = needed(desk, args.why.as_ref(), "--why", "Why is it dropped?")?;
    let lock = desk.lock()?;
    let old = desk.visit(&id)?;
    still_open(&old)?;
    not_under_way(&id, desk)?;
    made::not_made(&old, "dropped", desk)?;
    let duties = change_duties(&old, &policy, desk);
    let shown = whereabouts::look(&id, Becomes::Over, &args.whereabouts, desk)?;
    let key = Key::visit(&id)?;
    if !duties.is_empty() {
        desk.store.put_owed(&key, VISIT_OWES)?;
    }
    whereabouts::record(&shown, desk)?;
    super::unresolved::keep_found(&id, desk)?;
    desk.store
        .append(&key, desk.event(desk.now, VisitEvent::Drop { why, duties: duties.clone() }))?;
    super::unresolved::unmark_planned(&id, desk);
    drop(lock);
    let said = format!("Dropped {id}.\n{}", owed_words(&duties));
    let data = json!({"visit": id, "dropped": true, "duties": duties});
    whereabouts::finish(&shown, &said, data, desk)
}

/// A visit that somebody is out on is not dropped, it is called off, so that what happened is on record.
pub(super) fn not_under_way(id: &str, desk: &Desk<'_>) -> Result<(), Error> {
    let afield = super::afield::all(&desk.store, desk.now, desk.today());
    let covering =
        afield.outings.iter().find(|o| o.open() && o.stops.iter().any(|d| d.stop.visit == id));
    match covering {
        Some(outing) => Err(Error::usage(format!("{} is out on {id}", outing.id))
            .hint(format!("call it off: hv cancel {id} --outcome OUTCOME"))),
        None => Ok(()),
    }
}
