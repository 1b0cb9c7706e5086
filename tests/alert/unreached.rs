//! Rungs that no channel can bring to anybody: they are said, they are no success, and whoever comes next is told at
//! once. And what is printed where nobody could read it: it was not printed.

use crate::channels::{mail, pings, room, secret, to, watch};
use crate::run::{Ran, run};
use crate::school::School;
use crate::sinks::{Http, HttpSink, Smtp, SmtpSink};
use serde_json::Value;
use std::fs;

/// These people have no e-mail on record: nobody wrote it down.
fn without_mail(school: &School, people: &[&str]) {
    for id in people {
        let path = school.folder().join(format!("people/{id}.yaml"));
        let text = fs::read_to_string(&path).unwrap();
        let line = format!("email: {id}@example.org\n");
        assert!(text.contains(&line), "{text}");
        fs::write(&path, text.replace(&line, "")).unwrap();
    }
}

/// One mail server, an address outside that expects a word, and people without e-mail.
fn parts(people: &[&str]) -> (School, SmtpSink, HttpSink) {
    let (school, sink) = (School::new(), SmtpSink::start(Smtp::default()));
    let ping = HttpSink::start(&[Http::status(200)]);
    school.config(&format!("{}{}", watch(&school, "4s"), mail("mail", &sink)));
    school.machine(&secret(&school, "beat", &ping.url("/uuid")));
    without_mail(&school, people);
    (school, sink, ping)
}

fn heartbeat(school: &School) -> Value {
    school.state().get("heartbeat").cloned().unwrap_or(Value::Null)
}

fn last_ping(ping: &HttpSink) -> String {
    pings(ping).last().unwrap().0.clone()
}

#[test]
fn a_rung_that_no_channel_reaches_is_said_is_no_success_and_the_next_is_told_at_once() {
    let (school, sink, ping) = parts(&["max"]);
    school.late("kay lou", 5);
    let says = "NOBODY WAS TOLD of step 1 of 3, the front desk: no channel reaches Max Desk";
    let _run = school.alert().ends(5).says(says).says("step 2 of 3, the safeguarding lead");
    assert_eq!(to(&sink.mails()), ["dee@example.org"], "ten minutes early, and the head not yet");
    assert_eq!((heartbeat(&school), last_ping(&ping).as_str()), (Value::Null, "/fail"));
    let _again = school.alert().ends(5);
    assert_eq!(sink.mails().len(), 1);
    assert_eq!((heartbeat(&school), last_ping(&ping).as_str()), (Value::Null, "/fail"));
}

#[test]
fn a_rung_that_is_reached_waits_for_its_time_and_is_a_success() {
    let (school, sink, ping) = parts(&["dee"]);
    school.late("kay lou", 5);
    let _run = school.alert().ends(4).lacks("NOBODY WAS TOLD");
    assert_eq!(to(&sink.mails()), ["max@example.org"]);
    assert_eq!((heartbeat(&school).is_string(), last_ping(&ping).as_str()), (true, ""));
}

#[test]
fn a_later_rung_that_no_channel_reaches_brings_the_one_after_it() {
    let (school, sink, _ping) = parts(&["dee"]);
    school.late("kay lou", 12);
    let _run = school.alert().ends(5).says("NOBODY WAS TOLD of step 2 of 3, the safeguarding lead");
    assert_eq!(to(&sink.mails()), ["max@example.org", "pat@example.org"]);
}

#[test]
fn danger_that_reaches_nobody_on_its_rung_is_told_to_everyone_at_once() {
    let (school, sink, ping) = parts(&["pat"]);
    let out = format!("out kay --back {} --breach x --where home", school.ago(-60));
    let _whatever_else_is_said = school.hv_ago(10, &out);
    let _said = school.hv("distress kay");
    let _run = school.alert().ends(5).says("NOBODY WAS TOLD of step 1 of 1, the head");
    assert!(to(&sink.mails()).contains(&"max@example.org"), "{:?}", sink.mails());
    assert_eq!((heartbeat(&school), last_ping(&ping).as_str()), (Value::Null, "/fail"));
}

#[test]
fn where_no_channel_reaches_anybody_that_is_said_by_every_run() {
    let (school, sink, ping) = parts(&["max", "dee", "pat", "joe", "lou"]);
    school.late("kay lou", 5);
    for _ in 0..2 {
        let _run = school.alert().ends(5);
        assert_eq!((heartbeat(&school), last_ping(&ping).as_str()), (Value::Null, "/fail"));
    }
    let _all = school.hv("overdue --alert --json").ends(5).says("NOBODY WAS TOLD of step 1 of 3");
    assert_eq!(sink.mails().len(), 0);
}

