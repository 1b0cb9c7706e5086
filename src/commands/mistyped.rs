//! A command line that cannot be read: what the reader of flags says of it, for a person on standard error, and under
//! `--json` as the same object that any other error is.
//!
//! It decides nothing and asks nothing. Help and the version are what somebody asked for, and no error.

use super::suggest;
use crate::cli::Cli;
use crate::error::{Error, Kind};
use crate::host::Host;
use crate::render::{clean_lines, in_json, short};
use clap::CommandFactory;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use serde_json::json;
use std::ffi::OsString;

/// Says how to get out of danger, where that is what was mistyped.
const DANGER: &str = "In danger: ring 999 now. Then: hv distress NAME";

/// Tells what is wrong with the arguments, and gives back the exit code. `in_danger`: they report somebody in danger,
/// who is not told about flags alone.
pub(crate) fn tell(
    error: clap::Error,
    arguments: &[OsString],
    in_danger: bool,
    host: &mut Host,
) -> u8 {
    let error = nearest(error, arguments);
    let text = alone(&error, error.render().to_string());
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        say_asked(error.kind(), arguments, &text, host);
        return 0;
    }
    host.tell(&clean_lines(&short(&text)));
    if in_danger {
        host.tell(&format!("{DANGER}\n"));
    }
    if asks_for_json(arguments) {
        host.spell(in_json);
        let mut shown = as_error(error.kind(), &text);
        shown.hints.extend(in_danger.then(|| DANGER.to_owned()));
        super::say_error(&shown, host);
    }
    Kind::Usage.exit_code()
}

/// Help or the version, as text or as the object that `hv help --json` prints too.
fn say_asked(kind: ErrorKind, arguments: &[OsString], text: &str, host: &mut Host) {
    if !asks_for_json(arguments) {
        host.say(text);
        return;
    }
    host.spell(in_json);
    let shown = if kind == ErrorKind::DisplayVersion {
        json!({"hv": 1, "version": env!("CARGO_PKG_VERSION")})
    } else {
        let tree = Cli::command();
        let path = path_of(&tree, arguments.iter().skip(1));
        let about: Vec<&str> = path.iter().skip(1).map(|c| c.get_name()).collect();
        json!({"hv": 1, "about": about.join(" "), "text": text})
    };
    host.say(&format!("{shown}\n"));
}

/// hv itself, and below it each command that the words name.
fn path_of<'t, 'w>(
    tree: &'t clap::Command,
    words: impl Iterator<Item = &'w OsString>,
) -> Vec<&'t clap::Command> {
    let mut path = vec![tree];
    let mut at = tree;
    for word in words {
        if let Some(below) = at.find_subcommand(word) {
            path.push(below);
            at = below;
        }
    }
    path
}

/// The reader's text, without the empty line of a tip that was taken out; and a flag that was given a value and takes
/// none is told in its own words.
fn alone(error: &clap::Error, text: String) -> String {
    let (Some(ContextValue::String(flag)), ErrorKind::TooManyValues) =
        (error.get(ContextKind::InvalidArg), error.kind())
    else {
        return text.replace("\n\n\n", "\n\n");
    };
    let rest = text.split_once("\n\n").map(|(_, rest)| rest).unwrap_or_default();
    format!("error: {flag} takes no value\n\n  tip: type {flag} alone, or leave it out\n\n{rest}")
}

/// The error with the commands that are nearest to what was typed. The reader names whatever shares letters with it:
/// "board" for "overdu".
fn nearest(error: clap::Error, arguments: &[OsString]) -> clap::Error {
    let tree = Cli::command();
    let mut error = mistaken_for_an_argument(error, arguments, &tree);
    let Some(ContextValue::String(typed)) = error.get(ContextKind::InvalidSubcommand) else {
        return error;
    };
    if error.kind() != ErrorKind::InvalidSubcommand {
        return error;
    }
    let typed = typed.clone();
    let before = arguments.iter().skip(1).take_while(|a| **a != *typed);
    let path = path_of(&tree, before);
    let below = path.last().into_iter().flat_map(|parent| parent.get_subcommands());
    let known: Vec<&str> = below.map(clap::Command::get_name).collect();
    let near: Vec<String> =
        suggest::nearest(&typed, &known).into_iter().map(str::to_owned).collect();
    error.remove(ContextKind::SuggestedSubcommand);
    if !near.is_empty() {
        error.insert(ContextKind::SuggestedSubcommand, ContextValue::Strings(near));
    }
    error
}

/// `hv plan dropp x`: the reader takes the slip for a week, and complains of the word after it as of a command. It is told
/// as the unknown command that it is.
fn mistaken_for_an_argument(
    error: clap::Error,
    arguments: &[OsString],
    tree: &clap::Command,
) -> clap::Error {
    let after = error.get(ContextKind::InvalidSubcommand);
    let (ErrorKind::ArgumentConflict, Some(ContextValue::String(after))) = (error.kind(), after)
    else {
        return error;
    };
    let path = path_of(tree, arguments.iter().skip(1));
    let Some(parent) = path.last().filter(|last| last.get_name() != after) else { return error };
    let below = arguments.iter().skip_while(|a| **a != *parent.get_name()).skip(1);
    let words = below.filter_map(|a| a.to_str());
    let Some(slip) = words.into_iter().find(|a| !a.starts_with('-')) else { return error };
    let mut unknown = clap::Error::new(ErrorKind::InvalidSubcommand).with_cmd(parent);
    unknown.insert(ContextKind::InvalidSubcommand, ContextValue::String(slip.to_owned()));
    if let Some(ContextValue::StyledStr(usage)) = error.get(ContextKind::Usage) {
        unknown.insert(ContextKind::Usage, ContextValue::StyledStr(usage.clone()));
    }
    unknown
}

