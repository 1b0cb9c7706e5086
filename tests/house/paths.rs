//! Every path that a source file names, read without a compiler: comments and texts are left out, groups are
//! opened, `self` and `super` are followed, also out of modules written inside a file.

/// A path as it is named, from the root of the crate, with the line it stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Named {
    /// `crate` for the program itself, else the library's name.
    pub(crate) root: String,
    /// The parts after it. Empty: the root itself is named. `*`: everything in it.
    pub(crate) parts: Vec<String>,
    /// Counted from 1.
    pub(crate) line: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Word(String),
    /// `::`
    Of,
    Sign(char),
}

/// The words, `::` and signs of a file, each with its line.
fn tokens(text: &str) -> Vec<(Token, usize)> {
    let chars: Vec<char> = text.chars().collect();
    let at = |i: usize| chars.get(i).copied().unwrap_or('\0');
    let (mut i, mut line, mut found) = (0, 1, Vec::new());
    while i < chars.len() {
        let from = i;
        match (at(i), at(i + 1)) {
            ('/', '/') => i += chars.iter().skip(i).take_while(|c| **c != '\n').count(),
            ('/', '*') => i = after_comment(&chars, i),
            ('r', '"' | '#') if raw_text(&chars, i).is_some() => {
                i = raw_text(&chars, i).unwrap_or(i + 1);
            }
            ('"', _) => i = after_text(&chars, i),
            ('\'', _) if at(i + 1) == '\\' || at(i + 2) == '\'' => i = after_letter(&chars, i),
            (':', ':') => {
                found.push((Token::Of, line));
                i += 2;
            }
            (c, _) if c.is_alphanumeric() || c == '_' => {
                let word: String = chars
                    .iter()
                    .skip(i)
                    .take_while(|c| c.is_alphanumeric() || **c == '_')
                    .collect();
                i += word.chars().count();
                found.push((Token::Word(word), line));
            }
            (c, _) if c.is_whitespace() => i += 1,
            (c, _) => {
                found.push((Token::Sign(c), line));
                i += 1;
            }
        }
        line += chars.iter().skip(from).take(i - from).filter(|c| **c == '\n').count();
    }
    found
}

/// Comments stand inside one another.
fn after_comment(chars: &[char], start: usize) -> usize {
    let (mut depth, mut i) = (0_usize, start);
    while i < chars.len() {
        match (chars.get(i), chars.get(i + 1)) {
            (Some('/'), Some('*')) => {
                depth += 1;
                i += 2;
            }
            (Some('*'), Some('/')) => {
                depth -= 1;
                i += 2;
                if depth == 0 {
                    return i;
                }
            }
            _ => i += 1,
        }
    }
    i
}

/// The end of `r"…"` or `r#"…"#`, if that is what begins here.
fn raw_text(chars: &[char], start: usize) -> Option<usize> {
    let marks = chars.iter().skip(start + 1).take_while(|c| **c == '#').count();
    let open = start + 1 + marks;
    if chars.get(open) != Some(&'"') {
        return None;
    }
    let closes = |i: &usize| {
        chars.get(*i) == Some(&'"')
            && chars.iter().skip(i + 1).take(marks).filter(|c| **c == '#').count() == marks
    };
    Some((open + 1..chars.len()).find(closes).map_or(chars.len(), |i| i + 1 + marks))
}

fn after_text(chars: &[char], start: usize) -> usize {
    let mut i = start + 1;
    while let Some(c) = chars.get(i) {
        match c {
            '\\' => i += 2,
            '"' => return i + 1,
            _ => i += 1,
        }
    }
    i
}

fn after_letter(chars: &[char], start: usize) -> usize {
    let first = start + if chars.get(start + 1) == Some(&'\\') { 3 } else { 2 };
    let more = chars.iter().skip(first).take_while(|c| **c != '\'').count();
    first + more + 1
}

