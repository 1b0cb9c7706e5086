//! The assessment on paper: the empty form of each policy, and what is on record, as text and as a page of HTML. What a
//! browser makes of it is in [`crate::paper`].

use crate::harness::Place;
use crate::school::{Aspire, Park, answers, assess_file, ready, school};
use hv::domain::assessed::BegunFrom;
use hv::domain::events::{Assessed, AssessedControl, AssessedHazard, AssessmentEvent, Unmet};
use hv::policy::facts::Value;
use hv::policy::{Policy, Step, Strength};
use hv::store::{Key, NewEvent, Store};
use hv::when::{Day, Moment};
use insta::assert_snapshot;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

/// The policies that have an assessment.
const WITH_A_FORM: [&str; 4] =
    ["aspire", "alderman-richard-hallam", "washwood-heath", "cambridge-meridian"];

fn text_of(name: &str) -> String {
    hv::policy::as_suggested(hv::policy::shipped(name).unwrap())
}

fn policy(name: &str) -> Policy {
    hv::policy::load(&text_of(name)).unwrap().policy
}

/// A school with two families, under that policy.
pub(crate) fn under(name: &str) -> Place {
    let place = school(Park);
    place.write("policy.toml", &text_of(name));
    place
}

/// Words without blanks, so that it does not matter where a line was broken.
pub(crate) fn tight(text: &str) -> String {
    text.split_whitespace().collect()
}

/// What a page of HTML says, without its tags. The style sheet is no part of it.
fn told(html: &str) -> String {
    let (_, body) = html.split_once("<body>").unwrap();
    let texts = body.split('<').map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text));
    let text = texts.collect::<Vec<_>>().join(" ");
    let plain = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    plain.replace("&amp;", "&")
}

#[track_caller]
fn holds(text: &str, words: &str) {
    assert!(tight(text).contains(&tight(words)), "no {words:?} in\n{text}");
}

