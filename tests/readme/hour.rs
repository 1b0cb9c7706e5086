//! The first hour of the page, at a real terminal: each command of it is run there, each question answered with what
//! the page shows after it, and what the terminal shows is given back line by line.
//!
//! Nothing is typed before the whole prompt stands on the screen, and nothing here sleeps: each wait ends with words, or
//! fails after the limit.

use crate::claims;
use rexpect::process::PtyProcess;
use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::Duration;
use tempfile::TempDir;

/// The longest wait for more words; reached only when the test fails.
const LIMIT: Duration = Duration::from_secs(30);

/// What hv adds when the clock is given.
const REPLAY: &str = "with --now: marked as a replay";

/// One person at one terminal, in a folder and a home of their own.
pub(crate) struct Hour {
    dir: TempDir,
    here: PathBuf,
    ended: i32,
}

impl Hour {
    pub(crate) fn begin() -> Hour {
        let dir = tempfile::tempdir().expect("a folder");
        fs::create_dir(dir.path().join("home")).expect("a home");
        Hour { here: dir.path().to_owned(), dir, ended: 0 }
    }

    /// Types a command and the answers to its questions, as the page shows them, and gives back what was said.
    pub(crate) fn type_in(
        &mut self,
        command: &str,
        page: &[String],
        clock: Option<&str>,
    ) -> Vec<String> {
        let words = claims::words(&command.replace("\\\n", " "));
        match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
            ["cd", to] => {
                self.here.push(to);
                Vec::new()
            }
            ["echo", "$?"] => vec![self.ended.to_string()],
            ["hv", rest @ ..] => self.hv(rest, page, clock),
            _ => panic!("nobody can type {command:?} here"),
        }
    }

    fn hv(&mut self, words: &[&str], page: &[String], clock: Option<&str>) -> Vec<String> {
        let mut hv = Command::new(env!("CARGO_BIN_EXE_hv"));
        hv.args(words).current_dir(&self.here).env_clear();
        hv.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        hv.env("HOME", self.dir.path().join("home")).env("USER", "lou");
        hv.env("ACCESSIBLE", "1").env("TERM", "xterm").env("COLUMNS", "100");
        if let Some(clock) = clock {
            hv.args(["--now", clock]);
        }
        let terminal = PtyProcess::new(hv).expect("a terminal");
        let mut keyboard = terminal.get_file_handle().expect("a keyboard");
        let screen = Screen::of(terminal.get_file_handle().expect("a screen"));
        let text = screen.talk(&mut keyboard, page);
        let status = format!("{:?}", terminal.wait().expect("an end"));
        let code = status.strip_prefix("Exited(").and_then(|s| s.strip_suffix(')'));
        let code = code.and_then(|s| s.rsplit(", ").next()?.parse().ok());
        self.ended = code.unwrap_or_else(|| panic!("{words:?}: {status}"));
        let lines = text.lines().map(|l| l.trim_end().to_owned()).filter(|l| l != REPLAY);
        lines.map(|l| self.anywhere(&l)).collect()
    }

    /// A path that is another on each run is not part of what is shown.
    fn anywhere(&self, line: &str) -> String {
        let real = fs::canonicalize(self.dir.path()).unwrap_or_default();
        line.replace(&real.display().to_string(), "…")
    }
}

/// The next words on a terminal. It ends with the program: a terminal that nobody has open any more cannot be read.
fn piece(from: &mut File) -> Option<Vec<u8>> {
    let mut bytes = [0; 4096];
    let read = from.read(&mut bytes).ok().filter(|read| *read > 0)?;
    bytes.get(..read).map(<[u8]>::to_vec)
}

/// What the terminal shows, piece by piece.
struct Screen(Receiver<Vec<u8>>);

impl Screen {
    fn of(mut from: File) -> Screen {
        let (tell, told) = mpsc::channel();
        std::thread::spawn(move || while piece(&mut from).is_some_and(|p| tell.send(p).is_ok()) {});
        Screen(told)
    }

    /// Reads to the end. Whenever a line stands there that the page shows with more after it, that is typed.
    fn talk(&self, keyboard: &mut File, page: &[String]) -> String {
        let (mut bytes, mut at, mut typed_after) = (Vec::new(), 0, None);
        loop {
            match self.0.recv_timeout(LIMIT) {
                Ok(piece) => bytes.extend(piece),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => {
                    panic!("it waits for what nobody typed:\n{}", String::from_utf8_lossy(&bytes));
                }
            }
            let text = String::from_utf8_lossy(&bytes).replace('\r', "");
            let (done, line) = text.rsplit_once('\n').unwrap_or(("", &text));
            let lines = done.lines().count();
            if !line.ends_with(": ") || typed_after == Some(lines) {
                continue;
            }
            let asked = |l: &String| l.starts_with(line) || l == line.trim_end();
            let Some(nth) = page.iter().skip(at).position(asked) else {
                panic!("the page has no answer to {line:?} in\n{text}");
            };
            let answer = page.get(at + nth).and_then(|l| l.get(line.len()..)).unwrap_or_default();
            at += nth + 1;
            typed_after = Some(lines);
            let typed = format!("{answer}\n");
            keyboard.write_all(typed.as_bytes()).expect("a key");
            // This terminal echoes nothing; at a real one the keys are seen where they were typed.
            bytes.extend(typed.as_bytes());
        }
        String::from_utf8_lossy(&bytes).replace('\r', "")
    }
}

/// The page's commands that change into a folder go to one that is there.
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_answered_with_what_the_page_shows_and_the_answer_is_seen() {
        let mut hour = Hour::begin();
        let page =
            |name: &str| vec!["What is the school called?".to_owned(), format!("answer: {name}")];
        let said = hour.type_in("hv init x --policy nowhere.toml", &page("Oak"), None);
        assert!(said.contains(&"answer: Oak".to_owned()), "{said:?}");
        assert_eq!(hour.type_in("echo $?", &[], None), ["2"]);
        assert!(!Path::new(&hour.here).join("x").exists());
    }

    #[test]
    #[should_panic(expected = "the page has no answer")]
    fn a_question_that_the_page_does_not_show_is_noticed() {
        Hour::begin().type_in("hv init x", &[], None);
    }
}
