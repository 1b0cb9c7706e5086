//! What is wrong with `hv.toml`, `retention.toml` or a file of answers, in the words of whoever has to put it right: the
//! sibling of [`super::yaml_words`], which says the same of a card.
//!
//! What the syntax of a line lacks is [`crate::policy::toml_words`]'s. This turns what the reader says of a value into what
//! hv expected there, what stands there, and what to type. It repeats nothing of the file but keys.

use super::yaml::Wrong;
use super::yaml_words::{Unknown, unknown_key, unknown_word};
use crate::policy::toml_words::{Plain, is_key, syntax, value_of};

/// Where the reader stopped, and what it said.
struct Place<'t> {
    said: &'t str,
    lines: Vec<&'t str>,
    /// From 1.
    line: usize,
}

/// The reader's words about a text made plain, with the line.
pub(super) fn plainly(error: &toml::de::Error, text: &str) -> Wrong {
    let start = error.span().map_or(0, |span| span.start);
    let before = text.get(..start).unwrap_or_default();
    let place = Place {
        said: error.message(),
        lines: text.lines().collect(),
        line: 1 + before.matches('\n').count(),
    };
    let typed: [fn(&Place<'_>) -> Option<Plain>; 5] =
        [missing, unknown, no_such_word, of_another_kind, not_such];
    let plain = typed.iter().find_map(|reading| reading(&place));
    let section = place.section();
    let plain = plain.unwrap_or_else(|| {
        syntax(place.said, place.here(), |key| example(section, key).to_owned())
    });
    let mut hint = plain.hint;
    if let Some(first) = hint.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    Wrong { line: Some(place.line), what: plain.what, hint: Some(format!("{hint}.")) }
}

impl<'t> Place<'t> {
    fn here(&self) -> &'t str {
        self.line.checked_sub(1).and_then(|n| self.lines.get(n)).copied().unwrap_or_default()
    }

    /// The name of the section that the line belongs to. Empty: the top of the file.
    fn section(&self) -> &'t str {
        let above = self.lines.iter().take(self.line).rev();
        let heading = above.map(|line| line.trim()).find(|line| line.starts_with('['));
        let name = heading.map(|line| line.trim_matches(['[', ']'])).unwrap_or_default();
        if is_key(name) { name } else { "" }
    }

    /// The key of the line.
    fn key(&self) -> &'t str {
        value_of(self.here()).map_or("the key", |(key, _)| key)
    }

    fn example(&self) -> &'static str {
        example(self.section(), self.key())
    }
}

/// How the value of a key is written, with a school that is invented.
pub(super) fn example(section: &str, key: &str) -> &'static str {
    match (section, key) {
        (_, "format" | "hv-retention") => "1",
        (_, "store") => "\"oak-hill\"",
        ("" | "hv.toml", "name") => "\"Oak Hill Primary\"",
        (_, "name") => "\"School office\"",
        (_, "zone") => "\"Europe/London\"",
        (_, "nation") => "\"england\"",
        (_, "number") => "\"01632 960100\"",
        (_, "school-year-ends") => "\"08-31\"",
        (_, "keep") => "\"6 years\"",
        (_, "then") => "\"review\"",
        (class, "from") if class.starts_with("class.") => "\"school-year-end\"",
        ("hours", "from") => "\"08:30\"",
        ("hours", "to") => "\"16:00\"",
        (_, "from") => "\"2026-09-02\"",
        (_, "to") => "\"2026-12-18\"",
        ("shut", "why") => "\"INSET\"",
        (_, "why") => "\"Autumn\"",
        (_, "machine") => "\"office-pc\"",
        (_, "every") => "\"5m\"",
        (_, "limit") => "\"2m\"",
        (_, "heard-within") => "\"1h\"",
        (_, "branch") => "\"main\"",
        (_, _) => "\"...\"",
    }
}

/// How a part of the file is written, on lines of its own.
fn part(name: &str) -> &'static str {
    match name {
        "numbers" => {
            "`[[numbers]]`, and below it `name = \"School office\"` and `number = \"01632 960100\"`"
        }
        "emergency-contact" => {
            "`[emergency-contact]`, and below it `name = \"Pat Invented\"` and `number = \"07700 900103\"`"
        }
        "hours" => "`[hours]`, and below it `from = \"08:30\"` and `to = \"16:00\"`",
        "shut" => {
            "`[[shut]]`, and below it `from = \"2026-11-27\"`, `to = \"2026-11-27\"` and `why = \"INSET\"`"
        }
        "terms" => {
            "`[[terms]]`, and below it `from = \"2026-09-02\"`, `to = \"2026-12-18\"` and `why = \"Autumn\"`"
        }
        "watch" => "`[watch]`, and below it `machine = \"office-pc\"` and `every = \"5m\"`",
        "sync" => "`[sync]`, and below it `remote = \"...\"`",
        "channel" => {
            "`[[channel]]`, and below it `id = \"mail\"`, `kind = \"email\"` and what it takes"
        }
        _ => "its name in brackets, and its keys below it",
    }
}

