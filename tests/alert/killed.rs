//! Runs that are killed, stopped, or meet another: what was under way is told again, and nothing that hangs silences
//! the alarm.

use crate::channels::{mail, room, secret, watch};
use crate::run::{end, signal};
use crate::school::School;
use crate::sinks::{Http, HttpSink, Smtp, SmtpSink};
use std::path::PathBuf;

/// A mail server that works, a room that never answers, and an address outside.
struct Stuck {
    school: School,
    mail: SmtpSink,
    slack: HttpSink,
    ping: HttpSink,
}

fn stuck(limit: &str) -> Stuck {
    let school = School::new();
    let (mail_sink, slack) = (SmtpSink::start(Smtp::default()), HttpSink::start(&[Http::Never]));
    let ping = HttpSink::start(&[Http::status(200)]);
    let watch = watch(&school, limit);
    school.config(&format!("{watch}{}{}", mail("mail", &mail_sink), room("slack", "slack")));
    let secrets = [("slack", slack.url("/s")), ("beat", ping.url("/uuid"))];
    let secrets: String = secrets.iter().map(|(n, s)| secret(&school, n, s)).collect();
    school.machine(&secrets);
    school.late("kay lou", 5);
    Stuck { school, mail: mail_sink, slack, ping }
}

impl Stuck {
    fn log(&self) -> usize {
        self.school.log(&self.school.outings()[0]).len()
    }

    fn counts(&self) -> (usize, usize) {
        (self.mail.mails().len(), self.slack.asked().len())
    }

    /// The file that a run locks.
    fn lock(&self) -> PathBuf {
        let found = std::fs::read_dir(self.school.path("state/hv")).unwrap();
        let mut all = found.map(|e| e.unwrap().path());
        all.find(|p| p.extension().is_some_and(|e| e == "run")).unwrap()
    }

    /// The run that holds the lock is made to have begun so many minutes ago.
    fn began(&self, minutes: i64) {
        let text = std::fs::read_to_string(self.lock()).unwrap();
        let (began, rest) = text.split_once(' ').unwrap();
        assert!(began.starts_with("20"), "{text}");
        std::fs::write(self.lock(), format!("{} {rest}", self.school.ago(minutes))).unwrap();
    }
}

#[test]
fn a_run_killed_between_the_attempt_and_its_result_is_made_good_by_the_next() {
    let stuck = stuck("60s");
    let mut hv = stuck.school.begin_alert();
    stuck.slack.wait(1);
    stuck.mail.wait(1);
    hv.kill().unwrap();
    hv.wait().unwrap();
    assert_eq!(stuck.log(), 1, "the attempt is on record, and no result");
    stuck.slack.answers(Http::status(200));
    let _next = stuck.school.alert().ends(4);
    assert_eq!(stuck.counts(), (2, 2), "nobody knows whether they were told");
    let mails = stuck.mail.mails();
    assert_eq!(mails[0].header("Message-ID"), mails[1].header("Message-ID"));
    assert_eq!(stuck.log(), 3);
    let _known = stuck.school.alert().ends(4);
    assert_eq!((stuck.counts(), stuck.log()), ((2, 2), 3));
}

#[test]
fn a_run_killed_before_the_attempt_has_told_nobody_and_the_next_one_does() {
    let stuck = stuck("60s");
    stuck.slack.answers(Http::status(200));
    stuck.ping.answers(Http::Never);
    let mut hv = stuck.school.begin_alert();
    stuck.ping.wait(1);
    hv.kill().unwrap();
    hv.wait().unwrap();
    assert_eq!((stuck.counts(), stuck.log()), ((0, 0), 0));
    stuck.ping.answers(Http::status(200));
    let _next = stuck.school.alert().ends(4).lacks("NOT ALL WAS DONE");
    assert_eq!((stuck.counts(), stuck.log()), ((1, 1), 2));
}

