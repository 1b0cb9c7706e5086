//! `hv assess --blank` and `hv assess --print`: the form on paper, empty or filled in, as text or as a page of HTML to
//! sign. Nothing is recorded.

use super::assess::{key_of, rules};
use super::assess_which::{Typed, meant};
use super::desk::{Desk, damaged};
use super::print::{Goes, give};
use super::{Ending, assess_page};
use crate::cli::AssessNew;
use crate::domain::assessment::Assessment;
use crate::domain::directory::Caution;
use crate::domain::entry::Record;
use crate::domain::events::AssessmentEvent;
use crate::domain::interview::Head;
use crate::domain::visit::Visit;
use crate::error::Error;
use crate::policy::{AssessmentRules, Policy};
use crate::render::paper::Page;
use crate::render::risk_form::{Form, Kept, Of, page};
use std::collections::BTreeMap;

pub(super) fn run(args: AssessNew, desk: &mut Desk<'_>) -> Ending {
    if desk.json && args.paper.html.is_some() {
        return Err(Error::usage("--html and --json together: one of them").into());
    }
    let page = if args.paper.blank { blank(&args, desk)? } else { print(&args, desk)? };
    let Some(page) = page else { return Ok(0) };
    let goes = Goes { html: args.paper.html.as_deref(), pdf: None, force: false };
    give(&page, &goes, desk)?;
    Ok(0)
}

// Empty

fn blank(args: &AssessNew, desk: &mut Desk<'_>) -> Result<Option<Page>, Error> {
    if desk.json {
        return Err(Error::usage("an empty form is paper, and --json has nothing to say about it")
            .hint("the questions as data: hv assess FAMILY --keys --json"));
    }
    let policy = desk.policy()?;
    let rules = rules(&policy)?;
    let (head, cautions) = match (&args.base, &args.family) {
        (Some(id), _) => (of_base(id, rules)?, Vec::new()),
        (None, Some(typed)) => of_family(typed, args.address.as_ref(), desk)?,
        (None, None) if args.address.is_some() => {
            return Err(Error::usage("--address: of which family?")
                .hint("hv assess --blank FAMILY --address ID"));
        }
        (None, None) => (Head::default(), Vec::new()),
    };
    let form = Paper {
        policy: Some(&policy),
        names: names(desk),
        cautions,
        stale: Vec::new(),
        school: desk.school.name.clone(),
    };
    Ok(Some(page(&form.of(Of::Blank(&head), desk))))
}

fn of_base(id: &str, rules: &AssessmentRules) -> Result<Head, Error> {
    if rules.bases.iter().any(|base| base.id == id) {
        return Ok(Head { base: Some(id.to_owned()), ..Head::default() });
    }
    let known: Vec<&str> = rules.bases.iter().map(|base| base.id.as_str()).collect();
    let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
    Err(Error::usage(format!("no school-wide assessment is called {id:?}"))
        .hint(format!("this policy has: {known}")))
}

/// What the records say about a family: all of it is copied, also where the policy's form has no field for it. Somebody
/// takes the paper for this family's and no other's.
fn of_family(
    typed: &str,
    given: Option<&String>,
    desk: &mut Desk<'_>,
) -> Result<(Head, Vec<Caution>), Error> {
    let id = desk.family(typed)?;
    let family = desk.store.family(&id).map_err(damaged)?;
    let family = family.ok_or_else(|| Error::usage(format!("there is no family {id}")))?;
    let address = given.cloned().or_else(|| family.addresses.first().cloned());
    let place = match &address {
        Some(id) => desk.store.address(id).map_err(damaged)?,
        None => None,
    };
    if let (Some(id), None) = (&address, &place) {
        if given.is_some() {
            return Err(Error::usage(format!("there is no address {id}")));
        }
        desk.warn(&format!("{} names the address {id}, which is not in the directory", family.id));
    }
    let here = |v: &Visit| v.plan.address == address && v.planned();
    let planned: Vec<Visit> = desk.history(&id).into_iter().filter(here).collect();
    let there = place.iter().flat_map(|place| place.cautions.clone());
    let cautions = family.cautions.iter().cloned().chain(there).collect();
    let head = super::assess::head_of(&family, address, place, &planned, desk);
    Ok((head, cautions))
}

// Filled in

fn print(args: &AssessNew, desk: &mut Desk<'_>) -> Result<Option<Page>, Error> {
    let typed = match (&args.base, &args.family) {
        (Some(id), _) => format!("base:{id}"),
        (None, Some(typed)) => typed.clone(),
        (None, None) => {
            return Err(Error::usage("--print: which assessment?")
                .hint("hv assess --print FAMILY, or an assessment's id, or base:ID; --blank prints the form empty"));
        }
    };
    if !desk.json {
        let address = args.address.as_ref().filter(|_| args.base.is_none());
        return kept(&typed, address, "hv assess --print", desk).map(Some);
    }
    let found = found(&typed, args.address.as_ref(), "hv assess --print", desk)?;
    desk.host.say(&format!("{}\n", assess_page::as_json(&found)));
    Ok(None)
}

