//! Mail, and what is known after each way in which a mail server can fail.

use crate::sinks::{Ending, Smtp, SmtpSink, certificate, nobody};
use crate::{LONG, Machine, SHORT, came, failed, handed, job, kay, lou, problems, sent, unknown};
use hv::notify::{Came, Senders, send};
use serde_json::{Value, json};

fn channel(port: u16) -> Value {
    json!({"id": "mail", "kind": "email", "server": "localhost", "port": port, "tls": "none",
           "from": "hv@school.example.org"})
}

fn plain(port: u16) -> Senders {
    let senders = Machine::new("").senders(&[channel(port)]);
    assert_eq!(problems(&senders), "");
    senders
}

#[test]
fn a_mail_arrives_whole_and_says_what_it_is() {
    let sink = SmtpSink::start(Smtp::default());
    handed(&came(&plain(sink.port), "mail", &[kay()], LONG), "250 2.0.0 queued as 7F3Q");
    let mails = sink.mails();
    assert_eq!(mails.len(), 1);
    let mail = &mails[0];
    assert_eq!(
        (mail.from.as_str(), mail.to.as_slice()),
        ("hv@school.example.org", &["kay@example.org".to_owned()][..])
    );
    assert_eq!(mail.header("Subject").as_deref(), Some("LATE: Max"));
    assert_eq!(mail.header("Auto-Submitted").as_deref(), Some("auto-generated"));
    assert_eq!(mail.header("To").as_deref(), Some("kay@example.org"));
    assert_eq!(mail.header("Date").as_deref(), Some("Tue, 24 Nov 2026 11:30:00 +0000"));
    // A line with a single dot ends a mail, unless it is doubled on the way.
    assert!(mail.data.ends_with("Max is late since 11:30.\r\n.\r\nRing them.\r\n\r\n"), "{mail:?}");
}

#[test]
fn the_same_alarm_has_the_same_message_id_and_another_receiver_another() {
    let sink = SmtpSink::start(Smtp::default());
    let senders = plain(sink.port);
    for _ in 0..2 {
        sent(&senders, "mail", &[kay(), lou()], LONG);
    }
    let ids: Vec<String> = sink.mails().iter().map(|m| m.header("Message-ID").unwrap()).collect();
    assert_eq!(ids.len(), 4);
    assert_eq!((&ids[0], &ids[1]), (&ids[2], &ids[3]));
    assert_ne!(ids[0], ids[1]);
    assert!(ids[0].ends_with("@school.example.org>") && !ids[0].contains("kay"), "{}", ids[0]);
}

#[test]
fn one_receiver_who_is_refused_stops_nobody() {
    let refuses = vec!["kay@example.org".to_owned()];
    let sink = SmtpSink::start(Smtp { refuses, ..Smtp::default() });
    let all = sent(&plain(sink.port), "mail", &[kay(), lou()], LONG);
    assert_eq!((all[0].receiver.as_str(), all[1].receiver.as_str()), ("kay", "lou"));
    failed(&all[0].came, "the mail server refused: 550 5.1.1 no such [31mmailbox");
    handed(&all[1].came, "250");
    assert_eq!(sink.mails().len(), 1);
}

#[test]
fn a_server_that_is_busy_is_tried_three_times() {
    let sink = SmtpSink::start(Smtp { busy: 2, ..Smtp::default() });
    handed(&came(&plain(sink.port), "mail", &[kay()], LONG), "250");
    let sink = SmtpSink::start(Smtp { busy: 3, ..Smtp::default() });
    let came = came(&plain(sink.port), "mail", &[kay()], LONG);
    failed(&came, "the mail server refused for now: 451 try again later");
    assert_eq!(sink.mails(), []);
}

#[test]
fn a_mail_that_was_never_taken_has_failed() {
    let sink = SmtpSink::start(Smtp { ending: Ending::Refuses, ..Smtp::default() });
    failed(&came(&plain(sink.port), "mail", &[kay()], LONG), "554 5.7.1 looks like spam");
    failed(&came(&plain(nobody()), "mail", &[kay()], SHORT), "no connection to the mail server");
    let sink = SmtpSink::start(Smtp { mute: true, ..Smtp::default() });
    failed(&came(&plain(sink.port), "mail", &[kay()], SHORT), "no connection to the mail server");
}

