//! The language, by example: every kind of mistake with the words it is met with, and the shipped numbers.

use super::load;
use crate::policy::facts::{Condition, Facts, Truth};
use crate::policy::shipped::{SHIPPED, default_ladders, defaults, shipped};
use crate::policy::{
    AnswerKind, Clock, Deadline, DutyTrigger, Limit, LimitWhen, Policy, Source, Step, Strength,
    Whose, describe,
};
use crate::when::{Moment, Span};
use proptest::prelude::*;

/// A policy with nothing wrong, thirteen lines long: what is added starts on line 14.
const SOUND: &str = r#"hv-policy = 1
[policy]
name = "sound"
school = "A school"
title = "Home visits"
head = "principal"
[roles]
principal = "the principal"
[[ladder]]
id = "distress"
clocks = "distress"
rung = [{ who = ["office"], does = "ring the police", after = "0m", clause = "X-1" }]

"#;

fn complaints(text: &str) -> Vec<String> {
    let said = |p: &crate::policy::Problem| {
        let kind = if p.warning { "warning: " } else { "" };
        format!("{}:{} {kind}{} -- {}", p.line, p.column, p.what, p.hint)
    };
    match load(text) {
        Ok(loaded) => loaded.warnings.iter().map(said).collect(),
        Err(all) => all.iter().map(said).collect(),
    }
}

fn added(body: &str) -> Vec<String> {
    complaints(&format!("{SOUND}{body}"))
}

fn policy(name: &str) -> Policy {
    load(&crate::policy::as_suggested(shipped(name).unwrap())).unwrap().policy
}

#[test]
fn a_sound_policy_has_no_complaint() {
    assert_eq!(complaints(SOUND), Vec::<String>::new());
}

