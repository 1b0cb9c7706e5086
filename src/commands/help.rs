//! `hv help`: a topic, or the help of a command. It needs no record folder and reads none.

use super::Ending;
use super::suggest;
use crate::cli::{self, Global, Help, TOPICS, Topic};
use crate::error::Error;
use crate::host::Host;
use serde_json::json;

pub(super) fn run(args: &Help, global: &Global, host: &mut Host) -> Ending {
    let typed = args.about.join(" ").to_lowercase();
    let topic = TOPICS.iter().find(|topic| topic.name == typed.replace(' ', "-"));
    let text = match topic {
        Some(topic) => topic.text.to_owned(),
        None => of_command(args, &typed)?,
    };
    if global.json {
        let shown = json!({"hv": 1, "about": typed, "text": text});
        host.say(&format!("{shown}\n"));
    } else {
        host.say(&text);
    }
    Ok(0)
}

fn of_command(args: &Help, typed: &str) -> Result<String, Error> {
    if let Some(mut command) = cli::command_of(&args.about) {
        return Ok(command.render_long_help().to_string());
    }
    let tree = cli::tree();
    let names = tree.get_subcommands().map(clap::Command::get_name);
    let names: Vec<&str> = names.chain(TOPICS.iter().map(|t| t.name)).collect();
    let topics: Vec<&str> = TOPICS.iter().map(|t: &Topic| t.name).collect();
    let error = Error::usage(format!("there is no help about {typed:?}"));
    Err(suggest::or(error, typed, names)
        .hint(format!("topics: {}", topics.join(", ")))
        .hint("the commands: hv help"))
}
