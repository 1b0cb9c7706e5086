//! The assessment form of other policies: small ones, written into the record folder.

use crate::harness::Place;
use crate::school::{Park, school};

/// What every small policy begins with.
const START: &str = r#"hv-policy = 1
[policy]
name = "small"
school = "Invented Primary"
title = "Visits"
head = "headteacher"
[roles]
headteacher = "the headteacher"
dsl = "the safeguarding lead"
sbm = "the business manager"
"#;

/// One rating beside the controls, further action where it is high, and a programme of visits that shares one.
const SINGLE: &str = r#"
[assessment]
ratings = ["L", "M", "H"]
higher-risk-from = "H"
assessors = ["dsl"]
authorised-by = ["headteacher", "sbm"]
clause = "X-1"
extra = { clause = "X-2" }
header = [
    { field = "conducted-by", clause = "X-3" },
    { field = "job-titles", clause = "X-3" },
    { field = "pupils", clause = "X-3" },
    { field = "contacts", clause = "X-3" },
    { field = "covered", says = "All staff", clause = "X-3" },
    { field = "visit-dates", clause = "X-3" },
    { field = "reason", clause = "X-3" },
    { field = "approved-by", clause = "X-3" },
]
column = [
    { field = "hazard", clause = "X-4" },
    { field = "people-at-risk", clause = "X-4" },
    { field = "controls", clause = "X-4" },
    { field = "in-place", clause = "X-4" },
    { field = "rating", clause = "X-4" },
    { field = "further-action", clause = "X-4" },
]

[[assessment.band]]
rating = "H"
says = "Act first"
needs = "further-action"
clause = "X-5"

[[assessment.hazard]]
id = "dog"
name = "A dog"
clause = "X-6"
controls = [{ text = "It is shut away", clause = "X-6" }]

[[assessment.base]]
id = "induction"
says = "Visits before a child starts"
stands-for-family = true
clause = "X-7"

[[assessment.base]]
id = "lone-working"
says = "Working alone"
clause = "X-7"

[[question]]
id = "worry"
at = "assess"
ask = "Does anything about the visit worry you?"
answer = "yes-no"
strength = "must"
fix = "say"
clause = "X-8"

[[question]]
id = "talked-over-with"
at = "assess"
when = { worry = true }
ask = "With whom was it talked over?"
answer = "person"
roles = ["headteacher"]
strength = "must"
fix = "talk it over"
clause = "X-8"

[[gate]]
id = "assessed"
at = "out"
demand = { assessed = true, assessment-authorised = true }
strength = "must"
says = "A visit has an assessment that somebody authorised."
fix = "assess {family}"
clause = "X-1"

[[gate]]
id = "nothing-open"
at = "out"
demand = { assessment-reviewed = true, controls-in-place = true }
strength = "must"
says = "The assessment was looked at again, and its controls are in place."
fix = "review it"
clause = "X-1"

[[gate]]
id = "read"
at = "out"
demand = { read-this-assessment = true }
strength = "must"
says = "Everybody who goes has read it."
fix = "read it"
clause = "X-1"

[[gate]]
id = "two-when-worried"
at = "out"
when = { worry = true }
demand = { crew-size = { at-least = 2 } }
strength = "must"
says = "Two go where somebody was worried."
fix = "put a second member of staff on {visit}"
clause = "X-8"

[[gate]]
id = "other-eyes"
at = "decide"
demand = { decider-assessed = false }
strength = "should"
says = "Whoever decides has not assessed it themselves."
fix = "have somebody else decide"
clause = "X-9"

[[gate]]
id = "no-yes-to-a-worry-alone"
at = "decide"
when = { worry = true, proceed = true }
demand = { crew-size = { at-least = 2 } }
strength = "must"
says = "A visit that worries somebody is not approved for one alone."
fix = "plan it for two, or decide no"
clause = "X-8"

[[duty]]
id = "file-it"
on = "assess"
owner = "dsl"
does = "file the assessment in the safeguarding record"
clause = "X-10"

