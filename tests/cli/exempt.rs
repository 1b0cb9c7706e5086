//! Rules that do not bind a family until a day, by a decision on record.

use crate::answers::with_rules;
use crate::harness::Place;
use crate::school::{OUTING, Park, VISIT, out, plan};

const RULES: &str = "
[[gate]]
id = \"three-go\"
at = [\"plan\", \"out\", \"enter\"]
demand = { crew-size = { at-least = 3 } }
strength = \"must\"
says = \"Three go\"
fix = \"take somebody along\"
clause = \"school\"
";

fn exempt(place: &Place, until: &str) {
    let path = "families/ahmed/family.yaml";
    let family = place.read(path);
    place.write(
        path,
        &format!("{family}exemptions:\n- rule: three-go\n  until: {until}\n  by: pat\n  why: nobody else to spare\n"),
    );
}

#[test]
fn a_family_is_exempt_up_to_the_day_and_not_beyond() {
    for (until, may) in [("2026-11-23", false), ("2026-11-24", true), ("2026-11-25", true)] {
        let mut place = with_rules(Park, RULES);
        exempt(&place, until);
        let run = place.hv(&out(Park, "kay lou", &[]));
        if !may {
            let _refused = run.exits(1).says("refused: Three go (ahmed/2026-11-24-1a) [school]");
            continue;
        }
        let words = "by pat: nobody else to spare";
        let _said =
            run.exits(0).says("not met: Three go (ahmed/2026-11-24-1a) exempt until").says(words);
        let record = place.read(&format!("outings/2026-W48/{OUTING}.yaml"));
        assert!(record.contains(words), "the decision is on record: {record}");
        place.clock("14:00");
        place.hv(&crate::school::enter(Park, &[])).done();
    }
}

#[test]
fn an_exemption_is_for_one_family_one_rule_and_never_for_a_rule_of_hvs_own() {
    let mut place = with_rules(Park, RULES);
    exempt(&place, "2026-12-31");
    place.edit("families/ahmed/family.yaml", "- rule: three-go", "- rule: two-go");
    let _rule = place.hv(&out(Park, "kay lou", &[])).exits(1).says("refused: Three go");
    let mut place = with_rules(Park, RULES);
    exempt(&place, "2026-12-31");
    let _other =
        place.hv(&plan(Park, "bell", "16:00", "kay,lou")).exits(1).says("refused: Three go");
    place.hv(&plan(Park, "ahmed", "16:00", "kay,lou")).done();
    let mut place = crate::school::ready(Park);
    exempt(&place, "2026-12-31");
    place.edit("families/ahmed/family.yaml", "- rule: three-go", "- rule: return-given");
    let _own = place.hv(&out(Park, "kay lou", &["--back"])).exits(1);
    let _seen = place.hv("show ahmed").says(
        "Exempt from return-given until Thu 31 Dec 2026: nobody else to spare, decided by pat",
    );
    let _visit = place.hv(&format!("show {VISIT}")).exits(0);
}
