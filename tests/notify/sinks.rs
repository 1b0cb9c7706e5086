//! Servers of the tests' own, on loopback: one for mail and one for web requests. They take what they are sent, and
//! refuse, hang, lie and break off as they are told. They end with the test's process.
#![allow(dead_code, reason = "shared by several test programs, each of which uses a part")]

use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

/// The longest that a test waits for something to arrive. Cron begins with the next whole minute.
pub(crate) const PATIENCE: Duration = Duration::from_secs(150);

/// What has arrived, and a bell that rings with each arrival: a test waits for it, and never for a time.
#[derive(Debug)]
struct Tray<T> {
    all: Mutex<Vec<T>>,
    bell: Condvar,
}

impl<T> Default for Tray<T> {
    fn default() -> Tray<T> {
        Tray { all: Mutex::new(Vec::new()), bell: Condvar::new() }
    }
}

impl<T: Clone> Tray<T> {
    /// Takes it in, and gives back its place.
    fn put(&self, one: T) -> usize {
        let mut all = self.all.lock().unwrap();
        all.push(one);
        self.bell.notify_all();
        all.len() - 1
    }

    fn all(&self) -> Vec<T> {
        self.all.lock().unwrap().clone()
    }

    /// Waits until there are so many.
    #[track_caller]
    fn wait(&self, count: usize) -> Vec<T> {
        let all = self.all.lock().unwrap();
        let few = |all: &mut Vec<T>| all.len() < count;
        let (all, waited) = self.bell.wait_timeout_while(all, PATIENCE, few).unwrap();
        assert!(!waited.timed_out(), "{} arrived, and not {count}", all.len());
        all.clone()
    }
}

/// A port on which nobody listens.
pub(crate) fn nobody() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// A certificate for `localhost`: the authority to trust (PEM), and the server's side.
pub(crate) fn certificate() -> (String, Arc<ServerConfig>) {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let key = rustls::pki_types::PrivatePkcs8KeyDer::from(made.signing_key.serialize_der());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key.into())
        .unwrap();
    (made.cert.pem(), Arc::new(config))
}

/// Both ways of a connection, in the clear or not.
trait Line: Read + Write + Send {}
impl<T: Read + Write + Send> Line for T {}

fn wrapped(config: &Arc<ServerConfig>, plain: TcpStream) -> Box<dyn Line> {
    let tls = ServerConnection::new(Arc::clone(config)).unwrap();
    Box::new(StreamOwned::new(tls, plain))
}

/// Reads until the other side closes: a server that hangs.
fn hang(line: &mut dyn Read) {
    let mut buffer = [0; 1024];
    while line.read(&mut buffer).is_ok_and(|n| n > 0) {}
}

/// How the mail server ends a mail, once it has all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Ending {
    /// 250.
    #[default]
    Takes,
    /// 554.
    Refuses,
    /// It keeps the mail, and says nothing any more.
    Hangs,
    /// It keeps the mail, and breaks off.
    BreaksOff,
}

/// What the mail server does.
#[derive(Debug, Clone, Default)]
pub(crate) struct Smtp {
    /// TLS that it can speak.
    pub(crate) tls: Option<Arc<ServerConfig>>,
    /// It speaks TLS from the first byte.
    pub(crate) wrapped: bool,
    /// It accepts the connection and never says a word.
    pub(crate) mute: bool,
    /// Receivers that it refuses for good: 550.
    pub(crate) refuses: Vec<String>,
    /// How many mails it refuses for now, first: 451.
    pub(crate) busy: usize,
    /// The login it accepts: the base64 of what AUTH PLAIN sends. Anything else is refused, and repeated in the refusal.
    pub(crate) login: Option<String>,
    /// How it ends a mail.
    pub(crate) ending: Ending,
}

/// A mail that arrived.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Arrived {
    pub(crate) from: String,
    pub(crate) to: Vec<String>,
    /// Headers and body as sent, dots undone.
    pub(crate) data: String,
    /// The connection was private when it came.
    pub(crate) private: bool,
}

impl Arrived {
    /// The value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<String> {
        let head = self.data.split("\r\n\r\n").next().unwrap();
        let unfolded = head.replace("\r\n ", " ");
        let start = format!("{}: ", name.to_lowercase());
        let line = unfolded.lines().find(|l| l.to_lowercase().starts_with(&start))?;
        Some(line[start.len()..].to_owned())
    }
}

/// A mail server.
#[derive(Debug, Clone)]
pub(crate) struct SmtpSink {
    pub(crate) port: u16,
    mails: Arc<Tray<Arrived>>,
    plan: Arc<Mutex<Smtp>>,
}

