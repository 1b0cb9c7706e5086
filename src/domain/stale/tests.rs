//! Each reason on both sides of its boundary: a second before, at, after; a day before, on, after.

use super::{BaseWhy, Looked, Reason, Stale, Standing, Topic, stale};
use crate::domain::assessed::BegunFrom;
use crate::domain::assessment::Assessment;
use crate::domain::directory::Caution;
use crate::domain::entry::Entry;
use crate::domain::events::{
    Assessed, AssessedControl, AssessedHazard, AssessmentEvent, Incident, VisitEvent,
};
use crate::domain::known::{self, Known};
use crate::domain::tests::{
    at, control, damage, earlier, entry, known, noon, policy, record, school,
};
use crate::domain::visit::Visit;
use crate::policy::Policy;
use crate::policy::facts::{Facts, Value};
use crate::when::{Day, Moment, Span, Zone};

const SECOND: Span = Span::seconds(1);
const ID: &str = "ahmed/2026-11-20-1a";

/// Friday the 20th at noon; the visit is on Tuesday the 24th at noon.
pub(super) fn friday() -> Moment {
    at("2026-11-20T12:00:00+00:00")
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

pub(super) fn form() -> Assessed {
    Assessed {
        family: "ahmed".to_owned(),
        address: Some("ahmed".to_owned()),
        place: Some("12 Sample Street".to_owned()),
        conducted_by: vec!["pat".to_owned()],
        pupils: vec!["Ali".to_owned()],
        crew: vec!["kay".to_owned(), "lou".to_owned()],
        next_review: Some(day("2027-06-30")),
        policy: policy("aspire").digest,
        ..Assessed::default()
    }
}

fn event(n: usize, after: &[&str], at: Moment, body: AssessmentEvent) -> Entry<AssessmentEvent> {
    entry(&format!("a-{n}"), after, at, body)
}

/// Made on Friday at noon, and what came after, each event after the one before.
pub(super) fn life(form: Assessed, more: Vec<(Moment, AssessmentEvent)>) -> Assessment {
    let made = AssessmentEvent::Assess(Box::new(form));
    let mut all = vec![event(0, &[], friday(), made)];
    for (n, (at, body)) in more.into_iter().enumerate() {
        all.push(event(n + 1, &[&format!("a-{n}")], at, body));
    }
    Assessment::of(ID, &record(ID, all)).unwrap()
}

pub(super) fn review() -> AssessmentEvent {
    AssessmentEvent::Review {
        found: "unchanged".to_owned(),
        stands: true,
        next_review: None,
        reviewed_by: Some("dee".to_owned()),
    }
}

pub(super) fn risk() -> AssessmentEvent {
    AssessmentEvent::Risk {
        what: "a lodger with a dog".to_owned(),
        source: Some("health visitor, phone".to_owned()),
    }
}

pub(super) fn decide() -> AssessmentEvent {
    AssessmentEvent::Decide {
        proceed: true,
        reason: "x".to_owned(),
        decided_by: "pat".to_owned(),
        role: "principal".to_owned(),
        actions: Vec::new(),
        over: None,
        unmet: Vec::new(),
        duties: Vec::new(),
        given: None,
        seen: None,
    }
}

/// The visit on Tuesday, under that assessment.
pub(super) fn under(assessment: Assessment) -> Known {
    let mut now = known(noon());
    now.assessments = vec![assessment];
    now
}

fn found(known: &Known) -> Vec<Stale> {
    let policy = policy("aspire");
    known.stale(&policy, Zone::LONDON).unwrap().1
}

/// What stands, in words.
pub(super) fn said(known: &Known) -> Vec<String> {
    let policy = policy("aspire");
    let (looked, all) = known.stale(&policy, Zone::LONDON).unwrap();
    all.iter().filter(|s| s.stands()).map(|s| s.words(&looked)).collect()
}

fn facts(known: &Known) -> Facts {
    known::of_visit(known, &policy("aspire"), &school(), Zone::LONDON)
}

pub(super) fn fact(known: &Known, name: &str) -> Option<Value> {
    facts(known).get(name).cloned()
}

#[test]
fn nothing_stands_against_an_assessment_as_it_was_made() {
    let now = under(life(form(), Vec::new()));
    assert_eq!(found(&now), Vec::new());
    assert_eq!(fact(&now, "assessment-stale"), Some(false.into()));
    assert_eq!(fact(&now, "assessment-reviewed"), Some(true.into()));
}

#[test]
fn aet_2_15c_a_new_risk_stands_until_a_review_that_had_it_before_it() {
    let monday = friday().plus(Span::minutes(3 * 24 * 60));
    let now = under(life(form(), vec![(monday, risk())]));
    let words = "new risk: a lodger with a dog (health visitor, phone), noted by office on Mon 23 Nov 12:00";
    assert_eq!(said(&now), [words]);
    assert_eq!(fact(&now, "assessment-reviewed"), Some(false.into()));
    assert_eq!(fact(&now, "assessment-stale"), Some(true.into()));
    // One that declares it void has looked, and lets nobody go: the risk stands beside it.
    let mut void = review();
    let AssessmentEvent::Review { stands, .. } = &mut void else { panic!() };
    *stands = false;
    let now = under(life(form(), vec![(monday, risk()), (noon(), void)]));
    assert_eq!(said(&now), ["declared void by dee on Tue 24 Nov 12:00: unchanged", words]);
    // The review came after it in the record, whatever the clocks say.
    let now = under(life(form(), vec![(monday, risk()), (friday(), review())]));
    assert_eq!(said(&now), Vec::<String>::new());
    assert_eq!(found(&now).len(), 1, "it is still said, as looked at");
    let other = vec![(friday(), review()), (monday, risk())];
    assert_eq!(said(&under(life(form(), other))).len(), 1);
}

/// Two machines: the review on the one had not heard of the risk on the other, and has the later clock.
#[test]
fn a_review_that_had_not_heard_of_a_risk_does_not_clear_it() {
    let later = |minutes| friday().plus(Span::minutes(minutes));
    let made = event(0, &[], friday(), AssessmentEvent::Assess(Box::new(form())));
    let noted = entry("b-1", &["a-0"], later(10), risk());
    for (after, reviewed) in [(vec!["a-0"], false), (vec!["a-0", "b-1"], true), (vec!["b-1"], true)]
    {
        let review = event(1, &after, later(20), review());
        let decide = event(2, &after, later(30), decide());
        let all = vec![made.clone(), noted.clone(), review, decide];
        let assessment = Assessment::of(ID, &record(ID, all)).unwrap();
        assert_eq!(assessment.risks_decided_on(), Some(reviewed), "{after:?}");
        let now = under(assessment);
        assert_eq!(said(&now).is_empty(), reviewed, "{after:?}");
        assert_eq!(fact(&now, "assessment-reviewed"), Some(reviewed.into()), "{after:?}");
        assert_eq!(fact(&now, "risks-decided-on"), Some(reviewed.into()), "{after:?}");
    }
}

/// Made anew on one machine while a risk was noted on the other: nobody who made it anew knew.
#[test]
fn a_risk_noted_beside_a_school_wide_assessment_made_anew_is_not_lost() {
    let base = |n: usize, after: &[&str], minutes| {
        let form = Assessed { family: String::new(), base: Some("generic".to_owned()), ..form() };
        let at = friday().plus(Span::minutes(minutes));
        event(n, after, at, AssessmentEvent::Assess(Box::new(form)))
    };
    for (after, heard) in [(vec!["a-0"], false), (vec!["a-0", "b-1"], true)] {
        let noted = entry("b-1", &["a-0"], friday().plus(Span::minutes(5)), risk());
        let all = vec![base(0, &[], 0), noted, base(1, &after, 10)];
        let found = Assessment::of_base("generic", &record("generic", all)).unwrap();
        assert_eq!(found.risks.is_empty(), heard, "{after:?}");
    }
}

#[test]
fn aet_a_dec_4_a_decision_is_on_what_its_maker_had_before_them() {
    let bare = life(form(), vec![(friday(), risk())]);
    let over = |over: &str| {
        let mut body = decide();
        let AssessmentEvent::Decide { over: field, .. } = &mut body else { panic!() };
        *field = Some(over.to_owned());
        life(form(), vec![(friday(), risk()), (noon(), body)])
    };
    assert_eq!(over(&bare.digest).risks_decided_on(), Some(true));
    // What was on the screen was the form without the risk, though the line came after it.
    let shown = life(form(), Vec::new()).digest;
    let stale = over(&shown);
    assert_eq!(stale.risks_decided_on(), Some(false));
    assert!(!stale.authorised() && over(&bare.digest).authorised());
    assert!(!stale.decision.unwrap().as_shown);
    let now = under(over(&shown));
    assert_eq!(fact(&now, "risks-decided-on"), Some(false.into()));
    // A review and a reading change nothing of what was decided on; a risk does.
    let read = AssessmentEvent::Read { who: "kay".to_owned() };
    let after = |body| life(form(), vec![(friday(), decide()), (noon(), body)]);
    assert_eq!(after(read).digest, shown);
    assert_eq!(after(review()).risks_decided_on(), Some(true));
    assert_eq!(after(risk()).risks_decided_on(), Some(false));
    assert_ne!(after(risk()).digest, shown);
}

#[test]
fn cmat_6_5_a_caution_by_its_day_and_one_of_the_very_day_stands() {
    let caution = |since: &str| Caution {
        looked_at: Vec::new(),
        what: "a dog".to_owned(),
        source: "police".to_owned(),
        since: day(since),
    };
    let monday = at("2026-11-23T09:00:00+00:00");
    let standing = |since: &str, reviews: Vec<(Moment, AssessmentEvent)>| {
        let mut now = under(life(form(), reviews));
        now.family.as_mut().unwrap().cautions = vec![caution(since)];
        let all = found(&now);
        all.first().map(|s| s.standing.clone())
    };
    assert_eq!(standing("2026-11-19", Vec::new()), None);
    // Nobody can say whether it was there in the morning or came in the afternoon: only a later day comes after it.
    assert_eq!(standing("2026-11-20", Vec::new()), Some(Standing::Stands));
    assert_eq!(standing("2026-11-21", Vec::new()), Some(Standing::Stands));
    let looked = |at| Some(Standing::LookedAt { at, by: "dee".to_owned() });
    assert_eq!(standing("2026-11-20", vec![(monday, review())]), looked(monday));
    assert_eq!(standing("2026-11-22", vec![(monday, review())]), looked(monday));
    assert_eq!(standing("2026-11-23", vec![(monday, review())]), Some(Standing::Stands));
    assert_eq!(standing("2026-11-24", vec![(monday, review())]), Some(Standing::Stands));
    let mut now = under(life(form(), Vec::new()));
    now.address.as_mut().unwrap().cautions = vec![caution("2026-11-21")];
    assert_eq!(said(&now), ["caution: a dog (police), since Sat 21 Nov 2026"], "of the address");
}

/// An incident is known when it is typed, however early it happened: a review in between knew nothing.
#[test]
fn an_incident_counts_from_when_it_was_known() {
    let monday = at("2026-11-23T09:00:00+00:00");
    let hour = Span::minutes(60);
    let incident = || {
        VisitEvent::Incident(Box::new(Incident {
            kind: "verbal-abuse".to_owned(),
            affected: vec!["kay".to_owned()],
            by_whom: "carer".to_owned(),
            reference: None,
            answers: crate::domain::events::Answers::default(),
            unmet: Vec::new(),
            facts: Facts::new(),
            duties: Vec::new(),
        }))
    };
    for (reviewed, stands) in [
        (monday.minus(hour), true),
        (monday.plus(hour), true),
        (monday.plus(hour).plus(hour), true),
        (monday.plus(hour).plus(hour).plus(SECOND), false),
    ] {
        let mut last = earlier("ahmed/2026-11-20-1a", "no-show", false, friday().minus(hour));
        let mut happened = entry("a-3", &["a-2"], monday, incident());
        happened.typed = monday.plus(hour).plus(hour);
        last.entries.push(happened);
        let mut now = under(life(form(), vec![(reviewed, review())]));
        now.history = vec![last];
        let words = "incident: verbal-abuse, on ahmed/2026-11-20-1a, recorded Mon 23 Nov 11:00";
        let expected: &[&str] = if stands { &[words] } else { &[] };
        assert_eq!(said(&now), expected, "{reviewed}");
        assert_eq!(fact(&now, "assessment-reviewed"), Some((!stands).into()));
    }
}

/// AET-5.2: a concern on a doorstep counts, though nobody went in.
#[test]
fn aet_5_2_a_concern_stands_whether_or_not_anybody_got_in() {
    for (got_in, count) in [(false, 1), (true, 2)] {
        let mut last = earlier("ahmed/2026-11-23-1a", "done", got_in, noon().minus(SECOND));
        last.ended.as_mut().unwrap().outcome.concern = Some("CP-17".to_owned());
        let mut now = under(life(form(), Vec::new()));
        now.history = vec![last.clone()];
        let all = said(&now);
        let words = "concern on Tue 24 Nov 11:59: CP-17, by office, on ahmed/2026-11-23-1a";
        assert_eq!((all[0].as_str(), all.len()), (words, count));
        for (seconds, count) in [(2, count), (1, count), (0, 0)] {
            let mut made = life(form(), Vec::new());
            made.at = noon().minus(Span::seconds(seconds));
            now.assessments = vec![made];
            assert_eq!(said(&now).len(), count, "made {seconds} s before noon");
        }
        now.assessments = vec![life(form(), vec![(noon(), review())])];
        assert_eq!(said(&now), Vec::<String>::new());
        now.assessments = vec![life(form(), vec![(noon().minus(SECOND), review())])];
        assert_eq!(said(&now).len(), count, "a review at that very second knew nothing");
    }
}

#[test]
fn aet_2_5b_what_a_first_visit_found_is_said_with_it() {
    let visit = |id: &str, ended| earlier(id, "done", true, ended);
    let mut first = visit("ahmed/2026-11-23-1a", noon().minus(Span::minutes(1440)));
    let finding = ("first-visit-findings".to_owned(), Value::from("steep stairs"));
    first.ended.as_mut().unwrap().outcome.answers.extend([finding]);
    let mut now = under(life(form(), Vec::new()));
    now.history = vec![visit("ahmed/2026-11-24-2a", noon().minus(SECOND)), first];
    assert_eq!(
        said(&now),
        [
            "a visit since, ahmed/2026-11-24-2a, written up Tue 24 Nov 11:59, and no review after it",
            "the first visit, ahmed/2026-11-23-1a, written up Mon 23 Nov 12:00 (found: steep stairs), and no \
             review after it",
        ]
    );
}

#[test]
fn a_visit_that_nobody_has_written_up_stands_in_the_way_before_its_time_and_after() {
    let mut other = known(noon().minus(Span::minutes(60))).visit;
    other.id = "ahmed/2026-11-24-2a".to_owned();
    let mut now = under(life(form(), Vec::new()));
    now.history = vec![other.clone()];
    assert_eq!(
        said(&now),
        ["ahmed/2026-11-24-2a comes before, on Tue 24 Nov 11:00, and wants a review after it"]
    );
    now.now = other.plan.start;
    let past = "ahmed/2026-11-24-2a was planned for Tue 24 Nov 11:00, and nobody has written it up";
    assert_eq!(said(&now), [past]);
    now.history[0].plan.start = noon();
    assert_eq!(said(&now), Vec::<String>::new(), "it does not come before");
}

#[test]
fn aet_a_use_4_another_home_is_not_the_one_assessed() {
    let mut now = under(life(form(), vec![(noon(), review())]));
    now.visit.plan.address = Some("new".to_owned());
    let address = now.address.as_mut().unwrap();
    (address.id, address.text) = ("new".to_owned(), "9 New Street".to_owned());
    assert_eq!(
        said(&now),
        ["another home: it was made for 12 Sample Street, and the visit is to 9 New Street"]
    );
    assert_eq!(fact(&now, "assessed"), Some(false.into()));
    // The same id, and other words: they have moved, whatever the record calls it.
    let mut now = under(life(form(), vec![(noon(), review())]));
    now.address.as_mut().unwrap().text = "9 New Street".to_owned();
    assert_eq!(
        said(&now),
        [
            "another home: the address was 12 Sample Street when it was made, and is 9 New Street now"
        ]
    );
    assert_eq!(fact(&now, "assessed"), Some(false.into()));
}

#[test]
fn aet_a_hdr_6_the_review_date_holds_on_its_own_day_and_only_a_new_date_moves_it() {
    for (next, passed) in [("2026-11-23", true), ("2026-11-24", false), ("2026-11-25", false)] {
        let form = Assessed { next_review: Some(day(next)), ..form() };
        let now = under(life(form.clone(), vec![(noon(), review())]));
        let words = format!("its review date has passed: {}", day(next).words());
        let expected: Vec<String> = if passed { vec![words] } else { Vec::new() };
        assert_eq!(said(&now), expected, "no review without a date clears it");
        let mut dated = review();
        let AssessmentEvent::Review { next_review, .. } = &mut dated else { panic!() };
        *next_review = Some(day("2026-11-24"));
        assert_eq!(said(&under(life(form, vec![(friday(), dated)]))), Vec::<String>::new());
    }
    let form = Assessed { next_review: None, ..form() };
    assert_eq!(said(&under(life(form, Vec::new()))), ["no date is set for its next review"]);
}

fn controlled(controls: Vec<AssessedControl>) -> Assessed {
    let hazards =
        vec![AssessedHazard { hazard: "alone".to_owned(), controls, ..AssessedHazard::default() }];
    Assessed { hazards, ..form() }
}

/// Ruling B1.9: before the day, in place or due in time; AET-2.20: on the day, in place.
#[test]
fn trap_13_a_control_is_in_time_before_the_day_and_in_place_on_it() {
    let monday = "2026-11-23T12:00:00+00:00";
    for (in_place, by_when, today, holds) in [
        (true, None, "2026-11-24T12:00:00+00:00", true),
        (true, Some("2027-01-01"), monday, true),
        (false, Some("2026-11-22"), monday, false),
        (false, Some("2026-11-23"), monday, true),
        (false, Some("2026-11-24"), monday, true),
        (false, Some("2026-11-25"), monday, false),
        (false, None, monday, false),
        // On the day itself its date makes nothing true.
        (false, Some("2026-11-23"), "2026-11-24T00:00:00+00:00", false),
        (false, Some("2026-11-24"), "2026-11-24T00:00:00+00:00", false),
        (false, Some("2026-11-24"), "2026-11-25T00:00:00+00:00", false),
    ] {
        let form = controlled(vec![control(in_place, by_when)]);
        let mut now = under(life(form.clone(), vec![(noon(), review())]));
        now.now = at(today);
        assert_eq!(
            fact(&now, "controls-in-place"),
            Some(holds.into()),
            "{in_place} {by_when:?} {today}"
        );
        assert_eq!(said(&now).is_empty(), holds, "a review puts no control in place");
        // Somebody says that it is.
        let body = AssessmentEvent::Control {
            hazard: "alone".to_owned(),
            control: "two staff".to_owned(),
            by_whom: Some("max".to_owned()),
        };
        let mut now = under(life(form, vec![(noon(), body)]));
        now.now = at(today);
        assert_eq!(fact(&now, "controls-in-place"), Some(true.into()));
        assert_eq!(said(&now), Vec::<String>::new());
    }
}

#[test]
fn a_control_is_named_with_who_and_by_when() {
    let named = |by_when: Option<&str>, by_whom: Option<&str>| {
        let one =
            AssessedControl { by_whom: by_whom.map(str::to_owned), ..control(false, by_when) };
        let mut now = under(life(controlled(vec![control(true, None), one]), Vec::new()));
        now.now = noon();
        said(&now).join("; ")
    };
    let start = "control not in place: two staff (alone), ";
    for (by_when, by_whom, words) in [
        (
            Some("2026-11-23"),
            Some("Max"),
            "due Mon 23 Nov 2026 by Max, and nobody has said that it is",
        ),
        (
            Some("2026-11-25"),
            Some("Max"),
            "due Wed 25 Nov 2026 by Max, after the day of the visit, Tue 24 Nov 2026",
        ),
        (None, None, "nobody has said by when"),
    ] {
        assert_eq!(named(by_when, by_whom), format!("{start}{words}"));
    }
}

/// Another hazard's control of the same words, or another of the same hazard, is not the one put in place.
#[test]
fn only_the_control_named_is_put_in_place() {
    for (hazard, words, left) in
        [("alone", "two staff", 0), ("alone", "a phone", 1), ("dog", "two staff", 1)]
    {
        let body = AssessmentEvent::Control {
            hazard: hazard.to_owned(),
            control: words.to_owned(),
            by_whom: None,
        };
        let made = life(controlled(vec![control(false, None)]), vec![(noon(), body)]);
        assert_eq!(made.open_controls().len(), left, "{hazard} {words}");
    }
}

#[test]
fn somebody_who_was_not_to_go_stands_until_a_review_after_they_joined() {
    let monday = at("2026-11-23T09:00:00+00:00");
    let joined = |reviews: Vec<(Moment, AssessmentEvent)>| {
        let mut now = under(life(form(), reviews));
        let mut plan = now.visit.plan.clone();
        plan.staff = vec!["kay".to_owned(), "max".to_owned()];
        let change = VisitEvent::Change {
            plan: Box::new(plan.clone()),
            why: "lou is ill".to_owned(),
            unmet: Vec::new(),
            duties: Vec::new(),
        };
        now.visit.entries[0].at = friday();
        now.visit.entries[0].typed = friday();
        now.visit.entries.push(entry("a-2", &["a-1"], monday, change));
        now.visit.plan = plan;
        said(&now)
    };
    let words = "max goes, and was not to go when it was made";
    assert_eq!(joined(Vec::new()), [words]);
    assert_eq!(joined(vec![(monday, review())]), [words], "at that very second nobody knew");
    assert_eq!(joined(vec![(monday.plus(SECOND), review())]), Vec::<String>::new());
    // Fewer of those it was made for, and an assessment made for nobody in particular.
    let mut now = under(life(form(), Vec::new()));
    now.visit.plan.staff = vec!["kay".to_owned()];
    assert_eq!(said(&now), Vec::<String>::new());
    let nobody = Assessed { crew: Vec::new(), ..form() };
    let now = under(life(nobody, Vec::new()));
    let notice = Stale { reason: Reason::CrewNotNamed, standing: Standing::Notice };
    assert_eq!(found(&now), [notice]);
}

#[test]
fn brothers_and_sisters_are_covered_if_they_are_named_and_no_review_names_anybody() {
    let mut now = under(life(form(), vec![(noon(), review())]));
    now.visit.plan.pupils = vec!["Ali".to_owned(), "Noor".to_owned()];
    assert_eq!(said(&now), ["Noor is to be visited, and is not named on it"]);
    let both = Assessed { pupils: vec!["Ali".to_owned(), "Noor".to_owned()], ..form() };
    now.assessments = vec![life(both, Vec::new())];
    assert_eq!(said(&now), Vec::<String>::new());
    let nobody = Assessed { pupils: Vec::new(), ..form() };
    now.assessments = vec![life(nobody, Vec::new())];
    let notice = Stale { reason: Reason::PupilsNotNamed, standing: Standing::Notice };
    assert_eq!(found(&now), [notice]);
}

#[test]
fn what_became_of_the_base_it_began_from() {
    let begun = |more: Vec<(Moment, AssessmentEvent)>| {
        let from = BegunFrom { assessment: "base:generic".to_owned(), made: friday() };
        under(life(Assessed { from: Some(from), ..form() }, more))
    };
    let mut decision = decide();
    let base =
        |made: Moment, void: bool, next: &str| base_decided(Some(decide()), made, void, next);
    let later = friday().plus(SECOND);
    let reasons = |known: &Known| -> Vec<BaseWhy> {
        let why = |s: Stale| {
            let stands = s.stands();
            if let Reason::Base { why, .. } = s.reason {
                Some(why).filter(|_| stands)
            } else {
                None
            }
        };
        found(known).into_iter().filter_map(why).collect()
    };
    let mut now = begun(Vec::new());
    assert_eq!(reasons(&now), [BaseWhy::Gone]);
    now.bases = vec![base(friday(), false, "2026-11-24")];
    assert_eq!(reasons(&now), []);
    now.bases = vec![base(friday(), false, "2026-11-23")];
    assert_eq!(reasons(&now), [BaseWhy::PastReview(day("2026-11-23"))]);
    now.bases = vec![base(friday(), true, "2026-11-24")];
    assert_eq!(reasons(&now), [BaseWhy::Void]);
    now.bases = vec![base(later, false, "2026-11-24")];
    assert_eq!(reasons(&now), [BaseWhy::MadeAnew(later)]);
    let mut now = begun(vec![(later.plus(SECOND), review())]);
    now.bases = vec![base(later, false, "2026-11-24")];
    assert_eq!(reasons(&now), [], "a review looked at it since");
    now.bases = vec![base(friday(), true, "2026-11-24")];
    assert_eq!(reasons(&now), [BaseWhy::Void], "and brings nothing void back");
    let mut now = begun(Vec::new());
    now.bases = vec![base_decided(None, friday(), false, "2026-11-24")];
    assert_eq!(reasons(&now), [BaseWhy::Undecided]);
    let AssessmentEvent::Decide { proceed, .. } = &mut decision else { panic!() };
    *proceed = false;
    now.bases = vec![base_decided(Some(decision), friday(), false, "2026-11-24")];
    assert_eq!(reasons(&now), [BaseWhy::No("x".to_owned())]);
}

fn base_decided(
    decision: Option<AssessmentEvent>,
    made: Moment,
    void: bool,
    next: &str,
) -> Assessment {
    let form = Assessed {
        base: Some("generic".to_owned()),
        family: String::new(),
        next_review: Some(day(next)),
        ..form()
    };
    let mut all = vec![event(0, &[], made, AssessmentEvent::Assess(Box::new(form)))];
    all.extend(decision.map(|body| event(1, &["a-0"], made, body)));
    if void {
        let body = AssessmentEvent::Review {
            found: "x".to_owned(),
            stands: false,
            next_review: None,
            reviewed_by: None,
        };
        all.push(event(2, &["a-0"], made, body));
    }
    Assessment::of_base("generic", &record("generic", all)).unwrap()
}

#[test]
fn what_cannot_be_read_is_not_known_and_never_taken_as_good() {
    let mut now = under(life(form(), Vec::new()));
    now.unread.visits = vec!["the record of ahmed/2026-11-23-1a cannot be read".to_owned()];
    assert_eq!(said(&now), ["not known: the record of ahmed/2026-11-23-1a cannot be read"]);
    assert_eq!(fact(&now, "assessment-reviewed"), None);
    assert_eq!(fact(&now, "assessed"), Some(true.into()));
    // Among the assessments, the one that counts may be the one that cannot be read.
    now.unread =
        known::Unread { visits: Vec::new(), assessments: vec!["x cannot be read".to_owned()] };
    for name in ["assessed", "assessment-authorised", "assessment-in-date", "controls-in-place"] {
        assert_eq!(fact(&now, name), None, "{name}");
    }
    assert_eq!(said(&now), ["not known: x cannot be read"]);
    let mut unsound = life(form(), Vec::new());
    unsound.sound = false;
    assert_eq!(said(&under(unsound)), [format!("not known: the record of {ID} is damaged")]);
    let mut visit = earlier("ahmed/2026-11-23-1a", "done", true, noon());
    visit.damage.push(damage());
    assert!(!visit.got_in(), "a visit in doubt is told by whoever reads it: see the desk");
}

#[test]
fn a_policy_that_changed_since_is_a_notice() {
    let now = under(life(Assessed { policy: "0".repeat(16), ..form() }, Vec::new()));
    assert_eq!(found(&now), [Stale { reason: Reason::Form, standing: Standing::Notice }]);
    assert_eq!(fact(&now, "assessment-stale"), Some(false.into()));
}

/// Every reason that stands, with a fact that a rule can demand, is said beneath such a rule.
#[test]
fn a_reason_explains_the_facts_that_it_makes_false() {
    let monday = at("2026-11-23T09:00:00+00:00");
    let past =
        Assessed { next_review: Some(day("2026-11-21")), ..controlled(vec![control(false, None)]) };
    let mut now = under(life(past, vec![(monday, risk())]));
    now.history = vec![earlier("ahmed/2026-11-23-1a", "done", true, monday)];
    let facts = facts(&now);
    let all = found(&now);
    for name in ["assessment-reviewed", "controls-in-place", "assessment-in-date"] {
        assert_eq!(facts.get(name), Some(&false.into()), "{name}");
        assert!(all.iter().any(|s| s.explains(name)), "{name}");
    }
    assert!(!all.iter().any(|s| s.explains("caution-since-assessed")));
    assert!(all.iter().all(|s| s.explains("assessment-stale")));
}

#[test]
fn every_topic_has_its_place_and_its_words() {
    for topic in Topic::ALL {
        assert!(!topic.holds().is_empty());
        for fact in topic.facts() {
            assert!(crate::policy::facts::known_fact(fact).is_some(), "{fact}");
        }
    }
    let mut sorted = Topic::ALL;
    sorted.sort();
    assert_eq!(sorted, Topic::ALL);
}

fn with_policy<T>(
    policy: &Policy,
    known: &Known,
    look: impl Fn(&Looked<'_>, Vec<Stale>) -> T,
) -> T {
    let looked = known.looked(&known.assessments[0], policy, Zone::LONDON);
    look(&looked, stale(&looked))
}

#[test]
fn what_to_type_names_the_assessment_that_is_meant() {
    let policy = policy("aspire");
    let mut now =
        under(life(controlled(vec![control(true, None), control(false, None)]), Vec::new()));
    let typed = |known: &Known| with_policy(&policy, known, |looked, all| all[0].to_type(looked));
    assert_eq!(typed(&now), "hv assess control ahmed alone.2 --in-place");
    // It is not the family's newest: then it is called by its own name.
    let mut newer = life(form(), Vec::new());
    newer.id = "ahmed/2026-11-21-1a".to_owned();
    newer.at = noon();
    now.assessments.push(newer);
    assert_eq!(typed(&now), format!("hv assess control {ID} alone.2 --in-place"));
}

/// The visit's own record does not count as a visit since.
#[test]
fn the_visit_itself_is_no_visit_since() {
    let mut now = under(life(form(), Vec::new()));
    let own: Visit = earlier(&now.visit.id, "done", true, noon());
    now.history = vec![own];
    assert_eq!(said(&now), Vec::<String>::new());
}
