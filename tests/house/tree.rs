//! How files are named, that each is part of the program, and what lies at the top.

use crate::Source;

/// Names that say nothing about what a file answers.
const EMPTY_NAMES: [&str; 9] =
    ["utils", "util", "common", "helpers", "helper", "types", "manager", "misc", "shared"];

/// What may lie at the top level, beside the build's own folder.
const TOP: [&str; 18] = [
    ".ci",
    ".clippy.toml",
    ".deny.toml",
    ".git",
    ".gitattributes",
    ".gitignore",
    ".rustfmt.toml",
    "CHANGELOG.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE",
    "README.md",
    "benches",
    "examples",
    "fuzz",
    "policies",
    "src",
    "target",
];

/// Files with an empty name, and files that no other declares: the compiler never sees those.
pub(crate) fn complaints(all: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    for source in all {
        let parts: Vec<&str> = source.path.split(['/', '.']).collect();
        if let Some(name) = EMPTY_NAMES.iter().find(|name| parts.contains(*name)) {
            found.push(format!("{}: {name} says nothing about what it answers", source.path));
        }
        if !is_root(&source.path) && !declared(source, all) {
            found.push(format!("{}: no file declares it, so it is never compiled", source.path));
        }
    }
    found
}

/// Files that Cargo starts from.
fn is_root(path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').collect();
    matches!(
        parts.as_slice(),
        ["src", "main.rs" | "lib.rs"] | ["tests", _, "main.rs"] | ["benches", _]
    )
}

fn declared(source: &Source, all: &[Source]) -> bool {
    let (folder, file) = source.path.rsplit_once('/').unwrap_or(("", &source.path));
    let own = file.strip_suffix(".rs").unwrap_or(file);
    // `a/mod.rs` is declared beside the folder `a`.
    let (folder, name) =
        if own == "mod" { folder.rsplit_once('/').unwrap_or(("", folder)) } else { (folder, own) };
    let declares = |text: &str| {
        text.lines().any(|l| {
            let line = l.trim().trim_start_matches("pub(crate) ").trim_start_matches("pub(super) ");
            line.trim_start_matches("pub ") == format!("mod {name};")
        })
    };
    let beside = |s: &&Source| {
        ["main.rs", "lib.rs", "mod.rs"].iter().any(|root| s.path == format!("{folder}/{root}"))
            || s.path == format!("{folder}.rs")
    };
    all.iter().filter(beside).any(|s| declares(&s.text))
}

/// Folders of `tests/` with Rust in them that `Cargo.toml` does not run, and the other way round.
pub(crate) fn unrun(manifest: &str, tests: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    if !manifest.lines().any(|l| l.trim() == "autotests = false") {
        found.push("Cargo.toml: autotests = false is gone".to_owned());
    }
    let runs = |path: &str| manifest.contains(&format!("path = \"{path}\""));
    let folders = tests
        .iter()
        .filter_map(|s| s.path.split('/').nth(1))
        .collect::<std::collections::BTreeSet<_>>();
    for folder in folders {
        let root = format!("tests/{folder}/main.rs");
        if !runs(&root) {
            found.push(format!("Cargo.toml has no [[test]] with path = \"{root}\""));
        }
    }
    found
}

/// Entries of the top level that should not be there.
pub(crate) fn strangers(names: &[String]) -> Vec<String> {
    let allowed = |name: &str| name == "tests" || TOP.contains(&name);
    let strange = names.iter().filter(|n| !allowed(n));
    strange.map(|n| format!("{n} does not belong at the top level")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(path: &str, text: &str) -> Source {
        Source { path: path.to_owned(), text: text.to_owned() }
    }

    #[test]
    fn empty_names_are_found() {
        let lib = source("src/lib.rs", "mod utils;\nmod a;\n");
        let a = source("src/a/mod.rs", "mod helpers;\n");
        let all = [lib, source("src/utils.rs", ""), a, source("src/a/helpers.rs", "")];
        assert_eq!(complaints(&all).len(), 2);
        assert!(complaints(&[source("src/common/mod.rs", "")]).len() == 2);
    }

    #[test]
    fn a_file_nobody_declares_is_found() {
        let main = source("tests/cli/main.rs", "mod words;\n// mod lost;\n");
        let all = [main, source("tests/cli/words.rs", ""), source("tests/cli/lost.rs", "")];
        assert_eq!(
            complaints(&all),
            ["tests/cli/lost.rs: no file declares it, so it is never compiled"]
        );
        let lib = source("src/lib.rs", "pub mod a;\n");
        let inner = source("src/a/mod.rs", "pub(crate) mod b;\n#[cfg(test)]\nmod tests;\n");
        let all = [lib, inner, source("src/a/b.rs", ""), source("src/a/tests/mod.rs", "")];
        assert_eq!(complaints(&all), Vec::<String>::new());
    }

    #[test]
    fn a_test_folder_that_is_not_run_is_found() {
        let tests = [source("tests/cli/main.rs", ""), source("tests/laws/main.rs", "")];
        let manifest =
            "autotests = false\n[[test]]\nname = \"cli\"\npath = \"tests/cli/main.rs\"\n";
        assert_eq!(
            unrun(manifest, &tests),
            ["Cargo.toml has no [[test]] with path = \"tests/laws/main.rs\""]
        );
        assert_eq!(unrun("", &tests[..1]).len(), 2);
    }

    #[test]
    fn strangers_at_the_top_are_found() {
        let names = |all: &[&str]| all.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
        assert_eq!(
            strangers(&names(&["src", "tests", "Cargo.toml", "target"])),
            Vec::<String>::new()
        );
        assert_eq!(strangers(&names(&["notes.txt", "src", "docs"])).len(), 2);
    }
}
