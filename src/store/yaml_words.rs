//! What is wrong with a card, in the words of whoever has to put it right: what hv expected at that place, what is there,
//! and what to write instead.
//!
//! The reader of YAML says where it stopped and why, in its own words; this turns those into plain ones, and keeps them
//! where it knows no better. It reads nothing by itself, guesses at nothing that was meant, and repeats no text of a card
//! beyond its keys: what is said of damage may be read by more people than the card.

use super::yaml::Wrong;

/// Where the reader stopped, and what it said.
struct Place<'t> {
    said: &'t str,
    lines: Vec<&'t str>,
    /// From 1.
    line: usize,
    /// From 1, in characters.
    column: usize,
}

/// What is wrong, where, and what to write instead.
struct Plain {
    line: usize,
    column: Option<usize>,
    what: String,
    hint: String,
}

/// The reader's words about a text, and the line and column it names, made plain.
pub(super) fn plainly(said: &str, text: &str, at: Option<(usize, usize)>) -> Wrong {
    let said = said.rsplit_once(" at line ").map_or(said, |(said, _)| said);
    let Some((line, column)) = at else { return Wrong::at(None, short(said)) };
    let place = Place { said, lines: text.lines().collect(), line, column };
    let known: [fn(&Place<'_>) -> Option<Plain>; 10] =
        [missing, unknown, twice, tab, quote, one_text, list, group, yes_or_no, layout];
    let Some(plain) = known.iter().find_map(|reading| reading(&place)) else {
        return Wrong::at(Some(line), short(said));
    };
    let column = plain.column.map(|column| format!(" (column {column})")).unwrap_or_default();
    Wrong {
        line: Some(plain.line),
        what: format!("{}{column}", plain.what),
        hint: Some(plain.hint),
    }
}

/// What needs no more than other words.
fn short(said: &str) -> String {
    let words = [
        ("budget breached: Anchors", "names for parts of the file (& and *) are not used here"),
        ("budget breached: Aliases", "names for parts of the file (& and *) are not used here"),
        ("alias references", "names for parts of the file (& and *) are not used here"),
        ("budget breached: Documents", "a second document begins here (---)"),
        ("budget breached", "the file is too large, or nested too deep"),
        ("YAML merge keys", "merging keys (<<) is not used here"),
        ("unsupported tag", "type tags (!) are not used here"),
        ("unexpected end of input", "the file is empty"),
    ];
    let known = words.iter().find(|(start, _)| said.starts_with(start));
    known.map_or_else(|| without_text(said), |(_, plain)| (*plain).to_owned())
}

/// The reader's own words, without what stands in the card where that may be about somebody: what is said of damage may be
/// read by more people than the card.
fn without_text(said: &str) -> String {
    let mut out = String::new();
    for (n, part) in said.split('`').enumerate() {
        match n % 2 {
            0 => out.push_str(part),
            _ if is_key_like(part) => out.extend(["`", part, "`"]),
            _ => out.push_str("what stands there"),
        }
    }
    out
}

/// It looks like a key, an id or a day, and is no sentence and no name.
pub(super) fn is_key_like(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_./:".contains(c);
    text.len() <= 24 && text.chars().all(plain)
}

impl Place<'_> {
    fn here(&self, what: String, hint: String) -> Plain {
        Plain { line: self.line, column: Some(self.column), what, hint }
    }

    /// A line, counted from 1.
    fn text(&self, line: usize) -> &str {
        line.checked_sub(1).and_then(|n| self.lines.get(n)).copied().unwrap_or_default()
    }

    /// What stands on the line before the place.
    fn before(&self) -> String {
        self.text(self.line).chars().take(self.column.saturating_sub(1)).collect()
    }

    /// The key whose value begins at the place: on its own line, or the nearest one above that the lines belong to.
    fn key(&self) -> Option<&str> {
        // Where nothing stands after a key, the place is its colon.
        let before = self.before();
        if key_of(&before).is_some() || key_of(&format!("{before}:")).is_some() && self.at_colon() {
            return key_of(self.text(self.line));
        }
        let deep = self.column.saturating_sub(1);
        (1..self.line)
            .rev()
            .map(|line| self.text(line))
            .find(|text| text.trim_end().ends_with(':') && indent(text) < deep.max(1))
            .and_then(key_of)
    }

    fn at_colon(&self) -> bool {
        self.text(self.line).chars().nth(self.column.saturating_sub(1)) == Some(':')
    }

    /// What kind of thing stands at the place.
    fn there(&self) -> &'static str {
        let rest: String =
            self.text(self.line).chars().skip(self.column.saturating_sub(1)).collect();
        match rest.chars().next() {
            None => "nothing",
            Some('[') => "a list in brackets",
            Some('{') => "a part in braces",
            Some('-') if rest == "-" || rest.starts_with("- ") => "a list",
            Some(_) if key_of(&rest).is_some() => "a part with keys of its own",
            Some(_) => "a plain text",
        }
    }

    /// The place is an entry of a list.
    fn in_list(&self) -> bool {
        self.before().trim() == "-"
    }
}

