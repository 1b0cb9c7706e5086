//! Every place of the record folder, and of this machine's own files, against everything that can stand there. Proves
//! that each command ends within its bounds, that what may hide somebody is never "all in time", that Jo, who is late,
//! stays told, and that `hv doctor` names the place. The twins show that the same look catches a program without these
//! guards.

use super::bad::{self, Bad};
use super::scene::{IN_TIME, JO_LATE, MARKER, OUTING, Ran, Scene, limited, run};
use std::path::{Path, PathBuf};

/// What a place is to the commands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Is {
    /// It may hide somebody: never exit 0 over it.
    Hides,
    /// The folder's, and read by others than `hv overdue`.
    Folder,
    /// A file of this copy alone: only whoever uses it is told.
    Copy,
    /// This machine's own, outside the folder.
    Machine,
}

const HIDES: [&str; 4] = ["hv.toml", OUTING, MARKER, "open/planned/2024-11-26-1a.brown"];

const FOLDER: [&str; 9] = [
    "open/owed/2024-11-26-jo-1a",
    "policy.toml",
    "people/kay.yaml",
    "addresses/ahmed.yaml",
    "families/ahmed/family.yaml",
    "families/ahmed/visits/2024-11-26-1a.yaml",
    "families/ahmed/assessments/2024-11-20-1a.yaml",
    "assessments/doorstep-visits.yaml",
    "weeks/2024-W48.yaml",
];

const COPY: [&str; 3] = ["local/machine", "local/lock", "local/drafts/assess-ahmed.yaml"];

const MACHINE: [&str; 3] =
    ["../state/hv/STATE.json", "../state/hv/STATE.run", "../config/hv/machine.toml"];

/// Commands of which each pair of place and content gets one, in turn.
const IN_TURN: [&[&str]; 8] = [
    &["overdue", "--alert"],
    &["board"],
    &["plan"],
    &["show", "ahmed"],
    &["show", "2024-11-26-kay-1a"],
    &["checkin", "kay"],
    &["why", "ahmed"],
    &["brief", "kay"],
];

/// The name of this machine's state of the folder, once it has one.
fn state_of(scene: &Scene) -> String {
    let _late_by_now = scene.hv("", &["overdue"]);
    let found = std::fs::read_dir(scene.around().join("state/hv")).unwrap();
    let names = found.map(|e| e.unwrap().file_name().into_string().unwrap());
    let all: Vec<String> = names.collect();
    all.iter().find_map(|n| n.strip_suffix(".json")).unwrap().to_owned()
}

/// What is wrong with the answer of `hv overdue`, or of a program that stands for it.
fn unsafe_answer(ran: &Ran, hides: bool, jo_is_late: bool) -> Option<String> {
    let jo = ran.code().is_some_and(|c| c > 3) && ran.flat().contains("JO: not back");
    if jo_is_late && !jo {
        return Some("Jo is not told of".to_owned());
    }
    let silent = hides && ran.code() == Some(0);
    silent.then(|| "all in time over what may hide somebody".to_owned())
}

/// One content in one place, and what was wrong with what the commands said.
struct Look<'a> {
    scene: &'a Scene,
    wrong: Vec<String>,
}

impl Look<'_> {
    fn at(&mut self, ran: &Ran, why: Option<String>) {
        if let Some(why) = ran.unsound().or(why) {
            let said: String = ran.flat().chars().take(600).collect();
            self.wrong.push(format!("  {}: {why} ({:?})\n    {said}", ran.typed, ran.code()));
        }
    }

    fn overdue(&mut self, is: Is) {
        if is == Is::Hides {
            let ran = self.scene.hv(IN_TIME, &["overdue"]);
            self.at(&ran, unsafe_answer(&ran, true, false));
        }
        let ran = self.scene.hv(JO_LATE, &["overdue"]);
        self.at(&ran, unsafe_answer(&ran, is == Is::Hides, true));
    }

    fn doctor(&mut self, place: &str) {
        let doctor = self.scene.hv(JO_LATE, &["doctor"]);
        // A path is broken at a hyphen where the line ends.
        let named = doctor.code() == Some(3) && doctor.flat().replace("- ", "-").contains(place);
        self.at(&doctor, (!named).then(|| "doctor does not name it".to_owned()));
    }

    fn alert(&mut self) {
        let ran = self.scene.hv("", &["overdue", "--alert"]);
        self.at(&ran, unsafe_answer(&ran, true, true));
    }

    fn in_turn(&mut self, turn: usize) {
        match IN_TURN[turn % IN_TURN.len()] {
            ["overdue", ..] => self.alert(),
            args => {
                let ran = self.scene.hv(JO_LATE, args);
                self.at(&ran, None);
            }
        }
    }

    /// A contact is recorded or it is said that it was not.
    fn checkin(&mut self) {
        let ran = self.scene.hv(JO_LATE, &["checkin", "lou"]);
        let lines = |text: Vec<u8>| text.split(|b| *b == b'\n').count();
        let there = lines(self.scene.read(OUTING)) == 6;
        let fine = if there { ran.code() == Some(0) } else { ran.flat().contains("NOT RECORDED") };
        self.at(&ran, (!fine).then(|| format!("recorded: {there}")));
    }

    fn place(&mut self, place: &str, is: Is, turn: usize) {
        match is {
            Is::Hides | Is::Folder => {
                // Of most of the folder it reads nothing; that it does not is looked at now and then.
                if is == Is::Hides || turn.is_multiple_of(5) {
                    self.overdue(is);
                }
                self.doctor(place);
                self.in_turn(turn);
            }
            Is::Copy => {
                self.overdue(is);
                self.checkin();
                self.at(&self.scene.hv(JO_LATE, &["assess", "ahmed"]), None);
            }
            Is::Machine => self.alert(),
        }
    }
}

