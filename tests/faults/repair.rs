//! `hv doctor --repair`. Proves that it mends what follows from the records and nothing else, shows it first, has
//! nothing to do a second time, does no harm when it is killed, and leaves the rest to be seen.

use super::place::{Place, Ran, hv_binary, run, strace};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// The names in a folder that hold a word.
fn named(place: &Place, folder: &str, word: &str) -> Option<String> {
    let entries = std::fs::read_dir(place.path(folder)).unwrap();
    let names = entries.map(|e| e.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.contains(word)).max()
}

/// Signed out in a breach on the machine's own clock; the outing's marker and its record.
fn away(place: &Place, who: &str) -> (String, String) {
    let out = ["out", who, "--breach", "rang", "--where", "Mill Lane", "--back", "+45m"];
    place.hv("", &out).ends(0);
    let id = named(place, "open/out", &format!("-{who}-")).unwrap();
    let week = std::fs::read_dir(place.path("outings")).unwrap();
    let weeks = week.map(|e| e.unwrap().file_name().into_string().unwrap());
    let here = |week: &String| place.path(&format!("outings/{week}/{id}.yaml")).exists();
    let week = weeks.into_iter().find(here).unwrap();
    (format!("open/out/{id}"), format!("outings/{week}/{id}.yaml"))
}

fn planned(place: &Place, family: &str, at: &str) -> String {
    let add = ["plan", "add", family, "--at", at, "--for", "45m", "--staff", "kay,lou"];
    place.hv("", &[&add[..], &["--reason", "planned"]].concat()).ends(0);
    let name = named(place, &format!("families/{family}/visits"), "yaml").unwrap();
    format!("{family}/{}", name.strip_suffix(".yaml").unwrap())
}

fn marker_of(place: &Place, visit: &str) -> String {
    let (family, short) = visit.split_once('/').unwrap();
    let name = named(place, "open/planned", &format!("{short}.{family}")).unwrap();
    format!("open/planned/{name}")
}

/// The last line of a record, cut off after so many bytes.
fn tear(place: &Place, record: &str, after: &str) {
    let text = place.read(record);
    let last = text.trim_end().rfind('\n').unwrap() + 1;
    let keep = text[last..].find(after).unwrap() + after.len();
    place.write(record, &text[..last + keep]);
}

fn doctor(place: &Place) -> Ran {
    place.hv("", &["doctor"])
}

fn repair(place: &Place, args: &[&str]) -> Ran {
    place.hv("", &[&["doctor", "--repair"][..], args].concat())
}

fn bytes(place: &Place) -> BTreeSet<(PathBuf, Vec<u8>)> {
    // The lock and this copy's tag are no records.
    place.files().into_iter().filter(|(path, _)| !path.starts_with(place.path("local"))).collect()
}

/// A folder in which everything that can be mended is broken, and the words for each.
fn broken() -> (Place, Vec<String>) {
    let place = Place::new();
    let mut told = Vec::new();
    let (gone, _) = away(&place, "jo");
    place.remove(&gone);
    told.push(format!("{gone}: somebody is out, and the marker"));
    let (unread, _) = away(&place, "sam");
    place.write(&unread, "torn");
    told.push(format!("{unread}: the marker cannot be trusted"));
    let (_, torn) = away(&place, "pat");
    place.hv("", &["checkin", "pat", "--note", "all well"]).ends(0);
    tear(&place, &torn, "\"did\": \"contact\", ");
    told.push(format!("{torn}:4: the line is cut off"));
    let brown = planned(&place, "brown", "+3h");
    place.remove(&marker_of(&place, &brown));
    told.push(format!("open/planned ({brown}): the visit is planned, and nobody would be missed"));
    let over = planned(&place, "ahmed", "+2h");
    let (left, text) = (marker_of(&place, &over), place.read(&marker_of(&place, &over)));
    place.hv("", &["cancel", &over, "--outcome", "no-show", "--why", "nobody in"]).ends(0);
    let owed = named(&place, "open/owed", "ahmed").unwrap();
    place.remove(&format!("open/owed/{owed}"));
    told.push(format!("open/owed ({over}): something is owed for this visit"));
    place.write(&left, text);
    told.push(format!("open/planned ({over}): the visit is over, and its marker is still there"));
    let lists = std::fs::read_dir(place.path("weeks")).unwrap().map(|e| e.unwrap().path());
    lists.filter(|p| p.extension().is_some()).for_each(|list| std::fs::remove_file(list).unwrap());
    told.push(format!("weeks ({brown}): the visit is planned and is not on its week's list"));
    (place, told)
}