/// The key that a line begins with, behind the hyphen of a list: `name` of `- name: Kay`.
fn key_of(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let line = line.strip_prefix("- ").map_or(line, str::trim_start);
    let (key, rest) = line.split_once(':')?;
    let plain = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    (plain && (rest.is_empty() || rest.starts_with([' ', '\t']))).then_some(key)
}

/// Spaces before the first letter.
fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// How a key is written, with somebody invented.
fn example(key: &str) -> String {
    let value = match key {
        "id" => "ahmed",
        "name" => "Kay Invented",
        "number" | "mobile" | "phone" => "07700 900101",
        "text" => "12 High Street, Oak Hill",
        "role" => "dsl",
        "topic" => "child-protection",
        "what" => "a large dog",
        "source" => "the class teacher",
        "by" => "lou",
        "registration" => "XX00 AAA",
        "designated" | "deputy" | "lone-visits" | "business-use" => "true",
        "since" | "on" | "until" | "from" | "trained" | "coached" | "left" => "2026-11-24",
        _ => "...",
    };
    format!("`{key}: {value}`")
}

/// How an entry of a list is written.
fn entry(key: &str) -> &'static str {
    match key {
        "pupils" | "carers" => "`- name: Ali Invented`",
        "roles" => "`- role: dsl`",
        "addresses" | "workplaces" => "`- 12-high-street`, the address's id",
        "cautions" => "`- what: a large dog`",
        "training" => "`- topic: child-protection`",
        "read" => "`- what: home-visits-policy`",
        "exemptions" => "`- rule: two-go`, the rule's id",
        _ => "`- ` and then the entry",
    }
}

/// How a part with keys of its own is written.
fn part(key: &str) -> &'static str {
    match key {
        "vehicle" => "`  make: Ford`",
        "emergency-contact" | "next-of-kin" => "`  name: Sam Invented`",
        _ => "two spaces and a key",
    }
}

fn missing(place: &Place<'_>) -> Option<Plain> {
    let key = place.said.strip_prefix("missing field ")?.trim_matches('`');
    // The reader names the last key that it read of the part.
    let whole = place.column == 1;
    let of = if whole { "in this file" } else { "in the part that this line belongs to" };
    let what = format!("hv expected the key `{key}` {of}, and it is not there");
    let hint = match key {
        "pupils" => format!("Add `{key}:` and on the next line {}.", entry(key)),
        "id" => "Add `id: ` and the name of the file, without .yaml (of a family: of its folder)."
            .to_owned(),
        _ => format!("Add a line such as {}.", example(key)),
    };
    Some(place.here(what, hint))
}

/// The first line that says anything.
fn first_line(place: &Place<'_>) -> usize {
    let says = |line: &&str| !line.trim().is_empty() && !line.starts_with('#');
    place.lines.iter().position(says).map_or(1, |n| n + 1)
}

fn unknown(place: &Place<'_>) -> Option<Plain> {
    let Unknown { named, meant, known } = unknown_key(place.said)?;
    let meant = meant.map(|one| format!("Did you mean `{one}`? ")).unwrap_or_default();
    let what = format!("hv knows {named} here");
    Some(place.here(what, format!("{meant}The keys here are: {}.", known.join(", "))))
}

/// A key that hv does not know.
pub(super) struct Unknown<'s> {
    /// "no key `x`", or without it where it is no key's name: it may be anything that was typed there.
    pub(super) named: String,
    /// The known one that is nearest.
    pub(super) meant: Option<&'s str>,
    /// All that are known there.
    pub(super) known: Vec<&'s str>,
}

