//! The sixty cases of what can go wrong around hv: faults of storage, crashes, git, time, telling, watching, input.
//! Each row of the tables beside this file says what goes wrong, how it is brought about, what must hold, which tests
//! show it, and which *twin* shows that those tests bite: the same look at something that lacks the guard is caught.
//!
//! The tests themselves stand with their kind (`faults`, `alert`, `hostile`, `sync` ...). This one prints a line for
//! each case (`cargo test --test matrix -- --nocapture`) and proves that no case is missing and that each test named
//! is there to be run.

#![expect(clippy::disallowed_methods, reason = "this test reads the tests beside it")]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails; the table is for whoever runs it"
)]

use std::collections::BTreeMap;
use std::path::Path;

const CASES: usize = 60;

const TABLES: [&str; 7] = [
    include_str!("storage.tsv"),
    include_str!("crash.tsv"),
    include_str!("git.tsv"),
    include_str!("time.tsv"),
    include_str!("alarms.tsv"),
    include_str!("watching.tsv"),
    include_str!("input.tsv"),
];

struct Case {
    number: usize,
    fault: &'static str,
    injected: &'static str,
    held: &'static str,
    shown: Vec<&'static str>,
    twins: Vec<&'static str>,
}

/// Lines that begin with `#` are remarks.
fn cases() -> Vec<Case> {
    let rows = TABLES.iter().flat_map(|t| t.lines());
    let rows = rows.filter(|r| !r.is_empty() && !r.starts_with('#'));
    rows.map(|row| {
        let cells: Vec<&str> = row.split('\t').collect();
        let [number, fault, injected, held, shown, twins] = cells
            .try_into()
            .unwrap_or_else(|cells: Vec<&str>| panic!("{} cells, not six: {row}", cells.len()));
        let names = |cell: &'static str| cell.split_whitespace().collect();
        let number = number.parse().unwrap();
        Case { number, fault, injected, held, shown: names(shown), twins: names(twins) }
    })
    .collect()
}

/// `faults::kills::each_write`: the function stands in `tests/faults/kills.rs`, as a test. `lib::watch::tests::bound`:
/// in the program's own source.
fn is_a_test(name: &str) -> Result<(), String> {
    let (place, function) = name.rsplit_once("::").ok_or("no `::`")?;
    let path = place.replace("::", "/");
    let files = match path.strip_prefix("lib/") {
        Some(inside) => vec![format!("src/{inside}.rs"), format!("src/{inside}/mod.rs")],
        None => vec![format!("tests/{path}.rs"), format!("tests/{path}/main.rs")],
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let source = files.iter().find_map(|f| std::fs::read_to_string(root.join(f)).ok());
    let source = source.ok_or(format!("no file {}", files.join(" or ")))?;
    let head = source.find(&format!("fn {function}(")).ok_or("no such function in it")?;
    let before: Vec<&str> = source.get(..head).unwrap_or("").lines().rev().take(6).collect();
    let marked = before.iter().any(|line| line.trim_start().starts_with("#[test]"));
    let by_macro = before.iter().take(1).any(|line| line.trim_start().starts_with("proptest"));
    if marked || by_macro { Ok(()) } else { Err("it is not a test".to_owned()) }
}

#[test]
fn every_case_is_there_and_shown_by_tests_that_run() {
    let mut wrong = Vec::new();
    let mut seen: BTreeMap<usize, usize> = BTreeMap::new();
    for case in cases() {
        *seen.entry(case.number).or_default() += 1;
        println!("case {:2}  {}  <- {}  => {}", case.number, case.fault, case.injected, case.held);
        for (what, names) in [("test", &case.shown), ("twin", &case.twins)] {
            if names.is_empty() {
                wrong.push(format!("case {} has no {what}", case.number));
            }
            let not = names.iter().filter_map(|name| Some((name, is_a_test(name).err()?)));
            wrong.extend(
                not.map(|(name, why)| format!("case {}: {what} {name}: {why}", case.number)),
            );
        }
    }
    for number in 1..=CASES {
        if seen.get(&number).copied().unwrap_or(0) != 1 {
            wrong.push(format!("case {number} is there {} times", seen.get(&number).unwrap_or(&0)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