#[track_caller]
fn says_all(ran: &Ran, words: &[String]) {
    let flat = ran.out.split_whitespace().collect::<Vec<_>>().join(" ");
    let missing: Vec<&String> = words.iter().filter(|w| !flat.contains(w.as_str())).collect();
    assert!(missing.is_empty(), "not found: {missing:#?}\nin {}", ran.out);
}

#[test]
fn what_follows_from_the_records_is_shown_then_mended_and_then_there_is_nothing_to_do() {
    let (place, told) = broken();
    says_all(&doctor(&place).ends(3), &told);
    let before = bytes(&place);
    let shown = repair(&place, &[]).ends(3);
    assert_eq!(shown.out.matches("\n- ").count(), 7, "{}", shown.out);
    assert_eq!(bytes(&place), before, "nothing is done without a yes");
    let shown = shown.prints("Nothing was changed. To do it: hv doctor --repair --yes");
    drop(shown);
    repair(&place, &["--yes"]).ends(0).prints("Mended 7 things.");
    doctor(&place).ends(0).prints("0 findings");
    let after = bytes(&place);
    repair(&place, &["--yes"])
        .ends(0)
        .prints("Nothing that follows from the records is left to mend");
    assert_eq!(bytes(&place), after, "twice is once");
    // Every line that was there is there.
    for (path, text) in
        before.iter().filter(|(path, _)| path.extension().is_some_and(|e| e == "yaml"))
    {
        let now = std::fs::read(path).unwrap();
        assert!(now.starts_with(text), "{} was rewritten", path.display());
    }
    place.overdue("").ends(0);
}

#[test]
fn what_was_mended_is_watched_by_a_machine_that_never_saw_it() {
    let (place, _) = broken();
    repair(&place, &["--yes"]).ends(0);
    std::fs::remove_dir_all(place.around().join("state")).ok();
    // Seen from later than their return, and than the appointment.
    let mut later = std::process::Command::new("date");
    let later = run(later.args(["-u", "-d", "5 hours", "+%Y-%m-%dT%H:%M:%S+00:00"])).out;
    let mut hv = place.program(hv_binary());
    hv.arg("--store").arg(place.root()).args(["--now", later.trim(), "overdue"]);
    let late = run(&mut hv).ends(4);
    for who in [
        "JO: not back",
        "SAM: not back",
        "PAT: not back",
        "KAY INVENTED AND LOU INVENTED: nobody signed out",
    ] {
        assert!(late.out.contains(who), "{who}: {}", late.out);
    }
}

#[test]
fn at_a_terminal_it_asks_and_does_it_only_after_a_yes() {
    let (place, _) = broken();
    let before = bytes(&place);
    for (answer, code) in [("no", 3), ("yes", 0)] {
        assert_eq!(bytes(&place), before);
        let mut sh = place.program("bash");
        let script = format!("echo {answer} | \"$0\" \"$@\"");
        sh.args(["-c", &script, hv_binary()]);
        let ran = run(sh.args(place.arguments("", &["--plain", "doctor", "--repair"]))).ends(code);
        assert!(ran.err.contains("hv doctor --repair would:"), "{ran:?}");
    }
    doctor(&place).ends(0);
}

/// With --now hv does not see what was typed later, and cannot know what is over for good.
#[test]
fn at_another_moment_it_takes_no_marker_away() {
    let place = Place::planned();
    let marker = "open/planned/2026-11-24-1a.ahmed";
    let text = place.read(marker);
    let off = ["cancel", "ahmed", "--outcome", "no-show", "--why", "nobody"];
    place.hv("09:30", &off).ends(0);
    place.write(marker, text);
    place.hv("12:00", &["doctor", "--repair", "--yes"]).ends(0).prints("Nothing that follows");
    assert!(place.path(marker).exists());
}

