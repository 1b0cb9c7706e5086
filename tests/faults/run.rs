//! A program run to its end: what was typed, what it said, how it ended. For every suite that stands outside hv and
//! starts it; each takes what it needs. Proves nothing itself.

use std::ffi::OsStr;
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// Nothing that hv does in a test takes this long; what does is hung, is killed, and fails the test.
const HUNG: Duration = Duration::from_secs(120);

/// How a program ended, and what it said.
#[derive(Debug, Clone)]
pub(crate) struct Ran {
    /// Its arguments.
    pub(crate) typed: String,
    pub(crate) status: ExitStatus,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    /// The exit code; none after a signal.
    pub(crate) fn code(&self) -> Option<i32> {
        self.status.code()
    }

    /// Ended by SIGKILL.
    pub(crate) fn killed(&self) -> bool {
        self.status.signal() == Some(9)
    }

    /// Both streams and the exit code, as one text.
    pub(crate) fn text(&self) -> String {
        format!("{}{}[exit {:?}]\n", self.out, self.err, self.code())
    }

    /// Everything said, on one line: a wrapped line is still one sentence.
    pub(crate) fn flat(&self) -> String {
        flat(&format!("{} {}", self.out, self.err))
    }

    /// Ended with this code, and without a panic.
    #[track_caller]
    pub(crate) fn ends(self, code: i32) -> Ran {
        assert!(!self.err.contains("panicked"), "{self:?}");
        assert_eq!(self.code(), Some(code), "{}\n{}", self.typed, self.text());
        self
    }

    /// Says this, on either stream.
    #[track_caller]
    pub(crate) fn says(self, words: &str) -> Ran {
        assert!(self.flat().contains(&flat(words)), "no {words:?} in\n{}", self.text());
        self
    }

    /// Says this on standard output.
    #[track_caller]
    pub(crate) fn prints(self, words: &str) -> Ran {
        assert!(flat(&self.out).contains(&flat(words)), "{words:?} not in\n{}", self.text());
        self
    }

    /// Says this on neither stream.
    #[track_caller]
    pub(crate) fn lacks(self, words: &str) -> Ran {
        assert!(!self.flat().contains(&flat(words)), "{words:?} in\n{}", self.text());
        self
    }

    /// All clear: exit 0 and not a word.
    pub(crate) fn all_clear(&self) -> bool {
        self.code() == Some(0) && self.out.is_empty()
    }

    /// Standard output, read as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {self:?}"))
    }
}

fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Runs a program to its end. One that hangs is killed, and the test fails.
#[must_use = "a run nobody looks at proves nothing"]
#[track_caller]
pub(crate) fn run(program: &mut Command) -> Ran {
    let typed = program.get_args().map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ");
    end(start(program), &typed)
}

/// Starts a program and does not wait for it.
#[track_caller]
pub(crate) fn start(program: &mut Command) -> Child {
    program.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    program.spawn().unwrap_or_else(|e| panic!("{program:?} could not be started: {e}"))
}

/// Waits for the end of a program that was started before.
#[must_use = "a run nobody looks at proves nothing"]
#[track_caller]
pub(crate) fn end(child: Child, typed: &str) -> Ran {
    let id = child.id();
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || tell.send(child.wait_with_output()));
    let Ok(ended) = told.recv_timeout(HUNG) else {
        signal(id, "-9");
        panic!("{typed} did not end");
    };
    let ended = ended.unwrap();
    Ran {
        typed: typed.to_owned(),
        status: ended.status,
        out: String::from_utf8_lossy(&ended.stdout).into_owned(),
        err: String::from_utf8_lossy(&ended.stderr).into_owned(),
    }
}

/// Sends a signal to one process that this test started.
#[track_caller]
pub(crate) fn signal(id: u32, which: &str) {
    assert!(Command::new("kill").args([which, &id.to_string()]).status().unwrap().success());
}

/// Words as a shell would part them: blanks part, "double quotes" hold together.
pub(crate) fn words(line: &str) -> Vec<String> {
    let mut all = Vec::new();
    // Every other part stands between quotes, which hold whole words here.
    for (index, part) in line.split('"').enumerate() {
        if index % 2 == 1 {
            all.push(part.to_owned());
        } else {
            all.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    all
}

pub(crate) fn hv_binary() -> &'static str {
    env!("CARGO_BIN_EXE_hv")
}
