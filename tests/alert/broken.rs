//! Folders and files that cannot be written or read: it still tells, prints, and says that not all was done.

use crate::channels::{mail, room, secret, watch};
use crate::run::{Ran, run};
use crate::school::School;
use crate::sinks::{Arrived, Http, HttpSink, Smtp, SmtpSink};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

/// A school with mail and a room, and two people who are late.
struct Telling {
    school: School,
    mail: SmtpSink,
    slack: HttpSink,
    ping: HttpSink,
}

fn telling() -> Telling {
    let school = School::new();
    let mail_sink = SmtpSink::start(Smtp::default());
    let (slack, ping) =
        (HttpSink::start(&[Http::status(200)]), HttpSink::start(&[Http::status(200)]));
    let watch = watch(&school, "5s");
    school.config(&format!("{watch}{}{}", mail("mail", &mail_sink), room("slack", "slack")));
    let secrets = [("slack", slack.url("/s")), ("beat", ping.url("/uuid"))];
    let secrets: String = secrets.iter().map(|(n, s)| secret(&school, n, s)).collect();
    school.machine(&secrets);
    school.late("kay lou", 5);
    Telling { school, mail: mail_sink, slack, ping }
}

impl Telling {
    fn counts(&self) -> (usize, usize) {
        (self.mail.mails().len(), self.slack.asked().len())
    }

    fn record(&self) -> std::path::PathBuf {
        self.school.outings()[0].clone()
    }

    /// The alarm by somebody whom the modes of files bind: root is bound by none.
    fn alert_bound(&self) -> Ran {
        let of_root = is_root();
        let mut given = self.school.program();
        if !of_root {
            given.args(["overdue", "--alert"]);
            return run(&mut given);
        }
        let mut program = Command::new("setpriv");
        program.args(["--reuid", "65534", "--regid", "65534", "--clear-groups"]);
        program.arg(given.get_program()).args(["overdue", "--alert"]);
        program.env_clear().current_dir(self.school.folder());
        let set = given.get_envs().filter_map(|(name, value)| Some((name, value?)));
        program.envs(set);
        run(&mut program)
    }

    /// Makes everything somebody else's, if the test is run by root.
    fn give_away(&self) {
        if is_root() {
            let all = self.school.path("");
            let given = Command::new("chown").args(["-R", "65534:65534"]).arg(all).status();
            assert!(given.unwrap().success());
        }
    }

    /// The alarm where no file can be made longer: a full disk.
    fn alert_on_full_disk(&self) -> Ran {
        let given = self.school.program();
        let mut program = Command::new("bash");
        let script = "trap '' XFSZ; ulimit -f 0; exec \"$0\" overdue --alert";
        program.args(["-c", script]).arg(given.get_program());
        program.env_clear().current_dir(self.school.folder());
        program.envs(given.get_envs().filter_map(|(name, value)| Some((name, value?))));
        run(&mut program)
    }
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().unwrap();
    id.stdout == b"0\n"
}

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

fn modes(path: &Path, how: &str) {
    assert!(Command::new("chmod").args(["-R", how]).arg(path).status().unwrap().success());
}

fn text(mail: &Arrived) -> String {
    mail.data.replace("=\r\n", "")
}

#[test]
fn a_folder_that_cannot_be_written_is_told_all_the_same_and_once() {
    let telling = telling();
    telling.give_away();
    modes(&telling.school.folder(), "a-w");
    let run = telling.alert_bound().ends(5);
    let _said = run.says("NOT ALL WAS DONE").says("kept on this machine instead");
    assert_eq!(telling.counts(), (1, 1));
    assert_eq!(telling.school.log(&telling.record()).len(), 0);
    let _again = telling.alert_bound().ends(4);
    assert_eq!(telling.counts(), (1, 1), "this machine noted what came of it");
    modes(&telling.school.folder(), "u+w");
    let _mended = telling.alert_bound().ends(4);
    assert_eq!(telling.counts(), (1, 1));
}

#[test]
fn where_nothing_can_be_kept_at_all_every_run_tells_again() {
    let telling = telling();
    telling.give_away();
    modes(&telling.school.folder(), "a-w");
    mode(&telling.school.path("state"), 0o500);
    for runs in 1..=3 {
        let run = telling.alert_bound().ends(5).says("KAY INVENTED AND LOU MADE: not back.");
        let _said = run.says("NOT ALL WAS DONE").says("cannot lock");
        assert_eq!(telling.counts(), (runs, runs));
    }
    mode(&telling.school.path("state"), 0o700);
    modes(&telling.school.folder(), "u+w");
}

