//! The two repositories: the folder's own, which is only asked for its branch and told the new commit; and an empty one
//! of hv's, in which everything else is done, so that hooks, filters, drivers, helpers and commands that the folder's
//! own is set up with are never asked. The objects are the folder's own.
//!
//! What this will not do: look at or touch a file of the record folder.

use super::program::{Call, Ended, git};
use super::tree::Tree;
use super::words;
use crate::domain::remote;
use crate::error::Error;
use crate::store::{Met, Side, Store};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// So many files are read in one call, which has a limit of time.
const AT_ONCE: usize = 50_000;

/// A commit, tree or content, as git names it.
pub(super) type Id = String;

/// How a push ended.
#[derive(Debug)]
pub(super) enum Pushed {
    /// It is there.
    Done,
    /// Somebody was first: fetch, and again.
    Late,
    /// The remote's branch is locked, in git's words: again, for a while.
    Locked(String),
    /// It is not there, and will not be by trying again.
    Not(Error),
}

/// The folder's own repository and hv's.
#[derive(Debug)]
pub(super) struct Repo {
    root: PathBuf,
    dir: PathBuf,
    objects: String,
    own: PathBuf,
    wide: usize,
    branch: String,
    address: String,
    ssh: String,
    limit: Duration,
}

/// What it takes to find them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Where<'a> {
    pub(super) store: &'a Store,
    pub(super) state: &'a Path,
    pub(super) sync: &'a remote::Sync,
    pub(super) limit: Duration,
}

impl Repo {
    /// Finds the folder's own repository, and writes hv's.
    pub(super) fn find(at: Where<'_>) -> Result<Repo, Error> {
        if let Some(why) = at.store.not_its_own_repository() {
            return Err(Error::failed(format!(
                "the record folder has no repository of its own: {why}"
            ))
            .hint(
                "git clone it anew, without --shared or --reference, and go on in that folder.",
            ));
        }
        let root = at.store.root().to_owned();
        let mut repo = Repo {
            root,
            dir: PathBuf::new(),
            objects: String::new(),
            own: PathBuf::new(),
            wide: 0,
            branch: at.sync.branch.clone(),
            address: String::new(),
            ssh: "ssh".to_owned(),
            limit: at.limit,
        };
        let wanted = ["rev-parse", "--absolute-git-dir", "--git-path", "objects"];
        let said = repo.live(&[&wanted[..], &["--show-object-format"]].concat(), Vec::new())?;
        let said = repo.good("the record folder's repository", said)?;
        let said = String::from_utf8_lossy(&said).into_owned();
        let mut lines = said.lines();
        let (dir, objects, format) = (lines.next(), lines.next(), lines.next());
        repo.dir = PathBuf::from(dir.unwrap_or_default());
        let objects = repo.root.join(objects.unwrap_or_default());
        repo.objects = objects.to_string_lossy().into_owned();
        repo.address = repo.address_of(&at.sync.remote)?;
        repo.ssh = repo.ssh_of()?;
        let tip = repo.branch_tip()?;
        let format = format.unwrap_or("sha1");
        repo.wide = if format == "sha1" { 20 } else { 32 };
        repo.own = Side::repository(at.state, at.store, format, tip.as_deref())?;
        Ok(repo)
    }

    /// Bytes of an id in this repository.
    pub(super) fn wide(&self) -> usize {
        self.wide
    }

    /// The remote's branch at this commit, to be remembered.
    pub(super) fn met(&self, commit: &str) -> Met {
        Met::at(&self.address, &self.branch, commit)
    }

    /// Only the address is taken of a remote that the repository names: what else is set there could start programs.
    fn address_of(&self, named: &str) -> Result<String, Error> {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        let mut address = named.to_owned();
        if named.chars().all(plain) {
            let key = format!("remote.{named}.url");
            let said = self.live(&["config", "--local", "--get-all", &key], Vec::new())?;
            String::from_utf8_lossy(&said.out).trim_end().clone_into(&mut address);
            if address.lines().count() != 1 {
                return Err(Error::failed(format!("no remote is called {named:?} here"))
                    .hint(format!("git remote add {named} ADDRESS; or, in hv.toml under [sync]: remote = \"ADDRESS\"")));
            }
        }
        remote::sound_address(&address).map_err(|why| {
            let shown = remote::without_password(&address);
            Error::failed(format!("the remote {shown:?} cannot be used: {why}"))
                .hint("The address is in hv.toml under [sync], or in git remote -v.")
        })?;
        let relative = !address.contains("://") && !address.contains(':');
        Ok(if relative { self.root.join(&address).to_string_lossy().into_owned() } else { address })
    }