/// What serde says of a key that it does not know, taken apart. It names one, two with an "or" between, or a list.
pub(super) fn unknown_key(said: &str) -> Option<Unknown<'_>> {
    none_of_them(said.strip_prefix("unknown field ")?)
}

/// The same of a word that is none of those it could be.
pub(super) fn unknown_word(said: &str) -> Option<Unknown<'_>> {
    none_of_them(said.strip_prefix("unknown variant ")?)
}

fn none_of_them(said: &str) -> Option<Unknown<'_>> {
    let (key, known) = said.split_once(", ")?;
    let key = key.trim_matches('`');
    let known: Vec<&str> = known
        .trim_start_matches("expected ")
        .trim_start_matches("one of ")
        .split([',', ' '])
        .map(|word| word.trim_matches('`'))
        .filter(|word| !word.is_empty() && *word != "or")
        .collect();
    let named = if is_key_like(key) { format!("no key `{key}`") } else { "no such key".to_owned() };
    Some(Unknown { named, meant: nearest(key, &known), known })
}

fn twice(place: &Place<'_>) -> Option<Plain> {
    let key = place.said.strip_prefix("duplicate mapping key: ")?;
    let key = key.split(',').next().unwrap_or(key);
    let deep = place.column.saturating_sub(1);
    let above = (1..place.line).rev().find(|line| {
        let text = place.text(*line);
        key_of(text) == Some(key) && text.len() - without_hyphen(text).len() == deep
    });
    let first = above.map(|line| format!(", first in line {line}")).unwrap_or_default();
    let what = format!("the key `{key}` is there twice{first}");
    Some(place.here(what, "Keep the line that is right, and take the other away.".to_owned()))
}

/// The key that was meant, where a slip or two lie between.
pub(super) fn nearest<'k>(typed: &str, known: &[&'k str]) -> Option<&'k str> {
    let near = known.iter().map(|one| (strsim::osa_distance(one, typed), *one)).min();
    let near = near.filter(|(slips, one)| *slips <= 1.max(one.len() / 4));
    near.map(|(_, one)| one)
}

/// What stands on a line from its first key on.
fn without_hyphen(line: &str) -> &str {
    let line = line.trim_start_matches(' ');
    line.strip_prefix('-').map_or(line, |rest| rest.trim_start_matches(' '))
}

/// Tabs look like spaces, and count as none.
fn tab(place: &Place<'_>) -> Option<Plain> {
    if !place.said.contains("tab") {
        return None;
    }
    let begins = |line: &str| line.chars().take_while(|c| c.is_whitespace()).any(|c| c == '\t');
    let n = place.lines.iter().position(|line| begins(line))?;
    let column = place.text(n + 1).chars().position(|c| c == '\t').map(|at| at + 1);
    let what = "a tab stands at the beginning of this line, and hv expected spaces".to_owned();
    let hint = "Put two spaces in the place of each tab.".to_owned();
    Some(Plain { line: n + 1, column, what, hint })
}

fn quote(place: &Place<'_>) -> Option<Plain> {
    if place.said.contains("quoted scalar") && place.said.contains("trailing") {
        let what = "something stands behind the closing quotation mark".to_owned();
        let hint =
            "Put the whole text into one pair of quotation marks: \"...\" where it has a ' in it, \
                    '...' where it has a \"."
                .to_owned();
        return Some(place.here(what, hint));
    }
    if place.said.contains("escape") {
        let what = "a backslash in \"...\" has a meaning of its own".to_owned();
        return Some(place.here(what, "Put the text into '...' instead.".to_owned()));
    }
    if let Some(mark) = place.said.strip_prefix("unexpected character: `") {
        let mark = mark.chars().next().unwrap_or('@');
        let what = format!("a text here cannot begin with `{mark}`");
        return Some(
            place.here(what, "Put the whole text into quotation marks: \"...\".".to_owned()),
        );
    }
    if !place.said.contains("quoted scalar") {
        return None;
    }
    let (line, column) =
        (1..=place.line).rev().find_map(|n| Some((n, open_quote(place.text(n))?)))?;
    let what = "a quotation mark is opened here and never closed".to_owned();
    let hint = "Write the same mark at the end of the text, or take this one away.".to_owned();
    Some(Plain { line, column: Some(column), what, hint })
}

