//! Proves that no test file lies unused: each `tests/*/` has a `main.rs`, is a `[[test]]` in `Cargo.toml`
//! (`autotests` is off), and lists each of its files as a module.

use std::path::Path;

#[test]
fn every_test_file_is_run() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let cargo = include_str!("../../Cargo.toml");
    let mut seen = 0;
    for folder in std::fs::read_dir(&tests).unwrap().map(|e| e.unwrap().path()) {
        if folder.extension().is_some_and(|e| e == "rs") {
            panic!("{} is run by nobody: put it in a folder of tests", folder.display());
        }
        let files: Vec<String> = std::fs::read_dir(&folder)
            .unwrap()
            .map(|e| e.unwrap().file_name().into_string().unwrap())
            .filter_map(|name| name.strip_suffix(".rs").map(str::to_owned))
            .collect();
        if files.is_empty() {
            continue; // Fixtures.
        }
        let name = folder.file_name().unwrap().to_str().unwrap();
        let main = std::fs::read_to_string(folder.join("main.rs")).unwrap();
        assert!(cargo.contains(&format!("path = \"tests/{name}/main.rs\"")), "{name} is not run");
        for file in files.iter().filter(|f| *f != "main") {
            let module = main.lines().any(|l| l.trim() == format!("mod {file};"));
            assert!(module, "tests/{name}/{file}.rs is not a module of its main.rs");
            seen += 1;
        }
    }
    assert!(seen >= 9, "only {seen} files were found");
}