    /// The person's own ssh, never the folder's, and never one that asks.
    fn ssh_of(&self) -> Result<String, Error> {
        let said = self.live(&["config", "--global", "--get", "core.sshCommand"], Vec::new())?;
        let own = String::from_utf8_lossy(&said.out).trim().to_owned();
        let ssh = if said.code == Some(0) && !own.is_empty() { own } else { "ssh".to_owned() };
        Ok(format!("{ssh} -oBatchMode=yes -oConnectTimeout=20"))
    }

    /// What a person has begun and not ended, or where they are instead of the branch. While it lasts nothing is
    /// committed.
    pub(super) fn in_the_way(&self) -> Result<Option<Error>, Error> {
        for (file, what, end) in [
            ("MERGE_HEAD", "a merge", "git commit ends it; git merge --abort gives it up"),
            (
                "rebase-merge",
                "a rebase",
                "git rebase --continue ends it; git rebase --abort gives it up",
            ),
            (
                "rebase-apply",
                "a rebase",
                "git rebase --continue ends it; git rebase --abort gives it up",
            ),
            ("CHERRY_PICK_HEAD", "a cherry-pick", "git cherry-pick --continue, or --abort"),
            ("REVERT_HEAD", "a revert", "git revert --continue, or --abort"),
        ] {
            if self.dir.join(file).exists() {
                return Ok(Some(
                    Error::failed(format!(
                        "nothing was committed or sent: {what} is unfinished here"
                    ))
                    .hint(end),
                ));
            }
        }
        let head = self.live(&["symbolic-ref", "--quiet", "HEAD"], Vec::new())?;
        let head = String::from_utf8_lossy(&head.out).trim().to_owned();
        let wanted = self.full_branch();
        if head != wanted && head.starts_with("refs/heads/") && !self.committed(&head)? {
            // A new repository, on whatever branch git begins with: nothing is on it yet.
            let said = self.live(&["symbolic-ref", "HEAD", &wanted], Vec::new())?;
            return self.good("naming this folder's branch", said).map(|_| None);
        }
        let branch = &self.branch;
        Ok(match head.strip_prefix("refs/heads/") {
            _ if head == wanted => None,
            Some(other) => Some(
                Error::failed(format!(
                    "nothing was committed or sent: this folder is on the branch {other}, and hv.toml says {branch}"
                ))
                .hint(format!("git branch -m {other} {branch}, if it is the same; or, in hv.toml: branch = \"{other}\"")),
            ),
            None => Some(
                Error::failed("nothing was committed or sent: this folder is on no branch (a detached HEAD)")
                    .hint(format!("git switch {branch}; commits made meanwhile: git branch rescued first")),
            ),
        })
    }

    fn committed(&self, name: &str) -> Result<bool, Error> {
        let said = self.live(&["rev-parse", "--quiet", "--verify", name], Vec::new())?;
        Ok(said.code == Some(0))
    }

    /// The branch's commit. `None`: nothing was committed yet.
    pub(super) fn branch_tip(&self) -> Result<Option<Id>, Error> {
        let name = self.full_branch();
        let said = self.live(&["rev-parse", "--quiet", "--verify", &name], Vec::new())?;
        Ok((said.code == Some(0)).then(|| first_line(&said.out)))
    }

    /// Moves the folder's branch, if it is still where it was. `false`: somebody else moved it.
    pub(super) fn move_branch(&self, new: &str, old: Option<&str>) -> Result<bool, Error> {
        let none = "0".repeat(new.len());
        let name = self.full_branch();
        let call = ["update-ref", "-m", "hv sync", &name, new, old.unwrap_or(&none)];
        let said = self.live(&call, Vec::new())?;
        let moved =
            said.err.contains("but expected") || said.err.contains("reference already exists");
        if said.code != Some(0) && moved {
            return Ok(false);
        }
        self.good("moving this folder's branch", said).map(|_| true)
    }

