//! A command line that cannot be read: what the reader of flags says of it, for a person on standard error, and under
//! `--json` as the same object that any other error is.
//!
//! It decides nothing and asks nothing. Help and the version are what somebody asked for, and no error.

use crate::error::{Error, Kind};
use crate::host::Host;
use crate::render::{clean_lines, in_json, short};
use clap::error::ErrorKind;
use std::ffi::OsString;

/// Says how to get out of danger, where that is what was mistyped.
const DANGER: &str = "In danger: ring 999 now. Then: hv distress NAME";

/// Tells what is wrong with the arguments, and gives back the exit code. `in_danger`: they report somebody in danger,
/// who is not told about flags alone.
pub(crate) fn tell(
    error: &clap::Error,
    arguments: &[OsString],
    in_danger: bool,
    host: &mut Host,
) -> u8 {
    let text = error.render().to_string();
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        host.say(&text);
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

/// What cannot be read as a whole can still ask for JSON. After `--` there are no flags.
fn asks_for_json(arguments: &[OsString]) -> bool {
    arguments.iter().take_while(|a| *a != "--").any(|a| a == "--json")
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
    use crate::cli::Cli;
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
        let error = read("hv staff add kay --name Kay --rloe x");
        assert!(!error.message.contains('\n') && error.hints.iter().all(|h| !h.contains('\n')));
    }

    #[test]
    fn json_is_asked_for_by_a_flag_and_by_nothing_after_the_flags() {
        let asks =
            |line: &str| asks_for_json(&line.split(' ').map(OsString::from).collect::<Vec<_>>());
        assert!(asks("hv chekin kay --json"));
        assert!(asks("hv --json chekin"));
        assert!(!asks("hv chekin kay"));
        assert!(!asks("hv checkin -- --json"));
        assert!(!asks("hv checkin --note=--json"));
    }
}
