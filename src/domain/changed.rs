//! What changed since somebody signed: one rule, and one wording, for the week's list, the visit, the signature that is
//! asked for again, and `hv verify`.
//!
//! Two plans are compared as they stood when it was signed and as they stand now, so that what was moved and moved back
//! is not told as two changes. Every field of a plan is compared: what is not named here would be signed again unseen.
//!
//! A signature holds no name and no address (see [`super::signed`]), so of a family's card it can be said that it
//! changed, and not from what. It decides nothing: which signature holds is in [`super::week`].

use super::entry::Entry;
use super::events::{AssessmentEvent, Plan, SignedEntry, VisitEvent};
use super::names;
use super::visit::Visit;
use super::week::WeekList;
use crate::when::{Moment, Zone};

/// How ids and moments are said.
#[derive(Clone, Copy)]
pub struct Saying<'a> {
    /// The name for a person's id; the id itself where nobody has it.
    pub name: &'a dyn Fn(&str) -> String,
    /// The school's zone.
    pub zone: Zone,
}

impl std::fmt::Debug for Saying<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Saying").field("zone", &self.zone).finish_non_exhaustive()
    }
}

impl Saying<'_> {
    /// The people of these ids, by name.
    pub(super) fn list(&self, ids: &[String]) -> String {
        let all: Vec<String> = ids.iter().map(|id| (self.name)(id)).collect();
        names::list(&all.iter().map(String::as_str).collect::<Vec<_>>())
    }
}

/// A signature, and everything that is different now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Since {
    /// Who signed, by id.
    pub by: String,
    /// When.
    pub at: Moment,
    /// What is different, in order. Never empty.
    pub changes: Vec<String>,
}

impl Since {
    /// "Since Pat Invented signed on Fri 20 Nov 14:00: ash's visit on Tue 24 Nov moves from 10:00 to 11:00; Kay goes
    /// instead of Sam."
    pub fn words(&self, saying: Saying<'_>) -> String {
        format!(
            "Since {} signed on {}: {}.",
            (saying.name)(&self.by),
            saying.zone.words(self.at),
            self.changes.join("; ")
        )
    }
}

/// What is different since the newest signature over this visit, whose entry is void. `None`: nobody signed it.
pub fn since_signed(visit: &Visit, list: &WeekList, saying: Saying<'_>) -> Option<Since> {
    let of_visit = list.signatures.iter().rev().find_map(|signature| {
        let entry = signature.entries.iter().rev().find(|e| e.visit == visit.id)?;
        Some((signature, entry))
    });
    let (signature, entry) = of_visit?;
    let mut changes = of_visit_since(visit, entry, saying);
    if changes.is_empty() {
        changes.push(format!("{}: {CARDS}", subject(visit, &visit.plan, saying)));
    }
    Some(Since { by: signature.signed_by.clone(), at: signature.at, changes })
}

/// What a signature without names cannot tell more exactly.
const CARDS: &str = "the list shows another address in words, parent or telephone number: the family's or the address's card \
                     was changed, and a signature keeps no names that could say from what";

/// What changed of a visit since it was signed, each with the reasons that were given. Empty: its own record says the
/// same of it as it did then.
pub fn of_visit_since(visit: &Visit, signed: &SignedEntry, saying: Saying<'_>) -> Vec<String> {
    if !visit.entries.iter().any(|e| signed.after.contains(&e.id)) {
        return vec!["the visit's record no longer holds what was signed".to_owned()];
    }
    let place = |id: &str| visit.entries.iter().position(|e| e.id == id);
    let last_signed = signed.after.iter().filter_map(|id| place(id)).max();
    let count = last_signed.map_or(0, |at| at + 1);
    let before = visit.entries.iter().take(count).rev().find_map(planned);
    let after: Vec<&Entry<VisitEvent>> = visit.entries.iter().skip(count).collect();
    let reasons: Vec<&str> = after.iter().filter_map(|e| why(&e.body)).collect();
    let mut changes = before.map(|old| differences(old, &visit.plan, saying)).unwrap_or_default();
    if changes.is_empty() && !reasons.is_empty() {
        changes.push("it was changed, and put back as it was".to_owned());
    }
    if let Some(last) = changes.last_mut().filter(|_| !reasons.is_empty()) {
        *last = format!("{last} (why: {})", reasons.join("; "));
    }
    let dropped = visit.dropped.as_ref();
    changes.extend(dropped.map(|(_, why)| format!("it is taken off the list ({why})")));
    if let Some(first) = changes.first_mut() {
        let colon = if first.starts_with(MOVES) { "" } else { ":" };
        let subject = subject(visit, before.unwrap_or(&visit.plan), saying);
        *first = format!("{subject}{colon} {first}");
    }
    changes
}

/// What a change of the time begins with: it reads on from whose visit it is.
const MOVES: &str = "moves from";

/// "ash's visit on Tue 24 Nov"
fn subject(visit: &Visit, plan: &Plan, saying: Saying<'_>) -> String {
    let start = saying.zone.words(plan.start);
    let day = start.rsplit_once(' ').map_or(start.as_str(), |(day, _time)| day);
    format!("{}'s visit on {day}", visit.family())
}

