//! How people are told of an alarm, as it stands in `hv.toml`: the channels, and the machine that watches.
//!
//! The record folder is shared, so nothing here is a secret or a program: a channel *names* them, and each machine says
//! in a file of its own what stands behind the name. This module does not check that a channel can be used, and sends
//! nothing: `notify` does. What is written wrongly in one channel is that channel's own fault, and hides no other.

use crate::when::Span;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

/// `[watch]`: who runs `hv overdue`, and how often. DESIGN.md: who watches the watcher.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Watch {
    /// The machine that runs it, by its own name. Absent: none is named, and whoever signs out must have somebody
    /// watch by hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub machine: Option<String>,
    /// How long from one run to the next: `5m`. Absent: not set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub every: Option<Span>,
    /// How long one run may take, telling everybody included: `2m`. Absent: not set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<Span>,
    /// The name of the secret that holds the address to tell of each run, after healthchecks' convention. Absent: none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ping: Option<String>,
}

/// `[[channel]]`: one way to tell people.
#[derive(Debug, Clone, PartialEq)]
pub struct Channel {
    /// What the school calls it: `office-mail`. Empty if nothing readable stands there.
    pub id: String,
    /// What it is.
    pub kind: Kind,
}

/// What a channel is. The words of `kind = "…"`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Kind {
    /// A mail to each person, and to the addresses named here.
    Email(Email),
    /// A message in a Webex room, by an incoming web hook.
    Webex(Hook),
    /// A message in a Teams channel, by a Workflows web hook.
    Teams(Hook),
    /// A message in a Slack channel, by an incoming web hook.
    Slack(Hook),
    /// A text message to each person, by GOV.UK Notify.
    GovukText(Govuk),
    /// A mail to each person, by GOV.UK Notify.
    GovukEmail(Govuk),
    /// A program on this machine, told of everything.
    Command(Program),
    /// What stands there is not a channel. It can tell nobody, and says so.
    #[serde(skip)]
    Wrong(Wrong),
}

impl Kind {
    /// The word for it in `hv.toml`.
    pub fn word(&self) -> &'static str {
        match self {
            Kind::Email(_) => "email",
            Kind::Webex(_) => "webex",
            Kind::Teams(_) => "teams",
            Kind::Slack(_) => "slack",
            Kind::GovukText(_) => "govuk-text",
            Kind::GovukEmail(_) => "govuk-email",
            Kind::Command(_) => "command",
            Kind::Wrong(_) => "wrong",
        }
    }
}

/// `kind = "email"`: a mail server that takes mail for sending.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Email {
    /// The server: `smtp.example.org`.
    pub server: String,
    /// The port. Absent: 587 for `starttls`, 465 for `tls`, 25 for `none`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
    /// How the connection is kept private. Absent: `starttls`.
    #[serde(default)]
    pub tls: Tls,
    /// Whom the mail is from: `hv@example.org`.
    pub from: String,
    /// Who signs in at the server. Absent: nobody does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// The name of the secret that holds the password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    /// Addresses that get every message besides: a shared mailbox.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also_to: Vec<String>,
}

/// How a connection to a mail server is kept private.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tls {
    /// Opened in the clear and made private before anything is said; a server that cannot is refused.
    #[default]
    Starttls,
    /// Private from the first byte.
    Tls,
    /// Not at all: only to this very machine.
    None,
}

/// A web hook: its address is itself the secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Hook {
    /// The name of the secret that holds the address.
    pub url: String,
}

/// GOV.UK Notify.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Govuk {
    /// The name of the secret that holds the API key.
    pub key: String,
    /// The id of the template. It must have the fields `((subject))` and `((text))`; a text message, `((text))`.
    pub template: String,
    /// The service. Absent: [`GOVUK`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server: Option<String>,
}

/// Where GOV.UK Notify is.
pub const GOVUK: &str = "https://api.notifications.service.gov.uk";

/// `kind = "command"`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Program {
    /// The name of the program; the machine's own file says what is run.
    pub program: String,
}

/// What is not a channel.
#[derive(Debug, Clone, PartialEq)]
pub struct Wrong {
    /// What is wrong with it.
    pub why: String,
    /// What stands there, kept for the next time the file is written.
    pub written: Value,
}

impl Channel {
    /// What stands in `hv.toml` as a channel. What cannot be read is [`Kind::Wrong`]: a slip in one channel must not
    /// silence the others, nor the school's numbers.
    pub fn of(written: Value) -> Channel {
        let id = written.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
        let wrong = |why: String, written: Value| Kind::Wrong(Wrong { why, written });
        let mut rest = written.clone();
        let named = rest.as_object_mut().and_then(|fields| fields.remove("id")).is_some();
        let kind = match serde_json::from_value(rest) {
            _ if !named || !plain(&id) => {
                wrong("its `id` must be small letters, digits and hyphens".to_owned(), written)
            }
            Ok(kind) => kind,
            Err(why) => wrong(why.to_string(), written),
        };
        Channel { id, kind }
    }
}

impl<'de> Deserialize<'de> for Channel {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Value::deserialize(deserializer).map(Channel::of).map_err(D::Error::custom)
    }
}

