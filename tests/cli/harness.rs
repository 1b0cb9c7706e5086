//! One run of hv, and everything it said.
//!
//! The environment is empty but for what hv needs. The clock is given with `--now` and moves on by a minute with
//! each command, so no test waits for time and none depends on the day it runs.

use hv::when::{Moment, Span, Zone};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use tempfile::TempDir;

/// What a command said and how it ended.
#[must_use = "a run nobody looks at proves nothing"]
#[derive(Debug, Clone)]
pub(crate) struct Run {
    /// What was typed.
    pub(crate) typed: String,
    /// Standard output.
    pub(crate) out: String,
    /// Standard error, without the line that marks a replay.
    pub(crate) err: String,
    /// The exit code.
    pub(crate) exit: i32,
}

impl Run {
    /// Standard output, standard error and the exit code, as one text.
    pub(crate) fn text(&self) -> String {
        format!("{}{}[exit {}]\n", self.out, self.err, self.exit)
    }

    #[track_caller]
    pub(crate) fn exits(self, exit: i32) -> Run {
        assert_eq!(self.exit, exit, "hv {}\n{}", self.typed, self.text());
        self
    }

    #[track_caller]
    pub(crate) fn says(self, words: &str) -> Run {
        let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat(&self.text()).contains(&flat(words)), "no {words:?} in\n{}", self.text());
        self
    }

    #[track_caller]
    pub(crate) fn keeps_quiet_about(self, words: &str) -> Run {
        assert!(!self.text().contains(words), "{words:?} in\n{}", self.text());
        self
    }

    /// It was done. For commands that only set a scene.
    #[track_caller]
    pub(crate) fn done(self) {
        let _looked_at = self.exits(0);
    }

    /// Standard output as the one line of JSON it must be.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        let value: Value = serde_json::from_str(&self.out)
            .unwrap_or_else(|e| panic!("hv {}: {e}\n{}", self.typed, self.text()));
        assert_eq!(self.out.lines().count(), 1, "one line: {}", self.out);
        assert_eq!(value["hv"], 1, "{}", self.out);
        value
    }
}

/// A place of its own for the record folder, the home and the state of the machine.
#[derive(Debug)]
pub(crate) struct Place {
    temp: TempDir,
    now: Moment,
    by: &'static str,
    transcript: String,
}

impl Place {
    pub(crate) fn new(now: &str) -> Place {
        let temp = TempDir::new().unwrap();
        for folder in ["home", "state"] {
            fs::create_dir(temp.path().join(folder)).unwrap();
        }
        Place { temp, now: Moment::parse(now).unwrap(), by: "office", transcript: String::new() }
    }

    pub(crate) fn path(&self) -> &Path {
        self.temp.path()
    }

    /// The record folder.
    pub(crate) fn folder(&self) -> PathBuf {
        self.path().join("school")
    }

    pub(crate) fn now(&self) -> Moment {
        self.now
    }

    /// The clock on the wall of the school, on the day it is.
    pub(crate) fn clock(&mut self, time: &str) {
        let (hour, minute) = time.split_once(':').unwrap();
        let day = Zone::LONDON.day_of(self.now);
        self.now = Zone::LONDON.at(day, hour.parse().unwrap(), minute.parse().unwrap()).unwrap();
    }

    pub(crate) fn set_now(&mut self, now: &str) {
        self.now = Moment::parse(now).unwrap();
    }

    /// hv, not yet started: an empty environment, and a folder of its own.
    pub(crate) fn program(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hv"));
        command
            .env_clear()
            .env("HOME", self.path().join("home"))
            .env("XDG_STATE_HOME", self.path().join("state"))
            .env("USER", self.by)
            .env("COLUMNS", "100")
            .stdin(std::process::Stdio::null());
        let here = if self.folder().is_dir() { self.folder() } else { self.path().to_owned() };
        command.current_dir(here);
        command
    }

    /// Runs a line as it is typed, with "quotes" around words with spaces. A minute passes.
    pub(crate) fn hv(&mut self, line: &str) -> Run {
        let run = self.run(&words(line), line, Some(self.now));
        self.now = self.now.plus(Span::minutes(1));
        run
    }

    /// The same, with the machine's own clock.
    pub(crate) fn hv_now(&self, line: &str) -> Run {
        self.run(&words(line), line, None)
    }

    fn run(&self, words: &[String], typed: &str, now: Option<Moment>) -> Run {
        self.run_fed(words, typed, now, None)
    }

    fn run_fed(
        &self,
        words: &[String],
        typed: &str,
        now: Option<Moment>,
        fed: Option<&str>,
    ) -> Run {
        let mut program = self.program();
        program.args(words);
        if let Some(now) = now {
            program.args(["--now", &now.rfc3339()]);
        }
        let output = match fed {
            None => program.output().unwrap(),
            Some(fed) => said_when_fed(program, fed),
        };
        let plain = |bytes: &[u8]| {
            let text = String::from_utf8(bytes.to_vec()).unwrap();
            assert!(!text.contains('\u{1b}'), "no control characters where there is no terminal");
            let text = text.replace(&self.path().display().to_string(), "PLACE");
            without_hashes(&text.replace("with --now: marked as a replay\n", ""))
        };
        Run {
            typed: typed.to_owned(),
            out: plain(&output.stdout),
            err: plain(&output.stderr),
            exit: output.status.code().unwrap(),
        }
    }

