//! Records beside the assessment: another of the same family, made anew or apart; a base that stands for the family.

use super::tests::{decide, fact, form, friday, life, review, risk, said, under};
use super::{Neighbour, Reason};
use crate::domain::assessment::Assessment;
use crate::domain::events::{Assessed, AssessmentEvent};
use crate::domain::known;
use crate::domain::tests::{entry, policy, record, school};
use crate::when::{Moment, Span, Zone};

fn later(minutes: i64) -> Moment {
    let span = Span::minutes(minutes.abs());
    if minutes < 0 { friday().minus(span) } else { friday().plus(span) }
}

/// An assessment of the same family and home, by its number and its machine, and what came after.
fn other(id: &str, made: Moment, more: Vec<(Moment, AssessmentEvent)>) -> Assessment {
    let form = AssessmentEvent::Assess(Box::new(form()));
    let mut all = vec![entry("b-0", &[], made, form)];
    for (n, (at, body)) in more.into_iter().enumerate() {
        all.push(entry(&format!("b-{}", n + 1), &[&format!("b-{n}")], at, body));
    }
    Assessment::of(id, &record(id, all)).unwrap()
}

fn no() -> AssessmentEvent {
    let mut no = decide();
    let AssessmentEvent::Decide { proceed, reason, .. } = &mut no else { panic!() };
    (*proceed, *reason) = (false, "the uncle".to_owned());
    no
}

/// Whichever came first, and whatever the clocks of two machines say.
#[test]
fn aet_2_15c_a_risk_on_another_assessment_stands_until_a_review_after_it() {
    for noted in [-30, 30] {
        let mut now = under(life(form(), vec![(later(10), decide())]));
        let old = other("ahmed/2026-11-19-1a", later(-60), vec![(later(noted), risk())]);
        now.assessments.push(old);
        assert!(said(&now)[0].starts_with("new risk on ahmed/2026-11-19-1a: a lodger"), "{noted}");
        assert_eq!(fact(&now, "assessment-reviewed"), Some(false.into()));
        let decided = noted < 10;
        assert_eq!(fact(&now, "risks-decided-on"), Some(decided.into()));
        now.assessments[0] = life(form(), vec![(later(40), review()), (later(50), decide())]);
        assert_eq!(said(&now), Vec::<String>::new());
        assert_eq!(fact(&now, "risks-decided-on"), Some(true.into()));
    }
}

#[test]
fn aet_a_dec_2_a_no_stands_until_a_decision_after_it() {
    let old = || other("ahmed/2026-11-19-1a", later(-60), vec![(later(30), no())]);
    let mut now = under(life(form(), vec![(later(10), decide())]));
    now.assessments.push(old());
    assert!(said(&now)[0].contains("says NO: the uncle"), "{:?}", said(&now));
    assert_eq!(fact(&now, "assessment-authorised"), Some(false.into()));
    let mut now = under(life(form(), vec![(later(31), decide())]));
    now.assessments.push(old());
    assert_eq!(said(&now), Vec::<String>::new());
    assert_eq!(fact(&now, "assessment-authorised"), Some(true.into()));
}

/// `1a` and `1b` of one day: neither machine had heard of the other's, and no clock says otherwise.
#[test]
fn a_no_made_apart_stands_until_it_is_void_or_another_is_made_anew() {
    let apart = |more| {
        let mut all = vec![(later(5), no())];
        all.extend(more);
        other("ahmed/2026-11-20-1b", later(-60), all)
    };
    let mut now = under(life(form(), vec![(later(30), decide())]));
    now.assessments.push(apart(Vec::new()));
    assert!(said(&now)[0].contains("says NO: the uncle"), "{:?}", said(&now));
    assert_eq!(fact(&now, "assessment-authorised"), Some(false.into()));
    let mut void = review();
    let AssessmentEvent::Review { stands, .. } = &mut void else { panic!() };
    *stands = false;
    now.assessments[1] = apart(vec![(later(40), void)]);
    assert_eq!(fact(&now, "assessment-authorised"), Some(true.into()));
    now.assessments[1] = apart(Vec::new());
    now.assessments.push(other("ahmed/2026-11-20-2a", later(50), vec![(later(60), decide())]));
    assert_eq!(fact(&now, "assessment-authorised"), Some(true.into()));
}