fn missing(place: &Place<'_>) -> Option<Plain> {
    let key = place.said.strip_prefix("missing field ")?.trim_matches('`');
    let section = place.section();
    let at_the_top = ["format", "store", "zone"].contains(&key) || section.is_empty();
    let (of, section) = if at_the_top {
        ("at the top of the file".to_owned(), "")
    } else {
        (format!("in the part `{section}` that stands here"), section)
    };
    let what = format!("hv expected the key `{key}` {of}, and it is not there");
    Some(Plain { what, hint: format!("add a line `{key} = {}`", example(section, key)) })
}

fn unknown(place: &Place<'_>) -> Option<Plain> {
    let Unknown { named, meant, known } = unknown_key(place.said)?;
    let hint = choice(meant, "keys here", &known);
    Some(Plain { what: format!("hv knows {named} here"), hint })
}

/// One of a few words, after a key or in a heading.
fn no_such_word(place: &Place<'_>) -> Option<Plain> {
    let Unknown { meant, known, .. } = unknown_word(place.said)?;
    let heading = place.here().trim().starts_with('[');
    let at =
        if heading { "in this heading".to_owned() } else { format!("after `{} =`", place.key()) };
    let what = format!("hv expected one of a few words {at}, and something else stands there");
    Some(Plain { what, hint: choice(meant, "words", &known) })
}

fn choice(meant: Option<&str>, those: &str, known: &[&str]) -> String {
    let (meant, the) = match meant {
        Some(one) => (format!("did you mean `{one}`? "), "The"),
        None => (String::new(), "the"),
    };
    format!("{meant}{the} {those} are: {}", known.join(", "))
}

/// Another kind of value than the key takes.
fn of_another_kind(place: &Place<'_>) -> Option<Plain> {
    let (there, wanted) = place.said.strip_prefix("invalid type: ")?.rsplit_once(", expected ")?;
    let key = place.key();
    let heading = place.here().trim().starts_with('[');
    let there = match there.split([' ', '`']).next().unwrap_or_default() {
        "map" if !heading && !place.here().contains('{') => {
            "a day or a time without quotation marks"
        }
        "map" => "a part with keys of its own",
        "sequence" => "a list",
        "string" => "a text",
        "boolean" => "true or false",
        _ => "a number without quotation marks",
    };
    if heading {
        let name = place.section();
        let what = format!(
            "hv expected another heading for `{name}`, and this one stands for one thing or for several"
        );
        return Some(Plain { what, hint: format!("write {}", part(name)) });
    }
    let (wanted, hint) = match wanted {
        "a string" => ("a text in quotation marks", format!("write `{key} = {}`", place.example())),
        "a sequence" | "struct Vec" => ("several parts", format!("write {}", part(key))),
        _ if wanted.starts_with("struct ") => {
            ("a part with keys of its own", format!("write {}", part(key)))
        }
        _ => ("a whole number", format!("write `{key} = {}`", place.example())),
    };
    Some(Plain {
        what: format!("hv expected {wanted} after `{key} =`, and {there} stands there"),
        hint,
    })
}

/// A text that is no day, no length of time.
fn not_such(place: &Place<'_>) -> Option<Plain> {
    let quoted = place.said.strip_prefix('`')?;
    let (_, wanted) = quoted.split_once("` is ")?;
    let key = place.key();
    let what = match wanted.strip_prefix("not ") {
        Some(wanted) => {
            format!("hv expected {wanted} after `{key} =`, and something else stands there")
        }
        None => format!("what stands after `{key} =` is {wanted}"),
    };
    Some(Plain { what, hint: format!("write `{key} = {}`", place.example()) })
}

#[cfg(test)]
mod tests {
    use super::plainly;
    use crate::domain::directory::School;
    use crate::domain::retention::{DEFAULTS, Schedule};

    const HEAD: &str = "format = 1\nstore = \"x\"\nzone = \"Europe/London\"\nname = \"Oak\"\n";