/// The column of a quotation mark that its own line does not close.
fn open_quote(line: &str) -> Option<usize> {
    let value = match key_of(line) {
        Some(_) => line.split_once(':')?.1.trim_start(),
        None => without_hyphen(line),
    };
    let mark = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let odd = value.matches(mark).count() % 2 == 1;
    odd.then(|| line.chars().count() - value.chars().count() + 1)
}

fn one_text(place: &Place<'_>) -> Option<Plain> {
    let key = place.key().unwrap_or("...");
    if place.said.starts_with("cannot deserialize null") {
        let what = format!("hv expected a text after `{key}:`, and nothing is there");
        return Some(place.here(what, format!("Write it behind the colon: {}.", example(key))));
    }
    if place.said != "expected string scalar" {
        return None;
    }
    let what = format!("hv expected one text after `{key}:`, and {} is there", place.there());
    Some(place.here(what, format!("Write it on the same line: {}.", example(key))))
}

fn list(place: &Place<'_>) -> Option<Plain> {
    if place.said != "expected sequence start" {
        return None;
    }
    let key = place.key().unwrap_or("...");
    if place.text(place.line).trim_start().starts_with('-') {
        let what = "hv expected a space behind the hyphen, and there is none".to_owned();
        return Some(place.here(what, format!("Write it as {}.", entry(key))));
    }
    let what = format!("hv expected a list under `{key}:`, and {} is there", place.there());
    Some(place.here(
        what,
        format!("Begin each entry on a line of its own, with a hyphen: {}.", entry(key)),
    ))
}

fn group(place: &Place<'_>) -> Option<Plain> {
    if place.said != "expected mapping start" {
        return None;
    }
    if place.line == first_line(place) && place.column == 1 {
        let what = format!("hv expected keys with a colon, and {} is there", place.there());
        return Some(place.here(
            what,
            format!("Write each fact on a line of its own, such as {}.", example("name")),
        ));
    }
    let key = place.key().unwrap_or("...");
    if place.in_list() {
        let what = format!(
            "hv expected an entry of `{key}:` with keys of its own, and {} is there",
            place.there()
        );
        return Some(place.here(what, format!("Write it as {}.", entry(key))));
    }
    let what =
        format!("hv expected keys of their own under `{key}:`, and {} is there", place.there());
    Some(place.here(what, format!("Write `{key}:` alone, and on the next line {}.", part(key))))
}

fn yes_or_no(place: &Place<'_>) -> Option<Plain> {
    if !place.said.starts_with("invalid boolean") {
        return None;
    }
    let key = place.key().unwrap_or("...");
    let what = format!("hv expected `true` or `false` after `{key}:`, and something else is there");
    Some(
        place
            .here(what, format!("Write `{key}: true` or `{key}: false`; yes and no are not read.")),
    )
}

/// Lines that do not fit together.
fn layout(place: &Place<'_>) -> Option<Plain> {
    let said = place.said;
    if said.starts_with("simple key expected") {
        let what =
            "hv expected a key, a colon and a space, and there is no colon with a space".to_owned();
        let hint = format!("Write it as {}. A long text goes on one line.", example("mobile"));
        return Some(place.here(what, hint));
    }
    if said.contains("mapping values are not allowed") {
        return Some(too_far(place));
    }
    if said.contains("did not find expected key") || said.contains("indentation") {
        let what =
            "this line begins in another column than the lines that it belongs to".to_owned();
        let hint = "Lines that belong together begin with the same number of spaces.".to_owned();
        return Some(place.here(what, hint));
    }
    if said.contains("bracket") || said.contains("flow") {
        let what = "a bracket is opened and not closed, or closed and not opened".to_owned();
        let hint =
            "Write a list without brackets: each entry on a line of its own, behind a hyphen.";
        return Some(place.here(what, hint.to_owned()));
    }
    None
}