fn planned(entry: &Entry<VisitEvent>) -> Option<&Plan> {
    match &entry.body {
        VisitEvent::Plan { plan, .. } | VisitEvent::Change { plan, .. } => Some(plan),
        VisitEvent::Drop { .. }
        | VisitEvent::Refused { .. }
        | VisitEvent::Outcome(_)
        | VisitEvent::Incident(_)
        | VisitEvent::DutyDone { .. }
        | VisitEvent::Alarm(_)
        | VisitEvent::Judge(_)
        | VisitEvent::Undo { .. } => None,
    }
}

fn why(event: &VisitEvent) -> Option<&str> {
    if let VisitEvent::Change { why, .. } = event { Some(why) } else { None }
}

/// Everything that differs between two plans, in words.
pub fn difference(old: &Plan, new: &Plan, saying: Saying<'_>) -> String {
    let all = differences(old, new, saying);
    if all.is_empty() { "nothing".to_owned() } else { all.join("; ") }
}

/// The same, one by one. Field by field, so that a field that is added to a plan does not compile before it is here.
pub fn differences(old: &Plan, new: &Plan, saying: Saying<'_>) -> Vec<String> {
    let Plan { family, address, pupils, start, lasts, staff, reason, .. } = new;
    let Plan { unannounced, doorstep, agency, kind, place, site, base, .. } = new;
    let Plan { confirmed, told_who, answers, .. } = new;
    let mut all = Vec::new();
    all.extend(moved(old.start, *start, saying.zone));
    if old.lasts != *lasts {
        all.push(format!("it takes {} instead of {}", lasts.words(), old.lasts.words()));
    }
    all.extend(crew(&old.staff, staff, saying));
    all.extend(other("the family", Some(&old.family), Some(family)));
    all.extend(other("the address", old.address.as_ref(), address.as_ref()));
    if old.pupils != *pupils {
        let listed =
            |pupils: &[String]| names::list(&pupils.iter().map(String::as_str).collect::<Vec<_>>());
        all.push(format!("it is about {} instead of {}", listed(pupils), listed(&old.pupils)));
    }
    all.extend(other("the reason", old.reason.as_ref(), reason.as_ref()));
    let now = ["staff stay on the doorstep", "staff do not stay on the doorstep any more"];
    all.extend(turned(old.doorstep, *doorstep, now));
    let now = ["no appointment is made with the family", "an appointment is made with the family"];
    all.extend(turned(old.unannounced, *unannounced, now));
    for (what, old, new) in [
        ("the kind of visit", &old.kind, kind),
        ("the kind of place", &old.place, place),
        ("the site", &old.site, site),
        ("the agency that asked for it", &old.agency, agency),
        ("the school-wide assessment that covers it", &old.base, base),
        ("the family's confirmation", &old.confirmed, confirmed),
    ] {
        all.extend(other(what, old.as_ref(), new.as_ref()));
    }
    if old.told_who != *told_who {
        all.push(format!(
            "the family was told to expect {} instead of {}",
            saying.list(told_who),
            saying.list(&old.told_who)
        ));
    }
    let keys: std::collections::BTreeSet<&String> =
        old.answers.keys().chain(answers.keys()).collect();
    for key in keys {
        let said = |answers: &super::events::Answers| answers.get(key).map(ToString::to_string);
        let what = format!("the answer to {key}");
        all.extend(other(&what, said(&old.answers).as_ref(), said(answers).as_ref()));
    }
    all
}

fn moved(old: Moment, new: Moment, zone: Zone) -> Option<String> {
    let to = zone.words_on(new, zone.day_of(old));
    let from = if zone.day_of(old) == zone.day_of(new) { zone.clock(old) } else { zone.words(old) };
    (old != new).then(|| format!("{MOVES} {from} to {to}"))
}

/// "Kay goes instead of Sam", "Lou goes as well", "Sam does not go any more".
fn crew(old: &[String], new: &[String], saying: Saying<'_>) -> Option<String> {
    let without = |all: &[String], others: &[String]| -> Vec<String> {
        all.iter().filter(|id| !others.contains(id)).cloned().collect()
    };
    let (gone, come) = (without(old, new), without(new, old));
    let go = |all: &[String]| if all.len() == 1 { "goes" } else { "go" };
    let do_not = |all: &[String]| if all.len() == 1 { "does" } else { "do" };
    match (gone.is_empty(), come.is_empty()) {
        (true, true) if old == new => None,
        (true, true) => Some(format!("{} go, named in another order", saying.list(new))),
        (true, false) => Some(format!("{} {} as well", saying.list(&come), go(&come))),
        (false, true) => Some(format!("{} {} not go any more", saying.list(&gone), do_not(&gone))),
        (false, false) => {
            let (come_names, gone_names) = (saying.list(&come), saying.list(&gone));
            Some(format!("{come_names} {} instead of {gone_names}", go(&come)))
        }
    }
}

