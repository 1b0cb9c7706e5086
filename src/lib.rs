//! hv keeps school staff safe on home visits: a policy in TOML, records as text, and an alarm that notices when
//! somebody has not come back.
//!
//! # The map
//!
//! | room | answers |
//! |---|---|
//! | [`cli`] | what was typed: the tree of commands, no decisions |
//! | [`host`] | the one door outside: clock, environment, streams, terminal, prompts, git |
//! | `commands` | the verbs, one file each: load, decide, commit, show |
//! | [`policy`] | the policy language: TOML to a checked policy, or every problem at once |
//! | [`domain`] | what is recorded and what it adds up to; what may happen now; what is frozen at sign-out |
//! | [`watch`] | the alarm: every clock and ladder, from an outing, its terms and `now` |
//! | [`store`] | records as files: layout, one-line events, locks, markers, damage |
//! | [`sync`] | the school's machines meet at a git repository: it alone starts git after `hv init` |
//! | [`notify`] | telling people: mail, chat, text messages, a program, the heartbeat's address |
//! | [`ssh`] | signatures with a key that anyone can check |
//! | [`render`] | values as text for people, and as pages to print |
//! | [`when`] | instants in the school's zone, spans, and how times are typed |
//! | `os` | what Unix and Windows do in different ways: links, modes, durable names, ending programs |
//! | [`error`] | who can put it right, hints, exit codes |
//!
//! # The rules between rooms
//!
//! `main` -> `commands` -> {`sync` -> `store`, `notify`, `ssh`, `render`, `host`} -> {`watch`, `domain`, `policy`} ->
//! {`when`, `error`}. `store`, `sync`, `notify` and `host` use `os`.
//! `policy`, `domain` and `watch` are pure: no file, no clock, no terminal, no environment, no randomness; `now`
//! is an argument. `clippy` forbids them the doors, and `tests/house` fails on an import that runs the
//! wrong way.
//!
//! # Three promises to look for in the code
//!
//! * **Unknown is danger.** A fact that is not known makes a rule apply and a demand fail
//!   ([`policy::facts`]); a line that cannot be trusted can only make things worse ([`domain::outing`]); what
//!   cannot be read is told before anything else ([`error::Damage`]).
//! * **Worked out, not stored.** Nothing says "overdue" on disk: [`watch::late`] is a function of records,
//!   frozen terms and `now`.
//! * **Recorded means synced.** A command has one committing line ([`store::Store::append`]); what refers to it
//!   is written before or worked out again.

pub mod cli;
mod commands;
pub mod domain;
pub mod error;
pub mod host;
pub mod notify;
mod os;
pub mod policy;
pub mod render;
pub mod ssh;
pub mod store;
pub mod sync;
pub mod watch;
pub mod when;

use clap::Parser;
use clap::error::ErrorKind;
use std::ffi::OsString;

/// Runs hv with these arguments through this door, and gives back the exit code. A mistake of hv's own that nothing kept
/// to one record ends here, in words and with an exit code of its own: never as silence.
pub fn run(arguments: &[OsString], host: &mut host::Host) -> u8 {
    commands::whatever_happens(arguments, host, |host| once(arguments, host))
}

fn once(arguments: &[OsString], host: &mut host::Host) -> u8 {
    if let Some(code) = commands::at_tab(arguments, host) {
        return code;
    }
    let code = match cli::Cli::try_parse_from(arguments) {
        Ok(cli) => {
            host.colour(cli.global.color);
            host.ask_plainly(cli.global.plain);
            if cli.global.json {
                host.spell(render::in_json);
            }
            match with_what_was_unsaid(arguments, cli, host) {
                Ok(cli) => commands::run(cli, arguments, host),
                Err(code) => code,
            }
        }
        Err(error) => {
            let error = with_examples(error, arguments);
            commands::tell_mistyped(error, arguments, in_danger(arguments), host)
        }
    };
    match host.output_lost() {
        Some(why) if code == 0 => {
            host.tell(&format!("error: standard output could not be written: {why}\n"));
            error::Kind::Failed.exit_code()
        }
        Some(why) => {
            // Whoever looks at the screen must not take it for the silence that means all in time.
            let what = "standard output could not be written: nothing, or not all, was printed of what hv found";
            host.tell(&format!("error: {what}: {why}\n"));
            code
        }
        None => code,
    }
}

/// The command line with the texts that were left out of it, once it is known to be one.
fn with_what_was_unsaid(
    arguments: &[OsString],
    cli: cli::Cli,
    host: &mut host::Host,
) -> Result<cli::Cli, u8> {
    let unsaid = cli::unsaid(arguments);
    if unsaid.is_empty() {
        return Ok(cli);
    }
    let mut texts = Vec::new();
    for one in unsaid {
        match host.unsaid(&one.flag) {
            Ok(text) => texts.push((one, text)),
            // Danger waits for no words.
            Err(_) if in_danger(arguments) => {
                host.tell(&format!(
                    "warning: no text was given for {} -; recorded without\n",
                    one.flag
                ));
                texts.push((one, "nothing was typed".to_owned()));
            }
            Err(error) => return Err(commands::tell_error(&error, cli.global.json, host)),
        }
    }
    let filled = cli::filled(arguments, &texts);
    cli::Cli::try_parse_from(filled)
        .map_err(|error| commands::tell_mistyped(error, arguments, in_danger(arguments), host))
}

fn in_danger(arguments: &[OsString]) -> bool {
    arguments
        .iter()
        .any(|a| a == "--distress" || a == "--concern" || a == "--concern=-" || a == "distress")
}

/// Help that was asked for is shown from the tree that has the examples, which nothing else needs.
fn with_examples(error: clap::Error, arguments: &[OsString]) -> clap::Error {
    let asked = matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
    );
    if !asked {
        return error;
    }
    cli::tree().try_get_matches_from(arguments).err().unwrap_or(error)
}
