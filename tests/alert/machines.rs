//! Two machines with a clone each and plain git between them: each tells what it does not know to have been told, and
//! neither tells again what the other is known to have handed over.

use crate::channels::mail;
use crate::school::School;
use crate::sinks::{Smtp, SmtpSink};
use std::path::Path;
use std::process::Command;

#[track_caller]
fn git(folder: &Path, arguments: &[&str]) -> String {
    let who = ["-c", "user.name=Office", "-c", "user.email=office@example.org"];
    let ran = Command::new("git").args(who).args(arguments).current_dir(folder).output().unwrap();
    let text = String::from_utf8_lossy(&ran.stdout).into_owned();
    assert!(
        ran.status.success(),
        "git {arguments:?}: {text}{}",
        String::from_utf8_lossy(&ran.stderr)
    );
    text
}

fn commit(school: &School) {
    git(&school.folder(), &["add", "-A"]);
    git(&school.folder(), &["commit", "--quiet", "--allow-empty", "-m", "records"]);
}

#[track_caller]
fn merge(into: &School, from: &School) {
    git(&into.folder(), &["fetch", "--quiet", from.folder().to_str().unwrap(), "HEAD"]);
    git(&into.folder(), &["merge", "--quiet", "--no-edit", "FETCH_HEAD"]);
    assert_eq!(git(&into.folder(), &["status", "--porcelain"]), "", "a conflict");
}

/// Two people late, both machines with the same mail server.
fn two() -> (School, School, SmtpSink) {
    let first = School::new();
    let sink = SmtpSink::start(Smtp::default());
    first.config(&mail("mail", &sink));
    first.late("kay lou", 15);
    git(&first.folder(), &["init", "--quiet"]);
    commit(&first);
    let second = first.clone_of();
    (first, second, sink)
}

#[test]
fn what_both_told_while_apart_merges_without_conflict_and_is_told_by_neither_again() {
    let (first, second, sink) = two();
    let _told = first.alert().ends(4);
    assert_eq!(sink.mails().len(), 2, "max and dee");
    let _told = second.alert().ends(4);
    assert_eq!(sink.mails().len(), 4, "it knew nothing of the first");
    let ids = |mails: &[crate::sinks::Arrived]| -> std::collections::BTreeSet<String> {
        mails.iter().map(|m| m.header("Message-ID").unwrap()).collect()
    };
    assert_eq!(ids(&sink.mails()).len(), 2, "but whoever gets it twice can see that");
    commit(&first);
    commit(&second);
    merge(&first, &second);
    merge(&second, &first);
    for school in [&first, &second] {
        let run = school.alert().ends(4).lacks("NOT ALL");
        let _nothing = run.lacks("again");
        assert_eq!(school.log(&school.outings()[0]).len(), 4);
        school.hv("doctor").ends(0);
    }
    assert_eq!(sink.mails().len(), 4);
}

#[test]
fn what_one_is_known_to_have_told_the_other_does_not_tell_and_an_attempt_alone_it_does() {
    let (first, second, sink) = two();
    sink.does(Smtp { refuses: vec!["dee@example.org".to_owned()], ..Smtp::default() });
    let _told = first.alert().ends(5).says("channel mail for dee failed");
    commit(&first);
    merge(&second, &first);
    sink.does(Smtp::default());
    let _rest = second.alert().ends(4);
    let to: Vec<String> = sink.mails().into_iter().map(|m| m.to[0].clone()).collect();
    assert_eq!(to, ["max@example.org", "dee@example.org"]);
    commit(&second);
    merge(&first, &second);
    let _nothing = first.alert().ends(4);
    assert_eq!(sink.mails().len(), 2);
}

#[test]
fn a_charge_taken_on_one_machine_holds_the_other_back_once_it_is_there() {
    let (first, second, sink) = two();
    first.hv(&format!("ack {} --who pat --doing driving", first.outing())).ends(0);
    commit(&first);
    merge(&second, &first);
    for school in [&first, &second] {
        let _held = school.alert().ends(4).says("In charge: Pat Head, until ");
    }
    assert_eq!(sink.mails().len(), 0);
}
