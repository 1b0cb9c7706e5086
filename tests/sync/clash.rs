//! What two machines say differently. Proves that of a file two people changed ours stays until somebody decides, that
//! git's marks of a conflict never reach the folder, and that two lines of one id and a record under another's name are
//! damage said aloud.

use crate::OUTING;
use crate::place::Place;
use crate::school::School;

const KAY: &str = "people/kay.yaml";

/// Kay's mobile, changed by hand.
fn changed(place: &Place, digits: &str) {
    let text = place.read(KAY).replace("07700 900001", digits);
    place.write(KAY, text);
}

/// Both changed Kay's card, and the second has heard of it.
fn both_changed() -> (School, Place) {
    let school = School::new();
    let b = school.another();
    changed(&school.first, "07700 900111");
    changed(&b, "07700 900222");
    b.calls("lou", "10:11", "from b");
    school.first.sync().ends(0);
    (school, b)
}

#[test]
fn a_directory_file_that_one_side_changed_is_taken() {
    let school = School::new();
    let (a, b) = (&school.first, &school.another());
    changed(a, "07700 900111");
    a.hv("10:00", &["staff", "add", "dee", "--name", "dee invented"]).ends(0);
    a.sync().ends(0);
    b.sync().ends(0);
    assert_eq!(a.read(KAY), b.read(KAY));
    assert_eq!(a.read("people/dee.yaml"), b.read("people/dee.yaml"));
    assert_eq!(b.git(&["status", "--porcelain"]).ends(0).out, "");
    let mode = std::os::unix::fs::PermissionsExt::mode(
        &std::fs::metadata(b.path("people/dee.yaml")).unwrap().permissions(),
    );
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn of_a_file_that_both_changed_ours_stays_and_a_person_decides() {
    let (school, b) = both_changed();
    let told = b.sync().ends(3).err;
    assert!(told.contains("people/kay.yaml was changed here and elsewhere; ours stays"), "{told}");
    assert!(told.contains("hv sync --ours people/kay.yaml"), "{told}");
    assert!(b.read(KAY).contains("900222") && !b.read(KAY).contains("<<<<"));
    // Both are in git, by the commits named.
    let words: Vec<&str> = told.split(|c: char| !c.is_ascii_hexdigit()).collect();
    let commits: Vec<&str> = words.into_iter().filter(|w| w.len() == 10).take(2).collect();
    for (commit, digits) in commits.iter().zip(["900222", "900111"]) {
        let text = b.git(&["show", &format!("{commit}:{KAY}")]).ends(0).out;
        assert!(text.contains(digits), "{commit}: {text}");
    }
    // What was recorded goes on its way meanwhile, again and again, and theirs is not undone in silence.
    let rest = school.tip();
    b.sync().ends(3);
    school.first.sync().ends(0);
    assert_eq!(school.tip(), rest, "it waits without a commit");
    assert!(school.first.read(KAY).contains("900111"));
    assert_eq!(school.first.events(), b.events());
    b.hv("", &["sync", "--theirs", "people/max.yaml"]).ends(2);
    b.hv("", &["sync", "--ours", KAY]).ends(0);
    school.first.sync().ends(0);
    assert!(school.first.read(KAY).contains("900222"));
    b.sync().ends(0);
}

#[test]
fn theirs_can_be_taken_and_an_edit_decides_as_well() {
    let (school, b) = both_changed();
    b.sync().ends(3);
    b.hv("", &["sync", "--theirs", KAY]).ends(0);
    assert_eq!(b.read(KAY), school.first.read(KAY));

    let (school, b) = both_changed();
    b.sync().ends(3);
    b.write(KAY, b.read(KAY).replace("900222", "900333"));
    b.sync().ends(0);
    school.first.sync().ends(0);
    assert!(school.first.read(KAY).contains("900333"));
}

/// What a plain merge does to the same: its marks stand in the live file. The look above would see them.
#[test]
fn a_plain_merge_leaves_its_marks_in_the_live_file() {
    let (school, b) = both_changed();
    b.commit();
    b.git(&["fetch", "--quiet", "origin"]).ends(0);
    b.git(&["merge", "--quiet", "--no-edit", "origin/main"]).ends(1);
    assert!(b.read(KAY).contains("<<<<<<<"));
    // And while it is unfinished hv sync commits nothing, but what was recorded elsewhere comes in.
    school.first.calls("kay", "10:20", "while it is unfinished");
    school.first.sync().ends(0);
    let told = b.sync().ends(3).err;
    assert!(told.contains("a merge is unfinished here"), "{told}");
    assert!(b.read(OUTING).contains("while it is unfinished"));
}

#[test]
fn a_file_that_cannot_be_read_is_neither_sent_nor_taken() {
    let school = School::new();
    let (a, b) = (&school.first, &school.another());
    a.write(KAY, "<<<<<<< HEAD\nid: kay\n");
    let told = a.sync().ends(3).err;
    assert!(told.contains("people/kay.yaml was not sent"), "{told}");
    b.sync().ends(0);
    assert!(b.read(KAY).contains("07700 900001"));
    // Somebody sends it all the same.
    a.commit();
    a.sync().ends(0);
    let told = b.sync().ends(3).err;
    assert!(told.contains("ours stays"), "{told}");
    assert!(b.read(KAY).contains("07700 900001"));
}

#[test]
fn two_different_lines_of_one_id_are_damage_said_aloud() {
    let school = School::new();
    let (a, b) = (&school.first, &school.another());
    a.calls("kay", "10:10", "from a");
    let line = a.read(OUTING).lines().last().unwrap().to_owned();
    b.write(OUTING, format!("{}{}\n", b.read(OUTING), line.replace("from a", "not from a")));
    a.sync().ends(0);
    let told = b.sync().ends(3).err;
    assert!(told.contains("two different lines have the id"), "{told}");
    a.sync().ends(3);
    for place in [a, b] {
        assert!(
            place.read(OUTING).contains("\"from a\"") && place.read(OUTING).contains("not from a")
        );
        place.hv("10:30", &["doctor"]).ends(3);
        place.overdue("10:30").ends(3);
    }
}

#[test]
fn a_record_under_another_s_name_is_not_brought_in() {
    let school = School::new();
    let (a, b) = (&school.first, &school.another());
    let text = a.read(OUTING).replacen("id: 2025-11-25-kay-1a", "id: 2025-11-25-kay-2a", 1);
    a.write(OUTING, text);
    a.commit();
    a.sync();
    b.calls("kay", "10:10", "from b");
    let told = b.sync().ends(3);
    assert!(told.err.contains("NOT BROUGHT IN"), "{}", told.err);
    assert!(told.err.contains("NOT ALL of what the others recorded"), "{}", told.err);
    assert!(b.read(OUTING).starts_with("id: 2025-11-25-kay-1a\n"));
    b.hv("10:30", &["doctor"]).ends(0);
}

#[test]
fn lines_that_vanished_come_back_and_a_lost_record_is_not_sent_as_gone() {
    let school = School::new();
    let a = &school.first;
    a.calls("kay", "10:10", "kept");
    a.sync().ends(0);
    let whole = a.events();
    let cut: Vec<String> = a.read(OUTING).lines().take(3).map(str::to_owned).collect();
    a.write(OUTING, format!("{}\n", cut.join("\n")));
    let told = a.sync().ends(3).err;
    assert!(told.contains("1 of the lines that git has had vanished"), "{told}");
    assert_eq!(a.events(), whole);
    a.remove(OUTING);
    let told = a.sync().ends(3).err;
    assert!(told.contains(&format!("git restore --source=HEAD -- {OUTING}")), "{told}");
    assert!(school.another().path(OUTING).is_file(), "the others keep it");
    a.git(&["restore", "--source=HEAD", "--", OUTING]).ends(0);
    a.sync().ends(0);
}

/// An erasure on one machine is neither undone by another that knows nothing of it, nor done there.
#[test]
fn a_record_taken_away_elsewhere_is_kept_and_not_sent_again_until_somebody_decides() {
    let school = School::new();
    let (a, b) = (&school.first, &school.another());
    a.remove(OUTING);
    a.git(&["rm", "--quiet", "--cached", OUTING]).ends(0);
    a.git(&["commit", "--quiet", "-m", "taken away on purpose"]).ends(0);
    a.sync().ends(0);
    for _ in 0..2 {
        let told = b.sync().ends(3).err;
        assert!(told.contains("taken away") && told.contains("hv sync --ours"), "{told}");
        assert!(b.path(OUTING).is_file());
        a.sync().ends(0);
        assert!(!a.path(OUTING).exists(), "it does not come back by itself");
    }
    // Somebody who is out after all is recorded, and is known everywhere.
    b.calls("kay", "10:10", "still out");
    b.sync().ends(0);
    a.sync().ends(0);
    assert_eq!(a.events(), b.events());
}

#[test]
fn holds_and_erasures_are_records_like_any_other() {
    let school = School::new();
    let (a, b) = (&school.first, &school.another());
    let hold = "retention/holds/2025-11-25-1a.yaml";
    for (place, line) in [(a, "- {\"a\": 1}"), (b, "- {\"b\": 2}")] {
        std::fs::create_dir_all(place.path("retention/holds")).unwrap();
        place.write(hold, format!("id: 2025-11-25-1a\nlog:\n{line}\n"));
    }
    a.sync().ends(0);
    b.sync().ends(0);
    a.sync().ends(0);
    assert_eq!((a.lines(hold).len(), a.lines(hold)), (4, b.lines(hold)));
}

/// git's marks in a record are damage where they are, go nowhere, and a person who takes them out has done with them.
#[test]
fn marks_of_a_conflict_in_a_record_stay_where_they_are_until_somebody_takes_them_out() {
    let school = School::new();
    let (a, b) = (&school.first, &school.another());
    let sound = b.read(OUTING);
    b.write(OUTING, format!("{sound}<<<<<<< HEAD\n=======\n>>>>>>> theirs\n"));
    b.commit();
    b.calls("kay", "10:10", "from b");
    b.overdue("10:20").ends(3);
    b.sync().ends(0);
    a.sync().ends(0);
    assert!(!a.read(OUTING).contains("<<<<<<<") && a.read(OUTING).contains("from b"));
    a.hv("10:20", &["doctor"]).ends(0);
    let text = b
        .read(OUTING)
        .lines()
        .filter(|l| !l.starts_with(['<', '=', '>']))
        .collect::<Vec<_>>()
        .join("\n");
    b.write(OUTING, format!("{text}\n"));
    b.sync().ends(0);
    assert!(!b.read(OUTING).contains("<<<<<<<"), "they do not come back");
    b.overdue("10:20").ends(0);
}

/// Line ends of another system, and an editor's mark at the front, are no other lines.
#[test]
fn a_record_that_an_editor_saved_in_its_own_way_is_the_same_set_of_lines() {
    let school = School::new();
    let (a, b) = (&school.first, &school.another());
    let windows = b.read(OUTING).replace('\n', "\r\n");
    b.write(OUTING, format!("\u{feff}{windows}"));
    let tip = school.tip();
    b.sync().ends(0);
    assert_eq!(school.tip(), tip, "nothing to commit");
    a.calls("kay", "10:10", "from a");
    a.sync().ends(0);
    b.sync().ends(0);
    assert!(b.read(OUTING).contains("from a"));
    b.hv("10:20", &["doctor"]).ends(0);
}

/// The twin: a reader that keeps one line for each id, the last, sees one contact and nothing wrong.
#[test]
fn a_reader_that_lets_the_last_line_win_would_see_nothing_wrong() {
    let school = School::new();
    let a = &school.first;
    a.calls("kay", "10:10", "true");
    let line = a.read(OUTING).lines().last().unwrap().to_owned();
    a.write(OUTING, format!("{}{}\n", a.read(OUTING), line.replace("true", "false")));
    let text = a.read(OUTING);
    let by_id: std::collections::BTreeMap<&str, &str> =
        text.lines().filter_map(|l| Some((l.get(..24)?, l))).collect();
    assert!(by_id.values().any(|l| l.contains("\"false\"")), "the last one won");
    assert!(
        !by_id.values().any(|l| l.contains("\"true\"")),
        "and the other is gone without a word"
    );
    a.hv("10:30", &["doctor"]).ends(3).prints("its check does not agree");
}

/// The twin of what is kept: git's own way to take the other side's word loses what was recorded here.
#[test]
fn a_reset_to_theirs_loses_what_was_recorded_here() {
    let school = School::new();
    let (a, b) = (&school.first, &school.another());
    a.git(&["rm", "--quiet", OUTING]).ends(0);
    a.git(&["commit", "--quiet", "-m", "taken away"]).ends(0);
    a.sync().ends(0);
    b.calls("kay", "10:10", "still out");
    b.git(&["fetch", "--quiet", "origin"]).ends(0);
    b.git(&["reset", "--quiet", "--hard", "origin/main"]).ends(0);
    assert!(!b.path(OUTING).exists(), "saved, and gone");
    assert_ne!(b.overdue("12:00").code(), Some(0), "which hv does not take for all clear");
}

#[test]
fn a_card_taken_away_here_is_sent_as_gone_and_a_folder_that_is_missing_is_not() {
    let school = School::new();
    let (a, b) = (&school.first, &school.another());
    a.remove("people/max.yaml");
    a.sync().ends(0);
    let told = b.sync().ends(3).err;
    assert!(told.contains("people/max.yaml was taken away elsewhere"), "{told}");
    assert!(b.path("people/max.yaml").is_file(), "nothing is taken away by itself");
    std::fs::rename(a.path("people"), a.around().join("people")).unwrap();
    let told = a.sync().ends(3).err;
    assert!(told.contains("git has files that are not in this folder: people/"), "{told}");
    assert!(school.at_bare(&["show", "main:people/kay.yaml"]).ends(0).out.contains("id: kay"));
    std::fs::rename(a.around().join("people"), a.path("people")).unwrap();
    a.sync().ends(0);
}
