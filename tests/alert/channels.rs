//! Channels of every kind, as `hv.toml` and the machine's own file name them, and the servers behind them.

use crate::school::School;
use crate::sinks::{Arrived, Asked, Http, HttpSink, Smtp, SmtpSink};

/// A mail server as a channel: `[[channel]]`.
pub(crate) fn mail(id: &str, sink: &SmtpSink) -> String {
    mail_at(id, sink.port)
}

/// The same, at a port where perhaps nobody is.
pub(crate) fn mail_at(id: &str, port: u16) -> String {
    format!(
        "[[channel]]\nid = \"{id}\"\nkind = \"email\"\nserver = \"localhost\"\nport = {port}\ntls = \"none\"\n\
         from = \"hv@example.org\"\n"
    )
}

/// A chat room as a channel, its address in the secret of its own name.
pub(crate) fn room(kind: &str, id: &str) -> String {
    format!("[[channel]]\nid = \"{id}\"\nkind = \"{kind}\"\nurl = \"{id}\"\n")
}

/// A secret in a file of its own.
pub(crate) fn secret(school: &School, name: &str, secret: &str) -> String {
    let file = school.path(&format!("home/.config/hv/{name}.secret"));
    crate::school::private(&file, secret);
    format!("[secret.{name}]\nfile = \"{}\"\nfor = \"127.0.0.1\"\n", file.display())
}

/// Every kind of channel there is, all of them working.
#[derive(Debug)]
pub(crate) struct All {
    pub(crate) mail: SmtpSink,
    pub(crate) slack: HttpSink,
    pub(crate) webex: HttpSink,
    pub(crate) teams: HttpSink,
    pub(crate) texts: HttpSink,
    pub(crate) ping: HttpSink,
}

impl All {
    /// Starts them, and configures the school for them.
    pub(crate) fn of(school: &School) -> All {
        let web = || HttpSink::start(&[Http::status(200)]);
        let all = All {
            mail: SmtpSink::start(Smtp::default()),
            slack: web(),
            webex: web(),
            teams: web(),
            texts: HttpSink::start(&[Http::body(201, "{\"id\": \"740e5834\"}")]),
            ping: web(),
        };
        let texts = format!(
            "[[channel]]\nid = \"texts\"\nkind = \"govuk-text\"\nkey = \"notify\"\ntemplate = \"f00d\"\n\
             server = \"{}\"\n",
            all.texts.url("")
        );
        let siren = "[[channel]]\nid = \"siren\"\nkind = \"command\"\nprogram = \"siren\"\n";
        let rooms: String = ["slack", "webex", "teams"].iter().map(|r| room(r, r)).collect();
        school.config(&format!(
            "{}{}{rooms}{texts}{siren}",
            watch(school, "6s"),
            mail("mail", &all.mail)
        ));
        let sinks = [
            ("slack", all.slack.url("/s")),
            ("webex", all.webex.url("/w")),
            ("teams", all.teams.url("/t")),
            ("beat", all.ping.url("/uuid")),
            ("notify", KEY.to_owned()),
        ];
        let secrets: String = sinks.iter().map(|(n, s)| secret(school, n, s)).collect();
        school.machine(&format!("{secrets}{}", siren_at(school)));
        all
    }

    /// How many messages arrived at each: mail, the three rooms, texts, the program.
    pub(crate) fn counts(&self, school: &School) -> [usize; 6] {
        let web = |sink: &HttpSink| sink.asked().len();
        let rooms = [web(&self.slack), web(&self.webex), web(&self.teams)];
        let siren = sirens(school).len();
        [self.mail.mails().len(), rooms[0], rooms[1], rooms[2], web(&self.texts), siren]
    }

    /// The whole of every message, whatever its shape.
    pub(crate) fn everything(&self, school: &School) -> Vec<String> {
        let mails = self.mail.mails().into_iter().map(|m| m.data);
        let webs = [&self.slack, &self.webex, &self.teams, &self.texts, &self.ping];
        let webs = webs.into_iter().flat_map(HttpSink::asked).map(|a| format!("{a:?}"));
        mails.chain(webs).chain(sirens(school)).collect()
    }

    /// What the address outside was told, in order: the path without the run, and the run.
    pub(crate) fn pings(&self) -> Vec<(String, String)> {
        pings(&self.ping)
    }
}

/// A key of GOV.UK Notify, of nobody's service.
const KEY: &str =
    "home-visits-0a1b2c3d-0000-4000-8000-00000000000a-9f8e7d6c-1111-4111-8111-11111111111b";

/// This machine is the one that watches, every minute, and tells an address outside.
pub(crate) fn watch(school: &School, limit: &str) -> String {
    let named = school.hv("schedule cron --json").ends(0);
    let named: serde_json::Value = serde_json::from_str(&named.out).unwrap();
    let machine = named["machine"].as_str().unwrap();
    format!(
        "[watch]\nmachine = \"{machine}\"\nevery = \"1m\"\nlimit = \"{limit}\"\nping = \"beat\"\n"
    )
}

/// A program that keeps what it is told, one line for each time.
pub(crate) fn siren_at(school: &School) -> String {
    let file = school.path("siren");
    format!("[program.siren]\nrun = [\"/bin/sh\", \"-c\", \"cat >> '{}'\"]\n", file.display())
}

/// What the program was told.
pub(crate) fn sirens(school: &School) -> Vec<String> {
    let text = std::fs::read_to_string(school.path("siren")).unwrap_or_default();
    text.lines().map(str::to_owned).collect()
}

/// What an address outside was told: the moment, and the run.
pub(crate) fn pings(sink: &HttpSink) -> Vec<(String, String)> {
    let one = |asked: Asked| {
        let path = asked.what.strip_prefix("POST /uuid").unwrap().to_owned();
        let (moment, run) = path.split_once("?rid=").unwrap();
        (moment.to_owned(), run.to_owned())
    };
    sink.asked().into_iter().map(one).collect()
}

/// The text of a mail, without its headers.
pub(crate) fn body(mail: &Arrived) -> &str {
    mail.data.split_once("\r\n\r\n").unwrap().1
}

/// Whom a mail is for.
pub(crate) fn to(mails: &[Arrived]) -> Vec<&str> {
    let mut all: Vec<&str> = mails.iter().map(|m| m.to[0].as_str()).collect();
    all.sort_unstable();
    all
}