/// The same of an assessment that says which others it had seen, made so many minutes after noon.
fn having_seen(
    (id, made): (&str, i64),
    seen: Option<&[&str]>,
    more: Vec<(Moment, AssessmentEvent)>,
) -> Assessment {
    let seen = seen.map(|all| all.iter().map(|id| (*id).to_owned()).collect());
    let form = AssessmentEvent::Assess(Box::new(Assessed { seen, ..form() }));
    let mut all = vec![entry("b-0", &[], later(made), form)];
    for (n, (at, body)) in more.into_iter().enumerate() {
        all.push(entry(&format!("b-{}", n + 1), &[&format!("b-{n}")], at, body));
    }
    Assessment::of(id, &record(id, all)).unwrap()
}

const OWN: &str = "ahmed/2026-11-20-1a";
const NO_OF_TUESDAY: &str = "ahmed/2026-11-17-1b";

/// Made on different days, on two machines: the later "yes" clears the "no" only where one was made with the other
/// before them. Records of before say nothing of it, and clear what they cleared.
#[test]
fn aet_a_dec_2_a_no_that_the_later_yes_had_not_seen_stands() {
    for (yes_saw, no_saw, stands) in [
        (None, None, false),
        (Some(&[NO_OF_TUESDAY][..]), None, false),
        (Some(&[][..]), None, true),
        (Some(&["ahmed/2026-11-16-1a"][..]), None, true),
        (Some(&[NO_OF_TUESDAY][..]), Some(&[][..]), false),
        (Some(&[][..]), Some(&[][..]), true),
        (None, Some(&[][..]), true),
        (None, Some(&[OWN][..]), false),
    ] {
        let yes = having_seen((OWN, 0), yes_saw, vec![(later(30), decide())]);
        let mut now = under(yes);
        now.assessments.push(having_seen((NO_OF_TUESDAY, -60), no_saw, vec![(later(5), no())]));
        let told = said(&now).iter().any(|s| s.contains("says NO: the uncle"));
        assert_eq!(told, stands, "{yes_saw:?} {no_saw:?}");
        assert_eq!(fact(&now, "assessment-authorised"), Some((!stands).into()));
        // One made anew, with both before them, answers it.
        let both = having_seen(
            ("ahmed/2026-11-20-2a", 50),
            Some(&[OWN, NO_OF_TUESDAY]),
            vec![(later(60), decide())],
        );
        now.assessments.push(both);
        assert_eq!(
            fact(&now, "assessment-authorised"),
            Some(true.into()),
            "{yes_saw:?} {no_saw:?}"
        );
    }
}

/// The "no" came later on another machine, on an assessment that whoever said "yes" knew: the clock does not clear it, only
/// somebody who had it before them.
#[test]
fn aet_a_dec_2_a_no_that_the_deciding_yes_had_not_seen_stands() {
    let deciding = |seen: Option<&[(&str, &str)]>| {
        let mut yes = decide();
        let AssessmentEvent::Decide { seen: field, .. } = &mut yes else { panic!() };
        let own = |(id, event): &(&str, &str)| ((*id).to_owned(), (*event).to_owned());
        *field = seen.map(|all| all.iter().map(own).collect());
        yes
    };
    for (saw, stands) in [
        (None, false),
        (Some(&[(NO_OF_TUESDAY, "b-1")][..]), false),
        (Some(&[][..]), true),
        (Some(&[(NO_OF_TUESDAY, "b-2")][..]), true),
        (Some(&[("ahmed/2026-11-16-1a", "b-1")][..]), true),
    ] {
        let own = having_seen((OWN, 0), Some(&[NO_OF_TUESDAY]), vec![(later(30), deciding(saw))]);
        let mut now = under(own);
        now.assessments.push(having_seen((NO_OF_TUESDAY, -60), Some(&[]), vec![(later(5), no())]));
        let told = said(&now).iter().any(|s| s.contains("says NO: the uncle"));
        assert_eq!(told, stands, "{saw:?}");
        assert_eq!(fact(&now, "assessment-authorised"), Some((!stands).into()), "{saw:?}");
    }
}