[[duty]]
id = "tell-agency"
on = "decide"
when = { proceed = false, other-agency = true }
owner = "headteacher"
does = "tell the agency that the visit does not go ahead"
clause = "X-11"
"#;

/// A school with this policy, and a visit of Kay's to the Ahmeds at 14:00. It is the morning of the day.
fn under(policy: &str) -> Place {
    let place = school(Park);
    place.write("policy.toml", &format!("{START}{policy}"));
    place
}

fn plan(place: &mut Place, more: &str) {
    place
        .hv(&format!(
            "plan add ahmed --at 14:00 --for 45m --staff kay --reason \"a new start\" \
             --confirmed \"Mon, by phone\" --told-who {more}"
        ))
        .done();
}

const LOW: &str = "--answer conducted-by=dee --answer job-titles=lead --answer covered=\"as written\" \
                   --answer worry=no --answer hazard.dog.people-at-risk=\"staff\" \
                   --answer hazard.dog.more-controls=none --answer hazard.dog.control.1=yes \
                   --answer hazard.dog.rating=L --answer hazard.dog.further-action=none \
                   --answer extra.1=none";

/// The same, with answers changed or added.
fn low_but(changes: &[(&str, &str)]) -> String {
    let mut line = LOW.to_owned();
    for (key, value) in changes {
        let start = format!("--answer {key}=");
        if let Some(at) = line.find(&start) {
            let rest = &line[at + start.len()..];
            let end = rest.find(" --answer").map_or(line.len(), |e| at + start.len() + e);
            line.replace_range(at..end, &format!("{start}\"{value}\""));
        } else {
            line += &format!(" {start}\"{value}\"");
        }
    }
    line
}

#[test]
fn the_form_has_exactly_the_columns_and_the_head_that_the_policy_gives() {
    let mut place = under(SINGLE);
    plan(&mut place, "");
    let _keys = place.hv("assess ahmed --keys").exits(0).says(
        "conducted-by Who conducts it? Ids, with commas \
         job-titles Their job titles \
         covered Who is covered by this assessment? (as written: All staff) \
         worry Does anything about the visit worry you? \
         hazard.dog.people-at-risk A dog: who might be harmed? \
         hazard.dog.control.1 Control in place? It is shut away \
         hazard.dog.more-controls A dog: another control? In words, one after each ;, or none \
         hazard.dog.rating A dog: rating with these controls \
         hazard.dog.further-action A dog: further action? In words, or none \
         extra.1 Another hazard nobody listed? In words, or none [exit 0]",
    );
    let _made = place
        .hv(&format!("assess ahmed {LOW}"))
        .exits(0)
        .says("Assessed ahmed/2026-11-24-1a: L overall.")
        .says("the headteacher or the business manager decides");
    let _page = place
        .hv("show ahmed/assessments/2026-11-24-1a")
        .exits(0)
        .says(
            "Job titles: lead Pupils: Ali Ahmed Address: 12 Sample Street, Testford \
             Contacts: Sara Ahmed 07700 900456 Covers: All staff",
        )
        .says("Visits when it was made: Tue 24 Nov 14:00 Reason: a new start")
        .says("dog: L with the controls listed at risk: staff")
        .says("Overall: L")
        .keeps_quiet_about("before");
    let _why = place
        .hv("why ahmed/assessments/2026-11-24-1a")
        .exits(0)
        .says("dog: L as judged with the controls listed")
        .says("overall is the worst of these");
}

