//! The first hour of the page, at a real terminal: each command of it is run there, each question answered with what
//! the page shows after it, and what the terminal shows is given back line by line.
//!
//! The address that is cloned from stands for this project as it lies here. What is not done is the build: the hv that is
//! typed is the one that this test was built with.
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

/// Where the page clones from. Nobody is reached there: git is told to take this project in its place.
const ADDRESS: &str = "https://git.example.org/hv.git";

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
                assert!(self.here.is_dir(), "nobody can go to {}", self.here.display());
                Vec::new()
            }
            ["echo", "$?"] => vec![self.ended.to_string()],
            ["git", "clone", ADDRESS] => self.cloned(command),
            ["cargo", "install", "--locked", "--path", "."] => self.could_be_built(page),
            ["cat", ">>", file, "<<", "END"] => self.put_in(file, page),
            ["hv", rest @ ..] => self.hv(rest, page, clock),
            _ => panic!("nobody can type {command:?} here"),
        }
    }

    /// A program in this person's folder and home, with nothing else around it.
    fn program(&self, name: &str) -> Command {
        let mut program = Command::new(name);
        program.current_dir(&self.here).env_clear();
        program.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        program.env("HOME", self.dir.path().join("home")).env("USER", "lou");
        program.env("ACCESSIBLE", "1").env("TERM", "xterm").env("COLUMNS", "100");
        program
    }

    /// What stands on the terminal when the program has ended.
    fn at_terminal(&mut self, program: Command, page: &[String]) -> Vec<String> {
        let typed = format!("{program:?}");
        let terminal = PtyProcess::new(program).expect("a terminal");
        let mut keyboard = terminal.get_file_handle().expect("a keyboard");
        let screen = Screen::of(terminal.get_file_handle().expect("a screen"));
        let text = screen.talk(&mut keyboard, page);
        let status = format!("{:?}", terminal.wait().expect("an end"));
        let code = status.strip_prefix("Exited(").and_then(|s| s.strip_suffix(')'));
        let code = code.and_then(|s| s.rsplit(", ").next()?.parse().ok());
        self.ended = code.unwrap_or_else(|| panic!("{typed}: {status}"));
        let lines = text.lines().map(|l| l.trim_end().to_owned()).filter(|l| l != REPLAY);
        lines.map(|l| self.anywhere(&l)).collect()
    }

    fn hv(&mut self, words: &[&str], page: &[String], clock: Option<&str>) -> Vec<String> {
        let mut hv = self.program(env!("CARGO_BIN_EXE_hv"));
        hv.args(words);
        if let Some(clock) = clock {
            hv.args(["--now", clock]);
        }
        self.at_terminal(hv, page)
    }

    /// Git clones from the page's address, which its own settings turn into the place where this project lies.
    fn cloned(&mut self, command: &str) -> Vec<String> {
        let mut git = self.program("sh");
        git.args(["-c", command]).env("GIT_CONFIG_COUNT", "2");
        git.env("GIT_CONFIG_KEY_0", format!("url.{}.insteadOf", self.source().display()));
        git.env("GIT_CONFIG_VALUE_0", ADDRESS);
        // In a container the project may be somebody else's.
        git.env("GIT_CONFIG_KEY_1", "safe.directory").env("GIT_CONFIG_VALUE_1", "*");
        let said = self.at_terminal(git, &[]);
        assert_eq!(self.ended, 0, "{said:?}");
        said
    }

    /// This project as a repository. Where it was unpacked and not cloned, one is made of it.
    fn source(&self) -> PathBuf {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        if here.join(".git").exists() {
            return here.to_owned();
        }
        let made = self.dir.path().join("source.git");
        let who = ["-c", "user.name=hv", "-c", "user.email=hv@example.org"];
        for words in
            [&["init", "--quiet"][..], &["add", "--all"], &["commit", "--quiet", "-m", "hv"]]
        {
            let mut git = self.program("git");
            git.current_dir(here).env("GIT_DIR", &made).env("GIT_WORK_TREE", here);
            let ended = git.args(who).args(words).status().expect("git starts");
            assert!(ended.success(), "git {words:?}: {ended}");
        }
        made
    }

    /// The build takes minutes and is CI's own. Here: what was cloned is a project that cargo takes for hv, with its
    /// lock file, from which `--locked` builds.
    fn could_be_built(&self, page: &[String]) -> Vec<String> {
        let manifest = fs::read_to_string(self.here.join("Cargo.toml")).expect("what was cloned");
        let manifest: toml::Table = toml::from_str(&manifest).expect("Cargo.toml");
        let name = manifest.get("package").and_then(|p| p.get("name")).and_then(|n| n.as_str());
        assert_eq!(name, Some("hv"));
        for file in ["Cargo.lock", "src/main.rs", "policies/hunsbury-park.toml"] {
            assert!(self.here.join(file).is_file(), "{file} was not cloned");
        }
        page.to_vec()
    }

    /// What is typed to the shell after the command, up to the line END, goes to the end of a file.
    fn put_in(&self, file: &str, page: &[String]) -> Vec<String> {
        let (end, lines) = page.split_last().expect("lines, and END");
        assert_eq!(end, "END");
        let path = self.here.join(file);
        let before = fs::read_to_string(&path).expect("a file that is there");
        fs::write(&path, before + &lines.join("\n") + "\n").expect("the file");
        page.to_vec()
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