#[test]
fn a_mail_handed_over_without_an_answer_is_unknown_and_not_sent_twice() {
    for ending in [Ending::BreaksOff, Ending::Hangs] {
        let sink = SmtpSink::start(Smtp { ending, ..Smtp::default() });
        let came = came(&plain(sink.port), "mail", &[kay()], SHORT);
        unknown(&came, "the mail was handed over, and no answer came");
        assert_eq!(sink.mails().len(), 1);
    }
}

#[test]
fn nothing_in_a_subject_or_a_name_becomes_a_header() {
    let sink = SmtpSink::start(Smtp::default());
    let mut job = job("mail", &[kay()]);
    job.message.subject = "LATE\r\nBcc: spy@example.org\r\n\r\nMax \u{202e}".to_owned();
    job.message.text = "Bcc: spy@example.org\r\n.\r\nMAIL FROM:<spy@example.org>\r\n".to_owned();
    let all = send(&plain(sink.port), vec![job], LONG);
    handed(&all[0].came, "250");
    let mails = sink.mails();
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].to, ["kay@example.org"]);
    assert_eq!(mails[0].header("Bcc"), None);
    assert_eq!(mails[0].header("Subject").as_deref(), Some("LATE Bcc: spy@example.org Max"));
    let mut spy = kay();
    spy.email = Some("kay@example.org>\r\nRCPT TO:<spy@example.org".to_owned());
    failed(&came(&plain(sink.port), "mail", &[spy], LONG), "no e-mail address of kay is on record");
}

#[test]
fn the_channels_own_addresses_are_one_delivery_and_the_worst_of_them_counts() {
    let refuses = vec!["shut@example.org".to_owned()];
    let sink = SmtpSink::start(Smtp { refuses, ..Smtp::default() });
    let mut own = channel(sink.port);
    own["also-to"] = json!(["office@example.org", "shut@example.org"]);
    let senders = Machine::new("").senders(&[own.clone()]);
    assert!(senders.is_room("mail") && senders.reaches("mail", &kay()));
    let all = sent(&senders, "mail", &[kay()], LONG);
    assert_eq!(all.len(), 2);
    handed(&all[0].came, "250");
    assert_eq!(all[1].receiver, "");
    failed(&all[1].came, "not to all 2 addresses: the mail server refused: 550");
    own["also-to"] = json!(["office@example.org"]);
    let senders = Machine::new("").senders(&[own]);
    handed(&came(&senders, "mail", &[], LONG), "250");
    assert_eq!(sink.mails().last().unwrap().to, ["office@example.org"]);
}

#[test]
fn a_slip_in_one_address_silences_neither_the_others_nor_the_people() {
    let sink = SmtpSink::start(Smtp::default());
    let mut own = channel(sink.port);
    own["also-to"] = json!(["office@example.org", "head(at)example.org"]);
    let senders = Machine::new("").senders(&[own.clone()]);
    let why = "the channel mail cannot tell everybody: \"head(at)example.org\" in also-to is not an e-mail address";
    assert!(problems(&senders).contains(why), "{}", problems(&senders));
    assert_eq!(senders.own("mail"), ["office@example.org"]);
    for one in sent(&senders, "mail", &[kay()], LONG) {
        handed(&one.came, "250");
    }
    assert_eq!(sink.mails().len(), 2);
    own["also-to"] = json!(["head(at)example.org"]);
    let senders = Machine::new("").senders(&[own]);
    assert!(!senders.is_room("mail") && senders.reaches("mail", &kay()));
}

#[test]
fn a_mail_server_that_is_mute_is_said_in_hvs_own_words() {
    let sink = SmtpSink::start(Smtp { mute: true, ..Smtp::default() });
    let came = came(&plain(sink.port), "mail", &[kay()], SHORT);
    let (Came::Failed(why) | Came::Unknown(why)) = came else { panic!("{came:?}") };
    assert!(why.contains("the mail server did not answer in time"), "{why}");
    assert!(!why.contains("os error"), "{why}");
}

/// AUTH PLAIN of `hv` and `correct horse`.
const LOGIN: &str = "AGh2AGNvcnJlY3QgaG9yc2U=";