/// A colon where there can be none: a second one on the line, or a line further in than the text above it.
fn too_far(place: &Place<'_>) -> Plain {
    let (line, column) = (place.line, Some(place.column));
    let before = place.before();
    let keys =
        before.split_once(": ").is_some_and(|(key, _)| key_of(&format!("{key}: ")).is_some());
    if keys {
        let key = key_of(&before).unwrap_or("...");
        let what = "a second colon stands on this line".to_owned();
        let hint =
            format!("Put a text that has a colon in it into quotation marks: `{key}: \"...\"`.");
        return Plain { line, column, what, hint };
    }
    let above = (1..line).rev().map(|n| place.text(n)).find(|text| !text.trim().is_empty());
    let wanted = above.map_or(0, |text| text.len() - without_hyphen(text).len());
    let what =
        "this line begins further in than the line above, which has its text already".to_owned();
    let hint = format!("Begin it in column {}, as the line above does.", wanted + 1);
    Plain { line, column: Some(indent(place.text(line)) + 1), what, hint }
}

#[cfg(test)]
mod tests {
    use super::without_text;
    use crate::domain::directory::{Address, Family, Person};
    use crate::store::yaml::{self, Wrong};

    fn of<T: serde::de::DeserializeOwned + serde::Serialize>(text: &str) -> Wrong {
        yaml::read::<T>(text.as_bytes()).err().unwrap_or_else(|| panic!("it can be read: {text}"))
    }

    /// What is wrong, and what to write, each with the line.
    #[track_caller]
    fn says(wrong: &Wrong, line: usize, what: &str, hint: &str) {
        assert_eq!(wrong.line, Some(line), "{wrong:?}");
        assert_eq!(wrong.what, what);
        assert!(wrong.hint.as_deref().is_some_and(|h| h.contains(hint)), "{hint}: {wrong:?}");
    }

    #[test]
    fn what_is_missing_is_named_with_how_it_is_written() {
        says(
            &of::<Person>("id: kay\n"),
            1,
            "hv expected the key `name` in this file, and it is not there (column 1)",
            "`name: Kay Invented`",
        );
        says(
            &of::<Family>("# a family\nid: ahmed\ncarers: []\n"),
            3,
            "hv expected the key `pupils` in this file, and it is not there (column 1)",
            "Add `pupils:` and on the next line `- name: Ali Invented`.",
        );
        says(
            &of::<Person>("id: kay\nname: Kay\nemergency-contact:\n  name: Sam\n"),
            4,
            "hv expected the key `number` in the part that this line belongs to, and it is not there (column 3)",
            "07700 900101",
        );
        says(
            &of::<Address>("id: x\ntext:\n"),
            2,
            "hv expected a text after `text:`, and nothing is there (column 5)",
            "`text: 12 High Street, Oak Hill`",
        );
    }

    #[test]
    fn another_kind_of_thing_is_named_with_what_was_expected() {
        let kay = |rest: &str| of::<Person>(&format!("id: kay\nname: Kay\n{rest}"));
        for (wrong, line, what, hint) in [
            (
                kay("mobile: [1, 2]\n"),
                3,
                "hv expected one text after `mobile:`, and a list in brackets is there (column 9)",
                "`mobile: 07700 900101`",
            ),
            (
                kay("mobile:\n  - \"1\"\n"),
                4,
                "hv expected one text after `mobile:`, and a list is there (column 3)",
                "on the same line",
            ),
            (
                kay("roles: head\n"),
                3,
                "hv expected a list under `roles:`, and a plain text is there (column 8)",
                "`- role: dsl`",
            ),
            (
                kay("roles:\n  role: head\n"),
                4,
                "hv expected a list under `roles:`, and a part with keys of its own is there (column 3)",
                "`- role: dsl`",
            ),
            (
                kay("roles:\n- head\n"),
                4,
                "hv expected an entry of `roles:` with keys of its own, and a plain text is there (column 3)",
                "`- role: dsl`",
            ),
            (
                kay("vehicle: Ford\n"),
                3,
                "hv expected keys of their own under `vehicle:`, and a plain text is there (column 10)",
                "`  make: Ford`",
            ),
            (
                kay("designated: yes\n"),
                3,
                "hv expected `true` or `false` after `designated:`, and something else is there (column 13)",
                "`designated: true`",
            ),
            (
                of::<Person>("just words\n"),
                1,
                "hv expected keys with a colon, and a plain text is there (column 1)",
                "`name: Kay Invented`",
            ),
        ] {
            says(&wrong, line, what, hint);
        }
    }

