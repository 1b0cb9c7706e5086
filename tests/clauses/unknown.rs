//! "Not known" is an answer on every assessment form, and never taken for no: no rule of any later step lets pass what
//! some answer would have stopped. And a day on which something was done is not still to come.

use crate::aspire::ASPIRE;
use crate::hallam::HALLAM;
use crate::meridian::MERIDIAN;
use crate::shapes::SMALL;
use crate::washwood::WASHWOOD;
use crate::world::{POLICIES, School, World};
use hv::domain::gate;
use hv::policy::facts::{Condition, Facts, Test, Truth, Value};
use hv::policy::{AnswerKind, Policy, Question, Step};
use std::collections::BTreeSet;

fn policies() -> impl Iterator<Item = (&'static str, Policy)> {
    POLICIES.iter().map(|(_, name)| {
        let text = hv::policy::as_suggested(hv::policy::shipped(name).unwrap());
        (*name, hv::policy::load(&text).unwrap().policy)
    })
}

/// A rule at some later step, and every condition it has.
struct Later<'p> {
    /// `gate agency-reason-given`, `question police-go-along`.
    rule: String,
    conditions: Vec<&'p Condition>,
    /// Does it stop or ask anything in these circumstances?
    bites: Box<dyn Fn(&Facts) -> bool + 'p>,
}

/// Every rule of the policy that looks at what was answered on the assessment, wherever it stands.
fn later(policy: &Policy) -> Vec<Later<'_>> {
    let mut all = Vec::new();
    for gate in &policy.gates {
        all.push(Later {
            rule: format!("gate {}", gate.id),
            conditions: vec![&gate.when, &gate.demand],
            bites: Box::new(|f| {
                gate.when.holds(f) != Truth::False && gate.demand.holds(f) != Truth::True
            }),
        });
    }
    for question in policy.questions.iter().filter(|q| q.at != Step::Assess) {
        all.push(Later {
            rule: format!("question {}", question.id),
            conditions: vec![&question.when],
            bites: Box::new(|f| gate::applies(policy, question, f)),
        });
    }
    let others = policy.contact.calls.iter().map(|c| (format!("call {}", c.id), &c.when));
    let duties = policy.duties.iter().map(|d| (format!("duty {}", d.id), &d.when));
    for (rule, when) in others.chain(duties) {
        let bites = Box::new(|f: &Facts| when.holds(f) != Truth::False);
        all.push(Later { rule, conditions: vec![when], bites });
    }
    all
}

/// Every value that the conditions compare a fact with, and one that they do not.
fn values(name: &str, conditions: &[&Condition]) -> BTreeSet<Value> {
    fn look(name: &str, condition: &Condition, all: &mut BTreeSet<Value>) {
        match condition {
            Condition::Fact(fact, test) if fact == name => match test {
                Test::Is(value) | Test::IsNot(value) => drop(all.insert(value.clone())),
                Test::OneOf(values) => all.extend(values.iter().cloned()),
                Test::AtLeast(n) | Test::AtMost(n) => {
                    all.extend([n - 1, *n, n + 1].map(Value::Number));
                }
                Test::AtLeastFact(_) | Test::AtMostFact(_) => {
                    all.extend([0, 1, 2].map(Value::Number));
                }
            },
            Condition::Always | Condition::Fact(..) => {}
            Condition::All(parts) | Condition::Any(parts) => {
                for part in parts {
                    look(name, part, all);
                }
            }
            Condition::Not(part) => look(name, part, all),
        }
    }
    let mut all = BTreeSet::new();
    for condition in conditions {
        look(name, condition, &mut all);
    }
    if all.iter().any(|v| matches!(v, Value::Bool(_))) {
        all.extend([true, false].map(Value::Bool));
    }
    if all.iter().any(|v| matches!(v, Value::Text(_))) {
        all.insert("something else".into());
    }
    all
}

/// Every way the other facts of the rule can be, not known among them.
fn circumstances(names: &[&str], conditions: &[&Condition]) -> Vec<Facts> {
    let mut all = vec![Facts::new()];
    for name in names {
        let values = values(name, conditions);
        let with = |facts: &Facts, value: &Value| {
            let mut facts = facts.clone();
            facts.set(name, value.clone());
            facts
        };
        let more: Vec<Facts> =
            all.iter().flat_map(|f| values.iter().map(move |v| with(f, v))).collect();
        all.extend(more);
    }
    all
}