#[test]
fn a_state_folder_that_cannot_be_written_leaves_the_record_to_say_who_was_told() {
    let telling = telling();
    telling.give_away();
    mode(&telling.school.path("state"), 0o500);
    for _ in 0..2 {
        let _said = telling.alert_bound().ends(5).says("NOT ALL WAS DONE").says("cannot lock");
        assert_eq!(telling.counts(), (1, 1));
    }
    mode(&telling.school.path("state"), 0o700);
}

#[test]
fn a_full_disk_silences_nothing() {
    let telling = telling();
    for runs in 1..=2 {
        let run = telling.alert_on_full_disk().ends(5);
        let _said = run.says("KAY INVENTED AND LOU MADE: not back.").says("NOT ALL WAS DONE");
        assert_eq!(telling.counts(), (runs, runs));
    }
    let _mended = telling.school.alert().ends(4).lacks("NOT ALL WAS DONE");
    assert_eq!(telling.counts(), (3, 3), "nothing was on record");
    let _known = telling.school.alert().ends(4);
    assert_eq!(telling.counts(), (3, 3));
}

#[test]
fn a_full_disk_and_nobody_late_is_no_success_for_the_address_outside() {
    let telling = telling();
    telling.school.hv("back kay lou").ends(0);
    let _failed = telling.alert_on_full_disk().ends(3).says("could not write");
    let _mended = telling.school.alert().ends(0);
    let moments: Vec<String> =
        crate::channels::pings(&telling.ping).into_iter().map(|(moment, _)| moment).collect();
    assert_eq!(moments, ["/start", "/fail", "/start", ""]);
}