#[test]
fn everything_that_is_wrong_with_an_assessment_is_said_at_once() {
    let mut place = under(SINGLE);
    let before = place.tree();
    let wrong = low_but(&[("conducted-by", "pat"), ("hazard.dog.rating", "H"), ("reason", "new")]);
    let _refused = place
        .hv(&format!("assess ahmed {wrong}"))
        .exits(1)
        .says("refused: The assessment is made with the safeguarding lead [X-1]")
        .says("refused: dog: H wants a further action, and none is written [X-5]")
        .says("-> say what: --answer hazard.dog.further-action=\"...\"");
    assert_eq!(before, place.tree());
    let answers = low_but(&[("worry", "yes"), ("talked-over-with", "max"), ("reason", "new")]);
    let _refused = place
        .hv(&format!("assess ahmed {answers} --answer hazard.dog.before=L"))
        .exits(1)
        .says("With whom was it talked over?: Max Desk has none of the roles wanted: headteacher")
        .says("-> --answer talked-over-with=...")
        .says("hazard.dog.before: the form asks no such thing")
        .keeps_quiet_about("Not answered");
    let _refused = place
        .hv(&format!("assess ahmed {}", low_but(&[("hazard.dog.rating", "not known")])))
        .exits(1)
        .says("a rating is a judgement: choose one of its words")
        .says("-> --answer hazard.dog.rating=...");
}

#[test]
fn hazards_and_controls_are_added_on_the_spot() {
    let mut place = under(SINGLE);
    let added = low_but(&[
        ("reason", "new"),
        ("hazard.dog.more-controls", "ring ahead; meet outside"),
        ("hazard.dog.control.2", "yes"),
        ("hazard.dog.control.3", "no"),
        ("extra.1", "Ice on the path"),
        ("extra.1.people-at-risk", "staff"),
        ("extra.1.controls", "grit"),
        ("extra.1.control.1", "yes"),
        ("extra.1.rating", "h"),
        ("extra.1.further-action", "go round the back"),
        ("extra.2", "none"),
    ]);
    let _made = place.hv(&format!("assess ahmed {added}")).exits(0).says("H overall");
    let _page = place
        .hv("show ahmed/assessments/2026-11-24-1a")
        .exits(0)
        .says("NOT in place: meet outside")
        .says("Ice on the path: H with the controls listed")
        .says("further action: go round the back");
}

/// Answers given on the form are known of the visit, at the decision and at sign-out.
#[test]
fn what_was_answered_on_the_form_holds_at_the_decision_and_at_the_door() {
    let mut place = under(SINGLE);
    plan(&mut place, "");
    let worried = low_but(&[("worry", "yes"), ("talked-over-with", "pat")]);
    place.hv(&format!("assess ahmed {worried}")).done();
    let before = place.tree();
    let _refused = place
        .hv("assess decide ahmed --proceed yes --reason fine --decided-by dee")
        .exits(1)
        .says("The decision cannot be recorded like this:")
        .says("refused: Dee Safe does not decide: the headteacher or the business manager does")
        .says("refused: A visit that worries somebody is not approved for one alone.")
        .says("warning: Whoever decides has not assessed it themselves.");
    assert_eq!(before, place.tree());
    place.hv("assess decide ahmed --proceed no --reason \"not alone\" --decided-by max").done();
    place.hv("assess read ahmed --who kay,lou").done();
    place.clock("12:00");
    let leave = |who: &str| format!("out {who} --back 15:30 --monitor max --car none");
    let _refused = place
        .hv(&leave("kay"))
        .exits(1)
        .says("refused: Two go where somebody was worried.")
        .says("refused: A visit has an assessment that somebody authorised.");
    place.hv("plan change ahmed --staff kay,lou --why \"not alone\"").done();
    place.hv("assess decide ahmed --proceed yes --reason \"two go\" --decided-by pat --because \"no-before=two go\"").done();
    place.hv(&leave("kay lou")).done();
}

