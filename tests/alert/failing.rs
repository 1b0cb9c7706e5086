//! Channels that refuse, hang, break off and come back: what is told again and what is not, what is said, and what the
//! address outside hears.

use crate::channels::{mail, mail_at, pings, room, secret, watch};
use crate::school::School;
use crate::sinks::{Ending, Http, HttpSink, Smtp, SmtpSink, nobody};
use serde_json::{Value, json};

/// A school with one mail server, one chat room, and an address outside.
struct Parts {
    school: School,
    mail: SmtpSink,
    slack: HttpSink,
    ping: HttpSink,
}

fn parts(plan: Smtp, answers: &[Http]) -> Parts {
    let school = School::new();
    let parts = Parts {
        mail: SmtpSink::start(plan),
        slack: HttpSink::start(answers),
        ping: HttpSink::start(&[Http::status(200)]),
        school,
    };
    let (watch, mail) = (watch(&parts.school, "2s"), mail("mail", &parts.mail));
    parts.school.config(&format!("{watch}{mail}{}", room("slack", "slack")));
    parts.secrets();
    parts
}

impl Parts {
    fn secrets(&self) {
        let slack = secret(&self.school, "slack", &self.slack.url("/s"));
        let beat = secret(&self.school, "beat", &self.ping.url("/uuid"));
        self.school.machine(&format!("{slack}{beat}"));
    }

    fn counts(&self) -> (usize, usize) {
        (self.mail.mails().len(), self.slack.asked().len())
    }

    /// How the last run ended for the address outside, having begun under the same name.
    fn last_ping(&self) -> String {
        let all = pings(&self.ping);
        let [.., start, end] = all.as_slice() else { panic!("{all:?}") };
        assert_eq!((start.0.as_str(), &start.1), ("/start", &end.1));
        end.0.clone()
    }

    /// What came of the last attempt, by receiver and channel.
    fn came(&self) -> Vec<(String, String)> {
        let log = self.school.log(&self.school.outings()[0]);
        let came = log.last().unwrap()["notified"]["came"].as_array().unwrap().clone();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        came.iter().map(|c| (text(&c["to"]), text(&c["came"]))).collect()
    }

    fn heartbeat(&self) -> Value {
        self.school.state().get("heartbeat").cloned().unwrap_or(Value::Null)
    }

    /// One run in which the mail did not go, and the next one in which it does.
    fn mail_fails_then_goes(&self, says: &str, came: &str) {
        let _failed = self.school.alert().ends(5).says("NOT ALL WAS DONE").says(says);
        assert_eq!(self.came(), [pair("max", came), pair("#slack", "handed")]);
        assert_eq!((self.heartbeat(), self.last_ping().as_str()), (Value::Null, "/fail"));
        self.mail.does(Smtp::default());
        let before = self.counts();
        let _went = self.school.alert().ends(4).lacks("NOT ALL WAS DONE");
        assert_eq!(self.counts(), (before.0 + 1, before.1), "the room has it already");
        assert_eq!(self.came(), [pair("max", "handed")]);
        assert_eq!((self.heartbeat().is_string(), self.last_ping().as_str()), (true, ""));
        let _nothing = self.school.alert().ends(4);
        assert_eq!(self.counts(), (before.0 + 1, before.1));
    }
}

fn pair(to: &str, came: &str) -> (String, String) {
    (to.to_owned(), came.to_owned())
}

#[test]
fn mail_that_is_refused_or_never_begun_is_sent_by_the_next_run_and_the_room_is_told_once() {
    let refuses = Smtp { refuses: vec!["max@example.org".to_owned()], ..Smtp::default() };
    let spam = Smtp { ending: Ending::Refuses, ..Smtp::default() };
    let busy = Smtp { busy: 3, ..Smtp::default() };
    let mute = Smtp { mute: true, ..Smtp::default() };
    for (plan, says) in [
        (refuses, "channel mail for max failed: the mail server refused: 550"),
        (spam, "channel mail for max failed: the mail server refused: 554"),
        (busy, "channel mail for max failed: the mail server refused for now: 451"),
        (mute, "channel mail for max failed: no connection to the mail server"),
    ] {
        let parts = parts(plan, &[Http::status(200)]);
        parts.school.late("kay lou", 5);
        parts.mail_fails_then_goes(says, "failed");
    }
}

