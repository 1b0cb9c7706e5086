//! The tree of commands as its help shows it: each command's examples first, right under what it does.
//!
//! Parsing never goes through here: the examples cost nothing until somebody asks for help.

use super::{Cli, EXAMPLES, Example};
use clap::{Command, CommandFactory};
use std::fmt::Write as _;

/// Every command, with its examples under its summary.
pub fn tree() -> Command {
    with_examples(Cli::command(), "")
}

/// The examples of a command by its path: `plan add`; hv alone is the empty path.
pub fn examples_of(path: &str) -> &'static [Example] {
    EXAMPLES.iter().find(|(of, _)| *of == path).map_or(&[], |(_, examples)| examples)
}

/// The command that the words name, with everything that hangs on its place in the tree.
pub fn command_of(words: &[String]) -> Option<Command> {
    let mut root = tree();
    root.build();
    let mut command = &root;
    for word in words {
        command = command.find_subcommand(word)?;
    }
    Some(command.clone())
}

fn with_examples(command: Command, path: &str) -> Command {
    let names: Vec<String> =
        command.get_subcommands().map(|one| one.get_name().to_owned()).collect();
    let mut command = command;
    for name in names {
        let below = format!("{path} {name}").trim_start().to_owned();
        command = command.mut_subcommand(&name, |one| with_examples(one, &below));
    }
    let shown = shown(examples_of(path));
    if shown.is_empty() {
        return command;
    }
    command.help_template(format!(
        "{{before-help}}{{about-with-newline}}\n{shown}\n{{usage-heading}} {{usage}}\n\n{{all-args}}{{after-help}}"
    ))
}

/// What each does, and how it is typed.
fn shown(examples: &[Example]) -> String {
    let mut text = String::new();
    for example in examples {
        if text.is_empty() {
            text.push_str("Examples:\n");
        }
        let exit = match example.exits {
            0 => String::new(),
            code => format!(" (exit code {code})"),
        };
        // Writing to a text cannot fail.
        let _infallible = write!(
            text,
            "  {}{exit}\n    $ {}\n",
            example.says,
            example.types.replace('\n', "\n    ")
        );
    }
    text
}