#[test]
fn a_warning_at_the_decision_wants_a_reason_and_keeps_it() {
    let mut place = under(&SINGLE.replace("assessors = [\"dsl\"]", "assessors = [\"sbm\"]"));
    let line = low_but(&[("conducted-by", "max"), ("reason", "new")]);
    place.hv(&format!("assess ahmed {line}")).done();
    let decide = "assess decide ahmed --proceed yes --reason fine --decided-by max";
    let _refused = place
        .hv(decide)
        .exits(1)
        .says("warning: Whoever decides has not assessed it themselves. [X-9]")
        .says("--because other-eyes=\"...\"");
    place.hv(&format!("{decide} --because other-eyes=\"nobody else is in\"")).done();
    let _page = place
        .hv("show ahmed/assessments/2026-11-24-1a")
        .exits(0)
        .says("decided although: Whoever decides has not assessed it themselves. nobody else is in")
        .says("Approved by max on Tue 24 Nov 2026");
}

/// AET-A-R7.4: a no to a visit that an agency asked for leaves something to do.
#[test]
fn aet_a_r7_4_a_no_opens_the_duty_to_tell_the_agency_and_it_is_closed_with_done() {
    for (agency, proceed, owed) in
        [("--agency Housing", "no", true), ("--agency Housing", "yes", false), ("", "no", false)]
    {
        let mut place = under(SINGLE);
        plan(&mut place, agency);
        let made = place.hv(&format!("assess ahmed {LOW}"));
        let _made = made.exits(0).says("Owed by the safeguarding lead: file the assessment");
        let decide = format!("assess decide ahmed --proceed {proceed} --reason x --decided-by pat");
        let words = "tell the agency that the visit does not go ahead";
        let told = place.hv(&decide).exits(0).text().contains(words);
        assert_eq!(told, owed, "{agency} {proceed}");
        let board = place.hv("board").exits(0);
        assert_eq!(board.text().contains(words), owed, "{}", board.text());
        let board = board.says("ahmed/assessments/2026-11-24-1a: the safeguarding lead: file");
        assert!(!board.text().contains("DAMAGED"));
        let _doctor = place.hv("doctor").keeps_quiet_about("marker is missing");
        if owed {
            // The visit of the day has the same id: the one that owes it is meant.
            let done = "done ahmed/2026-11-24-1a --duty tell-agency --how \"rang them\"";
            let _said = place.hv(done).exits(0).says("tell-agency: done. 1 thing still owed");
            let _board = place.hv("board").exits(0).keeps_quiet_about(words);
        }
        let _again = place
            .hv("done ahmed/assessments/2026-11-24-1a --duty tell-agency --how x")
            .exits(2)
            .says("owes no \"tell-agency\"");
        place.hv("done ahmed/assessments/2026-11-24-1a --duty file-it --how filed").done();
        let _board = place.hv("board").exits(0).keeps_quiet_about("file the assessment");
    }
}

// School-wide assessments

const INDUCTION: &str = "--answer conducted-by=dee --answer job-titles=lead --answer covered=all \
                         --answer worry=no --answer hazard.dog.people-at-risk=staff \
                         --answer hazard.dog.more-controls=none --answer hazard.dog.control.1=yes \
                         --answer hazard.dog.rating=M --answer hazard.dog.further-action=none \
                         --answer extra.1=none";

#[test]
fn arh_intro_4_a_regular_visit_goes_under_one_assessment_for_all_staff() {
    let mut place = under(SINGLE);
    plan(&mut place, "--base induction");
    place.clock("12:00");
    let leave = "out kay --back 15:30 --monitor max --car none";
    let needs = "refused: A visit has an assessment that somebody authorised.";
    let _none = place.hv(leave).exits(1).says(needs);
    let _made = place
        .hv(&format!("assess --base induction {INDUCTION}"))
        .exits(0)
        .says("Assessed base:induction: M overall.")
        .says("hv assess decide base:induction");
    let _undecided = place.hv(leave).exits(1).says(needs);
    place.hv("assess decide base:induction --proceed yes --reason fine --decided-by pat").done();
    let _unread = place
        .hv(leave)
        .exits(1)
        .keeps_quiet_about(needs)
        .says("refused: Everybody who goes has read it.");
    place.hv("assess read base:induction --who kay").done();
    let _page = place.hv("show base:induction").exits(0).says("Read by: kay");
    let _why = place.hv("why ahmed").exits(0).says("Risk M overall, by base:induction");
    place.hv(leave).done();
    let _doctor = place.hv("doctor").keeps_quiet_about("assessments/induction");
}