impl SmtpSink {
    pub(crate) fn start(plan: Smtp) -> SmtpSink {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let sink = SmtpSink { port, mails: Arc::default(), plan: Arc::new(Mutex::new(plan)) };
        let all = sink.clone();
        std::thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                let one = all.clone();
                std::thread::spawn(move || one.serve(connection));
            }
        });
        sink
    }

    /// What arrived, in order.
    pub(crate) fn mails(&self) -> Vec<Arrived> {
        self.mails.all()
    }

    /// What has arrived once there are so many.
    #[track_caller]
    pub(crate) fn wait(&self, count: usize) -> Vec<Arrived> {
        self.mails.wait(count)
    }

    /// From now on it does this.
    pub(crate) fn does(&self, plan: Smtp) {
        *self.plan.lock().unwrap() = plan;
    }

    fn serve(&self, mut wire: TcpStream) {
        let plan = self.plan.lock().unwrap().clone();
        if plan.mute {
            return hang(&mut wire);
        }
        let mut private = plan.wrapped;
        let mut line: BufReader<Box<dyn Line>> = match (&plan.tls, plan.wrapped) {
            (Some(tls), true) => BufReader::new(wrapped(tls, wire.try_clone().unwrap())),
            _ => BufReader::new(Box::new(wire.try_clone().unwrap())),
        };
        let mut mail = Arrived::default();
        say(&mut line, "220 sink.example.org");
        let mut over = false;
        while !over {
            let mut text = String::new();
            if line.read_line(&mut text).map_or(true, |n| n == 0) {
                return;
            }
            let word = text.split_whitespace().next().unwrap_or_default().to_uppercase();
            match word.as_str() {
                "EHLO" => say(&mut line, &offers(&plan, private)),
                "STARTTLS" => {
                    say(&mut line, "220 go on");
                    let tls = plan.tls.as_ref().unwrap();
                    line = BufReader::new(wrapped(tls, wire.try_clone().unwrap()));
                    private = true;
                }
                "AUTH" => say(&mut line, &signed_in(&plan, &text)),
                "MAIL" if self.busy() => say(&mut line, "451 try again later"),
                "MAIL" => {
                    mail = Arrived { from: address(&text), private, ..Arrived::default() };
                    say(&mut line, "250 ok");
                }
                "RCPT" if plan.refuses.contains(&address(&text)) => {
                    say(&mut line, "550 5.1.1 no such \u{1b}[31mmailbox");
                }
                "RCPT" => {
                    mail.to.push(address(&text));
                    say(&mut line, "250 ok");
                }
                "DATA" => {
                    say(&mut line, "354 go on");
                    mail.data = data(&mut line);
                    over = self.ends(&plan, &mail, &mut line);
                }
                "QUIT" => return say(&mut line, "221 bye"),
                _ => say(&mut line, "502 what?"),
            }
        }
    }

    /// Ends a mail as it was told to. `true`: and the connection with it.
    fn ends(&self, plan: &Smtp, mail: &Arrived, line: &mut BufReader<Box<dyn Line>>) -> bool {
        if plan.ending != Ending::Refuses {
            self.mails.put(mail.clone());
        }
        match plan.ending {
            Ending::Takes => say(line, "250 2.0.0 queued as 7F3Q"),
            Ending::Refuses => say(line, "554 5.7.1 looks like spam"),
            Ending::Hangs => hang(line),
            Ending::BreaksOff => {}
        }
        matches!(plan.ending, Ending::Hangs | Ending::BreaksOff)
    }

    /// Busy once more?
    fn busy(&self) -> bool {
        let mut plan = self.plan.lock().unwrap();
        let busy = plan.busy > 0;
        plan.busy = plan.busy.saturating_sub(1);
        busy
    }
}

fn offers(plan: &Smtp, private: bool) -> String {
    let mut offers = vec!["sink.example.org".to_owned(), "8BITMIME".to_owned()];
    if plan.tls.is_some() && !private {
        offers.push("STARTTLS".to_owned());
    }
    if plan.login.is_some() {
        offers.push("AUTH PLAIN".to_owned());
    }
    let last = offers.len() - 1;
    let line =
        |(n, offer): (usize, &String)| format!("250{}{offer}", if n == last { ' ' } else { '-' });
    offers.iter().enumerate().map(line).collect::<Vec<_>>().join("\r\n")
}

/// A server that repeats what it was sent is a rude one, but there are such.
fn signed_in(plan: &Smtp, text: &str) -> String {
    let sent = text.trim().rsplit(' ').next().unwrap();
    if plan.login.as_deref() == Some(sent) {
        "235 welcome".to_owned()
    } else {
        "535 5.7.8 correct horse is not the password".to_owned()
    }
}

