//! One shell session that types every command of the page, in order, in a folder of its own.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};

/// One command, at a time of the story.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    pub(crate) command: String,
    pub(crate) clock: Option<String>,
}

/// Begins the line before each command's output. No program prints it.
const MARK: char = '\u{1}';

/// What hv adds when the clock is given.
const REPLAY: &str = "with --now: marked as a replay";

/// What each command said, standard output and error together, as a terminal shows them.
pub(crate) fn run(steps: &[Step]) -> Vec<Vec<String>> {
    let dir = tempfile::tempdir().expect("a folder");
    let home = dir.path().join("home");
    fs::create_dir(&home).expect("a home");
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    std::os::unix::fs::symlink(top.join("examples"), dir.path().join("examples")).expect("a link");
    let said = dir.path().join("said");
    let out = File::create(&said).expect("a file");
    let status = Command::new("sh")
        .arg("-c")
        .arg(script(steps))
        .current_dir(dir.path())
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", &home)
        .env("USER", "lou")
        .env("HV_BINARY", env!("CARGO_BIN_EXE_hv"))
        .stdin(Stdio::null())
        .stderr(out.try_clone().expect("the same file"))
        .stdout(out)
        .status()
        .expect("sh starts");
    assert!(status.success(), "the session broke off: {status}");
    let said = fs::read_to_string(said).expect("text");
    let parts: Vec<Vec<String>> = said.split(MARK).skip(1).map(lines).collect();
    assert_eq!(parts.len(), steps.len(), "a command ended the session");
    parts
}

fn lines(part: &str) -> Vec<String> {
    // The first line is the mark's own; the last newline is the next mark's.
    let part = part.split_once('\n').map_or("", |(_, rest)| rest);
    let part = part.strip_suffix('\n').unwrap_or(part);
    part.lines().filter(|l| *l != REPLAY).map(str::to_owned).collect()
}

/// `$?` is the last command's own, as it would be at a keyboard.
fn script(steps: &[Step]) -> String {
    let mut text = String::from(
        "hv() { if [ -n \"$story\" ]; then \"$HV_BINARY\" \"$@\" --now \"$story\"; else \"$HV_BINARY\" \"$@\"; fi; }\n\
         ended=0\n",
    );
    for step in steps {
        let command = step.command.replace("cargo run --release --quiet -- ", "hv ");
        let story = step.clock.as_deref().unwrap_or_default();
        let mark = format!("printf '\\n\\001\\n'\nstory='{story}'\n(exit $ended)\n");
        text.extend([mark.as_str(), command.as_str(), "\nended=$?\n"]);
    }
    text.push_str("printf '\\n'\nexit 0\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(commands: &[&str]) -> Vec<String> {
        let step = |c: &&str| Step { command: (*c).to_owned(), clock: None };
        run(&commands.iter().map(step).collect::<Vec<_>>()).iter().map(|p| p.join("|")).collect()
    }

    #[test]
    fn a_session_goes_on_and_keeps_exit_codes() {
        let all = [
            "echo a; echo b >&2",
            "sh -c 'exit 4'",
            "echo $?",
            "mkdir x; cd x",
            "pwd | sed 's,.*/,,'",
        ];
        assert_eq!(said(&all), ["a|b", "", "4", "", "x"]);
        assert_eq!(
            said(&["hv --version", "cargo run --release --quiet -- --version"]),
            ["hv 0.1.0", "hv 0.1.0"]
        );
    }

    #[test]
    #[should_panic(expected = "a command ended the session")]
    fn a_session_that_ends_early_is_noticed() {
        said(&["exit 0", "echo a"]);
    }
}
