//! What to type to satisfy a rule: the command for each fact that a policy can demand. The policy says what to
//! do in words; the flags are hv's, so they stand here and not in any school's policy.

use crate::domain::gate::Finding;

/// The fact demanded, and what to type. `{family}`, `{visit}` and `{person}` are filled in.
const BY_FACT: &[(&str, &str)] = &[
    ("crew-size", "hv plan change {visit} --staff WHO,WHO --why \"...\""),
    ("doorstep", "hv plan change {visit} --doorstep yes --why \"...\""),
    (
        "unannounced",
        "hv plan change {visit} --unannounced no --confirmed \"WHEN, HOW, WITH WHOM\" --why \"...\"",
    ),
    ("reason-given", "--reason \"...\""),
    ("pupil-named", "hv family change {family} --pupil NAME"),
    ("address-known", "hv family change {family} --address \"...\""),
    ("parent-named", "hv family change {family} --carer NAME=NUMBER"),
    (
        "appointment-confirmed",
        "hv plan change {visit} --confirmed \"WHEN, HOW, WITH WHOM\" --why confirmed",
    ),
    ("family-told-who", "hv plan change {visit} --told-who --why \"family told\""),
    ("on-signed-list", "hv plan sign --signed-by PERSON"),
    ("assessed", "hv assess {family}"),
    ("assessment-authorised", "hv assess decide {family} --proceed yes|no --reason \"...\""),
    ("assessment-in-date", "hv assess review {family} --found \"...\" --next-review DAY"),
    ("assessment-reviewed", "hv assess review {family} --found \"no change\""),
    ("controls-in-place", "hv assess {family}"),
    ("mobile-held", "hv staff change {person} --mobile NUMBER"),
    ("emergency-contact-held", "hv staff change {person} --emergency-contact NAME=NUMBER"),
    (
        "vehicle-recorded",
        "hv staff change {person} --car-make M --car-model M --car-registration R --car-colour C; or --car none",
    ),
    ("insurance-in-date", "hv staff change {person} --insured-until DAY; or --car none"),
    ("business-insurance", "hv staff change {person} --business-use yes; or --car none"),
    ("read-home-visits-policy", "hv staff change {person} --read home-visits-policy=DAY"),
    ("read-lone-working-policy", "hv staff change {person} --read lone-working-policy=DAY"),
    ("read-safer-working-guidance", "hv staff change {person} --read safer-working-guidance=DAY"),
    ("read-this-assessment", "hv assess read {family} --who {person}"),
    ("trained", "hv staff change {person} --trained DAY"),
    ("coached", "hv staff change {person} --coached DAY"),
    ("monitor-named", "--monitor PERSON"),
    ("monitor-on-outing", "--monitor PERSON"),
    ("return-given", "--back TIME"),
    ("emergency-contact-named", "--emergency-contact NAME=NUMBER"),
    ("authorised-by-senior", "--authorised-by PERSON"),
];

/// What to type, if it is known for what the rule demands.
pub fn to_type(finding: &Finding) -> Option<String> {
    let (_, typed) = BY_FACT.iter().find(|(fact, _)| finding.demands.iter().any(|d| d == fact))?;
    let mut parts = finding.subject.split(", ").filter(|p| !p.is_empty());
    let visit = parts.clone().find(|p| p.contains('/')).unwrap_or("VISIT");
    let person = parts.find(|p| !p.contains('/')).unwrap_or("PERSON");
    let family = visit.split_once('/').map_or("FAMILY", |(family, _)| family);
    Some(typed.replace("{visit}", visit).replace("{person}", person).replace("{family}", family))
}

#[cfg(test)]
mod tests {
    use super::BY_FACT;
    use crate::policy::facts::{KNOWN, known_fact};

    #[test]
    fn every_fact_that_is_named_here_is_one_that_policies_can_demand() {
        for (fact, _) in BY_FACT {
            assert!(known_fact(fact).is_some(), "{fact}");
        }
    }

    #[test]
    fn every_fact_that_the_shipped_policies_demand_has_something_to_type() {
        for shipped in crate::policy::SHIPPED {
            let policy = crate::policy::load(shipped.text).unwrap().policy;
            for gate in policy.gates {
                let named: Vec<&str> = gate.demand.mentions();
                let hv_knows = named.iter().any(|n| KNOWN.iter().any(|k| k.name == *n));
                let typed = named.iter().any(|n| BY_FACT.iter().any(|(fact, _)| fact == n));
                assert!(typed || !hv_knows, "{}: {named:?}", gate.id);
            }
        }
    }
}
