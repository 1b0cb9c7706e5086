//! What is said about the policy itself, and never stands in anybody's way.

use crate::answers::with_rules;
use crate::school::{Park, out, ready};

#[test]
fn a_policy_without_a_review_date_says_so_and_refuses_nobody() {
    let mut place = ready(Park);
    let notice = "policy review: Home visits policy: no date is set for its next review.";
    let run = place.hv("plan").exits(0);
    let said = run.err.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains(notice), "{}", run.text());
    let _out = place.hv(&out(Park, "kay lou", &[])).exits(0).says(notice);
    let _quiet = place.hv("plan --quiet").exits(0).keeps_quiet_about("policy review");
}

#[test]
fn a_review_date_that_has_passed_is_said_and_one_to_come_is_not() {
    for (next, said) in [("2026-10", true), ("2026-11", false), ("2027-09", false)] {
        let mut place = ready(Park);
        place.edit(
            "policy.toml",
            "updated = \"2022-04\"",
            &format!("updated = \"2022-04\"\nnext = \"{next}\""),
        );
        let run = place.hv("plan").exits(0);
        assert_eq!(run.err.contains("policy review"), said, "{next}: {}", run.text());
    }
    let mut place = ready(Park);
    place.edit("policy.toml", "updated = \"2022-04\"", "every-months = 12");
    let _cycle =
        place.hv("policy check").says("every 12 months, and there is no date to count from");
}

const NO_MINUTES: &str = "
[[wait.minimum]]
limit = \"not set\"
late = \"reached\"
clause = \"school\"
";

#[test]
fn what_the_policy_wants_and_gives_no_value_for_is_said_at_every_sign_out() {
    let mut place = with_rules(Park, NO_MINUTES);
    let run = place.hv(&out(Park, "kay lou", &[])).exits(0);
    let _said = run.says(
        "This policy wants the least time to wait at the door and gives no value; the school has set none. [school]",
    );
    let mut place = ready(Park);
    let _set = place.hv(&out(Park, "kay lou", &[])).exits(0).keeps_quiet_about("gives no value");
}
