//! Values as text for people: tables, sentences, and nothing that a terminal could be tricked with.
//!
//! Rendering returns text; the host writes it. What is printed is a page ([`paper`]), made once and rendered as text and
//! as HTML. No meaning is in colour alone.

pub mod calendar;
pub mod paper;
pub mod report;
pub mod risk_form;
pub mod schedule;
pub mod sheet;
pub mod typing;
pub mod wall;
pub mod words;

use comfy_table::{ContentArrangement, Table, presets};

/// A table, with plain rules that a screen reader passes over. Where the width would break its words, each row
/// becomes a few lines instead: the first cell as its title, the others by name.
pub fn table(headings: &[&str], rows: &[Vec<String>], width: Option<u16>) -> String {
    let wide = plain_table(headings, rows);
    let fits = |width: u16| wide.lines().all(|line| line.chars().count() <= usize::from(width));
    match width {
        Some(width) if !fits(width) => cards(headings, rows, usize::from(width)),
        Some(_) | None => wide,
    }
}

fn plain_table(headings: &[&str], rows: &[Vec<String>]) -> String {
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY);
    table.set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(headings.iter().copied());
    for row in rows {
        table.add_row(row.iter().map(|cell| clean(cell)));
    }
    let lines: Vec<String> = table.to_string().lines().map(|l| l.trim_end().to_owned()).collect();
    format!("{}\n", lines.join("\n"))
}

fn cards(headings: &[&str], rows: &[Vec<String>], width: usize) -> String {
    let mut text = String::new();
    for row in rows {
        let mut cells = headings.iter().zip(row).filter(|(_, cell)| !cell.is_empty());
        if let Some((_, title)) = cells.next() {
            text.put(format!("{}\n", wrap(&clean(title), "", width)));
        }
        for (heading, cell) in cells {
            text.put(format!("{}\n", wrap(&clean(&format!("{heading}: {cell}")), "    ", width)));
        }
    }
    text
}

/// Text from a record or a crate made safe to show: control characters, bidirectional overrides and
/// invisible characters are spelt out. A line end becomes a space, because a record must not forge a line.
pub fn clean(text: &str) -> String {
    // Nearly every text: nothing in it needs spelling out.
    if text.bytes().all(|b| matches!(b, b' '..=b'~')) {
        return text.to_owned();
    }
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\t' | '\r' => shown.push(' '),
            c if hidden(c) => shown.put(format!("‹U+{:04X}›", u32::from(c))),
            c => shown.push(c),
        }
    }
    shown
}

/// As [`clean`], but text of hv's own making keeps its line ends.
pub fn clean_lines(text: &str) -> String {
    text.split('\n').map(clean).collect::<Vec<_>>().join("\n")
}

/// Text for a message: of a line that somebody filled with what nobody can read, the beginning.
pub fn short(text: &str) -> String {
    let line = |line: &str| {
        let letters = line.chars().count();
        if letters <= LONGEST_LINE {
            return line.to_owned();
        }
        let begins: String = line.chars().take(LONGEST_LINE / 2).collect();
        format!("{begins} … and {} letters more", letters - LONGEST_LINE / 2)
    };
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

/// The longest line of a message that is said in full, in letters.
const LONGEST_LINE: usize = 4000;

/// JSON in which the same characters are escaped: they can only stand in its texts, and mean the same there.
pub fn in_json(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for c in json.chars() {
        if c == '\n' || !hidden(c) {
            text.push(c);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                text.put(format!("\\u{unit:04x}"));
            }
        }
    }
    text
}

/// What a terminal obeys, turns the direction of its neighbours, or cannot be seen. The fillers of Hangul are letters
/// that show nothing, and so make two names that look the same.
fn hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{AD}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{180E}' | '\u{200B}'..='\u{200F}'
            | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FEFF}' | '\u{FFA0}'
            | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

/// Text that grows piece by piece.
pub trait Put {
    /// Adds a piece at the end.
    fn put(&mut self, piece: impl AsRef<str>);
}

impl Put for String {
    fn put(&mut self, piece: impl AsRef<str>) {
        self.push_str(piece.as_ref());
    }
}

/// "1 visit", "3 visits".
pub fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

/// Text of several lines with every line made to fit; what runs over keeps its line's indent, and two more.
pub fn fit(text: &str, width: usize) -> String {
    let one = |line: &str| {
        if line.chars().count() <= width {
            return line.to_owned();
        }
        let indent: String = line.chars().take_while(|c| *c == ' ').collect();
        let wrapped = wrap(line, &format!("{indent}  "), width);
        format!("{indent}{}", wrapped.trim_start())
    };
    text.split('\n').map(one).collect::<Vec<_>>().join("\n")
}

/// A paragraph broken into lines of at most `width` characters, each beginning with `indent`.
pub fn wrap(text: &str, indent: &str, width: usize) -> String {
    let mut lines = indent.to_owned();
    let empty = indent.chars().count();
    let (mut letters, mut words_on_line) = (empty, 0);
    for word in text.split_whitespace() {
        let more = word.chars().count();
        if words_on_line > 0 && letters + 1 + more > width {
            lines.push('\n');
            lines.push_str(indent);
            (letters, words_on_line) = (empty, 0);
        }
        if words_on_line > 0 {
            lines.push(' ');
            letters += 1;
        }
        lines.push_str(word);
        letters += more;
        words_on_line += 1;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_from_a_record_reaches_the_terminal_as_a_command() {
        assert_eq!(clean("a\u{1b}[2Jb\u{202e}c\nd\u{7f}"), "a‹U+001B›[2Jb‹U+202E›c d‹U+007F›");
        assert_eq!(clean("Zoë O'Brien 陳 😀"), "Zoë O'Brien 陳 😀");
    }

    #[test]
    fn a_message_is_as_long_as_somebody_reads() {
        let all = "x".repeat(LONGEST_LINE);
        assert_eq!(short(&format!("a\n{all}\nb")), format!("a\n{all}\nb"));
        let cut = short(&format!("a\n{all}é\nb"));
        assert_eq!(cut, format!("a\n{} … and 2001 letters more\nb", "x".repeat(2000)));
    }

    #[test]
    fn json_keeps_what_it_means_and_shows_nothing_that_is_obeyed() {
        let meant = "\u{9b}31m\u{202e}\u{e0041}\u{7f} Zoë 😀";
        let json = in_json(&serde_json::json!({"name": meant}).to_string());
        assert_eq!(json, r#"{"name":"\u009b31m\u202e\udb40\udc41\u007f Zoë 😀"}"#);
        assert_eq!(serde_json::from_str::<serde_json::Value>(&json).unwrap()["name"], meant);
    }

    #[test]
    fn a_table_that_does_not_fit_becomes_lines_and_loses_nothing() {
        let rows =
            [vec!["brook".to_owned(), "a long reason that takes room".to_owned(), String::new()]];
        let narrow = table(&["Visit", "Reason", "Note"], &rows, Some(30));
        assert_eq!(narrow, "brook\n    Reason: a long reason that\n    takes room\n");
        let wide = table(&["Visit", "Reason", "Note"], &rows, Some(80));
        assert!(wide.contains("a long reason that takes room") && wide.contains("Note"), "{wide}");
    }

    #[test]
    fn long_lines_run_over_under_their_own_indent() {
        assert_eq!(fit("short\n  one two three four", 12), "short\n  one two\n    three\n    four");
    }

    #[test]
    fn wrapping_keeps_every_word() {
        assert_eq!(wrap("one two three", "  ", 10), "  one two\n  three");
        assert_eq!(wrap("averyveryverylongword", "  ", 10), "  averyveryverylongword");
    }
}
