//! Texts that are not typed on the command line, because everybody on the machine can list command lines, and a shell
//! keeps them: `--note -` says that the text comes by the keyboard or from standard input instead. Which flags those are
//! is worked out here from the tree of commands; nothing is read here.

use super::Cli;
use clap::{Arg, ArgAction, Command, CommandFactory};
use std::any::TypeId;
use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

/// What stands in the place of a text.
const UNSAID: &str = "-";

/// A flag whose text is still to come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsaid {
    /// The flag, with its hyphens.
    pub flag: String,
    /// The place of the argument that holds the text.
    pub at: usize,
    /// The flag stands in the same argument: `--note=-`.
    pub joined: bool,
}

/// Every flag whose text is `-`, in the order typed. After `--` there are no flags.
pub fn unsaid(arguments: &[OsString]) -> Vec<Unsaid> {
    if !arguments.iter().any(|a| a == UNSAID || a.to_str().is_some_and(|a| a.ends_with("=-"))) {
        return Vec::new();
    }
    let texts = text_flags();
    let mut found = Vec::new();
    let mut before: &OsStr = OsStr::new("");
    for (at, argument) in arguments.iter().enumerate().take_while(|(_, a)| *a != "--") {
        let joined = argument.to_str().and_then(|a| a.strip_suffix("=-"));
        let flag = if argument == UNSAID { before.to_str() } else { joined };
        if let Some(flag) = flag.filter(|flag| texts.contains(*flag)) {
            found.push(Unsaid { flag: flag.to_owned(), at, joined: joined.is_some() });
        }
        before = argument;
    }
    found
}

/// The command line with the texts in their places, each joined to its flag, so that one that begins with a hyphen is
/// no flag.
pub fn filled(arguments: &[OsString], texts: &[(Unsaid, String)]) -> Vec<OsString> {
    let mut filled = arguments.to_vec();
    for (one, text) in texts.iter().rev() {
        let first = if one.joined { one.at } else { one.at.saturating_sub(1) };
        let whole = OsString::from(format!("{}={text}", one.flag));
        filled.splice(first..=one.at, [whole]);
    }
    filled
}

/// Every flag that takes a text in some command, and a path in none: `--html -` has a meaning of its own.
fn text_flags() -> BTreeSet<String> {
    let (mut texts, mut paths) = (BTreeSet::new(), BTreeSet::new());
    let mut look = vec![Cli::command()];
    while let Some(command) = look.pop() {
        texts.extend(command.get_arguments().filter(|a| takes::<String>(a)).filter_map(flag));
        paths.extend(command.get_arguments().filter(|a| takes::<PathBuf>(a)).filter_map(flag));
        look.extend(command.get_subcommands().map(Command::clone));
    }
    texts.retain(|flag| !paths.contains(flag));
    texts
}

fn flag(argument: &Arg) -> Option<String> {
    argument.get_long().map(|long| format!("--{long}"))
}

fn takes<T: 'static>(argument: &Arg) -> bool {
    let valued = matches!(argument.get_action(), ArgAction::Set | ArgAction::Append);
    valued && argument.get_value_parser().type_id() == TypeId::of::<T>()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(line: &str) -> Vec<(String, usize, bool)> {
        let arguments: Vec<OsString> = line.split(' ').map(OsString::from).collect();
        unsaid(&arguments).into_iter().map(|u| (u.flag, u.at, u.joined)).collect()
    }

    #[test]
    fn a_text_left_out_is_found_and_nothing_else_is() {
        assert_eq!(found("hv checkin kay --note -"), [("--note".to_owned(), 4, false)]);
        assert_eq!(found("hv checkin kay --note=- --json"), [("--note".to_owned(), 3, true)]);
        assert_eq!(found("hv checkin kay --note x"), []);
        assert_eq!(found("hv checkin kay --json -"), [], "it takes no text");
        assert_eq!(
            found("hv assess ahmed --blank --html -"),
            [],
            "a file has a meaning of its own"
        );
        assert_eq!(found("hv checkin -- --note -"), []);
        assert_eq!(found("hv checkin kay -"), []);
        assert_eq!(found("hv checkin kay --note --why=-").len(), 1);
    }

    #[test]
    fn the_text_takes_its_place() {
        let arguments =
            ["hv", "done", "x", "--concern=-", "--present", "-", "--json"].map(OsString::from);
        let texts = unsaid(&arguments).into_iter().zip(["-1 of two".to_owned(), "b".to_owned()]);
        let filled = filled(&arguments, &texts.collect::<Vec<_>>());
        assert_eq!(filled, ["hv", "done", "x", "--concern=-1 of two", "--present=b", "--json"]);
    }

    #[test]
    fn every_flag_for_words_about_somebody_is_one() {
        let flags = text_flags();
        for flag in [
            "--note",
            "--why",
            "--concern",
            "--where",
            "--present",
            "--pupil",
            "--caution",
            "--reason",
            "--how",
            "--doing",
            "--carer",
            "--actions",
            "--breach",
        ] {
            assert!(flags.contains(flag), "{flag}: {flags:?}");
        }
    }
}
