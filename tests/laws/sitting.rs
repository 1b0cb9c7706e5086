//! A sitting over the form: whatever was answered, taken back, changed, left out and broken off on the way, the record
//! is the one that answering straight through gives.

use hv::domain::gate::NOT_KNOWN;
use hv::domain::interview::{Form, Head, Item, Typed, read};
use hv::domain::item::Skip;
use hv::domain::sitting::{Draft, Sitting};
use hv::policy::facts::Facts;
use hv::policy::{AnswerKind, Policy, as_suggested, load, shipped};
use hv::when::{Day, Moment};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::OnceLock;

const NOW: &str = "2026-11-24T09:00:00+00:00";

/// Every shipped policy that has a form.
fn policies() -> &'static [Policy] {
    static ALL: OnceLock<Vec<Policy>> = OnceLock::new();
    ALL.get_or_init(|| {
        let names = ["aspire", "alderman-richard-hallam", "cambridge-meridian", "washwood-heath"];
        let text = |name: &str| as_suggested(shipped(name).unwrap());
        names.iter().map(|name| load(&text(name)).unwrap().policy).collect()
    })
}

/// What somebody does at the keyboard.
#[derive(Debug, Clone)]
enum Step {
    Answer(u16),
    Back,
    Change(u16),
    Skip,
    Source,
    /// Ctrl-C, and going on from the draft.
    Interrupt,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        12 => any::<u16>().prop_map(Step::Answer),
        2 => Just(Step::Back),
        2 => any::<u16>().prop_map(Step::Change),
        1 => Just(Step::Skip),
        1 => Just(Step::Source),
        1 => Just(Step::Interrupt),
    ];
    proptest::collection::vec(step, 0..80)
}

/// One of the answers that the question takes.
fn some_answer(item: &Item, pick: u16) -> String {
    let of = |words: &[&str]| words[usize::from(pick) % words.len()].to_owned();
    let typed = match &item.kind {
        AnswerKind::YesNo if item.judged => of(&["yes", "no"]),
        AnswerKind::YesNo => of(&["yes", "no", NOT_KNOWN]),
        AnswerKind::Choice(words) => words[usize::from(pick) % words.len()].clone(),
        AnswerKind::Number => of(&["0", "7", NOT_KNOWN]),
        AnswerKind::Day | AnswerKind::PastDay => of(&["2026-11-23", "2026-11-30", "2027-06-30"]),
        AnswerKind::Person(_) => of(&["pat", "dee"]),
        AnswerKind::Text if item.key.ends_with(".why-not") => of(&["not here", "no dog"]),
        // Now and then one more hazard or control, and no end of them.
        AnswerKind::Text
            if item.key.starts_with("extra.") && item.key.matches('.').count() == 1 =>
        {
            let more = item.key.as_str() < "extra.3" && pick.is_multiple_of(3);
            if more { "Ice".to_owned() } else { "none".to_owned() }
        }
        AnswerKind::Text if item.key.ends_with("controls") => of(&["none", "grit; a torch"]),
        AnswerKind::Text => of(&["none", "something"]),
    };
    read(item, &typed).unwrap()
}

fn draft(policy: &Policy) -> Draft {
    let now = Moment::parse(NOW).unwrap();
    Draft {
        family: Some("ahmed".to_owned()),
        address: None,
        base: None,
        by: "office".to_owned(),
        begun: now,
        saved: now,
        policy: policy.digest.clone(),
        from: None,
        answers: BTreeMap::new(),
        put_by: BTreeMap::new(),
    }
}

/// The draft as it comes back from disk.
fn broken_off(sitting: &Sitting, form: &Form<'_>) -> Sitting {
    let mut kept = draft(form.policy);
    kept.keep(sitting, form, Moment::parse(NOW).unwrap());
    let text = serde_json::to_string(&kept).unwrap();
    let kept: Draft = serde_json::from_str(&text).unwrap();
    let (sitting, changed) = kept.resume(form);
    assert!(changed.is_empty(), "{changed:?}");
    sitting
}

fn walk(form: &Form<'_>, steps: &[Step]) -> Typed {
    let mut sitting = Sitting::default();
    for step in steps {
        let Some(put) = sitting.question(form) else { break };
        match step {
            Step::Answer(pick) => {
                sitting.answer(form, &put.item.key, some_answer(&put.item, *pick));
            }
            Step::Back => drop(sitting.back(form)),
            Step::Change(pick) => {
                let place = usize::from(*pick) % put.total + 1;
                sitting.change(form, &place.to_string()).unwrap();
            }
            Step::Skip => {
                assert_eq!(sitting.skip(form, &put.item).is_ok(), put.item.skip != Skip::Never);
            }
            Step::Source => sitting.source(&put.item, "school nurse, by phone"),
            Step::Interrupt => sitting = broken_off(&sitting, form),
        }
    }
    // The rest is answered as it comes.
    for pick in 0.. {
        let Some(put) = sitting.question(form) else { break };
        sitting.answer(form, &put.item.key, some_answer(&put.item, pick));
        assert!(pick < 2000, "the form has no end");
    }
    sitting.answers().clone()
}

/// Every question once, in order, with the answer it had in the end.
fn straight(form: &Form<'_>, last: &Typed) -> Typed {
    let mut sitting = Sitting::default();
    while let Some(put) = sitting.question(form) {
        let key = &put.item.key;
        let hazard = key.splitn(3, '.').take(2).collect::<Vec<_>>().join(".");
        if key.starts_with("hazard.") && *key != hazard && !last.contains_key(key) {
            assert!(last.contains_key(&hazard), "{key} is new");
            sitting.skip(form, &put.item).unwrap();
            // Whoever goes back to it can say where that comes from.
            if let Some(source) = last.get(&format!("{hazard}.source")) {
                let left_out = form.items(sitting.answers()).into_iter().find(|i| i.key == hazard);
                sitting.source(&left_out.unwrap(), source);
            }
            continue;
        }
        assert!(last.contains_key(key), "{key} is new");
        sitting.answer(form, key, last[key].clone());
        // After the answer: a hazard that does not apply drops the source it had, and keeps one that is given then.
        if let Some(source) = last.get(&format!("{key}.source")) {
            sitting.source(&put.item, source);
        }
    }
    sitting.answers().clone()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_sitting_ends_in_the_record_that_straight_answering_gives(
        which in 0..4_usize,
        outside in any::<Option<bool>>(),
        agency in any::<bool>(),
        steps in steps(),
    ) {
        let policy = &policies()[which];
        let mut facts = Facts::new();
        facts.set_known("outside-hours", outside);
        facts.set("other-agency", agency);
        let date = Some(Day::parse("2026-11-24").unwrap());
        let head = Head { family: "ahmed".to_owned(), date, ..Head::default() };
        let rules = policy.assessment.as_ref().unwrap();
        let form = Form { policy, rules, facts: &facts, head: &head };
        let answers = walk(&form, &steps);
        let record = form.finish(&answers).unwrap();
        let relevant = form.relevant(&answers);
        prop_assert_eq!(form.finish(&relevant).unwrap(), record.clone(), "what is not asked counts for nothing");
        let again = straight(&form, &relevant);
        prop_assert_eq!(form.finish(&again).unwrap(), record);
    }
}
