//! Records that were cut, changed, lost or replaced. Proves that each is noticed by `hv overdue` or `hv doctor`
//! with its path and line and an exit code that is not 0, that other alarms are still told, and that hv ends.

use super::place::{Place, Ran, at};
use crate::OUTING;
use std::os::unix::fs::symlink;
use std::process::Command;

const MARKER: &str = "open/out/2026-11-24-kay-1a";

/// Kay and Lou are out, were heard from four times, and are not late at 11:20; Jo is, and must stay listed.
fn heard_from() -> Place {
    let place = Place::out();
    for (time, who) in [("10:05", "kay"), ("10:25", "lou"), ("10:30", "kay"), ("10:31", "lou")] {
        place.hv(time, &["checkin", who]).ends(0);
    }
    assert!(place.overdue("11:20").all_clear());
    place
}

/// Tells of the damage where it is, beside the alarm about Jo, and doctor finds it too.
#[track_caller]
fn noticed(place: &Place, now: &str, path: &str, words: &str) -> Ran {
    let alone = place.overdue(now);
    assert!(matches!(alone.code(), Some(3 | 4)), "{alone:?}");
    place.jo_is_late();
    let told = place.overdue(now).ends(4).prints("JO: not back").prints(path).prints(words);
    let again = place.overdue(now).ends(4);
    assert_eq!(told.out, again.out, "twice the same");
    // Of a record that is not there at all, doctor knows the outing's name.
    let there = place.path(path.split(':').next().unwrap()).symlink_metadata().is_ok();
    place.hv(now, &["doctor"]).ends(3).prints(if there { path } else { "2026-11-24-kay-1a is" });
    alone
}

fn changed(place: &Place, change: impl FnOnce(Vec<String>) -> Vec<String>) {
    let lines = place.read(OUTING).lines().map(str::to_owned).collect();
    place.write(OUTING, change(lines).join("\n") + "\n");
}

#[test]
fn a_line_that_is_gone_from_the_middle_is_missed() {
    for gone in 2..6 {
        let place = heard_from();
        changed(&place, |mut lines| {
            lines.remove(gone);
            lines
        });
        if gone == 2 {
            // Without its sign-out nobody knows when they are due: those on its marker are late.
            let told = noticed(&place, "11:00", OUTING, "nothing in it says who left");
            told.ends(4).prints("KAY INVENTED AND LOU INVENTED");
            place.hv("11:00", &["doctor"]).ends(3).prints(&format!("{OUTING}:3: a line is gone"));
        } else {
            let here = format!("{OUTING}:{}", gone + 1);
            noticed(&place, "11:00", &here, "a line is gone: this event came after").ends(3);
        }
    }
}

#[test]
fn a_line_changed_by_hand_is_known_for_it_and_is_no_contact() {
    let place = heard_from();
    let later = |lines: Vec<String>| {
        let forge = |l: String| l.replace(&at("10:31"), "2026-11-24T11:19:00+00:00");
        lines.into_iter().map(forge).collect()
    };
    changed(&place, later);
    noticed(&place, "11:24", &format!("{OUTING}:7"), "changed").ends(3);
    // Lou was last heard from, for certain, at 10:25.
    let late = place.overdue_json("11:25")["late"].to_string();
    assert!(late.contains("lou") && late.contains(&at("11:25")), "{late}");
    // A return in a changed line brings nobody back.
    let place = heard_from();
    place.hv("11:00", &["back", "kay"]).ends(0);
    changed(&place, |mut lines| {
        lines[7] = lines[7].replace("[\"kay\"]", "[\"kay\", \"lou\"]");
        lines
    });
    place.overdue("11:36").ends(4).prints("KAY INVENTED AND LOU INVENTED: not back");
}

#[test]
fn a_sign_out_changed_by_hand_means_out_and_late_now() {
    let place = heard_from();
    changed(&place, |mut lines| {
        lines[2] = lines[2].replace("2026-11-24T11:30:00", "2026-11-24T18:30:00");
        lines
    });
    noticed(&place, "10:35", &format!("{OUTING}:3"), "changed")
        .ends(4)
        .prints("KAY INVENTED AND LOU");
}

#[test]
fn a_record_that_is_gone_while_its_marker_stays_is_an_alarm() {
    let place = heard_from();
    place.remove(OUTING);
    noticed(&place, "11:00", OUTING, "missing").ends(4).prints("KAY INVENTED AND LOU INVENTED");
    // The marker is enough to say where, and whom to ring.
    place.overdue("11:00").prints("12 High Street").prints("07700 900001");
}

