//! Each reason in words, exactly: which risk, whose concern, which control, by when and by whom; and what to type.

use super::{BaseWhy, Looked, Reason, Stale, Standing, Topic};
use crate::domain::assessment::{Assessment, OpenControl};
use crate::domain::directory::Caution;
use crate::domain::gate::{Because, Finding};
use crate::domain::known::Known;
use crate::policy::Policy;
use crate::when::{Day, Zone};

impl Stale {
    /// The reason in words, without a full stop.
    pub fn words(&self, looked: &Looked<'_>) -> String {
        let reason = reason(&self.reason, looked);
        match &self.standing {
            Standing::Stands | Standing::Notice => reason,
            Standing::LookedAt { at, by } => {
                format!("{reason}; looked at by {by} on {}", looked.zone.words(*at))
            }
        }
    }

    /// What to type to put it right. Empty: nothing puts it right, and nothing has to.
    pub fn to_type(&self, looked: &Looked<'_>) -> String {
        let anew = match &looked.assessment.assessed.base {
            Some(base) => format!("hv assess --base {base}"),
            None => format!("hv assess {}", looked.assessment.assessed.family),
        };
        let review = format!("hv assess review {} \"WHAT THE REVIEW FOUND\"", looked.called);
        match &self.reason {
            Reason::Unread(_) => "hv doctor".to_owned(),
            Reason::Void { .. } | Reason::Moved { .. } | Reason::Pupil(_) => anew,
            Reason::OtherHome { address, .. } if address.is_empty() => anew,
            Reason::OtherHome { address, .. } => format!("{anew} --address {address}"),
            Reason::NotWrittenUp { visit, start } if *start <= looked.now => {
                format!("hv done {visit}")
            }
            Reason::Visit { .. } | Reason::NotWrittenUp { .. } => {
                format!("hv assess review {} unchanged", looked.called)
            }
            Reason::OtherRisk { assessment, .. } if looked.school_wide() => {
                format!("hv assess review {assessment} \"WHAT THE REVIEW FOUND\"")
            }
            Reason::OtherNo { .. } if looked.school_wide() => anew,
            Reason::OtherNo { assessment, .. } => {
                if looked.apart_from(assessment) {
                    anew
                } else {
                    decide(looked)
                }
            }
            Reason::NextDoor { reason, .. } if matches!(**reason, Reason::Unread(_)) => {
                "hv doctor".to_owned()
            }
            // Only a later day comes after a day.
            Reason::Caution(c) if c.since == looked.today() => String::new(),
            Reason::Risk { .. }
            | Reason::OtherRisk { .. }
            | Reason::EndedBadly { .. }
            | Reason::Phoned(_)
            | Reason::NextDoor { .. }
            | Reason::Caution(_)
            | Reason::Incident { .. }
            | Reason::Concern { .. }
            | Reason::FirstVisit { .. }
            | Reason::Crew(_) => review,
            Reason::PastReview(_) | Reason::NoReviewDate => format!("{review} --next-review DAY"),
            Reason::Control(control) => {
                format!("hv assess control {} {} --in-place", looked.called, named(control))
            }
            Reason::Base { name, why } => match (why, name.strip_prefix("base:")) {
                (BaseWhy::MadeAnew(_), _) | (_, None) => review,
                (BaseWhy::Gone | BaseWhy::Void, Some(id)) => format!("hv assess --base {id}"),
                (BaseWhy::No(_) | BaseWhy::Undecided, Some(_)) => {
                    format!("hv assess decide {name} --proceed yes|no --reason \"...\"")
                }
                (BaseWhy::Risk(_), Some(_)) => {
                    format!("hv assess review {name} \"WHAT THE REVIEW FOUND\"")
                }
                (BaseWhy::PastReview(_), Some(_)) => {
                    format!("hv assess review {name} \"WHAT THE REVIEW FOUND\" --next-review DAY")
                }
            },
            Reason::CrewNotNamed | Reason::PupilsNotNamed | Reason::Form => String::new(),
        }
    }
}

fn decide(looked: &Looked<'_>) -> String {
    format!("hv assess decide {} --proceed yes|no --reason \"...\"", looked.called)
}

/// A control as `hv assess control` takes it: `alone.2`.
fn named(control: &OpenControl) -> String {
    let named = format!("{}.{}", control.hazard, control.number);
    if named.contains(' ') { format!("\"{named}\"") } else { named }
}

