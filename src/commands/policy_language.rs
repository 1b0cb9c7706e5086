//! `hv policy help`, `schema` and `new`: the language itself, as a page, for editors, and as a file to fill in.

use super::Ending;
use crate::cli::Global;
use crate::error::Error;
use crate::host::Host;
use crate::policy::manual::{Entry, Fact, Manual, Section, manual};
use crate::policy::schema::{schema as the_schema, schema_text};
use crate::policy::template;
use crate::render::{Put, wrap};
use serde_json::json;

/// The whole page, or one section of it.
pub(super) fn help(section: Option<&str>, global: &Global, host: &mut Host) -> Ending {
    let manual = manual();
    let width = host.width();
    let (text, data) = match section.map(|name| name.trim_matches(['[', ']'])) {
        None => (page(&manual, width), json!(manual)),
        Some("facts") => (facts(&manual, width), json!({"facts": manual.facts})),
        Some("comparisons" | "conditions") => {
            let data = json!({"comparisons": manual.comparisons, "unknown": manual.unknown});
            (comparisons(&manual, width), data)
        }
        Some(name) => {
            let sections = manual.only(name).ok_or_else(|| no_section(name, &manual))?;
            (sections_text(&sections, &[], width), json!({"sections": sections}))
        }
    };
    if global.json {
        let mut shown = json!({"hv": 1});
        if let (Some(shown), Some(data)) = (shown.as_object_mut(), data.as_object()) {
            shown.extend(data.clone());
        }
        host.say(&format!("{shown}\n"));
    } else {
        host.say(&text);
    }
    Ok(0)
}

fn no_section(name: &str, manual: &Manual) -> Error {
    let names: Vec<&str> = manual.names().into_iter().chain(["facts", "comparisons"]).collect();
    Error::usage(format!("the policy language has no section {name:?}"))
        .hint(format!("it has {}", names.join(", ")))
        .hint("hv policy help shows all of it")
}

fn page(manual: &Manual, width: usize) -> String {
    let mut text = String::new();
    text.put(prose(
        "A policy is a TOML file. Every rule cites the clause of the written policy that it comes from. What a policy does not \
         say is left out: hv makes nothing up. hv policy new writes a file to begin with; hv policy check tells everything that \
         is wrong with one. Where nothing else is said, a key holds text in quotes, on one line.",
        "",
        width,
    ));
    text.put("\nKEYS OF MANY SECTIONS\n\n");
    for key in &manual.common {
        text.put(entry(&Entry { needed: false, ..key.clone() }, width));
    }
    for part in &manual.parts {
        text.put(format!("\n{}\n", part.title.to_uppercase()));
        text.put(sections_text(&part.sections, &manual.common, width));
    }
    text.put(comparisons(manual, width));
    text.put(facts(manual, width));
    text
}

/// Keys that are explained elsewhere are named only.
fn sections_text(sections: &[Section], elsewhere: &[Entry], width: usize) -> String {
    let mut text = String::new();
    for section in sections {
        let name = if section.heading.is_empty() { &section.name } else { &section.heading };
        let needed = if section.needed { ", needed" } else { "" };
        let repeated = if section.repeated { ", may be repeated" } else { "" };
        text.put(format!("\n{name}{needed}{repeated}\n"));
        text.put(prose(section.means, "  ", width));
        if let Some(holds) = &section.holds {
            text.put(prose(&format!("Write {holds}."), "  ", width));
        }
        let (named, explained): (Vec<&Entry>, Vec<&Entry>) =
            section.keys.iter().partition(|k| elsewhere.iter().any(|e| e.same(k)));
        for key in explained {
            text.put(entry(key, width));
        }
        let keys: Vec<String> = named.into_iter().map(key_name).collect();
        if !keys.is_empty() {
            text.put(paragraph(&format!("and {}", keys.join("; ")), "    ", width));
        }
    }
    text
}

fn entry(key: &Entry, width: usize) -> String {
    // What most keys hold is said once, at the top of the page.
    let plain = key.holds.starts_with("text in quotes, on one line");
    let write = if plain { String::new() } else { format!(" Write {}.", key.holds) };
    paragraph(&format!("{}: {}{write}", key_name(key), key.means), "    ", width)
}

fn key_name(key: &Entry) -> String {
    format!("{}{}", key.name, if key.needed { ", needed" } else { "" })
}

fn comparisons(manual: &Manual, width: usize) -> String {
    let mut text = String::from("\nCONDITIONS\n\n");
    text.put(prose(
        "when = and demand = hold conditions: facts by name, answers to the policy's questions by the question's id, and what the \
         school has chosen by the choice's id.",
        "  ",
        width,
    ));
    for (written, means) in &manual.comparisons {
        text.put(format!("    {written}\n{}", paragraph(means, "      ", width)));
    }
    text.put(format!("\n{}", prose(manual.unknown, "  ", width)));
    text
}

fn facts(manual: &Manual, width: usize) -> String {
    let mut text = String::from("\nFACTS\n");
    for (about, title) in [
        ("visit", "Of a visit, its family and address"),
        ("visitor", "Of each visitor, in gates and in questions of each visitor"),
        ("outing", "Of the whole outing"),
        ("afterwards", "Of what happened, once it has"),
    ] {
        text.put(format!("\n  {title}\n"));
        for fact in manual.facts.iter().filter(|f| f.about == about) {
            text.put(fact_line(fact, width));
        }
    }
    text
}

fn fact_line(fact: &Fact, width: usize) -> String {
    paragraph(&format!("{} ({}): {}", fact.name, fact.holds, fact.means), "    ", width)
}

/// Words under an indent.
fn prose(words: &str, indent: &str, width: usize) -> String {
    format!("{}\n", wrap(words, indent, width))
}

/// Words under an indent; what runs over is indented two more.
fn paragraph(words: &str, indent: &str, width: usize) -> String {
    let wrapped = wrap(words, &format!("{indent}  "), width);
    format!("{indent}{}\n", wrapped.trim_start())
}

/// Indented to be read and compared; with `--json` on one line, as every command's.
pub(super) fn schema(global: &Global, host: &mut Host) -> u8 {
    if global.json {
        host.say(&format!("{}\n", json!({"hv": 1, "schema": the_schema()})));
    } else {
        host.say(&schema_text());
    }
    0
}

/// The text goes to standard output: hv overwrites nobody's policy.
pub(super) fn new(name: &str, global: &Global, host: &mut Host) -> Ending {
    let text = template(name).ok_or_else(|| {
        Error::usage(format!("a policy cannot be called {name:?}")).hint(
            "use lower-case letters, digits and hyphens: hv policy new our-school > policy.toml",
        )
    })?;
    if global.json {
        host.say(&format!("{}\n", json!({"hv": 1, "name": name, "policy": text})));
    } else {
        host.say(&text);
    }
    Ok(0)
}