/// A torn line that may have been a call for help is left to a person, whatever else is mended.
#[test]
fn a_torn_line_that_may_have_been_a_call_for_help_is_left_to_a_person() {
    for after in
        ["\"did\": \"distress\", ", "\"did\": \"", "- {\"id\": \"a", "\"did\": \"concern\", "]
    {
        let (place, _) = broken();
        let (_, record) = away(&place, "max");
        let verb = if after.contains("concern") { "--concern=followed" } else { "--distress" };
        place.hv("", &["checkin", "max", verb]).ends(0);
        tear(&place, &record, after);
        let seen = repair(&place, &["--yes"]).ends(3);
        let flat = seen.out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            flat.contains("Mended 7 things. 1 finding a person must see to"),
            "{after} {seen:?}"
        );
        assert!(flat.contains(&format!("{record}:4")), "{after} {seen:?}");
        assert_ne!(place.overdue("").code(), Some(0), "{after}");
    }
}

/// Records that were damaged, one way each.
fn damage_records(place: &Place, told: &mut Vec<String>) {
    let mut worse = |path: &str, words: &str| told.push(format!("{path}{words}"));
    let (_, lost) = away(place, "a1");
    place.remove(&lost);
    worse("is marked as open, ", "and its record is not there");
    let (_, changed) = away(place, "a2");
    place.write(&changed, place.read(&changed).replace("Mill Lane", "Hill Lane"));
    worse(&changed, ":3: the line was changed after it was written");
    let (_, holed) = away(place, "a3");
    place.hv("", &["checkin", "a3"]).ends(0);
    place.hv("", &["checkin", "a3", "--note", "again"]).ends(0);
    let lines: Vec<String> = place.read(&holed).lines().map(str::to_owned).collect();
    place.write(&holed, [&lines[..3], &lines[4..]].concat().join("\n") + "\n");
    worse(&holed, ":4: a line is gone");
    let (_, conflict) = away(place, "a4");
    place.write(&conflict, place.read(&conflict) + "<<<<<<< HEAD\n");
    worse(&conflict, ":4: a git conflict was left in the record");
    let (_, nuls) = away(place, "a5");
    place.write(&nuls, [place.read(&nuls).as_bytes(), &[0; 300]].concat());
    worse(&nuls, ":4: the line ends in NULs");
    let (_, empty) = away(place, "a6");
    place.write(&empty, "");
    worse(&empty, ":1: the record is empty");
    let (_, link) = away(place, "a7");
    place.remove(&link);
    std::os::unix::fs::symlink("/etc/passwd", place.path(&link)).unwrap();
    worse(&link, ": the record cannot be read: it is a link");
    let (_, header) = away(place, "a8");
    place.write(&header, place.read(&header).replace("id: 2", "id: 3"));
    worse(&header, ":1: ");
}

/// Everything else, one way each.
fn damage_the_rest(place: &Place, told: &mut Vec<String>) {
    let mut worse = |path: &str, words: &str| told.push(format!("{path}{words}"));
    let (_, torn) = away(place, "a9");
    place.hv("", &["checkin", "a9", "--distress"]).ends(0);
    tear(place, &torn, "\"did\": \"distress\", ");
    worse(&torn, ":4: the line is cut off");
    let (_, future) = away(place, "b1");
    let mut hv = place.program(hv_binary());
    hv.arg("--store").arg(place.root()).args([
        "--now",
        "2099-01-01T10:00:00+00:00",
        "checkin",
        "b1",
    ]);
    run(&mut hv).ends(0);
    worse(&future, ":4: the event is from the future");
    for (path, words) in [
        ("open/out/note.txt", "hv does not know what this is"),
        ("outings/x.yaml", "hv does not know what this is"),
        ("weeks/2026-W01 (conflicted copy).yaml", "a record is there only under this name"),
        ("hv (conflicted copy).toml", "a synchronising program made a second copy"),
    ] {
        place.write(path, "{");
        worse(&format!("{path}: "), words);
    }
    place.write("people/pia.yaml", "{");
    worse("people/pia.yaml:1: ", "a bracket is opened and not closed");
    std::fs::create_dir(place.path("open (1)")).unwrap();
    worse("open (1): ", "a synchronising program made a second copy");
    place.write(
        "families/brown/family.yaml",
        place.read("families/brown/family.yaml").replace("- brown", "- nowhere"),
    );
    worse(
        "families/brown/family.yaml: ",
        "it names the address nowhere, which is not in the directory",
    );
    place.write("policy.toml", place.read("policy.toml") + "\nunheard = 1\n");
    worse("policy.toml:", "");
    for path in ["people/kay.yaml~", "people/.kay.yaml.1-0.tmp"] {
        place.write(path, "");
        worse("warning: ", &format!("{path}: "));
    }
}