/// Whatever is written down of what was seen, only having seen it clears more than the rule for old records does.
#[test]
fn what_was_seen_clears_nothing_that_stood_but_what_was_seen() {
    let kinds: [Option<&[&str]>; 4] =
        [None, Some(&[]), Some(&["ahmed/2026-11-16-1a"]), Some(&[OWN, "ahmed/2026-11-20-1b"])];
    for no_id in ["ahmed/2026-11-20-1b", "ahmed/2026-11-20-2b", NO_OF_TUESDAY] {
        let stood = super::beside::apart(
            &having_seen((OWN, 0), None, vec![]),
            &having_seen((no_id, -60), None, vec![]),
        );
        for (one, two) in kinds.iter().flat_map(|one| kinds.iter().map(move |two| (*one, *two))) {
            let (yes, no) =
                (having_seen((OWN, 0), one, vec![]), having_seen((no_id, -60), two, vec![]));
            let saw = one.is_some_and(|ids| ids.contains(&no_id))
                || two.is_some_and(|ids| ids.contains(&OWN));
            let apart = super::beside::apart(&yes, &no);
            assert!(apart || !stood || saw, "{no_id} {one:?} {two:?}");
            assert_eq!(apart, super::beside::apart(&no, &yes), "either way");
        }
    }
}

/// Where a policy asks only whether there is an assessment, a void one is none.
#[test]
fn a_void_assessment_is_none_under_every_policy() {
    let mut void = review();
    let AssessmentEvent::Review { stands, .. } = &mut void else { panic!() };
    *stands = false;
    let now = under(life(form(), vec![(later(10), void)]));
    for name in ["cambridge-meridian", "washwood-heath"] {
        let policy = policy(name);
        let facts = known::of_visit(&now, &policy, &school(), Zone::LONDON);
        assert_eq!(facts.get("assessed"), Some(&false.into()), "{name}");
        let (_, all) = now.stale(&policy, Zone::LONDON).unwrap();
        assert!(all.iter().any(|s| s.explains("assessed")), "{name}");
    }
}

/// What is noted on the family's own assessment counts beside a base that stands for the family.
#[test]
fn a_base_does_not_hide_what_is_noted_on_the_familys_own() {
    let policy = policy("alderman-richard-hallam");
    let bases = &policy.assessment.as_ref().unwrap().bases;
    let id = bases.iter().find(|b| b.stands_for_family).unwrap().id.clone();
    let base = Assessed { base: Some(id.clone()), family: String::new(), ..form() };
    let mut now = under(life(form(), vec![(later(10), risk())]));
    let made = AssessmentEvent::Assess(Box::new(base));
    let all =
        vec![entry("b-0", &[], later(-99), made), entry("b-1", &["b-0"], later(-98), decide())];
    now.bases = vec![Assessment::of_base(&id, &record(&id, all)).unwrap()];
    now.visit.plan.base = Some(id);
    let (looked, all) = now.stale(&policy, Zone::LONDON).unwrap();
    assert!(looked.school_wide());
    let found = all.iter().find(|s| matches!(s.reason, Reason::OtherRisk { .. })).unwrap();
    assert!(found.stands());
    assert!(found.to_type(&looked).starts_with("hv assess review ahmed/2026-11-20-1a"));
    let facts = known::of_visit(&now, &policy, &school(), Zone::LONDON);
    assert_eq!(facts.get("assessment-stale"), Some(&true.into()));
    assert_eq!(facts.get("assessment-reviewed"), Some(&false.into()));
}

#[test]
fn aet_5_2b_a_no_next_door_counts_since_and_is_said_before() {
    for (at, stands) in [(later(30), true), (later(-30), false)] {
        let mut now = under(life(form(), Vec::new()));
        now.neighbours = vec![Neighbour {
            family: "ember".to_owned(),
            assessments: vec![other("ember/2026-11-19-1a", later(-60), vec![(at, no())])],
            ..Neighbour::default()
        }];
        let policy = policy("aspire");
        let (looked, all) = now.stale(&policy, Zone::LONDON).unwrap();
        assert_eq!(all.len(), 1);
        assert_eq!((all[0].stands(), all[0].next_door()), (stands, !stands));
        let words =
            "another family at this address, ember: its assessment ember/2026-11-19-1a says NO";
        assert!(all[0].words(&looked).starts_with(words));
        assert!(stands || !super::unsaid(&[], &looked, &all).is_empty());
    }
}
