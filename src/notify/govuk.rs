//! GOV.UK Notify: text messages and mail for state schools. "Taken" is not "delivered": the ladder goes on.
//!
//! Its documented form, <https://docs.notifications.service.gov.uk/rest-api.html>: a token (JWT, HS256) made for each
//! request from the service's id and the machine's clock, which may be 30 seconds off; the key is
//! `name-service-secret`, the last two each 36 characters.

use super::http::{Answer, Request, Web};
use super::secret::Secret;
use super::tries::{Tried, answered};
use super::{Came, Message, Receiver, words};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use std::time::Duration;

/// The most text of one message by telephone: four parts of 153 characters.
const LONGEST_TEXT: usize = 612;

/// The length of a UUID.
const UUID: usize = 36;

/// Text or mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// To a mobile.
    Text,
    /// To an e-mail address.
    Email,
}

/// What is sent, and by what.
#[derive(Debug)]
pub(super) struct Letter<'a> {
    pub(super) way: Way,
    /// Where the service is, without a last slash.
    pub(super) server: &'a str,
    pub(super) template: &'a str,
    pub(super) message: &'a Message,
    pub(super) to: &'a Receiver,
}

/// Sends it. `now` is the machine's clock, in seconds since 1970.
pub(super) fn send(
    letter: &Letter<'_>,
    web: &Web,
    key: &Secret,
    now: i64,
    limit: Duration,
) -> Tried {
    let token = match token(key, now) {
        Ok(token) => Secret::new(format!("Bearer {token}")),
        Err(why) => return Tried::failed(why),
    };
    let (path, body) = match body(letter) {
        Ok(made) => made,
        Err(why) => return Tried::failed(why),
    };
    let body = body.to_string();
    let request = Request {
        url: &format!("{}{path}", letter.server),
        authorization: Some(&token),
        kind: "application/json",
        body: body.as_bytes(),
    };
    let answer = web.post(&request, limit);
    if let Answer::Said { status, wait, text } = &answer {
        let text = key.scrub(text);
        // Its last part alone is the secret.
        let own = parts(key.reveal()).map_or("", |(_, secret)| secret);
        let text = if own.is_empty() { text } else { text.replace(own, "…") };
        return said(*status, *wait, &words::without_addresses(&text));
    }
    answer.into()
}

/// What the service's answer means.
fn said(status: u16, wait: Option<Duration>, text: &str) -> Tried {
    let read: Value = serde_json::from_str(text).unwrap_or_default();
    let error = read.pointer("/errors/0/message").and_then(Value::as_str).unwrap_or(text);
    let error = words::clean(error);
    let lower = error.to_lowercase();
    match status {
        201 => {
            let id = read.get("id").and_then(Value::as_str).unwrap_or("no id");
            Tried::Ended(Came::Handed(words::clean(&format!("201 {id}"))))
        }
        403 if lower.contains("clock") || lower.contains("expired") => Tried::failed(format!(
            "403: this machine's clock is more than 30 seconds wrong; set it: {error}"
        )),
        403 => Tried::failed(format!("403: the API key is not right, or was withdrawn: {error}")),
        400 if lower.contains("trial mode") || lower.contains("team-only") => {
            Tried::failed(format!(
                "400: the service is in trial mode and reaches only its own team; ask GOV.UK Notify to go live: {error}"
            ))
        }
        _ => answered(status, wait, error),
    }
}

fn body(letter: &Letter<'_>) -> Result<(&'static str, Value), String> {
    let message = letter.message;
    let mut body = json!({"template_id": letter.template, "reference": message.key});
    let (path, field, to, fields) = match letter.way {
        Way::Text => {
            let number = letter.to.number.as_deref().ok_or("no mobile number is on record")?;
            let text = words::cut(&message.text, LONGEST_TEXT);
            let fields = json!({"subject": message.subject, "text": text});
            ("/v2/notifications/sms", "phone_number", international(number)?, fields)
        }
        Way::Email => {
            let email = letter.to.email.clone().ok_or("no e-mail address is on record")?;
            let fields = json!({"subject": message.subject, "text": message.text});
            ("/v2/notifications/email", "email_address", email, fields)
        }
    };
    if let Some(all) = body.as_object_mut() {
        all.insert(field.to_owned(), json!(to));
        all.insert("personalisation".to_owned(), fields);
    }
    Ok((path, body))
}

