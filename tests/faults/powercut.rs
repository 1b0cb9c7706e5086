//! The power goes, after each call of each writing command. Proves that what was reported as recorded survives, that what
//! was not leaves nothing that hides somebody, and that the next command works.
//!
//! A disk is worked out from the calls the command made: it keeps of a file what was there when the file was last synced,
//! and of a folder the names that were there when the folder was last synced. That is the least that a file system may
//! keep. The other end is tried too: all the names, and of what was not synced only NULs in its place. The folder each of
//! them leaves is made, and judged as `scenes.rs` judges.

use super::place::{Place, hv_binary, run, strace};
use super::scenes::{SCENES, Scene, lines};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

/// What a file holds, and what of it would survive.
#[derive(Debug, Clone, Default)]
struct Node {
    folder: bool,
    now: Vec<u8>,
    synced: Vec<u8>,
}

/// Names and what they stand for, as programs see them and as the disk has them.
#[derive(Debug, Clone, Default)]
struct Disk {
    nodes: Vec<Node>,
    names: BTreeMap<PathBuf, usize>,
    synced: BTreeMap<PathBuf, usize>,
}

/// A folder with all its files: no bytes is a folder.
type Tree = BTreeMap<PathBuf, Option<Vec<u8>>>;

impl Disk {
    /// Everything in the folder, synced long ago.
    fn of(root: &Path) -> Disk {
        let mut disk = Disk::default();
        let mut look = vec![root.to_owned()];
        while let Some(path) = look.pop() {
            let folder = path.is_dir();
            let bytes = if folder { Vec::new() } else { std::fs::read(&path).unwrap() };
            if folder {
                look.extend(std::fs::read_dir(&path).unwrap().map(|e| e.unwrap().path()));
            }
            disk.names.insert(path, disk.nodes.len());
            disk.nodes.push(Node { folder, now: bytes.clone(), synced: bytes });
        }
        disk.synced.clone_from(&disk.names);
        disk
    }

    fn make(&mut self, path: &Path, folder: bool) {
        if !self.names.contains_key(path) {
            self.names.insert(path.to_owned(), self.nodes.len());
            self.nodes.push(Node { folder, ..Node::default() });
        }
    }

    fn sync(&mut self, path: &Path) {
        let Some(node) = self.names.get(path).copied() else { return };
        self.nodes[node].synced = self.nodes[node].now.clone();
        if self.nodes[node].folder {
            let inside = |name: &PathBuf| name.parent() == Some(path);
            self.synced.retain(|name, _| !inside(name));
            let now = self.names.iter().filter(|(name, _)| inside(name));
            self.synced.extend(now.map(|(name, node)| (name.clone(), *node)));
        }
    }

    /// What a cut leaves that keeps nothing but what was synced.
    fn least(&self) -> Tree {
        let there = |name: &Path| {
            name.ancestors()
                .skip(1)
                .all(|f| !self.names.contains_key(f) || self.synced.contains_key(f))
        };
        let kept = self.synced.iter().filter(|(name, _)| there(name));
        kept.map(|(name, node)| (name.clone(), self.kept(*node))).collect()
    }

    /// What a cut leaves that keeps every name and every size, and of what was not synced only NULs.
    fn names_only(&self) -> Tree {
        let nuls = |node: usize| {
            let Node { folder, now, synced } = &self.nodes[node];
            let mut bytes = synced.clone();
            bytes.resize(now.len().max(synced.len()), 0);
            (!folder).then_some(bytes)
        };
        self.names.iter().map(|(name, node)| (name.clone(), nuls(*node))).collect()
    }

    fn kept(&self, node: usize) -> Option<Vec<u8>> {
        let node = &self.nodes[node];
        (!node.folder).then(|| node.synced.clone())
    }

