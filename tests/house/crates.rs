//! What hv is built from: that every dependency says why, that none is banned, old, from elsewhere, or under a
//! licence nobody agreed to. The rules are in `.deny.toml`, which cargo-deny reads as well; here they are
//! checked offline, against `Cargo.lock` and what cargo knows. The advisory database is not read here: it is
//! on the internet, and changes every day.

use serde::Deserialize;
use std::path::Path;
use std::process::Command;

/// The part of `.deny.toml` that is checked here.
#[derive(Debug, Deserialize)]
pub(crate) struct Rules {
    licenses: Licences,
    bans: Bans,
    sources: Sources,
}

#[derive(Debug, Deserialize)]
struct Licences {
    allow: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Bans {
    deny: Vec<Ban>,
}

#[derive(Debug, Deserialize)]
struct Ban {
    #[serde(rename = "crate")]
    spec: String,
    reason: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Sources {
    allow_registry: Vec<String>,
}

impl Rules {
    pub(crate) fn read(text: &str) -> Result<Rules, String> {
        toml::from_str(text).map_err(|e| e.to_string())
    }
}

/// One crate of `Cargo.lock`.
#[derive(Debug, Deserialize)]
pub(crate) struct Locked {
    name: String,
    version: String,
    source: Option<String>,
}

/// Every crate of `Cargo.lock`.
pub(crate) fn locked(text: &str) -> Result<Vec<Locked>, String> {
    #[derive(Deserialize)]
    struct Lock {
        package: Vec<Locked>,
    }
    toml::from_str::<Lock>(text).map(|lock| lock.package).map_err(|e| e.to_string())
}

/// Crates that are banned, or come from elsewhere than the registries allowed.
pub(crate) fn banned(rules: &Rules, locked: &[Locked]) -> Vec<String> {
    let mut found = Vec::new();
    for one in locked {
        let shown = format!("{} {}", one.name, one.version);
        let bans = rules.bans.deny.iter().filter(|ban| covers(&ban.spec, one));
        found.extend(bans.map(|ban| format!("{shown} is banned: {}", ban.reason)));
        let from = one.source.as_deref().map(|s| s.trim_start_matches("registry+"));
        let known = from.is_none_or(|from| rules.sources.allow_registry.iter().any(|r| r == from));
        if !known || (from.is_none() && one.name != "hv") {
            found.push(format!("{shown} comes from {}", from.unwrap_or("a folder beside")));
        }
    }
    found
}

/// `name`, or `name@<1.2.3`.
fn covers(spec: &str, one: &Locked) -> bool {
    match spec.split_once("@<") {
        None => spec == one.name,
        Some((name, floor)) => name == one.name && numbers(&one.version) < numbers(floor),
    }
}

/// `1.2.3-rc.1+x` is 1, 2, 3.
fn numbers(version: &str) -> Vec<u64> {
    let plain = version.split(['-', '+']).next().unwrap_or_default();
    plain.split('.').map(|n| n.parse().unwrap_or(0)).collect()
}

/// Name and licence of every crate built on this kind of machine, as cargo tells offline.
pub(crate) fn licences(top: &Path) -> Result<Vec<(String, Option<String>)>, String> {
    #[derive(Deserialize)]
    struct Package {
        name: String,
        license: Option<String>,
    }
    #[derive(Deserialize)]
    struct Metadata {
        packages: Vec<Package>,
    }
    // Crates for other systems are not on this machine, and cargo cannot tell offline what it has not got.
    let rustc = run(Command::new("rustc").arg("-vV"))?;
    let host = rustc.lines().find_map(|l| l.strip_prefix("host: ")).ok_or("rustc names no host")?;
    let arguments =
        ["metadata", "--locked", "--offline", "--format-version", "1", "--filter-platform", host];
    let told = run(Command::new(env!("CARGO")).args(arguments).current_dir(top))?;
    let metadata: Metadata = serde_json::from_str(&told).map_err(|e| e.to_string())?;
    Ok(metadata.packages.into_iter().map(|p| (p.name, p.license)).collect())
}

fn run(command: &mut Command) -> Result<String, String> {
    let output = command.output().map_err(|e| e.to_string())?;
    if output.status.success() {
        return String::from_utf8(output.stdout).map_err(|e| e.to_string());
    }
    Err(String::from_utf8_lossy(&output.stderr).into_owned())
}

/// Crates whose licence is not allowed, or that say none.
pub(crate) fn not_allowed(rules: &Rules, crates: &[(String, Option<String>)]) -> Vec<String> {
    let allowed = |licence: &str| rules.licenses.allow.iter().any(|a| a == licence);
    let mut found = Vec::new();
    for (name, licence) in crates {
        match licence {
            None => found.push(format!("{name} names no licence")),
            Some(licence) if !Expression::holds(licence, &allowed) => {
                found.push(format!("{name}: {licence} is not allowed"));
            }
            Some(_) => {}
        }
    }
    found
}

/// `(MIT OR Apache-2.0) AND Unicode-3.0`, read from left to right; `AND` binds closer than `OR`, `/` is an old `OR`.
struct Expression<'a> {
    words: Vec<&'a str>,
    at: usize,
}

impl<'a> Expression<'a> {
    fn holds(text: &'a str, allowed: &dyn Fn(&str) -> bool) -> bool {
        let spaced = text.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
        let words = spaced.split_whitespace().collect();
        let mut expression = Expression { words, at: 0 };
        let holds = expression.either(allowed);
        // What cannot be read to its end is not agreed to.
        holds && expression.at == expression.words.len()
    }

    fn next_is(&mut self, word: &str) -> bool {
        let is = self.words.get(self.at) == Some(&word);
        self.at += usize::from(is);
        is
    }

