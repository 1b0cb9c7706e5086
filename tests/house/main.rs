//! The house rules: what the tree, the imports and the dependencies must look like. Read from the source, so
//! that a rule which is broken names the file and the line.
//!
//! Every checker is a function from text to complaints. Beside each stand tests that feed it wrong text: a
//! checker that finds nothing anywhere would be worse than none.
#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    reason = "a test reads the tree it is about, and fails by stopping"
)]

mod crates;
mod paths;
mod rooms;
mod tree;
mod wording;

use std::fs;
use std::path::{Path, PathBuf};

/// A file of the project, by its path from the top with `/`.
#[derive(Debug, Clone)]
struct Source {
    path: String,
    text: String,
}

fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(top().join(path)).expect(path)
}

/// Every Rust file below a folder, in order.
fn sources(folder: &str) -> Vec<Source> {
    let mut found = Vec::new();
    let mut look: Vec<PathBuf> = vec![top().join(folder)];
    while let Some(folder) = look.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of the project").map_while(Result::ok) {
            let path = entry.path();
            if path.is_dir() {
                look.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let name = path.strip_prefix(top()).expect("below the top").to_string_lossy();
                let text = fs::read_to_string(&path).expect("a source file");
                found.push(Source { path: name.into_owned(), text });
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// Fails with every complaint at once.
#[track_caller]
fn none(complaints: Vec<String>) {
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

/// The reader of folders finds the project; without this, every rule below could hold over nothing.
#[test]
fn the_source_is_found() {
    let src = sources("src");
    assert!(src.len() > 40, "only {} files in src", src.len());
    assert!(src.iter().any(|s| s.path == "src/commands/overdue.rs"));
}

#[test]
fn no_import_runs_the_wrong_way() {
    none(sources("src").iter().flat_map(rooms::wrong_ways).collect());
}

#[test]
fn each_library_has_one_door() {
    none(sources("src").iter().flat_map(rooms::wrong_doors).collect());
}

#[test]
fn the_pure_rooms_forbid_the_doors() {
    none(
        rooms::PURE
            .iter()
            .filter_map(|room| rooms::not_forbidden(room, &read(&format!("src/{room}/mod.rs"))))
            .collect(),
    );
}

#[test]
fn the_source_keeps_to_the_house_words() {
    none(sources("src").iter().flat_map(wording::complaints).collect());
}

#[test]
fn every_file_is_named_for_what_it_answers_and_is_part_of_the_program() {
    let mut all = sources("src");
    all.extend(sources("tests"));
    all.extend(sources("benches"));
    none(tree::complaints(&all));
}

#[test]
fn every_test_folder_is_run() {
    none(tree::unrun(&read("Cargo.toml"), &sources("tests")));
}

#[test]
fn the_top_level_holds_what_it_should() {
    let listed = fs::read_dir(top()).expect("the top level").map_while(Result::ok);
    let names: Vec<String> = listed.map(|e| e.file_name().to_string_lossy().into_owned()).collect();
    none(tree::strangers(&names));
}

#[test]
fn every_dependency_says_why() {
    none(crates::unexplained(&read("Cargo.toml")));
}

#[test]
fn no_dependency_is_banned_or_from_elsewhere() {
    let rules = crates::Rules::read(&read(".deny.toml")).expect(".deny.toml");
    let locked = crates::locked(&read("Cargo.lock")).expect("Cargo.lock");
    assert!(locked.len() > 50, "only {} crates read from Cargo.lock", locked.len());
    none(crates::banned(&rules, &locked));
}

/// Asks cargo, offline, for the licences of everything that is built on this machine.
#[test]
fn every_licence_is_allowed() {
    let rules = crates::Rules::read(&read(".deny.toml")).expect(".deny.toml");
    let licences = crates::licences(top()).expect("cargo metadata");
    assert!(licences.len() > 50, "only {} licences read", licences.len());
    none(crates::not_allowed(&rules, &licences));
}
