//! What other programs answered, made fit to be shown: short, on one line, without anything that steers a terminal.

/// The longest answer shown, in characters.
const LONGEST: usize = 200;

/// One short line of it.
pub(super) fn clean(text: &str) -> String {
    let shown = |c: char| if c.is_control() || steers(c) { ' ' } else { c };
    let line: String = text.chars().map(shown).collect();
    let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
    cut(&line, LONGEST)
}

/// The text with every word that holds an e-mail address blanked: an answer goes on record, and into what is printed.
pub(super) fn without_addresses(text: &str) -> String {
    let word = |word: &str| {
        let kept = word.trim_end_matches(char::is_whitespace);
        let blank = word.get(kept.len()..).unwrap_or_default();
        if kept.contains('@') { format!("…{blank}") } else { word.to_owned() }
    };
    text.split_inclusive(char::is_whitespace).map(word).collect()
}

/// At most that many characters, with a mark where something was left out.
pub(super) fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{kept}…")
}

/// Marks that reorder or hide what stands around them.
fn steers(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// "after 10 s", "after 0.4 s".
pub(super) fn seconds(span: std::time::Duration) -> String {
    if span.subsec_millis() == 0 {
        format!("{} s", span.as_secs())
    } else {
        format!("{:.1} s", span.as_secs_f64())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_a_terminal_is_gone() {
        assert_eq!(clean("250 \u{1b}[31mOK\r\n\u{202e}queued\u{2066}"), "250 [31mOK queued");
        assert_eq!(clean("  "), "");
    }

    #[test]
    fn an_address_is_blanked_and_the_rest_is_kept() {
        for (said, shown) in [
            ("550 5.1.1 <kay@example.org>: no such mailbox", "550 5.1.1 … no such mailbox"),
            ("550 kay@example.org\r\nis unknown", "550 …\r\nis unknown"),
            ("250 2.0.0 queued as 7F3Q", "250 2.0.0 queued as 7F3Q"),
            ("", ""),
        ] {
            assert_eq!(without_addresses(said), shown);
        }
    }

    #[test]
    fn a_long_answer_is_cut_and_says_so() {
        assert_eq!(clean(&"a".repeat(LONGEST)), "a".repeat(LONGEST));
        assert_eq!(clean(&"a".repeat(LONGEST + 1)), format!("{}…", "a".repeat(LONGEST - 1)));
    }
}