#[test]
fn of_two_runs_at_once_the_second_prints_and_tells_nobody_and_no_lock_outlives_its_run() {
    let stuck = stuck("5m");
    let mut first = stuck.school.begin_alert();
    stuck.slack.wait(1);
    stuck.mail.wait(1);
    let state = |stuck: &Stuck| std::fs::read_dir(stuck.school.path("state/hv")).unwrap().count();
    let files = state(&stuck);
    let second = stuck.school.alert().ends(5).says("another hv overdue --alert is running");
    let _shown = second.says("this one told nobody").says("KAY INVENTED AND LOU MADE: not back.");
    assert_eq!((stuck.counts(), stuck.log()), ((1, 1), 1));
    assert_eq!(state(&stuck), files, "nor does it write over what the first one is to remember");
    first.kill().unwrap();
    first.wait().unwrap();
    stuck.slack.answers(Http::status(200));
    let _third = stuck.school.alert().ends(4).lacks("another hv overdue");
    assert_eq!(stuck.counts(), (2, 2));
}

#[test]
fn a_writer_that_hangs_with_the_lock_keeps_nobody_from_being_told_and_recorded() {
    let stuck = stuck("60s");
    stuck.slack.answers(Http::status(200));
    stuck.school.late("joe", 8);
    let mut writer = std::process::Command::new("flock");
    writer.arg(stuck.school.folder().join("local/lock")).args(["sh", "-c", "echo held; cat"]);
    writer.stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::piped());
    let mut writer = writer.spawn().unwrap();
    let mut held = String::new();
    let mut said = std::io::BufReader::new(writer.stdout.as_mut().unwrap());
    std::io::BufRead::read_line(&mut said, &mut held).unwrap();
    assert_eq!(held, "held\n");
    let _told = stuck.school.alert().ends(4).says("KAY INVENTED AND LOU MADE").says("JOE OTHER");
    assert_eq!(stuck.counts(), (1, 1));
    for record in stuck.school.outings() {
        assert_eq!(stuck.school.log(&record).len(), 2);
    }
    drop(writer.stdin.take());
    writer.wait().unwrap();
}

#[test]
fn a_stopped_run_holds_the_others_back_for_twice_its_limit_and_not_for_ever() {
    let stuck = stuck("5m");
    let stopped = stuck.school.begin_alert();
    stuck.slack.wait(1);
    stuck.mail.wait(1);
    signal(stopped.id(), "-STOP");
    stuck.slack.answers(Http::status(200));
    stuck.began(9);
    let _held = stuck.school.alert().ends(5).says("this one told nobody");
    assert_eq!(stuck.counts(), (1, 1));
    stuck.began(11);
    let run = stuck.school.alert().ends(5).says("does not end: this one went on without it");
    let _what = run.says(&format!("kill -9 {}", stopped.id())).says("KAY INVENTED AND LOU MADE");
    assert_eq!(stuck.counts(), (2, 2));
    let _known = stuck.school.alert().ends(5);
    assert_eq!(stuck.counts(), (2, 2), "what it told is on record");
    let pings = crate::channels::pings(&stuck.ping);
    let last: Vec<&str> = pings.iter().map(|(m, _)| m.as_str()).collect();
    assert_eq!(last, ["/start", "/start", "/fail", "/start", "/fail"], "a stuck run is no success");
    // Once it goes on, it ends as if nothing had been.
    signal(stopped.id(), "-CONT");
    signal(stopped.id(), "-9");
    let _gone = end(stopped, "overdue --alert");
    let _free = stuck.school.alert().ends(4).lacks("another hv overdue");
}

#[test]
fn a_run_that_never_said_when_it_began_or_says_it_will_holds_nobody_back() {
    let stuck = stuck("5m");
    let mut first = stuck.school.begin_alert();
    stuck.slack.wait(1);
    stuck.mail.wait(1);
    stuck.slack.answers(Http::status(200));
    std::fs::write(stuck.lock(), "").unwrap();
    let _empty = stuck.school.alert().ends(5).says("went on without it").says("ps -ef");
    assert_eq!(stuck.counts(), (2, 2));
    std::fs::write(stuck.lock(), format!("{} 1\n", stuck.school.ago(-90))).unwrap();
    let _future = stuck.school.alert().ends(5).says("went on without it");
    first.kill().unwrap();
    first.wait().unwrap();
}
