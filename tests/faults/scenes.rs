//! Every command that writes, at every call that changes a file: killed, out of space from there on, and one other error
//! in turn. Proves for each of these moments what `kills.rs` proves at length for the ten commands that matter most: the
//! committing line is there whole or not at all, what was reported as recorded is there, the next command works, what
//! refers to it is there or worked out again, and `hv overdue` is not all clear while somebody is out and late.
//!
//! The errors rotate from call to call. A kill comes before a call; what lies between two calls that change nothing is
//! the same folder, so only those that change one are killed at.

use super::place::{Place, Ran, hv_binary, run, strace};
use clap::CommandFactory;
use std::sync::OnceLock;

/// The calls that change a file, or make a change last.
const CALLS: [&str; 10] = [
    "write",
    "fdatasync",
    "fsync",
    "rename",
    "linkat",
    "unlink",
    "openat",
    "mkdir",
    "fchmod",
    "flock",
];

/// Of these, those after which the folder is another.
const CHANGES: [&str; 6] = ["write", "rename", "linkat", "unlink", "openat", "mkdir"];

const ERRORS: [&str; 7] = ["EIO", "EDQUOT", "EROFS", "EACCES", "EMFILE", "ENOSPC", "EINTR"];

/// One command, on a folder made ready for it.
pub(crate) struct Scene {
    /// The words that name it in the tree of commands.
    pub(crate) command: &'static str,
    pub(crate) ready: fn() -> Place,
    pub(crate) now: &'static str,
    pub(crate) args: &'static [&'static str],
    /// The file or folder it commits to, and what its line says.
    pub(crate) commits: (&'static str, &'static str),
    /// When somebody is out and late whatever becomes of the command.
    late: Option<&'static str>,
}

fn in_order(of: &Place, lines: &[(&str, &[&str])]) {
    for (now, args) in lines {
        of.hv(now, args).ends(0);
    }
}

/// Made once, copied for each use.
fn made(once: &'static OnceLock<Place>, make: impl FnOnce() -> Place) -> Place {
    once.get_or_init(make).copy()
}

fn school() -> Place {
    static MADE: OnceLock<Place> = OnceLock::new();
    made(&MADE, || {
        let place = Place::under(include_str!("scenes.toml"));
        place.hv("08:00", &["staff", "add", "dee", "--name", "dee invented"]).ends(0);
        place
    })
}

const PLAN: &[&str] = &[
    "plan",
    "add",
    "ahmed",
    "--at",
    "2026-11-24T10:00",
    "--for",
    "45m",
    "--staff",
    "kay,lou",
    "--reason",
    "planned",
];
const OUT: &[&str] = &["out", "kay", "lou", "--back", "11:30", "--monitor", "max"];
const MOVE: &[&str] = &["plan", "change", "ahmed", "--at", "2026-11-24T12:00", "--why", "later"];
const ASSESS: &[&str] = &[
    "assess",
    "ahmed",
    "--answer",
    "conducted-by=max",
    "--answer",
    "quiet=yes",
    "--answer",
    "next-review=2027-06-30",
    "--answer",
    "hazard.dog.control.1=no",
];
const DECIDE: &[&str] =
    &["assess", "decide", "ahmed", "--proceed", "yes", "--reason", "fine", "--decided-by", "max"];

fn planned() -> Place {
    static MADE: OnceLock<Place> = OnceLock::new();
    made(&MADE, || {
        let place = school();
        in_order(&place, &[("08:05", PLAN)]);
        place
    })
}

fn assessed() -> Place {
    static MADE: OnceLock<Place> = OnceLock::new();
    made(&MADE, || {
        let place = planned();
        in_order(&place, &[("08:10", ASSESS)]);
        place
    })
}

fn out() -> Place {
    static MADE: OnceLock<Place> = OnceLock::new();
    made(&MADE, || {
        let place = planned();
        in_order(&place, &[("09:50", OUT)]);
        place
    })
}