/// The file's own hash, which no snapshot can know beforehand.
fn hash(place: &Place, path: &str) -> String {
    let bytes = fs::read(place.folder().join(path)).unwrap();
    Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The family's form filled in, with a control that is not in place and one that does not apply.
pub(crate) fn filled() -> Place {
    let mut place = school(Aspire);
    place
        .hv("plan add ahmed --told-who --at 14:00 --for 45m --staff kay,lou --confirmed \"Mon, by phone\" \
             --reason planned --answer pattern=one-off --answer why-not-in-school=no \
             --answer child-in-danger-now=no --answer only-to-see-child-safe=no --answer visitors-agree=yes \
             --answer time-suits-family=yes --answer thought-about-who-goes=yes --answer pupil-carried=no")
        .done();
    let other = [
        ("hazard.alone.control.3", "no"),
        ("hazard.alone.control.3.by-whom", "Pat Head"),
        ("hazard.alone.control.3.by-when", "2026-11-24"),
        ("hazard.alone.control.4", "does-not-apply"),
        ("hazard.alone.control.4.why-not", "it is no higher-risk visit"),
        ("hazard.alone.impact", "Severe"),
        ("hazard.alone.likelihood", "Possible"),
        ("animal-risks", "not known"),
        ("extra.1", "Ice on the path"),
        ("extra.1.controls", "grit it"),
        ("extra.1.control.1", "yes"),
        ("extra.2", "none"),
    ];
    let given = answers(&mut place, "ahmed", &other);
    assess_file(&place, &given);
    place.hv("assess ahmed --answers ../answers.yaml").done();
    place
}

const PATH: &str = "families/ahmed/assessments/2026-11-24-1a.yaml";

// The empty form

#[test]
fn the_empty_form_of_aspire() {
    let run = under("aspire").hv("assess --blank").exits(0);
    assert_eq!(run.err, "");
    assert_snapshot!("blank_aspire", run.out);
}

#[test]
fn the_empty_form_of_alderman_richard_hallam() {
    let run = under("alderman-richard-hallam").hv("assess --blank").exits(0);
    assert_snapshot!("blank_hallam", run.out);
}

/// Nothing of the policy's is left out, on either page, and neither are the clauses.
#[test]
fn the_empty_form_has_everything_the_policy_asks_for() {
    for name in WITH_A_FORM {
        let policy = policy(name);
        let rules = policy.assessment.as_ref().unwrap();
        let mut place = under(name);
        let text = place.hv("assess --blank").exits(0).out;
        let html = place.hv("assess --blank --html -").exits(0).out;
        let questions = policy.questions.iter().filter(|q| q.at == Step::Assess);
        let mut wanted: Vec<(&str, &[String])> =
            questions.map(|q| (q.ask.as_str(), q.clauses.as_slice())).collect();
        wanted.extend(rules.hazards.iter().map(|h| (h.name.as_str(), h.clauses.as_slice())));
        let controls = rules.hazards.iter().flat_map(|h| &h.controls);
        wanted.extend(controls.map(|c| (c.text.as_str(), c.clauses.as_slice())));
        wanted.extend(rules.bands.iter().map(|b| (b.says.as_str(), b.clauses.as_slice())));
        assert!(wanted.len() > 1, "{name}");
        for page in [&text, &told(&html)] {
            for (words, clauses) in &wanted {
                holds(page, words);
                holds(page, &clauses.join(", "));
            }
            for field in &rules.header {
                holds(page, &field.clauses.join(", "));
            }
            for column in &rules.columns {
                holds(page, &column.clauses.join(", "));
            }
        }
        assert_eq!(
            text.contains("Next review"),
            rules.header.iter().any(|f| f.field == "next-review"),
            "{name}"
        );
        assert_eq!(text.contains("Another hazard:"), rules.extra.is_some(), "{name}");
    }
}

/// A hazard that is not always asked about is on the paper, which cannot know; it says when it applies.
#[test]
fn a_hazard_that_applies_at_times_says_when() {
    let run = under("aspire").hv("assess --blank").exits(0);
    let _said = run
        .says("7. Another agency asked for the visit [AET-A-R7] (only if another agency asked for the visit)")
        .says("12. What has been done about how remote it is? [AET-2.19] (only if the answer to question 11 is yes)");
}

#[test]
fn the_key_says_how_ratings_come_about_and_what_each_needs() {
    let _grid =
        under("aspire").hv("assess --blank").says("* Severe Probable: H Possible: M Remote: L");
    let _bands = under("alderman-richard-hallam")
        .hv("assess --blank")
        .says("* H Means: High: further action is required [ARH-RA-key, ARH-RA-col-5] Needs beside it: a further action")
        .says("if H: further action ____");
    for (shape, wanted) in [
        ("score-product", "The points of impact are multiplied with those of likelihood."),
        ("score-sum", "The points beside the answers are added up."),
    ] {
        let path = format!("{}/tests/clauses/shapes/{shape}.toml", env!("CARGO_MANIFEST_DIR"));
        let place = school(Park);
        place.write("policy.toml", &fs::read_to_string(path).unwrap());
        let mut place = place;
        let run = place.hv("assess --blank").exits(0).says(wanted).says("Rating, by points:");
        assert_eq!(run.text().contains("(counts "), shape == "score-sum");
    }
}

#[test]
fn with_a_family_the_head_is_copied_from_the_records() {
    let mut place = ready(Aspire);
    let run = place.hv("assess --blank ahmed").exits(0);
    let _said = run
        .says("Family: ahmed")
        .says("Pupils [AET-A-hdr-3]: Ali Ahmed")
        .says("Address [AET-A-hdr-4]: 12 Sample Street, Testford")
        .says("Parents and carers [AET-A-hdr-4]: Sara Ahmed 07700 900456")
        .says("Dates of visits [AET-A-hdr-7, AET-A-use-6]: Tue 24 Nov 2026 14:00")
        .says("Reason for the visit [AET-A-hdr-8]: planned")
        .says("Who was to go: Kay Invented (kay), Lou Made (lou)");
    place.hv("family change ahmed --caution \"a dog that bites=school nurse\"").done();
    let _careful = place.hv("assess --blank ahmed").says("!! CAUTION on record: a dog that bites");
    let mut hallam = under("alderman-richard-hallam");
    // This form has no field for it, and a paper that does not say whose it is ends up in the wrong file.
    let _head =
        hallam.hv("assess --blank bell").says("Pupils: Bea Bell").says("Address: 7 Example Road");
}

#[test]
fn a_school_wide_form_says_what_it_covers() {
    let mut place = under("alderman-richard-hallam");
    let _base = place
        .hv("assess --blank --base lone-working")
        .exits(0)
        .says("School-wide, for [ARH-aims-3, ARH-RA-H8b]: Lone working in general, for every home visit (lone-working)")
        .keeps_quiet_about("Family:");
    let _unknown = place
        .hv("assess --blank --base nonsense")
        .exits(2)
        .says("no school-wide assessment is called \"nonsense\"")
        .says("this policy has: lone-working, early-years");
}

#[test]
fn a_policy_without_an_assessment_has_no_form() {
    let _none = school(Park).hv("assess --blank").exits(2).says("hv makes none up");
    let _none = school(Park).hv("assess --blank --html -").exits(2).says("hv makes none up");
}

// Filled in

#[test]
fn the_form_of_aspire_filled_in() {
    let mut place = filled();
    place
        .hv("assess decide ahmed --proceed yes --reason \"controls hold\" --decided-by pat")
        .done();
    place.hv("assess read ahmed --who kay").done();
    let hash = hash(&place, PATH);
    let run = place.hv("assess --print ahmed").exits(0);
    let masked = run.out.replace(&hash, "SHA256").replace(&hash[..16], "SHORT");
    assert_snapshot!("filled_aspire", masked);
}

/// The paper has the rows of the form: what was filled in stands where the empty one has room.
#[test]
fn the_filled_in_form_has_every_row_of_the_empty_one() {
    let mut place = filled();
    let html = told(&place.hv("assess --print ahmed --html -").exits(0).out);
    let policy = policy("aspire");
    let rules = policy.assessment.as_ref().unwrap();
    for control in rules.hazards.iter().flat_map(|h| &h.controls) {
        holds(&html, &format!("{} [{}]", control.text, control.clauses.join(", ")));
    }
    for question in policy.questions.iter().filter(|q| q.at == Step::Assess) {
        holds(&html, &question.ask);
    }
}

#[test]
fn what_is_not_in_place_stands_out_in_words_and_weight() {
    let mut place = filled();
    let html = place.hv("assess --print ahmed --html -").exits(0).out;
    for words in ["NOT IN PLACE", "NOT KNOWN", "DOES NOT APPLY", "NOT DECIDED"] {
        assert!(html.contains(&format!("<strong class=\"loud\">{words}</strong>")), "{words}");
    }
    let _text = place
        .hv("assess --print ahmed")
        .says("- Two staff on every first visit [AET-A-R1.3] In place? NOT IN PLACE | By whom: Pat Head | By when: Tue 24 Nov 2026")
        .says("- Two staff on every higher-risk visit [AET-A-R1.4]; Does not apply, because: it is no higher-risk visit")
        .says("4. What risks come from animals? [AET-2.16] Answer: NOT KNOWN")
        .says("9. Ice on the path")
        .says("Rating before controls: M (Severe impact, Possible likelihood)");
}

/// A record that says everything that can be said: nothing of it may be missing on paper.
fn everything() -> Assessed {
    let control = |text: &str, in_place: Option<bool>| AssessedControl {
        control: text.to_owned(),
        in_place,
        does_not_apply: None,
        by_whom: None,
        by_when: None,
    };
    let text = |text: &str| Some(text.to_owned());
    Assessed {
        family: "ahmed".to_owned(),
        address: text("ahmed"),
        place: text("12 Sample Street, Testford"),
        conducted_by: vec!["pat".to_owned(), "gone".to_owned()],
        job_titles: text("principal"),
        date: Some(Day::parse("2026-11-20").unwrap()),
        pupils: vec!["Ali Ahmed".to_owned()],
        contacts: vec!["Sara Ahmed 07700 900456".to_owned()],
        covered: text("Everybody"),
        visit_dates: vec![Moment::parse("2026-11-24T14:00:00+00:00").unwrap()],
        crew: vec!["kay".to_owned(), "lou".to_owned()],
        from: Some(BegunFrom {
            assessment: "base:generic".to_owned(),
            made: Moment::parse("2026-09-01T09:00:00+01:00").unwrap(),
        }),
        reason: text("to talk about attendance"),
        answers: BTreeMap::from([
            ("hostility".to_owned(), Value::from(false)),
            ("remote-place".to_owned(), Value::from("not known")),
            ("old-question".to_owned(), Value::from("an old answer")),
        ]),
        sources: BTreeMap::from([
            ("hostility".to_owned(), "school nurse, 12 Nov".to_owned()),
            ("hazard.hostile.impact".to_owned(), "police, 13 Nov".to_owned()),
        ]),
        left_out: BTreeMap::from([
            ("animal-risks".to_owned(), "no home is entered".to_owned()),
            ("old-left-out".to_owned(), "it was asked no more".to_owned()),
        ]),
        counted: BTreeMap::from([("hostility".to_owned(), 3)]),
        hazards: vec![
            AssessedHazard {
                hazard: "infection".to_owned(),
                does_not_apply: text("nobody goes in"),
                ..AssessedHazard::default()
            },
            AssessedHazard {
                hazard: "hostile".to_owned(),
                people_at_risk: text("those who knock"),
                impact: text("Major"),
                likelihood: text("Remote"),
                points: Some(9),
                before: text("M"),
                impact_after: text("Minor"),
                likelihood_after: text("Possible"),
                points_after: Some(2),
                after: text("L"),
                further_action: text("ring ahead of the visit"),
                review_note: text("in spring, by the principal"),
                controls: vec![
                    control("End the visit at any aggression or threat", None),
                    control("A control of an older policy", Some(false)),
                ],
                ..AssessedHazard::default()
            },
        ],
        points: Some(11),
        overall: text("H"),
        further_action: text("tell the trust"),
        review_note: text("after the first visit"),
        next_review: Some(Day::parse("2027-06-30").unwrap()),
        policy: "0123456789abcdef".to_owned(),
        unmet: vec![Unmet {
            rule: "worse".to_owned(),
            strength: Strength::Should,
            says: "A rating is worse after its controls.".to_owned(),
            clauses: vec!["AET-A-col-7".to_owned()],
            reason: "the controls came to nothing".to_owned(),
        }],
        ..Assessed::default()
    }
}

/// Writes a record as a newer hv, or another machine, would.
fn put(place: &Place, id: &str, assessed: Assessed) {
    let store = Store::open(&place.folder(), None).unwrap().on("another machine");
    let event = NewEvent {
        at: place.now(),
        typed: place.now(),
        by: "pat".to_owned(),
        clock_given: false,
        on_paper: None,
        body: AssessmentEvent::Assess(Box::new(assessed)),
    };
    store.append(&Key::assessment(id).unwrap(), event).unwrap();
}

#[test]
fn nothing_on_record_is_left_out() {
    let mut place = school(Aspire);
    put(&place, "ahmed/2026-11-24-1a", everything());
    let text = place.hv("assess --print ahmed").exits(0).out;
    let html = told(&place.hv("assess --print ahmed --html -").exits(0).out);
    for words in [
        "Assessed by [AET-A-hdr-1]: Pat Head (pat), gone",
        "Job titles [AET-A-hdr-1]: principal",
        "Fri 20 Nov 2026",
        "Everybody",
        "Tue 24 Nov 2026 14:00",
        "Who was to go: Kay Invented (kay), Lou Made (lou)",
        "Begun from: base:generic, made Tue 1 Sep 2026 09:00",
        "to talk about attendance",
        "school nurse, 12 Nov",
        "Source of hazard.hostile.impact: police, 13 Nov",
        "LEFT OUT, and so not known; because: no home is entered",
        "old-left-out: LEFT OUT, and so not known; because: it was asked no more",
        "old-question: an old answer",
        "counts 3",
        "8. Catching an infectious disease [AET-A-R8]; DOES NOT APPLY; because: nobody goes in",
        "Who might be harmed: those who knock",
        "M (Major impact, Remote likelihood, 9 points)",
        "L (Minor impact, Possible likelihood, 2 points)",
        "Further action: ring ahead of the visit",
        "Looked at again: in spring, by the principal",
        "In place? not answered",
        "A control of an older policy",
        "NOT IN PLACE | By whom: NOBODY NAMED | By when: NO DATE",
        "Overall: H (11 points in all); Counts as HIGHER RISK under this policy",
        "Further action: tell the trust",
        "Looked at again: after the first visit",
        "Next review [AET-A-hdr-6]: Wed 30 Jun 2027",
        "A WARNING WAS ACCEPTED; A rating is worse after its controls. the controls came to nothing [AET-A-col-7]",
        "1. Staff are alone and at more risk [AET-A-R1]; NOT ASSESSED",
        "1. What risks come from the pupil? [AET-2.16] Answer: NOT ANSWERED",
        "11. Is the home remote or hidden from view? [AET-2.19] Answer: NOT KNOWN",
        "The policy has changed since: this was made under 0123456789abcdef",
    ] {
        holds(&text, words);
        // The page says the same; only what parts the pieces is layout there.
        let joined = |text: &str| tight(text).replace([';', ':', '(', ')', '|', '-', '?'], "");
        for piece in words.split(['|', ';', '?']) {
            let (_, value) = piece.rsplit_once(": ").unwrap_or(("", piece));
            assert!(joined(&html).contains(&joined(value)), "no {value:?} in the page\n{html}");
        }
    }
}

#[test]
fn a_doubtful_record_says_so_before_anything_else() {
    let mut place = filled();
    place.hv("assess decide ahmed --proceed yes --reason fine --decided-by pat").done();
    place.edit(PATH, "\"by-whom\": \"Pat Head\"", "\"by-whom\": \"Pat Hood\"");
    let refused = place.hv("assess --print ahmed");
    // The line that says what was assessed cannot be trusted, so there is nothing to print; it is said why.
    let _why = refused.exits(3).says("the record of ahmed/2026-11-24-1a cannot be read");
    let mut place = filled();
    place.hv("assess decide ahmed --proceed yes --reason fine --decided-by pat").done();
    place.edit(PATH, "\"reason\": \"fine\"", "\"reason\": \"good\"");
    let run = place.hv("assess --print ahmed").exits(0);
    let top: String = run.out.lines().take(12).collect::<Vec<_>>().join("\n");
    holds(&top, "!! IN DOUBT: this record cannot be trusted as it stands");
    holds(&top, "its check does not agree");
    let _foot = run.says("Signature: IN DOUBT, see the first page; not decided");
    let html = place.hv("assess --print ahmed --html -").exits(0).out;
    assert!(html.contains("<p class=\"alert\">IN DOUBT: "), "{html}");
}

/// The names of hazards are the policy's; without one the record is printed all the same.
#[test]
fn a_record_is_printed_even_if_the_policy_cannot_be_read() {
    let mut place = filled();
    place.write("policy.toml", "nonsense");
    let _said = place
        .hv("assess --print ahmed")
        .exits(0)
        .says("printed without the policy")
        .says("!! The school's policy cannot be read")
        .says("1. alone")
        .says("NOT IN PLACE | By whom: Pat Head")
        .says("Look at before signing: 1 control NOT IN PLACE, 1 answer NOT KNOWN.")
        .says("animal-risks: NOT KNOWN");
    place.write("policy.toml", &text_of("hunsbury-park"));
    let _said = place.hv("assess --print ahmed").exits(0).says("has no risk assessment any more");
}

#[test]
fn an_assessment_is_meant_as_everywhere_else() {
    let mut place = filled();
    let _id =
        place.hv("assess --print ahmed/2026-11-24-1a").exits(0).says("Record: ahmed/2026-11-24-1a");
    let _none = place.hv("assess --print bell").exits(2).says("there is no assessment of bell");
    let _which = place.hv("assess --print").exits(2).says("--print: which assessment?");
    let _base = place.hv("assess --print base:generic").exits(2).says("hv assess --base generic");
    let _both = place.hv("assess --blank --print ahmed").exits(2).says("cannot be used with");
    let _idle = place.hv("assess ahmed --html x.html").exits(2).says("--blank");
    let _mixed = place.hv("assess --blank ahmed --answer a=b").exits(2).says("cannot be used with");
}

#[test]
fn json_of_a_printed_assessment_is_that_of_show() {
    let mut place = filled();
    let printed = place.hv("assess --print ahmed --json").exits(0).json();
    let shown = place.hv("show ahmed/assessments/2026-11-24-1a --json").exits(0).json();
    assert_eq!(printed, shown);
    let _paper = place.hv("assess --blank --json").exits(2).says("hv assess FAMILY --keys --json");
    let _two = place.hv("assess --print ahmed --json --html -").exits(2).says("one of them");
}

// The foot

/// Text and page say the same of how far a signature holds, and the hash is that of the file.
#[track_caller]
fn foot(place: &mut Place, typed: &str, path: &str, wanted: &[&str]) {
    let hash = hash(place, path);
    let text = place.hv(&format!("assess --print {typed}")).exits(0).out;
    let html = place.hv(&format!("assess --print {typed} --html -")).exits(0).out;
    let (_, end) = text.split_once("Foot of the page\n").unwrap();
    let (style, page) = html.split_once("</style>").unwrap();
    let (_, last) = page.split_once("<footer>").unwrap();
    for text in [end, &told(&format!("<body>{last}"))] {
        holds(text, &hash);
        holds(text, path);
        for words in wanted {
            holds(text, words);
        }
    }
    // At the foot of every sheet the same stands in the style sheet, letter by letter.
    let spelt = unspelt(style);
    holds(&spelt, &format!("sha-256 {hash}"));
    holds(&spelt, &format!("In short {}", &hash[..16]));
    holds(&spelt, wanted[0]);
}

/// `\00002D ` is `-`.
fn unspelt(style: &str) -> String {
    let mut text = String::new();
    let mut rest = style;
    while let Some((before, after)) = rest.split_once('\\') {
        text += before;
        let number = after.get(..6).and_then(|n| u32::from_str_radix(n, 16).ok());
        let letter = number.and_then(char::from_u32);
        text.extend(letter);
        rest = if letter.is_some() { &after[7..] } else { after };
    }
    text + rest
}

#[test]
fn the_foot_says_how_far_a_signature_holds() {
    let mut place = filled();
    foot(&mut place, "ahmed", PATH, &["not decided"]);
    place.hv("assess decide ahmed --proceed no --reason \"not yet\" --decided-by pat").done();
    let _no =
        place.hv("assess --print ahmed").says("!! The decision is NO: the visit may not go ahead.");
    place
        .hv("assess decide ahmed --proceed yes --reason \"controls hold\" --decided-by pat --because \"no-before=it was too early\"")
        .done();
    let decided = "decided YES by Pat Head (pat) (the principal) on Tue 24 Nov 2026";
    let typed = "as typed into hv by office: it rests on a name typed, not on a signature";
    foot(&mut place, "ahmed", PATH, &[decided, typed, "nothing was added"]);
    let _both = place
        .hv("assess --print ahmed")
        .says("decided NO by Pat Head (pat), the principal: not yet")
        .says("May the visit go ahead? YES, it may go ahead")
        .says("BUT IT MAY NO LONGER HOLD: see the first page Reason: controls hold");
    place.hv("assess read ahmed --who kay").done();
    place.hv("assess review ahmed --found \"a new dog\" --void --reviewed-by dee").done();
    let added = "reviewed by Dee Safe (dee): a new dog; NO LONGER STANDS";
    foot(&mut place, "ahmed", PATH, &[decided, "read by Kay Invented (kay)", added]);
    let _void = place
        .hv("assess --print ahmed")
        .says("!! NO LONGER STANDS")
        .says("BUT THIS IS NO PERMISSION");
}

/// A school-wide assessment is made anew in its own record: what was decided before is not about the new one.
#[test]
fn a_decision_on_the_one_before_is_none_on_this_one() {
    let mut place = school(Aspire);
    let make = |place: &mut Place| {
        let given = answers(place, "--base generic", &[]);
        assess_file(place, &given);
        place.hv("assess --base generic --answers ../answers.yaml --restart").done();
    };
    make(&mut place);
    place.hv("assess decide base:generic --proceed yes --reason fine --decided-by pat").done();
    let path = "assessments/generic.yaml";
    foot(&mut place, "base:generic", path, &["decided YES by Pat Head (pat)"]);
    make(&mut place);
    let replaced = "not decided; the decision that is in the same record was on the assessment before this one";
    foot(&mut place, "base:generic", path, &[replaced]);
    let _lines = place
        .hv("assess --print --base generic")
        .exits(0)
        .says("On record: NOT DECIDED")
        .says("2 lines more in this record, about the assessment that this one replaced");
}

#[test]
fn where_nobody_has_to_decide_the_page_says_so() {
    let mut place = under("cambridge-meridian");
    let _blank = place
        .hv("assess --blank")
        .exits(0)
        .says("Under this policy nobody has to decide on it.")
        .keeps_quiet_about("May the visit go ahead?");
    place.hv("assess bell --answer conducted-by=kay --answer concern-beforehand=no").done();
    let path = "families/bell/assessments/2026-11-24-1a.yaml";
    foot(&mut place, "bell", path, &["not decided; under this policy nobody has to decide on it"]);
}

// Other people's words

/// Names that mean something to a browser, a terminal or a printer.
pub(crate) const HOSTILE: &str =
    "<script>alert(1)</script> & \u{202e}gnorts\u{1b}[2J O'Neil\u{0} 😀 陳";

fn hostile() -> Place {
    let mut place = school(Aspire);
    let mut assessed = everything();
    assessed.pupils = vec![HOSTILE.to_owned(), "</style></body><img src=x>".to_owned()];
    assessed.answers.insert("pupil-risks".to_owned(), Value::from(HOSTILE));
    assessed.answers.insert(HOSTILE.to_owned(), Value::from(HOSTILE));
    assessed.conducted_by = vec![HOSTILE.to_owned()];
    assessed.reason = Some("\"><a href='http://example.org'>x</a>".to_owned());
    assessed
        .hazards
        .push(AssessedHazard { hazard: HOSTILE.to_owned(), ..AssessedHazard::default() });
    put(&place, "ahmed/2026-11-24-1a", assessed);
    let store = Store::open(&place.folder(), None).unwrap().on("another machine");
    let decide = AssessmentEvent::Decide {
        proceed: true,
        reason: HOSTILE.to_owned(),
        decided_by: "</style><script>\"}\\".to_owned(),
        role: "principal".to_owned(),
        actions: vec![HOSTILE.to_owned()],
        over: None,
        unmet: Vec::new(),
        duties: Vec::new(),
        given: None,
        seen: None,
    };
    let (at, by) = (place.now(), HOSTILE.to_owned());
    let event = NewEvent { at, typed: at, by, clock_given: false, on_paper: None, body: decide };
    store.append(&Key::assessment("ahmed/2026-11-24-1a").unwrap(), event).unwrap();
    place.clock("12:00");
    place
}

#[test]
fn what_a_record_holds_never_becomes_a_tag_a_style_or_a_command() {
    let mut place = hostile();
    let html = place.hv("assess --print ahmed --html -").exits(0).out;
    for forbidden in ["<script", "<img", "<a ", "\u{202e}", "\u{1b}", "\u{0}"] {
        assert!(!html.contains(forbidden), "{forbidden:?}");
    }
    assert_eq!(html.matches("<style>").count(), 1);
    assert_eq!(html.matches("</style>").count(), 1);
    let page = told(&html);
    holds(&page, "<script>alert(1)</script> & ‹U+202E›gnorts‹U+001B›[2J O'Neil‹U+0000› 😀 陳");
    holds(&page, "</style></body><img src=x>");
    balanced(&html);
    let text = place.hv("assess --print ahmed").exits(0);
    assert!(!text.out.contains(['\u{202e}', '\u{0}']));
    let _shown = text.says("‹U+202E›gnorts‹U+001B›[2J");
}

/// Nothing is fetched, nothing runs, and a browser is told so as well.
#[test]
fn the_page_is_whole_in_itself() {
    let mut place = filled();
    for line in ["assess --blank --html -", "assess --print ahmed --html -"] {
        let html = place.hv(line).exits(0).out;
        assert!(
            html.starts_with("<!DOCTYPE html><html lang=\"en-GB\"><head><meta charset=\"utf-8\">")
        );
        let csp = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">";
        assert!(html.contains(csp));
        assert!(html.contains("<title>Risk assessment of home visits</title>"));
        assert!(html.contains("Confidential"));
        for forbidden in [
            "<script", "<link", "<img", "<iframe", "src=", "href=", "url(", "@import", "http:",
            "https:",
        ] {
            assert_eq!(html.find(forbidden), None, "{forbidden}");
        }
        for wanted in [
            "@page { size: A4;",
            "display: table-header-group",
            "break-inside: avoid",
            "table-layout: fixed",
            "overflow-wrap: anywhere",
        ] {
            assert!(html.contains(wanted), "{wanted}");
        }
        let headings = html.matches("<th").count() - html.matches("<thead").count();
        assert_eq!(html.matches("<th scope=").count(), headings, "a heading that names nothing");
        assert!(html.matches("<h1>").count() == 1 && html.matches("<h2>").count() > 4);
        balanced(&html);
    }
}

/// Every tag that is opened is closed, in order, and every row of a table has as many cells as it has columns.
#[track_caller]
fn balanced(html: &str) {
    const EMPTY: [&str; 3] = ["meta", "col", "!DOCTYPE"];
    let mut open: Vec<&str> = Vec::new();
    let mut rest = html;
    while let Some((text, after)) = rest.split_once('<') {
        assert!(!text.contains('>') || open.last() == Some(&"style"), "a stray > in {text:?}");
        let (tag, after) = after.split_once('>').unwrap();
        rest = after;
        let name = tag.split(' ').next().unwrap();
        if let Some(name) = name.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "closed in another order");
        } else if !EMPTY.contains(&name) {
            open.push(name);
        }
        assert_eq!(tag.matches('"').count() % 2, 0, "an attribute that does not end: {tag}");
    }
    assert!(open.is_empty(), "never closed: {open:?}");
    for table in html.split("<table>").skip(1) {
        let (table, _) = table.split_once("</table>").unwrap();
        let columns = table.matches("<col style").count();
        assert!(columns > 1);
        for group in table.split("<tbody").skip(1) {
            let rows = group.matches("<tr>").count();
            let spans = |cell: &str| {
                let (_, after) = cell.split_once("rowspan=\"")?;
                after.split_once('"')?.0.parse::<usize>().ok()
            };
            let starts = group.split("<t").filter(|t| t.starts_with(['d', 'h']));
            let covered: usize =
                starts.map(|t| spans(t.split('>').next().unwrap()).unwrap_or(1)).sum();
            assert_eq!(covered, rows * columns, "{group}");
        }
    }
}

