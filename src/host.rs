//! The one door to the outside: clock, environment, streams, terminal, prompts, programs.
//!
//! Everything else takes what it needs from a [`Host`]. A lint keeps other modules away from the clock, the
//! environment and the streams; this one is the exception, and says so.
#![expect(
    clippy::disallowed_methods,
    reason = "this is the door: the only place that reads the clock and the environment"
)]

mod pager;
mod schools;

pub use schools::{Look, Looked, School, look_at_each};
mod browser;

use crate::error::Error;
use crate::os::{files, machine, processes};
use crate::policy::AnswerKind;
use crate::when::Moment;
use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{self, BufRead, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::rc::Rc;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// What the process was given.
pub struct Host {
    /// The clock, read once. Whole seconds, UTC.
    pub clock: Moment,
    /// The environment, as far as hv looks at it.
    pub env: BTreeMap<String, String>,
    /// The working folder.
    pub cwd: PathBuf,
    /// Questions can be put: standard input and error are both a terminal, or they are put plainly.
    pub can_ask: bool,
    /// Questions are put as plain lines, and answered by lines of standard input: for a screen reader, or a pipe.
    /// Nothing is redrawn.
    pub plain: bool,
    /// Standard output is a terminal.
    pub out_is_terminal: bool,
    /// Names this machine, for telling two copies of a folder apart.
    pub machine: String,
    out: Box<dyn Write>,
    err: Box<dyn Write>,
    input: Box<dyn BufRead>,
    out_broken: Option<io::ErrorKind>,
    columns: OnceCell<usize>,
    spelling: Option<fn(&str) -> String>,
    goodbye: Goodbye,
}

impl std::fmt::Debug for Host {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Host")
            .field("clock", &self.clock)
            .field("cwd", &self.cwd)
            .finish_non_exhaustive()
    }
}

/// The variables hv looks at. No other reaches it, and none sets the clock.
const VARIABLES: &[&str] = &[
    "ACCESSIBLE",
    "COMPLETE",
    "HV_PAGER",
    "PAGER",
    "LESS",
    "HV_STORE",
    "HOME",
    "LOCALAPPDATA",
    "USER",
    "LOGNAME",
    "USERNAME",
    "USERDOMAIN",
    "COMPUTERNAME",
    "XDG_STATE_HOME",
    "XDG_CONFIG_HOME",
    "NO_COLOR",
    "COLUMNS",
    "TERM",
];

impl Host {
    /// The process as it is, and its arguments.
    pub fn real() -> (Vec<OsString>, Host) {
        processes::outlive_the_size_limit();
        let known = |name: &&str| std::env::var(name).ok().map(|value| ((*name).to_owned(), value));
        let host = Host {
            clock: system_clock(),
            env: VARIABLES.iter().filter_map(known).collect(),
            cwd: std::env::current_dir().unwrap_or_else(|_gone| PathBuf::from(".")),
            plain: false,
            can_ask: io::stdin().is_terminal() && io::stderr().is_terminal(),
            out_is_terminal: io::stdout().is_terminal(),
            machine: machine::id(),
            out: Box::new(io::stdout()),
            err: Box::new(io::stderr()),
            input: Box::new(io::stdin().lock()),
            out_broken: None,
            columns: OnceCell::new(),
            spelling: None,
            goodbye: Goodbye::saying(NOTHING_RECORDED),
        };
        (std::env::args_os().collect(), host)
    }

