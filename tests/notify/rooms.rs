//! Chat rooms, and what is known after each way in which a web server can fail.

use crate::sinks::{Http, HttpSink, certificate, nobody};
use crate::{LONG, Machine, SHORT, came, failed, handed, job, kay, lou, problems, sent, unknown};
use hv::notify::{Came, End, Ping, Senders, ping, send};
use serde_json::json;

fn room(kind: &str, url: &str) -> Senders {
    let senders = Machine::knowing(url).senders(&[json!({"id": "r", "kind": kind, "url": "url"})]);
    assert_eq!(problems(&senders), "");
    senders
}

#[test]
fn each_chat_is_told_once_in_its_own_shape() {
    let text = "Max is late since 11:30.\n.\nRing them.\n";
    for (kind, expected) in [
        ("webex", json!({"text": format!("LATE: Max\n\n{text}")})),
        ("slack", json!({"text": format!("LATE: Max\n\n{text}")})),
    ] {
        let sink = HttpSink::start(&[Http::status(200)]);
        let senders = room(kind, &sink.url("/hook?sig=secret"));
        assert!(senders.is_room("r") && !senders.reaches("r", &kay()));
        let all = sent(&senders, "r", &[kay(), lou()], LONG);
        assert_eq!((all.len(), all[0].receiver.as_str()), (1, ""));
        handed(&all[0].came, "200");
        let asked = sink.asked();
        assert_eq!(asked.len(), 1);
        assert_eq!(asked[0].what, "POST /hook?sig=secret");
        assert_eq!(asked[0].header("content-type"), Some("application/json"));
        assert_eq!(asked[0].json(), expected);
    }
    let sink = HttpSink::start(&[Http::status(202)]);
    handed(&came(&room("teams", &sink.url("/t")), "r", &[kay()], LONG), "202");
    let card = &sink.asked()[0].json();
    assert_eq!(card["attachments"][0]["contentType"], "application/vnd.microsoft.card.adaptive");
    let lines = card["attachments"][0]["content"]["body"].as_array().unwrap();
    let lines: Vec<&str> = lines.iter().map(|line| line["text"].as_str().unwrap()).collect();
    assert_eq!(lines, ["LATE: Max", "Max is late since 11:30.", ".", "Ring them."]);
}

#[test]
fn a_name_cannot_call_a_whole_slack_room() {
    let sink = HttpSink::start(&[Http::status(200)]);
    let mut job = job("r", &[]);
    job.message.text = "<!channel> & Max".to_owned();
    send(&room("slack", &sink.url("/")), vec![job], LONG);
    assert_eq!(sink.asked()[0].json()["text"], "LATE: Max\n\n&lt;!channel&gt; &amp; Max");
}

#[test]
fn what_may_pass_is_tried_again_and_what_will_not_is_not() {
    for (answers, tries, ends) in [
        (vec![Http::status(500), Http::status(503), Http::status(200)], 3, Ok("200")),
        (vec![Http::status(500)], 3, Err("the server failed with 500")),
        (vec![Http::with(429, "Retry-After", "1"), Http::status(200)], 2, Ok("200")),
        (vec![Http::status(429)], 3, Err("429, too many messages")),
        (vec![Http::with(429, "Retry-After", "3600")], 1, Err("429, too many messages")),
        (vec![Http::with(429, "Retry-After", "soon"), Http::status(200)], 2, Ok("200")),
        (vec![Http::status(404)], 1, Err("the server refused with 404")),
        (vec![Http::status(400)], 1, Err("the server refused with 400")),
    ] {
        let sink = HttpSink::start(&answers);
        let came = came(&room("webex", &sink.url("/")), "r", &[], LONG);
        match ends {
            Ok(words) => handed(&came, words),
            Err(words) => failed(&came, words),
        }
        assert_eq!(sink.asked().len(), tries, "{answers:?}");
    }
}

#[test]
fn a_redirect_is_not_followed() {
    let elsewhere = HttpSink::start(&[Http::status(200)]);
    for status in [301, 302, 303, 307, 308] {
        let sink = HttpSink::start(&[Http::with(status, "Location", &elsewhere.url("/x"))]);
        let came = came(&room("webex", &sink.url("/")), "r", &[], LONG);
        failed(&came, &format!("{status}: the server sends hv elsewhere"));
        assert_eq!(sink.asked().len(), 1);
    }
    assert_eq!(elsewhere.asked(), []);
}

#[test]
fn no_answer_is_unknown_and_nobody_there_is_not() {
    for answer in [Http::Never, Http::BreaksOff] {
        let sink = HttpSink::start(std::slice::from_ref(&answer));
        let came = came(&room("webex", &sink.url("/")), "r", &[], SHORT);
        assert!(matches!(came, Came::Unknown(_)), "{came:?}");
        // What may have arrived is not sent again in the same run.
        assert_eq!(sink.asked().len(), 1, "{answer:?}");
    }
    let url = format!("http://127.0.0.1:{}/", nobody());
    let came = came(&room("webex", &url), "r", &[], SHORT);
    assert!(matches!(came, Came::Failed(_)), "{came:?}");
}

