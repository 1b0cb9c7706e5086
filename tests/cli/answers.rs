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

/// The school's policy without every rule that speaks of something.
pub(crate) fn without_rules(place: &Place, about: &str) {
    let text = place.read("policy.toml");
    let other = |part: &&str| !part.contains(about);
    let kept: Vec<&str> = text.split_inclusive("\n\n").filter(other).collect();
    place.write("policy.toml", &kept.concat());
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

/// A question with an answer that is needed, and what another answer raises.
fn asked(id: &str, at: &str, more: &str) -> String {
    format!(
        "[[question]]\nid = \"{id}\"\nat = \"{at}\"\nask = \"About {id}, yes or no?\"\nanswer = \"yes-no\"\n\
         needs = \"yes\"\nstrength = \"must\"\nfix = \"see to {id}\"\nclause = \"school\"\n{more}\n"
    )
}

const OUT: &str = "outings/2026-W48/2026-11-24-kay-1a.yaml";

#[test]
fn what_is_phoned_in_is_recorded_before_anybody_is_asked() {
    let mut place = crate::school::afield(Park);
    for at in ["arrive", "call", "leave", "back"] {
        add_rules(&place, &asked(&format!("at-{at}"), at, ""));
    }
    place.clock("14:00");
    let tell = |key: &str| {
        format!(
            "hv tell {} --visit {} --answer {key}=yes|no",
            crate::school::OUTING,
            crate::school::VISIT
        )
    };
    for (line, did, key) in [
        ("arrive kay lou", "\"did\": \"arrive\"", "at-arrive"),
        ("checkin kay lou --school-rang", "\"did\": \"contact\"", "at-call"),
        ("leave kay lou", "\"did\": \"leave\"", "at-leave"),
    ] {
        let run = place.hv(line).exits(0).says("It is recorded. Still to be answered:");
        let _line = run.says(&tell(key));
        assert!(place.read(OUT).contains(did), "{line}: it is on record");
    }
    let back = place.hv("back kay lou --json").exits(0);
    assert_eq!(back.json()["open"][0], "at-back");
    let outing = crate::school::OUTING;
    // The outing is closed, and the answers still find it.
    place.hv(&format!("tell {outing} --answer at-back=yes --answer at-call=yes")).done();
    let record = place.read(OUT);
    assert!(
        record.contains("\"did\": \"told\"") && record.contains("\"at-call\": true"),
        "{record}"
    );
}

#[test]
fn a_slip_in_an_answer_never_stops_what_is_phoned_in() {
    let mut place = crate::school::afield(Park);
    add_rules(&place, &asked("at-call", "call", ""));
    let run = place.hv("checkin kay lou --school-rang --answer at-cal=yes").exits(2);
    let _said =
        run.says("contact, 12:01").says("--answer at-cal: the policy asks no such question");
    assert!(place.read(OUT).contains("school-called"), "the contact counts");
    place.write("policy.toml", "nonsense");
    let run = place.hv("arrive kay lou --answer at-call=yes").exits(3);
    let _said = run.says("at the door").says("the policy cannot be used");
    assert!(place.read(OUT).contains("\"did\": \"arrive\""));
}

#[test]
fn answers_given_with_a_call_or_at_the_door_stand_in_the_event() {
    let mut place = crate::school::afield(Park);
    add_rules(&place, &asked("at-call", "call", ""));
    add_rules(&place, &asked("at-arrive", "arrive", ""));
    place.hv("checkin kay lou --school-rang --answer at-call=yes").done();
    place.clock("14:00");
    let run = place.hv("arrive kay lou --answer at-arrive=no").exits(0);
    let _not = run.says("NOT AS THE POLICY WANTS: About at-arrive, yes or no? -> see to at-arrive");
    let record = place.read(OUT);
    assert!(
        record.contains("\"at-call\": true") && record.contains("\"at-arrive\": false"),
        "{record}"
    );
    assert!(!record.contains("\"did\": \"told\""), "{record}");
}

#[test]
fn an_answer_that_means_danger_is_an_alarm_at_once() {
    for (at, line) in [
        ("arrive", "arrive kay lou"),
        ("call", "checkin kay lou --school-rang"),
        ("enter", "enter kay lou"),
        ("back", "back kay lou"),
    ] {
        for (answer, raised) in [("yes", false), ("no", true), ("not known", true)] {
            let mut place = crate::school::afield(Park);
            add_rules(&place, &asked("safe", at, "otherwise = \"distress\""));
            place.clock("14:00");
            let run = place.hv(&format!("{line} --answer \"safe={answer}\" --quiet"));
            assert_eq!(
                run.text().contains("Kay Invented and Lou Made: DISTRESS recorded"),
                raised,
                "{at} {answer}: {}",
                run.text()
            );
            let late = place.hv("overdue");
            assert_eq!(late.text().contains("DISTRESS"), raised, "{at} {answer}: {}", late.text());
            assert!(late.exit == 4 || !raised, "{at} {answer}");
        }
    }
}

#[test]
fn an_answer_of_one_person_raises_the_alarm_for_that_person() {
    let mut place = crate::school::afield(Park);
    add_rules(&place, &asked("well", "call", "of = \"each\"\notherwise = \"distress\""));
    let run = place
        .hv("checkin kay lou --school-rang --answer kay.well=yes --answer lou.well=no")
        .exits(0);
    let _lou = run.says("Lou Made: DISTRESS recorded").keeps_quiet_about("Kay Invented: DISTRESS");
}

#[test]
fn a_concern_is_recorded_as_one() {
    let mut place = crate::school::afield(Park);
    add_rules(&place, &asked("at-ease", "call", "otherwise = \"concern\""));
    let run = place.hv("checkin kay lou --school-rang --answer at-ease=no").exits(0);
    let _said = run.says("CAUSE FOR CONCERN recorded");
    assert!(place.read(OUT).contains("\"did\": \"concern\""));
}

const AFTER_RETURN: &str = "
[[question]]
id = \"all-well\"
at = \"back\"
ask = \"Was everything well?\"
answer = \"yes-no\"
strength = \"must\"
fix = \"talk to them\"
clause = \"school\"

[[duty]]
id = \"debrief\"
on = \"back\"
when = { all-well = false }
owner = \"office\"
does = \"sit down with them\"
clause = \"school\"

[[duty]]
id = \"phone-charged\"
on = \"back\"
owner = \"visitor\"
each = \"visitor\"
does = \"charge the phone\"
clause = \"school\"
";

#[test]
fn a_return_makes_duties_from_what_is_answered() {
    let outing = crate::school::OUTING;
    for (answer, owed) in
        [(" --answer all-well=no", true), (" --answer all-well=yes", false), ("", true)]
    {
        let mut place = crate::school::afield(Park);
        add_rules(&place, AFTER_RETURN);
        let run = place.hv(&format!("back kay lou{answer}")).exits(0);
        assert_eq!(run.text().contains("sit down with them"), owed, "{answer}: {}", run.text());
        let run = run
            .says("Owed by Kay Invented: charge the phone")
            .says("Owed by Lou Made: charge the phone");
        let _how = run.says(&format!("hv done {outing} --duty DUTY --how"));
        assert_eq!(place.hv("board").text().contains("sit down with them"), owed, "{answer}");
        if owed {
            // An answer that comes later closes nothing, and opens nothing twice.
            place.hv(&format!("tell {outing} --answer all-well=no")).done();
            assert_eq!(place.hv("board").text().matches("sit down with them").count(), 1);
            place.hv(&format!("done {outing} --duty debrief --how \"over tea\"")).done();
            let _closed = place.hv("board").keeps_quiet_about("sit down with them");
        } else {
            let late = place.hv(&format!("tell {outing} --answer all-well=no")).exits(0);
            let _owed = late.says("sit down with them");
            let _board = place.hv("board").says("sit down with them");
        }
    }
}

#[test]
fn coming_back_one_by_one_owes_a_duty_once() {
    let mut place = crate::school::afield(Park);
    add_rules(&place, AFTER_RETURN);
    place.hv("back kay --answer all-well=no").done();
    place.hv("back lou --answer all-well=no").done();
    let board = place.hv("board").text();
    assert_eq!(board.matches("sit down with them").count(), 1, "{board}");
    assert_eq!(board.matches("charge the phone").count(), 2, "{board}");
}