#[test]
fn one_that_does_not_stand_for_the_family_is_no_assessment_of_it() {
    let mut place = under(SINGLE);
    plan(&mut place, "--base lone-working");
    place.hv(&format!("assess --base lone-working {INDUCTION}")).done();
    place.hv("assess decide base:lone-working --proceed yes --reason fine --decided-by pat").done();
    place.hv("assess read base:lone-working --who kay").done();
    place.clock("12:00");
    let _refused = place
        .hv("out kay --back 15:30 --monitor max --car none")
        .exits(1)
        .says("refused: A visit has an assessment that somebody authorised.");
}

/// Found by thinking: a base would have been a way round the head's no to this family.
#[test]
fn a_school_wide_assessment_is_no_way_round_a_no_to_the_family() {
    let mut place = under(SINGLE);
    plan(&mut place, "--base induction");
    place.hv(&format!("assess --base induction {INDUCTION}")).done();
    place.hv("assess decide base:induction --proceed yes --reason fine --decided-by pat").done();
    place.hv("assess read base:induction --who kay").done();
    place.hv(&format!("assess ahmed {LOW}")).done();
    place.hv("assess decide ahmed --proceed no --reason \"the dog\" --decided-by pat").done();
    place.hv("assess read ahmed --who kay").done();
    place.clock("12:00");
    let leave = "out kay --back 15:30 --monitor max --car none";
    let _refused = place
        .hv(leave)
        .exits(1)
        .says("refused: A visit has an assessment that somebody authorised.");
    place.hv("assess decide ahmed --proceed yes --reason \"it is away\" --decided-by pat --because \"no-before=it was sold\"").done();
    place.hv(leave).done();
}

#[test]
fn a_school_wide_assessment_made_anew_is_decided_and_read_anew() {
    let mut place = under(SINGLE);
    plan(&mut place, "--base induction");
    for _ in 0..2 {
        place.hv(&format!("assess --base induction {INDUCTION}")).done();
        let leave = "out kay --back 15:30 --monitor max --car none";
        let _refused = place.hv(leave).exits(1).says("somebody authorised");
        place.hv("assess decide base:induction --proceed yes --reason x --decided-by pat").done();
        place.hv("assess read base:induction --who kay").done();
        let _stands = place.hv("why ahmed").exits(0).says("assessment-authorised = yes");
    }
    place
        .hv("assess review base:induction --found \"a child was hurt\" --void --reviewed-by dee")
        .done();
    let _void = place.hv("why ahmed").exits(0).says("assessment-authorised = no");
}

#[test]
fn a_school_wide_assessment_that_the_policy_does_not_have_is_not_made() {
    let mut place = under(SINGLE);
    let _unknown = place
        .hv("assess --base trips")
        .exits(2)
        .says("no school-wide assessment is called \"trips\"")
        .says("this policy has: induction, lone-working");
    let _none = place
        .hv("assess decide base:induction --proceed yes --reason x --decided-by pat")
        .exits(2)
        .says("there is no school-wide assessment induction")
        .says("hv assess --base induction");
    let _both = place.hv("assess ahmed --base induction").exits(2);
}

/// An older record folder has no folder for them.
#[test]
fn a_folder_without_a_place_for_school_wide_assessments_gets_one() {
    let mut place = under(SINGLE);
    std::fs::remove_dir_all(place.folder().join("assessments")).unwrap();
    plan(&mut place, "--base induction");
    let _doctor = place.hv("doctor").keeps_quiet_about("assessments");
    place.hv(&format!("assess --base induction {INDUCTION}")).done();
    let _page = place.hv("show base:induction").exits(0).says("Assessment base:induction");
}

// Points, and nothing rated