// The file

#[test]
fn the_page_goes_into_a_new_file_that_only_its_owner_reads() {
    let mut place = filled();
    let out = place.path().join("form.html");
    let written = place.hv("assess --blank --html ../form.html").exits(0);
    assert_eq!(written.out, "");
    let _where = written.says("Written to PLACE/form.html.").says("It is confidential");
    let mode = fs::metadata(&out).unwrap().permissions().mode() & 0o7777;
    assert_eq!(mode, 0o600);
    let page = fs::read_to_string(&out).unwrap();
    assert!(page.ends_with("</html>"), "all of it");
    let _there = place
        .hv("assess --print ahmed --html ../form.html")
        .exits(2)
        .says("PLACE/form.html is there already, and stays as it is");
    assert_eq!(fs::read_to_string(&out).unwrap(), page);
    std::os::unix::fs::symlink("/dev/null", place.path().join("link.html")).unwrap();
    let _link = place.hv("assess --blank --html ../link.html").exits(2).says("is there already");
    let _lost =
        place.hv("assess --blank --html ../no/form.html").exits(2).says("there is no folder");
    let _folder = place.hv("assess --blank --html ..").exits(2).says("not the name of a file");
}

/// In the record folder it would be taken for a record, and git would carry it on.
#[test]
fn nothing_is_put_into_the_record_folder() {
    let mut place = filled();
    let before = place.tree();
    std::os::unix::fs::symlink(place.folder(), place.path().join("other")).unwrap();
    for file in ["form.html", "families/ahmed/form.html", "../other/form.html", "local/form.html"] {
        let _refused = place
            .hv(&format!("assess --blank --html {file}"))
            .exits(2)
            .says("lies in the record folder");
    }
    let _text = place.hv("assess --print ahmed").exits(0);
    assert_eq!(place.tree(), before, "printing records nothing");
}

