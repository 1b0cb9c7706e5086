//! The page, taken apart: its fenced blocks with what the comments above them say, and its prose.

/// A fenced block.
#[derive(Debug, Clone, Default)]
pub(crate) struct Block {
    /// What follows the fence: `console`, `sh`, `json`, `crontab`.
    pub(crate) kind: String,
    /// The line of its first fence, counted from 1.
    pub(crate) line: usize,
    pub(crate) lines: Vec<String>,
    /// The time of the story, from the last `<!-- clock: … -->` above. None before the first.
    pub(crate) clock: Option<String>,
    /// The command whose output the block is, from `<!-- run: … -->` right above.
    pub(crate) run: Option<String>,
}

/// A command of a console block and what is shown below it.
#[derive(Debug, Clone)]
pub(crate) struct Shown {
    pub(crate) line: usize,
    pub(crate) command: String,
    /// The line of the page that its output begins at.
    pub(crate) from: usize,
    pub(crate) output: Vec<String>,
}

/// The page with other lines in the place of `count` lines from `from`, counted from 1.
pub(crate) fn with_lines(page: &str, from: usize, count: usize, lines: &[String]) -> String {
    let old: Vec<&str> = page.lines().collect();
    let before = old.iter().take(from - 1).map(|l| (*l).to_owned());
    let after = old.iter().skip(from - 1 + count).map(|l| (*l).to_owned());
    before.chain(lines.iter().cloned()).chain(after).map(|l| l + "\n").collect()
}

/// Every fenced block, in order.
pub(crate) fn blocks(text: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let mut open: Option<Block> = None;
    let (mut clock, mut run) = (None, None);
    for (n, line) in text.lines().enumerate() {
        if let Some(kind) = line.strip_prefix("```") {
            if let Some(block) = open.take() {
                found.push(block);
                continue;
            }
            let (kind, clock, run) = (kind.to_owned(), clock.clone(), run.take());
            open = Some(Block { kind, line: n + 1, lines: Vec::new(), clock, run });
        } else if let Some(block) = &mut open {
            block.lines.push(line.to_owned());
        } else {
            clock = told(line, "clock").or(clock);
            run = told(line, "run").or(run);
        }
    }
    found
}

/// `<!-- key: value -->`
fn told(line: &str, key: &str) -> Option<String> {
    let inner = line.strip_prefix("<!-- ")?.strip_suffix(" -->")?;
    inner.strip_prefix(key)?.strip_prefix(": ").map(str::to_owned)
}

/// The commands of a console block. A line that ends in `\` goes on.
pub(crate) fn shown(block: &Block) -> Vec<Shown> {
    let mut all: Vec<Shown> = Vec::new();
    for (n, line) in block.lines.iter().enumerate() {
        let last = all.last_mut();
        match (line.strip_prefix("$ "), last) {
            (Some(command), _) => all.push(Shown {
                line: block.line + n + 1,
                command: command.to_owned(),
                from: block.line + n + 2,
                output: Vec::new(),
            }),
            (None, Some(last)) if last.output.is_empty() && last.command.ends_with('\\') => {
                last.command = format!("{}\n{line}", last.command);
                last.from += 1;
            }
            (None, Some(last)) => last.output.push(line.clone()),
            (None, None) => panic!("README.md:{}: output before a command", block.line),
        }
    }
    all
}

/// Everything outside the blocks, on one line.
pub(crate) fn prose(text: &str) -> String {
    let mut inside = false;
    let mut lines = Vec::new();
    for line in text.lines() {
        if line.starts_with("```") {
            inside = !inside;
        } else if !inside {
            lines.push(line.trim_start_matches("> "));
        }
    }
    lines.join(" ")
}

/// What stands between single backticks in prose.
pub(crate) fn code_spans(prose: &str) -> Vec<&str> {
    prose.split('`').skip(1).step_by(2).collect()
}