fn other(what: &str, old: Option<&String>, new: Option<&String>) -> Option<String> {
    match (old, new) {
        (old, new) if old == new => None,
        (None, Some(new)) => Some(format!("{what} is {new}, and was not set")),
        (Some(old), None) => Some(format!("{what} is not set any more, and was {old}")),
        (Some(old), Some(new)) => Some(format!("{what} is {new} instead of {old}")),
        (None, None) => None,
    }
}

fn turned(old: bool, new: bool, [on, off]: [&str; 2]) -> Option<String> {
    (old != new).then(|| if new { on } else { off }.to_owned())
}

/// What changes an assessment. A review that leaves it standing, a reading and a duty done do not.
pub fn of_assessment(event: &AssessmentEvent) -> Option<String> {
    match event {
        AssessmentEvent::Assess(_) => Some("it was assessed anew".to_owned()),
        AssessmentEvent::Risk { what, source } => {
            let source = source.as_ref().map(|s| format!(", says {s}")).unwrap_or_default();
            Some(format!("a new risk: {what}{source}"))
        }
        AssessmentEvent::Control { hazard, control, .. } => {
            Some(format!("in place now, against {hazard}: {control}"))
        }
        AssessmentEvent::Review { found, stands: false, .. } => {
            Some(format!("a review declared it VOID: {found}"))
        }
        AssessmentEvent::Review { .. }
        | AssessmentEvent::Decide { .. }
        | AssessmentEvent::Read { .. }
        | AssessmentEvent::DutyDone { .. }
        | AssessmentEvent::Judge(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::events::Answers;
    use crate::when::Span;

    fn plan() -> Plan {
        Plan {
            family: "ash".to_owned(),
            address: Some("12-high-street".to_owned()),
            pupils: vec!["Ali".to_owned()],
            start: Moment::parse("2026-11-24T10:00:00+00:00").unwrap(),
            lasts: Span::minutes(45),
            staff: vec!["kay".to_owned(), "sam".to_owned()],
            reason: Some("attendance".to_owned()),
            unannounced: false,
            doorstep: false,
            agency: None,
            kind: None,
            place: None,
            site: None,
            base: None,
            confirmed: Some("Mon, by phone".to_owned()),
            told_who: vec!["kay".to_owned()],
            answers: Answers::new(),
        }
    }

    fn told(change: impl FnOnce(&mut Plan)) -> String {
        let mut new = plan();
        change(&mut new);
        let name = |id: &str| id.to_uppercase();
        difference(&plan(), &new, Saying { name: &name, zone: Zone::LONDON })
    }

    /// Whatever is not told here would be signed again unseen.
    #[test]
    fn every_field_of_a_plan_that_changes_is_told() {
        assert_eq!(told(|_| {}), "nothing");
        let time = |t: &str| Moment::parse(&format!("2026-11-2{t}:00+00:00")).unwrap();
        let some = |text: &str| Some(text.to_owned());
        let all = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
        let said = [
            (told(|p| p.start = time("4T11:00")), "moves from 10:00 to 11:00"),
            (
                told(|p| p.start = time("5T10:00")),
                "moves from Tue 24 Nov 10:00 to Wed 25 Nov 10:00",
            ),
            (told(|p| p.lasts = Span::minutes(60)), "it takes 60 minutes instead of 45 minutes"),
            (told(|p| p.staff = all(&["kay", "lou"])), "LOU goes instead of SAM"),
            (told(|p| p.staff = all(&["kay", "sam", "lou"])), "LOU goes as well"),
            (told(|p| p.staff = all(&["kay"])), "SAM does not go any more"),
            (told(|p| p.staff.clear()), "KAY and SAM do not go any more"),
            (told(|p| p.staff.reverse()), "SAM and KAY go, named in another order"),
            (told(|p| p.family = "elm".to_owned()), "the family is elm instead of ash"),
            (told(|p| p.address = None), "the address is not set any more, and was 12-high-street"),
            (told(|p| p.pupils = all(&["Bea"])), "it is about Bea instead of Ali"),
            (told(|p| p.reason = some("welfare")), "the reason is welfare instead of attendance"),
            (told(|p| p.doorstep = true), "staff stay on the doorstep"),
            (told(|p| p.unannounced = true), "no appointment is made with the family"),
            (told(|p| p.agency = some("x")), "the agency that asked for it is x, and was not set"),
            (told(|p| p.kind = some("x")), "the kind of visit is x, and was not set"),
            (told(|p| p.place = some("x")), "the kind of place is x, and was not set"),
            (told(|p| p.site = some("x")), "the site is x, and was not set"),
            (
                told(|p| p.base = some("x")),
                "the school-wide assessment that covers it is x, and was not set",
            ),
            (
                told(|p| p.confirmed = None),
                "the family's confirmation is not set any more, and was Mon, by phone",
            ),
            (told(|p| p.told_who.clear()), "the family was told to expect nobody instead of KAY"),
            (
                told(|p| drop(p.answers.insert("dogs".to_owned(), true.into()))),
                "the answer to dogs is yes, and was not set",
            ),
        ];
        for (said, wanted) in said {
            assert_eq!(said, wanted);
        }
    }
}
