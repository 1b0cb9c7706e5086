//! `hv help`, `hv man` and suggestions: the topics are true, the page and the README agree, and what is mistyped is asked
//! back, never acted on.

use crate::harness::Place;
use crate::school::{Park, afield};
use std::fs;
use std::path::Path;
use std::process::Command;

fn anywhere() -> Place {
    Place::new("2026-11-24T10:00:00+00:00")
}

fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_topic_is_listed_and_short_and_names_only_commands_that_there_are() {
    let place = anywhere();
    let listed = place.hv_now("help").exits(0).out;
    for topic in hv::cli::TOPICS {
        let run = place.hv_now(&format!("help {}", topic.name)).exits(0);
        assert_eq!(run.out, topic.text);
        assert!(listed.contains(topic.name), "{}", topic.name);
        assert!(topic.text.lines().all(|l| l.chars().count() <= 79), "{}", topic.name);
        assert!(topic.text.lines().count() <= 32, "{} is no page", topic.name);
        let json = place.hv_now(&format!("help {} --json", topic.name)).exits(0).json();
        assert_eq!(json["text"], topic.text);
        for line in topic.text.split("hv ").skip(1) {
            let words: Vec<&str> = line.split_whitespace().take(2).collect();
            let word = words[0].trim_matches(|c: char| !c.is_alphanumeric());
            let known = hv::cli::tree().get_subcommands().any(|c| c.get_name() == word);
            let prose = [
                "refuses", "warns", "does", "works", "is", "looks", "finds", "itself", "shows",
                "took",
            ];
            assert!(
                known
                    || prose.contains(&word)
                    || word == "toml"
                    || topic.text.contains(&format!("hv {word}:")),
                "{}: hv {word}",
                topic.name
            );
        }
    }
    // Typed as two words, or in capitals.
    assert_eq!(
        place.hv_now("help exit codes").exits(0).out,
        place.hv_now("help Exit-Codes").exits(0).out
    );
}

#[test]
fn the_exit_codes_and_the_times_are_those_of_the_readme() {
    let readme =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let section = |name: &str| {
        let after = readme.split_once(&format!("\n## {name}\n")).unwrap().1;
        after.split("\n## ").next().unwrap().to_owned()
    };
    let topic = |name: &str| flat(hv::cli::TOPICS.iter().find(|t| t.name == name).unwrap().text);
    let (codes, text) = (section("Exit codes"), topic("exit-codes"));
    let rows: Vec<Vec<&str>> = codes
        .lines()
        .filter(|l| l.starts_with("| ") && !l.starts_with("| code"))
        .map(|l| l.trim_matches('|').splitn(2, '|').map(str::trim).collect())
        .collect();
    assert_eq!(rows.len(), 7);
    for row in rows {
        let says = flat(&row[1].replace('`', ""));
        assert!(
            text.contains(&format!("{} {says}", row[0])),
            "{row:?} is not in hv help exit-codes"
        );
    }
    let times = section("Times, as typed");
    let now = hv::when::Moment::parse("2026-11-24T10:00:00+00:00").unwrap();
    let text = topic("times");
    let forms: Vec<&str> =
        times.split('`').skip(1).step_by(2).filter(|form| !form.starts_with("--")).collect();
    assert!(forms.len() >= 10, "{forms:?}");
    for form in forms {
        assert!(text.contains(form), "{form} is not in hv help times");
        let read = hv::when::parse_time(form, now, hv::when::Zone::LONDON, hv::when::Look::Either);
        assert!(read.is_ok(), "{form}: {read:?}");
    }
}

#[test]
fn help_about_what_is_not_there_says_what_is_like_it() {
    let place = anywhere();
    let run = place.hv_now("help chekin").exits(2);
    assert!(run.err.contains("hint: did you mean checkin?"), "{}", run.err);
    assert!(run.err.contains("hint: topics: policy, alarm, records"), "{}", run.err);
    assert!(place.hv_now("help exit-code").exits(2).err.contains("did you mean exit-codes?"));
    assert!(!place.hv_now("help zzzz").exits(2).err.contains("did you mean"));
    // A command of a command.
    assert!(place.hv_now("help plan add").exits(0).out.contains("Usage: hv plan add"));
    assert!(place.hv_now("help plan zzz").exits(2).err.contains("there is no help"));
    // A mistyped command is clap's own suggestion.
    assert!(place.hv_now("chekin kay").exits(2).err.contains("'checkin'"));
}

#[test]
fn mistyped_names_and_ids_are_asked_back_and_nothing_is_written() {
    let mut place = afield(Park);
    let before = place.tree();
    for (line, meant) in [
        ("checkin kya", "kay"),
        ("back lou1", "lou"),
        ("staff dea", "dee"),
        ("staff inventted", "kay"),
        ("family ahmde", "ahmed"),
        ("plan drop ahmmed --why x", "ahmed"),
        ("out dea --back 17:00", "dee"),
        ("show 2026-11-24-kya-1a", "2026-11-24-kay-1a"),
        ("show ahmedd", "ahmed"),
        ("plan drop ahmed/2026-11-25-1a --why x", "ahmed/2026-11-24-1a"),
    ] {
        let run = place.hv(line).exits(2);
        let hint = run.err.lines().find(|l| l.starts_with("hint: did you mean "));
        assert!(hint.is_some_and(|h| h.contains(meant)), "hv {line}: {}", run.err);
    }
    assert_eq!(before, place.tree());
    let none = place.hv("checkin zed").exits(2);
    assert!(!none.err.contains("did you mean"), "{}", none.err);
}

#[test]
fn every_command_has_a_manual_page_with_its_examples() {
    let place = anywhere();
    let run = place.hv_now("man man1 --json").exits(0);
    let dir = place.path().join("man1");
    let written = run.json()["written"].as_array().unwrap().len();
    assert_eq!(fs::read_dir(&dir).unwrap().count(), written);
    for (path, examples) in hv::cli::EXAMPLES {
        let name = format!("hv {path}").trim_end().replace(' ', "-");
        let page = fs::read_to_string(dir.join(format!("{name}.1")))
            .unwrap_or_else(|e| panic!("{name}: {e}"));
        assert!(page.starts_with(".ie ") || page.contains(".TH "), "{name}: {page}");
        let plain =
            page.replace("\\-", "-").replace("\\fB", "").replace("\\fR", "").replace("\\*(Aq", "'");
        for example in *examples {
            let first = example.types.lines().next().unwrap().trim_end_matches(" \\");
            assert!(plain.contains(first), "{name} lacks {first}:\n{plain}");
        }
    }
    let whole = fs::read_to_string(dir.join("hv.1")).unwrap();
    assert!(hv::cli::TOPICS.iter().all(|t| whole.contains(&t.name.to_uppercase())), "{whole}");
    // Again, over the pages that are there.
    let _again = place.hv_now("man man1").exits(0);
    // Where the formatter is installed, it has nothing to complain of.
    let Ok(groff) = Command::new("groff")
        .args(["-man", "-ww", "-Tutf8", "-z"])
        .arg(dir.join("hv-checkin.1"))
        .output()
    else {
        return;
    };
    assert_eq!(String::from_utf8_lossy(&groff.stderr), "", "groff complains of hv-checkin.1");
}

#[test]
fn a_place_that_cannot_be_written_for_the_manual_is_said() {
    let place = anywhere();
    fs::write(place.path().join("taken"), "").unwrap();
    let run = place.hv_now("man taken").exits(3);
    assert!(run.err.starts_with("error: the manual could not be written"), "{}", run.err);
}
