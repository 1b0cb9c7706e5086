//! The life of an assessment: what makes it stale, which command says so, and what puts it right.

use crate::harness::Place;
use crate::school::{
    Aspire, VISIT, afield, assess, authorise, enter, out, plan_with, ready, sign, visited,
};
use insta::assert_snapshot;

/// Kay and Lou are ready to go, and have read the assessment anew whenever it was made anew.
fn leave(place: &mut Place) -> crate::harness::Run {
    place.hv(&out(Aspire, "kay lou", &[]))
}

/// The next visit, planned for the next day at 14:00; the last one was made and written up.
fn next_day() -> Place {
    let mut place = visited(Aspire);
    place.set_now("2026-11-25T08:00:00+00:00");
    place.hv(&plan_with(Aspire, "ahmed", &[])).done();
    sign(&mut place);
    place.clock("12:00");
    place
}

#[test]
fn aet_2_15c_a_risk_its_review_and_the_decision() {
    let mut place = ready(Aspire);
    place
        .tell("assess risk ahmed \"a lodger with a dog\" --source \"health visitor, phone\"")
        .done();
    let _refused = place.tell(&out(Aspire, "kay lou", &[])).exits(1);
    place.tell("assess review ahmed unchanged --by dee").done();
    let _undecided = leave(&mut place).exits(1).says("new risk: a lodger with a dog");
    place
        .tell(
            "assess decide ahmed --proceed yes --reason \"the dog is shut away\" --action \"ring ahead\" \
             --decided-by pat",
        )
        .done();
    place.hv("assess read ahmed --who kay,lou").done();
    place.tell("show ahmed/assessments/2026-11-24-1a").done();
    let _gone = leave(&mut place).exits(0).keeps_quiet_about("may no longer hold");
    assert_snapshot!(place.transcript(), @r#"
    12:00 $ hv assess risk ahmed "a lodger with a dog" --source "health visitor, phone"
    ahmed/2026-11-24-1a (12 Sample Street, Testford): new risk noted: a lodger with a dog.
    It does not hold until somebody has looked at that: hv assess review ahmed "WHAT THE REVIEW FOUND"
    If it changes what is rated or the controls, assess anew.
    [exit 0]

    12:01 $ hv out kay lou --back "15:30" --monitor "max" --car "kay" --answer "phone-carried=yes" --answer "id-worn=yes" --authorised-by "pat" --answer "new-risk-since-assessed=no" --answer "controls-followed=yes" --answer "school-numbers-in-phone=yes" --answer "chat-ready=yes" --answer "briefed=yes" --answer "code-word-agreed=yes" --answer "chat-seen-on-site=yes" --answer "household-well=yes"
    Kay Invented and Lou Made may not leave yet:
      refused: A new risk changes the assessment, and is decided on, before the visit.
      (ahmed/2026-11-24-1a) [AET-2.15c]
          because: new risk: a lodger with a dog (health visitor, phone), noted by office on Tue 24 Nov
          12:00
          -> review the assessment of ahmed with the risk in mind, and ask the principal to decide on it
          -> type: hv assess decide ahmed --proceed yes|no --reason "..."
      refused: The assessment is reviewed after each visit and before the next. (ahmed/2026-11-24-1a)
      [AET-A-ctx-3, AET-5.2b, AET-A-use-6]
          because: new risk: a lodger with a dog (health visitor, phone), noted by office on Tue 24 Nov
          12:00
          -> review the assessment of ahmed; "no change" is a review
          -> type: hv assess review ahmed "WHAT THE REVIEW FOUND"
      refused: not answered: Have you read the assessment of this visit? (kay) [AET-A-R1.7]
          because: kay has not read ahmed/2026-11-24-1a
          -> add --answer kay.assessment-read=yes|no
          -> type: hv assess read ahmed --who kay
      refused: not answered: Have you read the assessment of this visit? (lou) [AET-A-R1.7]
          because: lou has not read ahmed/2026-11-24-1a
          -> add --answer lou.assessment-read=yes|no
          -> type: hv assess read ahmed --who lou
    If they go all the same: add --breach "why". The watch then starts at once, and the breach is on
    record.
    [exit 1]

    12:02 $ hv assess review ahmed unchanged --by dee
    ahmed/2026-11-24-1a (12 Sample Street, Testford): reviewed by dee, still stands.
    Looked at: new risk: a lodger with a dog (health visitor, phone), noted by office on Tue 24 Nov
      12:00.
    [exit 0]

    12:04 $ hv assess decide ahmed --proceed yes --reason "the dog is shut away" --action "ring ahead" --decided-by pat
    ahmed/2026-11-24-1a (12 Sample Street, Testford): may go ahead, decided by Pat Head, typed by
      office for Pat Head.
    [exit 0]

    12:06 $ hv show ahmed/assessments/2026-11-24-1a
    Assessment ahmed/2026-11-24-1a, 08:11, by pat and dee
      Job titles: none known
      Date: Tue 24 Nov 2026
      Pupils: Ali Ahmed
      Address: 12 Sample Street, Testford
      Contacts: Sara Ahmed 07700 900456
      Covers: none known
      Visits when it was made: Tue 24 Nov 14:00
      Reason: planned
      animal-risks: none known
      child-protection-concerns: no
      complaints: no
      concerns-remain: no
      grievances: no
      history-weighed: yes
      hostility: no
      household-risks: none known
      new-home-considered: none known
      parent-risks: none known
      pupil-risks: none known
      remote-place: no
      alone: L before, L after
      whereabouts: L before, L after
      no-contact: L before, L after
      unknown-inside: L before, L after
      hostile: L before, L after
      vulnerable-inside: L before, L after
      infection: L before, L after
      Overall: L
      Decision: may go ahead, by pat, typed by office for pat: the dog is shut away
          further action: ring ahead
      Approved by pat on Tue 24 Nov 2026 [AET-A-dec-4, AET-A-dec-5]
      New risk 12:00: a lodger with a dog (health visitor, phone), by office
      Reviewed 12:02: unchanged, by dee
      Next review: Wed 30 Jun 2027
      Read by: kay, lou
      Owed by the office: file the assessment in the pupil's safeguarding record [AET-A-ctx-4]
    [exit 0]
    "#);
}

#[test]
fn what_stands_against_it_is_said_by_out_plan_and_why_in_words_and_as_data() {
    let mut place = next_day();
    let words = "the first visit, ahmed/2026-11-24-1a, written up Tue 24 Nov 14:";
    let refused = leave(&mut place).exits(1).says(words);
    let _typed = refused.says("-> type: hv assess review ahmed \"WHAT THE REVIEW FOUND\"");
    let _listed = place.hv("plan").exits(0).says(words);
    let _said = place.hv("why ahmed/2026-11-25").exits(0).says(&format!("DOES NOT HOLD: {words}"));
    let why = place.hv("why ahmed/2026-11-25 --json").exits(0).json();
    assert_eq!(why["assessment"]["holds"], false);
    let reasons = why["assessment"]["reasons"].as_array().unwrap().clone();
    let stands: Vec<&serde_json::Value> = reasons.iter().filter(|r| r["stands"] == true).collect();
    assert_eq!(stands.len(), 1, "{reasons:?}");
    assert!(stands[0]["clauses"].as_array().unwrap().contains(&"AET-A-ctx-3".into()), "{stands:?}");
    let plan = place.hv("plan --json").exits(0).json();
    let visits = plan["visits"].as_array().unwrap().clone();
    let next = visits.iter().find(|v| v["id"] == "ahmed/2026-11-25-1a").unwrap();
    let missing = next["missing"].as_array().unwrap();
    let because = missing.iter().find(|m| m["rule"] == "assessment-reviewed").unwrap();
    assert!(because["because"][0]["says"].as_str().unwrap().starts_with(words), "{because}");
    let reviewed = place.hv("assess review ahmed unchanged --reviewed-by dee").exits(0);
    let _cleared = reviewed.says("Looked at: the first visit").keeps_quiet_about("Still against");
    let _gone = leave(&mut place).exits(0);
}

#[test]
fn each_reason_is_named_and_what_to_type_puts_it_right() {
    let mut place = ready(Aspire);
    // Somebody else, with all that Lou has.
    let lou = place.read("people/lou.yaml");
    place.write("people/nell.yaml", &lou.replace("lou", "nell").replace("Lou Made", "Nell Other"));
    place.hv("family change ahmed --pupil \"Ali Ahmed, 4B\" --pupil \"Noor Ahmed, 1A\"").done();
    let change = "--pupil \"Ali Ahmed\" --pupil \"Noor Ahmed\" --staff kay,nell --told-who";
    place.hv(&format!("plan change {VISIT} {change} --why \"Lou is ill\"")).done();
    let why = place.hv(&format!("why {VISIT}")).exits(0).out;
    let section = why.split("Does the").nth(1).unwrap().split("Risk L").next().unwrap();
    assert_snapshot!(section, @r#"
    assessment still hold? ahmed/2026-11-24-1a for ahmed/2026-11-24-1a, Tue 24 Nov 14:00
     holds: pat decided YES on Tue 24 Nov 08:12: controls hold [AET-2.2, AET-4.1b, AET-A-R7.3a,
     AET-A-dec-2, AET-2.15c]
     holds: its record can be read, and nobody has declared it void [AET-2.15b, AET-A-ctx-1,
     AET-A-use-5, AET-2.2, AET-4.1b, AET-A-R7.3a, AET-A-dec-2]
     holds: no new risk is noted on it that nobody has looked at [AET-2.15c, AET-A-ctx-3, AET-5.2b,
     AET-A-use-6]
     holds: no caution, incident or concern since that nobody has looked at [AET-A-ctx-3, AET-5.2b,
     AET-A-use-6]
     holds: no visit since that nobody has reviewed it after [AET-A-ctx-3, AET-5.2b, AET-A-use-6]
     holds: the home is the one assessed [AET-2.15b, AET-A-ctx-1, AET-A-use-5]
     holds: its review date has not passed: Wed 30 Jun 2027 [AET-A-hdr-6]
     holds: every control that applies is in place [AET-2.20]
     DOES NOT HOLD: nell goes, and was not to go when it was made
         -> type: hv assess review ahmed "WHAT THE REVIEW FOUND"
     DOES NOT HOLD: Noor Ahmed is to be visited, and is not named on it
         -> type: hv assess ahmed
     holds: the policy is the one it was made under
    "#);
    let told = place.hv(&out(Aspire, "kay nell", &[])).exits(1);
    let told = told.says("may no longer hold: nell goes, and was not to go when it was made");
    let told =
        told.says("Noor Ahmed is to be visited, and is not named on it. Type: hv assess ahmed");
    let _not_read = told
        .says("because: nell has not read ahmed/2026-11-24-1a")
        .says("-> type: hv assess read ahmed --who nell");
    place.tell("plan").done();
    let reviewed = place.tell("assess review ahmed \"Nell knows the family\" --reviewed-by dee");
    let _still =
        reviewed.exits(0).says("Looked at: nell goes").says("Still against it: Noor Ahmed");
    assess(&mut place, "ahmed", &[]);
    let shown = place.hv(&format!("why {VISIT}")).exits(0);
    let _named = shown.says("holds: every pupil to be visited is named on it");
    assert_snapshot!(place.transcript(), @r#"
    12:04 $ hv plan
    2026-W48 from Mon 23 Nov 2026: 1 visit
    ahmed/2026-11-24-1a
        When: Tue 24 Nov 14:00 for 45 minutes
        Pupil: Ali Ahmed, Noor Ahmed
        Address: 12 Sample Street, Testford
        Parent: Sara Ahmed, 07700 900456
        Reason: planned
        Staff: kay, nell
        Signed: VOID, changed since: see below
        Stands at: planned

    ahmed/2026-11-24-1a: Since Pat Head signed on Tue 24 Nov 08:14: ahmed's visit on Tue 24 Nov: Nell
    Other goes instead of Lou Made; it is about Ali Ahmed and Noor Ahmed instead of Ali Ahmed; the
    family was told to expect Kay Invented and Nell Other instead of Kay Invented and Lou Made (why: Lou
    is ill).

    ahmed/2026-11-24-1a still needs:
      refused: No visit is made before the principal has approved and signed the list it is on.
      (ahmed/2026-11-24-1a) [AET-4.5, AET-4.8a, AET-2.6]
          -> have 2026-W48 signed; an urgent visit is signed as an addendum
          -> type: hv plan sign --signed-by PERSON

    ahmed/2026-11-24-1a: its assessment may no longer hold:
      warning: nell goes, and was not to go when it was made
          -> type: hv assess review ahmed "WHAT THE REVIEW FOUND"
      warning: Noor Ahmed is to be visited, and is not named on it
          -> type: hv assess ahmed
    policy review: Home visits policy: it is to be reviewed every 12 months, and there is no date to
    count from. Kept up to date by the trust safeguarding lead. [AET-7.1, AET-7.2]
    [exit 0]

    12:05 $ hv assess review ahmed "Nell knows the family" --reviewed-by dee
    ahmed/2026-11-24-1a (12 Sample Street, Testford): reviewed by dee, still stands.
    Looked at: nell goes, and was not to go when it was made.
    Still against it: Noor Ahmed is to be visited, and is not named on it.
        Type: hv assess ahmed
    [exit 0]
    "#);
}

#[test]
fn a_control_is_listed_put_in_place_and_shown() {
    let mut place = ready(Aspire);
    let control = "hazard.alone.control.2";
    let (whom, when) = (format!("{control}.by-whom"), format!("{control}.by-when"));
    assess(&mut place, "ahmed", &[(control, "no"), (&whom, "Max"), (&when, "2026-11-24")]);
    authorise(&mut place, "ahmed");
    place.hv("assess read ahmed --who kay,lou").done();
    place.tell("assess control ahmed").done();
    let _refused =
        leave(&mut place).exits(1).says("-> type: hv assess control ahmed alone.2 --in-place");
    let _which = place.tell("assess control ahmed --in-place").exits(2);
    let _not_one = place.tell("assess control ahmed 2 --in-place").exits(2);
    let _unsaid = place.tell("assess control ahmed 1").exits(2);
    place.tell("assess control ahmed 1 --in-place --by-whom max").done();
    place.tell("assess control ahmed").done();
    let _again = place.tell("assess control ahmed alone.2 --in-place").exits(2);
    let shown = place.hv("show ahmed/assessments/2026-11-24-2a").exits(0);
    let _said = shown.says("In place 12:1").keeps_quiet_about("NOT in place");
    let _gone = leave(&mut place).exits(0);
    assert_snapshot!(place.transcript(), @r#"
    12:05 $ hv assess control ahmed
    ahmed/2026-11-24-2a (12 Sample Street, Testford): not in place yet
      1. Visit only when it is necessary (alone.2), Max by Tue 24 Nov 2026
    [exit 0]

    12:07 $ hv assess control ahmed --in-place
    error: which control is in place?
    hint: hv assess control ahmed lists them
    [exit 2]

    12:08 $ hv assess control ahmed 2 --in-place
    error: "2" is no control that is still to be put in place
    hint: hv assess control ahmed/2026-11-24-2a lists what is not in place
    [exit 2]

    12:09 $ hv assess control ahmed 1
    error: no answer to: Is it in place: Visit only when it is necessary?
    hint: if it is, give --in-place
    [exit 2]

    12:10 $ hv assess control ahmed 1 --in-place --by-whom max
    ahmed/2026-11-24-2a (12 Sample Street, Testford): in place: Visit only when it is necessary
      (alone), by max. 0 controls not in place yet.
    [exit 0]

    12:11 $ hv assess control ahmed
    ahmed/2026-11-24-2a (12 Sample Street, Testford): every control is in place
    [exit 0]

    12:12 $ hv assess control ahmed alone.2 --in-place
    error: ahmed/2026-11-24-2a: no control is still to be put in place
    [exit 2]
    "#);
}

#[test]
fn the_decision_is_on_what_was_shown_and_a_change_since_is_said() {
    let mut place = ready(Aspire);
    let record = place.read("families/ahmed/assessments/2026-11-24-1a.yaml");
    assert!(record.contains("\"over\": \""), "{record}");
    place.hv("assess risk ahmed \"a lodger\"").done();
    let changed = "CHANGED since the decision: new risk 12:00: a lodger";
    for command in ["show", "why"] {
        let shown = place.hv(&format!("{command} ahmed/assessments/2026-11-24-1a")).exits(0);
        let _said = shown.says(changed);
    }
    let decided = place.hv("show ahmed/assessments/2026-11-24-1a --json").exits(0).json();
    assert_eq!(decided["decision"]["risks_decided_on"], false);
    assert_eq!(decided["risks"][0]["reviewed"], false);
    // Whoever decides is told first what stands against it.
    let line = "assess decide ahmed --proceed yes --reason ok --decided-by pat";
    let _told = place.hv(line).exits(0).says("against ahmed/2026-11-24-1a: new risk: a lodger");
    let _quiet =
        place.hv("show ahmed/assessments/2026-11-24-1a").exits(0).keeps_quiet_about("CHANGED");
}

#[test]
fn nobody_decides_who_has_left_or_has_not_the_role() {
    let mut place = ready(Aspire);
    let decide =
        |who: &str| format!("assess decide ahmed --proceed yes --reason ok --decided-by {who}");
    let _role = place
        .hv(&decide("lou"))
        .exits(1)
        .says("Lou Made does not decide: the principal does")
        .says("--decided-by PERSON");
    place.hv("staff change pat --left 2026-11-23").done();
    let _left = place
        .hv(&decide("pat"))
        .exits(1)
        .says("Pat Head left on Mon 23 Nov 2026")
        .says("--decided-by PERSON");
}

#[test]
fn every_review_is_shown_in_its_order() {
    let mut place = ready(Aspire);
    place.hv("assess review ahmed unchanged --by dee").done();
    place.hv("assess risk ahmed \"a lodger\" --by lou").done();
    place.hv("assess review ahmed \"the lodger is known\" --reviewed-by pat --next-review 2027-03-31").done();
    let shown = place.hv("show ahmed/assessments/2026-11-24-1a").exits(0);
    let _order = shown.says(
        "Reviewed 12:00: unchanged, by dee New risk 12:01: a lodger, by lou \
         Reviewed 12:02: the lodger is known, by pat, next review Wed 31 Mar 2027",
    );
    let _who = place.hv("assess review ahmed unchanged --reviewed-by nobody").exits(2);
    let _what = place.hv("assess review ahmed").exits(2).says("FOUND, or --found WHAT");
    let _twice = place.hv("assess review ahmed unchanged --found unchanged").exits(2);
}

#[test]
fn another_home_names_both_homes() {
    let mut place = ready(Aspire);
    place.hv("family change ahmed --also-at \"new=9 New Street, Testford\"").done();
    place.hv(&format!("plan change {VISIT} --address new --why \"they moved\"")).done();
    let refused = leave(&mut place).exits(1);
    let _named = refused
        .says("because: another home: it was made for 12 Sample Street, Testford, and the visit is to 9 New Street, Testford")
        .says("-> type: hv assess ahmed --address new");
    // The address changed under the same id.
    let mut place = ready(Aspire);
    place.edit("addresses/ahmed.yaml", "12 Sample Street", "14 Sample Street");
    let _moved = leave(&mut place)
        .exits(1)
        .says("the address was 12 Sample Street, Testford when it was made, and is 14 Sample Street, Testford now");
}

/// A record that cannot be read may hold the incident, or the assessment that says no.
#[test]
fn what_cannot_be_read_refuses_and_is_named() {
    let mut place = next_day();
    place.hv("assess review ahmed unchanged --reviewed-by dee").done();
    let visit = "families/ahmed/visits/2026-11-24-1a.yaml";
    let text = place.read(visit);
    place.write(visit, &text.replace("\"did\": \"outcome\"", "\"did\": \"outcame\""));
    let refused = leave(&mut place).exits(1);
    let _named = refused.says("because: not known: the record of ahmed/2026-11-24-1a is damaged");
    let _why = place
        .hv("why ahmed/2026-11-25")
        .exits(0)
        .says("NOT KNOWN, because something cannot be read");

    let mut place = ready(Aspire);
    let made = "families/ahmed/assessments/2026-11-24-1a.yaml";
    let text = place.read(made);
    assess(&mut place, "ahmed", &[]);
    place.hv("assess decide ahmed --proceed no --reason \"the dog\" --decided-by pat").done();
    let newest = "families/ahmed/assessments/2026-11-24-2a.yaml";
    place.write(newest, "not a record\n");
    assert_eq!(place.read(made), text);
    let _not_the_older = leave(&mut place)
        .exits(1)
        .says("No visit is made without a risk assessment.")
        .says("2026-11-24-2a");
}

#[test]
fn a_concern_and_an_incident_are_named_with_whose_and_which() {
    let mut place = afield(Aspire);
    place.hv("back kay lou").done();
    place.hv(&crate::school::done(Aspire, &["--concern=CP-17"])).done();
    place.set_now("2026-11-25T08:00:00+00:00");
    place.hv(&plan_with(Aspire, "ahmed", &["--because=concern-here-reviewed=see CP-17"])).done();
    place.hv("incident ahmed/2026-11-24 --kind aggression --affected kay --by-whom carer").done();
    sign(&mut place);
    place.clock("12:00");
    let refused = leave(&mut place).exits(1);
    let _both = refused
        .says("because: concern on Tue 24 Nov 1")
        .says("CP-17, by office, on ahmed/2026-11-24-1a")
        .says("because: incident: aggression, on ahmed/2026-11-24-1a, recorded Wed 25 Nov 08:01");
    let reviewed =
        place.hv("assess review ahmed \"two go, and the DSL knows\" --reviewed-by dee").exits(0);
    let _looked = reviewed.says("Looked at: concern on").says("Looked at: incident: aggression");
}

#[test]
fn what_stands_against_it_is_said_when_they_leave_all_the_same() {
    let mut place = ready(Aspire);
    place.hv("assess risk ahmed \"a lodger\"").done();
    let line = out(Aspire, "kay lou", &["--breach=the carer rang"]);
    let _told = place.hv(&line).exits(0).says("new risk: a lodger");
}

/// Next day at noon, with a visit planned and the list signed.
fn and_again(place: &mut Place) {
    place.hv("back kay lou").done();
    place.set_now("2026-11-25T08:00:00+00:00");
    let _planned = place.hv(&plan_with(Aspire, "ahmed", &[]));
    sign(place);
    place.clock("12:00");
}

#[test]
fn aet_2_22_a_visit_called_off_at_the_door_makes_it_stale_in_the_words_given() {
    let mut place = afield(Aspire);
    place.clock("14:00");
    place.hv("arrive kay lou").done();
    let _refused = place.hv(&enter(Aspire, &["new-risk=yes"])).exits(1);
    place.hv("checkin kay --concern \"man with an axe\"").done();
    place.hv("cancel kay --outcome unsafe --why \"he came at us\"").done();
    and_again(&mut place);
    let refused = leave(&mut place).exits(1);
    let _named = refused
        .says("because: ahmed/2026-11-24-1a ended as unsafe: he came at us, recorded by office on Tue 24")
        .says("because: concern phoned in, by kay: man with an axe, on ahmed/2026-11-24-1a, Tue 24 Nov")
        .says("because: turned back at the door, by kay and lou:")
        .says("new-risk=yes");
    let why = place.hv("why ahmed/2026-11-25").exits(0);
    let _why = why.says("DOES NOT HOLD: ahmed/2026-11-24-1a ended as unsafe");
    let _listed = place.hv("plan").exits(0).says("man with an axe");
    let reviewed =
        place.hv("assess review ahmed \"four go, with the police\" --reviewed-by kay").exits(0);
    let _looked = reviewed.says("Looked at: ahmed/2026-11-24-1a ended as unsafe").says("axe");
    let _gone = leave(&mut place).exits(0).keeps_quiet_about("axe");
}

#[test]
fn a_family_that_was_not_in_makes_nothing_stale() {
    let mut place = afield(Aspire);
    place.clock("14:00");
    place.hv("arrive kay lou --nobody-in").done();
    place.clock("14:15");
    place.hv("cancel kay --outcome no-show --card yes").done();
    and_again(&mut place);
    let why = place.hv("why ahmed/2026-11-25").exits(0);
    let _why = why
        .says("holds: no caution, incident or concern")
        .keeps_quiet_about("DOES NOT HOLD: ahmed");
}

#[test]
fn aet_2_15c_assessing_anew_does_not_take_a_risk_away() {
    let mut place = ready(Aspire);
    place.hv("assess risk ahmed \"a knife\"").done();
    assess(&mut place, "ahmed", &[]);
    place.hv("assess read ahmed --who kay --who lou").done();
    let refused = leave(&mut place).exits(1);
    let words = "because: new risk on ahmed/2026-11-24-1a: a knife, noted by office on Tue 24 Nov";
    let _named = refused.says(words).says("-> type: hv assess review ahmed");
    let reviewed = place.hv("assess review ahmed \"it was a toy\" --reviewed-by kay").exits(0);
    let _looked = reviewed.says("Looked at: new risk on ahmed/2026-11-24-1a: a knife");
    authorise(&mut place, "ahmed");
    let _gone = leave(&mut place).exits(0).keeps_quiet_about("knife");
}

/// A concern belongs to the address (ruling B1.55).
#[test]
fn aet_5_2b_what_stands_on_another_family_at_the_address_is_said_and_counts() {
    let mut place = ready(Aspire);
    let add = "family add ember --pupil \"Em Ember, 3A\" --carer \"Eve Ember=07700 900111\"";
    place.hv(&format!("{add} --address \"12 Sample Street, Testford\"")).done();
    place.edit("families/ember/family.yaml", "addresses:\n- ember", "addresses:\n- ahmed");
    let ember = place.read("families/ember/family.yaml");
    assess(&mut place, "ember", &[]);
    let _quiet = place.hv(&format!("why {VISIT}")).exits(0).keeps_quiet_about("another family");
    place.hv("assess risk ember \"a knife\"").done();
    place.hv("assess decide ember --proceed no --reason \"the uncle\" --decided-by pat").done();
    let since = "cautions:\n- what: an uncle who bites\n  source: police\n  since: 2026-10-01\n";
    place.write("families/ember/family.yaml", &format!("{ember}{since}"));
    let refused = leave(&mut place).exits(1);
    let _named = refused
        .says("because: another family at this address, ember: new risk: a knife, noted by office")
        .says("because: another family at this address, ember: its assessment ember/2026-11-24-1a says NO: the uncle")
        .says("to know before ahmed/2026-11-24-1a: another family at this address, ember: caution: an uncle who bites");
    let _why = place
        .hv(&format!("why {VISIT}"))
        .exits(0)
        .says("DOES NOT HOLD: another family at this address, ember: new risk: a knife")
        .says("notice: another family at this address, ember: caution: an uncle who bites");
    let _plan = place.hv("plan").exits(0).says("another family at this address, ember");
    place.hv("assess review ahmed \"they are away\" --reviewed-by kay").done();
    let gone = leave(&mut place).exits(0);
    let _said = gone.says("an uncle who bites").keeps_quiet_about("knife");
}

#[test]
fn a_damaged_assessment_is_no_absence() {
    let mut place = ready(Aspire);
    place.write("families/ahmed/assessments/2026-11-24-1a.yaml", "not a record\n");
    let refused = leave(&mut place).exits(1);
    let _named = refused
        .says("No visit is made without a risk assessment.")
        .says("because: not known:")
        .says("-> type: hv doctor");
}