    fn either(&mut self, allowed: &dyn Fn(&str) -> bool) -> bool {
        let mut holds = self.both(allowed);
        while self.next_is("OR") {
            // Both sides are read, whatever the first one says.
            let other = self.both(allowed);
            holds = holds || other;
        }
        holds
    }

    fn both(&mut self, allowed: &dyn Fn(&str) -> bool) -> bool {
        let mut holds = self.one(allowed);
        while self.next_is("AND") {
            let other = self.one(allowed);
            holds = holds && other;
        }
        holds
    }

    fn one(&mut self, allowed: &dyn Fn(&str) -> bool) -> bool {
        if self.next_is("(") {
            let holds = self.either(allowed);
            return self.next_is(")") && holds;
        }
        let licence = self.words.get(self.at).copied().unwrap_or_default();
        self.at += 1;
        if self.next_is("WITH") {
            let exception = self.words.get(self.at).copied().unwrap_or_default();
            self.at += 1;
            return allowed(&format!("{licence} WITH {exception}"));
        }
        allowed(licence)
    }
}

/// Dependencies without a comment above them.
pub(crate) fn unexplained(manifest: &str) -> Vec<String> {
    let mut found = Vec::new();
    let (mut inside, mut above) = (false, "");
    for (n, line) in manifest.lines().enumerate() {
        if line.starts_with('[') {
            inside = line.trim_end_matches(']').ends_with("dependencies");
            if !inside && line.contains("dependencies.") {
                found.push(format!("Cargo.toml:{}: one line for one dependency", n + 1));
            }
        } else if inside && line.starts_with(|c: char| c.is_alphabetic()) && !above.starts_with('#')
        {
            found.push(format!("Cargo.toml:{}: nothing says why: {line}", n + 1));
        }
        above = line;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: &str = r#"
        [licenses]
        allow = ["MIT", "BSD-3-Clause", "Apache-2.0 WITH LLVM-exception"]
        [bans]
        deny = [
            { crate = "atty", reason = "nobody keeps it up" },
            { crate = "chrono@<0.4.20", reason = "RUSTSEC-2020-0159" },
        ]
        [sources]
        allow-registry = ["https://github.com/rust-lang/crates.io-index"]
    "#;

    fn crate_from(name: &str, version: &str, source: Option<&str>) -> Locked {
        let source = source.map(str::to_owned);
        Locked { name: name.to_owned(), version: version.to_owned(), source }
    }

    fn wrong(name: &str, version: &str) -> usize {
        let rules = Rules::read(RULES).unwrap();
        let source = Some("registry+https://github.com/rust-lang/crates.io-index");
        banned(&rules, &[crate_from(name, version, source)]).len()
    }

    #[test]
    fn banned_and_old_crates_are_found() {
        assert_eq!(wrong("atty", "0.2.14"), 1);
        assert_eq!(wrong("chrono", "0.4.19"), 1);
        assert_eq!(wrong("chrono", "0.3.99"), 1);
        assert_eq!(wrong("chrono", "0.4.20"), 0);
        assert_eq!(wrong("chrono", "0.10.0"), 0);
        assert_eq!(wrong("chrono-tz", "0.1.0"), 0);
    }

    #[test]
    fn crates_from_elsewhere_are_found() {
        let rules = Rules::read(RULES).unwrap();
        let from = |source| banned(&rules, &[crate_from("a", "1.0.0", source)]).len();
        assert_eq!(from(Some("git+https://github.com/a/a#0123")), 1);
        assert_eq!(from(Some("registry+https://example.org/index")), 1);
        assert_eq!(from(None), 1);
        assert_eq!(banned(&rules, &[crate_from("hv", "0.1.0", None)]).len(), 0);
    }

    #[test]
    fn the_lock_file_is_read() {
        let text =
            "version = 4\n[[package]]\nname = \"a\"\nversion = \"1.0.0\"\ndependencies = [\"b\"]\n";
        assert_eq!(locked(text).unwrap().len(), 1);
        assert!(locked("").is_err());
    }

    #[test]
    fn licences_are_weighed() {
        let rules = Rules::read(RULES).unwrap();
        let wrong = |l: &str| not_allowed(&rules, &[("a".to_owned(), Some(l.to_owned()))]).len();
        for good in [
            "MIT",
            "MIT/GPL-3.0",
            "GPL-3.0 OR MIT",
            "(GPL-3.0 OR MIT) AND BSD-3-Clause",
            "Apache-2.0 WITH LLVM-exception OR GPL-3.0",
        ] {
            assert_eq!(wrong(good), 0, "{good}");
        }
        for bad in [
            "GPL-3.0",
            "MIT AND GPL-3.0",
            "",
            "(MIT",
            "MIT)",
            "Apache-2.0",
            "MIT WITH X",
            "GPL-3.0 OR MIT AND GPL-3.0",
            "MIT MIT",
        ] {
            assert_eq!(wrong(bad), 1, "{bad}");
        }
        assert_eq!(not_allowed(&rules, &[("a".to_owned(), None)]).len(), 1);
    }

    #[test]
    fn a_dependency_without_a_reason_is_found() {
        let good = "[dependencies]\n# Why.\na = \"1\"\n\n[package]\nname = \"x\"\n";
        assert_eq!(unexplained(good), Vec::<String>::new());
        assert_eq!(unexplained("[dependencies]\n# Why.\na = \"1\"\nb = \"1\"\n").len(), 1);
        assert_eq!(unexplained("[target.'cfg(unix)'.dev-dependencies]\na = \"1\"\n").len(), 1);
        assert_eq!(unexplained("[dependencies.a]\nversion = \"1\"\n").len(), 1);
    }
}