#[test]
fn mail_taken_without_an_answer_comes_again_under_the_same_message_id() {
    for ending in [Ending::BreaksOff, Ending::Hangs] {
        let parts = parts(Smtp { ending, ..Smtp::default() }, &[Http::status(200)]);
        parts.school.late("kay lou", 5);
        parts.mail_fails_then_goes("channel mail for max: not known whether it went", "unknown");
        let ids: Vec<_> = parts.mail.mails().iter().map(|m| m.header("Message-ID")).collect();
        assert_eq!((ids.len(), &ids[0]), (2, &ids[1]));
    }
}

#[test]
fn a_mail_server_that_is_not_there_stops_nobody_and_is_tried_by_every_run() {
    let parts = parts(Smtp::default(), &[Http::status(200)]);
    let port = format!("port = {}", parts.mail.port);
    let hv_toml = parts.school.folder().join("hv.toml");
    let right = std::fs::read_to_string(&hv_toml).unwrap();
    std::fs::write(&hv_toml, right.replace(&port, &format!("port = {}", nobody()))).unwrap();
    parts.school.late("kay lou", 5);
    let says = "channel mail for max failed: no connection to the mail server";
    let _first = parts.school.alert().ends(5).says(says);
    let second = parts.school.alert().ends(5);
    assert_eq!(second.out, "", "the same trouble is not printed each minute");
    assert_eq!(parts.counts(), (0, 1));
    std::fs::write(&hv_toml, right).unwrap();
    let _third = parts.school.alert().ends(4);
    assert_eq!(parts.counts(), (1, 1));
}

/// PRODUCT.md 3.10: with a broken channel it still prints the alarms it knows of.
#[test]
fn while_no_channel_has_brought_an_alarm_to_anybody_every_run_prints_it() {
    let parts = parts(Smtp::default(), &[Http::status(500)]);
    let port = format!("port = {}", parts.mail.port);
    let hv_toml = parts.school.folder().join("hv.toml");
    let right = std::fs::read_to_string(&hv_toml).unwrap();
    std::fs::write(&hv_toml, right.replace(&port, &format!("port = {}", nobody()))).unwrap();
    parts.school.late("kay lou", 5);
    for _run in 0..3 {
        let _printed = parts.school.alert().ends(5).says("KAY INVENTED AND LOU MADE: not back.");
    }
}

#[test]
fn one_of_several_who_is_refused_is_sent_it_again_and_nobody_else_is() {
    let refuses = vec!["dee@example.org".to_owned()];
    let parts = parts(Smtp { refuses, ..Smtp::default() }, &[Http::status(200)]);
    parts.school.late("kay lou", 35);
    let _first = parts.school.alert().ends(5).says("channel mail for dee failed");
    assert_eq!(parts.counts(), (3, 1));
    parts.mail.does(Smtp::default());
    let _second = parts.school.alert().ends(4);
    assert_eq!(parts.counts(), (4, 1));
    assert_eq!(parts.mail.mails()[3].to, ["dee@example.org"]);
}

#[test]
fn the_shared_mailbox_gets_no_second_mail_for_one_who_was_refused() {
    let refuses = vec!["max@example.org".to_owned()];
    let parts = parts(Smtp { refuses, ..Smtp::default() }, &[Http::status(200)]);
    let hv_toml = parts.school.folder().join("hv.toml");
    let text = std::fs::read_to_string(&hv_toml).unwrap();
    let from = "from = \"hv@example.org\"\n";
    let also = format!("{from}also-to = [\"office@example.org\"]\n");
    std::fs::write(&hv_toml, text.replacen(from, &also, 1)).unwrap();
    parts.school.late("kay lou", 5);
    let _first = parts.school.alert().ends(5).says("channel mail for max failed");
    let own = &parts.came()[1];
    assert!(own.0.starts_with("#mail/1-") && own.1 == "handed", "{own:?}");
    assert_eq!(parts.came()[2], pair("#slack", "handed"));
    parts.mail.does(Smtp::default());
    let _second = parts.school.alert().ends(4);
    let to: Vec<String> = parts.mail.mails().into_iter().map(|m| m.to[0].clone()).collect();
    assert_eq!(to, ["office@example.org", "max@example.org"]);
}