/// Everything that can stand there, in each of these places.
fn attack(places: &[&str], is: Is) {
    let scene = Scene::out();
    let state = state_of(&scene);
    let kept = scene.keep();
    let mut wrong = Vec::new();
    for (n, place) in places.iter().enumerate() {
        let place = place.replace("STATE", &state);
        let path = scene.path(&place);
        for (m, (name, content)) in bad::all().iter().enumerate() {
            let nothing_there = path.symlink_metadata().is_err();
            if matches!(content, Bad::Around(..)) && nothing_there {
                continue;
            }
            content.put(&path);
            let mut look = Look { scene: &scene, wrong: Vec::new() };
            look.place(&place, is, n + m);
            if !look.wrong.is_empty() {
                wrong.push(format!("{place}: {name}\n{}", look.wrong.join("\n")));
            }
            let wrote = is != Is::Hides && is != Is::Folder
                || matches!(IN_TURN[(n + m) % IN_TURN.len()], ["checkin" | "overdue", ..]);
            if wrote { scene.go_back(&kept) } else { scene.put_back(&kept, &place) }
        }
    }
    assert!(wrong.is_empty(), "{}\n{} wrong", wrong.join("\n"), wrong.len());
}

#[test]
fn what_may_hide_somebody_is_never_all_in_time_whatever_stands_there() {
    attack(&HIDES, Is::Hides);
}

#[test]
fn doctor_names_every_file_that_is_not_what_it_should_be_and_the_alarm_still_rings() {
    attack(&FOLDER[..5], Is::Folder);
}

#[test]
fn no_record_stalls_or_breaks_a_command_and_the_alarm_still_rings() {
    attack(&FOLDER[5..], Is::Folder);
}

#[test]
fn a_lock_and_a_draft_that_are_something_else_lose_no_call() {
    attack(&COPY, Is::Copy);
}

#[test]
fn the_machines_own_files_silence_nothing() {
    attack(&MACHINE, Is::Machine);
}

/// A program that skips what it cannot read, as a twin of `hv overdue`: every outing it can make sense of, and the word
/// that all are in time if that leaves nobody.
fn naive(root: &Path, now: &str) -> Ran {
    let read = |path: PathBuf| std::fs::read_to_string(path).ok();
    let folder = std::fs::read_dir(root.join("outings/2024-W48"));
    let records = folder.into_iter().flatten().filter_map(|e| read(e.ok()?.path()));
    let back = |record: String| {
        let at = record.find("\"back\": \"")? + "\"back\": \"".len();
        Some((record.get(at..at + 16)?.to_owned(), record.contains("\"jo\"")))
    };
    let late: Vec<bool> = records
        .filter_map(back)
        .filter(|(back, _)| back.as_str() < format!("2024-11-26T{now}").as_str())
        .map(|(_, jo)| jo)
        .collect();
    let word = if late.contains(&true) { "JO: not back" } else { "" };
    let code = if late.is_empty() { 0 } else { 4 };
    run(std::process::Command::new("sh").args(["-c", &format!("echo '{word}'; exit {code}")]))
}

#[test]
fn twin_a_reader_that_skips_what_it_cannot_read_is_caught() {
    let scene = Scene::out();
    assert_eq!(unsafe_answer(&naive(scene.root(), JO_LATE), false, true), None);
    assert_eq!(unsafe_answer(&naive(scene.root(), IN_TIME), false, false), None);
    bad::all()[0].1.put(&scene.path(OUTING));
    let why = unsafe_answer(&naive(scene.root(), IN_TIME), true, false);
    assert_eq!(why.as_deref(), Some("all in time over what may hide somebody"));
    bad::all()[0].1.put(&scene.path("outings/2024-W48/2024-11-26-jo-1a.yaml"));
    let why = unsafe_answer(&naive(scene.root(), JO_LATE), true, true);
    assert_eq!(why.as_deref(), Some("Jo is not told of"));
}

#[test]
fn twin_what_works_or_eats_without_end_is_caught() {
    let stall = run(limited("sh", "1").args(["-c", "while :; do :; done"]));
    assert!(stall.unsound().is_some_and(|why| why.contains("signal")), "{stall:?}");
    let script = "import sys; sys.stderr.write('panicked')";
    let broken = run(limited("python3", "5").args(["-c", script]));
    assert!(broken.unsound().is_some(), "{broken:?}");
    let eats = run(limited("python3", "5").args(["-c", "b'x' * (200 << 20)"]));
    assert_ne!(eats.code(), Some(0), "{eats:?}");
}