/// Everything that doctor can find, in one folder.
#[test]
fn a_folder_damaged_in_every_way_at_once_is_told_of_all_of_it() {
    let (place, mut told) = broken();
    let mendable = told.len();
    damage_records(&place, &mut told);
    damage_the_rest(&place, &mut told);
    says_all(&doctor(&place).ends(3), &told);
    // hv overdue tells of what is open, and is not silent about any of it.
    assert_eq!(place.overdue("").code(), Some(4));
    let seen = repair(&place, &["--yes"]).ends(3);
    // The policy cannot be read, and with it no marker of a planned visit can be made: it stays, and is said.
    let flat = seen.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains("Mended 6 things."), "{}", seen.out);
    assert!(flat.contains("could not mark brown/"), "{}", seen.out);
    let left = doctor(&place).ends(3);
    says_all(&left, &told[mendable..]);
    says_all(&left, &told[3..4]);
    for mended in told[..3].iter().chain(&told[4..mendable]) {
        assert!(!left.out.contains(mended), "{mended} in {}", left.out);
    }
}

/// Killed at each call that changes a file: nothing is worse, and the next run does the rest.
#[test]
fn a_repair_that_is_killed_or_fails_leaves_the_rest_for_the_next() {
    let (ready, _) = broken();
    let calls = ["write", "rename", "unlink", "openat", "fsync", "fdatasync"];
    let log = ready.around().join("calls");
    let copy = ready.copy();
    let mut traced = strace(&copy);
    traced
        .args(["-f", "-qq", "--seccomp-bpf", "-e", &format!("trace={}", calls.join(",")), "-o"])
        .arg(&log);
    run(traced.arg(hv_binary()).args(copy.arguments("", &["doctor", "--repair", "--yes"]))).ends(0);
    let log = std::fs::read_to_string(&log).unwrap();
    let mut moments = Vec::new();
    for call in calls {
        let made = log.lines().filter(|l| l.contains(&format!(" {call}(")));
        let writes = |l: &str| call != "openat" || l.contains("O_CREAT");
        moments.extend(made.enumerate().filter(|(_, l)| writes(l)).map(|(n, _)| (call, n + 1)));
    }
    assert!(moments.len() >= 35, "{moments:?}");
    for (nth, (call, n)) in moments.into_iter().enumerate() {
        let fault = ["signal=SIGKILL", "error=EIO", "signal=SIGKILL", "error=ENOSPC"][nth % 4];
        let place = ready.copy();
        let inject = format!("inject={call}:{fault}:when={n}");
        let mut traced = strace(&place);
        traced.args([
            "-f",
            "-qq",
            "--seccomp-bpf",
            "-o",
            "/dev/null",
            "-e",
            &format!("trace={call}"),
            "-e",
            &inject,
        ]);
        let ran = run(traced
            .arg(hv_binary())
            .args(place.arguments("", &["doctor", "--repair", "--yes"])));
        assert!(ran.killed() || matches!(ran.code(), Some(0 | 3)), "{inject} {ran:?}");
        assert!(!ran.err.contains("panicked"), "{inject} {ran:?}");
        for who in ["jo", "sam", "pat"] {
            let there = named(&place, "outings", "-W")
                .and_then(|week| named(&place, &format!("outings/{week}"), who));
            assert!(there.is_some(), "{inject}: {who}");
        }
        repair(&place, &["--yes"]).ends(0);
        doctor(&place).ends(0).prints("0 findings");
    }
}