/// Every path in a file. `module` is where the file stands: `["domain", "gate"]`.
pub(crate) fn named(text: &str, module: &[String]) -> Vec<Named> {
    let mut walk = Walk { tokens: tokens(text), at: 0, found: Vec::new() };
    // One entry for each brace that is open; a module written inside the file has a name there.
    let mut open: Vec<Option<String>> = Vec::new();
    while let Some((token, _)) = walk.tokens.get(walk.at).cloned() {
        match token {
            Token::Sign('{') => open.push(walk.module_opening()),
            Token::Sign('}') => {
                open.pop();
            }
            Token::Word(_) if walk.begins_a_path() => {
                let inner = open.iter().flatten().cloned();
                let here: Vec<String> = module.iter().cloned().chain(inner).collect();
                walk.path(Vec::new(), &here);
                continue;
            }
            Token::Word(_) | Token::Of | Token::Sign(_) => {}
        }
        walk.at += 1;
    }
    walk.found
}

/// The macros that a file calls, with their lines: `println` for `println!`.
pub(crate) fn macros(text: &str) -> Vec<(String, usize)> {
    let tokens = tokens(text);
    let pairs = tokens.iter().zip(tokens.iter().skip(1));
    let called = pairs.filter_map(|(first, second)| match (first, second) {
        ((Token::Word(word), line), (Token::Sign('!'), _)) => Some((word.clone(), *line)),
        _ => None,
    });
    called.collect()
}

struct Walk {
    tokens: Vec<(Token, usize)>,
    at: usize,
    found: Vec<Named>,
}

impl Walk {
    fn token(&self, ahead: usize) -> Option<&Token> {
        self.tokens.get(self.at + ahead).map(|(token, _)| token)
    }

    fn word(&self, ahead: usize) -> Option<&str> {
        if let Some(Token::Word(word)) = self.token(ahead) { Some(word) } else { None }
    }

    fn before(&self, back: usize) -> Option<&Token> {
        self.at.checked_sub(back).and_then(|i| self.tokens.get(i)).map(|(token, _)| token)
    }

    /// `mod name {`
    fn module_opening(&self) -> Option<String> {
        let (Some(Token::Word(name)), Some(Token::Word(key))) = (self.before(1), self.before(2))
        else {
            return None;
        };
        (key == "mod").then(|| name.clone())
    }

    /// A word that has `::` after it and none before; or `use crate as …`.
    fn begins_a_path(&self) -> bool {
        let inside = self.before(1) == Some(&Token::Of);
        let renamed = self.word(0) == Some("crate") && self.word(1) == Some("as");
        !inside && (self.token(1) == Some(&Token::Of) || renamed)
    }

    /// Reads on from here; `so_far` is what stands before.
    fn path(&mut self, mut so_far: Vec<String>, module: &[String]) {
        let line = self.tokens.get(self.at).map_or(0, |(_, line)| *line);
        while let Some(word) = self.word(0).map(str::to_owned) {
            so_far.push(word);
            self.at += 1;
            if self.token(0) != Some(&Token::Of) {
                break;
            }
            self.at += 1;
            match self.token(0) {
                Some(Token::Sign('{')) => return self.group(&so_far, module),
                Some(Token::Sign('*')) => {
                    so_far.push("*".to_owned());
                    self.at += 1;
                    break;
                }
                _ => {}
            }
        }
        self.found.push(resolved(&so_far, module, line));
    }

    fn group(&mut self, so_far: &[String], module: &[String]) {
        self.at += 1;
        loop {
            match self.token(0).cloned() {
                None => return,
                Some(Token::Sign('}')) => {
                    self.at += 1;
                    return;
                }
                Some(Token::Sign('*')) => {
                    let line = self.tokens.get(self.at).map_or(0, |(_, line)| *line);
                    let all: Vec<String> = so_far.iter().cloned().chain(["*".to_owned()]).collect();
                    self.found.push(resolved(&all, module, line));
                    self.at += 1;
                }
                Some(Token::Word(word)) if word == "as" => self.at += 2,
                Some(Token::Word(_)) => self.path(so_far.to_vec(), module),
                Some(Token::Of | Token::Sign(_)) => self.at += 1,
            }
        }
    }
}