fn say(line: &mut BufReader<Box<dyn Line>>, text: &str) {
    // Whoever has gone does not hear it.
    let _gone = write!(line.get_mut(), "{text}\r\n").and_then(|()| line.get_mut().flush());
}

fn address(text: &str) -> String {
    let inside = text.split('<').nth(1).unwrap_or_default();
    inside.split('>').next().unwrap_or_default().to_owned()
}

fn data(line: &mut impl BufRead) -> String {
    let mut all = String::new();
    loop {
        let mut text = String::new();
        if line.read_line(&mut text).map_or(true, |n| n == 0) || text == ".\r\n" {
            return all;
        }
        all.push_str(text.strip_prefix('.').unwrap_or(&text));
    }
}

/// How the web server answers one request.
#[derive(Debug, Clone)]
pub(crate) enum Http {
    /// With a status, more headers and a body.
    Says(u16, Vec<(String, String)>, String),
    /// Never.
    Never,
    /// It breaks off.
    BreaksOff,
}

impl Http {
    pub(crate) fn status(status: u16) -> Http {
        Http::Says(status, Vec::new(), "ok".to_owned())
    }

    pub(crate) fn with(status: u16, header: &str, value: &str) -> Http {
        Http::Says(status, vec![(header.to_owned(), value.to_owned())], String::new())
    }

    pub(crate) fn body(status: u16, body: &str) -> Http {
        Http::Says(status, Vec::new(), body.to_owned())
    }
}

/// A request that arrived.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Asked {
    /// `POST /path?query`
    pub(crate) what: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Asked {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

/// A web server: it answers one request after the other as told, and the last answer for ever.
#[derive(Debug, Clone)]
pub(crate) struct HttpSink {
    pub(crate) port: u16,
    asked: Arc<Tray<Asked>>,
    answers: Arc<Mutex<Vec<Http>>>,
    tls: Option<Arc<ServerConfig>>,
}

impl HttpSink {
    pub(crate) fn start(answers: &[Http]) -> HttpSink {
        HttpSink::over(None, answers)
    }

    pub(crate) fn over(tls: Option<Arc<ServerConfig>>, answers: &[Http]) -> HttpSink {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let answers = Arc::new(Mutex::new(answers.to_vec()));
        let sink = HttpSink { port, asked: Arc::default(), answers, tls };
        let all = sink.clone();
        std::thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                let one = all.clone();
                std::thread::spawn(move || one.serve(connection));
            }
        });
        sink
    }

    /// What was asked, in order.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.all()
    }

    /// What was asked once it is so much.
    #[track_caller]
    pub(crate) fn wait(&self, count: usize) -> Vec<Asked> {
        self.asked.wait(count)
    }

    /// From now on it answers this.
    pub(crate) fn answers(&self, answer: Http) {
        *self.answers.lock().unwrap() = vec![answer];
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    fn serve(&self, plain: TcpStream) {
        let line: Box<dyn Line> = match &self.tls {
            Some(tls) => wrapped(tls, plain),
            None => Box::new(plain),
        };
        let mut line = BufReader::new(line);
        let Some(asked) = request(&mut line) else { return };
        let number = self.asked.put(asked);
        let answers = self.answers.lock().unwrap().clone();
        let answer = answers.get(number).or(answers.last()).unwrap();
        match answer {
            Http::Never => hang(&mut line),
            Http::BreaksOff => {}
            Http::Says(status, headers, body) => {
                let more: Vec<String> =
                    headers.iter().map(|(n, v)| format!("{n}: {v}\r\n")).collect();
                let more = more.concat();
                let length = body.len();
                let head = format!("HTTP/1.1 {status} Said\r\n{more}Connection: close\r\n");
                let text = format!("{head}Content-Length: {length}\r\n\r\n{body}");
                let _gone = line.get_mut().write_all(text.as_bytes());
                let _gone = line.get_mut().flush();
            }
        }
    }
}

fn request(line: &mut impl BufRead) -> Option<Asked> {
    let mut first = String::new();
    if line.read_line(&mut first).ok()? == 0 {
        return None;
    }
    let what = first.trim_end().trim_end_matches(" HTTP/1.1").to_owned();
    let mut asked = Asked { what, ..Asked::default() };
    loop {
        let mut header = String::new();
        line.read_line(&mut header).ok()?;
        let Some((name, value)) = header.trim_end().split_once(": ") else { break };
        asked.headers.push((name.to_owned(), value.to_owned()));
    }
    let length = asked.header("content-length").map_or(0, |n| n.parse().unwrap());
    let mut body = vec![0; length];
    line.read_exact(&mut body).ok()?;
    asked.body = String::from_utf8(body).unwrap();
    Some(asked)
}