    /// Has the person's index follow their branch, so that `git status` stays sane. No file is looked at.
    pub(super) fn follow(&self, old: Option<&str>, new: &str) -> Result<(), Error> {
        let empty = self.empty_tree()?;
        let old = old.unwrap_or(&empty);
        let call = ["diff-tree", "-r", "-z", "--no-renames", "--no-ext-diff", old, new];
        let listed = self.ours(&call, &[], Vec::new())?;
        let listed = self.good("comparing two commits", listed)?;
        let rows = index_rows(&listed);
        if rows.is_empty() {
            return Ok(());
        }
        // Whoever writes an index looks anew at files saved this second, and so would run the folder's own filters.
        let index = self.dir.join("index").to_string_lossy().into_owned();
        let index = [("GIT_INDEX_FILE", index)];
        let said = self.ours(&["update-index", "-z", "--index-info"], &index, rows)?;
        self.good(
            "git status will show changes that are none, since git's index could not follow",
            said,
        )
        .map(drop)
    }

    fn empty_tree(&self) -> Result<Id, Error> {
        let said = self.ours(&["mktree"], &[], Vec::new())?;
        self.good("writing a tree", said).map(|out| first_line(&out))
    }

    /// The remote's commit. `None`: nothing was ever sent to that branch.
    pub(super) fn remote_tip(&self) -> Result<Option<Id>, Error> {
        let name = self.full_branch();
        let call =
            [&["ls-remote"][..], &self.far_ends(false), &["--", &self.address, &name]].concat();
        let said = self.network(&call)?;
        let out = self.good("asking the remote", said)?;
        let line = first_line(&out);
        let id = line.split_whitespace().next().unwrap_or_default().to_owned();
        Ok((!id.is_empty()).then_some(id))
    }

    /// Gets the remote's commits.
    pub(super) fn fetch(&self) -> Result<Id, Error> {
        let name = self.full_branch();
        let call = [
            "fetch",
            "--quiet",
            "--no-tags",
            "--no-auto-maintenance",
            "--no-recurse-submodules",
            "--refmap=",
        ];
        let call = [&call[..], &self.far_ends(false), &["--", &self.address, &name]].concat();
        let said = self.network(&call)?;
        self.good("getting what the others recorded", said)?;
        let said = self.ours(&["rev-parse", "--verify", "FETCH_HEAD"], &[], Vec::new())?;
        self.good("getting what the others recorded", said).map(|out| first_line(&out))
    }

    /// Sends the branch, never by force.
    pub(super) fn push(&self, commit: &str) -> Result<Pushed, Error> {
        let to = format!("{commit}:{}", self.full_branch());
        let call = ["push", "--porcelain", "--no-verify"];
        let call = [&call[..], &self.far_ends(true), &["--", &self.address, &to]].concat();
        let said = self.network(&call)?;
        if said.code == Some(0) {
            return Ok(Pushed::Done);
        }
        let words = format!("{}{}", said.err, String::from_utf8_lossy(&said.out));
        // Before the others: a branch that stays locked is told as what it is.
        let lock = words.lines().find(|line| line.contains(".lock': File exists"));
        if let Some(line) = lock.filter(|_| words.contains("cannot lock ref")) {
            return Ok(Pushed::Locked(line.trim().to_owned()));
        }
        let late = [
            "(fetch first)",
            "(non-fast-forward)",
            "(stale info)",
            "cannot lock ref",
            "failed to update ref",
            "incorrect old value",
            "failed to lock",
        ];
        if late.iter().any(|sign| words.contains(sign)) {
            return Ok(Pushed::Late);
        }
        let error = if words.contains("rejected]") {
            words::refused(&said)
        } else {
            words::failed("sending what is recorded here", &said, self.limit)
        };
        Ok(Pushed::Not(error))
    }