/// What cannot be read is told to everyone, without saying where it is, and not again before the time for it.
#[track_caller]
fn told_to_everyone(telling: &Telling, words: &str) {
    let _told = telling.school.alert().ends(5);
    let mails = telling.mail.mails();
    let to = crate::channels::to(&mails);
    for who in ["dee", "max", "pat"] {
        assert!(to.iter().any(|t| t.starts_with(who)), "{to:?}");
    }
    for mail in &mails {
        let text = text(mail);
        for secret in ["outings/", ".yaml", "open/out", "hv.toml", "Ahmed", "Sample"] {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
    }
    assert!(mails.iter().any(|m| text(m).contains(words)), "no {words:?} in {mails:#?}");
}

#[test]
fn an_outing_that_cannot_be_read_is_told_to_everyone_with_the_names_the_marker_holds() {
    let telling = telling();
    fs::write(telling.record(), "\u{0}\u{0}garbage\n").unwrap();
    told_to_everyone(&telling, "KAY INVENTED AND LOU MADE: not back.");
    let before = telling.counts();
    let _again = telling.school.alert().ends(5);
    // Of what nobody knows since when, a repetition begins with each ten minutes of the clock on the wall.
    let after = telling.counts();
    assert!(after == before || after.1 == 2 * before.1, "{before:?} {after:?}");
}

#[test]
fn a_marker_that_cannot_be_read_is_told_to_everyone() {
    let telling = telling();
    let marker = telling.school.folder().join("open/out").join(telling.school.outing());
    fs::write(&marker, "\u{0}").unwrap();
    fs::remove_file(telling.record()).unwrap();
    told_to_everyone(&telling, "SOMEBODY MAY BE OUT UNSEEN");
}

#[test]
fn a_damaged_line_in_a_record_is_told_to_everyone_and_hides_nobody() {
    let telling = telling();
    let record = fs::read_to_string(telling.record()).unwrap();
    let torn = &record[..record.len() - 40];
    fs::write(telling.record(), format!("{torn}\n")).unwrap();
    let run = telling.school.alert().ends(5);
    let _named = run.says("KAY INVENTED AND LOU MADE");
    let mails = telling.mail.mails();
    assert!(mails.iter().any(|m| text(m).contains("SOMEBODY MAY BE OUT UNSEEN")), "{mails:#?}");
}

#[test]
fn a_slip_in_hv_toml_after_a_good_run_leaves_the_channels_as_they_were() {
    let telling = telling();
    let _good = telling.school.alert().ends(4);
    assert_eq!(telling.counts(), (1, 1));
    telling.school.config("name = broken [");
    telling.school.late_again();
    let _told = telling.school.alert().ends(5).says("NOT ALL WAS DONE").says("JOE OTHER");
    let mails = telling.mail.mails();
    assert!(mails[1..].iter().any(|m| text(m).contains("JOE OTHER: not back")), "{mails:#?}");
    assert!(telling.slack.asked().len() > 1);
}

#[test]
fn a_folder_that_is_gone_is_told_to_everyone_with_those_who_were_out() {
    let telling = telling();
    let _good = telling.school.alert().ends(4);
    let before = telling.counts();
    let (folder, away) = (telling.school.folder(), telling.school.path("away"));
    fs::rename(&folder, &away).unwrap();
    let store = folder.display().to_string();
    let gone = || telling.school.hv(&format!("overdue --alert --store {store}"));
    let _told = gone().ends(5).says("NOBODY IS WATCHED").says("Kay Invented");
    let mails = telling.mail.mails();
    let to = crate::channels::to(&mails[before.0..]);
    for who in ["dee", "max", "pat"] {
        assert!(to.iter().any(|t| t.starts_with(who)), "{to:?}");
    }
    assert!(mails[before.0..].iter().all(|m| text(m).contains("NOBODY IS WATCHED")), "{mails:#?}");
    assert_eq!(telling.slack.asked().len(), before.1 + 1);
    let last = crate::channels::pings(&telling.ping).pop().map(|(moment, _)| moment);
    assert_eq!(last.as_deref(), Some("/fail"));
    // Back again, it is watched as before.
    fs::rename(&away, &folder).unwrap();
    let _back = telling.school.alert().ends(4);
}

#[test]
fn a_slip_in_the_policy_changes_nothing_for_those_who_are_out() {
    let telling = telling();
    fs::write(telling.school.folder().join("policy.toml"), "[[[").unwrap();
    let _told = telling.school.alert().says("KAY INVENTED AND LOU MADE: not back.");
    let max = telling.mail.mails().iter().any(|m| m.to[0].starts_with("max"));
    assert!(max && telling.slack.asked().len() == 1);
}

#[test]
fn without_a_home_it_tells_and_prints_and_says_so_each_time() {
    let telling = telling();
    for runs in 1..=2 {
        let mut program = telling.school.program();
        program.env_remove("HOME").env_remove("XDG_STATE_HOME").args(["overdue", "--alert"]);
        let run = run(&mut program).ends(5);
        let _said =
            run.says("KAY INVENTED AND LOU MADE: not back.").says("set HOME or XDG_STATE_HOME");
        // The record says who was told; the room's address is known to nobody without a home.
        assert_eq!(telling.mail.mails().len(), 1, "in run {runs}");
    }
}

#[test]
fn no_home_and_nobody_late_is_no_success_either() {
    let telling = telling();
    telling.school.hv("back kay lou").ends(0);
    let mut program = telling.school.program();
    program.env_remove("HOME").env_remove("XDG_STATE_HOME").args(["overdue", "--alert"]);
    let _said = run(&mut program).ends(3).says("set HOME or XDG_STATE_HOME");
}

/// Another program, such as git, puts an older file in the record's place: a return that was recorded went with it.
#[test]
fn a_return_that_went_with_its_file_is_missed_put_back_and_told_once() {
    let school = School::new();
    school.late("kay lou", 5);
    let record = school.outings()[0].clone();
    let older = fs::read(&record).unwrap();
    school.hv("back kay lou").ends(0);
    school.hv("overdue").ends(0);
    let staged = record.with_extension("new");
    fs::write(&staged, older).unwrap();
    fs::rename(staged, &record).unwrap();

    let gone = "a line that hv recorded here lately is gone";
    school.hv("overdue").ends(4).prints("not back").prints("hv doctor --repair puts it back");
    let board = school.hv("board").flat();
    assert!(board.contains(gone), "{board}");
    let brief = school.hv("brief kay").ends(3).flat();
    assert!(brief.contains(gone), "{brief}");
    let doctor = school.hv("doctor").ends(3).flat();
    assert!(doctor.contains(gone), "{doctor}");
    let story = school.hv("log kay").ends(3).flat();
    assert!(story.contains(gone), "{story}");
    let shown = school.hv("show kay").ends(0).flat();
    assert!(shown.contains(gone), "{shown}");

    // The alarm looks again after it put the line back: nobody is told that they are late.
    school.alert().ends(3).prints("1 line that had been recorded").lacks("not back");
    school.hv("overdue").ends(0);
    let _nothing_new = school.alert().ends(0);
    assert!(fs::read_to_string(record).unwrap().contains("\"did\": \"back\""));
}
