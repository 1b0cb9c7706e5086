//! Mail, to one address at a time, step by step, so that it is known which step failed: before the server had the whole
//! message it has not gone; once the last dot is under way and no answer came, nobody knows.

use super::secret::{Kept, Secret};
use super::tries::Tried;
use super::{Came, Message, words};
use crate::domain::channel::Tls;
use crate::when::Moment;
use lettre::Address;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message as Mail};
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{
    Certificate, CertificateStore, SmtpConnection, TlsParameters,
};
use lettre::transport::smtp::commands::{Data, Mail as From, Quit, Rcpt};
use lettre::transport::smtp::extension::ClientId;
use sha2::{Digest, Sha256};
use std::time::Duration;

/// A mail server, as it can be used.
#[derive(Debug, Clone)]
pub(super) struct Server {
    /// Its name.
    pub(super) host: String,
    /// Its port.
    pub(super) port: u16,
    /// How the connection is kept private.
    pub(super) tls: Tls,
    /// Whom mail is from.
    pub(super) from: Address,
    /// Who signs in, and with what.
    pub(super) login: Option<(String, Kept)>,
    /// The authorities that are trusted instead of the machine's own: PEM.
    pub(super) authorities: Option<Vec<u8>>,
}

/// A server, and the connection to it while there is one.
pub(super) struct Post<'a> {
    server: &'a Server,
    hidden: &'a [String],
    clock: Moment,
    line: Option<SmtpConnection>,
    password: Option<Secret>,
}

impl Drop for Post<'_> {
    fn drop(&mut self) {
        // Goodbye is said, and not waited for: what was taken is taken.
        if let Some(line) = &mut self.line {
            let _said = line.set_timeout(Some(Duration::from_millis(200)));
            let _goodbye = line.command(Quit);
        }
    }
}

impl<'a> Post<'a> {
    /// Nothing is opened yet. `clock` stands in the mail as its date.
    pub(super) fn new(server: &'a Server, hidden: &'a [String], clock: Moment) -> Post<'a> {
        Post { server, hidden, clock, line: None, password: None }
    }

    /// Sends the message to one address; `who` tells this mail from the same message's others.
    pub(super) fn send(
        &mut self,
        message: &Message,
        who: &str,
        to: &str,
        limit: Duration,
    ) -> Tried {
        let Ok(to) = to.parse::<Address>() else {
            return Tried::failed("the address on record is not an e-mail address");
        };
        let mail = match self.write(message, who, &to) {
            Ok(mail) => mail,
            Err(why) => return Tried::failed(why),
        };
        let mut line = match self.line.take() {
            Some(line) => line,
            None => match self.open(limit) {
                Ok(line) => line,
                Err(tried) => return tried,
            },
        };
        if let Err(e) = line.set_timeout(Some(limit)) {
            return Tried::Again(words::clean(&e.to_string()), None);
        }
        match hand_over(&mut line, &self.server.from, to, &mail) {
            Ok(answer) => {
                self.line = Some(line);
                Tried::Ended(Came::Handed(words::clean(&words::without_addresses(&answer))))
            }
            Err(stopped) => {
                // The next one gets a connection of which nothing is in doubt.
                line.abort();
                stopped
            }
        }
    }

    fn open(&mut self, limit: Duration) -> Result<SmtpConnection, Tried> {
        let server = self.server;
        let hello = ClientId::default();
        let tls = match server.tls {
            Tls::None => None,
            Tls::Starttls | Tls::Tls => Some(self.private()?),
        };
        let wrapped = tls.as_ref().filter(|_| server.tls == Tls::Tls);
        let place = (server.host.as_str(), server.port);
        let mut line = SmtpConnection::connect(place, Some(limit), &hello, wrapped, None)
            .map_err(|e| not_open("no connection to the mail server", &e))?;
        if let Some(tls) = tls.as_ref().filter(|_| server.tls == Tls::Starttls) {
            if !line.can_starttls() {
                line.abort();
                let why = "the mail server offers no STARTTLS, and hv sends nothing in the clear";
                return Err(Tried::failed(why));
            }
            line.starttls(tls, &hello)
                .map_err(|e| not_open("no private connection to the mail server", &e))?;
        }
        self.sign_in(&mut line, limit)?;
        Ok(line)
    }

    fn private(&self) -> Result<TlsParameters, Tried> {
        let broken = |e: Error| Tried::failed(format!("no private connection: {}", told(&e)));
        let mut how = TlsParameters::builder(self.server.host.clone());
        if let Some(pem) = &self.server.authorities {
            how = how.certificate_store(CertificateStore::None);
            for authority in each_certificate(pem) {
                how = how.add_root_certificate(Certificate::from_pem(&authority).map_err(broken)?);
            }
        }
        how.build_rustls().map_err(broken)
    }

    fn sign_in(&mut self, line: &mut SmtpConnection, limit: Duration) -> Result<(), Tried> {
        let Some((user, kept)) = &self.server.login else { return Ok(()) };
        let password = match &self.password {
            Some(known) => known.clone(),
            None => kept.get(limit, self.hidden).map_err(Tried::failed)?,
        };
        let login = Credentials::new(user.clone(), password.reveal().to_owned());
        let answer = line.auth(&[Mechanism::Plain, Mechanism::Login], &login);
        answer.map_err(|e| {
            let what = "the mail server did not let hv sign in";
            worded(what, &password.scrub(&told(&e)), &e)
        })?;
        self.password = Some(password);
        Ok(())
    }

    /// The mail in full. Whatever a name or a subject holds, it cannot make a header of its own.
    fn write(&self, message: &Message, who: &str, to: &Address) -> Result<Vec<u8>, String> {
        let digest = Sha256::digest(format!("{}\n{who}", message.key).as_bytes());
        let own: u128 = digest.iter().take(16).fold(0, |all, byte| (all << 8) | u128::from(*byte));
        let id = format!("<{own:032x}@{}>", self.server.from.domain());
        let date = u64::try_from(self.clock.unix()).unwrap_or_default();
        let automatic = HeaderName::new_from_ascii_str("Auto-Submitted");
        let mail = Mail::builder()
            .from(Mailbox::new(Some("hv".to_owned()), self.server.from.clone()))
            .to(Mailbox::new(None, to.clone()))
            .subject(words::clean(&message.subject))
            .date(std::time::UNIX_EPOCH + Duration::from_secs(date))
            .message_id(Some(id))
            .header(ContentType::TEXT_PLAIN)
            .raw_header(HeaderValue::new(automatic, "auto-generated".to_owned()))
            .body(message.text.clone());
        mail.map(|mail| mail.formatted()).map_err(|e| format!("the mail cannot be written: {e}"))
    }
}