fn reason(reason: &Reason, looked: &Looked<'_>) -> String {
    if let Some(words) = plain(reason, looked.zone) {
        return words;
    }
    let at = |moment| looked.zone.words(moment);
    match reason {
        Reason::Unread(what) => format!("not known: {what}"),
        Reason::Void { found, by, at: when } => {
            format!("declared void by {by} on {}: {found}", at(*when))
        }
        Reason::Caution(c) => caution_by_its_day(c, looked),
        Reason::FirstVisit { visit, found, at: when } => {
            let found = found.as_ref().map(|f| format!(" (found: {f})")).unwrap_or_default();
            format!(
                "the first visit, {visit}, written up {}{found}, and no review after it",
                at(*when)
            )
        }
        Reason::Visit { visit, at: when } => {
            format!("a visit since, {visit}, written up {}, and no review after it", at(*when))
        }
        Reason::NotWrittenUp { visit, start } if *start <= looked.now => {
            format!("{visit} was planned for {}, and nobody has written it up", at(*start))
        }
        Reason::NotWrittenUp { visit, start } => {
            format!("{visit} comes before, on {}, and wants a review after it", at(*start))
        }
        Reason::OtherHome { assessed, visited, .. } => {
            format!("another home: it was made for {assessed}, and the visit is to {visited}")
        }
        Reason::Moved { was, is } => {
            format!("another home: the address was {was} when it was made, and is {is} now")
        }
        Reason::PastReview(next) => format!("its review date has passed: {}", next.words()),
        Reason::NoReviewDate => "no date is set for its next review".to_owned(),
        Reason::Control(c) => control(c, looked.day(), looked.today()),
        Reason::Crew(person) => {
            format!("{person} goes, and was not to go when it was made")
        }
        Reason::CrewNotNamed => {
            "nobody was planned to go when it was made, so it cannot be told whether others go now"
                .to_owned()
        }
        Reason::Pupil(name) => format!("{name} is to be visited, and is not named on it"),
        Reason::PupilsNotNamed => {
            "it names no pupils, so it cannot be told whom it covers".to_owned()
        }
        Reason::Base { name, why } => format!("it began from {name}, {}", base(why, looked)),
        // Said already, in plain words.
        Reason::Risk { .. }
        | Reason::Incident { .. }
        | Reason::Concern { .. }
        | Reason::EndedBadly { .. }
        | Reason::Phoned(_)
        | Reason::OtherRisk { .. }
        | Reason::OtherNo { .. }
        | Reason::NextDoor { .. } => String::new(),
        Reason::Form => {
            "the policy has changed since it was made, and its form may have".to_owned()
        }
    }
}

/// What somebody recorded, in words; `None` for what follows from it only beside a visit and a day.
fn plain(reason: &Reason, zone: Zone) -> Option<String> {
    let at = |moment| zone.words(moment);
    Some(match reason {
        Reason::Risk { what, source, by, at: when, .. } => {
            let source = source.as_ref().map(|s| format!(" ({s})")).unwrap_or_default();
            format!("new risk: {what}{source}, noted by {by} on {}", at(*when))
        }
        Reason::Incident { visit, kind, at: when } => {
            format!("incident: {kind}, on {visit}, recorded {}", at(*when))
        }
        Reason::Concern { visit, reference, by, at: when } => {
            format!("concern on {}: {reference}, by {by}, on {visit}", at(*when))
        }
        Reason::EndedBadly { visit, outcome, why, by, at: when } => {
            let why = why.as_ref().map(|w| format!(": {w}")).unwrap_or_default();
            format!("{visit} ended as {outcome}{why}, recorded by {by} on {}", at(*when))
        }
        Reason::Phoned(said) => {
            let words = said.words.as_ref().map(|w| format!(": {w}")).unwrap_or_default();
            let (what, by, visit) = (said.what.word(), &said.by, &said.visit);
            format!("{what}, by {by}{words}, on {visit}, {}", at(said.at))
        }
        Reason::OtherRisk { assessment, what, source, by, at: when, .. } => {
            let source = source.as_ref().map(|s| format!(" ({s})")).unwrap_or_default();
            format!("new risk on {assessment}: {what}{source}, noted by {by} on {}", at(*when))
        }
        Reason::OtherNo { assessment, reason, by, at: when } => {
            format!("another assessment, {assessment}, says NO: {reason}, by {by} on {}", at(*when))
        }
        Reason::NextDoor { family, reason } => return theirs(family, reason, zone),
        Reason::Unread(_)
        | Reason::Void { .. }
        | Reason::Caution(_)
        | Reason::FirstVisit { .. }
        | Reason::Visit { .. }
        | Reason::NotWrittenUp { .. }
        | Reason::OtherHome { .. }
        | Reason::Moved { .. }
        | Reason::PastReview(_)
        | Reason::NoReviewDate
        | Reason::Control(_)
        | Reason::Crew(_)
        | Reason::CrewNotNamed
        | Reason::Pupil(_)
        | Reason::PupilsNotNamed
        | Reason::Base { .. }
        | Reason::Form => return None,
    })
}

