//! Sentences that several commands print: how late, which clause, what is refused and what to do about it.

use super::{clean, wrap};
use crate::domain::events::Contactable;
use crate::domain::gate::Finding;
use crate::policy::{Clauses, Source, Strength};
use crate::when::Span;
use std::borrow::Borrow;

/// "22 minutes late".
pub fn lateness(seconds: i64) -> String {
    match seconds {
        0 => "late now".to_owned(),
        seconds => format!("{} late", Span::seconds(seconds).words()),
    }
}

/// "AET-2.13, AET-A-R2.5", or that it is hv's own.
pub fn source(source: &Source) -> String {
    match source {
        Source::Policy(clauses) if !clauses.is_empty() => clauses.join(", "),
        Source::Policy(_) => "the school's policy".to_owned(),
        Source::Default => "hv's own, not in the school's policy".to_owned(),
    }
}

/// The clauses in brackets, or nothing.
pub fn cited(clauses: &Clauses) -> String {
    if clauses.is_empty() { String::new() } else { format!(" [{}]", clauses.join(", ")) }
}

/// "Kay Invented 07700 900111".
pub fn to_ring(person: &impl Borrow<Contactable>) -> String {
    let person = person.borrow();
    let number = person.number.as_deref().unwrap_or("no number on record");
    clean(&format!("{} {number}", person.name))
}

/// All that refuses and all that warns, each with its clause and what to do.
pub fn findings(findings: &[Finding], width: usize) -> String {
    let mut text = String::new();
    for finding in findings {
        let word = match finding.strength {
            Strength::Must => "refused",
            Strength::Should => "warning",
        };
        let about = if finding.subject.is_empty() {
            String::new()
        } else {
            format!(" ({})", finding.subject)
        };
        let head = format!("{word}: {}{about}{}", finding.says, cited(&finding.clauses));
        text.push_str(&wrap(&clean(&head), "  ", width));
        text.push('\n');
        for because in &finding.because {
            text.push_str(&wrap(&clean(&format!("because: {}", because.says)), "      ", width));
            text.push('\n');
        }
        let fix = Some(format!("-> {}", finding.fix)).filter(|_| !finding.fix.is_empty());
        for line in fix.into_iter().chain(typed(finding).iter().map(|t| format!("-> type: {t}"))) {
            text.push_str(&wrap(&clean(&line), "      ", width));
            text.push('\n');
        }
    }
    text
}

/// What to type: for each exact reason, where there are any; else for the rule as a whole.
fn typed(finding: &Finding) -> Vec<String> {
    let mut exact: Vec<String> = Vec::new();
    for because in finding.because.iter().filter(|b| !b.to_type.is_empty()) {
        if !exact.contains(&because.to_type) {
            exact.push(because.to_type.clone());
        }
    }
    if exact.is_empty() { super::typing::to_type(finding).into_iter().collect() } else { exact }
}
