//! Answers that name somebody or a day, and questions at every step.

use crate::harness::Place;
use crate::school::{Park, Under, out, ready};

/// A school under the shipped policy, with more rules written at its end.
pub(crate) fn with_rules(under: Under, rules: &str) -> Place {
    let place = ready(under);
    add_rules(&place, rules);
    place
}

/// More rules at the end of the school's policy.
pub(crate) fn add_rules(place: &Place, rules: &str) {
    let text = place.read("policy.toml");
    place.write("policy.toml", &format!("{text}\n{rules}"));
}

const APPROVED: &str = "
[[question]]
id = \"approved-by\"
at = \"out\"
ask = \"Who approved this visit?\"
answer = \"person\"
roles = [\"headteacher\", \"dsl\"]
strength = \"must\"
fix = \"ask the headteacher or the DSL\"
clause = \"school\"

[[question]]
id = \"training-day\"
at = \"out\"
ask = \"On which day were they briefed?\"
answer = \"day\"
strength = \"must\"
fix = \"brief them\"
clause = \"school\"
";

#[test]
fn somebody_named_is_looked_up_and_must_have_the_role() {
    let mut place = with_rules(Park, APPROVED);
    let with = |who: &str| {
        out(Park, "kay lou", &[&format!("approved-by={who}"), "training-day=2026-11-20"])
    };
    let wrong = place.hv(&with("max")).exits(2);
    let _named = wrong.says(
        "--answer approved-by: Max Desk (max) is not the headteacher or the designated safeguarding lead on Tue 24 Nov 2026; \
         Dee Safe (dee), Pat Head (pat) are",
    );
    let _unknown = place.hv(&with("zoe")).exits(2).says("nobody on the staff is called \"zoe\"");
    place.hv("staff change dee --left 2026-11-24").done();
    let _left = place.hv(&with("dee")).exits(2).says("Pat Head (pat) is");
    place.hv("staff change max --role sbm --role headteacher:deputy").done();
    place.hv(&with("Max")).done();
    let record = place.read("outings/2026-W48/2026-11-24-kay-1a.yaml");
    assert!(record.contains("\"approved-by\": \"max\""), "the id is stored: {record}");
    assert!(record.contains("\"training-day\": \"2026-11-20\""), "{record}");
}

#[test]
fn a_day_that_is_none_is_refused() {
    let mut place = with_rules(Park, APPROVED);
    let line = out(Park, "kay lou", &["approved-by=pat", "training-day=last week"]);
    let _run = place.hv(&line).exits(2).says("--answer training-day:");
}