/// Half a form would be taken for a whole one.
#[test]
fn a_page_that_cannot_be_written_is_said_and_leaves_nothing() {
    let place = filled();
    let now = place.now().rfc3339();
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut program = place.program();
    let output =
        program.args(["assess", "--blank", "--html", "-", "--now", &now]).stdout(full).output();
    assert_eq!(output.unwrap().status.code(), Some(3));
    // No file may grow beyond 4 KB here, as on a disk with no more room.
    let hv = place.program();
    let script = format!(
        "trap '' XFSZ; ulimit -f 8; exec {} assess --blank --html ../form.html --now {now}",
        hv.get_program().display()
    );
    let mut limited = Command::new("sh");
    limited.args(["-c", &script]).env_clear().current_dir(place.folder());
    let output = limited.env("HOME", place.path().join("home")).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("the page could not be written to"), "{said}");
    assert!(!place.path().join("form.html").exists(), "half a form is left");
}

/// What was noted since it was made stands on the paper as well: a new risk, and a control put in place.
#[test]
fn aet_2_15c_what_was_noted_since_is_on_paper() {
    let mut place = ready(Aspire);
    let open = [
        ("hazard.alone.control.2", "no"),
        ("hazard.alone.control.2.by-whom", "pat"),
        ("hazard.alone.control.2.by-when", "2026-11-24"),
    ];
    crate::school::assess(&mut place, "ahmed", &open);
    crate::school::authorise(&mut place, "ahmed");
    let _open = place
        .hv("assess --print ahmed")
        .exits(0)
        .says("1 control NOT IN PLACE")
        .keeps_quiet_about("NEW RISK");
    place.hv("assess control ahmed alone.2 --in-place --by-whom pat").done();
    place.hv("assess risk ahmed \"a lodger\" --source \"neighbour, by phone\"").done();
    let _since = place
        .hv("assess --print ahmed")
        .exits(0)
        .says("NEW RISK, and no review of it: a lodger (neighbour, by phone; noted")
        .says("not when it was made; in place since")
        .says("BUT A RISK WAS NOTED THAT THIS WAS NOT DECIDED ON")
        .keeps_quiet_about("control NOT IN PLACE");
}

/// A signed page that is no longer true says so where it says yes.
#[test]
fn a_page_says_what_stands_against_it_today_and_what_has_replaced_it() {
    let mut place = ready(Aspire);
    let _holds = place.hv("assess --print ahmed").exits(0).keeps_quiet_about("NO LONGER HOLD");
    place.set_now("2026-11-25T09:00:00+00:00");
    place.hv("family change ahmed --caution \"a dog=neighbour\"").done();
    let _stale = place
        .hv("assess --print ahmed")
        .exits(0)
        .says("MAY NO LONGER HOLD: ")
        .says("YES, it may go ahead")
        .says("BUT IT MAY NO LONGER HOLD: see the first page");
    crate::school::assess(&mut place, "ahmed", &[]);
    let _replaced = place
        .hv("assess --print ahmed/2026-11-24-1a")
        .exits(0)
        .says("MAY NO LONGER HOLD: REPLACED by ahmed/2026-11-25-1a")
        .says("BUT IT MAY NO LONGER HOLD");
}
