//! Every mistake in a policy is told with its file, line, column and a hint, several at once.

use crate::harness::Place;
use crate::school::{Aspire, Park, school};
use hv::policy::{as_suggested, load, shipped};
use insta::assert_snapshot;

fn check(place: &mut Place, text: &str) -> crate::harness::Run {
    place.write("../mine.toml", text);
    place.hv("policy check ../mine.toml")
}

/// Mistakes made in a shipped policy: what is replaced, and by what.
const MISTAKES: &[(&str, &str)] = &[
    ("limit = \"60m\"", "limit = \"an hour\""),
    ("head = \"principal\"", "head = \"principle\""),
    ("[[staffing]]", "[[staffng]]"),
    ("strength = \"must\"", "strength = \"shall\""),
    ("at = \"plan\"", "at = \"planning\""),
    ("when = { first-visit = true }", "when = { frist-visit = true }"),
    ("demand = { reason-given = true }", "demand = { reason-given = \"yes\" }"),
    ("clause = [\"AET-2.5a\", \"AET-A-R1.3\"]", ""),
    ("who = [\"monitor\"]", "who = [\"caretaker\"]"),
    ("who = [\"monitor\"]", "who = []"),
    ("clocks = [\"contact\"]", "clocks = [\"silence\"]"),
    ("grid = [", "grid = [ [\"H\", \"H\"],"),
    ("chosen = \"H\"", "chosen = \"X\""),
    ("id = \"two-on-higher-risk\"", "id = \"two-on-first-visit\""),
    ("fix = \"plan {visit} as doorstep only\"", "fix = \"plan {vist} as doorstep only\""),
    ("authorised-by = [\"principal\"]", "authorised-by = [\"boss\"]"),
    ("late = \"reached\"", "late = \"reachd\""),
    ("hv-policy = 1", "hv-policy = 2"),
];