/// From the envelope to the answer after the last dot.
fn hand_over(
    line: &mut SmtpConnection,
    from: &Address,
    to: Address,
    mail: &[u8],
) -> Result<String, Tried> {
    let before = |e: Error| refused("the mail server", &e);
    line.command(From::new(Some(from.clone()), Vec::new())).map_err(before)?;
    line.command(Rcpt::new(to, Vec::new())).map_err(before)?;
    line.command(Data).map_err(before)?;
    let answer = line.message(mail).map_err(|e| match e.status() {
        Some(_) => refused("the mail server", &e),
        None => Tried::Ended(Came::Unknown(format!(
            "the mail was handed over, and no answer came: {}",
            told(&e)
        ))),
    })?;
    let said: Vec<&str> = answer.message().collect();
    Ok(format!("{} {}", answer.code(), said.join(" ")))
}

/// Nothing was handed over yet.
fn refused(who: &str, error: &Error) -> Tried {
    if error.is_permanent() {
        return Tried::failed(format!("{who} refused: {}", told(error)));
    }
    let how = if error.status().is_some() { "refused for now" } else { "broke off" };
    Tried::Again(format!("{who} {how}: {}", told(error)), None)
}

/// The connection does not stand, or not as it must.
fn not_open(what: &str, error: &Error) -> Tried {
    worded(what, &told(error), error)
}

fn worded(what: &str, said: &str, error: &Error) -> Tried {
    let why = format!("{what}: {said}");
    if error.is_permanent() || error.is_tls() || error.is_client() || untrusted(error) {
        Tried::failed(why)
    } else {
        Tried::Nobody(why)
    }
}

/// The server's certificate was not believed: that is no passing trouble.
fn untrusted(error: &Error) -> bool {
    io_cause(error) == Some(std::io::ErrorKind::InvalidData)
}

/// The server's words, or the system's, without the library's.
fn told(error: &Error) -> String {
    if out_of_time(error) {
        return "the mail server did not answer in time".to_owned();
    }
    let code = error.status().map(|code| format!("{code} ")).unwrap_or_default();
    let cause = std::error::Error::source(error).map(ToString::to_string);
    let said = words::without_addresses(&cause.unwrap_or_default());
    words::clean(&format!("{code}{said}"))
}

/// The system's own words for it would be "Resource temporarily unavailable".
fn out_of_time(error: &Error) -> bool {
    use std::io::ErrorKind::{TimedOut, WouldBlock};
    io_cause(error).is_some_and(|kind| matches!(kind, TimedOut | WouldBlock))
}

/// What the system says lies underneath, if it says anything.
fn io_cause(error: &Error) -> Option<std::io::ErrorKind> {
    let mut cause = std::error::Error::source(error);
    while let Some(one) = cause {
        if let Some(io) = one.downcast_ref::<std::io::Error>() {
            return Some(io.kind());
        }
        cause = one.source();
    }
    None
}

/// Each certificate of a file of several.
fn each_certificate(pem: &[u8]) -> Vec<Vec<u8>> {
    const END: &str = "-----END CERTIFICATE-----";
    let text = String::from_utf8_lossy(pem);
    let parts = text.split_inclusive(END);
    parts.filter(|part| part.contains(END)).map(|part| part.as_bytes().to_vec()).collect()
}
