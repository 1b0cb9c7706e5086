//! Long texts page by page, on a terminal and nowhere else.
//!
//! A pager that is not there, or cannot be started, is no reason to show nothing: the text is then printed as it is.

use super::Host;
use crate::os::processes;
use std::io::Write;
use std::process::{Command, Stdio};

/// What `less` does where nobody has set `LESS`: end at once if all fits, leave the text on the screen, and let no
/// control character through.
const LESS: &str = "FIX";

/// The signal of Ctrl-C.
const SIGINT: i32 = 2;

impl Host {
    /// Prints what was asked for, with the pager of `HV_PAGER`, else `PAGER`, else less, if standard output is a terminal
    /// that is drawn on and the text does not fit.
    pub fn page(&mut self, text: &str) {
        // A terminal that does not say how high it is gets the pager.
        let fits = self.height().is_some_and(|height| text.lines().count() < height);
        let pager = self.var("HV_PAGER").or_else(|| self.var("PAGER")).unwrap_or("less").to_owned();
        let dumb = self.plain || self.var("TERM") == Some("dumb");
        if !self.out_is_terminal || fits || dumb || pager == "cat" || !self.paged_by(&pager, text) {
            self.say(text);
        }
    }

    /// True if the pager took the text. One that was left early, also by Ctrl-C, has been read as far as somebody
    /// wanted; one that failed may have shown nothing.
    #[expect(clippy::disallowed_methods, reason = "this is the door: programs are started here")]
    fn paged_by(&self, pager: &str, text: &str) -> bool {
        let mut words = pager.split_whitespace();
        let Some(program) = words.next() else { return false };
        let mut command = Command::new(program);
        command.args(words).stdin(Stdio::piped());
        if self.var("LESS").is_none() {
            command.env("LESS", LESS);
        }
        let Ok(mut child) = command.spawn() else { return false };
        // Ctrl-C is the pager's while it runs; a second handler in one process is refused, and not needed.
        let _already_set = ctrlc::set_handler(|| {});
        if let Some(mut input) = child.stdin.take() {
            let _left_early = input.write_all(text.as_bytes());
        }
        child.wait().is_ok_and(|ended| ended.success() || processes::signal(ended) == Some(SIGINT))
    }
}