    /// What is typed below the head, the line, what is said of it, and what to type.
    const SLIPS: &[(&str, usize, &str, &str)] = &[
        ("nmae = \"SECRET\"\n", 5, "hv knows no key `nmae` here", "Did you mean `name`?"),
        (
            "hours = \"SECRET\"\n",
            5,
            "a part with keys of its own after `hours =`, and a text",
            "Write `[hours]`, and below",
        ),
        (
            "[hours]\nfrom = \"08:30\"\n",
            5,
            "the key `to` in the part `hours`",
            "Add a line `to = \"16:00\"`.",
        ),
        (
            "[hours]\nfrom = 08:30\nto = \"1\"\n",
            6,
            "after `from =`, and a day or a time without",
            "`from = \"08:30\"`.",
        ),
        // Of two keys the reader says "`from` or `to`".
        (
            "[hours]\nfrm = \"SECRET\"\n",
            6,
            "hv knows no key `frm` here",
            "Did you mean `from`? The keys here are: from, to.",
        ),
        (
            "[hours]\nfrom = 8.30am\nto = \"1\"\n",
            6,
            "in quotation marks after `from =`",
            "`from = \"08:30\"`.",
        ),
        (
            "[[shut]]\nfrom = \"27/11/2026\"\n",
            6,
            "hv expected a day such as 2026-11-24 after `from =`",
            "`from = \"2026-09-02\"`.",
        ),
        (
            "[[shut]]\nfrom = 2026-11-27\n",
            6,
            "and a day or a time without quotation marks",
            "`from = \"2026-09-02\"`.",
        ),
        (
            "[watch]\nevery = \"5\"\n",
            6,
            "a length of time such as 45m, 2h or 1h30m after `every =`",
            "`every = \"5m\"`.",
        ),
        (
            "[watch]\nevery = \"900h\"\n",
            6,
            "what stands after `every =` is longer than seven days",
            "`every = \"5m\"`.",
        ),
        (
            "[watch]\nevery = 5\n",
            6,
            "and a number without quotation marks stands",
            "`every = \"5m\"`.",
        ),
        (
            "[watch]\nmachine = [\"SECRET\"]\n",
            6,
            "and a list stands there",
            "`machine = \"office-pc\"`.",
        ),
        (
            "[numbers]\nname = \"SECRET\"\n",
            5,
            "another heading for `numbers`",
            "Write `[[numbers]]`",
        ),
        (
            "numbers = \"SECRET\"\n",
            5,
            "several parts after `numbers =`, and a text",
            "Write `[[numbers]]`",
        ),
        (
            "[[numbers]]\nname = \"x\"\nnumber = 01632960199\n",
            7,
            "in quotation marks after `number =`",
            "`number = \"01632 960100\"`.",
        ),
        (
            "[[numbers]]\nname = \"x\"\nnumber = 7700960199\n",
            7,
            "a number without quotation marks",
            "`number = \"01632 960100\"`.",
        ),
        (
            "emergency-contact = \"SECRET\"\n",
            5,
            "a part with keys of its own",
            "Write `[emergency-contact]`",
        ),
        ("shut = [{why = \"SECRET\"}]\n", 5, "the key `from`", "Add a line"),
    ];

    /// What is typed instead of what, in the defaults of `retention.toml`.
    #[test]
    fn a_slip_in_the_retention_schedule_is_told_with_its_line_and_what_to_type() {
        for (from, to, line, what, hint) in [
            (
                "[class.visit]",
                "[class.vist]",
                28,
                "words in this heading",
                "Did you mean `visit`? The words are: visit, incident,",
            ),
            (
                "then = \"review\"",
                "then = \"SECRET\"",
                31,
                "words after `then =`",
                "The words are: erase, review, keep.",
            ),
            (
                "then = \"review\"",
                "then = \"reveiw\"",
                31,
                "words after `then =`",
                "Did you mean `review`?",
            ),
            (
                "from = \"school-year-end\"",
                "from = 31",
                30,
                "a text in quotation marks after `from =`",
                "`from = \"school-year-end\"`.",
            ),
            (
                "keep = \"6 years\"",
                "keep = \"SECRET\"",
                29,
                "a time such as",
                "Write `keep = \"6 years\"`.",
            ),
            (
                "hv-retention = 1",
                "hv-retention = one",
                19,
                "after `hv-retention =`",
                "Write `hv-retention = 1`.",
            ),
        ] {
            let text = DEFAULTS.replacen(from, to, 1);
            let wrong = plainly(&toml::from_str::<Schedule>(&text).expect_err(to), &text);
            assert_eq!(wrong.line, Some(line), "{to}: {wrong:?}");
            assert!(wrong.what.contains(what), "{to}: {wrong:?}");
            assert!(wrong.hint.as_deref().unwrap().contains(hint), "{to}: {wrong:?}");
            assert!(!format!("{wrong:?}").contains("SECRET"), "{wrong:?}");
        }
    }

    #[test]
    fn what_is_wrong_is_said_with_the_line_and_what_to_type() {
        for (text, line, what, hint) in SLIPS {
            let text = format!("{HEAD}{text}");
            let (line, what, hint) = (*line, *what, *hint);
            let wrong = plainly(&toml::from_str::<School>(&text).expect_err(&text), &text);
            let said = format!("{wrong:?}");
            assert_eq!(wrong.line, Some(line), "{text}: {said}");
            assert!(wrong.what.contains(what), "{text}: {said}");
            assert!(wrong.hint.as_deref().unwrap().contains(hint), "{text}: {said}");
            for secret in ["SECRET", "960199", "27/11", "900h"] {
                assert!(!said.contains(secret), "{said}");
            }
        }
        let text = "format = 1\nstore = \"x\"\nname = \"Oak\"\n";
        let wrong = plainly(&toml::from_str::<School>(text).expect_err(text), text);
        assert!(wrong.what.contains("the key `zone` at the top of the file"), "{wrong:?}");
    }
}
