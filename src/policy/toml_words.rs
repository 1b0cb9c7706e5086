//! A line of TOML that cannot be read, in the words of whoever has to put it right: what hv expected there, what stands
//! there, and what to type.
//!
//! The reader says where it stopped and why, in its own words; this looks at the line for what people get wrong. It reads
//! no file, and repeats nothing of a line but its key.

/// What is wrong, and what to type, each a sentence without a capital letter and a full stop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plain {
    /// What hv expected, and what stands there.
    pub what: String,
    /// What to type.
    pub hint: String,
}

impl Plain {
    fn new(what: impl Into<String>, hint: impl Into<String>) -> Plain {
        Plain { what: what.into(), hint: hint.into() }
    }
}

/// What is wrong with the syntax of a line. `said`: the reader's words. `example`: how a value of that key is written.
pub fn syntax(said: &str, line: &str, example: impl Fn(&str) -> String) -> Plain {
    let said = said.split(", expected").next().unwrap_or(said);
    let line = line.trim();
    let known: [Option<Plain>; 5] = [
        twice(said, line),
        section(line),
        equals(line),
        brackets(said),
        value_of(line).map(|(key, value)| value_wrong(said, key, value, &example(key))),
    ];
    known.into_iter().flatten().next().unwrap_or_else(|| {
        let hint = "write `key = value`, text in \"quotes\", and each key and each [section] once";
        Plain::new(format!("this cannot be read: {}", without_marks(said)), hint)
    })
}

/// The key of a line and what stands after its equals sign.
pub fn value_of(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once('=')?;
    let key = key.trim();
    is_key(key).then(|| (key, value.trim()))
}

/// Letters, digits, hyphens and full stops: a key, and no sentence.
pub fn is_key(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    !text.is_empty() && text.len() <= 40 && text.chars().all(plain)
}

fn twice(said: &str, line: &str) -> Option<Plain> {
    if said != "duplicate key" {
        return None;
    }
    if line.starts_with('[') {
        let hint = "put its lines below the first of the two, and take this heading away";
        return Some(Plain::new("the section that begins here is there twice", hint));
    }
    let key = value_of(line).map_or("on this line", |(key, _)| key);
    Some(Plain::new(
        format!("the key `{key}` is there twice"),
        "keep the line that is right, and take the other away",
    ))
}

fn section(line: &str) -> Option<Plain> {
    let name = line.strip_prefix('[')?.trim_start_matches('[').trim_end();
    let double = line.starts_with("[[");
    let name = name.trim_end_matches(']');
    let name = if is_key(name) { name } else { "section" };
    let whole = if double { format!("[[{name}]]") } else { format!("[{name}]") };
    let what =
        "hv expected a section's name in brackets and nothing after it, and the line is otherwise";
    Some(Plain::new(what, format!("write `{whole}` on a line of its own")))
}

fn equals(line: &str) -> Option<Plain> {
    if line.contains('=') {
        let key = line.split('=').next().unwrap_or_default().trim();
        let quoted = key.starts_with(['"', '\'']);
        if is_key(key) || quoted {
            return None;
        }
        let what = if key.is_empty() {
            "hv expected a key before `=`, and none stands there"
        } else {
            "hv expected a key of one word before `=`, and something else stands there"
        };
        return Some(Plain::new(
            what,
            "write `key = value`, with hyphens and no spaces in the key",
        ));
    }
    let key = line.split([':', ' ', '"', '\'']).next().unwrap_or_default();
    let key = if is_key(key) && key != "-" { key } else { "key" };
    let there = match line.chars().nth(key.chars().count()) {
        Some(':') => "a colon stands there",
        _ if line.starts_with("- ") => "a list with hyphens stands there",
        _ => "there is none",
    };
    let what = format!("hv expected `=` between a key and its value, and {there}");
    Some(Plain::new(what, format!("write `{key} = ...`, a text in \"quotation marks\"")))
}

fn brackets(said: &str) -> Option<Plain> {
    let list = said.contains("array element") || said == "unclosed array";
    let part = said.contains("inline table");
    let (what, close) = match (list, part) {
        (true, _) => ("the list that begins with `[` does not go on as hv expected", "]"),
        (_, true) => ("the part that begins with `{` does not go on as hv expected", "}"),
        _ => return None,
    };
    Some(Plain::new(what, format!("a comma between each two, and `{close}` at the end")))
}

