//! `hv man`: the manual pages, one for each command, from the same tree as the help.
//!
//! They are made for whoever installs hv, and hold nothing of any school. It reads no record folder.

use super::Ending;
use crate::cli::{self, Global, Man};
use crate::error::Error;
use crate::host::Host;
use clap_mangen::roff::{Roff, bold, line_break, roman};
use serde_json::json;

pub(super) fn run(args: &Man, global: &Global, host: &mut Host) -> Ending {
    let mut root = cli::tree();
    root.build();
    let mut pages = Vec::new();
    gather(&root, "", &mut pages)?;
    let dir = host.cwd.join(&args.dir);
    crate::store::put_manual(&dir, &pages)?;
    if !global.quiet {
        let count = pages.len();
        host.tell(&format!("Written: {count} pages, hv.1 and one for each command.\n"));
        let whole = dir.join("hv.1");
        host.tell(&format!(
            "To read one: man -l {}\n",
            crate::render::short(&whole.to_string_lossy())
        ));
    }
    if global.json {
        let names: Vec<&str> = pages.iter().map(|(name, _)| name.as_str()).collect();
        let shown = json!({"hv": 1, "written": names});
        host.say(&format!("{shown}\n"));
    }
    Ok(0)
}

fn gather(
    command: &clap::Command,
    path: &str,
    pages: &mut Vec<(String, String)>,
) -> Result<(), Error> {
    let name = format!("hv {path}").trim_end().replace(' ', "-");
    pages.push((format!("{name}.1"), page(command, path, &name)?));
    // Those that clap adds by itself say nothing of their own.
    let own =
        |one: &&clap::Command| one.get_name() != "help" || command.is_disable_help_subcommand_set();
    for one in command.get_subcommands().filter(own) {
        let below = format!("{path} {}", one.get_name());
        gather(one, below.trim_start(), pages)?;
    }
    Ok(())
}

fn page(command: &clap::Command, path: &str, name: &str) -> Result<String, Error> {
    let named = command.clone().display_name(name.to_owned());
    let man = clap_mangen::Man::new(named)
        .title(name.to_uppercase())
        .manual("hv: home visits")
        .source(format!("hv {}", env!("CARGO_PKG_VERSION")));
    let mut text = Vec::new();
    let failed =
        |e: std::io::Error| Error::bug(format!("the page {name} could not be made")).because(e);
    man.render_title(&mut text).map_err(failed)?;
    man.render_name_section(&mut text).map_err(failed)?;
    man.render_synopsis_section(&mut text).map_err(failed)?;
    man.render_description_section(&mut text).map_err(failed)?;
    examples(path).to_writer(&mut text).map_err(failed)?;
    if command.get_subcommands().next().is_some() {
        man.render_subcommands_section(&mut text).map_err(failed)?;
    }
    man.render_options_section(&mut text).map_err(failed)?;
    if path.is_empty() {
        topics().to_writer(&mut text).map_err(failed)?;
    }
    String::from_utf8(text)
        .map_err(|e| Error::bug(format!("the page {name} is not text")).because(e))
}

fn examples(path: &str) -> Roff {
    let mut roff = Roff::default();
    roff.control("SH", ["EXAMPLES"]);
    for example in cli::examples_of(path) {
        let exit = if example.exits == 0 {
            String::new()
        } else {
            format!(" (exit code {})", example.exits)
        };
        roff.control("TP", []);
        roff.text([roman(format!("{}{exit}", example.says))]);
        for (n, line) in example.types.lines().enumerate() {
            if n > 0 {
                roff.text([line_break()]);
            }
            roff.text([bold(line)]);
        }
    }
    roff
}

/// What `hv help TOPIC` says, so that it can be read where hv is not installed yet.
fn topics() -> Roff {
    let mut roff = Roff::default();
    for topic in cli::TOPICS {
        roff.control("SH", [topic.name.to_uppercase().as_str()]);
        roff.control("nf", []);
        roff.text([roman(topic.text)]);
        roff.control("fi", []);
    }
    roff
}
