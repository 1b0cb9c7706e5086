//! The rules of the shipped policies over what is known, in small tables.

use super::events::Answers;
use super::gate::{self, Scene};
use crate::policy::facts::Facts;
use crate::policy::{Policy, Step, load, shipped};

fn policy(name: &str) -> Policy {
    load(shipped(name).unwrap()).unwrap().policy
}

fn facts(known: &[(&str, bool)]) -> Facts {
    let mut facts = Facts::new();
    for (name, value) in known {
        facts.set(name, *value);
    }
    facts
}

const VISIT: &str = "ahmed/2026-11-24-1a";

#[test]
fn every_blank_in_the_words_of_a_rule_is_filled_in() {
    for name in ["aspire", "hunsbury-park"] {
        let policy = policy(name);
        for step in [Step::Plan, Step::Out, Step::Arrive, Step::Enter, Step::Leave, Step::Done] {
            let mut of_visit = Facts::new();
            of_visit.set("week", "2026-W48");
            let scene = Scene {
                outing: Facts::new(),
                visits: vec![(VISIT.to_owned(), of_visit)],
                people: vec![("kay".to_owned(), Facts::new())],
            };
            let mut all = gate::check(&policy, step, &scene);
            all.extend(gate::unanswered(&policy, step, &scene, &Answers::new()));
            // Every question answered as nobody wants it, so that the fix is the policy's own.
            let wrong: Answers = gate::questions(&policy, step, &scene)
                .iter()
                .map(|asked| (asked.key(), gate::NOT_KNOWN.into()))
                .collect();
            all.extend(gate::unanswered(&policy, step, &scene, &wrong));
            for finding in all {
                let text = format!("{} {}", finding.says, finding.fix);
                assert!(!text.contains(['{', '}']), "{name} {}: {text}", finding.rule);
                assert!(!finding.fix.is_empty(), "{name} {} says nothing to do", finding.rule);
            }
        }
    }
}