    /// A repository on this machine's own disks, or on a shared drive, has hooks of its own: they do not run either.
    fn far_ends(&self, push: bool) -> Vec<&str> {
        let local = self.address.starts_with('/') || self.address.starts_with("file://");
        match (local, push) {
            (true, true) => vec![
                "--receive-pack=git -c core.hooksPath=/dev/null -c core.fsmonitor=false receive-pack",
            ],
            (true, false) => vec![
                "--upload-pack=git -c core.hooksPath=/dev/null -c core.fsmonitor=false upload-pack",
            ],
            (false, _) => Vec::new(),
        }
    }

    /// True if this commit is here.
    pub(super) fn has(&self, commit: &str) -> Result<bool, Error> {
        let name = format!("{commit}^{{commit}}");
        Ok(self.ours(&["cat-file", "-e", &name], &[], Vec::new())?.code == Some(0))
    }

    /// True if one commit is the other, or came before it.
    pub(super) fn came_before(&self, earlier: &str, later: &str) -> Result<bool, Error> {
        let said = self.ours(&["merge-base", "--is-ancestor", earlier, later], &[], Vec::new())?;
        match said.code {
            Some(0) => Ok(true),
            Some(1) => Ok(false),
            _ => Err(words::failed("comparing two commits", &said, self.limit)),
        }
    }

    /// The last commit that both have.
    pub(super) fn base(&self, one: &str, other: &str) -> Result<Option<Id>, Error> {
        let said = self.ours(&["merge-base", one, other], &[], Vec::new())?;
        match said.code {
            Some(0) => Ok(Some(first_line(&said.out))),
            Some(1) => Ok(None),
            _ => Err(words::failed("comparing two commits", &said, self.limit)),
        }
    }

    /// True if every commit that only `ours` has was made by hv itself, or is a merge.
    pub(super) fn only_hv_s(&self, ours: &str, theirs: &str) -> Result<bool, Error> {
        let range = format!("{theirs}..{ours}");
        let call = ["log", "--no-merges", "--no-show-signature", "--format=%ce", &range];
        let said = self.ours(&call, &[], Vec::new())?;
        let out = self.good("reading the history", said)?;
        Ok(String::from_utf8_lossy(&out)
            .lines()
            .all(|by| by.starts_with("hv-") && by.ends_with("@hv.invalid")))
    }

    /// The files of a commit.
    pub(super) fn tree(&self, commit: Option<&str>) -> Result<Tree, Error> {
        let Some(commit) = commit else { return Ok(Tree::default()) };
        let said = self.ours(&["ls-tree", "-r", "-z", "--full-tree", commit], &[], Vec::new())?;
        self.good("reading a commit", said).map(|out| Tree::of(&out))
    }

    /// The id of a commit's tree.
    pub(super) fn tree_id(&self, commit: &str) -> Result<Id, Error> {
        let name = format!("{commit}^{{tree}}");
        let said = self.ours(&["rev-parse", "--verify", &name], &[], Vec::new())?;
        self.good("reading a commit", said).map(|out| first_line(&out))
    }

    /// What the contents of these ids are; those larger than the limit, or that are not here, are left out.
    pub(super) fn contents(
        &self,
        ids: &[&str],
        limit: u64,
    ) -> Result<BTreeMap<Id, Vec<u8>>, Error> {
        let asked =
            |ids: &[&str]| ids.iter().flat_map(|id| [id.as_bytes(), b"\n"].concat()).collect();
        let said = self.ours(&["cat-file", "--batch-check"], &[], asked(ids))?;
        let sizes = self.good("reading contents", said)?;
        let sizes = String::from_utf8_lossy(&sizes).into_owned();
        let fits = |row: &&str| {
            let size = row.rsplit(' ').next().and_then(|size| size.parse::<u64>().ok());
            row.contains(" blob ") && size.is_some_and(|size| size <= limit)
        };
        let fit: Vec<&str> =
            sizes.lines().filter(fits).filter_map(|row| row.split(' ').next()).collect();
        let said = self.ours(&["cat-file", "--batch"], &[], asked(&fit))?;
        let bytes = self.good("reading contents", said)?;
        Ok(parted(&bytes))
    }