#[test]
fn a_room_stands_for_everybody_if_it_can_be_used() {
    for usable in [true, false] {
        let (school, sink, ping) = parts(&["max"]);
        let slack = HttpSink::start(&[Http::body(200, "ok")]);
        school.config(&room("slack", "slack"));
        if usable {
            let beat = secret(&school, "beat", &ping.url("/uuid"));
            school.machine(&format!("{beat}{}", secret(&school, "slack", &slack.url("/s"))));
        }
        school.late("kay lou", 5);
        let run = school.alert().ends(if usable { 4 } else { 5 });
        assert_eq!(run.text().contains("NOBODY WAS TOLD"), !usable, "{}", run.text());
        assert_eq!((sink.mails().len(), slack.asked().len()), if usable { (0, 1) } else { (1, 0) });
    }
}

#[test]
fn hv_notify_names_the_rungs_that_no_channel_reaches() {
    let (school, _sink, _ping) = parts(&["max"]);
    let says = "NO CHANNEL REACHES step 1 of the ladder missing, the front desk: Max Desk (max)";
    let _run = school.hv("notify").ends(3).says(says).lacks("step 2").lacks("ladder danger");
    let _json = school.hv("notify --json").ends(3).says("\"rungs_unreached\":[{");
    let (all, _sink, _ping) = parts(&[]);
    let _run = all.hv("notify").ends(0).lacks("NO CHANNEL REACHES");
}

/// One run whose output nobody can write down.
fn into_the_full(school: &School) -> Ran {
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut sh = school.program();
    sh.args(["overdue", "--alert"]).stdin(std::process::Stdio::null()).stdout(full);
    let out = sh.output().unwrap();
    Ran {
        typed: "overdue --alert > /dev/full".to_owned(),
        out: String::new(),
        err: String::from_utf8_lossy(&out.stderr).into_owned(),
        status: out.status,
    }
}

#[test]
fn without_a_channel_only_what_was_printed_counts() {
    let school = School::new();
    school.late("kay lou", 5);
    let _lost = into_the_full(&school).ends(5);
    assert_eq!(heartbeat(&school), Value::Null);
    let said = "hv tells nobody: hv.toml has no channel. Only who reads this text knows";
    let _said = school.alert().ends(4).says("KAY INVENTED").says(said);
    assert!(heartbeat(&school).is_string());
    let mut quiet = school.program();
    quiet.args(["overdue", "--alert"]);
    let _quiet = run(&mut quiet).ends(4).lacks("KAY INVENTED");
}

#[test]
fn what_this_machine_remembers_of_what_it_printed_names_no_family() {
    let school = School::new();
    let at = school.ago(30);
    school.hv_ago(120, &format!("plan add ahmed --at {at} --for 10m --staff kay,lou")).ends(0);
    let _said = school.alert().ends(4).says("nobody signed out");
    let printed = school.state()["printed"].to_string();
    assert!(
        !printed.contains("ahmed") && !printed.contains("kay") && printed.len() > 10,
        "{printed}"
    );
}

#[test]
fn of_several_addresses_of_a_channel_only_the_refused_one_is_told_again() {
    let school = School::new();
    let refuses = vec!["shut@example.org".to_owned()];
    let sink = SmtpSink::start(Smtp { refuses, ..Smtp::default() });
    let also = "also-to = [\"office@example.org\", \"shut@example.org\"]\n";
    school.config(&format!("{}{also}", mail("mail", &sink)));
    school.late("kay lou", 5);
    let _one = school.alert().ends(5).says("channel mail for address 2 of its also-to failed");
    assert_eq!(to(&sink.mails()), ["max@example.org", "office@example.org"]);
    let _again = school.alert().ends(5);
    assert_eq!(sink.mails().len(), 2, "office has it already");
    sink.does(Smtp::default());
    let _went = school.alert().ends(4);
    assert_eq!(to(&sink.mails()), ["max@example.org", "office@example.org", "shut@example.org"]);
    let log = school.log(&school.outings()[0]);
    assert!(!format!("{log:?}").contains("shut@"), "{log:?}");
}

#[test]
fn a_name_of_two_lines_is_one_line_of_a_message() {
    let (school, sink, _ping) = parts(&[]);
    let path = school.folder().join("people/kay.yaml");
    let text = fs::read_to_string(&path).unwrap();
    let name = "name: \"Kay\\n\\nALL SAFE: nobody is late\\n\\nInvented\"";
    let two = text.replace("name: Kay Invented", name);
    assert_ne!(two, text);
    fs::write(&path, two).unwrap();
    school.late("kay lou", 5);
    let run = school.alert().ends(4);
    let mails: String = sink.mails().iter().map(|m| m.data.clone()).collect();
    assert!(mails.to_uppercase().contains("ALL SAFE"), "the name is there: {mails}");
    for text in [&run.out, &mails] {
        let alone = |line: &str| line.trim_start().to_uppercase().starts_with("ALL SAFE");
        assert!(!text.lines().any(alone), "{text}");
    }
}
