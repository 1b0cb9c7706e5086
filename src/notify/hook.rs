//! Messages in a chat room, by a web hook: Webex, Teams Workflows, Slack. Three shapes of one request.

use super::http::{Answer, Request, Web, host_of};
use super::secret::Secret;
use super::tries::{Tried, answered};
use super::{Came, Message, words};
use serde_json::{Value, json};
use std::time::Duration;

/// The most text that goes into one message: Webex takes 7439 bytes, the others more.
const LONGEST: usize = 1800;

/// Which chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// `{"text": …}`, shown as it stands.
    Webex,
    /// An adaptive card.
    Teams,
    /// `{"text": …}`, in which `<`, `>` and `&` mean something.
    Slack,
}

/// Posts the message.
pub(super) fn post(
    shape: Shape,
    web: &Web,
    url: &Secret,
    message: &Message,
    limit: Duration,
) -> Tried {
    if let Err(why) = host_of(url.reveal()) {
        return Tried::failed(format!("the address in the secret cannot be used: {why}"));
    }
    let body = body(shape, message).to_string();
    let request = Request {
        url: url.reveal(),
        authorization: None,
        kind: "application/json",
        body: body.as_bytes(),
    };
    let answer = web.post(&request, limit);
    if let Answer::Said { status, wait, text } = &answer {
        return said(shape, *status, *wait, text);
    }
    answer.into()
}

/// What the answer means. Its words are not repeated: a server may quote the address, which is the secret. A server that
/// says 200 and then that it failed has failed; a page that some network put in the way is no chat.
fn said(shape: Shape, status: u16, wait: Option<Duration>, text: &str) -> Tried {
    let lower = text.trim().to_lowercase();
    if !(200..=299).contains(&status) {
        return answered(status, wait, String::new());
    }
    if shape == Shape::Teams && (lower.contains("fail") || lower.contains("error")) {
        let why = format!("Teams answered {status}, and that it could not deliver the message");
        return Tried::Again(why, wait);
    }
    if shape == Shape::Slack && lower != "ok" {
        let why = format!("the answer was {status}, and not the \"ok\" that Slack gives");
        return Tried::Ended(Came::Unknown(why));
    }
    if lower.starts_with('<') {
        let why = format!("the answer was {status} and a page, as a network's sign-in gives");
        return Tried::Ended(Came::Unknown(why));
    }
    answered(status, wait, String::new())
}

fn body(shape: Shape, message: &Message) -> Value {
    let text = words::cut(&message.text, LONGEST);
    match shape {
        Shape::Webex => json!({"text": format!("{}\n\n{text}", message.subject)}),
        Shape::Slack => json!({"text": escaped(&format!("{}\n\n{text}", message.subject))}),
        Shape::Teams => card(&message.subject, &text),
    }
}

/// As Slack asks for it: otherwise a name could call everybody in the room.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A card: one block for each line, since a block runs its lines together.
fn card(subject: &str, text: &str) -> Value {
    let block = |line: &str| json!({"type": "TextBlock", "text": line, "wrap": true});
    let first = json!({"type": "TextBlock", "text": subject, "wrap": true, "weight": "Bolder"});
    let lines = text.lines().filter(|line| !line.trim().is_empty()).map(block);
    let body: Vec<Value> = std::iter::once(first).chain(lines).collect();
    json!({
        "type": "message",
        "attachments": [{
            "contentType": "application/vnd.microsoft.card.adaptive",
            "contentUrl": null,
            "content": {
                "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
                "type": "AdaptiveCard",
                "version": "1.4",
                "body": body,
            },
        }],
    })
}