/// What cannot be read as a whole can still ask for JSON. After `--` there are no flags.
fn asks_for_json(arguments: &[OsString]) -> bool {
    let asks = |a: &OsString| a.to_str().is_some_and(|a| a == "--json" || a.starts_with("--json="));
    arguments.iter().take_while(|a| *a != "--").any(asks)
}

/// The reader's text, taken apart: its first paragraph is the message, each other a hint.
fn as_error(kind: ErrorKind, text: &str) -> Error {
    if kind == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        let usage = text.lines().find(|line| line.starts_with("Usage:")).unwrap_or_default();
        return Error::usage("the command is not complete").hint(usage.trim());
    }
    let mut parts = text.split("\n\n").map(one_line).filter(|part| !part.is_empty());
    let first = parts.next().unwrap_or_default();
    let mut error = Error::usage(first.strip_prefix("error: ").unwrap_or(&first));
    for part in parts {
        error = error.hint(part.strip_prefix("tip: ").unwrap_or(&part));
    }
    error
}

/// A paragraph as one line. What follows a colon in lines of its own is a list.
fn one_line(paragraph: &str) -> String {
    let mut joined = String::new();
    for line in paragraph.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let between = match joined.chars().last() {
            None => "",
            Some(':' | '.') => " ",
            Some(_) if line.starts_with('[') => " ",
            Some(_) => ", ",
        };
        joined.push_str(between);
        joined.push_str(line);
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    fn read(line: &str) -> Error {
        let error = Cli::try_parse_from(line.split(' ')).expect_err(line);
        as_error(error.kind(), &error.render().to_string())
    }

    #[test]
    fn what_the_reader_says_is_a_message_and_its_hints() {
        let error = read("hv checkin kay --noet x --json");
        assert_eq!(error.message, "unexpected argument '--noet' found");
        assert!(error.hints[0].contains("'--note'"), "{:?}", error.hints);
        assert!(
            error.hints.iter().any(|h| h.starts_with("Usage: hv checkin")),
            "{:?}",
            error.hints
        );
        let error = read("hv staff add");
        let list = "the following required arguments were not provided: <ID>";
        assert_eq!(error.message, list);
        assert_eq!(
            one_line("error: missing:\n  --at <TIME>\n  <ID>"),
            "error: missing: --at <TIME>, <ID>"
        );
        let error = read("hv assess control x --color maybe");
        assert!(error.message.contains("'maybe' for '--color <WHEN>' [possible values: auto"));
        let error = Cli::try_parse_from(["hv", "board", "--json=yes"]).expect_err("a value");
        let error = as_error(error.kind(), &alone(&error, error.render().to_string()));
        assert_eq!(error.message, "--json takes no value");
        assert_eq!(error.hints[0], "type --json alone, or leave it out");
        let error = read("hv staff add kay --name Kay --rloe x");
        assert!(!error.message.contains('\n') && error.hints.iter().all(|h| !h.contains('\n')));
    }

    /// What is mistyped, and the commands that are named: the nearest, and nothing else.
    #[test]
    fn a_slip_in_a_command_names_the_nearest_one() {
        for (line, meant) in [
            ("overdu", &["overdue"][..]),
            ("ovedue", &["overdue"]),
            ("ovredue", &["overdue"]),
            ("overview", &[]),
            ("bord", &["board"]),
            ("baord", &["board"]),
            ("chekin", &["checkin"]),
            ("check", &["checkin"]),
            ("assesss", &["assess"]),
            ("asess", &["assess"]),
            ("pland", &["plan"]),
            ("brif", &["brief"]),
            ("retrun", &[]),
            ("cancle", &["cancel"]),
            ("arive", &["arrive"]),
            ("distres", &["distress"]),
            ("resovle", &["resolve"]),
            ("familly", &["family"]),
            ("reprot", &["report"]),
            ("docter", &["doctor"]),
            ("xyzzy", &[]),
            ("policy chekc", &["check"]),
            ("policy rep", &[]),
            ("policy repl", &["replay"]),
            ("plan dropp x", &["drop"]),
            ("plan --json chang x", &["change"]),
            ("family revew x", &["review"]),
            ("family xyzzy x", &[]),
            ("plan 2026-W48 drop x", &[]),
            ("--json overdu", &["overdue"]),
        ] {
            let words: Vec<OsString> =
                ["hv"].into_iter().chain(line.split(' ')).map(OsString::from).collect();
            let error = nearest(Cli::try_parse_from(&words).expect_err(line), &words);
            let text = error.render().to_string();
            let named: Vec<&str> = match text.lines().find(|l| l.trim_start().starts_with("tip: "))
            {
                Some(tip) => tip.split('\'').skip(1).step_by(2).collect(),
                None => Vec::new(),
            };
            assert_eq!(named, meant, "{line}: {text}");
        }
    }

    #[test]
    fn json_is_asked_for_by_a_flag_and_by_nothing_after_the_flags() {
        let asks =
            |line: &str| asks_for_json(&line.split(' ').map(OsString::from).collect::<Vec<_>>());
        assert!(asks("hv chekin kay --json"));
        assert!(asks("hv --json chekin"));
        assert!(asks("hv chekin kay --json=yes"));
        assert!(!asks("hv chekin kay"));
        assert!(!asks("hv chekin kay --jsonl"));
        assert!(!asks("hv checkin -- --json"));
        assert!(!asks("hv checkin --note=--json"));
    }
}