/// In every circumstance in which some answer makes the rule bite, no answer makes it bite too.
#[track_caller]
fn not_known_bites(rule: &Later<'_>, id: &str, names: &BTreeSet<&str>) {
    let others: Vec<&str> = names.iter().copied().filter(|n| *n != id).collect();
    for facts in circumstances(&others, &rule.conditions) {
        let mut in_vain = facts.clone();
        in_vain.asked_in_vain(id);
        let answered = |value: Value| {
            let mut answered = facts.clone();
            answered.set(id, value);
            answered
        };
        if values(id, &rule.conditions).into_iter().any(|v| (rule.bites)(&answered(v))) {
            assert!((rule.bites)(&in_vain), "{} {id}: {facts:?}", rule.rule);
            assert!((rule.bites)(&facts), "{} {id}, never asked: {facts:?}", rule.rule);
        }
    }
}

/// Whatever else is the case: where the answer would stop or ask anything, "not known" does, and so does a question
/// that the assessment on file never asked.
#[test]
fn not_known_on_the_form_stops_at_every_later_step_whatever_some_answer_would_stop() {
    let mut seen = Vec::new();
    for (name, policy) in policies() {
        let assessed: Vec<&Question> =
            policy.questions.iter().filter(|q| q.at == Step::Assess).collect();
        for rule in later(&policy) {
            let names: BTreeSet<&str> = rule.conditions.iter().flat_map(|c| c.mentions()).collect();
            for question in assessed.iter().filter(|q| names.contains(q.id.as_str())) {
                seen.push(format!("{name}: {} looks at {}", rule.rule, question.id));
                not_known_bites(&rule, &question.id, &names);
            }
        }
    }
    assert_eq!(seen, LOOKED_AT, "a rule that looks at the assessment has a line here");
}

/// Every rule of the five that looks at an answer of the assessment.
const LOOKED_AT: &[&str] = &[
    "aspire: gate agency-reason-given looks at agency-reason",
    "aspire: gate advice-sought looks at concerns-remain",
    "aspire: gate advice-sought looks at advice-from",
    "alderman-richard-hallam: gate assessment-discussed looks at discussed",
    "alderman-richard-hallam: gate assessment-discussed looks at undiscussed-allowed-by",
    "alderman-richard-hallam: gate alone-on-assessment looks at goes-alone",
    "cambridge-meridian: gate concern-discussed looks at concern-beforehand",
    "cambridge-meridian: gate concern-discussed looks at precaution",
    "cambridge-meridian: gate joint-as-decided looks at concern-beforehand",
    "cambridge-meridian: gate joint-as-decided looks at precaution",
    "cambridge-meridian: question police-go-along looks at concern-beforehand",
    "cambridge-meridian: question police-go-along looks at precaution",
    "cambridge-meridian: question precaution-taken looks at concern-beforehand",
    "cambridge-meridian: question precaution-taken looks at precaution",
    "cambridge-meridian: question address-said-aloud looks at concern-beforehand",
    "cambridge-meridian: call concern-and-alone looks at concern-beforehand",
];

/// A school, answers on its form, a change to the plan, and the step and the clause that stop it.
type Stopped = (
    &'static School,
    &'static [(&'static str, &'static str)],
    &'static str,
    &'static str,
    &'static str,
);

const STOPPED: &[Stopped] = &[
    (
        &ASPIRE,
        &[("concerns-remain", "not known"), ("advice-from", "nobody")],
        "",
        "decide",
        "AET-2.26",
    ),
    (
        &ASPIRE,
        &[("concerns-remain", "not known"), ("advice-from", "not known")],
        "",
        "decide",
        "AET-2.26",
    ),
    (&ASPIRE, &[("agency-reason", "not known")], "--agency=Housing", "decide", "AET-A-R7.2"),
    (&HALLAM, &[("discussed", "not known")], "", "out", "ARH-intro-1"),
    (
        &HALLAM,
        &[("discussed", "no"), ("undiscussed-allowed-by", "not known")],
        "",
        "out",
        "ARH-intro-1",
    ),
    (&HALLAM, &[("goes-alone", "not known")], "--staff=kay", "out", "ARH-before-3c"),
    (
        &MERIDIAN,
        &[("concern-beforehand", "not known"), ("precaution", "not known")],
        "",
        "out",
        "CMAT-2.1b",
    ),
    (
        &MERIDIAN,
        &[("concern-beforehand", "yes"), ("precaution", "not known")],
        "",
        "out",
        "CMAT-2.1c",
    ),
    (
        &MERIDIAN,
        &[("concern-beforehand", "not known"), ("precaution", "joint-visit")],
        "--staff=kay",
        "out",
        "CMAT-2.1c",
    ),
];