#[test]
fn each_mistake_has_its_place_and_a_hint() {
    let mut place = school(Aspire);
    let sound = as_suggested(shipped("aspire").unwrap());
    let mut said = String::new();
    let lines = regex::Regex::new("on line [0-9]+").unwrap();
    let broken = regex::Regex::new(r"\n(?: {2}| {6})(\S)").unwrap();
    for (right, wrong) in MISTAKES {
        assert!(sound.contains(right), "the policy no longer says {right}");
        let text = sound.replacen(right, wrong, 1);
        let run = check(&mut place, &text).exits(3);
        let problems = load(&text).unwrap_err();
        assert!(!problems.is_empty());
        // Where it is moves with every line of the policy, and is held here; the words are held below.
        // How wide a screen is changes where a line is broken, and no word.
        let mut words = broken.replace_all(&run.out, " $1").into_owned();
        for problem in &problems {
            let at = format!("../mine.toml:{}:{}: ", problem.line, problem.column);
            assert!(run.out.contains(&at), "{at} in {}", run.text());
            assert!(!problem.hint.is_empty(), "no hint for {}", problem.what);
            words = words.replace(&at, "../mine.toml:LINE:COLUMN: ");
        }
        let words = lines.replace_all(&words, "on line LINE");
        said += &format!("{right} -> {wrong}\n{words}");
    }
    assert_snapshot!(said, @r#"
    limit = "60m" -> limit = "an hour"
    ../mine.toml:LINE:COLUMN: `limit` cannot be "an hour"
        hint: write a length of time such as "60m", or "not set" or "none" where the policy gives none
    ../mine.toml: does not load, 1 problem
    head = "principal" -> head = "principle"
    ../mine.toml:LINE:COLUMN: no role is called `principle`
        hint: did you mean `principal`? (or add it to [roles])
    ../mine.toml: does not load, 1 problem
    [[staffing]] -> [[staffng]]
    ../mine.toml:LINE:COLUMN: unknown key `staffng` at the top
        hint: did you mean `staffing`?
    ../mine.toml: does not load, 1 problem
    strength = "must" -> strength = "shall"
    ../mine.toml:LINE:COLUMN: `strength` cannot be "shall"
        hint: write one of `must`, `should`
    ../mine.toml: does not load, 1 problem
    at = "plan" -> at = "planning"
    ../mine.toml:LINE:COLUMN: `at` cannot be "planning"
        hint: write one of `plan`, `decide`, `out`, `enter`, `cancel`, `done`, `incident`
    ../mine.toml: does not load, 1 problem
    when = { first-visit = true } -> when = { frist-visit = true }
    ../mine.toml:LINE:COLUMN: no fact or question is called `frist-visit`
        hint: did you mean `first-visit`?
    ../mine.toml: does not load, 1 problem
    demand = { reason-given = true } -> demand = { reason-given = "yes" }
    ../mine.toml:LINE:COLUMN: `reason-given` is yes or no and cannot be "yes"
        hint: write true or false, without quotes
    ../mine.toml: does not load, 1 problem
    clause = ["AET-2.5a", "AET-A-R1.3"] -> 
    ../mine.toml:LINE:COLUMN: staffing has no `clause`
        hint: add `clause = ...`: the clause it comes from: "AET-2.5a", or a list of them
    ../mine.toml: does not load, 1 problem
    who = ["monitor"] -> who = ["caretaker"]
    ../mine.toml:LINE:COLUMN: no role is called `caretaker`
        hint: write one of `dsl`, `family-support`, `learning-mentor`, `line-manager`, `principal`, `senior-staff`, `trust-safeguarding-lead`, `monitor`, `office`, `everyone`, `visitor`, `head`, `on-call` (or add it to [roles])
    ../mine.toml: does not load, 1 problem
    who = ["monitor"] -> who = []
    ../mine.toml:LINE:COLUMN: `who` cannot be an empty list
        hint: write a list of lower-case words: ["monitor"]
    ../mine.toml: does not load, 1 problem
    clocks = ["contact"] -> clocks = ["silence"]
    ../mine.toml:LINE:COLUMN: `clocks` cannot be "silence"
        hint: write one of `distress`, `concern`, `contact`, `return`, `finish`, `call`, `wait`, `home`, `departure`
    ../mine.toml: does not load, 1 problem
    grid = [ -> grid = [ ["H", "H"],
    ../mine.toml:LINE:COLUMN: the grid does not have one rating for each impact and likelihood
        hint: write 3 rows, one for each impact, of 3 ratings each
    ../mine.toml: does not load, 1 problem
    chosen = "H" -> chosen = "X"
    ../mine.toml:LINE:COLUMN: `chosen` is `X`, which is not one of the options
        hint: write one of `M`, `H`
    ../mine.toml: does not load, 1 problem
    id = "two-on-higher-risk" -> id = "two-on-first-visit"
    ../mine.toml:LINE:COLUMN: a second gate is called `two-on-first-visit`
        hint: the first is on line LINE; give each its own id
    ../mine.toml: does not load, 1 problem
    fix = "plan {visit} as doorstep only" -> fix = "plan {vist} as doorstep only"
    ../mine.toml:LINE:COLUMN: `fix` has `vist` in braces, which is never filled in
        hint: did you mean `visit`?
    ../mine.toml: does not load, 1 problem
    authorised-by = ["principal"] -> authorised-by = ["boss"]
    ../mine.toml:LINE:COLUMN: no role is called `boss`
        hint: write one of `dsl`, `family-support`, `learning-mentor`, `line-manager`, `principal`, `senior-staff`, `trust-safeguarding-lead`, `monitor`, `office`, `everyone`, `visitor`, `head`, `on-call` (or add it to [roles])
    ../mine.toml: does not load, 1 problem
    late = "reached" -> late = "reachd"
    ../mine.toml:LINE:COLUMN: `late` cannot be "reachd"
        hint: did you mean `reached`?
    ../mine.toml: does not load, 1 problem
    hv-policy = 1 -> hv-policy = 2
    ../mine.toml:LINE:COLUMN: `hv-policy` cannot be 2
        hint: write 1
    ../mine.toml: does not load, 1 problem
    "#);
}

#[test]
fn several_mistakes_are_told_at_once() {
    let mut place = school(Park);
    let text = shipped("hunsbury-park")
        .unwrap()
        .replacen("limit = \"120m\"", "limit = \"two hours\"", 1)
        .replacen("head = \"headteacher\"", "head = \"headmaster\"", 1)
        .replacen("demand = { trained = true }", "demand = { train = true }", 1);
    let run = check(&mut place, &text).exits(3);
    let found = run.out.matches("../mine.toml:").count();
    assert!(found >= 4, "three mistakes and the last line:\n{}", run.text());
    let json = place.hv("policy check ../mine.toml --json").exits(3).json();
    assert_eq!(json["loads"], false);
    assert!(json["problems"].as_array().unwrap().len() >= 3);
}

#[test]
fn the_shipped_policies_have_no_problem() {
    let mut place = school(Aspire);
    let _sound = place
        .hv("policy check aspire")
        .exits(0)
        .says("loads once a school has chosen what is left to it")
        .says("the school has to choose `higher-risk-from`");
    // Trap 51: that there is no ladder for silence is said, and is no error.
    let _sound = place
        .hv("policy check hunsbury-park")
        .exits(0)
        .says("warning: this policy has no ladder for the clock `contact`");
    let _none =
        place.hv("policy check nowhere.toml").exits(2).says("the policies that come with hv");
}