    /// A variable of the environment, if it is set and not empty.
    pub fn var(&self, name: &str) -> Option<&str> {
        self.env.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// Prints what was asked for. Never panics: a full disk or a closed pipe is remembered and reported.
    pub fn say(&mut self, text: &str) {
        if self.out_broken.is_some() {
            return;
        }
        let spelt = self.spelling.map(|spell| spell(text));
        let text = spelt.as_deref().unwrap_or(text);
        let written = self.out.write_all(text.as_bytes()).and_then(|()| self.out.flush());
        if let Err(error) = written {
            self.out_broken = Some(error.kind());
        }
    }

    /// Has everything that is asked for spelt like this from now on: JSON has its own way to write what a terminal obeys.
    pub fn spell(&mut self, spelling: fn(&str) -> String) {
        self.spelling = Some(spelling);
    }

    /// Reads the clock again, and forgets how wide the terminal was: for a command that goes on.
    pub fn look_up(&mut self) {
        self.clock = system_clock();
        self.columns = OnceCell::new();
    }

    /// Waits, at most so long.
    pub fn wait(&self, span: Duration) {
        std::thread::sleep(span);
    }

    /// Nobody reads standard output any more, or it cannot be written.
    pub fn output_gone(&self) -> bool {
        self.out_broken.is_some()
    }

    /// How many lines the terminal shows. `None`: standard output is no terminal, or it does not say.
    pub fn height(&self) -> Option<usize> {
        let (rows, _columns) = dialoguer::console::Term::stdout().size_checked()?;
        self.out_is_terminal.then_some(usize::from(rows))
    }

    /// Does some work and gives back what it would have printed, on either stream, beside what came of it.
    pub fn gathered<T>(&mut self, work: impl FnOnce(&mut Host) -> T) -> (T, String) {
        let kept = Kept::default();
        let out = std::mem::replace(&mut self.out, Box::new(kept.clone()));
        let err = std::mem::replace(&mut self.err, Box::new(kept.clone()));
        let done = work(self);
        (self.out, self.err) = (out, err);
        let bytes = kept.0.take();
        (done, String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Prints what happened. If even that cannot be written there is nobody left to tell.
    pub fn tell(&mut self, text: &str) {
        let _nobody_left_to_tell =
            self.err.write_all(text.as_bytes()).and_then(|()| self.err.flush());
    }

    /// A line on standard error can be drawn over: it is a terminal, and nobody asked for plain lines.
    pub fn can_redraw(&self) -> bool {
        !self.plain && terminal_width().is_some()
    }

    /// Standard error is a terminal.
    pub fn err_is_terminal(&self) -> bool {
        terminal_width().is_some()
    }

    /// How wide lines may be: the terminal's width, else 100 columns. Looked up once.
    pub fn width(&self) -> usize {
        *self.columns.get_or_init(|| {
            let columns = self.var("COLUMNS").and_then(|c| c.parse().ok()).or_else(terminal_width);
            columns.unwrap_or(100).clamp(40, 200)
        })
    }

    /// The width for tables: none when the output goes to a file or a program, so that no cell is broken.
    pub fn table_width(&self) -> Option<u16> {
        if !self.out_is_terminal && self.var("COLUMNS").is_none() {
            return None;
        }
        u16::try_from(self.width()).ok()
    }

    /// Takes note of `--color`. hv puts no meaning into colour; only prompts use any.
    pub fn colour(&mut self, when: crate::cli::Colour) {
        let never = self.var("NO_COLOR").is_some() || self.var("TERM") == Some("dumb");
        match when {
            crate::cli::Colour::Auto => console_colours(!never && self.out_is_terminal),
            crate::cli::Colour::Always => console_colours(true),
            crate::cli::Colour::Never => console_colours(false),
        }
    }

    /// Standard output failed, other than by a reader who had seen enough.
    pub fn output_lost(&self) -> Option<io::ErrorKind> {
        self.out_broken.filter(|kind| *kind != io::ErrorKind::BrokenPipe)
    }

    /// Where this machine keeps its state, outside the record folder.
    pub fn state_dir(&self) -> Option<PathBuf> {
        let own = self.var("XDG_STATE_HOME").map(PathBuf::from);
        let base = own.or_else(|| {
            self.var(machine::STATE.0).map(|dir| Path::new(dir).join(machine::STATE.1))
        });
        base.filter(|dir| dir.is_absolute()).map(|dir| dir.join("hv"))
    }

    /// This machine's name in `hv.toml` and in what is said of it: its host name, and four hex digits that tell apart
    /// two machines of one name. Lower-case letters, digits and hyphens. It changes when the machine is renamed; then
    /// nobody is taken to watch, which is said.
    pub fn machine_name(&self) -> String {
        let host = ["/proc/sys/kernel/hostname", "/etc/hostname"]
            .iter()
            .find_map(|path| std::fs::read_to_string(path).ok())
            .or_else(|| self.var("COMPUTERNAME").map(str::to_owned));
        short_name(host.as_deref().unwrap_or_default(), &self.machine)
    }

    /// What this operating system does not do of what hv does elsewhere, each with what a person does about it.
    pub fn unlike(&self) -> &'static [(&'static str, &'static str)] {
        machine::UNLIKE
    }

    /// This program's own path, with no link in it.
    ///
    /// # Errors
    /// The file is gone, as after an upgrade while it ran.
    pub fn program(&self) -> Result<PathBuf, Error> {
        let program = std::env::current_exe()
            .map_err(|e| Error::failed("where this program is cannot be told").because(e))?;
        self.absolute(&program)
    }

    /// The path as it is whatever the working folder, with no link in it.
    ///
    /// # Errors
    /// There is nothing there.
    pub fn absolute(&self, path: &Path) -> Result<PathBuf, Error> {
        files::real(&self.cwd.join(path))
            .map_err(|e| Error::failed(format!("{} is not there", path.display())).because(e))
    }

    /// Where the configured record folder is written down.
    pub fn config_file(&self) -> Option<PathBuf> {
        directories::ProjectDirs::from("", "", "hv")
            .map(|dirs| dirs.config_dir().join("config.toml"))
    }

    /// Where this machine says which secrets and programs stand behind the names of `hv.toml`.
    pub fn machine_file(&self) -> Option<PathBuf> {
        self.config_file().map(|file| file.with_file_name("machine.toml"))
    }

    /// A variable that the machine's own file names as a secret. Read when it is needed, and kept nowhere.
    pub fn secret_variable(&self, name: &str) -> Option<String> {
        std::env::var(name).ok().filter(|value| !value.is_empty())
    }

    /// Takes note of `--plain`, and of `ACCESSIBLE=1`, which other programs know too.
    pub fn ask_plainly(&mut self, asked_for: bool) {
        if asked_for || self.var("ACCESSIBLE").is_some_and(|set| set != "0") {
            self.plain = true;
            self.can_ask = true;
        }
    }

    /// Puts a question and gives back what was typed, never empty.
    ///
    /// # Errors
    /// When there is no terminal: the caller's error names the flag instead.
    pub fn ask(&mut self, question: &str, kind: &AnswerKind) -> Result<String, Error> {
        if !self.can_ask {
            return Err(Error::usage(format!("no answer to: {question}")));
        }
        let prompt = match kind {
            AnswerKind::Choice(words) => return self.choose(question, words, None, &[]),
            AnswerKind::YesNo => format!("{question} (yes/no)"),
            AnswerKind::Day | AnswerKind::PastDay => format!("{question} (as 2027-01-31)"),
            AnswerKind::Person(_) => format!("{question} (id or name)"),
            AnswerKind::Text | AnswerKind::Number => question.to_owned(),
        };
        loop {
            let typed = self.line(&prompt)?;
            if !typed.trim().is_empty() {
                return Ok(typed);
            }
        }
    }

    /// What is said when Ctrl-C ends the program: a command that knows better than hv at large puts its own words.
    pub fn goodbye(&self) -> Goodbye {
        self.goodbye.clone()
    }

    /// Something went on record, and questions may follow: Ctrl-C must not say that nothing did. A command's own words
    /// stay.
    pub fn some_is_recorded(&self) {
        let mut words = self.goodbye.0.lock().unwrap_or_else(PoisonError::into_inner);
        if *words == NOTHING_RECORDED {
            SOME_RECORDED.clone_into(&mut words);
        }
    }

    /// Puts a question that may be answered with nothing. From the first one on, Ctrl-C gives the terminal back, and
    /// says what is on record.
    ///
    /// # Errors
    /// Standard input ended, or cannot be read.
    pub fn line(&mut self, prompt: &str) -> Result<String, Error> {
        self.goodbye.guard();
        if self.plain {
            return self.plain_line(prompt);
        }
        put(|| {
            dialoguer::Input::<String>::new().with_prompt(prompt).allow_empty(true).interact_text()
        })
    }

    /// Puts a choice of words, and gives back the one chosen. No word is chosen to begin with, so that Enter alone
    /// answers nothing, but where there is one to `keep`. After the words stand `steps`, each by what is typed for it
    /// and what it is called; in a menu, Esc is the first of them.
    ///
    /// # Errors
    /// Standard input ended, or cannot be read.
    pub fn choose(
        &mut self,
        prompt: &str,
        words: &[String],
        keep: Option<&str>,
        steps: &[(&str, &str)],
    ) -> Result<String, Error> {
        self.goodbye.guard();
        if self.plain {
            return self.choose_plainly(prompt, words);
        }
        let names = steps.iter().map(|(_, name)| *name);
        let shown: Vec<&str> = words.iter().map(String::as_str).chain(names).collect();
        let kept = words.iter().position(|word| Some(word.as_str()) == keep);
        let menu = || {
            let menu = dialoguer::Select::new().with_prompt(prompt).items(&shown);
            kept.into_iter().fold(menu, dialoguer::Select::default).interact_opt()
        };
        loop {
            let Some(picked) = put(menu)? else {
                match steps.first() {
                    Some((typed, _)) => return Ok((*typed).to_owned()),
                    None => continue,
                }
            };
            let step = picked.checked_sub(words.len()).and_then(|n| steps.get(n));
            let typed =
                words.get(picked).cloned().or_else(|| step.map(|(typed, _)| (*typed).to_owned()));
            return typed.ok_or_else(|| Error::bug("a choice that was not offered"));
        }
    }

    /// The words with their numbers; either is an answer. Where a word is itself a number, only the words are: 3 must
    /// not be the third of 3, 2 and 1.
    fn choose_plainly(&mut self, prompt: &str, words: &[String]) -> Result<String, Error> {
        if words.iter().any(|word| word.trim().parse::<f64>().is_ok()) {
            return self.plain_line(&format!("{prompt} ({})", words.join(", ")));
        }
        let numbered: Vec<String> =
            words.iter().enumerate().map(|(n, word)| format!("{} {word}", n + 1)).collect();
        let typed = self.plain_line(&format!("{prompt} ({})", numbered.join(", ")))?;
        let plain = typed.trim();
        if words.iter().any(|word| word.eq_ignore_ascii_case(plain)) {
            return Ok(typed);
        }
        let by_number = plain.parse::<usize>().ok().and_then(|n| words.get(n.checked_sub(1)?));
        Ok(by_number.cloned().unwrap_or(typed))
    }

    /// A text that was not to stand on the command line: put as a question at a terminal, else the next line of standard
    /// input, which is not repeated anywhere.
    ///
    /// # Errors
    /// There is none, or it is empty: what was left out is never taken for nothing.
    pub fn unsaid(&mut self, flag: &str) -> Result<String, Error> {
        let text = if self.can_ask { self.line(flag)? } else { self.input_line(flag)? };
        if text.trim().is_empty() {
            return Err(Error::usage(format!("no text was given for {flag} -")));
        }
        Ok(text)
    }

    /// A line of standard input. Its end is not an empty answer: it is no answer.
    fn plain_line(&mut self, prompt: &str) -> Result<String, Error> {
        self.tell(&format!("{prompt}: "));
        let line = self.input_line(prompt)?;
        if !io::stdin().is_terminal() {
            // No terminal has echoed it, and a question without its answer cannot be read afterwards.
            let shown: String = line.chars().filter(|c| !c.is_control()).collect();
            self.tell(&format!("{shown}\n"));
        }
        Ok(line)
    }

    fn input_line(&mut self, prompt: &str) -> Result<String, Error> {
        let mut bytes = Vec::new();
        let read = self.input.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut bytes);
        let failed = |why: &dyn std::fmt::Display| {
            Error::failed("standard input could not be read").because(why)
        };
        if read.map_err(|e| failed(&e))? == 0 {
            self.tell("\n");
            return Err(Error::usage(format!("no answer to: {prompt}"))
                .because("standard input ended before the last question"));
        }
        let line = String::from_utf8(bytes).map_err(|e| failed(&e.utf8_error()))?;
        Ok(line.trim_end_matches(['\n', '\r']).to_owned())
    }

    /// Runs git in a folder, without the folder's own hooks or settings that start programs.
    ///
    /// # Errors
    /// When git is not there, or failed; its own words are the cause.
    pub fn git(&self, dir: &Path, arguments: &[&str]) -> Result<(), Error> {
        let output = Command::new("git")
            .args(["-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false"])
            .args(arguments)
            .current_dir(dir)
            .stdin(Stdio::null())
            .output()
            .map_err(|e| Error::failed("git could not be started").because(e))?;
        if output.status.success() {
            return Ok(());
        }
        let words = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        Err(Error::failed(format!("git {} failed", arguments.join(" "))).because(words))
    }
}

/// A stream that keeps what is written to it.
#[derive(Debug, Clone, Default)]
struct Kept(Rc<RefCell<Vec<u8>>>);

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What a terminal is told before and after a screen of its own: what was on it before comes back, with the cursor.
pub const OWN_SCREEN: (&str, &str) = ("\x1b[?1049h\x1b[?25l", "\x1b[?25h\x1b[?1049l");

/// Ctrl-C at a screen of hv's own: gives the old screen and the cursor back, says so, and ends as an interrupted
/// program does.
#[expect(clippy::exit, reason = "a signal's handler has nobody to return an exit code to")]
pub fn restore_screen_on_interrupt(own_screen: bool, goodbye: String) {
    // A second handler in one process is refused; the first one serves.
    let _already_set = ctrlc::set_handler(move || {
        let mut out = io::stdout();
        let back = if own_screen { OWN_SCREEN.1 } else { "" };
        let _nobody_left_to_tell = out.write_all(back.as_bytes()).and_then(|()| out.flush());
        let mut err = io::stderr();
        let _nobody_left_to_tell = writeln!(err, "{goodbye}").and_then(|()| err.flush());
        std::process::exit(130);
    });
}

/// Ends this process when that time is over, whatever it waits for: a run of the alarm that hangs on a dead network
/// drive must make room for the next. Whoever is done first ends as always.
#[expect(clippy::exit, reason = "what hangs cannot be asked to return")]
pub fn end_after(limit: Duration, words: String, code: i32) {
    // Without the thread the run is as long as it is; the next one finds the lock held and says so.
    let _guarded = std::thread::Builder::new().spawn(move || {
        std::thread::sleep(limit);
        let _nobody_left_to_tell =
            writeln!(io::stdout(), "{words}").and_then(|()| io::stdout().flush());
        std::process::exit(code);
    });
}

/// Has a mistake of hv's own named by its place in the source and nothing else: the words that Rust gives it quote the text
/// it was made over, which may be a child's name. For the program itself; a test wants the words.
pub fn name_only_the_place_of_a_mistake() {
    std::panic::set_hook(Box::new(|mistake| {
        let place = mistake.location().map_or_else(|| "?".to_owned(), ToString::to_string);
        let _nobody_left_to_tell = writeln!(io::stderr(), "a mistake in hv itself, at {place}");
    }));
}

/// What Ctrl-C says at a question, as long as no command knows better.
const NOTHING_RECORDED: &str = "Interrupted; nothing is recorded.";

/// The same, once a command has put something on record.
const SOME_RECORDED: &str =
    "Interrupted at a question. What was typed before it is on record; what was asked is not.";

/// What is said when Ctrl-C ends the program: it can change as the work goes on. A menu that is left like that has hidden
/// the cursor: it is shown again.
#[derive(Debug, Clone, Default)]
pub struct Goodbye(Arc<Mutex<String>>);

impl Goodbye {
    fn saying(words: &str) -> Goodbye {
        let goodbye = Goodbye::default();
        goodbye.put(words.to_owned());
        goodbye
    }