/// The school, assessed with one answer "not known", decided on if it can be, and at the door of the office: which
/// clause stops it, and at which step.
#[test]
fn one_answer_not_known_stops_the_decision_or_the_sign_out() {
    for (school, answers, changes, step, clause) in STOPPED {
        let row = format!("{} {answers:?}", school.policy);
        let mut w = staffed(school);
        let plan: Vec<&str> =
            [changes, "--because=two-where-possible=Lou is ill", "--because=pairs=Lou is ill"]
                .into_iter()
                .filter(|c| !c.is_empty())
                .collect();
        w.plan("ahmed", &plan).ok();
        w.assess("ahmed", answers).ok();
        let who = school.decided_by.unwrap_or("pat");
        if school.decided_by.is_some() {
            let decided =
                w.hv(&format!("assess decide ahmed --proceed yes --reason x --decided-by {who}"));
            if *step == "decide" {
                assert_eq!(decided.0.exit, 1, "{row}\n{}", decided.0.text());
                decided.names(clause);
                continue;
            }
        }
        w.clock("12:00");
        let going = if *changes == "--staff=kay" { "kay" } else { "kay lou" };
        let out = w.out_by(going, &[]);
        assert_eq!(out.0.exit, 1, "{row}\n{}", out.0.text());
        out.names(clause);
    }
}

fn staffed(school: &'static School) -> World {
    let text = hv::policy::as_suggested(hv::policy::shipped(school.policy).unwrap());
    World::staffed(school, &text)
}

// Days that have been

const TODAY: &str = "2026-11-24";
const TOMORROW: &str = "2026-11-25";

#[test]
fn no_question_of_the_five_asks_for_a_day_that_may_be_still_to_come() {
    let mut asked = Vec::new();
    for (name, policy) in policies() {
        for question in &policy.questions {
            assert_ne!(question.kind, AnswerKind::Day, "{name} {}", question.id);
            if question.kind == AnswerKind::PastDay {
                asked.push(format!("{name} {}", question.id));
            }
        }
    }
    let known = [
        "aspire agency-asked-on",
        "aspire advice-on",
        "alderman-richard-hallam discussed-on",
        "alderman-richard-hallam feedback-on",
        "washwood-heath coordinated-on",
        "cambridge-meridian letter-sent-on",
        "cambridge-meridian discussed-on",
    ];
    assert_eq!(asked, known, "each of them is tried below");
}

/// Assesses, unless an answer cannot be used. How it ended.
fn assess(w: &mut World, family: &str, answers: &[(&str, &str)]) -> i32 {
    let flags: String = answers.iter().map(|(k, v)| format!(" --answer {k}={v}")).collect();
    let usable = w.hv(&format!("assess {family} --restart --keys{flags}")).0.exit;
    if usable == 0 { w.assess(family, answers).0.exit } else { usable }
}

/// Each such question of the five: today will do, tomorrow will not, and neither is anything recorded.
#[test]
fn a_day_of_the_five_documents_is_today_at_the_latest() {
    type Try = fn(&mut World, &str) -> i32;
    let tries: [(&School, &str, Try); 7] = [
        (&ASPIRE, "agency-asked-on", |w, day| {
            w.plan("bell", &["--agency=Housing"]);
            assess(w, "bell", &[("agency-asked-on", day)])
        }),
        (&ASPIRE, "advice-on", |w, day| {
            assess(
                w,
                "ahmed",
                &[("concerns-remain", "yes"), ("advice-from", "trust"), ("advice-on", day)],
            )
        }),
        (&HALLAM, "discussed-on", |w, day| {
            assess(w, "ahmed", &[("discussed", "yes"), ("discussed-on", day)])
        }),
        (&HALLAM, "feedback-on", |w, day| {
            w.clock("12:00");
            w.visit();
            w.done(&[&format!("feedback-on={day}")]).0.exit
        }),
        (&WASHWOOD, "coordinated-on", |w, day| {
            let day = format!("coordinated-on={day}");
            w.plan("bell", &["--reason=referral", "referred-by=Early Help", &day]).0.exit
        }),
        (&MERIDIAN, "letter-sent-on", |w, day| {
            w.plan("bell", &[&format!("letter-sent-on={day}")]).0.exit
        }),
        (&MERIDIAN, "discussed-on", |w, day| {
            assess(w, "ahmed", &[("concern-beforehand", "yes"), ("discussed-on", day)])
        }),
    ];
    for (school, key, attempt) in tries {
        for (day, exit) in [(TODAY, 0), (TOMORROW, 2), ("2026-11-16", 0)] {
            let mut w = crate::world::world(match school.policy {
                "aspire" => &ASPIRE,
                "alderman-richard-hallam" => &HALLAM,
                "washwood-heath" => &WASHWOOD,
                _ => &MERIDIAN,
            });
            assert_eq!(attempt(&mut w, day), exit, "{key} {day}");
            let held = w.holds(&format!("\"{key}\":\"{day}\""));
            assert_eq!(held, exit == 0, "{key} {day}");
        }
    }
}