impl Serialize for Channel {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Written<'a> {
            id: &'a str,
            #[serde(flatten)]
            kind: &'a Kind,
        }
        if let Kind::Wrong(wrong) = &self.kind {
            return wrong.written.serialize(serializer);
        }
        Written { id: &self.id, kind: &self.kind }.serialize(serializer)
    }
}

/// An id that can be typed, said and stand in a header: small letters, digits and hyphens, at most 40.
fn plain(id: &str) -> bool {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    !id.is_empty() && id.len() <= 40 && id.chars().all(fits)
}

/// An e-mail address as staff have them: letters of English, one `@`, a domain. Nothing that could end a header.
pub fn is_address(text: &str) -> bool {
    let Some((name, domain)) = text.split_once('@') else { return false };
    let dots = |part: &str| part.split('.').all(|piece| !piece.is_empty());
    let in_name = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+/=?^_`{|}~.-".contains(c);
    let in_domain = |c: char| c.is_ascii_alphanumeric() || ".-".contains(c);
    let hyphens = |part: &str| part.split('.').all(|p| !p.starts_with('-') && !p.ends_with('-'));
    name.len() <= 64
        && domain.len() <= 253
        && dots(name)
        && dots(domain)
        && hyphens(domain)
        && name.chars().all(in_name)
        && domain.chars().all(in_domain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::directory::School;

    const HEAD: &str = "format = 1\nstore = \"x\"\nname = \"Oak\"\nzone = \"Europe/London\"\n";

    fn school(text: &str) -> School {
        toml::from_str(&format!("{HEAD}{text}")).unwrap()
    }

    #[test]
    fn each_kind_is_read_and_written_back_the_same() {
        let text = r#"
            [watch]
            machine = "office-pc"
            every = "5m"
            limit = "2m"
            ping = "heartbeat"
            [[channel]]
            id = "mail"
            kind = "email"
            server = "smtp.example.org"
            port = 465
            tls = "tls"
            from = "hv@example.org"
            user = "hv"
            password = "smtp"
            also-to = ["office@example.org"]
            [[channel]]
            id = "w"
            kind = "webex"
            url = "webex"
            [[channel]]
            id = "t"
            kind = "teams"
            url = "teams"
            [[channel]]
            id = "s"
            kind = "slack"
            url = "slack"
            [[channel]]
            id = "text"
            kind = "govuk-text"
            key = "notify"
            template = "0a1b"
            [[channel]]
            id = "gov-mail"
            kind = "govuk-email"
            key = "notify"
            template = "0a1c"
            server = "https://notify.example.org"
            [[channel]]
            id = "siren"
            kind = "command"
            program = "siren"
        "#;
        let read = school(text);
        let kinds: Vec<&str> = read.channel.iter().map(|c| c.kind.word()).collect();
        assert_eq!(
            kinds,
            ["email", "webex", "teams", "slack", "govuk-text", "govuk-email", "command"]
        );
        let written = toml::to_string(&read).unwrap();
        let again: School = toml::from_str(&written).unwrap();
        assert_eq!(again, read, "{written}");
    }

    #[test]
    fn a_channel_written_wrongly_hides_no_other_and_is_not_lost() {
        for (wrong, why) in [
            ("id = \"a\"\nkind = \"email\"\nserver = \"x\"", "missing field `from`"),
            ("id = \"a\"\nkind = \"webex\"\nurl = \"u\"\nlurl = 1", "unknown field `lurl`"),
            ("id = \"a\"\nkind = \"pigeon\"", "unknown variant `pigeon`"),
            ("id = \"a\"\nurl = \"x\"", "missing field `kind`"),
            ("id = \"A b\"\nkind = \"slack\"\nurl = \"u\"", "its `id` must be"),
            ("kind = \"slack\"\nurl = \"u\"", "its `id` must be"),
            ("id = \"a\"\nkind = \"wrong\"", "unknown variant `wrong`"),
        ] {
            let good = "[[channel]]\nid = \"b\"\nkind = \"slack\"\nurl = \"u\"\n";
            let read = school(&format!("[[channel]]\n{wrong}\n{good}"));
            let Kind::Wrong(told) = &read.channel[0].kind else { panic!("{wrong} was read") };
            assert!(told.why.contains(why), "{}", told.why);
            assert_eq!(read.channel[1].kind, Kind::Slack(Hook { url: "u".to_owned() }));
            let again: School = toml::from_str(&toml::to_string(&read).unwrap()).unwrap();
            assert_eq!(again, read);
        }
    }

    #[test]
    fn addresses_are_told_from_what_is_none() {
        for good in ["kay@example.org", "k.o'neil+hv@mail.example.org", "a@b"] {
            assert!(is_address(good), "{good}");
        }
        let long = format!("{}@example.org", "a".repeat(65));
        for bad in [
            "",
            "kay",
            "@example.org",
            "kay@",
            "kay@@example.org",
            "kay@a@b",
            "k ay@example.org",
            "kay@example.org\r\nBcc: x@example.org",
            "kay@example..org",
            ".kay@example.org",
            "kay.@example.org",
            "kay@-example.org",
            "kay@example-.org",
            "<kay@example.org>",
            "kay@exämple.org",
            "kay,lou@example.org",
            "kay@example.org,lou@example.org",
            &long,
        ] {
            assert!(!is_address(bad), "{bad}");
        }
    }
}
