//! What no source file may hold, and how every one begins.

use crate::Source;
use crate::paths::macros;

/// They panic when the output is gone: the alarm must not. A test may print.
const PRINTING: [&str; 4] = ["println", "eprintln", "print", "eprint"];

/// Work that is not done.
const UNDONE: [&str; 3] = ["dbg", "todo", "unimplemented"];

/// Notes that belong in the list of work, not in the source.
const NOTES: [&str; 3] = ["TODO", "FIXME", "XXX"];

/// A file this long answers two questions.
const LONGEST: usize = 900;

/// Everything that is wrong with one file of `src`.
pub(crate) fn complaints(source: &Source) -> Vec<String> {
    let Source { path, text } = source;
    let mut all = Vec::new();
    if !text.starts_with("//! ") {
        all.push(format!("{path}:1: it does not open with what it is for (//!)"));
    }
    let lines = text.lines().count();
    if lines > LONGEST {
        all.push(format!("{path}: {lines} lines; more than {LONGEST} are two subjects"));
    }
    let only_tests = path.contains("/tests/") || path.ends_with("/tests.rs");
    let wrong = |name: &str| UNDONE.contains(&name) || (PRINTING.contains(&name) && !only_tests);
    let called = macros(text).into_iter().filter(|(name, _)| wrong(name));
    all.extend(called.map(|(name, line)| format!("{path}:{line}: {name}!")));
    for (n, line) in text.lines().enumerate() {
        let noted = NOTES.iter().find(|note| words(line).any(|word| word == **note));
        all.extend(noted.map(|note| format!("{path}:{}: {note}", n + 1)));
    }
    all
}

fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| !c.is_alphanumeric() && c != '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(text: &str) -> Vec<String> {
        complaints(&Source { path: "src/a.rs".to_owned(), text: text.to_owned() })
    }

    #[test]
    fn each_rule_bites() {
        for text in [
            "mod a;\n",
            "//! A.\nfn f() { println!(\"x\"); }\n",
            "//! A.\nfn f() { std::eprintln!(\"x\"); }\n",
            "//! A.\nfn f() { todo!() }\n",
            "//! A.\nfn f() { unimplemented!(\"later\") }\n",
            "//! A.\nfn f() { dbg!(1); }\n",
            "//! A.\n// TODO: later\n",
            "//! A.\n// FIXME(kay) later\n",
        ] {
            assert_eq!(wrong(text).len(), 1, "{text}");
        }
        let long = format!("//! A.\n{}", "\n".repeat(900));
        assert_eq!(wrong(&long), ["src/a.rs: 901 lines; more than 900 are two subjects"]);
    }

    #[test]
    fn what_only_looks_like_it_is_let_through() {
        let text = "//! A.\n// never println! here\nlet a = \"todo!()\"; let mastodon = print;\n";
        assert_eq!(wrong(text), Vec::<String>::new());
        assert_eq!(wrong(&format!("//! A.\n{}", "\n".repeat(899))), Vec::<String>::new());
        let printing = "//! A.\nfn f() { println!(\"x\"); dbg!(1); }\n".to_owned();
        let printer = Source { path: "src/store/tests/a.rs".to_owned(), text: printing };
        assert_eq!(complaints(&printer), ["src/store/tests/a.rs:2: dbg!"]);
    }
}