#[test]
fn tls_is_believed_only_from_the_authority_that_is_trusted() {
    let (authority, config) = certificate();
    let sink = HttpSink::over(Some(config), &[Http::status(200)]);
    let url = format!("https://localhost:{}/hook", sink.port);
    let channel = json!({"id": "r", "kind": "webex", "url": "url"});
    let mut machine = Machine::new("ca = \"ca.pem\"\n[secret.url]\nenv = \"U\"\n");
    machine.env.insert("U".to_owned(), url.clone());
    machine.write("ca.pem", &authority, 0o644);
    handed(&came(&machine.senders(std::slice::from_ref(&channel)), "r", &[], LONG), "200");
    let other = certificate().0;
    machine.write("ca.pem", &other, 0o644);
    failed(&came(&machine.senders(&[channel]), "r", &[], LONG), "no private connection");
    failed(&came(&room("webex", &url), "r", &[], LONG), "no private connection");
    assert_eq!(sink.asked().len(), 1);
}

#[test]
fn a_secret_that_is_no_address_or_not_private_is_refused_and_not_shown() {
    for secret in
        ["correct horse", "http://chat.example.org/hook-correct-horse", "horse.example.org"]
    {
        let machine = Machine::knowing(secret);
        let senders = machine.senders(&[json!({"id": "r", "kind": "slack", "url": "url"})]);
        let all = format!("{} {senders:?}", problems(&senders));
        assert!(all.contains("the channel r can tell nobody: the secret url:"), "{all}");
        assert!(!all.contains("horse"), "{all}");
    }
    let sink = HttpSink::start(&[Http::body(404, "no hook /hook-correct-horse here")]);
    let url = sink.url("/hook-correct-horse");
    let came = came(&room("webex", &url), "r", &[], LONG);
    failed(&came, "404");
}

#[test]
fn the_heartbeat_tells_start_success_and_fail() {
    let sink = HttpSink::start(&[Http::status(200)]);
    let machine = Machine::knowing(&sink.url("/uuid"));
    for (end, path) in
        [(End::Start, "/uuid/start"), (End::Success, "/uuid"), (End::Fail, "/uuid/fail")]
    {
        let one = Ping { end, rid: "r-1".to_owned(), body: "2 alarms".to_owned() };
        let came = machine.around(|around| ping(around, "url", &one, LONG));
        handed(&came, "200");
        let asked = sink.asked().pop().unwrap();
        assert_eq!(asked.what, format!("POST {path}?rid=r-1"));
        assert_eq!(asked.body, "2 alarms");
    }
    let one = Ping { end: End::Start, rid: "r".to_owned(), body: String::new() };
    let came = machine.around(|around| ping(around, "other", &one, LONG));
    failed(&came, "this machine knows no secret other");
    let sink = HttpSink::start(&[Http::Never]);
    let machine = Machine::knowing(&sink.url("/uuid"));
    unknown(&machine.around(|around| ping(around, "url", &one, SHORT)), "did not answer in time");
}

#[test]
fn what_a_server_repeats_of_the_secret_address_is_nowhere() {
    let body = "no hook /services/T0HORSE00/B0HORSE00/correct-horse-battery here";
    for status in [200, 400, 404, 500] {
        let sink = HttpSink::start(&[Http::body(status, body)]);
        let url = sink.url("/services/T0HORSE00/B0HORSE00/correct-horse-battery");
        for kind in ["webex", "teams", "slack"] {
            let said = format!("{:?}", came(&room(kind, &url), "r", &[], LONG));
            assert!(!said.to_lowercase().contains("horse"), "{kind} {status}: {said}");
            assert!(said.contains(&status.to_string()), "{kind}: {said}");
        }
        let one = Ping { end: End::Success, rid: "r".to_owned(), body: String::new() };
        let machine = Machine::knowing(&url);
        let said = format!("{:?}", machine.around(|around| ping(around, "url", &one, LONG)));
        assert!(!said.to_lowercase().contains("horse"), "ping {status}: {said}");
    }
}

#[test]
fn a_200_that_says_that_it_failed_was_not_handed_over() {
    let teams = "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429";
    let page = "<!DOCTYPE html><title>Sign in to the guests' network</title>";
    for (kind, body, ends) in [
        ("teams", teams, "failed: Teams answered 200, and that it could not deliver the message"),
        ("slack", "no_service", "unknown: the answer was 200, and not the \"ok\" that Slack gives"),
        ("slack", "", "unknown: the answer was 200, and not the \"ok\" that Slack gives"),
        ("webex", page, "unknown: the answer was 200 and a page"),
        ("teams", page, "unknown: the answer was 200 and a page"),
        ("slack", "ok\n", "handed: 200"),
        ("teams", "1", "handed: 200"),
        ("teams", "", "handed: 200"),
        ("webex", "", "handed: 200"),
    ] {
        let sink = HttpSink::start(&[Http::body(200, body)]);
        let told = match came(&room(kind, &sink.url("/")), "r", &[], LONG) {
            Came::Handed(words) => format!("handed: {words}"),
            Came::Failed(words) => format!("failed: {words}"),
            Came::Unknown(words) => format!("unknown: {words}"),
        };
        assert!(told.starts_with(ends), "{kind}, {body:?}: {told}");
    }
}