fn found(
    typed: &str,
    address: Option<&String>,
    verb: &'static str,
    desk: &mut Desk<'_>,
) -> Result<Assessment, Error> {
    meant(&Typed { of: typed, address, verb, rest: String::new() }, desk)
}

/// The page of an assessment on record.
pub(super) fn kept(
    typed: &str,
    address: Option<&String>,
    verb: &'static str,
    desk: &mut Desk<'_>,
) -> Result<Page, Error> {
    let found = found(typed, address, verb, desk)?;
    let key = key_of(&found)?;
    // Read once more with its hash: what is printed and what was hashed are the same bytes.
    let read = desk.store.read_with_sha256(&key, desk.now).map_err(damaged)?;
    let gone = || Error::failed(format!("{} is not there any more", key.path()));
    let (record, sha256) = read.ok_or_else(gone)?;
    let assessment = folded(&found, &record).ok_or_else(gone)?;
    let policy = policy_if_any(desk);
    let cautions = cautions_now(&assessment, desk);
    let stale = what_stands_against(&assessment, desk);
    let form = Paper {
        policy: policy.as_ref(),
        names: names(desk),
        cautions,
        stale,
        school: desk.school.name.clone(),
    };
    let path = key.path();
    let kept = Kept { assessment: &assessment, record: &record, path: &path, sha256: &sha256 };
    Ok(page(&form.of(Of::Kept(kept), desk)))
}

fn folded(found: &Assessment, record: &Record<AssessmentEvent>) -> Option<Assessment> {
    match found.assessed.base {
        Some(_) => Assessment::of_base(&found.id, record),
        None => Assessment::of(&found.id, record),
    }
}

/// A policy that cannot be read, or has no assessment any more, does not keep what is on record from being printed.
fn policy_if_any(desk: &mut Desk<'_>) -> Option<Policy> {
    match desk.policy() {
        Ok(policy) => Some(policy).filter(|policy| policy.assessment.is_some()),
        Err(error) => {
            desk.warn(&format!("printed without the policy: {error}"));
            None
        }
    }
}

/// What there is to be careful of today: it may have come on record since.
fn cautions_now(assessment: &Assessment, desk: &mut Desk<'_>) -> Vec<Caution> {
    let assessed = &assessment.assessed;
    if assessed.base.is_some() {
        return Vec::new();
    }
    let mut cautions = Vec::new();
    match desk.store.family(&assessed.family) {
        Ok(family) => cautions.extend(family.into_iter().flat_map(|family| family.cautions)),
        Err(damage) => desk.tell_damage(&[damage]),
    }
    let place = assessed.address.as_ref().map(|id| desk.store.address(id));
    match place {
        Some(Ok(place)) => cautions.extend(place.into_iter().flat_map(|place| place.cautions)),
        Some(Err(damage)) => desk.tell_damage(&[damage]),
        None => {}
    }
    cautions
}

/// Why it may not hold any more, as `hv why` says it; and that another one has taken its place.
fn what_stands_against(assessment: &Assessment, desk: &mut Desk<'_>) -> Vec<String> {
    let mut all = Vec::new();
    let assessed = &assessment.assessed;
    if assessed.base.is_none() {
        let (others, unread) = desk.assessments_or_not(&assessed.family);
        let here = others.iter().filter(|a| a.assessed.address == assessed.address);
        let newest = here.max_by_key(|a| a.at).filter(|a| a.id != assessment.id);
        all.extend(newest.map(|a| format!("REPLACED by {}, made {}", a.name(), desk.words(a.at))));
        all.extend(unread.into_iter().map(|what| format!("it may have been replaced: {what}")));
    }
    let looked = match super::assess_life::of_assessment(assessment, desk) {
        Ok((_, data)) => data,
        Err(error) => {
            all.push(format!("whether it still holds is not known: {error}"));
            return all;
        }
    };
    for visit in looked.as_array().into_iter().flatten() {
        let reasons = visit["reasons"].as_array().into_iter().flatten();
        let standing = reasons.filter(|reason| reason["stands"] == true);
        for says in standing.filter_map(|reason| reason["says"].as_str()) {
            if !all.iter().any(|known| known == says) {
                all.push(says.to_owned());
            }
        }
    }
    all
}

// Both

/// What every form is printed from, whatever is on it.
struct Paper<'a> {
    policy: Option<&'a Policy>,
    names: BTreeMap<String, String>,
    cautions: Vec<Caution>,
    stale: Vec<String>,
    school: String,
}

impl Paper<'_> {
    fn of<'s>(&'s self, of: Of<'s>, desk: &Desk<'_>) -> Form<'s> {
        Form {
            school: &self.school,
            policy: self.policy,
            names: &self.names,
            cautions: &self.cautions,
            stale: &self.stale,
            zone: desk.zone,
            printed: desk.now,
            replay: desk.replay,
            of,
        }
    }
}

fn names(desk: &mut Desk<'_>) -> BTreeMap<String, String> {
    desk.people().into_iter().map(|person| (person.id, person.name)).collect()
}