#[test]
fn a_room_that_asks_to_wait_is_told_in_the_same_run() {
    let soon = Http::with(429, "Retry-After", "0");
    let parts = parts(Smtp::default(), &[soon, Http::status(200)]);
    parts.school.late("kay lou", 5);
    let _told = parts.school.alert().ends(4).lacks("NOT ALL WAS DONE");
    assert_eq!(parts.counts(), (1, 2));
    assert_eq!(parts.last_ping(), "");
}

#[test]
fn a_room_that_fails_is_told_by_the_next_run_and_holds_up_no_mail() {
    for (answer, says, came, asked) in [
        (Http::with(429, "Retry-After", "3600"), "429, too many messages", "failed", 1),
        (Http::status(500), "the server failed with 500", "failed", 3),
        (Http::with(302, "Location", "http://127.0.0.1:1/"), "302", "failed", 1),
        (Http::Never, "not known whether it went", "unknown", 1),
        (Http::BreaksOff, "not known whether it went", "unknown", 1),
    ] {
        let parts = parts(Smtp::default(), std::slice::from_ref(&answer));
        parts.school.late("kay lou", 5);
        let _first = parts.school.alert().ends(5).says("channel slack").says(says);
        assert_eq!(parts.counts(), (1, asked), "{answer:?}");
        assert_eq!(parts.came(), [pair("max", "handed"), pair("#slack", came)]);
        assert_eq!((parts.heartbeat(), parts.last_ping().as_str()), (Value::Null, "/fail"));
        parts.slack.answers(Http::status(200));
        let _second = parts.school.alert().ends(4);
        assert_eq!((parts.counts(), parts.last_ping().as_str()), ((1, asked + 1), ""));
        let _third = parts.school.alert().ends(4);
        assert_eq!(parts.counts(), (1, asked + 1));
    }
}

#[test]
fn an_address_outside_that_fails_is_said_and_calls_no_watch_off() {
    let parts = parts(Smtp::default(), &[Http::status(200)]);
    parts.ping.answers(Http::status(404));
    let run = parts.school.alert().ends(3);
    let _said = run.says("the address outside that expects a word of each run");
    assert!(parts.heartbeat().is_string(), "everything was read, and nobody was late");
    assert_eq!(parts.last_ping(), "", "and it is told that, if it listens");
}

#[test]
fn a_quiet_run_is_silent_and_tells_only_the_address_outside() {
    let parts = parts(Smtp::default(), &[Http::status(200)]);
    let run = parts.school.alert().ends(0);
    assert_eq!((run.out.as_str(), run.err.as_str()), ("", ""));
    assert_eq!((parts.counts(), parts.last_ping().as_str()), ((0, 0), ""));
    assert!(parts.heartbeat().is_string());
}

#[test]
fn a_channel_that_can_never_work_hides_no_other() {
    let parts = parts(Smtp::default(), &[Http::status(200)]);
    let wrong = "[[channel]]\nid = \"pigeon\"\nkind = \"pigeon\"\n";
    parts.school.config(&format!("{wrong}{}{}", mail_at("far", 1), room("teams", "nosecret")));
    parts.school.late("kay lou", 5);
    let run = parts.school.alert().ends(5);
    let _said = run.says("the channel pigeon can tell nobody").says("nosecret");
    assert_eq!(parts.counts(), (1, 1));
    let last = json!(parts.came());
    assert!(last.to_string().contains("#pigeon"), "{last}");
}