    /// The same, with these lines on standard input.
    pub(crate) fn hv_fed(&mut self, line: &str, fed: &str) -> Run {
        let run = self.run_fed(&words(line), line, Some(self.now), Some(fed));
        self.now = self.now.plus(Span::minutes(1));
        run
    }

    /// Runs a line and adds it, with all it said, to the transcript.
    pub(crate) fn tell(&mut self, line: &str) -> Run {
        let time = Zone::LONDON.clock(self.now);
        let run = self.hv(line);
        self.transcript += &format!("{time} $ hv {line}\n{}\n", run.text());
        run
    }

    /// The transcript so far; the next one begins anew.
    pub(crate) fn transcript(&mut self) -> String {
        std::mem::take(&mut self.transcript)
    }

    /// Every file and folder of the record folder with its bytes: for comparing before and after.
    pub(crate) fn tree(&self) -> BTreeMap<String, Option<Vec<u8>>> {
        let mut tree = BTreeMap::new();
        grow(&self.folder(), &self.folder(), &mut tree);
        tree
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        fs::write(self.folder().join(path), text).unwrap();
    }

    /// Edits a file by hand: each `from` must be there.
    pub(crate) fn edit(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert!(text.contains(from), "no {from:?} in {path}:\n{text}");
        self.write(path, &text.replacen(from, to, 1));
    }

    /// Takes the lines that begin with these words out of a file, by hand.
    pub(crate) fn strike(&self, path: &str, begins: &str) {
        let text = self.read(path);
        let kept: Vec<&str> =
            text.lines().filter(|l| !l.trim_start().starts_with(begins)).collect();
        assert!(kept.len() < text.lines().count(), "no {begins:?} in {path}:\n{text}");
        self.write(path, &(kept.join("\n") + "\n"));
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.folder().join(path)).unwrap()
    }

    /// The same school in a place of its own. hv knows a copied folder for a copy; here it is meant to go on as
    /// the first.
    pub(crate) fn copy(&self) -> Place {
        let copy = Place { now: self.now, by: self.by, ..Place::new("2026-11-24T08:00:00+00:00") };
        copy_folder(&self.folder(), &copy.folder());
        let was = self.folder().display().to_string();
        let machine =
            copy.read("local/machine").replace(&was, &copy.folder().display().to_string());
        copy.write("local/machine", &machine);
        copy
    }
}

/// Everything said by a program with these lines on its standard input. One that ends early leaves some unread.
pub(crate) fn said_when_fed(mut program: Command, fed: &str) -> std::process::Output {
    use std::io::Write as _;
    use std::process::Stdio;
    program.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = program.spawn().unwrap();
    let _unread = child.stdin.take().unwrap().write_all(fed.as_bytes());
    child.wait_with_output().unwrap()
}

/// Ids of events and digests of policies change with every word of a policy: `[a-7f3q2m]` reads `[a-EVENT]`.
fn without_hashes(text: &str) -> String {
    let mut masked = String::new();
    let mut rest = text;
    while let Some(found) = rest.find("[a-") {
        let (before, after) = rest.split_at(found);
        masked.push_str(before);
        let id = after.find(']').filter(|end| *end == "[a-7f3q2m".len());
        masked.push_str(if id.is_some() { "[a-EVENT]" } else { "[a-" });
        rest = &after[id.map_or(3, |end| end + 1)..];
    }
    masked.push_str(rest);
    for digest in digests() {
        masked = masked.replace(digest, "DIGEST");
    }
    masked
}

fn digests() -> &'static [String] {
    static DIGESTS: OnceLock<Vec<String>> = OnceLock::new();
    DIGESTS.get_or_init(|| {
        let adopted = hv::policy::SHIPPED.iter().map(|s| hv::policy::as_suggested(s.text));
        adopted.map(|text| hv::policy::digest(&text)).collect()
    })
}

fn grow(root: &Path, folder: &Path, tree: &mut BTreeMap<String, Option<Vec<u8>>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.strip_prefix(root).unwrap().display().to_string();
        if path.is_dir() {
            tree.insert(name, None);
            grow(root, &path, tree);
        } else {
            tree.insert(name, Some(fs::read(&path).unwrap()));
        }
    }
}

pub(crate) fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    fs::set_permissions(to, fs::metadata(from).unwrap().permissions()).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let there = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy_folder(&path, &there);
        } else {
            fs::copy(&path, &there).unwrap();
        }
    }
}

/// Words as a shell would part them: blanks part, "double quotes" hold together.
pub(crate) fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut begun, mut quoted) = (Vec::new(), String::new(), false, false);
    for letter in line.chars() {
        match letter {
            '"' => (quoted, begun) = (!quoted, true),
            c if c.is_whitespace() && !quoted => {
                if begun {
                    words.push(std::mem::take(&mut word));
                }
                begun = false;
            }
            c => {
                word.push(c);
                begun = true;
            }
        }
    }
    assert!(!quoted, "a quote is left open in {line}");
    if begun {
        words.push(word);
    }
    words
}