#[test]
fn a_marker_that_is_gone_is_found_by_doctor_and_put_back_by_the_next_word() {
    let place = heard_from();
    place.remove(MARKER);
    place.hv("11:00", &["doctor"]).ends(3).prints(MARKER).prints("somebody is out");
    place.hv("11:10", &["checkin", "2026-11-24-kay-1a"]).code();
    let doctor = place.hv("11:11", &["doctor"]);
    assert!(place.path(MARKER).exists() || doctor.code() == Some(3), "{doctor:?}");
}

#[test]
fn a_marker_that_cannot_be_read_still_names_the_outing() {
    for text in ["", "{", "\0\0\0\0", "{\"outing\": \"2026-11-24-kay-1a\"}\n"] {
        let place = heard_from();
        place.write(MARKER, text);
        noticed(&place, "11:20", MARKER, "may hide somebody").ends(3);
        place.overdue("11:36").ends(4).prints("KAY INVENTED AND LOU INVENTED: not back");
    }
}

/// Takes away a marker, a record or both.
type Loss = fn(&Place, &str, &str);

/// On the machine's own clock, because only a sweep without --now remembers what it saw.
#[test]
fn what_the_last_sweep_saw_and_is_gone_is_a_danger_with_a_name() {
    let gone: [(&str, Loss); 3] = [
        ("marker", |p, marker, _| p.remove(marker)),
        ("both", |p, marker, record| {
            p.remove(marker);
            p.remove(record);
        }),
        ("week", |p, marker, record| {
            p.remove(marker);
            let week = p.path(record);
            std::fs::remove_dir_all(week.parent().unwrap()).unwrap();
        }),
    ];
    for (what, remove) in gone {
        let place = Place::new();
        let out = ["out", "jo", "--breach", "rang", "--where", "Mill Lane", "--back", "+45m"];
        place.hv("", &out).ends(0);
        assert!(place.overdue("").all_clear(), "{what}");
        let id = std::fs::read_dir(place.path("open/out")).unwrap();
        let names = id.map(|e| e.unwrap().file_name().into_string().unwrap());
        let id = names.into_iter().find(|n| n.contains("jo")).unwrap();
        let week = std::fs::read_dir(place.path("outings")).unwrap();
        let weeks = week.map(|e| e.unwrap().file_name().into_string().unwrap());
        let week = weeks.into_iter().find(|n| n.contains("-W")).unwrap();
        remove(&place, &format!("open/out/{id}"), &format!("outings/{week}/{id}.yaml"));
        for _ in 0..3 {
            // It is told every time, not once.
            place.overdue("").ends(3).prints("jo").prints(&id).prints("vanished");
            place.hv("", &["board"]).ends(3).prints("jo").prints(&id).prints("vanished");
        }
        place.hv("", &["doctor"]).ends(3).prints(&id);
    }
}

/// Puts something in the place of a record.
type Put = fn(&Place);

/// What stands in the place of a record.
fn replaced(put: impl Fn(&Place)) -> Place {
    let place = heard_from();
    place.remove(OUTING);
    put(&place);
    place
}

#[test]
fn nuls_in_the_place_of_a_record_are_an_alarm() {
    for size in [1, 4096, 100_000] {
        let place = replaced(|p| p.write(OUTING, vec![0; size]));
        noticed(&place, "11:00", OUTING, "KAY INVENTED AND LOU INVENTED").ends(4);
    }
    let place = replaced(|p| p.write(OUTING, ""));
    noticed(&place, "11:00", OUTING, "KAY INVENTED AND LOU INVENTED").ends(4);
}

#[test]
fn a_tail_of_nuls_and_a_torn_last_line_are_told_and_hide_nothing() {
    let whole = heard_from().read(OUTING);
    let last = whole.trim_end().rfind('\n').unwrap();
    for end in [whole.len() - 1, whole.len() - 2, whole.len() - 30, last + 40, last + 3] {
        let place = replaced(|p| p.write(OUTING, &whole[..end]));
        noticed(&place, "11:20", &format!("{OUTING}:7"), "").ends(3);
        // Lou's last whole call was at 10:25.
        place.overdue("11:25").ends(4).prints("LOU INVENTED: not heard from");
        // And the next word stands alone.
        place.hv("11:26", &["checkin", "kay", "lou"]).ends(0);
        place.overdue("11:27").ends(4).prints("JO");
        assert!(!place.overdue("11:27").out.contains("LOU INVENTED: not heard"));
    }
    let place = replaced(|p| p.write(OUTING, [whole.as_bytes(), &[0; 500]].concat()));
    noticed(&place, "11:20", &format!("{OUTING}:8"), "").ends(3);
    place.hv("11:26", &["checkin", "kay", "lou"]).ends(0);
    assert!(!place.overdue("11:27").out.contains("LOU INVENTED: not heard"));
}

