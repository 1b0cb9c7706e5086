//! A record folder of its own for each test, and the built binary run in it: cleared environment, given clock, and a
//! wait with an end. For every suite that stands outside hv; each says on which `DAY` it plays, and takes what it needs.
//! Proves nothing itself.

use crate::DAY;
use crate::run::words;
pub(crate) use crate::run::{Ran, hv_binary, run};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// The smallest policy with an alarm: contact every hour, five minutes' grace on return.
pub(crate) const POLICY: &str = r#"hv-policy = 1
[policy]
name = "plain"
school = "A school"
title = "Home visits"
head = "principal"
[roles]
principal = "the principal"
staff = "a member of staff"
[return]
expected = { grace = "5m", late = "over", clause = "X-1" }
[contact]
how = "ring the office"
[[contact.every]]
limit = "60m"
late = "reached"
clause = "X-2"
[[ladder]]
id = "all"
clocks = ["contact", "return"]
rung = [{ who = ["office"], does = "ring {people} on {numbers}", after = "0m", clause = "X-4" }]
[[ladder]]
id = "distress"
clocks = "distress"
rung = [{ who = ["office"], does = "ring the police", after = "0m", clause = "X-5" }]
"#;

/// What a policy may have besides: that nobody was in.
pub(crate) const NO_SHOW: &str = r#"[[outcome]]
id = "no-show"
says = "Nobody was in."
got-in = false
clause = "X-3"
"#;

/// And what the principal owes after that.
pub(crate) const TELL: &str = r#"[[duty]]
id = "tell"
on = "outcome"
owner = "principal"
does = "ring the family"
clause = "X-6"
"#;

/// How the school of most of these tests is begun.
pub(crate) const OAK: &str = "--name Oak --id oak-1 --number \"School office=01632 960100\" \
                              --emergency-contact \"Duty phone=01632 960101\"";

/// A time as `--now` takes it: "09:50" on the day of these tests, or one that is whole already.
pub(crate) fn at(time: &str) -> String {
    if time.contains('T') { time.to_owned() } else { format!("{DAY}T{time}:00+00:00") }
}

/// A folder, and the state of the machine it is on.
#[derive(Debug)]
pub(crate) struct Place {
    dir: TempDir,
    root: PathBuf,
}

impl Place {
    /// Where a record folder may come to be.
    pub(crate) fn bare() -> Place {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("r");
        Place { dir, root }
    }

    /// A folder with nobody in it, as `hv init` makes it with these flags.
    pub(crate) fn begun(policy: &str, flags: &str) -> Place {
        let place = Place::bare();
        let file = place.around().join("p.toml");
        std::fs::write(&file, policy).unwrap();
        let mut init = place.program(hv_binary());
        init.arg("init").arg(&place.root).arg("--policy").arg(&file).args(words(flags));
        run(&mut init).ends(0);
        place
    }

    /// A school with Kay, Lou and Max, and two families; nobody out, nothing planned.
    pub(crate) fn new() -> Place {
        Place::under(&format!("{POLICY}{NO_SHOW}{TELL}"))
    }

    /// The same under another policy.
    pub(crate) fn under(policy: &str) -> Place {
        let place = Place::begun(policy, OAK);
        place.peopled();
        place
    }

    /// Kay, Lou and Max, and two families.
    pub(crate) fn peopled(&self) {
        for (id, role, mobile) in [
            ("kay", "staff", "07700 900001"),
            ("lou", "staff", "07700 900002"),
            ("max", "principal", "07700 900003"),
        ] {
            let name = format!("{id} invented");
            let fields = ["--name", &name, "--role", role, "--mobile", mobile];
            self.hv("08:00", &[&["staff", "add", id][..], &fields].concat()).ends(0);
        }
        for family in ["ahmed", "brown"] {
            let add = ["family", "add", family, "--pupil", "Ali Invented", "--carer"];
            let rest = ["Sara Invented=07700 900456", "--address", "12 High Street"];
            self.hv("08:00", &[&add[..], &rest].concat()).ends(0);
        }
    }

    /// With a visit of Kay and Lou to the Ahmeds at ten.
    pub(crate) fn planned() -> Place {
        let place = Place::new();
        place.plan("ahmed").ends(0);
        place
    }

    /// With Kay and Lou out on it since 09:50, back by 11:30.
    pub(crate) fn out() -> Place {
        let place = Place::planned();
        place.sign_out().ends(0);
        place
    }

    #[must_use = "a run nobody looks at proves nothing"]
    pub(crate) fn plan(&self, family: &str) -> Ran {
        let add = ["plan", "add", family, "--at", &format!("{DAY}T10:00"), "--for", "45m"];
        self.hv("08:00", &[&add[..], &["--staff", "kay,lou", "--reason", "planned"]].concat())
    }

