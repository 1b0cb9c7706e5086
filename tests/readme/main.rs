//! The README, held to its word: every command of a console block is run and must say what is shown; every
//! other claim that can be checked is checked against the program and the tree.
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::expect_used,
    clippy::panic,
    reason = "a test reads the page it is about, and fails by stopping"
)]

mod claims;
mod hour;
mod page;
mod session;

use clap::Parser;
use clap::error::ErrorKind;
use hv::cli::Cli;
use hv::error::Kind;
use page::{Block, agrees, blocks, code_spans, prose, shown};
use session::Step;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Typed at the top of the project, and not by this test: it would run itself.
const NOT_RUN_HERE: &str = "cargo test";

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect(path)
}

fn readme() -> String {
    read("README.md")
}

fn of_kind(kind: &str) -> Vec<Block> {
    blocks(&readme()).into_iter().filter(|b| b.kind == kind).collect()
}

#[track_caller]
fn none(complaints: &[String]) {
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

/// What stands below a command, or in a block of JSON, from a line of the page on.
struct Wanted {
    line: usize,
    from: usize,
    lines: Vec<String>,
    json: bool,
}

impl Wanted {
    fn agrees(&self, said: &[String]) -> bool {
        if !self.json {
            return agrees(&self.lines, said);
        }
        let json =
            |lines: &[String]| serde_json::from_str::<serde_json::Value>(&lines.join("\n")).ok();
        json(&self.lines).is_some() && json(&self.lines) == json(said)
    }

    fn as_the_page_would(&self, said: &[String]) -> Vec<String> {
        let json = || serde_json::from_str::<serde_json::Value>(&said.join("\n")).ok();
        let spread = || json().and_then(|v| serde_json::to_string_pretty(&v).ok());
        let spread = if self.json { spread() } else { None };
        spread.map_or_else(|| said.to_vec(), |text| text.lines().map(str::to_owned).collect())
    }
}

fn story() -> Vec<(Step, Wanted)> {
    let mut all = Vec::new();
    for block in blocks(&readme()) {
        let step = |command: &str| Step { command: command.to_owned(), clock: block.clock.clone() };
        if let Some(command) = &block.run {
            let (line, from, lines) = (block.line, block.line + 1, block.lines.clone());
            all.push((step(command), Wanted { line, from, lines, json: true }));
        } else if block.kind == "console" {
            for s in shown(&block).into_iter().filter(|s| s.command != NOT_RUN_HERE) {
                let wanted = Wanted { line: s.line, from: s.from, lines: s.output, json: false };
                all.push((step(&s.command), wanted));
            }
        }
    }
    all
}

/// Where they differ, the page as it should be is left in `target/tmp/README.md`, to be read and copied.
/// They are run by `tests/cli/export.rs`.
#[test]
fn the_questions_asked_of_years_are_the_ones_that_are_run() {
    let shown: Vec<Vec<String>> = of_kind("bash").into_iter().map(|b| b.lines).collect();
    let run: Vec<String> = read("tests/cli/questions.sh").lines().map(str::to_owned).collect();
    assert_eq!(shown, [run]);
}

#[test]
fn every_command_says_what_the_page_shows() {
    let story = story();
    assert!(story.len() > 15, "only {} commands were found", story.len());
    let steps: Vec<Step> = story.iter().map(|(step, _)| step.clone()).collect();
    let said = session::run(&steps);
    let mut complaints = Vec::new();
    let mut page = readme();
    // From the end, so that the lines above keep their numbers.
    for ((step, wanted), said) in story.iter().zip(&said).rev() {
        if !wanted.agrees(said) {
            let command = &step.command;
            complaints.push(format!(
                "README.md:{}: {command} said:\n{}\n",
                wanted.line,
                said.join("\n")
            ));
            let lines = wanted.as_the_page_would(said);
            page = page::with_lines(&page, wanted.from, wanted.lines.len(), &lines);
        }
    }
    if !complaints.is_empty() {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("README.md");
        fs::write(&path, page).expect("a page in target");
        complaints.push(format!("read it, then: cp {} README.md", path.display()));
    }
    none(&complaints);
}

/// The first hour is typed at a real terminal, key by key as the page shows it: what follows `answer: ` is what is typed.
/// Where they differ, the page as it should be is left in `target/tmp/README-hour.md`.
#[test]
fn the_first_hour_goes_as_the_page_shows() {
    let blocks = of_kind("terminal");
    let steps: Vec<_> =
        blocks.iter().flat_map(|b| shown(b).into_iter().map(|s| (s, b.clock.clone()))).collect();
    let first: Vec<&str> = steps.iter().take(3).map(|(s, _)| s.command.as_str()).collect();
    let install = "cargo install --locked --path .";
    assert_eq!(first, ["git clone https://git.example.org/hv.git", "cd hv", install]);
    assert!(steps.len() > 20, "only {} commands were found", steps.len());
    let mut hour = hour::Hour::begin();
    let mut complaints = Vec::new();
    let mut page = readme();
    let mut said = Vec::new();
    for (step, clock) in &steps {
        said.push(hour.type_in(&step.command, &step.output, clock.as_deref()));
    }
    for ((step, _), said) in steps.iter().zip(&said).rev() {
        if !agrees(&step.output, said) {
            complaints.push(format!(
                "README.md:{}: {} said:\n{}\n",
                step.line,
                step.command,
                said.join("\n")
            ));
            page = page::with_lines(&page, step.from, step.output.len(), said);
        }
    }
    if !complaints.is_empty() {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("README-hour.md");
        fs::write(&path, page).expect("a page in target");
        complaints.push(format!(
            "read it, put … where it says what differs from day to day, then: cp {} README.md",
            path.display()
        ));
    }
    none(&complaints);
}

/// The first screen: exactly these two, in this order.
#[test]
fn the_first_two_commands_are_the_alarm_and_the_tests() {
    let commands: Vec<String> =
        of_kind("console").iter().flat_map(shown).map(|s| s.command).collect();
    let first: Vec<&str> =
        commands.iter().map(String::as_str).filter(|c| *c != "echo $?").take(2).collect();
    let alarm = "cargo run --release --quiet -- overdue --store examples/nettlewick --now 2026-11-24T11:30:00+00:00";
    assert_eq!(first, [alarm, NOT_RUN_HERE]);
}

#[test]
fn cargo_test_is_what_ci_runs() {
    let ci = read(".ci/run");
    let is_it = |l: &str| {
        l.trim() == NOT_RUN_HERE || l.trim().starts_with("cargo test --no-fail-fast 2>&1 |")
    };
    assert!(ci.lines().any(is_it), ".ci/run does not run {NOT_RUN_HERE}");
}

#[test]
fn the_crontab_line_works_under_cron() {
    let blocks = of_kind("crontab");
    let lines: Vec<&String> = blocks.iter().flat_map(|b| &b.lines).collect();
    assert_eq!(lines.len(), 1);
    for line in lines {
        none(&claims::crontab_faults(line));
        let command: Vec<String> = claims::words(line).into_iter().skip(5).collect();
        assert!(Cli::try_parse_from(command).is_ok(), "hv does not take this: {line}");
    }
}

/// Commands that are named and not run are at least commands.
#[test]
fn every_command_named_is_one_that_hv_knows() {
    let mut complaints = Vec::new();
    let mut seen = 0;
    for line in of_kind("sh").iter().flat_map(|b| &b.lines) {
        seen += 1;
        if let Err(error) = Cli::try_parse_from(claims::words(line)) {
            complaints.push(format!("{line}: {error}"));
        }
    }
    let prose = prose(&readme());
    for span in code_spans(&prose).into_iter().filter(|s| s.starts_with("hv ")) {
        seen += 1;
        // A command may be named without what it needs: `hv arrive`. And `hv --version` ends the reading of flags.
        let known = [ErrorKind::MissingRequiredArgument, ErrorKind::DisplayVersion];
        let unknown = |e: &clap::Error| !known.contains(&e.kind());
        if let Err(error) = Cli::try_parse_from(claims::words(span))
            && unknown(&error)
        {
            complaints.push(format!("{span}: {error}"));
        }
    }
    assert!(seen > 20, "only {seen} commands were found");
    none(&complaints);
}

#[test]
fn the_oldest_rust_is_the_manifests() {
    let manifest: toml::Table = toml::from_str(&read("Cargo.toml")).expect("Cargo.toml");
    let wanted =
        manifest.get("package").and_then(|p| p.get("rust-version")).and_then(|v| v.as_str());
    let versions = claims::rust_versions(&readme());
    assert!(versions.len() >= 2, "the README names Rust's version {} times", versions.len());
    for version in versions {
        assert_eq!(Some(version.as_str()), wanted);
    }
}

#[test]
fn the_exit_codes_are_the_programs() {
    let text = readme();
    let rows = text.lines().filter_map(|l| l.strip_prefix("| ")?.split_once(" | "));
    let shown: BTreeSet<u8> = rows.filter_map(|(code, _)| code.parse().ok()).collect();
    let kinds = [Kind::Refused, Kind::Usage, Kind::Failed, Kind::Bug];
    // 0 and 4 are no errors: done, and somebody is late. The commands above show both.
    let wanted: BTreeSet<u8> = kinds.map(Kind::exit_code).into_iter().chain([0, 4, 5]).collect();
    assert_eq!(shown, wanted);
}

#[test]
fn the_clocks_are_the_programs() {
    let prose = prose(&readme());
    let (_, rest) = prose.split_once("`clock` is one of ").expect("the list of clocks");
    let (list, _) = rest.split_once(". ").expect("its end");
    for clock in code_spans(list) {
        let known: Result<hv::policy::Clock, _> = serde_json::from_value(clock.into());
        assert!(known.is_ok(), "{clock} is not a clock");
    }
    assert_eq!(code_spans(list).len(), 9);
}

/// Both ways: every test that Cargo runs is in the table, and every one in the table is run.
#[test]
fn the_table_of_tests_is_the_manifests() {
    let manifest: toml::Table = toml::from_str(&read("Cargo.toml")).expect("Cargo.toml");
    let tests = manifest.get("test").and_then(|t| t.as_array()).expect("[[test]]");
    let names = tests.iter().filter_map(|t| t.get("name")?.as_str());
    let run: BTreeSet<String> = names.map(|n| format!("tests/{n}")).collect();
    let text = readme();
    let rows = text.lines().filter_map(|l| l.strip_prefix("| `tests/")?.split_once('`'));
    let shown: BTreeSet<String> = rows.map(|(name, _)| format!("tests/{name}")).collect();
    assert_eq!(shown, run);
}

/// A path of the project that is named is there.
#[test]
fn every_path_named_is_there() {
    let prose = prose(&readme());
    let ours = ["src/", "tests/", "policies/", "examples/", "benches/", ".ci/"];
    let links = prose.split("](").skip(1).filter_map(|l| l.split_once(')')).map(|(to, _)| to);
    let links = links.filter(|to| !to.starts_with("http"));
    let spans = code_spans(&prose)
        .into_iter()
        .filter(|s| ours.iter().any(|folder| s.starts_with(folder)) && !s.contains(['*', ' ']));
    let named: Vec<&str> = spans.chain(links).collect();
    assert!(named.len() > 8, "only {} paths were found", named.len());
    let missing: Vec<String> = named
        .into_iter()
        .filter(|path| !Path::new(env!("CARGO_MANIFEST_DIR")).join(path).exists())
        .map(|path| format!("{path} is not there"))
        .collect();
    none(&missing);
}