/// Every step that asks anything: an unsuitable day is said to be one, and is not recorded; today is.
#[test]
fn at_every_step_a_past_day_is_today_at_the_latest() {
    const STEPS: [&str; 11] = [
        "plan", "assess", "out", "arrive", "enter", "call", "leave", "back", "done", "incident",
        "cancel",
    ];
    let question = |step: &str| {
        format!(
            "[[question]]\nid = \"day-at-{step}\"\nat = \"{step}\"\nask = \"When?\"\nanswer = \"past-day\"\n\
             strength = \"should\"\nfix = \"give the day\"\nclause = \"X-1\"\n"
        )
    };
    let policy = format!(
        "hv-policy = 1\n[policy]\nname = \"small\"\nschool = \"Invented\"\ntitle = \"Visits\"\nhead = \"head\"\n\
         [roles]\nhead = \"the head\"\nslt = \"the leadership team\"\ndsl = \"the safeguarding lead\"\n\
         nurse = \"the nurse\"\nworker = \"the worker\"\nvolunteer = \"the volunteer\"\ndesk = \"the desk\"\n\
         [[incident]]\nid = \"abuse\"\nsays = \"Abuse\"\nclause = \"X-1\"\n\
         [[outcome]]\nid = \"no-show\"\nsays = \"Nobody in\"\ngot-in = false\nclause = \"X-1\"\n\
         [assessment]\nclause = \"X-1\"\n{}",
        STEPS.map(question).concat()
    );
    let mut w = World::staffed(&SMALL, &policy);
    let bell = "bell/2026-11-24-1a";
    w.plan("bell", &["day-at-plan=2026-11-20", "--staff=nia", "--at=16:00"]).ok();
    let usual = |given: &[(&str, &str)]| -> String {
        given.iter().map(|(k, v)| format!(" {k} \"{v}\"")).collect()
    };
    for (step, line) in [
        ("plan", format!("plan add ahmed{}", usual(SMALL.plan))),
        (
            "assess",
            "assess ahmed --answer conducted-by=dee --answer next-review=2027-05-28".to_owned(),
        ),
        ("out", format!("out kay lou{}", usual(SMALL.out))),
        ("arrive", "arrive kay lou".to_owned()),
        ("enter", "enter kay lou".to_owned()),
        ("call", "checkin kay --school-rang".to_owned()),
        ("leave", "leave kay lou".to_owned()),
        ("back", "back kay".to_owned()),
        ("done", format!("done ahmed/2026-11-24-1a{}", usual(SMALL.done))),
        (
            "incident",
            "incident ahmed --kind abuse --by-whom nobody --affected kay --reference R1".to_owned(),
        ),
        ("cancel", format!("cancel {bell} --outcome no-show --why \"nobody in\"")),
    ] {
        let key = format!("day-at-{step}");
        let held = |w: &World, day: &str| w.holds(&format!("\"{key}\":\"{day}\""));
        let tomorrow = w.hv(&format!("{line} --answer {key}={TOMORROW}"));
        tomorrow.says("Wed 25 Nov 2026 is still to come");
        assert!(!held(&w, TOMORROW), "{step}");
        // Who is back cannot come back again: the other one answers.
        let line = line.replace("back kay", "back lou");
        let today = w.hv(&format!("{line} --answer {key}={TODAY}"));
        assert!(held(&w, TODAY), "{step}\n{}", today.0.text());
    }
}