    /// The ids of files of the record folder as they are, by path.
    pub(super) fn ids_of(&self, paths: &[&str]) -> Result<Vec<Id>, Error> {
        let mut ids = Vec::with_capacity(paths.len());
        for some in paths.chunks(AT_ONCE) {
            let input = some.iter().flat_map(|p| [p.as_bytes(), b"\n"].concat()).collect();
            let said = self.ours(&["hash-object", "--no-filters", "--stdin-paths"], &[], input)?;
            let out = self.good("reading the record folder", said)?;
            ids.extend(String::from_utf8_lossy(&out).lines().map(str::to_owned));
        }
        if ids.len() == paths.len() {
            return Ok(ids);
        }
        Err(Error::failed("a record went away while it was being read").hint("hv sync"))
    }

    /// Has git keep contents, and gives back their ids. Many go into one file of git's, which is synced once.
    pub(super) fn keep(&self, contents: &[Vec<u8>]) -> Result<Vec<Id>, Error> {
        let mut input = Vec::new();
        for bytes in contents {
            input.extend(format!("blob\nmark :1\ndata {}\n", bytes.len()).into_bytes());
            input.extend_from_slice(bytes);
            input.extend_from_slice(b"\nget-mark :1\n");
        }
        input.extend_from_slice(b"done\n");
        let said = self.ours(&["fast-import", "--quiet", "--done"], &[], input)?;
        let out = self.good("keeping records in git", said)?;
        let ids: Vec<Id> = String::from_utf8_lossy(&out).lines().map(str::to_owned).collect();
        if ids.len() == contents.len() {
            return Ok(ids);
        }
        Err(Error::failed("keeping records in git: git kept fewer than it was given"))
    }

    /// A tree: that of a commit with these changes. `None` takes a path away.
    pub(super) fn write_tree(
        &self,
        base: Option<&str>,
        changes: &BTreeMap<String, Option<(String, Id)>>,
    ) -> Result<Id, Error> {
        let index = self.own.join("index").to_string_lossy().into_owned();
        let index = [("GIT_INDEX_FILE", index)];
        let call = base.map_or(["read-tree", "--empty"], |base| ["read-tree", base]);
        let said = self.ours(&call, &index, Vec::new())?;
        self.good("preparing a commit", said)?;
        let none = "0".repeat(base.map_or(40, str::len));
        let rows = changes.iter().flat_map(|(path, to)| {
            let (mode, id) = to.as_ref().map_or(("0", none.as_str()), |(m, id)| (m, id));
            format!("{mode} {id}\t{path}\0").into_bytes()
        });
        let said = self.ours(&["update-index", "-z", "--index-info"], &index, rows.collect())?;
        self.good("preparing a commit", said)?;
        let said = self.ours(&["write-tree"], &index, Vec::new())?;
        let tree = self.good("preparing a commit", said).map(|out| first_line(&out))?;
        // Names of families stand in the folder and its repository, and not in this machine's state.
        let said = self.ours(&["read-tree", "--empty"], &index, Vec::new())?;
        self.good("preparing a commit", said)?;
        Ok(tree)
    }

    /// A commit. Its author is this copy of the folder, by its tag: no person, and no machine's name.
    pub(super) fn commit(
        &self,
        tree: &str,
        parents: &[&str],
        tag: &str,
        message: &str,
    ) -> Result<Id, Error> {
        let mut call = vec!["commit-tree", "--no-gpg-sign", tree];
        for parent in parents {
            call.extend(["-p", parent]);
        }
        let (name, mail) = (format!("hv ({tag})"), format!("hv-{tag}@hv.invalid"));
        let who = [
            ("GIT_AUTHOR_NAME", name.clone()),
            ("GIT_AUTHOR_EMAIL", mail.clone()),
            ("GIT_COMMITTER_NAME", name),
            ("GIT_COMMITTER_EMAIL", mail),
        ];
        let said = self.ours(&call, &who, message.as_bytes().to_vec())?;
        self.good("writing a commit", said).map(|out| first_line(&out))
    }

    fn full_branch(&self) -> String {
        format!("refs/heads/{}", self.branch)
    }

    fn good(&self, what: &str, ended: Ended) -> Result<Vec<u8>, Error> {
        if ended.code == Some(0) {
            return Ok(ended.out);
        }
        Err(words::failed(what, &ended, self.limit))
    }