    /// From now on these words.
    pub fn put(&self, words: String) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = words;
    }

    /// From now on Ctrl-C gives the terminal back, says the words, and ends the program.
    pub fn guard(&self) {
        let words = Arc::clone(&self.0);
        // A second handler in one process is refused; the first one serves.
        let _already_set = ctrlc::set_handler(move || {
            let goodbye = words.lock().unwrap_or_else(PoisonError::into_inner).clone();
            let mut err = io::stderr();
            let cursor = if err.is_terminal() { "\x1b[?25h" } else { "" };
            let _nobody_left_to_tell =
                write!(err, "{cursor}\n{goodbye}\n").and_then(|()| err.flush());
            std::process::exit(130);
        });
    }
}

/// Whether prompts are coloured.
fn console_colours(on: bool) {
    dialoguer::console::set_colors_enabled(on);
    dialoguer::console::set_colors_enabled_stderr(on);
}

fn terminal_width() -> Option<usize> {
    let (_rows, columns) = dialoguer::console::Term::stderr().size_checked()?;
    Some(usize::from(columns))
}

/// Puts a question. Ctrl-C ends the wait for an answer as well as waking the handler, which shows the cursor and
/// ends the program: it must be let finish. Whoever only stopped hv for a moment is asked again.
fn put<T>(mut question: impl FnMut() -> dialoguer::Result<T>) -> Result<T, Error> {
    loop {
        match question() {
            Err(dialoguer::Error::IO(e)) if e.kind() == io::ErrorKind::Interrupted => {
                std::thread::park_timeout(HANDLER);
            }
            Err(error) => {
                return Err(Error::failed("the question could not be put").because(error));
            }
            Ok(answer) => return Ok(answer),
        }
    }
}