fn private(port: u16, tls: &str) -> Value {
    let mut channel = channel(port);
    channel["tls"] = json!(tls);
    channel["user"] = json!("hv");
    channel["password"] = json!("smtp");
    channel
}

fn trusting(authority: &str, password: &str) -> Machine {
    let text = "ca = \"ca.pem\"\n[secret.smtp]\nfile = \"smtp\"\nfor = \"localhost\"\n";
    let machine = Machine::new(text);
    machine.write("ca.pem", authority, 0o644);
    machine.write("smtp", &format!("{password}\n"), 0o600);
    machine
}

#[test]
fn both_kinds_of_tls_are_spoken_and_the_password_goes_only_inside() {
    let (authority, config) = certificate();
    for (tls, wrapped) in [("starttls", false), ("tls", true)] {
        let login = Some(LOGIN.to_owned());
        let plan = Smtp { tls: Some(config.clone()), wrapped, login, ..Smtp::default() };
        let sink = SmtpSink::start(plan);
        let senders = trusting(&authority, "correct horse").senders(&[private(sink.port, tls)]);
        assert_eq!(problems(&senders), "");
        handed(&came(&senders, "mail", &[kay()], LONG), "250");
        assert!(sink.mails()[0].private, "{tls}");
    }
}

#[test]
fn a_server_that_is_not_trusted_or_offers_no_privacy_gets_nothing() {
    let (_, config) = certificate();
    let (other, _) = certificate();
    for (tls, wrapped) in [("starttls", false), ("tls", true)] {
        let plan = Smtp { tls: Some(config.clone()), wrapped, ..Smtp::default() };
        let sink = SmtpSink::start(plan);
        let senders = trusting(&other, "correct horse").senders(&[private(sink.port, tls)]);
        failed(&came(&senders, "mail", &[kay()], LONG), "connection to the mail server");
        // Nor is it believed because the machine trusts others.
        let own = Machine::new("[secret.smtp]\nenv = \"P\"\n");
        let mut own = own;
        own.env.insert("P".to_owned(), "correct horse".to_owned());
        let senders = own.senders(&[private(sink.port, tls)]);
        failed(&came(&senders, "mail", &[kay()], LONG), "connection");
        assert_eq!(sink.mails(), []);
    }
    let sink = SmtpSink::start(Smtp::default());
    let senders = trusting(&other, "x").senders(&[private(sink.port, "starttls")]);
    failed(&came(&senders, "mail", &[kay()], LONG), "offers no STARTTLS");
    assert_eq!(sink.mails(), []);
}

#[test]
fn a_wrong_password_is_told_and_never_shown() {
    let (authority, config) = certificate();
    let login = Some("other".to_owned());
    let sink = SmtpSink::start(Smtp { tls: Some(config), login, ..Smtp::default() });
    let senders = trusting(&authority, "correct horse").senders(&[private(sink.port, "starttls")]);
    let came = came(&senders, "mail", &[kay()], LONG);
    failed(&came, "did not let hv sign in: 535 5.7.8 … is not the password");
    assert!(!format!("{came:?} {senders:?}").contains("horse"));
}

#[test]
fn what_would_go_in_the_clear_or_elsewhere_is_not_used() {
    let elsewhere = json!({"id": "mail", "kind": "email", "server": "smtp.example.org",
        "tls": "none", "from": "hv@example.org"});
    let senders = Machine::new("").senders(&[elsewhere]);
    assert!(problems(&senders).contains("only for this very machine"), "{}", problems(&senders));
    failed(&came(&senders, "mail", &[kay()], SHORT), "only for this very machine");
    // The password is kept for one server; hv.toml, which others can write, names another.
    let machine = trusting("-----BEGIN CERTIFICATE-----", "correct horse");
    let mut moved = private(1, "tls");
    moved["server"] = json!("smtp.attacker.example.org");
    let senders = machine.senders(&[moved]);
    let why = "this machine keeps that secret for localhost, and it would go to smtp.attacker";
    assert!(problems(&senders).contains(why), "{}", problems(&senders));
    assert!(matches!(came(&senders, "mail", &[kay()], SHORT), Came::Failed(_)));
}