    /// In the folder's own repository. Only calls that start nothing go here.
    fn live(&self, arguments: &[&str], input: Vec<u8>) -> Result<Ended, Error> {
        let above = self.root.parent().unwrap_or(&self.root).to_string_lossy().into_owned();
        self.run(arguments, &[("GIT_CEILING_DIRECTORIES", above)], input)
    }

    /// In hv's own repository, with no settings but hv's.
    fn ours(
        &self,
        arguments: &[&str],
        more: &[(&str, String)],
        input: Vec<u8>,
    ) -> Result<Ended, Error> {
        let own = self.own.to_string_lossy().into_owned();
        let nobody_s = "/dev/null".to_owned();
        let place = [
            ("GIT_DIR", own),
            ("GIT_OBJECT_DIRECTORY", self.objects.clone()),
            ("GIT_CONFIG_NOSYSTEM", "1".to_owned()),
            ("GIT_CONFIG_GLOBAL", nobody_s),
        ];
        self.run(arguments, &[&place[..], more].concat(), input)
    }

    /// In hv's own repository, with the person's own settings: their keys, their proxy.
    fn network(&self, arguments: &[&str]) -> Result<Ended, Error> {
        let more =
            [("GIT_SSH_COMMAND", self.ssh.clone()), ("GIT_ALLOW_PROTOCOL", remote::WAYS.join(":"))];
        self.ours(arguments, &more, Vec::new())
    }

    fn run(
        &self,
        arguments: &[&str],
        variables: &[(&str, String)],
        input: Vec<u8>,
    ) -> Result<Ended, Error> {
        let call = Call { arguments, folder: &self.root, variables, input, limit: self.limit };
        git(call).map_err(|e| words::not_started(&e))
    }
}

fn first_line(out: &[u8]) -> String {
    String::from_utf8_lossy(out).lines().next().unwrap_or_default().trim().to_owned()
}

/// `diff-tree -z` as `update-index --index-info -z` reads it.
fn index_rows(listed: &[u8]) -> Vec<u8> {
    let mut rows = Vec::new();
    let mut parts = listed.split(|b| *b == 0);
    while let (Some(about), Some(path)) = (parts.next(), parts.next()) {
        let about = String::from_utf8_lossy(about).into_owned();
        let fields: Vec<&str> = about.split(' ').collect();
        if let [_, mode, _, id, _] = fields.as_slice() {
            let mode = if *mode == "000000" { "0" } else { mode };
            rows.extend(format!("{mode} {id}\t").into_bytes());
            rows.extend_from_slice(path);
            rows.push(0);
        }
    }
    rows
}

/// `cat-file --batch`: a line with id, kind and size, the content, a line's end.
fn parted(bytes: &[u8]) -> BTreeMap<Id, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut rest = bytes;
    while let Some(end) = rest.iter().position(|b| *b == b'\n') {
        let (head, after) = rest.split_at(end);
        let head = String::from_utf8_lossy(head).into_owned();
        let fields: Vec<&str> = head.split(' ').collect();
        let [id, "blob", size] = fields.as_slice() else { break };
        let (Ok(size), Some(after)) = (size.parse::<usize>(), after.get(1..)) else { break };
        let Some(content) = after.get(..size) else { break };
        found.insert((*id).to_owned(), content.to_vec());
        rest = after.get(size + 1..).unwrap_or_default();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_git_prints_in_one_stream_is_parted() {
        let all = parted(b"aa blob 3\nx\ny\nbb blob 0\n\ncc missing\n");
        assert_eq!(all.get("aa").map(Vec::as_slice), Some(&b"x\ny"[..]));
        assert_eq!(all.get("bb").map(Vec::as_slice), Some(&b""[..]));
        assert_eq!(all.len(), 2);
        assert!(parted(b"aa blob 9\nx").is_empty());
    }

    #[test]
    fn a_difference_becomes_rows_of_an_index() {
        let listed = b":000000 100644 00 11 A\0a b\0:100644 000000 11 00 D\0c\0";
        assert_eq!(index_rows(listed), b"100644 11\ta b\x000 00\tc\0");
    }
}