/// Time for the handler of Ctrl-C to end the program.
const HANDLER: Duration = Duration::from_secs(2);

/// The longest answer: a page of text.
const LONGEST_LINE: u64 = 64 * 1024;

/// The system's clock, cut to whole seconds. A clock before 1970 reads as 1970.
fn system_clock() -> Moment {
    let seconds = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(i64::MAX));
    Moment::from_unix(seconds).or_else(|| Moment::from_unix(0)).unwrap_or_else(Moment::epoch)
}

/// The longest host name that is kept: a label of the domain name system.
const LONGEST_NAME: usize = 63;

fn short_name(host: &str, id: &str) -> String {
    let label = host.trim().split('.').next().unwrap_or_default().to_lowercase();
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    let label: String = label.chars().take(LONGEST_NAME).map(plain).collect();
    let label = label.trim_matches('-');
    // The id itself is nobody's business; a digest tells two machines apart as well.
    let digest: String =
        crate::policy::digest(&format!("hv machine {id}")).chars().take(4).collect();
    format!("{}-{digest}", if label.is_empty() { "machine" } else { label })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_is_named_by_its_host_name_and_what_tells_two_of_them_apart() {
        let name = short_name("Office-PC.oak.example.org\n", "4f2a");
        let (host, digest) = name.rsplit_once('-').unwrap();
        assert_eq!(host, "office-pc");
        assert!(digest.len() == 4 && digest.chars().all(|c| c.is_ascii_hexdigit()));
        assert_eq!(name, short_name("office-pc", "4f2a"));
        assert_ne!(name, short_name("office-pc", "4f2b"));
        assert!(short_name("", "4f2a").starts_with("machine-"));
        assert!(short_name("B\u{fc}ro \"1\"", "4f2a").starts_with("b-ro--1-"));
        assert_eq!(short_name(&"x".repeat(90), "4f2a").len(), 63 + 5);
    }
}
