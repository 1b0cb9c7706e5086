//! GOV.UK Notify: the token and the body in their documented form, and its answers in words.

use crate::sinks::{Http, HttpSink};
use crate::{LONG, Machine, failed, handed, kay, lou, problems, sent};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use hv::notify::Senders;
use serde_json::{Value, json};
use sha2::Sha256;

const SERVICE: &str = "0a1b2c3d-0000-4000-8000-00000000000a";
const SECRET: &str = "9f8e7d6c-1111-4111-8111-11111111111b";

fn senders(sink: &HttpSink, kind: &str) -> Senders {
    let mut machine = Machine::new("[secret.notify]\nenv = \"K\"\nfor = \"127.0.0.1\"\n");
    machine.env.insert("K".to_owned(), format!("home-visits-{SERVICE}-{SECRET}"));
    let senders = machine.senders(&[json!({"id": "gov", "kind": kind, "key": "notify",
        "template": "f00d", "server": sink.url("/")})]);
    assert_eq!(problems(&senders), "");
    senders
}

fn part(token: &str, number: usize) -> Value {
    let text = token.split('.').nth(number).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).unwrap()).unwrap()
}

#[test]
fn a_text_is_asked_for_with_a_token_that_the_service_would_accept() {
    let sink = HttpSink::start(&[Http::body(201, r#"{"id": "740e5834", "reference": "x"}"#)]);
    let all = sent(&senders(&sink, "govuk-text"), "gov", &[kay(), lou()], LONG);
    assert_eq!(all.iter().map(|d| d.receiver.as_str()).collect::<Vec<_>>(), ["kay", "lou"]);
    handed(&all[0].came, "201 740e5834");
    let asked = sink.asked();
    assert_eq!(asked.len(), 2);
    assert_eq!(asked[0].what, "POST /v2/notifications/sms");
    let body = asked[0].json();
    assert_eq!(
        body,
        json!({
            "template_id": "f00d",
            "reference": "2026-11-24-max-1a/return/1",
            "phone_number": "+447700900123",
            "personalisation": {
                "subject": "LATE: Max", "text": "Max is late since 11:30.\n.\nRing them.\n"},
        })
    );
    let token = asked[0].header("authorization").unwrap().strip_prefix("Bearer ").unwrap();
    assert_eq!(part(token, 0), json!({"typ": "JWT", "alg": "HS256"}));
    assert_eq!(part(token, 1)["iss"], SERVICE);
    let issued = part(token, 1)["iat"].as_i64().unwrap();
    // 24 November 2026, 11:30, and as long as the test has run.
    assert!((1_795_519_800..1_795_519_830).contains(&issued), "{issued}");
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
    mac.update(signed.as_bytes());
    mac.verify_slice(&URL_SAFE_NO_PAD.decode(signature).unwrap()).unwrap();
}

#[test]
fn a_mail_goes_to_the_address_and_who_has_none_is_told_of() {
    let sink = HttpSink::start(&[Http::body(201, r#"{"id": "1"}"#)]);
    let mut nowhere = lou();
    nowhere.email = None;
    let senders = senders(&sink, "govuk-email");
    assert!(senders.reaches("gov", &kay()) && !senders.reaches("gov", &nowhere));
    let all = sent(&senders, "gov", &[kay(), nowhere], LONG);
    handed(&all[0].came, "201 1");
    failed(&all[1].came, "no e-mail address of lou is on record");
    let asked = sink.asked();
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].what, "POST /v2/notifications/email");
    assert_eq!(asked[0].json()["email_address"], "kay@example.org");
}

#[test]
fn a_landline_gets_no_text() {
    let sink = HttpSink::start(&[Http::status(201)]);
    let mut office = kay();
    office.number = Some("01632 960100".to_owned());
    let senders = senders(&sink, "govuk-text");
    assert!(!senders.reaches("gov", &office));
    let all = sent(&senders, "gov", &[office], LONG);
    failed(&all[0].came, "not one that can get a text message");
    assert_eq!(sink.asked(), []);
}

#[test]
fn its_refusals_are_told_in_words() {
    let error = |kind: &str, words: &str| {
        json!({"status_code": 0, "errors": [{"error": kind, "message": words}]}).to_string()
    };
    for (status, body, tries, words) in [
        (
            403,
            error("AuthError", "Error: Your system clock must be accurate to within 30 seconds"),
            1,
            "this machine's clock is more than 30 seconds wrong",
        ),
        (
            403,
            error("AuthError", "Invalid token: API key not found"),
            1,
            "the API key is not right",
        ),
        (
            400,
            error("BadRequestError", "Can't send to this recipient when service is in trial mode"),
            1,
            "in trial mode and reaches only its own team",
        ),
        (
            400,
            error("BadRequestError", "Can't send to this recipient using a team-only API key"),
            1,
            "in trial mode",
        ),
        (
            400,
            error("ValidationError", "phone_number Number is not valid"),
            1,
            "refused with 400: phone_number Number is not valid",
        ),
        (429, error("RateLimitError", "Exceeded rate limit"), 3, "Exceeded rate limit"),
        (500, error("Exception", "Internal server error"), 3, "the server failed with 500"),
    ] {
        let sink = HttpSink::start(&[Http::body(status, &body)]);
        let all = sent(&senders(&sink, "govuk-text"), "gov", &[kay()], LONG);
        failed(&all[0].came, words);
        assert_eq!(sink.asked().len(), tries, "{body}");
        assert!(!format!("{all:?}").contains(SECRET));
    }
}

#[test]
fn a_key_that_is_none_is_refused_before_anything_is_sent() {
    let machine = Machine::knowing("correct-horse");
    let senders = machine.senders(&[json!({"id": "gov", "kind": "govuk-text", "key": "url",
        "template": "f00d"})]);
    let told = problems(&senders);
    assert!(
        told.contains("is not an API key of GOV.UK Notify") && !told.contains("horse"),
        "{told}"
    );
}
