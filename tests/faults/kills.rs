//! Each writing call of each command, killed in turn and failed in turn. Proves for every one of these moments:
//! `hv overdue` is not all clear while somebody is out and late; what was reported as recorded is there; a
//! failure is said, as NOT RECORDED; and the next command works.
//!
//! strace does it: `inject=CALL:signal=SIGKILL:when=N` kills at the Nth call, `error=ENOSPC` fails it.

use super::place::{Place, Ran, hv_binary, run, strace};
use crate::OUTING;

/// The calls that write. Opening counts where it makes a file.
const CALLS: [&str; 11] = [
    "write",
    "fdatasync",
    "fsync",
    "rename",
    "renameat2",
    "linkat",
    "unlink",
    "openat",
    "mkdir",
    "fchmod",
    "flock",
];

/// One command, on a folder made ready for it.
struct Scene {
    ready: Place,
    now: &'static str,
    args: &'static [&'static str],
    /// What must hold afterwards, whatever happened.
    holds: fn(&Place, &Ran, &str),
}

impl Scene {
    /// Every moment at which this command writes: the call, and its number among calls of that name.
    fn moments(&self) -> Vec<(&'static str, usize)> {
        let place = self.ready.copy();
        let log = place.around().join("calls");
        let mut traced = strace(&place);
        traced.args(["-f", "-qq", "-e", &format!("trace={}", CALLS.join(",")), "-o"]).arg(&log);
        run(traced.arg(hv_binary()).args(place.arguments(self.now, self.args))).ends(0);
        let log = std::fs::read_to_string(&log).unwrap();
        let mut moments = Vec::new();
        for call in CALLS {
            let made = log.lines().filter(|l| l.contains(&format!(" {call}(")));
            let writes = |l: &str| call != "openat" || l.contains("O_CREAT");
            moments.extend(made.enumerate().filter(|(_, l)| writes(l)).map(|(n, _)| (call, n + 1)));
        }
        for needed in ["write", "fsync", "openat"] {
            let seen = moments.iter().any(|(call, _)| *call == needed);
            let appends = needed != "write" && moments.iter().any(|(call, _)| *call == "fdatasync");
            assert!(seen || appends, "{needed} is not among {moments:?}: this tests nothing");
        }
        moments
    }

    /// Runs the command on a fresh copy with a fault, and looks at what is left.
    fn with(&self, inject: &str) -> Ran {
        let place = self.ready.copy();
        let mut traced = strace(&place);
        traced.args(["-f", "-qq", "-o", "/dev/null", "-e", &format!("inject={inject}")]);
        let ran = run(traced.arg(hv_binary()).args(place.arguments(self.now, self.args)));
        let what = format!("{inject}: {ran:?}");
        assert!(!ran.err.contains("panicked") && ran.code() != Some(101), "{what}");
        assert!(ran.killed() || matches!(ran.code(), Some(0 | 3)), "{what}");
        if ran.code() == Some(3) {
            let words = [
                "NOT RECORDED",
                "cannot lock",
                "NOTHING SAVED",
                "NOT ALL SAVED",
                "NOT SURELY",
                "on no list yet",
            ];
            let said = words.iter().any(|words| ran.err.contains(words));
            // When no write works any more, the exit code is all that is left to say it with.
            let mute = inject.starts_with("write:") && inject.ends_with('+') && ran.err.is_empty();
            let said = said || mute;
            assert!(said, "it failed, and did not say what is not recorded: {what}");
        }
        (self.holds)(&place, &ran, &what);
        ran
    }

    fn killed_everywhere(&self) {
        let mut killed = 0;
        for (call, n) in self.moments() {
            killed += usize::from(self.with(&format!("{call}:signal=SIGKILL:when={n}")).killed());
        }
        assert!(killed >= 5, "only {killed} were killed");
    }

    /// Once, and from then on for good.
    fn failed_everywhere(&self, error: &str) {
        let mut refused = 0;
        for (call, n) in self.moments() {
            for for_good in ["", "+"] {
                let ran = self.with(&format!("{call}:error={error}:when={n}{for_good}"));
                refused += usize::from(ran.code() == Some(3));
            }
        }
        assert!(refused >= 2, "only {refused} were refused: the faults did not bite");
    }