    #[must_use = "a run nobody looks at proves nothing"]
    pub(crate) fn sign_out(&self) -> Ran {
        self.hv("09:50", &["out", "kay", "lou", "--back", "11:30", "--monitor", "max"])
    }

    /// Somebody else, out since 09:00 and late from 09:35 on: an alarm that no damage may hide.
    pub(crate) fn jo_is_late(&self) {
        let out = ["out", "jo", "--breach", "rang from the road", "--where", "Mill Lane"];
        self.hv("09:00", &[&out[..], &["--back", "09:30"]].concat()).ends(0);
    }

    /// Another folder with the same in it, on the same machine.
    pub(crate) fn copy(&self) -> Place {
        let copy = Place::bare();
        run(Command::new("cp").arg("-a").arg(&self.root).arg(&copy.root)).ends(0);
        copy
    }

    /// A git clone of it, in a place of its own.
    pub(crate) fn clone_of(&self) -> Place {
        Place::cloned(&self.root)
    }

    /// A git clone of a repository elsewhere, in a place of its own.
    pub(crate) fn cloned(from: &Path) -> Place {
        let place = Place::bare();
        let mut git = place.program("git");
        run(git.args(["clone", "--quiet"]).arg(from).arg(&place.root)).ends(0);
        place
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// The folder around the record folder.
    pub(crate) fn around(&self) -> &Path {
        self.dir.path()
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    pub(crate) fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.path(path)).unwrap()
    }

    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        std::fs::write(self.path(path), text).unwrap();
    }

    pub(crate) fn remove(&self, path: &str) {
        std::fs::remove_file(self.path(path)).unwrap();
    }

    /// A program in a cleared environment.
    pub(crate) fn program(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.env_clear().current_dir(self.dir.path());
        command.env("PATH", "/usr/local/bin:/usr/bin:/bin").env("HOME", self.dir.path());
        command.env("XDG_STATE_HOME", self.dir.path().join("state")).env("USER", "max");
        command.env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CONFIG_GLOBAL", "/dev/null");
        for who in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{who}_NAME"), "max");
            command.env(format!("GIT_{who}_EMAIL"), "max@example.org");
        }
        command
    }

    /// The arguments that name the folder and, unless it is empty, the time.
    pub(crate) fn arguments(&self, now: &str, args: &[&str]) -> Vec<String> {
        let mut all = vec!["--store".to_owned(), self.root.to_string_lossy().into_owned()];
        if !now.is_empty() {
            all.extend(["--now".to_owned(), at(now)]);
        }
        all.extend(args.iter().map(|a| (*a).to_owned()));
        all
    }

    /// hv, at a time of the day of these tests; at the machine's own time if that is empty.
    #[must_use = "a run nobody looks at proves nothing"]
    pub(crate) fn hv(&self, now: &str, args: &[&str]) -> Ran {
        let mut hv = self.program(hv_binary());
        run(hv.args(self.arguments(now, args)))
    }

    #[must_use = "a run nobody looks at proves nothing"]
    pub(crate) fn overdue(&self, now: &str) -> Ran {
        self.hv(now, &["overdue"])
    }

    /// `hv overdue --json`, read.
    pub(crate) fn overdue_json(&self, now: &str) -> serde_json::Value {
        self.hv(now, &["--json", "overdue"]).json()
    }

    #[must_use = "a run nobody looks at proves nothing"]
    pub(crate) fn git(&self, args: &[&str]) -> Ran {
        let mut git = self.program("git");
        run(git.current_dir(&self.root).args(args))
    }

    pub(crate) fn commit(&self) {
        self.git(&["add", "--all"]).ends(0);
        self.git(&["commit", "--quiet", "--message", "records"]).ends(0);
    }

    /// Every file of the record folder but git's own, with what it holds.
    pub(crate) fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut files = Vec::new();
        let mut look = vec![self.root.clone()];
        while let Some(folder) = look.pop() {
            let entries = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path());
            let (folders, found): (Vec<_>, Vec<_>) =
                entries.filter(|path| !path.ends_with(".git")).partition(|path| path.is_dir());
            look.extend(folders);
            files.extend(found.into_iter().map(|f| (f.clone(), std::fs::read(f).unwrap())));
        }
        files.sort();
        files
    }
}
/// True for the user who may do everything, whom modes do not stop.
pub(crate) fn is_root() -> bool {
    run(Command::new("id").arg("-u")).out.trim() == "0"
}

/// strace, without which these faults cannot be made. A check that is skipped in silence is no check.
#[track_caller]
pub(crate) fn strace(place: &Place) -> Command {
    let there = place.program("strace").arg("-V").stdout(Stdio::null()).status();
    assert!(
        there.is_ok_and(|status| status.success()),
        "strace is not on this machine, and without it no call can be made to fail. Install it: \
         apt-get install strace (Debian, Ubuntu), dnf install strace (Fedora)"
    );
    place.program("strace")
}
