//! How a signature is given: by a name that is typed, on paper with a witness, or with a key that anyone can check.

use super::assess::key_of;
use super::desk::Desk;
use crate::cli::HowSigned;
use crate::domain::assessment::Assessment;
use crate::domain::directory::Person;
use crate::domain::entry::Entry;
use crate::domain::events::{AssessmentEvent, VisitEvent};
use crate::domain::known::Known;
use crate::domain::signed::{Given, NAMESPACE, Statement};
use crate::domain::visit::{Visit, sha256};
use crate::domain::week::Signature;
use crate::error::Error;
use crate::ssh::{self, Checked};
use crate::store::{Key, Verified};
use crate::when::Moment;
use std::collections::BTreeMap;
use std::path::Path;

/// What is recorded beside the name. `None`: the name alone. ssh-keygen may ask for a passphrase here, so whoever calls
/// this holds no lock, and looks again afterwards whether it is still the same that was signed.
pub(super) fn given(
    how: &HowSigned,
    signer: &Person,
    statement: Statement,
    desk: &mut Desk<'_>,
) -> Result<Option<Given>, Error> {
    if let Some(key) = &how.ssh_key {
        let signature = with_key(key, signer, &statement, desk)?;
        return Ok(Some(Given::Key { parts: statement.parts, signature }));
    }
    let Some(typed) = how.witness.as_ref().filter(|_| how.on_paper) else { return Ok(None) };
    let witness = desk.person(typed)?;
    if witness.id == signer.id {
        return Err(Error::usage(format!(
            "{} cannot be the witness to their own signature",
            signer.name
        ))
        .hint("--witness names who saw it signed"));
    }
    if let Some(left) = witness.left.filter(|left| *left <= desk.today()) {
        let who = &witness.name;
        return Err(Error::usage(format!("{who} left on {} and saw nothing signed", left.words())));
    }
    Ok(Some(Given::Paper { witness: witness.id }))
}

/// The signature, by a key that stands for them: one that nobody could check is not taken.
fn with_key(
    key: &Path,
    signer: &Person,
    statement: &Statement,
    desk: &Desk<'_>,
) -> Result<String, Error> {
    let signers = desk.store.signers().map_err(super::desk::damaged)?;
    let text = statement.text();
    let signature = ssh::sign(key, &text, NAMESPACE)?;
    let about = (signer.id.as_str(), statement.at, NAMESPACE);
    let named = match ssh::check(&text, &signature, &signers, about)? {
        Checked::Holds { .. } => return Ok(signature),
        Checked::NotTheirs { key } => key,
        Checked::Broken => return Err(Error::failed("NOT SIGNED: the signature does not hold")),
    };
    let folder = desk.store.root().display();
    let line = format!(
        "echo \"{} namespaces=\\\"{NAMESPACE}\\\" $(cat {}.pub)\" >> {folder}/allowed_signers",
        signer.id,
        key.display()
    );
    Err(Error::refused(format!(
        "NOT SIGNED: {named} does not stand for {} in {folder}/allowed_signers",
        signer.name
    ))
    .hint(format!("If it is theirs, and they say so themselves: {line}")))
}

/// What a key signs of a visit besides its row on the list: every line that planned or changed it, with the answers,
/// the confirmation and the reasons that the list does not show. Its name among the parts, and its sum.
pub(super) fn plan_of(visit: &Visit, desk: &Desk<'_>) -> Result<(String, String), Error> {
    let sums = desk.store.line_sums(&Key::visit(&visit.id)?, desk.now);
    let sums = sums.map_err(super::desk::damaged)?.unwrap_or_default();
    let plans = |e: &&Entry<VisitEvent>| {
        matches!(e.body, VisitEvent::Plan { .. } | VisitEvent::Change { .. })
    };
    let mut lines: Vec<&str> = Vec::new();
    for entry in visit.entries.iter().filter(plans) {
        lines.extend([entry.id.as_str(), sums.get(&entry.id).map_or("", String::as_str)]);
    }
    Ok((format!("{} plan", visit.id), sha256(&lines)))
}

