//! Every command's help opens with examples, and each of them does what stands over it, in a school that is made ready
//! for it here.

use crate::harness::Place;
use hv::cli::{Example, examples_of};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A school to run an example in, the moment, and what was typed before it.
struct Scene {
    school: &'static str,
    /// Empty: the machine's own clock.
    now: &'static str,
    before: &'static [&'static str],
}

const fn scene(school: &'static str, now: &'static str) -> Scene {
    Scene { school, now, before: &[] }
}

const fn after(school: &'static str, now: &'static str, before: &'static [&'static str]) -> Scene {
    Scene { school, now, before }
}

/// Where an example needs more than [`usual`] gives: the command, which of its examples, and the scene.
const SCENES: &[(&str, usize, Scene)] = &[
    ("init", 0, scene("none", "")),
    ("init", 1, scene("none", "")),
    ("plan sign", 0, scene("nettlewick", "2026-11-20T14:50")),
    ("plan sign", 1, scene("nettlewick", "2026-11-20T14:50")),
    ("plan change", 0, scene("millbrook", "10:00")),
    ("plan change", 1, scene("millbrook", "10:00")),
    ("plan drop", 0, scene("millbrook", "10:00")),
    ("arrive", 0, scene("nettlewick", "09:58")),
    ("arrive", 1, scene("nettlewick", "09:58")),
    ("arrive", 2, scene("nettlewick", "09:58")),
    ("late", 0, scene("nettlewick", "09:58")),
    ("enter", 0, scene("millbrook", "09:10")),
    ("delay", 0, scene("nettlewick", "09:52")),
    ("cancel", 0, scene("millbrook", "2026-11-23T13:19")),
    ("back", 0, scene("nettlewick", "11:10")),
    ("back", 1, scene("nettlewick", "11:10")),
    ("back", 2, scene("nettlewick", "11:10")),
    (
        "tell",
        0,
        after(
            "alderman-richard-hallam",
            "10:31",
            &[
                "10:00 out kay --breach \"no time for the forms\" --where \"12 High Street\" --back 12:00",
                "10:30 checkin kay --school-rang",
            ],
        ),
    ),
    (
        "home",
        0,
        after(
            "washwood-heath",
            "18:00",
            &[
                "17:00 out kay --breach \"no time for the forms\" --where \"12 High Street\" --back 18:00",
            ],
        ),
    ),
    ("ack", 0, scene("nettlewick", "11:30")),
    ("ack", 1, scene("nettlewick", "11:30")),
    ("rung", 0, scene("nettlewick", "11:30")),
    ("rung", 1, scene("nettlewick", "11:30")),
    (
        "resolve",
        0,
        after("nettlewick", "10:42", &["10:40 checkin kay --concern \"followed by a van\""]),
    ),
    ("resolve", 1, after("nettlewick", "10:42", &["10:40 distress kay"])),
    ("undo", 0, after("nettlewick", "10:40", &["10:39 back kay"])),
    (
        "undo",
        1,
        after(
            "nettlewick",
            "10:40",
            &[
                "10:39 out ray --breach \"in a hurry\" --where \"10 Fabled Court\" --back 12:00 --monitor nia",
            ],
        ),
    ),
    ("done", 0, after("nettlewick", "15:00", &["11:05 leave kay lou", "11:15 back kay lou"])),
    ("incident", 0, scene("nettlewick", "11:10")),
    ("overdue", 0, scene("nettlewick", "11:30")),
    ("overdue", 1, scene("hunsbury-park", "")),
    ("board", 0, scene("nettlewick", "11:10")),
    ("board", 1, scene("nettlewick", "11:10")),
    ("brief", 0, scene("nettlewick", "11:30")),
    ("notify test", 0, scene("channel", "")),
    ("drill answered", 0, after("nettlewick", "10:45", &["10:40 drill start --yes --monitor nia"])),
    ("drill end", 0, after("nettlewick", "10:45", &["10:40 drill start --yes --monitor nia"])),
    ("doctor", 0, scene("nettlewick", "11:10")),
    ("doctor", 1, scene("nettlewick", "11:10")),
    ("retention", 0, scene("nettlewick", "11:10")),
    (
        "retention release",
        0,
        after(
            "hunsbury-park",
            "10:45",
            &["10:40 retention hold ahmed --why \"a complaint\" --review 2027-06-01"],
        ),
    ),
    ("retention erase", 0, scene("hunsbury-park", "")),
    ("retention finish", 0, scene("hunsbury-park", "")),
    ("access", 0, scene("nettlewick", "11:10")),
    ("access", 1, scene("nettlewick", "11:10")),
    ("schedule", 0, scene("nettlewick", "")),
    ("schedule", 1, scene("nettlewick", "")),
    ("sync", 0, scene("synced", "")),
    ("sync", 1, scene("synced", "")),
];

