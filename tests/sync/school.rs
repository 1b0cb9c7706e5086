//! A school of several machines that meet at a bare repository. Proves nothing itself.

use crate::OUTING;
use crate::place::{Place, Ran, run};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// The place where they meet, and the first machine: Kay and Lou are out.
pub(crate) struct School {
    dir: TempDir,
    pub(crate) first: Place,
}

impl School {
    pub(crate) fn new() -> School {
        School::of(Place::out())
    }

    pub(crate) fn of(first: Place) -> School {
        let dir = tempfile::tempdir().unwrap();
        let bare = dir.path().join("bare.git");
        let mut git = first.program("git");
        run(git.args(["init", "--quiet", "--bare", "-b", "main"]).arg(&bare)).ends(0);
        let school = School { dir, first };
        school.first.meets_at(&school.address(), "");
        school.first.sync().ends(0);
        school
    }

    pub(crate) fn bare(&self) -> PathBuf {
        self.dir.path().join("bare.git")
    }

    pub(crate) fn address(&self) -> String {
        format!("file://{}", self.bare().display())
    }

    /// Another machine, that has everything sent so far.
    pub(crate) fn another(&self) -> Place {
        Place::cloned(&self.bare())
    }

    /// git in the bare repository.
    pub(crate) fn at_bare(&self, args: &[&str]) -> Ran {
        run(self.first.program("git").current_dir(self.bare()).args(args))
    }

    /// The commit that the remote has.
    pub(crate) fn tip(&self) -> String {
        self.at_bare(&["rev-parse", "main"]).ends(0).out
    }
}

impl Place {
    /// Writes `[sync]` into hv.toml.
    pub(crate) fn meets_at(&self, address: &str, more: &str) {
        let text = self.read("hv.toml");
        let before = text.split("[sync]").next().unwrap();
        let sync = format!("[sync]\nremote = {address:?}\nbranch = \"main\"\n{more}\n");
        self.write("hv.toml", format!("{before}\n{sync}"));
    }

    pub(crate) fn sync(&self) -> Ran {
        self.hv("", &["sync"])
    }

    /// The lines of a record, without order.
    pub(crate) fn lines(&self, path: &str) -> BTreeSet<String> {
        self.read(path).lines().map(str::to_owned).collect()
    }

    pub(crate) fn events(&self) -> BTreeSet<String> {
        self.lines(OUTING)
    }

    pub(crate) fn head(&self) -> String {
        self.git(&["rev-parse", "HEAD"]).ends(0).out
    }

    pub(crate) fn calls(&self, who: &str, now: &str, note: &str) {
        self.hv(now, &["checkin", who, "--note", note]).ends(0);
    }

    /// What a person types who has never heard of hv sync.
    pub(crate) fn plainly(&self) {
        self.git(&["add", "--all"]).ends(0);
        let _nothing_to_commit = self.git(&["commit", "--quiet", "--message", "by hand"]);
        self.git(&["fetch", "--quiet", "origin"]).ends(0);
        self.git(&["merge", "--quiet", "--no-edit", "origin/main"]).ends(0);
        self.git(&["push", "--quiet", "origin", "HEAD:main"]).ends(0);
    }

    /// Where this machine keeps what hv sync remembers.
    pub(crate) fn remembered(&self) -> PathBuf {
        let folder = self.around().join("state/hv");
        let entries = std::fs::read_dir(&folder).unwrap().map(|e| e.unwrap().path());
        let is = |path: &PathBuf| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            name.starts_with("sync-") && path.extension().is_some_and(|end| end == "json")
        };
        entries.into_iter().find(is).unwrap()
    }
}

/// A program of the test's own.
pub(crate) fn script(path: &Path, text: &str) {
    std::fs::write(path, format!("#!/bin/sh\n{text}\n")).unwrap();
    run(Command::new("chmod").arg("755").arg(path)).ends(0);
}