fn value_wrong(said: &str, key: &str, value: &str, example: &str) -> Plain {
    let write = format!("write `{key} = {example}`");
    let Some(first) = value.chars().next().filter(|first| *first != '#') else {
        return Plain::new(format!("nothing stands after `{key} =`"), write);
    };
    if "\u{201c}\u{201d}\u{201e}\u{2018}\u{2019}".contains(first) {
        let what =
            format!("the quotation marks after `{key} =` are curly ones, which hv cannot read");
        return Plain::new(what, format!("type straight ones: {write}"));
    }
    if !matches!(first, '"' | '\'') {
        let what = format!(
            "hv expected a text in quotation marks after `{key} =`, or a list, a whole number, true or false, and none \
             of these stands there"
        );
        return Plain::new(what, write);
    }
    if said.contains("escape") {
        let what = format!("a backslash in the text after `{key} =` has a meaning of its own");
        return Plain::new(what, "put the text into '...' instead of \"...\"");
    }
    let body = value.get(1..).unwrap_or_default();
    match body.find(first) {
        None => Plain::new(
            format!("the quotation mark after `{key} =` is never closed"),
            "write the same mark at the end of the text",
        ),
        Some(_) => Plain::new(
            format!("something stands behind the closing quotation mark of `{key}`"),
            "each key on a line of its own, a remark behind a #, and a text with a ' in it between \"...\"",
        ),
    }
}

/// The reader's words without what it quotes of the line.
fn without_marks(said: &str) -> String {
    let parts = said.split('`').enumerate();
    let plain = parts.map(|(n, part)| {
        let quoted = n % 2 == 1 && part.len() > 2;
        if quoted { "what stands there" } else { part }
    });
    plain.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_slip_is_named_with_what_to_type_and_nothing_of_it_is_repeated() {
        let example = |key: &str| format!("\"a {key}\"");
        for (line, what, hint) in [
            ("name = SECRET", "after `name =`, or a list, a whole number", "`name = \"a name\"`"),
            ("name =", "nothing stands after `name =`", "`name = \"a name\"`"),
            ("name = # SECRET", "nothing stands after `name =`", "`name = \"a name\"`"),
            ("name = \"SECRET", "is never closed", "the same mark at the end"),
            ("name = 'SECRET's'", "behind the closing quotation mark of `name`", "between \"...\""),
            ("name = \"SECRET\" SECRET", "behind the closing", "behind a #"),
            ("name = \u{201c}SECRET\u{201d}", "are curly ones", "type straight ones"),
            ("name: \"SECRET\"", "a colon stands there", "write `name = ...`"),
            ("name \"SECRET\"", "there is none", "write `name = ...`"),
            ("- SECRET", "a list with hyphens stands there", "write `key = ...`"),
            ("the name = \"SECRET\"", "a key of one word before `=`", "no spaces in the key"),
            ("[hours", "a section's name in brackets", "write `[hours]` on a line"),
            ("[[shut]", "a section's name in brackets", "write `[[shut]]` on a line"),
            ("from = 8:30", "after `from =`", "write `from = "),
        ] {
            let said = toml::from_str::<toml::Table>(line).expect_err(line);
            let plain = syntax(said.message(), line, example);
            assert!(plain.what.contains(what), "{line}: {plain:?}");
            assert!(plain.hint.contains(hint), "{line}: {plain:?}");
            assert!(!format!("{plain:?}").contains("SECRET"), "{line}: {plain:?}");
        }
        let plain = syntax("invalid escape sequence", r#"name = "a\q""#, example);
        assert!(plain.what.contains("a backslash"), "{plain:?}");
        for (said, line, what) in [
            ("duplicate key", "name = \"SECRET\"", "the key `name` is there twice"),
            ("duplicate key", "[hours]", "the section that begins here is there twice"),
            ("unclosed array", "a = [1", "the list that begins with `[`"),
            ("missing comma between key-value pairs, expected inline table", "", "there is none"),
        ] {
            assert!(syntax(said, line, example).what.contains(what), "{said}");
        }
    }
}