/// From the root. `hv::` is the program as `main` names it.
fn resolved(parts: &[String], module: &[String], line: usize) -> Named {
    let mut here: Vec<String> = module.to_vec();
    let mut rest = parts;
    let mut root = None;
    while let Some((first, more)) = rest.split_first() {
        match first.as_str() {
            "crate" | "hv" if root.is_none() => {
                root = Some("crate".to_owned());
                here.clear();
            }
            "self" if root.is_none() => root = Some("crate".to_owned()),
            "super" => {
                root = Some("crate".to_owned());
                here.pop();
            }
            // `{self}` names what stands before it.
            "self" if more.is_empty() => {}
            _ => break,
        }
        rest = more;
    }
    if root.is_some() {
        here.extend(rest.iter().filter(|p| *p != "self").cloned());
        return Named { root: "crate".to_owned(), parts: here, line };
    }
    let (first, more) =
        rest.split_first().map_or((String::new(), &[][..]), |(f, m)| (f.clone(), m));
    Named { root: first, parts: more.to_vec(), line }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, module: &[&str]) -> Vec<String> {
        let module: Vec<String> = module.iter().map(|m| (*m).to_owned()).collect();
        let all = named(text, &module);
        all.into_iter().map(|n| format!("{} {}", n.root, n.parts.join("/"))).collect()
    }

    #[test]
    fn paths_are_read_from_imports_and_from_code() {
        assert_eq!(shown("use crate::store::Key;", &["domain"]), ["crate store/Key"]);
        assert_eq!(
            shown("use crate::{store::{Key, Lock as L}, when::*, error};", &[]),
            ["crate store/Key", "crate store/Lock", "crate when/*", "crate error"]
        );
        assert_eq!(
            shown("fn f(a: crate::store::Key) { hv::host::Host::real(); }", &[]),
            ["crate store/Key", "crate host/Host/real"]
        );
        assert_eq!(shown("use crate as hv;", &[]), ["crate "]);
        assert_eq!(shown("use crate::*;", &[]), ["crate *"]);
        assert_eq!(shown("use crate::{self as x};", &[]), ["crate "]);
        assert_eq!(shown("let a = std::fs::read(\"x\");", &["watch"]), ["std fs/read"]);
    }

    #[test]
    fn super_and_self_are_followed() {
        assert_eq!(shown("use super::gate;", &["domain", "visit"]), ["crate domain/gate"]);
        assert_eq!(shown("use super::super::store;", &["domain", "visit"]), ["crate store"]);
        assert_eq!(shown("use self::a::B;", &["domain"]), ["crate domain/a/B"]);
        let inner = "mod tests { use super::super::super::store::Key; fn f() { } } use super::x;";
        assert_eq!(shown(inner, &["domain", "visit"]), ["crate store/Key", "crate domain/x"]);
    }

    #[test]
    fn comments_and_texts_name_nothing() {
        let text = r##"
            // crate::store::A
            /* crate::store::B /* crate::store::C */ crate::store::D */
            let a = "crate::store::E \" crate::store::F"; let b = r#"crate::store::G " "#;
            let c = '"'; let d = '\''; let e: &'static str = crate::when::H;
        "##;
        assert_eq!(shown(text, &[]), ["crate when/H"]);
        assert_eq!(named(text, &[]).first().map(|n| n.line), Some(5));
    }

    #[test]
    fn macros_are_found_in_code_only() {
        let text = "println!(\"dbg!()\"); // todo!()\nstd::eprintln!(); a != b;";
        assert_eq!(
            macros(text),
            [("println".to_owned(), 1), ("eprintln".to_owned(), 2), ("a".to_owned(), 2)]
        );
    }
}