/// The same of another family at the address.
fn theirs(family: &str, reason: &Reason, zone: Zone) -> Option<String> {
    let what = if let Reason::OtherNo { assessment, reason, by, at } = reason {
        format!("its assessment {assessment} says NO: {reason}, by {by} on {}", zone.words(*at))
    } else if let Reason::Caution(c) = reason {
        caution(c)
    } else if let Reason::Unread(what) = reason {
        format!("not known: {what}")
    } else {
        plain(reason, zone)?
    };
    Some(format!("another family at this address, {family}: {what}"))
}

fn caution(c: &Caution) -> String {
    format!("caution: {} ({}), since {}", c.what, c.source, c.since.words())
}

/// One dated on the day of the assessment or of a review says why that does not count.
fn caution_by_its_day(c: &Caution, looked: &Looked<'_>) -> String {
    let day = |at| looked.zone.day_of(at) == c.since;
    let assessment = looked.assessment;
    let same = day(assessment.at) || assessment.reviews.iter().any(|r| day(r.at));
    let why = if same { "; dated the same day: nobody can say whether it was known" } else { "" };
    format!("{}{why}", caution(c))
}

/// What there is to know of other families at an address, for whoever assesses anew (ruling B1.55).
pub fn next_door(neighbours: &[super::Neighbour], zone: Zone) -> Vec<String> {
    let all = neighbours.iter().flat_map(super::beside::all_of);
    all.filter_map(|(_, reason)| plain(&reason, zone)).collect()
}

fn base(why: &BaseWhy, looked: &Looked<'_>) -> String {
    match why {
        BaseWhy::Gone => "which is not there, or cannot be read".to_owned(),
        BaseWhy::Void => "which was declared void".to_owned(),
        BaseWhy::MadeAnew(at) => format!("which was made anew on {}", looked.zone.words(*at)),
        BaseWhy::Risk(what) => format!("on which a new risk is noted: {what}"),
        BaseWhy::No(reason) => format!("which says NO: {reason}"),
        BaseWhy::Undecided => "which nobody has decided on as it is now".to_owned(),
        BaseWhy::PastReview(next) => format!("whose review date has passed: {}", next.words()),
    }
}

/// "control not in place: two staff (alone), due Mon 23 Nov 2026 by Max, and nobody has said that it is".
fn control(control: &OpenControl, day: Day, today: Day) -> String {
    let who = control.by_whom.as_ref().map(|w| format!(" by {w}")).unwrap_or_default();
    let state = match control.by_when {
        None => format!("nobody has said by when{who}"),
        Some(by) if by > day => {
            format!("due {}{who}, after the day of the visit, {}", by.words(), day.words())
        }
        Some(by) if control.in_time(day, today) => {
            format!("due {}{who}, and to be in place before anybody goes", by.words())
        }
        Some(by) => format!("due {}{who}, and nobody has said that it is", by.words()),
    };
    format!("control not in place: {} ({}), {state}", control.control, control.hazard)
}

/// What to type to make the fact true again. A review looks at a risk or a caution, and is no decision on it, nor the
/// answers of an assessment made anew.
fn cure(fact: &str, one: &Stale, looked: &Looked<'_>) -> String {
    match (fact, &one.reason) {
        ("risks-decided-on", Reason::Risk { .. } | Reason::OtherRisk { .. }) => decide(looked),
        ("caution-since-assessed", _) => format!("hv assess {}", looked.assessment.assessed.family),
        _ => one.to_type(looked),
    }
}

