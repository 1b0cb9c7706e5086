//! What to type to satisfy a rule: the command for each fact that a policy can demand. The policy says what to
//! do in words; the flags are hv's, so they stand here and not in any school's policy.

use crate::domain::gate::Finding;
use crate::policy::facts::derived;

/// The fact demanded, and what to type. `{family}`, `{visit}` and `{person}` are filled in.
const BY_FACT: &[(&str, &str)] = &[
    ("first-visit", "hv show {family}"),
    ("new-home", "hv show {family}"),
    ("incident-before", "hv show {family}"),
    ("caution", "hv show {family}"),
    ("caution-since-assessed", "hv assess {family}"),
    ("crew-size", "hv plan change {visit} --staff WHO,WHO --why \"...\""),
    ("people-out", "hv out WHO,WHO ..."),
    ("risk", "hv assess {family}"),
    ("higher-risk", "hv assess {family}"),
    ("doorstep", "hv plan change {visit} --doorstep yes --why \"...\""),
    (
        "unannounced",
        "hv plan change {visit} --unannounced no --confirmed \"WHEN, HOW, WITH WHOM\" --why \"...\"",
    ),
    ("other-agency", "hv plan change {visit} --agency NAME --why \"...\""),
    ("reason-given", "--reason \"...\""),
    ("reason", "--reason WORD"),
    ("reason-listed", "--reason WORD"),
    ("kind", "--kind KIND"),
    ("place", "--place PLACE"),
    ("site", "--site SITE"),
    ("starts", "hv plan change {visit} --at TIME --why \"...\""),
    ("finishes", "hv plan change {visit} --for SPAN --why \"...\""),
    ("minutes", "hv plan change {visit} --for SPAN --why \"...\""),
    ("outside-hours", "hv plan change {visit} --at TIME --why \"...\""),
    ("under-base", "hv plan change {visit} --base ASSESSMENT --why \"...\""),
    ("pupil-named", "hv family change {family} --pupil NAME"),
    ("address-known", "hv family change {family} --address \"...\""),
    ("parent-named", "hv family change {family} --carer NAME=NUMBER"),
    (
        "appointment-confirmed",
        "hv plan change {visit} --confirmed \"WHEN, HOW, WITH WHOM\" --why confirmed",
    ),
    ("family-told-who", "hv plan change {visit} --told-who --why \"family told\""),
    ("on-signed-list", "hv plan sign --signed-by PERSON"),
    ("changes-told", "hv done {visit} --duty DUTY --how \"...\""),
    ("extra-visit", "hv extend WHO --visit {visit}"),
    ("assessed", "hv assess {family}"),
    ("assessment-authorised", "hv assess decide {family} --proceed yes|no --reason \"...\""),
    ("assessment-in-date", "hv assess review {family} --found \"...\" --next-review DAY"),
    ("assessment-reviewed", "hv assess review {family} unchanged"),
    ("assessment-stale", "hv why {visit}"),
    ("risks-decided-on", "hv assess decide {family} --proceed yes|no --reason \"...\""),
    ("controls-in-place", "hv assess control {family}"),
    ("decider-assessed", "hv assess decide {family} --decided-by PERSON"),
    ("mobile-held", "hv staff change {person} --mobile NUMBER"),
    ("emergency-contact-held", "hv staff change {person} --emergency-contact NAME=NUMBER"),
    ("next-of-kin-held", "hv staff change {person} --next-of-kin NAME=NUMBER"),
    ("by-car", "--car PEOPLE|none"),
    (
        "vehicle-recorded",
        "hv staff change {person} --car-make M --car-model M --car-registration R --car-colour C; or --car none",
    ),
    ("insurance-in-date", "hv staff change {person} --insured-until DAY; or --car none"),
    ("business-insurance", "hv staff change {person} --business-use yes; or --car none"),
    ("read-this-assessment", "hv assess read {family} --who {person}"),
    ("trained", "hv staff change {person} --trained DAY"),
    ("coached", "hv staff change {person} --coached DAY"),
    ("on-staff", "hv staff add {person} --name \"...\""),
    ("school-staff", "hv plan change {visit} --staff WHO,WHO --why \"...\""),
    ("designated", "hv staff change {person} --designated yes"),
    ("lone-visits", "hv staff change {person} --lone-visits yes"),
    ("monitor-named", "--monitor PERSON"),
    ("monitor-on-outing", "--monitor PERSON"),
    ("on-call-named", "--on-call PERSON"),
    ("return-given", "--back TIME"),
    ("emergency-contact-named", "--emergency-contact NAME=NUMBER"),
    ("authorised-by-senior", "--authorised-by PERSON"),
    ("outcome", "--outcome WORD"),
    ("concern", "--concern REFERENCE|none"),
    ("got-in", "--got-in yes|no"),
    ("child-seen", "--child-seen yes|no"),
    ("incident", "--kind WORD"),
    ("by-whom", "--by-whom carer|pupil|other|nobody"),
    ("proceed", "hv assess decide {family} --proceed yes|no --reason \"...\""),
];