    #[test]
    fn a_key_that_is_there_twice_or_unknown_is_named_with_its_neighbours() {
        let wrong = of::<Person>("id: kay\nname: Kay\nmobil: \"1\"\n");
        says(&wrong, 3, "hv knows no key `mobil` here (column 1)", "Did you mean `mobile`?");
        let wrong = of::<Address>("id: x\ntext: y\nzzz: 1\n");
        says(&wrong, 3, "hv knows no key `zzz` here (column 1)", "The keys here are: id, text,");
        assert!(!wrong.hint.unwrap_or_default().contains("Did you mean"));
        let wrong = of::<Family>("id: a\npupils:\n- name: A\n  class: 4B\n  name: B\n");
        says(
            &wrong,
            5,
            "the key `name` is there twice, first in line 3 (column 3)",
            "take the other",
        );
    }

    #[test]
    fn lines_that_do_not_fit_together_are_named_by_what_is_seen() {
        let of = of::<Person>;
        for (text, line, what, hint) in [
            (
                "id: kay\nname: Kay\nroles:\n\t- role: head\n",
                4,
                "a tab stands at the beginning of this line, and hv expected spaces (column 1)",
                "two spaces",
            ),
            (
                "id: kay\n\tname: Kay\n",
                2,
                "a tab stands at the beginning of this line, and hv expected spaces (column 1)",
                "two spaces",
            ),
            (
                "id: kay\nname: Kay\n  mobile: x\n",
                3,
                "this line begins further in than the line above, which has its text already (column 3)",
                "column 1,",
            ),
            (
                "id: kay\nname: Kay\nroles:\n- role: head\n   deputy: true\n",
                5,
                "this line begins further in than the line above, which has its text already (column 4)",
                "column 3,",
            ),
            (
                "id: kay\nname: Kay\nvehicle:\n  make: Ford\n model: x\n",
                5,
                "this line begins in another column than the lines that it belongs to (column 2)",
                "same number of spaces",
            ),
        ] {
            says(&of(text), line, what, hint);
        }
    }

    #[test]
    fn quotation_marks_and_colons_are_named_by_what_is_seen() {
        let of = of::<Person>;
        for (text, line, what, hint) in [
            (
                "id: kay\nname: \"Kay\nmobile: x\n",
                2,
                "a quotation mark is opened here and never closed (column 7)",
                "at the end of the text",
            ),
            (
                "id: kay\nname: Kay: Lou\n",
                2,
                "a second colon stands on this line (column 10)",
                "`name: \"...\"`",
            ),
            (
                "id: kay\nname: Kay\nmobile 07700\n",
                3,
                "hv expected a key, a colon and a space, and there is no colon with a space (column 1)",
                "`mobile: 07700 900101`",
            ),
            (
                "id: kay\nname: \"Kay\" Invented\n",
                2,
                "something stands behind the closing quotation mark (column 13)",
                "one pair",
            ),
            (
                "id: kay\nname: @Kay\n",
                2,
                "a text here cannot begin with `@` (column 7)",
                "quotation marks",
            ),
        ] {
            says(&of(text), line, what, hint);
        }
    }

    /// What is said of damage may be read by more people than the card.
    #[test]
    fn no_text_of_a_card_is_repeated() {
        for card in [
            "id: a\npupils: SECRET\n",
            "id: a\npupils:\n- SECRET\n",
            "id: a\npupils:\n- name: \"SECRET\n",
            "id: a\npupils:\n- name: SECRET: SECRET\n",
            "id: a\npupils:\n- name: [SECRET]\n",
            "id: a\npupils:\n- name: x\n   class: SECRET\n",
            "id: a\nSECRET\n",
            "id: a\nSECRET: see file\n",
            "id: a\npupils: []\ncautions:\n- text: x\n  since: SECRET\n",
        ] {
            let wrong = of::<Family>(card);
            assert!(!format!("{wrong:?}").contains("SECRET"), "{wrong:?}");
            assert!(wrong.hint.is_some() || card.contains("since"), "{wrong:?}");
        }
    }

    #[test]
    fn a_key_and_a_day_are_repeated_and_a_sentence_is_not() {
        assert_eq!(without_text("`8.30` is not a day"), "`8.30` is not a day");
        assert_eq!(without_text("`Sara rang` is not a day"), "what stands there is not a day");
        assert_eq!(without_text("one `a` and `B`"), "one `a` and what stands there");
        assert_eq!(without_text("no mark"), "no mark");
    }
}