const POINTS: &str = r#"
[assessment]
ratings = ["green", "amber", "red"]
higher-risk-from = "amber"
clause = "X-1"

[assessment.score]
how = "sum"
clause = "X-2"
band = [{ from = 0, rating = "green" }, { from = 2, rating = "amber" }, { from = 3, rating = "red" }]

[[question]]
id = "known-to-us"
at = "assess"
ask = "Is the family known?"
answer = "yes-no"
points = { yes = 0, no = 1 }
strength = "must"
fix = "find out"
clause = "X-3"

[[question]]
id = "threats"
at = "assess"
ask = "Were there threats?"
answer = ["never", "once", "often"]
points = { never = 0, once = 1, often = 2 }
strength = "must"
fix = "find out"
clause = "X-3"

[[gate]]
id = "two-at-risk"
at = "out"
when = { higher-risk = true }
demand = { crew-size = { at-least = 2 } }
strength = "must"
says = "Two go where the risk is higher."
fix = "put a second member of staff on {visit}"
clause = "X-4"
"#;

#[test]
fn a_sum_is_shown_and_explained_and_one_that_is_not_known_counts_as_higher() {
    let line = |known: &str, threats: &str| {
        format!(
            "assess ahmed --answer conducted-by=dee --answer next-review=2027-06-30 \
             --answer known-to-us=\"{known}\" --answer threats=\"{threats}\""
        )
    };
    for (known, threats, said, two) in [
        ("yes", "once", "green overall, from 1 point", false),
        ("no", "once", "amber overall, from 2 points", true),
        ("no", "often", "red overall, from 3 points", true),
        ("yes", "not known", "NOT RATED, because threats has no points", true),
    ] {
        let mut place = under(POINTS);
        plan(&mut place, "");
        let made = place.hv(&line(known, threats)).exits(0).says(said);
        let _made = made.says("Under this policy nobody has to decide on it.");
        place.clock("12:00");
        let refused = place.hv("out kay --back 15:30 --monitor max --car none");
        let words = "Two go where the risk is higher.";
        assert_eq!(refused.text().contains(words), two, "{known} {threats}\n{}", refused.text());
    }
    let mut place = under(POINTS);
    place.hv(&line("no", "once")).done();
    let _why = place
        .hv("why ahmed/2026-11-24-1a")
        .exits(0)
        .says("green from 0 to 1, amber at 2, red from 3 [X-2]")
        .says(
            "known-to-us = no counts 1 [X-3] threats = once counts 1 [X-3] 2 points in all: amber",
        );
    let _decides = place
        .hv("assess decide ahmed --proceed no --reason x --decided-by pat")
        .exits(2)
        .says("under this policy nobody has to decide on an assessment")
        .says("hv assess review ahmed --found WHAT --void");
}

#[test]
fn a_form_that_rates_nothing_asks_for_no_rating() {
    let mut place = under("[assessment]\nclause = \"X-1\"\n");
    let _keys = place
        .hv("assess ahmed --keys")
        .exits(0)
        .keeps_quiet_about("overall")
        .keeps_quiet_about("rating");
    let line = "assess ahmed --answer conducted-by=dee --answer next-review=2027-06-30";
    let _made = place.hv(line).exits(0).says("Assessed ahmed/2026-11-24-1a. Under this policy");
    let _page = place.hv("show ahmed/2026-11-24-1a").exits(0).says("Overall: not rated");
    let _family = place.hv("show ahmed").exits(0).says("Assessment ahmed/2026-11-24-1a: not rated");
}

#[test]
fn without_an_assessment_in_the_policy_every_part_of_it_stops() {
    let mut place = under("");
    for verb in ["assess ahmed", "assess --base x", "assess decide ahmed --proceed yes --reason x"]
    {
        let before = place.tree();
        let _said = place.hv(verb).exits(2).says("has no risk assessment, and hv makes none up");
        assert_eq!(before, place.tree());
    }
}
