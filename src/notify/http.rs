//! One request, and what is known after it: answered, or not, and if not whether it may have arrived.
//!
//! Redirects are not followed: a message, or a key, goes where the school said and nowhere else.

use super::secret::Secret;
use super::words;
use std::sync::Arc;
use std::time::Duration;
use ureq::Agent;
use ureq::http::Uri;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, TlsProvider, parse_pem};

/// The most that is read of an answer.
const ANSWER: u64 = 8 << 10;

/// What is known after a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Answer {
    /// The server answered.
    Said {
        /// The status.
        status: u16,
        /// How long it asks to be left alone, where it says so in seconds.
        wait: Option<Duration>,
        /// The beginning of what it said.
        text: String,
    },
    /// Nothing reached it, and another try may.
    NotThere(String),
    /// Nothing reached it, and no other try will: its certificate, the address.
    Refused(String),
    /// It may have arrived.
    Unknown(String),
}

/// What is sent.
#[derive(Debug)]
pub(super) struct Request<'a> {
    /// The whole address.
    pub(super) url: &'a str,
    /// The value of `Authorization`, if there is one.
    pub(super) authorization: Option<&'a Secret>,
    /// What kind of body.
    pub(super) kind: &'static str,
    /// The body.
    pub(super) body: &'a [u8],
}

/// Makes requests, and believes the machine's authorities, or those it was given instead.
#[derive(Debug, Clone)]
pub(super) struct Web {
    tls: TlsConfig,
}

impl Web {
    /// With these authorities (PEM) instead of the machine's, if any.
    pub(super) fn new(authorities: Option<&[u8]>) -> Web {
        let roots = match authorities {
            None => RootCerts::PlatformVerifier,
            Some(pem) => RootCerts::from(certificates(pem)),
        };
        let cryptography = Arc::new(rustls::crypto::ring::default_provider());
        let tls = TlsConfig::builder()
            .provider(TlsProvider::Rustls)
            .root_certs(roots)
            .unversioned_rustls_crypto_provider(cryptography)
            .build();
        Web { tls }
    }

    /// Posts it, within that time.
    pub(super) fn post(&self, request: &Request<'_>, limit: Duration) -> Answer {
        let agent: Agent = Agent::config_builder()
            .tls_config(self.tls.clone())
            .timeout_global(Some(limit))
            // So that a server that is not there is told from one that does not answer.
            .timeout_connect(Some(limit * 2 / 3))
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .user_agent(concat!("hv/", env!("CARGO_PKG_VERSION")))
            .build()
            .new_agent();
        let mut made = agent.post(request.url).header("Content-Type", request.kind);
        if let Some(authorization) = request.authorization {
            made = made.header("Authorization", authorization.reveal());
        }
        match made.send(request.body) {
            Ok(mut answer) => {
                let wait = answer.headers().get("Retry-After").and_then(|v| v.to_str().ok());
                let wait = wait.and_then(|v| v.trim().parse().ok()).map(Duration::from_secs);
                let status = answer.status().as_u16();
                // The status has been said; a body that breaks off takes nothing of that back.
                let read = answer.body_mut().with_config().limit(ANSWER).lossy_utf8(true);
                Answer::Said { status, wait, text: read.read_to_string().unwrap_or_default() }
            }
            Err(error) => broken(&error),
        }
    }
}

fn certificates(pem: &[u8]) -> Vec<Certificate<'static>> {
    let certificate = |item| match item {
        Ok(PemItem::Certificate(certificate)) => Some(certificate),
        Ok(_) | Err(_) => None,
    };
    parse_pem(pem).filter_map(certificate).collect()
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "whatever is not surely known not to have arrived is unknown, new kinds of failure too"
)]
/// Whether anything can have arrived. The address is not repeated: a web hook's is its secret.
fn broken(error: &ureq::Error) -> Answer {
    use std::io::ErrorKind;
    use ureq::{Error, Timeout};
    match error {
        Error::HostNotFound => Answer::NotThere("no server of that name was found".to_owned()),
        Error::ConnectionFailed => Answer::NotThere("no connection".to_owned()),
        Error::Timeout(Timeout::Resolve | Timeout::Connect) => {
            Answer::NotThere("the server could not be reached in time".to_owned())
        }
        Error::Timeout(_) => Answer::Unknown("the server did not answer in time".to_owned()),
        Error::Io(e) => match e.kind() {
            ErrorKind::ConnectionRefused
            | ErrorKind::HostUnreachable
            | ErrorKind::NetworkUnreachable
            | ErrorKind::AddrNotAvailable => Answer::NotThere(words::clean(&e.to_string())),
            // Only the greeting of TLS is told of this way, and nothing is sent before it is over.
            ErrorKind::InvalidData => {
                Answer::Refused(format!("no private connection: {}", words::clean(&e.to_string())))
            }
            _ => Answer::Unknown(format!("the connection broke: {}", words::clean(&e.to_string()))),
        },
        Error::Rustls(e) => {
            Answer::Refused(format!("no private connection: {}", words::clean(&e.to_string())))
        }
        Error::Tls(e) => Answer::Refused(format!("no private connection: {e}")),
        Error::BadUri(_) | Error::Http(_) => {
            Answer::Refused("what the secret holds is not the address of a server".to_owned())
        }
        Error::ConnectProxyFailed(_) | Error::InvalidProxyUrl => {
            Answer::NotThere("the proxy that HTTPS_PROXY names did not let it through".to_owned())
        }
        _ => Answer::Unknown("the server's answer could not be understood".to_owned()),
    }
}

/// Where an address leads, if it may be used: private, or to this very machine.
///
/// # Errors
/// Why not; without repeating it.
pub(super) fn host_of(url: &str) -> Result<String, String> {
    let uri: Uri = url.parse().map_err(|_secret| "it is not an address".to_owned())?;
    let host = uri.host().ok_or("it is not a whole address: https://…")?.to_owned();
    match uri.scheme_str() {
        Some("https") => Ok(host),
        Some("http") if here(&host) => Ok(host),
        Some("http") => Err("it begins with http: and so is not private; use https:".to_owned()),
        Some(_) | None => Err("it is not a whole address: https://…".to_owned()),
    }
}

/// This very machine, by a name that no name server decides about.
pub(super) fn here(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    bare == "localhost" || bare.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_private_addresses_and_this_machine_are_used() {
        for (good, host) in [
            ("https://example.org/x?sig=1", "example.org"),
            ("http://127.0.0.1:80/x", "127.0.0.1"),
            ("http://localhost/x", "localhost"),
            ("http://[::1]:8000/x", "[::1]"),
        ] {
            assert_eq!(host_of(good).as_deref(), Ok(host), "{good}");
        }
        for bad in [
            "http://example.org/x",
            "http://127.0.0.1.example.org/",
            "http://localhost.example.org/",
            "ftp://example.org/",
            "example.org",
            "/x",
            "",
            "correct horse",
        ] {
            let why = host_of(bad).unwrap_err();
            assert!(bad.is_empty() || !why.contains(bad), "{why}");
        }
    }
}