    fn at_every_write(&self) {
        self.killed_everywhere();
        self.failed_everywhere("ENOSPC");
        self.failed_everywhere("EIO");
    }
}

#[track_caller]
fn late(place: &Place, now: &str, who: &str, what: &str) {
    let seen = place.overdue(now);
    assert_eq!(seen.code(), Some(4), "{what}\nthen at {now}: {seen:?}");
    assert!(seen.out.to_lowercase().contains(who), "{what}\nthen at {now}: {seen:?}");
}

#[track_caller]
fn works(ran: &Ran, what: &str) {
    assert_eq!(ran.code(), Some(0), "{what}\nthen: {ran:?}");
}

#[test]
fn out() {
    fn holds(place: &Place, ran: &Ran, what: &str) {
        late(place, "12:00", "kay invented and lou invented", what);
        if ran.code() == Some(0) || ran.err.contains("out since") {
            let id = place.overdue_json("12:00")["late"][0]["id"].to_string();
            assert!(id.contains("kay-1"), "{what} {id}");
            assert!(place.read(&outing(place)).contains("\"did\": \"sign-out\""), "{what}");
        }
        let heard = place.hv("10:10", &["checkin", "kay", "lou"]);
        if heard.code() != Some(0) {
            assert!(!ran.err.contains("out since"), "{what}\nthen: {heard:?}");
            works(&place.sign_out(), what);
            works(&place.hv("10:10", &["checkin", "kay", "lou"]), what);
        }
        late(place, "12:00", "kay invented and lou invented", what);
        one_outing(place, what);
        works(&place.hv("10:20", &["back", "kay", "lou"]), what);
    }
    let args = &["out", "kay", "lou", "--back", "11:30", "--monitor", "max"];
    Scene { ready: Place::planned(), now: "09:50", args, holds }.at_every_write();
}

/// However often it was typed: one departure is one outing, on record and in what is watched.
#[track_caller]
fn one_outing(place: &Place, what: &str) {
    for folder in ["outings/2026-W48", "open/out"] {
        let all = std::fs::read_dir(place.path(folder)).unwrap();
        let names = all.map(|e| e.unwrap().file_name().into_string().unwrap());
        let names: Vec<String> = names.filter(|n| n.starts_with("2026-")).collect();
        assert_eq!(names.len(), 1, "{what}\n{folder}: {names:?}");
    }
}

fn outing(place: &Place) -> String {
    let week = std::fs::read_dir(place.path("outings/2026-W48")).unwrap();
    let names = week.map(|e| e.unwrap().file_name().into_string().unwrap());
    format!("outings/2026-W48/{}", names.into_iter().find(|n| n.contains("-kay-1")).unwrap())
}

#[test]
fn breach() {
    fn holds(place: &Place, ran: &Ran, what: &str) {
        // A copy of the folder has a tag of its own, so only the start of the name is known.
        let begun = ["outings/2026-W48", "open/out"].iter().any(|folder| {
            let mut names = std::fs::read_dir(place.path(folder)).into_iter().flatten();
            names.any(|e| e.unwrap().file_name().to_string_lossy().starts_with("2026-11-24-jo-"))
        });
        if ran.code() == Some(0) || ran.err.contains("out since") || begun {
            late(place, "12:00", "jo", what);
        }
        let heard = place.hv("10:10", &["checkin", "jo"]);
        if heard.code() != Some(0) {
            assert!(!ran.err.contains("out since"), "{what}\nthen: {heard:?}");
            let out = ["out", "jo", "--breach", "rang", "--where", "Mill Lane", "--back", "11:00"];
            works(&place.hv("09:50", &out), what);
        }
        late(place, "12:00", "jo", what);
        one_outing(place, what);
    }
    let args = &["out", "jo", "--breach", "rang", "--where", "Mill Lane", "--back", "11:00"];
    Scene { ready: Place::new(), now: "09:50", args, holds }.at_every_write();
}

