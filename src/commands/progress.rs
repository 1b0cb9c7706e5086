//! How far a long look at the whole folder has come: one line on standard error, drawn over itself and gone at the end.
//!
//! Only a terminal sees it, and never with `--json` or `--quiet`: what is piped or kept is the report and nothing else.

use crate::host::Host;
use crate::store;

/// The line.
#[derive(Debug)]
pub(super) struct Progress<'h> {
    host: Option<&'h mut Host>,
    shown: bool,
}

impl<'h> Progress<'h> {
    /// For this terminal, if it is one and `silent` is not asked for.
    pub(super) fn on(host: &'h mut Host, silent: bool) -> Progress<'h> {
        let host = Some(host).filter(|host| !silent && host.can_redraw());
        Progress { host, shown: false }
    }

    /// Draws it anew.
    pub(super) fn say(&mut self, so_far: store::Progress) {
        let Some(host) = &mut self.host else { return };
        host.tell(&format!("\r{}\u{1b}[K", words(so_far)));
        self.shown = true;
    }

    /// Takes it away.
    pub(super) fn done(self) {
        if let Some(host) = self.host.filter(|_| self.shown) {
            host.tell("\r\u{1b}[K");
        }
    }
}

/// "reading families: 1200 of 25000".
fn words(so_far: store::Progress) -> String {
    format!("reading {}: {} of {}", so_far.what, so_far.done, so_far.of)
}
