//! The assessment form in every shape a policy can give it, at both sides of each band.

use super::assessment::Assessment;
use super::entry::{Entry, Record};
use super::events::{Assessed, AssessedControl, AssessedHazard, AssessmentEvent};
use super::gate::NOT_KNOWN;
use super::interview::{self, Form, Head, Typed};
use crate::policy::facts::Facts;
use crate::policy::{Policy, load};
use crate::when::{Day, Moment, Span};

const SCHOOL: &str = "hv-policy = 1\n\
    [policy]\nname = \"small\"\nschool = \"Invented Primary\"\ntitle = \"Visits\"\nhead = \"head-teacher\"\n\
    [roles]\nhead-teacher = \"the head\"\n";

const HAZARD: &str = "[[assessment.hazard]]\nid = \"dog\"\nname = \"A dog\"\nclause = \"X-1\"\n\
    controls = [{ text = \"shut away\", clause = \"X-1\" }]\n";

fn policy(assessment: &str) -> Policy {
    let text = format!("{SCHOOL}{assessment}");
    load(&text).unwrap_or_else(|problems| panic!("{problems:?}\n{text}")).policy
}

fn typed(answers: &[(&str, &str)]) -> Typed {
    answers.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
}

/// Every question answered with what is given, or harmlessly.
fn fill(form: &Form<'_>, given: &[(&str, &str)]) -> Typed {
    let mut all = typed(given);
    while let Some((item, _, _)) = form.next(&all) {
        let last = item.key.rsplit('.').next().unwrap_or_default();
        let answer = match last {
            "conducted-by" => "pat",
            "next-review" | "by-when" => "2027-06-30",
            _ if item.kind == crate::policy::AnswerKind::YesNo => "yes",
            "before" | "after" | "rating" | "overall" => "L",
            _ => "none",
        };
        let answer = interview::read(&item, answer).unwrap_or_else(|e| panic!("{}: {e}", item.key));
        all.insert(item.key, answer);
    }
    all
}

fn keys(policy: &Policy, answers: &[(&str, &str)]) -> Vec<String> {
    with(policy, &Head::default(), |form| {
        form.items(&typed(answers)).into_iter().map(|i| i.key).collect()
    })
}