/// A decision, with how it was given.
pub(super) fn on_decision(
    how: &HowSigned,
    assessment: &Assessment,
    (decider, mut body): (&Person, AssessmentEvent),
    desk: &mut Desk<'_>,
) -> Result<AssessmentEvent, Error> {
    let parts = if how.ssh_key.is_some() {
        let sums = desk.store.line_sums(&key_of(assessment)?, desk.now);
        sums.map_err(super::desk::damaged)?.unwrap_or_default()
    } else {
        BTreeMap::new()
    };
    let name = assessment.name();
    let about = (desk.school.store.as_str(), name.as_str());
    let Some(statement) = Statement::of_decision(about, (desk.now, &desk.by), &body, parts) else {
        return Err(Error::bug("a decision that is none was to be signed"));
    };
    let how_given = given(how, decider, statement, desk)?;
    if let AssessmentEvent::Decide { given, .. } = &mut body {
        *given = how_given;
    }
    Ok(body)
}

/// How a decision was given, if it was more than a name typed: ", with a key".
pub(super) fn of_decision(body: &AssessmentEvent, desk: &Desk<'_>) -> String {
    match body {
        AssessmentEvent::Decide { given: Some(given), .. } => {
            format!(", {}", words(Some(given), desk))
        }
        AssessmentEvent::Decide { given: None, .. }
        | AssessmentEvent::Assess(_)
        | AssessmentEvent::Review { .. }
        | AssessmentEvent::Risk { .. }
        | AssessmentEvent::Control { .. }
        | AssessmentEvent::Read { .. }
        | AssessmentEvent::DutyDone { .. }
        | AssessmentEvent::Judge(_) => String::new(),
    }
}

/// What is to be said of a week's list where a key signed these visits: it was not checked just now, since no program is
/// started to look at a list; and when this machine last did. `None`: no key signed them.
pub(super) fn unchecked(visits: &[&Known], desk: &Desk<'_>) -> Option<String> {
    let mut keyed: BTreeMap<String, Moment> = BTreeMap::new();
    for known in visits {
        let covers = |s: &&Signature| {
            matches!(s.given, Some(Given::Key { .. }))
                && s.entries.iter().any(|e| e.visit == known.visit.id)
        };
        if let Some(last) = known.week.signatures.iter().filter(covers).map(|s| s.at).max() {
            let week = desk.zone.day_of(known.visit.plan.start).week().to_string();
            let signed = keyed.entry(week).or_insert(last);
            *signed = (*signed).max(last);
        }
    }
    let state = desk.host.state_dir().filter(|_| !desk.replay && !keyed.is_empty());
    let verified = state.map(|dir| Verified::load(&dir, &desk.store)).unwrap_or_default();
    let said = keyed.iter().map(|(week, signed)| {
        let last = verified.of(week).filter(|last| last.at >= *signed);
        let when = match last {
            // With --now nothing that this machine remembers is looked at.
            None if desk.replay => String::new(),
            None => "; nor has this machine checked it since".to_owned(),
            Some(last) => {
                let held = if last.held { "it held" } else { "it DID NOT HOLD" };
                format!("; {held} when this machine last did, {}", desk.words(last.at))
            }
        };
        format!("{week} was signed with a key, which is not checked here{when}: hv verify {week}")
    });
    let said: Vec<String> = said.collect();
    (!said.is_empty()).then(|| said.join(". "))
}

/// "with a key", "on paper, seen by Lou Sample".
pub(super) fn words(given: Option<&Given>, desk: &Desk<'_>) -> String {
    match given {
        None => "by a name typed, without a key".to_owned(),
        Some(Given::Paper { witness }) => {
            let named = desk.store.person(witness).ok().flatten();
            format!("on paper, seen by {}", named.map_or_else(|| witness.clone(), |p| p.name))
        }
        Some(Given::Key { .. }) => "with a key".to_owned(),
    }
}