    /// One call, as strace prints it with every string in hex. True: something was said on standard output or error.
    fn call(&mut self, line: &str) -> bool {
        let Some((name, rest)) = line.split_once('(') else { return false };
        let name = name.rsplit(' ').next().unwrap();
        let result = rest.rsplit_once(" = ").map_or("", |(_, result)| result);
        if result.starts_with('-') || result.starts_with('?') {
            return false;
        }
        let texts: Vec<Vec<u8>> = rest.split('"').skip(1).step_by(2).map(plain).collect();
        let path = |n: usize| PathBuf::from(String::from_utf8(texts[n].clone()).unwrap());
        let made = result.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
        let made = made.map(|(path, _)| PathBuf::from(String::from_utf8(plain(path)).unwrap()));
        let open = rest.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
        let open = open.map(|(path, _)| PathBuf::from(String::from_utf8(plain(path)).unwrap()));
        match name {
            "openat" if rest.contains("O_CREAT") => self.make(&made.unwrap(), false),
            "openat" => {}
            "mkdir" => self.make(&path(0), true),
            "write" => match open.and_then(|path| self.names.get(&path).copied()) {
                Some(node) => self.nodes[node].now.extend(&texts[0]),
                None => return rest.starts_with("1<") || rest.starts_with("2<"),
            },
            "fsync" | "fdatasync" => self.sync(&open.unwrap()),
            "rename" => {
                let node = self.names.remove(&path(0)).unwrap();
                self.names.insert(path(1), node);
            }
            "unlink" => {
                self.names.remove(&path(0));
            }
            other => panic!("{other} is not known here: {line}"),
        }
        false
    }
}

/// `\x68\x76` is `hv`.
fn plain(hex: &str) -> Vec<u8> {
    hex.split("\\x").skip(1).map(|digits| u8::from_str_radix(&digits[..2], 16).unwrap()).collect()
}

/// Every folder that a cut may leave behind, and whether something had been said before it.
fn cuts(place: &Place, program: &mut dyn FnMut(&mut Command)) -> BTreeSet<(bool, Tree)> {
    let mut disk = Disk::of(place.root());
    let log = place.around().join("calls");
    let mut traced = strace(place);
    let calls = "trace=openat,mkdir,write,fsync,fdatasync,rename,unlink";
    traced
        .args(["-f", "-qq", "--seccomp-bpf", "-y", "-xx", "-s", "10000000", "-e", calls, "-o"])
        .arg(&log);
    program(&mut traced);
    run(&mut traced).ends(0);
    let mut left = BTreeSet::new();
    let log = std::fs::read_to_string(&log).unwrap();
    // What a command says last is that it is done; before that it may warn.
    let mut rehearsed = disk.clone();
    let last = log.lines().filter(|line| rehearsed.call(line)).count();
    let mut times = 0;
    for line in log.lines() {
        times += usize::from(disk.call(line));
        let said = times == last;
        for tree in [disk.least(), disk.names_only()] {
            left.insert((said, tree));
        }
    }
    assert!(last > 0, "it said nothing: {place:?}");
    left
}

/// Makes the folder anew, as the cut left it.
fn put_back(place: &Place, tree: &Tree) {
    std::fs::remove_dir_all(place.root()).unwrap();
    for (path, bytes) in tree {
        match bytes {
            None => std::fs::create_dir(path).unwrap(),
            Some(bytes) => std::fs::write(path, bytes).unwrap(),
        }
    }
}

fn survives_every_cut(scene: &Scene) -> usize {
    let place = (scene.ready)();
    let before = lines(&place, scene.commits);
    let all = cuts(&place, &mut |traced: &mut Command| {
        traced.arg(hv_binary()).args(place.arguments(scene.now, scene.args));
    });
    for (said, tree) in &all {
        put_back(&place, tree);
        let what = format!("hv {}, after a power cut, said: {said}", scene.command);
        scene.held(&place, before, *said, &what);
    }
    all.len()
}

fn part(of: usize) {
    let mine = SCENES.iter().enumerate().filter(|(nth, _)| nth % 2 == of);
    let cuts: usize = mine.map(|(_, scene)| survives_every_cut(scene)).sum();
    assert!(cuts > 100, "only {cuts} folders were left behind");
}

#[test]
fn each_writing_command_first_half() {
    part(0);
}

#[test]
fn each_writing_command_second_half() {
    part(1);
}

/// The twin: who does not sync, or syncs the file and not its folder, loses what was reported.
#[test]
fn a_writer_that_does_not_sync_is_caught() {
    let naive = [
        ("printf '%s\\n' a >> r/outings/plain.yaml; echo recorded", true),
        ("printf '%s\\n' a > r/new.yaml; sync r/new.yaml; echo recorded", true),
        ("printf '%s\\n' a > r/new.yaml; sync r/new.yaml r; echo recorded", false),
    ];
    for (script, lost) in naive {
        let place = Place::new();
        place.write("outings/plain.yaml", "");
        let all = cuts(&place, &mut |traced: &mut Command| {
            traced.args(["sh", "-c", script]);
        });
        let wanted =
            |tree: &Tree| tree.values().any(|bytes| bytes.as_deref() == Some(b"a\n".as_slice()));
        let seen = all.iter().any(|(said, tree)| *said && !wanted(tree));
        assert_eq!(seen, lost, "{script}");
    }
}