/// The same for facts named after a word of the policy, by what stands before the word. `{word}` is filled in.
const BY_DERIVED: &[(&str, &str)] = &[
    ("is-", "hv staff change {person} --role {word}"),
    ("decider-is-", "hv assess decide {family} --decided-by PERSON, somebody with the role {word}"),
    ("crew-has-", "hv plan change {visit} --staff WHO,WHO --why \"...\""),
    ("read-", "hv staff change {person} --read {word}[@VERSION]=DAY"),
    ("trained-in-", "hv staff change {person} --training {word}=DAY"),
    (
        "owed-here-",
        "hv board says which record owes it: hv done RECORD --duty {word} --how \"...\"",
    ),
    ("owed-", "hv done {visit} --duty {word} --how \"...\""),
    ("base-", "hv assess --base {word}"),
];

/// What to type, if it is known for what the rule demands.
pub fn to_type(finding: &Finding) -> Option<String> {
    let typed = finding.demands.iter().find_map(|fact| by_fact(fact))?;
    let mut parts = finding.subject.split(", ").filter(|p| !p.is_empty());
    let visit = parts.clone().find(|p| p.contains('/')).unwrap_or("VISIT");
    let person = parts.find(|p| !p.contains('/')).unwrap_or("PERSON");
    let family = visit.split_once('/').map_or("FAMILY", |(family, _)| family);
    Some(typed.replace("{visit}", visit).replace("{person}", person).replace("{family}", family))
}

fn by_fact(fact: &str) -> Option<String> {
    let find = |table: &[(&str, &str)], name: &str| {
        table.iter().find(|(n, _)| *n == name).map(|(_, typed)| (*typed).to_owned())
    };
    find(BY_FACT, fact).or_else(|| {
        let (known, word) = derived(fact)?;
        Some(find(BY_DERIVED, known.name)?.replace("{word}", word))
    })
}

#[cfg(test)]
mod tests {
    use super::{BY_DERIVED, BY_FACT, by_fact};
    use crate::policy::facts::{DERIVED, KNOWN, known_fact};

    #[test]
    fn every_fact_that_is_named_here_is_one_that_policies_can_demand() {
        for (fact, _) in BY_FACT {
            assert!(known_fact(fact).is_some(), "{fact}");
        }
    }

    #[test]
    fn every_fact_that_a_policy_may_demand_has_something_to_type() {
        for known in KNOWN {
            assert!(by_fact(known.name).is_some(), "{}", known.name);
        }
        let words =
            |table: &[(&'static str, &str)]| table.iter().map(|(n, _)| *n).collect::<Vec<_>>();
        assert_eq!(words(BY_DERIVED), DERIVED.iter().map(|k| k.name).collect::<Vec<_>>());
        assert_eq!(
            by_fact("read-lone-working-policy").as_deref(),
            Some("hv staff change {person} --read lone-working-policy[@VERSION]=DAY")
        );
        assert_eq!(by_fact("phone-carried"), None, "an answer is asked for by its own question");
    }

    #[test]
    fn what_the_shipped_policies_demand_and_hv_works_out_has_something_to_type() {
        for shipped in crate::policy::SHIPPED {
            let policy = crate::policy::load_unadopted(shipped.text).unwrap().policy;
            let theirs = |n: &&str| {
                policy.questions.iter().any(|q| q.id == *n)
                    || policy.choices.iter().any(|c| c.id == *n)
            };
            for gate in &policy.gates {
                let named: Vec<&str> = gate.demand.mentions();
                let typed = named.iter().any(|n| by_fact(n).is_some());
                assert!(typed || named.iter().all(theirs), "{}: {named:?}", gate.id);
            }
        }
    }
}