/// Moved while its alarm showed: that stands.
fn standing() -> Place {
    static MADE: OnceLock<Place> = OnceLock::new();
    made(&MADE, || {
        let place = planned();
        in_order(&place, &[("10:30", MOVE)]);
        place
    })
}

fn out_and_heard() -> Place {
    let place = out();
    in_order(&place, &[("10:10", &["checkin", "kay", "lou"])]);
    place
}

fn inside() -> Place {
    static MADE: OnceLock<Place> = OnceLock::new();
    made(&MADE, || {
        let place = out();
        in_order(
            &place,
            &[("10:00", &["arrive", "kay", "lou"]), ("10:05", &["enter", "kay", "lou"])],
        );
        place
    })
}

fn left() -> Place {
    let place = inside();
    in_order(&place, &[("10:30", &["leave", "kay", "lou"])]);
    place
}

fn in_danger() -> Place {
    let place = out();
    in_order(&place, &[("10:10", &["distress", "lou"])]);
    place
}

fn back() -> Place {
    let place = left();
    in_order(&place, &[("10:40", &["back", "kay", "lou"])]);
    place
}

fn ends_at_home() -> Place {
    let place = school();
    let plan = [PLAN, &["--kind", "late-visit"]].concat();
    in_order(&place, &[("08:05", &plan), ("09:50", OUT)]);
    place
}

fn drill() -> Place {
    let place = school();
    in_order(&place, &[("09:00", &["drill", "start", "--yes", "--monitor", "max"])]);
    place
}

fn cautioned() -> Place {
    let place = school();
    in_order(&place, &[("08:00", &["family", "change", "brown", "--caution", "dog=letter"])]);
    place
}

fn sheets() -> Place {
    let place = school();
    let row = "id,pupil,address\nbrown,Zed Invented,12 High Street\ncole,Cy,1 Low Street\n";
    place.write("local/families.csv", row);
    place.write("local/staff.csv", "id,name,mobile\npia,Pia Invented,07700 900009\n");
    place
}

/// The outing of Kay and Lou: a copied folder gives other names than the first.
fn only(place: &Place, folder: &str) -> String {
    let entries = std::fs::read_dir(place.path(folder)).unwrap();
    let names = entries.map(|e| e.unwrap().file_name().into_string().unwrap());
    let own: Vec<String> = names.filter(|name| name.contains("-kay-")).collect();
    let [name] = own.as_slice() else { panic!("{own:?}") };
    format!("{folder}/{name}")
}

fn out_with_a_sheet() -> Place {
    let place = out();
    place.write("local/day.csv", "time,who,did,written-by\n10:20,\"kay,lou\",rang,Max\n");
    place
}

/// Nobody could type when they left.
fn planned_with_a_sheet() -> Place {
    let place = planned();
    let lines =
        "time,who,did,visit,back,monitor,written-by\n09:50,\"kay,lou\",left,ahmed,11:30,max,Max\n";
    place.write("local/day.csv", lines);
    place
}

fn torn() -> Place {
    let place = out();
    place.hv("10:05", &["checkin", "kay"]).ends(0);
    let outing = only(&place, OUTINGS);
    let text = place.read(&outing);
    place.write(&outing, &text[..text.len() - 40]);
    place
}

fn unmarked() -> Place {
    let place = out();
    place.remove(&only(&place, "open/out"));
    place
}

const VISITS: &str = "families/ahmed/visits";
const FORMS: &str = "families/ahmed/assessments";
const OUTINGS: &str = "outings/2026-W48";