/// Only the same people to the same place go on with what was begun; for anybody else it stays the alarm it is.
#[test]
fn what_was_begun_for_others_or_elsewhere_is_not_gone_on_with() {
    let out = |place: &Place, who: &[&str], place_typed: &str| {
        let rest = ["--breach", "rang", "--where", place_typed, "--back", "11:00"];
        place.hv("09:50", &[&["out"][..], who, &rest].concat()).ends(0)
    };
    let record = "outings/2026-W48/2026-11-24-jo-1a.yaml";
    for (who, typed, goes_on, twice) in [
        (&["jo"][..], "Mill Lane", true, None),
        (
            &["jo", "sam"],
            "Mill Lane",
            false,
            Some("is out TWICE by this: 2026-11-24-jo-1a, to Mill Lane"),
        ),
        (&["jo"], "High Lane", false, Some("is out TWICE by this: 2026-11-24-jo-1a, to Mill Lane")),
        (&["sam"], "High Lane", false, None),
    ] {
        let place = Place::new();
        out(&place, &["jo"], "Mill Lane");
        place.write(record, "");
        let said = out(&place, who, typed).err;
        assert_eq!(said.contains("Going on with 2026-11-24-jo-1a"), goes_on, "{said}");
        assert_eq!(place.read(record).contains("sign-out"), goes_on);
        let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(said.contains("TWICE"), twice.is_some(), "{said}");
        assert!(twice.is_none_or(|words| said.contains(words)), "{said}");
        // Nobody is late by 10:00, so what is told is the one that was begun and never recorded.
        let told = place.overdue("10:00");
        assert_eq!(told.code(), Some(if goes_on { 0 } else { 4 }), "{told:?}");
        assert_eq!(told.out.contains("2026-11-24-jo-1a"), !goes_on, "{told:?}");
        if twice.is_some() {
            assert!(said.contains("hv doctor --accept 2026-11-24-jo-1a --why"), "{said}");
            let accept = ["doctor", "--accept", "2026-11-24-jo-1a", "--why", "nobody left"];
            place.hv("10:01", &accept).ends(0);
            assert!(!place.overdue("10:02").out.contains("2026-11-24-jo-1a"));
        }
    }
}

#[test]
fn checkin() {
    fn holds(place: &Place, ran: &Ran, what: &str) {
        late(place, "12:00", "kay invented and lou invented", what);
        if ran.code() == Some(0) || ran.err.contains(": contact, ") {
            assert!(place.read(OUTING).contains("\"did\": \"contact\""), "{what}");
            assert!(place.overdue("10:55").all_clear(), "{what}");
        }
        works(&place.hv("10:45", &["checkin", "kay", "lou"]), what);
        assert!(!place.overdue("11:00").out.contains("not heard from"), "{what}");
        late(place, "12:00", "kay invented and lou invented", what);
    }
    let args = &["checkin", "kay", "lou"];
    Scene { ready: Place::out(), now: "10:40", args, holds }.at_every_write();
}

#[test]
fn checkin_whose_marker_was_gone() {
    fn holds(place: &Place, _ran: &Ran, what: &str) {
        // The marker of the first is put back by the word about it, or its absence is doctor's to tell.
        let shown = place.overdue("12:00").code() == Some(4);
        assert!(shown || place.hv("12:00", &["doctor"]).code() == Some(3), "{what}");
    }
    let ready = Place::out();
    ready.hv("10:00", &["checkin", "kay", "--distress"]).ends(0);
    Scene { ready, now: "10:40", args: &["checkin", "lou", "--distress"], holds }
        .killed_everywhere();
}

#[test]
fn distress() {
    fn holds(place: &Place, ran: &Ran, what: &str) {
        late(place, "12:00", "lou", what);
        if ran.code() == Some(0) || ran.err.contains("DISTRESS recorded") {
            late(place, "10:41", "lou invented: distress", what);
        }
        works(&place.hv("10:42", &["checkin", "lou", "--distress"]), what);
        late(place, "10:43", "lou invented: distress", what);
    }
    let args = &["checkin", "lou", "--distress"];
    Scene { ready: Place::out(), now: "10:40", args, holds }.at_every_write();
}