/// "pat decided NO on Tue 24 Nov 11:40: hostile brother". `None`: whoever decided last decided yes, or nobody has.
pub fn decided_no(assessment: &Assessment, zone: Zone) -> Option<String> {
    let no = assessment.decision.as_ref().filter(|decision| !decision.proceed)?;
    Some(format!("{} decided NO on {}: {}", no.decided_by, zone.words(no.at), no.reason))
}

/// A rule that wants a yes, and there is a no: whoever reads it is told that, and not to ask for a decision.
fn explain_no(finding: &mut Finding, visit: &str, looked: &Looked<'_>) {
    let wants = finding.demands.iter().any(|fact| fact == "assessment-authorised");
    let Some(says) = decided_no(looked.assessment, looked.zone).filter(|_| wants) else { return };
    let to_type = format!("hv plan drop {visit} --why \"...\"");
    finding.because.push(Because { says, to_type });
    "nobody goes, unless whoever decides says otherwise".clone_into(&mut finding.fix);
}

/// Puts beneath each rule that does not hold the exact reasons that it does not.
pub fn explain(findings: &mut [Finding], visit: &str, looked: &Looked<'_>, all: &[Stale]) {
    for finding in findings.iter_mut() {
        if !finding.subject.split(", ").any(|part| part == visit) {
            continue;
        }
        explain_no(finding, visit, looked);
        for one in all {
            let explained: Vec<&String> =
                finding.demands.iter().filter(|fact| one.explains(fact)).collect();
            let Some(fact) = explained.first() else { continue };
            let because = Because { says: one.words(looked), to_type: cure(fact, one, looked) };
            if !finding.because.contains(&because) {
                finding.because.push(because);
            }
        }
    }
}

/// The same where there is no assessment to speak of because its record cannot be read: a damaged record is no absence,
/// and nobody is told to assess what may be there.
pub fn explain_unread(findings: &mut [Finding], known: &Known, policy: &Policy) {
    if known.nearest(policy).is_some() {
        return;
    }
    for finding in findings.iter_mut() {
        let about = finding.subject.split(", ").any(|part| part == known.visit.id);
        if !about || !finding.demands.iter().any(|fact| super::FACTS.contains(&fact.as_str())) {
            continue;
        }
        for what in &known.unread.assessments {
            let says = format!("not known: {what}");
            let because = Because { says, to_type: "hv doctor".to_owned() };
            if !finding.because.contains(&because) {
                finding.because.push(because);
            }
        }
    }
}

/// The same beneath a rule that demands a school-wide assessment to be there, authorised and in date.
pub fn explain_bases(findings: &mut [Finding], known: &Known, policy: &Policy, zone: Zone) {
    for finding in findings.iter_mut() {
        let named = finding.demands.iter().filter_map(|fact| fact.strip_prefix("base-"));
        let bases: Vec<String> = named.map(str::to_owned).collect();
        for (looked, all) in bases.iter().filter_map(|id| known.stale_base(id, policy, zone)) {
            let counts = |s: &&Stale| {
                s.stands() && matches!(s.reason.topic(), Topic::Record | Topic::Risk | Topic::Date)
            };
            let because = all.iter().filter(counts).map(|one| Because {
                says: format!("{}: {}", looked.called, one.words(&looked)),
                to_type: one.to_type(&looked),
            });
            let because = because.chain(undecided(&looked));
            let new: Vec<Because> = because.filter(|b| !finding.because.contains(b)).collect();
            finding.because.extend(new);
        }
    }
}

/// A school-wide assessment that is there and that nobody has decided on, where somebody has to.
fn undecided(looked: &Looked<'_>) -> Option<Because> {
    let wanted = looked.policy.assessment.as_ref().is_some_and(|a| !a.authorised_by.is_empty());
    let open = looked.assessment.decision.is_none() && wanted;
    open.then(|| Because {
        says: format!("{}: nobody has decided on it yet", looked.called),
        to_type: format!("hv assess decide {} --proceed yes|no --reason \"...\"", looked.called),
    })
}

/// Those that stand and that no rule's refusal has said; and what is worth knowing of another family at the address.
pub fn unsaid<'s>(findings: &[Finding], looked: &Looked<'_>, all: &'s [Stale]) -> Vec<&'s Stale> {
    let said = |one: &Stale| {
        let words = one.words(looked);
        findings.iter().flat_map(|f| &f.because).any(|b| b.says == words)
    };
    let counts = |one: &Stale| one.stands() || one.next_door();
    all.iter().filter(|one| counts(one) && !said(one)).collect()
}