/// Whether what was said is what is shown. `…` stands for anything within a line, alone for any lines.
pub(crate) fn agrees(shown: &[String], said: &[String]) -> bool {
    match shown.split_first() {
        None => said.is_empty(),
        Some((first, rest)) if first == "…" => {
            (0..=said.len()).any(|n| said.get(n..).is_some_and(|said| agrees(rest, said)))
        }
        Some((first, rest)) => said
            .split_first()
            .is_some_and(|(line, said)| line_agrees(first, line) && agrees(rest, said)),
    }
}

/// Names and checks are worked out from everything before them, so any sound one will do.
fn without_digests(line: &str) -> String {
    let hex = |t: &str| t.len() == 16 && t.bytes().all(|b| b.is_ascii_hexdigit());
    let event = |t: &str| t.len() == 8 && t.starts_with("a-");
    let plain = |t| {
        if hex(t) {
            "check"
        } else if event(t) {
            "event"
        } else {
            t
        }
    };
    line.split('"').map(plain).collect::<Vec<_>>().join("\"")
}

fn line_agrees(shown: &str, said: &str) -> bool {
    let (shown, said) = (without_digests(shown), without_digests(said));
    text_agrees(&shown, &said)
}

fn text_agrees(shown: &str, said: &str) -> bool {
    let Some((start, rest)) = shown.split_once('…') else { return shown == said };
    let Some(said) = said.strip_prefix(start) else { return false };
    let ends = said.char_indices().map(|(at, _)| at).chain([said.len()]);
    ends.into_iter().any(|at| said.get(at..).is_some_and(|said| text_agrees(rest, said)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn blocks_know_their_clock_and_their_command() {
        let page = "a\n```sh\nx\n```\n<!-- clock: T1 -->\n```console\n$ a \\\n  b\nc\n$ d\n```\n<!-- run: e -->\n```json\n{}\n```\n";
        let all = blocks(page);
        assert_eq!(all.len(), 3);
        assert_eq!((all[0].kind.as_str(), all[0].clock.as_deref()), ("sh", None));
        assert_eq!((all[1].line, all[1].clock.as_deref()), (6, Some("T1")));
        assert_eq!(all[2].run.as_deref(), Some("e"));
        let commands = shown(&all[1]);
        assert_eq!(commands.len(), 2);
        assert_eq!((commands[0].command.as_str(), commands[0].line), ("a \\\n  b", 7));
        assert_eq!((commands[0].output.clone(), commands[1].output.len()), (lines("c"), 0));
    }

    #[test]
    fn only_what_agrees_agrees() {
        let ok = |shown: &str, said: &str| agrees(&lines(shown), &lines(said));
        assert!(ok("a\nb", "a\nb"));
        assert!(ok("in …/school for x", "in /tmp/q/school for x"));
        assert!(ok("a\n…\nb", "a\nb"));
        assert!(ok("a\n…\nb", "a\nx\ny\nb"));
        assert!(ok(r#"{"id": "a-4az9ce", "x": "1"}"#, r#"{"id": "a-kt62qd", "x": "1"}"#));
        assert!(!ok(r#"{"id": "a-4az9ce", "x": "1"}"#, r#"{"id": "a-4az9ce", "x": "2"}"#));
        for (shown, said) in [
            ("a", "a\nb"),
            ("a\nb", "a"),
            ("a", "b"),
            ("a", "a "),
            ("a…c", "ab"),
            ("a\n…\nb", "a\nx"),
            ("", "a"),
        ] {
            assert!(!ok(shown, said), "{shown:?} {said:?}");
        }
    }

    #[test]
    fn lines_of_the_page_are_put_in_place() {
        let page = "```console\n$ a\nold\n$ b \\\n  c\nolder\n```\n";
        let all = shown(&blocks(page)[0]);
        assert_eq!((all[0].from, all[1].from), (3, 6));
        assert_eq!(with_lines("1\n2\n3\n", 2, 1, &lines("x\ny")), "1\nx\ny\n3\n");
        assert_eq!(with_lines("1\n2\n", 3, 0, &lines("x")), "1\n2\nx\n");
    }

    #[test]
    fn prose_is_what_stands_between() {
        let text = prose("one `hv a\nb` two\n```sh\n`no`\n```\n> three `hv c`\n");
        assert_eq!(code_spans(&text), ["hv a b", "hv c"]);
    }
}