/// Text added to a sound policy, and everything that is then said about it.
const CATALOGUE: &[(&str, &[&str])] = &[
    (
        r"x = @
",
        &[
            r#"14:5 hv expected a text in quotation marks after `x =`, or a list, a whole number, true or false, and none of these stands there -- write `x = "..."`"#,
        ],
    ),
    (
        r#"[policy]
name = "again"
"#,
        &[
            "14:2 the section that begins here is there twice -- put its lines below the first of the two, and take this heading away",
            "15:1 the key `name` is there twice -- keep the line that is right, and take the other away",
        ],
    ),
    (
        r"[[gate
",
        &[
            "14:7 hv expected a section's name in brackets and nothing after it, and the line is otherwise -- write `[[gate]]` on a line of its own",
        ],
    ),
    (
        r"[staffng]
",
        &[r"14:2 unknown key `staffng` at the top -- did you mean `staffing`?"],
    ),
    (
        r#"[[duty]]
id = "a"
on = "outcome"
owner = "visitor"
does = "tell"
written = "yes"
clause = "X"
"#,
        &[r#"19:11 `written` cannot be "yes" -- write true or false, without quotes"#],
    ),
    (
        r#"[[staffing]]
id = "a"
least = 0
strength = "must"
says = "s"
clause = "X"
"#,
        &[r"16:9 `least` cannot be 0 -- write a whole number from 1 to 20"],
    ),
    (
        r#"[[staffing]]
id = "a"
when = { crew-size = { at-most = 1 } }
least = 2
strength = "must"
says = "s"
clause = "X"
"#,
        &[
            r"14:1 `a` can never be met: its `when` rules out the number it asks for -- leave `crew-size` out of `when`",
        ],
    ),
    (
        r#"[[staffing]]
id = "a"
when = { higher-risk = true }
least = 2
strength = "must"
says = "s"
clause = "X"
[assessment]
ratings = ["L", "H"]
assessors = ["principal"]
authorised-by = ["principal"]
clause = "X"
"#,
        &[
            r"16:10 `higher-risk` is used, and nobody has said from which rating a visit is higher risk -- the written policy leaves this to the school: put `higher-risk-from` in [assessment], one of its ratings; hv suggests the highest, and makes no choice of its own",
        ],
    ),
    (
        r#"[[gate]]
id = "a"
at = "out"
demand = { higher-risk = false, risk = "L" }
strength = "must"
says = "s"
fix = "f"
clause = "X"
"#,
        &[
            r"17:12 `higher-risk` is used, and this policy has no [assessment] to give a rating -- add an [assessment], or use `caution`",
            r"17:33 `risk` is used, and this policy has no [assessment] to give a rating -- add an [assessment], or take the rule out",
        ],
    ),
    (
        r#"[[gate]]
id = "a"
at = "out"
when = { unannounced = true }
demand = { doorstep = true }
strength = "must"
says = "s"
fix = "f"
clause = "X"
[[gate]]
id = "b"
at = ["plan", "out"]
when = { unannounced = true, first-visit = true }
demand = { doorstep = false }
strength = "must"
says = "s"
fix = "f"
clause = "X"
"#,
        &[
            r"23:1 `b` and `a` on line 14 demand opposite things of `doorstep` -- no visit could meet both: change one, or give them different conditions",
        ],
    ),
    (
        r#"[[gate]]
id = "a"
at = "out"
when = { all = [{ doorstep = true }, { doorstep = false }] }
demand = { crew-size = { at-least = 2 } }
strength = "must"
says = "s"
fix = "f"
clause = "X"
[[gate]]
id = "a"
at = "out"
demand = { crew-size = { atleast = 2 }, outcome = "done" }
strength = "must"
says = "s"
fix = "f"
clause = "X"
[[gate]]
id = "a"
at = "out"
demand = { mobile-held = true }
strength = "must"
says = "s"
fix = "f"
clause = "X"
"#,
        &[
            r"14:1 `a` can never apply: its `when` contradicts itself about `doorstep` -- use `any` if either is enough",
            r"26:26 unknown comparison `atleast` -- did you mean `at-least`?",
            r#"26:41 `outcome` is not known until the visit has ended -- use it in a [[duty]], or at "cancel" or "done""#,
            r"31:1 a second gate is called `a` -- the first is on line 14; give each its own id",
        ],
    ),
    (
        r#"[contact]
how = "call"
[[contact.every]]
limit = "60m"
late = "reached"
clause = "X"
[[contact.every]]
when = { first-visit = true }
limit = "30m"
late = "reached"
clause = "X"
"#,
        &[
            r"20:1 this limit never counts: the one on line 16 wins -- the first that matches wins: put the exception first",
        ],
    ),
    (
        r#"[contact]
how = "call"
[[contact.every]]
when = { mobile-held = true }
limit = "not set"
late = "reached"
clause = "X"
"#,
        &[
            r"17:10 `mobile-held` differs from visitor to visitor and cannot be used here -- use a fact about the visit, or put the rule in a [[gate]]",
        ],
    ),
    (
        r#"[contact]
how = "call"
every = [{ limit = "0m", late = "reached", clause = "X" }]
"#,
        &[
            r#"16:10 an interval of no time would make everybody late at once -- give a length, such as "60m""#,
        ],
    ),
    (
        r#"[contact]
how = "call"
every = [{ when = { first-visit = true }, limit = "30m", late = "reached", clause = "X" }]
"#,
        &[
            r"16:10 warning: this policy has no ladder for the clock `contact` -- hv's own stands in, and is marked as hv's: write a [[ladder]] once the school has decided",
            r"16:10 warning: where none of these limits applies, this policy sets no interval for contact -- add one without `when`, if that is not meant",
        ],
    ),
    (
        r#"[wait]
at-limit = "go"
without-notice = [{ limit = "20m", late = "reached", clause = "X" }]
with-notice = [{ limit = "19m", late = "over", clause = "X" }]
"#,
        &[
            r"17:16 a family that says it is late is given 19 minutes, and one that says nothing 20 minutes -- the two may be the wrong way round; see line 16",
        ],
    ),
    (
        r#"[[ladder]]
id = "a"
clocks = ["contact"]
rung = []
"#,
        &[r"14:1 the ladder `a` has no rungs -- add a [[ladder.rung]] that says who does what"],
    ),
    (
        r#"[[ladder]]
id = "a"
clocks = ["contact", "distress"]
[[ladder.rung]]
who = []
does = "ring"
after = "0m"
clause = "X"
"#,
        &[r#"18:7 `who` cannot be an empty list -- write a list of lower-case words: ["monitor"]"#],
    ),
    (
        r#"[[ladder]]
id = "a"
clocks = ["contact", "distress"]
[[ladder.rung]]
who = ["principle"]
does = "ring {peeple} on {numbers"
after = "0m"
clause = "X"
"#,
        &[
            r"14:1 the clock `distress` is answered by two ladders -- the other is on line 9; join them into one",
            r"18:8 no role is called `principle` -- did you mean `principal`? (or add it to [roles])",
            r"19:8 `does` has `peeple` in braces, which is never filled in -- did you mean `people`?",
            r"19:8 `does` has a brace that is never closed -- close it: {...}",
        ],
    ),
    (
        r#"[assessment]
ratings = ["L", "M"]
higher-risk-from = "H"
assessors = ["dsl"]
authorised-by = ["principal"]
clause = "X"
[assessment.matrix]
impact = ["Major", "Minor"]
likelihood = ["Likely", "Not"]
grid = [["M", "H"], ["L"]]
clause = "X"
"#,
        &[
            r"16:20 `higher-risk-from` is `H`, which is not one of the ratings -- write one of `L`, `M`",
            r"17:14 no role is called `dsl` -- write one of `principal`, `monitor`, `office`, `everyone`, `visitor`, `head`, `on-call` (or add it to [roles])",
            r"23:8 the grid does not have one rating for each impact and likelihood -- write 2 rows, one for each impact, of 2 ratings each",
            r"23:8 the grid has `H`, which is not one of the ratings -- the ratings are L, M",
        ],
    ),
    (
        r#"[[question]]
id = "a"
at = "out"
when = { b = true }
ask = "A?"
answer = ["x", "y"]
needs = "z"
strength = "must"
fix = "f"
clause = "X"
[[question]]
id = "b"
at = "out"
of = "each"
when = { a = "w" }
ask = "B?"
answer = "text"
needs = "yes"
strength = "must"
fix = "f"
clause = "X"
[[question]]
id = "risk"
at = "done"
ask = "C?"
answer = "number"
strength = "must"
fix = "f"
clause = "X"
"#,
        &[
            r"17:10 `b` is answered by each visitor and cannot be used here -- ask it once, or put the rule in a [[gate]]",
            r"17:14 `b` is a word and cannot be true -- write it in quotes",
            r"20:9 the question can never be answered `z` -- write one of `x`, `y`",
            r#"28:14 `a` is never "w" -- write one of `x`, `y`"#,
            r"31:9 `needs` asks for one answer to a question that is free to answer -- leave `needs` out; use a [[gate]] on the answer",
            r"36:6 `risk` already means something else in conditions -- choose another id for the question",
        ],
    ),
    (
        r#"[[advice]]
at = "out"
when = { not = { any = [] } }
says = "\u001b[31mred"
clause = "X 1"
[[advice]]
at = "out"
when = {}
says = "s"
clause = "X"
[[advice]]
at = "out"
when = { "\u001b[2J" = true }
says = "s"
clause = "X"
"#,
        &[
            r"16:24 `all` and `any` need a list -- write a list of conditions: [{ first-visit = true }, { higher-risk = true }]",
            r#"17:8 `says` cannot be "\u{1b}[31mred" -- write text in quotes, on one line, at most 600 characters"#,
            r#"18:10 `clause` cannot be "X 1" -- write the clause it comes from: "AET-2.5a", or a list of them"#,
            r"21:8 this condition says nothing -- leave the key out for a rule that always applies",
            r"26:10 no fact or question is called `\u{1b}[2J` -- use one of hv's facts, such as `first-visit` or `crew-size`, or the id of a [[question]]",
        ],
    ),
    (
        r#"[[advice]]
at = "out"
when = {not={not={not={not={not={not={not={doorstep=true}}}}}}}}
says = "s"
clause = "X"
"#,
        &[r"16:38 conditions are nested more than 5 deep -- split it into several rules"],
    ),
    (
        r#"[return]
expected = { grace = "15 min", late = "over", clause = "X" }
"#,
        &[
            r#"15:22 `grace` cannot be "15 min" -- write a length of time such as "60m", or "not set" where the policy gives none"#,
        ],
    ),
];

#[test]
fn a_rule_on_what_nobody_can_know_by_then_is_refused() {
    let question = |at: &str| {
        format!(
            "[[question]]\nid = \"calm\"\nat = \"{at}\"\nask = \"Calm?\"\nanswer = \"yes-no\"\n\
             strength = \"must\"\nfix = \"f\"\nclause = \"X\"\n"
        )
    };
    let gate = "[[gate]]\nid = \"g\"\nat = [\"out\", \"enter\"]\ndemand = { calm = true }\n\
                strength = \"must\"\nsays = \"s\"\nfix = \"f\"\nclause = \"X\"\n";
    for (at, known) in [("plan", true), ("out", true), ("enter", false), ("done", false)] {
        let said = added(&format!("{}{gate}", question(at)));
        let refused = "25:12 `calm` has not been answered by then -- \
                       ask it at an earlier step, and earlier in the file";
        assert_eq!(said, if known { vec![] } else { vec![refused] }, "{at}");
    }
}

#[test]
fn where_a_line_cannot_be_read_nothing_is_called_missing() {
    let said = complaints("hv-policy = 1\n[policy\nname = \"x\"\n[roles]\np = 3\n");
    assert_eq!(
        said,
        [
            "2:8 hv expected a section's name in brackets and nothing after it, and the line is otherwise -- \
             write `[policy]` on a line of its own",
            "5:5 `p` cannot be 3 -- write text in quotes, on one line, at most 600 characters",
        ]
    );
}

#[test]
fn every_mistake_is_met_with_its_own_words() {
    for (body, expected) in CATALOGUE {
        assert_eq!(added(body), *expected, "{body}");
    }
}

/// Ten mistakes of ten kinds, all told at once.
const TEN: &str = r#"hv-policy = 1

[policy]
name = "Broken"
school = "A school"
title = "Home visits"
haed = "principal"

[roles]
principal = "the principal"

[[staffing]]
id = "two-first"
when = { first-visitt = true }
least = "2"
strength = "must"
says = "Two."
clause = "X-1"

[[gate]]
id = "reason"
at = "plann"
demand = { reason-given = "yes" }
strength = "must"
says = "Say why."
fix = "hv plan {visti}"
clause = "X-2"

[contact]
how = "call"
[[contact.every]]
limit = "60 minutes"
late = "reached"
clause = "X-3"

[wait]
at-limit = "go"
[[wait.without-notice]]
limit = "20m"
late = "reached"
clause = []
[[wait.without-notice]]
limit = "20m"
late = "reached"
clause = "X-4"
[[wait.with-notice]]
limit = "10m"
late = "over"
clause = "X-4"

[[ladder]]
id = "silence"
clocks = ["contact"]
[[ladder.rung]]
who = ["principle"]
does = "ring"
after = "never"
clause = "X-5"
"#;

#[test]
fn all_mistakes_are_told_at_once_in_the_order_of_the_file() {
    let said = complaints(TEN);
    let places: Vec<&str> = said.iter().map(|s| s.split(' ').next().unwrap()).collect();
    let expected = [
        "3:1", "4:8", "7:1", "14:10", "15:9", "22:6", "23:27", "26:7", "32:9", "41:10", "46:1",
        "55:8", "57:9",
    ];
    assert_eq!(places, expected, "{said:#?}");
}

#[test]
fn a_policy_too_long_to_be_one_is_not_read() {
    let padded = |bytes: usize| format!("{SOUND}#{}", "x".repeat(bytes - SOUND.len() - 1));
    assert_eq!(complaints(&padded(256 * 1024)), Vec::<String>::new());
    let said = complaints(&padded(256 * 1024 + 1));
    assert_eq!(said, ["1:1 this policy is 256 KiB long -- hv reads policies of at most 256 KiB"]);
}

#[test]
fn columns_are_counted_in_characters() {
    let said = added(
        "[[advice]]\nat = \"out\"\nwhen = { \"é\" = 1, riskk = 2 }\nsays = \"s\"\nclause = \"X\"\n",
    );
    assert_eq!(said.len(), 2);
    assert!(said[0].starts_with("16:10 "), "{said:?}");
    assert!(said[1].starts_with("16:19 "), "{said:?}");
}

#[test]
fn the_shipped_policies_load_and_only_the_missing_ladder_is_remarked_on() {
    for shipped in SHIPPED {
        let mut said = complaints(&crate::policy::as_suggested(shipped.text));
        // That every clause is honoured is held by the tests of the clauses.
        said.retain(|s| !s.contains("nothing in this policy honours"));
        let meant: &[&str] = match shipped.name {
            "hunsbury-park" => &["this policy has no ladder for the clock `contact`"],
            "washwood-heath" | "cambridge-meridian" => {
                &["this policy has no ladder for the clock `distress`"]
            }
            _ => &[],
        };
        assert_eq!(said.len(), meant.len(), "{said:?}");
        assert!(said.iter().zip(meant).all(|(s, m)| s.contains(m)), "{said:?}");
    }
}

fn cited(policy: &Policy) -> Vec<String> {
    let mut all: Vec<String> =
        describe(policy).into_iter().flat_map(|d| d.whose.clauses().to_vec()).collect();
    let hazards = policy.assessment.iter().flat_map(|a| &a.hazards);
    all.extend(hazards.flat_map(|h| h.controls.iter().flat_map(|c| c.clauses.clone())));
    all
}

#[test]
fn every_cited_clause_exists_in_its_own_policy() {
    let catalogue: Vec<&str> =
        include_str!("../../tests/fixtures/clauses-aet-hpp.txt").lines().collect();
    assert_eq!(catalogue.len(), 228);
    for (name, prefix, least) in [("aspire", "AET-", 140), ("hunsbury-park", "HPP-", 40)] {
        let mut clauses = cited(&policy(name));
        for clause in &clauses {
            assert!(
                clause.starts_with(prefix) && catalogue.contains(&clause.as_str()),
                "{name}: {clause}"
            );
        }
        clauses.sort();
        clauses.dedup();
        assert!(clauses.len() >= least, "{name} cites only {} clauses", clauses.len());
    }
}

fn only(list: &[LimitWhen]) -> &Limit {
    assert_eq!(list.len(), 1);
    assert_eq!(list[0].when, Condition::Always);
    list[0].limit.as_ref().unwrap()
}

/// Late one second before, at, and one second after the limit.
fn lateness(limit: &Limit) -> [bool; 3] {
    let start = Moment::from_unix(1_000_000).unwrap();
    let deadline = Deadline { due: start.plus(limit.span), over: limit.over };
    let second = Span::seconds(1);
    [deadline.due.minus(second), deadline.due, deadline.due.plus(second)]
        .map(|at| deadline.late(at))
}

const REACHED: [bool; 3] = [false, true, true];
const OVER: [bool; 3] = [false, false, true];

#[test]
fn the_limits_are_those_of_the_documents_on_both_sides() {
    for (name, contact, without, with) in [("aspire", 60, 0, 10), ("hunsbury-park", 120, 20, 30)] {
        let policy = policy(name);
        let every = only(&policy.contact.every);
        assert_eq!((every.span, lateness(every)), (Span::minutes(contact), REACHED), "{name}");
        let silent = only(&policy.wait.without_notice);
        assert_eq!((silent.span, lateness(silent)), (Span::minutes(without), REACHED), "{name}");
        let told = only(&policy.wait.with_notice);
        assert_eq!((told.span, lateness(told)), (Span::minutes(with), OVER), "{name}");
        assert!(policy.contact.before_visit.is_some() && policy.contact.after_visit.is_some());
    }
}

#[test]
fn a_late_return_is_the_documents_in_one_policy_and_hvs_own_in_the_other() {
    let aspire = policy("aspire").returns;
    assert_eq!(aspire.grace.source, Source::Policy(vec!["AET-A-R2.3b".to_owned()]));
    assert_eq!((aspire.grace.span, lateness(&aspire.grace)), (Span::ZERO, OVER));
    let hunsbury = policy("hunsbury-park").returns;
    assert_eq!((&hunsbury.grace.source, hunsbury.grace.span), (&Source::Default, Span::ZERO));
    assert_eq!(lateness(&hunsbury.grace), OVER);
    assert_eq!(lateness(&hunsbury.departure_grace), REACHED);
    for returns in [&aspire.departure_grace, &hunsbury.departure_grace] {
        assert_eq!((returns.span, &returns.source), (Span::minutes(15), &Source::Default));
    }
    assert_eq!(aspire.finish_grace, None);
}

/// What staffing says to a crew of that size: refused, warned, or nothing.
fn staffing(
    policy: &Policy,
    first: Option<bool>,
    higher: Option<bool>,
    crew: i64,
) -> Option<Strength> {
    let mut facts = Facts::new();
    facts.set_known("first-visit", first);
    facts.set_known("higher-risk", higher);
    facts.set("crew-size", crew);
    let counts_crew = |d: &Condition| d.mentions() == ["crew-size"];
    let gates = policy.gates.iter().filter(|g| g.at.contains(&Step::Out) && counts_crew(&g.demand));
    let broken = gates
        .filter(|g| g.when.holds(&facts) != Truth::False && g.demand.holds(&facts) != Truth::True);
    broken.map(|g| g.strength).min_by_key(|s| *s == Strength::Should)
}

#[test]
fn two_go_where_the_document_says_so() {
    let aspire = policy("aspire");
    assert_eq!(aspire.assessment.as_ref().unwrap().higher_risk_from.as_deref(), Some("H"));
    let (yes, no) = (Some(true), Some(false));
    for (first, higher, alone) in [
        (yes, no, Strength::Must),
        (no, yes, Strength::Must),
        (None, no, Strength::Must),
        (no, None, Strength::Must),
        (no, no, Strength::Should),
    ] {
        assert_eq!(staffing(&aspire, first, higher, 1), Some(alone), "{first:?} {higher:?}");
        assert_eq!(staffing(&aspire, first, higher, 2), None, "{first:?} {higher:?}");
    }
    assert_eq!(staffing(&policy("hunsbury-park"), None, None, 1), None, "no number is given");
}

#[test]
fn silence_has_a_ladder_in_one_policy_and_hvs_own_in_the_other() {
    let aspire = policy("aspire");
    let silence = aspire.ladder(Clock::Contact).unwrap();
    let who: Vec<&str> = silence.rungs.iter().map(|r| r.who[0].as_str()).collect();
    assert_eq!(who, ["monitor", "principal", "principal"]);
    assert_eq!(silence.rungs[2].decision, ["go-to-the-address", "police"]);
    assert_eq!(silence.rungs[1].after, None, "no policy gives minutes between steps");
    assert_ne!(aspire.ladder(Clock::Return).unwrap().id, silence.id);
    let hunsbury = policy("hunsbury-park");
    assert!(hunsbury.ladders.iter().all(|l| l.clocks == [Clock::Distress]));
    let own = hunsbury.ladder(Clock::Contact).unwrap();
    assert_eq!(own.source, Source::Default);
    assert_eq!(
        own.rungs.last().unwrap().who,
        ["headteacher"],
        "the policy's own word for the head"
    );
    assert!(default_ladders().iter().any(|l| l.clocks.contains(&Clock::Departure)));
    assert_eq!(hunsbury.defaults, defaults());
}

#[test]
fn the_grid_is_the_documents() {
    let assessment = policy("aspire").assessment.unwrap();
    let matrix = assessment.matrix.unwrap();
    assert_eq!(matrix.impact, ["Major", "Severe", "Minor"]);
    assert_eq!(matrix.grid.concat().concat(), "HHMHMLMLL");
    assert_eq!(assessment.hazards.len(), 8);
    assert_eq!(assessment.assessors, ["principal", "dsl"]);
    assert!(policy("hunsbury-park").assessment.is_none());
}

#[test]
fn duties_are_spoken_in_one_policy_and_written_in_the_other() {
    for (name, id, written) in
        [("aspire", "discuss-why-unsafe", false), ("hunsbury-park", "write-why-unsafe", true)]
    {
        let policy = policy(name);
        assert_eq!(policy.duties.iter().find(|d| d.id == id).unwrap().written, written);
        let breach = policy.duties.iter().find(|d| d.on == DutyTrigger::Breach).unwrap();
        assert!(breach.clauses.is_empty(), "telling the head of a breach is hv's own rule");
    }
}

#[test]
fn a_policy_may_write_its_own_in_place_of_hvs() {
    let returns = |p: &Policy| p.gates.iter().filter(|g| g.id == "return-given").count();
    for shipped in SHIPPED {
        assert_eq!(returns(&policy(shipped.name)), 1);
    }
    let cites =
        |name| policy(name).gates.iter().find(|g| g.id == "return-given").unwrap().clauses.len();
    assert_eq!((cites("aspire"), cites("hunsbury-park")), (1, 0));
}

#[test]
fn what_needs_one_answer_says_which_and_choices_are_words() {
    for shipped in SHIPPED {
        for question in policy(shipped.name).questions {
            let short = question.ask.split_whitespace().count() <= 26;
            assert!(short, "too long to be asked of somebody in a hurry: {}", question.ask);
            if let AnswerKind::Choice(words) = &question.kind {
                assert!(words.len() > 1, "{}", question.id);
            }
        }
    }
}

#[test]
fn describing_tells_the_schools_from_hvs_own_and_from_not_set() {
    let said = describe(&policy("hunsbury-park"));
    let find = |words: &str| said.iter().find(|d| d.words.contains(words)).map(|d| d.whose.clone());
    assert_eq!(find("late at 2 hours"), Some(Whose::Policy(vec!["HPP-2.4".to_owned()])));
    assert_eq!(find("after the expected return"), Some(Whose::Hv));
    assert_eq!(find("a risk assessment"), Some(Whose::NotSet));
    assert_eq!(find("a signed weekly list"), Some(Whose::NotSet));
    let grace =
        describe(&policy("aspire")).into_iter().find(|d| d.words.contains("expected return;"));
    assert_eq!(grace.unwrap().whose, Whose::PolicyWithoutValue(vec!["AET-A-R2.3b".to_owned()]));
}

#[test]
fn a_time_of_day_is_shown_as_it_is_written() {
    let said = describe(&policy("washwood-heath"));
    let rule = said.iter().find(|d| d.words.contains("No visit starts after")).unwrap();
    assert!(rule.words.contains("starts is at most 16:00"), "{}", rule.words);
}

/// Loading neither panics nor echoes anything a terminal would obey.
fn survives(text: &str) {
    for said in complaints(text) {
        assert!(!said.chars().any(char::is_control), "{said:?}");
    }
}

#[test]
fn the_largest_hostile_files_are_read_in_time() {
    let gate = "[[gate]]\nid=\"a\"\nat=\"out\"\ndemand={doorstep=true}\nstrength=\"must\"\nsays=\"s\"\nfix=\"f\"\nclause=\"X\"\n";
    let nested = format!("x = {}", "[".repeat(250_000));
    let dotted = format!("{} = 1", vec!["a"; 125_000].join("."));
    for text in [
        "[[gate]]\n".repeat(28_000),
        gate.repeat(2_800),
        "a=1\n".repeat(64_000),
        "[".repeat(250_000),
        nested,
        dotted,
    ] {
        assert!(!complaints(&text).is_empty());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn random_text_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        survives(&String::from_utf8_lossy(&bytes));
        survives(&format!("{SOUND}{}", String::from_utf8_lossy(&bytes)));
    }

    #[test]
    fn a_mutated_policy_never_panics(cut in 0usize..40_000, gone in 0usize..80, put in "[\\PC\u{1b}\u{202e}\n\"={}\\[\\]]{0,12}") {
        for shipped in SHIPPED {
            let chars: Vec<char> = shipped.text.chars().collect();
            let at = cut % chars.len();
            let rest = chars.iter().skip(at + gone);
            let text: String = chars[..at].iter().copied().chain(put.chars()).chain(rest.copied()).collect();
            survives(&text);
        }
    }
}
