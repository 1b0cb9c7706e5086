//! A school with two outings, on a day long gone, and hv run in it under limits. Proves nothing itself.
//!
//! At 09:20 everybody is in time. Jo is late from 09:35 on, Lou from 10:00. By the machine's own clock everybody is
//! late, which is what `hv overdue --alert` sees, because it takes no other.

use crate::DAY;
use crate::place::{OAK, Place, at};
pub(crate) use crate::place::{POLICY, hv_binary};
pub(crate) use crate::run::{Ran, run};
use std::ffi::OsStr;
use std::fs;
use std::ops::Deref;
use std::os::unix::process::ExitStatusExt;
use std::process::Command;
use tempfile::TempDir;

/// Seconds of work for one command: far more than any takes, and few enough to end a stall.
const WORK: &str = "10";

/// Bytes of memory of its own that a command may take.
const MEMORY: &str = "67108864";

/// Bytes of words of which a person finds the one that matters.
const FLOOD: usize = 20_000;

/// When nobody is late yet.
pub(crate) const IN_TIME: &str = "09:20";
/// When Jo is late, and Kay and Lou are not.
pub(crate) const JO_LATE: &str = "09:40";

/// Kay's and Lou's outing.
pub(crate) const OUTING: &str = "outings/2024-W48/2024-11-26-kay-1a.yaml";
/// Its marker.
pub(crate) const MARKER: &str = "open/out/2024-11-26-kay-1a";

impl Ran {
    /// What is wrong with any run, whatever it was about: it was killed by a limit, or panicked, or let something
    /// through that a terminal obeys.
    pub(crate) fn unsound(&self) -> Option<String> {
        if let Some(signal) = self.status.signal() {
            return Some(format!("ended by signal {signal}: a hang, or out of memory"));
        }
        if self.err.contains("panicked") || self.code() == Some(70) || self.code() == Some(101) {
            return Some("a bug of hv's own".to_owned());
        }
        let text = format!("{}{}", self.out, self.err);
        if text.len() > FLOOD {
            return Some(format!("{} bytes of words, which nobody reads", text.len()));
        }
        obeyed(&text).map(|c| format!("U+{:04X} reached the terminal", u32::from(c)))
    }
}

/// The first character that a terminal would obey instead of showing it.
pub(crate) fn obeyed(text: &str) -> Option<char> {
    text.chars().find(|c| {
        (c.is_control() && *c != '\n')
            || matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
                | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
    })
}

/// A program that is killed once it has worked or eaten too much.
pub(crate) fn limited(program: impl AsRef<OsStr>, work: &str) -> Command {
    let mut command = Command::new("prlimit");
    command.arg(format!("--cpu={work}")).arg(format!("--data={MEMORY}")).arg("--core=0");
    command.arg("--").arg(program);
    command
}

/// A record folder and the home of whoever uses it, in one place.
#[derive(Debug)]
pub(crate) struct Scene {
    place: Place,
}

impl Deref for Scene {
    type Target = Place;

    fn deref(&self) -> &Place {
        &self.place
    }
}

impl Scene {
    /// An empty place.
    pub(crate) fn bare() -> Scene {
        let scene = Scene { place: Place::bare() };
        fs::write(scene.around().join("p.toml"), POLICY).unwrap();
        scene
    }

    /// A folder with nobody in it.
    pub(crate) fn empty() -> Scene {
        Scene { place: Place::begun(POLICY, &format!("{OAK} --no-git")) }
    }

    /// With staff, families, two visits planned, and nobody out.
    pub(crate) fn planned() -> Scene {
        let scene = Scene::empty();
        scene.peopled();
        for (family, at, staff) in [("ahmed", "10:00", "kay,lou"), ("brown", "15:00", "max")] {
            let at = format!("{DAY}T{at}");
            let add = ["plan", "add", family, "--at", &at, "--for", "45m", "--staff", staff];
            scene.hv("08:00", &[&add[..], &["--reason", "planned"]].concat()).ends(0);
        }
        scene
    }

    /// With Kay and Lou out since nine, and Jo, whom no list names, since 08:50.
    pub(crate) fn out() -> Scene {
        let scene = Scene::planned();
        let jo = ["out", "jo", "--breach", "rang from the road", "--where", "Mill Lane"];
        scene.hv("08:50", &[&jo[..], &["--back", "09:30"]].concat()).ends(0);
        scene.hv("09:00", &["out", "kay", "lou", "--back", "11:30", "--monitor", "max"]).ends(0);
        scene.hv("09:01", &["checkin", "kay"]).ends(0);
        scene
    }

    pub(crate) fn read(&self, path: &str) -> Vec<u8> {
        fs::read(self.path(path)).unwrap()
    }

    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// hv under its limits, in a cleared environment.
    pub(crate) fn program(&self) -> Command {
        let mut command = limited(hv_binary(), WORK);
        command.env_clear().current_dir(self.around());
        command.env("PATH", "/usr/local/bin:/usr/bin:/bin").env("HOME", self.around());
        command.env("XDG_STATE_HOME", self.around().join("state")).env("USER", "max");
        command.env("XDG_CONFIG_HOME", self.around().join("config"));
        command
    }

    /// hv at a time of the day of these tests; by the machine's own clock if that is empty.
    #[must_use = "a run nobody looks at proves nothing"]
    pub(crate) fn hv(&self, now: &str, args: &[&str]) -> Ran {
        run(&mut self.command(now, args))
    }

    pub(crate) fn command(&self, now: &str, args: &[&str]) -> Command {
        let mut hv = self.program();
        hv.arg("--store").arg(self.root());
        if !now.is_empty() {
            hv.arg("--now").arg(at(now));
        }
        hv.args(args);
        hv
    }

    /// A copy of everything, to go back to.
    pub(crate) fn keep(&self) -> TempDir {
        let kept = tempfile::tempdir().unwrap();
        run(Command::new("cp").arg("-a").arg(self.around()).arg(kept.path().join("all"))).ends(0);
        kept
    }

    /// One file of the folder as it was kept, if it was there.
    pub(crate) fn put_back(&self, kept: &TempDir, path: &str) {
        let (from, to) = (kept.path().join("all/r").join(path), self.path(path));
        let folder = to.symlink_metadata().unwrap().is_dir();
        if folder { fs::remove_dir_all(&to) } else { fs::remove_file(&to) }.unwrap();
        if from.exists() {
            fs::copy(from, to).unwrap();
        }
    }

    /// Everything as it was kept.
    pub(crate) fn go_back(&self, kept: &TempDir) {
        for entry in fs::read_dir(self.around()).unwrap() {
            let path = entry.unwrap().path();
            let folder = path.symlink_metadata().unwrap().is_dir();
            if folder { fs::remove_dir_all(&path) } else { fs::remove_file(&path) }.unwrap();
        }
        let from = kept.path().join("all/.");
        run(Command::new("cp").arg("-a").arg(from).arg(self.around())).ends(0);
    }
}