/// The scenes of most: Nettlewick at twenty to eleven, and for what its policy asks much for, Millbrook.
fn usual(path: &str) -> Scene {
    let millbrook =
        ["staff import", "family import", "plan add", "out", "reconcile"].contains(&path);
    scene(if millbrook { "millbrook" } else { "nettlewick" }, "10:40")
}

struct Stage {
    place: Place,
    now: String,
}

impl Stage {
    fn desk(&self) -> PathBuf {
        self.place.path().join("desk")
    }

    fn school(&self) -> PathBuf {
        self.place.folder()
    }

    fn of(scene: &Scene) -> Stage {
        let place = Place::new("2026-11-24T08:00:00+00:00");
        let stage = Stage { place, now: scene.now.to_owned() };
        fs::create_dir(stage.desk()).unwrap();
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        fs::copy(root.join("examples/oakfield/staff.csv"), stage.desk().join("staff.csv")).unwrap();
        let sheet = "time,who,did,visit,where,back,monitor,said,written-by\n\
                     10:20,hob,left,,12 High Street,11:30,una,,Dot\n10:35,hob,rang,,,,,at the door,Dot\n";
        fs::write(stage.desk().join("sheet.csv"), sheet).unwrap();
        let families = "id,pupil,carer,Phone,address\njuniper,\"Jan Invented, 4B\",Jill Invented,07700 900456,\"12 High Street, Millbrook\"\n";
        fs::write(stage.desk().join("families.csv"), families).unwrap();
        match scene.school {
            "none" => {}
            "nettlewick" | "millbrook" => {
                as_cloned(&root.join("examples").join(scene.school), &stage.school());
            }
            other => stage.made(other),
        }
        for line in scene.before {
            let (time, typed) = line.split_once(' ').unwrap();
            let run = stage.run(&crate::harness::words(typed), time);
            assert!(run.status.success(), "before: hv {typed}: {}", text(&run));
        }
        stage
    }

    /// A school of the policy's name, or one with a channel, or with a place to meet at.
    fn made(&self, kind: &str) {
        let shipped = !["channel", "synced"].contains(&kind);
        let policy = if shipped { kind } else { "hunsbury-park" };
        let school = self.school();
        let dir = school.to_str().unwrap();
        let time = if self.now.is_empty() { "" } else { "09:00" };
        let init = format!(
            "init {dir} --name S --policy {policy} --number \"School office=01632 960100\" --hours 08:30-16:00"
        );
        for line in [
            init.as_str(),
            "staff add kay --name \"Kay Invented\" --mobile \"07700 900101\"",
            "staff add pat --name \"Pat Invented\" --mobile \"07700 900103\" --email pat@example.org",
            "family add ahmed --pupil Ali --carer \"Sara Invented=07700 900456\" --address \"12 High Street\"",
        ] {
            let run = self.run(&crate::harness::words(line), time);
            assert!(run.status.success(), "hv {line}: {}", text(&run));
        }
        let add = |more: &str| {
            let toml = fs::read_to_string(school.join("hv.toml")).unwrap();
            fs::write(school.join("hv.toml"), toml + more).unwrap();
        };
        if kind == "channel" {
            add("\n[[channel]]\nid = \"pager\"\nkind = \"command\"\nprogram = \"pager\"\n");
            let config = self.place.path().join("home/.config/hv");
            fs::create_dir_all(&config).unwrap();
            fs::write(config.join("machine.toml"), "[program.pager]\nrun = [\"/bin/cat\"]\n")
                .unwrap();
            private(&config.join("machine.toml"));
        }
        if kind == "synced" {
            let meeting = self.place.path().join("meeting.git");
            let made = Command::new("git")
                .args(["init", "--quiet", "--bare", "-b", "main"])
                .arg(&meeting)
                .status();
            assert!(made.unwrap().success());
            add(&format!(
                "\n[sync]\nremote = \"{}\"\nbranch = \"main\"\nheard-within = \"30m\"\n",
                meeting.display()
            ));
        }
    }

    fn run(&self, words: &[String], now: &str) -> Output {
        let mut program = self.place.program();
        program
            .current_dir(self.desk())
            .env("USER", "nia")
            .env("PATH", "/usr/local/bin:/usr/bin:/bin")
            .env("GIT_AUTHOR_NAME", "nia")
            .env("GIT_AUTHOR_EMAIL", "nia@example.org")
            .env("GIT_COMMITTER_NAME", "nia")
            .env("GIT_COMMITTER_EMAIL", "nia@example.org");
        if self.school().is_dir() {
            program.env("HV_STORE", self.school());
        }
        program.args(words);
        if !now.is_empty() {
            let day = if now.contains('T') { String::new() } else { "2026-11-24T".to_owned() };
            program.arg("--now").arg(format!("{day}{now}:00+00:00"));
        }
        program.stdin(Stdio::null()).output().unwrap()
    }
}

fn private(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
}

fn text(run: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr))
}