/// Kay is back; Lou is not, and must be missed whatever becomes of the command.
#[test]
fn back() {
    fn holds(place: &Place, ran: &Ran, what: &str) {
        late(place, "12:00", "lou invented", what);
        let seen = place.overdue_json("12:00")["late"].to_string();
        let kay_is_back = !seen.contains("\"kay\"");
        let line = place.read(OUTING).contains("\"did\": \"back\"");
        assert!(line || !kay_is_back, "{what}");
        if ran.code() == Some(0) || ran.err.contains("back at") {
            assert!(line && kay_is_back, "{what}");
        }
        works(&place.hv("10:45", &["back", "lou"]), what);
        if !kay_is_back {
            late(place, "12:00", "kay invented", what);
            works(&place.hv("10:46", &["back", "kay"]), what);
        }
        let seen = place.overdue("12:00");
        let torn = place.read(OUTING).lines().any(|l| !l.ends_with('}') && l.starts_with("- "));
        assert!(seen.all_clear() || torn, "{what}\nthen: {seen:?}");
    }
    Scene { ready: Place::out(), now: "10:40", args: &["back", "kay"], holds }.at_every_write();
}

#[test]
fn plan_add() {
    fn holds(place: &Place, ran: &Ran, what: &str) {
        let visits = std::fs::read_dir(place.path("families/ahmed/visits"));
        let made = visits.is_ok_and(|mut all| all.next().is_some());
        let said = ran.code() == Some(0) || ran.err.contains("Planned ahmed/");
        if made || said {
            late(place, "10:16", "kay invented and lou invented", what);
        }
        if said {
            let shown = place.hv("08:30", &["plan", "2026-W48"]).out;
            assert!(shown.contains("ahmed"), "{what} {shown}");
        }
        if ran.err.contains("NOT RECORDED") && !ran.err.contains("EIO") {
            let listed = place.hv("08:30", &["plan", "2026-W48", "--json"]).out;
            let sound = listed.contains("ahmed/2026-11-24-1a");
            let synced =
                ran.err.contains("Input/output error") || ran.err.contains("No space left");
            assert!(!sound || synced, "said NOT RECORDED, and it is: {what} {listed}");
        }
        works(&place.plan("brown"), what);
        if !said {
            works(&place.plan("ahmed"), what);
        }
        late(place, "10:16", "kay invented and lou invented", what);
    }
    let args = &[
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
    Scene { ready: Place::new(), now: "08:00", args, holds }.at_every_write();
}

/// Wherever it ends, every file is the old one or the new one; one that says that nothing was saved has saved nothing;
/// and the same import again brings the rest.
#[test]
fn import() {
    fn holds(place: &Place, ran: &Ran, what: &str) {
        let there = |path: &str| place.path(path).exists();
        let new = ["addresses/cole.yaml", "families/cole/family.yaml", "families/dunn/family.yaml"];
        if ran.err.contains("NOTHING SAVED") {
            assert!(!new.iter().any(|path| there(path)), "{what}");
            assert!(!place.read("families/brown/family.yaml").contains("Zed"), "{what}");
        }
        if ran.code() == Some(0) || ran.err.contains("Added 2 and changed 1") {
            assert!(new.iter().all(|path| there(path)), "{what}");
        }
        for family in ["brown", "cole", "dunn"] {
            let path = format!("families/{family}/family.yaml");
            if there(&path) {
                works(&place.hv("08:40", &["family", family]), what);
            }
        }
        works(&place.hv("08:45", IMPORT), what);
        assert!(place.read("families/brown/family.yaml").contains("Zed"), "{what}");
        works(&place.hv("08:50", &["family"]), what);
        works(&place.hv("08:50", &["doctor"]), what);
    }
    const IMPORT: &[&str] = &["family", "import", "r/local/sheet.csv", "--update"];
    let ready = Place::new();
    ready.write(
        "local/sheet.csv",
        "id,pupil,address\nbrown,Zed Invented,12 High Street\ncole,Cy,1 Low Street\ndunn,Di,2 Low Street\n",
    );
    Scene { ready, now: "08:30", args: IMPORT, holds }.at_every_write();
}

/// The visit's own line commits. When only the week list behind it fails, the visit is planned, and typing the
/// command again must not be what hv asks for: that would plan it twice.
#[test]
fn a_week_list_that_cannot_be_written_does_not_unplan_the_visit() {
    let place = Place::new();
    std::fs::create_dir(place.path("weeks/2026-W48.yaml")).unwrap();
    let ran = place.plan("ahmed").ends(0);
    assert!(ran.err.contains("Planned ahmed/2026-11-24-1a"), "{ran:?}");
    assert!(ran.err.contains("week list") && !ran.err.contains("NOT RECORDED"), "{ran:?}");
    place.overdue("10:16").ends(4);
}

#[test]
fn cancel() {
    fn holds(place: &Place, ran: &Ran, what: &str) {
        late(place, "12:00", "kay invented and lou invented", what);
        let visit = place.read("families/ahmed/visits/2026-11-24-1a.yaml");
        if ran.code() == Some(0) || ran.err.contains(": no-show, ") {
            assert!(visit.contains("\"outcome\": \"no-show\""), "{what}");
            assert!(place.read(OUTING).contains("\"did\": \"called-off\""), "{what}");
            assert!(place.overdue("10:45").all_clear(), "{what}");
        }
        works(&place.hv("10:45", &["checkin", "kay", "lou"]), what);
        works(&place.hv("10:50", &["back", "kay", "lou"]), what);
    }
    let args = &["cancel", "ahmed", "--outcome", "no-show", "--why", "nobody in"];
    Scene { ready: Place::out(), now: "10:40", args, holds }.at_every_write();
}

/// Looking keeps what it saw outside the folder; killed or failed there, it still tells, and the next look does.
#[test]
fn overdue_itself() {
    let place = Place::new();
    let out = ["out", "jo", "--breach", "rang", "--where", "Mill Lane", "--back", "+45m"];
    place.hv("", &out).ends(0);
    assert!(place.overdue("").all_clear());
    let marker = std::fs::read_dir(place.path("open/out")).unwrap().map(|e| e.unwrap().path());
    let marker = marker.into_iter().find(|p| p.to_string_lossy().contains("-jo-")).unwrap();
    std::fs::remove_file(&marker).unwrap();
    let faults = ["signal=SIGKILL", "error=ENOSPC", "error=EIO"];
    for (call, n) in [("fsync", 1), ("fsync", 2), ("rename", 1), ("write", 2)] {
        for fault in faults {
            let mut traced = strace(&place);
            let inject = format!("inject={call}:{fault}:when={n}");
            traced.args(["-f", "-qq", "-o", "/dev/null", "-e", &inject]).arg(hv_binary());
            let ran = run(traced.args(place.arguments("", &["overdue"])));
            assert!(ran.killed() || ran.code() == Some(3), "{inject} {ran:?}");
            assert!(ran.out.contains("vanished"), "it is told before it is remembered: {ran:?}");
            place.overdue("").ends(3).prints("vanished").prints("jo");
        }
    }
}

/// An append is one write and one sync, and a sync that failed is not tried again on the same file.
#[test]
fn a_failed_sync_is_never_called_a_success_by_trying_again() {
    let scene = Scene {
        ready: Place::out(),
        now: "10:40",
        args: &["checkin", "kay", "lou"],
        holds: |_, _, _| (),
    };
    for error in ["EIO", "ENOSPC"] {
        let ran = scene.with(&format!("fdatasync:error={error}:when=1"));
        assert_eq!(ran.code(), Some(3), "{ran:?}");
        assert!(ran.err.contains("NOT RECORDED") && ran.err.contains("paper"), "{ran:?}");
    }
}