/// A number as it is dialled from anywhere: `07700 900123` is `+447700900123`.
pub(super) fn international(number: &str) -> Result<String, String> {
    let wrong = || "the number on record is not one that can get a text message".to_owned();
    let kept: String = number.chars().filter(|c| !" -().".contains(*c)).collect();
    // +44 (0)7700 …: the nought is for those who dial at home.
    let kept = kept.strip_prefix("+440").map_or(kept.clone(), |rest| format!("+44{rest}"));
    let dialled = if let Some(rest) = kept.strip_prefix("00") {
        format!("+{rest}")
    } else if let Some(rest) = kept.strip_prefix('0') {
        format!("+44{rest}")
    } else {
        kept
    };
    let figures = dialled.strip_prefix('+').ok_or_else(wrong)?;
    let fits = figures.chars().all(|c| c.is_ascii_digit()) && (8..=15).contains(&figures.len());
    // In Britain a mobile has ten figures that begin with 7.
    let mobile = figures.strip_prefix("44").is_none_or(|b| b.starts_with('7') && b.len() == 10);
    if fits && mobile { Ok(dialled) } else { Err(wrong()) }
}

/// The token of one request.
fn token(key: &Secret, now: i64) -> Result<String, String> {
    let (service, secret) = parts(key.reveal())?;
    let head = URL_SAFE_NO_PAD.encode(r#"{"typ":"JWT","alg":"HS256"}"#);
    let claims = URL_SAFE_NO_PAD.encode(json!({"iss": service, "iat": now}).to_string());
    let signed = format!("{head}.{claims}");
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes())
        .map_err(|_never| "the API key cannot sign".to_owned())?;
    mac.update(signed.as_bytes());
    let signature = URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes());
    Ok(format!("{signed}.{signature}"))
}

/// The service's id and the secret of a key: its last 73 characters, whatever its name holds.
pub(super) fn parts(key: &str) -> Result<(&str, &str), String> {
    let wrong = || "what the secret holds is not an API key of GOV.UK Notify".to_owned();
    let at = key.len().checked_sub(2 * UUID + 1).ok_or_else(wrong)?;
    let service = key.get(at..at + UUID).ok_or_else(wrong)?;
    let secret = key.get(at + UUID + 1..).ok_or_else(wrong)?;
    let uuid = |text: &str| {
        text.char_indices().all(|(n, c)| match n {
            8 | 13 | 18 | 23 => c == '-',
            _ => c.is_ascii_hexdigit(),
        })
    };
    let parted = key.get(at + UUID..=at + UUID) == Some("-");
    if parted && uuid(service) && uuid(secret) { Ok((service, secret)) } else { Err(wrong()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_dialled_from_anywhere() {
        for (typed, dialled) in [
            ("07700 900123", "+447700900123"),
            ("+44 7700 900123", "+447700900123"),
            ("+44 (0)7700 900123", "+447700900123"),
            ("0044 7700 900123", "+447700900123"),
            ("(07700) 900-123", "+447700900123"),
            ("+353 85 555 0123", "+353855550123"),
        ] {
            assert_eq!(international(typed).as_deref(), Ok(dialled), "{typed}");
        }
        for bad in
            ["01632 960123", "7700 900123", "07700 90012", "07700 9001234", "ext 5", "", "+", "999"]
        {
            assert!(international(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_key_is_cut_from_its_end() {
        let (service, secret) =
            ("0a1b2c3d-0000-4000-8000-00000000000a", "9f8e7d6c-1111-4111-8111-11111111111b");
        for name in ["hv", "home-visits-live-2", ""] {
            let key = format!("{name}-{service}-{secret}");
            assert_eq!(parts(&key), Ok((service, secret)));
        }
        for bad in
            ["", "hunter2", &format!("{service}_{secret}"), &format!("hv-{service}-{secret}x")]
        {
            let why = parts(bad).unwrap_err();
            assert!(bad.is_empty() || !why.contains(bad));
        }
    }
}