/// The folder with the modes and the empty folders that git does not carry.
fn as_cloned(from: &Path, to: &Path) {
    use std::os::unix::fs::PermissionsExt;
    fs::create_dir_all(to).unwrap();
    fs::set_permissions(to, fs::Permissions::from_mode(0o700)).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap();
        if path.is_dir() && name != "local" {
            as_cloned(&path, &to.join(name));
        } else if path.is_file() {
            fs::copy(&path, to.join(name)).unwrap();
            private(&to.join(name));
        }
    }
}

fn every_path(command: &clap::Command, path: &str, found: &mut Vec<String>) {
    for one in command
        .get_subcommands()
        .filter(|one| path.is_empty() || one.get_name() != "help" || path == "policy")
    {
        let below = format!("{path} {}", one.get_name()).trim_start().to_owned();
        found.push(below.clone());
        every_path(one, &below, found);
    }
}

fn paths() -> Vec<String> {
    let mut found = vec![String::new()];
    every_path(&hv::cli::tree(), "", &mut found);
    found
}

/// The words of an example, without hv, its lines joined.
fn typed(example: &Example) -> Vec<String> {
    let line = example.types.replace(" \\\n", " ");
    let words = crate::harness::words(line.strip_prefix("hv ").unwrap());
    assert!(!line.contains(['\n', '\\', '$', '`', '{']), "{line}");
    words
}

fn fault(path: &str, n: usize, example: &Example) -> Option<String> {
    let own = SCENES.iter().find(|(of, which, _)| *of == path && *which == n);
    let usual = usual(path);
    let scene = own.map_or(&usual, |(_, _, scene)| scene);
    let stage = Stage::of(scene);
    let run = stage.run(&typed(example), &stage.now);
    let exit = run.status.code();
    (exit != Some(i32::from(example.exits))).then(|| {
        format!("$ {}\nexit {exit:?}, not {}: {}", example.types, example.exits, text(&run))
    })
}

#[test]
fn every_example_of_every_command_does_what_it_says() {
    let all: Vec<(&str, &[Example])> = hv::cli::EXAMPLES.to_vec();
    let jobs: Vec<(&str, usize, Example)> = all
        .iter()
        .flat_map(|(path, examples)| examples.iter().enumerate().map(|(n, e)| (*path, n, *e)))
        .collect();
    // Each waits for the disk most of the time.
    let next = AtomicUsize::new(0);
    let faults = Mutex::new(Vec::new());
    let work = || {
        while let Some((path, n, example)) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
            faults.lock().unwrap().extend(fault(path, *n, example));
        }
    };
    std::thread::scope(|scope| (0..6).for_each(|_| drop(scope.spawn(work))));
    let faults = faults.into_inner().unwrap();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(jobs.len() > 100, "{}", jobs.len());
}

#[test]
fn no_command_is_without_examples_and_no_example_without_a_command() {
    let paths = paths();
    let none: Vec<&String> = paths.iter().filter(|p| examples_of(p).is_empty()).collect();
    assert!(none.is_empty(), "without examples, see src/cli/examples.rs: {none:?}");
    for (path, examples) in hv::cli::EXAMPLES {
        assert!(paths.iter().any(|p| p == path), "there is no hv {path}");
        assert!(examples.len() <= 4, "{path}: nobody reads so many");
        let begins = format!("hv {path}").trim_end().to_owned();
        for example in *examples {
            let whole = example.types == begins || example.types.starts_with(&format!("{begins} "));
            let beside = path.is_empty() || *path == "policy";
            assert!(whole || beside, "{path}: {}", example.types);
            assert!(example.says.ends_with(':'), "{path}: {}", example.says);
            assert!(example.types.lines().all(|l| l.chars().count() <= 72), "{}", example.types);
        }
    }
    for (path, n, _) in SCENES {
        assert!(examples_of(path).len() > *n, "a scene for no example: {path} {n}");
    }
}

#[test]
fn help_opens_with_the_examples_under_the_summary_long_and_short_and_by_name() {
    let place = Place::new("2026-11-24T08:00:00+00:00");
    for (path, examples) in hv::cli::EXAMPLES.iter().filter(|(path, _)| !path.is_empty()) {
        // One for each kind of command is enough to start; the tree is the same for all.
        if !["checkin", "plan add", "policy", "undo"].contains(path) {
            continue;
        }
        let first = format!("    $ {}", examples[0].types.lines().next().unwrap());
        for line in [format!("{path} --help"), format!("{path} -h"), format!("help {path}")] {
            if line == "help policy" {
                continue; // A topic has the same name.
            }
            let run = place.hv_now(&line).exits(0);
            let at = |words: &str| {
                run.out.find(words).unwrap_or_else(|| panic!("no {words:?}: {}", run.out))
            };
            assert!(at("Examples:\n") < at("Usage: "), "{}", run.out);
            assert!(at(&first) < at("Usage: "), "{}", run.out);
            assert!(run.out.lines().take_while(|l| *l != "Examples:").count() <= 4, "{}", run.out);
        }
    }
}