fn with<T>(policy: &Policy, head: &Head, look: impl Fn(&Form<'_>) -> T) -> T {
    let facts = Facts::new();
    look(&Form { policy, rules: policy.assessment.as_ref().unwrap(), facts: &facts, head })
}

/// What is recorded, and the rules that do not let it pass.
fn made(policy: &Policy, answers: &[(&str, &str)]) -> (Assessed, Vec<String>) {
    with(policy, &Head::default(), |form| {
        let assessed = form.finish(&fill(form, answers)).unwrap();
        let refused = form.findings(&assessed).into_iter().map(|f| f.rule).collect();
        (assessed, refused)
    })
}

fn higher(policy: &Policy, assessed: &Assessed) -> Option<bool> {
    let rules = policy.assessment.as_ref().unwrap();
    super::assessment::higher_risk(rules, assessed.overall.as_deref()?)
}

// The five shapes

#[test]
fn where_nothing_is_rated_no_rating_is_asked_and_the_risk_is_not_known() {
    let policy = policy(&format!("[assessment]\nclause = \"X-1\"\n{HAZARD}"));
    assert_eq!(keys(&policy, &[]), ["conducted-by", "hazard.dog.control.1", "next-review"]);
    let (assessed, refused) = made(&policy, &[]);
    assert_eq!(refused, Vec::<String>::new());
    assert_eq!((assessed.overall.as_ref(), assessed.points), (None, None));
    let hazard = &assessed.hazards[0];
    assert_eq!((hazard.counts(), hazard.controls[0].in_place), (None, Some(true)));
    assert_eq!(higher(&policy, &assessed), None, "not low: not known");
}

#[test]
fn arh_ra_col_4_a_single_rating_is_neither_before_nor_after() {
    let policy = policy(&format!(
        "[assessment]\nratings = [\"L\", \"M\", \"H\"]\nhigher-risk-from = \"H\"\nclause = \"X-1\"\n\
         column = [{}]\n{HAZARD}",
        ["hazard", "people-at-risk", "controls", "in-place", "rating", "further-action"]
            .map(|f| format!("{{ field = \"{f}\", clause = \"X-1\" }}"))
            .join(", ")
    ));
    let asked = [
        "conducted-by",
        "hazard.dog.people-at-risk",
        "hazard.dog.control.1",
        "hazard.dog.rating",
        "hazard.dog.further-action",
        "next-review",
    ];
    assert_eq!(keys(&policy, &[("hazard.dog.control.1", "no")]), asked, "no by-whom, no deadline");
    for (rating, risk) in [("L", false), ("M", false), ("H", true)] {
        let (assessed, _) = made(&policy, &[("hazard.dog.rating", rating)]);
        let hazard = &assessed.hazards[0];
        assert_eq!(hazard.rating.as_deref(), Some(rating));
        assert_eq!((&hazard.before, &hazard.after), (&None, &None), "ruling B1.25");
        assert_eq!(assessed.overall.as_deref(), Some(rating), "the worst of them");
        assert_eq!(higher(&policy, &assessed), Some(risk), "{rating}");
    }
}

#[test]
fn a_rating_chosen_directly_is_asked_before_and_after_where_no_columns_are_given() {
    let policy =
        policy(&format!("[assessment]\nratings = [\"low\", \"high\"]\nclause = \"X-1\"\n{HAZARD}"));
    let asked = [
        "conducted-by",
        "hazard.dog.before",
        "hazard.dog.control.1",
        "hazard.dog.after",
        "overall",
        "next-review",
    ];
    assert_eq!(keys(&policy, &[]), asked);
    for (overall, refused) in [("low", vec!["overall"]), ("high", vec![])] {
        let answers =
            [("hazard.dog.before", "high"), ("hazard.dog.after", "high"), ("overall", overall)];
        assert_eq!(made(&policy, &answers).1, refused, "{overall}");
    }
}

const PRODUCT: &str = "[assessment]\nratings = [\"L\", \"M\", \"H\"]\nclause = \"X-1\"\n\
    [assessment.score]\nhow = \"product\"\nclause = \"X-1\"\n\
    impact = { slight = 1, serious = 2, grave = 3 }\n\
    likelihood = { rare = 1, even = 2, likely = 3 }\n\
    band = [{ from = 1, rating = \"L\" }, { from = 3, rating = \"M\" }, { from = 6, rating = \"H\" }]\n";

#[test]
fn points_multiply_and_each_band_holds_from_its_first_point() {
    let policy = policy(&format!("{PRODUCT}{HAZARD}"));
    for (impact, likelihood, points, rating) in [
        ("slight", "rare", 1, "L"),
        ("slight", "even", 2, "L"),
        ("slight", "likely", 3, "M"),
        ("serious", "even", 4, "M"),
        ("serious", "likely", 6, "H"),
        ("grave", "even", 6, "H"),
        ("grave", "likely", 9, "H"),
    ] {
        let answers = [
            ("hazard.dog.impact", impact),
            ("hazard.dog.likelihood", likelihood),
            ("hazard.dog.impact-after", "slight"),
            ("hazard.dog.likelihood-after", "rare"),
            ("overall", "H"),
        ];
        let (assessed, refused) = made(&policy, &answers);
        let hazard = &assessed.hazards[0];
        assert_eq!((hazard.points, hazard.before.as_deref()), (Some(points), Some(rating)));
        assert_eq!((hazard.points_after, hazard.after.as_deref()), (Some(1), Some("L")));
        assert_eq!(refused, Vec::<String>::new());
    }
    let (_, refused) = made(
        &policy,
        &[
            ("hazard.dog.impact", "grave"),
            ("hazard.dog.likelihood", "likely"),
            ("hazard.dog.impact-after", "grave"),
            ("hazard.dog.likelihood-after", "even"),
            ("overall", "M"),
        ],
    );
    assert_eq!(
        refused,
        ["overall"],
        "what is worked out after the controls counts as what is chosen"
    );
}

/// Three questions of 0 to 2 points; on the inverted scale many points are little risk.
fn sum(bands: &str) -> Policy {
    let question = |id: &str| {
        format!(
            "[[question]]\nid = \"{id}\"\nat = \"assess\"\nask = \"{id}?\"\n\
             answer = [\"none\", \"some\", \"much\"]\npoints = {{ none = 0, some = 1, much = 2 }}\n\
             strength = \"should\"\nfix = \"ask\"\nclause = \"X-1\"\n"
        )
    };
    policy(&format!(
        "[assessment]\nratings = [\"L\", \"M\", \"H\"]\nhigher-risk-from = \"M\"\nclause = \"X-1\"\n\
         [assessment.score]\nhow = \"sum\"\nclause = \"X-1\"\nband = [{bands}]\n{}{}{}",
        question("one"),
        question("two"),
        question("three")
    ))
}

const RISING: &str =
    "{ from = 0, rating = \"L\" }, { from = 2, rating = \"M\" }, { from = 4, rating = \"H\" }";
const FALLING: &str =
    "{ from = 0, rating = \"H\" }, { from = 2, rating = \"M\" }, { from = 4, rating = \"L\" }";

#[test]
fn points_add_up_and_each_band_holds_from_its_first_point() {
    for (answers, points, rising, falling) in [
        (["none", "none", "none"], 0, "L", "H"),
        (["some", "none", "none"], 1, "L", "H"),
        (["some", "some", "none"], 2, "M", "M"),
        (["some", "some", "some"], 3, "M", "M"),
        (["much", "some", "some"], 4, "H", "L"),
        (["much", "much", "much"], 6, "H", "L"),
    ] {
        for (bands, rating) in [(RISING, rising), (FALLING, falling)] {
            let policy = sum(bands);
            let [one, two, three] = answers;
            let (assessed, refused) =
                made(&policy, &[("one", one), ("two", two), ("three", three)]);
            assert_eq!(assessed.points, Some(points));
            assert_eq!(assessed.overall.as_deref(), Some(rating), "{points} of {bands}");
            assert_eq!(assessed.counted.values().sum::<i64>(), points);
            assert_eq!(higher(&policy, &assessed), Some(rating != "L"));
            assert_eq!(refused, Vec::<String>::new());
        }
    }
    assert!(!keys(&sum(RISING), &[]).contains(&"overall".to_owned()), "worked out, never asked");
}

/// Unknown is danger on either scale: few points, and none at all, are a low risk on one of them.
#[test]
fn a_sum_with_an_answer_that_is_not_known_has_no_rating() {
    for bands in [RISING, FALLING] {
        let policy = sum(bands);
        let answers = [("one", "much"), ("two", NOT_KNOWN), ("three", "much")];
        let (assessed, _) = made(&policy, &answers);
        assert_eq!((assessed.points, assessed.overall.as_deref()), (None, None));
        assert_eq!(higher(&policy, &assessed), None);
        let uncounted = with(&policy, &Head::default(), |form| form.uncounted(&assessed));
        assert_eq!(uncounted, ["two"]);
    }
}

#[test]
fn points_below_the_lowest_band_are_refused_and_never_the_lowest_rating() {
    // No policy that loads has such a scale: the form does not rely on it.
    let mut policy = sum(RISING);
    let score = policy.assessment.as_mut().unwrap().score.as_mut().unwrap();
    score.bands = vec![(1, "L".to_owned()), (4, "H".to_owned())];
    let answers = |one| [("one", one), ("two", "none"), ("three", "none")];
    let (assessed, refused) = made(&policy, &answers("none"));
    assert_eq!(
        (assessed.points, assessed.overall, refused),
        (Some(0), None, vec!["score".to_owned()])
    );
    let (assessed, refused) = made(&policy, &answers("some"));
    assert_eq!((assessed.overall.as_deref(), refused.len()), (Some("L"), 0));
}

#[test]
fn a_rating_is_a_judgement_and_not_known_is_none() {
    let policy = policy(&format!("{PRODUCT}{HAZARD}"));
    with(&policy, &Head::default(), |form| {
        for item in form.items(&Typed::new()) {
            let judged = item.key.contains("impact")
                || item.key.contains("likelihood")
                || item.key.contains("control")
                || item.key.starts_with("extra.")
                || item.key == "overall";
            assert_eq!(item.judged, judged, "{}", item.key);
            if judged {
                assert!(interview::read(&item, NOT_KNOWN).is_err(), "{}", item.key);
            }
        }
    });
}

// What a rating wants beside it

const BANDS: &str = "[[assessment.band]]\nrating = \"L\"\nsays = \"watch\"\nclause = \"X-2\"\n\
    [[assessment.band]]\nrating = \"M\"\nsays = \"reduce\"\nneeds = \"review-note\"\nclause = \"X-2\"\n\
    [[assessment.band]]\nrating = \"H\"\nsays = \"act\"\nneeds = \"further-action\"\nclause = \"X-2\"\n";

#[test]
fn trap_43_a_rating_that_wants_further_action_is_refused_without_it() {
    let policy = policy(&format!(
        "[assessment]\nratings = [\"L\", \"M\", \"H\"]\nclause = \"X-1\"\n\
         column = [{{ field = \"hazard\", clause = \"X-1\" }}, {{ field = \"rating\", clause = \"X-1\" }}]\n\
         {BANDS}{HAZARD}"
    ));
    let action = "hazard.dog.further-action";
    let note = "hazard.dog.review-note";
    for (rating, wants) in [("L", None), ("M", Some(note)), ("H", Some(action))] {
        let asked = keys(&policy, &[("hazard.dog.rating", rating)]);
        for key in [action, note] {
            assert_eq!(asked.contains(&key.to_owned()), wants == Some(key), "{rating} {key}");
        }
        let Some(key) = wants else { continue };
        for (text, passes) in [
            ("ring first", true),
            ("none", false),
            ("None.", false),
            ("no", false),
            ("n/a", false),
            ("-", false),
            ("not known", false),
        ] {
            let (assessed, refused) = made(&policy, &[("hazard.dog.rating", rating), (key, text)]);
            assert_eq!(refused.is_empty(), passes, "{rating} {text}");
            let hazard = &assessed.hazards[0];
            let kept = hazard.further_action.as_ref().or(hazard.review_note.as_ref());
            assert_eq!(kept.is_some(), passes, "{text}");
        }
    }
}

#[test]
fn a_sum_wants_beside_the_whole_what_its_band_wants() {
    let mut policy = sum(RISING);
    let rules = policy.assessment.as_mut().unwrap();
    rules.bands = self::policy(&format!(
        "[assessment]\nratings = [\"L\", \"M\", \"H\"]\nclause = \"X-1\"\n{BANDS}"
    ))
    .assessment
    .unwrap()
    .bands;
    let low = [("one", "some"), ("two", "some"), ("three", "some")];
    let high = [("one", "much"), ("two", "some"), ("three", "some")];
    assert!(keys(&policy, &low).contains(&"overall.review-note".to_owned()));
    assert!(keys(&policy, &high).contains(&"overall.further-action".to_owned()));
    assert_eq!(made(&policy, &high).1, ["overall.further-action"]);
    let written = [high.as_slice(), &[("overall.further-action", "two go")]].concat();
    assert_eq!(made(&policy, &written).1, Vec::<String>::new());
}

// The head of the form

#[test]
fn what_the_records_know_is_copied_to_the_head_and_the_rest_is_asked() {
    let fields = [
        ("conducted-by", ""),
        ("job-titles", ""),
        ("date", ""),
        ("pupils", ""),
        ("contacts", ""),
        ("covered", "says = \"All staff\", "),
        ("visit-dates", ""),
        ("reason", ""),
    ];
    let header = fields.map(|(f, says)| format!("{{ field = \"{f}\", {says}clause = \"X-1\" }}"));
    let policy = policy(&format!(
        "[assessment]\nratings = [\"L\", \"H\"]\nclause = \"X-1\"\nheader = [{}]\n",
        header.join(", ")
    ));
    let asked = ["conducted-by", "job-titles", "covered", "reason", "overall"];
    assert_eq!(keys(&policy, &[]), asked, "no next review: the head does not have it");
    let day = Day::parse("2026-11-24").unwrap();
    let start = Moment::parse("2026-11-24T14:00:00+00:00").unwrap();
    let head = Head {
        family: "ahmed".to_owned(),
        pupils: vec!["Ali".to_owned()],
        contacts: vec!["Sara 07700 900456".to_owned()],
        visit_dates: vec![start],
        reason: Some("attendance".to_owned()),
        date: Some(day),
        ..Head::default()
    };
    let assessed = with(&policy, &head, |form| {
        let items = form.items(&Typed::new());
        assert!(!items.iter().any(|i| i.key == "reason"), "the plan says it");
        let covered = items.iter().find(|i| i.key == "covered").unwrap();
        for blank in ["", "  ", "as written", "As written"] {
            assert_eq!(interview::read(covered, blank).unwrap(), "All staff", "{blank:?}");
        }
        assert_eq!(interview::read(covered, "two of us").unwrap(), "two of us");
        form.finish(&fill(form, &[("job-titles", "head"), ("covered", "All staff")])).unwrap()
    });
    assert_eq!(assessed.job_titles.as_deref(), Some("head"));
    assert_eq!((assessed.date, assessed.visit_dates), (Some(day), vec![start]));
    assert_eq!((assessed.pupils, assessed.reason), (head.pupils, head.reason));
    assert_eq!((assessed.contacts, assessed.next_review), (head.contacts, None));
}

#[test]
fn without_a_head_the_form_records_no_field_of_one() {
    let policy = policy("[assessment]\nratings = [\"L\", \"H\"]\nclause = \"X-1\"\n");
    let head = Head { pupils: vec!["Ali".to_owned()], ..Head::default() };
    let assessed = with(&policy, &head, |form| form.finish(&fill(form, &[])).unwrap());
    assert!(assessed.pupils.is_empty());
    assert!(assessed.next_review.is_some(), "as ever");
}

// Hazards and controls added on the spot

#[test]
fn aet_a_ctx_2_hazards_and_controls_are_added_until_there_are_no_more() {
    let base = "[assessment]\nratings = [\"L\", \"H\"]\nclause = \"X-1\"\n";
    let closed = policy(&format!("{base}{HAZARD}"));
    assert!(!keys(&closed, &[]).iter().any(|k| k.contains("extra") || k.contains("more")));
    let open = policy(&format!("{base}extra = {{ clause = \"X-3\" }}\n{HAZARD}"));
    let more = "hazard.dog.more-controls";
    assert!(keys(&open, &[]).contains(&more.to_owned()));
    assert!(keys(&open, &[]).contains(&"extra.1".to_owned()));
    assert!(!keys(&open, &[("extra.1", "none")]).contains(&"extra.2".to_owned()));
    let answers = [
        (more, "ring ahead; meet outside ;"),
        ("hazard.dog.control.3", "no"),
        ("extra.1", "Ice on the path"),
        ("extra.1.controls", "grit; good shoes"),
        ("extra.1.before", "H"),
        ("extra.1.after", "H"),
        ("extra.2", "none"),
        ("overall", "H"),
    ];
    let (assessed, refused) = made(&open, &answers);
    assert_eq!(refused, Vec::<String>::new());
    let controls = |h: &AssessedHazard| -> Vec<(String, Option<bool>)> {
        h.controls.iter().map(|c| (c.control.clone(), c.in_place)).collect()
    };
    let listed = [("shut away", true), ("ring ahead", true), ("meet outside", false)];
    assert_eq!(
        controls(&assessed.hazards[0]),
        listed.map(|(c, there)| (c.to_owned(), Some(there)))
    );
    assert_eq!(assessed.hazards[1].hazard, "Ice on the path");
    assert_eq!(assessed.hazards[1].controls.len(), 2);
    let milder: Vec<_> =
        answers.iter().map(|(k, v)| if *k == "overall" { (*k, "L") } else { (*k, *v) }).collect();
    assert_eq!(made(&open, &milder).1, ["overall"], "an added hazard counts like a listed one");
}

// Records

fn entry(id: &str, after: &[&str], minute: i64, body: AssessmentEvent) -> Entry<AssessmentEvent> {
    let start = Moment::parse("2026-11-24T12:00:00+00:00").unwrap();
    let at = start.plus(Span::minutes(minute));
    Entry {
        id: id.to_owned(),
        after: after.iter().map(|s| (*s).to_owned()).collect(),
        at,
        typed: at,
        by: "office".to_owned(),
        clock_given: false,
        on_paper: None,
        body,
    }
}

fn record(entries: Vec<Entry<AssessmentEvent>>) -> Record<AssessmentEvent> {
    Record { id: "x".to_owned(), entries, doubtful: Vec::new(), damage: Vec::new() }
}

fn assess(overall: &str) -> AssessmentEvent {
    AssessmentEvent::Assess(Box::new(Assessed {
        overall: Some(overall.to_owned()),
        base: Some("regular".to_owned()),
        ..Assessed::default()
    }))
}

fn decide(proceed: bool) -> AssessmentEvent {
    AssessmentEvent::Decide {
        proceed,
        reason: "x".to_owned(),
        decided_by: "pat".to_owned(),
        role: "head-teacher".to_owned(),
        actions: Vec::new(),
        over: None,
        unmet: Vec::new(),
        duties: Vec::new(),
        given: None,
        seen: None,
    }
}

#[test]
fn a_school_wide_assessment_made_anew_is_not_authorised_by_a_decision_on_the_old_one() {
    let read = || AssessmentEvent::Read { who: "kay".to_owned() };
    let old = entry("a-1", &[], 0, assess("L"));
    let yes = entry("a-2", &["a-1"], 1, decide(true));
    let new = entry("a-3", &["a-2"], 2, assess("H"));
    let of = |entries: &[&Entry<AssessmentEvent>]| {
        let entries = entries.iter().map(|e| (*e).clone()).collect();
        Assessment::of_base("regular", &record(entries)).unwrap()
    };
    assert!(of(&[&old, &yes]).authorised());
    let anew = of(&[&old, &yes, &new]);
    assert_eq!((anew.authorised(), anew.assessed.overall.as_deref()), (false, Some("H")));
    // Decided on another machine, after the new one by the clock, by somebody who saw only the old one.
    let late = entry("b-1", &["a-2"], 3, decide(true));
    assert!(!of(&[&old, &yes, &new, &late]).authorised());
    let seen = entry("a-4", &["a-3"], 4, decide(true));
    assert!(of(&[&old, &yes, &new, &seen]).authorised());
    let by_kay = entry("a-5", &["a-2"], 5, read());
    assert!(of(&[&old, &yes, &new, &by_kay]).read_by.is_empty(), "the old one was read");
    assert_eq!(of(&[&old, &yes]).name(), "base:regular");
}

#[test]
fn a_no_that_a_yes_did_not_see_wins() {
    let made = entry("a-1", &[], 0, assess("L"));
    let no = entry("b-1", &["a-1"], 1, decide(false));
    for (after, authorised) in
        [(vec!["a-1"], false), (vec!["a-1", "b-1"], true), (vec!["b-1"], true)]
    {
        let yes = entry("a-2", &after, 2, decide(true));
        let record = record(vec![made.clone(), no.clone(), yes]);
        let found = Assessment::of("ahmed/2026-11-24-1a", &record).unwrap();
        assert_eq!(found.authorised(), authorised, "{after:?}");
    }
}

#[test]
fn whether_controls_are_in_place_is_not_known_where_the_form_does_not_ask() {
    let day = Day::parse("2026-11-24").unwrap();
    for (in_place, known) in [
        (vec![], Some(true)),
        (vec![Some(true)], Some(true)),
        (vec![Some(true), None], None),
        (vec![None, Some(false)], Some(false)),
    ] {
        let control = |in_place: &Option<bool>| AssessedControl {
            control: "x".to_owned(),
            in_place: *in_place,
            does_not_apply: None,
            by_whom: None,
            by_when: None,
        };
        let hazard = AssessedHazard {
            controls: in_place.iter().map(control).collect(),
            ..AssessedHazard::default()
        };
        let assessed = Assessed { hazards: vec![hazard], ..Assessed::default() };
        let made = AssessmentEvent::Assess(Box::new(assessed));
        let found = Assessment::of("x", &record(vec![entry("a-1", &[], 0, made)])).unwrap();
        assert_eq!(found.controls_in_place(day, day), known, "{in_place:?}");
    }
}

#[test]
fn an_assessment_written_before_there_were_other_forms_still_reads() {
    let old = r#"{"did": "assess", "family": "ahmed", "address": "ahmed", "conducted-by": ["pat"], "answers": {},
        "hazards": [{"hazard": "alone", "impact": "Minor", "likelihood": "Remote", "before": "L",
            "controls": [{"control": "two staff", "in-place": true}], "after": "L"}],
        "overall": "L", "next-review": "2027-06-30", "policy": "0123456789abcdef"}"#;
    let AssessmentEvent::Assess(read) = serde_json::from_str(old).unwrap() else { panic!() };
    assert_eq!(read.overall.as_deref(), Some("L"));
    assert_eq!(read.hazards[0].counts(), Some("L"));
    assert_eq!(read.hazards[0].controls[0].in_place, Some(true));
    let again = serde_json::to_value(AssessmentEvent::Assess(read)).unwrap();
    assert_eq!(
        again,
        serde_json::from_str::<serde_json::Value>(old).unwrap(),
        "and writes the same"
    );
    let decided = r#"{"did": "decide", "proceed": true, "reason": "x", "decided-by": "pat", "role": "principal"}"#;
    assert!(serde_json::from_str::<AssessmentEvent>(decided).is_ok());
}

#[test]
fn a_scale_with_a_hole_in_it_does_not_load() {
    let complaint = |from: &str, to: &str| {
        let sound = format!("{SCHOOL}{PRODUCT}{BANDS}");
        assert!(load(&sound).is_ok());
        assert!(sound.contains(from), "{from}");
        let problems = load(&sound.replacen(from, to, 1)).unwrap_err();
        problems.into_iter().map(|p| p.what).collect::<Vec<_>>().join("; ")
    };
    for (from, to, what) in [
        ("from = 1,", "from = 2,", "1 points are possible, and the lowest band begins at 2"),
        ("from = 3,", "from = 6,", "the bands are not in order"),
        ("rating = \"M\" }, {", "rating = \"Mid\" }, {", "`Mid` is not one of the ratings"),
        ("rating = \"H\"\nsays", "rating = \"X\"\nsays", "`X` is not one of the ratings"),
        ("impact = { slight = 1, serious = 2, grave = 3 }\n", "", "a product needs the points"),
        ("\"product\"", "\"sum\"", "no question of the assessment has any"),
    ] {
        let said = complaint(from, to);
        assert!(said.contains(what), "{to}: {said}");
    }
}