#[test]
fn conflict_markers_in_a_record_are_told_and_the_lines_between_them_count() {
    let place = heard_from();
    changed(&place, |mut lines| {
        lines.insert(5, "<<<<<<< HEAD".to_owned());
        lines.insert(7, "=======".to_owned());
        lines.push(">>>>>>> other".to_owned());
        lines
    });
    for line in [6, 8, 10] {
        place.overdue("11:20").ends(3).prints(&format!("{OUTING}:{line}")).prints("git conflict");
    }
    noticed(&place, "11:20", &format!("{OUTING}:6"), "git conflict").ends(3);
}

#[test]
fn what_is_no_plain_file_in_the_place_of_a_record_is_an_alarm_and_hv_ends() {
    let fifo: Put = |p| {
        assert!(Command::new("mkfifo").arg(p.path(OUTING)).status().unwrap().success());
    };
    let folder: Put = |p| std::fs::create_dir(p.path(OUTING)).unwrap();
    let link: Put = |p| symlink("/etc/passwd", p.path(OUTING)).unwrap();
    let endless: Put = |p| symlink("/dev/zero", p.path(OUTING)).unwrap();
    let ring: Put = |p| symlink(p.path(OUTING), p.path(OUTING)).unwrap();
    let gone: Put = |p| symlink("nowhere", p.path(OUTING)).unwrap();
    let all: [(&str, Put); 6] = [
        ("not a plain file", fifo),
        ("it is a folder", folder),
        ("it is a link", link),
        ("it is a link", endless),
        ("it is a link", ring),
        ("it is a link", gone),
    ];
    for (words, put) in all {
        let place = replaced(put);
        noticed(&place, "11:00", OUTING, words).ends(4).prints("KAY INVENTED AND LOU INVENTED");
        let said = place.hv("11:01", &["checkin", "kay"]);
        assert_ne!(said.code(), Some(0), "{said:?}");
    }
    // The same in the place of markers.
    for name in [MARKER, "open/planned/2026-11-24-1a.brown", "open/owed/2026-11-24-sam-1a"] {
        let place = heard_from();
        std::fs::remove_file(place.path(name)).ok();
        assert!(Command::new("mkfifo").arg(place.path(name)).status().unwrap().success());
        noticed(&place, "11:20", name, "not a plain file").ends(3);
    }
}

#[test]
fn a_planned_visit_whose_record_is_lost_is_still_missed() {
    for put in ["", "\0\0\0", "id: x\n"] {
        let place = Place::planned();
        place.write("families/ahmed/visits/2026-11-24-1a.yaml", put);
        place.overdue("10:16").ends(4).prints("KAY INVENTED AND LOU INVENTED: nobody signed out");
        place.hv("10:16", &["doctor"]).ends(3).prints("families/ahmed/visits/2026-11-24-1a.yaml");
    }
    let place = Place::planned();
    place.remove("families/ahmed/visits/2026-11-24-1a.yaml");
    place.overdue("10:16").ends(4).prints("KAY INVENTED AND LOU INVENTED: nobody signed out");
    place.hv("10:16", &["doctor"]).ends(3).prints("its record is not there");
}

#[test]
fn what_hv_does_not_know_in_the_folders_of_what_is_open_is_told() {
    for name in ["open/out/note.txt", "open/planned/x (conflicted copy)", "open/owed/1"] {
        let place = heard_from();
        place.write(name, "");
        place.overdue("11:20").ends(3).prints(name);
        place.hv("11:20", &["doctor"]).ends(3).prints(name);
    }
}

/// The machine's own clock, so no `--now`: what was seen before is the later time, and it counts.
#[test]
fn a_clock_that_was_set_back_silences_nobody() {
    let place = Place::new();
    let out = ["out", "jo", "--breach", "rang", "--where", "Mill Lane", "--back", "+45m"];
    place.hv("", &out).ends(0);
    assert!(place.overdue("").all_clear());
    let states: Vec<_> = std::fs::read_dir(place.around().join("state/hv")).unwrap().collect();
    let [Ok(state)] = states.as_slice() else { panic!("{states:?}") };
    let seen = std::fs::read_to_string(state.path()).unwrap();
    let mut seen: serde_json::Value = serde_json::from_str(&seen).unwrap();
    seen["last-seen"] = "2099-01-01T12:00:00+00:00".into();
    std::fs::write(state.path(), seen.to_string()).unwrap();
    for _look in 0..2 {
        let told =
            place.overdue("").ends(4).prints("this machine's clock").prints("was seen here before");
        let _late = told.prints("JO: not back");
    }
}
