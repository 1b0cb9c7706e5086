//! Folders and files that cannot be read or written, or are not there. Proves that `hv overdue` never ends with
//! 0 over them, and that a writer says NOT RECORDED. As root these run hv as another user, because modes do not
//! stop root.

use super::place::{Place, Ran, hv_binary, is_root, run};
use crate::OUTING;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

const NOBODY: &str = "65534";

fn mode(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

/// A folder that belongs to a user whom modes stop.
struct Other {
    place: Place,
}

impl Other {
    fn own(place: Place) -> Other {
        if is_root() {
            mode(place.around(), 0o755);
            std::fs::copy(hv_binary(), place.around().join("hv")).unwrap();
            let mut chown = Command::new("chown");
            chown.args(["-R", NOBODY]).arg(place.root());
            run(&mut chown).ends(0);
            std::fs::create_dir(place.around().join("state")).unwrap();
            run(Command::new("chown").arg(NOBODY).arg(place.around().join("state"))).ends(0);
        }
        Other { place }
    }

    fn hv(&self, now: &str, args: &[&str]) -> Ran {
        if !is_root() {
            return self.place.hv(now, args);
        }
        let mut hv = self.place.program("setpriv");
        hv.args(["--reuid", NOBODY, "--clear-groups"]).arg(self.place.around().join("hv"));
        run(hv.args(self.place.arguments(now, args)))
    }

    /// Runs with a path at a mode, and puts the mode back.
    fn with<T>(&self, path: &str, bits: u32, look: impl FnOnce() -> T) -> T {
        let path = self.place.path(path);
        let before = std::fs::metadata(&path).unwrap().permissions().mode();
        mode(&path, bits);
        let seen = look();
        mode(&path, before);
        seen
    }
}

#[test]
fn modes_stop_the_user_these_tests_run_hv_as() {
    let other = Other::own(Place::out());
    other.hv("10:00", &["overdue"]).ends(0);
    other.with(OUTING, 0o000, || assert_ne!(other.hv("10:00", &["overdue"]).code(), Some(0)));
}

#[test]
fn what_cannot_be_read_is_never_all_clear() {
    let other = Other::own(Place::out());
    let marker = "open/out/2026-11-24-kay-1a";
    let cases = [
        ("", 3),
        ("hv.toml", 3),
        ("open", 3),
        ("open/out", 3),
        ("open/planned", 3),
        ("open/owed", 3),
        (marker, 3),
        ("outings", 4),
        ("outings/2026-W48", 4),
        (OUTING, 4),
    ];
    assert!(other.hv("10:00", &["overdue"]).all_clear());
    for (path, code) in cases {
        let said = other.with(path, 0o000, || other.hv("10:00", &["overdue"]));
        assert!(!said.err.contains("panicked"), "{said:?}");
        assert_eq!(said.code(), Some(code), "{path:?} {said:?}");
        let told = format!("{}{}", said.out, said.err);
        assert!(told.contains(path.trim_start_matches("outings/2026-W48/")), "{path:?} {told}");
        let doctor = other.with(path, 0o000, || other.hv("10:00", &["doctor"]));
        assert_eq!(doctor.code(), Some(3), "{path:?} {doctor:?}");
    }
    // Listing allowed, opening not; and the other way round.
    for (bits, path) in [(0o400, "open/out"), (0o100, "open/out"), (0o400, "outings/2026-W48")] {
        let said = other.with(path, bits, || other.hv("10:00", &["overdue"]));
        assert!(matches!(said.code(), Some(3 | 4)), "{path} {bits:o} {said:?}");
    }
    // The alarm still rings over what nobody may read.
    for path in ["open/planned", "open/owed", marker, "hv.toml", "people", "policy.toml"] {
        let said = other.with(path, 0o000, || other.hv("12:00", &["overdue"]));
        said.ends(4).prints("KAY INVENTED AND LOU INVENTED: not back");
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_watched_all_the_same_and_records_nothing_quietly() {
    let other = Other::own(Place::out());
    let place = &other.place;
    let before = place.files();
    run(Command::new("chmod").args(["-R", "a-w"]).arg(place.root())).ends(0);
    assert!(other.hv("10:00", &["overdue"]).all_clear());
    other.hv("12:00", &["overdue"]).ends(4).prints("KAY INVENTED AND LOU INVENTED: not back");
    // And on the machine's own clock, whose state is kept elsewhere.
    let now = other.hv("", &["overdue"]);
    assert!(matches!(now.code(), Some(0 | 3 | 4)), "{now:?}");
    for args in [&["checkin", "kay"][..], &["checkin", "kay", "--distress"], &["back", "kay"]] {
        let said = other.hv("10:10", args).ends(3);
        assert!(said.err.contains("NOT RECORDED"), "{args:?} {said:?}");
    }
    let out = ["out", "jo", "--breach", "rang", "--where", "Mill Lane", "--back", "11:00"];
    let said = other.hv("10:10", &out).ends(3);
    assert!(said.err.contains("NOT RECORDED"), "{said:?}");
    assert_eq!(before, place.files());
    run(Command::new("chmod").args(["-R", "u+w"]).arg(place.root())).ends(0);
    other.hv("10:20", &["checkin", "kay", "lou"]).ends(0);
}

/// A machine that cannot remember what it saw still says who is late, with the code that says so.
#[test]
fn an_alarm_outranks_a_machine_that_cannot_keep_its_state() {
    for late in [true, false] {
        let place = Place::new();
        let out = ["out", "jo", "--breach", "rang", "--where", "Mill Lane", "--back"];
        let times = if late { ["-2h", "-1h"] } else { ["-1m", "+45m"] };
        place.hv("", &[&out[..], &[&when(times[1]), "--at", &when(times[0])]].concat()).ends(0);
        // hv out has remembered who left.
        std::fs::remove_dir_all(place.around().join("state")).unwrap();
        std::fs::write(place.around().join("state"), "in the way").unwrap();
        let said = place.overdue("");
        assert!(said.err.contains("could not write"), "{said:?}");
        let said = said.ends(if late { 4 } else { 3 });
        assert_eq!(said.out.contains("JO: not back"), late, "{said:?}");
    }
}

/// Without HOME there is no place to remember what was seen, and still somebody is late.
#[test]
fn an_empty_environment_silences_nothing() {
    let place = Place::new();
    let out = ["out", "jo", "--breach", "rang", "--where", "Mill Lane", "--back"];
    let (left, back) = (when("-2h"), when("-1h"));
    place.hv("", &[&out[..], &[&back, "--at", &left]].concat()).ends(0);
    let mut hv = Command::new(hv_binary());
    let said = run(hv.env_clear().args(place.arguments("", &["overdue"]))).ends(4);
    assert!(said.err.contains("no place to remember"), "{said:?}");
    said.prints("JO: not back");
}

/// That much from now on the machine's clock, in full.
fn when(offset: &str) -> String {
    let (number, unit) = offset.split_at(offset.len() - 1);
    let unit = if unit == "h" { "hours" } else { "minutes" };
    let mut date = Command::new("date");
    let said =
        run(date.args(["-u", "-d", &format!("{number} {unit}"), "+%Y-%m-%dT%H:%M:%S+00:00"]));
    said.out.trim().to_owned()
}

type Remove = fn(&Place);

#[test]
fn what_is_not_there_is_never_all_clear() {
    let cases: [(&str, Remove); 9] = [
        ("no folder", |p| std::fs::rename(p.root(), p.around().join("away")).unwrap()),
        ("a file in its place", |p| {
            std::fs::rename(p.root(), p.around().join("away")).unwrap();
            std::fs::write(p.root(), "").unwrap();
        }),
        ("an empty folder, as an unmounted share leaves it", |p| {
            std::fs::rename(p.root(), p.around().join("away")).unwrap();
            std::fs::create_dir(p.root()).unwrap();
        }),
        ("no hv.toml", |p| p.remove("hv.toml")),
        ("no open", |p| std::fs::remove_dir_all(p.path("open")).unwrap()),
        ("no open/out", |p| std::fs::remove_dir_all(p.path("open/out")).unwrap()),
        ("no open/planned", |p| std::fs::remove_dir_all(p.path("open/planned")).unwrap()),
        ("no open/owed", |p| std::fs::remove_dir_all(p.path("open/owed")).unwrap()),
        ("open/out is a link", |p| {
            std::fs::rename(p.path("open/out"), p.around().join("out")).unwrap();
            std::os::unix::fs::symlink(p.around().join("out"), p.path("open/out")).unwrap();
        }),
    ];
    for (what, remove) in cases {
        for now in ["10:00", "12:00", ""] {
            let place = Place::out();
            remove(&place);
            let said = place.overdue(now);
            assert_eq!(said.code(), Some(3), "{what}: {said:?}");
            assert!(!said.err.is_empty() || !said.out.is_empty(), "{what}");
        }
    }
    // Nothing named, nothing here, nothing configured.
    let place = Place::new();
    let mut hv = place.program(hv_binary());
    run(hv.arg("overdue")).ends(3);
}

#[test]
fn a_broken_school_or_policy_silences_nothing() {
    for text in ["", "\0\0\0", "<<<<<<< HEAD\n", "zone = \"Mars\"\n"] {
        let place = Place::out();
        place.write("hv.toml", text);
        let mut hv = place.program(hv_binary());
        let said = run(hv.args(place.arguments("10:00", &["overdue"]))).ends(3);
        assert!(said.out.contains("hv.toml"), "{said:?}");
        place
            .overdue("12:00")
            .ends(4)
            .prints("hv.toml")
            .prints("KAY INVENTED AND LOU INVENTED: not");
        let place = Place::out();
        place.write("policy.toml", text);
        assert!(place.overdue("10:00").all_clear(), "the terms are frozen in the outing");
        place.overdue("12:00").ends(4).prints("KAY INVENTED AND LOU INVENTED: not back");
    }
}