const fn scene(
    command: &'static str,
    ready: fn() -> Place,
    (now, args): (&'static str, &'static [&'static str]),
    commits: (&'static str, &'static str),
    late: Option<&'static str>,
) -> Scene {
    Scene { command, ready, now, args, commits, late }
}

/// Beside them: `hv init`, which has no folder yet, is in [`crate::begun`], and those of [`ELSEWHERE`].
pub(crate) const SCENES: &[Scene] = &[
    scene("out", planned, ("09:50", OUT), (OUTINGS, "sign-out"), Some("12:00")),
    scene(
        "checkin",
        out,
        ("10:10", &["checkin", "kay", "lou", "--note", "n"]),
        (OUTINGS, "contact"),
        Some("12:00"),
    ),
    scene("distress", out, ("10:10", &["distress", "lou"]), (OUTINGS, "distress"), Some("12:00")),
    scene(
        "undo",
        out_and_heard,
        ("10:12", &["undo", "--why", "a slip", "--yes"]),
        (OUTINGS, "undo"),
        Some("12:00"),
    ),
    scene("back", left, ("10:40", &["back", "kay"]), (OUTINGS, "back"), Some("12:00")),
    scene("arrive", out, ("10:00", &["arrive", "kay", "lou"]), (OUTINGS, "arrive"), Some("12:00")),
    scene(
        "late",
        out,
        ("09:55", &["late", "kay", "lou", "--expected", "10:20", "--told", "she rang"]),
        (OUTINGS, "late"),
        Some("12:00"),
    ),
    scene("enter", out, ("10:05", &["enter", "kay", "lou"]), (OUTINGS, "enter"), Some("12:00")),
    scene("leave", inside, ("10:30", &["leave", "kay", "lou"]), (OUTINGS, "leave"), Some("12:00")),
    scene(
        "extend",
        out,
        ("10:10", &["extend", "kay", "--back", "11:45", "--why", "traffic"]),
        (OUTINGS, "extend"),
        Some("12:00"),
    ),
    scene(
        "delay",
        out,
        ("09:55", &["delay", "kay", "--arrives", "10:20", "--why", "breakdown"]),
        (OUTINGS, "delay"),
        Some("12:00"),
    ),
    scene(
        "cancel",
        out,
        ("10:10", &["cancel", "ahmed", "--outcome", "no-show", "--why", "nobody"]),
        (VISITS, "outcome"),
        Some("12:00"),
    ),
    scene(
        "cancel",
        planned,
        ("09:30", &["cancel", "ahmed", "--outcome", "no-show", "--why", "nobody"]),
        (VISITS, "outcome"),
        None,
    ),
    scene(
        "tell",
        left,
        ("10:33", &["tell", "kay", "--answer", "all-calm=yes"]),
        (OUTINGS, "told"),
        Some("12:00"),
    ),
    scene(
        "reconcile",
        out_with_a_sheet,
        ("10:40", &["reconcile", "--from", "r/local/day.csv", "--yes"]),
        (OUTINGS, "contact"),
        Some("12:00"),
    ),
    scene(
        "reconcile",
        planned_with_a_sheet,
        ("10:40", &["reconcile", "--from", "r/local/day.csv", "--yes"]),
        (OUTINGS, "sign-out"),
        Some("12:00"),
    ),
    scene("home", ends_at_home, ("10:40", &["home", "kay"]), (OUTINGS, "home"), Some("12:30")),
    scene(
        "ack",
        in_danger,
        ("10:20", &["ack", "lou", "--doing", "ringing"]),
        (OUTINGS, "alarm"),
        Some("12:00"),
    ),
    scene(
        "rung",
        in_danger,
        ("10:20", &["rung", "lou", "no-answer"]),
        (OUTINGS, "alarm"),
        Some("12:00"),
    ),
    scene(
        "resolve",
        in_danger,
        ("10:20", &["resolve", "lou", "--confirmed-by", "dee", "--how", "seen", "--second", "max"]),
        (OUTINGS, "resolve"),
        Some("12:00"),
    ),
    scene(
        "done",
        back,
        (
            "10:45",
            &[
                "done",
                "ahmed",
                "--got-in",
                "yes",
                "--child-seen",
                "yes",
                "--present",
                "mother",
                "--concern",
                "none",
            ],
        ),
        (VISITS, "outcome"),
        None,
    ),
    scene(
        "incident",
        inside,
        (
            "10:10",
            &[
                "incident",
                "ahmed",
                "--kind",
                "threat",
                "--affected",
                "kay",
                "--by-whom",
                "carer",
                "--reference",
                "X-1",
            ],
        ),
        (VISITS, "incident"),
        Some("12:00"),
    ),
    scene("plan add", school, ("08:05", PLAN), (VISITS, "plan"), None),
    scene(
        "plan change",
        planned,
        ("08:10", &["plan", "change", "ahmed", "--at", "2026-11-24T10:05", "--why", "later"]),
        (VISITS, "change"),
        Some("10:30"),
    ),
    scene(
        "plan drop",
        planned,
        ("08:10", &["plan", "drop", "ahmed", "--why", "ill"]),
        (VISITS, "drop"),
        None,
    ),
    // Nobody signed out, and the alarm shows: it stands whatever becomes of the plan.
    scene(
        "plan drop",
        planned,
        ("10:30", &["plan", "drop", "ahmed", "--why", "ill"]),
        (VISITS, "drop"),
        Some("10:31"),
    ),
    scene("plan change", planned, ("10:30", MOVE), (VISITS, "change"), Some("10:31")),
    scene(
        "plan drop",
        standing,
        ("10:40", &["plan", "drop", "ahmed", "--why", "ill"]),
        (VISITS, "drop"),
        Some("10:41"),
    ),
    scene(
        "out",
        standing,
        ("11:50", &["out", "kay", "lou", "--back", "12:50", "--monitor", "max"]),
        (OUTINGS, "sign-out"),
        Some("12:30"),
    ),
    scene(
        "cancel",
        planned,
        ("10:30", &["cancel", "ahmed", "--outcome", "no-show", "--why", "nobody"]),
        (VISITS, "outcome"),
        Some("10:31"),
    ),
    scene(
        "plan sign",
        planned,
        ("08:10", &["plan", "sign", "--signed-by", "max"]),
        ("weeks", "sign"),
        Some("10:30"),
    ),
    scene("assess", planned, ("08:10", ASSESS), (FORMS, "assess"), Some("10:30")),
    scene("assess decide", assessed, ("08:15", DECIDE), (FORMS, "decide"), Some("10:30")),
    scene(
        "assess read",
        assessed,
        ("08:15", &["assess", "read", "ahmed", "--who", "kay,lou"]),
        (FORMS, "read"),
        Some("10:30"),
    ),
    scene(
        "assess control",
        assessed,
        ("08:15", &["assess", "control", "ahmed", "1", "--in-place", "--by-whom", "max"]),
        (FORMS, "control"),
        Some("10:30"),
    ),
    scene(
        "assess risk",
        assessed,
        ("08:15", &["assess", "risk", "ahmed", "a lodger", "--source", "by phone"]),
        (FORMS, "risk"),
        Some("10:30"),
    ),
    scene(
        "assess review",
        assessed,
        ("08:15", &["assess", "review", "ahmed", "unchanged", "--reviewed-by", "max"]),
        (FORMS, "review"),
        Some("10:30"),
    ),
    scene(
        "drill start",
        school,
        ("09:00", &["drill", "start", "--yes", "--monitor", "max"]),
        (OUTINGS, "sign-out"),
        None,
    ),
    scene(
        "drill answered",
        drill,
        ("09:05", &["drill", "answered", "max"]),
        (OUTINGS, "alarm"),
        None,
    ),
    scene("drill end", drill, ("09:05", &["drill", "end"]), (OUTINGS, "back"), None),
    scene(
        "staff add",
        planned,
        ("08:10", &["staff", "add", "pia", "--name", "Pia Invented"]),
        ("people/pia.yaml", "Pia"),
        Some("10:30"),
    ),
    scene(
        "staff change",
        planned,
        ("08:10", &["staff", "change", "lou", "--mobile", "07700 900007"]),
        ("people/lou.yaml", "900007"),
        Some("10:30"),
    ),
    scene(
        "staff import",
        sheets,
        ("08:10", &["staff", "import", "r/local/staff.csv"]),
        ("people/pia.yaml", "Pia"),
        None,
    ),
    scene(
        "family add",
        planned,
        (
            "08:10",
            &["family", "add", "cole", "--pupil", "Cy Invented", "--address", "1 Low Street"],
        ),
        ("families/cole/family.yaml", "Cy"),
        Some("10:30"),
    ),
    scene(
        "family change",
        planned,
        ("08:10", &["family", "change", "brown", "--pupil", "Zed Invented"]),
        ("families/brown/family.yaml", "Zed"),
        Some("10:30"),
    ),
    scene(
        "family review",
        cautioned,
        ("08:10", &["family", "review", "brown", "--caution", "dog", "--still-true", "it barked"]),
        ("families/brown/family.yaml", "it barked"),
        None,
    ),
    scene(
        "family import",
        sheets,
        ("08:10", &["family", "import", "r/local/families.csv", "--update"]),
        ("families/cole/family.yaml", "Cy"),
        None,
    ),
    scene(
        "doctor",
        torn,
        ("10:10", &["doctor", "--repair", "--yes"]),
        (OUTINGS, "judge"),
        Some("12:00"),
    ),
    scene(
        "doctor",
        unmarked,
        ("10:10", &["doctor", "--repair", "--yes"]),
        ("open/out", "outing"),
        Some("12:00"),
    ),
];

/// Commands that write and are killed in tests of their own, by the first word of their name.
const ELSEWHERE: [(&str, &str); 6] = [
    ("init", "tests/faults/begun.rs"),
    ("overdue", "tests/alert/killed.rs"),
    ("sync", "tests/sync/main.rs"),
    ("retention", "tests/keep/main.rs"),
    ("access", "tests/keep/main.rs"),
    ("notify", "tests/notify/main.rs"),
];

/// Commands that write nothing into the record folder.
const READERS: &[&str] = &[
    "log",
    "export",
    "calendar",
    "report",
    "staff",
    "family",
    "plan",
    "drill",
    "board",
    "brief",
    "print",
    "sheet",
    "show",
    "why",
    "policy",
    "schedule",
    "verify",
    "help",
    "completions",
    "man",
];

/// Each command of the tree that does something by itself.
fn commands(of: &clap::Command, before: &str, found: &mut Vec<String>) {
    for one in of.get_subcommands().filter(|one| one.get_name() != "help") {
        let name = format!("{before} {}", one.get_name()).trim().to_owned();
        if !one.is_subcommand_required_set() {
            found.push(name.clone());
        }
        commands(one, &name, found);
    }
}

#[test]
fn every_command_that_writes_has_a_scene() {
    let mut all = Vec::new();
    commands(&hv::cli::Cli::command(), "", &mut all);
    assert!(all.len() > 45, "{all:?}");
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    for name in &all {
        let first = name.split(' ').next().unwrap();
        let scene = SCENES.iter().any(|s| s.command == name);
        let elsewhere = ELSEWHERE.iter().find(|(word, _)| *word == first);
        let reads = READERS.contains(&name.as_str()) || first == "policy";
        let shown = elsewhere.is_some_and(|(_, test)| root.join(test).exists());
        assert!(scene || reads || shown, "hv {name} is killed nowhere: give it a scene");
        assert!(!(scene && reads), "hv {name} writes after all");
    }
    for scene in SCENES {
        assert!(all.iter().any(|name| name == scene.command), "there is no hv {}", scene.command);
    }
}

/// How often the committing line stands there whole, and how often cut off.
pub(crate) fn lines(place: &Place, (at, says): (&str, &str)) -> (usize, usize) {
    let path = place.path(at);
    let files: Vec<_> = match std::fs::read_dir(&path) {
        Ok(entries) => entries.map(|e| e.unwrap().path()).filter(|p| p.is_file()).collect(),
        Err(_) => vec![path.clone()],
    };
    let (mut whole, mut cut) = (0, 0);
    for file in files {
        let text = std::fs::read(&file).unwrap_or_default();
        let text = String::from_utf8_lossy(&text).into_owned();
        if path.extension().is_some_and(|end| end == "yaml") {
            // A directory file is replaced whole.
            whole += usize::from(text.contains(says));
            continue;
        }
        let says = if at == "open/out" {
            "\"outing\": ".to_owned()
        } else {
            format!("\"did\": \"{says}\"")
        };
        for line in text.lines().filter(|line| line.contains(&says)) {
            let count = if line.ends_with("\"}") { &mut whole } else { &mut cut };
            *count += 1;
        }
    }
    (whole, cut)
}

impl Scene {
    fn trace(&self, place: &Place, options: &[String]) -> std::process::Command {
        let mut traced = strace(place);
        traced.args(["-f", "-qq", "--seccomp-bpf"]).args(options).arg(hv_binary());
        traced.args(place.arguments(self.now, self.args));
        traced
    }

    /// Every moment at which this command changes a file or makes a change last.
    fn moments(&self) -> Vec<(&'static str, usize)> {
        let place = (self.ready)();
        let before = lines(&place, self.commits);
        let log = place.around().join("calls");
        let options =
            [format!("--trace={}", CALLS.join(",")), format!("--output={}", log.display())];
        run(&mut self.trace(&place, &options)).ends(0);
        let after = lines(&place, self.commits);
        assert!(after.0 > before.0 || self.args[1] == "change", "{} commits nothing", self.command);
        let log = std::fs::read_to_string(&log).unwrap();
        let mut moments = Vec::new();
        for call in CALLS {
            let made = log.lines().filter(|l| l.contains(&format!(" {call}(")));
            let writes = |l: &str| call != "openat" || l.contains("O_CREAT");
            moments.extend(made.enumerate().filter(|(_, l)| writes(l)).map(|(n, _)| (call, n + 1)));
        }
        let syncs = moments.iter().any(|(call, _)| call.ends_with("sync"));
        assert!(syncs, "{}: no sync is among {moments:?}", self.command);
        moments
    }

    fn at_every_moment(&self, nth: usize) -> usize {
        let (mut last, mut tried) = ("", 0);
        for (at, (call, n)) in self.moments().into_iter().enumerate() {
            let mut faults = Vec::new();
            // Every call fails once, in this command or in the next two, which write by the same way.
            if call != last || (nth + at).is_multiple_of(3) {
                faults.push(format!("error={}:when={n}", ERRORS[(nth + at) % ERRORS.len()]));
            }
            if CHANGES.contains(&call) {
                faults.push(format!("signal=SIGKILL:when={n}"));
            }
            if call != last {
                faults.push(format!("error=ENOSPC:when={n}+"));
            }
            last = call;
            for fault in faults {
                self.with(call, &fault);
                tried += 1;
            }
        }
        tried
    }

    fn with(&self, call: &str, fault: &str) {
        let place = (self.ready)();
        let before = lines(&place, self.commits);
        let options = [
            "--output=/dev/null".to_owned(),
            format!("--trace={call}"),
            format!("--inject={call}:{fault}"),
        ];
        let ran = run(&mut self.trace(&place, &options));
        let what = format!("hv {}, {call}:{fault}: {ran:?}", self.command);
        Scene::ended_as_it_should(&ran, &what, call, fault);
        self.held(&place, before, ran.code() == Some(0), &what);
    }

    /// Whatever happened: it is there if it was reported, the next command works, and nobody is missed in silence.
    pub(crate) fn held(&self, place: &Place, before: (usize, usize), reported: bool, what: &str) {
        let after = lines(place, self.commits);
        let there = after.0 > before.0;
        // A replaced file may say the same before and after.
        let done = there || (before.0 > 0 && self.commits.0.contains(".yaml"));
        assert!(done || !reported, "reported, and not there: {what}");
        assert!(after.1 <= before.1 + 1, "{what}");
        self.missed(place, what);
        let again = place.hv(self.now, self.args);
        // A drill of which only the marker is there is an alarm: somebody says that nobody left on it.
        let alarm = self.command == "drill start" && again.err.contains("real alarm");
        let refused = matches!(again.code(), Some(1 | 2)) && (there || alarm);
        assert!(again.code() == Some(0) || refused, "{what}\nagain: {again:?}");
        let count = lines(place, self.commits).0;
        assert!(alarm || count >= after.0.max(1), "{what}\nagain: {again:?}");
        self.missed(place, what);
        self.mended(place, what);
    }

    fn ended_as_it_should(ran: &Ran, what: &str, call: &str, fault: &str) {
        assert!(!ran.err.contains("panicked") && ran.code() != Some(101), "{what}");
        assert!(ran.killed() || matches!(ran.code(), Some(0 | 3)), "{what}");
        let words = [
            "NOT RECORDED",
            "cannot lock",
            "NOTHING SAVED",
            "NOT ALL SAVED",
            "NOT SURELY",
            "could not",
            // A look that could not be taken.
            "cannot be listed",
            "cannot be read",
        ];
        let said = words.iter().any(|words| ran.err.contains(words) || ran.out.contains(words));
        // When no write works any more, the exit code is all that is left to say it with.
        let mute = call == "write" && fault.ends_with('+');
        assert!(ran.code() != Some(3) || said || mute, "it failed, and did not say so: {what}");
    }

    /// Somebody is out and late, and hv overdue says so.
    fn missed(&self, place: &Place, what: &str) {
        let Some(late) = self.late else { return };
        let seen = place.overdue(late);
        if self.command == "out" || self.command.starts_with("doctor") {
            assert_eq!(seen.code(), Some(4), "{what}\nthen: {seen:?}");
        }
        assert!(matches!(seen.code(), Some(3 | 4)), "{what}\nthen: {seen:?}");
    }

    /// What refers to the line is there, or is worked out again; nothing is left but what a person has to look at.
    fn mended(&self, place: &Place, what: &str) {
        let mended = place.hv("12:40", &["doctor", "--repair", "--yes"]);
        let torn = ["cut off", "has no end", "NULs", "is empty"];
        let left = mended
            .out
            .lines()
            .skip_while(|l| !l.starts_with("Mended") && !l.starts_with("Nothing"));
        let damage: Vec<&str> = left
            .filter(|l| l.contains(".yaml") || l.starts_with("open/") || l.starts_with("weeks"))
            .filter(|l| {
                !l.starts_with("warning")
                    && !l.starts_with(' ')
                    && !torn.iter().any(|t| l.contains(t))
            })
            .collect();
        let alarm = self.command == "drill start" && mended.out.contains("its record is not there");
        let fine = alarm || damage.is_empty() || mended.code() == Some(0);
        assert!(fine, "{what}\nmended: {mended:?}");
    }
}

/// A part of the scenes, so that the parts run side by side.
fn part(of: usize) {
    let mine = SCENES.iter().enumerate().filter(|(nth, _)| nth % 4 == of);
    let tried: usize = mine.map(|(nth, scene)| scene.at_every_moment(nth)).sum();
    assert!(tried > 100, "only {tried} faults were tried");
}

#[test]
fn each_writing_command_first_part() {
    part(0);
}

#[test]
fn each_writing_command_second_part() {
    part(1);
}

#[test]
fn each_writing_command_third_part() {
    part(2);
}

#[test]
fn each_writing_command_fourth_part() {
    part(3);
}
